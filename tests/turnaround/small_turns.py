"""Small task networks and turns, written down or generated."""

from datetime import UTC, datetime
from typing import get_args

from hypothesis import strategies as st

from domain.network import GroundUnitKind
from knowledge.airline.turnaround_practice import FamilyRow, Row, Style, TaskName, turnaround_practice
from tools.turnaround.networks import TurnKind, task_network
from tools.turnaround.problem import Minutes, Task, TaskNetwork, Turn

NAMES: tuple[TaskName, ...] = get_args(TaskName)
ROWS: tuple[Row, ...] = get_args(Row)
STYLES: tuple[Style, ...] = get_args(Style)
EARLY = datetime(2026, 3, 2, 5, tzinfo=UTC)
KINDS: tuple[GroundUnitKind, ...] = ("cleaning_team", "fuel_truck")

minutes_of_a_task = st.lists(st.integers(1, 30), min_size=3, max_size=3).map(lambda three: Minutes(*sorted(three)))


@st.composite
def networks(draw: st.DrawFn, most: int = 8) -> TaskNetwork:
    """Any tasks in any order that has no circle; the last one follows all that nothing else follows."""
    names = NAMES[: draw(st.integers(2, most))]
    tasks: list[Task] = []
    for place, name in enumerate(names):
        after = draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=3)) if place else []
        if place == len(names) - 1:
            followed = {one for task in tasks for one in task.after}
            after = [one for one in names[:place] if one not in followed]
        needs = draw(st.sampled_from([(), ((KINDS[0], 1),), ((KINDS[1], 1),), ((KINDS[0], 2), (KINDS[1], 1))]))
        tasks.append(Task(name, draw(minutes_of_a_task), tuple(after), needs))
    return TaskNetwork(tuple(tasks))


kinds = st.builds(
    TurnKind,
    row=st.builds(FamilyRow, row=st.sampled_from(ROWS), percent=st.sampled_from([80, 100, 130])),
    style=st.sampled_from(STYLES),
    block_min=st.sampled_from([60, 180, 181, 600]),
    contact=st.booleans(),
    overnight=st.booleans(),
    deiced=st.booleans(),
)


def kind(row: Row = "narrow", style: Style = "full_service", **changed: object) -> TurnKind:
    """A turn at a bridge before a two-hour leg, unless told."""
    told: dict[str, object] = {"block_min": 120, **changed}
    return TurnKind(FamilyRow(row=row), style, **told)  # type: ignore[arg-type]


def network(row: Row = "narrow", style: Style = "full_service", **changed: object) -> TaskNetwork:
    """Its tasks."""
    return task_network(kind(row, style, **changed), turnaround_practice())


def chain(*lengths: int, needs: GroundUnitKind | None = None) -> TaskNetwork:
    """Tasks one after the other of fixed minutes, and the push; the first one needs a unit."""
    tasks = [
        Task(NAMES[place], Minutes(one, one, one), NAMES[place - 1 : place], ((needs, 1),) if needs and not place else ())
        for place, one in enumerate(lengths)
    ]
    return TaskNetwork((*tasks, Task("push", Minutes(1, 1, 1), (tasks[-1].name,))))


def turn(name: str, from_min: int, due_min: int, tasks: TaskNetwork, minute_cents: int = 100) -> Turn:
    """A turn that costs the same for every minute it is late."""
    return Turn(name, from_min, due_min, tasks, (0, minute_cents))
