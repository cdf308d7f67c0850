"""What follows an executed plan for its passengers: care, reservations, messages; once each, however often we crash.

`passenger_services` has a row for every executed revision: pending until its care is booked, cared until the reservation system
has answered and the messages are queued, then done. Every step has idempotency keys of its own, so a step that was cut short
is simply done again. Messages are then sent as they fall due; what they say is kept with the row, and names nobody.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from threading import Lock
from typing import Any, cast

import structlog
from sqlalchemy import Engine, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from api.passenger_changes import passenger_changes
from api.passenger_messages import FactsOfServices, PartsKnown
from api.passenger_services import PassengerService, PassengerServiceRow, care_tally
from api.reservation_sync import ReservationSync
from domain.commands import OPERATION, CareForPassengers, Operation
from domain.disruptions import Disruption
from domain.network import NetworkState
from gateways.care_vendors.budget import BudgetLedger
from gateways.care_vendors.executor import BookedCare, CareOffice, book_care
from gateways.care_vendors.port import CareVendor
from gateways.care_vendors.vouchers import VoucherStore
from gateways.messages.compose import MessageRequest, PassengerChange, Preview, messages_for, preview
from gateways.messages.outbox import PURPOSE, Approval, Delivery, Outbox, PassengerMessageRow
from gateways.messages.port import ChannelKind, MessageChannel
from gateways.reservations.port import ReservationSystem
from graphs.casebook import CaseRow, ExecutionRow
from graphs.clerk import enter, hold
from graphs.executor import no_crash
from knowledge.airline.care_policy import care_policy
from twin.database import for_writing
from twin.people.person import Person
from twin.people.store import PeopleStore
from twin.twin import Twin

_log = structlog.get_logger("downline.passengers")
ACTOR, ROLE = "passenger desk", "system"
_CARE_ATTEMPTS_MAX = 20
"""Steps at which a care vendor that gives no answer is asked; then the messages go out with what there is."""
_OF_A_JOURNEY = ("rebooked", "refunded")
"""Changes that tell of a reservation, and are told only once the reservation system has it."""


@dataclass(slots=True)
class PassengerDesk:
    """Serves the passengers of executed plans. `step` does whatever is due; call it as often as you like.

    `wall_clock` stamps the record; everything else is simulation time. `crash_point` is told how far it has come.
    """

    engine: Engine
    twin: Twin
    people: PeopleStore
    vendor: CareVendor
    reservations: ReservationSystem
    channels: Mapping[ChannelKind, MessageChannel]
    secret: bytes
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    crash_point: Callable[[str], None] = no_crash
    outbox: Outbox = field(init=False)
    office: CareOffice = field(init=False)
    sync: ReservationSync = field(init=False)
    _one_at_a_time: Lock = field(default_factory=Lock)
    _expired_on: date | None = None

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.engine, actor=ACTOR, role=ROLE)
        self.office = CareOffice(
            self.vendor, BudgetLedger(self.engine), VoucherStore(self.engine, self.secret), care_policy().budget_cents
        )
        self.sync = ReservationSync(self.engine, self.reservations)

    def step(self) -> Delivery:
        """Serve what was executed, send what is due, forget what need not be kept; what the sending came to."""
        with self._one_at_a_time:
            for execution in self._unserved():
                self._serve(execution)
            delivered = self._deliver()
            today = self.twin.now.date()
            if self._expired_on != today:
                self.people.expire(self.twin.now)
                self._expired_on = today
            return delivered

    def preview(self, operations: Sequence[Operation], after: NetworkState, disruption: Disruption) -> Preview:
        """What would be sent if these operations were executed; `after` is the network with them. Nothing is sent."""
        changes = passenger_changes(after, operations, disruption=disruption, now=self.twin.now)
        return preview(changes, self._persons(after, changes))

    def services(self, case_id: str) -> tuple[PassengerService, ...]:
        """How far each executed plan of a case has come."""
        with Session(self.engine) as session:
            query = select(PassengerServiceRow).where(PassengerServiceRow.case_id == case_id)
            rows = list(session.exec(query.order_by(col(PassengerServiceRow.plan_id), col(PassengerServiceRow.revision))))
        unreached = Counter((one.plan_id, one.revision) for one in self.outbox.not_reached(case_id=case_id))
        return tuple(
            PassengerService(
                plan_id=row.plan_id,
                revision=row.revision,
                status=row.status,
                care=care_tally(row.booked),
                reservations=self.sync.tally(row.plan_id, row.revision),
                messages=dict(
                    sorted(Counter(f"{one.template}/{one.channel}/{one.state}" for one in self._messages(row)).items())
                ),
                not_reached=unreached[row.plan_id, row.revision],
                not_told=len(self.sync.not_carried_out(row.plan_id, row.revision)),
                last_error=row.last_error,
            )
            for row in rows
        )

    # --- one executed revision ------------------------------------------------------------------------------------------

    def _unserved(self) -> list[ExecutionRow]:
        served = select(PassengerServiceRow.plan_id).where(
            PassengerServiceRow.plan_id == ExecutionRow.plan_id,
            PassengerServiceRow.revision == ExecutionRow.revision,
            PassengerServiceRow.status == "done",
        )
        query = select(ExecutionRow).where(
            ExecutionRow.status == "done", ExecutionRow.network_id == self.twin.network_id, ~served.exists()
        )
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(query.order_by(col(ExecutionRow.resulting_version))))

    def _serve(self, execution: ExecutionRow) -> None:
        row = self._row(execution)
        try:
            self._carry_out(execution, row)
        except Exception as error:  # whatever it is, the row says so and is tried again at the next step
            row.last_error = type(error).__name__
            row.attempts += 1
            self._keep(row)
            raise

    def _carry_out(self, execution: ExecutionRow, row: PassengerServiceRow) -> None:
        state, operations = self.twin.state, [OPERATION.validate_python(one) for one in execution.operations]
        if row.status == "pending":
            self._care(execution, row, operations, state)
            self.crash_point("after_care")
        if row.status == "pending":
            return
        settled = self.sync.carry_out(
            operations,
            state=state,
            network_id=execution.network_id,
            plan_id=row.plan_id,
            revision=row.revision,
            version=execution.resulting_version or 0,
        )
        self.crash_point("after_reservations")
        requests = self._requests(row, state)
        self._queue(execution, requests)
        self.crash_point("after_queueing")
        if settled:
            self._close(execution, row)

    def _care(
        self, execution: ExecutionRow, row: PassengerServiceRow, operations: Sequence[Operation], state: NetworkState
    ) -> None:
        now = self.twin.now
        care = [one for one in operations if isinstance(one, CareForPassengers)]
        booked: tuple[BookedCare, ...] = ()
        if care:
            booked = book_care(care, self.office, state=state, plan_id=row.plan_id, revision=row.revision, now=now)
        row.care = [one.model_dump(mode="json") for one in booked]
        if row.attempts < _CARE_ATTEMPTS_MAX and any(line.outcome == "no_answer" for one in booked for line in one.lines):
            row.attempts += 1
            self._keep(row)
            return
        with Session(self.engine) as session:
            disruption = session.get_one(CaseRow, execution.case_id).reported
        changes = passenger_changes(state, operations, disruption=disruption, now=now, booked=booked)
        row.changes = [one.model_dump(mode="json") for one in changes]
        row.status = "cared"
        self._keep(row)  # before the messages: they are written from it

    def _requests(self, row: PassengerServiceRow, state: NetworkState) -> tuple[MessageRequest, ...]:
        """The messages that are true: of a journey that the reservation system does not have (yet) nobody is told."""
        waiting = self.sync.not_carried_out(row.plan_id, row.revision)
        changes = [one for one in row.told if one.kind not in _OF_A_JOURNEY or one.booking_id not in waiting]
        persons: dict[str, list[Person]] = {}
        for person in self._persons(state, changes):
            persons.setdefault(person.booking_id, []).append(person)
        its: dict[str, list[PassengerChange]] = {}
        for change in changes:
            its.setdefault(change.booking_id, []).append(change)
        # By booking: `messages_for` looks at all its persons for every change.
        return tuple(one for name, some in its.items() for one in messages_for(some, persons.get(name, ())))

    def _queue(self, execution: ExecutionRow, requests: Sequence[MessageRequest]) -> None:
        if not requests:
            return
        now = self.twin.now
        approval = Approval(
            plan_id=execution.plan_id,
            revision=execution.revision,
            approved_by=execution.actor,
            approved_at=execution.approved_at,
            executed_at=execution.done_at or now,
        )
        self.outbox.enqueue(approval, requests, case_id=execution.case_id, now=max(now, approval.executed_at))

    def _close(self, execution: ExecutionRow, row: PassengerServiceRow) -> None:
        """The row is done, and the case's record says what was done: both or neither, and once."""
        now = self.twin.now
        mine = (col(PassengerServiceRow.plan_id) == row.plan_id, col(PassengerServiceRow.revision) == row.revision)
        with Session(for_writing(self.engine)) as session:
            case = hold(session, execution.case_id)
            done = update(PassengerServiceRow).where(*mine, col(PassengerServiceRow.status) != "done")
            if session.execute(done.values(status="done", done_at=now, last_error="")).rowcount == 1:  # type: ignore[attr-defined]
                enter(
                    session,
                    case,
                    kind="passengers",
                    actor=ACTOR,
                    at=now,
                    recorded_at=self.wall_clock(),
                    body=self._recorded(row),
                )
            session.commit()

    def _recorded(self, row: PassengerServiceRow) -> dict[str, Any]:
        """What the record keeps: counts and money, nobody's name. `messages`: queued, by template."""
        care = care_tally(row.booked)
        messages = Counter(one.template for one in self._messages(row))
        return {
            "plan_id": row.plan_id,
            "revision": row.revision,
            "care": care.model_dump(include={"bookings", "complete", "cost_cents", "vouchers"}),
            "reservations": self.sync.tally(row.plan_id, row.revision).outcomes,
            "messages": dict(sorted(messages.items())),
            "not_told": len(self.sync.not_carried_out(row.plan_id, row.revision)),
        }

    def _persons(self, state: NetworkState, changes: Sequence[PassengerChange]) -> list[Person]:
        names = list(dict.fromkeys(one.booking_id for one in changes))
        if not names:
            return []
        known = PartsKnown(self.people, state).contacts_for(names, purpose=PURPOSE, actor=ACTOR, role=ROLE)
        return [person for persons in known.values() for person in persons]

    def _row(self, execution: ExecutionRow) -> PassengerServiceRow:
        with Session(self.engine, expire_on_commit=False) as session:
            found = session.get(PassengerServiceRow, (execution.plan_id, execution.revision))
        return found or PassengerServiceRow(plan_id=execution.plan_id, revision=execution.revision, case_id=execution.case_id)

    def _keep(self, row: PassengerServiceRow) -> None:
        """Keep the row; one that another desk has brought to its end stays as it is."""
        insert = (postgresql if self.engine.dialect.name == "postgresql" else sqlite).insert
        values = row.model_dump()
        keep = insert(PassengerServiceRow).values(**values)
        keep = keep.on_conflict_do_update(
            index_elements=["plan_id", "revision"], set_=values, where=col(PassengerServiceRow.status) != "done"
        )
        with Session(for_writing(self.engine)) as session:
            session.execute(keep)
            session.commit()

    # --- messages -------------------------------------------------------------------------------------------------------

    def _deliver(self) -> Delivery:
        if not self.outbox.due(self.twin.now):
            return Delivery()
        contacts = PartsKnown(self.people, self.twin.state)
        return self.outbox.deliver_due(self.twin.now, self.channels, cast(Any, contacts), FactsOfServices(self._changes_of))

    def _changes_of(self, plan_id: str, revision: int) -> Sequence[PassengerChange]:
        with Session(self.engine) as session:
            row = session.get(PassengerServiceRow, (plan_id, revision))
            return () if row is None else row.told

    def _messages(self, row: PassengerServiceRow) -> list[PassengerMessageRow]:
        return [one for one in self.outbox.messages(plan_id=row.plan_id) if one.revision == row.revision]


async def serve_passengers(desk: PassengerDesk, every_s: float = 1.0) -> None:
    """Let the desk do what is due, again and again until cancelled; a round that fails is logged and tried again later."""
    pause_s = every_s
    while True:
        await asyncio.sleep(pause_s)
        try:
            await asyncio.to_thread(desk.step)
            pause_s = every_s
        except Exception as error:  # its words may hold personal data: only its type is logged
            _log.error("serving passengers failed", error=type(error).__name__)
            pause_s = min(60.0, 2 * pause_s)


def voucher_secret(settings: str, database_url: str) -> bytes:
    """The secret that voucher codes are drawn from: the operator's, else one of this database for a demonstration."""
    return sha256((settings or f"demonstration {database_url}").encode()).digest()
