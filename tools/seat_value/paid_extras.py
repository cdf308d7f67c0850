"""What people paid for beside the fare and do not get under a plan: paid back by it, or still owed to them."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.ids import FlightId
from domain.network import FlightStatus, NetworkState


@dataclass(frozen=True, slots=True)
class LostExtras:
    """Cents paid back by the plan, cents for what it neither provides elsewhere nor pays back, and the bookings concerned."""

    refunded_cents: int
    open_cents: int
    bookings_open: int


def lost_extras(base: NetworkState, after: NetworkState, cancelled: Collection[FlightId]) -> LostExtras:
    """Compare the network before and after a plan; `cancelled`: flights that will not go.

    Open is what was paid for on a flight that has not left and that its people do not take: cancelled, left out of their new
    journey, or their fare was paid back. Who merely misses a connection still has the flight in the booking and is not counted.
    """
    refunded = unsettled = bookings = 0
    for booking_id, booking in after.bookings.items():
        before = base.bookings.get(booking_id)
        refunded += booking.ancillary_refund_cents - (before.ancillary_refund_cents if before is not None else 0)
        if not booking.ancillaries:
            continue
        travels = () if booking.status == "refunded" else booking.flight_ids
        lost = sum(
            one.paid_cents
            for one in booking.ancillaries
            if (one.flight_id not in travels or one.flight_id in cancelled)
            and after.departure(one.flight_id).status in (FlightStatus.SCHEDULED, FlightStatus.CANCELLED)
        )
        unsettled += lost
        bookings += lost > 0
    return LostExtras(refunded, unsettled, bookings)
