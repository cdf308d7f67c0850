"""Where an airport is: its country, position and clock, from the package airportsdata."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.units import great_circle_km


class UnknownPlace(LookupError):
    """No airport of that code."""


@dataclass(frozen=True, slots=True)
class Place:
    """An airport. `country` is the ISO 3166 code of the territory it lies in: Réunion is RE, Puerto Rico US, Guam GU."""

    code: str
    country: str
    subdivision: str
    latitude: float
    longitude: float
    clock: ZoneInfo


@cache
def _register() -> dict[str, Any]:
    import airportsdata

    return dict(airportsdata.load("IATA"))


@lru_cache(maxsize=10_000)
def place(code: str) -> Place:
    """The airport of an IATA code; UnknownPlace naming it when there is none."""
    row = _register().get(code)
    if row is None:
        raise UnknownPlace(f"Airport {code!r} is not a known IATA code; correct the itinerary.")
    return Place(
        code=code,
        country=row["country"],
        subdivision=row["subd"],
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        clock=ZoneInfo(row["tz"]),
    )


@lru_cache(maxsize=100_000)
def distance_m(origin: str, destination: str) -> int:
    """Metres between two airports along the great circle (sphere of 6371 km), rounded to the nearest."""
    start, end = place(origin), place(destination)
    return round(great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude) * 1000)
