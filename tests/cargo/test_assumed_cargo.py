"""Assumed cargo of a real day: little, none on regional jets, in time as planned, and within the holds."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import FlightId
from domain.network import NetworkState
from tests.cargo.cargo_day import POLICY
from tools.cargo.hold import hold_rooms
from twin.scenarios import DEFAULT_SCENARIO, load_scenario
from twin.scenarios.cargo import book_cargo
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters


@pytest.fixture(scope="module")
def day() -> tuple[NetworkState, list[e.CargoBooked]]:
    scenario = load_scenario(DEFAULT_SCENARIO)
    network = fold(NetworkState(), [one for one in scenario.opening if not isinstance(one, e.CargoBooked)])
    return network, book_cargo(*_legs_and_seats(network), scenario.start_at, scenario.scenario_id)


def _legs_and_seats(network: NetworkState) -> tuple[list[Leg], dict[FlightId, int]]:
    legs, seats = [], {}
    for one in network.own_flights():
        assert one.tail is not None
        legs.append(Leg(one.flight_id, one.carrier, one.number, one.std.date(), one.origin, one.destination, one.std, one.sta))
        seats[one.flight_id] = network.aircraft[one.tail].seats
    return legs, seats


def test_there_is_little_of_it_none_on_regional_jets_and_all_says_that_it_is_assumed(
    day: tuple[NetworkState, list[e.CargoBooked]],
) -> None:
    network, cargo = day
    legs, seats = _legs_and_seats(network)
    assert 0.1 <= len(cargo) / len(legs) <= 0.3
    assert all(seats[one] >= assumed_parameters()["cargo"]["least_seats"] for each in cargo for one in each.flight_ids)
    assert all(each.assumed for each in cargo)
    assert {each.priority for each in cargo} == {"standard", "priority", "express"}
    assert any(len(each.flight_ids) == 2 for each in cargo)
    assert any(each.volume_dm3 == 0 for each in cargo)


def test_as_planned_it_connects_fits_and_is_delivered_in_time(day: tuple[NetworkState, list[e.CargoBooked]]) -> None:
    network, cargo = day
    kg: Counter[FlightId] = Counter()
    dm3: Counter[FlightId] = Counter()
    for each in fold(network, cargo).shipments.values():
        legs = [network.flights[one] for one in each.flight_ids]
        assert all(then.std - first.sta >= timedelta(minutes=POLICY.transfer_min) for first, then in pairwise(legs))
        assert legs[-1].sta + timedelta(minutes=POLICY.handling_min[each.priority]) <= each.due
        for one in each.flight_ids:
            kg[one] += each.weight_kg
            dm3[one] += POLICY.volume_dm3(each)
    rooms = hold_rooms(network, kg, POLICY)
    assert all(kg[one] <= rooms[one].kg and dm3[one] <= rooms[one].dm3 for one in kg)


def test_the_same_seed_gives_the_same_cargo_whatever_the_order_of_legs(day: tuple[NetworkState, list[e.CargoBooked]]) -> None:
    network, cargo = day
    legs, seats = _legs_and_seats(network)
    assert book_cargo(legs[::-1], seats, cargo[0].at, DEFAULT_SCENARIO) == cargo
    assert book_cargo(legs, seats, cargo[0].at, "another") != cargo
