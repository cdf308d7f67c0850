"""A case as a channel sees it: how grave it is, until when the best option lasts, what a plan changes and what it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.network import FlightStatus, NetworkState
from domain.plans import Plan, ScoredPlan
from graphs.casebook import AWAITING_DECISION
from graphs.operations_in_words import ABOUT_PASSENGERS, in_words, passengers_in_words
from graphs.staleness import touched_by
from graphs.views import CaseView, PlanView
from knowledge.airline.approval import ApprovalPolicy, ApprovalRule

Level = Literal["info", "caution", "warning"]
LEVELS: tuple[Level, ...] = ("info", "caution", "warning")


@dataclass(frozen=True, slots=True)
class Situation:
    """A case with its options at one moment. `decide_by`: when the first flight that `best` changes is due to leave."""

    case: CaseView
    plans: tuple[PlanView, ...]
    now: datetime
    version: int
    level: Level
    best: PlanView | None
    decide_by: datetime | None
    owner: str = ""

    @property
    def nothing(self) -> PlanView | None:
        """The option of doing nothing."""
        return next((plan for plan in self.plans if plan.kind == "do_nothing"), None)


def situation_of(case: CaseView, plans: Sequence[PlanView], state: NetworkState, now: datetime, *, owner: str = "") -> Situation:
    """The case as it stands on this state of the network."""
    waiting = [plan for plan in plans if plan.status in AWAITING_DECISION]
    best = next((plan for plan in sorted(waiting, key=lambda one: one.rank) if plan.legal and plan.operations), None)
    return Situation(
        case=case,
        plans=tuple(plans),
        now=now,
        version=state.version,
        level=level_of(case, plans),
        best=best,
        decide_by=decide_by(best, state) if best is not None else None,
        owner=owner,
    )


def level_of(case: CaseView, plans: Sequence[PlanView]) -> Level:
    """`warning`: work on it failed, no legal option, or doing nothing breaks something; `info` once it is decided."""
    if case.status in ("decided", "closed"):
        return "info"
    if case.trouble:
        return "warning"
    if not plans:
        return "caution"
    nothing = next((plan for plan in plans if plan.kind == "do_nothing"), None)
    breaks = nothing is not None and (
        not nothing.legal or nothing.kpis.cancelled_flights > 0 or nothing.kpis.stranded_passengers > 0
    )
    can_be_mended = any(plan.legal and plan.operations for plan in plans)
    return "warning" if breaks or not can_be_mended else "caution"


def decide_by(plan: PlanView, state: NetworkState) -> datetime | None:
    """When the first flight that the plan changes is due to leave: from then on it is another plan. None: it names no flight."""
    named = (state.flights.get(flight_id) for flight_id in touched_by(plan.operations, state).flights)
    waiting = [flight.etd for flight in named if flight is not None and flight.status is FlightStatus.SCHEDULED]
    return min(waiting, default=None)


def scored(plan: PlanView) -> ScoredPlan:
    """The plan in the form that the approval policy reads."""
    said = Plan.model_validate(
        {
            "label": plan.label,
            "kind": plan.kind,
            "base_version": plan.base_version,
            "operations": plan.operations,
            "solver": plan.solver,
        }
    )
    return ScoredPlan(plan=said, cost=plan.cost, kpis=plan.kpis, checks=plan.checks)


def rule_for(plan: PlanView, policy: ApprovalPolicy) -> ApprovalRule | None:
    """Whose approval the plan needs; None when a check fails and nobody may approve it."""
    return policy.rule_for(scored(plan))


def rules(plan: PlanView, verdict: str) -> tuple[str, ...]:
    """The rules with this verdict on the plan, each once, in alphabetical order."""
    return tuple(sorted({check.rule for check in plan.checks if check.verdict == verdict}))


def changes(plan: PlanView, *, most: int) -> tuple[str, ...]:
    """What the plan does, a line each, at most `most` lines; names no booking and no passenger."""
    network = [in_words(one) for one in plan.operations if not isinstance(one, ABOUT_PASSENGERS)]
    people = passengers_in_words([one for one in plan.operations if isinstance(one, ABOUT_PASSENGERS)], plan.cost.total.currency)
    lines = [*network, *(line for line in people if not line.startswith("  "))]
    if len(lines) <= most:
        return tuple(lines)
    rest = len(lines) - most + 1
    return (*lines[: most - 1], f"and {rest} more")


def next_best(plan: PlanView, plans: Sequence[PlanView]) -> PlanView | None:
    """The cheapest other option that is legal and gives commands."""
    others = [one for one in plans if one.plan_id != plan.plan_id and one.legal and one.operations]
    return min(others, key=lambda one: (one.cost.total.cents, one.plan_id), default=None)
