"""Days, months and times that a message gives in part, completed by the moment at which it was received.

Nothing is completed that could as well be meant otherwise: a day that is as near before the receipt as after it is refused.
"""

from datetime import UTC, date, datetime, time, timedelta

from knowledge.operational_messages.message import Unreadable

MOST_DAYS_AWAY = 15
"""A day of the month is looked for so many days before and after the receipt: the same day of the next month is 28 to 31 away."""
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def day_of_month(day: int, received_at: datetime, *, line: int = 1, column: int = 1) -> date:
    """The date nearest to the receipt that has this day of the month, at most 15 days away.

    Unreadable: no such date, or two equally near. `line` and `column` say where the day stands in the text.
    """
    received = received_at.astimezone(UTC).date()
    span = range(-MOST_DAYS_AWAY, MOST_DAYS_AWAY + 1)
    near = [received + timedelta(days=away) for away in span if (received + timedelta(days=away)).day == day]
    expected = f"a day of the month within {MOST_DAYS_AWAY} days of"
    return _nearest(near, received, f"{day:02d}", expected, line, column)


def last_such_day(day: int, received_at: datetime, *, line: int = 1, column: int = 1, found: str = "") -> date:
    """The last date with this day of the month up to the day after receipt: for what is issued about now, as the weather is."""
    latest = received_at.astimezone(UTC).date() + timedelta(days=1)
    for back in range(62):
        if (latest - timedelta(days=back)).day == day:
            return latest - timedelta(days=back)
    raise Unreadable(f"no month up to {latest:%b %Y} has such a day", line=line, column=column, found=found or f"{day:02d}")


def day_and_month(day: int, month: str, received_at: datetime, *, line: int = 1, column: int = 1) -> date:
    """The date nearest to the receipt with this day and month (`NOV`); errors as for `day_of_month`."""
    received = received_at.astimezone(UTC).date()
    given = f"{day:02d}{month}"
    if month not in MONTHS:
        raise Unreadable(f"expected a month, one of {' '.join(MONTHS)}", line=line, column=column, found=given)
    number, near = MONTHS.index(month) + 1, []
    for year in (received.year - 1, received.year, received.year + 1):
        try:
            near.append(date(year, number, day))
        except ValueError:
            continue
    return _nearest(near, received, given, "a day that the month has, in a year next to", line, column)


def full_date(given: str, *, line: int = 1, column: int = 1) -> date:
    """The date written `21NOV26`; years are those of this century."""
    day, month, year = given[:2], given[2:5], given[5:]
    try:
        return date(2000 + int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        reason = "expected a date of the calendar as 21NOV26"
        raise Unreadable(reason, line=line, column=column, found=given) from None


def minutes_of_day(hhmm: str, *, line: int = 1, column: int = 1) -> int:
    """Minutes after midnight of `hhmm`, 0 to 1440: 2400 is the end of the day."""
    digits = len(hhmm) == 4 and hhmm.isascii() and hhmm.isdigit()
    if not digits or int(hhmm[2:]) > 59 or int(hhmm) > 2400:
        raise Unreadable("expected a time hhmm from 0000 to 2400", line=line, column=column, found=hhmm)
    return int(hhmm[:2]) * 60 + int(hhmm[2:])


def moment(day: int, hhmm: str, received_at: datetime, *, line: int = 1, column: int = 1) -> datetime:
    """The moment in UTC of a day of the month and a time; `day_of_month` says which month. 2400 is the end of that day."""
    on = day_of_month(day, received_at, line=line, column=column)
    return on_day(on, minutes_of_day(hhmm, line=line, column=column))


def on_day(day: date, minutes: int) -> datetime:
    """The moment in UTC so many minutes after the midnight that begins `day`."""
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)


def as_date(day: date) -> str:
    """A date as `21NOV26`."""
    return f"{day.day:02d}{MONTHS[day.month - 1]}{day.year % 100:02d}"


def _nearest(near: list[date], received: date, given: str, expected: str, line: int, column: int) -> date:
    if not near:
        raise Unreadable(f"expected {expected} {received:%d %b %Y}", line=line, column=column, found=given)
    distance = min(abs(one - received) for one in near)
    nearest = [one for one in near if abs(one - received) == distance]
    if len(nearest) > 1:
        both = f"{nearest[0]:%d %b %Y} and {nearest[1]:%d %b %Y}"
        reason = f"{both} are equally near to {received:%d %b %Y}; expected the month as well"
        raise Unreadable(reason, line=line, column=column, found=given)
    return nearest[0]
