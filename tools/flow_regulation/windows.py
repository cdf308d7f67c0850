"""Windows about a calculated or estimated take-off time, at the runway and at the gate, and when a delay message is due.

Take-off is off-block plus taxi time. Both ends of every window are inclusive.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.units import minutes, minutes_between
from knowledge.flow.practice import FlowPractice, Tolerance


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """From `first` to `last`, both allowed."""

    first: datetime
    last: datetime

    def contains(self, at: datetime) -> bool:
        """Whether `at` is allowed."""
        return self.first <= at <= self.last

    def earlier_by(self, count_min: int) -> "TimeWindow":
        """The same window so many minutes earlier: take-off to off-block."""
        return TimeWindow(self.first - minutes(count_min), self.last - minutes(count_min))


def about(at: datetime, tolerance: Tolerance) -> TimeWindow:
    """The window that a tolerance leaves about a time."""
    return TimeWindow(at - minutes(tolerance.before_min), at + minutes(tolerance.after_min))


def take_off_window(practice: FlowPractice, *, off_block: datetime, taxi_min: int, ctot: datetime | None) -> TimeWindow:
    """When a flight may take off: about its CTOT, or about off-block plus taxi when it has none."""
    if ctot is not None:
        return about(ctot, practice.ctot)
    return about(off_block + minutes(taxi_min), practice.etot)


def off_block_window(practice: FlowPractice, ctot: datetime, taxi_min: int) -> TimeWindow:
    """When a flight may leave the gate to take off in the window of its CTOT."""
    return about(ctot, practice.ctot).earlier_by(taxi_min)


def delay_message_due(
    practice: FlowPractice, *, filed: datetime, off_block: datetime, taxi_min: int, ctot: datetime | None
) -> bool:
    """Whether the off-block time has moved so far from the filed one that a DLA or CHG is due.

    None is due while the new time still meets the CTOT.
    """
    if abs(minutes_between(filed, off_block)) <= practice.delay_message_over_min:
        return False
    return ctot is None or not off_block_window(practice, ctot, taxi_min).contains(off_block)
