"""Typed disruptions read off a recorded day: closures, lost capacity, and single flights that neither of them explains.

Only airports whose whole traffic the record holds are judged. What is found is what happened; a report's `reported_at` is its
start less an assumed notice, and a report carries its outcome (end, rate, delay) because a real one would carry an estimate.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

from domain.disruptions import (
    AirportCapacityReport,
    AirportClosedReport,
    Disruption,
    FlightCancelledReport,
    FlightDelayedReport,
)
from domain.ids import AirportCode, FlightId
from domain.network import Window
from domain.units import minutes
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters, turn_min

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Movement:
    """A scheduled movement at an airport and when it took place; `actual` is None when it never did."""

    scheduled: datetime
    actual: datetime | None

    @property
    def troubled(self) -> bool:
        return self.actual is None or self.actual - self.scheduled >= minutes(15)


@dataclass(frozen=True, slots=True)
class _Traffic:
    departures: list[_Movement]
    arrivals: list[_Movement]


def airport_closures(
    legs: Iterable[Leg], airports: Collection[str], *, departures_only: bool = False
) -> dict[str, tuple[Window, ...]]:
    """Spans in which flights were scheduled in numbers and none moved. `legs` may reach into the next day, to see it reopen.

    With `departures_only` arrivals are not asked, because the record does not hold them.
    """
    found: dict[str, tuple[Window, ...]] = {}
    for airport, traffic in sorted(_traffic(legs, airports).items()):
        moves = traffic.departures if departures_only else traffic.departures + traffic.arrivals
        windows = tuple(_idle_spans(moves))
        if windows:
            found[airport] = windows
    return found


def _traffic(legs: Iterable[Leg], airports: Collection[str]) -> dict[str, _Traffic]:
    traffic = {airport: _Traffic([], []) for airport in airports}
    for leg in legs:
        if leg.origin in traffic:
            traffic[leg.origin].departures.append(_Movement(leg.std, leg.atd))
        if leg.destination in traffic:
            landed = None if leg.atd is None or leg.diverted_to else (leg.ata or leg.atd + (leg.sta - leg.std))
            traffic[leg.destination].arrivals.append(_Movement(leg.sta, landed))
    return traffic


def _idle_spans(moves: Sequence[_Movement]) -> Iterable[Window]:
    """Gaps of an hour or more between actual movements that were not meant to be quiet."""
    rules = assumed_parameters()["inference"]
    actual = sorted(move.actual for move in moves if move.actual is not None)
    if not actual:
        return
    end_of_record = max(max(move.scheduled for move in moves), actual[-1])
    unmet = sorted(move.scheduled for move in moves)
    day_begins = min(unmet[0], actual[0]) - minutes(1)
    for last, following in pairwise([day_begins, *actual, None]):
        assert last is not None
        end = following or end_of_record + minutes(1)
        if end - last < minutes(rules["closure_least_min"]):
            continue
        missed = [moment for moment in unmet if last < moment < end]
        if len(missed) < rules["closure_least_scheduled"]:
            continue
        start = max(last + minutes(1), missed[0])
        busiest = max(sum(moment <= other < moment + HOUR for other in missed) for moment in missed)
        if end - start >= minutes(rules["closure_least_min"]) and busiest >= rules["closure_busy_hour"]:
            yield Window(start, end, "nothing moved")


def capacity_losses(
    legs: Iterable[Leg],
    airports: Mapping[str, tuple[int, int]],
    closures: Mapping[str, Sequence[Window]],
    *,
    departures_only: bool = False,
) -> list[tuple[str, Window, int, int]]:
    """Runs of clock hours with far fewer movements than scheduled, as (airport, span, arrivals, departures an hour).

    `airports` gives each airport's declared (arrivals, departures) an hour. With `departures_only` arrivals are assumed to
    have been cut to the rate of departures.
    """
    found = []
    for airport, traffic in sorted(_traffic(legs, airports).items()):
        departures = _slow_hours(traffic.departures, closures.get(airport, ()))
        arrivals = departures if departures_only else _slow_hours(traffic.arrivals, closures.get(airport, ()))
        declared_arrivals, declared_departures = airports[airport]
        for first, last in _runs(sorted({*departures, *arrivals})):
            hours = [first + HOUR * index for index in range((last - first) // HOUR + 1)]
            if len(hours) < assumed_parameters()["inference"]["reduced_least_hours"]:
                continue
            found.append(
                (
                    airport,
                    Window(first, last + HOUR, "fewer movements than scheduled"),
                    _rate(arrivals, hours, declared_arrivals),
                    _rate(departures, hours, declared_departures),
                )
            )
    return found


def _slow_hours(moves: Sequence[_Movement], closures: Sequence[Window]) -> dict[datetime, int]:
    """Movements in each clock hour that fell well below its schedule, with much of that schedule late or cancelled."""
    rules = assumed_parameters()["inference"]
    scheduled: dict[datetime, list[_Movement]] = {}
    flown: dict[datetime, int] = {}
    for move in moves:
        scheduled.setdefault(_clock_hour(move.scheduled), []).append(move)
        if move.actual is not None:
            hour = _clock_hour(move.actual)
            flown[hour] = flown.get(hour, 0) + 1
    usual = max(flown.values(), default=0)
    slow: dict[datetime, int] = {}
    for hour, planned in scheduled.items():
        count = flown.get(hour, 0)
        if any(closure.start < hour + HOUR and hour < closure.end for closure in closures):
            continue
        if (
            len(planned) >= rules["reduced_hour_least_scheduled"]
            and count <= rules["reduced_to_share"] * min(len(planned), usual)
            and len(planned) - count >= rules["reduced_short_by"]
            and sum(move.troubled for move in planned) >= rules["reduced_troubled_share"] * len(planned)
        ):
            slow[hour] = count
    return slow


def _clock_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _runs(hours: Sequence[datetime]) -> Iterable[tuple[datetime, datetime]]:
    """First and last hour of each unbroken run."""
    start: datetime | None = None
    for index, hour in enumerate(hours):
        start = start or hour
        if index + 1 == len(hours) or hours[index + 1] - hour > HOUR:
            yield start, hour
            start = None


def _rate(slow: Mapping[datetime, int], hours: Sequence[datetime], declared: int) -> int:
    counts = [slow[hour] for hour in hours if hour in slow]
    return min(declared, ceil(sum(counts) / len(counts))) if counts else declared


def infer(
    own: Sequence[Leg],
    closures: Mapping[str, Sequence[Window]],
    losses: Sequence[tuple[str, Window, int, int]],
    *,
    not_before: datetime,
    cancelled_at: Mapping[FlightId, datetime],
) -> tuple[Disruption, ...]:
    """The day's disruptions in order of `reported_at` (never before `not_before`): airports first, then our own flights that
    were cancelled or left long late without an airport, or the aircraft's previous leg, to explain it."""
    notice = minutes(assumed_parameters()["recording"]["disruption_notice_min"])

    def reported(start: datetime) -> datetime:
        return max(not_before, start - notice)

    reports: list[Disruption] = []
    for airport, windows in closures.items():
        for window in windows:
            at = reported(window.start)
            reports.append(AirportClosedReport(reported_at=at, airport=AirportCode(airport), start=window.start, end=window.end))
    for airport, window, arrivals, departures in losses:
        reports.append(
            AirportCapacityReport(
                reported_at=reported(window.start),
                airport=AirportCode(airport),
                start=window.start,
                end=window.end,
                arrivals_per_hour=arrivals,
                departures_per_hour=departures,
            )
        )
    spans: dict[str, list[Window]] = {airport: list(windows) for airport, windows in closures.items()}
    for airport, window, _, _ in losses:
        spans.setdefault(airport, []).append(window)
    reports.extend(_single_flights(own, spans, not_before, cancelled_at))
    return tuple(sorted(reports, key=_order))


