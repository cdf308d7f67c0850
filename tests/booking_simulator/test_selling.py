"""Stories of one departure, and the people who come."""

from dataclasses import replace
from statistics import fmean, pvariance

import pytest

from tests.booking_simulator.markets import EARLY, LATE, two_fares, two_flights
from tools.booking_simulator.compare import compare, gain
from tools.booking_simulator.demand import Request, forecasts, requests
from tools.booking_simulator.hindsight import hindsight_cents
from tools.booking_simulator.policies import EverythingOpen, Protections, ReviewedProtections
from tools.booking_simulator.problem import Leg, Product, Scenario, Segment
from tools.booking_simulator.simulate import play


def person(days_left: float, *wants: int, cancels_at: float = -1.0, shows: bool = True) -> Request:
    return Request(days_left, wants, cancels_at, shows)


def test_a_cancelled_seat_is_sold_again_and_its_fare_is_paid_back() -> None:
    market = two_fares(seats=1)
    people = (person(40, 0, cancels_at=20), person(30, 1), person(10, 1))
    outcome = play(market, people, EverythingOpen())
    assert outcome.revenue_cents == 10_000  # the full fare went back, the second found no seat, the third has it
    assert (outcome.booked, outcome.cancelled, outcome.boarded, outcome.turned_away) == (2, 1, 1, 1)


def test_who_does_not_show_up_leaves_a_spoiled_seat_only_if_somebody_was_turned_away() -> None:
    market = two_fares(seats=1)
    alone = play(market, (person(40, 1, shows=False),), EverythingOpen())
    assert (alone.spoiled, alone.revenue_cents) == (0, 10_000)  # the saver keeps nothing of its fare
    assert play(market, (person(40, 1, shows=False), person(10, 1)), EverythingOpen()).spoiled == 1


def test_overbooking_takes_one_more_and_pays_for_the_one_left_behind() -> None:
    market = two_fares(seats=1, authorised=2)
    people = (person(40, 1), person(30, 0), person(10, 0))
    outcome = play(market, people, EverythingOpen())
    assert (outcome.booked, outcome.boarded, outcome.denied, outcome.turned_away) == (2, 1, 1, 1)
    assert outcome.revenue_cents == 10_000 + 30_000 - 40_000
    assert outcome.fares_cents == 30_000
    assert hindsight_cents(market, people) == 30_000


def test_protected_seats_are_refused_to_the_cheap_fare_and_sold_to_the_dear_one() -> None:
    market = two_fares(seats=2)
    keep_one = ReviewedProtections((Protections((((0, 0),), ((0, 1),))),) * len(market.reviews))
    people = (person(40, 1), person(30, 1), person(5, 0))
    assert play(market, people, keep_one).revenue_cents == 40_000
    assert play(market, people, EverythingOpen()).revenue_cents == 20_000


def test_who_finds_the_preferred_flight_full_is_recaptured_by_the_other() -> None:
    market = two_flights()
    people = requests(market, 3, 0)[:14]
    assert {one.wants for one in people} == {(0, 1)}
    assert play(market, people, EverythingOpen()).most_booked == (10, 4)


def test_people_who_would_pay_more_buy_down_when_the_saver_is_open() -> None:
    both = Segment("all", 40, EARLY, ((0, 0), (1, 0)), willingness_cents=45_000, spread_cents=4_000)
    market = replace(two_fares(seats=100), segments=(both,))
    people = requests(market, 1, 0)
    assert all(one.wants[0] == 1 for one in people)
    assert sum(0 in one.wants for one in people) > 0.9 * len(people)
    # The forecast counts them at the fare that they would pay, and a policy that closes the saver earns it.
    first = forecasts(market)[0]
    assert first.means[0] == pytest.approx(40 * 0.977, rel=0.01)
    closed = ReviewedProtections((Protections((((0, 0),), None)),) * len(market.reviews))
    assert play(market, people, closed).revenue_cents > 2 * play(market, people, EverythingOpen()).revenue_cents


def test_the_requests_follow_the_curve_and_the_gamma_poisson_law() -> None:
    market = Scenario((Leg("L", 1, 1),), (Product("P", (0,), 100),), (Segment("S", 30, EARLY, ((0, 0),), cv=0.3),), 60, (60,))
    samples = [requests(market, 7, number) for number in range(600)]
    counts = [len(one) for one in samples]
    assert fmean(counts) == pytest.approx(30, abs=1.5)  # about 3.4 standard errors
    assert pvariance(counts) == pytest.approx(30 + (0.3 * 30) ** 2, rel=0.2)
    days = [one.days_left for sample in samples for one in sample]
    assert sum(day >= 30 for day in days) / len(days) == pytest.approx(0.5, abs=0.02)
    assert min(days) >= 7
    assert all(list(one) == sorted(one, key=lambda person: -person.days_left) for one in samples[:5])


def test_where_dear_requests_come_last_every_policy_earns_more_than_first_come_first_served() -> None:
    played = compare(two_fares(), ("emsr_b", "dynamic_programme", "bid_prices"), samples=40, seed=1)
    for name in ("emsr_b", "dynamic_programme", "bid_prices"):
        low = gain(played, name).low
        assert low is not None
        assert low > 0


def test_on_a_network_the_long_journey_gives_way_to_two_local_ones() -> None:
    market = Scenario(
        legs=(Leg("in", 10, 10), Leg("out", 10, 10)),
        products=(Product("through", (0, 1), 20_000), Product("in", (0,), 15_000), Product("out", (1,), 15_000)),
        segments=(
            Segment("through", 30, EARLY, ((0, 0),)),
            Segment("in", 30, ((7.0, 0.0), (0.0, 1.0)), ((1, 0),)),
            Segment("out", 30, ((7.0, 0.0), (0.0, 1.0)), ((2, 0),)),
        ),
        horizon_days=60,
        reviews=(60, 30, 14, 7, 3),
    )
    played = compare(market, ("emsr_b", "dynamic_programme", "bid_prices"), samples=10, seed=2)
    revenue = {name: fmean(one.revenue_cents for one in found) for name, found in played.outcomes.items()}
    # A leg by itself prefers the higher fare of the long journey; bid prices see that it takes a seat of both.
    assert revenue["emsr_b"] < 250_000 < revenue["bid_prices"]
    assert revenue["dynamic_programme"] > 250_000


def test_where_all_buy_the_lowest_fare_open_marginal_revenue_earns_more_than_fares() -> None:
    both = ((0, 0), (1, 0))
    market = replace(
        two_fares(seats=40),
        segments=(
            Segment("business", 15, LATE, both, willingness_cents=40_000, spread_cents=3_000),
            Segment("leisure", 30, EARLY, both, willingness_cents=14_000, spread_cents=2_000),
        ),
    )
    played = compare(market, ("emsr_b", "emsr_b_mr"), samples=20, seed=4)
    revenue = {name: fmean(one.revenue_cents for one in found) for name, found in played.outcomes.items()}
    assert revenue["emsr_b_mr"] > 1.2 * revenue["emsr_b"]
