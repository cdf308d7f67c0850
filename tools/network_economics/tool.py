"""Tools `route_profitability`, `market_share`, `budget_variance`, `cost_per_disruption` and `capacity_reallocation`."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation, SwapAircraft
from domain.ids import FlightId, TailNumber
from domain.network import Flight, FlightStatus
from domain.plans import SolverReport
from domain.units import Frozen, Money
from knowledge.airline.costs import cost_parameters
from knowledge.airline.network_economics import NetworkEconomics, network_economics
from tools.network_economics.disruptions import (
    CaseCost,
    ComponentCost,
    DecidedCase,
    KindCost,
    by_component,
    by_kind,
    case_cost,
)
from tools.network_economics.market import CarrierShare, Offer, ShareModel, market_shares, markets_served, offers_of
from tools.network_economics.reallocation import Scope, reallocate
from tools.network_economics.routes import (
    Burn,
    RouteEconomics,
    market_economics,
    network_money,
    price_list_fuel,
    route_economics,
    sum_of,
)
from tools.network_economics.variance import (
    CostVariance,
    RevenueVariance,
    RouteFigures,
    actual_figures,
    budget_of_schedule,
    cost_totals,
    cost_variances,
    revenue_total,
    revenue_variances,
)
from tools.spec import ToolContext, ToolRetry, tool

FuelKg = dict[FlightId, Annotated[float, Field(ge=0)]]


def _assumed(policy: NetworkEconomics, *blocks: str) -> tuple[str, ...]:
    """Names of the figures that an answer rests on and that are assumed."""
    return tuple(one.name for one in policy.figures if one.assumed and one.name.split(".")[0] in blocks)


def _burn(fuel_kg: FuelKg, flights: Iterable[Flight]) -> Burn:
    """The burn given, which must be that of every passenger flight of ours named; else the price list's."""
    if not fuel_kg:
        return price_list_fuel
    known = {flight.flight_id for flight in flights}
    faults = [(f"fuel_kg.{one}", "is no passenger flight of ours in this network") for one in sorted(fuel_kg.keys() - known)]
    faults += [(f"fuel_kg.{one}", "is missing") for one in sorted(known - fuel_kg.keys())]
    if faults:
        raise ToolRetry("Give the kilograms of fuel of every passenger flight of ours, or of none.", tuple(faults))
    return lambda flight: fuel_kg.get(flight.flight_id)


def _sold_flights(context: ToolContext, *, cancelled: bool) -> tuple[Flight, ...]:
    found = tuple(
        one
        for one in context.state.own_flights()
        if one.service == "passenger" and (cancelled or one.status is not FlightStatus.CANCELLED)
    )
    if not found:
        raise ToolRetry(f"Scenario {context.state.scenario_id!r} has no passenger flights of ours to account for; load another.")
    return found


class RouteProfitabilityRequest(Frozen):
    """`fuel_kg`: burn of each flight of ours that is not cancelled; empty: the price list's fuel per block minute."""

    fuel_kg: FuelKg = Field(default_factory=dict)


class RouteProfitabilityReport(Frozen):
    """Routes by direction and pairs of airports, the worst result first, and their sum, in cents of `currency`.

    What is booked = revenue of `network` + `on_cancelled_cents` (on cancelled flights of ours) + `elsewhere_cents` (on flights of
    others). Refunded bookings count nowhere.
    """

    currency: str
    routes: tuple[RouteEconomics, ...]
    markets: tuple[RouteEconomics, ...]
    network: RouteEconomics
    booked_cents: int
    on_cancelled_cents: int
    elsewhere_cents: int
    assumed: tuple[str, ...]


@tool(name="route_profitability")
def route_profitability(context: ToolContext, request: RouteProfitabilityRequest) -> RouteProfitabilityReport:
    """What every route of the day earns and costs: passengers, fares shared over legs by distance, ancillaries, costs by driver,
    contribution, shared costs, load factor, revenue and cost per seat-kilometre, break-even load factor."""
    policy = network_economics()
    burn = _burn(request.fuel_kg, _sold_flights(context, cancelled=False))
    money = network_money(context.state, policy, cost_parameters(), burn)
    routes = route_economics(money, policy)
    return RouteProfitabilityReport(
        currency=context.state.currency,
        routes=tuple(sorted(routes, key=lambda one: (one.result_cents, one.route))),
        markets=tuple(sorted(market_economics(routes), key=lambda one: (one.result_cents, one.route))),
        network=sum_of("network", routes),
        booked_cents=money.booked_cents,
        on_cancelled_cents=money.cancelled_cents,
        elsewhere_cents=money.elsewhere_cents,
        assumed=_assumed(policy, "costs"),
    )


