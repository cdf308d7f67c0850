"""Searches in processes of their own, with a hard limit: better plans stream back over a pipe, and what hangs is killed.

Processes come from a fork server that has the solver loaded already, two at a time (one per core of the reference machine).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from tools.recovery.bound import lower_bounds
from tools.recovery.pricing import Steering
from tools.recovery.problem import RecoveryProblem
from tools.recovery.solver.problem import Solution
from tools.recovery.solver.search import Incumbent, SearchParams, solve
from tools.recovery.translation import translate

_GRACE_S = 0.3
"""How long a search may overrun before it is killed; its plans have been reported as it found them. A bound gets none."""
_POLL_S = 0.05
_PRELOAD = ["scipy.optimize", "scipy.sparse", "tools.recovery.worker", "tools.recovery.solver.warm"]


@dataclass(frozen=True, slots=True)
class Errand:
    """A search to run until `until_s` seconds after the race starts, or with `steering` None a lower bound to prove.

    Errands of one `lane` run one after another.
    """

    name: str
    steering: Steering | None
    lane: int
    until_s: float


@dataclass(frozen=True, slots=True)
class Report:
    """News from an errand: a plan, or a bound in cents; the last is `finished`, with the moves tried, perhaps `killed`."""

    name: str
    solution: Solution | None = None
    moves: int = 0
    bound: int | None = None
    finished: bool = False
    killed: bool = False


def race(
    problem: RecoveryProblem,
    errands: Sequence[Errand],
    *,
    seed: int,
    stop: Callable[[], bool],
    rounds: int | None = None,
    hear: Callable[[Report], None],
) -> None:
    """Run the errands, lanes side by side; returns when all are done, killed soon after their limit, or stopped.

    `hear` is called in this thread for every better plan. With `rounds`, every search ends after so many rounds of moves and the
    limits are only a safety net.
    """
    started = monotonic()
    lanes: dict[int, list[Errand]] = {}
    for errand in errands:
        lanes.setdefault(errand.lane, []).append(errand)
    context = _context()
    running: dict[int, _Running] = {}
    try:
        while lanes or running:
            for lane in sorted(set(lanes) - set(running)):
                errand = lanes[lane].pop(0)
                if not lanes[lane]:
                    del lanes[lane]
                running[lane] = _Running(context, problem, errand, seed, rounds, started)
            wait([one.pipe for one in running.values()], timeout=_POLL_S)
            halted = stop()
            for lane, one in list(running.items()):
                if one.listen(hear) or halted or one.overdue():
                    one.end(hear, killed=halted or one.overdue())
                    del running[lane]
            if halted:
                return
    finally:
        for one in running.values():
            one.end(hear, killed=True)


def warm_up() -> None:
    """Start the fork server and load the solver in it, so that the first search need not wait for that."""
    process = _context().Process(target=_nothing, daemon=True)
    process.start()
    process.join()


def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context


def _nothing() -> None:
    """A process that only proves the fork server is up."""


class _Running:
    """One search under way, as its parent sees it."""

    def __init__(
        self,
        context: ForkServerContext,
        problem: RecoveryProblem,
        errand: Errand,
        seed: int,
        rounds: int | None,
        started: float,
    ) -> None:
        self.errand = errand
        self.limit = started + errand.until_s
        self.pipe, theirs = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(
            target=_run, args=(theirs, problem, errand, seed, rounds, self.limit), daemon=True
        )
        self.process.start()
        theirs.close()

    def listen(self, hear: Callable[[Report], None]) -> bool:
        """Pass on what has arrived; whether the search has ended."""
        try:
            while self.pipe.poll():
                report = self.pipe.recv()
                hear(report)
                if report.finished:
                    return True
        except (EOFError, OSError):
            return True
        return False

    def overdue(self) -> bool:
        return monotonic() > self.limit + (_GRACE_S if self.errand.steering is not None else 0.0)

    def end(self, hear: Callable[[Report], None], *, killed: bool) -> None:
        if killed:
            self.process.kill()
            hear(Report(self.errand.name, finished=True, killed=True))
        self.process.join()
        self.pipe.close()


def _run(
    pipe: "Connection[Any, Any]", problem: RecoveryProblem, errand: Errand, seed: int, rounds: int | None, limit: float
) -> None:
    # The monotonic clock is the machine's, so the parent's limit holds here; what starting took is off the budget.
    budget_s = max(0.0, limit - monotonic())
    if errand.steering is None:
        for bound in lower_bounds(problem, time_limit_s=max(0.1, budget_s - 0.2)):
            pipe.send(Report(errand.name, bound=bound))
            if rounds is not None:
                break  # The first answer is the same every time; what follows depends on the machine.
        pipe.send(Report(errand.name, finished=True))
        return

    def tell(better: Incumbent) -> None:
        pipe.send(Report(errand.name, better.solution()))

    params = SearchParams(budget_s=None if rounds is not None else budget_s, rounds=rounds, lanes=1)
    result = solve(translate(problem, errand.steering), seed=seed, params=params, progress=tell)
    pipe.send(Report(errand.name, result.solution, result.moves, finished=True))
