"""An executed plan is written to a reservation system: what was split, rebooked and refunded, each once, in order.

`reservation_writes` has a row for every such operation. What is about to be asked is kept in the row before it is asked, so a
process that dies in between asks the same under the same key again. What the system answers instead of doing it ends in the
row as an outcome; nothing of it is raised. What a booking has over there is known from what was sold and from these rows.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import JSON, Column, ColumnElement, Engine, Table, Text, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from domain.commands import OPERATION, Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.ids import BookingId, FlightId
from domain.network import Cabin, Flight, FlightStatus, NetworkState
from domain.units import Frozen, Money
from gateways.reservations.keys import Entry
from gateways.reservations.port import (
    BadAnswer,
    Booking,
    Cancel,
    Cancelled,
    Change,
    Issue,
    NoSeats,
    NotFound,
    Parted,
    Refund,
    Refunded,
    ReservationError,
    ReservationSystem,
    Segment,
    Split,
    StaleBooking,
    Unavailable,
)
from twin.database import for_writing

Outcome = Literal["open", "done", "no_seats", "refused", "stale", "no_answer", "not_found"]
Step = Literal["split", "change", "issue", "cancel", "refund"]
Written = SplitBooking | RebookPassenger | RefundPassenger
ATTEMPTS_MAX = 20
"""Steps of the desk at which a system that gives no answer is asked; then somebody has to look."""
_SILENT_MAX = 5
"""So many without an answer one after another, and the rest wait for the next step of the desk."""
_REASON_MAX = 200
_PROBLEMS_SHOWN = 50
_FLOWN = (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)
_ASKS: Mapping[Step, type[Frozen]] = {"split": Split, "change": Change, "issue": Issue, "cancel": Cancel, "refund": Refund}


class ReservationWriteRow(SQLModel, table=True):
    """One operation of an executed plan on its way to the reservation system.

    `version`: the network's after the plan. `asked`, under `asked_key`: sent, or about to be, and not answered yet; `steps`:
    what was done; `refusals`: answers after which it is asked for once more. `turn` goes up with every change before an
    answer, and `holder` made it, so that of two desks one goes on. `flight_ids`: the itinerary over there afterwards.
    """

    __tablename__ = "reservation_writes"

    key: str = Field(primary_key=True)
    network_id: str = Field(index=True)
    version: int
    plan_id: str = Field(index=True)
    revision: int
    place: int
    booking_id: str
    whole_id: str
    operation: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    outcome: str = "open"
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    steps: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    asked_key: str = ""
    refusals: int = 0
    stale: int = 0
    attempts: int = 0
    turn: int = 0
    holder: str = ""
    locator: str = ""
    part_locator: str = ""
    flight_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    @property
    def written(self) -> Written:
        """The operation."""
        found = OPERATION.validate_python(self.operation)
        assert isinstance(found, SplitBooking | RebookPassenger | RefundPassenger)
        return found

    @property
    def carried_out(self) -> bool:
        """Whether the booking has what the operation says, even when its tickets or its money do not follow."""
        return self.outcome == "done" or "change" in self.steps or "cancel" in self.steps


class ReservationTally(Frozen):
    """What became of a plan's operations in the reservation system: counts by outcome, and the first problems."""

    outcomes: dict[str, int]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnFile:
    """A booking as the reservation system has it, to our knowledge. `passengers`: references, in order."""

    locator: str
    flight_ids: tuple[FlightId, ...]
    passengers: tuple[str, ...]
    cancelled: bool = False


_TABLE: Table = ReservationWriteRow.__table__  # type: ignore[attr-defined]
_CHANGES = (
    "outcome",
    "reason",
    "steps",
    "asked",
    "asked_key",
    "refusals",
    "stale",
    "attempts",
    "turn",
    "holder",
    "locator",
    "part_locator",
    "flight_ids",
)
_NEW = {name: ReservationWriteRow.model_fields[name].get_default(call_default_factory=True) for name in _CHANGES}


