"""A server that is killed comes back with the same network, the same open options, and the same answers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.api.callers import Caller, grounded

Started = Callable[[], tuple[subprocess.Popen[str], Caller]]


@pytest.fixture
def start(root: Path, tmp_path: Path) -> Iterator[Started]:
    """Starts a server process on one database; each call another process."""
    processes: list[subprocess.Popen[str]] = []

    def start_one() -> tuple[subprocess.Popen[str], Caller]:
        command = [sys.executable, "-m", "api", "serve", "--port", "0", "--database", f"sqlite:///{tmp_path}/downline.db"]
        log = (tmp_path / "log").open("a")
        process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"DOWNLINE_BUDGET_S": "2"}
        )
        processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line, (tmp_path / "log").read_text()[-2000:]
        return process, Caller(line.split()[3], "demo-duty-manager")

    yield start_one
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def test_a_pending_approval_survives_a_kill_and_the_decision_is_made_once(start: Started) -> None:
    # given a proposed plan, and a command carried out under a key
    process, manager = start()
    key = {"Idempotency-Key": uuid4().hex}
    opened = manager.post("cases", grounded(manager, 5), key)
    case_id = opened.json()["case_id"]
    manager.until_proposed(case_id)
    before = manager.ok(f"cases/{case_id}/plans")["items"]
    version = manager.ok("simulation")["version"]

    # when the server is killed and started again
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    process, manager = start()

    # then network, case and options are as they were, and the repeated report opens no second case
    assert manager.ok("simulation")["version"] == version
    assert manager.ok(f"cases/{case_id}")["status"] == "proposed"
    assert manager.ok(f"cases/{case_id}/plans")["items"] == before
    again = manager.post("cases", grounded(manager, 5), key)
    assert again.json() == opened.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert manager.ok("cases")["total"] == 1

    # when it is approved, it is carried out once, however often the same request comes
    chosen = next(plan for plan in before if plan["kind"] != "do_nothing" and plan["legal"])
    decided = manager.decide(chosen, "approve", key="decision-1")
    assert decided.status_code == 200, decided.text
    after = manager.ok("simulation")["version"]
    assert after > version
    assert manager.decide(chosen, "approve", key="decision-1").json() == decided.json()
    assert manager.ok("simulation")["version"] == after
    assert manager.ok(f"cases/{case_id}/record")["intact"]


def test_time_passes_a_scenario_starts_afresh_and_a_server_asked_to_stop_ends_its_streams(start: Started) -> None:
    # given two hours of the day
    process, manager = start()
    stepped = manager.post("simulation/step", {"minutes": 120})
    assert stepped.status_code == 200, stepped.text
    assert stepped.json()["now"] == "2013-02-08T11:00:00Z"
    assert sum(stepped.json()["by_type"].values()) == stepped.json()["events"] > 0
    left = manager.ok("flights?status=departed")["items"] + manager.ok("flights?status=arrived")["items"]
    assert left
    assert all(flight["atd"] <= "2013-02-08T11:00:00Z" for flight in left)

    # when the clock runs, time passes by itself
    manager.post("simulation/speed", {"speed": 3600})
    time.sleep(1)
    assert manager.post("simulation/speed", {"speed": 0}).json()["now"] > "2013-02-08T11:10:00Z"

    # when the scenario is loaded again, it is a new network at its start
    loaded = manager.post("scenarios/nyc-2013-02-08/load").json()
    assert loaded["network_id"] == "nyc-2013-02-08#2"
    assert manager.ok("simulation")["now"] == "2013-02-08T09:00:00Z"
    assert manager.ok("flights?status=departed")["total"] == 0
    assert manager.post("scenarios/atlantis/load").status_code == 404

    headers = {"Authorization": f"Bearer {manager.key}"}
    with httpx.stream("GET", f"{manager.address}/api/v1/events", headers=headers, timeout=30) as stream:
        lines = stream.iter_lines()
        next(lines)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert list(lines) is not None  # the stream ends by itself
    process.wait(timeout=15)
    assert time.monotonic() - asked < 8
