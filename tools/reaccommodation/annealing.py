"""Annealing over whole groups: one takes an itinerary, those in its way are moved on. Compiled by numba at the first call.

Groups choose one column each. A move draws a group and a column, puts out as many others as the seats need, and gives each of
them the cheapest column with room. Costs may be anything; staying behind is a column without legs, so a move is always possible.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tools.reaccommodation.model import Floats, Programme, Units
from tools.recovery.solver.compiled import entry, kernel

Ints = NDArray[np.int64]

_MOVES_AT_ONCE = 10_000
_MOST_OUT = 12
"""Groups put out by one move; a move that needs more is given up."""


@kernel
def _draw(state: NDArray[np.uint64], below: int) -> int:
    """A number in [0, below) by xorshift; `state` moves on."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return int((x >> np.uint64(11)) % np.uint64(below))


@kernel
def _leave(
    group: int, chosen: Ints, people: Ints, rows: Ints, left: Ints, there: Ints, count: Ints, begin: Ints, place: Ints
) -> None:
    for k in range(rows.shape[1]):
        row = rows[chosen[group], k]
        if row < 0:
            break
        left[row] += people[group]
        count[row] -= 1
        last = there[begin[row] + count[row]]
        at = place[group, k]
        there[begin[row] + at] = last
        for other in range(rows.shape[1]):
            if rows[chosen[last], other] == row:
                place[last, other] = at
    chosen[group] = -1


@kernel
def _enter(
    group: int,
    column: int,
    chosen: Ints,
    people: Ints,
    rows: Ints,
    left: Ints,
    there: Ints,
    count: Ints,
    begin: Ints,
    place: Ints,
) -> None:
    chosen[group] = column
    for k in range(rows.shape[1]):
        row = rows[column, k]
        if row < 0:
            break
        left[row] -= people[group]
        there[begin[row] + count[row]] = group
        place[group, k] = count[row]
        count[row] += 1


@entry
def _anneal(
    chosen: Ints,
    best: Ints,
    people: Ints,
    first_column: Ints,
    cost: Ints,
    rows: Ints,
    left: Ints,
    there: Ints,
    count: Ints,
    begin: Ints,
    place: Ints,
    touched: Ints,
    before: Ints,
    worth: Ints,
    state: NDArray[np.uint64],
    moves: int,
    hot: float,
    cold: float,
) -> None:
    """Moves from temperature `hot` to `cold` (cents); `chosen` ends where it is, `best` at the best seen.

    `worth`: cents of `chosen` and of `best`, against the start.
    """
    groups = len(people)
    now, lowest = worth[0], worth[1]
    fading = (cold / hot) ** (1.0 / max(1, moves))
    temperature = hot
    for _ in range(moves):
        temperature *= fading
        group = _draw(state, groups)
        options = first_column[group + 1] - first_column[group]
        if options < 2:
            continue
        pick = min(_draw(state, options), _draw(state, options))
        column = first_column[group] + pick
        if column == chosen[group]:
            continue
        touched[0], before[0], out = group, chosen[group], 1
        delta = cost[column] - cost[chosen[group]]
        _leave(group, chosen, people, rows, left, there, count, begin, place)
        possible = True
        for k in range(rows.shape[1]):
            row = rows[column, k]
            if row < 0:
                break
            while left[row] < people[group]:
                if out == len(touched) or count[row] == 0:
                    possible = False
                    break
                other = there[begin[row] + _draw(state, count[row])]
                touched[out], before[out] = other, chosen[other]
                out += 1
                _leave(other, chosen, people, rows, left, there, count, begin, place)
            if not possible:
                break
        if possible:
            _enter(group, column, chosen, people, rows, left, there, count, begin, place)
            for number in range(1, out):
                other = touched[number]
                cheapest = -1
                for option in range(first_column[other], first_column[other + 1]):
                    if cheapest >= 0 and cost[option] >= cost[cheapest]:
                        continue
                    fits = True
                    for k in range(rows.shape[1]):
                        row = rows[option, k]
                        if row < 0:
                            break
                        if left[row] < people[other]:
                            fits = False
                            break
                    if fits:
                        cheapest = option
                delta += cost[cheapest] - cost[before[number]]
                _enter(other, cheapest, chosen, people, rows, left, there, count, begin, place)
            if delta <= 0 or _draw(state, 1 << 30) < np.exp(-delta / temperature) * (1 << 30):
                now += delta
                if now < lowest:
                    lowest = now
                    for one in range(groups):
                        best[one] = chosen[one]
                continue
        for number in range(out):
            if chosen[touched[number]] >= 0:
                _leave(touched[number], chosen, people, rows, left, there, count, begin, place)
        for number in range(out):
            _enter(touched[number], before[number], chosen, people, rows, left, there, count, begin, place)
    worth[0], worth[1] = now, lowest


