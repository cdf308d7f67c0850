"""The outbox of messages to passengers: queued once a plan is approved and executed, sent when due, never twice after a receipt.

A row keeps who, which template, on which channel and how it went; the words are made when they are sent, from facts and contacts
asked for at that moment, and only their digest stays. A worker claims a row by compare-and-set before it sends. When it dies in
between, the claim runs out and the message is sent again under the same reference: at least once, and once where the provider
drops a reference it has seen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, Protocol, cast

from sqlalchemy import DateTime, Dialect, Engine, Text, TypeDecorator, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, or_, select

from domain.faults import Fault, Refused
from domain.units import minutes
from gateways.messages.compose import MessageRequest
from gateways.messages.facts import MessageFacts
from gateways.messages.port import ChannelKind, Contact, Contacts, Message, MessageChannel, NotSent, Person, Receipt, ReceiptState
from gateways.messages.quiet_hours import hold_until
from gateways.messages.templates import (
    MissingFacts,
    Rendered,
    SendingPolicy,
    TemplateName,
    catalogue,
    digest,
    render,
    sms_segments,
)

MessageState = Literal["queued", "held", "sent", "delivered", "failed", "given_up", "suppressed"]
OPEN: tuple[MessageState, ...] = ("queued", "held", "failed")
"""`failed` was not taken the last time and will be tried again; `given_up` will not."""
PURPOSE = "notify_disruption"
NO_CHANNEL = "none"


class Moment(TypeDecorator[datetime]):
    """An aware UTC time; SQLite forgets the zone, this does not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in; UTC stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PassengerMessageRow(SQLModel, table=True):
    """One message to one person on one channel. `fallback` are the channels to try next; `passed_on_to` the one that was."""

    __tablename__ = "passenger_messages"

    message_id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    case_id: str = Field(index=True)
    plan_id: str = Field(index=True)
    revision: int
    booking_id: str = Field(index=True)
    person_id: str
    channel: str
    fallback: str = ""
    passed_on_to: str = ""
    language: str
    template: str
    template_version: str = ""
    text_sha256: str = ""
    state: str = Field(index=True)
    reason: str = Field(default="", sa_type=Text)
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=Moment, index=True)
    claimed_until: datetime | None = Field(default=None, sa_type=Moment)
    provider_id: str | None = Field(default=None, index=True)
    approved_by: str
    approved_at: datetime = Field(sa_type=Moment)
    queued_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    delivered_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which revision of a plan and when, and when it was carried out: what a message says must be true."""

    plan_id: str
    revision: int
    approved_by: str
    approved_at: datetime
    executed_at: datetime


class Facts(Protocol):
    """Who knows what a plan's messages may say."""

    def facts_for(self, *, plan_id: str, revision: int, booking_id: str, template: TemplateName) -> MessageFacts | None:
        """The facts of one message; None when it need not be sent any more."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round did: messages by the state they are in now. `claimed_elsewhere`: another worker was quicker."""

    sent: int = 0
    held: int = 0
    failed: int = 0
    given_up: int = 0
    suppressed: int = 0
    claimed_elsewhere: int = 0


