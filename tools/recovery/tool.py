"""Tool `recovery`."""

from typing import Annotated

from pydantic import Field

from domain.constraints import Constraint
from domain.plans import Plan
from domain.units import Frozen
from tools.recovery.options import recover
from tools.spec import ToolContext, tool


class RecoveryRequest(Frozen):
    """Constraints besides the standing ones of the network, and how long to search."""

    constraints: tuple[Constraint, ...] = ()
    budget_s: Annotated[float, Field(ge=0.5, le=900)] = 20.0


class RecoveryOptions(Frozen):
    """Plans that differ in kind, the recommended one first."""

    plans: tuple[Plan, ...]


@tool(name="recovery")
def recovery(context: ToolContext, request: RecoveryRequest) -> RecoveryOptions:
    """Plans for aircraft and flights after a disruption: delays, cancellations, aircraft swaps and ferries at the least price.

    Each plan is complete and legal as far as it can be; nothing is changed in the network.
    """
    plans = recover(
        context.state,
        now=context.now,
        constraints=request.constraints,
        budget_s=request.budget_s,
        seed=context.seed,
        stop=context.stop,
        progress=context.progress,
    )
    return RecoveryOptions(plans=plans)