@entry
def _enter_all(chosen: Ints, people: Ints, rows: Ints, left: Ints, there: Ints, count: Ints, begin: Ints, place: Ints) -> None:
    for group in range(len(people)):
        _enter(group, chosen[group], chosen, people, rows, left, there, count, begin, place)


class Annealing:
    """All groups of a programme that go whole, in what the others leave. `likely`: per column, the least is tried most."""

    def __init__(self, programme: Programme, units: Units, likely: Floats, seed: int) -> None:
        self.programme = programme
        begins = np.array(programme.begins)
        self.groups = np.flatnonzero(~programme.splits)
        order = np.lexsort((programme.everything, likely, programme.of))
        columns = order[~programme.splits[programme.of[order]]]
        self.columns = columns
        sizes = np.diff(begins)[self.groups]
        self.first_column = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        self.people = programme.people[self.groups]
        # Precedence as money: leaving one more of the first behind outweighs everything that everybody could cost or save.
        spread = int(np.abs(programme.cost).sum()) + 1
        firmly = programme.stays & programme.first[programme.of]
        self.cost = (programme.cost + np.where(firmly, spread * programme.weight, 0))[columns]
        most = max([1, *(len(programme.legs_of[column]) for column in columns)])
        self.rows = np.full((len(columns), most), -1, np.int64)
        for index, column in enumerate(columns):
            self.rows[index, : len(programme.legs_of[column])] = programme.legs_of[column]
        self.chosen = np.flatnonzero(units[columns] > 0)
        self.fixed = np.where(programme.splits[programme.of], units, 0)
        self.best = self.chosen.copy()
        seats = programme.free(self.fixed)
        self.begin = np.concatenate((np.zeros(1, np.int64), np.cumsum(seats)))
        self.there = np.zeros(int(seats.sum()) + 1, np.int64)
        self.count = np.zeros(len(seats), np.int64)
        self.left = seats
        self.place = np.zeros((len(self.groups), most), np.int64)
        _enter_all(self.chosen, self.people, self.rows, self.left, self.there, self.count, self.begin, self.place)
        self.touched, self.before = np.zeros(_MOST_OUT + 1, np.int64), np.zeros(_MOST_OUT + 1, np.int64)
        self.worth = np.zeros(2, np.int64)
        self.state = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**64], np.uint64)

    def run(self, moves: int, hot: float, cold: float, halted: Callable[[], bool]) -> Units:
        """The best after so many moves from temperature `hot` down to `cold`, in cents; sooner when `halted`."""
        steps = max(1, -(-moves // _MOVES_AT_ONCE))
        fall = (cold / hot) ** (1.0 / steps)
        for step in range(steps if len(self.people) else 0):
            if halted():
                break
            _anneal(
                self.chosen,
                self.best,
                self.people,
                self.first_column,
                self.cost,
                self.rows,
                self.left,
                self.there,
                self.count,
                self.begin,
                self.place,
                self.touched,
                self.before,
                self.worth,
                self.state,
                min(_MOVES_AT_ONCE, moves - step * _MOVES_AT_ONCE),
                hot * fall**step,
                hot * fall ** (step + 1),
            )
        units = self.fixed.copy()
        units[self.columns[self.best]] = 1
        return units
