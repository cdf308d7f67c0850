"""Lines: what one person could do from now on, found best first, priced in cents, and put to the judge as late as possible.

A line is a path of tasks. Prefixes form a tree that is kept between searches, so that nothing is judged twice.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import combinations, islice, pairwise, product, zip_longest

import numpy as np
from numpy.typing import NDArray

from domain.units import minutes, minutes_between
from tools.crew_recovery.problem import CrewProblem, DutyPlan, Leg, LimitingJudge, Person, Task

LONGEST_SIT_MIN = 360
"""Between two tasks of a duty, unless that was planned."""
SHORTEST_REST_MIN = 600
"""Between two duties of a line, unless that was planned; the law asks for more and the judge says how much."""
DEADHEADS_TO_A_PLACE = 2
"""Flights with free seats that are looked at after a task, for each place they go to: the first ones."""
LONGEST_DUTY_MIN = 960
"""From report to the last on-block, deadheads included, unless that was planned."""
MOST_SHORTENED = 64
"""Ways to leave tasks out of somebody's planned duties that are looked at."""
SAME_DUTY_MIN = 720
"""A duty that reports nearer than this to a planned duty replaces it."""

Duties = tuple[DutyPlan, ...]
_NOTHING = Task(-1)


@dataclass(frozen=True, slots=True)
class Line:
    """A person's duties, their price, the legs they work and those they newly travel on. `cost` is in cents, all included."""

    duties: Duties
    prices: tuple[tuple[str, int], ...]
    cost: int
    called: bool
    works: tuple[int, ...]
    travels: tuple[int, ...]


class Timetable:
    """The legs in minutes from the start of the problem."""

    def __init__(self, problem: CrewProblem) -> None:
        self.problem = problem
        self.departs = [self.minute(leg.departs) for leg in problem.legs]
        self.arrives = [self.minute(leg.arrives) for leg in problem.legs]
        planned = {(one.leg, two.leg) for who in problem.people for duty in who.planned for one, two in pairwise(duty.tasks)}
        gaps = {(one, two): self.departs[two] - self.arrives[one] for one, two in planned}
        self._tight = {pair: gap for pair, gap in gaps.items() if 0 <= gap < problem.connection_min}
        self.least_gap = min(self._tight.values(), default=problem.connection_min)

    def gap(self, first: int, then: int) -> int:
        """Minutes needed between two tasks of a duty: the connection time, or what a plan gives this pair where that is less."""
        return self._tight.get((first, then), self.problem.connection_min)

    def minute(self, moment: datetime) -> int:
        """Minutes from the start, rounded down."""
        return minutes_between(self.problem.start, moment)

    def moment(self, minute: int) -> datetime:
        """The time a minute stands for."""
        return self.problem.start + minutes(minute)


_BUCKET_MIN = 15
_NEVER = -1e12


