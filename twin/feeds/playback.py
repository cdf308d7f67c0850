"""The recording of a scenario as a feed, bent where the network has been changed.

Contract with the twin
----------------------
`Playback(recording)` is given a scenario's recording and nothing else; it keeps no state that matters. To advance the clock to
`moment`, the twin asks `next_event(state, moment)`, appends the event, applies it, and asks again until the answer is None:

    while (event := playback.next_event(state, moment)) is not None:
        state = apply(state, event)          # and append it to the log

Events come one by one in order of time, each decided on the state that all earlier ones have made, so the sequence does not
depend on the size of the steps. Commands are executed after the playback has been run up to their moment. After a restart, or
after commands, the same call goes on from the state alone: recorded events before `state.as_of` are past, those at that very
moment are played when the state does not show them yet. An event that was answered but not appended is lost to that object: make
a new one.

A recorded event is played while it is still true. It is dropped, and the flight simulated from then on, when
* the flight was changed by somebody (`changed_by` is set) and has not left, or it is no longer scheduled;
* its tail is not at its origin and turned round, an earlier flight of its tail has yet to leave from where the tail stands, the
  tail is unserviceable, or an airport is closed by a closure that is not in the recording. A tail whose flights nobody has
  touched is excused from standing where it should: real records contain such gaps, and they happened.
A flight is simulated as follows, with `simulated=True` on departures and arrivals. At its expected departure it leaves if its
tail is there and turned round, nothing of the above holds it, and its origin is open then and its destination at its arrival.
Otherwise it is delayed: to the moment it can leave where that is known (tail in the air or turning, closure, repair), else by 30
minutes, again and again; a flight expected at or after the horizon is left alone, and none is cancelled by itself. It arrives
after its scheduled block time, or when its destination reopens. Not simulated: crews, hourly capacities, curfews, maintenance
that would start late.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain import events as e
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Aircraft, Flight, FlightStatus, NetworkState
from domain.units import minutes

DELAY_STEP_MIN = 30
WAITING_FOR_AIRCRAFT = "93"
ORIGIN_CLOSED = "89"
DESTINATION_CLOSED = "88"


class Playback:
    """Yields the events of a recorded day against a network that may have been changed. See the module for the contract."""

    def __init__(self, recording: Sequence[e.Event]) -> None:
        self._recording = tuple(recording)
        self._departures: dict[FlightId, datetime] = {}
        self._landings: dict[FlightId, datetime] = {}
        self._cancellations: dict[FlightId, datetime] = {}
        self._expected: dict[FlightId, set[datetime]] = {}
        self._own_closures: set[tuple[AirportCode, datetime, datetime]] = set()
        self._planned: dict[TailNumber, set[FlightId]] = {}
        for event in self._recording:
            if isinstance(event, e.FlightDeparted):
                self._departures[event.flight_id] = event.at
                if event.tail is not None:
                    self._planned.setdefault(event.tail, set()).add(event.flight_id)
            elif isinstance(event, e.FlightArrived | e.FlightDiverted):
                self._landings[event.flight_id] = event.at
            elif isinstance(event, e.FlightDelayed):
                self._expected.setdefault(event.flight_id, set()).add(event.etd)
            elif isinstance(event, e.FlightCancelled):
                self._cancellations[event.flight_id] = event.at
            elif isinstance(event, e.AirportClosed):
                self._own_closures.add((event.airport, event.start, event.end))
        self._next = 0
        self._simulated: list[tuple[datetime, FlightId]] = []
        self._version = -1

    def next_event(self, state: NetworkState, until: datetime) -> e.Event | None:
        """The next event at or before `until` that follows from the state, or None when there is none up to then."""
        if state.version != self._version:
            self._resume(state)
        while True:
            recorded_at = self._recording[self._next].at if self._next < len(self._recording) else None
            simulated_at = self._simulated[0][0] if self._simulated else None
            event: e.Event | None
            if recorded_at is not None and recorded_at <= until and (simulated_at is None or recorded_at <= simulated_at):
                recorded = self._recording[self._next]
                self._next += 1
                event = self._from_record(state, recorded)
            elif simulated_at is not None and simulated_at <= until:
                _, flight_id = heapq.heappop(self._simulated)
                event = self._simulate(state, state.flights[flight_id], simulated_at)
            else:
                return None
            if event is not None:
                self._version = state.version + 1
                return event

    # --- where the state stands ---------------------------------------------------------------------------------------

    def _resume(self, state: NetworkState) -> None:
        """Find the place in the recording, and every flight that must be simulated, from the state alone."""
        self._version = state.version
        clock = state.as_of
        self._next = bisect_left(self._recording, clock, key=lambda event: event.at) if clock is not None else 0
        self._simulated = [
            (wake, flight.flight_id)
            for flight in state.flights.values()
            if (wake := self._wake(flight, clock, state.horizon_end)) is not None
        ]
        heapq.heapify(self._simulated)

    def _wake(self, flight: Flight, clock: datetime | None, horizon: datetime | None) -> datetime | None:
        """When a simulated flight must be looked at next; None when the recording speaks for it or its day is over."""
        left = self._departures.get(flight.flight_id)
        if flight.status is FlightStatus.DEPARTED:
            if flight.atd != left:
                return _not_before(flight.eta, clock)
            landed = self._landings.get(flight.flight_id)
            return clock if landed is not None and clock is not None and landed < clock else None
        if flight.status is not FlightStatus.SCHEDULED:
            return None
        known_until = left or self._cancellations.get(flight.flight_id)
        if known_until is not None and (clock is None or known_until >= clock) and not self._departs_from_record(flight):
            return None
        etd = max(flight.etd, flight.std)
        return None if horizon is not None and etd >= horizon else _not_before(etd, clock)

    def _departs_from_record(self, flight: Flight) -> bool:
        """Whether somebody changed the flight, or it has been put off by simulation."""
        if flight.changed_by:
            return True
        return flight.etd != flight.std and flight.etd not in self._expected.get(flight.flight_id, ())

    # --- recorded events ----------------------------------------------------------------------------------------------

    def _from_record(self, state: NetworkState, event: e.Event) -> e.Event | None:
        """The recorded event while it is true; otherwise None, and its flight is simulated from its time on."""
        match event:
            case e.FlightDeparted():
                return self._recorded_departure(state, event)
            case e.FlightArrived() | e.FlightDiverted():
                return self._recorded_landing(state, event)
            case e.FlightCancelled():
                flight = state.flights[event.flight_id]
                return event if flight.status is FlightStatus.SCHEDULED and not flight.changed_by else None
            case e.FlightDelayed():
                flight = state.flights[event.flight_id]
                untouched = flight.status is FlightStatus.SCHEDULED and not flight.changed_by
                return event if untouched and event.etd > flight.etd else None
            case e.AirportClosed():
                known = state.airports[event.airport].closures
                return None if any((one.start, one.end) == (event.start, event.end) for one in known) else event
            case e.AirportCapacityReduced():
                cuts = state.airports[event.airport].reductions
                return None if any((one.start, one.end) == (event.start, event.end) for one in cuts) else event
            case _:
                return event

    def _recorded_departure(self, state: NetworkState, event: e.FlightDeparted) -> e.Event | None:
        flight = state.flights[event.flight_id]
        if flight.status is not FlightStatus.SCHEDULED or self._departs_from_record(flight):
            return None  # it is in the queue of simulated ones already
        lands = event.at + flight.block
        if (
            self._closed_until(state, flight.origin, event.at) is None
            and self._closed_until(state, flight.destination, lands) is None
            and self._tail_is_ready(state, flight, event.at)
        ):
            return event
        return self._try_to_leave(state, flight, event.at)

    def _tail_is_ready(self, state: NetworkState, flight: Flight, at: datetime) -> bool:
        if flight.tail is None:
            return True
        aircraft = state.aircraft[flight.tail]
        if any(outage.start <= at < outage.end for outage in aircraft.outages):
            return False
        if _turned_round(aircraft, flight, at) and not _overtakes(state, flight, aircraft):
            return True
        return self._untouched(state, flight.tail, at)

    def _untouched(self, state: NetworkState, tail: TailNumber, at: datetime) -> bool:
        """Whether the tail has done exactly what was recorded up to now, and nobody's hand is on any of its flights."""
        rotation = state.rotations.get(tail, ())
        if not self._planned.get(tail, set()).issubset(rotation):
            return False
        return all(self._as_recorded(state.flights[flight_id], at) for flight_id in rotation)

    def _as_recorded(self, flight: Flight, at: datetime) -> bool:
        if flight.changed_by:
            return False
        left, landed = self._departures.get(flight.flight_id), self._landings.get(flight.flight_id)
        match flight.status:
            case FlightStatus.SCHEDULED:
                return left is None or left >= at
            case FlightStatus.DEPARTED:
                return flight.atd == left and (landed is None or landed >= at)
            case FlightStatus.CANCELLED:
                return left is None
            case _:
                return flight.atd == left and flight.ata == landed

    def _recorded_landing(self, state: NetworkState, event: e.FlightArrived | e.FlightDiverted) -> e.Event | None:
        flight = state.flights[event.flight_id]
        if flight.status is not FlightStatus.DEPARTED or flight.atd != self._departures.get(event.flight_id):
            return None  # not airborne, or left at another time and lands by simulation
        airport = flight.destination if isinstance(event, e.FlightArrived) else event.airport
        reopens = self._closed_until(state, airport, event.at)
        if reopens is None:
            return event
        heapq.heappush(self._simulated, (reopens, flight.flight_id))
        return None

    def _closed_until(
        self, state: NetworkState, airport: AirportCode, moment: datetime, *, recorded_too: bool = False
    ) -> datetime | None:
        """The end of the closure, or run of closures, that the moment falls into; None when the airport is open then.

        The recording's own closures count only with `recorded_too`: they were inferred from what was recorded and cannot undo it.
        """
        at = moment
        for closure in sorted(state.airports[airport].closures, key=lambda one: one.start):
            if closure.contains(at) and (recorded_too or (airport, closure.start, closure.end) not in self._own_closures):
                at = closure.end
        return None if at == moment else at

    # --- simulated events ---------------------------------------------------------------------------------------------

    def _simulate(self, state: NetworkState, flight: Flight, at: datetime) -> e.Event | None:
        """What a flight in the queue does at this moment: leave, land, or wait. None when there is nothing to tell."""
        if flight.status is FlightStatus.DEPARTED:
            return self._land(state, flight, at)
        if flight.status is not FlightStatus.SCHEDULED or (state.horizon_end is not None and at >= state.horizon_end):
            return None
        etd = max(flight.etd, flight.std)
        if etd > at:
            heapq.heappush(self._simulated, (etd, flight.flight_id))
            return None
        return self._try_to_leave(state, flight, at)

    def _try_to_leave(self, state: NetworkState, flight: Flight, at: datetime) -> e.Event | None:
        block = flight.block
        possible, code = self._can_leave(state, flight, at)
        later = max(flight.std, possible or at + minutes(DELAY_STEP_MIN))
        if possible == at == later:
            if at != self._departures.get(flight.flight_id):
                heapq.heappush(self._simulated, (at + block, flight.flight_id))
            return e.FlightDeparted(at=at, flight_id=flight.flight_id, tail=flight.tail, simulated=True)
        heapq.heappush(self._simulated, (later, flight.flight_id))
        if later == flight.etd:
            return None
        return e.FlightDelayed(at=at, flight_id=flight.flight_id, etd=later, eta=later + block, delay_code=code)

    def _land(self, state: NetworkState, flight: Flight, at: datetime) -> e.Event | None:
        reopens = self._closed_until(state, flight.destination, at, recorded_too=True)
        if reopens is not None:
            heapq.heappush(self._simulated, (reopens, flight.flight_id))
            return None
        return e.FlightArrived(at=at, flight_id=flight.flight_id, simulated=True)

    def _can_leave(self, state: NetworkState, flight: Flight, at: datetime) -> tuple[datetime | None, str]:
        """The moment the flight can leave as far as is known at `at` (None: unknown), and what it waits for."""
        if flight.tail is None:
            return None, WAITING_FOR_AIRCRAFT
        aircraft = state.aircraft[flight.tail]
        if aircraft.location != flight.origin or _overtakes(state, flight, aircraft):
            return None, WAITING_FOR_AIRCRAFT
        ready = max(at, aircraft.ready_at + minutes(aircraft.min_turn_min))
        for outage in sorted(aircraft.outages, key=lambda one: one.start):
            if outage.start <= ready < outage.end:
                ready = outage.end
        if ready > at:
            return ready, WAITING_FOR_AIRCRAFT
        opens = self._closed_until(state, flight.origin, at, recorded_too=True)
        if opens is not None:
            return opens, ORIGIN_CLOSED
        block = flight.block
        lands = self._closed_until(state, flight.destination, at + block, recorded_too=True)
        if lands is not None:
            return lands - block, DESTINATION_CLOSED
        return at, WAITING_FOR_AIRCRAFT


