"""`python -m api`: as a process, the way a script uses it."""

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from domain.commands import CancelFlight, CareForPassengers, Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.ids import BookingId, FlightId, HotelId
from graphs.operations_in_words import passengers_in_words


@pytest.fixture
def run(root: Path, tmp_path: Path) -> Any:
    """Runs a command with standard input; imported scenarios go to a folder of the test's own."""

    def run_one(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DOWNLINE_SCENARIOS": str(tmp_path / "scenarios")}
        return subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=root,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env=environment,
        )

    return run_one


def refused(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The problem document of a command that could not use its input."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    document: dict[str, Any] = json.loads(result.stderr)
    assert document["errors"]
    return document


def test_scenarios_are_listed_at_once(run: Any) -> None:
    started = time.monotonic()
    result = run("scenarios", "--json")
    assert time.monotonic() - started < 5
    assert "nyc-2013-02-08" in [one["scenario_id"] for one in json.loads(result.stdout)["items"]]
    assert "winter storm Nemo" in run("scenarios").stdout


@pytest.mark.slow
def test_the_demo_tells_the_whole_journey_approves_nothing_and_gives_one_document(run: Any, tmp_path: Path) -> None:
    # given one afternoon flight that cannot go (the storm itself takes more than a minute; `evals run embedded-day`)
    report = {"kind": "flight_cancelled", "reported_at": "2013-02-08T09:00:00Z", "flight_id": "B61010/2013-02-08/JFK"}
    (tmp_path / "report.json").write_text(json.dumps(report | {"reason_code": "41"}))

    result = run("demo", "--json", "--budget", "1", "--disruption", str(tmp_path / "report.json"))

    # then the figures are one document, with an option that could be approved and no decision
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["recommended"] in [plan["plan_id"] for plan in document["plans"] if plan["legal"]]
    assert document["case"]["status"] == "proposed"
    assert document["case"]["decisions"] == []
    assert document["runtime_s"] < 100  # 15 to 25 s, the longer with another test beside it

    # then the story is told beside it
    told = result.stderr
    for part in (
        "Disruption",
        "B61010/2013-02-08/JFK cancelled",
        "triage",
        "What the specialists found",
        "Options",
        "Do nothing",
        "total cost",
        "passengers moved",
        "gap",
    ):
        assert part in told, part
    for specialist in ("slot", "crew", "ground", "network", "revenue", "compliance"):
        assert f"  {specialist} (" in told
    assert "What is assumed" in told

    # then passengers are counted and no booking is named
    moved = sum(one["type"] == "RebookPassenger" for one in document_plan(document)["operations"])
    assert moved
    assert f"move {moved} booking" in told
    assert not re.search(r"booking B6-\d", told)
    assert "waits for a human" in told


def document_plan(document: dict[str, Any]) -> dict[str, Any]:
    """The recommended plan of a demo's document."""
    plan: dict[str, Any] = next(one for one in document["plans"] if one["plan_id"] == document["recommended"])
    return plan


def test_changes_to_passengers_are_told_by_kind_and_flight_and_not_one_by_one() -> None:
    # given a plan that moves twelve bookings to five flights, parts one, refunds one and cares for two
    flights = [FlightId(f"B6{number}/2013-02-08/JFK") for number in (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)]
    operations: list[Operation] = [CancelFlight(flight_id=FlightId("B69/2013-02-08/JFK"), reason_code="96")]
    operations += [RebookPassenger(booking_id=BookingId(f"B{place}"), flight_ids=(one,)) for place, one in enumerate(flights)]
    operations += [
        SplitBooking(booking_id=BookingId("B20"), part_id=BookingId("B20/2"), passengers=3),
        RefundPassenger(booking_id=BookingId("B21")),
        CareForPassengers(booking_id=BookingId("B1"), airport="JFK", meals=4, hotel=HotelId("H1"), rooms=2, nights=2),
        CareForPassengers(booking_id=BookingId("B2"), airport="MCO", meals=1, allowance_cents=150_000),
    ]

    # then the largest groups come first, the rest is counted, and the flight's own change is not among them
    assert passengers_in_words(operations, "USD") == [
        "move 12 bookings to other flights",
        "  5 bookings to B61/2013-02-08/JFK",
        "  3 bookings to B62/2013-02-08/JFK",
        "  2 bookings to B63/2013-02-08/JFK",
        "  and 2 more",
        "let 3 passengers of 1 booking travel apart from their party",
        "refund 1 booking",
        "care for 2 bookings: 4 room-nights, 5 meals, up to 1,500 USD paid back for rooms they find",
        "  at JFK: 1 booking: 4 room-nights, 4 meals",
        "  at MCO: 1 booking: 1 meal, up to 1,500 USD paid back for rooms they find",
    ]


@pytest.fixture
def run_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command in this process, which saves the seconds that a new one takes to import everything."""

    def run_one(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("DOWNLINE_SCENARIOS", str(tmp_path / "scenarios"))
        monkeypatch.setattr(sys, "argv", ["api", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            main()
            code: Any = 0
        except SystemExit as ended:
            code = ended.code or 0
        written = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, written.out, written.err)

    return run_one


@pytest.mark.parametrize("text", ['{"kind": "airport_closed"}', "not json"])
def test_the_demo_refuses_a_faulty_report(run_here: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text)
    refused(run_here("demo", "--json", "--disruption", str(tmp_path / "report.json")))


def test_a_tool_is_listed_described_and_called(run: Any, run_here: Any) -> None:
    for options in ((), ("--json",)):
        assert "station_limits" in [one["name"] for one in json.loads(run_here("tools", "list", *options).stdout)["items"]]
    assert json.loads(run_here("tools", "schema", "station_limits").stdout)["input_schema"]["type"] == "object"
    called = run("tools", "call", "station_limits", stdin="{}")
    assert called.returncode == 0, called.stderr
    assert {"closures", "capacities"} <= json.loads(called.stdout).keys()


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("tools", "call", "station_limits"), '{"nonsense": 1}'),
        (("tools", "call", "station_limits"), "[]"),
        (("tools", "call", "station_limits"), "{"),
        (("tools", "call", "guess"), "{}"),
        (("tools", "schema", "guess"), ""),
        (("tools", "call", "station_limits", "--scenario", "atlantis"), "{}"),
        (("demo", "--scenario", "atlantis"), ""),
        (("import", "bts", "nothing.csv", "--name", "x", "--date", "today"), ""),
        (("import", "bts", "nothing.csv", "--name", "x"), ""),
    ],
)
def test_input_that_cannot_be_used_is_a_problem_on_standard_error(run_here: Any, words: tuple[str, ...], stdin: str) -> None:
    refused(run_here(*words, stdin=stdin))


def test_a_server_that_would_be_open_to_others_does_not_start(run_here: Any) -> None:
    assert "DOWNLINE_KEYS" in refused(run_here("serve", "--host", "0.0.0.0"))["detail"]


@pytest.mark.slow
def test_a_bts_day_is_imported_listed_and_usable(run: Any, shared: Path) -> None:
    file = shared / "data" / "bts" / "us_2015-01-02.parquet"
    imported = run("import", "bts", str(file), "--name", "vx", "--carrier", "VX", "--json")
    assert imported.returncode == 0, imported.stderr
    assert json.loads(imported.stdout)["flights"] > 15_000
    assert "vx" in [one["scenario_id"] for one in json.loads(run("scenarios", "--json").stdout)["items"]]
