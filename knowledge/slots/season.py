"""The periods over which slots are counted: summer and winter seasons (`S26`, `W26`), and pairs of months (`2013-01/02`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.dated_law import read_sheet

PeriodKind = Literal["season", "two_months"]
_DAY = timedelta(days=1)
_SEASON = re.compile(r"([SW])(\d\d)")
_MONTHS = re.compile(r"(\d{4})-(\d\d)/(\d\d)")


class UnknownPeriod(ValueError):
    """A text that names no period over which slots are counted."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. `summer` is None for a pair of months; `year` is that of its first day."""

    name: str
    first: date
    last: date
    summer: bool | None

    @property
    def kind(self) -> PeriodKind:
        """What it is: a scheduling season, or two calendar months."""
        return "two_months" if self.summer is None else "season"

    @property
    def year(self) -> int:
        """The year in its name."""
        return self.first.year

    def days_of(self, weekday: int) -> int:
        """How many days of this weekday (1 Monday to 7) it has; all its days for 0."""
        length = (self.last - self.first).days + 1
        if weekday == 0:
            return length
        wait = (weekday - self.first.isoweekday()) % 7
        return max(0, -(-(length - wait) // 7))


def season_of(day: date) -> Period:
    """The scheduling season of a day."""
    year = day.year
    return next(
        one for one in (_season(year, False), _season(year, True), _season(year - 1, False)) if one.first <= day <= one.last
    )


def two_months_of(day: date) -> Period:
    """The pair of months of a day, of which the first is January, March, May, July, September or November."""
    start = day.month - (day.month - 1) % 2
    return _pair(day.year, start)


@cache
def period(name: str) -> Period:
    """`S26`, `W26` or `2013-01/02`; UnknownPeriod for anything else."""
    season, months = _SEASON.fullmatch(name), _MONTHS.fullmatch(name)
    if season:
        return _season(2000 + int(season[2]), season[1] == "S")
    if months and int(months[2]) in range(1, 13, 2) and int(months[3]) == int(months[2]) + 1:
        return _pair(int(months[1]), int(months[2]))
    raise UnknownPeriod(f"{name!r} is no period for slots; write a season as S26 or W26, two months as 2013-01/02.")


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month."""
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - _DAY
    return last - timedelta(days=last.isoweekday() % 7)


def _season(year: int, summer: bool) -> Period:
    rules = _rules()
    begins_summer, begins_winter = (rules[f"{one}_begins_month"] for one in ("summer", "winter"))
    if summer:
        return Period(f"S{year % 100:02d}", last_sunday(year, begins_summer), last_sunday(year, begins_winter) - _DAY, True)
    first, last = last_sunday(year, begins_winter), last_sunday(year + 1, begins_summer) - _DAY
    return Period(f"W{year % 100:02d}", first, last, False)


def _pair(year: int, month: int) -> Period:
    after = date(year + month // 11, (month + 2) % 12, 1)
    return Period(f"{year}-{month:02d}/{month + 1:02d}", date(year, month, 1), after - _DAY, None)


@cache
def _rules() -> Mapping[str, Any]:
    rules: dict[str, Any] = read_sheet(Path(__file__).with_name("seasons.yaml"))
    return rules
