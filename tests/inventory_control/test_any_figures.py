"""What must hold whatever the figures are."""

from itertools import pairwise

import numpy as np
import pytest
import revmng
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.inventory_control import overbooking
from tools.inventory_control.dynamic import seat_displacement, value_of_seats
from tools.inventory_control.fare_families import emsr_b_mr, marginal_revenues
from tools.inventory_control.groups import group_quote, leg_displacement
from tools.inventory_control.network import Network
from tools.inventory_control.opportunity import revenue_opportunity
from tools.inventory_control.optimal import expected_revenue, optimal
from tools.inventory_control.problem import ClassDemand, Distribution, Leg, Product, chances
from tools.inventory_control.protection import emsr_a, emsr_b, emsr_b_legs, littlewood
from tools.inventory_control.spill import spilled_people, unconstrain

EXAMPLES = settings(max_examples=40)
DISTRIBUTIONS = st.sampled_from(["normal", "poisson"])


@st.composite
def legs_on_sale(draw: st.DrawFn, fewest: int = 1) -> tuple[ClassDemand, ...]:
    count = draw(st.integers(fewest, 6))
    fares = draw(st.lists(st.integers(1_000, 200_000), min_size=count, max_size=count, unique=True))
    means = draw(st.lists(st.floats(0, 80), min_size=count, max_size=count))
    sds = draw(st.lists(st.floats(0, 40), min_size=count, max_size=count))
    return tuple(ClassDemand(str(place), *figures) for place, figures in enumerate(zip(fares, means, sds, strict=True)))


@EXAMPLES
@given(legs_on_sale(), DISTRIBUTIONS, st.integers(1, 150))
def test_protection_never_falls_and_limits_never_rise_with_cheaper_classes(
    leg: tuple[ClassDemand, ...], demand: Distribution, seats: int
) -> None:
    for found in (emsr_a(leg, demand), emsr_b(leg, demand), optimal(leg, seats, demand).protection):
        assert all(level >= 0 for level in found.levels)
        assert list(found.levels) == sorted(found.levels)
        limits = found.booking_limits(seats)
        assert limits[0] == seats
        assert list(limits) == sorted(limits, reverse=True)


def test_a_small_dear_class_above_a_large_cheap_one_does_not_lower_protection() -> None:
    leg = [ClassDemand("A", 100_000, 1, 5), ClassDemand("B", 10_000, 5, 0), ClassDemand("C", 9_900, 50, 5)]
    raw = revmng.emsr_b([(one.fare_cents, one.mean, one.sd) for one in leg], 100).protection_levels
    assert raw[1] < raw[0]
    assert emsr_b(leg).levels == (raw[0], raw[0])


@EXAMPLES
@given(legs_on_sale(fewest=2), DISTRIBUTIONS)
def test_for_two_classes_emsr_is_littlewoods_rule(leg: tuple[ClassDemand, ...], demand: Distribution) -> None:
    dear, cheap = sorted(leg, key=lambda one: -one.fare_cents)[:2]
    rule = littlewood(dear, cheap.fare_cents, demand)
    assert emsr_b((dear, cheap), demand).levels == pytest.approx((rule,))
    assert emsr_a((dear, cheap), demand).levels == pytest.approx((rule,))


@EXAMPLES
@given(legs_on_sale(fewest=2), DISTRIBUTIONS, st.integers(1, 120))
def test_no_nested_policy_earns_more_than_the_optimum(leg: tuple[ClassDemand, ...], demand: Distribution, seats: int) -> None:
    best = optimal(leg, seats, demand)
    for policy in (emsr_a(leg, demand), emsr_b(leg, demand)):
        assert expected_revenue(policy, seats, demand)[-1] <= best.values[-1] * (1 + 1e-9) + 1e-6
    assert expected_revenue(best.protection, seats, demand)[-1] == pytest.approx(best.values[-1])


@EXAMPLES
@given(legs_on_sale(fewest=2), st.integers(1, 60))
def test_the_optimum_is_that_of_the_other_implementation(leg: tuple[ClassDemand, ...], seats: int) -> None:
    leg = tuple(ClassDemand(one.name, one.fare_cents, one.mean, one.sd + 0.1) for one in leg)
    theirs = revmng.optimal_protection_levels([(one.fare_cents, one.mean, one.sd) for one in leg], seats)
    ours = optimal(leg, seats)
    assert theirs.expected_revenue is not None
    assert ours.values[-1] == pytest.approx(theirs.expected_revenue, rel=1e-9, abs=1e-3)


