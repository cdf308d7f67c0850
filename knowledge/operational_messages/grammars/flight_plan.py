"""ICAO flight plan messages between parentheses: FPL, CHG, DLA, CNL, DEP, ARR."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from domain.units import Frozen, UtcDatetime
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import minutes_of_day

FlightPlanKind = Literal["FPL", "CHG", "DLA", "CNL", "DEP", "ARR"]
KINDS: tuple[FlightPlanKind, ...] = ("FPL", "CHG", "DLA", "CNL", "DEP", "ARR")
_ARCID = re.compile(r"([A-Z0-9]{2,7})(/A[0-7]{4})?")
_RULES = re.compile(r"([IVYZ])([SNGMX]?)")
_AIRCRAFT = re.compile(r"(\d{1,2})?([A-Z][A-Z0-9]{1,3})/([LMHJ])")
_PLACE_AND_TIME = re.compile(r"([A-Z]{4})(\d{4})?")
_SPEED_AND_LEVEL = re.compile(r"([NK]\d{4}|M\d{3})(F\d{3}|A\d{3}|S\d{4}|M\d{4}|VFR)(?:\s+(.*))?", re.DOTALL)
_OTHER = re.compile(r"(?<!\S)([A-Z]{3,4})/")
_SUPPLEMENT = re.compile(r"(?<!\S)([A-Z])/")


class PlanItem(Frozen):
    """An indicator of item 18 or 19 with what follows it, e.g. `DOF` `260601`."""

    name: str
    value: str


class FlightPlanMessage(Message):
    """A flight plan or a change of one. Times `hhmm` as written; `eobt` only where the date of flight is given (DOF).

    DEP gives the actual departure in `departure_hhmm`, ARR the arrival in `arrival_hhmm`.
    """

    kind: FlightPlanKind
    arcid: str
    rules: str = ""
    flight_type: str = ""
    aircraft_count: int = 1
    aircraft_type: str = ""
    wake: str = ""
    equipment: str = ""
    adep: str
    departure_hhmm: str = ""
    speed: str = ""
    level: str = ""
    route: str = ""
    ades: str
    elapsed_min: int | None = None
    arrival_hhmm: str = ""
    alternates: tuple[str, ...] = ()
    other: tuple[PlanItem, ...] = ()
    supplement: tuple[PlanItem, ...] = ()
    amended: tuple[str, ...] = ()
    eobt: UtcDatetime | None = None


class _Field:
    """One field between hyphens, with its place."""

    __slots__ = ("column", "line", "text")

    def __init__(self, text: str, line: int, column: int) -> None:
        self.text, self.line, self.column = " ".join(text.split()), line, column

    def wrong(self, reason: str) -> Unreadable:
        return Unreadable(reason, line=self.line, column=self.column, found=self.text[:40])


def _is_kind(kind: str, text: str) -> bool:
    return text.lstrip().startswith(f"({kind}-") or text.strip() in (f"({kind}", f"({kind})")


def read_flight_plan(text: str, received_at: datetime) -> FlightPlanMessage:
    """The message; Unreadable at the field that is missing or has another shape than the standard gives it."""
    kind, fields, last = _split(text)
    match kind:
        case "FPL":
            return _filed(fields, last)
        case "CHG":
            return _moved(kind, fields, last, amended=True)
        case "ARR":
            return _arrived(fields, last)
        case _:
            return _moved(kind, fields, last)


def write_flight_plan(message: FlightPlanMessage) -> str:
    """The text of a DLA, CNL, DEP or ARR, or of a CHG or FPL that was read."""
    departure = message.adep + message.departure_hhmm
    other = " ".join(f"{one.name}/{one.value}" for one in message.other) or "0"
    if message.kind == "FPL":
        aircraft = f"{message.aircraft_count if message.aircraft_count > 1 else ''}{message.aircraft_type}/{message.wake}"
        elapsed = "" if message.elapsed_min is None else f"{message.elapsed_min // 60:02d}{message.elapsed_min % 60:02d}"
        lines = [
            f"FPL-{message.arcid}-{message.rules}{message.flight_type}",
            f"{aircraft}-{message.equipment}",
            departure,
            f"{message.speed}{message.level} {message.route}".strip(),
            " ".join((message.ades + elapsed, *message.alternates)),
            other,
            *([" ".join(f"{one.name}/{one.value}" for one in message.supplement)] if message.supplement else []),
        ]
        return "(" + "\n-".join(lines) + ")"
    if message.kind == "ARR":
        return f"(ARR-{message.arcid}-{departure}-{message.ades}{message.arrival_hhmm})"
    parts = [message.kind, message.arcid, departure, message.ades, *([other] if message.other else []), *message.amended]
    return "(" + "-".join(parts) + ")"


def _split(text: str) -> tuple[FlightPlanKind, list[_Field], _Field]:
    """The kind, the fields after it, and where the text ends."""
    start, stop = text.find("("), text.rfind(")")
    lines = text.rstrip().split("\n")
    end = _Field("", len(lines), len(lines[-1]) + 1)
    if stop < 0:
        raise end.wrong("expected the closing parenthesis of the message")
    if text[stop + 1 :].strip(" \n="):
        raise _place(text, stop + 1).wrong("nothing follows the closing parenthesis")
    body, found = text[start + 1 : stop], []
    at = start + 1
    # A hyphen begins a field at the start of the text or line, or without a blank before it: routes have none.
    for piece in re.split(r"-", body):
        lead = len(piece) - len(piece.lstrip())
        where = _place(text, at + lead)
        found.append(_Field(piece, where.line, where.column))
        at += len(piece) + 1
    kind = found[0].text
    return kind, found[1:], _place(text, stop)  # type: ignore[return-value]


def _place(text: str, index: int) -> _Field:
    before = text[:index]
    return _Field(text[index : index + 20].split("\n")[0], before.count("\n") + 1, index - before.rfind("\n"))


def _filed(fields: Sequence[_Field], last: _Field) -> FlightPlanMessage:
    if not 8 <= len(fields) <= 9:
        raise last.wrong(f"a flight plan has eight fields after its title, or nine with the supplement; here are {len(fields)}")
    arcid = _arcid(fields[0])
    rules = _like(fields[1], _RULES, "flight rules I, V, Y or Z and type of flight S, N, G, M or X")
    aircraft = _like(fields[2], _AIRCRAFT, "type and wake turbulence category, e.g. B738/M")
    if "/" not in fields[3].text:
        raise fields[3].wrong("expected equipment and surveillance with a stroke between, e.g. SDFG/S")
    adep, departs = _place_and_time(fields[4], needs_time=True)
    way = _like(fields[5], _SPEED_AND_LEVEL, "speed, level and route, e.g. N0450F360 DCT")
    arrival, *alternates = fields[6].text.split()
    where = _Field(arrival, fields[6].line, fields[6].column)
    ades, elapsed = _place_and_time(where, needs_time=True)
    wrong = next((one for one in alternates if not re.fullmatch(r"[A-Z]{4}", one)), None)
    if wrong is not None or len(alternates) > 2:
        raise fields[6].wrong("expected at most two alternates of four letters after the elapsed time")
    other = _items(fields[7], _OTHER)
    return FlightPlanMessage(
        kind="FPL",
        arcid=arcid,
        rules=rules[1],
        flight_type=rules[2],
        aircraft_count=int(aircraft[1] or 1),
        aircraft_type=aircraft[2],
        wake=aircraft[3],
        equipment=fields[3].text,
        adep=adep,
        departure_hhmm=departs,
        speed=way[1],
        level=way[2],
        route=way[3] or "",
        ades=ades,
        elapsed_min=minutes_of_day(elapsed, line=where.line, column=where.column + 4),
        alternates=tuple(alternates),
        other=other,
        supplement=_items(fields[8], _SUPPLEMENT) if len(fields) == 9 else (),
        eobt=_on_its_day(departs, other, fields[7]),
    )


def _moved(kind: FlightPlanKind, fields: Sequence[_Field], last: _Field, *, amended: bool = False) -> FlightPlanMessage:
    """CHG, DLA, CNL, DEP: identification, departure, destination, other information; then what is amended."""
    if len(fields) < 3 or (len(fields) > 4 and not amended):
        raise last.wrong(f"a {kind} has identification, departure with time, destination and other information")
    adep, departs = _place_and_time(fields[1], needs_time=True)
    ades, _ = _place_and_time(fields[2], needs_time=False)
    other = _items(fields[3], _OTHER) if len(fields) > 3 else ()
    eobt = _on_its_day(departs, other, fields[3]) if other else None
    changes = tuple(one.text for one in fields[4:])
    return FlightPlanMessage(
        kind=kind, arcid=_arcid(fields[0]), adep=adep, departure_hhmm=departs, ades=ades, other=other, amended=changes, eobt=eobt
    )


def _arrived(fields: Sequence[_Field], last: _Field) -> FlightPlanMessage:
    if len(fields) != 3:
        raise last.wrong("an ARR has identification, departure, and arrival with time")
    adep, departs = _place_and_time(fields[1], needs_time=False)
    ades, arrives = _place_and_time(fields[2], needs_time=True)
    return FlightPlanMessage(
        kind="ARR", arcid=_arcid(fields[0]), adep=adep, departure_hhmm=departs, ades=ades, arrival_hhmm=arrives
    )


def _arcid(field: _Field) -> str:
    return _like(field, _ARCID, "an aircraft identification, two to seven letters and digits")[1]


def _like(field: _Field, pattern: "re.Pattern[str]", expected: str) -> "re.Match[str]":
    found = pattern.fullmatch(field.text)
    if not found:
        raise field.wrong(f"expected {expected}")
    return found


def _place_and_time(field: _Field, *, needs_time: bool) -> tuple[str, str]:
    found = _like(field, _PLACE_AND_TIME, "an aerodrome of four letters and a time hhmm")
    if needs_time and not found[2]:
        raise field.wrong("expected a time hhmm after the aerodrome")
    if found[2]:
        minutes_of_day(found[2], line=field.line, column=field.column + 4)
    return found[1], found[2] or ""


def _items(field: _Field, pattern: "re.Pattern[str]") -> tuple[PlanItem, ...]:
    if field.text in ("0", ""):
        return ()
    marks = list(pattern.finditer(field.text))
    if not marks or marks[0].start() > 0:
        raise field.wrong("expected indicators with a stroke, e.g. DOF/260601, or 0")
    ends = [*(one.start() for one in marks[1:]), len(field.text)]
    return tuple(PlanItem(name=one[1], value=field.text[one.end() : end].strip()) for one, end in zip(marks, ends, strict=True))


def _on_its_day(hhmm: str, other: Sequence[PlanItem], field: _Field) -> datetime | None:
    day = next((one.value for one in other if one.name == "DOF"), None)
    if day is None:
        return None
    try:
        on = datetime.strptime(day, "%y%m%d").replace(tzinfo=UTC)
    except ValueError:
        raise field.wrong(f"DOF/{day}: expected a date as yymmdd") from None
    return on + timedelta(minutes=minutes_of_day(hhmm, line=field.line, column=field.column))


GRAMMARS = tuple(Grammar(kind, partial(_is_kind, kind), read_flight_plan, write_flight_plan) for kind in KINDS)
