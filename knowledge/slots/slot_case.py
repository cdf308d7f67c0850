"""What a slot regime is asked about: the use of a series, a claim, an exchange, a new entrant, a pool, a movement off slot."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.slots.season import Period

Ground = Literal[
    "airport_closed",
    "airspace_closed",
    "serious_disturbance",
    "type_grounded",
    "industrial_action",
    "crew_shortage",
    "technical",
    "commercial",
]
"""Why a slot was not used. `serious_disturbance`: of operations at the airports concerned, a reduced rate among them;
`type_grounded`: the whole type; `technical`: one aircraft."""
Between = Literal["own_services", "parent_and_subsidiary", "change_of_control", "takeover", "other_carriers"]


@dataclass(frozen=True, slots=True)
class Run:
    """Slots in a row on one weekday; whether all are at the same time, and in weeks that follow each other."""

    slots: int
    same_time: bool = True
    consecutive: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """How the slots of a period were used; what is left of `held` is still to come.

    `returned`: (day, slots) given back out of `held`. `claimed`: so many of `not_operated` have a claim that is not decided.
    """

    held: int
    operated: int = 0
    justified: int = 0
    not_operated: int = 0
    claimed: int = 0
    returned: tuple[tuple[date, int], ...] = ()

    def __post_init__(self) -> None:
        given_back = sum(count for _, count in self.returned)
        counts = (self.operated, self.justified, self.not_operated, given_back)
        if min(*counts, self.claimed) < 0 or sum(counts) > self.held or self.claimed > self.not_operated:
            raise ValueError(f"{self} does not add up: no count is negative, all together are at most what is held.")


@dataclass(frozen=True, slots=True)
class Claim:
    """Slots not used for a reason that may count as use. `accepted` None: not decided. `days`: how long the condition lasts.

    `substantial_part`: it lasts for a substantial part of the season; None: not known, as `days`.
    """

    ground: Ground
    accepted: bool | None = None
    foreseeable: bool = False
    days: int | None = None
    substantial_part: bool | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Slots that change hands: a swap, or a transfer. `seasons_held`: equivalent seasons held since given to a new entrant,
    None: they were not given to one. `improves_time`: they come nearer to the time first asked for.
    """

    kind: Literal["swap", "transfer"]
    gives: int = 1
    receives: int = 1
    between: Between = "other_carriers"
    seasons_held: int | None = None
    improves_time: bool = False


@dataclass(frozen=True, slots=True)
class Entrant:
    """A carrier that asks for slots: its slots of that day with the request accepted, and what it holds of how many there are.

    `day_slots`, `system_slots`: slots of the day at the airport and in its airport system; None: not known.
    """

    would_hold: int
    holds: int = 0
    day_slots: int | None = None
    system_holds: int = 0
    system_slots: int | None = None


@dataclass(frozen=True, slots=True)
class PoolShare:
    """Slots of a pool, how many went to new entrants, and how many these asked for."""

    slots: int
    to_new_entrants: int
    asked_by_new_entrants: int


@dataclass(frozen=True, slots=True)
class OffSlot:
    """A movement so many minutes off its slot; None for `intended` and `repeated`: not known."""

    minutes_off: int
    has_slot: bool = True
    intended: bool | None = None
    repeated: bool | None = None


@dataclass(frozen=True, slots=True)
class NotBegun:
    """A series of which nothing is used yet: days of its validity that have passed, and days in all."""

    days_passed: int
    days_valid: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class SlotCase:
    """What is known; a part that is None is not asked about. The law is that of the first day of the period."""

    airport: str
    period: Period
    run: Run | None = None
    use: Use | None = None
    claim: Claim | None = None
    exchange: Exchange | None = None
    entrant: Entrant | None = None
    pool: PoolShare | None = None
    off_slot: OffSlot | None = None
    not_begun: NotBegun | None = None
    unused_on: date | None = None
    """A day on which a slot was not used."""
