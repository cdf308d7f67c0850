"""Re-accommodation as a tool."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation
from domain.constraints import SeatPrice
from domain.ids import BookingId, FlightId
from domain.plans import SolverReport
from domain.units import Frozen, Money, UtcDatetime
from knowledge.airline.care_policy import care_policy
from knowledge.airline.costs import cost_parameters
from knowledge.airline.reaccommodation_policy import reaccommodation_policy
from tools.passenger_rights.from_network import circumstance_of
from tools.reaccommodation.from_network import Answer, Prices
from tools.reaccommodation.settle import Settlement, settle
from tools.seat_value.prices import seat_prices_of
from tools.spec import ToolContext, tool


class ReaccommodationRequest(Frozen):
    """The plan whose disrupted passengers are to be settled; none: the network as it stands.

    `seat_prices`: what sale loses by the first seat of a flight given away, the second, and so on; none: those of the network.
    `budget_s`: seconds to search at most; `thorough` uses them all unless the answer is proven before.
    """

    operations: tuple[Operation, ...] = ()
    seat_prices: tuple[SeatPrice, ...] | None = None
    budget_s: Annotated[float, Field(gt=0, le=120)] = 3.0
    thorough: bool = False


class SettledBooking(Frozen):
    """What one booking, or a part of it, ends with. `lines`: its part of the plan's cost, by component.

    `won_back`: what sale would win back if it alone gave its seats up; not among the lines.
    `why` says what decided. `care`: meals per person, hotel and nights, or what is paid back where no room was left.
    """

    booking_id: BookingId
    part_of: BookingId | None
    passengers: int
    party: str
    tier: str
    first: bool
    outcome: Literal["seat", "refund"]
    stuck_at: str
    flight_ids: tuple[FlightId, ...] = ()
    leaves: UtcDatetime | None = None
    arrives: UtcDatetime | None = None
    late_min: int | None = None
    meals: int = 0
    hotel: str | None = None
    rooms: int = 0
    nights: int = 0
    care: str = ""
    why: str
    lines: dict[str, Money]
    won_back: Money


class ReaccommodationReport(Frozen):
    """Operations for the plan, each booking's end, totals by component, and how good the search was.

    `displaced`: what sale loses by the seats given away. It decides who sits where and is not among the totals.
    """

    operations: tuple[Operation, ...]
    bookings: tuple[SettledBooking, ...]
    totals: dict[str, Money]
    displaced: Money
    seated: int
    refunded: int
    first_left_behind: int
    solver: SolverReport
    first_come_first_served: Money
    """What the same search's money would be if everybody took the cheapest seat left, in order."""


@tool(name="reaccommodation")
def reaccommodation(context: ToolContext, request: ReaccommodationRequest) -> ReaccommodationReport:
    """A seat or the money back, and care while they wait, for everybody whose journey a plan breaks: least cost, first those whom
    the law puts first. Families stay together; seats of ours, other carriers' and coaches as far as they are offered."""
    seats = request.seat_prices
    if seats is None:
        seats = seat_prices_of(context.state, now=context.now)
    prices = Prices(
        costs=cost_parameters(),
        policy=reaccommodation_policy(),
        care=care_policy(),
        seats={one.flight_id: one.by_seat for one in seats},
    )
    settled = settle(
        context.state,
        request.operations,
        prices,
        now=context.now,
        budget_s=request.budget_s,
        stop=context.stop,
        seed=context.seed,
        thorough=request.thorough,
        circumstance=circumstance_of(context.disruption),
    )
    currency = context.state.currency
    bookings = tuple(_booking(settled, one, prices, currency) for one in settled.answers)
    totals: dict[str, int] = {}
    for one in settled.priced.values():
        for name, cents in one.cents.items():
            totals[name] = totals.get(name, 0) + cents
    return ReaccommodationReport(
        operations=settled.operations,
        bookings=bookings,
        totals={name: Money(cents=cents, currency=currency) for name, cents in totals.items()},
        displaced=Money(cents=settled.displaced_cents, currency=currency),
        seated=sum(one.passengers for one in bookings if one.outcome == "seat"),
        refunded=sum(one.passengers for one in bookings if one.outcome == "refund"),
        first_left_behind=sum(one.passengers for one in bookings if one.outcome == "refund" and one.first),
        solver=_solver(settled),
        first_come_first_served=Money(cents=settled.naive_cents, currency=currency),
    )


def _solver(settled: Settlement) -> SolverReport:
    result = settled.result
    if result is None:
        return SolverReport(name="re-accommodation", status="not_run", note="nobody is disrupted")
    status: Literal["optimal", "feasible", "time_limit"] = "time_limit" if result.status == "stopped" else result.status
    return SolverReport(
        name="re-accommodation",
        status=status,
        objective=result.objective_cents,
        bound=result.bound_cents,
        gap=result.gap,
        runtime_s=result.runtime_s,
        seed=result.seed,
        note=result.note,
    )


def _booking(settled: Settlement, one: Answer, prices: Prices, currency: str) -> SettledBooking:
    booking = one.stuck.journey.booking
    care = settled.care.get(one.booking_id)
    given = care.operations if care is not None else ()
    stay = next((operation for operation in given if operation.hotel is not None), None)
    lines = settled.priced[one.booking_id].cents
    journey = one.journey
    return SettledBooking(
        booking_id=one.booking_id,
        part_of=one.part_of,
        passengers=one.people,
        party=booking.party,
        tier=booking.tier,
        first=prices.policy.comes_first(booking),
        outcome="seat" if journey is not None else "refund",
        stuck_at=one.stuck.journey.airport,
        flight_ids=(*journey.kept, *journey.new) if journey is not None else (),
        leaves=journey.waits_until if journey is not None else None,
        arrives=journey.arrives if journey is not None else None,
        late_min=journey.late_min if journey is not None else None,
        meals=sum(operation.meals for operation in given),
        hotel=stay.hotel if stay is not None else None,
        rooms=stay.rooms if stay is not None else 0,
        nights=stay.nights if stay is not None else 0,
        care="" if care is None else "; ".join(filter(None, (care.reason, care.not_given))),
        why=_why(one),
        lines={name: Money(cents=cents, currency=currency) for name, cents in lines.items()},
        won_back=Money(cents=settled.won_back_cents[one.booking_id], currency=currency),
    )


def _why(one: Answer) -> str:
    offered = len(one.stuck.options)
    if one.journey is not None:
        return f"the best use of the seats left among {offered} journeys found for this booking"
    if not offered:
        return "no seat to the destination is known within the time allowed; the fare of what was not flown is paid back"
    return f"the seats of all {offered} journeys found went to others; the fare of what was not flown is paid back"
