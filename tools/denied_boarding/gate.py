"""A flight with more people than seats: how each booking could travel otherwise, what leaving it behind costs, in which order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from domain.ids import BookingId, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from knowledge.airline.reaccommodation_policy import reaccommodation_policy
from knowledge.airline.volunteer_policy import VolunteerPolicy
from knowledge.passenger_rights.exchange import Rates
from knowledge.passenger_rights.journey import Cause
from knowledge.passenger_rights.judgment import Judgment
from knowledge.passenger_rights.places import UnknownPlace
from knowledge.passenger_rights.regime import RegimeAnswer
from tools.passenger_rights.exposure import judged, overnight
from tools.passenger_rights.from_network import Fate, case_of, cause_of
from tools.reaccommodation.problem import Leg
from tools.reaccommodation.routes import Request, Route, routes
from tools.seat_value.recovery_flights import moved_here

Reason = Literal["oversold", "smaller_aircraft"]
_ANY = "any"
_RANKS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The soonest other way to the destination. `late_min`: after the booked arrival; `extra_min`: after that now expected."""

    flight_ids: tuple[FlightId, ...]
    departs: datetime
    arrives: datetime
    late_min: int
    extra_min: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One booking at the gate. Cents are per person: `law_cents` compensation, `cost_cents` with goodwill lost.

    `rank`: 0 first to be left behind; 1 was moved here from a disrupted flight, or its connection is protected; 2 the law has it
    carried before others. `why` says so. `open`: what of the law could not be judged, `law_cents` is then the least.
    """

    booking: Booking
    otherwise: Otherwise | None
    rank: int
    law_cents: int
    cost_cents: int
    law: str
    why: str
    open: tuple[str, ...]

    @property
    def may_be_asked(self) -> bool:
        """Whether an offer is made to these people."""
        return self.rank < 2


def candidates(
    state: NetworkState,
    flight: Flight,
    bookings: Sequence[Booking],
    *,
    short: int,
    reason: Reason,
    circumstance: str | None,
    policy: VolunteerPolicy,
    rates: Rates,
    now: datetime,
) -> tuple[Candidate, ...]:
    """Every booking with its other way and its price, in the order in which they would be left behind.

    Order: rank, cost per person, booking id. `circumstance`: why a smaller aircraft flies. Money in the policy's currency.
    """
    ways = other_ways(state, flight, bookings, short=short, policy=policy, now=now)
    cause = Cause(circumstance="overbooking") if reason == "oversold" else cause_of(flight, circumstance)
    moved = {one.booking_id for one in moved_here(state, flight)}
    found = []
    for booking in bookings:
        way = ways[booking.booking_id]
        law, cents, unsure = _owed(state, flight, booking, way, cause, reason, rates, policy.currency, now)
        late = policy.no_alternative_min if way is None else way.late_min
        rank, why = _rank(booking, booking.booking_id in moved, policy)
        cost = cents + cost_parameters().passenger_goodwill(late) + policy.against_will_cents
        found.append(Candidate(booking, way, rank, cents, cost, law, why, unsure))
    return tuple(sorted(found, key=lambda one: (one.rank, one.cost_cents, one.booking.booking_id)))


def other_ways(
    state: NetworkState, flight: Flight, bookings: Sequence[Booking], *, short: int, policy: VolunteerPolicy, now: datetime
) -> dict[BookingId, Otherwise | None]:
    """The soonest way to each booking's destination with room for all who are short, else with room for the booking."""
    rules = reaccommodation_policy()
    soonest = now + minutes(policy.told_before_min)
    legs = sorted(_legs(state, flight, soonest), key=lambda leg: (leg.departs, leg.leg_id))
    connection = {code: airport.min_connection_min for code, airport in state.airports.items()}

    def asked(people: Sequence[int]) -> list[tuple[Route, ...]]:
        requests = [
            Request(
                origin=flight.origin,
                destination=_last(state, one).destination,
                ready_at=soonest,
                latest_arrival=_last(state, one).sta + minutes(rules.latest_min),
                cabins=(_ANY,),
                people=count,
            )
            for one, count in zip(bookings, people, strict=True)
        ]
        return routes(
            legs,
            requests,
            min_connection=lambda airport, _, __: connection[airport],  # type: ignore[index]
            most_legs=rules.most_legs,
            most_routes=1,
            longest_wait_min=rules.longest_connection_min,
        )

    together = asked([max(short, one.passengers) for one in bookings])
    alone = asked([one.passengers for one in bookings])
    return {
        one.booking_id: _otherwise(state, one, (ways or own)[0] if ways or own else None)
        for one, ways, own in zip(bookings, together, alone, strict=True)
    }


