"""An airport's gate problem as the network has it: stays of our aircraft, who changes between them, what was published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from domain.constraints import GateLimit
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Airport, Border, Flight, FlightStatus, NetworkState, Stand
from domain.plans import ProjectedFlight
from domain.units import minutes
from knowledge.airline.aircraft_types import SIZES, aircraft_type
from knowledge.airline.gate_policy import GatePolicy, gate_policy
from knowledge.passenger_rights.places import UnknownPlace, place
from tools.gates.problem import Closure, Connection, Problem, Turn, parts_of
from tools.station_limits.limits import end_of_horizon

Courses = Mapping[FlightId, ProjectedFlight]
"""Flights as they will go; those that are not in it have arrived, or go as the network says."""


@dataclass(frozen=True, slots=True)
class Course:
    """One flight as it went or will go: off block, on block."""

    flight: Flight
    off: datetime
    on: datetime


def gate_problem(state: NetworkState, airport: Airport, courses: Courses, now: datetime, policy: GatePolicy) -> Problem:
    """The stays of our aircraft at the airport from `now` to the end of the horizon, on its stands."""
    now = _floor(now)
    found = sorted(_turns(state, airport, courses, now, policy), key=lambda turn: (turn.arrives, turn.leaves, turn.turn_id))
    turns = tuple(_one_on_each(found))
    return Problem(
        now=now,
        turns=turns,
        stands=airport.stands,
        policy=policy,
        connections=_connections(state, turns),
        closures=tuple(
            Closure(name, max(now, window.start), window.end)
            for name, window in airport.gate_closures
            if window.end > now and window.end > window.start
        ),
    )


def named_stands(state: NetworkState, airport: Airport) -> tuple[Stand, ...]:
    """The airport's gates as stands that take anything, where flights of ours are published on them; none otherwise."""
    for flight in state.own_flights():
        if (flight.origin == airport.code and flight.gate) or (flight.destination == airport.code and flight.arrival_gate):
            return tuple(Stand(name, size="F") for name in airport.gates)
    return ()


def gate_limits(state: NetworkState, now: datetime) -> tuple[GateLimit, ...]:
    """Where our stands bind: spans in which more of our aircraft are to be on a stand than we may use, sorted.

    Aircraft of each size are counted on stands that take them; parked ones that can be towed away are not counted.
    """
    policy, limits = gate_policy(), []
    for code in sorted(code for code, airport in state.airports.items() if airport.stands):
        airport = state.airports[code]
        limits += _limits(gate_problem(state, airport, {}, now, policy), code)
    return tuple(limits)


def _limits(problem: Problem, airport: AirportCode) -> list[GateLimit]:
    """Spans between changes in which there are more aircraft than stands, joined where the number of stands is the same."""
    ours = {turn.carrier for turn in problem.turns}
    usable = [stand for stand in problem.stands if not stand.carriers or ours & set(stand.carriers)]
    parts = [part for turn in problem.turns for part in parts_of(turn, problem.policy) if part.kind != "park"]
    moments = {max(problem.now, moment) for part in parts for moment in (part.start, part.end)}
    moments |= {moment for one in problem.closures for moment in (one.start, one.end)}
    ordered = sorted(moments)
    limits: list[GateLimit] = []
    for start, end in pairwise(ordered):
        there = Counter(part.turn.size for part in parts if part.start <= start < part.end)
        closed = {one.stand for one in problem.closures if one.start <= start < one.end}
        stands = Counter(stand.size for stand in usable if stand.name not in closed)
        total = sum(stands.values())
        # Aircraft of a size and above fit the stands of that size and above; smaller ones may be there besides.
        allowed = min(
            sum(stands[size] for size in SIZES[index:]) + sum(there[size] for size in SIZES[:index])
            for index in range(len(SIZES))
        )
        if sum(there.values()) <= allowed:
            continue
        last = limits[-1] if limits else None
        if last is not None and last.end == start and last.aircraft == allowed:
            limits[-1] = last.model_copy(update={"end": end})
        else:
            reason = f"{total} stands for our aircraft, {sum(there.values())} planned on the ground"
            limits.append(GateLimit(source="ground", reason=reason, airport=airport, start=start, end=end, aircraft=allowed))
    return limits