def bookings_on_file(state: NetworkState, written: Iterable[ReservationWriteRow]) -> dict[BookingId, OnFile]:
    """Every booking as it was sold, whole, and then as what was written to the reservation system has left it.

    A booking's record locator is its id; a part has the one that the system gave it.
    """
    people = Counter[BookingId]()
    for booking in state.bookings.values():
        people[booking.part_of or booking.booking_id] += booking.passengers
    found = {
        name: OnFile(name, whole.sold_as or whole.flight_ids, tuple(f"pax-{number}" for number in range(1, people[name] + 1)))
        for name, whole in state.bookings.items()
        if whole.part_of is None
    }
    for row in written:
        before = found.get(BookingId(row.booking_id))
        if before is None:
            continue
        if "split" in row.steps:
            part = row.written
            assert isinstance(part, SplitBooking)
            stay, go = before.passengers[: -part.passengers], before.passengers[-part.passengers :]
            found[BookingId(row.booking_id)] = replace(before, passengers=stay)
            found[part.part_id] = replace(before, locator=row.part_locator, passengers=go)
        elif "change" in row.steps:
            found[BookingId(row.booking_id)] = replace(before, flight_ids=tuple(FlightId(one) for one in row.flight_ids))
        elif "cancel" in row.steps:
            found[BookingId(row.booking_id)] = replace(before, cancelled=True)
    return found


def written_rows(engine: Engine, network_id: str) -> list[ReservationWriteRow]:
    """Everything that was, or is to be, written for a network, in the order in which it was decided."""
    order = (col(ReservationWriteRow.version), col(ReservationWriteRow.plan_id), col(ReservationWriteRow.place))
    query = select(ReservationWriteRow).where(ReservationWriteRow.network_id == network_id).order_by(*order)
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query))


