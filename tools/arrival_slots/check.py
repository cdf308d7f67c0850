"""An answer re-checked by code that shares nothing with the model: plain whole numbers, flight by flight."""

from collections.abc import Mapping
from datetime import datetime

from tools.arrival_slots.problem import Result, Slot, SlotProblem, SlotUser


def check_slots(problem: SlotProblem, answer: Mapping[str, Slot | None]) -> list[str]:
    """Every rule that the answer breaks, in words; none: it may be flown."""
    flights = {one.flight_id: one for one in problem.flights}
    faults = [f"flight {one!r} has no answer" for one in flights if one not in answer]
    faults += [f"flight {one!r} is not of the problem" for one in answer if one not in flights]
    offered = set(problem.slots)
    used: dict[Slot, str] = {}
    for flight_id, slot in answer.items():
        if slot is None or flight_id not in flights:
            continue
        flight = flights[flight_id]
        if slot not in offered:
            faults.append(f"flight {flight_id!r} has slot {slot.slot_id!r}, which is not one of ours")
        if slot in used:
            faults.append(f"slot {slot.slot_id!r} is used by {used[slot]!r} and {flight_id!r}")
        used[slot] = flight_id
        if not flight.earliest <= slot.time <= flight.latest:
            faults.append(f"flight {flight_id!r} cannot arrive at {slot.time}")
    for link in problem.links:
        first, then = answer.get(link.first), answer.get(link.then)
        if first is not None and then is not None and (then.time - first.time).total_seconds() < 60 * link.gap_min:
            faults.append(f"{link.then!r} arrives before the aircraft of {link.first!r} can have flown it")
    return faults


def check_result(problem: SlotProblem, result: Result) -> list[str]:
    """Every rule that a solved answer breaks, and every figure of it that is not so."""
    faults = check_slots(problem, result.slots)
    if not faults:
        cents = price(problem, result.slots)
        if cents != result.objective_cents:
            faults.append(f"the answer costs {cents} cents, not {result.objective_cents}")
        if result.bound_cents > cents:
            faults.append(f"the bound of {result.bound_cents} cents is above what the answer costs, {cents}")
        if result.status == "optimal" and result.bound_cents != cents:
            faults.append(f"an answer of {cents} cents over a bound of {result.bound_cents} is not shown to be optimal")
    return faults


def price(problem: SlotProblem, answer: Mapping[str, Slot | None]) -> int:
    """What an answer costs, in cents."""
    return sum(flight_price(problem, one, answer[one.flight_id]) for one in problem.flights)


def flight_price(problem: SlotProblem, flight: SlotUser, slot: Slot | None) -> int:
    """What one flight costs with its slot, or without one, in cents."""
    return flight.left_out_cents if slot is None else sum(consequence_prices(problem, flight, slot.time))


def consequence_prices(problem: SlotProblem, flight: SlotUser, arrives: datetime) -> list[int]:
    """What each consequence of the flight costs when it arrives then, in cents."""
    late = int((arrives - flight.earliest).total_seconds() // 60)
    return [one.cents(late, problem.delay_cents) for one in flight.consequences]