def _turns(state: NetworkState, airport: Airport, courses: Courses, now: datetime, policy: GatePolicy) -> Iterator[Turn]:
    until = _floor(end_of_horizon(state, now))
    for tail in sorted(tail for tail, aircraft in state.aircraft.items() if aircraft.carrier in state.own_carriers):
        legs = sorted(_flown(state, tail, courses), key=lambda leg: (leg.off, leg.flight.flight_id))
        here = state.aircraft[tail].location if not legs else legs[0].flight.origin
        if here == airport.code:
            first = legs[0] if legs else None
            start = min(now, _floor(first.off) - minutes(policy.loading_min)) if first is not None else now
            yield from _turn(state, airport, tail, None, first, start, now, until, policy)
        for index, leg in enumerate(legs):
            then = legs[index + 1] if index + 1 < len(legs) else None
            if leg.flight.lands_at == airport.code and leg.on < until:
                going = then if then is not None and then.flight.origin == airport.code else None
                # A tail that then leaves from elsewhere is an error of the record or the plan: it keeps no stand for that.
                last = until if then is None else _floor(leg.on)
                yield from _turn(state, airport, tail, leg, going, _floor(leg.on), now, last, policy)


def _one_on_each(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns, in order of arrival; where a second aircraft is said to stand on a stand already, it is not known where."""
    taken: set[str] = set()
    for turn in turns:
        yield replace(turn, stands_on="") if turn.stands_on in taken else turn
        taken.add(turn.stands_on)


def _flown(state: NetworkState, tail: TailNumber, courses: Courses) -> Iterator[Course]:
    for flight in state.rotation(tail):
        course = courses.get(flight.flight_id)
        if flight.status is FlightStatus.CANCELLED or (course is not None and course.cancelled):
            continue
        off = flight.atd or (course.etd if course is not None else flight.etd)
        on = flight.ata or (course.eta if course is not None else flight.eta)
        yield Course(flight, off, on)


def _turn(
    state: NetworkState,
    airport: Airport,
    tail: TailNumber,
    comes: Course | None,
    goes: Course | None,
    arrives: datetime,
    now: datetime,
    until: datetime,
    policy: GatePolicy,
) -> Iterator[Turn]:
    """The stay between two flights, unless it is over; without a departure, to `until` and at least until it is unloaded."""
    leaves = _floor(goes.off) if goes is not None else max(until, arrives + minutes(policy.unloading_min))
    left = goes is not None and goes.flight.status is not FlightStatus.SCHEDULED
    if left or leaves <= now or leaves <= arrives:
        return
    aircraft = state.aircraft[tail]
    arrival = comes.flight if comes is not None else None
    departure = goes.flight if goes is not None else None
    names = {stand.name for stand in airport.stands}
    published_arrival = arrival.arrival_gate if arrival is not None and arrival.arrival_gate in names else ""
    published_departure = departure.gate if departure is not None and departure.gate in names else ""
    on_ground = arrives <= now and (arrival is None or arrival.ata is not None)
    likely = policy.likely_delay_min
    yield Turn(
        turn_id=f"{tail}/{arrival.flight_id if arrival is not None else 'here'}",
        tail=tail,
        carrier=aircraft.carrier,
        size=aircraft_type(aircraft).size,
        arrives=arrives,
        leaves=leaves,
        arrival=arrival.flight_id if arrival is not None else None,
        departure=departure.flight_id if departure is not None else None,
        arrival_border=_border(policy, arrival),
        departure_border=_border(policy, departure),
        arriving=state.passengers_on(arrival.flight_id) if arrival is not None else 0,
        departing=state.passengers_on(departure.flight_id) if departure is not None else 0,
        published_arrival=published_arrival,
        published_departure=published_departure,
        delay_mean_min=likely.mean,
        delay_spread_min=likely.spread,
        stands_on=(published_arrival or published_departure) if on_ground else "",
    )


def _border(policy: GatePolicy, flight: Flight | None) -> Border | None:
    """The kind of flight for the gate; None where an airport's country is not known."""
    if flight is None:
        return None
    try:
        return policy.border(place(flight.origin).country, place(flight.destination).country, flight.origin)
    except UnknownPlace:
        return None


def _connections(state: NetworkState, turns: tuple[Turn, ...]) -> tuple[Connection, ...]:
    leaves_with = {turn.departure: turn.turn_id for turn in turns if turn.departure is not None}
    people: Counter[tuple[str, str]] = Counter()
    for turn in turns:
        for booking_id in state.flight_bookings.get(turn.arrival, ()) if turn.arrival is not None else ():
            booking = state.bookings[booking_id]
            after = booking.flight_ids[booking.flight_ids.index(turn.arrival) + 1 :] if turn.arrival in booking.flight_ids else ()
            if after and after[0] in leaves_with and leaves_with[after[0]] != turn.turn_id:
                people[turn.turn_id, leaves_with[after[0]]] += booking.passengers
    return tuple(Connection(first, then, count) for (first, then), count in sorted(people.items()))


def _floor(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
