"""Tools of inventory control: protection, bid prices, overbooking, spill, groups, seat values, fare families, one price."""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from domain.faults import Fault, Refused
from domain.units import Frozen
from tools.inventory_control import overbooking, spill
from tools.inventory_control.dynamic import seat_displacement, value_of_seats
from tools.inventory_control.fare_families import emsr_b_mr
from tools.inventory_control.groups import flat_displacement, group_quote, leg_displacement
from tools.inventory_control.network import BidPrices, Network
from tools.inventory_control.opportunity import revenue_opportunity
from tools.inventory_control.optimal import expected_revenue, optimal
from tools.inventory_control.problem import ClassDemand, Distribution, Leg, Product, cents
from tools.inventory_control.protection import emsr_a, emsr_b, littlewood_levels
from tools.inventory_control.single_price import constant_elasticity_price, linear_price
from tools.spec import ToolContext, ToolRetry, tool

Name = Annotated[str, Field(min_length=1, max_length=80)]
Cents = Annotated[int, Field(ge=1, le=100_000_000)]
People = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Seats = Annotated[int, Field(ge=0, le=1_000)]
Share = Annotated[float, Field(ge=0, lt=1)]


class FareClassDemand(Frozen):
    """A fare class and those who will still ask for it: mean and standard deviation (not looked at when demand is Poisson)."""

    name: Name
    fare_cents: Cents
    mean: People
    sd: People = 0.0

    def inside(self) -> ClassDemand:
        """As the mathematics has it."""
        return ClassDemand(self.name, self.fare_cents, self.mean, self.sd)


class ProtectionRequest(Frozen):
    """Classes of one leg in any order; `littlewood` takes two. `capacity`: seats for them, in authorised bookings."""

    method: Literal["littlewood", "emsr_a", "emsr_b", "dp"] = "emsr_b"
    classes: Annotated[tuple[FareClassDemand, ...], Field(min_length=1, max_length=60)]
    capacity: Annotated[int, Field(ge=1, le=1_000)]
    distribution: Distribution = "normal"


class ProtectedClass(Frozen):
    """One class. `protection`: seats kept for it and all dearer ones from all cheaper ones; None for the cheapest.

    `protection_seats`: in whole seats, no more than there are. `booking_limit`: the most this and all cheaper classes may have.
    """

    name: str
    fare_cents: int
    protection: float | None
    protection_seats: int | None
    booking_limit: int


class ProtectionReport(Frozen):
    """Classes, the dearest first, and what the limits are expected to earn beside the best limits there are."""

    method: str
    classes: tuple[ProtectedClass, ...]
    expected_revenue_cents: int
    optimum_cents: int


@tool(name="protection_levels")
def protection_levels(context: ToolContext, request: ProtectionRequest) -> ProtectionReport:
    """How many seats of a leg are kept for dearer fare classes, and the booking limits that follow: Littlewood, EMSR-a, EMSR-b
    or the exact optimum, with the revenue expected of them."""
    classes = _classes(request.classes)
    seats, demand = request.capacity, request.distribution
    try:
        best = optimal(classes, seats, demand)
        if request.method == "dp":
            found = best.protection
        else:
            methods = {"littlewood": littlewood_levels, "emsr_a": emsr_a, "emsr_b": emsr_b}
            found = methods[request.method](classes, demand)
    except Refused as refused:
        raise _retry(refused) from refused
    limits, whole = found.booking_limits(seats), found.whole_levels()
    return ProtectionReport(
        method=found.method,
        classes=tuple(
            ProtectedClass(
                name=one.name,
                fare_cents=cents(one.fare_cents),
                protection=round(found.levels[place], 6) if place < len(whole) else None,
                protection_seats=min(whole[place], seats) if place < len(whole) else None,
                booking_limit=limits[place],
            )
            for place, one in enumerate(found.classes)
        ),
        expected_revenue_cents=cents(expected_revenue(found, seats, demand)[-1]),
        optimum_cents=cents(best.values[-1]),
    )


def _classes(given: tuple[FareClassDemand, ...]) -> list[ClassDemand]:
    names = [one.name for one in given]
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise _retry(Refused([Fault("classes", f"Class {name!r} is given twice; name each once.") for name in double]))
    return [one.inside() for one in given]


