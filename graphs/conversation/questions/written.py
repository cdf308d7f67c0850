"""What is written down: playbooks, station notes, policy, glossary and past decisions, quoted with their source."""

import re
from collections.abc import Sequence
from datetime import date

from agents.grounding import FactBook
from domain.ids import AirportCode
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import OpenView, Reply
from graphs.conversation.wording import put_name, reply, weight
from graphs.intake.mentions import Mentions
from knowledge.library.passage import Found, Kind, Passage

QUOTING = 2.0
"""What asking for something written weighs beside its words: nothing else is asked so."""
QUOTED = 4
"""Passages quoted in an answer; more are behind the page of what is written down."""
SEARCHED = 12
"""Passages asked for; those that only say what a source covers are quoted when nothing else is found."""
LONGEST_QUERY = 400
LONGEST = 600
"""Characters of a passage that are quoted; it goes on at its source."""

_KINDS: tuple[tuple[tuple[Kind, ...], tuple[str, ...]], ...] = (
    (("station_note",), ("station", "note", "notes", "local")),
    (("playbook",), ("playbook", "playbooks", "procedure", "procedures", "checklist", "sop", "handle", "steps")),
    (("policy",), ("policy", "policies", "manual")),
    (("decision",), ("last", "previous", "past", "before", "earlier", "similar", "precedent", "history")),
    (("glossary",), ("glossary", "mean", "means", "meaning", "definition", "define", "term", "stand")),
    (("tool",), ("tool", "tools", "readme", "mathematics")),
)
_WRITTEN = re.compile(
    r"\b(playbooks?|station notes?|notes? (for|on|about|of)|procedures?|checklists?|sop|polic(y|ies)|manual|glossary|"
    r"what does .{1,40} mean|what is meant by|definition of|define|written|documented|(what|"
    r"how) did we .{0,60}\b(last time|before|decide)|"
    r"last time|past decisions?|precedents?|how do we (handle|deal)|how (should|do) (we|i|you) (handle|deal|proceed)|"
    r"what (should|do) (we|i) do (when|about|in case)|guidance|according to|look up|search (for|the library))\b",
    re.I,
)


class AskedWritten(Frozen):
    """What is written down about something: playbooks, station notes, policy, glossary, tools, or past decisions."""

    query: str
    kinds: tuple[Kind, ...] = ()
    airports: tuple[AirportCode, ...] = ()


def passages(inquiry: Inquiry, query: str, **filters: Sequence[str] | date | None) -> Found:
    """What the library has on the query, best first, within these filters."""
    given = {name: value for name, value in filters.items() if value}
    found: Found = inquiry.consultation.call("knowledge_search", {"query": query[:LONGEST_QUERY], "limit": SEARCHED, **given})
    return found


def quotes(book: FactBook, found: Found, *, key: str = "written") -> list[str]:
    """Each passage as a quotation with its citation, whose subject is its source; of law, dated values come first."""
    said = []
    telling = [hit for hit in found.hits if not hit.passage.citation.endswith("(covers)")] or list(found.hits)
    telling.sort(key=lambda hit: hit.passage.kind == "law" and not hit.passage.source.endswith("parameters.yaml"))
    for number, hit in enumerate(telling[:QUOTED], start=1):
        one = hit.passage
        text = " ".join(one.text.split())
        cut = text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
        quotation = put_name(book, f"{key}{number}.text", f"“{cut}”", tool="knowledge_search", subject=one.citation)
        cited = put_name(book, f"{key}{number}.citation", one.citation, tool="knowledge_search", subject=one.source)
        dated = _dates(book, f"{key}{number}.dates", one)
        said.append(f"{cited}{dated}: {quotation}")
    return said


def _dates(book: FactBook, key: str, passage: Passage) -> str:
    """From and until when it holds, where it says so."""
    if passage.valid_from is None and passage.valid_to is None:
        return ""
    since = f"from {passage.valid_from}" if passage.valid_from else ""
    until = f"until {passage.valid_to}" if passage.valid_to else ""
    said = put_name(book, key, f"{since} {until}".strip(), tool="knowledge_search", subject=passage.citation)
    return f", in force {said}"


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedWritten] | None:
    if _WRITTEN.search(mentions.text) is None or mentions.options or mentions.plans:
        return None
    kinds = next((kinds for kinds, stems in _KINDS if any(word in stems for word in mentions.words)), ())
    asked = AskedWritten(query=mentions.text.strip(), kinds=kinds, airports=mentions.airports)
    stems = (
        "playbook",
        "note",
        "procedure",
        "checklist",
        "polic",
        "glossary",
        "mean",
        "handle",
        "about",
        "say",
        "written",
        "time",
        "term",
    )
    return Reading(
        asked, QUOTING + weight(mentions, (*stems, "station", "definition", "last", "guidance", "deal"), len(mentions.airports))
    )


def _answer(inquiry: Inquiry, asked: AskedWritten) -> Reply:
    found = passages(inquiry, asked.query, kinds=asked.kinds, stations=asked.airports)
    if asked.kinds == ("decision",):  # the house's own decisions about its design are of that kind too
        found = found.model_copy(update={"hits": tuple(hit for hit in found.hits if hit.passage.source.startswith("case/"))})
    book = FactBook()
    kinds = f" among {', '.join(one.replace('_', ' ') + 's' for one in asked.kinds)}" if asked.kinds else ""
    where = f" for {', '.join(asked.airports)}" if asked.airports else ""
    understood = f"What is written down{kinds}{where}: {asked.query}"
    said = quotes(book, found)
    if not said:
        said = ["Nothing that is written down fits. Ask with other words, or without the kind or the station."]
    else:
        said = ["This is what is written; it is quoted, not judged.", *said]
    if found.degraded_because:
        said.append(
            f"Searched by words only: {put_name(book, 'written.degraded', found.degraded_because, tool='knowledge_search')}."
        )
    return reply(
        understood,
        book,
        said,
        cards=(OpenView(view="knowledge", path="/knowledge", title="What is written down"),),
        suggestions=("What does the playbook say about de-icing?", "How long may a crew fly?", "What is going on?"),
    )


WRITTEN = Question(
    name="written",
    asked=AskedWritten,
    read=_read,
    answer=_answer,
    examples=(
        "What does the playbook say about de-icing?",
        "Station notes for BOS",
        "What is the procedure for an unaccompanied minor?",
        "What does misconnection mean?",
        "What did we decide last time JFK closed?",
        "How do we handle a medical diversion?",
    ),
)
