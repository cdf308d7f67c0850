"""A plan as somebody who is about to decide must see it: who may, what has moved under it, until when, and its revisions."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.keys import Principal
from domain.network import UnknownEntity
from domain.plans import PlanKind
from domain.units import Frozen, Money, UtcDatetime
from graphs.casebook import AWAITING_DECISION, CaseRow, DecisionRow, PlanRevision
from graphs.deciding import decide_by, moved_under, rule_for
from graphs.network import Network
from graphs.views import CaseView, DecisionView, PlanView
from knowledge.airline.approval import ApprovalPolicy


class WhoApproves(Frozen):
    """Whose approval the policy asks for. Without a `rule` nobody may approve; `because` says why either way."""

    rule: str | None
    role: str | None
    people: int
    because: str
    assumed: bool
    approved_once_by: tuple[str, ...]


class PlanReview(Frozen):
    """What a decision rests on now. `approve_refused`, `decline_refused`: why the asker may not; empty when they may.

    `moved`: what has changed under the plan since its base version, without pricing it again; the decision itself does that.
    """

    plan_id: str
    revision: int
    status: str
    base_version: int
    version: int
    now: UtcDatetime
    approval: WhoApproves
    approve_refused: str
    decline_refused: str
    moved: tuple[str, ...]
    decide_by: UtcDatetime | None


class RevisionLine(Frozen):
    """One revision of a plan in its history, without its operations."""

    revision: int
    status: str
    kind: PlanKind
    label: str
    edited: bool
    made_by: str
    made_at: UtcDatetime
    operations: int
    total: Money
    failed: int
    not_checked: int
    stale_because: tuple[str, ...]
    decisions: tuple[DecisionView, ...]


def review_of(plan: PlanView, case: CaseView, network: Network, policy: ApprovalPolicy, asker: Principal) -> PlanReview:
    """The plan against the network as it is now, and what the asker may decide about it."""
    live = network.state()
    rule = rule_for(plan, policy)
    failing = sorted({check.rule for check in plan.checks if check.verdict == "fail"})
    in_words = ", ".join(failing).replace("_", " ").replace(".", ": ")
    once = tuple(one.actor for one in plan.decisions if one.effect == "approved_once")
    role, closed = asker.role.word, ""
    if plan.status not in AWAITING_DECISION:
        closed = f"Revision {plan.revision} is {plan.status.replace('_', ' ')}; it waits for no decision."
    approve_refused = closed
    if not closed and rule is None:
        approve_refused = f"It fails {in_words}; nobody may approve it. Edit it, or choose another option."
    elif not closed and rule is not None and not policy.allows(role, rule.approver):
        approve_refused = (
            f"The rule {rule.name!r} asks for a {rule.approver.replace('_', ' ')}; you are a {role.replace('_', ' ')}."
        )
    elif not closed and asker.name in once:
        approve_refused = "You have approved it once; the second approval must come from another person."
    decline_refused = closed
    if not closed and not policy.allows(role, policy.decline_from):
        decline_refused = f"Only a {policy.decline_from.replace('_', ' ')} or above may return or reject a plan."
    return PlanReview(
        plan_id=plan.plan_id,
        revision=plan.revision,
        status=plan.status,
        base_version=plan.base_version,
        version=live.version,
        now=network.now(),
        approval=WhoApproves(
            rule=rule.name if rule else None,
            role=rule.approver if rule else None,
            people=rule.approvals if rule else 0,
            because=rule.reason if rule else f"it fails {in_words}",
            assumed=policy.assumed,
            approved_once_by=once,
        ),
        approve_refused=approve_refused,
        decline_refused=decline_refused,
        moved=moved_under(plan, case, network, policy),
        decide_by=decide_by(plan, live) if case.network_id == network.network_id else None,
    )


def revisions_of(engine: Engine, plan_id: str) -> tuple[RevisionLine, ...]:
    """Every revision of a plan, oldest first; UnknownEntity when there is no such plan."""
    with Session(engine) as session:
        rows = session.exec(
            select(PlanRevision).where(PlanRevision.plan_id == plan_id).order_by(col(PlanRevision.revision))
        ).all()
        made = session.exec(
            select(DecisionRow).where(DecisionRow.plan_id == plan_id).order_by(col(DecisionRow.recorded_at))
        ).all()
    if not rows:
        raise UnknownEntity(f"Plan {plan_id!r} is not in the casebook. List a case's plans with GET /api/v1/cases/{{id}}/plans.")
    return tuple(_line(row, [one for one in made if one.revision == row.revision]) for row in rows)


def _line(row: PlanRevision, decisions: list[DecisionRow]) -> RevisionLine:
    scored = row.scored_plan
    verdicts = [check.verdict for check in scored.checks]
    return RevisionLine(
        revision=row.revision,
        status=row.status,
        kind=scored.plan.kind,
        label=row.label,
        edited=row.edited,
        made_by=row.made_by,
        made_at=row.made_at,
        operations=len(scored.plan.operations),
        total=scored.cost.total,
        failed=verdicts.count("fail"),
        not_checked=verdicts.count("not_checked"),
        stale_because=tuple(row.stale_because),
        decisions=tuple(DecisionView.of(one) for one in decisions),
    )


def nothing_of(engine: Engine, case_id: str) -> PlanView | None:
    """What doing nothing was priced at in the case's latest search, also when somebody has since edited that option."""
    with Session(engine) as session:
        case = session.get(CaseRow, case_id)
        row = session.exec(
            select(PlanRevision)
            .where(
                PlanRevision.case_id == case_id,
                PlanRevision.run == (case.run if case else 0),
                PlanRevision.kind == "do_nothing",
                PlanRevision.rank > 0,
            )
            .order_by(col(PlanRevision.revision).desc())
        ).first()
        if row is None:
            return None
        made = session.exec(select(DecisionRow).where(DecisionRow.plan_id == row.plan_id).order_by(col(DecisionRow.recorded_at)))
        return PlanView.of(row, list(made))
