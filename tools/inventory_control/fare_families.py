r"""Fares that differ in price alone: everybody buys the cheapest one open, so opening a lower one costs what dearer buyers save.

In a family without differences, $Q_i$ is demand when class i is the lowest open and $R_i = f_i Q_i$ what the family then earns.
Opening class i adds $q_i = Q_i - Q_{i-1}$ buyers and (Fiig, Isler, Hopperstad and Belobaba 2010)

$$f'_i = \frac{f_i Q_i - f_{i-1} Q_{i-1}}{q_i}$$

per added buyer: its marginal revenue. The transformed classes, with fares $f'_i$ and demands $q_i$, are independent in the
sense of Littlewood and EMSR, whatever other family they share a leg with; EMSR-b on them is EMSRb-MR. A class with $f'_i \le 0$
is closed at any number of seats. Where $f'_i$ rises, no number of seats makes class i-1 the best one to stop at: both are
opened together, at the slope of the upper concave hull of the points $(Q_i, R_i)$, which is the adjusted fare.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.inventory_control.problem import ClassDemand, Distribution, dearest_first
from tools.inventory_control.protection import Protection, emsr_b


@dataclass(frozen=True, slots=True)
class MarginalClass:
    """One class of a family: its buyers and revenue when it is the lowest open, and what opening it adds per added buyer.

    `marginal_cents` None: opening it adds no buyer. `adjusted_cents`: the fare on the concave hull; `open`: that it is above 0.
    """

    demand: ClassDemand
    buyers: float
    revenue_cents: float
    marginal_cents: float | None
    adjusted_cents: float
    open: bool


def marginal_revenues(classes: Sequence[ClassDemand]) -> tuple[MarginalClass, ...]:
    """The classes of one family, dearest first; `mean` of each is how many more buy when it is opened."""
    ordered = dearest_first(classes)
    buyers, revenue = 0.0, 0.0
    rows: list[tuple[ClassDemand, float, float, float | None]] = []
    blocks: list[tuple[float, float, int]] = []  # added buyers, added revenue, classes
    for one in ordered:
        before, buyers = revenue, buyers + one.mean
        revenue = one.fare_cents * buyers
        rows.append((one, buyers, revenue, (revenue - before) / one.mean if one.mean > 0 else None))
        block = (one.mean, revenue - before, 1)
        while blocks and _slope(blocks[-1]) < _slope(block):
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    slopes = [_slope(block) for block in blocks for _ in range(block[2])]
    return tuple(
        MarginalClass(one, asked, paid, marginal, slope if math.isfinite(slope) else 0.0, slope > 0)
        for (one, asked, paid, marginal), slope in zip(rows, slopes, strict=True)
    )


def _slope(block: tuple[float, float, int]) -> float:
    added, earned, _ = block
    if added > 0:
        return earned / added
    return -math.inf if earned < 0 else 0.0


@dataclass(frozen=True, slots=True)
class FamilyPolicy:
    """EMSRb-MR on one leg: every class as transformed, and the protection among those that are open, by adjusted fare."""

    families: tuple[tuple[MarginalClass, ...], ...]
    protection: Protection | None

    def booking_limits(self, seats: int) -> Mapping[str, int]:
        """The most that each class and all of lower adjusted fare may have of `seats`, by name; 0 for closed ones."""
        limits = {one.demand.name: 0 for family in self.families for one in family}
        if self.protection is not None:
            limits.update(zip((one.name for one in self.protection.classes), self.protection.booking_limits(seats), strict=True))
        return limits


def emsr_b_mr(families: Sequence[Sequence[ClassDemand]], distribution: Distribution = "normal") -> FamilyPolicy:
    """EMSR-b on marginal revenues. Within a family people buy the lowest fare open; families are independent of one another."""
    transformed = tuple(marginal_revenues(family) for family in families)
    open_classes = [
        ClassDemand(one.demand.name, one.adjusted_cents, one.demand.mean, one.demand.sd)
        for family in transformed
        for one in family
        if one.open
    ]
    return FamilyPolicy(transformed, emsr_b(open_classes, distribution) if open_classes else None)