def _retry(refused: Refused) -> ToolRetry:
    faults = tuple((fault.field, fault.message) for fault in refused.faults)
    return ToolRetry("This cannot be calculated as asked.", faults)


class LegSeats(Frozen):
    """A leg and the seats left on it."""

    name: Name
    seats: Seats


class ProductDemand(Frozen):
    """An itinerary in one fare class: fare for the whole of it, its legs, how many will still ask for it."""

    name: Name
    fare_cents: Annotated[int, Field(ge=0, le=100_000_000)]
    legs: Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)]
    demand: People


class ItineraryAsked(Frozen):
    """A request to judge: people who travel together on these legs, at this fare each."""

    legs: Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)]
    fare_cents: Annotated[int, Field(ge=0, le=100_000_000)]
    people: Annotated[int, Field(ge=1, le=500)] = 1


class BidPricesRequest(Frozen):
    """The network as it stands now. `asked`: an itinerary to accept or reject. `by_seats_left`: also the price of every seat.

    One person is judged by the bid prices, several by the price of every seat that they take.
    """

    legs: Annotated[tuple[LegSeats, ...], Field(min_length=1, max_length=2_000)]
    products: Annotated[tuple[ProductDemand, ...], Field(min_length=1, max_length=20_000)]
    asked: ItineraryAsked | None = None
    by_seats_left: bool = False


class LegBidPrice(Frozen):
    """`by_seats_left_cents[x - 1]`: the price of a seat when x are left, never rising with x; empty unless asked for."""

    leg: str
    bid_price_cents: int
    seats: int
    seats_used: float
    by_seats_left_cents: tuple[int, ...]


class ProductAllocation(Frozen):
    """How many of the product the programme takes, and the least fare it would take one for."""

    product: str
    fare_cents: int
    allocation: float
    hurdle_cents: int
    open: bool


class ItineraryAnswer(Frozen):
    """`hurdle_cents`: for all people together; None where a leg has not the seats."""

    accept: bool
    hurdle_cents: int | None
    offered_cents: int
    because: str


class BidPricesReport(Frozen):
    """`objective_cents`: revenue if demand were certain, an upper bound on what can be expected."""

    objective_cents: int
    legs: tuple[LegBidPrice, ...]
    products: tuple[ProductAllocation, ...]
    answer: ItineraryAnswer | None


@tool(name="bid_prices")
def bid_prices(context: ToolContext, request: BidPricesRequest) -> BidPricesReport:
    """What a seat on each leg of a network is worth, which products are open, and whether an itinerary is taken at its fare."""
    legs = [Leg(one.name, one.seats) for one in request.legs]
    products = [Product(one.name, one.fare_cents, one.legs, one.demand) for one in request.products]
    asked = request.asked
    try:
        network = Network(legs, products)
        unknown = [name for name in asked.legs if name not in network.place] if asked else []
        if unknown:
            raise Refused([Fault("asked.legs", f"Leg {name!r} is not among the legs.") for name in unknown])
    except Refused as refused:
        raise _retry(refused) from refused
    solved = network.solve()
    table = solved.by_seats_left() if request.by_seats_left or (asked and asked.people > 1) else None
    used = {leg.name: 0.0 for leg in legs}
    for product, taken in zip(products, solved.allocation, strict=True):
        for name in product.legs:
            used[name] += taken
    answer = None
    if asked is not None:
        seats = {leg.name: int(leg.seats) for leg in legs}
        if asked.people > 1 and table is not None:
            answer = _answer(asked, table.hurdle(asked.legs, seats, asked.people))
        else:
            answer = _answer(asked, cents(solved.hurdle(asked.legs)) if all(seats[one] for one in asked.legs) else None)
    return BidPricesReport(
        objective_cents=cents(solved.objective_cents),
        legs=tuple(
            LegBidPrice(
                leg=leg.name,
                bid_price_cents=cents(price),
                seats=int(leg.seats),
                seats_used=round(used[leg.name], 6),
                by_seats_left_cents=table.by_leg[leg.name] if request.by_seats_left and table else (),
            )
            for leg, price in zip(legs, solved.prices, strict=True)
        ),
        products=_products(solved),
        answer=answer,
    )