def left_behind(order: Sequence[Candidate], people: int) -> list[tuple[Candidate, int]]:
    """Who is left behind, and how many of each booking, when so many must be: by order, parties parted only if nothing else fits.

    Nobody of a higher rank while somebody of a lower one is on board.
    """
    chosen: dict[BookingId, int] = {}
    for rank in _RANKS:
        of_rank = [one for one in order if one.rank == rank]
        for may_part in (False, True):
            for one in of_rank:
                there = one.booking.passengers - chosen.get(one.booking.booking_id, 0)
                fits = there <= people or may_part or one.booking.party == "individuals"
                if there and people and fits:
                    chosen[one.booking.booking_id] = chosen.get(one.booking.booking_id, 0) + min(there, people)
                    people -= min(there, people)
    return [(one, chosen[one.booking.booking_id]) for one in order if one.booking.booking_id in chosen]


def denied_cents(order: Sequence[Candidate], people: int) -> list[int]:
    """Cost of leaving 0, 1, ... `people` behind, in the order given."""
    return [sum(count * one.cost_cents for one, count in left_behind(order, several)) for several in range(people + 1)]


def _legs(state: NetworkState, without: Flight, soonest: datetime) -> Iterator[Leg]:
    for flight in (*state.flights.values(), *state.further_flights.values()):
        free = state.free_seats(flight)
        usable = flight.status is FlightStatus.SCHEDULED and flight.service != "ferry" and flight.etd >= soonest
        if usable and free > 0 and flight.flight_id != without.flight_id:
            yield Leg(flight.flight_id, flight.origin, flight.destination, flight.etd, flight.eta, {_ANY: free}, flight.carrier)


def _last(state: NetworkState, booking: Booking) -> Flight:
    return state.departure(booking.flight_ids[-1])


def _otherwise(state: NetworkState, booking: Booking, way: Route | None) -> Otherwise | None:
    if way is None:
        return None
    last = _last(state, booking)
    return Otherwise(
        flight_ids=tuple(FlightId(leg) for leg, _ in way.seats_taken),
        departs=way.departs,
        arrives=way.arrives,
        late_min=max(0, minutes_between(last.sta, way.arrives)),
        extra_min=max(0, minutes_between(max(last.sta, last.eta), way.arrives)),
    )


def _rank(booking: Booking, moved: bool, policy: VolunteerPolicy) -> tuple[int, str]:
    if policy.protects(booking):
        names = " and ".join(name.replace("_", " ") for name in policy.never_asked if getattr(booking, name))
        return 2, f"carried before others: {names}"
    if moved:
        return 1, "was moved here from a disrupted flight"
    if booking.protected:
        return 1, "its connection is protected"
    return 0, ""


def _owed(
    state: NetworkState,
    flight: Flight,
    booking: Booking,
    way: Otherwise | None,
    cause: Cause,
    reason: Reason,
    rates: Rates,
    currency: str,
    now: datetime,
) -> tuple[str, int, tuple[str, ...]]:
    """What the law gives one person denied boarding against their will: said, in cents, and what could not be judged."""
    fate = Fate(
        "denied_boarding",
        booking.flight_ids.index(flight.flight_id),
        departure=None,
        arrival=None if way is None else way.arrives,
        new_departure=None if way is None else way.departs,
        overnight=None if way is None else overnight(state, flight.origin, flight.std, way.departs),
    )
    # Who was moved here is denied the journey they now hold, not the one first sold.
    case = case_of(state, replace(booking, sold_as=()), fate, now=now, told_at=now, circumstance=None)
    case = replace(case, incident=replace(case.incident, denied_reason=reason, volunteered=False, cause=cause))
    try:
        judgment = judged(case, rates, only_money=True)
    except UnknownPlace as unknown:
        return "not judged", 0, (str(unknown),)
    return _in_money(judgment, rates, currency)


def _in_money(judgment: Judgment, rates: Rates, currency: str) -> tuple[str, int, tuple[str, ...]]:
    cash = judgment.cash
    answers = {one.regime: one for one in judgment.answers}
    unsure = tuple(f"{name}: {_missing(answers[name]) or 'not comparable for want of a rate'}" for name in cash.open)
    if cash.amount is None:
        return "no law is known to give compensation", 0, unsure
    given = answers[cash.regime].entitlements
    cited = next((one.citation for one in given if one.what == "compensation" and one.amount == cash.amount), cash.regime)
    ours = rates.convert(cash.amount, currency)
    if ours is None:
        return cited, 0, (*unsure, f"{cash.regime}: no rate from {cash.amount.currency} to {currency}")
    return cited, ours.cents, unsure


def _missing(answer: RegimeAnswer) -> str:
    """What must be known to judge a regime's compensation."""
    unchecked = [one for one in answer.entitlements if one.what == "compensation" and one.verdict == "not_checked"]
    return "; ".join(dict.fromkeys([*answer.scope.missing, *(text for one in unchecked for text in one.missing)]))
