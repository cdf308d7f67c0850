"""Ferries that end the day: spare aircraft flown empty to where one is missing, where that is cheaper than missing it."""

from collections import defaultdict

import numpy as np
from scipy.optimize import linear_sum_assignment

from tools.recovery.pricing import ferry_block, ferry_cents, shortages
from tools.recovery.problem import NEVER, Ferry, RecoveryProblem
from tools.recovery.timing import Timetable, Timing


def ferries_for(table: Timetable, timing: Timing) -> tuple[Ferry, ...]:
    """The cheapest set of ferries per fleet after the rotations, each within the horizon and every limit."""
    problem = table.problem
    short = shortages(problem, timing)
    room = list(timing.room)
    spare: dict[int, list[int]] = defaultdict(list)
    ends = _ends(problem, timing)
    for index, aircraft in enumerate(problem.tails):
        airport, ready = ends[index]
        if short[aircraft.fleet, airport] < 0 and all(end <= ready for _, end, _, _ in aircraft.visits):
            spare[aircraft.fleet].append(index)
    found: list[Ferry] = []
    for fleet, tails in sorted(spare.items()):
        missing = [place[1] for place, count in sorted(short.items()) if place[0] == fleet for _ in range(max(0, count))]
        left = {airport: -count for (owner, airport), count in short.items() if owner == fleet and count < 0}
        for tail, destination in _pair(table, tails, missing, ends):
            origin, ready = ends[tail]
            if left[origin] <= 0:
                continue
            block = ferry_block(problem, origin, destination)
            latest = problem.horizon_end - block
            minute = table.first_gap(origin, destination, block, tail, ready, room, latest)
            if minute < NEVER:
                left[origin] -= 1
                table.take(origin, destination, block, minute, room)
                found.append(Ferry(tail, origin, destination, minute, block))
    return tuple(found)


def _ends(problem: RecoveryProblem, timing: Timing) -> list[tuple[int, int]]:
    """Airport and minute at which each tail is free after its last leg."""
    found = []
    for index, tail in enumerate(problem.tails):
        rotation = timing.rotations[index]
        if rotation:
            leg = problem.legs[rotation[-1]]
            found.append((leg.destination, timing.etd[rotation[-1]] + leg.block + tail.turn))
        else:
            found.append((tail.airport, tail.ready))
    return found


def _pair(table: Timetable, tails: list[int], missing: list[int], ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Least-cost pairing of spare tails with airports that miss one; a pair dearer than doing without is left out."""
    problem = table.problem
    if not tails or not missing:
        return []
    limit = problem.prices.out_of_position
    costs = np.full((len(tails), len(missing)), float(limit))
    for row, tail in enumerate(tails):
        origin, ready = ends[tail]
        for column, destination in enumerate(missing):
            cents = ferry_cents(problem, tail, origin, destination)
            if cents < limit:
                block = ferry_block(problem, origin, destination)
                latest = problem.horizon_end - block
                if table.first_gap(origin, destination, block, tail, ready, None, latest) < NEVER:
                    costs[row, column] = cents
    rows, columns = linear_sum_assignment(costs)
    pairs = sorted(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda one: (costs[one], one))
    return [(tails[row], missing[column]) for row, column in pairs if costs[row, column] < limit]
