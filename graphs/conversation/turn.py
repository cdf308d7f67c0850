"""One turn of conversation: words in, and as it happens stages, how they were understood, grounded text, cards, and the end."""

import asyncio
import logging
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from agents.grounding import FactBook, FactSheet, Grounded, Segment, Shown
from agents.models import ModelCall, ModelProvider
from agents.specialist import Consultation, ToolRun
from agents.spending import ModelBudget
from domain.network import NetworkState, UnknownEntity
from domain.units import Frozen
from graphs.conversation import by_model
from graphs.conversation.choosing import SURE, Choice, PastTurn, Undecided, choose, follow_up, not_understood
from graphs.conversation.question import Cases, Focus, Inquiry, Question, all_questions
from graphs.conversation.reply import Card, DraftCase, DraftPlan, OpenView, Reply
from graphs.conversation.reply import Table as TableTemplate
from graphs.deadline import OutOfTime, finish_in_time
from graphs.intake.mentions import Mentions, mentions_in
from tools.spec import Tool, ToolContext, ToolFailed, ToolRetry, all_tools

_log = logging.getLogger("downline.conversation")

LIMIT_S = 60.0
"""How long a turn may look things up; then it is asked to stop, and what was found by then is said."""
GRACE_S = 5.0
_MODEL_CALLS, _MODEL_S = 6, 45.0
"""What a turn may ask of a language model: by_model.MOST_CALLS to choose, two to word."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

Outcome = Literal["answered", "clarify", "not_understood", "refused", "stopped", "failed"]


class Stage(Frozen):
    """What is being done, and how long the turn has taken until now. `tool` is set while one is at work."""

    event: Literal["stage"] = "stage"
    stage: Literal["understand", "look_up", "word"]
    text: str
    tool: str = ""
    elapsed_s: float


class Understood(Frozen):
    """The question in our words, its kind and typed arguments, and who took the words so."""

    event: Literal["understood"] = "understood"
    text: str
    question: str
    asked: dict[str, Any]
    by: Literal["rule", "model"]


class Text(Frozen):
    """One sentence of the answer; sentences of one `paragraph` belong together. `source`: who wrote the words."""

    event: Literal["text"] = "text"
    paragraph: int
    text: str
    segments: tuple[Segment, ...]
    references: tuple[Shown, ...] = ()
    source: str


class Cell(Frozen):
    """A cell of a table with its references filled in."""

    text: str
    segments: tuple[Segment, ...]


class Table(Frozen):
    """A table with every reference filled in."""

    card: Literal["table"] = "table"
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


ShownCard = Annotated[DraftCase | DraftPlan | OpenView | Table, Field(discriminator="card")]


class CardShown(Frozen):
    """Something to look at or act on; `references` are the facts in it."""

    event: Literal["card"] = "card"
    card: ShownCard
    references: tuple[Shown, ...] = ()


class Suggestions(Frozen):
    """What could be asked next."""

    event: Literal["suggestions"] = "suggestions"
    items: tuple[str, ...]


class Done(Frozen):
    """The end of a turn: how it ended, what is still to be said, what the next turn is about, and everything that was asked.

    `refused_calls`: what a language model asked for and did not get, with the reason.
    """

    event: Literal["done"] = "done"
    outcome: Outcome
    missing: tuple[str, ...] = ()
    focus: Focus
    runs: tuple[ToolRun, ...] = ()
    model_calls: tuple[ModelCall, ...] = ()
    refused_calls: tuple[str, ...] = ()
    network_version: int
    elapsed_s: float


TurnEvent = Stage | Understood | Text | CardShown | Suggestions | Done


async def take_turn(
    words: str,
    *,
    context: ToolContext,
    cases: Cases,
    focus: Focus,
    history: Sequence[PastTurn] = (),
    models: ModelProvider,
    record: Callable[[ModelCall], None] = lambda call: None,
    stop: Callable[[], bool] = lambda: False,
    limit_s: float = LIMIT_S,
    questions: Mapping[str, Question[Any]] | None = None,
    tools: Mapping[str, Tool[Any, Any]] | None = None,
) -> AsyncGenerator[TurnEvent, None]:
    """Answer the words on the network of `context`; the last event is always `Done`, whatever goes wrong.

    Looking up runs in a thread of its own. When `stop` says so, or after `limit_s`, tools and their solvers are told to
    stop, and what is there by then is said and marked as stopped. The conversation changes nothing.
    """
    turn = _Turn(
        words,
        context=context,
        cases=cases,
        focus=focus,
        history=tuple(history),
        models=models,
        heard=record,
        asked_to_stop=stop,
        limit_s=limit_s,
        questions=all_questions() if questions is None else questions,
        tools=all_tools() if tools is None else tools,
        budget=models.budget(calls=_MODEL_CALLS, seconds=_MODEL_S),
    )
    work = asyncio.create_task(turn.run())
    try:
        while (event := await turn.events.get()) is not None:
            yield event
    finally:
        turn.left.set()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@dataclass(slots=True)
class _Turn:
    """A turn under way: what it works with, and what it has said."""

    words: str
    context: ToolContext
    cases: Cases
    focus: Focus
    history: tuple[PastTurn, ...]
    models: ModelProvider
    heard: Callable[[ModelCall], None]
    asked_to_stop: Callable[[], bool]
    limit_s: float
    questions: Mapping[str, Question[Any]]
    tools: Mapping[str, Tool[Any, Any]]
    budget: ModelBudget
    events: "asyncio.Queue[TurnEvent | None]" = field(default_factory=asyncio.Queue)
    left: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)
    calls: list[ModelCall] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    runs: list[ToolRun] = field(default_factory=list)
    cut_short: str = ""
    paragraphs: int = 0

    async def run(self) -> None:
        """The whole turn; the queue ends with None."""
        outcome: Outcome = "failed"
        focus = self.focus
        missing: tuple[str, ...] = ()
        try:
            outcome, focus, missing = await self._answer()
        except Exception:
            _log.exception("a turn of conversation failed")
            self._say(Reply(understood="", paragraphs=("That could not be worked out, through a fault of this program.",)))
        finally:
            self._tell(
                Done(
                    outcome="stopped" if self.cut_short else outcome,
                    missing=missing,
                    focus=focus,
                    runs=tuple(self.runs),
                    model_calls=tuple(self.calls),
                    refused_calls=tuple(self.refused),
                    network_version=self.context.state.version,
                    elapsed_s=self._elapsed(),
                )
            )
            self.events.put_nowait(None)

    # --- the steps --------------------------------------------------------------------------------------------------

    async def _answer(self) -> tuple[Outcome, Focus, tuple[str, ...]]:
        self._stage("understand", "Reading the question")
        mentions = await asyncio.to_thread(self._read)
        inquiry = self._inquiry(mentions)
        chosen = follow_up(self.history, mentions, self.questions) or choose(mentions, self.focus, self.questions)
        if self.models.writes_prose and (isinstance(chosen, Undecided) or chosen.weight < SURE):
            found = await self._asked_of_model(inquiry)
            if isinstance(found, Reply):
                self._tell(Understood(text=found.understood, question="", asked={}, by="model"))
                await self._say_worded(found)
                return "answered", self.focus, ()
            chosen = found or chosen
        if isinstance(chosen, Undecided):
            self._say(not_understood(chosen, mentions))
            return "not_understood", self.focus, ()
        return await self._look_up(inquiry, chosen)

    def _read(self) -> Mentions:
        """What the words name; before that, what the turns before were about, where only their words are known."""
        state, now = self.context.state, self.context.now
        remembered: list[PastTurn] = []
        for past in self.history:
            if not past.question:
                named = mentions_in(past.words, state, now)
                taken = choose(named, self.focus, self.questions)
                if isinstance(taken, Choice):
                    asked = taken.asked.model_dump(mode="json")
                    past = past.model_copy(update={"question": taken.question.name, "asked": asked})
                    self.focus = focus_after(self.focus, taken.asked, named, state)
            remembered.append(past)
        self.history = tuple(remembered)
        return mentions_in(self.words, state, now)

    async def _asked_of_model(self, inquiry: Inquiry) -> Choice | Reply | None:
        """What a language model takes the words for, or what tools told it; None where it takes them for nothing."""
        self._stage("understand", "Asking the language model which question this is")
        return await by_model.choose(
            inquiry,
            questions=self.questions,
            earlier=tuple((one.words, one.question) for one in self.history),
            models=self.models,
            record=self._record,
            refuse=self.refused.append,
            budget=self.budget,
            stopped=self._stopped,
        )

    async def _look_up(self, inquiry: Inquiry, chosen: Choice) -> tuple[Outcome, Focus, tuple[str, ...]]:
        self._stage("look_up", "Looking it up")
        question, asked = chosen.question, chosen.asked
        focus = focus_after(self.focus, asked, inquiry.mentions, inquiry.state)
        outcome: Outcome = "answered"
        try:
            reply = await finish_in_time(
                lambda: question.answer(inquiry, asked),
                limit_s=self.limit_s + GRACE_S,
                stopped=self._stopped,
                grace_s=GRACE_S,
            )
        except (ToolRetry, ToolFailed, UnknownEntity) as error:
            reply, outcome = _refusal(error, self.runs), "refused"
        except OutOfTime:
            reply = Reply(understood="", paragraphs=())
        understood = Understood(text=reply.understood, question=question.name, asked=asked.model_dump(mode="json"), by=chosen.by)
        self._tell(understood)
        if self.cut_short:
            self._say(_cut_short(self.cut_short, found=bool(reply.paragraphs), runs=self.runs))
            self._say(reply)
        elif reply.missing:
            self._say(_with_what_is_missing(reply))
            outcome = "clarify"
        else:
            await self._say_worded(reply)
        return outcome, focus, reply.missing

    async def _say_worded(self, reply: Reply) -> None:
        """Say a reply in a model's words when one is there and keeps to the facts, else in the template's."""
        worded: tuple[str, ...] = ()
        if self.models.writes_prose and reply.facts and reply.paragraphs:
            self._stage("word", "Wording the answer")
            worded = await by_model.word(
                self.words, reply, models=self.models, record=self._record, refuse=self.refused.append, budget=self.budget
            )
        if worded:
            self._say(reply.model_copy(update={"paragraphs": worded}), source="model")
        else:
            self._say(reply)

    # --- saying -----------------------------------------------------------------------------------------------------

    def _say(self, reply: Reply, *, source: str = "template") -> None:
        sheet = FactSheet(reply.facts)
        for paragraph in reply.paragraphs:
            for sentence in _SENTENCE.split(paragraph):
                self._tell(_text(sheet.render(sentence, source), self.paragraphs))
            self.paragraphs += 1
        for card in reply.cards:
            self._tell(_shown(card, sheet))
        asked = self.words.strip().casefold()
        if further := tuple(one for one in reply.suggestions if one.casefold() != asked):
            self._tell(Suggestions(items=further))

    def _stage(self, stage: Literal["understand", "look_up", "word"], text: str, tool: str = "") -> None:
        self._tell(Stage(stage=stage, text=text, tool=tool, elapsed_s=self._elapsed()))

    def _tell(self, event: TurnEvent) -> None:
        self.events.put_nowait(event)

    def _elapsed(self) -> float:
        return round(time.monotonic() - self.started, 3)

    # --- what tools and models are given ----------------------------------------------------------------------------

    def _inquiry(self, mentions: Mentions) -> Inquiry:
        loop = asyncio.get_running_loop()

        def progress(stage: str, detail: dict[str, Any]) -> None:
            tool = str(detail.get("tool", "")) if stage == _TOOL else ""
            said = f"Asking {tool}" if tool else stage.replace("_", " ")
            with suppress(RuntimeError):  # the loop is gone: a thread that was left behind has nobody to tell
                loop.call_soon_threadsafe(self._stage, "look_up", said, tool)

        context = replace(self.context, stop=self._stopped, progress=progress)
        announced = {name: _announced(tool) for name, tool in self.tools.items()}
        consultation = Consultation("conversation", context, announced, self.runs)
        return Inquiry(
            words=self.words,
            mentions=mentions,
            focus=self.focus,
            state=context.state,
            now=context.now,
            cases=self.cases,
            consultation=consultation,
        )

    def _stopped(self) -> bool:
        """Whether to stop now: the person said so, the client left, or the time is up."""
        if not self.cut_short:
            if self.left.is_set() or self.asked_to_stop():
                self.cut_short = "asked"
            elif time.monotonic() - self.started > self.limit_s:
                self.cut_short = "time"
        return bool(self.cut_short)

    def _record(self, call: ModelCall) -> None:
        self.calls.append(call)
        self.heard(call)


_TOOL = "tool"


def _announced(tool: Tool[Any, Any]) -> Tool[Any, Any]:
    """The same tool, which says that it is being asked before it answers."""

    def function(context: ToolContext, request: BaseModel) -> Any:
        context.progress(_TOOL, {"tool": tool.name})
        return tool.function(context, request)

    return replace(tool, function=function)


def _text(grounded: Grounded, paragraph: int) -> Text:
    return Text(
        paragraph=paragraph,
        text=grounded.text,
        segments=grounded.segments,
        references=grounded.references,
        source=grounded.source,
    )


def _shown(card: Card, sheet: FactSheet) -> CardShown:
    """A card as it is shown: a table's references filled in."""
    if not isinstance(card, TableTemplate):
        return CardShown(card=card)
    used: dict[str, Shown] = {}

    def cell(template: str) -> Cell:
        filled = sheet.render(template, "template")
        used.update({one.fact_id: one for one in filled.references})
        return Cell(text=filled.text, segments=filled.segments)

    rows = tuple(tuple(cell(one) for one in row) for row in card.rows)
    title, columns = cell(card.title).text, tuple(cell(one).text for one in card.columns)
    return CardShown(card=Table(title=title, columns=columns, rows=rows), references=tuple(used.values()))


