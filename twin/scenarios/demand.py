"""Assumed sales still to come: the booking classes of our departures, and how many will ask for each until they leave."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from math import sqrt
from random import Random
from typing import Any

from domain import events as e
from domain.ids import FlightId
from domain.network import FareClass, PaidAncillary
from domain.units import minutes_between
from twin.scenarios.legs import distance_km
from twin.scenarios.parameters import assumed_parameters, step_value

ASSUMED = ("booking classes, fares and demand to come are assumed",)


def demand_forecasts(
    departures: Sequence[e.FlightScheduled], sold: Mapping[FlightId, int], own: Collection[str], at: datetime, seed: str
) -> list[e.DemandForecast]:
    """What is on sale on each of our passenger departures; `sold` people are booked on it when the network opens."""
    rules: dict[str, Any] = assumed_parameters()["demand"]
    dice = Random(f"demand {seed}")
    found = []
    for one in departures:
        if one.carrier not in own or one.service != "passenger":
            continue
        share = step_value(rules["share_to_come"], minutes_between(at, one.std) / 60)
        factor = 1 + dice.uniform(-1, 1) * rules["spread"]
        people = sold.get(one.flight_id, 0) * share / (1 - share) * factor
        found.append(e.DemandForecast(at=at, flight_id=one.flight_id, fare_classes=_classes(one, people, rules), assumed=ASSUMED))
    return found


def _classes(one: e.FlightScheduled, people: float, rules: Mapping[str, Any]) -> tuple[FareClass, ...]:
    paid = assumed_parameters()["passengers"]
    km = distance_km(one.origin, one.destination)
    usual = paid["fare_base_cents"] + paid["fare_cents_per_km"] * km
    return tuple(
        FareClass(
            name=name,
            cabin="economy",
            fare_cents=round(usual * given["fare"] / 100) * 100,
            mean=round(people * given["late_share"], 2),
            sd=round(sqrt(people * given["late_share"]) * rules["sd_over_poisson"], 2),
        )
        for name, given in rules["classes"].items()
    )


def with_ancillaries(bookings: Sequence[e.BookingCreated], seed: str) -> list[e.BookingCreated]:
    """The bookings, some with things paid for beside the fare, on each of their flights."""
    rules: dict[str, Any] = assumed_parameters()["paid_ancillaries"]
    dice = Random(f"ancillaries {seed}")
    found = []
    for booking in bookings:
        bought = []
        for code, given in rules["sold"].items():
            buyers = sum(dice.random() < given["share"] for _ in range(booking.passengers))
            if buyers:
                bought += [PaidAncillary(code, flight_id, buyers * given["cents"]) for flight_id in booking.flight_ids]
        found.append(booking.model_copy(update={"ancillaries": tuple(bought)}) if bought else booking)
    return found
