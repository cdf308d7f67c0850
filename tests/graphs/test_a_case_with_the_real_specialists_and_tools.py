"""The six specialists and the real tools, found by walking their folders, on the paper network and a real twin."""

import re

from domain.network import FlightStatus
from tests.decisions.on_a_twin import open_room
from tests.graphs.room import XX1, XX2, closure


def test_a_closure_is_answered_by_real_tools_and_the_approved_plan_changes_the_real_twin(database_url: str) -> None:
    desk, network = open_room(database_url, specialists=None, tools=None, budget_s=2.0)

    with desk:
        case_id = desk.open_case(closure(), actor="ann")
        case = desk.wait(case_id, timeout_s=120)
        plans = desk.plans(case_id)
        degraded = {name for name, answer in case.findings.items() if answer.status == "degraded"}
        best = next(plan for plan in plans if plan.kind == "recommended")
        nothing = next(plan for plan in plans if plan.kind == "do_nothing")
        desk.decide_plan(
            best.plan_id, revision=best.revision, decision="approve", reason="best", actor="dora", role="duty_manager"
        )
        closed = desk.case_view(case_id)
        record = desk.record(case_id)

    assert (case.status, case.trouble) == ("proposed", "")
    assert degraded == set()
    assert best.legal
    settled = {"RebookPassenger", "RefundPassenger", "CareForPassengers", "SplitBooking"}
    assert settled & {operation.type for operation in best.operations}, "whom the closure strands is settled by a reviewer"
    assert best.solver.objective is not None
    assert best.solver.objective <= best.cost.total.cents
    assert best.solver.objective <= nothing.cost.total.cents, "before passengers are settled, whom doing nothing only estimates"
    assert closed.status == "closed"
    assert record.intact
    after = network.state().flights
    assert all(after[one].changed_by == best.plan_id for one in (XX1, XX2))
    assert all(after[one].status in (FlightStatus.SCHEDULED, FlightStatus.CANCELLED) for one in (XX1, XX2))
    tools = {name for entry in record.entries for name in re.findall(r'"tool":"(\w+)"', entry.body)}
    assert {"plan_evaluation", "station_limits", "crew_links", "crew_status", "aircraft_availability"} <= tools
