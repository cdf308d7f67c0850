"""NetworkState -> programme and arrivals; our flights with what a later slot costs each of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from domain import events as e
from domain.apply import fold
from domain.constraints import Constraint, CrewTimesOut, StationCapacity, StationClosed
from domain.ids import FlightId
from domain.network import Airport, Flight, FlightStatus, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.costs import CostParameters
from knowledge.passenger_rights.places import UnknownPlace, place
from tools.arrival_slots.consequences import Followed, NextLeg
from tools.arrival_slots.problem import (
    Allocation,
    Arrival,
    Link,
    Programme,
    Rate,
    Scope,
    SlotProblem,
    SlotUser,
)
from tools.arrival_slots.programme import exemption, held_on_ground
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.station_limits.limits import is_curfew

DESTINATION, ROTATION = "83", "93"
"""IATA delay codes: flow management for the destination airport; late arrival of the aircraft from another flight."""
_UNLIMITED = 10**6
AFTER = "expected after the programme"
"""Why a flight uses a slot and is not held: it lands after the end, at the declared rate, ahead of those that wait."""


class NoProgramme(ValueError):
    """The airport is not short of arrivals, and nothing else was asked for."""


def programme_of(
    airport: Airport, now: datetime, *, start: datetime | None = None, end: datetime | None = None, per_hour: int | None = None
) -> Programme:
    """The airport's programme: from its reductions and closures that are not over, or as asked for.

    `per_hour` takes the place of the reductions' rates; between reductions and after the end the declared rate holds.
    NoProgramme says what is missing, ValueError what is wrong.
    """
    known = [(one.start, one.end) for one in airport.reductions if one.end > now]
    known += [(one.start, one.end) for one in airport.closures if one.end > now]
    begins = start or min((one for one, _ in known), default=None)
    ends = end or max((one for _, one in known), default=None)
    if begins is None or ends is None or (per_hour is None and not known):
        raise NoProgramme(f"{airport.code} takes its declared {airport.arrivals_per_hour} arrivals an hour.")
    cuts = {_whole(begins), _whole(ends)}
    cuts |= {_whole(one) for window in known for one in window if begins < one < ends}
    closed = tuple((_whole(one.start), _whole(one.end)) for one in airport.closures if one.end > one.start)
    rates = []
    for first, then in pairwise(sorted(cuts)):
        reduced = [one.arrivals_per_hour for one in airport.reductions if one.start < then and one.end > first]
        rate = min([airport.arrivals_per_hour, *reduced]) if per_hour is None else per_hour
        rates.append(Rate(first, then, rate))
    return Programme(airport.code, tuple(rates), max(1, airport.arrivals_per_hour), closed)


def arrivals_of(
    state: NetworkState, programme: Programme, scope: Scope, now: datetime, *, stopped_until: datetime | None = None
) -> tuple[Arrival, ...]:
    """Everybody's flights that use the airport's slots from the programme's start on, by id.

    `stopped_until`: a ground stop holds the flights in scope until then.
    """
    state = without_slot_delays(state, programme.airport, now)
    found = []
    for _, flight in sorted(state.flights.items()):
        if flight.destination == programme.airport and flight.service != "ground" and flight.lands_at == flight.destination:
            arrival = _arrival(state, flight, programme, scope, now)
            if (arrival.original if arrival.cancelled else arrival.earliest) >= programme.start:
                found.append(arrival)
    stopped = found if stopped_until is None else held_on_ground(found, stopped_until)
    return tuple(_released_after(one, programme) for one in stopped if not (one.cancelled and one.original >= programme.end))


def _released_after(arrival: Arrival, programme: Programme) -> Arrival:
    return replace(arrival, exempt=AFTER) if arrival.earliest >= programme.end else arrival


def _arrival(state: NetworkState, flight: Flight, programme: Programme, scope: Scope, now: datetime) -> Arrival:
    block_min = minutes_between(flight.std, _whole(flight.sta))
    taxi_out_min = min(state.airports[flight.origin].taxi_out_min, block_min)
    match flight.status:
        case FlightStatus.CANCELLED:
            earliest, exempt = flight.sta, ""
        case FlightStatus.SCHEDULED:
            earliest = max(flight.eta, now + minutes(block_min))
            exempt = exemption(
                scope,
                origin=flight.origin,
                distance_km=_distance_km(state, flight),
                airborne=False,
                from_abroad=scope.from_abroad_exempt and _from_abroad(flight),
            )
        case _:
            earliest, exempt = flight.ata or max(flight.eta, now), "arrived" if flight.ata is not None else "airborne"
    cancelled = flight.status is FlightStatus.CANCELLED
    return Arrival(flight.flight_id, flight.carrier, flight.sta, _whole(earliest), block_min, taxi_out_min, exempt, cancelled)


def without_slot_delays(state: NetworkState, airport: str, now: datetime) -> NetworkState:
    """The network with flights back at their schedule that were delayed to meet their slot at the airport: a slot taken is no
    reason for a later one. So are the later legs of their aircraft that are late for the rotation.
    """
    back: dict[FlightId, Flight] = {}
    for _, slot in sorted(state.slots.items()):
        flight = state.flights.get(slot.flight_id) if slot.flight_id is not None else None
        if flight is None or slot.airport != airport or slot.movement != "arrival":
            continue
        if flight.status is FlightStatus.SCHEDULED and flight.eta == slot.time and flight.etd > flight.std:
            back[flight.flight_id] = flight
            for leg in state.rotation(flight.tail) if flight.tail is not None else ():
                if leg.std > flight.std and leg.delay_code == ROTATION and leg.status is FlightStatus.SCHEDULED:
                    back[leg.flight_id] = leg
    events: list[e.Event] = []
    for _, flight in sorted(back.items()):
        etd = max(flight.std, now)
        eta = etd + flight.block
        events.append(e.FlightDelayed(at=now, flight_id=flight.flight_id, etd=etd, eta=eta, delay_code=flight.delay_code))
    return fold(state, events) if events else state


def _distance_km(state: NetworkState, flight: Flight) -> int:
    return round(state.distance_km(flight.origin, flight.destination))


def _from_abroad(flight: Flight) -> bool:
    try:
        return place(flight.origin).country != place(flight.destination).country
    except UnknownPlace:
        return False


def _whole(moment: datetime) -> datetime:
    """The moment, or the next whole minute."""
    down = moment.replace(second=0, microsecond=0)
    return down if down == moment else down + timedelta(minutes=1)


# --- our flights ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnSlots:
    """The problem of our flights, what their aircraft fly next, and flights that cannot fly as things are, with the reason.

    `moved_back`: flights whose delay for an earlier slot is not counted any more.
    """

    problem: SlotProblem
    next_legs: Mapping[str, tuple[NextLeg, ...]]
    moved_back: frozenset[FlightId]
    cannot_fly: dict[str, str]


def own_slots(
    base: NetworkState,
    after: NetworkState,
    programme: Programme,
    allocation: Allocation,
    *,
    rationed: Sequence[Arrival],
    arrivals: Sequence[Arrival],
    now: datetime,
    costs: CostParameters,
    may_be_left_out: Collection[str] = (),
    times_out: Iterable[CrewTimesOut] = (),
) -> OwnSlots:
    """Our flights that are held, with the slots they may have: those that are ours at `base`, and those that nobody holds.

    `after`: the network with a plan. Its flights are taken as they go without the programme: late aircraft and crews count.
    `rationed`: the arrivals at `base` that the allocation was made of; `arrivals`: those of `after`.
    """
    delayed, after = after, without_slot_delays(after, programme.airport, now)
    standing = standing_constraints(after, now, schedule=base)
    limits = [_of_departures(one, programme.airport) for one in standing]
    projected = propagate(after, now=now, constraints=limits).flights
    closed = [one for one in standing if isinstance(one, StationClosed)]
    follow = Followed(after, projected, standing, costs)
    flies = {one.flight_id for one in arrivals if not one.cancelled}
    stays = {one.flight_id for one in rationed if one.exempt and one.flight_id in flies}
    own = after.own_carriers
    held = [one for one in arrivals if one.carrier in own and not one.exempt and not one.cancelled]
    flying = [one for one in held if not projected[FlightId(one.flight_id)].cancelled]
    users = frozenset(FlightId(one.flight_id) for one in flying)
    last_departure: dict[str, datetime] = {}
    for limit in times_out:
        last_departure[limit.flight_id] = min(last_departure.get(limit.flight_id, limit.latest_departure), limit.latest_departure)
    flights = []
    links: list[Link] = []
    next_legs: dict[str, tuple[NextLeg, ...]] = {}
    for one in flying:
        flight = after.flights[FlightId(one.flight_id)]
        earliest = _whole(max(one.earliest, projected[flight.flight_id].eta))
        consequences, legs, flown_next = follow.consequences(flight, earliest, users)
        links += flown_next
        next_legs[flight.flight_id] = tuple(legs)
        latest = _latest_departure(flight, one.off_block(earliest), closed, costs, last_departure.get(flight.flight_id))
        lands_by = follow.lands_by(flight)
        flights.append(
            SlotUser(
                flight.flight_id,
                earliest,
                min(latest + minutes(one.block_min), lands_by or datetime.max.replace(tzinfo=UTC)),
                tuple(consequences),
                follow.left_out_cents(flight, consequences),
                flight.flight_id in may_be_left_out,
            )
        )
    ours = [one.slot for one in allocation.holdings if one.carrier in base.own_carriers and one.flight_id not in stays]
    nights = [one for one in closed if one.airport == programme.airport and one.movement != "departures" and is_curfew(one)]
    usable = [
        slot
        for slot in (*ours, *allocation.free)
        if slot.time >= now and not any(night.start <= slot.time < night.end for night in nights)
    ]
    return OwnSlots(
        SlotProblem(tuple(sorted(usable)), tuple(flights), costs.passenger_delay_cents, tuple(links)),
        next_legs,
        frozenset(one.flight_id for one in after.own_flights() if one.etd != delayed.flights[one.flight_id].etd),
        {
            one.flight_id: projected[FlightId(one.flight_id)].causes[-1].text
            for one in held
            if projected[FlightId(one.flight_id)].cancelled
        },
    )


def _of_departures(limit: Constraint, airport: str) -> Constraint:
    """The limit without what it says of arrivals at the airport: who arrives when is the programme's business."""
    if isinstance(limit, StationCapacity) and limit.airport == airport:
        return limit.model_copy(update={"arrivals": _UNLIMITED})
    if isinstance(limit, StationClosed) and limit.airport == airport and limit.movement == "both":
        return limit.model_copy(update={"movement": "departures"})
    return limit


def _latest_departure(
    flight: Flight, earliest: datetime, closed: Iterable[StationClosed], costs: CostParameters, times_out: datetime | None
) -> datetime:
    """The last moment to leave: the longest delay, the crew's last legal departure, the origin's next closure or curfew."""
    limits = [flight.std + minutes(costs.longest_delay_min)]
    limits += [] if times_out is None else [times_out]
    limits += [
        one.start - minutes(1)
        for one in closed
        if one.airport == flight.origin and one.movement != "arrivals" and one.start > earliest
    ]
    return min(limits)
