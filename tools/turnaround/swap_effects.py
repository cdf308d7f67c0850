"""Fuel and catering that change when a plan gives a flight another aircraft, or an aircraft another leg.

Fuel for a leg = kg a minute of the type x (block + reserve), rounded up; an aircraft comes in with its reserve. Once it has the
fuel of the leg it was to fly next, the difference is topped up, carried along or, when it is too much, taken off.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ids import FlightId, TailNumber
from domain.network import CABINS, Aircraft, Cabin, Flight, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.turnaround_practice import TurnaroundPractice
from tools.turnaround.from_network import Movement, Outcome, flown_by

FuelAction = Literal["none", "uplift_changes", "top_up", "carry", "defuel"]


@dataclass(frozen=True, slots=True)
class FuelChange:
    """Fuel on departure before and after. `uplift_changes`: nothing is on board yet, the order to the fueller changes.

    `trip_cents`: what the flight's burn costs more (less) than with the aircraft that was to fly it.
    """

    action: FuelAction
    loaded_kg: int
    needed_kg: int
    minutes: int
    cents: int
    trip_cents: int


@dataclass(frozen=True, slots=True)
class CateringChange:
    """Meals by which the galley that is (to be) loaded differs from the cabins and passengers that fly."""

    meals: int
    loaded: bool
    minutes: int
    cents: int


@dataclass(frozen=True, slots=True)
class SwapEffect:
    """What changes for one flight. `available_min`: from now, or on-block where that is later, to off-block.

    `instead_of`: the leg its aircraft was to fly next before the plan. The two visits go on beside one another.
    """

    flight_id: FlightId
    tail_before: TailNumber | None
    tail_after: TailNumber
    instead_of: FlightId | None
    off_block: datetime
    fuel: FuelChange
    catering: CateringChange
    needed_min: int
    available_min: int

    @property
    def enough_time(self) -> bool:
        """Whether both can be done before off-block."""
        return self.needed_min <= self.available_min


def fuel_kg(aircraft: Aircraft, block_min: int, practice: TurnaroundPractice) -> int:
    """Kilograms on departure for a leg of so many block minutes."""
    return aircraft_type(aircraft).fuel_kg_per_min * (block_min + practice.fuel.reserve_min)


def fuel_change(
    aircraft: Aircraft, loaded_kg: int | None, needed_kg: int, trip_cents: int, practice: TurnaroundPractice
) -> FuelChange:
    """From what is on board (None: not fuelled yet) to what the leg needs."""
    rules, row = practice.fuel, practice.row_of(aircraft).row
    if loaded_kg is None:
        return FuelChange("uplift_changes", 0, needed_kg, 0, 0, trip_cents)
    if loaded_kg == needed_kg:
        return FuelChange("none", loaded_kg, needed_kg, 0, 0, trip_cents)
    if loaded_kg < needed_kg:
        takes = rules.setup_min + -(-(needed_kg - loaded_kg) // rules.kg_per_min[row])
        return FuelChange("top_up", loaded_kg, needed_kg, takes, 0, trip_cents)
    if loaded_kg * 100 <= needed_kg * (100 + rules.carried_percent):
        return FuelChange("carry", loaded_kg, needed_kg, 0, 0, trip_cents)
    takes = rules.defuel_setup_min + -(-(loaded_kg - needed_kg) // rules.defuel_kg_per_min)
    return FuelChange("defuel", loaded_kg, needed_kg, takes, rules.defuel_cents, trip_cents)


def swap_effects(base: Outcome, after: Outcome, now: datetime, practice: TurnaroundPractice) -> list[SwapEffect]:
    """Every flight of ours whose aircraft, or whose aircraft's leg, is another one than before; in order of off-block."""
    found = []
    for tail in sorted(after.state.rotations):
        aircraft = after.state.aircraft[tail]
        if aircraft.carrier not in after.state.own_carriers:
            continue
        planned = [one for one in flown_by(base, tail) if one.off_block >= now and one.flight.atd is None]
        flown = flown_by(after, tail)
        coming = [(index, one) for index, one in enumerate(flown) if one.off_block >= now and one.flight.atd is None]
        for number, (index, leaving) in enumerate(coming):
            before = _flew_before(base.state, leaving.flight)
            # Only the first leg can have been prepared for another one.
            prepared = planned[0] if number == 0 and planned else None
            if before == tail and (prepared is None or prepared.flight.flight_id == leaving.flight.flight_id):
                continue
            arrived = flown[index - 1] if index else None
            found.append(_effect(base.state, after.state, aircraft, before, prepared, arrived, leaving, now, practice))
    return sorted(found, key=lambda one: (one.off_block, one.flight_id))


