"""Tools `flow_slots` and `flow_swaps`."""

from collections.abc import Iterator, Sequence
from typing import Literal

from domain.commands import DelayFlight, Operation, SwapFlowSlots
from domain.constraints import SlotWindow
from domain.ids import FlightId
from domain.network import NetworkState
from domain.units import Frozen, Money, UtcDatetime, minutes_between
from knowledge.flow.causes import regulation_cause
from knowledge.flow.practice import flow_parameters, flow_practice
from tools.flow_regulation.from_network import HeldFlight, RefusedSwap, after_swaps, cost_at, flow_windows, held_flights
from tools.flow_regulation.swaps import SwapPlan, best_swaps, can_meet, refusals
from tools.flow_regulation.windows import delay_message_due
from tools.spec import ToolContext, ToolRetry, tool

Standing = Literal["meets", "too_early", "too_late", "missed", "suspended", "no_time"]


class FlowSlotsRequest(Frozen):
    """Only flights under this regulation; all of ours when left out. `swaps`: as these exchanges, in order, leave them."""

    regulation: str | None = None
    swaps: tuple[SwapFlowSlots, ...] = ()


class RegulatedDeparture(Frozen):
    """A flight of ours under flow regulation, its window at the gate, and how it now stands to it.

    `meets`: leaves in the window as now expected; `too_early`: must wait; `too_late`: expected after it; `missed`: it has passed.
    `earliest`: when it could leave without the regulation. `delay_code`: IATA, empty where the cause is not known.
    """

    flight_id: FlightId
    standing: Standing
    ctot: UtcDatetime | None
    off_block_first: UtcDatetime | None
    off_block_last: UtcDatetime | None
    etd: UtcDatetime
    earliest: UtcDatetime
    can_meet: bool
    delay_message_due: bool
    atfm_delay_min: int
    regulations: tuple[str, ...]
    cause: str
    delay_code: str
    swaps: int
    taxi_min: int


class FlowSlotsReport(Frozen):
    """Regulated flights by CTOT, their windows as constraints, what needs a person or a new time, and swaps that are refused."""

    flights: tuple[RegulatedDeparture, ...]
    constraints: tuple[SlotWindow, ...]
    atfm_delay_min: int
    warnings: tuple[str, ...]
    refused: tuple[RefusedSwap, ...]
    citation: str


@tool(name="flow_slots")
def flow_slots(context: ToolContext, request: FlowSlotsRequest) -> FlowSlotsReport:
    """Our flights under flow regulation: when each must leave the gate, whether it will, its ATFM delay and the cause."""
    practice = flow_practice(context.now.date())
    every, refused = after_swaps(held_flights(context.state, context.now), request.swaps, practice)
    held = [one for one in every if _under(one, request.regulation)]
    shown = tuple(_shown(context, one) for one in held)
    return FlowSlotsReport(
        flights=shown,
        constraints=flow_windows(held, practice),
        atfm_delay_min=sum(one.atfm_delay_min for one in shown),
        warnings=tuple(_warnings(shown)),
        refused=refused,
        citation=flow_parameters()["ctot_window_min"].citation,
    )


def _under(held: HeldFlight, regulation: str | None) -> bool:
    return regulation is None or regulation in held.slot.regulations


def _shown(context: ToolContext, held: HeldFlight) -> RegulatedDeparture:
    practice = flow_practice(context.now.date())
    flight, slot, window = held.flight, held.slot, held.window
    cause = regulation_cause(slot.cause)
    return RegulatedDeparture(
        flight_id=flight.flight_id,
        standing=_standing(context, held),
        ctot=slot.ctot,
        off_block_first=None if window is None else window.first,
        off_block_last=None if window is None else window.last,
        etd=flight.etd,
        earliest=held.regulated.earliest,
        can_meet=slot.ctot is not None and not slot.suspended and can_meet(held.regulated, slot.ctot, practice),
        delay_message_due=delay_message_due(
            practice, filed=flight.std, off_block=flight.etd, taxi_min=held.regulated.taxi_min, ctot=slot.ctot
        ),
        atfm_delay_min=held.atfm_delay_min,
        regulations=slot.regulations,
        cause=cause.text if cause is not None else slot.cause,
        delay_code=_delay_code(held),
        swaps=slot.swaps,
        taxi_min=held.regulated.taxi_min,
    )


def _delay_code(held: HeldFlight) -> str:
    cause = regulation_cause(held.slot.cause)
    return "" if cause is None else cause.delay_code or cause.said_code


def _standing(context: ToolContext, held: HeldFlight) -> Standing:
    window = held.window
    if held.slot.suspended:
        return "suspended"
    if window is None:
        return "no_time"
    if window.last < context.now:
        return "missed"
    if window.contains(held.flight.etd):
        return "meets"
    return "too_early" if held.flight.etd < window.first else "too_late"


def _warnings(flights: Sequence[RegulatedDeparture]) -> Iterator[str]:
    for one in flights:
        if one.standing == "suspended":
            yield f"{one.flight_id} is suspended: no take-off until it is told; no window is given, and it is not cancelled"
        elif one.standing == "missed":
            yield f"{one.flight_id} has missed its CTOT {one.ctot:%H:%MZ}: send SMM and a new EOBT"
        elif one.standing == "no_time":
            yield f"{one.flight_id} is regulated and has no CTOT yet"
        elif not one.can_meet:
            leaves = f"can leave the gate at {one.earliest:%H:%MZ}, its window ends {one.off_block_last:%H:%MZ}"
            yield f"{one.flight_id} {leaves}: send DLA for a new CTOT"


