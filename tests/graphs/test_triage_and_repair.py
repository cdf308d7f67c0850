"""Who is asked, and what happens when a reviewer objects."""

import importlib
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.specialist import ALL_KINDS, Consultation, discover
from domain.commands import AssignGate
from domain.constraints import CannotOperate
from domain.disruptions import CompoundReport, GateClosedReport
from domain.plans import Brief, Check, Review, ScoredPlan
from graphs.case_desk import CaseDesk
from graphs.supervisor import TRIAGE, choose
from tests.domain.paper_network import at
from tests.graphs.room import NOW, XX3, XX4, closure, specialist, staff

Desk = Callable[..., CaseDesk]


def test_the_triage_table_names_every_kind_of_disruption_and_always_asks_the_network_specialist() -> None:
    assert set(TRIAGE) == ALL_KINDS
    assert all({"network", "compliance"} <= set(asked) for asked in TRIAGE.values())


def test_a_compound_disruption_asks_everybody_that_any_of_its_parts_needs() -> None:
    gate = GateClosedReport(reported_at=NOW, airport="AAA", gate="1", start=at(9), end=at(11))

    assert "crew" not in choose(gate, staff()).specialists
    assert "crew" in choose(CompoundReport(reported_at=NOW, parts=(gate, closure())), staff()).specialists


def test_a_specialist_that_the_table_asks_for_and_is_not_there_is_named_and_a_volunteer_is_asked() -> None:
    present = staff(specialist("deicing", volunteers_for=frozenset({"airport_closed"})))
    del present["crew"]

    choice = choose(closure(), present)

    assert choice.absent == ("crew",)
    assert "deicing" in choice.specialists


def test_adding_a_folder_adds_a_specialist_that_is_asked_and_reviews_without_any_list_changing(
    open_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "hired" / "deicing"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "agent.py").write_text(
        textwrap.dedent(
            """
            from agents.specialist import Specialist
            from domain.plans import Check, Finding, Review

            def consult(brief, at_work):
                return Finding(specialist="deicing", warnings=("two trucks only",))

            def review(brief, scored, at_work):
                check = Check(rule="deicing.queue", verdict="pass", citation="", subject="plan", detail="short")
                return Review(specialist="deicing", checks=(check,))

            SPECIALIST = Specialist("deicing", "de-icing queues", (), consult, review)
            """
        )
    )
    monkeypatch.syspath_prepend(tmp_path)
    try:
        hired = discover(importlib.import_module("hired"))
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "hired"]:
            del sys.modules[name]

    desk = open_desk(specialists=staff() | hired)
    case_id = desk.open_case(closure(), actor="ann")
    case = desk.wait(case_id, timeout_s=30)

    assert case.findings["deicing"].warnings == ("two trucks only",)  # type: ignore[union-attr]
    assert all("deicing.queue" in {check.rule for check in plan.checks} for plan in desk.plans(case_id))


def test_a_folder_whose_specialist_has_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "misnamed" / "catering"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "agent.py").write_text("SPECIALIST = None\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ValueError, match="'catering'"):
        discover(importlib.import_module("misnamed"))


def test_a_breach_with_a_constraint_goes_back_to_the_solver_and_the_broken_option_is_replaced(open_desk: Desk) -> None:
    def objects(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
        flies = not any(operation.type == "CancelFlight" and operation.flight_id == XX4 for operation in scored.plan.operations)
        check = Check(
            rule="crew.hours", verdict="fail" if flies else "pass", citation="", subject=XX4, detail="nobody left to fly it"
        )
        banned = CannotOperate(source="crew", reason="no crew", flight_id=XX4)
        return Review(specialist="crew", checks=(check,), constraints=(banned,) if flies else ())

    desk = open_desk(specialists=staff(specialist("crew", review=objects)))
    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)

    plans = desk.plans(case_id)
    assert [plan.kind for plan in plans] == ["recommended", "do_nothing"]
    assert plans[0].legal
    assert XX4 in {operation.flight_id for operation in plans[0].operations}  # type: ignore[union-attr]
    assert [event.text for event in desk.events(case_id) if event.stage == "repair"] == ["1 further constraints; solving again"]


def test_what_is_still_broken_after_the_last_round_is_shown_as_broken_not_hidden(open_desk: Desk) -> None:
    def always_objects(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
        check = Check(rule="crew.hours", verdict="fail", citation="", subject=XX3, detail="never")
        return Review(specialist="crew", checks=(check,), constraints=(CannotOperate(source="crew", reason="no", flight_id=XX3),))

    desk = open_desk(specialists=staff(specialist("crew", review=always_objects)))
    case_id = desk.open_case(closure(), actor="ann")
    case = desk.wait(case_id, timeout_s=30)

    plans = desk.plans(case_id)
    assert case.status == "proposed"
    assert plans[0].kind == "do_nothing"
    assert all(plan.kind == "alternative" and not plan.legal for plan in plans[1:])
    assert len(plans) > 1


def test_operations_that_a_reviewer_adds_are_priced_with_the_plan_and_reviewed_again(open_desk: Desk) -> None:
    gate = AssignGate(flight_id=XX3, gate="2")

    def adds_a_gate(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
        return Review(specialist="ground", operations=(gate,))

    desk = open_desk(specialists=staff(specialist("ground", review=adds_a_gate)))
    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)

    plans = desk.plans(case_id)
    assert [plan.label for plan in plans] == ["Cancel", "Wait", "Do nothing"]
    assert all(gate in plan.operations for plan in plans[:2])
    assert all({"crew.seen", "slot.seen"} <= {check.rule for check in plan.checks} for plan in plans[:2])
    assert plans[-1].operations == ()
