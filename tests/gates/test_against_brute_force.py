"""The model, its relaxation and the search beside every answer there is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.small_problems import every_answer, random_problem
from tools.gates.alike import lower_bound, relaxation
from tools.gates.annealing import Annealing
from tools.gates.check import check_result, faults, price
from tools.gates.greedy import first_come_first_served
from tools.gates.model import build, choices
from tools.gates.problem import Problem, all_parts
from tools.gates.solve import Params, solve


def cheapest(problem: Problem) -> int:
    """The least price of all answers without a fault."""
    return min(sum(price(problem, one).values()) for one in every_answer(problem) if not faults(problem, one))


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40)
def test_the_answer_is_the_cheapest_of_all_and_lies_between_the_bounds(seed: int) -> None:
    problem = random_problem(seed)
    least = cheapest(problem)
    parts = all_parts(problem)
    model = build(problem, parts)
    values, bound, proven = model.rows.minimise(30)
    assert values is not None
    assert proven
    placed = model.placements(values)
    assert not faults(problem, placed)
    assert sum(price(problem, placed).values()) == least
    assert round(bound) == least
    result = solve(problem, seed=seed, params=Params(budget_s=30, runs=1, moves=2_000))
    assert not check_result(problem, result)
    assert (result.objective_cents, result.status) == (least, "optimal")
    served = first_come_first_served(problem)
    assert not faults(problem, served)
    assert sum(price(problem, served).values()) >= least
    for pairs in (False, True):
        below, _ = lower_bound(relaxation(problem, choices(problem, parts), pairs=pairs).rows, 30)
        assert 0 < below <= least
    annealed = Annealing(problem, choices(problem, parts), served, seed)
    annealed.run(20_000, 20_000.0, 100.0, lambda: False)
    assert not faults(problem, annealed.placements())
    assert sum(price(problem, annealed.placements()).values()) == sum(price(problem, served).values()) - annealed.gain_cents()
