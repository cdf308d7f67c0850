"""Decisions and hand edits. A decision is a compare-and-set in the casebook; nothing else, and no message, approves a plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from domain.commands import DelayFlight, Operation
from domain.faults import Refused
from domain.network import NetworkState, UnknownEntity
from domain.plans import Decision, Plan, ScoredPlan
from graphs.casebook import AWAITING_DECISION, DECIDED, CaseRow, DecisionRow, ExecutionRow, PlanRevision
from graphs.clerk import Clerk, enter, etag_of, supersede
from graphs.executor import no_crash
from graphs.explain import OptionFacts, template
from graphs.network import AlreadyDecided, Network, NotAllowed, PreconditionFailed, Stale
from graphs.staleness import still_ahead, what_moved
from knowledge.airline.approval import ApprovalPolicy, ApprovalRule
from tools.spec import ToolRetry

Price = Callable[[CaseRow, NetworkState, Plan], ScoredPlan]
"""Evaluate and review a plan of a case on a state; ToolRetry or Refused when an operation is refused."""

Repair = Callable[[CaseRow, NetworkState, Sequence[Operation]], Sequence[Operation]]
"""The operations, and those that the rest of a state then needs."""

Choice = Literal["approve", "reject", "return"]
_CHECKS_BEFORE_GIVING_UP = 5


@dataclass(frozen=True, slots=True)
class Approval:
    """Where humans decide."""

    clerk: Clerk
    network: Network
    price: Price
    policy: ApprovalPolicy
    crash_point: Callable[[str], None] = no_crash

    def decide(
        self,
        plan_id: str,
        *,
        revision: int,
        decision: Choice,
        reason: str,
        actor: str,
        role: str,
        decision_id: str | None = None,
    ) -> DecisionRow:
        """Decide about one revision, once. The same `decision_id` again gives the same answer.

        UnknownEntity, NotAllowed, PreconditionFailed, AlreadyDecided and Stale, in this order of precedence.
        """
        wish = Decision(decision=decision, reason=reason)
        if decision_id is not None and (earlier := self._earlier(decision_id, plan_id, revision, wish, actor)) is not None:
            return earlier
        made_as = decision_id or uuid4().hex
        for _ in range(_CHECKS_BEFORE_GIVING_UP):
            row = self.clerk.latest(plan_id)
            case = self.clerk.case(row.case_id)
            rule = self._rule(row, wish, role)
            self._must_be_open(row, revision)
            self._must_be_another_person(row, rule, wish, actor)
            live = self.network.state()
            if wish.decision == "approve":
                if not self._is_fresh(case, row, live, actor):
                    continue  # somebody else decided, or edited, meanwhile
                if self._what_moved(row, live, self.network.state()):
                    continue  # it moved while it was being checked
            self.crash_point("before_approve")
            made = self._commit(row, case, rule, wish, actor, role, made_as)
            if made is not None:
                self.crash_point("after_approve")
                return made
        raise Stale(
            f"The network under plan {plan_id!r} keeps changing; pause the clock or decide again in a moment.",
            moved=(),
            next_revision=None,
        )

    def _earlier(self, decision_id: str, plan_id: str, revision: int, wish: Decision, actor: str) -> DecisionRow | None:
        with self.clerk.session() as session:
            found = session.get(DecisionRow, decision_id)
        if found is None:
            return None
        same = (plan_id, revision, wish.decision, actor)
        if (found.plan_id, found.revision, found.decision, found.actor) != same:
            raise AlreadyDecided(
                f"Decision id {decision_id!r} was used by {found.actor!r} to {found.decision} "
                f"{found.plan_id!r} revision {found.revision}; use a new id for another decision.",
                winner=found.actor,
                decision=found.decision,
            )
        return found

    def _rule(self, row: PlanRevision, wish: Decision, role: str) -> ApprovalRule | None:
        """The approval rule that counts; None for a rejection or return. NotAllowed when the role is too low."""
        if wish.decision != "approve":
            if not self.policy.allows(role, self.policy.decline_from):
                raise NotAllowed(f"Role {role!r} may not {wish.decision} a plan; {self.policy.decline_from!r} and above may.")
            return None
        if not self.policy.allows(role, self.policy.decline_from):
            raise NotAllowed(f"Role {role!r} may not decide about plans; {self.policy.decline_from!r} and above may.")
        scored = row.scored_plan
        rule = self.policy.rule_for(scored)
        if rule is None:
            failing = sorted({check.rule for check in scored.checks if check.verdict == "fail"})
            raise NotAllowed(
                f"Plan {row.plan_id!r} fails {', '.join(failing)}; nobody may approve it. Edit it, or choose another option."
            )
        if not self.policy.allows(role, rule.approver):
            raise NotAllowed(
                f"Role {role!r} may not approve plan {row.plan_id!r}: "
                f"rule {rule.name!r} asks for {rule.approver!r} ({rule.reason})."
            )
        return rule

    def _must_be_open(self, row: PlanRevision, revision: int) -> None:
        if row.revision != revision:
            raise PreconditionFailed(
                f"Plan {row.plan_id!r} is at revision {row.revision}, not {revision}; read it again before deciding.",
                current_revision=row.revision,
            )
        if row.status in DECIDED:
            with self.clerk.session() as session:
                raise self._lost(session, row.case_id, row)
        if row.status == "stale":
            raise Stale(
                f"Plan {row.plan_id!r} revision {revision} is stale; open a new case or edit it on the network as it is now.",
                moved=tuple(row.stale_because),
                next_revision=None,
            )
        if row.status not in AWAITING_DECISION:
            raise PreconditionFailed(
                f"Plan {row.plan_id!r} is a {row.status}, not proposed yet; wait for the case.", current_revision=row.revision
            )

    def _lost(self, session: Session, case_id: str, row: PlanRevision | None = None) -> AlreadyDecided:
        """Who was first: about this plan, else about another plan of the case."""
        made = session.exec(
            select(DecisionRow)
            .where(DecisionRow.case_id == case_id, DecisionRow.effect != "approved_once")
            .order_by(col(DecisionRow.recorded_at))
        ).all()
        mine = [one for one in made if row and (one.plan_id, one.revision) == (row.plan_id, row.revision)]
        others = [one for one in made if one.effect == "approved"]
        for one in [*mine, *others]:
            return AlreadyDecided(
                f"{one.actor!r} was first: {one.effect} plan {one.plan_id!r} revision {one.revision} at {one.at:%d %b %H:%MZ}.",
                winner=one.actor,
                decision=one.effect,
            )
        return AlreadyDecided(
            f"What was proposed here gave way to a later search of case {case_id!r}; read the case's plans again.",
            winner="supervisor",
            decision="superseded",
        )

    def _must_be_another_person(self, row: PlanRevision, rule: ApprovalRule | None, wish: Decision, actor: str) -> None:
        if rule is None or row.status != "approved_once":
            return
        if actor in self._first_approvers(row):
            raise NotAllowed(
                f"{actor!r} has approved plan {row.plan_id!r} already; rule {rule.name!r} asks for a second, other person."
            )

    def _first_approvers(self, row: PlanRevision) -> set[str]:
        query = select(DecisionRow.actor).where(
            DecisionRow.plan_id == row.plan_id, DecisionRow.revision == row.revision, DecisionRow.effect == "approved_once"
        )
        with self.clerk.session() as session:
            return set(session.exec(query))

    def _is_fresh(self, case: CaseRow, row: PlanRevision, live: NetworkState, actor: str) -> bool:
        """Stale, after marking the revision and offering a re-evaluated one, when the network has moved on under it.

        False when the revision is no longer the one to decide about: what was looked at here does not matter then.
        """
        scored = row.scored_plan
        if not scored.plan.operations and case.network_id == self.network.network_id:
            return True
        again: ScoredPlan | None = None
        if case.network_id != self.network.network_id:
            moved: tuple[str, ...] = (f"Network {case.network_id!r} is no longer loaded; {self.network.network_id!r} is",)
        else:
            if live.version == scored.plan.base_version:
                return True
            moved = self._what_moved(row, self.network.state_at(scored.plan.base_version), live)
            ahead = still_ahead(scored.plan.operations, live, self.network.now())
            try:
                again = self.price(case, live, scored.plan.model_copy(update={"base_version": live.version, "operations": ahead}))
            except (ToolRetry, Refused) as refused:
                moved = (*moved, *_faults(refused))
            else:
                moved = (*moved, *_newly_failing(scored, again))
                again = self._with_knock_on_written(case, live, again)
                if ahead != scored.plan.operations:
                    moved = (*moved, "the time of some retimings has passed")
        if not moved:
            return True
        if not self._mark_stale(row, moved, again, actor):
            return False
        offered = row.revision + 1 if again is not None else None
        said = f"revision {offered} is the plan on the network as it is now" if offered else "it cannot be carried out now"
        raise Stale(
            f"Plan {row.plan_id!r} revision {row.revision} is stale, {said}: {'; '.join(moved[:5])}.",
            moved=moved,
            next_revision=offered,
        )

    def _with_knock_on_written(self, case: CaseRow, live: NetworkState, again: ScoredPlan) -> ScoredPlan:
        """The plan with the knock-on that moves its flights written into it, when that makes it legal; else as it is."""
        pushed = {check.subject for check in again.checks if check.rule == "knock_on" and check.verdict == "fail"}
        future = {one.flight_id: one for one in again.affected if one.flight_id in pushed and not one.cancelled}
        if not pushed or future.keys() != pushed:
            return again
        kept = [one for one in again.plan.operations if not (isinstance(one, DelayFlight) and one.flight_id in pushed)]
        retimed = [DelayFlight(flight_id=name, etd=future[name].etd, reason_code="93") for name in sorted(future)]
        written = self.price(case, live, again.plan.model_copy(update={"operations": (*kept, *retimed)}))
        return written if written.legal else again

    def _what_moved(self, row: PlanRevision, base: NetworkState, live: NetworkState) -> tuple[str, ...]:
        operations = row.scored_plan.plan.operations
        return what_moved(
            operations,
            base,
            live,
            rotation_tolerance_min=self.policy.rotation_tolerance_min,
            passenger_tolerance_min=self.policy.passenger_tolerance_min,
        )

    def _mark_stale(self, row: PlanRevision, moved: tuple[str, ...], again: ScoredPlan | None, actor: str) -> bool:
        """Whether the revision was still waiting for a decision, and is marked now."""
        at = self.network.now()
        with self.clerk.holding(row.case_id) as (session, case):
            marked = session.execute(
                update(PlanRevision)
                .where(
                    col(PlanRevision.plan_id) == row.plan_id,
                    col(PlanRevision.revision) == row.revision,
                    col(PlanRevision.status).in_(AWAITING_DECISION),
                )
                .values(status="stale", stale_because=list(moved))
            )
            if marked.rowcount != 1:  # type: ignore[attr-defined]
                return False
            body = {"plan_id": row.plan_id, "revision": row.revision, "moved": list(moved)}
            self._enter(session, case, "stale", actor, at, body)
            if again is not None:
                self._add_revision(session, case, row, again, made_by="supervisor", edited=row.edited, at=at)
        return True

    def _commit(
        self,
        row: PlanRevision,
        case: CaseRow,
        rule: ApprovalRule | None,
        wish: Decision,
        actor: str,
        role: str,
        decision_id: str,
    ) -> DecisionRow | None:
        """One transaction: compare-and-set, decision, outbox, record, case. None when the revision's status changed meanwhile.

        The network is not asked inside it: a twin that writes to the same SQLite file holds its own lock while it waits
        for the one held here.
        """
        operations = row.scored_plan.plan.operations
        at = self.network.now()
        with self.clerk.holding(row.case_id) as (session, held):
            if earlier := session.get(DecisionRow, decision_id):
                return earlier
            effect, status = _effect(wish, rule, row.status)
            won = session.execute(
                update(PlanRevision)
                .where(
                    col(PlanRevision.plan_id) == row.plan_id,
                    col(PlanRevision.revision) == row.revision,
                    col(PlanRevision.status) == row.status,
                    col(PlanRevision.etag) == row.etag,
                )
                .values(status=status)
            )
            if won.rowcount != 1:  # type: ignore[attr-defined]
                now_is = session.get_one(PlanRevision, (row.plan_id, row.revision))
                if now_is.status in DECIDED:
                    raise self._lost(session, row.case_id, row)
                return None
            made = DecisionRow(
                decision_id=decision_id,
                case_id=row.case_id,
                plan_id=row.plan_id,
                revision=row.revision,
                decision=wish.decision,
                effect=effect,
                reason=wish.reason,
                actor=actor,
                role=role,
                rule=rule.name if rule else "",
                at=at,
                recorded_at=self.clerk.wall_clock(),
            )
            session.add(made)
            body = made.model_dump(
                mode="json", include={"decision_id", "plan_id", "revision", "decision", "effect", "reason", "role", "rule"}
            )
            self._enter(session, held, "decision", actor, at, body | {"etag": row.etag})
            if effect == "approved":
                supersede(session, row.case_id, keep=row.plan_id)
                held.status, held.stage = "decided", "execute"
                session.add(
                    ExecutionRow(
                        plan_id=row.plan_id,
                        revision=row.revision,
                        case_id=row.case_id,
                        network_id=case.network_id,
                        idempotency_key=f"execute/{case.network_id}/{row.plan_id}/{row.revision}",
                        operations=[operation.model_dump(mode="json") for operation in operations],
                        actor=actor,
                        approved_at=made.at,
                    )
                )
            elif effect in ("rejected", "returned") and not self._still_open(session, row.case_id):
                held.status, held.stage = "open", effect
            session.add(held)
            session.flush()
            self.crash_point("before_commit")
        return made

    def _still_open(self, session: Session, case_id: str) -> bool:
        waiting = select(PlanRevision.plan_id).where(
            PlanRevision.case_id == case_id, col(PlanRevision.status).in_(AWAITING_DECISION)
        )
        return session.exec(waiting).first() is not None

    def _enter(self, session: Session, case: CaseRow, kind: str, actor: str, at: datetime, body: dict[str, Any]) -> None:
        enter(session, case, kind=kind, actor=actor, at=at, recorded_at=self.clerk.wall_clock(), body=body)

    def revise(
        self,
        plan_id: str,
        operations: Sequence[Operation],
        *,
        actor: str,
        role: str = "controller",
        revision: int | None = None,
        repair: Repair | None = None,
    ) -> PlanRevision:
        """The plan with these operations instead, evaluated on the network as it is now, as its next revision.

        With `repair`, with what that makes of them: the same operations and those that the rest of the network then needs.

        ToolRetry names every operation that is refused; nothing is written then. NotAllowed, PreconditionFailed (when
        `revision` is given and is not the current one), AlreadyDecided, UnknownEntity.
        """
        row = self.clerk.latest(plan_id)
        self._must_be_allowed_to_edit(role)
        if revision is not None and revision != row.revision:
            raise PreconditionFailed(
                f"Plan {plan_id!r} is at revision {row.revision}, not {revision}; read it again before editing.",
                current_revision=row.revision,
            )
        case = self.clerk.case(row.case_id)
        self._must_be_editable(row, case)
        before = row.scored_plan.plan
        label = before.label if row.edited else f"{before.label} (edited)"
        said = () if repair is not None else (*before.reasons, f"Edited by {actor}.")
        scored = self._by_hand(case, operations, label, said, before.assumptions, actor, repair)
        at = self.network.now()
        with self.clerk.holding(row.case_id) as (session, held):
            won = session.execute(
                update(PlanRevision)
                .where(
                    col(PlanRevision.plan_id) == plan_id,
                    col(PlanRevision.revision) == row.revision,
                    col(PlanRevision.status) == row.status,
                )
                .values(status="superseded")
            )
            if won.rowcount != 1:  # type: ignore[attr-defined]
                raise PreconditionFailed(
                    f"Plan {plan_id!r} changed while it was edited; read it again.",
                    current_revision=self.clerk.latest(plan_id).revision,
                )
            return self._add_revision(session, held, row, scored, made_by=actor, edited=True, at=at)

    def offer(
        self, case_id: str, operations: Sequence[Operation], *, actor: str, role: str = "controller", repair: Repair | None = None
    ) -> PlanRevision:
        """A person's own idea as one more option of the case, priced and checked like the others; none of them changes.

        The very same idea of the same person is one option, however often it is sent. ToolRetry names every operation that is
        refused; nothing is written then. NotAllowed, PreconditionFailed (when the case has no options yet), AlreadyDecided,
        UnknownEntity.
        """
        self._must_be_allowed_to_edit(role)
        case = self.clerk.case(case_id)
        self.must_be_undecided(case)
        if case.status != "proposed":
            raise PreconditionFailed(f"Case {case_id!r} has no options yet; wait for them, then offer yours.", current_revision=0)
        scored = self._by_hand(case, operations, f"Own plan of {actor}", (), (), actor, repair)
        at = self.network.now()
        with self.clerk.holding(case_id) as (session, held):
            if held.status != "proposed" or held.run != case.run:
                raise PreconditionFailed(f"Case {case_id!r} went on meanwhile; read it again.", current_revision=0)
            known = select(PlanRevision).where(
                PlanRevision.case_id == case_id,
                PlanRevision.run == case.run,
                PlanRevision.made_by == actor,
                PlanRevision.etag == etag_of(scored),
                col(PlanRevision.status).in_(AWAITING_DECISION),
            )
            if (same := session.exec(known).first()) is not None:
                return same
            held.plan_count += 1
            ranks = select(func.max(PlanRevision.rank)).where(PlanRevision.case_id == case_id, PlanRevision.run == case.run)
            first = PlanRevision(
                plan_id=f"{case_id}-P{held.plan_count}",
                revision=0,
                case_id=case_id,
                run=case.run,
                status="draft",
                kind="hand_made",
                label=scored.plan.label,
                rank=(session.exec(ranks).one() or 0) + 1,
                scored={},
                etag="",
                made_by=actor,
                made_at=at,
            )
            return self._add_revision(session, held, first, scored, made_by=actor, edited=True, at=at)

    def _by_hand(
        self,
        case: CaseRow,
        operations: Sequence[Operation],
        label: str,
        reasons: tuple[str, ...],
        assumptions: tuple[str, ...],
        actor: str,
        repair: Repair | None,
    ) -> ScoredPlan:
        """A person's operations, with what the rest of the network needs when it is repaired, priced on the network as it is."""
        live = self.network.state()
        if repair is not None:
            reasons = (f"The {len(operations)} operations of {actor} stand; the solver repaired the rest around them.",)
            operations = repair(case, live, operations)
        made = Plan(
            label=label,
            kind="hand_made",
            base_version=live.version,
            operations=tuple(operations),
            reasons=reasons or (f"Made by {actor}.",),
            assumptions=assumptions,
        )
        return self.price(case, live, made)

    def _must_be_allowed_to_edit(self, role: str) -> None:
        if not self.policy.allows(role, self.policy.edit_from):
            raise NotAllowed(f"Role {role!r} may not edit a plan; {self.policy.edit_from!r} and above may.")

    def must_be_undecided(self, case: CaseRow) -> None:
        """AlreadyDecided naming the winner when the case is decided; UnknownEntity when its network is no longer loaded."""
        if case.network_id != self.network.network_id:
            raise UnknownEntity(f"Network {case.network_id!r} of case {case.case_id!r} is no longer loaded; open a new case.")
        if case.status in ("decided", "closed"):
            with self.clerk.session() as session:
                raise self._lost(session, case.case_id)

    def _must_be_editable(self, row: PlanRevision, case: CaseRow) -> None:
        self.must_be_undecided(case)
        if row.status in ("approved", "executed", "superseded"):
            with self.clerk.session() as session:
                raise self._lost(session, row.case_id, row)
        if row.status == "draft":
            raise PreconditionFailed(
                f"Plan {row.plan_id!r} is not proposed yet; wait for the case.", current_revision=row.revision
            )

    def _add_revision(
        self, session: Session, case: CaseRow, row: PlanRevision, scored: ScoredPlan, *, made_by: str, edited: bool, at: datetime
    ) -> PlanRevision:
        """The next revision of a plan, proposed."""
        explained = OptionFacts.of(scored, None, row.rank, row.rank, {}).render(template(scored, None), "template")
        fresh = PlanRevision(
            plan_id=row.plan_id,
            revision=row.revision + 1,
            case_id=row.case_id,
            run=row.run,
            status="proposed",
            kind=scored.plan.kind,
            label=scored.plan.label,
            rank=row.rank,
            edited=edited,
            scored=scored.model_dump(mode="json"),
            explanation=explained.model_dump(mode="json"),
            etag=etag_of(scored),
            made_by=made_by,
            made_at=at,
        )
        session.add(fresh)
        case.status = "proposed"
        body = {"plan_id": fresh.plan_id, "revision": fresh.revision, "edited": edited, "plan": fresh.scored}
        self._enter(session, case, "revision", made_by, at, body)
        return fresh


def _effect(wish: Decision, rule: ApprovalRule | None, status: str) -> tuple[str, str]:
    """What the decision leads to, and the revision's next status."""
    if wish.decision == "reject":
        return "rejected", "rejected"
    if wish.decision == "return":
        return "returned", "returned"
    half = rule is not None and rule.approvals == 2 and status == "proposed"
    return ("approved_once", "approved_once") if half else ("approved", "approved")


def _faults(refused: ToolRetry | Refused) -> tuple[str, ...]:
    if isinstance(refused, Refused):
        return tuple(f"{fault.field}: {fault.message}" for fault in refused.faults)
    return tuple(f"{field}: {message}" if field else message for field, message in refused.faults)


def _newly_failing(before: ScoredPlan, after: ScoredPlan) -> tuple[str, ...]:
    known = {(check.rule, check.subject) for check in before.checks if check.verdict == "fail"}
    fresh = [check for check in after.checks if check.verdict == "fail" and (check.rule, check.subject) not in known]
    return tuple(f"{check.subject} now fails {check.rule}: {check.detail}" for check in fresh)