def _refusal(error: Exception, runs: Sequence[ToolRun]) -> Reply:
    """A tool's refusal as sentences: what it said, and every fault it named."""
    book = FactBook()
    tool = runs[-1].tool if runs and runs[-1].outcome != "answered" else "network"
    message = str(error.args[0]) if error.args else str(error)
    said = [f"This cannot be answered as asked: {book.put('refusal', message, tool=tool)}"]
    faults = error.faults if isinstance(error, ToolRetry) else ()
    for place, (name, text) in enumerate(faults):
        if text != message:
            said.append(book.put(f"refusal.{place}", f"{name}: {text}" if name else text, tool=tool))
    return Reply(understood="", paragraphs=tuple(said), facts=dict(book.sheet().shown))


def _cut_short(why: str, *, found: bool, runs: Sequence[ToolRun]) -> Reply:
    reason = "Stopped as asked." if why == "asked" else "Stopped, because the time for a turn was up."
    if found:
        return Reply(understood="", paragraphs=(f"{reason} This is what was found by then; it may be incomplete.",))
    done = list(dict.fromkeys(run.tool for run in runs if run.outcome == "answered"))
    if not done:
        return Reply(understood="", paragraphs=(f"{reason} Nothing had been found by then.",))
    book = FactBook()
    names = ", ".join(book.put(f"asked.{name}", name, tool=name) for name in done)
    text = f"{reason} There is no answer yet; these tools had been asked by then: {names}."
    return Reply(understood="", paragraphs=(text,), facts=dict(book.sheet().shown))


