r"""How many seats of a leg are kept from a class for all dearer ones: Littlewood's rule, EMSR-a and EMSR-b.

Classes book cheapest first and independently. With fares $f_1 > f_2$ and demand $D_1$, a seat is kept while it is likely enough
to be sold at the higher fare (Littlewood 1972):

$$y = \max\{x : f_1 P(D_1 \ge x) > f_2\}, \qquad \text{for normal demand}\quad y = \mu_1 + \sigma_1 \Phi^{-1}(1 - f_2 / f_1)$$

EMSR-a (Belobaba 1987) adds up the rule's answers for every dearer class against $f_{j+1}$; EMSR-b (Belobaba 1992) asks it once,
of all dearer classes pooled at their average fare. Negative answers are 0. EMSR-b can answer less for more classes, where a
small dear class is followed by a large cheap one; nested classes cannot be protected so, and each level is then the one before
it.

Normal levels come from `revmng`; Poisson ones are counted here, because it has none; so is `emsr_b_legs`, for many legs at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import revmng
from numpy.typing import NDArray

from domain.faults import Fault, Refused
from tools.inventory_control.problem import ClassDemand, Distribution, dearest_first, pooled

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Protection:
    """Seats kept. `levels[j]`: for classes 0 to j together, from all cheaper ones; not cut off at any capacity.

    `classes` are the dearest first; there is one level fewer than classes.
    """

    method: str
    classes: tuple[ClassDemand, ...]
    levels: tuple[float, ...]

    def booking_limits(self, seats: int) -> tuple[int, ...]:
        """The most that each class and all cheaper ones may have of `seats`: the seats less the protection, rounded down."""
        return (seats, *(max(0, seats - whole) for whole in self.whole_levels()))

    def whole_levels(self) -> tuple[int, ...]:
        """The levels in whole seats, rounded down."""
        return tuple(math.floor(level + ROUNDING) for level in self.levels)


def littlewood(high: ClassDemand, low_fare_cents: float, distribution: Distribution = "normal") -> float:
    """Seats kept for `high` from a class that pays `low_fare_cents`; 0 where the latter pays as much."""
    if distribution == "poisson":
        return float(_poisson_level(high.mean, low_fare_cents / high.fare_cents))
    if low_fare_cents >= high.fare_cents:
        return 0.0
    return float(revmng.littlewood(high.fare_cents, low_fare_cents, high.mean, high.sd))


def littlewood_levels(classes: Sequence[ClassDemand], distribution: Distribution = "normal") -> Protection:
    """Littlewood's rule as a nested policy; Refused unless there are two classes."""
    ordered = dearest_first(classes)
    if len(ordered) != 2:
        message = f"Littlewood's rule is for two classes, not {len(ordered)}; choose 'emsr_b' or 'dp'."
        raise Refused([Fault("method", message)])
    return Protection("littlewood", ordered, (littlewood(ordered[0], ordered[1].fare_cents, distribution),))


def emsr_a(classes: Sequence[ClassDemand], distribution: Distribution = "normal") -> Protection:
    """Protection levels by EMSR-a."""
    ordered = dearest_first(classes)
    if distribution == "poisson":
        levels = [
            sum(littlewood(dear, cheap.fare_cents, distribution) for dear in ordered[:place])
            for place, cheap in enumerate(ordered)
            if place
        ]
    else:
        levels = list(revmng.emsr_a(_rows(ordered), math.inf).protection_levels) if len(ordered) > 1 else []
    return Protection("emsr_a", ordered, _nested(levels))


def emsr_b(classes: Sequence[ClassDemand], distribution: Distribution = "normal") -> Protection:
    """Protection levels by EMSR-b."""
    ordered = dearest_first(classes)
    if distribution == "poisson":
        levels = [littlewood(pooled(ordered[:j]), ordered[j].fare_cents, distribution) for j in range(1, len(ordered))]
    else:
        levels = list(revmng.emsr_b(_rows(ordered), math.inf).protection_levels) if len(ordered) > 1 else []
    return Protection("emsr_b", ordered, _nested(levels))


def emsr_b_legs(fares_cents: NDArray[np.float64], means: NDArray[np.float64], sds: NDArray[np.float64]) -> NDArray[np.float64]:
    """EMSR-b levels of many legs under normal demand, as `emsr_b` gives them: a row per leg, one column fewer than classes.

    Each argument has a row per leg and a column per class, dearest first; fares are above 0.
    """
    from scipy.special import ndtri

    mean, variance = np.cumsum(means, axis=1)[:, :-1], np.cumsum(sds**2, axis=1)[:, :-1]
    paid = np.cumsum(fares_cents * means, axis=1)[:, :-1]
    average = np.divide(paid, mean, out=np.broadcast_to(fares_cents[:, :1], mean.shape).copy(), where=mean > 0)
    ratio = fares_cents[:, 1:] / average
    worth = ratio < 1
    quantile = ndtri(1.0 - np.where(worth, ratio, 0.5))
    levels = np.where(worth, mean + quantile * np.sqrt(variance), 0.0)
    return np.asarray(np.maximum.accumulate(np.maximum(levels, 0.0), axis=1))


def _rows(ordered: Sequence[ClassDemand]) -> list[revmng.FareClass]:
    return [revmng.FareClass(one.fare_cents, one.mean, one.sd, one.name) for one in ordered]


def _nested(levels: Sequence[float]) -> tuple[float, ...]:
    return tuple(accumulate(levels, max))


def _poisson_level(mean: float, ratio: float) -> int:
    """The most seats of which the last is sold with a chance above `ratio`."""
    from scipy.special import pdtrc

    if ratio >= 1 or mean <= 0:
        return 0
    # The chance that x or more ask falls with x, and beyond this many it is nil for any ratio of fares in cents.
    at_most = math.ceil(mean + 10 * math.sqrt(mean)) + 20
    at_least = pdtrc(np.arange(at_most), mean)
    return int(np.count_nonzero(at_least > ratio))
