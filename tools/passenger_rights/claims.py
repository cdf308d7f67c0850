"""What a passenger's letter claims, in so far as it says so plainly, and what the law makes of it. Nothing is filled in."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from domain.units import Frozen
from knowledge.passenger_rights.entitlement import Amount
from knowledge.passenger_rights.exchange import Rates
from knowledge.passenger_rights.judgment import Judgment
from tools.passenger_rights.shown import Sum, shown_sum

Answer = Literal["accept", "accept_in_part", "refuse", "ask"]
_FLIGHT = re.compile(r"\b(?!(?:EU|EC|EG|CE|UE|UK) ?261\b|[AP]M )([A-Z][A-Z0-9]|[0-9][A-Z]) ?(\d{1,4})\b(?!/)")
"""Not the regulations, which letters call EU261, EC 261/2004 or UK261."""
_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_MONTHS = [datetime(2000, month, 1, tzinfo=UTC).strftime("%B").lower() for month in range(1, 13)]
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?\\.?" for month in _MONTHS)
_WORD_DAY = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH}),? (?P<y>\d{{4}})\b"
    rf"|\b(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})\b",
    re.IGNORECASE,
)
_FIGURE_DAY = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b")
_SIGNS = {"€": "EUR", "£": "GBP", "₺": "TRY", "₪": "ILS", "₹": "INR", "R$": "BRL", "CA$": "CAD", "C$": "CAD", "US$": "USD"}
_WORDS = {"EURO": "EUR", "EUROS": "EUR"}
_CODES = "EUR|GBP|USD|CAD|BRL|TRY|INR|ILS|SAR|XDR|CHF"
_FIGURE = r"(?<![\d.,])(\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d\d)?|\d+(?:[.,]\d\d)?)(?!\d|[.,]\d)"
_SIGN = r"(CA\$|C\$|R\$|US\$|[€£₺₪₹])"
_BEFORE = re.compile(rf"(?:{_SIGN}|\b({_CODES})) ?{_FIGURE}")
_AFTER = re.compile(rf"{_FIGURE} ?(?:([€£₺₪₹])|({_CODES}|[Ee]uros?)\b)")
"""A sum with its currency before or after it. A bare dollar sign or `pounds` may be several countries' money: not read."""
_KINDS = (
    ("denied_boarding", r"denied (?:us |me )?boarding|bumped|overbook|over-book"),
    ("cancellation", r"(?<!not )(?<!n't )cancel+ed|(?<!no )cancellation"),
    ("missed_connection", r"miss(?:ed|ing)? (?:my|our|the|a|his|her|their) (?:connection|connecting|onward)|missed connection"),
    ("delay", r"delay|\blate\b"),
)


class Understood(Frozen):
    """What the letter says in so many words; null where it does not, or says two things."""

    flight: str | None
    day: date | None
    kind: str | None
    claimed: Sum | None


class Assessment(Frozen):
    """What to answer. `owed`: what the law gives one passenger; `reasons` with paragraphs; `ask_for`: what is missing."""

    answer: Answer
    owed: Sum | None
    by: str
    reasons: tuple[str, ...]
    ask_for: tuple[str, ...]


def understand(text: str) -> Understood:
    """Flight, day, what happened and the sum claimed, as far as a letter names each exactly once."""
    flights = {f"{carrier}{int(number)}" for carrier, number in _FLIGHT.findall(text)}
    days = _days(text)
    kinds = [name for name, words in _KINDS if re.search(words, text, re.IGNORECASE)]
    # Whoever is cancelled, refused or misses a connection arrives late as well, and says so.
    kinds = [name for name in kinds if name != "delay"] or kinds
    sums = {Amount(_cents(figure), _SIGNS.get(sign, code)) for sign, code, figure in _BEFORE.findall(text)}
    sums |= {Amount(_cents(figure), _SIGNS.get(sign) or _code(word)) for figure, sign, word in _AFTER.findall(text)}
    return Understood(
        flight=flights.pop() if len(flights) == 1 else None,
        day=days.pop() if len(days) == 1 else None,
        kind=kinds[0] if len(kinds) == 1 else None,
        claimed=shown_sum(sums.pop()) if len(sums) == 1 else None,
    )


