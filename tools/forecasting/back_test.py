"""What each configuration would have forecast from several moments in the past, beside seasonal naive from the same moments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.airline.forecasting_policy import ForecastingPolicy, Method
from tools.forecasting.delays import pinball, quantiles
from tools.forecasting.methods import Array, MethodFailed, path, seasonal_naive
from tools.forecasting.pickup import on_hand_at, shares, with_bookings
from tools.forecasting.rates import interval, rate_of
from tools.forecasting.registry import Configuration
from tools.forecasting.series import Series, frequency, longest
from tools.forecasting.yearly import last_year

BLOCKS = 12
"""A history of delays is cut into so many blocks; the later half is forecast, a block at a time."""

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Paths:
    """Forecasts of one series from moments in the past. Near and far share a fit: the first steps of a path are the near ones.

    `train_from`: index of the first value a fit may use, where there are the least seasons after it.
    """

    series: Series
    policy: ForecastingPolicy
    train_from: int = 0
    _known: dict[tuple[Method, int], Array | MethodFailed] = field(default_factory=dict)
    _levels: dict[int, Array | None] = field(default_factory=dict)
    values: Array = field(init=False)
    season: int = field(init=False)

    def __post_init__(self) -> None:
        self.values = np.asarray(self.series.values, dtype=np.float64)
        self.season = self.policy.season[frequency(self.series, self.policy)]

    def finals(self, method: Method, origin: int) -> Array:
        """Forecast of the far horizon from the values before `origin`; MethodFailed when the method cannot."""
        if method == "ensemble":
            return np.asarray(np.mean([self.finals(one, origin) for one in self.policy.ensemble_of], axis=0), dtype=np.float64)
        found = self._known.get((method, origin))
        if found is None:
            try:
                found = self._path(method, origin, longest("far", self.series, self.policy))
            except MethodFailed as failed:
                found = failed
            self._known[method, origin] = found
        if isinstance(found, MethodFailed):
            raise found
        return found

    def _path(self, method: Method, origin: int, steps: int) -> Array:
        """The method on the values or, but for seasonal naive, on their ratio to last year's level where that helps."""
        first = self._first(origin)
        level = None if method == "seasonal_naive" else self.last_year(origin)
        if level is None:
            return path(method, self.values[first:origin], self.season, steps)
        first = max(first, int(np.isnan(level).sum()))
        return path(method, self.values[first:origin] / level[first:origin], self.season, steps) * level[origin : origin + steps]

    def last_year(self, origin: int) -> Array | None:
        """Last year's level up to the far horizon after `origin`; None where it does not help, or the season is the year."""
        year = self.policy.year.get(frequency(self.series, self.policy))
        if year is None or self.train_from:
            return None
        if origin not in self._levels:
            self._levels[origin] = last_year(self.values[:origin], year, longest("far", self.series, self.policy))
        return self._levels[origin]

    def _first(self, origin: int) -> int:
        freq = frequency(self.series, self.policy)
        wanted = max(self.train_from, origin - self.policy.longest_history[freq])
        return max(0, min(wanted, origin - self.policy.least_seasons * self.season))

    def forecast(self, method: Method, origin: int, steps: int) -> Array:
        """The next steps from `origin`, with bookings on hand where the series has a booking curve."""
        finals = self.finals(method, origin)[:steps]
        curve = self.series.curve
        if curve is None or self.series.level != "pickup":
            return finals
        coming = origin == len(self.values)
        on_hand = np.asarray(curve.on_hand[:steps]) if coming else on_hand_at(curve, origin, steps)
        return with_bookings(finals, on_hand, curve, shares(curve, self.values, origin, self.policy), self.policy)


@dataclass(frozen=True, slots=True)
class Judged:
    """One configuration on one series. `errors` and `naive_errors`: forecast minus actual, a row per origin, a column per step.

    Of delays they are pinball losses in minutes, and naive stands for the quantiles of all earlier flights. `scale`: mean
    absolute error of seasonal naive a season ahead before the first origin. `inside`: outcomes within an interval from the
    errors of the other origins; None with one origin. `failures`: origins answered by seasonal naive because the method failed.
    """

    configuration: Configuration
    series: str
    errors: Array
    naive_errors: Array
    actual_sum: float
    scale: float
    inside: int | None
    points: int
    failures: int

    def losses(self) -> Array:
        """Mean absolute scaled error of each origin."""
        return np.asarray(np.abs(self.errors).mean(axis=1) / self.scale, dtype=np.float64)

    def naive_losses(self) -> Array:
        """The same of seasonal naive."""
        return np.asarray(np.abs(self.naive_errors).mean(axis=1) / self.scale, dtype=np.float64)

    def skill(self) -> float:
        r"""$1 - \mathrm{MAE} / \mathrm{MAE}_\mathrm{naive}$; 0 where both are without error."""
        return skill(float(np.abs(self.errors).mean()), float(np.abs(self.naive_errors).mean()))


