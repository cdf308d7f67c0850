"""When a crew member is taken to be asleep, from duties and rests: an assumption by rule, the same answer every time.

The habits (bedtime, commute, how long after a night) are in knowledge/fatigue/parameters.yaml; README.md tells them as a story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.units import UtcDatetime, minutes
from knowledge.fatigue.parameters import SleepHabits
from knowledge.flight_time.clocks import DAY_MIN, daily_windows, length_min
from knowledge.flight_time.duty import CrewKind, DutyCase, DutyPeriod, Rest

Where = Literal["night", "day", "split_break", "in_flight", "given"]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Sleep:
    """One sleep. `where`: a night, by day after a night on duty, in a split break, in flight, or given by the caller."""

    start: UtcDatetime
    end: UtcDatetime
    where: Where
    assumed: bool


def body_clock(case: DutyCase) -> tuple[str, bool]:
    """The clock the body keeps, and whether that is known: the acclimated one; home's where nothing better is known."""
    duty = case.duty
    if duty.acclimated:
        return duty.reading_clock, True
    return duty.acclimated_clock or case.home_clock, False


def estimated_sleep(case: DutyCase, habits: SleepHabits, *, lands: bool = True) -> tuple[Sleep, ...]:
    """Sleep up to the end of the duty: ordinary nights before the first known duty, then what duties leave of the nights.

    Nights are those of `body_clock`. `lands`: whether this pilot lands, where pilots rest in flight.
    """
    awake = _awake_for_duty(case, habits)
    begins = awake[0][0] - timedelta(days=habits.ordinary_nights_before)
    edges = [begins, *(edge for span in awake for edge in span)]
    free = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    sleeps = [one for night in _nights(case, habits, begins, free[-1][1]) for one in _around(night, free, case, habits)]
    for duty in _listed(case, habits):
        sleeps += _in_breaks(duty, habits)
        sleeps += _in_flight(duty, case.crew, lands, habits)
    return tuple(sorted(sleeps, key=lambda one: one.start))


def _nights(case: DutyCase, habits: SleepHabits, start: datetime, end: datetime) -> Iterator[Span]:
    """Each ordinary night that touches the time from `start` to `end`."""
    waking_min = (habits.bedtime_min + habits.night_sleep_min) % DAY_MIN
    return daily_windows(start, end, habits.bedtime_min, waking_min, body_clock(case)[0])


def _listed(case: DutyCase, habits: SleepHabits) -> list[DutyPeriod]:
    """The duties that still matter, in order; the duty in question is the last."""
    since = case.duty.report_at - timedelta(days=habits.look_back_days)
    earlier = (one for one in case.history if since <= one.report_at < case.duty.report_at)
    return [*sorted(earlier, key=lambda one: one.report_at), case.duty]


def _awake_for_duty(case: DutyCase, habits: SleepHabits) -> list[Span]:
    """From waking before each duty until sleep is possible after it, in order and merged; the duty in question is in the last."""
    duties, before = _listed(case, habits), case.rest_before
    spans = [_awake_for(one.report_at, one.release_at, case, habits, one) for one in duties]
    if before is not None:
        # A rest follows some duty. Where that is not listed, the night before the rest was not certainly free.
        began = before.start - minutes(habits.unlisted_duty_min)
        recent = before.start >= case.duty.report_at - timedelta(days=habits.look_back_days)
        if recent and not any(one.report_at <= before.start and one.release_at > began for one in duties):
            spans.append(_awake_for(began, before.start, case, habits))
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _awake_for(starts: datetime, ends: datetime, case: DutyCase, habits: SleepHabits, duty: DutyPeriod | None = None) -> Span:
    way_there, way_back = (_commute_min(_rest_at(one, case), habits) for one in (starts - minutes(1), ends + minutes(1)))
    waits_from = starts
    if duty is not None:
        moved, standby = duty.delayed_reporting, duty.standby
        if moved is not None and not moved.undisturbed:
            waits_from = min(waits_from, moved.original_report_at)
        if standby is not None and standby.kind == "airport_standby":
            waits_from = min(waits_from, standby.start)
    up = waits_from - minutes(way_there + habits.prepare_min)
    if duty is not None and duty.standby is not None and duty.standby.awake_since is not None:
        up = min(up, duty.standby.awake_since)
    return up, ends + minutes(way_back + habits.wind_down_min)


