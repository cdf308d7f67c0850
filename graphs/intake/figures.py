"""Rates in words: how many arrivals and departures, and how many movements an hour under a regulation."""

import re
from collections.abc import Sequence

from graphs.intake.numbers import NUMBER, whole

Span = tuple[int, int]

_ARRIVALS = (
    r"(?:arrivals?|arriving|arrs?\.?|landings?|inbounds?|aar|arrival (?:acceptance )?rate|landing rate|acceptance(?: rate)?|in)"
)
_DEPARTURES = r"(?:departures?|departing|deps?\.?|dprtrs?|take-?offs?|outbounds?|adr|departure rate|out)"
_TOKEN = re.compile(
    rf"\b(?P<arrivals>{_ARRIVALS})(?![\w'])|\b(?P<departures>{_DEPARTURES})(?![\w'])"
    rf"|(?<![\w.:/$+-])(?:(?P<from>from)\s+)?(?P<number>{NUMBER}|no|nil)(?![\w:%+-]|\.[0-9]|\s+(?:of\b|runways?|rwys?))"
    r"|(?P<each>\beach(?: way)?\b|\bboth(?: ways)?\b|\beither way\b)|(?P<movements>\bmovements?\b|\bmvts?\b|\bops\b"
    r"|\bflights\b|\baircraft\b)",
    re.I,
)
_PARTLY = re.compile(
    r"\bclos(?:e|es|ed|ing|ure) (?:to|for) (?:all )?(?P<what>arrivals?|departures?|inbounds?|outbounds?|landings?)", re.I
)
_AN_HOUR = (
    r"\s*(?:/\s*h(?:r|our)?s?\b|p/h\b|p\.h\.|per\s*h(?:ou)?r?s?\b|(?:an|each|every)\s+h(?:ou)?r\b|ph\b|hourly\b|a/h\b"
    r"|per 60 ?min\w*|/60\b)"
)
_PER_HOUR = re.compile(
    rf"(?<![\w.:$+-])(?P<number>{NUMBER})(?:\s+(?:arrivals?|arrs?|flights?|aircraft|a/c|movements?|mvts?|acft|slots?|entries"
    rf"|landings?|departures?|deps?))?{_AN_HOUR}",
    re.I,
)
_RATE = re.compile(
    rf"\b(?:rate|aar|acceptance|capped|cap|max(?:imum)?|limited|limit|reduced)\b(?:\s+(?:rate|of|is|to|at|down|set|:|="
    rf"|only))*\s*[:=]?\s*(?P<number>{NUMBER})(?![\w:%+-]|\.[0-9])",
    re.I,
)
_COUNTED = re.compile(rf"(?<![\w.:$+-])(?P<number>{NUMBER})\s+(?:arrivals?|arrs?|landings?|flights?|movements?)\b", re.I)


_OR_ELSE = re.compile(r"(?<!from )(?<![\w:.])([0-9]{1,3})\s*(?:-|to|or)\s*$", re.I)


def _free(span: Span, taken: Sequence[Span]) -> bool:
    return not any(span[0] < end and start < span[1] for start, end in taken)


def movements_in(text: str, taken: Sequence[Span]) -> dict[str, int]:
    """Arrivals and departures an hour as far as they were said; a total of both is neither."""
    found: dict[str, int] = {}
    for match in _PARTLY.finditer(text):
        inbound = match["what"].lower().startswith(("arr", "inb", "land"))
        found["arrivals_per_hour" if inbound else "departures_per_hour"] = 0
    if found:
        return found
    tokens = [
        (match.lastgroup or "", match)
        for match in _TOKEN.finditer(text)
        if match.lastgroup is not None and (match["number"] is None or _free(match.span("number"), taken))
    ]
    tokens = _without_old_rates([("number" if match["number"] else kind, match) for kind, match in tokens])
    numbers = [_count(match["number"]) for kind, match in tokens if kind == "number"]
    each = any(kind == "each" for kind, _ in tokens)
    if each and len(numbers) == 1:
        return {"arrivals_per_hour": numbers[0], "departures_per_hour": numbers[0]}
    strong = [one for one in tokens if one[0] in ("arrivals", "departures", "number") and not _weak(one[1])]
    sides = [kind for kind, _ in strong if kind != "number"]
    if not sides or not numbers:
        return {}
    together = sides == ["arrivals", "departures"] and len(numbers) == 1 and _joined(text, strong)
    if together:  # "20 arrivals and departures" may be a total
        return {}
    counted = sum(kind == "number" for kind, _ in strong)
    if counted != len(sides):  # one figure too many may belong to anything
        return {}
    pairs = _number_first(strong) if strong[0][0] == "number" else _noun_first(strong)
    for side, number in pairs:
        name = f"{side}_per_hour"
        if name in found and found[name] != number:
            return {one: value for one, value in found.items() if one != name}
        found[name] = number
    return found


def _count(said: str) -> int:
    return 0 if said.lower() in ("no", "nil") else whole(said)


def _weak(match: re.Match[str]) -> bool:
    """`in` and `out` count only directly after a number."""
    if match[0].lower() not in ("in", "out"):
        return False
    return re.search(r"[0-9]\s*(?:/h\s*)?$", match.string[: match.start()]) is None


def _joined(text: str, tokens: Sequence[tuple[str, re.Match[str]]]) -> bool:
    nouns = [match for kind, match in tokens if kind in ("arrivals", "departures")]
    between = text[nouns[0].end() : nouns[1].start()] if len(nouns) == 2 else ""
    return re.search("[0-9]", between) is None and re.fullmatch(r"\s*(?:and|&|/|\+|,|or)\s*", between) is not None


def _without_old_rates(tokens: list[tuple[str, re.Match[str]]]) -> list[tuple[str, re.Match[str]]]:
    """ "from 40 to 20": the rate that was is not the rate that is."""
    kept = []
    for place, (kind, match) in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if kind == "number" and match["from"] and following is not None and following[0] == "number":
            continue
        kept.append((kind, match))
    return kept


def _number_first(tokens: Sequence[tuple[str, re.Match[str]]]) -> list[tuple[str, int]]:
    pairs, number = [], None
    for kind, match in tokens:
        if kind == "number":
            number = _count(match["number"])
        elif number is not None:
            pairs.append((kind, number))
            number = None
    return pairs


def _noun_first(tokens: Sequence[tuple[str, re.Match[str]]]) -> list[tuple[str, int]]:
    pairs, side = [], ""
    for kind, match in tokens:
        if kind != "number":
            side = kind
        elif side:
            pairs.append((side, _count(match["number"])))
            side = ""
    return pairs


def rates_in(text: str, taken: Sequence[Span]) -> tuple[int, ...]:
    """Different rates an hour that are said, in order; a figure without "an hour" only where the words make it a rate."""
    for pattern in (_PER_HOUR, _RATE, _COUNTED):
        found: list[int] = []
        for match in pattern.finditer(text):
            if _free(match.span("number"), taken):
                other = _OR_ELSE.search(text[: match.start("number")])
                found += [whole(other[1])] if other else []  # "16 to 20 an hour" is neither
                found.append(whole(match["number"]))
        if found:
            return tuple(dict.fromkeys(found))
    return ()
