"""Clock arithmetic that every regime shares: local minutes, windows of the day inside a stretch of time, nights in a rest."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_MIN = 1440


class UnknownClock(ValueError):
    """A clock that is neither an IANA zone, UTC nor an offset."""


@lru_cache(maxsize=1024)
def zone(clock: str) -> tzinfo:
    """The time zone of a clock; UnknownClock naming it otherwise."""
    try:
        if clock[:1] in "+-" and len(clock) == 6:
            sign = -1 if clock[0] == "-" else 1
            return timezone(sign * timedelta(hours=int(clock[1:3]), minutes=int(clock[4:6])))
        return ZoneInfo(clock)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownClock(f"{clock!r} is no clock: use an IANA zone such as 'Europe/Paris', 'UTC', or '+05:30'.") from error


def length_min(start: datetime, end: datetime) -> int:
    """Whole minutes from `start` to `end`, rounded down."""
    span = end - start
    return span.days * DAY_MIN + span.seconds // 60


def minute_of_day(moment: datetime, clock: str) -> int:
    """Minutes since local midnight, 0 to 1439."""
    local = moment.astimezone(zone(clock))
    return local.hour * 60 + local.minute


def offset_min(moment: datetime, clock: str) -> int:
    """Minutes that the clock is ahead of UTC at that moment."""
    ahead = zone(clock).utcoffset(moment.astimezone(zone(clock)).replace(tzinfo=None))
    return 0 if ahead is None else int(ahead.total_seconds() // 60)


def difference_min(moment: datetime, here: str, there: str) -> int:
    """Absolute difference of two clocks at a moment, at most 12 h (the shorter way round)."""
    apart = abs(offset_min(moment, here) - offset_min(moment, there))
    return min(apart, DAY_MIN - apart)


def overlap_min(start: datetime, end: datetime, from_: datetime, to: datetime) -> int:
    """Whole minutes that two stretches of time share."""
    first = start if start > from_ else from_
    last = end if end < to else to
    return length_min(first, last) if last > first else 0


def daily_windows(start: datetime, end: datetime, from_min: int, to_min: int, clock: str) -> Iterator[tuple[datetime, datetime]]:
    """Each day's local window [from_min, to_min) that touches [start, end), whole, in UTC; may cross midnight."""
    local = zone(clock)
    day = start.astimezone(local).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    length = to_min - from_min if to_min > from_min else to_min + DAY_MIN - from_min
    last = end.astimezone(local)
    while day <= last:
        # Wall-clock arithmetic first, then UTC: on the night a clock changes a window is an hour longer or shorter.
        opens = (day + timedelta(minutes=from_min)).astimezone(UTC)
        closes = (day + timedelta(minutes=from_min + length)).astimezone(UTC)
        if opens < end and closes > start:
            yield opens, closes
        day = (day + timedelta(days=1)).replace(hour=0, minute=0)


def minutes_in_window(start: datetime, end: datetime, from_min: int, to_min: int, clock: str) -> int:
    """Minutes of [start, end) inside the local window [from_min, to_min) of any day."""
    return sum(overlap_min(start, end, opens, closes) for opens, closes in daily_windows(start, end, from_min, to_min, clock))


def whole_windows(start: datetime, end: datetime, from_min: int, to_min: int, clock: str) -> int:
    """How many local windows lie wholly inside [start, end]."""
    return sum(opens >= start and closes <= end for opens, closes in daily_windows(start, end, from_min, to_min, clock))


def nights_of(start: datetime, end: datetime, from_min: int, to_min: int, least_min: int, clock: str) -> int:
    """Nights of which at least `least_min` minutes within the local window lie inside [start, end]."""
    return sum(
        overlap_min(start, end, opens, closes) >= least_min
        for opens, closes in daily_windows(start, end, from_min, to_min, clock)
    )


def inside(spans: Iterable[tuple[datetime, datetime]], from_: datetime, to: datetime) -> int:
    """Minutes of all the stretches of time that fall inside [from_, to)."""
    return sum(overlap_min(start, end, from_, to) for start, end in spans)
