"""The assignment as a mixed-integer program with time-clique rows, solved by HiGHS. README.md has the mathematics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from domain.network import SizeCode, Stand
from domain.units import minutes_between
from knowledge.airline.aircraft_types import SIZES
from tools.gates.problem import Kind, Part, Problem

Key = tuple[str, Kind]
Spot = str | None
"""A stand, or None."""
Interval = tuple[int, int, int]
"""(from, until, column): the column takes its stand in [from, until), minutes."""


@dataclass(slots=True)
class Rows:
    """Columns with prices and bounds, and rows `low <= sum of coefficient x column <= high`."""

    cents: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    _row: list[int] = field(default_factory=list)
    _column: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)

    def column(self, cents: int, *, whole: bool = True, most: float = 1.0) -> int:
        """A new column between 0 and `most`."""
        self.cents.append(cents)
        self.whole.append(whole)
        self.most.append(most)
        return len(self.cents) - 1

    def row(self, entries: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """A new row."""
        number = len(self._low)
        for column, value in entries:
            self._row.append(number)
            self._column.append(column)
            self._value.append(value)
        self._low.append(low)
        self._high.append(high)

    @property
    def size(self) -> tuple[int, int, int]:
        """Columns, rows, coefficients that are not zero."""
        return len(self.cents), len(self._low), len(self._value)

    def matrix(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """Coefficients, and the bounds of every row."""
        shape = (len(self._low), len(self.cents))
        matrix = csr_array((self._value, (self._row, self._column)), shape=shape)
        return matrix, np.array(self._low, dtype=float), np.array(self._high, dtype=float)

    def minimise(self, time_limit_s: float) -> tuple[np.ndarray | None, float, bool]:
        """The best values found (None: none), a lower bound in cents, and whether it is proven."""
        if not self.cents:
            return np.zeros(0), 0.0, True
        matrix, low, high = self.matrix()
        answer = milp(
            np.array(self.cents, dtype=float),
            integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(0, np.array(self.most)),
            constraints=LinearConstraint(matrix, low, high) if len(low) else (),
            options={"time_limit": max(0.05, time_limit_s), "mip_rel_gap": 0.0},
        )
        bound = answer.mip_dual_bound if answer.mip_dual_bound is not None else answer.fun if answer.status == 0 else None
        return answer.x, -inf if bound is None else float(bound), answer.status == 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A part with the stands it may use and the price of each, None among them."""

    part: Part
    cents: Mapping[Spot, int]


def choices(problem: Problem, parts: Sequence[Part]) -> list[Choice]:
    """What every part may use: size, border, carrier, closures; and what it costs there but for towing, transfers and gaps."""
    closed: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in problem.closures:
        closed.setdefault(one.stand, []).append((one.start, one.end))
    found = []
    for part in parts:
        allowed = [stand for stand in problem.stands if _fits(part, stand) and _open(part, closed.get(stand.name, ()))]
        turn = part.turn
        if turn.stands_on and part.start == turn.arrives:
            there = next((stand for stand in problem.stands if stand.name == turn.stands_on), None)
            if there is not None and _open(part, closed.get(there.name, ())):
                allowed = [there]
        cents: dict[Spot, int] = {stand.name: _cents(problem, part, stand) for stand in allowed}
        cents[None] = _without(problem, part)
        found.append(Choice(part, cents))
    return found


def _fits(part: Part, stand: Stand) -> bool:
    turn = part.turn
    needs = [
        border
        for border, moves in ((turn.arrival_border, part.has_arrival), (turn.departure_border, part.has_departure))
        if moves and border is not None
    ]
    return (
        SIZES.index(turn.size) <= SIZES.index(stand.size)
        and (not stand.carriers or turn.carrier in stand.carriers)
        and all(border in stand.borders for border in needs)
    )


def _open(part: Part, closed: Iterable[tuple[datetime, datetime]]) -> bool:
    return all(part.end <= start or end <= part.start for start, end in closed)


def _cents(problem: Problem, part: Part, stand: Stand) -> int:
    policy, turn, cents = problem.policy, part.turn, 0
    people = turn.arriving * part.has_arrival + turn.departing * part.has_departure
    cents += people * stand.walk_min * policy.walk_cents_per_min
    if not stand.contact:
        cents += (part.has_arrival + part.has_departure) * policy.bus_cents + people * policy.bus_cents_per_passenger
    if part.has_departure and turn.published_departure not in ("", stand.name):
        cents += policy.change_price_cents(minutes_between(problem.now, turn.leaves))
    if part.has_arrival and turn.published_arrival not in ("", stand.name):
        price = policy.change_price_cents(minutes_between(problem.now, turn.arrives))
        cents += price * policy.arrival_change_percent // 100
    return cents


