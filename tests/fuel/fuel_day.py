"""A small day of an A320 between New York, Florida and the west, put together from events."""

from domain import events as e
from domain.ids import AirportCode, FlightId
from domain.network import Flight, NetworkState
from tests.evaluation.paper_day import DAY, PaperDay

PLACES = {"JFK": (40.64, -73.78), "FLL": (26.07, -80.15), "BOS": (42.36, -71.01), "LAX": (33.94, -118.41)}


def real_places(day: PaperDay) -> PaperDay:
    """Declare airports where they are."""
    for code, (latitude, longitude) in PLACES.items():
        day.airports.add(code)
        day.happen(
            e.AirportDeclared(
                at=DAY,
                airport=AirportCode(code),
                name=code,
                timezone="UTC",
                latitude=latitude,
                longitude=longitude,
                arrivals_per_hour=20,
                departures_per_hour=20,
                min_connection_min=40,
            )
        )
    return day


def one_flight(
    family: str = "A320", destination: str = "FLL", passengers: int = 120, seats: int = 150
) -> tuple[NetworkState, Flight]:
    """JFK to somewhere in three hours with so many booked."""
    day = real_places(PaperDay()).tail("N1", "JFK", family=family, seats=seats)
    flight_id = day.fly(1, "JFK", destination, "08:00", "11:00", "N1")
    day.book("B1", passengers, flight_id)
    state = day.network()
    return state, state.flights[flight_id]


def late_to_a_connection(late_min: int = 44) -> tuple[NetworkState, FlightId, FlightId]:
    """LAX to JFK arrives late for a last flight to BOS that most of its people want; seven minutes would do."""
    day = real_places(PaperDay()).tail("N1", "LAX").tail("N2", "JFK")
    inbound = day.fly(1, "LAX", "JFK", "08:00", "13:30", "N1")
    onward = day.fly(2, "JFK", "BOS", "14:50", "16:00", "N2")
    day.book("B1", 90, inbound, onward).book("B2", 30, inbound).late(inbound, late_min)
    return day.network(), inbound, onward
