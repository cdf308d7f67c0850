"""Money of one currency in another, by published rates that are given as data; no rate is ever guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from domain.units import Frozen
from knowledge.dated_law import read_sheet
from knowledge.passenger_rights.entitlement import Amount

_SHEET = Path(__file__).with_name("exchange_rates.yaml")
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Rate(Frozen):
    """`rate` units of `to` for one of `base` on `day`, as `source` published it."""

    base: Currency
    to: Currency
    rate: Annotated[Decimal, Field(gt=0)]
    day: date
    source: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Rates:
    """Published rates; of several for one pair the latest counts, and each pair also the other way round."""

    known: Mapping[tuple[str, str], Rate]

    def convert(self, amount: Amount, to: str) -> Amount | None:
        """The amount in another currency, to the nearest minor unit, half up; None where no rate is known."""
        if amount.currency == to:
            return amount
        there, back = self.known.get((amount.currency, to)), self.known.get((to, amount.currency))
        if there is not None:
            cents = Decimal(amount.cents) * there.rate
        elif back is not None:
            cents = Decimal(amount.cents) / back.rate
        else:
            return None
        return Amount(int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP)), to)

    def with_given(self, more: Iterable[Rate]) -> "Rates":
        """These rates and those given, which come first for their pairs."""
        given = {(one.base, one.to): one for one in sorted(more, key=lambda one: one.day)}
        kept = {pair: rate for pair, rate in self.known.items() if (pair[1], pair[0]) not in given}
        return Rates({**kept, **given})


@cache
def published_rates() -> Rates:
    """The rates in exchange_rates.yaml."""
    rows = [Rate(**row) for row in read_sheet(_SHEET)["rates"]]
    return Rates({(one.base, one.to): one for one in sorted(rows, key=lambda one: one.day)})
