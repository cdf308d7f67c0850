"""What we ask of a reservation system, whichever it is: the types, the errors and the eight operations."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Protocol, get_args

from pydantic import Field, PositiveInt, model_validator

from domain.units import Frozen, Money, UtcDatetime

Cabin = Literal["economy", "premium_economy", "business", "first"]
Operation = Literal["search", "hold", "read", "change", "split", "issue", "refund", "cancel"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)

Airport = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Carrier = Annotated[str, Field(pattern="^[A-Z0-9]{2}$")]
FlightNumber = Annotated[str, Field(pattern="^[0-9]{1,4}[A-Z]?$")]
Locator = Annotated[str, Field(min_length=1, max_length=80)]
Passenger = Annotated[str, Field(min_length=1, max_length=80)]
"""A pseudonymous reference such as `pax-1`, stable within a system; never a name."""
Key = Annotated[str, Field(pattern="^[!-~]{1,120}$")]
"""An idempotency key, printable ASCII: the same key and the same request are one change, however often they are sent."""


# --- errors: a closed vocabulary --------------------------------------------------------------------------------------


class ReservationError(Exception):
    """What a reservation system can answer instead of what was asked; one of the six below."""


class NotFound(ReservationError):
    """There is no such booking, offer, hold or passenger."""


class NoSeats(ReservationError):
    """The seats are not there, or not any longer."""


class StaleBooking(ReservationError):
    """The booking is not at the version that was given; nothing was changed. Read it again and decide again."""


class NotAllowed(ReservationError):
    """The system will not do this, or its interface cannot; `reason` names it. Nothing was changed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unavailable(ReservationError):
    """No answer now. `retry_after_s` is what the system asked us to wait; `maybe_done` says that a write may have been
    carried out: ask again with the same key."""

    def __init__(self, reason: str, retry_after_s: float | None = None, *, maybe_done: bool = False) -> None:
        self.retry_after_s = retry_after_s
        self.maybe_done = maybe_done
        super().__init__(reason)


class BadAnswer(ReservationError):
    """The system answered something its document does not describe; after a write it may have been carried out. The message
    names fields, never their contents."""


# --- what comes back --------------------------------------------------------------------------------------------------


class Segment(Frozen):
    """One flight of an offer or a booking. `cabin` is None where the system's document does not say it."""

    carrier: Carrier
    number: FlightNumber
    origin: Airport
    destination: Airport
    departs_at: UtcDatetime
    arrives_at: UtcDatetime
    cabin: Cabin | None = None
    segment_id: str | None = None

    def same_flight(self, other: "Segment") -> bool:
        """Whether both are the same departure of the same flight, in whichever cabin."""
        return (self.carrier, self.number, self.origin, self.departs_at) == (
            other.carrier,
            other.number,
            other.origin,
            other.departs_at,
        )


class Offer(Frozen):
    """A way to travel. `fare` is for all passengers of the search; `seats_left` and `expires_at` are None where not said."""

    offer_id: str
    segments: tuple[Segment, ...] = Field(min_length=1)
    seats_left: PositiveInt | None
    fare: Money
    expires_at: UtcDatetime | None


class Hold(Frozen):
    """Seats kept for a change that is about to be made, until `expires_at`."""

    hold_id: str
    offer_id: str
    expires_at: UtcDatetime


class Document(Frozen):
    """A ticket or an EMD (a voucher, a fee) by its number."""

    number: str
    kind: Literal["ticket", "emd"]
    passenger: Passenger | None = None
    status: Literal["open", "exchanged", "refunded", "void"] | None = None
    amount: Money | None = None


class Booking(Frozen):
    """A booking as the system has it. `version` changes whenever anything in it does."""

    locator: Locator
    version: str
    status: Literal["confirmed", "cancelled"]
    passengers: tuple[Passenger, ...]
    segments: tuple[Segment, ...]
    documents: tuple[Document, ...] = ()
    paid: Money | None = None
    refunded: Money | None = None
    split_from: Locator | None = None


class Parted(Frozen):
    """What a split leaves: the booking that stays, and the new one."""

    stays: Booking
    new: Booking


class Refunded(Frozen):
    """A refund that was made."""

    refund_id: str
    amount: Money
    form: Literal["original", "voucher", "cash"]
    reference: str
    booking: Booking


class Cancelled(Frozen):
    """A booking that was cancelled, and what the system gives back for it by itself (None: nothing is said)."""

    booking: Booking
    gives_back: Money | None = None
    gives_back_to: str | None = None


