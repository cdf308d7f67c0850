"""Tools `ground_delay_programme` and `slot_assignment`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from domain.commands import Operation
from domain.decide import decide_all
from domain.disruptions import Iata
from domain.ids import FlightId, SlotId
from domain.network import Airport, NetworkState
from domain.plans import SolverReport
from domain.units import Frozen, Money, UtcDatetime, minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from knowledge.airline.slot_values import slot_values
from tools.arrival_slots.assignment import as_rationed, solve
from tools.arrival_slots.check import check_result, check_slots, price
from tools.arrival_slots.from_network import (
    AFTER,
    NoProgramme,
    OwnSlots,
    arrivals_of,
    own_slots,
    programme_of,
    without_slot_delays,
)
from tools.arrival_slots.outcome import changes
from tools.arrival_slots.problem import Allocation, Arrival, Params, Programme, Result, Scope, Slot
from tools.arrival_slots.programme import compress, ration
from tools.arrival_slots.written import written
from tools.legality.time_limits import crew_time_limits
from tools.spec import ToolContext, ToolFailed, ToolRetry, tool


class ProgrammeRequest(Frozen):
    """An airport, and what is asked of its programme; what is left out comes from its reductions and closures in the network.

    `rate`: arrivals an hour. `scope_km`, `only_from`: departures beyond, or from elsewhere, are exempt, as are those from
    `exempt_from` and, by `from_abroad_exempt`, those from another country. `ground_stop_until`: nobody held leaves before.
    """

    airport: Iata
    start: UtcDatetime | None = None
    end: UtcDatetime | None = None
    rate: Annotated[int, Field(ge=0, le=200)] | None = None
    scope_km: Annotated[int, Field(ge=0)] | None = None
    only_from: tuple[Iata, ...] = ()
    exempt_from: tuple[Iata, ...] = ()
    from_abroad_exempt: bool | None = None
    ground_stop_until: UtcDatetime | None = None


class GroundDelayProgrammeRequest(ProgrammeRequest):
    """As a programme; `compressed`: with slots that nobody uses filled, as in its next revision."""

    compressed: bool = False


class AcceptedRate(Frozen):
    """Arrivals an hour in [start, end)."""

    start: UtcDatetime
    end: UtcDatetime
    arrivals_per_hour: int


class ProgrammeSlot(Frozen):
    """A slot, who holds it and which flight uses it. `edct`: when that flight takes off, `delay_min` after `expected`."""

    slot_id: SlotId
    time: UtcDatetime
    carrier: str
    ours: bool
    flight_id: FlightId | None
    scheduled: UtcDatetime | None = None
    expected: UtcDatetime | None = None
    delay_min: int | None = None
    edct: UtcDatetime | None = None
    exempt: str = ""


class ControlledFlight(Frozen):
    """A flight of ours with its controlled times: take-off is kept from `edct_from` to `edct_until`, both included."""

    flight_id: FlightId
    slot_id: SlotId
    arrives: UtcDatetime
    leaves_stand: UtcDatetime
    edct: UtcDatetime
    edct_from: UtcDatetime
    edct_until: UtcDatetime
    delay_min: int


class CarrierDelay(Frozen):
    """One carrier under the programme: flights with a slot, those of them held, and minutes from expected arrival to slot."""

    carrier: str
    flights: int
    held: int
    delay_min: int
    longest_min: int
    slots_without_flight: int


class GroundDelayProgrammeReport(Frozen):
    """A programme: its rates, every slot that somebody holds in order of time, our flights, and delay by carrier.

    Flights expected after its end use capacity and are not listed. `assumed`: what about the airport is assumed.
    """

    airport: Iata
    start: UtcDatetime
    end: UtcDatetime
    rates: tuple[AcceptedRate, ...]
    rate_after: int
    compressed: bool
    slots: tuple[ProgrammeSlot, ...]
    our_slots: tuple[SlotId, ...]
    our_flights: tuple[ControlledFlight, ...]
    delay_by_carrier: tuple[CarrierDelay, ...]
    delay_min: int
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rationed:
    airport: Airport
    programme: Programme
    scope: Scope
    arrivals: tuple[Arrival, ...]
    allocation: Allocation


@tool(name="ground_delay_programme")
def ground_delay_programme(context: ToolContext, request: GroundDelayProgrammeRequest) -> GroundDelayProgrammeReport:
    """Arrival slots of an airport that is short of them, rationed by schedule over all carriers: who holds which, our flights'
    controlled arrival and take-off times, and the delay of every carrier."""
    rationed = _rationed(context, request)
    allocation = rationed.allocation
    if request.compressed:
        allocation = compress(allocation, rationed.arrivals)
    arrivals = {one.flight_id: one for one in rationed.arrivals}
    own = context.state.own_carriers
    lines = [_slot_line(one.slot, one.carrier, one.flight_id, arrivals, one.carrier in own) for one in allocation.holdings]
    shown = [one for one in lines if one.exempt != AFTER]
    values = slot_values()
    ours = []
    for line in shown:
        if line.ours and line.flight_id is not None and line.edct is not None and not line.exempt:
            arrival = arrivals[line.flight_id]
            ours.append(
                ControlledFlight(
                    flight_id=line.flight_id,
                    slot_id=line.slot_id,
                    arrives=line.time,
                    leaves_stand=arrival.off_block(line.time),
                    edct=line.edct,
                    edct_from=line.edct - minutes(values.edct_early_min),
                    edct_until=line.edct + minutes(values.edct_late_min),
                    delay_min=line.delay_min or 0,
                )
            )
    delays = _by_carrier(shown)
    programme = rationed.programme
    return GroundDelayProgrammeReport(
        airport=request.airport,
        start=programme.start,
        end=programme.end,
        rates=_rates(programme),
        rate_after=programme.after_per_hour,
        compressed=request.compressed,
        slots=tuple(shown),
        our_slots=tuple(one.slot_id for one in shown if one.ours),
        our_flights=tuple(ours),
        delay_by_carrier=delays,
        delay_min=sum(one.delay_min for one in delays),
        assumed=rationed.airport.assumed,
    )


def _rationed(context: ToolContext, request: ProgrammeRequest) -> _Rationed:
    state, now = context.state, context.now
    airport = state.airport(request.airport)
    try:
        programme = programme_of(airport, now, start=request.start, end=request.end, per_hour=request.rate)
    except NoProgramme as none:
        raise ToolRetry(f"{none} Give start, end and rate to try a programme.") from none
    except ValueError as wrong:
        raise ToolRetry(f"There is no such programme at {airport.code}: {wrong}.") from wrong
    abroad = request.from_abroad_exempt
    scope = Scope(
        request.scope_km,
        frozenset(request.only_from),
        frozenset(request.exempt_from),
        slot_values().from_abroad_exempt if abroad is None else abroad,
    )
    arrivals = arrivals_of(state, programme, scope, now, stopped_until=request.ground_stop_until)
    longest = minutes(cost_parameters().longest_delay_min)
    until = max([programme.end, *(one.earliest for one in arrivals if one.exempt != AFTER)]) + longest
    return _Rationed(airport, programme, scope, arrivals, ration(programme, arrivals, until=until))


def _rates(programme: Programme) -> tuple[AcceptedRate, ...]:
    return tuple(AcceptedRate(start=one.start, end=one.end, arrivals_per_hour=one.per_hour) for one in programme.rates)


def _slot_line(slot: Slot, carrier: str, flight_id: str | None, arrivals: Mapping[str, Arrival], ours: bool) -> ProgrammeSlot:
    arrival = arrivals[flight_id] if flight_id is not None else None
    return ProgrammeSlot(
        slot_id=SlotId(slot.slot_id),
        time=slot.time,
        carrier=carrier,
        ours=ours,
        flight_id=None if flight_id is None else FlightId(flight_id),
        scheduled=None if arrival is None else arrival.original,
        expected=None if arrival is None else arrival.earliest,
        delay_min=None if arrival is None else minutes_between(arrival.earliest, slot.time),
        edct=None if arrival is None or arrival.exempt else arrival.edct(slot.time),
        exempt="" if arrival is None else arrival.exempt,
    )


def _by_carrier(slots: Iterable[ProgrammeSlot]) -> tuple[CarrierDelay, ...]:
    carriers: dict[str, list[ProgrammeSlot]] = defaultdict(list)
    for one in slots:
        carriers[one.carrier].append(one)
    found = []
    for carrier, lines in sorted(carriers.items()):
        delays = [one.delay_min for one in lines if one.delay_min is not None]
        found.append(
            CarrierDelay(
                carrier=carrier,
                flights=len(delays),
                held=sum(one.flight_id is not None and not one.exempt for one in lines),
                delay_min=sum(delays),
                longest_min=max(delays, default=0),
                slots_without_flight=sum(one.flight_id is None for one in lines),
            )
        )
    return tuple(found)


# --- our slots ------------------------------------------------------------------------------------------------------


class SlotAssignmentRequest(ProgrammeRequest):
    """As a programme, with the plan whose cancelled, retimed and swapped flights are to use our slots; none: as things are.

    `cancellable`: flights that may be left out where that costs less than any slot.
    """

    operations: tuple[Operation, ...] = ()
    cancellable: tuple[FlightId, ...] = ()


class FlightSlot(Frozen):
    """A flight of ours: the slot that rationing gives it, the one it should use, and why. None: no slot.

    `cost` and `rationed_cost` count what a later arrival adds to the flight's earliest; `delay_min` is counted from that.
    """

    flight_id: FlightId
    earliest: UtcDatetime
    rationed_slot: SlotId | None
    slot_id: SlotId | None
    arrives: UtcDatetime | None
    edct: UtcDatetime | None
    delay_min: int | None
    minutes_later: int | None
    rationed_cost: Money
    cost: Money
    why: str


class SlotAssignmentReport(Frozen):
    """The best use of our slots: flights in order of what they gain, operations for the plan, and the price beside others.

    `rationed`: the same flights in the slots that rationing gives them; `first_come_first_served`: as they would be landed in
    order of arrival over all carriers. `without_slot`: flights that may not be left out and for which none fits.
    `cannot_fly`: flights that something else keeps on the ground. `unused`: slots of ours that none of our flights takes.
    """

    airport: Iata
    start: UtcDatetime
    end: UtcDatetime
    rates: tuple[AcceptedRate, ...]
    flights: tuple[FlightSlot, ...]
    operations: tuple[Operation, ...]
    cost: Money
    rationed: Money
    first_come_first_served: Money
    delay_min: int
    rationed_delay_min: int
    gain: tuple[FlightId, ...]
    lose: tuple[FlightId, ...]
    left_out: tuple[FlightId, ...]
    without_slot: tuple[FlightId, ...]
    cannot_fly: dict[FlightId, str]
    unused: tuple[SlotId, ...]
    solver: SolverReport
    assumed: tuple[str, ...]


@tool(name="slot_assignment")
def slot_assignment(context: ToolContext, request: SlotAssignmentRequest) -> SlotAssignmentReport:
    """Which of our flights should use which of our arrival slots under a ground delay programme: least cost of late passengers,
    missed connections, crews and next legs; with the operations for it, beside what rationing by schedule would cost."""
    state, now = context.state, context.now
    for flight_id in request.cancellable:
        state.flight(flight_id)
    rationed = _rationed(context, request)
    after = decide_all(state, request.operations, now=now)[1] if request.operations else state
    arrivals = (
        arrivals_of(after, rationed.programme, rationed.scope, now, stopped_until=request.ground_stop_until)
        if request.operations
        else rationed.arrivals
    )
    own = own_slots(
        state,
        after,
        rationed.programme,
        rationed.allocation,
        rationed=rationed.arrivals,
        arrivals=arrivals,
        now=now,
        costs=cost_parameters(),
        may_be_left_out=frozenset(request.cancellable),
        times_out=crew_time_limits(without_slot_delays(after, request.airport, now), now),
    )
    result = solve(own.problem, params=Params(), stop=context.stop)
    given = rationed.allocation.of_flights()
    neutral = as_rationed(own.problem, given)
    faults_found = [*check_result(own.problem, result), *check_slots(own.problem, neutral)]
    if faults_found:
        raise ToolFailed(f"the slot assignment gave an answer that its check refuses: {faults_found[0]}")
    by_id = {one.flight_id: one for one in arrivals}
    return _report(state, after, request, rationed, own, result, neutral, by_id)


def _report(
    state: NetworkState,
    after: NetworkState,
    request: SlotAssignmentRequest,
    rationed: _Rationed,
    own: OwnSlots,
    result: Result,
    neutral: Mapping[str, Slot | None],
    arrivals: Mapping[str, Arrival],
) -> SlotAssignmentReport:
    problem, programme, currency = own.problem, rationed.programme, cost_parameters().currency
    users = {one.flight_id: one for one in problem.flights}
    lines = [
        FlightSlot(
            flight_id=FlightId(one.flight_id),
            earliest=users[one.flight_id].earliest,
            rationed_slot=None if one.rationed is None else SlotId(one.rationed.slot_id),
            slot_id=None if one.slot is None else SlotId(one.slot.slot_id),
            arrives=None if one.slot is None else one.slot.time,
            edct=None if one.slot is None else arrivals[one.flight_id].edct(one.slot.time),
            delay_min=None if one.slot is None else minutes_between(users[one.flight_id].earliest, one.slot.time),
            minutes_later=one.minutes_later,
            rationed_cost=Money(cents=one.rationed_cents, currency=currency),
            cost=Money(cents=one.cents, currency=currency),
            why=one.why,
        )
        for one in changes(problem, neutral, result.slots)
    ]
    used = {one for one in result.slots.values() if one is not None}
    ours = [one.slot for one in rationed.allocation.holdings if one.carrier in state.own_carriers]
    usable = frozenset(problem.slots)
    left_out = [one for one in result.slots if result.slots[one] is None and one not in result.without_slot]
    return SlotAssignmentReport(
        airport=request.airport,
        start=programme.start,
        end=programme.end,
        rates=_rates(programme),
        flights=tuple(lines),
        operations=written(after, request.airport, own, result.slots, arrivals),
        cost=Money(cents=result.objective_cents, currency=currency),
        rationed=Money(cents=price(problem, neutral), currency=currency),
        first_come_first_served=Money(cents=_as_they_come(rationed, own), currency=currency),
        delay_min=_delay_min(own, result.slots),
        rationed_delay_min=_delay_min(own, neutral),
        gain=tuple(one.flight_id for one in lines if one.cost.cents < one.rationed_cost.cents),
        lose=tuple(one.flight_id for one in lines if one.cost.cents > one.rationed_cost.cents),
        left_out=tuple(FlightId(one) for one in sorted(left_out)),
        without_slot=tuple(FlightId(one) for one in result.without_slot),
        cannot_fly={FlightId(one): why for one, why in own.cannot_fly.items()},
        unused=tuple(SlotId(one.slot_id) for one in ours if one in usable and one not in used),
        solver=SolverReport(
            name="slot assignment",
            status=result.status,
            objective=result.objective_cents,
            bound=result.bound_cents,
            gap=(result.objective_cents - result.bound_cents) / max(1, abs(result.objective_cents)),
            runtime_s=result.runtime_s,
            note=f"{result.nodes} assignment problems" if result.nodes > 1 else "one assignment problem",
        ),
        assumed=rationed.airport.assumed,
    )


def _as_they_come(rationed: _Rationed, own: OwnSlots) -> int:
    """Cents of our flights when everybody lands in order of arrival; what flies twice is not followed there."""
    flying = [one for one in rationed.arrivals if not one.cancelled]
    slots = ration(rationed.programme, flying, order="expected").of_flights()
    answer: dict[str, Slot | None] = {}
    for flight in own.problem.flights:
        slot = slots.get(flight.flight_id)
        answer[flight.flight_id] = slot if slot is not None and flight.earliest <= slot.time <= flight.latest else None
    return price(own.problem, answer)


def _delay_min(own: OwnSlots, answer: Mapping[str, Slot | None]) -> int:
    found = 0
    for one in own.problem.flights:
        slot = answer[one.flight_id]
        found += 0 if slot is None else minutes_between(one.earliest, slot.time)
    return found
