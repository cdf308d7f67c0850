"""The paper network on a real twin over a real database, for this process and for others that share or outlive it."""

import os
import signal
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from domain.commands import Command
from domain.network import NetworkState
from graphs.case_desk import CaseDesk
from graphs.executor import no_crash
from graphs.network import CaseError
from tests.domain.paper_network import opening
from tests.graphs.room import NOW, TOOLS, closure, staff
from twin.database import open_database
from twin.scenarios.scenario import Scenario
from twin.store import EventStore
from twin.twin import Twin


def paper_scenario(scenario_id: str) -> Scenario:
    """The paper network as a scenario that starts at six and in which nothing else happens."""
    return Scenario(
        scenario_id=scenario_id,
        title="paper",
        start_at=NOW,
        opening=tuple(opening()),
        recording=(),
        disruptions=(),
        assumptions=(),
        sources=(),
    )


class TwinNetwork:
    """The twin as the case desk sees it; what other processes wrote is read first."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin

    @property
    def network_id(self) -> str:
        return self.twin.network_id

    def state(self) -> NetworkState:
        self.twin.refresh()
        return self.twin.state

    def now(self) -> datetime:
        return self.twin.now

    def state_at(self, version: int) -> NetworkState:
        return self.twin.state_at(version)

    def execute(self, operations: Sequence[Command], *, actor: str, by: str, idempotency_key: str) -> int:
        return self.twin.execute(operations, actor=actor, by=by, idempotency_key=idempotency_key).version


def open_room(url: str, *, crash_point: Callable[[str], None] = no_crash, **options: Any) -> tuple[CaseDesk, TwinNetwork]:
    """A desk, not yet started, on the twin that the database holds; the paper scenario is loaded when there is none."""
    engine = open_database(url)
    twin = Twin(EventStore(engine), load_scenario=paper_scenario)
    if not twin.loaded:
        twin.load("paper", actor="test")
    network = TwinNetwork(twin)
    given = {"specialists": staff(), "tools": TOOLS, "budget_s": 1.0, "crash_point": crash_point} | options
    return CaseDesk(engine, network, **given), network


def propose(url: str) -> tuple[str, list[str]]:
    """A case about BBB closed, proposed, by a desk that is gone afterwards; the case and its plans in rank order."""
    desk, _ = open_room(url)
    with desk:
        case_id = desk.open_case(closure(), actor="ann")
        return case_id, list(desk.wait(case_id, timeout_s=60).plan_ids)


def approve(desk: CaseDesk, plan_id: str, actor: str) -> str:
    """`approved`, or the kind of refusal with who was first."""
    try:
        made = desk.decide_plan(
            plan_id, revision=1, decision="approve", reason=f"{actor} says so", actor=actor, role="duty_manager"
        )
    except CaseError as error:
        return f"{type(error).__name__} {getattr(error, 'winner', '')}".strip()
    return made.effect


def approve_and_be_killed(url: str, plan_id: str, step: str, at_step: Connection) -> None:
    """Approve, and die by SIGKILL at the named step."""

    def crash_point(reached: str) -> None:
        if reached == step:
            at_step.send(reached)
            os.kill(os.getpid(), signal.SIGKILL)

    desk, _ = open_room(url, crash_point=crash_point, settle_every_s=600.0)
    with desk:
        approve(desk, plan_id, "dora")


def race(url: str, plan_id: str, actor: str, start: Any, outcome: Connection) -> None:
    """Approve when everybody is ready; send what came of it."""
    desk, _ = open_room(url)
    with desk:
        start.wait(60)
        outcome.send(approve(desk, plan_id, actor))
