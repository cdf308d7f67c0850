"""Exact times: given what each tail flies and in which order, when does each leg leave, to the minute.

First come first served on (earliest possible departure, std, flight id), like delay propagation. Any plan timed here keeps
every limit, so propagation, which only ever moves what breaks a limit, finds nothing to move.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Literal

from tools.recovery.problem import CANCELLED, NEVER, NOBODY, Ferry, RecoveryProblem

_CLOSED = (-1,)
"""Window list of an interval in which nothing moves."""


@dataclass(slots=True)
class Timing:
    """Departure minute per leg (CANCELLED: does not operate), tail per leg, legs per tail in order, room left per window."""

    etd: list[int]
    tail: list[int]
    rotations: list[list[int]]
    room: list[int]


class Timetable:
    """The limits of one problem, laid out for looking up. `room` numbers two counters per capacity window."""

    def __init__(self, problem: RecoveryProblem) -> None:
        self.problem = problem
        self.room = [count for one in problem.capacities for count in (one.departures, one.arrivals)]
        self._stations = _stations(problem)
        self._visits = [tuple((start, end) for start, end, _, _ in tail.visits) for tail in problem.tails]
        self.crew_before: list[list[tuple[int, int]]] = [[] for _ in problem.legs]
        self.crew_after: list[list[tuple[int, int]]] = [[] for _ in problem.legs]
        for link in problem.crew_links:
            if problem.legs[link.then].free and problem.legs[link.first].free:
                self.crew_before[link.then].append((link.first, link.gap))
                self.crew_after[link.first].append((link.then, link.gap))

    # --- one movement -----------------------------------------------------------------------------------------------

    def windows(self, leg: int, minute: int) -> tuple[int, ...] | None:
        """Counters that the leg uses when it leaves at `minute`; None when a station is closed to it."""
        flight = self.problem.legs[leg]
        departure = self._interval(flight.origin, minute, 0)[1]
        arrival = self._interval(flight.destination, minute + flight.block, 1)[1]
        return None if departure is _CLOSED or arrival is _CLOSED else departure + arrival

    def next_open(self, leg: int, tail: int, minute: int, room: Sequence[int] | None, latest: int | None = None) -> int:
        """The first minute from `minute` on at which both stations, the tail's visits and `room` let the leg leave, or NEVER.

        Without `room` only closures and visits count.
        """
        flight = self.problem.legs[leg]
        return self.first_gap(
            flight.origin, flight.destination, flight.block, tail, minute, room, flight.latest if latest is None else latest
        )

    def first_gap(
        self, origin: int, destination: int, block: int, tail: int, minute: int, room: Sequence[int] | None, latest: int
    ) -> int:
        """As `next_open`, for a flight that need not be a leg of the problem."""
        visits = self._visits[tail] if tail != NOBODY else ()
        while minute <= latest:
            end, windows = self._interval(origin, minute, 0)
            if windows is _CLOSED or (room is not None and any(room[one] <= 0 for one in windows)):
                minute = end
                continue
            end, windows = self._interval(destination, minute + block, 1)
            if windows is _CLOSED or (room is not None and any(room[one] <= 0 for one in windows)):
                minute = end - block
                continue
            for start, until in visits:
                if minute < until and minute + block > start:
                    minute = until
                    break
            else:
                return minute
        return NEVER

    def take(self, origin: int, destination: int, block: int, minute: int, room: list[int]) -> None:
        """Use up the room of a flight that is no leg of the problem."""
        for window in self._interval(origin, minute, 0)[1] + self._interval(destination, minute + block, 1)[1]:
            room[window] -= 1

    def held_by_station(self, airport: int, minute: int, movement: int, room: Sequence[int]) -> bool:
        """Whether a departure (0) or arrival (1) at `minute` is kept away by a closure or by used-up room."""
        windows = self._interval(airport, minute, movement)[1]
        return windows is _CLOSED or any(room[one] <= 0 for one in windows)

    def _interval(self, airport: int, minute: int, movement: int) -> tuple[int, tuple[int, ...]]:
        """End of the interval of equal limits that `minute` is in, and its counters for departures (0) or arrivals (1)."""
        station = self._stations.get(airport)
        if station is None:
            return NEVER, ()
        index = bisect_right(station[0], minute)
        end = station[0][index] if index < len(station[0]) else NEVER
        return end, station[1][index][movement]

    # --- a whole plan -----------------------------------------------------------------------------------------------

    def schedule(self, rotations: Sequence[Sequence[int]]) -> Timing:
        """Time the rotations (legs in order, per tail); what cannot fly in its place is cancelled.

        Legs without a tail fly by themselves.
        """
        return _Run(self, rotations).result()


class _Run:
    """One pass of the clock over a plan."""

    def __init__(self, table: Timetable, rotations: Sequence[Sequence[int]]) -> None:
        self.table, self.legs, self.tails = table, table.problem.legs, table.problem.tails
        self.etd = [leg.etd if not leg.free else CANCELLED for leg in self.legs]
        self.tail = [leg.tail for leg in self.legs]
        self.settled = [not leg.free or leg.tail != NOBODY for leg in self.legs]
        self.room = list(table.room)
        self.rotations: list[list[int]] = [[] for _ in rotations]
        self.queue: list[tuple[int, int, int]] = []
        self.todo: list[Sequence[int]] = [()] * len(rotations)
        self.at = [(tail.airport, tail.ready) for tail in self.tails]
        self.step = [0] * len(rotations)
        self.waiting: dict[int, int] = {}
        for index, rotation in enumerate(rotations):
            self.todo[index] = rotation
            for leg in rotation:
                self.settled[leg] = False
                self.tail[leg] = index
        for index in range(len(rotations)):
            self._offer(index)
        for leg, flight in enumerate(self.legs):
            if flight.tail == NOBODY and not self.settled[leg]:
                self._queue(leg, flight.earliest)

    def _offer(self, tail: int) -> None:
        """Queue the tail's next leg; legs that start somewhere else are cancelled."""
        rotation = self.todo[tail]
        airport, ready = self.at[tail]
        while self.step[tail] < len(rotation):
            leg = rotation[self.step[tail]]
            if self.legs[leg].origin == airport:
                self._queue(leg, max(ready, self.legs[leg].earliest))
                return
            self.step[tail] += 1
            self._settle(leg)

    def _queue(self, leg: int, minute: int) -> None:
        """Queue the leg at the earliest minute its crew lets it, or let it wait for its crew's flight to be timed."""
        for first, gap in self.table.crew_before[leg]:
            if not self.settled[first]:
                self.waiting[leg] = minute
                return
            if self.etd[first] != CANCELLED:
                minute = max(minute, self.etd[first] + self.legs[first].block + gap)
        heappush(self.queue, (minute, leg, self.tail[leg]))

    def _settle(self, leg: int) -> None:
        self.settled[leg] = True
        for then, _ in self.table.crew_after[leg]:
            if then in self.waiting:
                self._queue(then, self.waiting.pop(then))

    def result(self) -> Timing:
        while self.queue or self.waiting:
            if not self.queue:
                self._drop(min(self.waiting))  # crews and tails wait for one another in a circle
                continue
            minute, leg, tail = heappop(self.queue)
            possible = self.table.next_open(leg, tail, minute, self.room)
            if possible == NEVER:
                self._drop(leg)
            elif possible > minute:
                heappush(self.queue, (possible, leg, tail))
            else:
                self._fly(leg, tail, minute)
        return Timing(self.etd, self.tail, self.rotations, self.room)

    def _fly(self, leg: int, tail: int, minute: int) -> None:
        self.etd[leg] = minute
        for window in self.table.windows(leg, minute) or ():
            self.room[window] -= 1
        if tail != NOBODY:
            self.rotations[tail].append(leg)
            flight = self.legs[leg]
            self.at[tail] = (flight.destination, minute + flight.block + self.tails[tail].turn)
            self.step[tail] += 1
        self._settle(leg)
        if tail != NOBODY:
            self._offer(tail)

    def _drop(self, leg: int) -> None:
        self.waiting.pop(leg, None)
        self._settle(leg)
        tail = self.tail[leg]
        if tail != NOBODY:
            self.step[tail] += 1
            self._offer(tail)


