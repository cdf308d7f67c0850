"""Pairings built anew: every leg, the limits, the price, the same answer twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from evals.kasirzadeh import legality
from evals.kasirzadeh.checking import check_pairings
from evals.kasirzadeh.duty_network import DAY_MIN, DutyLimits, NightDuties, NightStop
from evals.kasirzadeh.instance import Month, Pairing, Task, read_month
from evals.kasirzadeh.pairing_building import Assumed, build, limits_of_part_117, limits_of_practice
from evals.kasirzadeh.pricing import PayRules, duties, paid_in_all
from tests.crew_months.months import month, needs_months
from tests.crew_months.small_month import FILES, write

PAY, ASSUMED = PayRules(), Assumed()
LIMITS = DutyLimits(
    connection_min=40,
    longest_stay_min=389,
    legs=3,
    fdp_min=np.full((DAY_MIN, 3), 720, dtype=np.int64),
    flight_min=np.full(DAY_MIN, 480, dtype=np.int64),
    report_min=45,
    release_min=15,
    rest_min=600,
    days=4,
    behind_min=300,
)


def test_the_cheapest_pairing_of_a_small_month_is_built(tmp_path: Path) -> None:
    built = build(read_month(write(tmp_path)), LIMITS, PAY)
    one = tuple(Task(leg) for leg in ("01_0", "01_1", "01_2", "02_0", "02_1", "02_2"))
    assert built.pairings == (Pairing("HOME", one),)
    # Two duties of 361 and 271 min, 120 min of briefing, a sixth of a layover of 16:59.
    assert built.cost.total == 361 + 271 + 120 + 169
    assert built.uncovered == ()


def test_a_leg_that_two_crews_need_is_a_deadhead_for_one_of_them(tmp_path: Path) -> None:
    # A second leg leaves FAR just after the first; nobody else gets there, so a crew has to travel out.
    more = FILES["day_2.csv"] + "LEG_02_9 , FAR , 2000-01-02 , 14:05 , HOME , 2000-01-02 , 16:05\n"
    read = read_month(write(tmp_path, day_2_csv=more))
    built = build(read, LIMITS, PAY)
    assert check_pairings(read, built.pairings) == []
    assert [task.leg_id for one in built.pairings for task in one.tasks if task.deadhead] == ["01_2"]


def test_a_leg_without_a_legal_way_home_is_left_uncovered_and_named(tmp_path: Path) -> None:
    built = build(read_month(write(tmp_path)), replace(LIMITS, rest_min=1_000), PAY)
    assert built.uncovered == ("01_2", "02_0")


def test_where_travel_asks_for_no_rest_a_crew_works_the_leg_out_and_travels_home(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    built = build(read, replace(LIMITS, rest_min=1_000, travel_without_rest=True), PAY)
    assert Task("02_0", deadhead=True) in [one.tasks[-1] for one in built.pairings if Task("01_2") in one.tasks]
    assert built.uncovered == ("02_0",)
    assert built.cost == paid_in_all(built.pairings, read.legs, PAY)


def test_a_leg_that_nobody_reaches_rested_is_proved_out_of_reach_a_minute_before_it_is_not(tmp_path: Path) -> None:
    # In at 21:01 and out at 14:00: release 21:16, report 13:15, 15:59 of rest.
    read = read_month(write(tmp_path))
    short = build(read, replace(LIMITS, rest_min=960, travel_without_rest=True), PAY)
    assert [(leg_id, proof.rest_min, proof.needed_min) for leg_id, proof in short.out_of_reach.items()] == [("02_0", 959, 960)]
    enough = build(read, replace(LIMITS, rest_min=959, travel_without_rest=True), PAY)
    assert (enough.uncovered, enough.out_of_reach) == ((), {})


def test_a_crew_travels_out_and_rests_before_a_leg_that_it_cannot_work_its_way_to(tmp_path: Path) -> None:
    # The leg out is too long to be worked in one duty: 9 h 1 min of flight.
    late = FILES["day_1.csv"].replace("19:00 , FAR , 2000-01-01 , 21:01", "13:10 , FAR , 2000-01-01 , 22:11")
    read = read_month(write(tmp_path, day_1_csv=late))
    built = build(read, replace(LIMITS, travel_without_rest=True), PAY)
    assert built.uncovered == ("01_2",)
    assert any(one.tasks[:2] == (Task("01_2", deadhead=True), Task("02_0")) for one in built.pairings)


def test_the_bound_is_below_the_cheapest_pairings_by_no_more_than_a_layover_loses_to_rounding(tmp_path: Path) -> None:
    built = build(read_month(write(tmp_path)), LIMITS, PAY, bound_seconds=20.0)
    assert built.bound_min is not None
    assert built.cost.total - 2 <= built.bound_min <= built.cost.total


def test_the_bound_counts_the_legs_left_uncovered_at_their_price(tmp_path: Path) -> None:
    built = build(read_month(write(tmp_path)), replace(LIMITS, rest_min=1_000), PAY, bound_seconds=20.0)
    assert built.uncovered == ("01_2", "02_0")
    assert built.bound_min is not None
    assert built.cost.total - 2 <= built.bound_min <= built.cost.total


def a_night_between_two_short_legs(directory: Path) -> Month:
    """The last leg of the first day comes in at 22:30 local and the first of the second leaves at 05:30, seven hours later."""
    late = (
        FILES["day_1.csv"].replace("2000-01-01 , 19:00", "2000-01-02 , 01:30").replace("2000-01-01 , 21:01", "2000-01-02 , 03:30")
    )
    early = FILES["day_2.csv"].replace("14:00", "10:30").replace("16:00", "12:30")
    return read_month(write(directory, day_1_csv=late, day_2_csv=early))


def test_a_stay_too_short_for_a_rest_is_flown_as_a_split_duty_where_the_night_allows_it(tmp_path: Path) -> None:
    read = a_night_between_two_short_legs(tmp_path)
    assert build(read, LIMITS, PAY).uncovered == ("01_2", "02_0")
    built = build(read, replace(LIMITS, night_stop=NightStop(1320, 300, 180, 840)), PAY)
    assert built.uncovered == ()
    assert built.cost == paid_in_all(built.pairings, read.legs, PAY)
    assert built.cost.layover > 0


def test_the_law_sees_that_stay_as_one_split_duty_without_a_breach(tmp_path: Path) -> None:
    read = a_night_between_two_short_legs(tmp_path)
    night = Pairing("HOME", (Task("01_2"), Task("02_0")))
    (duty,) = legality.duty_periods(night, read.legs, PAY, ASSUMED)
    assert len(duty.split_breaks) == 1
    assert legality.breaches_of_pairings([night], read.legs, PAY, ASSUMED) == {}


def test_no_more_duties_in_a_row_touch_the_night_than_may() -> None:
    limits = replace(LIMITS, night_duties=NightDuties(120, 360, 3))
    # Local time is five hours behind: 10:44 is a report at 04:59, 11:46 one at 06:01; 06:30 is an arrival at 01:30.
    assert limits.at_night(10 * 60 + 44, 15 * 60)
    assert not limits.at_night(11 * 60 + 46, 20 * 60)
    assert not limits.at_night(23 * 60, DAY_MIN + 6 * 60 + 30)
    assert limits.at_night(23 * 60, DAY_MIN + 7 * 60 + 30)


def test_no_time_gives_no_pairings_and_no_error(tmp_path: Path) -> None:
    built = build(read_month(write(tmp_path)), LIMITS, PAY, seconds=0.0)
    assert (built.pairings, len(built.uncovered), built.ended) == ((), 6, "time")


@needs_months
def test_the_first_days_of_a_month_are_covered_within_the_limits_the_reference_keeps() -> None:
    read = month(1)
    limits = limits_of_practice(read, PAY, ASSUMED)
    built = build(read, limits, PAY, last_day=7)
    ends = min(leg.departs for leg in read.legs.values()).replace(hour=0, minute=0) + timedelta(days=7)
    wrong = Counter(one.kind for one in check_pairings(read, built.pairings, connection_min=limits.connection_min))
    late = [leg.leg_id for leg in read.legs.values() if leg.departs >= ends]
    assert wrong == {"uncovered_leg": len(built.uncovered) + len(late)}
    # Only what leaves for a station in the last two days may have no way home before the days end.
    assert all(read.legs[one].departs >= ends - timedelta(days=2) for one in built.uncovered)
    for pairing in built.pairings:
        parts = duties(pairing.tasks, read.legs, PAY.layover_from_min)
        for duty in parts:
            first, last = read.legs[duty[0].leg_id], read.legs[duty[-1].leg_id]
            assert last.arrives - first.departs <= timedelta(minutes=int(limits.fdp_min[0, 0]) - limits.report_min)
            assert sum(read.legs[one.leg_id].block_min for one in duty if not one.deadhead) <= limits.flight_min[0]
        for before, then in pairwise(parts):
            rest = read.legs[then[0].leg_id].departs - read.legs[before[-1].leg_id].arrives
            assert rest >= timedelta(minutes=limits.report_min + limits.release_min + limits.rest_min)


@needs_months
def test_the_same_days_give_the_same_pairings_and_the_common_price() -> None:
    read = month(1)
    limits = limits_of_practice(read, PAY, ASSUMED)
    one, again = build(read, limits, PAY, last_day=4), build(read, limits, PAY, last_day=4)
    assert one.pairings == again.pairings
    assert one.cost == paid_in_all(one.pairings, read.legs, PAY)


@needs_months
def test_pairings_built_for_part_117_break_none_of_it() -> None:
    read = month(1)
    built = build(read, limits_of_part_117(read, PAY, ASSUMED, legality.law()), PAY, last_day=7)
    assert len(built.pairings) > 20
    assert legality.breaches_of_pairings(built.pairings, read.legs, PAY, ASSUMED) == {}


@needs_months
def test_the_reference_flew_under_other_rules_than_part_117() -> None:
    read = month(1)
    assert legality.breaches_of_pairings(read.pairings, read.legs, PAY, ASSUMED)["rest"] > 0
