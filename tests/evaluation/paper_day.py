"""One day of a small airline, put together from events, and larger days generated from a seed."""

from __future__ import annotations

import random
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, BookingId, CarrierCode, CrewId, DutyId, FlightId, TailNumber, flight_id
from domain.network import NetworkState

DAY = datetime(2026, 3, 2, tzinfo=UTC)
EARLY = DAY + timedelta(hours=5)


def at(clock: str, day: int = 0) -> datetime:
    """`at("13:30")` on the day itself, or `day` days later."""
    hour, minute = clock.split(":")
    return DAY + timedelta(days=day, hours=int(hour), minutes=int(minute))


def flight(number: int | str, origin: str, carrier: str = "XX") -> FlightId:
    """The id of a flight of the day."""
    return flight_id(carrier, number, DAY.date(), origin)


class PaperDay:
    """Collects events; `network()` folds them. Airports take 20 arrivals and 20 departures an hour unless declared otherwise."""

    def __init__(self, horizon_end: datetime | None = None) -> None:
        self.events: list[e.Event] = [
            e.ScenarioOpened(
                at=DAY,
                scenario_id="paper-day",
                own_carriers=(CarrierCode("XX"),),
                currency="USD",
                horizon_end=horizon_end or at("23:59"),
            )
        ]
        self.airports: set[str] = set()
        self.duties = 0

    def airport(
        self,
        code: str,
        *,
        rate: int = 20,
        arrivals: int | None = None,
        departures: int | None = None,
        min_connection_min: int = 40,
        timezone: str = "UTC",
        latitude: float | None = None,
        curfews: tuple[tuple[int, int, Literal["departures", "arrivals", "both"], str], ...] = (),
    ) -> PaperDay:
        """Declare an airport; airports not declared stand one degree of latitude apart in the order they first appear."""
        self.events.append(
            e.AirportDeclared(
                at=DAY,
                airport=AirportCode(code),
                name=code,
                timezone=timezone,
                latitude=40.0 + len(self.airports) if latitude is None else latitude,
                longitude=0.0,
                arrivals_per_hour=rate if arrivals is None else arrivals,
                departures_per_hour=rate if departures is None else departures,
                min_connection_min=min_connection_min,
                curfews=curfews,
            )
        )
        self.airports.add(code)
        return self

    def tail(
        self, name: str, where: str, *, seats: int = 150, turn: int = 30, family: str = "A320", ready: datetime = DAY
    ) -> PaperDay:
        """Register a tail of ours."""
        self._know(where)
        self.events.append(
            e.AircraftRegistered(
                at=DAY,
                tail=TailNumber(name),
                carrier=CarrierCode("XX"),
                family=family,
                model=family,
                seats=seats,
                min_turn_min=turn,
                location=AirportCode(where),
                ready_at=ready,
            )
        )
        return self

    def fly(
        self,
        number: int | str,
        origin: str,
        destination: str,
        departs: str | datetime,
        arrives: str | datetime,
        tail: str | None = None,
        *,
        carrier: str = "XX",
        service: Literal["passenger", "ferry"] = "passenger",
    ) -> FlightId:
        """Schedule a flight, with the tail that flies it."""
        self._know(origin)
        self._know(destination)
        name = flight(number, origin, carrier)
        self.events.append(
            e.FlightScheduled(
                at=DAY,
                flight_id=name,
                carrier=CarrierCode(carrier),
                number=str(number),
                origin=AirportCode(origin),
                destination=AirportCode(destination),
                std=at(departs) if isinstance(departs, str) else departs,
                sta=at(arrives) if isinstance(arrives, str) else arrives,
                service=service,
            )
        )
        if tail is not None:
            self.events.append(e.AircraftAssigned(at=DAY, flight_id=name, tail=TailNumber(tail)))
        return name

    def crew(self, name: str, *flights: FlightId) -> PaperDay:
        """Register one person and give the flights, in order, as one duty."""
        self.events.append(
            e.CrewRegistered(
                at=DAY,
                crew_id=CrewId(name),
                role="captain",
                base=AirportCode("AAA"),
                families=("A320",),
                location=AirportCode("AAA"),
            )
        )
        self.duties += 1
        self.events.append(
            e.CrewAssigned(
                at=DAY,
                crew_id=CrewId(name),
                duty_id=DutyId(f"D{self.duties}"),
                flight_ids=flights,
                report_at=DAY,
                release_at=at("23:00"),
            )
        )
        return self

    def book(self, name: str, passengers: int, *flights: FlightId) -> PaperDay:
        """A booking over the flights, in order."""
        self.events.append(
            e.BookingCreated(at=DAY, booking_id=BookingId(name), passengers=passengers, flight_ids=flights, fare_cents=10_000)
        )
        return self

    def late(self, flight_id: FlightId, minutes: int) -> PaperDay:
        """Report the flight late by so many minutes; it has not left."""
        planned = next(one for one in self.events if isinstance(one, e.FlightScheduled) and one.flight_id == flight_id)
        delay = timedelta(minutes=minutes)
        return self.happen(
            e.FlightDelayed(at=EARLY, flight_id=flight_id, etd=planned.std + delay, eta=planned.sta + delay, delay_code="41")
        )

    def closed(self, airport: str, start: str, end: str, reason: str = "snow") -> PaperDay:
        """Report the airport closed."""
        return self.happen(e.AirportClosed(at=EARLY, airport=AirportCode(airport), start=at(start), end=at(end), reason=reason))

    def reduced(self, airport: str, start: str, end: str, arrivals: int, departures: int) -> PaperDay:
        """Report fewer movements an hour than declared."""
        return self.happen(
            e.AirportCapacityReduced(
                at=EARLY,
                airport=AirportCode(airport),
                start=at(start),
                end=at(end),
                arrivals_per_hour=arrivals,
                departures_per_hour=departures,
            )
        )

    def happen(self, *events: e.Event) -> PaperDay:
        """Whatever else happens."""
        self.events += events
        return self

    def network(self) -> NetworkState:
        """The network after all events."""
        return fold(NetworkState(), self.events)

    def _know(self, code: str) -> None:
        if code not in self.airports:
            self.airport(code)


