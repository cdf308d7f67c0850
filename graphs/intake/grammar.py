"""Words into a disruption, by rule: what was said is taken, what was not said is asked for, nothing is guessed.

Times of day are UTC and on the simulation's day unless a date or a zone is said; an end not after its start is on the next day.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field, ValidationError

from domain.disruptions import DISRUPTION
from domain.network import NetworkState
from domain.units import Frozen, minutes_between
from graphs.intake.clock import Said
from graphs.intake.figures import movements_in, rates_in
from graphs.intake.kinds import CONDITION, KINDS, RUNWAY_CLOSED, SOMETHING_CLOSED, KindInWords
from graphs.intake.named import Named, named_in, plain
from graphs.intake.stance import END_WORDS, TAKEN_BACK, Stance, asks, ends_something, stance_of, without_request


class Understood(Frozen):
    """A disruption with everything that it needs, as its JSON object."""

    disruption: dict[str, Any]


class Clarification(Frozen):
    """What must still be said before a case can be opened, and what was understood.

    `missing` has `kind` where the words report nothing, and `confirmation` where a person must say that it is so. `wrong` says of
    a field what cannot be; `choices` what it may mean. Fields of a compound's parts are named `parts.0.start`.
    """

    missing: tuple[str, ...]
    understood: dict[str, Any]
    wrong: dict[str, str] = Field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)


MOST_PIECES = 60
"""Stretches between commas and conjunctions that name something; a longer text is not read, so that reading stays quick."""
READS_AS: Mapping[Stance, str] = {
    "question": "a question",
    "denial": "a denial",
    "over": "the end of a disruption",
    "supposition": "a supposition",
    "doubt": "a doubt",
}


@dataclass(slots=True)
class _Part:
    """One disruption as far as it was said."""

    said: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def missing(self) -> tuple[str, ...]:
        kind = next((one for one in KINDS if one.kind == self.said.get("kind")), None)
        if kind is None:
            return ("kind",)
        needs = [
            "flow" if name == "airport" and kind.kind == "slot_regulation" and "flow" in self.said else name
            for name in kind.needs
        ]
        return tuple(name for name in needs if name not in self.said)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of text that says one thing, the names in it, and its kind where another clause's verb is meant."""

    text: str
    start: int
    end: int
    names: tuple[Named, ...]
    kind: KindInWords | None = None


def understand(text: str, state: NetworkState, now: datetime) -> Understood | Clarification:
    """The disruption that the words report when every required field was said, else what is missing."""
    now = now.astimezone(UTC)
    spaced = plain(text).replace("\n", " ")
    named = named_in(text, state, now)
    if len(_pieces(plain(text), named)) > MOST_PIECES:
        return Clarification(
            missing=("kind",), understood={}, wrong={"text": "it says too much at once; send it in several reports"}
        )
    clauses = _clauses(spaced, plain(text), named)
    parts: list[_Part] = []
    stances: list[Stance] = []
    for clause in clauses:
        kind = clause.kind or _kind_of(clause)
        stance = _stance(plain(text), clause, kind)
        stances.append(stance)
        if stance in ("denial", "over") or (kind is None and len(clauses) > 1 and not clause.names):
            continue
        parts += _parts(clause, kind, state, now)
    doubtful: Stance | None = next((one for one in stances if one in ("question", "supposition")), None)
    if doubtful is None and not parts:
        doubtful = next((one for one in stances if one != "report"), None)
    if doubtful is not None:
        said = {"reads_as": READS_AS[doubtful]} | _named_alone(named, state)
        return Clarification(missing=("kind",), understood=said)
    _share_codes(spaced, named, parts)
    return _answer(parts, now, confirm="doubt" in stances)


def _named_alone(named: Sequence[Named], state: NetworkState) -> dict[str, Any]:
    fields = {"airport": "airport", "flight": "flight_id", "tail": "tail", "crew": "crew_id", "gate": "gate"}
    found: dict[str, Any] = {}
    for one in named:
        if one.kind in fields:
            found.setdefault(fields[one.kind], str(one.value))
    return found


