"""A language model where the rules are not sure: it may choose the question, and word an answer from its facts; never more."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import ToolCall
from pydantic import BaseModel, ValidationError

from agents.further_calls import facts_of, offer
from agents.grounding import FactBook, FactSheet
from agents.models import ModelBudget, ModelCall, ModelProvider
from agents.prompts import as_data, prompt_in
from domain.network import NetworkState
from domain.plans import Fact
from graphs.conversation.choosing import Choice, readings
from graphs.conversation.question import Focus, Inquiry, Question
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import ROWS_SHOWN
from graphs.deadline import OutOfTime, finish_in_time
from graphs.intake.mentions import Mentions
from tools.spec import ToolFailed, ToolRetry

MOST_CALLS = 4
"""How often a model is asked before the rules' own reading is taken."""
LOOKUPS = ("airport_load", "crew_lateness", "gate_load", "knowledge_search", "station_limits", "trip_fuel")
"""Tools that a model may ask itself where no question fits: they only read, and answer within a second."""
_LOOKUP_S = 10.0
_EARLIER_TURNS = 4

_PROMPT = Path(__file__).parents[1] / "prompts" / "converse.md"


async def choose(
    inquiry: Inquiry,
    *,
    questions: Mapping[str, Question[Any]],
    earlier: Sequence[tuple[str, str]],
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    refuse: Callable[[str], None],
    budget: ModelBudget,
    stopped: Callable[[], bool],
) -> Choice | Reply | None:
    """The question that a model chose, or what tools told it, every entity and figure it asked with having been said.

    None when it chose nothing. `earlier`: words and kind of question of the turns before. `refuse` hears every call that is
    not accepted, and why; the model hears it too and may try again, MOST_CALLS times in all. An error of the model ends it.
    """
    task = {
        "words": inquiry.words,
        "named": _named(inquiry.mentions),
        "focus": inquiry.focus.model_dump(),
        "earlier": [{"words": words, "question": question} for words, question in earlier[-_EARLIER_TURNS:]],
        "rules_read_it_as": [one.name for one, _ in readings(inquiry.mentions, inquiry.focus, questions)[:3]],
    }
    messages: list[BaseMessage] = [prompt_in(_PROMPT).system(), as_data(task)]
    choosing = _Choosing(inquiry, questions, refuse, stopped)
    for _ in range(MOST_CALLS):
        if stopped():
            break
        try:
            answer = await models.ask("converse", messages, record=record, tools=choosing.offered, budget=budget)
        except Exception as error:  # recorded by ask(); the rules' reading is there
            refuse(f"the language model gave no answer: {type(error).__name__}")
            break
        if not answer.tool_calls:
            break
        messages.append(answer)
        for call in answer.tool_calls:
            outcome = await choosing.take(call)
            if isinstance(outcome, Choice):
                return outcome
            messages.append(ToolMessage(content=outcome, tool_call_id=call["id"] or "", name=call["name"]))
    return choosing.told()


@dataclass(slots=True)
class _Choosing:
    """What a model has asked for so far, and what tools told it."""

    inquiry: Inquiry
    questions: Mapping[str, Question[Any]]
    refuse: Callable[[str], None]
    stopped: Callable[[], bool]
    tried: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def offered(self) -> list[dict[str, Any]]:
        """Every question, and the tools that may be asked, in OpenAI's schema."""
        tools = self.inquiry.consultation.tools
        return [
            *(_as_tool(one) for _, one in sorted(self.questions.items())),
            *(offer(tools[name]) for name in LOOKUPS if name in tools and name not in self.questions),
        ]

    async def take(self, call: ToolCall) -> Choice | str:
        """The choice that a call stands for, a tool's answer as data, or why the call is refused."""
        name, arguments = call["name"], call["args"]
        same = json.dumps([name, arguments], sort_keys=True, default=str)
        known = name in self.questions or name in LOOKUPS
        unsaid = not_said(arguments, self.inquiry.mentions, self.inquiry.focus, self.inquiry.state)
        if not known:
            outcome: Choice | str = "there is no such question; choose one of those offered"
        elif same in self.tried:
            outcome = "this was asked already; choose another question or other arguments"
        elif unsaid:
            outcome = "nobody said " + ", ".join(repr(one) for one in unsaid) + "; leave it out"
        elif name in self.questions:
            outcome = _chosen(self.questions[name], arguments)
        else:
            self.tried.add(same)
            return await self._look_up(name, arguments)
        self.tried.add(same)
        if isinstance(outcome, str):
            self.refuse(f"{name}: {outcome}")
        return outcome

    async def _look_up(self, name: str, arguments: dict[str, Any]) -> str:
        consultation = self.inquiry.consultation
        try:
            answer = await finish_in_time(
                lambda: consultation.call(name, arguments), limit_s=_LOOKUP_S, stopped=self.stopped, grace_s=1.0
            )
        except (ToolRetry, ToolFailed, OutOfTime) as error:
            faults = [f"{place}: {text}" for place, text in error.faults] if isinstance(error, ToolRetry) else []
            self.refuse(f"{name}: {error}")
            return json.dumps({"data": {"refused": str(error), "faults": faults}})
        self.asked.append(name)
        output = answer.model_dump(mode="json")
        found = facts_of(f"found{len(self.asked)}", name, output, self.inquiry.state.currency)
        self.facts += found
        return json.dumps({"data": {fact.fact_id: _value(fact) for fact in found}})

    def told(self) -> Reply | None:
        """What the tools told, in a template; None when none was asked."""
        if not self.facts:
            return None
        book = FactBook()
        rows = tuple((book.put(fact.fact_id, f"{_value(fact)} ({fact.text})", tool=fact.tool),) for fact in self.facts)
        names = ", ".join(book.put(f"asked.{name}", name, tool=name) for name in dict.fromkeys(self.asked))
        return Reply(
            understood="What the tools say that the language model chose",
            paragraphs=(f"Asked: {names}. The table has what they found first.",),
            facts=dict(book.sheet().shown),
            cards=(Table(title="Found", columns=("value",), rows=rows[:ROWS_SHOWN]),),
        )


