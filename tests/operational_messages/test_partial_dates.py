from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.operational_messages.message import Unreadable
from knowledge.operational_messages.partial_dates import day_and_month, day_of_month, full_date, minutes_of_day, moment

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "found"),
    [(21, date(2026, 11, 21)), (22, date(2026, 11, 22)), (7, date(2026, 11, 7)), (5, date(2026, 12, 5)), (1, date(2026, 12, 1))],
)
def test_a_day_is_that_of_the_nearest_month(day: int, found: date) -> None:
    assert day_of_month(day, NOON) == found


def test_a_day_as_near_before_as_after_is_refused_at_its_place() -> None:
    with pytest.raises(Unreadable, match="06 Nov 2026 and 06 Dec 2026 are equally near") as stop:
        day_of_month(6, NOON, line=3, column=8)
    assert (stop.value.line, stop.value.column, stop.value.found) == (3, 8, "06")


@pytest.mark.parametrize("day", [0, 31, 32, 99])
def test_a_day_that_no_near_month_has_is_refused(day: int) -> None:
    with pytest.raises(Unreadable, match="within 15 days of 21 Nov 2026"):
        day_of_month(day, NOON)


def test_the_turn_of_the_year_is_crossed_both_ways() -> None:
    assert day_of_month(31, datetime(2027, 1, 2, tzinfo=UTC)) == date(2026, 12, 31)
    assert day_and_month(2, "JAN", datetime(2026, 12, 30, tzinfo=UTC)) == date(2027, 1, 2)


def test_the_29th_of_february_is_found_in_a_leap_year_and_refused_elsewhere() -> None:
    assert day_and_month(29, "FEB", datetime(2028, 1, 2, tzinfo=UTC)) == date(2028, 2, 29)
    with pytest.raises(Unreadable):
        day_and_month(29, "FEB", datetime(2026, 3, 1, tzinfo=UTC))


def test_2400_is_the_end_of_the_day_and_0000_its_beginning() -> None:
    assert moment(21, "2400", NOON) == datetime(2026, 11, 22, tzinfo=UTC)
    assert moment(21, "0000", NOON) == datetime(2026, 11, 21, tzinfo=UTC)
    assert moment(30, "2400", datetime(2026, 11, 30, tzinfo=UTC)) == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(("hhmm", "minutes"), [("0000", 0), ("2359", 1439), ("2400", 1440)])
def test_a_time_of_day_is_minutes(hhmm: str, minutes: int) -> None:
    assert minutes_of_day(hhmm) == minutes


@pytest.mark.parametrize("hhmm", ["2401", "2561", "0060", "1 30", "130", "01300", "", "+130", "١٢٣٤"])
def test_what_is_no_time_of_day_is_refused(hhmm: str) -> None:
    with pytest.raises(Unreadable, match="from 0000 to 2400"):
        minutes_of_day(hhmm)


@pytest.mark.parametrize("given_date", ["31NOV26", "29FEB27", "00JAN26", "21NXV26"])
def test_what_is_no_date_of_the_calendar_is_refused(given_date: str) -> None:
    with pytest.raises(Unreadable, match="date of the calendar"):
        full_date(given_date)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-13, 13))
def test_every_day_less_than_a_fortnight_away_is_found(received: date, away: int) -> None:
    target = date.fromordinal(received.toordinal() + away)
    assert day_of_month(target.day, datetime(received.year, received.month, received.day, tzinfo=UTC)) == target