def test_littlewoods_rule_is_optimal_among_all_protections_of_two_poisson_classes() -> None:
    pair = (ClassDemand("H", 10_000, 12), ClassDemand("L", 4_500, 20))
    seats = 25
    high, low = (chances(one, seats, "poisson") for one in pair)

    def earned(kept: int) -> float:
        total = 0.0
        for asked_low, chance_low in enumerate(low):
            sold_low = min(asked_low, seats - kept)
            for asked_high, chance_high in enumerate(high):
                total += chance_low * chance_high * (4_500 * sold_low + 10_000 * min(asked_high, seats - sold_low))
        return total

    best = max(range(seats + 1), key=earned)
    assert littlewood(pair[0], 4_500, "poisson") == best
    assert optimal(pair, seats, "poisson").values[-1] == pytest.approx(earned(best))


def test_many_legs_at_once_are_protected_as_one_by_one() -> None:
    dice = np.random.default_rng(4)
    fares = np.sort(dice.uniform(5_000, 150_000, (60, 7)), axis=1)[:, ::-1]
    means, sds = dice.uniform(0, 40, (60, 7)), dice.uniform(0, 15, (60, 7))
    means[:10, 0] = sds[:10, 0] = 0.0
    together = emsr_b_legs(fares, means, sds)
    for row, levels in enumerate(together):
        leg = [ClassDemand(str(k), *figures) for k, figures in enumerate(zip(fares[row], means[row], sds[row], strict=True))]
        assert levels == pytest.approx(emsr_b(leg).levels, abs=1e-6)


@EXAMPLES
@given(
    st.lists(st.tuples(st.integers(1_000, 90_000), st.floats(0, 0.25)), min_size=1, max_size=4),
    st.integers(0, 60),
    st.integers(1, 40),
)
def test_seats_are_worth_less_the_more_are_left_and_more_the_longer_they_can_be_sold(
    arriving: list[tuple[int, float]], periods: int, seats: int
) -> None:
    fares, arrivals = [one[0] for one in arriving], [one[1] for one in arriving]
    values = value_of_seats(fares, arrivals, periods, seats)
    lost = seat_displacement(values, seats)
    assert list(lost) == sorted(lost)
    assert all(0 <= one <= max(fares) for one in lost)
    assert (value_of_seats(fares, arrivals, periods + 1, seats) >= values - 1e-6).all()
    assert values[-1] <= periods * np.dot(fares, arrivals) + 1e-6


def test_the_value_of_seats_is_that_of_the_recursion_written_out() -> None:
    fares, arrivals = [900, 500, 200], [0.1, 0.25, 0.4]

    def worth(periods: int, seats: int) -> float:
        if not periods or not seats:
            return 0.0
        refused = worth(periods - 1, seats)
        gains = (
            chance * max(0.0, fare + worth(periods - 1, seats - 1) - refused)
            for fare, chance in zip(fares, arrivals, strict=True)
        )
        return refused + sum(gains)

    assert value_of_seats(fares, arrivals, 7, 4).tolist() == pytest.approx([worth(7, seats) for seats in range(5)])


@pytest.mark.parametrize("arrivals", [[0.7, 0.4], [-0.1, 0.2], [0.2], [float("nan"), 0.1]])
def test_chances_that_are_none_are_refused(arrivals: list[float]) -> None:
    with pytest.raises(ValueError, match="chance"):
        value_of_seats([200, 100], arrivals, 5, 3)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    legs = [Leg(f"L{row}", draw(st.integers(0, 30))) for row in range(draw(st.integers(1, 4)))]
    names = [leg.name for leg in legs]
    uses = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    products = [
        Product(f"P{column}", draw(st.integers(1_000, 90_000)), tuple(draw(uses)), draw(st.integers(0, 20)))
        for column in range(draw(st.integers(1, 8)))
    ]
    return Network(legs, products)


@EXAMPLES
@given(networks())
def test_bid_prices_are_never_negative_and_nil_where_seats_are_left_over(network: Network) -> None:
    solved = network.solve()
    assert (solved.prices >= 0).all()
    used = {leg.name: 0.0 for leg in network.legs}
    for product, taken in zip(network.products, solved.allocation, strict=True):
        assert -1e-6 <= taken <= product.demand + 1e-6
        for name in product.legs:
            used[name] += taken
    for leg, price in zip(network.legs, solved.prices, strict=True):
        assert used[leg.name] <= leg.seats + 1e-6
        assert price == 0 or used[leg.name] == pytest.approx(leg.seats, abs=1e-5)
    # Strong duality: seats at their price, and what every product earns above its hurdle.
    surplus = np.maximum(0, [one.fare_cents for one in network.products] - solved.hurdles())
    dual = solved.seats @ solved.prices + solved.demand @ surplus
    assert dual == pytest.approx(solved.objective_cents, rel=1e-9, abs=1e-3)


