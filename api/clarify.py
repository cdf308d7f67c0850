"""Words into a disruption, by rule: what was said is taken, what was not said is asked for, nothing is guessed.

Times of day are UTC and on the simulation's day unless a date is said; an end at or before its start is on the next day.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.network import NetworkState
from domain.units import Frozen


class Clarification(Frozen):
    """What must still be said before a case can be opened, and what was understood."""

    missing: tuple[str, ...]
    understood: dict[str, Any]


_KINDS: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    ("gate_closed", re.compile(r"\bgate\b.*\b(closed|blocked|out of)", re.I), ("airport", "gate", "start", "end")),
    ("flight_cancelled", re.compile(r"\bcancel", re.I), ("flight_id", "reason_code")),
    ("flight_diverted", re.compile(r"\bdivert", re.I), ("flight_id", "airport")),
    ("flight_delayed", re.compile(r"\b(delay|late\b)", re.I), ("flight_id", "delay_min", "reason_code")),
    (
        "aircraft_unserviceable",
        re.compile(r"\b(unserviceable|u/s|aog|broken|grounded)", re.I),
        ("tail", "airport", "start", "end"),
    ),
    ("crew_unavailable", re.compile(r"\b(sick|unavailable|crew)\b", re.I), ("crew_id", "start", "end")),
    (
        "airport_capacity_reduced",
        re.compile(r"\b(capacity|reduced|arrivals|departures)\b", re.I),
        ("airport", "start", "end", "arrivals_per_hour", "departures_per_hour"),
    ),
    ("slot_regulation", re.compile(r"\b(regulat|flow|slots?\b)", re.I), ("airport", "start", "end", "rate_per_hour")),
    ("airport_closed", re.compile(r"\b(clos|shut)", re.I), ("airport", "start", "end")),
    (
        "weather",
        re.compile(r"\b(snow|fog|storm|thunder|wind|ice|icing|blizzard)", re.I),
        ("airport", "start", "end", "condition"),
    ),
)
"""Kind, the words that mean it, and the fields it needs; the first that fits counts."""

_TIME = re.compile(
    r"(?P<lead>from|starting|until|till|to|-|and|between)?\s*(?:(?P<date>\d{4}-\d{2}-\d{2})[T ])?"
    r"\b(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?:Z|\b)",
    re.I,
)


def understand(text: str, state: NetworkState, now: datetime) -> dict[str, Any] | Clarification:
    """A disruption as its JSON object when every required field was said, else what is missing."""
    found = next(((kind, fields) for kind, words, fields in _KINDS if words.search(text)), None)
    said: dict[str, Any] = {}
    for field, read in _READERS.items():
        value = read(text, state)
        if value is not None:
            said[field] = value
    said |= _times(text, now)
    if found is None:
        return Clarification(missing=("kind",), understood=said)
    kind, fields = found
    understood = {"kind": kind} | {field: said[field] for field in fields if field in said}
    missing = tuple(field for field in fields if field not in said)
    if missing:
        return Clarification(missing=missing, understood=understood)
    return understood | {"reported_at": now.isoformat()}


def _times(text: str, now: datetime) -> dict[str, str]:
    """Start and end as they were said; a single time is an end after `until`, a start otherwise."""
    moments: list[tuple[str, datetime]] = []
    for match in _TIME.finditer(_without_flights(text)):
        day = datetime.fromisoformat(match["date"]).date() if match["date"] else (moments[-1][1] if moments else now).date()
        at = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=now.tzinfo)
        moments.append(((match["lead"] or "").lower(), at))
    if not moments:
        return {}
    if len(moments) == 1:
        name = "end" if moments[0][0] in ("until", "till", "to", "-") else "start"
        return {name: moments[0][1].isoformat()}
    start, end = moments[0][1], moments[1][1]
    if end <= start:
        end += timedelta(days=1)
    return {"start": start.isoformat(), "end": end.isoformat()}


_FLIGHT = re.compile(r"\b([A-Z0-9]{2}) ?(\d{1,4}[A-Z]?)(/\d{4}-\d{2}-\d{2}/[A-Z]{3})?\b")


def _without_flights(text: str) -> str:
    return re.sub(r"\b[A-Z0-9]{2}\d{1,4}[A-Z]?/\d{4}-\d{2}-\d{2}/[A-Z]{3}\b", " ", text)


def _flight(text: str, state: NetworkState) -> str | None:
    """A flight named by its id, or by a number that only one of our flights has."""
    for match in _FLIGHT.finditer(text):
        if match[3] and match[0] in state.flights:
            return match[0]
        named = [one.flight_id for one in state.own_flights() if (one.carrier, one.number) == (match[1], match[2])]
        if len(named) == 1:
            return named[0]
    return None


def _airport(text: str, state: NetworkState) -> str | None:
    return next((code for code in re.findall(r"\b[A-Z]{3}\b", _without_flights(text)) if code in state.airports), None)


def _tail(text: str, state: NetworkState) -> str | None:
    return next((word for word in re.findall(r"\b[A-Z0-9-]{4,8}\b", text) if word in state.aircraft), None)


def _crew(text: str, state: NetworkState) -> str | None:
    return next((word for word in re.findall(r"[\w./-]+", text) if word in state.crew), None)


def _number(pattern: str) -> Callable[[str, NetworkState], int | None]:
    compiled = re.compile(pattern, re.I)

    def read(text: str, _: NetworkState) -> int | None:
        match = compiled.search(text)
        return int(match[1]) if match else None

    return read


def _words(pattern: str) -> Callable[[str, NetworkState], str | None]:
    compiled = re.compile(pattern, re.I)

    def read(text: str, _: NetworkState) -> str | None:
        match = compiled.search(text)
        return match[1] if match else None

    return read


_READERS: Mapping[str, Callable[[str, NetworkState], Any]] = {
    "airport": _airport,
    "flight_id": _flight,
    "tail": _tail,
    "crew_id": _crew,
    "delay_min": _number(r"\b(\d{1,4}) ?min"),
    "reason_code": _words(r"\b(?:code|reason) ?(\d{2})\b"),
    "arrivals_per_hour": _number(r"\b(\d{1,3}) arrivals"),
    "departures_per_hour": _number(r"\b(\d{1,3}) departures"),
    "rate_per_hour": _number(r"\b(\d{1,3}) ?(?:an|per|/) ?h"),
    "gate": _words(r"\bgate ([A-Z]?\d{1,3}[A-Z]?)\b"),
    "condition": _words(r"\b((?:heavy |light |freezing )?(?:snow|fog|thunderstorms?|storm|wind|ice|icing|blizzard)\w*)"),
}