def _products(solved: BidPrices) -> tuple[ProductAllocation, ...]:
    return tuple(
        ProductAllocation(
            product=one.name,
            fare_cents=cents(one.fare_cents),
            allocation=round(float(taken), 6),
            hurdle_cents=cents(hurdle),
            open=one.fare_cents >= cents(hurdle),
        )
        for one, taken, hurdle in zip(solved.network.products, solved.allocation, solved.hurdles(), strict=True)
    )


def _answer(asked: ItineraryAsked, hurdle_cents: int | None) -> ItineraryAnswer:
    offered = asked.fare_cents * asked.people
    if hurdle_cents is None:
        return ItineraryAnswer(accept=False, hurdle_cents=None, offered_cents=offered, because="a leg has not the seats")
    accept = offered >= hurdle_cents
    because = "the fare is not below the value of the seats" if accept else "the seats are worth more than the fare"
    return ItineraryAnswer(accept=accept, hurdle_cents=hurdle_cents, offered_cents=offered, because=because)


class OverbookingRequest(Frozen):
    """Seats, and the chance that one booking turns up. Method `cost` needs both costs, `service_level` the level.

    `service_level`: the chance that nobody is denied boarding.
    """

    method: Literal["cost", "service_level", "deterministic"] = "cost"
    capacity: Annotated[int, Field(ge=1, le=1_000)]
    show: Annotated[float, Field(ge=0.05, le=1)]
    denied_cents: Cents | None = None
    empty_cents: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    service_level: Annotated[float, Field(gt=0, lt=1)] | None = None


class OverbookingReport(Frozen):
    """Bookings to take, how many of them exceed the seats, and what is then expected. `cost_cents`: where costs are known."""

    method: str
    limit: int
    pad: int
    expected_denied: float
    expected_empty: float
    chance_nobody_denied: float
    cost_cents: int | None
    without_overbooking_cost_cents: int | None


@tool(name="overbooking_limit")
def overbooking_limit(context: ToolContext, request: OverbookingRequest) -> OverbookingReport:
    """How many bookings to take for the seats of a flight: least expected cost, a chance that nobody is denied boarding, or the
    mean show-up."""
    seats, show = request.capacity, request.show
    denied, empty, level = request.denied_cents, request.empty_cents, request.service_level
    if request.method == "cost":
        if denied is None or empty is None:
            missing = [name for name, given in (("denied_cents", denied), ("empty_cents", empty)) if given is None]
            raise _retry(
                Refused([Fault(name, "Method 'cost' needs this cost; give it or choose another method.") for name in missing])
            )
        limit = overbooking.by_cost(seats, show, denied, empty).limit
    elif request.method == "service_level":
        if level is None:
            raise _retry(Refused([Fault("service_level", "Method 'service_level' needs the level, for example 0.99.")]))
        limit = overbooking.by_service_level(seats, show, level).limit
    else:
        limit = overbooking.deterministic(seats, show).limit
    found = overbooking.outlook(request.method, seats, limit, show, denied, empty)
    none = overbooking.outlook(request.method, seats, seats, show, denied, empty)
    return OverbookingReport(
        method=found.method,
        limit=found.limit,
        pad=found.limit - seats,
        expected_denied=round(found.denied, 6),
        expected_empty=round(found.empty, 6),
        chance_nobody_denied=round(found.within_seats, 9),
        cost_cents=None if found.cost_cents is None else cents(found.cost_cents),
        without_overbooking_cost_cents=None if none.cost_cents is None else cents(none.cost_cents),
    )


class SpillRequest(Frozen):
    """Demand for a flight or class, its seats (0: cancelled), the average fare, the share recaptured on our other flights."""

    mean: People
    sd: People = 0.0
    capacity: Seats
    fare_cents: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    recapture: Annotated[float, Field(ge=0, le=1)] = 0.0
    distribution: Distribution = "normal"


class SpillReport(Frozen):
    """People turned away, recaptured, lost and carried, and the fares lost."""

    spilled: float
    recaptured: float
    lost: float
    carried: float
    lost_cents: int


