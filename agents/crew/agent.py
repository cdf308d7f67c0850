"""Crew: who times out and when, which flights lose their crew, and who flies them instead."""

from collections.abc import Iterator
from datetime import datetime

from agents.specialist import CREWS, FLIGHTS, Consultation, Specialist, check, fact
from domain.commands import AssignCrew
from domain.constraints import CannotOperate, Constraint, CrewTimesOut
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan
from knowledge.airline.crew_practice import crew_practice
from knowledge.flight_time.regime import regime
from tools.crew_recovery.tool import CrewRecoveryReport, UncoveredFlight
from tools.legality.crew_board import CrewOutlook, FlightAtRisk
from tools.legality.tool import CrewStatusReport

NAME = "crew"
DUTIES = "crew duties in the network; the gap is the airline's crew connection time"
COVER = "every flight leaves with the crew it was planned with"
LAW = "flight_time_limits"
RECOVERY = "crew recovery by set partitioning, judged by flight-time law"
CREW_PER_SECOND = 300
LEAST_S, MOST_S = 6.0, 20.0
"""Seconds for the crews of one plan, by the size of the airline."""
TRUSTED_GAP = 0.1
"""Beyond it a search has not come far enough for what it left uncovered to bind the next plans."""
_Risks = dict[FlightId, tuple[CrewOutlook, FlightAtRisk]]


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Crew connections and time limits as constraints; which flights lose their crew, and when, if nobody intervenes."""
    state = at_work.state
    if not state.crew:
        return Finding(
            specialist=NAME,
            warnings=("No crew are in this network: nothing about crew is known or checked.",),
            summary="no crew in this network",
        )
    links = at_work.call("crew_links").links
    ahead: CrewStatusReport = at_work.call("crew_status")
    risks = _by_flight(ahead)
    limits = tuple(at_work.call("crew_time_limits").limits)
    assumed = any(member.assumed for member in state.crew.values())
    facts = tuple(
        one.model_copy(update={"assumed": assumed}) for one in _facts(state, brief.now, ahead, risks, len(links), len(limits))
    )
    warnings = [_warning(risks[one]) for one in sorted(risks, key=lambda one: (risks[one][1].leaves, one))[:8]]
    if len(risks) > 8:
        warnings.append(f"{len(risks) - 8} more flights lose crew if nobody intervenes.")
    if assumed:
        warnings.append("Crew, their duties, reserves and the weeks behind them are assumed, not the carrier's.")
    return Finding(
        specialist=NAME,
        facts=facts,
        constraints=(*links, *limits),
        warnings=tuple(warnings),
        summary=f"{len(risks)} flights lose crew if nobody intervenes; {facts[1].value} time out, {facts[4].value} on reserve",
    )


def _facts(state: NetworkState, now: datetime, ahead: CrewStatusReport, risks: _Risks, links: int, limits: int) -> Iterator[Fact]:
    out = [one for one in ahead.crew if one.left_min is not None and one.left_min < 0]
    reserve = sum(any(period.end > now for period in member.reserves) for member in state.crew.values())
    on_duty = sum(one.phase == "on_duty" for one in ahead.crew)
    yield fact(
        NAME, "at_risk", "flights that lose crew if nobody intervenes", tool="crew_status", value=len(risks), unit="flights"
    )
    yield fact(NAME, "time_out", "crew who run out of duty time as things go", tool="crew_status", value=len(out), unit="crew")
    away = sum(any(window.end > now for window in member.unavailable) for member in state.crew.values())
    yield fact(NAME, "unavailable", "crew who are reported unavailable, now or later", tool="network", value=away, unit="crew")
    yield fact(NAME, "on_duty", "crew on duty now", tool="crew_status", value=on_duty, unit="crew")
    yield fact(NAME, "reserves", "crew on reserve, now or later", tool="network", value=reserve, unit="crew")
    yield fact(NAME, "links", "connections of crew from flight to flight", tool="crew_links", value=links, unit="connections")
    yield fact(
        NAME,
        "limits",
        "flights that must leave in time for their crew, because no reserve is there",
        tool="crew_time_limits",
        value=limits,
        unit="flights",
    )


def _by_flight(status: CrewStatusReport) -> _Risks:
    """Each flight at risk with the first of its crew who is why: those whom the law stops before those who are elsewhere."""
    found: _Risks = {}
    for outlook in status.crew:
        for risk in outlook.at_risk:
            found.setdefault(risk.flight_id, (outlook, risk))
    return found


def _warning(pair: tuple[CrewOutlook, FlightAtRisk]) -> str:
    outlook, risk = pair
    by = f"; {outlook.role} could leave until {risk.latest:%H:%MZ}" if risk.latest is not None else ""
    return f"{risk.flight_id} leaving {risk.leaves:%d %b %H:%MZ} loses its crew: {risk.reason} ({risk.citation}){by}."


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """The law on everybody's duty under the plan; where it fails, who flies instead, or why nobody can."""
    if not at_work.state.crew:
        no_crew = check("crew.cover", "not_checked", "plan", "no crew are in this network", citation=DUTIES)
        return Review(specialist=NAME, checks=(no_crew,))
    operations = [one.model_dump(mode="json") for one in scored.plan.operations]
    status: CrewStatusReport = at_work.call("crew_status", {"operations": operations, "only_at_risk": True})
    risks = _by_flight(status)
    guessed = scored.cost.components.get("crew_replacement")  # crews thought to be missing, until somebody looks
    if not risks and not status.short and not (guessed and guessed.cents):
        return Review(specialist=NAME, checks=tuple(_all_well(scored, status.not_wholly_checked)))
    if scored.plan.kind in ("do_nothing", "hand_made"):
        lost = (*_lost(risks), *_short(status, risks))
        return Review(specialist=NAME, checks=lost or tuple(_all_well(scored, status.not_wholly_checked)))
    budget_s = min(MOST_S, max(LEAST_S, len(at_work.state.crew) / CREW_PER_SECOND))
    if any(isinstance(one, AssignCrew) for one in scored.plan.operations):  # mended once: little is left to find
        budget_s /= 2
    found: CrewRecoveryReport = at_work.call("crew_recovery", {"operations": operations, "budget_s": budget_s})
    asked = tuple(_asked(found.constraints, risks, at_work.state)) if found.gap <= TRUSTED_GAP else ()
    if not found.operations:  # what is still broken cannot be mended with crew
        lost = (*_lost(risks), *_short(status, risks))
        checks = lost or tuple(_all_well(scored, status.not_wholly_checked))
        return Review(specialist=NAME, checks=checks, constraints=asked)
    said = (
        f"{found.called} people get other work, {found.reserves_used} of them from reserve, {found.deadheads} deadheads; "
        f"{found.objective_cents / 100:,.0f} USD, at least {found.bound_cents / 100:,.0f}"
    )
    mended = check("crew.recovery", "pass", "plan", said, citation=RECOVERY)
    uncovered = tuple(_uncovered(one) for one in found.uncovered)
    return Review(specialist=NAME, checks=(*uncovered, mended), operations=found.operations, constraints=asked)


