"""Assumed cargo on our own flights: few shipments, weight by body, due some time after the scheduled arrival."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from domain import events as e
from domain.ids import FlightId, ShipmentId
from domain.network import CargoPriority
from domain.units import minutes
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

ASSUMED = ("shipment, weight, volume, priority, due time and rate are assumed",)


def book_cargo(own_legs: Sequence[Leg], seats: Mapping[FlightId, int], at: datetime, seed: str) -> list[e.CargoBooked]:
    """Shipments on our own passenger legs, in order of departure; `seats` per flight. None on regional jets. Deterministic."""
    rules: dict[str, Any] = assumed_parameters()["cargo"]
    dice = Random(f"cargo {seed}")
    legs = sorted(
        (leg for leg in own_legs if leg.service == "passenger" and seats[leg.flight_id] >= rules["least_seats"]),
        key=lambda leg: (leg.std, leg.flight_id),
    )
    leaving: dict[str, list[Leg]] = {}
    for leg in legs:
        leaving.setdefault(leg.origin, []).append(leg)
    load: Counter[FlightId] = Counter()
    shipments: list[e.CargoBooked] = []
    for leg in legs:
        if dice.random() >= rules["share_of_flights"]:
            continue
        route = [leg]
        going_on = _onward(leg, leaving.get(leg.destination, ()), rules)
        if going_on and dice.random() < rules["transfer_share"]:
            route.append(dice.choice(going_on))
        bodies = ["wide" if seats[one.flight_id] >= rules["wide_from_seats"] else "narrow" for one in route]
        body = "narrow" if "narrow" in bodies else "wide"
        weight = _between(dice, rules["weight_kg"][body])
        if any(load[one.flight_id] + weight > rules["most_kg_on_a_flight"][body] for one in route):
            continue
        load.update({one.flight_id: weight for one in route})
        shipments.append(_shipment(len(shipments) + 1, route, weight, rules, dice, at))
    return shipments


def _onward(leg: Leg, leaving: Sequence[Leg], rules: dict[str, Any]) -> list[Leg]:
    """Flights from the hub that a shipment can change to, not back to where it came from."""
    if len(leaving) < rules["hub_least_departures"]:
        return []
    least, longest = (minutes(one) for one in rules["transfer_min"])
    return [one for one in leaving if least <= one.std - leg.sta <= longest and one.destination != leg.origin]


def _shipment(number: int, route: Sequence[Leg], weight: int, rules: dict[str, Any], dice: Random, at: datetime) -> e.CargoBooked:
    drawn: list[CargoPriority] = dice.choices(list(rules["priority"]), list(rules["priority"].values()))
    priority = drawn[0]
    covers = dice.random() < rules["rate_covers_priority_share"]
    rate = _between(dice, rules["rate_cents_per_hour"][priority if covers else "standard"])
    volume = round(weight * dice.uniform(*rules["dm3_per_kg"]))
    return e.CargoBooked(
        at=at,
        shipment_id=ShipmentId(f"AWB{number:05d}"),
        flight_ids=tuple(leg.flight_id for leg in route),
        weight_kg=weight,
        due=route[-1].sta + minutes(_between(dice, rules["slack_min"][priority]) // 15 * 15),
        penalty_cents_per_hour=rate // 100 * 100,
        priority=priority,
        volume_dm3=volume if dice.random() < rules["volume_told_share"] else 0,
        rate_covers_priority=covers,
        assumed=ASSUMED,
    )


def _between(dice: Random, limits: Sequence[int]) -> int:
    least, most = limits
    return dice.randint(least, most)
