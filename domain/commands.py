"""What is asked for, in the imperative. `decide` turns a command into events or refuses it; nothing else changes the network."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.disruptions import DelayCode, Disruption, Iata
from domain.ids import BookingId, CarrierCode, CrewId, DutyId, FlightId, HotelId, ShipmentId, SlotId, TailNumber
from domain.network import Cabin, CargoPriority, Movement
from domain.units import Frozen, UtcDatetime

FlightNumber = Annotated[str, Field(pattern=r"^\d{1,4}[A-Z]?$")]


class ScheduleFlight(Frozen):
    """Add a flight; `service="ferry"` repositions an empty aircraft. `tail` flies it when given."""

    type: Literal["ScheduleFlight"] = "ScheduleFlight"
    carrier: CarrierCode
    number: FlightNumber
    origin: Iata
    destination: Iata
    std: UtcDatetime
    sta: UtcDatetime
    tail: TailNumber | None = None
    service: Literal["passenger", "ferry"] = "passenger"


class DelayFlight(Frozen):
    """Retime a flight to leave at `etd`; its block time stays. Never earlier than its schedule."""

    type: Literal["DelayFlight"] = "DelayFlight"
    flight_id: FlightId
    etd: UtcDatetime
    reason_code: DelayCode = "96"


class CancelFlight(Frozen):
    """Cancel a flight; everybody booked on it is disrupted."""

    type: Literal["CancelFlight"] = "CancelFlight"
    flight_id: FlightId
    reason_code: DelayCode = "96"


class SwapAircraft(Frozen):
    """Another tail of the same carrier flies this flight. Swapping two flights takes two of these."""

    type: Literal["SwapAircraft"] = "SwapAircraft"
    flight_id: FlightId
    tail: TailNumber


class FlyFaster(Frozen):
    """A flight takes `faster_min` minutes less in the air than its schedule, burning so much more fuel; 0: as scheduled."""

    type: Literal["FlyFaster"] = "FlyFaster"
    flight_id: FlightId
    faster_min: Annotated[int, Field(ge=0, le=60)]
    extra_fuel_kg: Annotated[int, Field(ge=0)] = 0


class FreezeInventory(Frozen):
    """These booking classes of a departure are not sold until `until`: seats stay for disrupted passengers and high fares."""

    type: Literal["FreezeInventory"] = "FreezeInventory"
    flight_id: FlightId
    closed_classes: Annotated[tuple[str, ...], Field(min_length=1, max_length=26)]
    until: UtcDatetime
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ReleaseInventory(Frozen):
    """The freeze of a departure ends now, before it expires."""

    type: Literal["ReleaseInventory"] = "ReleaseInventory"
    flight_id: FlightId


class AssignGate(Frozen):
    """The stand that a flight leaves from, or arrives on."""

    type: Literal["AssignGate"] = "AssignGate"
    flight_id: FlightId
    gate: Annotated[str, Field(min_length=1, max_length=8)]
    movement: Movement = "departure"


class AssignSlot(Frozen):
    """A flight of ours uses this slot of ours at an airport: of the schedule, or of a ground delay programme."""

    type: Literal["AssignSlot"] = "AssignSlot"
    slot_id: SlotId
    flight_id: FlightId
    airport: Iata
    movement: Movement
    time: UtcDatetime


class SwapFlowSlots(Frozen):
    """Two flights of ours under the same most penalising regulation exchange their calculated take-off times."""

    type: Literal["SwapFlowSlots"] = "SwapFlowSlots"
    flight_id: FlightId
    with_flight_id: FlightId


class PlanMaintenance(Frozen):
    """A tail is at an airport for work in [start, end): checks by name, deferred defects by id."""

    type: Literal["PlanMaintenance"] = "PlanMaintenance"
    tail: TailNumber
    airport: Iata
    start: UtcDatetime
    end: UtcDatetime
    work: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]


class AssignCrew(Frozen):
    """A crew member does these flights, in order, as one duty; on the `deadheads` among them the person only travels.

    `replaces` names the duty it takes the place of, whose legs that have left stay; without flights it is taken away. Report
    and release are those of the replaced duty, moved with its first and last flight, where they are left out.
    """

    type: Literal["AssignCrew"] = "AssignCrew"
    crew_id: CrewId
    flight_ids: Annotated[tuple[FlightId, ...], Field(max_length=12)]
    deadheads: Annotated[tuple[FlightId, ...], Field(max_length=12)] = ()
    replaces: DutyId | None = None
    report_at: UtcDatetime | None = None
    release_at: UtcDatetime | None = None


class ReassignCrew(Frozen):
    """One flight passes from one crew member to another."""

    type: Literal["ReassignCrew"] = "ReassignCrew"
    flight_id: FlightId
    from_crew: CrewId
    to_crew: CrewId


class PositionCrew(Frozen):
    """A crew member travels to an airport, as a passenger of a flight where given."""

    type: Literal["PositionCrew"] = "PositionCrew"
    crew_id: CrewId
    airport: Iata
    on_flight: FlightId | None = None


class BookCrewHotel(Frozen):
    """A room for a crew member who stays away from base."""

    type: Literal["BookCrewHotel"] = "BookCrewHotel"
    crew_id: CrewId
    airport: Iata
    start: UtcDatetime
    end: UtcDatetime


class StartDutyPeriod(Frozen):
    type: Literal["StartDutyPeriod"] = "StartDutyPeriod"
    crew_id: CrewId


class EndDutyPeriod(Frozen):
    """Ends the duty; rest starts."""

    type: Literal["EndDutyPeriod"] = "EndDutyPeriod"
    crew_id: CrewId


class RebookPassenger(Frozen):
    """Move a booking to other flights, in order, from where its passengers are to where they want to go.

    Flights may be ours, or any that offers seats: another carrier's, a later day's, a coach. `cabin` where it changes.
    """

    type: Literal["RebookPassenger"] = "RebookPassenger"
    booking_id: BookingId
    flight_ids: Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=4)]
    cabin: Cabin | None = None


class SplitBooking(Frozen):
    """So many passengers of a booking go on under a booking of their own. A family is parted only when it `agreed`."""

    type: Literal["SplitBooking"] = "SplitBooking"
    booking_id: BookingId
    part_id: BookingId
    passengers: Annotated[int, Field(ge=1)]
    agreed: bool = False


class CareForPassengers(Frozen):
    """Meals for everybody of a booking who waits at an airport, and rooms for the night with the way there and back.

    `allowance_cents`: at most so much is paid back to them in all, for rooms they find themselves where none is left.
    """

    type: Literal["CareForPassengers"] = "CareForPassengers"
    booking_id: BookingId
    airport: Iata
    meals: Annotated[int, Field(ge=0, le=12)] = 0
    hotel: HotelId | None = None
    rooms: Annotated[int, Field(ge=0)] = 0
    nights: Annotated[int, Field(ge=0, le=7)] = 0
    allowance_cents: Annotated[int, Field(ge=0)] = 0


class RefundPassenger(Frozen):
    """The fare of what is not flown is paid back, and what was paid for on those flights."""

    type: Literal["RefundPassenger"] = "RefundPassenger"
    booking_id: BookingId


class MoveAncillaries(Frozen):
    """What a booking paid for on one flight is provided on another of its flights."""

    type: Literal["MoveAncillaries"] = "MoveAncillaries"
    booking_id: BookingId
    codes: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    flight_id: FlightId
    to_flight_id: FlightId


class RefundAncillaries(Frozen):
    """What a booking paid for on a flight is paid back in full."""

    type: Literal["RefundAncillaries"] = "RefundAncillaries"
    booking_id: BookingId
    codes: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    flight_id: FlightId


class ProtectConnection(Frozen):
    """Ask that a booking's connection be kept; recovery then prices a miss far higher."""

    type: Literal["ProtectConnection"] = "ProtectConnection"
    booking_id: BookingId


