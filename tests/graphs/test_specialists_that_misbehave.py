"""A dead, hanging, slow, lying or dying specialist costs its own answer, never the case."""

import threading
import time
from collections.abc import Callable

from agents.specialist import Consultation
from domain.plans import Brief, Finding, Review, ScoredPlan
from graphs.case_desk import CaseDesk
from graphs.steps import Limits
from tests.graphs.room import TOOLS, RecoveryAnswer, RecoveryRequest, closure, specialist, staff
from tools.spec import Tool, ToolContext, ToolFailed, tool

Desk = Callable[..., CaseDesk]


def _raises(brief: Brief, at_work: Consultation) -> Finding:
    raise ZeroDivisionError("no crew left to divide")


def _hangs(brief: Brief, at_work: Consultation) -> Finding:
    threading.Event().wait()  # for ever
    raise AssertionError


def _dies(brief: Brief, at_work: Consultation) -> Finding:
    raise SystemExit(3)


def _impersonates(brief: Brief, at_work: Consultation) -> Finding:
    return Finding(specialist="crew")


def _asks_an_absent_tool(brief: Brief, at_work: Consultation) -> Finding:
    at_work.call("crystal_ball", {"hours": 3})
    raise AssertionError


def _review_raises(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    raise KeyError("N1")


def _review_hangs(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    threading.Event().wait()
    raise AssertionError


def test_specialists_that_raise_hang_die_lie_or_lack_a_tool_are_degraded_with_the_reason_and_the_case_goes_on(
    open_desk: Desk,
) -> None:
    desk = open_desk(
        specialists=staff(
            specialist("crew", consult=_raises),
            specialist("slot", consult=_hangs, limit_s=0.5),
            specialist("ground", consult=_dies),
            specialist("revenue", consult=_impersonates),
            specialist("compliance", consult=_asks_an_absent_tool),
        )
    )
    began = time.monotonic()

    case_id = desk.open_case(closure(), actor="ann")
    case = desk.wait(case_id, timeout_s=30)

    assert time.monotonic() - began < 15
    assert case.status == "proposed"
    said = {name: answer.reason for name, answer in case.findings.items() if answer.status == "degraded"}
    assert said == {
        "crew": "ZeroDivisionError: no crew left to divide",
        "slot": "no answer within 0.5 s",
        "ground": "RuntimeError: SystemExit: 3",
        "revenue": "answered in the name of 'crew'",
        "compliance": "Tool 'crystal_ball' is not installed; add tools/crystal_ball/tool.py or ask without it.",
    }
    assert case.findings["network"].status == "finding"
    assert len(desk.plans(case_id)) == 3
    joined = next(event for event in desk.events(case_id) if event.stage == "join")
    assert joined.detail["silent"] == ["compliance", "crew", "ground", "revenue", "slot"]


def test_answers_are_kept_as_they_arrive_while_a_slow_specialist_is_still_thinking(open_desk: Desk) -> None:
    thinking, go_on = threading.Event(), threading.Event()

    def slow(brief: Brief, at_work: Consultation) -> Finding:
        thinking.set()
        go_on.wait(20)
        return Finding(specialist="slot", summary="at last")

    desk = open_desk(specialists=staff(specialist("slot", consult=slow, limit_s=20)))
    case_id = desk.open_case(closure(), actor="ann")
    assert thinking.wait(20)
    give_up = time.monotonic() + 20
    while len(desk.case_view(case_id).findings) < 5 and time.monotonic() < give_up:
        time.sleep(0.02)

    meanwhile = desk.case_view(case_id)
    go_on.set()
    case = desk.wait(case_id, timeout_s=30)

    assert meanwhile.status == "working"
    assert sorted(meanwhile.findings) == ["compliance", "crew", "ground", "network", "revenue"]
    assert case.findings["slot"].status == "finding"


def test_a_reviewer_that_raises_or_hangs_leaves_a_check_that_says_it_was_not_made(open_desk: Desk) -> None:
    desk = open_desk(
        specialists=staff(specialist("crew", review=_review_raises), specialist("slot", review=_review_hangs, limit_s=0.5))
    )

    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)

    for plan in desk.plans(case_id):
        unmade = {check.specialist: check for check in plan.checks if check.rule.endswith(".review")}
        assert {name: check.verdict for name, check in unmade.items()} == {"crew": "not_checked", "slot": "not_checked"}
        assert "KeyError" in unmade["crew"].detail
    assert desk.plans(case_id)[0].kind == "recommended"


def test_a_solver_that_fails_leaves_doing_nothing_on_the_table_and_says_why(open_desk: Desk) -> None:
    @tool(name="recovery")
    def broken(context: ToolContext, request: RecoveryRequest) -> RecoveryAnswer:
        """Has no solver."""
        raise ToolFailed("the solver is not licensed")

    desk = open_desk(tools=TOOLS | {"recovery": broken})
    case_id = desk.open_case(closure(), actor="ann")
    case = desk.wait(case_id, timeout_s=30)

    assert [plan.kind for plan in desk.plans(case_id)] == ["do_nothing"]
    assert case.status == "proposed"
    assert case.trouble == "the solver is not licensed"


def test_a_solver_that_never_comes_back_is_left_behind_after_its_budget(open_desk: Desk) -> None:
    @tool(name="recovery")
    def endless(context: ToolContext, request: RecoveryRequest) -> RecoveryAnswer:
        """Never answers and never looks whether it should stop."""
        threading.Event().wait()
        raise AssertionError

    tools: dict[str, Tool] = TOOLS | {"recovery": endless}  # type: ignore[type-arg]
    desk = open_desk(tools=tools, limits=Limits(solver_grace_s=0.3), budget_s=0.2)
    case_id = desk.open_case(closure(), actor="ann")
    case = desk.wait(case_id, timeout_s=30)

    assert case.trouble == "no answer within 0.5 s"
    assert [plan.kind for plan in desk.plans(case_id)] == ["do_nothing"]
