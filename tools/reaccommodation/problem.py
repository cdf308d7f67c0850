"""A re-accommodation problem: legs with free seats, groups of people with itineraries, prices. No airline in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

Seat = tuple[str, str]
"""(leg id, cabin)."""
Supply = Mapping[Seat, int]
"""Seats still free."""
Status = Literal["optimal", "feasible", "time_limit", "stopped"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One departure of anybody who could carry passengers, with the seats still free per cabin.

    `seat_cents`: what sale loses by the first seat given away, the second, ..., whatever its cabin; never falling, the last holds
    for all beyond, none: nothing.
    """

    leg_id: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    seats: Mapping[str, int]
    carrier: str
    seat_cents: tuple[int, ...] = ()

    def displaced_by_seat(self, people: int) -> tuple[int, ...]:
        """What sale loses by each of the first so many seats given away, in cents."""
        listed = self.seat_cents[:people]
        return listed + (listed[-1] if listed else 0,) * (people - len(listed))


@dataclass(frozen=True, slots=True)
class Option:
    """One itinerary for a group; `cost_cents` is per person, with everything in it but the sales that its seats displace."""

    option_id: str
    legs: tuple[Seat, ...]
    cost_cents: int


@dataclass(frozen=True, slots=True)
class Group:
    """People who travel together.

    `left_behind_cents`: per person without a seat. `first`: the law puts them before everybody else (reduced mobility,
    unaccompanied minors and those who go with them). `part_cents`: of each part beyond the first when the group may be
    split; those left behind are a part.
    """

    group_id: str
    people: int
    options: tuple[Option, ...]
    left_behind_cents: int
    first: bool = False
    may_be_split: bool = False
    part_cents: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a solve needs. ValueError names every fault of it."""

    legs: tuple[Leg, ...]
    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        if faults := _faults(self):
            raise ValueError("; ".join(faults))

    @property
    def supply(self) -> dict[Seat, int]:
        """Seats still free per leg and cabin."""
        return {(leg.leg_id, cabin): seats for leg in self.legs for cabin, seats in leg.seats.items()}


@dataclass(frozen=True, slots=True)
class Placement:
    """So many people of a group take an option; None: they are left behind."""

    group_id: str
    option_id: str | None
    people: int


@dataclass(frozen=True, slots=True)
class Params:
    """How long to search. Only `budget_s` depends on the machine; the other limits make an answer repeatable.

    `most_moves`: of annealing. `most_nodes`: of one whole-number programme. `most_rounds`: of improvement.
    `gap`: good enough, as (objective - bound) / objective.
    """

    budget_s: float = 10.0
    most_moves: int = 2_000_000
    most_nodes: int = 200
    most_rounds: int = 200
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """Who travels how. Costs in cents, `gap` = (objective - bound) / objective.

    `displaced_cents`: that part of the objective which sale loses by the seats given away.
    `status`: `optimal` and `feasible` repeat for the same problem, seed and params; `time_limit` and `stopped` were cut
    and may not.
    `first_unplaced`: people to be carried first who stay behind; at least `first_bound` of them must.
    `bound_cents`: no answer that leaves no more of them behind costs less.
    """

    status: Status
    placements: tuple[Placement, ...]
    objective_cents: int
    displaced_cents: int
    bound_cents: int
    gap: float
    runtime_s: float
    first_unplaced: int
    first_bound: int
    left_behind: int
    seed: int
    note: str = ""


def _faults(problem: Problem) -> list[str]:
    supply = problem.supply
    legs = Counter(leg.leg_id for leg in problem.legs)
    groups = Counter(group.group_id for group in problem.groups)
    faults = [f"leg {name!r} is given {count} times" for name, count in legs.items() if count > 1]
    faults += [f"group {name!r} is given {count} times" for name, count in groups.items() if count > 1]
    faults += [f"{seat!r} has {seats} free seats" for seat, seats in supply.items() if seats < 0]
    faults += [
        f"seats of leg {leg.leg_id!r} must never become cheaper, nor cost less than nothing: {leg.seat_cents}"
        for leg in problem.legs
        if any(then < before for before, then in pairwise((0, *leg.seat_cents)))
    ]
    for group in problem.groups:
        if group.people < 1:
            faults.append(f"group {group.group_id!r} has {group.people} people")
        if group.part_cents < 0:
            faults.append(f"group {group.group_id!r} is paid {-group.part_cents} cents to be split")
        if len({option.option_id for option in group.options}) < len(group.options):
            faults.append(f"group {group.group_id!r} has two options of one name")
        for option in group.options:
            if not option.legs or len({leg for leg, _ in option.legs}) < len(option.legs):
                faults.append(f"option {option.option_id!r} of group {group.group_id!r} has no legs, or one twice")
            missing = [seat for seat in option.legs if seat not in supply]
            faults += [
                f"option {option.option_id!r} of group {group.group_id!r} needs {seat!r}, which is not there" for seat in missing
            ]
    return faults
