"""An in-memory reservation system: seats per flight and cabin, bookings with versions, holds that expire, and trouble."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import Literal, NamedTuple, TypeVar

from pydantic import Field, NonNegativeInt

from domain.units import Frozen, Money, UtcDatetime
from gateways.reservations.port import (
    Airport,
    Booking,
    Cabin,
    Cancel,
    Cancelled,
    Carrier,
    Change,
    Document,
    FlightNumber,
    Hold,
    Issue,
    Locator,
    NoSeats,
    NotAllowed,
    NotFound,
    Offer,
    Parted,
    Passenger,
    Refund,
    Refunded,
    Search,
    Segment,
    Split,
    StaleBooking,
)

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: record locators are read aloud
_Answer = TypeVar("_Answer", bound=Frozen)


class FlightOnSale(Frozen):
    """A departure, the seats on sale in each cabin and the one-way fare of each for one passenger."""

    carrier: Carrier
    number: FlightNumber
    origin: Airport
    destination: Airport
    departs_at: UtcDatetime
    arrives_at: UtcDatetime
    seats: Mapping[Cabin, NonNegativeInt]
    fares: Mapping[Cabin, Money]


class BookedFlight(Frozen):
    """A flight of a booking that the simulator is filled with."""

    carrier: Carrier
    number: FlightNumber
    origin: Airport
    departs_at: UtcDatetime
    cabin: Cabin


class BookingOnFile(Frozen):
    """A booking that the simulator is filled with; a ticket is made up for every passenger when `ticketed`."""

    locator: Locator
    passengers: tuple[Passenger, ...] = Field(min_length=1)
    flights: tuple[BookedFlight, ...] = Field(min_length=1)
    paid: Money
    ticketed: bool = True


class Trouble(Frozen):
    """What goes wrong from now on. Everything is off by default; percentages are drawn from the simulator's seed."""

    latency_ms: NonNegativeInt = 0
    answer_lost_next: NonNegativeInt = 0
    """So many writes are carried out and answered too late for any client: `lost_after_ms` late."""
    lost_after_ms: NonNegativeInt = 2000
    refuse_next: NonNegativeInt = 0
    refuse_percent: int = Field(default=0, ge=0, le=100)
    retry_after_s: NonNegativeInt = 1
    vanish_next: NonNegativeInt = 0
    """Before each of so many changes, the last seats on its flights are sold to someone else."""
    stale_next: NonNegativeInt = 0
    """Before each of so many writes, someone else touches the booking."""


class _FlightKey(NamedTuple):
    carrier: str
    number: str
    origin: str
    departs_at: datetime


class _SeatKey(NamedTuple):
    flight: _FlightKey
    cabin: Cabin


@dataclass(frozen=True, slots=True)
class _Offered:
    offer: Offer
    passengers: int


@dataclass(frozen=True, slots=True)
class _Held:
    hold: Hold
    seats: tuple[_SeatKey, ...]
    passengers: int


@dataclass(slots=True)
class _Done:
    request: str
    answer: Frozen


