"""Ground delay programmes: slots at the accepted rate, rationing by schedule, compression, slot credit, ground stops."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from domain.units import minutes
from tools.arrival_slots.problem import Allocation, Arrival, Holding, Programme, Scope, Slot

Order = Literal["schedule", "expected"]
_MINUTE = timedelta(minutes=1)


def slot_times(programme: Programme) -> Iterator[Slot]:
    """Slots from the programme's start on, without end.

    With the rates summed up minute by minute, a slot begins in each minute in which the sum of arrivals passes a whole number:
    n in any 60 minutes of n an hour, evenly spread. Integer arithmetic, fractions carried over where the rate changes.
    """
    accepted = given = 0  # accepted: arrivals times sixty
    minute = programme.start
    rates = iter(programme.rates)
    rate = next(rates, None)
    closed = sorted(programme.closed)
    while True:
        while rate is not None and minute >= rate.end:
            rate = next(rates, None)
        while closed and minute >= closed[0][1]:
            del closed[0]
        if not any(start <= minute < end for start, end in closed):
            accepted += programme.after_per_hour if rate is None else rate.per_hour
            number = 1
            while given * 60 < accepted:
                yield Slot(minute, _slot_id(programme.airport, minute, number))
                given, number = given + 1, number + 1
        minute += _MINUTE


def _slot_id(airport: str, minute: datetime, number: int) -> str:
    name = f"GDP/{airport}/{minute:%Y-%m-%dT%H:%MZ}"
    return name if number == 1 else f"{name}/{number}"


def ration(
    programme: Programme, arrivals: Sequence[Arrival], *, order: Order = "schedule", until: datetime | None = None
) -> Allocation:
    """Each flight the first slot not before its earliest arrival: exempt ones first, then by scheduled arrival.

    `order="expected"`: by earliest arrival instead, as flights come. `until`: give free slots up to then as well.
    ValueError when a flight is given twice.
    """
    by_schedule = order == "schedule"
    queue = sorted(
        arrivals, key=lambda one: (not one.exempt, one.original if by_schedule else one.earliest, one.original, one.flight_id)
    )
    if len({one.flight_id for one in queue}) < len(queue):
        raise ValueError("a flight is given twice")
    source = slot_times(programme)
    slots: list[Slot] = []
    times: list[datetime] = []
    next_free: list[int] = [0]  # next_free[i]: a slot not before i that may be free; roots are
    taken: dict[int, Arrival] = {}

    def slot(index: int) -> None:
        while len(slots) <= index:
            slots.append(next(source))
            times.append(slots[-1].time)
            next_free.append(len(slots))

    def free_from(index: int) -> int:
        root = index
        while next_free[root] != root:
            root = next_free[root]
        while next_free[index] != root:
            next_free[index], index = root, next_free[index]
        return root

    slot(0)
    for one in queue:
        while times[-1] < one.earliest:
            slot(len(slots))
        index = free_from(bisect_left(times, one.earliest))
        slot(index)
        taken[index] = one
        next_free[index] = index + 1
    while until is not None and times[-1] < until:
        slot(len(slots))
    return Allocation(
        holdings=tuple(
            Holding(slots[index], one.carrier, None if one.cancelled else one.flight_id) for index, one in sorted(taken.items())
        ),
        free=tuple(slots[index] for index in range(len(slots)) if index not in taken),
    )


def compress(allocation: Allocation, arrivals: Iterable[Arrival]) -> Allocation:
    """Fill slots that nobody uses: each is offered to its holder's flights first, then to others', in the order of schedule.

    Who gives a slot up gets the slot of the flight that moves into it. Flights only ever move earlier; exempt ones stay. A
    flight that cannot make its slot any more (its earliest arrival is later) gives it up and takes the first that is offered.
    """
    flights = {one.flight_id: one for one in arrivals if not one.cancelled}
    slots = sorted([*(one.slot for one in allocation.holdings), *allocation.free])
    index_of = {one: index for index, one in enumerate(slots)}
    holder: list[str | None] = [None] * len(slots)
    user: list[str | None] = [None] * len(slots)
    place: dict[str, int | None] = {}
    for held in allocation.holdings:
        index = index_of[held.slot]
        holder[index] = held.carrier
        if held.flight_id is not None:
            flight = flights[held.flight_id]
            makes_it = flight.earliest <= held.slot.time or bool(flight.exempt)
            user[index] = held.flight_id if makes_it else None
            place[held.flight_id] = index if makes_it else None
    movable = sorted(
        (flights[one] for one in place if not flights[one].exempt), key=lambda one: (one.original, one.earliest, one.flight_id)
    )
    open_slots = [index for index in range(len(slots)) if user[index] is None]
    heapq.heapify(open_slots)
    while open_slots:
        index = heapq.heappop(open_slots)
        able = [one for one in movable if one.earliest <= slots[index].time and _later(place[one.flight_id], index)]
        if not able:
            continue
        moved = next((one for one in able if one.carrier == holder[index]), able[0])
        vacated = place[moved.flight_id]
        user[index], place[moved.flight_id] = moved.flight_id, index
        if vacated is not None:
            holder[vacated] = holder[index]
            user[vacated] = None
            heapq.heappush(open_slots, vacated)
        holder[index] = moved.carrier
    return _allocation(slots, holder, user)


def _later(place: int | None, index: int) -> bool:
    return place is None or place > index


def credit(
    allocation: Allocation, arrivals: Iterable[Arrival], *, give: str, flight_id: str, earliest: datetime, latest: datetime
) -> Allocation | None:
    """Slot-credit substitution: give up a slot, let others' flights move up one after the other, and get the last slot vacated.

    The slot received lies in [earliest, latest], is the first possible, and is for `flight_id` of the same carrier; it is
    reached with the fewest moves. None where no bridge is found: then nothing changes. Free slots need no credit. ValueError
    when the slot is not the carrier's to give, or the flight cannot use a slot at `earliest`.
    """
    flights = {one.flight_id: one for one in arrivals if not one.cancelled}
    held = list(allocation.holdings)
    at = next((number for number, one in enumerate(held) if one.slot.slot_id == give), None)
    mine = flights.get(flight_id)
    if at is None or mine is None or held[at].carrier != mine.carrier:
        raise ValueError(f"slot {give!r} is not held by the carrier of flight {flight_id!r}")
    if earliest < mine.earliest:
        raise ValueError(f"flight {flight_id!r} arrives at {mine.earliest} at the earliest")
    moves: dict[int, tuple[int, int]] = {at: (0, at)}  # slot reached: moves so far, the slot its flight moves to
    reached: int | None = None
    for number in range(at + 1, len(held)):
        if held[number].slot.time > latest:
            break
        name = held[number].flight_id
        flight = flights[name] if name is not None else None
        if flight is None or flight.exempt or flight.carrier == mine.carrier:
            continue
        before = [(hops + 1, to) for to, (hops, _) in moves.items() if flight.earliest <= held[to].slot.time]
        if not before:
            continue
        moves[number] = min(before)
        if held[number].slot.time >= earliest:
            reached = number
            break
    if reached is None:
        return None
    for number, one in enumerate(held):
        if one.flight_id == flight_id:
            held[number] = replace(one, flight_id=None)
    here = reached
    while here != at:
        to = moves[here][1]
        held[to] = replace(allocation.holdings[here], slot=held[to].slot)
        here = to
    held[reached] = Holding(held[reached].slot, mine.carrier, flight_id)
    return replace(allocation, holdings=tuple(held))


def _allocation(slots: Sequence[Slot], holder: Sequence[str | None], user: Sequence[str | None]) -> Allocation:
    rows = list(zip(slots, holder, user, strict=True))
    return Allocation(
        holdings=tuple(Holding(slot, carrier, flight) for slot, carrier, flight in rows if carrier is not None),
        free=tuple(slot for slot, carrier, _ in rows if carrier is None),
    )


def held_on_ground(arrivals: Iterable[Arrival], release: datetime) -> tuple[Arrival, ...]:
    """The arrivals under a ground stop: none that is held leaves its stand before `release`; exactly then it may."""
    return tuple(
        one if one.exempt or one.cancelled else replace(one, earliest=max(one.earliest, release + minutes(one.block_min)))
        for one in arrivals
    )


def exemption(scope: Scope, *, origin: str, distance_km: int, airborne: bool, from_abroad: bool) -> str:
    """Why a programme does not hold a departure; empty when it does. A departure from exactly `within_km` is held."""
    if airborne:
        return "airborne"
    if origin in scope.exempt_from:
        return f"departures from {origin} are exempt"
    if scope.from_abroad_exempt and from_abroad:
        return "from another country"
    if scope.only_from and origin not in scope.only_from:
        return f"{origin} is outside the scope"
    if scope.within_km is not None and distance_km > scope.within_km:
        return f"{distance_km} km away, beyond the scope of {scope.within_km} km"
    return ""


def edct_kept(edct: datetime, took_off: datetime, *, early_min: int, late_min: int) -> bool:
    """Whether a take-off keeps its expect departure clearance time; exactly on either limit it does."""
    return -minutes(early_min) <= took_off - edct <= minutes(late_min)
