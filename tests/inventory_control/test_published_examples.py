"""Examples of textbooks and papers, to half a unit of the last digit printed; the rest is derived by hand or enumeration."""

from typing import Any

import pytest

from tests.inventory_control.asking import ask, classes

FOUR = ([17.3, 45.1, 39.6, 34.0], [5.8, 15.0, 13.2, 11.3])
SPREAD_FARES = [1050, 567, 534, 520]
CLOSE_FARES = [1050, 950, 699, 520]
FIIG = (
    [1200, 1000, 800, 600, 400, 200],
    [31.2, 10.9, 14.8, 19.9, 26.9, 36.3],
    [11.2, 6.6, 7.7, 8.9, 10.4, 12.0],
)


def levels(method: str, given: list[dict[str, Any]], capacity: int = 1_000, distribution: str = "normal") -> list[float]:
    report = ask("protection_levels", method=method, classes=given, capacity=capacity, distribution=distribution)
    return [one.protection for one in report.classes[:-1]]


@pytest.mark.parametrize(("ratio", "protection", "limit"), [(0.4, 75.335, 25), (0.5, 50.0, 50), (0.6, 24.665, 76)])
def test_littlewood_protects_as_in_phillips_example_9_2(ratio: float, protection: float, limit: int) -> None:
    two = classes([100, 100 * ratio], [50, 100], [100, 0])
    report = ask("protection_levels", method="littlewood", classes=two, capacity=100)
    assert report.classes[0].protection == pytest.approx(protection, abs=0.0005)
    assert report.classes[1].booking_limit == limit


def test_littlewood_protects_for_a_narrow_demand_too() -> None:
    assert levels("littlewood", classes([1000, 400], [50, 60], [18, 0])) == pytest.approx([54.560], abs=0.0005)


def test_poisson_demand_of_the_course_example_protects_78_and_earns_8856_12() -> None:
    two = classes([100, 60], [80, 100])
    report = ask("protection_levels", method="littlewood", classes=two, capacity=100, distribution="poisson")
    assert report.classes[0].protection == 78
    assert report.expected_revenue_cents == 885_612
    assert levels("dp", two, 100, "poisson") == [78]
    assert levels("emsr_b", two, 100, "poisson") == [78]


def test_emsr_protects_as_in_talluri_and_van_ryzin() -> None:
    spread, close = classes(SPREAD_FARES, *FOUR), classes(CLOSE_FARES, *FOUR)
    assert levels("emsr_a", spread) == pytest.approx([16.717, 38.725, 55.679], abs=0.0005)
    assert levels("emsr_b", spread) == pytest.approx([16.717, 50.944, 83.155], abs=0.0005)
    assert levels("emsr_a", close) == pytest.approx([9.707, 50.461, 91.632], abs=0.0005)
    assert levels("emsr_b", close) == pytest.approx([9.707, 53.268, 96.835], abs=0.0005)


def test_the_exact_programme_protects_as_in_talluri_and_van_ryzin() -> None:
    assert levels("dp", classes(SPREAD_FARES, *FOUR), 140) == [17, 42, 73]
    assert levels("dp", classes(CLOSE_FARES, *FOUR), 140) == [10, 54, 98]


@pytest.mark.parametrize(
    ("capacity", "best", "emsr_b"), [(100, 60_024.92, 59_761.51), (120, 69_802.21, 69_659.19), (140, 77_253.26, 77_220.96)]
)
def test_expected_revenue_is_that_of_the_example_within_a_thousandth(capacity: int, best: float, emsr_b: float) -> None:
    report = ask("protection_levels", method="emsr_b", classes=classes(SPREAD_FARES, *FOUR), capacity=capacity)
    assert report.optimum_cents == pytest.approx(100 * best, rel=0.001)
    assert report.expected_revenue_cents == pytest.approx(100 * emsr_b, rel=0.001)


def test_three_classes_on_120_seats() -> None:
    three = classes([1000, 700, 400], [30, 40, 60], [12, 15, 20])
    report = ask("protection_levels", classes=three, capacity=120)
    assert [one.protection for one in report.classes[:-1]] == pytest.approx([23.707, 70.830], abs=0.0005)
    assert [one.booking_limit for one in report.classes] == [120, 97, 50]


def test_the_fares_of_fiig_and_others_transform_to_their_marginal_revenues() -> None:
    report = ask("fare_family_revenue", classes=classes(*FIIG), capacity=100)
    marginal = [one.marginal_revenue_cents / 100 for one in report.classes]
    assert marginal == pytest.approx([1200, 427.5, 231.1, 28.1, -171, -371.3], abs=0.05)
    assert [one.open for one in report.classes] == [True, True, True, True, False, False]
    assert [one.booking_limit for one in report.classes[4:]] == [0, 0]


def test_emsr_b_on_the_fares_of_fiig_and_others() -> None:
    expected = [20.365, 35.405, 54.339, 80.074, 117.436]
    assert levels("emsr_b", classes(*FIIG), 100) == pytest.approx(expected, abs=0.0005)
    report = ask("protection_levels", classes=classes(*FIIG), capacity=100)
    assert report.classes[4].protection_seats == 100
    assert report.classes[5].booking_limit == 0


LEGS = [{"name": "SFO-CLT", "seats": 10}, {"name": "CLT-BOS", "seats": 10}, {"name": "ABE-CLT", "seats": 8}]
PATHS = {
    "SFO-BOS": ["SFO-CLT", "CLT-BOS"],
    "SFO-CLT": ["SFO-CLT"],
    "CLT-BOS": ["CLT-BOS"],
    "ABE-BOS": ["ABE-CLT", "CLT-BOS"],
    "ABE-CLT": ["ABE-CLT"],
}
HIGH = ([800, 500, 580, 350, 120], [6, 4, 5, 4, 3])
LOW = ([450, 380, 400, 250, 100], [15, 14, 8, 11, 5])


