"""Moments in words: times of day as controllers, telexes and messages write them, with their dates and zones."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise
from typing import Literal, cast
from zoneinfo import ZoneInfo

Lead = Literal["", "from", "until", "before", "after", "at", "now"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """A moment that was said. `dated`: its day was said too. `start` and `end` are where it stands, with its date."""

    at: datetime
    lead: Lead
    start: int
    end: int
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day before its date and zone are known. `weak`: four or two digits that may be something else."""

    hour: int
    minute: int
    start: int
    end: int
    zone: str = ""
    weak: bool = False
    day: date | None = None
    whole: datetime | None = None
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    start: int
    end: int
    evening: bool = False
    loose: bool = False  # a weekday's short name: a date only beside a time


_NO_MORE = r"(?!\w|:[0-9])"
_ZONE = (
    r"(?:\s?(?P<zone>Z(?!\w)|zulu\b|UTC\b|GMT\b|LT\b|L(?!\w)|local\b(?:\s+time\b)?|lcl\b|E[SD]?T\b|C[SD]T\b|M[SD]T\b"
    r"|P[SD]?T\b|AST\b|CEST\b|CET\b|BST\b"
    r"|hrs?\b|hours\b|h(?!\w)|(?P<place>[A-Za-z]{3}|[A-Z][a-z]+)\s+(?:local\s+)?time\b))?" + _NO_MORE
)
_NOT_BEFORE = r"(?<![\w.:/+#$%\-])"
_AFTER_DASH = r"(?<![\w.:+#$%])"
_UNIT = (
    r"(?!\s*(?:min|mn\b|m\b|ft\b|feet|met|km|nm\b|sm\b|kt|kg|lb|pax\b|passeng|people|bags|seats|%|per\b|an?\s+hour|/\s*h|arr"
    r"|dep|mov|flight|usd|eur|dollars?"
    r"|aircraft|landing|take|slots?|deg|hpa|of\b|ph\b|mvt|each|in\b.*\bout\b))"
)
_H2 = r"(?:[01]?[0-9]|2[0-4])"
_MM = r"[0-5][0-9]"

