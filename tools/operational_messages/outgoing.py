"""The messages that a plan's operations need: written out, checked by reading them back, and sent by nobody here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import commands as c
from domain.commands import Operation
from domain.decide import decide_all
from domain.network import Flight, NetworkState
from domain.units import Frozen
from knowledge.airline.aircraft_types import iata_type
from knowledge.operational_messages.designators import aerodrome_of, arcid_of
from knowledge.operational_messages.grammars.flight_plan import FlightPlanMessage, PlanItem
from knowledge.operational_messages.grammars.movement import Clock, Delay, MovementMessage
from knowledge.operational_messages.grammars.schedule import (
    ChangedFlight,
    Equipment,
    LegEnd,
    ScheduleChange,
    ScheduledLeg,
    ScheduleMessage,
)
from knowledge.operational_messages.message import Message
from knowledge.operational_messages.partial_dates import as_date
from knowledge.operational_messages.reading import read, write

_FILED_AGAIN_AFTER = timedelta(minutes=15)
"""A delay of the off-block time by more than this is filed (DLA)."""


class OutgoingMessage(Frozen):
    """A message as it would be sent, word for word. `to`: for whom it is; `because`: the operation that needs it."""

    kind: str
    to: str
    flight_id: str
    because: str
    text: str


class MessagesOfPlan(Frozen):
    """What would be sent, and what a person must tell in another way, with the reason."""

    messages: tuple[OutgoingMessage, ...]
    by_hand: tuple[str, ...]


def messages_of(state: NetworkState, operations: Sequence[Operation], now: datetime) -> MessagesOfPlan:
    """The messages for these operations on this network; Refused when they cannot be carried out.

    A flight that is delayed, gets another aircraft, and so on, is told about as it is after all of them.
    """
    _, after = decide_all(state, operations, now=now)
    messages: list[OutgoingMessage] = []
    by_hand: list[str] = []
    for operation in operations:
        write_for = WRITERS.get(type(operation))
        for found in write_for(operation, state, after) if write_for is not None else ():
            if isinstance(found, str):
                by_hand.append(found)
            else:
                messages.append(found)
    return MessagesOfPlan(messages=tuple(dict.fromkeys(messages)), by_hand=tuple(dict.fromkeys(by_hand)))


_Needed = Iterator[OutgoingMessage | str]


def _written(message: Message, to: str, flight: Flight, because: str, sent_at: datetime) -> OutgoingMessage:
    text = write(message)
    if read(text, sent_at) != message:
        raise AssertionError(f"{message.kind} of {flight.flight_id} does not read back as it was meant:\n{text}")
    return OutgoingMessage(kind=message.kind, to=to, flight_id=flight.flight_id, because=because, text=text)


def _delayed(operation: c.DelayFlight, before: NetworkState, after: NetworkState) -> _Needed:
    flight = after.flights[operation.flight_id]
    because = f"leaves {flight.etd:%d %b %H:%MZ}, code {operation.reason_code}"
    late_min = flight.departure_delay_min
    if flight.tail is None:
        yield f"{flight.flight_id} {because}: it has no aircraft, so no movement message can name one"
    elif late_min > 0:
        message = MovementMessage(
            carrier=flight.carrier,
            number=flight.number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            suffix=flight.number.lstrip("0123456789"),
            day_given=f"{flight.std:%d}",
            flight_date=flight.std.date(),
            tail=flight.tail.replace("-", ""),
            station=flight.origin,
            estimated_departure=Clock.of(flight.etd),
            delays=(Delay(code=operation.reason_code, digits=operation.reason_code, delay_min=late_min),),
        )
        yield _written(message, "stations of the flight", flight, because, flight.std)
    if flight.etd - before.flights[flight.flight_id].etd > _FILED_AGAIN_AFTER:
        yield _filed("DLA", flight, because)


def _cancelled(operation: c.CancelFlight, before: NetworkState, after: NetworkState) -> _Needed:
    flight = after.flights[operation.flight_id]
    because = f"cancelled, code {operation.reason_code}"
    change = ScheduleChange(action="CNL", flights=(_changed(flight),))
    yield _schedule_message(change, flight, because)
    yield _filed("CNL", flight, because)


def _swapped(operation: c.SwapAircraft, before: NetworkState, after: NetworkState) -> _Needed:
    flight = after.flights[operation.flight_id]
    old_tail = before.flights[operation.flight_id].tail
    new, old = after.aircraft[operation.tail], before.aircraft[old_tail] if old_tail is not None else None
    if old is not None and (new.model, new.seats) == (old.model, old.seats):
        return
    because = f"flown by {new.tail} ({new.model}, {new.seats} seats)"
    kind = iata_type(new.model)
    if kind is None:
        yield f"{flight.flight_id} {because}: no IATA code is known for the type"
        return
    equipment = Equipment(service_type="J", aircraft_type=kind, version=f"Y{new.seats}")
    yield _schedule_message(ScheduleChange(action="EQT", flights=(_changed(flight),), equipment=equipment), flight, because)


def _scheduled(operation: c.ScheduleFlight, before: NetworkState, after: NetworkState) -> _Needed:
    flight = next(
        one
        for one in after.flights.values()
        if (one.carrier, one.number, one.origin, one.std)
        == (operation.carrier, operation.number, operation.origin, operation.std)
    )
    because = "added to the schedule" if operation.service == "passenger" else "positions an aircraft"
    model = after.aircraft[flight.tail].model if flight.tail is not None else ""
    kind = iata_type(model)
    if kind is None:
        yield f"{flight.flight_id} is {because}: no IATA code is known for its type"
        return
    leg = ScheduledLeg(departure=_end(flight.origin, flight.std, flight), arrival=_end(flight.destination, flight.sta, flight))
    equipment = Equipment(service_type="J" if operation.service == "passenger" else "P", aircraft_type=kind)
    change = ScheduleChange(action="NEW", flights=(_changed(flight),), equipment=equipment, legs=(leg,))
    yield _schedule_message(change, flight, because)


def _swapped_slots(operation: c.SwapFlowSlots, before: NetworkState, after: NetworkState) -> _Needed:
    yield (
        f"Ask the network manager to swap the slots of {operation.flight_id} and {operation.with_flight_id}: "
        "it takes swaps at its desk, not by message"
    )


def _used_slot(operation: c.AssignSlot, before: NetworkState, after: NetworkState) -> _Needed:
    who = "the command centre, as a substitution" if operation.slot_id.startswith("GDP/") else "the airport's slot coordinator"
    slot = f"{operation.movement} slot of {operation.airport} at {operation.time:%d %b %H:%MZ}"
    yield f"Tell {who}: {operation.flight_id} uses the {slot}"


WRITERS: Mapping[type, Callable[[Any, NetworkState, NetworkState], _Needed]] = {
    c.DelayFlight: _delayed,
    c.CancelFlight: _cancelled,
    c.SwapAircraft: _swapped,
    c.ScheduleFlight: _scheduled,
    c.SwapFlowSlots: _swapped_slots,
    c.AssignSlot: _used_slot,
}


def _changed(flight: Flight) -> ChangedFlight:
    day = flight.std.astimezone(UTC).date()
    return ChangedFlight(
        carrier=flight.carrier,
        number=flight.number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        suffix=flight.number.lstrip("0123456789"),
        date_given=as_date(day),
        flight_date=day,
    )


def _schedule_message(change: ScheduleChange, flight: Flight, because: str) -> OutgoingMessage:
    message = ScheduleMessage(kind="ASM", time_mode="UTC", changes=(change,))
    return _written(message, "reservations, stations and partners", flight, because, flight.std)


def _end(airport: Any, at: datetime, flight: Flight) -> LegEnd:
    moment = at.astimezone(UTC)
    return LegEnd(
        airport=airport,
        time_min=moment.hour * 60 + moment.minute,
        day_offset=(moment.date() - flight.std.astimezone(UTC).date()).days,
    )


def _filed(kind: Any, flight: Flight, because: str) -> OutgoingMessage | str:
    """The change of the filed flight plan, or why it must be filed by hand."""
    arcid, origin, destination = (
        arcid_of(flight.carrier, flight.number),
        aerodrome_of(flight.origin),
        aerodrome_of(flight.destination),
    )
    if arcid is None or origin is None or destination is None or len(arcid) > 7:
        return (
            f"{flight.flight_id} {because}: its callsign or an aerodrome's ICAO code is not known; change the filed plan by hand"
        )
    # The date of flight is the day of the off-block time last filed.
    off_block = flight.etd if kind == "DLA" else flight.std
    message = FlightPlanMessage(
        kind=kind,
        arcid=arcid,
        adep=origin,
        departure_hhmm=f"{off_block:%H%M}",
        ades=destination,
        other=(PlanItem(name="DOF", value=f"{off_block:%y%m%d}"),),
        eobt=off_block,
    )
    return _written(message, "air traffic services", flight, because, flight.std)
