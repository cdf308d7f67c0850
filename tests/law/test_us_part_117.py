"""United States flight crew, 14 CFR Part 117: what sentence cases cannot say, such as invariants, acclimation and speed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dated_law import Law
from knowledge.flight_time.duty import DutyCase, DutyPeriod, InFlightRest, Rest, Sector, SplitBreak, Standby, Totals
from knowledge.flight_time.regime import Regime, breaches_of, extended, regime
from knowledge.flight_time.ruling import Ruling
from knowledge.flight_time.us_part_117.rules import body_clock, rest_required

MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)
KNOWN = Totals(flight_min_672_h=0, flight_min_365_days=0, fdp_min_168_h=0, fdp_min_672_h=0)
CLOCKS = st.sampled_from(["UTC", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland", "+05:30"])
STARTS = st.integers(0, 1439)
LENGTHS = st.integers(60, 1500)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def duty(start_min: int, fdp_min: int, sectors: int = 1, **facts: object) -> DutyPeriod:
    """A duty of so many equal sectors, flown for half of the flight duty period."""
    report = MIDNIGHT + minutes(start_min)
    ends = [report + minutes(fdp_min * (index + 1) // sectors) for index in range(sectors)]
    legs = tuple(Sector(end - minutes(fdp_min // sectors // 2), end) for end in ends)
    return DutyPeriod(report_at=report, release_at=ends[-1], sectors=legs, **facts)  # type: ignore[arg-type]


def case_of(current: DutyPeriod, **facts: object) -> DutyCase:
    rested = Rest(current.report_at - timedelta(hours=36), current.report_at)
    return DutyCase(duty=current, totals=KNOWN, rest_before=rested, **facts)  # type: ignore[arg-type]


def a_month() -> DutyCase:
    """A duty after 28 days of history: 20 duties of three sectors, in blocks of five days."""
    days = [day for day in range(1, 29) if day % 7 < 5]
    report = MIDNIGHT + minutes(13 * 60)
    worked = duty(13 * 60, 9 * 60, 3, report_clock="America/New_York")

    def on(day: int) -> DutyPeriod:
        back = timedelta(days=day)
        legs = tuple(replace(leg, off_block=leg.off_block - back, on_block=leg.on_block - back) for leg in worked.sectors)
        return replace(worked, report_at=report - back, release_at=worked.release_at - back, sectors=legs)

    known = Totals(flight_min_365_days=40_000)
    history = tuple(on(day) for day in days)
    assert len(history) == 20
    start = report - timedelta(days=30)
    return DutyCase(duty=worked, history=history, history_from=start, home_clock="America/New_York", totals=known)


@pytest.fixture(scope="module")
def us() -> Regime:
    return regime("us_part_117")


@pytest.fixture(scope="module")
def law(us: Regime) -> Law:
    return us.law(MIDNIGHT.date())


def the(rule: str, us: Regime, case: DutyCase) -> Ruling:
    found = [one for one in us.check(case) if one.rule == rule]
    assert len(found) == 1
    return found[0]


DUTIES = st.builds(
    duty,
    STARTS,
    LENGTHS,
    st.integers(1, 9),
    report_clock=CLOCKS,
    pilots=st.sampled_from([2, 3, 4]),
    rest_facility=st.sampled_from(["class_1", "class_2", "class_3"]),
    in_flight_rest=st.just(InFlightRest(180, 120)),
    acclimated=st.booleans(),
    acclimated_clock=CLOCKS,
    unforeseen=st.booleans(),
    overrun_arose=st.sampled_from(["before_takeoff", "after_takeoff"]),
    consents=st.sampled_from([(), ("pilot_in_command",), ("pilot_in_command", "certificate_holder")]),
    emergency_authority=st.booleans(),
)


@given(start=STARTS, fdp_min=LENGTHS, more=st.integers(1, 600), sectors=st.integers(1, 9), clock=CLOCKS, pilots=st.integers(2, 4))
def test_a_longer_flight_duty_period_is_never_more_legal(
    start: int, fdp_min: int, more: int, sectors: int, clock: str, pilots: int
) -> None:
    us = regime("us_part_117")
    facts = {"report_clock": clock, "pilots": pilots, "rest_facility": "class_2", "in_flight_rest": InFlightRest(180, 120)}

    shorter = {one.rule for one in breaches_of(us.check(case_of(duty(start, fdp_min, sectors, **facts))))}
    longer = {one.rule for one in breaches_of(us.check(case_of(duty(start, fdp_min + more, sectors, **facts))))}

    assert shorter <= longer


@given(start=STARTS, fdp_min=LENGTHS, sectors=st.integers(1, 9), clock=CLOCKS)
def test_the_limit_never_grows_with_the_number_of_segments(start: int, fdp_min: int, sectors: int, clock: str) -> None:
    us = regime("us_part_117")

    few = the("fdp_unaugmented", us, case_of(duty(start, fdp_min, sectors, report_clock=clock)))
    many = the("fdp_unaugmented", us, case_of(duty(start, fdp_min, sectors + 1, report_clock=clock)))

    assert few.limit is not None
    assert many.limit is not None
    assert many.limit <= few.limit


@given(start=STARTS, fdp_min=LENGTHS, clock=CLOCKS, pilots=st.integers(2, 4))
def test_a_crew_that_is_not_acclimated_has_half_an_hour_less(start: int, fdp_min: int, clock: str, pilots: int) -> None:
    us = regime("us_part_117")
    name = "fdp_unaugmented" if pilots == 2 else "fdp_augmented"
    facts = {"acclimated_clock": clock, "pilots": pilots, "rest_facility": "class_1"}

    acclimated = the(name, us, case_of(duty(start, fdp_min, **facts)))
    not_acclimated = the(name, us, case_of(duty(start, fdp_min, acclimated=False, **facts)))

    assert acclimated.limit is not None
    assert not_acclimated.limit == acclimated.limit - 30


@given(current=DUTIES, fdp_min_168_h=st.integers(0, 4000), flight_min_672_h=st.integers(0, 7000))
def test_a_margin_is_what_is_left_before_the_limit_and_its_sign_is_the_verdict(
    current: DutyPeriod, fdp_min_168_h: int, flight_min_672_h: int
) -> None:
    totals = replace(KNOWN, fdp_min_168_h=fdp_min_168_h, flight_min_672_h=flight_min_672_h)

    for one in regime("us_part_117").check(replace(case_of(current), totals=totals)):
        assert one.citation.startswith("14 CFR 117.")
        assert one.detail
        if one.margin is None:
            continue
        assert one.limit is not None
        assert one.actual is not None
        assert abs(one.margin) == abs(one.limit - one.actual)
        if one.verdict != "not_checked":
            assert (one.margin >= 0) == (one.verdict == "pass")


@given(current=DUTIES)
def test_the_same_case_has_the_same_answer(current: DutyPeriod) -> None:
    us = regime("us_part_117")

    assert us.check(case_of(current)) == us.check(case_of(current))


@given(start=STARTS, over=st.integers(1, 180), sectors=st.integers(1, 7))
def test_an_overrun_of_up_to_two_hours_can_be_extended_and_is_reported_beyond_half_an_hour(
    start: int, over: int, sectors: int
) -> None:
    us = regime("us_part_117")
    limit = the("fdp_unaugmented", us, case_of(duty(start, 60, sectors))).limit
    assert limit is not None
    overrun = duty(start, limit + over, sectors)
    half_hour, two_hours = us.extensions

    assert the("fdp_unaugmented", us, case_of(overrun)).verdict == "fail"
    for extension in us.extensions:
        flown = the("fdp_unaugmented", us, case_of(extended(overrun, extension)))
        assert (flown.verdict == "pass") == (over <= two_hours.most_min)
    covered = the("fdp_unaugmented", us, case_of(extended(overrun, half_hour)))
    assert any("report" in need for need in covered.needs) == (half_hour.most_min < over <= two_hours.most_min)


def test_the_extensions_promise_no_more_than_the_law_of_the_day(us: Regime, law: Law) -> None:
    assert [one.most_min for one in us.extensions] == [law["extension_repeatable"], law["extension_before_takeoff"]]


@given(start=STARTS, wait=st.integers(0, 900), fdp_min=LENGTHS)
def test_airport_standby_is_as_long_a_flight_duty_period_as_reporting_then(start: int, wait: int, fdp_min: int) -> None:
    us = regime("us_part_117")
    late = duty(start + wait, fdp_min)
    begins = MIDNIGHT + minutes(start)

    standing_by = replace(late, standby=Standby("airport_standby", begins, late.report_at))
    reporting = replace(late, report_at=begins)

    answers = [the("fdp_unaugmented", us, case_of(one)) for one in (standing_by, reporting)]
    assert answers[0] == answers[1]


@given(start=st.integers(16 * 60, 22 * 60), rest_min=st.integers(30, 420), begins=st.integers(20 * 60, 30 * 60))
def test_a_break_never_makes_a_duty_less_legal(start: int, rest_min: int, begins: int) -> None:
    us = regime("us_part_117")
    current = duty(start, 13 * 60, 2)
    pause = SplitBreak(MIDNIGHT + minutes(begins), MIDNIGHT + minutes(begins + rest_min))

    whole = the("fdp_unaugmented", us, case_of(current))
    split = the("fdp_unaugmented", us, case_of(replace(current, split_breaks=(pause,))))

    assert split.actual is not None
    assert whole.actual is not None
    assert whole.actual - split.actual in (0, rest_min)


def test_every_duty_owes_ten_hours_of_rest(law: Law) -> None:
    owed = rest_required(case_of(duty(480, 600)), law)

    assert [(one.length_min, one.citation) for one in owed] == [(600, "14 CFR 117.25(e)")]


def test_coming_home_after_a_week_in_another_theater_owes_three_nights_at_home_base(law: Law) -> None:
    home, away = -73.8, 140.4
    out = Sector(
        MIDNIGHT - timedelta(days=8), MIDNIGHT - timedelta(days=7.5), "America/New_York", "Asia/Tokyo", False, home, away
    )
    back = Sector(MIDNIGHT, MIDNIGHT + minutes(780), "Asia/Tokyo", "America/New_York", False, away, home)
    outbound = DutyPeriod(report_at=out.off_block - minutes(60), release_at=out.on_block, sectors=(out,))
    returning = DutyPeriod(report_at=back.off_block - minutes(60), release_at=back.on_block, sectors=(back,))
    case = DutyCase(duty=returning, history=(outbound,), home_clock="America/New_York", home_longitude_deg=home)

    owed = rest_required(case, law)

    assert [(one.length_min, one.local_nights, one.nights_clock) for one in owed] == [
        (600, 0, ""),
        (3360, 3, "America/New_York"),
    ]


def test_a_long_deadhead_and_emergency_authority_owe_their_own_rests(law: Law) -> None:
    flown, home = duty(300, 1020), Sector(MIDNIGHT + minutes(1400), MIDNIGHT + minutes(2300), positioning=True)
    current = replace(flown, sectors=(*flown.sectors, home), release_at=home.on_block, emergency_authority=True)

    owed = {one.citation: one.length_min for one in rest_required(case_of(current), law)}

    assert owed == {"14 CFR 117.25(e)": 600, "14 CFR 117.25(g)": 900, "14 CFR 117.29(d)": 1020}


def crossing(day: int, from_longitude: float | None, to_longitude: float | None, report_clock: str) -> DutyPeriod:
    flown = duty(0, 600, report_clock=report_clock)
    leg = replace(flown.sectors[0], from_longitude_deg=from_longitude, to_longitude_deg=to_longitude)
    shift = timedelta(days=day)
    leg = replace(leg, off_block=leg.off_block + shift, on_block=leg.on_block + shift)
    return replace(flown, report_at=flown.report_at + shift, release_at=leg.on_block, sectors=(leg,))


def test_who_crosses_an_ocean_stays_on_the_clock_left_behind_until_36_hours_of_rest(law: Law) -> None:
    out, back = crossing(-2, -74.0, 0.0, "America/New_York"), duty(0, 600, report_clock="Europe/London")
    case = DutyCase(duty=back, history=(out,), history_from=MIDNIGHT - timedelta(days=10))
    broken = Rest(out.release_at + minutes(121), MIDNIGHT)

    found = body_clock(replace(case, rest_before=broken), law)
    rested = body_clock(replace(case, rest_before=replace(broken, start=broken.start - minutes(1))), law)

    assert (found.acclimated, found.clock) == (False, "America/New_York")
    assert (rested.acclimated, rested.clock) == (True, "Europe/London")


def test_back_in_the_theater_left_behind_one_is_acclimated_only_after_72_hours_or_a_long_rest(law: Law) -> None:
    out, back = crossing(-3, -74.0, 0.0, "America/New_York"), crossing(-2, 0.0, -74.0, "Europe/London")
    case = DutyCase(
        duty=duty(0, 600, report_clock="America/New_York"), history=(out, back), history_from=MIDNIGHT - timedelta(days=10)
    )

    at_once = body_clock(replace(case, rest_before=Rest(MIDNIGHT - timedelta(hours=12), MIDNIGHT)), law)
    rested = body_clock(case, law)

    assert (at_once.acclimated, at_once.clock) == (False, "America/New_York")
    assert rested.acclimated is True


def test_without_longitudes_acclimation_is_not_known_until_a_long_rest(law: Law) -> None:
    out = crossing(-1, None, None, "America/New_York")
    case = DutyCase(duty=duty(0, 600, report_clock="Europe/London"), history=(out,), history_from=MIDNIGHT - timedelta(days=10))

    found = body_clock(case, law)

    assert found.acclimated is None
    assert "longitude" in found.detail
    assert body_clock(DutyCase(duty=duty(0, 600)), law).acclimated is None


def test_a_check_with_a_month_of_history_takes_less_than_a_millisecond(us: Regime) -> None:
    case = a_month()
    answers = us.check(case)
    assert not [one for one in answers if one.verdict != "pass"]

    spent = []
    for _ in range(200):
        begun = perf_counter()
        us.check(case)
        spent.append(perf_counter() - begun)

    assert median(spent) < 1e-3, f"{median(spent) * 1e3:.2f} ms"
