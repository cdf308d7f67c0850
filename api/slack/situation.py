"""A case as a message shows it: its options at one moment, and what a plan changes, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.network import NetworkState
from graphs.deciding import Level, best_of, decide_by, level_of
from graphs.operations_in_words import ABOUT_PASSENGERS, in_words, passengers_in_words
from graphs.views import CaseView, PlanView


@dataclass(frozen=True, slots=True)
class Situation:
    """A case with its options at one moment. `decide_by`: when the first flight that `best` changes is due to leave."""

    case: CaseView
    plans: tuple[PlanView, ...]
    now: datetime
    version: int
    level: Level
    best: PlanView | None
    decide_by: datetime | None
    owner: str = ""

    @property
    def nothing(self) -> PlanView | None:
        """The option of doing nothing."""
        return next((plan for plan in self.plans if plan.kind == "do_nothing"), None)


def situation_of(case: CaseView, plans: Sequence[PlanView], state: NetworkState, now: datetime, *, owner: str = "") -> Situation:
    """The case as it stands on this state of the network."""
    best = best_of(plans)
    return Situation(
        case=case,
        plans=tuple(plans),
        now=now,
        version=state.version,
        level=level_of(case, plans),
        best=best,
        decide_by=decide_by(best, state) if best is not None else None,
        owner=owner,
    )


def changes(plan: PlanView, *, most: int) -> tuple[str, ...]:
    """What the plan does, a line each, at most `most` lines; names no booking and no passenger."""
    network = [in_words(one) for one in plan.operations if not isinstance(one, ABOUT_PASSENGERS)]
    people = passengers_in_words([one for one in plan.operations if isinstance(one, ABOUT_PASSENGERS)], plan.cost.total.currency)
    lines = [*network, *(line for line in people if not line.startswith("  "))]
    if len(lines) <= most:
        return tuple(lines)
    rest = len(lines) - most + 1
    return (*lines[: most - 1], f"and {rest} more")
