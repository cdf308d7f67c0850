"""Bundles: there are enough of them, every one keeps the rules, earns its place, and is priced by the trip alone."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.ids import AirportCode
from knowledge.airline.ancillary_policy import Rule, TripFacts, ancillary_policy
from tools.ancillaries.catalogue import (
    atom_price_cents,
    catalogue,
    earns_with_every_atom,
    lines_of,
    margin_cents,
    valid_bundles,
)
from tools.ancillaries.choice import bundles_for, priced
from tools.ancillaries.rules import Trip, broken_rules, example_trip, segment_of

POLICY = ancillary_policy()
NOWHERE = AirportCode("XXX")
"""A station where nothing is provided."""
ALONE = TripFacts(adults=0, children=1, youngest_age=8, unaccompanied_minor=True, nights=3)
TRIPS = (
    *(example_trip(POLICY, segment) for segment in POLICY.segments),
    Trip(TripFacts(adults=2, nights=3), origin=NOWHERE, destination=NOWHERE),
    Trip(TripFacts(adults=2, nights=3), body="regional"),
    Trip(TripFacts(adults=2, infants=1, nights=3)),
    Trip(TripFacts(adults=1, children=1, youngest_age=14, nights=3)),
    Trip(TripFacts(adults=2, nights=3, lead_min=120)),
    Trip(TripFacts(adults=2, nights=3, lead_min=120, pet=True)),
    Trip(TripFacts(adults=2, nights=0, pet=True)),
    Trip(TripFacts(adults=2, nights=3, fare_includes=("cabin_bag", "bag", "seat", "change", "refund"))),
    Trip(TripFacts(adults=0, children=1, youngest_age=8)),
    Trip(ALONE, flights=2),
    Trip(ALONE.model_copy(update={"youngest_age": 13})),
    Trip(ALONE.model_copy(update={"children": 2})),
    Trip(ALONE.model_copy(update={"pet": True})),
)
FACTS = st.builds(
    TripFacts,
    adults=st.integers(0, 3),
    children=st.integers(0, 2),
    infants=st.integers(0, 1),
    youngest_age=st.sampled_from((4, 8, 14, 30)),
    unaccompanied_minor=st.booleans(),
    reduced_mobility=st.booleans(),
    pet=st.booleans(),
    sport=st.booleans(),
    nights=st.integers(0, 20),
    saturday_night=st.booleans(),
    purpose=st.sampled_from(("", "business", "leisure")),
    disrupted=st.booleans(),
    cabin=st.sampled_from(("economy", "business")),
    lead_min=st.integers(0, 20_000),
)


def test_the_catalogue_has_at_least_110_bundles_and_none_twice() -> None:
    names = {frozenset(one.codes) for one in catalogue()}
    assert len(names) == len(catalogue()) >= 110


def test_every_bundle_is_valid_on_a_trip_of_each_segment_it_is_kept_for() -> None:
    invalid = [
        (one.name, segment, broken)
        for one in catalogue()
        for segment in one.segments
        if (broken := broken_rules(one.codes, example_trip(POLICY, segment), POLICY))
    ]
    assert invalid == []


def test_every_segment_has_bundles_of_every_size_and_its_example_is_of_it() -> None:
    for segment in POLICY.segments:
        assert segment_of(POLICY.segments[segment].example, POLICY) == segment
        sizes = {len(one.codes) for one in catalogue() if segment in one.segments}
        assert sizes == {2, 3, 4, 5}, segment


@pytest.mark.parametrize("rule", POLICY.rules, ids=lambda rule: rule.name)
def test_without_a_rule_something_is_generated_that_breaks_it(rule: Rule) -> None:
    lax = POLICY.without_rule(rule.name).model_copy(update={"largest_bundle": 2})
    codes = {*rule.atoms, *rule.others, "co2", "bag_32"}
    broken = {
        name for trip in TRIPS for bundle in valid_bundles(tuple(codes), trip, lax) for name in broken_rules(bundle, trip, POLICY)
    }
    assert broken == {rule.name}


@settings(max_examples=12, deadline=None)
@given(facts=FACTS, codes=st.lists(st.sampled_from(sorted(POLICY.atoms)), min_size=2, max_size=9, unique=True))
def test_what_is_generated_is_exactly_what_no_rule_forbids(facts: TripFacts, codes: list[str]) -> None:
    trip = Trip(facts)
    ordered = [one for one in POLICY.atoms if one in codes]
    by_brute_force = {
        bundle for size in range(2, 6) for bundle in combinations(ordered, size) if not broken_rules(bundle, trip, POLICY)
    }
    assert set(valid_bundles(tuple(codes), trip, POLICY)) == by_brute_force


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, len(catalogue()) - 1), percent=st.integers(0, 100))
def test_no_atom_of_any_bundle_earns_less_than_nothing_at_any_discount(number: int, percent: int) -> None:
    for code in catalogue()[number].codes:
        price = atom_price_cents(code, percent, POLICY)
        assert POLICY.atoms[code].cost_cents <= price <= POLICY.atoms[code].price_cents


def test_a_bundle_costs_the_sum_less_its_discount_and_every_atom_earns_its_place() -> None:
    for one in catalogue():
        listed = sum(POLICY.atoms[code].price_cents for code in one.codes)
        assert abs(one.price_cents - listed * (100 - one.discount_percent) / 100) <= len(one.codes) / 2
        assert one.price_cents - one.cost_cents == margin_cents(one.codes, POLICY) > 0
        assert earns_with_every_atom(one.codes, POLICY)


@settings(max_examples=60, deadline=None)
@given(facts=FACTS)
def test_what_is_shown_is_valid_on_the_trip_itself_and_worth_most_first(facts: TripFacts) -> None:
    trip = Trip(facts, origin=AirportCode("JFK"), destination=AirportCode("BUF"))
    shown = bundles_for(trip, catalogue(), POLICY, facts_age_min=0)
    assert [broken_rules(one.codes, trip, POLICY) for one in shown.bundles] == [()] * len(shown.bundles)
    order = [one.gain_cents if shown.segment == "disrupted" else one.expected_margin_cents for one in shown.bundles]
    assert order == sorted(order, reverse=True)
    assert len(shown.bundles) <= POLICY.most_shown


def test_facts_that_are_too_old_give_the_default_bundle_and_none_where_it_is_forbidden() -> None:
    trip = Trip(TripFacts(adults=2, nights=7))
    fresh = bundles_for(trip, catalogue(), POLICY, facts_age_min=POLICY.stale_after_min)
    stale = bundles_for(trip, catalogue(), POLICY, facts_age_min=POLICY.stale_after_min + 1)
    assert fresh.personal
    assert (stale.personal, [set(one.codes) for one in stale.bundles]) == (False, [{"bag_23", "seat_standard"}])
    with_bag = Trip(TripFacts(fare_includes=("bag",)))
    assert bundles_for(with_bag, catalogue(), POLICY, facts_age_min=POLICY.stale_after_min + 1).bundles == ()


def test_a_personal_attribute_is_refused_by_name_and_age_moves_no_price() -> None:
    with pytest.raises(ValidationError, match="nationality"):
        TripFacts.model_validate({"adults": 1, "nationality": "CH"})
    prices = {
        tuple(line.unit_cents for line in lines_of(("bag_23", "meal"), TripFacts(youngest_age=age), POLICY))
        for age in (2, 17, 30, 90)
    }
    assert len(prices) == 1


def test_disrupted_people_never_pay_more_for_the_same_bundle() -> None:
    for one in catalogue():
        usual = priced(one.codes, Trip(TripFacts(adults=2)), "leisure", POLICY)
        disrupted = priced(one.codes, Trip(TripFacts(adults=2, disrupted=True)), "disrupted", POLICY)
        assert disrupted.price_cents <= usual.price_cents
