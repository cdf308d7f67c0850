"""Tools `care_offers` and `care_plan`."""

from typing import Annotated

from pydantic import Field

from domain.commands import CareForPassengers
from domain.disruptions import Iata
from domain.ids import AirportCode, BookingId, HotelId
from domain.network import Booking, NetworkState
from domain.units import Frozen, UtcDatetime
from knowledge.airline.care_policy import care_policy
from tools.care.care import plan_care
from tools.care.rooms import rooms_left
from tools.care.waits import Line, Wait
from tools.spec import ToolContext, ToolRetry, tool


class CareOffersRequest(Frozen):
    """The airport whose hotels to list."""

    airport: Iata


class HotelOffer(Frozen):
    """Rooms that a hotel still has for us. Rates per room and night, transfer per person there and back, in cents."""

    hotel_id: HotelId
    name: str
    stars: int
    distance_km: int
    rooms_left: int
    step_free_rooms_left: int
    rate_cents: int
    transfer_cents: int
    assumed: tuple[str, ...]


class CareOffersReport(Frozen):
    """The hotels, the cheapest room first, and what the airline's policy pays for a meal and for a room found elsewhere."""

    airport: Iata
    hotels: tuple[HotelOffer, ...]
    meal_cents: int
    allowance_room_cents: int
    allowance_transfer_cents: int
    policy_version: str
    policy_assumed: tuple[str, ...]


@tool(name="care_offers")
def care_offers(context: ToolContext, request: CareOffersRequest) -> CareOffersReport:
    """Which contracted hotels at an airport have rooms left for stranded passengers, and what rooms, shuttle and meals cost."""
    code = context.state.airport(request.airport).code
    policy, left = care_policy(), rooms_left(context.state)
    return CareOffersReport(
        airport=code,
        hotels=tuple(
            HotelOffer(
                hotel_id=hotel.hotel_id,
                name=hotel.name,
                stars=hotel.stars,
                distance_km=hotel.distance_km,
                rooms_left=left.rooms(hotel.hotel_id),
                step_free_rooms_left=left.rooms(hotel.hotel_id, step_free=True),
                rate_cents=hotel.rate_cents,
                transfer_cents=hotel.transfer_cents,
                assumed=hotel.assumed,
            )
            for hotel in sorted(left.hotels(code), key=lambda one: (one.rate_cents, one.hotel_id))
        ),
        meal_cents=policy.meal_cents,
        allowance_room_cents=policy.allowance_room_cents,
        allowance_transfer_cents=policy.allowance_transfer_cents,
        policy_version=policy.version,
        policy_assumed=tuple(figure.name for figure in policy.figures if figure.assumed),
    )


class WaitAsked(Frozen):
    """A booking waits in [waits_from, waits_until), at `airport` or, left out, where its passengers are.

    `meals_owed` per person and `hotel_owed` are what passenger-rights law says, with its `citation`; policy may give more.
    """

    booking_id: BookingId
    waits_from: UtcDatetime
    waits_until: UtcDatetime
    airport: Iata | None = None
    meals_owed: Annotated[int, Field(ge=0, le=24)] | None = None
    hotel_owed: bool = False
    reason: str = ""
    citation: str = ""


class CarePlanRequest(Frozen):
    """Who waits; each booking at most once at a time."""

    waits: Annotated[tuple[WaitAsked, ...], Field(min_length=1, max_length=5_000)]


class CareProposed(Frozen):
    """What a booking is given and not given, in cents by line. `stays_with_staff`: an unaccompanied minor overnight."""

    booking_id: BookingId
    airport: Iata
    operations: tuple[CareForPassengers, ...]
    cost_cents_by_line: dict[Line, int]
    cost_cents: int
    reason: str
    citation: str
    not_given: str
    stays_with_staff: bool


class CarePlanReport(Frozen):
    """An answer per wait in the order asked, what all of it costs, and which budgets that exceeds."""

    answers: tuple[CareProposed, ...]
    cost_cents: int
    warnings: tuple[str, ...]


@tool(name="care_plan")
def care_plan(context: ToolContext, request: CarePlanRequest) -> CarePlanReport:
    """Meals, hotel rooms and transfer for waiting bookings: the greater of law and policy, priced, rooms never oversold."""
    missing = [one.booking_id for one in request.waits if one.booking_id not in context.state.bookings]
    if missing:
        raise ToolRetry(
            f"Bookings {missing[:5]!r} are not in scenario {context.state.scenario_id!r}; see GET /api/v1/passengers/disrupted."
        )
    waits = [_wait(context.state, one, context.state.bookings[one.booking_id]) for one in request.waits]
    try:
        plan = plan_care(context.state, waits, care_policy(), now=context.now)
    except ValueError as error:
        raise ToolRetry(str(error)) from error
    return CarePlanReport(
        answers=tuple(
            CareProposed(
                booking_id=one.wait.booking_id,
                airport=one.wait.airport,
                operations=one.operations,
                cost_cents_by_line=dict(one.lines),
                cost_cents=one.cost_cents,
                reason=one.reason,
                citation=one.citation,
                not_given=one.not_given,
                stays_with_staff=one.stays_with_staff,
            )
            for one in plan.answers
        ),
        cost_cents=plan.cost_cents,
        warnings=plan.warnings,
    )


def _wait(state: NetworkState, asked: WaitAsked, booking: Booking) -> Wait:
    return Wait(
        booking_id=booking.booking_id,
        airport=AirportCode(asked.airport) if asked.airport else state.whereabouts(booking),
        from_=asked.waits_from,
        until=asked.waits_until,
        passengers=booking.passengers,
        party=booking.party,
        reduced_mobility=booking.reduced_mobility,
        unaccompanied_minor=booking.unaccompanied_minor,
        tier=booking.tier,
        meals_owed=asked.meals_owed,
        hotel_owed=asked.hotel_owed,
        reason=asked.reason,
        citation=asked.citation,
    )
