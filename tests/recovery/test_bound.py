"""The proven bound: below every plan there is, and not by ignoring that seats are few and passengers follow one another."""

from collections.abc import Sequence

import pytest

from domain import constraints as k
from domain.constraints import Constraint
from domain.network import NetworkState
from knowledge.airline.costs import cost_parameters
from tests.recovery.networks import NetworkUnderTest
from tests.recovery.small_networks import NOW, small_network, solved
from tests.recovery.test_against_brute_force import _NOTHING_FOUND, _best_of_everything
from tools.delay_propagation.standing import standing_constraints
from tools.recovery.bound import lower_bound, lower_bounds
from tools.recovery.from_network import build_problem
from tools.recovery.problem import RecoveryProblem
from tools.recovery.time_space_network import Copy, NetworkModel


def _problem(state: NetworkState, constraints: Sequence[Constraint]) -> RecoveryProblem:
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints)))
    return build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())


@pytest.mark.parametrize("seed", range(10))
def test_no_combination_of_cancellations_and_swaps_goes_below_the_bound(seed: int) -> None:
    state, constraints = small_network(seed, tails=2, most_flights=5)

    bounds = list(lower_bounds(_problem(state, constraints), time_limit_s=10))

    best = _best_of_everything(state, constraints)
    assert len(bounds) == 2
    assert bounds == sorted(bounds)
    if best < _NOTHING_FOUND:
        assert bounds[-1] <= best


def _cancelled_beside(seats_left: int) -> tuple[NetworkState, tuple[Constraint, ...]]:
    """Of two flights between the same airports the first cannot operate; the second has so many seats left."""
    net = NetworkUnderTest(["AAA", "BBB"])
    net.tail("T1", "AAA", ready=300, seats=100)
    net.tail("T2", "AAA", ready=300, seats=100)
    lost = net.flight("AAA", "BBB", 400, 60, "T1")
    for _ in range(60):
        net.booking(1, lost)
    net.flight("AAA", "BBB", 460, 60, "T2", passengers=100 - seats_left)
    return net.state(), (k.CannotOperate(flight_id=lost, source="test", reason="broken"),)


@pytest.mark.parametrize("seats_left", [0, 20, 60])
def test_where_only_seats_decide_who_still_travels_the_bound_is_the_price_of_the_best_plan(seats_left: int) -> None:
    state, constraints = _cancelled_beside(seats_left)

    bound = lower_bound(_problem(state, constraints), time_limit_s=10)

    _, valued = solved(state, constraints)
    assert sum(one.passengers for one in valued.rebooked) == seats_left
    assert bound is not None
    assert valued.price.total - 5 <= bound <= valued.price.total


def test_passengers_leave_an_airport_only_after_they_are_there() -> None:
    model = NetworkModel()
    model.fly_or_cancel([Copy(0, 0, 0, 100, 1, 200, 0.0)], {0: 0.0})
    early, late = model.variable(-5.0, 1.0), model.variable(-3.0, 1.0)
    model.follow([(200, 0)], [(150, early), (250, late)])

    answer = model.solve(time_limit_s=5, gap=1e-6)

    assert answer.objective == pytest.approx(-3.0)
    assert model.solve_in_fractions(time_limit_s=5) == pytest.approx(-3.0)
