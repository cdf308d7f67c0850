"""What a regulation's cause says, and the IATA delay code that belongs to it."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from domain.units import Frozen
from knowledge.dated_law import read_sheet

_WRITTEN = re.compile(r"(?P<cause>[A-Z])\s?(?P<phase>[EAD])(\s?(?P<code>\d\d))?")


class RegulationCause(Frozen):
    """A cause with its phase. `delay_code`: its IATA code, empty where the table has none; `said_code`: as the message has it."""

    cause: str
    phase: str
    text: str
    delay_code: str
    said_code: str = ""


def regulation_cause(written: str) -> RegulationCause | None:
    """Read a cause as in a flow message, `CE 81` or `CE81` or `CE`; None when it cannot be read."""
    found = _WRITTEN.fullmatch(written.strip().upper())
    if found is None:
        return None
    sheet = _sheet()
    cause, phase = found["cause"], found["phase"]
    if cause not in sheet["causes"]:
        return None
    codes = sheet["codes"][phase]
    return RegulationCause(
        cause=cause,
        phase=phase,
        text=f"{sheet['causes'][cause]}, {sheet['phases'][phase]}",
        delay_code=codes.get(cause, codes.get("other", "")),
        said_code=found["code"] or "",
    )


@cache
def flow_delay_codes() -> frozenset[str]:
    """Every IATA delay code that a regulation can have: a delay with another one has another reason."""
    return frozenset(code for codes in _sheet()["codes"].values() for code in codes.values())


@cache
def _sheet() -> dict[str, Any]:
    sheet: dict[str, Any] = read_sheet(Path(__file__).with_name("causes.yaml"))
    return sheet
