"""Why an option is worth a look, in prose whose every figure is a reference that we fill in, never one a model wrote."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agents.models import ModelCall, ModelProvider
from domain.plans import Fact, ScoredPlan
from domain.units import Frozen, Money

_REFERENCE = re.compile(r"\{\{\s*([A-Za-z0-9_.\-/]+)\s*\}\}")
_NUMBER_WORD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?"
    r"|dozens?|half|twice|double|triple)\b",
    re.IGNORECASE,
)
_SYSTEM = (
    "You explain a recovery plan to an airline's operations controller in two or three plain sentences. "
    "Write no digit and no number word. For every figure write a reference like {{plan.cost}}; "
    "use only the ids in `facts`. Name no flight, tail, airport or rule unless through a reference. Recommend nothing."
)


class Shown(Frozen):
    """A fact as a reader sees it, and the tool that said so."""

    fact_id: str
    text: str
    tool: str


class Explanation(Frozen):
    """Text with every reference filled in; `references` are the facts behind it, `source` who wrote it."""

    text: str
    source: str
    references: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """What may be said about one option, by fact id."""

    shown: Mapping[str, Shown]

    @classmethod
    def of(
        cls, scored: ScoredPlan, nothing: ScoredPlan | None, rank: int, options: int, found: Mapping[str, Fact]
    ) -> "OptionFacts":
        """Figures of the plan, its comparison with doing nothing, its rank, and what the specialists found."""
        kpis, plan = scored.kpis, scored.plan
        figures = {
            "plan.cost": money(scored.cost.total),
            "plan.rank": f"{rank} of {options}",
            "plan.cancelled": counted(kpis.cancelled_flights, "flight"),
            "plan.delayed": counted(kpis.delayed_flights_15, "flight"),
            "plan.swaps": counted(kpis.aircraft_swaps, "aircraft swap"),
            "plan.disrupted": counted(kpis.disrupted_passengers, "passenger"),
            "plan.operations": counted(len(plan.operations), "change"),
            "plan.failing": counted(sum(check.verdict == "fail" for check in scored.checks), "check"),
            "plan.unchecked": counted(sum(check.verdict == "not_checked" for check in scored.checks), "check"),
        }
        if nothing is not None:
            gap = nothing.cost.total.cents - scored.cost.total.cents
            figures["nothing.cost"] = money(nothing.cost.total)
            figures["plan.against_nothing"] = money(Money(cents=abs(gap), currency=scored.cost.total.currency))
        shown = {key: Shown(fact_id=key, text=text, tool="plan_evaluation") for key, text in figures.items()}
        for fact in found.values():
            if fact.value is not None:
                shown[fact.fact_id] = Shown(fact_id=fact.fact_id, text=f"{fact.value} {fact.unit}".strip(), tool=fact.tool)
        return cls(shown)

    def faults_in(self, text: str) -> list[str]:
        """What is wrong with a model's text: unknown references, digits, number words, nothing written."""
        faults = [f"unknown reference {name!r}" for name in _REFERENCE.findall(text) if name not in self.shown]
        bare = _REFERENCE.sub("", text)
        if re.search(r"\d", bare):
            faults.append("a digit outside a reference")
        faults += [f"the number word {word!r}" for word in sorted({match.lower() for match in _NUMBER_WORD.findall(bare)})]
        if "{{" in bare or "}}" in bare:
            faults.append("a broken reference")
        return faults if bare.strip() else [*faults, "no words"]

    def render(self, text: str, source: str) -> Explanation:
        """The text with every reference filled in; KeyError for an unknown one."""
        used = tuple(dict.fromkeys(_REFERENCE.findall(text)))
        filled = _REFERENCE.sub(lambda match: self.shown[match.group(1)].text, text)
        return Explanation(text=filled, source=source, references=tuple(self.shown[name] for name in used))


def template(scored: ScoredPlan, nothing: ScoredPlan | None) -> str:
    """The text without a model: what it does, what it costs against doing nothing, what is broken or unchecked."""
    if not scored.plan.operations:
        first = "No command is given; {{plan.cancelled}} cannot be flown and {{plan.delayed}} arrive late."
    else:
        first = "Makes {{plan.operations}}; {{plan.cancelled}} cancelled, {{plan.delayed}} late, {{plan.swaps}}."
    said = [first, "Costs {{plan.cost}}; {{plan.disrupted}} disrupted."]
    if nothing is not None and scored.plan.operations:
        gap = nothing.cost.total.cents - scored.cost.total.cents
        less = "less" if gap > 0 else "more"
        said.append(
            "That is {{plan.against_nothing}} " + less + " than doing nothing." if gap else "That is as much as doing nothing."
        )
    if not scored.legal:
        said.append("It fails {{plan.failing}}.")
    said.append("Not checked: {{plan.unchecked}}.")
    return " ".join(said)


async def explain(
    scored: ScoredPlan,
    nothing: ScoredPlan | None,
    facts: OptionFacts,
    models: ModelProvider,
    record: Callable[[ModelCall], None],
) -> Explanation:
    """A model's text when one is configured and it keeps to the references; after one retry, or an error, the template."""
    fallback = template(scored, nothing)
    if not models.writes_prose:
        return facts.render(fallback, "template")
    known = {name: shown.text for name, shown in facts.shown.items()}
    task: dict[str, Any] = {
        "label": scored.plan.label,
        "reasons": list(scored.plan.reasons),
        "facts": known,
        "template": fallback,
    }
    messages: list[BaseMessage] = [SystemMessage(_SYSTEM), HumanMessage(json.dumps(task))]
    for _ in range(2):
        try:
            answer = await models.ask("explain", messages, record=record)
        except Exception:  # recorded by ask(); the template says the same without a model
            break
        text = str(answer.content)
        faults = facts.faults_in(text)
        if not faults:
            return facts.render(text, "model")
        complaint = "Refused: " + "; ".join(faults) + ". Write it again by the rules."
        messages = [*messages, AIMessage(text), HumanMessage(complaint)]
    return facts.render(fallback, "template")


def money(amount: Money) -> str:
    """`USD 1,234.56`."""
    sign = "-" if amount.cents < 0 else ""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{amount.currency} {sign}{whole:,}.{cents:02d}"


def counted(count: int, noun: str) -> str:
    """`1 flight`, `2 flights`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
