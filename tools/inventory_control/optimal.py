r"""The optimal nested protection of one leg, exactly, and what any nested policy earns.

Independent classes book cheapest first, each in one go. $W_j(x)$ is what x seats are expected to earn from classes 1 to j
(dearest first), of which class j books first and gets what is not protected, $y_{j-1}$ (Brumelle and McGill 1993):

$$W_j(x) = E\left[f_j s + W_{j-1}(x - s)\right], \quad s = \min(D_j, (x - y_{j-1})^+), \qquad
y_{j-1} = \max\{x : W_{j-1}(x) - W_{j-1}(x-1) > f_j\}$$

Demand is whole people: Poisson as it is, normal rounded. `revmng` has the same programme for normal demand; this one also takes
Poisson demand, gives the value of every number of seats, and is convolutions instead of loops.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.faults import Fault, Refused
from tools.inventory_control.problem import ClassDemand, Distribution, chances, dearest_first
from tools.inventory_control.protection import Protection


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best protection of a leg. `values[x]`: expected revenue of x seats under it, in cents."""

    protection: Protection
    values: NDArray[np.float64]


def optimal(classes: Sequence[ClassDemand], seats: int, distribution: Distribution = "normal") -> Optimum:
    """The protection with the highest expected revenue; no level exceeds `seats`."""
    ordered = dearest_first(classes)
    values = np.zeros(seats + 1)
    levels: list[int] = []
    for place, one in enumerate(ordered):
        if place:
            worth_more = np.diff(values) > one.fare_cents
            levels.append(seats if worth_more.all() else int(np.argmin(worth_more)))
        values = _after_class(values, one, levels[-1] if levels else 0, distribution)
    return Optimum(Protection("dp", ordered, tuple(map(float, levels))), values)


def expected_revenue(protection: Protection, seats: int, distribution: Distribution = "normal") -> NDArray[np.float64]:
    """What 0, 1, ... `seats` seats are expected to earn under the protection in whole seats, in cents."""
    levels = (0, *protection.whole_levels())
    if list(levels) != sorted(levels) or len(levels) != len(protection.classes):
        raise Refused([Fault("levels", f"Levels {protection.levels} must be one fewer than the classes and never fall.")])
    values = np.zeros(seats + 1)
    for one, level in zip(protection.classes, levels, strict=True):
        values = _after_class(values, one, min(level, seats), distribution)
    return values


def _after_class(values: NDArray[np.float64], one: ClassDemand, level: int, distribution: Distribution) -> NDArray[np.float64]:
    """$W_j$ from $W_{j-1}$: up to `level` seats class j gets none, above it as many as ask."""
    room = len(values) - 1 - level
    if room <= 0:
        return values
    asked = chances(one, room, distribution)
    at_least = 1.0 - np.concatenate(([0.0], np.cumsum(asked[:-1])))  # P(D >= a) for a = 0 ... room
    sold = np.concatenate(([0.0], np.cumsum(at_least[1:])))  # E[min(D, a)]
    kept = values[level:]
    exact = np.append(asked[:-1], 0.0)
    # The convolution's last term, D = a, belongs to those who ask for all the room or more.
    left = np.convolve(exact, kept)[: room + 1] - exact * kept[0] + at_least * kept[0]
    return np.concatenate((values[:level], one.fare_cents * sold + left))
