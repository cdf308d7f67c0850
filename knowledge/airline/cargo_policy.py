"""What late cargo costs, up to which ceiling, what fits beside the bags, and how quickly it changes flights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

import yaml
from pydantic import Field

from domain.network import CargoPriority, Shipment
from domain.units import minutes_between
from knowledge.airline.policy import Policy
from knowledge.passenger_rights.entitlement import Amount
from knowledge.passenger_rights.exchange import Rate, Rates, published_rates
from knowledge.passenger_rights.places import UnknownPlace, place
from knowledge.passenger_rights.regime import regime

_SHEET = Path(__file__).with_name("cargo.yaml")
DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What one shipment's lateness costs at most, in cents; None: no ceiling is known. `why` cites it."""

    cents: int | None
    why: str
    assumed: bool = False


class CargoPolicy(Policy):
    """The figures of cargo.yaml in cents of `currency`, minutes, percent, kilograms and litres, as they are worded there."""

    priority_percent: Mapping[CargoPriority, int]
    free_storage_min: int = Field(ge=0)
    storage_cents_per_kg_day: int = Field(ge=0)
    domestic_limit_cents_per_kg: int | None = Field(ge=0)
    usd_per_sdr: Decimal = Field(gt=0)
    reroute_cents: int = Field(ge=0)
    offload_cents: int = Field(ge=0)
    handling_min: Mapping[CargoPriority, int]
    cut_off_min: int = Field(ge=0)
    transfer_min: int = Field(ge=0)
    most_legs: int = Field(ge=1, le=4)
    routes_per_shipment: int = Field(ge=1)
    bag_kg_per_passenger: int = Field(ge=0)
    bag_dm3_per_passenger: int = Field(ge=0)
    dm3_per_kg: int = Field(gt=0)

    def hour_rate_percent_cents(self, shipment: Shipment) -> int:
        """What an hour costs, in hundredths of a cent; the percent of the priority applies where the rate does not cover it."""
        percent = 100 if shipment.rate_covers_priority else self.priority_percent[shipment.priority]
        return shipment.penalty_cents_per_hour * percent

    def penalty_cents(self, shipment: Shipment, late_min: int, ceiling: Ceiling) -> int:
        """Penalty for so many minutes after due: by the minute, rounded half up to the cent once, held to the ceiling."""
        owed = _half_up(self.hour_rate_percent_cents(shipment) * max(0, late_min), 100 * 60)
        return owed if ceiling.cents is None else min(owed, ceiling.cents)

    def storage_cents(self, shipment: Shipment, late_min: int) -> int:
        """What keeping it costs beyond the free time after due: by the minute, rounded half up to the cent once."""
        kept_min = max(0, late_min - self.free_storage_min)
        return _half_up(shipment.weight_kg * self.storage_cents_per_kg_day * kept_min, DAY_MIN)

    def late_cents(self, shipment: Shipment, delivered: datetime, ceiling: Ceiling) -> int:
        """Penalty and storage of a delivery at that moment, in cents; nothing until a whole minute after due."""
        late_min = minutes_between(shipment.due, delivered)
        return self.penalty_cents(shipment, late_min, ceiling) + self.storage_cents(shipment, late_min)

    def volume_dm3(self, shipment: Shipment) -> int:
        """Litres it takes in the hold; by weight where its volume is not told."""
        return shipment.volume_dm3 or shipment.weight_kg * self.dm3_per_kg

    def ceiling(self, origin: str, destination: str, day: date, weight_kg: int, currency: str) -> Ceiling:
        """What lateness of so many kilograms between two airports costs at most in `currency`, by convention or by contract."""
        applies, why = _convention(origin, destination, day)
        if applies is None:
            return Ceiling(None, why)
        if not applies:
            limit = self.domestic_limit_cents_per_kg
            return Ceiling(None if limit is None else limit * weight_kg, f"{why}: the contract decides", assumed=True)
        law = regime("montreal_1999").law(day)
        rights = Amount(law["cargo_limit"] * weight_kg, "XDR")
        money = published_rates().convert(rights, currency)
        if money is not None:
            return Ceiling(money.cents, f"{law.cite('cargo_limit')}: {why}")
        money = self._assumed_rate().convert(rights, currency)
        if money is None:
            return Ceiling(None, f"{law.cite('cargo_limit')}: {why}; no rate from XDR to {currency} is known")
        return Ceiling(money.cents, f"{law.cite('cargo_limit')}: {why}; rate from XDR assumed", assumed=True)

    def _assumed_rate(self) -> Rates:
        rate = Rate(base="XDR", to="USD", rate=self.usd_per_sdr, day=self.effective_from, source="cargo.yaml")
        return Rates({("XDR", "USD"): rate})


@cache
def cargo_policy() -> CargoPolicy:
    """The policy, read once from cargo.yaml."""
    return CargoPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))


@lru_cache(maxsize=10_000)
def _convention(origin: str, destination: str, day: date) -> tuple[bool | None, str]:
    """Whether the Montreal Convention governs carriage between the two on that day, in words; None: not known."""
    try:
        countries = place(origin).country, place(destination).country
    except UnknownPlace as unknown:
        return None, f"ceiling not checked: {unknown}"
    law = regime("montreal_1999").law(day)
    if "cargo_limit" not in law.values:
        return None, f"ceiling not checked: the Montreal Convention was not in force on {day}"
    states = [law["part_of_state"].get(one, one) for one in countries]
    if states[0] == states[1]:
        return False, f"domestic carriage within {states[0]}"
    for country, state in zip(countries, states, strict=True):
        bound = law["state_parties"].get(country, law["state_parties"].get(state))
        if bound is None:
            return None, f"ceiling not checked: whether {country} is bound by the Montreal Convention is not known"
        if bound > day:
            return False, f"{country} is bound by the Montreal Convention only since {bound}"
    return True, f"international carriage from {countries[0]} to {countries[1]}"


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
