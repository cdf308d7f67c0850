"""Passengers' connections in a projection: which bookings miss theirs if nobody intervenes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.ids import BookingId, FlightId
from domain.network import Booking, NetworkState
from domain.units import minutes_between
from tools.delay_propagation.propagation import Projection


@dataclass(frozen=True, slots=True)
class MissedConnection:
    """A booking that cannot make its connection: `available_min` on the ground where `needed_min` are needed."""

    booking_id: BookingId
    passengers: int
    inbound: FlightId
    outbound: FlightId
    available_min: int
    needed_min: int


def missed_connections(state: NetworkState, projection: Projection) -> list[MissedConnection]:
    """First missed connection of every booking, sorted by booking; bookings with a cancelled flight are not among them."""
    found = []
    for booking_id in sorted(state.bookings):
        booking = state.bookings[booking_id]
        if len(booking.flight_ids) > 1 and booking.status in ("booked", "rebooked") and not _cancelled(booking, projection):
            found += list(_misses(state, booking, projection))[:1]
    return found


def _cancelled(booking: Booking, projection: Projection) -> bool:
    return any(one in projection.flights and projection.flights[one].cancelled for one in booking.flight_ids)


def _misses(state: NetworkState, booking: Booking, projection: Projection) -> Iterator[MissedConnection]:
    for inbound_id, outbound_id in pairwise(booking.flight_ids):
        outbound, inbound = projection.flights.get(outbound_id), state.departure(inbound_id)
        if outbound is None or inbound_id not in state.flights or not state.is_own(inbound):
            continue
        landing = projection.flights.get(inbound_id)
        on_block = landing.eta if landing is not None else inbound.ata or inbound.eta
        available_min = minutes_between(on_block, outbound.etd)
        needed_min = state.airports[state.flights[outbound_id].origin].min_connection_min
        if available_min < needed_min:
            yield MissedConnection(booking.booking_id, booking.passengers, inbound_id, outbound_id, available_min, needed_min)