@tool(name="spill")
def spill_tool(context: ToolContext, request: SpillRequest) -> SpillReport:
    """How many people a flight turns away for want of seats, how many of them are lost to us, and the fares lost with them."""
    found = spill.spill(
        request.mean,
        request.sd,
        request.capacity,
        fare_cents=request.fare_cents,
        recapture=request.recapture,
        distribution=request.distribution,
    )
    return SpillReport(
        spilled=round(found.spilled, 6),
        recaptured=round(found.recaptured, 6),
        lost=round(found.lost, 6),
        carried=round(found.carried, 6),
        lost_cents=cents(found.lost_cents),
    )


class ObservedDeparture(Frozen):
    """Bookings of a class at one past departure, and whether the class was closed to further ones."""

    bookings: People
    closed: bool


class UnconstrainRequest(Frozen):
    """Past departures of one class, alike but for chance."""

    departures: Annotated[tuple[ObservedDeparture, ...], Field(min_length=1, max_length=10_000)]


class UnconstrainReport(Frozen):
    """Demand as it would have been with the class open, its mean and standard deviation; `booked_mean`: of the bookings."""

    mean: float
    sd: float
    booked_mean: float
    demand: tuple[float, ...]


@tool(name="unconstrained_demand")
def unconstrained_demand(context: ToolContext, request: UnconstrainRequest) -> UnconstrainReport:
    """Demand for a class from bookings that its closing had cut off at some departures."""
    bookings = [one.bookings for one in request.departures]
    try:
        found = spill.unconstrain(bookings, [one.closed for one in request.departures])
    except ValueError as error:
        raise _retry(Refused([Fault("departures", str(error))])) from error
    return UnconstrainReport(
        mean=round(found.mean, 6),
        sd=round(found.sd, 6),
        booked_mean=round(sum(bookings) / len(bookings), 6),
        demand=tuple(round(one, 6) for one in found.demand),
    )


class GroupLeg(Frozen):
    """A leg the group asks for: seats left, and either the demand still to come for them or a bid price for each seat."""

    name: Name
    seats_left: Seats
    classes: Annotated[tuple[FareClassDemand, ...], Field(max_length=60)] = ()
    bid_price_cents: Annotated[int, Field(ge=0, le=100_000_000)] | None = None


class GroupRequest(Frozen):
    """A group and the legs it asks for. `wash`: share that drops out in time for resale; `no_show`: of the rest, not paying.

    Without an offer the least fare is quoted.
    """

    people: Annotated[int, Field(ge=1, le=500)]
    legs: Annotated[tuple[GroupLeg, ...], Field(min_length=1, max_length=8)]
    offered_cents: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    wash: Share = 0.0
    no_show: Share = 0.0
    cost_per_person_cents: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    distribution: Distribution = "normal"


class GroupReport(Frozen):
    """`least_fare_cents`: per person who pays; `displaced_cents`: revenue from others that it displaces on all legs together.

    Both None, with `because`, where a leg has not the seats.
    """

    accept: bool
    because: str
    least_fare_cents: int | None
    displaced_cents: int | None
    expected_paying: float
    net_cents: int | None


@tool(name="group_quote")
def group_quote_tool(context: ToolContext, request: GroupRequest) -> GroupReport:
    """The least fare at which a group is worth the seats it takes from others, on one or several legs, and whether an offer
    reaches it."""
    untold = [leg.name for leg in request.legs if bool(leg.classes) == (leg.bid_price_cents is not None)]
    if untold:
        say = "needs either its classes with their demand or a bid price, not both"
        raise _retry(Refused([Fault("legs", f"Leg {name!r} {say}.") for name in untold]))
    displacements: list[NDArray[np.float64] | None] = []
    for leg in request.legs:
        if leg.seats_left < request.people:
            displacements.append(None)
        elif leg.bid_price_cents is not None:
            displacements.append(flat_displacement(leg.bid_price_cents, request.people))
        else:
            values = optimal(_classes(leg.classes), leg.seats_left, request.distribution).values
            displacements.append(leg_displacement(values, leg.seats_left, request.people))
    found = group_quote(
        request.people,
        displacements,
        offered_cents=request.offered_cents,
        wash=request.wash,
        no_show=request.no_show,
        cost_per_person_cents=request.cost_per_person_cents,
    )
    if not found.fits:
        full = ", ".join(repr(leg.name) for leg in request.legs if leg.seats_left < request.people)
        because = f"leg {full} has fewer than {request.people} seats left"
    elif request.offered_cents is None:
        because = "no fare was offered"
    else:
        because = f"the offer is {'not ' if found.accept else ''}below the least fare"
    return GroupReport(
        accept=found.accept,
        because=because,
        least_fare_cents=found.least_fare_cents if found.fits else None,
        displaced_cents=cents(found.displaced_cents) if found.fits else None,
        expected_paying=round(found.paying, 6),
        net_cents=None if found.net_cents is None else cents(found.net_cents),
    )


