"""The audit row of a price: what was asked, what the fare started from, what changed it, and what came out."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from domain.hash_chain import canonical
from domain.units import Frozen, UtcDatetime

Outcome = Literal["accept", "reject", "refer"]


class PriceStep(Frozen):
    """One thing that changed the fare of one person, or could have: `cents` added to it, negative where it became cheaper."""

    name: str
    cents: int
    reason: str


class PriceRecord(Frozen):
    """One decision about a price. For one person: base, adjustments and guards in order add up to the result.

    `result_cents` None: nothing was sold. `request_digest` is of what the customer asked; `inputs_digest` of all that the
    decision depends on: the whole request and every figure of the policy. Digests are SHA-256 in hexadecimal digits.
    """

    price_id: str
    at: UtcDatetime
    subject: str
    outcome: Outcome
    party: int = Field(ge=1)
    class_sold: str | None
    request_digest: str
    base_cents: int | None
    adjustments: tuple[PriceStep, ...]
    guards: tuple[PriceStep, ...]
    result_cents: int | None
    currency: str = Field(pattern="^[A-Z]{3}$")
    policy_version: str
    inputs_digest: str
    reason: str

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (self.result_cents is None) != (self.outcome != "accept"):
            raise ValueError("a price is accepted with a result, and rejected or referred without one")
        if self.result_cents is not None:
            steps = sum(one.cents for one in (*self.adjustments, *self.guards))
            if self.base_cents is None or self.base_cents + steps != self.result_cents:
                raise ValueError(f"base {self.base_cents} and steps {steps} do not add up to {self.result_cents} cents")
        return self


def digest(*parts: Any) -> str:
    """SHA-256 of JSON-able values: the same values give the same digest anywhere."""
    return sha256(canonical(parts).encode()).hexdigest()


def price_id(at: UtcDatetime, inputs_digest: str, result: Sequence[Any]) -> str:
    """The name of a price: the same inputs at the same moment with the same result have the same name."""
    return f"PRC-{digest(at.isoformat(), inputs_digest, list(result))[:24]}"