@dataclass(slots=True)
class Outbox:
    """The table `passenger_messages` of one database, shared by any number of workers. `now` is always given by the caller."""

    engine: Engine
    actor: str = "outbox"
    role: str = "system"
    policy: SendingPolicy = field(default_factory=lambda: catalogue().sending)

    # --- queueing ---------------------------------------------------------------------------------------------------

    def enqueue(
        self, approval: Approval | None, requests: Sequence[MessageRequest], *, case_id: str, now: datetime
    ) -> list[PassengerMessageRow]:
        """Queue messages of an approved and executed revision; those that were not queued before. Refused without an approval."""
        _refuse_unapproved(approval, now)
        assert approval is not None
        # One message for each person and template, whatever channel it went to: a wish that changed meanwhile makes no second.
        same_plan = select(PassengerMessageRow.booking_id, PassengerMessageRow.person_id, PassengerMessageRow.template).where(
            PassengerMessageRow.plan_id == approval.plan_id, PassengerMessageRow.revision == approval.revision
        )
        rows = []
        with self._writing() as session:
            known = set(session.exec(same_plan))
            for request in requests:
                about = (request.booking_id, request.person_id, request.template)
                if about not in known:
                    known.add(about)
                    rows.append(_row(approval, request, case_id=case_id, now=now))
            added = _insert(session, rows)
            session.commit()
        return [row for row in rows if row.message_id in added]

    # --- sending ----------------------------------------------------------------------------------------------------

    def deliver_due(
        self,
        now: datetime,
        channels: Mapping[ChannelKind, MessageChannel],
        contacts: Contacts,
        facts: Facts,
        *,
        limit: int = 500,
    ) -> Delivery:
        """Send what is due at `now`, at most `limit` messages; those that go over to another channel are tried at once."""
        outcomes: Counter[str] = Counter()
        handled: set[str] = set()
        while len(handled) < limit:
            due = [row for row in self._due(now, limit) if row.message_id not in handled]
            if not due:
                break
            due = due[: limit - len(handled)]
            bookings = sorted({row.booking_id for row in due})
            people = contacts.contacts_for(bookings, purpose=PURPOSE, actor=self.actor, role=self.role)
            for row in due:
                handled.add(row.message_id)
                person = next((one for one in people.get(row.booking_id, ()) if one.person_id == row.person_id), None)
                outcomes[self._deliver(row, now, channels, person, facts)] += 1
        return Delivery(**outcomes)

    def due(self, now: datetime) -> bool:
        """Whether any message is due."""
        return bool(self._due(now, 1))

    def _due(self, now: datetime, limit: int) -> list[PassengerMessageRow]:
        due = (
            select(PassengerMessageRow)
            .where(
                col(PassengerMessageRow.state).in_(OPEN),
                col(PassengerMessageRow.next_attempt_at) <= now,
                or_(col(PassengerMessageRow.claimed_until).is_(None), col(PassengerMessageRow.claimed_until) <= now),
            )
            .order_by(col(PassengerMessageRow.next_attempt_at), col(PassengerMessageRow.message_id))
            .limit(limit)
        )
        with self._reading() as session:
            return list(session.exec(due))

    def _deliver(
        self,
        row: PassengerMessageRow,
        now: datetime,
        channels: Mapping[ChannelKind, MessageChannel],
        person: Person | None,
        source: Facts,
    ) -> str:
        """Take one due row one step further; what came of it, as a field of `Delivery`."""
        template = cast(TemplateName, row.template)
        if person is None:
            return self._give_up(row, now, "suppressed", "the person is no longer known", pass_on=False)
        facts = source.facts_for(plan_id=row.plan_id, revision=row.revision, booking_id=row.booking_id, template=template)
        if facts is None:
            return self._give_up(row, now, "suppressed", "overtaken by events", pass_on=False)
        channel = channels.get(cast(ChannelKind, row.channel))
        contact = _wanted_contact(person, row.channel)
        if contact is None:
            return self._give_up(row, now, "suppressed", "not wanted, or no address, on this channel")
        if channel is None or not channel.capabilities().configured:
            return self._give_up(row, now, "given_up", "not configured")
        if row.attempts >= self.policy.attempts_max:
            return self._give_up(row, now, "given_up", row.reason or "no attempt came to an end")
        rule = catalogue().templates[template]
        quiet_end = hold_until(rule, now=now, timezone=person.timezone, quiet=person.quiet, departs_at=facts.departs_at)
        if quiet_end is not None:
            changes = {"state": "held", "reason": "quiet hours", "next_attempt_at": quiet_end, "claimed_until": None}
            return "held" if self._change(row, changes) else "claimed_elsewhere"
        try:
            words = render(template, row.language, facts, name=person.name)
        except MissingFacts as missing:
            return self._give_up(row, now, "given_up", str(missing), pass_on=False)
        return self._send(row, now, channel, contact, words)

    def _send(self, row: PassengerMessageRow, now: datetime, channel: MessageChannel, contact: Contact, words: Rendered) -> str:
        shape = channel.capabilities()
        subject, text = words.shown_on(short=shape.short_text, has_subject=shape.has_subject)
        if channel.kind == "sms" and sms_segments(text) > self.policy.sms_segments_max:
            return self._give_up(row, now, "given_up", f"longer than {self.policy.sms_segments_max} SMS")
        claim = {
            "attempts": row.attempts + 1,
            "claimed_until": now + minutes(self.policy.claim_min),
            "template_version": words.version,
            "text_sha256": digest(subject, text),
        }
        if not self._change(row, claim):
            return "claimed_elsewhere"
        row.attempts += 1
        message = Message(channel.kind, contact.address, subject, text, row.language, row.message_id)
        try:
            receipt = channel.send(message)
        except NotSent as refusal:
            if refusal.permanent:
                return self._give_up(row, now, "given_up", refusal.reason)
            return self._try_again_later(row, now, refusal.reason)
        except Exception as error:  # its words may hold the address: only its type is kept
            return self._try_again_later(row, now, type(error).__name__)
        return self._keep_receipt(row, now, receipt)

    def _keep_receipt(self, row: PassengerMessageRow, now: datetime, receipt: Receipt) -> str:
        # Not by compare-and-set on the claim: a receipt that comes after the claim ran out still ends all sending.
        taken = update(PassengerMessageRow).where(
            col(PassengerMessageRow.message_id) == row.message_id,
            col(PassengerMessageRow.state).in_(OPEN),
        )
        values: dict[str, Any] = {
            "state": "sent",
            "reason": "",
            "provider_id": receipt.provider_id,
            "sent_at": now,
            "claimed_until": None,
        }
        with self._writing() as session:
            session.execute(taken.values(**values))
            session.commit()
        if receipt.state != "sent":
            self.on_receipt(receipt.provider_id, receipt.state, now=now)
        return "sent"

    def _try_again_later(self, row: PassengerMessageRow, now: datetime, reason: str) -> str:
        if row.attempts >= self.policy.attempts_max:
            return self._give_up(row, now, "given_up", reason)
        later = now + minutes(self.policy.retry_after_min(row.attempts))
        changes = {"state": "failed", "reason": reason, "next_attempt_at": later, "claimed_until": None}
        return "failed" if self._change(row, changes) else "claimed_elsewhere"

    def _give_up(
        self,
        row: PassengerMessageRow,
        now: datetime,
        state: Literal["given_up", "suppressed"],
        reason: str,
        *,
        pass_on: bool = True,
        out_of: Sequence[str] = OPEN,
    ) -> str:
        """Close the row and, where there is a next channel, queue the message there; both or neither."""
        left = [kind for kind in row.fallback.split(",") if kind] if pass_on else []
        heir = _heir(row, left, now=now) if left else None
        changes = {
            "state": state,
            "reason": reason,
            "claimed_until": None,
            "closed_at": now,
            "passed_on_to": heir.channel if heir else "",
        }
        with self._writing() as session:
            if not _compare_and_set(session, row, changes, out_of):
                return "claimed_elsewhere"
            if heir is not None:
                _insert(session, [heir])
            session.commit()
        return state

    def _change(self, row: PassengerMessageRow, values: Mapping[str, Any]) -> bool:
        with self._writing() as session:
            won = _compare_and_set(session, row, values, OPEN)
            session.commit()
        return won

    # --- what the provider says later -------------------------------------------------------------------------------

    def on_receipt(self, provider_id: str, state: ReceiptState, *, now: datetime) -> bool:
        """The provider's later word on a message: delivered, or failed after all, which passes it on. False: unknown id.

        The id is the provider's or our reference, under which word may come before the receipt is kept. The same word twice
        changes nothing; a failure after a delivery is not believed.
        """
        with self._reading() as session:
            ids = or_(col(PassengerMessageRow.provider_id) == provider_id, col(PassengerMessageRow.message_id) == provider_id)
            row = session.exec(select(PassengerMessageRow).where(ids, col(PassengerMessageRow.attempts) > 0)).first()
        if row is None:
            return False
        if state == "delivered":
            known = update(PassengerMessageRow).where(
                col(PassengerMessageRow.message_id) == row.message_id, col(PassengerMessageRow.state).in_(("sent", *OPEN))
            )
            with self._writing() as session:
                session.execute(known.values(state="delivered", delivered_at=now, closed_at=now, claimed_until=None, reason=""))
                session.commit()
        elif state == "failed":
            self._give_up(row, now, "given_up", "the service could not deliver it", out_of=("sent",))
        return True

    # --- looking ----------------------------------------------------------------------------------------------------

    def messages(self, *, case_id: str = "", plan_id: str = "") -> list[PassengerMessageRow]:
        """The rows of a case or a plan, or all, oldest first."""
        query = select(PassengerMessageRow)
        if case_id:
            query = query.where(PassengerMessageRow.case_id == case_id)
        if plan_id:
            query = query.where(PassengerMessageRow.plan_id == plan_id)
        with self._reading() as session:
            return list(session.exec(query.order_by(col(PassengerMessageRow.queued_at), col(PassengerMessageRow.key))))

    def not_reached(self, *, case_id: str = "") -> list[PassengerMessageRow]:
        """Dead letters: messages that ended without a receipt on every channel, for the station to tell in person."""
        ended = ("given_up", "suppressed")
        return [row for row in self.messages(case_id=case_id) if row.state in ended and not row.passed_on_to]

    def tally(self, *, case_id: str = "", plan_id: str = "") -> dict[tuple[str, str, str], int]:
        """How many messages by template, channel and state."""
        rows = self.messages(case_id=case_id, plan_id=plan_id)
        return dict(sorted(Counter((row.template, row.channel, row.state) for row in rows).items()))

    def _reading(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def _writing(self) -> Session:
        # On SQLite the write lock is taken at the start: a transaction that reads first would fail when another wrote meanwhile.
        return Session(self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE"), expire_on_commit=False)


def _refuse_unapproved(approval: Approval | None, now: datetime) -> None:
    faults = []
    if approval is None:
        faults.append(Fault("approval", "No message leaves without an approved and executed plan; approve the plan first."))
    else:
        if not approval.plan_id or approval.revision < 1:
            faults.append(Fault("approval", "It names no plan revision."))
        if not approval.approved_by.strip():
            faults.append(Fault("approval.approved_by", "It names nobody; a person approves."))
        if not approval.approved_at <= approval.executed_at <= now:
            faults.append(Fault("approval.executed_at", "Approved, then executed, then told: the times are not in this order."))
    if faults:
        raise Refused(faults)


def _row(approval: Approval, request: MessageRequest, *, case_id: str, now: datetime) -> PassengerMessageRow:
    first, rest = (request.channels[0], request.channels[1:]) if request.channels else (NO_CHANNEL, ())
    key = _key(approval.plan_id, approval.revision, request.booking_id, request.template, request.person_id, first)
    row = PassengerMessageRow(
        message_id=_id(key),
        key=key,
        case_id=case_id,
        plan_id=approval.plan_id,
        revision=approval.revision,
        booking_id=request.booking_id,
        person_id=request.person_id,
        channel=first,
        fallback=",".join(rest),
        language=request.language,
        template=request.template,
        state="queued",
        next_attempt_at=now,
        approved_by=approval.approved_by,
        approved_at=approval.approved_at,
        queued_at=now,
    )
    if not request.channels:
        row.state, row.reason, row.closed_at = "suppressed", "the person wants no messages, or has no address", now
    return row


def _heir(row: PassengerMessageRow, left: Sequence[str], *, now: datetime) -> PassengerMessageRow:
    key = _key(row.plan_id, row.revision, row.booking_id, row.template, row.person_id, left[0])
    kept = row.model_dump(
        include={
            "case_id",
            "plan_id",
            "revision",
            "booking_id",
            "person_id",
            "language",
            "template",
            "approved_by",
            "approved_at",
        }
    )
    return PassengerMessageRow(
        **kept,
        message_id=_id(key),
        key=key,
        channel=left[0],
        fallback=",".join(left[1:]),
        state="queued",
        next_attempt_at=now,
        queued_at=now,
    )


def _key(plan_id: str, revision: int, booking_id: str, template: str, person_id: str, channel: str) -> str:
    return f"{plan_id}:{revision}:{booking_id}:{template}:{person_id}:{channel}"


def _id(key: str) -> str:
    return f"M{sha256(key.encode()).hexdigest()[:24]}"


def _insert(session: Session, rows: Sequence[PassengerMessageRow]) -> set[str]:
    """Add the rows whose keys are not there yet; the ids of those."""
    if not rows:
        return set()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    adding = insert(PassengerMessageRow).on_conflict_do_nothing(index_elements=["key"])
    returning = adding.returning(col(PassengerMessageRow.message_id))
    return set(session.execute(returning, [row.model_dump() for row in rows]).scalars())


def _compare_and_set(session: Session, row: PassengerMessageRow, values: Mapping[str, Any], states: Sequence[str]) -> bool:
    """Change the row if nobody has since it was read: every attempt counts `attempts` up, every end leaves `states`."""
    changed = session.execute(
        update(PassengerMessageRow)
        .where(
            col(PassengerMessageRow.message_id) == row.message_id,
            col(PassengerMessageRow.attempts) == row.attempts,
            col(PassengerMessageRow.state).in_(states),
        )
        .values(**values)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _wanted_contact(person: Person, channel: str) -> Contact | None:
    return next((one for one in person.contacts if one.kind == channel and one.wanted), None)
