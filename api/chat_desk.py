"""Conversations: one running turn each, kept with everything behind it, and never anybody else's."""

import asyncio
import logging
import threading
import unicodedata
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from pydantic import AliasChoices, field_validator
from pydantic import Field as PydanticField
from sqlalchemy import JSON, Column, Engine, Text, delete
from sqlmodel import Field, Session, SQLModel, col, select

from agents.models import ModelCall, ModelProvider
from agents.specialist import ToolRun
from api.problems import Problem
from domain.units import Frozen, UtcDatetime
from graphs.casebook import ModelCallRow, Moment
from graphs.conversation import turn as turns
from graphs.conversation.choosing import PastTurn
from graphs.conversation.question import Cases, Focus
from graphs.conversation.turn import CardShown, Done, Outcome, Suggestions, TurnEvent, Understood, take_turn
from tools.spec import ToolContext
from twin.database import for_writing

_log = logging.getLogger("downline.chat")

LONGEST_MESSAGE = 4000
_REMEMBERED = 6
"""Earlier turns that a turn may know of."""
_MAY_BE_SAID = frozenset("\n\t")
_OVERRIDES = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Unicode's classes of characters that turn the direction of a text round: it would read otherwise than it says."""

Channel = Literal["page", "openai", "slack", "cli"]


class ChatMessage(Frozen):
    """What somebody says. `conversation_id`: the conversation it goes on with, empty for a new one.

    `focus`: what they are looking at; it goes before what the last turn was about.
    """

    message: str = PydanticField(
        max_length=LONGEST_MESSAGE,
        validation_alias=AliasChoices("message", "text"),  # `text` is what cases and messages call words
        examples=["Which flights to BOS are cancelled?"],
    )
    conversation_id: str = PydanticField(default="", max_length=64)
    focus: Focus | None = None

    @field_validator("message")
    @classmethod
    def _can_be_read(cls, message: str) -> str:
        if not message.strip():
            raise ValueError("nothing was said; write a question")
        hidden = sorted({f"U+{ord(one):04X}" for one in message if _is_hidden(one)})
        if hidden:
            raise ValueError(f"it holds characters that cannot be seen ({', '.join(hidden[:5])}); leave them out")
        return message


def _is_hidden(character: str) -> bool:
    """Control characters, and those that reverse or hide text; line ends and tabs are not meant."""
    if character in _MAY_BE_SAID:
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or unicodedata.bidirectional(character) in _OVERRIDES


class ChatTurnRow(SQLModel, table=True):
    """One turn as it went. `at` is simulation time; `runs` hold what tools were asked and what they answered."""

    __tablename__ = "chat_turns"

    conversation_id: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    network_id: str
    network_version: int
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment, index=True)
    actor: str = Field(index=True)
    role: str
    channel: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    understood: str = Field(sa_column=Column(Text, nullable=False))
    question: str
    asked: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    understood_by: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    sentences: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    cards: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    suggestions: list[str] = Field(sa_column=Column(JSON, nullable=False))
    missing: list[str] = Field(sa_column=Column(JSON, nullable=False))
    focus: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    runs: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    model_calls: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    refused_calls: list[str] = Field(sa_column=Column(JSON, nullable=False))
    outcome: str
    elapsed_s: float


class TurnView(Frozen):
    """One turn: what was said, how it was understood and by whom, the answer sentence by sentence, and what it came from.

    `text` is the whole answer; `sentences` the same with its facts. `runs` come without the tools' output unless one turn is
    asked for alone.
    """

    conversation_id: str
    turn: int
    at: UtcDatetime
    network_id: str
    network_version: int
    actor: str
    channel: str
    words: str
    understood: str
    question: str
    asked: dict[str, Any]
    understood_by: str
    text: str
    sentences: tuple[turns.Text, ...]
    cards: tuple[CardShown, ...]
    suggestions: tuple[str, ...]
    missing: tuple[str, ...]
    focus: Focus
    runs: tuple[ToolRun, ...]
    model_calls: tuple[ModelCall, ...]
    refused_calls: tuple[str, ...]
    outcome: Outcome
    elapsed_s: float

    @classmethod
    def of(cls, row: ChatTurnRow, *, outputs: bool = False) -> "TurnView":
        """From its row."""
        view = cls.model_validate(row.model_dump(include=set(cls.model_fields)))
        if outputs:
            return view
        return view.model_copy(update={"runs": tuple(run.model_copy(update={"output": None}) for run in view.runs)})


class Started(Frozen):
    """The first thing that is heard of a turn."""

    event: Literal["started"] = "started"
    conversation_id: str
    turn: int


