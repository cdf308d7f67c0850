"""A controller's own operations as orders to the solver: they stand, and the rest is repaired around them."""

from collections.abc import Sequence
from datetime import datetime

from domain.commands import CancelFlight, DelayFlight, Operation, SwapAircraft
from domain.constraints import CannotOperate, Constraint, FlownBy, MustNotCancel, SlotWindow
from domain.decide import COMMAND_HANDLERS
from domain.faults import Fault, Refused
from domain.network import NetworkState

_SAID = {"source": "controller", "reason": "the controller's own operation"}


def orders_of(state: NetworkState, operations: Sequence[Operation], *, now: datetime) -> tuple[Constraint, ...]:
    """Constraints that keep these operations. Refused names every one that cannot be carried out, or kept.

    Cancellations, retimings and swaps can be kept; a swap needs no free aircraft, making room for it is the solver's business.
    """
    found: list[Constraint] = []
    faults: list[Fault] = []
    for number, one in enumerate(operations):
        where = f"operations[{number}]"
        try:
            COMMAND_HANDLERS[type(one)](state, one, now, "")
        except Refused as refusal:
            faults += [Fault(f"{where}.{fault.field}", fault.message) for fault in refusal.faults]
            continue
        match one:
            case CancelFlight():
                found.append(CannotOperate(flight_id=one.flight_id, **_SAID))
            case DelayFlight():
                published = state.flights[one.flight_id].etd
                if one.etd < published:
                    message = f"{one.flight_id!r} is published for {published:%H:%MZ}; the solver brings no flight forward."
                    faults.append(Fault(f"{where}.etd", message))
                found.append(SlotWindow(flight_id=one.flight_id, earliest=one.etd, latest=one.etd, **_SAID))
                found.append(MustNotCancel(flight_id=one.flight_id, **_SAID))
            case SwapAircraft():
                found.append(FlownBy(flight_id=one.flight_id, tail=one.tail, **_SAID))
                found.append(MustNotCancel(flight_id=one.flight_id, **_SAID))
            case _:
                message = f"{one.type} cannot be kept by the solver; give CancelFlight, DelayFlight and SwapAircraft."
                faults.append(Fault(f"{where}.type", message))
    if faults:
        raise Refused(faults)
    return tuple(found)
