"""Which level an airport has on a day and which regime governs its slots; figures in `airports.yaml`."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.dated_law import read_sheet


@dataclass(frozen=True, slots=True)
class AirportLevel:
    """2: facilitated, 3: coordinated, with the source."""

    airport: str
    level: Literal[1, 2, 3]
    regime: str
    since: date
    citation: str
    confidence: str


def airport_level(airport: str, day: date) -> AirportLevel | None:
    """The level of an airport on a day; None where it is not known."""
    return next((one for one in reversed(_levels().get(airport, ())) if one.since <= day), None)


def known_airports() -> tuple[str, ...]:
    """Airports of which a level is kept, sorted."""
    return tuple(sorted(_levels()))


def off_slot_tolerance_min() -> int:
    """Minutes off its slot from which a movement is told of; assumed."""
    tolerance: int = _sheet()["off_slot_tolerance_min"]["value"]
    return tolerance


@cache
def _levels() -> dict[str, tuple[AirportLevel, ...]]:
    found: dict[str, list[AirportLevel]] = {}
    for row in sorted(_sheet()["airports"], key=lambda one: one["since"]):
        for code in row["airports"]:
            said = AirportLevel(code, row["level"], row["regime"], row["since"], row["citation"], row["confidence"])
            found.setdefault(code, []).append(said)
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def _sheet() -> dict[str, Any]:
    sheet: dict[str, Any] = read_sheet(Path(__file__).with_name("airports.yaml"))
    return sheet
