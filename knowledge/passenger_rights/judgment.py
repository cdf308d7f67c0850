"""Which laws apply to a journey together, and what they come to: every regime's answer, and money that is not paid twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.dated_law import UnknownRegime
from knowledge.passenger_rights.entitlement import Amount
from knowledge.passenger_rights.exchange import Rates, published_rates
from knowledge.passenger_rights.journey import IncidentKind, RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import Regime, RegimeAnswer, regime, regimes

NOT_TWICE = "one loss is not paid twice: what one law gives is set off against another (as Regulation 261 Art. 12)"


@dataclass(frozen=True, slots=True)
class CashOwed:
    """Compensation of one passenger over all regimes. `amount`: the greatest owed; the others are set off against it.

    `open`: regimes whose compensation could not be checked, or compared for want of a rate: `amount` is then the least.
    """

    amount: Amount | None
    regime: str
    others: tuple[tuple[str, Amount], ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgment:
    """The answers of every regime that could apply, and the compensation in money."""

    answers: tuple[RegimeAnswer, ...]
    cash: CashOwed


def judge(case: RightsCase, names: Iterable[str] = (), rates: Rates | None = None, *, only_money: bool = False) -> Judgment:
    """Ask every regime in force that can be concerned, or those named (also ones not in force).

    `only_money`: of the first, only those that can give compensation for such an incident. The itinerary must be possible
    (`journey.faults_of`). UnknownPlace for an airport, UnknownRegime for a name that there is not.
    """
    kind = case.incident.kind
    asked = [regime(name) for name in names]
    if not asked:
        concerned = countries_of(case)
        asked = (
            [one for one in _compensating(kind) if not one.concerns or one.concerns & concerned]
            if only_money
            else [one for one in _in_force() if not one.concerns or one.concerns & concerned]
        )
    answers = tuple(one.judge(case) for one in asked)
    return Judgment(answers, _cash(answers, kind, rates or published_rates()))


def countries_of(case: RightsCase) -> frozenset[str]:
    """Countries of the airports and of the carriers that operate; carriers of unknown licence stand as "?"."""
    return _countries(tuple((one.origin, one.destination, one.operating_country or "?") for one in case.segments))


@lru_cache(maxsize=50_000)
def _countries(stops: tuple[tuple[str, str, str], ...]) -> frozenset[str]:
    return frozenset(name for start, end, licence in stops for name in (place(start).country, place(end).country, licence))


@cache
def _in_force() -> tuple[Regime, ...]:
    return tuple(one for one in regimes().values() if one.in_force)


@cache
def _compensating(kind: IncidentKind) -> tuple[Regime, ...]:
    return tuple(one for one in _in_force() if _can_compensate(one.name, kind))


@cache
def _can_compensate(name: str, kind: IncidentKind) -> bool:
    """Whether a regime has a rule that gives money for such an incident."""
    money = [one for one in regime(name).rules if one.name in ("compensation", "denied_boarding")]
    return any(not one.incidents or kind in one.incidents for one in money)


def _cash(answers: Iterable[RegimeAnswer], kind: IncidentKind, rates: Rates) -> CashOwed:
    sums: list[tuple[str, Amount]] = []
    unsure: list[str] = []
    for answer in answers:
        if answer.scope.applies is None and _can_compensate(answer.regime, kind):
            unsure.append(answer.regime)
        found = [one for one in answer.entitlements if one.what == "compensation"]
        if any(one.verdict == "not_checked" for one in found):
            unsure.append(answer.regime)
        # One regime may give it under several rules (denied boarding, cancellation): the greatest is what it gives.
        given = [one.amount for one in found if one.verdict == "owed" and one.amount is not None and not one.at_most]
        if given:
            sums.append((answer.regime, max(given, key=lambda one: one.cents)))
    if not sums:
        return CashOwed(None, "", (), tuple(dict.fromkeys(unsure)))
    common = sums[0][1].currency
    compared = [(rates.convert(amount, common), name, amount) for name, amount in sums]
    unsure += [name for converted, name, _ in compared if converted is None]
    best = max((one for one in compared if one[0] is not None), key=lambda one: one[0].cents if one[0] else 0)
    others = tuple((name, amount) for name, amount in sums if name != best[1])
    return CashOwed(best[2], best[1], others, tuple(dict.fromkeys(unsure)))


__all__ = ["NOT_TWICE", "CashOwed", "Judgment", "UnknownRegime", "countries_of", "judge"]
