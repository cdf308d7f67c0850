"""Rest of 14 CFR 117.25 and 117.29(d): before the duty, in the week before it, and what is owed after it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise, takewhile
from operator import itemgetter

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, whole_windows
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Rest, Sector
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import RestRequired, Ruling, at_least, met, not_checked, spoken
from knowledge.flight_time.us_part_117.flight_duty import clock_of_tables, duty_begins, flight_duty, table_b


def counting_reserve(case: DutyCase) -> DutyCase:
    """The case with airport standby and reserve availability shown as duty, as 117.21 has it."""
    if case.duty.standby is None and all(one.standby is None for one in case.history):
        return case
    return replace(case, duty=_from_reserve(case.duty), history=tuple(_from_reserve(one) for one in case.history))


def _from_reserve(duty: DutyPeriod) -> DutyPeriod:
    begins = duty_begins(duty)
    if begins == duty.report_at:
        return duty
    return replace(duty, report_at=begins, fdp_starts_at=duty.fdp_starts_at or duty.report_at)


def known_rests(case: DutyCase) -> list[tuple[datetime, datetime]]:
    """Stretches known to be free of duty, by their end: a listed rest always, a gap from where the history is complete.

    The gap after the latest duty counts in any case: that no duty followed it is what the case says.
    """
    begins, complete_from = case.duty.report_at, case.history_from
    listed = [(one.start, one.end) for one in case.rests]
    if case.rest_before is not None:
        listed.append((case.rest_before.start, case.rest_before.end))
    earlier = case.earlier
    gaps = [(one.release_at, then.report_at) for one, then in pairwise((*earlier, case.duty))]
    if complete_from is None:
        gaps = gaps[-1:]
    else:
        gaps.append((complete_from, earlier[0].report_at if earlier else begins))
        gaps = [(start if start >= complete_from or end == begins else complete_from, end) for start, end in gaps]
    free = [(start, end) for start, end in gaps if end > start and not any(one[0] < end and one[1] > start for one in listed)]
    return sorted([*free, *listed], key=itemgetter(1))


@rule("weekly_rest", "14 CFR 117.25(b)")
def weekly_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.25(b): 30 consecutive hours free of all duty, wholly inside the 168 hours before the duty."""
    if not _needs_rest_before(case.duty):
        return
    case = counting_reserve(case)
    begins, citation, least = case.duty.report_at, law.cite("weekly_rest"), law["weekly_rest"]
    since = begins - timedelta(minutes=law["weekly_rest_window"])
    longest = max((length_min(max(start, since), min(end, begins)) for start, end in known_rests(case)), default=0)
    days = f"the {law['weekly_rest_window'] // 60} h before"
    if longest < least and (case.history_from is None or case.history_from > since):
        known = f"longest rest known in {days} {spoken(max(0, longest))} of {spoken(least)}; the history is not complete"
        yield not_checked("weekly_rest", citation, known)
    else:
        yield at_least("weekly_rest", citation, f"longest rest in {days}", limit=least, actual=max(0, longest))


