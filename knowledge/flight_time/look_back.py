"""Looking back over a crew member's history: minutes worked inside a window, and stretches free of duty."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from knowledge.flight_time.clocks import inside
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Rest
from knowledge.flight_time.ruling import Ruling, at_most, not_checked, spoken

Spans = Iterable[tuple[datetime, datetime]]


def flying(duty: DutyPeriod) -> Spans:
    """Block to block of every sector worked."""
    return duty.blocks


def flight_duty(duty: DutyPeriod) -> Spans:
    """The flight duty period, if there is one."""
    return () if duty.fdp is None else (duty.fdp,)


def on_duty(duty: DutyPeriod) -> Spans:
    """From report to release."""
    return ((duty.report_at, duty.release_at),)


def cumulative(
    case: DutyCase,
    spans: Callable[[DutyPeriod], Spans],
    *,
    start: datetime,
    end: datetime,
    limit: int,
    rule: str,
    citation: str,
    what: str,
    before: int | None = None,
) -> Ruling:
    """Minutes of `spans` in [start, end), the duty included, against a limit; equal is legal.

    `before`: what the totals say was done before the duty in this window, in place of the history. Where the history does not
    reach back to `start` the answer is `not_checked`, unless what is known already breaks the limit.
    """
    own = inside(spans(case.duty), start, end)
    past = before if before is not None else sum(_in_window(one, spans, start, end) for one in case.earlier)
    complete = before is not None or (case.history_from is not None and case.history_from <= start)
    if not complete and own + past <= limit:
        known = "no history is given" if case.history_from is None else f"the history begins {case.history_from:%d %b %Y %H:%MZ}"
        return not_checked(rule, citation, f"{what} {spoken(own + past)} known of {spoken(limit)}; {known}")
    return at_most(rule, citation, what, limit=limit, actual=own + past)


def _in_window(duty: DutyPeriod, spans: Callable[[DutyPeriod], Spans], start: datetime, end: datetime) -> int:
    """Minutes of a duty's spans inside the window; most of a long history lies wholly in it or before it."""
    if duty.release_at <= start:
        return 0
    if spans is flying and duty.report_at >= start:
        return duty.flight_min
    return inside(spans(duty), start, end)


def rests_before(case: DutyCase, least_min: int = 0) -> tuple[Rest, ...]:
    """Stretches free of duty before the duty, oldest first: gaps of the history, those listed, and the one just before.

    Gaps of the history shorter than `least_min` are left out.
    """
    duties = case.earlier
    least = timedelta(minutes=least_min)
    gaps = [
        Rest(one.release_at, then.report_at, clock=then.report_clock, at_home_base=then.report_clock == case.home_clock)
        for one, then in pairwise((*duties, case.duty))
        if then.report_at > one.release_at and then.report_at - one.release_at >= least
    ]
    if case.history_from is not None and (not duties or case.history_from < duties[0].report_at):
        first = duties[0].report_at if duties else case.duty.report_at
        gaps.append(Rest(case.history_from, first, clock=case.home_clock))
    listed = list(case.rests)
    if case.rest_before is not None:
        listed.append(case.rest_before)
    # A listed rest says more than the bare gap it lies in, so it takes that gap's place.
    gaps = [gap for gap in gaps if not any(one.start < gap.end and one.end > gap.start for one in listed)]
    return tuple(sorted([*gaps, *listed], key=lambda one: one.start))


def rest_just_before(case: DutyCase) -> Rest | None:
    """The rest that ends where the duty begins; None when nothing is known of it."""
    if case.rest_before is not None:
        return case.rest_before
    limit = timedelta(minutes=1)
    return next((one for one in reversed(rests_before(case)) if abs(one.end - case.duty.report_at) < limit), None)