@dataclass(frozen=True, slots=True)
class ReservationSync:
    """Brings what was executed to a reservation system. Safe between threads and processes: the keys make it once."""

    engine: Engine
    system: ReservationSystem

    def carry_out(
        self,
        operations: Sequence[Operation],
        *,
        state: NetworkState,
        network_id: str,
        plan_id: str,
        revision: int,
        version: int,
    ) -> bool:
        """Write what can be written now; whether nothing is open any more. Do it again until then: it does nothing twice."""
        self._open(operations, state, network_id=network_id, plan_id=plan_id, revision=revision, version=version)
        round_ = _Round(self, state, network_id, plan_id, revision)
        while round_.go():
            pass
        return round_.settled

    def tally(self, plan_id: str, revision: int) -> ReservationTally:
        """Counts by outcome, and the first problems in the plan's order."""
        rows = self._rows(plan_id, revision)
        problems = [
            f"{row.booking_id}: {row.written.type} {row.outcome.replace('_', ' ')}" + (f", {row.reason}" if row.reason else "")
            for row in rows
            if row.outcome not in ("open", "done")
        ]
        return ReservationTally(
            outcomes=dict(sorted(Counter(row.outcome for row in rows).items())), problems=tuple(problems[:_PROBLEMS_SHOWN])
        )

    def not_carried_out(self, plan_id: str, revision: int) -> frozenset[str]:
        """Bookings that do not have over there what the plan gave them: nobody may tell their passengers that they do."""
        return frozenset(row.booking_id for row in self._rows(plan_id, revision) if not row.carried_out and not _splits(row))

    def _open(
        self, operations: Sequence[Operation], state: NetworkState, *, network_id: str, plan_id: str, revision: int, version: int
    ) -> None:
        of_plan = (ReservationWriteRow.plan_id == plan_id, ReservationWriteRow.revision == revision)
        with Session(self.engine) as session:
            if session.exec(select(ReservationWriteRow.key).where(*of_plan).limit(1)).first() is not None:
                return
        numbers = Counter[str]()
        rows = []
        for place, operation in enumerate(operations):
            if not isinstance(operation, SplitBooking | RebookPassenger | RefundPassenger):
                continue
            name = operation.booking_id
            numbers[name] += 1
            rows.append(
                _NEW
                | {
                    "key": f"{plan_id}:{revision}:{name}" + (f":{numbers[name]}" if numbers[name] > 1 else ""),
                    "network_id": network_id,
                    "version": version,
                    "plan_id": plan_id,
                    "revision": revision,
                    "place": place,
                    "booking_id": name,
                    "whole_id": state.bookings[name].part_of or name,
                    "operation": operation.model_dump(mode="json"),
                }
            )
        if rows:
            insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
            with Session(for_writing(self.engine)) as session:
                session.connection().execute(insert(_TABLE).on_conflict_do_nothing(), rows)
                session.commit()

    def _rows(self, plan_id: str, revision: int) -> list[ReservationWriteRow]:
        of_plan = (ReservationWriteRow.plan_id == plan_id, ReservationWriteRow.revision == revision)
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(select(ReservationWriteRow).where(*of_plan).order_by(col(ReservationWriteRow.place))))

    def claim(self, rows: Sequence[ReservationWriteRow]) -> list[ReservationWriteRow]:
        """Keep the rows as they are now; those that another desk has not taken on meanwhile, in the plan's order."""
        if not rows:
            return []
        holder = uuid4().hex
        turns = {row.key: row.turn for row in rows}
        for row in rows:
            row.turn, row.holder = row.turn + 1, holder
        with Session(for_writing(self.engine)) as session:
            self._update(session, rows, _TABLE.c.turn == bindparam("of"), turns)
            mine = set(session.execute(select(_TABLE.c.key).where(_TABLE.c.holder == holder)).scalars())
            session.commit()
        return sorted((row for row in rows if row.key in mine), key=lambda one: one.place)

    def keep_answers(self, rows: Sequence[ReservationWriteRow], asked: Mapping[str, str]) -> None:
        """Keep what was answered to what was `asked`; an answer that another desk has kept already is the same one."""
        if rows:
            with Session(for_writing(self.engine)) as session:
                self._update(session, rows, _TABLE.c.asked_key == bindparam("of"), asked)
                session.commit()

    def _update(
        self, session: Session, rows: Sequence[ReservationWriteRow], mine: ColumnElement[bool], of: Mapping[str, object]
    ) -> None:
        # Always in one order: two desks never wait for each other.
        values = [
            {f"new_{name}": getattr(row, name) for name in _CHANGES} | {"of_key": row.key, "of": of[row.key]}
            for row in sorted(rows, key=lambda one: one.key)
        ]
        same = (_TABLE.c.key == bindparam("of_key"), _TABLE.c.outcome == "open", mine)
        new = {name: bindparam(f"new_{name}", type_=_TABLE.c[name].type) for name in _CHANGES}
        session.connection().execute(update(_TABLE).where(*same).values(**new), values)


