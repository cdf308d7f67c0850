"""What holds of every plan of care, checked with code of its own on networks that nobody chose."""

from collections import Counter
from itertools import product
from random import Random
from statistics import mean

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from domain.decide import decide_all
from domain.events import HotelContracted
from domain.network import NetworkState
from tests.care.stranded import EVENING, hotel, policy, stranded, wait
from tools.care.care import plan_care
from tools.care.prices import price_of
from tools.care.waits import CarePlan, Wait

HOTELS = st.lists(
    st.builds(
        lambda rooms, free, rate, shuttle, stars: (rooms, min(rooms, free), rate * 100, shuttle * 100, stars),
        st.integers(0, 9),
        st.integers(0, 3),
        st.integers(50, 250),
        st.integers(0, 15),
        st.integers(2, 4),
    ),
    max_size=4,
).map(
    lambda rows: [
        hotel(f"H{index}", rooms, step_free_rooms=free, rate_cents=rate, transfer_cents=shuttle, stars=stars)
        for index, (rooms, free, rate, shuttle, stars) in enumerate(rows)
    ]
)
WHO = st.fixed_dictionaries(
    {
        "passengers": st.integers(1, 9),
        "party": st.sampled_from(["family", "group", "individuals"]),
        "tier": st.sampled_from(["basic", "silver", "gold", "platinum"]),
        "reduced_mobility": st.booleans(),
        "unaccompanied_minor": st.booleans(),
        "hotel_owed": st.booleans(),
        "meals_owed": st.one_of(st.none(), st.integers(0, 15)),
        "minutes_waited": st.integers(0, 4000),
    }
)
WAITS = st.lists(WHO, max_size=12).map(lambda rows: [wait(f"B{index:02d}", **row) for index, row in enumerate(rows)])  # type: ignore[arg-type]
BUDGET = st.sampled_from([0, 30_000, 100_000, 10_000_000])


def planned(hotels: list[HotelContracted], waits: list[Wait], budget: int) -> tuple[NetworkState, CarePlan]:
    state = stranded(hotels, waits)
    return state, plan_care(state, waits, policy(airport_night_cents={"default": budget}), now=EVENING)


@given(HOTELS, WAITS, BUDGET)
def test_the_network_accepts_every_plan_and_no_hotel_is_oversold(
    hotels: list[HotelContracted], waits: list[Wait], budget: int
) -> None:
    state, plan = planned(hotels, waits, budget)
    _, after = decide_all(state, plan.operations, now=EVENING)
    assert all(one.taken <= one.rooms for one in after.hotels.values())
    for one in after.hotels.values():
        with_steps_out_of_reach = sum(
            given.rooms
            for booking in after.bookings.values()
            if booking.reduced_mobility
            for given in booking.care
            if given.hotel == one.hotel_id
        )
        assert with_steps_out_of_reach <= one.step_free_rooms


@given(HOTELS, WAITS, BUDGET)
def test_nobody_is_in_two_hotels_and_no_minor_is_in_any(hotels: list[HotelContracted], waits: list[Wait], budget: int) -> None:
    _, plan = planned(hotels, waits, budget)
    rooms = [one for one in plan.operations if one.hotel is not None]
    assert max(Counter(one.booking_id for one in rooms).values(), default=0) <= 1
    people = {one.booking_id: one for one in waits}
    for one in rooms:
        guest = people[one.booking_id]
        assert not guest.unaccompanied_minor
        assert one.rooms * {"family": 4, "group": 2, "individuals": 1}[guest.party] >= guest.passengers


@given(HOTELS, WAITS, BUDGET)
def test_the_total_is_the_sum_of_the_lines_and_each_operation_has_the_same_price_again(
    hotels: list[HotelContracted], waits: list[Wait], budget: int
) -> None:
    state, plan = planned(hotels, waits, budget)
    again: Counter[str] = Counter()
    for one in plan.operations:
        again.update(price_of(state, one, policy()))
    lines: Counter[str] = Counter()
    for answer in plan.answers:
        assert answer.cost_cents == sum(answer.lines.values())
        lines.update(answer.lines)
    assert plan.cost_cents == sum(lines.values())
    assert +lines == +again


@given(HOTELS, WAITS, BUDGET)
def test_whatever_the_law_owes_is_given_and_beyond_it_the_budget_is_kept(
    hotels: list[HotelContracted], waits: list[Wait], budget: int
) -> None:
    _, plan = planned(hotels, waits, budget)
    owes = False
    for one in plan.answers:
        if one.wait.until == one.wait.from_:
            continue
        assert sum(operation.meals for operation in one.operations) >= (one.wait.meals_owed or 0)
        roomed = any(operation.hotel for operation in one.operations) or "cash_allowance" in one.lines or one.stays_with_staff
        assert roomed or not one.wait.hotel_owed
        owes = owes or one.wait.hotel_owed or bool(one.wait.meals_owed)
    if not owes:
        assert plan.cost_cents <= budget
        assert plan.warnings == ()


