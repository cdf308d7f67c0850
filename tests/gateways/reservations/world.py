"""A small world for the simulator: four flights between three airports, and bookings on them."""

from datetime import UTC, datetime, timedelta

from domain.units import Money
from gateways.reservations.port import Search, Segment
from gateways.reservations.simulator import BookedFlight, BookingOnFile, FlightOnSale, Simulator

MORNING = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)


def flight(number: str, origin: str, destination: str, departs_h: int, seats: int) -> FlightOnSale:
    """A flight of two hours that leaves so many hours after the morning."""
    departs = MORNING + timedelta(hours=departs_h)
    return FlightOnSale(
        carrier="B6",
        number=number,
        origin=origin,
        destination=destination,
        departs_at=departs,
        arrives_at=departs + timedelta(hours=2),
        seats={"economy": seats, "business": 2},
        fares={"economy": Money(cents=12_000), "business": Money(cents=60_000)},
    )


def on(one: FlightOnSale) -> BookedFlight:
    """A booked economy seat on a flight."""
    return BookedFlight(carrier=one.carrier, number=one.number, origin=one.origin, departs_at=one.departs_at, cabin="economy")


def segment(one: FlightOnSale) -> Segment:
    """An economy seat on a flight, as a segment to take."""
    return Segment(
        carrier=one.carrier,
        number=one.number,
        origin=one.origin,
        destination=one.destination,
        departs_at=one.departs_at,
        arrives_at=one.arrives_at,
        cabin="economy",
    )


EARLY = flight("10", "JFK", "BOS", 2, 6)
LATE = flight("12", "JFK", "BOS", 6, 4)
VIA = flight("20", "JFK", "PHL", 2, 3)
ONWARD = flight("22", "PHL", "BOS", 5, 3)
FLIGHTS = (EARLY, LATE, VIA, ONWARD)

BOOKINGS = (
    BookingOnFile(locator="AAA111", passengers=("pax-1", "pax-2"), flights=(on(EARLY),), paid=Money(cents=24_001)),
    BookingOnFile(locator="BBB222", passengers=("pax-3", "pax-4", "pax-5"), flights=(on(EARLY),), paid=Money(cents=36_000)),
    BookingOnFile(locator="CCC333", passengers=("pax-6",), flights=(on(VIA), on(ONWARD)), paid=Money(cents=24_000)),
    BookingOnFile(locator="DDD444", passengers=("pax-7", "pax-8"), flights=(on(LATE),), paid=Money(cents=24_000), ticketed=False),
)

TO_BOSTON = Search(
    origin="JFK", destination="BOS", departs_from=MORNING, departs_until=MORNING + timedelta(hours=12), passengers=2
)


def new_simulator(seed: int = 0) -> Simulator:
    """The simulator filled with the flights and bookings above, at the morning."""
    simulator = Simulator(now=MORNING, seed=seed)
    simulator.fill(FLIGHTS, BOOKINGS)
    return simulator


def oversold(simulator: Simulator) -> list[str]:
    """Flights with more people booked in a cabin than it has seats, counted from the bookings alone."""
    booked: dict[tuple[str, datetime, str | None], int] = {}
    for booking in simulator.bookings():
        for one in booking.segments:
            place = (one.number, one.departs_at, one.cabin)
            booked[place] = booked.get(place, 0) + len(booking.passengers)
    on_sale: dict[tuple[str, datetime, str | None], int] = {
        (one.number, one.departs_at, cabin): seats for one in simulator.flights() for cabin, seats in one.seats.items()
    }
    return [str(place) for place, people in booked.items() if people > on_sale.get(place, 0)]
