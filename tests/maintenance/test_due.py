"""When an item is due: the earlier of calendar, flight minutes and cycles, each at its last minute and one either side."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from knowledge.maintenance.deferral import DeferralCase, Programme
from knowledge.maintenance.regime import EXTENSION, INTERVAL, regimes
from tests.evaluation.paper_day import PaperDay, at, flight
from tests.maintenance.hangar import check, checked, context, defect, failed, only_due
from tools.maintenance.tool import maintenance_due


def two_hours_of_flying() -> PaperDay:
    """Two flights of an hour, two cycles."""
    day = PaperDay().tail("N1", "AAA")
    day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    day.fly(2, "BBB", "AAA", "10:00", "11:00", "N1")
    return day


@pytest.mark.parametrize(("left", "due"), [(119, "10:00"), (120, None), (121, None), (59, "08:00"), (60, "10:00"), (61, "10:00")])
def test_flight_minutes_run_out_before_the_flight_that_would_exceed_them(left: int, due: str | None) -> None:
    found = only_due(two_hours_of_flying().happen(check("N1", flight_min_left=left)), "N1")

    assert found.due_at == (at(due) if due else None)
    assert found.counted == ("flight_minutes" if due else "no_limit")


@pytest.mark.parametrize(("left", "before"), [(0, flight(1, "AAA")), (1, flight(2, "BBB")), (2, None), (3, None)])
def test_cycles_run_out_before_the_flight_that_is_one_too_many(left: int, before: str | None) -> None:
    found = only_due(two_hours_of_flying().happen(check("N1", cycles_left=left)), "N1")

    assert found.before == before


def test_the_earliest_of_three_limits_decides() -> None:
    day = two_hours_of_flying().happen(check("N1", due_at=at("09:30"), flight_min_left=119, cycles_left=1))
    assert only_due(day, "N1").counted == "calendar"
    day = two_hours_of_flying().happen(check("N1", due_at=at("10:30"), flight_min_left=119, cycles_left=0))
    assert only_due(day, "N1").counted == "cycles"


def test_what_was_flown_before_the_figures_were_known_does_not_count() -> None:
    day = two_hours_of_flying().happen(check("N1", flight_min_left=60, known_at=at("08:01")))

    assert only_due(day, "N1").due_at is None


def test_a_check_of_which_no_limit_is_told_is_not_checked() -> None:
    report = checked(two_hours_of_flying().happen(check("N1")))

    assert [one.rule for one in failed(report, "not_checked")] == ["maintenance.due"]


@pytest.mark.parametrize(("lands", "verdict"), [("10:59", "fail"), ("11:00", "pass"), ("11:01", "pass")])
def test_a_flight_lands_no_later_than_its_check_is_due(lands: str, verdict: str) -> None:
    report = checked(two_hours_of_flying().happen(check("N1", due_at=at(lands))))

    assert [one.verdict for one in report.checks if one.rule == "maintenance.due"] == [verdict]


@pytest.mark.parametrize(("leaves", "lands", "verdict"), [
    ("22:00", "23:59", "pass"), ("23:00", "00:00", "pass"), ("23:59", "00:01", "not_checked"), ("00:00", "01:00", "fail"),
    ("00:01", "01:00", "fail"),
])  # fmt: skip
def test_a_flight_leaves_before_the_interval_of_its_defect_ends(leaves: str, lands: str, verdict: str) -> None:
    day = PaperDay(horizon_end=at("12:00", 1)).tail("N1", "AAA").happen(defect("N1"))
    day.fly(1, "AAA", "BBB", at(leaves, leaves < "05:00"), at(lands, lands < "05:00"), "N1")

    report = checked(day)

    found = {one.verdict for one in report.checks if one.rule == "maintenance.due"} - {"pass"}
    assert found == ({verdict} if verdict != "pass" else set())


def test_an_item_is_reported_with_its_chances_and_their_slack_most_urgent_first() -> None:
    day = two_hours_of_flying().tail("N2", "BBB").happen(
        check("N1", due_at=at("12:00"), stations=("AAA",), work_min=1), defect("N2", category="C"), defect("N1", category="CDL")
    )  # fmt: skip

    items = maintenance_due.run(context(day), {}).items

    assert [(one.tail, one.item) for one in items] == [("N1", "A check"), ("N2", "N2-D1"), ("N1", "N1-D1")]
    assert [(one.airport, one.slack_min) for one in items[0].chances] == [
        ("AAA", 389),
        ("AAA", 29),
    ]  # 30 min of access, 1 of work
    assert [one.tail for one in maintenance_due.run(context(day), {"tails": ["N2"]}).items] == ["N2"]


ZONES = ("UTC", "America/New_York", "Pacific/Auckland", "America/Santiago", "Africa/Cairo", "Asia/Kolkata")


@settings(max_examples=40)
@given(
    recorded=some.integers(min_value=0, max_value=27 * 366 * 1440),
    zone=some.sampled_from(ZONES),
    category=some.sampled_from(["A", "B", "C", "D"]),
    counts_in=some.sampled_from(["place", "UTC"]),
)
def test_due_is_never_before_recording_and_an_extension_never_shortens(
    recorded: int, zone: str, category: str, counts_in: str
) -> None:
    moment = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(minutes=recorded)
    for regime, extended in product(regimes().values(), (False, True)):
        case = DeferralCase(
            category=category,  # type: ignore[arg-type]
            recorded_at=moment,
            timezone=zone,
            leaves=moment,
            lands=moment + timedelta(minutes=1),
            days=1,
            extended=extended,
            programme=Programme(counts_in, True),  # type: ignore[arg-type]
        )
        interval, longer = regime.ruling(INTERVAL, case), regime.ruling(EXTENSION, case)
        assert interval.due_at is not None
        # The day of recording does not count and at least one whole day does, of 23 hours at least.
        assert interval.due_at > moment + timedelta(hours=23)
        if longer.verdict == "pass":
            assert longer.due_at is not None
            assert longer.due_at > interval.due_at
