"""Turn-rounds: the carrier's minimum, how likely they are, teams, transfer bags, and what a swap of aircraft needs."""

from collections import defaultdict
from itertools import pairwise

from agents.ground.naming import NAME
from agents.outcome import Course, Outcome, airports_in
from agents.specialist import Consultation, check, fact, money
from domain.constraints import Constraint, EarliestDeparture
from domain.ids import AirportCode, TailNumber
from domain.plans import Brief, Check, Fact, ScoredPlan
from domain.units import minutes
from tools.turnaround.tool import SwapEffectsReport, TransferBagsReport, TurnaroundPlanReport, TurnReport

TURNS = "the carrier's minimum turn-round of each aircraft"
PRACTICE = "task times and teams of knowledge/airline/turnaround.yaml (assumed)"
_SHOWN = 3


def facts_of(brief: Brief, at_work: Consultation) -> tuple[list[Fact], list[str]]:
    """The minima that hold, the tightest turns of the coming hours, and transfer bags that will miss."""
    state = at_work.state
    own = [one for one in state.aircraft.values() if one.carrier in state.own_carriers]
    facts: list[Fact] = []
    warnings: list[str] = []
    if own:
        minima = [one.min_turn_min for one in own]
        assumed = any("min_turn_min" in one.assumed for one in own)
        for key, value, text in (("shortest_turn", min(minima), "shortest"), ("longest_turn", max(minima), "longest")):
            said = f"{text} minimum turn-round of our aircraft"
            facts.append(fact(NAME, key, said, tool="network", value=value, unit="min", assumed=assumed))
    for code in airports_in(brief.disruption, state):
        if not state.airports[code].ground_units:
            warnings.append(f"{code}: no teams or vehicles are known; turn-rounds are judged by their minimum alone.")
            continue
        plan: TurnaroundPlanReport = at_work.call("turnaround_plan", {"airport": code, "tightest": _SHOWN})
        about = (
            ("turns", plan.turns, "turn-rounds of ours in the coming hours"),
            ("short", plan.below_minimum, "with too little time"),
        )
        for key, value, text in about:
            facts.append(
                fact(NAME, f"{code}.{key}", f"{code}: {text}", tool="turnaround_plan", value=value, unit="turns", assumed=True)
            )
        for place, turn in enumerate(plan.tightest[:_SHOWN], start=1):
            facts.append(fact(NAME, f"{code}.tight.{place}", _as_words(turn), tool="turnaround_plan", assumed=True))
        warnings += plan.warnings[:_SHOWN]
        bags: TransferBagsReport = at_work.call("transfer_bags", {"airport": code})
        said = f"{code}: transfer bags that will miss their flight if nobody acts"
        facts.append(fact(NAME, f"{code}.bags", said, tool="transfer_bags", value=bags.bags_at_risk, unit="bags", assumed=True))
    return facts, warnings


def _as_words(turn: TurnReport) -> str:
    name = f"{turn.inbound or 'start of day'} to {turn.outbound} ({turn.tail})"
    slot = f", makes its slot with {turn.makes_slot.probability:.0%}" if turn.makes_slot is not None else ""
    chance = f"{turn.ground_min} min for {turn.minimum_min}, on time with {turn.on_time.probability:.0%}{slot}"
    best = next((one for one in turn.shortcuts if one.gain.cents > 0 and one.units_free), None)
    gain = f"; {' and '.join(best.names)} gains {best.minutes} min for {money(best.cost)}" if best is not None else ""
    return f"{name}: {chance}{gain}"


def minimum_checks(outcome: Outcome, at_work: Consultation) -> tuple[list[Check], list[Constraint]]:
    """Turn-rounds of the aircraft that the plan moves; an earliest departure where one is short."""
    checks: list[Check] = []
    asked: list[Constraint] = []
    rotations: dict[TailNumber, list[Course]] = defaultdict(list)
    for course in outcome.flying.values():
        if course.tail is not None:
            rotations[course.tail].append(course)
    for tail, courses in sorted(rotations.items()):
        for before, then in pairwise(sorted(courses, key=lambda one: one.etd)):
            ready = before.eta + minutes(at_work.state.aircraft[tail].min_turn_min)
            if then.etd < ready and not then.airborne and (before.named or then.named):
                said = f"{tail} is ready at {ready:%H:%MZ} after {before.flight_id}"
                checks.append(check("ground.turnaround", "fail", then.flight_id, said, citation=TURNS))
                asked.append(EarliestDeparture(source=NAME, reason=said, flight_id=then.flight_id, at=ready))
    if not checks:
        checks.append(check("ground.turnaround", "pass", "plan", "every aircraft has its turn-round", citation=TURNS))
    return checks, asked


def chance_checks(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> list[Check]:
    """How likely the plan's turn-rounds are at the disrupted airports, its bags, and what its swaps need before departure."""
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    checks: list[Check] = []
    for code in airports_in(brief.disruption, at_work.state):
        if at_work.state.airports[code].ground_units:
            checks.append(_turns_at(code, plan, at_work))
            checks.append(_bags_at(code, plan, at_work))
    if any(one.type in ("SwapAircraft", "ScheduleFlight") for one in scored.plan.operations):
        effects: SwapEffectsReport = at_work.call("swap_effects", {"operations": plan})
        late = [one for one in effects.flights if not one.enough_time]
        for one in late[:_SHOWN]:
            said = f"fuel and catering for {one.tail_after} need {one.needed_min} min, {one.available_min} are left"
            checks.append(check("ground.swap", "not_checked", one.flight_id, said, citation=PRACTICE))
        if effects.flights and not late:
            said = f"fuel and catering of {len(effects.flights)} flights are done in time, {money(effects.ground_cost)}"
            checks.append(check("ground.swap", "pass", "plan", said, citation=PRACTICE))
    return checks


def _turns_at(code: AirportCode, plan: list[dict[str, object]], at_work: Consultation) -> Check:
    asked = {"airport": code, "operations": plan, "tightest": 1, "one_more": False}
    found: TurnaroundPlanReport = at_work.call("turnaround_plan", asked)
    worst = f"; tightest {_as_words(found.tightest[0])}" if found.tightest else ""
    slots = f", {found.slots_at_risk} flow slots at risk" if found.slots_at_risk else ""
    said = f"{found.turns} turn-rounds at {code}, {found.below_minimum} with less than the usual minimum{slots}{worst}"
    return check("ground.turn_times", "pass" if not found.below_minimum else "not_checked", code, said, citation=PRACTICE)


def _bags_at(code: AirportCode, plan: list[dict[str, object]], at_work: Consultation) -> Check:
    found: TransferBagsReport = at_work.call("transfer_bags", {"airport": code, "operations": plan})
    said = (
        f"{found.bags_at_risk} of {found.connecting_bags} transfer bags at {code} miss their flight if nobody acts "
        f"({money(found.nothing)}); brought across by hand {found.bags_saved} of them make it ({money(found.cost)} in all)"
    )
    return check("ground.bags", "pass" if not found.bags_at_risk else "not_checked", code, said, citation=PRACTICE)
