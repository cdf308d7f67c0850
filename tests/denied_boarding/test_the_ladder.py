"""The ladder's expectation against every case counted, and what never goes the wrong way."""

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.airline.volunteer_policy import volunteer_policy
from tools.denied_boarding.auction import Party, climb, seats_given_up

OFFERS = (20_000, 30_000, 50_000)


@st.composite
def parties(draw: st.DrawFn) -> list[Party]:
    """Up to four parties of one to three, ever more willing."""
    chance = st.sampled_from((0.0, 0.1, 0.3, 0.5, 0.8, 1.0))
    return [
        Party(draw(st.integers(1, 3)), tuple(sorted(draw(st.lists(chance, min_size=len(OFFERS), max_size=len(OFFERS))))))
        for _ in range(draw(st.integers(0, 4)))
    ]


def usable(sizes: list[int], needed: int) -> int:
    """The most seats, not above those needed, that whole parties give up."""
    sums = [sum(some) for count in range(len(sizes) + 1) for some in combinations(sizes, count)]
    return max(one for one in sums if one <= needed)


def counted(people: list[Party], denied: list[int], needed: int, given_up: int, last: int) -> tuple[float, float]:
    """Expected seats short and cost of climbing to step `last`: every way in which parties begin to say yes, one by one."""
    short = cost = 0.0
    for begins in product(range(len(OFFERS) + 1), repeat=len(people)):
        chance = 1.0
        for party, step in zip(people, begins, strict=True):
            chances = (0.0, *party.willing, 1.0)
            chance *= chances[step + 1] - chances[step]
        for step in range(last + 1):
            seats = usable([party.people for party, first in zip(people, begins, strict=True) if first <= step], needed)
            if seats == needed or step == last:
                short += chance * (needed - seats)
                cost += chance * ((seats + given_up) * OFFERS[step] + denied[needed - seats])
                break
    return short, cost


@settings(max_examples=12, deadline=None)
@given(people=parties(), needed=st.integers(1, 5), given_up=st.integers(0, 2))
def test_the_expectation_is_that_of_every_case_counted(people: list[Party], needed: int, given_up: int) -> None:
    denied = [70_000 * count + 1_000 * count**2 for count in range(needed + 1)]
    for index, step in enumerate(climb(people, OFFERS, denied, needed, given_up)):
        short, cost = counted(people, denied, needed, given_up, index)
        assert step.short == pytest.approx(short, abs=1e-9)
        assert step.cost_cents == pytest.approx(cost, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(people=parties(), needed=st.integers(1, 6))
def test_a_higher_cap_never_leaves_more_seats_short_and_a_higher_offer_never_fewer_volunteers(
    people: list[Party], needed: int
) -> None:
    steps = climb(people, OFFERS, [0] * (needed + 1), needed)
    for lower, higher in pairwise(steps):
        assert higher.short <= lower.short + 1e-9
        assert higher.enough >= lower.enough - 1e-9
        assert higher.volunteers >= lower.volunteers
    for step in range(len(OFFERS)):
        assert sum(seats_given_up(people, step, needed)) == pytest.approx(1)
        one_more = seats_given_up([*people, Party(1, (0.5,) * 3)], step, needed)
        assert one_more[needed] >= seats_given_up(people, step, needed)[needed] - 1e-9


def test_a_family_larger_than_the_need_is_not_parted() -> None:
    assert seats_given_up([Party(3, (1.0,))], 0, 2) == [1.0, 0.0, 0.0]
    assert seats_given_up([Party(3, (1.0,)), Party(2, (0.5,))], 0, 2) == [0.5, 0.0, 0.5]


def test_a_full_flight_of_single_travellers_is_quickly_counted() -> None:
    steps = climb([Party(1, (0.02, 0.05, 0.1))] * 200, OFFERS, [0] * 31, 30)
    assert steps[0].volunteers == pytest.approx(4)
    assert 0 < steps[2].enough < 0.1


@pytest.mark.parametrize("late_min", [0, 60, 90, 300, 2_000])
def test_people_are_the_more_willing_the_more_is_offered_and_the_less_the_sooner_they_arrive(late_min: int) -> None:
    policy = volunteer_policy()
    chances = [policy.accepts(offer, late_min) for offer in (0, *policy.offers_cents, 10**9)]
    assert chances == sorted(chances)
    assert chances[0] == 0
    assert chances[-1] <= policy.ever_percent / 100
    assert all(policy.accepts(offer, late_min + 30) <= policy.accepts(offer, late_min) for offer in policy.offers_cents)


def test_half_of_those_who_would_ever_go_accept_the_offer_of_the_sheet() -> None:
    policy = volunteer_policy()
    for late_min, cents in policy.half_accept_cents.items():
        assert policy.accepts(cents, late_min) == pytest.approx(policy.ever_percent / 200)
