"""From first come, first served to the best answer found in the time given, with a bound that holds for every answer."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tools.gates.alike import NOWHERE, Alike, Option, lower_bound, relaxation, whole_cents
from tools.gates.annealing import Annealing
from tools.gates.check import price
from tools.gates.greedy import Book, first_come_first_served
from tools.gates.model import Choice, Key, Model, Spot, build, choices
from tools.gates.problem import Kind, Part, Placements, Problem, Result, Status, all_parts

_LP_COEFFICIENTS_PER_S = 15_000
"""What the interior point method gets through, measured on the reference machine: a longer relaxation is not begun."""
_WHOLE_COEFFICIENTS = 40_000
"""Up to so many the relaxation by alike stands is solved in whole stands too: half a second where it was measured."""
_SMALL = 3_000
"""Choices of a stand for a part up to which the whole model is solved."""
_EARLIER: tuple[Kind, ...] = ("park", "arrive")
_MIDDLE = 15_000
"""The same where stands are published and there is time for it."""
_MIP_COEFFICIENTS_PER_S = 30_000
"""What that takes, as above."""
_SMALL_WITHOUT_PAIRS = 20_000
"""The same where nothing has a price by pairs: its relaxation then is all but whole already."""


@dataclass(frozen=True, slots=True)
class Params:
    """`budget_s`: when to stop. `runs` of annealing, the first of so many `moves` and each of twice as many as the one before,
    from a temperature of `hot_cents` down to `cold_cents`.
    """

    budget_s: float = 3.0
    runs: int = 4
    moves: int = 60_000
    hot_cents: float = 8_000.0
    cold_cents: float = 200.0


def _go_on() -> bool:
    return False


def solve(problem: Problem, *, stop: Callable[[], bool] = _go_on, seed: int = 0, params: Params | None = None) -> Result:
    """The cheapest assignment found, with a valid lower bound; never worse than first come, first served.

    Deterministic for the same problem and seed unless the clock ends a stage, which `note` then says.
    """
    return _Search(problem, stop, seed, params or Params()).run()


class _Search:
    def __init__(self, problem: Problem, stop: Callable[[], bool], seed: int, params: Params) -> None:
        self.problem, self.stop, self.seed, self.params = problem, stop, seed, params
        self.started = time.monotonic()
        self.parts = all_parts(problem)
        self.offered = choices(problem, self.parts)
        self.best: dict[Key, Spot] = {}
        self.cents = -1
        self.bound = sum(min(choice.cents.values()) for choice in self.offered)
        self.notes: list[str] = []
        terminals = {stand.terminal for stand in problem.stands}
        self.pairs = problem.policy.short_gap_cents > 0 or (bool(problem.connections) and len(terminals) > 1)

    def left_s(self) -> float:
        return self.params.budget_s - (time.monotonic() - self.started)

    @property
    def over(self) -> bool:
        return self.cents <= self.bound or self.left_s() <= 0 or self.stop()

    def run(self) -> Result:
        self.offer(first_come_first_served(self.problem, offered=self.offered))
        if self.problem.turns:
            choices_in_all = sum(len(choice.cents) for choice in self.offered)
            if not self.over:
                self.by_alike_stands()
            if not self.over and choices_in_all <= (_SMALL if self.pairs else _SMALL_WITHOUT_PAIRS):
                self.by_the_whole_model(self.left_s() / 2)
            if not self.over:
                self.by_annealing()
            if not self.over and self.pairs and choices_in_all > _SMALL:
                self.bound_with_pairs()
        status: Status = "optimal" if self.cents <= self.bound else "feasible"
        if status == "feasible" and self.stop():
            status = "stopped"
        elif status == "feasible" and self.left_s() <= 0:
            status = "time_limit"
        return Result(
            status=status,
            placements=self.best,
            components=price(self.problem, self.best),
            objective_cents=self.cents,
            bound_cents=self.bound,
            gap=(self.cents - self.bound) / self.cents if self.cents else 0.0,
            runtime_s=time.monotonic() - self.started,
            seed=self.seed,
            note=", ".join(self.notes),
        )

    def offer(self, placements: Placements) -> bool:
        """Keep the placements when they are cheaper than the best so far."""
        cents = sum(price(self.problem, placements).values())
        if self.best and cents >= self.cents:
            return False
        self.best, self.cents = dict(placements), cents
        return True

    def by_alike_stands(self) -> None:
        """Solve the relaxation without prices of pairs, and place its answer on stands."""
        model = relaxation(self.problem, self.offered, pairs=False)
        bound, values = lower_bound(model.rows, 0.6 * self.left_s())
        if values is None:
            self.notes.append("the clock ended the relaxation by alike stands")
            return
        self.bound = max(self.bound, bound)
        if model.rows.size[2] <= _WHOLE_COEFFICIENTS:
            whole, better, proven = model.rows.minimise(0.5 * self.left_s())
            values = values if whole is None else whole
            self.bound = max(self.bound, whole_cents(better) if proven else 0)
        self.offer(_placed(self.problem, self.offered, model, model.options(values)))

    def by_annealing(self) -> None:
        """Move aircraft about with every price known; each run starts from the best so far."""
        search = Annealing(self.problem, self.offered, self.best, self.seed)
        made = 0
        for run in range(self.params.runs):
            if self.over:
                break
            made += search.run(self.params.moves << run, self.params.hot_cents, self.params.cold_cents, self._halted)
            self.offer(search.placements())
        self.notes.append(f"{made:,} moves")

    def _halted(self) -> bool:
        return self.left_s() <= 0 or self.stop()

    def bound_with_pairs(self) -> None:
        """Bound with transfers and short gaps too, if there is time.

        Published stands tie the aircraft to one of many alike: then only the whole model says what short gaps cost.
        """
        published = any(turn.published_arrival or turn.published_departure for turn in self.problem.turns)
        if published and sum(len(choice.cents) for choice in self.offered) <= _MIDDLE:
            model = build(self.problem, self.parts)
            if model.rows.size[2] / _MIP_COEFFICIENTS_PER_S < self.left_s():
                self.solved(model, self.left_s())
                return
        paired = relaxation(self.problem, self.offered, pairs=True)
        if paired.rows.size[2] / _LP_COEFFICIENTS_PER_S < self.left_s():
            bound, values = lower_bound(paired.rows, self.left_s())
            if values is None:
                self.notes.append("the clock ended the bound with gaps and transfers")
            self.bound = max(self.bound, bound)
        else:
            self.notes.append("the bound leaves gaps and transfers out")

    def by_the_whole_model(self, time_limit_s: float) -> None:
        """Small problems are solved to the end, if they can be in the time."""
        self.solved(build(self.problem, self.parts), time_limit_s)

    def solved(self, model: Model, time_limit_s: float) -> None:
        """Take what the whole model gives in the time."""
        values, bound, proven = model.rows.minimise(time_limit_s)
        if not proven:
            self.notes.append("the clock ended the whole model")
        if values is not None:
            self.offer(model.placements(values))
        self.bound = max(self.bound, self.cents if proven else whole_cents(bound) if bound > 0 else 0)


def _placed(problem: Problem, offered: Sequence[Choice], model: Alike, options: dict[Key, Option]) -> Placements:
    """Stands for the relaxation's answer: those by name first, then in order of arrival the alike stand left longest ago."""
    book = Book(problem)
    placements: dict[Key, Spot] = {}
    by_name = [one for one in offered if options[one.part.key][1] is not None]
    # Those without a stand in the relaxation come last: whatever they found before would be missing where it is counted on.
    waiting = sorted(
        (one for one in offered if options[one.part.key][1] is None),
        key=lambda one: (options[one.part.key] == NOWHERE, one.part.start, one.part.key),
    )
    by_turn: dict[str, list[Part]] = {}
    for choice in offered:
        by_turn.setdefault(choice.part.turn.turn_id, []).append(choice.part)
    for choice in by_name:
        name = options[choice.part.key][1]
        if name is not None and book.free(choice.part, name):
            book.take(choice.part, name)
            placements[choice.part.key] = name
    for choice in [*waiting, *(one for one in by_name if one.part.key not in placements)]:
        group, _ = options[choice.part.key]
        alike = model.groups[group] if group >= 0 else []
        turn = choice.part.turn
        same = [spot for kind in _EARLIER if (spot := placements.get((turn.turn_id, kind)))]
        later = [one for one in by_turn[turn.turn_id] if one.start > choice.part.start and options[one.key][0] == group]
        spot = next(_ways(choice, same, later, alike, book), None)
        if group < 0 and choice.cents[None] <= problem.policy.parked_off_stand_cents:
            spot = None
        if spot is not None:
            book.take(choice.part, spot)
        placements[choice.part.key] = spot
    return placements


def _ways(choice: Choice, same: list[str], later: list[Part], alike: list[str], book: Book) -> Iterator[str]:
    """Free stands for a part, the best first: where it is already, those alike (if it can stay there), then any by price."""
    begins = choice.part.start
    here = sorted(alike, key=lambda name: (sum(not book.free(one, name) for one in later), book.left_at(name, begins), name))
    others = sorted((one for one in choice.cents if one is not None), key=lambda name: (choice.cents[name], name))
    for name in [*(one for one in same if one in alike), *here, *others]:
        if name in choice.cents and book.free(choice.part, name):
            yield name
