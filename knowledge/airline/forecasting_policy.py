"""Which models forecast, how they are judged, when one replaces another, and what counts as drift."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("forecasting.yaml")

Frequency = Literal["day", "month"]
Horizon = Literal["near", "far"]
Method = Literal[
    "seasonal_naive",
    "auto_ces",
    "auto_theta",
    "dynamic_theta",
    "auto_ets",
    "holt_winters",
    "mstl",
    "ensemble",
    "rate",
    "quantile",
]
Level = Literal["network", "od", "leg", "class", "pickup", "no_show", "cancellation", "delay"]


class ForecastingPolicy(Policy):
    """The figures of forecasting.yaml in steps of a series, seasons, shares and percent, as they are worded there."""

    methods: tuple[Method, ...]
    ensemble_of: tuple[Method, ...]
    levels: Mapping[Level, Frequency]
    horizon_steps: Mapping[Horizon, Mapping[Frequency, int]]
    single: Mapping[Level, Method]
    first_choice: Method
    season: Mapping[Frequency, int]
    year: Mapping[Frequency, int]
    least_seasons: int = Field(ge=2)
    longest_history: Mapping[Frequency, int]
    stale_after: Mapping[Frequency, int]
    pickup_departures: int = Field(ge=7)
    least_share: float = Field(gt=0, lt=1)
    origins: int = Field(ge=1)
    least_origins: int = Field(ge=1)
    origin_spacing: Mapping[Frequency, int]
    interval_percent: int = Field(gt=0, lt=100)
    margin_percent: float = Field(ge=0)
    significance: float = Field(gt=0, lt=1)
    bootstrap_draws: int = Field(ge=100)
    least_pairs: int = Field(ge=2)
    reference: int = Field(ge=30)
    window: int = Field(ge=10)
    alpha: float = Field(gt=0, lt=1)
    discount: Mapping[Level, float]
    quantiles: tuple[float, ...]
    most_rows: int = Field(ge=10)
    rows_per_column: int = Field(ge=2)


@cache
def forecasting_policy() -> ForecastingPolicy:
    """The policy, read once from forecasting.yaml."""
    return ForecastingPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
