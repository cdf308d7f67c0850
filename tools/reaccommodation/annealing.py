"""Annealing over whole groups: one takes an itinerary, those in its way are moved on. Compiled by numba at the first call.

Groups choose one column each. A move draws a group and a column, puts out as many others as the seats need, and gives each of
them the cheapest column with room. Costs may be anything; staying behind is a column without legs, so a move is always possible.
What sale loses by the seats taken on a leg is the sum of its first prices, so a move's change of it is exact.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.reaccommodation.model import Floats, Programme, Units
from tools.recovery.solver.compiled import entry, kernel

Ints = NDArray[np.int64]

_MOVES_AT_ONCE = 10_000
_MOST_OUT = 12
"""Groups put out by one move; a move that needs more is given up."""
_NO_ROOM = -(2**62)


@kernel
def _draw(state: NDArray[np.uint64], below: int) -> int:
    """A number in [0, below) by xorshift; `state` moves on."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return int((x >> np.uint64(11)) % np.uint64(below))


class _Aboard(NamedTuple):
    """Who is where. Of each group its people, of each column its rows; of each row seats left and its groups, so many `inside`
    from `begin` on in `there`, at `place`; of each leg with a price the seats `taken`, and where the sums of its prices `start`.
    """

    people: Ints
    rows: Ints
    left: Ints
    there: Ints
    inside: Ints
    begin: Ints
    place: Ints
    curve: Ints
    start: Ints
    displaced: Ints
    taken: Ints


@kernel
def _leave(group: int, chosen: Ints, aboard: _Aboard) -> int:
    """The group gives its seats up; what sale loses less by that, in cents below zero."""
    rows, people, cents = aboard.rows, aboard.people[group], 0
    for k in range(rows.shape[1]):
        row = rows[chosen[group], k]
        if row < 0:
            break
        aboard.left[row] += people
        aboard.inside[row] -= 1
        last = aboard.there[aboard.begin[row] + aboard.inside[row]]
        at = aboard.place[group, k]
        aboard.there[aboard.begin[row] + at] = last
        for other in range(rows.shape[1]):
            if rows[chosen[last], other] == row:
                aboard.place[last, other] = at
        curve = aboard.curve[row]
        if curve >= 0:
            aboard.taken[curve] -= people
            first = aboard.start[curve] + aboard.taken[curve]
            cents -= aboard.displaced[first + people] - aboard.displaced[first]
    chosen[group] = -1
    return cents


@kernel
def _enter(group: int, column: int, chosen: Ints, aboard: _Aboard) -> int:
    """The group takes the column's seats; what sale loses by that, in cents."""
    rows, people, cents = aboard.rows, aboard.people[group], 0
    chosen[group] = column
    for k in range(rows.shape[1]):
        row = rows[column, k]
        if row < 0:
            break
        aboard.left[row] -= people
        aboard.there[aboard.begin[row] + aboard.inside[row]] = group
        aboard.place[group, k] = aboard.inside[row]
        aboard.inside[row] += 1
        curve = aboard.curve[row]
        if curve >= 0:
            first = aboard.start[curve] + aboard.taken[curve]
            cents += aboard.displaced[first + people] - aboard.displaced[first]
            aboard.taken[curve] += people
    return cents


@kernel
def _asked(group: int, column: int, cost: Ints, aboard: _Aboard) -> int:
    """Cents of the column for the group in the seats that are left, with the sales displaced; _NO_ROOM where it has none."""
    people, cents = aboard.people[group], int(cost[column])
    for k in range(aboard.rows.shape[1]):
        row = aboard.rows[column, k]
        if row < 0:
            break
        if aboard.left[row] < people:
            return _NO_ROOM
        curve = aboard.curve[row]
        if curve >= 0:
            first = aboard.start[curve] + aboard.taken[curve]
            cents += aboard.displaced[first + people] - aboard.displaced[first]
    return cents


