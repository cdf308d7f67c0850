"""Anytime search for one kind of option: a plan at once, then better ones from network models of neighbourhoods."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Literal

from tools.recovery.decomposition import rotations_of
from tools.recovery.ferrying import ferries_for
from tools.recovery.formulation import BREACH, Neighbourhood, formulate, grid, neighbours_in_time
from tools.recovery.pricing import LEAST_COST, PriceBook, Steering, Valued
from tools.recovery.problem import CANCELLED, NOBODY, RecoveryProblem, Solution
from tools.recovery.retiming import retime
from tools.recovery.timing import Timetable, Timing

_SPARSE = (0, 30, 60, 120, 240, 360)
_COARSE = grid((15, 60), (30, 120), (60, 480))
_FINE = grid((5, 30), (15, 120), (30, 480))
_MOST_COPIES, _FEW_COPIES = 16_000, 5_000
"""Copies beyond which one model does not hold everybody, and up to which it is the quickest way to start."""
_WIDE_PER_NARROW = 3
_PATIENCE = 40
_GAP, _GAP_WHOLE = 3e-4, 2e-3
_LONGEST_S, _LONGEST_WHOLE_S = 15.0, 60.0
_LEAST_S = 0.25
"""Seconds below which another model is not worth starting."""

Progress = Callable[[Valued, int], None]
"""Told of every better plan, with the number of rounds so far."""


@dataclass(frozen=True, slots=True)
class SearchParams:
    """How long and for what. `budget_s` seconds of wall time (None: no limit), `rounds` models at most (None: no limit).

    With `rounds` alone the search repeats exactly; under a time limit what it reaches depends on the machine.
    """

    steering: Steering = LEAST_COST
    budget_s: float | None = 10.0
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan found. `status` is `optimal` only when no cost is left to save, else `feasible`."""

    status: Literal["feasible", "time_limit"]
    solution: Solution
    valued: Valued
    rounds: int
    runtime_s: float


def solve(
    problem: RecoveryProblem,
    *,
    stop: Callable[[], bool],
    seed: int = 0,
    params: SearchParams | None = None,
    progress: Progress | None = None,
) -> Result:
    """The cheapest plan found under `params.steering` until the budget, the rounds or `stop()` end the search.

    The first plan, what is left when nobody intervenes, takes a small part of a second and is always there.
    """
    return _Search(problem, stop, seed, params or SearchParams(), progress).run()


def solution_of(valued: Valued) -> Solution:
    """The plan without its workings."""
    return Solution(tuple(valued.timing.etd), tuple(valued.timing.tail), valued.ferries)


def untouched(table: Timetable, book: PriceBook) -> Valued:
    """What happens when nobody intervenes: all fly as planned, first come first served; what cannot is cancelled."""
    return book.valued(table.schedule(planned_rotations(table.problem)), (), LEAST_COST)


