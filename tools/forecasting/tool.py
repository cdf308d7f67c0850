"""Tools `forecast`, `back_test`, `drift_check` and `forecast_models`."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.units import Frozen
from knowledge.airline.forecasting_policy import ForecastingPolicy, Horizon, Level, Method, forecasting_policy
from tools.forecasting.answer import Answer, Model, answer, forecast_days
from tools.forecasting.back_test import Judged, score
from tools.forecasting.back_test import back_test as judge_all
from tools.forecasting.champions import Champion, choose
from tools.forecasting.drift import Residuals, check
from tools.forecasting.registry import Configuration, baseline, registry
from tools.forecasting.series import Faults, Series, faults, longest
from tools.spec import ToolContext, ToolRetry, tool


class ForecastRequest(Frozen):
    """A series and how far ahead; `steps`: fewer than the horizon reaches.

    `configuration`: as in `forecast_models`, such as the champion of a back-test. `last_good`: the `model` of the last forecast
    that was in use; it answers when a new one fails or is worse. `drifted_on`: fit to what came since that day.
    """

    series: Series
    horizon: Horizon = "near"
    steps: Annotated[int, Field(ge=1)] | None = None
    configuration: str | None = None
    last_good: Model | None = None
    drifted_on: date | None = None


class ForecastStep(Frozen):
    """What is expected on a day (of a delay: the first quantile), with the interval; `quantiles` by share of flights, in minutes.

    `day` of a delay is null: its steps are flights.
    """

    day: date | None
    expected: float
    low: float | None
    high: float | None
    quantiles: tuple[tuple[float, float], ...] = ()


class Accuracy(Frozen):
    """Errors of a back-test with the baseline's beside them. `skill`: 1 - error / baseline's error; above 0 is better than it.

    `wape` is the sum of errors over the sum of outcomes; of delays it and `said` are null, `mase` is the pinball loss scaled.
    `coverage`: part of the outcomes in the interval that `interval_percent` of them should be in; of delays, under the last
    quantile. `failures`: origins at which seasonal naive stood in.
    """

    baseline: str
    points: int
    skill: float
    mase: float
    baseline_mase: float
    wape: float | None
    baseline_wape: float | None
    bias: float | None
    coverage: float | None
    failures: int
    said: str | None


class ForecastReport(Frozen):
    """`configuration` answered, not the one asked for when `fell_back`; `reasons` say why. `model`: keep it as last good."""

    series: str
    configuration: str
    method: Method
    level: Level
    horizon: Horizon
    steps: tuple[ForecastStep, ...]
    interval_percent: int
    accuracy: Accuracy | None
    model: Model
    fell_back: bool
    reasons: tuple[str, ...]


@tool(name="forecast")
def forecast(context: ToolContext, request: ForecastRequest) -> ForecastReport:
    """Forecast demand, bookings, no-shows, cancellations or delay quantiles, with interval and skill over seasonal naive."""
    policy, series = forecasting_policy(), request.series
    fitting = _fitting(request, policy)
    asked, wrong = _asked(request, fitting, policy)
    steps = request.steps or longest(request.horizon, series, policy)
    if steps > longest(request.horizon, series, policy):
        wrong += (("steps", f"the {request.horizon} horizon reaches {longest(request.horizon, series, policy)} steps"),)
    wrong += faults(series, policy, ahead=steps)
    last_good = None
    if request.last_good is not None:
        known = fitting.get(request.last_good.configuration)
        if known is None:
            text = f"{request.last_good.configuration!r} is no {series.level} model of the {request.horizon} horizon"
            wrong += (("last_good", text),)
        else:
            last_good = (known, request.last_good)
    if wrong or asked is None:
        raise ToolRetry("This series cannot be forecast as it is put.", wrong)
    found = answer(series, asked, steps, context.now.date(), policy, last_good=last_good, drifted_on=request.drifted_on)
    return ForecastReport(
        series=series.name,
        configuration=found.configuration.name,
        method=found.configuration.method,
        level=found.configuration.level,
        horizon=found.configuration.horizon,
        steps=_steps(series, found, policy),
        interval_percent=policy.interval_percent,
        accuracy=None if found.judged is None else _accuracy(found.configuration, [found.judged]),
        model=found.model,
        fell_back=found.fell_back,
        reasons=found.reasons,
    )


def _fitting(request: ForecastRequest, policy: ForecastingPolicy) -> dict[str, Configuration]:
    """Configurations that answer this level and horizon; a single one answers over both."""
    level, horizon = request.series.level, request.horizon
    alone = level in policy.single
    return {name: one for name, one in registry().items() if one.level == level and (alone or one.horizon == horizon)}


def _asked(
    request: ForecastRequest, fitting: dict[str, Configuration], policy: ForecastingPolicy
) -> tuple[Configuration | None, Faults]:
    level, horizon = request.series.level, request.horizon
    if request.configuration is None:
        wanted = request.last_good.configuration if request.last_good is not None else f"{level}-{horizon}-{policy.first_choice}"
        return fitting.get(wanted, next(iter(fitting.values()))), ()
    if request.configuration not in fitting:
        text = f"{request.configuration!r} is none of the {horizon} ones of level {level}: {', '.join(fitting)}"
        return None, (("configuration", text),)
    return fitting[request.configuration], ()


def _steps(series: Series, found: Answer, policy: ForecastingPolicy) -> tuple[ForecastStep, ...]:
    days = forecast_days(series, len(found.expected), policy)
    return tuple(
        ForecastStep(
            day=None if found.quantiles is not None else day,
            expected=round(float(found.expected[index]), 3),
            low=None if found.low is None else round(float(found.low[index]), 3),
            high=None if found.high is None else round(float(found.high[index]), 3),
            quantiles=()
            if found.quantiles is None
            else tuple(
                (share, round(float(one), 3)) for share, one in zip(policy.quantiles, found.quantiles[index], strict=True)
            ),
        )
        for index, day in enumerate(days)
    )


def _accuracy(configuration: Configuration, rows: Sequence[Judged]) -> Accuracy:
    found, seasonal = score(rows), configuration.method != "quantile"
    said = (
        f"{configuration.level}, {configuration.horizon} horizon, {found.series} series: 1-WAPE {100 * (1 - found.wape):.1f} %,"
        f" seasonal naive {100 * (1 - found.naive_wape):.1f} %, skill {found.skill:+.3f}"
    )
    return Accuracy(
        baseline="seasonal naive" if seasonal else "quantiles of all earlier flights",
        points=found.points,
        skill=round(found.skill, 4),
        mase=round(found.mase, 4),
        baseline_mase=round(found.naive_mase, 4),
        wape=round(found.wape, 4) if seasonal else None,
        baseline_wape=round(found.naive_wape, 4) if seasonal else None,
        bias=round(found.bias, 4) if seasonal else None,
        coverage=None if found.coverage is None else round(found.coverage, 4),
        failures=found.failures,
        said=said if seasonal else None,
    )


class BackTestRequest(Frozen):
    """Series of any levels, and which configurations to judge on those of their level: all when left out.

    `champions`: those that hold the titles now; seasonal naive does where there is none.
    """

    series: Annotated[tuple[Series, ...], Field(min_length=1)]
    configurations: tuple[str, ...] = ()
    champions: tuple[Champion, ...] = ()


class BackTestRow(Frozen):
    """One configuration over all series of its level."""

    configuration: str
    level: Level
    horizon: Horizon
    method: Method
    series: int
    accuracy: Accuracy


class BackTestReport(Frozen):
    """Rows by level and horizon, the most skilful first. `stopped`: it was stopped after `done` of `asked` series.

    `too_short`: series on which nothing could be judged. `champions`: who answers from now on, and why.
    """

    rows: tuple[BackTestRow, ...]
    champions: tuple[Champion, ...]
    done: int
    asked: int
    stopped: bool
    too_short: tuple[str, ...]


@tool(name="back_test")
def back_test(context: ToolContext, request: BackTestRequest) -> BackTestReport:
    """Judge model configurations by forecasting from several moments in the past, beside seasonal naive, and choose champions."""
    policy, known = forecasting_policy(), registry()
    strange = [one for one in request.configurations if one not in known]
    wrong = tuple(("configurations", f"{one!r} is not one; see forecast_models") for one in strange)
    wrong += tuple(
        ("champions", f"{one.configuration!r} is not a configuration; see forecast_models")
        for one in request.champions
        if one.configuration not in known
    )
    names = [one.name for one in request.series]
    wrong += tuple(("series", f"{one!r} is there {names.count(one)} times") for one in sorted(set(names)) if names.count(one) > 1)
    wrong += tuple(fault for one in request.series for fault in faults(one, policy))
    if wrong:
        raise ToolRetry("These series cannot be back-tested as they are put.", wrong)
    levels = {one.level for one in request.series}
    wanted = [known[one] for one in request.configurations] or [one for one in known.values() if one.level in levels]
    wanted += [known[one.configuration] for one in request.champions if one.level in levels]
    wanted = list({one.name: one for each in wanted for one in (baseline(each), each)}.values())
    found = judge_all(
        wanted,
        request.series,
        policy,
        stop=context.stop,
        progress=lambda done, of, text: context.progress("back_test", {"text": text, "done": done, "of": of}),
    )
    rows = [
        BackTestRow(
            configuration=name,
            level=known[name].level,
            horizon=known[name].horizon,
            method=known[name].method,
            series=len(judged),
            accuracy=_accuracy(known[name], judged),
        )
        for name, judged in found.judged.items()
        if judged
    ]
    rows.sort(key=lambda one: (one.level, one.horizon, -one.accuracy.skill, one.configuration))
    return BackTestReport(
        rows=tuple(rows),
        champions=choose(found.judged, request.champions, policy, seed=context.seed),
        done=found.done,
        asked=found.asked,
        stopped=found.stopped,
        too_short=found.too_short,
    )


class DriftRequest(Frozen):
    """Forecast errors one step ahead, per series; at least the policy's reference and window of them."""

    series: Annotated[tuple[Residuals, ...], Field(min_length=1)]


