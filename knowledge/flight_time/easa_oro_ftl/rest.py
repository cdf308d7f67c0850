"""Rest before and after a duty: ORO.FTL.235(a) to (c), CS FTL.1.235(b) and (c), ORO.FTL.205(f) where it touches rest."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, nights_of
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Rest
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.flight_duty import delay_counts_as_rest, uses_in_flight_rest
from knowledge.flight_time.easa_oro_ftl.time_zones import fdp_difference_min, rotation_home, rotation_nights
from knowledge.flight_time.look_back import rest_just_before, rests_before
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import RestRequired, Ruling, at_least, not_checked, spoken


def only_waited(duty: DutyPeriod) -> bool:
    """Whether this is a standby or reserve that led to nothing: no sector, reported when the standby began."""
    return duty.standby is not None and not duty.sectors and duty.standby.start == duty.report_at


def duty_period(duty: DutyPeriod) -> tuple[datetime, datetime]:
    """The duty period of ORO.FTL.235: airport standby is part of it, waiting elsewhere is none."""
    standby = duty.standby
    if standby is None:
        return duty.report_at, duty.release_at
    if standby.kind == "airport_standby":
        return min(standby.start, duty.report_at), duty.release_at
    return (duty.release_at, duty.release_at) if only_waited(duty) else (duty.report_at, duty.release_at)


def duty_before(case: DutyCase) -> DutyPeriod | None:
    """The last duty of the history that began before the duty."""
    earlier = (one for one in case.history if one.report_at < case.duty.report_at)
    return max(earlier, key=lambda one: one.report_at, default=None)


def not_rest(duty: DutyPeriod, law: Law) -> tuple[datetime, datetime] | None:
    """The stretch before a duty that is no rest: standby up to reporting, reserve up to the notice, a delay that is no rest."""
    delay, standby = duty.delayed_reporting, duty.standby
    if delay is not None and not delay_counts_as_rest(duty, law):
        return delay.original_report_at, duty.report_at
    if standby is None or standby.start >= duty.report_at:
        return None
    if standby.kind == "reserve":
        return standby.start, min(standby.called_at or standby.end, duty.report_at)
    return standby.start, duty.report_at


def rest_periods(case: DutyCase, law: Law, least_min: int) -> tuple[Rest, ...]:
    """Stretches free of duty, standby and reserve before the duty that last at least so long, oldest first."""
    waited = (one for one in (*case.history, case.duty) if one.standby is not None or one.delayed_reporting is not None)
    taken = [span for one in waited if (span := not_rest(one, law)) is not None]
    rests: Iterable[Rest] = rests_before(case, least_min)
    for span in taken:
        rests = [part for one in rests for part in _without(one, *span)]
    return tuple(one for one in rests if rest_min(one) >= least_min)


def _without(rest: Rest, start: datetime, end: datetime) -> Iterator[Rest]:
    """What is left of a rest on either side of a stretch that is no rest."""
    if end <= rest.start or start >= rest.end:
        yield rest
        return
    if rest.start < start:
        yield replace(rest, end=start)
    if end < rest.end:
        yield replace(rest, start=end)


def rest_before_duty(case: DutyCase, law: Law) -> Rest | None:
    """The longest stretch of rest between the duty before and this one; None when nothing is known of it."""
    duty, last = case.duty, duty_before(case)
    if last is not None and case.rest_before is None and not case.rests:
        home = duty.report_clock == case.home_clock
        whole = Rest(last.release_at, duty.report_at, clock=duty.report_clock, at_home_base=home)
    elif (found := rest_just_before(case)) is not None:
        whole = found
    elif last is not None:
        released = last.release_at
        whole = next((one for one in reversed(rests_before(case)) if one.start >= released), Rest(released, released))
    else:
        return None
    span = not_rest(case.duty, law)
    parts = [whole] if span is None else list(_without(whole, *span))
    return max(parts, key=rest_min, default=replace(whole, end=whole.start))


def rest_min(rest: Rest) -> int:
    """Minutes of a rest, never negative."""
    return max(0, length_min(rest.start, rest.end))


def local_nights(rest: Rest, law: Law, clock: str) -> int:
    """Local nights inside a rest on a clock (ORO.FTL.105(16))."""
    opens, closes = law["local_night"]
    return nights_of(rest.start, rest.end, opens, closes, law["local_night_length"], clock)


def _base_rest(duty: DutyPeriod, law: Law, *, home: bool, room: bool) -> RestRequired:
    """ORO.FTL.235(a) or (b)."""
    floor = "rest_home" if home and not room else "rest_away"
    worked = length_min(*duty_period(duty))
    cited = "ORO.FTL.235(a)(2)" if home and room else law.cite(floor)
    where = "at home base" if home else "away from home base"
    why = f"rest {where}: the longer of {spoken(law[floor])} and the duty before ({spoken(worked)})"
    return RestRequired(max(worked, law[floor]), cited, why)


def _longer_rests(case: DutyCase, law: Law, *, home: bool) -> Iterator[RestRequired]:
    """What in-flight rest and a change of time zone ask of the rest that follows the duty of the case."""
    duty = case.duty
    worked = length_min(*duty_period(duty))
    if duty.rest_facility != "none" and uses_in_flight_rest(case, law):
        least = law["rest_after_in_flight_rest"]
        why = f"rest after in-flight rest: the longer of {spoken(least)} and the duty before ({spoken(worked)})"
        yield RestRequired(max(worked, least), law.cite("rest_after_in_flight_rest"), why)
    if not home and fdp_difference_min(duty) >= law["time_difference"]:
        least = law["rest_after_time_difference"]
        apart = spoken(fdp_difference_min(duty))
        why = f"rest away after {apart} of time difference: the longer of {spoken(least)} and the duty before ({spoken(worked)})"
        yield RestRequired(max(worked, least), law.cite("rest_after_time_difference"), why)


def rest_required(case: DutyCase, law: Law) -> tuple[RestRequired, ...]:
    """Every rest that must follow the duty before the next flight duty period; all of them bind.

    Where the rest is had is told by `rest_after`, else by whether the duty ends on the clock of the home base.
    """
    rest = case.rest_after or _place_after(case)
    if not _away_rule(rest):
        return tuple(_owed_after(case, law, rest))
    asleep = law["rest_sleep"]
    why = f"{spoken(asleep)} of sleep beside physiological needs and travel"
    return (*_owed_after(case, law, rest), RestRequired(asleep + _beside_sleep_min(rest, law), law.cite("rest_sleep"), why))


def _owed_after(case: DutyCase, law: Law, rest: Rest) -> Iterator[RestRequired]:
    """What the rest after the duty must be, apart from the sleep in it."""
    first = _base_rest(case.duty, law, home=rest.at_home_base, room=rest.suitable_accommodation)
    yield first
    yield from _longer_rests(case, law, home=rest.at_home_base)
    given = case.rotation if case.rotation is not None and case.rotation.ends_with_duty else None
    rotation = given or rotation_home((*case.earlier, case.duty), case.home_clock)[0]
    if rest.at_home_base and rotation is not None:
        yield from rotation_nights(rotation, law, case.home_clock)
    yield from _after_reduced_rest(case, law, first)


def _after_reduced_rest(case: DutyCase, law: Law, base: RestRequired) -> Iterator[RestRequired]:
    """The rest after the duty of the case is longer by what a reduced rest before it was short of."""
    cut = reduced_rest_shortfall_min(case, law)
    if cut:
        why = f"rest after a reduced rest: {spoken(cut)} more than {spoken(base.length_min)}"
        yield RestRequired(base.length_min + cut, "CS FTL.1.235(c)(3)", why)


def _place_after(case: DutyCase) -> Rest:
    duty = case.duty
    ends_on = duty.sectors[-1].to_clock if duty.sectors else duty.report_clock
    return Rest(duty.release_at, duty.release_at, at_home_base=ends_on == case.home_clock, clock=ends_on)


def reduced_rest_shortfall_min(case: DutyCase, law: Law) -> int:
    """Minutes by which a reduced rest before the duty is shorter than ORO.FTL.235(a) or (b) asks; 0 where none was used.

    The flight duty period after it shrinks, and the rest after that grows, by as much (CS FTL.1.235(c)(3), (4)).
    """
    if not case.duty.reduced_rest_before:
        return 0
    rest, last = rest_before_duty(case, law), duty_before(case)
    if rest is None or last is None:
        return 0
    asked = _base_rest(last, law, home=rest.at_home_base, room=rest.suitable_accommodation).length_min
    return max(0, asked - rest_min(rest))


def case_of_duty_before(case: DutyCase) -> DutyCase | None:
    """The case of the duty before, with what was known then; None when there is none."""
    duties = case.earlier
    return replace(case, duty=duties[-1], history=duties[:-1], rest_before=None, rotation=None) if duties else None


@rule("rest_before", "ORO.FTL.235(a), (b)", BOTH)
def rest_before(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Rest before a flight duty period: as long as the duty before, and 12 h at home base or 10 h away, and what else is owed."""
    if case.duty.fdp is None:
        return
    rest, last = rest_before_duty(case, law), duty_before(case)
    if rest is None:
        yield not_checked("rest_before", law.cite("rest_home"), "the rest before the duty is not known")
        return
    had = rest_min(rest)
    if last is None:
        room = rest.suitable_accommodation or not rest.at_home_base
        floor = "rest_away" if room else "rest_home"
        if law[floor] <= had < law["recurrent_rest"]:
            missing = f"rest {spoken(had)}; the length of the duty before it, which it must match, is not known"
            yield not_checked("rest_before", law.cite(floor), missing)
            return
        # No duty that the rules allow is as long as a recurrent rest, so beyond that any rest is long enough.
        yield _held(case, law, RestRequired(law[floor], law.cite(floor), f"rest of at least {spoken(law[floor])}"), had)
        return
    base = _base_rest(last, law, home=rest.at_home_base, room=rest.suitable_accommodation)
    # An approved reduced rest has a rule and a floor of its own.
    if not (case.duty.reduced_rest_before and case.duty.frm):
        yield _held(case, law, base, had)
    before = case_of_duty_before(case)
    if before is not None:
        for one in (*_longer_rests(before, law, home=rest.at_home_base), *_after_reduced_rest(before, law, base)):
            yield _held(case, law, one, had)


