"""Limited teams and vehicles over the overlapping turns of an airport: who is served when.

Two ways, both in whole minutes and without preemption:
* dispatching: whenever units are free, the waiting task that comes first by a rule is begun; first come, first served is the rule
  of the task that could have begun first;
* serial schedule generation: turns in an order of precedence, each task of a turn at the earliest moment at which its units have
  a gap long enough.
`value_ordered` tries several rules, improves the best by serving late turns earlier, and keeps first come, first served where
nothing is cheaper. It proves nothing: the problem is NP-hard; tests compare tiny cases with an exact model.

A kind that no handler declares is not limited. Where fewer units exist than a task takes, those there take longer in proportion.
"""

import heapq
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp
from typing import TypeAlias

from domain.network import GroundUnitKind
from tools.turnaround.problem import Served, Service, Task, Turn, TurnService, Unit

FIRST_COME = "first come, first served"
MOST_TRIES = 60
Rule: TypeAlias = Callable[[Turn, int, int, int], float]
"""(turn, minute the task could begin, latest minute it may for off-block as planned, now) -> precedence, the least first."""


@dataclass(slots=True)
class _Diary:
    """When one unit is busy: half-open intervals in order, none overlapping."""

    unit: Unit
    busy: list[tuple[int, int]] = field(default_factory=list)

    def earliest(self, ready: int, length: int) -> int:
        """The first minute from `ready` on at which it is free for so long."""
        at = ready
        for start, end in self.busy[max(0, bisect_right(self.busy, (ready, ready)) - 1) :]:
            if end <= at:
                continue
            if start >= at + length:
                break
            at = end
        return at

    def free_since(self, at: int) -> int:
        """When its last work before `at` ended; a very early minute: it had none."""
        place = bisect_right(self.busy, (at, at))
        return self.busy[place - 1][1] if place else _LONG_AGO


_LONG_AGO = -1_000_000


class _Units:
    """Who there is, and what is asked of them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.by_kind: dict[GroundUnitKind, list[Unit]] = {}
        for unit in units:
            self.by_kind.setdefault(unit.kind, []).append(unit)

    def wanted(self, task: Task) -> list[tuple[GroundUnitKind, int]]:
        """Kinds that are limited, and how many of each the task gets."""
        if task.minutes.likely == 0:
            return []
        return [(kind, min(count, len(self.by_kind[kind]))) for kind, count in task.needs if kind in self.by_kind]

    def minutes(self, task: Task) -> int:
        """How long the task takes with as many of its units as there are."""
        length = task.minutes.likely
        for kind, count in task.needs:
            there = len(self.by_kind.get(kind, ()))
            if 0 < there < count:
                length = max(length, -(-task.minutes.likely * count // there))
        return length


def latest_starts(turn: Turn) -> list[int]:
    """For each task the minute at which it must begin for off-block as planned, with likely minutes and no waiting."""
    tasks = turn.network.tasks
    place = {task.name: index for index, task in enumerate(tasks)}
    latest = [turn.due_min] * len(tasks)
    for index in range(len(tasks) - 1, -1, -1):
        for one in tasks[index].after:
            before = place[one]
            latest[before] = min(latest[before], latest[index] - tasks[before].minutes.likely)
    return latest


def dispatched(turns: Sequence[Turn], units: Sequence[Unit], rule: Rule, name: str) -> Service:
    """Whenever units are free, begin the waiting task that comes first by the rule; ties by off-block, then by the turn's id."""
    known = _Units(units)
    free: dict[GroundUnitKind, list[tuple[int, Unit]]] = {
        kind: [(_LONG_AGO, one) for one in several] for kind, several in known.by_kind.items()
    }
    latest = [latest_starts(turn) for turn in turns]
    tasks: list[dict[str, Served]] = [{} for _ in turns]
    followers, open_ = _followers(turns)
    ready_at = [[0] * len(turn.network.tasks) for turn in turns]
    events: list[tuple[int, int, int]] = []  # minute, turn, task; task -1: units are free again
    waiting: list[tuple[int, int]] = []
    for index, turn in enumerate(turns):
        for place, task in enumerate(turn.network.tasks):
            if not task.after:
                heapq.heappush(events, (turn.soonest(task), index, place))

    def begin(index: int, place: int, now: int, taken: list[Unit], there: int) -> None:
        turn, task = turns[index], turns[index].network.tasks[place]
        ready = ready_at[index][place]
        end = now + known.minutes(task)
        tasks[index][task.name] = Served(task.name, ready, max(there, turn.from_min) if taken else ready, now, end, tuple(taken))
        for unit in taken:
            insort(free[unit.kind], (end, unit), key=lambda one: (one[0], one[1].handler, one[1].number))
        if taken:
            heapq.heappush(events, (end, -1, -1))
        for follower in followers[index][place]:
            open_[index][follower] -= 1
            if open_[index][follower] == 0:
                then = turn.network.tasks[follower]
                soonest = max(turn.soonest(then), *(tasks[index][one].end_min for one in then.after))
                heapq.heappush(events, (soonest, index, follower))

    while events:
        now = events[0][0]
        while events and events[0][0] == now:
            _, index, place = heapq.heappop(events)
            if place < 0:
                continue
            ready_at[index][place] = now
            if known.wanted(turns[index].network.tasks[place]):
                waiting.append((index, place))
            else:
                begin(index, place, now, [], now)
        if not waiting:
            continue
        waiting.sort(
            key=lambda one: (
                rule(turns[one[0]], ready_at[one[0]][one[1]], latest[one[0]][one[1]], now),
                turns[one[0]].due_min,
                turns[one[0]].turn_id,
                one[1],
            )
        )
        still = []
        for index, place in waiting:
            wanted = known.wanted(turns[index].network.tasks[place])
            if any(free[kind][count - 1][0] > now for kind, count in wanted):
                still.append((index, place))
                continue
            taken: list[Unit] = []
            there = _LONG_AGO
            for kind, count in wanted:
                there = max(there, free[kind][count - 1][0])
                taken += [unit for _, unit in free[kind][:count]]
                del free[kind][:count]
            begin(index, place, now, taken, there)
        waiting = still
    served = (
        TurnService(turn, tuple(done[task.name] for task in turn.network.tasks)) for turn, done in zip(turns, tasks, strict=True)
    )
    return Service(name, tuple(served))


