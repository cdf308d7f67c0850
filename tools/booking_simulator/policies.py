"""The inventory policies that are compared, all on the mathematics of `tools/inventory_control` and one forecast.

At each review a policy looks at the seats left and gives the controls that hold until the next one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import Literal, Protocol

import numpy as np

from tools.booking_simulator.demand import Forecast, forecasts
from tools.booking_simulator.problem import Scenario
from tools.inventory_control.fare_families import emsr_b_mr
from tools.inventory_control.network import Network
from tools.inventory_control.problem import ClassDemand, Leg, Product
from tools.inventory_control.protection import emsr_b

PolicyName = Literal["first_come_first_served", "emsr_b", "emsr_b_mr", "dynamic_programme", "bid_prices"]
BASELINE: PolicyName = "first_come_first_served"
ROUNDING = 1e-6
"""Cents by which a dual may lie above the fare it equals."""


class Controls(Protocol):
    """What decides from one review to the next. Whether there is a seat at all is the simulator's to see."""

    def accepts(self, product: int, left: Sequence[int]) -> bool:
        """Whether one more booking of the product is taken with so many seats left per leg."""


class Policy(Protocol):
    """Anything that controls a scenario's inventory; it sees seats and forecasts, never who will come."""

    def controls(self, review: int, left: Sequence[int]) -> Controls:
        """The controls from a review on, with so many seats left per leg."""


@dataclass(frozen=True, slots=True)
class EverythingOpen:
    """First come, first served: every class is open while a seat is left."""

    def controls(self, review: int, left: Sequence[int]) -> "EverythingOpen":
        """Itself: there is nothing to look at."""
        return self

    def accepts(self, product: int, left: Sequence[int]) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Protections:
    """A product is sold while each of its legs has more seats left than are kept for dearer ones; None: it is closed."""

    kept: tuple[tuple[tuple[int, int], ...] | None, ...]

    def accepts(self, product: int, left: Sequence[int]) -> bool:
        """Whether every leg has a seat beyond those kept."""
        kept = self.kept[product]
        return kept is not None and all(left[leg] > seats for leg, seats in kept)


@dataclass(frozen=True, slots=True)
class ReviewedProtections:
    """Protection levels worked out anew at each review from what is still to come. They do not depend on the seats left."""

    reviews: tuple[Protections, ...]

    def controls(self, review: int, left: Sequence[int]) -> Protections:
        """The levels of the review."""
        return self.reviews[review]


@dataclass(frozen=True, slots=True)
class SeatValues:
    """A product is sold when its fare is not below what the seats it takes are worth with so many left."""

    scenario: Scenario
    by_leg: tuple[tuple[int, ...], ...]

    def accepts(self, product: int, left: Sequence[int]) -> bool:
        """Whether the fare pays for the seats."""
        sold = self.scenario.products[product]
        return sold.fare_cents >= sum(self.by_leg[leg][left[leg] - 1] for leg in sold.legs)


@dataclass(frozen=True, slots=True)
class ReviewedSeatValues:
    """Seat values worked out anew at each review."""

    reviews: tuple[SeatValues, ...]

    def controls(self, review: int, left: Sequence[int]) -> SeatValues:
        """The values of the review."""
        return self.reviews[review]


@dataclass(frozen=True, slots=True)
class Hurdles:
    """A product is sold when it is open."""

    open: tuple[bool, ...]

    def accepts(self, product: int, left: Sequence[int]) -> bool:
        """Whether its fare was not below its hurdle at the review."""
        return self.open[product]


class ResolvedBidPrices:
    """The deterministic linear programme, solved again at each review with the seats left and the demand still to come."""

    def __init__(self, scenario: Scenario) -> None:
        self._network = _network(scenario)
        self._fares = np.array([one.fare_cents for one in scenario.products], dtype=np.float64)
        self._demand = [np.array(one.means) for one in forecasts(scenario)]
        self._solved: dict[tuple[int, ...], Hurdles] = {}

    def controls(self, review: int, left: Sequence[int]) -> Hurdles:
        """Products whose fare is not below the sum of the bid prices of their legs."""
        seen = (review, *left)
        if seen not in self._solved:
            solved = self._network.solve(np.array(left, dtype=np.float64), self._demand[review])
            self._solved[seen] = Hurdles(tuple((self._fares >= solved.hurdles() - ROUNDING).tolist()))
        return self._solved[seen]