def _without(problem: Problem, part: Part) -> int:
    policy, turn = problem.policy, part.turn
    if not part.has_arrival and not part.has_departure:
        return policy.parked_off_stand_cents
    people = turn.arriving * part.has_arrival + turn.departing * part.has_departure
    return (part.has_arrival + part.has_departure) * policy.no_stand_cents + people * policy.no_stand_cents_per_passenger


def wanted_gap_min(problem: Problem, part: Part) -> int:
    """Minutes that the stand had better stay empty after the part: the buffer, and as late as it tends to leave."""
    policy, turn = problem.policy, part.turn
    if not part.has_departure:
        return policy.buffer_min
    return min(policy.longest_wanted_gap_min, policy.buffer_min + turn.delay_mean_min + turn.delay_spread_min)


def cliques(intervals: Sequence[Interval]) -> list[list[int]]:
    """The columns of every maximal set of intervals that share a moment: one row each says all there is about overlap."""
    moments = sorted([(end, 0, column) for _, end, column in intervals] + [(start, 1, column) for start, _, column in intervals])
    active: dict[int, None] = {}
    found: list[list[int]] = []
    grown = False
    for _, starts, column in moments:
        if starts:
            active[column] = None
            grown = True
        else:
            if grown and len(active) > 1:
                found.append(list(active))
            grown = False
            del active[column]
    return found


@dataclass(slots=True)
class Model:
    """The rows of a problem, or of the parts around `free` with all others where `fixed` says. Build with `build`."""

    problem: Problem
    rows: Rows
    choices: list[Choice]
    columns: dict[Key, dict[Spot, int]]

    def placements(self, values: np.ndarray) -> dict[Key, Spot]:
        """The stand of every part in the model's answer."""
        return {key: max(spots, key=lambda spot: values[spots[spot]]) for key, spots in self.columns.items()}


def build(problem: Problem, parts: Sequence[Part]) -> Model:
    """The whole program."""
    offered = choices(problem, parts)
    rows = Rows()
    columns: dict[Key, dict[Spot, int]] = {}
    for choice in offered:
        columns[choice.part.key] = {spot: rows.column(cents) for spot, cents in choice.cents.items()}
    model = Model(problem, rows, offered, columns)
    _one_stand_each(model)
    towed = _tows(model)
    _one_at_a_time(model, towed)
    _neighbours(model)
    _terminals(model)
    _short_gaps(model)
    return model


def _one_stand_each(model: Model) -> None:
    for spots in model.columns.values():
        model.rows.row([(column, 1.0) for column in spots.values()], 1, 1)


def _minute(problem: Problem, moment: datetime) -> int:
    return minutes_between(problem.now, moment)


def _tows(model: Model) -> list[tuple[str, Interval]]:
    """A column for every stand that a part may leave by tow; it takes that stand for the buffer afterwards.

    tow[p, s] >= x[p, s] - x[next of p, s], and at minimum it is equal where that is positive.
    """
    problem, taken = model.problem, []
    for before, after in pairwise(model.choices):
        if before.part.turn is not after.part.turn:
            continue
        here, there = model.columns[before.part.key], model.columns[after.part.key]
        end = _minute(problem, before.part.end)
        for spot, column in here.items():
            tow = model.rows.column(problem.policy.tow_cents, whole=False)
            stays = [(there[spot], -1.0)] if spot in there else []
            model.rows.row([(tow, -1.0), (column, 1.0), *stays], -inf, 0)
            if spot is not None:
                taken.append((spot, (end, end + problem.policy.buffer_min, tow)))
    for choice in model.choices:
        turn = choice.part.turn
        if turn.stands_on and choice.part.start == turn.arrives:
            for spot, column in model.columns[choice.part.key].items():
                if spot != turn.stands_on:
                    model.rows.cents[column] += problem.policy.tow_cents
    return taken


def _occupied(model: Model, towed: Sequence[tuple[str, Interval]]) -> dict[str, list[Interval]]:
    """When each column takes its stand, the buffer after an aircraft's last part included."""
    problem, buffer = model.problem, model.problem.policy.buffer_min
    taken: dict[str, list[Interval]] = {stand.name: [] for stand in problem.stands}
    for index, choice in enumerate(model.choices):
        goes_on = index + 1 < len(model.choices) and model.choices[index + 1].part.turn is choice.part.turn
        start, end = _minute(problem, choice.part.start), _minute(problem, choice.part.end)
        for spot, column in model.columns[choice.part.key].items():
            if spot is not None:
                taken[spot].append((start, end if goes_on else end + buffer, column))
    for spot, interval in towed:
        if interval[0] < interval[1]:
            taken[spot].append(interval)
    return taken


def _one_at_a_time(model: Model, towed: Sequence[tuple[str, Interval]]) -> None:
    """For every stand and maximal clique of intervals: the sum of its columns is at most 1."""
    for intervals in _occupied(model, towed).values():
        for clique in cliques(intervals):
            model.rows.row([(column, 1.0) for column in clique], -inf, 1)


