"""The path-flow programme: how many people of each group take each option; HiGHS through SciPy.

v_j is a number of people on column j = (group, option) when the group may be split, and 0 or 1 when it may not; w_j is the
number of people that one unit stands for (1, or the whole group). Every group has one more column, staying behind, without legs.
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
    part_cents: Floats
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

    def price(self, units: Units) -> int:
        """Cents of a whole choice."""
        parts = np.bincount(self.of, units > 0, minlength=len(self.people)).astype(np.int64)
        return int(self.cost @ units + self.part_cents @ np.maximum(parts - 1, 0))

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

    def fill(self, groups: Sequence[int], rank: Sequence[int], units: Units) -> None:
        """Each group in turn takes, whole, its column of least rank with room; split only if it may be and none takes all."""
        left = self.free(units).tolist()
        for group in groups:
            rest = int(self.people[group])
            columns = sorted(range(self.begins[group], self.begins[group + 1] - 1), key=rank.__getitem__)
            room = [min(left[row] for row in self.legs_of[column]) for column in columns]
            whole = [column for column, most in zip(columns, room, strict=True) if most >= rest]
            for column in whole[:1] or (columns if self.splits[group] else []):
                taken = min([rest, *(left[row] for row in self.legs_of[column])])
                if taken > 0:
                    rest -= taken
                    units[column] = taken // self.weight[column]
                    for row in self.legs_of[column]:
                        left[row] -= taken
            units[self.begins[group + 1] - 1] = rest // self.weight[self.begins[group + 1] - 1]

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
        rows = self._rows(self.everything, self.seats, first_unplaced)
        for d in sorted({d for _, d in cuts}):
            there = [row for row, by in cuts if by == d]
            shared = csc_array(self._shared(d).tocsr()[there])
            wide = csc_array((len(there), rows.below.shape[1] - shared.shape[1]))
            below = vstack([rows.below, hstack([shared, wide])], format="csc")
            rows = replace(rows, below=below, limit=np.concatenate((rows.limit, (self.seats[there] // d).astype(float))))
        goal = np.concatenate((self.cost / _UNIT, rows.part_cents / _UNIT))
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
        self, columns: Units, seats: Units, first_unplaced: int | None, *, seconds: float, nodes: int, gap: float = 0.0
    ) -> Whole | None:
        """The cheapest whole choice of these columns in these seats; None when none was found.

        `first_unplaced`: at most so many of them stay behind; None: minimise their number, and nothing else.
        """
        rows = self._rows(columns, seats, first_unplaced)
        if first_unplaced is None:
            goal = np.where(self.stays[columns] & self.first[self.of[columns]], self.weight[columns], 0).astype(float)
            goal = np.concatenate((goal, np.zeros(len(rows.part_cents))))
        else:
            goal = np.concatenate((self.cost[columns] / _UNIT, rows.part_cents / _UNIT))
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

    def _rows(self, columns: Units, seats: Units, first_unplaced: int | None) -> _Rows:
        """All constraints on these columns."""
        groups, group_of = np.unique(self.of[columns], return_inverse=True)
        count = len(columns)
        split = np.flatnonzero(self.splits[self.of[columns]] & (self.part_cents[self.of[columns]] > 0))
        extra, extra_of = np.unique(group_of[split], return_inverse=True)
        wide = count + len(split) + len(extra)
        below = [self._seats(columns, seats)]
        if first_unplaced is not None:
            below.append(self._first_stay(columns, first_unplaced))
        padded = [(hstack([one, csc_array((one.shape[0], wide - count))], format="csc"), limit) for one, limit in below]
        if len(split):
            padded += _parts(count, split, self.upper[columns][split], extra_of, len(extra))
        equal = csc_array((np.ones(count), (group_of, np.arange(count))), shape=(len(groups), wide))
        upper = [self.upper[columns], np.ones(len(split)), np.bincount(extra_of, minlength=len(extra))]
        return _Rows(
            equal,
            # Every group is placed or stays: sum of its v_j = 1, or its people when it may be split.
            np.where(self.splits[groups], self.people[groups], 1).astype(float),
            vstack([one for one, _ in padded], format="csc"),
            np.concatenate([limit for _, limit in padded]).astype(float),
            np.concatenate(upper).astype(float),
            np.concatenate((np.zeros(len(split)), self.part_cents[groups[extra]])).astype(float),
            np.concatenate((np.ones(count + len(split)), np.zeros(len(extra)))),
        )

    def _seats(self, columns: Units, seats: Units) -> tuple[csc_array, Floats]:
        """No seat is sold twice: sum of w_j v_j over the columns on a leg's cabin <= its free seats, where that can bind."""
        use = self.use[:, columns]
        rows = np.flatnonzero(use @ self.upper[columns] > seats)
        return csc_array(use.tocsr()[rows]), seats[rows].astype(float)

    def _first_stay(self, columns: Units, most: int) -> tuple[csc_array, Floats]:
        """Precedence: sum of w_j v_j over staying columns of groups to be carried first <= their proven or best known number."""
        staying = np.where(self.stays[columns] & self.first[self.of[columns]], self.weight[columns], 0).astype(float)
        return csc_array(staying.reshape(1, -1)), np.array([float(most)])


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
