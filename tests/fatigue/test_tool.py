"""The tool `fatigue`: what it predicts over a duty, what it says of itself, and what it refuses."""

import re
from datetime import UTC, datetime, timedelta
from math import cos, exp, pi
from pathlib import Path
from typing import Any

import pytest

from domain.network import NetworkState
from knowledge.flight_time.duty import DutyCase, DutyPeriod, InFlightRest, Sector, SplitBreak
from tools.fatigue.tool import FatigueReport, fatigue
from tools.spec import ToolContext, ToolRetry

CONTEXT = ToolContext(state=NetworkState(), now=datetime(2026, 3, 1, tzinfo=UTC))


def at(written: str) -> datetime:
    return datetime.strptime(f"2026-03-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def day_of_two(report: str) -> DutyPeriod:
    """Report, two sectors of three hours with an hour before, between and after, release: nine hours."""
    begins = at(report)
    off, on = (lambda h: begins + timedelta(hours=h)), (lambda h: begins + timedelta(hours=h + 3))
    return DutyPeriod(begins, begins + timedelta(hours=9), (Sector(off(1), on(1)), Sector(off(5), on(5))))


def ask(duty: DutyPeriod, *sleeps: tuple[str, str], **more: Any) -> FatigueReport:
    given = [{"start": at(start), "end": at(end)} for start, end in sleeps]
    return fatigue.run(CONTEXT, {"case": DutyCase(duty), "sleeps": given, **more})


def refusals(**arguments: Any) -> dict[str, str]:
    with pytest.raises(ToolRetry) as refused:
        fatigue.run(CONTEXT, arguments)
    assert len(dict(refused.value.faults)) == len(refused.value.faults)
    return dict(refused.value.faults)


def test_it_predicts_at_report_each_start_and_landing_and_release() -> None:
    report = ask(day_of_two("10 09:00"))
    assert [(one.moment, one.sector, one.body_time) for one in report.predictions] == [
        ("report", None, "09:00"),
        ("sector_start", 1, "10:00"),
        ("landing", 1, "13:00"),
        ("sector_start", 2, "14:00"),
        ("landing", 2, "17:00"),
        ("release", None, "18:00"),
    ]
    assert report.slept_24_h_min == 480
    assert report.advice == "usual"


def test_the_worst_minute_is_no_better_than_any_named_moment() -> None:
    for hour in range(24):
        report = ask(day_of_two(f"10 {hour:02}:00"))
        assert report.worst.kss is not None
        assert all(one.kss is not None and one.kss <= report.worst.kss for one in report.predictions)
        assert report.advice == report.worst.advice


def test_after_ordinary_nights_the_figures_are_those_of_the_equations() -> None:
    s = 14.0
    for _ in range(30):  # 16 h awake, then 8 h asleep with the brake, until it repeats
        evening = 2.4 + (s - 2.4) * exp(-0.0353 * 16)
        bt = (12.2 - evening) / (0.381356 * 2.1)
        s = 14.3 - 2.1 * exp(-0.381356 * (8 - bt))
    at_eight = 2.4 + (s - 2.4) * exp(-0.0353)
    c, u = 2.5 * cos(2 * pi * (8 - 16.8) / 24), -0.5 + 0.5 * cos(2 * pi * (8 - 19.8) / 12)
    sleepiness = 10.6 - 0.6 * (at_eight + c + u - 5.72 * exp(-1.51))

    first = ask(DutyPeriod(at("10 08:00"), at("10 15:00")), ("09 23:00", "10 07:00")).predictions[0]
    assert (first.awake_h, first.homeostatic, first.kss) == (1, round(at_eight, 2), round(sleepiness, 2))


def test_a_night_duty_is_worse_than_the_same_duty_by_day() -> None:
    day, night = ask(day_of_two("10 09:00")), ask(day_of_two("10 22:00"))
    assert day.worst.kss is not None
    assert night.worst.kss is not None
    assert night.worst.kss > day.worst.kss + 2
    assert (day.advice, night.advice) == ("usual", "mitigate")
    assert "03:00" <= night.worst.body_time <= "06:00"


def test_a_nap_before_a_night_duty_helps_and_a_short_night_harms() -> None:
    nights = [("09 23:00", "10 07:00")]
    plain = ask(day_of_two("10 22:00"), *nights)
    napped = ask(day_of_two("10 22:00"), *nights, ("10 18:00", "10 20:00"))
    tired = ask(day_of_two("10 22:00"), ("09 23:00", "10 03:00"))
    assert napped.worst.kss is not None
    assert plain.worst.kss is not None
    assert tired.worst.kss is not None
    assert napped.worst.kss < plain.worst.kss < tired.worst.kss
    assert tired.advice == "avoid"


def test_ordinary_nights_given_in_full_are_the_estimate() -> None:
    estimated = ask(day_of_two("10 12:00"))
    given = ask(day_of_two("10 12:00"), *[(f"{day:02} 23:00", f"{day + 1:02} 07:00") for day in range(3, 10)])
    assert given.predictions == estimated.predictions


def test_minutes_asleep_in_a_split_break_are_not_the_worst() -> None:
    pause = SplitBreak(at("11 02:00"), at("11 08:00"))
    split = DutyPeriod(at("10 22:00"), at("11 12:00"), split_breaks=(pause,))
    report = ask(split)
    (asleep,) = (one for one in report.sleeps if one.where == "split_break")
    assert not asleep.start <= report.worst.at < asleep.end
    assert report.predictions[-1].awake_h == pytest.approx(4.33)


def test_the_two_process_model_gives_sleep_pressure_and_no_kss() -> None:
    report = ask(day_of_two("10 22:00"), model="two_process")
    assert report.kss_mapping is None
    assert report.worst.kss is None
    assert report.worst.alertness is None
    assert report.worst.moment == "worst"
    assert report.worst.at == at("11 07:00")  # no clock in it: the longest wake is the worst
    assert (report.worst.awake_h, report.worst.homeostatic, report.advice) == (24, 0.76, "avoid")


def test_the_mapping_is_named_and_can_be_chosen() -> None:
    usual, other = ask(day_of_two("10 05:00")), ask(day_of_two("10 05:00"), kss_mapping="kss_9.68_0.46")
    assert (usual.kss_mapping, other.kss_mapping) == ("kss_10.60_0.60", "kss_9.68_0.46")
    at_report, without_inertia = usual.predictions[0], other.predictions[0]
    assert at_report.homeostatic == without_inertia.homeostatic
    assert at_report.alertness is not None
    assert without_inertia.alertness is not None
    assert without_inertia.alertness - at_report.alertness == pytest.approx(5.72 * exp(-1.51 * 1.5), abs=0.01)
    assert without_inertia.kss == pytest.approx(9.68 - 0.46 * without_inertia.alertness, abs=0.01)


def test_the_table_of_the_readme_is_what_the_tool_says(root: Path) -> None:
    lines = (root / "tools" / "fatigue" / "README.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d\d:\d\d ", line)]
    assert len(rows) == 5
    for report_at, *written in rows:
        first, second, third = (day_of_two(f"{day} {report_at}") for day in (10, 11, 12))
        cases = DutyCase(first), DutyCase(third, history=(first, second))
        worst = [fatigue.run(CONTEXT, {"case": case}).worst for case in cases]
        assert written == [cell for one in worst for cell in (f"{one.kss:.2f}", one.body_time, one.advice)]


