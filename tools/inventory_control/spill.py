r"""Demand turned away for want of seats: what it costs, and what demand was when only bookings are known.

$$E[(D - C)^+] = \sigma\left(\varphi(z) - z\,(1 - \Phi(z))\right), \quad z = (C - \mu) / \sigma \qquad \text{(normal)} \qquad
\mu\,P(D \ge C) - C\,P(D > C) \quad \text{(Poisson)}$$

Of those turned away, a share takes another flight of ours (recapture); the rest is lost.

A departure whose class was closed shows bookings, not demand. Demand is taken to be normal and the same at each departure, and
an expectation-maximisation (Dempster, Laird and Rubin 1977) gives its mean and spread: until nothing changes, each closed
departure has the moments of demand known to be above its bookings, and mean and spread are those of all departures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.inventory_control.problem import Distribution


@dataclass(frozen=True, slots=True)
class Spill:
    """People turned away, those of them who take another flight of ours, those lost, and the fares lost with them."""

    spilled: float
    recaptured: float
    lost: float
    carried: float
    lost_cents: float


def spilled_people(mean: float, sd: float, seats: float, distribution: Distribution = "normal") -> float:
    """Expected demand above `seats`."""
    from scipy.special import ndtr, pdtrc

    if distribution == "poisson":
        whole = math.floor(seats)
        at_least = float(pdtrc(whole - 1, mean)) if whole else 1.0
        return max(0.0, mean * at_least - seats * float(pdtrc(whole, mean)))
    if sd <= 0:
        return max(0.0, mean - seats)
    z = (seats - mean) / sd
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    # Where much of the normal curve lies below nobody, it would spill more people than are expected to come.
    return min(mean, max(0.0, sd * (density - z * float(ndtr(-z)))))


def spill(
    mean: float,
    sd: float,
    seats: float,
    *,
    fare_cents: float = 0.0,
    recapture: float = 0.0,
    distribution: Distribution = "normal",
) -> Spill:
    """What spill costs at the average fare; `recapture` in 0 to 1. No seats at all: the flight is cancelled."""
    turned_away = spilled_people(mean, sd, seats, distribution)
    lost = turned_away * (1 - recapture)
    return Spill(turned_away, turned_away - lost, lost, mean - turned_away, lost * fare_cents)


@dataclass(frozen=True, slots=True)
class Unconstrained:
    """Estimated demand of one class; `demand` has each departure's: as booked, or what is expected where it was closed."""

    mean: float
    sd: float
    demand: tuple[float, ...]
    iterations: int


def unconstrain(
    bookings: Sequence[float], closed: Sequence[bool], *, at_most: int = 1_000, precision: float = 1e-8
) -> Unconstrained:
    """Demand behind bookings; `closed[i]`: departure i was closed, so demand was at least its bookings.

    ValueError unless one departure stayed open: then nothing tells how far demand went. One that differs from no other has no
    spread, and closed ones are taken as booked.
    """
    seen, shut = np.asarray(bookings, dtype=np.float64), np.asarray(closed, dtype=bool)
    if seen.shape != shut.shape or not seen.size:
        raise ValueError(
            f"{seen.size} bookings and {shut.size} marks of closure: give one of each for every departure, at least one"
        )
    if shut.all():
        raise ValueError("every departure was closed; add departures at which the class stayed open to the end")
    mean, sd = float(seen.mean()), float(seen.std())
    count = 0
    while sd > 0 and shut.any() and count < at_most:
        count += 1
        expected, square = _above(seen[shut], mean, sd)
        total = seen[~shut].sum() + expected.sum()
        squares = (seen[~shut] ** 2).sum() + square.sum()
        before, mean = (mean, sd), float(total / seen.size)
        sd = math.sqrt(max(0.0, float(squares / seen.size) - mean**2))
        if abs(mean - before[0]) + abs(sd - before[1]) < precision * max(1.0, mean):
            break
    demand = seen.copy()
    if sd > 0:
        demand[shut] = _above(seen[shut], mean, sd)[0]
    return Unconstrained(mean, sd, tuple(demand.tolist()), count)


def _above(bound: NDArray[np.float64], mean: float, sd: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and second moment of normal demand known to be at least `bound`."""
    from scipy.special import log_ndtr

    z = (bound - mean) / sd
    hazard = np.exp(-z * z / 2 - 0.5 * math.log(2 * math.pi) - log_ndtr(-z))
    first = mean + sd * hazard
    return first, mean * first + sd * sd + sd * bound * hazard
