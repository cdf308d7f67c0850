"""What the law asks about: a journey as it was booked, what went wrong with it, and for whom. Everything a rule may need.

None always means "not known": a rule that needs it answers `not_checked` and says what is missing. Times are aware and cut to
the minute (a door that opens at 12:00:59 opened at 12:00). Money is minor units in the currency of the fare.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from domain.units import minutes_between
from knowledge.passenger_rights.places import Place, distance_m, place

Cabin = Literal["economy", "premium_economy", "business", "first"]
CABINS: tuple[Cabin, ...] = ("economy", "premium_economy", "business", "first")
"""From the lowest up."""
IncidentKind = Literal[
    "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change", "downgrade", "baggage", "none"
]
"""`missed_connection`: in one booking; `schedule_change`: told before the day; `baggage`, `none`: only what else is reported."""
Choice = Literal["refund", "reroute", "reroute_later", "none_yet"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One flight of the booking. `operating_country`: the state that licensed the carrier which operates it (ISO 3166).

    `price_cents`: price of this flight alone without taxes; `seats`: of the aircraft that was to operate it.
    """

    origin: str
    destination: str
    scheduled_departure: datetime
    scheduled_arrival: datetime
    operating_carrier: str
    operating_country: str | None = None
    marketing_carrier: str = ""
    cabin_booked: Cabin = "economy"
    cabin_flown: Cabin | None = None
    price_cents: int | None = None
    seats: int | None = None
    fixed_wing: bool = True
    international_ticket: bool | None = None  # a domestic leg of a journey to or from abroad; None: judged by its airports


@dataclass(frozen=True, slots=True)
class Rerouting:
    """Another way to the final destination that the carrier offered; `accepted` None: not answered yet.

    `departure_airport`, `arrival_airport`: where they differ from those booked. `same_conditions`: comparable conditions.
    """

    departure: datetime
    arrival: datetime
    offered_at: datetime | None = None
    accepted: bool | None = None
    cabin: Cabin | None = None
    connections: int | None = None
    departure_airport: str | None = None
    arrival_airport: str | None = None
    by_carrier: str = ""
    same_conditions: bool = True
    connection_airports: tuple[str, ...] | None = None
    keeps_accessibility: bool | None = None  # for passengers with disabilities: the features they need are still there


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it happened. `circumstance` names an entry of circumstances.yaml, `iata_code` is the two-digit AHM 730 code.

    `reasonable_measures`: whether the carrier took all reasonable measures to avoid it (it bears the proof);
    `caused_this`: whether the circumstance, when it hit an earlier flight, is the direct cause here.
    """

    circumstance: str | None = None
    iata_code: str | None = None
    reasonable_measures: bool | None = None
    caused_this: bool | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What went wrong, on which segment. `told_at`: when the passenger was told of it."""

    kind: IncidentKind
    segment: int = 0
    told_at: datetime | None = None
    cause: Cause = field(default_factory=Cause)
    departure: datetime | None = None  # when that segment left, or is expected to
    rerouting: Rerouting | None = None
    choice: Choice = "none_yet"
    returned_to_origin: bool = False  # it took off, came back and did not go on as that flight
    volunteered: bool | None = None  # denied boarding: gave up the seat for agreed benefits
    denied_reason: Literal[
        "",
        "oversold",
        "smaller_aircraft",
        "weight_and_balance",
        "government",
        "documents",
        "health",
        "security",
        "unruly",
        "late_check_in",
    ] = ""
    overnight: bool | None = None  # the wait makes a night (or another night) necessary
    purpose_lost: bool | None = None  # going on no longer serves the original plan, so back to the first point of departure
    airport_changed: bool | None = None  # the flight serves another origin or destination airport than booked
    more_connections: bool | None = None
    cancelled_by_passenger_request: bool = False


@dataclass(frozen=True, slots=True)
class Passenger:
    """Who travels. `public_fare` False: a free or reduced fare that the public cannot have (loyalty awards are public).

    `checked_in_on_time`: as stipulated, or by the law's own minutes; None: not known.
    """

    confirmed_reservation: bool = True
    checked_in_on_time: bool | None = True
    public_fare: bool = True
    reduced_mobility: bool = False
    assistant_of_reduced_mobility: bool = False
    unaccompanied_minor: bool = False
    age: int | None = None
    gave_contact: bool = True
    group_or_charter: bool = False
    lives_near_airport: bool = False  # where the wait is: a law may then give transport home in place of a hotel
    with_family: bool = False  # travels with members of the family
    denied_before: bool = False  # was denied boarding on this ticket before


