"""Reading what another system says: its shapes, its amounts in decimals, its local times."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.units import Frozen, Money
from gateways.reservations.port import BadAnswer, Booking

# ISO 4217: currencies whose minor unit is not a hundredth.
_MINOR_DIGITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], 0
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


class Said(BaseModel):
    """A part of another system's answer that we read; what we do not read is let by."""

    model_config = ConfigDict(frozen=True, extra="ignore")


_Said = TypeVar("_Said", bound=Said)
_Ours = TypeVar("_Ours", bound=Frozen)


def read_as(kind: type[_Said], response: httpx.Response) -> _Said:
    """The answer in the shape its document gives it; raises BadAnswer naming the fields that are wrong, not what is in them."""
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        where = [".".join(str(part) for part in one["loc"]) or "the whole" for one in error.errors(include_input=False)]
    # Raised out here: chained to pydantic's error it would carry the answer, and the names in it, into a log.
    raise BadAnswer(f"not as documented: {', '.join(where[:5])}")


def made(kind: type[_Ours], /, **fields: Any) -> _Ours:
    """One of our types from what another system says; raises BadAnswer when it says what ours cannot hold."""
    try:
        return kind(**fields)
    except ValidationError as error:
        where = [".".join(str(part) for part in one["loc"]) for one in error.errors(include_input=False)]
    raise BadAnswer(f"not usable as {kind.__name__}: {', '.join(where[:5])}")


def money(text: str, currency: str) -> Money:
    """`money("30.20", "GBP")` is 3020 minor units; raises BadAnswer for more decimals than the currency has."""
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadAnswer("a currency is not three letters")
    try:
        minor = Decimal(text).scaleb(_MINOR_DIGITS.get(currency, 2))
    except InvalidOperation:
        raise BadAnswer("an amount is not a number") from None
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise BadAnswer(f"an amount has more decimals than {currency} has")
    return Money(cents=int(minor), currency=currency)


def decimal_text(amount: Money) -> str:
    """`30.20` for 3020 pence: as many decimals as the currency has."""
    digits = _MINOR_DIGITS.get(amount.currency, 2)
    return f"{Decimal(amount.cents).scaleb(-digits):.{digits}f}"


def at_airport(local: str, airport: str) -> datetime:
    """A local ISO time at an airport as aware UTC; in the hour that comes twice, the first of both."""
    return in_zone(local, _airport_zone(airport))


def in_zone(local: str, zone: str) -> datetime:
    """A local ISO time in an IANA zone as aware UTC; a time that has its own offset keeps it."""
    try:
        moment = datetime.fromisoformat(local)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, ZoneInfoNotFoundError):
        raise BadAnswer("a time or its zone is not readable") from None


def local_dates(first: datetime, last: datetime, airport: str) -> list[str]:
    """Every date at an airport from one moment to another."""
    days = range(date.fromisoformat(local_date(first, airport)).toordinal(), last.toordinal() + 2)
    return [day for day in (date.fromordinal(one).isoformat() for one in days) if day <= local_date(last, airport)]


def local_date(moment: datetime, airport: str) -> str:
    """The date at an airport at a moment, as YYYY-MM-DD."""
    return moment.astimezone(ZoneInfo(_airport_zone(airport))).date().isoformat()


def versioned(booking: Booking) -> Booking:
    """The booking with a version made from its contents, for systems that have none."""
    contents = booking.model_copy(update={"version": ""}).model_dump_json()
    return booking.model_copy(update={"version": sha256(contents.encode()).hexdigest()[:16]})


def _airport_zone(airport: str) -> str:
    zones = _airport_zones()
    if airport not in zones:
        raise BadAnswer(f"the time zone of airport {airport!r} is not known")
    return zones[airport]


@cache
def _airport_zones() -> dict[str, str]:
    import airportsdata  # 0.2 s to load; only adapters whose system speaks in local times need it

    return {code: row["tz"] for code, row in airportsdata.load("IATA").items()}
