"""The network at one version: frozen entities in persistent maps, so that forking a state costs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from immutables import Map

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
from domain.units import great_circle_km


class UnknownEntity(LookupError):
    """Something named is not in this network; the message names it and says how to list what is."""


Cabin = Literal["economy", "business", "first"]
CABINS: tuple[Cabin, ...] = ("economy", "business", "first")
"""From the lowest up."""
Tier = Literal["basic", "silver", "gold", "platinum"]
Party = Literal["family", "group", "individuals"]
"""`family`: travel together and are not parted unless they agree; `group`: may be offered a split; `individuals`: separate people
counted in one booking, as assumed networks do."""


Movement = Literal["arrival", "departure"]
SizeCode = Literal["A", "B", "C", "D", "E", "F"]
"""Code letter of ICAO Annex 14 by wingspan: A below 15 m, B 24, C 36, D 52, E 65, F 80."""
Border = Literal["domestic", "schengen", "international"]
CargoPriority = Literal["standard", "priority", "express"]
GroundUnitKind = Literal[
    "tug",
    "passenger_stairs",
    "boarding_team",
    "cleaning_team",
    "catering_truck",
    "fuel_truck",
    "water_truck",
    "lavatory_truck",
    "loading_team",
    "deicing_truck",
]
"""Teams and vehicles that serve one aircraft at a time."""


class FlightStatus(StrEnum):
    """Where a flight is in its life. `diverted`: on the ground, but not at its destination."""

    SCHEDULED = "scheduled"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    DIVERTED = "diverted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open interval of time, `start` included and `end` not."""

    start: datetime
    end: datetime
    reason: str = ""

    def contains(self, moment: datetime) -> bool:
        """Whether `moment` lies in the window."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class CapacityReduction:
    """Fewer movements an hour than declared, over all carriers, in [start, end)."""

    start: datetime
    end: datetime
    arrivals_per_hour: int
    departures_per_hour: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CapacityWindow:
    """At most so many movements within any `length_min` minutes in a row, over all carriers; as many are still allowed.

    None: movements of that kind are not limited over this length.
    """

    length_min: int
    arrivals: int | None = None
    departures: int | None = None
    total: int | None = None


CurfewExemption = Literal["ferry", "diverted", "late_arrival"]
"""What may move in a curfew: positioning flights, diversions, flights that were scheduled outside it and are late."""


@dataclass(frozen=True, slots=True)
class Curfew:
    """No movements between two local times of day (minutes after local midnight); may cross midnight.

    `quota_per_night`: movements of ours that a night may still have. `exempt` ones need no quota, `late_arrival` only before
    `late_until_min` (minutes after local midnight, None: the whole night).
    """

    start_min: int
    end_min: int
    applies_to: Literal["departures", "arrivals", "both"] = "both"
    source: str = ""
    quota_per_night: int = 0
    exempt: tuple[CurfewExemption, ...] = ()
    late_until_min: int | None = None


@dataclass(frozen=True, slots=True)
class GroundVisit:
    """A tail is on the ground at `airport` in [start, end): maintenance that is planned, or a breakdown.

    A `deferrable` visit may be done another night, at a price; the others bind, and so does one whose work is due before
    another night. `work`: names of checks and ids of deferred defects that are done in it.
    """

    airport: AirportCode
    start: datetime
    end: datetime
    reason: str = ""
    deferrable: bool = False
    work: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlightRestriction:
    """What an aircraft may not do meanwhile. `limit`: km for `range`, persons for `passengers`, otherwise 0."""

    kind: Literal["etops", "icing", "range", "passengers", "night"]
    limit: int = 0


@dataclass(frozen=True, slots=True)
class DeferredDefect:
    """A defect that the minimum equipment list lets fly until it is due. `category` A to D, or CDL.

    `days`: the interval of a category A item, from its remarks. `extended`: its one extension is used up. `part`: the spare it
    waits for. `recorded_at` is UTC, `place` gives the calendar day.
    """

    defect_id: DefectId
    item: str
    category: Literal["A", "B", "C", "D", "CDL"]
    recorded_at: datetime
    place: AirportCode
    text: str = ""
    days: int | None = None
    extended: bool = False
    part: str = ""
    work_min: int = 60
    restrictions: tuple[FlightRestriction, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckDue:
    """A check or hard time: due at a moment, after so much flight time or so many cycles counted from `known_at`, the first of
    them. `stations`: where it can be done, empty: anywhere.
    """

    name: str
    known_at: datetime
    due_at: datetime | None = None
    flight_min_left: int | None = None
    cycles_left: int | None = None
    work_min: int = 360
    stations: tuple[AirportCode, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stand:
    """A parking position. `size`: the largest aircraft it takes; `borders`: kinds of flights it can handle; `carriers`: who may
    use it, empty: everybody. `walk_min`: from the middle of its terminal.

    `empties`: (size, neighbour) with an aircraft of that size or larger here the neighbour stays empty.
    """

    name: str
    terminal: str = ""
    pier: str = ""
    size: SizeCode = "C"
    contact: bool = True
    borders: tuple[Border, ...] = ("domestic", "schengen", "international")
    carriers: tuple[CarrierCode, ...] = ()
    walk_min: int = 5
    empties: tuple[tuple[SizeCode, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GroundUnits:
    """Teams or vehicles of one kind that a handler has at an airport."""

    handler: str
    kind: GroundUnitKind
    count: int


@dataclass(frozen=True, slots=True)
class Observation:
    """Weather as last reported: metres, feet above the airport, degrees Celsius, knots. None: not in the report."""

    at: datetime
    text: str
    visibility_m: int | None = None
    ceiling_ft: int | None = None
    temperature_c: int | None = None
    dew_point_c: int | None = None
    wind_kt: int | None = None
    gust_kt: int | None = None
    icing: bool = False  # frozen or freezing precipitation: aircraft are de-iced


@dataclass(frozen=True, slots=True)
class Notice:
    """A NOTAM about a place, [start, end); `end` None: permanent. `code` is the Q-code, `text` its item E."""

    notice_id: NoticeId
    place: str
    start: datetime
    end: datetime | None
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class FlowSlot:
    """A calculated take-off time under flow regulations, the most penalising first; `suspended`: no take-off until told."""

    ctot: datetime | None
    regulations: tuple[str, ...] = ()
    cause: str = ""
    issued_at: datetime | None = None
    swaps: int = 0
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load message says is on board: people, bags, and kilograms of baggage, cargo and mail."""

    passengers: int
    infants: int = 0
    bags: int | None = None
    baggage_kg: int | None = None
    cargo_kg: int | None = None
    mail_kg: int | None = None


