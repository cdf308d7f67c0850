"""What happened, in the past tense. Events are frozen, append-only, and the only thing that changes a `NetworkState`.

`at` is when it happened or became known. Scenarios start with the `*Declared`/`*Registered` events of the network itself.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from domain.ids import (
    AirportCode,
    BookingId,
    CarrierCode,
    CrewId,
    DutyId,
    FlightId,
    HotelId,
    ShipmentId,
    SlotId,
    TailNumber,
)
from domain.network import Cabin, Party, Tier, TravelPreferences
from domain.units import Frozen, UtcDatetime


class _Event(Frozen):
    at: UtcDatetime


# --- the network itself ---------------------------------------------------------------------------------------------


class ScenarioOpened(_Event):
    """First event of every log."""

    type: Literal["ScenarioOpened"] = "ScenarioOpened"
    scenario_id: str
    own_carriers: tuple[CarrierCode, ...]
    currency: str
    horizon_end: UtcDatetime


class AirportDeclared(_Event):
    type: Literal["AirportDeclared"] = "AirportDeclared"
    airport: AirportCode
    name: str
    timezone: str
    latitude: float
    longitude: float
    arrivals_per_hour: int
    departures_per_hour: int
    min_connection_min: int
    gates: tuple[str, ...] = ()
    curfews: tuple[tuple[int, int, Literal["departures", "arrivals", "both"], str], ...] = ()
    """Start and end in minutes after local midnight, movements it applies to, source."""
    assumed: tuple[str, ...] = ()


class AircraftRegistered(_Event):
    type: Literal["AircraftRegistered"] = "AircraftRegistered"
    tail: TailNumber
    carrier: CarrierCode
    family: str
    model: str
    seats: int
    min_turn_min: int
    location: AirportCode
    ready_at: UtcDatetime
    cabins: tuple[tuple[Cabin, int], ...] = ()
    assumed: tuple[str, ...] = ()


class MaintenancePlanned(_Event):
    type: Literal["MaintenancePlanned"] = "MaintenancePlanned"
    tail: TailNumber
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    reason: str
    deferrable: bool = False


class CrewRegistered(_Event):
    type: Literal["CrewRegistered"] = "CrewRegistered"
    crew_id: CrewId
    role: Literal["captain", "first_officer", "cabin"]
    base: AirportCode
    families: tuple[str, ...]
    location: AirportCode
    assumed: tuple[str, ...] = ()


# --- flights and aircraft -------------------------------------------------------------------------------------------


class FlightScheduled(_Event):
    type: Literal["FlightScheduled"] = "FlightScheduled"
    flight_id: FlightId
    carrier: CarrierCode
    number: str
    origin: AirportCode
    destination: AirportCode
    std: UtcDatetime
    sta: UtcDatetime
    service: Literal["passenger", "ferry", "ground"] = "passenger"
    further: bool = False
    """Nobody here plans or changes it: a later day's flight or a coach that can take people who are rebooked."""
    seats_offered: int | None = None
    marketed_as: tuple[str, ...] = ()
    by: str = ""
    assumed: tuple[str, ...] = ()


class FlightDelayed(_Event):
    type: Literal["FlightDelayed"] = "FlightDelayed"
    flight_id: FlightId
    etd: UtcDatetime
    eta: UtcDatetime
    delay_code: str
    by: str = ""
    """Plan or actor that decided the delay; empty when it was merely reported."""


class FlightCancelled(_Event):
    type: Literal["FlightCancelled"] = "FlightCancelled"
    flight_id: FlightId
    delay_code: str
    by: str = ""


class FlightDeparted(_Event):
    type: Literal["FlightDeparted"] = "FlightDeparted"
    flight_id: FlightId
    tail: TailNumber | None = None
    simulated: bool = False


class FlightArrived(_Event):
    type: Literal["FlightArrived"] = "FlightArrived"
    flight_id: FlightId
    simulated: bool = False


