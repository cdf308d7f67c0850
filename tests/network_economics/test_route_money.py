"""What routes earn and cost: by hand on paper, and on the embedded day against its bookings and its price list."""

import pytest

from domain import events as e
from domain.ids import BookingId
from domain.network import NetworkState, PaidAncillary
from domain.units import minutes_between
from knowledge.airline.costs import cost_parameters
from knowledge.airline.network_economics import network_economics
from tests.evaluation.paper_day import EARLY, PaperDay, at
from tools.network_economics.routes import market_economics, network_money, route_economics, sum_of
from tools.network_economics.tool import RouteProfitabilityRequest, route_profitability
from tools.spec import ToolContext, ToolRetry


def connecting_day() -> PaperDay:
    """AAA-BBB is one degree of latitude, BBB-DDD two: a fare over both goes one third to two thirds."""
    day = (
        PaperDay()
        .airport("AAA", latitude=40)
        .airport("BBB", latitude=41)
        .airport("DDD", latitude=43)
        .tail("N1", "AAA", seats=130)
    )
    first = day.fly(1, "AAA", "BBB", "06:00", "07:00", "N1")
    second = day.fly(2, "BBB", "DDD", "08:00", "10:00", "N1")
    day.fly(3, "DDD", "BBB", "11:00", "13:00", "N1")
    day.book("THROUGH", 3, first, second).book("SHORT", 2, first)
    day.happen(
        e.BookingCreated(
            at=EARLY,
            booking_id=BookingId("BAGS"),
            passengers=1,
            flight_ids=(second,),
            fare_cents=5_000,
            ancillaries=(PaidAncillary("bag", second, 700),),
        )
    )
    return day


def test_a_fare_is_divided_over_its_legs_by_distance_and_every_passenger_counts_on_every_leg() -> None:
    state = connecting_day().network()
    first, second, back = network_money(state, network_economics(), cost_parameters()).flights
    assert (first.km, second.km) == (111, 222)
    assert (first.passengers, first.fare_cents) == (5, 10_000 + 20_000)
    assert (second.passengers, second.fare_cents, second.ancillary_cents) == (4, 20_000 + 5_000, 700)
    assert (back.passengers, back.fare_cents) == (0, 0)


def test_costs_follow_their_drivers_at_the_price_lists_figures() -> None:
    policy = network_economics()
    first, *_ = network_money(connecting_day().network(), policy, cost_parameters()).flights
    assert first.cost["crew"] == 60 * 3268  # 130 seats are the price list's average aircraft
    assert first.cost["fuel"] == 60 * 3727
    assert first.cost["maintenance"] == 60 * 1688
    assert first.cost["airport"] == 130 * policy.airport_cents_per_seat
    assert first.cost["passenger"] == 5 * policy.passenger_cents
    assert first.cost["distribution"] == 30_000 * policy.distribution_percent // 100


def test_a_given_burn_replaces_the_price_lists_fuel_and_must_be_complete() -> None:
    state = connecting_day().network()
    context = ToolContext(state=state, now=EARLY)
    burn = dict.fromkeys(state.flights, 1000.0)
    report = route_profitability.function(context, RouteProfitabilityRequest(fuel_kg=burn))
    assert report.network.cost_cents["fuel"] == 3 * 1_000 * network_economics().fuel_cents_per_kg
    with pytest.raises(ToolRetry) as refused:
        route_profitability.function(
            context, RouteProfitabilityRequest.model_validate({"fuel_kg": {"XX9": 1, **dict(list(burn.items())[:2])}})
        )
    assert len(refused.value.faults) == 2


def test_cancelled_flights_keep_their_money_apart_and_refunds_earn_nothing() -> None:
    day = connecting_day()
    second = next(one for one in day.network().flights if one.startswith("XX2/"))
    day.happen(
        e.FlightCancelled(at=EARLY, flight_id=second, delay_code="71"),
        e.PassengerRefunded(at=EARLY, booking_id=BookingId("SHORT")),
    )
    money = network_money(day.network(), network_economics(), cost_parameters())
    assert money.booked_cents == 30_000 + 5_700
    assert money.cancelled_cents == 20_000 + 5_700
    assert sum(one.fare_cents for one in money.flights) == 10_000
    assert money.elsewhere_cents == 0