@rule("rest", "14 CFR 117.25(e), (f)")
def rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.25(e), (f): 10 hours from release immediately before, with 8 uninterrupted hours in which to sleep."""
    if _needs_rest_before(case.duty):
        yield from _ten_hours_before(case, law)
    if case.rest_after is not None:
        yield from _ten_hours("after", case.rest_after, law)


def _needs_rest_before(duty: DutyPeriod) -> bool:
    """117.25(b) and (e) speak of rest before a reserve or a flight duty period, so not before other duty such as training."""
    return bool(duty.worked) or duty.standby is not None


def _ten_hours_before(case: DutyCase, law: Law) -> Iterator[Ruling]:
    before = _taken_before(case)
    begun_earlier = not case.history and case.rest_before is None and not case.rests
    if before is None or (begun_earlier and length_min(before.start, before.end) < law["rest"]):
        yield not_checked("rest", law.cite("rest"), "neither the rest before the duty nor the duty before it is given")
    else:
        yield from _ten_hours("before", before, law)


def _ten_hours(when: str, taken: Rest, law: Law) -> Iterator[Ruling]:
    length = length_min(taken.start, taken.end)
    yield at_least("rest", law.cite("rest"), f"rest {when} the duty", limit=law["rest"], actual=length)
    # The law allows for no fixed time to settle; what is not said to be travel or disturbance is an opportunity to sleep.
    sleep = length - taken.travel_min if taken.sleep_opportunity_min is None else taken.sleep_opportunity_min
    what = f"sleep opportunity {when} the duty"
    yield at_least("rest", law.cite("sleep_opportunity"), what, limit=law["sleep_opportunity"], actual=max(0, sleep))


def _taken_before(case: DutyCase) -> Rest | None:
    """The rest before the duty, up to where duty begins; of no length when the duty before it was not over."""
    case = counting_reserve(case)
    begins = case.duty.report_at
    found = case.rest_before or next((one for one in case.rests if one.end == begins), None)
    if found is not None:
        return found if found.end <= begins else replace(found, end=begins)
    earlier = case.earlier
    since = earlier[-1].release_at if earlier else case.history_from
    return None if since is None else Rest(min(since, begins), begins)


# --- rest that one duty makes necessary


def rest_required(case: DutyCase, law: Law) -> tuple[RestRequired, ...]:
    """The rests that must follow this duty before the next reserve or flight duty period, each by its own paragraph."""
    owed = (
        RestRequired(law["rest"], law.cite("rest"), f"{spoken(law['rest'])} free of duty from release"),
        _after_deadhead(case.duty, law),
        _after_return(case, law),
        _after_emergency(case.duty, law),
    )
    return tuple(one for one in owed if isinstance(one, RestRequired))


@rule("rest_after_deadhead", "14 CFR 117.25(g)")
def rest_after_deadhead(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.25(g): a deadhead longer than Table B allows to fly asks for a rest as long as itself, and 10 hours at least."""
    if flight_duty(case.duty, law) is not None:
        yield from _before("rest_after_deadhead", case, law, lambda before: _after_deadhead(before, law))
    yield from _after("rest_after_deadhead", case, law, _after_deadhead(case.duty, law))


