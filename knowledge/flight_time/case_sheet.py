"""Sentence cases of a regime, as `cases*.yaml` write them: short for people, expanded here to whole `DutyCase`s.

`cases`: a sentence (`says`), the `rule` it is about, what is `given`, and what is expected (`verdict`, and where they matter
`limit`, `actual`, `margin`). `grids`: a table of limits; every cell becomes the case at the limit and one minute either side, for
the first and the last minute of its band of start times.

Short for a duty: `report` and `fdp` (length), `sectors` (a number), `flight` (their block time together), `duty` (length), `day`
(offset from the case's day), and any field of `DutyPeriod`. A time is `HH:MM` on the report clock, with `-2d ` before it for
another day; a length is `HH:MM` too, in fields that end in `_min` and in the short ones. `history` lists duties in the same way.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from knowledge.flight_time.clocks import zone
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import Regime
from knowledge.flight_time.ruling import Ruling

_CASE: TypeAdapter[DutyCase] = TypeAdapter(DutyCase)
_DUTY_FIELDS = frozenset(one.name for one in fields(DutyPeriod) if one.init)
_CASE_FIELDS = frozenset(one.name for one in fields(DutyCase))
_SHORT = frozenset({"report", "fdp", "sectors", "flight", "duty", "day"})
_TIME = re.compile(r"^(?:([+-]\d+)d )?(\d{2}):(\d{2})$")
_DAY = datetime(2026, 3, 11)  # noqa: DTZ001 - a Wednesday on which no clock changes; the report clock is put on later


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """One case: what it says, whom it asks, what must come back."""

    says: str
    rule: str
    case: DutyCase
    expect: Mapping[str, Any]

    def faults(self, regime: Regime) -> list[str]:
        """How the regime's answer differs from what is expected; empty when it does not."""
        rulings = [one for one in regime.check(self.case) if one.rule == self.rule]
        if not rulings:
            return [] if self.expect["verdict"] == "no_ruling" else [f"{self.says}: rule {self.rule!r} said nothing"]
        worst = min(rulings, key=_severity)
        wrong = [
            f"{name} is {getattr(worst, name)!r}, expected {wanted!r}"
            for name, wanted in self.expect.items()
            if getattr(worst, name, None) != wanted
        ]
        return [f"{self.says}: {'; '.join(wrong)} ({worst.detail})"] if wrong else []


def _severity(ruling: Ruling) -> tuple[int, int]:
    """Failures first, then what is not checked, then the smallest margin."""
    return (("fail", "not_checked", "pass").index(ruling.verdict), 0 if ruling.margin is None else ruling.margin)


def read_cases(folder: Path) -> tuple[SentenceCase, ...]:
    """Every case of the folder's `cases.yaml` and its neighbours (`cases_rest.yaml`, ...) in order of name, grids expanded."""
    return tuple(case for path in sorted(folder.glob("cases*.yaml")) for case in _cases_of(yaml.safe_load(path.read_text())))


def _cases_of(sheet: Mapping[str, Any]) -> Iterator[SentenceCase]:
    for one in sheet.get("cases") or ():
        yield SentenceCase(one["says"], one["rule"], case_of(one["given"]), _expected(one["expect"]))
    for grid in sheet.get("grids") or ():
        yield from _grid(grid)


def _expected(expect: Mapping[str, Any] | str) -> dict[str, Any]:
    """`pass` alone, or a mapping whose limit, actual and margin may be lengths."""
    body = {"verdict": expect} if isinstance(expect, str) else dict(expect)
    lengths = {name: length(value) for name, value in body.items() if name in ("limit", "actual", "margin")}
    lists = {name: tuple(value) for name, value in body.items() if isinstance(value, list)}
    return body | lengths | lists


