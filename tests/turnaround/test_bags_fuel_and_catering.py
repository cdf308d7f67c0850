"""Bags that miss and what saves them; fuel and meals that a swap changes. Each limit at its value and one beyond."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import FlightId
from domain.network import Aircraft
from knowledge.airline.turnaround_practice import turnaround_practice
from tests.turnaround.small_turns import EARLY
from tools.turnaround.bags import BagPair, bags_by_action, cheapest_answer
from tools.turnaround.swap_effects import fuel_change, fuel_kg

RULES = turnaround_practice().bags
PRACTICE = turnaround_practice()
OUT = FlightId("XX9/2026-03-02/AAA")
NARROW = Aircraft("N1", "XX", "A320", "A320", 150, 30, "AAA", EARLY)  # type: ignore[arg-type]


def pair(available_min: int, bags: int = 4, needed_min: int = 45) -> BagPair:
    return BagPair(FlightId("XX1/2026-03-02/BBB"), bags, bags, available_min, needed_min)


def hold(minute_cents: int) -> tuple[int, ...]:
    return tuple(minute_cents * one for one in range(121))


@pytest.mark.parametrize(
    ("available_min", "minute_cents", "action", "cents"),
    [
        (45, 5_000, "none", 0),
        (44, 5_000, "hold", 5_000),
        (44, 7_000, "ramp", 6_000),
        (22, 7_000, "ramp", 6_000),
        (21, 7_000, "ramp", 13_000),
        (21, 90_000, "follow", 40_000),
    ],
)
def test_bags_make_it_wait_for_a_hold_a_ramp_transfer_or_follow(
    available_min: int, minute_cents: int, action: str, cents: int
) -> None:
    answer = cheapest_answer(OUT, [pair(available_min)], hold(minute_cents), RULES)
    assert (answer.pairs[0].action, answer.cents) == (action, cents)


def test_one_bag_is_delivered_rather_than_driven_when_that_is_cheaper() -> None:
    dear = RULES.model_copy(update={"delivery_cents": 6_000})
    assert cheapest_answer(OUT, [pair(40, 1)], hold(90_000), dear).pairs[0].action == "follow"
    assert cheapest_answer(OUT, [pair(40, 2)], hold(90_000), dear).pairs[0].action == "ramp"


def test_a_flight_is_held_for_bags_thirty_minutes_at_most() -> None:
    many = [pair(15, 400)]
    assert cheapest_answer(OUT, many, hold(1), RULES).hold_min == 30
    assert cheapest_answer(OUT, [pair(14, 400)], hold(1), RULES).hold_min == 22 - 14
    assert bags_by_action(cheapest_answer(OUT, many, hold(1), RULES)) == {"none": 0, "ramp": 0, "hold": 400, "follow": 0}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=3), st.integers(0, 20_000))
def test_the_answer_is_the_cheapest_of_all(rows: list[tuple[int, int]], minute_cents: int) -> None:
    pairs = [pair(available, bags) for available, bags in rows]
    answer = cheapest_answer(OUT, pairs, hold(minute_cents), RULES)
    costs = []
    for minutes, ramps in product(range(RULES.longest_hold_min + 1), product((False, True), repeat=len(pairs))):
        cents = minute_cents * minutes
        for one, ramp in zip(pairs, ramps, strict=True):
            if one.available_min + minutes >= one.needed_min:
                continue
            by_ramp = ramp and one.available_min + minutes >= RULES.ramp_transfer_min
            cents += RULES.ramp_cents if by_ramp else one.bags * RULES.delivery_cents
        costs.append(cents)
    assert answer.cents == min(costs)
    assert answer.cents <= answer.nothing_cents


def test_fuel_is_for_the_block_and_the_reserve() -> None:
    assert fuel_kg(NARROW, 120, PRACTICE) == 42 * (120 + 75)


@pytest.mark.parametrize(
    ("loaded_kg", "action", "minutes"),
    [
        (None, "uplift_changes", 0),
        (8_000, "none", 0),
        (7_999, "top_up", 6 + 1),
        (7_300, "top_up", 6 + 1),
        (7_299, "top_up", 6 + 2),
        (9_200, "carry", 0),
        (9_201, "defuel", 20 + 5),
        (9_250, "defuel", 20 + 5),
        (9_251, "defuel", 20 + 6),
    ],
)
def test_fuel_on_board_is_topped_up_carried_or_taken_off(loaded_kg: int | None, action: str, minutes: int) -> None:
    change = fuel_change(NARROW, loaded_kg, 8_000, 0, PRACTICE)
    assert (change.action, change.minutes) == (action, minutes)
    assert change.cents == (60_000 if action == "defuel" else 0)
