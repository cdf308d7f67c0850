"""One crew month as its files give it: legs, bases, wishes, limits, reference pairings and reference rosters.

The data have one clock and no zones. Nothing leaves between 05:00 and 10:00 on it, and the two directions of a route differ by
22 minutes at most, so it is read as UTC. `README.md` says how the words of the rosters were worked out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

DayKind = Literal["day_off", "post_pairing", "post_courriel", "vacation"]

_LEG = re.compile(r"(TDH_LEG|TDH_AGR|PAL_LEG|LEG)_(\d\d_\d+)")
_PAIRING = re.compile(r"Pairing (\d+) : Base (\S+) : (.+);")
_SCHEDULE = re.compile(r"schedule (\d+) (\S+) \((\S+)\) : (.+);")
_CREDIT = re.compile(r"Schedule (\d+)\((\S+)\) :")
_FIGURE = re.compile(r"-+> (credited hours|schedule cost|number of vacations)\s*: ([\d.]+)")
_VACATION = re.compile(r"AST_VACATION_0*(\d+)", re.IGNORECASE)
_DAY_FILE = re.compile(r"day_(\d+)\.csv")
_DAYS: dict[str, DayKind] = {"VACATION": "day_off", "POST_PAIRING": "post_pairing", "POST_COURRIEL": "post_courriel"}

T = TypeVar("T")


class MonthFault(ValueError):
    """A folder that is no usable crew month, with every fault found, by file and line."""

    def __init__(self, directory: Path, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{directory} is no usable crew month:\n" + "\n".join(f"  {one}" for one in self.faults))


@dataclass(frozen=True, slots=True)
class Leg:
    """A flight of the schedule. `leg_id`: day and number, as `03_18`."""

    leg_id: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime

    @property
    def block_min(self) -> int:
        """Minutes from departure to arrival."""
        return int((self.arrives - self.departs).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Task:
    """A leg worked or travelled on (TDH_LEG, TDH_AGR). `preferred`: the crew member had wished for it (PAL_LEG)."""

    leg_id: str
    deadhead: bool = False
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """Legs in order, from a base back to it, for a crew member yet to be named."""

    base: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of a roster: a pairing flown, or time off.

    `day_off` and `post_pairing` are one calendar day each, `post_courriel` is a night's rest between two pairings without a day
    off, `vacation` is as long as the days left to it; `vacation` is the number of the wish it grants.
    """

    kind: Literal["pairing"] | DayKind
    tasks: tuple[Task, ...] = ()
    vacation: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """The month of one crew member, and what the reference says it is credited with and costs."""

    number: int
    crew_id: str
    base: str
    entries: tuple[Entry, ...]
    credited_h: float
    schedule_cost: float
    days_off: int

    @property
    def pairings(self) -> tuple[Pairing, ...]:
        """The pairings flown, in order."""
        return tuple(Pairing(self.base, one.tasks) for one in self.entries if one.kind == "pairing")


@dataclass(frozen=True, slots=True)
class Vacation:
    """A wish for days off, first and last day included."""

    crew_id: str
    base: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Month:
    """A whole instance. `employees`, `most_credit_h` by base; `crews`: crews available by day of the month and base."""

    name: str
    legs: Mapping[str, Leg]
    stations: tuple[str, ...]
    employees: Mapping[str, int]
    vacations: tuple[Vacation, ...]
    most_credit_h: Mapping[str, float]
    crews: Mapping[int, Mapping[str, int]]
    pairings: tuple[Pairing, ...]
    rosters: tuple[Roster, ...]

    @property
    def bases(self) -> tuple[str, ...]:
        """Where crews live, by name."""
        return tuple(sorted(self.employees))