def test_it_says_that_it_is_advice_and_what_it_assumes() -> None:
    away = DutyPeriod(at("10 09:00"), at("10 18:00"), report_clock="Asia/Tokyo", acclimated=False)
    report = ask(away)
    assert report.advisory is True
    assert report.notice.endswith("it may make a plan stricter, never legal. Flight-time law decides.")
    assert report.model_version == "2026-11"
    assert not report.body_clock_known
    assert any("No sleep was given" in one for one in report.assumptions)
    assert any("body clock is not known" in one for one in report.assumptions)


def test_numbers_leave_with_two_digits_and_kss_stays_on_its_scale() -> None:
    report = ask(day_of_two("10 22:00"), ("09 00:00", "09 01:00"))
    for one in (*report.predictions, report.worst):
        assert one.kss is not None
        assert 1 <= one.kss <= 9
        assert [one.kss, one.homeostatic, one.awake_h] == [round(n, 2) for n in (one.kss, one.homeostatic, one.awake_h)]
    assert report.worst.kss == 9


def test_the_same_question_has_the_same_answer_through_json() -> None:
    report = ask(day_of_two("10 22:00"))
    request = {"case": {"duty": {"report_at": "2026-03-10T22:00:00Z", "release_at": "2026-03-11T07:00:00Z", "sectors": []}}}
    assert fatigue.run(CONTEXT, request).worst == report.worst
    assert FatigueReport.model_validate_json(report.model_dump_json()) == report
    assert set(fatigue.schema()["input_schema"]["properties"]) == {"case", "sleeps", "model", "kss_mapping", "lands"}


