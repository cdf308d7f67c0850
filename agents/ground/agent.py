"""Ground: stands, turn-rounds, transfer bags and cargo; what of the ground nobody has told us is said."""

from agents.ground import cargo, stands, turns
from agents.ground.naming import NAME
from agents.outcome import outcome_of
from agents.specialist import Consultation, Specialist, check
from domain.plans import Brief, Finding, Review, ScoredPlan


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Stands that fail, tight turn-rounds, bags that will miss and cargo that is late, if nobody intervenes."""
    at_stands, warnings = stands.facts_of(brief, at_work)
    at_turns, doubts = turns.facts_of(brief, at_work)
    loads = cargo.facts_of(at_work)
    conflicts = sum(int(one.value or 0) for one in at_stands if one.fact_id.endswith(".conflicts"))
    late = next((one.value for one in loads if one.fact_id.endswith("cargo.late")), 0)
    return Finding(
        specialist=NAME,
        facts=(*at_stands, *at_turns, *loads),
        warnings=(*warnings, *doubts),
        summary=f"{conflicts} movements cannot use their published stand, {late} shipments are late",
    )


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Turn-rounds and stands that the plan needs, how likely its turns are, and where its cargo goes."""
    checks, asked = turns.minimum_checks(outcome_of(at_work.state, scored), at_work)
    if scored.plan.kind == "do_nothing":
        return Review(specialist=NAME, checks=tuple(checks))
    if scored.plan.kind != "hand_made" and scored.kpis.disrupted_passengers > scored.kpis.refunded_passengers:
        # Flights and people still move: what the ground needs is asked again once everybody is settled.
        later = "stands, teams and cargo are planned once flights and passengers are settled"
        waiting = tuple(check(rule, "not_checked", "plan", later, citation="") for rule in (stands.RULE, cargo.RULE))
        return Review(specialist=NAME, checks=(*checks, *waiting), constraints=tuple(asked))
    at_stands, moves = stands.checks_of(brief, scored, at_work)
    loads, reroutes = cargo.checks_of(scored, at_work)
    return Review(
        specialist=NAME,
        checks=(*checks, *at_stands, *turns.chance_checks(brief, scored, at_work), *loads),
        operations=() if scored.plan.kind == "hand_made" else (*moves, *reroutes),
        constraints=tuple(asked),
    )


SPECIALIST = Specialist(
    name=NAME,
    remit="stands, turn-rounds, teams and vehicles, transfer bags, fuel and catering of swaps, and cargo",
    tools=(
        "gate_plan",
        "gate_load",
        "turnaround_plan",
        "transfer_bags",
        "swap_effects",
        "cargo_status",
        "cargo_recovery",
    ),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
    further=("gate_load", "transfer_bags", "cargo_status"),
)