class _Search:
    def __init__(
        self,
        problem: RecoveryProblem,
        stop: Callable[[], bool],
        seed: int,
        params: SearchParams,
        progress: Progress | None,
    ) -> None:
        self.problem, self.params, self._stop, self._progress = problem, params, stop, progress
        self.started = monotonic()
        self.table, self.book = Timetable(problem), PriceBook(problem)
        self.random = Random(seed)
        self.rounds = self.barren = 0
        self.last_status, self.last_runtime_s = "optimal", 0.0
        self.best = self._first()
        self._tell()

    # --- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> Result:
        for around in self._neighbourhoods():
            if self._over() or self.barren >= _PATIENCE or not self._troubled():
                break
            self.barren = 0 if self._improve(around) else self.barren + 1
        best = self.best
        return Result(
            status="time_limit" if self._left() <= 0 else "feasible",
            solution=solution_of(best),
            valued=best,
            rounds=self.rounds,
            runtime_s=monotonic() - self.started,
        )

    def _left(self) -> float:
        return 1e9 if self.params.budget_s is None else self.params.budget_s - (monotonic() - self.started)

    def _over(self) -> bool:
        out_of_rounds = self.params.rounds is not None and self.rounds >= self.params.rounds
        return out_of_rounds or self._left() <= _LEAST_S or self._stop()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self.best, self.rounds)

    def _accept(self, timing: Timing) -> bool:
        candidate = self.book.valued(timing, ferries_for(self.table, timing), self.params.steering)
        if candidate.rank >= self.best.rank:
            return False
        self.best = candidate
        self._tell()
        return True

    # --- the first plan ---------------------------------------------------------------------------------------------

    def _first(self) -> Valued:
        """Everybody flies as planned, first come first served; what cannot is cancelled."""
        timing = self.table.schedule(planned_rotations(self.problem))
        timing = retime(self.table, self.book, timing, self.params.steering)
        return self.book.valued(timing, ferries_for(self.table, timing), self.params.steering)

    # --- one model --------------------------------------------------------------------------------------------------

    def _improve(self, around: Neighbourhood) -> bool:
        """Solve the model of one neighbourhood of the best plan; whether it gave a better one."""
        self.rounds += 1
        began = monotonic()
        formulated = formulate(self.table, self.book, self.best, around, self.params.steering)
        whole = len(around.tails) == len(self.problem.tails)
        limit = self._left() * (0.55 if whole and around.alike_only else 0.35)
        # Breaches that cannot be avoided weigh in the model's objective; the gap is meant in money.
        money = max(1, self.best.price.total) / (max(1, self.best.price.total) + BREACH * self.best.price.breaches)
        gap = (_GAP_WHOLE if whole else _GAP) * money
        most = _LONGEST_WHOLE_S if whole else _LONGEST_S
        answer = formulated.model.solve(time_limit_s=min(most, max(0.3, limit)), gap=gap)
        self.last_status, self.last_runtime_s = answer.status, monotonic() - began
        if answer.values is None:
            return False
        flown = formulated.model.flown(answer.values)
        moved, minutes = rotations_of(self.problem, flown, formulated.members)
        release = [minutes.get(index, leg.earliest) for index, leg in enumerate(self.problem.legs)]
        rotations = [moved.get(index, rotation) for index, rotation in enumerate(self.best.timing.rotations)]
        timing = self.table.schedule(rotations, release, self.best.timing, set(moved))
        timing = retime(self.table, self.book, timing, self.params.steering)
        return self._accept(timing)

    # --- which model next -------------------------------------------------------------------------------------------

    def _neighbourhoods(self) -> Iterator[Neighbourhood]:
        """Everybody, with few copies first and then more; then, while time lasts, the surroundings of what still goes wrong."""
        everybody = tuple(range(len(self.problem.tails)))
        if self._copies(everybody, _SPARSE) > _FEW_COPIES:
            for offsets, linked in ((_SPARSE, 0), (_COARSE, 100)):
                for tails in self._fleet_by_fleet(offsets):
                    yield Neighbourhood(tails, offsets, alike_only=True, linked=linked)
        else:
            yield Neighbourhood(everybody, _SPARSE, alike_only=True, linked=0)
            for offsets, linked, patience in ((_COARSE, 100, 20), (_COARSE, 400, 20), (_FINE, 400, 25)):
                if self._copies(everybody, offsets) <= _MOST_COPIES and self._left() > patience * self.last_runtime_s:
                    yield Neighbourhood(everybody, offsets, alike_only=linked < 400, linked=linked)
        few, many = 5.0, 16.0
        while troubled := self._troubled():
            for _ in range(_WIDE_PER_NARROW):
                # A coarse grid is five times as fast for half a per cent; the fine one is for when it finds nothing more.
                offsets = _FINE if self.barren > _WIDE_PER_NARROW else _COARSE
                yield Neighbourhood(self._around(troubled, round(many)), offsets)
                many = self._resized(many, most=80.0)
            yield Neighbourhood(self._around(troubled, round(few)), _FINE, one_by_one=True)
            few = self._resized(few, most=14.0)

    def _resized(self, size: float, most: float) -> float:
        """More tails in the next model of this sort when the last one was solved, far fewer when it ran out of time."""
        return max(3.0, min(most, 4 + 12 * self._left(), size * (1.2 if self.last_status == "optimal" else 0.5)))

    def _copies(self, tails: Sequence[int], offsets: Sequence[int]) -> int:
        chosen = set(tails)
        return len(offsets) * sum(leg.free and leg.tail in chosen for leg in self.problem.legs)

    def _fleet_by_fleet(self, offsets: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Fleets in order of what goes wrong in them, the most troubled tails of each first, as many as one model carries."""
        trouble = self._trouble()
        fleets: dict[int, list[int]] = {}
        for tail in sorted(range(len(self.problem.tails)), key=lambda one: (-trouble[one], one)):
            fleets.setdefault(self.problem.tails[tail].fleet, []).append(tail)
        for _, tails in sorted(fleets.items(), key=lambda one: (-sum(trouble[tail] for tail in one[1]), one[0])):
            chosen: list[int] = []
            for tail in tails:
                if self._copies([*chosen, tail], offsets) > _MOST_COPIES // 2:
                    break
                chosen.append(tail)
            if any(trouble[tail] for tail in tails):
                yield tuple(sorted(chosen))

    def _trouble(self) -> list[int]:
        """Cents of delay and cancellation by tail in the best plan, roughly: who would gain from being looked at again."""
        found = [0] * len(self.problem.tails)
        timing = self.best.timing
        for index, leg in enumerate(self.problem.legs):
            if not leg.free or leg.tail == NOBODY:
                continue
            if timing.etd[index] == CANCELLED:
                found[leg.tail] += 200 * leg.passengers * 100
            else:
                late = timing.etd[index] - leg.std
                found[timing.tail[index]] += late * (1000 + 20 * leg.passengers)
                found[leg.tail] += 0 if timing.tail[index] == leg.tail else self.problem.prices.aircraft_swap
        return found

    def _troubled(self) -> list[tuple[int, int]]:
        return [(cents, tail) for tail, cents in enumerate(self._trouble()) if cents > 0]

    def _around(self, troubled: Sequence[tuple[int, int]], size: int) -> tuple[int, ...]:
        """A tail drawn by its trouble, with tails of its fleet that meet it, and theirs."""
        ((_, seed),) = self.random.choices(troubled, weights=[cents for cents, _ in troubled])
        fleet = self.problem.tails[seed].fleet
        mates = [index for index, tail in enumerate(self.problem.tails) if tail.fleet == fleet]
        meets: dict[int, list[int]] = {}
        for one, other in neighbours_in_time(self.table, mates, self.best):
            meets.setdefault(one, []).append(other)
            meets.setdefault(other, []).append(one)
        chosen, front = {seed}, [seed]
        while front and len(chosen) < size:
            tail = front.pop(0)
            others = [one for one in meets.get(tail, ()) if one not in chosen]
            self.random.shuffle(others)
            for other in others[: size - len(chosen)]:
                chosen.add(other)
                front.append(other)
        rest = [tail for _, tail in troubled if tail not in chosen]
        rest = rest or [tail for tail in mates if tail not in chosen]
        while rest and len(chosen) < size:
            chosen.add(rest.pop(self.random.randrange(len(rest))))
        return tuple(sorted(chosen))


def planned_rotations(problem: RecoveryProblem) -> list[list[int]]:
    """Legs to go per tail as published: by expected departure, or by std where that breaks the chain of airports fewer times."""
    rotations: list[list[int]] = [[] for _ in problem.tails]
    for index, leg in enumerate(problem.legs):
        if leg.free and leg.tail != NOBODY:
            rotations[leg.tail].append(index)
    for tail, rotation in enumerate(rotations):
        by_expected = sorted(rotation, key=lambda one: (problem.legs[one].current, one))
        if _breaks(problem, tail, by_expected) <= _breaks(problem, tail, rotation):
            rotations[tail] = by_expected
    return rotations


def _breaks(problem: RecoveryProblem, tail: int, rotation: Sequence[int]) -> int:
    at, count = problem.tails[tail].airport, 0
    for leg in rotation:
        count += problem.legs[leg].origin != at
        at = problem.legs[leg].destination
    return count
