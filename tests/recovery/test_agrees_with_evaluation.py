"""The solver's price is evaluation's price to the cent, and what it plans is what happens: propagation moves nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain import disruptions as d
from domain.apply import fold
from domain.constraints import Constraint
from domain.decide import decide
from domain.network import NetworkState
from domain.plans import Plan
from knowledge.airline.costs import cost_parameters
from tests.recovery.networks import at, hub_and_spokes
from tests.recovery.small_networks import NOW, small_network, solved
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.recovery.bound import lower_bound
from tools.recovery.from_network import build_problem
from tools.recovery.options import recover, untouched
from tools.recovery.pricing import PriceBook, Steering
from tools.recovery.timing import Timetable
from twin.scenarios import load_scenario

_NOT_SEARCHED = ("cargo", "compensation", "displaced_revenue", "ancillary_refunds")
"""Components of a plan's price that the search does not count."""


def _agree(state: NetworkState, plan: Plan, now: datetime, constraints: tuple[Constraint, ...] = ()) -> set[str]:
    """Assert equality to the cent and that nothing moves; the rules that fail."""
    scored = evaluate(state, plan, now=now, constraints=constraints)
    beside = sum(cents.cents for name, cents in scored.cost.components.items() if name in _NOT_SEARCHED)
    assert scored.cost.total.cents - beside == plan.solver.objective
    failing = {one.rule for one in scored.checks if one.verdict == "fail"}
    assert "knock_on" not in failing
    return failing


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 100_000), tails=st.integers(1, 4), weight=st.sampled_from([1, 4]), swaps=st.booleans())
def test_on_any_small_network_in_any_trouble_price_and_times_agree(seed: int, tails: int, weight: int, swaps: bool) -> None:
    state, constraints = small_network(seed, tails=tails, most_flights=10)

    plan, valued = solved(state, constraints, rounds=4, steering=Steering(passenger_weight=weight, swaps=swaps))

    failing = _agree(state, plan, NOW, constraints)
    assert failing == set() or valued.price.breaches > 0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_what_the_solver_starts_from_is_what_happens_when_nobody_intervenes(seed: int) -> None:
    state, constraints = small_network(seed, tails=3, most_flights=10)
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints)))
    problem = build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())

    first = untouched(Timetable(problem), PriceBook(problem))

    nothing = evaluate(state, do_nothing_plan(state, NOW), now=NOW, constraints=constraints)
    assert first.price.total == nothing.cost.total.cents
    ours = {name: cents for name, cents in first.price.components if cents}
    assert ours == {name: money.cents for name, money in nothing.cost.components.items() if money.cents}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 100_000), tails=st.integers(1, 4), weight=st.sampled_from([1, 4]), swaps=st.booleans())
def test_no_plan_goes_below_the_proven_bound(seed: int, tails: int, weight: int, swaps: bool) -> None:
    state, constraints = small_network(seed, tails=tails, most_flights=10)
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints)))
    problem = build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())

    bound = lower_bound(problem, time_limit_s=10)

    _, valued = solved(state, constraints, rounds=6, steering=Steering(passenger_weight=weight, swaps=swaps))
    assert bound is not None
    if valued.price.breaches == 0:
        assert bound <= valued.price.total


@pytest.fixture(scope="module")
def new_york_closed() -> tuple[NetworkState, datetime]:
    """The embedded day at 15:00Z with what was known then, and JFK closing for six hours."""
    scenario = load_scenario("nyc-2013-02-08")
    now = datetime(2013, 2, 8, 15, tzinfo=UTC)
    state = fold(NetworkState(), scenario.opening)
    state = fold(state, [one for one in scenario.recording if one.at <= now])
    report = d.AirportClosedReport(reported_at=now, airport="JFK", start=now + timedelta(hours=1), end=now + timedelta(hours=7))
    return fold(state, decide(state, c.InjectDisruption(disruption=report), now=now)), now


def test_on_the_embedded_day_every_option_agrees_and_saves_against_doing_nothing(
    new_york_closed: tuple[NetworkState, datetime],
) -> None:
    state, now = new_york_closed
    nothing = evaluate(state, do_nothing_plan(state, now), now=now).cost.total.cents

    plans = recover(state, now=now, budget_s=20, rounds=2)

    assert [plan.kind for plan in plans] == ["recommended", *["alternative"] * (len(plans) - 1)]
    assert len({plan.operations for plan in plans}) == len(plans) >= 2
    assert plans[0].solver.objective == min(plan.solver.objective or 0 for plan in plans)
    assert (plans[0].solver.objective or 0) < nothing
    for plan in plans:
        # A line check at an airport that is closed cannot be kept by any plan; such a plan says so.
        failing = _agree(state, plan, now)
        assert failing <= {"maintenance"}
        assert bool(failing) == any("planned visit" in reason for reason in plan.reasons)


def test_a_hub_closed_for_six_hours_gets_distinct_legal_options_within_the_budget() -> None:
    state, now = hub_and_spokes(150, closed=(600, 960)), at(540)

    plans = recover(state, now=now, budget_s=8)

    assert plans[0].solver.runtime_s < 9.5
    for plan in plans:
        assert _agree(state, plan, now) == set()
        bound = plan.solver.bound
        assert bound is None or bound <= (plan.solver.objective or 0)
