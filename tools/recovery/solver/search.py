"""Anytime search: a plan at once, then better ones until time, rounds or `stop` end it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from tools.recovery.solver.annealing import anneal, open_plan, tidy
from tools.recovery.solver.layout import (
    AWAY,
    BREACH,
    COST,
    PASSENGER_COST,
    STAMP,
    TRIED,
    Layout,
    State,
    lay_out,
    new_scratch,
    new_state,
)
from tools.recovery.solver.problem import NOBODY, ExtraLeg, Part, RecoveryProblem, Solution

_HOT, _COLD = 0.1, 0.01
"""First and last temperature, as shares of what it costs on average to leave one passenger behind."""
_EXCHANGES = 20
"""How often in a search the lanes that are behind go on from the best one's plan."""
_ROUND_S = 0.2
_ROUND_MOVES = 500
_QUENCHED = 0.97
"""Share of the search after which only better plans are kept."""


@dataclass(frozen=True, slots=True)
class SearchParams:
    """When to end: `budget_s` seconds of wall time, or `rounds` of 500 moves a lane. Lanes are threads.

    With `rounds` the same problem, seed and lanes give the same plan; under a time limit what is reached depends on the machine.
    """

    budget_s: float | None = 10.0
    rounds: int | None = None
    lanes: int = 2


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A plan better than those before it: cents, breaches, seconds since the start; `solution()` writes it out if asked at
    once.
    """

    cost_cents: int
    breaches: int
    elapsed_s: float
    solution: Callable[[], Solution]


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan found, the seconds until the first plan without a breach (None: there was none), and moves tried."""

    solution: Solution
    first_feasible_s: float | None
    moves: int
    runtime_s: float


Progress = Callable[["Incumbent"], None]
"""Told of better plans, in the thread that called `solve`, a few times a second at most."""


def solve(
    problem: RecoveryProblem,
    *,
    stop: Callable[[], bool] = lambda: False,
    seed: int = 0,
    params: SearchParams | None = None,
    progress: Progress | None = None,
) -> Result:
    """The best plan found until the budget, the rounds or `stop()` end the search; `stop` is asked several times a second."""
    return _Search(problem, stop, seed, params or SearchParams(), progress).run()


class Lane:
    """One exact plan under way."""

    def __init__(self, problem: RecoveryProblem, layout: Layout, seed: int) -> None:
        self.problem, self.layout = problem, layout
        self.state: State = new_state(problem, layout, seed)
        self.scratch = new_scratch(layout, self.state)
        for tail, rotation in enumerate(one.planned for one in problem.tails):
            self.state.rotation[tail, : len(rotation)] = rotation
            self.state.tail["length"][tail] = len(rotation)
        open_plan(layout, self.state, self.scratch)

    @property
    def cost(self) -> int:
        """Price in cents, breaches included."""
        return int(self.state.counts[COST] + self.state.counts[PASSENGER_COST])

    def anneal(self, moves: int, temperature: float) -> None:
        """So many moves at one temperature in cents."""
        anneal(self.layout, self.state, self.scratch, moves, temperature)

    def keep(self, kept: State) -> None:
        """Copy the plan into `kept`."""
        for mine, theirs in zip(self.state, kept, strict=True):
            theirs[...] = mine

    def adopt(self, kept: State) -> None:
        """Go on from a kept plan, with this lane's own random numbers."""
        random = self.state.random.copy()
        for mine, theirs in zip(self.state, kept, strict=True):
            mine[...] = theirs
        self.state.random[...] = random
        # The marks belong to the other's last move; here no move is in hand.
        for records, marks in ((self.state.leg, ("touched", "changed")), (self.state.group, ("marked",))):
            for mark in marks:
                records[mark] = 0
        for mark in ("marked", "leaves", "lands"):
            self.state.airport[mark] = 0
        self.scratch.sizes[:STAMP] = 0


