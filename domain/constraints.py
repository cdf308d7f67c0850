"""The closed vocabulary between specialists and the recovery solver.

Specialists say what must or may not be; the solver knows these types and no specialist.
Every constraint says which specialist asked for it and why.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from domain.ids import AirportCode, BookingId, CrewId, FlightId, TailNumber
from domain.units import Frozen, UtcDatetime


class _Constraint(Frozen):
    source: str
    """The specialist that asked."""
    reason: str


class TailUnavailable(_Constraint):
    """The tail does not fly in [start, end); it stands at `airport`."""

    kind: Literal["TailUnavailable"] = "TailUnavailable"
    tail: TailNumber
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime


class TailMustBeAt(_Constraint):
    """The tail stands at `airport` during [start, end), e.g. for planned maintenance; missing a `deferrable` one has a price."""

    kind: Literal["TailMustBeAt"] = "TailMustBeAt"
    tail: TailNumber
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    deferrable: bool = False


class StationClosed(_Constraint):
    """No movements of the named kind at `airport` in [start, end): a closure or one night of a curfew."""

    kind: Literal["StationClosed"] = "StationClosed"
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    movement: Literal["arrivals", "departures", "both"] = "both"


class StationCapacity(_Constraint):
    """At most so many of OUR movements at `airport` in [start, end), already less what other carriers use."""

    kind: Literal["StationCapacity"] = "StationCapacity"
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    arrivals: Annotated[int, Field(ge=0)]
    departures: Annotated[int, Field(ge=0)]


class SlotWindow(_Constraint):
    """The flight leaves within [earliest, latest]."""

    kind: Literal["SlotWindow"] = "SlotWindow"
    flight_id: FlightId
    earliest: UtcDatetime
    latest: UtcDatetime


class CrewTimesOut(_Constraint):
    """The flight's crew may not leave after `latest_departure`."""

    kind: Literal["CrewTimesOut"] = "CrewTimesOut"
    flight_id: FlightId
    crew_id: CrewId
    latest_departure: UtcDatetime


class CrewConnection(_Constraint):
    """The same crew works `first` then `then`: at least `gap_min` between arrival and departure.

    When `first` does not operate and `then` does, `then` needs `crew_count` replacements.
    """

    kind: Literal["CrewConnection"] = "CrewConnection"
    first: FlightId
    then: FlightId
    gap_min: int
    crew_count: int


class CannotOperate(_Constraint):
    """The flight cannot fly, e.g. nobody is there to fly it."""

    kind: Literal["CannotOperate"] = "CannotOperate"
    flight_id: FlightId


class MustNotCancel(_Constraint):
    kind: Literal["MustNotCancel"] = "MustNotCancel"
    flight_id: FlightId


class FlownBy(_Constraint):
    """If the flight operates, this aircraft flies it."""

    kind: Literal["FlownBy"] = "FlownBy"
    flight_id: FlightId
    tail: TailNumber


class NotFlownBy(_Constraint):
    """This aircraft does not fly the flight: its range, its deferred defects or its approvals forbid it."""

    kind: Literal["NotFlownBy"] = "NotFlownBy"
    flight_id: FlightId
    tail: TailNumber


class EarliestDeparture(_Constraint):
    kind: Literal["EarliestDeparture"] = "EarliestDeparture"
    flight_id: FlightId
    at: UtcDatetime


class LatestArrival(_Constraint):
    kind: Literal["LatestArrival"] = "LatestArrival"
    flight_id: FlightId
    at: UtcDatetime


class SeatPrice(_Constraint):
    """What seats of the flight are worth to sale, in cents: the price of giving them to disrupted passengers.

    `cents_per_seat` is that of the first seat given, `rising_cents` those of the second, the third, ...; never falling, and the
    last holds for all beyond.
    """

    kind: Literal["SeatPrice"] = "SeatPrice"
    flight_id: FlightId
    cents_per_seat: Annotated[int, Field(ge=0)]
    rising_cents: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _never_falls(self) -> Self:
        if any(then < before for before, then in pairwise(self.by_seat)):
            raise ValueError(f"the price of a further seat of {self.flight_id!r} falls; give prices that never fall")
        return self

    @property
    def by_seat(self) -> tuple[int, ...]:
        """Cents for the first seat, the second, ..."""
        return (self.cents_per_seat, *self.rising_cents)


class ProtectedConnection(_Constraint):
    """Missing this booking's connection costs `penalty_cents` more than usual."""

    kind: Literal["ProtectedConnection"] = "ProtectedConnection"
    booking_id: BookingId
    penalty_cents: Annotated[int, Field(ge=0)]


class GateLimit(_Constraint):
    """At most `aircraft` of ours on the ground at `airport` in [start, end)."""

    kind: Literal["GateLimit"] = "GateLimit"
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    aircraft: Annotated[int, Field(ge=0)]


Constraint = Annotated[
    TailUnavailable
    | TailMustBeAt
    | StationClosed
    | StationCapacity
    | SlotWindow
    | CrewTimesOut
    | CrewConnection
    | CannotOperate
    | MustNotCancel
    | FlownBy
    | NotFlownBy
    | EarliestDeparture
    | LatestArrival
    | SeatPrice
    | ProtectedConnection
    | GateLimit,
    Field(discriminator="kind"),
]
CONSTRAINT: TypeAdapter[Constraint] = TypeAdapter(Constraint)