@given(HOTELS, WAITS)
def test_nobody_goes_without_a_room_that_a_later_one_was_given(hotels: list[HotelContracted], waits: list[Wait]) -> None:
    state, plan = planned(hotels, waits, 10_000_000)
    tiers = ("platinum", "gold", "silver", "basic")
    took = {one.booking_id: one for one in plan.operations if one.hotel is not None}
    for one in plan.answers:
        if "cash_allowance" not in one.lines:
            continue
        needs = policy().rooms_for(one.wait.passengers, one.wait.party)

        def before(other: Wait, than: Wait = one.wait) -> bool:
            mine, theirs = ((not each.reduced_mobility, not each.hotel_owed, tiers.index(each.tier)) for each in (than, other))
            return theirs <= mine

        for house in state.hotels.values():
            given_before = sum(
                took[other.booking_id].rooms
                for other in waits
                if other.booking_id in took and took[other.booking_id].hotel == house.hotel_id and before(other)
            )
            free = (house.step_free_rooms if one.wait.reduced_mobility else house.rooms) - given_before
            assert free < needs


@given(HOTELS, WAITS, BUDGET)
def test_the_order_of_the_question_changes_nothing_but_the_order_of_the_answer(
    hotels: list[HotelContracted], waits: list[Wait], budget: int
) -> None:
    state, plan = planned(hotels, waits, budget)
    backwards = plan_care(state, list(reversed(waits)), policy(airport_night_cents={"default": budget}), now=EVENING)
    assert backwards.answers == tuple(reversed(plan.answers))
    assert backwards.warnings == plan.warnings


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(50, 120), st.integers(0, 9)), min_size=1, max_size=4),
    st.integers(1, 8),
    st.integers(1, 4),
)
def test_among_bookings_that_are_alike_nobody_could_be_housed_for_less(
    rows: list[tuple[int, int, int]], bookings: int, family: int
) -> None:
    hotels = [
        hotel(f"H{index}", rooms, rate_cents=rate * 100, transfer_cents=shuttle * 100)
        for index, (rooms, rate, shuttle) in enumerate(rows)
    ]
    waits = [wait(f"B{index}", family, hotel_owed=True) for index in range(bookings)]
    _, plan = planned(hotels, waits, 10_000_000)
    housed = [one for one in plan.operations if one.hotel is not None]
    assert len(housed) == min(bookings, sum(one.rooms for one in hotels))
    paid = sum(answer.lines.get("hotel", 0) + answer.lines.get("transfer", 0) for answer in plan.answers)
    assert paid == least_cost(hotels, [(1, family)] * len(housed))


def least_cost(hotels: list[HotelContracted], guests: list[tuple[int, int]]) -> int | None:
    """The least cents for which (rooms, people) of every guest fit into hotels, whole; None: they do not fit."""
    if not guests:
        return 0
    pairs = list(product(range(len(guests)), range(len(hotels))))
    cost = np.array([guests[g][0] * hotels[h].rate_cents + guests[g][1] * hotels[h].transfer_cents for g, h in pairs])
    once = np.array([[float(pair[0] == g) for pair in pairs] for g in range(len(guests))])
    fits = np.array([[float(guests[pair[0]][0] * (pair[1] == h)) for pair in pairs] for h in range(len(hotels))])
    answer = milp(
        cost,
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(fits, 0, [one.rooms for one in hotels])],
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
    )
    return round(answer.fun) if answer.success else None


def test_bookings_that_differ_pay_little_more_than_the_exact_optimum() -> None:
    dice = Random("care")
    extra = []
    for _ in range(40):
        hotels = [
            hotel(
                f"H{index}", dice.randint(5, 30), rate_cents=dice.randint(90, 230) * 100, transfer_cents=dice.randint(0, 13) * 100
            )
            for index in range(6)
        ]
        waits = [wait(f"B{index:02d}", dice.randint(1, 9), hotel_owed=True) for index in range(dice.randint(10, 50))]
        _, plan = planned(hotels, waits, 10_000_000)
        housed = [answer for answer in plan.answers if "hotel" in answer.lines]
        guests = [
            (operation.rooms, answer.wait.passengers) for answer in housed for operation in answer.operations if operation.hotel
        ]
        paid = sum(answer.lines["hotel"] + answer.lines.get("transfer", 0) for answer in housed)
        least = least_cost(hotels, guests)
        assert least is not None
        extra.append(paid / least - 1)
    print(f"rooms cost {mean(extra):.2%} more than the optimum on average, {max(extra):.2%} at most")
    assert mean(extra) < 0.02
    assert max(extra) < 0.08
