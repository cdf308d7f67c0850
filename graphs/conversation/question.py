"""What a kind of question is: its type, how words are read as it, how it is answered, and examples that are also tests."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from agents.specialist import Consultation
from domain.network import NetworkState
from domain.units import Frozen
from graphs.conversation import questions
from graphs.conversation.reply import Reply
from graphs.intake.mentions import Mentions
from graphs.views import CaseView, PlanView

Asked = TypeVar("Asked", bound=BaseModel)


class Cases(Protocol):
    """The casebook as conversation reads it; the case desk is behind it."""

    def cases(self) -> tuple[CaseView, ...]:
        """Every case, oldest first."""
        ...

    def case_view(self, case_id: str) -> CaseView:
        """The case; UnknownEntity when there is none."""
        ...

    def owner_of(self, case_id: str) -> str:
        """Who has taken it, empty when nobody has."""
        ...

    def plans(self, case_id: str) -> tuple[PlanView, ...]:
        """Its options in rank order."""
        ...

    def plan(self, plan_id: str) -> PlanView:
        """A plan at its newest revision; UnknownEntity when there is none."""
        ...


class Focus(Frozen):
    """What the person is looking at, and what the last turns were about: it fills in "it", "that flight", "option 2"."""

    case_id: str = ""
    plan_id: str = ""
    flight_id: str = ""
    airport: str = ""
    crew_id: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What an answer is worked out from: the words, the network at one version, the casebook, and tools with a list of runs."""

    words: str
    mentions: Mentions
    focus: Focus
    state: NetworkState
    now: datetime
    cases: Cases
    consultation: Consultation

    def on(self, state: NetworkState) -> "Inquiry":
        """The same inquiry on a fork of the network: tools see the fork, nobody else does."""
        at_work = self.consultation
        fork = Consultation(at_work.asked_by, replace(at_work.context, state=state), at_work.tools, at_work.runs)
        return replace(self, state=state, consultation=fork)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Asked]):
    """One way to understand the words. `weight`: how much of them it accounts for; the heaviest reading is taken."""

    asked: Asked
    weight: float


@dataclass(frozen=True, slots=True)
class Question(Generic[Asked]):
    """A kind of question.

    `asked`: the typed question, a frozen pydantic model whose docstring says in one sentence what is asked (models read it).
    `read`: the question in these words, or None; it sees what the words name and what the person is looking at.
    `answer`: the reply; it may raise ToolRetry, ToolFailed or UnknownEntity with a sentence for people.
    `examples`: words that mean it on the embedded scenario; the help offers them and a test reads each.
    """

    name: str
    asked: type[Asked]
    read: Callable[[Mentions, Focus], Reading[Asked] | None]
    answer: Callable[[Inquiry, Asked], Reply]
    examples: tuple[str, ...]


@cache
def all_questions() -> dict[str, Question[Any]]:
    """Every question declared in a module of `questions/`, by name; ValueError when two share a name."""
    found: dict[str, Question[Any]] = {}
    for module in pkgutil.iter_modules(questions.__path__):
        declared = vars(importlib.import_module(f"{questions.__name__}.{module.name}"))
        for question in (one for one in declared.values() if isinstance(one, Question)):
            if found.setdefault(question.name, question) is not question:
                raise ValueError(f"two questions are named {question.name!r}; rename the one in {module.name!r}")
    return found
