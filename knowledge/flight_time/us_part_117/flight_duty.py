"""The flight duty period of 14 CFR 117.3 less what 117.15 takes out of it, and the limit of Table B or C it is held against."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, minute_of_day, minutes_in_window
from knowledge.flight_time.duty import DutyPeriod, SplitBreak
from knowledge.flight_time.ruling import spoken

MINIMUM_CREW = 2
_FACILITIES = ("class_1", "class_2", "class_3")


@dataclass(frozen=True, slots=True)
class FlightDuty:
    """One flight duty period: from when to when, the stretches of it that count, and their minutes together."""

    start: datetime
    end: datetime
    spans: tuple[tuple[datetime, datetime], ...]
    counted_min: int


@dataclass(frozen=True, slots=True)
class Limit:
    """What Table A, B or C allows; `limit_min` None: not known, and `read` says what is missing."""

    limit_min: int | None
    citation: str
    read: str


def duty_begins(duty: DutyPeriod) -> datetime:
    """When duty begins: at report, or with the airport standby or the reserve availability period before it."""
    standby = duty.standby
    if standby is not None and standby.kind in ("airport_standby", "short_call"):
        return min(duty.report_at, standby.start)
    return duty.report_at


def flight_duty(duty: DutyPeriod, law: Law) -> FlightDuty | None:
    """The flight duty period; None where there is none. Airport standby is part of it (117.21(b)), flight or no flight."""
    spans = fdp_spans(duty, law)
    return FlightDuty(spans[0][0], spans[-1][1], spans, sum(length_min(*one) for one in spans)) if spans else None


def fdp_spans(duty: DutyPeriod, law: Law) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches of a flight duty period that count, in order: all of it but the rests that 117.15 takes out."""
    outline = _outline(duty)
    if outline is None:
        return ()
    if not duty.split_breaks:
        return (outline,)
    taken_out = [in_accommodation(one) for one in duty.split_breaks if not any(split_duty_faults(duty, one, outline, law))]
    edges = [outline[0], *(edge for one in sorted(taken_out) for edge in one), outline[1]]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _outline(duty: DutyPeriod) -> tuple[datetime, datetime] | None:
    own = duty.fdp
    standby = duty.standby
    if standby is None or standby.kind != "airport_standby":
        return own
    return (standby.start, standby.end) if own is None else (min(standby.start, own[0]), own[1])


def in_accommodation(one: SplitBreak) -> tuple[datetime, datetime]:
    """The stretch of a break spent in the accommodation, whatever is still to be taken out of it being taken at its start."""
    return min(one.start + timedelta(minutes=one.duties_and_travel_min or 0), one.end), one.end


def clock_of_tables(duty: DutyPeriod) -> str | None:
    """The clock of the theater the crew member is acclimated to, or was last; None: not known."""
    return duty.reading_clock if duty.acclimated else duty.acclimated_clock


def fdp_limit(duty: DutyPeriod, fdp: FlightDuty, law: Law) -> Limit:
    """The limit of Table B, or of Table C for an augmented crew, with the 30 minutes off for a crew not acclimated."""
    name = "fdp_augmented" if duty.pilots > MINIMUM_CREW else "fdp_unaugmented"
    citation = law.cite(name)
    clock = clock_of_tables(duty)
    if clock is None:
        return Limit(None, citation, "the clock of the theater last acclimated to is not given")
    if name == "fdp_unaugmented":
        segments = max(1, len(duty.worked))
        return _limit_of(law, name, fdp.start, clock, segments - 1, duty.acclimated, _segments(segments))
    if duty.rest_facility == "none":
        return Limit(None, citation, "an augmented crew needs a rest facility of class 1, 2 or 3")
    column = 2 * _FACILITIES.index(duty.rest_facility) + (duty.pilots > MINIMUM_CREW + 1)
    crew = f"{duty.pilots} pilots, class {duty.rest_facility[-1]} rest"
    return _limit_of(law, name, fdp.start, clock, column, duty.acclimated, crew)


def table_b(law: Law, start: datetime, clock: str, segments: int, acclimated: bool) -> int:
    """The limit of Table B in minutes for a start and a number of segments."""
    found = _limit_of(law, "fdp_unaugmented", start, clock, segments - 1, acclimated, "")
    return found.limit_min or 0


def _limit_of(law: Law, name: str, start: datetime, clock: str, column: int, acclimated: bool, read: str) -> Limit:
    minute = minute_of_day(start, clock)
    row = row_of(law[name], minute)
    cell = row[min(column, len(row) - 1)]
    table = "B" if name == "fdp_unaugmented" else "C"
    said = f"Table {table}: start {minute // 60:02d}:{minute % 60:02d}, {read}"
    if acclimated:
        return Limit(cell, law.cite(name), said)
    less = f"{name}_not_acclimated"
    citation = f"{law.cite(name)}; {law.cite(less).removeprefix('14 CFR ')}"
    return Limit(cell - law[less], citation, f"{said}, not acclimated")


def _segments(count: int) -> str:
    return f"{count} segment" if count == 1 else f"{count} segments"


def row_of(table: dict[str, tuple[tuple[int, ...], ...]], minute: int) -> tuple[int, ...]:
    """The row of a table whose band holds a minute of the day."""
    return table["limits"][bisect_right(table["from"], minute) - 1]


# --- 117.15


def rest_opportunity_faults(duty: DutyPeriod, one: SplitBreak, law: Law) -> Iterator[str]:
    """Which of 117.15(a), (c), (d), (e), and suitable accommodation, a rest opportunity inside a duty does not meet."""
    start, end = in_accommodation(one)
    if one.accommodation != "suitable_accommodation":
        yield "117.15: the accommodation is not a suitable one"
    if minutes_in_window(start, end, law["split_duty_from"], law["split_duty_to"], one.clock) < length_min(start, end):
        allowed = f"{spoken(law['split_duty_from'])} and {spoken(law['split_duty_to'])}"
        yield f"{_paragraph(law, 'split_duty_from')}: not between {allowed} local"
    if not one.scheduled_before_duty:
        yield "117.15(c): not scheduled before the flight duty period"
    if one.scheduled_min is not None and length_min(start, end) < one.scheduled_min:
        yield f"117.15(d): {spoken(length_min(start, end))} given, {spoken(one.scheduled_min)} scheduled"
    if not duty.worked or start < duty.worked[0].on_block:
        yield "117.15(e): before the first segment is completed"


def split_duty_faults(duty: DutyPeriod, one: SplitBreak, outline: tuple[datetime, datetime], law: Law) -> Iterator[str]:
    """Which conditions of 117.15 a break does not meet; with one of them unmet nothing is taken out."""
    start, end = in_accommodation(one)
    if duty.pilots > MINIMUM_CREW:
        yield "117.15: for unaugmented operations only"
    yield from rest_opportunity_faults(duty, one, law)
    if length_min(start, end) < law["split_duty_rest"]:
        spent, least = spoken(length_min(start, end)), spoken(law["split_duty_rest"])
        yield f"{_paragraph(law, 'split_duty_rest')}: {spent} in the accommodation, {least} needed"
    if length_min(*outline) > law["split_duty_combined"]:
        together, most = spoken(length_min(*outline)), spoken(law["split_duty_combined"])
        yield f"{_paragraph(law, 'split_duty_combined')}: {together} with the rest, at most {most}"


def _paragraph(law: Law, name: str) -> str:
    return law.cite(name).removeprefix("14 CFR ")