def test_a_duty_that_cannot_be_is_refused_with_every_fault() -> None:
    broken = DutyPeriod(
        at("10 09:00"),
        at("10 18:00"),
        sectors=(Sector(at("10 10:00"), at("10 09:30")), Sector(at("10 16:00"), at("10 20:00"))),
        split_breaks=(SplitBreak(at("10 17:00"), at("10 17:30")),),
        report_clock="Nowhere/Land",
    )
    backwards = DutyPeriod(at("09 12:00"), at("09 10:00"))
    assert set(refusals(case=DutyCase(broken, history=(backwards,)), kss_mapping="kss_1")) == {
        "case.duty",
        "case.duty.sectors.0",
        "case.duty.sectors.1",
        "case.duty.split_breaks.0",
        "case.history.0",
        "kss_mapping",
    }


def test_an_offset_of_more_than_a_day_is_no_clock() -> None:
    assert set(refusals(case=DutyCase(day_of_two("10 09:00"), home_clock="+99:00"))) == {"case.home_clock"}


def test_history_that_runs_into_itself_or_into_the_duty_is_refused() -> None:
    first, overlapping = DutyPeriod(at("09 08:00"), at("09 16:00")), DutyPeriod(at("09 15:00"), at("09 20:00"))
    into_duty = DutyPeriod(at("10 05:00"), at("10 10:00"))
    found = refusals(case=DutyCase(day_of_two("10 09:00"), history=(first, overlapping, into_duty)))
    assert set(found) == {"case.history.1", "case.history.2"}
    assert "leave out what comes later" in found["case.history.2"]


def test_sleep_that_cannot_be_is_refused_with_every_fault() -> None:
    found = refusals(
        case=DutyCase(day_of_two("10 09:00")),
        sleeps=[
            {"start": at("09 06:00"), "end": at("09 05:00")},
            {"start": at("09 22:00"), "end": at("10 06:00")},
            {"start": at("10 05:00"), "end": at("10 07:00")},
            {"start": at("10 10:30"), "end": at("10 11:00")},
            {"start": at("10 20:00"), "end": at("11 04:00")},
        ],
    )
    assert set(found) == {"sleeps.0", "sleeps.2", "sleeps.3", "sleeps.4"}


def test_sleep_in_flight_is_believed_only_where_there_is_in_flight_rest() -> None:
    sector = Sector(at("10 22:00"), at("11 08:00"))
    nap = {"start": at("11 01:00"), "end": at("11 03:00")}
    night = {"start": at("09 23:00"), "end": at("10 07:00")}
    plain = DutyPeriod(at("10 21:00"), at("11 09:00"), (sector,))
    rested = DutyPeriod(at("10 21:00"), at("11 09:00"), (sector,), in_flight_rest=InFlightRest(landing_pilot_min=120))
    assert set(refusals(case=DutyCase(plain), sleeps=[night, nap])) == {"sleeps.1"}
    report = fatigue.run(CONTEXT, {"case": DutyCase(rested), "sleeps": [night, nap]})
    assert report.predictions[-1].awake_h == 6


def test_sleep_left_out_for_days_is_refused_as_incomplete() -> None:
    found = refusals(case=DutyCase(day_of_two("10 09:00")), sleeps=[{"start": at("05 23:00"), "end": at("06 07:00")}])
    assert "give every sleep from the first one on" in found["sleeps"]


def test_a_duty_of_a_week_is_refused() -> None:
    assert "check release_at" in refusals(case=DutyCase(DutyPeriod(at("10 09:00"), at("17 09:00"))))["case.duty"]


def test_the_two_process_model_refuses_a_mapping() -> None:
    found = refusals(case=DutyCase(day_of_two("10 09:00")), model="two_process", kss_mapping="kss_10.60_0.60")
    assert set(found) == {"kss_mapping"}


def test_unknown_fields_and_times_without_a_zone_are_refused() -> None:
    found = refusals(case={"duty": {"report_at": "2026-03-10T09:00:00", "release_at": "2026-03-10T18:00:00Z", "colour": "red"}})
    assert set(found) == {"case.duty.report_at", "case.duty.colour"}
