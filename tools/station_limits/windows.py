"""Rolling windows of an airport's capacity: which are over their limit, and when one more movement finds room.

A window of L minutes is half-open, [t, t + L), and may begin at any moment. Times are whole seconds since 1970 (UTC).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from domain.network import CapacityWindow, Movement

Kind = Literal["arrivals", "departures", "total"]
KINDS: tuple[Kind, ...] = ("arrivals", "departures", "total")


@dataclass(frozen=True, slots=True)
class RollingLimit:
    """At most `most` movements of a kind in any `length_min` minutes in a row; as many are still allowed."""

    kind: Kind
    length_min: int
    most: int

    def binds(self, movement: Movement) -> bool:
        """Whether such a movement counts."""
        return self.kind == "total" or self.kind == f"{movement}s"


@dataclass(frozen=True, slots=True)
class FullWindow:
    """A window with `used` movements against the limit."""

    limit: RollingLimit
    start: datetime
    end: datetime
    used: int


def rolling_limits(windows: Iterable[CapacityWindow]) -> tuple[RollingLimit, ...]:
    """What the declared windows limit, one kind each, shortest first."""
    found = [
        RollingLimit(kind, one.length_min, most)
        for one in windows
        for kind, most in zip(KINDS, (one.arrivals, one.departures, one.total), strict=True)
        if most is not None
    ]
    return tuple(sorted(found, key=lambda limit: (limit.length_min, KINDS.index(limit.kind))))


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


class Movements:
    """All movements of one airport, of all carriers, in order of time."""

    def __init__(self, moves: Iterable[tuple[Movement, datetime]]) -> None:
        arrivals: list[int] = []
        departures: list[int] = []
        for movement, at in moves:
            (arrivals if movement == "arrival" else departures).append(seconds(at))
        self._times: dict[Kind, list[int]] = {
            "arrivals": sorted(arrivals),
            "departures": sorted(departures),
            "total": sorted(arrivals + departures),
        }
        self._blocked: dict[RollingLimit, tuple[list[int], list[int]]] = {}

    def __len__(self) -> int:
        return len(self._times["total"])

    def count(self, kind: Kind, start: datetime, end: datetime) -> int:
        """Movements in [start, end)."""
        times = self._times[kind]
        return bisect_left(times, seconds(end)) - bisect_left(times, seconds(start))

    def over(self, limits: Iterable[RollingLimit]) -> Iterator[FullWindow]:
        """Windows over their limit, each from a movement on; those that hold nothing beyond the one before are left out."""
        for limit in limits:
            times, length = self._times[limit.kind], 60 * limit.length_min
            shown = 0
            for first, start in enumerate(times):
                last = bisect_left(times, start + length)
                if last - first > limit.most and last > shown:
                    shown = last
                    yield FullWindow(limit, _moment(start), _moment(start + length), last - first)

    def in_the_way(self, limits: Iterable[RollingLimit], movement: Movement, at: datetime) -> tuple[FullWindow, ...]:
        """Full windows, one for each limit, that one more such movement at this time would be in; empty: there is room."""
        moment, found = seconds(at), []
        for limit in limits:
            until = self._blocked_until(limit, moment) if limit.binds(movement) else None
            if until is not None:
                length = 60 * limit.length_min
                start = min(until - length, moment)
                times = self._times[limit.kind]
                used = bisect_left(times, start + length) - bisect_left(times, start)
                found.append(FullWindow(limit, _moment(start), _moment(start + length), used))
        return tuple(found)

    def first_room(self, limits: Sequence[RollingLimit], movement: Movement, at: datetime) -> datetime | None:
        """The first time not before `at` when one more such movement breaks no window; None where a limit is zero."""
        binding = [limit for limit in limits if limit.binds(movement)]
        if any(limit.most < 1 for limit in binding):
            return None
        moment = seconds(at)
        while True:
            later = [until for limit in binding if (until := self._blocked_until(limit, moment)) is not None]
            if not later:
                return max(at, _moment(moment))
            moment = max(later)

    def _blocked_until(self, limit: RollingLimit, moment: int) -> int | None:
        """When the run of movements ends that leaves no room at `moment`, or None.

        K movements x_i .. x_(i+K-1) that lie less than L apart leave no room for another strictly between x_(i+K-1) - L and
        x_i + L: with it a window of L would hold K + 1. Both ends rise with i.
        """
        if limit.most < 1:
            return moment + 60 * limit.length_min
        starts, ends = self._blocked.get(limit) or self._block(limit)
        first = bisect_right(ends, moment)
        return ends[first] if first < len(ends) and starts[first] < moment else None

    def _block(self, limit: RollingLimit) -> tuple[list[int], list[int]]:
        times, length = self._times[limit.kind], 60 * limit.length_min
        runs = [
            (last - length, first + length)
            for first, last in zip(times, times[limit.most - 1 :], strict=False)
            if last - first < length
        ]
        self._blocked[limit] = found = ([start for start, _ in runs], [end for _, end in runs])
        return found


def _moment(count: int) -> datetime:
    return datetime.fromtimestamp(count, UTC)
