"""How a fare is priced: class ladder, families, places, contracts, groups, events, competitors, floor and ceiling."""

from collections.abc import Mapping
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import Field, model_validator

from domain.hash_chain import canonical
from domain.units import Frozen
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("pricing_policy.yaml")
Percent = Annotated[int, Field(ge=0)]
Cents = Annotated[int, Field(ge=0)]


class FareFamily(Frozen):
    """What a fare includes, and what it costs one person more than the bare fare of its class."""

    name: str
    supplement_cents: Cents
    attributes: tuple[str, ...]


class Contract(Frozen):
    """A firm's discount, the fare below which it does not go, and whether the lowest class is sold to it to the last seat."""

    discount_percent: Annotated[int, Field(ge=0, le=100)]
    floor_cents: Cents
    last_seat: bool


class PricingPolicy(Policy):
    """The figures of pricing_policy.yaml, as they are worded there."""

    advance_purchase_days: Mapping[str, Annotated[int, Field(ge=0)]]
    fare_families: Annotated[tuple[FareFamily, ...], Field(min_length=1)]
    family_of_segment: Mapping[str, str]
    point_of_sale_percent: Mapping[str, Percent]
    point_of_sale_least_percent: Percent
    point_of_sale_most_percent: Percent
    channel_cents: Mapping[str, Cents]
    corporate_contracts: Mapping[str, Contract]
    last_seat_in_disruption: bool
    group_from: Annotated[int, Field(ge=2)]
    group_refer_from: Annotated[int, Field(ge=2)]
    group_least_days: Annotated[int, Field(ge=0)]
    group_discount_percent: Annotated[int, Field(ge=0, le=100)]
    group_show_percent: Annotated[int, Field(ge=1, le=100)]
    group_margin_percent: Percent
    groups_in_disruption: bool
    event_uplift_percent: Mapping[str, Percent]
    event_cap_percent: Percent
    competitor_fresh_min: Annotated[int, Field(ge=0)]
    competitors_not_followed: tuple[str, ...]
    competitor_least_days: Annotated[int, Field(ge=0)]
    competitor_threshold_percent: Percent
    competitor_cut_percent: Annotated[int, Field(ge=0, le=100)]
    competitor_raise_percent: Percent
    stale_state_min: Annotated[int, Field(ge=0)]
    floor_percent: Annotated[int, Field(ge=0, le=100)]
    ceiling_percent: Annotated[int, Field(ge=100)]

    @model_validator(mode="after")
    def _families_are_named(self) -> Self:
        unknown = sorted(set(self.family_of_segment.values()) - {one.name for one in self.fare_families})
        if unknown:
            raise ValueError(f"family_of_segment names {unknown}, which fare_families does not have")
        return self

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of every figure, in hexadecimal digits."""
        return sha256(canonical(self.model_dump(mode="json")).encode()).hexdigest()

    def family(self, name: str) -> FareFamily:
        """The family of that name. KeyError when there is none."""
        for one in self.fare_families:
            if one.name == name:
                return one
        raise KeyError(name)

    def least_family(self, needs: frozenset[str]) -> FareFamily | None:
        """The least family that includes all that is needed; None: none does."""
        return next((one for one in self.fare_families if needs <= set(one.attributes)), None)

    def changed(self, **figures: object) -> Self:
        """The same policy with other figures. pydantic.ValidationError names the ones that are unknown or impossible."""
        return type(self).model_validate(self.model_dump() | figures)


@cache
def pricing_policy() -> PricingPolicy:
    """The policy, read once from pricing_policy.yaml."""
    return PricingPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
