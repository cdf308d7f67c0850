"""What we ask of a vendor of rooms, meals and transport, whoever it is: the types, the errors and the five operations."""

from typing import Annotated, Literal, Protocol

from pydantic import Field, PositiveInt

from domain.ids import AirportCode, BookingId, HotelId
from domain.units import Frozen, Money, UtcDatetime

Kind = Literal["rooms", "meals", "transport"]
Iata = Annotated[AirportCode, Field(pattern="^[A-Z]{3}$")]
Key = Annotated[str, Field(min_length=8, max_length=160)]
"""An idempotency key: the same key books or cancels once, however often it is sent."""


# --- errors: a closed vocabulary --------------------------------------------------------------------------------------


class VendorError(Exception):
    """What a vendor can answer instead of what was asked; one of the four below."""


class SoldOut(VendorError):
    """The rooms are not there, or not any longer. Nothing was booked."""


class NotAllowed(VendorError):
    """The vendor will not do this: unknown or expired quote, unknown confirmation, a key used before. Nothing was changed."""


class Unavailable(VendorError):
    """No answer now. `retry_after_s` is what the vendor asked us to wait; `maybe_done` says that a write may have been
    carried out: ask `find` with the same key."""

    def __init__(self, reason: str, retry_after_s: float | None = None, *, maybe_done: bool = False) -> None:
        self.retry_after_s = retry_after_s
        self.maybe_done = maybe_done
        super().__init__(reason)


class BadAnswer(VendorError):
    """The vendor answered something that is not in its document; a write may have been carried out."""


# --- what is asked ----------------------------------------------------------------------------------------------------


class RoomsAsk(Frozen):
    """Rooms in one hotel near an airport for `people`; at `hotel_id` where it is named, else anywhere with enough stars."""

    kind: Literal["rooms"] = "rooms"
    airport: Iata
    rooms: PositiveInt
    nights: PositiveInt
    people: PositiveInt
    least_stars: int = 0
    step_free: bool = False
    hotel_id: HotelId | None = None


class MealsAsk(Frozen):
    """So many meals for each of `people` at an airport."""

    kind: Literal["meals"] = "meals"
    airport: Iata
    people: PositiveInt
    meals: PositiveInt


class TransportAsk(Frozen):
    """The way to a hotel and back for `people`."""

    kind: Literal["transport"] = "transport"
    airport: Iata
    people: PositiveInt
    hotel_id: HotelId


Ask = Annotated[RoomsAsk | MealsAsk | TransportAsk, Field(discriminator="kind")]


# --- what comes back --------------------------------------------------------------------------------------------------


class Quote(Frozen):
    """What the vendor would give, priced in all, until `expires_at`. It keeps nothing back: rooms can go meanwhile."""

    quote_id: str
    ask: Ask
    price: Money
    expires_at: UtcDatetime
    hotel_id: HotelId | None = None
    stars: int | None = None
    rooms_left: int | None = None


class Reservation(Frozen):
    """What was booked, for which of our bookings and under which key."""

    confirmation: str
    key: str
    booking_id: BookingId
    ask: Ask
    price: Money
    hotel_id: HotelId | None = None
    stars: int | None = None
    status: Literal["confirmed", "cancelled"] = "confirmed"


class CareVendor(Protocol):
    """The way to a vendor. Every operation raises a `VendorError` when it does not give what it says."""

    def quote(self, ask: Ask) -> tuple[Quote, ...]:
        """What can be had, the cheapest first; nothing where nothing is left."""

    def book(self, key: str, quote_id: str, booking_id: BookingId) -> Reservation:
        """Book a quote. The same key again gives the same reservation; the same key with another quote is NotAllowed."""

    def cancel(self, key: str, confirmation: str) -> Reservation:
        """Give the reservation up; giving it up twice is giving it up once."""

    def read(self, confirmation: str) -> Reservation:
        """The reservation as it is now."""

    def find(self, key: str) -> Reservation | None:
        """What was booked under a key; None: nothing was."""
