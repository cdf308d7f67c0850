"""Where stranded people can go: later days, other carriers' seats, coaches, hotel rooms. All assumed, all labelled."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import FlightId, flight_id
from domain.network import Flight, NetworkState
from domain.units import great_circle_km, minutes_between
from twin.scenarios import DEFAULT_SCENARIO, load_scenario
from twin.scenarios.further import COACH, LATER_DAY, further_departures
from twin.scenarios.hotels import contract_hotels
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

RULES = assumed_parameters()["further_departures"]


@pytest.fixture(scope="module")
def network() -> NetworkState:
    return fold(NetworkState(), load_scenario(DEFAULT_SCENARIO).opening)


def later_days(network: NetworkState) -> list[Flight]:
    return [one for one in network.further_flights.values() if LATER_DAY in one.assumed]


def coaches(network: NetworkState) -> list[Flight]:
    return [one for one in network.further_flights.values() if COACH in one.assumed]


def leg(number: str, origin: str, destination: str, std: datetime, *, carrier: str = "B6", hours: int = 1) -> Leg:
    name = flight_id(carrier, number, std.date(), origin)
    return Leg(name, carrier, number, std.date(), origin, destination, std, std + timedelta(hours=hours))


def test_every_further_departure_says_that_it_is_assumed_and_offers_seats(network: NetworkState) -> None:
    assert len(later_days(network)) + len(coaches(network)) == len(network.further_flights)
    assert later_days(network)
    assert coaches(network)
    assert all(one.seats_offered for one in network.further_flights.values())
    assert not set(network.further_flights) & set(network.flights)


def test_a_later_day_repeats_the_days_own_schedule_at_the_same_time_on_the_airports_clock(network: NetworkState) -> None:
    planned: dict[tuple[str, str, str, str], set[datetime]] = {}
    for one in network.flights.values():
        planned.setdefault((one.carrier, one.number, one.origin, one.destination), set()).add(one.std)
    for one in later_days(network):
        clock = ZoneInfo(network.airports[one.origin].timezone)
        most = RULES["own_days"] if one.carrier in network.own_carriers else RULES["others_days"]
        on_the_wall = one.std.astimezone(clock).replace(tzinfo=None)
        assert any(
            on_the_wall - std.astimezone(clock).replace(tzinfo=None) in [timedelta(days=day) for day in range(1, most + 1)]
            for std in planned[one.carrier, one.number, one.origin, one.destination]
        ), one.flight_id


def test_the_night_the_clocks_change_a_later_day_leaves_by_the_clock_on_the_wall() -> None:
    saturday = datetime(2013, 3, 9, 11, tzinfo=UTC)  # 06:00 in New York, before daylight saving
    there = leg("1", "JFK", "BOS", saturday)
    found = further_departures([there], {there.flight_id: 1_000}, {"B6"}, saturday, "test")
    flights = [one for one in found if isinstance(one, e.FlightScheduled) and one.service == "passenger"]
    assert [one.std for one in flights] == [datetime(2013, 3, day, 10, tzinfo=UTC) for day in (10, 11)]
    assert [one.sta - one.std for one in flights] == [timedelta(hours=1)] * 2


def test_others_offer_few_seats_only_where_we_fly_and_never_on_our_own_flights(network: NetworkState) -> None:
    markets = {(one.origin, one.destination) for one in network.own_flights()}
    least, most = RULES["seats_of_others"]
    offering = [one for one in network.flights.values() if one.seats_offered is not None]
    assert offering
    for one in offering:
        assert one.carrier not in network.own_carriers
        assert (one.origin, one.destination) in markets
        assert max(1, least) <= one.seats_offered <= most  # type: ignore[operator]


def test_seats_left_on_our_later_days_fit_the_aircraft(network: NetworkState) -> None:
    most = max(one.seats for one in network.aircraft.values())
    ours = [one for one in later_days(network) if one.carrier in network.own_carriers]
    assert ours
    assert all(0 < (one.seats_offered or 0) < most / 2 for one in ours)


def test_coaches_ride_between_near_airports_where_we_fly_at_the_pace_of_a_road(network: NetworkState) -> None:
    rules = RULES["coaches"]
    flown = {(one.origin, one.destination) for one in network.own_flights()}
    markets = flown | {(destination, origin) for origin, destination in flown}
    assert {("JFK", "BOS"), ("BOS", "JFK")} <= {(one.origin, one.destination) for one in coaches(network)} <= markets
    for one in coaches(network):
        start, end = network.airports[one.origin], network.airports[one.destination]
        km = great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude)
        assert km <= rules["longest_km"]
        assert one.service == "ground"
        assert minutes_between(one.std, one.sta) == pytest.approx(60 * km * rules["road_per_air_km"] / rules["km_per_h"], abs=1)


def test_the_same_seed_offers_the_same_and_another_seed_something_else() -> None:
    start = datetime(2013, 2, 8, 9, tzinfo=UTC)
    legs = [leg(str(number), "JFK", "BOS", start + timedelta(hours=number)) for number in range(1, 9)]
    legs += [leg(str(number), "JFK", "BOS", start + timedelta(hours=number), carrier="DL") for number in range(1, 9)]
    seats: dict[FlightId, int] = {one.flight_id: 150 for one in legs}
    one, again, other = (further_departures(legs, seats, {"B6"}, start, seed) for seed in ("a", "a", "b"))
    assert one == again != other
    assert further_departures(legs[::-1], seats, {"B6"}, start, "a") == one


def test_a_flight_that_is_full_on_a_later_day_is_left_out() -> None:
    start = datetime(2013, 2, 8, 9, tzinfo=UTC)
    full = leg("1", "JFK", "MCO", start, hours=3)
    assert further_departures([full], {full.flight_id: 0}, {"B6"}, start, "test") == []


def test_every_airport_has_hotels_with_rooms_and_busier_ones_have_more(network: NetworkState) -> None:
    rooms = dict.fromkeys(network.airports, 0)
    for hotel in network.hotels.values():
        rooms[hotel.airport] += hotel.rooms
        assert hotel.assumed
        assert 0 < hotel.step_free_rooms <= hotel.rooms
        assert hotel.taken == 0
        assert hotel.rate_cents > 0
    assert min(rooms.values()) > 0
    assert rooms["JFK"] > rooms["SYR"]


def test_hotels_are_the_same_for_the_same_seed() -> None:
    start = datetime(2013, 2, 8, 9, tzinfo=UTC)
    legs = [leg("1", "JFK", "BOS", start)]
    assert contract_hotels(legs, start, "a") == contract_hotels(legs, start, "a")
    assert contract_hotels(legs, start, "a") != contract_hotels(legs, start, "b")
