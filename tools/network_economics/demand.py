"""How many want to fly, today by booking class or on a day like it, and what turning them away costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from domain.network import Flight
from knowledge.airline.network_economics import NetworkEconomics

Cents = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassDemand:
    """People who want one fare: normal with `mean` and `sd`, never below 0. `lost_cents`: what turning one of them away costs."""

    mean: float
    sd: float
    lost_cents: float


def normal_spill(mean: float, sd: float, seats: int) -> float:
    r"""People turned away on average: $\sigma(\varphi(z) - z(1 - \Phi(z)))$, $z = (C - \mu)/\sigma$, for normal demand."""
    if sd <= 0:
        return max(0.0, mean - seats)
    z = (seats - mean) / sd
    return sd * (exp(-z * z / 2) / sqrt(2 * pi) - z * (1 - erf(z / sqrt(2))) / 2)


def unconstrained_mean(booked: float, seats: int, spread: float, most_booked: float) -> float:
    """The mean of normal demand, with sd `spread` times it, that fills as many of `seats` on average as are booked.

    More than `most_booked` of the seats counts as that many: how much demand is beyond cannot be told.
    """
    target = min(booked, most_booked * seats)
    low, high = 0.0, 10.0 * seats
    for _ in range(60):  # halves the interval each time: exact to the last bits of a float
        middle = (low + high) / 2
        if middle - normal_spill(middle, spread * middle, seats) < target:
            low = middle
        else:
            high = middle
    return high


def demand_today(flight: Flight, *, booked: int, fare_cents: int, policy: NetworkEconomics) -> tuple[ClassDemand, ...]:
    """Who is booked already, at their average fare, and then the classes still expected, the dearest first."""
    expected = sorted(flight.fare_classes, key=lambda one: (-one.fare_cents, one.name))
    return (
        ClassDemand(float(booked), 0.0, _lost(fare_cents, policy)),
        *(ClassDemand(one.mean, one.sd, _lost(one.fare_cents, policy)) for one in expected),
    )


def demand_of_such_a_day(
    flight: Flight, *, booked: int, fare_cents: int, seats: int, policy: NetworkEconomics
) -> tuple[ClassDemand, ...]:
    """Nobody booked yet: the demand that would fill the planned aircraft as it is booked, and with those still expected."""
    spread = policy.spread_percent / 100
    load = min(float(seats), booked + sum(one.mean for one in flight.fare_classes))
    mean = unconstrained_mean(load, seats, spread, policy.most_booked_percent / 100)
    return (ClassDemand(mean, spread * mean, _lost(fare_cents * policy.spilled_fare_percent / 100, policy)),)


def _lost(fare_cents: float, policy: NetworkEconomics) -> float:
    """Contribution lost with one passenger: fare less what carrying and selling cost, for those who do not come back to us."""
    contribution = fare_cents * (100 - policy.distribution_percent) / 100 - policy.passenger_cents
    return max(0.0, contribution * (100 - policy.recapture_percent) / 100)


@dataclass(frozen=True, slots=True)
class Days:
    """So many sampled days. Another `stream` gives other days; a flight's own draws depend on its `number` only."""

    seed: int
    stream: int
    count: int
    common_share: float

    def draw(self, number: int, classes: Sequence[ClassDemand]) -> Cents:
        """People by class and day. All flights of a day share `common_share` of the variance."""
        common = np.random.default_rng([self.seed, self.stream]).standard_normal(self.count)
        own = np.random.default_rng([self.seed, self.stream, number + 1]).standard_normal((len(classes), self.count))
        mixed = sqrt(self.common_share) * common + sqrt(1 - self.common_share) * own
        mean = np.array([one.mean for one in classes])[:, None]
        sd = np.array([one.sd for one in classes])[:, None]
        return np.maximum(0.0, mean + sd * mixed)


def turned_away(classes: Sequence[ClassDemand], people: Cents, seats: int) -> tuple[Cents, Cents]:
    """People without a seat and the cents lost with them, by day: the dearest classes are served first."""
    left = np.full(people.shape[1], float(seats))
    without, lost = np.zeros_like(left), np.zeros_like(left)
    for one, wanting in zip(classes, people, strict=True):
        missing = np.maximum(0.0, wanting - left)
        left = np.maximum(0.0, left - wanting)
        without += missing
        lost += missing * one.lost_cents
    return without, lost
