"""Tools `gate_plan` and `gate_load`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from domain.commands import AssignGate, Operation
from domain.constraints import GateLimit
from domain.decide import decide_all
from domain.disruptions import Iata
from domain.ids import FlightId
from domain.network import FlightStatus, Movement, NetworkState
from domain.plans import SolverReport
from domain.units import Frozen, Money, UtcDatetime, minutes
from knowledge.airline.gate_policy import gate_policy
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.gates.check import check_result, price
from tools.gates.from_network import gate_limits, gate_problem, named_stands
from tools.gates.greedy import first_come_first_served
from tools.gates.problem import Part, Problem, Result, all_parts
from tools.gates.published import conflicts
from tools.gates.solve import Params, solve
from tools.spec import ToolContext, ToolFailed, tool


class GatePlanRequest(Frozen):
    """The airport, and the plan whose aircraft are to find a stand; none: the network as it stands.

    `budget_s`: seconds to search at most. `only_if_needed`: no search where every movement can use its published stand.
    """

    airport: Iata
    operations: tuple[Operation, ...] = ()
    budget_s: Annotated[float, Field(gt=0, le=120)] = 3.0
    only_if_needed: bool = False


class GateMove(Frozen):
    """A movement on another stand than published, or on its first. `to` None: no stand is found for it.

    `walk_more_min`: for each of its passengers, negative where they walk less. `assignable`: there is an operation for it.
    """

    flight_id: FlightId
    movement: Movement
    tail: str
    at: UtcDatetime
    from_stand: str
    to: str | None
    why: str
    passengers: int
    walk_more_min: int | None = None
    assignable: bool


class GateConflict(Frozen):
    """A movement that cannot use its published stand as it is."""

    flight_id: FlightId
    movement: Movement
    stand: str
    at: UtcDatetime
    why: str
    with_flight: FlightId | None = None


class Tow(Frozen):
    """An aircraft towed at a moment, from a stand or off the stands (None) to another."""

    tail: str
    at: UtcDatetime
    from_stand: str | None
    to: str | None


class GatePlanReport(Frozen):
    """Stands for our aircraft at one airport; `operations` only for movements whose stand changes."""

    airport: Iata
    status: Literal["planned", "no_stands_known"]
    turns: int
    stands: int
    solver: SolverReport
    cost: Money
    components: dict[str, Money]
    first_come_first_served: Money
    """The same price where everybody keeps the published stand or takes the first free one, in order of arrival."""
    conflicts: tuple[GateConflict, ...] = ()
    """What the published stands would run into."""
    moves: tuple[GateMove, ...] = ()
    tows: tuple[Tow, ...] = ()
    without_stand: tuple[FlightId, ...] = ()
    operations: tuple[AssignGate, ...] = ()
    assumed: tuple[str, ...] = ()


@tool(name="gate_plan")
def gate_plan(context: ToolContext, request: GatePlanRequest) -> GatePlanReport:
    """A stand for each of our aircraft at an airport after a plan: least cost of walking, changes, buses, tows and short gaps,
    sizes, borders, closures and neighbours kept; which published stands fail and why, and the gate changes as operations."""
    state = context.state
    airport = state.airport(request.airport)
    currency = state.currency
    nothing = Money(cents=0, currency=currency)
    if not airport.stands and named_stands(state, airport):
        # Only their names are known: anything fits on any of them.
        airport = replace(airport, stands=named_stands(state, airport))
        state = replace(state, airports=state.airports.set(airport.code, airport))
    if not airport.stands:
        note = f"nothing is known of the stands of {airport.code} but their names"
        return GatePlanReport(
            airport=airport.code,
            status="no_stands_known",
            turns=0,
            stands=0,
            solver=SolverReport(name="gates", status="not_run", note=note),
            cost=nothing,
            components={},
            first_come_first_served=nothing,
        )
    _, after = decide_all(state, request.operations, now=context.now)
    projection = propagate(after, now=context.now, constraints=standing_constraints(after, context.now, schedule=state))
    problem = gate_problem(after, after.airports[airport.code], projection.flights, context.now, gate_policy())
    found = conflicts(problem)
    as_they_come = first_come_first_served(problem)
    components = price(problem, as_they_come)
    served = sum(components.values())
    if request.only_if_needed and not found and not any(_unpublished(problem)):
        return GatePlanReport(
            airport=airport.code,
            status="planned",
            turns=len(problem.turns),
            stands=len(problem.stands),
            solver=SolverReport(name="gates", status="not_run", note="every movement can use its published stand"),
            cost=Money(cents=served, currency=currency),
            components={name: Money(cents=cents, currency=currency) for name, cents in components.items()},
            first_come_first_served=Money(cents=served, currency=currency),
            assumed=airport.assumed,
        )
    result = solve(problem, stop=context.stop, seed=context.seed, params=Params(budget_s=request.budget_s))
    if wrong := check_result(problem, result):
        raise ToolFailed(f"the gate assignment gave an answer that its check refuses: {wrong[0]}")
    reasons: dict[tuple[FlightId, Movement], str] = {}
    for one in found:
        reasons.setdefault((one.flight_id, one.movement), one.why)
    moves = tuple(_moves(after, problem, result, reasons))
    return GatePlanReport(
        airport=airport.code,
        status="planned",
        turns=len(problem.turns),
        stands=len(problem.stands),
        solver=_solver(result),
        cost=Money(cents=result.objective_cents, currency=currency),
        components={name: Money(cents=cents, currency=currency) for name, cents in result.components.items()},
        first_come_first_served=Money(cents=served, currency=currency),
        conflicts=tuple(
            GateConflict(
                flight_id=one.flight_id,
                movement=one.movement,
                stand=one.stand,
                at=one.at,
                why=one.why,
                with_flight=one.with_flight,
            )
            for one in found
        ),
        moves=moves,
        tows=tuple(_tows(problem, result)),
        without_stand=tuple(dict.fromkeys(one.flight_id for one in moves if one.to is None)),
        operations=tuple(
            AssignGate(flight_id=one.flight_id, gate=one.to, movement=one.movement)
            for one in moves
            if one.to is not None and one.assignable
        ),
        assumed=(*airport.assumed, f"prices, buffers and likely delays: gate_policy.yaml {problem.policy.version}"),
    )


def _unpublished(problem: Problem) -> Iterator[FlightId]:
    """Movements that have no stand yet."""
    for turn in problem.turns:
        if turn.arrival is not None and not turn.published_arrival and not turn.stands_on:
            yield turn.arrival
        if turn.departure is not None and not turn.published_departure:
            yield turn.departure


class GateLoadRequest(Frozen):
    """The airport; all whose stands are known when left out."""

    airport: Iata | None = None


class GateLoadReport(Frozen):
    """Spans in which more of our aircraft are planned on stands than we may use."""

    limits: tuple[GateLimit, ...]


@tool(name="gate_load")
def gate_load(context: ToolContext, request: GateLoadRequest) -> GateLoadReport:
    """When and where more of our aircraft are to be on a stand than there are stands for them, from now on."""
    if request.airport is not None:
        context.state.airport(request.airport)
    limits = gate_limits(context.state, context.now)
    return GateLoadReport(limits=tuple(one for one in limits if request.airport in (None, one.airport)))


def _moves(
    state: NetworkState, problem: Problem, result: Result, reasons: dict[tuple[FlightId, Movement], str]
) -> Iterator[GateMove]:
    walk = {stand.name: stand.walk_min for stand in problem.stands}
    for part in sorted(all_parts(problem), key=lambda one: (one.start, one.key)):
        for flight_id, movement, published, people in _sides(part):
            to = result.placements[part.key]
            if to == published:
                continue
            flight = state.flights[flight_id]
            done = flight.ata is not None if movement == "arrival" else flight.atd is not None
            if done:
                continue
            why = reasons.get((flight_id, movement))
            if why is None:
                why = _other_reason(problem, result, part, published, to)
            yield GateMove(
                flight_id=flight_id,
                movement=movement,
                tail=part.turn.tail,
                at=part.turn.arrives if movement == "arrival" else part.turn.leaves,
                from_stand=published,
                to=to,
                why=why,
                passengers=people,
                walk_more_min=walk[to] - walk[published] if to is not None and published else None,
                assignable=flight.status is FlightStatus.SCHEDULED or (movement == "arrival" and state.is_flying(flight_id)),
            )


def _sides(part: Part) -> Iterator[tuple[FlightId, Movement, str, int]]:
    turn = part.turn
    if part.has_arrival and turn.arrival is not None:
        yield turn.arrival, "arrival", turn.published_arrival, turn.arriving
    if part.has_departure and turn.departure is not None:
        yield turn.departure, "departure", turn.published_departure, turn.departing


def _other_reason(problem: Problem, result: Result, part: Part, published: str, to: str | None) -> str:
    if to is None:
        return "no stand is free for it"
    if not published:
        return "no stand was published"
    turn = part.turn
    if part.kind == "whole" and turn.published_arrival != turn.published_departure and turn.published_arrival:
        return f"{turn.tail} stays too short a time to be towed from {turn.published_arrival} to {turn.published_departure}"
    pause = minutes(problem.policy.buffer_min)
    instead = next(
        (
            other.turn.departure or other.turn.arrival
            for other in all_parts(problem)
            if other.turn is not turn
            and result.placements[other.key] == published
            and part.start < other.end + pause
            and other.start < part.end + pause
        ),
        None,
    )
    if instead is not None:
        return f"makes room on {published} for {instead}"
    return f"spares more walking, transfers, tows or short gaps than leaving {published} costs"


def _tows(problem: Problem, result: Result) -> Iterator[Tow]:
    stood: dict[str, str | None] = {turn.turn_id: turn.stands_on for turn in problem.turns if turn.stands_on}
    for part in all_parts(problem):
        to = result.placements[part.key]
        before = stood.get(part.turn.turn_id, to)
        if before != to:
            yield Tow(tail=part.turn.tail, at=max(part.start, problem.now), from_stand=before, to=to)
        stood[part.turn.turn_id] = to


def _solver(result: Result) -> SolverReport:
    status: Literal["optimal", "feasible", "time_limit"] = "time_limit" if result.status == "stopped" else result.status
    return SolverReport(
        name="gates",
        status=status,
        objective=result.objective_cents,
        bound=result.bound_cents,
        gap=result.gap,
        runtime_s=result.runtime_s,
        seed=result.seed,
        note=result.note,
    )
