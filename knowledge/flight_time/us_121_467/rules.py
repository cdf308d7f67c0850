"""14 CFR 121.467(b), paragraph by paragraph. Times are UTC, lengths whole minutes; the duty tested is the one scheduled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, zone
from knowledge.flight_time.duty import CrewKind, DutyCase, DutyPeriod, Rest
from knowledge.flight_time.look_back import rest_just_before, rests_before
from knowledge.flight_time.regime import Extension, rule
from knowledge.flight_time.ruling import RestRequired, Ruling, at_least, at_most, not_checked, spoken

CABIN: tuple[CrewKind, ...] = ("cabin_crew",)


@dataclass(frozen=True, slots=True)
class RestRule:
    """The rest after a duty: how long, how far it may be reduced, and what makes good for a reduction."""

    normal: str
    reduced: str
    compensating: str
    begins_within: str


AFTER_NORMAL_DUTY = RestRule("rest", "rest_reduced", "compensating_rest", "compensating_rest_begins_within")
AFTER_LONG_DUTY = RestRule("long_rest", "long_rest_reduced", "long_compensating_rest", "long_compensating_rest_begins_within")


@dataclass(frozen=True, slots=True)
class Reduced:
    """A rest that was shorter than normal: when it began, and the rule it was reduced under."""

    start: datetime
    under: RestRule


@dataclass(frozen=True, slots=True)
class Before:
    """The duty before, the rest between, and the reduced rests whose consequences reach the duty.

    `reduced`: the rest before the duty, where it was a reduced one; `reduced_earlier`: the rest before the previous duty,
    likewise, and `earlier_unknown` where the history does not say.
    """

    previous: DutyPeriod | None
    rest: Rest | None
    reduced: Reduced | None
    reduced_earlier: Reduced | None
    earlier_unknown: bool


def scheduled_min(duty: DutyPeriod) -> int:
    """Minutes of the duty period as scheduled."""
    return length_min(duty.report_at, duty.release_at) if duty.scheduled_duty_min is None else duty.scheduled_duty_min


def rest_rule(duty: DutyPeriod, law: Law) -> RestRule:
    """Which paragraphs govern the rest after a duty: (b)(2) and (3), or (b)(7) and (8)."""
    return AFTER_LONG_DUTY if scheduled_min(duty) > law["duty_limit"] else AFTER_NORMAL_DUTY


def rest_min(rest: Rest) -> int:
    """Minutes of a rest; transport that is not local is no part of it (b)(12)."""
    return max(0, length_min(rest.start, rest.end) - rest.travel_min)


def free_stretches(case: DutyCase) -> tuple[Rest, ...]:
    """What lies between duties, cut where standby begins: who must answer a call is not free of all responsibility (a)."""
    standbys = tuple(one.standby for one in (*case.history, case.duty) if one.standby is not None)
    free = []
    for rest in rests_before(case):
        ends = min((one.start for one in standbys if rest.start <= one.start < rest.end), default=rest.end)
        free.append(rest if ends == rest.end else replace(rest, end=ends))
    return tuple(free)


def before(case: DutyCase, law: Law) -> Before:
    """What came before the duty, as far as it is known."""
    duties = case.earlier[-2:]
    rests = free_stretches(replace(case, history=duties))
    previous = duties[-1] if duties else None
    rest = _longest(rests, previous, case.duty)
    reduced = None if previous is None or rest is None else _reduced(rest, previous, law)
    earlier, unknown = _reduced_earlier(duties, rests, law)
    return Before(previous, rest, reduced, earlier, unknown)


def _longest(rests: tuple[Rest, ...], previous: DutyPeriod | None, duty: DutyPeriod) -> Rest | None:
    """The longest rest between two duties, which need not touch either; the latest one where the duty before is not known."""
    until = [one for one in rests if one.end <= duty.report_at]
    if previous is None:
        return max(until, key=lambda one: one.end, default=None)
    since = previous.release_at
    return max(
        (one if one.start >= since else replace(one, start=since) for one in until if one.end > since),
        key=rest_min,
        default=None,
    )


def _reduced(rest: Rest, after: DutyPeriod, law: Law) -> Reduced | None:
    """The rest as a reduced one; None when it is a whole one. One below the least is reduced too, and a breach besides."""
    under = rest_rule(after, law)
    if law[under.reduced] is None or rest_min(rest) >= law[under.normal]:
        return None
    return Reduced(rest.start, under)


def _reduced_earlier(duties: tuple[DutyPeriod, ...], rests: tuple[Rest, ...], law: Law) -> tuple[Reduced | None, bool]:
    """Whether the rest before the previous duty was reduced, and whether that is unknown."""
    if not duties:
        return None, True
    previous = duties[-1]
    if len(duties) > 1:
        rest = _longest(rests, duties[-2], previous)
        return (None if rest is None else _reduced(rest, duties[-2], law)), False
    rest = _longest(rests, None, previous)
    return None, rest is None or rest_min(rest) < law["long_rest"]


# --- duty ------------------------------------------------------------------------------------------------------------


@rule("scheduled_duty", "14 CFR 121.467(b)(1)", CABIN)
def scheduled_duty(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """At most 14 h, or 16, 18, 20 h with one, two, three cabin crew above the minimum; the last only outside the 48 states."""
    duty = case.duty
    name = "duty_limit"
    if duty.extra_cabin_crew >= law["extra_crew_over_14_h"]:
        name = "duty_limit_over_14_h"
    if duty.extra_cabin_crew >= law["extra_crew_over_16_h"]:
        name = "duty_limit_over_16_h"
    if duty.extra_cabin_crew >= law["extra_crew_over_18_h"] and duty.outside_48_states:
        name = "duty_limit_over_18_h"
    limit, citation = law[name], law.cite(name)
    scheduled, actual = scheduled_min(duty), length_min(duty.report_at, duty.release_at)
    crew = f"{duty.extra_cabin_crew} cabin crew above the minimum"
    what = f"scheduled duty with {crew}"
    if scheduled > limit:
        said = at_most("scheduled_duty", citation, what, limit=limit, actual=scheduled)
        yield replace(said, detail=f"{said.detail}; {_what_longer_takes(scheduled, duty, law)}")
    elif actual <= limit:
        yield _with_airport_standby(
            case, limit, citation, at_most("scheduled_duty", citation, what, limit=limit, actual=scheduled)
        )
    elif duty.unforeseen and not duty.in_operators_control:
        said = at_most("scheduled_duty", citation, what, limit=limit, actual=scheduled)
        needs = ("circumstances beyond the certificate holder's control (121.467(b)(14))",)
        yield replace(said, detail=f"{said.detail}; it overran to {spoken(actual)}", needs=needs)
    else:
        said = at_most("scheduled_duty", citation, f"duty with {crew}", limit=limit, actual=actual)
        why = "only circumstances beyond the certificate holder's control excuse the overrun (121.467(b)(14))"
        yield replace(said, detail=f"{said.detail}; scheduled {spoken(scheduled)}: {why}")


def _what_longer_takes(scheduled: int, duty: DutyPeriod, law: Law) -> str:
    """What a duty of that length would need."""
    for hours in ("over_14_h", "over_16_h", "over_18_h"):
        if scheduled <= law[f"duty_limit_{hours}"]:
            abroad = hours == "over_18_h" and not duty.outside_48_states
            where = " and a take-off or landing outside the 48 states" if abroad else ""
            return f"this length takes {law[f'extra_crew_{hours}']} above the minimum{where}"
    return "no number of cabin crew allows it"


def _with_airport_standby(case: DutyCase, limit: int, citation: str, said: Ruling) -> Ruling:
    standby = case.duty.standby
    if standby is None or standby.kind != "airport_standby":
        return said
    whole = scheduled_min(case.duty) + max(0, length_min(standby.start, case.duty.report_at))
    if whole <= limit:
        return said
    return not_checked(
        "scheduled_duty",
        citation,
        f"duty {spoken(scheduled_min(case.duty))}, {spoken(whole)} with the airport standby, limit {spoken(limit)}; "
        "not known: whether the standby is an assignment involving flight time",
    )


@rule("duty_after_reduced_rest", "14 CFR 121.467(b)(9)", CABIN)
def duty_after_reduced_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """No duty of more than 14 h in the 24 h from the beginning of a rest that was reduced to 10 h."""
    name, citation = "duty_after_reduced_rest", law.cite("duty_limit_after_reduced_rest")
    known, limit = before(case, law), law["duty_limit_after_reduced_rest"]
    scheduled, lasts = scheduled_min(case.duty), timedelta(minutes=law["duty_limited_after_reduced_rest_for"])
    for reduced in (known.reduced, known.reduced_earlier):
        if reduced is not None and reduced.under is AFTER_LONG_DUTY and case.duty.report_at < reduced.start + lasts:
            what = f"duty after the reduced rest that began {reduced.start:%d %b %H:%MZ}"
            yield at_most(name, citation, what, limit=limit, actual=scheduled)
            return
    rest = known.rest
    unknown = known.previous is None and (rest is None or rest_min(rest) < law["long_rest"])
    if scheduled > limit and unknown:
        yield not_checked(name, citation, "not known: the duty before, and so whether the rest after it was a reduced one")


# --- rest ------------------------------------------------------------------------------------------------------------


@rule("rest_before", "14 CFR 121.467(b)(10)", CABIN)
def rest_before(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The rest that the previous duty asks for was had: 10 h, or 12 h after more than 14 h of duty (10 h if made good later)."""
    known = before(case, law)
    had = 0 if known.rest is None else rest_min(known.rest)
    if known.previous is not None:
        under = rest_rule(known.previous, law)
        yield _rest_ruling("rest_before", "rest before the duty", known.rest, under, law)
        return
    shortest = "rest" if law["rest_reduced"] is None else "rest_reduced"
    if had >= law["long_rest"]:
        yield at_least("rest_before", law.cite("long_rest"), "rest before the duty", limit=law["long_rest"], actual=had)
    elif case.rest_before is not None and had < law[shortest]:
        yield at_least("rest_before", law.cite(shortest), "rest before the duty", limit=law[shortest], actual=had)
    else:
        known_min = f"rest of {spoken(had)} known"
        yield not_checked("rest_before", law.cite("rest"), f"{known_min}; not known: how long the duty before it was")


