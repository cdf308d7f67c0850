"""Stands at the disrupted airports: which published ones fail, where the aircraft go instead, and who walks further."""

from collections.abc import Iterator, Sequence

from agents.ground.naming import NAME
from agents.outcome import airports_in
from agents.specialist import Consultation, check, fact, listed, money
from domain.commands import Operation
from domain.ids import AirportCode
from domain.network import NetworkState
from domain.plans import Brief, Check, Fact, ScoredPlan
from tools.gates.tool import GateMove, GatePlanReport

GATES = "stands, their sizes, users, closures and buffers in the network"
RULE = "ground.gates"
_BUDGET_S = 0.4
_SHOWN = 4


def _where(brief: Brief, state: NetworkState) -> tuple[AirportCode, ...]:
    """The disrupted airports, and those with a stand that is closed for whatever reason."""
    shut = {code for code, one in state.airports.items() if any(window.end > brief.now for _, window in one.gate_closures)}
    return tuple(sorted({*airports_in(brief.disruption, state), *shut}))


def facts_of(brief: Brief, at_work: Consultation) -> tuple[list[Fact], list[str]]:
    """Closed stands, and what the published plan of stands would run into if nobody intervenes."""
    facts: list[Fact] = []
    warnings: list[str] = []
    state = at_work.state
    for code in _where(brief, state):
        closed = sorted({gate for gate, window in state.airports[code].gate_closures if window.end > brief.now})
        if closed:
            facts.append(
                fact(NAME, f"{code}.closed_gates", f"{code}: closed gates", tool="network", value=len(closed), unit="gates")
            )
        plan: GatePlanReport = at_work.call("gate_plan", {"airport": code, "budget_s": _BUDGET_S, "only_if_needed": True})
        if plan.status == "no_stands_known":
            warnings.append(f"{code}: nothing is known of its stands but their names; they are not planned.")
            continue
        said = f"{code}: movements that cannot use their published stand if nobody intervenes"
        facts.append(
            fact(NAME, f"{code}.conflicts", said, tool="gate_plan", value=len(plan.conflicts), unit="movements", assumed=True)
        )
        for place, one in enumerate(plan.conflicts[:_SHOWN], start=1):
            text = f"{one.flight_id} ({one.movement}) on {one.stand} at {one.at:%d %b %H:%MZ}: {one.why}"
            facts.append(fact(NAME, f"{code}.conflict.{place}", text, tool="gate_plan", assumed=True))
        if plan.without_stand:
            warnings.append(f"{code}: no stand is found for {listed(plan.without_stand)}.")
    return facts, warnings


def checks_of(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], list[Operation]]:
    """The plan's aircraft on stands: moves that it needs, who walks further, and what finds no stand."""
    checks: list[Check] = []
    operations: list[Operation] = []
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    for code in _where(brief, at_work.state):
        asked = {"airport": code, "operations": plan, "budget_s": _BUDGET_S, "only_if_needed": True}
        found: GatePlanReport = at_work.call("gate_plan", asked)
        if found.status == "no_stands_known":
            checks.append(check(RULE, "not_checked", code, "its stands are not known", citation=GATES))
            continue
        # Stands that work stay: a change that only spares walking is not worth telling everybody again.
        needed = found.operations if found.conflicts or any(not one.from_stand for one in found.moves) else ()
        checks += _by_hand(scored, found) if scored.plan.kind == "hand_made" else _planned(code, found, needed)
        operations += needed
    return checks, operations


def _planned(code: AirportCode, found: GatePlanReport, needed: Sequence[Operation]) -> Iterator[Check]:
    without = [one for one in found.moves if one.to is None]
    for one in without[:_SHOWN]:
        said = f"no stand at {code} for its {one.movement} at {one.at:%d %b %H:%MZ}: {one.why}; it waits off the stands"
        yield check(RULE, "not_checked", one.flight_id, said, citation=GATES)
    # What has a stand by now is in the plan; what has none yet is said as a move that the plan still needs.
    if needed:
        said = f"{len(needed)} changes of stand at {code} are not in the plan yet: {_listed(found.moves)}"
        yield check(RULE, "not_checked", code, said, citation=GATES)
    elif not without:
        served = money(found.first_come_first_served)
        said = f"{found.turns} stays at {code} on {found.stands} stands, {money(found.cost)}; first come, first served {served}"
        yield check(RULE, "pass", code, said, citation=GATES)


def _listed(moves: Sequence[GateMove]) -> str:
    return listed(
        (f"{one.flight_id} {one.from_stand or 'none'} to {one.to} ({one.why})" for one in moves if one.to is not None), _SHOWN
    )


def _by_hand(scored: ScoredPlan, found: GatePlanReport) -> Iterator[Check]:
    """A plan made by hand answers for the stands it names."""
    named = {(one.flight_id, one.movement) for one in scored.plan.operations if one.type == "AssignGate"}
    broken = [one for one in found.conflicts if (one.flight_id, one.movement) in named]
    for one in broken:
        yield check(RULE, "fail", one.flight_id, f"cannot use {one.stand} at {one.at:%d %b %H:%MZ}: {one.why}", citation=GATES)
    if not broken:
        others = len(found.conflicts)
        said = (
            f"{others} movements at {found.airport} cannot use their stand" if others else "every stand that is named can be used"
        )
        yield check(RULE, "not_checked" if others else "pass", found.airport, said, citation=GATES)
