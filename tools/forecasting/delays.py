"""Quantiles of delay minutes: of all flights, or by linear quantile regression on what is given about each flight."""

import numpy as np

from knowledge.airline.forecasting_policy import ForecastingPolicy
from tools.forecasting.methods import Array, MethodFailed


def enough(rows: int, columns: int, policy: ForecastingPolicy) -> bool:
    """Whether so many flights carry a regression on so many columns."""
    return columns > 0 and rows >= policy.rows_per_column * columns


def quantiles(delays: Array, given: Array | None, asked: Array | None, count: int, policy: ForecastingPolicy) -> Array:
    """A row per flight asked for, a column per quantile of the policy, in minutes and never falling along the row.

    `given` None, or too few rows for its columns: the quantiles of the delays themselves, the same for all `count` flights.
    """
    if given is None or asked is None or not enough(len(delays), given.shape[1], policy):
        return np.tile(np.quantile(delays, policy.quantiles), (count, 1))
    delays, given = delays[-policy.most_rows :], given[-policy.most_rows :]
    middle, spread = given.mean(axis=0), given.std(axis=0)
    spread[spread == 0] = 1.0
    past = np.column_stack([np.ones(len(given)), (given - middle) / spread])
    coming = np.column_stack([np.ones(len(asked)), (asked - middle) / spread])
    # Lines of different quantiles may cross; sorting them is no worse for any of them.
    return np.sort(np.column_stack([coming @ _line(delays, past, one) for one in policy.quantiles]), axis=1)


def _line(delays: Array, past: Array, quantile: float) -> Array:
    r"""$\min_\beta \sum_i \rho_\tau(y_i - x_i \beta)$ by its dual, which has few rows; $\beta$ is the price of its equations.

    $\max y^T d$ with $X^T d = (1-\tau) X^T 1$ and $0 \le d \le 1$.
    """
    from scipy.optimize import linprog

    found = linprog(-delays, A_eq=past.T, b_eq=(1 - quantile) * past.sum(axis=0), bounds=(0, 1), method="highs")
    if not found.success:
        raise MethodFailed(f"quantile regression failed: {found.message}")
    return -np.asarray(found.eqlin.marginals, dtype=np.float64)


def pinball(delays: Array, forecast: Array, policy: ForecastingPolicy) -> Array:
    """Mean pinball loss of each flight over the quantiles, in minutes; the less the better, never below 0."""
    tau = np.asarray(policy.quantiles)
    short = delays[:, None] - forecast
    return np.asarray(np.maximum(tau * short, (tau - 1) * short).mean(axis=1), dtype=np.float64)
