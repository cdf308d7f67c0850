"""Who gains and who loses beside the slots that rationing gives, with the reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from domain.units import minutes_between
from tools.arrival_slots.check import consequence_prices, flight_price
from tools.arrival_slots.problem import Consequence, Slot, SlotProblem, SlotUser


@dataclass(frozen=True, slots=True)
class Change:
    """One flight with the slot that rationing gives it and with ours; `None`: no slot. Later and dearer is positive."""

    flight_id: str
    rationed: Slot | None
    slot: Slot | None
    minutes_later: int | None
    rationed_cents: int
    cents: int
    why: str


def changes(problem: SlotProblem, before: Mapping[str, Slot | None], after: Mapping[str, Slot | None]) -> tuple[Change, ...]:
    """Every flight before and after, those that gain most first."""
    holder = {slot: flight_id for flight_id, slot in after.items() if slot is not None}
    found = [_change(problem, one, before[one.flight_id], after[one.flight_id], holder) for one in problem.flights]
    return tuple(sorted(found, key=lambda one: (one.cents - one.rationed_cents, one.flight_id)))


def _change(
    problem: SlotProblem, flight: SlotUser, before: Slot | None, after: Slot | None, holder: Mapping[Slot, str]
) -> Change:
    was, now = flight_price(problem, flight, before), flight_price(problem, flight, after)
    later = minutes_between(before.time, after.time) if before is not None and after is not None else None
    return Change(flight.flight_id, before, after, later, was, now, _why(problem, flight, before, after, holder))


def _why(problem: SlotProblem, flight: SlotUser, before: Slot | None, after: Slot | None, holder: Mapping[Slot, str]) -> str:
    if before == after:
        return "keeps its slot" if after is not None else "no slot of ours is in its limits"
    if after is None:
        return (
            "left out: to cancel it costs less than the slot it would take"
            if flight.may_be_left_out
            else ("no slot of ours that others need less is in its limits")
        )
    if before is None:
        return "gets a slot that another gives up"
    was = consequence_prices(problem, flight, before.time)
    now = consequence_prices(problem, flight, after.time)
    reason = _heaviest(flight, was, now)
    if after.time < before.time:
        return reason
    taker = holder.get(before)
    return f"its slot goes to {taker}; later costs least here: {reason}" if taker is not None else reason


def _heaviest(flight: SlotUser, was: list[int], now: list[int]) -> str:
    """The kind of consequence that changes most in money, in words."""
    weight: Counter[str] = Counter()
    changed: dict[str, list[tuple[int, Consequence]]] = {}
    for one, before, after in zip(flight.consequences, was, now, strict=True):
        if before != after:
            weight[one.kind] += abs(after - before)
            changed.setdefault(one.kind, []).append((abs(after - before), one))
    if not weight:
        return "nothing that has a price changes"
    kind = min(weight, key=lambda one: (-weight[one], one))
    top = max(changed[kind], key=lambda one: (one[0], one[1].subject))[1]
    match kind:
        case "connections":
            return f"{sum(one.count for _, one in changed[kind])} connecting passengers"
        case "next_leg":
            return f"aircraft needed for {top.subject} with {top.count} passengers"
        case "crew":
            return f"{top.count} crew needed for {top.subject}"
        case "lost":
            return (
                f"{top.subject} with {top.count} passengers would be lost: a closure, a curfew, maintenance or the longest delay"
            )
        case "delay_minutes":
            return "minutes of crew and aircraft"
        case _:
            return f"{top.people} passengers who end their journey here"
