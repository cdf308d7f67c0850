"""Slot: what airports and flow management allow us, minute by minute, and what a plan makes of it."""

from agents.outcome import outcome_of
from agents.slot import flow, limits, programme, series
from agents.slot.naming import NAME
from agents.specialist import FLIGHTS, Consultation, Specialist
from domain.commands import Operation
from domain.constraints import Constraint
from domain.plans import Brief, Check, Finding, Review, ScoredPlan


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Closures, curfew nights, our hourly capacity, slots of a programme, take-off windows, and series without spare."""
    standing = at_work.call("station_limits")
    programmes = programme.programmes_of(brief, at_work)
    facts, warnings = limits.facts_of(brief, at_work, standing)
    more, doubts = programme.facts_of(at_work, programmes)
    facts, warnings = [*facts, *more], [*warnings, *doubts]
    constraints: list[Constraint] = [
        *standing.closures,
        *programme.with_our_slots(standing.capacities, programme.our_hours(standing.capacities, programmes)),
    ]
    held = flow.regulated(at_work)
    if held is not None:
        facts += flow.facts_of(at_work, held)
        constraints += held.constraints
        warnings += held.warnings
    facts += series.facts_of(at_work)
    said = [f"{len(standing.closures)} closures and curfew nights", f"{len(standing.capacities)} hourly limits"]
    said += [f"{len(one.our_slots)} arrival slots of ours at {code}" for code, one in sorted(programmes.items())]
    said += [f"{len(held.flights)} take-off slots"] if held is not None else []
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        constraints=tuple(constraints),
        warnings=tuple(warnings),
        summary=", ".join(said),
    )


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether the flights that the plan names keep to all of it; which of our slots they use, and what their series lose."""
    standing = at_work.call("station_limits")
    outcome = outcome_of(at_work.state, scored)
    untouched = scored.plan.kind == "do_nothing"
    programmes = {} if untouched else programme.programmes_of(brief, at_work)
    checks, asked = limits.checks_of(outcome, standing, programme.our_hours(standing.capacities, programmes))
    operations: list[Operation] = []
    if not untouched:
        found: list[tuple[list[Check], list[Constraint]]] = [limits.window_checks(scored, at_work)]
        held = flow.regulated(at_work, scored.plan.operations)
        if held is not None:
            found.append(flow.checks_of(outcome, held))
        slots, operations, later = programme.checks_of(scored, outcome, at_work, programmes)
        for some, constraints in (*found, (slots, later)):
            checks += some
            asked += constraints
    checks += series.checks_of(scored, outcome, at_work)
    wanted = tuple(operations) if scored.plan.kind != "hand_made" else ()
    return Review(specialist=NAME, checks=tuple(checks), operations=wanted, constraints=tuple(dict.fromkeys(asked)))


SPECIALIST = Specialist(
    name=NAME,
    remit="airport closures, curfews, hourly and rolling capacity, ground delay programmes, take-off slots and slot series",
    tools=(
        "station_limits",
        "airport_load",
        "airport_windows",
        "ground_delay_programme",
        "slot_assignment",
        "flow_slots",
        "flow_swaps",
        "slot_ledger",
        "slot_consequences",
    ),
    consult=consult,
    review=review,
    looks_at=FLIGHTS | {"AssignSlot", "SwapFlowSlots"},
    volunteers_for=frozenset(),
    further=("station_limits", "airport_load", "airport_windows", "slot_ledger"),
)
