"""`airports`: what moves at an airport hour by hour, against what it can take."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path

from api.control_room import Room
from api.keys import Viewer
from domain.network import FlightStatus, NetworkState
from domain.units import Frozen, UtcDatetime
from tools.station_limits.capacity import HOUR, HourLoad, Movement, clock_hour, scheduled_traffic

router = APIRouter(prefix="/airports", tags=["airports"])


class MovementView(Frozen):
    """One arrival or departure. `at` is the actual time, else the expected one."""

    flight_id: str
    carrier: str
    own: bool
    other_airport: str
    scheduled: UtcDatetime
    at: UtcDatetime
    status: str


class LoadView(Frozen):
    """One kind of movement in one clock hour: counts by scheduled hour, the rate in force, and our part of it."""

    scheduled_own: int
    scheduled_others: int
    declared_per_hour: int
    rate_per_hour: int
    ours_per_hour: int
    reduced: bool


class CarrierCount(Frozen):
    """Movements of one carrier, cancelled ones left out."""

    carrier: str
    arrivals: int
    departures: int


class HourView(Frozen):
    """One UTC clock hour, in local time too."""

    hour: UtcDatetime
    local_hour: str
    arrivals: LoadView
    departures: LoadView
    expected_arrivals: int
    expected_departures: int
    by_carrier: tuple[CarrierCount, ...]
    closed: bool


class SpanView(Frozen):
    """A closure or a reduction; the rates are null when the airport is closed."""

    kind: Literal["closed", "reduced"]
    start: UtcDatetime
    end: UtcDatetime
    arrivals_per_hour: int | None
    departures_per_hour: int | None
    reason: str


class TrafficView(Frozen):
    """An airport's traffic over the scenario, all carriers. `assumed` names what is assumed about the airport."""

    airport: str
    name: str
    timezone: str
    now: UtcDatetime
    weather: str
    min_connection_min: int
    hours: tuple[HourView, ...]
    restrictions: tuple[SpanView, ...]
    arrivals: tuple[MovementView, ...]
    departures: tuple[MovementView, ...]
    assumed: tuple[str, ...]


@router.get("/{code}/traffic", operation_id="get_airport_traffic")
def get_traffic(room: Room, _: Viewer, code: Annotated[str, Path(min_length=1, max_length=4)]) -> TrafficView:
    """Movements of all carriers per clock hour, the capacity declared and in force, closures, and every movement."""
    state, now = room.twin.state, room.twin.now
    airport = state.airport(code.upper())
    arrivals = _movements(state, airport.code, "arrival")
    departures = _movements(state, airport.code, "departure")
    traffic = scheduled_traffic(state, (airport.code,))
    zone = ZoneInfo(airport.timezone)
    restrictions = [
        SpanView(kind="closed", start=one.start, end=one.end, arrivals_per_hour=None, departures_per_hour=None, reason=one.reason)
        for one in airport.closures
    ] + [
        SpanView(
            kind="reduced",
            start=one.start,
            end=one.end,
            arrivals_per_hour=one.arrivals_per_hour,
            departures_per_hour=one.departures_per_hour,
            reason=one.reason,
        )
        for one in airport.reductions
    ]
    hours = [
        HourView(
            hour=hour,
            local_hour=hour.astimezone(zone).strftime("%d %b %H:%M"),
            arrivals=_load(traffic.load(airport, hour, "arrival")),
            departures=_load(traffic.load(airport, hour, "departure")),
            expected_arrivals=_within(arrivals, hour),
            expected_departures=_within(departures, hour),
            by_carrier=_by_carrier(arrivals, departures, hour),
            closed=any(one.start < hour + HOUR and hour < one.end for one in airport.closures),
        )
        for hour in _hours(arrivals, departures)
    ]
    return TrafficView(
        airport=airport.code,
        name=airport.name,
        timezone=airport.timezone,
        now=now,
        weather=airport.weather,
        min_connection_min=airport.min_connection_min,
        hours=tuple(hours),
        restrictions=tuple(restrictions),
        arrivals=arrivals,
        departures=departures,
        assumed=airport.assumed,
    )


def _movements(state: NetworkState, code: str, kind: Movement) -> tuple[MovementView, ...]:
    arriving = kind == "arrival"
    found = [
        MovementView(
            flight_id=flight.flight_id,
            carrier=flight.carrier,
            own=state.is_own(flight),
            other_airport=flight.origin if arriving else flight.destination,
            scheduled=flight.sta if arriving else flight.std,
            at=(flight.ata or flight.eta) if arriving else (flight.atd or flight.etd),
            status=flight.status.value,
        )
        for flight in state.flights.values()
        if (flight.lands_at if arriving else flight.origin) == code
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.flight_id)))


def _operating(movements: tuple[MovementView, ...], hour: datetime) -> list[MovementView]:
    return [one for one in movements if one.status != FlightStatus.CANCELLED and hour <= one.at < hour + HOUR]


def _within(movements: tuple[MovementView, ...], hour: datetime) -> int:
    return len(_operating(movements, hour))


def _by_carrier(
    arrivals: tuple[MovementView, ...], departures: tuple[MovementView, ...], hour: datetime
) -> tuple[CarrierCount, ...]:
    arriving = [one.carrier for one in _operating(arrivals, hour)]
    leaving = [one.carrier for one in _operating(departures, hour)]
    return tuple(
        CarrierCount(carrier=carrier, arrivals=arriving.count(carrier), departures=leaving.count(carrier))
        for carrier in sorted({*arriving, *leaving})
    )


def _hours(*movements: tuple[MovementView, ...]) -> list[datetime]:
    """Every clock hour from the first to the last movement, scheduled or expected."""
    moments = [moment for group in movements for one in group for moment in (one.scheduled, one.at)]
    if not moments:
        return []
    first, last = clock_hour(min(moments)), clock_hour(max(moments))
    return [first + timedelta(hours=count) for count in range(int((last - first) / HOUR) + 1)]


def _load(load: HourLoad) -> LoadView:
    return LoadView(
        scheduled_own=load.scheduled_own,
        scheduled_others=load.scheduled_others,
        declared_per_hour=load.declared,
        rate_per_hour=load.rate,
        ours_per_hour=load.ours,
        reduced=load.reduced,
    )