def clarified(typed: Sequence[dict[str, Any]], now: datetime) -> Clarification:
    """What is missing from disruptions that somebody else typed; `confirmation` when nothing is."""
    heard = _answer([_Part(dict(one)) for one in typed], now.astimezone(UTC), confirm=True)
    assert isinstance(heard, Clarification)
    return heard


def _answer(parts: Sequence[_Part], now: datetime, confirm: bool) -> Understood | Clarification:
    if not parts:
        return Clarification(missing=("kind",), understood={})
    compound = len(parts) > 1
    missing: list[str] = []
    wrong: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for place, part in enumerate(parts):
        before = f"parts.{place}." if compound else ""
        faulty = dict(part.wrong)
        if not part.missing():
            faulty |= _faults(part.said | {"reported_at": now.isoformat()})
        for name in faulty:
            part.said.pop(name, None)
        missing += [before + name for name in part.missing()]
        wrong |= {before + name: why for name, why in faulty.items()}
        choices |= {before + name: among for name, among in part.choices.items() if name not in part.said}
    whole = {"kind": "compound", "parts": [part.said for part in parts]} if compound else parts[0].said
    if missing or wrong or confirm:
        asked = tuple(missing) + (("confirmation",) if confirm and not missing and not wrong else ())
        return Clarification(missing=asked or tuple(wrong), understood=whole, wrong=wrong, choices=choices)
    at = {"reported_at": now.isoformat()}
    if compound:
        return Understood(disruption={"kind": "compound", "parts": [part.said | at for part in parts]} | at)
    return Understood(disruption=whole | at)


def _faults(disruption: dict[str, Any]) -> dict[str, str]:
    """What no report may say, by field, in a sentence."""
    try:
        DISRUPTION.validate_python(disruption)
    except ValidationError as error:
        faults = {}
        for fault in error.errors(include_url=False):
            place = [str(one) for one in fault["loc"] if str(one) != disruption["kind"]]
            name = place[0] if place else "end"
            shown = "" if not place else f"{name} {disruption.get(name)!r}: "
            faults[name] = f"{shown}{fault['msg'].removeprefix('Value error, ')}"
        return faults
    return {}


# --- clauses --------------------------------------------------------------------------------------------------------

_BREAK = re.compile(
    r"[.;!?](?=\s|$)|;|\n|,|\band\b|&|\bplus\b|\balso\b|\bwhile\b|\bwhereas\b|\bbut\b|\bthen\b|\bas well as\b|\bso\b"
    r"|\bhence\b|\btherefore\b|\bresulting in\b|\bcausing\b|\bconsequently\b|\bthus\b|\bmeanwhile\b|\badditionally\b"
    r"|\bin addition\b|\s\+\s|\s/\s|\s-\s|\bwith\b",
    re.I,
)
_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|due(?: to)?|owing to|on account of|account|acct|caused by|as a result of|thanks to|after|following"
    r"|since(?=\s+(?:the|we|it|there|[a-z]{3} is))|as(?=\s+\S+\s+(?:is|are|was|has|have)\b)|reason(?!\s*(?:code\s*)?[0-9])"
    r"|on arrival (?:of|from))\b",
    re.I,
)
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n")


def _clauses(text: str, original: str, named: Sequence[Named]) -> list[_Clause]:
    """The text cut where a new disruption begins: other words that report, about something that is named there."""
    pieces = _pieces(original, named)
    clauses: list[_Clause] = []
    waiting: int | None = None
    for place, (start, end) in enumerate(pieces):
        begin = start if waiting is None else waiting
        one = _clause(text, named, begin, end)
        own = _kind_of(one, strictly=True)
        last = clauses[-1] if clauses else None
        if last is None:
            clauses.append(one)
            waiting = None
            continue
        last_kind = last.kind or _kind_of(last, strictly=True)
        if (
            last_kind is None and own is not None and last.names and ends_something(last.text) and _is_new(last, own, one, own)
        ) or (last_kind is None and own is None and _speak_for_themselves(original, last, one)):
            clauses.append(one)
        elif last_kind is None:
            clauses[-1] = _clause(text, named, last.start, end)
        elif own is not None and _is_new(last, last_kind, one, own):
            clauses.append(one)
        elif own is None and _continues(last_kind, last, one):
            clauses.append(_clause(text, named, begin, end, last_kind))
        elif own is None and _belongs_to_next(text, named, pieces, place, last_kind, one, original):
            waiting = begin
            continue
        else:
            clauses[-1] = _clause(text, named, last.start, end, last.kind)
        waiting = None
    if waiting is not None:
        clauses[-1] = _clause(text, named, clauses[-1].start, len(text), clauses[-1].kind)
    return clauses


