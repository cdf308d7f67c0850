"""The casebook's rows: cases, what the specialists said, plan revisions, decisions, executions and the decision record."""

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, String, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.disruptions import DISRUPTION, Disruption
from domain.plans import ScoredPlan

CaseStatus = Literal["open", "working", "proposed", "decided", "closed"]
PlanStatus = Literal["draft", "proposed", "approved_once", "approved", "executed", "rejected", "returned", "superseded", "stale"]
AWAITING_DECISION: tuple[PlanStatus, ...] = ("proposed", "approved_once")
DECIDED: tuple[PlanStatus, ...] = ("approved", "executed", "rejected", "returned", "superseded")


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


class CaseRow(SQLModel, table=True):
    """One disruption being dealt with. `opened_at` is simulation time; `writes` is raised by every writer to hold the row."""

    __tablename__ = "cases"

    case_id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    network_id: str
    scenario_id: str
    title: str = Field(sa_column=Column(Text, nullable=False))
    disruption: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = Field(default="open", index=True)
    stage: str = ""
    base_version: int | None = None
    run: int = 0
    plan_count: int = 0
    budget_s: float
    specialists: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opened_by: str
    opened_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    stopped_by: str = ""
    trouble: str = Field(default="", sa_column=Column(Text, nullable=False))
    writes: int = 0
    record_length: int = 0
    record_head: str = ""

    @property
    def reported(self) -> Disruption:
        """The disruption as a typed report."""
        return DISRUPTION.validate_python(self.disruption)


class CaseEventRow(SQLModel, table=True):
    """Progress of a case, for people who watch: which stage, which specialist, how long since the run began."""

    __tablename__ = "case_events"

    seq: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(index=True)
    run: int
    at: datetime = Field(sa_type=Moment)
    stage: str
    specialist: str = ""
    status: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    elapsed_s: float = 0.0


class FindingRow(SQLModel, table=True):
    """A specialist's answer in one run of a case, kept the moment it arrives."""

    __tablename__ = "case_findings"

    case_id: str = Field(primary_key=True)
    run: int = Field(primary_key=True)
    specialist: str = Field(primary_key=True)
    status: str
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)


class ToolRunRow(SQLModel, table=True):
    """One tool call of a case, with its input, its output and the digest of the output."""

    __tablename__ = "case_tool_runs"

    run_id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(index=True)
    run: int
    stage: str
    asked_by: str
    tool: str
    outcome: str
    message: str = Field(default="", sa_column=Column(Text, nullable=False))
    arguments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    output: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    output_sha256: str = ""
    runtime_s: float = 0.0


class ModelCallRow(SQLModel, table=True):
    """One call of a language model: never its words, only which model, digest of the prompt, tokens, price and latency.

    It is of a case, of a turn of conversation, or of both; the other is empty.
    """

    __tablename__ = "case_model_calls"

    call_id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(default="", index=True)
    turn_id: str = Field(default="", index=True)
    run: int = 0
    purpose: str
    mode: str
    model: str
    prompt_sha256: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micro_usd: int = Field(default=0, sa_type=BigInteger)
    latency_s: float
    outcome: str


class PlanRevision(SQLModel, table=True):
    """One revision of a plan, never changed but for its status and its explanation. `etag` is the digest of `scored`."""

    __tablename__ = "plan_revisions"

    plan_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    case_id: str = Field(index=True)
    run: int
    status: str = Field(index=True)
    kind: str
    label: str
    rank: int = 0
    edited: bool = False
    scored: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    explanation: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    etag: str
    made_by: str
    made_at: datetime = Field(sa_type=Moment)
    stale_because: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    @property
    def scored_plan(self) -> ScoredPlan:
        """The priced and checked plan."""
        return ScoredPlan.model_validate(self.scored)


class ReviewRow(SQLModel, table=True):
    """One specialist's verdict on one revision."""

    __tablename__ = "plan_reviews"

    plan_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    specialist: str = Field(primary_key=True)
    status: str
    review: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class DecisionRow(SQLModel, table=True):
    """Who decided what about which revision. `effect` is what it led to: approved_once is half of a two-person approval."""

    __tablename__ = "decisions"

    decision_id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    plan_id: str = Field(index=True)
    revision: int
    decision: str
    effect: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    actor: str
    role: str
    rule: str
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)


class ExecutionRow(SQLModel, table=True):
    """Outbox: an approved revision on its way to the network, exactly once by its idempotency key."""

    __tablename__ = "executions"
    __table_args__ = (UniqueConstraint("idempotency_key"),)

    plan_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    case_id: str = Field(index=True)
    network_id: str
    idempotency_key: str
    operations: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    actor: str
    status: str = Field(default="pending", sa_column=Column(String, nullable=False, index=True))
    attempts: int = 0
    last_error: str = Field(default="", sa_column=Column(Text, nullable=False))
    resulting_version: int | None = None
    approved_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class RecordEntry(SQLModel, table=True):
    """One link of a case's decision record; `body` is canonical JSON text, kept as text so that its hash stays true."""

    __tablename__ = "record_entries"

    case_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    actor: str
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)
    body: str = Field(sa_column=Column(Text, nullable=False))
    previous_hash: str
    entry_hash: str


class AuditLink(SQLModel, table=True):
    """One link of the chain over all cases: an entry of a case's record, at its place in the order of everything recorded."""

    __tablename__ = "audit_log"
    __table_args__ = (UniqueConstraint("case_id", "case_seq"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    case_id: str
    case_seq: int
    entry_hash: str
    previous_hash: str
    hash: str


class AuditHead(SQLModel, table=True):
    """The one row that says how long the house's chain is and where it ends; who adds a link holds it."""

    __tablename__ = "audit_head"

    chain: str = Field(primary_key=True)
    length: int
    hash: str
