"""What is wrong with the published stands: who is on a closed, unsuitable or occupied one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ids import FlightId
from domain.network import Movement, Stand
from domain.units import minutes
from knowledge.airline.aircraft_types import SIZES
from tools.gates.problem import Part, Problem, all_parts

ConflictKind = Literal["closed", "size", "border", "carrier", "occupied", "neighbour"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A movement that cannot use its published stand as it is, and why; `with_flight` where another one is in the way."""

    flight_id: FlightId
    movement: Movement
    stand: str
    at: datetime
    kind: ConflictKind
    why: str
    with_flight: FlightId | None = None


def conflicts(problem: Problem) -> list[Conflict]:
    """Every movement whose published stand is closed, too small, for others, or not free; in order of time."""
    stands = {stand.name: stand for stand in problem.stands}
    uses = [(part, movement, name) for part in all_parts(problem) for movement, name in _published(part)]
    found = [
        conflict
        for part, movement, name in uses
        if not _there_already(part, name)
        for conflict in _unsuitable(problem, part, movement, stands[name])
    ]
    found += [
        Conflict(_flight(part, movement), movement, name, part.start, "closed", f"{name} is closed")
        for part, movement, name in uses
        if any(one.stand == name and one.start < part.end and part.start < one.end for one in problem.closures)
    ]
    found += _occupied(problem, uses)
    return sorted(set(found), key=lambda one: (one.at, one.flight_id, one.movement, one.why))


def _published(part: Part) -> Iterator[tuple[Movement, str]]:
    turn = part.turn
    if part.has_arrival and turn.published_arrival:
        yield "arrival", turn.published_arrival
    if part.has_departure and turn.published_departure:
        yield "departure", turn.published_departure


def _flight(part: Part, movement: Movement) -> FlightId:
    flight_id = part.turn.arrival if movement == "arrival" else part.turn.departure
    assert flight_id is not None
    return flight_id


def _there_already(part: Part, name: str) -> bool:
    return part.turn.stands_on == name and part.start == part.turn.arrives


def _unsuitable(problem: Problem, part: Part, movement: Movement, stand: Stand) -> Iterator[Conflict]:
    turn, flight_id = part.turn, _flight(part, movement)
    border = turn.arrival_border if movement == "arrival" else turn.departure_border
    if SIZES.index(turn.size) > SIZES.index(stand.size):
        why = f"{stand.name} takes aircraft up to code {stand.size}, {turn.tail} is code {turn.size}"
        yield Conflict(flight_id, movement, stand.name, part.start, "size", why)
    if border is not None and border not in stand.borders:
        yield Conflict(flight_id, movement, stand.name, part.start, "border", f"{stand.name} takes no {border} flights")
    if stand.carriers and turn.carrier not in stand.carriers:
        yield Conflict(flight_id, movement, stand.name, part.start, "carrier", f"{stand.name} is not for {turn.carrier}")


def _occupied(problem: Problem, uses: list[tuple[Part, Movement, str]]) -> Iterator[Conflict]:
    """The later of two that share a stand with less than the buffer between them; on neighbouring stands, the one beside it."""
    empties = {(stand.name, other): size for stand in problem.stands for size, other in stand.empties}
    for index, (part, movement, name) in enumerate(uses):
        for other, other_movement, beside in uses[index + 1 :]:
            if other.turn is part.turn:
                continue
            if name == beside:
                pause = minutes(problem.policy.buffer_min)
                if part.start >= other.end + pause or other.start >= part.end + pause:
                    continue
                last, first = ((part, movement), (other, other_movement))
                if part.start <= other.start:
                    last, first = first, last
                before = _flight(*first)
                why = f"{name} is occupied by {before} ({first[0].turn.tail}) until {first[0].end:%H:%MZ}"
                yield Conflict(_flight(*last), last[1], name, last[0].start, "occupied", why, before)
            elif part.start < other.end and other.start < part.end:
                for large, mine, next_to, theirs in ((part, name, other, beside), (other, beside, part, name)):
                    size = empties.get((mine, theirs))
                    if size is None or SIZES.index(large.turn.size) < SIZES.index(size):
                        continue
                    blocked = other_movement if next_to is other else movement
                    by = large.turn.departure or large.turn.arrival
                    why = f"{theirs} must be empty while {large.turn.tail}, code {large.turn.size}, is on {mine}"
                    yield Conflict(_flight(next_to, blocked), blocked, theirs, next_to.start, "neighbour", why, by)
