"""The complete domestic network of 1 January 2015, where the data is beside the repository."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from domain.apply import fold
from domain.disruptions import AirportCapacityReport
from domain.network import FlightStatus, NetworkState
from domain.units import minutes
from twin.feeds.playback import Playback
from twin.scenarios import Scenario
from twin.scenarios.bts import import_bts
from twin.scenarios.saved import load_saved


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


@pytest.fixture(scope="module")
def american(shared: Path, directory: Path) -> Scenario:
    return import_bts([shared / "data/bts/us_2015-01-01.parquet"], "us", own_carriers=["AA", "MQ"], directory=directory)


@pytest.fixture(scope="module")
def network(american: Scenario) -> NetworkState:
    return fold(NetworkState(), american.opening)


def test_every_flight_of_the_day_is_there_and_466_are_cancelled(american: Scenario, network: NetworkState) -> None:
    afterwards = fold(network, american.recording)
    passenger = [flight for flight in afterwards.flights.values() if flight.service == "passenger"]
    assert len(passenger) == 13_950
    assert sum(flight.status is FlightStatus.CANCELLED for flight in passenger) == 466
    own = [flight for flight in passenger if afterwards.is_own(flight)]
    assert len(own) == 2_402
    assert sum(flight.status is FlightStatus.CANCELLED for flight in own) == 321
    assert {flight.status for flight in passenger} == {FlightStatus.ARRIVED, FlightStatus.CANCELLED}


def test_utc_times_are_those_of_the_prepared_file(shared: Path, american: Scenario, network: NetworkState) -> None:
    from pyarrow import parquet

    columns = ["date", "carrier", "flight", "origin", "std_utc", "sta_utc", "atd_utc", "ata_utc", "cancelled"]
    table = parquet.ParquetFile(shared / "data/bts/us_2015-01-01.parquet").read(columns).to_pylist()
    afterwards = fold(network, american.recording)
    landed = 0
    for given in table:
        flight = afterwards.flight(f"{given['carrier']}{given['flight']}/{given['date']}/{given['origin']}")
        assert flight.std == given["std_utc"].replace(tzinfo=UTC)
        assert flight.sta == given["sta_utc"].replace(tzinfo=UTC)
        if not given["cancelled"]:
            assert flight.atd == given["atd_utc"].replace(tzinfo=UTC)
            if given["ata_utc"] is not None:
                assert flight.ata == given["ata_utc"].replace(tzinfo=UTC)
                landed += 1
    assert landed == 13_950 - 466 - 20


def test_every_own_rotation_connects(network: NetworkState) -> None:
    links = 0
    for tail, aircraft in network.aircraft.items():
        if aircraft.carrier in network.own_carriers:
            rotation = network.rotation(tail)
            assert rotation[0].origin == aircraft.location
            for first, then in pairwise(rotation):
                assert first.destination == then.origin, (first.flight_id, then.flight_id)
                assert then.std - first.sta >= minutes(aircraft.min_turn_min), (first.flight_id, then.flight_id)
                links += 1
    assert links > 1_500


def test_nobody_is_booked_without_a_seat(network: NetworkState) -> None:
    for flight in network.own_flights():
        if flight.tail is not None:
            assert network.passengers_on(flight.flight_id) <= network.aircraft[flight.tail].seats, flight.flight_id


def test_the_winter_weather_at_dallas_is_found(american: Scenario, network: NetworkState) -> None:
    dallas = [one for one in american.disruptions if isinstance(one, AirportCapacityReport) and one.airport == "DFW"]
    assert dallas
    morning = dallas[0]
    assert morning.start == datetime(2015, 1, 1, 13, tzinfo=UTC)
    assert morning.end >= datetime(2015, 1, 1, 18, tzinfo=UTC)
    assert morning.departures_per_hour <= 0.5 * network.airport("DFW").departures_per_hour


def test_an_airport_with_no_moving_hour_is_not_closed_when_nothing_was_planned(american: Scenario) -> None:
    closed = {one.airport for one in american.disruptions if one.kind == "airport_closed"}
    assert not closed & {"ATL", "ORD", "LAX", "DFW", "DEN"}  # all quiet by night, none shut


def test_a_saved_scenario_is_the_imported_one(american: Scenario, directory: Path) -> None:
    assert load_saved(directory, "us") == american


def test_left_alone_the_playback_is_the_recording(american: Scenario, network: NetworkState) -> None:
    playback, played, state = Playback(american.recording), [], network
    while (event := playback.next_event(state, american.recording[-1].at)) is not None:
        played.append(event)
        state = fold(state, [event])
    assert tuple(played) == american.recording
