"""Standby at the airport and elsewhere: ORO.FTL.225, CS FTL.1.225."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import daily_windows, length_min, overlap_min
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Standby
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.flight_duty import maximum_fdp
from knowledge.flight_time.easa_oro_ftl.rest import only_waited, reduced_rest_shortfall_min
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_most, breach, met, not_checked, spoken


def _elsewhere(standby: Standby | None) -> bool:
    return standby is not None and standby.kind == "home_standby"


def standby_span(duty: DutyPeriod) -> tuple[datetime, datetime] | None:
    """The standby as it came to be: at the airport until the flight duty period, elsewhere until reporting; None for no standby.

    Travel to the airport is standby, also after the rostered end (EASA FAQ 47642).
    """
    standby = duty.standby
    if standby is None or standby.kind not in ("airport_standby", "home_standby"):
        return None
    if only_waited(duty):
        return standby.start, standby.end
    if standby.kind == "airport_standby":
        flying = duty.fdp
        return standby.start, max(standby.start, standby.end if flying is None else min(standby.end, flying[0]))
    return standby.start, max(standby.start, duty.report_at)


def fdp_reduction_min(case: DutyCase, law: Law) -> int:
    """Minutes that standby, or a reduced rest, before the duty takes off its maximum flight duty period; never negative.

    Where the time of the call is not known, the standby counts as if the call had come at once: the stricter reading.
    Source: CS FTL.1.225(a)(2)(i), (b)(6) to (9); CS FTL.1.235(c)(4).
    """
    return _standby_reduction_min(case, law) + reduced_rest_shortfall_min(case, law)


def _standby_reduction_min(case: DutyCase, law: Law) -> int:
    span, standby = standby_span(case.duty), case.duty.standby
    if span is None or standby is None or case.duty.fdp is None:
        return 0
    waited = length_min(*span)
    if standby.kind == "airport_standby":
        return max(0, waited - int(law["airport_standby_free"]))
    free: int = law["standby_free_extended" if _is_extended(case, law) else "standby_free"]
    return max(0, waited - _undisturbed_night_min(standby, span, law) - free)


def _undisturbed_night_min(standby: Standby, span: tuple[datetime, datetime], law: Law) -> int:
    """Minutes of a standby that starts at night which lie in that night and before the contact."""
    start, end = span
    opens, closes = law["standby_night"]
    nights = daily_windows(start, start + timedelta(minutes=1), opens, closes, standby.clock)
    heard = min(standby.called_at or start, end)
    return sum(overlap_min(start, heard, *night) for night in nights)


def _is_extended(case: DutyCase, law: Law) -> bool:
    """Whether in-flight rest or a split duty extends the maximum flight duty period."""
    most = maximum_fdp(case, law)
    return most is not None and most.by in ("in_flight_rest", "split_duty")


@rule("airport_standby", "CS FTL.1.225(a)(2)(ii)", BOTH)
def airport_standby(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Airport standby and a flight duty period without in-flight rest or split duty last at most 16 h together."""
    duty, span, flying = case.duty, standby_span(case.duty), case.duty.fdp
    if duty.standby is None or duty.standby.kind != "airport_standby" or span is None or flying is None:
        return
    if not _is_extended(case, law):
        together = length_min(*span) + length_min(*flying)
        yield at_most(
            "airport_standby",
            law.cite("airport_standby_and_fdp"),
            "airport standby and FDP together",
            limit=law["airport_standby_and_fdp"],
            actual=together,
        )


@rule("standby_length", "CS FTL.1.225(b)(1)", BOTH)
def standby_length(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Standby elsewhere lasts at most 16 h, as rostered and as it came to be, travel to the airport included."""
    standby, span = case.duty.standby, standby_span(case.duty)
    if standby is not None and span is not None and _elsewhere(standby):
        longest = max(length_min(standby.start, standby.end), length_min(*span))
        yield at_most("standby_length", law.cite("standby_longest"), "standby", limit=law["standby_longest"], actual=longest)


@rule("standby_awake", "CS FTL.1.225(b)(2)", BOTH)
def standby_awake(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Standby and the flight duty period do not keep the crew member awake for more than 18 h."""
    standby, flying = case.duty.standby, case.duty.fdp
    if standby is None or flying is None or not _elsewhere(standby):
        return
    cited, most = law.cite("standby_awake"), law["standby_awake"]
    # Whoever answers a call is awake from then on, whatever is known of the hours before.
    woke = standby.awake_since or standby.called_at or case.duty.report_at
    awake = length_min(woke, flying[1])
    if standby.awake_since is None and awake <= most:
        yield not_checked("standby_awake", cited, f"since when the crew member is awake is not known; at least {spoken(awake)}")
    else:
        yield at_most("standby_awake", cited, "awake at the end of the FDP for", limit=most, actual=awake)


@rule("standby_call", "ORO.FTL.225(a), EASA FAQ 47642", BOTH)
def standby_call(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The call comes within the standby as rostered."""
    standby, cited = case.duty.standby, "ORO.FTL.225(a), EASA FAQ 47642"
    if standby is None or standby_span(case.duty) is None or case.duty.fdp is None:
        return
    if standby.called_at is None:
        counted = "" if standby.kind == "airport_standby" else "; night hours are counted as if called at once"
        yield not_checked("standby_call", cited, f"when the crew member was called is not known{counted}")
    elif standby.start <= standby.called_at <= standby.end:
        yield met("standby_call", cited, f"called at {standby.called_at:%H:%MZ}, within the standby")
    else:
        rostered = f"{standby.start:%H:%MZ} to {standby.end:%H:%MZ}"
        yield breach("standby_call", cited, f"called at {standby.called_at:%d %b %H:%MZ}, outside the standby {rostered}")


STANDBY_RULES = (airport_standby, standby_length, standby_awake, standby_call)
