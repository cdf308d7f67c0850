"""A gate assignment problem: stays of aircraft, stands, connections, prices. No network in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ids import FlightId
from domain.network import Border, SizeCode, Stand
from domain.units import minutes, minutes_between
from knowledge.airline.gate_policy import GatePolicy

Kind = Literal["whole", "arrive", "park", "leave"]
Status = Literal["optimal", "feasible", "time_limit", "stopped"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An aircraft's stay, on block at `arrives` to off block at `leaves`, whole minutes; half open.

    `arrival` or `departure` None: it stood there before, or stays on. `arriving`, `departing`: passengers. `published_*`: stand
    that was announced, empty: none. `delay_mean_min`, `delay_spread_min`: how late its departure tends to be, beyond `leaves`.
    `stands_on`: where it stands already; it is towed when it must leave there.
    """

    turn_id: str
    tail: str
    carrier: str
    size: SizeCode
    arrives: datetime
    leaves: datetime
    arrival: FlightId | None = None
    departure: FlightId | None = None
    arrival_border: Border | None = None
    departure_border: Border | None = None
    arriving: int = 0
    departing: int = 0
    published_arrival: str = ""
    published_departure: str = ""
    delay_mean_min: int = 0
    delay_spread_min: int = 0
    stands_on: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """Passengers who change from the arrival of one turn to the departure of another."""

    first: str
    then: str
    passengers: int


@dataclass(frozen=True, slots=True)
class Closure:
    """Nobody uses the stand in [start, end)."""

    stand: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a solve needs; changes are priced by how long before the movement `now` is. ValueError names every fault."""

    now: datetime
    turns: tuple[Turn, ...]
    stands: tuple[Stand, ...]
    policy: GatePolicy
    connections: tuple[Connection, ...] = ()
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if faults := _faults(self):
            raise ValueError("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a turn spent on one stand. Turns that may be towed have up to three: arrive, park, leave."""

    turn: Turn
    kind: Kind
    start: datetime
    end: datetime

    @property
    def key(self) -> tuple[str, Kind]:
        """What names it."""
        return self.turn.turn_id, self.kind

    @property
    def has_arrival(self) -> bool:
        """Whether the arriving flight comes to this part's stand."""
        return self.turn.arrival is not None and self.kind in ("whole", "arrive")

    @property
    def has_departure(self) -> bool:
        """Whether the departing flight leaves from this part's stand."""
        return self.turn.departure is not None and self.kind in ("whole", "leave")


Placements = Mapping[tuple[str, Kind], str | None]
"""The stand of every part; None: no stand, or for a parked part off the stands."""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer with its price by component in cents, a valid lower bound, and gap = (objective - bound) / objective."""

    status: Status
    placements: Placements
    components: Mapping[str, int]
    objective_cents: int
    bound_cents: int
    gap: float
    runtime_s: float
    seed: int
    note: str = ""


def parts_of(turn: Turn, policy: GatePolicy) -> tuple[Part, ...]:
    """The parts of a turn in order: one when the stay is too short to be towed."""
    if minutes_between(turn.arrives, turn.leaves) < policy.tow_from_stay_min:
        return (Part(turn, "whole", turn.arrives, turn.leaves),)
    starts = turn.arrives + minutes(policy.unloading_min) if turn.arrival is not None else turn.arrives
    ends = turn.leaves - minutes(policy.loading_min) if turn.departure is not None else turn.leaves
    found = []
    if turn.arrival is not None:
        found.append(Part(turn, "arrive", turn.arrives, starts))
    found.append(Part(turn, "park", starts, ends))
    if turn.departure is not None:
        found.append(Part(turn, "leave", ends, turn.leaves))
    return tuple(found)


def all_parts(problem: Problem) -> tuple[Part, ...]:
    """Every part, turn by turn."""
    return tuple(part for turn in problem.turns for part in parts_of(turn, problem.policy))


def _faults(problem: Problem) -> list[str]:
    names = [stand.name for stand in problem.stands]
    ids = [turn.turn_id for turn in problem.turns]
    faults = [f"two {what} are named {one!r}" for what, many in (("stands", names), ("turns", ids)) for one in _twice(many)]
    known, stands = set(ids), set(names)
    for turn in problem.turns:
        if turn.leaves <= turn.arrives:
            faults.append(f"turn {turn.turn_id!r} leaves before it arrives")
        if any(moment.second or moment.microsecond for moment in (turn.arrives, turn.leaves)):
            faults.append(f"turn {turn.turn_id!r} has a time that is not a whole minute")
    faults += [
        f"a connection names turn {one!r}, which is not there"
        for link in problem.connections
        for one in (link.first, link.then)
        if one not in known
    ]
    faults += [
        f"stand {stand.name!r} empties {other!r}, which is not there"
        for stand in problem.stands
        for _, other in stand.empties
        if other not in stands
    ]
    policy = problem.policy
    if policy.tow_from_stay_min < policy.unloading_min + policy.loading_min + policy.longest_wanted_gap_min:
        faults.append("tow_from_stay_min leaves less than longest_wanted_gap_min between unloading and loading")
    if min(policy.unloading_min, policy.loading_min) < policy.longest_wanted_gap_min:
        faults.append("unloading_min and loading_min must be at least longest_wanted_gap_min")
    return faults


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for name in names:
        if name in seen:
            found.append(name)
        seen.add(name)
    return found
