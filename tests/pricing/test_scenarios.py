"""The 142 scenarios hold, each of them can fail, and no rule or figure of the engine can be lost without one that fails."""

from collections import Counter
from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from knowledge.airline.policy import Policy
from knowledge.airline.pricing_policy import PricingPolicy, pricing_policy
from tools.pricing.decision import RULES, Rules
from tools.pricing.scenarios import KINDS, Engine, Scenario, Theme, all_scenarios, judge, mutated

BY_ID = {one.id: one for one in all_scenarios()}

WITHOUT = {
    "stale_state_is_not_used": "old_bid_prices.normal",
    "stale_competitors_are_not_answered": "seen_too_long_ago.normal",
    "a_disruption_is_not_a_market": "final.disrupted",
    "no_pad_on_recovery_flights": "pad_is_sold.disrupted",
    "protected_seats_are_kept": "last_discount_seat.disrupted",
    "frozen_classes_are_closed": "discount_open.disrupted",
    "no_sell_up_on_the_last_protected_flight": "dearest_class_only.disrupted",
    "family_supplement": "business_trip.normal",
    "point_of_sale": "place_of_sale.normal",
    "events": "final.normal",
    "competitors": "met.normal",
    "contract": "contract_discount.normal",
    "group": "group_discount.normal",
    "displacement": "contract_displacement.normal",
    "channel": "channel_of_sale.normal",
    "floor": "place_below_the_limits.disrupted",
    "ceiling": "event_at_the_ceiling.normal",
    "disrupted_people_never_pay_more": "party_beyond_discount.disrupted",
}
"""Each rule of the engine, and a scenario that fails without it."""

OTHER_FIGURES: dict[str, tuple[Any, str]] = {
    "advance_purchase_days": ({"H": 7, "Q": 15}, "fourteen_days.normal"),
    "fare_families": (
        [
            {"name": "light", "supplement_cents": 0, "attributes": ["cabin_bag"]},
            {"name": "standard", "supplement_cents": 2999, "attributes": ["cabin_bag", "bag", "seat"]},
            {"name": "flex", "supplement_cents": 9000, "attributes": ["cabin_bag", "bag", "seat", "change", "refund"]},
        ],
        "least_family_with_needs.normal",
    ),
    "family_of_segment": ({"leisure": "light", "family": "light", "business": "light", "group": "light"}, "business_trip.normal"),
    "point_of_sale_percent": ({"GB": 103}, "place_of_sale.normal"),
    "point_of_sale_least_percent": (84, "band_of_places.disrupted"),
    "point_of_sale_most_percent": (116, "band_of_places.normal"),
    "channel_cents": ({"agency": 1000}, "channel_of_sale.normal"),
    "corporate_contracts": (
        {"ACME": {"discount_percent": 11, "floor_cents": 15000, "last_seat": False}},
        "contract_discount.normal",
    ),
    "last_seat_in_disruption": (True, "last_seat_clause.disrupted"),
    "group_from": (9, "group_on_a_ladder.disrupted"),
    "group_refer_from": (62, "group_too_large.normal"),
    "group_least_days": (6, "group_too_late.normal"),
    "group_discount_percent": (11, "group_discount.normal"),
    "group_show_percent": (100, "group_on_a_ladder.normal"),
    "group_margin_percent": (4, "group_pays_displacement.normal"),
    "groups_in_disruption": (True, "group_discount.disrupted"),
    "event_uplift_percent": ({"championship_final": 24}, "final.normal"),
    "event_cap_percent": (31, "events_together.normal"),
    "competitor_fresh_min": (241, "seen_too_long_ago.normal"),
    "competitors_not_followed": ([], "another_product.normal"),
    "competitor_least_days": (2, "too_close_to_departure.normal"),
    "competitor_threshold_percent": (1, "not_worth_an_answer.normal"),
    "competitor_cut_percent": (11, "met_within_the_cap.normal"),
    "competitor_raise_percent": (6, "followed.normal"),
    "stale_state_min": (721, "old_bid_prices.normal"),
    "floor_percent": (71, "place_below_the_limits.disrupted"),
    "ceiling_percent": (131, "event_at_the_ceiling.normal"),
}
"""Each figure of the policy, another value, and a scenario that fails with it."""


def test_there_are_142_scenarios_of_71_situations_in_two_modes() -> None:
    scenarios = all_scenarios()

    assert len(scenarios) == len(BY_ID) == 142
    modes = Counter(one.situation for one in scenarios)
    assert len(modes) == 71
    assert set(modes.values()) == {2}
    assert Counter(one.mode for one in scenarios) == {"normal": 71, "disrupted": 71}


def test_every_theme_and_every_kind_has_its_scenarios() -> None:
    themes, kinds = Counter(one.theme for one in all_scenarios()), Counter(one.kind for one in all_scenarios())

    assert set(themes) == set(get_args(Theme))
    assert min(themes.values()) >= 12
    assert set(kinds) == set(KINDS)


def test_every_scenario_says_why_and_differs_from_its_other_mode_in_more_than_the_mode() -> None:
    by_situation: dict[str, list[Scenario]] = {}
    for one in all_scenarios():
        by_situation.setdefault(one.situation, []).append(one)

    for normal, disrupted in by_situation.values():
        assert normal.why != disrupted.why
        assert len(normal.why) > 10
        assert len(disrupted.why) > 10
        assert _without_mode(normal) != _without_mode(disrupted), normal.situation
        assert normal.expect != disrupted.expect, normal.situation


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda one: one.id)
def test_a_scenario_holds_and_no_longer_holds_when_its_inputs_are_mutated(scenario: Scenario) -> None:
    assert judge(scenario).differences == ()

    assert mutated(scenario).expect == scenario.expect
    assert not judge(mutated(scenario)).passed


@pytest.mark.parametrize(("rule", "caught_by"), WITHOUT.items())
def test_an_engine_without_one_of_its_rules_is_caught(rule: str, caught_by: str) -> None:
    engine = Engine(pricing_policy(), _rules_without(rule))

    assert not judge(BY_ID[caught_by], engine).passed


@pytest.mark.parametrize("figure", OTHER_FIGURES)
def test_a_policy_with_another_figure_is_caught(figure: str) -> None:
    value, caught_by = OTHER_FIGURES[figure]
    engine = Engine(pricing_policy().changed(**{figure: value}))

    assert not judge(BY_ID[caught_by], engine).passed


def test_no_rule_and_no_figure_is_left_out_of_these_mutations() -> None:
    rules = {rule.__name__ for field in fields(RULES) for rule in getattr(RULES, field.name)}

    assert set(WITHOUT) == rules
    assert set(OTHER_FIGURES) == set(PricingPolicy.model_fields) - set(Policy.model_fields)


def _without_mode(scenario: Scenario) -> tuple[Any, ...]:
    arguments: dict[str, Any] = dict(scenario.arguments)
    if "state" in arguments:
        arguments["state"] = {name: value for name, value in arguments["state"].items() if name != "mode"}
    return arguments, scenario.policy


def _rules_without(name: str) -> Rules:
    left = {field.name: tuple(rule for rule in getattr(RULES, field.name) if rule.__name__ != name) for field in fields(RULES)}
    return replace(RULES, **left)