class FlightDiverted(_Event):
    type: Literal["FlightDiverted"] = "FlightDiverted"
    flight_id: FlightId
    airport: AirportCode


class AircraftAssigned(_Event):
    type: Literal["AircraftAssigned"] = "AircraftAssigned"
    flight_id: FlightId
    tail: TailNumber
    by: str = ""


class AircraftSwapped(_Event):
    type: Literal["AircraftSwapped"] = "AircraftSwapped"
    flight_id: FlightId
    from_tail: TailNumber
    to_tail: TailNumber
    by: str = ""


class AircraftUnserviceable(_Event):
    type: Literal["AircraftUnserviceable"] = "AircraftUnserviceable"
    tail: TailNumber
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime


# --- crew -----------------------------------------------------------------------------------------------------------


class PastDutyRecord(Frozen):
    """One duty before the log begins, as domain.network.PastDuty."""

    report_at: UtcDatetime
    release_at: UtcDatetime
    fdp_end_at: UtcDatetime
    block_min: int
    sectors: int


class CrewHistoryDeclared(_Event):
    """What a crew member worked before the log begins: every duty from `known_from` on, sums of flight time further back."""

    type: Literal["CrewHistoryDeclared"] = "CrewHistoryDeclared"
    crew_id: CrewId
    known_from: UtcDatetime
    duties: tuple[PastDutyRecord, ...] = ()
    flight_min_672_h: int | None = None
    flight_min_365_days: int | None = None
    fdp_min_672_h: int | None = None


class CrewReservePlanned(_Event):
    """A crew member can be called in [start, end), and reports `notice_min` minutes after the call at the earliest."""

    type: Literal["CrewReservePlanned"] = "CrewReservePlanned"
    crew_id: CrewId
    kind: Literal["airport_standby", "short_call", "long_call"]
    start: UtcDatetime
    end: UtcDatetime
    notice_min: int


class CrewAssigned(_Event):
    """A duty of one crew member: the legs in order, the `deadheads` among them only travelled on.

    It takes the place of the duty `replaces`; without legs that duty is taken away.
    """

    type: Literal["CrewAssigned"] = "CrewAssigned"
    crew_id: CrewId
    duty_id: DutyId
    flight_ids: tuple[FlightId, ...]
    report_at: UtcDatetime
    release_at: UtcDatetime
    deadheads: tuple[FlightId, ...] = ()
    pairing_id: str = ""
    replaces: DutyId | None = None
    by: str = ""


class CrewReassigned(_Event):
    """A leg passes from one crew member to another, who does it in the named duty."""

    type: Literal["CrewReassigned"] = "CrewReassigned"
    flight_id: FlightId
    from_crew: CrewId
    to_crew: CrewId
    by: str = ""


class CrewPositioned(_Event):
    type: Literal["CrewPositioned"] = "CrewPositioned"
    crew_id: CrewId
    airport: AirportCode
    on_flight: FlightId | None = None


class DutyPeriodStarted(_Event):
    type: Literal["DutyPeriodStarted"] = "DutyPeriodStarted"
    crew_id: CrewId


class DutyPeriodEnded(_Event):
    type: Literal["DutyPeriodEnded"] = "DutyPeriodEnded"
    crew_id: CrewId


class RestPeriodStarted(_Event):
    type: Literal["RestPeriodStarted"] = "RestPeriodStarted"
    crew_id: CrewId


class RestPeriodEnded(_Event):
    type: Literal["RestPeriodEnded"] = "RestPeriodEnded"
    crew_id: CrewId


class CrewHotelBooked(_Event):
    """A room for a crew member away from base."""

    type: Literal["CrewHotelBooked"] = "CrewHotelBooked"
    crew_id: CrewId
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    by: str = ""


class CrewReportedUnavailable(_Event):
    type: Literal["CrewReportedUnavailable"] = "CrewReportedUnavailable"
    crew_id: CrewId
    start: UtcDatetime
    end: UtcDatetime


