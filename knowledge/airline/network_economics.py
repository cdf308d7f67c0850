"""What the money of routes is reckoned with: shared costs and their keys, competitors, the budget of a day, demand."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from domain.ids import AirportCode
from domain.units import Frozen
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("network_economics.yaml")
CostLine = Literal["crew", "fuel", "maintenance", "airport", "handling", "passenger", "distribution"]
COST_LINES: tuple[CostLine, ...] = ("crew", "fuel", "maintenance", "airport", "handling", "passenger", "distribution")
AllocationKey = Literal["block_seat_min", "seat_km", "departures", "passengers", "revenue"]


class CostPool(Frozen):
    """A cost that routes share by `key`: so many cents a day for each aircraft, airport or departure."""

    name: str
    per: Literal["aircraft", "airport", "departure"]
    cents: int = Field(ge=0)
    key: AllocationKey


class NetworkEconomics(Policy):
    """The figures of network_economics.yaml in cents of `currency`, percent and exponents, as they are worded there."""

    fuel_cents_per_kg: int = Field(ge=0)
    airport_cents_per_seat: int = Field(ge=0)
    handling_cents_per_departure: int = Field(ge=0)
    passenger_cents: int = Field(ge=0)
    distribution_percent: int = Field(ge=0, le=100)
    pools: tuple[CostPool, ...]
    frequency_exponent: float = Field(gt=0)
    fare_elasticity: float = Field(le=0)
    time_elasticity: float = Field(le=0)
    stop_factor: float = Field(gt=0, le=1)
    competitor_fare_percent: Mapping[str, int]
    cities: Mapping[str, tuple[AirportCode, ...]]
    load_factor_percent: int = Field(ge=0, le=100)
    fare_cents_fixed: int = Field(ge=0)
    fare_cents_per_km: int = Field(ge=0)
    ancillary_cents_per_passenger: int = Field(ge=0)
    rate_percent: Mapping[CostLine, int]
    disruption_cents_per_departure: int = Field(ge=0)
    spread_percent: int = Field(gt=0)
    common_share_percent: int = Field(ge=0, le=100)
    most_booked_percent: int = Field(gt=0, lt=100)
    spilled_fare_percent: int = Field(ge=0, le=100)
    recapture_percent: int = Field(ge=0, le=100)

    def city(self, airport: AirportCode) -> str:
        """The city whose airports people choose between; the airport itself where there is only one."""
        return next((city for city, airports in self.cities.items() if airport in airports), airport)

    def fare_percent(self, carrier: str) -> int:
        """A competitor's fare in percent of ours."""
        return self.competitor_fare_percent.get(carrier, self.competitor_fare_percent["default"])


@cache
def network_economics() -> NetworkEconomics:
    """The figures, read once from network_economics.yaml."""
    return NetworkEconomics.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
