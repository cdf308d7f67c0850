"""One instance solved within a time limit: read, translated, searched, judged by the independent checker and written."""

import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import FrameType

from evals.roadef.adapter import Translated, official, translate
from evals.roadef.feasibility import Violation, violations
from evals.roadef.instance import Instance, read_instance
from evals.roadef.objective import Cost, cost
from evals.roadef.solution import write_solution
from tools.recovery.solver.problem import Solution as Plan
from tools.recovery.solver.search import Incumbent, Result, SearchParams, solve

OUTSIDE_S = 0.8
"""Of the time limit, for what the command cannot time itself: the interpreter's start and end, 0.3 to 0.4 s when measured."""
SAVE_EVERY_S = 30.0
SAVING_SHARE = 0.05
"""Most of the time that goes into saving better plans on the way."""
SAVES_WORTH = 5
"""A better plan is not saved on the way when the search has less than so many times the saving left."""
SAVING_SPREAD = 1.5
"""How much longer the last saving may take than the one before."""
SILENT_S = 10.0
"""Longest time without a line of progress."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to solve, where to write it, and when to end: after `time_s` seconds of wall time or, when given, after `rounds`."""

    instance_dir: Path
    out: Path
    time_s: float = 600.0
    seed: int = 0
    threads: int = 2
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """What was written and how it was found; `seconds` by phase, first feasible plan from the start of the command.

    `solver_total` is what the last plan cost in the search, in euros and with its prices for what is only avoided; `breaches` how
    many orders that plan does not keep; `ended` what ended the search.
    """

    found: list[Violation]
    price: Cost
    solver_total: float
    breaches: int
    first_feasible_s: float | None
    moves: int
    seconds: dict[str, float]
    peak_memory_mb: int
    ended: str

    @property
    def feasible(self) -> bool:
        """Whether the judge has nothing against it."""
        return _feasible(self.found)


