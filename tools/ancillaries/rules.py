"""What may be sold together and on which trip: the rules of ancillaries.yaml, each kind one line of `_breaks`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ids import AirportCode
from domain.network import Flight, NetworkState
from domain.units import minutes_between
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.ancillary_policy import AncillaryPolicy, Body, Code, Rule, Segment, TripFacts

_BODIES: tuple[Body, ...] = ("regional", "narrow", "wide")


@dataclass(frozen=True, slots=True)
class Trip:
    """The facts of a trip and where it goes. `body`: the smallest aircraft on the way. None for a place: any is taken as good."""

    facts: TripFacts
    origin: AirportCode | None = None
    destination: AirportCode | None = None
    flights: int = 1
    body: Body = "narrow"


def trip_of(state: NetworkState, flights: Sequence[Flight], facts: TripFacts, now: datetime) -> Trip:
    """The trip over these flights as the network has them; `lead_min` is counted from now to the first of them.

    A flight without a known aircraft is taken for a narrow body.
    """
    bodies = [
        aircraft_type(state.aircraft[one.tail]).body if one.tail is not None and one.tail in state.aircraft else "narrow"
        for one in flights
    ]
    lead_min = max(0, minutes_between(now, flights[0].etd))
    return Trip(
        facts=facts.model_copy(update={"lead_min": lead_min}),
        origin=flights[0].origin,
        destination=flights[-1].destination,
        flights=len(flights),
        body=min(bodies, key=_BODIES.index),
    )


def example_trip(policy: AncillaryPolicy, segment: Segment) -> Trip:
    """The trip that stands for a segment: direct, on a narrow body, between stations that have everything."""
    return Trip(policy.segments[segment].example)


def broken_rules(codes: Sequence[Code], trip: Trip, policy: AncillaryPolicy) -> tuple[str, ...]:
    """What forbids selling these atoms together on the trip, by name; empty: they may be sold."""
    unknown = tuple(f"{code!r} is not in the catalogue" for code in codes if code not in policy.atoms)
    twice = tuple(f"{code!r} twice" for code in sorted(set(codes)) if codes.count(code) > 1)
    chosen = frozenset(codes)
    return (
        *unknown,
        *twice,
        *(rule.name for rule in policy.rules if not chosen.isdisjoint(rule.atoms) and _breaks(rule, chosen, trip, policy)),
    )


def _breaks(rule: Rule, chosen: frozenset[Code], trip: Trip, policy: AncillaryPolicy) -> bool:
    """Whether a rule whose atoms are among those chosen is broken."""
    facts = trip.facts
    match rule.kind:
        case "at_most_one":
            return len(chosen.intersection(rule.atoms)) > 1
        case "needs_one_of":
            return chosen.isdisjoint(rule.others)
        case "not_together":
            return not chosen.isdisjoint(rule.others)
        case "cabins":
            return facts.cabin not in rule.cabins
        case "not_with":
            return not facts.travellers().isdisjoint(rule.travellers)
        case "only_with":
            return facts.travellers().isdisjoint(rule.travellers)
        case "ages":
            return not rule.from_age <= facts.youngest_age <= rule.to_age
        case "people":
            return not rule.from_people <= facts.seats <= rule.to_people
        case "direct_only":
            return trip.flights > 1
        case "least_body":
            return _BODIES.index(trip.body) < _BODIES.index(rule.body)
        case "stations":
            place = trip.origin if rule.place == "origin" else trip.destination
            return place is not None and place not in policy.station_services[rule.service]
        case "notice":
            return facts.lead_min < rule.notice_min
        case "stay":
            return facts.nights < rule.from_nights
        case "not_in_fare":
            return rule.attribute in facts.fare_includes
        case "not_disrupted":
            return facts.disrupted


def segment_of(facts: TripFacts, policy: AncillaryPolicy) -> Segment:
    """The segment of a trip by its facts: the first that fits, in the order written here."""
    if facts.disrupted:
        return "disrupted"
    if facts.unaccompanied_minor:
        return "unaccompanied"
    if facts.seats >= policy.group_from_people:
        return "group"
    if facts.cabin != "economy":
        return "premium"
    if facts.children or facts.infants:
        return "family"
    if facts.pet or facts.sport:
        return "special"
    short_and_soon = (
        facts.purpose == ""
        and facts.adults <= 2
        and facts.nights <= policy.business_to_nights
        and not facts.saturday_night
        and facts.lead_min <= policy.business_lead_to_min
    )
    if facts.purpose == "business" or short_and_soon:
        return "business"
    if facts.saturday_night and facts.nights <= policy.weekend_to_nights:
        return "weekend"
    return "long_stay" if facts.nights >= policy.long_stay_from_nights else "leisure"
