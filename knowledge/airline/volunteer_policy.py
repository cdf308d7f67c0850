"""What is offered to people who give up their seat, how many say yes, and who is never asked or left behind before others."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, PositiveInt, model_validator

from domain.network import Booking
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("volunteers.yaml")


class VolunteerPolicy(Policy):
    """The figures of volunteers.yaml in cents of `currency`, minutes and percent, as they are worded there."""

    offers_cents: tuple[PositiveInt, ...] = Field(min_length=1)
    cap_cents: int = Field(ge=0)
    ever_percent: int = Field(ge=0, le=100)
    half_accept_cents: Mapping[int, PositiveInt] = Field(min_length=1)
    steepness: float = Field(gt=0)
    no_alternative_min: int = Field(gt=0)
    never_asked: tuple[Literal["unaccompanied_minor", "reduced_mobility"], ...]
    against_will_cents: int = Field(ge=0)
    told_before_min: int = Field(ge=0)
    overbooking_pad_seats: int = Field(ge=0)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if any(later <= sooner for sooner, later in pairwise(self.offers_cents)):
            raise ValueError("offers_cents: each offer is above the one before")
        halves = [cents for _, cents in sorted(self.half_accept_cents.items())]
        if any(later < sooner for sooner, later in pairwise(halves)):
            raise ValueError("half_accept_cents: a longer delay never costs less")
        return self

    def accepts(self, offer_cents: int, late_min: int) -> float:
        """Chance that who would arrive so late gives up a seat for x cents: $e\\, x^s / (x^s + h^s)$, h by the delay."""
        if offer_cents <= 0:
            return 0.0
        odds: float = (offer_cents / self._half_cents(late_min)) ** self.steepness
        return self.ever_percent / 100 * odds / (1 + odds)

    def _half_cents(self, late_min: int) -> float:
        points = sorted(self.half_accept_cents.items())
        for (sooner, low), (later, high) in pairwise(points):
            if late_min <= later:
                share = max(0, late_min - sooner) / (later - sooner)
                return low + share * (high - low)
        return points[-1][1]

    def protects(self, booking: Booking) -> bool:
        """Whether the law has its people carried before others: they are not asked, and left behind last of all."""
        return any(getattr(booking, name) for name in self.never_asked)


@cache
def volunteer_policy() -> VolunteerPolicy:
    """The policy, read once from volunteers.yaml."""
    return VolunteerPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
