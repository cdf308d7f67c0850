"""Outgoing webhooks: endpoints that an operator registered, and an outbox of what the casebook told them.

The source is the audit trail over all cases: its links are written with what they tell of and numbered without a gap, so a
cursor over them misses nothing. Reading on, queueing and moving the cursor are one transaction. A message's id comes from
the link, so that however often it is queued or sent, after whatever crash, it is the same message under the same id.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes, token_hex
from typing import Any, Literal, get_args

import structlog
from sqlalchemy import JSON, Column, Engine, Text, UniqueConstraint, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, and_, col, func, or_, select

from domain.faults import Fault, Refused
from domain.network import UnknownEntity
from domain.units import Frozen, UtcDatetime
from gateways.webhooks.delivery import signed_headers
from gateways.webhooks.egress import Egress, host_and_port
from gateways.webhooks.port import DeliveryPolicy, NotDelivered, Sender
from graphs.audit import HOUSE
from graphs.casebook import AuditLink, CaseRow, Moment, PlanRevision, RecordEntry
from graphs.executor import no_crash
from twin.database import for_writing

_log = structlog.get_logger("downline.webhooks")

EventType = Literal["case.opened", "case.proposed", "case.decided", "plan.executed", "plan.stale", "case.closed"]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
PING = "webhook.ping"
DeliveryState = Literal["pending", "delivered", "given_up"]
_PAGE = 200
_ENDPOINTS_MAX = 50


class WebhookEndpointRow(SQLModel, table=True):
    """One registered endpoint. It is told of links of the audit trail after `after_seq`. Secrets sign, so they are kept whole."""

    __tablename__ = "webhook_endpoints"

    endpoint_id: str = Field(primary_key=True)
    url: str = Field(sa_column=Column(Text, nullable=False))
    types: list[str] = Field(sa_column=Column(JSON, nullable=False))
    description: str = Field(sa_column=Column(Text, nullable=False))
    enabled: bool = True
    disabled_because: str = Field(default="", sa_column=Column(Text, nullable=False))
    secret: str = Field(repr=False)
    former_secret: str = Field(default="", repr=False)
    former_secret_until: datetime | None = Field(default=None, sa_type=Moment)
    after_seq: int
    failing_since: datetime | None = Field(default=None, sa_type=Moment)
    created_by: str
    created_at: datetime = Field(sa_type=Moment)

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """The secrets that sign now, the newest first."""
        former = self.former_secret_until is not None and now < self.former_secret_until
        return (self.secret, self.former_secret) if former else (self.secret,)


class WebhookDeliveryRow(SQLModel, table=True):
    """One message on its way to one endpoint; `body` is what is signed and sent, the same at every attempt."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("endpoint_id", "message_id"),)

    number: int | None = Field(default=None, primary_key=True)
    endpoint_id: str = Field(index=True)
    message_id: str
    type: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="pending", index=True)
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=Moment, index=True)
    claimed_until: datetime | None = Field(default=None, sa_type=Moment)
    last_status: int | None = None
    last_error: str = Field(default="", sa_column=Column(Text, nullable=False))
    queued_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class WebhookCursor(SQLModel, table=True):
    """The last link of the audit trail that was read for webhooks."""

    __tablename__ = "webhook_cursor"

    chain: str = Field(primary_key=True)
    seq: int


class EndpointView(Frozen):
    """An endpoint as it is shown; its secret is shown once, when it is made."""

    endpoint_id: str
    url: str
    types: tuple[EventType, ...]
    description: str
    enabled: bool
    disabled_because: str
    failing_since: UtcDatetime | None
    former_secret_until: UtcDatetime | None
    created_by: str
    created_at: UtcDatetime
    pending: int


class DeliveryView(Frozen):
    """A message on its way to an endpoint, or arrived. `message_id` is its `webhook-id`; times are real time."""

    message_id: str
    endpoint_id: str
    type: str
    state: DeliveryState
    attempts: int
    next_attempt_at: UtcDatetime | None
    last_status: int | None
    last_error: str
    queued_at: UtcDatetime
    closed_at: UtcDatetime | None
    body: str


