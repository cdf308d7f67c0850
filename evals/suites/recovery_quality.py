"""Whether language changes what is proposed: the same disruptions with and without a model, cost and time side by side.

It must not: a model may ask further questions and find words. Without an endpoint to judge it is a scripted one that hangs.
"""

from datetime import timedelta
from typing import Any

from agents.models import ModelProvider
from domain.disruptions import AircraftUnserviceableReport, Disruption, FlightCancelledReport
from domain.network import NetworkState
from evals.language.scripted import ScriptedEndpoint
from evals.language.waiting_case import FLIGHT, room_of_models
from evals.suite import Progress, Suite

_WAIT_S = 300.0
_LATER_S = 5.0
"""How much later than without a model the options may be there."""
_APART = 0.02
"""The search is cut by time: two runs of the same case differ by less than this share of the cost of doing nothing."""


def disruptions(state: NetworkState, now: Any) -> tuple[Disruption, ...]:
    """A flight that cannot go and an aircraft that breaks, on the embedded day."""
    first = state.flight(FLIGHT)
    other = min(
        (one for one in state.own_flights() if one.origin == first.origin and one.std > first.std and one.tail != first.tail),
        key=lambda one: (one.std, one.flight_id),
    )
    assert other.tail is not None
    return (
        FlightCancelledReport(reported_at=now, flight_id=first.flight_id, reason_code="41"),
        AircraftUnserviceableReport(
            reported_at=now, tail=other.tail, airport=other.origin, start=other.std, end=other.std + timedelta(hours=6)
        ),
    )


def _solved(models: ModelProvider, progress: Progress, label: str) -> list[dict[str, Any]]:
    rows = []
    with room_of_models(models) as room:
        for number, disruption in enumerate(disruptions(room.twin.state, room.twin.now), start=1):
            progress(f"recovery-quality: {disruption.kind}, {label}")
            case_id = room.desk.open_case(disruption, actor="evals")
            room.desk.wait(case_id, timeout_s=_WAIT_S)
            plans = room.desk.plans(case_id)
            nothing = next(plan for plan in plans if plan.kind == "do_nothing")
            best = next((plan for plan in plans if plan.kind == "recommended"), nothing)
            proposed = next(event.elapsed_s for event in room.desk.events(case_id) if event.stage == "present")
            rows.append(
                {
                    "case": number,
                    "kind": disruption.kind,
                    "nothing_usd": nothing.cost.total.cents // 100,
                    "best_usd": best.cost.total.cents // 100,
                    "best": best.label,
                    "options": len(plans),
                    "to_options_s": round(proposed, 1),
                }
            )
    return rows


def _beside(models: ModelProvider, progress: Progress, label: str) -> dict[str, Any]:
    alone = _solved(ModelProvider(mode="off"), progress, "rules alone")
    with_model = _solved(models, progress, label)
    failures = []
    for one, other in zip(alone, with_model, strict=True):
        if abs(one["best_usd"] - other["best_usd"]) > _APART * max(one["nothing_usd"], 1):
            failures.append(f"{one['kind']}: {one['best_usd']} USD alone, {other['best_usd']} USD with a model")
        if other["to_options_s"] > one["to_options_s"] + _LATER_S:
            failures.append(f"{one['kind']}: options after {other['to_options_s']} s with a model, {one['to_options_s']} s alone")
    return {"alone": alone, "with_model": with_model, "failures": failures}


def run(progress: Progress) -> dict[str, Any]:
    """With a scripted model that never answers."""
    with ScriptedEndpoint("timeout") as endpoint:
        return {"judged": "scripted"} | _beside(endpoint.provider(), progress, "a model that hangs")


def of_model(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    """With the model to judge; asked once, since a search takes seconds."""
    return {"judged": "model"} | _beside(models, progress, models.model)


def table(figures: dict[str, Any]) -> str:
    """A line per case and way."""
    lines = [f"  {'case':<24} {'way':<12} {'nothing USD':>12} {'best USD':>12} {'options':>7} {'to options s':>12}"]
    for way in ("alone", "with_model"):
        for row in figures[way]:
            money = f"{row['nothing_usd']:>12,} {row['best_usd']:>12,}"
            lines.append(f"  {row['kind']:<24} {way:<12} {money} {row['options']:>7} {row['to_options_s']:>12}")
    return "\n".join(lines)


SUITE = Suite(
    "recovery-quality", "Whether a language model changes cost or time of what is proposed: it must not.", run, table, of_model
)
