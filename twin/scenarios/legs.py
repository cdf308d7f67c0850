"""A leg as a record of a real day tells it: schedule, tail, and what happened. Every source is read into these."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from domain.ids import FlightId
from domain.network import UnknownEntity
from domain.units import great_circle_km
from twin.scenarios.parameters import assumed_parameters


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg on one date, times in UTC. `atd`/`ata` are None when it never left, or its landing is not recorded."""

    flight_id: FlightId
    carrier: str
    number: str
    local_date: date
    origin: str
    destination: str
    std: datetime
    sta: datetime
    tail: str | None = None
    cancelled: bool = False
    atd: datetime | None = None
    ata: datetime | None = None
    diverted_to: str | None = None
    delay_code: str = "99"  # IATA code of its delay or cancellation, 99 where the record gives no cause
    cancelled_with: FlightId | None = None  # cancelled because that leg was
    service: Literal["passenger", "ferry"] = "passenger"
    assumed: tuple[str, ...] = ()

    @property
    def block_min(self) -> int:
        """Scheduled minutes from off-block to on-block."""
        return int((self.sta - self.std).total_seconds() // 60)


class Airfield(NamedTuple):
    """Where an airport is and which clock it lives by."""

    code: str
    name: str
    timezone: str
    latitude: float
    longitude: float


@cache
def _airfields() -> dict[str, Airfield]:
    import airportsdata

    known = {
        code: Airfield(code, row["name"], row["tz"], row["lat"], row["lon"]) for code, row in airportsdata.load("IATA").items()
    }
    for code, row in assumed_parameters()["airports"]["former"].items():
        known.setdefault(code, Airfield(code, row["name"], row["timezone"], row["latitude"], row["longitude"]))
    return known


def airfield(code: str) -> Airfield:
    """The airport with that IATA code, or UnknownEntity."""
    found = _airfields().get(code)
    if found is None:
        raise UnknownEntity(f"Airport {code!r} is not a known IATA code; correct the record or add it under airports.former.")
    return found


def is_airfield(code: str) -> bool:
    """Whether the IATA code is known."""
    return code in _airfields()


@cache
def clock_of(code: str) -> ZoneInfo:
    """The time zone of an airport."""
    return ZoneInfo(airfield(code).timezone)


@cache
def distance_km(origin: str, destination: str) -> float:
    """Great-circle kilometres between two airports."""
    a, b = airfield(origin), airfield(destination)
    return great_circle_km(a.latitude, a.longitude, b.latitude, b.longitude)


def to_utc(day: date, hhmm: int, airport: str) -> datetime:
    """The UTC moment of a local clock time such as 545 or 2400 (midnight at the end of `day`); ValueError when it is no time."""
    hour, minute = divmod(hhmm, 100)
    if not (0 <= hour <= 24 and 0 <= minute < 60) or hhmm > 2400:
        raise ValueError(f"{hhmm!r} is not a clock time hhmm from 0000 to 2400")
    ordinal, hour = (day.toordinal() + 1, 0) if hour == 24 else (day.toordinal(), hour)
    on = date.fromordinal(ordinal)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock_of(airport)).astimezone(UTC)


def local_minute(moment: datetime, airport: str) -> int:
    """Minutes after local midnight."""
    local = moment.astimezone(clock_of(airport))
    return local.hour * 60 + local.minute