# --- passengers -----------------------------------------------------------------------------------------------------


class SeatsOffered(_Event):
    """How many seats reservations offer to our disrupted passengers on a flight that is not ours, in all."""

    type: Literal["SeatsOffered"] = "SeatsOffered"
    flight_id: FlightId
    seats: int


class HotelContracted(_Event):
    """Rooms held for our passengers; see `Hotel` for the units."""

    type: Literal["HotelContracted"] = "HotelContracted"
    hotel_id: HotelId
    airport: AirportCode
    name: str
    rooms: int
    rate_cents: int
    transfer_cents: int
    distance_km: int
    stars: int
    step_free_rooms: int = 0
    assumed: tuple[str, ...] = ()


class BookingCreated(_Event):
    type: Literal["BookingCreated"] = "BookingCreated"
    booking_id: BookingId
    passengers: int
    flight_ids: tuple[FlightId, ...]
    fare_cents: int
    cabin: Cabin = "economy"
    tier: Tier = "basic"
    reduced_mobility: bool = False
    unaccompanied_minor: bool = False
    party: Party = "family"
    preferences: TravelPreferences | None = None
    assumed: tuple[str, ...] = ()


class ItineraryDisrupted(_Event):
    type: Literal["ItineraryDisrupted"] = "ItineraryDisrupted"
    booking_id: BookingId
    flight_id: FlightId
    """The flight whose cancellation, or missed departure, broke the itinerary."""


class ConnectionMissed(_Event):
    type: Literal["ConnectionMissed"] = "ConnectionMissed"
    booking_id: BookingId
    inbound: FlightId
    outbound: FlightId


class ConnectionProtected(_Event):
    type: Literal["ConnectionProtected"] = "ConnectionProtected"
    booking_id: BookingId
    by: str = ""


class BookingSplit(_Event):
    """So many passengers of a booking go on under a booking of their own, `part_id`."""

    type: Literal["BookingSplit"] = "BookingSplit"
    booking_id: BookingId
    part_id: BookingId
    passengers: int
    by: str = ""


class PassengerRebooked(_Event):
    type: Literal["PassengerRebooked"] = "PassengerRebooked"
    booking_id: BookingId
    flight_ids: tuple[FlightId, ...]
    cabin: Cabin | None = None
    by: str = ""


class PassengerCareGiven(_Event):
    """Care for everybody of a booking; see `CareGiven`."""

    type: Literal["PassengerCareGiven"] = "PassengerCareGiven"
    booking_id: BookingId
    airport: AirportCode
    meals: int = 0
    hotel: HotelId | None = None
    rooms: int = 0
    nights: int = 0
    allowance_cents: int = 0
    by: str = ""


class PassengerRefunded(_Event):
    type: Literal["PassengerRefunded"] = "PassengerRefunded"
    booking_id: BookingId
    by: str = ""


class LoyaltyImpactRecorded(_Event):
    type: Literal["LoyaltyImpactRecorded"] = "LoyaltyImpactRecorded"
    booking_id: BookingId
    cost_cents: int


# --- cargo ----------------------------------------------------------------------------------------------------------


class CargoBooked(_Event):
    type: Literal["CargoBooked"] = "CargoBooked"
    shipment_id: ShipmentId
    flight_ids: tuple[FlightId, ...]
    weight_kg: int
    due: UtcDatetime
    penalty_cents_per_hour: int
    priority: Literal["standard", "priority", "express"] = "standard"
    assumed: tuple[str, ...] = ()


class CargoLoaded(_Event):
    type: Literal["CargoLoaded"] = "CargoLoaded"
    shipment_id: ShipmentId


class CargoOffloaded(_Event):
    type: Literal["CargoOffloaded"] = "CargoOffloaded"
    shipment_id: ShipmentId