def three_legs() -> list[dict[str, Any]]:
    return [
        {"name": f"{path} {fare_class}", "fare_cents": 100 * fare, "legs": legs, "demand": demand}
        for fare_class, (fares, demands) in (("H", HIGH), ("N", LOW))
        for (path, legs), fare, demand in zip(PATHS.items(), fares, demands, strict=True)
    ]


def test_a_network_of_three_legs_has_the_bid_prices_that_were_published() -> None:
    asked = {"legs": PATHS["SFO-BOS"], "fare_cents": 45_000}
    report = ask("bid_prices", legs=LEGS, products=three_legs(), asked=asked)
    assert [one.bid_price_cents for one in report.legs] == [38_000, 42_000, 0]
    assert report.objective_cents == 1_014_000
    assert [one.allocation for one in report.products] == pytest.approx([5, 4, 5, 0, 3, 0, 1, 0, 0, 5], abs=1e-6)
    assert not report.answer.accept
    assert report.answer.hurdle_cents == 80_000


def test_an_itinerary_is_taken_at_its_hurdle_and_not_a_cent_below() -> None:
    for fare_cents, accepted in ((79_999, False), (80_000, True)):
        asked = {"legs": PATHS["SFO-BOS"], "fare_cents": fare_cents}
        assert ask("bid_prices", legs=LEGS, products=three_legs(), asked=asked).answer.accept is accepted


def test_revenue_opportunity_of_phillips_example_9_7() -> None:
    rows = [
        {"name": name, "fare_cents": 100 * fare, "demand": demand, "booking_limit": limit}
        for name, fare, demand, limit in zip("ABCD", (1000, 800, 600, 200), (25, 30, 20, 50), (100, 70, 45, 32), strict=True)
    ]
    report = ask("revenue_opportunity", capacity=100, classes=rows)
    assert (report.perfect_cents, report.none_cents, report.realised_cents) == (6_600_000, 4_600_000, 5_920_000)
    assert report.share == pytest.approx(0.66)


@pytest.mark.parametrize(
    ("capacity", "show", "denied", "empty", "limit", "cost"),
    [(100, 0.88, 400, 180, 112, 689.70), (150, 0.90, 500, 150, 163, 737.71), (180, 0.92, 600, 120, 192, 648.47)],
)
def test_overbooking_costs_least_where_binomial_shows_say(
    capacity: int, show: float, denied: int, empty: int, limit: int, cost: float
) -> None:
    report = ask("overbooking_limit", capacity=capacity, show=show, denied_cents=100 * denied, empty_cents=100 * empty)
    assert report.limit == limit
    assert report.cost_cents == pytest.approx(100 * cost, abs=0.5)
    if capacity == 100:
        assert report.expected_denied == pytest.approx(0.7422, abs=0.00005)
        assert report.expected_empty == pytest.approx(2.1822, abs=0.00005)


@pytest.mark.parametrize(("capacity", "show", "level", "limit"), [(150, 0.85, 0.999, 161), (100, 0.90, 0.99, 104)])
def test_a_service_level_is_kept_at_the_limit_and_broken_above_it(capacity: int, show: float, level: float, limit: int) -> None:
    report = ask("overbooking_limit", method="service_level", capacity=capacity, show=show, service_level=level)
    assert report.limit == limit
    assert report.chance_nobody_denied >= level


def test_ten_percent_no_shows_let_111_be_booked_on_100_seats() -> None:
    assert ask("overbooking_limit", method="deterministic", capacity=100, show=0.9).limit == 111


@pytest.mark.parametrize(
    ("mean", "sd", "capacity", "spilled", "digit"),
    [(120, 40, 150, 5.2467, 0.00005), (100, 35, 100, 13.963, 0.0005), (150, 30, 180, 2.4995, 0.00005)],
)
def test_normal_demand_spills(mean: float, sd: float, capacity: int, spilled: float, digit: float) -> None:
    assert ask("spill", mean=mean, sd=sd, capacity=capacity).spilled == pytest.approx(spilled, abs=digit)


def test_seats_sold_in_any_order_are_worth_what_the_recursion_says() -> None:
    arriving = [{"name": "A", "fare_cents": 10_000, "chance": 0.2}, {"name": "B", "fare_cents": 6_000, "chance": 0.3}]
    report = ask("dynamic_value", classes=arriving, periods=20, seats=4)
    worth = [one / 100 for one in report.values_cents]
    assert worth == pytest.approx([0, 99.2456, 194.9609, 282.9683, 360.6299], abs=0.00005)


def test_a_line_of_demand_has_one_best_price() -> None:
    report = ask("price_optimum", demand={"kind": "linear", "at_zero": 100, "lost_per_100_cents": 2}, unit_cost_cents=1_000)
    assert (report.price_cents, report.quantity, report.profit_cents) == (3_000, 40, 80_000)
    assert report.elasticity == pytest.approx(1.5)


def test_demand_of_constant_elasticity_is_priced_at_the_textbook_mark_up() -> None:
    demand = {"kind": "constant_elasticity", "at_price": 100, "price_cents": 20_000, "elasticity": 2}
    report = ask("price_optimum", demand=demand, unit_cost_cents=10_000)
    assert (report.price_cents, report.quantity, report.profit_cents) == (20_000, 100, 1_000_000)
    few = ask("price_optimum", demand=demand, unit_cost_cents=10_000, seats=25)
    assert (few.price_cents, few.quantity) == (40_000, 25)
