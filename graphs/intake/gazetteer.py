"""The names of a network: its flights by number, its tails, crews and bookings by how they are written, its airports by every
name people call them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.ids import AirportCode, BookingId, CrewId, FlightId, TailNumber
from domain.network import NetworkState
from domain.remembered import remembered
from knowledge.operational_messages.designators import aerodrome_of, flight_of

CARRIER_NAMES = {
    "jetblue": "B6",
    "jet blue": "B6",
    "united": "UA",
    "delta": "DL",
    "american": "AA",
    "southwest": "WN",
    "airtran": "FL",
    "us airways": "US",
    "virgin america": "VX",
    "frontier": "F9",
    "alaska": "AS",
    "hawaiian": "HA",
    "spirit": "NK",
    "lufthansa": "LH",
    "speedbird": "BA",
    "british airways": "BA",
}
"""What carriers are called in speech; a name counts only before a flight number."""

_SPOKEN_AIRPORTS = {
    "JFK": ("kennedy", "jfk"),
    "EWR": ("newark",),
    "LGA": ("la guardia", "laguardia"),
    "BOS": ("logan",),
    "ORD": ("o'hare", "ohare"),
    "MDW": ("midway",),
    "IAD": ("dulles",),
    "DCA": ("reagan", "washington national"),
    "FLL": ("fort lauderdale", "ft lauderdale", "lauderdale"),
    "PBI": ("west palm beach", "palm beach"),
    "RSW": ("fort myers", "ft myers"),
    "BWI": ("baltimore",),
    "HOU": ("hobby",),
    "PHX": ("sky harbor",),
    "SNA": ("orange county", "john wayne"),
    "SLC": ("salt lake",),
    "SEA": ("sea-tac", "seatac", "seattle"),
    "STL": ("saint louis", "st louis", "st. louis"),
    "MSP": ("minneapolis", "saint paul", "st paul"),
    "MSY": ("new orleans",),
    "CVG": ("cincinnati",),
    "BDL": ("hartford", "bradley"),
    "SDF": ("louisville",),
    "DFW": ("dallas",),
    "ATL": ("hartsfield",),
    "LAS": ("las vegas", "vegas"),
    "STT": ("saint thomas", "st thomas", "st. thomas"),
    "PVD": ("t f green", "tf green"),
    "LHR": ("heathrow",),
    "LGW": ("gatwick",),
    "CDG": ("charles de gaulle", "roissy"),
    "SRQ": ("sarasota",),
    "RDU": ("raleigh", "durham"),
    "TYS": ("knoxville",),
    "XNA": ("fayetteville",),
    "PSE": ("ponce",),
    "TPA": ("tampa",),
}
"""What people call airports beside the city and the official name."""
_NOT_A_NAME = frozenset(
    {"city", "eagle", "mobile", "greer", "windsor", "orange", "reading", "nice", "split", "of", "eagle county"}
)
_DESCRIPTION = re.compile(
    r"\b(international|intl|intcntl|regional|ntl|national|airport|afb|field|metro|county|jetport|memorial|municipal)\b", re.I
)


@dataclass(frozen=True, slots=True)
class AirportNames:
    """Names of a network's airports in lower case. `pattern` finds any of them; a name that several have is in `shared`."""

    codes: frozenset[str]
    by_name: Mapping[str, AirportCode]
    shared: Mapping[str, tuple[AirportCode, ...]]
    by_icao: Mapping[str, AirportCode]
    pattern: re.Pattern[str]
    by_shortened: Mapping[str, frozenset[str]]

    def spelled_nearly(self, word: str) -> AirportCode | None:
        """The one airport whose name of six letters or more is this word but for one letter; None when there are none or two."""
        near = {name for short in _shortened(word) for name in self.by_shortened.get(short, ())}
        near = {name for name in near if name[0] == word[0] and abs(len(name) - len(word)) <= 1}
        found = {self.by_name[name] for name in near}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=16)
