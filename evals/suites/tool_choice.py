"""Suite `tool-choice`: is a question in a controller's words read as the typed question it is?"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import comb
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from agents.models import ModelCall, ModelProvider
from agents.specialist import Consultation
from domain.apply import fold
from domain.network import NetworkState, UnknownEntity
from domain.units import Frozen
from evals.suite import Progress, Suite
from graphs.conversation import by_model
from graphs.conversation.choosing import Choice, choose
from graphs.conversation.question import Focus, Inquiry, all_questions
from graphs.intake.mentions import mentions_in
from graphs.views import CaseView, PlanView
from tools.spec import ToolContext, all_tools
from twin.scenarios import DEFAULT_SCENARIO, load_scenario

CASES = Path(__file__).parents[1] / "language" / "tool_choice.yaml"
_FREE_TEXT = ("query", "text", "change")
"""Arguments that are words, or made from them by a grammar with a suite of its own."""
_HOURS_IN = 12


class Case(Frozen):
    """Words, what is in focus, and the question they are; `none` where they are none."""

    name: str
    words: str
    question: str
    asked: dict[str, Any] = Field(default_factory=dict)
    focus: Focus = Focus()


class NoCases:
    """A casebook without a case: which question words are does not depend on one."""

    def cases(self) -> tuple[CaseView, ...]:
        """None."""
        return ()

    def case_view(self, case_id: str) -> CaseView:
        """None."""
        raise UnknownEntity(f"Case {case_id!r} is not in the casebook.")

    def owner_of(self, case_id: str) -> str:
        """Nobody."""
        return ""

    def plans(self, case_id: str) -> tuple[PlanView, ...]:
        """None."""
        return ()

    def plan(self, plan_id: str) -> PlanView:
        """None."""
        raise UnknownEntity(f"Plan {plan_id!r} is not in the casebook.")


def run(progress: Progress) -> dict[str, Any]:
    """Every case by the grammar alone; `failures` are nonsense that was taken for a question."""
    state, now = _network()

    def by_rule(case: Case) -> Choice | None:
        found = choose(mentions_in(case.words, state, now), case.focus)
        return found if isinstance(found, Choice) else None

    results = [(case, [by_rule(case)]) for case in _cases()]
    return {"judged": "grammar", **_figures(results, 1)}


def of_model(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    """Every case by a live model alone, each asked `repeats` times; pass^k is the share that is right k times out of k."""
    state, now = _network()
    calls: list[ModelCall] = []
    results: list[tuple[Case, list[Choice | None]]] = []
    for case in _cases():
        progress(case.name)
        answers = [asyncio.run(_by_model(case, state, now, models, calls.append)) for _ in range(repeats)]
        results.append((case, answers))
    outcomes = Counter(call.outcome for call in calls)
    tokens = {"tokens_in": sum(call.tokens_in for call in calls), "tokens_out": sum(call.tokens_out for call in calls)}
    return {"judged": models.model, **_figures(results, repeats), "calls": dict(outcomes), **tokens}


async def _by_model(
    case: Case, state: NetworkState, now: datetime, models: ModelProvider, record: Callable[[ModelCall], None]
) -> Choice | None:
    mentions = mentions_in(case.words, state, now)
    consultation = Consultation("evaluation", ToolContext(state=state, now=now), all_tools())
    inquiry = Inquiry(case.words, mentions, case.focus, state, now, NoCases(), consultation)
    found = await by_model.choose(
        inquiry,
        questions=all_questions(),
        earlier=(),
        models=models,
        record=record,
        refuse=lambda why: None,
        budget=models.budget(calls=by_model.MOST_CALLS),
        stopped=lambda: False,
    )
    return found if isinstance(found, Choice) else None


def _cases() -> list[Case]:
    return [Case.model_validate(one) for one in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]]


def _network() -> tuple[NetworkState, datetime]:
    scenario = load_scenario(DEFAULT_SCENARIO)
    now = scenario.start_at + timedelta(hours=_HOURS_IN)
    return fold(NetworkState(), (*scenario.opening, *(one for one in scenario.recording if one.at <= now))), now


def right_kind(case: Case, taken: Choice | None) -> bool:
    """Whether the words were taken as the question they are."""
    return (taken.question.name if taken else "none") == case.question


def exact(case: Case, taken: Choice | None) -> bool:
    """Whether the question and every argument are right."""
    if not right_kind(case, taken) or taken is None:
        return right_kind(case, taken)
    wanted = case.asked
    found = taken.asked.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in found.items() if name not in _FREE_TEXT} == wanted


def _figures(results: Sequence[tuple[Case, Sequence[Choice | None]]], repeats: int) -> dict[str, Any]:
    hits = {case.name: sum(exact(case, one) for one in every) for case, every in results}
    answers = [(case, one) for case, every in results for one in every]
    by_question: dict[str, list[int]] = {}
    for case, _ in results:
        by_question.setdefault(case.question, []).append(hits[case.name])
    wrong = [_taken(case, every) for case, every in results if hits[case.name] < repeats]
    return {
        "cases": len(results),
        "repeats": repeats,
        "kind_right_pct": _percent(sum(right_kind(case, one) for case, one in answers), len(answers)),
        "exact_pct": _percent(sum(hits.values()), len(answers)),
        "pass_hat_k_pct": {
            str(k): _percent(sum(comb(one, k) / comb(repeats, k) for one in hits.values()), len(results))
            for k in range(1, repeats + 1)
        },
        "by_question_pct": {name: _percent(sum(every), repeats * len(every)) for name, every in sorted(by_question.items())},
        "wrong": wrong,
        "failures": [one["name"] for one in wrong if one["name"].startswith("none-")],
    }


def _taken(case: Case, answers: Sequence[Choice | None]) -> dict[str, Any]:
    """What a case was first taken as where that was wrong."""
    first = next(one for one in answers if not exact(case, one))
    return {
        "name": case.name,
        "words": case.words,
        "taken_as": first.question.name if first else "none",
        "asked": first.asked.model_dump(mode="json", exclude_defaults=True) if first else {},
    }


def _percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def table(figures: dict[str, Any]) -> str:
    """Rates, and every case that was read otherwise."""
    lines = [
        f"judged: {figures['judged']}; {figures['cases']} questions, {figures['repeats']} time(s) each",
        f"right kind of question      {figures['kind_right_pct']:5.1f} %",
        f"and every argument right    {figures['exact_pct']:5.1f} %",
    ]
    if figures["repeats"] > 1:
        lines += [f"pass^{k}                      {share:5.1f} %" for k, share in figures["pass_hat_k_pct"].items()]
    lines += [f"  {one['name']:<22} {one['words']!r} taken as {one['taken_as']} {one['asked'] or ''}" for one in figures["wrong"]]
    return "\n".join(lines)


SUITE = Suite(
    name="tool-choice",
    description="Questions in a controller's words: is each read as the typed question it is, with every argument?",
    run=run,
    table=table,
    of_model=of_model,
)
