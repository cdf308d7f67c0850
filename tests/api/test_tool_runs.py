"""What the tools were asked for a case can be read, and is what the decision record holds the digests of."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from agents.specialist import Consultation, ToolRun
from domain.disruptions import WeatherReport
from domain.ids import AirportCode
from graphs.clerk import OUTPUT_KEPT_BYTES, Clerk
from tests.api.callers import Caller
from tests.api.conftest import Server
from tools.spec import ToolRetry, all_tools


@pytest.fixture(scope="module")
def case_id(server: Server) -> str:
    """A closed case with four tool runs: two answers, a refusal, and an answer that is too long to keep."""
    room = server.room
    clerk = Clerk(room.engine, lambda: datetime.now(UTC))
    weather = WeatherReport(
        reported_at=room.twin.now,
        start=room.twin.now,
        end=room.twin.now + timedelta(hours=1),
        airport=AirportCode("JFK"),
        condition="snow",
    )
    case = clerk.open_case(
        weather, network_id="in a test", scenario_id="in a test", actor="in a test", now=room.twin.now, budget_s=1.0
    )
    with clerk.holding(case.case_id) as (_, held):
        held.status = "closed"
    asking = Consultation("in a test", room.chat.context("in a test"), all_tools())
    asking.call("station_limits", {"airports": ("JFK",)})
    asking.call("airport_load", {"airport": "JFK", "hours": 2})
    with pytest.raises(ToolRetry):
        asking.call("airport_load", {"airport": "nowhere", "hours": 2})
    long = {"said": "x" * OUTPUT_KEPT_BYTES}
    digest = sha256(json.dumps(long, sort_keys=True).encode()).hexdigest()
    much = ToolRun(tool="much", asked_by="in a test", arguments={}, outcome="answered", output=long, output_sha256=digest)
    clerk.keep_tool_runs(case, "in a test", [*asking.runs, much], at=room.twin.now)
    return case.case_id


def test_every_tool_run_that_the_record_names_can_be_read(viewer: Caller, case_id: str) -> None:
    runs = viewer.ok(f"cases/{case_id}/tool-runs?limit=500")["items"]
    bodies = [json.loads(entry["body"]) for entry in viewer.ok(f"cases/{case_id}/record")["entries"]]
    recorded = [(one["tool"], one["output_sha256"]) for body in bodies for one in body.get("tool_runs", [])]
    assert len(recorded) == 4
    assert sorted(recorded) == sorted((one["tool"], one["output_sha256"]) for one in runs)
    assert all("output" not in one for one in runs)


def test_a_tool_runs_output_is_the_one_of_its_digest_or_was_too_long_to_keep(viewer: Caller, case_id: str) -> None:
    ours = viewer.ok(f"cases/{case_id}/tool-runs")["items"]
    limits, load, refused, long = (viewer.ok(f"cases/{case_id}/tool-runs/{one['run_id']}") for one in ours)
    for answered in (limits, load):
        assert answered["output_kept"]
        assert sha256(json.dumps(answered["output"], sort_keys=True).encode()).hexdigest() == answered["output_sha256"]
    assert (refused["outcome"], refused["output"]) == ("retry", None)
    assert "cannot use these arguments" in refused["message"]
    assert (long["output_kept"], long["output"]) == (False, None)
    assert long["output_sha256"]


def test_tool_runs_are_narrowed_down_by_tool_and_come_in_pages(viewer: Caller, case_id: str) -> None:
    first = viewer.ok(f"cases/{case_id}/tool-runs?tool=much&limit=1")
    assert [one["tool"] for one in first["items"]] == ["much"]
    assert (first["total"], first["next_cursor"]) == (1, None)
    assert viewer.ok(f"cases/{case_id}/tool-runs?run=99")["items"] == []


def test_a_tool_run_is_not_read_through_another_case(viewer: Caller, case_id: str) -> None:
    run_id = viewer.ok(f"cases/{case_id}/tool-runs?tool=much")["items"][0]["run_id"]
    assert viewer.get(f"cases/C999/tool-runs/{run_id}").status_code == 404
    assert viewer.get(f"cases/{case_id}/tool-runs/999999").status_code == 404
    assert viewer.get("cases/C999/tool-runs").status_code == 404
