r"""Fuel of a whole flight, gate to gate, by the best model that knows its aircraft: `ps`, `static` or `block`.

`ps`: the landing mass is empty mass, load and reserve; the flight is computed backwards from it in still air of the standard
atmosphere. Climb and descent go through layers of altitude at a schedule of speeds, in each with the thrust that the path takes,

$$T = D + m\,g\,\frac{dh}{ds} + m\,\frac{V\,dV}{ds}$$

never below zero, and flow never below idle; below 3,000 ft it burns what the certification cycle burns. The cruise lies between,
at one level, in segments that grow heavier backwards. Its Mach number is the best at the policy's cost index; a flight that is
`faster_min` shorter flies the cruise with the Mach number that saves so much. A type is computed once over distance x landing
mass x speed; flights are read off on straight lines.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

import numpy as np

from domain.ids import TailNumber
from domain.network import Aircraft, Flight, NetworkState
from domain.units import minutes_between
from knowledge.airline.aircraft_types import aircraft_type, type_by_seats
from knowledge.airline.costs import cost_parameters
from knowledge.airline.fuel_policy import FuelPolicy, fuel_policy
from tools.fuel.performance import (
    Array,
    best_mach,
    fastest,
    fuel_kg_per_min,
    highest_ft,
    mach_of_cas,
    modelled,
    speed_kt,
    type_limits,
)
from tools.fuel.static_burn import in_reduced_order, static_kg

Model = Literal["ps", "static", "block"]
KM_PER_NM = 1.852
_G = 9.80665
_DISTANCES_NM = (50, 100, 150, 200, 250, 300, 350, 400, 500, 650, 850, 1100, 1500, 2000, 2700, 3600, 5000, 7000, 9500)
_SPEEDS = 7
_LAYERS = 8
_BOTTOM_FT = 3_000
_SEGMENTS = 4


@dataclass(frozen=True, slots=True)
class TripFuel:
    """Fuel of one flight from gate to gate. `taxi_kg` of it on the ground; `take_off_kg`: mass, None where the model has none.

    `within_limits`: the type may fly so fast and be so heavy. `note` says what was taken for what.
    """

    fuel_kg: int
    co2_kg: int
    model: Model
    icao: str | None
    distance_nm: int | None
    taxi_kg: int = 0
    take_off_kg: int | None = None
    mach: float | None = None
    within_limits: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class BurnTable:
    """A type's fuel in the air: axes `distances_nm`, `landing_kg`, and speeds from the planned one to the fastest.

    `fuel_kg[d, m, k]` kilograms, `saved_min[d, k]` minutes against the planned speed, `mach[d, k]`, `air_min[d]` minutes as
    planned, `level_ft[d]`; `reserve_kg` is part of the landing mass.
    """

    icao: str
    distances_nm: Array
    landing_kg: Array
    fuel_kg: Array
    saved_min: Array
    mach: Array
    air_min: Array
    level_ft: Array
    reserve_kg: float

    def fuel(self, distance_nm: float, landing_kg: float, faster_min: float = 0.0) -> float:
        """Kilograms in the air on straight lines; lighter, heavier and farther than the table the last line is continued."""
        d, share = _between(self.distances_nm, distance_nm)
        m, weight = _between(self.landing_kg, landing_kg)
        total = 0.0
        for row, part in ((d, 1 - share), (d + 1, share)):
            k, speed = _between(self.saved_min[row], min(faster_min, float(self.saved_min[row, -1])))
            for column, mass_part in ((m, 1 - weight), (m + 1, weight)):
                slow, fast = self.fuel_kg[row, column, k], self.fuel_kg[row, column, k + 1]
                total += part * mass_part * float(slow + (fast - slow) * speed)
        return total

    def most_saved_min(self, distance_nm: float) -> float:
        """Minutes that the fastest speed of the type saves in cruise."""
        return float(np.interp(distance_nm, self.distances_nm, self.saved_min[:, -1]))

    def mach_for(self, distance_nm: float, faster_min: float) -> float:
        """The Mach number that saves so many minutes; the fastest where none does."""
        row = min(int(np.searchsorted(self.distances_nm, distance_nm)), len(self.distances_nm) - 1)
        return float(np.interp(faster_min, self.saved_min[row], self.mach[row]))


def _between(axis: Array, value: float) -> tuple[int, float]:
    """The point before the value and how far on it is to the next, beyond 0..1 outside the axis."""
    left = min(max(int(np.searchsorted(axis, value, side="right")) - 1, 0), len(axis) - 2)
    width = float(axis[left + 1] - axis[left])
    return left, (value - float(axis[left])) / width if width else 0.0


@cache
def burn_table(icao: str) -> BurnTable:
    """The type's table, computed once; LookupError names a type that the performance model does not know."""
    policy, limits = fuel_policy(), type_limits(icao)
    distances = np.array(_DISTANCES_NM, float)
    middle_kg = (limits.empty_kg + limits.max_landing_kg) / 2
    top_mach = best_mach(icao, middle_kg, policy.cost_index, min(policy.top_ft, limits.ceiling_ft))
    top_ft = min(policy.top_ft, highest_ft(icao, 0.9 * limits.max_take_off_kg, top_mach))
    level = np.minimum(top_ft, 2_000 + policy.level_ft_per_nm * distances)
    planned = np.array([_planned_mach(icao, middle_kg, float(one), policy) for one in level])
    quickest = np.maximum(fastest(icao, level), planned)
    mach = planned[:, None] + (quickest - planned)[:, None] * np.linspace(0, 1, _SPEEDS)
    landing = np.linspace(limits.empty_kg, limits.max_landing_kg, 3)
    down_kg, down_nm, down_min = _slope(icao, landing, level, planned, policy, climbing=False)
    up_nm = _slope(icao, landing, level, planned, policy, climbing=True)[1]
    cruise_nm = np.maximum(0.0, distances - down_nm - up_nm - policy.climb_out_nm - _BOTTOM_FT / policy.descent_ft_per_nm)
    low_kg = limits.take_off_kg_per_min * sum(
        policy.low_minutes[one] * policy.low_percent[one] / 100 for one in policy.low_minutes
    )
    mass = (landing[None, :] + down_kg)[:, :, None] * np.ones(_SPEEDS)
    speed = speed_kt(mach, level[:, None])
    for _ in range(_SEGMENTS):
        flown_min = (cruise_nm[:, None] / _SEGMENTS / speed * 60)[:, None, :]
        at = (mach[:, None, :], level[:, None, None])
        half = mass + fuel_kg_per_min(icao, mass, *at) * flown_min / 2
        mass = mass + fuel_kg_per_min(icao, half, *at) * flown_min
    up_kg, up_min = np.empty_like(mass), np.zeros_like(distances)
    for k in range(_SPEEDS):
        up_kg[:, :, k], _, up_min = _slope(icao, mass[:, :, k], level, planned, policy, climbing=True)
    minutes = cruise_nm[:, None] / speed * 60
    reserve = policy.reserve_min * float(fuel_kg_per_min(icao, middle_kg, planned[-1], level[-1]))
    return BurnTable(
        icao=icao,
        distances_nm=distances,
        landing_kg=landing,
        fuel_kg=mass + up_kg - landing[None, :, None] + low_kg,
        saved_min=minutes[:, :1] - minutes,
        mach=mach,
        air_min=minutes[:, 0] + down_min + up_min + sum(policy.low_minutes.values()),
        level_ft=level,
        reserve_kg=reserve,
    )