def _grid(grid: Mapping[str, Any]) -> Iterator[SentenceCase]:
    """Cells of a table. `varies` names the given's field that holds the measured length; each column adds its own fields."""
    for row in grid["rows"]:
        for column, cell in zip(grid["columns"], row["limits"], strict=True):
            for start in dict.fromkeys(row["starts"]):
                where = f"{grid['says']}, start {start}, {column}"
                base = {**grid.get("given", {}), **column, grid.get("start_field", "report"): start}
                if cell is None:
                    yield SentenceCase(where, grid["rule"], case_of(base), {"verdict": grid.get("empty", "fail")})
                    continue
                limit = length(cell)
                for by in (-1, 0, 1):
                    given = {**base, grid["varies"]: limit + by}
                    verdict = "fail" if by > 0 else "pass"
                    yield SentenceCase(
                        f"{where}, {by:+d} min", grid["rule"], case_of(given), {"verdict": verdict, "limit": limit, "margin": -by}
                    )


def length(value: int | str) -> int:
    """Minutes of `12:30`, or of a bare number of minutes; `-0:01` is minus one."""
    if isinstance(value, int):
        return value
    sign = -1 if value.startswith("-") else 1
    hours, _, rest = value.lstrip("+-").partition(":")
    return sign * (int(hours) * 60 + int(rest or 0))


def case_of(given: Mapping[str, Any]) -> DutyCase:
    """The whole case of a short one; ValueError names a word that is neither a field nor a short form."""
    unknown = sorted(given.keys() - _DUTY_FIELDS - _CASE_FIELDS - _SHORT)
    if unknown:
        raise ValueError(f"a case cannot say {', '.join(unknown)}; see DutyCase, DutyPeriod and the short forms")
    clock = given.get("report_clock", "UTC")
    body = {name: _expand(name, value, clock) for name, value in given.items() if name in _CASE_FIELDS - {"history"}}
    body["duty"] = _duty({name: value for name, value in given.items() if name in _DUTY_FIELDS | _SHORT})
    body["history"] = [_duty({"report_clock": clock, **one}) for one in given.get("history", ())]
    body.setdefault("home_clock", clock)
    return _CASE.validate_python(body)


def _duty(given: Mapping[str, Any]) -> dict[str, Any]:
    clock = given.get("report_clock", "UTC")
    day = given.get("day", 0)
    body = {
        name: _expand(name, value, clock, day)
        for name, value in given.items()
        if name in _DUTY_FIELDS and not (name == "sectors" and isinstance(value, int))
    }
    if "report" in given:
        body["report_at"] = _moment(str(given["report"]), clock, day)
    report = body["report_at"]
    begins = body.get("fdp_starts_at", report)
    if "fdp" in given:
        body.setdefault("sectors", _sectors(given, begins, clock))
    ends = body["sectors"][-1]["on_block"] if body.get("sectors") else report
    if "duty" in given:
        body.setdefault("release_at", report + timedelta(minutes=length(given["duty"])))
    body.setdefault("release_at", max(ends, report))
    return body


def _sectors(given: Mapping[str, Any], begins: datetime, clock: str) -> list[dict[str, Any]]:
    """So many sectors inside the flight duty period, the last on block at its end, block time shared out evenly."""
    count, fdp = given.get("sectors", 1), length(given["fdp"])
    flight = length(given["flight"]) if "flight" in given else fdp // 2
    edges = [begins + timedelta(minutes=fdp * index // count) for index in range(count + 1)]
    shares = [flight * (index + 1) // count - flight * index // count for index in range(count)]
    return [
        {"off_block": end - timedelta(minutes=share), "on_block": end, "from_clock": clock, "to_clock": clock}
        for (_, end), share in zip(pairwise(edges), shares, strict=True)
    ]


def _expand(name: str, value: Any, clock: str, day: int = 0) -> Any:
    if isinstance(value, Mapping):
        inner = value.get("clock", clock)
        return {key: _expand(key, one, inner, day) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_expand(name, one, clock, day) for one in value]
    if isinstance(value, str) and "_min" in name:
        return length(value)
    if isinstance(value, str) and _TIME.match(value):
        return _moment(value, clock, day)
    return value


def _moment(text: str, clock: str, day: int = 0) -> datetime:
    found = _TIME.match(text)
    if found is None:
        return datetime.fromisoformat(text)
    offset, hour, minute = found.groups()
    local = _DAY + timedelta(days=day + int(offset or 0), hours=int(hour), minutes=int(minute))
    return local.replace(tzinfo=zone(clock)).astimezone(UTC)