def _with_what_is_missing(reply: Reply) -> Reply:
    """A reply that asks for what is missing; where the question said nothing itself, we do."""
    if reply.paragraphs:
        return reply
    book = FactBook()
    named = "; ".join(book.put(f"missing.{place}", text, tool="network") for place, text in enumerate(reply.missing))
    return reply.model_copy(
        update={
            "paragraphs": (f"Before this can be answered, please say: {named}.",),
            "facts": reply.facts | dict(book.sheet().shown),
        }
    )


def focus_after(focus: Focus, asked: BaseModel, mentions: Mentions, state: NetworkState) -> Focus:
    """What the next turn is about: what was asked about, else what was named, else what it was about before."""
    named: dict[str, tuple[str, ...]] = {
        "case_id": mentions.cases,
        "plan_id": mentions.plans,
        "flight_id": mentions.flights,
        "airport": mentions.airports,
        "crew_id": mentions.crew,
        "tail": mentions.tails,
    }
    there: dict[str, Collection[str]] = {
        "flight_id": state.flights,
        "airport": state.airports,
        "crew_id": state.crew,
        "tail": state.aircraft,
    }
    about: dict[str, str] = {}
    for name, said in named.items():
        asked_about = getattr(asked, name, None) or getattr(asked, name.removesuffix("_id"), None)
        value = asked_about or (said[0] if len(said) == 1 else "")
        if isinstance(value, str) and value and value in there.get(name, (value,)):
            about[name] = str(value)
    return focus.model_copy(update=about)