def skill(error: float, naive: float) -> float:
    """Part of seasonal naive's error that is gone: 1 none is left, 0 as good, negative worse; -1 when only naive is perfect."""
    if naive == 0:
        return 0.0 if error == 0 else -1.0
    return 1 - error / naive


def origins(count: int, steps: int, spacing: int, least: int, most: int) -> tuple[int, ...]:
    """Moments to forecast from, oldest first: `steps` before the end and every `spacing` before, with `least` values before."""
    return tuple(sorted(one for k in range(most) if (one := count - steps - k * spacing) >= least))


def series_origins(series: Series, steps: int, policy: ForecastingPolicy) -> tuple[int, ...]:
    """The moments from which a seasonal series is back-tested; none when it is too short to be judged."""
    freq = frequency(series, policy)
    least = policy.least_seasons * policy.season[freq]
    found = origins(len(series.values), steps, policy.origin_spacing[freq], least, policy.origins)
    return found if len(found) >= policy.least_origins else ()


def half_widths(errors: Array, percent: int) -> Array:
    r"""Half the width of an interval at each step, from past errors of like steps, never narrower further ahead.

    The $\lceil (n+1) \cdot percent \rceil$-th smallest of the $n$ absolute errors at steps $h/2$ to $2h$ (split conformal).
    """
    steps = errors.shape[1]
    found = []
    for h in range(1, steps + 1):
        near = np.sort(np.abs(errors[:, max(0, -(-h // 2) - 1) : min(steps, 2 * h)]).ravel())
        rank = -(-(len(near) + 1) * percent // 100)
        found.append(near[min(rank, len(near)) - 1])
    return np.maximum.accumulate(np.asarray(found, dtype=np.float64))


def judge(configuration: Configuration, paths: Paths, starts: tuple[int, ...] = ()) -> Judged | None:
    """Back-test one configuration on one series, from its usual moments unless told; None when the series is too short."""
    if configuration.method == "rate":
        return _judge_rate(configuration, paths)
    if configuration.method == "quantile":
        return _judge_delay(configuration, paths)
    policy, steps = paths.policy, longest(configuration.horizon, paths.series, paths.policy)
    starts = starts or series_origins(paths.series, steps, policy)
    if not starts:
        return None
    actual = np.stack([paths.values[one : one + steps] for one in starts])
    naive = np.stack([paths.forecast("seasonal_naive", one, steps) for one in starts])
    rows, failures = [], 0
    for index, one in enumerate(starts):
        try:
            rows.append(paths.forecast(configuration.method, one, steps))
        except MethodFailed:
            rows.append(naive[index])
            failures += 1
    errors = np.stack(rows) - actual
    inside = [
        int((np.abs(errors[one]) <= half_widths(np.delete(errors, one, axis=0), policy.interval_percent)).sum())
        for one in range(len(starts))
        if len(starts) > 1
    ]
    before = paths.values[: starts[0]]
    scale = float(np.abs(before[paths.season :] - before[: -paths.season]).mean()) or float(np.abs(before).mean()) or 1.0
    return Judged(
        configuration,
        paths.series.name,
        errors,
        naive - actual,
        float(np.abs(actual).sum()),
        scale,
        sum(inside) if inside else None,
        errors.size,
        failures,
    )


def _judge_rate(configuration: Configuration, paths: Paths) -> Judged | None:
    series, policy, events = paths.series, paths.policy, paths.values
    trials, steps = np.asarray(series.trials, dtype=np.float64), longest("near", series, paths.policy)
    starts = series_origins(series, steps, policy)
    if not starts:
        return None
    share = np.divide(events, trials[: len(events)], out=np.zeros_like(events), where=trials[: len(events)] > 0)
    errors, naive, inside = [], [], 0
    for one in starts:
        ahead = slice(one, one + steps)
        rate = rate_of(events[:one], trials[:one], policy.discount[series.level])
        low, high = interval(rate, trials[ahead], policy.interval_percent)
        inside += int(((low <= events[ahead]) & (events[ahead] <= high)).sum())
        errors.append(rate.share * trials[ahead] - events[ahead])
        naive.append(seasonal_naive(share[:one], paths.season, steps) * trials[ahead] - events[ahead])
    found = np.stack(errors)
    total = float(sum(events[one : one + steps].sum() for one in starts))
    scale = float(np.abs(np.stack(naive)).mean()) or 1.0
    return Judged(configuration, series.name, found, np.stack(naive), total, scale, inside, found.size, 0)


def _judge_delay(configuration: Configuration, paths: Paths) -> Judged | None:
    series, policy, delays = paths.series, paths.policy, paths.values
    steps = len(delays) // BLOCKS
    if steps < 1:
        return None
    starts = origins(len(delays), steps, steps, len(delays) // 2, BLOCKS // 2)
    given = np.asarray(series.given, dtype=np.float64) if series.given else None
    losses, naive, inside, failures = [], [], 0, 0
    for one in starts:
        ahead = slice(one, one + steps)
        known, asked = (None, None) if given is None else (given[:one], given[ahead])
        plain = quantiles(delays[:one], None, None, steps, policy)
        try:
            found = quantiles(delays[:one], known, asked, steps, policy)
        except MethodFailed:
            found, failures = plain, failures + 1
        inside += int((delays[ahead] <= found[:, -1]).sum())
        losses.append(pinball(delays[ahead], found, policy))
        naive.append(pinball(delays[ahead], plain, policy))
    errors = np.stack(losses)
    scale = float(np.stack(naive).mean()) or 1.0
    actual = float(np.abs(delays[starts[0] :]).sum())
    return Judged(configuration, series.name, errors, np.stack(naive), actual, scale, inside, errors.size, failures)


@dataclass(frozen=True, slots=True)
class BackTested:
    """What was judged, by configuration; `done` of `asked` series; `too_short`: series on which nothing could be judged."""

    judged: dict[str, tuple[Judged, ...]]
    done: int
    asked: int
    too_short: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        """Whether it was stopped before the last series."""
        return self.done < self.asked


def back_test(
    configurations: Sequence[Configuration],
    series: Sequence[Series],
    policy: ForecastingPolicy,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda done, of, text: None,
) -> BackTested:
    """Judge every configuration on every series of its level. When stopped, a series begun is left out: all stay paired."""
    judged: dict[str, list[Judged]] = {one.name: [] for one in configurations}
    too_short: list[str] = []
    for done, one in enumerate(series):
        progress(done, len(series), one.name)
        paths, rows = Paths(one, policy), []
        wanted = [each for each in configurations if each.level == one.level]
        for configuration in wanted:
            if stop():
                return BackTested(_frozen(judged), done, len(series), tuple(too_short))
            rows.append(judge(configuration, paths))
        found = [row for row in rows if row is not None]
        for row in found:
            judged[row.configuration.name].append(row)
        if wanted and not found:
            too_short.append(one.name)
    progress(len(series), len(series), "all series judged")
    return BackTested(_frozen(judged), len(series), len(series), tuple(too_short))


def _frozen(judged: dict[str, list[Judged]]) -> dict[str, tuple[Judged, ...]]:
    return {name: tuple(rows) for name, rows in judged.items()}


@dataclass(frozen=True, slots=True)
class Score:
    """A configuration over all its series. `wape` and `bias` are shares of the volume; `mase` and `skill` give every series one
    vote; `skill` = 1 - mase / naive_mase. `coverage`: part of the outcomes within the interval (delays: the last quantile).
    """

    series: int
    points: int
    wape: float
    naive_wape: float
    mase: float
    naive_mase: float
    skill: float
    bias: float
    coverage: float | None
    failures: int


def score(rows: Sequence[Judged]) -> Score:
    """Pool one configuration's series; at least one."""
    volume = sum(one.actual_sum for one in rows) or 1.0
    mase = float(np.mean([one.losses().mean() for one in rows]))
    naive_mase = float(np.mean([one.naive_losses().mean() for one in rows]))
    known = [one.inside for one in rows if one.inside is not None]
    return Score(
        series=len(rows),
        points=sum(one.points for one in rows),
        wape=float(sum(np.abs(one.errors).sum() for one in rows)) / volume,
        naive_wape=float(sum(np.abs(one.naive_errors).sum() for one in rows)) / volume,
        mase=mase,
        naive_mase=naive_mase,
        skill=skill(mase, naive_mase),
        bias=float(sum(one.errors.sum() for one in rows)) / volume,
        coverage=sum(known) / sum(one.points for one in rows if one.inside is not None) if known else None,
        failures=sum(one.failures for one in rows),
    )
