"""Instances of our own making in the challenge's files: a network of hubs and spokes, its passengers, a bad morning.

Made up by `seed` alone. Every day is flown alike; the recovery begins at noon of the first and ends two hours after the last.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random

from evals.roadef.records import MINUTES_PER_DAY, clock_text

START = date(2026, 3, 2)
NOON = 720
LAST_LANDING = 1425
"""Minute of the day by which every rotation is over."""
REACH_MIN = {"D": 90, "C": 250}
"""A pair of airports nearer than so many minutes is domestic, continental; any other is intercontinental."""

CONFIG = """\
F D 3 F C 3.5 F I 4 B D 2 B C 2.5 B I 3 E D 1 E C 1.5 E I 2
F D 1500 F C 1700 F I 2000 B D 1000 B C 1200 B I 1500 E D 400 E C 500 E I 700
F D 2000 F C 2200 F I 2500 B D 1500 B C 1700 B I 2000 E D 800 E C 1000 E I 1400
F B D 100 F B C 200 F B I 700 F E D 300 F E C 500 F E I 1500 B E D 150 B E C 400 B E I 900
20000 5000 1000
1 1 1"""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an instance is; `flights` and `passengers` over all days, reached exactly where rotations and seats allow it."""

    airports: int = 168
    aircraft: int = 618
    flights: int = 6534
    itineraries: int = 28308
    passengers: int = 700_000
    days: int = 3


@dataclass(frozen=True, slots=True)
class _Fleet:
    """One family: models and their seats, minutes of range, turn-round and transit, euros per hour, share of all aircraft."""

    family: str
    models: tuple[tuple[str, tuple[int, int, int]], ...]
    range_min: int
    turn: int
    transit: int
    hourly: int
    share: float


_FLEETS = (
    _Fleet("Regional", (("R90", (0, 0, 96)), ("R110", (0, 8, 104))), 180, 25, 20, 1000, 0.2),
    _Fleet("Narrow", (("N150", (0, 24, 132)), ("N180", (0, 12, 174))), 300, 35, 25, 1500, 0.32),
    _Fleet("Medium", (("M190", (0, 20, 176)), ("M220", (0, 28, 198))), 340, 40, 30, 1800, 0.28),
    _Fleet("Wide", (("W300", (12, 48, 240)), ("W360", (0, 42, 330))), 900, 75, 60, 4000, 0.2),
)
_ROAD = _Fleet("TranspCom", (("TranspCom", (-1, -1, -1)),), 300, 10, 10, 0, 0.0)
_VEHICLES = 4