def _planned_mach(icao: str, mass_kg: float, level_ft: float, policy: FuelPolicy) -> float:
    """The best Mach number at the policy's cost index, below the climb's crossover no faster than its airspeed."""
    return min(
        best_mach(icao, mass_kg, policy.cost_index, level_ft),
        max(0.35, float(mach_of_cas(policy.climb_cas_kt, np.asarray(level_ft)))),
    )


def _slope(
    icao: str, mass_kg: Array, level_ft: Array, mach: Array, policy: FuelPolicy, *, climbing: bool
) -> tuple[Array, Array, Array]:
    """Fuel (level x mass), way in nautical miles and minutes (level) of climb or descent between 3,000 ft and the level.

    The mass is that at the bottom for a descent, at the top for a climb; what a slope burns is small beside it.
    """
    mass = np.broadcast_to(mass_kg if mass_kg.ndim == 2 else mass_kg[None, :], (len(level_ft), mass_kg.shape[-1]))
    edges = _BOTTOM_FT + (level_ft - _BOTTOM_FT)[:, None] * np.linspace(0, 1, _LAYERS + 1)
    middle = (edges[:, 1:] + edges[:, :-1]) / 2
    cas = np.where(edges < 10_000, np.minimum(250, policy.climb_cas_kt), policy.climb_cas_kt)
    schedule = np.empty_like(edges)
    for kt in np.unique(cas):
        schedule = np.where(cas == kt, mach_of_cas(float(kt), edges), schedule)
    schedule = np.minimum(schedule, mach[:, None])
    ms = speed_kt(schedule, edges) * KM_PER_NM / 3.6
    mean_kt = (ms[:, 1:] + ms[:, :-1]) / 2 * 3.6 / KM_PER_NM
    high = np.diff(edges)
    if climbing:
        starts = sorted(policy.climb_ft_per_min)
        rate = np.array([policy.climb_ft_per_min[one] for one in starts], float)[
            np.searchsorted(starts, middle, side="right") - 1
        ]
        taken_min = high / rate
        way_nm = taken_min * mean_kt / 60
    else:
        way_nm = high / policy.descent_ft_per_nm
        taken_min = way_nm / mean_kt * 60
    gained = _G * high * 0.3048 + np.diff(ms**2) / 2  # joules per kilogram: height and speed
    push = gained / (way_nm * 1852) * (1 if climbing else -1)
    flow = fuel_kg_per_min(
        icao,
        mass[:, :, None],
        ((schedule[:, 1:] + schedule[:, :-1]) / 2)[:, None, :],
        middle[:, None, :],
        push_n=push[:, None, :] * mass[:, :, None],
    )
    return (flow * taken_min[:, None, :]).sum(axis=2), way_nm.sum(axis=1), taken_min.sum(axis=1)


