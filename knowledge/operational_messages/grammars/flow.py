"""ADEXP: flow messages to and from the network manager (SAM, SRM, SLC, FLS, ...), and flight plans written that way.

A message is fields `-NAME value`, some of them lists between `-BEGIN NAME` and `-END NAME`. Unknown names are kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Literal

from domain.units import Frozen, UtcDatetime
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import minutes_of_day

FlowTitle = Literal[
    "SAM", "SRM", "SLC", "FLS", "DES", "SIP", "RRP", "RRN", "REA", "SMM", "RFI", "SWM", "SPA", "SRJ", "RJT", "FCM", "ERR"
]
FLOW_TITLES: tuple[FlowTitle, ...] = (
    "SAM", "SRM", "SLC", "FLS", "DES", "SIP", "RRP", "RRN", "REA", "SMM", "RFI", "SWM", "SPA", "SRJ", "RJT", "FCM", "ERR",
)  # fmt: skip
_NEEDED: dict[str, tuple[str, ...]] = {
    "SAM": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT", "CTOT", "REGUL"),
    "SRM": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT", "NEWCTOT", "REGUL"),
    "SLC": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT"),
    "FLS": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT"),
    "DES": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT"),
    "SIP": ("ARCID", "ADEP", "ADES", "EOBD", "EOBT", "CTOT", "NEWCTOT", "RESPBY"),
    "ERR": (),
}
_USUAL = ("ARCID", "ADEP", "ADES", "EOBD", "EOBT")
"""Fields without which a message of the title says nothing; those not listed need the usual ones."""
_NAME = re.compile(r"[A-Z][A-Z0-9]*")
_ICAO = re.compile(r"[A-Z]{4}")
_ARCID = re.compile(r"[A-Z0-9]{1,7}")
_CAUSE = re.compile(r"([A-Z])([DEA])\s+(\d{2})")


class AdexpField(Frozen):
    """A field as written: its name and value; `fields` are those of a list, or of a compound such as `-PT -PTID ABC -FL F360`."""

    name: str
    value: str = ""
    fields: tuple["AdexpField", ...] = ()


class RegulationCause(Frozen):
    """Why a flow is regulated: the network manager's letter, the phase (departure, en route, arrival) and the IATA delay code."""

    letter: str
    phase: Literal["D", "E", "A"]
    iata_code: str


class FlowMessage(Message):
    """A flow message. Times are on the day of `EOBD` or the night after it; `regulations`: the most penalising first.

    `fields`: everything as written, in order. `ctot`: the calculated take-off time in force after this message where it says one.
    """

    kind: FlowTitle
    arcid: str = ""
    ifplid: str = ""
    adep: str = ""
    ades: str = ""
    eobt: UtcDatetime | None = None
    ctot: UtcDatetime | None = None
    proposed_ctot: UtcDatetime | None = None
    respond_by: UtcDatetime | None = None
    regulations: tuple[str, ...] = ()
    taxi_min: int | None = None
    cause: RegulationCause | None = None
    reason: str = ""
    comment: str = ""
    fields: tuple[AdexpField, ...] = ()


class AdexpFlightPlan(Message):
    """A flight plan message in ADEXP: FPL, CHG, CNL, DLA, DEP, ARR and others, by `title`; `eobt` where DOF gives its day."""

    kind: Literal["ADEXP"] = "ADEXP"
    title: str
    arcid: str
    adep: str
    ades: str
    eobt_hhmm: str = ""
    eobt: UtcDatetime | None = None
    elapsed_min: int | None = None
    aircraft_type: str = ""
    fields: tuple[AdexpField, ...] = ()


# --- the frame ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A field with its place."""

    name: str
    value: str
    line: int
    column: int
    fields: tuple["_Placed", ...] = ()

    def wrong(self, reason: str) -> Unreadable:
        return Unreadable(reason, line=self.line, column=self.column, found=self.value or self.name)

    def bare(self) -> AdexpField:
        return AdexpField(name=self.name, value=self.value, fields=tuple(one.bare() for one in self.fields))