def _pieces(text: str, named: Sequence[Named]) -> list[tuple[int, int]]:
    """The text between commas, conjunctions and full stops; what names nothing stays with what is before it."""
    cuts = [0]
    names = iter(named)
    one = next(names, None)
    for match in _BREAK.finditer(text):
        while one is not None and one.end <= match.start():
            one = next(names, None)
        if one is None or match.end() <= one.start:
            cuts.append(match.start())
    starts = [name.start for name in named]
    ends = [*cuts[1:], len(text)]
    kept = [0]
    for start, end in zip(cuts[1:], ends[1:], strict=True):
        place = bisect_left(starts, start)
        if place < len(starts) and starts[place] < end:
            kept.append(start)
    return [(start, end) for start, end in zip(kept, [*kept[1:], len(text)], strict=True) if end > start]


def _clause(text: str, named: Sequence[Named], start: int, end: int, kind: KindInWords | None = None) -> _Clause:
    return _Clause(text[start:end], start, end, tuple(one for one in named if start <= one.start < end), kind)


def _speak_for_themselves(original: str, last: _Clause, one: _Clause) -> bool:
    """Whether two sentences each name something and a time: the words of one are then not about the other."""
    return (
        all(
            any(name.kind == "moment" for name in clause.names)
            and any(name.kind not in ("moment", "duration") for name in clause.names)
            for clause in (last, one)
        )
        and _SENTENCE_END.match(original, one.start) is not None
    )


def _is_new(last: _Clause, last_kind: KindInWords, one: _Clause, own: KindInWords) -> bool:
    if _BECAUSE.match(one.text.lstrip(" ,.;-")):
        return False
    last_named = {name.value for name in last.names if name.kind == last_kind.about or name.kind == "ambiguous"}
    own_named = {name.value for name in one.names if name.kind == own.about or name.kind == "ambiguous"}
    return own.kind != last_kind.kind or not own_named <= last_named


def _continues(kind: KindInWords, last: _Clause, one: _Clause) -> bool:
    """Whether a piece without words of its own is one more of the same: "JFK closed 16-20Z, EWR 18-22Z"."""
    values = ("moment", "duration", "delay_code")
    about = any(name.kind == kind.about for name in one.names)
    return (
        about
        and any(name.kind in values for name in one.names)
        and any(name.kind in values for name in last.names)
        and any(name.kind == kind.about for name in last.names)
    )


def _belongs_to_next(
    text: str,
    named: Sequence[Named],
    pieces: Sequence[tuple[int, int]],
    place: int,
    kind: KindInWords,
    one: _Clause,
    original: str,
) -> bool:
    """Whether a bare name goes with what follows: "..., N643JB and N599JB are AOG"."""
    if not one.names or _SENTENCE_END.search(one.text) or any(name.kind in ("moment", "duration") for name in one.names):
        return False
    for start, end in pieces[place + 1 :]:
        following = _clause(text, named, start, end)
        next_kind = _kind_of(following, strictly=True)
        if next_kind is not None:
            return all(name.kind in (next_kind.about, "ambiguous") for name in one.names)
        if any(name.kind not in ("airport", "flight", "tail", "crew", "gate", "ambiguous") for name in following.names):
            return False
    return False


# --- which kind -----------------------------------------------------------------------------------------------------


