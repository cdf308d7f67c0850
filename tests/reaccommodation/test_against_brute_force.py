import numpy as np
import pytest

from tests.reaccommodation.small_problems import best, group, leg, small
from tools.reaccommodation.annealing import Annealing
from tools.reaccommodation.check import check_placements, check_result, left_behind, price
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.model import Programme
from tools.reaccommodation.problem import Params, Problem
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


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_of_the_linear_programme_is_below_every_answer(seed: int) -> None:
    problem = small(seed)
    first, cents = best(problem)
    fractions = Programme(problem).in_fractions(first, 5.0)

    assert fractions is not None
    assert fractions.bound <= cents


@pytest.mark.parametrize("seed", range(40))
def test_annealing_finds_sound_answers_and_knows_what_they_cost(seed: int) -> None:
    problem = small(seed)
    programme = Programme(problem)
    units = np.zeros(len(programme.cost), dtype=np.int64)
    programme.fill(range(len(problem.groups)), range(len(units)), units)
    before = programme.first_unplaced(units), programme.price(units)
    annealing = Annealing(programme, units, np.zeros(len(units)), seed)
    found = annealing.run(2_000, 300.0, 5.0, lambda: False)

    placements = programme.placements(found)
    assert check_placements(problem, placements) == []
    assert programme.price(found) == price(problem, placements)
    assert (programme.first_unplaced(found), programme.price(found)) <= before
    assert best(problem) <= (programme.first_unplaced(found), programme.price(found))


@pytest.mark.parametrize("seed", range(40))
def test_first_come_first_served_is_sound_and_never_better(seed: int) -> None:
    problem = small(seed)
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


def test_every_fault_of_a_problem_is_named() -> None:
    with pytest.raises(ValueError, match=r"'L'.*-1 free seats; group 'none' has 0 people; .* needs \('nowhere', 'Y'\)"):
        Problem((leg("L", -1),), (group("none", 0, {}), group("lost", 1, {"nowhere": 5})))