@settings(max_examples=15)
@given(networks())
def test_the_price_of_a_legs_seat_never_rises_with_seats_left(network: Network) -> None:
    for by_seats_left in network.solve().by_seats_left().by_leg.values():
        assert all(more <= fewer for fewer, more in pairwise(by_seats_left))
        assert all(one >= 0 for one in by_seats_left)


def test_people_who_travel_together_must_pay_for_every_seat_they_take() -> None:
    network = Network([Leg("A", 3), Leg("B", 5)], [Product("AB", 20_000, ("A", "B"), 6), Product("B", 9_000, ("B",), 4)])
    prices = network.solve().by_seats_left()
    left = {"A": 3, "B": 5}
    alone, three = prices.hurdle(("A", "B"), left), prices.hurdle(("A", "B"), left, 3)
    assert alone == prices.by_leg["A"][2] + prices.by_leg["B"][4]
    assert three == sum(prices.by_leg["A"]) + sum(prices.by_leg["B"][2:])
    assert three > 3 * alone
    assert prices.hurdle(("A", "B"), left, 4) is None


def test_a_network_solved_again_knows_the_seats_and_demand_then_left() -> None:
    network = Network([Leg("A", 10)], [Product("H", 50_000, ("A",), 8), Product("L", 20_000, ("A",), 8)])
    assert network.solve().prices[0] == 20_000
    assert network.solve(np.array([4.0]), np.array([5.0, 4.0])).prices[0] == 50_000
    assert network.solve(np.array([4.0]), np.array([1.0, 2.0])).prices[0] == 0


@EXAMPLES
@given(st.floats(0, 200), st.floats(0, 80), st.integers(0, 250), DISTRIBUTIONS)
def test_spill_falls_as_seats_are_added_and_never_exceeds_demand(
    mean: float, sd: float, seats: int, demand: Distribution
) -> None:
    spilled = spilled_people(mean, sd, seats, demand)
    assert 0 <= spilled_people(mean, sd, seats + 1, demand) <= spilled + 1e-9
    assert spilled <= mean + 1e-9
    assert spilled_people(mean, sd, 0, demand) == pytest.approx(mean)


def test_poisson_spill_is_the_sum_over_demands() -> None:
    asked = chances(ClassDemand("", 1, 9.5), 200, "poisson")
    assert spilled_people(9.5, 0, 8, "poisson") == pytest.approx(sum(p * max(0, d - 8) for d, p in enumerate(asked)))


@EXAMPLES
@given(st.integers(1, 60), st.floats(0.3, 1), st.integers(100, 90_000), st.integers(0, 90_000))
def test_no_other_limit_costs_less_than_the_one_by_cost(seats: int, show: float, denied: int, empty: int) -> None:
    best = overbooking.by_cost(seats, show, denied, empty)
    assert best.cost_cents is not None
    for limit in range(seats, best.limit + 15):
        cost = overbooking.outlook("cost", seats, limit, show, denied, empty).cost_cents
        assert cost is not None
        assert cost >= best.cost_cents - 1e-6


@EXAMPLES
@given(st.integers(1, 60), st.floats(0.3, 1), st.floats(0.5, 0.999))
def test_the_service_level_holds_at_the_limit_and_fails_one_above(seats: int, show: float, level: float) -> None:
    limit = overbooking.by_service_level(seats, show, level).limit
    assert overbooking.outlook("", seats, limit, show).within_seats >= level - 1e-12
    assert overbooking.outlook("", seats, limit + 1, show).within_seats < level


def test_expected_denials_are_those_of_the_binomial_sum() -> None:
    from math import comb

    shows = [comb(58, k) * 0.9**k * 0.1 ** (58 - k) for k in range(59)]
    found = overbooking.outlook("", 50, 58, 0.9)
    assert found.denied == pytest.approx(sum(p * max(0, k - 50) for k, p in enumerate(shows)))
    assert found.empty == pytest.approx(sum(p * max(0, 50 - k) for k, p in enumerate(shows)))
    assert found.within_seats == pytest.approx(sum(shows[:51]))


