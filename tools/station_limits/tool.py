"""Tools `station_limits` and `airport_load`."""

from datetime import timedelta

from pydantic import Field

from domain.constraints import StationCapacity, StationClosed
from domain.disruptions import Iata
from domain.units import Frozen, UtcDatetime
from tools.spec import ToolContext, tool
from tools.station_limits.capacity import HourLoad, clock_hour, scheduled_traffic
from tools.station_limits.limits import end_of_horizon, station_limits


class StationLimitsRequest(Frozen):
    """Which airports to report; all that our flights use when left out."""

    airports: tuple[Iata, ...] = ()


class StationLimitsReport(Frozen):
    """Closures, curfew nights and our hourly capacity, sorted by kind, airport and time."""

    closures: tuple[StationClosed, ...]
    capacities: tuple[StationCapacity, ...]


@tool(name="station_limits")
def station_limits_tool(context: ToolContext, request: StationLimitsRequest) -> StationLimitsReport:
    """What our flights may do at each airport from now on: closures, curfew nights, and how many movements an hour are ours."""
    for code in request.airports:
        context.state.airport(code)
    limits = [
        one for one in station_limits(context.state, context.now) if not request.airports or one.airport in request.airports
    ]
    return StationLimitsReport(
        closures=tuple(one for one in limits if isinstance(one, StationClosed)),
        capacities=tuple(one for one in limits if isinstance(one, StationCapacity)),
    )


class AirportLoadRequest(Frozen):
    """The airport, and how many clock hours from now; to the end of the horizon when left out."""

    airport: Iata
    hours: int | None = Field(default=None, ge=1, le=72)


class MovementLoad(Frozen):
    """One kind of movement in one clock hour: scheduled passenger flights, and `ours_at_most` as our part of `rate_per_hour`."""

    scheduled_own: int
    scheduled_others: int
    declared_per_hour: int
    rate_per_hour: int
    ours_at_most: int


class ClockHourLoad(Frozen):
    """One UTC clock hour."""

    start: UtcDatetime
    arrivals: MovementLoad
    departures: MovementLoad


class AirportLoadReport(Frozen):
    """Scheduled load against capacity, hour by hour; `assumed` lists what about the airport is assumed."""

    airport: Iata
    hours: tuple[ClockHourLoad, ...]
    assumed: tuple[str, ...]


@tool(name="airport_load")
def airport_load(context: ToolContext, request: AirportLoadRequest) -> AirportLoadReport:
    """Scheduled arrivals and departures of an airport per clock hour, ours and others', beside its rate and our part of it."""
    airport = context.state.airport(request.airport)
    traffic = scheduled_traffic(context.state, (airport.code,))
    start = clock_hour(context.now)
    until = end_of_horizon(context.state, context.now)
    count = request.hours or max(1, -(-(until - start) // timedelta(hours=1)))
    return AirportLoadReport(
        airport=airport.code,
        hours=tuple(
            ClockHourLoad(
                start=hour,
                arrivals=_movements(traffic.load(airport, hour, "arrival")),
                departures=_movements(traffic.load(airport, hour, "departure")),
            )
            for hour in (start + timedelta(hours=index) for index in range(count))
        ),
        assumed=airport.assumed,
    )


def _movements(load: HourLoad) -> MovementLoad:
    return MovementLoad(
        scheduled_own=load.scheduled_own,
        scheduled_others=load.scheduled_others,
        declared_per_hour=load.declared,
        rate_per_hour=load.rate,
        ours_at_most=load.ours,
    )
