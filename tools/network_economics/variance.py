"""Budget against actual, by cause: price, volume and mix of revenue; volume, efficiency and rate of cost; disruptions. Exact."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from pydantic import Field

from domain.network import Flight, NetworkState
from domain.units import Frozen, minutes_between
from knowledge.airline.costs import CostParameters
from knowledge.airline.network_economics import COST_LINES, CostLine, NetworkEconomics
from tools.network_economics.allocation import whole
from tools.network_economics.routes import Burn, NetworkMoney, Prices, leg_km, price_list_fuel, seats_of

BY_SALES: tuple[CostLine, ...] = ("passenger", "distribution")
"""Lines that follow what is sold, so that their activity is their quantity; the others follow seat-kilometres."""


class CostAmount(Frozen):
    """What a cost line came to, and for how much of what it is paid for (minutes times seats, kilograms, seats, departures)."""

    quantity: int = Field(ge=0)
    cents: int


class RouteFigures(Frozen):
    """A route's budget, or its actual figures: `seat_km` is the activity that costs follow."""

    route: str
    passengers: int = Field(ge=0)
    revenue_cents: int
    seat_km: int = Field(ge=0)
    costs: dict[str, CostAmount]


class RevenueVariance(Frozen):
    """Actual less budget in cents, by cause; more is better. `total_cents` is their sum."""

    route: str
    budget_cents: int
    actual_cents: int
    volume_cents: int
    mix_cents: int
    price_cents: int
    total_cents: int


class CostVariance(Frozen):
    """Actual less budget in cents, by cause; more is worse. `total_cents` is their sum."""

    route: str
    line: str
    budget_cents: int
    actual_cents: int
    volume_cents: int
    efficiency_cents: int
    rate_cents: int
    total_cents: int


def revenue_variances(budget: Sequence[RouteFigures], actual: Sequence[RouteFigures]) -> tuple[RevenueVariance, ...]:
    r"""By route $r$, with $P$ passengers, $y$ revenue per passenger, $s_r = P^b_r / P^b$ the budgeted mix:

    volume $(P^a - P^b) s_r y^b_r$, mix $(P^a_r - P^a s_r) y^b_r$, price the rest $= P^a_r (y^a_r - y^b_r)$. A route that the
    budget does not have counts at the budget's average $y$; without any budgeted passenger there is no mix.
    """
    before, after = {one.route: one for one in budget}, {one.route: one for one in actual}
    planned, carried = sum(one.passengers for one in budget), sum(one.passengers for one in actual)
    average = Fraction(sum(one.revenue_cents for one in budget), planned) if planned else Fraction(0)
    found: list[RevenueVariance] = []
    for route in sorted(before.keys() | after.keys()):
        b, a = before.get(route, _nothing(route)), after.get(route, _nothing(route))
        each = Fraction(b.revenue_cents, b.passengers) if b.passengers else average
        mix_share = Fraction(b.passengers, planned) if planned else Fraction(a.passengers, carried or 1)
        volume = (carried - planned) * mix_share * each
        mix = (a.passengers - carried * mix_share) * each
        total = a.revenue_cents - b.revenue_cents
        parts = whole([volume, mix, total - volume - mix])
        found.append(
            RevenueVariance(
                route=route,
                budget_cents=b.revenue_cents,
                actual_cents=a.revenue_cents,
                volume_cents=parts[0],
                mix_cents=parts[1],
                price_cents=parts[2],
                total_cents=total,
            )
        )
    return tuple(found)


def cost_variances(budget: Sequence[RouteFigures], actual: Sequence[RouteFigures]) -> tuple[CostVariance, ...]:
    r"""By route and line, with $A$ seat-kilometres (for `BY_SALES` what was sold), $q$ quantity and $c$ cents per unit of it:

    volume $(A^a - A^b) \frac{q^b}{A^b} c^b$, efficiency $(q^a - q^b \frac{A^a}{A^b}) c^b$, rate the rest $= q^a (c^a - c^b)$. The
    costs of a route that the budget does not have are volume.
    """
    before, after = {one.route: one for one in budget}, {one.route: one for one in actual}
    found: list[CostVariance] = []
    for route in sorted(before.keys() | after.keys()):
        b, a = before.get(route, _nothing(route)), after.get(route, _nothing(route))
        for line in sorted(b.costs.keys() | a.costs.keys()):
            found.append(_cost_variance(route, line, b, a))
    return tuple(found)


