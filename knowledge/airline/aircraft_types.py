"""What an aircraft of each family is like: size on the ground, range, holds, fuel. Figures in `aircraft_types.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from domain.network import Aircraft, SizeCode
from domain.units import Frozen
from knowledge.dated_law import read_sheet

SIZES: tuple[SizeCode, ...] = ("A", "B", "C", "D", "E", "F")
"""From the smallest up."""


class AircraftType(Frozen):
    """`range_km` with full passengers; `hold_kg` and `hold_dm3` for bags and cargo; `etops_min` diversion minutes approved."""

    family: str
    size: SizeCode
    body: Literal["regional", "narrow", "wide"]
    range_km: int
    hold_kg: int
    hold_dm3: int
    containers: bool
    fuel_kg_per_min: int
    etops_min: int
    engines: int


@cache
def _sheet() -> dict[str, Any]:
    sheet: dict[str, Any] = read_sheet(Path(__file__).with_name("aircraft_types.yaml"))
    return sheet


@cache
def _type(family: str) -> AircraftType:
    return AircraftType(family=family, **_sheet()["families"][family])


def aircraft_type(aircraft: Aircraft) -> AircraftType:
    """The type of an aircraft's family; where the family is not listed, one like it by seats. All figures are assumed."""
    family = aircraft.family.rpartition(" ")[2]  # networks of several carriers name it with the carrier: "B6 A320"
    if family in _sheet()["families"]:
        return _type(family)
    return type_by_seats(aircraft.seats)


def type_by_seats(seats: int) -> AircraftType:
    """The type taken for an aircraft of which only the seats are known."""
    like = next(row["like"] for row in _sheet()["by_seats"] if seats <= row["seats_up_to"])
    return _type(str(like))


def iata_type(model: str) -> str | None:
    """The IATA type code of a model, as schedule messages give it; None where it is not listed."""
    codes = {str(start): str(code) for start, code in _sheet()["iata_types"].items()}
    fitting = [start for start in codes if model.startswith(start)]
    return codes[max(fitting, key=len)] if fitting else None
