"""`airports`: every station that our flights touch, whether it is open, and how our day goes there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from api.resources.flights import LATE_MIN
from domain.ids import AirportCode
from domain.network import Airport, Flight, FlightStatus, NetworkState, Observation
from domain.units import Frozen, UtcDatetime
from tools.station_limits.curfews import curfew_nights

router = APIRouter(prefix="/airports", tags=["airports"])

StationState = Literal["open", "reduced", "curfew", "closed"]
_GRAVEST: tuple[StationState, ...] = ("closed", "curfew", "reduced")
_AHEAD = timedelta(days=2)


class ObservationView(Frozen):
    """The weather last observed; null where the report does not say."""

    at: UtcDatetime
    text: str
    visibility_m: int | None
    ceiling_ft: int | None
    temperature_c: int | None
    wind_kt: int | None
    gust_kt: int | None
    icing: bool


class StationSpan(Frozen):
    """A closure, a reduction or a night of a curfew in [start, end); rates over all carriers, null where nothing is limited."""

    kind: Literal["closed", "reduced", "curfew"]
    start: UtcDatetime
    end: UtcDatetime
    arrivals_per_hour: int | None
    departures_per_hour: int | None
    applies_to: Literal["departures", "arrivals", "both"]
    reason: str


class StationChange(Frozen):
    """The next moment at which the station's state is another."""

    at: UtcDatetime
    state: StationState


class StationDay(Frozen):
    """Our own flights at the station on its local day: as scheduled, and how many of them are late or cancelled.

    `delayed`: expected or actual time 15 min or more after schedule, of the movement at this station.
    """

    day: date
    arrivals: int
    departures: int
    delayed: int
    cancelled: int


class StationView(Frozen):
    """A station now. `restrictions` are those not yet over; `assumed` names what is an assumption about the airport."""

    code: str
    name: str
    timezone: str
    latitude: float
    longitude: float
    state: StationState
    next_change: StationChange | None
    restrictions: tuple[StationSpan, ...]
    arrivals_per_hour: int
    departures_per_hour: int
    weather: str
    observed: ObservationView | None
    notices: tuple[str, ...]
    today: StationDay
    assumed: tuple[str, ...]


class StationList(Frozen):
    """Every station that a flight of ours touches, by code, at one version."""

    now: UtcDatetime
    version: int
    items: tuple[StationView, ...]


@router.get("", operation_id="list_airports")
def list_airports(room: Room, _: Viewer) -> StationList:
    """Stations with their state now and at the next change, the weather, and our movements of the local day."""
    state, now = room.twin.state, room.twin.now
    days = _days(state, now)
    return StationList(
        now=now,
        version=state.version,
        items=tuple(_station(state.airports[code], now, days[code]) for code in sorted(days) if code in state.airports),
    )


@dataclass(slots=True)
class _Day:
    local: date
    arrivals: int = 0
    departures: int = 0
    delayed: int = 0
    cancelled: int = 0
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def count(self, flight: Flight, *, arriving: bool) -> None:
        scheduled = flight.sta if arriving else flight.std
        if scheduled.astimezone(self.zone).date() != self.local:
            return
        self.arrivals += arriving
        self.departures += not arriving
        if flight.status is FlightStatus.CANCELLED:
            self.cancelled += 1
        elif (flight.arrival_delay_min if arriving else flight.departure_delay_min) >= LATE_MIN:
            self.delayed += 1


def _days(state: NetworkState, now: datetime) -> dict[AirportCode, _Day]:
    """Our movements by station; a flight that lands elsewhere touches that station as well."""
    days: dict[AirportCode, _Day] = {}

    def day_at(code: AirportCode) -> _Day:
        if code not in days:
            zone = ZoneInfo(state.airports[code].timezone) if code in state.airports else ZoneInfo("UTC")
            days[code] = _Day(now.astimezone(zone).date(), zone=zone)
        return days[code]

    for flight in state.own_flights():
        day_at(flight.origin).count(flight, arriving=False)
        day_at(flight.destination).count(flight, arriving=True)
        day_at(flight.lands_at)
    return days


def _station(airport: Airport, now: datetime, day: _Day) -> StationView:
    spans = tuple(sorted(_spans(airport, now), key=lambda one: (one.start, one.end, one.kind)))
    state = _state_at(spans, now)
    changes = sorted({moment for one in spans for moment in (one.start, one.end) if moment > now})
    change = next((moment for moment in changes if _state_at(spans, moment) != state), None)
    return StationView(
        code=airport.code,
        name=airport.name,
        timezone=airport.timezone,
        latitude=airport.latitude,
        longitude=airport.longitude,
        state=state,
        next_change=None if change is None else StationChange(at=change, state=_state_at(spans, change)),
        restrictions=spans,
        arrivals_per_hour=airport.arrivals_per_hour,
        departures_per_hour=airport.departures_per_hour,
        weather=airport.weather,
        observed=None if airport.observed is None else _observation(airport.observed),
        notices=tuple(one.text for one in airport.notices if one.end is None or one.end > now),
        today=StationDay(
            day=day.local, arrivals=day.arrivals, departures=day.departures, delayed=day.delayed, cancelled=day.cancelled
        ),
        assumed=airport.assumed,
    )


def _spans(airport: Airport, now: datetime) -> Iterator[StationSpan]:
    for closure in airport.closures:
        if closure.end > now:
            yield StationSpan(
                kind="closed",
                start=closure.start,
                end=closure.end,
                arrivals_per_hour=0,
                departures_per_hour=0,
                applies_to="both",
                reason=closure.reason,
            )
    for reduction in airport.reductions:
        if reduction.end > now:
            yield StationSpan(
                kind="reduced",
                start=reduction.start,
                end=reduction.end,
                arrivals_per_hour=reduction.arrivals_per_hour,
                departures_per_hour=reduction.departures_per_hour,
                applies_to="both",
                reason=reduction.reason,
            )
    for night in curfew_nights(airport, now, now + _AHEAD):
        yield StationSpan(
            kind="curfew",
            start=night.start,
            end=night.end,
            arrivals_per_hour=None,
            departures_per_hour=None,
            applies_to=night.curfew.applies_to,
            reason=night.curfew.source,
        )


def _state_at(spans: tuple[StationSpan, ...], at: datetime) -> StationState:
    """The gravest of what holds at that moment."""
    holding = {one.kind for one in spans if one.start <= at < one.end}
    return next((kind for kind in _GRAVEST if kind in holding), "open")


def _observation(observed: Observation) -> ObservationView:
    return ObservationView(
        at=observed.at,
        text=observed.text,
        visibility_m=observed.visibility_m,
        ceiling_ft=observed.ceiling_ft,
        temperature_c=observed.temperature_c,
        wind_kt=observed.wind_kt,
        gust_kt=observed.gust_kt,
        icing=observed.icing,
    )
