"""Whatever the market: no policy oversells, none beats hindsight, and the same people come to all of them."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.booking_simulator.markets import markets
from tools.booking_simulator.compare import compare
from tools.booking_simulator.demand import requests
from tools.booking_simulator.hindsight import hindsight_cents
from tools.booking_simulator.policies import POLICIES
from tools.booking_simulator.problem import Leg, Product, Scenario, faults_of
from tools.booking_simulator.simulate import play

ALL = tuple(POLICIES)


@settings(max_examples=20, deadline=None)
@given(market=markets(), seed=st.integers(0, 1000))
def test_no_policy_sells_beyond_what_is_authorised_or_earns_more_than_hindsight(market: Scenario, seed: int) -> None:
    assert list(faults_of(market)) == []
    played = compare(market, ALL, samples=2, seed=seed)
    for outcomes in played.outcomes.values():
        for outcome, bound in zip(outcomes, played.hindsight_cents, strict=True):
            assert all(most <= leg.authorised for most, leg in zip(outcome.most_booked, market.legs, strict=True))
            assert outcome.revenue_cents <= bound
            assert outcome.legs_flown <= sum(leg.seats for leg in market.legs)
            assert outcome.boarded + outcome.denied + outcome.cancelled <= outcome.booked


@settings(max_examples=20, deadline=None)
@given(market=markets(), seed=st.integers(0, 1000), more=st.integers(1, 4))
def test_more_seats_never_bring_less_in_hindsight(market: Scenario, seed: int, more: int) -> None:
    people = requests(market, seed, 0)
    larger = replace(market, legs=tuple(Leg(one.name, one.seats + more, one.authorised + more) for one in market.legs))
    assert hindsight_cents(larger, people) >= hindsight_cents(market, people)


@settings(max_examples=10, deadline=None)
@given(market=markets(), seed=st.integers(0, 1000))
def test_where_there_is_one_fare_every_policy_does_the_same(market: Scenario, seed: int) -> None:
    segments = tuple(replace(one, choices=((0, 0),)) for one in market.segments)
    one_fare = replace(market, legs=market.legs[:1], products=(Product("only", (0,), 20_000),), segments=segments)
    played = compare(one_fare, ALL, samples=2, seed=seed)
    assert len(set(played.outcomes.values())) == 1


@settings(max_examples=6, deadline=None)
@given(market=markets(), seed=st.integers(0, 1000))
def test_the_same_seed_brings_the_same_people_and_money_whoever_else_is_compared(market: Scenario, seed: int) -> None:
    together, alone = compare(market, ALL, samples=2, seed=seed), compare(market, ("emsr_b",), samples=2, seed=seed)
    assert together.requests == alone.requests
    assert together.hindsight_cents == alone.hindsight_cents
    assert together.outcomes["emsr_b"] == alone.outcomes["emsr_b"]
    for name, make in POLICIES.items():
        assert play(market, requests(market, seed, 0), make(market)) == together.outcomes[name][0]
