"""Seasons begin on last Sundays; slots are counted by weekday, or over two months by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slots.season import UnknownPeriod, period, season_of, two_months_of
from knowledge.slots.use import needed
from twin.scenarios.slot_series import _season, _two_months

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("S26", date(2026, 3, 29), date(2026, 10, 24)),
        ("W26", date(2026, 10, 25), date(2027, 3, 27)),
        ("W12", date(2012, 10, 28), date(2013, 3, 30)),
        ("2013-01/02", date(2013, 1, 1), date(2013, 2, 28)),
        ("2013-11/12", date(2013, 11, 1), date(2013, 12, 31)),
    ],
)
def test_a_period_has_its_published_days(name: str, first: date, last: date) -> None:
    assert (period(name).first, period(name).last) == (first, last)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 28), "W25"),
        (date(2026, 3, 29), "S26"),
        (date(2026, 10, 24), "S26"),
        (date(2026, 10, 25), "W26"),
        (date(2027, 1, 1), "W26"),
    ],
)
def test_the_season_changes_on_the_last_sunday(day: date, name: str) -> None:
    assert season_of(day).name == name


@pytest.mark.parametrize("name", ["X26", "S2026", "2013-02/03", "2013-01/03", ""])
def test_what_names_no_period_is_refused_with_how_to_write_one(name: str) -> None:
    with pytest.raises(UnknownPeriod, match="write a season as S26"):
        period(name)


@given(DAYS, st.integers(0, 7))
def test_days_of_a_weekday_are_those_of_the_calendar(day: date, weekday: int) -> None:
    for one in (season_of(day), two_months_of(day)):
        every = [one.first + timedelta(days=index) for index in range((one.last - one.first).days + 1)]

        assert day in every
        assert period(one.name) == one
        assert one.days_of(weekday) == sum(weekday in (0, each.isoweekday()) for each in every)


@given(DAYS)
def test_scenarios_and_the_law_agree_on_seasons_and_pairs_of_months(day: date) -> None:
    law, pair = season_of(day), two_months_of(day)

    assert _season(day, {"summer": 3, "winter": 10}) == (law.name, law.first, law.last)
    assert _two_months(day) == (pair.name, pair.first, pair.last)


@given(st.integers(0, 400), st.integers(1, 100))
def test_what_is_needed_is_the_least_whole_number_that_makes_the_share(held: int, percent: int) -> None:
    least = needed(held, percent)

    assert 100 * least >= held * percent
    assert least == 0 or 100 * (least - 1) < held * percent