@dataclass(slots=True)
class Simulator:
    """A reservation system in memory. Its clock is set, not read; the same seed and the same requests give the same answers.

    `fill` it with flights and bookings first. Operations are atomic; each raises the errors of the port.
    """

    now: datetime
    seed: int = 0
    offer_life_min: int = 30
    hold_life_min: int = 10
    connection_min: tuple[int, int] = (45, 240)
    trouble: Trouble = field(default_factory=Trouble)
    writes_done: int = 0
    _flights: dict[_FlightKey, FlightOnSale] = field(default_factory=dict)
    _by_origin: dict[str, tuple[FlightOnSale, ...]] = field(default_factory=dict)
    _closed: set[_FlightKey] = field(default_factory=set)
    _withdrawn: dict[_SeatKey, int] = field(default_factory=dict)
    _bookings: dict[str, Booking] = field(default_factory=dict)
    _offers: dict[str, _Offered] = field(default_factory=dict)
    _holds: dict[str, _Held] = field(default_factory=dict)
    _taken: dict[_SeatKey, int] = field(default_factory=dict)
    _done: dict[str, _Done] = field(default_factory=dict)
    _numbers: int = 0
    _lock: RLock = field(default_factory=RLock)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    # --- filling and watching -----------------------------------------------------------------------------------------

    def fill(self, flights: Iterable[FlightOnSale], bookings: Iterable[BookingOnFile]) -> None:
        """Add flights and bookings; raises ValueError naming every fault, and then nothing was added."""
        with self._lock:
            new_flights = {_key(one): one for one in flights}
            known = self._flights | new_flights
            taken, new, faults = dict(self._taken), dict(self._bookings), []
            for on_file in bookings:
                keys = [_FlightKey(one.carrier, one.number, one.origin, one.departs_at) for one in on_file.flights]
                faults += [f"booking {on_file.locator!r}: no flight {_named(key)}" for key in keys if key not in known]
                if on_file.locator in new:
                    faults.append(f"booking {on_file.locator!r} is there twice")
                if any(key not in known for key in keys):
                    continue
                segments = tuple(
                    _segment(known[key], one.cabin, f"s-{index}")
                    for index, (key, one) in enumerate(zip(keys, on_file.flights, strict=True), start=1)
                )
                for one in segments:
                    taken[_seat(one)] = taken.get(_seat(one), 0) + len(on_file.passengers)
                new[on_file.locator] = Booking(
                    locator=on_file.locator,
                    version="1",
                    status="confirmed",
                    passengers=on_file.passengers,
                    segments=segments,
                    documents=tuple(
                        Document(number=self._number("ticket"), kind="ticket", passenger=passenger, status="open")
                        for passenger in (on_file.passengers if on_file.ticketed else ())
                    ),
                    paid=on_file.paid,
                    refunded=on_file.paid.model_copy(update={"cents": 0}),
                )
            for seat, count in taken.items():
                on_sale = known[seat.flight].seats.get(seat.cabin, 0)
                if count > on_sale:
                    faults.append(f"flight {_named(seat.flight)}: {count} booked in {seat.cabin}, {on_sale} on sale")
            if faults:
                raise ValueError("; ".join(faults))
            self._flights, self._bookings, self._taken = known, new, taken
            from_airport: dict[str, list[FlightOnSale]] = {}
            for flight in self.flights():
                from_airport.setdefault(flight.origin, []).append(flight)
            self._by_origin = {airport: tuple(leaving) for airport, leaving in from_airport.items()}

    def close_flight(self, carrier: str, number: str, origin: str, departs_at: datetime) -> None:
        """Take a flight off sale, as when it is cancelled: who is booked on it stays until moved, and nobody else gets on."""
        with self._lock:
            key = _FlightKey(carrier, number, origin, departs_at)
            if key not in self._flights:
                raise NotFound(f"no flight {_named(key)}")
            self._closed.add(key)

    def bookings(self) -> tuple[Booking, ...]:
        """All bookings, by record locator."""
        with self._lock:
            return tuple(self._bookings[locator] for locator in sorted(self._bookings))

    def flights(self) -> tuple[FlightOnSale, ...]:
        """All flights on sale, by departure."""
        with self._lock:
            return tuple(sorted(self._flights.values(), key=lambda one: (one.departs_at, one.carrier, one.number, one.origin)))

    def set_clock(self, now: datetime) -> None:
        """Move the clock forward; holds and offers expire by it."""
        with self._lock:
            if now < self.now:
                raise ValueError(f"the clock does not go back from {self.now} to {now}")
            self.now = now

    def set_trouble(self, trouble: Trouble) -> None:
        """What goes wrong from now on."""
        with self._lock:
            self.trouble = trouble

    def refuses_now(self) -> float | None:
        """Seconds to ask the caller to wait when this request is refused, else None; counts the refusal."""
        with self._lock:
            if self._use_up("refuse_next") or self._random.randrange(100) < self.trouble.refuse_percent:
                return float(self.trouble.retry_after_s)
            return None

    def loses_the_answer(self) -> float:
        """Seconds by which the answer of the write just done comes late; counts it."""
        with self._lock:
            return self.trouble.lost_after_ms / 1000 if self._use_up("answer_lost_next") else 0.0

    # --- operations ---------------------------------------------------------------------------------------------------

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Direct flights and single connections with enough seats in one cabin, earliest arrival first."""
        with self._lock:
            found: list[tuple[Cabin, tuple[FlightOnSale, ...]]] = []
            for first in self._by_origin.get(ask.origin, ()):
                if first.departs_at <= self.now or not ask.departs_from <= first.departs_at <= ask.departs_until:
                    continue
                ways = [(first,)] if first.destination == ask.destination else self._connections(first, ask.destination)
                found += [(cabin, way) for way in ways for cabin in ask.cabins if self._free(way, cabin) >= ask.passengers]
            found.sort(key=lambda one: (one[1][-1].arrives_at, one[1][0].departs_at, ask.cabins.index(one[0])))
            return tuple(self._offer(way, cabin, ask.passengers) for cabin, way in found[: ask.at_most])

    def hold(self, key: str, offer_id: str) -> Hold:
        """Keep the seats of an offer until the hold expires."""
        with self._lock:
            return self._once(key, f"hold {offer_id}", Hold, lambda: self._hold(offer_id))

    def read(self, locator: str) -> Booking:
        """The booking."""
        with self._lock:
            if locator not in self._bookings:
                raise NotFound(f"no booking {locator!r}")
            return self._bookings[locator]

    def change(self, key: str, ask: Change) -> Booking:
        """Replace segments, all or none."""
        with self._lock:
            return self._once(key, f"change {ask.model_dump_json()}", Booking, lambda: self._change(ask))

    def split(self, key: str, ask: Split) -> Parted:
        """Move passengers to a new record locator."""
        with self._lock:
            return self._once(key, f"split {ask.model_dump_json()}", Parted, lambda: self._split(ask))

    def issue(self, key: str, ask: Issue) -> Booking:
        """Issue or exchange documents."""
        with self._lock:
            return self._once(key, f"issue {ask.model_dump_json()}", Booking, lambda: self._issue(ask))

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Pay back, never more than was paid."""
        with self._lock:
            return self._once(key, f"refund {ask.model_dump_json()}", Refunded, lambda: self._refund(ask))

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Give up the booking and its seats; money goes back by `refund` only."""
        with self._lock:
            return self._once(key, f"cancel {ask.model_dump_json()}", Cancelled, lambda: self._cancel(ask))

    # --- how ----------------------------------------------------------------------------------------------------------

    def _once(self, key: str, request: str, kind: type[_Answer], work: Callable[[], _Answer]) -> _Answer:
        # Only what was done is remembered: a refusal changed nothing, and the same key may succeed later.
        done = self._done.get(key)
        if done is not None:
            if done.request != request or not isinstance(done.answer, kind):
                raise NotAllowed("this idempotency key was used for another request")
            return done.answer
        answer = work()
        self._done[key] = _Done(request, answer)
        self.writes_done += 1
        return answer

    def _current(self, locator: str, version: str) -> Booking:
        booking = self.read(locator)
        if self._use_up("stale_next"):
            booking = self._store(booking)
        if booking.version != version:
            raise StaleBooking(f"booking {locator!r} is at version {booking.version}, not {version}")
        if booking.status == "cancelled":
            raise NotAllowed(f"booking {locator!r} is cancelled")
        return booking

    def _store(self, booking: Booking) -> Booking:
        stored = booking.model_copy(update={"version": str(int(booking.version) + 1)})
        self._bookings[stored.locator] = stored
        return stored

    def _hold(self, offer_id: str) -> Hold:
        offered = self._offers.get(offer_id)
        if offered is None:
            raise NotFound(f"no offer {offer_id!r}")
        expires = offered.offer.expires_at
        if expires is None or expires <= self.now:
            raise NoSeats(f"offer {offer_id!r} has expired")
        seats = tuple(_seat(one) for one in offered.offer.segments)
        self._require_seats(seats, offered.passengers)
        hold = Hold(hold_id=self._number("hold"), offer_id=offer_id, expires_at=self.now + timedelta(minutes=self.hold_life_min))
        self._holds[hold.hold_id] = _Held(hold, seats, offered.passengers)
        return hold

    def _change(self, ask: Change) -> Booking:
        booking = self._current(ask.locator, ask.version)
        ours = {one.segment_id for one in booking.segments}
        missing = [name for name in ask.drop if name not in ours]
        if missing:
            raise NotFound(f"booking {ask.locator!r} has no segment {', '.join(missing)}")
        taken = []
        for one in ask.take:
            key = _FlightKey(one.carrier, one.number, one.origin, one.departs_at)
            if key not in self._flights:
                raise NotFound(f"no flight {_named(key)}")
            if one.cabin is None:
                raise NotAllowed("the cabin of a segment to take must be said")
            if one.departs_at <= self.now:
                raise NotAllowed(f"flight {_named(key)} has left")
            taken.append(_segment(self._flights[key], one.cabin, self._number("s")))
        if self._use_up("vanish_next"):
            self._sell_out(taken)
        kept = tuple(one for one in booking.segments if one.segment_id not in ask.drop)
        held = self._held_for(ask, taken, len(booking.passengers))
        people = len(booking.passengers)
        gain = [_seat(one) for one in taken]
        lost = [_seat(one) for one in booking.segments if one.segment_id in ask.drop]
        for seat in lost:
            self._taken[seat] -= people
        if held is not None:
            del self._holds[held.hold.hold_id]
        try:
            self._require_seats(gain, people)
        except NoSeats:
            for seat in lost:
                self._taken[seat] += people
            if held is not None:
                self._holds[held.hold.hold_id] = held
            raise
        for seat in gain:
            self._taken[seat] = self._taken.get(seat, 0) + people
        segments = sorted((*kept, *taken), key=lambda one: one.departs_at)
        return self._store(booking.model_copy(update={"segments": tuple(segments)}))

    def _held_for(self, ask: Change, taken: list[Segment], people: int) -> _Held | None:
        if ask.hold_id is None:
            return None
        held = self._holds.get(ask.hold_id)
        if held is None:
            raise NotFound(f"no hold {ask.hold_id!r}")
        if held.hold.expires_at <= self.now:
            raise NoSeats(f"hold {ask.hold_id!r} has expired")
        if sorted(held.seats) != sorted(_seat(one) for one in taken) or held.passengers != people:
            raise NotAllowed(f"hold {ask.hold_id!r} is for other seats")
        return held

    def _split(self, ask: Split) -> Parted:
        booking = self._current(ask.locator, ask.version)
        going = set(ask.passengers)
        missing = sorted(going - set(booking.passengers))
        if missing:
            raise NotFound(f"booking {ask.locator!r} has no passenger {', '.join(missing)}")
        if len(going) == len(booking.passengers):
            raise NotAllowed("a split leaves someone behind")
        paid, refunded = booking.paid or Money(cents=0), booking.refunded or Money(cents=0)
        share = paid.cents * len(going) // len(booking.passengers)
        returned = refunded.cents * len(going) // len(booking.passengers)
        stays = self._store(
            booking.model_copy(
                update={
                    "passengers": tuple(one for one in booking.passengers if one not in going),
                    "documents": tuple(one for one in booking.documents if one.passenger not in going),
                    "paid": paid.model_copy(update={"cents": paid.cents - share}),
                    "refunded": refunded.model_copy(update={"cents": refunded.cents - returned}),
                }
            )
        )
        new = booking.model_copy(
            update={
                "locator": self._new_locator(),
                "version": "1",
                "passengers": tuple(one for one in booking.passengers if one in going),
                "documents": tuple(one for one in booking.documents if one.passenger in going),
                "paid": paid.model_copy(update={"cents": share}),
                "refunded": refunded.model_copy(update={"cents": returned}),
                "split_from": booking.locator,
            }
        )
        self._bookings[new.locator] = new
        return Parted(stays=stays, new=new)

    def _issue(self, ask: Issue) -> Booking:
        booking = self._current(ask.locator, ask.version)
        missing = [one for one in ask.passengers if one not in booking.passengers]
        if missing:
            raise NotFound(f"booking {ask.locator!r} has no passenger {', '.join(missing)}")
        if ask.kind == "emd" and ask.amount is None:
            raise NotAllowed("an EMD has an amount")
        documents = {one.number: one for one in booking.documents}
        for number in ask.exchange:
            old = documents.get(number)
            if old is None:
                raise NotFound(f"booking {ask.locator!r} has no document {number!r}")
            if old.status != "open" or old.passenger not in ask.passengers:
                raise NotAllowed(f"document {number!r} is not an open one of these passengers")
            documents[number] = old.model_copy(update={"status": "exchanged"})
        if ask.kind == "ticket":
            held = {one.passenger for one in documents.values() if one.kind == "ticket" and one.status == "open"}
            twice = [one for one in ask.passengers if one in held]
            if twice:
                raise NotAllowed(f"{', '.join(twice)} has an open ticket: exchange it")
        issued = tuple(
            Document(number=self._number(ask.kind), kind=ask.kind, passenger=one, status="open", amount=ask.amount)
            for one in dict.fromkeys(ask.passengers)
        )
        return self._store(booking.model_copy(update={"documents": (*documents.values(), *issued)}))

    def _refund(self, ask: Refund) -> Refunded:
        booking = self.read(ask.locator)
        if booking.status == "confirmed":
            booking = self._current(ask.locator, ask.version)
        elif booking.version != ask.version:
            raise StaleBooking(f"booking {ask.locator!r} is at version {booking.version}, not {ask.version}")
        paid, refunded = booking.paid or Money(cents=0), booking.refunded or Money(cents=0)
        if ask.amount.currency != paid.currency:
            raise NotAllowed(f"booking {ask.locator!r} was paid in {paid.currency}")
        if ask.amount.cents > paid.cents - refunded.cents:
            raise NotAllowed(f"{paid.cents - refunded.cents} cents of {ask.locator!r} are left to pay back")
        stored = self._store(
            booking.model_copy(update={"refunded": refunded.model_copy(update={"cents": refunded.cents + ask.amount.cents})})
        )
        return Refunded(
            refund_id=self._number("refund"), amount=ask.amount, form=ask.form, reference=ask.reference, booking=stored
        )

    def _cancel(self, ask: Cancel) -> Cancelled:
        booking = self._current(ask.locator, ask.version)
        for one in booking.segments:
            self._taken[_seat(one)] -= len(booking.passengers)
        return Cancelled(booking=self._store(booking.model_copy(update={"status": "cancelled", "segments": ()})))

    def _connections(self, first: FlightOnSale, destination: str) -> list[tuple[FlightOnSale, ...]]:
        shortest, longest = (timedelta(minutes=count) for count in self.connection_min)
        return [
            (first, second)
            for second in self._by_origin.get(first.destination, ())
            if second.destination == destination and shortest <= second.departs_at - first.arrives_at <= longest
        ]

    def _offer(self, way: tuple[FlightOnSale, ...], cabin: Cabin, passengers: int) -> Offer:
        fares = [one.fares[cabin] for one in way]
        offer = Offer(
            offer_id=self._number("offer"),
            segments=tuple(_segment(one, cabin, None) for one in way),
            seats_left=self._free(way, cabin),
            fare=fares[0].model_copy(update={"cents": passengers * sum(fare.cents for fare in fares)}),
            expires_at=self.now + timedelta(minutes=self.offer_life_min),
        )
        self._offers[offer.offer_id] = _Offered(offer, passengers)
        return offer

    def _free(self, way: tuple[FlightOnSale, ...], cabin: Cabin) -> int:
        if any(cabin not in one.fares or one.fares[cabin].currency != way[0].fares[cabin].currency for one in way):
            return 0
        return min(self._free_seats(_SeatKey(_key(one), cabin)) for one in way)

    def _free_seats(self, seat: _SeatKey) -> int:
        if seat.flight in self._closed:
            return 0
        self._holds = {name: one for name, one in self._holds.items() if one.hold.expires_at > self.now}
        held = sum(one.passengers for one in self._holds.values() if seat in one.seats)
        on_sale = self._flights[seat.flight].seats.get(seat.cabin, 0) - self._withdrawn.get(seat, 0)
        return on_sale - self._taken.get(seat, 0) - held

    def _require_seats(self, seats: Iterable[_SeatKey], people: int) -> None:
        wanted: dict[_SeatKey, int] = {}
        for seat in seats:
            wanted[seat] = wanted.get(seat, 0) + people
        for seat, count in wanted.items():
            free = self._free_seats(seat)
            if free < count:
                raise NoSeats(f"flight {_named(seat.flight)}: {free} left in {seat.cabin}, {count} asked for")

    def _sell_out(self, segments: Iterable[Segment]) -> None:
        for one in segments:
            seat = _seat(one)
            self._withdrawn[seat] = self._withdrawn.get(seat, 0) + max(0, self._free_seats(seat))

    def _use_up(self, name: Literal["answer_lost_next", "refuse_next", "vanish_next", "stale_next"]) -> bool:
        left: int = getattr(self.trouble, name)
        if left:
            self.trouble = self.trouble.model_copy(update={name: left - 1})
        return left > 0

    def _number(self, kind: str) -> str:
        self._numbers += 1
        return f"{kind}-{self._numbers}"

    def _new_locator(self) -> str:
        while True:
            locator = "".join(self._random.choice(_LETTERS) for _ in range(6))
            if locator not in self._bookings:
                return locator


def _key(flight: FlightOnSale) -> _FlightKey:
    return _FlightKey(flight.carrier, flight.number, flight.origin, flight.departs_at)


def _seat(segment: Segment) -> _SeatKey:
    if segment.cabin is None:
        raise NotAllowed("the cabin of a segment must be said")
    return _SeatKey(_FlightKey(segment.carrier, segment.number, segment.origin, segment.departs_at), segment.cabin)


def _segment(flight: FlightOnSale, cabin: Cabin, segment_id: str | None) -> Segment:
    return Segment(
        carrier=flight.carrier,
        number=flight.number,
        origin=flight.origin,
        destination=flight.destination,
        departs_at=flight.departs_at,
        arrives_at=flight.arrives_at,
        cabin=cabin,
        segment_id=segment_id,
    )


def _named(key: _FlightKey) -> str:
    return f"{key.carrier}{key.number}/{key.departs_at:%Y-%m-%dT%H:%MZ}/{key.origin}"
