"""The executor empties the outbox: an approved revision goes to the network once, however often we crash on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from domain.commands import OPERATION
from domain.faults import Refused
from graphs.casebook import ExecutionRow, PlanRevision
from graphs.clerk import Clerk, enter
from graphs.network import Network


def no_crash(step: str) -> None:
    """The crash point of a desk that is not under test: nothing happens at any step."""


@dataclass(slots=True)
class Executor:
    """Takes pending executions to the network, one after another.

    The network is asked under the execution's idempotency key, so asking again after a crash changes nothing; the row
    then goes from pending to done by compare-and-set, and only who wins that writes the record.
    """

    clerk: Clerk
    network: Network
    crash_point: Callable[[str], None] = no_crash
    _one_at_a_time: Lock = field(default_factory=Lock)

    def settle(self, case_id: str | None = None) -> list[ExecutionRow]:
        """Carry out everything that is approved and pending, of one case or of all; the rows as they are afterwards."""
        query = select(ExecutionRow).where(ExecutionRow.status == "pending").order_by(col(ExecutionRow.approved_at))
        if case_id is not None:
            query = query.where(ExecutionRow.case_id == case_id)
        with self._one_at_a_time:
            with self.clerk.session() as session:
                pending = list(session.exec(query))
            return [self._settle_one(row) for row in pending]

    def _settle_one(self, row: ExecutionRow) -> ExecutionRow:
        self.crash_point("before_execute")
        if row.network_id != self.network.network_id:
            why = f"network {row.network_id!r} is no longer loaded; {self.network.network_id!r} is. Open a new case."
            return self._close(row, status="refused", why=why, version=None)
        try:
            version = self._carry_out(row)
        except Refused as refused:
            return self._close(row, status="refused", why=str(refused), version=None)
        except Exception as error:
            self._keep_pending(row, f"{type(error).__name__}: {error}")
            raise
        self.crash_point("after_execute")
        return self._close(row, status="done", why="", version=version)

    def _carry_out(self, row: ExecutionRow) -> int:
        if not row.operations:
            return self.network.state().version
        operations = [OPERATION.validate_python(operation) for operation in row.operations]
        return self.network.execute(operations, actor=row.actor, by=row.plan_id, idempotency_key=row.idempotency_key)

    def _keep_pending(self, row: ExecutionRow, error: str) -> None:
        with self.clerk.holding(row.case_id) as (session, _):
            session.execute(
                update(ExecutionRow)
                .where(col(ExecutionRow.plan_id) == row.plan_id, col(ExecutionRow.revision) == row.revision)
                .values(attempts=ExecutionRow.attempts + 1, last_error=error)
            )

    def _close(self, row: ExecutionRow, *, status: str, why: str, version: int | None) -> ExecutionRow:
        now = self.network.now()
        done = status == "done"
        with self.clerk.holding(row.case_id) as (session, case):
            key = (col(ExecutionRow.plan_id) == row.plan_id, col(ExecutionRow.revision) == row.revision)
            won = session.execute(
                update(ExecutionRow)
                .where(*key, col(ExecutionRow.status) == "pending")
                .values(status=status, attempts=ExecutionRow.attempts + 1, last_error=why, resulting_version=version, done_at=now)
            )
            if won.rowcount == 1:  # type: ignore[attr-defined]
                plan = session.get_one(PlanRevision, (row.plan_id, row.revision))
                plan.status = "executed" if done else "stale"
                plan.stale_because = [] if done else [why]
                case.status, case.stage = ("closed", "executed") if done else ("open", "execution refused")
                case.closed_at = now if done else None
                case.trouble = why
                session.add(plan)
                body: dict[str, Any] = {
                    "plan_id": row.plan_id,
                    "revision": row.revision,
                    "idempotency_key": row.idempotency_key,
                    "status": status,
                    "resulting_version": version,
                    "why": why,
                }
                recorded_at = self.clerk.wall_clock()
                enter(session, case, kind="execution", actor=row.actor, at=now, recorded_at=recorded_at, body=body)
            session.flush()
            self.crash_point("before_done")
            settled = session.exec(select(ExecutionRow).where(*key).execution_options(populate_existing=True)).one()
        self.crash_point("after_done")
        return settled
