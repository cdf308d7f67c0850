"""A vendor in memory, filled from the network's hotels: counts rooms down, remembers keys, and can be made to fail."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random

from pydantic import Field

from domain.ids import BookingId, HotelId
from domain.network import Hotel
from domain.units import Frozen, Money, minutes
from gateways.care_vendors.port import Ask, MealsAsk, NotAllowed, Quote, Reservation, RoomsAsk, SoldOut

QUOTE_LASTS_MIN = 20


class Trouble(Frozen):
    """What goes wrong. Counts are of the next requests (`busy`, `rubbish`) or writes (`lost_answers`: done, not answered).

    `vanishing` is the share of bookings of rooms for which somebody else took all that the hotel had left, drawn by the seed.
    """

    busy: int = Field(default=0, ge=0)
    retry_after_s: int = Field(default=0, ge=0)
    lost_answers: int = Field(default=0, ge=0)
    rubbish: int = Field(default=0, ge=0)
    vanishing: float = Field(default=0.0, ge=0.0, le=1.0)


class Simulator:
    """The vendor. Safe to call from several threads; the same requests with the same seed are answered alike."""

    def __init__(
        self,
        hotels: Iterable[Hotel],
        *,
        clock: Callable[[], datetime],
        seed: int = 0,
        meal_cents: int = 1_500,
        currency: str = "USD",
    ) -> None:
        self._hotels = {hotel.hotel_id: hotel for hotel in sorted(hotels, key=lambda one: one.hotel_id)}
        self._left = {name: hotel.rooms for name, hotel in self._hotels.items()}
        self._step_free = {name: hotel.step_free_rooms for name, hotel in self._hotels.items()}
        self._clock = clock
        self._seed = seed
        self._meal_cents = meal_cents
        self._currency = currency
        self._quotes: dict[str, Quote] = {}
        self._reservations: dict[str, Reservation] = {}
        self._by_key: dict[str, tuple[str, str]] = {}  # key -> what was asked under it, and the confirmation it concerns
        self._trouble = Trouble()
        self._lock = threading.RLock()

    # --- what a vendor does -------------------------------------------------------------------------------------------

    def quote(self, ask: Ask) -> tuple[Quote, ...]:
        """What can be had, the cheapest first."""
        with self._lock:
            if isinstance(ask, MealsAsk):
                return (self._quoted(ask, ask.people * ask.meals * self._meal_cents),)
            if not isinstance(ask, RoomsAsk):
                hotel = self._hotel(ask.hotel_id)
                return (self._quoted(ask, ask.people * hotel.transfer_cents, hotel),)
            fitting = [
                hotel
                for name, hotel in self._hotels.items()
                if hotel.airport == ask.airport
                and hotel.stars >= ask.least_stars
                and ask.hotel_id in (None, name)
                and self._rooms_for(ask, name) >= ask.rooms
            ]
            fitting.sort(key=lambda one: (one.rate_cents, one.hotel_id))
            return tuple(self._quoted(ask, ask.rooms * ask.nights * hotel.rate_cents, hotel) for hotel in fitting)

    def book(self, key: str, quote_id: str, booking_id: BookingId) -> Reservation:
        """Book a quote once."""
        with self._lock:
            quote = self._quotes.get(quote_id)
            if done := self._done(key, f"book {quote_id} for {booking_id}"):
                return done
            if quote is None:
                raise NotAllowed(f"there is no quote {quote_id!r}")
            if quote.expires_at <= self._clock():
                raise NotAllowed(f"quote {quote_id!r} expired at {quote.expires_at.isoformat()}; ask for a new one")
            if isinstance(quote.ask, RoomsAsk):
                assert quote.hotel_id is not None
                self._take(key, quote.ask, quote.hotel_id)
            return self._record(key, quote, booking_id)

    def cancel(self, key: str, confirmation: str) -> Reservation:
        """Give up a reservation and its rooms."""
        with self._lock:
            if done := self._done(key, f"cancel {confirmation}"):
                return done
            before = self.read(confirmation)
            after = before.model_copy(update={"status": "cancelled"})
            if before.status == "confirmed" and isinstance(before.ask, RoomsAsk) and before.hotel_id is not None:
                self._left[before.hotel_id] += before.ask.rooms
                self._step_free[before.hotel_id] += before.ask.rooms if before.ask.step_free else 0
            self._reservations[confirmation] = after
            self._by_key[key] = (f"cancel {confirmation}", confirmation)
            return after

    def read(self, confirmation: str) -> Reservation:
        """The reservation as it is now."""
        with self._lock:
            if confirmation not in self._reservations:
                raise NotAllowed(f"there is no reservation {confirmation!r}")
            return self._reservations[confirmation]

    def find(self, key: str) -> Reservation | None:
        """What was booked under a key."""
        with self._lock:
            asked, confirmation = self._by_key.get(key, ("", ""))
            return self._reservations[confirmation] if asked.startswith("book ") else None

    # --- what tests and demonstrations turn ---------------------------------------------------------------------------

    def be_troubled(self, trouble: Trouble) -> None:
        """From now on this goes wrong, and nothing else."""
        with self._lock:
            self._trouble = trouble

    def next_trouble(self, *, writing: bool) -> Trouble:
        """The trouble of this request, which is then used up: at most one of busy, rubbish and a lost answer."""
        with self._lock:
            now = self._trouble
            for count, applies in (("busy", True), ("rubbish", True), ("lost_answers", writing)):
                if applies and getattr(now, count):
                    self._trouble = now.model_copy(update={count: getattr(now, count) - 1})
                    return Trouble(retry_after_s=now.retry_after_s, **{count: 1})
            return Trouble()

    def reservations(self) -> tuple[Reservation, ...]:
        """Everything ever booked, in order."""
        with self._lock:
            return tuple(self._reservations.values())

    # --- the books ----------------------------------------------------------------------------------------------------

    def _hotel(self, name: HotelId) -> Hotel:
        if name not in self._hotels:
            raise NotAllowed(f"there is no hotel {name!r}")
        return self._hotels[name]

    def _rooms_for(self, ask: RoomsAsk, name: HotelId) -> int:
        return min(self._left[name], self._step_free[name]) if ask.step_free else self._left[name]

    def _quoted(self, ask: Ask, cents: int, hotel: Hotel | None = None) -> Quote:
        quote = Quote(
            quote_id=f"Q{len(self._quotes) + 1:06d}",
            ask=ask,
            price=Money(cents=cents, currency=self._currency),
            expires_at=self._clock() + minutes(QUOTE_LASTS_MIN),
            hotel_id=hotel.hotel_id if hotel else None,
            stars=hotel.stars if hotel else None,
            rooms_left=self._rooms_for(ask, hotel.hotel_id) if hotel and isinstance(ask, RoomsAsk) else None,
        )
        self._quotes[quote.quote_id] = quote
        return quote

    def _done(self, key: str, asked: str) -> Reservation | None:
        before = self._by_key.get(key)
        if before is None:
            return None
        if before[0] != asked:
            raise NotAllowed(f"key {key!r} was used to {before[0]}")
        return self._reservations[before[1]]

    def _take(self, key: str, ask: RoomsAsk, name: HotelId) -> None:
        # Drawn by hotel and key, not in sequence: who asks first must not change what happens to others.
        if Random(f"{self._seed} {name} {key}").random() < self._trouble.vanishing:
            self._left[name] = self._step_free[name] = 0
        left = self._rooms_for(ask, name)
        if left < ask.rooms:
            raise SoldOut(f"{name!r} has {left} rooms left, not {ask.rooms}")
        self._left[name] -= ask.rooms
        if ask.step_free:
            self._step_free[name] -= ask.rooms

    def _record(self, key: str, quote: Quote, booking_id: BookingId) -> Reservation:
        confirmation = f"C{len(self._reservations) + 1:06d}"
        reservation = Reservation(
            confirmation=confirmation,
            key=key,
            booking_id=booking_id,
            ask=quote.ask,
            price=quote.price,
            hotel_id=quote.hotel_id,
            stars=quote.stars,
        )
        self._reservations[confirmation] = reservation
        self._by_key[key] = (f"book {quote.quote_id} for {booking_id}", confirmation)
        return reservation
