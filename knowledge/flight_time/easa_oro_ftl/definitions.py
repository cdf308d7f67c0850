"""The words of ORO.FTL.105 that decide on a clock: circadian low, night duty, early start, late finish."""

from datetime import datetime

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import DAY_MIN, daily_windows, minute_of_day, minutes_in_window
from knowledge.flight_time.duty import CrewKind, DutyCase, DutyPeriod

BOTH: tuple[CrewKind, ...] = ("flight_crew", "cabin_crew")


def minutes_in_low(start: datetime, end: datetime, clock: str, law: Law) -> int:
    """Minutes of a stretch of time inside the window of circadian low."""
    opens, closes = law["window_of_circadian_low"]
    return minutes_in_window(start, end, opens, closes, clock)


def night_of(duty: DutyPeriod, law: Law) -> datetime | None:
    """When the last night that a duty reaches into begins (its 02:00, in UTC); None when it is no night duty."""
    opens, closes = law["night_duty"]
    nights = list(daily_windows(duty.report_at, duty.release_at, opens, closes, duty.reading_clock))
    return nights[-1][0] if nights else None


def is_early_start(duty: DutyPeriod, case: DutyCase, law: Law) -> bool:
    """Whether the duty begins in the early hours, as the operator's type of State defines them."""
    return _within(law["early_start"][case.disruptive_schedule], duty.report_at, duty.reading_clock)


def is_late_finish(duty: DutyPeriod, case: DutyCase, law: Law) -> bool:
    """Whether the duty ends in the late hours, as the operator's type of State defines them."""
    return _within(law["late_finish"][case.disruptive_schedule], duty.release_at, duty.reading_clock)


def _within(window: tuple[int, int], moment: datetime, clock: str) -> bool:
    """Whether a moment lies in a local window, which may run past midnight; its end is not in it."""
    opens, closes = window
    return (minute_of_day(moment, clock) - opens) % DAY_MIN < (closes - opens) % DAY_MIN