class _Round:
    """One step of the desk: asks for whatever can be asked for, round after round, until nothing moves."""

    def __init__(self, sync: ReservationSync, state: NetworkState, network_id: str, plan_id: str, revision: int) -> None:
        self.sync, self.system, self.state = sync, sync.system, state
        self.known = written_rows(sync.engine, network_id)
        self.rows = [row for row in self.known if (row.plan_id, row.revision) == (plan_id, revision)]
        self.unanswered: set[str] = set()
        self.elsewhere: set[str] = set()
        self.full: set[str] = set()
        self.moved = False
        self.silent = 0

    @property
    def settled(self) -> bool:
        """Whether nothing is open, and nobody else is at it."""
        return not self.elsewhere and all(row.outcome != "open" for row in self.rows)

    def go(self) -> bool:
        """Ask for everything that is next; whether that moved anything."""
        pending = [row for row in self.rows if row.outcome == "open" and row.key not in self.elsewhere]
        if not pending or self.silent >= _SILENT_MAX:
            return False
        _close_unsplit(self.rows)
        unsplit = [row for row in pending if row.outcome != "open"]
        if unsplit:
            return self._claimed(unsplit) != []
        ready = _ready(pending, self.unanswered)
        fresh = [row for row in ready if row.key not in self.full]
        if not fresh:
            return self._full_again(ready)
        return self._ask_for(fresh, bookings_on_file(self.state, self.known))

    def _full_again(self, ready: Sequence[ReservationWriteRow]) -> bool:
        """Try flights that were full once more when others have left some; else the seats are not there."""
        if self.moved:
            self.moved = False
            self.full.clear()
            return True
        if not ready or self.unanswered:
            return False
        for row in ready:
            row.outcome = "no_seats"
        return self._claimed(ready) != []

    def _ask_for(self, fresh: Sequence[ReservationWriteRow], on_file: Mapping[BookingId, OnFile]) -> bool:
        for row in sorted(fresh, key=lambda one: (one.attempts, one.place)):
            if row.asked is None and self.silent < _SILENT_MAX:
                self._prepare(row, on_file)
        mine = self._claimed([row for row in fresh if row.asked or row.outcome != "open" or row.key in self.unanswered])
        asking = [row for row in mine if row.asked is not None and row.outcome == "open"]
        asked = {row.key: row.asked_key for row in asking}
        for row in asking:
            if self.silent < _SILENT_MAX:
                self._ask(row)
        self.sync.keep_answers(asking, asked)
        return bool(mine)

    def _claimed(self, rows: Sequence[ReservationWriteRow]) -> list[ReservationWriteRow]:
        mine = self.sync.claim(rows)
        self.elsewhere |= {row.key for row in rows} - {row.key for row in mine}
        return mine

    # --- what to ask for ------------------------------------------------------------------------------------------------

    def _prepare(self, row: ReservationWriteRow, on_file: Mapping[BookingId, OnFile]) -> None:
        """Read the booking and write into the row what to ask for next, or that there is nothing to ask."""
        had = on_file.get(BookingId(row.booking_id))
        if had is None:
            row.outcome, row.reason = "not_found", "it has no record locator"
            return
        row.locator = had.locator
        try:
            booking = self.system.read(had.locator)
        except ReservationError as error:
            self._failed(row, error)
            return
        self.silent = 0
        match row.written:
            case SplitBooking() as operation:
                step, ask = self._split(row, operation, booking, had)
            case RebookPassenger() as operation:
                step, ask = self._rebook(row, operation, booking, had)
            case RefundPassenger() as operation:
                step, ask = self._refund(row, operation, booking, had)
        if ask is not None:
            # A key is never used for two requests: a booking that had moved on is asked for again under another one.
            row.asked_key = f"{row.key}/{step}" + (f"/{row.refusals}" if row.refusals else "")
            row.asked = {"step": step, "ask": ask.model_dump(mode="json")}

    def _split(
        self, row: ReservationWriteRow, operation: SplitBooking, booking: Booking, had: OnFile
    ) -> tuple[Step, Frozen | None]:
        if len(booking.passengers) != len(had.passengers):
            row.outcome, row.reason = "stale", f"it has {len(booking.passengers)} passengers, we knew of {len(had.passengers)}"
            return "split", None
        going = booking.passengers[-operation.passengers :]
        return "split", Split(locator=booking.locator, version=booking.version, passengers=going)

    def _rebook(
        self, row: ReservationWriteRow, operation: RebookPassenger, booking: Booking, had: OnFile
    ) -> tuple[Step, Frozen | None]:
        if "change" in row.steps:
            tickets = tuple(one for one in booking.documents if one.kind == "ticket" and one.status == "open")
            if not tickets or "issue" not in self.system.capabilities.supports:
                row.outcome = "done"
                return "issue", None
            holders = tuple(dict.fromkeys(one.passenger for one in tickets if one.passenger is not None))
            exchange = tuple(one.number for one in tickets)
            return "issue", Issue(
                locator=booking.locator, version=booking.version, kind="ticket", passengers=holders, exchange=exchange
            )
        flown = [one for one in had.flight_ids if self.state.departure(one).status in _FLOWN]
        wanted = [*(one for one in flown if one not in operation.flight_ids), *operation.flight_ids]
        row.flight_ids = [str(one) for one in wanted]
        if self._same(booking, wanted):  # somebody has done it already
            row.steps, row.outcome = [*row.steps, "change"], "done"
            return "change", None
        if not self._as_known(row, booking, had):
            return "change", None
        cabin = operation.cabin or self.state.bookings[operation.booking_id].cabin
        keeps = {_place(self._segment(one, cabin)) for one in wanted}
        has = {_place(one) for one in booking.segments}
        drop = tuple(one.segment_id for one in booking.segments if _place(one) not in keeps and one.segment_id is not None)
        take = tuple(
            one for one in (self._segment(name, cabin) for name in wanted if name not in flown) if _place(one) not in has
        )
        return "change", Change(locator=booking.locator, version=booking.version, drop=drop, take=take)

    def _refund(
        self, row: ReservationWriteRow, operation: RefundPassenger, booking: Booking, had: OnFile
    ) -> tuple[Step, Frozen | None]:
        ours = self.state.bookings[operation.booking_id]
        if "cancel" not in row.steps and booking.status != "cancelled":
            if not self._as_known(row, booking, had):
                return "cancel", None
            return "cancel", Cancel(locator=booking.locator, version=booking.version)
        currency = booking.paid.currency if booking.paid is not None else self.state.currency
        owed = ours.fare_cents * ours.passengers
        if booking.paid is not None:
            owed = min(owed, booking.paid.cents - (booking.refunded.cents if booking.refunded is not None else 0))
        if owed <= 0:
            row.steps, row.outcome = list(dict.fromkeys([*row.steps, "cancel"])), "done"
            return "refund", None
        amount = Money(cents=owed, currency=currency)
        return "refund", Refund(
            locator=booking.locator, version=booking.version, amount=amount, form="original", reference=row.key[:80]
        )

    def _as_known(self, row: ReservationWriteRow, booking: Booking, had: OnFile) -> bool:
        """Whether the booking has the flights we know it to have; a booking that somebody else changed is left alone."""
        if booking.status == "confirmed" and self._same(booking, had.flight_ids):
            return True
        row.outcome = "stale"
        row.reason = "it is cancelled" if booking.status == "cancelled" else "it has other flights than we knew"
        return False

    def _same(self, booking: Booking, flight_ids: Iterable[FlightId]) -> bool:
        flights = [self.state.departure(one) for one in flight_ids]
        flown = {_place(_segment(one, None)) for one in flights if one.status in _FLOWN}
        return {_place(one) for one in booking.segments} | flown == {_place(_segment(one, None)) for one in flights}

    def _segment(self, flight_id: FlightId, cabin: Cabin) -> Segment:
        return _segment(self.state.departure(flight_id), cabin)

    # --- asking ---------------------------------------------------------------------------------------------------------

    def _ask(self, row: ReservationWriteRow) -> None:
        """Send what the row says, and write into it what came of that."""
        assert row.asked is not None
        step: Step = row.asked["step"]
        ask: Any = _ASKS[step].model_validate(row.asked["ask"])
        try:
            answer: Any = getattr(self.system, step)(row.asked_key, ask)
        except ReservationError as error:
            self._failed(row, error)
            return
        self.silent, self.moved = 0, True
        row.asked, row.asked_key, row.reason, row.attempts, row.stale = None, "", "", 0, 0
        row.steps = [*row.steps, step]
        match answer:
            case Parted():
                row.part_locator, row.outcome = answer.new.locator, "done"
            case Cancelled():
                self._cancelled(row, answer)
            case Refunded():
                row.outcome = "done"
            case _:
                row.outcome = "done" if step == "issue" or not self._has_tickets(answer) else "open"

    def _has_tickets(self, booking: Booking) -> bool:
        open_ones = [one for one in booking.documents if one.kind == "ticket" and one.status == "open"]
        return bool(open_ones) and "issue" in self.system.capabilities.supports

    def _cancelled(self, row: ReservationWriteRow, answer: Cancelled) -> None:
        if "refund" in self.system.capabilities.supports:
            return
        if answer.gives_back is not None:
            row.outcome = "done"
        else:
            row.outcome, row.reason = "refused", "cancelled; the system gives no money back, pay it by hand"

    def _failed(self, row: ReservationWriteRow, error: ReservationError) -> None:
        row.reason = str(error)[:_REASON_MAX]
        if isinstance(error, Unavailable | BadAnswer):
            # It may be done: what was asked stays, and is asked again under the same key.
            self.unanswered.add(row.key)
            self.silent += 1
            row.attempts += 1
            row.outcome = "open" if row.attempts < ATTEMPTS_MAX else "no_answer"
            return
        row.asked, row.asked_key, row.refusals = None, "", row.refusals + 1
        match error:
            case NoSeats():
                self.full.add(row.key)
            case StaleBooking():
                row.stale += 1
                row.outcome = "open" if row.stale == 1 else "stale"
            case NotFound():
                row.outcome = "not_found"
            case _:
                row.outcome = "refused"


