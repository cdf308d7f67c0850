"""Crew: who works what next, who is missing, and who is not where the next flight leaves."""

from itertools import pairwise

from agents.outcome import outcome_of
from agents.specialist import Consultation, Specialist, check, fact, listed
from domain.constraints import Constraint
from domain.ids import CrewId, FlightId
from domain.network import FlightStatus, NetworkState
from domain.plans import Brief, Check, Finding, Review, ScoredPlan
from domain.units import minutes_between

NAME = "crew"
DUTIES = "crew duties in the network; the gap is the airline's crew connection time"
RESERVES = "reserve crew are not in the network"


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Crew connections as constraints; crew who are unavailable or out of place, and the flights that lack them, as facts."""
    state = at_work.state
    if not state.crew:
        return Finding(
            specialist=NAME,
            warnings=("No crew are in this network: nothing about crew is known or checked.",),
            summary="no crew in this network",
        )
    links = at_work.call("crew_links").links
    missing = _unavailable(state)
    misplaced = _out_of_place(state)
    people = len({crew_id for crew_id, _ in missing})
    facts = (
        fact(NAME, "links", "connections of crew from flight to flight", tool="crew_links", value=len(links), unit="connections"),
        fact(NAME, "unavailable", "crew who cannot work flights they are assigned", tool="network", value=people, unit="crew"),
        fact(
            NAME,
            "misplaced",
            "crew who are not where their next flight leaves",
            tool="network",
            value=len(misplaced),
            unit="crew",
        ),
    )
    warnings = []
    if missing:
        flights = sorted({flight_id for _, flight_id in missing})
        warnings.append(f"Unavailable crew: {listed(flights)} need replacements; {RESERVES}.")
    if misplaced:
        warnings.append(f"Crew out of place for {listed(sorted({flight_id for _, flight_id in misplaced}))}.")
    assumed = any(member.assumed for member in state.crew.values())
    if assumed:
        warnings.append("Crew pairings are assumed, not the carrier's.")
    return Finding(
        specialist=NAME,
        facts=tuple(one.model_copy(update={"assumed": assumed}) for one in facts),
        constraints=links,
        warnings=tuple(warnings),
        summary=f"{len(links)} crew connections, {people} crew unavailable, {len(misplaced)} out of place",
    )


def _unavailable(state: NetworkState) -> list[tuple[CrewId, FlightId]]:
    """Crew and the flights, not yet left, during whose departure they cannot work."""
    found = []
    for crew_id in sorted(state.crew):
        member = state.crew[crew_id]
        for flight_id in (one for duty in member.duties for one in duty.flight_ids):
            flight = state.flights[flight_id]
            if flight.status is FlightStatus.SCHEDULED and any(window.contains(flight.etd) for window in member.unavailable):
                found.append((crew_id, flight_id))
    return found


def _out_of_place(state: NetworkState) -> list[tuple[CrewId, FlightId]]:
    """Crew and the first of their flights that leaves from somewhere else than the one before it took them."""
    found = []
    for crew_id in sorted(state.crew):
        for duty in state.crew[crew_id].duties:
            legs = [state.flights[flight_id] for flight_id in duty.flight_ids]
            flown = [leg for leg in legs if leg.status is not FlightStatus.CANCELLED]
            for before, then in pairwise(flown):
                if then.status is FlightStatus.SCHEDULED and before.lands_at != then.origin:
                    found.append((crew_id, then.flight_id))
                    break
    return found


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether crew get from flight to flight in time; how many must be replaced, which nobody can check without reserves."""
    if not at_work.state.crew:
        return Review(
            specialist=NAME,
            checks=(check("crew.connection", "not_checked", "plan", "no crew are in this network", citation=DUTIES),),
        )
    outcome = outcome_of(at_work.state, scored)
    checks: list[Check] = []
    asked: list[Constraint] = []
    replaced = 0
    for link in at_work.call("crew_links").links:
        then = outcome.flying.get(link.then)
        if then is None:
            continue
        if link.first in outcome.cancelled:
            replaced += link.crew_count
            continue
        first = outcome.flying.get(link.first)
        if first is None or not (first.named or then.named):
            continue
        gap_min = minutes_between(first.eta, then.etd)
        if gap_min < link.gap_min:
            said = f"crew of {link.first} have {gap_min} min before {link.then} and need {link.gap_min}"
            checks.append(check("crew.connection", "fail", link.then, said, citation=DUTIES))
            asked.append(link)
    if not checks:
        checks.append(check("crew.connection", "pass", "plan", "crew have time between their flights", citation=DUTIES))
    replaced += sum(flight_id in outcome.flying for _, flight_id in _unavailable(at_work.state))
    if replaced:
        said = f"{replaced} crew to replace, priced; {RESERVES}, so whether anybody is there is not known"
        checks.append(check("crew.replacement", "not_checked", "plan", said, citation=RESERVES))
    return Review(specialist=NAME, checks=tuple(checks), constraints=tuple(asked))


SPECIALIST = Specialist(
    name=NAME,
    remit="crew connections, unavailable crew, crew out of place",
    tools=("crew_links",),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
)
