"""The best use of our slots, beside every other way to use them, and the check that would notice a bad one."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.units import minutes
from evals.suites.slots import generated
from tests.arrival_slots.small_programmes import at
from tools.arrival_slots.assignment import as_rationed, solve
from tools.arrival_slots.check import check_result, check_slots, price
from tools.arrival_slots.outcome import changes
from tools.arrival_slots.problem import Consequence, Link, Params, Slot, SlotProblem, SlotUser
from tools.arrival_slots.programme import ration

SLOTS = tuple(Slot(at(6 * number), f"S{number}") for number in range(6))
PRICES = tuple(10 * minute for minute in range(100))


def user(name: str, earliest: int, *consequences: Consequence, latest: int = 600, left_out: int | None = None) -> SlotUser:
    """A flight; `left_out`: what it costs to leave it out, where that is allowed."""
    return SlotUser(name, at(earliest), at(latest), consequences, left_out or 0, left_out is not None)


def people(count: int, slack: int = 0) -> Consequence:
    return Consequence("passengers", "", slack, people=count, count=count)


def connecting(count: int, slack: int) -> Consequence:
    return Consequence("connections", "", slack, once_cents=40_000 * count, count=count)


def cheapest(problem: SlotProblem) -> int | None:
    """The least price over every way to use the slots that breaks no rule; None: there is none."""
    found = []
    names = [one.flight_id for one in problem.flights]
    spare: list[Slot | None] = [None] * sum(one.may_be_left_out for one in problem.flights)
    for chosen in permutations([*problem.slots, *spare], len(names)):
        answer = dict(zip(names, chosen, strict=True))
        allowed = all(answer[one.flight_id] is not None or one.may_be_left_out for one in problem.flights)
        if allowed and not check_slots(problem, answer):
            found.append(price(problem, answer))
    return min(found, default=None)


@st.composite
def problems(draw: st.DrawFn) -> SlotProblem:
    """Three flights, six slots, people, connections, aircraft that fly two of them, one that may be left out."""
    flights = [
        user(
            f"F{number}",
            draw(st.integers(0, 12)),
            people(draw(st.integers(1, 200))),
            connecting(draw(st.integers(0, 3)), draw(st.integers(0, 30))),
            left_out=draw(st.sampled_from((None, 20_000))) if number == 0 else None,
        )
        for number in range(3)
    ]
    gap = draw(st.integers(0, 15))
    links = draw(st.sampled_from(((), (Link("F1", "F2", gap),), (Link("F1", "F2", gap), Link("F2", "F0", gap)))))
    return SlotProblem(SLOTS, tuple(flights), PRICES, links)


@given(problems())
@settings(max_examples=30)
def test_no_other_way_to_use_the_slots_costs_less(problem: SlotProblem) -> None:
    result = solve(problem)
    assert check_result(problem, result) == []
    assert result.status == "optimal"
    least = cheapest(problem)
    if least is None:
        assert result.without_slot
    else:
        assert result.objective_cents == result.bound_cents == least


@given(problems())
@settings(max_examples=15)
def test_a_search_cut_short_keeps_every_link_and_its_bound_holds(problem: SlotProblem) -> None:
    result = solve(problem, params=Params(most_nodes=1))
    assert check_result(problem, result) == []
    least = cheapest(problem)
    assert result.without_slot or (least is not None and result.bound_cents <= least <= result.objective_cents)


@pytest.mark.parametrize(("latest", "without"), [(5, ("A",)), (6, ()), (7, ())])
def test_a_slot_may_be_at_a_flights_latest_and_not_a_minute_after(latest: int, without: tuple[str, ...]) -> None:
    problem = SlotProblem(SLOTS, (user("A", 1, people(1), latest=latest),), PRICES)
    assert solve(problem).without_slot == without


@pytest.mark.parametrize(("slack", "cents"), [(5, 40_000), (6, 0), (7, 0)])
def test_a_connection_is_made_with_just_its_slack(slack: int, cents: int) -> None:
    problem = SlotProblem(SLOTS[1:], (user("A", 0, connecting(1, slack)),), PRICES)
    assert solve(problem).objective_cents == cents


@pytest.mark.parametrize(("left_out", "flies"), [(599, False), (601, True)])
def test_a_flight_is_left_out_only_where_that_is_allowed_and_costs_less(left_out: int, flies: bool) -> None:
    flight = user("A", 0, people(10), left_out=left_out)
    late = SlotProblem(SLOTS[1:], (flight,), PRICES)  # 6 minutes, 10 people, 10 cents: 600
    assert (solve(late).slots["A"] is not None) is flies
    assert solve(replace(late, flights=(replace(flight, may_be_left_out=False),))).slots["A"] is not None


@pytest.mark.parametrize(("gap", "then"), [(5, "S1"), (6, "S1"), (7, "S2")])
def test_an_aircraft_that_flies_two_has_its_time_between_their_slots(gap: int, then: str) -> None:
    flights = (user("A", 0, people(100)), user("B", 0, people(1)))
    result = solve(SlotProblem(SLOTS, flights, PRICES, (Link("A", "B", gap),)))
    assert {name: slot.slot_id for name, slot in result.slots.items() if slot} == {"A": "S0", "B": then}


def test_where_slots_are_too_few_as_few_as_possible_stay_without() -> None:
    result = solve(SlotProblem(SLOTS[:2], tuple(user(name, 0, people(1)) for name in "ABC"), PRICES))
    assert len(result.without_slot) == 1
    assert solve(SlotProblem((), (user("A", 0),), PRICES)).without_slot == ("A",)
    assert solve(SlotProblem(SLOTS, (), PRICES)).objective_cents == 0


def test_the_check_notices_every_kind_of_bad_answer() -> None:
    problem = SlotProblem(SLOTS, (user("A", 0), user("B", 7)), PRICES, (Link("A", "B", 12),))
    good = {"A": SLOTS[0], "B": SLOTS[2]}
    assert check_slots(problem, good) == []
    assert "used by" in check_slots(problem, {"A": SLOTS[2], "B": SLOTS[2]})[0]
    assert "not one of ours" in check_slots(problem, {"A": Slot(at(3), "T"), "B": SLOTS[3]})[0]
    assert "cannot arrive" in check_slots(problem, {"A": None, "B": SLOTS[1]})[0]
    assert "before the aircraft" in check_slots(problem, {"A": SLOTS[1], "B": SLOTS[2]})[0]
    assert "no answer" in check_slots(problem, {"A": SLOTS[0]})[0]
    result = solve(problem)
    assert "not 1" in check_result(problem, replace(result, objective_cents=1))[0]


def test_rationed_slots_are_kept_but_for_what_the_limits_demand() -> None:
    given = {"A": SLOTS[3], "B": SLOTS[1], "C": SLOTS[2]}
    flights = (user("A", 0, latest=8), user("B", 0), user("C", 0))
    assert as_rationed(SlotProblem(SLOTS[1:], flights, PRICES), given) == {"A": SLOTS[1], "B": SLOTS[3], "C": SLOTS[2]}


def test_who_gains_and_who_loses_is_said_with_the_reason() -> None:
    flights = (user("A", 0, people(50)), user("B", 0, people(10), connecting(38, 3)))
    problem = SlotProblem(SLOTS[:2], flights, PRICES)
    result = solve(problem)
    gains, loses = changes(problem, {"A": SLOTS[0], "B": SLOTS[1]}, result.slots)
    assert (gains.flight_id, gains.minutes_later, gains.why) == ("B", -6, "38 connecting passengers")
    assert (gains.rationed_cents, gains.cents) == (38 * 40_000 + 600, 0)
    assert (loses.flight_id, loses.minutes_later, loses.cents) == ("A", 6, 3_000)
    assert loses.why.startswith("its slot goes to B")


def test_the_generated_day_is_solved_and_rationing_has_the_same_delay_and_a_higher_price() -> None:
    programme, arrivals, problem = generated(1, flights=60, slots=120)
    result = solve(problem)
    assert check_result(problem, result) == []
    rationed = ration(programme, arrivals).of_flights()
    assert price(problem, rationed) > result.objective_cents
    late = {one.flight_id: one.earliest for one in problem.flights}
    assert sum((slot.time - late[name]) / minutes(1) for name, slot in result.slots.items() if slot) >= sum(
        (slot.time - late[name]) / minutes(1) for name, slot in rationed.items()
    )