# --- what is asked ----------------------------------------------------------------------------------------------------


class Search(Frozen):
    """Seats from one airport to another, leaving within a window."""

    origin: Airport
    destination: Airport
    departs_from: UtcDatetime
    departs_until: UtcDatetime
    passengers: Annotated[int, Field(ge=1, le=9)] = 1
    cabins: tuple[Cabin, ...] = Field(default=("economy",), min_length=1)
    at_most: Annotated[int, Field(ge=1, le=200)] = 20

    @model_validator(mode="after")
    def _window_is_forward(self) -> "Search":
        if self.departs_until < self.departs_from:
            raise ValueError("departs_until is before departs_from")
        return self


class Change(Frozen):
    """Replace segments: `drop` names segments of the booking, `take` the flights instead of them.

    `hold_id` uses seats that were held. A change that costs more than `collect_at_most` is not made.
    """

    locator: Locator
    version: str
    drop: tuple[str, ...] = ()
    take: tuple[Segment, ...] = ()
    hold_id: str | None = None
    collect_at_most: Money | None = None


class Split(Frozen):
    """Move some passengers to a booking of their own."""

    locator: Locator
    version: str
    passengers: tuple[Passenger, ...] = Field(min_length=1)


class Issue(Frozen):
    """Issue a ticket or an EMD for each passenger named; `exchange` names documents that it replaces."""

    locator: Locator
    version: str
    kind: Literal["ticket", "emd"]
    passengers: tuple[Passenger, ...] = Field(min_length=1)
    amount: Money | None = None
    exchange: tuple[str, ...] = ()


class Refund(Frozen):
    """Pay back an amount."""

    locator: Locator
    version: str
    amount: Money
    form: Literal["original", "voucher", "cash"]
    reference: str = Field(min_length=1, max_length=80)

    @model_validator(mode="after")
    def _is_positive(self) -> "Refund":
        if self.amount.cents <= 0:
            raise ValueError("a refund is more than nothing")
        return self


class Cancel(Frozen):
    """Give up the booking. It is not given up when the system says that it gives back less than `give_back_at_least`."""

    locator: Locator
    version: str
    give_back_at_least: Money | None = None


# --- the port ---------------------------------------------------------------------------------------------------------


class Capabilities(Frozen):
    """What an adapter can do, what it cannot and why, and what it was written from."""

    system: str
    supports: tuple[Operation, ...]
    refuses: Mapping[Operation, str]
    keys: str
    """How the same key is one change: by the system itself, or by our own record of keys."""
    versions: str
    """How a stale booking is noticed: by the system as it writes, or by us just before."""
    left_out: tuple[str, ...] = ()
    """What the document does not say, or what this adapter does not read from it."""
    never_run_against_the_real_system: bool
    written_on: date | None
    written_from: tuple[str, ...]

    @model_validator(mode="after")
    def _says_something_of_every_operation(self) -> "Capabilities":
        said = [*self.supports, *self.refuses]
        if sorted(said) != sorted(OPERATIONS):
            raise ValueError(f"{self.system}: every one of {OPERATIONS} is supported or refused, once")
        return self

    def refusal(self, operation: Operation) -> NotAllowed:
        """The error for an operation that this adapter does not support."""
        return NotAllowed(f"{self.system} cannot {operation}: {self.refuses[operation]}")


class ReservationSystem(Protocol):
    """The way to a reservation system. Every operation raises a `ReservationError` when it does not give what it says.

    A write takes an idempotency key. After `Unavailable` with `maybe_done` it is asked again with the same key, and what
    was done is given, or it is done now; a key is never used for two requests.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this system can do, and what it says that it cannot."""

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Ways to travel with enough seats, earliest arrival first."""

    def hold(self, key: str, offer_id: str) -> Hold:
        """Keep the seats of an offer for a while."""

    def read(self, locator: str) -> Booking:
        """The booking as it is now."""

    def change(self, key: str, ask: Change) -> Booking:
        """Replace segments, all of them or none; the booking as it is then."""

    def split(self, key: str, ask: Split) -> Parted:
        """Move passengers to a new record locator; segments, documents and money go with them."""

    def issue(self, key: str, ask: Issue) -> Booking:
        """Issue documents, or exchange them; the booking with its documents."""

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Pay back."""

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Give up the booking and its seats."""
