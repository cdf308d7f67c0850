"""Our part of an airport's capacity, clock hour by clock hour, from declared rates, reductions and everybody's schedule."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain.ids import AirportCode
from domain.network import Airport, FlightStatus, NetworkState
from domain.units import minutes_between

Movement = Literal["arrival", "departure"]
HOUR = timedelta(hours=1)
PROGRAMME_SLOT = "GDP/"
"""How the ids of slots of a ground delay programme begin."""
_Slot = tuple[AirportCode, int, Movement]


@dataclass(frozen=True, slots=True)
class HourLoad:
    """One kind of movement in one clock hour: scheduled movements, the rate an hour, and how many may be ours."""

    scheduled_own: int
    scheduled_others: int
    declared: int
    rate: int
    ours: int

    @property
    def reduced(self) -> bool:
        """Whether the airport accepts less than declared."""
        return self.rate < self.declared


@dataclass(frozen=True, slots=True)
class ScheduledTraffic:
    """Scheduled passenger movements per airport, clock hour and kind: ours, others', and others' that are not cancelled."""

    own: Counter[_Slot] = field(default_factory=Counter)
    others: Counter[_Slot] = field(default_factory=Counter)
    others_operating: Counter[_Slot] = field(default_factory=Counter)

    def load(self, airport: Airport, hour: datetime, movement: Movement) -> HourLoad:
        """The load of the clock hour that starts at `hour`."""
        slot = (airport.code, hour_number(hour), movement)
        declared = airport.arrivals_per_hour if movement == "arrival" else airport.departures_per_hour
        rate = _rate(airport, hour, movement, declared)
        own, others = self.own[slot], self.others[slot]
        scheduled = own + others
        # Rationing is by schedule: the slot of a cancelled flight stays its carrier's, so cancelled flights count in the share.
        by_share = rate * own // scheduled if scheduled else rate
        ours = by_share if rate < declared else max(rate - self.others_operating[slot], by_share, own)
        return HourLoad(own, others, declared, rate, ours)


def scheduled_traffic(state: NetworkState, airports: Iterable[AirportCode]) -> ScheduledTraffic:
    """Count everybody's passenger flights at these airports by scheduled time."""
    at = frozenset(airports)
    traffic = ScheduledTraffic()
    own_carriers = state.own_carriers
    for flight in state.flights.values():
        if flight.service == "ferry":
            continue
        slots: list[_Slot] = []
        if flight.origin in at:
            slots.append((flight.origin, hour_number(flight.std), "departure"))
        if flight.destination in at:
            slots.append((flight.destination, hour_number(flight.sta), "arrival"))
        for slot in slots:
            if flight.carrier in own_carriers:
                traffic.own[slot] += 1
            else:
                traffic.others[slot] += 1
                traffic.others_operating[slot] += flight.status is not FlightStatus.CANCELLED
    return traffic


def movements_made(state: NetworkState, now: datetime) -> Counter[tuple[AirportCode, Movement]]:
    """Our movements already made in the clock hour that `now` is in, per airport and kind."""
    start = clock_hour(now)
    made: Counter[tuple[AirportCode, Movement]] = Counter()
    for flight in state.own_flights():
        if flight.atd is not None and start <= flight.atd <= now:
            made[flight.origin, "departure"] += 1
        if flight.ata is not None and start <= flight.ata <= now:
            made[flight.lands_at, "arrival"] += 1
    return made


def slots_held(state: NetworkState) -> Counter[tuple[AirportCode, int]]:
    """Arrival slots of ground delay programmes that our flights use, per airport and clock hour."""
    held: Counter[tuple[AirportCode, int]] = Counter()
    for slot in state.slots.values():
        flight = state.flights.get(slot.flight_id) if slot.flight_id is not None else None
        if flight is None or flight.status is FlightStatus.CANCELLED or not state.is_own(flight):
            continue
        if slot.movement == "arrival" and slot.slot_id.startswith(PROGRAMME_SLOT):
            held[slot.airport, hour_number(slot.time)] += 1
    return held


def clock_hour(moment: datetime) -> datetime:
    """The start of the UTC clock hour that `moment` is in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def hour_number(moment: datetime) -> int:
    """Clock hours since 1970, as a key."""
    return int(moment.timestamp() // 3600)


def _rate(airport: Airport, hour: datetime, movement: Movement, declared: int) -> int:
    """Movements an hour: the least of the declared rate and every reduction in proportion to the minutes it covers."""
    rate = declared
    for reduction in airport.reductions:
        covered = minutes_between(max(hour, reduction.start), min(hour + HOUR, reduction.end))
        if covered > 0:
            reduced = reduction.arrivals_per_hour if movement == "arrival" else reduction.departures_per_hour
            rate = min(rate, (declared * (60 - covered) + reduced * covered) // 60)
    return rate
