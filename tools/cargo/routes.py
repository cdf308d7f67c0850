"""New routes for a shipment on our own flights: direct, or over one or two stations with time to transfer."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.ids import AirportCode
from domain.network import Flight, FlightStatus
from domain.units import minutes
from tools.cargo.journeys import Outlook

MOST_LEGS_OF_A_COMMAND = 4


@dataclass(frozen=True, slots=True)
class _Departures:
    flights: list[Flight]
    times: list[datetime]


class Network:
    """Our passenger flights still to go that will operate, by station and departure."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        leaving: dict[AirportCode, list[Flight]] = defaultdict(list)
        into: dict[AirportCode, set[AirportCode]] = defaultdict(set)
        for flight in outlook.state.own_flights():
            if flight.status is FlightStatus.SCHEDULED and flight.service == "passenger" and not outlook.cancelled(flight):
                leaving[flight.origin].append(flight)
                into[flight.destination].add(flight.origin)
        self._into = into
        self._from: dict[AirportCode, _Departures] = {}
        for airport, flights in leaving.items():
            flights.sort(key=lambda one: (outlook.leaves(one), one.flight_id))
            self._from[airport] = _Departures(flights, [outlook.leaves(one) for one in flights])
        self._reach: dict[AirportCode, list[set[AirportCode]]] = {}

    def routes(
        self, start: AirportCode, target: AirportCode, can_leave: datetime, before: datetime, kept: tuple[Flight, ...] = ()
    ) -> Iterator[tuple[Flight, ...]]:
        """Every route from `start`, leaving at `can_leave` or later and arriving before `before`; `kept` flights come first."""
        most = min(self.outlook.policy.most_legs, MOST_LEGS_OF_A_COMMAND - len(kept))
        visited = {start, *(leg.origin for leg in kept)}
        yield from self._extend(start, target, can_leave, before, kept, visited, most)

    def _extend(
        self,
        airport: AirportCode,
        target: AirportCode,
        can_leave: datetime,
        before: datetime,
        legs: tuple[Flight, ...],
        visited: set[AirportCode],
        left: int,
    ) -> Iterator[tuple[Flight, ...]]:
        departures = self._from.get(airport)
        if departures is None or left == 0:
            return
        reach = self._reaching(target)[left - 1]
        outlook = self.outlook
        for flight in departures.flights[bisect_left(departures.times, can_leave) :]:
            there = flight.destination
            if outlook.leaves(flight) >= before:
                return
            if there not in reach or there in visited or not self._connects(legs, flight):
                continue
            arrives = outlook.arrives(flight)
            if arrives >= before:
                continue
            if there == target:
                yield (*legs, flight)
                continue
            onward = arrives + minutes(outlook.policy.transfer_min)
            yield from self._extend(there, target, onward, before, (*legs, flight), visited | {there}, left - 1)

    def _connects(self, legs: tuple[Flight, ...], leaving: Flight) -> bool:
        """Whether the connection also holds by the times the network has now, as the command is judged by them."""
        if not legs:
            return True
        least = minutes(self.outlook.state.airports[leaving.origin].min_connection_min)
        return leaving.etd - legs[-1].eta >= least

    def _reaching(self, target: AirportCode) -> list[set[AirportCode]]:
        """Stations from which the target is at most 0, 1, 2, 3 flights away."""
        found = self._reach.get(target)
        if found is None:
            found = [{target}]
            for _ in range(MOST_LEGS_OF_A_COMMAND):
                found.append(found[-1].union(*(self._into.get(one, set()) for one in found[-1])))
            self._reach[target] = found
        return found
