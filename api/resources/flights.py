"""`flights`: everybody's flights as they stand, ours and other carriers'."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.control_room import Room
from api.keys import Viewer
from api.pages import Cursor, Limit, Page, page_of
from domain.disruptions import Iata
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import KnockOn
from domain.units import Frozen, UtcDatetime

router = APIRouter(prefix="/flights", tags=["flights"])

LATE_MIN = 15
"""A flight counts as delayed from this many minutes after schedule, as the US DOT counts."""


class FlightView(Frozen):
    """One flight now. `assumed` names the fields that are assumptions of the scenario, not data."""

    flight_id: str
    carrier: str
    number: str
    origin: str
    destination: str
    std: UtcDatetime
    sta: UtcDatetime
    etd: UtcDatetime
    eta: UtcDatetime
    atd: UtcDatetime | None
    ata: UtcDatetime | None
    departure_delay_min: int
    arrival_delay_min: int
    status: str
    tail: str | None
    service: str
    own: bool
    marketed_as: tuple[str, ...]
    delay_code: str
    gate: str
    arrival_gate: str
    ctot: UtcDatetime | None
    suspended: bool
    diverted_to: str | None
    changed_by: str
    faster_min: int
    """Minutes that it is planned to win in the air; `extra_fuel_kg` is what they take."""
    extra_fuel_kg: int
    closed_classes: tuple[str, ...]
    """Booking classes that are not sold before `closed_until`."""
    closed_until: UtcDatetime | None
    passengers: int | None
    """Booked passengers; null for other carriers' flights, whose bookings are unknown."""
    assumed: tuple[str, ...]

    @classmethod
    def of(cls, state: NetworkState, flight: Flight) -> "FlightView":
        """From the network."""
        own = state.is_own(flight)
        return cls(
            flight_id=flight.flight_id,
            carrier=flight.carrier,
            number=flight.number,
            origin=flight.origin,
            destination=flight.destination,
            std=flight.std,
            sta=flight.sta,
            etd=flight.etd,
            eta=flight.eta,
            atd=flight.atd,
            ata=flight.ata,
            departure_delay_min=flight.departure_delay_min,
            arrival_delay_min=flight.arrival_delay_min,
            status=flight.status.value,
            tail=flight.tail,
            service=flight.service,
            own=own,
            marketed_as=flight.marketed_as,
            delay_code=flight.delay_code,
            gate=flight.gate,
            arrival_gate=flight.arrival_gate,
            ctot=flight.flow.ctot if flight.flow is not None else None,
            suspended=flight.flow is not None and flight.flow.suspended,
            faster_min=flight.faster_min,
            extra_fuel_kg=flight.extra_fuel_kg,
            closed_classes=flight.freeze.closed_classes if flight.freeze is not None else (),
            closed_until=flight.freeze.until if flight.freeze is not None else None,
            diverted_to=flight.diverted_to,
            changed_by=flight.changed_by,
            passengers=state.passengers_on(flight.flight_id) if own else None,
            assumed=flight.assumed,
        )


class OutlookView(Frozen):
    """How the flight goes if nobody intervenes, and why."""

    etd: UtcDatetime
    eta: UtcDatetime
    cancelled: bool
    causes: tuple[KnockOn, ...]


class AircraftView(Frozen):
    """The aircraft that is to fly it."""

    tail: str
    model: str
    family: str
    seats: int
    min_turn_min: int
    location: str
    ready_at: UtcDatetime
    assumed: tuple[str, ...]


class FlightDetail(Frozen):
    """A flight with its aircraft, its neighbours in the rotation, its crew and its outlook."""

    flight: FlightView
    aircraft: AircraftView | None
    previous_flight_id: str | None
    next_flight_id: str | None
    crew_ids: tuple[str, ...]
    crew_continues_on: tuple[str, ...]
    outlook: OutlookView | None


@router.get("", operation_id="list_flights")
def list_flights(
    room: Room,
    _: Viewer,
    carrier: Annotated[str | None, Query(description="IATA code of the operating carrier")] = None,
    origin: Iata | None = None,
    destination: Iata | None = None,
    tail: str | None = None,
    status: FlightStatus | None = None,
    from_: Annotated[UtcDatetime | None, Query(alias="from", description="scheduled departure at or after")] = None,
    to: Annotated[UtcDatetime | None, Query(description="scheduled departure before")] = None,
    delayed: Annotated[bool | None, Query(description="expected or actual departure 15 min or more after schedule")] = None,
    own: Annotated[bool | None, Query(description="only our flights, or only others'")] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Page[FlightView]:
    """Flights in order of scheduled departure. Filters combine."""
    state = room.twin.state

    def wanted(flight: Flight) -> bool:
        return (
            (carrier is None or flight.carrier == carrier)
            and (origin is None or flight.origin == origin)
            and (destination is None or flight.destination == destination)
            and (tail is None or flight.tail == tail)
            and (status is None or flight.status is status)
            and (from_ is None or flight.std >= from_)
            and (to is None or flight.std < to)
            and (delayed is None or (flight.departure_delay_min >= LATE_MIN) == delayed)
            and (own is None or state.is_own(flight) == own)
        )

    flights = sorted((one for one in state.flights.values() if wanted(one)), key=_place)
    return page_of(flights, key=_place, cursor=cursor, limit=limit, view=lambda one: FlightView.of(state, one))


def _place(flight: Flight) -> str:
    return f"{flight.std.isoformat()} {flight.flight_id}"


@router.get("/{flight_id:path}", operation_id="get_flight")
def get_flight(room: Room, _: Viewer, flight_id: str) -> FlightDetail:
    """One flight by its id `CARRIERNUMBER/DATE/ORIGIN`, URL-encoded or not; the date is the local date of departure."""
    outlook = room.outlook.outlook()
    state = outlook.state
    flight = state.flight(flight_id)
    tail = None if flight.tail is None else state.aircraft.get(flight.tail)
    rotation = [] if flight.tail is None else [one.flight_id for one in state.rotation(flight.tail)]
    place = rotation.index(flight.flight_id) if flight.flight_id in rotation else -1
    projected = outlook.projection.flights.get(flight.flight_id)
    return FlightDetail(
        flight=FlightView.of(state, flight),
        aircraft=None
        if tail is None
        else AircraftView(
            tail=tail.tail,
            model=tail.model,
            family=tail.family,
            seats=tail.seats,
            min_turn_min=tail.min_turn_min,
            location=tail.location,
            ready_at=tail.ready_at,
            assumed=tail.assumed,
        ),
        previous_flight_id=rotation[place - 1] if place > 0 else None,
        next_flight_id=rotation[place + 1] if 0 <= place < len(rotation) - 1 else None,
        crew_ids=state.flight_crew.get(flight.flight_id, ()),
        crew_continues_on=tuple(sorted({link.then for link in outlook.crew_links if link.first == flight.flight_id})),
        outlook=None
        if projected is None
        else OutlookView(etd=projected.etd, eta=projected.eta, cancelled=projected.cancelled, causes=projected.causes),
    )