@dataclass(slots=True)
class WebhookDesk:
    """Registers endpoints, queues what happened, delivers what is due. `step` does both once; `run` until cancelled.

    `address`: where people reach this server, for links. `wall_clock`: retries and signatures go by real time.
    `crash_point` is told how far a delivery has come.
    """

    engine: Engine
    egress: Egress
    sender: Sender
    address: str = ""
    policy: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    crash_point: Callable[[str], None] = no_crash

    # --- endpoints --------------------------------------------------------------------------------------------------

    async def register(self, url: str, types: Sequence[EventType], description: str, *, actor: str) -> tuple[EndpointView, str]:
        """A new endpoint and its secret, which is not shown again. Refused names every fault of the URL."""
        faults = [Fault("url", one) for one in self.egress.faults(url)]
        if not faults:
            faults = await self._unreachable(url)
        if faults:
            raise Refused(faults)
        row = WebhookEndpointRow(
            endpoint_id=f"we_{token_hex(8)}",
            url=url,
            types=[one for one in EVENT_TYPES if one in types],
            description=description,
            secret=new_secret(),
            after_seq=0,
            created_by=actor,
            created_at=self.wall_clock(),
        )
        await asyncio.to_thread(self._add, row)
        return self.endpoint(row.endpoint_id), row.secret

    async def _unreachable(self, url: str) -> list[Fault]:
        import httpx

        try:
            await self.egress.addresses(*host_and_port(httpx.URL(url)))
        except NotDelivered as refusal:
            return [Fault("url", str(refusal))]
        return []

    def _add(self, row: WebhookEndpointRow) -> None:
        with self._writing() as session:
            if session.exec(select(func.count()).select_from(WebhookEndpointRow)).one() >= _ENDPOINTS_MAX:
                raise Refused([Fault("", f"there are {_ENDPOINTS_MAX} endpoints already; delete one that is not used")])
            row.after_seq = session.exec(select(func.max(AuditLink.seq))).one() or 0
            session.add(row)
            session.commit()

    def endpoints(self) -> tuple[EndpointView, ...]:
        """Every endpoint, oldest first."""
        with self._reading() as session:
            rows = session.exec(select(WebhookEndpointRow).order_by(col(WebhookEndpointRow.created_at))).all()
            return tuple(_shown(session, row) for row in rows)

    def endpoint(self, endpoint_id: str) -> EndpointView:
        """One endpoint; UnknownEntity when there is none."""
        with self._reading() as session:
            return _shown(session, _endpoint(session, endpoint_id))

    def remove(self, endpoint_id: str) -> None:
        """Delete an endpoint with everything queued for it."""
        with self._writing() as session:
            session.delete(_endpoint(session, endpoint_id))
            session.execute(delete(WebhookDeliveryRow).where(col(WebhookDeliveryRow.endpoint_id) == endpoint_id))
            session.commit()

    def switch(self, endpoint_id: str, *, on: bool, because: str = "") -> EndpointView:
        """Enable or disable an endpoint. While disabled it is told of nothing new; what was queued waits."""
        with self._writing() as session:
            row = _endpoint(session, endpoint_id)
            row.enabled, row.disabled_because, row.failing_since = on, "" if on else because, None
            session.add(row)
            session.commit()
        return self.endpoint(endpoint_id)

    def rotate(self, endpoint_id: str) -> tuple[EndpointView, str]:
        """A new secret; until the overlap ends, messages carry a signature with each of the two."""
        with self._writing() as session:
            row = _endpoint(session, endpoint_id)
            row.former_secret, row.former_secret_until = row.secret, self.wall_clock() + self.policy.overlap
            row.secret = fresh = new_secret()
            session.add(row)
            session.commit()
        return self.endpoint(endpoint_id), fresh

    # --- deliveries -------------------------------------------------------------------------------------------------

    def deliveries(self, endpoint_id: str, limit: int = 100) -> tuple[DeliveryView, ...]:
        """The endpoint's messages, newest first."""
        with self._reading() as session:
            _endpoint(session, endpoint_id)
            mine = select(WebhookDeliveryRow).where(WebhookDeliveryRow.endpoint_id == endpoint_id)
            rows = session.exec(mine.order_by(col(WebhookDeliveryRow.number).desc()).limit(limit)).all()
            return tuple(_sent(row) for row in rows)

    def redeliver(self, endpoint_id: str, message_id: str) -> DeliveryView:
        """Send a message again now, under the same id; UnknownEntity when it was never queued for the endpoint."""
        with self._writing() as session:
            row = _delivery(session, endpoint_id, message_id)
            row.state, row.attempts, row.next_attempt_at = "pending", 0, self.wall_clock()
            row.closed_at = None  # a claim stays: an attempt that is under way counts
            session.add(row)
            session.commit()
            return _sent(row)

    def ping(self, endpoint_id: str) -> DeliveryView:
        """Queue a test message, whatever types the endpoint asked for."""
        now = self.wall_clock()
        with self._writing() as session:
            _endpoint(session, endpoint_id)
            body = {"type": PING, "timestamp": zulu(now), "data": {"endpoint_id": endpoint_id}}
            row = _queued(endpoint_id, f"msg_{token_hex(12)}", PING, body, now)
            session.add(row)
            session.commit()
            return _sent(row)

    # --- queueing ---------------------------------------------------------------------------------------------------

    def take_in(self) -> int:
        """Queue what the casebook has recorded since the last time; how many messages that made."""
        made = 0
        while self._behind():
            with self._writing() as session:
                # A write comes first: it holds the cursor against another process before anything is read.
                session.execute(update(WebhookCursor).where(col(WebhookCursor.chain) == HOUSE).values(seq=WebhookCursor.seq))
                cursor = session.exec(select(WebhookCursor).where(WebhookCursor.chain == HOUSE)).one()
                both = and_(col(RecordEntry.case_id) == col(AuditLink.case_id), col(RecordEntry.seq) == col(AuditLink.case_seq))
                query = select(AuditLink, RecordEntry).join(RecordEntry, both).where(col(AuditLink.seq) > cursor.seq)
                page = session.exec(query.order_by(col(AuditLink.seq)).limit(_PAGE)).all()
                listening = session.exec(select(WebhookEndpointRow).where(col(WebhookEndpointRow.enabled))).all()
                made += _insert(session, [row for link, entry in page for row in self._rows(session, link, entry, listening)])
                cursor.seq = page[-1][0].seq if page else _end(session)
                session.add(cursor)
                self.crash_point("before_queued")
                session.commit()
        return made

    def _behind(self) -> bool:
        with self._reading() as session:
            cursor = session.get(WebhookCursor, HOUSE)
            return cursor is not None and cursor.seq < _end(session)

    def _rows(
        self, session: Session, link: AuditLink, entry: RecordEntry, listening: Sequence[WebhookEndpointRow]
    ) -> list[WebhookDeliveryRow]:
        now, rows = self.wall_clock(), []
        for kind, data in events_of(entry):
            wanted = [one for one in listening if kind in one.types and link.seq > one.after_seq]
            if wanted:
                message_id = "msg_" + sha256(f"{link.entry_hash}/{kind}".encode()).hexdigest()[:24]
                body = {"type": kind, "timestamp": zulu(entry.recorded_at), "data": self._told(session, entry, data)}
                rows += [_queued(one.endpoint_id, message_id, kind, body, now) for one in wanted]
        return rows

    def _told(self, session: Session, entry: RecordEntry, data: Mapping[str, Any]) -> dict[str, Any]:
        """Ids, what happened, cost and links; no name, no reason, nothing that a person wrote."""
        case = session.get_one(CaseRow, entry.case_id)
        told: dict[str, Any] = {
            "case_id": entry.case_id,
            "kind": str(case.disruption["kind"]),
            "network_id": case.network_id,
            "at": zulu(entry.at),
        }
        links = {"case": f"{self.address}/api/v1/cases/{entry.case_id}", "console": f"{self.address}/situations/{entry.case_id}"}
        if plan_id := data.get("plan_id"):
            plan = session.get(PlanRevision, (plan_id, data["revision"]))
            if plan is not None:
                told["cost"] = plan.scored_plan.cost.total.model_dump(mode="json")
            links["plan"] = f"{self.address}/api/v1/plans/{plan_id}"
        return told | dict(data) | {"links": links}

    # --- delivering -------------------------------------------------------------------------------------------------

    async def step(self) -> int:
        """Queue what is new and deliver what is due, endpoints side by side; how many messages arrived."""
        await asyncio.to_thread(self.take_in)
        due = await asyncio.to_thread(self._due_endpoints)
        return sum(await asyncio.gather(*(self._serve(one) for one in due)))

    async def run(self, every_s: float = 1.0) -> None:
        """Queue and deliver until cancelled; an endpoint that is slow to answer holds up nobody else's messages."""
        serving: dict[str, asyncio.Task[int]] = {}
        pause_s = every_s
        try:
            while True:
                await asyncio.sleep(pause_s)
                try:
                    await asyncio.to_thread(self.take_in)
                    for name in await asyncio.to_thread(self._due_endpoints):
                        if name not in serving or serving[name].done():
                            serving[name] = asyncio.create_task(self._serve(name))
                    pause_s = every_s
                except Exception as error:  # whatever it is, it is tried again later
                    _log.error("webhooks failed", error=type(error).__name__)
                    pause_s = min(60.0, 2 * pause_s)
        finally:
            for task in serving.values():
                task.cancel()
            await asyncio.gather(*serving.values(), return_exceptions=True)

    async def _serve(self, endpoint_id: str) -> int:
        """Deliver what is due to one endpoint, oldest first, until one message does not arrive."""
        arrived = 0
        while (claimed := await asyncio.to_thread(self._claim, endpoint_id)) is not None:
            endpoint, row = claimed
            body, now = row.body.encode(), self.wall_clock()
            status, error = None, ""
            try:
                status = await self.sender.send(
                    endpoint.url, signed_headers(row.message_id, body, endpoint.secrets_at(now), now), body
                )
            except NotDelivered as refusal:
                error = str(refusal)
            except Exception as unforeseen:  # whatever it is, it counts as an attempt and ends in the row
                error = f"sending failed ({type(unforeseen).__name__})"
            self.crash_point("after_send")
            if not await asyncio.to_thread(self._note, endpoint_id, row, status, error):
                break
            arrived += 1
        return arrived

    def _due(self) -> Any:
        now = self.wall_clock()
        return and_(
            col(WebhookDeliveryRow.state) == "pending",
            col(WebhookDeliveryRow.next_attempt_at) <= now,
            or_(col(WebhookDeliveryRow.claimed_until).is_(None), col(WebhookDeliveryRow.claimed_until) <= now),
        )

    def _due_endpoints(self) -> list[str]:
        known = col(WebhookEndpointRow.endpoint_id) == col(WebhookDeliveryRow.endpoint_id)
        query = select(WebhookDeliveryRow.endpoint_id).join(WebhookEndpointRow, known)
        with self._reading() as session:
            return sorted(set(session.exec(query.where(self._due(), col(WebhookEndpointRow.enabled)))))

    def _claim(self, endpoint_id: str) -> tuple[WebhookEndpointRow, WebhookDeliveryRow] | None:
        """The endpoint's next due message, held for one attempt; None when there is none."""
        with self._writing() as session:
            endpoint = session.get(WebhookEndpointRow, endpoint_id)
            if endpoint is None or not endpoint.enabled:
                return None
            mine = select(WebhookDeliveryRow).where(WebhookDeliveryRow.endpoint_id == endpoint_id, self._due())
            found = session.exec(mine.order_by(col(WebhookDeliveryRow.number)).limit(1).with_for_update(skip_locked=True)).first()
            if found is None:
                return None
            found.attempts += 1
            found.claimed_until = self.wall_clock() + self.policy.claim
            session.add(found)
            session.commit()
            return endpoint, found

    def _note(self, endpoint_id: str, row: WebhookDeliveryRow, status: int | None, error: str) -> bool:
        """Write down how an attempt went; whether the message arrived."""
        now, arrived = self.wall_clock(), status is not None and 200 <= status < 300
        values: dict[str, Any] = {"last_status": status, "last_error": error or _said(status), "claimed_until": None}
        if arrived:
            values |= {"state": "delivered", "closed_at": now}
        elif row.attempts > len(self.policy.retry_after_s):
            values |= {"state": "given_up", "closed_at": now}
        else:
            values["next_attempt_at"] = now + timedelta(seconds=self.policy.retry_after_s[row.attempts - 1])
        with self._writing() as session:
            mine = update(WebhookDeliveryRow).where(col(WebhookDeliveryRow.number) == row.number)
            session.execute(mine.where(col(WebhookDeliveryRow.state) == "pending").values(**values))
            endpoint = session.get(WebhookEndpointRow, endpoint_id)
            if endpoint is not None:
                self._judge(endpoint, arrived, status, now)
                session.add(endpoint)
            session.commit()
        return arrived

    def _judge(self, endpoint: WebhookEndpointRow, arrived: bool, status: int | None, now: datetime) -> None:
        """Disable an endpoint that is gone, or that has failed for too long."""
        if arrived:
            endpoint.failing_since = None
            return
        endpoint.failing_since = endpoint.failing_since or now
        if status == 410:
            endpoint.enabled, endpoint.disabled_because = False, "it answered 410 Gone"
        elif now - endpoint.failing_since >= self.policy.failing_for:
            days = self.policy.failing_for.days
            endpoint.enabled, endpoint.disabled_because = False, f"every attempt has failed for {days} days"

    def _reading(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def _writing(self) -> Session:
        return Session(for_writing(self.engine), expire_on_commit=False)


def events_of(entry: RecordEntry) -> list[tuple[EventType, dict[str, Any]]]:
    """What an entry of a case's record means to who listens, and what is told beside the case; most entries mean nothing."""
    if entry.kind not in ("case_opened", "option", "decision", "stale", "execution"):
        return []
    body = json.loads(entry.body)
    about = {name: body[name] for name in ("plan_id", "revision") if name in body}
    match entry.kind:
        case "case_opened":
            return [("case.opened", {"status": "open"})]
        case "option":  # the first of them stands for the proposal
            return [("case.proposed", about | {"status": "proposed"})] if body["rank"] == 1 else []
        case "decision":
            told = {name: body[name] for name in ("decision", "effect", "role")}
            return [("case.decided", about | told | {"status": "decided" if body["effect"] == "approved" else "proposed"})]
        case "stale":
            return [("plan.stale", about | {"status": "stale"})]
    if body["status"] != "done":
        return [("plan.stale", about | {"status": "stale"})]
    version = {"network_version": body["resulting_version"]}
    return [("plan.executed", about | version | {"status": "executed"}), ("case.closed", about | {"status": "closed"})]


def new_secret() -> str:
    """A signing secret in the form of Standard Webhooks."""
    return "whsec_" + b64encode(token_bytes(32)).decode()


def zulu(moment: datetime) -> str:
    """A UTC moment with the letter that all our JSON uses."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _queued(endpoint_id: str, message_id: str, kind: str, body: Mapping[str, Any], now: datetime) -> WebhookDeliveryRow:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return WebhookDeliveryRow(
        endpoint_id=endpoint_id, message_id=message_id, type=kind, body=text, next_attempt_at=now, queued_at=now
    )


def _insert(session: Session, rows: Sequence[WebhookDeliveryRow]) -> int:
    """Add the messages that are not queued yet; how many were added."""
    if not rows:
        return 0
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    adding = insert(WebhookDeliveryRow).on_conflict_do_nothing(index_elements=["endpoint_id", "message_id"])
    values = [row.model_dump(exclude={"number"}) for row in rows]
    return len(session.execute(adding.returning(col(WebhookDeliveryRow.number)), values).scalars().all())


def _end(session: Session) -> int:
    return session.exec(select(func.max(AuditLink.seq))).one() or 0


def _endpoint(session: Session, endpoint_id: str) -> WebhookEndpointRow:
    row = session.get(WebhookEndpointRow, endpoint_id)
    if row is None:
        raise UnknownEntity(f"Webhook {endpoint_id!r} is not registered. List webhooks with GET /api/v1/webhooks.")
    return row


def _delivery(session: Session, endpoint_id: str, message_id: str) -> WebhookDeliveryRow:
    _endpoint(session, endpoint_id)
    query = select(WebhookDeliveryRow).where(
        WebhookDeliveryRow.endpoint_id == endpoint_id, WebhookDeliveryRow.message_id == message_id
    )
    row = session.exec(query).first()
    if row is None:
        raise UnknownEntity(
            f"Message {message_id!r} was not queued for webhook {endpoint_id!r}. "
            f"List them with GET /api/v1/webhooks/{endpoint_id}/deliveries."
        )
    return row


def _shown(session: Session, row: WebhookEndpointRow) -> EndpointView:
    mine = select(func.count()).select_from(WebhookDeliveryRow).where(WebhookDeliveryRow.endpoint_id == row.endpoint_id)
    pending = session.exec(mine.where(WebhookDeliveryRow.state == "pending")).one()
    return EndpointView.model_validate(row.model_dump(include=set(EndpointView.model_fields)) | {"pending": pending})


def _sent(row: WebhookDeliveryRow) -> DeliveryView:
    shown = row.model_dump(include=set(DeliveryView.model_fields))
    return DeliveryView.model_validate(shown | {"next_attempt_at": row.next_attempt_at if row.state == "pending" else None})


def _said(status: int | None) -> str:
    if status is None or 200 <= status < 300:
        return ""
    return f"answered {status}" + ("; redirects are not followed" if 300 <= status < 400 else "")
