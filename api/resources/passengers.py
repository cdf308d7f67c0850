"""`passengers`: whose journey is broken, or will be if nobody intervenes."""

from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.control_room import Room
from api.keys import Viewer
from api.pages import Cursor, Limit, Page, page_of
from api.passenger_impact import TIERS, AffectedBooking, Answer, Why, affected_bookings
from domain.network import Tier
from domain.units import Frozen, Money, UtcDatetime

router = APIRouter(prefix="/passengers", tags=["passengers"])
Order = Annotated[
    Literal["booking", "need"],
    Query(description="`need`: unaccompanied minors, reduced mobility, then tier and fare; by booking id otherwise"),
]


class DisruptedBooking(Frozen):
    """A booking whose passengers will not arrive as booked. `assumed` names what about it is an assumption."""

    booking_id: str
    passengers: int
    flight_ids: tuple[str, ...]
    why: Why
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
    state: Answer
    """`waiting`, `cared` for while it waits; `rebooked` and `refunded` ones are only listed when asked for."""
    sold_as: tuple[str, ...]
    """The itinerary first sold, once it was changed; empty: `flight_ids`."""


class DisruptedPage(Page[DisruptedBooking]):
    """Disrupted bookings, with the totals over all of them; `matching_passengers` over those that the filters leave."""

    as_of: UtcDatetime
    disrupted_passengers: int
    misconnected_passengers: int
    stranded_passengers: int
    matching_passengers: int


@router.get("/disrupted", operation_id="list_disrupted_passengers")
def list_disrupted(
    room: Room,
    _: Viewer,
    flight_id: Annotated[str, Query(description="the flight that they lost, or whose diversion ended their journey")] = "",
    tier: Tier | None = None,
    airport: Annotated[str, Query(description="where they are stuck")] = "",
    state: Answer | None = None,
    order: Order = "booking",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> DisruptedPage:
    """Bookings disrupted now, and those that will be if nobody intervenes, by booking id."""
    outlook = room.outlook.outlook()
    network = outlook.state
    if flight_id:
        network.flight(flight_id)
    if airport:
        network.airport(airport)

    def wanted(one: AffectedBooking) -> bool:
        return (
            (one.broken if state is None else one.state == state)
            and flight_id in ("", one.flight_id)
            and tier in (None, one.booking.tier)
            and airport in ("", one.airport)
        )

    affected = affected_bookings(outlook)
    broken = [one for one in affected if one.broken]
    found = [one for one in affected if wanted(one)]
    key = _need if order == "need" else _place
    page = page_of(sorted(found, key=key), key=key, cursor=cursor, limit=limit, view=lambda one: _view(one, network.currency))
    return DisruptedPage(
        items=page.items,
        next_cursor=page.next_cursor,
        total=page.total,
        as_of=outlook.now,
        disrupted_passengers=_people(broken),
        misconnected_passengers=_people(one for one in broken if one.why == "misconnection"),
        stranded_passengers=outlook.kpis.stranded_passengers,
        matching_passengers=_people(found),
    )


def _view(one: AffectedBooking, currency: str) -> DisruptedBooking:
    booking = one.booking
    return DisruptedBooking(
        booking_id=booking.booking_id,
        passengers=booking.passengers,
        flight_ids=booking.flight_ids,
        why=one.why,
        expected=one.expected,
        at_airport=one.airport,
        could_leave=one.could_leave,
        lost_flight_id=one.lost_flight_id,
        cabin=booking.cabin,
        tier=booking.tier,
        reduced_mobility=booking.reduced_mobility,
        unaccompanied_minor=booking.unaccompanied_minor,
        protected=booking.protected,
        fare=Money(cents=booking.fare_cents, currency=currency),
        assumed=booking.assumed,
        state=one.state,
        sold_as=booking.sold_as,
    )


def _people(group: Iterable[AffectedBooking]) -> int:
    return sum(one.booking.passengers for one in group)


def _place(one: AffectedBooking) -> str:
    return one.booking.booking_id


def _need(one: AffectedBooking) -> str:
    """Sorts by who comes first; the booking id makes it differ for every booking."""
    booking = one.booking
    first = 0 if booking.unaccompanied_minor else 1 if booking.reduced_mobility else 2
    return f"{first}{TIERS.index(booking.tier)}{10**12 - booking.fare_cents:013}{booking.booking_id}"
