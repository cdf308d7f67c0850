"""Tool `recovery`."""

from typing import Annotated

from pydantic import Field

from domain.commands import Operation
from domain.constraints import Constraint
from domain.faults import Refused
from domain.ids import FlightId
from domain.plans import Plan
from domain.units import Frozen
from tools.recovery.options import recover
from tools.spec import ToolContext, ToolRetry, tool


class RecoveryRequest(Frozen):
    """Constraints besides the standing ones of the network, and how long to search.

    `fixed` are a controller's own operations, which every plan keeps; `protect` asks for one more plan that looks after these
    flights.
    """

    constraints: tuple[Constraint, ...] = ()
    fixed: tuple[Operation, ...] = ()
    protect: tuple[FlightId, ...] = ()
    budget_s: Annotated[float, Field(ge=0.5, le=900)] = 20.0


class RecoveryOptions(Frozen):
    """Plans that differ in kind, the recommended one first."""

    plans: tuple[Plan, ...]


@tool(name="recovery")
def recovery(context: ToolContext, request: RecoveryRequest) -> RecoveryOptions:
    """Plans for aircraft, flights and passengers after a disruption: delays, cancellations, swaps, ferries, re-bookings, at
    the least price.

    Each plan is complete and legal as far as it can be; nothing is changed in the network.
    """
    unknown = [one for one in request.protect if one not in context.state.flights]
    if unknown:
        raise ToolRetry("Flights to protect must be in the network.", tuple(("protect", f"{one!r} is not") for one in unknown))
    try:
        plans = recover(
            context.state,
            now=context.now,
            constraints=request.constraints,
            budget_s=request.budget_s,
            seed=context.seed,
            stop=context.stop,
            progress=context.progress,
            fixed=request.fixed,
            protect=request.protect,
        )
    except Refused as refusal:
        faults = tuple((f"fixed.{one.field}", one.message) for one in refusal.faults)
        raise ToolRetry("Not every operation can be kept; change those named, or leave them out.", faults) from refusal
    return RecoveryOptions(plans=plans)
