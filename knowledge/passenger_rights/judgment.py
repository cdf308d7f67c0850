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
    """Compensation of one passenger over all regimes in force. `amount`: the greatest owed; the others are set off against it.

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
    return judgment_of(answers_of(case, names, only_money=only_money), case.incident.kind, rates or published_rates())


def answers_of(case: RightsCase, names: Iterable[str] = (), *, only_money: bool = False) -> tuple[RegimeAnswer, ...]:
    """What each regime that is asked says; money is not compared yet, so no rate is needed."""
    named = [regime(name) for name in names]
    asked = named or _concerned(countries_of(case), case.incident.kind if only_money else None)
    day = case.day
    return tuple([one.judge(case, day) for one in asked])


def judgment_of(answers: tuple[RegimeAnswer, ...], kind: IncidentKind, rates: Rates) -> Judgment:
    """The answers, and what the laws in force among them come to in money."""
    return Judgment(answers, _cash(answers, kind, rates))


def countries_of(case: RightsCase) -> frozenset[str]:
    """Countries of the airports and of the carriers that operate; carriers of unknown licence stand as "?"."""
    return _countries(tuple((one.origin, one.destination, one.operating_country or "?") for one in case.segments))


@lru_cache(maxsize=50_000)
def _countries(stops: tuple[tuple[str, str, str], ...]) -> frozenset[str]:
    return frozenset(name for start, end, licence in stops for name in (place(start).country, place(end).country, licence))


@lru_cache(maxsize=10_000)
def _concerned(countries: frozenset[str], paid_for: IncidentKind | None) -> tuple[Regime, ...]:
    """Regimes in force that journeys of these countries can concern, of those that can compensate for `paid_for` if given."""
    return tuple(
        one
        for one in regimes().values()
        if one.in_force
        and (not one.concerns or one.concerns & countries)
        and (paid_for is None or _can_compensate(one.name, paid_for))
    )


@cache
def _can_compensate(name: str, kind: IncidentKind) -> bool:
    """Whether a regime has a rule that gives money for such an incident."""
    money = [one for one in regime(name).rules if one.name in ("compensation", "denied_boarding")]
    return any(not one.incidents or kind in one.incidents for one in money)


def _cash(answers: Iterable[RegimeAnswer], kind: IncidentKind, rates: Rates) -> CashOwed:
    sums: dict[str, Amount] = {}
    unsure: set[str] = set()
    for answer in answers:
        if answer.scope.applies is False or not regime(answer.regime).in_force:
            continue
        if answer.scope.applies is None and _can_compensate(answer.regime, kind):
            unsure.add(answer.regime)
        for one in answer.entitlements:
            if one.what != "compensation":
                continue
            if one.verdict == "not_checked":
                unsure.add(answer.regime)
            elif one.verdict == "owed" and one.amount is not None and not one.at_most:
                # One regime may give it under several rules (denied boarding, cancellation): the greatest is what it gives.
                least = sums.get(answer.regime)
                if least is None or one.amount.cents > least.cents:
                    sums[answer.regime] = one.amount
    if not sums:
        return CashOwed(None, "", (), tuple(sorted(unsure)))
    # By name, so that the order in which regimes were asked decides nothing.
    found = sorted(sums.items())
    best_name, best = found[0]
    for name, amount in found[1:]:
        ours = rates.convert(amount, best.currency)
        if ours is None:
            unsure.add(name)
        elif ours.cents > best.cents:
            best_name, best = name, amount
    return CashOwed(best, best_name, tuple(one for one in found if one[0] != best_name), tuple(sorted(unsure)))


__all__ = ["NOT_TWICE", "CashOwed", "Judgment", "UnknownRegime", "answers_of", "countries_of", "judge", "judgment_of"]
