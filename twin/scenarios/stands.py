"""Assumed stands of airports where our own carriers fly much, and the stands published for the day: one first fit makes both."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from random import Random
from typing import Any

from domain import events as e
from domain.ids import CarrierCode, FlightId, TailNumber
from domain.network import SizeCode, Stand
from domain.units import minutes
from twin.scenarios.fleet import TailType
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

ASSUMED = "stands: number, sizes, walks, terminals, neighbours and who is published on which"
_SIZES = "ABCDEF"


@dataclass(frozen=True, slots=True)
class _Stay:
    """A tail of ours on the ground by schedule, [start, end)."""

    start: datetime
    end: datetime
    size: SizeCode
    arrival: FlightId | None
    departure: FlightId | None


@dataclass(frozen=True, slots=True)
class OwnStands:
    """What is known of one airport's gates, and the gate published for each own movement there."""

    gates: tuple[str, ...]
    stands: tuple[Stand, ...]
    published: tuple[tuple[FlightId, str, str], ...]
    """(flight, "arrival" or "departure", gate), in the order of time."""


def own_stands(
    legs: Sequence[Leg],
    types: Mapping[TailNumber, TailType],
    own: Collection[str],
    airports: Sequence[e.AirportDeclared],
    seed: str,
) -> dict[str, OwnStands]:
    """Stands and published gates of every airport with enough own movements on the day; none for the others.

    `types`: of each own tail. Deterministic. Gates keep the names they have; where they are too few, more are named after them.
    """
    rules: dict[str, Any] = assumed_parameters()["stands"]
    own_legs = [leg for leg in legs if leg.carrier in own and leg.tail is not None]
    movements = Counter(code for leg in own_legs for code in (leg.origin, leg.destination))
    stays = _stays(own_legs, types, rules)
    carriers = tuple(CarrierCode(one) for one in sorted(own))
    return {
        str(airport.airport): _fitted(airport, stays[str(airport.airport)], carriers, rules, Random(f"stands {seed}"))
        for airport in airports
        if movements[str(airport.airport)] >= rules["least_movements"]
    }


def with_stands(airport: e.AirportDeclared, own: Mapping[str, OwnStands]) -> e.AirportDeclared:
    """The airport with its assumed stands, or as it is where there are none."""
    found = own.get(str(airport.airport))
    if found is None:
        return airport
    assumed = (*airport.assumed, ASSUMED)
    return airport.model_copy(update={"gates": found.gates, "stands": found.stands, "assumed": assumed})


def published_gates(own: Mapping[str, OwnStands], at: datetime) -> list[e.GateAssigned]:
    """The gates published for own flights at the airports that have stands, arrivals and departures."""
    return [
        e.GateAssigned(at=at, flight_id=flight_id, gate=gate, movement="arrival" if movement == "arrival" else "departure")
        for _, found in sorted(own.items())
        for flight_id, movement, gate in found.published
    ]


def _stays(legs: Sequence[Leg], types: Mapping[TailNumber, TailType], rules: dict[str, Any]) -> dict[str, list[_Stay]]:
    """Every stay of own aircraft by schedule; before the first and after the last flight of a tail, to the ends of the day."""
    flown: dict[str, list[Leg]] = {}
    for leg in sorted(legs, key=lambda one: (one.std, one.flight_id)):
        flown.setdefault(str(leg.tail), []).append(leg)
    begins = min((leg.std for leg in legs), default=None)
    ends = max((leg.sta for leg in legs), default=None)
    stays: dict[str, list[_Stay]] = {}
    if begins is None or ends is None:
        return stays
    for tail, rotation in flown.items():
        size = _size(types.get(TailNumber(tail)), rules)
        first, last = rotation[0], rotation[-1]
        start = begins - timedelta(days=1)
        stays.setdefault(first.origin, []).append(_Stay(start, first.std, size, None, first.flight_id))
        for before, after in pairwise(rotation):
            if before.destination == after.origin and before.sta < after.std:
                stay = _Stay(before.sta, after.std, size, before.flight_id, after.flight_id)
                stays.setdefault(after.origin, []).append(stay)
                continue
            end, start = before.sta + minutes(rules["after_last_min"]), after.std - minutes(rules["before_first_min"])
            stays.setdefault(before.destination, []).append(_Stay(before.sta, end, size, before.flight_id, None))
            stays.setdefault(after.origin, []).append(_Stay(start, after.std, size, None, after.flight_id))
        end = max(ends, last.sta) + timedelta(days=1)
        stays.setdefault(last.destination, []).append(_Stay(last.sta, end, size, last.flight_id, None))
    return stays


