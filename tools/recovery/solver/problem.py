"""The recovery problem as the solver sees it: integers only, minutes since an epoch, cents, indices instead of names, frozen."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

NOBODY = -1
"""Index of no tail, no leg, no cabin."""
CANCELLED = -(10**6)
"""Departure minute of a leg that does not operate."""
NEVER = 10**9
"""A minute after every horizon, a limit that never binds."""


class Visit(NamedTuple):
    """A tail does not fly in [start, end). `place`: whether it must stand at `airport` from the start, or should (at a price).

    `flying_min` is the most it may fly before the start.
    """

    start: int
    end: int
    airport: int
    place: Literal["any", "deferrable", "required"]
    flying_min: int = NEVER


@dataclass(frozen=True, slots=True)
class Kind:
    """What an end position may ask for: one configuration of a model of a fleet."""

    model: int
    fleet: int


@dataclass(frozen=True, slots=True)
class Tail:
    """One aircraft: where and when it can first leave, what it carries, and when it may not fly.

    `planned` are its free legs in order. Tails of one `fleet` may fly one another's legs. `seats` per cabin. Between two legs
    it needs `turn` minutes, or `transit` when the second is linked to the first. `last_leg` is the fixed leg it has flown or
    is flying, NOBODY for none. `hour_cents` is the price of a billed hour where that depends on the aircraft.
    """

    number: str
    fleet: int
    kind: int
    seats: tuple[int, ...]
    turn: int
    transit: int
    airport: int
    ready: int
    planned: tuple[int, ...] = ()
    last_leg: int = NOBODY
    visits: tuple[Visit, ...] = ()
    range_min: int = NEVER
    hour_cents: int = 0
    delay_minute_cents: int = 0


@dataclass(frozen=True, slots=True)
class Leg:
    """One own flight. `free` legs are decisions; the others keep `etd` and `tail`, or are CANCELLED.

    A free leg leaves in [earliest, latest] and lands by `land_by`, or is cancelled, which saves `saved_cents`; operating it costs
    `operating_cents`, and more within `crew_windows` (start, end, cents). `block_renumbered` is its block time when another fleet
    flies it under a new number, NOBODY where that is not possible. `link` is the leg it follows in transit. `only` is the tail
    that alone may fly it, else others than its own need `least_seats`; those `barred` never fly it. `current` is the departure as
    published now; `kind` its class for downgrades. Delay and swaps of legs that carry no passengers (`empty`) are not priced.
    `eta` matters for fixed legs alone. `seat_cents` is added in the search for each seat taken by somebody who had none on the
    leg, as far as travelling still costs less than being left behind.
    """

    name: str
    origin: int
    destination: int
    std: int
    block: int
    earliest: int
    latest: int
    land_by: int
    tail: int
    free: bool = True
    etd: int = CANCELLED
    eta: int = CANCELLED
    current: int = CANCELLED
    block_renumbered: int = NOBODY
    link: int = NOBODY
    saved_cents: int = 0
    operating_cents: int = 0
    crew_windows: tuple[tuple[int, int, int], ...] = ()
    least_seats: int = 0
    empty: bool = False
    must_fly: bool = False
    only: int = NOBODY
    barred: tuple[int, ...] = ()
    counts_as_movement: bool = True
    kind: int = 0
    seat_cents: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Passengers with one journey. They travel as planned, on other legs, or not at all (`stranded_cents` each), in parties of so
    many that stay together.

    `needs[k]` minutes are needed before leg k (0 for the first). The journey from `origin`, not before `ready`, after the
    fixed leg `after` (NOBODY for none), is open to change, with no more than the first `fixed` legs kept. `late_class` numbers
    the price of late minutes, `cabin` is what they paid for. `broken_cents` is added once in the search when they do not
    travel as planned.
    """

    name: str
    passengers: int
    legs: tuple[int, ...]
    cabins: tuple[int, ...]
    needs: tuple[int, ...]
    cabin: int
    late_class: int
    planned_arrival: int
    stranded_cents: int
    origin: int
    ready: int
    destination: int
    fixed: int = 0
    rebooked: bool = True
    party: int = 1
    broken_cents: int = 0


