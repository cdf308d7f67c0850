"""Tool `crew_recovery`."""

from typing import Annotated

from pydantic import Field

from domain.commands import Operation
from domain.constraints import Constraint
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import FlightId
from domain.units import Frozen, UtcDatetime
from tools.crew_recovery.from_network import crew_day
from tools.crew_recovery.problem import CrewSolution, Quality
from tools.crew_recovery.solve import solve
from tools.crew_recovery.written import constraints_of, operations_of
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.spec import ToolContext, ToolRetry, tool

NAME = "Crew recovery by set partitioning"


class CrewRecoveryRequest(Frozen):
    """A candidate plan as operations (none: the network as it stands), what to look for, and seconds to look."""

    operations: tuple[Operation, ...] = ()
    quality: Quality = "cheapest"
    budget_s: Annotated[float, Field(gt=0, le=600)] = 5.0


class UncoveredFlight(Frozen):
    """A flight that lacks people, and why nobody could be found."""

    flight_id: FlightId
    role: str
    count: int
    reasons: tuple[str, ...]
    citation: str
    latest_departure: UtcDatetime | None


class CrewRecoveryReport(Frozen):
    """Changes of crew duties for the plan. `cost_cents` by component; `gap` = (objective - bound) / objective.

    `broken`: people whose planned duties no longer hold under the plan; `called`: people who get other work.
    """

    operations: tuple[Operation, ...]
    uncovered: tuple[UncoveredFlight, ...]
    constraints: tuple[Constraint, ...]
    called: int
    reserves_used: int
    deadheads: int
    cost_cents: dict[str, int]
    objective_cents: int
    bound_cents: int
    gap: float
    status: str
    quality: Quality
    runtime_s: float
    seed: int
    note: str


@tool(name="crew_recovery")
def crew_recovery(context: ToolContext, request: CrewRecoveryRequest) -> CrewRecoveryReport:
    """Crews for a plan: whose duties change, by swaps, reserves, deadheads and split crews, and what stays uncovered."""
    state, now = context.state, context.now
    try:
        _, after = decide_all(state, request.operations, now=now, by="crew recovery")
    except Refused as refusal:
        faults = tuple((one.field, one.message) for one in refusal.faults)
        raise ToolRetry(f"The plan cannot be carried out here: {refusal}", faults) from refusal
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights
    day = crew_day(state, after, projected, now=now)
    solution = solve(day.problem, stop=context.stop, seed=context.seed, budget_s=request.budget_s, quality=request.quality)
    reserves = {person.crew_id for person in day.problem.people if person.reserve is not None}
    planned = {person.crew_id: [task for duty in person.planned for task in duty.tasks] for person in day.problem.people}
    called = [crew_id for crew_id, duties in solution.lines if [task for one in duties for task in one.tasks] != planned[crew_id]]
    return CrewRecoveryReport(
        operations=operations_of(day, solution, after),
        uncovered=tuple(
            UncoveredFlight(
                flight_id=day.flight_ids[gap.leg],
                role=gap.role,
                count=gap.count,
                reasons=gap.reasons,
                citation=gap.citation,
                latest_departure=gap.latest_departure,
            )
            for gap in solution.uncovered
        ),
        constraints=constraints_of(day, solution, after),
        called=len(called),
        reserves_used=sum(crew_id in reserves for crew_id in called),
        deadheads=_deadheads(solution),
        cost_cents=dict(solution.components),
        objective_cents=solution.objective,
        bound_cents=solution.bound,
        gap=solution.gap,
        status=solution.status,
        quality=solution.quality,
        runtime_s=solution.runtime_s,
        seed=solution.seed,
        note=solution.note,
    )


def _deadheads(solution: CrewSolution) -> int:
    return sum(task.deadhead for _, duties in solution.lines for duty in duties for task in duty.tasks)
