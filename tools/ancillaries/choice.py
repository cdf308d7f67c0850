"""Which bundles to show for a trip: those worth most to us by an assumed choice, or to the customer where we disrupted the trip.

The choice between a bundle and none is logistic: chance = 1 / (1 + exp(-(worth - price) / spread)), spread by heads. The worths
are the policy's, so the ranking is as good as they are; nothing here was measured on customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from domain.network import Cabin
from knowledge.airline.ancillary_policy import AncillaryPolicy, Code, Segment
from tools.ancillaries.catalogue import Bundle, Line, lines_of, worth_cents
from tools.ancillaries.rules import Trip, broken_rules, segment_of


@dataclass(frozen=True, slots=True)
class Priced:
    """A bundle for a party, line by line; `expected_margin_cents` and `gain_cents` by the assumed worths."""

    codes: tuple[Code, ...]
    lines: tuple[Line, ...]
    discount_percent: int
    gain_cents: int
    expected_margin_cents: float

    @property
    def price_cents(self) -> int:
        """What the party pays."""
        return sum(line.total_cents for line in self.lines)

    @property
    def margin_cents(self) -> int:
        """Price less what it costs us."""
        return sum(line.quantity * (line.unit_cents - line.cost_cents) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """Bundles for a trip, the best first. `personal`: chosen for its segment; otherwise the default, or none. `why` says so."""

    segment: Segment
    bundles: tuple[Priced, ...]
    personal: bool
    why: str


def buying_chance(gain_cents: float, spread_cents: float) -> float:
    """Chance that a party buys what it gains so much by."""
    return 1.0 / (1.0 + exp(min(700.0, max(-700.0, -gain_cents / spread_cents))))


def priced(codes: tuple[Code, ...], trip: Trip, segment: Segment, policy: AncillaryPolicy) -> Priced:
    """The bundle for the party of the trip."""
    facts = trip.facts
    lines = lines_of(codes, facts, policy)
    price = sum(line.total_cents for line in lines)
    margin = price - sum(line.quantity * line.cost_cents for line in lines)
    gain = worth_cents(codes, segment, facts, policy) - price
    chance = buying_chance(gain, policy.taste_spread_cents * max(1, facts.seats))
    return Priced(codes, lines, policy.discount_percent.get(len(codes), 0), gain, chance * margin)


def default_bundle(trip: Trip, segment: Segment, policy: AncillaryPolicy) -> Priced | None:
    """The default of the cabin, or None where a rule forbids it on this trip."""
    cabin: Cabin = trip.facts.cabin
    codes = policy.default_bundles[cabin]
    return None if broken_rules(codes, trip, policy) else priced(codes, trip, segment, policy)


def bundles_for(trip: Trip, bundles: Sequence[Bundle], policy: AncillaryPolicy, *, facts_age_min: int) -> Shown:
    """Valid bundles of the trip's segment, at most `most_shown`: by expected margin, for disrupted people by what they gain.

    Where the facts are older than `stale_after_min`, or nothing of the segment is valid, the default bundle, or none.
    """
    segment = segment_of(trip.facts, policy)
    if facts_age_min > policy.stale_after_min:
        return _by_default(trip, segment, policy, f"the facts of the trip are {facts_age_min} min old")
    valid = [
        priced(one.codes, trip, segment, policy)
        for one in bundles
        if segment in one.segments and not broken_rules(one.codes, trip, policy)
    ]
    if not valid:
        return _by_default(trip, segment, policy, f"no bundle kept for {segment} is valid on this trip")
    if segment == "disrupted":
        valid.sort(key=lambda one: (-one.gain_cents, one.codes))
        why = "by what the passengers gain: the trip is disrupted"
    else:
        valid.sort(key=lambda one: (-one.expected_margin_cents, one.codes))
        why = f"by expected margin, assumed worths of {segment}"
    return Shown(segment, tuple(valid[: policy.most_shown]), True, why)


def _by_default(trip: Trip, segment: Segment, policy: AncillaryPolicy, reason: str) -> Shown:
    found = default_bundle(trip, segment, policy)
    if found is None:
        return Shown(segment, (), False, f"{reason}, and a rule forbids the default bundle here: none")
    return Shown(segment, (found,), False, f"{reason}: the default bundle")
