"""Operations as a controller would write them, one by one and, for passengers, by kind: no booking of many is named."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from domain.commands import (
    AssignCrew,
    AssignGate,
    AssignSlot,
    BookCrewHotel,
    CancelFlight,
    CareForPassengers,
    DelayFlight,
    FlyFaster,
    FreezeInventory,
    MoveAncillaries,
    OffloadCargo,
    Operation,
    PlanMaintenance,
    RebookPassenger,
    RefundAncillaries,
    RefundPassenger,
    ReleaseInventory,
    RerouteCargo,
    ScheduleFlight,
    SplitBooking,
    SwapAircraft,
    SwapFlowSlots,
)

_One = TypeVar("_One")
ABOUT_PASSENGERS = (
    RebookPassenger,
    SplitBooking,
    RefundPassenger,
    CareForPassengers,
    MoveAncillaries,
    RefundAncillaries,
)
"""Operations that are told by kind: a plan of a storm has thousands of them."""
FIRST_OF_A_KIND = 3
"""So many of a kind are told one by one."""


def in_words(operation: Operation) -> str:
    """One change as a controller would write it."""
    match operation:
        case CancelFlight():
            return f"cancel {operation.flight_id}"
        case DelayFlight():
            return f"retime {operation.flight_id} to leave {operation.etd:%d %b %H:%MZ}"
        case SwapAircraft():
            return f"{operation.tail} flies {operation.flight_id}"
        case ScheduleFlight():
            what = f"{operation.carrier}{operation.number} {operation.origin}-{operation.destination}"
            return f"{operation.service} {what} leaves {operation.std:%d %b %H:%MZ} with {operation.tail or 'no tail yet'}"
        case FlyFaster():
            return f"{operation.flight_id} wins {operation.faster_min} min in the air for {operation.extra_fuel_kg} kg of fuel"
        case FreezeInventory():
            classes = ", ".join(operation.closed_classes)
            return f"{operation.flight_id} does not sell {classes} until {operation.until:%d %b %H:%MZ}"
        case ReleaseInventory():
            return f"{operation.flight_id} sells all its classes again"
        case MoveAncillaries():
            what = ", ".join(operation.codes)
            return f"{what} of booking {operation.booking_id} on {operation.to_flight_id} in place of {operation.flight_id}"
        case RefundAncillaries():
            return f"pay back {', '.join(operation.codes)} of booking {operation.booking_id} on {operation.flight_id}"
        case RebookPassenger():
            return f"booking {operation.booking_id} travels on {_way(operation)}"
        case RefundPassenger():
            return f"refund booking {operation.booking_id}"
        case SplitBooking():
            parted = _counted(operation.passengers, "passenger")
            return f"{parted} of booking {operation.booking_id} to travel apart, as {operation.part_id}"
        case CareForPassengers():
            return f"care for booking {operation.booking_id} at {operation.airport}: {_care([operation], '')}"
        case AssignCrew():
            return _duty_in_words(operation)
        case AssignGate():
            return f"{operation.movement} of {operation.flight_id} on stand {operation.gate}"
        case AssignSlot():
            slot = f"{operation.movement} slot of {operation.airport} at {operation.time:%d %b %H:%MZ}"
            return f"{operation.flight_id} takes the {slot}"
        case SwapFlowSlots():
            return f"{operation.flight_id} and {operation.with_flight_id} exchange take-off slots"
        case PlanMaintenance():
            when = f"{operation.start:%d %b %H:%MZ} to {operation.end:%H:%MZ}"
            return f"{operation.tail} at {operation.airport} {when} for {', '.join(operation.work)}"
        case RerouteCargo():
            return f"shipment {operation.shipment_id} goes on {', then '.join(operation.flight_ids)}"
        case OffloadCargo():
            return f"take shipment {operation.shipment_id} off"
        case BookCrewHotel():
            return f"room for {operation.crew_id} at {operation.airport} from {operation.start:%d %b %H:%MZ}"
    fields = operation.model_dump(mode="json", exclude={"type"}, exclude_none=True)
    said = {name: value for name, value in fields.items() if value not in ("", [], None)}
    return f"{operation.type}  " + "  ".join(f"{name} {_plain(value)}" for name, value in said.items())


def passengers_in_words(operations: Sequence[Operation], currency: str) -> list[str]:
    """What a plan does with its passengers, by kind and flights or airport, the largest first; names no booking."""
    moved = [one for one in operations if isinstance(one, RebookPassenger)]
    parted = [one for one in operations if isinstance(one, SplitBooking)]
    refunded = [one for one in operations if isinstance(one, RefundPassenger)]
    care = [one for one in operations if isinstance(one, CareForPassengers)]
    lines: list[str] = []
    if moved:
        lines.append(f"move {_counted(len(moved), 'booking')} to other flights")
        lines += _largest(alike(moved, _way), lambda group: f"{_counted(len(group), 'booking')} to {_way(group[0])}")
    if parted:
        people, bookings = sum(one.passengers for one in parted), len({one.booking_id for one in parted})
        lines.append(f"let {_counted(people, 'passenger')} of {_counted(bookings, 'booking')} travel apart from their party")
    if refunded:
        lines.append(f"refund {_counted(len(refunded), 'booking')}")
    purchases = [one for one in operations if isinstance(one, MoveAncillaries | RefundAncillaries)]
    if purchases:
        bookings = len({one.booking_id for one in purchases})
        returned = sum(isinstance(one, RefundAncillaries) for one in purchases)
        lines.append(
            f"provide what {_counted(bookings, 'booking')} paid for on their new flights, pay it back in {returned:,} cases"
        )
    if care:
        lines.append(f"care for {_counted(len(care), 'booking')}: {_care(care, currency)}")
        lines += _largest(
            alike(care, lambda one: one.airport),
            lambda group: f"at {group[0].airport}: {_counted(len(group), 'booking')}: {_care(group, currency)}",
        )
    return lines


def alike(every: Iterable[_One], key: Callable[[_One], str]) -> list[list[_One]]:
    """The same things in groups by key, in the order in which each key came first."""
    groups: dict[str, list[_One]] = {}
    for one in every:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())


def _largest(groups: list[list[_One]], say: Callable[[list[_One]], str]) -> list[str]:
    ordered = sorted(groups, key=len, reverse=True)
    more = sum(map(len, ordered[FIRST_OF_A_KIND:]))
    return [f"  {say(group)}" for group in ordered[:FIRST_OF_A_KIND]] + ([f"  and {more:,} more"] if more else [])


def _way(operation: RebookPassenger) -> str:
    return ", then ".join(operation.flight_ids) + (f" in {operation.cabin}" if operation.cabin else "")


def _care(care: Sequence[CareForPassengers], currency: str) -> str:
    nights, meals = sum(one.rooms * one.nights for one in care), sum(one.meals for one in care)
    allowance = sum(one.allowance_cents for one in care) / 100
    parts = [_counted(nights, "room-night")] if nights else []
    parts += [_counted(meals, "meal")] if meals else []
    parts += [f"up to {allowance:,.0f} {currency}".rstrip() + " paid back for rooms they find"] if allowance else []
    return ", ".join(parts) or "nothing"


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _duty_in_words(operation: AssignCrew) -> str:
    """`B6-CP0001 works B6711, B6712, travels on B6713`, or is off duty."""
    worked = [one for one in operation.flight_ids if one not in operation.deadheads]
    parts = [f"works {', '.join(worked)}"] if worked else []
    parts += [f"travels on {', '.join(operation.deadheads)}"] if operation.deadheads else []
    instead = f" (duty {operation.replaces})" if operation.replaces else " (new duty)"
    return f"{operation.crew_id} {', '.join(parts) or 'is off'}{instead}"


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
