"""The text the challenge writes its files in: blank-separated records up to a line that starts with `#`."""

import gzip
import math
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

MINUTES_PER_DAY = 1440
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?:\+(\d+))?")
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d\d)")
_WHOLE = re.compile(r"-?\d+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line, and where it stands."""

    place: str
    fields: tuple[str, ...]


@dataclass(slots=True)
class Faults:
    """Everything wrong with some files, in the order it was found."""

    found: list[str] = field(default_factory=list)

    def note(self, place: str, what: str) -> None:
        """Remember one fault of a file or line."""
        self.found.append(f"{place}: {what}")


def records(path: Path, faults: Faults, *, closed: bool = True) -> list[Record]:
    """The records of a file, plain or `.gz`; one that cannot be read or, if it must be `closed`, has no final `#` is a fault."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = data.decode().splitlines()
    except FileNotFoundError:
        faults.note(path.name, "is missing")
        return []
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as why:
        faults.note(path.name, f"cannot be read ({why})")
        return []
    found: list[Record] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            return found
        fields = tuple(line.split())
        if fields:
            found.append(Record(f"{path.name} line {number}", fields))
    if closed:
        faults.note(path.name, "has no closing line '#'; it is cut short")
    return found


def parsed(found: Sequence[Record], parse: Callable[[tuple[str, ...]], T], faults: Faults) -> list[T]:
    """Each record through `parse`; a ValueError becomes a fault of its line and the record is left out."""
    results: list[T] = []
    for record in found:
        try:
            results.append(parse(record.fields))
        except ValueError as why:
            faults.note(record.place, str(why))
    return results


def expect(fields: tuple[str, ...], count: int, layout: str) -> None:
    """ValueError unless there are exactly `count` fields."""
    if len(fields) != count:
        raise ValueError(f"has {len(fields)} fields, expected {count}: {layout}")


def groups(fields: tuple[str, ...], size: int, layout: str) -> list[tuple[str, ...]]:
    """The fields in groups of `size`; ValueError when they do not come out even."""
    if len(fields) % size:
        raise ValueError(f"ends in an incomplete group, expected groups of {layout}")
    return [fields[at : at + size] for at in range(0, len(fields), size)]


def whole(text: str, what: str, least: int | None = None) -> int:
    """A whole number, at least `least`; ValueError otherwise."""
    if _WHOLE.fullmatch(text) is None:
        raise ValueError(f"{what} {text!r} is not a whole number")
    number = int(text)
    if least is not None and number < least:
        raise ValueError(f"{what} {number} is less than {least}")
    return number


def amount(text: str, what: str) -> float:
    """A finite number that is not negative, in euros or as a weight; ValueError otherwise."""
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{what} {text!r} is not a number") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{what} {text!r} must be finite and not negative")
    return number


def choice(text: str, known: dict[str, T], what: str) -> T:
    """The value a word stands for; ValueError when it is none of the known."""
    if text not in known:
        raise ValueError(f"{what} {text!r} is none of {', '.join(known)}")
    return known[text]


@lru_cache(maxsize=4096)
def clock(text: str) -> int:
    """Minutes since midnight of `hh:mm` or `hh:mm+n`, n days later; ValueError otherwise."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"time {text!r} is not hh:mm or hh:mm+n")
    return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) * MINUTES_PER_DAY


def clock_text(minutes: int) -> str:
    """`hh:mm`, with `+n` from the n-th midnight on; ValueError before the first."""
    if minutes < 0:
        raise ValueError(f"{-minutes} minutes before its date cannot be written")
    days, of_day = divmod(minutes, MINUTES_PER_DAY)
    return f"{of_day // 60:02}:{of_day % 60:02}" + (f"+{days}" if days else "")


@lru_cache(maxsize=4096)
def calendar(text: str) -> date:
    """The date of `dd/mm/yy` in this century; ValueError otherwise."""
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return date(2000 + int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise ValueError(f"date {text!r} is not a day as dd/mm/yy") from None


def day_index(text: str, start: date) -> int:
    """Days from `start` to the date of `dd/mm/yy`; ValueError when it is none."""
    return (calendar(text) - start).days


def moment(day: str, time: str, start: date) -> int:
    """Minutes since 00:00 of `start`; ValueError when date or time is none."""
    return day_index(day, start) * MINUTES_PER_DAY + clock(time)