_ISO = re.compile(
    r"(?<![\w-])(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<h>[0-2][0-9]):?(?P<m>[0-5][0-9])(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?(?!\w)",
    re.I,
)
_GROUP = re.compile(r"(?<![\w.:/])(?P<d>[0-3][0-9])/?(?P<h>[01][0-9]|2[0-3])(?P<m>[0-5][0-9])\s?(?:Z|UTC)\b")
_LONG_GROUP = re.compile(
    r"(?<![\w.:/])(?P<y>[0-9]{2})(?P<mon>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?P<h>[01][0-9]|2[0-3])(?P<m>[0-5][0-9])Z?(?!\w)"
)
_COLON = re.compile(rf"{_AFTER_DASH}(?P<h>{_H2}):(?P<m>{_MM})(?::[0-5][0-9])?(?!\s*(?:am|pm|a\.m|p\.m)){_ZONE}", re.I)
_TWELVE = re.compile(
    rf"{_AFTER_DASH}(?P<h>1[0-2]|0?[1-9])(?:[:.h]?(?P<m>{_MM}))?\s?(?P<half>[ap])\.?\s?m\b\.?{_ZONE.removesuffix(_NO_MORE)}",
    re.I,
)
_FOUR = re.compile(rf"{_AFTER_DASH}(?P<h>[01][0-9]|2[0-4])(?P<m>{_MM})(?![0-9.,]){_UNIT}{_ZONE}", re.I)
_HOUR_Z = re.compile(rf"{_AFTER_DASH}(?P<h>{_H2})\s?(?P<zone>Z|UTC|GMT|zulu)(?!\w)", re.I)
_HOUR_H = re.compile(
    rf"\b(?:from|since|until|till|til|at|to|after|before|between|and)\s+(?P<h>{_H2})\s?h(?P<m>{_MM})?(?![\w'])(?!\s?/)", re.I
)
_WITH_H = re.compile(rf"{_AFTER_DASH}(?P<h>[01][0-9]|2[0-3])h(?P<m>{_MM})(?!\w)", re.I)
_HOUR_RANGE = re.compile(
    rf"(?:(?P<lead>\bfrom|\bbetween|\bbtn)\s+)?(?<![\w.:/+#$%\-])(?P<h>{_H2})(?P<link>\s?[-/]\s?|\s+(?:to|till?|until|thru"
    rf"|through|and)\s+)"
    rf"(?P<h2>{_H2})(?::?(?P<m2>{_MM}))?(?![\w:.])?{_UNIT}{_ZONE}",
    re.I,
)
_FIRST_HOUR_OF_RANGE = re.compile(
    rf"(?<![\w.:/+#$%\-])(?P<h>[01][0-9]|2[0-4])(?=(?:\s?-\s?|\s+(?:to|till?|until|thru|through)\s+)(?:[01][0-9]"
    rf"|2[0-4]):?{_MM}\s?Z)",
    re.I,
)
_TWELVE_RANGE = re.compile(
    rf"{_NOT_BEFORE}(?P<h>1[0-2]|0?[1-9])(?::(?P<m>{_MM}))?(?=(?:\s?-\s?|\s+(?:to|till?|until|and|thru|through)\s+)(?:1[0-2]"
    rf"|0?[1-9])(?::{_MM})?\s?(?P<half>[ap])\.?\s?m)",
    re.I,
)
_HOUR_NAMES = {
    name: place
    for place, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_HOUR_NAME = rf"(?:{'|'.join(_HOUR_NAMES)}|1[0-2]|[1-9])"
_WORDED = re.compile(
    rf"\b(?P<fraction>half past|half-past|quarter past|quarter to|ten past|ten to|twenty past|twenty to|five past"
    rf"|five to)\s+(?P<h>{_HOUR_NAME})\b(?:\s?(?P<half>[ap])\.?m\b)?",
    re.I,
)
_O_CLOCK = re.compile(rf"\b(?P<h>{_HOUR_NAME})\s+(?:o[' ]?clock\b(?:\s?(?P<half>[ap])\.?m\b)?|(?P<half2>[ap])\.?m\b)", re.I)
_NOON = re.compile(r"\b(?P<what>noon|midday|midnight)\b(?:\s?(?P<zone>Z|zulu|UTC|local(?: time)?|LT)\b)?", re.I)
_MINUTES_PAST = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SLASHED = re.compile(r"(?<![\w/.:])(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?:/(?:20)?[0-9]{2})?(?![\w/.:])")
_NEAR = timedelta(days=3)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATES: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?<![\w-])(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w/-])"),
    re.compile(
        rf"(?<![\w:.])(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?\s?(?:of\s)?{_MONTH}\.?(?:[\s,]*(?P<y>20[0-9]{{2}})"
        rf"|(?P<yy>[0-9]{{2}}))?(?!\w)",
        re.I,
    ),
    re.compile(rf"\b{_MONTH}\.?\s(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,?\s(?P<y>20[0-9]{{2}}))?(?![\w:.-])", re.I),
    re.compile(r"\b(?:on\s)?the\s(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)\b", re.I),
    re.compile(
        r"\b(?P<offset>day after tomorrow|tomorrow|tmrw|tmw|tmr|tomorow|tommorow|tommorrow|today|yesterday|(?:the )?(?:next"
        r"|following) day|tonight|this evening|this afternoon|this morning|tdy)(?P<part> morning| afternoon| evening"
        r"| night)?\b",
        re.I,
    ),
    re.compile(r"(?<=[0-9Zz])\s?\(?\+(?P<plus>[1-3])\)?(?:\s?(?P<plusday>d|days?))?(?![\w:])", re.I),
    re.compile(
        r"\b(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?P<part> morning| afternoon| evening"
        r"| night)?\b",
        re.I,
    ),
    re.compile(r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)\b", re.I),
)
_DAYS_ON = {"today": 0, "tdy": 0, "tonight": 0, "this evening": 0, "this afternoon": 0, "this morning": 0, "yesterday": -1}
_IN_THE = re.compile(r"\s*(?:(?:in the|at|this|tomorrow|today|that)\s+)?(?P<part>afternoon|evening|night|tonight)\b", re.I)

