"""What the casebook looks like to who asks: cases, plans, events, decisions and the record, as border types."""

from typing import Any

from domain.commands import Operation
from domain.disruptions import Disruption
from domain.plans import Check, CostBreakdown, Kpis, ProjectedFlight, SolverReport, SpecialistAnswer
from domain.units import Frozen, UtcDatetime
from graphs.casebook import CaseEventRow, CaseRow, DecisionRow, ExecutionRow, FindingRow, PlanRevision, RecordEntry
from graphs.explain import Explanation
from graphs.record import Verification


class DecisionView(Frozen):
    """One decision: who, in which role, what, about which revision, why, when (simulation time), and what it led to."""

    decision_id: str
    plan_id: str
    revision: int
    decision: str
    effect: str
    reason: str
    actor: str
    role: str
    rule: str
    at: UtcDatetime
    recorded_at: UtcDatetime

    @classmethod
    def of(cls, row: DecisionRow) -> "DecisionView":
        """From its row."""
        return cls.model_validate(row.model_dump(exclude={"case_id"}))


class ExecutionView(Frozen):
    """Where an approved revision is on its way to the network."""

    plan_id: str
    revision: int
    status: str
    attempts: int
    last_error: str
    resulting_version: int | None
    approved_at: UtcDatetime
    done_at: UtcDatetime | None

    @classmethod
    def of(cls, row: ExecutionRow) -> "ExecutionView":
        """From its row."""
        return cls.model_validate(row.model_dump(include=set(cls.model_fields)))


class EventView(Frozen):
    """One step of progress; `seq` rises over all cases."""

    seq: int
    case_id: str
    run: int
    at: UtcDatetime
    stage: str
    specialist: str
    status: str
    text: str
    detail: dict[str, Any]
    elapsed_s: float

    @classmethod
    def of(cls, row: CaseEventRow) -> "EventView":
        """From its row."""
        return cls.model_validate(row.model_dump())


class CaseView(Frozen):
    """A case with the latest run's findings by specialist and the decisions made."""

    case_id: str
    status: str
    stage: str
    title: str
    disruption: Disruption
    network_id: str
    scenario_id: str
    base_version: int | None
    run: int
    specialists: tuple[str, ...]
    findings: dict[str, SpecialistAnswer]
    plan_ids: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    execution: ExecutionView | None
    opened_by: str
    opened_at: UtcDatetime
    closed_at: UtcDatetime | None
    stopped_by: str
    trouble: str

    @classmethod
    def of(
        cls,
        case: CaseRow,
        findings: list[FindingRow],
        plans: list[PlanRevision],
        decisions: list[DecisionRow],
        execution: ExecutionRow | None,
    ) -> "CaseView":
        """From its rows."""
        return cls.model_validate(
            case.model_dump(include=set(cls.model_fields))
            | {
                "findings": {row.specialist: row.answer for row in findings},
                "plan_ids": [row.plan_id for row in plans],
                "decisions": [DecisionView.of(row) for row in decisions],
                "execution": None if execution is None else ExecutionView.of(execution),
            }
        )


class PlanView(Frozen):
    """One revision of a plan. `etag` is the digest of what it says; `If-Match` carries the revision."""

    plan_id: str
    case_id: str
    revision: int
    status: str
    label: str
    kind: str
    rank: int
    edited: bool
    legal: bool
    base_version: int
    operations: tuple[Operation, ...]
    cost: CostBreakdown
    kpis: Kpis
    checks: tuple[Check, ...]
    solver: SolverReport
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    affected: tuple[ProjectedFlight, ...]
    explanation: Explanation | None
    etag: str
    made_by: str
    made_at: UtcDatetime
    stale_because: tuple[str, ...]
    decisions: tuple[DecisionView, ...]

    @classmethod
    def of(cls, row: PlanRevision, decisions: list[DecisionRow]) -> "PlanView":
        """From its rows."""
        scored = row.scored_plan
        plan = scored.plan
        return cls(
            plan_id=row.plan_id,
            case_id=row.case_id,
            revision=row.revision,
            status=row.status,
            label=row.label,
            kind=row.kind,
            rank=row.rank,
            edited=row.edited,
            legal=scored.legal,
            base_version=plan.base_version,
            operations=plan.operations,
            cost=scored.cost,
            kpis=scored.kpis,
            checks=scored.checks,
            solver=plan.solver,
            reasons=plan.reasons,
            assumptions=plan.assumptions,
            affected=scored.affected,
            explanation=Explanation.model_validate(row.explanation) if row.explanation else None,
            etag=row.etag,
            made_by=row.made_by,
            made_at=row.made_at,
            stale_because=tuple(row.stale_because),
            decisions=tuple(DecisionView.of(one) for one in decisions if one.revision == row.revision),
        )


class RecordLine(Frozen):
    """One link of the chain; `body` is the canonical JSON text that was hashed."""

    seq: int
    kind: str
    actor: str
    at: UtcDatetime
    recorded_at: UtcDatetime
    body: str
    previous_hash: str
    entry_hash: str


class RecordView(Frozen):
    """A case's decision record and whether its chain holds."""

    case_id: str
    intact: bool
    broken_seq: int | None
    reason: str
    head: str
    entries: tuple[RecordLine, ...]

    @classmethod
    def of(cls, case: CaseRow, entries: list[RecordEntry], verified: Verification) -> "RecordView":
        """From its rows."""
        return cls(
            case_id=case.case_id,
            intact=verified.intact,
            broken_seq=verified.broken_seq,
            reason=verified.reason,
            head=case.record_head,
            entries=tuple(RecordLine.model_validate(row.model_dump(exclude={"case_id"})) for row in entries),
        )
