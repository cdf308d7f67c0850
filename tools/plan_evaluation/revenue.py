"""The parts of a plan's price that sales and paid ancillaries make; networks that do not know them have no such component."""

from collections.abc import Mapping
from datetime import datetime

from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import ProjectedFlight
from tools.seat_value.displaced import displaced_cents
from tools.seat_value.paid_extras import lost_extras
from tools.seat_value.prices import departures_on_sale


def revenue_cents(
    base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight], *, now: datetime
) -> dict[str, int]:
    """Cents by component: `displaced_revenue` (negative: more is left to sell), and `ancillary_refunds`, paid back or owed."""
    found = {}
    if departures_on_sale(base, now=now):
        found["displaced_revenue"] = displaced_cents(base, after, projected, now=now)
    if any(booking.ancillaries for booking in base.bookings.values()):
        lost = lost_extras(base, after, {name for name, one in projected.items() if one.cancelled})
        found["ancillary_refunds"] = lost.refunded_cents + lost.open_cents
    return found
