"""Our judge against the cases whose costs the official program confirmed."""

import time
from collections import Counter

import pytest

from evals.roadef.feasibility import violations
from evals.roadef.objective import COMPONENTS, cost
from tests.benchmark.reference import CASES, CONFIRMED, INSTANCES, expected, instance, needs_benchmark, solution

pytestmark = needs_benchmark


@pytest.mark.parametrize("case", CONFIRMED or ["absent"])
def test_every_component_of_the_cost_is_that_of_the_official_program(case: str) -> None:
    told = expected(case, "cost")
    known = instance(told["instance"])
    found = cost(known, solution(case))
    assert set(told["components"]) == set(COMPONENTS)
    assert found.components == pytest.approx(told["components"], abs=0.01)
    assert found.total == pytest.approx(told["total"], abs=0.01)
    assert found.total_without_swap == pytest.approx(told["total_without_swap"], abs=0.01)


@pytest.mark.parametrize("case", CASES or ["absent"])
def test_every_kind_of_violation_is_found_as_often_as_it_is_there(case: str) -> None:
    told = expected(case, "feasibility")
    known = instance(told["instance"])
    found = violations(known, solution(case))
    assert Counter(one.kind for one in found if not one.advisory) == told["violations"]
    assert Counter(one.kind for one in found if one.advisory) == told["advisory"]
    assert all(one.advisory for one in found) == told["feasible"]


@pytest.mark.parametrize("name", INSTANCES or ["absent"])
def test_every_public_instance_is_read_whole(name: str) -> None:
    known = instance(name)
    fleet, airports, flights = (255, 44, 2844) if name.startswith("B") else (85, 35, 1216 if name in ("A05", "A10") else 608)
    assert (len(known.aircraft), len(known.daily_capacity), len(known.flights)) == (fleet, airports, flights)
    assert sum(one.surface for one in known.aircraft.values()) == 4


def test_the_largest_instances_are_judged_within_three_seconds() -> None:
    known = instance("B02")
    assert (len(known.flights), len(known.itineraries)) == (2844, 11214)
    found = solution("B02_keep")
    started = time.perf_counter()
    violations(known, found)
    cost(known, found)
    assert time.perf_counter() - started < 3
