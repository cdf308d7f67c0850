"""What is sold beside the seat, under which rules, to whom, and what becomes of it in a disruption."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, model_validator

from domain.network import CABINS, Cabin
from domain.units import Frozen
from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("ancillaries.yaml")
Code = str
Body = Literal["regional", "narrow", "wide"]
Traveller = Literal["adult", "child", "infant", "reduced_mobility", "unaccompanied_minor", "pet", "sport"]
Segment = Literal[
    "disrupted", "unaccompanied", "group", "family", "special", "business", "weekend", "long_stay", "premium", "leisure"
]
RuleKind = Literal[
    "at_most_one",
    "needs_one_of",
    "not_together",
    "cabins",
    "not_with",
    "only_with",
    "ages",
    "people",
    "direct_only",
    "least_body",
    "stations",
    "notice",
    "stay",
    "not_in_fare",
    "not_disrupted",
]
_People = Annotated[int, Field(ge=0, le=400)]


class Atom(Frozen):
    """One thing that is sold. `at`: where it is provided: on the flight, or at the first or last station of the journey."""

    name: str
    price_cents: int = Field(gt=0)
    cost_cents: int = Field(ge=0)
    per: Literal["passenger", "child", "booking"]
    at: Literal["flight", "origin", "destination"]


class Rule(Frozen):
    """One rule about `atoms`; which other fields count depends on `kind`, see tools/ancillaries/rules.py."""

    name: str
    kind: RuleKind
    atoms: Annotated[tuple[Code, ...], Field(min_length=1)]
    others: tuple[Code, ...] = ()
    cabins: tuple[Cabin, ...] = ()
    travellers: tuple[Traveller, ...] = ()
    from_age: int = 0
    to_age: int = 150
    from_people: int = 0
    to_people: int = 400
    body: Body = "regional"
    place: Literal["origin", "destination"] = "origin"
    service: str = ""
    notice_min: int = 0
    from_nights: int = 0
    attribute: str = ""


class TripFacts(Frozen):
    """What was told about a trip: party, time, stay, declared purpose and needs. Nothing about who somebody is.

    `youngest_age`: of those with a seat of their own; it decides what is safe to sell, never a price. `lead_min`: minutes to
    departure. `nights`: at the destination. `pet`, `sport`: declared to be brought. `fare_includes`: attributes of the fare.
    """

    cabin: Cabin = "economy"
    adults: _People = 1
    children: _People = 0
    infants: _People = 0
    youngest_age: Annotated[int, Field(ge=2, le=120)] = 30
    unaccompanied_minor: bool = False
    reduced_mobility: bool = False
    pet: bool = False
    sport: bool = False
    nights: Annotated[int, Field(ge=0, le=365)] = 0
    saturday_night: bool = False
    purpose: Literal["", "leisure", "business"] = ""
    disrupted: bool = False
    fare_includes: tuple[str, ...] = ()
    lead_min: Annotated[int, Field(ge=0)] = 20_160

    @property
    def seats(self) -> int:
        """People with a seat of their own."""
        return self.adults + self.children

    def travellers(self) -> frozenset[Traveller]:
        """What the party has among it."""
        present: dict[Traveller, bool] = {
            "adult": self.adults > 0,
            "child": self.children > 0,
            "infant": self.infants > 0,
            "reduced_mobility": self.reduced_mobility,
            "unaccompanied_minor": self.unaccompanied_minor,
            "pet": self.pet,
            "sport": self.sport,
        }
        return frozenset(name for name, there in present.items() if there)


class SegmentTaste(Frozen):
    """What people of a segment would give for each atom, in percent of its price, and a trip of the segment."""

    example: TripFacts
    worth_percent: Mapping[Code, int]


class GoodwillCap(Frozen):
    """What goodwill may cost per passenger from so many minutes late."""

    late_min: int
    cap_cents: int


class AncillaryPolicy(Policy):
    """The figures of ancillaries.yaml in cents of `currency`, minutes, nights and percent, as they are worded there.

    ValueError names every atom that a rule, a segment or a default names and the catalogue does not have.
    """

    atoms: Mapping[Code, Atom]
    smallest_bundle: int = Field(ge=1)
    largest_bundle: int = Field(ge=1, le=6)
    discount_percent: Mapping[int, int]
    per_segment_and_size: int = Field(ge=1)
    most_shown: int = Field(ge=1)
    default_bundles: Mapping[Cabin, tuple[Code, ...]]
    stale_after_min: int = Field(gt=0)
    rules: tuple[Rule, ...]
    station_services: Mapping[str, frozenset[str]]
    segments: Mapping[Segment, SegmentTaste]
    group_from_people: int = Field(gt=1)
    long_stay_from_nights: int = Field(gt=0)
    weekend_to_nights: int = Field(gt=0)
    business_lead_to_min: int = Field(ge=0)
    business_to_nights: int = Field(ge=0)
    taste_spread_cents: int = Field(gt=0)
    provided_by_others: tuple[Code, ...]
    change_fee_cents: int = Field(ge=0)
    goodwill_caps: tuple[GoodwillCap, ...]
    goodwill_atoms: tuple[Code, ...]
    offer_valid_min: int = Field(gt=0)
    sale_ends_min: int = Field(ge=0)
    last_good_min: int = Field(ge=0)

    @model_validator(mode="after")
    def _names_what_it_has(self) -> Self:
        named = {code for rule in self.rules for code in (*rule.atoms, *rule.others)}
        named |= {code for bundle in self.default_bundles.values() for code in bundle}
        named |= {code for taste in self.segments.values() for code in taste.worth_percent}
        named |= {*self.provided_by_others, *self.goodwill_atoms}
        unknown = sorted(named - set(self.atoms))
        faults = [f"{', '.join(unknown)} named and not in the catalogue"] if unknown else []
        services = {rule.service for rule in self.rules if rule.kind == "stations"}
        faults += [f"no stations are listed for the service {one!r}" for one in sorted(services - set(self.station_services))]
        sizes = range(self.smallest_bundle, self.largest_bundle + 1)
        faults += [f"no discount for bundles of {size}" for size in sizes if size not in self.discount_percent]
        faults += [f"no default bundle in {cabin}" for cabin in CABINS if cabin not in self.default_bundles]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def without_rule(self, name: str) -> Self:
        """The policy with one rule taken away; KeyError when it has none of that name."""
        if name not in {rule.name for rule in self.rules}:
            raise KeyError(name)
        return self.model_copy(update={"rules": tuple(rule for rule in self.rules if rule.name != name)})

    def goodwill_cap_cents(self, late_min: int) -> int:
        """What goodwill may cost per passenger who is so many minutes late; 0 below the first step."""
        return max((one.cap_cents for one in self.goodwill_caps if late_min >= one.late_min), default=0)


@cache
def ancillary_policy() -> AncillaryPolicy:
    """The airline's policy, read once from ancillaries.yaml."""
    return AncillaryPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
