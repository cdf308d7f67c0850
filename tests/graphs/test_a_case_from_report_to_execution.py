"""The whole journey of a case on the paper network."""

import json
import threading
import time
from collections.abc import Callable

import pytest

from domain.commands import CancelFlight, DelayFlight
from domain.disruptions import AirportClosedReport
from domain.faults import Refused
from domain.network import FlightStatus, UnknownEntity
from graphs.case_desk import CaseDesk
from graphs.network import AlreadyDecided, NotAllowed, PreconditionFailed, Stale
from tests.domain.paper_network import at
from tests.graphs.room import NOW, TOOLS, XX1, XX2, XX3, PaperNetwork, closure, held_evaluation, slow_recovery
from tools.spec import ToolRetry

Desk = Callable[..., CaseDesk]


def proposed(desk: CaseDesk) -> str:
    """A case about BBB closed from nine to eleven, proposed."""
    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)
    return case_id


def test_a_reported_disruption_becomes_ranked_explained_options_beside_doing_nothing(open_desk: Desk) -> None:
    desk = open_desk()

    case_id = proposed(desk)

    case = desk.case_view(case_id)
    assert (case.status, case.base_version, case.trouble) == ("proposed", 1 + PaperNetwork().state().version, "")
    assert sorted(case.findings) == ["compliance", "crew", "ground", "network", "revenue", "slot"]
    plans = desk.plans(case_id)
    assert [(plan.label, plan.kind, plan.rank, plan.legal) for plan in plans] == [
        ("Cancel", "recommended", 1, True),
        ("Wait", "alternative", 2, True),
        ("Do nothing", "do_nothing", 3, False),
    ]
    assert plans[0].cost.total.cents == 200_000
    assert plans[1].cost.total.cents == 1_000 * (150 + 120)
    assert plans[0].explanation is not None
    assert "USD 2,000.00" in plans[0].explanation.text
    assert plans[0].explanation.references[0].tool == "plan_evaluation"
    assert {check.specialist for check in plans[0].checks} >= set(case.findings)


def test_an_approved_plan_is_carried_out_once_and_closes_its_case(open_desk: Desk, network: PaperNetwork) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    chosen = desk.plans(case_id)[0]
    assert [by for by, _ in network.executed] == [case_id]

    made = desk.decide_plan(chosen.plan_id, revision=1, decision="approve", reason="cheapest", actor="dora", role="duty_manager")

    assert (made.effect, made.actor, made.rule) == ("approved", "dora", "routine")
    assert [by for by, _ in network.executed] == [case_id, chosen.plan_id]
    assert network.state().flights[XX1].status is FlightStatus.CANCELLED
    assert network.state().flights[XX1].changed_by == chosen.plan_id
    case = desk.case_view(case_id)
    assert case.status == "closed"
    assert case.execution is not None
    assert (case.execution.status, case.execution.resulting_version) == ("done", network.state().version)
    assert [plan.status for plan in desk.plans(case_id)] == ["executed", "superseded", "superseded"]
    told = [(event.stage, event.status) for event in desk.events(case_id)]
    assert told[-2:] == [("decide", "done"), ("execute", "done")]


