"""What the airline gives passengers who wait: meals, rooms, who comes first, and what may be spent."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from domain.network import Party, Tier
from domain.units import Frozen
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("care.yaml")
MinuteOfDay = Field(ge=0, lt=1440)


class MealPace(Frozen):
    """One meal for so many `minutes` of waiting between two local times of day (minutes after midnight; may cross it)."""

    from_min: int = MinuteOfDay
    until_min: int = MinuteOfDay
    minutes: int = Field(gt=0)


class CarePolicy(Policy):
    """The figures of care.yaml in cents of `currency`, minutes, stars and people, as they are worded there."""

    meal_cents: int = Field(ge=0)
    first_meal_after_min: int = Field(ge=0)
    one_meal_per: tuple[MealPace, ...]
    meals_beyond_law: bool
    night_from_min: int = MinuteOfDay
    night_until_min: int = MinuteOfDay
    least_night_wait_min: int = Field(gt=0)
    hotel_beyond_law: bool
    people_per_room: Mapping[Party, int]
    least_stars: Mapping[Tier, int]
    tiers_in_order: tuple[Tier, ...]
    allowance_room_cents: int = Field(ge=0)
    allowance_transfer_cents: int = Field(ge=0)
    airport_night_cents: Mapping[str, int]
    case_cents: int = Field(ge=0)

    def rooms_for(self, passengers: int, party: Party) -> int:
        """Rooms for so many people of one booking."""
        return -(-passengers // self.people_per_room[party])

    def budget_cents(self, airport: str) -> int:
        """What may be spent on care at an airport in one night, in cents."""
        return self.airport_night_cents.get(airport, self.airport_night_cents["default"])


@cache
def care_policy() -> CarePolicy:
    """The airline's care policy, read once from care.yaml."""
    return CarePolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