class FlowSwapsRequest(Frozen):
    """Look in one regulation, or all; with two flights also say whether these may swap."""

    regulation: str | None = None
    flight_id: FlightId | None = None
    with_flight_id: FlightId | None = None


class SwapStep(Frozen):
    """One exchange, and what it saves by itself; a step of a longer exchange may cost, the whole does not."""

    flight_id: FlightId
    with_flight_id: FlightId
    saves: Money


class ChangedFlight(Frozen):
    """A flight whose CTOT changes; `saves` is negative for one that loses."""

    flight_id: FlightId
    ctot_before: UtcDatetime
    ctot_after: UtcDatetime
    later_min: int
    saves: Money


class RegulationSwaps(Frozen):
    """The swaps of one regulation that save most, against making none. `bound`: what no assignment of our times can exceed."""

    regulation: str
    flights: int
    swaps: tuple[SwapStep, ...]
    gains: tuple[ChangedFlight, ...]
    loses: tuple[ChangedFlight, ...]
    saves: Money
    bound: Money


class FlowSwapsReport(Frozen):
    """`operations`: the swaps in order, then the new off-block times. `refused`: why the two flights asked for may not swap."""

    regulations: tuple[RegulationSwaps, ...]
    operations: tuple[Operation, ...]
    saves: Money
    refused: tuple[str, ...]
    citation: str


@tool(name="flow_swaps")
def flow_swaps(context: ToolContext, request: FlowSwapsRequest) -> FlowSwapsReport:
    """Which of our regulated flights should exchange take-off times: what each exchange saves in passenger and aircraft delay,
    which flights gain and lose by it, beside leaving the slots as they are."""
    state, practice = context.state, flow_practice(context.now.date())
    held = {one.flight.flight_id: one for one in held_flights(state, context.now)}
    by_regulation: dict[str, list[HeldFlight]] = {}
    for one in held.values():
        if one.slot.regulations and (request.regulation is None or one.slot.regulations[0] == request.regulation):
            by_regulation.setdefault(one.slot.regulations[0], []).append(one)
    shown: list[RegulationSwaps] = []
    operations: list[Operation] = []
    retimed: list[Operation] = []
    for name, members in sorted(by_regulation.items()):
        plan = best_swaps([one.regulated for one in members], lambda flight, at: cost_at(state, flight, at), practice)
        changes = [one for one in (_changed(state, held[each], plan) for each in plan.ctots) if one is not None]
        shown.append(_regulation(state, name, len(members), plan, changes))
        operations += [SwapFlowSlots(flight_id=one.first, with_flight_id=one.second) for one in plan.swaps]
        retimed += [_retimed(held[one.flight_id], one) for one in changes]
    saved = sum(one.saves.cents for one in shown)
    return FlowSwapsReport(
        regulations=tuple(shown),
        operations=(*operations, *retimed),
        saves=Money(cents=saved, currency=state.currency),
        refused=_refused(context, request, held),
        citation=flow_parameters()["swaps_per_flight"].citation,
    )


def _refused(context: ToolContext, request: FlowSwapsRequest, held: dict[FlightId, HeldFlight]) -> tuple[str, ...]:
    if (request.flight_id is None) != (request.with_flight_id is None):
        raise ToolRetry("Name both flights of a swap.", (("with_flight_id", "name both flights, or none"),))
    if request.flight_id is None or request.with_flight_id is None:
        return ()
    asked = [context.state.flight(one) for one in (request.flight_id, request.with_flight_id)]
    found = [f"{one.flight_id} is not ours" for one in asked if not context.state.is_own(one)]
    for one in asked:
        if one.flight_id not in held and context.state.is_own(one):
            found.append(f"{one.flight_id} {'has no CTOT' if one.status.value == 'scheduled' else f'is {one.status.value}'}")
    if found:
        return tuple(found)
    pair = [held[one.flight_id].regulated for one in asked]
    return refusals(pair[0], pair[1], flow_practice(context.now.date()))


def _changed(state: NetworkState, held: HeldFlight, plan: SwapPlan) -> ChangedFlight | None:
    before, after, flight = held.slot.ctot, plan.ctots[held.flight.flight_id], held.regulated
    if before is None or before == after:
        return None
    cents = cost_at(state, flight.flight_id, flight.leaves(before)) - cost_at(state, flight.flight_id, flight.leaves(after))
    return ChangedFlight(
        flight_id=flight.flight_id,
        ctot_before=before,
        ctot_after=after,
        later_min=minutes_between(before, after),
        saves=Money(cents=cents, currency=state.currency),
    )


def _regulation(
    state: NetworkState, name: str, flights: int, plan: SwapPlan, changes: Sequence[ChangedFlight]
) -> RegulationSwaps:
    return RegulationSwaps(
        regulation=name,
        flights=flights,
        swaps=tuple(
            SwapStep(flight_id=one.first, with_flight_id=one.second, saves=Money(cents=one.saves_cents, currency=state.currency))
            for one in plan.swaps
        ),
        gains=tuple(one for one in changes if one.later_min < 0),
        loses=tuple(one for one in changes if one.later_min > 0),
        saves=Money(cents=plan.saves_cents, currency=state.currency),
        bound=Money(cents=plan.bound_cents, currency=state.currency),
    )


def _retimed(held: HeldFlight, change: ChangedFlight) -> DelayFlight:
    """The off-block time that goes with a new CTOT. Without a known cause, the code of restrictions at the departure airport."""
    at = held.regulated.leaves(change.ctot_after)
    return DelayFlight(flight_id=change.flight_id, etd=at, reason_code=_delay_code(held) or "89")
