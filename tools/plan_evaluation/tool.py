"""Tool `plan_evaluation`."""

from typing import Literal

from domain.commands import Operation
from domain.faults import Refused
from domain.plans import Plan, ScoredPlan
from domain.units import Frozen
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.spec import ToolContext, ToolRetry, tool


class PlanEvaluationRequest(Frozen):
    """Operations to try, in order; without any, doing nothing is priced.

    A `recommended` or `alternative` plan answers for all our flights, a `hand_made` one for those it names and their next steps.
    """

    operations: tuple[Operation, ...] = ()
    label: str = "What if"
    kind: Literal["recommended", "alternative", "hand_made"] = "hand_made"


@tool(name="plan_evaluation")
def plan_evaluation(context: ToolContext, request: PlanEvaluationRequest) -> ScoredPlan:
    """What a plan costs and breaks: applied to a copy of the network, followed to its end, priced, and checked rule by rule."""
    nothing = do_nothing_plan(context.state, context.now)
    plan = nothing
    if request.operations:
        plan = Plan(
            label=request.label,
            kind=request.kind,
            base_version=context.state.version,
            operations=request.operations,
            assumptions=nothing.assumptions,
        )
    try:
        return evaluate(context.state, plan, now=context.now, disruption=context.disruption)
    except Refused as refusal:
        faults = tuple((fault.field, fault.message) for fault in refusal.faults)
        raise ToolRetry("These operations cannot be carried out on the network as it is; mend each fault.", faults) from refusal
