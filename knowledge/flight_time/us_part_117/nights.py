"""Consecutive flight duty periods in the window of circadian low: 14 CFR 117.27."""

from collections.abc import Iterator
from datetime import datetime

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, minutes_in_window, whole_windows
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_most, not_checked
from knowledge.flight_time.us_part_117.flight_duty import clock_of_tables, flight_duty, in_accommodation, rest_opportunity_faults


@rule("consecutive_nights", "14 CFR 117.27")
def consecutive_nights(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.27: three flight duty periods in a row in the window of circadian low; five when each holds a rest of two hours."""
    if not _infringes(case.duty, law):
        return
    if clock_of_tables(case.duty) is None:
        missing = "the clock of the theater last acclimated to is not given"
        yield not_checked("consecutive_nights", law.cite("nights_in_a_row"), missing)
        return
    row, complete = _nights_in_a_row(case, law)
    rested = all(_has_rest_opportunity(one, law) for one in row)
    name = "nights_in_a_row_with_rest" if rested else "nights_in_a_row"
    what = "flight duty periods in the window of circadian low in a row" + (", each with a rest" if rested else "")
    if not complete and len(row) <= law[name]:
        yield not_checked("consecutive_nights", law.cite(name), f"{len(row)} {what} known; what came before is not")
    else:
        yield at_most("consecutive_nights", law.cite(name), what, limit=law[name], actual=len(row), unit="count")


def _infringes(duty: DutyPeriod, law: Law) -> bool:
    """Whether the flight duty period, split duty rest included, touches the window of circadian low."""
    fdp = flight_duty(duty, law)
    if fdp is None:
        return False
    return minutes_in_window(fdp.start, fdp.end, law["wocl_from"], law["wocl_to"], duty.reading_clock) > 0


def _nights_in_a_row(case: DutyCase, law: Law) -> tuple[list[DutyPeriod], bool]:
    """The duties of the row, latest first, and whether its beginning is known.

    It begins after a flight duty period that leaves the window alone, or after a physiological night's rest.
    """
    clock, row, begins = case.duty.reading_clock, [case.duty], case.duty.report_at
    if case.rest_before is not None and _is_night_off(case.rest_before.start, case.rest_before.end, clock, law):
        return row, True
    for one in reversed(case.earlier):
        if _is_night_off(one.release_at, begins, clock, law):
            return row, True
        begins = one.report_at
        if flight_duty(one, law) is None:
            continue
        if not _infringes(one, law):
            return row, True
        row.append(one)
    return row, case.history_from is not None and _is_night_off(case.history_from, begins, clock, law)


def _is_night_off(start: datetime, end: datetime, clock: str, law: Law) -> bool:
    if length_min(start, end) < law["physiological_night_rest"]:
        return False
    return whole_windows(start, end, law["physiological_night_from"], law["physiological_night_to"], clock) > 0


def _has_rest_opportunity(duty: DutyPeriod, law: Law) -> bool:
    return any(
        length_min(*in_accommodation(one)) >= law["night_rest_opportunity"] and not any(rest_opportunity_faults(duty, one, law))
        for one in duty.split_breaks
    )
