"""How far an executed plan has come with its passengers: the row that is kept, and what is shown of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from api.reservation_sync import ReservationTally
from domain.units import Frozen
from gateways.care_vendors.executor import BookedCare
from gateways.messages.compose import PassengerChange
from graphs.casebook import Moment


class PassengerServiceRow(SQLModel, table=True):
    """An executed revision on its way to its passengers. `changes`: what their messages may say; `care`: what was booked."""

    __tablename__ = "passenger_services"

    plan_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    case_id: str = Field(index=True)
    status: str = Field(default="pending", index=True)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    care: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    attempts: int = 0
    last_error: str = Field(default="", sa_column=Column(Text, nullable=False))
    done_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def booked(self) -> list[BookedCare]:
        """The care as it was booked."""
        return [BookedCare.model_validate(one) for one in self.care]

    @property
    def told(self) -> list[PassengerChange]:
        """What its messages may say."""
        return [PassengerChange.model_validate(one) for one in self.changes]


class CareTally(Frozen):
    """What was booked for the passengers of a plan: bookings, rooms' and meals' cost, and what could not be had."""

    bookings: int
    complete: int
    cost_cents: int
    vouchers: int
    not_booked: tuple[str, ...]


class PassengerService(Frozen):
    """How far an executed plan has come with its passengers. `messages`: counts by `template/channel/state`.

    `not_told`: bookings whose passengers are not written to about their new journey, the reservation system not having it.
    """

    plan_id: str
    revision: int
    status: str
    care: CareTally
    reservations: ReservationTally
    messages: dict[str, int]
    not_reached: int
    not_told: int
    last_error: str


def care_tally(booked: Sequence[BookedCare]) -> CareTally:
    """Sums over what was booked."""
    missing = [
        f"{one.booking_id}: {line.kind} {line.outcome}" for one in booked for line in one.lines if line.outcome != "booked"
    ]
    return CareTally(
        bookings=len(booked),
        complete=sum(one.complete for one in booked),
        cost_cents=sum(one.cost_cents for one in booked),
        vouchers=sum(len(one.vouchers) for one in booked),
        not_booked=tuple(missing[:50]),
    )
