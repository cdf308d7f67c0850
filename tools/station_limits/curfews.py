"""Nights of a curfew, what may still move in them, and how much of our quota is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.constraints import StationClosed
from domain.network import Airport, Curfew, CurfewExemption, Flight, FlightStatus, Movement, NetworkState
from domain.units import minutes

CURFEW_REASON = "curfew"


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a curfew, [start, end) in UTC. Late arrivals may land before `late_until`; None: they may not."""

    airport: Airport
    curfew: Curfew
    start: datetime
    end: datetime
    late_until: datetime | None

    def binds(self, movement: Movement) -> bool:
        """Whether the curfew is on such movements."""
        return self.curfew.applies_to in ("both", f"{movement}s")

    def contains(self, at: datetime) -> bool:
        """Whether `at` is in the night."""
        return self.start <= at < self.end


def curfew_nights(airport: Airport, since: datetime, until: datetime) -> Iterator[Night]:
    """Each night that is not over at `since` and begins before `until`.

    Local midnight is taken in the airport's own zone, so nights when the clocks change have their right length.
    """
    if not airport.curfews:
        return
    zone = ZoneInfo(airport.timezone)
    first = since.astimezone(zone).date() - timedelta(days=1)
    for night in range((until.astimezone(zone).date() - first).days + 1):
        midnight = datetime.combine(first + timedelta(days=night), time())
        for curfew in airport.curfews:
            length = curfew.end_min - curfew.start_min + (1440 if curfew.end_min <= curfew.start_min else 0)
            starts = midnight + minutes(curfew.start_min)
            start, end = _utc(starts, zone), _utc(starts + minutes(length), zone)
            if end > since and start < until:
                late_min = _late_min(curfew, length)
                late = None if late_min is None else _utc(starts + minutes(late_min), zone)
                yield Night(airport, curfew, start, end, late)


def exemption(night: Night, flight: Flight, movement: Movement, at: datetime) -> CurfewExemption | None:
    """Why a movement in the night needs no quota, or None when it does."""
    exempt = night.curfew.exempt
    if "ferry" in exempt and flight.service == "ferry":
        return "ferry"
    if movement == "departure":
        return None
    if "diverted" in exempt and flight.destination != night.airport.code:
        return "diverted"
    late = night.late_until is not None and at < night.late_until and flight.sta < at
    return "late_arrival" if late and not _scheduled_inside(night, flight) else None


def quota_left(state: NetworkState, night: Night, without: Flight | None = None) -> int:
    """How many movements of ours the night may still have, after those made and those expected that are not exempt."""
    left = night.curfew.quota_per_night
    if left:
        for flight in state.own_flights():
            if flight.status is not FlightStatus.CANCELLED and (without is None or flight.flight_id != without.flight_id):
                left -= sum(
                    night.binds(movement) and night.contains(at) and exemption(night, flight, movement, at) is None
                    for movement, at in _moves(flight, night.airport)
                )
    return max(0, left)


def curfew_closures(state: NetworkState, airport: Airport, now: datetime, until: datetime) -> Iterator[StationClosed]:
    """The part of each night in which nothing of ours may move without an exemption or quota of its own.

    Late arrivals may land at the beginning, so there the closure to arrivals begins later; the whole night is closed when a
    flight of ours is scheduled to land in that part, which is not late.
    """
    for night in curfew_nights(airport, now, until):
        late, kind = night.late_until, night.curfew.applies_to
        if late is None or kind == "departures" or _lands_by_schedule(state, night, late):
            yield _closed(night, night.start, kind)
            continue
        if kind == "both":
            yield _closed(night, night.start, "departures")
        if now < night.end and late < night.end:
            yield _closed(night, late, "arrivals")


def _closed(night: Night, start: datetime, kind: Literal["departures", "arrivals", "both"]) -> StationClosed:
    return StationClosed(
        source="slot",
        reason=_reason(night.curfew),
        airport=night.airport.code,
        start=start,
        end=night.end,
        movement=kind,
    )


def _reason(curfew: Curfew) -> str:
    span = f"{_clock(curfew.start_min)}-{_clock(curfew.end_min)} local"
    terms = [f"quota {curfew.quota_per_night} a night"] if curfew.quota_per_night else []
    terms += [one.replace("_", " ") + " exempt" for one in curfew.exempt]
    said = f"{CURFEW_REASON} {span}" + (f" ({', '.join(terms)})" if terms else "")
    return f"{said}: {curfew.source}" if curfew.source else said


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _late_min(curfew: Curfew, length_min: int) -> int | None:
    """Minutes after the curfew begins until which late arrivals may land."""
    if "late_arrival" not in curfew.exempt:
        return None
    if curfew.late_until_min is None:
        return length_min
    return min(length_min, (curfew.late_until_min - curfew.start_min) % 1440)


def _scheduled_inside(night: Night, flight: Flight) -> bool:
    """Whether the flight is scheduled to land in this curfew, of this night or another."""
    return any(
        one.curfew == night.curfew and one.contains(flight.sta)
        for one in curfew_nights(night.airport, flight.sta, flight.sta + minutes(1))
    )


def _lands_by_schedule(state: NetworkState, night: Night, late: datetime) -> bool:
    return any(
        flight.destination == night.airport.code and night.start <= flight.sta < late
        for flight in state.own_flights()
        if flight.status is not FlightStatus.CANCELLED
    )


def _moves(flight: Flight, airport: Airport) -> Iterator[tuple[Movement, datetime]]:
    if flight.origin == airport.code:
        yield "departure", flight.atd or flight.etd
    if flight.lands_at == airport.code:
        yield "arrival", flight.ata or flight.eta
