"""The task network of one turn: by aircraft, carrier, stand, weather, and whether it stood there overnight."""

from dataclasses import dataclass, replace

from knowledge.airline.turnaround_practice import FamilyRow, Row, Shortcut, Style, TaskName, TurnaroundPractice
from tools.turnaround.problem import Minutes, Task, TaskNetwork

_FUEL_WITH_PASSENGERS: tuple[tuple[TaskName, TaskName], ...] = (("deboard", "fuel"), ("fuel", "board"))


@dataclass(frozen=True, slots=True)
class TurnKind:
    """What decides the tasks and minutes of a turn. `block_min`: of the next leg; `contact`: at a bridge."""

    row: FamilyRow
    style: Style
    block_min: int
    contact: bool = True
    overnight: bool = False
    deiced: bool = False


def task_network(kind: TurnKind, practice: TurnaroundPractice) -> TaskNetwork:
    """Tasks with their minutes and units for this kind of turn."""
    row = kind.row.row
    network = _whole(row, practice).with_percent(dict.fromkeys(practice.turns.tasks, kind.row.percent))
    skipped: set[TaskName] = set() if kind.deiced else {"deice"}
    if not kind.contact:
        network = _at_stairs(network, practice)
    if kind.style == "low_cost":
        network = network.with_percent(practice.styles.low_cost_percent)
        if practice.styles.low_cost_fuels_with_passengers:
            network = network.together(_FUEL_WITH_PASSENGERS)
        if kind.block_min <= practice.styles.short_leg_up_to_min and row in practice.styles.short_leg_rows:
            skipped |= set(practice.styles.short_leg_skips)
            network = _crew_clean(network, practice)
    if kind.overnight:
        skipped |= set(practice.styles.overnight_skips)
    return network.without(skipped)


def _whole(row: Row, practice: TurnaroundPractice) -> TaskNetwork:
    more = practice.turns.more_units.get(row, {})
    tasks = []
    for name, rule in practice.turns.tasks.items():
        apart = name == "toilet" and row in practice.turns.panels_apart
        tasks.append(
            Task(
                name,
                Minutes(*practice.turns.rows[row][name]),
                tuple(one for one in rule.after if not (apart and one == "water")),
                tuple((unit, max(count, more.get(unit, 1))) for unit, count in rule.needs.items()),
            )
        )
    return TaskNetwork(tuple(tasks))


def _at_stairs(network: TaskNetwork, practice: TurnaroundPractice) -> TaskNetwork:
    stairs = practice.turns.stairs
    tasks = (
        replace(task, needs=(*task.needs, ("passenger_stairs", stairs.units))) if task.name in stairs.tasks else task
        for task in network.tasks
    )
    return TaskNetwork(tuple(tasks)).with_percent(stairs.percent)


def _crew_clean(network: TaskNetwork, practice: TurnaroundPractice) -> TaskNetwork:
    least = Minutes(*practice.styles.crew_clean)
    tasks = (
        replace(task, minutes=min(task.minutes, least, key=lambda one: one.likely), needs=()) if task.name == "clean" else task
        for task in network.tasks
    )
    return TaskNetwork(tuple(tasks))


def allowed_shortcuts(kind: TurnKind, practice: TurnaroundPractice) -> dict[str, Shortcut]:
    """The shortcuts that this kind of turn may take, by name; each still under its condition."""
    return {
        name: one
        for name, one in practice.shortcuts.allowed.items()
        if kind.row.row in one.rows
        and kind.style in one.styles
        and (one.longest_block_min is None or kind.block_min <= one.longest_block_min)
    }


def shortened(network: TaskNetwork, shortcut: Shortcut) -> TaskNetwork:
    """The network with a shortcut taken: never longer than without."""
    return network.together(shortcut.together).with_percent(shortcut.percent).without(shortcut.skips)