@dataclass(frozen=True, slots=True)
class Fare:
    """What was paid per passenger, in `currency`. Parts where a law counts them; `total_cents` is everything, taxes included."""

    currency: str
    total_cents: int | None = None
    one_way_cents: int | None = None  # to the first stop of 4 h or more or the final destination, taxes included
    basic_cents: int | None = None
    fuel_cents: int | None = None
    unused_cents: int | None = None  # of the parts not travelled
    paid_by_card: bool | None = None
    bag_fee_cents: int | None = None
    extras_not_given_cents: int = 0  # paid for optional services (a seat, Wi-Fi) that were not given


@dataclass(frozen=True, slots=True)
class Tarmac:
    """An aircraft on the ground with its doors closed. `began_at`: doors closed (departure) or touchdown (arrival).

    `ended_at` counts as the opportunity to leave; `return_began_at`: a departing aircraft turned back to where people can leave.
    """

    movement: Literal["departure", "arrival"]
    began_at: datetime
    ended_at: datetime | None = None  # took off, or doors opened
    return_began_at: datetime | None = None
    food_and_water_at: datetime | None = None
    lavatories: bool | None = None
    status_told_at: datetime | None = None
    exempt_for: Literal["", "safety", "security", "air_traffic_control"] = ""
    takeoff_imminent: bool = False
    food_and_water: bool | None = None  # False: none was given
    status_told: bool | None = None  # False: nobody was told
    medical: bool | None = None  # False: attention was needed and not given
    airport: str = ""  # where, when it is neither end of the flight (a diversion)


@dataclass(frozen=True, slots=True)
class Baggage:
    """A checked bag. `kind`: what happened to it. Declared value and proven loss in the fare's currency."""

    kind: Literal["delayed", "damaged", "lost", "fee_only"]
    flight_arrived_at: datetime
    delivered_at: datetime | None = None
    reported_at: datetime | None = None
    proven_cents: int | None = None
    special_declaration_cents: int | None = None
    reckless: bool | None = None  # intent, or recklessly and with knowledge that damage would probably result
    all_measures_taken: bool | None = None  # to avoid the damage from delay
    inherent_defect: bool | None = None  # the damage comes from the bag's own defect, quality or vice


@dataclass(frozen=True, slots=True)
class Damage:
    """Proven damage under a liability convention: delay of a passenger, injury or death, or cargo."""

    kind: Literal["passenger_delay", "injury_or_death", "cargo"]
    currency: str
    proven_cents: int | None = None
    weight_g: int | None = None
    special_declaration_cents: int | None = None
    reckless: bool | None = None  # intent, or recklessly and with knowledge that damage would probably result
    all_measures_taken: bool | None = None
    not_negligent: bool | None = None
    complained_at: datetime | None = None
    delivered_at: datetime | None = None
    claimant_fault_percent: int = 0  # how far the claimant's own negligence contributed


