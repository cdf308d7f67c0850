"""A question from a thread: what is asked of the conversation, and what comes back. Chat decides nothing."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from api.chat_desk import ChatDesk, ChatMessage
from domain.units import Frozen
from graphs.conversation.question import Focus


@dataclass(frozen=True, slots=True)
class Asked:
    """Words said in a situation's thread. `thread` names the conversation: what was said there before belongs to it."""

    words: str
    case_id: str
    thread: str
    actor: str
    role: str


class Answer(Frozen):
    """An answer with every figure filled in. `tools` said the figures; `missing` is what must be said first."""

    understood: str = ""
    paragraphs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


class Asker(Protocol):
    """The conversation as Slack uses it; the errors of the layers below carry a sentence for people."""

    def ask(self, asked: Asked) -> Answer:
        """Answer one question; blocks until there is an answer."""
        ...


class NoConversation:
    """Says that questions are answered in the console, where nothing else is wired."""

    def ask(self, asked: Asked) -> Answer:
        """Always the same answer."""
        return Answer(paragraphs=("Questions are not answered here; ask in the console.",))


@dataclass(slots=True)
class ThroughChatDesk:
    """Asks the chat desk. Each person has a conversation of their own in each thread; a restart begins new ones."""

    chat: ChatDesk
    _conversations: dict[tuple[str, str], str] = field(default_factory=dict)

    def ask(self, asked: Asked) -> Answer:
        """Answer one question; Problem when the person's last one in this thread is still being answered."""
        place = (asked.thread, asked.actor)
        said = ChatMessage(
            message=asked.words,
            conversation_id=self._conversations.get(place, ""),
            focus=Focus(case_id=asked.case_id) if asked.case_id else None,
        )
        turn = asyncio.run(self.chat.whole(said, actor=asked.actor, role=asked.role, channel="slack"))
        self._conversations[place] = turn.conversation_id
        return Answer(
            understood=turn.understood,
            paragraphs=(turn.text,) if turn.text else (),
            missing=turn.missing,
            tools=tuple(dict.fromkeys(run.tool for run in turn.runs)),
        )
