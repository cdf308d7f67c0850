"""Rest against fatigue that adds up: ORO.FTL.235(c) to (e), CS FTL.1.235(a) and (c), CS FTL.1.200."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import DAY_MIN, length_min, zone
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Rest
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH, is_early_start, is_late_finish, night_of
from knowledge.flight_time.easa_oro_ftl.rest import local_nights, only_waited, rest_before_duty, rest_min, rest_periods
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, at_most, breach, met, not_checked, spoken


def is_disruptive(duty: DutyPeriod, case: DutyCase, law: Law) -> bool:
    """Whether a duty is a night duty, an early start or a late finish."""
    if only_waited(duty):
        return False
    return is_early_start(duty, case, law) or is_late_finish(duty, case, law) or _is_night_duty(duty, law)


def _is_night_duty(duty: DutyPeriod, law: Law) -> bool:
    local = zone(duty.reading_clock)
    begins, ends = duty.report_at.astimezone(local), duty.release_at.astimezone(local)
    # Most duties are by day: begun after the night's end and over before the next.
    if begins.date() == ends.date() and begins.hour * 60 + begins.minute >= law["night_duty"][1]:
        return False
    return night_of(duty, law) is not None


def last_recovery(case: DutyCase, law: Law) -> tuple[Rest | None, Rest | None]:
    """The last recurrent rest before the duty, and the last rest since that would be one had it been longer.

    A rest of 36 h with two local nights is none when it follows four disruptive duties and is shorter than 60 h. The first rest
    in the history is judged by the duties known before it.
    """
    long, nights = law["recurrent_rest_after_disruptive"], law["recurrent_rest_nights"]
    shorter: list[Rest] = []
    last = refused = None
    for one in reversed(rest_periods(case, law, law["recurrent_rest"])):
        if local_nights(one, law, one.clock) >= nights:
            # A long one stands whatever came before it, so nothing older needs looking at.
            if rest_min(one) >= long:
                last = one
                break
            shorter.append(one)
    for one in reversed(shorter):
        if _disruptive_between(case, law, last, one.start) < law["disruptive_duties"]:
            last, refused = one, None
        else:
            refused = one
    return last, refused


def _disruptive_between(case: DutyCase, law: Law, rest: Rest | None, until: datetime) -> int:
    """Disruptive duties from the end of a rest (None: from as far back as is known) until a moment."""
    return sum(
        is_disruptive(one, case, law)
        for one in (*case.history, case.duty)
        if one.report_at < until and (rest is None or one.report_at >= rest.end)
    )


@rule("recurrent_rest", "ORO.FTL.235(d)", BOTH)
def recurrent_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """At most 168 h from the end of one recurrent rest (36 h, two local nights) to the start of the next; no discretion."""
    cited, gap = law.cite("recurrent_rest_gap"), law["recurrent_rest_gap"]
    last, _ = last_recovery(case, law)
    released = case.duty.release_at
    if last is None:
        known = None if case.history_from is None else length_min(case.history_from, released)
        if known is None or known <= gap:
            yield not_checked("recurrent_rest", cited, "when the last recurrent rest (36 h, two local nights) ended is not known")
        else:
            yield at_most("recurrent_rest", cited, "without a recurrent rest for at least", limit=gap, actual=known)
    else:
        since = f"from the recurrent rest that ended {last.end:%d %b %H:%MZ} to the next"
        yield at_most("recurrent_rest", cited, since, limit=gap, actual=length_min(last.end, released))


@rule("recurrent_rest_after_disruptive", "CS FTL.1.235(a)(2)", BOTH)
def recurrent_rest_after_disruptive(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The recurrent rest after four night duties, early starts or late finishes is longer: a breach once it is overdue."""
    name, cited = "recurrent_rest_after_disruptive", law.cite("recurrent_rest_after_disruptive")
    long, gap = law["recurrent_rest_after_disruptive"], law["recurrent_rest_gap"]
    last, refused = last_recovery(case, law)
    due = None if last is None else last.end + timedelta(minutes=gap)
    if refused is not None and due is not None and case.duty.release_at > due:
        yield at_least(name, cited, "recurrent rest after disruptive duties", limit=long, actual=rest_min(refused))
        return
    count = _disruptive_between(case, law, last, case.duty.release_at)
    if count >= law["disruptive_duties"]:
        when = "" if due is None else f", to begin by {due:%d %b %H:%MZ}"
        needs = (f"next recurrent rest of {spoken(long)}{when}",)
        yield met(name, cited, f"{count} night duties, early starts or late finishes since the last recurrent rest", needs)