class CargoRerouted(_Event):
    type: Literal["CargoRerouted"] = "CargoRerouted"
    shipment_id: ShipmentId
    flight_ids: tuple[FlightId, ...]
    by: str = ""


class CargoPrioritized(_Event):
    type: Literal["CargoPrioritized"] = "CargoPrioritized"
    shipment_id: ShipmentId
    priority: Literal["standard", "priority", "express"]
    by: str = ""


class CargoPenaltyAccrued(_Event):
    type: Literal["CargoPenaltyAccrued"] = "CargoPenaltyAccrued"
    shipment_id: ShipmentId
    penalty_cents: int


class CargoDelivered(_Event):
    type: Literal["CargoDelivered"] = "CargoDelivered"
    shipment_id: ShipmentId


# --- airports -------------------------------------------------------------------------------------------------------


class SlotAllocated(_Event):
    type: Literal["SlotAllocated"] = "SlotAllocated"
    slot_id: SlotId
    airport: AirportCode
    movement: Literal["arrival", "departure"]
    time: UtcDatetime
    flight_id: FlightId | None = None


class SlotReleased(_Event):
    type: Literal["SlotReleased"] = "SlotReleased"
    slot_id: SlotId


class AirportClosed(_Event):
    type: Literal["AirportClosed"] = "AirportClosed"
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    reason: str = ""


class AirportReopened(_Event):
    """The airport is open from `at` on: what is left of its closures ends then."""

    type: Literal["AirportReopened"] = "AirportReopened"
    airport: AirportCode


class AirportCapacityReduced(_Event):
    type: Literal["AirportCapacityReduced"] = "AirportCapacityReduced"
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    arrivals_per_hour: int
    departures_per_hour: int
    reason: str = ""


class WeatherReported(_Event):
    type: Literal["WeatherReported"] = "WeatherReported"
    airport: AirportCode
    condition: str


class GateAssigned(_Event):
    type: Literal["GateAssigned"] = "GateAssigned"
    flight_id: FlightId
    gate: str
    by: str = ""


class GateClosed(_Event):
    type: Literal["GateClosed"] = "GateClosed"
    airport: AirportCode
    gate: str
    start: UtcDatetime
    end: UtcDatetime


Event = Annotated[
    ScenarioOpened
    | AirportDeclared
    | AircraftRegistered
    | MaintenancePlanned
    | CrewRegistered
    | FlightScheduled
    | FlightDelayed
    | FlightCancelled
    | FlightDeparted
    | FlightArrived
    | FlightDiverted
    | AircraftAssigned
    | AircraftSwapped
    | AircraftUnserviceable
    | CrewHistoryDeclared
    | CrewReservePlanned
    | CrewAssigned
    | CrewReassigned
    | CrewPositioned
    | DutyPeriodStarted
    | DutyPeriodEnded
    | RestPeriodStarted
    | RestPeriodEnded
    | CrewHotelBooked
    | CrewReportedUnavailable
    | SeatsOffered
    | HotelContracted
    | BookingCreated
    | BookingSplit
    | PassengerCareGiven
    | ItineraryDisrupted
    | ConnectionMissed
    | ConnectionProtected
    | PassengerRebooked
    | PassengerRefunded
    | LoyaltyImpactRecorded
    | CargoBooked
    | CargoLoaded
    | CargoOffloaded
    | CargoRerouted
    | CargoPrioritized
    | CargoPenaltyAccrued
    | CargoDelivered
    | SlotAllocated
    | SlotReleased
    | AirportClosed
    | AirportReopened
    | AirportCapacityReduced
    | WeatherReported
    | GateAssigned
    | GateClosed,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def event_from_record(payload: dict[str, Any] | str | bytes) -> Event:
    """The event in a stored payload (a dict, or JSON text); pydantic.ValidationError when it is not one."""
    return EVENT.validate_json(payload) if isinstance(payload, str | bytes) else EVENT.validate_python(payload)