_LEADS: tuple[tuple[Lead, str], ...] = (
    ("after", r"not before|no earlier than|not earlier than|after|later than|past|earliest"),
    ("before", r"no later than|not later than|latest(?: by)?|before|prior to|ahead of|by"),
    (
        "from",
        r"from|since|starting(?: at| from)?|starts?(?: at)?|beginning(?: at)?|begins?(?: at)?|as of|wef|w\.e\.f\.?|w/e/f"
        r"|with effect from"
        r"|effective(?: from)?|eff(?: from)?|between|btn|fm|frm|ex|onwards? from|commencing(?: at)?",
    ),
    (
        "until",
        r"until|untill|until about|till|til|'til|'till|to|thru|through|up to|ends?(?: at)?|ending(?: at)?|tl|unti|untl|etr"
        r"|rts|expires?(?: at)?|expiring",
    ),
    ("at", r"at|@|around|about|approx\.?|abt|etd|eta|std|sta|atd|edct|ctot"),
)
_LEAD = re.compile(
    "|".join(f"(?P<{name}>(?<![a-z'])(?:{words}))" for name, words in _LEADS) + r"|(?P<dash>[-/])|(?P<also>\band|&)", re.I
)
_FILLER = re.compile(r"(?:\b(?:at|about|around|approx|the|on|of|approximately|roughly|est|estimated|time)\b|[\s,:@])+$", re.I)
_SOLID_GAP = re.compile(r"[\s,]*(?:\b(?:on|of|the|at|around|about)\b[\s]*)*", re.I)
_LINK = re.compile(r"\s*(?:,?\s*(?:-|to|till?|untill?|thru|through|up to|and|until about|/|tl)\s*(?:at|about|around)?)\s*", re.I)
_NOW = re.compile(
    r"\b(?P<now>(?:from |as of |right |just )?now(?! that\b)|with immediate effect|effective immediately|immediately"
    r"|immediate effect|currently|at present"
    r"|at the moment|as we speak|presently)\b",
    re.I,
)
_NEXT = re.compile(
    r"\b(?:for|over|in|during|within)\s+the\s+(?:next|coming)\b|\b(?P<bare>next)(?=\s+(?:[0-9]+|an?|two|three|four|five|six"
    r"|half)\b[ -]?(?:h|min|m\b|and))",
    re.I,
)

_ZONES: dict[str, tzinfo] = (
    {"z": UTC, "zulu": UTC, "utc": UTC, "gmt": UTC}
    | {
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "est": -5,
            "edt": -4,
            "cst": -6,
            "cdt": -5,
            "mst": -7,
            "mdt": -6,
            "pst": -8,
            "pdt": -7,
            "ast": -4,
            "cet": 1,
            "cest": 2,
            "bst": 1,
        }.items()
    }
    | {"et": ZoneInfo("America/New_York"), "pt": ZoneInfo("America/Los_Angeles")}
)
_LOCAL = ("lt", "l", "local", "local time", "lcl")

ZoneOf = Callable[[str, int], tzinfo | None]
"""The zone of a place by what was said and where it stands; an empty name asks for the place that the text is about."""


def moments_in(
    text: str, taken: Sequence[Span], lasting: Sequence[tuple[int, int, int]], zone_of: ZoneOf, now: datetime
) -> list[Said]:
    """Every moment that is said outside what is taken, in order. `lasting`: the stretches of time, for "in 2 hours"."""
    now = now.astimezone(UTC)
    days = _days(text, taken, now)
    clocks = _clocks(text, [*taken, *((one.start, one.end) for one in days)], now)
    days = [one for one in days if not one.loose or _beside(text, one, clocks)]
    clocks = _confirmed(text, clocks, days, now)
    found = _dated(text, clocks, days, zone_of, now)
    found += [Said(now, "now", match.start(), match.end()) for match in _NOW.finditer(text)]
    found += _relative(text, lasting, now)
    return sorted(found, key=lambda one: one.start)


def _free(start: int, end: int, taken: Sequence[Span]) -> bool:
    return not any(start < until and since < end for since, until in taken)