def trip_fuel(state: NetworkState, flight: Flight, tail: TailNumber | None = None, faster_min: int = 0) -> TripFuel:
    """Fuel from gate to gate of the flight with the tail (its own by default), planned to fly `faster_min` shorter.

    Deterministic; a type's first flight takes a moment, the next ones microseconds. Unknown aircraft get a labelled fallback.
    """
    tail = flight.tail if tail is None else tail
    aircraft = state.aircraft.get(tail) if tail is not None else None
    if aircraft is None:
        return _block(None, flight, "no tail is known: taken for a medium jet, block minutes of the price list")
    policy = fuel_policy()
    icao, like = policy.icao_type(aircraft)
    great_circle_nm = _great_circle_nm(state, flight)
    if icao is None or great_circle_nm is None:
        missing = f"no model knows {aircraft.model!r}" if icao is None else "the distance is not known"
        return _block(aircraft, flight, f"{missing}: block minutes of the price list")
    taken_for = f"{aircraft.model!r} taken for {icao}; " if like else ""
    if not modelled(icao):
        if not in_reduced_order(icao):
            return _block(aircraft, flight, f"no model knows {icao}: block minutes of the price list")
        note = f"{taken_for}static fallback by distance alone, average load" + (", speed not modelled" if faster_min else "")
        return _answer(static_kg(icao, great_circle_nm), "static", icao, great_circle_nm, within=faster_min == 0, note=note)
    table, limits = burn_table(icao), type_limits(icao)
    flown_nm = great_circle_nm * (100 + policy.route_percent) / 100
    landing_kg = min(limits.max_zero_fuel_kg, limits.empty_kg + load_kg(state, flight, aircraft)) + table.reserve_kg
    air_kg, mach, possible = _in_the_air(icao, flown_nm, landing_kg, faster_min)
    taxi_kg = limits.idle_kg_per_min * (_taxi_out_min(state, flight) + policy.taxi_in_min)
    found = _answer(air_kg + taxi_kg, "ps", icao, flown_nm, note=f"{taken_for}performance model, standard atmosphere, no wind")
    light = landing_kg + air_kg <= limits.max_take_off_kg and landing_kg <= limits.max_landing_kg
    faults = "" if possible else "; faster than the type may fly"
    return replace(
        found,
        taxi_kg=round(taxi_kg),
        take_off_kg=round(landing_kg + air_kg),
        mach=round(mach, 3),
        within_limits=possible and light,
        note=found.note + faults + ("" if light else "; heavier than the type may be"),
    )