def _followers(turns: Sequence[Turn]) -> tuple[list[list[list[int]]], list[list[int]]]:
    """For each task of each turn the places of those that follow it, and how many it follows."""
    followers, open_ = [], []
    for turn in turns:
        place = {task.name: index for index, task in enumerate(turn.network.tasks)}
        after: list[list[int]] = [[] for _ in place]
        for index, task in enumerate(turn.network.tasks):
            for one in task.after:
                after[place[one]].append(index)
        followers.append(after)
        open_.append([len(task.after) for task in turn.network.tasks])
    return followers, open_


def first_come_first_served(turns: Sequence[Turn], units: Sequence[Unit]) -> Service:
    """Every free unit goes to the task that could have begun first."""
    return dispatched(turns, units, lambda turn, ready, latest, now: ready, FIRST_COME)


def served_in_order(turns: Sequence[Turn], units: Sequence[Unit], order: Sequence[int], name: str = "in order") -> Service:
    """Serial schedule generation: turns in this order of their indices, tasks of each in their own."""
    known = _Units(units)
    diaries = {kind: [_Diary(one) for one in several] for kind, several in known.by_kind.items()}
    served: dict[int, TurnService] = {}
    for index in order:
        turn = turns[index]
        ends: dict[str, int] = {}
        tasks = []
        for task in turn.network.tasks:
            ready = max([turn.soonest(task), *(ends[one] for one in task.after)])
            one = _booked(task, ready, turn, known, diaries)
            ends[task.name] = one.end_min
            tasks.append(one)
        served[index] = TurnService(turn, tuple(tasks))
    return Service(name, tuple(served[index] for index in range(len(turns))), tuple(order))


def _booked(task: Task, ready: int, turn: Turn, known: _Units, diaries: Mapping[GroundUnitKind, Sequence[_Diary]]) -> Served:
    """The earliest time from `ready` on at which enough units have a gap, taken by those that are free the longest."""
    length, wanted = known.minutes(task), known.wanted(task)
    if not wanted:
        return Served(task.name, ready, ready, ready, ready + length, ())
    start, before = ready, ready - 1
    while start != before:
        before = start
        for kind, count in wanted:
            start = max(start, sorted(one.earliest(start, length) for one in diaries[kind])[count - 1])
    taken: list[Unit] = []
    there = turn.from_min
    for kind, count in wanted:
        idle = [one for one in diaries[kind] if one.earliest(start, length) == start]
        idle.sort(key=lambda one: (one.free_since(start), one.unit.handler, one.unit.number))
        for diary in idle[:count]:
            there = max(there, diary.free_since(start))
            insort(diary.busy, (start, start + length))
            taken.append(diary.unit)
    return Served(task.name, ready, there, start, start + length, tuple(taken))


def _never() -> bool:
    return False


