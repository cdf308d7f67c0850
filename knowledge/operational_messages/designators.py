"""ICAO designators in flight plans and flow messages, and the IATA ones of the network: carriers from a sheet, aerodromes from
package airportsdata."""

import re
from functools import cache
from pathlib import Path

from knowledge.dated_law import read_sheet

_CALLSIGN = re.compile(r"([A-Z]{3})(\d{1,4}[A-Z]?)")


@cache
def _carriers() -> dict[str, str]:
    rows = read_sheet(Path(__file__).with_name("designators.yaml"))["carriers"]
    return {str(icao): str(iata) for icao, iata in rows.items()}


@cache
def _aerodromes() -> dict[str, str]:
    import airportsdata

    return {icao: row["iata"] for icao, row in airportsdata.load("ICAO").items() if row["iata"]}


@cache
def _icao_of() -> dict[str, str]:
    return {iata: icao for icao, iata in sorted(_aerodromes().items())}


@cache
def _designators() -> dict[str, str]:
    # A carrier with two designators in its history: the first by the alphabet is not always the one in use, but it is one.
    return {iata: icao for icao, iata in sorted(_carriers().items(), reverse=True)}


def flight_of(arcid: str) -> tuple[str, str] | None:
    """IATA carrier and flight number behind an aircraft identification such as BAW117; None where it is not a known one."""
    found = _CALLSIGN.fullmatch(arcid)
    carrier = _carriers().get(found[1]) if found else None
    return None if found is None or carrier is None else (carrier, found[2].lstrip("0") or "0")


def arcid_of(carrier: str, number: str) -> str | None:
    """The aircraft identification under which a flight is filed, by its IATA carrier and number; None for unknown carriers."""
    designator = _designators().get(carrier)
    return None if designator is None else f"{designator}{number}"


def airport_of(icao: str) -> str | None:
    """The IATA code of an aerodrome; None where it has none."""
    return _aerodromes().get(icao)


def aerodrome_of(iata: str) -> str | None:
    """The ICAO code of an airport; None where it is not known."""
    return _icao_of().get(iata)
