"""There are 83 configurations, each once, and each of them answers."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from domain.network import NetworkState
from evals.suites.forecasting import generated
from knowledge.airline.forecasting_policy import forecasting_policy
from tools.forecasting.answer import answer
from tools.forecasting.back_test import Paths
from tools.forecasting.registry import Configuration, baseline, registry
from tools.forecasting.tool import forecast_models
from tools.spec import ToolContext

POLICY = forecasting_policy()
CONTEXT = ToolContext(NetworkState(), datetime(2026, 7, 1, tzinfo=UTC))


def test_there_are_83_of_them_each_method_at_each_level_over_both_horizons_and_three_more() -> None:
    listed = forecast_models.run(CONTEXT, {}).models
    assert len(listed) == len({one.configuration for one in listed}) == 83
    seasonal = [one for one in listed if one.level in POLICY.levels]
    assert set(Counter((one.level, one.horizon) for one in seasonal).values()) == {8}
    assert len({(one.level, one.horizon, one.method) for one in seasonal}) == 8 * 5 * 2
    assert sorted(one.configuration for one in listed if one not in seasonal) == ["cancellation", "delay_quantile", "no_show"]


def test_a_level_can_be_asked_for_alone() -> None:
    report = forecast_models.run(CONTEXT, {"level": "pickup"})
    assert (len(report.models), report.registered) == (16, 83)


def test_every_baseline_is_seasonal_naive_of_the_same_level_and_horizon() -> None:
    for one in registry().values():
        against = baseline(one)
        assert (against.level, against.horizon) == (one.level, one.horizon)
        assert against.method == "seasonal_naive" or against is one


@pytest.fixture(scope="module")
def fitted() -> dict[str, Paths]:
    """A generated series per level, and its fits: both horizons and the ensemble share them."""
    found = {}
    for level in (*POLICY.levels, *POLICY.single):
        series = generated(level, 1)[0]
        if series.curve is not None:
            series = series.model_copy(update={"curve": series.curve.model_copy(update={"on_hand": (20.0,) * 56})})
        found[level] = Paths(series, POLICY)
    return found


@pytest.mark.parametrize("configuration", registry().values(), ids=registry())
def test_it_forecasts_a_series_of_its_level_as_far_as_its_horizon_reaches(
    configuration: Configuration, fitted: dict[str, Paths]
) -> None:
    paths = fitted[configuration.level]
    steps = POLICY.horizon_steps[configuration.horizon][POLICY.levels.get(configuration.level, "day")]
    if configuration.method in ("rate", "quantile"):
        short = paths.series.model_copy(update={"values": paths.series.values[:-steps]})
        found = answer(short, configuration, steps, CONTEXT.now.date(), POLICY)
        assert found.judged is not None
        assert len(found.expected) == steps
        assert np.isfinite(found.expected).all()
        return
    expected = paths.forecast(configuration.method, len(paths.values), steps)
    assert expected.shape == (steps,)
    assert np.isfinite(expected).all()
    assert 0.2 * paths.values.min() <= expected.min()
    assert expected.max() <= 3 * paths.values.max()
