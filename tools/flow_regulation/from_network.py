"""Our regulated flights in a network: when they can leave, what their delay costs, and their windows as constraints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.commands import SwapFlowSlots
from domain.constraints import SlotWindow
from domain.ids import FlightId
from domain.network import Flight, FlightStatus, FlowSlot, NetworkState
from domain.units import Frozen, minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from knowledge.flow.causes import flow_delay_codes
from knowledge.flow.practice import FlowPractice, flow_practice
from tools.flow_regulation.swaps import RegulatedFlight, can_meet, refusals
from tools.flow_regulation.windows import TimeWindow, off_block_window


@dataclass(frozen=True, slots=True)
class HeldFlight:
    """A flight of ours with its slot; `window` at the gate, None without a CTOT."""

    flight: Flight
    slot: FlowSlot
    regulated: RegulatedFlight
    window: TimeWindow | None

    @property
    def atfm_delay_min(self) -> int:
        """Minutes from the scheduled take-off to the CTOT; 0 without one."""
        if self.slot.ctot is None:
            return 0
        return max(0, minutes_between(self.flight.std + minutes(self.regulated.taxi_min), self.slot.ctot))


def held_flights(state: NetworkState, now: datetime) -> tuple[HeldFlight, ...]:
    """Our flights on the ground that a regulation holds, sorted by CTOT and id, suspended ones last."""
    practice = flow_practice(now.date())
    found: list[HeldFlight] = []
    for flight in state.own_flights():
        slot = flight.flow
        if slot is None or flight.status is not FlightStatus.SCHEDULED:
            continue
        taxi = state.airports[flight.origin].taxi_out_min
        window = None if slot.ctot is None else off_block_window(practice, slot.ctot, taxi)
        regulated = RegulatedFlight(
            flight_id=flight.flight_id,
            ctot=slot.ctot,
            regulations=slot.regulations,
            earliest=earliest_off_block(state, flight, now, window),
            taxi_min=taxi,
            swaps=slot.swaps,
            suspended=slot.suspended,
        )
        found.append(HeldFlight(flight, slot, regulated, window))
    return tuple(sorted(found, key=lambda one: (one.slot.ctot is None, one.slot.ctot or now, one.flight.flight_id)))


def earliest_off_block(state: NetworkState, flight: Flight, now: datetime, window: TimeWindow | None) -> datetime:
    """When the flight could leave without the regulation: schedule, `now`, its aircraft, and a delay with a reason of its own.

    A delay is its own when its code is no flow code, or when it goes beyond the slot. Crew are not looked at.
    """
    at = max(flight.std, now)
    if flight.etd > flight.std and flight.delay_code and flight.delay_code not in flow_delay_codes():
        at = max(at, flight.etd)
    if window is not None and flight.etd > window.last:
        at = max(at, flight.etd)
    if flight.tail is None:
        return at
    aircraft = state.aircraft[flight.tail]
    rotation = [one for one in state.rotation(flight.tail) if one.status is not FlightStatus.CANCELLED]
    place = next(index for index, one in enumerate(rotation) if one.flight_id == flight.flight_id)
    if place == 0:
        at = max(at, aircraft.ready_at)
    else:
        before = rotation[place - 1]
        at = max(at, (before.ata or before.eta) + minutes(aircraft.min_turn_min))
    for visit in sorted((*aircraft.outages, *aircraft.maintenance), key=lambda one: one.start):
        if not visit.deferrable and visit.start <= at < visit.end:
            at = visit.end
    return at


class RefusedSwap(Frozen):
    """An exchange of take-off times that flow management would not make, and every reason why."""

    flight_id: FlightId
    with_flight_id: FlightId
    reasons: tuple[str, ...]


def after_swaps(
    held: Sequence[HeldFlight], swaps: Iterable[SwapFlowSlots], practice: FlowPractice
) -> tuple[tuple[HeldFlight, ...], tuple[RefusedSwap, ...]]:
    """The flights as these exchanges leave them, one after the other, in the order of `held`; and those that would be refused.

    A refused exchange of two known times is carried out all the same, so that what follows is judged as it was meant.
    """
    by_id = {one.flight.flight_id: one for one in held}
    refused: list[RefusedSwap] = []
    for swap in swaps:
        pair = [by_id.get(swap.flight_id), by_id.get(swap.with_flight_id)]
        first, second = pair
        if first is None or second is None:
            names = zip((swap.flight_id, swap.with_flight_id), pair, strict=True)
            reasons = tuple(f"{name} has no take-off slot" for name, one in names if one is None)
            refused.append(_refused(swap, reasons))
            continue
        if reasons := refusals(first.regulated, second.regulated, practice):
            refused.append(_refused(swap, reasons))
        by_id[swap.flight_id] = _moved_to(first, second.slot.ctot, practice)
        by_id[swap.with_flight_id] = _moved_to(second, first.slot.ctot, practice)
    return tuple(by_id[one.flight.flight_id] for one in held), tuple(refused)


def _refused(swap: SwapFlowSlots, reasons: tuple[str, ...]) -> RefusedSwap:
    return RefusedSwap(flight_id=swap.flight_id, with_flight_id=swap.with_flight_id, reasons=reasons)


def _moved_to(held: HeldFlight, ctot: datetime | None, practice: FlowPractice) -> HeldFlight:
    return HeldFlight(
        held.flight,
        replace(held.slot, ctot=ctot, swaps=held.slot.swaps + 1),
        replace(held.regulated, ctot=ctot, swaps=held.regulated.swaps + 1),
        None if ctot is None else off_block_window(practice, ctot, held.regulated.taxi_min),
    )


def flow_windows(flights: Iterable[HeldFlight], practice: FlowPractice) -> tuple[SlotWindow, ...]:
    """When each regulated flight of ours may leave the gate, for those that still can.

    None for a suspended flight (it has no time yet), nor where the window has passed or cannot be met: those get a new time.
    """
    found: list[SlotWindow] = []
    for held in flights:
        slot, window = held.slot, held.window
        if slot.ctot is None or window is None or slot.suspended or not can_meet(held.regulated, slot.ctot, practice):
            continue
        by = slot.regulations[0] if slot.regulations else "flow management"
        found.append(
            SlotWindow(
                source="slot",
                reason=f"CTOT {slot.ctot:%d %b %H:%MZ} of {by}, {held.regulated.taxi_min} min taxi",
                flight_id=held.flight.flight_id,
                earliest=window.first,
                latest=window.last,
            )
        )
    return tuple(found)


def cost_at(state: NetworkState, flight_id: FlightId, off_block: datetime) -> int:
    """Cents of the delay of a flight that leaves so, and of what its aircraft's next flights are late by it.

    Passengers by their delay at arrival, aircraft by the minute at the gate. Missed connections and crews are not in it.
    """
    flight = state.flights[flight_id]
    cents = _delay_cents(state, flight, off_block)
    if flight.tail is None:
        return cents
    turn, at, passed = state.aircraft[flight.tail].min_turn_min, off_block, False
    for leg in state.rotation(flight.tail):
        if leg.status is FlightStatus.SCHEDULED and passed:
            pushed = at + minutes(turn)
            if pushed <= leg.etd:
                break
            cents += _delay_cents(state, leg, pushed) - _delay_cents(state, leg, leg.etd)
            at = pushed + leg.block
        elif leg.flight_id == flight_id:
            at, passed = off_block + leg.block, True
    return cents


def _delay_cents(state: NetworkState, flight: Flight, off_block: datetime) -> int:
    costs = cost_parameters()
    late_min = max(0, minutes_between(flight.std, off_block))
    seats = state.aircraft[flight.tail].seats if flight.tail is not None else costs.seats_when_no_tail
    passengers = state.passengers_on(flight.flight_id)
    return passengers * costs.passenger_delay(late_min) + costs.delay_minute_cents(seats) * late_min