@dataclass(slots=True)
class _Running:
    """A turn under way: who says what in which conversation, the turns before it, and how to stop it."""

    said: ChatMessage
    conversation_id: str
    actor: str
    role: str
    channel: Channel
    before: tuple[ChatTurnRow, ...]
    stop: threading.Event = field(default_factory=threading.Event)
    events: "asyncio.Queue[TurnEvent | Exception | None]" = field(default_factory=asyncio.Queue)

    @property
    def number(self) -> int:
        """Which turn of the conversation this is, from 1."""
        return self.before[-1].turn + 1 if self.before else 1


@dataclass(slots=True)
class ChatDesk:
    """Takes turns of conversation on the live network and keeps them.

    `context` gives what tools work on for a user now, `network_id` which network that is. Turns older than `kept_days` by
    `wall_clock` are deleted.
    """

    engine: Engine
    context: Callable[[str], ToolContext]
    network_id: Callable[[], str]
    cases: Cases
    models: ModelProvider
    kept_days: int
    limit_s: float = turns.LIMIT_S
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _running: dict[str, _Running] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def ask(
        self, said: ChatMessage, *, actor: str, role: str, channel: Channel, history: tuple[PastTurn, ...] = ()
    ) -> AsyncGenerator[Started | TurnEvent, None]:
        """One turn, as it happens; it is kept before `Done` is heard. Who stops listening stops it.

        Problem 404 when the conversation is not the actor's, 409 while another turn of it is running. `history`: turns before
        this one that somebody else keeps, for a new conversation.
        """
        conversation_id = said.conversation_id or uuid4().hex
        if self._own_running(conversation_id, actor) is not None:
            raise _busy(conversation_id)
        before = await asyncio.to_thread(self._kept, conversation_id, actor) if said.conversation_id else ()
        running = _Running(said, conversation_id, actor, role, channel, before)
        self._begin(running)
        task = asyncio.create_task(self._run(running, history))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            yield Started(conversation_id=conversation_id, turn=running.number)
            while (event := await running.events.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            running.stop.set()  # it is over, or nobody is listening any more

    async def whole(
        self, said: ChatMessage, *, actor: str, role: str, channel: Channel, history: tuple[PastTurn, ...] = ()
    ) -> TurnView:
        """One turn, when it is over."""
        conversation_id, number = "", 0
        async with aclosing(self.ask(said, actor=actor, role=role, channel=channel, history=history)) as events:
            async for event in events:
                if isinstance(event, Started):
                    conversation_id, number = event.conversation_id, event.turn
        return await asyncio.to_thread(self.turn, conversation_id, number, actor=actor, outputs=False)

    def stop(self, conversation_id: str, *, actor: str) -> bool:
        """Stop the conversation's running turn; False when none is running. Problem 404 when it is not the actor's."""
        running = self._own_running(conversation_id, actor)
        if running is None:
            self._kept(conversation_id, actor)
            return False
        running.stop.set()
        return True

    def stop_all(self) -> None:
        """Stop every running turn; the server is going down."""
        with self._lock:
            for running in self._running.values():
                running.stop.set()

    def turns(self, conversation_id: str, *, actor: str) -> tuple[TurnView, ...]:
        """The conversation's turns, oldest first, without what tools answered. Problem 404 when it is not the actor's."""
        return tuple(TurnView.of(row) for row in self._kept(conversation_id, actor))

    def turn(self, conversation_id: str, number: int, *, actor: str, outputs: bool = True) -> TurnView:
        """One turn with what every tool answered. Problem 404 when there is none, or it is not the actor's."""
        for row in self._kept(conversation_id, actor):
            if row.turn == number:
                return TurnView.of(row, outputs=outputs)
        raise Problem(404, "not-found", f"Conversation {conversation_id!r} has no turn {number}.")

    # --- one turn ---------------------------------------------------------------------------------------------------

    def _own_running(self, conversation_id: str, actor: str) -> _Running | None:
        """The conversation's turn under way; Problem 404 when it is somebody else's."""
        with self._lock:
            running = self._running.get(conversation_id)
        if running is not None and running.actor != actor:
            raise _unknown(conversation_id)
        return running

    def _begin(self, running: _Running) -> None:
        with self._lock:
            if self._running.setdefault(running.conversation_id, running) is not running:
                raise _busy(running.conversation_id)

    async def _run(self, running: _Running, history: tuple[PastTurn, ...]) -> None:
        """Take the turn and keep it, whoever is still listening."""
        try:
            context, network_id = await asyncio.to_thread(lambda: (self.context(running.actor), self.network_id()))
            # Flights and cases of another network may have the same names.
            before = [row for row in running.before if row.network_id == network_id][-_REMEMBERED:]
            heard: list[TurnEvent] = []
            answer = take_turn(
                running.said.message,
                context=context,
                cases=self.cases,
                focus=_focus(running.said.focus, Focus.model_validate(before[-1].focus) if before else Focus()),
                history=history or [PastTurn(words=row.words, question=row.question, asked=row.asked) for row in before],
                models=self.models,
                stop=running.stop.is_set,
                limit_s=self.limit_s,
            )
            async for event in answer:
                heard.append(event)
                if isinstance(event, Done):
                    row = _row(running, heard, event, network_id, context.now, self.wall_clock())
                    await asyncio.to_thread(self._keep, row)
                running.events.put_nowait(event)
        except Exception as error:
            _log.exception("a turn of conversation %s could not be taken or kept", running.conversation_id)
            running.events.put_nowait(error)
        finally:
            with self._lock:
                self._running.pop(running.conversation_id, None)
            running.events.put_nowait(None)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _kept(self, conversation_id: str, actor: str) -> tuple[ChatTurnRow, ...]:
        query = select(ChatTurnRow).where(col(ChatTurnRow.conversation_id) == conversation_id).order_by(col(ChatTurnRow.turn))
        with Session(self.engine) as session:
            rows = tuple(session.exec(query))
        if not rows or rows[0].actor != actor:
            raise _unknown(conversation_id)
        return rows

    def _keep(self, row: ChatTurnRow) -> None:
        """Keep a turn, and let go of those that are too old."""
        too_old = self.wall_clock() - timedelta(days=self.kept_days)
        with Session(for_writing(self.engine)) as session:
            session.exec(delete(ChatTurnRow).where(col(ChatTurnRow.recorded_at) < too_old))
            session.add(row)
            session.add_all(ModelCallRow(turn_id=f"{row.conversation_id}/{row.turn}", **call) for call in row.model_calls)
            session.commit()


def _row(
    running: _Running, heard: list[TurnEvent], done: Done, network_id: str, at: datetime, recorded_at: datetime
) -> ChatTurnRow:
    understood = next((event for event in heard if isinstance(event, Understood)), None)
    sentences = [event for event in heard if isinstance(event, turns.Text)]
    as_json = done.model_dump(mode="json")
    return ChatTurnRow(
        conversation_id=running.conversation_id,
        turn=running.number,
        network_id=network_id,
        network_version=done.network_version,
        at=at,
        recorded_at=recorded_at,
        actor=running.actor,
        role=running.role,
        channel=running.channel,
        words=running.said.message,
        understood=understood.text if understood else "",
        question=understood.question if understood else "",
        asked=understood.asked if understood else {},
        understood_by=understood.by if understood else "",
        text=whole_text(sentences),
        sentences=[one.model_dump(mode="json") for one in sentences],
        cards=[one.model_dump(mode="json") for one in heard if isinstance(one, CardShown)],
        suggestions=[item for one in heard if isinstance(one, Suggestions) for item in one.items],
        missing=list(done.missing),
        focus=as_json["focus"],
        runs=as_json["runs"],
        model_calls=as_json["model_calls"],
        refused_calls=list(done.refused_calls),
        outcome=done.outcome,
        elapsed_s=done.elapsed_s,
    )


def whole_text(sentences: "list[turns.Text] | tuple[turns.Text, ...]") -> str:
    """Sentences as one text: a space between those of a paragraph, an empty line between paragraphs."""
    text = ""
    for place, one in enumerate(sentences):
        same = place > 0 and sentences[place - 1].paragraph == one.paragraph
        text += ("" if not place else " " if same else "\n\n") + one.text
    return text


def event_document(event: Started | TurnEvent) -> dict[str, Any]:
    """An event as it goes over a wire: without what tools answered, which is asked for by turn."""
    if isinstance(event, Done):
        return event.model_dump(mode="json", exclude={"runs": {"__all__": {"output"}}})
    return event.model_dump(mode="json")


def _focus(given: Focus | None, before: Focus) -> Focus:
    """What the person is looking at, over what the last turn was about."""
    if given is None:
        return before
    return before.model_copy(update={name: value for name, value in given.model_dump().items() if value})


def _busy(conversation_id: str) -> Problem:
    return Problem(
        409,
        "turn-running",
        f"Conversation {conversation_id!r} is still answering. Wait for it, or stop it with "
        f"POST /api/v1/chat/{conversation_id}/stop.",
    )


def _unknown(conversation_id: str) -> Problem:
    return Problem(
        404,
        "not-found",
        f"There is no conversation {conversation_id!r} of yours. Leave conversation_id out to begin one.",
    )