def _held(case: DutyCase, law: Law, asked: RestRequired, had: int, name: str = "rest_before") -> Ruling:
    """A rest held against what is asked; the commander may bring it down in unforeseen circumstances, ORO.FTL.205(f)."""
    said = f"rest {spoken(had)}, required {spoken(asked.length_min)}: {asked.detail}"
    least, cut = law["discretion_rest"], asked.length_min - had
    agreed = case.duty.unforeseen and "commander" in case.duty.consents
    if cut <= 0 or asked.length_min <= least or not agreed:
        if cut > 0 and least <= had:
            said += f"; in unforeseen circumstances the commander may reduce it to {spoken(least)}"
        return Ruling(name, "pass" if cut <= 0 else "fail", asked.citation, said, asked.length_min, had, -cut)
    needs = ["commander's report to the operator"]
    if cut > law["discretion_reported_over"]:
        needs.append(f"operator's report to the authority within {law['discretion_report_days']} days")
    return at_least(
        name,
        law.cite("discretion_rest"),
        f"rest reduced by the commander from {spoken(asked.length_min)} to",
        limit=least,
        actual=had,
        needs=tuple(needs),
    )


@rule("sleep_opportunity", "ORO.FTL.235(b)", BOTH)
def sleep_opportunity(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Away from home base the rest holds 8 h in which to sleep, beside travel and physiological needs."""
    rest = rest_before_duty(case, law)
    if case.duty.fdp is not None and rest is not None and _away_rule(rest):
        yield _sleep("sleep_opportunity", rest, law)


def _away_rule(rest: Rest) -> bool:
    """Whether ORO.FTL.235(b) is the rule: away from home base, or at home base in the operator's accommodation."""
    return not rest.at_home_base or rest.suitable_accommodation


def _beside_sleep_min(rest: Rest, law: Law) -> int:
    return int(law["rest_physiological"] + law["rest_usual_travel"]) + rest.travel_min


def _sleep(name: str, rest: Rest, law: Law) -> Ruling:
    asleep = rest.sleep_opportunity_min
    if asleep is None:
        asleep = max(0, rest_min(rest) - _beside_sleep_min(rest, law))
    return at_least(name, law.cite("rest_sleep"), "sleep opportunity", limit=law["rest_sleep"], actual=asleep)


@rule("time_zone_rest", "CS FTL.1.235(b)(3)(i), (4)", BOTH)
def time_zone_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Local nights at home base after a rotation through time zones, and between rotations to the east and to the west."""
    name, cited, home_clock = "time_zone_rest", law.cite("rest_after_rotation"), case.home_clock
    given = case.rotation if case.rotation is not None and not case.rotation.ends_with_duty else None
    rotation, complete = (given, True) if given else rotation_home(case.earlier, home_clock)
    if case.duty.fdp is None or rotation is None:
        return
    rest = rest_before_duty(case, law)
    if rest is None:
        yield not_checked(name, cited, "the rest after the rotation is not known")
        return
    if not rest.at_home_base:
        return
    table, apart = law["rest_after_rotation"], rotation.max_difference_min
    if apart > table["difference_to"][-1]:
        yield not_checked(name, cited, f"a time difference of {spoken(apart)} is beyond the table")
    nights = local_nights(rest, law, home_clock)
    for one in rotation_nights(rotation, law, home_clock):
        if not complete and one.local_nights <= nights < max(table["nights"][bisect_left(table["difference_to"], apart)]):
            missing = (
                f"{nights} local nights after a rotation with {spoken(apart)} of time difference; when it began is not known"
            )
            yield not_checked(name, cited, missing)
        else:
            yield at_least(name, one.citation, f"{one.detail}; had", limit=one.local_nights, actual=nights, unit="nights")


@rule("rest_after", "ORO.FTL.235, CS FTL.1.235", BOTH)
def rest_after(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The rest planned after the duty, where it is given, against everything that is owed."""
    rest = case.rest_after
    if rest is None:
        return
    for one in _owed_after(case, law, rest):
        if one.local_nights:
            nights = local_nights(rest, law, one.nights_clock)
            yield at_least(
                "rest_after", one.citation, f"{one.detail}; planned", limit=one.local_nights, actual=nights, unit="nights"
            )
        else:
            yield _held(case, law, one, rest_min(rest), "rest_after")
    if _away_rule(rest):
        yield _sleep("rest_after", rest, law)


REST_RULES = (rest_before, sleep_opportunity, time_zone_rest, rest_after)
