"""Networks for the recovery tests, built from events like any other: small ones to reason about, hubs of any size to work on."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from domain import events as e
from domain.apply import fold
from domain.events import Event
from domain.ids import AirportCode, BookingId, CarrierCode, CrewId, DutyId, FlightId, TailNumber, flight_id
from domain.network import NetworkState

DAY = datetime(2024, 3, 5, tzinfo=UTC)
_CARRIER = CarrierCode("ZZ")


def at(minute: int) -> datetime:
    """The minute of the test day."""
    return DAY + timedelta(minutes=minute)


class NetworkUnderTest:
    """Collects events; `state()` folds them. Minutes count from 00:00Z of the test day."""

    def __init__(self, airports: Sequence[str], *, horizon: int = 1800, min_connection: int = 30) -> None:
        self.events: list[Event] = [
            e.ScenarioOpened(at=DAY, scenario_id="test", own_carriers=(_CARRIER,), currency="USD", horizon_end=at(horizon))
        ]
        for index, code in enumerate(airports):
            self.events.append(
                e.AirportDeclared(
                    at=DAY,
                    airport=AirportCode(code),
                    name=code,
                    timezone="UTC",
                    latitude=40.0 + 1.5 * (index % 7),
                    longitude=-80.0 + 2.0 * (index // 7),
                    arrivals_per_hour=60,
                    departures_per_hour=60,
                    min_connection_min=min_connection,
                )
            )
        self._number = 0
        self._booking = 0

    def tail(self, name: str, airport: str, *, ready: int = 0, seats: int = 150, turn: int = 30, family: str = "A320") -> None:
        """Register an aircraft."""
        self.events.append(
            e.AircraftRegistered(
                at=DAY,
                tail=TailNumber(name),
                carrier=_CARRIER,
                family=family,
                model=family,
                seats=seats,
                min_turn_min=turn,
                location=AirportCode(airport),
                ready_at=at(ready),
            )
        )

    def flight(
        self, origin: str, destination: str, std: int, block: int, tail: str | None = None, passengers: int = 0
    ) -> FlightId:
        """Schedule a flight, with one booking of `passengers` travelling on it alone."""
        self._number += 1
        number = f"{self._number}"
        name = flight_id(_CARRIER, number, at(std).date(), origin)
        self.events.append(
            e.FlightScheduled(
                at=DAY,
                flight_id=name,
                carrier=_CARRIER,
                number=number,
                origin=AirportCode(origin),
                destination=AirportCode(destination),
                std=at(std),
                sta=at(std + block),
            )
        )
        if tail is not None:
            self.events.append(e.AircraftAssigned(at=DAY, flight_id=name, tail=TailNumber(tail)))
        if passengers:
            self.booking(passengers, name)
        return name

    def booking(self, passengers: int, *flights: FlightId) -> BookingId:
        """Book passengers on flights, in order."""
        self._booking += 1
        name = BookingId(f"P{self._booking}")
        self.events.append(
            e.BookingCreated(at=DAY, booking_id=name, passengers=passengers, flight_ids=flights, fare_cents=20_000)
        )
        return name

    def crew(self, name: str, base: str, *flights: FlightId) -> None:
        """A captain who works the flights as one duty."""
        self.events.append(
            e.CrewRegistered(
                at=DAY,
                crew_id=CrewId(name),
                role="captain",
                base=AirportCode(base),
                families=("A320", "E190"),
                location=AirportCode(base),
            )
        )
        self.events.append(
            e.CrewAssigned(
                at=DAY,
                crew_id=CrewId(name),
                duty_id=DutyId(f"{name}-1"),
                flight_ids=flights,
                report_at=DAY,
                release_at=at(1800),
            )
        )

    def state(self) -> NetworkState:
        """The network after all events."""
        return fold(NetworkState(), self.events)


def hub_and_spokes(flights: int, *, seed: int = 1, closed: tuple[int, int] | None = None, waves: int = 5) -> NetworkState:
    """A hub with two families, each tail flying out and back; a third of the passengers connect at the hub; crews change tails.

    `closed` shuts the hub between two minutes of the day.
    """
    rng = random.Random(seed)
    tails = max(2, flights // waves)
    spokes = [f"S{chr(65 + index // 26)}{chr(65 + index % 26)}" for index in range(max(4, tails // 2))]
    net = NetworkUnderTest(["HUB", *spokes], horizon=1740)
    legs: list[tuple[int, int, FlightId, str, str, int]] = []
    count = 0
    for index in range(tails):
        family, seats = ("A320", 150) if index % 2 else ("E190", 100)
        where = "HUB" if index % 3 else rng.choice(spokes)
        name = f"N{index:03d}"
        ready = 300 + rng.randrange(0, 90, 5)
        net.tail(name, where, ready=ready, seats=seats, turn=35, family=family)
        minute = ready
        for _ in range(waves):
            if count == flights:
                break
            to = rng.choice(spokes) if where == "HUB" else "HUB"
            block = 60 + 5 * rng.randrange(0, 14)
            booked = net.flight(where, to, minute, block, name)
            legs.append((minute, minute + block, booked, where, to, seats))
            minute += block + 40 + 5 * rng.randrange(0, 6)
            where = to
            count += 1
    for _, sta, leg, _, to, seats in legs:
        passengers = rng.randint(seats // 2, seats - 20)
        onward = [one for one in legs if one[3] == to == "HUB" and sta + 30 <= one[0] <= sta + 180]
        for _ in range(4):
            if onward and rng.random() < 0.6:
                group = rng.randint(1, 5)
                passengers -= group
                net.booking(group, leg, rng.choice(onward)[2])
        net.booking(max(1, passengers - 10), leg)
    by_start = sorted(legs)
    for index in range(0, len(by_start) - 1, 2):
        _, sta, leg, _, to, _ = by_start[index]
        follow = next((one for one in by_start if one[3] == to and sta + 40 <= one[0] <= sta + 150), None)
        if follow is not None:
            net.crew(f"C{index}", "HUB", leg, follow[2])
    if closed is not None:
        net.events.append(
            e.AirportClosed(
                at=at(closed[0] - 60), airport=AirportCode("HUB"), start=at(closed[0]), end=at(closed[1]), reason="snow"
            )
        )
    return net.state()
