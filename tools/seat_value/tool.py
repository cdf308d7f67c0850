"""Tools `seat_values`, `revenue_at_risk`, `protection_value` and `inventory_freezes`."""

from typing import Annotated

from pydantic import Field

from domain.commands import FreezeInventory, Operation, ReleaseInventory
from domain.constraints import SeatPrice
from domain.decide import decide_all
from domain.ids import BookingId, FlightId
from domain.network import NetworkState
from domain.units import Frozen, Money, UtcDatetime
from knowledge.airline.revenue_policy import revenue_policy
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.passenger_rights.from_network import circumstance_of
from tools.plan_evaluation.journeys import unused_fare_cents
from tools.seat_value.displaced import displaced_sales
from tools.seat_value.freezes import propose_freezes
from tools.seat_value.paid_extras import lost_extras
from tools.seat_value.prices import departures_on_sale, sales_to_come, seat_price, seats_left
from tools.seat_value.protection import FlightValue, JourneyValue, Stakes
from tools.spec import ToolContext, ToolRetry, tool

ASSUMED = "demand still to come, as each departure's forecast says; leg by leg, requests in any order, evenly until departure"


class SeatValuesRequest(Frozen):
    """Departures to value; all that are on sale when left out."""

    flight_ids: tuple[FlightId, ...] = ()


class SeatValue(Frozen):
    """A departure on sale: seats left, what is still expected to be sold, and what the next and the last seat are worth."""

    flight_id: FlightId
    departs: UtcDatetime
    seats_left: int
    sales_to_come: Money
    next_seat: Money
    last_seat: Money
    frozen: tuple[str, ...]
    frozen_until: UtcDatetime | None


class SeatValuesReport(Frozen):
    """Values in order of departure, and the constraints that tell the searches; `assumed` says what they rest on."""

    departures: tuple[SeatValue, ...]
    seat_prices: tuple[SeatPrice, ...]
    sales_to_come: Money
    assumed: tuple[str, ...]


@tool(name="seat_values")
def seat_values(context: ToolContext, request: SeatValuesRequest) -> SeatValuesReport:
    """What each seat of our departures is worth to sale now: the displaced revenue of the first, second, ... seat given away."""
    state, now = context.state, context.now
    for flight_id in request.flight_ids:
        if flight_id not in state.further_flights:
            state.flight(flight_id)
    wanted = set(request.flight_ids)
    found, prices, to_come = [], [], 0
    for flight in departures_on_sale(state, now=now):
        if wanted and flight.flight_id not in wanted:
            continue
        seats = seats_left(state, flight)
        expected = round(sales_to_come(flight, seats, now)[-1])
        price = seat_price(state, flight, now=now)
        frozen = flight.frozen_classes(now)
        to_come += expected
        found.append(
            SeatValue(
                flight_id=flight.flight_id,
                departs=flight.etd,
                seats_left=seats,
                sales_to_come=_money(state, expected),
                next_seat=_money(state, price.by_seat[0] if price is not None else 0),
                last_seat=_money(state, price.by_seat[-1] if price is not None else 0),
                frozen=frozen,
                frozen_until=flight.freeze.until if frozen and flight.freeze is not None else None,
            )
        )
        if price is not None:
            prices.append(price)
    return SeatValuesReport(
        departures=tuple(found), seat_prices=tuple(prices), sales_to_come=_money(state, to_come), assumed=(ASSUMED,)
    )


class RevenueAtRiskRequest(Frozen):
    """A plan's operations; none: what happens if nobody intervenes."""

    operations: tuple[Operation, ...] = ()


class DepartureAtRisk(Frozen):
    """A departure whose sales to come change: `lost` is negative where more can be sold than before."""

    flight_id: FlightId
    cancelled: bool
    seats_before: int
    seats_after: int
    sales_to_come: Money
    lost: Money


class RevenueAtRiskReport(Frozen):
    """Revenue that a plan puts at risk: sales displaced (dearest departures first), fares and ancillaries paid back.

    `ancillaries_open`: paid for on flights that their people will not take, and neither provided elsewhere nor paid back.
    """

    displaced: Money
    fares_refunded: Money
    ancillaries_refunded: Money
    ancillaries_open: Money
    bookings_open: int
    departures: tuple[DepartureAtRisk, ...]
    recapture_percent: int
    assumed: tuple[str, ...]


@tool(name="revenue_at_risk")
def revenue_at_risk(context: ToolContext, request: RevenueAtRiskRequest) -> RevenueAtRiskReport:
    """What a plan, or doing nothing, costs in revenue: sales still to come that it displaces, fares and ancillaries paid back,
    and ancillaries that people paid for and would lose."""
    base, now = context.state, context.now
    after = _after(context, request.operations)
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=base)).flights
    sales = displaced_sales(base, after, projected, now=now)
    lost = lost_extras(base, after, {name for name, one in projected.items() if one.cancelled})
    fares = 0
    for booking in after.bookings.values():
        before = base.booked_before(booking)
        if booking.status == "refunded" and before is not None and before.status != "refunded":
            fares += booking.passengers * unused_fare_cents(after, booking)
    return RevenueAtRiskReport(
        displaced=_money(base, sum(one.lost_cents for one in sales)),
        fares_refunded=_money(base, fares),
        ancillaries_refunded=_money(base, lost.refunded_cents),
        ancillaries_open=_money(base, lost.open_cents),
        bookings_open=lost.bookings_open,
        departures=tuple(
            DepartureAtRisk(
                flight_id=one.flight_id,
                cancelled=one.cancelled,
                seats_before=one.seats_before,
                seats_after=one.seats_after,
                sales_to_come=_money(base, one.to_come_cents),
                lost=_money(base, one.lost_cents),
            )
            for one in sorted(sales, key=lambda one: (-one.lost_cents, one.flight_id))
        ),
        recapture_percent=revenue_policy().recapture_percent,
        assumed=(ASSUMED, "the share of a cancelled departure's demand that books another of our flights"),
    )


