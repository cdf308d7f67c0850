"""Crew recovery as set partitioning with column generation: a line per person, every leg its crew, as cheap as possible.

Roles and families that share nobody are solved one after another; README.md has the mathematics and what is searched.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from queue import Empty, Queue
from random import Random
from threading import Thread
from time import monotonic
from typing import Any, Literal

from domain.units import minutes_between
from tools.crew_recovery.lines import Crew, Line, Prospects, Rulings, Timetable, crews_of, renamed
from tools.crew_recovery.master import Choice, Duals, Master, Weights
from tools.crew_recovery.problem import CrewProblem, CrewSolution, DutyPlan, Quality, Uncovered
from tools.crew_recovery.reasons import Reasons

_TOLERANCE = 0.01
"""Cents under which a line is not worth taking up, and what is taken off a bound before it is rounded up."""
_LINES_A_SEARCH = 10
_LINES_A_SHARE = 3
_CREWS_A_LOOK = 25
_CLOSED = -1e9
_FORESIGHT = 0.6
_FIRST_RULINGS = 64
_MOST_RULINGS = 4096
"""How often the judge is asked in one search for a crew: at first, and when nothing else is left to do."""
_MOST_LINES_TO_CLOSE = 4000
_MOST_SECONDS_WHOLE = 5.0
"""HiGHS cannot be interrupted: how long a `stop` may have to wait for it."""
_SHARE_FRACTIONS = 0.7
_SHARE_APART = 0.75
"""Of its time, what a part gives to finding lines; and of all time, what the parts have before they must agree about seats."""
_SHARE_TO_COVER = 0.4
_LINES_TO_LEARN = 4
_SHARE_OF_A_TWIN = 0.5
"""Of the time that its weight would give it, for a part whose lines are known from another role."""
_SHARE_BEFORE_BOUND = 0.75
_SLOW = 0.97
"""When everybody is looked at for a bound: late, or when a round lowered the linear programme by less than this leaves."""

_LEGS_SEEN_WHOLE = 40
"""Up to so many rows every line is looked for; beyond, only the disturbed and reserves, on legs that somebody must take over."""
_KEPT_BACK_S = 0.5
_GRACE_S = 0.3
_SENT_BEFORE_S = 1.2
"""How much sooner a second process ends: what it has not sent in time is lost."""
_FOR_REASONS_S = 0.8
"""Kept back from the budget for writing the answer; and how long reasons are looked for at the end of it."""

Progress = Callable[[CrewSolution], None]


def solve(
    problem: CrewProblem,
    *,
    stop: Callable[[], bool],
    seed: int,
    budget_s: float,
    quality: Quality = "cheapest",
    progress: Progress | None = None,
    processes: Literal[1, 2] = 1,
) -> CrewSolution:
    """Duties for everybody, at the least price or with the fewest people called; the best found when stopped or out of time.

    `budget_s`: seconds. `progress` hears of a whole solution after each part. The same seed gives the same answer unless
    time ran out. With two `processes` a second one solves half of the parts; the judge must then be picklable.
    """
    return _Recovery(problem, stop, seed, budget_s, quality, processes).run(progress)


@dataclass(slots=True)
class _Part:
    """A component: its master problem, the choice in force, and a bound in cents under the price of the best one."""

    master: Master
    choice: Choice
    bound: int = 0
    optimal: bool = False
    good: list[tuple[int, Line]] = field(default_factory=list)
    """The lines nearest to being worth taking, for twins to learn."""

    @property
    def cents(self) -> int:
        missing, _, money = self.master.measure(self.choice)
        return missing + money


class _Recovery:
    def __init__(
        self, problem: CrewProblem, stop: Callable[[], bool], seed: int, budget_s: float, quality: Quality, processes: int
    ) -> None:
        self.problem, self.seed, self.quality = problem, seed, quality
        self.started = monotonic()
        self.until = self.started + budget_s - _KEPT_BACK_S
        self._stop = stop
        self.stopped = False
        self.cut_short = False
        self.rulings = Rulings()
        self.people = {person.crew_id: person for person in problem.people}
        self.crews = crews_of(Timetable(problem), self.rulings)
        self.weights = self._weights()
        self.parts = [_Part(master, master.as_planned()) for master in self._components()]
        self.processes = processes
        self.large = any(len(part.master.rows) > _LEGS_SEEN_WHOLE for part in self.parts)
        """Parts of a large problem share out the seats beforehand; those of a small one are solved as one where they compete."""

    def run(self, progress: Progress | None) -> CrewSolution:
        """Part after part, then those together that want the same seats."""
        mine, theirs = self._shares()
        aside = _Aside(self, theirs) if theirs else None

        def told(index: int) -> None:
            if progress:
                progress(self._written(reasons=False))

        try:
            self.solve_parts(mine, told)
            if aside:
                aside.collect(told)
        finally:
            if aside:
                aside.end()
        while crowded := self._crowded():
            self._settle()
            if self.halted(self.until):
                break
            self._unite(crowded)
        return self._written(reasons=True)

    def solve_parts(self, indices: Sequence[int], told: Callable[[int], None]) -> None:
        """One after another, each with its share of the time that is left; the later of twins learn and need less."""
        weight: list[float] = []
        seen: set[frozenset[int]] = set()
        for index in indices:
            legs = frozenset(leg for leg, _ in self.parts[index].master.rows)
            weight.append(self._weight(self.parts[index]) * (_SHARE_OF_A_TWIN if legs in seen else 1))
            seen.add(legs)
        apart = 1.0 if self.large or len(self.parts) == 1 else _SHARE_APART
        end = monotonic() + (self.until - monotonic()) * apart
        seats = [leg.seats_free for leg in self.problem.legs]
        for position, index in enumerate(indices):
            part = self.parts[index]
            share = weight[position] / max(1.0, sum(weight[position:]))
            free = self._share_of_seats(seats, indices[position:]) if self.large else None
            self._solve(part, monotonic() + (end - monotonic()) * share, free)
            for leg in self._travelled(part.choice) if self.large else ():
                seats[leg] -= self._seats(part.choice, leg)
            told(index)

    def _share_of_seats(self, seats: Sequence[int], ahead: Sequence[int]) -> list[int]:
        """What the first of the parts ahead may take of the seats left: as many of them as of the people on that fleet."""
        mine = self.parts[ahead[0]].master
        legs = frozenset(leg for leg, _ in mine.rows)
        alike = [
            self.parts[index].master for index in ahead if frozenset(leg for leg, _ in self.parts[index].master.rows) == legs
        ]
        part, whole = sum(mine.need), max(1, sum(sum(one.need) for one in alike))
        return [ceil(count * part / whole) for count in seats]

    def _shares(self) -> tuple[list[int], list[int]]:
        """The parts for this process and for the other one, heaviest first to whoever has less; twins stay together."""
        shares: tuple[list[int], list[int]] = ([], [])
        loads = [0, 0]
        twins: dict[frozenset[int], list[int]] = defaultdict(list)
        for index, part in enumerate(self.parts):
            twins[frozenset(leg for leg, _ in part.master.rows)].append(index)
        weight = {legs: sum(self._weight(self.parts[index]) for index in indices) for legs, indices in twins.items()}
        for legs, indices in sorted(twins.items(), key=lambda one: (-weight[one[0]], one[1])):
            to = 1 if self.processes == 2 and loads[1] < loads[0] and weight[legs] else 0
            shares[to].extend(sorted(indices, key=lambda one: (sum(self.parts[one].master.need), one)))
            loads[to] += weight[legs]
        return shares

    def _weight(self, part: _Part) -> int:
        """People disturbed; where a leg lacks somebody that counts for more than bringing people home."""
        disturbed = sum(crew.disturbed for crew in part.master.crews)
        missing = sum(part.master.as_planned().missing)
        return disturbed * (4 if missing else 1) + missing

    def halted(self, until: float) -> bool:
        """Whether to end what is under way: stopped by the caller, or out of time."""
        if self._stop():
            self.stopped = True
        late = monotonic() >= until
        self.cut_short |= late
        return self.stopped or late

    def _late(self) -> bool:
        return monotonic() > self.until + _FOR_REASONS_S

    # --- parts -------------------------------------------------------------------------------------------------------

    def _weights(self) -> Weights:
        """For fewest calls, a call weighs more than what one line plausibly costs, and a person missing more than many calls."""
        if self.quality == "cheapest":
            return Weights()
        prices = self.problem.prices
        line = prices.reserve + 2 * prices.deadhead_seat + prices.hotel_night + prices.away_from_base
        call = 10 * (prices.call + line + 120 * prices.overtime_minute)
        least = min((leg.uncovered_cents for leg in self.problem.legs if leg.uncovered_cents), default=1)
        return Weights(call, 1 + ceil(20 * call / least))

    def _components(self) -> list[Master]:
        """Roles, and families united where somebody may work both; each with all its rows."""
        legs = self.problem.legs
        root: dict[tuple[str, str], tuple[str, str]] = {}

        def find(key: tuple[str, str]) -> tuple[str, str]:
            while root.setdefault(key, key) != key:
                key = root[key]
            return key

        works: list[list[tuple[str, str]]] = []
        for crew in self.crews:
            role = crew.person.role
            planned = sorted({legs[task.leg].family for task in crew.planned_tasks if not task.deadhead})
            works.append([(role, family) for family in (*crew.person.families, *planned)])
            for key in works[-1][1:]:
                root[find(key)] = find(works[-1][0])
        rows = {(index, role) for index, leg in enumerate(legs) for role, _ in leg.needs}
        rows |= {(task.leg, crew.person.role) for crew in self.crews for task in crew.planned_tasks if not task.deadhead}
        rows_of: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for leg, role in sorted(rows):
            rows_of[find((role, legs[leg].family))].append((leg, role))
        crews_of_root: dict[tuple[str, str], list[Crew]] = defaultdict(list)
        for crew, keys in zip(self.crews, works, strict=True):
            crews_of_root[find(keys[0] if keys else (crew.person.role, ""))].append(crew)
        return [Master(legs, crews_of_root[key], rows_of[key], self.weights) for key in sorted({*rows_of, *crews_of_root})]

    def _crowded(self) -> list[_Part]:
        """Parts that together take more seats on some leg than are free; empty when there are none."""
        used: dict[int, int] = defaultdict(int)
        users: dict[int, set[int]] = defaultdict(set)
        for index, part in enumerate(self.parts):
            for _, line, count in part.choice.taken:
                for leg in line.travels:
                    used[leg] += count
                    users[leg].add(index)
        for leg in sorted(used):
            if used[leg] > self.problem.legs[leg].seats_free:
                return [self.parts[index] for index in sorted(users[leg])]
        return []

    def _settle(self) -> None:
        """Make the parts agree about seats: one after another takes what those before it left, and chooses again if need be."""
        free = [leg.seats_free for leg in self.problem.legs]
        for position, part in enumerate(self.parts):
            if not all(self._seats(part.choice, leg) <= free[leg] for leg in self._travelled(part.choice)):
                again = [one for one in self.parts[position:] if self._travelled(one.choice)]
                part.choice = self._without_crowding(part.master, part.choice, free)
                part.optimal = False
                if not self.halted(self.until):
                    self._solve(part, monotonic() + (self.until - monotonic()) / len(again), free)
            for leg in self._travelled(part.choice):
                free[leg] -= self._seats(part.choice, leg)

    def _travelled(self, choice: Choice) -> list[int]:
        return sorted({leg for _, line, _ in choice.taken for leg in line.travels})

    def _seats(self, choice: Choice, leg: int) -> int:
        return sum(count for _, line, count in choice.taken if leg in line.travels)

    def _without_crowding(self, master: Master, choice: Choice, free: Sequence[int]) -> Choice:
        """The choice with those released who would find no seat."""
        taken, left = [], list(free)
        for index, line, count in choice.taken:
            fits = min([count, *(left[leg] for leg in line.travels)])
            for leg in line.travels:
                left[leg] -= fits
            taken += [(index, line, fits)] * (fits > 0)
            taken += [(index, master.crews[index].released, count - fits)] * (count > fits)
        return Choice(tuple(taken), master.missing_with(taken))

    def _unite(self, crowded: Sequence[_Part]) -> None:
        """Solve parts as one that want the same seats, from the lines and the choices that they have."""
        crews = [crew for part in crowded for crew in part.master.crews]
        master = Master(self.problem.legs, crews, sorted(row for part in crowded for row in part.master.rows), self.weights)
        offset, taken = 0, []
        for part in crowded:
            for crew, line in part.master.lines:
                master.add(offset + crew, line)
            taken += [(offset + crew, line, count) for crew, line, count in part.choice.taken]
            offset += len(part.master.crews)
        united = _Part(master, Choice(tuple(taken), master.missing_with(taken)), sum(part.bound for part in crowded))
        self.parts = [*(part for part in self.parts if not any(part is one for one in crowded)), united]
        self._solve(united, self.until)

    def _solve(self, part: _Part, until: float, free: Sequence[int] | None = None) -> None:
        """Find lines, choose, and close the gap; with `free` seats per leg where others have taken some."""
        master, seats = part.master, free or [leg.seats_free for leg in self.problem.legs]
        missing = any(part.choice.missing)
        if not missing and (self.quality == "fewest_calls" or not any(crew.disturbed for crew in master.crews)):
            part.bound, part.optimal = part.cents, True
            return
        if len(master.rows) > _LEGS_SEEN_WHOLE:
            as_found = part.choice
            if missing:
                self._cover(part, monotonic() + (until - monotonic()) * _SHARE_TO_COVER, seats)
            _narrow(master, as_found, [crew for crew in master.crews if crew.disturbed])
        for index, crew in enumerate(master.crews):
            if crew.planned_tasks and crew.disturbed and not self.halted(until):
                for line in crew.shortened():
                    master.add(index, line)
        learned = self._learn(part)
        generation = _Generation(self, master, seats, learned)
        generation.to_the_end(monotonic() + (until - monotonic()) * _SHARE_FRACTIONS)
        if generation.best:
            found = self._without_crowding(master, generation.best, seats)
            if self.rank(master, found) < self.rank(master, part.choice):
                part.choice = found
        self._choose(part, until, seats)
        gap = self._guiding_cents(part.choice, master) - generation.bound
        closed = generation.everything_within(gap if self.quality == "cheapest" else 1e300, until)
        if closed or generation.added:
            self._choose(part, until, seats)
        plenty = all(self._seats(part.choice, leg) < seats[leg] for leg in self._travelled(part.choice))
        part.optimal = part.choice.proven and closed and (free is None or plenty)
        self._bound(part, generation.bound)
        part.good = generation.good_lines() + [(crew, line) for crew, line, _ in part.choice.taken]

    def _cover(self, part: _Part, until: float, seats: Sequence[int]) -> None:
        """A first look at nothing but the legs that lack somebody, so that they are covered before anything is made cheaper."""
        _narrow(part.master, part.choice, [])
        self._learn(part)
        generation = _Generation(self, part.master, seats, False)
        generation.to_the_end(until)
        self._choose(part, until, seats)

    def _learn(self, part: _Part) -> bool:
        """Take up the lines that people of another role, who do the same, were found to be able to do; whether there were any."""
        learned = False
        mine = {crew.likeness: (index, crew) for index, crew in enumerate(part.master.crews) if crew.person.alike}
        for other in self.parts:
            if other is part or {leg for leg, _ in other.master.rows} != {leg for leg, _ in part.master.rows}:
                continue
            for theirs, line in other.good:
                twin = mine.get(other.master.crews[theirs].likeness)
                if twin is not None and line.called:
                    index, crew = twin
                    duties = renamed(other.master.crews[theirs].person, crew.person, line.duties)
                    if crew.judged(duties):
                        learned |= part.master.add(index, replace(line, duties=duties))
        return learned

    def _choose(self, part: _Part, until: float, seats: Sequence[int]) -> None:
        seconds = 0.2 if self.halted(until) else min(_MOST_SECONDS_WHOLE, until - monotonic())
        found = part.master.in_whole(seconds, fewest_calls=self.quality == "fewest_calls", free=seats)
        if found is not None and self.rank(part.master, found) <= self.rank(part.master, part.choice):
            part.choice = found

    def rank(self, master: Master, choice: Choice) -> tuple[int, ...]:
        """What makes one choice better than another: less comes first."""
        missing, called, money = master.measure(choice)
        return (missing, called, money) if self.quality == "fewest_calls" else (missing + money,)

    def _guiding_cents(self, choice: Choice, master: Master) -> int:
        missing, called, money = master.measure(choice)
        return missing * self.weights.missing + called * self.weights.call + money

    def _bound(self, part: _Part, guiding: float) -> None:
        """Turn a bound in guiding cents into one in cents, for choices that miss and call no more than this one."""
        if part.optimal:
            part.bound = part.cents
            return
        missing, called, _ = part.master.measure(part.choice)
        extra = missing * (self.weights.missing - 1) + called * self.weights.call
        part.bound = max(part.bound, min(part.cents, ceil(guiding - extra - _TOLERANCE)))

    # --- the answer --------------------------------------------------------------------------------------------------

    def _written(self, *, reasons: bool) -> CrewSolution:
        parts = self.parts
        told: list[tuple[str, tuple[DutyPlan, ...]]] = []
        uncovered: list[Uncovered] = []
        sums: dict[str, int] = defaultdict(int)
        duties_of: dict[str, tuple[DutyPlan, ...]] = {}
        for part in parts:
            members = [list(crew.members) for crew in part.master.crews]
            for crew, line, count in part.choice.taken:
                for name, cents in line.prices:
                    sums[name] += cents * count
                for _ in range(count):
                    crew_id = members[crew].pop(0)
                    duties_of[crew_id] = self._named(part.master.crews[crew], crew_id, line)
                    if line.called or part.master.crews[crew].vanished:
                        told.append((crew_id, duties_of[crew_id]))
        explain = Reasons(self.problem, self.crews, duties_of, self._late) if reasons else None
        for part in parts:
            for (leg, role), count in zip(part.master.rows, part.choice.missing, strict=True):
                sums["uncovered"] += count * self.problem.legs[leg].uncovered_cents
                if count:
                    uncovered.append(explain.why(leg, role, count) if explain else Uncovered(leg, role, count, ()))
        objective, bound = sum(sums.values()), sum(part.bound for part in parts)
        optimal = all(part.optimal for part in parts)
        late = self.cut_short or self.stopped
        return CrewSolution(
            status="optimal" if optimal else "time_limit" if late else "feasible",
            lines=tuple(sorted(told, key=lambda one: one[0])),
            uncovered=tuple(sorted(uncovered, key=lambda one: (one.leg, one.role))),
            objective=objective,
            components=tuple(sums.items()),
            bound=bound,
            gap=(objective - bound) / objective if objective else 0.0,
            runtime_s=monotonic() - self.started,
            seed=self.seed,
            quality=self.quality,
            note=f"{sum(len(part.master.lines) for part in parts)} lines, {self.rulings.asked} rulings"
            + ("" if not late else ", stopped" if self.stopped else ", out of time"),
        )

    def _named(self, crew: Crew, crew_id: str, line: Line) -> tuple[DutyPlan, ...]:
        """The line with the names of this person's own planned duties."""
        return renamed(crew.person, self.people[crew_id], line.duties)