class MarketShareRequest(Frozen):
    """One market given as `offers`, or markets of this network that we fly: the one of `airports`, or the largest `most`.

    `passengers`: size of the one market asked about, in people a day both ways. `model`: other exponents than the assumed ones.
    """

    offers: tuple[Offer, ...] = ()
    airports: tuple[str, str] | None = None
    passengers: int | None = Field(default=None, ge=0)
    model: ShareModel | None = None
    most: int = Field(default=20, ge=1, le=500)


class Market(Frozen):
    """What each carrier offers in a market, and its share."""

    market: str
    offers: tuple[Offer, ...]
    shares: tuple[CarrierShare, ...]


class MarketShareReport(Frozen):
    """Markets, the most seats first; shares in hundredths of a percent. `assumed` names every assumed figure of the model."""

    markets: tuple[Market, ...]
    model: ShareModel
    assumed: tuple[str, ...]


@tool(name="market_share")
def market_share(context: ToolContext, request: MarketShareRequest) -> MarketShareReport:
    """Each carrier's share of the markets we fly, from frequency, fare, time and stops, beside its share of flights and seats."""
    policy, costs = network_economics(), cost_parameters()
    model = request.model or ShareModel.of(policy)
    faults: list[tuple[str, str]] = []
    if request.offers and request.airports is not None:
        faults.append(("airports", "leave it out where offers are given"))
    if request.passengers is not None and not request.offers and request.airports is None:
        faults.append(("passengers", "is for one market: give airports or offers with it"))
    if faults:
        raise ToolRetry("Ask about one market, or about the markets of the network.", tuple(faults))
    assumed = _assumed(policy, "market")
    if request.offers:
        shares = market_shares(request.offers, model, request.passengers)
        market = Market(market="as given", offers=request.offers, shares=shares)
        return MarketShareReport(markets=(market,), model=model, assumed=assumed)
    served = markets_served(context.state, policy)
    if request.airports is not None:
        first, second = sorted(policy.city(context.state.airport(one).code) for one in request.airports)
        if (first, second) not in served:
            raise ToolRetry(
                f"No flight of ours connects {first!r} and {second!r} in scenario {context.state.scenario_id!r}; give its offers."
            )
        served = {(first, second): served[first, second]}
    money = network_money(context.state, policy, costs)
    found: list[Market] = []
    for (first, second), flights in served.items():
        offers = offers_of(context.state, flights, money, policy, costs)
        shares = market_shares(offers, model, request.passengers)
        found.append(Market(market=f"{first}/{second}", offers=offers, shares=shares))
    found.sort(key=lambda one: (-sum(offer.seats for offer in one.offers), one.market))
    return MarketShareReport(markets=tuple(found[: request.most]), model=model, assumed=assumed)


class BudgetVarianceRequest(Frozen):
    """`budget` by route; empty: the day as scheduled at the assumed budget of the airline. `cases`: decided plans of the day.

    `disruption_budget_cents`: set aside for disruptions; None: the assumed amount per planned departure. `fuel_kg`: burn of every
    flight of ours, cancelled ones included, for the assumed budget and the actual figures alike; not with a `budget`.
    """

    budget: tuple[RouteFigures, ...] = ()
    cases: tuple[DecidedCase, ...] = ()
    disruption_budget_cents: int | None = Field(default=None, ge=0)
    fuel_kg: FuelKg = Field(default_factory=dict)


class DisruptionVariance(Frozen):
    """What plans cost by component, beside what was set aside; `total_cents` = actual - budget."""

    budget_cents: int
    actual_cents: int
    total_cents: int
    components: tuple[ComponentCost, ...]


class BudgetVarianceReport(Frozen):
    """Actual less budget: revenue by route, cost by route and line, both in total, and disruptions, in cents of `currency`.

    `result_variance_cents` = revenue - costs - disruptions: positive is better than budgeted.
    """

    currency: str
    revenue: RevenueVariance
    costs: tuple[CostVariance, ...]
    disruptions: DisruptionVariance
    budget_result_cents: int
    actual_result_cents: int
    result_variance_cents: int
    revenue_by_route: tuple[RevenueVariance, ...]
    costs_by_route: tuple[CostVariance, ...]
    assumed: tuple[str, ...]