def _flew_before(state: NetworkState, flight: Flight) -> TailNumber | None:
    known = state.flights.get(flight.flight_id)
    return known.tail if known is not None else None


def _effect(
    base: NetworkState,
    after: NetworkState,
    aircraft: Aircraft,
    before: TailNumber | None,
    prepared: Movement | None,
    arrived: Movement | None,
    leaving: Movement,
    now: datetime,
    practice: TurnaroundPractice,
) -> SwapEffect:
    flight = leaving.flight
    block = minutes_between(flight.std, flight.sta)
    old = base.aircraft[before] if before is not None else None
    burn = aircraft_type(aircraft).fuel_kg_per_min - (aircraft_type(old).fuel_kg_per_min if old else 0)
    trip_cents = burn * block * practice.fuel.cents_per_kg
    loaded = None
    if prepared is not None and now >= prepared.off_block - minutes(practice.fuel.fuelled_before_min):
        planned = prepared.flight
        loaded = fuel_kg(aircraft, minutes_between(planned.std, planned.sta), practice)
    fuel = fuel_change(aircraft, loaded, fuel_kg(aircraft, block, practice), trip_cents, practice)
    stocked = prepared is not None and now >= prepared.off_block - minutes(practice.catering.loaded_before_min)
    stocked_for = _meals(base, prepared.flight.flight_id if stocked and prepared is not None else flight.flight_id)
    catering = _catering_change(stocked_for, _meals(after, flight.flight_id), stocked, practice)
    planned_id = prepared.flight.flight_id if prepared is not None else None
    ready = max(now, arrived.on_block) if arrived is not None else now
    return SwapEffect(
        flight_id=flight.flight_id,
        tail_before=before,
        tail_after=aircraft.tail,
        instead_of=planned_id if planned_id != flight.flight_id else None,
        off_block=leaving.off_block,
        fuel=fuel,
        catering=catering,
        needed_min=max(fuel.minutes, catering.minutes),
        available_min=minutes_between(ready, leaving.off_block),
    )


def _meals(state: NetworkState, flight_id: FlightId) -> dict[Cabin, int]:
    """Meals by cabin: one for each seat of the aircraft in its cabins, or for each passenger where cabins are not known."""
    flight = state.flights.get(flight_id)
    aircraft = state.aircraft[flight.tail] if flight is not None and flight.tail is not None else None
    if aircraft is not None and aircraft.cabins:
        return dict(aircraft.cabins)
    meals: dict[Cabin, int] = dict.fromkeys(CABINS, 0)
    for booking_id in state.flight_bookings.get(flight_id, ()):
        booking = state.bookings[booking_id]
        meals[booking.cabin] += booking.passengers
    return meals


def _catering_change(
    stocked_for: dict[Cabin, int], flown: dict[Cabin, int], loaded: bool, practice: TurnaroundPractice
) -> CateringChange:
    """Meals that are missing are bought; those too many stay on board. A galley that is not loaded yet costs the difference."""
    rules = practice.catering
    change = {cabin: flown.get(cabin, 0) - stocked_for.get(cabin, 0) for cabin in CABINS}
    missing = sum(max(0, one) for one in change.values())
    if loaded:
        cents = sum(max(0, count) * rules.meal_cents[cabin] for cabin, count in change.items())
        if not missing:
            return CateringChange(0, True, 0, 0)
        return CateringChange(missing, True, rules.setup_min + -(-missing // rules.meals_per_min), rules.visit_cents + cents)
    cents = sum(count * rules.meal_cents[cabin] for cabin, count in change.items())
    return CateringChange(sum(change.values()), False, 0, cents)
