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
    DefectId,
    DutyId,
    FlightId,
    HotelId,
    NoticeId,
    SeriesId,
    ShipmentId,
    SlotId,
    TailNumber,
)
from domain.network import (
    Cabin,
    CapacityWindow,
    CargoPriority,
    CheckDue,
    CurfewExemption,
    DeferredDefect,
    FareClass,
    GroundUnitKind,
    Movement,
    Observation,
    PaidAncillary,
    Party,
    Stand,
    Tier,
    TravelPreferences,
)
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
    stands: tuple[Stand, ...] = ()
    """What is known of the gates; where `gates` is empty, these are they."""
    taxi_out_min: int = 15
    capacity_windows: tuple[CapacityWindow, ...] = ()
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
    work: tuple[str, ...] = ()


class DefectDeferred(_Event):
    """A defect that the aircraft may fly with until it is due; one of the same id takes its place (an extension)."""

    type: Literal["DefectDeferred"] = "DefectDeferred"
    tail: TailNumber
    defect: DeferredDefect


class DefectCleared(_Event):
    type: Literal["DefectCleared"] = "DefectCleared"
    tail: TailNumber
    defect_id: DefectId


class CheckDeclared(_Event):
    """When a check of a tail is due next; one of the same name takes its place."""

    type: Literal["CheckDeclared"] = "CheckDeclared"
    tail: TailNumber
    check: CheckDue


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


class ScheduleChanged(_Event):
    """The published times of a flight that has not left: what later delay is counted from."""

    type: Literal["ScheduleChanged"] = "ScheduleChanged"
    flight_id: FlightId
    std: UtcDatetime
    sta: UtcDatetime
    by: str = ""


class SpeedChanged(_Event):
    """The flight is planned to take `faster_min` minutes less in the air than its schedule, with so much more fuel."""

    type: Literal["SpeedChanged"] = "SpeedChanged"
    flight_id: FlightId
    faster_min: int
    extra_fuel_kg: int
    by: str = ""


class DemandForecast(_Event):
    """What is on sale on a departure and how many are still expected to ask for it, in place of what was told before."""

    type: Literal["DemandForecast"] = "DemandForecast"
    flight_id: FlightId
    fare_classes: tuple[FareClass, ...]
    assumed: tuple[str, ...] = ()


class InventoryFrozen(_Event):
    """These booking classes of a departure are not sold until `until`."""

    type: Literal["InventoryFrozen"] = "InventoryFrozen"
    flight_id: FlightId
    closed_classes: tuple[str, ...]
    until: UtcDatetime
    reason: str
    by: str = ""


class InventoryReleased(_Event):
    """The freeze of a departure is over."""

    type: Literal["InventoryReleased"] = "InventoryReleased"
    flight_id: FlightId
    by: str = ""


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


class FlowSlotIssued(_Event):
    """A calculated take-off time, a new one in place of the last, or (without one) a suspension."""

    type: Literal["FlowSlotIssued"] = "FlowSlotIssued"
    flight_id: FlightId
    ctot: UtcDatetime | None
    regulations: tuple[str, ...] = ()
    cause: str = ""
    suspended: bool = False
    swapped: bool = False
    """Exchanged with another flight of ours."""
    by: str = ""


class FlowSlotCancelled(_Event):
    """No flow regulation holds the flight any more."""

    type: Literal["FlowSlotCancelled"] = "FlowSlotCancelled"
    flight_id: FlightId


class LoadReported(_Event):
    """What is on board; see `LoadReport` for the units."""

    type: Literal["LoadReported"] = "LoadReported"
    flight_id: FlightId
    passengers: int
    infants: int = 0
    bags: int | None = None
    baggage_kg: int | None = None
    cargo_kg: int | None = None
    mail_kg: int | None = None


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
    ancillaries: tuple[PaidAncillary, ...] = ()
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


