"""When a crew member is taken to be asleep, duty by duty; all clocks UTC unless said otherwise."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from knowledge.fatigue.parameters import fatigue_parameters
from knowledge.flight_time.duty import (
    DelayedReporting,
    DutyCase,
    DutyPeriod,
    InFlightRest,
    Rest,
    RestFacility,
    Sector,
    SplitBreak,
    Standby,
)
from tools.fatigue.sleep import body_clock, estimated_sleep

HABITS = fatigue_parameters().sleep_habits


def at(written: str) -> datetime:
    """`10 22:00` in March 2026."""
    return datetime.strptime(f"2026-03-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def duty(report: str, release: str, **more: object) -> DutyPeriod:
    return DutyPeriod(at(report), at(release), **more)  # type: ignore[arg-type]


def slept(case: DutyCase, since: str, **more: bool) -> list[str]:
    """Sleep from a moment on, as `22:00-03:30 night`."""
    found = [one for one in estimated_sleep(case, HABITS, **more) if one.end > at(since)]
    assert all(one.assumed for one in found)
    return [f"{one.start:%H:%M}-{one.end:%H:%M} {one.where}" for one in found]


def test_before_a_duty_at_noon_the_night_is_whole_and_so_are_those_before() -> None:
    assert slept(DutyCase(duty("10 12:00", "10 20:00")), "01 00:00") == ["23:00-07:00 night"] * 7


def test_an_early_report_takes_the_end_of_the_night_and_the_evening_gives_back_an_hour_at_most() -> None:
    # Report 05:00 less an hour's way and half an hour to get ready: up at 03:30.
    assert slept(DutyCase(duty("10 05:00", "10 12:00")), "09 12:00") == ["22:00-03:30 night"]
    # Report 08:00: up at 06:30, to bed half an hour early.
    assert slept(DutyCase(duty("10 08:00", "10 12:00")), "09 12:00") == ["22:30-06:30 night"]


def test_after_a_late_release_sleep_begins_late_and_ends_two_hours_late_at_most() -> None:
    late = DutyCase(duty("10 16:00", "10 22:00"), history=(duty("09 14:00", "10 00:30"),))
    assert slept(late, "09 12:00") == ["02:30-09:00 night"]


def test_a_night_on_duty_is_made_good_by_five_hours_of_day() -> None:
    night = DutyCase(duty("10 22:00", "11 06:00"), history=(duty("09 22:00", "10 06:00"),))
    assert slept(night, "09 12:00") == ["08:00-13:00 day"]


def test_a_night_duty_that_ends_late_in_the_day_is_followed_by_the_next_night_only() -> None:
    case = DutyCase(duty("11 12:00", "11 18:00"), history=(duty("09 21:30", "10 14:00"),))
    assert slept(case, "09 12:00") == ["23:00-07:00 night"]


def test_nights_are_those_of_the_place_acclimated_to() -> None:
    tokyo = duty("10 12:00", "10 20:00", report_clock="America/New_York", acclimated_clock="Asia/Tokyo")
    assert slept(DutyCase(tokyo), "09 12:00") == ["14:00-22:00 night"]


def test_the_body_clock_of_someone_not_acclimated_is_home_and_not_known() -> None:
    away = duty("10 12:00", "10 20:00", report_clock="Asia/Tokyo", acclimated=False)
    assert body_clock(DutyCase(away, home_clock="Europe/Paris")) == ("Europe/Paris", False)


def test_a_hotel_is_nearer_than_home() -> None:
    hotel = Rest(at("09 18:00"), at("10 05:00"), at_home_base=False)
    case = DutyCase(duty("10 05:00", "10 12:00"), history=(duty("09 10:00", "09 18:00"),), rest_before=hotel)
    assert slept(case, "09 12:00") == ["22:00-04:00 night"]


def test_travel_of_a_rest_is_taken_half_at_each_end() -> None:
    far = Rest(at("09 18:00"), at("10 05:00"), travel_min=60)
    case = DutyCase(duty("10 05:00", "10 12:00"), history=(duty("09 10:00", "09 18:00"),), rest_before=far)
    assert slept(case, "09 12:00") == ["22:00-03:00 night"]


def test_sleep_is_no_longer_than_the_opportunity_that_is_given() -> None:
    short = Rest(at("09 18:00"), at("10 12:00"), sleep_opportunity_min=300)
    case = DutyCase(duty("10 12:00", "10 20:00"), history=(duty("09 10:00", "09 18:00"),), rest_before=short)
    assert slept(case, "09 12:00") == ["23:00-04:00 night"]


def test_a_rest_that_follows_no_listed_duty_follows_one_all_the_same() -> None:
    rest = Rest(at("10 04:00"), at("10 20:00"))
    assert slept(DutyCase(duty("10 20:00", "11 04:00"), rest_before=rest), "09 12:00") == ["06:00-11:00 night"]


def test_standby_at_the_airport_gets_a_person_up() -> None:
    waiting = Standby("airport_standby", at("10 04:00"), at("10 10:00"))
    assert slept(DutyCase(duty("10 08:00", "10 16:00", standby=waiting)), "09 12:00") == ["22:00-02:30 night"]
    at_home = Standby("home_standby", at("10 04:00"), at("10 10:00"))
    assert slept(DutyCase(duty("10 10:00", "10 16:00", standby=at_home)), "09 12:00") == ["23:00-07:00 night"]
    awake = Standby("home_standby", at("10 04:00"), at("10 10:00"), awake_since=at("10 05:00"))
    assert slept(DutyCase(duty("10 10:00", "10 16:00", standby=awake)), "09 12:00") == ["22:00-05:00 night"]


@pytest.mark.parametrize(("undisturbed", "expected"), [(False, "22:00-03:30 night"), (True, "23:00-07:00 night")])
def test_a_delayed_report_lets_sleep_only_who_is_left_alone(undisturbed: bool, expected: str) -> None:
    moved = DelayedReporting(at("10 05:00"), at("10 10:00"), undisturbed=undisturbed)
    assert slept(DutyCase(duty("10 10:00", "10 16:00", delayed_reporting=moved)), "09 12:00") == [expected]


def test_a_break_with_a_bed_is_slept_in_less_the_way_and_twenty_minutes_at_each_end() -> None:
    with_bed = SplitBreak(at("10 14:00"), at("10 18:00"), duties_and_travel_min=60)
    assert slept(DutyCase(duty("10 08:00", "10 20:00", split_breaks=(with_bed,))), "10 12:00") == ["14:50-17:10 split_break"]
    without = SplitBreak(at("10 14:00"), at("10 18:00"), accommodation="none")
    assert slept(DutyCase(duty("10 08:00", "10 20:00", split_breaks=(without,))), "10 12:00") == []


@pytest.mark.parametrize(
    ("facility", "lands", "expected"),
    [
        ("class_1", True, ["04:00-07:00 in_flight"]),  # 75 % of 4 h, over an hour before landing
        ("class_1", False, ["23:00-00:30 in_flight"]),  # 75 % of 2 h, an hour after departure
        ("class_3", True, ["06:00-07:00 in_flight"]),
        ("none", True, []),
    ],
)
def test_in_flight_rest_is_slept_by_the_class_of_its_facility(facility: RestFacility, lands: bool, expected: list[str]) -> None:
    rest = InFlightRest(landing_pilot_min=240, other_pilots_min=120)
    sector = Sector(at("10 22:00"), at("11 08:00"))
    flown = duty("10 21:00", "11 09:00", sectors=(sector,), pilots=3, rest_facility=facility, in_flight_rest=rest)
    assert slept(DutyCase(flown), "10 12:00", lands=lands) == expected


@pytest.mark.parametrize("every_h", range(8, 40))
def test_sleeps_come_in_order_and_apart_and_outside_duty_whatever_the_roster(every_h: int) -> None:
    duties = [
        DutyPeriod(one, one + timedelta(hours=7)) for one in (at("01 00:00") + timedelta(hours=every_h * n) for n in range(8))
    ]
    found = estimated_sleep(DutyCase(duties[-1], history=tuple(duties[:-1])), HABITS)
    assert all(first.end <= then.start for first, then in pairwise(found))
    assert not any(one.start < work.release_at and one.end > work.report_at for one in found for work in duties)
