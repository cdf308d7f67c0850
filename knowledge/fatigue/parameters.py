"""The constants of the fatigue models, read once from parameters.yaml. README.md says what they are for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from math import log
from pathlib import Path
from typing import Any, Literal

import yaml

from domain.units import Frozen
from knowledge.flight_time.duty import RestFacility

AdviceLevel = Literal["usual", "watch", "mitigate", "avoid"]
LEVELS: tuple[AdviceLevel, ...] = ("usual", "watch", "mitigate", "avoid")
_SHEET = Path(__file__).with_name("parameters.yaml")


class Figure(Frozen):
    """One constant as it is written in the sheet, for showing with its source."""

    name: str
    value: Any
    unit: str
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class ThreeProcess:
    """Constants of the three-process model; alertness without unit, time in hours."""

    lower_asymptote: float
    upper_asymptote: float
    decay_per_hour: float
    brake_level: float
    recovers_from: float
    recovers_to: float
    recovers_in_hours: float
    circadian_amplitude: float
    circadian_peak_hour: float
    ultradian_mean: float
    ultradian_amplitude: float
    ultradian_peak_hour: float
    inertia_at_waking: float
    inertia_decay_per_hour: float

    @property
    def recovery_per_hour(self) -> float:
        """The rate g at which sleep recovers S, negative: ln((ha - 14) / (ha - 7.96)) / 8."""
        ha = self.upper_asymptote
        return log((ha - self.recovers_to) / (ha - self.recovers_from)) / self.recovers_in_hours


@dataclass(frozen=True, slots=True)
class TwoProcess:
    """Time constants of sleep pressure, in hours."""

    rise_hours: float
    fall_hours: float


@dataclass(frozen=True, slots=True)
class KssMapping:
    """KSS = intercept - slope x alertness, where alertness is the sum of `processes`, such as SCUW."""

    name: str
    intercept: float
    slope: float
    processes: str


@dataclass(frozen=True, slots=True)
class SleepHabits:
    """How people are assumed to sleep: minutes, where the name does not say otherwise; the sheet explains each."""

    bedtime_min: int
    night_sleep_min: int
    bedtime_earlier_min: int
    wake_later_min: int
    day_sleep_min: int
    day_sleep_from_latest_min: int
    lost_night_below_min: int
    shortest_sleep_min: int
    commute_min: int
    commute_away_min: int
    prepare_min: int
    wind_down_min: int
    split_break_settle_min: int
    in_flight_sleep_percent: Mapping[RestFacility, int]
    in_flight_rest_ends_before_landing_min: int
    unlisted_duty_min: int
    ordinary_nights_before: int
    look_back_days: int
    longest_wake_h: int


@dataclass(frozen=True, slots=True)
class FatigueParameters:
    """All of the sheet. `advice_kss` and `advice_pressure`: the value from which each level of advice is given."""

    version: str
    effective_from: date
    three_process: ThreeProcess
    two_process: TwoProcess
    kss_mapping_default: str
    kss_mappings: Mapping[str, KssMapping]
    sleep_habits: SleepHabits
    advice_kss: Mapping[AdviceLevel, float]
    advice_pressure: Mapping[AdviceLevel, float]
    figures: tuple[Figure, ...]


@cache
def fatigue_parameters() -> FatigueParameters:
    """The constants in use, read once from parameters.yaml."""
    return read_parameters(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))


def read_parameters(sheet: Mapping[str, Any]) -> FatigueParameters:
    """Turn the sheet into constants.

    KeyError, TypeError or pydantic.ValidationError when a figure, its unit or its source is missing; ValueError when the default
    mapping is none of the mappings.
    """
    figures = tuple(_figures(sheet))
    value = {figure.name: figure.value for figure in figures}

    def section(kind: type[Any]) -> dict[str, Any]:
        prefix = {ThreeProcess: "three_process", TwoProcess: "two_process", SleepHabits: "sleep_habits"}[kind]
        return {one.name: value[f"{prefix}.{one.name}"] for one in fields(kind)}

    mappings = {name: KssMapping(name, **value[f"kss_mappings.{name}"]) for name in sheet["kss_mappings"]}
    if sheet["kss_mapping_default"] not in mappings:
        raise ValueError(f"kss_mapping_default {sheet['kss_mapping_default']!r} is none of {', '.join(mappings)}.")
    return FatigueParameters(
        version=sheet["version"],
        effective_from=sheet["effective_from"],
        three_process=ThreeProcess(**section(ThreeProcess)),
        two_process=TwoProcess(**section(TwoProcess)),
        kss_mapping_default=sheet["kss_mapping_default"],
        kss_mappings=mappings,
        sleep_habits=SleepHabits(**section(SleepHabits)),
        advice_kss=value["advice.kss"],
        advice_pressure=value["advice.sleep_pressure"],
        figures=figures,
    )


def _figures(sheet: Mapping[str, Any]) -> Iterator[Figure]:
    for section, written in sheet.items():
        if isinstance(written, Mapping):
            for name, figure in written.items():
                yield Figure(name=f"{section}.{name}", **figure)
