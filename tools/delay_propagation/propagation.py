"""First come, first served: every flight leaves at the earliest moment its aircraft, crew and airports allow, or is cancelled."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from domain.constraints import (
    CannotOperate,
    Constraint,
    CrewConnection,
    CrewTimesOut,
    EarliestDeparture,
    LatestArrival,
    SlotWindow,
    TailMustBeAt,
    TailUnavailable,
)
from domain.ids import FlightId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import KnockOn, KnockOnCause, ProjectedFlight
from domain.remembered import remembered
from domain.units import minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from tools.delay_propagation.rotations import TailStart, flying_order, tail_start
from tools.delay_propagation.station_use import StationUse

_CAUSE_OF_SOURCE: Mapping[str, KnockOnCause] = {
    "slot": "capacity",
    "crew": "crew",
    "network": "unserviceable",
    "ground": "turnaround",
}


@dataclass(frozen=True, slots=True)
class Projection:
    """Our flights as they will go: those not yet arrived or diverted, and those already cancelled."""

    flights: Mapping[FlightId, ProjectedFlight]


@dataclass(frozen=True, slots=True)
class _Bound:
    """A time that a departure is held to, and what holds it."""

    at: datetime
    cause: KnockOnCause
    because_of: str
    text: str


@dataclass(frozen=True, slots=True)
class _Visit:
    start: datetime
    end: datetime
    text: str


@dataclass(slots=True)
class _Leg:
    """A flight that has not left, while its departure is being found. `at` only ever grows."""

    flight: Flight
    at: datetime
    waits_for: int = 0
    crew_from: list[CrewConnection] = field(default_factory=list)
    not_before: list[_Bound] = field(default_factory=list)
    not_after: list[_Bound] = field(default_factory=list)
    cannot: _Bound | None = None
    causes: list[KnockOn] = field(default_factory=list)
    cancelled: bool = False
    decided: bool = False

    @property
    def block(self) -> timedelta:
        return self.flight.block

    def hold(self, bound: _Bound) -> None:
        """Move the departure to the bound's time and record why; a bound that a late flight meets exactly is recorded too."""
        if bound.at < self.at or (bound.at == self.at and not self.causes):
            return
        added = minutes_between(self.at, bound.at)
        self.at = bound.at
        last = self.causes[-1] if self.causes else None
        if last is not None and (last.cause, last.because_of) == (bound.cause, bound.because_of):
            self.causes.pop()
            added += last.delay_min
        self.causes.append(KnockOn(cause=bound.cause, delay_min=added, because_of=bound.because_of, text=bound.text))

    def cancel(self, cause: KnockOnCause, because_of: str, text: str) -> None:
        self.cancelled = True
        self.causes.append(KnockOn(cause=cause, delay_min=0, because_of=because_of, text=text))


def propagate(state: NetworkState, *, now: datetime, constraints: Sequence[Constraint]) -> Projection:
    """Project every flight of ours that has not arrived or diverted, if nobody intervenes after `now`.

    Deterministic. The same constraint given twice changes nothing but the work done. Departures never before `now`.
    """
    return _remembered(state, now, tuple(constraints))


@remembered(16)
def _remembered(state: NetworkState, now: datetime, constraints: tuple[Constraint, ...]) -> Projection:
    return _Propagation(state, now, constraints).run()


