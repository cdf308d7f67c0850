"""Slots that nobody uses are filled, and who gives one up loses nothing by it."""

import pytest
from hypothesis import given, settings

from tests.arrival_slots.small_programmes import arrival, at, delay_by_carrier, least_delay, minutes_of, programme, traffic
from tools.arrival_slots.problem import Allocation, Arrival
from tools.arrival_slots.programme import compress, credit, ration


def _holders(allocation: Allocation) -> dict[int, tuple[str, str | None]]:
    return {int((one.slot.time - at(0)).total_seconds() // 60): (one.carrier, one.flight_id) for one in allocation.holdings}


def test_a_vacated_slot_is_offered_to_its_holders_flights_first() -> None:
    flights = [arrival("X1", 0, cancelled=True), arrival("Y1", 0, carrier="YY"), arrival("X2", 0)]
    assert minutes_of(ration(programme(), flights)) == {"X2": 6, "Y1": 12}
    compressed = compress(ration(programme(), flights), flights)
    assert _holders(compressed) == {0: ("XX", "X2"), 6: ("YY", "Y1"), 12: ("XX", None)}


def test_who_cannot_use_a_slot_gets_that_of_the_flight_that_moves_into_it() -> None:
    flights = [
        arrival("X1", 0, cancelled=True),
        arrival("Y1", 0, carrier="YY"),
        arrival("Z1", 1, carrier="ZZ"),
        arrival("X2", 13),
        arrival("Z2", 13, carrier="ZZ"),
    ]
    assert minutes_of(ration(programme(), flights)) == {"Y1": 6, "Z1": 12, "X2": 18, "Z2": 24}
    compressed = compress(ration(programme(), flights), flights)
    # XX gives 12:00 to YY for 12:06, that to ZZ for 12:12, which nobody can use: not worse off, and so is nobody else.
    assert _holders(compressed) == {0: ("YY", "Y1"), 6: ("ZZ", "Z1"), 12: ("XX", None), 18: ("XX", "X2"), 24: ("ZZ", "Z2")}


def test_a_flight_that_reports_itself_late_gets_the_slot_that_the_bridge_of_others_leads_to() -> None:
    flights = [arrival("X1", 0), arrival("Y1", 0, carrier="YY"), arrival("Z1", 4, carrier="ZZ")]
    given = ration(programme(), flights)
    late = [arrival("X1", 0, earliest=11), *flights[1:]]
    assert _holders(compress(given, late)) == {0: ("YY", "Y1"), 6: ("ZZ", "Z1"), 12: ("XX", "X1")}


@given(traffic(late=False))
@settings(max_examples=20)
def test_compression_makes_no_flight_later_and_takes_no_slot_away(flights: list[Arrival]) -> None:
    before = ration(programme(), flights)
    after = compress(before, flights)
    earlier, later = after.of_flights(), before.of_flights()
    flying = {one.flight_id: one for one in flights if not one.cancelled}
    assert earlier.keys() == later.keys() == flying.keys()
    assert all(flying[name].earliest <= earlier[name].time <= later[name].time for name in flying)
    was, now = delay_by_carrier(before, flights), delay_by_carrier(after, flights)
    assert all(now[carrier] <= was[carrier] for carrier in was)
    for carrier in ("XX", "YY", "ZZ"):
        gained = sum(one.carrier == carrier for one in after.holdings) - sum(one.carrier == carrier for one in before.holdings)
        assert gained == 0
    assert len({one.slot for one in after.holdings}) == len(after.holdings)


@given(traffic(most=3))
@settings(max_examples=20)
def test_after_compression_the_total_delay_is_the_least_there_is(flights: list[Arrival]) -> None:
    given = compress(ration(programme(), flights, until=at(36)), flights)
    flying = [one for one in flights if not one.cancelled]
    assert sum(delay_by_carrier(given, flights).values()) == least_delay(given, flying)


def test_an_early_slot_is_given_up_for_a_later_one_over_the_fewest_others() -> None:
    flights = [
        arrival("X1", 0, cancelled=True),
        arrival("Y1", 5, carrier="YY"),
        arrival("Z1", 0, carrier="ZZ"),
        arrival("Z2", 6, carrier="ZZ"),
        arrival("X2", 8, earliest=16),
    ]
    before = ration(programme(), flights)
    assert minutes_of(before) == {"Z1": 6, "Y1": 12, "Z2": 18, "X2": 24}
    after = credit(before, flights, give="GDP/AAA/2026-03-02T12:00Z", flight_id="X2", earliest=at(16), latest=at(23))
    assert after is not None
    # Z2 moves into 12:06, which Z1 leaves for 12:00: two moves; over Y1 nobody could take 12:00.
    assert _holders(after) == {0: ("ZZ", "Z1"), 6: ("ZZ", "Z2"), 12: ("YY", "Y1"), 18: ("XX", "X2"), 24: ("XX", None)}


def test_without_a_bridge_nothing_is_given_up() -> None:
    flights = [arrival("X1", 0, cancelled=True), arrival("Y1", 5, carrier="YY"), arrival("X2", 8)]
    given = ration(programme(), flights)
    give = "GDP/AAA/2026-03-02T12:00Z"
    assert credit(given, flights, give=give, flight_id="X2", earliest=at(8), latest=at(30)) is None
    with pytest.raises(ValueError, match="not held by the carrier"):
        credit(given, flights, give=give, flight_id="Y1", earliest=at(8), latest=at(30))


@given(traffic())
@settings(max_examples=20)
def test_slot_credit_makes_nobody_else_later(flights: list[Arrival]) -> None:
    before = ration(programme(), flights)
    mine = [one for one in flights if not one.cancelled]
    for one in before.holdings[:4]:
        user = next((two for two in mine if two.carrier == one.carrier and two.earliest >= one.slot.time), None)
        if user is None:
            continue
        after = credit(before, flights, give=one.slot.slot_id, flight_id=user.flight_id, earliest=user.earliest, latest=at(300))
        if after is not None:
            slots, were = after.of_flights(), before.of_flights()
            others = [two for two in mine if two.carrier != one.carrier]
            assert all(two.earliest <= slots[two.flight_id].time <= were[two.flight_id].time for two in others)
            assert slots[user.flight_id].time >= user.earliest
            assert len(set(slots.values())) == len(slots)