class ProtectionValueRequest(Frozen):
    """Bookings and flights to value; left out: every booking with a connection ahead, the `most` dearest."""

    booking_ids: tuple[BookingId, ...] = ()
    flight_ids: tuple[FlightId, ...] = ()
    most: Annotated[int, Field(ge=1, le=1000)] = 20


class ProtectedJourney(Frozen):
    """What is lost when this booking's journey fails at `flight_id`: `total` is the sum of the parts before it.

    `beyond_average`: what it costs more than any failed journey of its length, the price of protecting it.
    """

    booking_id: BookingId
    flight_id: FlightId
    passengers: int
    party: str
    tier: str
    disruption: Money
    compensation: Money
    displaced_sales: Money
    ancillaries: Money
    loyalty: Money
    total: Money
    beyond_average: Money
    not_checked: str


class ProtectedFlight(Frozen):
    """What cancelling the flight loses: its journeys and its sales still to come."""

    flight_id: FlightId
    passengers: int
    groups: int
    journeys: Money
    sales_to_come: Money
    total: Money


class ProtectionValueReport(Frozen):
    """Journeys and flights, the dearest first. Loyalty is in these values and in no plan's price."""

    journeys: tuple[ProtectedJourney, ...]
    flights: tuple[ProtectedFlight, ...]
    assumed: tuple[str, ...]


@tool(name="protection_value")
def protection_value(context: ToolContext, request: ProtectionValueRequest) -> ProtectionValueReport:
    """What keeping a connection, a group or a flight is worth: what the airline loses when it fails, part by part."""
    state = context.state
    stakes = Stakes(state, now=context.now, circumstance=circumstance_of(context.disruption))
    flights = [state.flight(one) for one in request.flight_ids]
    faults = [
        (f"booking_ids[{place}]", f"Booking {name!r} is not in scenario {state.scenario_id!r}.")
        for place, name in enumerate(request.booking_ids)
        if name not in state.bookings
    ]
    if faults:
        raise ToolRetry("These bookings are not known; see GET /api/v1/passengers/disrupted.", tuple(faults))
    if request.booking_ids:
        journeys = [stakes.journey(state.bookings[one], _weakest(state, one)) for one in request.booking_ids]
    else:
        journeys = [] if flights else stakes.connections()[: request.most]
    valued = sorted((stakes.flight(one) for one in flights), key=lambda one: (-one.cents, one.flight.flight_id))
    return ProtectionValueReport(
        journeys=tuple(_journey(state, one) for one in journeys),
        flights=tuple(_flight(state, one) for one in valued),
        assumed=(ASSUMED, "customers lost, by knowledge/airline/reaccommodation.yaml"),
    )


class InventoryFreezesRequest(Frozen):
    """The plan whose recovery flights are looked at; none: the network as it stands."""

    operations: tuple[Operation, ...] = ()


class InventoryFreezesReport(Frozen):
    """Freezes and releases to be approved with a plan or by themselves; nothing is closed before that."""

    freezes: tuple[FreezeInventory, ...]
    releases: tuple[ReleaseInventory, ...]
    recovery_flights: tuple[FlightId, ...]


@tool(name="inventory_freezes")
def inventory_freezes(context: ToolContext, request: InventoryFreezesRequest) -> InventoryFreezesReport:
    """Which low booking classes to close for a while on a plan's recovery flights, and which freezes to end. Proposals only."""
    found = propose_freezes(context.state, _after(context, request.operations), now=context.now)
    return InventoryFreezesReport(freezes=found.freezes, releases=found.releases, recovery_flights=found.recovery_flights)


def _after(context: ToolContext, operations: tuple[Operation, ...]) -> NetworkState:
    """The network with the plan; domain.faults.Refused names every operation that is refused."""
    return decide_all(context.state, operations, now=context.now)[1]


def _weakest(state: NetworkState, booking_id: BookingId) -> int:
    """The place of the flight that a journey is valued at: its last connection, or its only flight."""
    return len(state.bookings[booking_id].flight_ids) - 1


def _journey(state: NetworkState, one: JourneyValue) -> ProtectedJourney:
    return ProtectedJourney(
        booking_id=one.booking.booking_id,
        flight_id=one.lost,
        passengers=one.booking.passengers,
        party=one.booking.party,
        tier=one.booking.tier,
        disruption=_money(state, one.disruption_cents),
        compensation=_money(state, one.compensation_cents),
        displaced_sales=_money(state, one.displaced_cents),
        ancillaries=_money(state, one.ancillaries_cents),
        loyalty=_money(state, one.loyalty_cents),
        total=_money(state, one.cents),
        beyond_average=_money(state, one.beyond_average_cents),
        not_checked=one.not_checked,
    )


def _flight(state: NetworkState, one: FlightValue) -> ProtectedFlight:
    return ProtectedFlight(
        flight_id=one.flight.flight_id,
        passengers=sum(journey.booking.passengers for journey in one.journeys),
        groups=sum(journey.booking.party == "group" for journey in one.journeys),
        journeys=_money(state, sum(journey.cents for journey in one.journeys)),
        sales_to_come=_money(state, one.sales_to_come_cents),
        total=_money(state, one.cents),
    )


def _money(state: NetworkState, cents: int) -> Money:
    return Money(cents=cents, currency=state.currency)
