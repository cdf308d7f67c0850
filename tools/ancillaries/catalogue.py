"""The bundles: every set of atoms that no rule forbids, and of those the ones worth keeping.

Price of an atom at d percent off: max(round(p (100 - d) / 100), c) cents, half up, with list price p and marginal cost c. So no
atom ever earns less than nothing, in any bundle and at any discount. A bundle costs their sum; its discount goes by its size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from knowledge.airline.ancillary_policy import AncillaryPolicy, Code, Segment, TripFacts, ancillary_policy
from tools.ancillaries.rules import Trip, broken_rules, example_trip


@dataclass(frozen=True, slots=True)
class Bundle:
    """Atoms sold together, for the segments that it was kept for. For one person, in cents."""

    codes: tuple[Code, ...]
    segments: tuple[Segment, ...]
    discount_percent: int
    price_cents: int
    cost_cents: int

    @property
    def name(self) -> str:
        """Its codes, joined; one name per set of atoms."""
        return "+".join(self.codes)


@dataclass(frozen=True, slots=True)
class Line:
    """One atom of a bundle, priced for a trip."""

    code: Code
    quantity: int
    unit_cents: int
    cost_cents: int

    @property
    def total_cents(self) -> int:
        """Of all units."""
        return self.quantity * self.unit_cents


def atom_price_cents(code: Code, discount_percent: int, policy: AncillaryPolicy) -> int:
    """What one costs at so many percent off: never less than it costs us."""
    atom = policy.atoms[code]
    return max((atom.price_cents * (100 - discount_percent) * 2 + 100) // 200, atom.cost_cents)


def quantity(code: Code, facts: TripFacts, policy: AncillaryPolicy) -> int:
    """How many of an atom a party needs."""
    per = policy.atoms[code].per
    return 1 if per == "booking" else facts.children if per == "child" else facts.seats


def lines_of(codes: Sequence[Code], facts: TripFacts, policy: AncillaryPolicy) -> tuple[Line, ...]:
    """A bundle for a party, atom by atom, at the discount of its size."""
    percent = policy.discount_percent.get(len(codes), 0)
    return tuple(
        Line(
            code,
            quantity(code, facts, policy),
            atom_price_cents(code, percent, policy),
            policy.atoms[code].cost_cents,
        )
        for code in codes
    )


def worth_cents(codes: Sequence[Code], segment: Segment, facts: TripFacts, policy: AncillaryPolicy) -> int:
    """What a party of the segment is assumed to give for a bundle; nothing for what its segment does not list."""
    percent = policy.segments[segment].worth_percent
    return sum(quantity(code, facts, policy) * policy.atoms[code].price_cents * percent.get(code, 0) // 100 for code in codes)


def valid_bundles(codes: Sequence[Code], trip: Trip, policy: AncillaryPolicy) -> Iterator[tuple[Code, ...]]:
    """Every set of these atoms, of the sizes of the policy, that no rule forbids on the trip, in the order of the catalogue.

    Rules are about one atom, or about two, or ask for company (`needs_one_of`); so sets are grown from atoms that pass in pairs,
    and only company is asked of the whole.
    """
    lonely = {rule.name for rule in policy.rules if rule.kind == "needs_one_of"}
    good = [one for one in policy.atoms if one in codes and set(broken_rules((one,), trip, policy)) <= lonely]
    pairs = {pair for pair in combinations(good, 2) if set(broken_rules(pair, trip, policy)) <= lonely}

    def grown(bundle: tuple[Code, ...], rest: Sequence[Code]) -> Iterator[tuple[Code, ...]]:
        for index, code in enumerate(rest):
            if all((one, code) in pairs for one in bundle):
                larger = (*bundle, code)
                if policy.smallest_bundle <= len(larger):
                    yield larger
                if len(larger) < policy.largest_bundle:
                    yield from grown(larger, rest[index + 1 :])

    for bundle in grown((), good):
        if not broken_rules(bundle, trip, policy):
            yield bundle


def earns_with_every_atom(codes: Sequence[Code], policy: AncillaryPolicy) -> bool:
    """Whether it earns at least what it would earn without any one of its atoms, at the discount of the smaller size."""
    return all(
        margin_cents(codes, policy) >= margin_cents(tuple(one for one in codes if one != left_out), policy) for left_out in codes
    )


def margin_cents(codes: Sequence[Code], policy: AncillaryPolicy) -> int:
    """Price less marginal cost of one of each atom, at the discount of the bundle's size."""
    percent = policy.discount_percent.get(len(codes), 0)
    return sum(atom_price_cents(code, percent, policy) - policy.atoms[code].cost_cents for code in codes)


def curated(segment: Segment, policy: AncillaryPolicy) -> tuple[tuple[Code, ...], ...]:
    """The bundles kept for a segment, the rule of which is written in the README.

    Of the valid bundles of the segment's atoms that are worth more than their price to the party of its example, and each atom of
    which earns its place, by size: those that no other of the size beats in both what the customer gains (worth less price)
    and what we gain (price less cost); then the next such layer, until `per_segment_and_size` are found.
    """
    trip = example_trip(policy, segment)
    taste = policy.segments[segment]
    kept: list[tuple[Code, ...]] = []
    by_size: dict[int, list[tuple[int, int, tuple[Code, ...]]]] = {}
    for codes in valid_bundles(tuple(taste.worth_percent), trip, policy):
        if earns_with_every_atom(codes, policy):
            lines = lines_of(codes, trip.facts, policy)
            price = sum(line.total_cents for line in lines)
            cost = sum(line.quantity * line.cost_cents for line in lines)
            gain = worth_cents(codes, segment, trip.facts, policy) - price
            if gain > 0:
                by_size.setdefault(len(codes), []).append((gain, price - cost, codes))
    for _, rest in sorted(by_size.items()):
        found = 0
        while rest and found < policy.per_segment_and_size:
            layer = _undominated(rest)
            kept += [codes for _, _, codes in layer]
            found += len(layer)
            rest[:] = [one for one in rest if one not in layer]
    return tuple(kept)


def _undominated(bundles: Sequence[tuple[int, int, tuple[Code, ...]]]) -> list[tuple[int, int, tuple[Code, ...]]]:
    """Those whose two gains no other one reaches both of while beating one."""
    layer: list[tuple[int, int, tuple[Code, ...]]] = []
    best = None
    for one in sorted(bundles, key=lambda one: (-one[0], -one[1], one[2])):
        if best is None or one[1] > best[1] or one[:2] == best[:2]:
            layer.append(one)
            best = one if best is None or one[1] > best[1] else best
    return layer


@cache
def catalogue() -> tuple[Bundle, ...]:
    """The airline's bundles, made once."""
    return made_catalogue(ancillary_policy())


def made_catalogue(policy: AncillaryPolicy) -> tuple[Bundle, ...]:
    """What `curated` keeps for every segment, a bundle of several segments once."""
    segments: dict[tuple[Code, ...], list[Segment]] = {}
    for segment in policy.segments:
        for codes in curated(segment, policy):
            segments.setdefault(codes, []).append(segment)
    bundles = []
    for codes, kept_for in sorted(segments.items(), key=lambda one: (len(one[0]), one[0])):
        percent = policy.discount_percent.get(len(codes), 0)
        price = sum(atom_price_cents(code, percent, policy) for code in codes)
        cost = sum(policy.atoms[code].cost_cents for code in codes)
        bundles.append(Bundle(codes, tuple(kept_for), percent, price, cost))
    return tuple(bundles)