def _masked(clause: _Clause) -> str:
    """The clause without names, so that no word of one is read, and with partial closings made what they are."""
    letters = list(clause.text)
    for one in clause.names:
        if one.kind not in ("moment", "duration"):
            letters[one.start - clause.start : one.end - clause.start] = "\x00" * (one.end - one.start)
    masked = "".join(letters)
    masked = RUNWAY_CLOSED.sub(lambda match: "runway".ljust(len(match[0]))[: len(match[0])], masked)
    return SOMETHING_CLOSED.sub(lambda match: " " * len(match[0]), masked)


def _cues(kind: KindInWords, masked: str, until: int | None = None) -> list[tuple[int, int]]:
    return [match.span() for match in kind.says.finditer(masked) if until is None or match.start() < until]


_GATE_WITHOUT_A_NUMBER = re.compile(
    r"^[^;.]*\b(?:gates?|stands?)\s+(?!\x00)(?:\w+\s+){0,2}[^;.]{0,20}(?:clos|clsd|shut|block|u/s|unserv|out of)", re.I
)


def _is_named(kind: KindInWords, clause: _Clause) -> bool:
    if kind.kind == "gate_closed" and _GATE_WITHOUT_A_NUMBER.search(_masked(clause)):
        return True
    also = {"flight": ("ambiguous",), "airport": ("city",)}.get(kind.about, ())
    return any(
        one.kind == kind.about or one.kind in also or (one.kind == "unknown" and one.value[0] == kind.about)
        for one in clause.names
    )


def _kind_of(clause: _Clause, strictly: bool = False) -> KindInWords | None:
    """The first kind of the table whose words and subject are both there, what is said before a "because" first."""
    masked = _masked(clause)
    reason = _BECAUSE.search(masked)
    main = reason.start() if reason is not None else None
    numbers = movements_in(clause.text, _spans(clause))
    for until in (main, None) if main is not None else (None,):
        fitting = [one for one in KINDS if _cues(one, masked, until) and _is_named(one, clause)]
        if fitting:
            return _settled(fitting, masked, numbers)
    if strictly or any(one.kind in ("option", "plan", "case") for one in clause.names):
        return None  # "cancel option 2" is about an option
    for until in (main, None) if main is not None else (None,):
        for one in KINDS:
            if _cues(one, masked, until) and _strong_alone(one, masked, until):
                return one
    return None


def _settled(fitting: Sequence[KindInWords], masked: str, numbers: Mapping[str, int]) -> KindInWords:
    first = fitting[0]
    by_name = {one.kind: one for one in fitting}
    if first.kind == "slot_regulation" and "airport_capacity_reduced" in by_name and len(numbers) == 2:
        return by_name["airport_capacity_reduced"]  # both rates were said, and a regulation has one
    if first.kind == "airport_capacity_reduced" and "weather" in by_name and not numbers and not _STRONG_CAPACITY.search(masked):
        return by_name["weather"]
    return first


_STRONG_CAPACITY = re.compile(
    r"capacit|reduc(?:ed|tion)(?! vis)|restrict|capped|acceptance|\baar\b|\badr\b|rate|runway|rwy", re.I
)
_TELLING_ALONE = re.compile(
    r"divert|dvt|scrapped|scrubbed|cancel|cnl|cnx|cxl|canx|delay|dly|\blate\b|a\.?o\.?g\b|unserviceable|u/s|sick|unwell"
    r"|regulat|ctot|atfc?m|\bflow\b|gdp|ground (?:delay|stop)|capacit|acceptance|arrivals|departures|clos|clsd|shut"
    r"|no[- ]show|reduced|tech\b|grounded|unfit|broken",
    re.I,
)