@tool(name="budget_variance")
def budget_variance(context: ToolContext, request: BudgetVarianceRequest) -> BudgetVarianceReport:
    """Why the day differs from its budget: price, volume and mix of revenue, volume, efficiency and rate of each cost, and what
    disruptions cost; the causes add up to the whole difference to the cent."""
    policy, costs = network_economics(), cost_parameters()
    planned = _sold_flights(context, cancelled=True)
    _refuse_twice("budget", [one.route for one in request.budget])
    _refuse_twice("cases", [one.case_id for one in request.cases])
    if request.budget and request.fuel_kg:
        raise ToolRetry("Give either a budget or the burn of flights.", (("fuel_kg", "leave it out where a budget is given"),))
    burn = _burn(request.fuel_kg, planned)
    budget = request.budget or budget_of_schedule(context.state, policy, costs, burn)
    actual = actual_figures(network_money(context.state, policy, costs, burn))
    revenue_rows, cost_rows = revenue_variances(budget, actual), cost_variances(budget, actual)
    revenue, cost = revenue_total(revenue_rows), cost_totals(cost_rows)
    set_aside = request.disruption_budget_cents
    if set_aside is None:
        set_aside = len(planned) * policy.disruption_cents_per_departure
    spent = sum(sum(one.plan_cents.values()) for one in request.cases)
    disruptions = DisruptionVariance(
        budget_cents=set_aside, actual_cents=spent, total_cents=spent - set_aside, components=by_component(request.cases)
    )
    every = cost[-1]
    budget_result = revenue.budget_cents - every.budget_cents - set_aside
    actual_result = revenue.actual_cents - every.actual_cents - spent
    return BudgetVarianceReport(
        currency=context.state.currency,
        revenue=revenue,
        costs=cost,
        disruptions=disruptions,
        budget_result_cents=budget_result,
        actual_result_cents=actual_result,
        result_variance_cents=actual_result - budget_result,
        revenue_by_route=tuple(sorted(revenue_rows, key=lambda one: (-abs(one.total_cents), one.route))),
        costs_by_route=tuple(sorted(cost_rows, key=lambda one: (-abs(one.total_cents), one.route, one.line))),
        assumed=_assumed(policy, "costs", "budget"),
    )


def _refuse_twice(field: str, names: list[str]) -> None:
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise ToolRetry(f"Name each of {field} once.", tuple((field, f"{one!r} is there more than once") for one in twice))


class CostPerDisruptionRequest(Frozen):
    """Cases with a decided plan; `only_executed` leaves out plans that have not reached the network."""

    cases: tuple[DecidedCase, ...] = Field(min_length=1)
    only_executed: bool = False


class CostPerDisruptionReport(Frozen):
    """Cases, the dearest first; sums by component and by kind; mean and median of a case with its plan, in cents."""

    currency: str
    cases: tuple[CaseCost, ...]
    components: tuple[ComponentCost, ...]
    kinds: tuple[KindCost, ...]
    plan_cents: int
    do_nothing_cents: int
    avoided_cents: int
    mean_cents: int
    median_cents: int


