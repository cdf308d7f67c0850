"""A ground delay programme and the problem of using one's slots in it: frozen data. No network and no airline in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Status = Literal["optimal", "feasible"]
ConsequenceKind = Literal["passengers", "connections", "next_leg", "crew", "lost", "delay_minutes"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Arrivals an hour that the airport accepts in [start, end); 0: none."""

    start: datetime
    end: datetime
    per_hour: int


@dataclass(frozen=True, slots=True)
class Programme:
    """The rates of an airport while it is short, one after the other without gaps, in whole minutes.

    `after_per_hour`: arrivals an hour from the end on. `closed`: no arrivals in these [start, end), then either. ValueError
    names every fault.
    """

    airport: str
    rates: tuple[Rate, ...]
    after_per_hour: int
    closed: tuple[tuple[datetime, datetime], ...] = ()

    def __post_init__(self) -> None:
        faults = [] if self.rates else ["a programme needs a rate"]
        for one in self.rates:
            if one.end <= one.start or one.per_hour < 0:
                faults.append(f"the rate of {one.per_hour} an hour from {one.start} to {one.end} is none")
            if any(moment.second or moment.microsecond for moment in (one.start, one.end)):
                faults.append(f"the rate from {one.start} to {one.end} does not begin and end on whole minutes")
        faults += [
            f"the rate to {before.end} is followed by one from {after.start}"
            for before, after in zip(self.rates, self.rates[1:], strict=False)
            if before.end != after.start
        ]
        if self.after_per_hour < 1:
            faults.append(f"{self.after_per_hour} arrivals an hour after the end never take what waits")
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.rates[0].start

    @property
    def end(self) -> datetime:
        """When it ends; not part of it."""
        return self.rates[-1].end


@dataclass(frozen=True, slots=True)
class Scope:
    """Which departures a programme holds: from within `within_km` and from `only_from` (None, empty: everywhere), less those
    from `exempt_from` and, where `from_abroad_exempt`, those from another country.
    """

    within_km: int | None = None
    only_from: frozenset[str] = frozenset()
    exempt_from: frozenset[str] = frozenset()
    from_abroad_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A flight to the airport. `original`: scheduled arrival, the order of rationing; `earliest`: arrival without a programme.

    `block_min`: off-block to on-block, the first `taxi_out_min` of it on the ground. `exempt`: why it is not held; empty: it
    is. A `cancelled` one needs no slot and its carrier keeps the one it would have had.
    """

    flight_id: str
    carrier: str
    original: datetime
    earliest: datetime
    block_min: int
    taxi_out_min: int = 0
    exempt: str = ""
    cancelled: bool = False

    def off_block(self, slot: datetime) -> datetime:
        """When it leaves its stand to arrive at the slot's time."""
        return slot - timedelta(minutes=self.block_min)

    def edct(self, slot: datetime) -> datetime:
        """When it takes off to arrive at the slot's time: the time less what is left of the block time after taxiing out."""
        return slot - timedelta(minutes=self.block_min - self.taxi_out_min)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One arrival's time at the airport."""

    time: datetime
    slot_id: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A slot, the carrier that holds it, and the flight that uses it; None: none does."""

    slot: Slot
    carrier: str
    flight_id: str | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who holds which slot, by time, and those that nobody holds."""

    holdings: tuple[Holding, ...]
    free: tuple[Slot, ...]

    def of_flights(self) -> dict[str, Slot]:
        """The slot of every flight that uses one."""
        return {one.flight_id: one.slot for one in self.holdings if one.flight_id is not None}


@dataclass(frozen=True, slots=True)
class Consequence:
    """What it costs when a flight arrives more than `slack_min` after its earliest: with d minutes beyond that,

    `people` x what one passenger costs more who is `already_min` + d late than one who is `already_min` late
    + `minute_cents` x d + `once_cents`. `subject`: the flight it is about, `count`: people it is about.
    """

    kind: ConsequenceKind
    subject: str
    slack_min: int
    people: int = 0
    already_min: int = 0
    minute_cents: int = 0
    once_cents: int = 0
    count: int = 0

    def cents(self, late_min: int, delay_cents: Sequence[int]) -> int:
        """What it costs when the flight arrives so many minutes after its earliest."""
        beyond, longest = late_min - self.slack_min, len(delay_cents) - 1
        if beyond <= 0:
            return 0
        passenger = delay_cents[min(self.already_min + beyond, longest)] - delay_cents[min(self.already_min, longest)]
        return self.people * passenger + self.minute_cents * beyond + self.once_cents


@dataclass(frozen=True, slots=True)
class SlotUser:
    """A flight that needs a slot in [earliest, latest], or is left out at a price where it `may_be_left_out` or none fits."""

    flight_id: str
    earliest: datetime
    latest: datetime
    consequences: tuple[Consequence, ...]
    left_out_cents: int
    may_be_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One aircraft flies `first`, then `then`: where both have slots, `then`'s is at least `gap_min` later."""

    first: str
    then: str
    gap_min: int


@dataclass(frozen=True, slots=True)
class SlotProblem:
    """Flights, the slots they may have, and the price of one passenger m minutes late (`delay_cents[m]`, the last for more).

    ValueError names every fault.
    """

    slots: tuple[Slot, ...]
    flights: tuple[SlotUser, ...]
    delay_cents: tuple[int, ...]
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        names = Counter(one.flight_id for one in self.flights)
        faults = [f"flight {name!r} is given {count} times" for name, count in names.items() if count > 1]
        slots = Counter(one.slot_id for one in self.slots)
        faults += [f"slot {name!r} is given {count} times" for name, count in slots.items() if count > 1]
        faults += [
            f"the link from {one.first!r} to {one.then!r} names a flight that is not there"
            for one in self.links
            if one.first not in names or one.then not in names
        ]
        if not self.delay_cents:
            faults.append("there is no price of a late passenger")
        if faults:
            raise ValueError("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Params:
    """How long to search where aircraft link flights: so many assignments at most, which makes an answer repeatable."""

    most_nodes: int = 200


@dataclass(frozen=True, slots=True)
class Result:
    """Which slot each flight has (None: left out), in cents. `feasible`: the search ended before its bound met the answer.

    `without_slot`: flights left out though they may not be, because nothing fits; `bound_cents` holds for answers with no
    fewer of them.
    """

    status: Status
    slots: Mapping[str, Slot | None]
    objective_cents: int
    bound_cents: int
    without_slot: tuple[str, ...]
    nodes: int
    runtime_s: float
