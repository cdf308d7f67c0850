"""What fuel costs, what an aircraft weighs, how fast it is planned, and how much fuel may be carried for the next leg."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from domain.ids import AirportCode
from domain.network import Aircraft
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("fuel.yaml")


class FuelPolicy(Policy):
    """The figures of fuel.yaml in cents of `currency`, kilograms, minutes, feet, knots and percent, as they are worded there."""

    cents_per_kg: int = Field(gt=0)
    station_cents_per_kg: Mapping[str, int]
    time_cents_per_min: int = Field(ge=0)
    co2_kg_per_kg: float = Field(gt=0)
    passenger_kg: int = Field(gt=0)
    load_percent: int = Field(gt=0, le=100)
    reserve_min: int = Field(ge=0)
    top_ft: int = Field(gt=10_000)
    level_ft_per_nm: int = Field(gt=0)
    climb_cas_kt: int = Field(gt=0)
    climb_ft_per_min: Mapping[int, int]
    descent_ft_per_nm: int = Field(gt=0)
    low_minutes: Mapping[Literal["take_off", "climb_out", "approach"], float]
    low_percent: Mapping[Literal["take_off", "climb_out", "approach"], int]
    climb_out_nm: float = Field(ge=0)
    route_percent: int = Field(ge=0)
    taxi_in_min: int = Field(ge=0)
    taxi_kg_per_min: Mapping[Literal["regional", "narrow", "wide"], int]
    cost_index: int = Field(ge=0)
    bound_min_per_500_nm: int = Field(gt=0)
    least_min: int = Field(gt=0)
    most_weighed: int = Field(gt=0)
    most_verified: int = Field(gt=0)
    tank_kg: Mapping[str, int]
    landing_margin_kg: int = Field(ge=0)
    least_saving_cents: int = Field(ge=0)
    icao_types: Mapping[str, str]
    icao_of_family: Mapping[str, str]

    def price_cents_per_kg(self, airport: AirportCode | str) -> int:
        """What a kilogram costs into the wing at the airport."""
        return self.station_cents_per_kg.get(airport, self.cents_per_kg)

    def co2_kg(self, fuel_kg: float) -> int:
        """Kilograms of CO2 from burning so much fuel, rounded."""
        return round(fuel_kg * self.co2_kg_per_kg)

    def icao_type(self, aircraft: Aircraft) -> tuple[str | None, bool]:
        """The aircraft's ICAO type designator and whether it is only taken for one like it; None where none is known."""
        fitting = _longest_start(aircraft.model, tuple(self.icao_types))
        if fitting is not None:
            return self.icao_types[fitting], False
        return self.icao_of_family.get(aircraft_type(aircraft).family), True


@lru_cache(maxsize=1_000)
def _longest_start(model: str, starts: tuple[str, ...]) -> str | None:
    return max((start for start in starts if model.startswith(start)), key=len, default=None)


@cache
def fuel_policy() -> FuelPolicy:
    """The policy, read once from fuel.yaml."""
    return FuelPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
