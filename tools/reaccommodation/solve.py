"""Seats for all disrupted passengers: precedence, then money; a linear programme for the bound, repair of parties that it splits.

`solve` answers within its budget with the best found so far, whatever happens in the meantime.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random
from time import monotonic

import numpy as np

from tools.reaccommodation.annealing import Annealing
from tools.reaccommodation.model import Fractions, Programme, Units, Whole
from tools.reaccommodation.problem import Params, Problem, Result, Status

_LONGEST_CALL_S = 5.0
"""HiGHS cannot be interrupted, so a `stop` waits at most this long."""
_CLOSED_AT_ONCE = 2_000
"""Columns that could still be in a better answer; HiGHS proves the best of fewer at the root, of more it may take seconds."""
_CLOSED_AT_LAST = 5_000
_HOT, _COLD = 0.15, 0.0025
"""Temperatures as shares of what a group costs on average; measured on generated storm days."""
_COOLINGS = (0.2, 0.8)
_TOGETHER = 40
_STALE_ROUNDS = 150
_WHOLE = 1e-6


def solve(problem: Problem, *, stop: Callable[[], bool], seed: int = 0, params: Params | None = None) -> Result:
    """Who travels how: first as few people to be carried first left behind as possible, then as cheap as possible.

    A complete answer exists from the start, so any `stop` or budget gives one. With the same problem, seed and params the
    answer is the same unless `status` says that the clock or `stop` cut it.
    """
    search = _Search(problem, stop, seed, params or Params())
    search.run()
    return search.result()


class _Search:
    def __init__(self, problem: Problem, stop: Callable[[], bool], seed: int, params: Params) -> None:
        self.started = monotonic()
        self.stop, self.seed, self.params = stop, seed, params
        self.random = Random(seed)
        self.programme = Programme(problem)
        self.stopped = self.cut = self.proven = self.precedence_proven = False
        self.rounds = 0
        self.fractions: Fractions | None = None
        self.units = np.zeros(len(self.programme.cost), dtype=np.int64)
        self.first_bound = self.programme.unplaceable_first()
        self.first_unplaced = 0
        self.cost = 0
        self.bound = 0

    def run(self) -> None:
        """Serve in order; precedence; the bound; rounding; improvement; proof."""
        self._serve()
        self._precede()
        programme = self.programme
        # Until the linear programme says more: everybody at the cheapest column, alone in the world.
        if self._spans():
            self.bound = int(programme.people @ np.minimum.reduceat(programme.cost // programme.weight, programme.begins[:-1]))
        if self._done():
            return
        self.fractions = programme.in_fractions(self.first_unplaced, self._seconds())
        if self.fractions is None:
            self.cut = True
            return
        self.bound = max(self.bound, int(np.ceil(self.fractions.bound)))
        self._round(self.fractions)
        if not self._close(_CLOSED_AT_ONCE):
            # HiGHS and the compiled annealing both let go of the interpreter: two cores are at work.
            with ThreadPoolExecutor(1) as aside:
                cuts = programme.parties_too_many(self.fractions.values)
                tighter = aside.submit(programme.in_fractions, self.first_unplaced, self._seconds(), cuts)
                self._anneal(self.fractions)
            self._tighten(tighter.result())
            self._improve(self.fractions)
            self._close(_CLOSED_AT_LAST)

    def _spans(self) -> list[tuple[int, int]]:
        return list(pairwise(self.programme.begins))

    def _serve(self) -> None:
        """An answer at once: those to be carried first, the least flexible before the others, then everybody else as given."""
        programme = self.programme
        spans = self._spans()
        groups = range(len(spans))
        first = [group for group in groups if programme.first[group]]
        first.sort(key=lambda group: (spans[group][1] - spans[group][0], -int(programme.people[group])))
        order = [*first, *(group for group in groups if not programme.first[group])]
        programme.fill(order, None, self.units)
        self.first_unplaced, self.cost = programme.first_unplaced(self.units), programme.price(self.units)

    def _precede(self) -> None:
        """Stage 1: the fewest people to be carried first left behind. Only they compete, everybody else can stay behind."""
        programme = self.programme
        if self.first_unplaced > self.first_bound and not self._halted():
            columns = programme.columns_of(np.flatnonzero(programme.first).tolist())
            found = self._whole(columns, self._nobody(), None)
            if found is not None:
                self.first_bound = max(self.first_bound, int(np.ceil(found.floor - 0.01)))
                units = found.units
                others = np.flatnonzero(~programme.first).tolist()
                programme.fill(others, None, units)
                self._take(units)
        self.precedence_proven = self.first_unplaced <= self.first_bound

    def _round(self, fractions: Fractions) -> None:
        """Everybody's largest share of the linear programme as far as there is room: the first ones, then whole shares."""
        programme = self.programme
        values, reduced = fractions.values, np.maximum(fractions.reduced, 0.0)
        split = set(programme.of[np.abs(values - np.rint(values)) > _WHOLE].tolist())
        groups = range(len(programme.people))
        order = sorted(groups, key=lambda group: (not programme.first[group], group in split, -int(programme.people[group])))
        rank = np.empty(len(values), dtype=np.int64)
        rank[np.lexsort((-values.round(6), reduced.round(3)))] = programme.everything
        units = np.zeros(len(values), dtype=np.int64)
        programme.fill(order, rank.tolist(), units)
        self._take(units)

    def _anneal(self, fractions: Fractions) -> None:
        """Parties that go whole try itineraries at random, the likelier the more often, and put each other out."""
        if self._done():
            return
        mean = abs(self.cost) / len(self.programme.people)
        if mean:
            annealing = Annealing(self.programme, self.units, fractions.reduced, self.seed)
            # A quick cooling first: a long one that the clock cuts while it is hot has nothing to show.
            for share in _COOLINGS:
                self._take(annealing.run(round(share * self.params.most_moves), _HOT * mean, _COLD * mean, self._halted))

    def _tighten(self, fractions: Fractions | None) -> None:
        """The second linear programme, whose bound is the better one."""
        self.cut |= fractions is None
        if fractions is not None and self.fractions is not None and fractions.bound > self.fractions.bound:
            self.fractions = fractions
            self.bound = max(self.bound, int(np.ceil(fractions.bound)))

    def _improve(self, fractions: Fractions) -> None:
        """Again and again, some groups that compete for the same seats choose anew in what the others leave, the best together.

        A full leg is drawn among those that a group away from its linear share wants or holds, so that search goes where the
        answer and the bound still differ.
        """
        programme = self.programme
        stale = 0
        neighbours = _Neighbours(programme, fractions)
        while self.rounds < self.params.most_rounds and stale < _STALE_ROUNDS and not self._done():
            self.rounds += 1
            groups = neighbours.drawn(self.random, self.units)
            if not groups:
                return
            columns = programme.columns_of(groups)
            others = self.units.copy()
            others[columns] = 0
            most = self.first_unplaced - programme.first_unplaced(others)
            found = self._whole(columns, others, most)
            before = self.cost
            if found is not None:
                self._take(others + found.units)
            stale = 0 if self.cost < before else stale + 1

    def _close(self, most_columns: int) -> bool:
        """Whether the answer is proven: a better one only has columns whose reduced cost is below the gap, so try all of these.

        `most_columns`: not when there are more.
        """
        if self.fractions is None or self.proven or self._done():
            return self.proven
        programme = self.programme
        room = self.cost - self.fractions.bound
        wanted = (self.fractions.reduced <= room) | (self.units > 0) | programme.stays
        columns = np.flatnonzero(wanted)
        if len(columns) > most_columns:
            return False
        found = self._whole(columns, self._nobody(), self.first_unplaced)
        if found is not None:
            self._take(found.units)
            if found.proven:
                self.proven, self.bound = True, self.cost
            else:
                self.bound = max(self.bound, min(self.cost, int(np.ceil(found.floor - 1.0))))
        return self.proven

    def _take(self, units: Units) -> None:
        """Make it the answer when it is better: fewer of the first left behind, or as many and less money."""
        if not self.programme.possible(units):
            return
        found = self.programme.first_unplaced(units), self.programme.price(units)
        if found < (self.first_unplaced, self.cost):
            self.units = units
            self.first_unplaced, self.cost = found

    def _nobody(self) -> Units:
        return np.zeros(len(self.programme.cost), dtype=np.int64)

    def _seconds(self) -> float:
        return min(_LONGEST_CALL_S, self.started + self.params.budget_s - monotonic())

    def _whole(self, columns: Units, others: Units, first_unplaced: int | None) -> Whole | None:
        seconds, started = self._seconds(), monotonic()
        found = self.programme.in_whole(columns, others, first_unplaced, seconds=seconds, nodes=self.params.most_nodes)
        # Near its limit it may have been the clock that ended it and not the nodes.
        self.cut |= (found is None or not found.proven) and monotonic() - started > 0.9 * seconds
        return found

    def _halted(self) -> bool:
        self.stopped |= self.stop()
        late = self._seconds() <= 0
        self.cut |= late
        return self.stopped or late

    def _done(self) -> bool:
        good = self.bound >= self.cost or (self.cost - self.bound) <= self.params.gap * abs(self.cost)
        self.proven |= self.bound >= self.cost
        return good or self._halted()

    def result(self) -> Result:
        """The best so far."""
        programme = self.programme
        optimal = self.precedence_proven and self.proven
        status: Status = "optimal" if optimal else "stopped" if self.stopped else "time_limit" if self.cut else "feasible"
        staying = programme.stays
        return Result(
            status=status,
            placements=programme.placements(self.units),
            objective_cents=self.cost,
            displaced_cents=programme.displaced_cents(self.units),
            bound_cents=self.bound,
            gap=(self.cost - self.bound) / abs(self.cost) if self.cost else 0.0,
            runtime_s=monotonic() - self.started,
            first_unplaced=self.first_unplaced,
            first_bound=self.first_bound,
            left_behind=int(programme.weight[staying] @ self.units[staying]),
            seed=self.seed,
            note=f"{len(programme.cost)} columns, {self.rounds} rounds of improvement",
        )


