"""Whether the errors of a model are still what they were: Kolmogorov-Smirnov and ADWIN on residuals, over many series at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from domain.units import Frozen
from knowledge.airline.forecasting_policy import ForecastingPolicy
from tools.forecasting.methods import Array
from tools.forecasting.series import Number


class Residuals(Frozen):
    """Forecast errors of one series one step ahead, oldest first, since its model was chosen. Not the demand itself: its season
    and trend would look like drift."""

    name: str
    values: Annotated[tuple[Number, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Drift:
    """One series. `p`: Kolmogorov-Smirnov; `q`: the same, adjusted for the number of series; None: too few residuals to tell.

    `adwin_at`: index of the residual at which ADWIN saw the mean change, after the reference. `shift_sd`: mean of the window
    minus mean of the reference, in standard deviations of the reference.
    """

    name: str
    drifted: bool
    p: float | None
    q: float | None
    adwin_at: int | None
    shift_sd: float | None
    because: str


def adjusted(p: Array) -> Array:
    """Benjamini-Hochberg: the least false discovery rate at which each would be called a discovery."""
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    found = np.empty_like(p)
    found[order] = np.minimum(1.0, np.minimum.accumulate(stepped[::-1])[::-1])
    return found


def check(residuals: Sequence[Residuals], policy: ForecastingPolicy) -> tuple[Drift, ...]:
    """The first `reference` residuals of every series against its last `window`, and ADWIN over all of them, in their order."""
    from scipy.stats import ks_2samp  # takes seconds, and every process imports the tools

    enough = [one for one in residuals if len(one.values) >= policy.reference + policy.window]
    values = [np.asarray(one.values, dtype=np.float64) for one in enough]
    p = np.asarray([ks_2samp(one[: policy.reference], one[-policy.window :]).pvalue for one in values], dtype=np.float64)
    q = adjusted(p)
    found: dict[int, Drift] = {}
    for index, one in enumerate(enough):
        usual = values[index][: policy.reference]
        spread = float(usual.std()) or 1.0
        scaled = (values[index] - usual.mean()) / spread
        at = _adwin(scaled, policy.reference, policy.alpha / len(enough))
        why = [f"the distribution of errors changed (q {q[index]:.2g})"] if q[index] <= policy.alpha else []
        if at is not None:
            why.append(f"their mean changed before residual {at}")
        shift = float(scaled[-policy.window :].mean())
        because = "; ".join(why) or "errors are as they were"
        found[id(one)] = Drift(one.name, bool(why), float(p[index]), float(q[index]), at, shift, because)
    least = policy.reference + policy.window
    return tuple(
        found.get(id(one))
        or Drift(one.name, False, None, None, None, None, f"not checked: {len(one.values)} residuals of {least}")
        for one in residuals
    )


def _adwin(scaled: Array, reference: int, delta: float) -> int | None:
    """Index of the first residual after the reference at which ADWIN drops its past."""
    from river.drift import ADWIN  # takes seconds, and every process imports the tools

    detector: Any = ADWIN(delta=delta)  # type: ignore[no-untyped-call]
    for index, value in enumerate(scaled.tolist()):
        detector.update(value)
        if detector.drift_detected and index >= reference:
            return index
    return None
