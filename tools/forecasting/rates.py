"""No-shows and cancellations: the share of bookings that is lost, and how many of the next departures' bookings that means."""

from dataclasses import dataclass

import numpy as np

from tools.forecasting.methods import Array


@dataclass(frozen=True, slots=True)
class Rate:
    """Share of bookings lost, 0 to 1, with how alike the bookings of one departure behave (0: independent, 1: all or none)."""

    share: float
    alike: float


def rate_of(events: Array, trials: Array, discount: float) -> Rate:
    r"""Discounted beta-binomial, $w_i = \lambda^{n-i}$, one event in two bookings added so that 0 and 1 are never certain.

    $p = (\sum w_i k_i + \frac12) / (\sum w_i n_i + 1)$. The overdispersion is Pearson's
    $\phi = \sum w_i (k_i - n_i p)^2 / (n_i p (1-p)) / \sum w_i = 1 + (\bar n - 1)\rho$; how little is known of $p$ adds
    $1 / (\sum w_i n_i + 2)$ to $\rho$.
    """
    weight = discount ** np.arange(len(events) - 1, -1, -1, dtype=np.float64)
    bookings = float((weight * trials).sum())
    share = (float((weight * events).sum()) + 0.5) / (bookings + 1)
    flown = trials > 0
    alike = 0.0
    if flown.any():
        usual = trials[flown] * share
        spread = float((weight[flown] * (events[flown] - usual) ** 2 / (usual * (1 - share))).sum() / weight[flown].sum())
        size = float((weight[flown] * trials[flown]).sum() / weight[flown].sum())
        alike = max(0.0, (spread - 1) / (size - 1)) if size > 1 else 0.0
    return Rate(share, min(0.99, alike + 1 / (bookings + 2)))


def interval(rate: Rate, trials: Array, percent: int) -> tuple[Array, Array]:
    """Events that a departure with so many bookings has in `percent` of cases: the quantiles either side, whole numbers."""
    from scipy.special import betaln, gammaln  # slow to import, and every process imports the tools

    strength = 1 / rate.alike - 1
    a, b = rate.share * strength, (1 - rate.share) * strength
    tail = (1 - percent / 100) / 2
    ends = np.zeros((2, len(trials)))
    for index, bookings in enumerate(trials):
        lost = np.arange(bookings + 1)
        choices = gammaln(bookings + 1) - gammaln(lost + 1) - gammaln(bookings - lost + 1)
        reached = np.cumsum(np.exp(choices + betaln(lost + a, bookings - lost + b) - betaln(a, b)))
        # Rounding may leave the whole a little below 1.
        ends[:, index] = np.minimum(np.searchsorted(reached, (tail, 1 - tail)), bookings)
    return ends[0], ends[1]
