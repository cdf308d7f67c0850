"""Credit and price of pairings, and what the check of the references finds."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evals.kasirzadeh.checking import check_pairings, check_rosters
from evals.kasirzadeh.instance import Pairing, Task, read_month
from evals.kasirzadeh.pricing import PaidMinutes, PayRules, credited_min, paid
from tests.crew_months.months import month, needs_months
from tests.crew_months.small_month import write


def test_a_pairing_is_paid_its_flight_time_half_its_deadhead_its_nights_and_its_briefing(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    # Duties of 361 min and of 180 min with a deadhead of 91 min; between them 16:59 on the ground.
    expected = PaidMinutes(flight=541, deadhead_credit=45, guarantee=15, briefing=120, deadhead_seat=46, layover=1019 // 6)
    assert paid(read.pairings[0], read.legs, PayRules()) == expected
    assert expected.total == 541 + 45 + 15 + 120 + 46 + 169


def test_credit_is_what_the_file_of_credits_says(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    assert credited_min(read.rosters[0], read.legs) == 11 * 60 + 46
    assert "credit" not in {one.kind for one in check_rosters(read)}


@needs_months
@pytest.mark.parametrize(("number", "agree"), [(1, 33), (2, 33), (3, 46)])
def test_published_credit_is_reproduced_to_the_minute(number: int, agree: int) -> None:
    read = month(number)
    apart = {one.crew_id: credited_min(one, read.legs) - round(one.credited_h * 60) for one in read.rosters}
    assert sum(minutes == 0 for minutes in apart.values()) == agree
    # EMP015 of the third month flies leg 31_38, which its schedule lacks: by the credit it took 73 minutes.
    assert {who: minutes for who, minutes in apart.items() if minutes} == ({"EMP015": -73} if number == 3 else {})


@needs_months
@pytest.mark.parametrize(("number", "findings"), [(1, {}), (2, {}), (3, {"uncovered_leg": 2, "unknown_leg": 1})])
def test_reference_pairings_cover_their_month_but_for_three_legs_of_the_third(number: int, findings: dict[str, int]) -> None:
    read = month(number)
    assert Counter(one.kind for one in check_pairings(read, read.pairings)) == findings


@needs_months
@pytest.mark.parametrize("number", [1, 2, 3])
def test_reference_rosters_fly_the_reference_pairings_and_keep_their_days_off(number: int) -> None:
    kinds = {one.kind for one in check_rosters(month(number))}
    assert kinds.isdisjoint({"pairing_not_flown", "pairing_not_planned", "overlap", "time_off", "days_off"})


def test_a_leg_left_out_worked_twice_or_out_of_place_is_found(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    broken = [Pairing("HOME", (Task("01_0"), Task("02_1"))), Pairing("HOME", (Task("01_0"), Task("01_1")))]
    assert Counter(one.kind for one in check_pairings(read, broken)) == {
        "not_to_base": 1,
        "not_connected": 1,
        "leg_covered_again": 1,
        "uncovered_leg": 3,
    }


def test_a_connection_that_is_too_short_is_found(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    kinds = [one.kind for one in check_pairings(read, read.pairings, connection_min=61)]
    assert kinds.count("connection") == 4


def test_a_wish_for_vacation_in_which_one_works_is_found(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    assert "wish_not_kept" in {one.kind for one in check_rosters(read)}
    later = replace(read.vacations[0], first=read.vacations[0].last)
    assert "wish_not_kept" not in {one.kind for one in check_rosters(replace(read, vacations=(later,)))}
