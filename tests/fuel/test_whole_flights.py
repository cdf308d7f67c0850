"""A flight from gate to gate: the model that knows its aircraft, its limits, and what stands in for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.airline.fuel_policy import fuel_policy
from tests.fuel.fuel_day import one_flight
from tools.fuel.burn import burn_table, compare_models, most_faster_min, trip_fuel
from tools.fuel.performance import type_limits
from tools.fuel.static_burn import inventory_kg, reduced_order_kg, static_kg


@pytest.mark.parametrize(("nm", "fit_kg", "inventory"), [(200, 2306, 2156), (500, 3768, 3661), (1000, 6377, 6027)])
def test_the_static_models_say_what_they_say_of_an_a320(nm: float, fit_kg: int, inventory: int) -> None:
    assert round(reduced_order_kg("A320", nm)) == fit_kg
    assert round(inventory_kg("A320", nm)) == inventory
    assert static_kg("A320", nm) == pytest.approx(fit_kg, abs=1)


@pytest.mark.parametrize("nm", [200, 500, 1000])
def test_a_whole_a320_flight_lies_within_a_quarter_of_the_static_models(nm: float) -> None:
    table = burn_table("A320")
    found = table.fuel(nm, 58_000) + 21 * type_limits("A320").idle_kg_per_min
    assert 0.75 * reduced_order_kg("A320", nm) < found < 1.25 * inventory_kg("A320", nm)


@settings(max_examples=25)
@given(
    st.sampled_from(("A320", "E190")),
    st.floats(60, 2500),
    st.floats(1, 500),
    st.floats(0, 0.9),
    st.floats(0.01, 0.1),
    st.floats(0, 8),
)
def test_fuel_grows_with_distance_with_mass_and_with_speed(
    icao: str, nm: float, farther: float, heavy: float, heavier: float, faster: float
) -> None:
    table, limits = burn_table(icao), type_limits(icao)
    span = limits.max_landing_kg - limits.empty_kg
    mass = limits.empty_kg + heavy * span
    assert table.fuel(nm + farther, mass) > table.fuel(nm, mass)
    assert table.fuel(nm, mass + heavier * span) > table.fuel(nm, mass)
    assert table.fuel(nm, mass, faster) >= table.fuel(nm, mass)
    assert table.fuel(nm, mass, faster + 1) >= table.fuel(nm, mass, faster)


def test_a_known_type_is_flown_by_the_performance_model_with_its_passengers() -> None:
    state, flight = one_flight()
    full, empty = trip_fuel(state, flight), trip_fuel(*one_flight(passengers=20))
    assert (full.model, full.icao) == ("ps", "A320")
    assert full.within_limits
    assert full.co2_kg == round(full.fuel_kg * 3.16)
    assert full.fuel_kg > empty.fuel_kg
    assert full.take_off_kg is not None
    assert full.take_off_kg < type_limits("A320").max_take_off_kg


def test_flying_faster_costs_fuel_up_to_what_the_type_can_and_says_when_it_cannot() -> None:
    state, flight = one_flight(destination="LAX")
    most = most_faster_min(state, flight)
    slow, fast, impossible = (trip_fuel(state, flight, faster_min=one) for one in (0, most, most + 20))
    assert most >= 5
    assert fast.fuel_kg > slow.fuel_kg
    assert fast.within_limits
    assert fast.mach is not None
    assert fast.mach <= 0.82
    assert not impossible.within_limits
    assert "faster than the type may fly" in impossible.note


def test_no_flight_is_asked_for_more_than_the_sanity_bound() -> None:
    state, flight = one_flight(destination="LAX")
    nm = trip_fuel(state, flight).distance_nm
    assert nm is not None
    assert most_faster_min(state, flight) <= fuel_policy().bound_min_per_500_nm * nm / 500


def test_a_type_that_performance_does_not_know_falls_back_on_distance_and_says_so() -> None:
    state, flight = one_flight(family="CRJ2", passengers=40, seats=50)
    found = trip_fuel(state, flight)
    assert (found.model, found.icao) == ("static", "CRJ2")
    assert "static fallback" in found.note
    assert most_faster_min(state, flight) == 0
    assert not trip_fuel(state, flight, faster_min=3).within_limits


def test_a_type_that_nobody_knows_falls_back_on_block_minutes_and_says_so() -> None:
    state, flight = one_flight(family="TURBOPROP", passengers=40, seats=60)
    found = trip_fuel(state, flight)
    assert (found.model, found.icao) == ("block", None)
    assert found.fuel_kg == 180 * 13
    assert "no model knows 'TURBOPROP'" in found.note
    assert trip_fuel(state, replace(flight, tail=None)).model == "block"


def test_a_family_stands_for_a_model_that_is_not_listed_and_says_so() -> None:
    state, flight = one_flight(family="B757", passengers=120, seats=180)
    found = trip_fuel(state, flight)
    assert found.icao == "B752"
    assert "'B757' taken for B752" in found.note


def test_three_models_of_one_flight_stand_beside_each_other() -> None:
    state, flight = one_flight()
    models = compare_models(state, flight)
    assert models.ps_kg == trip_fuel(state, flight).fuel_kg
    assert models.static_kg is not None
    assert models.block_kg == 180 * 42
    assert models.spread_percent > 0