def read_month(directory: Path) -> Month:
    """Read an instance; MonthFault naming everything wrong with it.

    A pairing that names a leg the schedule lacks is not a fault of the file: `checking` reports it (instance 3 has one).
    """
    files = _Files(directory)
    legs = _legs(files)
    rows = [(place, *fields) for place, fields in files.table("listOfBases.csv", 3)]
    stations = [name for _, name, _, _ in rows]
    employees = {
        name: files.number(place, crew, int) or 0
        for place, name, status, crew in rows
        if files.one_of(place, status, "01") == "1"
    }
    if not employees:
        files.fault("listOfBases.csv", "names no base")
    for leg in legs.values():
        for station in {leg.origin, leg.destination}.difference(stations):
            files.fault("listOfBases.csv", f"lacks {station!r}, which leg {leg.leg_id!r} uses")
    month = Month(
        name=directory.name,
        legs=legs,
        stations=tuple(stations),
        employees=employees,
        vacations=tuple(_vacations(files)),
        most_credit_h=_credit_limits(files, employees),
        crews=_crews(files, employees),
        pairings=tuple(_pairings(files, employees)),
        rosters=tuple(_rosters(files, employees)),
    )
    if files.faults:
        raise MonthFault(directory, files.faults)
    return month


@dataclass(slots=True)
class _Files:
    """The folder, and what is wrong with it so far."""

    directory: Path
    faults: list[str] = field(default_factory=list)

    def fault(self, place: str, what: str) -> None:
        self.faults.append(f"{place}: {what}")

    def lines(self, name: str) -> list[tuple[str, str]]:
        """Each line that is not blank, with its place."""
        try:
            text = (self.directory / name).read_text()
        except (OSError, UnicodeDecodeError) as why:
            self.fault(name, f"cannot be read ({why})")
            return []
        return [(f"{name} line {number}", line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]

    def table(self, name: str, columns: int) -> Iterator[tuple[str, list[str]]]:
        """The rows below the header, cut at commas; rows of another length are faults."""
        for place, line in self.lines(name)[1:]:
            fields = [one.strip() for one in line.split(",")]
            if len(fields) == columns:
                yield place, fields
            else:
                self.fault(place, f"has {len(fields)} fields, expected {columns}")

    def number(self, place: str, text: str, kind: Callable[[str], T]) -> T | None:
        try:
            return kind(text)
        except ValueError:
            self.fault(place, f"{text!r} is no number")
            return None

    def one_of(self, place: str, text: str, known: Iterable[str]) -> str:
        if text not in known:
            self.fault(place, f"{text!r} is none of {', '.join(known)}")
        return text

    def moment(self, place: str, day: str, time: str) -> datetime | None:
        try:
            return datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        except ValueError:
            self.fault(place, f"{day!r} {time!r} is no date and time")
            return None


def _legs(files: _Files) -> dict[str, Leg]:
    found: dict[str, Leg] = {}
    numbers = sorted(int(match[1]) for one in files.directory.glob("day_*.csv") if (match := _DAY_FILE.fullmatch(one.name)))
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        files.fault("day_*.csv", f"must be numbered from 1 without a gap, found {numbers}")
    for day in numbers:
        for place, (name, origin, out_day, out_time, destination, in_day, in_time) in files.table(f"day_{day}.csv", 7):
            departs, arrives = files.moment(place, out_day, out_time), files.moment(place, in_day, in_time)
            if (match := _LEG.fullmatch(name)) is None or match[1] != "LEG":
                files.fault(place, f"{name!r} is no leg")
            elif match[2] in found:
                files.fault(place, f"leg {match[2]!r} is given twice")
            elif departs and arrives:
                if not timedelta(0) < arrives - departs < timedelta(days=1):
                    files.fault(place, f"leg {match[2]!r} arrives {in_day} {in_time}, not within a day of its departure")
                found[match[2]] = Leg(match[2], origin, destination, departs, arrives)
    return dict(sorted(found.items(), key=lambda one: (one[1].departs, one[1].arrives, one[0])))


def _vacations(files: _Files) -> Iterator[Vacation]:
    for place, (crew_id, base, _, first, opens, last, closes) in files.table("personalizedEmployees.csv", 7):
        start, end = files.moment(place, first, opens), files.moment(place, last, closes)
        if start and end:
            if end < start:
                files.fault(place, "ends before it begins")
            yield Vacation(crew_id, base, start.date(), end.date())


def _credit_limits(files: _Files, employees: Iterable[str]) -> dict[str, float]:
    rows = [[one.strip() for one in line.split(",")] for _, line in files.lines("credit_constraints.csv")[1:]]
    if len(rows) < 2 or sorted(rows[0][1:]) != sorted(employees) or len(rows[1]) != len(rows[0]):
        files.fault("credit_constraints.csv", "must give every base and, below, its credit in hours")
        return {}
    limits = zip(rows[0][1:], rows[1][1:], strict=True)
    given = {base: files.number("credit_constraints.csv", hours, float) for base, hours in limits}
    return {base: hours for base, hours in given.items() if hours is not None}


def _crews(files: _Files, employees: Iterable[str]) -> dict[int, dict[str, int]]:
    name = "crew_avail_const.csv"
    rows = [(place, [one.strip() for one in line.split(",")]) for place, line in files.lines(name)[1:]]
    if not rows or sorted(rows[0][1][1:]) != sorted(employees):
        files.fault(name, "must name every base in its second line")
        return {}
    bases, found = rows[0][1][1:], dict[int, dict[str, int]]()
    for place, (day, *counts) in rows[1:]:
        number = files.number(place, day.removeprefix("Day"), int)
        if len(counts) != len(bases) or number is None:
            files.fault(place, f"must be a day and {len(bases)} numbers of crews")
            continue
        found[number] = {base: files.number(place, count, int) or 0 for base, count in zip(bases, counts, strict=True)}
    return found


def _pairings(files: _Files, bases: Iterable[str]) -> Iterator[Pairing]:
    for place, line in files.lines("initialSolution.in"):
        if (match := _PAIRING.fullmatch(line)) is not None:
            tasks = [_task(word.strip()) for word in match[3].split(",")]
            if None in tasks:
                files.fault(place, f"{match[3].split(',')[tasks.index(None)].strip()!r} is no leg")
            yield Pairing(files.one_of(place, match[2], bases), tuple(one for one in tasks if one))
        elif line.strip() not in ("Solution = {", "};"):
            files.fault(place, "is no pairing")


def _rosters(files: _Files, bases: Iterable[str]) -> Iterator[Roster]:
    credits = _credits(files)
    seen: Counter[int] = Counter()
    for place, line in files.lines("solution_0"):
        match = _SCHEDULE.fullmatch(line)
        if match is None:
            if line.strip() not in ("Solution = {", "};"):
                files.fault(place, "is no schedule")
            continue
        number, crew_id, base = int(match[1]), match[2], files.one_of(place, match[3], bases)
        seen[number] += 1
        credit = credits.get((number, base))
        if credit is None or len(credit) < 3:
            files.fault(place, f"schedule {number} of {base!r} has no credit, cost and days off in creditedHours")
            continue
        yield Roster(
            number,
            crew_id,
            base,
            tuple(_entries(files, place, match[4].split("--->"))),
            credit["credited hours"],
            credit["schedule cost"],
            int(credit["number of vacations"]),
        )
    for number in (one for one, times in seen.items() if times > 1):
        files.fault("solution_0", f"schedule {number} is given twice")


def _entries(files: _Files, place: str, words: Iterable[str]) -> Iterator[Entry]:
    flown: list[Task] = []
    for word in words:
        task = _task(word)
        if task is not None:
            flown.append(task)
            continue
        if flown:
            yield Entry("pairing", tuple(flown))
            flown = []
        if (match := _VACATION.fullmatch(word)) is not None:
            yield Entry("vacation", vacation=int(match[1]))
        elif word in _DAYS:
            yield Entry(_DAYS[word])
        else:
            files.fault(place, f"{word!r} is neither a leg nor time off")
    if flown:
        yield Entry("pairing", tuple(flown))


def _task(word: str) -> Task | None:
    match = _LEG.fullmatch(word)
    return None if match is None else Task(match[2], deadhead=match[1].startswith("TDH"), preferred=match[1] == "PAL_LEG")


def _credits(files: _Files) -> dict[tuple[int, str], dict[str, float]]:
    found: dict[tuple[int, str], dict[str, float]] = {}
    at: dict[str, float] = {}
    for place, line in files.lines("creditedHours"):
        if (match := _CREDIT.match(line)) is not None:
            at = found.setdefault((int(match[1]), match[2]), {})
        elif (match := _FIGURE.match(line)) is not None:
            number = files.number(place, match[2], float)
            if number is not None:
                at[match[1]] = number
    return found
