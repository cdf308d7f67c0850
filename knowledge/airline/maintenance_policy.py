"""How the airline keeps its aircraft fit to fly: law and programme, stations, times and prices. Figures in the sheet beside."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.airline.aircraft_types import AircraftType
from knowledge.airline.policy import Policy
from knowledge.dated_law import read_sheet
from knowledge.maintenance.deferral import Programme
from knowledge.maintenance.regime import Regime, regime

_SHEET = Path(__file__).with_name("maintenance_policy.yaml")


class MaintenancePolicy(Policy):
    """The figures of maintenance_policy.yaml in minutes, percent and cents of `currency`, as they are worded there."""

    regime: str
    counts_in: Literal["place", "UTC"]
    may_extend: bool | None
    access_min: int = Field(ge=0)
    release_min: int = Field(ge=0)
    open_stay_min: int = Field(gt=0)
    next_chance_min: int = Field(ge=0)
    base_share_percent: int = Field(ge=0, le=100)
    most_bases: int = Field(ge=1)
    bring_part_min: int = Field(ge=0)
    bring_part_cents: int = Field(ge=0)
    extension_cents: int = Field(ge=0)
    mobile_team_cents: int = Field(ge=0)
    mobile_team_min: int = Field(ge=0)
    night_from_min: int = Field(ge=0, lt=1440)
    night_until_min: int = Field(ge=0, lt=1440)
    one_engine_kmh: Mapping[str, int]

    @property
    def law(self) -> Regime:
        """The regime whose list and intervals govern."""
        return regime(self.regime)

    @property
    def programme(self) -> Programme:
        """What the carrier's programme says on intervals."""
        return Programme(self.counts_in, self.may_extend)

    def one_engine_speed_kmh(self, kind: AircraftType) -> int:
        """Still-air cruise speed with one engine inoperative, in km/h."""
        return self.one_engine_kmh.get(kind.family, self.one_engine_kmh[kind.body])

    def is_dark(self, local_minute: int) -> bool:
        """Whether a local time of day, in minutes after midnight, counts as night."""
        if self.night_from_min < self.night_until_min:
            return self.night_from_min <= local_minute < self.night_until_min
        return local_minute >= self.night_from_min or local_minute < self.night_until_min


@cache
def maintenance_policy() -> MaintenancePolicy:
    """The airline's maintenance policy, read once from maintenance_policy.yaml."""
    return MaintenancePolicy.from_sheet(read_sheet(_SHEET))