def _days(text: str, taken: Sequence[Span], now: datetime) -> list[_Day]:
    found: list[_Day] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            spans = [*taken, *((one.start, one.end) for one in found)]
            day = _day_of({name: value for name, value in match.groupdict().items() if value}, now)
            if day is None or not _free(*match.span(), spans):
                continue
            part = (match.groupdict().get("part") or match.groupdict().get("offset") or "").lower()
            evening = part.strip().endswith(("evening", "night", "afternoon"))
            short = match.groupdict().get("weekday") is not None and len(match["weekday"]) == 3
            found.append(_Day(day, *match.span(), evening=evening, loose=short))
    for match in _SLASHED.finditer(text):
        day = _slashed(int(match["a"]), int(match["b"]), now.date())
        if day is not None and _free(*match.span(), [*taken, *((one.start, one.end) for one in found)]):
            found.append(_Day(day, *match.span(), loose=True))
    return sorted(found, key=lambda one: one.start)


def _slashed(first: int, second: int, today: date) -> date | None:
    """The day of 2/9 or 9/2 when only one of the two readings is near today."""
    near = set()
    for month, day in ((first, second), (second, first)):
        try:
            found = date(today.year, month, day)
        except ValueError:
            continue
        if abs(found - today) <= _NEAR:
            near.add(found)
    return near.pop() if len(near) == 1 else None


def _day_of(said: dict[str, str], now: datetime) -> date | None:
    today = now.date()
    try:
        if "iso" in said:
            return date.fromisoformat(said["iso"])
        if "offset" in said:
            name = said["offset"].lower()
            return today + timedelta(days=_DAYS_ON.get(name, 2 if name == "day after tomorrow" else 1))
        if "plus" in said:
            return today + timedelta(days=int(said["plus"]))
        if "weekday" in said:
            ahead = (_WEEKDAYS.index(said["weekday"][:3].lower()) - today.weekday()) % 7
            return today + timedelta(days=ahead)
        number = int(said["d"])
        if "mon" not in said:
            months = [(today.replace(day=1) + timedelta(days=31 * step)) for step in (-1, 0, 1)]
            near = [one.replace(day=number) for one in months if _has_day(one, number)]
            return min(near, key=lambda one: abs(one - today), default=None)
        month = _MONTHS.index(said["mon"][:3].lower()) + 1
        if "y" in said or "yy" in said:
            return date(int(said.get("y") or "20" + said["yy"]), month, number)
        near = [
            date(year, month, number)
            for year in (today.year - 1, today.year, today.year + 1)
            if _has_day(date(year, month, 1), number)
        ]
        return min(near, key=lambda one: abs(one - today), default=None)
    except (ValueError, OverflowError):
        return None


def _has_day(month: date, number: int) -> bool:
    try:
        month.replace(day=number)
    except ValueError:
        return False
    return True


def _clocks(text: str, taken: Sequence[Span], now: datetime) -> list[_Clock]:
    found: list[_Clock] = []

    def keep(clock: _Clock) -> None:
        if _free(clock.start, clock.end, [*taken, *((one.start, one.end) for one in found)]):
            found.append(clock)

    for match in _ISO.finditer(text):
        _keep_whole(match, keep)
    for match in _LONG_GROUP.finditer(text):
        try:
            at = datetime(
                2000 + int(match["y"]), int(match["mon"]), int(match["d"]), int(match["h"]), int(match["m"]), tzinfo=UTC
            )
        except ValueError:
            continue
        if abs(at - now) < timedelta(days=60):  # ten digits near the day are a time, far from it a telephone or ticket number
            keep(_Clock(at.hour, at.minute, *match.span(), whole=at))
    for match in _GROUP.finditer(text):
        day = _day_of({"d": match["d"]}, now)
        if day is not None:
            keep(_Clock(int(match["h"]), int(match["m"]), *match.span(), zone="z", day=day))
    for match in _TWELVE_RANGE.finditer(text):
        keep(
            _Clock(
                _twelve(int(match["h"]), match["half"]),
                int(match["m"] or 0),
                match.start(),
                match.end("m") if match["m"] else match.end("h"),
            )
        )
    for match in _TWELVE.finditer(text):
        keep(_Clock(_twelve(int(match["h"]), match["half"]), int(match["m"] or 0), *match.span(), zone=_zone(match)))
    for match in _COLON.finditer(text):
        keep(_Clock(int(match["h"]), int(match["m"]), *match.span(), zone=_zone(match)))
    for match in _HOUR_Z.finditer(text):
        keep(_Clock(int(match["h"]), 0, *match.span(), zone="z"))
    for match in _HOUR_H.finditer(text):
        keep(_Clock(int(match["h"]), int(match["m"] or 0), match.start("h"), match.end()))
    for match in _WITH_H.finditer(text):
        keep(_Clock(int(match["h"]), int(match["m"]), *match.span()))
    for match in _FOUR.finditer(text):
        zone = _zone(match)
        keep(_Clock(int(match["h"]), int(match["m"]), *match.span(), zone=zone, weak=not match["zone"]))
    for match in _HOUR_RANGE.finditer(text):
        dash = "-" in match["link"] and len(match["h"]) == len(match["h2"]) == 2
        also = "and" in match["link"].lower()
        said = match["lead"] is not None and (match["lead"].lower() != "from" or not also)
        if said or (match["zone"] is not None and not also) or (match["m2"] is not None and dash) or (dash and not match["m2"]):
            keep(_Clock(int(match["h"]), 0, *match.span("h"), zone=""))
            stop = match.end("zone") if match["zone"] else match.end("m2") if match["m2"] else match.end("h2")
            keep(_Clock(int(match["h2"]), int(match["m2"] or 0), match.start("h2"), stop, zone=_zone(match)))
    for match in _FIRST_HOUR_OF_RANGE.finditer(text):
        keep(_Clock(int(match["h"]), 0, *match.span("h"), zone="z"))
    for match in _WORDED.finditer(text):
        _keep_worded(match, keep)
    for match in _O_CLOCK.finditer(text):
        hour = _HOUR_NAMES.get(match["h"].lower()) or int(match["h"])
        keep(_Clock(_half(hour, match["half"] or match["half2"]), 0, *match.span()))
    for match in _NOON.finditer(text):
        midnight = match["what"].lower() == "midnight"
        keep(_Clock(0 if midnight else 12, 0, *match.span(), zone=(match["zone"] or "").lower(), midnight=midnight))
    return sorted(found, key=lambda one: one.start)


