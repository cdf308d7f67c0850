"""A fork of the network for a what-if: as if something had happened, or been done, and followed to its end. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.commands import InjectDisruption, Operation
from domain.decide import decide_all
from domain.disruptions import Disruption
from domain.faults import Refused
from domain.network import NetworkState
from domain.plans import PlanKind, ScoredPlan
from graphs.conversation.question import Inquiry
from tools.spec import ToolRetry


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the rest of the day goes: priced and checked; crew members whose flights then break a limit, by their ids."""

    scored: ScoredPlan
    crew_lost: tuple[str, ...]

    @property
    def failing(self) -> int:
        """How many checks fail."""
        return sum(check.verdict == "fail" for check in self.scored.checks)

    @property
    def not_checked(self) -> int:
        """How many checks nobody made."""
        return sum(check.verdict == "not_checked" for check in self.scored.checks)


def as_if_reported(inquiry: Inquiry, disruption: Disruption) -> Inquiry:
    """The inquiry on a network in which the disruption has been reported; ToolRetry names every fault of the report."""
    try:
        _, state = decide_all(
            inquiry.state, (InjectDisruption(disruption=disruption),), now=inquiry.now, by=inquiry.consultation.asked_by
        )
    except Refused as refused:
        raise ToolRetry(f"This cannot happen on this network: {refused}") from refused
    fork = inquiry.on(state)
    fork.consultation.context = replace(fork.consultation.context, disruption=disruption)
    return fork


def outcome(
    inquiry: Inquiry, operations: Sequence[Operation] = (), *, label: str = "What if", kind: PlanKind = "hand_made"
) -> Outcome:
    """What becomes of the day with these operations, or without any; a stop that was asked for ends it with ToolRetry.

    `kind`: a `hand_made` plan is checked on the flights it names and their next steps, an `alternative` on all of ours.
    """
    context = inquiry.consultation.context
    context.progress("evaluating", {"operations": len(operations)})
    scored: ScoredPlan = inquiry.consultation.call(
        "plan_evaluation", {"operations": tuple(operations), "label": label, "kind": kind}
    )
    if context.stop():
        raise ToolRetry("This was stopped before it was worked out; ask again to have it worked out.")
    context.progress("crew", {})
    crews = inquiry.consultation.call("crew_status", {"operations": tuple(operations), "only_at_risk": True})
    return Outcome(scored, tuple(one.crew_id for one in crews.crew))


def passengers_are_assumed(state: NetworkState) -> bool:
    """Whether some booking of this network is generated data, on which every figure about passengers and money then rests."""
    return any(booking.assumed for booking in state.bookings.values())
