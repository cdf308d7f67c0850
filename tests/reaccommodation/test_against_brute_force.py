from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.reaccommodation.small_problems import best, group, leg, priced, small
from tools.reaccommodation.annealing import Annealing
from tools.reaccommodation.check import check_placements, check_result, displaced_cents, left_behind, price
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.model import Programme
from tools.reaccommodation.problem import Group, Option, Params, Problem
from tools.reaccommodation.solve import solve


def going(problem: Problem, **params: int) -> dict[str, list[tuple[str | None, int]]]:
    result = solve(problem, stop=lambda: False, params=Params(**params))
    assert check_result(problem, result) == []
    found: dict[str, list[tuple[str | None, int]]] = {}
    for one in result.placements:
        found.setdefault(one.group_id, []).append((one.option_id, one.people))
    return found


@pytest.mark.parametrize("seed", range(100))
def test_no_other_answer_leaves_fewer_of_the_first_behind_or_costs_less(seed: int) -> None:
    problem = small(seed)
    result = solve(problem, stop=lambda: False)

    assert check_result(problem, result) == []
    assert result.status == "optimal"
    assert (result.first_unplaced, result.objective_cents) == best(problem)
    assert result.bound_cents == result.objective_cents


@pytest.mark.parametrize("seed", range(100))
def test_with_rising_prices_of_seats_no_other_answer_costs_less_either(seed: int) -> None:
    problem = priced(seed)
    result = solve(problem, stop=lambda: False)

    assert check_result(problem, result) == []
    assert result.status == "optimal"
    assert (result.first_unplaced, result.objective_cents) == best(problem)
    assert result.bound_cents == result.objective_cents


@pytest.mark.parametrize("seed", range(0, 100, 5))
def test_a_group_that_chooses_anew_pays_for_its_seats_after_those_of_the_others(seed: int) -> None:
    problem = priced(seed)
    result = solve(problem, stop=lambda: False)
    programme = Programme(problem)
    people = {(one.group_id, one.option_id): one.people for one in result.placements}
    columns = [(problem.groups[group].group_id, option) for group, option in zip(programme.of, programme.options, strict=True)]
    units = np.array([people.get(one, 0) for one in columns], dtype=np.int64) // programme.weight
    anew = programme.columns_of([0])
    others = units.copy()
    others[anew] = 0
    found = programme.in_whole(anew, others, result.first_unplaced - programme.first_unplaced(others), seconds=5.0, nodes=500)

    assert found is not None
    assert programme.price(others + found.units) == result.objective_cents == programme.price(units)


MAKES = (small, priced)


@pytest.mark.parametrize("made", MAKES)
@pytest.mark.parametrize("seed", range(40))
def test_the_bound_of_the_linear_programme_is_below_every_answer(seed: int, made: Callable[[int], Problem]) -> None:
    problem = made(seed)
    first, cents = best(problem)
    fractions = Programme(problem).in_fractions(first, 5.0)

    assert fractions is not None
    assert fractions.bound <= cents


@pytest.mark.parametrize("made", MAKES)
@pytest.mark.parametrize("seed", range(40))
def test_annealing_finds_sound_answers_and_knows_what_they_cost(seed: int, made: Callable[[int], Problem]) -> None:
    problem = made(seed)
    programme = Programme(problem)
    units = np.zeros(len(programme.cost), dtype=np.int64)
    programme.fill(range(len(problem.groups)), range(len(units)), units)
    before = programme.first_unplaced(units), programme.price(units)
    annealing = Annealing(programme, units, np.zeros(len(units)), seed)
    found = annealing.run(2_000, 300.0, 5.0, lambda: False)

    placements = programme.placements(found)
    assert check_placements(problem, placements) == []
    assert programme.price(found) == price(problem, placements) == programme.price(units) + int(annealing.worth[1])
    assert (programme.first_unplaced(found), programme.price(found)) <= before
    assert best(problem) <= (programme.first_unplaced(found), programme.price(found))


@pytest.mark.parametrize("made", MAKES)
@pytest.mark.parametrize("seed", range(40))
def test_first_come_first_served_is_sound_and_never_better(seed: int, made: Callable[[int], Problem]) -> None:
    problem = made(seed)
    placements = first_come_first_served(problem)

    assert check_placements(problem, placements) == []
    assert best(problem) <= (left_behind(problem, placements)[1], price(problem, placements))


def test_first_come_first_served_gives_the_seats_to_whoever_queues_first() -> None:
    problem = Problem((leg("L", 2),), (group("early", 2, {"L": 10}), group("late", 2, {"L": 10}, left_behind_cents=90_000)))

    assert [one.option_id for one in first_come_first_served(problem)] == ["L", None]


def test_those_the_law_puts_first_travel_whatever_others_would_pay() -> None:
    wheelchair = group("wheelchair", 1, {"L": 500}, left_behind_cents=10, first=True)
    tour = group("tour", 1, {"L": 0}, left_behind_cents=10_000_000)

    assert going(Problem((leg("L", 1),), (tour, wheelchair))) == {"tour": [(None, 1)], "wheelchair": [("L", 1)]}