def value_ordered(
    turns: Sequence[Turn],
    units: Sequence[Unit],
    *,
    start: Sequence[int] = (),
    most_tries: int = MOST_TRIES,
    stop: Callable[[], bool] = _never,
) -> Service:
    """The cheapest service found, never dearer than first come, first served. `start`: an order of turns to improve.

    Deterministic unless stopped. At most `most_tries` schedules are made to improve the best one; each takes about as long as
    first come, first served.
    """
    best = first_come_first_served(turns, units)
    for name, rule in _RULES.items():
        if best.cents == 0 or stop():
            return best
        found = dispatched(turns, units, rule, name)
        if (found.cents, found.waits_min) < (best.cents, best.waits_min):
            best = found
    return _improved(best, turns, units, start, most_tries, stop)


def _improved(
    best: Service,
    turns: Sequence[Turn],
    units: Sequence[Unit],
    start: Sequence[int],
    most_tries: int,
    stop: Callable[[], bool],
) -> Service:
    """Serial schedules that serve late turns before others, as long as one is cheaper."""
    latest = [latest_starts(turn)[0] for turn in turns]
    order = tuple(start) or tuple(sorted(range(len(turns)), key=lambda one: (latest[one], turns[one].turn_id)))
    tried: set[tuple[int, ...]] = set()
    current: Service | None = None
    while best.cents and len(tried) < most_tries and not stop():
        moved = order if current is None else next((one for one in _moves(current, order) if one not in tried), None)
        if moved is None:
            break
        tried.add(moved)
        found = served_in_order(turns, units, moved, _IMPROVED)
        if current is None or found.cents < current.cents:
            current, order = found, moved
        if current.cents < best.cents:
            best = current
    return best


_IMPROVED = "money at stake, improved"


def _moves(current: Service, order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The dearest late turn to the front, halfway and one place forward, then the turns before it behind it; then the next."""
    late = [one for one in order if current.turns[one].cents]
    for index in sorted(late, key=lambda one: -current.turns[one].cents):
        place = order.index(index)
        others = [one for one in order if one != index]
        for forward in (0, place // 2, place - 1):
            if 0 <= forward < place:
                yield (*others[:forward], index, *others[forward:])
        for before in reversed(range(place)):
            yield (*order[:before], *order[before + 1 : place + 1], order[before], *order[place + 1 :])


def _latest_start(turn: Turn, ready: int, latest: int, now: int) -> float:
    return latest


def _at_stake(turn: Turn, ready: int, latest: int, now: int) -> float:
    """Money that a quarter of an hour costs, the less the longer the task may still wait (apparent tardiness cost)."""
    late = max(0, now - latest)
    return -(turn.cost(late + 15) - turn.cost(late)) * exp(-max(0, latest - now) / 15)


def _by_money(turn: Turn, ready: int, latest: int, now: int) -> float:
    return -turn.cost(15)


_RULES: Mapping[str, Rule] = {
    "latest start": _latest_start,
    "money at stake and urgency": _at_stake,
    "money at stake": _by_money,
}


def service_faults(turns: Sequence[Turn], units: Sequence[Unit], service: Service) -> list[str]:
    """What is wrong with a service, found without the code that makes one: order of tasks, units used twice, units missing."""
    faults: list[str] = []
    work: dict[Unit, list[tuple[int, int, str]]] = {}
    there: dict[GroundUnitKind, int] = {}
    for unit in units:
        there[unit.kind] = there.get(unit.kind, 0) + 1
    if [one.turn for one in service.turns] != list(turns):
        faults.append("the service is not of these turns")
    for one in service.turns:
        done = {task.task: task for task in one.tasks}
        for task in one.turn.network.tasks:
            what, at = f"{one.turn.turn_id} {task.name}", done[task.name]
            if at.start_min < max([one.turn.soonest(task), *(done[name].end_min for name in task.after)]):
                faults.append(f"{what} begins before what it follows is done")
            if at.end_min - at.start_min < task.minutes.likely:
                faults.append(f"{what} is shorter than it takes")
            for kind, count in task.needs:
                given = sum(unit.kind == kind for unit in at.units)
                if at.end_min > at.start_min and given != min(count, there.get(kind, 0)):
                    faults.append(f"{what} has {given} {kind}")
            for unit in at.units:
                work.setdefault(unit, []).append((at.start_min, at.end_min, what))
    for unit, jobs in work.items():
        jobs.sort()
        faults += [
            f"{unit.kind} {unit.number} of {unit.handler} is at {first[2]} and {then[2]} at once"
            for first, then in pairwise(jobs)
            if then[0] < first[1]
        ]
    return faults
