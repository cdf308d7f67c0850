r"""What the seats of one leg are worth when requests come one at a time, in any order (Lee and Hersh 1993).

With $t$ periods to departure and $x$ seats left, a period brings a request for class $k$ with chance $\lambda_k$:

$$V_t(x) = V_{t-1}(x) + \sum_k \lambda_k \max(0,\ f_k - \Delta V_{t-1}(x)), \qquad \Delta V(x) = V(x) - V(x-1)$$

so class $k$ is open exactly where its fare is not below the value of the seat it takes. $V_0 = 0$ and $V(0) = 0$.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def value_of_seats(fares_cents: Sequence[float], arrivals: Sequence[float], periods: int, seats: int) -> NDArray[np.float64]:
    """Expected revenue in cents of 0, 1, ... `seats` seats with `periods` to go.

    `arrivals[k]`: the chance that one period brings a request for class k; they sum to 1 at most. ValueError where not so.
    """
    chances = np.asarray(arrivals, dtype=np.float64)
    fares = np.asarray(fares_cents, dtype=np.float64)
    if chances.shape != fares.shape:
        raise ValueError(f"{fares.size} fares have {chances.size} arrival chances; give one chance for each fare")
    if periods < 0 or seats < 0:
        raise ValueError(f"{periods} periods and {seats} seats: neither may be negative")
    if not (np.isfinite(chances).all() and (chances >= 0).all() and chances.sum() <= 1 + 1e-9):
        raise ValueError(f"arrival chances {list(arrivals)} must be 0 or more and sum to 1 at most; use more periods")
    values = np.zeros(seats + 1)
    # What a period adds depends on a seat's value alone, falls in straight lines from fare to fare, and is nil from the dearest
    # on: read off these lines, a period costs hardly more for a hundred classes than for one.
    corners = np.unique(np.append(fares[chances > 0], 0.0))
    gains = np.maximum(fares - corners[:, None], 0.0) @ chances
    left, displaced = values[1:], np.empty(seats)
    for _ in range(periods):
        np.subtract(left, values[:-1], out=displaced)
        left += np.interp(displaced, corners, gains)
    return values


def seat_displacement(values: NDArray[np.float64], seats_left: int) -> tuple[int, ...]:
    """Cents lost by taking the first, second, ... last of `seats_left` seats; never falling, never negative.

    `values[x]`: what x seats are worth. IndexError when it has fewer than `seats_left` seats.
    """
    if not 0 <= seats_left < len(values):
        raise IndexError(f"{seats_left} seats left, and values for 0 to {len(values) - 1}; compute values for more seats")
    lost = np.diff(values[: seats_left + 1])[::-1]
    return tuple(np.rint(np.maximum.accumulate(np.maximum(lost, 0.0))).astype(np.int64).tolist())
