"""From a forecast of final bookings to one that knows what is already on hand: additive and multiplicative pickup."""

import numpy as np

from knowledge.airline.forecasting_policy import ForecastingPolicy
from tools.forecasting.methods import Array
from tools.forecasting.series import BookingCurve


def shares(curve: BookingCurve, finals: Array, origin: int, policy: ForecastingPolicy) -> Array:
    r"""Share of the final bookings that is usually in at each count, from the last departures completed before `origin`.

    $c_d = \sum_i b_{i,d} / \sum_i y_i$, with $b_{i,d}$ on hand $d$ days before departure $i$ and $y_i$ its final bookings.
    """
    first = max(0, origin - policy.pickup_departures)
    booked = np.asarray(curve.past[first:origin], dtype=np.float64).sum(axis=0)
    total = float(finals[first:origin].sum())
    return np.asarray(booked / total if total else np.zeros(len(curve.days_before)), dtype=np.float64)


def counted(curve: BookingCurve, days_left: int) -> int | None:
    """Index of the last count that a departure so many days away has passed; None while it has passed none."""
    passed = [index for index, days in enumerate(curve.days_before) if days >= days_left]
    return passed[-1] if passed else None


def on_hand_at(curve: BookingCurve, origin: int, steps: int) -> Array:
    """What the next departures after `origin` had on hand then, from the past rows; a later count is never looked at."""
    at = [counted(curve, step) for step in range(1, steps + 1)]
    return np.asarray([0.0 if one is None else curve.past[origin + h][one] for h, one in enumerate(at)], dtype=np.float64)


def with_bookings(finals: Array, on_hand: Array, curve: BookingCurve, share: Array, policy: ForecastingPolicy) -> Array:
    r"""Final bookings of the next departures, never below 0.

    Additive: $b_h + (1 - c_h)\,\hat y_h$. Multiplicative: $b_h / c_h$, where $c_h$ is at least `least_share`, else additive.
    """
    answer = finals.copy()
    for h in range(len(finals)):
        index = counted(curve, h + 1)
        if index is None:
            continue
        if curve.multiply and share[index] >= policy.least_share:
            answer[h] = on_hand[h] / share[index]
        else:
            answer[h] = on_hand[h] + (1 - share[index]) * finals[h]
    return np.maximum(answer, 0.0)
