"""Airports as the network declares them: real places, assumed capacities, gates, curfews and connection times."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from domain import events as e
from domain.ids import AirportCode
from domain.network import CapacityWindow
from domain.units import minutes
from twin.scenarios.legs import Leg, airfield, local_minute
from twin.scenarios.parameters import assumed_parameters, step_value

CurfewRow = tuple[int, int, Literal["departures", "arrivals", "both"], str]


def declare_airports(legs: Sequence[Leg], at: datetime) -> list[e.AirportDeclared]:
    """Every airport the legs touch, in order of code. What the day's own schedule breaks is not declared."""
    departures: dict[str, list[Leg]] = {}
    arrivals: dict[str, list[Leg]] = {}
    for leg in legs:
        departures.setdefault(leg.origin, []).append(leg)
        arrivals.setdefault(leg.destination, []).append(leg)
    gates = _gates(legs)
    return [
        _airport(code, departures.get(code, []), arrivals.get(code, []), gates.get(code, 0), at)
        for code in sorted({*departures, *arrivals})
    ]


def curfew_terms(airports: Sequence[e.AirportDeclared], at: datetime) -> list[e.CurfewTermsDeclared]:
    """What may still move in the curfews that these airports declare, in order of code; after their declarations in the log."""
    rows = assumed_parameters()["airport_windows"]["curfew_terms"]
    return [
        e.CurfewTermsDeclared(
            at=at,
            airport=airport.airport,
            start_min=start,
            quota_per_night=row["quota_per_night"],
            exempt=tuple(row["exempt"]),
            late_until_min=row["late_until_min"],
        )
        for airport in airports
        for start in sorted({start for start, _, _, _ in airport.curfews})
        for row in rows.get(str(airport.airport), ())
        if row["start"] == start
    ]


def _airport(
    code: str, departures: Sequence[Leg], arrivals: Sequence[Leg], most_on_ground: int, at: datetime
) -> e.AirportDeclared:
    rules = assumed_parameters()["airports"]
    place = airfield(code)
    departures_rate, arrivals_rate, capacity_source = _rates(code, departures, arrivals)
    windows, windows_source = _windows(code, departures, arrivals, departures_rate, arrivals_rate)
    taxi_out = assumed_parameters()["airport_windows"]["taxi_out_min"]
    curfews, dropped = _curfews(code, departures, arrivals)
    gates = max(rules["least_gates"], ceil(most_on_ground * rules["gate_headroom"]))
    assumed = [
        capacity_source,
        *windows_source,
        *((f"taxi-out time {taxi_out[code]} min",) if code in taxi_out else ()),
        f"{gates} gates: most aircraft on the ground by schedule, and a tenth",
        "minimum connection time by the airport's size",
        *(f"curfew: {source}" for _, _, _, source in curfews),
        *(f"not declared, the day's schedule breaks it: {source}" for source in dropped),
    ]
    return e.AirportDeclared(
        at=at,
        airport=AirportCode(code),
        name=place.name,
        timezone=place.timezone,
        latitude=place.latitude,
        longitude=place.longitude,
        arrivals_per_hour=arrivals_rate,
        departures_per_hour=departures_rate,
        min_connection_min=connection_min(len(departures) + len(arrivals)),
        gates=tuple(str(number) for number in range(1, gates + 1)),
        taxi_out_min=taxi_out.get(code, taxi_out["default"]),
        capacity_windows=windows,
        curfews=tuple(curfews),
        assumed=tuple(assumed),
    )


def connection_min(movements: int) -> int:
    """Minimum connection time in minutes at an airport with so many scheduled movements a day."""
    return int(step_value(assumed_parameters()["airports"]["min_connection_min"], movements))


def _rates(code: str, departures: Sequence[Leg], arrivals: Sequence[Leg]) -> tuple[int, int, str]:
    rules = assumed_parameters()["airports"]
    peak_out, peak_in = _peak(leg.std for leg in departures), _peak(leg.sta for leg in arrivals)
    order = rules["ordered_movements_per_hour"].get(code)
    if order is not None:
        half = ceil(order["total"] / 2)
        text = f"capacity: half of {order['total']} movements an hour each way ({order['source']})"
        if max(peak_out, peak_in) > half:
            text += ", raised to the hour's scheduled peak where that is higher"
        return max(half, peak_out), max(half, peak_in), text
    least, headroom = rules["least_rate_per_hour"], rules["capacity_headroom"]
    text = f"capacity: scheduled peak of the day times {headroom}, at least {least} an hour each way"
    return max(least, ceil(peak_out * headroom)), max(least, ceil(peak_in * headroom)), text


