"""What the year does to a series whose season is the week: last year's level at the same time, where it has proved to help."""

import numpy as np

from tools.forecasting.methods import Array

SMOOTH = 21
"""Steps of the moving mean that is last year's level: three weeks, so that neither weekday nor a moved holiday counts."""


def last_year(values: Array, year: int, steps: int) -> Array | None:
    r"""Last year's level for every value and the next `steps`: $S_{t-364}$, a centred moving mean; values before it are known.

    NaN where there is no year before. None when it does not help: when a level is 0, half a year cannot be compared, or the
    change over `steps` was not nearer to last year's change at the same time than to none:
    $\sum_t |\log (S_t / S_{t-h}) - \log (S_{t-364} / S_{t-364-h})| \ge \sum_t |\log (S_t / S_{t-h})|$ over the last year.
    """
    half = SMOOTH // 2
    count = len(values)
    if count < year + year // 2 + steps + SMOOTH or steps + half >= year:
        return None
    level = np.full(count, np.nan)
    level[half : count - half] = np.convolve(values, np.full(SMOOTH, 1 / SMOOTH), mode="valid")
    if np.nanmin(level) <= 0:
        return None
    log = np.log(level)
    change = log[steps:] - log[:-steps]
    mine, theirs = change[year:], change[:-year]
    known = np.isfinite(mine) & np.isfinite(theirs)
    recent = np.flatnonzero(known)[-year:]
    if np.abs(mine[recent] - theirs[recent]).sum() >= np.abs(mine[recent]).sum():
        return None
    return np.concatenate([np.full(year, np.nan), level[: count - year + steps]])
