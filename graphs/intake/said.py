"""Whether what somebody else typed was said: every id, time and figure of a disruption must occur in the words."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.network import NetworkState
from domain.units import minutes_between
from graphs.intake.kinds import NEEDS
from graphs.intake.named import Named, plain
from graphs.intake.numbers import NUMBER, whole

_IDS = {
    "airport": "airport",
    "flight_id": "flight",
    "tail": "tail",
    "crew_id": "crew",
    "gate": "gate",
    "reason_code": "delay_code",
}
_FIGURES = ("arrivals_per_hour", "departures_per_hour", "rate_per_hour")


def what_was_said(part: Mapping[str, Any], text: str, named: Sequence[Named], state: NetworkState) -> dict[str, Any]:
    """The part without what the words do not say. An airport must be named, not merely be where a flight or tail is."""
    kind = part.get("kind")
    if kind not in NEEDS:
        return {}
    fields = (*NEEDS[kind], "flow") if kind == "slot_regulation" else NEEDS[kind]
    kept: dict[str, Any] = {"kind": kind}
    for name in fields:
        value = part.get(name)
        if value is None or not _was_said(name, value, part, text, named, state):
            continue
        at = _moment(value) if name in ("start", "end") else None
        kept[name] = at.isoformat() if at is not None else value
    return kept


def _was_said(name: str, value: Any, part: Mapping[str, Any], text: str, named: Sequence[Named], state: NetworkState) -> bool:
    if name in _IDS:
        return any(one.kind == _IDS[name] and str(one.value) == str(value) for one in named)
    if name in ("start", "end"):
        return _time_was_said(name, value, named)
    if name == "delay_min":
        return _delay_was_said(value, part, named, state)
    if name in _FIGURES:
        return isinstance(value, int) and not isinstance(value, bool) and value in _figures(text, named)
    words = re.findall(r"[\w+-]+", str(value).lower())
    said = set(re.findall(r"[\w+-]+", plain(text).lower()))
    return bool(words) and all(word in said for word in words)


def _moment(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


def _time_was_said(name: str, value: Any, named: Sequence[Named]) -> bool:
    at = _moment(value)
    moments = [one.value for one in named if one.kind == "moment"]
    against = "until" if name == "start" else "from"
    if any(said.at == at and said.lead != against for said in moments):
        return True
    durations = [one.value for one in named if one.kind == "duration"]
    starts = [said.at for said in moments if said.lead not in ("until", "before")]
    return name == "end" and any(at == start + timedelta(minutes=length) for start in starts for length in durations)


def _delay_was_said(value: Any, part: Mapping[str, Any], named: Sequence[Named], state: NetworkState) -> bool:
    if any(one.kind == "duration" and one.value == value for one in named):
        return True
    flight = state.flights.get(str(part.get("flight_id", "")))  # type: ignore[call-overload]
    moments = [one.value.at for one in named if one.kind == "moment"]
    return flight is not None and any(minutes_between(flight.std, at) == value for at in moments)


def _figures(text: str, named: Sequence[Named]) -> set[int]:
    letters = list(plain(text))
    for one in named:
        if one.kind != "duration":
            letters[one.start : one.end] = " " * (one.end - one.start)
    free = "".join(letters)
    return {whole(found) for found in re.findall(rf"(?<![\w.:]){NUMBER}(?![\w:]|\.[0-9])", free, re.I)}
