"""Every cent between budget and actual has one cause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.apply import fold
from domain.network import NetworkState
from knowledge.airline.costs import cost_parameters
from knowledge.airline.network_economics import network_economics
from tools.network_economics.disruptions import DecidedCase
from tools.network_economics.tool import BudgetVarianceRequest, budget_variance
from tools.network_economics.variance import (
    CostAmount,
    RouteFigures,
    budget_of_schedule,
    cost_totals,
    cost_variances,
    revenue_total,
    revenue_variances,
)
from tools.spec import ToolContext, ToolRetry

CASES = (
    DecidedCase(
        case_id="C1", plan_cents={"ferry": 30_000, "passenger_delay": 5_000}, do_nothing_cents={"passenger_delay": 90_000}
    ),
)


def figures(route: str, passengers: int, revenue: int, seat_km: int, **costs: tuple[int, int]) -> RouteFigures:
    amounts = {line: CostAmount(quantity=quantity, cents=cents) for line, (quantity, cents) in costs.items()}
    return RouteFigures(route=route, passengers=passengers, revenue_cents=revenue, seat_km=seat_km, costs=amounts)


amount = st.tuples(st.integers(0, 10**6), st.integers(-(10**6), 10**8))
route_figures = st.builds(
    figures,
    st.sampled_from(["AAA-BBB", "BBB-AAA", "AAA-CCC", "CCC-AAA"]),
    st.integers(0, 5_000),
    st.integers(-(10**5), 10**9),
    st.integers(0, 10**7),
    crew=amount,
    fuel=amount,
    passenger=amount,
)
days = st.lists(route_figures, max_size=4, unique_by=lambda one: one.route)


@settings(max_examples=40)
@given(days, days)
def test_the_causes_add_up_to_the_whole_difference_on_every_route_and_in_total(
    budget: list[RouteFigures], actual: list[RouteFigures]
) -> None:
    revenue = revenue_variances(budget, actual)
    for row in (*revenue, revenue_total(revenue)):
        assert row.volume_cents + row.mix_cents + row.price_cents == row.total_cents == row.actual_cents - row.budget_cents
    assert revenue_total(revenue).total_cents == sum(a.revenue_cents for a in actual) - sum(b.revenue_cents for b in budget)
    costs = cost_variances(budget, actual)
    for line in (*costs, *cost_totals(costs)):
        assert (
            line.volume_cents + line.efficiency_cents + line.rate_cents
            == line.total_cents
            == line.actual_cents - line.budget_cents
        )
    spent = sum(one.cents for a in actual for one in a.costs.values()) - sum(
        one.cents for b in budget for one in b.costs.values()
    )
    assert cost_totals(costs)[-1].total_cents == spent


def test_price_volume_and_mix_of_two_routes_by_hand() -> None:
    budget = [figures("A-B", 100, 10_000, 0), figures("A-C", 100, 30_000, 0)]
    actual = [figures("A-B", 150, 15_000, 0), figures("A-C", 70, 22_400, 0)]
    short, long = revenue_variances(budget, actual)
    assert (short.volume_cents, short.mix_cents, short.price_cents) == (1_000, 4_000, 0)
    assert (long.volume_cents, long.mix_cents, long.price_cents) == (3_000, -12_000, 1_400)


def test_volume_efficiency_and_rate_of_a_cost_by_hand() -> None:
    budget = [figures("A-B", 0, 0, 1_000, fuel=(500, 5_000))]
    actual = [figures("A-B", 0, 0, 1_200, fuel=(630, 6_930))]
    (row,) = cost_variances(budget, actual)
    assert (row.volume_cents, row.efficiency_cents, row.rate_cents) == (1_000, 300, 630)


def test_what_follows_sales_has_no_efficiency_and_a_new_route_is_volume() -> None:
    (row,) = cost_variances(
        [figures("A-B", 10, 0, 1_000, passenger=(10, 100))], [figures("A-B", 12, 0, 1_000, passenger=(12, 132))]
    )
    assert (row.volume_cents, row.efficiency_cents, row.rate_cents) == (20, 0, 12)
    (new,) = cost_variances([], [figures("A-D", 5, 0, 1_000, fuel=(10, 70))])
    assert (new.volume_cents, new.efficiency_cents, new.rate_cents) == (70, 0, 0)


def test_the_embedded_day_as_scheduled_flies_its_budget_and_sells_differently(on_the_day: ToolContext) -> None:
    report = budget_variance.function(on_the_day, BudgetVarianceRequest(cases=CASES))
    flying = [one for one in report.costs if one.line in ("crew", "fuel", "maintenance", "airport", "handling")]
    assert [one.total_cents for one in flying] == [0] * 5
    assert report.disruptions.actual_cents == 35_000
    assert report.disruptions.budget_cents == 299 * network_economics().disruption_cents_per_departure
    assert (
        report.result_variance_cents == report.revenue.total_cents - report.costs[-1].total_cents - report.disruptions.total_cents
    )
    assert report.revenue.actual_cents == sum(one.actual_cents for one in report.revenue_by_route)


def test_a_cancelled_flight_is_volume_and_a_longer_one_is_efficiency(on_the_day: ToolContext) -> None:
    state: NetworkState = on_the_day.state
    gone, longer = sorted(one.flight_id for one in state.own_flights())[:2]
    flown = state.flights[longer]
    changed = fold(
        state,
        [
            e.FlightCancelled(at=on_the_day.now, flight_id=gone, delay_code="71"),
            e.FlightDeparted(at=flown.std, flight_id=longer),
            e.FlightArrived(at=flown.sta + (flown.sta - flown.std), flight_id=longer),
        ],
    )
    report = budget_variance.function(ToolContext(state=changed, now=on_the_day.now), BudgetVarianceRequest())
    crew = next(one for one in report.costs if one.line == "crew")
    assert crew.volume_cents < 0 < crew.efficiency_cents
    assert crew.rate_cents == pytest.approx(0, abs=len(report.costs_by_route))


def test_a_budget_of_ones_own_and_doubled_names_are_told_apart(on_the_day: ToolContext) -> None:
    budget = budget_of_schedule(on_the_day.state, network_economics(), cost_parameters())
    report = budget_variance.function(on_the_day, BudgetVarianceRequest(budget=budget, disruption_budget_cents=0))
    assert report.revenue == budget_variance.function(on_the_day, BudgetVarianceRequest()).revenue
    with pytest.raises(ToolRetry, match="once"):
        budget_variance.function(on_the_day, BudgetVarianceRequest(budget=(budget[0], budget[0])))
    with pytest.raises(ToolRetry, match="either"):
        budget_variance.function(on_the_day, BudgetVarianceRequest.model_validate({"budget": budget, "fuel_kg": {"X": 1}}))
