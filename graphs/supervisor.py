"""The supervisor: who is asked about what, and how their answers are collected without trusting that they come."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from agents.models import ModelBudget, ModelCall, ModelProvider
from agents.prompts import as_data, prompt_in
from agents.specialist import Consultation, Specialist, ToolRun
from domain.disruptions import Disruption, describe, parts_of
from domain.network import NetworkState
from domain.plans import Brief, Check, Degraded, Finding, Review, ScoredPlan
from graphs.deadline import OutOfTime, finish_in_time
from tools.spec import Tool, ToolContext

PROMPT = Path(__file__).parent / "prompts" / "triage.md"
_EVERYBODY = ("slot", "crew", "ground", "network", "revenue", "compliance")

TRIAGE: Mapping[str, tuple[str, ...]] = {
    "airport_closed": _EVERYBODY,
    "airport_capacity_reduced": _EVERYBODY,
    "slot_regulation": _EVERYBODY,
    "weather": _EVERYBODY,
    "flight_delayed": _EVERYBODY,
    "flight_cancelled": _EVERYBODY,
    "flight_diverted": _EVERYBODY,
    "aircraft_unserviceable": _EVERYBODY,
    "crew_unavailable": ("slot", "crew", "network", "revenue", "compliance"),
    "gate_closed": ("slot", "ground", "network", "compliance"),
}
"""Kind of disruption -> who must be asked. Authoritative; a needless question costs seconds, a missing one a bad plan."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked, and who the table asks for but is not there."""

    specialists: tuple[str, ...]
    absent: tuple[str, ...]


def choose(disruption: Disruption, staff: Mapping[str, Specialist]) -> Choice:
    """The table's specialists for every part of the disruption, and those who volunteer for such a kind."""
    kinds = {part.kind for part in parts_of(disruption)}
    wanted = {name for kind in kinds for name in TRIAGE[kind]}
    volunteers = {name for name, specialist in staff.items() if kinds & specialist.volunteers_for}
    return Choice(tuple(sorted((wanted & staff.keys()) | volunteers)), tuple(sorted(wanted - staff.keys())))


async def advise(
    disruption: Disruption,
    choice: Choice,
    staff: Mapping[str, Specialist],
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    budget: ModelBudget | None = None,
) -> tuple[str, ...]:
    """Whom a language model would ask besides; it can add, never remove, and a failing or slow model adds nobody."""
    idle = [specialist for name, specialist in sorted(staff.items()) if name not in choice.specialists]
    if not models.writes_prose or not idle:
        return ()
    tools = [
        {
            "type": "function",
            "function": {
                "name": f"ask_{specialist.name}",
                "description": f"Also ask the {specialist.name} specialist: {specialist.remit}",
                "parameters": {"type": "object", "properties": {}},
            },
        }
        for specialist in idle
    ]
    data = {"disruption": describe(disruption), "already_asked": list(choice.specialists)}
    messages: list[BaseMessage] = [prompt_in(PROMPT).system(), as_data(data)]
    try:
        answer = await models.ask("triage", messages, record=record, tools=tools, budget=budget)
    except Exception:  # recorded by ask(); the table stands without advice
        return ()
    offered = {f"ask_{specialist.name}": specialist.name for specialist in idle}
    return tuple(sorted({offered[call["name"]] for call in answer.tool_calls if call["name"] in offered}))


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a specialist is given to work with, for one case."""

    case_id: str
    state: NetworkState
    now: datetime
    tools: Mapping[str, Tool[Any, Any]]
    seed: int
    stopped: Callable[[], bool]
    progress: Callable[[str, dict[str, Any]], None]
    disruption: Disruption | None = None

    def consultation(self, asked_by: str) -> Consultation:
        """A fresh list of tool runs on this state."""
        context = ToolContext(
            state=self.state,
            now=self.now,
            seed=self.seed,
            user=asked_by,
            stop=self.stopped,
            progress=self.progress,
            disruption=self.disruption,
        )
        return Consultation(asked_by, context, self.tools)

    def brief(self, disruption: Disruption) -> Brief:
        """The question everybody gets."""
        return Brief(
            case_id=self.case_id,
            disruption=disruption,
            version=self.state.version,
            now=self.now,
            question="What is affected in your field, and what must any plan respect?",
        )


async def consult(specialist: Specialist, brief: Brief, workplace: Workplace) -> tuple[Finding | Degraded, list[ToolRun]]:
    """The specialist's answer, or Degraded with the reason it has none; never an error."""
    consultation = workplace.consultation(specialist.name)
    started = time.monotonic()

    def spent() -> float:
        return round(time.monotonic() - started, 3)

    try:
        finding = await finish_in_time(
            lambda: specialist.consult(brief, consultation), limit_s=specialist.consult_limit_s, stopped=workplace.stopped
        )
        answer: Finding | Degraded = Finding.model_validate(finding.model_dump() | {"runtime_s": spent()})
    except (OutOfTime, Exception) as error:
        answer = Degraded(specialist=specialist.name, reason=because(error), runtime_s=spent())
    if answer.specialist != specialist.name:
        answer = Degraded(
            specialist=specialist.name, reason=f"answered in the name of {answer.specialist!r}", runtime_s=answer.runtime_s
        )
    return answer, list(consultation.runs)


async def review(
    specialist: Specialist, brief: Brief, drafts: Sequence[tuple[str, ScoredPlan]], workplace: Workplace
) -> tuple[dict[str, Review | Degraded], list[ToolRun]]:
    """The specialist's verdict on each draft, by plan id; Degraded where it has none."""
    consultation = workplace.consultation(specialist.name)
    verdicts: dict[str, Review | Degraded] = {}
    give_up = time.monotonic() + specialist.review_limit_s
    for plan_id, scored in drafts:
        try:
            verdict = await finish_in_time(
                lambda scored=scored: specialist.review(brief, scored, consultation),  # type: ignore[misc]
                limit_s=max(0.0, give_up - time.monotonic()),
                stopped=workplace.stopped,
            )
            verdicts[plan_id] = Review.model_validate(verdict.model_dump() | {"specialist": specialist.name})
        except (OutOfTime, Exception) as error:
            verdicts[plan_id] = Degraded(specialist=specialist.name, reason=because(error))
        await asyncio.sleep(0)
    return verdicts, list(consultation.runs)


def checks_of(verdict: Review | Degraded) -> tuple[Check, ...]:
    """The checks in a verdict; one that is honest about itself when the specialist gave none."""
    if isinstance(verdict, Review):
        return tuple(check.model_copy(update={"specialist": verdict.specialist}) for check in verdict.checks)
    return (
        Check(
            rule=f"{verdict.specialist}.review",
            verdict="not_checked",
            citation="",
            subject="plan",
            detail=f"The {verdict.specialist} specialist gave no review: {verdict.reason}",
            specialist=verdict.specialist,
        ),
    )


def because(error: BaseException) -> str:
    """One line for people: the message alone where it was written for them, else the kind of error with it."""
    written_for_people = type(error).__name__ in ("ToolFailed", "ToolRetry", "OutOfTime", "UnknownEntity", "CannotAnswer")
    return str(error) if written_for_people else f"{type(error).__name__}: {error}"
