"""Departures that a recovery counts on: they carry people from disrupted flights, or their sale is frozen for them."""

from datetime import datetime

from domain.network import Booking, Flight, NetworkState


def bookings_on(state: NetworkState, flight: Flight) -> tuple[Booking, ...]:
    """The flight's bookings in order of id."""
    return tuple(state.bookings[one] for one in sorted(state.flight_bookings.get(flight.flight_id, ())))


def moved_here(state: NetworkState, flight: Flight) -> tuple[Booking, ...]:
    """Bookings that were moved to the flight because their own went wrong, in order of id."""
    on_board = bookings_on(state, flight)
    return tuple(one for one in on_board if one.status == "rebooked" or (one.sold_as and flight.flight_id not in one.sold_as))


def why_recovery_flight(state: NetworkState, flight: Flight, *, now: datetime) -> str:
    """Why the flight is one that a recovery counts on; empty: it is not. A freeze that has expired counts for nothing."""
    moved = moved_here(state, flight)
    if moved:
        return f"carries {sum(one.passengers for one in moved)} people from disrupted flights"
    return "its inventory is frozen for recovery" if flight.frozen_classes(now) else ""
