"""How disrupted passengers get home: who comes first, what another seat costs and what losing a customer costs."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from domain.ids import FlightId
from domain.network import CABINS, Booking, Cabin, Flight, NetworkState, Tier
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("reaccommodation.yaml")
SeatSource = Literal["own_today", "own_later", "interline_today", "interline_later", "other_today", "other_later", "ground"]
DAY_MIN = 1440


class ReaccommodationPolicy(Policy):
    """The figures of reaccommodation.yaml in cents of `currency`, minutes and percent, as they are worded there."""

    first: tuple[Literal["unaccompanied_minor", "reduced_mobility"], ...]
    price_percent: Mapping[SeatSource, int]
    refund_percent: int = Field(ge=100)
    lower_cabin_refund_percent: int = Field(ge=0, le=100)
    interline: Mapping[str, tuple[str, ...]]
    pays: Literal["causing_carrier"]
    told_before_min: int = Field(ge=0)
    latest_min: int = Field(gt=0)
    most_legs: int = Field(ge=1, le=3)
    longest_connection_min: int = Field(gt=0)
    options_per_booking: int = Field(ge=1)
    value_cents: Mapping[Tier, int]
    churn_base_percent: int = Field(ge=0, le=100)
    churn_sensitivity_percent: Mapping[Tier, int]
    wish_cents: int = Field(ge=0)
    split_part_cents: int = Field(ge=0)

    def comes_first(self, booking: Booking) -> bool:
        """Whether its people get a seat before everybody else, whatever the money."""
        return any(getattr(booking, name) for name in self.first)

    def source_of(self, state: NetworkState, flight: Flight) -> SeatSource:
        """Whose seat it is, and whether the flight belongs to the planned day or to what lies beyond it."""
        today = flight.flight_id in state.flights
        if flight.service == "ground":
            return "ground"
        if flight.carrier in state.own_carriers:
            return "own_today" if today else "own_later"
        if any(flight.carrier in self.interline.get(own, ()) for own in state.own_carriers):
            return "interline_today" if today else "interline_later"
        return "other_today" if today else "other_later"

    def extra_fare_cents(self, state: NetworkState, fare_cents: int, new_flights: Iterable[FlightId]) -> int:
        """Cents per passenger beyond the fare already paid for a journey with these new flights: its dearest seat decides."""
        percents = [self.price_percent[self.source_of(state, state.departure(one))] for one in new_flights]
        return fare_cents * (max(percents, default=100) - 100) // 100

    def lower_cabin_cents(self, fare_cents: int, booked: Cabin, given: Cabin) -> int:
        """Cents per passenger paid back to who travels in a lower cabin than booked."""
        lower = CABINS.index(given) < CABINS.index(booked)
        return fare_cents * self.lower_cabin_refund_percent // 100 if lower else 0

    def refund_cents(self, unused_fare_cents: int) -> int:
        """Cents per passenger who is refunded what was not flown."""
        return unused_fare_cents * (self.refund_percent - 100) // 100

    def loyalty_cents(self, tier: Tier, late_min: int) -> int:
        """What is lost on average in customers who leave: their value x base x (1 + severity x sensitivity), held to the value.

        Severity is the delay in days, at most 1. Not in the price of a plan; it decides between people.
        """
        severity = min(DAY_MIN, max(0, late_min))
        whole = 100 * 100 * DAY_MIN  # certainty: percent x percent x minutes
        base = self.churn_base_percent * 100 * DAY_MIN  # who leaves anyway is nobody's doing
        churn = min(whole, base + self.churn_base_percent * severity * self.churn_sensitivity_percent[tier])
        return self.value_cents[tier] * (churn - base) // whole


@cache
def reaccommodation_policy() -> ReaccommodationPolicy:
    """The policy, read once from reaccommodation.yaml."""
    return ReaccommodationPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
