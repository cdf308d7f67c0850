"""ORO.FTL.105(1), Table 1: whose clock the body keeps after a change of time zone."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Literal, cast

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import difference_min, length_min, offset_min
from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import BodyClock, Ruling, breach, met, not_checked, spoken

State = Literal["B", "D", "X"]
_MEANS = {"B": "reference time", "D": "local time where the duty starts", "X": "unknown"}


def acclimatisation_of(difference_min: int, elapsed_min: int, law: Law) -> State:
    """The state of acclimatisation: B to reference time, D to local time where the duty starts, X unknown.

    `difference_min`: between reference time and that local time, 0 to 720. `elapsed_min`: since reporting in reference time.
    Up to two hours apart (the band of reference time) local time is reference time: D. Source: ORO.FTL.105(1), Table 1.
    """
    table = law["acclimatisation"]
    if difference_min <= law["acclimatised_band"]:
        return "D"
    row = table["states"][bisect_left(table["difference_to"], difference_min)]
    return cast(State, row[bisect_right(table["elapsed_from"], elapsed_min)])


@rule("acclimatisation", "ORO.FTL.105(1), Table 1", BOTH)
def acclimatisation(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The limits of the duty are read on the clock that Table 1 gives, or as unknown where it says so."""
    name, citation, duty = "acclimatisation", law.cite("acclimatisation"), case.duty
    reference = case.reference_clock or case.home_clock
    if case.reported_in_reference_at is None and (not duty.acclimated or duty.acclimated_clock or reference == duty.report_clock):
        return
    found = body_clock(case, law)
    if found.acclimated is None:
        if difference_min(duty.report_at, reference, duty.report_clock) > law["acclimatised_band"]:
            yield not_checked(name, citation, found.detail)
        return
    read = duty.reading_clock if duty.acclimated else None
    same = found.clock == read or (
        found.clock is not None
        and read is not None
        and offset_min(duty.report_at, found.clock) == offset_min(duty.report_at, read)
    )
    if same:
        yield met(name, citation, found.detail)
    else:
        stated = "unknown" if read is None else f"acclimatised to {read}"
        yield breach(name, citation, f"{found.detail}; the duty is read as {stated}")


def body_clock(case: DutyCase, law: Law) -> BodyClock:
    """Table 1 for the duty: reference time, or local time where it starts; state X is not acclimated and has no clock."""
    citation, duty = law.cite("acclimatisation"), case.duty
    reference = case.reference_clock or case.home_clock
    apart = difference_min(duty.report_at, reference, duty.report_clock)
    if case.reported_in_reference_at is None:
        if apart <= law["acclimatised_band"]:
            return BodyClock(True, duty.report_clock, citation, f"{spoken(apart)} from {reference}: local time is reference time")
        missing = (
            f"the duty starts {spoken(apart)} from {reference}; not known: when the crew member reported there, or the clock "
            "he or she is acclimatised to"
        )
        return BodyClock(None, None, citation, missing)
    elapsed = length_min(case.reported_in_reference_at, duty.report_at)
    state = acclimatisation_of(apart, elapsed, law)
    clock = {"B": reference, "D": duty.report_clock, "X": None}[state]
    detail = f"{spoken(apart)} from {reference}, {spoken(elapsed)} after reporting there: state {state} ({_MEANS[state]})"
    return BodyClock(clock is not None, clock, citation, detail)
