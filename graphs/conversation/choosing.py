"""Which question the words are: every kind of question reads them, and the heaviest reading is taken, or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from agents.grounding import FactBook
from domain.units import Frozen
from graphs.conversation.question import Focus, Question, Reading, all_questions
from graphs.conversation.reply import Reply
from graphs.intake.mentions import Mentions

FLOOR = 1.0
"""A reading lighter than this accounts for so little of the words that it would be a guess."""
SURE = 2.0
"""From this weight on nobody else is asked; below it a language model, where there is one, may choose instead."""
_OFFERED = 3
_FOLLOWS = re.compile(r"\s*(and|what about|how about|same for|also)\b", re.I)
_FOLLOWING_WORDS = frozenset(
    {"and", "what", "about", "how", "same", "for", "also", "the", "with", "on", "of", "option", "options", "plan", "flight"}
    | {"case", "crew", "tail", "to", "from", "at", "in", "it", "then"}
)
"""Beside what it names, a follow-up says nothing but these."""


class PastTurn(Frozen):
    """An earlier turn of the same conversation, as far as the next one may know it: its words, and what was asked in them."""

    words: str
    question: str = ""
    asked: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """The question that the words are taken as, and who took them so."""

    question: Question[Any]
    asked: BaseModel
    weight: float
    by: Literal["rule", "model"] = "rule"


@dataclass(frozen=True, slots=True)
class Undecided:
    """The words are no question that is known, or two alike; `nearest` are the kinds that come closest."""

    because: Literal["unknown", "tie"]
    nearest: tuple[Question[Any], ...]


def readings(
    mentions: Mentions, focus: Focus, questions: Mapping[str, Question[Any]] | None = None
) -> tuple[tuple[Question[Any], Reading[Any]], ...]:
    """Every way in which the words can be read, heaviest first; equal weights in the order of the questions' names."""
    known = all_questions() if questions is None else questions
    found = [(one, reading) for _, one in sorted(known.items()) if (reading := one.read(mentions, focus)) is not None]
    return tuple(sorted(found, key=lambda pair: -pair[1].weight))


def choose(mentions: Mentions, focus: Focus, questions: Mapping[str, Question[Any]] | None = None) -> Choice | Undecided:
    """The heaviest reading; undecided when none reaches FLOOR, or two kinds of question weigh the same."""
    known = all_questions() if questions is None else questions
    found = readings(mentions, focus, known)
    if not found or found[0][1].weight < FLOOR:
        return Undecided("unknown", _nearest(mentions, known, [question for question, _ in found]))
    question, heaviest = found[0]
    rivals = [other for other, reading in found[1:] if reading.weight == heaviest.weight]
    if rivals:
        return Undecided("tie", (question, *rivals)[:_OFFERED])
    return Choice(question, heaviest.asked, heaviest.weight)


def follow_up(
    history: Sequence[PastTurn], mentions: Mentions, questions: Mapping[str, Question[Any]] | None = None
) -> Choice | None:
    """The question before, about what is named now: "and option 2?". None where the words say more than that, or nothing."""
    known = all_questions() if questions is None else questions
    before = history[-1] if history else None
    if before is None or before.question not in known or not _FOLLOWS.match(mentions.text):
        return None
    if any(word not in _FOLLOWING_WORDS for word in mentions.words):
        return None
    question = known[before.question]
    now = _in_place_of(before.asked, mentions)
    if now == before.asked:
        return None
    try:
        return Choice(question, question.asked.model_validate(now), SURE)
    except ValidationError:
        return None


def _in_place_of(asked: Mapping[str, Any], mentions: Mentions) -> dict[str, Any]:
    """The arguments of a question with everything replaced that is named anew."""
    named: dict[str, tuple[Any, ...]] = {
        "flight": mentions.flights,
        "airport": mentions.airports,
        "tail": mentions.tails,
        "crew": mentions.crew,
        "case": mentions.cases,
        "plan": mentions.plans,
        "option": mentions.options,
    }
    now = dict(asked)
    for name, value in asked.items():
        said = next((one for kind, one in named.items() if name.startswith(kind) and one), ())
        if said:
            now[name] = list(said) if isinstance(value, list) else said[0]
    return now


def _nearest(mentions: Mentions, known: Mapping[str, Question[Any]], read: Sequence[Question[Any]]) -> tuple[Question[Any], ...]:
    """Questions that read something first, then those whose examples share most words with what was said."""
    said = set(mentions.words)

    def shared(question: Question[Any]) -> int:
        return max((len(said & set(example.lower().split())) for example in question.examples), default=0)

    others = sorted((one for one in known.values() if one not in read), key=lambda one: (-shared(one), one.name))
    return (*read, *(one for one in others if shared(one)))[:_OFFERED]


def not_understood(undecided: Undecided, mentions: Mentions) -> Reply:
    """What was recognised, what is unknown here, and what could be asked instead."""
    book = FactBook()
    if undecided.because == "tie":
        said = ["That can be read in more than one way; choose one of the questions below, or say it more fully."]
    else:
        said = ["That is not a question that can be answered here."]
    named = _named(mentions)
    if named:
        references = ", ".join(book.put(f"named.{text}", text, tool="network", subject=text) for text in named)
        said.append(f"It names {references}.")
    unknown = [f"{one.kind} {one.text}" for one in mentions.unknown]
    if unknown:
        references = ", ".join(book.put(f"unknown.{place}", text, tool="network") for place, text in enumerate(unknown))
        said.append(f"Not in this network: {references}.")
    examples = tuple(one.examples[0] for one in undecided.nearest if one.examples)
    return Reply(
        understood="",
        paragraphs=(" ".join(said),),
        facts=dict(book.sheet().shown),
        suggestions=examples or ("What can I ask?",),
    )


def _named(mentions: Mentions) -> list[str]:
    """What the words name, each once, as the network writes it."""
    every = (*mentions.flights, *mentions.airports, *mentions.tails, *mentions.crew, *mentions.cases, *mentions.plans)
    return list(dict.fromkeys(str(one) for one in every))