@rule("rest_at_home_base", "14 CFR 117.25(d)")
def rest_at_home_base(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.25(d): after more than 60 degrees of longitude and 168 hours away, 56 hours with three nights at home base."""
    yield from _before("rest_at_home_base", case, law, lambda before: _after_return(replace(case, duty=before), law))
    yield from _after("rest_at_home_base", case, law, _after_return(case, law))


@rule("emergency", "14 CFR 117.29(d)")
def emergency(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.29(d): after a duty under emergency authority a rest as long as the flight duty period, or 24 hours if that is less."""
    yield from _before("emergency", case, law, lambda before: _after_emergency(before, law))
    yield from _after("emergency", case, law, _after_emergency(case.duty, law))


Owed = RestRequired | str | None  # a sentence: whether one is owed is not known, and what is missing


def _after_deadhead(duty: DutyPeriod, law: Law) -> Owed:
    travel = list(takewhile(lambda one: one.positioning, reversed(duty.sectors)))
    if not travel:
        return None
    start, end = travel[-1].off_block, travel[0].on_block
    length, clock = length_min(start, end), clock_of_tables(duty)
    if clock is None:
        return "the clock of the theater last acclimated to, to read Table B with, is not given"
    limit = table_b(law, start, clock, len(travel), duty.acclimated)
    if length <= limit:
        return None
    said = f"deadhead of {spoken(length)}, longer than the {spoken(limit)} of Table B"
    return RestRequired(max(length, law["rest"]), "14 CFR 117.25(g)", said)


def _after_return(case: DutyCase, law: Law) -> Owed:
    if not case.duty.sectors or not _is_home(case, case.duty.sectors[-1].to_longitude_deg, case.duty.sectors[-1].to_clock):
        return None
    trip, complete = _away_from_home(case)
    left = trip[0].off_block
    if not complete and case.history_from is not None:
        left = min(left, case.history_from)
    away = length_min(left, trip[-1].on_block)
    if away <= law["away_from_home_base"]:
        return None if complete else f"away from home base for {spoken(away)} or more; when that began is not known"
    places = [place for one in trip for place in (one.from_longitude_deg, one.to_longitude_deg)]
    known = [place for place in places if place is not None]
    widest = max((degrees_apart(one, other) for one, other in combinations(known, 2)), default=0)
    if widest <= law["travel_longitude"]:
        return None if len(known) == len(places) and complete else "the longitudes of every sector of the trip are not given"
    nights = law["rest_at_home_base_nights"]
    said = f"back at home base after {spoken(away)} away and more than {law['travel_longitude']} degrees of longitude"
    return RestRequired(law["rest_at_home_base"], law.cite("rest_at_home_base"), said, nights, case.home_clock)


def _away_from_home(case: DutyCase) -> tuple[list[Sector], bool]:
    """The sectors since the crew member last left home base, and whether that departure is among them."""
    trip: list[Sector] = []
    for duty in (case.duty, *reversed(case.earlier)):
        for one in reversed(duty.sectors):
            trip.insert(0, one)
            if _is_home(case, one.from_longitude_deg, one.from_clock):
                return trip, True
    return trip, False


def _is_home(case: DutyCase, longitude: float | None, clock: str) -> bool:
    """By longitude where both are known (to a tenth of a degree, as sources differ), by clock otherwise."""
    if longitude is None or case.home_longitude_deg is None:
        return clock == case.home_clock
    return round(longitude, 1) == round(case.home_longitude_deg, 1)


def degrees_apart(one: float, other: float) -> float:
    """Degrees of longitude between two places, the shorter way round."""
    apart = abs(one - other)
    return min(apart, 360 - apart)


def _after_emergency(duty: DutyPeriod, law: Law) -> Owed:
    fdp = flight_duty(duty, law) if duty.emergency_authority else None
    if fdp is None:
        return None
    length = min(fdp.counted_min, law["emergency_rest_most"])
    said = f"flight duty of {spoken(fdp.counted_min)} under emergency authority"
    return RestRequired(length, law.cite("emergency_rest_most"), said)


def _before(name: str, case: DutyCase, law: Law, owed_after: Callable[[DutyPeriod], Owed]) -> Iterator[Ruling]:
    """Whether the rest before the duty is the one that the duty before it made necessary."""
    earlier = case.earlier
    if not earlier:
        return
    owed = owed_after(earlier[-1])
    if isinstance(owed, str):
        yield not_checked(name, _CITED[name], owed)
    elif owed is not None:
        taken = _taken_before(case)
        if taken is not None:
            yield from _held(name, "before the duty", taken, owed, law)


def _after(name: str, case: DutyCase, law: Law, owed: Owed) -> Iterator[Ruling]:
    """Whether the rest planned after the duty is the one it makes necessary; without a plan, what is owed."""
    if isinstance(owed, str):
        yield not_checked(name, _CITED[name], owed)
    elif owed is not None and case.rest_after is None:
        nights = f" with {owed.local_nights} physiological nights" if owed.local_nights else ""
        needs = (f"rest of {spoken(owed.length_min)}{nights} before the next duty ({owed.citation.removeprefix('14 CFR ')})",)
        yield met(name, owed.citation, owed.detail, needs)
    elif owed is not None and case.rest_after is not None:
        yield from _held(name, "after the duty", case.rest_after, owed, law)


_CITED = {"rest_after_deadhead": "14 CFR 117.25(g)", "rest_at_home_base": "14 CFR 117.25(d)"}


def _held(name: str, when: str, taken: Rest, owed: RestRequired, law: Law) -> Iterator[Ruling]:
    length = length_min(taken.start, taken.end)
    yield at_least(name, owed.citation, f"{owed.detail}: rest {when}", limit=owed.length_min, actual=length)
    if owed.local_nights:
        opens, closes = law["physiological_night_from"], law["physiological_night_to"]
        nights = whole_windows(taken.start, taken.end, opens, closes, owed.nights_clock)
        what = f"physiological nights in the rest {when}"
        yield at_least(name, owed.citation, what, limit=owed.local_nights, actual=nights, unit="nights")
