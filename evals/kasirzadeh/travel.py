"""Travelling on the airline's own legs, as far as somebody may who works none of them, and which legs no crew can reach at all.

Rest is owed before a flight duty period and not before travel, and travel after the last leg worked is not flight duty; so a way
home asks for no rest, and a way out for one at its end. Moments are minutes since midnight of the first day, on the clock of the
data; legs are in order of departure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.kasirzadeh.duty_network import DutyLimits, Integers


@dataclass(frozen=True, slots=True)
class Timetable:
    """The legs of a month by number. `connection_min`: shortest time between two of them."""

    origin: Integers
    destination: Integers
    departs: Integers
    arrives: Integers
    connection_min: int

    def ways_from(self, station: int, ready: int, until: int) -> dict[int, tuple[int, ...]]:
        """The way to each station that arrives first: legs in order, none leaving before `ready` or arriving after `until`."""
        ways: dict[int, tuple[int, ...]] = {station: ()}
        there = {station: ready}
        for leg in range(len(self.departs)):
            start, end = int(self.origin[leg]), int(self.destination[leg])
            if there.get(start, until) <= self.departs[leg] and self.arrives[leg] <= until:
                at = int(self.arrives[leg]) + self.connection_min
                if at < there.get(end, at + 1):
                    there[end], ways[end] = at, (*ways[start], leg)
        return ways

    def ways_to(self, station: int, deadline: int, since: int) -> dict[int, tuple[int, ...]]:
        """The way from each station that leaves last: legs in order, within `since` and `deadline`."""
        ways: dict[int, tuple[int, ...]] = {station: ()}
        by = {station: deadline}
        for leg in sorted(range(len(self.departs)), key=lambda one: (-int(self.arrives[one]), one)):
            start, end = int(self.origin[leg]), int(self.destination[leg])
            if self.arrives[leg] <= by.get(end, since) and self.departs[leg] >= since:
                at = int(self.departs[leg]) - self.connection_min
                if at > by.get(start, at - 1):
                    by[start], ways[start] = at, (leg, *ways[end])
        return ways


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A leg that no legal pairing of any length works, with the most generous reading of every limit.

    `rest_min`: the longest rest that anybody from a base can have at its origin before its report, None where nobody gets there
    in time at all. `home`: whether a base is reached after it, within the month.
    """

    leg: int
    rest_min: int | None
    needed_min: int
    longest_duty_min: int
    home: bool


def out_of_reach(timetable: Timetable, leg: int, bases: Iterable[int], limits: DutyLimits) -> OutOfReach | None:
    """The proof that no crew can work a leg; None where there is none.

    Whoever works it has begun that flight duty period at the base, or rested, at most the longest flight duty of any time of day
    earlier. Before the rest and after the leg everybody travels, in as many days as the month has; every other leg is a deadhead.
    Working more, or sooner back, only asks for more.
    """
    ends = int(timetable.arrives.max()) + 1
    longest = max(int(limits.fdp_min.max()), 0 if limits.night_stop is None else limits.night_stop.combined_min)
    between = limits.release_min + limits.rest_min + limits.report_min
    ways_home = timetable.ways_from(
        int(timetable.destination[leg]), int(timetable.arrives[leg]) + timetable.connection_min, until=ends
    )
    rests, home = [], False
    for base in bases:
        reached = _first_arrivals(timetable, base, ends)
        here = reached.get(int(timetable.origin[leg]))
        if here is not None and here <= timetable.departs[leg]:
            rests.append(int(timetable.departs[leg]) - here - limits.report_min - limits.release_min)
        home = home or base in ways_home
        begins = any(
            timetable.origin[first] == base
            or reached.get(int(timetable.origin[first]), ends) + between <= timetable.departs[first]
            for first in _begins_with(timetable, leg, longest - limits.report_min)
        )
        if begins and base in ways_home:
            return None
    return OutOfReach(leg, max(rests, default=None), limits.rest_min, longest, home)


def _first_arrivals(timetable: Timetable, base: int, until: int) -> Mapping[int, int]:
    return {end: int(timetable.arrives[way[-1]]) for end, way in timetable.ways_from(base, 0, until).items() if way}


def _begins_with(timetable: Timetable, leg: int, longest_min: int) -> set[int]:
    """Every leg from which one gets to this one, itself included, so that no more time passes to its arrival."""
    found, new = {leg}, [leg]
    while new:
        then = new.pop()
        for before in range(then):
            fits = timetable.arrives[before] + timetable.connection_min <= timetable.departs[then]
            within = timetable.arrives[leg] - timetable.departs[before] <= longest_min
            if before not in found and fits and within and timetable.destination[before] == timetable.origin[then]:
                found.add(before)
                new.append(before)
    return found