@dataclass(frozen=True, slots=True)
class RightsCase:
    """One passenger's journey under one booking, judged at `now`.

    `arrival`: when a door opened at the final destination, or is expected to; None: not known, or never. `arrived`: whether that
    is over. `distance_m`: origin to final destination where the great circle of the airports is not to be used.
    `carrier_large`: APPR; None: not known. `benefits_received`: regimes of other states under which something was already paid
    or given for this incident. `claimed_at`: when the passenger wrote, `paid_at` not at all yet.
    """

    segments: tuple[Segment, ...]
    incident: Incident
    now: datetime
    arrival: datetime | None = None
    arrived: bool = False
    passenger: Passenger = field(default_factory=Passenger)
    fare: Fare | None = None
    distance_m: int | None = None
    carrier_large: bool | None = None
    benefits_received: frozenset[str] = frozenset()
    tarmac: Tarmac | None = None
    baggage: Baggage | None = None
    damage: Damage | None = None
    claimed_at: datetime | None = None

    @property
    def first(self) -> Segment:
        """The first flight of the booking."""
        return self.segments[0]

    @property
    def last(self) -> Segment:
        """The flight to the final destination."""
        return self.segments[-1]

    @property
    def hit(self) -> Segment:
        """The flight it happened to."""
        return self.segments[self.incident.segment]

    @property
    def origin(self) -> Place:
        """Where the journey starts."""
        return place(self.first.origin)

    @property
    def destination(self) -> Place:
        """Where the journey ends."""
        return place(self.last.destination)

    @property
    def journey_m(self) -> int:
        """Metres from the first origin to the final destination, great circle, whatever the connections."""
        return self.distance_m if self.distance_m is not None else distance_m(self.first.origin, self.last.destination)

    @property
    def late_min(self) -> int | None:
        """Minutes after the booked arrival at the final destination (negative: early); None: not known or never."""
        return None if self.arrival is None else minutes_between(self.last.scheduled_arrival, self.arrival)

    @property
    def left_late_min(self) -> int | None:
        """Minutes the flight it happened to left, or is expected to leave, after schedule (negative: early)."""
        leaves = self.incident.departure
        return None if leaves is None else minutes_between(self.hit.scheduled_departure, leaves)

    @property
    def notice_min(self) -> int | None:
        """Minutes before its scheduled departure that the passenger was told; None: not known."""
        told = self.incident.told_at
        return None if told is None else minutes_between(told, self.hit.scheduled_departure)

    @property
    def day(self) -> date:
        """Local date of departure of the flight it happened to."""
        hit = self.segments[self.incident.segment]
        return _local_day(hit.scheduled_departure, hit.origin)

    @property
    def block_min(self) -> int:
        """Scheduled minutes from departure to arrival of the flight it happened to."""
        return minutes_between(self.hit.scheduled_departure, self.hit.scheduled_arrival)


@lru_cache(maxsize=1_000)
def _local_day(moment: datetime, airport: str) -> date:
    """Every regime asks for the day of the same flight."""
    return moment.astimezone(place(airport).clock).date()


def segment_m(segment: Segment) -> int:
    """Metres of one flight, great circle."""
    return distance_m(segment.origin, segment.destination)


def faults_of(case: RightsCase) -> list[tuple[str, str]]:
    """(field, what is wrong) of an itinerary that cannot be: nothing else is checked, and nothing is mended."""
    found: list[tuple[str, str]] = []
    if not case.segments:
        return [("segments", "the itinerary has no flight; give at least one.")]
    for index, segment in enumerate(case.segments):
        if segment.scheduled_arrival <= segment.scheduled_departure:
            found.append((f"segments[{index}]", f"arrives {segment.scheduled_arrival} before it leaves."))
        if segment.origin == segment.destination:
            found.append((f"segments[{index}]", f"leaves from and lands at {segment.origin}."))
    for index in range(1, len(case.segments)):
        before, after = case.segments[index - 1], case.segments[index]
        if before.scheduled_arrival > after.scheduled_departure:
            found.append((f"segments[{index}]", "leaves before the flight before it arrives."))
        if before.destination != after.origin:
            found.append((f"segments[{index}]", f"leaves from {after.origin}, the flight before lands at {before.destination}."))
    if not 0 <= case.incident.segment < len(case.segments):
        found.append(("incident.segment", f"{case.incident.segment} is not one of {len(case.segments)} flights (from 0)."))
    if case.arrival is not None and case.arrival <= case.first.scheduled_departure and case.incident.departure is None:
        found.append(("arrival", "is not after the scheduled departure."))
    if case.distance_m is not None and case.distance_m <= 0:
        found.append(("distance_m", "is not a distance."))
    for name, record in (("fare", case.fare), ("damage", case.damage), ("baggage", case.baggage)):
        found += [(f"{name}.{field}", said) for field, said in _sums_that_cannot_be(record)]
    return found


def _sums_that_cannot_be(record: Fare | Damage | Baggage | None) -> Iterator[tuple[str, str]]:
    if record is None:
        return
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name == "currency" and not (len(value) == 3 and value.isascii() and value.isupper()):
            yield one.name, f"{value!r} is not a currency such as 'EUR'."
        if one.name.endswith(("_cents", "_g")) and value is not None and value < 0:
            yield one.name, f"is less than nothing: {value}."
        if one.name.endswith("_percent") and not 0 <= value <= 100:
            yield one.name, f"{value} is not a share from 0 to 100."