class SeriesDrift(Frozen):
    """One series. `p` of Kolmogorov-Smirnov, `q` adjusted for all series of the check; null: too few residuals.

    `adwin_at`: index of the residual at which ADWIN saw their mean change. `shift_sd`: the last window's mean against the
    reference, in its standard deviations.
    """

    name: str
    drifted: bool
    p: float | None
    q: float | None
    adwin_at: int | None
    shift_sd: float | None
    because: str


class DriftReport(Frozen):
    """`retrain`: series whose model is to be fitted again: ask `forecast` with `drifted_on` and `last_good`."""

    series: tuple[SeriesDrift, ...]
    retrain: tuple[str, ...]
    false_discovery_rate: float


@tool(name="drift_check")
def drift_check(context: ToolContext, request: DriftRequest) -> DriftReport:
    """Whether forecast errors are still distributed as they were, over many series at once, and which models to train again."""
    policy = forecasting_policy()
    names = [one.name for one in request.series]
    twice = tuple(("series", f"{one!r} is there {names.count(one)} times") for one in sorted(set(names)) if names.count(one) > 1)
    if twice:
        raise ToolRetry("Residuals are checked once per series.", twice)
    rows = tuple(
        SeriesDrift(
            name=one.name,
            drifted=one.drifted,
            p=one.p,
            q=one.q,
            adwin_at=one.adwin_at,
            shift_sd=None if one.shift_sd is None else round(one.shift_sd, 3),
            because=one.because,
        )
        for one in check(request.series, policy)
    )
    return DriftReport(series=rows, retrain=tuple(one.name for one in rows if one.drifted), false_discovery_rate=policy.alpha)


class ForecastModelsRequest(Frozen):
    """Which level's configurations; all when left out."""

    level: Level | None = None


class ForecastModel(Frozen):
    """A configuration. `frequency`: usual for its level; `steps`: how far it reaches then."""

    configuration: str
    level: Level
    horizon: Horizon
    method: Method
    frequency: str
    steps: int


class ForecastModelsReport(Frozen):
    """`registered`: configurations in all, whichever level was asked for."""

    models: tuple[ForecastModel, ...]
    registered: int


@tool(name="forecast_models")
def forecast_models(context: ToolContext, request: ForecastModelsRequest) -> ForecastModelsReport:
    """Every forecasting model configuration: level, horizon and method."""
    policy = forecasting_policy()
    models = []
    for one in registry().values():
        if request.level in (None, one.level):
            freq = policy.levels.get(one.level, "day")
            models.append(
                ForecastModel(
                    configuration=one.name,
                    level=one.level,
                    horizon=one.horizon,
                    method=one.method,
                    frequency="flight" if one.method == "quantile" else freq,
                    steps=policy.horizon_steps[one.horizon][freq],
                )
            )
    return ForecastModelsReport(models=tuple(models), registered=len(registry()))
