"""What is assumed about a real day holds together: seats, connections, duties, capacities. Everything says that it is assumed."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from statistics import mean

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import CarrierCode, FlightId
from domain.network import NetworkState
from domain.units import minutes
from twin.scenarios import DEFAULT_SCENARIO, load_scenario
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters
from twin.scenarios.stations import curfew_terms, declare_airports


@pytest.fixture(scope="module")
def network() -> NetworkState:
    return fold(NetworkState(), load_scenario(DEFAULT_SCENARIO).opening)


def test_nobody_is_booked_without_a_seat_and_flights_are_well_filled(network: NetworkState) -> None:
    loads = []
    for flight in network.own_flights():
        assert flight.tail is not None
        seats, booked = network.aircraft[flight.tail].seats, network.passengers_on(flight.flight_id)
        assert 0 < booked <= seats, flight.flight_id
        loads.append(booked / seats)
    assert 0.78 <= mean(loads) <= 0.86


def test_connections_keep_the_minimum_connection_time_and_go_somewhere(network: NetworkState) -> None:
    connecting = [booking for booking in network.bookings.values() if len(booking.flight_ids) > 1]
    assert len(connecting) > 100
    for booking in connecting:
        for first, then in pairwise(network.flights[one] for one in booking.flight_ids):
            assert first.destination == then.origin
            assert then.destination != first.origin
            least = network.airports[then.origin].min_connection_min
            assert 30 <= least <= 60
            assert minutes(least) <= then.std - first.sta <= minutes(240)


def test_bookings_are_of_moderate_size_and_mixed(network: NetworkState) -> None:
    per_flight = [len(network.flight_bookings[flight.flight_id]) for flight in network.own_flights()]
    assert 8 <= mean(per_flight) <= 20
    assert set(Counter(booking.tier for booking in network.bookings.values())) == {"basic", "silver", "gold", "platinum"}
    assert any(booking.reduced_mobility for booking in network.bookings.values())
    minors = [booking for booking in network.bookings.values() if booking.unaccompanied_minor]
    assert minors
    assert all(booking.passengers == 1 and len(booking.flight_ids) == 1 for booking in minors)
    assert all(5_000 <= booking.fare_cents <= 100_000 for booking in network.bookings.values())


def test_every_own_flight_has_its_crew(network: NetworkState) -> None:
    for flight in network.own_flights():
        assert flight.tail is not None
        roles = Counter(network.crew[one].role for one in network.flight_crew[flight.flight_id])
        cabin = ceil(network.aircraft[flight.tail].seats / 50)
        assert roles == {"captain": 1, "first_officer": 1, "cabin": cabin}, flight.flight_id


def test_duties_can_be_worked(network: NetworkState) -> None:
    rules = assumed_parameters()["crew"]
    changes = 0
    for member in network.crew.values():
        for duty in member.duties:
            legs = [network.flights[one] for one in duty.flight_ids]
            assert legs[0].origin == member.location
            assert len(legs) <= 5
            if len(legs) > 1:
                assert duty.release_at - duty.report_at <= minutes(rules["longest_duty_min"])
            for first, then in pairwise(legs):
                assert first.destination == then.origin
                sit = then.std - first.sta
                if first.tail != then.tail:
                    changes += 1
                    assert sit >= minutes(rules["change_of_aircraft_min"])
                assert sit > minutes(0)
            families = {network.aircraft[leg.tail].family for leg in legs if leg.tail}
            assert families == set(member.families)
    assert changes > 0
    assert any(not member.duties for member in network.crew.values())  # reserves


def test_line_checks_fit_behind_the_tails_last_flight(network: NetworkState) -> None:
    visits = [(tail, visit) for tail, aircraft in network.aircraft.items() for visit in aircraft.maintenance]
    assert visits
    for tail, visit in visits:
        last = network.rotation(tail)[-1]
        assert last.destination == visit.airport
        assert last.sta < visit.start < visit.end
        assert network.horizon_end is not None
        assert visit.end <= network.horizon_end


def test_airports_carry_ordered_capacities_and_curfews_with_their_source(network: NetworkState) -> None:
    kennedy = network.airport("JFK")
    assert (kennedy.arrivals_per_hour, kennedy.departures_per_hour) == (41, 41)
    san_diego = network.airport("SAN")
    assert [(one.start_min, one.end_min, one.applies_to) for one in san_diego.curfews] == [(1395, 375, "departures")]
    assert "San Diego" in san_diego.curfews[0].source


def test_half_and_quarter_hours_of_ordered_airports_bind_no_schedule_and_say_they_are_assumed(network: NetworkState) -> None:
    declared = {code: airport for code, airport in network.airports.items() if airport.capacity_windows}
    assert set(declared) == {"EWR", "JFK", "LGA"}
    assert [(one.length_min, one.departures, one.total) for one in declared["JFK"].capacity_windows] == [  # type: ignore[index]
        (30, 33, 65),
        (15, 27, 53),
    ]
    for code, airport in declared.items():
        assert any("capacity windows" in one for one in airport.assumed)
        moves = [(flight.std, "departures") for flight in network.flights.values() if flight.origin == code]
        moves += [(flight.sta, "arrivals") for flight in network.flights.values() if flight.destination == code]
        for window in airport.capacity_windows:
            for kind, most in (("departures", window.departures), ("arrivals", window.arrivals), ("total", window.total)):
                times = [at for at, what in moves if kind in (what, "total")]
                ends = [(start, start + minutes(window.length_min)) for start in times]
                assert most is not None
                assert max(sum(start <= at < end for at in times) for start, end in ends) <= most


def test_a_diversion_may_land_in_the_curfews_that_say_so() -> None:
    leaves, lands = datetime(2013, 2, 8, 18, tzinfo=UTC), datetime(2013, 2, 8, 23, tzinfo=UTC)
    leg = Leg(FlightId("B61/2013-02-08/JFK"), "B6", "1", leaves.date(), "JFK", "SNA", leaves, lands)
    orange = next(one for one in declare_airports([leg], leaves) if one.airport == "SNA")
    opened = e.ScenarioOpened(
        at=leaves, scenario_id="one leg", own_carriers=(CarrierCode("B6"),), currency="USD", horizon_end=lands
    )
    (terms,) = curfew_terms([orange], leaves)
    (airport,) = fold(NetworkState(), [opened, orange, terms]).airports.values()
    assert {(one.start_min, one.exempt, one.quota_per_night) for one in airport.curfews} == {
        (1305, (), 0),
        (1380, ("diverted",), 0),
    }


def test_no_scheduled_flight_breaks_what_its_airports_declare(network: NetworkState) -> None:
    departures: Counter[tuple[str, object]] = Counter()
    for flight in network.flights.values():
        departures[flight.origin, flight.std.replace(minute=0)] += 1
    for (airport, _), count in departures.items():
        assert count <= network.airports[airport].departures_per_hour  # type: ignore[index]


def test_everything_assumed_says_so(network: NetworkState) -> None:
    assert all(booking.assumed for booking in network.bookings.values())
    assert all(member.assumed for member in network.crew.values())
    assert all(airport.assumed for airport in network.airports.values())
    for block in assumed_parameters().values():
        assert block["assumed"] is True
        assert block["source"]
