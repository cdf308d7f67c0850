"""Small days with cargo on them, put together from events, and larger ones from a seed."""

import random
from datetime import datetime, timedelta

from domain import events as e
from domain.apply import fold
from domain.ids import FlightId, ShipmentId
from domain.network import CargoPriority, FlightStatus, NetworkState
from knowledge.airline.cargo_policy import cargo_policy
from tests.evaluation.paper_day import DAY, PaperDay, at, generated_network

POLICY = cargo_policy()


def booked(
    name: str,
    *flights: FlightId,
    due: datetime,
    kg: int = 500,
    dm3: int = 3_000,
    cents_per_hour: int = 50_000,
    priority: CargoPriority = "express",
    covers: bool = True,
) -> e.CargoBooked:
    """A shipment on these flights."""
    return e.CargoBooked(
        at=DAY,
        shipment_id=ShipmentId(name),
        flight_ids=flights,
        weight_kg=kg,
        due=due,
        penalty_cents_per_hour=cents_per_hour,
        priority=priority,
        volume_dm3=dm3,
        rate_covers_priority=covers,
    )


class Coast:
    """JFK to LAX direct in the morning and in the evening, and over ORD at noon; an A320 flies each."""

    def __init__(self, evening_seats: int = 150, hub_connection_min: int = 40) -> None:
        self.day = PaperDay(horizon_end=at("23:59") + timedelta(hours=8))
        for code in ("JFK", "LAX"):
            self.day.airport(code)
        self.day.airport("ORD", min_connection_min=hub_connection_min)
        for tail, where in (("N1", "JFK"), ("N2", "JFK"), ("N4", "ORD")):
            self.day.tail(tail, where)
        self.day.tail("N3", "JFK", seats=evening_seats, family="A320" if evening_seats > 120 else "E190")
        self.morning = self.day.fly(1, "JFK", "LAX", "08:00", "13:00", "N1")
        self.to_hub = self.day.fly(2, "JFK", "ORD", "10:00", "12:00", "N2")
        self.from_hub = self.day.fly(3, "ORD", "LAX", "13:30", "16:00", "N4")
        self.evening = self.day.fly(4, "JFK", "LAX", "17:00", "22:00", "N3")

    def cancelled(self, *flights: FlightId) -> "Coast":
        """These flights are cancelled, early."""
        self.day.happen(*(e.FlightCancelled(at=at("05:00"), flight_id=one, delay_code="41") for one in flights))
        return self

    def cargo(self, *shipments: e.CargoBooked) -> NetworkState:
        """The network with these shipments booked before anything happened."""
        first = next((i for i, one in enumerate(self.day.events) if one.at > DAY), len(self.day.events))
        return fold(NetworkState(), (*self.day.events[:first], *shipments, *self.day.events[first:]))


def storm(seed: int, now: datetime, *, shipments: int = 40, kg: tuple[int, int] = (200, 4_000)) -> NetworkState:
    """A generated hub day flown up to `now`: cargo on most flights, a third of it with a transfer, a tenth of them cancelled."""
    dice = random.Random(seed)
    network = generated_network(12, 4, seed=seed, stations=5)
    flights = sorted(network.own_flights(), key=lambda one: (one.std, one.flight_id))
    events: list[e.Event] = []
    for index in range(shipments):
        first = dice.choice(flights)
        onward = [
            one
            for one in flights
            if one.origin == first.destination
            and one.destination != first.origin
            and timedelta(minutes=POLICY.transfer_min) <= one.std - first.sta <= timedelta(hours=5)
        ]
        route = [first, dice.choice(onward)] if onward and dice.random() < 0.35 else [first]
        weight = dice.randint(*kg)
        events.append(
            booked(
                f"S{index:03d}",
                *(one.flight_id for one in route),
                due=route[-1].sta + timedelta(minutes=dice.choice((60, 120, 180, 240))),
                kg=weight,
                dm3=dice.choice((0, weight * 5, weight * 8)),
                cents_per_hour=100 * dice.randint(5, 500),
                priority=dice.choice(("standard", "priority", "express")),
                covers=dice.random() < 0.5,
            )
        )
    lost = {one.flight_id for one in dice.sample(flights, len(flights) // 10) if one.std > at("08:00")}
    events += [e.FlightCancelled(at=at("04:00"), flight_id=one, delay_code="41") for one in sorted(lost)]
    network = fold(network, events)
    flown: list[e.Event] = []
    for one in flights:
        if one.flight_id not in lost and one.std <= now:
            flown.append(e.FlightDeparted(at=one.std, flight_id=one.flight_id, tail=one.tail))
            if one.sta <= now:
                flown.append(e.FlightArrived(at=one.sta, flight_id=one.flight_id))
    return fold(network, sorted(flown, key=lambda one: one.at))


def still_to_go(network: NetworkState) -> list[FlightId]:
    """Our flights on the ground, in order of their ids."""
    return sorted(one.flight_id for one in network.own_flights() if one.status is FlightStatus.SCHEDULED)