def _windows(
    code: str, departures: Sequence[Leg], arrivals: Sequence[Leg], departures_rate: int, arrivals_rate: int
) -> tuple[tuple[CapacityWindow, ...], tuple[str, ...]]:
    """Half and quarter hours of airports with ordered movements: a share of the hour, never below the day's own schedule."""
    order = assumed_parameters()["airports"]["ordered_movements_per_hour"].get(code)
    if order is None:
        return (), ()
    out, into = [leg.std for leg in departures], [leg.sta for leg in arrivals]
    found: list[CapacityWindow] = []
    percents: dict[int, int] = assumed_parameters()["airport_windows"]["percent_of_hour"]
    for length, percent in percents.items():
        total = max(order["total"], _rolling_peak([*out, *into], 60))
        found.append(
            CapacityWindow(
                length,
                arrivals=max(-(-arrivals_rate * percent // 100), _rolling_peak(into, length)),
                departures=max(-(-departures_rate * percent // 100), _rolling_peak(out, length)),
                total=max(-(-total * percent // 100), _rolling_peak([*out, *into], length)),
            )
        )
    shares = ", ".join(f"{percent} percent in any {length} min" for length, percent in percents.items())
    return tuple(found), (f"capacity windows: {shares} of the hour, or the day's scheduled peak where that is higher",)


def _rolling_peak(moments: Iterable[datetime], length_min: int) -> int:
    """Most movements in any `length_min` minutes in a row."""
    times = sorted(moments)
    return max((bisect_left(times, start + minutes(length_min)) - first for first, start in enumerate(times)), default=0)


def _peak(moments: Iterable[datetime]) -> int:
    hours: dict[datetime, int] = {}
    for moment in moments:
        hour = moment.replace(minute=0)
        hours[hour] = hours.get(hour, 0) + 1
    return max(hours.values(), default=0)


def _curfews(code: str, departures: Sequence[Leg], arrivals: Sequence[Leg]) -> tuple[list[CurfewRow], list[str]]:
    kept: list[CurfewRow] = []
    dropped: list[str] = []
    for row in assumed_parameters()["airports"]["curfews"].get(code, ()):
        start, end, applies_to = row["start"], row["end"], row["applies_to"]
        clocks: list[int] = []
        if applies_to != "arrivals":
            clocks += [local_minute(leg.std, code) for leg in departures]
        if applies_to != "departures":
            clocks += [local_minute(leg.sta, code) for leg in arrivals]
        if any(in_curfew(clock, start, end) for clock in clocks):
            dropped.append(row["source"])
        else:
            kept.append((start, end, applies_to, row["source"]))
    return kept, dropped


def in_curfew(clock_min: int, start_min: int, end_min: int) -> bool:
    """Whether a minute after local midnight lies in [start, end), which may cross midnight."""
    if start_min <= end_min:
        return start_min <= clock_min < end_min
    return clock_min >= start_min or clock_min < end_min


def _gates(legs: Sequence[Leg]) -> dict[str, int]:
    """Most aircraft on the ground at once by schedule, per airport; each is at its first origin an hour before it leaves."""
    by_tail: dict[tuple[str, str], list[Leg]] = {}
    for leg in legs:
        if leg.tail is not None:
            by_tail.setdefault((leg.carrier, leg.tail), []).append(leg)
    changes: dict[str, list[tuple[datetime, int]]] = {}
    for flown in by_tail.values():
        flown.sort(key=lambda leg: leg.std)
        on_block: datetime | None = None
        for leg in flown:
            arrived = on_block if on_block is not None and on_block < leg.std else leg.std - minutes(60)
            changes.setdefault(leg.origin, []).extend([(arrived, 1), (leg.std, -1)])
            on_block = leg.sta
        last = flown[-1]
        changes.setdefault(last.destination, []).extend([(last.sta, 1), (last.sta + timedelta(days=1), -1)])
    most: dict[str, int] = {}
    for code, moves in changes.items():
        now = 0
        for _, change in sorted(moves):
            now += change
            most[code] = max(most.get(code, 0), now)
    return most