class Capacity(NamedTuple):
    """Movements that decisions may make at the airport in [start, end)."""

    airport: int
    start: int
    end: int
    departures: int
    arrivals: int


class Closure(NamedTuple):
    """No departures and/or arrivals at the airport in [start, end)."""

    airport: int
    start: int
    end: int
    departures: bool
    arrivals: bool


class CrewLink(NamedTuple):
    """The same crew works `first` then `then`: `gap` minutes between, or `replacement_cents` when only `then` operates."""

    first: int
    then: int
    gap: int
    replacement_cents: int


class Wanted(NamedTuple):
    """So many aircraft of a kind should end the period at the airport."""

    airport: int
    kind: int
    aircraft: int


@dataclass(frozen=True, slots=True)
class PositionPrices:
    """Cents for each wanted aircraft that is met by another configuration, by another model, or not at all."""

    configuration: int
    model: int
    fleet: int


@dataclass(frozen=True, slots=True)
class RecoveryProblem:
    """Everything the solver needs.

    `late_cents[class][m]`: price per passenger of arriving m minutes late; later than the table is not allowed.
    `downgrade_cents[paid][flown][leg kind]` per passenger and leg. `extra_block[a][b]`: block minutes of a flight the plan may
    add, NOBODY where none may fly (`extra_last`: only to end a rotation); it costs the tail's `hour_cents` per `billed_min`
    begun, as do swaps and renumbered legs. `extra_kind[a][b]` its kind for downgrades. `connection_min[a]` minutes between two
    legs of a new journey, which has at most `journey_legs`. `change_cents` steers: it is added for every leg cancelled, retimed,
    re-assigned or added.
    """

    airports: int
    now: int
    end: int
    tails: tuple[Tail, ...]
    legs: tuple[Leg, ...]
    groups: tuple[Group, ...]
    kinds: tuple[Kind, ...]
    capacities: tuple[Capacity, ...]
    closures: tuple[Closure, ...]
    wanted: tuple[Wanted, ...]
    position: PositionPrices
    late_cents: tuple[tuple[int, ...], ...]
    downgrade_cents: tuple[tuple[tuple[int, ...], ...], ...]
    connection_min: tuple[int, ...]
    extra_block: tuple[tuple[int, ...], ...] = ()
    extra_kind: tuple[tuple[int, ...], ...] = ()
    extra_carries: bool = False
    extra_last: bool = False
    billed_min: int = 60
    crew_links: tuple[CrewLink, ...] = ()
    journey_legs: int = 6
    swaps: bool = True
    change_cents: int = 0
    swap_cents: int = 0
    swap_weight: int = 1
    deferral_cents: int = 0
    split_cents: int = 0
    constant_cents: int = 0


class Part(NamedTuple):
    """So many passengers of a group who travel on these legs in these cabins (none: they do not travel)."""

    group: int
    passengers: int
    legs: tuple[int, ...]
    cabins: tuple[int, ...]


class ExtraLeg(NamedTuple):
    """A flight that the plan adds; its index follows those of the problem's legs."""

    leg: int
    origin: int
    destination: int
    block: int


@dataclass(frozen=True, slots=True)
class Solution:
    """What every leg does (`etd` CANCELLED when it does not operate), who flies it, what is added, who travels how.

    `etd` and `tail` are indexed by leg, added ones included (their indices may have gaps). Groups not named in `parts` travel
    as planned.
    """

    etd: tuple[int, ...]
    tail: tuple[int, ...]
    extra: tuple[ExtraLeg, ...] = ()
    parts: tuple[Part, ...] = ()
    cost_cents: int = 0
    breaches: int = 0
    components: dict[str, int] = field(default_factory=dict)