@rule("rest_after", "14 CFR 121.467(b)(2)", CABIN)
def rest_after(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The rest planned after the duty is long enough, as that duty was scheduled."""
    if case.rest_after is not None:
        under = rest_rule(case.duty, law)
        yield _rest_ruling("rest_after", "rest after the duty", case.rest_after, under, law)


def _rest_ruling(name: str, what: str, rest: Rest | None, under: RestRule, law: Law) -> Ruling:
    """A rest against the normal length, or where it is shorter against the length it may be reduced to."""
    had = 0 if rest is None else rest_min(rest)
    normal, least = law[under.normal], law[under.reduced]
    if rest is None or had >= normal or least is None:
        return at_least(name, law.cite(under.normal), what, limit=normal, actual=had)
    latest = rest.start + timedelta(minutes=law[under.begins_within])
    owed = f"a rest of {spoken(law[under.compensating])} beginning by {latest:%d %b %H:%MZ} ({law.cite(under.compensating)})"
    said = at_least(name, law.cite(under.reduced), what, limit=least, actual=had, needs=(owed,))
    return replace(said, detail=f"{said.detail} (normally {spoken(normal)})")


@rule("compensating_rest", "14 CFR 121.467(b)(8)", CABIN)
def compensating_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """After a reduced rest and one duty comes a rest of 14 h (before 14 Nov 2022 also 10 h after one reduced to 8 h)."""
    known = before(case, law)
    had = 0 if known.rest is None else rest_min(known.rest)
    earlier = known.reduced_earlier
    citation, longest = law.cite("long_compensating_rest"), law["long_compensating_rest"]
    if earlier is not None:
        under = earlier.under
        what = f"rest that makes good for the reduced one of {earlier.start:%d %b %H:%MZ}"
        yield at_least("compensating_rest", law.cite(under.compensating), what, limit=law[under.compensating], actual=had)
    elif known.earlier_unknown and had < longest and known.rest is not None:
        yield not_checked(
            "compensating_rest",
            citation,
            f"rest {spoken(had)}; not known: whether the rest before the previous duty was a reduced one",
        )
    if known.reduced is not None and case.rest_after is not None:
        under = known.reduced.under
        what = f"rest after the duty that makes good for the reduced one of {known.reduced.start:%d %b %H:%MZ}"
        actual = rest_min(case.rest_after)
        yield at_least("compensating_rest", law.cite(under.compensating), what, limit=law[under.compensating], actual=actual)


@rule("compensating_rest_in_time", "14 CFR 121.467(b)(8)", CABIN)
def compensating_rest_in_time(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The rest that makes good for a reduced one is scheduled to begin within 24 h of the beginning of the reduced one."""
    reduced = before(case, law).reduced
    if reduced is None:
        return
    under = reduced.under
    begins = case.duty.report_at + timedelta(minutes=scheduled_min(case.duty))
    if case.rest_after is not None and case.duty.scheduled_duty_min is None:
        begins = case.rest_after.start
    yield at_most(
        "compensating_rest_in_time",
        law.cite(under.begins_within),
        "from the beginning of the reduced rest to the beginning of the rest that makes good for it",
        limit=law[under.begins_within],
        actual=length_min(reduced.start, begins),
    )


@rule("free_of_duty", "14 CFR 121.467(b)(13)", CABIN)
def free_of_duty(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """24 consecutive hours free of duty in the 7 calendar days (of the home base) that end with the duty's last day."""
    name, citation = "free_of_duty", law.cite("free_of_duty")
    needed, days = law["free_of_duty"], law["free_of_duty_every"]
    # An earlier window of seven days that holds the duty has these hours too: it begins earlier and they end before the duty.
    last = max(case.duty.report_at, case.duty.release_at - timedelta(minutes=1))
    opens = _midnight(last, case.home_clock, 1 - days)
    recent = replace(case, history=tuple(one for one in case.history if one.release_at > opens))
    stretches = free_stretches(recent)
    # A gap between two duties is known to be free only where the history is complete; the last one, and one listed, always is.
    surely = {one.start for one in (*case.rests, case.rest_before, rest_just_before(recent)) if one is not None}
    complete_from = case.duty.report_at if case.history_from is None else case.history_from
    free = [
        (max(one.start, opens, one.start if one.start in surely else complete_from), one.end - timedelta(minutes=one.travel_min))
        for one in stretches
    ]
    longest = max((length_min(start, end) for start, end in free if end > start), default=0)
    what = f"longest stretch free of duty in the {days} calendar days from {opens:%d %b %H:%MZ}"
    if longest < needed and complete_from > opens and needed <= _longest_possible(recent, stretches, opens):
        yield not_checked(name, citation, f"{what} known {spoken(longest)} of {spoken(needed)}; the history is not complete")
        return
    latest = max((end for start, end in free if length_min(start, end) >= needed), default=opens)
    due = _midnight(latest - timedelta(minutes=needed), case.home_clock, 1 + days)
    owed = f"{spoken(needed)} free of duty again, ended by {due:%d %b %H:%MZ}"
    yield at_least(name, citation, what, limit=needed, actual=longest, needs=(owed,))


def _longest_possible(case: DutyCase, stretches: tuple[Rest, ...], opens: datetime) -> int:
    """Minutes free of duty if nothing was worked but the duties that are known."""
    first = min(one.report_at for one in (*case.history, case.duty))
    return max(length_min(opens, first), *(length_min(max(one.start, opens), one.end) for one in stretches), 0)


def _midnight(moment: datetime, clock: str, days: int) -> datetime:
    """Local midnight of the moment's day, so many days later, in UTC."""
    local = moment.astimezone(zone(clock)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(moment.tzinfo)


RULES = (
    scheduled_duty,
    rest_after,
    compensating_rest,
    compensating_rest_in_time,
    duty_after_reduced_rest,
    rest_before,
    free_of_duty,
)
EXTENSIONS: tuple[Extension, ...] = ()


def rest_required(case: DutyCase, law: Law) -> tuple[RestRequired, ...]:
    """The rests that must follow the duty before the next one; the longest governs."""
    under = rest_rule(case.duty, law)
    normal, least = law[under.normal], law[under.reduced]
    reducible = ", not reducible"
    if least is not None:
        reducible = f"; {spoken(least)} if a rest of {spoken(law[under.compensating])} follows in time"
    scheduled = spoken(scheduled_min(case.duty))
    required = [RestRequired(normal, law.cite(under.normal), f"{spoken(normal)} after a duty of {scheduled}{reducible}")]
    reduced = before(case, law).reduced
    if reduced is not None:
        latest = reduced.start + timedelta(minutes=law[reduced.under.begins_within])
        owed = law[reduced.under.compensating]
        detail = f"{spoken(owed)} beginning by {latest:%d %b %H:%MZ}, for the reduced rest before the duty"
        required.append(RestRequired(owed, law.cite(reduced.under.compensating), detail))
    return tuple(required)
