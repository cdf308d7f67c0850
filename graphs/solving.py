"""Asking the tools for options and prices. Every figure of a plan comes from here, none from a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.specialist import Consultation
from domain.constraints import CONSTRAINT, Constraint
from domain.plans import Plan, ScoredPlan
from graphs.supervisor import Workplace


def evaluate(consultation: Consultation, plan: Plan) -> ScoredPlan:
    """The plan with price and checks on the consultation's state; ToolRetry names every operation that is refused.

    What the specialists ask of it beyond the network's own limits, their reviews check.
    """
    operations = [operation.model_dump(mode="json") for operation in plan.operations]
    asked = {"operations": operations, "label": plan.label}
    if plan.operations:
        asked["kind"] = plan.kind
    answer = consultation.call("plan_evaluation", asked)
    scored = ScoredPlan.model_validate(answer.model_dump())
    assumptions = dict.fromkeys((*plan.assumptions, *scored.plan.assumptions))
    return scored.model_copy(update={"plan": plan.model_copy(update={"assumptions": tuple(assumptions)})})


def do_nothing(version: int) -> Plan:
    """No command at all: what everything else is compared with."""
    return Plan(
        label="Do nothing",
        kind="do_nothing",
        base_version=version,
        reasons=("What happens when nobody intervenes.",),
    )


@dataclass(frozen=True, slots=True)
class Options:
    """Priced options, and why there are fewer than hoped."""

    scored: tuple[ScoredPlan, ...]
    missing: tuple[str, ...] = ()


def search(workplace: Workplace, consultation: Consultation, constraints: Sequence[dict[str, Any]], budget_s: float) -> Options:
    """The recovery solver's options under these constraints, each priced and checked by code that is not the solver's."""
    answer = consultation.call("recovery", {"constraints": list(constraints), "budget_s": budget_s})
    scored: list[ScoredPlan] = []
    missing: list[str] = []
    seen: set[tuple[Any, ...]] = set()
    for plan in answer.plans:
        if not plan.operations or plan.operations in seen:
            continue
        seen.add(plan.operations)
        try:
            scored.append(evaluate(consultation, plan))
        except Exception as error:  # a plan that cannot be carried out is not an option; say so and keep the others
            missing.append(f"Option {plan.label!r} could not be evaluated: {error}")
        workplace.progress("price", {"priced": len(scored), "text": f"{plan.label}: priced and checked"})
    return Options(tuple(scored), tuple(missing))


def new_constraints(known: Sequence[dict[str, Any]], asked: Sequence[Constraint]) -> list[dict[str, Any]]:
    """Constraints in `asked` that are not among the known ones, in order, once each."""
    have = {_key(constraint) for constraint in known}
    added: list[dict[str, Any]] = []
    for constraint in asked:
        body = CONSTRAINT.dump_python(constraint, mode="json")
        if _key(body) not in have:
            have.add(_key(body))
            added.append(body)
    return added


def _key(constraint: Mapping[str, Any]) -> str:
    """What a constraint binds, whoever asked and why."""
    return repr(sorted((name, repr(value)) for name, value in constraint.items() if name not in ("source", "reason")))
