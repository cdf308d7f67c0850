"""How answers are worded: a figure, time, name or quote becomes a fact and its reference; views to open; the finished reply."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from urllib.parse import quote

from agents.grounding import FactBook
from domain.ids import CrewId, FlightId
from domain.network import Flight, NetworkState
from domain.units import Money
from graphs.conversation.reply import Card, OpenView, Reply
from graphs.explain import money
from graphs.intake.mentions import Mentions

ROWS_SHOWN = 12
"""Rows of a table in an answer; the rest is behind the view it opens."""

WORD, NAMED, ASKING = 1.0, 1.5, 1.5
"""What a reading weighs for each word, and for each name, moment or figure that it accounts for; and for words that ask."""

_ASKING = (
    "what",
    "which",
    "how",
    "why",
    "who",
    "whose",
    "when",
    "where",
    "is",
    "are",
    "can",
    "may",
    "does",
    "do",
    "did",
    "has",
    "was",
    "will",
    "any",
)
_TELLING = ("list", "show", "tell", "give", "count", "status", "brief")


def asks(mentions: Mentions) -> bool:
    """Whether the words ask for something, and do not report it: a question mark, a question word or `list` in front."""
    return "?" in mentions.text or (bool(mentions.words) and mentions.words[0].removesuffix("'s") in (*_ASKING, *_TELLING))


def weight(mentions: Mentions, stems: Sequence[str], named: float = 0) -> float:
    """How much of a text a reading accounts for: words that begin with one of its stems, names that it uses, and asking."""
    words = sum(word.startswith(tuple(stems)) for word in mentions.words)
    return WORD * words + NAMED * named + ASKING * asks(mentions)


def points(mentions: Mentions) -> bool:
    """Whether the words point at what is in focus: it, that flight, there."""
    return any(word in ("it", "its", "it's", "that", "this", "there", "here", "they", "them") for word in mentions.words)


def unknown(mentions: Mentions, kind: str) -> str:
    """The first name of this kind that was said and that the network does not have; empty when there is none."""
    return next((one.text for one in mentions.unknown if one.kind == kind), "")


def span_said(mentions: Mentions) -> tuple[datetime | None, datetime | None]:
    """From and until when, as it was said; a lone `at 18:00` is the hour that begins then."""
    since = next((one.at for one in mentions.moments if one.lead in ("from", "after")), None)
    until = next((one.at for one in mentions.moments if one.lead in ("until", "before")), None)
    bare = [one.at for one in mentions.moments if one.lead in ("", "at")]
    if since is None and bare:
        since = bare.pop(0)
        until = until or (bare.pop(0) if bare else since + timedelta(hours=1))
    elif until is None and bare:
        until = bare.pop(0)
    return since, until


def clock(moment: datetime, now: datetime) -> str:
    """`16:20Z`, with the day before it when that is not the day of `now`: `9 Feb 01:05Z`."""
    day = "" if moment.date() == now.date() else f"{moment.day} {moment:%b} "
    return f"{day}{moment:%H:%M}Z"


def spell(minutes: int) -> str:
    """A length of time: `45 min`, `2 h`, `2 h 05 min`, `3 d 4 h`."""
    sign, hours, rest = "-" if minutes < 0 else "", abs(minutes) // 60, abs(minutes) % 60
    if hours >= 48:
        return f"{sign}{hours // 24} d" + (f" {hours % 24} h" if hours % 24 else "")
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours} h" + (f" {rest:02d} min" if rest else "")


def put_time(
    book: FactBook,
    fact_id: str,
    moment: datetime,
    *,
    now: datetime,
    tool: str = "network",
    subject: str = "",
    assumed: bool = False,
) -> str:
    """A moment in UTC: `16:20Z`."""
    return book.put(fact_id, clock(moment, now), tool=tool, subject=subject, assumed=assumed)


def put_duration(
    book: FactBook, fact_id: str, minutes: int, what: str = "", *, tool: str = "network", subject: str = "", assumed: bool = False
) -> str:
    """A length of time and what it measures: `2 h 05 min late`."""
    return book.put(fact_id, f"{spell(minutes)} {what}".strip(), tool=tool, subject=subject, assumed=assumed)


def put_money(
    book: FactBook, fact_id: str, amount: Money, what: str = "", *, tool: str, subject: str = "", assumed: bool = False
) -> str:
    """An amount and what it is: `USD 1,234.56 in all`."""
    return book.put(fact_id, f"{money(amount)} {what}".strip(), tool=tool, subject=subject, assumed=assumed)


def put_count(
    book: FactBook,
    fact_id: str,
    count: int,
    noun: str,
    rest: str = "",
    *,
    plural: str = "",
    tool: str = "network",
    subject: str = "",
    assumed: bool = False,
) -> str:
    """A count of something, in the singular, or in the plural (with an s, if no other is given), and what is true of it:
    `12 flights cancelled`."""
    text = f"{count:,} {noun if count == 1 else plural or noun + 's'} {rest}".strip()
    return book.put(fact_id, text, tool=tool, subject=subject, assumed=assumed)


def put_name(book: FactBook, fact_id: str, name: str, *, tool: str = "network", subject: str = "", assumed: bool = False) -> str:
    """A name or a quotation that may hold digits: a flight, a tail, a paragraph of law, the words of a notice."""
    return book.put(fact_id, name, tool=tool, subject=subject or name, assumed=assumed)


def put_flight(book: FactBook, flight: Flight) -> str:
    """The flight's name with its route: `B61010 JFK-BOS`; the fact is `B61010/2013-02-08/JFK.name`."""
    name = flight.carrier + flight.number
    return book.put(f"{flight.flight_id}.name", f"{name} {flight.origin}-{flight.destination}", tool="network", subject=name)


