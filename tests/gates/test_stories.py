"""Limits at their value and a minute either side, and what each price does."""

from datetime import timedelta

import pytest

from domain.ids import CarrierCode
from domain.network import Stand
from domain.units import minutes
from evals.suites.gates import generated
from knowledge.airline.gate_policy import gate_policy
from tests.gates.small_problems import NOON, problem, turn
from tools.gates.check import check_result, faults, price
from tools.gates.greedy import first_come_first_served
from tools.gates.problem import Closure, Connection, Placements, Problem, Result, parts_of
from tools.gates.published import conflicts
from tools.gates.solve import Params, solve

A, B = Stand("A", walk_min=3), Stand("B", walk_min=4)
POLICY = gate_policy()


def best(of: Problem) -> Result:
    """The optimum, re-checked."""
    result = solve(of, params=Params(budget_s=30))
    assert not check_result(of, result)
    assert result.status == "optimal"
    return result


def stands(result: Result) -> dict[str, str | None]:
    """Turn -> the stand of its only part."""
    return {turn_id: spot for (turn_id, _), spot in result.placements.items()}


@pytest.mark.parametrize(("gap", "both"), [(9, False), (10, True), (11, True)])
def test_a_stand_is_used_again_when_the_buffer_has_passed(gap: int, both: bool) -> None:
    assert POLICY.buffer_min == 10
    result = best(problem([turn("1", 0, 60), turn("2", 60 + gap, 150)], [A]))
    assert (None not in stands(result).values()) is both


@pytest.mark.parametrize(("closed_until", "used"), [(29, True), (30, True), (31, False)])
def test_a_closed_stand_is_used_from_the_minute_it_opens(closed_until: int, used: bool) -> None:
    closure = Closure("A", NOON, NOON + minutes(closed_until))
    result = best(problem([turn("1", 30, 90)], [A], closures=(closure,)))
    assert (stands(result)["1"] == "A") is used
    assert bool(faults(problem([turn("1", 30, 90)], [A], closures=(closure,)), {("1", "whole"): "A"})) is not used


@pytest.mark.parametrize(("gap", "charged"), [(24, 1), (25, 0), (26, 0)])
def test_a_gap_is_short_below_the_buffer_and_the_likely_delay(gap: int, charged: int) -> None:
    late = {"delay_mean_min": 6, "delay_spread_min": 9}
    found = best(problem([turn("1", 0, 60, **late), turn("2", 60 + gap, 150)], [A])).components
    assert found["short_gaps"] == charged * POLICY.short_gap_cents


def test_a_second_stand_is_walked_to_only_where_that_is_cheaper_than_a_short_gap() -> None:
    turns = [turn("1", 0, 60, delay_mean_min=15), turn("2", 72, 150)]
    assert set(stands(best(problem(turns, [A, B]))).values()) == {"A", "B"}
    far = Stand("B", walk_min=30)
    assert set(stands(best(problem(turns, [A, far]))).values()) == {"A"}


@pytest.mark.parametrize(
    ("ahead", "cents"), [(241, 10_000), (240, 10_000), (239, 15_000), (60, 25_000), (59, 40_000), (29, 60_000)]
)
def test_a_change_costs_more_the_closer_the_departure_is(ahead: int, cents: int) -> None:
    moved = problem([turn("1", ahead - 20, ahead, published_departure="B")], [A, B])
    assert price(moved, {("1", "whole"): "A"})["changes"] == cents
    assert price(moved, {("1", "whole"): "B"})["changes"] == 0


def test_the_published_stand_is_kept_unless_something_is_in_its_way() -> None:
    calm = problem([turn("1", 0, 60, published_arrival="B", published_departure="B")], [A, B])
    assert stands(best(calm))["1"] == "B"
    late = turn("0", 0, 75, published_departure="B", stands_on="B")
    blocked = problem([late, turn("1", 60, 120, published_arrival="B", published_departure="B")], [A, B])
    assert stands(best(blocked)) == {"0": "B", "1": "A"}
    (first, second) = conflicts(blocked)
    assert {first.movement, second.movement} == {"arrival", "departure"}
    assert first.with_flight == "0-out"
    assert "occupied by 0-out" in first.why