def _rest_at(moment: datetime, case: DutyCase) -> Rest | None:
    rests = (*case.rests, case.rest_before) if case.rest_before is not None else case.rests
    return next((one for one in rests if one.start <= moment <= one.end), None)


def _commute_min(rest: Rest | None, habits: SleepHabits) -> int:
    if rest is None:
        return habits.commute_min
    # Both ways together are in `travel_min`.
    return (habits.commute_min if rest.at_home_base else habits.commute_away_min) + rest.travel_min // 2


def _around(night: Span, free: Sequence[Span], case: DutyCase, habits: SleepHabits) -> Iterator[Sleep]:
    """The sleep of one night: in it as far as duties allow, and by day after it when too little was left."""
    bed, wake = night
    slept_min = 0
    for a, b in free:
        if b <= bed - minutes(habits.bedtime_earlier_min) or a > wake + minutes(habits.day_sleep_from_latest_min):
            continue
        if a <= bed:
            early_min = min(habits.bedtime_earlier_min, max(0, length_min(b, wake)))
            start, end = max(a, bed - minutes(early_min)), min(b, wake)
        elif a < wake or slept_min < habits.lost_night_below_min:
            start = a
            missing = start + minutes(habits.night_sleep_min - slept_min)
            woken = max(wake + minutes(habits.wake_later_min), start + minutes(habits.day_sleep_min))
            end = min(b, missing, woken)
        else:
            continue
        rest = _rest_at(start, case)
        if rest is not None and rest.sleep_opportunity_min is not None:
            end = min(end, start + minutes(rest.sleep_opportunity_min))
        length = length_min(start, end)
        if length >= habits.shortest_sleep_min:
            slept_min += length
            yield Sleep(start, end, "night" if start < wake else "day", True)


def _in_breaks(duty: DutyPeriod, habits: SleepHabits) -> Iterator[Sleep]:
    """Sleep in the breaks of a split duty, where there is somewhere to lie down."""
    for one in duty.split_breaks:
        lost = minutes((one.duties_and_travel_min or 0) // 2 + habits.split_break_settle_min)
        start, end = one.start + lost, one.end - lost
        if one.accommodation != "none" and length_min(start, end) >= habits.shortest_sleep_min:
            yield Sleep(start, end, "split_break", True)


def _in_flight(duty: DutyPeriod, crew: CrewKind, lands: bool, habits: SleepHabits) -> Iterator[Sleep]:
    """Sleep in the in-flight rest, at one end of the longest sector worked: late for who lands, else early."""
    rest = duty.in_flight_rest
    if rest is None or not duty.worked:
        return
    late = True
    if crew == "cabin_crew":
        rest_min = rest.cabin_crew_min or 0
    elif lands:
        rest_min, late = rest.landing_pilot_min, rest.landing_pilot_in_second_half
    else:
        rest_min, late = rest.other_pilots_min, not rest.landing_pilot_in_second_half
    asleep_min = rest_min * habits.in_flight_sleep_percent[duty.rest_facility] // 100
    margin = minutes(habits.in_flight_rest_ends_before_landing_min)
    sector = max(duty.worked, key=lambda one: one.on_block - one.off_block)
    earliest, latest = sector.off_block + margin, sector.on_block - margin
    asleep_min = min(asleep_min, length_min(earliest, latest))
    if asleep_min >= habits.shortest_sleep_min:
        start = latest - minutes(asleep_min) if late else earliest
        yield Sleep(start, start + minutes(asleep_min), "in_flight", True)
