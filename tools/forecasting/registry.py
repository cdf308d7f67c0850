"""Every model configuration: each method at each level over both horizons, and the three that stand alone."""

from dataclasses import dataclass
from functools import cache

from knowledge.airline.forecasting_policy import Horizon, Level, Method, forecasting_policy


@dataclass(frozen=True, slots=True)
class Configuration:
    """One method for one level and horizon. `name` is unique, such as `leg-near-auto_theta` or `no_show`."""

    name: str
    level: Level
    horizon: Horizon
    method: Method


@cache
def registry() -> dict[str, Configuration]:
    """All configurations by name, generated from forecasting.yaml."""
    policy = forecasting_policy()
    seasonal = [
        Configuration(f"{level}-{horizon}-{method}", level, horizon, method)
        for level in policy.levels
        for horizon in policy.horizon_steps
        for method in policy.methods
    ]
    single = [
        Configuration("delay_quantile" if method == "quantile" else level, level, "near", method)
        for level, method in policy.single.items()
    ]
    return {one.name: one for one in (*seasonal, *single)}


def baseline(one: Configuration) -> Configuration:
    """The configuration it has to beat: seasonal naive of its level and horizon; a single one stands for itself."""
    return registry().get(f"{one.level}-{one.horizon}-seasonal_naive", one)
