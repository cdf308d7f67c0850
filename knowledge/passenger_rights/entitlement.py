"""What the law answers: one entitlement per rule and thing, owed or not or not checked, with its paragraph and the facts used."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple

What = Literal[
    "compensation",
    "refund",
    "return_flight",
    "rerouting",
    "choice",
    "meals",
    "communication",
    "hotel",
    "transport",
    "downgrade",
    "notice",
    "priority",
    "deplaning",
    "assistance",
    "baggage_fee",
    "liability_limit",
    "deadline",
]
"""`choice`: the passenger's choice of refund or re-routing; `deadline`: until when somebody must act."""
Owed = Literal["owed", "not_owed", "not_checked"]


class Amount(NamedTuple):
    """Minor units of a currency (ISO 4217; XDR: special drawing rights), per passenger."""

    cents: int
    currency: str


class Entitlement(NamedTuple):
    """One thing a rule gives or denies.

    `at_most`: `amount` is a ceiling, not a sum owed. `due_by`: when it must be done. `from_at`: when it becomes owed if the wait
    goes on. `facts`: what it rests on, in words with figures. `missing`: what must be known to check it. `doubtful`: the text
    leaves a doubt that a person should look at.
    """

    rule: str
    what: What
    verdict: Owed
    citation: str
    detail: str
    amount: Amount | None = None
    at_most: bool = False
    due_by: datetime | None = None
    from_at: datetime | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubtful: bool = False


class Scope(NamedTuple):
    """Whether a regime speaks of this journey. `applies` None: `missing` must be known. `liable`: the carrier that owes."""

    applies: bool | None
    citation: str
    detail: str
    liable: str = ""
    missing: tuple[str, ...] = ()


def owed(
    rule: str,
    what: What,
    citation: str,
    detail: str,
    *,
    amount: Amount | None = None,
    at_most: bool = False,
    due_by: datetime | None = None,
    facts: Iterable[str] = (),
    doubtful: bool = False,
) -> Entitlement:
    """Something the passenger has a right to."""
    return Entitlement(
        rule, what, "owed", citation, detail, amount, at_most=at_most, due_by=due_by, facts=tuple(facts), doubtful=doubtful
    )


def not_owed(
    rule: str,
    what: What,
    citation: str,
    detail: str,
    *,
    from_at: datetime | None = None,
    facts: Iterable[str] = (),
    doubtful: bool = False,
) -> Entitlement:
    """Something the passenger has no right to, or none yet (`from_at`)."""
    return Entitlement(rule, what, "not_owed", citation, detail, from_at=from_at, facts=tuple(facts), doubtful=doubtful)


def unchecked(rule: str, what: What, citation: str, detail: str, missing: Iterable[str]) -> Entitlement:
    """What cannot be judged without `missing`: never nothing owed, never a guess."""
    return Entitlement(rule, what, "not_checked", citation, detail, missing=tuple(missing))


def amended(one: Entitlement, **changes: Any) -> Entitlement:
    """The entitlement with some of its fields changed."""
    return one._replace(**changes)


def percent_of(cents: int, percent: int) -> int:
    """A share of an amount in whole minor units, half up."""
    return (cents * percent + 50) // 100


def hours(length_min: int) -> str:
    """Minutes as hours and minutes: 125 is `2:05`."""
    return f"{length_min // 60}:{length_min % 60:02}"
