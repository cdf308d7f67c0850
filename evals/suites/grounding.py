"""Whether words that are not backed by facts are ever shown: texts that must be refused, texts that must pass.

By default an endpoint on this machine writes each text, so this measures the net and not a language model; with a live model,
the share of its explanations that keep to the rules at once, after one complaint, or not at all.
"""

import asyncio
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agents.grounding import FactSheet, Shown, figures_not_in
from agents.models import ModelCall, ModelProvider
from domain.commands import CancelFlight
from domain.ids import FlightId
from domain.plans import Check, CostBreakdown, Kpis, Plan, ScoredPlan
from domain.units import Money
from evals.language.scripted import ScriptedEndpoint
from evals.suite import Progress, Suite
from graphs.explain import OptionFacts, template, worded_from

CASES = Path(__file__).resolve().parents[1] / "language" / "grounding.yaml"


@cache
def cases() -> dict[str, Any]:
    """The named texts, facts and situations."""
    found: dict[str, Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return found


def sheet() -> FactSheet:
    """The facts that the texts are about."""
    given = cases()["facts"]
    return FactSheet(
        {
            key: Shown(fact_id=key, text=one["text"], tool="plan_evaluation", subject=one.get("subject", ""))
            for key, one in given.items()
        }
    )


async def shown_of(text: str, facts: FactSheet) -> tuple[str | None, list[ModelCall]]:
    """What would be shown of a model that insists on a text; None: the template."""
    calls: list[ModelCall] = []
    with ScriptedEndpoint(lambda _: text) as endpoint:
        return await worded_from(facts, {"facts": {}}, endpoint.provider(), calls.append), calls


def run(progress: Progress) -> dict[str, Any]:
    """Every adversarial text through the rules and through an endpoint that insists on it, every honest and finished text."""
    facts, every = sheet(), cases()
    progress(f"grounding: {len(every['adversarial'])} adversarial texts")
    caught, templated = Counter[str](), 0
    slipped: list[str] = []
    limits: list[str] = []
    for one in every["adversarial"]:
        faults = facts.faults_in(one["text"])
        shown, _ = asyncio.run(shown_of(one["text"], facts))
        caught[one["kind"]] += bool(faults)
        templated += shown is None
        if shown is not None:
            (limits if one.get("limit") else slipped).append(one["name"])
    refused = [one["name"] for one in every["honest"] if facts.faults_in(one["text"])]
    misjudged = [one["name"] for one in every["finished"] if bool(figures_not_in(one["text"], facts)) != one["caught"]]
    kinds = Counter(one["kind"] for one in every["adversarial"])
    failures = [f"{name}: shown" for name in slipped] + [f"{name}: an honest text refused" for name in refused]
    failures += [f"{name}: misjudged by the bag of numbers" for name in misjudged]
    return {
        "judged": "scripted",
        "adversarial": len(every["adversarial"]),
        "caught": sum(caught.values()),
        "templated": templated,
        "slipped": len(slipped),
        "slipped_known_limits": limits,
        "by_kind": {kind: {"texts": kinds[kind], "caught": caught[kind]} for kind in sorted(kinds)},
        "honest": len(every["honest"]),
        "honest_refused": len(refused),
        "finished": len(every["finished"]),
        "finished_misjudged": len(misjudged),
        "failures": failures,
    }


def situation(one: dict[str, Any]) -> tuple[ScoredPlan, ScoredPlan, OptionFacts]:
    """An option, doing nothing beside it, and what may be said about it."""
    scored = _scored(one["label"], one["cost_cents"], one)
    nothing = _scored("Do nothing", one["nothing_cents"], one | {"changes": 0})
    return scored, nothing, OptionFacts.of(scored, nothing, one["rank"], one["options"], {}, (scored, nothing))


def _scored(label: str, cents: int, one: dict[str, Any]) -> ScoredPlan:
    operations = tuple(CancelFlight(flight_id=FlightId(f"XX{number}/2026-03-02/AAA")) for number in range(one["changes"]))
    verdicts = ["fail"] * one["failing"] + ["not_checked"] * one["unchecked"]
    return ScoredPlan(
        plan=Plan(label=label, kind="alternative", base_version=1, operations=operations),
        cost=CostBreakdown(total=Money(cents=cents), components={"total": Money(cents=cents)}),
        kpis=Kpis(
            cancelled_flights=one["cancelled"],
            delayed_flights_15=one["delayed"],
            aircraft_swaps=one["swaps"],
            disrupted_passengers=one["disrupted"],
        ),
        checks=tuple(Check(rule="paper", verdict=one, citation="", subject="plan", detail="") for one in verdicts),
    )


def of_model(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    """A live model's explanations of each situation: grounded at first, after a complaint, or replaced by the template."""
    ended = Counter[str]()
    outcomes = Counter[str]()
    samples: list[str] = []
    for one in cases()["situations"]:
        scored, nothing, facts = situation(one)
        progress(f"grounding: {one['name']}, {repeats} times")
        for _ in range(repeats):
            calls: list[ModelCall] = []
            data = {
                "label": scored.plan.label,
                "reasons": [],
                "facts": {name: shown.text for name, shown in facts.shown.items()},
                "template": template(scored, nothing),
            }
            text = asyncio.run(worded_from(facts, data, models, calls.append))
            answered = sum(call.outcome.startswith("answered") for call in calls)
            ended["templated" if text is None else "at_first" if answered == 1 else "after_retry"] += 1
            outcomes.update(call.outcome for call in calls)
            if text is not None and len(samples) < 5:
                samples.append(facts.render(text, "model").text)
    asked = sum(ended.values())
    return {
        "judged": f"live: {models.model}",
        "explanations": asked,
        **{f"{way}_share": round(ended[way] / asked, 3) if asked else 0.0 for way in ("at_first", "after_retry", "templated")},
        "outcomes": dict(outcomes),
        "samples": samples,
        "failures": [],
    }


def table(figures: dict[str, Any]) -> str:
    """Counts by kind of fault, or the shares of a live model."""
    if "explanations" in figures:
        shares = "  ".join(
            f"{way.replace('_', ' ')} {figures[f'{way}_share']:.0%}" for way in ("at_first", "after_retry", "templated")
        )
        return f"{figures['judged']}: {figures['explanations']} explanations  {shares}"
    rows = [f"{'kind':<14}{'texts':>7}{'caught':>8}"]
    rows += [f"{kind:<14}{one['texts']:>7}{one['caught']:>8}" for kind, one in figures["by_kind"].items()]
    rows.append(f"{'all':<14}{figures['adversarial']:>7}{figures['caught']:>8}")
    rows.append(
        f"templated {figures['templated']}, slipped {figures['slipped']}, known limits {len(figures['slipped_known_limits'])}; "
        f"honest refused {figures['honest_refused']} of {figures['honest']}; "
        f"bag of numbers misjudged {figures['finished_misjudged']} of {figures['finished']}"
    )
    return "\n".join([*rows, "judged: scripted (the net, not a language model)", *figures["failures"]])


SUITE = Suite(
    name="grounding",
    description="texts that no fact backs are refused, honest ones pass; with a model, the share of grounded explanations",
    run=run,
    table=table,
    of_model=of_model,
)