def _strong_alone(kind: KindInWords, masked: str, until: int | None) -> bool:
    """Whether its words tell the kind with nothing named: "closed from 20:00", not "out" or "down"."""
    if kind.kind == "gate_closed":
        return re.search(r"\b(?:gate|stand|parking position)\b", masked, re.I) is not None
    if kind.kind == "crew_unavailable":
        cues = [masked[start:end] for start, end in _cues(kind, masked, until)]
        person = re.search(
            r"\b(?:crew|captain|capt|cpt|f/?o|first officer|pilot|purser|cabin|flight attendant|fa)\b", masked, re.I
        )
        return any(re.match(r"sick|ill|unwell|unfit|no[- ]?show|fatigue", cue, re.I) for cue in cues) or person is not None
    if kind.kind == "aircraft_unserviceable":
        cues = [masked[start:end] for start, end in _cues(kind, masked, until)]
        craft = re.search(r"\b(?:aircraft|a/c|acft|airplane|plane|tail|ship|engine|jet)\b", masked, re.I)
        return any(re.match(r"a\.?o\.?g|unserviceable|tech\b|grounded", cue, re.I) for cue in cues) or craft is not None
    if kind.kind == "weather":
        return True
    return any(_TELLING_ALONE.match(masked[start:end]) for start, end in _cues(kind, masked, until))


def _stance(original: str, clause: _Clause, kind: KindInWords | None) -> Stance:
    ends = [match.end() for match in _SENTENCE_END.finditer(original)]
    start = max((end for end in ends if end <= clause.start + 1), default=0)
    stop = min((end for end in ends if end > max(clause.end - 1, clause.start)), default=len(original))
    opening = original[start:stop]
    sentences = [one for one in re.split(r"(?<=[.;!?])(?=\s)|\n", opening) if re.search(r"\w", one)]
    if any(asks(one) for one in sentences):
        return "question"
    masked = without_request(_masked(clause))
    if kind is not None and kind.about in ("airport", "gate") and TAKEN_BACK.search(masked):
        return "over"
    return stance_of(masked, _cues(kind, masked) if kind is not None else [])


# --- fields ---------------------------------------------------------------------------------------------------------


def _spans(clause: _Clause) -> list[tuple[int, int]]:
    return [(one.start - clause.start, one.end - clause.start) for one in clause.names]


def _parts(clause: _Clause, kind: KindInWords | None, state: NetworkState, now: datetime) -> list[_Part]:
    """The disruptions that a clause reports: one for each thing it is about, and for each interval."""
    if kind is None:
        said = _named_alone(clause.names, state) | (_intervals(clause)[0] if _moments(clause) else {})
        return [_Part(said)]
    parts = [_Part({"kind": kind.kind})]
    parts = [more for part in parts for more in _subjects(part, clause, kind, state)]
    if "start" in kind.needs:
        intervals = _intervals(clause)
        parts = [_with_interval(part, interval, clause, now) for part in parts for interval in intervals]
    for part in parts:
        _values(part, clause, kind, state)
        order = {name: place for place, name in enumerate(("kind", *kind.needs))}
        part.said = dict(sorted(part.said.items(), key=lambda one: order.get(one[0], 99)))
    return parts


def _subjects(part: _Part, clause: _Clause, kind: KindInWords, state: NetworkState) -> list[_Part]:
    if kind.about == "airport":
        return _each(part, "airport", clause, _airports(clause))
    if kind.about == "flight":
        return _each(part, "flight_id", clause, [one for one in clause.names if one.kind == "flight"])
    if kind.about == "gate":
        return _each(part, "gate", clause, [one for one in clause.names if one.kind == "gate"])
    name = "tail" if kind.about == "tail" else "crew_id"
    return _each(part, name, clause, [one for one in clause.names if one.kind == kind.about])


def _each(part: _Part, name: str, clause: _Clause, found: Sequence[Named]) -> list[_Part]:
    kind = {"flight_id": "flight", "crew_id": "crew"}.get(name, name)
    parts = [_Part(part.said | {name: str(value)}) for value in dict.fromkeys(one.value for one in found)]
    for one in clause.names:
        if (one.kind == "ambiguous" and name == "flight_id") or (one.kind == "city" and name == "airport" and not found):
            parts.append(_Part(dict(part.said), choices={name: tuple(map(str, one.value[1]))}))
        elif one.kind == "unknown" and one.value[0] == kind:
            why = f"{one.value[1]!r} is not in this network; correct it or use the id under which it is listed"
            parts.append(_Part(dict(part.said), wrong={name: why}))
    return parts or [part]