def airport_names(codes: frozenset[AirportCode]) -> AirportNames:
    """Every name of these airports: city, official name, what people say, ICAO designator."""
    import airportsdata

    register = airportsdata.load("IATA")
    claimed: dict[str, set[AirportCode]] = defaultdict(set)
    for code in codes:
        row = register.get(code)
        names = {*_SPOKEN_AIRPORTS.get(code, ())}
        if row is not None:
            plain = " ".join(_DESCRIPTION.sub(" ", row["name"]).split())
            names |= {row["city"].lower(), row["name"].lower(), plain.lower(), *re.split(r"[/-]", row["city"].lower())}
        for name in names:
            if len(name.strip()) >= 4 and name.strip() not in _NOT_A_NAME:
                claimed[name.strip()].add(code)
    by_name = {name: next(iter(owners)) for name, owners in claimed.items() if len(owners) == 1}
    shared = {name: tuple(sorted(owners)) for name, owners in claimed.items() if len(owners) > 1}
    by_icao = {icao: code for code in codes if (icao := aerodrome_of(code)) is not None}
    longest_first = sorted(claimed, key=lambda one: (-len(one), one))
    spelled = "|".join(re.escape(one).replace(r"\ ", r"[\s-]+") for one in longest_first)
    by_shortened: dict[str, set[str]] = defaultdict(set)
    for name in by_name:
        if len(name) >= 6 and name.isalpha():
            for short in _shortened(name):
                by_shortened[short].add(name)
    return AirportNames(
        codes=frozenset(codes),
        by_name=by_name,
        shared=shared,
        by_icao=by_icao,
        pattern=re.compile(rf"(?<![\w'])(?:{spelled or '(?!)'})(?![\w])", re.I),
        by_shortened={short: frozenset(names) for short, names in by_shortened.items()},
    )


def _shortened(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=1)
def airports_anywhere() -> frozenset[str]:
    """IATA codes of the world."""
    import airportsdata

    return frozenset(airportsdata.load("IATA"))


def written(name: str) -> str:
    """A name without what people leave out: spaces, hyphens, small letters."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What can be named on one network."""

    by_number: Mapping[tuple[str, str], tuple[FlightId, ...]]
    flight_ids: Mapping[str, FlightId]
    carriers: frozenset[str]
    own_carriers: tuple[str, ...]
    tails: Mapping[str, TailNumber]
    own_tail_numbers: Mapping[str, TailNumber]
    crew: Mapping[str, CrewId]
    crew_shapes: frozenset[str]
    bookings: Mapping[str, BookingId]
    airports: AirportNames

    def carrier(self, said: str) -> str | None:
        """The IATA code of a carrier by its code, designator or name; None when it is none we know."""
        name = re.sub(r"\s+", " ", said.strip().lower())
        if name in CARRIER_NAMES:
            return CARRIER_NAMES[name]
        if len(name) == 3:
            found = flight_of(f"{name.upper()}1")
            return None if found is None else found[0]
        return name.upper() if name.upper() in self.carriers or name.upper() in CARRIER_NAMES.values() else None


@remembered(most=4)
def gazetteer(state: NetworkState) -> Gazetteer:
    """The index of a network's names."""
    by_number: dict[tuple[str, str], list[FlightId]] = defaultdict(list)
    for flight in state.flights.values():
        by_number[flight.carrier, flight.number.upper()].append(flight.flight_id)
    tails = {written(tail): tail for tail in state.aircraft}
    digits: dict[str, list[TailNumber]] = defaultdict(list)
    for tail, aircraft in state.aircraft.items():
        if aircraft.carrier in state.own_carriers:
            digits[re.sub(r"[^0-9]", "", tail)].append(tail)
    crew = _by_every_ending({str(one): one for one in state.crew})
    return Gazetteer(
        by_number={number: tuple(sorted(flights)) for number, flights in by_number.items()},
        flight_ids={str(one).upper(): one for one in state.flights},
        carriers=frozenset(carrier for carrier, _ in by_number) | {str(one) for one in state.own_carriers},
        own_carriers=tuple(sorted(state.own_carriers)),
        tails=tails,
        own_tail_numbers={number: found[0] for number, found in digits.items() if len(found) == 1},
        crew={name: CrewId(one) for name, one in crew.items()},
        crew_shapes=frozenset(re.sub("[0-9]", "9", written(one)) for one in state.crew),
        bookings={name: BookingId(one) for name, one in _by_every_ending({str(one): one for one in state.bookings}).items()},
        airports=airport_names(frozenset(state.airports)),
    )


def _by_every_ending(ids: Mapping[str, str]) -> dict[str, str]:
    """Ids by their writing, whole and without a prefix before a hyphen where no other id ends like that."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in ids.values():
        found[written(one)].append(one)
        if "-" in one:
            found[written(one.split("-", 1)[1])].append(one)
    return {name: owners[0] for name, owners in found.items() if len(owners) == 1}
