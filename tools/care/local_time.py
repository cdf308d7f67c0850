"""Meals and nights of a wait, by the clock on the wall of the airport."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import lcm
from zoneinfo import ZoneInfo

from domain.units import minutes, minutes_between
from knowledge.airline.care_policy import CarePolicy


def meals_due(start: datetime, end: datetime, zone: ZoneInfo, policy: CarePolicy) -> int:
    """Meals per person that the policy gives in [start, end): none before the first is due, then at least one.

    meals = floor(sum over the paces of minutes waited within the pace / minutes per meal).
    """
    if minutes_between(start, end) < policy.first_meal_after_min:
        return 0
    common = lcm(*(pace.minutes for pace in policy.one_meal_per))
    portions = sum(
        _overlap_min(start, end, window_start, window_end) * (common // pace.minutes)
        for pace in policy.one_meal_per
        for window_start, window_end in _daily(pace.from_min, pace.until_min, start, end, zone)
    )
    return max(1, portions // common)


def nights_waited(start: datetime, end: datetime, zone: ZoneInfo, policy: CarePolicy) -> int:
    """Local nights of which at least `least_night_wait_min` minutes lie in [start, end)."""
    nights = _daily(policy.night_from_min, policy.night_until_min, start, end, zone)
    return sum(_overlap_min(start, end, dusk, dawn) >= policy.least_night_wait_min for dusk, dawn in nights)


def night_of(moment: datetime, zone: ZoneInfo) -> date:
    """The night that a moment's spending belongs to: the local date, before noon that of the day before."""
    return (moment.astimezone(zone) - timedelta(hours=12)).date()


def _daily(from_min: int, until_min: int, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Each day's window of local time as UTC moments, around [start, end)."""
    day = start.astimezone(zone).date() - timedelta(days=1)
    last = end.astimezone(zone).date()
    while day <= last:
        yield _window(day, from_min, until_min, zone)
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _window(day: date, from_min: int, until_min: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """One day's window in UTC; both ends are read on the wall clock, so that days on which clocks change are right."""
    opens = datetime.combine(day, time()) + minutes(from_min)
    closes = opens + minutes(until_min - from_min + (1440 if until_min <= from_min else 0))
    return opens.replace(tzinfo=zone).astimezone(UTC), closes.replace(tzinfo=zone).astimezone(UTC)


def _overlap_min(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> int:
    if other_end <= start or end <= other_start:
        return 0
    return minutes_between(max(start, other_start), min(end, other_end))
