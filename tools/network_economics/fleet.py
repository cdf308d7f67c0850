"""Which size of aircraft flies which leg, and which tail: a time-space network per size, solved by HiGHS."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import AirportCode, FlightId, TailNumber
from domain.plans import SolverReport

Minute = int
"""Minutes since the first moment of the problem."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight. By allowed group: `ready`, when an aircraft that flew it can leave again; `cents`, what the flight costs."""

    flight_id: FlightId
    origin: AirportCode
    destination: AirportCode
    leaves: Minute
    ready: dict[int, Minute]
    cents: dict[int, float]
    planned: int
    tail: TailNumber


@dataclass(frozen=True, slots=True)
class Group:
    """Aircraft that are the same to the timetable: where each stands from when on, and where each is planned to end."""

    name: str
    seats: int
    starts: tuple[tuple[TailNumber, AirportCode, Minute], ...]
    ends: tuple[AirportCode, ...]


@dataclass(frozen=True, slots=True)
class FleetProblem:
    """Legs that may change their group, and the groups."""

    legs: tuple[Leg, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class FleetAnswer:
    """The group of each leg, and how it was found."""

    groups: tuple[int, ...]
    solver: SolverReport


def fleet_cents(problem: FleetProblem, groups: Sequence[int]) -> float:
    """What the legs cost together."""
    return sum(leg.cents[group] for leg, group in zip(problem.legs, groups, strict=True))


def assign_groups(problem: FleetProblem, *, budget_s: float = 20.0) -> FleetAnswer:
    r"""$\min \sum c_{fk} x_{fk}$: each leg one group; at every airport an aircraft of the group is there when a leg leaves;
    each group ends where it was planned to. The planned groups when nothing better is found in time."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    started = time.perf_counter()
    planned = tuple(leg.planned for leg in problem.legs)
    if not problem.legs:
        return FleetAnswer(planned, SolverReport(name="fleet", status="not_run", note="no flight may change its aircraft"))
    columns = [(number, group) for number, leg in enumerate(problem.legs) for group in sorted(leg.cents)]
    cost = [problem.legs[number].cents[group] / 100 for number, group in columns]  # dollars: HiGHS' tolerances suit them
    entries: list[tuple[int, int, float]] = [(number, column, 1.0) for column, (number, _) in enumerate(columns)]
    equal: list[float] = [1.0] * len(problem.legs)
    upper: list[float] = [1.0] * len(columns)
    lower: list[float] = [0.0] * len(columns)
    for (group, airport), events in sorted(_events(problem, columns).items()):
        end = problem.groups[group].ends.count(airport)
        waiting = -1  # the column of aircraft on the ground before this event
        for position, (_, leaving, column) in enumerate(sorted(events)):
            row, last = len(equal), position == len(events) - 1
            if waiting >= 0:
                entries.append((row, waiting, 1.0))
            if column >= 0:
                entries.append((row, column, -1.0 if leaving else 1.0))
            waiting = len(cost)
            cost.append(0.0)
            lower.append(float(end) if last else 0.0)
            upper.append(float(end) if last else float(len(problem.groups[group].starts)))
            entries.append((row, waiting, -1.0))
            equal.append(0.0 if column >= 0 else -1.0)  # an aircraft that stands there from the start comes in
    rows, at, values = zip(*entries, strict=True)
    matrix = csr_array((values, (rows, at)), shape=(len(equal), len(cost)), dtype=float)
    result = milp(
        np.array(cost),
        constraints=LinearConstraint(matrix, equal, equal),
        integrality=np.array([1.0] * len(columns) + [0.0] * (len(cost) - len(columns))),
        bounds=Bounds(lower, upper),
        options={"time_limit": budget_s, "mip_rel_gap": 1e-6},
    )
    chosen, note = planned, "HiGHS"
    if result.x is not None:
        found = dict(columns[one] for one in range(len(columns)) if result.x[one] > 0.5)
        chosen = tuple(found[number] for number in range(len(problem.legs)))
    if result.x is None or fleet_cents(problem, chosen) >= fleet_cents(problem, planned):
        chosen, note = planned, "the planned aircraft; HiGHS found none better" + ("" if result.status == 0 else " in time")
    objective = fleet_cents(problem, chosen)
    known = result.mip_dual_bound
    bound = min(objective, 100 * known) if known is not None and np.isfinite(known) else 0.0
    proven = result.status == 0
    return FleetAnswer(
        chosen,
        SolverReport(
            name="fleet",
            status="optimal" if proven else "time_limit",
            objective=round(objective),
            bound=round(bound),
            gap=max(0.0, (objective - bound) / objective) if objective else 0.0,
            runtime_s=round(time.perf_counter() - started, 3),
            note=note,
        ),
    )


def _events(
    problem: FleetProblem, columns: Sequence[tuple[int, int]]
) -> dict[tuple[int, AirportCode], list[tuple[Minute, bool, int]]]:
    """What happens to each group at each airport: when, whether it leaves, and its column (-1: stands there at the start)."""
    events: dict[tuple[int, AirportCode], list[tuple[Minute, bool, int]]] = defaultdict(list)
    for column, (number, group) in enumerate(columns):
        leg = problem.legs[number]
        events[group, leg.origin].append((leg.leaves, True, column))
        events[group, leg.destination].append((leg.ready[group], False, column))
    for group, one in enumerate(problem.groups):
        for _, airport, ready in one.starts:
            events[group, airport].append((ready, False, -1))
    return events


def assign_tails(problem: FleetProblem, groups: Sequence[int]) -> dict[FlightId, TailNumber]:
    """A tail for every leg: its planned one where that stands there, else one whose own next leg is latest.

    ValueError when no aircraft of the group is there, which the model rules out.
    """
    tails: dict[FlightId, TailNumber] = {}
    for group, one in enumerate(problem.groups):
        legs = sorted(
            (leg for leg, chosen in zip(problem.legs, groups, strict=True) if chosen == group),
            key=lambda leg: (leg.leaves, leg.flight_id),
        )
        wanted: dict[tuple[TailNumber, AirportCode], list[Minute]] = defaultdict(list)
        for leg in legs:
            wanted[leg.tail, leg.origin].append(leg.leaves)
        standing: dict[AirportCode, dict[TailNumber, Minute]] = defaultdict(dict)
        for tail, airport, ready in one.starts:
            standing[airport][tail] = ready
        for leg in legs:
            there = [tail for tail, ready in standing[leg.origin].items() if ready <= leg.leaves]
            if not there:
                raise ValueError(f"no aircraft of {one.name} stands at {leg.origin} for flight {leg.flight_id!r}")
            tail = leg.tail if leg.tail in there else max(there, key=lambda who: (_next(wanted, who, leg), who))
            del standing[leg.origin][tail]
            standing[leg.destination][tail] = leg.ready[group]
            tails[leg.flight_id] = tail
        ended = Counter(airport for airport, who in standing.items() for _ in who)
        if ended != Counter(one.ends):
            raise ValueError(f"aircraft of {one.name} do not end where they were planned to")
    return tails


def _next(wanted: dict[tuple[TailNumber, AirportCode], list[Minute]], tail: TailNumber, leg: Leg) -> float:
    return min((when for when in wanted.get((tail, leg.origin), ()) if when >= leg.leaves), default=float("inf"))
