"""Partners simulated in memory for the network that is loaded: hotels, and a reservation system. Nothing leaves the process."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import RLock

from sqlalchemy import Engine

from api.reservation_sync import OnFile, bookings_on_file, written_rows
from domain.ids import BookingId, FlightId
from domain.network import Flight, NetworkState
from domain.units import Money
from gateways.care_vendors.port import Ask, Quote
from gateways.care_vendors.port import Reservation as CareReservation
from gateways.care_vendors.simulator import Simulator as Hotels
from gateways.reservations.port import (
    OPERATIONS,
    Booking,
    Cabin,
    Cancel,
    Cancelled,
    Capabilities,
    Change,
    Hold,
    Issue,
    Offer,
    Parted,
    Refund,
    Refunded,
    Search,
    Split,
)
from gateways.reservations.simulator import BookedFlight, BookingOnFile, FlightOnSale, Simulator
from knowledge.airline.care_policy import care_policy
from twin.twin import Twin

_CABINS: tuple[Cabin, ...] = ("economy", "business", "first")
_SEATS_NOT_TOLD = 1_000
CAPABILITIES = Capabilities(
    system="simulated in memory",
    supports=OPERATIONS,
    refuses={},
    keys="by the system, as long as the process lives",
    versions="by the system, as it writes",
    left_out=("fares: nothing is offered to a search; seats by cabin: each cabin takes as many as the aircraft has",),
    never_run_against_the_real_system=False,
    written_on=None,
    written_from=("our own",),
)


@dataclass(slots=True)
class SimulatedHotels:
    """A vendor simulated in memory with the hotels of the network that is loaded; another network, another vendor."""

    twin: Twin
    _vendors: dict[str, Hotels] = field(default_factory=dict)

    def quote(self, ask: Ask) -> tuple[Quote, ...]:
        """What can be had, the cheapest first."""
        return self._vendor().quote(ask)

    def book(self, key: str, quote_id: str, booking_id: BookingId) -> CareReservation:
        """Book it once for a key."""
        return self._vendor().book(key, quote_id, booking_id)

    def cancel(self, key: str, confirmation: str) -> CareReservation:
        """Give it back once for a key."""
        return self._vendor().cancel(key, confirmation)

    def read(self, confirmation: str) -> CareReservation:
        """The reservation as it is."""
        return self._vendor().read(confirmation)

    def find(self, key: str) -> CareReservation | None:
        """What was booked under a key."""
        return self._vendor().find(key)

    def _vendor(self) -> Hotels:
        name, state = self.twin.network_id, self.twin.state
        if name not in self._vendors:
            self._vendors[name] = Hotels(
                state.hotels.values(),
                clock=lambda: self.twin.now,
                meal_cents=care_policy().meal_cents,
                currency=state.currency,
            )
        return self._vendors[name]


@dataclass(slots=True)
class SimulatedBookings:
    """A reservation system simulated in memory with the bookings of the network that is loaded, as they were sold.

    It is filled when it is first asked; what was written to an earlier one of a process that is gone is then in it again. It
    has every seat that the network has: the network decides who may be rebooked where, this only keeps the books.
    """

    twin: Twin
    engine: Engine
    _systems: dict[str, "_Filled"] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    @property
    def capabilities(self) -> Capabilities:
        """Everything the port knows."""
        return CAPABILITIES

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Nothing: fares are not known."""
        return self.simulator().search(ask)

    def hold(self, key: str, offer_id: str) -> Hold:
        """Keep the seats of an offer for a while."""
        return self.simulator().hold(key, offer_id)

    def read(self, locator: str) -> Booking:
        """The booking as it is now."""
        return self.simulator().read(locator)

    def change(self, key: str, ask: Change) -> Booking:
        """Replace segments, all of them or none."""
        return self.simulator().change(key, ask)

    def split(self, key: str, ask: Split) -> Parted:
        """Move passengers to a new record locator."""
        return self.simulator().split(key, ask)

    def issue(self, key: str, ask: Issue) -> Booking:
        """Issue documents, or exchange them."""
        return self.simulator().issue(key, ask)

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Pay back."""
        return self.simulator().refund(key, ask)

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Give up the booking and its seats."""
        return self.simulator().cancel(key, ask)

    def simulator(self) -> Simulator:
        """The simulator behind it, filled for the network that is loaded."""
        name, state = self.twin.network_id, self.twin.state
        with self._lock:
            filled = self._systems.get(name)
            if filled is None:
                filled = self._systems[name] = _Filled.of(state, bookings_on_file(state, written_rows(self.engine, name)))
            filled.authorise(state)
            return filled.simulator


@dataclass(slots=True)
class _Filled:
    """A simulator with a network's flights and bookings, and the seats that each flight has on sale."""

    simulator: Simulator
    seats: dict[FlightId, int]
    version: int

    @classmethod
    def of(cls, state: NetworkState, on_file: dict[BookingId, OnFile]) -> "_Filled":
        departures = (*state.flights.values(), *state.further_flights.values())
        kept = {name: one for name, one in on_file.items() if not one.cancelled and one.flight_ids and one.passengers}
        sold = Counter[FlightId]()
        for one in kept.values():
            for flight_id in one.flight_ids:
                sold[flight_id] += len(one.passengers)
        # Whether a flight has left is the network's to say, not this clock's: a delayed one still takes people.
        simulator = Simulator(now=min(one.std for one in departures) - timedelta(minutes=1))
        filled = cls(
            simulator, {one.flight_id: max(sold[one.flight_id], _seats(state, one)) for one in departures}, state.version
        )
        simulator.fill(
            (_on_sale(one, filled.seats[one.flight_id]) for one in departures),
            (_booking(state, name, one) for name, one in kept.items()),
        )
        return filled

    def authorise(self, state: NetworkState) -> None:
        """Put on sale what the network has more since: a larger aircraft, seats offered, flights."""
        if state.version == self.version:
            return
        self.version = state.version
        more = []
        for one in (*state.flights.values(), *state.further_flights.values()):
            seats = _seats(state, one)
            if seats > self.seats.get(one.flight_id, -1):
                self.seats[one.flight_id] = seats
                more.append(_on_sale(one, seats))
        if more:
            self.simulator.fill(more, ())


def _seats(state: NetworkState, flight: Flight) -> int:
    if flight.flight_id in state.flights and state.is_own(flight) and flight.tail is not None:
        return state.aircraft[flight.tail].seats
    return _SEATS_NOT_TOLD if flight.seats_offered is None else flight.seats_offered


def _on_sale(flight: Flight, seats: int) -> FlightOnSale:
    return FlightOnSale(
        carrier=flight.carrier,
        number=flight.number,
        origin=flight.origin,
        destination=flight.destination,
        departs_at=flight.std,
        arrives_at=flight.sta,
        seats=dict.fromkeys(_CABINS, seats),
        fares={},
    )


def _booking(state: NetworkState, name: BookingId, on_file: OnFile) -> BookingOnFile:
    booking = state.bookings[name]
    legs = (state.departure(one) for one in on_file.flight_ids)
    return BookingOnFile(
        locator=on_file.locator,
        passengers=on_file.passengers,
        flights=tuple(
            BookedFlight(carrier=leg.carrier, number=leg.number, origin=leg.origin, departs_at=leg.std, cabin=booking.cabin)
            for leg in legs
        ),
        paid=Money(cents=booking.fare_cents * len(on_file.passengers), currency=state.currency),
    )
