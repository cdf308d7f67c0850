"""The kinds of plan a controller is offered: how they are searched for, gathered, told apart and written down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from domain.commands import Operation
from domain.constraints import Constraint
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Plan, SolverReport
from knowledge.airline.costs import cost_parameters
from tools.delay_propagation.standing import standing_constraints
from tools.recovery.from_network import build_problem
from tools.recovery.ideas import orders_of
from tools.recovery.plan_writing import only_possible_rebookings, write_plan
from tools.recovery.pricing import LEAST_COST, PriceBook, Steering, Valued
from tools.recovery.problem import CANCELLED, RecoveryProblem
from tools.recovery.timing import Timetable, planned_rotations
from tools.recovery.translation import plan_of
from tools.recovery.worker import Errand, Report, race

SOLVER_NAME = "joint annealing, HiGHS bound"
_BOUND = "lower bound"
_OVERHEAD_S = 0.15
"""Seconds kept back for reading the network and writing the plans."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of option. Kinds of one lane are searched one after another, each until its `share` of the budget.

    `measure` says what the option claims to have least of: it is only offered where it has less than those before it.
    """

    label: str
    why: str
    steering: Steering
    lane: int
    share: float
    measure: Callable[[PriceBook, Valued], int]


def changes(book: PriceBook, valued: Valued) -> int:
    """Flights cancelled, retimed or re-assigned, and ferries added."""
    problem, timing = book.problem, valued.timing
    touched = sum(
        leg.free and (timing.etd[index], timing.tail[index]) != (leg.current, leg.tail) for index, leg in enumerate(problem.legs)
    )
    return touched + len(valued.ferries)


KINDS = (
    Kind(
        "Least cost",
        "The cheapest plan found, everything counted in money as it is.",
        LEAST_COST,
        lane=0,
        share=0.65,
        measure=lambda _, valued: valued.price.total,
    ),
    Kind(
        "Least passenger harm",
        "Found with delay and disruption of passengers counted ten times.",
        Steering(passenger_weight=10),
        lane=1,
        share=0.7,
        measure=lambda _, valued: sum(cents for name, cents in valued.price.components if name.startswith("passenger")),
    ),
    Kind(
        "Fewest changes",
        "Found without changing aircraft, and with 1,000 added for every flight changed.",
        Steering(change=100_000, swaps=False),
        lane=0,
        share=1.0,
        measure=changes,
    ),
)
"""In order of importance; the labels are what a controller reads."""


def _protecting(problem: RecoveryProblem, flights: Sequence[FlightId]) -> tuple[Kind, ...]:
    """The kind of option that looks after these flights; none for flights that are no decision any more."""
    wanted = set(flights)
    legs = frozenset(index for index, leg in enumerate(problem.legs) if leg.free and leg.flight_id in wanted)
    if not legs:
        return ()
    some = ", ".join(problem.legs[leg].flight_id for leg in sorted(legs)[:3]) + (" and others" if len(legs) > 3 else "")
    return (
        Kind(
            "Protects your flights",
            f"Found with passengers of {some} counted ten times, and 20,000 added for cancelling one of these flights.",
            Steering(protected=legs),
            lane=1,
            share=0.9,
            measure=lambda book, valued: book.harm(valued, legs),
        ),
    )


def recover(
    state: NetworkState,
    *,
    now: datetime,
    constraints: Sequence[Constraint] = (),
    budget_s: float = 20.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[str, dict[str, Any]], None] | None = None,
    rounds: int | None = None,
    fixed: Sequence[Operation] = (),
    protect: Sequence[FlightId] = (),
) -> tuple[Plan, ...]:
    """Distinct options, cheapest first and recommended, each complete: applied and propagated, nothing moves further.

    `constraints` are those of specialists; the standing ones of the network are added. Every option keeps the `fixed`
    operations of a controller (Refused names each that cannot be); `protect` adds one that looks after these flights. At most
    `budget_s` seconds, and up to one more for killing a search that hangs. With `rounds` of moves per search instead of time,
    the answer repeats exactly.
    """
    started = monotonic()
    ideas = orders_of(state, fixed, now=now)
    orders = tuple(dict.fromkeys((*standing_constraints(state, now), *constraints, *ideas)))
    problem = build_problem(state, now=now, constraints=orders, costs=cost_parameters())
    kinds = (*KINDS, *_protecting(problem, protect))
    gathering = _Gathering(problem, kinds, now, progress, started)
    left = max(0.5, budget_s - (monotonic() - started) - _OVERHEAD_S)
    if any(leg.free for leg in problem.legs):
        errands = [Errand(kind.label, kind.steering, kind.lane, left * kind.share) for kind in kinds]
        errands.append(Errand(_BOUND, None, 1, left))
        race(problem, errands, seed=seed, stop=stop or _never, rounds=rounds, hear=gathering.hear)
    return gathering.plans(state, seed, monotonic() - started)


def untouched(table: Timetable, book: PriceBook) -> Valued:
    """What happens when nobody intervenes: all fly as planned, first come first served; what cannot is cancelled."""
    return book.valued(table.schedule(planned_rotations(table.problem)), (), (), LEAST_COST)


def _never() -> bool:
    return False


class _Gathering:
    """Everything the searches found so far, valued here again with this process's own price book."""

    def __init__(
        self,
        problem: RecoveryProblem,
        kinds: Sequence[Kind],
        now: datetime,
        progress: Callable[[str, dict[str, Any]], None] | None,
        started: float,
    ) -> None:
        self.problem, self.kinds, self.now, self.progress, self.started = problem, kinds, now, progress, started
        self.table, self.book = Timetable(problem), PriceBook(problem)
        self.untouched = untouched(self.table, self.book)
        self.found: list[Valued] = [self.untouched]
        self.moves: dict[str, int] = {}
        self.killed: set[str] = set()
        self.bound: int | None = None

    def hear(self, report: Report) -> None:
        """Take in news from a search."""
        if report.bound is not None:
            self.bound = report.bound
        if report.killed:
            self.killed.add(report.name)
        if report.solution is None:
            return
        self.moves[report.name] = report.moves
        valued = self.book.valued(*plan_of(self.table, report.solution), LEAST_COST)
        self.found.append(valued)
        if self.progress is not None:
            detail = {
                "option": report.name,
                "cost_cents": valued.price.total,
                "elapsed_s": round(monotonic() - self.started, 2),
                "text": f"{report.name}: {valued.price.total / 100:,.0f} {self.problem.prices.currency}",
            }
            self.progress("recovery", detail)

    def plans(self, state: NetworkState, seed: int, runtime_s: float) -> tuple[Plan, ...]:
        """The best of each kind among everything found, each plan once, cheapest first."""
        chosen: list[tuple[Kind, Valued]] = []
        for kind in self.kinds:
            worse = [kind.measure(self.book, other) for _, other in chosen]
            fitting = (
                one
                for one in self.found
                if (kind.steering.swaps or not _swaps(self.problem, one))
                and all(kind.measure(self.book, one) < other for other in worse)
            )
            best = min(fitting, key=lambda one: self._rank(kind, one), default=None)
            if best is not None:
                chosen.append((kind, best))
        chosen = [(kind, only_possible_rebookings(state, self.now, self.table, self.book, valued)) for kind, valued in chosen]
        cheapest = min(chosen, key=lambda one: one[1].rank)
        if cheapest[0] is not self.kinds[0]:
            # Re-bookings that the network refuses made the other dearer: this is the cheapest now, whatever it was sought for.
            chosen = [(self.kinds[0], cheapest[1]), *(one for one in chosen[1:] if one is not cheapest)]
        chosen.sort(key=lambda one: one[1].rank)
        return tuple(
            write_plan(
                state,
                self.table,
                self.book,
                valued,
                label=kind.label,
                kind="alternative" if place else "recommended",
                why=kind.why,
                untouched=self.untouched,
                solver=self._report(kind, valued, seed, runtime_s),
            )
            for place, (kind, valued) in enumerate(chosen)
        )

    def _rank(self, kind: Kind, valued: Valued) -> tuple[int, int]:
        return self.book.valued(valued.timing, valued.ferries, valued.rebooked, kind.steering).rank

    def _report(self, kind: Kind, valued: Valued, seed: int, runtime_s: float) -> SolverReport:
        objective = valued.price.total
        # A bound on plans without breaches says nothing about a plan with some.
        bound = self.bound if valued.price.breaches == 0 else None
        notes = [f"{self.moves.get(kind.label, 0):,} moves tried for this option."]
        if bound is not None:
            notes.append("No plan under these limits costs less than the bound; times are relaxed to intervals in it.")
        else:
            notes.append("No bound was proven in the time.")
        if kind.label in self.killed:
            notes.append("The search was stopped at its limit; this is the best plan it had reported.")
        if kind.steering != LEAST_COST:
            notes.append("The objective is the true price, not the weighted one that was searched with.")
        return SolverReport(
            name=SOLVER_NAME,
            status="optimal" if bound is not None and bound >= objective else "feasible",
            objective=objective,
            bound=None if bound is None else min(bound, objective),
            gap=None if bound is None or objective == 0 else max(0, objective - bound) / abs(objective),
            runtime_s=round(runtime_s, 2),
            seed=seed,
            note=" ".join(notes),
        )


def _swaps(problem: RecoveryProblem, valued: Valued) -> bool:
    """Whether any flight that operates has another tail than planned."""
    timing = valued.timing
    return any(
        leg.free and timing.etd[index] != CANCELLED and timing.tail[index] != leg.tail for index, leg in enumerate(problem.legs)
    )