@entry
def _anneal(
    chosen: Ints,
    best: Ints,
    first_column: Ints,
    cost: Ints,
    aboard: _Aboard,
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
    people, rows, left, inside = aboard.people, aboard.rows, aboard.left, aboard.inside
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
        delta += _leave(group, chosen, aboard)
        possible = True
        for k in range(rows.shape[1]):
            row = rows[column, k]
            if row < 0:
                break
            while left[row] < people[group]:
                if out == len(touched) or inside[row] == 0:
                    possible = False
                    break
                other = aboard.there[aboard.begin[row] + _draw(state, inside[row])]
                touched[out], before[out] = other, chosen[other]
                out += 1
                delta += _leave(other, chosen, aboard)
            if not possible:
                break
        if possible:
            delta += _enter(group, column, chosen, aboard)
            for number in range(1, out):
                other = touched[number]
                cheapest, least = -1, 0
                for option in range(first_column[other], first_column[other + 1]):
                    if cheapest >= 0 and cost[option] >= least:
                        continue
                    asked = _asked(other, option, cost, aboard)
                    if asked > _NO_ROOM and (cheapest < 0 or asked < least):
                        cheapest, least = option, asked
                delta += cost[cheapest] - cost[before[number]] + _enter(other, cheapest, chosen, aboard)
            if delta <= 0 or _draw(state, 1 << 30) < np.exp(-delta / temperature) * (1 << 30):
                now += delta
                if now < lowest:
                    lowest = now
                    for one in range(groups):
                        best[one] = chosen[one]
                continue
        for number in range(out):
            if chosen[touched[number]] >= 0:
                _leave(touched[number], chosen, aboard)
        for number in range(out):
            _enter(touched[number], before[number], chosen, aboard)
    worth[0], worth[1] = now, lowest


@entry
def _enter_all(chosen: Ints, aboard: _Aboard) -> None:
    for group in range(len(aboard.people)):
        _enter(group, chosen[group], chosen, aboard)


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
        # Precedence as money: leaving one more of the first behind outweighs everything that everybody could cost or save.
        spread = int(np.abs(programme.cost).sum() + programme.displaced[programme.start[1:] - 1].sum()) + 1
        firmly = programme.stays & programme.first[programme.of]
        self.cost = (programme.cost + np.where(firmly, spread * programme.weight, 0))[columns]
        most = max([1, *(len(programme.legs_of[column]) for column in columns)])
        rows = np.full((len(columns), most), -1, np.int64)
        for index, column in enumerate(columns):
            rows[index, : len(programme.legs_of[column])] = programme.legs_of[column]
        self.chosen = np.flatnonzero(units[columns] > 0)
        self.fixed = np.where(programme.splits[programme.of], units, 0)
        self.best = self.chosen.copy()
        seats = programme.free(self.fixed)
        self.aboard = _Aboard(
            people=programme.people[self.groups],
            rows=rows,
            left=seats,
            there=np.zeros(int(seats.sum()) + 1, np.int64),
            inside=np.zeros(len(seats), np.int64),
            begin=np.concatenate((np.zeros(1, np.int64), np.cumsum(seats))),
            place=np.zeros((len(self.groups), most), np.int64),
            curve=programme.curve,
            start=programme.start,
            displaced=programme.displaced,
            taken=programme.taken(self.fixed),
        )
        _enter_all(self.chosen, self.aboard)
        self.touched, self.before = np.zeros(_MOST_OUT + 1, np.int64), np.zeros(_MOST_OUT + 1, np.int64)
        self.worth = np.zeros(2, np.int64)
        self.state = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**64], np.uint64)

    def run(self, moves: int, hot: float, cold: float, halted: Callable[[], bool]) -> Units:
        """The best after so many moves from temperature `hot` down to `cold`, in cents; sooner when `halted`."""
        steps = max(1, -(-moves // _MOVES_AT_ONCE))
        fall = (cold / hot) ** (1.0 / steps)
        for step in range(steps if len(self.groups) else 0):
            if halted():
                break
            _anneal(
                self.chosen,
                self.best,
                self.first_column,
                self.cost,
                self.aboard,
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
