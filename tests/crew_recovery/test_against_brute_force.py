"""The crew solver finds the best of all legal assignments, proves it, and passes the independent check."""

import pytest

from tests.crew_recovery.small_problems import best_by_trying, drawn
from tools.crew_recovery.check import check_solution
from tools.crew_recovery.problem import CrewProblem, CrewSolution, Quality
from tools.crew_recovery.solve import solve


def solved(case: CrewProblem, quality: Quality = "cheapest") -> CrewSolution:
    return solve(case, stop=lambda: False, seed=0, budget_s=20, quality=quality)


def outcome(case: CrewProblem, solution: CrewSolution) -> tuple[int, int, int]:
    planned = {one.crew_id: [task for duty in one.planned for task in duty.tasks] for one in case.people}
    called = sum([task for duty in duties for task in duty.tasks] != planned[who] for who, duties in solution.lines)
    missing = dict(solution.components).get("uncovered", 0)
    return missing, called, solution.objective - missing


@pytest.mark.parametrize("seed", range(24))
def test_captains_get_the_cheapest_and_the_fewest_calls_that_trying_everything_finds(seed: int) -> None:
    case = drawn(seed)
    least, fewest = best_by_trying(case)

    cheap, few = solved(case), solved(case, "fewest_calls")

    assert check_solution(case, cheap) == []
    assert check_solution(case, few) == []
    assert (cheap.objective, cheap.status, cheap.bound) == (least, "optimal", least)
    assert outcome(case, few) == fewest
    assert few.bound <= few.objective
    assert outcome(case, few)[1] <= outcome(case, cheap)[1] or outcome(case, few)[0] < outcome(case, cheap)[0]


@pytest.mark.parametrize("seed", [seed for seed in range(100, 114) if seed not in (103, 105)])  # those take a minute to try
def test_teams_that_compete_for_seats_get_the_cheapest_that_trying_everything_finds(seed: int) -> None:
    case = drawn(seed, roles=("captain", "first_officer"))
    least, fewest = best_by_trying(case)

    cheap, few = solved(case), solved(case, "fewest_calls")

    assert check_solution(case, cheap) == []
    assert check_solution(case, few) == []
    assert cheap.objective == least
    assert cheap.bound <= least
    assert outcome(case, few)[:2] == fewest[:2]