@tool(name="cost_per_disruption")
def cost_per_disruption(context: ToolContext, request: CostPerDisruptionRequest) -> CostPerDisruptionReport:
    """What each disruption cost with the plan that was decided, beside doing nothing, by component and by kind of disruption."""
    _refuse_twice("cases", [one.case_id for one in request.cases])
    counted = tuple(one for one in request.cases if one.executed or not request.only_executed)
    if not counted:
        raise ToolRetry(
            "None of these plans has been executed; ask without only_executed.", (("only_executed", "leaves no case"),)
        )
    cases = sorted((case_cost(one) for one in counted), key=lambda one: (-one.plan_cents, one.case_id))
    plan, nothing = sum(one.plan_cents for one in cases), sum(one.do_nothing_cents for one in cases)
    middle = (cases[(len(cases) - 1) // 2].plan_cents + cases[len(cases) // 2].plan_cents) / 2
    return CostPerDisruptionReport(
        currency=context.state.currency,
        cases=tuple(cases),
        components=by_component(counted),
        kinds=by_kind(counted),
        plan_cents=plan,
        do_nothing_cents=nothing,
        avoided_cents=nothing - plan,
        mean_cents=round(plan / len(cases)),
        median_cents=round(middle),
    )


class CapacityReallocationRequest(Frozen):
    """Which flights may get aircraft of another size. `within`: one family's tails trade, or one carrier's (crews planned anew).

    `today`: those booked keep their seats and swaps are paid for; within a family the answer is operations. Otherwise a day like
    this one is planned before anybody has booked. `days`: sampled to choose by; `judged_days`: others, to judge by. `budget_s`:
    seconds to search at most.
    """

    within: Literal["family", "carrier"] = "family"
    today: bool = False
    days: int = Field(default=400, ge=50, le=2000)
    judged_days: int = Field(default=2000, ge=100, le=10_000)
    budget_s: float = Field(default=20.0, gt=0, le=120)


class ReallocatedFlight(Frozen):
    """A flight with another tail; people turned away on an average judged day before and after, and what flying it costs more."""

    flight_id: FlightId
    from_tail: TailNumber
    to_tail: TailNumber
    from_seats: int
    to_seats: int
    spilled_before: float
    spilled_after: float
    operating_more: Money


class CapacityReallocationReport(Frozen):
    """The day's cost with planned and reallocated aircraft, and the saving on days that the choice has not seen.

    `planned`, `reallocated`: operating cost and contribution of people turned away, on average over the judged days;
    `reallocated` with `swaps`. The average saving lies between `saving_low` and `saving_high` with 95 % confidence, if demand is
    as assumed.
    """

    flights: int
    kept: dict[str, int]
    planned: Money
    reallocated: Money
    operating_saving: Money
    swaps: Money
    saving: Money
    saving_low: Money
    saving_high: Money
    saving_percent: float
    saving_percent_low: float
    saving_percent_high: float
    spilled_before: float
    spilled_after: float
    changes: tuple[ReallocatedFlight, ...]
    operations: tuple[Operation, ...]
    solver: SolverReport
    notes: tuple[str, ...]
    assumed: tuple[str, ...]


@tool(name="capacity_reallocation")
def capacity_reallocation(context: ToolContext, request: CapacityReallocationRequest) -> CapacityReallocationReport:
    """Which aircraft should fly which flights so that operating cost and turning passengers away cost least under uncertain
    demand, and what that saves against the planned aircraft, with a 95 % interval over fresh sampled days."""
    policy = network_economics()
    context.progress("reallocation", {"text": f"sampling {request.days} days and choosing aircraft"})
    found = reallocate(
        context.state,
        context.now,
        policy,
        cost_parameters(),
        scope=Scope(across_families=request.within == "carrier", today=request.today),
        seed=context.seed,
        days=request.days,
        judged_days=request.judged_days,
        budget_s=request.budget_s,
        stop=context.stop,
    )

    def money(cents: float) -> Money:
        return Money(cents=round(cents), currency=context.state.currency)

    def percent(cents: float) -> float:
        return round(100 * cents / found.planned_cents, 3) if found.planned_cents else 0.0

    saving, margin = found.saving_cents, found.margin_cents
    lawful = request.within == "family" and request.today
    notes = [
        "The saving holds for demand as it is assumed here; the interval is that of sampling alone.",
        "Cost of a block minute is taken as proportional to seats, which flatters smaller aircraft.",
        "Crews, gates, slots and curfews are not looked at: evaluate a plan before it is decided.",
    ]
    if not lawful:
        notes.append("No operations: this is for planning, not for bookings and crews that are already there.")
    return CapacityReallocationReport(
        flights=found.flights,
        kept=found.kept,
        planned=money(found.planned_cents),
        reallocated=money(found.planned_cents - saving),
        operating_saving=money(found.planned_operating_cents - found.new_operating_cents),
        swaps=money(found.swap_cents),
        saving=money(saving),
        saving_low=money(saving - margin),
        saving_high=money(saving + margin),
        saving_percent=percent(saving),
        saving_percent_low=percent(saving - margin),
        saving_percent_high=percent(saving + margin),
        spilled_before=round(found.spilled_before, 2),
        spilled_after=round(found.spilled_after, 2),
        changes=tuple(
            ReallocatedFlight(
                flight_id=one.flight_id,
                from_tail=one.from_tail,
                to_tail=one.to_tail,
                from_seats=one.from_seats,
                to_seats=one.to_seats,
                spilled_before=round(one.spilled_before, 2),
                spilled_after=round(one.spilled_after, 2),
                operating_more=money(one.operating_cents),
            )
            for one in found.changes
        ),
        operations=tuple(SwapAircraft(flight_id=one.flight_id, tail=one.to_tail) for one in found.changes) if lawful else (),
        solver=found.solver.model_copy(update={"seed": context.seed}),
        notes=tuple(notes),
        assumed=_assumed(policy, "costs", "demand"),
    )