class RerouteCargo(Frozen):
    type: Literal["RerouteCargo"] = "RerouteCargo"
    shipment_id: ShipmentId
    flight_ids: Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=4)]


class OffloadCargo(Frozen):
    type: Literal["OffloadCargo"] = "OffloadCargo"
    shipment_id: ShipmentId


class PrioritizeCargo(Frozen):
    type: Literal["PrioritizeCargo"] = "PrioritizeCargo"
    shipment_id: ShipmentId
    priority: CargoPriority


class InjectDisruption(Frozen):
    """Report a disruption: its facts (a closure, a breakdown) become events; what to do about it is a plan's business."""

    type: Literal["InjectDisruption"] = "InjectDisruption"
    disruption: Disruption


class OptimizeRecovery(Frozen):
    """Open a case for a disruption and ask the supervisor for plans. Answered by the graph, not by `decide`."""

    type: Literal["OptimizeRecovery"] = "OptimizeRecovery"
    disruption: Disruption


Operation = Annotated[
    ScheduleFlight
    | DelayFlight
    | CancelFlight
    | SwapAircraft
    | FlyFaster
    | FreezeInventory
    | ReleaseInventory
    | AssignGate
    | AssignSlot
    | SwapFlowSlots
    | PlanMaintenance
    | AssignCrew
    | ReassignCrew
    | PositionCrew
    | BookCrewHotel
    | RebookPassenger
    | SplitBooking
    | CareForPassengers
    | RefundPassenger
    | MoveAncillaries
    | RefundAncillaries
    | ProtectConnection
    | RerouteCargo
    | OffloadCargo
    | PrioritizeCargo,
    Field(discriminator="type"),
]
"""What a plan may contain."""


def with_last_word(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """The operations; of several times, speeds, freezes or stands of one flight only the last, in the place of the first."""
    found: dict[object, Operation] = {}
    for number, one in enumerate(operations):
        match one:
            case DelayFlight():
                found["time", one.flight_id] = one
            case FlyFaster():
                found["speed", one.flight_id] = one
            case FreezeInventory():
                found["freeze", one.flight_id] = one
            case AssignGate():
                found["stand", one.flight_id, one.movement] = one
            case _:
                found[number] = one
    return tuple(found.values())


class SimulateRecovery(Frozen):
    """Price and check these operations on a fork of the network; changes nothing. Answered by plan evaluation."""

    type: Literal["SimulateRecovery"] = "SimulateRecovery"
    operations: tuple[Operation, ...]


Command = Annotated[
    ScheduleFlight
    | DelayFlight
    | CancelFlight
    | SwapAircraft
    | FlyFaster
    | FreezeInventory
    | ReleaseInventory
    | AssignGate
    | AssignSlot
    | SwapFlowSlots
    | PlanMaintenance
    | AssignCrew
    | ReassignCrew
    | PositionCrew
    | BookCrewHotel
    | StartDutyPeriod
    | EndDutyPeriod
    | RebookPassenger
    | SplitBooking
    | CareForPassengers
    | RefundPassenger
    | MoveAncillaries
    | RefundAncillaries
    | ProtectConnection
    | RerouteCargo
    | OffloadCargo
    | PrioritizeCargo
    | InjectDisruption
    | OptimizeRecovery
    | SimulateRecovery,
    Field(discriminator="type"),
]
COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)
