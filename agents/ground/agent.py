"""Ground: turn-rounds and gates, and honesty about what of the ground nobody has told us."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from agents.outcome import Course, airports_in, outcome_of
from agents.specialist import Consultation, Specialist, check, fact, listed
from domain.commands import AssignGate, Operation
from domain.constraints import Constraint, EarliestDeparture
from domain.ids import TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan
from domain.units import minutes

NAME = "ground"
TURNS = "the carrier's minimum turn-round of each aircraft"
GATES = "gates and their closures in the network"
UNTOLD = "Ground crews, stands, de-icing, fuelling and towing are not in the network."


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """The turn-round minima that hold, gates that are closed and the flights assigned to them, and what is not known."""
    state = at_work.state
    own = [one for one in state.aircraft.values() if one.carrier in state.own_carriers]
    facts: list[Fact] = []
    warnings: list[str] = [UNTOLD]
    if own:
        minima = [one.min_turn_min for one in own]
        assumed = any("min_turn_min" in one.assumed for one in own)
        for key, value, text in (("shortest_turn", min(minima), "shortest"), ("longest_turn", max(minima), "longest")):
            said = f"{text} minimum turn-round of our aircraft"
            facts.append(fact(NAME, key, said, tool="network", value=value, unit="min", assumed=assumed))
    if not any(airport.gates for airport in state.airports.values()):
        warnings.append("No gates are declared for any airport: gates are not planned or checked.")
    for airport in airports_in(brief.disruption, state):
        closed = sorted({gate for gate, window in state.airports[airport].gate_closures if window.end > brief.now})
        if closed:
            facts.append(
                fact(NAME, f"{airport}.closed_gates", f"{airport}: closed gates", tool="network", value=len(closed), unit="gates")
            )
    blocked = list(_at_closed_gates(state))
    if blocked:
        warnings.append(f"At a closed gate: {listed(flight.flight_id for flight in blocked)}.")
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        warnings=tuple(warnings),
        summary=f"{len(own)} aircraft with turn-round minima, {len(blocked)} flights at closed gates",
    )


def _at_closed_gates(state: NetworkState) -> Iterator[Flight]:
    """Our flights, not yet left, whose gate is closed when they leave."""
    for flight in sorted(state.own_flights(), key=lambda one: one.flight_id):
        if flight.gate and flight.status is FlightStatus.SCHEDULED and _closed(state, flight, flight.gate):
            yield flight


def _closed(state: NetworkState, flight: Flight, gate: str) -> bool:
    closures = state.airports[flight.origin].gate_closures
    return any(one == gate and window.contains(flight.etd) for one, window in closures)


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Turn-rounds of the aircraft the plan moves, an earliest departure where one is short, another gate for a closed one."""
    state = at_work.state
    outcome = outcome_of(state, scored)
    checks: list[Check] = []
    asked: list[Constraint] = []
    operations: list[Operation] = []
    rotations: dict[TailNumber, list[Course]] = defaultdict(list)
    for course in outcome.flying.values():
        if course.tail is not None:
            rotations[course.tail].append(course)
    for tail, courses in sorted(rotations.items()):
        for before, then in pairwise(sorted(courses, key=lambda one: one.etd)):
            ready = before.eta + minutes(state.aircraft[tail].min_turn_min)
            if then.etd < ready and not then.airborne and (before.named or then.named):
                said = f"{tail} is ready at {ready:%H:%MZ} after {before.flight_id}"
                checks.append(check("ground.turnaround", "fail", then.flight_id, said, citation=TURNS))
                asked.append(EarliestDeparture(source=NAME, reason=said, flight_id=then.flight_id, at=ready))
    if not checks:
        checks.append(check("ground.turnaround", "pass", "plan", "every aircraft has its turn-round", citation=TURNS))
    moved = {operation.flight_id for operation in scored.plan.operations if isinstance(operation, AssignGate)}
    if not any(airport.gates for airport in state.airports.values()):
        checks.append(check("ground.gates", "not_checked", "plan", "no gates are declared for any airport", citation=GATES))
    for flight in _at_closed_gates(state):
        if flight.flight_id in outcome.cancelled or flight.flight_id in moved:
            continue
        gate = _free_gate(state, flight)
        if gate is None:
            said = f"gate {flight.gate} is closed and no other at {flight.origin} is free"
            checks.append(check("ground.gates", "not_checked", flight.flight_id, said, citation=GATES))
        else:
            operations.append(AssignGate(flight_id=flight.flight_id, gate=gate))
    wanted = tuple(operations) if scored.plan.operations else ()
    return Review(specialist=NAME, checks=tuple(checks), operations=wanted, constraints=tuple(asked))


def _free_gate(state: NetworkState, flight: Flight) -> str | None:
    """The first gate of the airport that is open and that no flight of ours within an hour uses."""
    near = {
        other.gate
        for other in state.own_flights()
        if other.origin == flight.origin and abs(other.etd - flight.etd) < minutes(60) and other.flight_id != flight.flight_id
    }
    gates = state.airports[flight.origin].gates
    return next((gate for gate in gates if gate not in near and not _closed(state, flight, gate)), None)


SPECIALIST = Specialist(
    name=NAME,
    remit="turn-rounds, gates and what happens on the ground",
    tools=(),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
)