def test_an_approved_plan_that_cannot_reach_the_network_stays_pending_and_is_carried_out_later(
    open_desk: Desk, network: PaperNetwork
) -> None:
    desk = open_desk(settle_every_s=0.2)
    case_id = proposed(desk)
    chosen = desk.plans(case_id)[0]
    network.away = True

    made = desk.decide_plan(chosen.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    waiting = desk.case_view(case_id)
    assert (made.effect, waiting.status) == ("approved", "decided")
    assert waiting.execution is not None
    assert waiting.execution.status == "pending"
    assert "away" in waiting.execution.last_error
    network.away = False
    give_up = time.monotonic() + 10
    while desk.case_view(case_id).status != "closed" and time.monotonic() < give_up:
        time.sleep(0.05)
    done = desk.case_view(case_id).execution
    assert done is not None
    assert done.status == "done"
    assert done.attempts >= 2
    assert [by for by, _ in network.executed].count(chosen.plan_id) == 1


def test_an_approved_plan_that_the_network_refuses_at_the_last_moment_changes_nothing_and_reopens_its_case(
    open_desk: Desk, network: PaperNetwork
) -> None:
    def overtaken(step: str) -> None:
        if step == "before_execute":
            network.execute([CancelFlight(flight_id=XX2)], actor="bob", by="bob", idempotency_key="k1")

    desk = open_desk(crash_point=overtaken)
    case_id = proposed(desk)
    chosen = desk.plans(case_id)[0]

    desk.decide_plan(chosen.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    case = desk.case_view(case_id)
    assert case.status == "open"
    assert case.execution is not None
    assert (case.execution.status, desk.plan(chosen.plan_id).status) == ("refused", "stale")
    assert XX2 in case.trouble
    assert network.state().flights[XX1].status is FlightStatus.SCHEDULED
    assert desk.record(case_id).entries[-1].kind == "execution"
    desk.replan(case_id)
    assert desk.wait(case_id, timeout_s=30).status == "proposed"


def test_the_record_holds_facts_runs_options_and_who_decided_and_its_chain_holds(open_desk: Desk) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    plan_id = desk.plans(case_id)[0].plan_id
    desk.decide_plan(plan_id, revision=1, decision="approve", reason="cheapest", actor="dora", role="duty_manager")

    record = desk.record(case_id)

    assert record.intact
    kinds = [entry.kind for entry in record.entries]
    assert kinds[0] == "case_opened"
    assert kinds.count("finding") == 6
    assert kinds.count("option") == 3
    assert kinds[-2:] == ["decision", "execution"]
    assert '"reason":"cheapest"' in record.entries[-2].body
    assert any('"tool":"plan_evaluation"' in entry.body for entry in record.entries)


def test_doing_nothing_can_be_approved_and_gives_no_command(open_desk: Desk, network: PaperNetwork) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    nothing = desk.plans(case_id)[-1]
    before = network.state().version

    made = desk.decide_plan(nothing.plan_id, revision=1, decision="approve", reason="it clears", actor="ann", role="controller")

    assert made.effect == "approved"
    assert network.state().version == before
    assert desk.case_view(case_id).status == "closed"


def test_events_tell_each_stage_and_specialist_in_order_and_can_be_read_from_any_point(open_desk: Desk) -> None:
    desk = open_desk()
    heard: list[int] = []
    desk.listen(lambda event: heard.append(event.seq))

    case_id = proposed(desk)

    events = desk.events(case_id)
    stages = list(dict.fromkeys(event.stage for event in events))
    assert stages == ["open", "triage", "consult", "join", "solve", "review", "present"]
    assert {event.specialist for event in events if event.stage == "consult" and event.status == "done"} == set(
        desk.case_view(case_id).findings
    )
    assert sorted(heard) == [event.seq for event in events]
    assert desk.events(case_id, after=events[3].seq) == events[4:]
    assert all(event.elapsed_s >= 0 for event in events)


def test_a_disruption_that_the_network_refuses_opens_no_case(open_desk: Desk, network: PaperNetwork) -> None:
    desk = open_desk()
    elsewhere = AirportClosedReport(reported_at=NOW, airport="QQQ", start=at(9), end=at(11))

    with pytest.raises(Refused, match="QQQ"):
        desk.open_case(elsewhere, actor="ann")

    assert desk.cases() == ()
    assert network.executed == []


def test_a_hand_edit_is_evaluated_and_becomes_the_next_revision(open_desk: Desk) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    plan = desk.plans(case_id)[1]

    edited = desk.revise_plan(plan.plan_id, [CancelFlight(flight_id=XX1), DelayFlight(flight_id=XX2, etd=at(12))], actor="ann")

    assert (edited.revision, edited.kind, edited.label, edited.edited) == (2, "hand_made", "Wait (edited)", True)
    assert edited.cost.total.cents == 100_000 + 1_000 * 120
    assert {check.rule for check in edited.checks} >= {"crew.seen", "slot.seen"}
    with pytest.raises(PreconditionFailed, match="revision 2, not 1") as refused:
        desk.decide_plan(plan.plan_id, revision=1, decision="approve", reason="fine", actor="ann", role="controller")
    assert refused.value.current_revision == 2


def test_a_hand_edit_with_a_refused_operation_changes_nothing_and_names_the_operation(open_desk: Desk) -> None:
    desk = open_desk()
    plan = desk.plans(proposed(desk))[0]

    with pytest.raises(ToolRetry, match=r"operations\[1\]"):
        desk.revise_plan(plan.plan_id, [CancelFlight(flight_id=XX1), CancelFlight(flight_id="XX77/2026-03-02/AAA")], actor="ann")

    assert desk.plan(plan.plan_id).revision == 1


def test_a_hand_edit_that_fails_a_check_is_kept_and_cannot_be_approved_by_anybody(open_desk: Desk) -> None:
    desk = open_desk()
    plan = desk.plans(proposed(desk))[0]

    edited = desk.revise_plan(plan.plan_id, [CancelFlight(flight_id=XX3)], actor="ann")

    assert not edited.legal
    with pytest.raises(NotAllowed, match=r"paper\.closure"):
        desk.decide_plan(plan.plan_id, revision=2, decision="approve", reason="go", actor="root", role="admin")


def test_an_own_idea_is_one_more_option_and_changes_none_of_the_others(open_desk: Desk) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    before = desk.plans(case_id)

    own = desk.offer_plan(case_id, [DelayFlight(flight_id=XX2, etd=at(12))], actor="ann")
    again = desk.offer_plan(case_id, [DelayFlight(flight_id=XX2, etd=at(12))], actor="ann")

    assert (own.plan_id, own.revision, own.kind, own.status, own.made_by) == (f"{case_id}-P4", 1, "hand_made", "proposed", "ann")
    assert own.rank == len(before) + 1
    assert again == own
    assert desk.plans(case_id) == (*before, own)


def test_an_own_idea_for_a_decided_case_is_refused_with_who_decided(open_desk: Desk) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    first = desk.plans(case_id)[0]
    desk.decide_plan(first.plan_id, revision=1, decision="approve", reason="go", actor="bob", role="duty_manager")

    with pytest.raises(AlreadyDecided, match="bob"):
        desk.offer_plan(case_id, [CancelFlight(flight_id=XX1)], actor="ann")


def test_rejecting_every_plan_leaves_the_case_open_and_returning_one_keeps_the_others(open_desk: Desk) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    first, second, third = (plan.plan_id for plan in desk.plans(case_id))

    desk.decide_plan(first, revision=1, decision="return", reason="spare XX2", actor="ann", role="controller")
    assert desk.case_view(case_id).status == "proposed"
    desk.decide_plan(second, revision=1, decision="reject", reason="too late", actor="ann", role="controller")
    desk.decide_plan(third, revision=1, decision="reject", reason="no", actor="ann", role="controller")

    assert desk.case_view(case_id).status == "open"
    assert [plan.status for plan in desk.plans(case_id)] == ["returned", "rejected", "rejected"]
    desk.replan(case_id, budget_s=0.7)
    assert desk.wait(case_id, timeout_s=30).status == "proposed"
    solved = [json.loads(entry.body) for entry in desk.record(case_id).entries if entry.kind == "tool_runs"]
    asked = [run["arguments_sha256"] for one in solved for run in one["tool_runs"] if run["tool"] == "recovery"]
    assert len(set(asked)) == len(asked) == 2, "the record shows that the second search was asked something else"
    assert first not in desk.case_view(case_id).plan_ids


def test_a_viewer_decides_nothing_and_an_unknown_plan_is_named(open_desk: Desk) -> None:
    desk = open_desk()
    plan = desk.plans(proposed(desk))[0]

    with pytest.raises(NotAllowed, match="viewer"):
        desk.decide_plan(plan.plan_id, revision=1, decision="reject", reason="no", actor="vic", role="viewer")
    with pytest.raises(NotAllowed, match="viewer"):
        desk.decide_plan(plan.plan_id, revision=1, decision="approve", reason="yes", actor="vic", role="viewer")
    with pytest.raises(UnknownEntity, match="C9-P9"):
        desk.decide_plan("C9-P9", revision=1, decision="approve", reason="yes", actor="ann", role="controller")
    assert desk.plan(plan.plan_id).status == "proposed"


def test_the_same_decision_id_gives_the_same_answer_and_another_use_of_it_is_refused(
    open_desk: Desk, network: PaperNetwork
) -> None:
    desk = open_desk()
    plan = desk.plans(proposed(desk))[0]
    wish = {"revision": 1, "reason": "go", "actor": "dora", "role": "duty_manager", "decision_id": "d-1"}

    first = desk.decide_plan(plan.plan_id, decision="approve", **wish)  # type: ignore[arg-type]
    again = desk.decide_plan(plan.plan_id, decision="approve", **wish)  # type: ignore[arg-type]

    assert again == first
    assert len(network.executed) == 2
    with pytest.raises(AlreadyDecided, match="d-1"):
        desk.decide_plan(plan.plan_id, decision="reject", **wish)  # type: ignore[arg-type]


def test_a_plan_whose_network_moved_on_is_stale_and_offered_again_on_the_network_as_it_is(
    open_desk: Desk, network: PaperNetwork
) -> None:
    desk = open_desk()
    case_id = proposed(desk)
    waiting = next(plan for plan in desk.plans(case_id) if plan.label == "Wait")
    network.execute([DelayFlight(flight_id=XX2, etd=at(13))], actor="bob", by="bob", idempotency_key="k1")

    with pytest.raises(Stale) as stale:
        desk.decide_plan(waiting.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    assert any(XX2 in line for line in stale.value.moved)
    assert stale.value.next_revision == 2
    offered = desk.plan(waiting.plan_id)
    assert (offered.revision, offered.status, offered.base_version) == (2, "proposed", network.state().version)
    made = desk.decide_plan(waiting.plan_id, revision=2, decision="approve", reason="go", actor="dora", role="duty_manager")
    assert made.effect == "approved"


def test_a_plan_whose_operation_is_no_longer_possible_is_stale_without_an_offer(open_desk: Desk, network: PaperNetwork) -> None:
    desk = open_desk()
    waiting = next(plan for plan in desk.plans(proposed(desk)) if plan.label == "Wait")
    network.execute([CancelFlight(flight_id=XX2)], actor="bob", by="bob", idempotency_key="k1")

    with pytest.raises(Stale) as stale:
        desk.decide_plan(waiting.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    assert stale.value.next_revision is None
    assert [by for by, _ in network.executed][-1] == "bob"
    with pytest.raises(Stale):
        desk.decide_plan(waiting.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")


def test_a_change_elsewhere_in_the_network_does_not_make_a_plan_stale(open_desk: Desk, network: PaperNetwork) -> None:
    desk = open_desk()
    chosen = desk.plans(proposed(desk))[0]
    network.execute([DelayFlight(flight_id=XX3, etd=at(12, 10))], actor="bob", by="bob", idempotency_key="k1")

    made = desk.decide_plan(chosen.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    assert made.effect == "approved"


def test_a_stopped_case_stops_the_solver_and_proposes_what_there_is(open_desk: Desk) -> None:
    searching = threading.Event()
    desk = open_desk(tools=TOOLS | {"recovery": slow_recovery(searching)})
    case_id = desk.open_case(closure(), actor="ann", budget_s=60)
    assert searching.wait(20)

    desk.stop(case_id, actor="ann")
    case = desk.wait(case_id, timeout_s=20)

    assert (case.status, case.stopped_by) == ("proposed", "ann")
    assert [plan.label for plan in desk.plans(case_id)] == ["Best so far", "Do nothing"]
    kept = desk.plans(case_id)[0]
    assert any("stopped" in assumption for assumption in kept.assumptions)
    assert any(check.verdict == "not_checked" and check.rule == "crew.review" for check in kept.checks)


def test_a_case_stopped_before_its_search_offers_doing_nothing_and_is_in_no_trouble(open_desk: Desk) -> None:
    pricing, stopped = threading.Event(), threading.Event()
    desk = open_desk(tools=TOOLS | {"plan_evaluation": held_evaluation(pricing, stopped)})
    case_id = desk.open_case(closure(), actor="ann", budget_s=60)
    assert pricing.wait(20)

    desk.stop(case_id, actor="ann")
    stopped.set()
    case = desk.wait(case_id, timeout_s=20)

    assert (case.status, case.stopped_by, case.trouble) == ("proposed", "ann", "")
    assert [plan.label for plan in desk.plans(case_id)] == ["Do nothing"]
