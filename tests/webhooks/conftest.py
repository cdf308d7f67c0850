"""A case desk on the paper network, a webhook desk on the same database, a receiver, and a clock that tests turn."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from api.webhook_desk import EVENT_TYPES, EventType, WebhookDesk
from gateways.webhooks.delivery import HttpSender
from gateways.webhooks.egress import Egress, allowed_hosts
from graphs.case_desk import CaseDesk
from graphs.executor import no_crash
from tests.graphs.room import TOOLS, PaperNetwork, closure, staff
from tests.webhooks.receiver import Receiver
from twin.database import open_database


@dataclass
class Room:
    """What a test works with. `passed` is how far the clock is ahead of the real one."""

    engine: Engine
    network: PaperNetwork
    cases: CaseDesk
    receiver: Receiver
    passed: timedelta = timedelta()
    crash: Callable[[str], None] = no_crash
    _desk: list[WebhookDesk] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.passed

    def desk(self, *, timeout_s: float = 15.0, **options: Any) -> WebhookDesk:
        egress = options.pop("egress", None) or Egress(allowed_hosts(f"127.0.0.1:{self.receiver.port}"))
        sender = HttpSender(egress, timeout_s=timeout_s)
        return WebhookDesk(
            self.engine,
            egress,
            sender,
            address="https://downline.example",
            wall_clock=self.now,
            crash_point=self.crash,
            **options,
        )

    def register(self, desk: WebhookDesk, *types: EventType) -> tuple[str, str]:
        """An endpoint at the receiver: its id and secret."""
        endpoint, secret = run(desk.register(self.receiver.url, types or EVENT_TYPES, "in a test", actor="admin"))
        return endpoint.endpoint_id, secret

    def decide_a_case(self) -> str:
        """A case from report to execution; the approved plan's id."""
        case_id = self.cases.open_case(closure(), actor="ann.controller", budget_s=1.0)
        self.cases.wait(case_id, timeout_s=30)
        plan = next(one for one in self.cases.plans(case_id) if one.legal and one.operations)
        self.cases.decide_plan(
            plan.plan_id, revision=1, decision="approve", reason="Mr Jones said so", actor="dan.manager", role="duty_manager"
        )
        return plan.plan_id


def run(work: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await work

    return asyncio.run(main())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver().open()
    yield one
    one.close()


def _room(url: str, receiver: Receiver) -> Iterator[Room]:
    engine, network = open_database(url), PaperNetwork()
    with CaseDesk(engine, network, specialists=staff(), tools=TOOLS, budget_s=1.0) as cases:
        yield Room(engine, network, cases, receiver)
    engine.dispose()


@pytest.fixture
def room(sqlite_url: str, receiver: Receiver) -> Iterator[Room]:
    yield from _room(sqlite_url, receiver)


@pytest.fixture
def either_room(database_url: str, receiver: Receiver) -> Iterator[Room]:
    """The room on SQLite and on PostgreSQL."""
    yield from _room(database_url, receiver)
