"""Why an option is worth a look, in prose whose every figure is a reference that we fill in, never one a model wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agents.grounding import FactSheet, Grounded, Shown
from agents.models import ModelBudget, ModelCall, ModelProvider
from agents.prompts import as_data, prompt_in
from domain.plans import Fact, ScoredPlan
from domain.units import Money

Explanation = Grounded
PROMPT = Path(__file__).parent / "prompts" / "explain.md"
THIS, NOTHING = "this option", "doing nothing"
"""The two subjects of an option's facts."""


@dataclass(frozen=True, slots=True)
class OptionFacts(FactSheet):
    """What may be said about one option, by fact id."""

    @classmethod
    def of(
        cls,
        scored: ScoredPlan,
        nothing: ScoredPlan | None,
        rank: int,
        options: int,
        found: Mapping[str, Fact],
        others: Sequence[ScoredPlan] = (),
    ) -> "OptionFacts":
        """Figures of the plan, its rank, its place among `others` and against doing nothing, and what specialists found."""
        kpis, plan = scored.kpis, scored.plan
        figures = {
            "plan.name": plan.label or THIS,
            "plan.cost": f"{money(scored.cost.total)} in all",
            "plan.rank": f"rank {rank} of {options}",
            "plan.cancelled": f"{counted(kpis.cancelled_flights, 'flight')} cancelled",
            "plan.delayed": f"{counted(kpis.delayed_flights_15, 'flight')} late by 15 minutes or more",
            "plan.swaps": counted(kpis.aircraft_swaps, "aircraft swap"),
            "plan.disrupted": f"{counted(kpis.disrupted_passengers, 'passenger')} disrupted",
            "plan.operations": counted(len(plan.operations), "change"),
            "plan.failing": counted(sum(check.verdict == "fail" for check in scored.checks), "failing check"),
            "plan.unchecked": f"{counted(sum(check.verdict == 'not_checked' for check in scored.checks), 'check')} not made",
        }
        for name, (noun, measure) in _COMPARED.items():
            if others:
                figures[f"plan.by_{name}"] = _place(measure(scored), [measure(one) for one in others], noun)
        shown = {key: Shown(fact_id=key, text=text, tool="plan_evaluation", subject=THIS) for key, text in figures.items()}
        if nothing is not None:
            against = _against(scored.cost.total, nothing.cost.total)
            known = {"nothing.name": NOTHING, "nothing.cost": f"{money(nothing.cost.total)} for doing nothing"}
            shown |= {key: Shown(fact_id=key, text=said, tool="plan_evaluation", subject=NOTHING) for key, said in known.items()}
            shown["plan.against_nothing"] = Shown(
                fact_id="plan.against_nothing", text=against, tool="plan_evaluation", subject=THIS
            )
        for fact in found.values():
            if fact.value is not None:
                shown[fact.fact_id] = Shown(fact_id=fact.fact_id, text=in_words(fact), tool=fact.tool, assumed=fact.assumed)
        return cls(shown)


_COMPARED: Mapping[str, tuple[str, Callable[[ScoredPlan], int]]] = {
    "cost": ("cost", lambda one: one.cost.total.cents),
    "disrupted": ("passengers disrupted", lambda one: one.kpis.disrupted_passengers),
    "cancelled": ("flights cancelled", lambda one: one.kpis.cancelled_flights),
    "changes": ("changes", lambda one: len(one.plan.operations)),
}


def _place(mine: int, everybodys: Sequence[int], noun: str) -> str:
    """`least cost of 3 options`, `2nd least cost of 3 options`; ties say so."""
    place, alike = 1 + sum(one < mine for one in everybodys), sum(one == mine for one in everybodys)
    which = "least" if place == 1 else f"number {place} from the least"
    tied = f", level with {counted(alike - 1, 'other')}" if alike > 1 else ""
    return f"{which} {noun} of {counted(len(everybodys), 'option')}{tied}"


def _against(mine: Money, nothing: Money) -> str:
    gap = nothing.cents - mine.cents
    if not gap:
        return "as much as doing nothing"
    return f"{money(Money(cents=abs(gap), currency=mine.currency))} {'less' if gap > 0 else 'more'} than doing nothing"


def template(scored: ScoredPlan, nothing: ScoredPlan | None) -> str:
    """The text without a model: what it does, what it costs against doing nothing, what is broken or unchecked."""
    if not scored.plan.operations:
        said = ["No command is given: {{plan.cancelled}}, {{plan.delayed}}."]
    else:
        said = ["Makes {{plan.operations}}: {{plan.cancelled}}, {{plan.delayed}}, {{plan.swaps}}."]
    said.append("Costs {{plan.cost}}, with {{plan.disrupted}}.")
    if nothing is not None and scored.plan.operations:
        said.append("That is {{plan.against_nothing}}.")
    if not scored.legal:
        said.append("It has {{plan.failing}}.")
    said.append("Open: {{plan.unchecked}}.")
    return " ".join(said)


async def explain(
    scored: ScoredPlan,
    nothing: ScoredPlan | None,
    facts: OptionFacts,
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    budget: ModelBudget | None = None,
) -> Grounded:
    """A model's text when one is configured and it keeps to the references; after one retry, or an error, the template."""
    fallback = template(scored, nothing)
    if models.writes_prose:
        data: dict[str, Any] = {
            "label": scored.plan.label,
            "reasons": list(scored.plan.reasons),
            "facts": {name: shown.text for name, shown in facts.shown.items()},
            "template": fallback,
        }
        worded = await worded_from(facts, data, models, record, budget)
        if worded is not None:
            return facts.render(worded, "model")
    return facts.render(fallback, "template")


async def worded_from(
    facts: FactSheet,
    data: Mapping[str, Any],
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    budget: ModelBudget | None = None,
) -> str | None:
    """A model's template over the facts, told once what was wrong with the first; None when it gives none that may be shown."""
    messages: list[BaseMessage] = [prompt_in(PROMPT).system(), as_data(data)]
    for _ in range(2):
        try:
            answer = await models.ask("explain", messages, record=record, budget=budget)
        except Exception:  # recorded by ask(); the template says the same without a model
            return None
        text = str(answer.content)
        faults = facts.faults_in(text)
        if not faults:
            return text
        complaint = "Refused: " + "; ".join(faults[:12]) + ". Write it again by the rules."
        messages = [*messages, AIMessage(text), HumanMessage(complaint)]
    return None


def in_words(fact: Fact) -> str:
    """`95 min (longest wait)`: value, unit and what it measures."""
    return f"{f'{fact.value} {fact.unit}'.strip()} ({fact.text})"


def money(amount: Money) -> str:
    """`USD 1,234.56`."""
    sign = "-" if amount.cents < 0 else ""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{amount.currency} {sign}{whole:,}.{cents:02d}"


def counted(count: int, noun: str) -> str:
    """`1 flight`, `2 flights`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