@EXAMPLES
@given(legs_on_sale())
def test_adjusted_fares_never_rise_and_the_lowest_open_class_earns_most(leg: tuple[ClassDemand, ...]) -> None:
    rows = marginal_revenues(leg)
    adjusted = [one.adjusted_cents for one in rows if one.open]
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in pairwise(adjusted))
    assert [one.open for one in rows] == sorted((one.open for one in rows), reverse=True)
    best = max(one.revenue_cents for one in rows)
    lowest = [one for one in rows if one.open][-1:]
    assert best == pytest.approx(lowest[0].revenue_cents if lowest else 0.0)


def test_a_class_that_no_number_of_seats_makes_best_opens_with_the_next() -> None:
    rows = marginal_revenues([ClassDemand("A", 50_000, 10), ClassDemand("B", 26_000, 10), ClassDemand("C", 25_000, 20)])
    assert rows[1].marginal_cents == pytest.approx(2_000)
    assert rows[2].marginal_cents == pytest.approx(24_000)
    assert rows[1].adjusted_cents == rows[2].adjusted_cents == pytest.approx((1_000_000 - 500_000) / 30)


def test_families_that_are_independent_keep_their_own_fares() -> None:
    apart = emsr_b_mr([[ClassDemand("A", 90_000, 10, 4)], [ClassDemand("B", 40_000, 20, 5)]])
    assert apart.protection is not None
    assert apart.protection.levels == emsr_b([ClassDemand("A", 90_000, 10, 4), ClassDemand("B", 40_000, 20, 5)]).levels
    together = emsr_b_mr([[ClassDemand("A", 90_000, 10, 4), ClassDemand("B", 40_000, 20, 5)]])
    assert together.booking_limits(30)["B"] < apart.booking_limits(30)["B"]


@EXAMPLES
@given(legs_on_sale(), st.integers(2, 60), st.integers(1, 30), st.floats(0, 0.6), st.floats(0, 0.6))
def test_a_group_displaces_more_the_larger_it_is_and_less_the_more_of_it_drops_out(
    leg: tuple[ClassDemand, ...], seats: int, people: int, wash: float, no_show: float
) -> None:
    people = min(people, seats - 1)
    values = optimal(leg, seats).values
    displaced = leg_displacement(values, seats, people + 1)
    assert displaced[0] == 0
    # The value of seats is concave, so each further person displaces at least as much as the one before.
    assert (np.diff(displaced, 2) >= -1e-6 * max(1.0, values[-1])).all()
    certain = group_quote(people, [displaced[:-1]])
    doubtful = group_quote(people, [displaced[:-1]], wash=wash, no_show=no_show)
    assert certain.displaced_cents == pytest.approx(displaced[people])
    assert doubtful.displaced_cents <= certain.displaced_cents + 1e-6 * max(1.0, values[-1])
    fare = doubtful.least_fare_cents
    assert group_quote(people, [displaced[:-1]], wash=wash, no_show=no_show, offered_cents=fare).accept
    below = group_quote(people, [displaced[:-1]], wash=wash, no_show=no_show, offered_cents=fare - 1)
    assert not below.accept
    assert below.net_cents is not None
    assert below.net_cents < 1e-3 * people


def test_closed_departures_raise_the_estimate_of_demand_towards_the_truth() -> None:
    dice = np.random.default_rng(11)
    demand = dice.normal(100, 20, 600)
    bookings = np.minimum(demand, 105)
    found = unconstrain(bookings.tolist(), (demand > 105).tolist())
    assert bookings.mean() < 95
    assert found.mean == pytest.approx(100, abs=2)
    assert found.sd == pytest.approx(20, abs=2)
    assert all(estimate >= booked for estimate, booked in zip(found.demand, bookings, strict=True))


def test_departures_that_stayed_open_are_left_as_they_are() -> None:
    found = unconstrain([10, 14, 12], [False, False, False])
    assert (found.mean, found.demand) == (12, (10, 14, 12))


def test_nothing_is_known_when_every_departure_was_closed() -> None:
    with pytest.raises(ValueError, match="every departure was closed"):
        unconstrain([10, 14], [True, True])


@EXAMPLES
@given(legs_on_sale(), st.integers(1, 120))
def test_what_limits_realise_is_at_most_perfect(leg: tuple[ClassDemand, ...], seats: int) -> None:
    ordered = sorted(leg, key=lambda one: -one.fare_cents)
    limits = emsr_b(leg).booking_limits(seats)
    found = revenue_opportunity([int(one.fare_cents) for one in ordered], [one.mean for one in ordered], limits, seats)
    assert found.realised_cents <= found.perfect_cents * (1 + 1e-9)
    assert found.none_cents <= found.perfect_cents * (1 + 1e-9)
    assert found.share is None or found.share <= 1 + 1e-9