def _order(report: Any) -> tuple[datetime, str, str]:
    return report.reported_at, report.kind, str(getattr(report, "airport", None) or report.flight_id)


def _single_flights(
    own: Sequence[Leg], spans: Mapping[str, Sequence[Window]], not_before: datetime, cancelled_at: Mapping[FlightId, datetime]
) -> Iterable[Disruption]:
    rules = assumed_parameters()["inference"]
    slack = minutes(rules["knock_on_slack_min"])
    previous: dict[str, Leg] = {}
    for leg in sorted(own, key=lambda leg: (leg.std, leg.flight_id)):
        before = previous.get(leg.tail) if leg.tail else None
        if leg.tail:
            previous[leg.tail] = leg
        if leg.service == "ferry" or _near(spans.get(leg.origin, ()), leg.std) or _near(spans.get(leg.destination, ()), leg.sta):
            continue
        if leg.cancelled:
            if leg.cancelled_with is None and not (before and before.cancelled):
                at = max(not_before, cancelled_at[leg.flight_id])
                yield FlightCancelledReport(reported_at=at, flight_id=leg.flight_id, reason_code=leg.delay_code)
        elif leg.atd is not None and leg.atd - leg.std >= minutes(rules["long_delay_min"]):
            came_in = before.ata if before is not None else None
            if came_in is not None and came_in + minutes(turn_min(leg.carrier, "min")) + slack >= leg.atd:
                continue
            late_min = min(2880, int((leg.atd - leg.std).total_seconds() // 60))
            at = max(not_before, leg.std)
            yield FlightDelayedReport(reported_at=at, flight_id=leg.flight_id, delay_min=late_min, reason_code=leg.delay_code)


def _near(windows: Sequence[Window], moment: datetime) -> bool:
    """In a span or in the two hours after it, while its queue clears."""
    return any(window.start <= moment < window.end + 2 * HOUR for window in windows)
