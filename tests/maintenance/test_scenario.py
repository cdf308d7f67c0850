"""Assumed defects and checks of a scenario: few, the same every time, and nothing that its own rotations break."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber
from domain.network import NetworkState
from tests.maintenance.hangar import POLICY, context
from tools.maintenance.due import all_dues
from tools.maintenance.tool import maintenance_check, maintenance_limits
from twin.scenarios.fleet import TailType
from twin.scenarios.legs import Leg
from twin.scenarios.maintenance_items import maintenance_items
from twin.scenarios.stations import declare_airports

AT = datetime(2013, 2, 8, 9, tzinfo=UTC)
END = datetime(2013, 2, 9, 14, tzinfo=UTC)
AWAY = ("BOS", "MCO", "LAX", "SJU", "BUF")


@pytest.fixture(scope="module")
def rotations() -> dict[TailNumber, list[Leg]]:
    """Two hundred tails, each from New York to some place and back, twice."""
    found: dict[TailNumber, list[Leg]] = {}
    for number in range(200):
        tail, away, legs = TailNumber(f"N{number:03d}JB"), AWAY[number % len(AWAY)], []
        for leg in range(4):
            std = AT + timedelta(hours=1 + 6 * leg)
            ends = ("JFK", away) if leg % 2 == 0 else (away, "JFK")
            name, sta = f"{1 + 4 * number + leg}", std + timedelta(hours=4)
            flight = FlightId(f"B6{name}/2013-02-08/{ends[0]}")
            legs.append(Leg(flight, "B6", name, date(2013, 2, 8), *ends, std, sta, tail))
        found[tail] = legs
    return found


def items(rotations: dict[TailNumber, list[Leg]], seed: str = "a day") -> list[e.Event]:
    return maintenance_items(rotations, dict.fromkeys(rotations, TailType("A320", "A320-232", 150)), AT, END, seed)


@pytest.fixture(scope="module")
def network(rotations: dict[TailNumber, list[Leg]]) -> NetworkState:
    legs = [leg for flown in rotations.values() for leg in flown]
    opened = e.ScenarioOpened(at=AT, scenario_id="a-day", own_carriers=(CarrierCode("B6"),), currency="USD", horizon_end=END)
    tails = [
        e.AircraftRegistered(
            at=AT, tail=tail, carrier=CarrierCode("B6"), family="A320", model="A320-232", seats=150, min_turn_min=35,
            location=AirportCode("JFK"), ready_at=AT,
        )
        for tail in rotations
    ]  # fmt: skip
    flights = [
        e.FlightScheduled(
            at=AT, flight_id=leg.flight_id, carrier=CarrierCode("B6"), number=leg.number, origin=AirportCode(leg.origin),
            destination=AirportCode(leg.destination), std=leg.std, sta=leg.sta,
        )
        for leg in legs
    ]  # fmt: skip
    flown_by = [e.AircraftAssigned(at=AT, flight_id=leg.flight_id, tail=TailNumber(str(leg.tail))) for leg in legs]
    events = [opened, *declare_airports(legs, AT), *tails, *flights, *flown_by, *items(rotations)]
    return fold(NetworkState(), events)


def test_the_same_scenario_has_the_same_items_and_another_has_others(rotations: dict[TailNumber, list[Leg]]) -> None:
    assert items(rotations) == items(rotations)
    assert items(rotations) != items(rotations, "another day")


def test_about_one_tail_in_eight_has_a_deferred_defect_and_every_item_says_that_it_is_assumed(network: NetworkState) -> None:
    defects = [one for aircraft in network.aircraft.values() for one in aircraft.defects]
    checks = [one for aircraft in network.aircraft.values() for one in aircraft.checks]

    assert 10 <= len(defects) <= 40
    assert 10 <= len(checks) <= 50
    assert all(one.assumed for one in (*defects, *checks))
    assert any(one.restrictions for one in defects)


def test_nothing_is_overdue_or_due_before_the_horizon_and_nothing_binds_the_search(network: NetworkState) -> None:
    due = [one.due_at for one in all_dues(network, POLICY) if one.due_at is not None]
    limits = maintenance_limits.run(context(network, AT), {})

    assert due
    assert min(due) >= END
    assert not limits.must_be_at
    assert not limits.unavailable


def test_the_rotations_of_the_day_break_nothing(network: NetworkState) -> None:
    report = maintenance_check.run(context(network, AT), {})

    assert {one.verdict for one in report.checks if one.rule in ("maintenance.due", "maintenance.visit")} == {"pass"}
    assert not [one for one in report.checks if one.verdict == "fail"]


def test_one_aircraft_has_hardly_more_flight_minutes_than_its_own_flights_take(network: NetworkState) -> None:
    left = [
        (check.flight_min_left or 0) - 4 * 240 for aircraft in network.aircraft.values() for check in aircraft.checks
    ]  # fmt: skip

    assert min(left) == 20
    assert sorted(left)[1] > 20
