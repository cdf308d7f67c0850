"""The rows of the board: one flight, one aircraft, one airport, with what a screen shows of it."""

from datetime import datetime
from typing import Literal

from domain.network import Aircraft, Airport, Flight, FlightRestriction, NetworkState
from domain.units import Frozen, UtcDatetime
from knowledge.airline.maintenance_policy import maintenance_policy
from tools.maintenance.due import dues
from tools.station_limits.curfews import curfew_nights

_RESTRICTED = {"etops": "no ETOPS", "icing": "not into icing", "night": "not at night"}


class BoardFlight(Frozen):
    """One flight of ours. `passengers` are booked; `assumed`: something of it is an assumption of the scenario."""

    flight_id: str
    number: str
    """Carrier and number, e.g. `B61010`."""
    origin: str
    destination: str
    std: UtcDatetime
    sta: UtcDatetime
    etd: UtcDatetime
    eta: UtcDatetime
    atd: UtcDatetime | None
    ata: UtcDatetime | None
    status: str
    tail: str | None
    service: str
    delay_code: str
    gate: str
    arrival_gate: str
    ctot: UtcDatetime | None
    suspended: bool
    diverted_to: str | None
    passengers: int | None
    changed_by: str
    assumed: bool


class GroundTime(Frozen):
    """An aircraft is on the ground at `airport`: for maintenance that was planned, or out of service."""

    airport: str
    start: UtcDatetime
    end: UtcDatetime
    kind: Literal["maintenance", "outage"]
    reason: str
    deferrable: bool


class BoardAircraft(Frozen):
    """One aircraft of ours. `location` is where it stands or lands next, `check_due_at` when the first open item ends."""

    tail: str
    family: str
    model: str
    seats: int
    location: str
    ready_at: UtcDatetime
    min_turn_min: int
    ground_times: tuple[GroundTime, ...]
    defects: int
    restrictions: tuple[str, ...]
    check_due_at: UtcDatetime | None
    """The earliest end of a deferred defect or check, by calendar or rotation; null: nothing ends as far as is known."""
    assumed: bool


class ClosureSpan(Frozen):
    """Nothing moves at the airport."""

    start: UtcDatetime
    end: UtcDatetime
    reason: str


class ReductionSpan(Frozen):
    """Fewer movements an hour than declared, over all carriers."""

    start: UtcDatetime
    end: UtcDatetime
    arrivals_per_hour: int
    departures_per_hour: int
    reason: str


class CurfewSpan(Frozen):
    """One night of a curfew, in UTC; quotas and exemptions may still let a movement through."""

    start: UtcDatetime
    end: UtcDatetime
    applies_to: Literal["departures", "arrivals", "both"]
    source: str


class BoardAirport(Frozen):
    """An airport that our flights touch. Curfew nights are those of the scenario's horizon."""

    code: str
    name: str
    timezone: str
    latitude: float
    longitude: float
    closures: tuple[ClosureSpan, ...]
    reductions: tuple[ReductionSpan, ...]
    curfews: tuple[CurfewSpan, ...]
    weather: str


def flight_row(state: NetworkState, flight: Flight) -> BoardFlight:
    """One flight of ours as a row."""
    return BoardFlight(
        flight_id=flight.flight_id,
        number=f"{flight.carrier}{flight.number}",
        origin=flight.origin,
        destination=flight.destination,
        std=flight.std,
        sta=flight.sta,
        etd=flight.etd,
        eta=flight.eta,
        atd=flight.atd,
        ata=flight.ata,
        status=flight.status.value,
        tail=flight.tail,
        service=flight.service,
        delay_code=flight.delay_code,
        gate=flight.gate,
        arrival_gate=flight.arrival_gate,
        ctot=None if flight.flow is None else flight.flow.ctot,
        suspended=flight.flow is not None and flight.flow.suspended,
        diverted_to=flight.diverted_to,
        passengers=state.passengers_on(flight.flight_id),
        changed_by=flight.changed_by,
        assumed=bool(flight.assumed),
    )


def has_open_items(aircraft: Aircraft) -> bool:
    """Whether a deferred defect or a check may end its flying."""
    return bool(aircraft.defects or aircraft.checks)


def aircraft_row(state: NetworkState, aircraft: Aircraft) -> BoardAircraft:
    """One aircraft of ours as a row."""
    ends = dues(state, aircraft.tail, maintenance_policy()) if has_open_items(aircraft) else ()
    spans = [("maintenance", one) for one in aircraft.maintenance] + [("outage", one) for one in aircraft.outages]
    return BoardAircraft(
        tail=aircraft.tail,
        family=aircraft.family,
        model=aircraft.model,
        seats=aircraft.seats,
        location=aircraft.location,
        ready_at=aircraft.ready_at,
        min_turn_min=aircraft.min_turn_min,
        ground_times=tuple(
            GroundTime.model_validate(
                {
                    "airport": one.airport,
                    "start": one.start,
                    "end": one.end,
                    "kind": kind,
                    "reason": one.reason,
                    "deferrable": one.deferrable,
                }
            )
            for kind, one in sorted(spans, key=lambda span: (span[1].start, span[0]))
        ),
        defects=len(aircraft.defects),
        restrictions=tuple(dict.fromkeys(_in_words(one) for defect in aircraft.defects for one in defect.restrictions)),
        check_due_at=ends[0].due_at if ends else None,
        assumed=bool(aircraft.assumed),
    )


def airport_row(airport: Airport, since: datetime, until: datetime) -> BoardAirport:
    """One airport as a row, with the curfew nights that lie in [since, until)."""
    return BoardAirport(
        code=airport.code,
        name=airport.name,
        timezone=airport.timezone,
        latitude=airport.latitude,
        longitude=airport.longitude,
        closures=tuple(ClosureSpan(start=one.start, end=one.end, reason=one.reason) for one in airport.closures),
        reductions=tuple(
            ReductionSpan(
                start=one.start,
                end=one.end,
                arrivals_per_hour=one.arrivals_per_hour,
                departures_per_hour=one.departures_per_hour,
                reason=one.reason,
            )
            for one in airport.reductions
        ),
        curfews=tuple(
            CurfewSpan(start=night.start, end=night.end, applies_to=night.curfew.applies_to, source=night.curfew.source)
            for night in curfew_nights(airport, since, until)
        ),
        weather=airport.weather,
    )


def _in_words(restriction: FlightRestriction) -> str:
    match restriction.kind:
        case "range":
            return f"at most {restriction.limit} km"
        case "passengers":
            return f"at most {restriction.limit} passengers"
        case kind:
            return _RESTRICTED[kind]
