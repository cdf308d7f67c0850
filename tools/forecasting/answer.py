"""One forecast: the model asked for if it works and is no worse than the last good one, else that, else seasonal naive."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.units import Frozen
from knowledge.airline.forecasting_policy import ForecastingPolicy
from tools.forecasting.back_test import Judged, Paths, half_widths, judge, series_origins
from tools.forecasting.delays import enough, quantiles
from tools.forecasting.methods import Array, MethodFailed
from tools.forecasting.rates import interval, rate_of
from tools.forecasting.registry import Configuration, baseline
from tools.forecasting.series import Series, age_steps, day_of, frequency


class Model(Frozen):
    """A fitted model, to be kept and given back as the last good one. `train_from`: the first day of its fit after a drift.

    `skill`: over seasonal naive, in the back-test when it was fitted; None: it could not be judged.
    """

    configuration: str
    train_from: date | None = None
    trained_through: date
    skill: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Expected values of the next steps, and the interval where there are past errors to draw it from.

    `quantiles`: of delays, a row per flight. `judged`: the back-test of the model that answers. `fell_back`: it is not the one
    that was asked for. `reasons`: why, and what else one should know.
    """

    configuration: Configuration
    expected: Array
    low: Array | None
    high: Array | None
    quantiles: Array | None
    model: Model
    judged: Judged | None
    fell_back: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    configuration: Configuration
    train_from: date | None
    paths: Paths
    judged: Judged | None
    expected: Array


def answer(
    series: Series,
    asked: Configuration,
    steps: int,
    today: date,
    policy: ForecastingPolicy,
    *,
    last_good: tuple[Configuration, Model] | None = None,
    drifted_on: date | None = None,
) -> Answer:
    """Forecast a series without faults. `drifted_on`: fit to what came since, and keep the last good model if that is worse."""
    if asked.method == "rate":
        return _rate(series, asked, steps, policy)
    if asked.method == "quantile":
        return _delay(series, asked, steps, policy)
    reasons: list[str] = []
    naive = baseline(asked)
    freq = frequency(series, policy)
    late = age_steps(series, today, policy) - policy.stale_after[freq]
    if not series_origins(series, policy.horizon_steps[asked.horizon][freq], policy):
        return _too_short(series, asked, steps, policy)
    if late > 0:
        reasons.append(f"the last value is of {series.last}: seasonal naive, and its first step is the one after that day")
        asked_now, last_good = naive, None
    else:
        asked_now = asked
    fresh = _try(series, asked_now, drifted_on, steps, policy, reasons)
    kept = None
    if last_good is not None and (fresh is None or (asked_now.name, drifted_on) != (last_good[0].name, last_good[1].train_from)):
        kept = _try(series, last_good[0], last_good[1].train_from, steps, policy, reasons)
    chosen = fresh
    if kept is not None and (fresh is None or _worse(fresh, kept, policy)):
        if fresh is not None:
            reasons.append(f"{asked_now.name} is worse in the back-test than the last good model, {kept.configuration.name}")
        reasons.append(f"answered by the last good model, {kept.configuration.name}")
        chosen = kept
    if chosen is None:
        reasons.append("answered by seasonal naive")
        chosen = _try(series, naive, None, steps, policy, reasons)
        assert chosen is not None  # seasonal naive has an answer for every series
    return _answered(series, chosen, asked, chosen is not fresh or asked_now is not asked, reasons, policy)


def _try(
    series: Series,
    configuration: Configuration,
    train_from: date | None,
    steps: int,
    policy: ForecastingPolicy,
    reasons: list[str],
) -> _Candidate | None:
    """The candidate with its back-test; None, with the reason told, when it has no forecast now."""
    paths = Paths(series, policy, _index(series, train_from, policy))
    try:
        expected = paths.forecast(configuration.method, len(series.values), steps)
    except MethodFailed as failed:
        reasons.append(str(failed))
        return None
    return _Candidate(configuration, train_from, paths, judge(configuration, paths), expected)


def _index(series: Series, day: date | None, policy: ForecastingPolicy) -> int:
    """Index of the value of that day."""
    if day is None:
        return 0
    return max(0, len(series.values) - 1 + age_steps(series, day, policy))