@dataclass(frozen=True, slots=True)
class Prospects:
    """What legs are worth in a search: duals in cents, and the most that can be had after a leg, by the end of the duty."""

    worked: list[float]
    seats: Sequence[float]
    after: list[list[float]]
    """Per leg and end of the duty, in buckets: in this duty or after a rest."""
    first_end: int
    """Minute at which the first bucket ends."""

    def most(self, leg: int, until: int) -> float:
        """The most that can follow a leg in a duty whose last worked leg ends by a minute, and in later duties."""
        after = self.after[leg]
        return after[min(len(after) - 1, max(0, -((self.first_end - until) // _BUCKET_MIN)))]


class _Best:
    """The greatest of values put in by falling time, among those from a time on; nothing is worth less than zero."""

    __slots__ = ("best", "times")

    def __init__(self, buckets: int) -> None:
        self.times: list[int] = []
        self.best = [np.zeros(buckets)]

    def put(self, time: int, values: NDArray[np.float64]) -> None:
        self.times.append(-time)
        self.best.append(np.maximum(values, self.best[-1]))

    def since(self, time: int) -> NDArray[np.float64]:
        return self.best[bisect_right(self.times, -time)]


class Reach:
    """The tasks open to people of one role and family list: by station, in order of departure."""

    def __init__(self, table: Timetable, role: str, families: tuple[str, ...], planned_travel: frozenset[int]) -> None:
        self.table = table
        legs = table.problem.legs
        self.workable = [leg.family in families and any(needed == role for needed, _ in leg.needs) for leg in legs]
        self.free_travel = planned_travel
        self.leaving: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        for index, leg in enumerate(legs):
            if self.workable[index]:
                self.leaving[leg.origin].append((table.departs[index], index, False))
            if leg.seats_free > 0 or index in planned_travel:
                self.leaving[leg.origin].append((table.departs[index], index, True))
        for tasks in self.leaving.values():
            tasks.sort()
        self._all_workable, self._all_leaving = self.workable, dict(self.leaving)
        self.follows: Mapping[int, int] = {}
        self.comes_after: Mapping[int, int] = {}
        self.wanted: frozenset[str] | None = None
        self.longest = 0
        self.latest_report = [departs - table.problem.report_min for departs in table.departs]
        self.order = sorted({index for tasks in self.leaving.values() for _, index, _ in tasks}, key=table.departs.__getitem__)

    def narrow(self, open_legs: Set[int], follows: Mapping[int, int]) -> None:
        """Only `open_legs` are worked, and a leg that follows another in somebody's planned duty is worked after that one.

        So what hangs together stays together, but for deadheads and duties that begin there; new deadheads go home, or to where
        an open leg begins such a piece.
        """
        legs = self.table.problem.legs
        self.workable = [may and index in open_legs for index, may in enumerate(self._all_workable)]
        self.follows = follows
        self.comes_after = {then: first for first, then in follows.items()}
        self.wanted = frozenset(
            legs[index].origin for index in open_legs if self.workable[index] and index not in self.comes_after
        )
        for station, tasks in self._all_leaving.items():
            self.leaving[station] = [one for one in tasks if one[2] or self.workable[one[1]]]
        self.order = sorted(
            {index for tasks in self.leaving.values() for _, index, _ in tasks}, key=self.table.departs.__getitem__
        )

    def hangs_together(self, before: int, deadhead_before: bool, leg: int, deadhead: bool) -> bool:
        """Whether a task may come after another in one duty: pieces of planned duties are not cut but by deadheads."""
        if deadhead or deadhead_before:
            return True
        follower = self.follows.get(before)
        return leg == follower if follower is not None else leg not in self.comes_after

    def between(self, station: str, first: int, last: int) -> Iterator[tuple[int, int, bool]]:
        """(departure, leg, deadhead) from a station, departing in [first, last]."""
        tasks = self.leaving.get(station, [])
        for position in range(bisect_left(tasks, (first, -1, False)), len(tasks)):
            if tasks[position][0] > last:
                return
            yield tasks[position]

    def allow(self, longest: int, reports: Iterable[tuple[int, int]]) -> None:
        """Make room for people who work up to `longest` minutes after report, and begin legs at these minutes as planned."""
        self.longest = max(self.longest, longest)
        for leg, report in reports:
            self.latest_report[leg] = max(self.latest_report[leg], report)

    def prospects(self, duals: list[float], seats: Sequence[float]) -> Prospects:
        """Upper bounds on the duals that any continuation can collect: backwards in time, with no law but the longest duty.

        `duals`: per leg, of covering it; `seats`: per leg, of a seat on it (not positive).
        """
        table, legs, price = self.table, self.table.problem.legs, self.table.problem.prices.deadhead_seat
        rest, connection = table.problem.release_min + SHORTEST_REST_MIN, table.least_gap
        first_end, last_end = min(table.departs, default=0), max(table.arrives, default=0) + _BUCKET_MIN
        buckets = len(range(first_end, last_end, _BUCKET_MIN))
        after = np.zeros((len(legs), buckets))
        opened: dict[str, _Best] = defaultdict(lambda: _Best(1))
        going: dict[str, _Best] = defaultdict(lambda: _Best(buckets))
        for leg in reversed(self.order):
            origin, destination = legs[leg].origin, legs[leg].destination
            departs, arrives = table.departs[leg], table.arrives[leg]
            most = np.maximum(going[destination].since(arrives + connection), opened[destination].since(arrives + rest))
            after[leg] = most
            travels = 0.0 if leg in self.free_travel else seats[leg] - price if legs[leg].seats_free > 0 else _NEVER
            here = most + travels
            if self.workable[leg] and duals[leg] > travels:
                # Worked legs end within the duty's limit, deadheads may come after it.
                here[max(0, -((first_end - arrives) // _BUCKET_MIN)) :] += duals[leg] - travels
            going[origin].put(departs, here)
            report = self.latest_report[leg]
            end = min(buckets - 1, max(0, -((first_end - report - self.longest) // _BUCKET_MIN)))
            opened[origin].put(report, here[end : end + 1])
        return Prospects(duals, seats, after.tolist(), first_end)


@dataclass(slots=True)
class Step:
    """The last task of a prefix of lines. `cost`: cents of the prefix that no continuation takes back."""

    leg: int
    deadhead: bool
    parent: "Step | None"
    report: int
    replaces: int
    opens: bool
    cost: int = -1
    fresh: bool = False
    legal: bool | None = None
    """None: not judged yet."""
    line: Line | None = None
    next: "list[Step] | None" = None


@dataclass(frozen=True, slots=True)
class Search:
    """Lines found, and a floor under cost less duals of every line searched for; `whole` when nothing was left unlooked at."""

    lines: list[Line]
    floor: float
    whole: bool


@dataclass(slots=True)
class Planned:
    """A planned duty in minutes; `release`: as planned, or later where its own legs are."""

    report: int
    release: int
    tasks: tuple[Task, ...]


@dataclass(slots=True)
class Rulings:
    """How often the judge was asked."""

    asked: int = 0


@dataclass(slots=True)
class Crew:
    """People who are interchangeable: their planned line, the line when released, and the tree of prefixes looked at so far."""

    person: Person
    members: tuple[str, ...]
    table: Timetable
    reach: Reach
    rulings: Rulings
    planned: list[Planned] = field(default_factory=list)
    kept: Line | None = None
    released: Line = field(init=False)
    planned_tasks: tuple[Task, ...] = ()
    _known: set[Task] = field(default_factory=set)
    _pairs: set[tuple[int, int]] = field(default_factory=set)
    _stays: list[str] = field(default_factory=list)
    _ends: str = ""
    _homes: set[str] = field(default_factory=set)
    _longest: int = LONGEST_DUTY_MIN
    _roots: list[Step] | None = None

    def __post_init__(self) -> None:
        person, table, problem = self.person, self.table, self.table.problem
        where = person.station
        self._stays = [where] if person.running and not self._continues(person.planned) else []
        for duty in person.planned:
            where = duty.ends_at or (problem.legs[duty.tasks[-1].leg].destination if duty.tasks else where)
            release = table.minute(duty.release_at)
            if duty.tasks:
                release = max(release, table.arrives[duty.tasks[-1].leg] + problem.release_min)
            self.planned.append(Planned(table.minute(duty.report_at), release, duty.tasks))
            self._stays.append(where)
            self._pairs |= {(one.leg, two.leg) for one, two in pairwise(duty.tasks)}
        self._ends = where
        judge = problem.judge
        if isinstance(judge, LimitingJudge):
            self._longest = min(LONGEST_DUTY_MIN, judge.longest_duty_min(person))
        self.reach.allow(self._longest, [(duty.tasks[0].leg, duty.report) for duty in self.planned if duty.tasks])
        self._homes = {person.base, where, *self._stays}
        self.planned_tasks = tuple(task for duty in person.planned for task in duty.tasks)
        self._known = set(self.planned_tasks)
        self.released = self._line((), ())
        flown = tuple(index for index, duty in enumerate(person.planned) if duty.tasks)
        duties = tuple(self._duty(self.planned[index].report, person.planned[index].tasks, index) for index in flown)
        if not duties:
            self.kept = self.released
        elif not self.obstacle(duties) and self.judged(duties):
            self.kept = self._line(duties, flown)

    def forget(self) -> None:
        """Drop the tree of prefixes: other legs are open now."""
        self._roots = None

    @property
    def callable(self) -> bool:
        """Whether new duties are looked for: reserves, and people with a duty open or planned."""
        return bool(self.person.planned or self.person.running or self.person.reserve)

    @property
    def vanished(self) -> bool:
        """Whether a planned duty has no task left, so that people must be told although nobody calls them to work."""
        return any(not duty.tasks for duty in self.person.planned)

    @property
    def disturbed(self) -> bool:
        """Whether what was planned cannot be kept, or would end in the wrong place."""
        return self.kept is None or self.kept.cost > 0

    @property
    def likeness(self) -> object:
        """What people of another role have in common with these when they do the same and are judged the same."""
        person = self.person
        duties = tuple((duty.report_at, duty.release_at, duty.tasks, duty.ends_at) for duty in person.planned)
        place = (person.alike, person.families, person.base, person.station, person.free_at, person.running)
        return (place, duties, person.unavailable, person.reserve)

    def judged(self, duties: Duties) -> bool:
        """Whether the judge finds no breach."""
        self.rulings.asked += 1
        return not self.table.problem.judge.breaches(self.person, duties)

    def shortened(self) -> Iterator[Line]:
        """Lines of what is left of the planned duties: tasks left out, none added. The first repair anybody would look at."""
        options = [tuple(self._left_of(index)) for index in range(len(self.planned))]
        for chosen in islice(product(*options), MOST_SHORTENED):
            parts = [(index, report, tasks) for index, (report, tasks) in enumerate(chosen) if tasks]
            duties = tuple(self._duty(report, tasks, index) for index, report, tasks in parts)
            named = all(self._replaced(report, index - 1) == index for index, report, _ in parts)
            if duties and named and not self.obstacle(duties) and self.judged(duties):
                yield self._line(duties, tuple(index for index, _, _ in parts))

    def _left_of(self, index: int) -> Iterator[tuple[int, tuple[Task, ...]]]:
        """(report, tasks) of one planned duty with tasks left out so that the rest connects; the most tasks first."""
        duty, table = self.planned[index], self.table
        legs = table.problem.legs
        running = index == 0 and self.person.running is not None and duty.report == table.minute(self.person.running)
        for count in range(len(duty.tasks), -1, -1):
            for tasks in combinations(duty.tasks, count):
                connects = all(
                    legs[one.leg].destination == legs[two.leg].origin
                    and table.arrives[one.leg] + table.gap(one.leg, two.leg) <= table.departs[two.leg]
                    for one, two in pairwise(tasks)
                )
                if connects:
                    as_planned = running or tasks[:1] == duty.tasks[:1]
                    yield (
                        duty.report if as_planned or not tasks else table.departs[tasks[0].leg] - table.problem.report_min,
                        tasks,
                    )

    def obstacle(self, duties: Duties) -> str:
        """Why these duties are impossible whatever the law says, in words; empty when they are possible."""
        problem, person = self.table.problem, self.person
        where, ready = person.station, person.free_at
        for position, duty in enumerate(duties):
            running = position == 0 and duty.report_at == person.running
            if not running and duty.report_at < ready:
                return f"cannot report before {ready:%H:%M}Z"
            ready = ready if running else duty.report_at
            for task, then in zip_longest(duty.tasks, duty.tasks[1:], fillvalue=_NOTHING):
                leg = problem.legs[task.leg]
                if leg.origin != where:
                    return f"is at {where} and not at {leg.origin}"
                if leg.departs < ready:
                    return f"is ready at {where} at {ready:%H:%M}Z, departure {leg.departs:%H:%M}Z"
                where, ready = leg.destination, leg.arrives + minutes(self.table.gap(task.leg, then.leg))
            ready = duty.release_at
            if any(duty.report_at < end and start < duty.release_at for start, end in person.unavailable):
                return "is not available then"
        return ""

    def search(
        self,
        prospects: Prospects,
        limit: float,
        *,
        most_lines: int,
        most_rulings: int,
        extra_call: int = 0,
        foresight: float = 1.0,
        stop: Callable[[], bool],
    ) -> Search:
        """New lines with cost less duals below `limit`, best first: a best-first search with an optimistic rest of the path.

        `extra_call`: cents that a call weighs beyond its price. `foresight` below 1 finds good lines sooner and the best later.
        """
        heap: list[tuple[float, int, float, Step, float, bool]] = []
        found: list[Line] = []
        floor = limit
        count = looked = 0
        worked = prospects.worked
        asked = self.rulings.asked

        def push(steps: Sequence[Step], before: int, collected: float) -> None:
            nonlocal count
            for step in steps:
                if step.legal is not None and not step.legal:
                    continue
                if not step.deadhead:
                    value = collected + worked[step.leg]
                elif Task(step.leg, True) in self._known:
                    value = collected
                else:
                    value = collected + prospects.seats[step.leg]
                most = prospects.most(step.leg, step.report + self._longest)
                if before + extra_call - value - most >= limit:
                    continue
                if step.cost < 0:
                    self._weigh(step)
                here = step.cost + extra_call - value
                if here - most < limit and (step.legal is None or step.legal):
                    count += 1
                    heappush(heap, (here - foresight * most, count, here - most, step, value, False))

        push(self._first_steps(), self.table.problem.prices.call, 0.0)
        while heap:
            looked += 1
            if len(found) == most_lines or self.rulings.asked - asked >= most_rulings or (looked % 16 == 0 and stop()):
                return Search(found, min(floor, min(one[2] for one in heap)), False)
            _, _, least, step, value, final = heappop(heap)
            if final and step.line is not None:
                floor = min(floor, least)
                found.append(step.line)
                continue
            if step.legal is None:
                duties, replaces = self._duties(step)
                step.legal = self.judged(duties)
                step.line = self._line(duties, replaces) if step.legal else None
            if step.line is None:
                continue
            if (not step.deadhead or self.table.problem.legs[step.leg].destination in self._homes) and step.line.called:
                exact = step.line.cost + extra_call - value
                if exact < limit:
                    count += 1
                    heappush(heap, (exact, count, exact, step, value, True))
            push(self._next_steps(step), step.cost, value)
        return Search(found, floor, True)

    # --- the tree of prefixes ----------------------------------------------------------------------------------------

    def _first_steps(self) -> list[Step]:
        if self._roots is None:
            person, table = self.person, self.table
            free = table.minute(person.free_at)
            self._roots = []
            if person.running:
                report = table.minute(person.running)
                planned = next((duty.tasks[0].leg for duty in self.planned[:1] if duty.tasks and duty.report == report), None)
                for departs, leg, deadhead in self.reach.between(person.station, free, 1 << 30):
                    if departs <= free + LONGEST_SIT_MIN or leg == planned:
                        self._add(self._roots, None, leg, deadhead, report, self._replaced(report, -1), opens=True)
                free += SHORTEST_REST_MIN
            self._open_duties(self._roots, None, person.station, free, -1)
        return self._roots

    def _next_steps(self, step: Step) -> list[Step]:
        if step.next is None:
            table, problem = self.table, self.table.problem
            station, arrives = problem.legs[step.leg].destination, table.arrives[step.leg]
            step.next = []
            offered: Counter[str] = Counter()
            for departs, leg, deadhead in self.reach.between(station, arrives + table.least_gap, 1 << 30):
                if departs < arrives + table.gap(step.leg, leg):
                    continue
                if departs > arrives + LONGEST_SIT_MIN and (step.leg, leg) not in self._pairs:
                    continue
                if not self.reach.hangs_together(step.leg, step.deadhead, leg, deadhead):
                    continue
                if deadhead and Task(leg, True) not in self._known:
                    if not self._worth_travelling(leg):
                        continue
                    offered[problem.legs[leg].destination] += problem.legs[leg].seats_free > 0
                    if step.deadhead or offered[problem.legs[leg].destination] > DEADHEADS_TO_A_PLACE:
                        continue
                if not (deadhead and step.deadhead):
                    self._add(step.next, step, leg, deadhead, step.report, step.replaces, opens=False)
            self._open_duties(step.next, step, station, self._release(step.leg) + SHORTEST_REST_MIN, step.replaces)
        return step.next

    def _open_duties(self, steps: list[Step], parent: Step | None, station: str, ready: int, replaced: int) -> None:
        """Duties that begin at a station not before `ready`; one that begins as planned keeps its report time."""
        problem, reserve = self.table.problem, self.person.reserve
        first, last = ready, 1 << 30
        if reserve is not None and parent is None:
            first = max(ready, self.table.minute(max(problem.start, reserve.start)) + reserve.notice_min)
            last = self.table.minute(reserve.end) - 1
        for departs, leg, deadhead in self.reach.between(station, ready, 1 << 30):
            task = Task(leg, deadhead)
            if deadhead and task not in self._known and not self._worth_travelling(leg):
                continue
            as_planned = next((duty.report for duty in self.planned if duty.tasks[:1] == (task,)), None)
            if as_planned is not None and as_planned >= ready:
                self._add(steps, parent, leg, deadhead, as_planned, self._replaced(as_planned, replaced), opens=True)
            elif first <= departs - problem.report_min <= last:
                report = departs - problem.report_min
                self._add(steps, parent, leg, deadhead, report, self._replaced(report, replaced), opens=True)

    def _worth_travelling(self, leg: int) -> bool:
        """Whether a deadhead leads somewhere: in a narrowed search home, or to where open work begins."""
        destination = self.table.problem.legs[leg].destination
        return self.reach.wanted is None or destination in self._homes or destination in self.reach.wanted

    def _add(
        self, steps: list[Step], parent: Step | None, leg: int, deadhead: bool, report: int, replaces: int, *, opens: bool
    ) -> None:
        if self.table.arrives[leg] - report <= (LONGEST_DUTY_MIN if deadhead else self._longest):
            steps.append(Step(leg, deadhead, parent, report, replaces, opens))

    def _weigh(self, step: Step) -> None:
        """Price a prefix; one that is impossible is marked illegal."""
        prices, parent = self.table.problem.prices, step.parent
        known = Task(step.leg, step.deadhead) in self._known
        step.fresh = not known or (parent is not None and parent.fresh)
        step.cost = parent.cost if parent else prices.call
        if step.deadhead and not known:
            step.cost += prices.deadhead_seat
            if self.table.problem.legs[step.leg].seats_free <= 0:
                step.legal = False
        if step.fresh and self.person.reserve and not (parent and parent.fresh):
            step.cost += prices.reserve
        step.cost += self._overtime(step.leg, step.replaces)
        if parent and not step.opens:
            step.cost -= self._overtime(parent.leg, step.replaces)
        release = self._release(step.leg)
        for start, end in self.person.unavailable:
            if step.report < self.table.minute(end) and self.table.minute(start) < release:
                step.legal = False

    def _duties(self, step: Step) -> tuple[Duties, tuple[int, ...]]:
        tasks: list[Task] = []
        duties: list[DutyPlan] = []
        replaces: list[int] = []
        at: Step | None = step
        while at is not None:
            tasks.append(Task(at.leg, at.deadhead))
            if at.opens:
                duties.append(self._duty(at.report, tuple(reversed(tasks)), at.replaces))
                replaces.append(at.replaces)
                tasks = []
            at = at.parent
        return tuple(reversed(duties)), tuple(reversed(replaces))

    def _duty(self, report: int, tasks: tuple[Task, ...], replaces: int) -> DutyPlan:
        moment = self.table.moment
        name = self.person.planned[replaces].duty_id if replaces >= 0 else ""
        return DutyPlan(moment(report), moment(self._release(tasks[-1].leg)), tasks, name)

    def _replaced(self, report: int, after: int) -> int:
        """The planned duty, later than number `after`, that reports nearest and near enough; -1 when there is none."""
        if not self.planned:
            return -1
        near = [(abs(duty.report - report), index) for index, duty in enumerate(self.planned) if index > after]
        distance, index = min(near, default=(SAME_DUTY_MIN, -1))
        return index if distance < SAME_DUTY_MIN else -1

    def _release(self, leg: int) -> int:
        return self.table.arrives[leg] + self.table.problem.release_min

    def _overtime(self, leg: int, replaces: int) -> int:
        if replaces < 0:
            return 0
        return max(0, self._release(leg) - self.planned[replaces].release) * self.table.problem.prices.overtime_minute

    def _continues(self, duties: Sequence[DutyPlan]) -> bool:
        return bool(duties) and duties[0].report_at == self.person.running

    # --- the price ---------------------------------------------------------------------------------------------------

    def _line(self, duties: Duties, replaces: Sequence[int]) -> Line:
        """Call, reserve, new deadheads, nights away that were not planned, overtime, and another place at the end."""
        problem, prices, person = self.table.problem, self.table.problem.prices, self.person
        tasks = tuple(task for duty in duties for task in duty.tasks)
        called = tasks != self.planned_tasks
        fresh = any(task not in self._known for task in tasks)
        travels = tuple(task.leg for task in tasks if task.deadhead and task not in self._known)
        stays = [problem.legs[duty.tasks[-1].leg].destination for duty in duties]
        if person.running and not self._continues(duties):
            stays = [person.station, *stays]
        elif not duties and self.planned:
            stays = [person.station]
        ends = stays[-1] if stays else person.station
        nights = sum(
            max(0, stays.count(station) - self._stays.count(station)) for station in sorted(set(stays)) if station != person.base
        )
        overtime = sum(self._overtime(duty.tasks[-1].leg, index) for duty, index in zip(duties, replaces, strict=True))
        parts = (
            ("calls", prices.call * called),
            ("reserves", prices.reserve * (fresh and person.reserve is not None)),
            ("deadheads", prices.deadhead_seat * len(travels)),
            ("hotels", prices.hotel_night * nights),
            ("overtime", overtime),
            ("away_from_base", prices.away_from_base * (ends != self._ends)),
        )
        works = tuple(task.leg for task in tasks if not task.deadhead)
        return Line(duties, parts, sum(cents for _, cents in parts), called, works, travels)


def crews_of(table: Timetable, rulings: Rulings) -> list[Crew]:
    """People grouped with those alike, each group with its planned line judged."""
    groups: dict[object, list[Person]] = defaultdict(list)
    for person in table.problem.people:
        groups[_likeness(person)].append(person)
    travel = frozenset(task.leg for one in table.problem.people for duty in one.planned for task in duty.tasks if task.deadhead)
    reaches: dict[tuple[str, tuple[str, ...]], Reach] = {}
    crews = []
    for people in groups.values():
        one = people[0]
        key = (one.role, one.families)
        if key not in reaches:
            reaches[key] = Reach(table, one.role, one.families, travel)
        crews.append(Crew(one, tuple(sorted(person.crew_id for person in people)), table, reaches[key], rulings))
    return crews


def _likeness(person: Person) -> object:
    if not person.alike:
        return person.crew_id
    duties = tuple((duty.report_at, duty.release_at, duty.tasks, duty.ends_at) for duty in person.planned)
    place = (person.role, person.families, person.base, person.station, person.free_at, person.running)
    return (person.alike, place, duties, person.unavailable, person.reserve)


def needed(leg: Leg, role: str) -> int:
    """How many people of a role a leg needs."""
    return sum(count for one, count in leg.needs if one == role)


def renamed(theirs: Person, mine: Person, duties: Duties) -> Duties:
    """Duties of somebody alike, with the names of one's own planned duties."""
    names = {one.duty_id: other.duty_id for one, other in zip(theirs.planned, mine.planned, strict=True)}
    return tuple(replace(duty, duty_id=names.get(duty.duty_id, "")) for duty in duties)