def _narrow(master: Master, choice: Choice, disturbed: Sequence[Crew]) -> None:
    """Look only at legs that lack somebody or are planned for these crews, in the pieces that duties cut them into at bases."""
    open_legs = {master.rows[row][0] for row, count in enumerate(choice.missing) if count}
    open_legs |= {task.leg for crew in disturbed for task in crew.planned_tasks if not task.deadhead}
    bases = {crew.person.base for crew in master.crews}
    follows: dict[int, int] = {}
    for crew in disturbed:
        for duty in crew.person.planned:
            for first, then in pairwise(task.leg for task in duty.tasks if not task.deadhead):
                one, other = master.legs[first], master.legs[then]
                gap_min = minutes_between(one.arrives, other.departs)
                connects = one.destination == other.origin and gap_min >= crew.table.gap(first, then)
                if connects and one.destination not in bases and then not in follows.values():
                    follows.setdefault(first, then)
    for reach in {id(crew.reach): crew.reach for crew in master.crews}.values():
        reach.narrow(open_legs, follows)
    for crew in master.crews:
        crew.forget()


class _Generation:
    """Column generation for one master problem. `bound`: guiding cents that no whole choice of the searched lines goes below."""

    def __init__(self, recovery: _Recovery, master: Master, seats: Sequence[int], learned: bool) -> None:
        self.recovery, self.master, self.seats, self.learned = recovery, master, seats, learned
        self.bound = self._bound_without_duals()
        self.added = 0
        self.duals: Duals | None = None
        self.least: list[float] = []
        self.best: Choice | None = None
        narrow = any(crew.reach.wanted is not None for crew in master.crews)
        self.order = [
            index
            for index, crew in enumerate(master.crews)
            if crew.callable and (not narrow or crew.disturbed or crew.person.reserve)
        ]
        self.random = Random(recovery.seed)
        self.random.shuffle(self.order)
        self.first = [i for i in self.order if master.crews[i].disturbed or master.crews[i].person.reserve]

    def _bound_without_duals(self) -> float:
        """Everybody pays at least for keeping, for being released, or for a call."""
        total = 0
        for crew in self.master.crews:
            costs = [self.master.cost(line) for line in (crew.released, crew.kept) if line]
            if crew.callable:
                costs.append(self.recovery.problem.prices.call + self.master.weights.call)
            total += len(crew.members) * min(costs)
        return float(total)

    def to_the_end(self, until: float) -> None:
        """Take up lines until none would lower the linear programme, the disturbed and reserves before everybody else."""
        rulings, rounds, value = _FIRST_RULINGS, 0, float("inf")
        bounding = monotonic() + _SHARE_BEFORE_BOUND * (until - monotonic())
        while not self.recovery.halted(until):
            duals = self.master.in_fractions(until - monotonic(), self.seats)
            if duals is None:
                return
            rounds += 1
            slow, value = duals.value > _SLOW * value, duals.value
            if not self.learned or rounds % 2 == 0:
                added = self._shared_round(duals, until)
                if added and not (slow and rounds % 2) and monotonic() < bounding:
                    continue
            added, whole = self._round(duals, self.order, rulings, until)
            if duals.value - self.bound < 1.0:
                return
            if not added:
                if whole or rulings >= _MOST_RULINGS:
                    return
                rulings *= 4

    def everything_within(self, gap: float, until: float) -> bool:
        """Take up every line that a choice within `gap` of the bound could use; whether all were found."""
        if self.duals is None or self.recovery.halted(until):
            return False
        prospects = self._prospects(self.duals)
        whole, budget = True, 10 * _MOST_LINES_TO_CLOSE
        for index in self.order:
            crew = self.master.crews[index]
            found = crew.search(
                prospects[id(crew.reach)],
                self.least[index] + gap + _TOLERANCE,
                most_lines=_MOST_LINES_TO_CLOSE,
                most_rulings=_MOST_RULINGS,
                extra_call=self.master.weights.call,
                stop=lambda: self.recovery.halted(until),
            )
            whole &= found.whole
            budget -= len(found.lines)
            self.added += sum(self.master.add(index, line) for line in found.lines)
            if budget < 0 or self.recovery.halted(until):
                return False
        return whole

    def good_lines(self) -> list[tuple[int, Line]]:
        """For each crew the lines of least reduced cost by the last duals."""
        if self.duals is None:
            return []
        prospects = self._prospects(self.duals)
        by_crew: dict[int, list[tuple[float, int, Line]]] = defaultdict(list)
        for number, (crew, line) in enumerate(self.master.lines):
            if line.called:
                by_crew[crew].append((self._value(line, prospects[id(self.master.crews[crew].reach)]), number, line))
        return [(crew, line) for crew, found in by_crew.items() for _, _, line in sorted(found)[:_LINES_TO_LEARN]]

    def _shared_round(self, duals: Duals, until: float) -> int:
        """Lines for the disturbed and reserves that go together: what one takes is closed to the next.

        So every round is also a whole choice; the best of them is kept.
        """
        master, added = self.master, 0
        left = dict(zip(master.rows, master.need, strict=True))
        taken: list[tuple[int, Line, int]] = []
        looked_at = set(self.first)
        for index, crew in enumerate(master.crews):
            if index not in looked_at:
                self._take(taken, left, index, crew.kept or crew.released, len(crew.members))
        self.random.shuffle(self.first)
        prospects: dict[int, Prospects] = {}
        for position, index in enumerate(self.first):
            if position % _CREWS_A_LOOK == 0:
                prospects = self._prospects(duals, left)
            crew = master.crews[index]
            role = crew.person.role
            ahead = prospects[id(crew.reach)]
            kept = crew.kept if crew.kept and all(left[leg, role] >= len(crew.members) for leg in crew.kept.works) else None
            default = min(crew.released, kept or crew.released, key=lambda line: self._value(line, ahead))
            found = crew.search(
                ahead,
                self._value(default, ahead) - _TOLERANCE,
                most_lines=_LINES_A_SHARE,
                most_rulings=_FIRST_RULINGS,
                extra_call=master.weights.call,
                foresight=_FORESIGHT,
                stop=lambda: self.recovery.halted(until),
            )
            added += sum(master.add(index, line) for line in found.lines)
            rest = len(crew.members)
            for line in found.lines[:1]:
                count = min([rest, *(left[leg, role] for leg in line.works)])
                rest -= count
                self._take(taken, left, index, line, count)
                for leg in line.works:
                    if left[leg, role] <= 0:
                        ahead.worked[leg] = _CLOSED
            fits = all(left[leg, role] >= rest for leg in default.works)
            self._take(taken, left, index, default if fits else crew.released, rest)
        choice = Choice(tuple(taken), master.missing_with(taken))
        if self.best is None or self.recovery.rank(master, choice) < self.recovery.rank(master, self.best):
            self.best = choice
        return added

    def _take(
        self, taken: list[tuple[int, Line, int]], left: dict[tuple[int, str], int], index: int, line: Line, count: int
    ) -> None:
        if count:
            taken.append((index, line, count))
            for leg in line.works:
                left[leg, self.master.crews[index].person.role] -= count

    def _value(self, line: Line, prospects: Prospects) -> float:
        return self.master.cost(line) - sum(prospects.worked[leg] for leg in line.works)

    def _prospects(self, duals: Duals, left: Mapping[tuple[int, str], int] | None = None) -> dict[int, Prospects]:
        """By reach; with `left`, legs with nobody left to find are worth nothing."""
        legs = range(len(self.master.legs))
        seats = [duals.seats.get(leg, 0.0) for leg in legs]
        found = {}
        for crew in self.master.crews:
            if id(crew.reach) not in found:
                role = crew.person.role
                rows = [self.master.row_of.get((leg, role)) for leg in legs]
                worth = [0.0 if row is None else float(duals.rows[row]) for row in rows]
                if left is not None:
                    worth = [value if left.get((leg, role), 0) > 0 else _CLOSED for leg, value in enumerate(worth)]
                found[id(crew.reach)] = crew.reach.prospects(worth, seats)
        return found

    def _round(self, duals: Duals, order: Sequence[int], rulings: int, until: float) -> tuple[int, bool]:
        """Price these crews; how many lines were new, and whether every search was whole. A round of all gives a bound."""
        master = self.master
        prospects = self._prospects(duals)
        least = [self._least_known(index, prospects[id(crew.reach)]) for index, crew in enumerate(master.crews)]
        added, whole = 0, True
        for index in order:
            crew = master.crews[index]
            found = crew.search(
                prospects[id(crew.reach)],
                min(least[index], float(duals.crews[index])) - _TOLERANCE,
                most_lines=_LINES_A_SEARCH,
                most_rulings=rulings,
                extra_call=master.weights.call,
                stop=lambda: self.recovery.halted(until),
            )
            whole &= found.whole
            least[index] = min(least[index], found.floor)
            added += sum(master.add(index, line) for line in found.lines)
        if len(order) == len(self.order):
            floor = master.floor(duals, least)
            if floor > self.bound or self.duals is None:
                self.bound, self.duals, self.least = max(self.bound, floor), duals, least
        return added, whole

    def _least_known(self, index: int, prospects: Prospects) -> float:
        """Cost less duals of the planned line or of the released one, whichever is less."""
        crew = self.master.crews[index]
        lines = [crew.released, *([crew.kept] if crew.kept else [])]
        return min(self._value(line, prospects) for line in lines)


