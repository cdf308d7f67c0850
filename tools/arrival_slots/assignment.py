"""The best use of one's slots: an assignment problem, solved exactly; aircraft that fly two of the flights are branched on."""

import heapq
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from domain.units import minutes_between
from tools.arrival_slots.problem import Params, Result, Slot, SlotProblem, SlotUser, Status

_FORCED = 10**11
"""Added, in cents, for leaving out a flight that may not be: more than a day's delays. Sums stay exact in doubles."""
_CHANGED = 10**6
"""Counted for each flight that leaves the slot that rationing gives it: more than all minutes of a day together."""
_Whole = NDArray[np.int64]
_Cents = NDArray[np.float64]
_Windows = Mapping[int, tuple[int, int]]
"""Minutes in which the slot of a flight (by its number) must lie, where narrower than its own."""


@dataclass(frozen=True, slots=True)
class _Node:
    windows: _Windows
    chosen: tuple[int, ...]  # by flight, the number of its slot; -1: left out


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Found:
    status: Status
    value: int
    bound: int
    chosen: tuple[int, ...]
    nodes: int


def solve(problem: SlotProblem, *, params: Params | None = None, stop: Callable[[], bool] = _never) -> Result:
    """Give each flight at most one of the slots, so that delays, what follows from them and flights left out cost least.

    Deterministic. Without links, or with links that the plain assignment keeps, one assignment problem and `optimal`.
    """
    started = time.perf_counter()
    left_out = [one.left_out_cents + (0 if one.may_be_left_out else _FORCED) for one in problem.flights]
    model = _Model(problem, cost_matrix(problem.flights, problem.slots, problem.delay_cents), left_out)
    found = model.search(Params() if params is None else params, stop)
    answer = model.answer(found)
    without = tuple(one.flight_id for one in problem.flights if answer[one.flight_id] is None and not one.may_be_left_out)
    forced = _FORCED * len(without)
    return Result(
        status=found.status,
        slots=answer,
        objective_cents=found.value - forced,
        bound_cents=found.bound - forced,
        without_slot=without,
        nodes=found.nodes,
        runtime_s=time.perf_counter() - started,
    )