def emsr_b_policy(scenario: Scenario) -> Policy:
    """EMSR-b on every leg by itself, a connecting passenger counting with the whole fare."""

    def levels(products: Sequence[int], to_come: Sequence[Forecast]) -> Iterator[tuple[int, int]]:
        all_left = to_come[0]
        protection = emsr_b(
            [ClassDemand(str(one), scenario.products[one].fare_cents, all_left.means[one], all_left.sds[one]) for one in products]
        )
        for demand, seats in zip(protection.classes, (0, *protection.whole_levels()), strict=True):
            yield int(demand.name), seats

    return _by_leg(scenario, levels)


def emsr_b_mr_policy(scenario: Scenario) -> Policy:
    """EMSRb-MR on every leg by itself: the fares of one itinerary are a family of which people buy the lowest one open.

    Who comes until the next review is another family than who comes later, so that a low fare may be open early and closed late.
    """

    def levels(products: Sequence[int], to_come: Sequence[Forecast]) -> Iterator[tuple[int, int]]:
        families: dict[tuple[int, tuple[int, ...]], list[ClassDemand]] = defaultdict(list)
        for one in products:
            sold = scenario.products[one]
            for interval, (mean, sd) in enumerate(_by_interval(to_come, one)):
                families[interval, sold.legs].append(ClassDemand(f"{interval}:{one}", sold.fare_cents, mean, sd))
        protection = emsr_b_mr(list(families.values())).protection
        if protection is None:
            return
        for demand, seats in zip(protection.classes, (0, *protection.whole_levels()), strict=True):
            interval_name, product = demand.name.split(":")
            if interval_name == "0":
                yield int(product), seats

    return _by_leg(scenario, levels)


def _by_interval(to_come: Sequence[Forecast], product: int) -> Iterator[tuple[float, float]]:
    """Mean and standard deviation of a product's requests between reviews, the variance shared out as the mean is."""
    means = [*(one.means[product] for one in to_come), 0.0]
    for sooner, later in pairwise(means):
        mean = max(0.0, sooner - later)
        yield mean, to_come[0].sds[product] * sqrt(mean / means[0]) if mean > 0 else 0.0


Levels = Callable[[Sequence[int], Sequence[Forecast]], Iterable[tuple[int, int]]]
"""(products of a leg, forecasts from a review on) -> each open product with the seats kept from it."""


def _by_leg(scenario: Scenario, levels: Levels) -> Policy:
    to_come = forecasts(scenario)
    return ReviewedProtections(tuple(_protections(scenario, to_come[review:], levels) for review in range(len(to_come))))


def _protections(scenario: Scenario, to_come: Sequence[Forecast], levels: Levels) -> Protections:
    kept: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for leg in range(len(scenario.legs)):
        products = [index for index, sold in enumerate(scenario.products) if leg in sold.legs]
        for product, seats in levels(products, to_come) if products else ():
            kept[product].append((leg, seats))
    return Protections(
        tuple(tuple(kept[index]) if len(kept[index]) == len(one.legs) else None for index, one in enumerate(scenario.products))
    )


def dynamic_programme_policy(scenario: Scenario) -> Policy:
    """The dynamic programme of each leg for the requests still to come, its products less the bid prices of their other legs.

    On one leg it is the dynamic programme itself. The bid prices are those of the first day: the values then need no seats left.
    """
    opened = _network(scenario).solve()
    reviews = []
    for forecast in forecasts(scenario):
        table = replace(opened, demand=np.array(forecast.means)).by_seats_left().by_leg
        reviews.append(SeatValues(scenario, tuple(table[str(leg)] for leg in range(len(scenario.legs)))))
    return ReviewedSeatValues(tuple(reviews))


def _network(scenario: Scenario) -> Network:
    first = forecasts(scenario)[0]
    return Network(
        [Leg(str(index), leg.authorised) for index, leg in enumerate(scenario.legs)],
        [
            Product(str(index), one.fare_cents, tuple(str(leg) for leg in one.legs), first.means[index])
            for index, one in enumerate(scenario.products)
        ],
    )


POLICIES: Mapping[PolicyName, Callable[[Scenario], Policy]] = {
    "first_come_first_served": lambda scenario: EverythingOpen(),
    "emsr_b": emsr_b_policy,
    "emsr_b_mr": emsr_b_mr_policy,
    "dynamic_programme": dynamic_programme_policy,
    "bid_prices": ResolvedBidPrices,
}
