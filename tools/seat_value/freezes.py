"""Which booking classes to close for a while on departures that a plan needs for its passengers, and which to open again."""

from dataclasses import dataclass
from datetime import datetime

from domain.commands import FreezeInventory, ReleaseInventory
from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.units import minutes
from knowledge.airline.costs import cost_parameters
from knowledge.airline.revenue_policy import revenue_policy
from tools.seat_value.prices import departures_on_sale, seats_left
from tools.seat_value.recovery_flights import moved_here


@dataclass(frozen=True, slots=True)
class FreezeProposals:
    """Freezes and releases for a person to approve, in order of departure, and the departures looked at."""

    freezes: tuple[FreezeInventory, ...]
    releases: tuple[ReleaseInventory, ...]
    recovery_flights: tuple[FlightId, ...]


def propose_freezes(base: NetworkState, after: NetworkState, *, now: datetime) -> FreezeProposals:
    """Freezes for the recovery flights of a plan; `after` is the network with it.

    A recovery flight carries people whom the plan moves, or goes where people want to whom it gives no seat. A seat kept free on
    it is taken by somebody disrupted in `spare_needed_percent` of the cases and then spares what a disrupted passenger costs, so
    classes that sell for less than that are closed, for `freeze_lasts_min`. A freeze ends where nobody re-booked travels.
    """
    policy = revenue_policy()
    until = now + minutes(policy.freeze_lasts_min)
    horizon = now + minutes(policy.freeze_horizon_min)
    on_sale = {flight.flight_id: flight for flight in departures_on_sale(after, now=now)}
    wanted = _recovery_flights(base, after, on_sale)
    freezes = []
    for flight_id, flight in on_sale.items():
        if flight_id not in wanted or flight.std > horizon or not seats_left(after, flight):
            continue
        closed = _too_cheap(after, flight)
        ends = min(until, flight.std)
        if closed and flight.frozen_classes(now) != closed:
            reason = "recovery flight: seats are kept for disrupted passengers"
            freezes.append(FreezeInventory(flight_id=flight_id, closed_classes=closed, until=ends, reason=reason))
    releases = [
        ReleaseInventory(flight_id=flight_id)
        for flight_id, flight in on_sale.items()
        if flight.frozen_classes(now) and flight_id not in wanted and not moved_here(after, flight)
    ]
    return FreezeProposals(tuple(freezes), tuple(releases), tuple(one for one in on_sale if one in wanted))


def _recovery_flights(base: NetworkState, after: NetworkState, on_sale: dict[FlightId, Flight]) -> set[FlightId]:
    found: set[FlightId] = set()
    unseated = set()
    for booking in after.bookings.values():
        before = base.booked_before(booking)
        if before is None or booking is before:
            continue
        if booking.status == "refunded" and before.status != "refunded":
            unseated.add((after.whereabouts(before), after.departure(before.flight_ids[-1]).destination))
        elif booking.status != "refunded":
            found |= {one for one in booking.flight_ids if one not in before.flight_ids and one in on_sale}
    return found | {name for name, flight in on_sale.items() if (flight.origin, flight.destination) in unseated}


def _too_cheap(state: NetworkState, flight: Flight) -> tuple[str, ...]:
    """Classes whose fare is less than a spare seat is worth on average."""
    km = state.distance_km(flight.origin, flight.destination)
    spare = cost_parameters().disrupted_passenger_cents(km) * revenue_policy().spare_needed_percent // 100
    return tuple(one.name for one in flight.fare_classes if one.fare_cents < spare)
