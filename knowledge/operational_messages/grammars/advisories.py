"""Warnings of areas: SIGMET and AIRMET, and advisories on volcanic ash (VAA) and tropical cyclones (TCA)."""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from domain.units import UtcDatetime
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import last_such_day, minutes_of_day, moment, on_day

_HEAD = re.compile(
    r"(?P<fir>[A-Z]{4})\s+(?P<kind>SIGMET|AIRMET)\s+(?P<number>[A-Z]?\d{1,2}|[A-Z]+ \d{1,2})\s+VALID\s+"
    r"(?P<from>\d{6})/(?P<to>\d{6})"
    r"\s+(?P<office>[A-Z]{4})-(?P<text>\s.*)",
    re.DOTALL,
)
_CANCELS = re.compile(r"CNL\s+(?:SIGMET|AIRMET)\s+([A-Z]?\d{1,2})")
_LINE = re.compile(r"(?P<name>[A-Z][A-Z0-9 +/]*?):\s*(?P<value>.*)")


class AreaWarning(Message):
    """Dangerous weather in a flight information region during [start, end); `cancels`: the number of the one it takes back."""

    kind: Literal["SIGMET", "AIRMET"]
    fir: str
    number: str
    start: UtcDatetime
    end: UtcDatetime
    office: str
    text: str
    cancels: str = ""


class Advisory(Message):
    """An advisory of a volcanic ash or tropical cyclone centre: its fields as written, in order."""

    kind: Literal["VAA", "TCA"]
    issued_at: UtcDatetime
    centre: str
    subject: str
    number: str
    fields: tuple[tuple[str, str], ...]


def _is_warning(kind: str, text: str) -> bool:
    return re.match(rf"\s*[A-Z]{{4}}\s+{kind}\s", text) is not None


def read_warning(text: str, received_at: datetime) -> AreaWarning:
    """The warning; Unreadable where its head has another shape."""
    body = " ".join(text.strip().rstrip("=").split())
    found = _HEAD.fullmatch(body)
    if not found:
        shape = "EGTT SIGMET 1 VALID 051200/051600 EGRR- and the text"
        raise Unreadable(f"expected region, number, validity and office as in {shape}", line=1, column=1, found=body[:40])
    column = text.find("VALID") + 1
    start = on_day(
        last_such_day(int(found["from"][:2]), received_at, line=1, column=column, found=found["from"]),
        minutes_of_day(found["from"][2:], line=1, column=column),
    )
    end = moment(int(found["to"][:2]), found["to"][2:], start, line=1, column=column)
    if end <= start:
        raise Unreadable("the validity ends before it begins", line=1, column=column, found=found["to"])
    said = found["text"].strip()
    cancels = _CANCELS.search(said)
    return AreaWarning(
        kind=found["kind"],
        fir=found["fir"],
        number=found["number"],
        start=start,
        end=end,
        office=found["office"],
        text=said,
        cancels=cancels[1] if cancels else "",
    )


_TITLES = {"VAA": "VA ADVISORY", "TCA": "TC ADVISORY"}
_CENTRE = {"VAA": "VAAC", "TCA": "TCAC"}
_SUBJECT = {"VAA": "VOLCANO", "TCA": "TC"}


def _is_advisory(kind: str, text: str) -> bool:
    return text.lstrip().startswith(_TITLES[kind])


def _read_advisory(kind: Literal["VAA", "TCA"], text: str, received_at: datetime) -> Advisory:
    fields: list[tuple[str, str]] = []
    lines = text.split("\n")
    title = next(at for at, line in enumerate(lines) if line.strip())
    for number, line in enumerate(lines[title + 1 :], start=title + 2):
        said = line.strip().rstrip("=")
        found = _LINE.fullmatch(said)
        if found:
            fields.append((found["name"], found["value"].strip()))
        elif said and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {said}")
        elif said:
            raise Unreadable("expected a field as NAME: value", line=number, column=1, found=said[:40])
    by_name = dict(fields)
    for needed in ("DTG", _CENTRE[kind], _SUBJECT[kind], "ADVISORY NR"):
        if not by_name.get(needed):
            raise Unreadable(f"the field {needed} is missing", line=len(lines), column=1)
    at = next(number for number, line in enumerate(lines, start=1) if line.strip().startswith("DTG"))
    try:
        issued = datetime.strptime(by_name["DTG"], "%Y%m%d/%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable("expected DTG as yyyymmdd/hhmmZ", line=at, column=1, found=by_name["DTG"]) from None
    return Advisory(
        kind=kind,
        issued_at=issued,
        centre=by_name[_CENTRE[kind]],
        subject=by_name[_SUBJECT[kind]],
        number=by_name["ADVISORY NR"],
        fields=tuple(fields),
    )


GRAMMARS = (
    Grammar("SIGMET", partial(_is_warning, "SIGMET"), read_warning),
    Grammar("AIRMET", partial(_is_warning, "AIRMET"), read_warning),
    Grammar("VAA", partial(_is_advisory, "VAA"), partial(_read_advisory, "VAA")),
    Grammar("TCA", partial(_is_advisory, "TCA"), partial(_read_advisory, "TCA")),
)
