"""What each shortcut buys: minutes of the critical path, chance of leaving on time, and money, beside what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from knowledge.airline.turnaround_practice import Shortcut, TaskName, TurnaroundPractice
from tools.turnaround.chance import Chance, chance_within, sampled_ground_min
from tools.turnaround.critical_path import Numbers, critical_paths
from tools.turnaround.from_network import StationTurn
from tools.turnaround.networks import allowed_shortcuts, shortened
from tools.turnaround.problem import Service, TaskNetwork, Unit

MOST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Bought:
    """Shortcuts taken together. `gain_cents`: expected cost of leaving late that is saved, less what they cost."""

    names: tuple[str, ...]
    minutes: int
    on_time: Chance
    cost_cents: int
    gain_cents: int
    conditions: tuple[str, ...]
    units_free: bool


def expected_late_cents(turn: StationTurn, ground_min: Numbers) -> int:
    """Mean cost over the samples of leaving after the projected off-block."""
    late = np.ceil(ground_min - (turn.turn.due_min - turn.turn.from_min)).astype(np.int64)
    values, counts = np.unique(np.maximum(0, late), return_counts=True)
    total = sum(turn.turn.cost(int(value)) * int(count) for value, count in zip(values, counts, strict=True))
    return total // len(ground_min)


def shortcuts_bought(
    turn: StationTurn,
    practice: TurnaroundPractice,
    service: Service,
    units: tuple[Unit, ...],
    *,
    seed: int,
    not_before: Mapping[TaskName, int],
) -> list[Bought]:
    """Every set of at most three allowed shortcuts that shortens the path, raises the chance or saves money; most gain first.

    Sets whose teams are busy elsewhere come last, marked.
    """
    allowed = allowed_shortcuts(turn.kind, practice)
    network = turn.turn.network
    (path,) = critical_paths([network])
    before = sampled_ground_min(network, seed=seed, not_before=not_before)
    late_cents = expected_late_cents(turn, before)
    available = turn.turn.due_min - turn.turn.from_min
    on_time = chance_within(before, available)
    # A shortcut that touches no task of this turn (no cleaning after a night) changes nothing.
    names = [name for name in allowed if shortened(network, allowed[name]) != network]
    found = []
    for several in (one for count in range(1, MOST_TOGETHER + 1) for one in combinations(names, count)):
        changed = _all_taken(network, [allowed[name] for name in several])
        ground = sampled_ground_min(changed, seed=seed, not_before=not_before)
        cost = sum(price_cents(turn, allowed[name], practice) for name in several)
        bought = Bought(
            names=several,
            minutes=path.minutes - critical_paths([changed])[0].minutes,
            on_time=chance_within(ground, available),
            cost_cents=cost,
            gain_cents=late_cents - expected_late_cents(turn, ground) - cost,
            conditions=tuple(allowed[name].condition for name in several),
            units_free=all(_free(turn, allowed[name], service, units) for name in several),
        )
        if bought.minutes > 0 or bought.on_time.probability > on_time.probability or bought.gain_cents > 0:
            found.append(bought)
    return sorted(found, key=lambda one: (not one.units_free, -one.gain_cents, len(one.names), one.names))


def price_cents(turn: StationTurn, shortcut: Shortcut, practice: TurnaroundPractice) -> int:
    """Cents of taking the shortcut: staff, compensation to passengers, delivery of bags that are left."""
    bags = turn.passengers * practice.bags.per_100_passengers["economy"] * shortcut.bags_left_percent
    left = -(-bags // 10_000)
    return shortcut.cents + turn.passengers * shortcut.cents_per_passenger + left * practice.bags.delivery_cents


def _all_taken(network: TaskNetwork, shortcuts: list[Shortcut]) -> TaskNetwork:
    for one in shortcuts:
        network = shortened(network, one)
    return network


def _free(turn: StationTurn, shortcut: Shortcut, service: Service, units: tuple[Unit, ...]) -> bool:
    """Whether the units it takes beyond the usual ones are idle for the whole turn in this service."""
    start, end = turn.turn.from_min, turn.turn.due_min
    for kind, count in shortcut.needs.items():
        there = {unit for unit in units if unit.kind == kind}
        busy = {
            unit
            for one in service.turns
            for task in one.tasks
            if task.start_min < end and task.end_min > start
            for unit in task.units
            if unit.kind == kind
        }
        if there and len(there) - len(busy) < count:
            return False
    return True
