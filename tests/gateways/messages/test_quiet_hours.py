"""When a message may disturb: the limits of the night, midnight, the days the clock jumps, and departures that are near."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.units import minutes
from gateways.messages.quiet_hours import hold_until, quiet_until
from gateways.messages.templates import catalogue
from tests.gateways.messages.airline import NIGHT

TEN_TO_SEVEN = (22 * 60, 7 * 60)


def at(hour: int, minute: int = 0, *, day: int = 10, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (at(21, 59), None),
        (at(22, 0), at(7, day=11)),
        (at(23, 59), at(7, day=11)),
        (at(0, 0), at(7)),
        (at(6, 59), at(7)),
        (at(7, 0), None),
        (at(12, 0), None),
    ],
)
def test_a_night_across_midnight_begins_with_its_first_minute_and_ends_before_its_last(
    now: datetime, end: datetime | None
) -> None:
    assert quiet_until(now, "UTC", TEN_TO_SEVEN) == end


@pytest.mark.parametrize(("now", "end"), [(at(12, 59), None), (at(13), at(15)), (at(14, 59), at(15)), (at(15), None)])
def test_a_rest_within_one_day_has_the_same_limits(now: datetime, end: datetime | None) -> None:
    assert quiet_until(now, "UTC", (13 * 60, 15 * 60)) == end


def test_a_window_that_starts_where_it_ends_is_empty() -> None:
    assert quiet_until(at(22), "UTC", (22 * 60, 22 * 60)) is None


def test_seconds_within_the_last_quiet_minute_wait_for_the_next_minute() -> None:
    assert quiet_until(at(6, 59) + timedelta(seconds=30), "UTC", TEN_TO_SEVEN) == at(7)


@pytest.mark.parametrize(
    ("now", "quiet", "end"),
    [
        # Madrid, 29 March 2026: 02:00 becomes 03:00 (01:00 UTC); the night is an hour shorter.
        (at(22, day=28, month=3), TEN_TO_SEVEN, at(5, day=29, month=3)),
        # 02:30 does not exist that night: 03:00 is the first minute that is not quiet.
        (at(0, day=29, month=3), (22 * 60, 150), at(1, day=29, month=3)),
        # Madrid, 25 October 2026: 03:00 becomes 02:00 (01:00 UTC); the night is an hour longer.
        (at(21, day=24, month=10), TEN_TO_SEVEN, at(6, day=25, month=10)),
        # 02:30 comes twice: quiet until the first, and again before the second.
        (at(0, day=25, month=10), (22 * 60, 150), at(0, 30, day=25, month=10)),
        (at(1, day=25, month=10), (22 * 60, 150), at(1, 30, day=25, month=10)),
    ],
)
def test_on_the_days_the_clock_jumps_the_wall_clock_counts(now: datetime, quiet: tuple[int, int], end: datetime) -> None:
    assert quiet_until(now, "Europe/Madrid", quiet) == end


def test_the_zone_is_the_persons_and_an_unknown_one_is_read_as_utc() -> None:
    assert quiet_until(at(13), "Asia/Tokyo", TEN_TO_SEVEN) == at(22)  # 22:00 there
    assert quiet_until(at(12, 59), "Asia/Tokyo", TEN_TO_SEVEN) is None
    assert quiet_until(at(23), "Nowhere/../etc", TEN_TO_SEVEN) == at(7, day=11)


@pytest.mark.parametrize(
    ("template", "departs_at", "until"),
    [
        ("delay", at(5, day=11), None),  # in six hours: may break the night
        ("delay", at(5, 1, day=11), at(23, 1)),  # in six hours and a minute: a minute to wait
        ("delay", at(20, day=11), at(7, day=11)),  # far off: in the morning
        ("delay", None, at(7, day=11)),
        ("care_hotel", at(20, day=11), None),  # the passenger is at the airport
        ("rights_notice", at(1, day=11), at(7, day=11)),  # can always wait
    ],
)
def test_which_template_may_break_the_night_is_data(template: str, departs_at: datetime | None, until: datetime | None) -> None:
    rule = next(rule for name, rule in catalogue().templates.items() if name == template)

    assert hold_until(rule, now=at(23), timezone="UTC", quiet=NIGHT, departs_at=departs_at) == until
    assert hold_until(rule, now=at(12), timezone="UTC", quiet=NIGHT, departs_at=departs_at) is None
    assert hold_until(rule, now=at(23), timezone="UTC", quiet=None, departs_at=departs_at) is None


def test_every_held_message_may_go_out_at_the_end_of_its_wait() -> None:
    rule = catalogue().templates["delay"]
    departs_at = at(9, day=11)
    for hour in range(24):
        now = at(22) + minutes(20 * hour)
        until = hold_until(rule, now=now, timezone="UTC", quiet=NIGHT, departs_at=departs_at)
        assert until is None or (
            until > now and hold_until(rule, now=until, timezone="UTC", quiet=NIGHT, departs_at=departs_at) is None
        )