class _Propagation:
    def __init__(self, state: NetworkState, now: datetime, constraints: Sequence[Constraint]) -> None:
        self.state = state
        self.soonest = _whole_minute(now)
        self.use = StationUse(constraints)
        self.longest_min = cost_parameters().longest_delay_min
        self.projected: dict[FlightId, ProjectedFlight] = {}
        self.legs: dict[FlightId, _Leg] = {}
        self.next_on_tail: dict[FlightId, FlightId] = {}
        self.crew_goes_to: dict[FlightId, list[FlightId]] = {}
        self.visits: dict[TailNumber, list[_Visit]] = {}
        self.tails: dict[TailNumber, TailStart] = {}
        self.lost: dict[TailNumber, FlightId] = {}
        self.ready: list[tuple[datetime, datetime, FlightId]] = []
        self._settle_what_is_known()
        self._order_rotations()
        self._read(constraints)

    def run(self) -> Projection:
        for leg in [leg for leg in self.legs.values() if leg.waits_for == 0]:
            self._release(leg)
        self._serve()
        # Only crew connections that contradict the order of the aircraft leave legs waiting; the aircraft's order then decides.
        while stuck := [leg for leg in self.legs.values() if not leg.decided]:
            behind = {self.next_on_tail.get(leg.flight.flight_id) for leg in stuck}
            first = min(
                (leg for leg in stuck if leg.flight.flight_id not in behind),
                key=lambda leg: (leg.flight.etd, leg.flight.std, leg.flight.flight_id),
            )
            self._release(first)
            self._serve()
        return Projection(self.projected)

    # --- what is known before anything is decided -------------------------------------------------------------------

    def _settle_what_is_known(self) -> None:
        for flight in sorted(self.state.own_flights(), key=lambda one: (one.etd, one.flight_id)):
            if flight.status is FlightStatus.SCHEDULED:
                self.legs[flight.flight_id] = _Leg(flight, flight.std)
            elif flight.status is FlightStatus.DEPARTED:
                self._land(flight)
            elif flight.status is FlightStatus.CANCELLED:
                self._project(flight, flight.etd, flight.eta, True, (_reported(flight, 0, "cancelled"),))

    def _land(self, flight: Flight) -> None:
        """A flight in the air lands when expected, or waits for the airport to open."""
        left = flight.atd or flight.etd
        late = minutes_between(flight.std, left)
        causes = [_reported(flight, late, "left")] if late > 0 else []
        eta = flight.eta
        while wait := self.use.closed(flight.destination, "arrival", eta):
            causes.append(
                KnockOn(
                    cause=wait.cause,
                    delay_min=minutes_between(eta, wait.until),
                    because_of=flight.destination,
                    text=f"in the air, lands when it can: {wait.text}",
                )
            )
            eta = wait.until
        self.use.take(flight.destination, "arrival", eta)
        self._project(flight, left, eta, False, tuple(causes))

    def _order_rotations(self) -> None:
        landing = {flight_id: one.eta for flight_id, one in self.projected.items() if not one.cancelled}
        for tail in sorted({leg.flight.tail for leg in self.legs.values() if leg.flight.tail is not None}):
            start = tail_start(self.state, tail, landing)
            self.tails[tail] = start
            legs = [flight for flight in self.state.rotation(tail) if flight.flight_id in self.legs]
            order = flying_order(legs, start.airport)
            for before, after in pairwise(order):
                self.next_on_tail[before.flight_id] = after.flight_id
                self.legs[after.flight_id].waits_for += 1

    def _read(self, constraints: Sequence[Constraint]) -> None:
        links: dict[tuple[FlightId, FlightId], CrewConnection] = {}
        for one in constraints:
            match one:
                case CrewConnection() if one.then in self.legs:
                    known = links.get((one.first, one.then))
                    if known is None or one.gap_min > known.gap_min:
                        links[one.first, one.then] = one
                case TailUnavailable():
                    text = f"{one.tail} {one.reason} at {one.airport} until {one.end:%d %b %H:%MZ}"
                    self.visits.setdefault(one.tail, []).append(_Visit(one.start, one.end, text))
                case TailMustBeAt():
                    text = f"{one.tail} at {one.airport} for {one.reason} until {one.end:%d %b %H:%MZ}"
                    self.visits.setdefault(one.tail, []).append(_Visit(one.start, one.end, text))
                case SlotWindow() | EarliestDeparture() | CrewTimesOut() | LatestArrival() | CannotOperate():
                    if one.flight_id in self.legs:
                        self._bind(self.legs[one.flight_id], one)
                case _:
                    pass  # prices, gates and prohibitions to cancel are for solver and checks
        for link in links.values():
            self.legs[link.then].crew_from.append(link)
            if link.first in self.legs:
                self.legs[link.then].waits_for += 1
                self.crew_goes_to.setdefault(link.first, []).append(link.then)

    def _bind(self, leg: _Leg, one: SlotWindow | EarliestDeparture | CrewTimesOut | LatestArrival | CannotOperate) -> None:
        cause = _CAUSE_OF_SOURCE.get(one.source, "reported")
        match one:
            case SlotWindow():
                leg.not_before.append(
                    _Bound(one.earliest, "capacity", one.source, f"slot from {one.earliest:%H:%MZ}: {one.reason}")
                )
                leg.not_after.append(
                    _Bound(one.latest, "capacity", one.source, f"misses its slot, {one.latest:%H:%MZ}: {one.reason}")
                )
            case EarliestDeparture():
                leg.not_before.append(_Bound(one.at, cause, one.source, f"not before {one.at:%H:%MZ}: {one.reason}"))
            case CrewTimesOut():
                latest = one.latest_departure
                leg.not_after.append(
                    _Bound(latest, "crew", one.crew_id, f"{one.crew_id} may not leave after {latest:%H:%MZ}: {one.reason}")
                )
            case LatestArrival():
                text = f"cannot arrive by {one.at:%H:%MZ}: {one.reason}"
                leg.not_after.append(_Bound(one.at - leg.block, cause, one.source, text))
            case CannotOperate():
                leg.cannot = _Bound(leg.at, cause, one.source, one.reason)

    # --- deciding, in order of the earliest possible departure --------------------------------------------------------

    def _release(self, leg: _Leg) -> None:
        """Everything the leg waits for is decided: find its earliest departure but for capacity, and queue it."""
        self._hold_to_what_is_known(leg)
        if not leg.cancelled:
            self._find_time(leg, with_capacity=False)
        if leg.cancelled:
            self._decide(leg)
        else:
            heapq.heappush(self.ready, (leg.at, leg.flight.std, leg.flight.flight_id))

    def _serve(self) -> None:
        while self.ready:
            queued_at, _, flight_id = heapq.heappop(self.ready)
            leg = self.legs[flight_id]
            if leg.decided:
                continue
            self._find_time(leg, with_capacity=True)
            if leg.cancelled or leg.at == queued_at:
                self._decide(leg)
            else:
                heapq.heappush(self.ready, (leg.at, leg.flight.std, flight_id))

    def _hold_to_what_is_known(self, leg: _Leg) -> None:
        flight = leg.flight
        if leg.cannot is not None:
            leg.cancel(leg.cannot.cause, leg.cannot.because_of, f"cannot operate: {leg.cannot.text}")
            return
        bounds = list(leg.not_before)
        if flight.etd > flight.std:
            who = f"by {flight.changed_by}" if flight.changed_by else f"code {flight.delay_code or 'not given'}"
            bounds.append(_Bound(flight.etd, "reported", flight.flight_id, f"expected to leave at {flight.etd:%H:%MZ} ({who})"))
        if self.soonest > flight.etd:
            bounds.append(_Bound(self.soonest, "reported", flight.flight_id, f"has not left by {self.soonest:%H:%MZ}"))
        if flight.tail is not None:
            tail = self.tails[flight.tail]
            if tail.airport != flight.origin:
                lost = self.lost.get(flight.tail)
                why = f"{lost} did not fly" if lost is not None else "nothing brings it here"
                leg.cancel("position", lost or flight.tail, f"{flight.tail} is at {tail.airport}, not at {flight.origin}: {why}")
                return
            bounds.append(self._tail_bound(flight.tail, tail))
        bounds += [bound for link in leg.crew_from if (bound := self._crew_bound(link)) is not None]
        for bound in sorted(bounds, key=lambda one: one.at):
            if bound.at > flight.std:
                leg.hold(bound)

    def _tail_bound(self, tail: TailNumber, start: TailStart) -> _Bound:
        if start.after is None:
            return _Bound(start.ready_at, "tail", tail, f"{tail} is ready at {start.airport} at {start.ready_at:%H:%MZ}")
        turn = self.state.aircraft[tail].min_turn_min
        on_block = start.ready_at - minutes(turn)
        late = on_block > start.after.sta
        text = f"{tail} is on block at {start.airport} at {on_block:%H:%MZ} with {start.after.flight_id} and needs {turn} min"
        return _Bound(start.ready_at, "tail" if late else "turnaround", start.after.flight_id, text)

    def _crew_bound(self, link: CrewConnection) -> _Bound | None:
        first = self.projected.get(link.first)
        if first is not None and first.cancelled:
            return None
        flown = self.state.flights.get(link.first)
        on_block = first.eta if first is not None else flown.ata if flown is not None else None
        if on_block is None:
            return None
        text = f"{link.crew_count} crew arrive with {link.first} at {on_block:%H:%MZ} and need {link.gap_min} min"
        return _Bound(on_block + minutes(link.gap_min), "crew", link.first, text)

    def _find_time(self, leg: _Leg, *, with_capacity: bool) -> None:
        """Move the leg to the first time that every rule allows, or cancel it. Times only grow, windows are finite: it ends."""
        while not leg.cancelled:
            bound = self._next_obstacle(leg, with_capacity)
            if bound is None:
                break
            leg.hold(bound)
        for limit in leg.not_after:
            if leg.at > limit.at and not leg.cancelled:
                leg.cancel(limit.cause, limit.because_of, limit.text)
        late = minutes_between(leg.flight.std, leg.at)
        if leg.at > leg.flight.std + minutes(self.longest_min) and not leg.cancelled:
            worst = max(leg.causes, key=lambda one: one.delay_min)
            leg.cancel(worst.cause, worst.because_of, f"would leave {late} min late, more than {self.longest_min}")

    def _next_obstacle(self, leg: _Leg, with_capacity: bool) -> _Bound | None:
        flight, at = leg.flight, leg.at
        arrives = at + leg.block
        if flight.tail is not None:
            for visit in self.visits.get(flight.tail, ()):
                if at < visit.end and arrives > visit.start:
                    return _Bound(visit.end, "unserviceable", flight.tail, visit.text)
        if wait := self.use.closed(flight.origin, "departure", at):
            return _Bound(wait.until, wait.cause, flight.origin, wait.text)
        if wait := self.use.closed(flight.destination, "arrival", arrives):
            return _Bound(wait.until - leg.block, wait.cause, flight.destination, wait.text)
        if not with_capacity:
            return None
        if wait := self.use.full(flight.origin, "departure", at):
            return _Bound(wait.until, wait.cause, flight.origin, wait.text)
        if wait := self.use.full(flight.destination, "arrival", arrives):
            return _Bound(wait.until - leg.block, wait.cause, flight.destination, wait.text)
        return None

    def _decide(self, leg: _Leg) -> None:
        """Fix the leg, take its places, and release whoever waited for nothing else."""
        flight = leg.flight
        leg.decided = True
        if leg.cancelled:
            self._project(flight, flight.etd, flight.eta, True, tuple(leg.causes))
            if flight.tail is not None:
                self.lost.setdefault(flight.tail, flight.flight_id)
        else:
            arrives = leg.at + leg.block
            self.use.take(flight.origin, "departure", leg.at)
            self.use.take(flight.destination, "arrival", arrives)
            self._project(flight, leg.at, arrives, False, tuple(leg.causes))
            if flight.tail is not None:
                turn = minutes(self.state.aircraft[flight.tail].min_turn_min)
                self.tails[flight.tail] = TailStart(flight.destination, arrives + turn, flight)
                self.lost.pop(flight.tail, None)
        followers = list(self.crew_goes_to.get(flight.flight_id, ()))
        if flight.flight_id in self.next_on_tail:
            followers.append(self.next_on_tail[flight.flight_id])
        for follower in sorted(followers):
            waiting = self.legs[follower]
            waiting.waits_for -= 1
            if waiting.waits_for == 0 and not waiting.decided:
                self._release(waiting)

    def _project(self, flight: Flight, etd: datetime, eta: datetime, cancelled: bool, causes: tuple[KnockOn, ...]) -> None:
        self.projected[flight.flight_id] = ProjectedFlight(
            flight_id=flight.flight_id, tail=flight.tail, etd=etd, eta=eta, cancelled=cancelled, causes=causes
        )


def _reported(flight: Flight, delay_min: int, what: str) -> KnockOn:
    late = f" {delay_min} min late" if delay_min else ""
    code = f" (code {flight.delay_code})" if flight.delay_code else ""
    return KnockOn(cause="reported", delay_min=delay_min, because_of=flight.flight_id, text=f"{what}{late}{code}")


def _whole_minute(moment: datetime) -> datetime:
    """The moment itself when it is a whole minute, else the next one."""
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + minutes(1)
