"""`passengers`: whose journey is broken, or will be if nobody intervenes."""

from typing import Literal

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from api.pages import Cursor, Limit, Page, page_of
from domain.network import FlightStatus
from domain.plans import Kpis
from domain.units import Frozen, Money, UtcDatetime
from tools.plan_evaluation.journeys import BrokenJourney

router = APIRouter(prefix="/passengers", tags=["passengers"])


class DisruptedBooking(Frozen):
    """A booking whose passengers will not arrive as booked. `assumed` names what about it is an assumption."""

    booking_id: str
    passengers: int
    flight_ids: tuple[str, ...]
    why: Literal["cancelled", "misconnection", "diverted", "disrupted"]
    expected: bool
    """True while it is only to be expected; false once it has happened."""
    at_airport: str
    could_leave: UtcDatetime
    lost_flight_id: str | None
    cabin: str
    tier: str
    reduced_mobility: bool
    unaccompanied_minor: bool
    protected: bool
    fare: Money
    assumed: tuple[str, ...]


class DisruptedPage(Page[DisruptedBooking]):
    """Disrupted bookings, with the totals over all of them."""

    as_of: UtcDatetime
    disrupted_passengers: int
    misconnected_passengers: int
    stranded_passengers: int


@router.get("/disrupted", operation_id="list_disrupted_passengers")
def list_disrupted(room: Room, _: Viewer, limit: Limit = 100, cursor: Cursor = "") -> DisruptedPage:
    """Bookings disrupted now, and those that will be if nobody intervenes, by booking id."""
    outlook = room.outlook.outlook()
    state = outlook.state

    def view(journey: BrokenJourney) -> DisruptedBooking:
        booking = journey.booking
        lost = booking.flight_ids[journey.lost_from] if journey.lost_from < len(booking.flight_ids) else None
        flight = None if lost is None else state.departure(lost)
        projected = None if lost is None else outlook.projection.flights.get(lost)
        happened = flight is None or flight.status is FlightStatus.CANCELLED or booking.status == "disrupted"
        why: Literal["cancelled", "misconnection", "diverted", "disrupted"] = "misconnection"
        if flight is None:
            why = "diverted"
        elif flight.status is FlightStatus.CANCELLED or (projected is not None and projected.cancelled):
            why = "cancelled"
        elif booking.status == "disrupted":
            why = "disrupted"
        return DisruptedBooking(
            booking_id=booking.booking_id,
            passengers=booking.passengers,
            flight_ids=booking.flight_ids,
            why=why,
            expected=not happened,
            at_airport=journey.airport,
            could_leave=journey.could_leave,
            lost_flight_id=lost,
            cabin=booking.cabin,
            tier=booking.tier,
            reduced_mobility=booking.reduced_mobility,
            unaccompanied_minor=booking.unaccompanied_minor,
            protected=booking.protected,
            fare=Money(cents=booking.fare_cents, currency=state.currency),
            assumed=booking.assumed,
        )

    broken = sorted(outlook.journeys.broken, key=_place)
    page = page_of(broken, key=_place, cursor=cursor, limit=limit, view=view)
    kpis: Kpis = outlook.kpis
    return DisruptedPage(
        items=page.items,
        next_cursor=page.next_cursor,
        total=page.total,
        as_of=outlook.now,
        disrupted_passengers=kpis.disrupted_passengers,
        misconnected_passengers=kpis.misconnected_passengers,
        stranded_passengers=kpis.stranded_passengers,
    )


def _place(journey: BrokenJourney) -> str:
    return journey.booking.booking_id
