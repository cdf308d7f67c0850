"""The facts a message may tell: typed, checked, and nothing else ever reaches a template."""

import unicodedata
from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints

from domain.units import Frozen, Money, UtcDatetime

NAME_MAX = 60

Regime = Literal["eu261", "uk261", "us_part_260", "canada_appr"]
Cause = Literal[
    "weather", "air_traffic_control", "technical", "crew", "airport", "security", "strike", "late_aircraft", "not_yet_known"
]
NextStep = Literal["go_to_gate", "go_to_desk", "collect_bags", "check_in_again", "show_this_message", "nothing_to_do"]
RightKind = Literal["compensation", "refund", "rerouting", "meals", "communication", "hotel", "transport"]


def _plain(text: str) -> str:
    """One line of visible text; ValueError for an address of a web page, which only a link field may hold."""
    line = " ".join("".join(" " if _invisible(letter) else letter for letter in text).split())
    if "://" in line or "www." in line.lower():
        raise ValueError("holds the address of a web page; only a link field may")
    return line


def _invisible(letter: str) -> bool:
    # Cc: control characters, which could begin a new mail header. Cf: marks that turn the direction of text around.
    return unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone; write one like Europe/Madrid") from error
    return name


PlainText = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_plain)]
Airport = Annotated[str, Field(pattern="^[A-Z]{3}$")]
FlightNumber = Annotated[str, Field(pattern="^[A-Z0-9]{2} ?[0-9]{1,4}[A-Z]?$")]
Phone = Annotated[str, Field(pattern=r"^\+[0-9][0-9 ]{5,18}$")]
Zone = Annotated[str, AfterValidator(_known_zone)]
Link = Annotated[str, Field(pattern=r"^https://[a-z0-9.-]{1,80}(:[0-9]{1,5})?/[A-Za-z0-9/_-]{0,80}$")]
"""Letters, digits, `/`, `_` and `-`: room for a token, none for a name or a second address."""


class LocalTime(Frozen):
    """A moment as the clock shows it at an airport: `2026-06-05 14:30 (UTC+2)`."""

    at: UtcDatetime
    zone: Zone

    def __str__(self) -> str:
        local = self.at.astimezone(ZoneInfo(self.zone))
        offset = local.utcoffset() or timedelta()
        minutes = int(offset.total_seconds()) // 60
        sign, (hours, rest) = ("-" if minutes < 0 else "+"), divmod(abs(minutes), 60)
        return f"{local:%Y-%m-%d %H:%M} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"

    @property
    def brief(self) -> str:
        """Without the zone, for a short message that names the airport: `2026-06-05 14:30`."""
        return f"{self.at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"


class NewFlight(Frozen):
    """A flight the passenger now travels on."""

    flight: FlightNumber
    origin: Airport
    destination: Airport
    departs: LocalTime
    arrives: LocalTime

    def __str__(self) -> str:
        return f"{self.flight}: {self.origin} {self.departs} - {self.destination} {self.arrives}"

    @property
    def brief(self) -> str:
        """`IB123 MAD 2026-06-05 14:30`."""
        return f"{self.flight} {self.origin} {self.departs.brief}"


class GroupPart(Frozen):
    """So many of a party on these flights."""

    passengers: Annotated[int, Field(ge=1)]
    flights: Annotated[tuple[NewFlight, ...], Field(min_length=1, max_length=4)]


class Right(Frozen):
    """One thing that the law gives this passenger, with the paragraph, e.g. compensation of 250 EUR, Art. 7(1)(a)."""

    kind: RightKind
    citation: PlainText
    amount: Money | None = None


class MessageFacts(Frozen):
    """Everything a message to the passengers of one booking may say. A template asks for what it declares; the rest may be None.

    `departs_at` is the departure the message is about: silence at night gives way as it comes near.
    """

    carrier: PlainText
    help_phone: Phone
    departs_at: UtcDatetime | None = None
    flight: FlightNumber | None = None
    origin: Airport | None = None
    destination: Airport | None = None
    old_departure: LocalTime | None = None
    new_departure: LocalTime | None = None
    new_arrival: LocalTime | None = None
    cause: Cause | None = None
    connection: Airport | None = None
    """Where a connection was missed."""
    new_flights: Annotated[tuple[NewFlight, ...], Field(max_length=4)] = ()
    choice_link: Link | None = None
    choose_by: LocalTime | None = None
    hotel: PlainText | None = None
    hotel_address: PlainText | None = None
    nights: Annotated[int, Field(ge=1, le=7)] | None = None
    voucher: Money | None = None
    voucher_place: PlainText | None = None
    voucher_until: LocalTime | None = None
    party: Annotated[int, Field(ge=2)] | None = None
    group_parts: Annotated[tuple[GroupPart, ...], Field(max_length=6)] = ()
    regimes: tuple[Regime, ...] = ()
    rights: Annotated[tuple[Right, ...], Field(max_length=12)] = ()
    rights_link: Link | None = None
    enforcement_bodies: Annotated[tuple[PlainText, ...], Field(max_length=4)] = ()
    """Name and contact of each body that enforces the passenger's rights."""
    next_steps: tuple[NextStep, ...] = ()


def shown_name(name: str) -> str:
    """A passenger's name as a message may show it: letters, marks, spaces, apostrophes, hyphens; at most 60 characters.

    Whoever books writes the name, so whatever could be a link, a header or a change of direction is taken out. Empty when
    nothing is left.
    """
    kept = "".join(letter if _belongs_in_a_name(letter) else " " for letter in unicodedata.normalize("NFC", name))
    return " ".join(kept.split())[:NAME_MAX].strip()


def _belongs_in_a_name(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in "'’-"


def shown_money(amount: Money) -> str:
    """`250.00 EUR`: the same figures in every language."""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole}.{cents:02} {amount.currency}"
