"""What a late or lost flight goes back to: an airport, an aircraft, a person, or the flight that a rotation began late with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.ids import AirportCode, CrewId, FlightId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import KnockOn
from tools.delay_propagation.propagation import Projection

RootKind = Literal["airport", "aircraft", "crew", "crew_base", "rotation", "connections", "unflown"]
_WEAK = ("curfew", "turnaround")  # they lengthen a delay that something else began


@dataclass(frozen=True, slots=True)
class Root:
    """What a trouble began with. `subject`: an airport's code, a tail or a crew id; `flight_id`: the flight, where it was one."""

    kind: RootKind
    subject: str
    flight_id: FlightId | None = None

    @property
    def watch_id(self) -> str:
        """The watch about it: the same however many flights it reaches."""
        return f"W-{self.kind}-{self.subject}"


@dataclass(frozen=True, slots=True)
class AirportLimit:
    """When an airport is closed or takes fewer movements."""

    airport: AirportCode
    start: datetime
    end: datetime


class Roots:
    """Finds roots on one outlook, each flight's once. A cancelled flight is the consequence of a limit that is `near` it."""

    def __init__(self, state: NetworkState, projection: Projection, limits: Sequence[AirportLimit], near: timedelta) -> None:
        self._state = state
        self._projected = projection.flights
        self._limits, self._near = limits, near
        self._found: dict[FlightId, Root] = {}
        self._flights_at = Counter(code for one in state.own_flights() for code in (one.origin, one.destination))

    def of(self, flight_id: FlightId) -> Root:
        """What the flight's trouble goes back to."""
        known = self._found.get(flight_id)
        if known is None:
            self._found[flight_id] = self._rotation(self._state.flights[flight_id])  # causes that go round in a circle end here
            known = self._found[flight_id] = self._find(self._state.flights[flight_id])
        return known

    def _find(self, flight: Flight) -> Root:
        if flight.status is FlightStatus.CANCELLED:
            return self._cancelled(flight)
        projected = self._projected.get(flight.flight_id)
        if projected is None or not projected.causes:
            return self._rotation(flight)
        causes = projected.causes
        cause = causes[-1] if projected.cancelled else max(causes, key=lambda one: (one.cause not in _WEAK, one.delay_min))
        return self._behind(cause, flight)

    def _behind(self, cause: KnockOn, flight: Flight) -> Root:
        state, name = self._state, cause.because_of
        match cause.cause:
            case "closure" | "capacity" | "curfew" if name in state.airports:
                return Root("airport", name)
            case "unserviceable" if name in state.aircraft:
                return Root("aircraft", name)
            case "crew" if CrewId(name) in state.crew:
                return Root("crew_base", state.crew[CrewId(name)].base, flight.flight_id)
            case "tail" | "turnaround" | "crew" | "position" if FlightId(name) in state.flights and name != flight.flight_id:
                return self.of(FlightId(name))
            case "tail" | "position" if TailNumber(name) in state.aircraft:
                before = [one for one in state.rotation(TailNumber(name)) if one.std < flight.std]
                lost = [one for one in before if one.status is FlightStatus.CANCELLED]
                return self.of(lost[-1].flight_id) if lost else Root("rotation", name, flight.flight_id)
        return self._rotation(flight)

    def _cancelled(self, flight: Flight) -> Root:
        """The limit at either end that is nearest to its times there; without one, the end that we use more."""
        ends = {flight.origin: flight.std, flight.destination: flight.sta}
        near = [
            (max(one.start - ends[one.airport], ends[one.airport] - one.end), one.airport)
            for one in self._limits
            if one.airport in ends
        ]
        if near and min(near)[0] <= self._near:
            return Root("airport", min(near)[1], flight.flight_id)
        return Root("unflown", max(ends, key=lambda code: (self._flights_at[code], code)), flight.flight_id)

    def _rotation(self, flight: Flight) -> Root:
        return Root("rotation", flight.tail or f"{flight.carrier}{flight.number}", flight.flight_id)
