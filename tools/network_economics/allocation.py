"""Whole cents that add up: the largest remainders get the cents that rounding down leaves over."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def whole(parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Integers less than 1 away from the parts, with the same sum; ValueError when it is no integer. Ties go to the first."""
    total = sum(parts, Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"the parts add up to {total}, which is no whole number of cents")
    down = [floor(part) for part in parts]
    left = int(total) - sum(down)
    order = sorted(range(len(parts)), key=lambda index: (down[index] - parts[index], index))
    for index in order[:left]:
        down[index] += 1
    return tuple(down)


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` in proportion to weights that are not negative; in equal parts where all are 0."""
    if not weights:
        raise ValueError("there is nothing to share the total among")
    if min(weights) < 0:
        raise ValueError(f"a weight of {min(weights)} is negative")
    shares = weights if any(weights) else [1] * len(weights)
    together = sum(shares)
    return whole([Fraction(total * share, together) for share in shares])
