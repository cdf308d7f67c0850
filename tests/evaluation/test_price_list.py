"""The price list against figures worked out from the published points."""

import pickle
from itertools import pairwise

from knowledge.airline.costs import cost_parameters


def test_a_passenger_an_hour_late_costs_the_published_soft_cost_of_an_a320_shared_by_its_passengers() -> None:
    # 650 EUR for 144 passengers at 1.1195 USD: 505.3 cents. No meal before two hours.
    assert cost_parameters().passenger_delay_cents[60] == 505


def test_meals_add_a_step_at_two_hours() -> None:
    prices = cost_parameters().passenger_delay_cents
    # 119 min: 1270 + (1790 - 1270) * 29 / 30 = 1772.67 EUR of soft cost; 120 min: 1790 EUR, and 7 EUR of care each.
    assert prices[119] == round(1772.6667 / 144 * 111.95)
    assert prices[120] == round((1790 / 144 + 7) * 111.95)


def test_from_five_hours_a_fifth_of_the_passengers_takes_a_refund() -> None:
    # 4540 EUR of soft cost, 18 EUR of care, a fifth of 205 EUR.
    assert cost_parameters().passenger_delay_cents[300] == round((4540 / 144 + 18 + 41) * 111.95)


def test_no_minute_of_delay_is_cheaper_than_the_minute_before() -> None:
    prices = cost_parameters().passenger_delay_cents
    assert len(prices) == 1441
    assert prices[0] == 0
    assert all(earlier <= later for earlier, later in pairwise(prices))


def test_arriving_early_is_free_and_beyond_a_day_costs_what_a_day_costs() -> None:
    costs = cost_parameters()
    assert costs.passenger_delay(-20) == 0
    assert costs.passenger_delay(5000) == costs.passenger_delay_cents[1440]


def test_a_disrupted_passenger_costs_more_the_longer_the_haul_and_never_less_than_the_longest_delay() -> None:
    costs = cost_parameters()
    short, medium, long = (costs.disrupted_passenger_cents(km) for km in (1499.9, 1500, 3500))
    assert costs.passenger_delay_cents[costs.longest_delay_min] < short < medium < long
    assert short == costs.disrupted_passenger_cents(0)
    assert medium == costs.disrupted_passenger_cents(3499.9)


def test_a_minute_at_the_gate_costs_crew_and_maintenance_of_the_size_of_aircraft() -> None:
    costs = cost_parameters()
    assert costs.delay_minute_cents(150) == round((8.6 + 0.6) * 111.95)  # as an A320
    assert costs.delay_minute_cents(165) == costs.delay_minute_cents(150)
    assert costs.delay_minute_cents(166) == round((10.0 + 0.5) * 111.95)  # as a B738
    assert costs.delay_minute_cents(500) == round((17.9 + 1.4) * 111.95)


def test_block_minutes_cost_in_proportion_to_seats_and_an_empty_flight_pays_its_crew_too() -> None:
    costs = cost_parameters()
    assert costs.block_minute_saved_cents(130) == 3727 + 1688
    assert costs.ferry_block_minute_cents(130) == 3268 + 3727 + 1688
    assert costs.block_minute_saved_cents(65) == 2708  # 2707.5, half up


def test_every_figure_shows_its_unit_and_source_and_whether_it_is_assumed() -> None:
    figures = {figure.name: figure for figure in cost_parameters().figures}
    assert all(figure.unit and figure.source for figure in figures.values())
    assert figures["limits.longest_delay_min"].assumed
    assert not figures["aircraft_minutes.block_minute_usd"].assumed


def test_the_price_list_travels_to_a_worker_process_unchanged() -> None:
    assert pickle.loads(pickle.dumps(cost_parameters())) == cost_parameters()
