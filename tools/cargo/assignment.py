"""Which choice each shipment gets at least cost within the room of flights: exactly by HiGHS, or best first as a baseline."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from domain.ids import FlightId, ShipmentId


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to end for a shipment: the flights whose room it takes, and what it costs in cents."""

    flights: tuple[FlightId, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A shipment with its choices; one of them takes no room. `dropped_from_cents`: the cheapest of the routes not among them."""

    shipment_id: ShipmentId
    kg: int
    dm3: int
    worth: Fraction
    choices: tuple[Choice, ...]
    dropped_from_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Pieces, and the kilograms and litres that each flight has for them."""

    pieces: tuple[Piece, ...]
    room: Mapping[FlightId, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Assignment:
    """`chosen[i]` is the choice of piece i; objective and proven lower bound in cents."""

    chosen: tuple[int, ...]
    objective_cents: int
    bound_cents: int
    status: Literal["optimal", "feasible", "time_limit"]
    runtime_s: float
    note: str = ""

    @property
    def gap(self) -> float:
        """(objective - bound) / objective, 0 when nothing costs anything."""
        return (self.objective_cents - self.bound_cents) / self.objective_cents if self.objective_cents else 0.0


def best_first(problem: Problem) -> tuple[int, ...]:
    """The baseline: shipments by rate per kilogram, highest first, each the cheapest choice that still fits."""
    room = dict(problem.room)
    chosen = [0] * len(problem.pieces)
    order = sorted(range(len(problem.pieces)), key=lambda i: (-problem.pieces[i].worth, problem.pieces[i].shipment_id))
    for index in order:
        piece = problem.pieces[index]
        number = min(
            (number for number, choice in enumerate(piece.choices) if _fits(piece, choice, room)),
            key=lambda number: (piece.choices[number].cents, number),
        )
        chosen[index] = number
        for flight in piece.choices[number].flights:
            kg, dm3 = room[flight]
            room[flight] = kg - piece.kg, dm3 - piece.dm3
    return tuple(chosen)


def price(problem: Problem, chosen: Sequence[int]) -> int:
    """What the choices cost together, in cents."""
    return sum(piece.choices[number].cents for piece, number in zip(problem.pieces, chosen, strict=True))


def assign(
    problem: Problem, *, stop: Callable[[], bool] = lambda: False, budget_s: float = 5.0, baseline: Sequence[int] | None = None
) -> Assignment:
    r"""Least cost: $\min \sum c_{so} x_{so}$, $\sum_o x_{so} = 1$, $\sum_{so \ni f} w_s x_{so} \le W_f$, the same for volume.

    The bound also allows each shipment, without room, the cheapest route that was dropped from its choices. Deterministic as
    long as the budget is not used up; then the better of HiGHS' incumbent and best first.
    """
    started = time.perf_counter()
    chosen = tuple(baseline) if baseline is not None else best_first(problem)
    cheapest = sum(
        min(piece.choices[0].cents if piece.dropped_from_cents is None else piece.dropped_from_cents, *_cents(piece))
        for piece in problem.pieces
    )
    objective = price(problem, chosen)
    if objective == cheapest or stop():
        status: Literal["optimal", "feasible"] = "optimal" if objective == cheapest else "feasible"
        return Assignment(chosen, objective, cheapest, status, time.perf_counter() - started, "best first")
    found, bound, proven = _highs(problem, budget_s, relaxed=False)
    note = "HiGHS"
    if found is not None and price(problem, found) < objective:
        chosen, objective = found, price(problem, found)
    elif found is None:
        note = "best first; HiGHS found nothing in time"
    dropped = any(piece.dropped_from_cents is not None for piece in problem.pieces)
    if dropped and objective > cheapest:
        left_s = max(0.5, budget_s - (time.perf_counter() - started))
        _, bound, _ = _highs(problem, left_s, relaxed=True)
    bound = min(objective, max(bound, cheapest))
    unproven: Literal["feasible", "time_limit"] = "feasible" if proven else "time_limit"
    done: Literal["optimal", "feasible", "time_limit"] = "optimal" if bound == objective else unproven
    return Assignment(chosen, objective, bound, done, time.perf_counter() - started, note)


def _cents(piece: Piece) -> list[int]:
    return [choice.cents for choice in piece.choices]


def _fits(piece: Piece, choice: Choice, room: Mapping[FlightId, tuple[int, int]]) -> bool:
    return all(piece.kg <= room[flight][0] and piece.dm3 <= room[flight][1] for flight in choice.flights)


def _highs(problem: Problem, budget_s: float, *, relaxed: bool) -> tuple[tuple[int, ...] | None, int, bool]:
    """The choices, a lower bound in whole cents, and whether HiGHS closed the search; `relaxed`: only the bound is of use."""
    cents: list[int] = []
    owner: list[tuple[int, int]] = []
    for index, piece in enumerate(problem.pieces):
        for number, choice in enumerate(piece.choices):
            cents.append(choice.cents)
            owner.append((index, number))
        if relaxed and piece.dropped_from_cents is not None:
            cents.append(piece.dropped_from_cents)
            owner.append((index, -1))
    rows: list[int] = []
    columns: list[int] = []
    values: list[int] = []
    users: dict[FlightId, list[int]] = defaultdict(list)
    for column, (index, number) in enumerate(owner):
        rows.append(index)
        columns.append(column)
        values.append(1)
        for flight in problem.pieces[index].choices[number].flights if number >= 0 else ():
            users[flight].append(column)
    most = [1.0] * len(problem.pieces)
    least = [1.0] * len(problem.pieces)
    for flight, taking in sorted(users.items()):
        for part, room in enumerate(problem.room[flight]):
            loads = [(problem.pieces[owner[one][0]].kg, problem.pieces[owner[one][0]].dm3)[part] for one in taking]
            rows += [len(most)] * len(taking)
            columns += taking
            values += loads
            least.append(-np.inf)
            most.append(room)
    matrix = csr_array((values, (rows, columns)), shape=(len(most), len(cents)), dtype=float)
    result = milp(
        np.array(cents, dtype=float),
        constraints=LinearConstraint(matrix, least, most),
        integrality=np.ones(len(cents)),
        bounds=Bounds(0, 1),
        options={"time_limit": budget_s, "mip_rel_gap": 0.0},
    )
    known = result.mip_dual_bound
    bound = ceil(known - 1e-4) if known is not None and np.isfinite(known) else 0
    if result.x is None or relaxed:
        return None, bound, result.status == 0
    chosen = [0] * len(problem.pieces)
    for (index, number), taken in zip(owner, result.x, strict=True):
        if taken > 0.5:
            chosen[index] = number
    return tuple(chosen), bound, result.status == 0
