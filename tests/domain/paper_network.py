"""A network small enough to check by hand: two tails between AAA, BBB and CCC on one day."""

from datetime import UTC, datetime

from domain import events as e
from domain.apply import fold
from domain.ids import flight_id
from domain.network import NetworkState

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the day."""
    return MIDNIGHT.replace(hour=hour, minute=minute)


def leg(number: int, origin: str) -> str:
    """The id of flight XX`number` from `origin`."""
    return flight_id("XX", number, MIDNIGHT.date(), origin)


def opening() -> list[e.Event]:
    """N1 flies AAA-BBB-AAA (XX1, XX2), N2 flies AAA-CCC-AAA (XX3, XX4); N3 of another family stands at CCC."""
    events: list[e.Event] = [
        e.ScenarioOpened(at=MIDNIGHT, scenario_id="paper", own_carriers=("XX",), currency="USD", horizon_end=at(23))
    ]
    events += [
        e.AirportDeclared(
            at=MIDNIGHT,
            airport=code,
            name=code,
            timezone="UTC",
            latitude=40.0 + index,
            longitude=0.0,
            arrivals_per_hour=10,
            departures_per_hour=10,
            min_connection_min=40,
            gates=("1", "2"),
        )
        for index, code in enumerate(("AAA", "BBB", "CCC"))
    ]
    events += [
        e.AircraftRegistered(
            at=MIDNIGHT,
            tail=tail,
            carrier="XX",
            family=family,
            model=family,
            seats=100,
            min_turn_min=30,
            location=location,
            ready_at=MIDNIGHT,
        )
        for tail, family, location in (("N1", "small", "AAA"), ("N2", "small", "AAA"), ("N3", "large", "CCC"))
    ]
    events += [
        e.CrewRegistered(at=MIDNIGHT, crew_id=crew, role="captain", base="AAA", families=families, location="AAA")
        for crew, families in (("C1", ("small",)), ("C2", ("small",)), ("C3", ("large",)))
    ]
    legs = (
        (1, "AAA", "BBB", 8, 9, "N1"),
        (2, "BBB", "AAA", 10, 11, "N1"),
        (3, "AAA", "CCC", 12, 13, "N2"),
        (4, "CCC", "AAA", 14, 15, "N2"),
    )
    for number, origin, destination, departs, arrives, tail in legs:
        events.append(
            e.FlightScheduled(
                at=MIDNIGHT,
                flight_id=leg(number, origin),
                carrier="XX",
                number=str(number),
                origin=origin,
                destination=destination,
                std=at(departs),
                sta=at(arrives),
            )
        )
        events.append(e.AircraftAssigned(at=MIDNIGHT, flight_id=leg(number, origin), tail=tail))
    events.append(
        e.FlightScheduled(
            at=MIDNIGHT,
            flight_id="YY9/2026-03-02/AAA",
            carrier="YY",
            number="9",
            origin="AAA",
            destination="BBB",
            std=at(8),
            sta=at(9),
        )
    )
    events += [
        e.CrewAssigned(
            at=MIDNIGHT,
            crew_id="C1",
            duty_id="D1",
            flight_ids=(leg(1, "AAA"), leg(2, "BBB")),
            report_at=at(7),
            release_at=at(11, 30),
        ),
        e.BookingCreated(at=MIDNIGHT, booking_id="B1", passengers=60, flight_ids=(leg(1, "AAA"),), fare_cents=12_000),
        e.BookingCreated(
            at=MIDNIGHT, booking_id="B2", passengers=10, flight_ids=(leg(2, "BBB"), leg(3, "AAA")), fare_cents=20_000
        ),
        e.CargoBooked(
            at=MIDNIGHT,
            shipment_id="S1",
            flight_ids=(leg(1, "AAA"),),
            weight_kg=400,
            due=at(14),
            penalty_cents_per_hour=50_000,
            priority="express",
        ),
    ]
    return events


def paper_network() -> NetworkState:
    """The network of `opening()`, folded."""
    return fold(NetworkState(), opening())
