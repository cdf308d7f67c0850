"""The challenge's reference cases beside the repository; they have no licence and are never part of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evals.roadef.instance import Instance, read_instance
from evals.roadef.solution import Solution, read_solution

BENCHMARK = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "roadef2009"
CASES = sorted(
    path.parent.relative_to(BENCHMARK / "reference").as_posix() for path in BENCHMARK.glob("reference/**/expected_cost.json")
)
INSTANCES = sorted(path.name for path in BENCHMARK.glob("instances/*") if path.is_dir())

needs_benchmark = pytest.mark.skipif(
    not CASES,
    reason="the ROADEF 2009 files are not in ../shared/benchmarks/roadef2009; they have no licence and are not included",
)


def case_dir(case: str) -> Path:
    return BENCHMARK / "reference" / case


def expected(case: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case_dir(case) / f"expected_{name}.json").read_text())
    return found


CONFIRMED = [case for case in CASES if expected(case, "cost")["confirmed_by_official_cost_program"]]
"""The others are outside what the official cost program defines: their figures say nothing."""


@cache
def instance(name: str) -> Instance:
    return read_instance(BENCHMARK / "instances" / name)


@cache
def solution(case: str) -> Solution:
    return read_solution(instance(expected(case, "cost")["instance"]), case_dir(case))
