"""Assumed hotels near the airports of a network: how many, how large, how far and at what rate."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from domain import events as e
from domain.ids import AirportCode, HotelId
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters, step_value

ASSUMED = ("hotel, rooms, rate, distance and transfer price are assumed",)


def contract_hotels(legs: Sequence[Leg], at: datetime, seed: str) -> list[e.HotelContracted]:
    """Hotels of every airport the legs touch, in order of code; the more movements in the day, the more and larger hotels."""
    movements = Counter(code for leg in legs for code in (leg.origin, leg.destination))
    dice = Random(f"hotels {seed}")
    rules: dict[str, Any] = assumed_parameters()["hotels"]
    hotels: list[e.HotelContracted] = []
    for code, count in sorted(movements.items()):
        number = int(step_value(rules["number"], count))
        hotels += [_hotel(code, index, count, rules, dice, at) for index in range(1, number + 1)]
    return hotels


def _hotel(code: str, index: int, movements: int, rules: dict[str, Any], dice: Random, at: datetime) -> e.HotelContracted:
    (stars,) = dice.choices(list(rules["stars"]), list(rules["stars"].values()))
    least, most = rules["rooms"]
    rooms = max(least, min(most, round(step_value(rules["typical_rooms"], movements) * dice.uniform(0.5, 1.5))))
    nearest, farthest = rules["distance_km"]
    distance = dice.randint(nearest, farthest)
    rate = rules["rate_cents"][stars] * step_value(rules["rate_factor"], movements)
    rate *= 1 + dice.uniform(-1, 1) * rules["rate_spread"]
    by_shuttle = distance <= rules["free_shuttle_up_to_km"]
    return e.HotelContracted(
        at=at,
        hotel_id=HotelId(f"{code}-H{index:02d}"),
        airport=AirportCode(code),
        name=f"Assumed hotel {index} at {code}",
        rooms=rooms,
        rate_cents=round(rate / 100) * 100,
        transfer_cents=0 if by_shuttle else rules["transfer_cents"] + distance * rules["transfer_cents_per_km"],
        distance_km=distance,
        stars=stars,
        step_free_rooms=max(1, round(rooms * rules["step_free_share"])),
        assumed=ASSUMED,
    )