def _worse(fresh: _Candidate, kept: _Candidate, policy: ForecastingPolicy) -> bool:
    if fresh.judged is None or kept.judged is None:
        return False
    margin = 1 + policy.margin_percent / 100
    return bool(np.abs(fresh.judged.errors).mean() > np.abs(kept.judged.errors).mean() * margin)


def _answered(
    series: Series, chosen: _Candidate, asked: Configuration, fell_back: bool, reasons: list[str], policy: ForecastingPolicy
) -> Answer:
    judged = chosen.judged
    assert judged is not None  # the series is long enough
    if judged.failures:
        reasons.append(f"the method failed at {judged.failures} of {len(judged.errors)} origins of the back-test")
    if judged.skill() <= 0 and chosen.configuration.method != "seasonal_naive":
        reasons.append(f"no better than seasonal naive on this series (skill {judged.skill():.2f})")
    width = half_widths(judged.errors, policy.interval_percent)[: len(chosen.expected)]
    return Answer(
        chosen.configuration,
        chosen.expected,
        np.maximum(chosen.expected - width, 0.0),
        chosen.expected + width,
        None,
        Model(
            configuration=chosen.configuration.name,
            train_from=chosen.train_from,
            trained_through=series.last,
            skill=round(judged.skill(), 4),
        ),
        judged,
        fell_back,
        tuple(reasons),
    )


def _too_short(series: Series, asked: Configuration, steps: int, policy: ForecastingPolicy) -> Answer:
    """Seasonal naive from one season on, else the mean; without an interval, for there are no errors to draw it from."""
    paths = Paths(series, policy)
    count = len(series.values)
    naive = baseline(asked)
    if count >= paths.season:
        expected = paths.forecast("seasonal_naive", count, steps)
        why = f"{count} values are too few to judge a method: seasonal naive, without an interval"
    else:
        expected = np.full(steps, paths.values.mean())
        why = f"{count} values are less than a season: their mean, without an interval"
    model = Model(configuration=naive.name, trained_through=series.last)
    return Answer(naive, expected, None, None, None, model, None, True, (why,))


def _rate(series: Series, asked: Configuration, steps: int, policy: ForecastingPolicy) -> Answer:
    events, count = np.asarray(series.values, dtype=np.float64), len(series.values)
    trials = np.asarray(series.trials, dtype=np.float64)
    rate = rate_of(events, trials[:count], policy.discount[series.level])
    ahead = trials[count : count + steps]
    low, high = interval(rate, ahead, policy.interval_percent)
    judged = judge(asked, Paths(series, policy))
    reasons = [f"{100 * rate.share:.1f} % of bookings, bookings of one departure alike by {rate.alike:.3f}"]
    if judged is None:
        reasons.append(f"{count} departures are too few to judge it")
    model = Model(
        configuration=asked.name, trained_through=series.last, skill=None if judged is None else round(judged.skill(), 4)
    )
    return Answer(asked, rate.share * ahead, low, high, None, model, judged, False, tuple(reasons))


def _delay(series: Series, asked: Configuration, steps: int, policy: ForecastingPolicy) -> Answer:
    delays, count = np.asarray(series.values, dtype=np.float64), len(series.values)
    rows = np.asarray(series.given, dtype=np.float64) if series.given else None
    reasons: list[str] = []
    if rows is None:
        reasons.append("nothing is given about the flights: the quantiles of all of them")
    elif not enough(count, rows.shape[1], policy):
        reasons.append(f"{count} flights are too few for {rows.shape[1]} columns: the quantiles of all of them")
    known, ahead = (None, None) if rows is None else (rows[:count], rows[count : count + steps])
    try:
        found = quantiles(delays, known, ahead, steps, policy)
    except MethodFailed as failed:
        reasons.append(f"{failed}: the quantiles of all flights")
        found = quantiles(delays, None, None, steps, policy)
    judged = judge(asked, Paths(series, policy))
    model = Model(
        configuration=asked.name, trained_through=series.last, skill=None if judged is None else round(judged.skill(), 4)
    )
    return Answer(asked, found[:, 0], None, None, found, model, judged, bool(reasons), tuple(reasons))


def forecast_days(series: Series, steps: int, policy: ForecastingPolicy) -> tuple[date, ...]:
    """The days of the next steps."""
    return tuple(day_of(series, one, policy) for one in range(1, steps + 1))