def _keep_whole(match: re.Match[str], keep: Callable[[_Clock], None]) -> None:
    zone = match["zone"] or "Z"
    try:
        at = datetime.fromisoformat(f"{match['date']}T{match['h']}:{match['m']}:00" + ("+00:00" if zone.upper() == "Z" else zone))
        keep(_Clock(at.hour, at.minute, *match.span(), whole=at.astimezone(UTC)))
    except (ValueError, OverflowError):
        return


def _keep_worded(match: re.Match[str], keep: Callable[[_Clock], None]) -> None:
    hour = _half(_HOUR_NAMES.get(match["h"].lower()) or int(match["h"]), match["half"])
    part, to = match["fraction"].lower().replace("-", " ").split(" ")
    minute = _MINUTES_PAST[part]
    keep(_Clock(hour, minute, *match.span()) if to == "past" else _Clock((hour - 1) % 24, 60 - minute, *match.span()))


def _twelve(hour: int, half: str) -> int:
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _half(hour: int, half: str | None) -> int:
    return _twelve(hour, half) if half else hour


def _zone(match: re.Match[str]) -> str:
    zone = match.groupdict().get("zone") or ""
    zone = re.sub(r"\s+", " ", zone.strip().lower())
    if zone in ("h", "hr", "hrs", "hours"):
        return ""
    return f"place:{match['place']}" if match.groupdict().get("place") else zone


def _beside(text: str, day: _Day, clocks: Sequence[_Clock]) -> bool:
    return any(
        (0 <= clock.start - day.end <= 2 and not text[day.end : clock.start].strip(" ,"))
        or (0 <= day.start - clock.end <= 2 and not text[clock.end : day.start].strip(" ,"))
        for clock in clocks
    )  # fmt: skip


def _confirmed(text: str, clocks: Sequence[_Clock], days: Sequence[_Day], now: datetime) -> list[_Clock]:
    """Without bare four digits that nothing shows to be a time: a lead, a partner in a range, a date beside it."""
    kept: list[_Clock] = []
    clocks = _by_part_of_day(text, clocks, days)
    for place, clock in enumerate(clocks):
        partner = any(
            _LINK.fullmatch(_between(text, clocks[first], clocks[first + 1], days)) is not None
            for first in (place - 1, place)
            if 0 <= first < len(clocks) - 1
        )
        beside = [one for one in clocks[max(0, place - 1) : place + 2] if one is not clock and one.weak]
        slashed = "/" in text[max(0, clock.start - 1) : clock.end + 1]
        if clock.weak and slashed and partner and any(_may_be_days(clock, one, now) for one in beside):
            continue
        if not clock.weak or partner or _lead(text, clock.start, days)[0] or _beside_any(text, clock, days):
            kept.append(clock)
    return kept


