"""Meals by the clock on the wall, nights that are really slept through, and the greater of law and policy."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import events as e
from domain.apply import fold
from domain.network import UnknownEntity
from domain.units import minutes
from tests.care.stranded import EVENING, MORNING, answer_for, hotel, policy, stranded, wait
from tools.care.care import plan_care
from tools.care.local_time import meals_due, night_of, nights_waited
from tools.care.prices import price_of

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(("waited", "meals"), [(179, 0), (180, 1), (300, 1), (599, 1), (600, 2)])
def test_by_day_the_first_meal_is_due_after_three_hours_and_one_every_five(waited: int, meals: int) -> None:
    morning = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # 06:00 local
    assert meals_due(morning, morning + minutes(waited), NEW_YORK, policy()) == meals


def test_at_night_meals_are_half_as_many() -> None:
    ten = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # 22:00 local
    night = ten + minutes(420)
    assert meals_due(NOON, NOON + minutes(600), NEW_YORK, policy()) == 2
    assert meals_due(ten, night + minutes(89), NEW_YORK, policy()) == 1
    assert meals_due(ten, night + minutes(390), NEW_YORK, policy()) == 2  # 0.7 of a meal by 05:00, 1.3 more by 11:30


@pytest.mark.parametrize(("until_min", "nights"), [(539, 0), (540, 1), (840, 1), (1979, 1), (1980, 2)])
def test_a_night_counts_from_four_hours_after_eleven(until_min: int, nights: int) -> None:
    # From 18:00: 03:00 is 540 minutes later, 03:00 of the next night 1980.
    assert nights_waited(EVENING, EVENING + minutes(until_min), NEW_YORK, policy()) == nights


def test_the_night_on_which_clocks_go_forward_is_an_hour_shorter() -> None:
    saturday = datetime(2026, 3, 8, 4, 0, tzinfo=UTC)  # 23:00 local; at 02:00 clocks go to 03:00
    assert nights_waited(saturday, saturday + minutes(360), NEW_YORK, policy(least_night_wait_min=360)) == 1
    assert nights_waited(saturday, saturday + minutes(600), NEW_YORK, policy(least_night_wait_min=361)) == 0


def test_spending_after_midnight_belongs_to_the_night_before() -> None:
    assert night_of(datetime(2026, 3, 3, 6, 0, tzinfo=UTC), NEW_YORK).isoformat() == "2026-03-02"
    assert night_of(datetime(2026, 3, 3, 17, 0, tzinfo=UTC), NEW_YORK).isoformat() == "2026-03-03"


def test_meals_rooms_and_the_way_there_are_in_one_operation_with_their_price() -> None:
    answer = answer_for(wait("B1", 5, reason="flight cancelled", citation="Article 9"), hotel("H1", 10))

    (operation,) = answer.operations
    assert (operation.booking_id, operation.airport, operation.meals) == ("B1", "AAA", 2)
    assert (operation.hotel, operation.rooms, operation.nights) == ("H1", 2, 1)
    assert answer.lines == {"meals": 5 * 2 * 1_500, "hotel": 2 * 10_000, "transfer": 5 * 500}
    assert answer.cost_cents == 37_500
    assert answer.citation == "Article 9"
    assert answer.reason == "flight cancelled; 2 meals each, 2 rooms at H1 (3 stars) for 1 night, by our policy"


def test_the_greater_of_law_and_policy_is_given() -> None:
    assert answer_for(wait("B1", meals_owed=1), hotel("H1", 10)).operations[0].meals == 2
    assert answer_for(wait("B1", meals_owed=5), hotel("H1", 10)).operations[0].meals == 5
    assert answer_for(wait("B1", meals_owed=1), hotel("H1", 10), meals_beyond_law=False).operations[0].meals == 1


def test_a_room_that_the_law_owes_is_given_whatever_the_policy_says_of_nights() -> None:
    short = wait("B1", minutes_waited=400, hotel_owed=True)
    assert answer_for(short, hotel("H1", 10), hotel_beyond_law=False).operations[0].nights == 1
    assert answer_for(wait("B1"), hotel("H1", 10), hotel_beyond_law=False).operations[0].hotel is None


def test_a_short_wait_in_the_afternoon_is_given_nothing_and_says_so() -> None:
    answer = answer_for(wait("B1", minutes_waited=120), hotel("H1", 10))
    assert (answer.operations, answer.cost_cents) == ((), 0)
    assert "nothing more is due" in answer.reason


def test_more_meals_than_one_operation_may_give_are_given_in_two() -> None:
    answer = answer_for(wait("B1", 2, meals_owed=14), hotel("H1", 10))
    assert [(one.meals, one.hotel) for one in answer.operations] == [(12, "H1"), (2, None)]
    assert answer.lines["meals"] == 2 * 14 * 1_500


def test_care_that_was_given_since_the_wait_began_is_not_given_again() -> None:
    waits = [wait("B1", 2)]
    state = stranded([hotel("H1", 10)], waits)
    given = e.PassengerCareGiven(at=EVENING + minutes(60), booking_id="B1", airport="AAA", meals=1, hotel="H1", rooms=1, nights=1)
    later = plan_care(fold(state, [given]), waits, policy(), now=EVENING + minutes(90)).answers[0]

    assert [(one.meals, one.hotel) for one in later.operations] == [(1, None)]


def test_who_stays_another_night_stays_in_the_same_hotel() -> None:
    waits = [wait("B1", 2, until=MORNING + minutes(1440))]
    state = stranded([hotel("H1", 10, rate_cents=30_000), hotel("H2", 10)], waits)
    given = e.PassengerCareGiven(at=EVENING, booking_id="B1", airport="AAA", meals=2, hotel="H1", rooms=1, nights=1)
    (operation,) = plan_care(fold(state, [given]), waits, policy(), now=MORNING).answers[0].operations

    assert (operation.hotel, operation.nights) == ("H1", 1)


def test_a_wait_that_is_over_is_given_nothing() -> None:
    waits = [wait("B1", meals_owed=2, hotel_owed=True)]
    answer = plan_care(stranded([hotel("H1", 10)], waits), waits, policy(), now=MORNING).answers[0]
    assert answer.operations == ()
    assert "the wait is over" in answer.reason


def test_an_unaccompanied_minor_eats_and_stays_with_staff() -> None:
    answer = answer_for(wait("B1", 1, unaccompanied_minor=True, hotel_owed=True), hotel("H1", 10))
    assert answer.stays_with_staff
    assert [(one.meals, one.hotel) for one in answer.operations] == [(2, None)]
    assert set(answer.lines) == {"meals"}
    assert "stays with our staff" in answer.reason


def test_bad_waits_are_refused_whole_with_every_fault() -> None:
    bad = [wait("B1", 0), wait("B2", until=EVENING - minutes(1)), wait("B3"), wait("B3")]
    with pytest.raises(ValueError, match=r"'B1' has 0 passengers.*'B2' ends before.*'B3' waits twice"):
        plan_care(stranded([]), bad, policy(), now=EVENING)


def test_an_unknown_booking_or_hotel_has_no_price() -> None:
    answer = answer_for(wait("B1"), hotel("H1", 10))
    with pytest.raises(UnknownEntity, match="'B1'"):
        price_of(stranded([hotel("H1", 10)]), answer.operations[0], policy())
    with pytest.raises(UnknownEntity, match="'H1'"):
        price_of(stranded([], [wait("B1")]), answer.operations[0], policy())
