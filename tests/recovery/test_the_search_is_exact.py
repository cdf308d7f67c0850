"""What the search counts while it moves legs and passengers about is what the plan costs when priced from scratch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.airline.costs import cost_parameters
from tests.recovery.networks import at, hub_and_spokes
from tests.recovery.small_networks import NOW, small_network
from tools.delay_propagation.standing import standing_constraints
from tools.recovery.from_network import build_problem
from tools.recovery.pricing import LEAST_COST, PriceBook
from tools.recovery.problem import RecoveryProblem
from tools.recovery.solver.problem import CANCELLED, Solution
from tools.recovery.solver.search import Incumbent, SearchParams, solve
from tools.recovery.timing import Timetable
from tools.recovery.translation import plan_of, translate


def searched(problem: RecoveryProblem, *, rounds: int, seed: int = 0, lanes: int = 1) -> Solution:
    params = SearchParams(budget_s=None, rounds=rounds, lanes=lanes)
    return solve(translate(problem, LEAST_COST), seed=seed, params=params).solution


def priced(problem: RecoveryProblem, solution: Solution) -> int:
    """The price from scratch, by the price list."""
    table = Timetable(problem)
    return PriceBook(problem).price(*plan_of(table, solution)).total


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), tails=st.integers(1, 4))
def test_what_a_search_saves_by_its_own_count_it_saves_by_the_price_list(seed: int, tails: int) -> None:
    state, constraints = small_network(seed, tails=tails, most_flights=10)
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints)))
    problem = build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())

    first, last = searched(problem, rounds=0), searched(problem, rounds=6)

    counted = last.cost_cents - first.cost_cents
    assert counted == priced(problem, last) - priced(problem, first)
    assert (last.breaches, last.cost_cents) <= (first.breaches, first.cost_cents)


@pytest.fixture(scope="module")
def hub() -> RecoveryProblem:
    """A hub with sixty flights, closed for four hours."""
    state, now = hub_and_spokes(60, closed=(600, 840)), at(540)
    return build_problem(state, now=now, constraints=standing_constraints(state, now), costs=cost_parameters())


def test_the_same_seed_rounds_and_lanes_give_the_same_plan_and_another_seed_another(hub: RecoveryProblem) -> None:
    assert searched(hub, rounds=8, lanes=2) == searched(hub, rounds=8, lanes=2)
    assert searched(hub, rounds=8) != searched(hub, rounds=8, seed=1)


def test_a_longer_search_is_no_worse_and_lanes_help_one_another(hub: RecoveryProblem) -> None:
    costs = [searched(hub, rounds=rounds, lanes=2).cost_cents for rounds in (0, 2, 10, 40)]

    assert costs[1] < costs[0]
    assert costs[3] < costs[1]


def test_a_stopped_search_returns_the_best_plan_it_has_told_of(hub: RecoveryProblem) -> None:
    told: list[Incumbent] = []

    result = solve(
        translate(hub, LEAST_COST), stop=lambda: len(told) >= 3, params=SearchParams(budget_s=60), progress=told.append
    )

    assert [one.cost_cents for one in told] == sorted((one.cost_cents for one in told), reverse=True)
    assert result.solution.cost_cents <= told[-1].cost_cents
    assert result.runtime_s < 20


def test_nobody_sits_on_a_seat_twice_and_nobody_is_lost(hub: RecoveryProblem) -> None:
    problem = translate(hub, LEAST_COST)
    solution = solve(problem, params=SearchParams(budget_s=None, rounds=20, lanes=1)).solution
    elsewhere: dict[int, int] = {}
    seated: dict[int, int] = {}
    for part in solution.parts:
        elsewhere[part.group] = elsewhere.get(part.group, 0) + part.passengers
        for leg in part.legs:
            seated[leg] = seated.get(leg, 0) + part.passengers
    for number, group in enumerate(problem.groups):
        assert elsewhere.get(number, group.passengers) == group.passengers
        for leg in () if number in elsewhere else group.legs:
            seated[leg] = seated.get(leg, 0) + group.passengers

    assert elsewhere
    for leg, passengers in seated.items():
        assert solution.etd[leg] != CANCELLED
        assert passengers <= sum(problem.tails[solution.tail[leg]].seats)
