"""The 142 pricing scenarios: 71 situations in a normal and in a disrupted market, read from scenarios.yaml, and their judge.

A scenario states what must come out; what does come out is found by the engine, or by the tool of inventory control that its
kind names. `KINDS` is the map. A fraction that is expected is compared to half a unit of its last digit, all else exactly.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, JsonValue, ValidationError

from domain.network import NetworkState
from domain.units import Frozen
from knowledge.airline.pricing_policy import PricingPolicy, pricing_policy
from tools.inventory_control import tool as inventory
from tools.pricing.decision import RULES, PriceDecision, Rules, decide
from tools.pricing.request import Mode, PricingRequest
from tools.spec import Tool, ToolContext, ToolRetry

_SHEET = Path(__file__).with_name("scenarios.yaml")
JUDGED_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
Theme = Literal[
    "class_mix",
    "network",
    "overbooking",
    "groups",
    "fare_families",
    "corporate_geo",
    "advance_purchase",
    "competitor",
    "events",
]
MODES: tuple[Mode, Mode] = ("normal", "disrupted")
Changes = dict[str, JsonValue]


class Vary(Frozen):
    """One input and the values that it takes one after the other."""

    path: str
    values: tuple[JsonValue, ...]


class ModeSheet(Frozen):
    """One mode of a situation, as it is written."""

    with_: Changes = Field(default_factory=dict, alias="with")
    policy: Changes = Field(default_factory=dict)
    expect: Changes = Field(min_length=1)
    why: str
    mutation: Changes = Field(min_length=1)


class SituationSheet(Frozen):
    """One situation, as it is written."""

    id: str
    theme: Theme
    title: str
    kind: str
    journey: str | None = None
    given: Changes = Field(default_factory=dict)
    vary: Vary | None = None
    normal: ModeSheet
    disrupted: ModeSheet


class Scenario(Frozen):
    """One situation in one mode, with all its inputs: `arguments` of what its `kind` runs, and figures of the policy changed."""

    id: str
    situation: str
    theme: Theme
    title: str
    mode: Mode
    kind: str
    arguments: Changes
    vary: Vary | None
    policy: Changes
    expect: Changes
    why: str
    mutation: Changes


class Judgement(Frozen):
    """Whether what was expected came out, where not, and what was found under the expected names."""

    scenario_id: str
    passed: bool
    differences: tuple[str, ...]
    found: Changes


@dataclass(frozen=True, slots=True)
class Engine:
    """What prices are found with."""

    policy: PricingPolicy
    rules: Rules = RULES


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """Every scenario, situation by situation, normal before disrupted. pydantic.ValidationError names what is ill-written."""
    sheet = yaml.load(_SHEET.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    situations = [SituationSheet.model_validate(one) for one in sheet["situations"]]
    return tuple(_scenario(one, mode, sheet["journeys"]) for one in situations for mode in MODES)


def judge(scenario: Scenario, engine: Engine | None = None) -> Judgement:
    """Run the scenario and compare; by the airline's own policy and all rules unless another engine is given."""
    engine = engine or Engine(pricing_policy())
    engine = replace(engine, policy=engine.policy.changed(**scenario.policy)) if scenario.policy else engine
    outcome = KINDS[scenario.kind](scenario, engine)
    found: Changes = {name: _at(outcome, name) for name in scenario.expect}
    differences = tuple(
        f"{name}: expected {wanted!r}, found {found[name]!r}"
        for name, wanted in scenario.expect.items()
        if not _holds(name, wanted, found[name])
    )
    return Judgement(scenario_id=scenario.id, passed=not differences, differences=differences, found=found)


def mutated(scenario: Scenario) -> Scenario:
    """The scenario with the inputs of its mutation and the same expectation, which must then fail."""
    policy = {name.removeprefix("policy."): value for name, value in scenario.mutation.items() if name.startswith("policy.")}
    inputs = {name: value for name, value in scenario.mutation.items() if not name.startswith("policy.")}
    changes = {"arguments": _changed(scenario.arguments, inputs), "policy": scenario.policy | policy}
    return scenario.model_copy(update=changes)


