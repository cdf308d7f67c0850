"""Slots at the accepted rate, rationing by schedule, departure times, who is exempt, ground stops."""

from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.units import minutes
from knowledge.airline.slot_values import slot_values
from tests.arrival_slots.small_programmes import NOON, arrival, at, least_delay, minutes_of, programme, traffic
from tools.arrival_slots.problem import Arrival, Programme, Rate, Scope
from tools.arrival_slots.programme import edct_kept, exemption, held_on_ground, ration, slot_times


def test_ten_an_hour_is_a_slot_every_six_minutes_and_after_the_end_the_declared_rate_holds() -> None:
    first = [int((one.time - NOON).total_seconds() // 60) for one in islice(slot_times(programme(10, hours=1, after=30)), 14)]
    assert first == [0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 62, 64, 66]


@given(st.integers(1, 130), st.integers(0, 120))
@settings(max_examples=20)
def test_any_sixty_minutes_of_one_rate_have_just_that_many_slots(rate: int, offset: int) -> None:
    times = [one.time for one in islice(slot_times(programme(rate, hours=3, after=rate)), 4 * rate)]
    assert abs(sum(at(offset) <= one < at(offset + 60) for one in times) - rate) <= (offset % 60 != 0)


def test_slots_of_one_minute_have_different_names() -> None:
    names = [one.slot_id for one in islice(slot_times(programme(120)), 4)]
    assert names == [
        "GDP/AAA/2026-03-02T12:00Z",
        "GDP/AAA/2026-03-02T12:00Z/2",
        "GDP/AAA/2026-03-02T12:01Z",
        "GDP/AAA/2026-03-02T12:01Z/2",
    ]


def test_nobody_lands_while_the_airport_is_closed() -> None:
    closed = Programme("AAA", (Rate(NOON, at(60), 10),), 60, ((at(12), at(50)),))
    assert [int((one.time - NOON).total_seconds() // 60) for one in islice(slot_times(closed), 4)] == [0, 6, 50, 56]


def test_a_programme_that_contradicts_itself_is_refused_with_every_fault() -> None:
    with pytest.raises(ValueError, match=r"followed by one from .*never take what waits"):
        Programme("AAA", (Rate(NOON, at(60), 10), Rate(at(61), at(90), 10)), 0)


def test_rationing_goes_by_schedule_and_not_by_who_comes_first() -> None:
    late = arrival("LATE", 0, earliest=5)
    flights = [arrival("B", 3), late, arrival("C", 4)]
    assert minutes_of(ration(programme(), flights)) == {"LATE": 6, "B": 12, "C": 18}
    assert minutes_of(ration(programme(), flights, order="expected")) == {"B": 6, "C": 12, "LATE": 18}


@pytest.mark.parametrize(("earliest", "slot"), [(5, 6), (6, 6), (7, 12)])
def test_a_slot_may_be_at_the_earliest_arrival_and_not_a_minute_before(earliest: int, slot: int) -> None:
    assert minutes_of(ration(programme(), [arrival("A", earliest)])) == {"A": slot}


def test_exempt_flights_are_served_first_and_cancelled_ones_leave_their_slot_to_their_carrier() -> None:
    flights = [
        arrival("A", 0),
        arrival("GONE", 1, carrier="YY", cancelled=True),
        arrival("AIR", 2, carrier="ZZ", exempt="airborne"),
        arrival("C", 3),
    ]
    given = ration(programme(), flights)
    assert minutes_of(given) == {"A": 0, "AIR": 6, "C": 18}
    assert [(one.carrier, one.flight_id) for one in given.holdings][2] == ("YY", None)


@given(traffic(most=3, cancelled=False))
@settings(max_examples=20)
def test_rationing_by_schedule_has_the_least_total_delay_of_all_ways(flights: list[Arrival]) -> None:
    given = ration(programme(), flights, until=at(30))
    slots = given.of_flights()
    delay = sum((slots[one.flight_id].time - one.earliest).total_seconds() // 60 for one in flights)
    assert delay == least_delay(given, flights)


@given(traffic(most=30))
@settings(max_examples=20)
def test_nobody_has_a_slot_before_the_earliest_arrival_and_each_slot_goes_to_one(flights: list[Arrival]) -> None:
    given = ration(programme(20), flights)
    slots = given.of_flights()
    assert all(slots[one.flight_id].time >= one.earliest for one in flights if not one.cancelled)
    assert len({one.slot for one in given.holdings} | set(given.free)) == len(given.holdings) + len(given.free)
    assert len(given.holdings) == len(flights)


def test_the_departure_time_is_the_slot_less_the_time_en_route() -> None:
    flight = arrival("A", 0)
    assert flight.edct(at(120)) == at(45)  # 90 min of block time, 15 of them before take-off
    assert flight.off_block(at(120)) == at(30)


@pytest.mark.parametrize(("off", "kept"), [(-6, False), (-5, True), (0, True), (5, True), (6, False)])
def test_a_departure_time_is_kept_from_five_minutes_before_to_five_after(off: int, kept: bool) -> None:
    values = slot_values()
    assert edct_kept(at(45), at(45 + off), early_min=values.edct_early_min, late_min=values.edct_late_min) is kept


@pytest.mark.parametrize(("km", "reason"), [(999, ""), (1000, ""), (1001, "1001 km away, beyond the scope of 1000 km")])
def test_a_departure_from_just_the_scopes_distance_is_held(km: int, reason: str) -> None:
    assert exemption(Scope(within_km=1000), origin="BBB", distance_km=km, airborne=False, from_abroad=False) == reason


def test_airborne_flights_named_airports_and_other_countries_are_exempt() -> None:
    scope = Scope(only_from=frozenset({"BBB", "CCC"}), exempt_from=frozenset({"CCC"}), from_abroad_exempt=True)

    def reason(origin: str, *, airborne: bool = False, from_abroad: bool = False) -> str:
        return exemption(scope, origin=origin, distance_km=10, airborne=airborne, from_abroad=from_abroad)

    assert reason("BBB") == ""
    assert reason("BBB", airborne=True) == "airborne"
    assert reason("BBB", from_abroad=True) == "from another country"
    assert reason("CCC") == "departures from CCC are exempt"
    assert reason("DDD") == "DDD is outside the scope"


@pytest.mark.parametrize(("leaves", "arrives"), [(29, 120), (30, 120), (31, 121)])
def test_a_ground_stop_holds_departures_until_just_its_release(leaves: int, arrives: int) -> None:
    (held,) = held_on_ground([arrival("A", leaves + 90)], at(30))
    assert held.earliest == at(arrives)


def test_a_ground_stop_does_not_hold_what_is_outside_its_scope() -> None:
    outside = arrival("A", 60, exempt="BBB is outside the scope")
    assert held_on_ground([outside], NOON + timedelta(hours=5)) == (outside,)
    assert held_on_ground([arrival("B", 60)], NOON + timedelta(hours=5))[0].earliest == NOON + timedelta(hours=5) + minutes(90)