@dataclass(frozen=True, slots=True)
class FareClass:
    """A booking class of a flight that is on sale: its fare for one passenger, and how many are still expected to ask for it.

    `mean` and `sd` of the people until departure, counted from the flight's `forecast_at`.
    """

    name: str
    cabin: Cabin
    fare_cents: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class InventoryFreeze:
    """Booking classes that are not sold until `until`, so that seats stay for disrupted passengers; `by` decided it."""

    closed_classes: tuple[str, ...]
    until: datetime
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Flight:
    """One leg on one date. `std/sta` scheduled, `etd/eta` now expected, `atd/ata` actual; off-block to on-block, UTC."""

    flight_id: FlightId
    carrier: CarrierCode
    number: str
    origin: AirportCode
    destination: AirportCode
    std: datetime
    sta: datetime
    etd: datetime
    eta: datetime
    tail: TailNumber | None = None
    status: FlightStatus = FlightStatus.SCHEDULED
    atd: datetime | None = None
    ata: datetime | None = None
    service: Literal["passenger", "ferry", "ground"] = "passenger"  # ground: a coach or train sold like a flight
    seats_offered: int | None = None  # seats that reservations still offer to our disrupted passengers; None: not told
    marketed_as: tuple[str, ...] = ()
    delay_code: str = ""  # IATA delay code of the latest delay or cancellation
    gate: str = ""  # stand it leaves from
    arrival_gate: str = ""  # stand it arrives on
    flow: FlowSlot | None = None
    load: LoadReport | None = None
    diverted_to: AirportCode | None = None
    fare_classes: tuple[FareClass, ...] = ()  # what is on sale, the dearest first; empty: not told
    forecast_at: datetime | None = None
    freeze: InventoryFreeze | None = None
    faster_min: int = 0  # minutes that the plan saves in the air
    extra_fuel_kg: int = 0  # what they cost
    changed_by: str = ""  # the plan or actor that last retimed, re-assigned or cancelled it; empty: nobody did
    assumed: tuple[str, ...] = ()

    @property
    def block(self) -> timedelta:
        """From off-block to on-block as it is planned to be flown: the scheduled time less the minutes saved in the air."""
        return self.sta - self.std - timedelta(minutes=self.faster_min)

    def frozen_classes(self, at: datetime) -> tuple[str, ...]:
        """Booking classes that a freeze keeps from being sold at that moment."""
        return self.freeze.closed_classes if self.freeze is not None and at < self.freeze.until else ()

    @property
    def departure_delay_min(self) -> int:
        """Minutes the expected or actual departure is after schedule (negative: early)."""
        return int(((self.atd or self.etd) - self.std).total_seconds() // 60)

    @property
    def arrival_delay_min(self) -> int:
        """Minutes the expected or actual arrival is after schedule (negative: early)."""
        return int(((self.ata or self.eta) - self.sta).total_seconds() // 60)

    @property
    def lands_at(self) -> AirportCode:
        """Where it is or will be on the ground after this leg."""
        return self.diverted_to or self.destination


@dataclass(frozen=True, slots=True)
class Aircraft:
    """One tail. `location` is where it stands or will land next; `ready_at` when it can leave there at the earliest.

    `cabins`: seats in each cabin, where they are known; otherwise any seat is as good as another.
    """

    tail: TailNumber
    carrier: CarrierCode
    family: str  # tails of one carrier and family may fly one another's flights
    model: str
    seats: int
    min_turn_min: int
    location: AirportCode
    ready_at: datetime
    maintenance: tuple[GroundVisit, ...] = ()
    outages: tuple[GroundVisit, ...] = ()
    cabins: tuple[tuple[Cabin, int], ...] = ()
    defects: tuple[DeferredDefect, ...] = ()
    checks: tuple[CheckDue, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Airport:
    """A station with what is declared about it and what is wrong with it now. Rates are movements an hour, all carriers."""

    code: AirportCode
    name: str
    timezone: str
    latitude: float
    longitude: float
    arrivals_per_hour: int
    departures_per_hour: int
    min_connection_min: int
    gates: tuple[str, ...] = ()
    stands: tuple[Stand, ...] = ()  # what is known of the gates; empty: their names only
    taxi_out_min: int = 15
    capacity_windows: tuple[CapacityWindow, ...] = ()
    ground_units: tuple[GroundUnits, ...] = ()
    spares: tuple[tuple[str, int], ...] = ()  # parts in stock
    curfews: tuple[Curfew, ...] = ()
    closures: tuple[Window, ...] = ()
    reductions: tuple[CapacityReduction, ...] = ()
    gate_closures: tuple[tuple[str, Window], ...] = ()
    weather: str = ""
    observed: Observation | None = None
    notices: tuple[Notice, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty period of one crew member: legs in order, from report to release.

    `deadheads` are those of the legs on which the person travels and does not work. `pairing_id`: the trip it belongs to.
    """

    duty_id: DutyId
    flight_ids: tuple[FlightId, ...]
    report_at: datetime
    release_at: datetime
    deadheads: tuple[FlightId, ...] = ()
    pairing_id: str = ""
    changed_by: str = ""  # the plan or actor that last changed it; empty: nobody did

    @property
    def worked(self) -> tuple[FlightId, ...]:
        """The legs this person works, in order."""
        return tuple(one for one in self.flight_ids if one not in self.deadheads)


@dataclass(frozen=True, slots=True)
class PastDuty:
    """A duty period that was over before the log begins. `fdp_end_at`: on-block of its last leg; `block_min`: flight time."""

    report_at: datetime
    release_at: datetime
    fdp_end_at: datetime
    block_min: int
    sectors: int


@dataclass(frozen=True, slots=True)
class CrewHistory:
    """What a crew member did before the log begins: duties from `known_from` on, and sums of flight time further back."""

    known_from: datetime
    duties: tuple[PastDuty, ...] = ()
    flight_min_672_h: int | None = None
    flight_min_365_days: int | None = None
    fdp_min_672_h: int | None = None


@dataclass(frozen=True, slots=True)
class ReserveDuty:
    """Time in which a crew member can be called to work, and the least minutes from the call to reporting.

    `airport_standby`: waiting at the airport; `short_call`: at home, within the notice; `long_call`: told hours ahead.
    """

    kind: Literal["airport_standby", "short_call", "long_call"]
    start: datetime
    end: datetime
    notice_min: int


@dataclass(frozen=True, slots=True)
class HotelStay:
    """A room for a crew member away from base, [start, end)."""

    airport: AirportCode
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class CrewMember:
    """One person. `families` are the aircraft families this person may work on."""

    crew_id: CrewId
    role: Literal["captain", "first_officer", "cabin"]
    base: AirportCode
    families: tuple[str, ...]
    location: AirportCode
    located_at: datetime | None = None  # since when `location` is known to hold; None: since the log began
    duties: tuple[Duty, ...] = ()
    reserves: tuple[ReserveDuty, ...] = ()
    hotels: tuple[HotelStay, ...] = ()
    history: CrewHistory | None = None
    status: Literal["off", "on_duty", "resting"] = "off"
    status_since: datetime | None = None
    unavailable: tuple[Window, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TravelPreferences:
    """What passengers said they would rather have: wishes, not limits."""

    direct_only: bool = False
    leave_not_before: datetime | None = None
    arrive_not_after: datetime | None = None
    lower_cabin: bool = False  # would travel in a lower cabin to arrive sooner


@dataclass(frozen=True, slots=True)
class CareGiven:
    """Meals, and a hotel with the way there and back, given to a whole booking that waits at `airport`; meals are per person.

    `allowance_cents`: at most so much is paid back in all for rooms that people find themselves.
    """

    at: datetime
    airport: AirportCode
    meals: int = 0
    hotel: HotelId | None = None
    rooms: int = 0
    nights: int = 0
    allowance_cents: int = 0


@dataclass(frozen=True, slots=True)
class Hotel:
    """Rooms that a hotel holds for us by contract. `rate_cents` per room and night, `transfer_cents` per person, both ways."""

    hotel_id: HotelId
    airport: AirportCode
    name: str
    rooms: int
    rate_cents: int
    transfer_cents: int
    distance_km: int
    stars: int
    step_free_rooms: int = 0
    taken: int = 0  # rooms given to our passengers
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaidAncillary:
    """Something paid for beside the fare, for one booking on one of its flights: all its passengers' together."""

    code: str
    flight_id: FlightId
    paid_cents: int


@dataclass(frozen=True, slots=True)
class Booking:
    """Passengers who travel together on one itinerary. `fare_cents` is per passenger, for the whole itinerary."""

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
    part_of: BookingId | None = None  # the booking it was split from
    sold_as: tuple[FlightId, ...] = ()  # the itinerary first sold, once it was changed; empty: `flight_ids`
    care: tuple[CareGiven, ...] = ()
    ancillaries: tuple[PaidAncillary, ...] = ()
    ancillary_refund_cents: int = 0  # paid back for what was not provided
    status: Literal["booked", "disrupted", "rebooked", "refunded"] = "booked"
    protected: bool = False  # a controller asked that its connection be kept
    loyalty_cost_cents: int = 0
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shipment:
    """Cargo on a flight. `penalty_cents_per_hour` accrues after `due`.

    `rate_covers_priority`: the rate is that of the shipment's priority; otherwise the priority's multiple applies to it.
    `volume_dm3`: litres, 0: not told.
    """

    shipment_id: ShipmentId
    flight_ids: tuple[FlightId, ...]
    weight_kg: int
    due: datetime
    penalty_cents_per_hour: int
    priority: CargoPriority = "standard"
    volume_dm3: int = 0
    rate_covers_priority: bool = True
    status: Literal["booked", "loaded", "offloaded", "delivered"] = "booked"
    penalty_cents: int = 0
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AirportSlot:
    """Permission to use an airport's infrastructure at a time, of its schedule or of a ground delay programme; not a CTOT."""

    slot_id: SlotId
    airport: AirportCode
    movement: Movement
    time: datetime
    flight_id: FlightId | None


@dataclass(frozen=True, slots=True)
class SlotSeries:
    """One carrier's slots of a season at the same time and weekday (1 Monday to 7), with how they were used so far.

    `held`: slots at the historics baseline date; `operated`, `justified` and `not_operated` of those that are past. The rest is
    still to come. `time_min`: UTC minutes after midnight.
    """

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


@dataclass(frozen=True, slots=True)
class NetworkState:
    """Everything known at `version` (the count of events folded) up to `as_of` (the latest event's time).

    `flights` holds all carriers' flights; `own_carriers` says which are ours to change, the rest are airport traffic.
    `further_flights` are departures that nobody here plans or changes (later days, coaches): they take people who are rebooked.
    `rotations`, `flight_bookings` and `flight_crew` are indexes that `apply` keeps in step.
    """

    version: int = 0
    as_of: datetime | None = None
    scenario_id: str = ""
    currency: str = "USD"
    own_carriers: frozenset[CarrierCode] = frozenset()
    horizon_end: datetime | None = None  # aircraft must stand where they were planned to by then
    flights: Map[FlightId, Flight] = field(default_factory=Map)
    further_flights: Map[FlightId, Flight] = field(default_factory=Map)
    hotels: Map[HotelId, Hotel] = field(default_factory=Map)
    aircraft: Map[TailNumber, Aircraft] = field(default_factory=Map)
    airports: Map[AirportCode, Airport] = field(default_factory=Map)
    crew: Map[CrewId, CrewMember] = field(default_factory=Map)
    bookings: Map[BookingId, Booking] = field(default_factory=Map)
    shipments: Map[ShipmentId, Shipment] = field(default_factory=Map)
    slots: Map[SlotId, AirportSlot] = field(default_factory=Map)
    slot_series: Map[SeriesId, SlotSeries] = field(default_factory=Map)
    rotations: Map[TailNumber, tuple[FlightId, ...]] = field(default_factory=Map)
    flight_bookings: Map[FlightId, tuple[BookingId, ...]] = field(default_factory=Map)
    flight_crew: Map[FlightId, tuple[CrewId, ...]] = field(default_factory=Map)

    def flight(self, flight_id: str) -> Flight:
        """The flight, or UnknownEntity naming it and the next step."""
        found = self.flights.get(FlightId(flight_id))
        if found is None:
            raise UnknownEntity(
                f"Flight {flight_id!r} is not in scenario {self.scenario_id!r}. List flights with GET /api/v1/flights."
            )
        return found

    def departure(self, flight_id: FlightId) -> Flight:
        """The flight that somebody may be booked on, of the network or further; KeyError when there is none."""
        found = self.flights.get(flight_id)
        return found if found is not None else self.further_flights[flight_id]

    def booked_before(self, booking: Booking) -> Booking | None:
        """The booking as it is here: itself, or the whole that a part was split from later; None when neither is here."""
        return self.bookings.get(booking.booking_id) or (self.bookings.get(booking.part_of) if booking.part_of else None)

    def whereabouts(self, booking: Booking) -> AirportCode:
        """Where its passengers are, or will land next: after the last leg that has left with them, else where the first leaves.

        A leg that left before they could be there has left without them; disrupted ones also missed what they had too little
        time for.
        """
        legs = [self.departure(one) for one in booking.flight_ids]
        stands_at, there = legs[0].origin, None
        for leg in legs:
            if leg.status not in (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED) or leg.origin != stands_at:
                break
            needs_min = self.airports[leg.origin].min_connection_min if booking.status == "disrupted" else 0
            if there is not None and leg.atd is not None and leg.atd < there + timedelta(minutes=needs_min):
                break
            stands_at, there = leg.lands_at, leg.ata or leg.eta
        return stands_at

    def distance_km(self, origin: AirportCode, destination: AirportCode) -> float:
        """Great-circle kilometres between two airports of the network; KeyError names one that is not in it."""
        start, end = self.airports[origin], self.airports[destination]
        return great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude)

    def free_seats(self, flight: Flight) -> int:
        """Seats disrupted passengers may have: the unsold ones of our aircraft, elsewhere those offered less those we took."""
        taken = self.passengers_on(flight.flight_id)
        if flight.flight_id in self.flights and self.is_own(flight) and flight.tail is not None:
            return self.aircraft[flight.tail].seats - taken
        return (flight.seats_offered or 0) - taken

    def free_cabins(self, flight: Flight) -> dict[Cabin, int] | None:
        """Seats that disrupted passengers may have in each cabin; None where the cabins of the flight are not known."""
        aircraft = self.aircraft.get(flight.tail) if flight.tail is not None and flight.flight_id in self.flights else None
        if aircraft is None or not aircraft.cabins or not self.is_own(flight):
            return None
        free = dict(aircraft.cabins)
        for booking_id in self.flight_bookings.get(flight.flight_id, ()):
            booking = self.bookings[booking_id]
            free[booking.cabin] = free.get(booking.cabin, 0) - booking.passengers
        return free

    def tail(self, tail: str) -> Aircraft:
        """The aircraft, or UnknownEntity."""
        found = self.aircraft.get(TailNumber(tail))
        if found is None:
            raise UnknownEntity(
                f"Tail {tail!r} is not in scenario {self.scenario_id!r}. A flight's tail is in GET /api/v1/flights."
            )
        return found

    def airport(self, code: str) -> Airport:
        """The airport, or UnknownEntity."""
        found = self.airports.get(AirportCode(code))
        if found is None:
            raise UnknownEntity(
                f"Airport {code!r} is not in scenario {self.scenario_id!r}. Use the IATA code of an airport it serves."
            )
        return found

    def rotation(self, tail: TailNumber) -> tuple[Flight, ...]:
        """The tail's flights in order of expected departure, cancelled ones included."""
        return tuple(self.flights[one] for one in self.rotations.get(tail, ()))

    def is_own(self, flight: Flight) -> bool:
        """Whether the flight is ours to change."""
        return flight.carrier in self.own_carriers

    def is_flying(self, flight_id: FlightId) -> bool:
        """Whether it is a flight of ours in the air."""
        flight = self.flights.get(flight_id)
        return flight is not None and self.is_own(flight) and flight.status is FlightStatus.DEPARTED

    def own_flights(self) -> Iterator[Flight]:
        """Our flights, in no particular order."""
        own = self.own_carriers
        return (flight for flight in self.flights.values() if flight.carrier in own)

    def passengers_on(self, flight_id: FlightId) -> int:
        """Booked passengers on the flight."""
        return sum(self.bookings[one].passengers for one in self.flight_bookings.get(flight_id, ()))
