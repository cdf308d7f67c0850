"""Whether an airport takes one more movement of ours at a time, and if not, what is in the way and when it does."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.network import Airport, Flight, Movement, NetworkState
from tools.station_limits.capacity import HOUR, clock_hour, hour_number, scheduled_traffic
from tools.station_limits.curfews import curfew_nights, exemption, quota_left
from tools.station_limits.rolling import expected_movements
from tools.station_limits.windows import Movements, rolling_limits

SEARCHED = timedelta(hours=48)
Rule = Literal["closure", "curfew", "clock_hour", "rolling_window"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What takes no further movement in [start, end). `clear_at`: when it is no longer in the way."""

    rule: Rule
    start: datetime
    end: datetime
    clear_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Room:
    """`first`: the first time not before the one asked for when nothing is in the way; None: none within two days."""

    first: datetime | None
    in_the_way: tuple[Obstacle, ...]


def movement_room(state: NetworkState, airport: Airport, movement: Movement, at: datetime, flight: Flight | None = None) -> Room:
    """Room for one more movement of ours. `flight`: whose it would be; what it has at the airport so far is then given up."""
    asked = _Asked(state, airport, movement, at, flight)
    in_the_way = tuple(asked.obstacles(at))
    moment, obstacles = at, in_the_way
    while obstacles:
        moment = max(one.clear_at for one in obstacles)
        if moment >= at + SEARCHED:
            return Room(None, in_the_way)
        obstacles = tuple(asked.obstacles(moment))
    return Room(moment, in_the_way)


class _Asked:
    def __init__(self, state: NetworkState, airport: Airport, movement: Movement, at: datetime, flight: Flight | None) -> None:
        self._airport, self._movement, self._flight = airport, movement, flight
        expected = list(expected_movements(state, (airport.code,), flight.flight_id if flight is not None else None))
        self._limits = rolling_limits(airport.capacity_windows)
        self._everybody = Movements((one.movement, one.at) for one in expected)
        self._ours = Counter(hour_number(one.at) for one in expected if one.own and one.movement == movement)
        self._traffic = scheduled_traffic(state, (airport.code,))
        self._nights = [
            (night, quota_left(state, night, flight))
            for night in curfew_nights(airport, at, at + SEARCHED)
            if night.binds(movement)
        ]

    def obstacles(self, at: datetime) -> Iterator[Obstacle]:
        code, movement = self._airport.code, self._movement
        for closure in self._airport.closures:
            if closure.contains(at):
                text = f"{code} is closed{': ' + closure.reason if closure.reason else ''}"
                yield Obstacle("closure", closure.start, closure.end, closure.end, text)
        for night, left in self._nights:
            if night.contains(at) and left < 1:
                if self._flight is not None and exemption(night, self._flight, movement, at) is not None:
                    continue
                quota = night.curfew.quota_per_night
                text = f"curfew of {code}" + (f", its quota of {quota} a night is used" if quota else "")
                yield Obstacle("curfew", night.start, night.end, night.end, text)
        hour = clock_hour(at)
        load = self._traffic.load(self._airport, hour, movement)
        used = self._ours[hour_number(hour)]
        if used >= load.ours:
            text = f"capacity exceeded: {used} {movement}s of ours, {load.ours} are ours of {load.rate} an hour at {code}"
            yield Obstacle("clock_hour", hour, hour + HOUR, hour + HOUR, text)
        for full in self._everybody.in_the_way(self._limits, movement, at):
            what = "movements" if full.limit.kind == "total" else full.limit.kind
            text = (
                f"capacity exceeded: {full.used} {what} at {code} in {full.limit.length_min} min, {full.limit.most} are allowed"
            )
            clear = self._everybody.first_room((full.limit,), movement, at)
            yield Obstacle("rolling_window", full.start, full.end, clear or at + SEARCHED, text)