def _value(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}".strip()


def _chosen(question: Question[Any], arguments: Mapping[str, Any]) -> Choice | str:
    try:
        return Choice(question, question.asked.model_validate(arguments), 0.0, by="model")
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())


def _as_tool(question: Question[Any]) -> dict[str, Any]:
    """A question as a function in OpenAI's schema: its type's docstring says what it asks."""
    schema = question.asked.model_json_schema()
    schema.pop("title", None)
    said = (question.asked.__doc__ or "").strip() + " For example: " + " / ".join(question.examples[:3])
    parameters = {"type": "object", **{key: value for key, value in schema.items() if key != "description"}}
    return {"type": "function", "function": {"name": question.name, "description": said, "parameters": parameters}}


def not_said(arguments: Any, mentions: Mentions, focus: Focus, state: NetworkState) -> tuple[str, ...]:
    """Every entity, moment and figure among the arguments that neither the words nor the focus hold, in order.

    Words without a digit that name nothing of the network pass: they are aspects and search words.
    """
    entities = {
        *map(str, mentions.flights),
        *map(str, mentions.airports),
        *map(str, mentions.tails),
        *map(str, mentions.crew),
        *map(str, mentions.bookings),
        *mentions.gates,
        *mentions.cases,
        *mentions.plans,
        *mentions.delay_codes,
        *(value for value in focus.model_dump().values() if value),
    }
    moments = {moment.at for moment in mentions.moments}
    figures = {float(one) for one in (*mentions.options, *mentions.durations_min)}
    figures |= {float(one) for one in re.findall(r"\d+(?:\.\d+)?", mentions.text)}
    network: tuple[Collection[str], ...] = (state.airports, state.aircraft, state.crew, state.flights)
    text = _squeezed(mentions.text)
    unsaid: list[str] = []

    def said(value: str) -> bool:
        if value in entities:
            return True
        if (moment := _moment(value)) is not None:
            return moment in moments
        words = re.findall(r"[\w/\-]+", value)
        if any(one not in entities and any(one in known for known in network) for one in words):
            return False
        return not any(letter.isdigit() for letter in value) or _squeezed(value) in text

    def walk(value: Any) -> None:
        if isinstance(value, BaseModel):
            walk(value.model_dump(exclude_unset=True))
        elif isinstance(value, Mapping):
            for one in value.values():
                walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)
        elif isinstance(value, str):
            if not said(value):
                unsaid.append(value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and float(value) not in figures:
            unsaid.append(str(value))

    walk(arguments)
    return tuple(dict.fromkeys(unsaid))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-]", "", text).casefold()


def _moment(text: str) -> datetime | None:
    if "T" not in text and ":" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _named(mentions: Mentions) -> dict[str, Any]:
    """What the words name, by kind, for the model to pick from."""
    named = {
        "flights": mentions.flights,
        "airports": mentions.airports,
        "tails": mentions.tails,
        "crew": mentions.crew,
        "cases": mentions.cases,
        "plans": mentions.plans,
        "options": mentions.options,
        "moments": [one.at.isoformat() for one in mentions.moments],
        "durations_min": mentions.durations_min,
    }
    return {kind: list(found) for kind, found in named.items() if found}


async def word(
    words: str,
    reply: Reply,
    *,
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    refuse: Callable[[str], None],
    budget: ModelBudget,
) -> tuple[str, ...]:
    """The answer's paragraphs in a model's words, where they keep to the facts at the first or second attempt; else none."""
    sheet = FactSheet(reply.facts)
    task = {
        "words": words,
        "question": reply.understood,
        "template": list(reply.paragraphs),
        "facts": {name: shown.text for name, shown in sheet.shown.items()},
    }
    messages: list[BaseMessage] = [prompt_in(_PROMPT).system(), as_data(task)]
    for _ in range(2):
        try:
            answer = await models.ask("converse", messages, record=record, budget=budget)
        except Exception as error:  # recorded by ask(); the template says the same
            refuse(f"the language model gave no wording: {type(error).__name__}")
            return ()
        text = str(answer.content)
        faults = sheet.faults_in(text)
        if not faults:
            return tuple(one.strip() for one in re.split(r"\n\s*\n", text) if one.strip())
        refuse("wording refused: " + "; ".join(faults))
        complaint = "Refused: " + "; ".join(faults) + ". Write it again by the rules."
        messages = [*messages, AIMessage(text), HumanMessage(complaint)]
    return ()