_AT = re.compile(r"\b(?:at|in|into|of|for|over|affecting|closing|close|regulating)\s+$", re.I)
_NOT_THERE = re.compile(r"\b(?:instead of|rather than|not(?: to| at| in)?|in place of|original destination)\s+$", re.I)
_ELSEWHERE = re.compile(r"\b(?:from|to|ex|via|inbound|outbound|bound for|towards?|out of|departing|leaving)\s+$", re.I)


def _airports(clause: _Clause) -> list[Named]:
    """The airports that the clause is about: not where traffic comes from or goes to, nor a reason's when others are named."""
    named = [one for one in clause.names if one.kind == "airport"]
    reason = _BECAUSE.search(_masked(clause))
    if reason is not None:
        main = [one for one in named if one.start - clause.start < reason.start()]
        named = main or named
    here = [one for one in named if not _ELSEWHERE.search(clause.text[: one.start - clause.start])]
    return here or named


def _moments(clause: _Clause) -> list[Named]:
    return [one for one in clause.names if one.kind == "moment"]


_WHEN_TOLD = re.compile(
    r"\b(?:reported|rptd|advised|received|noted|message|msg|observed|obs|info|as at|issued|updated?|time now|at time|notified"
    r"|informed|found|discovered|happened)(?:\s+(?:at|on|@))?\s*:?\s*$",
    re.I,
)
_OWN_TIME = re.compile(
    r"\b(?:std|sta|etd|eta|sched(?:uled)?|dep(?:arture|arting|s)?|arr(?:ival|iving)?|report(?:ing)?)(?:\s+(?:at|time|of"
    r"|for))*\s*:?\s*$",
    re.I,
)


_TOLD_THEN = re.compile(
    r"\W*(?:[\w']+\W+){0,5}?(?:told|said|says|advised|advises|reports?|reported|informed|confirmed|announced|called|phoned)\b",
    re.I,
)
_PAST = re.compile(r"\b(?:yesterday|last night|last week)\b", re.I)
_AN_END = re.compile(
    END_WORDS.pattern
    + r"(?:[\s:,@(-]|\b(?:at|by|until|till|til|to|before|after|around|about|approx|the|on|tomorrow|today|tmrw|again|est|estimated"
    r"|expected|not|no|later|than|earlier|time|of|in|service|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}(?:st|nd|rd"
    r"|th)?\s?[a-z]{3,9})\b)*$",
    re.I,
)


def _intervals(clause: _Clause) -> list[dict[str, datetime]]:
    """Start and end as they were said, for each interval; one that lacks either where only that was said."""
    found: list[dict[str, datetime]] = [{}]
    for one in _moments(clause):
        said: Said = one.value
        before = clause.text[: one.start - clause.start]
        if said.lead in ("at", "") and _TOLD_THEN.match(clause.text[one.end - clause.start :]):
            continue
        if _WHEN_TOLD.search(before[-30:]) or (
            _OWN_TIME.search(before[-24:]) and said.lead in ("at", "") and "start" in found[-1]
        ):
            continue
        ending = said.lead == "until" or (said.lead != "from" and _AN_END.search(before[-50:]) is not None)
        if not ending and said.lead == "before":
            continue
        last = found[-1]
        if ending:
            if "end" in last:
                continue
            last["end"] = said.at
        elif "start" not in last and ("end" not in last or said.at < last["end"]):
            last["start"] = said.at
        elif "start" in last and "end" in last:
            found.append({"start": said.at})
    durations = [one.value for one in clause.names if one.kind == "duration"]
    if len(found) == 1 and "start" in found[0] and "end" not in found[0] and len(set(durations)) == 1:
        found[0]["end"] = found[0]["start"] + timedelta(minutes=durations[0])
    complete = [one for one in found if len(one) == 2]
    return complete if complete and len(found) > 1 else found[:1]


