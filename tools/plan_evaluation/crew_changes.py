"""What changes of crew duties cost: people called, reserves used, seats and overtime, and what they save in people left away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.ids import AirportCode, FlightId
from domain.network import CrewMember, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes_between
from knowledge.airline.costs import CostParameters


@dataclass(frozen=True, slots=True)
class CrewChanges:
    """Cents in all, and how many people get other work."""

    cents: int
    called: int


def crew_changes(
    base: NetworkState, after: NetworkState, outcome: Mapping[FlightId, ProjectedFlight], costs: CostParameters
) -> CrewChanges:
    """Over everybody whose duties differ between the two networks, beside leaving them as they were under the same flights.

    So somebody brought home who would else have been stranded saves a room; people whose duties stay cost nothing here.
    """
    cents = called = 0
    for crew_id, now in after.crew.items():
        was = base.crew.get(crew_id)
        if was is None or was is now or was.duties == now.duties:
            continue
        old, new = _work(after, was, outcome), _work(after, now, outcome)
        called += new != old
        cents += (new != old) * costs.crew_call_cents
        cents += bool(now.reserves and set(new) - set(old)) * costs.crew_replacement_cents
        cents += sum(deadhead and (leg, deadhead) not in old for leg, deadhead in new) * costs.crew_deadhead_cents
        cents += _overtime_min(after, was, now, outcome) * costs.crew_overtime_minute_cents
        cents += _away(base, after, was, new, costs) - _away(base, after, was, old, costs)
    return CrewChanges(cents, called)


_Work = list[tuple[FlightId, bool]]


def _work(state: NetworkState, member: CrewMember, outcome: Mapping[FlightId, ProjectedFlight]) -> _Work:
    """Legs ahead that operate, in order, and whether this person only travels on them."""
    return [
        (one, one in duty.deadheads)
        for duty in sorted(member.duties, key=lambda one: (one.report_at, one.duty_id))
        for one in duty.flight_ids
        if state.flights[one].status is FlightStatus.SCHEDULED and one in outcome and not outcome[one].cancelled
    ]


def _overtime_min(state: NetworkState, was: CrewMember, now: CrewMember, outcome: Mapping[FlightId, ProjectedFlight]) -> int:
    """Minutes that duties which take the place of others end after those would have, their own delays counted."""
    before = {duty.duty_id: duty for duty in was.duties}
    total = 0
    for duty in now.duties:
        planned = before.get(duty.duty_id)
        if planned is None or planned is duty:
            continue
        due = planned.release_at
        last = state.flights[planned.flight_ids[-1]]
        flown = [outcome[one].eta for one in planned.flight_ids if one in outcome and not outcome[one].cancelled]
        if flown:
            due = max(due, flown[-1] + _positive(planned.release_at - last.sta))
        total += max(0, minutes_between(due, duty.release_at))
    return total


def _positive(span: timedelta) -> timedelta:
    return max(span, timedelta())


def _away(base: NetworkState, after: NetworkState, was: CrewMember, work: _Work, costs: CostParameters) -> int:
    """Cents when this work ends elsewhere than planned: getting back, and a room where that is not the base."""
    ends = _ends_at(after, was, work)
    planned = [base.flights[duty.flight_ids[-1]].destination for duty in sorted(was.duties, key=lambda one: one.report_at)]
    if ends == (planned[-1] if planned else was.location):
        return 0
    room = ends != was.base and ends not in planned
    return costs.crew_away_from_base_cents + room * costs.crew_hotel_cents


def _ends_at(state: NetworkState, member: CrewMember, work: _Work) -> AirportCode:
    """Where the last leg ahead lands; without one, where the last leg that left did."""
    if work:
        return state.flights[work[-1][0]].destination
    left: list[tuple[datetime, AirportCode]] = [
        (flight.atd, flight.lands_at)
        for duty in member.duties
        for one in duty.flight_ids
        if (flight := state.flights[one]).atd is not None
    ]
    return max(left)[1] if left else member.location