def test_size_border_and_carrier_keep_aircraft_off_a_stand() -> None:
    small = Stand("A", size="C", borders=("domestic",), carriers=(CarrierCode("XX"),))
    for about in ({"size": "D"}, {"departure_border": "international"}, {"carrier": "YY"}):
        unsuited = problem([turn("1", 0, 60, **about)], [small])
        assert stands(best(unsuited))["1"] is None
        assert len(faults(unsuited, {("1", "whole"): "A"})) == 1
    suited = problem([turn("1", 0, 60, size="C", departure_border="domestic", arrival_border="domestic")], [small])
    assert stands(best(suited))["1"] == "A"


@pytest.mark.parametrize(("size", "together"), [("C", True), ("D", False), ("E", False)])
def test_a_large_aircraft_empties_the_stand_beside_it(size: str, together: bool) -> None:
    wide = Stand("A", size="E", empties=(("D", "B"),))
    both = problem([turn("1", 0, 60, size=size), turn("2", 59, 120)], [wide, Stand("B")])
    assert (not faults(both, {("1", "whole"): "A", ("2", "whole"): "B"})) is together
    assert (None not in stands(best(both)).values()) is together
    after = problem([turn("1", 0, 60, size=size), turn("2", 60, 120)], [wide, Stand("B")])
    assert None not in stands(best(after)).values()


def test_a_stay_long_enough_may_be_towed_and_a_minute_less_may_not() -> None:
    long, short = turn("1", 0, POLICY.tow_from_stay_min), turn("1", 0, POLICY.tow_from_stay_min - 1)
    assert [part.kind for part in parts_of(long, POLICY)] == ["arrive", "park", "leave"]
    assert [part.kind for part in parts_of(short, POLICY)] == ["whole"]
    assert [part.kind for part in parts_of(turn("1", 0, 600, departure=None), POLICY)] == ["arrive", "park"]


def test_an_aircraft_that_stays_long_is_towed_away_for_others_and_comes_back() -> None:
    turns = [turn("long", 0, 400), turn("2", 100, 150), turn("3", 200, 250)]
    result = best(problem(turns, [A]))
    assert [result.placements["long", kind] for kind in ("arrive", "park", "leave")] == ["A", None, "A"]
    assert result.components["towing"] == 2 * POLICY.tow_cents
    alone = best(problem(turns[:1], [A]))
    assert set(alone.placements.values()) == {"A"}
    assert alone.components["towing"] == 0


def test_an_aircraft_on_a_stand_stays_there_unless_it_closes() -> None:
    there = turn("1", -30, 60, stands_on="B")
    assert stands(best(problem([there], [A, B])))["1"] == "B"
    closes = problem([there], [A, B], closures=(Closure("B", NOON, NOON + timedelta(hours=2)),))
    result = best(closes)
    assert stands(result)["1"] == "A"
    assert result.components["towing"] == POLICY.tow_cents


def test_connecting_passengers_bring_their_flights_into_one_terminal() -> None:
    places = [Stand("A", terminal="T1", walk_min=3), Stand("B", terminal="T1", walk_min=5), Stand("C", terminal="T2", walk_min=3)]
    turns = [turn("1", 0, 60), turn("2", 30, 90)]
    apart = best(problem(turns, places))
    assert set(stands(apart).values()) == {"A", "C"}
    together = best(problem(turns, places, connections=(Connection("1", "2", 60),)))
    assert set(stands(together).values()) == {"A", "B"}


def test_a_generated_airport_is_served_cheaper_than_first_come_first_served_and_the_same_way_twice() -> None:
    airport = generated(60, 14, 3, terminals=2, bank_min=60)
    served: Placements = first_come_first_served(airport)
    assert not faults(airport, served)
    quick = Params(budget_s=60, runs=2, moves=20_000)
    first, again = solve(airport, seed=5, params=quick), solve(airport, seed=5, params=quick)
    assert not check_result(airport, first)
    assert first.bound_cents <= first.objective_cents < sum(price(airport, served).values())
    assert (first.placements, first.bound_cents) == (again.placements, again.bound_cents)


def test_a_search_without_time_answers_first_come_first_served_with_a_bound() -> None:
    airport = generated(60, 14, 3, terminals=2, bank_min=60)
    result = solve(airport, stop=lambda: True)
    assert not check_result(airport, result)
    assert result.status == "stopped"
    assert result.placements == first_come_first_served(airport)


def test_a_problem_names_every_fault() -> None:
    with pytest.raises(ValueError, match=r"two stands are named 'A'.*leaves before it arrives.*empties 'Z'"):
        problem([turn("1", 60, 0)], [A, A, Stand("C", empties=(("E", "Z"),))])
