r"""How many bookings to take for the seats there are, when each shows up with chance q, independently of the others.

Shows of n bookings are binomial, $S_n$. Expected denied boardings grow by one booking as

$$E[(S_{n+1} - C)^+] - E[(S_n - C)^+] = q\, P(S_n \ge C), \qquad E[(C - S_n)^+] = C - nq + E[(S_n - C)^+]$$

so the expected cost $d\,E[(S_n-C)^+] + s\,E[(C-S_n)^+]$ is convex in n, and least at the first n with $P(S_n \ge C) \ge s / (d
+ s)$.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Overbooking:
    """Bookings to take for `seats`, and what is then expected; `cost_cents` None where no costs were given."""

    method: str
    seats: int
    limit: int
    denied: float
    empty: float
    within_seats: float
    cost_cents: float | None


def by_cost(seats: int, show: float, denied_cents: int, empty_cents: int) -> Overbooking:
    """The limit with the least expected cost of denied boardings and empty seats; the lower of two that cost the same.

    `show` in (0, 1]; `denied_cents` above 0, `empty_cents` 0 or more.
    """
    critical = empty_cents / (denied_cents + empty_cents)
    limit = _first(seats, lambda bookings: _at_least(seats, bookings, show) >= critical - 1e-12)
    return outlook("cost", seats, limit, show, denied_cents, empty_cents)


def by_service_level(seats: int, show: float, level: float) -> Overbooking:
    """The highest limit at which nobody is denied boarding with a chance of at least `level`, in (0, 1)."""
    limit = _first(seats, lambda bookings: 1 - _at_least(seats + 1, bookings + 1, show) < level)
    return outlook("service_level", seats, limit, show)


def deterministic(seats: int, show: float) -> Overbooking:
    """The limit that fills the seats when exactly the share `show` of the bookings turns up, rounded down."""
    return outlook("deterministic", seats, math.floor(seats / show + 1e-9), show)


def outlook(
    method: str, seats: int, limit: int, show: float, denied_cents: int | None = None, empty_cents: int | None = None
) -> Overbooking:
    """What is expected when `limit` bookings have been taken."""
    from scipy.special import betainc

    beyond = np.arange(seats, limit)
    denied = float(show * betainc(seats, beyond - seats + 1, show).sum()) if seats else show * limit
    empty = max(0.0, seats - limit * show + denied)
    cost = None if denied_cents is None or empty_cents is None else denied_cents * denied + empty_cents * empty
    return Overbooking(method, seats, limit, denied, empty, 1 - _at_least(seats + 1, limit, show), cost)


def _at_least(shows: int, bookings: int, show: float) -> float:
    """Chance that at least `shows` of `bookings` turn up."""
    from scipy.special import betainc

    if shows <= 0:
        return 1.0
    if bookings < shows:
        return 0.0
    return float(betainc(shows, bookings - shows + 1, show))


def _first(seats: int, reached: Callable[[int], bool]) -> int:
    """The least number of bookings, from `seats` on, for which `reached` holds; it holds for all above."""
    low, high = seats, seats + 1
    while not reached(high):
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle + 1, high)
    return low