def both(parts: Sequence[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joint} {parts[-1]}" if parts else ""


def which_flight(mentions: Mentions, state: NetworkState, now: datetime) -> tuple[str, ...]:
    """What to ask when a flight number that was said is that of several flights; empty when none is."""
    asked: list[str] = []
    for said, candidates in mentions.ambiguous:
        every = [state.flight(one) for one in candidates]
        told = [f"{one.carrier}{one.number} {one.origin}-{one.destination} at {clock(one.std, now)}" for one in every[:6]]
        asked.append(f"which {said}: {both(told, 'or')}")
    return tuple(asked)


def not_here(kind: str, said: str, names: Iterable[str], understood: str, *, suggest: str = "") -> Reply:
    """The answer when something that was named is not in the network: the nearest names that are; `suggest` has `{}` for one."""
    book = FactBook()
    near = get_close_matches(said.upper(), sorted(set(names)), n=3, cutoff=0.5)
    what = put_name(book, "said", said)
    text = f"There is no {kind} {what} in this network."
    if near:
        text += f" Nearest by name: {both([put_name(book, f'nearest.{place}', one) for place, one in enumerate(near)], 'or')}."
    else:
        text += f" Say the {kind} as the schedule writes it."
    return reply(understood, book, (text,), suggestions=tuple(suggest.format(one) for one in near) if suggest else ())


def flights_in_gantt(flight_ids: Sequence[FlightId], title: str) -> OpenView:
    """The Gantt with these flights selected."""
    return OpenView(view="gantt", path="/ops?flights=" + quote(",".join(flight_ids), safe=","), title=title)


def airport_view(airport: str, title: str) -> OpenView:
    """The page of an airport: arrivals against departures, connections, gates."""
    return OpenView(view="hub", path=f"/hub/{airport}", title=title)


def crew_view(crew_ids: Sequence[CrewId], title: str) -> OpenView:
    """The crew page with these people selected."""
    return OpenView(view="crew", path="/crew?id=" + quote(",".join(crew_ids), safe=","), title=title)


def case_view(case_id: str, title: str) -> OpenView:
    """The page of a case: facts, options, checks, decision."""
    return OpenView(view="situations", path=f"/situations/{quote(case_id)}", title=title)


def reply(
    understood: str,
    book: FactBook,
    paragraphs: Sequence[str],
    *,
    cards: Sequence[Card] = (),
    suggestions: Sequence[str] = (),
) -> Reply:
    """The finished answer with every fact that was put in the book."""
    return Reply(
        understood=understood,
        paragraphs=tuple(paragraphs),
        facts=dict(book.sheet().shown),
        cards=tuple(cards),
        suggestions=tuple(suggestions),
    )