def _with_interval(part: _Part, interval: Mapping[str, datetime], clause: _Clause, now: datetime) -> _Part:
    said = part.said | {name: at.isoformat() for name, at in interval.items()}
    wrong = dict(part.wrong)
    if len(interval) == 2:
        start, end = interval["start"], interval["end"]
        if end <= start:
            wrong["end"] = f"end {end.isoformat()} is not after start {start.isoformat()}; swap or correct them"
        elif _PAST.search(clause.text) and (end <= now or start > now):
            wrong["end"] = f"what was said of the past does not fit end {end.isoformat()}; say until when it lasts, with the date"
    return _Part(said, wrong, dict(part.choices))


def _values(part: _Part, clause: _Clause, kind: KindInWords, state: NetworkState) -> None:
    """Fields other than what it is about and when."""
    if "airport" in kind.needs and kind.about != "airport":
        _airport_beside(part, clause, kind, state)
    if "reason_code" in kind.needs:
        _one(part, "reason_code", [one.value for one in clause.names if one.kind == "delay_code"])
    if kind.kind == "flight_delayed":
        _delay(part, clause, state)
    if kind.kind == "airport_capacity_reduced":
        part.said |= movements_in(clause.text, _spans(clause))
    if kind.kind == "slot_regulation":
        rates = rates_in(
            clause.text, [span for span, one in zip(_spans(clause), clause.names, strict=True) if one.kind != "duration"]
        )
        _one(part, "rate_per_hour", list(rates))
        flow = re.search(r"\b(?:flow|regulation|reg(?:ul)?)\s+(?P<flow>(?=[A-Z0-9_-]*[A-Z])[A-Z][A-Z0-9_-]{3,11})\b", clause.text)
        if "airport" not in part.said and flow is not None and "airport" not in part.choices:
            part.said["flow"] = flow["flow"]
    if kind.kind == "weather":
        _condition(part, clause)
    if kind.kind == "gate_closed" and "airport" in part.said and "gate" in part.said:
        gates = {gate.upper() for gate in state.airports[part.said["airport"]].gates}
        if gates and part.said["gate"].upper() not in gates:
            part.wrong["gate"] = (
                f"{part.said['airport']} has no gate {part.said['gate']!r}; its gates are in GET /api/v1/airports"
            )


def _one(part: _Part, name: str, values: Sequence[Any]) -> None:
    """The value when one was said; several are offered to choose from."""
    different = list(dict.fromkeys(values))
    if len(different) == 1:
        part.said[name] = different[0]
    elif different:
        part.choices[name] = tuple(map(str, different))


_DIVERTED_TO = re.compile(
    r"\b(?:divert\w*|dvtd?|dvrt\w*|divn|div'?d|div|diversion|back|to|into|at|alternate|landed|landing|landing at)\s*(?:to"
    r"|into|for|at|in|:|>|->)?\s*$",
    re.I,
)


def _airport_beside(part: _Part, clause: _Clause, kind: KindInWords, state: NetworkState) -> None:
    named = [one for one in clause.names if one.kind == "airport"]
    reason = _BECAUSE.search(_masked(clause))
    if reason is not None:
        named = [one for one in named if one.start - clause.start < reason.start()] or named
    if kind.kind == "flight_diverted":
        named = [one for one in named if not _NOT_THERE.search(clause.text[: one.start - clause.start])]
        cue = next(iter(_cues(kind, _masked(clause))), (0, 0))
        after = [one for one in named if one.start - clause.start >= cue[1]]
        directly = [one for one in after if _DIVERTED_TO.search(clause.text[: one.start - clause.start])]
        coming = [one for one in named if _ELSEWHERE.search(clause.text[: one.start - clause.start]) and one not in directly]
        flight = state.flights.get(part.said.get("flight_id", ""))
        route = {flight.destination} if flight is not None else set()
        others = [one for one in named if one not in coming and one.value not in route]
        candidates = (
            [one for one in directly if one.value not in route]
            or directly
            or [one for one in after if one not in coming]
            or others
        )
        _one(part, "airport", [str(one.value) for one in candidates])
        if "airport" in part.choices and directly:
            part.said["airport"] = str(candidates[0].value)
    else:
        here = [one for one in named if _AT.search(clause.text[: one.start - clause.start])]
        there = [one for one in named if not _ELSEWHERE.search(clause.text[: one.start - clause.start])]
        _one(part, "airport", [str(one.value) for one in here or there or named])
    cities = [one.value[1] for one in clause.names if one.kind == "city"]
    if "airport" not in part.said and cities and "airport" not in part.choices:
        part.choices["airport"] = tuple(map(str, cities[0]))
    unknown = [one.value[1] for one in clause.names if one.kind == "unknown" and one.value[0] == "airport"]
    if "airport" not in part.said and unknown:
        part.wrong["airport"] = f"{unknown[0]!r} is not an airport of this network; name one of GET /api/v1/airports"


