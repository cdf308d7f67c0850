"""Annealing: an aircraft takes a stand, those in its way go where it was or elsewhere. Compiled by numba at the first call.

It knows every price of the assignment, those of pairs too, and always has a complete answer; going without a stand is a choice.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from domain.units import minutes_between
from knowledge.airline.aircraft_types import SIZES
from tools.gates.model import Choice, Key, Spot, wanted_gap_min
from tools.gates.problem import Placements, Problem
from tools.recovery.solver.compiled import entry, kernel

Ints = NDArray[np.int64]

_MOVES_AT_ONCE = 20_000
_MOST_MOVED = 12
"""Parts that one move may touch; a move that needs more is given up."""
_TRIES = 6
"""Stands that an aircraft in the way tries before it goes without."""
_NEVER = len(SIZES)


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
def _clash(p: int, q: int, s: int, t: int, overlap: bool, size: Ints, empties: Ints) -> bool:
    """Whether p on stand s and q on stand t, next to it, exclude each other while both are there."""
    return overlap and (size[p] >= empties[s, t] or size[q] >= empties[t, s])


@kernel
def _free(p: int, s: int, at: Ints, near: Ints, near_of: Ints, shares: Ints, watched: Ints, size: Ints, empties: Ints) -> bool:
    for k in range(near_of[p], near_of[p + 1]):
        q = near[k]
        t = at[q]
        if t == s or (watched[s] and t < len(watched) and _clash(p, q, s, t, shares[k] == 1, size, empties)):
            return False
    return True


@kernel
def _short(q: int, at: Ints, nobody: int, before: Ints, before_of: Ints) -> int:
    s = at[q]
    if s == nobody:
        return 0
    for k in range(before_of[q], before_of[q + 1]):
        if at[before[k]] == s:
            return 1
    return 0


@kernel
def _around(
    p: int,
    at: Ints,
    cost: Ints,
    sibling: Ints,
    before: Ints,
    before_of: Ints,
    then: Ints,
    then_of: Ints,
    link: Ints,
    link_of: Ints,
    terminal: Ints,
    prices: Ints,
) -> int:
    """All that depends on where p is, in cents."""
    nobody = cost.shape[1] - 1
    here = at[p]
    cents = cost[p, here]
    for side in range(2):
        other = sibling[p, side]
        if other >= 0 and at[other] != here:
            cents += prices[0]
    gaps = _short(p, at, nobody, before, before_of)
    if here != nobody:
        for k in range(then_of[p], then_of[p + 1]):
            if at[then[k]] == here:
                gaps += _short(then[k], at, nobody, before, before_of)
    cents += gaps * prices[1]
    for k in range(link_of[p], link_of[p + 1]):
        other = terminal[at[link[k, 0]]]
        mine = terminal[here]
        comes, goes = (mine, other) if link[k, 2] == 1 else (other, mine)
        if comes >= 0 and goes >= 0 and comes != goes:
            cents += link[k, 1]
    return int(cents)


@entry
def _anneal(
    at: Ints,
    best: Ints,
    cost: Ints,
    option: Ints,
    option_of: Ints,
    near: Ints,
    near_of: Ints,
    shares: Ints,
    watched: Ints,
    size: Ints,
    empties: Ints,
    sibling: Ints,
    before: Ints,
    before_of: Ints,
    then: Ints,
    then_of: Ints,
    link: Ints,
    link_of: Ints,
    terminal: Ints,
    prices: Ints,
    touched: Ints,
    origin: Ints,
    worth: Ints,
    state: NDArray[np.uint64],
    moves: int,
    hot: float,
    cold: float,
) -> None:
    """Moves from temperature `hot` to `cold` (cents); `worth`: cents of `at` and of `best`, against the start."""
    parts, nobody = len(at), cost.shape[1] - 1
    fading = (cold / hot) ** (1.0 / max(1, moves))
    temperature = hot
    for _ in range(moves):
        temperature *= fading
        p = _draw(state, parts)
        options = option_of[p + 1] - option_of[p]
        if options < 2:
            continue
        pick = _draw(state, options)
        if _draw(state, 2) == 0:
            pick = min(pick, _draw(state, options))
        s = option[option_of[p] + pick]
        old = at[p]
        if s == old:
            continue
        count, delta, possible = 0, 0, True
        # The part alone, or with it the parts of its turn that share its stand.
        touched[0], count = p, 1
        if _draw(state, 4) > 0:
            for side in range(2):
                other = sibling[p, side]
                while other >= 0 and at[other] == old and cost[other, s] >= 0 and count < 3:
                    touched[count] = other
                    count += 1
                    other = sibling[other, side]
        movers = count
        if s != nobody:
            for index in range(movers):
                one = touched[index]
                for k in range(near_of[one], near_of[one + 1]):
                    q = near[k]
                    t = at[q]
                    if t == nobody:
                        continue
                    if t == s or (watched[s] and _clash(one, q, s, t, shares[k] == 1, size, empties)):
                        known = False
                        for number in range(count):
                            known = known or touched[number] == q
                        if known:
                            continue
                        if count == len(touched):
                            possible = False
                            break
                        touched[count] = q
                        count += 1
                if not possible:
                    break
        if not possible:
            continue
        for index in range(count):
            one = touched[index]
            origin[index] = at[one]
        for index in range(movers, count):
            one = touched[index]
            delta -= _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
            at[one] = nobody
            delta += _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
        for index in range(movers):
            one = touched[index]
            delta -= _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
            at[one] = s
            delta += _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
        for index in range(movers, count):
            one = touched[index]
            choices = option_of[one + 1] - option_of[one]
            for attempt in range(_TRIES + 1):
                to = old if attempt == 0 else option[option_of[one] + _draw(state, choices)]
                if to != nobody and cost[one, to] >= 0 and _free(one, to, at, near, near_of, shares, watched, size, empties):
                    delta -= _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
                    at[one] = to
                    delta += _around(one, at, cost, sibling, before, before_of, then, then_of, link, link_of, terminal, prices)
                    break
        if delta <= 0 or _draw(state, 1 << 30) < np.exp(-delta / temperature) * (1 << 30):
            worth[0] += delta
            if worth[0] < worth[1]:
                worth[1] = worth[0]
                for one in range(parts):
                    best[one] = at[one]
        else:
            for index in range(count):
                at[touched[index]] = origin[index]


class Annealing:
    """A problem's parts and prices as arrays, and a placement that only gets better."""

    def __init__(self, problem: Problem, offered: list[Choice], start: Placements, seed: int) -> None:
        self.keys = [choice.part.key for choice in offered]
        self.names: list[Spot] = [*(stand.name for stand in problem.stands), None]
        number = {name: index for index, name in enumerate(self.names)}
        self.at = np.array([number[start[key]] for key in self.keys], np.int64)
        self.best = self.at.copy()
        self._arrays = (*_prices(problem, offered, number), *_times(problem, offered), *_neighbours(problem, offered, number))
        self._pairs = _pairs(problem, offered)
        self._links = _links(problem, offered)
        terminals = {name: index for index, name in enumerate(sorted({stand.terminal for stand in problem.stands}))}
        self._terminal = np.array([*(terminals[stand.terminal] for stand in problem.stands), -1], np.int64)
        self._cents = np.array([problem.policy.tow_cents, problem.policy.short_gap_cents], np.int64)
        self._touched, self._origin = np.zeros(_MOST_MOVED, np.int64), np.zeros(_MOST_MOVED, np.int64)
        self._worth = np.zeros(2, np.int64)
        self._state = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**64], np.uint64)

    def run(self, moves: int, hot: float, cold: float, halted: Callable[[], bool]) -> int:
        """Up to so many moves from temperature `hot` down to `cold`, in cents, sooner when `halted`; how many were made."""
        steps = -(-moves // _MOVES_AT_ONCE)
        fall = (cold / hot) ** (1.0 / max(1, steps))
        self.at[:] = self.best
        self._worth[0] = self._worth[1]
        for step in range(steps):
            if halted():
                return step * _MOVES_AT_ONCE
            cost, option, option_of, near, near_of, shares, watched, size, empties = self._arrays
            sibling, before, before_of, then, then_of = self._pairs
            link, link_of = self._links
            _anneal(
                self.at,
                self.best,
                cost,
                option,
                option_of,
                near,
                near_of,
                shares,
                watched,
                size,
                empties,
                sibling,
                before,
                before_of,
                then,
                then_of,
                link,
                link_of,
                self._terminal,
                self._cents,
                self._touched,
                self._origin,
                self._worth,
                self._state,
                _MOVES_AT_ONCE,
                hot * fall**step,
                hot * fall ** (step + 1),
            )
        return steps * _MOVES_AT_ONCE

    def gain_cents(self) -> int:
        """How much cheaper the best is than the start."""
        return -int(self._worth[1])

    def placements(self) -> dict[Key, Spot]:
        """The best placement seen."""
        return {key: self.names[spot] for key, spot in zip(self.keys, self.best, strict=True)}


def _listed(lists: Iterable[Iterable[int]]) -> tuple[Ints, Ints]:
    """Lists one after another, and where each begins."""
    flat: list[int] = []
    begins = [0]
    for one in lists:
        flat += one
        begins.append(len(flat))
    return np.array(flat, np.int64), np.array(begins, np.int64)


def _prices(problem: Problem, offered: list[Choice], number: Mapping[Spot, int]) -> tuple[Ints, Ints, Ints]:
    """Cents of every part on every stand (-1: not allowed), and the stands each may use, the cheapest first."""
    cost = np.full((len(offered), len(number)), -1, np.int64)
    for index, choice in enumerate(offered):
        turn = choice.part.turn
        there = turn.stands_on if turn.stands_on and choice.part.start == turn.arrives else None
        for spot, cents in choice.cents.items():
            towed = problem.policy.tow_cents if there is not None and spot != there else 0
            cost[index, number[spot]] = cents + towed
    cheapest_first = (sorted(np.flatnonzero(row >= 0).tolist(), key=lambda spot: int(row[spot])) for row in cost)
    return cost, *_listed(cheapest_first)


def _times(problem: Problem, offered: list[Choice]) -> tuple[Ints, Ints, Ints]:
    """Parts of other turns within the buffer of each part, and whether the two are there at one moment."""
    start = np.array([minutes_between(problem.now, one.part.start) for one in offered])
    end = np.array([minutes_between(problem.now, one.part.end) for one in offered])
    turns = {turn.turn_id: index for index, turn in enumerate(problem.turns)}
    turn = np.array([turns[one.part.turn.turn_id] for one in offered])
    buffer = problem.policy.buffer_min
    near, shares = [], []
    for index in range(len(offered)):
        close = (start < end[index] + buffer) & (start[index] < end + buffer) & (turn != turn[index])
        found = np.flatnonzero(close)
        near.append(found.tolist())
        shares += ((start[found] < end[index]) & (start[index] < end[found])).astype(int).tolist()
    flat, begins = _listed(near)
    return flat, begins, np.array(shares, np.int64)


def _neighbours(problem: Problem, offered: list[Choice], number: Mapping[Spot, int]) -> tuple[Ints, Ints, Ints]:
    """Which stands have neighbours to look at, each part's size, and from which size on a stand empties another."""
    stands = len(problem.stands)
    empties = np.full((stands, stands), _NEVER, np.int64)
    watched = np.zeros(stands, np.int64)
    for stand in problem.stands:
        for size, neighbour in stand.empties:
            a, b = number[stand.name], number[neighbour]
            empties[a, b] = min(empties[a, b], SIZES.index(size))
            watched[a] = watched[b] = 1
    return watched, np.array([SIZES.index(one.part.turn.size) for one in offered], np.int64), empties


def _pairs(problem: Problem, offered: list[Choice]) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """The part before and after each in its turn; parts that leave within their wanted gap before it; and the reverse."""
    sibling = np.full((len(offered), 2), -1, np.int64)
    for index in range(1, len(offered)):
        if offered[index].part.turn is offered[index - 1].part.turn:
            sibling[index, 0], sibling[index - 1, 1] = index - 1, index
    buffer = problem.policy.buffer_min
    start = np.array([minutes_between(problem.now, one.part.start) for one in offered])
    before: list[list[int]] = [[] for _ in offered]
    then: list[list[int]] = [[] for _ in offered]
    for index, choice in enumerate(offered):
        end, wanted = minutes_between(problem.now, choice.part.end), wanted_gap_min(problem, choice.part)
        for other in np.flatnonzero((start >= end + buffer) & (start < end + wanted)).tolist():
            if offered[other].part.turn is not choice.part.turn:
                before[other].append(index)
                then[index].append(other)
    return sibling, *_listed(before), *_listed(then)


def _links(problem: Problem, offered: list[Choice]) -> tuple[Ints, Ints]:
    """For every part its connections: the other part, cents between terminals, and whether the passengers come with this one."""
    comes = {one.part.turn.turn_id: index for index, one in enumerate(offered) if one.part.has_arrival}
    goes = {one.part.turn.turn_id: index for index, one in enumerate(offered) if one.part.has_departure}
    price = problem.policy.between_terminals_min * problem.policy.walk_cents_per_min
    rows: list[list[tuple[int, int, int]]] = [[] for _ in offered]
    for link in problem.connections:
        if link.first in comes and link.then in goes and link.first != link.then and link.passengers > 0:
            rows[comes[link.first]].append((goes[link.then], link.passengers * price, 1))
            rows[goes[link.then]].append((comes[link.first], link.passengers * price, 0))
    flat = [row for one in rows for row in one]
    begins = np.concatenate((np.zeros(1, np.int64), np.cumsum([len(one) for one in rows], dtype=np.int64)))
    return np.array(flat, np.int64).reshape(-1, 3), begins
