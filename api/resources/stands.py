"""Stands: who is on which and when, what does not fit, what has none; where stands are known."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path

from api.control_room import Room
from api.keys import Viewer
from api.outlook import Outlook
from domain.network import Airport, Movement, SizeCode, Stand, Window
from domain.units import Frozen, UtcDatetime
from knowledge.airline.gate_policy import gate_policy
from tools.gates.from_network import gate_problem, named_stands
from tools.gates.occupancy import StandUse, WithoutStand, stand_uses, without_stand
from tools.gates.problem import Problem
from tools.gates.published import ConflictKind

router = APIRouter(tags=["airports"])


class StandClosure(Frozen):
    """Nobody uses the stand in [start, end)."""

    start: UtcDatetime
    end: UtcDatetime
    reason: str

    @classmethod
    def of(cls, window: Window) -> "StandClosure":
        """From the network."""
        return cls(start=window.start, end=window.end, reason=window.reason)


class StandConflict(Frozen):
    """Why an aircraft cannot use its published stand as it is; `with_flight_id`: the flight in its way."""

    kind: ConflictKind
    flight_id: str
    movement: Movement
    why: str
    with_flight_id: str | None


class Occupation(Frozen):
    """One of our aircraft on the stand. `parked`: between unloading and loading, when it may be towed away.

    A flight is null where the aircraft stood there before, stays on, or uses another stand for it.
    """

    tail: str
    size: SizeCode
    start: UtcDatetime
    end: UtcDatetime
    arrival_flight_id: str | None
    departure_flight_id: str | None
    parked: bool
    conflicts: tuple[StandConflict, ...]

    @classmethod
    def of(cls, use: StandUse) -> "Occupation":
        """From the published stands."""
        return cls(
            tail=use.turn.tail,
            size=use.turn.size,
            start=use.start,
            end=use.end,
            arrival_flight_id=use.arrival,
            departure_flight_id=use.departure,
            parked=use.parked,
            conflicts=tuple(
                StandConflict(
                    kind=one.kind, flight_id=one.flight_id, movement=one.movement, why=one.why, with_flight_id=one.with_flight
                )
                for one in use.conflicts
            ),
        )


class StandRow(Frozen):
    """A stand and its use. What is null is not known; `carriers` empty: everybody may use it."""

    name: str
    terminal: str
    pier: str
    size: SizeCode | None
    contact: bool | None
    carriers: tuple[str, ...]
    closures: tuple[StandClosure, ...]
    occupations: tuple[Occupation, ...]


class NoStand(Frozen):
    """A movement of ours without a stand here; `published`: the gate that is announced but not among the stands, or empty."""

    flight_id: str
    movement: Movement
    tail: str
    at: UtcDatetime
    published: str


class StandsView(Frozen):
    """The stands of one airport from now on. `known`: all about them, their names only, or nothing.

    Other carriers' aircraft are not in it: nobody tells us where they stand.
    """

    airport: str
    name: str
    timezone: str
    as_of: UtcDatetime
    network_id: str
    version: int
    known: Literal["stands", "names", "nothing"]
    buffer_min: int
    stands: tuple[StandRow, ...]
    without_stand: tuple[NoStand, ...]
    assumed: tuple[str, ...]


class StandAirport(Frozen):
    """An airport of which stands are known. Counts are of our movements from now on."""

    airport: str
    name: str
    stands: int
    closed_now: int
    conflicts: int
    without_stand: int


class StandAirports(Frozen):
    """The airports of which stands are known, most stands first."""

    as_of: UtcDatetime
    items: tuple[StandAirport, ...]


@router.get("/stands", operation_id="list_stand_airports")
def list_airports(room: Room, _: Viewer) -> StandAirports:
    """Where stands are known, and what is wrong there."""
    outlook = room.outlook.outlook()
    found = []
    for airport in outlook.state.airports.values():
        if not airport.stands:
            continue
        problem = _problem(outlook, airport)
        troubled = {(one.flight_id, one.movement) for use in stand_uses(problem) for one in use.conflicts}
        found.append(
            StandAirport(
                airport=airport.code,
                name=airport.name,
                stands=len(airport.stands),
                closed_now=len({name for name, window in airport.gate_closures if window.contains(outlook.now)}),
                conflicts=len(troubled),
                without_stand=len(without_stand(problem)),
            )
        )
    return StandAirports(as_of=outlook.now, items=tuple(sorted(found, key=lambda one: (-one.stands, one.airport))))


@router.get("/airports/{code}/stands", operation_id="get_airport_stands")
def get_stands(room: Room, _: Viewer, code: Annotated[str, Path(min_length=1, max_length=4)]) -> StandsView:
    """Every stand with who uses it as flights will go if nobody intervenes, what does not fit, and movements without one."""
    outlook = room.outlook.outlook()
    state = outlook.state
    airport = state.airport(code.upper())
    known: Literal["stands", "names", "nothing"] = "stands"
    if not airport.stands:
        airport = replace(airport, stands=named_stands(state, airport))
        known = "names" if airport.stands else "nothing"
    problem = _problem(outlook, airport)
    uses: dict[str, list[StandUse]] = {}
    for use in stand_uses(problem):
        uses.setdefault(use.stand, []).append(use)
    return StandsView(
        airport=airport.code,
        name=airport.name,
        timezone=airport.timezone,
        as_of=outlook.now,
        network_id=room.twin.network_id,
        version=state.version,
        known=known,
        buffer_min=problem.policy.buffer_min,
        stands=tuple(_row(airport, stand, uses.get(stand.name, []), known == "stands") for stand in airport.stands),
        without_stand=tuple(_none(outlook, one) for one in without_stand(problem)) if airport.stands else (),
        assumed=airport.assumed,
    )


def _problem(outlook: Outlook, airport: Airport) -> Problem:
    return gate_problem(outlook.state, airport, outlook.projection.flights, outlook.now, gate_policy())


def _row(airport: Airport, stand: Stand, uses: list[StandUse], described: bool) -> StandRow:
    return StandRow(
        name=stand.name,
        terminal=stand.terminal,
        pier=stand.pier,
        size=stand.size if described else None,
        contact=stand.contact if described else None,
        carriers=tuple(stand.carriers),
        closures=tuple(StandClosure.of(window) for name, window in airport.gate_closures if name == stand.name),
        occupations=tuple(Occupation.of(use) for use in uses),
    )


def _none(outlook: Outlook, one: WithoutStand) -> NoStand:
    flight = outlook.state.flights[one.flight_id]
    published = flight.arrival_gate if one.movement == "arrival" else flight.gate
    return NoStand(flight_id=one.flight_id, movement=one.movement, tail=one.turn.tail, at=one.at, published=published)
