"""Searches in their own processes: repeatable by rounds, bounded by time, stoppable, and never without an answer."""

from time import monotonic

from domain.plans import Plan
from tests.recovery.networks import at, hub_and_spokes
from tools.recovery.options import recover
from tools.recovery.tool import recovery
from tools.spec import ToolContext, all_tools

_NOW = at(540)


def _without_runtime(plans: tuple[Plan, ...]) -> list[dict[str, object]]:
    return [plan.model_dump(exclude={"solver": {"runtime_s"}}) for plan in plans]


def test_the_same_seed_and_number_of_rounds_give_the_same_plans() -> None:
    state = hub_and_spokes(30, closed=(600, 780))

    once = recover(state, now=_NOW, budget_s=60, seed=3, rounds=4)
    again = recover(state, now=_NOW, budget_s=60, seed=3, rounds=4)

    assert _without_runtime(once) == _without_runtime(again)


def test_a_search_too_large_for_its_time_is_ended_and_its_best_plan_returned() -> None:
    state = hub_and_spokes(900, closed=(600, 960))
    began = monotonic()

    plans = recover(state, now=_NOW, budget_s=3)

    assert monotonic() - began < 3 + 3
    assert plans[0].operations
    assert plans[0].solver.bound is None or plans[0].solver.bound <= (plans[0].solver.objective or 0)


def test_stop_ends_the_search_at_once_with_a_whole_plan() -> None:
    state = hub_and_spokes(300, closed=(600, 960))
    began = monotonic()

    plans = recover(state, now=_NOW, budget_s=60, stop=lambda: monotonic() - began > 1.0)

    assert monotonic() - began < 6.0  # of 60; a busy machine takes its time to hear of it
    assert plans[0].operations


def test_progress_reports_plans_as_they_get_cheaper() -> None:
    heard: list[dict[str, object]] = []

    recover(
        hub_and_spokes(40, closed=(600, 780)), now=_NOW, budget_s=60, rounds=2, progress=lambda _, detail: heard.append(detail)
    )

    cheapest = [detail["cost_cents"] for detail in heard if detail["option"] == "Least cost"]
    assert cheapest == sorted(cheapest, key=lambda cents: -int(str(cents)))
    assert {detail["option"] for detail in heard} == {"Least cost", "Least passenger harm", "Fewest changes"}


def test_fewest_changes_touches_fewer_flights_and_no_aircraft() -> None:
    plans = {plan.label: plan for plan in recover(hub_and_spokes(60, closed=(600, 780)), now=_NOW, budget_s=60, rounds=4)}

    kinds = {one.type for one in plans["Fewest changes"].operations}
    assert "SwapAircraft" not in kinds
    assert len(plans["Fewest changes"].operations) <= len(plans["Least cost"].operations)


def test_with_nothing_to_decide_there_is_one_plan_without_operations() -> None:
    plans = recover(hub_and_spokes(10), now=at(300), budget_s=2)
    assert [plan.operations for plan in plans] == [()]


def test_the_tool_is_declared_and_answers() -> None:
    assert all_tools()["recovery"] is recovery
    context = ToolContext(state=hub_and_spokes(20, closed=(600, 700)), now=_NOW)
    answer = recovery.run(context, {"budget_s": 2})
    assert answer.plans[0].kind == "recommended"