def solve_instance(order: Order, tell: Tell, started: float | None = None) -> Solved:
    """Solve and write; `started` is the moment of `time.monotonic()` from which the limit counts.

    SIGINT and SIGTERM end the search and what is best by then is written. The first plan and now and then a better one are saved
    on the way, so that a killed process leaves one. InstanceFault when the instance cannot be read, OSError when the folder
    cannot be written to.
    """
    with _signals() as interrupted:
        return _Run(order, tell, interrupted, monotonic() if started is None else started).run()


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Set once SIGINT or SIGTERM came, which then do nothing else; in the main thread alone, as only there they can be caught."""
    came = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        came.set()

    caught = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, note) for number in caught}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class _Run:
    order: Order
    tell: Tell
    interrupted: threading.Event
    started: float
    seconds: dict[str, float] = field(default_factory=dict)
    best: Incumbent | None = None
    first_feasible_s: float | None = None
    saved: tuple[list[Violation], Cost, int] | None = None
    """The verdict on what is written, and what the solver thinks it costs in cents."""
    saving_s: float = 0.0
    save_next: float = 0.0
    told_at: float = 0.0
    told: Incumbent | None = None
    instance: Instance = field(init=False)
    translated: Translated = field(init=False)

    def run(self) -> Solved:
        order = self.order
        order.out.mkdir(parents=True, exist_ok=True)
        with self.phase("read"):
            self.instance = read_instance(order.instance_dir)
        with self.phase("translate"):
            self.translated = translate(self.instance)
        with self.phase("compile"):
            import tools.recovery.solver.warm  # noqa: F401
        self.tell(f"kernels ready after {self.seconds['compile']:.1f} s, {self.elapsed_s:.1f} s since the start")
        # Judging and writing read and say as much as reading and translating, until they have been measured.
        self.saving_s = self.seconds["read"] + self.seconds["translate"]
        result = self.searched()
        with self.phase("finish"):
            solved = self.finish(result)
        self.seconds["total"] = round(self.elapsed_s, 3)
        if order.rounds is None and self.elapsed_s + OUTSIDE_S > order.time_s + 0.5:
            self.tell(
                f"took {self.elapsed_s + OUTSIDE_S:.1f} s, longer than the {order.time_s:g} s asked for: no plan was there sooner"
            )
        return solved

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = monotonic()
        yield
        self.seconds[name] = round(monotonic() - began, 3)

    @property
    def elapsed_s(self) -> float:
        return monotonic() - self.started

    @property
    def left_s(self) -> float:
        """Until the search must end, so that the plan is judged and written in time; without end when rounds are asked for."""
        if self.order.rounds is not None:
            return float("inf")
        return self.order.time_s - OUTSIDE_S - SAVING_SPREAD * self.saving_s - self.elapsed_s

    def searched(self) -> Result:
        order, began = self.order, monotonic()
        params = SearchParams(
            budget_s=None if order.rounds is not None else max(0.0, self.left_s), rounds=order.rounds, lanes=order.threads
        )
        result = solve(self.translated.problem, stop=self.stop, seed=order.seed, params=params, progress=self.better)
        self.seconds["search"] = round(monotonic() - began - self.seconds["open"], 3)
        return result

    def better(self, found: Incumbent) -> None:
        """Told by the search of every better plan, and of the one it opens with."""
        self.best = found
        self.seconds.setdefault("open", round(found.elapsed_s, 3))
        if found.breaches == 0 and self.first_feasible_s is None:
            self.first_feasible_s = self.elapsed_s

    def stop(self) -> bool:
        """Asked by the search between two rounds: the moment to report and to save."""
        if self.best is not None:
            self.report(self.best)
            if not self.ended and monotonic() >= self.save_next and self.left_s > SAVES_WORTH * self.saving_s:
                self.save(self.best)
        return self.ended

    @property
    def ended(self) -> bool:
        return self.interrupted.is_set() or self.left_s <= 0

    def report(self, best: Incumbent) -> None:
        since = monotonic() - self.told_at
        if since >= SILENT_S or (since >= 1 and best is not self.told):
            self.told_at, self.told = monotonic(), best
            breaches = f", {best.breaches} orders not yet kept" if best.breaches else ""
            self.tell(f"{self.elapsed_s:7.1f} s {best.cost_cents / 100:18,.2f} EUR{breaches}")

    def save(self, best: Incumbent) -> None:
        """Write the best plan, unless it is written already or breaks a rule."""
        if best.breaches == 0 and (self.saved is None or best.cost_cents < self.saved[2]):
            began = monotonic()
            self.judged(best.solution())
            self.saving_s = monotonic() - began
        self.save_next = monotonic() + max(SAVE_EVERY_S, self.saving_s / SAVING_SHARE)

    def judged(self, plan: Plan) -> tuple[list[Violation], Cost]:
        """The verdict on a plan, which is written if it is feasible."""
        solution = official(self.instance, self.translated, plan)
        found, price = violations(self.instance, solution), cost(self.instance, solution)
        if _feasible(found):
            write_solution(self.instance, solution, self.order.out)
            self.saved = found, price, plan.cost_cents
        return found, price

    def finish(self, result: Result) -> Solved:
        order, plan = self.order, result.solution
        ended = "signal" if self.interrupted.is_set() else "time" if order.rounds is None else "rounds"
        found, price = self.judged(plan)
        if not _feasible(found):
            if self.saved is None:
                write_solution(self.instance, official(self.instance, self.translated, plan), order.out)
            else:
                kinds = ", ".join(sorted({one.kind for one in found if not one.advisory}))
                self.tell(f"The best plan breaks rules ({kinds}), an error of the solver; the last feasible plan stays.")
                found, price, _ = self.saved
        return Solved(
            found=found,
            price=price,
            solver_total=plan.cost_cents / 100,
            breaches=plan.breaches,
            first_feasible_s=self.first_feasible_s,
            moves=result.moves,
            seconds=self.seconds,
            peak_memory_mb=peak_memory_mb(),
            ended=ended,
        )


def _feasible(found: list[Violation]) -> bool:
    return all(one.advisory for one in found)


def peak_memory_mb() -> int:
    """The most memory this process has had, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))