class _Search:
    def __init__(
        self,
        problem: RecoveryProblem,
        stop: Callable[[], bool],
        seed: int,
        params: SearchParams,
        progress: Progress | None,
    ) -> None:
        self.problem, self.params, self.stop, self.progress = problem, params, stop, progress
        self.started = monotonic()
        layout = lay_out(problem)
        first = Lane(problem, layout, seed * params.lanes)
        self.best, self.best_cost = (
            first.state._replace(**{name: one.copy() for name, one in first.state._asdict().items()}),
            first.cost,
        )
        self.lanes = [first]
        for number in range(1, params.lanes):
            self.lanes.append(Lane(problem, layout, seed * params.lanes + number))
        self.first_feasible_s: float | None = None
        self.note()
        stakes = [group.stranded_cents for group in problem.groups]
        each = sum(stakes) / max(1, len(stakes))
        self.hot, self.cold = max(1.0, _HOT * each), max(1.0, _COLD * each)

    def run(self) -> Result:
        done, exchanges, moves = 0, 0, _ROUND_MOVES
        with ThreadPoolExecutor(len(self.lanes)) as threads:
            while (share := self.share(done)) < 1 and not self.stop():
                began = monotonic()
                temperature = self.hot * (self.cold / self.hot) ** share if share < _QUENCHED else 1.0
                running = [threads.submit(lane.anneal, moves, temperature) for lane in self.lanes]
                for one in running:
                    one.result()
                done += 1
                self.keep_best()
                if share * _EXCHANGES >= exchanges + 1:
                    exchanges += 1
                    self.exchange()
                if self.params.rounds is None:
                    moves = max(20, min(4 * moves, round(moves * _ROUND_S / max(1e-4, monotonic() - began))))
        self.tidy()
        tried = sum(int(lane.state.counts[TRIED]) for lane in self.lanes)
        return Result(self.solution(), self.first_feasible_s, tried, monotonic() - self.started)

    def share(self, done: int) -> float:
        """How much of the search is over, 0 to 1."""
        if self.params.rounds is not None:
            return done / max(1, self.params.rounds)
        return (monotonic() - self.started) / max(1e-9, self.params.budget_s or 0.0)

    def tidy(self) -> None:
        """Take out of the best plan what it gains nothing by."""
        lane = self.lanes[0]
        lane.adopt(self.best)
        tidy(lane.layout, lane.state, lane.scratch)
        lane.keep(self.best)
        self.best_cost = lane.cost

    def keep_best(self) -> None:
        leader = min(self.lanes, key=lambda lane: lane.cost)
        if leader.cost < self.best_cost:
            self.best_cost = leader.cost
            leader.keep(self.best)
            self.note()

    def exchange(self) -> None:
        """Lanes behind go on from the plan of the lane ahead."""
        leader = min(self.lanes, key=lambda lane: lane.cost)
        for lane in self.lanes:
            if lane is not leader:
                lane.adopt(leader.state)

    def note(self) -> None:
        breaches = (self.best_cost + BREACH // 2) // BREACH
        elapsed_s = monotonic() - self.started
        if breaches == 0 and self.first_feasible_s is None:
            self.first_feasible_s = elapsed_s
        if self.progress is not None:
            cents = self.best_cost - breaches * BREACH + self.problem.constant_cents
            self.progress(Incumbent(cents, breaches, elapsed_s, self.solution))

    def solution(self) -> Solution:
        return solution_of(self.problem, self.lanes[0].layout, self.best)


def solution_of(problem: RecoveryProblem, layout: Layout, state: State) -> Solution:
    """The plan in a state, without its workings."""
    leg = state.leg
    extra = tuple(
        ExtraLeg(at, int(leg["origin"][at]), int(leg["destination"][at]), int(leg["block"][at]))
        for at in range(len(problem.legs), layout.legs)
        if leg["tail"][at] != NOBODY
    )
    parts = []
    for group in sorted(state.away[: state.counts[AWAY]].tolist()):
        for number in range(state.group["parts"][group]):
            passengers, length = state.part[group, number].tolist()
            steps = state.step[group, number, :length].tolist()
            parts.append(Part(group, passengers, tuple(leg for leg, _ in steps), tuple(cabin for _, cabin in steps)))
        if stranded := int(state.group["stranded"][group]):
            parts.append(Part(group, stranded, (), ()))
    cost = int(state.counts[COST] + state.counts[PASSENGER_COST])
    breaches = (cost + BREACH // 2) // BREACH
    return Solution(
        etd=tuple(leg["etd"].tolist()),
        tail=tuple(leg["tail"].tolist()),
        extra=extra,
        parts=tuple(parts),
        cost_cents=cost - breaches * BREACH + problem.constant_cents,
        breaches=breaches,
    )