@rule("two_local_days", "ORO.FTL.235(d)", BOTH)
def two_local_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Twice in a calendar month a recurrent rest spans two local days; failed once the month has no room left for it."""
    name, cited = "two_local_days", law.cite("long_recurrent_rests")
    days, times = law["long_recurrent_rest_days"], law["long_recurrent_rests"]
    local = zone(case.home_clock)
    released = case.duty.release_at
    begins = released.astimezone(local).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends = (begins + timedelta(days=31)).replace(day=1)
    # A local day may be an hour short of 24; shorter rests cannot span them.
    rests = rest_periods(case, law, days * DAY_MIN - 60)
    had = sum(_local_days(max(one.start, begins), min(one.end, ends), local) >= days for one in rests)
    # Between two rests lies at least one day with a duty.
    possible = had + (_local_days(released, ends, local) + 1) // (days + 1)
    month = f"{begins:%B}"
    if possible >= times:
        needs = () if had >= times else (f"{times - had} more recurrent rests of {days} local days in {month}",)
        said = f"recurrent rests of {days} local days in {month}: {had} had, room for {possible - had} more"
        yield Ruling(name, "pass", cited, said, times, possible, possible - times, "count", needs)
    elif case.history_from is None or case.history_from > begins:
        yield not_checked(name, cited, f"recurrent rests of {days} local days earlier in {month} are not known")
    else:
        said = f"recurrent rests of {days} local days possible in {month}:"
        yield at_least(name, cited, said, limit=times, actual=possible, unit="count")


def _local_days(start: datetime, end: datetime, local: tzinfo) -> int:
    """Days from midnight to midnight that lie wholly between two moments; negative or zero where there are none."""
    opens, closes = start.astimezone(local), end.astimezone(local)
    begun = (opens.hour, opens.minute, opens.second) != (0, 0, 0)
    return (closes.date() - opens.date()).days - begun


@rule("early_start_after_late_finish", "CS FTL.1.235(a)(1)", BOTH)
def early_start_after_late_finish(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """From a late finish or night duty to an early start at home base the rest includes a local night."""
    if case.duty.fdp is None or not is_early_start(case.duty, case, law):
        return
    duties = [one for one in case.earlier if one.fdp is not None]
    if not duties or not (is_late_finish(duties[-1], case, law) or _is_night_duty(duties[-1], law)):
        return
    rest = rest_before_duty(case, law)
    if rest is not None and rest.at_home_base:
        rests = (rest, *_rests_since(case, law, duties[-1].release_at))
        nights = max(local_nights(one, law, case.home_clock) for one in rests)
        yield at_least(
            "early_start_after_late_finish",
            law.cite("nights_before_early_start"),
            "local nights between a late finish or night duty and an early start:",
            limit=law["nights_before_early_start"],
            actual=nights,
            unit="nights",
        )


def _rests_since(case: DutyCase, law: Law, moment: datetime) -> Iterator[Rest]:
    return (one for one in rest_periods(case, law, law["local_night_length"]) if one.start >= moment)


@rule("reduced_rest", "CS FTL.1.235(c)", BOTH)
def reduced_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Reduced rest only under fatigue risk management, with a floor, and at most twice between recurrent rests."""
    duty = case.duty
    if not duty.reduced_rest_before:
        return
    rest = rest_before_duty(case, law)
    if not duty.frm:
        yield breach("reduced_rest", "CS FTL.1.235(c)(2)", "reduced rest without approved fatigue risk management")
    if rest is None:
        yield not_checked("reduced_rest", law.cite("reduced_rest_home"), "the reduced rest before the duty is not known")
    else:
        floor = "reduced_rest_home" if rest.at_home_base and not rest.suitable_accommodation else "reduced_rest_away"
        yield at_least("reduced_rest", law.cite(floor), "reduced rest", limit=law[floor], actual=rest_min(rest))
    recovered = last_recovery(case, law)[0]
    count = 1 + sum(one.reduced_rest_before for one in case.history if recovered is None or one.report_at >= recovered.end)
    if recovered is None and count <= law["reduced_rests"]:
        yield not_checked("reduced_rest", law.cite("reduced_rests"), "when the last recurrent rest ended is not known")
    else:
        yield at_most(
            "reduced_rest",
            law.cite("reduced_rests"),
            "reduced rests since the last recurrent rest:",
            limit=law["reduced_rests"],
            actual=count,
            unit="count",
        )


@rule("home_base_change", "CS FTL.1.200", BOTH)
def home_base_change(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Before the first duty at a new home base 72 h of rest with three local nights."""
    name, moved = "home_base_change", case.home_base_changed_at
    if moved is None or moved > case.duty.report_at or any(one.report_at >= moved for one in case.earlier):
        return
    cited, least = law.cite("home_base_change_rest"), law["home_base_change_rest"]
    rests = [one for one in rest_periods(case, law, 0) if one.end > moved]
    longest = max(rests, key=rest_min, default=None)
    if longest is None:
        yield not_checked(name, cited, "the rest before the first duty at the new home base is not known")
        return
    complete = case.history_from is not None and case.history_from <= moved
    if rest_min(longest) < least and not complete and not case.history:
        yield not_checked(name, cited, f"{spoken(rest_min(longest))} of rest known; duties since the home base changed are not")
        return
    yield at_least(name, cited, "rest before the first duty at the new home base", limit=least, actual=rest_min(longest))
    yield at_least(
        name,
        law.cite("home_base_change_nights"),
        "local nights before the first duty at the new home base:",
        limit=law["home_base_change_nights"],
        actual=local_nights(longest, law, longest.clock),
        unit="nights",
    )


RECOVERY_RULES = (
    recurrent_rest,
    recurrent_rest_after_disruptive,
    two_local_days,
    early_start_after_late_finish,
    reduced_rest,
    home_base_change,
)
