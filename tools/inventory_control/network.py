r"""What a seat on each leg of a network is worth: the deterministic linear programme and its duals.

With $A_{lj} = 1$ where product j uses leg l, seats left $c$, demand still to come $d$, fares $f$:

$$\max f^T x \quad \text{s.t.} \quad A x \le c \ (\text{duals } \pi \ge 0), \quad 0 \le x \le d$$

$\pi_l$ is the bid price of leg l, and an itinerary is sold when its fare is not below its hurdle, the sum over its legs. The
programme treats demand as certain; it is solved again, with the seats and the demand then left, as bookings come in.

One bid price per leg serves one seat. For each number of seats left, every leg is then taken by itself, its products at their
fare less the bid prices of their other legs, and the dynamic programme of `dynamic.py` gives the value of each of its seats
(dynamic programming decomposition, Talluri and van Ryzin 2004, section 3.4).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.faults import Fault, Refused
from tools.inventory_control.dynamic import seat_displacement, value_of_seats
from tools.inventory_control.problem import Leg, Product

PERIODS_PER_REQUEST = 2
"""Periods of a leg's dynamic programme for each expected request: in so short a time two requests are rare."""


class Network:
    """Legs and products with the incidence between them, built once and solved for any seats and demand left."""

    def __init__(self, legs: Sequence[Leg], products: Sequence[Product]) -> None:
        """Refused names every leg or product that is double, unknown or without figures to calculate with."""
        from scipy.sparse import csr_array

        self.legs, self.products = tuple(legs), tuple(products)
        self._refuse_faults()
        self.place = {leg.name: row for row, leg in enumerate(self.legs)}
        rows = [self.place[name] for product in self.products for name in product.legs]
        columns = [column for column, product in enumerate(self.products) for _ in product.legs]
        shape = (len(self.legs), len(self.products))
        self._uses = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        self._fares = np.array([product.fare_cents for product in self.products], dtype=np.float64)

    def _refuse_faults(self) -> None:
        faults = []
        if not self.legs or not self.products:
            faults.append(Fault("", "A network needs at least one leg and one product."))
        for field, names in (("legs", [leg.name for leg in self.legs]), ("products", [one.name for one in self.products])):
            faults += [
                Fault(field, f"{name!r} is given {n} times; name each once.") for name, n in Counter(names).items() if n > 1
            ]
        known = {leg.name for leg in self.legs}
        for leg in self.legs:
            if not (math.isfinite(leg.seats) and leg.seats >= 0):
                faults.append(Fault("legs", f"Leg {leg.name!r} has {leg.seats!r} seats; give 0 or more."))
        for product in self.products:
            unknown = [name for name in product.legs if name not in known]
            if unknown:
                message = f"Product {product.name!r} uses legs {', '.join(map(repr, unknown))}, which are not among the legs."
                faults.append(Fault("products", message))
            if not product.legs or len(set(product.legs)) < len(product.legs):
                faults.append(Fault("products", f"Product {product.name!r} must use at least one leg, and each once."))
            if not all(math.isfinite(one) and one >= 0 for one in (product.fare_cents, product.demand)):
                faults.append(Fault("products", f"Product {product.name!r} needs a fare and a demand of 0 or more."))
        if faults:
            raise Refused(faults)

    def solve(self, seats: NDArray[np.float64] | None = None, demand: NDArray[np.float64] | None = None) -> "BidPrices":
        """Bid prices and allocation for the seats left and the demand to come, by leg and product; none: as given."""
        from scipy.optimize import linprog

        left = np.array([leg.seats for leg in self.legs], dtype=np.float64) if seats is None else seats
        expected = np.array([one.demand for one in self.products], dtype=np.float64) if demand is None else demand
        bounds = np.column_stack((np.zeros(len(self.products)), expected))
        found = linprog(-self._fares, A_ub=self._uses, b_ub=left, bounds=bounds, method="highs")
        if not found.success:
            raise ArithmeticError(f"HiGHS did not solve the linear programme: {found.message}")
        # A dual of a slack leg is nil; what is not comes from the solver's tolerance.
        slack = left - self._uses @ found.x > 1e-6
        prices = np.where(slack, 0.0, np.maximum(-found.ineqlin.marginals, 0.0))
        return BidPrices(self, left, expected, prices, np.asarray(found.x), float(-found.fun))


@dataclass(frozen=True, slots=True, eq=False)
class BidPrices:
    """A solved network: `prices` in cents per leg, `allocation` in people per product, `objective_cents` a bound on revenue."""

    network: Network
    seats: NDArray[np.float64]
    demand: NDArray[np.float64]
    prices: NDArray[np.float64]
    allocation: NDArray[np.float64]
    objective_cents: float

    def hurdle(self, legs: Sequence[str]) -> float:
        """The least fare in cents at which one person is taken on these legs; KeyError where one is not in the network."""
        return float(sum(self.prices[self.network.place[name]] for name in legs))

    def hurdles(self) -> NDArray[np.float64]:
        """The hurdle of every product, in cents."""
        return np.asarray(self.network._uses.T @ self.prices)

    def by_seats_left(self) -> "SeatPrices":
        """The bid price of each leg's every seat."""
        surplus = self.network._fares - self.hurdles()
        on_leg: list[tuple[list[float], list[float]]] = [([], []) for _ in self.network.legs]
        for column, product in enumerate(self.network.products):
            if self.demand[column] <= 0:
                continue
            for name in product.legs:
                row = self.network.place[name]
                worth = surplus[column] + self.prices[row]
                if worth > 0:
                    fares, demands = on_leg[row]
                    fares.append(worth)
                    demands.append(self.demand[column])
        table = {}
        for leg, (fares, demands), left in zip(self.network.legs, on_leg, self.seats, strict=True):
            periods = max(1, math.ceil(PERIODS_PER_REQUEST * sum(demands)))
            values = value_of_seats(fares, [one / periods for one in demands], periods, math.floor(left + 1e-9))
            table[leg.name] = tuple(reversed(seat_displacement(values, len(values) - 1)))
        return SeatPrices(table)


@dataclass(frozen=True, slots=True)
class SeatPrices:
    """Bid prices in cents per leg: `by_leg[leg][x - 1]` when x seats are left; never rising with x."""

    by_leg: Mapping[str, tuple[int, ...]]

    def hurdle(self, legs: Sequence[str], seats_left: Mapping[str, int], people: int = 1) -> int | None:
        """Cents displaced by taking this many people on these legs together; None where a leg has not the seats."""
        if any(seats_left[name] < people for name in legs):
            return None
        return sum(sum(self.by_leg[name][seats_left[name] - people : seats_left[name]]) for name in legs)
