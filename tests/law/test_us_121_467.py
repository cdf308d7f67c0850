"""Cabin crew of United States airlines: what a sentence case cannot say, such as consequences, dates and invariants."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.flight_time.duty import DutyCase, DutyPeriod, Rest
from knowledge.flight_time.regime import Regime, breaches_of, regime
from knowledge.flight_time.ruling import Ruling

REPORT = datetime(2026, 3, 11, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def law() -> Regime:
    return regime("us_121_467")


def duty(report_at: datetime, length: timedelta, **facts: object) -> DutyPeriod:
    return DutyPeriod(report_at=report_at, release_at=report_at + length, **facts)  # type: ignore[arg-type]


def cabin(current: DutyPeriod, *history: DutyPeriod, **facts: object) -> DutyCase:
    return DutyCase(duty=current, crew="cabin_crew", history=history, **facts)  # type: ignore[arg-type]


def ruled(law: Regime, rule: str, case: DutyCase) -> Ruling:
    return next(one for one in law.check(case) if one.rule == rule)


def after_a_long_duty(rest: timedelta, length: timedelta) -> DutyCase:
    """A duty after a rest that follows a duty of 15 h."""
    return cabin(duty(REPORT, length), duty(REPORT - rest - 15 * HOUR, 15 * HOUR, extra_cabin_crew=1))


def test_a_reduced_rest_passes_and_names_the_rest_it_owes_and_by_when(law: Regime) -> None:
    ruling = ruled(law, "rest_before", after_a_long_duty(10 * HOUR, 8 * HOUR))

    assert ruling.verdict == "pass"
    assert ruling.needs == ("a rest of 14:00 beginning by 11 Mar 21:00Z (14 CFR 121.467(b)(8))",)


def test_a_whole_rest_owes_nothing(law: Regime) -> None:
    assert ruled(law, "rest_before", after_a_long_duty(12 * HOUR, 8 * HOUR)).needs == ()


def test_a_duty_that_is_too_long_says_what_its_length_would_take(law: Regime) -> None:
    detail = {
        hours: ruled(law, "scheduled_duty", cabin(duty(REPORT, hours * HOUR))).detail.partition("; ")[2]
        for hours in (15, 17, 19, 21)
    }

    assert detail == {
        15: "this length takes 1 above the minimum",
        17: "this length takes 2 above the minimum",
        19: "this length takes 3 above the minimum and a take-off or landing outside the 48 states",
        21: "no number of cabin crew allows it",
    }


def test_an_excused_overrun_says_what_excuses_it(law: Regime) -> None:
    late = duty(REPORT, 15 * HOUR, scheduled_duty_min=13 * 60, unforeseen=True)

    ruling = ruled(law, "scheduled_duty", cabin(late))

    assert (ruling.verdict, ruling.actual) == ("pass", 13 * 60)
    assert ruling.needs == ("circumstances beyond the certificate holder's control (121.467(b)(14))",)


def test_every_breach_is_named_not_the_first(law: Regime) -> None:
    worked = [duty(REPORT - timedelta(days=days), 15 * HOUR) for days in range(1, 9)]
    current = duty(REPORT - HOUR, 17 * HOUR)

    broken = {one.rule for one in breaches_of(law.check(cabin(current, *worked, history_from=REPORT - timedelta(days=9))))}

    assert broken == {
        "scheduled_duty",
        "rest_before",
        "compensating_rest",
        "compensating_rest_in_time",
        "duty_after_reduced_rest",
        "free_of_duty",
    }


def test_every_ruling_cites_a_paragraph_of_this_section(law: Regime) -> None:
    case = replace(after_a_long_duty(10 * HOUR, 15 * HOUR), rest_after=Rest(REPORT + 15 * HOUR, REPORT + 23 * HOUR))

    cited = {one.citation for one in law.check(case)}

    assert cited
    assert all(one.startswith("14 CFR 121.467(b)(") for one in cited)


@pytest.mark.parametrize(
    ("length", "required", "citation"),
    [
        (8 * HOUR, 600, "14 CFR 121.467(b)(2)"),
        (14 * HOUR, 600, "14 CFR 121.467(b)(2)"),
        (14 * HOUR + timedelta(minutes=1), 720, "14 CFR 121.467(b)(7)"),
    ],
)
def test_the_rest_owed_after_a_duty_follows_its_length(law: Regime, length: timedelta, required: int, citation: str) -> None:
    case = cabin(duty(REPORT, length))

    (owed,) = law.rest_required(case, law.law(REPORT.date()))

    assert (owed.length_min, owed.citation, owed.local_nights, owed.nights_clock) == (required, citation, 0, "")


def test_the_rest_owed_follows_the_scheduled_length_of_a_duty_that_overran(law: Regime) -> None:
    (owed,) = law.rest_required(cabin(duty(REPORT, 16 * HOUR, scheduled_duty_min=840)), law.law(REPORT.date()))

    assert owed.length_min == 600


def test_after_a_reduced_rest_fourteen_hours_are_owed_as_well(law: Regime) -> None:
    owed = law.rest_required(after_a_long_duty(11 * HOUR, 8 * HOUR), law.law(REPORT.date()))

    assert [(one.length_min, one.citation) for one in owed] == [
        (600, "14 CFR 121.467(b)(2)"),
        (840, "14 CFR 121.467(b)(8)"),
    ]


def test_the_rest_owed_is_that_of_the_day(law: Regime) -> None:
    owed = {
        day: law.rest_required(cabin(duty(datetime(*day, 7, tzinfo=UTC), 8 * HOUR)), law.law(date(*day)))[0]
        for day in ((2021, 3, 10), (2022, 11, 13), (2022, 11, 14))
    }

    assert [one.length_min for one in owed.values()] == [540, 540, 600]
    assert [one.detail for one in owed.values()] == [
        "9:00 after a duty of 8:00; 8:00 if a rest of 10:00 follows in time",
        "9:00 after a duty of 8:00; 8:00 if a rest of 10:00 follows in time",
        "10:00 after a duty of 8:00, not reducible",
    ]


def test_a_free_day_says_by_when_the_next_one_must_have_ended(law: Regime) -> None:
    # Given the last 24 h free of duty ended on Wednesday 11 March at 07:00, so began on Tuesday the 10th at 07:00.
    case = cabin(duty(REPORT, 8 * HOUR), history_from=REPORT - 24 * HOUR)

    # Then the first seven calendar days without them are those from the 11th to the 17th.
    assert ruled(law, "free_of_duty", case).needs == ("24:00 free of duty again, ended by 18 Mar 00:00Z",)


def test_rest_is_sought_between_the_duties_and_need_not_touch_either(law: Regime) -> None:
    # Given standby at home and a rest listed in the middle of a gap
    rest = Rest(REPORT - 14 * HOUR, REPORT - 3 * HOUR)
    case = cabin(duty(REPORT, 8 * HOUR), duty(REPORT - 26 * HOUR, 10 * HOUR), rests=(rest,))

    assert ruled(law, "rest_before", case).actual == 11 * 60


@given(
    rest=st.integers(1, 16 * 60),
    length=st.integers(60, 21 * 60),
    extra=st.integers(0, 4),
    abroad=st.booleans(),
    before=st.integers(60, 20 * 60),
)
def test_one_more_cabin_crew_or_a_minute_more_rest_before_never_makes_a_duty_illegal(
    rest: int, length: int, extra: int, abroad: bool, before: int
) -> None:
    law = regime("us_121_467")

    def broken(rest_min: int, crew: int) -> set[str]:
        previous = duty(REPORT - timedelta(minutes=rest_min + before), timedelta(minutes=before), extra_cabin_crew=4)
        current = duty(REPORT, timedelta(minutes=length), extra_cabin_crew=crew, outside_48_states=abroad)
        return {one.rule for one in breaches_of(law.check(cabin(current, previous, history_from=REPORT - timedelta(days=9))))}

    assert broken(rest, extra + 1) <= broken(rest, extra)
    # A rest that begins earlier must also be made good earlier, so that one rule may turn.
    assert broken(rest + 1, extra) - {"compensating_rest_in_time"} <= broken(rest, extra)


def test_a_duty_with_four_weeks_of_history_is_judged_within_a_millisecond(law: Regime) -> None:
    worked = [duty(REPORT - timedelta(days=days, hours=days % 3), 10 * HOUR) for days in range(1, 29) if days % 7 not in (5, 6)]
    case = cabin(duty(REPORT, 9 * HOUR), *worked, history_from=REPORT - timedelta(days=30))
    assert len(worked) == 20
    law.check(case)

    def one_check() -> float:
        began = perf_counter()
        law.check(case)
        return perf_counter() - began

    assert min(one_check() for _ in range(50)) < 0.001