class AncillariesMoved(_Event):
    """What was paid for on one flight is provided on another."""

    type: Literal["AncillariesMoved"] = "AncillariesMoved"
    booking_id: BookingId
    codes: tuple[str, ...]
    flight_id: FlightId
    to_flight_id: FlightId
    by: str = ""


class AncillariesRefunded(_Event):
    """What was paid for on a flight is paid back."""

    type: Literal["AncillariesRefunded"] = "AncillariesRefunded"
    booking_id: BookingId
    codes: tuple[str, ...]
    flight_id: FlightId
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
    priority: CargoPriority = "standard"
    volume_dm3: int = 0
    rate_covers_priority: bool = True
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
    priority: CargoPriority
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
    """A slot of ours, and the flight that uses it; one of the same id takes its place."""

    type: Literal["SlotAllocated"] = "SlotAllocated"
    slot_id: SlotId
    airport: AirportCode
    movement: Movement
    time: UtcDatetime
    flight_id: FlightId | None = None
    by: str = ""


class SlotReleased(_Event):
    type: Literal["SlotReleased"] = "SlotReleased"
    slot_id: SlotId


class SlotSeriesDeclared(_Event):
    """Slots of a season held by a carrier, and how they were used up to now; see `SlotSeries`."""

    type: Literal["SlotSeriesDeclared"] = "SlotSeriesDeclared"
    series_id: SeriesId
    carrier: CarrierCode
    flight_number: str
    airport: AirportCode
    movement: Movement
    weekday: int
    time_min: int
    season: str
    held: int
    operated: int = 0
    justified: int = 0
    not_operated: int = 0
    assumed: tuple[str, ...] = ()


class CurfewTermsDeclared(_Event):
    """What may still move in the curfew that starts at `start_min`; see `Curfew`."""

    type: Literal["CurfewTermsDeclared"] = "CurfewTermsDeclared"
    airport: AirportCode
    start_min: int
    quota_per_night: int = 0
    exempt: tuple[CurfewExemption, ...] = ()
    late_until_min: int | None = None


class GroundUnitsDeclared(_Event):
    """Teams or vehicles of a kind that a handler has at an airport from now on."""

    type: Literal["GroundUnitsDeclared"] = "GroundUnitsDeclared"
    airport: AirportCode
    handler: str
    kind: GroundUnitKind
    count: int
    assumed: tuple[str, ...] = ()


class SparesDeclared(_Event):
    """How many of a part are in stock at an airport from now on."""

    type: Literal["SparesDeclared"] = "SparesDeclared"
    airport: AirportCode
    part: str
    count: int


class NoticePublished(_Event):
    """A NOTAM about an airport of the network; `end` None: permanent."""

    type: Literal["NoticePublished"] = "NoticePublished"
    notice_id: NoticeId
    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime | None
    code: str
    text: str
    replaces: NoticeId | None = None


class NoticeCancelled(_Event):
    type: Literal["NoticeCancelled"] = "NoticeCancelled"
    notice_id: NoticeId
    airport: AirportCode


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
    """Weather at an airport; `observed` where it is an observation with figures (see `Observation`)."""

    type: Literal["WeatherReported"] = "WeatherReported"
    airport: AirportCode
    condition: str
    observed: Observation | None = None


class GateAssigned(_Event):
    type: Literal["GateAssigned"] = "GateAssigned"
    flight_id: FlightId
    gate: str
    movement: Movement = "departure"
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
    | DefectDeferred
    | DefectCleared
    | CheckDeclared
    | CrewRegistered
    | FlightScheduled
    | FlightDelayed
    | ScheduleChanged
    | FlowSlotIssued
    | FlowSlotCancelled
    | LoadReported
    | SpeedChanged
    | DemandForecast
    | InventoryFrozen
    | InventoryReleased
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
    | AncillariesMoved
    | AncillariesRefunded
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
    | SlotSeriesDeclared
    | CurfewTermsDeclared
    | GroundUnitsDeclared
    | SparesDeclared
    | NoticePublished
    | NoticeCancelled
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