def _neighbours(model: Model) -> None:
    """With a large aircraft on a stand its neighbour is empty: cliques of both stands' columns that hold some of each.

    Without buffers. A large aircraft and whoever is next to it never share a moment, so at most one of all of them is there.
    """
    problem = model.problem
    large: dict[tuple[str, SizeCode], list[Interval]] = {}
    there: dict[str, list[Interval]] = {}
    wanted = {(stand.name, size) for stand in problem.stands for size, _ in stand.empties}
    neighbours = {name for stand in problem.stands for _, name in stand.empties}
    if not wanted:
        return
    for choice in model.choices:
        span = _minute(problem, choice.part.start), _minute(problem, choice.part.end)
        for spot, column in model.columns[choice.part.key].items():
            if spot is None:
                continue
            if spot in neighbours:
                there.setdefault(spot, []).append((*span, column))
            for name, size in wanted:
                if name == spot and SIZES.index(choice.part.turn.size) >= SIZES.index(size):
                    large.setdefault((name, size), []).append((*span, column))
    for stand in problem.stands:
        for size, neighbour in stand.empties:
            both = large.get((stand.name, size), []), there.get(neighbour, [])
            here = {column for _, _, column in both[0]}
            for clique in cliques([*both[0], *both[1]]):
                if 0 < sum(column in here for column in clique) < len(clique):
                    model.rows.row([(column, 1.0) for column in clique], -inf, 1)


def _terminals(model: Model) -> None:
    """Passengers who change terminals: walk[l] >= (first is in T) - (then is in T) - (then has no stand), for every T."""
    problem = model.problem
    terminal: dict[Spot, str] = {stand.name: stand.terminal for stand in problem.stands}
    if len(set(terminal.values())) < 2:
        return
    by_turn: dict[str, list[Part]] = {}
    for choice in model.choices:
        by_turn.setdefault(choice.part.turn.turn_id, []).append(choice.part)
    for link in problem.connections:
        comes = next((part for part in by_turn.get(link.first, ()) if part.has_arrival), None)
        goes = next((part for part in by_turn.get(link.then, ()) if part.has_departure), None)
        if comes is None or goes is None or link.passengers <= 0:
            continue
        cents = link.passengers * problem.policy.between_terminals_min * problem.policy.walk_cents_per_min
        walk, nowhere = model.rows.column(cents, whole=False), model.columns[goes.key][None]
        inside: dict[str, list[tuple[int, float]]] = {}
        for sign, part in ((1.0, comes), (-1.0, goes)):
            for spot, column in model.columns[part.key].items():
                if spot is not None:
                    inside.setdefault(terminal[spot], []).append((column, sign))
        for entries in inside.values():
            if any(sign > 0 for _, sign in entries):
                model.rows.row([(walk, -1.0), (nowhere, -1.0), *entries], -inf, 0)


def _short_gaps(model: Model) -> None:
    """short[q] >= x[q, s] + (sum of x[p, s] over parts p that left within their wanted gap before q) - 1, for every stand s.

    Two such p share a stand only when one of them is very short; those have rows of their own.
    """
    problem, policy = model.problem, model.problem.policy
    if not policy.short_gap_cents:
        return
    spans = [
        (_minute(problem, one.part.start), _minute(problem, one.part.end), wanted_gap_min(problem, one.part))
        for one in model.choices
    ]
    shortest = policy.longest_wanted_gap_min - 2 * policy.buffer_min
    leaving = sorted((end, index) for index, (_, end, wanted) in enumerate(spans) if wanted > policy.buffer_min)
    ends = [end for end, _ in leaving]
    for index, choice in enumerate(model.choices):
        start = spans[index][0]
        first = int(np.searchsorted(ends, start - policy.longest_wanted_gap_min, side="right"))
        last = int(np.searchsorted(ends, start - policy.buffer_min, side="right"))
        near = [
            other
            for _, other in leaving[first:last]
            if start < spans[other][1] + spans[other][2] and model.choices[other].part.turn is not choice.part.turn
        ]
        short: int | None = None
        for spot, column in model.columns[choice.part.key].items():
            if spot is None:
                continue
            together: list[int] = []
            alone: list[int] = []
            for other in near:
                theirs = model.columns[model.choices[other].part.key].get(spot)
                if theirs is not None:
                    (alone if spans[other][1] - spans[other][0] < shortest else together).append(theirs)
            for group in ([together] if together else []) + [[one] for one in alone]:
                if short is None:
                    short = model.rows.column(policy.short_gap_cents, whole=False)
                model.rows.row([(short, -1.0), (column, 1.0), *((one, 1.0) for one in group)], -inf, 1)
