"""What one duty may hold: flight time (14 CFR 117.11), flight duty (117.13, 117.17), split duty (117.15), extensions (117.19)."""

from collections.abc import Iterator
from dataclasses import replace

from domain.plans import Verdict
from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, minute_of_day
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, at_most, breach, met, not_checked, spoken
from knowledge.flight_time.us_part_117.cumulative import fdp_in_windows, lacking_consents, report_of_flight_time
from knowledge.flight_time.us_part_117.flight_duty import (
    MINIMUM_CREW,
    Limit,
    clock_of_tables,
    fdp_limit,
    flight_duty,
    in_accommodation,
    row_of,
    split_duty_faults,
)
from knowledge.flight_time.us_part_117.rest import counting_reserve, known_rests


@rule("flight_time", "14 CFR 117.11")
def flight_time(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.11(a): flight time by Table A, or for 3 and 4 pilots; only what arises after take-off may exceed it (117.11(b))."""
    duty = case.duty
    if not duty.worked:
        return
    limit = _flight_time_limit(duty, law)
    actual = duty.flight_min
    if limit.limit_min is None:
        yield not_checked("flight_time", limit.citation, f"flight time {spoken(actual)}; {limit.read}")
        return
    said = f"flight time {spoken(actual)}, limit {spoken(limit.limit_min)} ({limit.read})"
    held = Ruling("flight_time", "pass", limit.citation, said, limit.limit_min, actual, limit.limit_min - actual)
    report = report_of_flight_time(law)
    if actual <= limit.limit_min:
        yield held
    elif duty.emergency_authority:
        needs = f"report to the FAA within {law['emergency_report_days']} days (117.29(e))"
        yield replace(held, limit=None, margin=None, detail=f"{said}, exceeded under 117.29(b)", needs=(needs,))
    elif not duty.unforeseen:
        yield replace(held, verdict="fail", detail=said)
    elif duty.overrun_arose == "before_takeoff":
        yield replace(held, verdict="fail", detail=f"{said}; known before take-off, so the duty may not continue")
    elif duty.in_operators_control:
        why = "117.11(b) covers only what is beyond the certificate holder's control"
        yield replace(held, verdict="fail", detail=f"{said}; {why}")
    else:
        how = "exceeded to land at the destination or alternate under 117.11(b)"
        yield replace(held, limit=None, margin=None, detail=f"{said}, {how}", needs=(report,))


def _flight_time_limit(duty: DutyPeriod, law: Law) -> Limit:
    if duty.pilots > MINIMUM_CREW:
        name = "flight_time_three_pilots" if duty.pilots == MINIMUM_CREW + 1 else "flight_time_four_pilots"
        return Limit(law[name], law.cite(name), f"{duty.pilots} pilots")
    clock = clock_of_tables(duty)
    if clock is None:
        return Limit(None, law.cite("flight_time"), "the clock of the theater last acclimated to is not given")
    minute = minute_of_day(duty.report_at, clock)
    said = f"Table A: report {minute // 60:02d}:{minute % 60:02d}"
    return Limit(row_of(law["flight_time"], minute)[0], law.cite("flight_time"), said)


@rule("fdp_unaugmented", "14 CFR 117.13")
def fdp_unaugmented(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.13: the flight duty period of a minimum crew by Table B, less 30 minutes when not acclimated."""
    if case.duty.pilots <= MINIMUM_CREW:
        yield from _against_table("fdp_unaugmented", case, law)


@rule("fdp_augmented", "14 CFR 117.17(a), (b)")
def fdp_augmented(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.17(a), (b): the flight duty period of an augmented crew by Table C, less 30 minutes when not acclimated."""
    if case.duty.pilots <= MINIMUM_CREW:
        return
    if case.duty.rest_facility == "none":
        yield breach("fdp_augmented", law.cite("fdp_augmented"), "an augmented crew needs a rest facility of class 1, 2 or 3")
    else:
        yield from _against_table("fdp_augmented", case, law)


def _against_table(name: str, case: DutyCase, law: Law) -> Iterator[Ruling]:
    duty = case.duty
    fdp = flight_duty(duty, law)
    if fdp is None:
        return
    limit = fdp_limit(duty, fdp, law)
    actual = fdp.counted_min
    if limit.limit_min is None:
        yield not_checked(name, limit.citation, f"FDP {spoken(actual)}; {limit.read}")
        return
    said = f"FDP {spoken(actual)}, limit {spoken(limit.limit_min)} ({limit.read})"
    held = Ruling(name, "pass", limit.citation, said, limit.limit_min, actual, limit.limit_min - actual)
    over = actual - limit.limit_min
    if over <= 0:
        yield held
    elif duty.emergency_authority:
        yield replace(
            held, limit=None, margin=None, detail=f"{said}, exceeded under 117.29(b)", needs=_emergency_needs(over, law)
        )
    elif not duty.unforeseen:
        yield replace(held, verdict="fail", detail=f"{said}{_extension_there_is(over, law)}")
    else:
        yield _under_extension(case, held, over, law)


def _emergency_needs(over: int, law: Law) -> tuple[str, ...]:
    needs = ["determination by the pilot in command (117.29(b))"]
    if over > law["emergency_report_over"]:
        needs.append(f"report to the FAA within {law['emergency_report_days']} days (117.29(e))")
        days = law["emergency_corrective_action_days"]
        needs.append(f"corrective action within {days} days, if the cause was in the holder's control (117.29(g))")
    return tuple(needs)


def _extension_there_is(over: int, law: Law) -> str:
    """What could cover an overrun, for the controller who sees it fail."""
    who = "with pilot in command and certificate holder"
    for name in ("extension_repeatable", "extension_before_takeoff"):
        if over <= law[name]:
            return f"; if unforeseen, 117.19(a) extends it by up to {spoken(law[name])} {who}"
    return ""


def _under_extension(case: DutyCase, held: Ruling, over: int, law: Law) -> Ruling:
    """The limit as 117.19 extends it: by what may still be used before take-off, to a landing after it."""
    duty = case.duty
    conditions = tuple(_conditions(case, over, law))
    short = [one for one in conditions if one.verdict != "pass"]
    if short:
        verdict: Verdict = "fail" if any(one.verdict == "fail" for one in short) else "not_checked"
        return replace(held, verdict=verdict, detail=f"{held.detail}; 117.19: {'; '.join(one.detail for one in short)}")
    after_takeoff = duty.overrun_arose == "after_takeoff"
    needs = ["agreement of the pilot in command and the certificate holder (117.19)"]
    if over > law["extension_repeatable"]:
        paragraph = "117.19(b)(4)" if after_takeoff else "117.19(a)(4)"
        needs.append(f"report to the FAA within {law['report_days']} days ({paragraph})")
        if duty.in_operators_control and not after_takeoff:
            needs.append(f"corrective action within {law['corrective_action_days']} days (117.19(a)(5))")
    citation = f"{held.citation}; {'117.19(b)' if after_takeoff else '117.19(a)'}"
    if after_takeoff:
        said = f"{held.detail}, extended by {spoken(over)} to land at the destination or alternate"
        return replace(held, citation=citation, limit=None, margin=None, detail=said, needs=tuple(needs))
    most = law["extension_before_takeoff"] if over > law["extension_repeatable"] else law["extension_repeatable"]
    limit = (held.limit or 0) + most
    said = f"{held.detail}, extended to {spoken(limit)}"
    return replace(held, citation=citation, limit=limit, margin=most - over, detail=said, needs=tuple(needs))


# --- 117.19


@rule("fdp_extension", "14 CFR 117.19")
def fdp_extension(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.19: what an extension of Table B or C rests upon, one ruling for each condition; nothing when none is used."""
    duty = case.duty
    if not duty.unforeseen or duty.emergency_authority:
        return
    over = _over_table(duty, law)
    if over is not None and over > 0:
        yield from _conditions(case, over, law)


def _over_table(duty: DutyPeriod, law: Law) -> int | None:
    """Minutes by which a duty exceeds Table B or C (negative: within it); None when that cannot be told."""
    fdp = flight_duty(duty, law)
    if fdp is None:
        return 0
    limit = fdp_limit(duty, fdp, law).limit_min
    return None if limit is None else fdp.counted_min - limit


def _conditions(case: DutyCase, over: int, law: Law) -> Iterator[Ruling]:
    name, after_takeoff = "fdp_extension", case.duty.overrun_arose == "after_takeoff"
    paragraph = "14 CFR 117.19(b)" if after_takeoff else "14 CFR 117.19(a)"
    if not after_takeoff:
        yield at_most(name, f"{paragraph}(1)", "extension", limit=law["extension_before_takeoff"], actual=over)
    lacking = lacking_consents(case.duty)
    if lacking:
        yield breach(name, f"{paragraph}(1)", f"without the agreement of {' and '.join(lacking).replace('_', ' ')}")
    else:
        yield met(name, f"{paragraph}(1)", "pilot in command and certificate holder agree")
    if over > law["extension_repeatable"]:
        yield _once(case, f"{paragraph}(2)", law)
    if not after_takeoff:
        yield _within_cumulative(case, f"{paragraph}(3)", law)


def _once(case: DutyCase, citation: str, law: Law) -> Ruling:
    """One extension of more than 30 minutes between two rests of 30 hours, this one counted."""
    what = f"extensions of more than {spoken(law['extension_repeatable'])} since a {spoken(law['weekly_rest'])} rest"
    limit, seen = law["long_extensions_between_rests"], counting_reserve(case)
    rests = [end for start, end in known_rests(seen) if length_min(start, end) >= law["weekly_rest"]]
    since = rests[-1] if rests else None
    overs = [
        _over_table(one, law) if one.extended_min is None else one.extended_min
        for one in seen.earlier
        if since is None or one.report_at >= since
    ]
    used = 1 + sum(one is not None and one > law["extension_repeatable"] for one in overs)
    if used <= limit and (since is None or None in overs):
        missing = "the last such rest is not known" if since is None else "an earlier duty's limit cannot be told"
        return not_checked("fdp_extension", citation, f"{what}: {missing}")
    return at_most("fdp_extension", citation, what, limit=limit, actual=used, unit="count")


def _within_cumulative(case: DutyCase, citation: str, law: Law) -> Ruling:
    """Before take-off an extension may not lead past the cumulative limits of 117.23(c)."""
    found = min(fdp_in_windows(case, law), key=lambda one: ("fail", "not_checked", "pass").index(one.verdict))
    return replace(found, rule="fdp_extension", citation=f"{citation}; {found.citation.removeprefix('14 CFR ')}")


# --- 117.15


@rule("split_duty", "14 CFR 117.15")
def split_duty(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.15: what a break takes out of the flight duty period; one that takes out nothing fails only a duty that leans on it."""
    duty = case.duty
    fdp = flight_duty(duty, law)
    if fdp is None or not duty.split_breaks or duty.pilots > MINIMUM_CREW:
        return
    limit = fdp_limit(duty, fdp, law).limit_min
    outline = (fdp.start, fdp.end)
    for one in duty.split_breaks:
        faults = tuple(split_duty_faults(duty, one, outline, law))
        spent = length_min(*in_accommodation(one))
        if not faults:
            least, most = law["split_duty_rest"], law["split_duty_combined"]
            whole = length_min(*outline)
            yield at_least("split_duty", law.cite("split_duty_rest"), "rest taken out of the FDP", limit=least, actual=spent)
            yield at_most("split_duty", law.cite("split_duty_combined"), "FDP and rest together", limit=most, actual=whole)
        elif limit is None or fdp.counted_min <= limit or duty.unforeseen or duty.emergency_authority:
            # An overrun under 117.19 or 117.29 is judged with the rest counted as flight duty, not by this article.
            yield met("split_duty", "14 CFR 117.15", f"the rest counts as FDP: {'; '.join(faults)}")
        else:
            for fault in faults:
                paragraph, _, why = fault.partition(": ")
                yield breach("split_duty", f"14 CFR {paragraph}", f"the rest counts as FDP: {why}")


# --- 117.17(c), (d)


@rule("in_flight_rest", "14 CFR 117.17(c)")
def in_flight_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.17(c): two hours in the second half for the pilot who lands, 90 minutes for the one who monitors, each unbroken."""
    duty, taken = case.duty, case.duty.in_flight_rest
    if duty.pilots <= MINIMUM_CREW or not duty.worked:
        return
    if taken is None:
        yield not_checked("in_flight_rest", "14 CFR 117.17(c)", "in-flight rest of the augmented crew is not given")
        return
    landing, monitoring = "in_flight_rest_landing_pilot", "in_flight_rest_monitoring_pilot"
    if not taken.landing_pilot_in_second_half:
        yield breach("in_flight_rest", law.cite(landing), "the landing pilot's rest is not in the second half of the FDP")
    minutes = taken.landing_pilot_min
    yield at_least("in_flight_rest", law.cite(landing), "landing pilot's rest", limit=law[landing], actual=minutes)
    minutes = taken.other_pilots_min
    yield at_least("in_flight_rest", law.cite(monitoring), "monitoring pilot's rest", limit=law[monitoring], actual=minutes)


@rule("augmented_segments", "14 CFR 117.17(d)")
def augmented_segments(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.17(d): an augmented crew flies at most three segments."""
    flown = len(case.duty.worked)
    if case.duty.pilots > MINIMUM_CREW and flown:
        name = "augmented_segments"
        yield at_most(name, law.cite(name), "segments of an augmented crew", limit=law[name], actual=flown, unit="count")