def generated_network(
    tails: int, legs: int, *, seed: int, others: int = 0, stations: int = 12, bookings_per_flight: int = 2, rate: int = 30
) -> NetworkState:
    """Rotations between a hub and stations, with crew of three per tail's day, connecting bookings, and others' traffic."""
    chance = random.Random(seed)
    day = PaperDay(horizon_end=at("23:59") + timedelta(hours=8))
    codes = [f"S{chr(65 + index // 26)}{chr(65 + index % 26)}" for index in range(stations)]
    for code in ("HUB", *codes):
        day.airport(code, rate=rate if code == "HUB" else max(4, rate // 3))
    flown: list[tuple[datetime, datetime, str, str, FlightId]] = []
    number = 0
    for index in range(tails):
        tail, here = f"N{index}", "HUB" if index % 2 == 0 else chance.choice(codes)
        day.tail(tail, here, seats=chance.choice((100, 150)), turn=30)
        departs = at("05:00") + timedelta(minutes=5 * chance.randrange(24))
        duty: list[FlightId] = []
        for _ in range(legs):
            there = chance.choice(codes) if here == "HUB" else "HUB"
            arrives = departs + timedelta(minutes=60 + 5 * chance.randrange(18))
            number += 1
            name = day.fly(number, here, there, departs, arrives, tail)
            flown.append((departs, arrives, here, there, name))
            duty.append(name)
            here, departs = there, arrives + timedelta(minutes=30 + 5 * chance.randrange(6))
        for role in range(3):
            day.crew(f"C{index}-{role}", *duty)
    for index in range(others):
        origin, destination = ("HUB", chance.choice(codes)) if index % 2 else (chance.choice(codes), "HUB")
        departs = at("04:00") + timedelta(minutes=chance.randrange(1200))
        arrives = departs + timedelta(minutes=90)
        day.fly(index % 9999 + 1, origin, destination, departs, arrives, carrier="YY" if index < 9999 else "ZZ")
    _sell(day, flown, bookings_per_flight, chance)
    return day.network()


def _sell(
    day: PaperDay, flown: list[tuple[datetime, datetime, str, str, FlightId]], bookings_per_flight: int, chance: random.Random
) -> None:
    from_hub = sorted((departs, name) for departs, _, origin, _, name in flown if origin == "HUB")
    for index, (_, arrives, _, there, name) in enumerate(flown):
        first = bisect_left(from_hub, (arrives + timedelta(minutes=40), ""))
        onward = [name for _, name in from_hub[first : first + 20]]
        for part in range(bookings_per_flight):
            if there == "HUB" and onward and part % 2:
                day.book(f"B{index}-{part}", chance.randint(1, 3), name, chance.choice(onward))
            else:
                day.book(f"B{index}-{part}", chance.randint(1, 80 // bookings_per_flight), name)