_NEW_TIME = re.compile(
    r"\b(?:etd|new (?:time|departure|dep|std|off)|retim\w*|re-tim\w*|resched\w*|delay\w*|dly\w*|slip\w*|pushed|moved|put back"
    r"|postponed|depart\w*|leav\w*|off|held|now)\b[^.;]*$",
    re.I,
)


_OR_LESS = re.compile(r"(?<![\w:.])([0-9]{1,3})\s*(?:-|to|or)\s*$", re.I)


def _delay(part: _Part, clause: _Clause, state: NetworkState) -> None:
    durations = []
    for one in clause.names:
        if one.kind == "duration":
            less = _OR_LESS.search(clause.text[: one.start - clause.start])
            durations += [f"{less[1]} or {one.value}"] if less else [one.value]  # "45 to 60 min" is neither
    if durations and not all(isinstance(one, int) for one in durations):
        part.choices["delay_min"] = tuple(str(one) for one in durations)
        return
    if durations:
        _one(part, "delay_min", durations)
        return
    flight = state.flights.get(part.said.get("flight_id", ""))
    news = [
        one.value.at
        for one in _moments(clause)
        if _NEW_TIME.search(clause.text[: one.start - clause.start]) and one.value.lead in ("until", "at", "after", "")
        and not _WHEN_TOLD.search(clause.text[: one.start - clause.start][-30:])
    ]  # fmt: skip
    if flight is not None and len(news) == 1:
        delay_min = minutes_between(flight.std, news[0])
        if delay_min > 0:
            part.said["delay_min"] = delay_min  # the new time was said, and the schedule says the rest
        else:
            part.wrong["delay_min"] = f"{news[0].isoformat()} is not after its scheduled departure {flight.std.isoformat()}"


def _condition(part: _Part, clause: _Clause) -> None:
    found = list(CONDITION.finditer(_masked(clause)))
    if not found:
        return
    start, end = found[0].span()
    for following in found[1:]:
        if re.fullmatch(r"\s*(?:,|and|&|with|/|\+|or)?\s*", clause.text[end : following.start()], re.I) is None:
            break
        end = following.end()
    said = clause.text[start:end].strip()
    part.said["condition"] = said if re.fullmatch(r"[-+]?[A-Z ]{2,8}", said) and _IS_CODE.fullmatch(said) else said.lower()


_IS_CODE = re.compile(
    r"[-+]?(?:TSRA|SN|BLSN|DRSN|FZFG|SHSN|TSGR|SHRA|TS|PLSN|RA|DZ|FZRA|FZDZ|CB|LVP|LVPS|LVO)(?: (?:[-+]?[A-Z]{2,6}))*"
)


def _share_codes(text: str, named: Sequence[Named], parts: Sequence[_Part]) -> None:
    """One delay code said for all of them: "..., both code 71"."""
    codes = {one.value for one in named if one.kind == "delay_code"}
    if len(codes) == 1 and re.search(r"\b(?:both|all|each)\b", text, re.I):
        for part in parts:
            if "reason_code" in part.missing():
                part.said["reason_code"] = next(iter(codes))
