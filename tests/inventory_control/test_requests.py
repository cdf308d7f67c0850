"""What the tools refuse, with every fault named, and what their answers say in cases that are easily got wrong."""

from typing import Any

import pytest

from tests.inventory_control.asking import ask, classes
from tools.spec import ToolRetry


def faults(tool: str, **request: Any) -> dict[str, str]:
    with pytest.raises(ToolRetry) as refused:
        ask(tool, **request)
    return dict(refused.value.faults)


def test_littlewoods_rule_refuses_three_classes_and_names_what_to_choose() -> None:
    told = faults("protection_levels", method="littlewood", classes=classes([3, 2, 1], [1, 1, 1]), capacity=5)
    assert "choose 'emsr_b' or 'dp'" in told["method"]


def test_a_class_given_twice_is_refused() -> None:
    twice = classes([300], [10]) + classes([200], [10])
    assert "'A' is given twice" in faults("protection_levels", classes=twice, capacity=5)["classes"]


def test_figures_that_are_none_are_refused_all_at_once() -> None:
    told = faults(
        "protection_levels",
        classes=[{"name": "A", "fare_cents": 0, "mean": float("nan")}, {"name": "B", "fare_cents": 100, "mean": -1}],
        capacity=0,
    )
    assert set(told) >= {"classes.0.fare_cents", "classes.0.mean", "classes.1.mean", "capacity"}


def test_every_fault_of_a_network_is_named() -> None:
    with pytest.raises(ToolRetry) as refused:
        ask(
            "bid_prices",
            legs=[{"name": "A", "seats": 5}, {"name": "A", "seats": 6}],
            products=[{"name": "P", "fare_cents": 100, "legs": ["B"], "demand": 1}],
        )
    said = " ".join(message for _, message in refused.value.faults)
    assert "'A' is given 2 times" in said
    assert "'B'" in said


def test_an_itinerary_over_an_unknown_leg_is_refused() -> None:
    told = faults(
        "bid_prices",
        legs=[{"name": "A", "seats": 5}],
        products=[{"name": "P", "fare_cents": 100, "legs": ["A"], "demand": 1}],
        asked={"legs": ["Z"], "fare_cents": 100},
    )
    assert "'Z'" in told["asked.legs"]


def test_a_full_leg_takes_nobody_at_any_fare() -> None:
    report = ask(
        "bid_prices",
        legs=[{"name": "A", "seats": 0}],
        products=[{"name": "P", "fare_cents": 100, "legs": ["A"], "demand": 0}],
        asked={"legs": ["A"], "fare_cents": 9_999_999},
    )
    assert not report.answer.accept
    assert report.answer.because == "a leg has not the seats"


def test_several_people_are_judged_by_every_seat_they_take() -> None:
    request: dict[str, Any] = {
        "legs": [{"name": "A", "seats": 10}],
        "products": [
            {"name": "H", "fare_cents": 50_000, "legs": ["A"], "demand": 7},
            {"name": "L", "fare_cents": 10_000, "legs": ["A"], "demand": 20},
        ],
    }
    one = ask("bid_prices", **request, asked={"legs": ["A"], "fare_cents": 20_000})
    eight = ask("bid_prices", **request, asked={"legs": ["A"], "fare_cents": 20_000, "people": 8})
    assert one.answer.accept
    assert not eight.answer.accept
    assert eight.answer.hurdle_cents > 8 * 20_000


def test_the_cost_method_names_the_costs_it_misses() -> None:
    assert set(faults("overbooking_limit", capacity=100, show=0.9)) == {"denied_cents", "empty_cents"}
    assert set(faults("overbooking_limit", method="service_level", capacity=100, show=0.9)) == {"service_level"}


def test_if_everybody_shows_up_nothing_is_overbooked() -> None:
    for more in (
        {"denied_cents": 40_000, "empty_cents": 18_000},
        {"method": "service_level", "service_level": 0.5},
        {"method": "deterministic"},
    ):
        assert ask("overbooking_limit", capacity=80, show=1, **more).limit == 80


def test_a_cancelled_flight_loses_whom_no_other_flight_of_ours_takes() -> None:
    report = ask("spill", mean=90, sd=25, capacity=0, fare_cents=20_000, recapture=0.4)
    assert (report.spilled, report.recaptured, report.lost) == pytest.approx((90, 36, 54))
    assert report.lost_cents == 54 * 20_000


def test_a_group_on_two_legs_pays_for_what_it_displaces_on_both() -> None:
    full = classes([500, 200], [20, 60], [5, 10])
    request: dict[str, Any] = {"people": 10}
    one = ask("group_quote", **request, legs=[{"name": "A", "seats_left": 50, "classes": full}])
    two = ask(
        "group_quote",
        **request,
        legs=[{"name": "A", "seats_left": 50, "classes": full}, {"name": "B", "seats_left": 20, "bid_price_cents": 5_000}],
    )
    assert two.displaced_cents == one.displaced_cents + 10 * 5_000
    assert two.least_fare_cents == pytest.approx(one.least_fare_cents + 5_000, abs=1)
    assert 15_000 < one.least_fare_cents < 25_000


def test_a_group_larger_than_the_seats_is_not_quoted() -> None:
    report = ask("group_quote", people=30, legs=[{"name": "A", "seats_left": 20, "bid_price_cents": 1}], offered_cents=99_999)
    assert not report.accept
    assert report.least_fare_cents is None
    assert report.because == "leg 'A' has fewer than 30 seats left"


def test_a_group_on_an_empty_flight_pays_its_cost() -> None:
    slack = [{"name": "A", "seats_left": 150, "classes": classes([300], [20], [2])}]
    report = ask("group_quote", people=20, legs=slack, cost_per_person_cents=1_500, offered_cents=1_500)
    assert (report.accept, report.least_fare_cents, report.net_cents) == (True, 1_500, 0)


def test_a_groups_leg_needs_either_demand_or_a_bid_price() -> None:
    told = faults("group_quote", people=5, legs=[{"name": "A", "seats_left": 9}])
    assert "'A'" in told["legs"]


def test_the_tool_says_which_classes_are_worth_a_seat_now() -> None:
    arriving = [{"name": "A", "fare_cents": 10_000, "chance": 0.2}, {"name": "B", "fare_cents": 6_000, "chance": 0.3}]
    assert ask("dynamic_value", classes=arriving, periods=20, seats=1).open_classes == ("A",)
    assert ask("dynamic_value", classes=arriving, periods=20, seats=12).open_classes == ("A", "B")
    assert ask("dynamic_value", classes=arriving, periods=1, seats=1).open_classes == ("A", "B")


def test_bookings_are_unconstrained_through_the_tool() -> None:
    past = [{"bookings": 30, "closed": False}, {"bookings": 42, "closed": False}, {"bookings": 40, "closed": True}]
    report = ask("unconstrained_demand", departures=past)
    assert report.demand[:2] == (30, 42)
    assert report.demand[2] > 40
    assert report.mean > report.booked_mean
    assert "every departure was closed" in faults("unconstrained_demand", departures=past[2:])["departures"]


def test_without_cost_no_price_is_best_under_constant_elasticity() -> None:
    demand = {"kind": "constant_elasticity", "at_price": 100, "price_cents": 20_000, "elasticity": 2}
    assert "unit_cost" in faults("price_optimum", demand=demand)["unit_cost_cents"]