def _fields(text: str) -> tuple[_Placed, ...]:
    """The fields in order, lists nested; Unreadable where something is no field or a list is not closed."""
    marks: list[tuple[str, str, int, int]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        starts = [one.start() for one in re.finditer(r"(?<!\S)-(?=[A-Z])", line)]
        before = line[: starts[0]] if starts else line
        if before.strip() and (not marks or before.lstrip().startswith("-")):
            column = len(before) - len(before.lstrip()) + 1
            raise Unreadable(
                "expected a field with its name in capitals, e.g. -TITLE SAM", line=number, column=column, found=before.split()[0]
            )
        if before.strip():
            name, value, at, column = marks[-1]
            marks[-1] = (name, f"{value} {before.strip()}".strip(), at, column)  # a value goes on over the line
        for start, end in zip(starts, [*starts[1:], len(line)], strict=False):  # one end more where a value goes on
            name, _, value = line[start + 1 : end].strip().partition(" ")
            if not _NAME.fullmatch(name):
                raise Unreadable("expected the name of a field in capitals", line=number, column=start + 2, found=name)
            marks.append((name, " ".join(value.split()), number, start + 1))
    return _nested(iter(marks), "")[0]


_PARTS = {"PT", "TTO", "RTEPT", "AD"}
"""Compounds: the fields after them on the line are theirs."""


def _nested(marks: Iterator[tuple[str, str, int, int]], until: str) -> tuple[tuple[_Placed, ...], bool]:
    """The fields up to the end of the list `until`, and whether it came to an end."""
    found: list[_Placed] = []
    for name, value, line, column in marks:
        if name == "BEGIN":
            inside, closed = _nested(marks, value)
            if not closed:
                raise Unreadable(f"the list {value!r} is not closed with -END {value}", line=line, column=column, found=value)
            found.append(_Placed(value, "", line, column, inside))
        elif name == "END":
            if value != until:
                expected = f"expected -END {until}" if until else "no list is open here"
                raise Unreadable(expected, line=line, column=column, found=f"-END {value}")
            return tuple(found), True
        elif found and found[-1].name in _PARTS and found[-1].line == line:
            last = found.pop()
            found.append(
                _Placed(last.name, last.value, last.line, last.column, (*last.fields, _Placed(name, value, line, column)))
            )
        else:
            found.append(_Placed(name, value, line, column))
    return tuple(found), False


def _title(text: str) -> str:
    found = re.match(r"\s*-TITLE\s+([A-Z0-9]+)", text)
    return found[1] if found else ""


def _titled(title: str, text: str) -> bool:
    return _title(text) == title


# --- flow messages --------------------------------------------------------------------------------------------------


def read_flow(text: str, received_at: datetime) -> FlowMessage:
    """The message; Unreadable at the field that is missing, repeated without sense, or wrong."""
    fields = _fields(text)
    title = fields[0].value
    by_name = _once(fields, repeated=("REGUL",))
    for name in _NEEDED.get(title, _USUAL):
        if name not in by_name:
            last = fields[-1]
            raise Unreadable(f"a {title} needs -{name}", line=last.line, column=last.column, found=last.name)
    day = _day(by_name["EOBD"]) if "EOBD" in by_name else None
    eobt = _clock(by_name.get("EOBT"), day)
    given = _clock(by_name.get("CTOT"), day, after=eobt)
    new = _clock(by_name.get("NEWCTOT"), day, after=eobt)
    proposal = title in ("SIP", "RRP")
    cause = by_name.get("REGCAUSE")
    return FlowMessage(
        kind=title,
        arcid=_matching(by_name.get("ARCID"), _ARCID, "an aircraft identification, at most seven letters and digits"),
        ifplid=by_name["IFPLID"].value if "IFPLID" in by_name else "",
        adep=_matching(by_name.get("ADEP"), _ICAO, "an aerodrome, four letters"),
        ades=_matching(by_name.get("ADES"), _ICAO, "an aerodrome, four letters"),
        eobt=eobt,
        ctot=given if proposal or new is None else new,
        proposed_ctot=new if proposal else None,
        respond_by=_clock(by_name.get("RESPBY"), day) if day is not None else None,
        regulations=tuple(one.value for one in fields if one.name == "REGUL"),
        taxi_min=_duration(by_name.get("TAXITIME")),
        cause=None if cause is None else _cause(cause),
        reason=by_name["REASON"].value if "REASON" in by_name else "",
        comment=by_name["COMMENT"].value if "COMMENT" in by_name else "",
        fields=tuple(one.bare() for one in fields),
    )


def write_flow(message: FlowMessage) -> str:
    """The text of a flow message: its fields as they are, or in the usual order from what it says."""
    if message.fields:
        return "\n".join(_lines(message.fields))
    said: list[tuple[str, str]] = [
        ("TITLE", message.kind), ("ARCID", message.arcid), ("IFPLID", message.ifplid), ("ADEP", message.adep),
        ("ADES", message.ades),
    ]  # fmt: skip
    if message.eobt is not None:
        said += [("EOBD", f"{message.eobt:%y%m%d}"), ("EOBT", f"{message.eobt:%H%M}")]
    new = message.kind == "SRM"
    if message.ctot is not None:
        said.append(("NEWCTOT" if new else "CTOT", f"{message.ctot:%H%M}"))
    if message.proposed_ctot is not None:
        said.append(("NEWCTOT", f"{message.proposed_ctot:%H%M}"))
    if message.respond_by is not None:
        said.append(("RESPBY", f"{message.respond_by:%H%M}"))
    said += [("REGUL", one) for one in message.regulations]
    if message.taxi_min is not None:
        said.append(("TAXITIME", f"{message.taxi_min // 60:02d}{message.taxi_min % 60:02d}"))
    if message.cause is not None:
        said.append(("REGCAUSE", f"{message.cause.letter}{message.cause.phase} {message.cause.iata_code}"))
    said += [("REASON", message.reason), ("COMMENT", message.comment)]
    return "\n".join(f"-{name} {value}" for name, value in said if value)


def _lines(fields: Sequence[AdexpField]) -> Iterator[str]:
    for one in fields:
        if one.fields and one.name in _PARTS:
            yield " ".join((f"-{one.name} {one.value}".strip(), *(f"-{part.name} {part.value}".strip() for part in one.fields)))
        elif one.fields:
            yield f"-BEGIN {one.name}"
            yield from _lines(one.fields)
            yield f"-END {one.name}"
        else:
            yield f"-{one.name} {one.value}".strip()


def _once(fields: Sequence[_Placed], repeated: Sequence[str]) -> dict[str, _Placed]:
    found: dict[str, _Placed] = {}
    for one in fields:
        if one.name in found and one.name not in repeated and one.name in _SINGLE:
            raise one.wrong(f"-{one.name} is there twice")
        found.setdefault(one.name, one)
    return found


_SINGLE = frozenset({"TITLE", "ARCID", "ADEP", "ADES", "EOBD", "EOBT", "CTOT", "NEWCTOT", "DOF"})


def _matching(field: _Placed | None, pattern: "re.Pattern[str]", expected: str) -> str:
    if field is None:
        return ""
    if not pattern.fullmatch(field.value):
        raise field.wrong(f"expected {expected}")
    return field.value


def _day(field: _Placed) -> date:
    """A date yymmdd: this century, year first."""
    try:
        return datetime.strptime(field.value, "%y%m%d").replace(tzinfo=UTC).date() if len(field.value) == 6 else _no_day(field)
    except ValueError:
        return _no_day(field)


def _no_day(field: _Placed) -> date:
    raise field.wrong("expected a date as yymmdd")


def _clock(field: _Placed | None, day: date | None, *, after: datetime | None = None) -> datetime | None:
    """The moment of a time hhmm on the day; the next day's where it would lie more than 12 h before `after`."""
    if field is None:
        return None
    since_midnight = minutes_of_day(
        field.value[-4:] if len(field.value) == 10 else field.value, line=field.line, column=field.column
    )
    if day is None:
        raise field.wrong("needs a date: -EOBD is missing")
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=since_midnight)
    if after is not None and after - moment > timedelta(hours=12):
        moment += timedelta(days=1)
    return moment


