"""Programmes small enough to count by hand, and to try every answer."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import strategies as st

from domain.units import minutes
from tools.arrival_slots.problem import Allocation, Arrival, Programme, Rate

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    """Noon and so many minutes."""
    return NOON + minutes(minute)


def programme(per_hour: int = 10, *, hours: int = 2, after: int = 60) -> Programme:
    """From noon on; ten an hour is a slot every six minutes."""
    return Programme("AAA", (Rate(NOON, at(60 * hours), per_hour),), after)


def arrival(
    name: str,
    original: int,
    *,
    carrier: str = "XX",
    earliest: int | None = None,
    exempt: str = "",
    cancelled: bool = False,
) -> Arrival:
    """A flight of 90 minutes' block, 15 of them taxiing out."""
    expected = original if earliest is None else earliest
    return Arrival(name, carrier, at(original), at(expected), 90, 15, exempt, cancelled)


def minutes_of(allocation: Allocation) -> dict[str, int]:
    """Minutes after noon of every flight's slot."""
    return {name: int((slot.time - NOON).total_seconds() // 60) for name, slot in allocation.of_flights().items()}


def delay_by_carrier(allocation: Allocation, arrivals: list[Arrival]) -> dict[str, int]:
    """Minutes from earliest arrival to slot."""
    slots = allocation.of_flights()
    found: dict[str, int] = {}
    for one in arrivals:
        if one.flight_id in slots:
            late = int((slots[one.flight_id].time - one.earliest).total_seconds() // 60)
            found[one.carrier] = found.get(one.carrier, 0) + late
    return found


def least_delay(allocation: Allocation, arrivals: list[Arrival]) -> int:
    """The least total delay over every way to give these flights different slots of the allocation."""
    times = [*(one.slot.time for one in allocation.holdings), *(one.time for one in allocation.free)]
    ways = (zip(chosen, arrivals, strict=True) for chosen in permutations(times, len(arrivals)))
    late = ([(slot - one.earliest).total_seconds() // 60 for slot, one in way] for way in ways)
    return int(min(sum(one) for one in late if min(one, default=0) >= 0))


@st.composite
def traffic(draw: st.DrawFn, *, most: int = 12, late: bool = True, cancelled: bool = True) -> list[Arrival]:
    """Flights of three carriers in an hour and a half."""
    found = []
    for number in range(draw(st.integers(1, most))):
        original = draw(st.integers(0, 90))
        found.append(
            arrival(
                f"F{number:02d}",
                original,
                carrier=draw(st.sampled_from(("XX", "YY", "ZZ"))),
                earliest=original + (draw(st.sampled_from((0, 0, 0, 20))) if late else 0),
                cancelled=cancelled and draw(st.integers(0, 4)) == 0,
            )
        )
    return found
