"""Hard constraints that specialists gave, each kept or broken by the plan as written."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from domain import constraints as k
from domain.ids import FlightId
from domain.network import FlightStatus
from domain.plans import Check
from domain.units import minutes
from tools.plan_evaluation.written import WrittenFlight, WrittenPlan, breach

RULE = "specialists_constraints"


def specialists_constraints(plan: WrittenPlan, constraints: Sequence[k.Constraint]) -> Iterator[Check]:
    """A breach per constraint and subject. `SeatPrice` and `ProtectedConnection` are wishes with a price, not limits."""
    for one in constraints:
        for subject, detail in HARD_CONSTRAINTS.get(type(one), _no_limit)(plan, one):
            yield breach(RULE, f"{one.source}: {one.reason}", subject, detail)


_Breaches = Iterator[tuple[str, str]]


def _no_limit(plan: WrittenPlan, one: Any) -> _Breaches:
    yield from ()


def _tail_unavailable(plan: WrittenPlan, one: k.TailUnavailable | k.TailMustBeAt) -> _Breaches:
    for leg in plan.rotations.get(one.tail, ()):
        if leg.open and leg.answered_for and leg.etd < one.end and leg.eta > one.start:
            yield leg.flight_id, f"{one.tail} flies it while it is to be at {one.airport} until {one.end:%d %b %H:%MZ}"


def _tail_must_be_at(plan: WrittenPlan, one: k.TailMustBeAt) -> _Breaches:
    yield from _tail_unavailable(plan, one)
    legs = plan.rotations.get(one.tail, ())
    aircraft = plan.after.aircraft.get(one.tail)
    if aircraft is None or one.deferrable or one.start <= plan.now or one.tail not in plan.tails:
        return
    here = aircraft.location
    for leg in legs:
        if leg.etd < one.start:
            here = leg.flight.lands_at
    if here != one.airport:
        yield one.tail, f"{one.tail} is at {here} at {one.start:%d %b %H:%MZ}, not at {one.airport}"


def _station_closed(plan: WrittenPlan, one: k.StationClosed) -> _Breaches:
    for leg, side, at in _movements_at(plan, one.airport):
        if leg.open and leg.answered_for and one.movement in (side, "both") and one.start <= at < one.end:
            yield leg.flight_id, f"{leg.flight_id} moves at {one.airport} at {at:%H:%MZ}, closed until {one.end:%d %b %H:%MZ}"


def _station_capacity(plan: WrittenPlan, one: k.StationCapacity) -> _Breaches:
    count: Counter[str] = Counter()
    ours = False
    for leg, side, at in _movements_at(plan, one.airport):
        if one.start <= at < one.end and (leg.open or side == "arrivals"):
            count[side] += 1
            ours = ours or (leg.open and leg.answered_for)
    for side, most in (("arrivals", one.arrivals), ("departures", one.departures)):
        if ours and count[side] > most:
            yield one.airport, f"{count[side]} {side} of ours at {one.airport} from {one.start:%d %b %H:%MZ}, {most} are allowed"


def _slot_window(plan: WrittenPlan, one: k.SlotWindow) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and not one.earliest <= leg.etd <= one.latest:
        yield one.flight_id, f"leaves {leg.etd:%H:%MZ}, its slot is {one.earliest:%H:%M} to {one.latest:%H:%MZ}"


def _crew_times_out(plan: WrittenPlan, one: k.CrewTimesOut) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and leg.etd > one.latest_departure:
        yield one.flight_id, f"leaves {leg.etd:%H:%MZ}, {one.crew_id} may not leave after {one.latest_departure:%H:%MZ}"


def _crew_connection(plan: WrittenPlan, one: k.CrewConnection) -> _Breaches:
    then, first = plan.flights.get(one.then), plan.flights.get(one.first)
    if then is None or not then.open or not (then.answered_for or (first is not None and first.answered_for)):
        return
    landed = plan.after.flights.get(one.first)
    on_block: datetime | None = first.eta if first is not None else None
    if first is None and landed is not None and landed.status is FlightStatus.ARRIVED:
        on_block = landed.ata
    if on_block is not None and then.etd < on_block + minutes(one.gap_min):
        yield one.then, f"crew arrive with {one.first} at {on_block:%H:%MZ}, need {one.gap_min} min, it leaves {then.etd:%H:%MZ}"


def _cannot_operate(plan: WrittenPlan, one: k.CannotOperate) -> _Breaches:
    if _open_leg(plan, one.flight_id) is not None:
        yield one.flight_id, f"{one.flight_id} is to fly, but cannot"


def _must_not_cancel(plan: WrittenPlan, one: k.MustNotCancel) -> _Breaches:
    before = plan.base.flights.get(one.flight_id)
    if before is not None and before.status is FlightStatus.SCHEDULED and one.flight_id not in plan.flights:
        yield one.flight_id, f"{one.flight_id} is cancelled, but must not be"


def _flown_by(plan: WrittenPlan, one: k.FlownBy) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and leg.flight.tail != one.tail:
        yield one.flight_id, f"{one.flight_id} is flown by {leg.flight.tail or 'no aircraft'}, not by {one.tail}"


def _not_flown_by(plan: WrittenPlan, one: k.NotFlownBy) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and leg.flight.tail == one.tail:
        yield one.flight_id, f"{one.flight_id} is flown by {one.tail}, which may not fly it"


def _earliest_departure(plan: WrittenPlan, one: k.EarliestDeparture) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and leg.etd < one.at:
        yield one.flight_id, f"leaves {leg.etd:%H:%MZ}, before {one.at:%H:%MZ}"


def _latest_arrival(plan: WrittenPlan, one: k.LatestArrival) -> _Breaches:
    leg = _open_leg(plan, one.flight_id)
    if leg is not None and leg.eta > one.at:
        yield one.flight_id, f"arrives {leg.eta:%H:%MZ}, after {one.at:%H:%MZ}"


def _gate_limit(plan: WrittenPlan, one: k.GateLimit) -> _Breaches:
    """Aircraft of ours on the ground, from on-block to off-block, at the start of the window and at each arrival in it."""
    changes: list[tuple[datetime, int]] = []
    standing = 0
    for tail in sorted(plan.after.aircraft):
        aircraft = plan.after.aircraft[tail]
        if aircraft.carrier not in plan.after.own_carriers:
            continue
        legs = plan.rotations.get(tail, ())
        airborne = bool(legs) and not legs[0].open
        standing += aircraft.location == one.airport and not airborne
        for leg in legs:
            if leg.open and leg.flight.origin == one.airport:
                changes.append((leg.etd, -1))
            if leg.flight.lands_at == one.airport:
                changes.append((leg.eta, 1))
    before = [change for at, change in changes if at <= one.start]
    standing += sum(before)
    most, when = standing, one.start
    for at, change in sorted(pair for pair in changes if one.start < pair[0] < one.end):
        standing += change
        if standing > most:
            most, when = standing, at
    if most > one.aircraft and _concerns(plan, one.airport):
        yield one.airport, f"{most} aircraft of ours stand there at {when:%d %b %H:%MZ}, {one.aircraft} are allowed"


def _concerns(plan: WrittenPlan, airport: str) -> bool:
    return any(airport in (leg.flight.origin, leg.flight.lands_at) for leg in plan.answered_for)


def _open_leg(plan: WrittenPlan, flight_id: FlightId) -> WrittenFlight | None:
    """The flight when it operates, has not left, and the plan answers for it."""
    leg = plan.flights.get(flight_id)
    return leg if leg is not None and leg.open and leg.answered_for else None


def _movements_at(plan: WrittenPlan, airport: str) -> Iterator[tuple[WrittenFlight, str, datetime]]:
    for leg in plan.flights.values():
        if leg.flight.origin == airport:
            yield leg, "departures", leg.etd
        if leg.flight.destination == airport:
            yield leg, "arrivals", leg.eta


HARD_CONSTRAINTS: dict[type, Callable[[WrittenPlan, Any], _Breaches]] = {
    k.TailUnavailable: _tail_unavailable,
    k.TailMustBeAt: _tail_must_be_at,
    k.StationClosed: _station_closed,
    k.StationCapacity: _station_capacity,
    k.SlotWindow: _slot_window,
    k.CrewTimesOut: _crew_times_out,
    k.CrewConnection: _crew_connection,
    k.CannotOperate: _cannot_operate,
    k.MustNotCancel: _must_not_cancel,
    k.FlownBy: _flown_by,
    k.NotFlownBy: _not_flown_by,
    k.EarliestDeparture: _earliest_departure,
    k.LatestArrival: _latest_arrival,
    k.GateLimit: _gate_limit,
}
