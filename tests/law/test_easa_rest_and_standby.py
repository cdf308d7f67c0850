"""European rest, standby and reserve, and the UK text that kept them: what a sentence case cannot say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dated_law import Law
from knowledge.flight_time.duty import DutyCase, DutyPeriod, InFlightRest, Rest, Sector, Standby, TimeZoneRotation
from knowledge.flight_time.easa_oro_ftl.discretion import allowed_fdp
from knowledge.flight_time.easa_oro_ftl.flight_duty import maximum_fdp
from knowledge.flight_time.easa_oro_ftl.standby import fdp_reduction_min
from knowledge.flight_time.regime import Regime, breaches_of, regime
from knowledge.flight_time.ruling import Ruling

REPORT = datetime(2026, 3, 11, 7, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REST_RULES = ("rest_before", "sleep_opportunity", "recurrent_rest", "time_zone_rest", "early_start_after_late_finish")

few = settings(max_examples=60, deadline=None)
minutes = st.integers(min_value=0, max_value=24 * 60)
duty_minutes = st.integers(min_value=60, max_value=14 * 60)


@pytest.fixture(scope="module")
def europe() -> Regime:
    return regime("easa_oro_ftl")


@pytest.fixture(scope="module")
def law(europe: Regime) -> Law:
    return europe.law(REPORT.date())


def flying(report_at: datetime, length: timedelta = 9 * HOUR, **facts: object) -> DutyPeriod:
    """A duty of one sector that ends half an hour before release."""
    sector = Sector(report_at + HOUR, report_at + length - HOUR / 2, "UTC", str(facts.pop("to_clock", "UTC")))
    return DutyPeriod(report_at, report_at + length, (sector,), **facts)  # type: ignore[arg-type]


def ruled(europe: Regime, rule: str, case: DutyCase) -> Ruling:
    return next(one for one in europe.check(case) if one.rule == rule)


def after_rest(rest_min: int, before_min: int, *, home: bool = True) -> DutyCase:
    """A duty after a rest after a duty."""
    released = REPORT - rest_min * MINUTE
    before = flying(released - before_min * MINUTE, before_min * MINUTE)
    rest = Rest(released, REPORT, at_home_base=home)
    return DutyCase(flying(REPORT), history=(before,), rest_before=rest)


# --- the longer the better ---------------------------------------------------------------------------------------------


@few
@given(rest=minutes, longer=minutes, before=duty_minutes, home=st.booleans())
def test_a_longer_rest_is_never_less_legal(rest: int, longer: int, before: int, home: bool) -> None:
    rules = regime("easa_oro_ftl")
    shorter_one = [one for one in rules.check(after_rest(rest, before, home=home)) if one.rule in REST_RULES]
    longer_one = [one for one in rules.check(after_rest(rest + longer, before, home=home)) if one.rule in REST_RULES]

    assert {one.rule for one in breaches_of(longer_one)} <= {one.rule for one in breaches_of(shorter_one)}


@few
@given(rest=minutes, before=duty_minutes, longer=minutes)
def test_a_longer_duty_before_never_makes_a_rest_more_legal(rest: int, before: int, longer: int) -> None:
    rules = regime("easa_oro_ftl")
    short = [one.margin for one in rules.check(after_rest(rest, before)) if one.rule == "rest_before"]
    long = [one.margin for one in rules.check(after_rest(rest, before + longer)) if one.rule == "rest_before"]

    assert all(one is not None for one in (*short, *long))
    assert min(one for one in long if one is not None) <= min(one for one in short if one is not None)


@few
@given(gaps=st.lists(st.integers(min_value=10 * 60, max_value=70 * 60), min_size=1, max_size=12), length=duty_minutes)
def test_what_must_follow_a_duty_is_what_is_asked_before_the_next(gaps: list[int], length: int) -> None:
    rules = regime("easa_oro_ftl")
    *history, last = roster(gaps, length)
    owed = rules.rest_required(DutyCase(last, history=tuple(history)), rules.law(last.report_at.date()))
    least = max(one.length_min for one in owed)

    def asked_after(rest_min: int) -> list[Ruling]:
        report = last.release_at + rest_min * MINUTE
        case = DutyCase(flying(report), history=(*history, last))
        return [one for one in rules.check(case) if one.rule == "rest_before"]

    assert breaches_of(asked_after(least)) == ()
    assert breaches_of(asked_after(least - 1)) != ()


def roster(gaps: Sequence[int], length_min: int) -> list[DutyPeriod]:
    """Duties of the same length, the last ending at a fixed time, with these rests between them."""
    duties = [flying(REPORT, length_min * MINUTE)]
    for gap in gaps:
        released = duties[0].report_at - gap * MINUTE
        duties.insert(0, flying(released - length_min * MINUTE, length_min * MINUTE))
    return duties


@few
@given(gaps=st.lists(st.integers(min_value=10 * 60, max_value=80 * 60), min_size=1, max_size=14), length=duty_minutes)
def test_a_week_without_a_recurrent_rest_never_passes(gaps: list[int], length: int) -> None:
    rules = regime("easa_oro_ftl")
    *history, last = roster(gaps, length)
    begins = history[0].report_at
    ruling = ruled(rules, "recurrent_rest", DutyCase(last, history=tuple(history), history_from=begins))
    rests = [(one.release_at, then.report_at) for one, then in pairwise((*history, last))]
    recent = [end for start, end in rests if end - start >= 36 * HOUR and end >= last.release_at - 7 * DAY]

    if not recent and last.release_at - begins > 7 * DAY:
        assert ruling.verdict == "fail"
    if ruling.verdict == "pass":
        assert recent


# --- what standby takes off --------------------------------------------------------------------------------------------


@st.composite
def standbys(draw: st.DrawFn) -> DutyCase:
    """A duty called out of standby, at the airport or elsewhere, with or without the time of the call."""
    report = REPORT + draw(minutes) * MINUTE
    start = report - draw(st.integers(min_value=0, max_value=16 * 60)) * MINUTE
    called = draw(st.none() | st.integers(min_value=0, max_value=16 * 60).map(lambda after: min(report, start + after * MINUTE)))
    kind = draw(st.sampled_from(["airport_standby", "home_standby"]))
    standby = Standby(kind, start, start + 16 * HOUR, called, clock=draw(st.sampled_from(["UTC", "Europe/Paris", "+05:30"])))  # type: ignore[arg-type]
    pilots = draw(st.sampled_from([2, 3]))
    return DutyCase(flying(report, pilots=pilots, rest_facility="class_1" if pilots > 2 else "none", standby=standby))


@few
@given(case=standbys())
def test_standby_never_lengthens_a_flight_duty_period(case: DutyCase) -> None:
    law = regime("easa_oro_ftl").law(case.duty.report_at.date())
    assert case.duty.standby is not None
    most, allowed = maximum_fdp(case, law), allowed_fdp(case, law)

    assert most is not None
    assert allowed is not None
    assert 0 <= fdp_reduction_min(case, law) <= (case.duty.report_at - case.duty.standby.start) // MINUTE
    assert allowed.limit_min == max(0, most.limit_min - fdp_reduction_min(case, law))


@few
@given(case=standbys(), earlier=minutes)
def test_a_later_call_never_takes_off_more(case: DutyCase, earlier: int) -> None:
    law = regime("easa_oro_ftl").law(case.duty.report_at.date())
    standby = case.duty.standby
    assert standby is not None
    called = standby.called_at or case.duty.report_at
    before = max(standby.start, called - earlier * MINUTE)

    def taken(at: datetime | None) -> int:
        return fdp_reduction_min(replace(case, duty=replace(case.duty, standby=replace(standby, called_at=at))), law)

    assert taken(called) <= taken(before) <= taken(None)


def test_in_flight_rest_that_is_not_used_still_leaves_eight_hours_of_standby_free(law: Law) -> None:
    standby = Standby("home_standby", REPORT, REPORT + 12 * HOUR, REPORT + HOUR)
    rest = InFlightRest(landing_pilot_min=180, other_pilots_min=180)
    duty = flying(REPORT + 9 * HOUR, standby=standby, pilots=4, rest_facility="class_1", in_flight_rest=rest)

    assert fdp_reduction_min(DutyCase(duty), law) == 60
    assert fdp_reduction_min(DutyCase(replace(duty, pilots=2, rest_facility="none")), law) == 180


# --- consequences ------------------------------------------------------------------------------------------------------


def test_a_rest_cut_by_more_than_an_hour_goes_to_the_authority(europe: Regime) -> None:
    case = after_rest(12 * 60 - 61, 9 * 60)
    agreed = replace(case, duty=replace(case.duty, unforeseen=True, consents=("commander",)))
    ruling = ruled(europe, "rest_before", agreed)

    assert ruling.verdict == "pass"
    assert ruling.needs == ("commander's report to the operator", "operator's report to the authority within 28 days")


def test_a_rest_cut_by_an_hour_is_reported_to_the_operator_only(europe: Regime) -> None:
    case = after_rest(12 * 60 - 60, 9 * 60)
    agreed = replace(case, duty=replace(case.duty, unforeseen=True, consents=("commander",)))

    assert ruled(europe, "rest_before", agreed).needs == ("commander's report to the operator",)


def test_a_breach_that_the_commander_could_cover_says_so(europe: Regime) -> None:
    assert "commander may reduce it" in ruled(europe, "rest_before", after_rest(11 * 60, 9 * 60)).detail


def test_the_longer_recurrent_rest_is_announced_with_the_time_by_which_it_begins(europe: Regime) -> None:
    early = [flying(datetime(2026, 3, day, 5, tzinfo=UTC)) for day in (8, 9, 10)]
    rest = Rest(datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 7, 12, tzinfo=UTC))
    case = DutyCase(flying(REPORT - 2 * HOUR), history=tuple(early), rests=(rest,))

    assert ruled(europe, "recurrent_rest_after_disruptive", case).needs == (
        "next recurrent rest of 60:00, to begin by 14 Mar 12:00Z",
    )


def test_a_month_that_still_owes_its_local_days_says_so(europe: Regime) -> None:
    ruling = ruled(europe, "two_local_days", DutyCase(flying(REPORT)))

    assert ruling.verdict == "pass"
    assert ruling.needs == ("2 more recurrent rests of 2 local days in March",)


def test_what_follows_a_duty_away_is_rest_and_sleep(europe: Regime, law: Law) -> None:
    case = DutyCase(flying(REPORT, to_clock="+04:00"))
    owed = [(one.citation, one.length_min) for one in europe.rest_required(case, law)]

    assert owed == [("ORO.FTL.235(b)", 600), ("CS FTL.1.235(b)(3)(ii)", 840), ("ORO.FTL.235(b)", 600)]


def test_a_hotel_far_away_makes_the_rest_that_follows_longer(europe: Regime, law: Law) -> None:
    far = Rest(REPORT + 9 * HOUR, REPORT + 20 * HOUR, at_home_base=False, travel_min=40)
    owed = europe.rest_required(DutyCase(flying(REPORT), rest_after=far), law)

    assert max(one.length_min for one in owed) == 640


def test_what_follows_a_rotation_are_local_nights_at_home(europe: Regime, law: Law) -> None:
    case = DutyCase(flying(REPORT), home_clock="UTC", rotation=TimeZoneRotation(600, 5000, alternation=True, ends_with_duty=True))
    owed = [(one.citation, one.local_nights, one.nights_clock) for one in europe.rest_required(case, law) if one.local_nights]

    assert owed == [("CS FTL.1.235(b)(3)(i)", 4, "UTC"), ("CS FTL.1.235(b)(4)", 3, "UTC")]


def test_a_rotation_whose_beginning_is_not_in_the_history_is_not_guessed(europe: Regime) -> None:
    def verdict(nights: int) -> str:
        back = flying(REPORT - nights * DAY - 10 * HOUR, report_clock="+05:00")
        return ruled(europe, "time_zone_rest", DutyCase(flying(REPORT), history=(back,))).verdict

    assert [verdict(nights) for nights in (1, 2, 3)] == ["fail", "not_checked", "pass"]


# --- the United Kingdom ------------------------------------------------------------------------------------------------


@few
@given(rest=minutes, before=duty_minutes, home=st.booleans(), reduced=st.booleans())
def test_the_uk_answers_as_europe_does_and_cites_its_own_text(rest: int, before: int, home: bool, reduced: bool) -> None:
    case = after_rest(rest, before, home=home)
    case = replace(case, duty=replace(case.duty, reduced_rest_before=reduced))
    europe, uk = regime("easa_oro_ftl").check(case), regime("uk_oro_ftl").check(case)

    assert [(one.rule, one.verdict, one.limit, one.actual, one.margin) for one in europe] == [
        (one.rule, one.verdict, one.limit, one.actual, one.margin) for one in uk
    ]
    assert [f"UK Reg. (EU) 965/2012: {one.citation}" for one in europe] == [one.citation for one in uk]


def test_rules_parameters_and_rests_of_the_uk_cite_its_own_text(law: Law) -> None:
    uk = regime("uk_oro_ftl")
    owed = uk.rest_required(DutyCase(flying(REPORT)), uk.law(REPORT.date()))
    cited = [one.citation for one in uk.rules] + [one.citation for one in uk.extensions] + [one.citation for one in owed]
    cited += [one.citation for one in uk.parameters.values()]

    assert cited
    assert all(one.startswith("UK Reg. (EU) 965/2012: ") for one in cited)
    assert not any(one.count("UK Reg.") > 1 for one in cited)
    assert dict(uk.law(REPORT.date()).values) == dict(law.values)
