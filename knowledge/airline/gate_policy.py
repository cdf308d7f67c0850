"""What walking, changing stands, towing and waiting cost the airline, and how long stands stay empty between aircraft."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from domain.network import Border
from domain.units import Frozen
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("gate_policy.yaml")


class LikelyDelay(Frozen):
    """How late departures tend to be, in minutes: mean and standard deviation."""

    mean: int = Field(ge=0)
    spread: int = Field(ge=0)


class GatePolicy(Policy):
    """The figures of gate_policy.yaml in cents of `currency`, minutes and percent, as they are worded there."""

    buffer_min: int = Field(ge=0)
    between_terminals_min: int = Field(ge=0)
    longest_wanted_gap_min: int = Field(ge=0)
    tow_from_stay_min: int = Field(gt=0)
    unloading_min: int = Field(gt=0)
    loading_min: int = Field(gt=0)
    walk_cents_per_min: int = Field(ge=0)
    change_cents: tuple[tuple[int, int], ...]
    arrival_change_percent: int = Field(ge=0, le=100)
    bus_cents: int = Field(ge=0)
    bus_cents_per_passenger: int = Field(ge=0)
    no_stand_cents: int = Field(ge=0)
    no_stand_cents_per_passenger: int = Field(ge=0)
    parked_off_stand_cents: int = Field(ge=0)
    tow_cents: int = Field(ge=0)
    short_gap_cents: int = Field(ge=0)
    likely_delay_min: LikelyDelay
    schengen: frozenset[str]
    counted_with: Mapping[str, str]
    precleared: frozenset[str]

    def border(self, from_country: str, to_country: str, from_airport: str) -> Border:
        """What kind of flight it is for the gate; countries by ISO 3166 code, `from_airport` by IATA code."""
        start, end = self.counted_with.get(from_country, from_country), self.counted_with.get(to_country, to_country)
        if start == end or (end == "US" and from_airport in self.precleared):
            return "domestic"
        return "schengen" if {start, end} <= self.schengen else "international"

    def change_price_cents(self, minutes_ahead: int) -> int:
        """What moving a departure to another stand costs, so many minutes before it leaves; the last step for less than none."""
        return next((cents for ahead, cents in self.change_cents if minutes_ahead >= ahead), self.change_cents[-1][1])


@cache
def gate_policy() -> GatePolicy:
    """The airline's gate policy, read once from gate_policy.yaml."""
    return GatePolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
