"""A plan as it is written: our flights with the times and tails it gives them, and which of them it answers for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.commands import AssignCrew, CancelFlight, DelayFlight, FlyFaster, ReassignCrew, ScheduleFlight, SwapAircraft
from domain.ids import CrewId, FlightId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Check, Plan, ProjectedFlight


@dataclass(frozen=True, slots=True)
class WrittenFlight:
    """A flight that operates. `answered_for`: a breach by it is the plan's own; `open`: it has not left."""

    flight: Flight
    etd: datetime
    eta: datetime
    tail: TailNumber | None
    open: bool
    answered_for: bool

    @property
    def flight_id(self) -> FlightId:
        """The flight's id."""
        return self.flight.flight_id


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """Operating flights, each tail's in order of departure, and the network before and after the plan."""

    base: NetworkState
    after: NetworkState
    now: datetime
    flights: Mapping[FlightId, WrittenFlight]
    rotations: Mapping[TailNumber, Sequence[WrittenFlight]]
    answered_for: Sequence[WrittenFlight]
    """Flights that have not left and whose breaches are the plan's, sorted by id."""
    tails: frozenset[TailNumber]
    """Tails whose day the plan answers for: those that fly, or flew, what it changes."""
    crew: frozenset[CrewId]
    """Crew whose duties it answers for."""


def written_plan(
    base: NetworkState, after: NetworkState, plan: Plan, *, now: datetime, projected: Mapping[FlightId, ProjectedFlight]
) -> WrittenPlan:
    """Read the plan. *Do nothing* writes nothing, so what will happen stands in its place.

    A plan of the solver answers for every flight of ours; a plan made by hand for the flights it names.
    """
    nothing = plan.kind == "do_nothing"
    by_hand = plan.kind == "hand_made"
    touched = _touched(base, after, plan)
    flights: dict[FlightId, WrittenFlight] = {}
    rotations: dict[TailNumber, list[WrittenFlight]] = {}
    for flight in after.own_flights():
        if flight.status not in (FlightStatus.SCHEDULED, FlightStatus.DEPARTED):
            continue
        future = projected[flight.flight_id]
        if nothing and future.cancelled:
            continue
        written = WrittenFlight(
            flight=flight,
            etd=future.etd if nothing else flight.atd or flight.etd,
            eta=future.eta if nothing else flight.eta,
            tail=flight.tail,
            open=flight.status is FlightStatus.SCHEDULED,
            answered_for=not by_hand or flight.flight_id in touched,
        )
        flights[flight.flight_id] = written
        if written.tail is not None:
            rotations.setdefault(written.tail, []).append(written)
    for rotation in rotations.values():
        rotation.sort(key=lambda one: (one.open, one.etd, one.flight_id))
    return WrittenPlan(
        base=base,
        after=after,
        now=now,
        flights=flights,
        rotations=rotations,
        answered_for=tuple(one for _, one in sorted(flights.items()) if one.answered_for and one.open),
        tails=_tails(base, after, touched) if by_hand else frozenset(after.aircraft),
        crew=_crew(plan) if by_hand else frozenset(after.crew),
    )


def _touched(base: NetworkState, after: NetworkState, plan: Plan) -> frozenset[FlightId]:
    """Flights that the plan's operations delay, cancel, give another tail or speed, or add."""
    changes = (DelayFlight, CancelFlight, SwapAircraft, FlyFaster)
    named = {operation.flight_id for operation in plan.operations if isinstance(operation, changes)}
    if any(isinstance(operation, ScheduleFlight) for operation in plan.operations):
        named |= {flight_id for flight_id in after.flights if flight_id not in base.flights}
    return frozenset(named)


def _tails(base: NetworkState, after: NetworkState, touched: frozenset[FlightId]) -> frozenset[TailNumber]:
    flights = [state.flights[one] for state in (base, after) for one in touched if one in state.flights]
    return frozenset(flight.tail for flight in flights if flight.tail is not None)


def _crew(plan: Plan) -> frozenset[CrewId]:
    assigned = {operation.crew_id for operation in plan.operations if isinstance(operation, AssignCrew)}
    changed = [operation for operation in plan.operations if isinstance(operation, ReassignCrew)]
    return frozenset(assigned.union(*((one.from_crew, one.to_crew) for one in changed)))


def breach(rule: str, citation: str, subject: str, detail: str) -> Check:
    """A failed check."""
    return Check(rule=rule, verdict="fail", citation=citation, subject=subject, detail=detail)