def _days(text: str) -> set[date]:
    """Every day that is written out. In figures with points the day comes first; with strokes only one above 12 tells."""
    found = {_day(*map(int, parts)) for parts in _ISO_DAY.findall(text)}
    for one in _WORD_DAY.finditer(text):
        month = (one["m"] or one["m2"])[:3].lower()
        at = next(index for index, name in enumerate(_MONTHS, 1) if name.startswith(month))
        found.add(_day(int(one["y"] or one["y2"]), at, int(one["d"] or one["d2"])))
    for first, mark, second, year in _FIGURE_DAY.findall(text):
        if mark == "." or int(first) > 12 or first == second:
            found.add(_day(int(year), int(second), int(first)))
        elif int(second) > 12:
            found.add(_day(int(year), int(first), int(second)))
    return {day for day in found if day is not None}


def _code(word: str) -> str:
    return _WORDS.get(word.upper(), word)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _cents(figure: str) -> int:
    digits = figure.replace(" ", "")
    if re.search(r"[.,]\d\d$", digits):
        whole, fraction = digits[:-3], digits[-2:]
    else:
        whole, fraction = digits, "00"
    return int(Decimal(re.sub(r"[.,]", "", whole) + fraction))


def assess(
    judgment: Judgment | None, claimed: Sum | None, missing: tuple[str, ...], rates: Rates, contradictions: tuple[str, ...] = ()
) -> Assessment:
    """Hold a claim against what the law gives.

    Without a judgment, with an open one that could give more than what is owed for sure, or where letter and records contradict
    each other, more is asked for: nothing is refused that could be owed.
    """
    if judgment is None:
        return Assessment(answer="ask", owed=None, by="", reasons=(), ask_for=missing)
    cash, owed = judgment.cash, judgment.cash.amount
    ask_for = tuple(dict.fromkeys((*contradictions, *_open(judgment, rates))))
    if owed is None:
        answer: Answer = "ask" if ask_for else "refuse"
        return Assessment(answer=answer, owed=None, by="", reasons=_reasons(judgment), ask_for=ask_for)
    answer = "accept"
    if claimed is not None:
        ours = rates.convert(Amount(claimed.cents, claimed.currency), owed.currency)
        if ours is None:
            ask_for = (*ask_for, f"a published rate from {claimed.currency} to {owed.currency}")
            answer = "ask"
        elif ours.cents > owed.cents:
            answer = "ask" if ask_for else "accept_in_part"
    if contradictions:
        answer = "ask"
    return Assessment(answer=answer, owed=shown_sum(owed), by=cash.regime, reasons=_reasons(judgment), ask_for=ask_for)


def _reasons(judgment: Judgment) -> tuple[str, ...]:
    """Every answer on compensation with its paragraph, and why a law does not speak of the journey."""
    found = [
        f"{one.verdict.replace('_', ' ')}: {one.detail} ({one.citation})"
        for answer in judgment.answers
        for one in answer.entitlements
        if one.what == "compensation"
    ]
    found += [
        f"does not apply: {answer.scope.detail} ({answer.scope.citation})"
        for answer in judgment.answers
        if answer.scope.applies is False
    ]
    return tuple(found) or ("none of the laws recorded here gives compensation for such a journey",)


def _open(judgment: Judgment, rates: Rates) -> Iterator[str]:
    """What must be known before the compensation is settled."""
    for answer in judgment.answers:
        if answer.regime in judgment.cash.open:
            yield from answer.scope.missing
            for one in answer.entitlements:
                if one.what == "compensation" and one.verdict == "not_checked":
                    yield from one.missing
    for _, amount in judgment.cash.others:
        if judgment.cash.amount is not None and rates.convert(amount, judgment.cash.amount.currency) is None:
            yield f"a published rate from {amount.currency} to {judgment.cash.amount.currency}"