def _not_before(moment: datetime, clock: datetime | None) -> datetime:
    return moment if clock is None else max(moment, clock)


def _turned_round(aircraft: Aircraft, flight: Flight, at: datetime) -> bool:
    """Whether the aircraft stands at the flight's origin and has had its minimum turn."""
    return aircraft.location == flight.origin and aircraft.ready_at + minutes(aircraft.min_turn_min) <= at


def _overtakes(state: NetworkState, flight: Flight, aircraft: Aircraft) -> bool:
    """Whether another flight of the tail comes first and leaves from where the tail is.

    By schedule, unless somebody has changed one of the two: then by expected departure.
    """
    return any(_precedes(other, flight) and other.origin == aircraft.location for other in _still_to_go(state, flight))


def _still_to_go(state: NetworkState, flight: Flight) -> Iterable[Flight]:
    if flight.tail is None:
        return
    for flight_id in state.rotations.get(flight.tail, ()):
        other = state.flights[flight_id]
        if other.status is FlightStatus.SCHEDULED and flight_id != flight.flight_id:
            yield other


def _precedes(other: Flight, flight: Flight) -> bool:
    if other.changed_by or flight.changed_by:
        return (other.etd, other.flight_id) < (flight.etd, flight.flight_id)
    return (other.std, other.flight_id) < (flight.std, flight.flight_id)
