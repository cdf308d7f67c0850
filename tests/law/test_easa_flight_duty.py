"""European flight duty periods: what a sentence case cannot say, such as invariants, whole tables by formula, and speed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dated_law import Law
from knowledge.flight_time.duty import Consent, DelayedReporting, DutyCase, DutyPeriod, Sector, SplitBreak
from knowledge.flight_time.easa_oro_ftl.acclimatisation import acclimatisation_of
from knowledge.flight_time.easa_oro_ftl.discretion import allowed_fdp
from knowledge.flight_time.easa_oro_ftl.flight_duty import maximum_fdp
from knowledge.flight_time.regime import Regime, breaches_of, extended, regime
from knowledge.flight_time.ruling import Ruling

MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)
MINUTES_OF_DAY = st.integers(0, 1439)
SECTORS = st.integers(1, 10)
LENGTHS = st.integers(60, 1320)


@pytest.fixture(scope="module")
def easa() -> Regime:
    return regime("easa_oro_ftl")


@pytest.fixture(scope="module")
def law(easa: Regime) -> Law:
    return easa.law(date(2026, 3, 11))


def flown(start: int, length: int, sectors: int = 2, **facts: object) -> DutyPeriod:
    """A duty from a minute of the day, its flight duty period filled with sectors of equal length."""
    report = MIDNIGHT + timedelta(minutes=start)
    edges = [report + timedelta(minutes=length * index // sectors) for index in range(sectors + 1)]
    legs = tuple(Sector(end - timedelta(minutes=30), end) for end in edges[1:])
    return DutyPeriod(report_at=report, release_at=edges[-1], sectors=legs, **facts)  # type: ignore[arg-type]


def ruled(easa: Regime, case: DutyCase) -> Ruling:
    return next(one for one in easa.check(case) if one.rule == "flight_duty_period")


def limit(law: Law, duty: DutyPeriod) -> int:
    most = maximum_fdp(DutyCase(duty), law)
    assert most is not None
    return most.limit_min


# --- tables ------------------------------------------------------------------------------------------------------------


def minutes_before_or_after_the_best_starts(start: int) -> int:
    """What the start takes from 13 h, by the rule behind Table 2: a quarter of an hour for each step away from 06:00 to 13:30."""
    if 360 <= start < 810:
        return 0
    if 300 <= start < 360:
        return 15 * ((360 - start + 14) // 15)
    return 15 * ((start - 810) // 30 + 1) if 810 <= start < 1020 else 120


def test_table_2_follows_its_formula_at_every_minute_of_the_day_and_number_of_sectors(law: Law) -> None:
    for start in range(1440):
        best = 780 - minutes_before_or_after_the_best_starts(start)
        for sectors in range(1, 11):
            assert limit(law, flown(start, 600, sectors)) == max(540, best - 30 * max(0, sectors - 2)), (start, sectors)


def test_a_planned_extension_is_never_more_than_an_hour_beyond_table_2(law: Law) -> None:
    gains = set()
    for start in range(1440):
        for sectors in range(1, 6):
            duty = flown(start, 600, sectors)
            gains.add(limit(law, replace(duty, extension_planned=True)) - limit(law, duty))
    assert min(gains) == 0
    assert max(gains) == 60


@given(MINUTES_OF_DAY, SECTORS, st.booleans(), st.booleans(), st.booleans())
def test_one_more_sector_never_lengthens_the_limit(
    law: Law, start: int, sectors: int, acclimated: bool, frm: bool, planned: bool
) -> None:
    facts = {"acclimated": acclimated, "frm": frm, "extension_planned": planned}
    assert limit(law, flown(start, 600, sectors + 1, **facts)) <= limit(law, flown(start, 600, sectors, **facts))


@given(st.integers(0, 720), st.integers(0, 20_000), st.integers(0, 5_000))
def test_with_time_a_crew_member_goes_from_reference_time_over_unknown_to_local_time(
    law: Law, apart: int, elapsed: int, later: int
) -> None:
    order = "BXD".index
    assert order(acclimatisation_of(apart, elapsed, law)) <= order(acclimatisation_of(apart, elapsed + later, law))


@given(st.integers(121, 720), st.integers(121, 720), st.integers(0, 20_000))
def test_a_greater_difference_of_time_never_acclimatises_sooner(law: Law, apart: int, other: int, elapsed: int) -> None:
    order = "BXD".index
    near, far = sorted((apart, other))
    assert order(acclimatisation_of(far, elapsed, law)) <= order(acclimatisation_of(near, elapsed, law))


# --- rulings -----------------------------------------------------------------------------------------------------------


@given(MINUTES_OF_DAY, LENGTHS, SECTORS)
def test_the_margin_is_the_limit_less_what_is_flown_and_decides(easa: Regime, start: int, length: int, sectors: int) -> None:
    said = ruled(easa, DutyCase(flown(start, length, sectors)))
    assert (said.limit, said.actual, said.margin) == (said.limit, length, (said.limit or 0) - length)
    assert (said.verdict == "pass") == (length <= (said.limit or 0))
    assert said.citation.startswith("ORO.FTL.205(b)")


@given(
    start=MINUTES_OF_DAY,
    length=LENGTHS,
    later=st.integers(0, 300),
    sectors=st.integers(1, 4),
    unforeseen=st.booleans(),
    agreed=st.booleans(),
    planned=st.booleans(),
    pilots=st.integers(2, 4),
)
def test_once_reported_a_later_end_is_never_more_legal(
    easa: Regime, start: int, length: int, later: int, sectors: int, unforeseen: bool, agreed: bool, planned: bool, pilots: int
) -> None:
    consents: tuple[Consent, ...] = ("commander",) if agreed else ()
    facts = {"unforeseen": unforeseen, "consents": consents, "extension_planned": planned, "pilots": pilots}
    duty = flown(start, length, sectors, rest_facility="class_3", **facts)
    last = duty.sectors[-1]
    arrives = last.on_block + timedelta(minutes=later)
    late = replace(duty, release_at=arrives, sectors=(*duty.sectors[:-1], replace(last, on_block=arrives)))
    failing = {one.rule for one in breaches_of(easa.check(DutyCase(duty)))}
    assert failing <= {one.rule for one in breaches_of(easa.check(DutyCase(late)))}


@given(MINUTES_OF_DAY, st.integers(0, 599))
def test_a_delayed_report_never_has_a_longer_limit_than_the_original_one(law: Law, start: int, delay: int) -> None:
    original = flown(start, 600)
    moved = DelayedReporting(original_report_at=original.report_at, delayed_to=original.report_at + timedelta(minutes=delay))
    delayed = replace(flown(start + delay, 600), delayed_reporting=moved)
    assert limit(law, delayed) <= limit(law, original)


@given(st.integers(180, 500), st.integers(0, 60))
def test_a_longer_break_on_the_ground_never_shortens_the_limit(law: Law, length: int, longer: int) -> None:
    duty = flown(300, 900)
    opens = duty.report_at + timedelta(minutes=60)

    def with_break(minutes: int) -> int:
        stop = SplitBreak(opens, opens + timedelta(minutes=minutes))
        return limit(law, replace(duty, split_breaks=(stop,)))

    assert with_break(length) <= with_break(length + longer)
    assert with_break(length) == limit(law, duty) + length // 2


def test_an_overrun_that_discretion_covers_fails_until_the_commander_agrees(easa: Regime) -> None:
    duty = flown(8 * 60, 14 * 60)
    discretion = easa.extensions[0]
    before = ruled(easa, DutyCase(duty))
    assert (before.verdict, before.margin) == ("fail", -60)
    assert "the commander may allow 15:00" in before.detail
    after = ruled(easa, DutyCase(extended(duty, discretion)))
    assert (after.verdict, after.limit, after.margin) == ("pass", 900, 60)


@pytest.mark.parametrize(("which", "pilots", "most"), [(0, 2, 120), (1, 3, 180)])
def test_the_extensions_say_how_far_they_reach(easa: Regime, law: Law, which: int, pilots: int, most: int) -> None:
    extension = easa.extensions[which]
    assert extension.most_min == most
    duty = flown(8 * 60, 600, pilots=pilots, rest_facility="class_3")
    start = allowed_fdp(DutyCase(duty), law)
    assert start is not None

    def verdict(length: int) -> str:
        longer = flown(8 * 60, length, pilots=pilots, rest_facility="class_3")
        return ruled(easa, DutyCase(extended(longer, extension))).verdict

    assert verdict(start.limit_min + most) == "pass"
    assert verdict(start.limit_min + most + 1) == "fail"


def test_every_breach_is_reported_not_the_first(easa: Regime) -> None:
    duty = flown(60, 12 * 60, 6, extension_planned=True, pilots=3, rest_facility="class_1")
    night_before = flown(60 - 1440, 600, 5)
    failing = {one.rule for one in breaches_of(easa.check(DutyCase(duty, history=(night_before,))))}
    assert {"flight_duty_period", "planned_extension", "planned_extension_sectors", "night_duty_sectors"} <= failing


def test_a_duty_over_new_year_is_held_against_both_years(easa: Regime) -> None:
    """899 h flown in 2026 leave no room for the two hours before midnight, whatever 2027 begins with."""
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    duty = DutyPeriod(
        report_at=new_year - timedelta(hours=3),
        release_at=new_year + timedelta(hours=4),
        sectors=(Sector(new_year - timedelta(hours=2), new_year + timedelta(hours=3)),),
    )
    year = tuple(
        DutyPeriod(start, start + timedelta(hours=11), (Sector(start, start + timedelta(minutes=580)),))
        for start in (datetime(2026, 1, 2, 8, tzinfo=UTC) + timedelta(days=3 * index) for index in range(93))
    )
    case = DutyCase(duty, history=year, history_from=datetime(2025, 12, 1, tzinfo=UTC))
    said = next(one for one in easa.check(case) if one.rule == "flight_calendar_year")
    assert (said.verdict, said.actual) == ("fail", 93 * 580 + 120)


# --- speed -------------------------------------------------------------------------------------------------------------


def month_of_duties() -> DutyCase:
    """A duty of three sectors after twenty duties in four weeks, on a clock that is not UTC."""
    days = (-1 - index - index // 5 * 2 for index in range(20))
    history = tuple(flown(1440 * day + 480 + 30 * (day % 5), 540, 3, report_clock="Europe/Paris") for day in days)
    duty = replace(flown(8 * 60, 600, 3), report_clock="Europe/Paris")
    return DutyCase(duty, home_clock="Europe/Paris", history=history, history_from=MIDNIGHT - timedelta(days=400))


def test_a_check_with_twenty_duties_of_history_takes_less_than_a_millisecond(easa: Regime) -> None:
    case = month_of_duties()
    assert not [one for one in easa.check(case) if one.rule.startswith(("duty_", "flight_")) and one.verdict != "pass"]
    best = min(seconds_of_a_check(easa, case) for _ in range(200))
    assert best < 0.001


def seconds_of_a_check(easa: Regime, case: DutyCase) -> float:
    begins = perf_counter()
    easa.check(case)
    return perf_counter() - begins
