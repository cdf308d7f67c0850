"""The recovery problem as the solver sees it: integers only, minutes since `epoch`, indices instead of names, frozen."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

NOBODY = -1
"""Index of no tail, no flight."""
CANCELLED = -1
"""Departure minute of a flight that does not operate."""
NEVER = 10**9
"""A minute after every horizon."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The price list in cents, where it does not depend on the aircraft. `passenger_delay` is indexed by whole minutes late."""

    passenger_delay: tuple[int, ...]
    aircraft_swap: int
    out_of_position: int
    crew_replacement: int
    maintenance_deferral: int
    tailless_delay_minute: int
    currency: str = "USD"


class Visit(NamedTuple):
    """A tail does not fly in [start, end). `place`: whether it must stand at `airport` from the start, or should (at a price)."""

    start: int
    end: int
    airport: int
    place: Literal["any", "deferrable", "required"]


@dataclass(frozen=True, slots=True)
class Tail:
    """One aircraft: where and when it can first leave, and when it may not fly.

    `fleet` numbers the (carrier, family) whose tails may fly one another's flights.
    """

    number: str
    carrier: str
    fleet: int
    seats: int
    turn: int
    airport: int
    ready: int
    visits: tuple[Visit, ...]
    delay_minute: int
    ferry_minute: int


@dataclass(frozen=True, slots=True)
class Leg:
    """One own flight. `free` legs are decisions; the others are in the air, landed or cancelled, and keep their times.

    A free leg leaves in [earliest, latest] or is cancelled; `current` is its departure as published now.
    `late` is the minutes a fixed leg arrives after schedule; for free legs the delay at arrival equals that at departure.
    `counted` legs enter the price; landed ones only serve connections. `only` is the tail that alone may fly it,
    those `barred` never do. `seat_cents` is what sale loses by each seat given to somebody re-booked onto it; it steers.
    """

    flight_id: str
    origin: int
    destination: int
    std: int
    block: int
    earliest: int
    latest: int
    current: int
    tail: int
    passengers: int
    free: bool
    counted: bool
    etd: int
    eta: int
    late: int
    departure_delay: int
    ferry: bool
    must_fly: bool
    saved: int
    ferry_price: int
    crew_unavailable: tuple[tuple[int, int, int], ...]
    only: int = NOBODY
    barred: tuple[int, ...] = ()
    seat_cents: int = 0


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Bookings with the same legs, taken together.

    `legs` are counted legs whose cancellation disrupts it; `connections` (inbound, outbound, minutes needed);
    `last` the counted leg that ends it, or NOBODY. `disrupted` is the price when it breaks, for all passengers together,
    `steering` what ProtectedConnection constraints add to it while searching.

    `path` is every leg of ours it takes, `needs` the minutes before each. When it breaks and is `open`, whole `bookings` (name,
    passengers, of one size) may go another way from `origin`, not before `ready`, to `destination`; the first `flown` legs
    have landed.
    """

    legs: tuple[int, ...]
    connections: tuple[tuple[int, int, int], ...]
    last: int
    passengers: int
    disrupted: int
    steering: int
    path: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    bookings: tuple[tuple[str, int], ...] = ()
    origin: int = 0
    ready: int = 0
    destination: int = 0
    planned_arrival: int = 0
    flown: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class CrewLink:
    """The same crew works `first` then `then`: `gap` minutes between, or `replacement` cents when only `then` operates."""

    first: int
    then: int
    gap: int
    replacement: int


@dataclass(frozen=True, slots=True)
class Closure:
    """No departures and/or arrivals at the airport in [start, end)."""

    airport: int
    start: int
    end: int
    departures: bool
    arrivals: bool


@dataclass(frozen=True, slots=True)
class Capacity:
    """Movements still free for decisions at the airport in [start, end), after those of legs that are fixed."""

    airport: int
    start: int
    end: int
    departures: int
    arrivals: int


@dataclass(frozen=True, slots=True)
class RecoveryProblem:
    """Everything the solver needs. `planned_ends` counts aircraft by (fleet, airport) at the end of the period.

    `ferry_blocks[(a, b)]` is the block time of a ferry in minutes, for airports where our aircraft may end.
    """

    epoch: datetime
    base_version: int
    now: int
    horizon_end: int
    airports: tuple[str, ...]
    fleets: tuple[tuple[str, str], ...]
    tails: tuple[Tail, ...]
    legs: tuple[Leg, ...]
    itineraries: tuple[Itinerary, ...]
    crew_links: tuple[CrewLink, ...]
    closures: tuple[Closure, ...]
    capacities: tuple[Capacity, ...]
    planned_ends: tuple[tuple[int, int, int], ...]
    coordinates: tuple[tuple[float, float], ...]
    connection_min: tuple[int, ...]
    ferry_speed_kmh: int
    ferry_fixed_min: int
    constant_disruption: int
    prices: Prices
    notes: tuple[str, ...] = ()

    def moment(self, minute: int) -> datetime:
        """The minute as aware UTC."""
        return (self.epoch + timedelta(minutes=minute)).astimezone(UTC)

    def clock(self, minute: int) -> str:
        """The minute as a controller would write it."""
        return self.moment(minute).strftime("%d %b %H:%MZ")

    def may_fly(self, tail: int, leg: int) -> bool:
        """Whether the tail may take the leg: not barred from it, the same fleet, and a seat for everybody booked."""
        aircraft, flight = self.tails[tail], self.legs[leg]
        if tail in flight.barred:
            return False
        if flight.tail == tail:
            return True
        return flight.tail != NOBODY and self.tails[flight.tail].fleet == aircraft.fleet and flight.passengers <= aircraft.seats


@dataclass(frozen=True, slots=True)
class Ferry:
    """An empty flight that the plan adds."""

    tail: int
    origin: int
    destination: int
    etd: int
    block: int


class Rebooked(NamedTuple):
    """A booking of an itinerary (its number) that travels on other legs, and the minutes it then arrives late."""

    itinerary: int
    booking: str
    passengers: int
    legs: tuple[int, ...]
    late: int


@dataclass(frozen=True, slots=True)
class Price:
    """Cents by component, and breaches: orders (must not cancel, must be at) that the solution does not keep."""

    components: tuple[tuple[str, int], ...]
    breaches: int

    @property
    def total(self) -> int:
        """The sum of the components, in cents."""
        return sum(cents for _, cents in self.components)
