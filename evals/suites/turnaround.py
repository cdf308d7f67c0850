"""How fast turn-rounds are judged, and what it is worth to serve turns by the money at stake, beside first come first served.

Turns, prices and units are generated from a seed; nothing in them is an airport's.
"""

import time
from collections.abc import Callable
from random import Random
from typing import Any

from domain.network import GroundUnitKind
from evals.suite import Progress, Suite
from knowledge.airline.turnaround_practice import FamilyRow, Row, Style, turnaround_practice
from tools.turnaround.chance import SAMPLES, sampled_ground_min
from tools.turnaround.critical_path import critical_paths
from tools.turnaround.exact import least_cents
from tools.turnaround.networks import TurnKind, task_network
from tools.turnaround.problem import Turn, Unit, units_of
from tools.turnaround.resources import first_come_first_served, service_faults, value_ordered

PATHS_TARGET_S = 0.1
_SMALL = 12
_ROWS: tuple[Row, ...] = ("regional", "narrow", "narrow", "narrow_bulk", "narrow_bulk", "wide")
_STYLES: tuple[Style, ...] = ("full_service", "full_service", "low_cost")
_PEAK_SHARE: dict[GroundUnitKind, float] = {
    "boarding_team": 0.5,
    "cleaning_team": 0.3,
    "catering_truck": 0.3,
    "fuel_truck": 0.3,
    "water_truck": 0.2,
    "lavatory_truck": 0.2,
    "loading_team": 0.75,
    "tug": 0.2,
}


def generated_turns(seed: int, count: int, within_min: int) -> list[Turn]:
    """Turns of mixed aircraft that come on block within so many minutes, planned a little above their minimum ground time."""
    rng, practice = Random(seed), turnaround_practice()
    networks = [
        task_network(TurnKind(FamilyRow(row=rng.choice(_ROWS)), rng.choice(_STYLES), rng.randrange(60, 300)), practice)
        for _ in range(count)
    ]
    turns = []
    for number, (network, path) in enumerate(zip(networks, critical_paths(networks), strict=True)):
        on_block = rng.randrange(within_min)
        minute = rng.randrange(900, 9_000)
        missed = [(rng.randrange(5, 60), rng.randrange(20_000, 400_000)) for _ in range(rng.randrange(4))]
        cents = tuple(minute * late + sum(price for from_min, price in missed if late >= from_min) for late in range(121))
        turns.append(Turn(f"T{number:04d}", on_block, on_block + path.minutes + rng.randrange(-3, 15), network, cents))
    return turns


def generated_units(turns: list[Turn]) -> tuple[Unit, ...]:
    """Units for the most turns at once, times the share of a turn that each kind works, so that peaks are short of them."""
    at_once = max(sum(one.from_min <= other.from_min < one.due_min for one in turns) for other in turns)
    return units_of([("handler", kind, max(2, round(at_once * share))) for kind, share in _PEAK_SHARE.items()])


def _best_s(times: int, work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def run(progress: Progress) -> dict[str, Any]:
    """1,000 critical paths, chances of 100 turns, a day of 1,000 turns and a peak of 40 served both ways."""
    day = generated_turns(0, 1_000, 16 * 60)
    networks = [one.network for one in day]
    paths_s = _best_s(5, lambda: critical_paths(networks))
    sampled_ground_min(networks[0], seed=0)
    chances_s = _best_s(3, lambda: [sampled_ground_min(one, seed=0) for one in networks[:100]])
    figures: dict[str, Any] = {
        "network": "generated",
        "turns": len(day),
        "shapes": len({one.shape for one in networks}),
        "critical_paths_s": round(paths_s, 4),
        "critical_paths_target_s": PATHS_TARGET_S,
        "samples": SAMPLES,
        "chances_of_100_s": round(chances_s, 3),
    }
    for name, turns, most_tries in (("day", day, 0), ("peak", generated_turns(1, 40, 150), 60)):
        units = generated_units(turns)
        started = time.perf_counter()
        first = first_come_first_served(turns, units)
        first_s = time.perf_counter() - started
        started = time.perf_counter()
        valued = value_ordered(turns, units, most_tries=most_tries)
        figures[name] = {
            "turns": len(turns),
            "units": len(units),
            "first_come_cents": first.cents,
            "first_come_late_min": first.late_min,
            "first_come_s": round(first_s, 3),
            "value_cents": valued.cents,
            "value_late_min": valued.late_min,
            "value_rule": valued.rule,
            "value_s": round(time.perf_counter() - started, 3),
            "saved": round(1 - valued.cents / first.cents, 4) if first.cents else 0.0,
            "faults": [*service_faults(turns, units, first), *service_faults(turns, units, valued)],
        }
        progress(f"{name}: {figures[name]['value_s']} s")
    figures["small"] = _beside_the_optimum()
    figures["failures"] = [f"{name}: {fault}" for name in ("day", "peak") for fault in figures[name]["faults"]]
    if paths_s >= PATHS_TARGET_S:
        figures["failures"].append(f"1,000 critical paths took {paths_s:.3f} s, the target is {PATHS_TARGET_S} s")
    return figures


def _beside_the_optimum() -> dict[str, Any]:
    """Small peaks of four turns that share single units, each beside its proven optimum."""
    proven = at_optimum = 0
    sums = {"first_come_cents": 0, "value_cents": 0, "optimum_cents": 0}
    for seed in range(_SMALL):
        turns = generated_turns(100 + seed, 4, 30)
        units = units_of([("handler", kind, 2 if kind == "loading_team" else 1) for kind in _PEAK_SHARE])
        least = least_cents(turns, units)
        if least is None:
            continue
        valued = value_ordered(turns, units).cents
        proven += 1
        at_optimum += valued == least
        sums["first_come_cents"] += first_come_first_served(turns, units).cents
        sums["value_cents"] += valued
        sums["optimum_cents"] += least
    return {"cases": _SMALL, "proven": proven, "at_optimum": at_optimum, **sums}


def table(figures: dict[str, Any]) -> str:
    """The figures, a line for each question."""
    lines = [
        f"  critical paths of {figures['turns']:,} turns of {figures['shapes']} shapes: {figures['critical_paths_s']} s "
        f"(best of five; target below {figures['critical_paths_target_s']} s)",
        f"  ground times of 100 turns, {figures['samples']:,} samples each: {figures['chances_of_100_s']} s (best of three)",
    ]
    for name in ("day", "peak"):
        one = figures[name]
        lines.append(
            f"  {name}, {one['turns']:,} turns, {one['units']} units: first come, first served "
            f"{one['first_come_cents'] / 100:,.0f} and {one['first_come_late_min']:,} min late in {one['first_come_s']} s; "
            f"by value {one['value_cents'] / 100:,.0f} and {one['value_late_min']:,} min late in {one['value_s']} s "
            f"({one['value_rule']}), {one['saved']:.1%} less"
        )
    small = figures["small"]
    lines.append(
        f"  {small['proven']} of {small['cases']} small peaks with a proven optimum: first come, first served "
        f"{small['first_come_cents'] / 100:,.0f}, by value {small['value_cents'] / 100:,.0f}, "
        f"optimum {small['optimum_cents'] / 100:,.0f}; {small['at_optimum']} at the optimum"
    )
    return "\n".join(lines)


SUITE = Suite("turnaround", "Critical paths of 1,000 turns, chances of leaving on time, teams and vehicles by value", run, table)
