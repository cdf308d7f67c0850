"""Who is acclimated to what: 14 CFR 117.3 and 117.25(c), from where a crew member has flown and rested."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, offset_min
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import BodyClock, Ruling, breach, met, not_checked, spoken
from knowledge.flight_time.us_part_117.rest import counting_reserve, degrees_apart, known_rests


@dataclass(frozen=True, slots=True)
class _Whereabouts:
    """Where somebody is, as far as is known: since when in this theater, and what was acclimated to last."""

    acclimated: bool | None
    clock: str | None
    longitude: float | None
    in_theater_since: datetime | None


def body_clock(case: DutyCase, law: Law) -> BodyClock:
    """Acclimated after 72 hours in a theater or 36 hours free of duty there; one leaves it by more than 60 degrees of longitude.

    Reads `history`, `history_from`, the rests, the sectors' longitudes and the clocks of report. What a duty flew without
    longitudes leaves unknown, 36 hours free of duty settle again.
    """
    case = counting_reserve(case)
    rests = known_rests(case)
    now, since = _Whereabouts(None, None, None, case.history_from), None
    for one in case.earlier:
        now = _after_flying(_before_duty(now, one, _longest(rests, since, one.report_at), law), one, law)
        since = one.release_at
    now = _before_duty(now, case.duty, _longest(rests, since, case.duty.report_at), law)
    cited = law.cite("acclimated_free_of_duty")
    if now.acclimated is None:
        least = f"{spoken(law['acclimated_free_of_duty'])} free of duty or {spoken(law['acclimated_in_theater'])} in one theater"
        return BodyClock(None, now.clock, cited, f"neither {least} is known; the longitudes of every sector are needed")
    if now.acclimated:
        return BodyClock(True, now.clock, cited, f"acclimated, local time is {now.clock}")
    if now.clock is None:
        return BodyClock(False, None, cited, "not acclimated, and where to last is not known")
    return BodyClock(False, now.clock, cited, f"not acclimated, last acclimated to {now.clock}")


def _longest(rests: list[tuple[datetime, datetime]], since: datetime | None, until: datetime) -> tuple[datetime, int] | None:
    """The longest rest between two duties, as its start and its minutes."""
    between = [(start, min(end, until)) for start, end in rests if start < until and (since is None or start >= since)]
    return max(((start, length_min(start, end)) for start, end in between), key=itemgetter(1), default=None)


def _before_duty(now: _Whereabouts, duty: DutyPeriod, rest: tuple[datetime, int] | None, law: Law) -> _Whereabouts:
    rested = rest is not None and rest[1] >= law["acclimated_free_of_duty"]
    since = now.in_theater_since
    stayed = since is not None and length_min(since, duty.report_at) >= law["acclimated_in_theater"]
    if not rested and not stayed and not now.acclimated:
        return now
    place = duty.sectors[0].from_longitude_deg if duty.sectors else now.longitude
    if since is None and rest is not None:
        since = rest[0]
    return _Whereabouts(True, duty.report_clock, place, since)


def _after_flying(now: _Whereabouts, duty: DutyPeriod, law: Law) -> _Whereabouts:
    if not duty.sectors:
        return now
    start, end = duty.sectors[0].from_longitude_deg, duty.sectors[-1].to_longitude_deg
    if start is None or end is None:
        return _Whereabouts(None, now.clock, None, None)
    places = (start,) if now.longitude is None else (start, now.longitude)
    if all(degrees_apart(one, end) <= law["theater_longitude"] for one in places):
        return now
    return _Whereabouts(False, now.clock, end if not now.acclimated else now.longitude, duty.sectors[-1].on_block)


@rule("acclimation", "14 CFR 117.3, acclimated; 117.25(c)")
def acclimation(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.3: whether the duty says of the crew member what the history shows. Silent where no history has longitudes."""
    if not any(one.from_longitude_deg is not None for duty in case.history for one in duty.sectors):
        return
    name, citation, duty = "acclimation", law.cite("acclimated_free_of_duty"), case.duty
    found = body_clock(case, law)
    if found.acclimated is None or found.clock is None:
        yield not_checked(name, citation, found.detail)
        return
    same_clock = offset_min(duty.report_at, found.clock) == offset_min(duty.report_at, duty.reading_clock)
    if found.acclimated == duty.acclimated and same_clock:
        yield met(name, citation, found.detail)
    else:
        stated = f"{'acclimated' if duty.acclimated else 'not acclimated'}, tables read on {duty.reading_clock}"
        yield breach(name, citation, f"the history shows: {found.detail}; the duty says: {stated}")