def test_somebody_else_makes_room_for_the_first_even_by_a_dearer_itinerary() -> None:
    child = group("child", 1, {"direct": 500}, left_behind_cents=10, first=True)
    other = group("other", 1, {"direct": 0, "long": 9_000}, left_behind_cents=10_000)

    assert going(Problem((leg("direct", 1), leg("long", 1)), (other, child))) == {
        "other": [("long", 1)],
        "child": [("direct", 1)],
    }


def test_as_many_of_the_first_travel_as_can_not_as_many_of_their_groups() -> None:
    pair = group("pair", 2, {"L": 900}, left_behind_cents=0, first=True)
    alone = group("alone", 1, {"L": 0}, left_behind_cents=9_000, first=True)

    assert going(Problem((leg("L", 2),), (alone, pair))) == {"alone": [(None, 1)], "pair": [("L", 2)]}


def test_a_family_that_does_not_fit_together_stays_together() -> None:
    family = group("family", 4, {"one": 0, "two": 0}, left_behind_cents=50_000)

    assert going(Problem((leg("one", 3), leg("two", 3)), (family,))) == {"family": [(None, 4)]}


@pytest.mark.parametrize(("part_cents", "parts"), [(2_999, 2), (3_001, 1)])
def test_a_group_that_may_be_split_is_split_only_where_that_pays(part_cents: int, parts: int) -> None:
    school = group("school", 6, {"soon": 0, "late": 1_000}, may_be_split=True, part_cents=part_cents, left_behind_cents=9_000)

    assert len(going(Problem((leg("soon", 3), leg("late", 6)), (school,)))["school"]) == parts


def test_nobody_to_carry_costs_nothing() -> None:
    result = solve(Problem((leg("L", 3),), ()), stop=lambda: False)

    assert (result.status, result.placements, result.objective_cents, result.bound_cents) == ("optimal", (), 0, 0)


def test_a_group_without_an_itinerary_stays_behind_and_is_paid_for() -> None:
    problem = Problem((), (group("stuck", 3, {}, left_behind_cents=700, first=True),))
    result = solve(problem, stop=lambda: False)

    assert check_result(problem, result) == []
    assert (result.status, result.objective_cents, result.first_unplaced, result.first_bound) == ("optimal", 2_100, 3, 3)


def test_seats_that_sell_dearer_and_dearer_are_taken_on_two_flights_where_seats_of_no_price_are_all_taken_on_one() -> None:
    couples = tuple(group(name, 2, {"soon": 0, "late": 100}, left_behind_cents=9_000) for name in ("one", "two"))
    free = Problem((leg("soon", 4), leg("late", 4)), couples)
    rising = replace(free, legs=(replace(free.legs[0], seat_cents=(0, 50, 200, 900)), free.legs[1]))

    # All four soon: 0 + 50 + 200 + 900. One couple each: 50 + 2 x 100. All late: 4 x 100.
    assert {name: parts[0][0] for name, parts in going(free).items()} == {"one": "soon", "two": "soon"}
    assert sorted(parts[0][0] or "" for parts in going(rising).values()) == ["late", "soon"]
    result = solve(rising, stop=lambda: False)
    assert (result.objective_cents, result.displaced_cents, best(rising)) == (250, 50, (0, 250))
    assert displaced_cents(rising, first_come_first_served(rising)) == 50


def test_one_price_list_counts_the_seats_of_all_cabins_of_a_flight() -> None:
    flight = replace(leg("L", 1), seats={"J": 1, "Y": 1}, seat_cents=(10, 400))
    pair = Group("pair", 1, (Option("J", (("L", "J"),), 0),), 1_000), Group("alone", 1, (Option("Y", (("L", "Y"),), 0),), 1_000)
    result = solve(Problem((flight,), pair), stop=lambda: False)

    assert (result.objective_cents, result.displaced_cents, result.left_behind) == (410, 410, 0)


@pytest.mark.parametrize("elsewhere", [0, 90, 260, 700, 1_300, 5_000])
def test_a_long_list_of_prices_is_exact_in_the_answer_and_never_too_high_in_the_bound(elsewhere: int) -> None:
    cents = tuple(3 * number * number // 2 for number in range(40))
    tour = group("tour", 40, {"dear": 0, "other": elsewhere}, left_behind_cents=9_000, may_be_split=True)
    problem = Problem((replace(leg("dear", 40), seat_cents=cents), leg("other", 40)), (tour,))
    least = min(sum(cents[:number]) + (40 - number) * elsewhere for number in range(41))
    fractions = Programme(problem).in_fractions(0, 5.0)

    assert fractions is not None
    assert 0.9 * least - 1 <= fractions.bound <= least
    assert solve(problem, stop=lambda: False).objective_cents == least


@pytest.mark.parametrize("cents", [(5, 4), (-1, 2)])
def test_prices_of_seats_that_fall_or_are_below_nothing_are_refused(cents: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="never become cheaper"):
        Problem((replace(leg("L", 3), seat_cents=cents),), ())


def test_every_fault_of_a_problem_is_named() -> None:
    with pytest.raises(ValueError, match=r"'L'.*-1 free seats; group 'none' has 0 people; .* needs \('nowhere', 'Y'\)"):
        Problem((leg("L", -1),), (group("none", 0, {}), group("lost", 1, {"nowhere": 5})))
