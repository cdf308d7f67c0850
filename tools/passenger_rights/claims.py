"""What a passenger's letter claims, in so far as it says so plainly, and what the law makes of it. Nothing is filled in."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from domain.units import Frozen
from knowledge.passenger_rights.entitlement import Amount
from knowledge.passenger_rights.exchange import Rates
from knowledge.passenger_rights.judgment import Judgment
from tools.passenger_rights.shown import Sum, shown_sum

Answer = Literal["accept", "accept_in_part", "refuse", "ask"]
_FLIGHT = re.compile(r"\b([A-Z][A-Z0-9]|[0-9][A-Z]) ?(\d{1,4})\b")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_MONTHS = [datetime(2000, month, 1, tzinfo=UTC).strftime("%B").lower() for month in range(1, 13)]
_WORD_DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)}),? (\d{{4}})\b", re.IGNORECASE)
_SIGNS = {"€": "EUR", "£": "GBP", "₺": "TRY", "₪": "ILS", "₹": "INR", "R$": "BRL", "CA$": "CAD", "C$": "CAD"}
_CODES = "EUR|GBP|USD|CAD|BRL|TRY|INR|ILS|SAR|XDR|CHF"
_FIGURE = r"(\d{1,3}(?:[ ,.]\d{3})*(?:[.,]\d\d)?|\d+(?:[.,]\d\d)?)"
_SIGNED = re.compile(rf"(CA\$|C\$|R\$|[€£₺₪₹]) ?{_FIGURE}")
_CODED = re.compile(rf"\b({_CODES}) ?{_FIGURE}|{_FIGURE} ?({_CODES})\b")
_KINDS = (
    ("denied_boarding", r"denied boarding|bumped|overbook"),
    ("cancellation", r"cancel+ed|cancellation"),
    ("missed_connection", r"missed (?:my|our|the) connection"),
    ("delay", r"delay|late\b"),
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
    days = {_day(*map(int, parts)) for parts in _ISO_DAY.findall(text)}
    days |= {_day(int(year), 1 + _MONTHS.index(month.lower()), int(day)) for day, month, year in _WORD_DAY.findall(text)}
    days.discard(None)
    kind = next((name for name, words in _KINDS if re.search(words, text, re.IGNORECASE)), None)
    sums = {Amount(_cents(figure), _SIGNS[sign]) for sign, figure in _SIGNED.findall(text)}
    sums |= {Amount(_cents(after or before), code or last) for code, after, before, last in _CODED.findall(text)}
    return Understood(
        flight=flights.pop() if len(flights) == 1 else None,
        day=days.pop() if len(days) == 1 else None,
        kind=kind,
        claimed=shown_sum(sums.pop()) if len(sums) == 1 else None,
    )


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


def assess(judgment: Judgment | None, claimed: Sum | None, missing: tuple[str, ...], rates: Rates) -> Assessment:
    """Hold a claim against what the law gives. Without a judgment, or with an open one, more is asked for, never refused."""
    if judgment is None:
        return Assessment(answer="ask", owed=None, by="", reasons=(), ask_for=missing)
    found = [
        (answer, one)
        for answer in judgment.answers
        if answer.scope.applies is not False
        for one in answer.entitlements
        if one.what == "compensation"
    ]
    reasons = tuple(f"{one.verdict.replace('_', ' ')}: {one.detail} ({one.citation})" for _, one in found)
    reasons += tuple(
        f"does not apply: {answer.scope.detail} ({answer.scope.citation})"
        for answer in judgment.answers
        if answer.scope.applies is False
    )
    unsure = tuple(dict.fromkeys(item for _, one in found if one.verdict == "not_checked" for item in one.missing))
    unsure += tuple(item for answer in judgment.answers if answer.scope.applies is None for item in answer.scope.missing)
    owed = judgment.cash.amount
    if owed is None:
        return Assessment(answer="ask" if unsure else "refuse", owed=None, by="", reasons=reasons, ask_for=unsure)
    shown = shown_sum(owed)
    if claimed is None:
        return Assessment(answer="accept", owed=shown, by=judgment.cash.regime, reasons=reasons, ask_for=unsure)
    ours = rates.convert(Amount(claimed.cents, claimed.currency), owed.currency)
    if ours is None:
        asked = (*unsure, f"a published rate from {claimed.currency} to {owed.currency}")
        return Assessment(answer="ask", owed=shown, by=judgment.cash.regime, reasons=reasons, ask_for=asked)
    answer: Answer = "accept" if ours.cents <= owed.cents else "accept_in_part"
    return Assessment(answer=answer, owed=shown, by=judgment.cash.regime, reasons=reasons, ask_for=unsure)
