"""From a network with a plan's operations to the turns of an airport, the teams there, and what is at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.commands import Operation
from domain.decide import decide_all
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Airport, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.costs import CostParameters
from knowledge.airline.turnaround_practice import TurnaroundPractice
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.turnaround.networks import TurnKind, task_network
from tools.turnaround.problem import Turn, Unit, units_of
from tools.turnaround.stakes import later_departure_cents


@dataclass(frozen=True, slots=True)
class Outcome:
    """The network with a plan's operations, and how our flights then go."""

    state: NetworkState
    projected: Mapping[FlightId, ProjectedFlight]


def outcome_of(state: NetworkState, operations: Sequence[Operation], now: datetime) -> Outcome:
    """Carry out the operations on a fork and project it; domain.faults.Refused when they cannot be carried out."""
    after = decide_all(state, operations, now=now)[1] if operations else state
    projection = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state))
    return Outcome(after, projection.flights)


@dataclass(frozen=True, slots=True)
class Movement:
    """A flight that left or will leave: off-block, on-block and where."""

    flight: Flight
    off_block: datetime
    on_block: datetime


def flown_by(outcome: Outcome, tail: TailNumber) -> list[Movement]:
    """The tail's flights that are not cancelled, as they went or will go, in order."""
    found = []
    for flight in outcome.state.rotation(tail):
        projected = outcome.projected.get(flight.flight_id)
        if flight.status is FlightStatus.CANCELLED or (projected is not None and projected.cancelled):
            continue
        off = projected.etd if projected is not None else flight.atd or flight.etd
        found.append(Movement(flight, off, on_block_of(outcome, flight)))
    return sorted(found, key=lambda one: (one.off_block, one.flight.flight_id))


def on_block_of(outcome: Outcome, flight: Flight) -> datetime:
    """When a flight was or will be on block."""
    projected = outcome.projected.get(flight.flight_id)
    return projected.eta if projected is not None else flight.ata or flight.eta


@dataclass(frozen=True, slots=True)
class StationTurn:
    """A turn of ours at an airport. `on_block` None: the aircraft was there before the log began. `turn.from_min` and
    `turn.due_min` are minutes after the plan's now.
    """

    tail: TailNumber
    inbound: Flight | None
    outbound: Flight
    on_block: datetime | None
    off_block: datetime
    kind: TurnKind
    stand: str
    passengers: int
    turn: Turn


def station_turns(
    outcome: Outcome,
    airport: Airport,
    *,
    now: datetime,
    start: datetime,
    until: datetime,
    practice: TurnaroundPractice,
    costs: CostParameters,
) -> list[StationTurn]:
    """Our turns whose projected off-block is in [start, until], in order of off-block."""
    found = []
    for tail in sorted(outcome.state.rotations):
        if outcome.state.aircraft[tail].carrier not in outcome.state.own_carriers:
            continue
        flown = flown_by(outcome, tail)
        for index, leaving in enumerate(flown):
            flight = leaving.flight
            if flight.origin != airport.code or flight.status is not FlightStatus.SCHEDULED:
                continue
            if not start <= leaving.off_block <= until:
                continue
            before = flown[index - 1] if index else None
            if before is not None and before.flight.lands_at != airport.code:
                continue  # nothing brings it here; propagation says so
            later = [one.flight for one in flown[index:]]
            found.append(_turn(outcome, airport, before, leaving, later, now=now, practice=practice, costs=costs))
    return sorted(found, key=lambda one: (one.off_block, one.outbound.flight_id))


def _turn(
    outcome: Outcome,
    airport: Airport,
    before: Movement | None,
    leaving: Movement,
    later: Sequence[Flight],
    *,
    now: datetime,
    practice: TurnaroundPractice,
    costs: CostParameters,
) -> StationTurn:
    state, flight = outcome.state, leaving.flight
    assert flight.tail is not None  # it is in the tail's rotation
    aircraft = state.aircraft[flight.tail]
    row = practice.row_of(aircraft)
    on_block = before.on_block if before is not None else None
    overnight = on_block is None or minutes_between(on_block, leaving.off_block) >= practice.styles.overnight_from_min
    stand = flight.gate or (before.flight.arrival_gate if before is not None else "")
    observed = airport.observed
    kind = TurnKind(
        row=row,
        style=practice.style_of(flight.carrier),
        block_min=minutes_between(flight.std, flight.sta),
        contact=next((one.contact for one in airport.stands if one.name == stand), True),
        overnight=overnight,
        deiced=observed is not None and practice.deiced(observed, minutes_between(observed.at, leaving.off_block)),
    )
    begins = on_block
    if overnight:
        lead = leaving.off_block - minutes(practice.styles.overnight_lead_min[row.row])
        begins = lead if on_block is None else max(lead, on_block)
    assert begins is not None
    off_block = _off_block(airport, leaving)
    cents = later_departure_cents(state, outcome.projected, later, costs)
    held = min(minutes_between(leaving.off_block, off_block), len(cents) - 2)
    turn = Turn(
        turn_id=flight.flight_id,
        from_min=minutes_between(now, begins),
        due_min=minutes_between(now, off_block),
        network=task_network(kind, practice),
        cents=tuple(one - cents[held] for one in cents[held:]),
    )
    return StationTurn(
        tail=flight.tail,
        inbound=before.flight if before is not None else None,
        outbound=flight,
        on_block=on_block,
        off_block=off_block,
        kind=kind,
        stand=stand,
        passengers=state.passengers_on(flight.flight_id),
        turn=turn,
    )


def _off_block(airport: Airport, leaving: Movement) -> datetime:
    """Projected off-block, or the one for its calculated take-off time where that is later: there is no use in leaving before."""
    flow = leaving.flight.flow
    if flow is None or flow.ctot is None:
        return leaving.off_block
    return max(leaving.off_block, flow.ctot - minutes(airport.taxi_out_min))


def airport_units(airport: Airport) -> tuple[Unit, ...]:
    """Every team and vehicle that handlers have there."""
    return units_of([(one.handler, one.kind, one.count) for one in airport.ground_units])


def same_terminal(airport: Airport, arrival_gate: str, gate: str) -> bool:
    """Whether two stands are of one terminal; so they are taken to be where it is not known."""
    terminals = {one.name: one.terminal for one in airport.stands}
    first, then = terminals.get(arrival_gate, ""), terminals.get(gate, "")
    return not first or not then or first == then


def operating_at(outcome: Outcome, airport: AirportCode) -> list[Flight]:
    """Our flights that are still to leave the airport, in order of projected off-block."""
    leaving = [
        (one.etd, one.flight_id)
        for one in outcome.projected.values()
        if not one.cancelled
        and outcome.state.flights[one.flight_id].origin == airport
        and outcome.state.flights[one.flight_id].status is FlightStatus.SCHEDULED
    ]
    return [outcome.state.flights[flight_id] for _, flight_id in sorted(leaving)]
