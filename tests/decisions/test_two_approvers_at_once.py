"""However many approve at once, and whatever they choose: one wins, everybody else is told who, one thing is carried out."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest

from domain.events import FlightCancelled, FlightDelayed
from tests.decisions.on_a_twin import TwinNetwork, approve, open_room, propose, race


def changes_by(network: TwinNetwork) -> Counter[str]:
    """How often each decider changed a flight, from the event log."""
    recorded = network.twin._store.read(network.network_id)
    return Counter(one.event.by for one in recorded if isinstance(one.event, FlightCancelled | FlightDelayed) and one.event.by)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch, root: Path):  # type: ignore[no-untyped-def]
    """A server that forks processes with everything imported already, from one that has no threads."""
    monkeypatch.setenv("PYTHONPATH", str(root) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.decisions.on_a_twin"])
    return context


def test_of_many_threads_approving_one_plan_one_wins_and_the_others_are_told_who(database_url: str) -> None:
    case_id, (plan_id, *_) = propose(database_url)
    desk, network = open_room(database_url)
    gate = Barrier(6)

    def go(actor: str) -> str:
        gate.wait(30)
        return approve(desk, plan_id, actor)

    with desk, ThreadPoolExecutor(6) as pool:
        outcomes = dict(zip("abcdef", pool.map(go, "abcdef"), strict=True))
        record = desk.record(case_id)

    (winner,) = [actor for actor, outcome in outcomes.items() if outcome == "approved"]
    assert {outcome for outcome in outcomes.values() if outcome != "approved"} == {f"AlreadyDecided {winner}"}
    assert changes_by(network) == {plan_id: 2}
    assert [entry.actor for entry in record.entries if entry.kind == "decision"] == [winner]
    assert record.intact


def test_of_threads_approving_different_plans_of_one_case_one_wins(database_url: str) -> None:
    _, (first, second, _) = propose(database_url)
    desk, network = open_room(database_url)
    gate = Barrier(2)

    def go(wish: tuple[str, str]) -> str:
        gate.wait(30)
        return approve(desk, *wish)

    with desk, ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip("ab", pool.map(go, ((first, "a"), (second, "b"))), strict=True))
        statuses = {desk.plan(first).status, desk.plan(second).status}

    (winner,) = [actor for actor, outcome in outcomes.items() if outcome == "approved"]
    loser = "b" if winner == "a" else "a"
    assert outcomes[loser] == f"AlreadyDecided {winner}"
    assert statuses == {"executed", "superseded"}
    assert list(changes_by(network)) == [first if winner == "a" else second]


def test_of_two_processes_approving_one_plan_one_wins(database_url: str, processes) -> None:  # type: ignore[no-untyped-def]
    case_id, (plan_id, *_) = propose(database_url)
    start = processes.Barrier(2)
    ends = {actor: processes.Pipe(duplex=False) for actor in ("ann", "bob")}
    running = [
        processes.Process(target=race, args=(database_url, plan_id, actor, start, sender)) for actor, (_, sender) in ends.items()
    ]
    for process in running:
        process.start()

    outcomes = {}
    for actor, (receiver, _) in ends.items():
        assert receiver.poll(60), f"{actor} gave no answer"
        outcomes[actor] = receiver.recv()
    for process in running:
        process.join(30)

    (winner,) = [actor for actor, outcome in outcomes.items() if outcome == "approved"]
    (loser,) = set(outcomes) - {winner}
    assert outcomes[loser] == f"AlreadyDecided {winner}"
    desk, network = open_room(database_url)
    with desk:
        assert desk.case_view(case_id).status == "closed"
        assert desk.record(case_id).intact
    assert changes_by(network) == {plan_id: 2}