def _ready(pending: Sequence[ReservationWriteRow], unanswered: Container[str]) -> list[ReservationWriteRow]:
    """What waits for nothing else. Splits first, so that what follows goes in the plan's order, in which seats come free."""
    ready = []
    earlier: dict[str, list[ReservationWriteRow]] = {}
    for row in pending:
        before = earlier.setdefault(row.whole_id, [])
        if row.key not in unanswered and not any(
            _splits(row) or _splits(one) or one.booking_id == row.booking_id for one in before
        ):
            ready.append(row)
        before.append(row)
    return [row for row in ready if _splits(row)] or ready


def _splits(row: ReservationWriteRow) -> bool:
    return bool(row.operation["type"] == "SplitBooking")


def _close_unsplit(rows: Sequence[ReservationWriteRow]) -> None:
    """Refuse what follows a split that was not made: it would move people who were to stay."""
    together: set[str] = set()
    for row in rows:
        if row.outcome == "open" and row.booking_id in together:
            row.outcome, row.reason = "refused", "the booking was not split"
        if _splits(row) and row.outcome not in ("open", "done"):
            together |= {row.booking_id, row.operation["part_id"]}


def _place(segment: Segment) -> tuple[str, str, str, datetime]:
    return segment.carrier, segment.number, segment.origin, segment.departs_at


