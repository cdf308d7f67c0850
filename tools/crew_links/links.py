"""Crew connections from duties: consecutive legs, with the gap the crew needs and how many people go from one to the other."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

from domain.constraints import CrewConnection
from domain.ids import FlightId
from domain.network import FlightStatus, NetworkState
from domain.units import minutes_between
from knowledge.airline.costs import cost_parameters


def crew_links(state: NetworkState, now: datetime) -> tuple[CrewConnection, ...]:
    """One connection per pair of consecutive legs whose second flight has not left, sorted by pair, with the count of crew.

    The gap is the airline's crew connection time, or what the schedule plans where that is shorter. `now` changes nothing:
    a flight that has not left still needs its crew.
    """
    pairs: Counter[tuple[FlightId, FlightId]] = Counter()
    for member in state.crew.values():
        for duty in member.duties:
            pairs.update(pairwise(duty.flight_ids))
    usual = cost_parameters().crew_connection_min
    links = []
    for (first_id, then_id), crew_count in sorted(pairs.items()):
        first, then = state.flights[first_id], state.flights[then_id]
        # A diverted crew is elsewhere; when it gets away from there is for the crew specialist to say.
        if first.status is FlightStatus.DIVERTED or then.status is not FlightStatus.SCHEDULED or not state.is_own(then):
            continue
        gap_min = max(0, min(usual, minutes_between(first.sta, then.std)))
        links.append(
            CrewConnection(
                source="crew",
                reason=f"{crew_count} crew of {first_id} work {then_id} next",
                first=first_id,
                then=then_id,
                gap_min=gap_min,
                crew_count=crew_count,
            )
        )
    return tuple(links)