def _scenario(sheet: SituationSheet, mode: Mode, journeys: Mapping[str, JsonValue]) -> Scenario:
    own = sheet.normal if mode == "normal" else sheet.disrupted
    base: Changes = {}
    if sheet.journey is not None:
        base = _changed({"state": journeys[sheet.journey], "asked": {}, "market": {}}, {"state.mode": mode})
    return Scenario(
        id=f"{sheet.id}.{mode}",
        situation=sheet.id,
        theme=sheet.theme,
        title=sheet.title,
        mode=mode,
        kind=sheet.kind,
        arguments=_changed(base, sheet.given | own.with_),
        vary=sheet.vary,
        policy=own.policy,
        expect=own.expect,
        why=own.why,
        mutation=own.mutation,
    )


def _changed(arguments: Mapping[str, JsonValue], changes: Mapping[str, JsonValue]) -> Changes:
    """A copy with the values at these paths replaced: `state.legs.0.seats_left` is a key, a key, a place in a list, a key."""
    copied: Changes = json.loads(json.dumps(arguments))
    for path, value in changes.items():
        *way, last = path.split(".")
        inside: Any = copied
        for part in way:
            inside = inside[int(part)] if isinstance(inside, list) else inside[part]
        inside[int(last) if isinstance(inside, list) else last] = value
    return copied


def _at(outcome: Mapping[str, JsonValue], path: str) -> JsonValue:
    value: JsonValue = dict(outcome)
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part] if isinstance(value, dict) else None
    return value


def _holds(name: str, wanted: JsonValue, found: JsonValue) -> bool:
    if name == "at_most_cents":
        return isinstance(found, int) and isinstance(wanted, int) and found <= wanted
    if isinstance(wanted, float) and isinstance(found, int | float):
        digits = len(repr(wanted).partition(".")[2])
        return abs(found - wanted) <= 0.5 * 10.0**-digits + 1e-9
    return wanted == found


def _priced(arguments: Changes, engine: Engine) -> dict[str, Any]:
    """What the engine answers, under the names that expectations use; `refused` names the fields of a request that has faults."""
    try:
        decision = decide(PricingRequest.model_validate(arguments), engine.policy, at=JUDGED_AT, rules=engine.rules)
    except ValidationError as error:
        return _refused([".".join(str(part) for part in one["loc"]) for one in error.errors()])
    except ToolRetry as retry:
        return _refused([field for field, _ in retry.faults])
    return _shown(decision)


def _refused(fields: list[str]) -> dict[str, Any]:
    names = ("class", "family", "fare_cents", "total_cents", "at_most_cents", "as_filed", "adjustments", "guards")
    return dict.fromkeys(names) | {"outcome": "refused", "refused": fields}


def _shown(decision: PriceDecision) -> dict[str, Any]:
    fare_cents = decision.fare.cents if decision.fare else None
    return {
        "outcome": decision.outcome,
        "class": decision.class_sold,
        "family": decision.family,
        "fare_cents": fare_cents,
        "at_most_cents": fare_cents,
        "total_cents": decision.total.cents if decision.total else None,
        "as_filed": decision.as_filed,
        "adjustments": {one.name: one.cents for one in decision.adjustments},
        "guards": [one.name for one in decision.guards],
        "refused": [],
    }


def _price(scenario: Scenario, engine: Engine) -> dict[str, Any]:
    return _priced(scenario.arguments, engine)


def _price_path(scenario: Scenario, engine: Engine) -> dict[str, Any]:
    if scenario.vary is None:
        raise ValueError(f"Scenario {scenario.id!r} is a price_path and does not say what varies; give it `vary`.")
    path = [_priced(_changed(scenario.arguments, {scenario.vary.path: value}), engine) for value in scenario.vary.values]
    return {"classes": [one["class"] for one in path], "fares_cents": [one["fare_cents"] for one in path]}


def _asks(tool: Tool[Any, Any]) -> Callable[[Scenario, Engine], dict[str, Any]]:
    def ask(scenario: Scenario, engine: Engine) -> dict[str, Any]:
        report = tool.run(ToolContext(state=NetworkState(), now=JUDGED_AT), scenario.arguments)
        shown: dict[str, Any] = report.model_dump(mode="json")
        return shown

    return ask


KINDS: Mapping[str, Callable[[Scenario, Engine], dict[str, Any]]] = {
    "price": _price,
    "price_path": _price_path,
    "protection_levels": _asks(inventory.protection_levels),
    "bid_prices": _asks(inventory.bid_prices),
    "overbooking_limit": _asks(inventory.overbooking_limit),
    "group_quote": _asks(inventory.group_quote_tool),
    "fare_family_revenue": _asks(inventory.fare_family_revenue),
    "spill": _asks(inventory.spill_tool),
}
