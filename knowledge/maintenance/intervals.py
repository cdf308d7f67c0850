"""The rules that repair intervals have in every regime; figures and categories are each regime's own."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.maintenance.deferral import Answer, DeferralCase, end_of_days


def interval(case: DeferralCase, law: Law) -> Iterator[Answer]:
    """A flight leaves before the interval of the item ends. One that is in the air when it ends is not judged."""
    days, figure = interval_days(case, law)
    if days is None:
        if case.category in law["no_interval"]:
            yield Answer("pass", figure, f"{case.category} item: no interval is stated; its penalties apply")
        else:
            yield Answer("not_checked", figure, f"{case.category} item: the days that its remarks give are not known")
        return
    said = f"{case.category} item, {days} calendar days after the day of recording"
    if case.extended and case.category in law["extension_days"]:
        days, figure = days + law["extension_days"][case.category], "extension_days"
        said += f", extended to {days}"
    due_at = end_of_days(case.recorded_at, _calendar(case), days)
    said += f": ends {_local(due_at, case)}"
    if case.leaves >= due_at:
        yield Answer("fail", figure, said, due_at)
    elif case.lands > due_at:
        yield Answer("not_checked", figure, f"{said}, with the aircraft in the air", due_at)
    else:
        yield Answer("pass", figure, said, due_at)


def extension(case: DeferralCase, law: Law) -> Iterator[Answer]:
    """Whether the interval can be extended, once, and until when at most."""
    days, _ = interval_days(case, law)
    if case.category not in law["extension_days"] or days is None:
        yield Answer("fail", "extension_days", f"a {case.category} item cannot be extended")
        return
    if case.extended:
        yield Answer("fail", "extension_days", "it has been extended, and can be once")
        return
    longer = days + law["extension_days"][case.category]
    due_at = end_of_days(case.recorded_at, _calendar(case), longer)
    said = f"{case.category} item, extended at most from {days} to {longer} calendar days: ends {_local(due_at, case)}"
    if case.programme.may_extend is None:
        yield Answer("not_checked", "extension_conditions", f"{said}; whether the carrier may extend is not known", due_at)
    elif not case.programme.may_extend:
        yield Answer("fail", "extension_conditions", "the carrier is not approved to extend intervals")
    else:
        yield Answer("pass", "extension_days", said, due_at, needs=law["extension_conditions"])


def interval_days(case: DeferralCase, law: Law) -> tuple[int | None, str]:
    """Calendar days of the item's interval before any extension, and the figure they come from; None: none, or not known."""
    if case.category in law["interval_days"]:
        return law["interval_days"][case.category], "interval_days"
    return case.days, "no_interval" if case.category in law["no_interval"] else "interval_by_remarks"


def _calendar(case: DeferralCase) -> str:
    return case.timezone if case.programme.counts_in == "place" else "UTC"


def _local(due_at: datetime, case: DeferralCase) -> str:
    """`24:00 on 29 Jan 2026, Europe/Paris`."""
    zone = _calendar(case)
    return f"24:00 on {(due_at - minutes(1)).astimezone(ZoneInfo(zone)):%d %b %Y}, {zone}"