def _size(kind: TailType | None, rules: dict[str, Any]) -> SizeCode:
    size: SizeCode = rules["size_by_family"].get(kind.family.rpartition(" ")[2], "C") if kind is not None else "C"
    return size


def _fitted(
    airport: e.AirportDeclared, stays: list[_Stay], carriers: tuple[CarrierCode, ...], rules: dict[str, Any], dice: Random
) -> OwnStands:
    """First fit in order of arrival: the smallest stand that takes the aircraft and is free with the buffer, else one more."""
    sizes: list[SizeCode] = []
    free_at: list[datetime] = []
    placed: list[tuple[_Stay, int]] = []
    for stay in sorted(stays, key=lambda one: (one.start, one.end, one.departure or "", one.arrival or "")):
        fits = [
            index
            for index, size in enumerate(sizes)
            if _SIZES.index(size) >= _SIZES.index(stay.size) and free_at[index] + minutes(rules["buffer_min"]) <= stay.start
        ]
        if fits:
            index = min(fits, key=lambda one: (_SIZES.index(sizes[one]), one))
            free_at[index] = stay.end
        else:
            index = len(sizes)
            sizes.append("C" if stay.size in "AB" else stay.size)
            free_at.append(stay.end)
        placed.append((stay, index))
    used = len(sizes)
    spare = ceil(used * rules["headroom"]) - used
    sizes += ["C"] * spare
    count = len(sizes)
    names = list(airport.gates[:count])
    taken = set(airport.gates)
    number = 1
    while len(names) < count:
        if str(number) not in taken:
            names.append(str(number))
        number += 1
    empties = _emptied(sizes, used, rules, dice)
    stands = tuple(_stand(names, index, sizes, empties.get(index), carriers, rules, count) for index in range(count))
    moves = sorted(
        (moment, flight_id, movement, names[index])
        for stay, index in placed
        for moment, flight_id, movement in ((stay.start, stay.arrival, "arrival"), (stay.end, stay.departure, "departure"))
        if flight_id is not None
    )
    published = tuple((flight_id, movement, gate) for _, flight_id, movement, gate in moves)
    return OwnStands((*airport.gates, *(name for name in names if name not in taken)), stands, published)


def _emptied(sizes: Sequence[SizeCode], used: int, rules: dict[str, Any], dice: Random) -> dict[int, int]:
    """Spare stands that wide bodies' stands empty: nobody is published there, so the published plan keeps them empty."""
    spares = list(range(used, len(sizes)))
    wide = [index for index in range(used) if sizes[index] in "DEF" and dice.random() < rules["wide_empties_next"]]
    return dict(zip(wide, spares, strict=False))


def _stand(
    names: Sequence[str],
    index: int,
    sizes: Sequence[SizeCode],
    empties: int | None,
    carriers: tuple[CarrierCode, ...],
    rules: dict[str, Any],
    count: int,
) -> Stand:
    terminals = ceil(count / rules["per_terminal"])
    terminal, place = divmod(index, ceil(count / terminals))
    nearest, farthest = rules["walk_min"]
    piers = ceil(count / terminals / rules["per_pier"])
    along = place * piers % ceil(count / terminals)
    small = sizes[index] == "C"
    far = count >= 10 and small and index >= count - round(count * rules["without_bridge_share"])
    return Stand(
        names[index],
        terminal=f"T{terminal + 1}",
        pier=chr(ord("A") + place // rules["per_pier"]),
        size=sizes[index],
        contact=not far,
        carriers=carriers,
        walk_min=nearest + along * (farthest - nearest) // max(1, ceil(count / terminals) - 1),
        empties=((sizes[index], names[empties]),) if empties is not None else (),
    )
