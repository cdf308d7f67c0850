"""The master problem: how many people take which line so that every leg has its crew; HiGHS through SciPy.

x_j people take line j, u_r people are missing in row r = (leg, role), o_r kept people are too many where that was planned:
sum_j a_rj x_j + u_r - o_r = need_r;  sum of x over the lines of crew k = its people;  new deadheads on a leg <= its free seats.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from tools.crew_recovery.lines import Crew, Line, needed
from tools.crew_recovery.problem import Leg

_UNIT = 100.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What guides the search: a call weighs `call` cents more than it costs, a person missing `missing` times as much."""

    call: int = 0
    missing: int = 1


@dataclass(frozen=True, slots=True)
class Duals:
    """Cents: the value of the linear programme, and the prices of a person on a row, of a crew's people and of a seat."""

    value: float
    rows: NDArray[np.float64]
    crews: NDArray[np.float64]
    seats: dict[int, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whole numbers of people per line: (crew, line, people), and what is missing per row. `proven`: the best of its lines."""

    taken: tuple[tuple[int, Line, int], ...]
    missing: tuple[int, ...]
    proven: bool = False


class Master:
    """Rows of one component and its lines so far."""

    def __init__(self, legs: Sequence[Leg], crews: Sequence[Crew], rows: Sequence[tuple[int, str]], weights: Weights) -> None:
        self.legs, self.crews, self.rows, self.weights = legs, crews, rows, weights
        self.row_of = {row: index for index, row in enumerate(rows)}
        self.need = [needed(legs[leg], role) for leg, role in rows]
        planned: dict[tuple[int, str], int] = defaultdict(int)
        for crew in crews:
            for task in crew.planned_tasks:
                if not task.deadhead:
                    planned[task.leg, crew.person.role] += len(crew.members)
        self.surplus = [max(0, planned[row] - need) for row, need in zip(rows, self.need, strict=True)]
        self.lines: list[tuple[int, Line]] = []
        self._seen: set[tuple[int, object]] = set()
        for index, crew in enumerate(crews):
            self.add(index, crew.released)
            if crew.kept:
                self.add(index, crew.kept)

    def add(self, crew: int, line: Line) -> bool:
        """Take up a line of a crew; False when it is there already."""
        key = (crew, line.duties)
        if key in self._seen:
            return False
        self._seen.add(key)
        self.lines.append((crew, line))
        return True

    def cost(self, line: Line) -> int:
        """The price that guides the search."""
        return line.cost + self.weights.call * line.called

    def missing_cost(self, row: int) -> int:
        """Of one person missing, as it guides the search."""
        return self.legs[self.rows[row][0]].uncovered_cents * self.weights.missing

    def as_planned(self) -> Choice:
        """Everybody keeps the planned duties, or is released where that is impossible."""
        taken = tuple((index, crew.kept or crew.released, len(crew.members)) for index, crew in enumerate(self.crews))
        return Choice(taken, self.missing_with(taken))

    def measure(self, choice: Choice) -> tuple[int, int, int]:
        """(cents of people missing, people called, cents of lines)."""
        legs = [self.legs[leg] for leg, _ in self.rows]
        missing = sum(leg.uncovered_cents * count for leg, count in zip(legs, choice.missing, strict=True))
        called = sum(count for _, line, count in choice.taken if line.called)
        return missing, called, sum(line.cost * count for _, line, count in choice.taken)

    def in_fractions(self, seconds: float, free: Sequence[int]) -> Duals | None:
        """The linear programme over the lines so far with `free` seats per leg; None when the time does not suffice."""
        equal, seats, legs = self._matrices()
        right = np.array([*self.need, *(len(crew.members) for crew in self.crews)], dtype=float)
        result = linprog(
            self._costs(self._guiding()),
            A_eq=equal,
            b_eq=right,
            A_ub=seats if legs else None,
            b_ub=np.array([free[leg] for leg in legs], dtype=float) if legs else None,
            bounds=np.column_stack((np.zeros(equal.shape[1]), self._upper())),
            method="highs",
            options={"time_limit": max(0.05, seconds)},
        )
        if result.status != 0:
            return None
        marginals = result.eqlin.marginals * _UNIT
        rows = np.minimum(marginals[: len(self.rows)], [self.missing_cost(row) for row in range(len(self.rows))])
        prices = {leg: min(0.0, float(price) * _UNIT) for leg, price in zip(legs, result.ineqlin.marginals, strict=True)}
        return Duals(float(result.fun) * _UNIT, rows, marginals[len(self.rows) :], prices)

    def floor(self, duals: Duals, least: Sequence[float]) -> float:
        """A lower bound in guiding cents for any duals: `least` is under cost less duals of every line of each crew."""
        total = float(np.dot(duals.rows, self.need)) + float(np.dot(np.minimum(duals.rows, 0.0), self.surplus))
        total += sum(price * self.legs[leg].seats_free for leg, price in duals.seats.items())
        return total + sum(len(crew.members) * value for crew, value in zip(self.crews, least, strict=True))

    def in_whole(self, seconds: float, *, fewest_calls: bool, free: Sequence[int]) -> Choice | None:
        """The best whole choice of the lines so far with `free` seats per leg; None when HiGHS found none in the time.

        With `fewest_calls` first the cents missing are minimised, then with those the calls, then the money.
        """
        equal, seats, legs = self._matrices()
        right = np.array([*self.need, *(len(crew.members) for crew in self.crews)], dtype=float)
        rows = [LinearConstraint(equal, right, right)]
        if legs:
            rows.append(LinearConstraint(seats, -np.inf, np.array([free[leg] for leg in legs], dtype=float)))
        money, calls, missing = self._objectives()
        goals = [(missing, 0.01), (calls, 0.5), (money + missing, None)] if fewest_calls else [(money + missing, None)]
        proven, values = True, None
        for position, (goal, slack) in enumerate(goals):
            result = milp(
                goal,
                integrality=np.concatenate((np.ones(len(self.lines)), np.zeros(len(goal) - len(self.lines)))),
                bounds=Bounds(0.0, self._upper()),
                constraints=rows,
                options={"time_limit": max(0.05, seconds / (len(goals) - position)), "mip_rel_gap": 0.0},
            )
            if result.x is None:
                proven = False
                break
            proven, values = proven and result.status == 0, result.x
            if slack is not None:
                rows.append(LinearConstraint(csr_array(goal.reshape(1, -1)), -np.inf, float(np.dot(goal, values)) + slack))
        if values is None:
            return None
        counts = [round(float(value)) for value in values[: len(self.lines)]]
        taken = tuple((crew, line, count) for (crew, line), count in zip(self.lines, counts, strict=True) if count)
        return Choice(taken, self.missing_with(taken), proven)

    def missing_with(self, taken: Sequence[tuple[int, Line, int]]) -> tuple[int, ...]:
        """People missing per row when these lines are taken."""
        there = [0] * len(self.rows)
        for crew, line, count in taken:
            for leg in line.works:
                there[self.row_of[leg, self.crews[crew].person.role]] += count
        return tuple(max(0, need - have) for need, have in zip(self.need, there, strict=True))

    def _guiding(self) -> list[float]:
        return [self.cost(line) / _UNIT for _, line in self.lines]

    def _costs(self, of_lines: Sequence[float]) -> NDArray[np.float64]:
        missing = [self.missing_cost(row) / _UNIT for row in range(len(self.rows))]
        return np.array([*of_lines, *missing, *([0.0] * len(self.rows))])

    def _objectives(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """In units of HiGHS: money of lines, calls, and money of people missing."""
        nothing = [0.0] * len(self.rows)
        money = np.array([*(line.cost / _UNIT for _, line in self.lines), *nothing, *nothing])
        calls = np.array([*(float(line.called) for _, line in self.lines), *nothing, *nothing])
        cents = [self.legs[leg].uncovered_cents / _UNIT for leg, _ in self.rows]
        return money, calls, np.array([*([0.0] * len(self.lines)), *cents, *nothing])

    def _upper(self) -> NDArray[np.float64]:
        people = [float(len(self.crews[crew].members)) for crew, _ in self.lines]
        return np.array([*people, *map(float, self.need), *map(float, self.surplus)])

    def _matrices(self) -> tuple[csr_array, csr_array, list[int]]:
        """Equalities (rows, then crews), seats, and the legs that the rows of seats stand for."""
        at: list[tuple[int, int, float]] = []
        travels: dict[int, list[int]] = defaultdict(list)
        for column, (crew, line) in enumerate(self.lines):
            role = self.crews[crew].person.role
            at.extend((self.row_of[leg, role], column, 1.0) for leg in line.works)
            at.append((len(self.rows) + crew, column, 1.0))
            for leg in line.travels:
                travels[leg].append(column)
        lines, rows = len(self.lines), len(self.rows)
        at.extend((row, lines + row, 1.0) for row in range(rows))
        at.extend((row, lines + rows + row, -1.0) for row in range(rows))
        legs = sorted(travels)
        seats = [(index, column, 1.0) for index, leg in enumerate(legs) for column in travels[leg]]
        columns = lines + 2 * rows
        return _sparse(at, (rows + len(self.crews), columns)), _sparse(seats, (len(legs), columns)), legs


def _sparse(entries: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(values, dtype=float), (np.array(rows, dtype=int), np.array(columns, dtype=int))), shape=shape)
