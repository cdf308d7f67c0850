"""Every division of money is exact to the cent, whatever the keys."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.network_economics.allocation import split, whole


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_shares_add_up_to_the_total_and_are_less_than_a_cent_from_exact(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    used = weights if any(weights) else [1] * len(weights)
    assert all(abs(part - Fraction(total * weight, sum(used))) < 1 for part, weight in zip(parts, used, strict=True))


def test_the_largest_remainders_get_the_cents_left_over() -> None:
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(10, [6, 3, 1]) == (6, 3, 1)
    assert split(7, [10, 0, 25]) == (2, 0, 5)
    assert split(5, [0, 0]) == (3, 2)


def test_what_is_no_whole_sum_or_no_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole([Fraction(1, 2)])
    with pytest.raises(ValueError, match="nothing to share"):
        split(1, [])
    with pytest.raises(ValueError, match="negative"):
        split(1, [2, -1])
