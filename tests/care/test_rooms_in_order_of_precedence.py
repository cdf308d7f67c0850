"""Who is given a room when not everybody can be, in which hotel, and what is said to those who are not."""

from tests.care.stranded import answer_for, care, hotel, sent_to, wait


def test_the_cheapest_hotel_for_this_booking_counts_rooms_and_the_way_there() -> None:
    far, near = hotel("FAR", 10, rate_cents=9_000, transfer_cents=800), hotel("NEAR", 10, rate_cents=10_500, transfer_cents=0)
    assert answer_for(wait("B1", 1), far, near).operations[0].hotel == "FAR"  # 98.00 against 105.00
    assert answer_for(wait("B1", 4), far, near).operations[0].hotel == "NEAR"  # 122.00 against 105.00


def test_reduced_mobility_comes_first_then_rights_then_tier_then_larger_families() -> None:
    waits = [
        wait("B1", 1, tier="platinum"),
        wait("B2", 1, tier="basic", hotel_owed=True),
        wait("B3", 1, tier="basic", reduced_mobility=True),
        wait("B4", 4, tier="silver", hotel_owed=True),
        wait("B5", 1, tier="silver", hotel_owed=True),
    ]
    order = [
        {name for name, where in sent_to(care([hotel("H1", rooms, step_free_rooms=1)], waits)).items() if where}
        for rooms in range(1, 6)
    ]
    assert order == [{"B3"}, {"B3", "B4"}, {"B3", "B4", "B5"}, {"B2", "B3", "B4", "B5"}, {"B1", "B2", "B3", "B4", "B5"}]


def test_step_free_rooms_are_kept_for_those_who_need_them() -> None:
    waits = [wait("B1", 1, tier="platinum", hotel_owed=True), wait("B2", 1, reduced_mobility=True, hotel_owed=True)]
    plan = care([hotel("H1", 5), hotel("H2", 1, rate_cents=5_000, step_free_rooms=1)], waits)
    assert sent_to(plan) == {"B1": "H1", "B2": "H2"}


def test_nobody_with_reduced_mobility_is_sent_to_a_room_with_steps() -> None:
    answer = answer_for(wait("B1", 1, reduced_mobility=True, hotel_owed=True), hotel("H1", 5))
    assert all(one.hotel is None for one in answer.operations)
    assert "no step-free room is left at AAA: staff find one" in answer.not_given


def test_other_guests_take_the_rooms_with_steps_first() -> None:
    first = care([hotel("H1", 3, step_free_rooms=1)], [wait("B1", 8)])
    assert sent_to(first) == {"B1": "H1"}
    waits = [wait("B1", 8), wait("B2", 1, reduced_mobility=True)]
    assert sent_to(care([hotel("H1", 3, step_free_rooms=1)], waits)) == {"B1": "H1", "B2": "H1"}


def test_a_tier_has_its_stars_as_long_as_there_are_rooms_and_is_told_when_not() -> None:
    simple, good = hotel("TWO", 5, stars=2, rate_cents=8_000), hotel("FOUR", 1, stars=4, rate_cents=20_000)
    waits = [wait("B1", 1, tier="platinum"), wait("B2", 1, tier="platinum")]
    plan = care([simple, good], waits)
    assert sent_to(plan) == {"B1": "FOUR", "B2": "TWO"}
    assert "(2 stars), 4 wanted" in plan.answers[1].reason


def test_a_booking_is_never_parted_between_hotels() -> None:
    answer = answer_for(wait("B1", 12, hotel_owed=True), hotel("H1", 2), hotel("H2", 2))
    assert all(one.hotel is None for one in answer.operations)
    assert "no hotel has 3 rooms left, at most 2 at AAA" in answer.not_given


def test_strangers_do_not_share_a_room() -> None:
    rooms = {
        party: answer_for(wait("B1", 5, party=party), hotel("H1", 9)).operations[0].rooms
        for party in ("family", "group", "individuals")
    }
    assert rooms == {"family": 2, "group": 3, "individuals": 5}


def test_without_a_room_left_the_passengers_book_and_are_paid_back_at_the_policys_rate() -> None:
    answer = answer_for(wait("B1", 5, hotel_owed=True))
    assert answer.lines == {"meals": 15_000, "cash_allowance": 2 * (22_000 + 3_000)}
    assert answer.not_given == ("no room is left at AAA: the passengers find rooms themselves and up to 500.00 is paid back")


def test_what_the_law_owes_is_given_beyond_the_budget_with_a_warning() -> None:
    plan = care([hotel("H1", 10)], [wait("B1", 4, hotel_owed=True, meals_owed=2)], airport_night_cents={"default": 10_000})
    assert sent_to(plan) == {"B1": "H1"}
    assert plan.warnings == ("care at AAA in the night of 2026-03-02 comes to 240.00, 140.00 over its budget",)


def test_beyond_the_law_meals_for_all_come_before_a_room_for_one_and_only_while_the_budget_lasts() -> None:
    waits = [wait("B1", 4), wait("B2", 4)]
    unlimited = care([hotel("H1", 10)], waits)
    meals = sum(answer.lines["meals"] for answer in unlimited.answers)
    (room,) = {answer.cost_cents - answer.lines["meals"] for answer in unlimited.answers}

    plan = care([hotel("H1", 10)], waits, airport_night_cents={"default": meals + room})
    assert sent_to(plan) == {"B1": "H1", "B2": None}
    assert "the budget is spent" in plan.answers[1].not_given
    assert plan.warnings == ()
    assert plan.cost_cents == meals + room

    plan = care([hotel("H1", 10)], waits, airport_night_cents={"default": meals})
    assert sent_to(plan) == {"B1": None, "B2": None}
    assert plan.cost_cents == meals


def test_what_is_given_beyond_the_law_does_not_spend_money_for_meals_that_it_owes() -> None:
    waits = [wait("B1", 1, tier="platinum"), wait("B2", 4, meals_owed=2)]
    plan = care([hotel("H1", 1)], waits, airport_night_cents={"default": 12_000}, hotel_beyond_law=True)
    assert plan.answers[1].lines["meals"] == 12_000
    assert plan.answers[0].operations == ()
    assert plan.warnings == ()


def test_the_budget_of_the_case_is_watched_too() -> None:
    plan = care([hotel("H1", 10)], [wait("B1", 4, hotel_owed=True, meals_owed=2)], case_cents=20_000)
    assert plan.warnings == ("care in this case comes to 240.00, 40.00 over its budget",)
