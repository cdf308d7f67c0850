"""Whether an offer holds, found from the network and the price lists alone, without the code that makes offers."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from domain.network import FlightStatus, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.ancillary_policy import AncillaryPolicy, TripFacts, ancillary_policy
from knowledge.airline.pricing_policy import pricing_policy
from tools.ancillaries.rules import broken_rules, trip_of
from tools.offers.offer import Offer, OfferAnswer, OfferRequest


def check_offer(answer: OfferAnswer, request: OfferRequest, state: NetworkState, *, now: datetime) -> tuple[str, ...]:
    """Everything that is wrong with an answer, in words; empty: it holds at `now` on this network."""
    names = [one.source for one in answer.sources]
    faults = [] if len(set(names)) == len(names) else ["a source is reported twice"]
    faults += [f"{one.source} did not answer and nothing says why" for one in answer.sources if not (one.answered or one.reason)]
    offer = answer.offer
    if offer is None:
        return (*faults, *([] if answer.outcome != "offered" and answer.audit.result_cents is None else ["there is no offer"]))
    if sorted(names) != ["ancillaries", "forecast", "pricing"]:
        faults.append(f"three sources are asked, {', '.join(names)} are reported")
    flown = [one for one in offer.flight_ids if one in state.flights or one in state.further_flights]
    if len(flown) != len(offer.flight_ids):
        return (*faults, "it has a flight that is not in the network")
    faults += _arithmetic(offer)
    faults += _journey(offer, request, state, now)
    faults += _fare(offer, answer, request, state)
    faults += _ancillaries(offer, request, state, now)
    return tuple(faults)


def _arithmetic(offer: Offer) -> Iterator[str]:
    if sum(one.total_cents for one in offer.items) != offer.total_cents:
        yield "the items do not add up to the total"
    for one in offer.items:
        if one.quantity * one.unit_cents != one.total_cents or one.unit_cents < 0:
            yield f"{one.item_id} is not quantity times unit"
    if len({one.item_id for one in offer.items}) != len(offer.items):
        yield "two items have one name"


def _journey(offer: Offer, request: OfferRequest, state: NetworkState, now: datetime) -> Iterator[str]:
    policy = ancillary_policy()
    legs = [state.departure(one) for one in offer.flight_ids]
    if offer.flight_ids != request.flight_ids:
        yield "it is for other flights than were asked for"
    for leg in legs:
        if leg.status is not FlightStatus.SCHEDULED or not state.is_own(leg) or leg.service != "passenger":
            yield f"{leg.flight_id} cannot be sold"
        if state.free_seats(leg) < offer.passengers:
            yield f"{leg.flight_id} has too few seats"
    for before, after in pairwise(legs):
        if before.destination != after.origin or after.etd < before.eta:
            yield f"{after.flight_id} does not connect"
    if offer.passengers != request.facts.seats or offer.passengers < 1:
        yield "it is for another number of people"
    if not offer.created_at <= now < offer.expires_at:
        yield f"it holds from {offer.created_at.isoformat()} to {offer.expires_at.isoformat()}, now is {now.isoformat()}"
    if offer.expires_at > legs[0].etd - minutes(policy.sale_ends_min):
        yield "it holds beyond the end of sale"
    if offer.owner != legs[0].carrier or offer.currency != state.currency:
        yield "owner or currency is not the network's"


def _fare(offer: Offer, answer: OfferAnswer, request: OfferRequest, state: NetworkState) -> Iterator[str]:
    lines = [one for one in offer.items if one.kind == "fare"]
    if len(lines) != 1:
        yield f"{len(lines)} fares are in it"
        return
    (line,) = lines
    if (line.quantity, line.code) != (offer.passengers, offer.class_sold):
        yield "the fare is not for everybody, or of another class"
    record = answer.audit
    if record.outcome != "accept" or (record.price_id, record.result_cents) != (offer.price_id, line.unit_cents):
        yield "the audit row is of another price"
    if record.subject.split() != list(offer.flight_ids):
        yield "the audit row is of other flights"
    filed: list[dict[str, int]] = []
    for name in offer.flight_ids:
        leg = state.departure(name)
        filed.append({one.name: one.fare_cents for one in leg.fare_classes if one.cabin == offer.cabin})
        if offer.class_sold in leg.frozen_classes(offer.created_at):
            yield f"class {offer.class_sold} is frozen on {name}"
    if not all(offer.class_sold in one for one in filed):
        yield f"class {offer.class_sold} is not filed"
        return
    sums = [sum(one[name] for one in filed) for name in filed[0] if all(name in one for one in filed)]
    policy = pricing_policy()
    if line.unit_cents * 100 > max(sums) * policy.ceiling_percent:
        yield "the fare is above the ceiling"
    if request.disrupted_booking is None:
        if line.unit_cents * 100 < min(sums) * policy.floor_percent:
            yield "the fare is below the floor"
    elif line.unit_cents > state.bookings[request.disrupted_booking].fare_cents:
        yield "disrupted people would pay more than they have paid"


def _ancillaries(offer: Offer, request: OfferRequest, state: NetworkState, now: datetime) -> Iterator[str]:
    policy = ancillary_policy()
    lines = [one for one in offer.items if one.kind == "ancillary"]
    codes = tuple(one.code for one in lines)
    if request.codes is not None and set(codes) != set(request.codes):
        yield "it has other ancillaries than were asked for"
    if not codes:
        return
    attributes = next((tuple(one.attributes) for one in pricing_policy().fare_families if one.name == offer.family), ())
    known = {"disrupted": request.disrupted_booking is not None, "fare_includes": attributes}
    facts = request.facts.model_copy(update=known)
    legs = [state.departure(one) for one in offer.flight_ids]
    for name in broken_rules(codes, trip_of(state, legs, facts, now), policy):
        yield f"ancillaries: {name}"
    if request.codes is None:
        age_min = minutes_between(request.facts_as_of or now, now)
        if age_min > policy.stale_after_min and set(codes) != set(policy.default_bundles[facts.cabin]):
            yield "the facts are too old for another bundle than the default"
    for one in lines:
        atom = policy.atoms.get(one.code)
        if atom is None:
            continue  # named above
        if not atom.cost_cents <= one.unit_cents <= atom.price_cents:
            yield f"{one.code} is priced below its cost or above the price list"
        if one.quantity != _heads(one.code, facts, policy):
            yield f"{one.code} is for another number of people"
        if not set(one.flight_ids) <= set(offer.flight_ids):
            yield f"{one.code} is on a flight that is not in the offer"


def _heads(code: str, facts: TripFacts, policy: AncillaryPolicy) -> int:
    return {"booking": 1, "child": facts.children, "passenger": facts.adults + facts.children}[policy.atoms[code].per]