def _cost_variance(route: str, line: str, b: RouteFigures, a: RouteFigures) -> CostVariance:
    nothing = CostAmount(quantity=0, cents=0)
    planned, spent = b.costs.get(line, nothing), a.costs.get(line, nothing)
    total = spent.cents - planned.cents
    was, became = (planned.quantity, spent.quantity) if line in BY_SALES else (b.seat_km, a.seat_km)
    if was:
        each = Fraction(planned.cents, planned.quantity) if planned.quantity else Fraction(0)
        expected = Fraction(planned.quantity * became, was)
        volume, efficiency = (expected - planned.quantity) * each, (spent.quantity - expected) * each
    else:
        volume, efficiency = Fraction(total), Fraction(0)
    parts = whole([volume, efficiency, total - volume - efficiency])
    return CostVariance(
        route=route,
        line=line,
        budget_cents=planned.cents,
        actual_cents=spent.cents,
        volume_cents=parts[0],
        efficiency_cents=parts[1],
        rate_cents=parts[2],
        total_cents=total,
    )


def revenue_total(rows: Iterable[RevenueVariance]) -> RevenueVariance:
    """All routes together."""
    rows = tuple(rows)
    sums = {name: sum(getattr(one, name) for one in rows) for name in RevenueVariance.model_fields if name.endswith("_cents")}
    return RevenueVariance(route="network", **sums)


def cost_totals(rows: Iterable[CostVariance]) -> tuple[CostVariance, ...]:
    """All routes together, line by line, and all lines under the name `all`."""
    rows = tuple(rows)
    lines: list[str] = [one for one in COST_LINES if any(row.line == one for row in rows)]
    lines += sorted({row.line for row in rows} - set(COST_LINES))
    names = [name for name in CostVariance.model_fields if name.endswith("_cents")]
    found = [
        CostVariance(
            route="network", line=line, **{name: sum(getattr(row, name) for row in rows if row.line == line) for name in names}
        )
        for line in lines
    ]
    return (
        *found,
        CostVariance(route="network", line="all", **{name: sum(getattr(row, name) for row in rows) for name in names}),
    )


def _nothing(route: str) -> RouteFigures:
    return RouteFigures(route=route, passengers=0, revenue_cents=0, seat_km=0, costs={})


def budget_of_schedule(
    state: NetworkState, policy: NetworkEconomics, costs: CostParameters, burn: Burn = price_list_fuel
) -> tuple[RouteFigures, ...]:
    """The day as scheduled, cancelled flights included, at the budget's load factor, fares and rates."""
    prices = Prices.of(policy, costs)
    routes: dict[str, list[Flight]] = {}
    for flight in sorted(state.own_flights(), key=lambda one: one.flight_id):
        if flight.service == "passenger":
            routes.setdefault(f"{flight.origin}-{flight.destination}", []).append(flight)
    found: list[RouteFigures] = []
    for route in sorted(routes):
        sold = revenue = seat_km = 0
        quantity: Counter[str] = Counter()
        cents: Counter[str] = Counter()
        for flight in routes[route]:
            seats, km = seats_of(state, flight, costs), leg_km(state, flight)
            passengers = (seats * policy.load_factor_percent + 50) // 100
            fare = policy.fare_cents_fixed + km * policy.fare_cents_per_km + policy.ancillary_cents_per_passenger
            kg = burn(flight)
            amounts, cost = prices.lines(
                seats=seats,
                block_min=max(0, minutes_between(flight.std, flight.sta)),
                passengers=passengers,
                revenue_cents=passengers * fare,
                fuel_kg=None if kg is None else round(kg),
            )
            sold, revenue, seat_km = sold + passengers, revenue + passengers * fare, seat_km + seats * km
            quantity.update(amounts)
            cents.update({line: (cost[line] * policy.rate_percent[line] + 50) // 100 for line in COST_LINES})
        found.append(_figures(route, sold, revenue, seat_km, quantity, cents))
    return tuple(found)


def actual_figures(money: NetworkMoney) -> tuple[RouteFigures, ...]:
    """The day as flown, or as now expected: flights that are not cancelled, with what was booked on them."""
    found: list[RouteFigures] = []
    for (origin, destination), flights in money.by_route.items():
        quantity: Counter[str] = Counter()
        cents: Counter[str] = Counter()
        for one in flights:
            quantity.update(one.quantity)
            cents.update(one.cost)
        found.append(
            _figures(
                f"{origin}-{destination}",
                sum(one.passengers for one in flights),
                sum(one.fare_cents + one.ancillary_cents for one in flights),
                sum(one.seats * one.km for one in flights),
                quantity,
                cents,
            )
        )
    return tuple(found)


def _figures(
    route: str, passengers: int, revenue: int, seat_km: int, quantity: Mapping[str, int], cents: Mapping[str, int]
) -> RouteFigures:
    amounts = {line: CostAmount(quantity=quantity[line], cents=cents[line]) for line in COST_LINES}
    return RouteFigures(route=route, passengers=passengers, revenue_cents=revenue, seat_km=seat_km, costs=amounts)