class ClassArrival(Frozen):
    """A fare class and the chance that one period brings a request for it."""

    name: Name
    fare_cents: Cents
    chance: Annotated[float, Field(ge=0, le=1)]


class DynamicValueRequest(Frozen):
    """Seats left on a leg, periods to departure, and what a period may bring: one request at most."""

    classes: Annotated[tuple[ClassArrival, ...], Field(min_length=1, max_length=60)]
    periods: Annotated[int, Field(ge=0, le=20_000)]
    seats: Annotated[int, Field(ge=1, le=1_000)]


class DynamicValueReport(Frozen):
    """`values_cents[x]`: what x seats are expected to earn, with parts of a cent; `bid_price_cents`: of the next seat taken.

    `displacement_cents`: lost by taking the first, second, ... seat now. `open_classes`: worth taking in the coming period.
    """

    values_cents: tuple[float, ...]
    bid_price_cents: int
    displacement_cents: tuple[int, ...]
    open_classes: tuple[str, ...]


@tool(name="dynamic_value")
def dynamic_value(context: ToolContext, request: DynamicValueRequest) -> DynamicValueReport:
    """What the seats left on a leg are worth when requests come in any order, and which classes are worth taking now."""
    fares = [one.fare_cents for one in request.classes]
    chances = [one.chance for one in request.classes]
    try:
        values = value_of_seats(fares, chances, request.periods, request.seats)
        # A request that is taken leaves one period less to sell the seat in.
        later = value_of_seats(fares, chances, max(0, request.periods - 1), request.seats)
    except ValueError as error:
        raise _retry(Refused([Fault("classes", f"{error}.")])) from error
    displaced = seat_displacement(values, request.seats)
    worth = seat_displacement(later, request.seats)[0]
    return DynamicValueReport(
        values_cents=tuple(round(float(one), 6) for one in values),
        bid_price_cents=displaced[0],
        displacement_cents=displaced,
        open_classes=tuple(one.name for one in request.classes if request.periods and one.fare_cents >= worth),
    )


class FamilyClassDemand(FareClassDemand):
    """A class of a fare family: `mean` and `sd` are of those who buy only once it is open. Families are independent."""

    family: str = ""


class FareFamilyRequest(Frozen):
    """Classes whose families differ within in price alone; `capacity` in authorised bookings."""

    classes: Annotated[tuple[FamilyClassDemand, ...], Field(min_length=1, max_length=60)]
    capacity: Annotated[int, Field(ge=1, le=1_000)]
    distribution: Distribution = "normal"


class FareFamilyClass(Frozen):
    """One class. `marginal_revenue_cents`: added per added buyer, None where it adds none; `adjusted_fare_cents`: never rising.

    `protection`: seats kept for it and all of higher adjusted fare, None for the lowest open class and for closed ones.
    """

    family: str
    name: str
    fare_cents: int
    buyers: float
    revenue_cents: int
    marginal_revenue_cents: float | None
    adjusted_fare_cents: float
    open: bool
    protection: float | None
    booking_limit: int


class FareFamilyReport(Frozen):
    """Classes by family, the dearest first, with EMSRb-MR protection and booking limits; what is closed would cost revenue."""

    classes: tuple[FareFamilyClass, ...]