def test_empty_flights_are_shared_by_those_that_are_sold() -> None:
    day = connecting_day()
    day.fly(90, "BBB", "AAA", "14:00", "15:00", "N1", service="ferry")
    policy, costs = network_economics(), cost_parameters()
    routes = route_economics(network_money(day.network(), policy, costs), policy)
    assert sum(one.allocated_cents["empty_flights"] for one in routes) == 60 * costs.ferry_block_minute_cents(130)


def test_break_even_is_where_the_result_is_nothing() -> None:
    policy = network_economics()
    network = sum_of("network", route_economics(network_money(connecting_day().network(), policy, cost_parameters()), policy))
    costs = sum(network.cost_cents.values()) + sum(network.allocated_cents.values())
    revenue_at_break_even = (
        (network.fare_cents + network.ancillary_cents) / network.passenger_km * network.break_even_load_factor * network.seat_km
        if network.break_even_load_factor
        else 0
    )
    assert revenue_at_break_even == pytest.approx(costs)
    assert network.rask_cents - network.cask_cents == pytest.approx(network.result_cents / network.seat_km)


def test_without_flights_the_answer_says_what_to_do() -> None:
    with pytest.raises(ToolRetry, match="load another"):
        route_profitability.function(ToolContext(state=PaperDay().network(), now=at("05:00")), RouteProfitabilityRequest())


def test_the_embedded_days_routes_add_up_to_its_bookings_its_price_list_and_its_shared_costs(on_the_day: ToolContext) -> None:
    state: NetworkState = on_the_day.state
    report = route_profitability.function(on_the_day, RouteProfitabilityRequest())
    network = report.network
    booked = sum(one.fare_cents * one.passengers + sum(a.paid_cents for a in one.ancillaries) for one in state.bookings.values())
    assert report.booked_cents == booked
    assert network.fare_cents + network.ancillary_cents + report.on_cancelled_cents + report.elsewhere_cents == booked
    assert network.passengers == sum(state.passengers_on(one.flight_id) for one in state.own_flights())
    assert network == sum_of("network", report.markets)
    assert network.model_dump(exclude={"route"}) == sum_of("again", reversed(report.routes)).model_dump(exclude={"route"})
    policy, costs = network_economics(), cost_parameters()
    airports = {end for one in state.own_flights() for end in (one.origin, one.destination)}
    count = {"aircraft": 93, "airport": len(airports), "departure": network.flights}
    assert network.allocated_cents == {one.name: one.cents * count[one.per] for one in policy.pools}
    flown = [(minutes_between(one.std, one.sta), state.aircraft[one.tail].seats) for one in state.own_flights() if one.tail]
    listed = sum(block * costs.ferry_block_minute_cents(seats) for block, seats in flown)
    block_costs = sum(network.cost_cents[line] for line in ("crew", "fuel", "maintenance"))
    assert block_costs == pytest.approx(listed, rel=1e-4)  # the price list rounds a minute to the cent
    assert 0.7 < network.load_factor < 0.9
    assert all(one.result_cents <= other.result_cents for one, other in zip(report.routes, report.routes[1:], strict=False))


def test_both_directions_of_a_market_are_one_line(on_the_day: ToolContext) -> None:
    policy = network_economics()
    routes = route_economics(network_money(on_the_day.state, policy, cost_parameters()), policy)
    markets = {one.route: one for one in market_economics(routes)}
    there, back = (next(one for one in routes if one.route == name) for name in ("JFK-MCO", "MCO-JFK"))
    assert markets["JFK/MCO"].result_cents == there.result_cents + back.result_cents
    assert markets["JFK/MCO"].flights == there.flights + back.flights