def as_rationed(
    problem: SlotProblem, rationed: Mapping[str, Slot], *, params: Params | None = None, stop: Callable[[], bool] = _never
) -> dict[str, Slot | None]:
    """Everybody in the slot that rationing gives, but for the fewest changes, and of these the shortest, that limits demand."""
    times = np.array([one.time.timestamp() // 60 for one in problem.slots])
    cents = np.where(np.isfinite(cost_matrix(problem.flights, problem.slots, problem.delay_cents)), 0.0, np.inf)
    number = {slot: index for index, slot in enumerate(problem.slots)}
    for row, flight in enumerate(problem.flights):
        given = rationed.get(flight.flight_id)
        start = given.time if given is not None else flight.earliest
        cents[row] += _CHANGED + np.abs(times - start.timestamp() // 60)
        if given is not None and given in number and np.isfinite(cents[row, number[given]]):
            cents[row, number[given]] = 0
    model = _Model(problem, cents, [_FORCED] * len(problem.flights))
    return model.answer(model.search(Params() if params is None else params, stop))


class _Model:
    """One problem in numbers: minutes since its first slot, a matrix of cents."""

    def __init__(self, problem: SlotProblem, cents: _Cents, left_out: Sequence[int]) -> None:
        self.problem, self.cents = problem, cents
        moments = [one.time for one in problem.slots] or [one.earliest for one in problem.flights]
        self.epoch = min(moments, default=None)
        self.times: _Whole = np.array([self.minute(one.time) for one in problem.slots], dtype=np.int64)
        number = {one.flight_id: index for index, one in enumerate(problem.flights)}
        self.links = [(number[one.first], number[one.then], one.gap_min) for one in problem.links]
        self.left_out: _Cents = np.array(left_out, dtype=np.float64)
        self.optional: _Whole = np.flatnonzero([one < _FORCED for one in left_out])

    def search(self, params: Params, stop: Callable[[], bool]) -> _Found:
        """Best bound first: the first answer that keeps every link costs least of all."""
        order = count()
        value, root = self.assign({})
        heap: list[tuple[int, int, _Node]] = [(value, next(order), root)]
        nodes = 1
        while True:
            bound, _, node = heap[0]
            broken = self.broken_link(node.chosen)
            if broken is None:
                return _Found("optimal", bound, bound, node.chosen, nodes)
            if nodes >= params.most_nodes or stop():
                value, node = self.repaired(node)
                return _Found("feasible", value, min(bound, value), node.chosen, nodes)
            heapq.heappop(heap)
            for windows in self.branches(node, broken):
                value, child = self.assign(windows)
                heapq.heappush(heap, (value, next(order), child))
                nodes += 1

    def answer(self, found: _Found) -> dict[str, Slot | None]:
        """The slot of each flight by its id."""
        rows = zip(self.problem.flights, found.chosen, strict=True)
        return {flight.flight_id: self.problem.slots[slot] if slot >= 0 else None for flight, slot in rows}

    def minute(self, moment: datetime) -> int:
        assert self.epoch is not None
        return minutes_between(self.epoch, moment)

    def assign(self, windows: _Windows) -> tuple[int, _Node]:
        """The cheapest assignment within the windows, and its cents."""
        cents = self.cents
        if windows:
            cents = cents.copy()
            for flight, (earliest, latest) in windows.items():
                cents[flight, (self.times < earliest) | (self.times > latest)] = np.inf
        try:
            return self._assigned(windows, cents, self.optional)
        except ValueError:  # not everybody who must fly finds a slot
            return self._assigned(windows, cents, np.arange(len(cents)))

    def _assigned(self, windows: _Windows, cents: _Cents, may_stay: _Whole) -> tuple[int, _Node]:
        """Each of the flights that `may_stay` has a column of its own for being left out; ValueError when that is too few."""
        rows, columns = cents.shape
        matrix = np.full((rows, columns + len(may_stay)), np.inf)
        matrix[:, :columns] = cents
        matrix[may_stay, columns + np.arange(len(may_stay))] = self.left_out[may_stay]
        if columns + len(may_stay) < rows:
            raise ValueError("fewer slots than flights")
        chosen_rows, chosen = linear_sum_assignment(matrix)
        value = int(matrix[chosen_rows, chosen].sum())
        return value, _Node(windows, tuple(int(one) if one < columns else -1 for one in chosen))

    def broken_link(self, chosen: Sequence[int]) -> tuple[int, int, int] | None:
        """The first link whose second flight has a slot too soon after the first's."""
        for first, then, gap in self.links:
            if chosen[first] >= 0 and chosen[then] >= 0 and self.times[chosen[then]] < self.times[chosen[first]] + gap:
                return first, then, gap
        return None

    def branches(self, node: _Node, broken: tuple[int, int, int]) -> list[dict[int, tuple[int, int]]]:
        """Either the first flight's slot is earlier than it was, or it is not and the second's is as late as that demands.

        A first flight that is left out belongs to the first branch only, where it may still be.
        """
        first, then, gap = broken
        at = int(self.times[node.chosen[first]])
        return [self.narrowed(node, first, latest=at - 1), self.narrowed(node, then, earliest=at + gap)]

    def narrowed(self, node: _Node, flight: int, *, earliest: int = -(10**9), latest: int = 10**9) -> dict[int, tuple[int, int]]:
        before = node.windows.get(flight, (-(10**9), 10**9))
        return {**node.windows, flight: (max(before[0], earliest), min(before[1], latest))}

    def repaired(self, node: _Node) -> tuple[int, _Node]:
        """An answer that keeps every link, by moving second flights later until they do."""
        value, _ = self.assign(node.windows)
        while (broken := self.broken_link(node.chosen)) is not None:
            value, node = self.assign(self.branches(node, broken)[1])
        return value, node


def cost_matrix(flights: Sequence[SlotUser], slots: Sequence[Slot], delay_cents: Sequence[int]) -> _Cents:
    """Cents of every flight in every slot, whole numbers; infinite where the slot is outside the flight's limits."""
    prices = np.array(delay_cents, dtype=np.int64)
    matrix = np.full((len(flights), len(slots)), np.inf)
    if not flights or not slots:
        return matrix
    epoch = slots[0].time
    times: _Whole = np.array([minutes_between(epoch, one.time) for one in slots], dtype=np.int64)
    for row, flight in enumerate(flights):
        earliest = -minutes_between(flight.earliest, epoch)  # rounded up: a slot is not before the earliest second
        fits = np.flatnonzero((times >= earliest) & (times <= minutes_between(epoch, flight.latest)))
        if not flight.consequences:
            matrix[row, fits] = 0
            continue
        # One row for each consequence: a loop over them takes three times as long.
        figures = np.array([(one.slack_min, one.minute_cents, one.once_cents) for one in flight.consequences], dtype=np.int64)
        beyond = np.maximum(times[fits] - earliest - figures[:, :1], 0)
        cents = figures[:, 1] @ beyond + figures[:, 2] @ (beyond > 0)
        for number, one in enumerate(flight.consequences):
            if one.people:
                later = prices[np.minimum(one.already_min + beyond[number], len(prices) - 1)]
                cents += one.people * (later - prices[min(one.already_min, len(prices) - 1)])
        matrix[row, fits] = cents
    return matrix
