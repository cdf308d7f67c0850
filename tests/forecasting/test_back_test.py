"""A back-test never looks ahead, its figures are those computed by hand, and a stopped one gives back what is whole."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.suites.forecasting import generated
from knowledge.airline.forecasting_policy import forecasting_policy
from tools.forecasting.back_test import Paths, back_test, half_widths, judge, origins, score
from tools.forecasting.pickup import counted, shares, with_bookings
from tools.forecasting.registry import registry
from tools.forecasting.series import BookingCurve, Series

POLICY = forecasting_policy()
NAIVE = registry()["leg-near-seasonal_naive"]
THETA = registry()["leg-near-auto_theta"]


def weekly(count: int, *, growth: float = 0.0) -> Series:
    values = tuple(100.0 + 10 * (day % 7) + growth * day for day in range(count))
    return Series(name="weekly", level="leg", last=date(2026, 6, 30), values=values)


def test_origins_leave_the_horizon_after_them_and_the_least_history_before() -> None:
    assert origins(100, 14, 14, 21, 6) == (30, 44, 58, 72, 86)
    assert origins(30, 14, 14, 21, 6) == ()


def test_a_week_that_repeats_is_forecast_without_error_and_that_is_no_skill() -> None:
    judged = judge(NAIVE, Paths(weekly(90), POLICY))
    assert judged is not None
    found = score([judged])
    assert (found.wape, found.skill, found.bias, found.coverage) == (0, 0, 0, 1)


def test_growth_of_one_a_day_costs_seasonal_naive_seven_in_the_first_week_and_fourteen_in_the_second() -> None:
    judged = judge(NAIVE, Paths(weekly(91, growth=1.0), POLICY))
    assert judged is not None
    found = score([judged])
    assert judged.errors.mean(axis=0).tolist() == [-7.0] * 7 + [-14.0] * 7
    assert found.mase == found.naive_mase == pytest.approx(10.5 / 7)
    assert found.wape == pytest.approx(10.5 * judged.errors.size / judged.actual_sum)
    assert found.bias == -found.wape


def test_a_method_that_sees_the_growth_has_skill_over_seasonal_naive() -> None:
    judged = judge(THETA, Paths(weekly(91, growth=1.0), POLICY))
    assert judged is not None
    assert judged.skill() > 0.5


@pytest.mark.parametrize("level", ["leg", "pickup"])
def test_what_happens_later_changes_no_forecast(level: str) -> None:
    series = generated("pickup", 1)[0]
    assert series.curve is not None
    origin, count = 70, len(series.values)
    values = series.values[:origin] + tuple(10 * one for one in series.values[origin:])
    # Of the departures still to come only the counts they had passed by then stay as they were.
    past = list(series.curve.past)
    for row in range(origin, count):
        seen = counted(series.curve, row - origin + 1)
        past[row] = tuple(one if seen is not None and index <= seen else 999.0 for index, one in enumerate(past[row]))
    changed = series.model_copy(
        update={"level": level, "values": values, "curve": series.curve.model_copy(update={"past": tuple(past)})}
    )
    before = Paths(series.model_copy(update={"level": level}), POLICY).forecast("dynamic_theta", origin, 56)
    after = Paths(changed, POLICY).forecast("dynamic_theta", origin, 56)
    assert before.tolist() == after.tolist()


def test_stopped_it_returns_the_series_that_every_configuration_was_judged_on() -> None:
    asked = [weekly(91, growth=float(one)).model_copy(update={"name": str(one)}) for one in range(3)]
    told: list[tuple[int, int, str]] = []
    calls = iter([False, False, False, True])

    found = back_test(
        [NAIVE, THETA], asked, POLICY, stop=lambda: next(calls), progress=lambda done, of, text: told.append((done, of, text))
    )

    assert found.stopped
    assert (found.done, found.asked) == (1, 3)
    assert {name: len(rows) for name, rows in found.judged.items()} == {NAIVE.name: 1, THETA.name: 1}
    assert told == [(0, 3, "0"), (1, 3, "1")]


def test_a_series_too_short_to_be_judged_is_named() -> None:
    found = back_test([NAIVE], [weekly(40)], POLICY)
    assert found.too_short == ("weekly",)
    assert not found.stopped


def test_the_width_of_an_interval_is_a_past_error_and_never_less_further_ahead() -> None:
    errors = np.arange(1.0, 11.0).reshape(5, 2)
    assert half_widths(errors, 80).tolist() == [9.0, 9.0]
    assert half_widths(errors, 50).tolist() == [6.0, 6.0]


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_about_four_in_five_of_like_errors_lie_within_an_interval_of_eighty_percent(seed: int) -> None:
    errors = np.random.default_rng(seed).standard_normal((400, 2))
    inside = np.abs(errors[200:]) <= half_widths(errors[:200], 80)
    assert 0.7 <= inside.mean() <= 0.9


CURVE = BookingCurve(days_before=(2, 0), past=((30.0, 60.0), (50.0, 100.0)), on_hand=(40.0, 10.0, 5.0))


def test_pickup_adds_what_usually_comes_or_multiplies_what_is_there() -> None:
    finals, on_hand = np.array([80.0, 90.0, 100.0]), np.array(CURVE.on_hand)
    share = shares(CURVE, np.array([60.0, 100.0]), 2, POLICY)
    assert share.tolist() == [0.5, 1.0]
    assert with_bookings(finals, on_hand, CURVE, share, POLICY).tolist() == [80.0, 55.0, 100.0]
    many = CURVE.model_copy(update={"multiply": True})
    assert with_bookings(finals, on_hand, many, share, POLICY).tolist() == [80.0, 20.0, 100.0]


def test_multiplying_a_share_too_small_is_adding() -> None:
    share, many = np.array([0.01, 1.0]), CURVE.model_copy(update={"multiply": True})
    assert with_bookings(np.array([80.0]), np.array([3.0]), many, share, POLICY).tolist() == [3.0 + 0.99 * 80.0]


def test_last_years_level_is_used_where_it_came_again_and_only_there() -> None:
    day = np.arange(1456)
    noise = 1 + 0.02 * np.random.default_rng(0).standard_normal(1456)
    wave = 0.3 * np.sin(2 * np.pi * day / 364)
    yearly, upside_down = 1000 * (1 + wave) * noise, 1000 * (1 + np.where(day < 1092, wave, -wave)) * noise
    first, second = (
        Paths(Series(name="year", level="leg", last=date(2019, 12, 31), values=tuple(one.tolist())), POLICY)
        for one in (yearly, upside_down)
    )
    assert first.last_year(1400) is not None
    assert second.last_year(1400) is None
    judged = judge(registry()["leg-far-holt_winters"], first)
    assert judged is not None
    assert judged.skill() > 0.4


def test_with_less_than_a_year_and_a_half_there_is_no_last_year() -> None:
    assert Paths(weekly(500), POLICY).last_year(500) is None
