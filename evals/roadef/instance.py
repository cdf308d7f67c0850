"""One instance of the challenge: schedule, fleet, passengers, disruption, prices. Minutes since 00:00 of `start_date`, euros."""

import re
from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeVar

from evals.roadef.records import (
    MINUTES_PER_DAY,
    Faults,
    amount,
    calendar,
    choice,
    clock,
    day_index,
    expect,
    groups,
    moment,
    parsed,
    records,
    whole,
)

Cabin = Literal["F", "B", "E"]
Kind = Literal["A", "R"]
LegType = Literal["D", "C", "I"]
FlightKey = tuple[int, int]
"""Flight number and day; day 0 is the start date of the recovery period."""

CABINS: tuple[Cabin, ...] = ("F", "B", "E")
"""First, business, economy: highest first."""
LEG_TYPES: tuple[LegType, ...] = ("I", "C", "D")
"""Intercontinental, continental, domestic: the one that gives an itinerary its type first."""
SURFACE_FAMILY = "TranspCom"
LEAST_CONNECTION_MIN = 30

CABIN_OF: dict[str, Cabin] = {one: one for one in CABINS}
KIND_OF: dict[str, Kind] = {"A": "A", "R": "R"}
_TYPE_OF: dict[str, LegType] = {one: one for one in LEG_TYPES}
_SEATS = re.compile(r"(-?\d+)/(-?\d+)/(-?\d+)")
_MAINTENANCE = re.compile(r"(\w+)-([\d/]+)-([\d:]+)-([\d/]+)-([\d:]+)-(\d+)")
_HOURS_PER_DAY = 24

