r"""What a group displaces, and the least fare at which it is worth taking.

n people who all come displace $V(x) - V(x - n)$ on a leg with x seats left; over several legs, the sum. Each person of the
group drops out before departure, in time for the seat to be sold again, with chance w (wash), and does not show up, paying
nothing, with chance u:

$$\text{displaced} = E\left[\sum_l \left(V_l(x_l) - V_l(x_l - K)\right)\right],\ K \sim \text{Bin}(n, 1 - w) \qquad
\text{paying} = n (1 - w)(1 - u) \qquad \text{least fare} = \text{displaced} / \text{paying} + \text{cost per person}$$
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class GroupQuote:
    """What a group is worth at the fare offered. `fits` False: a leg has not the seats, and the money is not to be looked at.

    Without an offer, `accept` is False and `net_cents` None.
    """

    people: int
    fits: bool
    paying: float
    displaced_cents: float
    least_fare_cents: int
    net_cents: float | None
    accept: bool


def leg_displacement(values: NDArray[np.float64], seats_left: int, people: int) -> NDArray[np.float64]:
    """Cents displaced on a leg by 0, 1, ... `people` people; `values[x]` is what x seats are worth."""
    return np.asarray(values[seats_left] - values[seats_left - people : seats_left + 1][::-1])


def flat_displacement(bid_price_cents: float, people: int) -> NDArray[np.float64]:
    """Cents displaced on a leg of which only one bid price is known: the same for every seat, so too little for many."""
    return bid_price_cents * np.arange(people + 1, dtype=np.float64)


def group_quote(
    people: int,
    displacements: Sequence[NDArray[np.float64] | None],
    *,
    offered_cents: int | None = None,
    wash: float = 0.0,
    no_show: float = 0.0,
    cost_per_person_cents: int = 0,
) -> GroupQuote:
    """The least fare per person, and whether an offer reaches it.

    `displacements`: per leg, the cents displaced by 0 to `people` people, or None where the leg has not the seats. `wash` and
    `no_show` in [0, 1).
    """
    paying = people * (1 - wash) * (1 - no_show)
    fitting = [one for one in displacements if one is not None]
    if len(fitting) < len(displacements):
        return GroupQuote(people, False, paying, 0.0, 0, None, False)
    displaced = float(_binomial(people, 1 - wash) @ np.sum(fitting, axis=0))
    # A fraction of a cent that only rounding put there does not raise the fare.
    least = math.ceil(displaced / paying + cost_per_person_cents - 1e-6)
    net = None if offered_cents is None else paying * (offered_cents - cost_per_person_cents) - displaced
    return GroupQuote(people, True, paying, displaced, least, net, offered_cents is not None and offered_cents >= least)


def _binomial(people: int, chance: float) -> NDArray[np.float64]:
    """Chance that 0, 1, ... `people` of them come."""
    from scipy.special import bdtr

    return np.diff(bdtr(np.arange(people + 1), people, chance), prepend=0.0)