def _duration(field: _Placed | None) -> int | None:
    return None if field is None else minutes_of_day(field.value, line=field.line, column=field.column)


def _cause(field: _Placed) -> RegulationCause:
    found = _CAUSE.fullmatch(field.value)
    if not found:
        raise field.wrong("expected a cause: letter and phase (D, E or A), then the IATA code, e.g. WA 84")
    return RegulationCause(letter=found[1], phase=found[2], iata_code=found[3])


# --- flight plans ---------------------------------------------------------------------------------------------------


def _is_other_adexp(text: str) -> bool:
    return bool(_title(text)) or text.lstrip().startswith("-TITLE")


def read_adexp(text: str, received_at: datetime) -> AdexpFlightPlan:
    """The flight plan message; Unreadable at the field that is missing or wrong."""
    fields = _fields(text)
    if fields[0].name != "TITLE" or not _NAME.fullmatch(fields[0].value):
        raise fields[0].wrong("expected -TITLE with the kind of message")
    by_name = _once(fields, repeated=())
    for name in ("ARCID", "ADEP", "ADES"):
        if name not in by_name:
            raise Unreadable(
                f"a {fields[0].value} needs -{name}", line=fields[-1].line, column=fields[-1].column, found=fields[-1].name
            )
    eobt, dof = by_name.get("EOBT"), by_name.get("DOF") or by_name.get("EOBD")
    if eobt is not None:
        minutes_of_day(eobt.value, line=eobt.line, column=eobt.column)
    return AdexpFlightPlan(
        title=fields[0].value,
        arcid=_matching(by_name["ARCID"], _ARCID, "an aircraft identification, at most seven letters and digits"),
        adep=_matching(by_name["ADEP"], _ICAO, "an aerodrome, four letters"),
        ades=_matching(by_name["ADES"], _ICAO, "an aerodrome, four letters"),
        eobt_hhmm=eobt.value if eobt is not None else "",
        eobt=_clock(eobt, _day(dof)) if eobt is not None and dof is not None else None,
        elapsed_min=_duration(by_name.get("TTLEET")),
        aircraft_type=by_name["ARCTYP"].value if "ARCTYP" in by_name else "",
        fields=tuple(one.bare() for one in fields),
    )


def write_adexp(message: AdexpFlightPlan) -> str:
    """The text: the fields as they are."""
    return "\n".join(_lines(message.fields))


GRAMMARS = (
    *(Grammar(title, partial(_titled, title), read_flow, write_flow) for title in FLOW_TITLES),
    Grammar("ADEXP", _is_other_adexp, read_adexp, write_adexp),
)