def _segment(flight: Flight, cabin: Cabin | None) -> Segment:
    return Segment(
        carrier=flight.carrier,
        number=flight.number,
        origin=flight.origin,
        destination=flight.destination,
        departs_at=flight.std,
        arrives_at=flight.sta,
        cabin=cabin,
    )


class ReservationKeyRow(SQLModel, table=True):
    """A key under which something was asked of a system that knows no keys, and the answer once there is one."""

    __tablename__ = "reservation_keys"

    key: str = Field(primary_key=True)
    request: str
    reference: str = Field(sa_column=Column(Text, nullable=False))
    answer: str | None = Field(default=None, sa_column=Column(Text))


@dataclass(frozen=True, slots=True)
class KeysInDatabase:
    """The record of keys that a crash does not reach, for adapters of systems that know no keys."""

    engine: Engine

    def get(self, key: str) -> Entry | None:
        """The entry of a key."""
        with Session(self.engine) as session:
            row = session.get(ReservationKeyRow, key)
            return None if row is None else Entry(row.request, row.reference, row.answer)

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry, in place of one that is there."""
        with Session(for_writing(self.engine)) as session:
            session.merge(ReservationKeyRow(key=key, request=entry.request, reference=entry.reference, answer=entry.answer))
            session.commit()

    def drop(self, key: str) -> None:
        """Forget a key: nothing was changed under it."""
        with Session(for_writing(self.engine)) as session:
            session.execute(delete(ReservationKeyRow).where(col(ReservationKeyRow.key) == key))
            session.commit()
