"""Tasks of a turn-round in their order, the turns of an airport, and the teams and vehicles that serve them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.network import GroundUnitKind
from knowledge.airline.turnaround_practice import TaskName


@dataclass(frozen=True, slots=True)
class Minutes:
    """Lowest, likely and highest minutes of a task."""

    low: int
    likely: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high:
            raise ValueError(f"{self.low}, {self.likely}, {self.high} are not lowest, likely and highest minutes")

    def of(self, percent: int) -> "Minutes":
        """So many percent of them, in whole minutes and not below one."""
        return Minutes(*(max(1, (one * percent + 50) // 100) for one in (self.low, self.likely, self.high)))


@dataclass(frozen=True, slots=True)
class Task:
    """A task, what must be done before it begins, and how many units of which kinds it takes."""

    name: TaskName
    minutes: Minutes
    after: tuple[TaskName, ...] = ()
    needs: tuple[tuple[GroundUnitKind, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskNetwork:
    """Tasks, each listed after those it follows. Off-block is where the last one begins."""

    tasks: tuple[Task, ...]

    def __post_init__(self) -> None:
        listed: set[str] = set()
        for task in self.tasks:
            if missing := [one for one in task.after if one not in listed]:
                raise ValueError(f"task {task.name!r} follows {missing}, not listed before it")
            if task.name in listed:
                raise ValueError(f"task {task.name!r} is listed twice")
            listed.add(task.name)
        if not self.tasks:
            raise ValueError("a turn-round has no task")

    @property
    def shape(self) -> tuple[tuple[TaskName, tuple[int, ...]], ...]:
        """Names and places of predecessors: networks of one shape differ in minutes and units only."""
        place = {task.name: index for index, task in enumerate(self.tasks)}
        return tuple((task.name, tuple(place[one] for one in task.after)) for task in self.tasks)

    def without(self, names: Collection[TaskName]) -> "TaskNetwork":
        """The network without these tasks; what followed them follows what they followed."""
        before: dict[TaskName, tuple[TaskName, ...]] = {}
        kept = []
        for task in self.tasks:
            after = tuple(dict.fromkeys(found for one in task.after for found in before.get(one, (one,))))
            if task.name in names:
                before[task.name] = after
            else:
                kept.append(replace(task, after=after))
        return TaskNetwork(tuple(kept))

    def together(self, pairs: Collection[tuple[TaskName, TaskName]]) -> "TaskNetwork":
        """The second task of a pair no longer waits for the first, but for what the first waits for."""
        after: dict[TaskName, tuple[TaskName, ...]] = {}
        for task in self.tasks:
            freed = (after[one] if (one, task.name) in pairs else (one,) for one in task.after)
            after[task.name] = tuple(dict.fromkeys(found for several in freed for found in several))
        return TaskNetwork(tuple(replace(task, after=after[task.name]) for task in self.tasks))

    def with_percent(self, percent: Mapping[TaskName, int]) -> "TaskNetwork":
        """The network with so many percent of the minutes of some tasks."""
        tasks = (
            replace(task, minutes=task.minutes.of(percent[task.name])) if task.name in percent else task for task in self.tasks
        )
        return TaskNetwork(tuple(tasks))


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn at an airport, in minutes after a common origin. `from_min`: its tasks may begin; `due_min`: planned off-block.

    `cents[m]` is what leaving m minutes after `due_min` costs, cents[0] = 0 and never falling; the last step goes on beyond.
    """

    turn_id: str
    from_min: int
    due_min: int
    network: TaskNetwork
    cents: tuple[int, ...] = (0, 0)

    def soonest(self, task: Task) -> int:
        """The minute before which a task is not begun, whatever is ready: no push and no de-icing long before off-block."""
        if task is self.network.tasks[-1]:
            return max(self.from_min, self.due_min)
        return max(self.from_min, self.due_min - task.minutes.likely) if task.name == "deice" else self.from_min

    def cost(self, late_min: int) -> int:
        """Cents of leaving so late."""
        last = len(self.cents) - 1
        if late_min <= last:
            return self.cents[max(0, late_min)]
        return self.cents[last] + (late_min - last) * (self.cents[last] - self.cents[last - 1])


@dataclass(frozen=True, slots=True)
class Unit:
    """One team or vehicle of a handler."""

    kind: GroundUnitKind
    handler: str
    number: int


@dataclass(frozen=True, slots=True)
class Served:
    """A task as it is served. `ready_min`: all before it is done; `there_min`: its last unit is at the aircraft."""

    task: TaskName
    ready_min: int
    there_min: int
    start_min: int
    end_min: int
    units: tuple[Unit, ...]

    @property
    def waits_min(self) -> int:
        """Minutes it waits for its units."""
        return self.start_min - self.ready_min


@dataclass(frozen=True, slots=True)
class TurnService:
    """How one turn is served."""

    turn: Turn
    tasks: tuple[Served, ...]

    @property
    def ready_min(self) -> int:
        """When everything but the last task is done."""
        return max((task.end_min for task in self.tasks[:-1]), default=self.turn.from_min)

    @property
    def off_block_min(self) -> int:
        """When the last task begins, not before it is due."""
        return self.tasks[-1].start_min

    @property
    def late_min(self) -> int:
        """Minutes off-block after it is due."""
        return max(0, self.off_block_min - self.turn.due_min)

    @property
    def cents(self) -> int:
        """What being late costs."""
        return self.turn.cost(self.late_min)


@dataclass(frozen=True, slots=True)
class Service:
    """How all turns are served, in the order of the problem; `rule` and `order` (indices of turns) are what gave it."""

    rule: str
    turns: tuple[TurnService, ...]
    order: tuple[int, ...] = ()

    @property
    def cents(self) -> int:
        """What all lateness costs."""
        return sum(one.cents for one in self.turns)

    @property
    def late_min(self) -> int:
        """Minutes off-block after due, over all turns."""
        return sum(one.late_min for one in self.turns)

    @property
    def waits_min(self) -> int:
        """Minutes that tasks wait for units."""
        return sum(task.waits_min for one in self.turns for task in one.tasks)


def units_of(counts: Sequence[tuple[str, GroundUnitKind, int]]) -> tuple[Unit, ...]:
    """A unit for each of (handler, kind, count)."""
    return tuple(Unit(kind, handler, number) for handler, kind, count in sorted(counts) for number in range(1, count + 1))
