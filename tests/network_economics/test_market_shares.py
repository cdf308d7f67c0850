"""Shares of a market: they add up, follow frequency in an S, and the embedded day's markets hold all carriers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ids import CarrierCode
from knowledge.airline.network_economics import network_economics
from tools.network_economics.market import WHOLE_MARKET, Offer, ShareModel, market_shares
from tools.network_economics.tool import MarketShareRequest, market_share
from tools.spec import ToolContext, ToolRetry

MODEL = ShareModel.of(network_economics())
FREQUENCY_ONLY = ShareModel(frequency_exponent=2, fare_elasticity=0, time_elasticity=0, stop_factor=1)


def offer(carrier: str, departures: int, fare: int = 20_000, elapsed: int = 120, stops: int = 0) -> Offer:
    return Offer(
        carrier=CarrierCode(carrier),
        departures=departures,
        seats=100 * departures,
        fare_cents=fare,
        elapsed_min=elapsed,
        stops=stops,
    )


offers = st.lists(
    st.builds(
        offer,
        st.sampled_from(["AA", "BB", "CC", "DD"]),
        st.integers(1, 60),
        st.integers(1, 300_000),
        st.integers(1, 1500),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30)
@given(offers, st.integers(0, 5_000))
def test_shares_and_passengers_add_up(given_offers: list[Offer], passengers: int) -> None:
    shares = market_shares(given_offers, MODEL, passengers)
    for column in ("share", "frequency_share", "seat_share"):
        assert sum(getattr(one, column) for one in shares) == WHOLE_MARKET
    assert sum(one.passengers or 0 for one in shares) == passengers
    assert all(one.share >= 0 and one.one_more_departure >= 0 for one in shares)


def test_with_an_exponent_of_two_twice_the_departures_have_four_times_the_share() -> None:
    two, one = market_shares([offer("AA", 4), offer("BB", 2)], FREQUENCY_ONLY, 1_000)
    assert (two.carrier, two.share, one.share) == ("AA", 8_000, 2_000)
    assert (two.passengers, one.passengers) == (800, 200)
    assert (two.frequency_share, one.frequency_share) == (6_667, 3_333)
    assert one.one_more_departure == 3_600 - 2_000  # 9 of 25


def test_a_lower_fare_a_shorter_flight_and_no_stop_each_win_share() -> None:
    for worse in (offer("BB", 3, fare=25_000), offer("BB", 3, elapsed=150), offer("BB", 3, stops=1)):
        first, second = market_shares([offer("AA", 3), worse], MODEL)
        assert first.carrier == "AA"
        assert first.share > second.share


def test_the_embedded_days_largest_markets_hold_every_carrier_that_flies_there(on_the_day: ToolContext) -> None:
    report = market_share.function(on_the_day, MarketShareRequest(most=5))
    assert len(report.markets) == 5
    for market in report.markets:
        assert sum(one.share for one in market.shares) == WHOLE_MARKET
        assert "B6" in {one.carrier for one in market.shares}
    assert all("fare" in one.assumed for one in report.markets[0].offers if one.carrier != "B6")
    assert "market.frequency_exponent" in report.assumed


def test_the_airports_of_one_city_are_one_market(on_the_day: ToolContext) -> None:
    asked = [
        market_share.function(on_the_day, MarketShareRequest(airports=pair, passengers=900)).markets
        for pair in (("JFK", "MCO"), ("MCO", "EWR"))
    ]
    assert asked[0] == asked[1]
    assert asked[0][0].market == "MCO/NYC"
    assert sum(one.passengers or 0 for one in asked[0][0].shares) == 900


def test_an_impossible_question_is_refused_with_every_fault(on_the_day: ToolContext) -> None:
    with pytest.raises(ToolRetry) as refused:
        market_share.function(on_the_day, MarketShareRequest(passengers=5))
    assert [field for field, _ in refused.value.faults] == ["passengers"]
    with pytest.raises(ToolRetry, match="give its offers"):
        market_share.function(on_the_day, MarketShareRequest(airports=("ATL", "DTW")))
    given_offers = market_share.function(on_the_day, MarketShareRequest(offers=(offer("AA", 1), offer("BB", 1))))
    assert [one.share for one in given_offers.markets[0].shares] == [5_000, 5_000]
