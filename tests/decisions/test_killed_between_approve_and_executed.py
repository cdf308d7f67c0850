"""kill -9 at every step from approve to executed, then a restart: nothing lost, nothing twice, nothing unapproved."""

import os
import signal
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

import pytest

from domain.events import FlightCancelled, FlightDelayed
from tests.decisions.on_a_twin import TwinNetwork, approve, approve_and_be_killed, open_room, propose


def changes_by(network: TwinNetwork) -> Counter[str]:
    """How often each decider changed a flight, from the event log."""
    recorded = network.twin._store.read(network.network_id)
    return Counter(one.event.by for one in recorded if isinstance(one.event, FlightCancelled | FlightDelayed) and one.event.by)


def killed_at(step: str, database_url: str, plan_id: str) -> None:
    """Run an approval in a process of its own that dies by SIGKILL at the step."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.decisions.on_a_twin"])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=approve_and_be_killed, args=(database_url, plan_id, step, sender))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert receiver.poll(0)
    assert receiver.recv() == step


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root) + os.pathsep + os.environ.get("PYTHONPATH", ""))


@pytest.mark.parametrize("step", ["before_approve", "before_commit"])
def test_killed_before_the_decision_is_written_nothing_was_decided_and_it_can_be_decided_again(
    database_url: str, step: str
) -> None:
    case_id, (plan_id, *_) = propose(database_url)

    killed_at(step, database_url, plan_id)

    desk, network = open_room(database_url)
    with desk:
        assert changes_by(network) == {}
        case = desk.case_view(case_id)
        assert (case.status, case.decisions, case.execution) == ("proposed", (), None)
        assert approve(desk, plan_id, "ann") == "approved"
        assert desk.record(case_id).intact
    assert changes_by(network) == {plan_id: 2}


@pytest.mark.parametrize("step", ["after_approve", "before_execute", "after_execute", "before_done", "after_done"])
def test_killed_after_the_decision_is_written_the_restart_carries_it_out_exactly_once(database_url: str, step: str) -> None:
    case_id, (plan_id, other, _) = propose(database_url)

    killed_at(step, database_url, plan_id)

    desk, network = open_room(database_url)
    with desk:
        case = desk.case_view(case_id)
        record = desk.record(case_id)
        assert approve(desk, other, "bob") == "AlreadyDecided dora"
        assert approve(desk, plan_id, "bob") == "AlreadyDecided dora"
    assert changes_by(network) == {plan_id: 2}
    assert case.status == "closed"
    assert case.execution is not None
    assert (case.execution.status, case.execution.plan_id) == ("done", plan_id)
    assert [entry.kind for entry in record.entries][-2:] == ["decision", "execution"]
    assert [entry.kind for entry in record.entries].count("execution") == 1
    assert record.intact
    again, network = open_room(database_url)
    with again:
        assert changes_by(network) == {plan_id: 2}
