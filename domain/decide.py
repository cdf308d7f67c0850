"""Command -> events, or a refusal that names every fault. `COMMAND_HANDLERS` is the map.

A handler looks at the state, collects faults, and returns events; it never changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from domain import commands as c
from domain import events as e
from domain.apply import fold
from domain.faults import CommandCheck, Fault, Refused
from domain.ids import AirportCode, DutyId, FlightId, TailNumber, flight_id
from domain.network import CrewMember, Duty, Flight, FlightStatus, FlowSlot, NetworkState
from domain.remembered import remembered
from domain.reports import reported_facts
from domain.units import minutes_between


def decide(state: NetworkState, command: c.Command, *, now: datetime, by: str = "") -> tuple[e.Event, ...]:
    """The events that carry out `command` at `now`; `by` (a plan or an actor) is recorded in them.

    Raises Refused with every fault; the state is never changed.
    """
    events, _ = decide_all(state, (command,), now=now, by=by)
    return events


def decide_all(
    state: NetworkState, commands: Iterable[c.Command], *, now: datetime, by: str = ""
) -> tuple[tuple[e.Event, ...], NetworkState]:
    """The events of all commands, each decided on the outcome of those before it, and the resulting fork: all or nothing.

    Raises Refused naming the faults of every command, as `operations[3].flight_id` when there are several.
    Rotations that receive a flight must connect in the end: no tail in two places or at once in the air.
    """
    commands = tuple(commands)
    # Every reviewer of a plan asks for it again; a controller's command is asked for once.
    return _remembered(state, commands, now, by) if len(commands) > 1 else _decide_all(state, commands, now, by)


@remembered(16)
def _remembered(
    state: NetworkState, commands: tuple[c.Command, ...], now: datetime, by: str
) -> tuple[tuple[e.Event, ...], NetworkState]:
    return _decide_all(state, commands, now, by)


def _decide_all(
    state: NetworkState, commands: tuple[c.Command, ...], now: datetime, by: str
) -> tuple[tuple[e.Event, ...], NetworkState]:
    events: list[e.Event] = []
    faults: list[Fault] = []
    fork = state
    for index, command in enumerate(commands):
        try:
            decided = COMMAND_HANDLERS[type(command)](fork, command, now, by)
        except Refused as refusal:
            prefix = f"operations[{index}]" if len(commands) > 1 else ""
            faults += [Fault(".".join(filter(None, (prefix, one.field))), one.message) for one in refusal.faults]
            continue
        fork = fold(fork, decided)
        events += decided
    if not faults:
        faults = _rotation_faults(fork, events)
    if faults:
        raise Refused(faults)
    return tuple(events), fork


def _rotation_faults(state: NetworkState, events: Iterable[e.Event]) -> list[Fault]:
    """Teleports and overlaps that the events brought into the rotations that received a flight."""
    received: dict[TailNumber, set[FlightId]] = {}
    for event in events:
        if isinstance(event, e.AircraftAssigned):
            received.setdefault(event.tail, set()).add(event.flight_id)
        elif isinstance(event, e.AircraftSwapped):
            received.setdefault(event.to_tail, set()).add(event.flight_id)
    faults = []
    for tail, new in sorted(received.items()):
        legs = [leg for leg in state.rotation(tail) if leg.status is not FlightStatus.CANCELLED]
        for before, after in pairwise(legs):
            if not new & {before.flight_id, after.flight_id}:
                continue
            if before.lands_at != after.origin:
                faults.append(
                    Fault("tail", f"{tail!r} would land at {before.lands_at} with {before.flight_id!r} and leave from "
                          f"{after.origin} with {after.flight_id!r}; add a ferry flight or choose another tail.")
                )  # fmt: skip
            elif after.etd < before.eta:
                faults.append(
                    Fault("tail", f"{tail!r} would still fly {before.flight_id!r} when {after.flight_id!r} is to leave; "
                          "delay the second flight or choose another tail.")
                )  # fmt: skip
        first = next((leg for leg in legs if leg.status is FlightStatus.SCHEDULED), None)
        flown = any(leg.status is not FlightStatus.SCHEDULED for leg in legs)
        stands_at = state.aircraft[tail].location
        if first is not None and not flown and first.flight_id in new and first.origin != stands_at:
            faults.append(
                Fault("tail", f"{tail!r} stands at {stands_at}, but {first.flight_id!r} leaves from {first.origin}; "
                      "add a ferry flight or choose another tail.")
            )  # fmt: skip
    return faults


# --- flights and aircraft -------------------------------------------------------------------------------------------


def _schedule_flight(state: NetworkState, command: c.ScheduleFlight, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.require(
        command.carrier in state.own_carriers,
        "carrier",
        f"{command.carrier!r} is not one of our carriers ({', '.join(sorted(state.own_carriers))}).",
    )
    origin_known = check.airport(command.origin, "origin")
    check.airport(command.destination, "destination")
    check.require(command.origin != command.destination, "destination", "origin and destination are the same airport.")
    check.require(
        command.sta > command.std, "sta", f"arrival {command.sta.isoformat()} is not after departure {command.std.isoformat()}."
    )
    check.require(command.std >= now, "std", f"departure {command.std.isoformat()} is before now, {now.isoformat()}.")
    if command.tail is not None:
        aircraft = check.tail(command.tail)
        if aircraft is not None:
            check.require(
                aircraft.carrier == command.carrier,
                "tail",
                f"{command.tail!r} belongs to {aircraft.carrier}, not to {command.carrier}.",
            )
    name = FlightId("")
    if origin_known:
        local_date = command.std.astimezone(ZoneInfo(state.airports[command.origin].timezone)).date()
        name = flight_id(command.carrier, command.number, local_date, command.origin)
        check.require(name not in state.flights, "number", f"Flight {name!r} exists already; choose another number.")
    check.done()
    scheduled = e.FlightScheduled(
        at=now,
        flight_id=name,
        carrier=command.carrier,
        number=command.number,
        origin=command.origin,
        destination=command.destination,
        std=command.std,
        sta=command.sta,
        service=command.service,
        by=by or "controller",
    )
    if command.tail is None:
        return [scheduled]
    return [scheduled, e.AircraftAssigned(at=now, flight_id=name, tail=command.tail, by=by or "controller")]


def _delay_flight(state: NetworkState, command: c.DelayFlight, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_scheduled_flight(command.flight_id)
    if flight is not None:
        check.require(
            command.etd >= flight.std,
            "etd",
            f"{command.etd.isoformat()} is before the schedule, {flight.std.isoformat()}; a flight never leaves early.",
        )
    check.require(command.etd >= now, "etd", f"{command.etd.isoformat()} is before now, {now.isoformat()}.")
    check.done()
    assert flight is not None
    return [
        e.FlightDelayed(
            at=now,
            flight_id=flight.flight_id,
            etd=command.etd,
            eta=command.etd + flight.block,
            delay_code=command.reason_code,
            by=by or "controller",
        )
    ]


def _cancel_flight(state: NetworkState, command: c.CancelFlight, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.own_scheduled_flight(command.flight_id)
    check.done()
    return [e.FlightCancelled(at=now, flight_id=command.flight_id, delay_code=command.reason_code, by=by or "controller")]


def _swap_aircraft(state: NetworkState, command: c.SwapAircraft, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_scheduled_flight(command.flight_id)
    aircraft = check.tail(command.tail)
    if flight is not None and aircraft is not None:
        check.require(
            aircraft.carrier == flight.carrier,
            "tail",
            f"{command.tail!r} belongs to {aircraft.carrier}, not to {flight.carrier}.",
        )
        check.require(flight.tail != command.tail, "tail", f"{command.tail!r} already flies {command.flight_id!r}.")
        passengers = state.passengers_on(flight.flight_id)
        check.require(
            passengers <= aircraft.seats,
            "tail",
            f"{command.tail!r} has {aircraft.seats} seats, but {passengers} passengers are booked on {command.flight_id!r}.",
        )
        if flight.tail is not None:
            planned = state.aircraft[flight.tail]
            check.require(
                planned.family == aircraft.family,
                "tail",
                f"{command.tail!r} is of family {aircraft.family}, {command.flight_id!r} is planned for {planned.family}; "
                "cancel it and schedule a flight on the other family instead.",
            )
    check.done()
    assert flight is not None
    if flight.tail is None:
        return [e.AircraftAssigned(at=now, flight_id=flight.flight_id, tail=command.tail, by=by or "controller")]
    return [
        e.AircraftSwapped(at=now, flight_id=flight.flight_id, from_tail=flight.tail, to_tail=command.tail, by=by or "controller")
    ]


def _fly_faster(state: NetworkState, command: c.FlyFaster, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_scheduled_flight(command.flight_id)
    if flight is not None:
        scheduled_min = minutes_between(flight.std, flight.sta)
        check.require(
            command.faster_min * 5 <= scheduled_min,
            "faster_min",
            f"{command.faster_min} min of a flight of {scheduled_min} min cannot be saved in the air; no more than a fifth can.",
        )
    check.done()
    return [
        e.SpeedChanged(
            at=now,
            flight_id=command.flight_id,
            faster_min=command.faster_min,
            extra_fuel_kg=command.extra_fuel_kg,
            by=by or "controller",
        )
    ]


def _freeze_inventory(state: NetworkState, command: c.FreezeInventory, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_departure(command.flight_id)
    check.require(command.until > now, "until", f"{command.until.isoformat()} is not after now, {now.isoformat()}.")
    if flight is not None:
        sold = {one.name for one in flight.fare_classes}
        unknown = [name for name in command.closed_classes if name not in sold]
        check.require(
            not unknown,
            "closed_classes",
            f"{', '.join(unknown)} not sold on {command.flight_id!r}; its classes are {', '.join(sorted(sold)) or 'not known'}.",
        )
    check.done()
    return [
        e.InventoryFrozen(
            at=now,
            flight_id=command.flight_id,
            closed_classes=command.closed_classes,
            until=command.until,
            reason=command.reason,
            by=by or "controller",
        )
    ]


def _release_inventory(state: NetworkState, command: c.ReleaseInventory, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_departure(command.flight_id)
    if flight is not None:
        in_force = bool(flight.frozen_classes(now))
        check.require(in_force, "flight_id", f"The inventory of {command.flight_id!r} is not frozen at {now.isoformat()}.")
    check.done()
    return [e.InventoryReleased(at=now, flight_id=command.flight_id, by=by or "controller")]


def _assign_gate(state: NetworkState, command: c.AssignGate, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    landing = command.movement == "arrival" and state.is_flying(command.flight_id)  # it can still be sent to another stand
    flight = check.flight(command.flight_id) if landing else check.own_scheduled_flight(command.flight_id)
    if flight is not None:
        airport = flight.origin if command.movement == "departure" else flight.destination
        gates = state.airports[airport].gates
        check.require(
            command.gate in gates, "gate", f"{airport} has no gate {command.gate!r}; it has {', '.join(gates) or 'none'}."
        )
    check.done()
    return [e.GateAssigned(at=now, flight_id=command.flight_id, gate=command.gate, movement=command.movement, by=by)]


# --- slots and maintenance ------------------------------------------------------------------------------------------


def _assign_slot(state: NetworkState, command: c.AssignSlot, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_scheduled_flight(command.flight_id)
    if flight is not None:
        place = flight.origin if command.movement == "departure" else flight.destination
        check.require(
            command.airport == place,
            "airport",
            f"the {command.movement} of {command.flight_id!r} is at {place}, not {command.airport}.",
        )
    known = state.slots.get(command.slot_id)
    if known is not None:
        same = (known.airport, known.movement, known.time) == (command.airport, command.movement, command.time)
        check.require(
            same,
            "slot_id",
            f"Slot {command.slot_id!r} is the {known.movement} slot of {known.airport} at {known.time:%d %b %H:%MZ}.",
        )
        holder = known.flight_id
        free = holder is None or holder == command.flight_id or state.flights[holder].status is FlightStatus.CANCELLED
        check.require(free, "slot_id", f"Slot {command.slot_id!r} is used by {holder!r}; give that flight another one first.")
    check.done()
    before = [
        e.SlotReleased(at=now, slot_id=one.slot_id)
        for _, one in sorted(state.slots.items())
        if one.flight_id == command.flight_id
        and (one.airport, one.movement) == (command.airport, command.movement)
        and one.slot_id != command.slot_id
    ]
    allocated = e.SlotAllocated(
        at=now,
        slot_id=command.slot_id,
        airport=command.airport,
        movement=command.movement,
        time=command.time,
        flight_id=command.flight_id,
        by=by,
    )
    return [*before, allocated]


def _swap_flow_slots(state: NetworkState, command: c.SwapFlowSlots, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flights = [
        check.own_scheduled_flight(command.flight_id),
        check.own_scheduled_flight(command.with_flight_id, "with_flight_id"),
    ]
    check.require(command.flight_id != command.with_flight_id, "with_flight_id", "name two different flights.")
    slots: list[FlowSlot] = []
    for flight, field in zip(flights, ("flight_id", "with_flight_id"), strict=True):
        if flight is None:
            continue
        slot = flight.flow
        if check.require(
            slot is not None and slot.ctot is not None and not slot.suspended,
            field,
            f"{flight.flight_id!r} has no calculated take-off time to swap.",
        ):
            assert slot is not None
            slots.append(slot)
    if len(slots) == 2:
        check.require(
            bool(slots[0].regulations) and slots[0].regulations[:1] == slots[1].regulations[:1],
            "with_flight_id",
            "the two flights are not held by the same most penalising regulation; "
            f"{', '.join(slots[0].regulations) or 'none'} and {', '.join(slots[1].regulations) or 'none'}.",
        )
    check.done()
    first, second = slots
    return [
        e.FlowSlotIssued(at=now, flight_id=command.flight_id, ctot=second.ctot, swapped=True, by=by),
        e.FlowSlotIssued(at=now, flight_id=command.with_flight_id, ctot=first.ctot, swapped=True, by=by),
    ]


def _plan_maintenance(state: NetworkState, command: c.PlanMaintenance, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    aircraft = check.tail(command.tail)
    check.airport(command.airport)
    check.require(command.end > command.start, "end", f"end {command.end.isoformat()} is not after start.")
    check.require(command.start >= now, "start", f"{command.start.isoformat()} is before now, {now.isoformat()}.")
    if aircraft is not None:
        check.require(
            aircraft.carrier in state.own_carriers, "tail", f"{command.tail!r} belongs to {aircraft.carrier}, which is not ours."
        )
        known = {*(str(one.defect_id) for one in aircraft.defects), *(one.name for one in aircraft.checks)}
        strange = sorted(set(command.work) - known)
        check.require(
            not strange,
            "work",
            f"{command.tail!r} has no {', '.join(strange)}; due on it: {', '.join(sorted(known)) or 'nothing'}.",
        )
    check.done()
    return [
        e.MaintenancePlanned(
            at=now,
            tail=command.tail,
            airport=command.airport,
            start=command.start,
            end=command.end,
            reason=", ".join(command.work),
            work=command.work,
        )
    ]


# --- crew -----------------------------------------------------------------------------------------------------------


def _assign_crew(state: NetworkState, command: c.AssignCrew, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    member = check.crew(command.crew_id)
    replaced = _replaced_duty(check, member, command)
    check.require(
        bool(command.flight_ids) or command.replaces is not None,
        "flight_ids",
        "name the flights of the duty, or the duty it replaces to take that away.",
    )
    # Legs of the replaced duty that have left are behind this person, and stay in front of what comes now.
    behind = [
        flight
        for one in (replaced.flight_ids if replaced is not None else ())
        if (flight := state.flights[one]).status not in (FlightStatus.SCHEDULED, FlightStatus.CANCELLED)
    ]
    gone = {flight.flight_id for flight in behind}
    flights = [
        check.own_scheduled_flight(one, f"flight_ids[{index}]") for index, one in enumerate(command.flight_ids) if one not in gone
    ]
    legs = [leg for leg in flights if leg is not None]
    strangers = sorted(set(command.deadheads) - set(command.flight_ids))
    check.require(not strangers, "deadheads", f"{', '.join(strangers)} are not among the flights of the duty.")
    for before, after in pairwise((*behind[-1:], *legs)):
        check.require(
            before.lands_at == after.origin and after.etd >= (before.ata or before.eta),
            "flight_ids",
            f"{after.flight_id!r} does not follow {before.flight_id!r}: a duty's legs connect in place and time.",
        )
    if member is not None:
        for leg in legs:
            family = state.aircraft[leg.tail].family if leg.tail is not None else None
            check.require(
                leg.flight_id in command.deadheads or family is None or family in member.families,
                "crew_id",
                f"{command.crew_id!r} is not qualified on {family}, which flies {leg.flight_id!r}.",
            )
    check.done()
    every = [*behind, *legs]
    if not every:
        assert replaced is not None
        return [_crew_assigned(command, replaced, replaced.duty_id, (), replaced.report_at, replaced.release_at, now, by)]
    report_at, release_at = _report_and_release(state, command, replaced, every)
    duty_id = replaced.duty_id if replaced is not None else DutyId(f"{command.crew_id}:{every[0].flight_id}")
    flight_ids = tuple(leg.flight_id for leg in every)
    return [_crew_assigned(command, replaced, duty_id, flight_ids, report_at, release_at, now, by)]


def _replaced_duty(check: CommandCheck, member: CrewMember | None, command: c.AssignCrew) -> Duty | None:
    """The duty the command replaces; a fault when the person has none of that name."""
    if member is None or command.replaces is None:
        return None
    found = next((duty for duty in member.duties if duty.duty_id == command.replaces), None)
    known = ", ".join(duty.duty_id for duty in member.duties) or "none"
    check.require(found is not None, "replaces", f"{command.crew_id!r} has no duty {command.replaces!r}; it has {known}.")
    return found


def _report_and_release(
    state: NetworkState, command: c.AssignCrew, replaced: Duty | None, legs: Sequence[Flight]
) -> tuple[datetime, datetime]:
    """As asked; else as long before the first and after the last leg as in the duty replaced; else with the legs themselves."""
    report_at, release_at = legs[0].atd or legs[0].etd, legs[-1].eta
    if replaced is not None:
        ahead = state.flights[replaced.flight_ids[0]].std - replaced.report_at
        after = replaced.release_at - state.flights[replaced.flight_ids[-1]].sta
        begun = legs[0].status is not FlightStatus.SCHEDULED
        report_at = replaced.report_at if begun else report_at - ahead
        release_at += after
    return command.report_at or report_at, command.release_at or release_at


def _crew_assigned(
    command: c.AssignCrew,
    replaced: Duty | None,
    duty_id: DutyId,
    flight_ids: tuple[FlightId, ...],
    report_at: datetime,
    release_at: datetime,
    now: datetime,
    by: str,
) -> e.CrewAssigned:
    kept = tuple(one for one in replaced.deadheads if one in flight_ids) if replaced is not None else ()
    return e.CrewAssigned(
        at=now,
        crew_id=command.crew_id,
        duty_id=duty_id,
        flight_ids=flight_ids,
        report_at=report_at,
        release_at=release_at,
        deadheads=tuple(dict.fromkeys((*(one for one in kept if one not in command.flight_ids), *command.deadheads))),
        pairing_id=replaced.pairing_id if replaced is not None else "",
        replaces=command.replaces,
        by=by,
    )


def _reassign_crew(state: NetworkState, command: c.ReassignCrew, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    flight = check.own_scheduled_flight(command.flight_id)
    giver = check.crew(command.from_crew, "from_crew")
    taker = check.crew(command.to_crew, "to_crew")
    crew = state.flight_crew.get(command.flight_id, ())
    if flight is not None and giver is not None and taker is not None:
        check.require(command.from_crew in crew, "from_crew", f"{command.from_crew!r} is not assigned to {command.flight_id!r}.")
        check.require(
            command.to_crew not in crew, "to_crew", f"{command.to_crew!r} is already assigned to {command.flight_id!r}."
        )
        check.require(
            giver.role == taker.role, "to_crew", f"{command.to_crew!r} is {taker.role}, {command.from_crew!r} is {giver.role}."
        )
        family = state.aircraft[flight.tail].family if flight.tail is not None else None
        check.require(family is None or family in taker.families, "to_crew", f"{command.to_crew!r} is not qualified on {family}.")
    check.done()
    return [e.CrewReassigned(at=now, flight_id=command.flight_id, from_crew=command.from_crew, to_crew=command.to_crew, by=by)]


def _position_crew(state: NetworkState, command: c.PositionCrew, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.crew(command.crew_id)
    check.airport(command.airport)
    if command.on_flight is not None:
        flight = check.flight(command.on_flight, "on_flight")
        if flight is not None:
            check.require(
                flight.lands_at == command.airport,
                "on_flight",
                f"{command.on_flight!r} lands at {flight.lands_at}, not at {command.airport}.",
            )
    check.done()
    return [e.CrewPositioned(at=now, crew_id=command.crew_id, airport=command.airport, on_flight=command.on_flight)]


def _book_crew_hotel(state: NetworkState, command: c.BookCrewHotel, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.crew(command.crew_id)
    check.airport(command.airport)
    check.require(command.end > command.start, "end", f"end {command.end.isoformat()} is not after start.")
    check.done()
    return [
        e.CrewHotelBooked(at=now, crew_id=command.crew_id, airport=command.airport, start=command.start, end=command.end, by=by)
    ]


def _start_duty(state: NetworkState, command: c.StartDutyPeriod, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    member = check.crew(command.crew_id)
    if member is not None:
        check.require(member.status != "on_duty", "crew_id", f"{command.crew_id!r} is already on duty.")
    check.done()
    assert member is not None
    ended: list[e.Event] = [e.RestPeriodEnded(at=now, crew_id=command.crew_id)] if member.status == "resting" else []
    return [*ended, e.DutyPeriodStarted(at=now, crew_id=command.crew_id)]


def _end_duty(state: NetworkState, command: c.EndDutyPeriod, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    member = check.crew(command.crew_id)
    if member is not None:
        check.require(member.status == "on_duty", "crew_id", f"{command.crew_id!r} is not on duty.")
    check.done()
    return [e.DutyPeriodEnded(at=now, crew_id=command.crew_id), e.RestPeriodStarted(at=now, crew_id=command.crew_id)]


# --- passengers and cargo -------------------------------------------------------------------------------------------


def _connected(check: CommandCheck, legs: list[Flight]) -> None:
    """Faults when legs do not connect in place, or not with the minimum connection time."""
    for before, after in pairwise(legs):
        if check.require(
            before.destination == after.origin,
            "flight_ids",
            f"{before.flight_id!r} lands at {before.destination}, {after.flight_id!r} leaves from {after.origin}.",
        ):
            minimum = check.state.airports[after.origin].min_connection_min
            check.require(
                (after.etd - before.eta).total_seconds() >= minimum * 60,
                "flight_ids",
                f"{before.flight_id!r} to {after.flight_id!r} leaves less than the "
                f"minimum connection time of {minimum} min at {after.origin}.",
            )


def _rebook_passenger(state: NetworkState, command: c.RebookPassenger, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    booking = check.booking(command.booking_id)
    kept = set(booking.flight_ids) if booking is not None else set()
    legs = [
        leg
        for index, one in enumerate(command.flight_ids)
        if (leg := check.bookable_departure(one, f"flight_ids[{index}]", held=one in kept)) is not None
    ]
    _connected(check, legs)
    if booking is not None and len(legs) == len(command.flight_ids):
        old = [state.departure(one) for one in booking.flight_ids]
        check.require(
            legs[-1].destination == old[-1].destination,
            "flight_ids",
            f"the new itinerary ends at {legs[-1].destination}, the passengers are booked to {old[-1].destination}.",
        )
        stands_at = state.whereabouts(booking)
        check.require(
            legs[0].origin == stands_at,
            "flight_ids",
            f"the passengers are at {stands_at}, the new itinerary starts at {legs[0].origin}.",
        )
        for leg in legs:
            if leg.flight_id in booking.flight_ids or (leg.tail is None and leg.seats_offered is None):
                continue
            free = state.free_seats(leg)
            check.require(
                booking.passengers <= free,
                "flight_ids",
                f"{leg.flight_id!r} has {free} free seats, {booking.passengers} are needed.",
            )
            cabin = command.cabin or booking.cabin
            in_cabin = (state.free_cabins(leg) or {cabin: booking.passengers}).get(cabin, 0)
            check.require(
                booking.passengers <= in_cabin,
                "cabin",
                f"{leg.flight_id!r} has {in_cabin} free seats in {cabin}, {booking.passengers} are needed.",
            )
    check.done()
    rebooked = e.PassengerRebooked(
        at=now, booking_id=command.booking_id, flight_ids=command.flight_ids, cabin=command.cabin, by=by
    )
    return [rebooked]


def _split_booking(state: NetworkState, command: c.SplitBooking, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    booking = check.booking(command.booking_id)
    if booking is not None:
        name = command.booking_id
        check.require(
            command.passengers < booking.passengers,
            "passengers",
            f"Booking {name!r} has {booking.passengers} passengers; at least one must stay on each side.",
        )
        check.require(
            booking.party != "family" or command.agreed,
            "agreed",
            f"Booking {name!r} is a family; it is parted only when its passengers agree (agreed: true).",
        )
    check.require(command.part_id not in state.bookings, "part_id", f"Booking {command.part_id!r} exists already.")
    check.done()
    split = e.BookingSplit(at=now, booking_id=command.booking_id, part_id=command.part_id, passengers=command.passengers, by=by)
    return [split]


def _care_for_passengers(state: NetworkState, command: c.CareForPassengers, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.booking(command.booking_id, also_refunded=True)
    check.airport(command.airport)
    gives = command.meals > 0 or command.hotel is not None or command.allowance_cents > 0
    check.require(gives, "meals", "give meals, a hotel or an allowance; this gives nothing.")
    if command.hotel is not None:
        hotel = state.hotels.get(command.hotel)
        check.require(command.rooms > 0 and command.nights > 0, "rooms", "a hotel needs rooms and nights.")
        if check.require(hotel is not None, "hotel", f"Hotel {command.hotel!r} is not contracted.") and hotel is not None:
            check.require(
                hotel.airport == command.airport,
                "hotel",
                f"Hotel {command.hotel!r} is at {hotel.airport}, not {command.airport}.",
            )
            free = hotel.rooms - hotel.taken
            check.require(command.rooms <= free, "rooms", f"{command.hotel!r} has {free} rooms left, not {command.rooms}.")
    check.done()
    given = e.PassengerCareGiven(
        at=now,
        booking_id=command.booking_id,
        airport=AirportCode(command.airport),
        meals=command.meals,
        hotel=command.hotel,
        rooms=command.rooms,
        nights=command.nights,
        allowance_cents=command.allowance_cents,
        by=by,
    )
    return [given]


def _refund_passenger(state: NetworkState, command: c.RefundPassenger, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.booking(command.booking_id)
    check.done()
    return [e.PassengerRefunded(at=now, booking_id=command.booking_id, by=by)]


def _move_ancillaries(state: NetworkState, command: c.MoveAncillaries, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    booking = check.booking(command.booking_id)
    check.ancillaries(booking, command.codes, command.flight_id)
    if booking is not None:
        check.require(
            command.to_flight_id in booking.flight_ids,
            "to_flight_id",
            f"Booking {command.booking_id!r} does not travel on {command.to_flight_id!r}.",
        )
    check.done()
    return [
        e.AncillariesMoved(
            at=now,
            booking_id=command.booking_id,
            codes=command.codes,
            flight_id=command.flight_id,
            to_flight_id=command.to_flight_id,
            by=by,
        )
    ]


def _refund_ancillaries(state: NetworkState, command: c.RefundAncillaries, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.ancillaries(check.booking(command.booking_id, also_refunded=True), command.codes, command.flight_id)
    check.done()
    return [e.AncillariesRefunded(at=now, booking_id=command.booking_id, codes=command.codes, flight_id=command.flight_id, by=by)]


def _protect_connection(state: NetworkState, command: c.ProtectConnection, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    booking = check.booking(command.booking_id)
    if booking is not None:
        check.require(len(booking.flight_ids) > 1, "booking_id", f"Booking {command.booking_id!r} has no connection.")
    check.done()
    return [e.ConnectionProtected(at=now, booking_id=command.booking_id, by=by)]


def _reroute_cargo(state: NetworkState, command: c.RerouteCargo, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    shipment = check.shipment(command.shipment_id)
    legs = [
        leg
        for index, one in enumerate(command.flight_ids)
        if (leg := check.own_scheduled_flight(one, f"flight_ids[{index}]")) is not None
    ]
    _connected(check, legs)
    if shipment is not None and len(legs) == len(command.flight_ids):
        target = state.flights[shipment.flight_ids[-1]].destination
        check.require(
            legs[-1].destination == target, "flight_ids", f"the shipment is for {target}, not for {legs[-1].destination}."
        )
    check.done()
    return [e.CargoRerouted(at=now, shipment_id=command.shipment_id, flight_ids=command.flight_ids, by=by)]


def _offload_cargo(state: NetworkState, command: c.OffloadCargo, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.shipment(command.shipment_id)
    check.done()
    return [e.CargoOffloaded(at=now, shipment_id=command.shipment_id)]


def _prioritize_cargo(state: NetworkState, command: c.PrioritizeCargo, now: datetime, by: str) -> list[e.Event]:
    check = CommandCheck(state)
    check.shipment(command.shipment_id)
    check.done()
    return [e.CargoPrioritized(at=now, shipment_id=command.shipment_id, priority=command.priority, by=by)]


# --- disruptions ----------------------------------------------------------------------------------------------------


def _inject_disruption(state: NetworkState, command: c.InjectDisruption, now: datetime, by: str) -> list[e.Event]:
    return reported_facts(state, command.disruption, now)


def _needs_the_graph(name: Literal["OptimizeRecovery", "SimulateRecovery"]) -> Callable[..., list[e.Event]]:
    def refuse(state: NetworkState, command: c.Command, now: datetime, by: str) -> list[e.Event]:
        raise Refused(
            (Fault("type", f"{name} changes nothing by itself; send it to POST /api/v1/commands/{name} or open a case."),)
        )

    return refuse


COMMAND_HANDLERS: dict[type, Callable[[NetworkState, Any, datetime, str], list[e.Event]]] = {
    c.ScheduleFlight: _schedule_flight,
    c.DelayFlight: _delay_flight,
    c.CancelFlight: _cancel_flight,
    c.SwapAircraft: _swap_aircraft,
    c.FlyFaster: _fly_faster,
    c.FreezeInventory: _freeze_inventory,
    c.ReleaseInventory: _release_inventory,
    c.AssignGate: _assign_gate,
    c.AssignSlot: _assign_slot,
    c.SwapFlowSlots: _swap_flow_slots,
    c.PlanMaintenance: _plan_maintenance,
    c.AssignCrew: _assign_crew,
    c.ReassignCrew: _reassign_crew,
    c.PositionCrew: _position_crew,
    c.BookCrewHotel: _book_crew_hotel,
    c.StartDutyPeriod: _start_duty,
    c.EndDutyPeriod: _end_duty,
    c.RebookPassenger: _rebook_passenger,
    c.SplitBooking: _split_booking,
    c.CareForPassengers: _care_for_passengers,
    c.RefundPassenger: _refund_passenger,
    c.MoveAncillaries: _move_ancillaries,
    c.RefundAncillaries: _refund_ancillaries,
    c.ProtectConnection: _protect_connection,
    c.RerouteCargo: _reroute_cargo,
    c.OffloadCargo: _offload_cargo,
    c.PrioritizeCargo: _prioritize_cargo,
    c.InjectDisruption: _inject_disruption,
    c.OptimizeRecovery: _needs_the_graph("OptimizeRecovery"),
    c.SimulateRecovery: _needs_the_graph("SimulateRecovery"),
}
