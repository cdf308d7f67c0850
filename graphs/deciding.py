"""What waits for a decision: how grave a case is, its best option, until when that lasts, and whose approval it needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Plan, ScoredPlan
from graphs.casebook import AWAITING_DECISION
from graphs.network import Network
from graphs.staleness import touched_by, what_moved
from graphs.views import CaseView, PlanView
from knowledge.airline.approval import ApprovalPolicy, ApprovalRule

Level = Literal["info", "caution", "warning"]
LEVELS: tuple[Level, ...] = ("info", "caution", "warning")


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


def best_of(plans: Sequence[PlanView]) -> PlanView | None:
    """The first in rank of the options that wait, are legal and give commands."""
    waiting = sorted((plan for plan in plans if plan.status in AWAITING_DECISION), key=lambda one: one.rank)
    return next((plan for plan in waiting if plan.legal and plan.operations), None)


def first_to_leave(plan: PlanView, state: NetworkState) -> Flight | None:
    """The first flight still to leave that the plan changes, or moves people to; None when it names no such flight."""
    touched = touched_by(plan.operations, state)
    named = (state.flights.get(flight_id) for flight_id in touched.flights | touched.ridden)
    waiting = [flight for flight in named if flight is not None and flight.status is FlightStatus.SCHEDULED]
    return min(waiting, key=lambda one: (one.etd, one.flight_id), default=None)


def decide_by(plan: PlanView, state: NetworkState) -> datetime | None:
    """When the first flight that the plan changes is due to leave: from then on it is another plan. None: it names no flight."""
    first = first_to_leave(plan, state)
    return None if first is None else first.etd


def rule_for(plan: PlanView, policy: ApprovalPolicy) -> ApprovalRule | None:
    """Whose approval the plan needs; None when a check fails and nobody may approve it."""
    said = Plan.model_validate(
        {
            "label": plan.label,
            "kind": plan.kind,
            "base_version": plan.base_version,
            "operations": plan.operations,
            "solver": plan.solver,
        }
    )
    return policy.rule_for(ScoredPlan(plan=said, cost=plan.cost, kpis=plan.kpis, checks=plan.checks))


def rules(plan: PlanView, verdict: str) -> tuple[str, ...]:
    """The rules with this verdict on the plan, each once, in alphabetical order."""
    return tuple(sorted({check.rule for check in plan.checks if check.verdict == verdict}))


def next_best(plan: PlanView, plans: Sequence[PlanView]) -> PlanView | None:
    """The cheapest other option that is legal and gives commands."""
    others = [one for one in plans if one.plan_id != plan.plan_id and one.legal and one.operations]
    return min(others, key=lambda one: (one.cost.total.cents, one.plan_id), default=None)


def moved_under(plan: PlanView, case: CaseView, network: Network, policy: ApprovalPolicy) -> tuple[str, ...]:
    """What has changed under the plan since its base version, without pricing it again: the decision itself does that."""
    if case.network_id != network.network_id:
        return (f"Network {case.network_id!r} is no longer loaded; {network.network_id!r} is",)
    live = network.state()
    if plan.status not in AWAITING_DECISION or not plan.operations or live.version == plan.base_version:
        return plan.stale_because
    return plan.stale_because + what_moved(
        plan.operations,
        network.state_at(plan.base_version),
        live,
        rotation_tolerance_min=policy.rotation_tolerance_min,
        passenger_tolerance_min=policy.passenger_tolerance_min,
    )
