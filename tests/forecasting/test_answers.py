"""Who answers: the model asked for, the last good one, seasonal naive or a mean, and the answer says which and why."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.network import NetworkState
from evals.suites.forecasting import generated
from knowledge.airline.forecasting_policy import forecasting_policy
from tools.forecasting.answer import Model
from tools.forecasting.delays import quantiles
from tools.forecasting.rates import Rate, interval, rate_of
from tools.forecasting.tool import ForecastReport, back_test, forecast
from tools.spec import ToolContext, ToolRetry

POLICY = forecasting_policy()
CONTEXT = ToolContext(NetworkState(), datetime(2026, 7, 1, tzinfo=UTC))


def leg(values: list[float], **other: Any) -> dict[str, Any]:
    return {"name": "A", "level": "leg", "last": "2026-06-30", "values": values, **other}


def noisy(count: int, seed: int = 0) -> list[float]:
    dice = np.random.default_rng(seed)
    return [float(one) for one in 100 + 20 * np.sin(2 * np.pi * np.arange(count) / 7) + dice.normal(0, 5, count)]


def asked(series: dict[str, Any], **other: Any) -> ForecastReport:
    return forecast.run(CONTEXT, {"series": series, **other})


def test_it_answers_with_an_interval_the_skill_and_the_baseline_beside_the_share() -> None:
    report = asked(leg(noisy(126)), configuration="leg-near-dynamic_theta")
    assert [one.day for one in report.steps][:2] == [date(2026, 7, 1), date(2026, 7, 2)]
    assert all(one.low is not None and one.high is not None and one.low < one.expected < one.high for one in report.steps)
    assert not report.fell_back
    assert report.accuracy is not None
    assert report.accuracy.said is not None
    assert report.accuracy.said.startswith("leg, near horizon")
    assert "seasonal naive" in report.accuracy.said
    assert report == asked(leg(noisy(126)), configuration="leg-near-dynamic_theta")


def test_a_short_series_is_answered_by_seasonal_naive_and_a_shorter_one_by_its_mean() -> None:
    short = asked(leg(noisy(20)), steps=8)
    assert (short.method, short.fell_back, short.accuracy) == ("seasonal_naive", True, None)
    assert [one.expected for one in short.steps][:7] == [round(one, 3) for one in noisy(20)[-7:]]
    assert all(one.low is None for one in short.steps)
    shorter = asked(leg([1.0, 2.0, 6.0]), steps=2)
    assert [one.expected for one in shorter.steps] == [3.0, 3.0]
    assert "less than a season" in shorter.reasons[0]


def test_old_figures_are_answered_by_seasonal_naive_and_it_says_how_old() -> None:
    report = asked(leg(noisy(126), last="2026-05-01"))
    assert (report.method, report.fell_back) == ("seasonal_naive", True)
    assert "2026-05-01" in report.reasons[0]


def test_a_model_that_fails_gives_way_to_the_last_good_one_or_to_seasonal_naive() -> None:
    # Numbers of this size overflow the recursions of Holt-Winters; seasonal naive only repeats them.
    huge = leg([one * 1e300 for one in noisy(126)])
    good = Model(configuration="leg-near-seasonal_naive", trained_through=date(2026, 6, 1), skill=0.0)
    for last_good in (good, None):
        report = asked(huge, configuration="leg-near-holt_winters", last_good=last_good)
        assert (report.method, report.fell_back) == ("seasonal_naive", True)
        assert any("holt_winters failed" in one for one in report.reasons)
    assert any("last good model" in one for one in asked(huge, configuration="leg-near-holt_winters", last_good=good).reasons)


def test_after_a_false_alarm_the_retrained_model_is_worse_and_the_last_good_one_stays() -> None:
    good = Model(configuration="leg-near-dynamic_theta", trained_through=date(2026, 5, 1), skill=0.2)
    report = asked(leg(noisy(300)), last_good=good, drifted_on="2026-06-20")
    assert report.fell_back
    assert report.model.train_from is None
    assert any("worse in the back-test than the last good model" in one for one in report.reasons)


def test_after_a_real_break_the_model_is_trained_on_what_came_since() -> None:
    before, after = noisy(200), [200 - one for one in noisy(100, seed=1)]
    good = Model(configuration="leg-near-mstl", trained_through=date(2026, 3, 22), skill=0.2)
    report = asked(leg(before + after), last_good=good, drifted_on="2026-03-23")
    assert not report.fell_back
    assert report.model.train_from == date(2026, 3, 23)


def test_everything_wrong_with_a_request_is_said_at_once() -> None:
    with pytest.raises(ToolRetry) as refused:
        asked({"name": "A", "level": "pickup", "last": "2026-06-30", "values": [1, -2]}, configuration="nothing", steps=99)
    assert {field for field, _ in refused.value.faults} == {"configuration", "steps", "A.values", "A.curve"}


def test_a_back_test_of_what_does_not_exist_is_refused_whole() -> None:
    with pytest.raises(ToolRetry) as refused:
        back_test.run(CONTEXT, {"series": [leg(noisy(90)), leg(noisy(90))], "configurations": ["a", "b"]})
    assert [field for field, _ in refused.value.faults] == ["configurations", "configurations", "series"]


def test_a_back_test_has_seasonal_naive_beside_whatever_was_asked_and_names_a_champion() -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    context = ToolContext(NetworkState(), CONTEXT.now, progress=lambda stage, detail: told.append((stage, detail)))
    report = back_test.run(context, {"series": [leg(noisy(126))], "configurations": ["leg-near-dynamic_theta"]})
    assert [one.method for one in report.rows] == ["dynamic_theta", "seasonal_naive"]
    assert report.rows[1].accuracy.skill == 0
    (champion,) = report.champions
    assert champion.configuration == "leg-near-dynamic_theta"
    assert told[-1] == ("back_test", {"text": "all series judged", "done": 1, "of": 1})


def test_no_shows_are_a_share_of_the_bookings_with_an_interval_of_whole_people() -> None:
    (series,) = generated("no_show", 1)
    short = series.model_copy(update={"values": series.values[:-14]})
    report = asked(short.model_dump(mode="json"))
    assert report.configuration == "no_show"
    for step, booked, lost in zip(report.steps, series.trials[-14:], series.values[-14:], strict=True):
        assert step.low is not None
        assert step.high is not None
        assert 0 <= step.low <= step.expected <= step.high <= booked
        assert lost <= booked
    assert report.accuracy is not None
    assert report.accuracy.skill > 0


def test_the_rate_of_many_like_departures_is_found_with_how_alike_their_bookings_behave() -> None:
    dice = np.random.default_rng(1)
    booked = np.full(400, 150.0)
    lost = dice.binomial(150, dice.beta(8, 92, 400)).astype(float)
    rate = rate_of(lost, booked, 1.0)
    low, high = interval(rate, booked, 80)
    assert rate.share == pytest.approx(0.08, abs=0.005)
    assert rate.alike == pytest.approx(1 / 101, abs=0.003)
    assert 0.75 <= ((low <= lost) & (lost <= high)).mean() <= 0.9


def test_an_interval_is_that_of_the_beta_binomial_distribution() -> None:
    from scipy.stats import betabinom

    low, high = interval(Rate(0.08, 0.02), np.array([0.0, 1.0, 150.0]), 80)
    assert low.tolist() == [max(0, one) for one in betabinom.ppf(0.1, [0, 1, 150], 0.08 * 49, 0.92 * 49)]
    assert high.tolist() == betabinom.ppf(0.9, [0, 1, 150], 0.08 * 49, 0.92 * 49).tolist()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30), st.floats(0.8, 1.0))
def test_no_history_makes_a_rate_certain(pairs: list[tuple[int, int]], discount: float) -> None:
    events, rest = (np.array(one, dtype=float) for one in zip(*pairs, strict=True))
    rate = rate_of(events, events + rest, discount)
    assert 0 < rate.share < 1
    assert 0 < rate.alike < 1


def test_quantile_regression_finds_the_line_under_one_sided_noise() -> None:
    dice = np.random.default_rng(2)
    inbound = dice.uniform(0, 100, (400, 1))
    delays = 0.5 * inbound[:, 0] + dice.uniform(0, 20, 400)
    found = quantiles(delays, inbound, np.array([[0.0], [100.0]]), 2, POLICY)
    assert found[0].tolist() == pytest.approx([10, 16, 19], abs=2)
    assert found[1].tolist() == pytest.approx([60, 66, 69], abs=2)


def test_without_anything_given_the_quantiles_are_those_of_all_flights() -> None:
    delays = [float(one) for one in range(-10, 91)]
    report = asked({"name": "A", "level": "delay", "last": "2026-06-30", "values": delays}, steps=1)
    assert report.steps[0].day is None
    assert report.steps[0].quantiles == ((0.5, 40.0), (0.8, 70.0), (0.95, 85.0))
    assert report.fell_back