def _by_part_of_day(text: str, clocks: Sequence[_Clock], days: Sequence[_Day]) -> list[_Clock]:
    """With "four in the afternoon" as 16:00, and both times of "from four until eight in the evening"."""
    told = list(clocks)
    for place, clock in enumerate(told):
        part = _IN_THE.match(text, clock.end)
        if part is None:
            continue
        least = 6 if "night" in part["part"].lower() else 1
        with_it = [place]
        if place and _LINK.fullmatch(_between(text, told[place - 1], clock, days)):
            with_it.append(place - 1)
        for one in with_it:
            if least <= told[one].hour < 12 and not told[one].zone and told[one].whole is None and told[one].day is None:
                told[one] = replace(told[one], hour=told[one].hour + 12)
    return told


def _may_be_days(clock: _Clock, partner: _Clock, now: datetime) -> bool:
    # 0816/0920 is the 8th at 16 to the 9th at 20 in a forecast, and 08:16 to 09:20 elsewhere: nobody can tell, so neither counts.
    near = {(now + timedelta(days=ahead)).day for ahead in range(-1, 4)}
    return all(one.hour in near and one.minute <= 24 for one in (clock, partner))


def _beside_any(text: str, clock: _Clock, days: Sequence[_Day]) -> bool:
    return any(_SOLID_GAP.fullmatch(text[min(day.end, clock.end) : max(day.start, clock.start)]) is not None for day in days)


def _between(text: str, first: _Clock, second: _Clock, days: Sequence[_Day]) -> str:
    gap = list(text[first.end : second.start])
    for day in days:
        for place in range(max(day.start, first.end), min(day.end, second.start)):
            gap[place - first.end] = " "
    return "".join(gap)


def _lead(text: str, start: int, days: Sequence[_Day]) -> tuple[Lead, bool, int]:
    """What leads to the time that starts there, whether it was said as one more ("and 20:00"), and where the lead starts."""
    before = start
    while True:
        filler = _FILLER.search(text, max(0, before - 40), before)
        day = next((one for one in days if one.end == (filler.start() if filler else before)), None)
        if day is None:
            break
        before = day.start
    at_most = text[max(0, before - 24) : before].rstrip(" \t\n:,(")
    for stop in (at_most, text[max(0, before - 24) : _strip_filler(text, before)].rstrip(" \t\n:,(")):
        for match in _LEAD.finditer(stop):
            if match.end() == len(stop):
                name = match.lastgroup or ""
                if name == "also":
                    return "", True, before
                name = "until" if name == "dash" else name
                if name != "at" or stop is not at_most:
                    return cast(Lead, name), False, before - len(at_most) + match.start()
        if stop is not at_most:
            break
    for match in _LEAD.finditer(at_most):
        if match.end() == len(at_most) and match.lastgroup == "at":
            return "at", False, before
    return "", False, before


def _strip_filler(text: str, before: int) -> int:
    filler = _FILLER.search(text, max(0, before - 40), before)
    return filler.start() if filler else before


