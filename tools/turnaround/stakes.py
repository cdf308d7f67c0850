"""What it costs when a flight of ours leaves later than projected: aircraft, crew, passengers, connections, later legs."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes_between
from knowledge.airline.costs import LAST_DELAY_MIN, CostParameters
from tools.turnaround.critical_path import Numbers

LONGEST_MIN = 120


def later_departure_cents(
    state: NetworkState, projected: Mapping[FlightId, ProjectedFlight], legs: Sequence[Flight], costs: CostParameters
) -> tuple[int, ...]:
    """Cents of the first leg leaving 0 to 120 minutes after its projected departure; `legs`: it and the tail's later ones.

    Later legs of the tail are late by what their ground time above the minimum turn does not absorb. Never falling.
    """
    extra = _extra(state, projected, legs)
    total = np.zeros(LONGEST_MIN + 1, dtype=np.int64)
    delays = np.array(costs.passenger_delay_cents, dtype=np.int64)
    for leg in legs:
        if leg.flight_id not in extra:
            break
        later = extra[leg.flight_id]
        seats = state.aircraft[leg.tail].seats if leg.tail is not None else costs.seats_when_no_tail
        total += costs.delay_minute_cents(seats) * later
        late = minutes_between(leg.sta, projected[leg.flight_id].eta)
        ending = 0
        for booking_id in state.flight_bookings.get(leg.flight_id, ()):
            booking = state.bookings[booking_id]
            if booking.flight_ids[-1] == leg.flight_id:
                ending += booking.passengers
                continue
            onward = state.departure(booking.flight_ids[booking.flight_ids.index(leg.flight_id) + 1])
            then = projected.get(onward.flight_id)
            if then is not None and then.cancelled:
                continue
            leaves = then.etd if then is not None else onward.etd
            airport = state.airports[onward.origin]
            spare = minutes_between(projected[leg.flight_id].eta, leaves) - airport.min_connection_min
            if spare >= 0:
                missed = later - extra.get(onward.flight_id, 0) > spare
                total += missed * (booking.passengers * costs.disrupted_passenger_cents(_journey_km(state, booking.flight_ids)))
        total += ending * (delays[_held(late + later)] - delays[_held(np.array(late))])
    return tuple(total.tolist())


def _extra(state: NetworkState, projected: Mapping[FlightId, ProjectedFlight], legs: Sequence[Flight]) -> dict[FlightId, Numbers]:
    """Extra minutes of each leg, for 0 to 120 extra minutes of the first."""
    later: Numbers = np.arange(LONGEST_MIN + 1)
    found: dict[FlightId, Numbers] = {}
    before: ProjectedFlight | None = None
    for leg in legs:
        here = projected[leg.flight_id]
        if before is not None and leg.tail is not None:
            spare = minutes_between(before.eta, here.etd) - state.aircraft[leg.tail].min_turn_min
            later = np.maximum(0, later - max(0, spare))
        if not later.any():
            break
        found[leg.flight_id] = later
        before = here
    return found


def _held(late: Numbers) -> Numbers:
    return np.clip(late, 0, LAST_DELAY_MIN)


def _journey_km(state: NetworkState, flight_ids: Sequence[FlightId]) -> float:
    return state.distance_km(state.departure(flight_ids[0]).origin, state.departure(flight_ids[-1]).destination)
