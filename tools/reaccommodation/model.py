"""The path-flow programme: how many people of each group take each option; HiGHS through SciPy.

v_j is a number of people on column j = (group, option) when the group may be split, and 0 or 1 when it may not; w_j is the
number of people that one unit stands for (1, or the whole group). Every group has one more column, staying behind, without legs.
y_st is a number of seats of leg s given away at its price number t: the sales they displace are convex in the seats taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, hstack, vstack

from tools.reaccommodation.problem import Placement, Problem

Units = NDArray[np.int64]
Floats = NDArray[np.float64]
_UNIT = 100.0
_ROUNDING_CENTS = 0.01
_BROKEN = 1e-4
_FINE_SEATS = 8
"""Seats of a leg whose prices the linear programmes know one by one."""


@dataclass(frozen=True, slots=True)
class Fractions:
    """The linear programme: a lower bound, and per column its value and its reduced cost, in the goal's own unit."""

    bound: float
    values: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole choice of some columns: `units` per column of the programme. `proven`: the best of them; `floor`: none is below."""

    units: Units
    proven: bool
    floor: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """equal @ x = right, below @ x <= limit, 0 <= x <= upper; the columns asked for come first."""

    equal: csc_array
    right: Floats
    below: csc_array
    limit: Floats
    upper: Floats
    beyond_cents: Floats
    integral: Floats


class Programme:
    """All columns of a problem. A group's columns are neighbours, the last is staying behind."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        supply = problem.supply
        number = {seat: index for index, seat in enumerate(supply)}
        self.seats = np.array(list(supply.values()), dtype=np.int64)
        self.people = np.array([group.people for group in problem.groups], dtype=np.int64)
        self.first = np.array([group.first for group in problem.groups], dtype=bool)
        self.splits = np.array([group.may_be_split for group in problem.groups], dtype=bool)
        self.part_cents = np.array([group.part_cents for group in problem.groups], dtype=np.int64)
        self.legs_of: list[list[int]] = []
        self.options: list[str | None] = []
        of, cents, room, begins = [], [], [], [0]
        for index, group in enumerate(problem.groups):
            for option in group.options:
                legs = [number[seat] for seat in option.legs]
                fits = min(group.people, *(int(self.seats[row]) for row in legs))
                if fits == group.people or (group.may_be_split and fits > 0):
                    of.append(index)
                    cents.append(option.cost_cents)
                    room.append(fits)
                    self.legs_of.append(legs)
                    self.options.append(option.option_id)
            of.append(index)
            cents.append(group.left_behind_cents)
            room.append(group.people)
            self.legs_of.append([])
            self.options.append(None)
            begins.append(len(of))
        self.begins = begins
        self.of = np.array(of, dtype=np.int64)
        self.weight = np.where(self.splits[self.of], 1, self.people[self.of]) if of else np.zeros(0, dtype=np.int64)
        self.cost = np.array(cents, dtype=np.int64) * self.weight
        self.upper = np.array(room, dtype=np.int64) // np.maximum(self.weight, 1)
        self.stays = np.array([option is None for option in self.options], dtype=bool)
        rows = [row for legs in self.legs_of for row in legs]
        columns = [column for column, legs in enumerate(self.legs_of) for _ in legs]
        shape = (len(self.seats), len(of))
        self.use = csc_array((self.weight[columns].astype(float), (rows, columns)), shape=shape) if rows else csc_array(shape)
        self.everything = np.arange(len(of))
        # Of legs whose seats have a price: `curve` numbers them per row, -1 for others; displaced[start[c] + u] is the sum of
        # the first u prices.
        priced = {leg.leg_id: leg for leg in problem.legs if any(leg.seat_cents)}
        numbers = {name: index for index, name in enumerate(priced)}
        self.curve = np.array([numbers.get(leg, -1) for leg, _ in supply], dtype=np.int64)
        everybody = int(self.people.sum())
        sums = [
            np.concatenate(([0], np.cumsum(leg.displaced_by_seat(min(everybody, sum(leg.seats.values())))))).astype(np.int64)
            for leg in priced.values()
        ]
        self.start = np.concatenate((np.zeros(1, np.int64), np.cumsum([len(one) for one in sums], dtype=np.int64)))
        self.displaced = np.concatenate([np.zeros(0, np.int64), *sums])
        curves = self.curve[rows] if rows else np.zeros(0, dtype=np.int64)
        on = np.flatnonzero(curves >= 0)
        there = np.array(columns, dtype=np.int64)[on]
        self.onto = csc_array((self.weight[there].astype(float), (curves[on], there)), shape=(len(priced), len(of)))

    def price(self, units: Units) -> int:
        """Cents of a whole choice."""
        parts = np.bincount(self.of, units > 0, minlength=len(self.people)).astype(np.int64)
        return int(self.cost @ units + self.part_cents @ np.maximum(parts - 1, 0)) + self.displaced_cents(units)

    def displaced_cents(self, units: Units) -> int:
        """What sale loses by the seats of a whole choice."""
        return int(self.displaced[self.start[:-1] + self.taken(units)].sum())

    def taken(self, units: Units) -> Units:
        """Seats given away per leg whose seats have a price."""
        taken: Units = np.rint(self.onto @ units).astype(np.int64)
        return taken

    def first_unplaced(self, units: Units) -> int:
        """People to be carried first who stay behind."""
        staying = self.stays & self.first[self.of]
        return int(self.weight[staying] @ units[staying])

    def unplaceable_first(self) -> int:
        """People to be carried first who would stay behind if nobody else were there, for want of any option with room."""
        lengths = np.diff(self.begins)
        return int(self.people[self.first & (lengths == 1)].sum()) if len(self.people) else 0

    def free(self, units: Units) -> Units:
        """Seats left per row."""
        left: Units = self.seats - np.rint(self.use @ units).astype(np.int64)
        return left

    def possible(self, units: Units) -> bool:
        """Whether everybody is somewhere, once, and no seat is sold twice: HiGHS answers within tolerances."""
        people = np.bincount(self.of, units * self.weight, minlength=len(self.people))
        return bool((self.free(units) >= 0).all() and (people == self.people).all() and (units <= self.upper).all())

    def placements(self, units: Units) -> tuple[Placement, ...]:
        """The choice by name, in the problem's order."""
        names = [group.group_id for group in self.problem.groups]
        return tuple(
            Placement(names[self.of[column]], self.options[column], int(units[column] * self.weight[column]))
            for column in np.flatnonzero(units)
        )

    def columns_of(self, groups: Sequence[int]) -> Units:
        """Indices of all columns of these groups."""
        return np.array(
            [column for group in groups for column in range(self.begins[group], self.begins[group + 1])], dtype=np.int64
        )

    def fill(self, groups: Sequence[int], rank: Sequence[int] | None, units: Units) -> None:
        """Each group in turn takes, whole, its column of least rank with room; split only if it may be and none takes all.

        Without `rank` its cheapest column, with the sales displaced after those before it.
        """
        left, aboard = self.free(units).tolist(), self.taken(units).tolist()
        cents = (self.cost // self.weight).tolist()
        for group in groups:
            rest = int(self.people[group])
            columns = list(range(self.begins[group], self.begins[group + 1] - 1))
            if rank is None:
                asked = {one: rest * cents[one] + self._added(one, rest, aboard) for one in columns}
                columns.sort(key=asked.__getitem__)
            else:
                columns.sort(key=rank.__getitem__)
            room = [min(left[row] for row in self.legs_of[column]) for column in columns]
            whole = [column for column, most in zip(columns, room, strict=True) if most >= rest]
            for column in whole[:1] or (columns if self.splits[group] else []):
                taken = min([rest, *(left[row] for row in self.legs_of[column])])
                if taken > 0:
                    rest -= taken
                    units[column] = taken // self.weight[column]
                    for row in self.legs_of[column]:
                        left[row] -= taken
                        if self.curve[row] >= 0:
                            aboard[self.curve[row]] += taken
            units[self.begins[group + 1] - 1] = rest // self.weight[self.begins[group + 1] - 1]

    def _added(self, column: int, people: int, aboard: Sequence[int]) -> int:
        """Cents that sale loses when so many more take the column, as far as there are seats."""
        curves = [int(self.curve[row]) for row in self.legs_of[column] if self.curve[row] >= 0]
        added = 0
        for one in curves:
            begin, end = int(self.start[one]) + aboard[one], int(self.start[one + 1]) - 1
            added += int(self.displaced[min(begin + people, end)] - self.displaced[begin])
        return added

    def parties_too_many(self, values: Floats) -> list[tuple[int, int]]:
        """(row, d) for rows whose seats divided by d the values break: parties do not share a seat.

        For whole v, sum of floor(w_j / d) v_j <= floor(seats / d) holds with every row (Chvatal 1973); the d most broken.
        """
        worst = np.full(len(self.seats), _BROKEN)
        divisor = np.zeros(len(self.seats), dtype=np.int64)
        for d in range(2, int(self.weight.max(initial=1)) + 1):
            broken = d * (self._shared(d) @ values - self.seats // d)
            divisor = np.where(broken > worst, d, divisor)
            worst = np.maximum(worst, broken)
        return [(int(row), int(divisor[row])) for row in np.flatnonzero(divisor)]

    def _shared(self, d: int) -> csc_array:
        return csc_array((self.use.data // d, self.use.indices, self.use.indptr), shape=self.use.shape)

    def in_fractions(self, first_unplaced: int, seconds: float, cuts: Sequence[tuple[int, int]] = ()) -> Fractions | None:
        """The linear relaxation in cents, with the rows of `parties_too_many`; None when the time does not suffice.

        Its bound is the Lagrangian one of the duals y: y right + y limit + sum of upper_j min(0, c_j - y a_j), with y <= 0 for
        `below`, which holds for any y, so it does not depend on the solver's tolerances.
        """
        rows = self._rows(self.everything, np.zeros(len(self.cost), dtype=np.int64), first_unplaced, few_prices=True)
        for d in sorted({d for _, d in cuts}):
            there = [row for row, by in cuts if by == d]
            shared = csc_array(self._shared(d).tocsr()[there])
            wide = csc_array((len(there), rows.below.shape[1] - shared.shape[1]))
            below = vstack([rows.below, hstack([shared, wide])], format="csc")
            rows = replace(rows, below=below, limit=np.concatenate((rows.limit, (self.seats[there] // d).astype(float))))
        goal = np.concatenate((self.cost / _UNIT, rows.beyond_cents / _UNIT))
        result = linprog(
            goal,
            A_eq=rows.equal,
            b_eq=rows.right,
            A_ub=rows.below if rows.below.shape[0] else None,
            b_ub=rows.limit if rows.below.shape[0] else None,
            bounds=np.column_stack((np.zeros(len(goal)), rows.upper)),
            method="highs-ds",
            options={"time_limit": max(0.01, seconds)},
        )
        if result.status != 0:
            return None
        equal = np.asarray(result.eqlin.marginals)
        below = np.minimum(result.ineqlin.marginals, 0.0) if rows.below.shape[0] else np.zeros(0)
        reduced = goal - rows.equal.T @ equal - rows.below.T @ below
        bound = float(equal @ rows.right + below @ rows.limit + np.minimum(reduced, 0.0) @ rows.upper)
        count = len(self.cost)
        return Fractions(bound * _UNIT - _ROUNDING_CENTS, result.x[:count], reduced[:count] * _UNIT)

    def in_whole(
        self, columns: Units, others: Units, first_unplaced: int | None, *, seconds: float, nodes: int, gap: float = 0.0
    ) -> Whole | None:
        """The cheapest whole choice of these columns in the seats that the units of `others` leave; None when none was found.

        `first_unplaced`: at most so many of them stay behind; None: minimise their number, and nothing else.
        """
        rows = self._rows(columns, others, first_unplaced, few_prices=False)
        if first_unplaced is None:
            goal = np.where(self.stays[columns] & self.first[self.of[columns]], self.weight[columns], 0).astype(float)
            goal = np.concatenate((goal, np.zeros(len(rows.beyond_cents))))
        else:
            goal = np.concatenate((self.cost[columns] / _UNIT, rows.beyond_cents / _UNIT))
        constraints = [LinearConstraint(rows.equal, rows.right, rows.right)]
        if rows.below.shape[0]:
            constraints.append(LinearConstraint(rows.below, -np.inf, rows.limit))
        result = milp(
            goal,
            integrality=rows.integral,
            bounds=Bounds(0.0, rows.upper),
            constraints=constraints,
            options={"time_limit": max(0.01, seconds), "node_limit": nodes, "mip_rel_gap": gap},
        )
        if result.x is None:
            return None
        units = np.zeros(len(self.cost), dtype=np.int64)
        units[columns] = np.rint(result.x[: len(columns)]).astype(np.int64)
        floor = float(result.mip_dual_bound) if result.mip_dual_bound is not None else -np.inf
        return Whole(units, result.status == 0, floor * (1.0 if first_unplaced is None else _UNIT))

    def _rows(self, columns: Units, others: Units, first_unplaced: int | None, *, few_prices: bool) -> _Rows:
        """All constraints on these columns: they come first, then which parts there are, parts beyond the first, seats by price.

        The units of `others` are fixed.
        """
        groups, group_of = np.unique(self.of[columns], return_inverse=True)
        count = len(columns)
        split = np.flatnonzero(self.splits[self.of[columns]] & (self.part_cents[self.of[columns]] > 0))
        extra, extra_of = np.unique(group_of[split], return_inverse=True)
        sold, sold_limit, sold_of, sold_cents, sold_most = self._by_price(columns, others, few_prices)
        parts = len(split) + len(extra)
        wide = count + parts + len(sold_cents)
        below = [self._seats(columns, self.free(others))]
        if first_unplaced is not None:
            below.append(self._first_stay(columns, first_unplaced))
        if len(split):
            below += _parts(count, split, self.upper[columns][split], extra_of, len(extra))
        padded = [(_wider(one, wide), limit) for one, limit in below]
        if len(sold_cents):
            each = csc_array((-np.ones(len(sold_of)), (sold_of, np.arange(len(sold_of)))), shape=(len(sold_limit), len(sold_of)))
            padded.append((hstack([_wider(sold, count + parts), each], format="csc"), sold_limit))
        equal = csc_array((np.ones(count), (group_of, np.arange(count))), shape=(len(groups), wide))
        upper = [self.upper[columns], np.ones(len(split)), np.bincount(extra_of, minlength=len(extra)), sold_most]
        return _Rows(
            equal,
            # Every group is placed or stays: sum of its v_j = 1, or its people when it may be split.
            np.where(self.splits[groups], self.people[groups], 1).astype(float),
            vstack([one for one, _ in padded], format="csc"),
            np.concatenate([limit for _, limit in padded]).astype(float),
            np.concatenate(upper).astype(float),
            np.concatenate((np.zeros(len(split)), self.part_cents[groups[extra]], sold_cents)).astype(float),
            np.concatenate((np.ones(count + len(split)), np.zeros(len(extra) + len(sold_cents)))),
        )

    def _seats(self, columns: Units, seats: Units) -> tuple[csc_array, Floats]:
        """No seat is sold twice: sum of w_j v_j over the columns on a leg's cabin <= its free seats, where that can bind."""
        use = self.use[:, columns]
        rows = np.flatnonzero(use @ self.upper[columns] > seats)
        return csc_array(use.tocsr()[rows]), seats[rows].astype(float)

    def _by_price(self, columns: Units, others: Units, few_prices: bool) -> tuple[csc_array, Floats, Units, Floats, Floats]:
        """Displaced sales: sum of w_j v_j over the columns on leg s <= free_s + sum of y_st, y_st <= seats at price t, p_st each.

        Prices never fall, so the least sum takes the cheapest first and y_st needs not be whole. Gives (rows on the columns,
        free_s, the row of each y, its cents, its most): only for legs where the columns may take a seat with a price.
        """
        onto = self.onto[:, columns]
        reach, aboard = np.rint(onto @ self.upper[columns]).astype(np.int64), self.taken(others)
        legs: list[int] = []
        free: list[float] = []
        of: list[int] = []
        cents: list[float] = []
        most: list[float] = []
        for leg in np.flatnonzero(reach):
            begin = self.start[leg] + aboard[leg]
            prices = np.diff(self.displaced[begin : min(begin + reach[leg] + 1, self.start[leg + 1])])
            if not prices.any():
                continue
            steps = _tangents(prices.tolist()) if few_prices else [(price, 1.0) for price in prices.tolist()]
            merged: dict[float, float] = {}
            for price, seats in steps:
                merged[price] = merged.get(price, 0.0) + seats
            free.append(merged.pop(0, 0.0))
            of += [len(legs)] * len(merged)
            cents += merged.keys()
            most += merged.values()
            legs.append(int(leg))
        return (
            csc_array(onto.tocsr()[legs]),
            np.array(free, dtype=float),
            np.array(of, dtype=np.int64),
            np.array(cents, dtype=float),
            np.array(most, dtype=float),
        )

    def _first_stay(self, columns: Units, most: int) -> tuple[csc_array, Floats]:
        """Precedence: sum of w_j v_j over staying columns of groups to be carried first <= their proven or best known number."""
        staying = np.where(self.stays[columns] & self.first[self.of[columns]], self.weight[columns], 0).astype(float)
        return csc_array(staying.reshape(1, -1)), np.array([float(most)])


def _tangents(prices: Sequence[int]) -> list[tuple[int, float]]:
    """(price, seats) of far fewer prices whose sums are nowhere above those of prices that never fall.

    The first seats keep theirs. Beyond, in stretches that double, the first price for as long as the last one then still
    reaches the stretch's sum: two tangents.
    """
    found = [(price, 1.0) for price in prices[:_FINE_SEATS]]
    begin = len(found)
    while begin < len(prices):
        end = min(len(prices), 2 * begin)
        low, high, size = prices[begin], prices[end - 1], end - begin
        dear = (sum(prices[begin:end]) - low * size) / (high - low) if high > low else 0.0
        found += [(low, size - dear), (high, dear)]
        begin = end
    return found


def _wider(rows: csc_array, columns: int) -> csc_array:
    """The rows with empty columns to their right."""
    return csc_array(hstack([rows, csc_array((rows.shape[0], columns - rows.shape[1]))], format="csc"))


def _parts(count: int, split: Units, room: Units, group_of: Units, groups: int) -> list[tuple[csc_array, Floats]]:
    """Parts: v_j <= room_j z_j with z_j in {0, 1}, and p_g >= sum of z_j - 1, p_g >= 0, at part_cents each."""
    number, wide = len(split), count + len(split) + groups
    at = np.arange(number)
    used = csc_array(
        (np.concatenate((np.ones(number), -room)), (np.concatenate((at, at)), np.concatenate((split, count + at)))),
        shape=(number, wide),
    )
    beyond = np.arange(groups)
    counted = csc_array(
        (
            np.concatenate((np.ones(number), -np.ones(groups))),
            (np.concatenate((group_of, beyond)), np.concatenate((count + at, count + number + beyond))),
        ),
        shape=(groups, wide),
    )
    return [(used, np.zeros(number)), (counted, np.ones(groups))]
