"""What is asked and answered: who waits where and until when, and what they are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.commands import CareForPassengers
from domain.ids import AirportCode, BookingId
from domain.network import Party, Tier

Line = Literal["meals", "hotel", "transfer", "cash_allowance"]
"""`cash_allowance`: at most so much is paid back to passengers who find a room themselves."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A booking waits at `airport` in [from_, until). `meals_owed` is per person, None: no law counts them.

    `hotel_owed`: the law owes rooms for at least a night of this wait. `citation` and `reason` are those of what is owed.
    """

    booking_id: BookingId
    airport: AirportCode
    from_: datetime
    until: datetime
    passengers: int
    party: Party = "family"
    reduced_mobility: bool = False
    unaccompanied_minor: bool = False
    tier: Tier = "basic"
    meals_owed: int | None = None
    hotel_owed: bool = False
    reason: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class CareAnswer:
    """What one waiting booking is given, in cents by line, and why; what it is not given is said in `not_given`.

    `stays_with_staff`: an unaccompanied minor, who is never sent to a hotel.
    """

    wait: Wait
    operations: tuple[CareForPassengers, ...] = ()
    lines: Mapping[Line, int] = field(default_factory=dict)
    reason: str = ""
    citation: str = ""
    not_given: str = ""
    stays_with_staff: bool = False

    @property
    def cost_cents(self) -> int:
        """The sum of the lines."""
        return sum(self.lines.values())


@dataclass(frozen=True, slots=True)
class CarePlan:
    """An answer for every wait, in the order asked, and where budgets are exceeded."""

    answers: tuple[CareAnswer, ...]
    warnings: tuple[str, ...] = ()

    @property
    def cost_cents(self) -> int:
        """What all answers cost."""
        return sum(answer.cost_cents for answer in self.answers)

    @property
    def operations(self) -> tuple[CareForPassengers, ...]:
        """Everything to be given, ready for a plan."""
        return tuple(operation for answer in self.answers for operation in answer.operations)
