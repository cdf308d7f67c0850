"""Itineraries over a timetable: for each request the earliest arrivals, spread over first and last legs so that seats are spread.

One and two legs are enumerated completely, once for all requests between the same places; three legs only for a request
that finds fewer than half of `most_routes` otherwise, and then at each change only with the next three departures to each place.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tools.reaccommodation.problem import Leg, Seat

MinConnection = Callable[[str, str, str], int]
"""(airport, carrier arriving, carrier departing) -> minutes."""
_NEXT = 3


@dataclass(frozen=True, slots=True)
class Request:
    """Where somebody is, from when, and where they want to be by when.

    `cabins`: accepted, the preferred first. `not_before`, `not_after`: further limits on the first departure.
    A group that may be split also gets itineraries that cannot carry all of it.
    """

    origin: str
    destination: str
    ready_at: datetime
    latest_arrival: datetime
    cabins: tuple[str, ...]
    people: int = 1
    may_be_split: bool = False
    direct_only: bool = False
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """An itinerary with a cabin on each leg. `seats`: the most people it could carry."""

    seats_taken: tuple[Seat, ...]
    departs: datetime
    arrives: datetime
    seats: int


class _Path(NamedTuple):
    """Ordered by arrival, then fewer legs, then the later departure. `legs` are indices, `room` counts accepted cabins."""

    arrives: int
    size: int
    leaves_before: int
    legs: tuple[int, ...]
    room: int


def routes(
    legs: Sequence[Leg],
    requests: Sequence[Request],
    *,
    min_connection: MinConnection,
    most_legs: int = 3,
    most_routes: int = 12,
    longest_wait_min: int = 720,
) -> list[tuple[Route, ...]]:
    """For each request at most `most_routes` itineraries, each once for every accepted cabin that it has, best first.

    Rules: nobody visits an airport twice; a connection lasts from `min_connection` to `longest_wait_min` minutes; of
    itineraries with the same first and the same last leg only the earliest kept. Of all, in order of arrival: first those
    whose first and last leg are both new, then those of which one is new, then the others.
    """
    if not 1 <= most_legs <= 3:
        raise ValueError(f"most_legs is {most_legs}; it can be 1, 2 or 3")
    together: dict[tuple[str, str, tuple[str, ...], bool], list[int]] = defaultdict(list)
    for number, request in enumerate(requests):
        together[request.origin, request.destination, request.cabins, request.direct_only].append(number)
    timetables: dict[tuple[str, ...], _Timetable] = {}
    found: list[tuple[Route, ...]] = [()] * len(requests)
    for (origin, destination, cabins, direct_only), numbers in together.items():
        if cabins not in timetables:
            timetables[cabins] = _Timetable(legs, cabins, min_connection, longest_wait_min)
        timetable = timetables[cabins]
        limits = [_limits(requests[number]) for number in numbers]
        widest = (min(one[0] for one in limits), max(one[1] for one in limits), max(one[2] for one in limits))
        size = 1 if direct_only else most_legs
        short = sorted(timetable.short(origin, destination, widest, min(size, 2)))
        three: list[_Path] | None = None
        for number, limit in zip(numbers, limits, strict=True):
            need = 1 if requests[number].may_be_split else requests[number].people
            fitting = _fitting(short, limit, need)
            if size == 3 and 2 * len(fitting) < most_routes:
                three = sorted(timetable.three(origin, destination, widest)) if three is None else three
                fitting = sorted([*fitting, *_one_between(_fitting(three, limit, need))])
            found[number] = tuple(route for path in _varied(fitting, most_routes) for route in timetable.in_cabins(path, need))
    return found


def _limits(request: Request) -> tuple[int, int, int]:
    """Minutes: earliest departure, latest departure, latest arrival."""
    earliest = max(request.ready_at, request.not_before or request.ready_at)
    latest_arrival = _minute(request.latest_arrival)
    latest = latest_arrival if request.not_after is None else _minute(request.not_after)
    return -(-int(earliest.timestamp()) // 60), latest, latest_arrival


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _fitting(paths: Iterable[_Path], limits: tuple[int, int, int], need: int) -> list[_Path]:
    earliest, latest, arrival = limits
    return [path for path in paths if path[4] >= need and earliest <= -path[2] <= latest and path[0] <= arrival]


def _one_between(paths: Iterable[_Path]) -> list[_Path]:
    """Of paths with the same first and the same last leg, one."""
    by_ends: dict[tuple[int, int], _Path] = {}
    for path in paths:
        by_ends.setdefault((path.legs[0], path.legs[-1]), path)
    return list(by_ends.values())


def _varied(paths: list[_Path], most: int) -> list[_Path]:
    """The best paths, those with new first and last legs before the others."""
    chosen: list[_Path] = []
    begins: set[int] = set()
    ends: set[int] = set()
    rest = paths
    for new_ones in (2, 1, 0):
        passed = []
        for path in rest:
            legs = path[3]
            if (legs[0] not in begins) + (legs[-1] not in ends) < new_ones:
                passed.append(path)
                continue
            if len(chosen) == most:
                return sorted(chosen)
            begins.add(legs[0])
            ends.add(legs[-1])
            chosen.append(path)
        rest = passed
    return sorted(chosen)


class _Timetable:
    """Legs with room in some accepted cabin, by origin and destination in order of departure. Times in minutes."""

    def __init__(self, legs: Sequence[Leg], cabins: tuple[str, ...], min_connection: MinConnection, longest_wait: int) -> None:
        self.legs, self.cabins, self.min_connection, self.longest_wait = legs, cabins, min_connection, longest_wait
        self.room = [max((leg.seats.get(cabin, 0) for cabin in cabins), default=0) for leg in legs]
        # A departure counts from its minute, an arrival from the end of it.
        self.departs = [_minute(leg.departs) for leg in legs]
        self.arrives = [-(-int(leg.arrives.timestamp()) // 60) for leg in legs]
        self.connection: dict[tuple[str, str, str], int] = {}
        self.given: dict[tuple[tuple[int, ...], int], tuple[Route, ...]] = {}
        self.connections: dict[tuple[int, str], list[int]] = {}
        self.between: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.onward: dict[str, list[str]] = defaultdict(list)
        for index in sorted(range(len(legs)), key=lambda one: (self.departs[one], one)):
            leg = legs[index]
            if self.room[index] > 0:
                if not self.between[leg.origin, leg.destination]:
                    self.onward[leg.origin].append(leg.destination)
                self.between[leg.origin, leg.destination].append(index)
        self.times = {pair: [self.departs[leg] for leg in there] for pair, there in self.between.items()}

    def short(self, origin: str, destination: str, limits: tuple[int, int, int], most_legs: int) -> Iterator[_Path]:
        """Every path of one leg or two that leaves and arrives within the limits."""
        arrives, room = self.arrives, self.room
        for leg in self._leaving(origin, destination, limits[0], limits[1]):
            if arrives[leg] <= limits[2]:
                yield _Path(arrives[leg], 1, -self.departs[leg], (leg,), room[leg])
        if most_legs < 2:
            return
        for via in self.onward.get(origin, ()):
            if via != destination and via != origin and (via, destination) in self.times:
                for leg in self._leaving(origin, via, limits[0], limits[1]):
                    for then in self._connecting(leg, via, destination):
                        if arrives[then] <= limits[2]:
                            yield _Path(arrives[then], 2, -self.departs[leg], (leg, then), min(room[leg], room[then]))

    def three(self, origin: str, destination: str, limits: tuple[int, int, int]) -> Iterator[_Path]:
        """Paths of three legs that leave and arrive within the limits: of those with the same ends only ones with more room."""
        arrives, room, latest = self.arrives, self.room, limits[2]
        for via in self.onward.get(origin, ()):
            seconds = [
                second
                for second in self.onward.get(via, ())
                if second not in (origin, via, destination) and (second, destination) in self.times
            ]
            if via in (origin, destination) or not seconds:
                continue
            for leg in self._leaving(origin, via, limits[0], limits[1]):
                most: dict[int, int] = {}
                for second in seconds:
                    for then in self._connecting(leg, via, second)[:_NEXT]:
                        least = min(room[leg], room[then])
                        for last in self._connecting(then, second, destination)[:_NEXT]:
                            if arrives[last] > latest:
                                continue
                            if most.get(last, 0) < least and most.get(last, 0) < room[last]:
                                most[last] = min(least, room[last])
                                yield _Path(arrives[last], 3, -self.departs[leg], (leg, then, last), most[last])

    def in_cabins(self, path: _Path, need: int) -> tuple[Route, ...]:
        """The path in each accepted cabin, on a leg without room there in the next accepted one that has it."""
        key = path.legs, need if len(self.cabins) > 1 else 0
        known = self.given.get(key)
        if known is not None:
            return known
        legs = [self.legs[index] for index in path.legs]
        given: dict[tuple[Seat, ...], Route] = {}
        for number in range(len(self.cabins)):
            taken = []
            for leg in legs:
                cabin = next((one for one in self.cabins[number:] if leg.seats.get(one, 0) >= need), None)
                if cabin is None:
                    break
                taken.append((leg.leg_id, cabin))
            seats = tuple(taken)
            if len(seats) == len(legs) and seats not in given:
                room = min(leg.seats[cabin] for leg, (_, cabin) in zip(legs, seats, strict=True))
                given[seats] = Route(seats, legs[0].departs, legs[-1].arrives, room)
        self.given[key] = tuple(given.values())
        return self.given[key]

    def _leaving(self, origin: str, destination: str, earliest: int, latest: int) -> list[int]:
        times = self.times.get((origin, destination), [])
        return self.between[origin, destination][bisect_left(times, earliest) : bisect_right(times, latest)] if times else []

    def _connecting(self, leg: int, via: str, destination: str) -> list[int]:
        """Legs from `via` to `destination` that somebody on `leg` can change to."""
        found = self.connections.get((leg, destination))
        if found is not None:
            return found
        there = self.arrives[leg]
        carrier = self.legs[leg].carrier
        found = self.connections[leg, destination] = []
        for then in self._leaving(via, destination, there, there + self.longest_wait):
            key = via, carrier, self.legs[then].carrier
            least = self.connection.get(key)
            if least is None:
                least = self.connection[key] = self.min_connection(*key)
            if self.departs[then] - there >= least:
                found.append(then)
        return found