def _stations(problem: RecoveryProblem) -> dict[int, tuple[list[int], list[tuple[tuple[int, ...], tuple[int, ...]]]]]:
    """Per limited airport: sorted edges, and for the interval before each edge (and after the last) its counters."""
    found = {}
    for airport in sorted({one.airport for one in problem.closures} | {one.airport for one in problem.capacities}):
        closures = [one for one in problem.closures if one.airport == airport]
        capacities = [(index, one) for index, one in enumerate(problem.capacities) if one.airport == airport]
        edges = sorted(
            {edge for one in closures for edge in (one.start, one.end)}
            | {edge for _, one in capacities for edge in (one.start, one.end)}
        )
        intervals: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((), ())]
        for start in edges:
            movements = []
            for movement in (0, 1):
                shut = any((one.departures, one.arrivals)[movement] and one.start <= start < one.end for one in closures)
                counters = tuple(2 * index + movement for index, one in capacities if one.start <= start < one.end)
                movements.append(_CLOSED if shut else counters)
            intervals.append((movements[0], movements[1]))
        found[airport] = (edges, intervals)
    return found


def missed_visits(
    problem: RecoveryProblem, timing: Timing, ferries: Sequence[Ferry], place: Literal["deferrable", "required"]
) -> int:
    """Visits of that kind still to come whose tail stands, or was last bound, somewhere else at their start."""
    return sum(
        visit.place == place
        and visit.start > problem.now
        and stands_at(problem, timing, ferries, index, visit.start) != visit.airport
        for index, tail in enumerate(problem.tails)
        for visit in tail.visits
    )


def stands_at(problem: RecoveryProblem, timing: Timing, ferries: Sequence[Ferry], tail: int, minute: int) -> int:
    """Where the tail stands or is bound for after its last flight that leaves before the minute."""
    place, since = problem.tails[tail].airport, -NEVER
    for leg in timing.rotations[tail]:
        if timing.etd[leg] < minute:
            place, since = problem.legs[leg].destination, timing.etd[leg]
    for ferry in ferries:
        if ferry.tail == tail and since < ferry.etd < minute:
            place, since = ferry.destination, ferry.etd
    return place


def planned_rotations(problem: RecoveryProblem) -> list[list[int]]:
    """Legs to go per tail as published: by expected departure, or by std where that breaks the chain of airports fewer times."""
    rotations: list[list[int]] = [[] for _ in problem.tails]
    for index, leg in enumerate(problem.legs):
        if leg.free and leg.tail != NOBODY:
            rotations[leg.tail if leg.only == NOBODY else leg.only].append(index)
    for tail, rotation in enumerate(rotations):
        by_expected = sorted(rotation, key=lambda one: (problem.legs[one].current, one))
        if _breaks(problem, tail, by_expected) <= _breaks(problem, tail, rotation):
            rotations[tail] = by_expected
    return rotations


def _breaks(problem: RecoveryProblem, tail: int, rotation: Sequence[int]) -> int:
    at, count = problem.tails[tail].airport, 0
    for leg in rotation:
        count += problem.legs[leg].origin != at
        at = problem.legs[leg].destination
    return count
