"""Sales still to come of a departure as a function of its seats, and what giving seats away therefore displaces."""

from datetime import datetime
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from domain.constraints import SeatPrice
from domain.network import Flight, FlightStatus, NetworkState
from tools.inventory_control.dynamic import seat_displacement, value_of_seats

_PER_PERIOD = 0.25
"""At most so many requests are expected in one period, so that two in one are rare."""
_STEPS = 64
"""The time to departure is counted in so many parts of the time from the forecast on, so that values are computed once."""


def share_left(flight: Flight, at: datetime) -> float:
    """The share of the forecast demand that is still to come at `at`, 0 to 1: it comes evenly until the scheduled departure."""
    if flight.forecast_at is None or flight.std <= flight.forecast_at:
        return 0.0
    left = (flight.std - at) / (flight.std - flight.forecast_at)
    return ceil(_STEPS * min(1.0, max(0.0, left))) / _STEPS


def seats_left(state: NetworkState, flight: Flight) -> int:
    """Seats of the departure that can still be sold, never below 0."""
    return max(0, state.free_seats(flight))


def sales_to_come(flight: Flight, seats: int, at: datetime) -> NDArray[np.float64]:
    """Expected revenue in cents of sales still to come with 0, 1, ... `seats` seats; frozen classes are not sold."""
    closed = flight.frozen_classes(at)
    open_classes = tuple((one.fare_cents, one.mean) for one in flight.fare_classes if one.name not in closed)
    return _values(open_classes, share_left(flight, at), seats)


@lru_cache(maxsize=20_000)
def _values(classes: tuple[tuple[int, float], ...], share: float, seats: int) -> NDArray[np.float64]:
    means = [mean * share for _, mean in classes]
    total = sum(means)
    if not total:
        return np.zeros(seats + 1)
    periods = max(8, ceil(total / _PER_PERIOD))
    return value_of_seats([fare for fare, _ in classes], [mean / periods for mean in means], periods, seats)


def departures_on_sale(state: NetworkState, *, now: datetime) -> list[Flight]:
    """Our departures that are still sold at `now`, of the network and of later days, in order of time and name."""
    found = [
        flight
        for flight in (*state.flights.values(), *state.further_flights.values())
        if flight.fare_classes and flight.status is FlightStatus.SCHEDULED and flight.std > now and state.is_own(flight)
    ]
    return sorted(found, key=lambda one: (one.std, one.flight_id))


def seat_price(state: NetworkState, flight: Flight, *, now: datetime) -> SeatPrice | None:
    """What each seat of the departure displaces when it is given away; None where it displaces nothing."""
    seats = seats_left(state, flight)
    cents = seat_displacement(sales_to_come(flight, seats, now), seats)
    if not cents or not cents[-1]:
        return None
    return SeatPrice(
        source="revenue",
        reason="sales still to come that the seat would have served",
        flight_id=flight.flight_id,
        cents_per_seat=cents[0],
        rising_cents=cents[1:],
    )


def seat_prices_of(state: NetworkState, *, now: datetime) -> tuple[SeatPrice, ...]:
    """What seats of our departures are worth to sale, wherever they are worth anything; empty where no demand is known."""
    priced = (seat_price(state, flight, now=now) for flight in departures_on_sale(state, now=now))
    return tuple(one for one in priced if one is not None)