Fields = tuple[str, ...]
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class InstanceFault(ValueError):
    """An instance that cannot be used, with every fault found and its file and line."""

    def __init__(self, directory: Path, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{directory} is no usable instance:\n" + "\n".join(f"  {one}" for one in faults))


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Where and when an aircraft is in maintenance, and how long it may fly before."""

    airport: str
    start: int
    end: int
    flying_left_min: int


@dataclass(frozen=True, slots=True)
class Aircraft:
    """One aircraft or surface vehicle; seats in first, business and economy, -1 without limit."""

    name: str
    model: str
    family: str
    seats: tuple[int, int, int]
    range_min: int
    hourly_cost: float
    turn_min: int
    transit_min: int
    origin: str
    maintenance: Maintenance | None

    @property
    def surface(self) -> bool:
        """Whether this is a vehicle on the road."""
        return self.family == SURFACE_FAMILY


@dataclass(frozen=True, slots=True)
class FlightTemplate:
    """A flight of the daily timetable; minutes since midnight of its day, `previous` 0 when it is linked to none."""

    number: int
    origin: str
    destination: str
    departure: int
    arrival: int
    previous: int


@dataclass(frozen=True, slots=True)
class Flight:
    """A planned flight of one day and its aircraft."""

    number: int
    day: int
    origin: str
    destination: str
    departure: int
    arrival: int
    previous: int
    aircraft: str

    @property
    def key(self) -> FlightKey:
        """Number and day."""
        return self.number, self.day

    @property
    def duration(self) -> int:
        """Minutes from departure to arrival."""
        return self.arrival - self.departure


@dataclass(frozen=True, slots=True)
class ItineraryLeg:
    """One booked flight and cabin."""

    flight: FlightKey
    cabin: Cabin


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A booked trip of some passengers, outbound (A) or inbound (R), at a price in euros for each.

    From its planned legs: `cabin` the highest, `type` the longest kind, `duration` without the connections in minutes.
    """

    number: int
    kind: Kind
    price: float
    passengers: int
    legs: tuple[ItineraryLeg, ...]
    cabin: Cabin
    type: LegType
    duration: int
    origin: str
    destination: str
    departure: int
    arrival: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """When an aircraft cannot fly."""

    aircraft: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """Other limits at an airport for the clock hours that an interval touches."""

    airport: str
    start: int
    end: int
    departures: int
    arrivals: int


@dataclass(frozen=True, slots=True)
class Disruption:
    """What has happened: delays in minutes, cancelled flights, unavailable aircraft, changed airport limits."""

    delays: dict[FlightKey, int]
    cancelled: frozenset[FlightKey]
    breakdowns: tuple[Breakdown, ...]
    capacity_changes: tuple[CapacityChange, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many aircraft of a model and seating an airport needs at the end of the period."""

    airport: str
    model: str
    seats: tuple[int, int, int]
    count: int


@dataclass(frozen=True, slots=True)
class CostTable:
    """Prices in euros: by the minute for delay, by the passenger for cancelling and downgrading, by the aircraft for position."""

    delay: dict[tuple[Cabin, LegType], float]
    cancel_outbound: dict[tuple[Cabin, LegType], float]
    cancel_inbound: dict[tuple[Cabin, LegType], float]
    downgrade: dict[tuple[Cabin, Cabin, LegType], float]
    position_family: float
    position_model: float
    position_configuration: float
    alpha: float
    beta: float
    gamma: float


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything a solution is made for and judged by."""

    name: str
    start_date: date
    start: int
    end: int
    costs: CostTable
    templates: dict[int, FlightTemplate]
    flights: dict[FlightKey, Flight]
    aircraft: dict[str, Aircraft]
    family_of_model: dict[str, str]
    itineraries: dict[int, Itinerary]
    distance: dict[tuple[str, str], tuple[int, LegType]]
    wanted: tuple[Wanted, ...]
    disruption: Disruption
    daily_capacity: dict[str, tuple[tuple[int, int], ...]]
    changed_capacity: dict[tuple[str, int], tuple[int, int]] = field(repr=False)

    def capacity(self, airport: str, hour: int) -> tuple[int, int]:
        """Most departures and arrivals in the clock hour that starts at minute `hour` * 60; KeyError for an unknown airport."""
        changed = self.changed_capacity.get((airport, hour))
        return changed if changed is not None else self.daily_capacity[airport][hour % _HOURS_PER_DAY]

    def date_text(self, day: int) -> str:
        """`dd/mm/yy` of a day."""
        return (self.start_date + timedelta(days=day)).strftime("%d/%m/%y")

    def moment_text(self, minute: int) -> str:
        """`dd/mm/yy hh:mm` of a minute."""
        day, of_day = divmod(minute, MINUTES_PER_DAY)
        return f"{self.date_text(day)} {of_day // 60:02}:{of_day % 60:02}"


def read_instance(directory: Path) -> Instance:
    """The instance in a folder of the challenge's eleven files; InstanceFault names everything wrong with it."""
    return _Reader(directory).read()


class _Unjudged(Exception):
    """A record names something of a file that is itself faulty, so nothing can be said about it."""


class _Reader:
    """Reads file after file, those first that others refer to, and gathers the faults of all."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.faults = Faults()
        self.faulty: set[str] = set()
        # Without a readable config.csv the other files are still looked through, against some date.
        self.start_date = date(2000, 1, 1)
        self.aircraft: dict[str, Aircraft] = {}
        self.families: dict[str, str] = {}
        self.airports: dict[str, tuple[tuple[int, int], ...]] = {}
        self.distance: dict[tuple[str, str], tuple[int, LegType]] = {}
        self.templates: dict[int, FlightTemplate] = {}
        self.flights: dict[FlightKey, Flight] = {}

    def read(self) -> Instance:
        config = self.config()
        self.airports = dict(self.unique("airports.csv", _airport))
        self.aircraft = dict(self.unique("aircraft.csv", self.one_aircraft))
        self.families = {one.model: one.family for one in self.aircraft.values()}
        self.distance = dict(self.unique("dist.csv", self.one_distance))
        self.templates = dict(self.unique("flights.csv", self.one_template))
        self.flights = dict(self.unique("rotations.csv", self.one_flight))
        itineraries = dict(self.unique("itineraries.csv", self.one_itinerary))
        altered = dict(self.unique("alt_flights.csv", self.one_altered))
        breakdowns = tuple(self.every("alt_aircraft.csv", self.one_breakdown))
        changes = tuple(self.every("alt_airports.csv", self.one_change))
        wanted = tuple(one for row in self.every("position.csv", self.one_position) for one in row)
        if self.faults.found or config is None:
            raise InstanceFault(self.directory, self.faults.found)
        start, end, costs = config
        return Instance(
            name=self.directory.name,
            start_date=self.start_date,
            start=start,
            end=end,
            costs=costs,
            templates=self.templates,
            flights=self.flights,
            aircraft=self.aircraft,
            family_of_model=self.families,
            itineraries=itineraries,
            distance=self.distance,
            wanted=wanted,
            disruption=Disruption(
                delays={key: delay for key, delay in altered.items() if delay >= 0},
                cancelled=frozenset(key for key, delay in altered.items() if delay < 0),
                breakdowns=breakdowns,
                capacity_changes=changes,
            ),
            daily_capacity=self.airports,
            changed_capacity={
                (one.airport, hour): (one.departures, one.arrivals)
                for one in changes
                for hour in range(one.start // 60, -(-one.end // 60))
            },
        )

    # --- files ------------------------------------------------------------------------------------------------------

    def every(self, name: str, parse: Callable[[Fields], T]) -> list[T]:
        """The records of a file that can be understood."""
        faults_before = len(self.faults.found)
        results: list[T] = []
        for record in records(self.directory / name, self.faults, closed=False):
            try:
                results.append(parse(record.fields))
            except ValueError as why:
                self.faults.note(record.place, str(why))
            except _Unjudged:
                self.faulty.add(name)
        if len(self.faults.found) > faults_before:
            self.faulty.add(name)
        return results

    def unique(self, name: str, parse: Callable[[Fields], tuple[K, T]]) -> list[tuple[K, T]]:
        """The records of a file by their key; a second record of one key is a fault."""
        seen: set[K] = set()

        def once(fields: Fields) -> tuple[K, T]:
            key, one = parse(fields)
            if key in seen:
                raise ValueError(f"{' '.join(fields[:2])} is there twice")
            seen.add(key)
            return key, one

        return self.every(name, once)

    def must_know(self, value: Hashable, known: Container[object], name: str, what: str) -> None:
        """ValueError when a sound file lacks what a record names."""
        if value in known:
            return
        if name in self.faulty:
            raise _Unjudged
        raise ValueError(f"{what} is not in {name}")

    def config(self) -> tuple[int, int, CostTable] | None:
        """Start and end of the recovery period and the prices; sets the start date. None when there is any fault."""
        lines = records(self.directory / "config.csv", self.faults, closed=False)
        if not lines:
            if not self.faults.found:
                self.faults.note("config.csv", "is empty")
            return None
        if len(lines) != 7:
            self.faults.note("config.csv", f"has {len(lines)} lines, expected 7")
            return None
        faults_before = len(self.faults.found)
        period = parsed(lines[:1], self.period, self.faults)
        prices = [parsed([line], _prices, self.faults) for line in lines[1:4]]
        downgrade = parsed(lines[4:5], _downgrades, self.faults)
        penalties, weights = (parsed([line], _three, self.faults) for line in lines[5:7])
        if len(self.faults.found) > faults_before:
            return None
        (start, end), (delay, outbound, inbound) = period[0], (one[0] for one in prices)
        return start, end, CostTable(delay, outbound, inbound, downgrade[0], *penalties[0], *weights[0])

    # --- records ----------------------------------------------------------------------------------------------------

    def period(self, fields: Fields) -> tuple[int, int]:
        expect(fields, 4, "date time date time")
        self.start_date = calendar(fields[0])
        return self.interval(fields)

    def interval(self, fields: Fields) -> tuple[int, int]:
        start = moment(fields[0], fields[1], self.start_date)
        end = moment(fields[2], fields[3], self.start_date)
        if end <= start:
            raise ValueError(f"ends at {' '.join(fields[2:])}, not after its start at {' '.join(fields[:2])}")
        return start, end

    def one_aircraft(self, fields: Fields) -> tuple[str, Aircraft]:
        expect(fields, 10, "name model family seats range cost turn-round transit origin maintenance")
        name, model, family = fields[:3]
        aircraft = Aircraft(
            name=name,
            model=model,
            family=family,
            seats=_seats(fields[3]),
            range_min=whole(fields[4], "range", 0),
            hourly_cost=amount(fields[5], "cost per hour"),
            turn_min=whole(fields[6], "turn-round", 0),
            transit_min=whole(fields[7], "transit", 0),
            origin=fields[8],
            maintenance=None if fields[9] == "NULL" else self.maintenance(fields[9]),
        )
        self.must_know(aircraft.origin, self.airports, "airports.csv", f"airport {aircraft.origin}")
        if aircraft.maintenance is not None:
            airport = aircraft.maintenance.airport
            self.must_know(airport, self.airports, "airports.csv", f"airport {airport} of the maintenance")
        return name, aircraft

    def maintenance(self, text: str) -> Maintenance:
        match = _MAINTENANCE.fullmatch(text)
        if match is None:
            raise ValueError(f"maintenance {text!r} is neither NULL nor AIRPORT-date-time-date-time-minutes")
        airport, *interval = match.groups()[:5]
        return Maintenance(airport, *self.interval(tuple(interval)), flying_left_min=int(match[6]))

    def one_distance(self, fields: Fields) -> tuple[tuple[str, str], tuple[int, LegType]]:
        expect(fields, 4, "origin destination minutes type")
        minutes, kind = whole(fields[2], "minutes", 0), choice(fields[3], _TYPE_OF, "type")
        for airport in fields[:2]:
            self.must_know(airport, self.airports, "airports.csv", f"airport {airport}")
        return (fields[0], fields[1]), (minutes, kind)

    def one_template(self, fields: Fields) -> tuple[int, FlightTemplate]:
        expect(fields, 6, "flight origin destination departure arrival previous")
        number, previous = whole(fields[0], "flight", 1), whole(fields[5], "previous flight", 0)
        departure, arrival = clock(fields[3]), clock(fields[4])
        if arrival <= departure:
            raise ValueError(f"arrives at {fields[4]}, not after its departure at {fields[3]}")
        for airport in fields[1:3]:
            self.must_know(airport, self.airports, "airports.csv", f"airport {airport}")
        return number, FlightTemplate(number, fields[1], fields[2], departure, arrival, previous)

    def one_flight(self, fields: Fields) -> tuple[FlightKey, Flight]:
        expect(fields, 3, "flight date aircraft")
        number, day = whole(fields[0], "flight"), day_index(fields[1], self.start_date)
        self.must_know(fields[2], self.aircraft, "aircraft.csv", f"aircraft {fields[2]}")
        self.must_know(number, self.templates, "flights.csv", f"flight {number}")
        template, midnight = self.templates[number], day * MINUTES_PER_DAY
        return (number, day), Flight(
            number=number,
            day=day,
            origin=template.origin,
            destination=template.destination,
            departure=midnight + template.departure,
            arrival=midnight + template.arrival,
            previous=template.previous,
            aircraft=fields[2],
        )

    def dated(self, number: str, day: str) -> FlightKey:
        return whole(number, "flight"), day_index(day, self.start_date)

    def planned(self, key: FlightKey, day: str) -> Flight:
        self.must_know(key, self.flights, "rotations.csv", f"flight {key[0]} on {day}")
        return self.flights[key]

    def one_itinerary(self, fields: Fields) -> tuple[int, Itinerary]:
        if len(fields) < 7:
            raise ValueError(
                f"has {len(fields)} fields, expected: number A|R price passengers, then flight date cabin for each leg"
            )
        number = whole(fields[0], "itinerary", 0)
        kind = choice(fields[1], KIND_OF, "kind")
        price, passengers = amount(fields[2], "price"), whole(fields[3], "passengers", 1)
        legs = tuple(
            ItineraryLeg(self.dated(flight, day), choice(cabin, CABIN_OF, "cabin"))
            for flight, day, cabin in groups(fields[4:], 3, "flight date cabin")
        )
        path = [self.planned(leg.flight, day) for leg, day in zip(legs, fields[5::3], strict=True)]
        for one in path:
            pair = (one.origin, one.destination)
            self.must_know(pair, self.distance, "dist.csv", f"{one.origin} to {one.destination} of flight {one.number}")
        return number, Itinerary(
            number=number,
            kind=kind,
            price=price,
            passengers=passengers,
            legs=legs,
            cabin=min((leg.cabin for leg in legs), key=CABINS.index),
            type=min((self.distance[one.origin, one.destination][1] for one in path), key=LEG_TYPES.index),
            duration=sum(one.duration for one in path),
            origin=path[0].origin,
            destination=path[-1].destination,
            departure=path[0].departure,
            arrival=path[-1].arrival,
        )

    def one_altered(self, fields: Fields) -> tuple[FlightKey, int]:
        expect(fields, 3, "flight date delay")
        key, delay_min = self.dated(fields[0], fields[1]), whole(fields[2], "delay", -1)
        return self.planned(key, fields[1]).key, delay_min

    def one_breakdown(self, fields: Fields) -> Breakdown:
        expect(fields, 5, "aircraft date time date time")
        start, end = self.interval(fields[1:])
        self.must_know(fields[0], self.aircraft, "aircraft.csv", f"aircraft {fields[0]}")
        return Breakdown(fields[0], start, end)

    def one_change(self, fields: Fields) -> CapacityChange:
        expect(fields, 7, "airport date time date time departures arrivals")
        start, end = self.interval(fields[1:5])
        departures, arrivals = whole(fields[5], "departures", 0), whole(fields[6], "arrivals", 0)
        self.must_know(fields[0], self.airports, "airports.csv", f"airport {fields[0]}")
        return CapacityChange(fields[0], start, end, departures, arrivals)

    def one_position(self, fields: Fields) -> tuple[Wanted, ...]:
        if fields[-1] != "#":
            raise ValueError("does not end in '#'")
        found = [
            Wanted(fields[0], model, _seats(seats), whole(count, "count", 0))
            for model, seats, count in groups(fields[1:-1], 3, "model seats count")
        ]
        self.must_know(fields[0], self.airports, "airports.csv", f"airport {fields[0]}")
        for one in found:
            self.must_know(one.model, self.families, "aircraft.csv", f"model {one.model}")
        return tuple(found)


def _airport(fields: Fields) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The limits of each clock hour: the lowest of those that touch it."""
    hours: dict[int, tuple[int, int]] = {}
    covered = 0
    for departures, arrivals, start, end in groups(fields[1:], 4, "departures arrivals from to"):
        first, last = clock(start), clock(end) or MINUTES_PER_DAY
        if first != covered or last <= first:
            raise ValueError(f"the hours from {start} to {end} do not follow those before")
        covered, most = last, (whole(departures, "departures", 0), whole(arrivals, "arrivals", 0))
        for hour in range(first // 60, -(-last // 60)):
            known = hours.get(hour, most)
            hours[hour] = min(known[0], most[0]), min(known[1], most[1])
    if covered != MINUTES_PER_DAY:
        raise ValueError(f"the hours cover {covered / 60:g} of 24")
    return fields[0], tuple(hours[hour] for hour in range(_HOURS_PER_DAY))


def _seats(text: str) -> tuple[int, int, int]:
    match = _SEATS.fullmatch(text)
    if match is None:
        raise ValueError(f"seats {text!r} are not first/business/economy")
    return int(match[1]), int(match[2]), int(match[3])


def _prices(fields: Fields) -> dict[tuple[Cabin, LegType], float]:
    expect(fields, 27, "nine times cabin type euros")
    table = {
        (choice(cabin, CABIN_OF, "cabin"), choice(kind, _TYPE_OF, "type")): amount(euros, "price")
        for cabin, kind, euros in groups(fields, 3, "cabin type euros")
    }
    if len(table) != 9:
        raise ValueError("does not give all nine of cabin and type")
    return table


def _downgrades(fields: Fields) -> dict[tuple[Cabin, Cabin, LegType], float]:
    expect(fields, 36, "nine times booked-cabin flown-cabin type euros")
    table = {
        (choice(booked, CABIN_OF, "cabin"), choice(flown, CABIN_OF, "cabin"), choice(kind, _TYPE_OF, "type")): amount(
            euros, "price"
        )
        for booked, flown, kind, euros in groups(fields, 4, "booked-cabin flown-cabin type euros")
    }
    if {(booked, flown) for booked, flown, _ in table} != {("F", "B"), ("F", "E"), ("B", "E")} or len(table) != 9:
        raise ValueError("does not give all nine of lower cabin and type")
    return table


def _three(fields: Fields) -> tuple[float, float, float]:
    expect(fields, 3, "three numbers")
    first, second, third = (amount(one, "value") for one in fields)
    return first, second, third
