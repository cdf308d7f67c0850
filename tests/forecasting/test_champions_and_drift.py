"""A title changes hands for more than luck, and drift is found about as often as it was measured, on trials from a seed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.network import NetworkState
from evals.suites.forecasting import drift_rates, many_series
from knowledge.airline.forecasting_policy import forecasting_policy
from tools.forecasting.back_test import Judged
from tools.forecasting.champions import Champion, choose
from tools.forecasting.drift import adjusted
from tools.forecasting.registry import registry
from tools.forecasting.tool import drift_check
from tools.spec import ToolContext

POLICY = forecasting_policy()
NAIVE, THETA, ETS = (f"leg-near-{one}" for one in ("seasonal_naive", "auto_theta", "auto_ets"))


def rows(name: str, losses: Sequence[float]) -> tuple[Judged, ...]:
    """One series per loss, on which seasonal naive loses 1."""
    return tuple(
        Judged(registry()[name], str(index), np.array([[loss]]), np.array([[1.0]]), 10.0, 1.0, 1, 1, 0)
        for index, loss in enumerate(losses)
    )


def holder(name: str) -> Champion:
    return Champion(level="leg", horizon="near", configuration=name, skill=0.1, series=20, because="")


@pytest.mark.parametrize(
    ("losses", "champion"),
    [
        ([0.9] * 20, THETA),
        ([0.985] * 20, NAIVE),  # better, but not by the margin
        ([0.2, 1.6] * 10, NAIVE),  # better on average, and no better than luck
        ([1.1] * 20, NAIVE),
        ([0.5] * 5, NAIVE),  # too few series to tell
    ],
)
def test_seasonal_naive_gives_up_its_title_only_to_one_that_is_better_by_more_than_luck(
    losses: list[float], champion: str
) -> None:
    (found,) = choose({NAIVE: rows(NAIVE, [1.0] * len(losses)), THETA: rows(THETA, losses)}, (), POLICY)
    assert found.configuration == champion


def test_a_champion_stays_when_its_challenger_is_as_good_and_goes_when_it_no_longer_beats_seasonal_naive() -> None:
    naive = rows(NAIVE, [1.0] * 20)
    held = {NAIVE: naive, THETA: rows(THETA, [0.8] * 20), ETS: rows(ETS, [0.79] * 20)}
    assert choose(held, (holder(THETA),), POLICY)[0].configuration == THETA
    assert choose(held, (), POLICY)[0].configuration == ETS
    (lost,) = choose({NAIVE: naive, THETA: rows(THETA, [1.02] * 20)}, (holder(THETA),), POLICY)
    assert lost.configuration == NAIVE
    assert "no longer beats" in lost.because


@settings(max_examples=20)
@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=40))
def test_adjusted_p_values_keep_their_order_and_never_fall(p: list[float]) -> None:
    from scipy.stats import false_discovery_control

    found = adjusted(np.array(p))
    assert found.tolist() == pytest.approx(false_discovery_control(p).tolist())
    assert (found >= np.array(p) - 1e-12).all()


@pytest.mark.parametrize(("shift_sd", "weeks", "least", "most"), [(0.0, 8, 0, 10), (0.5, 16, 75, 100), (1.0, 8, 95, 100)])
def test_half_a_standard_deviation_is_found_in_most_and_a_whole_one_in_nearly_all(
    shift_sd: float, weeks: int, least: float, most: float
) -> None:
    found = drift_rates(shift_sd, weeks, trials=40)
    assert least <= found["detected_percent"] <= most


def test_over_many_series_those_that_moved_are_found_and_hardly_any_other_is_accused() -> None:
    found = many_series()
    assert found["found"] == found["shifted"]
    assert found["false"] <= 1


def test_a_change_of_spread_alone_is_found_and_too_few_residuals_are_not_judged() -> None:
    dice = np.random.default_rng(3)
    wider = np.concatenate([dice.standard_normal(250), 4 * dice.standard_normal(60)])
    series = [{"name": "wider", "values": wider.tolist()}, {"name": "young", "values": [0.0, 1.0]}]
    report = drift_check.run(ToolContext(NetworkState(), datetime(2026, 7, 1, tzinfo=UTC)), {"series": series})
    assert report.retrain == ("wider",)
    assert report.series[1].p is None
    assert "not checked" in report.series[1].because
