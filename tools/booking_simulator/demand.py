"""Who comes, when, what they would buy and whether they fly: drawn before any policy decides, so all meet the same people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.booking_simulator.problem import Scenario, Segment


@dataclass(frozen=True, slots=True)
class Request:
    """One person who asks for a seat. `wants`: products that they prefer to buying nothing, the best first.

    `cancels_at`: days before departure at which they cancel, below 0: they do not. `shows`: they turn up unless they cancelled.
    """

    days_left: float
    wants: tuple[int, ...]
    cancels_at: float
    shows: bool

    @property
    def flies(self) -> bool:
        """Whether a booking of theirs is at the gate."""
        return self.shows and self.cancels_at < 0


def utilities(scenario: Scenario, segment: Segment) -> NDArray[np.float64]:
    """What each of the segment's choices is worth beyond its fare, in cents, before chance; in the order of `choices`."""
    willing = segment.willingness_cents or 0
    return np.array([float(willing + worth - scenario.products[index].fare_cents) for index, worth in segment.choices])


def requests(scenario: Scenario, seed: int, sample: int) -> tuple[Request, ...]:
    """The requests of one sample in order of time; the same seed and sample give the same people.

    A segment's requests are a Poisson process whose rate follows its curve, with a gamma-distributed total.
    """
    found: list[tuple[float, int, int, Request]] = []
    for number, segment in enumerate(scenario.segments):
        dice = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, sample, number])))
        factor = dice.gamma(1 / segment.cv**2, segment.cv**2) if segment.cv > 0 else 1.0
        count = int(dice.poisson(segment.mean * factor))
        days = np.interp(
            dice.random(count), [share for _, share in segment.booking_curve], [day for day, _ in segment.booking_curve]
        )
        orders = _wants(scenario, segment, dice.gumbel(size=(count, len(segment.choices) + 1)))
        lasts = dice.exponential(size=count)
        shows = dice.random(count) >= segment.no_show
        for index in range(count):
            leaves = days[index] - lasts[index] / segment.cancels_per_day if segment.cancels_per_day > 0 else -1.0
            person = Request(float(days[index]), orders[index], float(leaves), bool(shows[index]))
            found.append((-person.days_left, number, index, person))
    return tuple(person for *_, person in sorted(found, key=lambda one: one[:3]))


def _wants(scenario: Scenario, segment: Segment, chance: NDArray[np.float64]) -> list[tuple[int, ...]]:
    """For each row of Gumbel draws (the first for buying nothing) the products worth more than nothing, best first."""
    worth = utilities(scenario, segment) + segment.spread_cents * chance[:, 1:]
    least = np.full(len(chance), -np.inf) if segment.willingness_cents is None else segment.spread_cents * chance[:, 0]
    order = np.argsort(-worth, axis=1, kind="stable")
    counts = (worth > least[:, None]).sum(axis=1)
    products = np.array([product for product, _ in segment.choices])[order]
    return [tuple(row[:count]) for row, count in zip(products.tolist(), counts.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Requests still to come per product at one review: mean and standard deviation, if each asked for one product only."""

    means: tuple[float, ...]
    sds: tuple[float, ...]


def forecasts(scenario: Scenario) -> tuple[Forecast, ...]:
    """What policies expect at each review: the true means, not what this sample draws.

    A person counts for the dearest fare that still sells to them: with products open from the top fare down, the product of a
    fare gets the share of people who begin to buy when that fare opens (by choice among products of one fare).
    """
    asks = [_first_to_buy(scenario, segment) for segment in scenario.segments]
    found = []
    for day in scenario.reviews:
        means, variances = [0.0] * len(scenario.products), [0.0] * len(scenario.products)
        for segment, shares in zip(scenario.segments, asks, strict=True):
            for product, share in shares.items():
                mean = segment.mean * segment.share_to_come(day) * share
                means[product] += mean
                variances[product] += mean + (segment.cv * mean) ** 2
        found.append(Forecast(tuple(means), tuple(variance**0.5 for variance in variances)))
    return tuple(found)


def _first_to_buy(scenario: Scenario, segment: Segment) -> dict[int, float]:
    """Share of the segment that begins to buy when each product's fare opens, from the top fare down."""
    products = [product for product, _ in segment.choices]
    fares = [scenario.products[product].fare_cents for product in products]
    shares: dict[int, float] = {}
    before = 0.0
    for fare in sorted(set(fares), reverse=True):
        odds = _odds(scenario, segment, [one >= fare for one in fares])
        bought, level = sum(odds), sum(part for part, one in zip(odds, fares, strict=True) if one == fare)
        for product, one, part in zip(products, fares, odds, strict=True):
            if one == fare and level > 0:
                shares[product] = max(0.0, bought - before) * part / level
        before = bought
    return shares


def _odds(scenario: Scenario, segment: Segment, offered: Sequence[bool]) -> list[float]:
    """Chance that each choice is bought when these are offered."""
    worth = np.where(offered, utilities(scenario, segment), -np.inf)
    at_any_fare = segment.willingness_cents is None
    if segment.spread_cents == 0:
        best = int(np.argmax(worth))
        return [float(index == best and (at_any_fare or worth[best] > 0)) for index in range(len(worth))]
    top = worth.max() if at_any_fare else max(0.0, worth.max())
    weights = np.exp((worth - top) / segment.spread_cents)
    nothing = 0.0 if at_any_fare else float(np.exp(-top / segment.spread_cents))
    return [float(one) for one in weights / (weights.sum() + nothing)]