@dataclass(slots=True)
class _Aircraft:
    name: str
    fleet: _Fleet
    model: str
    seats: tuple[int, int, int]
    hub: str
    origin: str = ""
    flown: list["_Dated"] = field(default_factory=list)
    maintenance: tuple[str, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Leg:
    number: int
    origin: str
    destination: str
    departure: int
    arrival: int
    previous: int


@dataclass(frozen=True, slots=True)
class _Dated:
    leg: _Leg
    day: int

    @property
    def departure(self) -> int:
        return self.day * MINUTES_PER_DAY + self.leg.departure

    @property
    def arrival(self) -> int:
        return self.day * MINUTES_PER_DAY + self.leg.arrival


def generate(directory: Path, size: Size, seed: int = 0) -> None:
    """Write the eleven files of an instance; ValueError for a size that makes no network, OSError when they cannot be written."""
    if size.airports < 4 or size.aircraft < _VEHICLES + 4 or size.days < 1 or size.itineraries < 1:
        raise ValueError(f"a network needs 4 airports, {_VEHICLES + 4} aircraft, a day and an itinerary at least")
    if size.flights < 2 * size.aircraft * size.days:
        raise ValueError(f"{size.aircraft} aircraft on {size.days} days need {2 * size.aircraft * size.days} flights at least")
    if size.passengers < size.itineraries:
        raise ValueError("every itinerary needs a passenger")
    files = _Network(size, Random(seed)).files()
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        (directory / name).write_text("".join(f"{row}\n" for row in [*rows, "#"]), encoding="utf-8", newline="\n")


class _Network:
    def __init__(self, size: Size, random: Random) -> None:
        self.size, self.random = size, random
        self.end = size.days * MINUTES_PER_DAY + 120
        self.numbers = count(1)
        self.legs: list[_Leg] = []
        self.places()
        self.fleet()
        self.timetable()
        self.capacities()
        self.upkeep()
        self.disturb()

    # --- the plan ---------------------------------------------------------------------------------------------------

    def places(self) -> None:
        """Hubs in the middle of a continent, other airports around them, a fifth of all far away."""
        size, random = self.size, self.random
        names = [a + b + c for a in "ABCDEFGHIJKLMNOP" for b in "ABCDEFGHIJKLMNOP" for c in "ABCDEFGHIJKLMNOP"]
        self.airports = sorted(random.sample(names, size.airports))
        hubs = max(2, size.airports // 40)
        self.hubs, self.spokes = self.airports[:hubs], self.airports[hubs:]
        far = set(self.spokes[: max(1, len(self.spokes) // 5)])
        self.at: dict[str, tuple[float, float]] = {}
        for name in self.airports:
            radius = (
                random.uniform(5, 30)
                if name in self.hubs
                else random.uniform(300, 420)
                if name in far
                else 110 * random.random() ** 0.5
            )
            angle = random.uniform(0, 2 * math.pi)
            self.at[name] = radius * math.cos(angle), radius * math.sin(angle)

    def minutes(self, a: str, b: str) -> int:
        """Block time between two airports, in fives."""
        return 30 + 5 * round(math.dist(self.at[a], self.at[b]) / 5)

    def kind(self, a: str, b: str) -> str:
        minutes = self.minutes(a, b)
        return next((kind for kind, limit in REACH_MIN.items() if minutes < limit), "I")

    def fleet(self) -> None:
        size, random = self.size, self.random
        self.vehicles = [_Aircraft(f"Road{n + 1}", _ROAD, "TranspCom", (-1, -1, -1), self.hubs[n % 2]) for n in range(_VEHICLES)]
        self.fleets: list[_Aircraft] = []
        planes = size.aircraft - _VEHICLES
        for fleet in _FLEETS:
            many = planes - len(self.fleets) if fleet is _FLEETS[-1] else max(1, round(planes * fleet.share))
            for n in range(many):
                model, seats = fleet.models[n * len(fleet.models) // many]
                hub = random.choice(self.hubs)
                self.fleets.append(_Aircraft(f"{model}-{n + 1}", fleet, model, seats, hub))

    def timetable(self) -> None:
        """Each day as many flights as asked for: round trips from hubs, and pairs of aircraft that change places overnight."""
        size, random = self.size, self.random
        todo = {one.name: 2 for one in self.fleets}
        # Vehicles make a round trip a day. Long-haul aircraft too; the others may make three.
        left = size.flights // size.days - 2 * _VEHICLES - 2 * len(self.fleets)
        short = [one for one in self.fleets if one.fleet.family != "Wide"]
        for _ in range(2):
            random.shuffle(short)
            for one in short:
                if left >= 2:
                    todo[one.name] += 2
                    left -= 2
        for one in self.vehicles:
            one.origin = one.hub
            self.fly_daily(one, self.line(one, [one.hub, self.hubs[one.hub == self.hubs[0]], one.hub], 600))
        waiting: dict[tuple[str, str, int], _Aircraft] = {}
        for one in sorted(short, key=lambda one: one.name):
            key, flights = (one.model, one.hub, todo[one.name]), todo[one.name]
            other = waiting.pop(key, None)
            if other is None and flights < 6 and random.random() < 0.25:
                waiting[key] = one
            elif other is None:
                self.round_trips(one, flights)
            else:
                self.pair(one, other, flights)
        for one in [*waiting.values(), *(one for one in self.fleets if one.fleet.family == "Wide")]:
            self.round_trips(one, todo[one.name])

    def round_trips(self, one: _Aircraft, flights: int) -> None:
        one.origin = one.hub
        self.fly_daily(one, self.line(one, self.tour(one, one.hub, flights)))

    def pair(self, one: _Aircraft, other: _Aircraft, flights: int) -> None:
        """Two aircraft of one kind: the line of one ends where that of the other begins."""
        tour = self.tour(one, one.hub, flights)
        night = tour[-2]
        outward, inward = (
            self.line(one, tour[:-1]),
            self.line(one, [night, *self.tour(one, one.hub, flights, longest=flights + 1)]),
        )
        one.origin, other.origin = one.hub, night
        for day in range(self.size.days):
            for plane, line in ((one, outward), (other, inward)) if day % 2 == 0 else ((one, inward), (other, outward)):
                plane.flown += [_Dated(leg, day) for leg in line]

    def tour(self, one: _Aircraft, hub: str, flights: int, longest: int | None = None) -> list[str]:
        """From the hub to some airport and back, as often as that makes so many flights and ends before midnight."""
        most = min(one.fleet.range_min, (LAST_LANDING - 540) // (longest or flights) - one.fleet.turn - 20)
        near = sorted(self.spokes, key=lambda place: self.minutes(hub, place))
        reach = [place for place in near if self.minutes(hub, place) <= most] or near[:1]
        if one.fleet.family == "Wide":
            reach = reach[-max(1, len(self.spokes) // 5) :]
        return [hub, *(stop for _ in range(flights // 2) for stop in (self.random.choice(reach), hub))]

    def line(self, one: _Aircraft, stops: list[str], first: int | None = None) -> list[_Leg]:
        """One day's flights along the stops; a few are linked to the one before."""
        random, turn = self.random, one.fleet.turn
        clock = first if first is not None else 5 * random.randint(60, 96)
        line: list[_Leg] = []
        for a, b in pairwise(stops):
            minutes = self.minutes(a, b)
            minutes -= 5 * (minutes > 40 and random.random() < 0.3)
            linked = bool(line) and a in self.spokes and random.random() < 0.06
            if line:
                slack = 5 * random.randint(0, 5)
                clock += one.fleet.transit if linked else turn + slack
            line.append(_Leg(next(self.numbers), a, b, clock, clock + minutes, line[-1].number if linked else 0))
            clock += minutes
        self.legs += line
        return line

    def fly_daily(self, one: _Aircraft, line: list[_Leg]) -> None:
        one.flown = [_Dated(leg, day) for day in range(self.size.days) for leg in line]

    def capacities(self) -> None:
        """A tenth and one more than the plan needs, in every hour of the day."""
        out, into = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        for dated in {dated for one in self.fleets for dated in one.flown if dated.day == 0}:
            out[dated.leg.origin, dated.leg.departure // 60] += 1
            into[dated.leg.destination, dated.leg.arrival // 60] += 1
        self.capacity = {
            (name, hour): (math.ceil(1.1 * out[name, hour]) + 1, math.ceil(1.1 * into[name, hour]) + 1)
            for name in self.airports
            for hour in range(24)
        }

    def most(self, place: tuple[str, int]) -> tuple[int, int]:
        """Departures and arrivals at an airport in an hour since the first midnight."""
        return self.capacity[place[0], place[1] % 24]

    def upkeep(self) -> None:
        """Some aircraft are in maintenance for a night where they stand anyway, with little flying time to spare before."""
        if self.size.days < 2:
            return
        for one in self.random.sample(self.fleets, max(1, len(self.fleets) * 40 // 614)):
            day = self.random.randrange(1, self.size.days)
            before = [dated for dated in one.flown if dated.day < day]
            start = max(
                before[-1].arrival + 5 * self.random.randint(2, 6), day * MINUTES_PER_DAY - 30 * self.random.randint(2, 6)
            )
            end = next(dated for dated in one.flown if dated.day == day).departure - 5 * self.random.randint(0, 4)
            flying = sum(dated.arrival - dated.departure for dated in before) + 30 * self.random.randint(1, 6)
            one.maintenance = before[-1].leg.destination, start, end, flying

    # --- what goes wrong --------------------------------------------------------------------------------------------

    def disturb(self) -> None:
        """Last flights before noon are late or cancelled, aircraft break down, two hubs take half of the traffic for hours."""
        random = self.random
        last = {one.name: [dated for dated in one.flown if dated.departure < NOON] for one in self.fleets}
        ready = [one for one in self.fleets if last[one.name]]
        random.shuffle(ready)
        self.altered: list[tuple[_Dated, int]] = []
        out, into = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        for one in ready:
            for dated in last[one.name]:
                out[dated.leg.origin, dated.departure // 60] += 1
                into[dated.leg.destination, dated.arrival // 60] += 1
        cancelled, late = max(1, len(self.fleets) // 60), max(1, len(self.fleets) * 300 // 614)
        landed = {one.name: last[one.name][-1].arrival for one in ready}
        # What is in maintenance the first night gets there.
        free = [one for one in ready if one.maintenance is None or one.maintenance[1] > MINUTES_PER_DAY]
        self.altered += [(last[one.name][-1], -1) for one in free[:cancelled] if one.maintenance is None]
        for one in free[cancelled : cancelled + late]:
            dated = last[one.name][-1]
            minutes = random.choice((10, 15, 20, 25, 30, 40, 45, 60, 75, 90, 120, 180))
            from_, to = dated.leg.origin, dated.leg.destination
            out[from_, dated.departure // 60] -= 1
            into[to, dated.arrival // 60] -= 1
            leaves, lands = (from_, (dated.departure + minutes) // 60), (to, (dated.arrival + minutes) // 60)
            # What has happened fits into the hours in which it did.
            if out[leaves] < self.most(leaves)[0] and into[lands] < self.most(lands)[1]:
                landed[one.name] += minutes
                self.altered.append((dated, minutes))
            else:
                leaves, lands = (from_, dated.departure // 60), (to, dated.arrival // 60)
            out[leaves] += 1
            into[lands] += 1
        self.broken = []
        for one in random.sample(ready, max(1, len(self.fleets) // 120)):
            if one.maintenance is None:
                start = max(NOON, landed[one.name]) + 60 * random.randint(0, 2)
                self.broken.append((one.name, start, start + 60 * random.randint(3, 12)))
        self.reduced = []
        for hub in self.hubs[:2]:
            for hour in range(14, 14 + random.randint(3, 6)):
                departures, arrivals = self.capacity[hub, hour]
                fixed = out[hub, hour], into[hub, hour]
                self.reduced.append((hub, hour, max(fixed[0], departures // 2), max(fixed[1], arrivals // 2)))

    # --- passengers -------------------------------------------------------------------------------------------------

    def bookings(self) -> list[str]:
        """Direct trips and, nearly a third, connections over a hub, in the seats there are."""
        size, random = self.size, self.random
        flights = [(dated, one.seats) for one in self.fleets for dated in one.flown]
        left = {dated: list(seats) for dated, seats in flights}
        onward: dict[str, list[_Dated]] = defaultdict(list)
        for dated, _ in flights:
            onward[dated.leg.origin].append(dated)
        for row in onward.values():
            row.sort(key=lambda dated: (dated.departure, dated.leg.number))
        departures = {name: [dated.departure for dated in row] for name, row in onward.items()}
        mean = size.passengers / size.itineraries
        trips: list[tuple[list[_Dated], int, int]] = []
        tries = 0
        while len(trips) < size.itineraries:
            tries += 1
            if tries > 100 * size.itineraries:
                raise ValueError(f"no seats for more than {len(trips)} itineraries")
            dated, seats = random.choice(flights)
            path = [dated]
            if dated.leg.destination in self.hubs:
                row, times = onward[dated.leg.destination], departures[dated.leg.destination]
                low, high = bisect_left(times, dated.arrival + 35), bisect_left(times, dated.arrival + 200)
                if low < high and (then := row[random.randrange(low, high)]).leg.destination != dated.leg.origin:
                    path.append(then)
            cabin = random.choices(
                (0, 1, 2), weights=[share * (many > 0) for share, many in zip((2, 8, 90), seats, strict=True)]
            )[0]
            free = min(left[one][cabin] for one in path)
            passengers = min(free, random.randint(1, max(1, round(2 * mean) - 1)))
            if passengers > 0:
                for one in path:
                    left[one][cabin] -= passengers
                trips.append((path, cabin, passengers))
        open_seats = size.passengers - sum(passengers for _, _, passengers in trips)
        rows = []
        for number, (path, cabin, booked) in enumerate(trips, start=1):
            more = min(left[one][cabin] for one in path)
            change = max(1 - booked, open_seats) if open_seats < 0 else min(more, open_seats)
            open_seats -= change
            for one in path:
                left[one][cabin] -= change
            far = self.minutes(path[0].leg.origin, path[-1].leg.destination)
            price = round((40 + 1.2 * far) * (6, 3, 1)[cabin] * random.uniform(0.6, 1.5) * 2) / 2
            legs = " ".join(f"{one.leg.number} {self.day(one.day)} {'FBE'[cabin]}" for one in path)
            rows.append(f"{number} {random.choices('AR', weights=(3, 2))[0]} {price} {booked + change} {legs}")
        return rows

    # --- files ------------------------------------------------------------------------------------------------------

    def day(self, day: int) -> str:
        return (START + timedelta(days=day)).strftime("%d/%m/%y")

    def moment(self, minute: int, between: str = " ") -> str:
        return f"{self.day(minute // MINUTES_PER_DAY)}{between}{clock_text(minute % MINUTES_PER_DAY)}"

    def files(self) -> dict[str, list[str]]:
        everyone = [*self.fleets, *self.vehicles]
        dated = [(flown, one) for one in everyone for flown in one.flown]

        def times(leg: _Leg) -> str:
            return f"{clock_text(leg.departure)} {clock_text(leg.arrival)}"

        hours = [f"{clock_text(60 * hour)} {clock_text(60 * (hour + 1) % MINUTES_PER_DAY)}" for hour in range(24)]
        return {
            "config.csv": [f"{self.moment(NOON)} {self.moment(self.end)}", *CONFIG.splitlines()],
            "airports.csv": [
                " ".join([name, *(f"{self.capacity[name, h][0]} {self.capacity[name, h][1]} {hours[h]}" for h in range(24))])
                for name in self.airports
            ],
            "aircraft.csv": [self.aircraft_row(one) for one in everyone],
            "dist.csv": [
                f"{a} {b} {self.minutes(a, b)} {self.kind(a, b)}" for a in self.airports for b in self.airports if a != b
            ],
            "flights.csv": [f"{leg.number} {leg.origin} {leg.destination} {times(leg)} {leg.previous}" for leg in self.legs],
            "rotations.csv": [f"{flown.leg.number} {self.day(flown.day)} {one.name}" for flown, one in dated],
            "itineraries.csv": self.bookings(),
            "position.csv": self.positions(),
            "alt_flights.csv": [f"{one.leg.number} {self.day(one.day)} {minutes}" for one, minutes in self.altered],
            "alt_aircraft.csv": [f"{name} {self.moment(start)} {self.moment(end)}" for name, start, end in self.broken],
            "alt_airports.csv": [
                f"{hub} {self.moment(60 * hour)} {self.moment(60 * hour + 60)} {departures} {arrivals}"
                for hub, hour, departures, arrivals in self.reduced
            ],
        }

    def aircraft_row(self, one: _Aircraft) -> str:
        fleet, due = one.fleet, "NULL"
        if one.maintenance is not None:
            place, start, end, flying = one.maintenance
            due = f"{place}-{self.moment(start, '-')}-{self.moment(end, '-')}-{flying}"
        seats = "/".join(str(many) for many in one.seats)
        return (
            f"{one.name} {one.model} {fleet.family} {seats} {fleet.range_min} {fleet.hourly:.1f} "
            f"{fleet.turn} {fleet.transit} {one.origin} {due}"
        )

    def positions(self) -> list[str]:
        """As planned."""
        ends: dict[str, Counter[tuple[str, tuple[int, int, int]]]] = defaultdict(Counter)
        for one in self.fleets:
            ends[one.flown[-1].leg.destination][one.model, one.seats] += 1
        return [
            " ".join(
                [name, *(f"{model} {'/'.join(map(str, seats))} {many}" for (model, seats), many in sorted(here.items())), "#"]
            )
            for name, here in sorted(ends.items())
        ]
