"""Rolling windows of a network: everybody's expected movements, windows over their limit, and our part of those."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.constraints import StationCapacity
from domain.ids import AirportCode, FlightId
from domain.network import Airport, AirportSlot, Flight, FlightStatus, Movement, NetworkState
from tools.station_limits.windows import Movements, RollingLimit, rolling_limits


@dataclass(frozen=True, slots=True)
class ExpectedMovement:
    """A movement made, or when it is now expected."""

    airport: AirportCode
    movement: Movement
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class BrokenWindow:
    """A window over its limit. `ours_at_most`: the limit less others' movements, or what we have scheduled in it if that is more.

    `asked`: the constraint that keeps us to our part, where we have more.
    """

    airport: AirportCode
    limit: RollingLimit
    start: datetime
    end: datetime
    ours: int
    others: int
    ours_at_most: int
    asked: StationCapacity | None


def expected_movements(
    state: NetworkState, airports: Collection[AirportCode], without: FlightId | None = None
) -> Iterator[ExpectedMovement]:
    """Everybody's movements at these airports, actual or expected times; cancelled flights and flight `without` are left out.

    A flight with a slot at an airport that is not on its way (a diversion) is expected there at the slot's time until it lands.
    """
    own = state.own_carriers
    for flight in state.flights.values():
        if flight.status is FlightStatus.CANCELLED or flight.service == "ground" or flight.flight_id == without:
            continue
        if flight.origin in airports:
            yield ExpectedMovement(flight.origin, "departure", flight.atd or flight.etd, flight.carrier in own)
        if flight.lands_at in airports:
            yield ExpectedMovement(flight.lands_at, "arrival", flight.ata or flight.eta, flight.carrier in own)
    for _, slot in sorted(state.slots.items()):
        holder = state.flights.get(slot.flight_id) if slot.flight_id is not None else None
        if holder is not None and slot.airport in airports and holder.flight_id != without and _diverts_to(holder, slot):
            yield ExpectedMovement(slot.airport, slot.movement, slot.time, holder.carrier in own)


def broken_windows(
    state: NetworkState, now: datetime, airports: Iterable[Airport], schedule: NetworkState | None = None
) -> tuple[BrokenWindow, ...]:
    """Rolling windows over their limit that are not over at `now` and begin before the end of the horizon.

    Sorted by airport, length, kind and time. `schedule` is the network before a plan, where `state` is one with it: flights that
    a plan adds are not scheduled.
    """
    declared = {one.code: rolling_limits(one.capacity_windows) for one in airports if one.capacity_windows}
    moves: dict[AirportCode, list[ExpectedMovement]] = {code: [] for code in declared}
    for one in expected_movements(state, declared.keys()):
        moves[one.airport].append(one)
    found: list[BrokenWindow] = []
    for code, limits in sorted(declared.items()):
        everybody = Movements((one.movement, one.at) for one in moves[code])
        over = [window for window in everybody.over(limits) if window.end > now and _begins(window.start, state)]
        if not over:
            continue
        ours = Movements((one.movement, one.at) for one in moves[code] if one.own)
        scheduled = Movements(_scheduled(schedule or state, code))
        for window in over:
            kind, start, end = window.limit.kind, window.start, window.end
            own = ours.count(kind, start, end)
            most = max(0, window.limit.most - (window.used - own), scheduled.count(kind, start, end))
            asked = _our_part(code, window.limit, start, end, most, ours, now) if own > most else None
            found.append(BrokenWindow(code, window.limit, start, end, own, window.used - own, most, asked))
    return tuple(found)


def _our_part(
    code: AirportCode, limit: RollingLimit, start: datetime, end: datetime, most: int, ours: Movements, now: datetime
) -> StationCapacity:
    """What is left of our part from `now` on. A total is divided as our movements are, so the sum never exceeds it."""
    since = max(start, now)
    left = max(0, most - ours.count(limit.kind, start, since))
    arrivals, departures = ours.count("arrivals", since, end), ours.count("departures", since, end)
    free = len(ours)  # as good as no limit: we have no more movements in the whole day
    for_arrivals = {"arrivals": left, "departures": free, "total": left * arrivals // max(1, arrivals + departures)}[limit.kind]
    for_departures = {"arrivals": free, "departures": left, "total": left - for_arrivals}[limit.kind]
    what = "movements" if limit.kind == "total" else limit.kind
    return StationCapacity(
        source="slot",
        reason=f"{limit.most} {what} in any {limit.length_min} min at {code}, less other carriers",
        airport=code,
        start=since,
        end=end,
        arrivals=for_arrivals,
        departures=for_departures,
    )


def _scheduled(schedule: NetworkState, code: AirportCode) -> Iterator[tuple[Movement, datetime]]:
    """Our movements by schedule, cancelled ones included: their slots stay ours."""
    for flight in schedule.own_flights():
        if flight.service != "passenger":
            continue
        if flight.origin == code:
            yield "departure", flight.std
        if flight.destination == code:
            yield "arrival", flight.sta


def _diverts_to(flight: Flight, slot: AirportSlot) -> bool:
    if flight.status in (FlightStatus.CANCELLED, FlightStatus.ARRIVED):
        return False
    if slot.movement == "arrival":
        return flight.status is not FlightStatus.DIVERTED and slot.airport != flight.lands_at
    return flight.status is FlightStatus.DIVERTED and slot.airport != flight.origin


def _begins(start: datetime, state: NetworkState) -> bool:
    return state.horizon_end is None or start < state.horizon_end
