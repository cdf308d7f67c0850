"""Time in aware UTC, money in integer cents with a currency, and the base of every border type."""

from datetime import UTC, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

UtcDatetime = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class Frozen(BaseModel):
    """Base of what crosses a border (events, commands, tool input and output): frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Frozen):
    """An amount in minor units: `{"cents": 12345, "currency": "USD"}` is 123.45 dollars."""

    cents: int
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from `start` to `end`, rounded down; negative when `end` is earlier."""
    return int((end - start).total_seconds() // 60)


def minutes(count: int) -> timedelta:
    """A duration of `count` minutes."""
    return timedelta(minutes=count)


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres between two points in degrees, on a sphere of 6371 km."""

    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))
