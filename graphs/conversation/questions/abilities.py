"""What can be asked here and what cannot; greetings and thanks."""

import re
from typing import Literal

from agents.grounding import FactBook
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading, all_questions
from graphs.conversation.reply import OpenView, Reply, Table
from graphs.conversation.wording import put_name, put_time, reply, weight
from graphs.intake.mentions import Mentions

HELPING = 2.0
"""What asking for help weighs beside its words."""

_HELP = re.compile(
    r"^\W*(help|\?+|menu|commands?)\W*$|\b(what can (i|you|one|we) (ask|do|say|tell|answer|help)|what (do|"
    r"are) you (do|know|able|capable)|can you (do|tell|answer|show)|"
    r"how (do|can) (i|you|we) (use|ask|work|help)|what (questions|is possible)|your (abilities|capabilities)|help me|"
    r"(show|give|list).{0,20}\b(help|examples?|questions)|who are you|what are you)\b",
    re.I,
)
_GREETING = re.compile(
    r"^\W*(hi|hello|hey|hiya|good (morning|afternoon|evening|day)|moin|greetings|hallo|hola|bonjour)\b(\W+\w+){0,3}\W*$",
    re.I,
)
_THANKS = re.compile(
    r"^\W*(thanks?( you)?|thank you|thx|ty|cheers|great|good job|well done|nice|merci|danke|gracias|bye|goodbye|"
    r"see you)\b(\W+\w+){0,5}\W*$",
    re.I,
)
_CANNOT = (
    "It does not decide, approve or carry anything out; people do, on the page of a plan.",
    "It does not report a disruption by itself: it drafts a case, and a person opens it.",
    "It sends nothing to anybody, and knows no keys and no personal data.",
    "A figure that no tool computed is not told; what is assumed is marked as assumed.",
)


class AskedHelp(Frozen):
    """What can be asked here, with examples, and what cannot."""


class AskedGreeting(Frozen):
    """A greeting or thanks, with nothing asked."""

    said: Literal["hello", "thanks"]


def _read_help(mentions: Mentions, focus: Focus) -> Reading[AskedHelp] | None:
    about_something = mentions.cases or mentions.plans or mentions.options or mentions.flights or mentions.airports
    if about_something or _HELP.search(mentions.text) is None:
        return None
    return Reading(AskedHelp(), HELPING + weight(mentions, ("help", "what", "can", "ask", "question", "example", "you")))


def _tell_help(inquiry: Inquiry, asked: AskedHelp) -> Reply:
    book = FactBook()
    rows = []
    for name, question in sorted(all_questions().items()):
        if name in (HELP.name, GREETING.name):
            continue
        about = put_name(book, f"help.{name}.about", _about(question), subject=name)
        example = put_name(book, f"help.{name}.example", question.examples[0], subject=name)
        rows.append((about, example))
    return reply(
        "What can be asked here",
        book,
        ("Ask in your own words; below is what is understood, with an example of each.", *_CANNOT),
        cards=(
            Table(title="What can be asked", columns=("about", "for example"), rows=tuple(rows)),
            OpenView(view="knowledge", path="/knowledge", title="What is written down"),
        ),
        suggestions=("What is going on?", "Which cases are open?", "What if JFK closes until 23:00?"),
    )


def _about(question: Question[Frozen]) -> str:
    """The first sentence of what is asked."""
    return (question.asked.__doc__ or question.name).strip().split("\n")[0]


def _read_greeting(mentions: Mentions, focus: Focus) -> Reading[AskedGreeting] | None:
    named = mentions.flights or mentions.airports or mentions.options or mentions.cases or mentions.plans
    if named or "?" in mentions.text:
        return None
    if _GREETING.match(mentions.text):
        return Reading(AskedGreeting(said="hello"), HELPING + weight(mentions, ("hi", "hello", "good", "hey")))
    if _THANKS.match(mentions.text):
        return Reading(AskedGreeting(said="thanks"), HELPING + weight(mentions, ("thank", "great", "good", "bye")))
    return None


def _greet(inquiry: Inquiry, asked: AskedGreeting) -> Reply:
    book = FactBook()
    at = put_time(book, "network.now", inquiry.now, now=inquiry.now, subject="network")
    said = f"Hello. It is {at} on the network." if asked.said == "hello" else f"You are welcome. It is {at} on the network."
    return reply(
        "A greeting" if asked.said == "hello" else "Thanks",
        book,
        (said,),
        suggestions=("What is going on?", "Which cases are open?", "What can I ask?"),
    )


HELP = Question(
    name="help",
    asked=AskedHelp,
    read=_read_help,
    answer=_tell_help,
    examples=("What can I ask?", "Help", "What can you do?", "How do I use this?", "Show me some examples"),
)

GREETING = Question(
    name="greeting",
    asked=AskedGreeting,
    read=_read_greeting,
    answer=_greet,
    examples=("Hello", "Good morning", "Thanks", "Thank you very much", "Hi there"),
)