@tool(name="fare_family_revenue")
def fare_family_revenue(context: ToolContext, request: FareFamilyRequest) -> FareFamilyReport:
    """What opening each class of a fare family adds when people buy the cheapest fare open (marginal revenue transformation), and
    EMSR-b protection and limits on those adjusted fares."""
    _classes(request.classes)
    families: dict[str, list[ClassDemand]] = {}
    for one in request.classes:
        families.setdefault(one.family, []).append(one.inside())
    found = emsr_b_mr(list(families.values()), request.distribution)
    limits = found.booking_limits(request.capacity)
    levels: dict[str, float] = {}
    if found.protection is not None:
        names = [one.name for one in found.protection.classes]
        levels = dict(zip(names[:-1], found.protection.levels, strict=True))
    return FareFamilyReport(
        classes=tuple(
            FareFamilyClass(
                family=family,
                name=one.demand.name,
                fare_cents=cents(one.demand.fare_cents),
                buyers=round(one.buyers, 6),
                revenue_cents=cents(one.revenue_cents),
                marginal_revenue_cents=None if one.marginal_cents is None else round(one.marginal_cents, 4),
                adjusted_fare_cents=round(one.adjusted_cents, 4),
                open=one.open,
                protection=round(levels[one.demand.name], 6) if one.demand.name in levels else None,
                booking_limit=limits[one.demand.name],
            )
            for family, rows in zip(families, found.families, strict=True)
            for one in rows
        )
    )


class LinearDemand(Frozen):
    """People who would come for nothing, and how many of them each 100 cents of price loses."""

    kind: Literal["linear"] = "linear"
    at_zero: Annotated[float, Field(gt=0, le=1e9)]
    lost_per_100_cents: Annotated[float, Field(gt=0, le=1e9)]


class ElasticDemand(Frozen):
    """People who buy at one known price, and the percent of them that 1 % on the price loses; above 1, or no price is best."""

    kind: Literal["constant_elasticity"] = "constant_elasticity"
    at_price: Annotated[float, Field(gt=0, le=1e9)]
    price_cents: Cents
    elasticity: Annotated[float, Field(gt=1, le=50)]


class PriceOptimumRequest(Frozen):
    """One price for everybody: demand, what one person costs us, and the seats, when they are few."""

    demand: Annotated[LinearDemand | ElasticDemand, Field(discriminator="kind")]
    unit_cost_cents: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = None


class PriceOptimumReport(Frozen):
    """The best price, those who buy at it, profit above cost, and the percent of them that 1 % on it would lose."""

    price_cents: int
    quantity: float
    profit_cents: int
    elasticity: float


@tool(name="price_optimum")
def price_optimum(context: ToolContext, request: PriceOptimumRequest) -> PriceOptimumReport:
    """The one price that earns most above cost, for linear demand or demand of constant elasticity."""
    demand, cost = request.demand, request.unit_cost_cents
    try:
        if isinstance(demand, LinearDemand):
            found = linear_price(demand.at_zero, demand.lost_per_100_cents, cost, request.seats)
        else:
            found = constant_elasticity_price(demand.at_price, demand.price_cents, demand.elasticity, cost, request.seats)
    except Refused as refused:
        raise _retry(refused) from refused
    return PriceOptimumReport(
        price_cents=cents(found.price_cents),
        quantity=round(found.quantity, 6),
        profit_cents=cents(found.profit_cents),
        elasticity=round(found.elasticity, 6),
    )


class DepartureClass(Frozen):
    """A class of a past departure: its fare, the demand there was, and its nested booking limit."""

    name: Name
    fare_cents: Cents
    demand: People
    booking_limit: Seats


class RevenueOpportunityRequest(Frozen):
    """A past departure."""

    capacity: Annotated[int, Field(ge=1, le=1_000)]
    classes: Annotated[tuple[DepartureClass, ...], Field(min_length=1, max_length=60)]


class RevenueOpportunityReport(Frozen):
    """Revenue with perfect foresight, without control and as realised; `share` of what control could add, None if nothing."""

    perfect_cents: int
    none_cents: int
    realised_cents: int
    share: float | None


@tool(name="revenue_opportunity")
def revenue_opportunity_tool(context: ToolContext, request: RevenueOpportunityRequest) -> RevenueOpportunityReport:
    """How much of the revenue that booking limits could have added to a departure they did add."""
    found = revenue_opportunity(
        [one.fare_cents for one in request.classes],
        [one.demand for one in request.classes],
        [one.booking_limit for one in request.classes],
        request.capacity,
    )
    return RevenueOpportunityReport(
        perfect_cents=cents(found.perfect_cents),
        none_cents=cents(found.none_cents),
        realised_cents=cents(found.realised_cents),
        share=None if found.share is None else round(found.share, 6),
    )
