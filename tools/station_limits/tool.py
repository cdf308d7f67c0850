"""Tools `station_limits`, `airport_load`, `airport_windows` and `airport_movement_room`."""

from datetime import timedelta

from pydantic import Field

from domain.commands import Operation
from domain.constraints import StationCapacity, StationClosed
from domain.decide import decide_all
from domain.disruptions import Iata
from domain.ids import FlightId
from domain.network import Movement
from domain.units import Frozen, UtcDatetime
from tools.spec import ToolContext, tool
from tools.station_limits.capacity import HourLoad, clock_hour, scheduled_traffic
from tools.station_limits.limits import end_of_horizon, own_airports, station_limits
from tools.station_limits.rolling import broken_windows
from tools.station_limits.room import Rule, movement_room
from tools.station_limits.windows import Kind


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


class AirportWindowsRequest(Frozen):
    """Which airports, all that our flights use when left out; with a plan's `operations` carried out first."""

    airports: tuple[Iata, ...] = ()
    operations: tuple[Operation, ...] = ()


class WindowOverLimit(Frozen):
    """More movements in [start, end) than the airport declares for any `length_min` minutes in a row."""

    airport: Iata
    movements: Kind
    length_min: int
    start: UtcDatetime
    end: UtcDatetime
    allowed: int
    ours: int
    others: int
    ours_at_most: int


class AirportWindowsReport(Frozen):
    """`over`: windows above their limit. `capacities`: what keeps us to our part of those where we have more."""

    over: tuple[WindowOverLimit, ...]
    capacities: tuple[StationCapacity, ...]
    assumed: tuple[str, ...]


@tool(name="airport_windows")
def airport_windows(context: ToolContext, request: AirportWindowsRequest) -> AirportWindowsReport:
    """Rolling windows in which more movements are expected at an airport than it declares, ours and others', and our part."""
    state = context.state
    if request.operations:
        _, state = decide_all(state, request.operations, now=context.now)
    airports = [context.state.airport(code) for code in request.airports or own_airports(state)]
    found = broken_windows(state, context.now, airports, schedule=context.state)
    return AirportWindowsReport(
        over=tuple(
            WindowOverLimit(
                airport=one.airport,
                movements=one.limit.kind,
                length_min=one.limit.length_min,
                start=one.start,
                end=one.end,
                allowed=one.limit.most,
                ours=one.ours,
                others=one.others,
                ours_at_most=one.ours_at_most,
            )
            for one in found
        ),
        capacities=tuple(dict.fromkeys(one.asked for one in found if one.asked is not None)),
        assumed=tuple(
            f"{airport.code}: {text}"
            for airport in airports
            if any(one.airport == airport.code for one in found)
            for text in airport.assumed
            if "capacity" in text
        ),
    )


class MovementRoomRequest(Frozen):
    """One more movement of ours at an airport at a time, or another time for one of `flight_id`."""

    airport: Iata
    movement: Movement
    at: UtcDatetime
    flight_id: FlightId | None = None


class InTheWay(Frozen):
    """A closure, curfew night, clock hour or rolling window that takes no further movement of the kind."""

    rule: Rule
    start: UtcDatetime
    end: UtcDatetime
    text: str


class MovementRoomReport(Frozen):
    """`first_at`: the first time not before the one asked for (nor before now) with room; null: none within two days."""

    allowed: bool
    first_at: UtcDatetime | None
    in_the_way: tuple[InTheWay, ...]
    assumed: tuple[str, ...]


@tool(name="airport_movement_room")
def airport_movement_room(context: ToolContext, request: MovementRoomRequest) -> MovementRoomReport:
    """Whether an airport has room for one more movement of ours; if not, what is in the way and the first time with room.

    Looks at closures, curfews with their quota and exemptions, our part of the clock hour, and every rolling window.
    """
    airport = context.state.airport(request.airport)
    flight = context.state.flight(request.flight_id) if request.flight_id is not None else None
    room = movement_room(context.state, airport, request.movement, max(request.at, context.now), flight)
    return MovementRoomReport(
        allowed=not room.in_the_way,
        first_at=room.first,
        in_the_way=tuple(InTheWay(rule=one.rule, start=one.start, end=one.end, text=one.text) for one in room.in_the_way),
        assumed=airport.assumed,
    )
