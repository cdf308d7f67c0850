"""Disrupted passengers for whom our own direct flights have no seat left to where they are going."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.ids import AirportCode, FlightId
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from knowledge.airline.costs import CostParameters
from tools.plan_evaluation.journeys import BrokenJourney

_Market = tuple[AirportCode, AirportCode]


def stranded_passengers(
    base: NetworkState,
    after: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
    broken: Sequence[BrokenJourney],
    costs: CostParameters,
) -> int:
    """Count them, filling later direct flights in order of departure with those who have waited longest.

    A party may be split. Only flights that have not left at base and arrive by the end of the horizon take anybody.
    """
    waiting: dict[_Market, list[BrokenJourney]] = defaultdict(list)
    given_up: dict[FlightId, int] = defaultdict(int)
    for journey in broken:
        destination = after.departure(journey.booking.flight_ids[-1]).destination
        if journey.airport != destination:
            waiting[journey.airport, destination].append(journey)
        for flight_id in journey.booking.flight_ids[journey.lost_from :]:
            given_up[flight_id] += journey.booking.passengers
    departures = _departures(base, flights, outcome) if waiting else {}
    stranded = 0
    for market, journeys in waiting.items():
        queue = sorted(journeys, key=lambda one: (one.could_leave, one.booking.booking_id))
        left = [one.booking.passengers for one in queue]
        for etd, flight_id in departures.get(market, ()):
            tail = outcome[flight_id].tail
            seats = after.aircraft[tail].seats if tail is not None else costs.seats_when_no_tail
            free = max(0, seats - (after.passengers_on(flight_id) - given_up[flight_id]))
            for index, journey in enumerate(queue):
                if free == 0 or journey.could_leave > etd:
                    break
                boards = min(free, left[index])
                left[index] -= boards
                free -= boards
        stranded += sum(left)
    return stranded


def _departures(
    base: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
) -> dict[_Market, list[tuple[datetime, FlightId]]]:
    """Operating direct flights per market in order of departure."""
    found: dict[_Market, list[tuple[datetime, FlightId]]] = defaultdict(list)
    for flight_id, flight in flights.items():
        market = (flight.origin, flight.destination)
        projected = outcome[flight_id]
        if flight.service != "passenger" or flight.status is not FlightStatus.SCHEDULED or projected.cancelled:
            continue
        if base.horizon_end is None or projected.eta <= base.horizon_end:
            found[market].append((projected.etd, flight_id))
    for departures in found.values():
        departures.sort()
    return found
