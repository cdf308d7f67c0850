"""A day of a European carrier, small enough for a pencil: AF from Paris to London, Rome, Athens and New York, in euro."""

from datetime import UTC, datetime

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, BookingId, CarrierCode, FlightId, TailNumber, flight_id
from domain.network import NetworkState
from domain.units import minutes

MORNING = datetime(2026, 6, 10, 4, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the day."""
    return MORNING.replace(hour=hour, minute=minute)


def leg(number: int, origin: str) -> FlightId:
    """The id of flight AF`number`."""
    return flight_id("AF", number, MORNING.date(), origin)


ROME_IN, NEW_YORK, LONDON, ATHENS = leg(1205, "FCO"), leg(22, "CDG"), leg(1680, "CDG"), leg(1532, "CDG")
PASSENGERS = {"rome": 100, "transfer": 20, "new-york": 180, "london": 120, "athens": 150}
AIRPORTS = {
    "CDG": (49.01, 2.55, "Europe/Paris"),
    "LHR": (51.47, -0.45, "Europe/London"),
    "FCO": (41.8, 12.25, "Europe/Rome"),
    "ATH": (37.94, 23.94, "Europe/Athens"),
    "JFK": (40.64, -73.78, "America/New_York"),
}


def opening() -> list[e.Event]:
    """Four flights of four tails; 20 passengers come from Rome and go on to New York 1:30 later."""
    events: list[e.Event] = [
        e.ScenarioOpened(
            at=MORNING, scenario_id="european-day", own_carriers=(CarrierCode("AF"),), currency="EUR", horizon_end=at(23, 59)
        )
    ]
    events += [
        e.AirportDeclared(
            at=MORNING,
            airport=AirportCode(code),
            name=code,
            timezone=zone,
            latitude=latitude,
            longitude=longitude,
            arrivals_per_hour=30,
            departures_per_hour=30,
            min_connection_min=60,
        )
        for code, (latitude, longitude, zone) in AIRPORTS.items()
    ]
    flights = (
        (1205, "FCO", "CDG", at(7), at(9), "F1"),
        (22, "CDG", "JFK", at(10, 30), at(18, 30), "F2"),
        (1680, "CDG", "LHR", at(8), at(9, 20), "F3"),
        (1532, "CDG", "ATH", at(8, 30), at(11, 50), "F4"),
    )
    for number, origin, destination, leaves, lands, tail in flights:
        events += [
            e.AircraftRegistered(
                at=MORNING,
                tail=TailNumber(tail),
                carrier=CarrierCode("AF"),
                family="A320",
                model="A320",
                seats=220,
                min_turn_min=40,
                location=AirportCode(origin),
                ready_at=MORNING,
            ),
            e.FlightScheduled(
                at=MORNING,
                flight_id=leg(number, origin),
                carrier=CarrierCode("AF"),
                number=str(number),
                origin=AirportCode(origin),
                destination=AirportCode(destination),
                std=leaves,
                sta=lands,
            ),
            e.AircraftAssigned(at=MORNING, flight_id=leg(number, origin), tail=TailNumber(tail)),
        ]
    legs = {
        "rome": (ROME_IN,),
        "transfer": (ROME_IN, NEW_YORK),
        "new-york": (NEW_YORK,),
        "london": (LONDON,),
        "athens": (ATHENS,),
    }
    events += [
        e.BookingCreated(at=MORNING, booking_id=BookingId(name), passengers=count, flight_ids=legs[name], fare_cents=20_000)
        for name, count in PASSENGERS.items()
    ]
    return events


def european_day(**late_min: int) -> NetworkState:
    """The day; flights named in `late_min` (`rome`, `new_york`, `london`, `athens`) are so late for a technical defect."""
    state = fold(NetworkState(), opening())
    ids = {"rome": ROME_IN, "new_york": NEW_YORK, "london": LONDON, "athens": ATHENS}
    for name, late in late_min.items():
        flight = state.flight(ids[name])
        delayed = e.FlightDelayed(
            at=MORNING,
            flight_id=flight.flight_id,
            etd=flight.std + minutes(late),
            eta=flight.sta + minutes(late),
            delay_code="41",
        )
        state = fold(state, [delayed])
    return state
