"""Every duty that legs allow, and the cheapest ways to string duties into pairings at given prices of legs. Compiled kernels.

Moments are minutes since midnight of the first day, on the clock of the data.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Kernel = TypeVar("Kernel", bound=Callable[..., Any])

DAY_MIN = 1440
LONGEST_PAIRING = 14
"""Duties in a pairing, at most; more do not fit into its days."""
TOLERANCE_MIN = 0.01
"""A reduced cost less far below zero is taken for zero."""

_njit: Any = numba.njit
kernel: Callable[[Kernel], Kernel] = _njit(cache=True)


@dataclass(frozen=True, slots=True)
class NightStop:
    """A rest inside a duty, too short to end it, that does not count as duty: local window, least rest, most with the rest."""

    from_min: int
    to_min: int
    rest_min: int
    combined_min: int


@dataclass(frozen=True, slots=True)
class NightDuties:
    """At most so many duties in a row of a pairing may touch a local window of the night."""

    from_min: int
    to_min: int
    in_a_row: int


@dataclass(frozen=True, slots=True)
class DutyLimits:
    """What a duty and a pairing may be. Minutes; the tables are read with the minute of the local day of report.

    `fdp_min[minute, legs - 1]`: from report to the last arrival; `flight_min[minute]`. `rest_min`: from release to report.
    `days`: local calendar days of a pairing. `behind_min`: how far local time is behind the clock of the data.
    `travel_without_rest`: a crew may travel home from its last duty, and out before the rest that its first one asks for.
    """

    connection_min: int
    longest_stay_min: int
    legs: int
    fdp_min: Integers
    flight_min: Integers
    report_min: int
    release_min: int
    rest_min: int
    days: int
    behind_min: int
    night_stop: NightStop | None = None
    night_duties: NightDuties | None = None
    travel_without_rest: bool = False

    def rest_inside_min(self, arrives: int, departs: int) -> int:
        """Minutes of a stay on the ground that a duty need not count; 0 where it is no night stop."""
        stop = self.night_stop
        between = self.report_min + self.release_min
        if stop is None or not self.longest_stay_min < departs - arrives < self.rest_min + between:
            return 0
        start, end = arrives + self.release_min - self.behind_min, departs - self.report_min - self.behind_min
        night = (start - stop.to_min) // DAY_MIN * DAY_MIN
        slept = min(end, night + DAY_MIN + stop.to_min) - max(start, night + stop.from_min)
        return slept if slept >= stop.rest_min else 0

    def at_night(self, departs: int, arrives: int) -> bool:
        """Whether a duty with this first departure and last arrival touches the window of the night that is limited."""
        night = self.night_duties
        if night is None:
            return False
        start, end = departs - self.report_min - self.behind_min, arrives - self.behind_min
        opens = (start - night.to_min) // DAY_MIN * DAY_MIN + night.from_min
        return any(start < at + night.to_min - night.from_min and end > at for at in (opens, opens + DAY_MIN))


@dataclass(frozen=True, slots=True)
class Duties:
    """All duties in order of their first departure. `legs`: a row of leg numbers each, -1 where there are no more.

    `day`, `last_day`: local days of report and release, from 0 = the first of the month.
    """

    legs: Integers
    origin: Integers
    destination: Integers
    departs: Integers
    arrives: Integers
    block_min: Integers
    day: Integers
    last_day: Integers
    by_arrival: Integers


def every_duty(origin: Integers, destination: Integers, departs: Integers, arrives: Integers, limits: DutyLimits) -> Duties:
    """All sequences of legs within the limits; legs are sorted by departure."""
    leaving: dict[int, list[int]] = {}
    for leg, station in enumerate(origin):
        leaving.setdefault(int(station), []).append(leg)
    nexts = [
        [
            (then, limits.rest_inside_min(int(arrival), int(departs[then])))
            for then in leaving.get(int(station), [])
            if limits.connection_min <= departs[then] - arrival
        ]
        for station, arrival in zip(destination, arrives, strict=True)
    ]
    nexts = [
        [(then, slept) for then, slept in one if slept or departs[then] - arrival <= limits.longest_stay_min]
        for one, arrival in zip(nexts, arrives, strict=True)
    ]
    starts = np.cumsum([0, *(len(one) for one in nexts)], dtype=np.int64)
    follows = np.array([leg for one in nexts for leg, _ in one], dtype=np.int64)
    slept = np.array([rest for one in nexts for _, rest in one], dtype=np.int64)
    combined = DAY_MIN if limits.night_stop is None else limits.night_stop.combined_min
    given = (
        starts, follows, slept, combined, departs, arrives, limits.fdp_min, limits.flight_min, limits.report_min,
        limits.behind_min, limits.legs,
    )  # fmt: skip
    many = _enumerate(*given, np.full((1, limits.legs), -1, dtype=np.int64), False)
    legs = np.full((many, limits.legs), -1, dtype=np.int64)
    _enumerate(*given, legs, True)
    last = legs[np.arange(many), (legs >= 0).sum(axis=1) - 1]
    order = np.lexsort((arrives[last], departs[legs[:, 0]]))
    legs, last = legs[order], last[order]
    first = legs[:, 0]
    day_of_report = (departs[first] - limits.report_min - limits.behind_min) // DAY_MIN
    return Duties(
        legs=legs,
        origin=origin[first],
        destination=destination[last],
        departs=departs[first],
        arrives=arrives[last],
        block_min=np.where(legs >= 0, (arrives - departs)[legs], 0).sum(axis=1),
        day=day_of_report,
        last_day=(arrives[last] + limits.release_min - limits.behind_min) // DAY_MIN,
        by_arrival=np.argsort(arrives[last], kind="stable"),
    )


def cheapest_pairings(
    duties: Duties,
    limits: DutyLimits,
    *,
    base: int,
    stations: int,
    days: Sequence[int],
    last_day: int,
    duty_price: Numbers,
    briefing_min: float,
    layover_share: int,
    most: int,
) -> list[tuple[float, tuple[int, ...]]]:
    """For each first day the `most` cheapest pairings from `base` and back that cost less than nothing: price, duties in order.

    A layover at the base itself is none: the pairing has ended there.
    """
    found: list[tuple[float, tuple[int, ...]]] = []
    chains = np.full((most, LONGEST_PAIRING), -1, dtype=np.int64)
    prices = np.zeros(most)
    for day in days:
        many = _cheapest(
            base, day, min(last_day, day + limits.days - 1), stations, duties.origin, duties.destination, duties.departs,
            duties.arrives, duties.day, duties.last_day, duties.by_arrival, duty_price, float(briefing_min), layover_share,
            limits.report_min + limits.release_min + limits.rest_min, chains, prices,
        )  # fmt: skip
        found += [(float(prices[one]), tuple(int(duty) for duty in chains[one][::-1] if duty >= 0)) for one in range(many)]
    return found


@kernel
def _enumerate(
    starts: Any, follows: Any, slept: Any, combined_min: int, departs: Any, arrives: Any, fdp_min: Any, flight_min: Any,
    report_min: int, behind_min: int, most_legs: int, legs: Any, keep: bool,
) -> int:  # fmt: skip
    many = 0
    chain = np.empty(most_legs, np.int64)
    tried = np.empty(most_legs, np.int64)
    flown = np.empty(most_legs, np.int64)
    rested = np.empty(most_legs, np.int64)
    for first in range(len(departs)):
        minute = (departs[first] - report_min - behind_min) % 1440
        block = arrives[first] - departs[first]
        if block > flight_min[minute] or report_min + block > fdp_min[minute, 0]:
            continue
        depth = 0
        chain[0], tried[0], flown[0], rested[0] = first, starts[first], block, 0
        if keep:
            legs[many, 0] = first
        many += 1
        while depth >= 0:
            if depth + 1 < most_legs and tried[depth] < starts[chain[depth] + 1]:
                then = follows[tried[depth]]
                rest = rested[depth] + slept[tried[depth]]
                tried[depth] += 1
                flight = flown[depth] + arrives[then] - departs[then]
                on_duty = report_min + arrives[then] - departs[first]
                # Limits fall as legs are added, so what is too long now stays too long.
                fits = on_duty - rest <= fdp_min[minute, depth + 1] and (rest == 0 or on_duty <= combined_min)
                if fits and flight <= flight_min[minute]:
                    depth += 1
                    chain[depth], tried[depth], flown[depth], rested[depth] = then, starts[then], flight, rest
                    if keep:
                        for place in range(depth + 1):
                            legs[many, place] = chain[place]
                    many += 1
            else:
                depth -= 1
    return many


@kernel
def _cheapest(
    base: int, first_day: int, last_day: int, stations: int, origin: Any, destination: Any, departs: Any, arrives: Any,
    day: Any, ends_on: Any, by_arrival: Any, price: Any, briefing_min: float, layover_share: int, between_min: int, chains: Any,
    prices: Any,
) -> int:  # fmt: skip
    """Shortest paths over duties in order of departure; whoever has rested waits at the station at the least price so far."""
    low, high = np.searchsorted(day, first_day), np.searchsorted(day, last_day + 1)
    if np.searchsorted(day, first_day + 1) == low:
        return 0
    never = 1e18
    waiting = np.full(stations, never)
    who = np.full(stations, -1)
    cost = np.full(high - low, never)
    before = np.full(high - low, -1)
    home = np.empty(high - low, np.int64)
    homes = 0
    left, right = 0, len(by_arrival)
    while left < right:
        middle = (left + right) // 2
        if arrives[by_arrival[middle]] < departs[low]:
            left = middle + 1
        else:
            right = middle
    rested = left
    for duty in range(low, high):
        while rested < len(by_arrival) and arrives[by_arrival[rested]] + between_min <= departs[duty]:
            ended = by_arrival[rested]
            rested += 1
            if low <= ended < high and cost[ended - low] < never and destination[ended] != base:
                # The price of the layover is the difference of two terms, so it can be charged at its two ends.
                here = cost[ended - low] - arrives[ended] / layover_share
                if here < waiting[destination[ended]]:
                    waiting[destination[ended]], who[destination[ended]] = here, ended
        if ends_on[duty] > last_day:
            continue
        if origin[duty] == base:
            if day[duty] == first_day:
                cost[duty - low] = briefing_min + price[duty]
        elif waiting[origin[duty]] < never:
            cost[duty - low] = waiting[origin[duty]] + departs[duty] / layover_share + price[duty]
            before[duty - low] = who[origin[duty]]
        if destination[duty] == base and cost[duty - low] < -TOLERANCE_MIN:
            home[homes] = duty
            homes += 1
    order = np.argsort(cost[home[:homes] - low], kind="mergesort")
    many = min(homes, len(prices))
    for rank in range(many):
        duty = home[order[rank]]
        prices[rank] = cost[duty - low]
        chains[rank, :] = -1
        place = 0
        while duty >= 0 and place < chains.shape[1]:
            chains[rank, place] = duty
            place += 1
            duty = before[duty - low]
    return many
