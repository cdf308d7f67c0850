from dataclasses import replace

import pytest

from evals.suites.reaccommodation import enumerated, generated, priced
from tools.reaccommodation.check import check_placements, check_result, displaced_cents, left_behind, price
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.problem import Params, Placement, Problem
from tools.reaccommodation.solve import solve

QUICK = Params(budget_s=60, most_moves=60_000, most_rounds=5)


@pytest.fixture(scope="module")
def storm() -> Problem:
    day = generated(3, parties=900, legs=1_400)
    return priced(day, enumerated(day))


def test_a_storm_day_is_sound_near_its_bound_and_cheaper_than_first_come_first_served(storm: Problem) -> None:
    result = solve(storm, stop=lambda: False, params=QUICK)
    served = first_come_first_served(storm)

    assert check_result(storm, result) == []
    assert result.status == "feasible"
    assert result.gap < 0.03
    assert result.first_unplaced == result.first_bound < left_behind(storm, served)[1]
    assert result.objective_cents < 0.95 * price(storm, served)


def test_who_knows_what_seats_are_worth_to_sale_displaces_less_and_pays_less_in_all(storm: Problem) -> None:
    rising = [1_500 * number for number in range(40)]
    legs = [
        replace(leg, seat_cents=tuple(rising[index % 7 : index % 7 + sum(leg.seats.values())]))
        for index, leg in enumerate(storm.legs)
    ]
    # As on a network: nobody stays behind to save the price of a seat.
    groups = [replace(one, left_behind_cents=one.left_behind_cents + 3 * rising[-1]) for one in storm.groups]
    dear = replace(storm, legs=tuple(legs), groups=tuple(groups))
    blind = solve(replace(dear, legs=storm.legs), stop=lambda: False, params=QUICK).placements
    result = solve(dear, stop=lambda: False, params=QUICK)

    assert check_result(dear, result) == []
    assert result.gap < 0.03
    assert result.displaced_cents < 0.95 * displaced_cents(dear, blind)
    assert result.objective_cents < price(dear, blind)


def test_the_same_seed_gives_the_same_answer(storm: Problem) -> None:
    one, other = (solve(storm, stop=lambda: False, seed=5, params=QUICK) for _ in range(2))

    assert (one.status, one.placements, one.bound_cents) == (other.status, other.placements, other.bound_cents)
    assert one.status == "feasible"


@pytest.mark.parametrize("asked", [0, 1, 2, 3, 5, 8])
def test_whenever_it_is_stopped_there_is_an_answer(storm: Problem, asked: int) -> None:
    questions = iter(range(1_000))
    result = solve(storm, stop=lambda: next(questions) >= asked, params=QUICK)

    assert check_result(storm, result) == []
    assert result.status == "stopped"


def test_without_time_there_is_an_answer(storm: Problem) -> None:
    result = solve(storm, stop=lambda: False, params=Params(budget_s=0.0))

    assert check_result(storm, result) == []
    assert result.status == "time_limit"


def test_the_check_notices_what_is_wrong(storm: Problem) -> None:
    result = solve(storm, stop=lambda: False, params=Params(most_moves=0, most_rounds=0))
    party = next(one for one in result.placements if one.option_id and one.people > 1)
    rest = tuple(one for one in result.placements if one is not party)
    split = Placement(party.group_id, party.option_id, 1), Placement(party.group_id, None, party.people - 1)

    assert "costs" in check_result(storm, replace(result, objective_cents=result.objective_cents + 1))[0]
    assert "bound" in check_result(storm, replace(result, bound_cents=result.objective_cents + 1))[0]
    assert "spoken for" in check_placements(storm, rest)[0]
    assert "is split in 2" in check_placements(storm, (*rest, *split))[0]
    assert "has no option" in check_placements(storm, (*rest, replace(party, option_id="nowhere")))[0]
    full = Problem(tuple(replace(leg, seats=dict.fromkeys(leg.seats, 0)) for leg in storm.legs), storm.groups)
    assert "people on" in check_placements(full, result.placements)[0]
