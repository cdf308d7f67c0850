"""Judgments as a tool answers them: per regime the scope and every entitlement, and the money that is owed once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.units import Frozen, UtcDatetime
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Owed, What
from knowledge.passenger_rights.exchange import Rates
from knowledge.passenger_rights.judgment import NOT_TWICE, CashOwed, Judgment
from knowledge.passenger_rights.regime import RegimeAnswer, regime


class Sum(Frozen):
    """Minor units of a currency, per passenger; XDR: special drawing rights."""

    cents: int
    currency: str


class Due(Frozen):
    """One entitlement, with its paragraph, what it rests on and what is missing to check it."""

    rule: str
    what: What
    verdict: Owed
    citation: str
    detail: str
    amount: Sum | None
    at_most: bool
    due_by: UtcDatetime | None
    from_at: UtcDatetime | None
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    doubtful: bool


class RegimeSays(Frozen):
    """One regime's answer. `applies` null: not known for want of `missing`. `in_force` false: it is not law."""

    regime: str
    title: str
    in_force: bool
    applies: bool | None
    citation: str
    why: str
    liable: str
    missing: tuple[str, ...]
    entitlements: tuple[Due, ...]
    does_not_cover: tuple[str, ...]


class Cash(Frozen):
    """Compensation of one passenger over all regimes in force: the greatest `owed`, the others that it covers (`set_off`).

    `open`: regimes whose compensation could not be checked, or not compared for want of a rate; `owed` is then the least.
    """

    owed: Sum | None
    by: str
    set_off: Mapping[str, Sum]
    open: tuple[str, ...]
    converted: Sum | None
    note: str


class RightsReport(Frozen):
    """What a passenger is owed at a moment, regime by regime, and in money."""

    at: UtcDatetime
    regimes: tuple[RegimeSays, ...]
    cash: Cash
    next_change_at: UtcDatetime | None
    """When something that is not owed yet becomes owed if the wait goes on."""


def rights_report(judgment: Judgment, *, at: datetime, currency: str | None, rates: Rates) -> RightsReport:
    """The judgment for people and programs."""
    changes = [one.from_at for answer in judgment.answers for one in answer.entitlements if one.from_at and one.from_at > at]
    drafts = [one.regime for one in judgment.answers if not regime(one.regime).in_force]
    return RightsReport(
        at=at,
        regimes=tuple(_regime(one) for one in judgment.answers),
        cash=_cash(judgment.cash, drafts, currency, rates),
        next_change_at=min(changes, default=None),
    )


def _regime(answer: RegimeAnswer) -> RegimeSays:
    law = regime(answer.regime)
    return RegimeSays(
        regime=answer.regime,
        title=answer.title,
        in_force=law.in_force,
        applies=answer.scope.applies,
        citation=answer.scope.citation,
        why=answer.scope.detail,
        liable=answer.scope.liable,
        missing=answer.scope.missing,
        entitlements=tuple(_due(one) for one in answer.entitlements),
        does_not_cover=law.does_not_cover if answer.scope.applies is not False else (),
    )


def _due(one: Entitlement) -> Due:
    return Due(
        rule=one.rule,
        what=one.what,
        verdict=one.verdict,
        citation=one.citation,
        detail=one.detail,
        amount=shown_sum(one.amount),
        at_most=one.at_most,
        due_by=one.due_by,
        from_at=one.from_at,
        facts=one.facts,
        missing=one.missing,
        doubtful=one.doubtful,
    )


def _cash(cash: CashOwed, drafts: Iterable[str], currency: str | None, rates: Rates) -> Cash:
    converted = None if currency is None or cash.amount is None else rates.convert(cash.amount, currency)
    notes = [f"{name} is not in force: what it would give is not owed" for name in drafts]
    if cash.others:
        notes.append(NOT_TWICE)
    for name, amount in cash.others:
        if cash.amount is not None and rates.convert(amount, cash.amount.currency) is None:
            notes.append(f"{name} is not compared: {_no_rate(amount.currency, cash.amount.currency)}")
    if currency is not None and cash.amount is not None and converted is None:
        notes.append(_no_rate(cash.amount.currency, currency))
    return Cash(
        owed=shown_sum(cash.amount),
        by=cash.regime,
        set_off={name: Sum(cents=one.cents, currency=one.currency) for name, one in cash.others},
        open=cash.open,
        converted=shown_sum(converted),
        note="; ".join(notes),
    )


def _no_rate(base: str, to: str) -> str:
    return f"no published rate from {base} to {to} is given; give one in `rates`"


def shown_sum(amount: Amount | None) -> Sum | None:
    """The amount at the border."""
    return None if amount is None else Sum(cents=amount.cents, currency=amount.currency)
