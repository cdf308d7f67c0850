"""The standing limits of stations as constraints: closures, curfew nights, and our capacity per clock hour."""

from collections.abc import Iterator
from datetime import datetime

from domain.constraints import StationCapacity, StationClosed
from domain.ids import AirportCode
from domain.network import Airport, NetworkState
from tools.station_limits.capacity import HOUR, clock_hour, hour_number, movements_made, scheduled_traffic, slots_held
from tools.station_limits.curfews import CURFEW_REASON, curfew_closures


def station_limits(
    state: NetworkState, now: datetime, schedule: NetworkState | None = None
) -> tuple[StationClosed | StationCapacity, ...]:
    """Closures, curfew nights and our hourly capacity at the airports our flights use, from `now` to the end of the horizon.

    Sorted by airport and time. The current hour's capacity is what is left of it after our movements already made.
    `schedule` is the network before a plan, where `state` is one with it: flights that a plan adds do not add to our part.
    """
    codes = own_airports(state)
    until = end_of_horizon(state, now)
    limits: list[StationClosed | StationCapacity] = []
    for code in codes:
        airport = state.airports[code]
        limits += _closures(airport, now, until)
        limits += curfew_closures(state, airport, now, until)
    limits += _capacities(state, codes, now, until, state if schedule is None else schedule)
    return tuple(limits)


def own_airports(state: NetworkState) -> tuple[AirportCode, ...]:
    """Airports where our flights move, sorted."""
    return tuple(
        sorted({code for flight in state.own_flights() for code in (flight.origin, flight.lands_at, flight.destination)})
    )


def end_of_horizon(state: NetworkState, now: datetime) -> datetime:
    """The end of the horizon; where none is declared, the last arrival of our flights."""
    return state.horizon_end or max((flight.eta for flight in state.own_flights()), default=now)


def is_curfew(limit: StationClosed) -> bool:
    """Whether the closure is a night of a curfew, or a part of one."""
    return limit.reason.startswith(CURFEW_REASON)


def _closures(airport: Airport, now: datetime, until: datetime) -> Iterator[StationClosed]:
    for closure in sorted(airport.closures, key=lambda window: (window.start, window.end)):
        if closure.end > now and closure.start < until and closure.end > closure.start:
            reason = f"closure reported: {closure.reason}" if closure.reason else "closure reported"
            yield StationClosed(source="slot", reason=reason, airport=airport.code, start=closure.start, end=closure.end)


def _capacities(
    state: NetworkState, codes: tuple[AirportCode, ...], now: datetime, until: datetime, schedule: NetworkState
) -> Iterator[StationCapacity]:
    traffic = scheduled_traffic(schedule, codes)
    made = movements_made(state, now)
    held = slots_held(state)
    for code in codes:
        airport = state.airports[code]
        assumed = " (assumed)" if any("capacity" in one for one in airport.assumed) else ""
        hour = clock_hour(now)
        made_arrivals, made_departures = made[code, "arrival"], made[code, "departure"]
        while hour < until:
            arrival, departure = traffic.load(airport, hour, "arrival"), traffic.load(airport, hour, "departure")
            kind = "reduced rate" if arrival.reduced or departure.reduced else "declared rate"
            ours = max(arrival.ours, held[code, hour_number(hour)]) if arrival.reduced else arrival.ours
            yield StationCapacity(
                source="slot",
                reason=f"{kind} {arrival.rate} arrivals and {departure.rate} departures an hour{assumed}, less other carriers",
                airport=code,
                start=max(hour, now),
                end=hour + HOUR,
                arrivals=max(0, ours - made_arrivals),
                departures=max(0, departure.ours - made_departures),
            )
            hour += HOUR
            made_arrivals = made_departures = 0