def _dated(text: str, clocks: Sequence[_Clock], days: Sequence[_Day], zone_of: ZoneOf, now: datetime) -> list[Said]:
    own = [_own_day(text, clock, days) for clock in clocks]
    linked = [_LINK.fullmatch(_between(text, one, following, days)) is not None for one, following in pairwise(clocks)]
    zones = [clock.zone for clock in clocks]
    for place in range(len(clocks) - 1):  # "16 to 20Z" and "16:00-20:00 local" say the zone once
        if linked[place] and not zones[place]:
            zones[place] = zones[place + 1]
        elif linked[place] and not zones[place + 1]:
            zones[place + 1] = zones[place]
    found: list[Said] = []
    ranged: set[int] = set()
    for place, clock in enumerate(clocks):
        lead, also, _ = _lead(text, clock.start, days)
        earlier = found[-1] if found else None
        follows = place > 0 and linked[place - 1] and earlier is not None and place - 1 not in ranged
        if follows and (lead == "until" or (also and earlier is not None and earlier.lead == "from")):
            lead = "until"
            ranged.add(place)
            if earlier is not None and earlier.lead in ("", "at"):
                found[-1] = earlier = replace(earlier, lead="from")
        elif lead == "until" and text[clock.start - 1 : clock.start] in ("-", "/"):
            lead = ""
        day, said_after = own[place]
        carried = day
        if carried is None:
            carried = next((one for one in reversed(days) if one.end <= clock.start), None)
        at = _at(clock, zones[place], carried, zone_of, now)
        if at is None:
            continue
        dated = clock.whole is not None or clock.day is not None or carried is not None
        if earlier is not None and lead == "until" and earlier.lead in ("from", "now", "after", "at"):
            if carried is not None and said_after and not earlier.dated and place > 0 and own[place - 1][0] is None:
                # "16 to 20Z tomorrow": the day said last is both times' day, unless the first would then be the later one.
                moved = _at(clocks[place - 1], zones[place - 1], carried, zone_of, now)
                if moved is not None and moved < at and found[-1].lead != "now":
                    found[-1] = earlier = replace(earlier, at=moved, dated=True)
            elif carried is None and at <= earlier.at and not clock.whole and clock.day is None:
                at = _not_before(at, earlier.at)
            elif day is None and carried is not None and at <= earlier.at:
                at, dated = _not_before(at, earlier.at), False
        elif lead == "until" and not dated and at <= now:
            at = _not_before(at, now)  # what still goes on cannot have ended
        found.append(Said(at, lead, clock.start, clock.end, dated))
    return found


def _not_before(at: datetime, earlier: datetime) -> datetime:
    return at if at > earlier else at + timedelta(days=1 + (earlier - at).days)


def _own_day(text: str, clock: _Clock, days: Sequence[_Day]) -> tuple[_Day | None, bool]:
    """The date said directly before or after the time, and whether it was after."""
    for day in days:
        if day.start >= clock.end and _SOLID_GAP.fullmatch(text[clock.end : day.start]) and len(text[clock.end : day.start]) < 12:
            following = text[day.end : day.end + 12]
            if "," in text[clock.end : day.start] and re.match(r"\s*(?:at\s)?[0-2][0-9]:?[0-5][0-9]", following):
                continue
            return day, True
    for day in days:
        if day.end <= clock.start and _SOLID_GAP.fullmatch(text[day.end : clock.start]) and clock.start - day.end < 12:
            return day, False
    return None, False


def _at(clock: _Clock, zone: str, day: _Day | None, zone_of: ZoneOf, now: datetime) -> datetime | None:
    if clock.whole is not None:
        return clock.whole
    where: tzinfo | None
    if zone in _LOCAL:
        where = zone_of("", clock.start)
    elif zone.startswith("place:"):
        where = zone_of(zone.removeprefix("place:"), clock.start)
    else:
        where = _ZONES.get(zone, UTC)
    if where is None:
        return None
    date_said = day.day if day is not None else clock.day or now.astimezone(where).date()
    hour = (
        clock.hour + 12
        if day is not None and day.evening and clock.hour < 12 and not clock.zone and not clock.midnight
        else clock.hour
    )
    if hour > 24 or (hour == 24 and clock.minute):
        return None
    try:
        at = datetime.combine(date_said, time(hour % 24, clock.minute), where).astimezone(UTC)
        return at + timedelta(days=1) if hour == 24 or (clock.midnight and day is None) else at
    except OverflowError:
        return None


def _relative(text: str, lasting: Sequence[tuple[int, int, int]], now: datetime) -> list[Said]:
    """ "in 2 hours" is a moment from now; "for the next 3 hours" begins now."""
    found: list[Said] = []
    for match in _NEXT.finditer(text):
        if any(0 <= start - match.end() <= 2 for _, start, _ in lasting):
            found.append(Said(now, "now", *match.span()))
    for minutes, start, end in lasting:
        word = re.search(r"\b(in|within)\s+(?:about\s+)?$", text[max(0, start - 16) : start], re.I)
        if word is not None:
            lead: Lead = "before" if word[1].lower() == "within" else "at"
            found.append(Said(now + timedelta(minutes=minutes), lead, start, end))
    return found
