"""Point forecasts of a seasonal series, by the method's name. The only place that knows the library underneath."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.airline.forecasting_policy import Method

Array = npt.NDArray[np.float64]


class MethodFailed(Exception):
    """The method has no finite forecast for this series, and why."""


def seasonal_naive(values: Array, season: int, steps: int) -> Array:
    r"""The value of the same step a season ago: $\hat y_{t+h} = y_{t+h-m\lceil h/m \rceil}$."""
    last = values[-season:]
    return np.asarray(last[np.arange(steps) % len(last)], dtype=np.float64)


def path(method: Method, values: Array, season: int, steps: int) -> Array:
    """Forecast of the next steps, never below 0. MethodFailed when the method cannot; `ensemble` is not one of these."""
    if method == "seasonal_naive":
        return seasonal_naive(values, season, steps)
    if np.ptp(values) == 0:
        return np.full(steps, values[-1])
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = _model(method, season).forecast(y=values, h=steps)["mean"]
    except Exception as error:  # the library raises whatever its optimiser met
        raise MethodFailed(f"{method} failed: {error}") from error
    answer = np.asarray(found, dtype=np.float64)
    if not np.isfinite(answer).all():
        raise MethodFailed(f"{method} has no finite forecast")
    # A recursion that has run away answers with finite numbers too.
    if np.abs(answer).max() > 100 * max(1.0, float(np.abs(values).max())):
        raise MethodFailed(f"{method} ran away to {np.abs(answer).max():.3g}")
    return np.maximum(answer, 0.0)


def _model(method: Method, season: int) -> Any:
    from statsforecast import models  # takes seconds, and every process imports the tools

    makers: dict[str, Callable[..., Any]] = {
        "auto_ces": models.AutoCES,
        "auto_theta": models.AutoTheta,
        "dynamic_theta": models.DynamicOptimizedTheta,
        "auto_ets": models.AutoETS,
        "holt_winters": models.HoltWinters,
        "mstl": models.MSTL,
    }
    return makers[method](season_length=season)