@lru_cache(maxsize=50_000)
def _in_the_air(icao: str, flown_nm: float, landing_kg: float, faster_min: int) -> tuple[float, float, bool]:
    """Kilograms, Mach number and whether the type can fly so fast: plans of one day ask for the same flights again and again."""
    table = burn_table(icao)
    possible = faster_min <= table.most_saved_min(flown_nm) + 1e-9
    return table.fuel(flown_nm, landing_kg, faster_min), table.mach_for(flown_nm, faster_min), possible


def most_faster_min(state: NetworkState, flight: Flight, tail: TailNumber | None = None) -> int:
    """Whole minutes that the flight may at most be planned shorter, by the type's speed and the sanity bound; 0: not modelled."""
    tail = flight.tail if tail is None else tail
    aircraft = state.aircraft.get(tail) if tail is not None else None
    distance_nm = _great_circle_nm(state, flight)
    if aircraft is None or distance_nm is None:
        return 0
    policy = fuel_policy()
    icao, _ = policy.icao_type(aircraft)
    if icao is None or not modelled(icao):
        return 0
    flown_nm = distance_nm * (100 + policy.route_percent) / 100
    return int(min(burn_table(icao).most_saved_min(flown_nm), policy.bound_min_per_500_nm * flown_nm / 500))


def load_kg(state: NetworkState, flight: Flight, aircraft: Aircraft) -> int:
    """Kilograms of people, bags and cargo: as the load message tells, else all booked, else an assumed share of the seats."""
    policy = fuel_policy()
    if flight.load is not None:
        return flight.load.passengers * policy.passenger_kg + (flight.load.cargo_kg or 0) + (flight.load.mail_kg or 0)
    if flight.service != "passenger":
        return 0
    if state.bookings:
        return state.passengers_on(flight.flight_id) * policy.passenger_kg
    return aircraft.seats * policy.load_percent * policy.passenger_kg // 100


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """Kilograms of one flight by every model that knows it, and how far apart they are, in percent of the least."""

    ps_kg: int | None
    static_kg: int | None
    block_kg: int

    @property
    def spread_percent(self) -> float:
        """Between the most and the least of the figures."""
        known = [one for one in (self.ps_kg, self.static_kg, self.block_kg) if one is not None]
        return round(100 * (max(known) - min(known)) / min(known), 1)


def compare_models(state: NetworkState, flight: Flight, tail: TailNumber | None = None) -> ModelFigures:
    """The flight by all three models; the first call imports the static one, about a second."""
    best = trip_fuel(state, flight, tail)
    tail = flight.tail if tail is None else tail
    aircraft = state.aircraft.get(tail) if tail is not None else None
    distance_nm = _great_circle_nm(state, flight)
    known = best.icao is not None and distance_nm is not None and in_reduced_order(best.icao)
    return ModelFigures(
        ps_kg=best.fuel_kg if best.model == "ps" else None,
        static_kg=round(static_kg(best.icao, distance_nm)) if known and best.icao and distance_nm is not None else None,
        block_kg=_block(aircraft, flight, "").fuel_kg,
    )


def _block(aircraft: Aircraft | None, flight: Flight, note: str) -> TripFuel:
    like = aircraft_type(aircraft) if aircraft is not None else type_by_seats(cost_parameters().seats_when_no_tail)
    return _answer(like.fuel_kg_per_min * minutes_between(flight.std, flight.sta), "block", None, None, note=note)


def _answer(kg: float, model: Model, icao: str | None, distance_nm: float | None, *, within: bool = True, note: str) -> TripFuel:
    fuel_kg = round(kg)
    return TripFuel(
        fuel_kg=fuel_kg,
        co2_kg=fuel_policy().co2_kg(fuel_kg),
        model=model,
        icao=icao,
        distance_nm=None if distance_nm is None else round(distance_nm),
        within_limits=within,
        note=note,
    )


def _great_circle_nm(state: NetworkState, flight: Flight) -> float | None:
    if flight.origin not in state.airports or flight.destination not in state.airports:
        return None
    return state.distance_km(flight.origin, flight.destination) / KM_PER_NM


def _taxi_out_min(state: NetworkState, flight: Flight) -> int:
    return state.airports[flight.origin].taxi_out_min