def _all_well(scored: ScoredPlan, unsure: int) -> Iterator[Check]:
    changed = len({one.crew_id for one in scored.plan.operations if isinstance(one, AssignCrew)})
    said = f"every flight has its crew where it leaves; {changed} people have changed duties"
    yield check("crew.cover", "pass", "plan", said, citation=COVER)
    if unsure:
        said = f"no limit is broken, but for {unsure} crew not every limit could be checked; their history is not known"
        yield check(LAW, "not_checked", "plan", said, citation=_laws())
    else:
        yield check(LAW, "pass", "plan", "every duty, flown as the plan has it, keeps every limit", citation=_laws())


def _laws() -> str:
    practice = crew_practice()
    titles = dict.fromkeys(regime(name).title for name in practice.law.values())
    return f"{'; '.join(titles)}; as of {practice.law_as_of}"


def _lost(risks: _Risks) -> Iterator[Check]:
    """Flights that lose crew: by the law under its own rule, by absence or distance under that of cover."""
    for flight_id in sorted(risks):
        _, risk = risks[flight_id]
        rule = LAW if risk.by_law else "crew.cover"
        yield check(rule, "fail", flight_id, f"leaving {risk.leaves:%d %b %H:%MZ}: {risk.reason}", citation=risk.citation)


def _short(status: CrewStatusReport, risks: _Risks) -> Iterator[Check]:
    for one in status.short:
        if one.flight_id not in risks:
            said = ", ".join(f"{count} {role}" for role, count in one.missing.items())
            yield check("crew.cover", "fail", one.flight_id, f"{said} missing", citation=COVER)


def _asked(constraints: tuple[Constraint, ...], risks: _Risks, state: NetworkState) -> Iterator[Constraint]:
    """What the solver must respect: not to fly, or to leave while the flight's own crew still may."""
    for one in constraints:
        if isinstance(one, CannotOperate) and one.flight_id in risks:
            outlook, risk = risks[one.flight_id]
            if risk.by_law and risk.latest is not None and risk.latest >= state.flights[one.flight_id].std:
                yield CrewTimesOut(
                    source=NAME,
                    reason=f"{risk.reason} ({risk.citation}); nobody else is free",
                    flight_id=one.flight_id,
                    crew_id=outlook.crew_id,
                    latest_departure=risk.latest,
                )
                continue
        yield one


def _uncovered(one: UncoveredFlight) -> Check:
    said = f"{one.count} {one.role} missing: {'; '.join(one.reasons[:3]) or 'nobody is free'}"
    return check("crew.cover", "fail", one.flight_id, said, citation=one.citation or COVER)


SPECIALIST = Specialist(
    name=NAME,
    remit="flight-time law, crew who time out, crew out of place, reserves, crew changes that a plan needs",
    tools=("crew_links", "crew_status", "crew_time_limits", "crew_recovery"),
    consult=consult,
    review=review,
    # Who lands earlier times out no sooner.
    looks_at=FLIGHTS - {"FlyFaster"} | CREWS,
    volunteers_for=frozenset(),
    review_limit_s=150.0,
    further=("crew_status", "crew_links", "crew_time_limits"),
)
