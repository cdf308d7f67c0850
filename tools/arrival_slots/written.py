"""An answer as operations of a plan, in an order in which each slot is free when it is taken."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.commands import AssignSlot, CancelFlight, DelayFlight, Operation
from domain.ids import FlightId, SlotId
from domain.network import FlightStatus, NetworkState
from domain.units import minutes, minutes_between
from tools.arrival_slots.from_network import DESTINATION, ROTATION, OwnSlots
from tools.arrival_slots.problem import Arrival, Slot


def written(
    after: NetworkState, airport: str, own: OwnSlots, answer: Mapping[str, Slot | None], arrivals: Mapping[str, Arrival]
) -> tuple[Operation, ...]:
    """Cancellations of flights that are left out where they may be, departures that must move, slots; each by flight.

    The legs that a late aircraft flies next move with it, so that its rotation stays in order.
    """
    leaves: dict[FlightId, datetime] = {}
    slots = {one: slot for one, slot in sorted(answer.items()) if slot is not None}
    for flight in own.problem.flights:
        slot = slots.get(flight.flight_id)
        if slot is None:
            continue
        leaves[FlightId(flight.flight_id)] = arrivals[flight.flight_id].off_block(slot.time)
        late_min = minutes_between(flight.earliest, slot.time)
        for leg in own.next_legs[flight.flight_id]:
            if late_min > leg.slack_min or leg.flight.flight_id in own.moved_back:
                leaves[leg.flight.flight_id] = leg.etd + minutes(max(0, late_min - leg.slack_min))
    left_out = sorted(one.flight_id for one in own.problem.flights if one.may_be_left_out and answer[one.flight_id] is None)
    cancels = [CancelFlight(flight_id=FlightId(one)) for one in left_out]
    delays = [
        DelayFlight(flight_id=one, etd=etd, reason_code=DESTINATION if one in slots else ROTATION)
        for one, etd in sorted(leaves.items())
        if etd != after.flights[one].etd
    ]
    assigned = [
        AssignSlot(
            slot_id=SlotId(slot.slot_id), flight_id=FlightId(flight_id), airport=airport, movement="arrival", time=slot.time
        )
        for flight_id, slot in _in_order(after, airport, slots, own.problem.slots)
    ]
    return (*cancels, *delays, *assigned)


def _in_order(
    state: NetworkState, airport: str, wanted: Mapping[str, Slot], offered: Sequence[Slot]
) -> Iterator[tuple[str, Slot]]:
    """Flights with the slots they take, by flight as far as that goes; those that have theirs already are left out.

    Flights that want one another's slots in a ring go by way of a spare one: the last offered that nobody has or wants.
    """
    taken = {
        str(slot.slot_id): str(slot.flight_id)
        for _, slot in sorted(state.slots.items())
        if slot.airport == airport
        and slot.movement == "arrival"
        and slot.flight_id is not None
        and state.flights[slot.flight_id].status is not FlightStatus.CANCELLED
    }
    has = {flight_id: slot_id for slot_id, flight_id in taken.items()}
    names = {slot.slot_id for slot in wanted.values()}
    waiting = {one: slot for one, slot in sorted(wanted.items()) if has.get(one) != slot.slot_id}
    while waiting:
        ready = next((one for one, slot in waiting.items() if slot.slot_id not in taken), None)
        if ready is not None:
            flight_id, slot = ready, waiting.pop(ready)
        else:
            stuck = next((one for one in waiting if has.get(one) in names), None)
            spare = next((one for one in reversed(offered) if one.slot_id not in names and one.slot_id not in taken), None)
            if stuck is None or spare is None:
                yield from waiting.items()  # the network says which slot is not free
                return
            flight_id, slot = stuck, spare
        taken.pop(has.get(flight_id, ""), None)
        has[flight_id], taken[slot.slot_id] = slot.slot_id, flight_id
        yield flight_id, slot
