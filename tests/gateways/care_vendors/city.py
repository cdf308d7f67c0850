"""A small city of hotels, passengers stranded at its airport, and the vendor that sells there."""

from datetime import UTC, datetime
from typing import Any

from domain import events as e
from domain.apply import fold
from domain.commands import CareForPassengers
from domain.decide import decide_all
from domain.ids import BookingId
from domain.network import NetworkState
from gateways.care_vendors.port import RoomsAsk
from gateways.care_vendors.simulator import Simulator

NOW = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 18:00 in New York

B1, B2 = BookingId("B1"), BookingId("B2")
HOTELS = (  # id, rooms, rate, transfer per head, stars, step-free rooms
    ("H1", 4, 10_000, 500, 3, 1),
    ("H2", 4, 12_000, 0, 3, 0),
    ("H3", 2, 20_000, 1_000, 4, 1),
    ("H4", 9, 6_000, 0, 2, 2),
)
BOOKINGS = (("B1", 5, False), ("B2", 2, False), ("B3", 2, True), ("B4", 8, False))  # id, passengers, reduced mobility


def city() -> NetworkState:
    """The network with the hotels and bookings above, all at AAA."""
    return fold(
        NetworkState(),
        [
            e.ScenarioOpened(at=NOW, scenario_id="city", own_carriers=("XX",), currency="USD", horizon_end=NOW),
            e.AirportDeclared(
                at=NOW,
                airport="AAA",
                name="AAA",
                timezone="America/New_York",
                latitude=40.0,
                longitude=-74.0,
                arrivals_per_hour=10,
                departures_per_hour=10,
                min_connection_min=40,
            ),
            *(
                e.HotelContracted(
                    at=NOW,
                    hotel_id=name,
                    airport="AAA",
                    name=name,
                    rooms=rooms,
                    rate_cents=rate,
                    transfer_cents=transfer,
                    distance_km=3,
                    stars=stars,
                    step_free_rooms=step_free,
                )
                for name, rooms, rate, transfer, stars, step_free in HOTELS
            ),
            *(
                e.BookingCreated(
                    at=NOW, booking_id=name, passengers=people, flight_ids=(), fare_cents=10_000, reduced_mobility=reduced
                )
                for name, people, reduced in BOOKINGS
            ),
        ],
    )


def vendor_of(state: NetworkState, seed: int = 0) -> Simulator:
    """The vendor at six in the evening."""
    return Simulator(state.hotels.values(), clock=lambda: NOW, seed=seed)


def rooms(number: int = 1, **changed: Any) -> RoomsAsk:
    """Rooms at AAA for a night."""
    return RoomsAsk(airport="AAA", rooms=number, nights=1, people=changed.pop("people", number), **changed)


def care(booking_id: str, hotel: str | None = None, number: int = 1, meals: int = 0) -> CareForPassengers:
    """Care at AAA as a plan words it."""
    if hotel is None:
        return CareForPassengers(booking_id=booking_id, airport="AAA", meals=meals)
    return CareForPassengers(booking_id=booking_id, airport="AAA", meals=meals, hotel=hotel, rooms=number, nights=1)


def executed(state: NetworkState, *operations: CareForPassengers) -> NetworkState:
    """The network after these operations."""
    return decide_all(state, operations, now=NOW)[1]


def oversold(vendor: Simulator) -> list[str]:
    """Hotels with more rooms booked than they have, counted from the reservations alone."""
    booked: dict[str, int] = {}
    for one in vendor.reservations():
        if one.status == "confirmed" and isinstance(one.ask, RoomsAsk):
            booked[str(one.hotel_id)] = booked.get(str(one.hotel_id), 0) + one.ask.rooms
    return [name for name, number, *_ in HOTELS if booked.get(name, 0) > number]