@dataclass(frozen=True, slots=True)
class _Solved:
    """What a process gives back of a part: its lines, and the choice in force."""

    index: int
    lines: list[tuple[int, Line]]
    choice: Choice
    bound: int
    optimal: bool
    rulings: int


class _Aside:
    """Parts being solved in a second process, which is told to stop, and killed when it does not."""

    def __init__(self, recovery: _Recovery, indices: Sequence[int]) -> None:
        self.recovery, self.left = recovery, len(indices)
        context = get_context("forkserver")
        self.pipe, other = context.Pipe(duplex=False)
        self.halt = context.Event()
        budget_s = recovery.until + _KEPT_BACK_S - _SENT_BEFORE_S - monotonic()
        work = (recovery.problem, recovery.seed, monotonic() + budget_s, recovery.quality, list(indices))
        self.process = context.Process(target=_solve_aside, args=(other, self.halt, *work), daemon=True)
        self.process.start()
        other.close()
        self.arrived: Queue[_Solved] = Queue()
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def collect(self, told: Callable[[int], None]) -> None:
        """Take over its parts as they come, until all are there, or the time is."""
        while self.left:
            if self.recovery.halted(self.recovery.until):
                self.halt.set()
            try:
                solved = self.arrived.get(timeout=0.05)
            except Empty:
                if monotonic() > self.recovery.until + _GRACE_S or not self.listener.is_alive():
                    return
                continue
            part = self.recovery.parts[solved.index]
            for crew, line in solved.lines:
                part.master.add(crew, line)
            part.choice, part.bound, part.optimal = solved.choice, solved.bound, solved.optimal
            self.recovery.rulings.asked += solved.rulings
            self.left -= 1
            told(solved.index)

    def _listen(self) -> None:
        # A pipe holds little: without somebody reading all the time the other process would wait with its next part.
        try:
            while True:
                self.arrived.put(self.pipe.recv())
        except (EOFError, OSError):
            return

    def end(self) -> None:
        """Leave no process behind."""
        self.process.kill()
        self.process.join()
        self.listener.join()
        self.pipe.close()


def _solve_aside(
    pipe: "Connection[Any, Any]", halt: Event, problem: CrewProblem, seed: int, until: float, quality: Quality, indices: list[int]
) -> None:
    # The monotonic clock is the machine's, so the parent's limit holds here.
    recovery = _Recovery(problem, halt.is_set, seed, until - monotonic(), quality, 2)

    def told(index: int) -> None:
        part = recovery.parts[index]
        rulings, recovery.rulings.asked = recovery.rulings.asked, 0
        pipe.send(_Solved(index, part.master.lines, part.choice, part.bound, part.optimal, rulings))

    recovery.solve_parts(indices, told)
