"""Whole numbers in figures and in words, and how long something lasts."""

import re

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = (
    {word: value for value, word in enumerate(_UNITS, 1)}
    | {word: value for value, word in enumerate(_TEENS, 10)}
    | {word: 10 * value for value, word in enumerate(_TENS, 2)}
    | {"zero": 0}
)
_SPOKEN = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)}|zero)"
NUMBER = rf"(?:[0-9]{{1,4}}|{_SPOKEN})"
"""A whole number up to 9999 in figures, up to ninety-nine in words; to be used without capital letters counting."""

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}


def whole(said: str) -> int:
    """The number said in figures or words; ValueError when it is neither."""
    if re.fullmatch("[0-9]+", said):
        return int(said)
    words = re.split(r"[ -]+", said.lower())
    if not all(word in _WORDS for word in words):
        raise ValueError(f"{said!r} is not a number in figures or words")
    return sum(_WORDS[word] for word in words)


_START = r"(?<![\w.:/+$-])"
_HOURS = r"(?:hours?|hrs?|h)"
_MINUTES = r"(?:minutes?|mins?|mn|m(?!\w|\s*(?:vis|rvr)))"
_DURATIONS = (
    # An hour and a half, two and a quarter hours: the fraction is said, so it counts.
    (re.compile(rf"{_START}(?P<n>{NUMBER}|an?)[ -]{_HOURS}[ -]and[ -]a[ -](?P<part>half|quarter)\b", re.I), 60),
    (re.compile(rf"{_START}(?P<n>{NUMBER})[ -]and[ -]a[ -](?P<part>half|quarter)[ -]{_HOURS}\b", re.I), 60),
    (re.compile(rf"{_START}(?P<n>)(?P<part>three[ -]quarters)[ -]of[ -]an[ -]hour\b", re.I), 60),
    (re.compile(rf"{_START}(?P<n>)(?P<part>half|quarter)[ -](?:of[ -])?(?:an?[ -])?hour\b", re.I), 60),
    (re.compile(rf"{_START}(?P<n>)a[ -](?P<part>quarter)[ -]of[ -]an[ -]hour\b", re.I), 60),
    (re.compile(rf"{_START}(?P<n>[0-9]{{1,2}})[.,](?P<tenths>[0-9])[ -]?{_HOURS}\b", re.I), 60),
    (
        re.compile(
            rf"{_START}(?P<n>{NUMBER}|an?)[ -]?{_HOURS}(?:[ ,-]*(?:and[ ])?(?P<minutes>{NUMBER})[ -]?{_MINUTES}\b"
            r"|(?P<glued>[0-5][0-9])\b|[ ](?P<bare>[0-5]?[05])(?=\s*(?:[,.;]|$|code|delay|late)))",
            re.I,
        ),
        60,
    ),
    (re.compile(rf"{_START}(?P<n>[0-9]):(?P<glued>[0-5][0-9])[ ]?{_HOURS}\b", re.I), 60),
    (re.compile(r"(?<![\w.:/+$-])(?P<n>[0-9])\+(?P<glued>[0-5][0-9])(?![\w+])"), 60),
    (re.compile(rf"{_START}(?P<n>{NUMBER})[ -]?{_HOURS}\b", re.I), 60),
    (re.compile(r"(?<![\w.:/+$-])(?P<n>an)[ -]hour\b(?!'s)", re.I), 60),
    (re.compile(rf"(?<![\w.:/$-])\+?(?P<n>{NUMBER})[ -]?(?:{_MINUTES}\b|'(?![\w']))", re.I), 1),
    (re.compile(r"(?<![\w.:/+$)-])\+(?P<n>[0-9]{2,3})(?![\w:+.])"), 1),
    (re.compile(rf"{_START}(?P<n>{NUMBER})[ -]days?\b", re.I), 1440),
)
_PARTS = {"half": 30, "quarter": 15, "three quarters": 45, "three-quarters": 45}
_A_RATE = re.compile(
    rf"(?:{NUMBER}|arrivals?|departures?|movements?|flights?|landings?|take-?offs?|slots?|aircraft|each|arr|deps?|in|out|rate"
    r"|both ways|each way|mvts?|ops|operations)\s*$",
    re.I,
)
"""Words before `an hour` that make it a rate."""


def durations_in(text: str) -> list[tuple[int, int, int]]:
    """(minutes, start, end) of every stretch of time that is said, where it stands; a rate an hour is none."""
    found: list[tuple[int, int, int]] = []
    for pattern, unit in _DURATIONS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for _, start, end in found):
                continue
            if match["n"].lower() == "an" and _A_RATE.search(text[max(0, match.start() - 16) : match.start()]):
                continue
            found.append((_minutes(match.groupdict(), unit), *match.span()))
    return sorted(found, key=lambda one: one[1])


def _minutes(said: dict[str, str | None], unit: int) -> int:
    count = said["n"] or ""
    whole_units = 0 if not count else 1 if count.lower() in ("a", "an") else whole(count)
    extra = _PARTS.get((said.get("part") or "").lower(), 0)
    for name in ("minutes", "glued", "bare"):
        if said.get(name):
            extra += whole(str(said[name]))
    if said.get("tenths"):
        extra += 6 * int(str(said["tenths"]))
    return whole_units * unit + extra
