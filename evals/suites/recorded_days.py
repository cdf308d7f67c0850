"""As flown, do nothing and the best plan of a recorded day, side by side under one cost model, knowing only what was known."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from domain.apply import fold
from domain.commands import InjectDisruption
from domain.decide import decide
from domain.disruptions import AirportCapacityReport, AirportClosedReport, CompoundReport, Disruption, describe
from domain.network import NetworkState
from domain.plans import CostBreakdown, Kpis, Plan
from evals.suite import Progress, Suite, data_file
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import as_flown_outcome, do_nothing_plan, evaluate
from tools.plan_evaluation.pricing import price
from tools.recovery.options import recover
from twin.scenarios import Scenario, load_scenario
from twin.scenarios.bts import import_bts

LEFT_OUT = (
    "Passengers, connections, crew and airport capacities are assumed; the flights, tails and times are real.",
    "As flown includes every later disturbance of the day (further delays, breakdowns, crew); do nothing and the plan know "
    "only what was known when the disruption was reported, so as flown is no fair rival, only a yardstick.",
    "As flown shows what the airline did under its own, unknown, constraints (crew legality, gates, maintenance); "
    "they do not bind the plan.",
    "Cancelled flights of the recording have no tail change or ferry to price; re-booked passengers are priced by one rate, "
    "not by the seats they found.",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A scenario when its disruption is reported: the state then, with the disruption's facts, and the state at the day's end."""

    scenario: Scenario
    disruption: Disruption
    state: NetworkState
    flown: NetworkState


def first_at(airport: str) -> Callable[[Scenario], Disruption]:
    """The first inferred closure or capacity loss of an airport, known when it was reported."""
    return lambda scenario: next(
        one for one in scenario.disruptions if one.kind.startswith("airport_") and getattr(one, "airport", "") == airport
    )


def all_foreseen(scenario: Scenario) -> Disruption:
    """Every inferred closure and capacity loss of the day, known when the first was reported, as by a perfect forecast."""
    parts = tuple(one for one in scenario.disruptions if isinstance(one, AirportClosedReport | AirportCapacityReport))
    return CompoundReport(reported_at=min(one.reported_at for one in parts), parts=parts)


def moment_of(scenario: Scenario, disruption: Disruption) -> Moment:
    """The network with only what was known when the disruption was reported, and the disruption's facts."""
    opened = fold(NetworkState(), scenario.opening)
    known = fold(opened, (event for event in scenario.recording if event.at <= disruption.reported_at))
    facts = decide(known, InjectDisruption(disruption=disruption), now=disruption.reported_at)
    return Moment(scenario, disruption, fold(known, facts), fold(opened, scenario.recording))


def _row(cost: CostBreakdown, kpis: Kpis) -> dict[str, Any]:
    return {
        "cost_cents": cost.total.cents,
        "components_cents": {name: money.cents for name, money in cost.components.items()},
        "kpis": kpis.model_dump(),
    }


def _compare(
    load: Callable[[], Scenario], told: Callable[[Scenario], Disruption], budget_s: float, progress: Progress
) -> dict[str, Any]:
    started = time.perf_counter()
    scenario = load()
    moment = moment_of(scenario, told(scenario))
    state, now = moment.state, moment.disruption.reported_at
    progress(f"loaded {len(state.flights):,} flights in {time.perf_counter() - started:.1f} s: {describe(moment.disruption)}")
    constraints = standing_constraints(state, now)
    nothing = evaluate(state, do_nothing_plan(state, now), now=now)
    outcome = as_flown_outcome(state, moment.flown)
    incumbents: list[dict[str, Any]] = []
    started = time.perf_counter()

    def note(stage: str, detail: dict[str, Any]) -> None:
        if detail.get("cost_cents") is None:
            return
        incumbents.append({"after_s": round(time.perf_counter() - started, 2), **detail})
        progress(f"  {incumbents[-1]['after_s']:>7.2f} s  {detail['cost_cents'] / 100:>14,.2f}  {detail.get('option', stage)}")

    plans: tuple[Plan, ...] = recover(state, now=now, constraints=constraints, budget_s=budget_s, seed=0, progress=note)
    recovered_s = time.perf_counter() - started
    scored = [evaluate(state, plan, now=now) for plan in plans]
    best = min((one for one in scored if one.legal), key=lambda one: one.cost.total.cents)
    return {
        "disruption": describe(moment.disruption),
        "reported_at": now.isoformat(),
        "own_flights": sum(1 for _ in state.own_flights()),
        "flights": len(state.flights),
        "first_option_s": incumbents[0]["after_s"] if incumbents else None,
        "recovered_s": round(recovered_s, 2),
        "budget_s": budget_s,
        "incumbents": incumbents,
        "as_flown": _row(*price(state, outcome, now=now, after=moment.flown)),
        "do_nothing": _row(nothing.cost, nothing.kpis),
        "options": [
            {
                "label": one.plan.label,
                "legal": one.legal,
                "equals_objective": one.plan.solver.objective == one.cost.total.cents,
                "bound_cents": one.plan.solver.bound,
                "gap": one.plan.solver.gap,
                "solver_note": one.plan.solver.note,
                **_row(one.cost, one.kpis),
            }
            for one in scored
        ],
        "best": best.plan.label,
        "left_out": LEFT_OUT,
    }


def table(figures: dict[str, Any]) -> str:
    """Side by side, dollars and counts."""
    rows = [("as flown", figures["as_flown"]), ("do nothing", figures["do_nothing"])]
    rows += [(one["label"] + ("" if one["legal"] else " (not legal)"), one) for one in figures["options"]]
    lines = [
        f"  {figures['disruption']}; known at {figures['reported_at']}",
        f"  {figures['own_flights']:,} own flights of {figures['flights']:,}; first option after {figures['first_option_s']} s, "
        f"options after {figures['recovered_s']} s of {figures['budget_s']:.0f} s",
        "",
        f"  {'':<34}{'cost USD':>14}{'cancelled':>11}{'late 15+':>10}{'disrupted':>11}{'misconn.':>10}{'swaps':>7}{'gap':>8}",
    ]
    for label, row in rows:
        kpis = row["kpis"]
        gap = row.get("gap")
        lines.append(
            f"  {label:<34}{row['cost_cents'] / 100:>14,.0f}{kpis['cancelled_flights']:>11}{kpis['delayed_flights_15']:>10}"
            f"{kpis['disrupted_passengers']:>11}{kpis['misconnected_passengers']:>10}{kpis['aircraft_swaps']:>7}"
            + (f"{gap:>8.1%}" if gap is not None else f"{'':>8}")
        )
    lines += ["", "  What the comparison leaves out:", *(f"  - {line}" for line in figures["left_out"])]
    return "\n".join(lines)


def bts_day() -> Scenario:
    """AA and MQ on 1 January 2015, from the public record; Skipped where that is not there."""
    with tempfile.TemporaryDirectory() as directory:
        path = data_file("bts/us_2015-01-01.parquet")
        return import_bts([path], "bench-aa-mq", own_carriers=("AA", "MQ"), directory=Path(directory))


NEW_YORK = Suite(
    "nyc-2013-02-08",
    "JetBlue in New York, winter storm of 8 February 2013 (embedded), foreseen in full, 5 s budget",
    partial(_compare, lambda: load_scenario("nyc-2013-02-08"), all_foreseen, 5.0),
    table,
)
DALLAS = Suite(
    "dfw-2015-01-01",
    "American and Envoy, winter weather at DFW on 1 January 2015, 120 s budget",
    partial(_compare, bts_day, first_at("DFW"), 120.0),
    table,
)
