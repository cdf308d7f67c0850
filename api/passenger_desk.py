"""What follows an executed plan for its passengers: care is booked, messages go out; once each, however often we crash.

`passenger_services` has a row for every executed revision: pending until its care is booked and its messages are queued. Both
steps have idempotency keys of their own, so a step that was cut short is simply done again. Messages are then sent as they fall
due; what they say is kept with the row, and names nobody.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from threading import Lock
from typing import Any, cast

import structlog
from sqlalchemy import JSON, Column, Engine, Text
from sqlmodel import Field, Session, SQLModel, col, select

from api.passenger_changes import passenger_changes
from domain.commands import OPERATION, CareForPassengers, Operation
from domain.disruptions import Disruption
from domain.ids import BookingId
from domain.network import NetworkState
from domain.units import Frozen
from gateways.care_vendors.budget import BudgetLedger
from gateways.care_vendors.executor import BookedCare, CareOffice, book_care
from gateways.care_vendors.port import Ask, CareVendor, Quote, Reservation
from gateways.care_vendors.simulator import Simulator
from gateways.care_vendors.vouchers import VoucherStore
from gateways.messages.compose import PassengerChange, Preview, messages_for, preview, templates_for
from gateways.messages.facts import MessageFacts
from gateways.messages.outbox import PURPOSE, Approval, Delivery, Outbox
from gateways.messages.port import ChannelKind, MessageChannel
from gateways.messages.templates import TemplateName
from graphs.casebook import CaseRow, ExecutionRow, Moment
from knowledge.airline.care_policy import care_policy
from twin.people.person import Person
from twin.people.store import PeopleStore
from twin.twin import Twin

_log = structlog.get_logger("downline.passengers")
ACTOR, ROLE = "passenger desk", "system"


class PassengerServiceRow(SQLModel, table=True):
    """An executed revision on its way to its passengers. `changes`: what their messages may say; `care`: what was booked."""

    __tablename__ = "passenger_services"

    plan_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    case_id: str = Field(index=True)
    status: str = Field(default="pending", index=True)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    care: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    attempts: int = 0
    last_error: str = Field(default="", sa_column=Column(Text, nullable=False))
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class CareTally(Frozen):
    """What was booked for the passengers of a plan: bookings, rooms' and meals' cost, and what could not be had."""

    bookings: int
    complete: int
    cost_cents: int
    vouchers: int
    not_booked: tuple[str, ...]


class PassengerService(Frozen):
    """How far an executed plan has come with its passengers. `messages`: counts by `template/channel/state`."""

    plan_id: str
    revision: int
    status: str
    care: CareTally
    messages: dict[str, int]
    not_reached: int
    last_error: str


@dataclass(slots=True)
class SimulatedHotels:
    """A vendor simulated in memory with the hotels of the network that is loaded; another network, another vendor."""

    twin: Twin
    _vendors: dict[str, Simulator] = field(default_factory=dict)

    def quote(self, ask: Ask) -> tuple[Quote, ...]:
        """What can be had, the cheapest first."""
        return self._vendor().quote(ask)

    def book(self, key: str, quote_id: str, booking_id: BookingId) -> Reservation:
        """Book it once for a key."""
        return self._vendor().book(key, quote_id, booking_id)

    def cancel(self, key: str, confirmation: str) -> Reservation:
        """Give it back once for a key."""
        return self._vendor().cancel(key, confirmation)

    def read(self, confirmation: str) -> Reservation:
        """The reservation as it is."""
        return self._vendor().read(confirmation)

    def find(self, key: str) -> Reservation | None:
        """What was booked under a key."""
        return self._vendor().find(key)

    def _vendor(self) -> Simulator:
        name, state = self.twin.network_id, self.twin.state
        if name not in self._vendors:
            self._vendors[name] = Simulator(
                state.hotels.values(),
                clock=lambda: self.twin.now,
                meal_cents=care_policy().meal_cents,
                currency=state.currency,
            )
        return self._vendors[name]


@dataclass(frozen=True, slots=True)
class _PartsKnown:
    """The people store, asked by the booking that was sold: a part that was split off travels under a name of its own."""

    people: PeopleStore
    state: NetworkState

    def contacts_for(self, booking_ids: Iterable[str], *, purpose: str, actor: str, role: str) -> Mapping[str, Sequence[Person]]:
        """The people to reach, by the booking that was asked for."""
        whole = {name: self._whole(name) for name in booking_ids}
        found = self.people.contacts_for(whole.values(), purpose=purpose, actor=actor, role=role)
        return {
            name: tuple(one.model_copy(update={"booking_id": name}) for one in found[sold])
            for name, sold in whole.items()
            if sold in found
        }

    def _whole(self, name: str) -> str:
        booking = self.state.bookings.get(BookingId(name))
        return str(booking.part_of) if booking is not None and booking.part_of is not None else name


@dataclass(slots=True)
class PassengerDesk:
    """Serves the passengers of executed plans. `step` does whatever is due; call it as often as you like."""

    engine: Engine
    twin: Twin
    people: PeopleStore
    vendor: CareVendor
    channels: Mapping[ChannelKind, MessageChannel]
    secret: bytes
    outbox: Outbox = field(init=False)
    office: CareOffice = field(init=False)
    _one_at_a_time: Lock = field(default_factory=Lock)
    _expired_on: date | None = None

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.engine, actor=ACTOR, role=ROLE)
        self.office = CareOffice(
            self.vendor, BudgetLedger(self.engine), VoucherStore(self.engine, self.secret), care_policy().budget_cents
        )

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
        unreached = self.outbox.not_reached(case_id=case_id)
        return tuple(
            PassengerService(
                plan_id=row.plan_id,
                revision=row.revision,
                status=row.status,
                care=_tally([BookedCare.model_validate(one) for one in row.care]),
                messages={"/".join(key): count for key, count in self.outbox.tally(plan_id=row.plan_id).items()},
                not_reached=sum((one.plan_id, one.revision) == (row.plan_id, row.revision) for one in unreached),
                last_error=row.last_error,
            )
            for row in rows
        )

    # --- one executed revision ------------------------------------------------------------------------------------------

    def _unserved(self) -> list[ExecutionRow]:
        served = select(PassengerServiceRow.plan_id, PassengerServiceRow.revision).where(PassengerServiceRow.status == "done")
        query = select(ExecutionRow).where(ExecutionRow.status == "done", ExecutionRow.network_id == self.twin.network_id)
        with Session(self.engine, expire_on_commit=False) as session:
            done = set(session.exec(served))
            return [row for row in session.exec(query) if (row.plan_id, row.revision) not in done]

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
        state, now = self.twin.state, self.twin.now
        operations = [OPERATION.validate_python(one) for one in execution.operations]
        care = [one for one in operations if isinstance(one, CareForPassengers)]
        booked: tuple[BookedCare, ...] = ()
        if care:
            booked = book_care(care, self.office, state=state, plan_id=execution.plan_id, revision=execution.revision, now=now)
        with Session(self.engine) as session:
            case = session.get_one(CaseRow, execution.case_id)
            disruption = case.reported
        changes = passenger_changes(state, operations, disruption=disruption, now=now, booked=booked)
        row.changes = [one.model_dump(mode="json") for one in changes]
        row.care = [one.model_dump(mode="json") for one in booked]
        self._keep(row)  # before the messages: they are written from it
        approval = Approval(
            plan_id=execution.plan_id,
            revision=execution.revision,
            approved_by=execution.actor,
            approved_at=execution.approved_at,
            executed_at=execution.done_at or now,
        )
        requests = messages_for(changes, self._persons(state, changes))
        if requests:
            self.outbox.enqueue(approval, requests, case_id=execution.case_id, now=max(now, approval.executed_at))
        row.status, row.done_at, row.last_error = "done", now, ""
        self._keep(row)

    def _persons(self, state: NetworkState, changes: Sequence[PassengerChange]) -> list[Person]:
        names = list(dict.fromkeys(one.booking_id for one in changes))
        if not names:
            return []
        known = _PartsKnown(self.people, state).contacts_for(names, purpose=PURPOSE, actor=ACTOR, role=ROLE)
        return [person for persons in known.values() for person in persons]

    def _row(self, execution: ExecutionRow) -> PassengerServiceRow:
        with Session(self.engine, expire_on_commit=False) as session:
            found = session.get(PassengerServiceRow, (execution.plan_id, execution.revision))
        return found or PassengerServiceRow(plan_id=execution.plan_id, revision=execution.revision, case_id=execution.case_id)

    def _keep(self, row: PassengerServiceRow) -> None:
        with Session(self.engine, expire_on_commit=False) as session:
            session.merge(row)
            session.commit()

    # --- messages that are due ------------------------------------------------------------------------------------------

    def _changes(self) -> dict[tuple[str, int], list[PassengerChange]]:
        with Session(self.engine) as session:
            return {
                (row.plan_id, row.revision): [PassengerChange.model_validate(one) for one in row.changes]
                for row in session.exec(select(PassengerServiceRow))
            }

    def _deliver(self) -> Delivery:
        if not self.outbox.due(self.twin.now):
            return Delivery()
        contacts = _PartsKnown(self.people, self.twin.state)
        return self.outbox.deliver_due(self.twin.now, self.channels, cast(Any, contacts), _Facts.of(self._changes()))


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of every message that may be due, by plan, revision, booking and template."""

    known: Mapping[tuple[str, int, str, TemplateName], MessageFacts]

    @classmethod
    def of(cls, changes: Mapping[tuple[str, int], Sequence[PassengerChange]]) -> "_Facts":
        return cls(
            {
                (plan_id, revision, change.booking_id, template): change.facts
                for (plan_id, revision), its in changes.items()
                for change in reversed(its)
                for template in templates_for(change)
            }
        )

    def facts_for(self, *, plan_id: str, revision: int, booking_id: str, template: TemplateName) -> MessageFacts | None:
        """The facts of one message; None when it need not be sent any more."""
        return self.known.get((plan_id, revision, booking_id, template))


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


def _tally(booked: Sequence[BookedCare]) -> CareTally:
    missing = [
        f"{one.booking_id}: {line.kind} {line.outcome}" for one in booked for line in one.lines if line.outcome != "booked"
    ]
    return CareTally(
        bookings=len(booked),
        complete=sum(one.complete for one in booked),
        cost_cents=sum(one.cost_cents for one in booked),
        vouchers=sum(len(one.vouchers) for one in booked),
        not_booked=tuple(missing[:50]),
    )
