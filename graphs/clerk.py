"""The clerk writes the casebook: every change of a case goes through here, holding the case's row while it writes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from agents.models import ModelCall
from agents.specialist import ToolRun
from domain.disruptions import Disruption, describe
from domain.hash_chain import FIRST, canonical
from domain.network import UnknownEntity
from domain.plans import Degraded, Finding, Review, ScoredPlan
from graphs.audit import HOUSE, link_hash
from graphs.casebook import (
    AWAITING_DECISION,
    AuditHead,
    AuditLink,
    CaseEventRow,
    CaseRow,
    FindingRow,
    ModelCallRow,
    PlanRevision,
    RecordEntry,
    ReviewRow,
    ToolRunRow,
)
from graphs.network import CaseError
from graphs.record import entry_hash

OUTPUT_KEPT_BYTES = 200_000
"""A larger tool output is kept as its digest alone."""


def etag_of(scored: ScoredPlan) -> str:
    """Digest of everything a revision says."""
    return sha256(canonical(scored.model_dump(mode="json")).encode()).hexdigest()


def hold(session: Session, case_id: str) -> CaseRow:
    """Hold the case for this transaction; UnknownEntity when there is none.

    A write comes first: it takes the row lock in PostgreSQL and the write lock in SQLite before anything is read, so
    that what is read next cannot be overtaken (a read followed by a write would fail with SQLITE_BUSY_SNAPSHOT).
    """
    found = session.execute(update(CaseRow).where(col(CaseRow.case_id) == case_id).values(writes=CaseRow.writes + 1))
    if found.rowcount != 1:  # type: ignore[attr-defined]
        raise UnknownEntity(f"Case {case_id!r} is not in the casebook. List cases with GET /api/v1/cases.")
    return session.exec(select(CaseRow).where(CaseRow.case_id == case_id).execution_options(populate_existing=True)).one()


def enter(
    session: Session, case: CaseRow, *, kind: str, actor: str, at: datetime, recorded_at: datetime, body: dict[str, Any]
) -> None:
    """Add the next link to the case's record and to the house's chain; the caller holds the case."""
    entry = RecordEntry(
        case_id=case.case_id,
        seq=case.record_length + 1,
        kind=kind,
        actor=actor,
        at=at,
        recorded_at=recorded_at,
        body=canonical(body),
        previous_hash=case.record_head or FIRST,
        entry_hash="",
    )
    entry.entry_hash = entry_hash(entry)
    case.record_length, case.record_head = entry.seq, entry.entry_hash
    session.add(entry)
    session.add(case)
    _link(session, entry)


def _link(session: Session, entry: RecordEntry) -> None:
    """Add the entry to the chain over all cases, in the order in which writers come to its head."""
    # Whatever can collide with another writer (a new case's number) is written before the head is held: nobody waits with it.
    session.flush()
    session.execute(update(AuditHead).where(col(AuditHead.chain) == HOUSE).values(length=AuditHead.length + 1))
    head = session.exec(select(AuditHead).where(AuditHead.chain == HOUSE).execution_options(populate_existing=True)).one()
    link = AuditLink(
        seq=head.length,
        case_id=entry.case_id,
        case_seq=entry.seq,
        entry_hash=entry.entry_hash,
        previous_hash=head.hash,
        hash="",
    )
    link.hash = link_hash(link)
    head.hash = link.hash
    session.add(link)
    session.add(head)


@dataclass(slots=True)
class Clerk:
    """Writes and reads the casebook. `wall_clock` stamps the record; everything else is simulation time."""

    engine: Engine
    wall_clock: Callable[[], datetime]
    _listeners: list[Callable[[CaseEventRow], None]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def session(self) -> Session:
        """A session to read with, whose rows stay readable after it ends."""
        return Session(self.engine, expire_on_commit=False)

    def _writing(self) -> Session:
        # On SQLite the write lock is taken at the start: a transaction that reads first would fail when another wrote meanwhile.
        return Session(self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE"), expire_on_commit=False)

    @contextmanager
    def holding(self, case_id: str) -> Iterator[tuple[Session, CaseRow]]:
        """A transaction that holds the case; committed at the end, rolled back on an error."""
        with self._writing() as session:
            case = hold(session, case_id)
            yield session, case
            session.commit()

    def listen(self, hear: Callable[[CaseEventRow], None]) -> Callable[[], None]:
        """Call `hear` with every new case event; call what is returned to stop."""
        with self._lock:
            self._listeners.append(hear)

        def leave() -> None:
            with self._lock:
                if hear in self._listeners:
                    self._listeners.remove(hear)

        return leave

    def open_case(
        self, disruption: Disruption, *, network_id: str, scenario_id: str, actor: str, now: datetime, budget_s: float
    ) -> CaseRow:
        """A new case with the next free number."""
        for _ in range(20):
            with self._writing() as session:
                number = (session.exec(select(func.max(CaseRow.number))).one() or 0) + 1
                case = CaseRow(
                    case_id=f"C{number}",
                    number=number,
                    network_id=network_id,
                    scenario_id=scenario_id,
                    title=describe(disruption),
                    disruption=disruption.model_dump(mode="json"),
                    opened_by=actor,
                    opened_at=now,
                    budget_s=budget_s,
                )
                self._enter(session, case, "case_opened", actor, now, {"disruption": case.disruption, "title": case.title})
                try:
                    session.commit()
                except IntegrityError:  # another desk took the number
                    continue
                return case
        raise RuntimeError("No free case number after 20 attempts; the casebook is written by too many desks at once.")

    def set_budget(self, case_id: str, budget_s: float) -> None:
        """How long the solver may search for the case from its next run on, in seconds."""
        with self.holding(case_id) as (session, case):
            case.budget_s = budget_s
            session.add(case)

    def _enter(self, session: Session, case: CaseRow, kind: str, actor: str, at: datetime, body: dict[str, Any]) -> None:
        enter(session, case, kind=kind, actor=actor, at=at, recorded_at=self.wall_clock(), body=body)

    def case(self, case_id: str) -> CaseRow:
        """The case, or UnknownEntity."""
        with self.session() as session:
            found = session.get(CaseRow, case_id)
        if found is None:
            raise UnknownEntity(f"Case {case_id!r} is not in the casebook. List cases with GET /api/v1/cases.")
        return found

    def cases(self, statuses: Sequence[str] = ()) -> list[CaseRow]:
        """Every case, or those in these statuses, oldest first."""
        query = select(CaseRow).order_by(col(CaseRow.number))
        if statuses:
            query = query.where(col(CaseRow.status).in_(statuses))
        with self.session() as session:
            return list(session.exec(query))

    def note(
        self,
        case: CaseRow,
        stage: str,
        text: str,
        *,
        at: datetime,
        elapsed_s: float,
        specialist: str = "",
        status: str = "done",
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Tell who watches the case, and keep it."""
        event = CaseEventRow(
            case_id=case.case_id,
            run=case.run,
            at=at,
            stage=stage,
            specialist=specialist,
            status=status,
            text=text,
            detail=detail or {},
            elapsed_s=round(elapsed_s, 3),
        )
        self.tell(event)

    def tell(self, event: CaseEventRow) -> None:
        """Keep one step of progress and tell who listens; `case_id` may name a watch, which is no case."""
        with self._writing() as session:
            session.add(event)
            session.commit()
        with self._lock:
            listeners = tuple(self._listeners)
        for hear in listeners:
            hear(event)

    def start_run(self, case_id: str, *, base_version: int) -> CaseRow:
        """The case's next run on this version; what an earlier run proposed is superseded. CaseError when it is decided."""
        with self.holding(case_id) as (session, case):
            if case.status in ("decided", "closed"):
                raise CaseError(f"Case {case_id!r} was decided before it could be run again; open a new case.")
            case.run += 1
            case.status, case.stage, case.base_version = "working", "triage", base_version
            case.trouble = ""
            supersede(session, case_id, keep=None)
            session.add(case)
        return case

    def fail_run(self, case_id: str, why: str) -> None:
        """The run ended by an error: the case is open again, unless somebody has decided it."""
        with self.holding(case_id) as (session, case):
            case.trouble = why
            if case.status not in ("decided", "closed"):
                case.status, case.stage = "open", "failed"
            session.add(case)

    def set_stage(self, case_id: str, stage: str, **changes: Any) -> None:
        """Where the case is now, with other columns of its row."""
        with self.holding(case_id) as (session, case):
            case.stage = stage
            for name, value in changes.items():
                setattr(case, name, value)
            session.add(case)

    def keep_answer(self, case: CaseRow, answer: Finding | Degraded, runs: Sequence[ToolRun], *, at: datetime) -> None:
        """A specialist's answer and the tool runs behind it, as soon as it is there."""
        body = answer.model_dump(mode="json")
        with self.holding(case.case_id) as (session, held):
            session.merge(
                FindingRow(
                    case_id=case.case_id,
                    run=case.run,
                    specialist=answer.specialist,
                    status=answer.status,
                    answer=body,
                    at=at,
                )
            )
            digests = _keep_runs(session, case, "consult", runs)
            self._enter(session, held, "finding", answer.specialist, at, {"run": case.run, "answer": body, "tool_runs": digests})

    def keep_tool_runs(self, case: CaseRow, stage: str, runs: Sequence[ToolRun], *, at: datetime) -> None:
        """Tool runs outside a consultation: solving, reviewing, re-evaluating."""
        if not runs:
            return
        with self.holding(case.case_id) as (session, held):
            digests = _keep_runs(session, case, stage, runs)
            self._enter(session, held, "tool_runs", runs[0].asked_by, at, {"run": case.run, "stage": stage, "tool_runs": digests})

    def keep_model_call(self, case: CaseRow | None, call: ModelCall, *, turn_id: str = "") -> None:
        """Which model was asked, and what it cost; not its words. `turn_id`: the turn of conversation it was asked in."""
        of_case: dict[str, Any] = {} if case is None else {"case_id": case.case_id, "run": case.run}
        with self._writing() as session:
            session.add(ModelCallRow(turn_id=turn_id, **of_case, **call.model_dump()))
            session.commit()

    def keep_words(self, case: CaseRow, plan_id: str, explanation: dict[str, Any], *, at: datetime) -> bool:
        """Other words for an option that still waits for its decision; False, and nothing changes, when it does not."""
        with self.holding(case.case_id) as (session, held):
            row = session.get_one(PlanRevision, (plan_id, 1))
            if held.run != case.run or row.status not in AWAITING_DECISION:
                return False
            row.explanation = explanation
            session.add(row)
            told = {"plan_id": plan_id, "revision": 1, "run": case.run, "explanation": explanation}
            self._enter(session, held, "explained", "supervisor", at, told)
        return True

    def draft(self, case: CaseRow, scored: ScoredPlan, *, at: datetime) -> str:
        """A candidate as the first revision of a new plan; its id."""
        with self.holding(case.case_id) as (session, held):
            held.plan_count += 1
            plan_id = f"{case.case_id}-P{held.plan_count}"
            session.add(held)
            session.add(
                PlanRevision(
                    plan_id=plan_id,
                    revision=1,
                    case_id=case.case_id,
                    run=case.run,
                    status="draft",
                    kind=scored.plan.kind,
                    label=scored.plan.label,
                    scored=scored.model_dump(mode="json"),
                    etag=etag_of(scored),
                    made_by="supervisor",
                    made_at=at,
                )
            )
        return plan_id

    def drop_drafts(self, plan_ids: Sequence[str]) -> None:
        """Candidates that a later round replaced."""
        with self._writing() as session:
            session.execute(
                update(PlanRevision)
                .where(col(PlanRevision.plan_id).in_(plan_ids), col(PlanRevision.status) == "draft")
                .values(status="superseded")
            )
            session.commit()

    def keep_review(self, plan_id: str, revision: int, review: Review | Degraded) -> None:
        """A specialist's verdict on one revision."""
        with self._writing() as session:
            session.merge(
                ReviewRow(
                    plan_id=plan_id,
                    revision=revision,
                    specialist=review.specialist,
                    status="degraded" if isinstance(review, Degraded) else "review",
                    review=review.model_dump(mode="json"),
                )
            )
            session.commit()

    def reviews(self, plan_id: str, revision: int) -> list[ReviewRow]:
        """What the specialists said about one revision, by name."""
        query = select(ReviewRow).where(ReviewRow.plan_id == plan_id, ReviewRow.revision == revision)
        with self.session() as session:
            return list(session.exec(query.order_by(col(ReviewRow.specialist))))

    def propose(self, case: CaseRow, ranked: Sequence[tuple[str, ScoredPlan, dict[str, Any]]], *, at: datetime) -> None:
        """Put the drafts before a human in this order, with their final checks and explanations."""
        with self.holding(case.case_id) as (session, held):
            for rank, (plan_id, scored, explanation) in enumerate(ranked, start=1):
                row = session.get_one(PlanRevision, (plan_id, 1))
                row.status, row.rank, row.kind, row.label = "proposed", rank, scored.plan.kind, scored.plan.label
                row.scored, row.etag, row.explanation = scored.model_dump(mode="json"), etag_of(scored), explanation
                session.add(row)
                self._enter(
                    session,
                    held,
                    "option",
                    "supervisor",
                    at,
                    {"plan_id": plan_id, "revision": 1, "rank": rank, "plan": row.scored},
                )
            held.status, held.stage = "proposed", "approve"

    def latest(self, plan_id: str) -> PlanRevision:
        """The plan's newest revision, or UnknownEntity."""
        query = select(PlanRevision).where(PlanRevision.plan_id == plan_id).order_by(col(PlanRevision.revision).desc())
        with self.session() as session:
            found = session.exec(query).first()
        if found is None:
            raise UnknownEntity(f"Plan {plan_id!r} is not in the casebook. List a case's plans with GET /api/v1/cases/ID/plans.")
        return found

    def plans(self, case_id: str) -> list[PlanRevision]:
        """The newest revision of every plan of the latest run, in rank order; drafts that were dropped are left out."""
        case = self.case(case_id)
        query = select(PlanRevision).where(PlanRevision.case_id == case_id, PlanRevision.run == case.run)
        newest: dict[str, PlanRevision] = {}
        with self.session() as session:
            for row in session.exec(query.order_by(col(PlanRevision.plan_id), col(PlanRevision.revision))):
                newest[row.plan_id] = row
        shown = [row for row in newest.values() if row.rank]
        return sorted(shown, key=lambda row: (row.rank, row.plan_id))

    def enter_record(self, case_id: str, *, kind: str, actor: str, at: datetime, body: dict[str, Any]) -> None:
        """One more entry of the case's record, in a transaction of its own."""
        with self.holding(case_id) as (session, case):
            self._enter(session, case, kind, actor, at, body)


def _keep_runs(session: Session, case: CaseRow, stage: str, runs: Sequence[ToolRun]) -> list[dict[str, Any]]:
    digests = []
    for run in runs:
        kept = run.output if len(canonical(run.output)) <= OUTPUT_KEPT_BYTES else None
        session.add(
            ToolRunRow(
                case_id=case.case_id,
                run=case.run,
                stage=stage,
                **run.model_dump(exclude={"output"}),
                output=kept,
            )
        )
        asked = sha256(canonical(run.arguments).encode()).hexdigest()
        digests.append(run.model_dump(include={"tool", "outcome", "output_sha256", "message"}) | {"arguments_sha256": asked})
    return digests


def supersede(session: Session, case_id: str, *, keep: str | None) -> None:
    """Every undecided plan of the case but `keep` gives way."""
    losing = update(PlanRevision).where(
        col(PlanRevision.case_id) == case_id, col(PlanRevision.status).in_((*AWAITING_DECISION, "draft", "stale"))
    )
    if keep is not None:
        losing = losing.where(col(PlanRevision.plan_id) != keep)
    session.execute(losing.values(status="superseded"))
