"""When an airport takes a movement: closures, and capacity windows that fill up as flights take their places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.constraints import Constraint, StationCapacity, StationClosed
from domain.ids import AirportCode
from domain.plans import KnockOnCause
from tools.station_limits.capacity import Movement, hour_number
from tools.station_limits.limits import is_curfew


@dataclass(frozen=True, slots=True)
class _Shut:
    start: datetime
    end: datetime
    cause: Literal["closure", "curfew"]
    reason: str


@dataclass(slots=True)
class _Room:
    start: datetime
    end: datetime
    most: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """A movement cannot be before `until`, and why."""

    until: datetime
    cause: KnockOnCause
    text: str


class StationUse:
    """Closures and capacity of every airport in the constraints, and how much of the capacity is taken."""

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        self._shut: dict[tuple[AirportCode, Movement], list[_Shut]] = {}
        self._rooms: dict[tuple[AirportCode, Movement, int], list[_Room]] = {}
        for one in constraints:
            if isinstance(one, StationClosed):
                self._add_closure(one)
            elif isinstance(one, StationCapacity):
                self._add_room(one, "arrival", one.arrivals)
                self._add_room(one, "departure", one.departures)
        for closures in self._shut.values():
            closures.sort(key=lambda shut: (shut.start, shut.end))

    def _add_closure(self, closed: StationClosed) -> None:
        shut = _Shut(closed.start, closed.end, "curfew" if is_curfew(closed) else "closure", closed.reason)
        if closed.movement != "departures":
            self._shut.setdefault((closed.airport, "arrival"), []).append(shut)
        if closed.movement != "arrivals":
            self._shut.setdefault((closed.airport, "departure"), []).append(shut)

    def _add_room(self, capacity: StationCapacity, movement: Movement, most: int) -> None:
        room = _Room(capacity.start, capacity.end, most)
        last = hour_number(capacity.end - timedelta(microseconds=1))  # the window does not contain its end
        for hour in range(hour_number(capacity.start), last + 1):
            self._rooms.setdefault((capacity.airport, movement, hour), []).append(room)

    def closed(self, airport: AirportCode, movement: Movement, at: datetime) -> Wait | None:
        """Why the airport takes no such movement at this time, or None when it is open."""
        for shut in self._shut.get((airport, movement), ()):
            if shut.start <= at < shut.end:
                return Wait(shut.end, shut.cause, f"{airport} {shut.reason}, until {shut.end:%d %b %H:%MZ}")
        return None

    def full(self, airport: AirportCode, movement: Movement, at: datetime) -> Wait | None:
        """Why no place is left for such a movement at this time, or None when there is one."""
        for room in self._open_rooms(airport, movement, at):
            if room.used >= room.most:
                span = f"{room.start:%H:%M} to {room.end:%H:%MZ}"
                return Wait(room.end, "capacity", f"{airport} takes {room.most} {movement}s of ours from {span}; all are taken")
        return None

    def take(self, airport: AirportCode, movement: Movement, at: datetime) -> None:
        """Use one place."""
        for room in self._open_rooms(airport, movement, at):
            room.used += 1

    def _open_rooms(self, airport: AirportCode, movement: Movement, at: datetime) -> Iterator[_Room]:
        for room in self._rooms.get((airport, movement, hour_number(at)), ()):
            if room.start <= at < room.end:
                yield room