class _Neighbours:
    """Which groups compete for which leg's cabin, by what the linear programme finds worth considering."""

    def __init__(self, programme: Programme, fractions: Fractions) -> None:
        self.programme = programme
        self.values = fractions.values
        reduced = np.maximum(fractions.reduced, 0.0)
        self.wanted: list[list[int]] = [[] for _ in programme.seats]
        self.legs: list[list[int]] = [[] for _ in programme.people]
        for group, (begin, end) in enumerate(pairwise(programme.begins)):
            near = sorted(range(begin, end), key=lambda column: (reduced[column], column))[:4]
            for column in near:
                for row in programme.legs_of[column]:
                    if group not in self.wanted[row]:
                        self.wanted[row].append(group)
                        self.legs[group].append(row)

    def drawn(self, random: Random, units: Units) -> list[int]:
        """Groups around one drawn at random of those that are not where the linear programme has them."""
        away = np.flatnonzero(np.abs(units - self.values) > 0.5 * (units > 0))
        starts = sorted({int(self.programme.of[column]) for column in away})
        if not starts:
            return []
        found = [random.choice(starts)]
        seen = set(found)
        for group in found:
            if len(found) >= _TOGETHER:
                break
            beside = [other for row in self.legs[group] for other in self.wanted[row] if other not in seen]
            beside = sorted(set(beside))
            random.shuffle(beside)
            for other in beside[:12]:
                seen.add(other)
                found.append(other)
        return sorted(found[:_TOGETHER])
