"""Who is on which stand and when, by the stands published: what a stands board shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.ids import FlightId
from domain.network import Movement
from tools.gates.problem import Part, Problem, Turn, parts_of
from tools.gates.published import Conflict, conflicts


@dataclass(frozen=True, slots=True)
class StandUse:
    """One of our aircraft on one stand, half open. `parked`: between unloading and loading, when it may be towed away.

    `arrival`, `departure`: the flights that come to and leave from this stand. `conflicts`: why it cannot use it as it is.
    """

    turn: Turn
    stand: str
    start: datetime
    end: datetime
    arrival: FlightId | None
    departure: FlightId | None
    parked: bool
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class WithoutStand:
    """A movement for which no stand of the airport is published."""

    flight_id: FlightId
    movement: Movement
    turn: Turn
    at: datetime


def stand_uses(problem: Problem) -> tuple[StandUse, ...]:
    """Every use of a published stand from now on, by stand and start; a stay published on two stands uses both."""
    wrong: dict[tuple[FlightId, Movement, str], list[Conflict]] = {}
    for one in conflicts(problem):
        wrong.setdefault((one.flight_id, one.movement, one.stand), []).append(one)
    found = []
    for turn in problem.turns:
        for part in parts_of(turn, problem.policy):
            for stand, arrival, departure in _places(part):
                faults: list[Conflict] = []
                if arrival is not None:
                    faults += wrong.get((arrival, "arrival", stand), [])
                if departure is not None:
                    faults += wrong.get((departure, "departure", stand), [])
                use = StandUse(turn, stand, part.start, part.end, arrival, departure, part.kind == "park", tuple(faults))
                found.append(use)
    return tuple(sorted(found, key=lambda use: (use.stand, use.start, use.end, use.turn.turn_id)))


def _places(part: Part) -> Iterator[tuple[str, FlightId | None, FlightId | None]]:
    """Stands that the part is on, each with the arrival and the departure that use it."""
    turn = part.turn
    if part.kind == "park":
        # Where it waits is published by nobody; it is told only where it would not have to move.
        if turn.stands_on:
            yield turn.stands_on, None, None
        elif turn.published_arrival and turn.published_arrival == turn.published_departure:
            yield turn.published_arrival, None, None
        return
    arrival = turn.published_arrival if part.has_arrival else ""
    departure = turn.published_departure if part.has_departure else ""
    if arrival:
        yield arrival, turn.arrival, turn.departure if departure == arrival else None
    if departure and departure != arrival:
        yield departure, None, turn.departure


def without_stand(problem: Problem) -> tuple[WithoutStand, ...]:
    """Movements from now on that have no published stand here, in order of time."""
    found = []
    for turn in problem.turns:
        if turn.arrival is not None and not turn.published_arrival and not turn.stands_on:
            found.append(WithoutStand(turn.arrival, "arrival", turn, turn.arrives))
        if turn.departure is not None and not turn.published_departure:
            found.append(WithoutStand(turn.departure, "departure", turn, turn.leaves))
    return tuple(sorted(found, key=lambda one: (one.at, one.flight_id)))
