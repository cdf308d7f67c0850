"""Work added up over days, months and years: ORO.FTL.210.

A day is a calendar day on the clock of the home base. A duty that lasts into the next day is tested in the windows that end on
each of its days, and the tightest is the ruling. Exactly the limit is legal.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import zone
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.rest import duty_period
from knowledge.flight_time.easa_oro_ftl.standby import standby_span
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_most, not_checked, spoken

Window = tuple[datetime, datetime]
WorkIn = Callable[[Sequence[DutyPeriod], datetime, datetime, Law], int]
_NOTHING, _INSTANT, _MINUTE = timedelta(), timedelta(seconds=1), timedelta(minutes=1)


def _midnight(moment: datetime, clock: str) -> datetime:
    """The local midnight that begins the moment's day, with the clock's own time zone."""
    return moment.astimezone(zone(clock)).replace(hour=0, minute=0, second=0, microsecond=0)


def _days_of(case: DutyCase) -> tuple[datetime, ...]:
    """Local midnight of each calendar day the duty reaches into."""
    begins = case.duty.report_at
    if case.duty.standby is not None:
        begins = min(begins, case.duty.standby.start)
    first = _midnight(begins, case.home_clock)
    last = _midnight(max(begins, case.duty.release_at - _INSTANT), case.home_clock)
    return tuple(first + timedelta(days=index) for index in range((last.date() - first.date()).days + 1))


def _days_to(day: datetime, days: int) -> Window:
    """So many calendar days, the last beginning at `day`."""
    return (day - timedelta(days=days - 1)).astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)


def _months_to(day: datetime, months: int) -> Window:
    """So many calendar months, the last being the month of `day`."""
    opens, closes = day.year * 12 + day.month - months, day.year * 12 + day.month
    return _month(day, opens), _month(day, closes)


def _month(day: datetime, months: int) -> datetime:
    return day.replace(year=months // 12, month=months % 12 + 1, day=1).astimezone(UTC)


def _duty_in(duties: Sequence[DutyPeriod], opens: datetime, closes: datetime, law: Law) -> int:
    """Duty minutes inside a stretch of time: duty periods, airport standby in them, and a quarter of standby elsewhere."""
    worked = waited = _NOTHING
    for one in duties:
        if one.standby is None:
            worked += _shared(one.report_at, one.release_at, opens, closes)
            continue
        worked += _shared(*duty_period(one), opens, closes)
        span = standby_span(one) if one.standby.kind == "home_standby" else None
        waited += _NOTHING if span is None else _shared(*span, opens, closes)
    # Rounded up: part of a minute of duty is a minute.
    return worked // _MINUTE - -(waited // _MINUTE) * int(law["standby_duty_percent"]) // 100


def _flown_in(duties: Sequence[DutyPeriod], opens: datetime, closes: datetime, law: Law) -> int:
    """Flight minutes inside a stretch of time."""
    flown = _NOTHING
    for one in duties:
        if opens <= one.report_at and one.release_at <= closes:
            for leg in one.sectors:
                flown += _NOTHING if leg.positioning else leg.on_block - leg.off_block
        elif one.release_at > opens and one.report_at < closes:
            for leg in one.worked:
                flown += _shared(leg.off_block, leg.on_block, opens, closes)
    return flown // _MINUTE


def _shared(start: datetime, end: datetime, opens: datetime, closes: datetime) -> timedelta:
    if opens <= start and end <= closes:
        return end - start
    if start >= closes or end <= opens:
        return _NOTHING
    return min(end, closes) - max(start, opens)


def _ruling(
    case: DutyCase, law: Law, name: str, what: str, windows: Sequence[Window], work_in: WorkIn, before: int | None
) -> Iterator[Ruling]:
    """The tightest of the windows; not checked where the history does not fill one, unless what is known breaks the limit.

    `before`: the sum known from elsewhere, in place of the history; only the last window is tested then.
    """
    limit, citation = law[name], law.cite(name)
    reported = case.duty.report_at
    duties = [one for one in case.history if one.report_at < reported] if before is None else []
    duties.append(case.duty)
    most, unknown_from = 0, None
    for opens, closes in windows if before is None else windows[-1:]:
        most = max(most, work_in(duties, opens, closes, law) + (before or 0))
        if before is None and (case.history_from is None or case.history_from > opens):
            unknown_from = unknown_from or opens
    if unknown_from is not None and most <= limit:
        missing = f"the history does not reach back to {unknown_from:%d %b %Y %H:%MZ}"
        yield not_checked(name, citation, f"{what} {spoken(most)} known of {spoken(limit)}; {missing}")
    else:
        yield at_most(name, citation, what, limit=limit, actual=most)


def _duty_ruling(case: DutyCase, law: Law, index: int, before: int | None) -> Iterator[Ruling]:
    days = law["duty_windows"][index]
    windows = [_days_to(one, days) for one in _days_of(case)]
    name = ("duty_7_days", "duty_14_days", "duty_28_days")[index]
    yield from _ruling(case, law, name, f"duty in {days} days", windows, _duty_in, before)


@rule("duty_7_days", "ORO.FTL.210(a)(1)", BOTH)
def duty_7_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Duty in any seven consecutive days."""
    yield from _duty_ruling(case, law, 0, case.totals.duty_min_7_days)


@rule("duty_14_days", "ORO.FTL.210(a)(2)", BOTH)
def duty_14_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Duty in any fourteen consecutive days."""
    yield from _duty_ruling(case, law, 1, case.totals.duty_min_14_days)


@rule("duty_28_days", "ORO.FTL.210(a)(3)", BOTH)
def duty_28_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Duty in any twenty-eight consecutive days."""
    yield from _duty_ruling(case, law, 2, case.totals.duty_min_28_days)


@rule("flight_28_days", "ORO.FTL.210(b)(1)", BOTH)
def flight_28_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Flight time in any twenty-eight consecutive days."""
    if case.duty.worked:
        days = law["flight_window"]
        windows = [_days_to(one, days) for one in _days_of(case)]
        what, before = f"flight time in {days} days", case.totals.flight_min_28_days
        yield from _ruling(case, law, "flight_28_days", what, windows, _flown_in, before)


@rule("flight_calendar_year", "ORO.FTL.210(b)(2)", BOTH)
def flight_calendar_year(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Flight time in a calendar year."""
    if case.duty.worked:
        windows = list(dict.fromkeys(_months_to(one.replace(month=12), 12) for one in _days_of(case)))
        what, before = "flight time in the calendar year", case.totals.flight_min_calendar_year
        yield from _ruling(case, law, "flight_calendar_year", what, windows, _flown_in, before)


@rule("flight_12_months", "ORO.FTL.210(b)(3)", BOTH)
def flight_12_months(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Flight time in any twelve consecutive calendar months."""
    if case.duty.worked:
        months = law["flight_window_months"]
        windows = list(dict.fromkeys(_months_to(one, months) for one in _days_of(case)))
        what, before = f"flight time in {months} calendar months", case.totals.flight_min_12_months
        yield from _ruling(case, law, "flight_12_months", what, windows, _flown_in, before)


CUMULATIVE_RULES = (duty_7_days, duty_14_days, duty_28_days, flight_28_days, flight_calendar_year, flight_12_months)
