"""Which of our flights in one regulation may exchange their take-off times, and which exchanges save most.

The best assignment of our own times to our own flights is found exactly; it is carried out as exchanges of two, every one of
which the Network Manager must be able to accept by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from domain.ids import FlightId
from domain.units import minutes
from knowledge.flow.practice import FlowPractice
from tools.flow_regulation.windows import off_block_window

CostAt = Callable[[FlightId, datetime], int]
"""Cents that a flight costs when it leaves the gate at a time."""


@dataclass(frozen=True, slots=True)
class RegulatedFlight:
    """A flight of ours with its slot. `earliest`: when it can leave the gate at the earliest; `swaps`: made already."""

    flight_id: FlightId
    ctot: datetime | None
    regulations: tuple[str, ...]
    earliest: datetime
    taxi_min: int
    swaps: int = 0
    departed: bool = False
    suspended: bool = False

    def leaves(self, ctot: datetime) -> datetime:
        """Off-block for a take-off at `ctot`, or as soon after as it can."""
        return max(self.earliest, ctot - minutes(self.taxi_min))


@dataclass(frozen=True, slots=True)
class Swap:
    """Two flights exchange their times; `saves_cents` of the exchange alone, at the moment it is made."""

    first: FlightId
    second: FlightId
    saves_cents: int


@dataclass(frozen=True, slots=True)
class SwapPlan:
    """Swaps in order, the take-off times they lead to, and `bound_cents`: what the best assignment of the times would save."""

    swaps: tuple[Swap, ...]
    ctots: Mapping[FlightId, datetime]
    saves_cents: int
    bound_cents: int


def refusals(first: RegulatedFlight, second: RegulatedFlight, practice: FlowPractice) -> tuple[str, ...]:
    """Every reason why the two cannot swap; none: they can."""
    if first.flight_id == second.flight_id:
        return (f"{first.flight_id} cannot swap with itself",)
    found: list[str] = []
    for one in (first, second):
        if one.departed:
            found.append(f"{one.flight_id} has departed")
        if one.suspended:
            found.append(f"{one.flight_id} is suspended")
        if one.ctot is None:
            found.append(f"{one.flight_id} has no CTOT")
        if one.swaps >= practice.swaps_per_flight:
            found.append(f"{one.flight_id} has been swapped {one.swaps} times, {practice.swaps_per_flight} are allowed")
    if not first.regulations or first.regulations[:1] != second.regulations[:1]:
        names = " and ".join(one.regulations[0] if one.regulations else "none" for one in (first, second))
        found.append(f"the most penalising regulations differ: {names}")
    if first.ctot is not None and second.ctot is not None:
        for one, ctot in ((first, second.ctot), (second, first.ctot)):
            if not can_meet(one, ctot, practice):
                last = off_block_window(practice, ctot, one.taxi_min).last
                late = f"{one.flight_id} can leave the gate at {one.earliest:%H:%MZ}"
                found.append(f"{late}, for CTOT {ctot:%H:%MZ} it must by {last:%H:%MZ}")
    return tuple(found)


def can_meet(flight: RegulatedFlight, ctot: datetime, practice: FlowPractice) -> bool:
    """Whether the flight can leave the gate early enough for the window of the CTOT."""
    return flight.earliest <= off_block_window(practice, ctot, flight.taxi_min).last


def best_swaps(flights: Sequence[RegulatedFlight], cost_at: CostAt, practice: FlowPractice) -> SwapPlan:
    """Swaps within one regulation that save most, beside making none (which saves nothing).

    min sum c[i, p(i)] over permutations p of our times, c = infinite where flight i cannot meet time p(i). Each cycle of the
    best p is carried out as at most two rounds of exchanges; where one of those is refused, its flights make the best single
    exchanges instead, among all that are left. All `flights` have the same most penalising regulation.
    """
    sound = [one for one in flights if _may_swap(one, practice)]
    now_at = {one.flight_id: one.ctot for one in sound if one.ctot is not None}
    if len(sound) < 2:
        return SwapPlan((), now_at, 0, 0)
    cost = cache(cost_at)
    cycles, bound = _best_assignment(sound, cost, practice)
    at = {one.flight_id: one for one in sound}
    swaps: list[Swap] = []
    for cycle in cycles:
        swaps += _carried_out(cycle, cost, practice)
    for swap in swaps:
        at[swap.first], at[swap.second] = _exchanged(at[swap.first], at[swap.second])
    while (best := _best_exchange(list(at.values()), cost, practice)) is not None:
        swaps.append(best)
        at[best.first], at[best.second] = _exchanged(at[best.first], at[best.second])
    ctots = {one.flight_id: one.ctot for one in at.values() if one.ctot is not None}
    return SwapPlan(tuple(swaps), ctots, sum(swap.saves_cents for swap in swaps), bound)


def _may_swap(flight: RegulatedFlight, practice: FlowPractice) -> bool:
    left = practice.swaps_per_flight - flight.swaps
    return flight.ctot is not None and not flight.departed and not flight.suspended and left > 0 and bool(flight.regulations)


def _best_assignment(
    flights: Sequence[RegulatedFlight], cost_at: CostAt, practice: FlowPractice
) -> tuple[list[list[RegulatedFlight]], int]:
    """The cycles of the best permutation, each flight followed by the one whose time it takes, and what it saves in cents."""
    count = len(flights)
    times = [one.ctot for one in flights if one.ctot is not None]
    cents = [[cost_at(one.flight_id, one.leaves(at)) for at in times] for one in flights]
    never = 1 + sum(max(row) - min(row) for row in cents)
    cost = np.array(
        [
            [
                (cents[i][j] - min(cents[i])) * (count + 1) + (i != j)  # of equal plans the one with fewer moves
                if i == j or can_meet(flights[i], times[j], practice)
                else never * (count + 1)
                for j in range(count)
            ]
            for i in range(count)
        ],
        dtype=np.int64,
    )
    _, takes = linear_sum_assignment(cost)
    saved = sum(cents[i][i] - cents[i][int(takes[i])] for i in range(count))
    cycles: list[list[RegulatedFlight]] = []
    seen: set[int] = set()
    for start in range(count):
        cycle: list[int] = []
        at = start
        while at not in seen:
            seen.add(at)
            cycle.append(at)
            at = int(takes[at])
        if len(cycle) > 1:
            cycles.append([flights[index] for index in cycle])
    return cycles, saved


def _carried_out(cycle: Sequence[RegulatedFlight], cost_at: CostAt, practice: FlowPractice) -> list[Swap]:
    """The cycle as two rounds of exchanges, or nothing when each way of doing it has one that is refused.

    Turning k places round a ring by one is reflecting it twice, about axes next to each other; there are k ways to choose them.
    """
    size = len(cycle)
    for axis in range(size):
        # Flight i takes the time of i + 1. After i -> axis - i the times stand reflected; i -> axis + 1 - i puts them right.
        pairs = [(i, (axis - i) % size) for i in range(size)] + [(i, (axis - 1 - i) % size) for i in range(size)]
        made = _made(cycle, [(i, j) for i, j in pairs if i < j], cost_at, practice)
        if made is not None:
            return made
    return []


def _made(
    cycle: Sequence[RegulatedFlight], pairs: Sequence[tuple[int, int]], cost_at: CostAt, practice: FlowPractice
) -> list[Swap] | None:
    at, swaps = list(cycle), list[Swap]()
    for i, j in pairs:
        if not _may_swap(at[i], practice) or not _may_swap(at[j], practice) or refusals(at[i], at[j], practice):
            return None
        swaps.append(_swap(at[i], at[j], cost_at))
        at[i], at[j] = _exchanged(at[i], at[j])
    wanted = [cycle[(i + 1) % len(cycle)].ctot for i in range(len(cycle))]
    return swaps if [one.ctot for one in at] == wanted else None


def _best_exchange(flights: Sequence[RegulatedFlight], cost_at: CostAt, practice: FlowPractice) -> Swap | None:
    """The exchange of two that is allowed and saves most; None when none saves anything."""
    worth_it = (
        swap
        for first, second in combinations(flights, 2)
        if _may_swap(first, practice) and _may_swap(second, practice)
        if (swap := _swap(first, second, cost_at)).saves_cents > 0 and not refusals(first, second, practice)
    )
    return max(worth_it, key=lambda swap: swap.saves_cents, default=None)


def _swap(first: RegulatedFlight, second: RegulatedFlight, cost_at: CostAt) -> Swap:
    assert first.ctot is not None  # neither is refused
    assert second.ctot is not None
    before = cost_at(first.flight_id, first.leaves(first.ctot)) + cost_at(second.flight_id, second.leaves(second.ctot))
    after = cost_at(first.flight_id, first.leaves(second.ctot)) + cost_at(second.flight_id, second.leaves(first.ctot))
    return Swap(first.flight_id, second.flight_id, before - after)


def _exchanged(first: RegulatedFlight, second: RegulatedFlight) -> tuple[RegulatedFlight, RegulatedFlight]:
    return (
        replace(first, ctot=second.ctot, swaps=first.swaps + 1),
        replace(second, ctot=first.ctot, swaps=second.swaps + 1),
    )
