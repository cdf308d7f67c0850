"""What makes a duty and its sleep impossible, all of it at once: the model would give a number for nonsense too."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from knowledge.flight_time.clocks import zone
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from tools.fatigue.sleep import Sleep, body_clock

Faults = Iterator[tuple[str, str]]


def case_faults(case: DutyCase, longest_wake_h: int) -> Faults:
    """Each fault as (field, what is wrong and what to do); nothing when the duty and its history can have been."""
    clocks = {"case.home_clock": case.home_clock, "case.duty": body_clock(case)[0]}
    for field, clock in clocks.items():
        try:
            zone(clock)
        except ValueError as error:  # UnknownClock, or an offset of more than a day
            yield field, str(error)
    yield from _duty_faults("case.duty", case.duty, longest_wake_h)
    for number, earlier in enumerate(case.history):
        field = f"case.history.{number}"
        yield from _duty_faults(field, earlier, longest_wake_h)
        if earlier.release_at > case.duty.report_at:
            yield field, f"Ends {earlier.release_at}, after the duty asked about begins; leave out what comes later."
    ordered = sorted(enumerate(case.history), key=lambda one: one[1].report_at)
    for (_, first), (number, then) in pairwise(ordered):
        if first.release_at > then.report_at:
            yield f"case.history.{number}", f"Begins {then.report_at}, before the duty before it ends at {first.release_at}."
    for name, rest in (("case.rest_before", case.rest_before), *((f"case.rests.{n}", one) for n, one in enumerate(case.rests))):
        if rest is not None and rest.end <= rest.start:
            yield name, f"Ends {rest.end}, not after its start {rest.start}."
    if case.rest_before is not None and case.rest_before.end > case.duty.report_at:
        yield "case.rest_before", f"Ends {case.rest_before.end}, after the duty begins at {case.duty.report_at}."


def sleep_faults(sleeps: Sequence[Sleep], duty: DutyPeriod, known: Sequence[Sleep], longest_wake_h: int) -> Faults:
    """Faults of sleep that was given: order, overlap, a wake too long to believe, sleep while working.

    `known`: the sleep that is estimated before the first of them, in order.
    """
    for number, one in enumerate(sleeps):
        if one.end <= one.start:
            yield f"sleeps.{number}", f"Ends {one.end}, not after its start {one.start}."
        elif _hours(one.start, one.end) > longest_wake_h:
            yield f"sleeps.{number}", f"Lasts more than {longest_wake_h} h; check its end {one.end}."
        if one.start >= duty.release_at:
            yield f"sleeps.{number}", f"Begins {one.start}, after the duty ends; leave out what comes later."
        if one.start < duty.release_at and one.end > duty.report_at and not _may_sleep(one, duty):
            yield f"sleeps.{number}", "Falls into the duty, outside its split breaks and outside sectors with in-flight rest."
    order = sorted(range(len(sleeps)), key=lambda number: sleeps[number].start)
    for before, after in pairwise(order):
        if sleeps[after].start < sleeps[before].end:
            yield f"sleeps.{after}", f"Begins {sleeps[after].start}, before the sleep before it ends at {sleeps[before].end}."
    if not sleeps:
        return
    wakings = [*known, *sorted(sleeps, key=lambda one: one.start)]
    ends = [*(one.start for one in wakings[1:]), duty.release_at]
    for sleep, until in zip(wakings, ends, strict=True):
        if _hours(sleep.end, until) > longest_wake_h:
            yield "sleeps", f"Nobody is awake from {sleep.end} to {until}; give every sleep from the first one on."


def _duty_faults(field: str, duty: DutyPeriod, longest_h: int) -> Faults:
    if duty.release_at <= duty.report_at:
        yield field, f"release_at {duty.release_at} is not after report_at {duty.report_at}."
    elif _hours(duty.report_at, duty.release_at) > longest_h:
        yield field, f"Lasts more than {longest_h} h; check release_at {duty.release_at}."
    for number, sector in enumerate(duty.sectors):
        if sector.on_block <= sector.off_block:
            yield f"{field}.sectors.{number}", f"on_block {sector.on_block} is not after off_block {sector.off_block}."
        if sector.off_block < duty.report_at or sector.on_block > duty.release_at:
            yield f"{field}.sectors.{number}", f"Is not between report_at {duty.report_at} and release_at {duty.release_at}."
    for number, (first, then) in enumerate(pairwise(duty.sectors), start=1):
        if then.off_block < first.on_block:
            yield f"{field}.sectors.{number}", f"Leaves {then.off_block}, before the sector before it is on block."
    for number, one in enumerate(duty.split_breaks):
        if one.end <= one.start:
            yield f"{field}.split_breaks.{number}", f"Ends {one.end}, not after its start {one.start}."
        if one.start < duty.report_at or one.end > duty.release_at:
            yield f"{field}.split_breaks.{number}", f"Is not between report_at {duty.report_at} and release_at {duty.release_at}."
        if any(one.start < sector.on_block and sector.off_block < one.end for sector in duty.sectors):
            yield f"{field}.split_breaks.{number}", "Overlaps a sector; a break is on the ground."
    for number, (first_break, then_break) in enumerate(pairwise(duty.split_breaks), start=1):
        if then_break.start < first_break.end:
            yield f"{field}.split_breaks.{number}", "Begins before the break before it ends."


def _may_sleep(sleep: Sleep, duty: DutyPeriod) -> bool:
    places = [(one.start, one.end) for one in duty.split_breaks]
    places += [(one.off_block, one.on_block) for one in duty.sectors if one.positioning or duty.in_flight_rest is not None]
    return any(start <= sleep.start and sleep.end <= end for start, end in places)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600
