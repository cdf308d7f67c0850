"""The judge on a day that can be worked out with a pencil; every figure and every verdict below was."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import evals.roadef
from evals.__main__ import app
from evals.roadef.instance import InstanceFault, ItineraryLeg, Wanted, read_instance
from evals.roadef.objective import cancellation_compensation_eur, cost, delay_compensation_eur, operating_hours
from evals.roadef.solution import SolutionFault, read_solution
from tests.benchmark.small_instance import INSTANCE, SmallCase, write_instance


@pytest.fixture
def case(tmp_path: Path) -> SmallCase:
    return SmallCase(tmp_path)


# --- the reader -----------------------------------------------------------------------------------------------------


def test_times_are_minutes_since_midnight_of_the_day_the_recovery_begins(case: SmallCase) -> None:
    known = case.given("rotations.csv", "8 07/01/06 Q1", "8 07/01/06 Q1\n9 06/01/06 Q1").instance()
    assert (known.start, known.end) == (600, 1560)
    assert (known.flights[5, 0].departure, known.flights[5, 0].duration) == (750, 61)
    assert known.flights[9, -1].departure == 16 * 60 - 1440
    assert known.moment_text(known.flights[9, -1].departure) == "06/01/06 16:00"


def test_an_itinerary_has_the_highest_cabin_the_longest_type_and_the_scheduled_time_of_its_legs(case: SmallCase) -> None:
    trip = case.instance().itineraries[11]
    assert trip.legs == (ItineraryLeg((8, 0), "B"), ItineraryLeg((3, 0), "E"))
    assert (trip.cabin, trip.type, trip.duration) == ("B", "I", 300 + 130)
    assert (trip.origin, trip.destination, trip.departure, trip.arrival) == ("DDD", "CCC", 240, 910)


def test_the_capacity_of_an_hour_is_the_daily_one_unless_the_disruption_replaces_it(case: SmallCase) -> None:
    known = case.given("airports.csv", "AAA 2 2 00:00 12:00 2 2", "AAA 2 2 00:00 12:00 4 3").instance()
    assert [known.capacity("AAA", hour) for hour in (11, 12, 16, 17, 18)] == [(2, 2), (4, 3), (4, 3), (0, 0), (4, 3)]
    assert known.capacity("AAA", 17 + 24) == (4, 3)
    assert known.capacity("AAA", 11 - 24) == (2, 2)


def test_the_other_records_are_what_they_say(case: SmallCase) -> None:
    known = case.instance()
    assert known.aircraft["Coach"].surface
    assert not known.aircraft["P3"].surface
    upkeep = known.aircraft["P3"].maintenance
    assert upkeep is not None
    assert (upkeep.airport, upkeep.start, upkeep.end, upkeep.flying_left_min) == ("CCC", 1080, 1200, 180)
    assert known.wanted[:2] == (Wanted("CCC", "M1", (2, 10, 50), 1), Wanted("CCC", "M2", (0, 0, 40), 1))
    assert known.disruption.delays == {(1, 0): 15}
    assert known.disruption.cancelled == {(11, 0), (12, 0)}
    assert known.distance["AAA", "CCC"] == (130, "C")
    assert known.costs.downgrade["B", "E", "C"] == 80
    assert known.costs.position_family == 5000


def test_a_file_whose_last_line_has_no_newline_and_lines_with_trailing_blanks_are_read(case: SmallCase) -> None:
    known = (
        case.given("position.csv", "CCC M1", "CCC  M1").given("rotations.csv", "1 07/01/06 P1\n", "1 07/01/06 P1 \n\n").instance()
    )
    assert len(known.flights) == 12


def test_an_instance_file_may_lack_its_closing_line_and_have_empty_lines(tmp_path: Path) -> None:
    open_ended = {name[:-4]: text.replace("\n", "\n\n").removesuffix("#") for name, text in INSTANCE.items()}
    lenient = read_instance(write_instance(tmp_path / "one" / "day", **open_ended))
    assert lenient == read_instance(write_instance(tmp_path / "other" / "day"))


def test_a_changed_capacity_holds_for_every_hour_it_touches(case: SmallCase) -> None:
    known = case.given("alt_airports.csv", "17:00 07/01/06 18:00 0 0", "16:50 07/01/06 18:01 1 0").instance()
    assert [known.capacity("AAA", hour) for hour in range(15, 20)] == [(2, 2), (1, 0), (1, 0), (1, 0), (2, 2)]


def test_an_hour_with_several_capacities_has_the_lowest_of_each(case: SmallCase) -> None:
    case.given("airports.csv", "AAA 2 2 00:00 12:00 2 2 12:00", "AAA 4 3 00:00 12:20 1 5 12:20 12:40 6 6 12:40")
    known = case.instance()
    assert [known.capacity("AAA", hour) for hour in (11, 12, 13)] == [(4, 3), (1, 3), (6, 6)]


def test_every_fault_of_an_instance_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    texts = {
        "airports": INSTANCE["airports.csv"].replace("BBB 2 2 00:00 00:00", "BBB 2 2 00:00 23:00"),
        "aircraft": INSTANCE["aircraft.csv"].replace("0/0/60", "0-0-60").replace("CCC-07/01/06-18:00", "CCC-07/01/06-8:00"),
        "flights": INSTANCE["flights.csv"].replace("4 BBB AAA 10:30", "4 BBB AAA 25:30").replace("9 AAA DDD", "9 AAA ZZZ"),
        "itineraries": INSTANCE["itineraries.csv"]
        .replace("1 A 100.0 10", "1 X 100.0 10")
        .replace("6 R 90.0 8 5", "6 R 90.0 eight 5")
        .replace("7 A 120.0 1 2 07/01/06 E", "7 A 120.0 1 2 07/01/06"),
        "alt_aircraft": None,
        "dist": INSTANCE["dist.csv"].replace("AAA CCC 130 C", "AAA CCC 130 X") + "\n",
        "config": INSTANCE["config.csv"].replace("F D 3 ", "F D nan ").replace("1 1 1", "1 1"),
    }
    with pytest.raises(InstanceFault) as raised:
        read_instance(write_instance(tmp_path / "bad", **texts))
    told = raised.value.faults
    assert str(raised.value).startswith(f"{tmp_path / 'bad'} is no usable instance:\n  ")
    assert all(one in str(raised.value) for one in told)
    assert told == (
        "config.csv line 2: price 'nan' must be finite and not negative",
        "config.csv line 7: has 2 fields, expected 3: three numbers",
        "airports.csv line 2: the hours cover 23 of 24",
        "aircraft.csv line 2: seats '0-0-60' are not first/business/economy",
        "aircraft.csv line 3: time '8:00' is not hh:mm or hh:mm+n",
        "dist.csv line 3: type 'X' is none of I, C, D",
        "flights.csv line 4: time '25:30' is not hh:mm or hh:mm+n",
        "itineraries.csv line 1: kind 'X' is none of A, R",
        "itineraries.csv line 6: passengers 'eight' is not a whole number",
        "itineraries.csv line 7: has 6 fields, expected: number A|R price passengers, then flight date cabin for each leg",
        "alt_aircraft.csv: is missing",
    )


def test_records_that_name_what_is_not_there_are_faults(case: SmallCase) -> None:
    case.given("rotations.csv", "9 07/01/06 Q1", "9 07/01/06 Q7\n99 07/01/06 Q1\n10 07/01/06 Coach")
    case.given("alt_airports.csv", "AAA", "ABC").given("alt_aircraft.csv", "P2", "P9").given("position.csv", "DDD N1", "DDD N7")
    case.given("flights.csv", "12 AAA BBB", "12 AAA XYZ")
    with pytest.raises(InstanceFault) as raised:
        case.instance()
    assert raised.value.faults == (
        "flights.csv line 12: airport XYZ is not in airports.csv",
        "rotations.csv line 11: aircraft Q7 is not in aircraft.csv",
        "rotations.csv line 14: 10 07/01/06 is there twice",
        "alt_aircraft.csv line 1: aircraft P9 is not in aircraft.csv",
        "alt_airports.csv line 1: airport ABC is not in airports.csv",
        "position.csv line 3: model N7 is not in aircraft.csv",
    )


def test_a_folder_without_any_file_names_all_eleven(tmp_path: Path) -> None:
    with pytest.raises(InstanceFault) as raised:
        read_instance(tmp_path / "nowhere")
    assert sorted(raised.value.faults) == sorted(f"{name}: is missing" for name in INSTANCE)


def test_every_fault_of_a_solution_is_named_with_its_file_and_line(case: SmallCase) -> None:
    case.fly("5 AAA BBB 12:30 1331 0 07/01/06 P2", "7 BBB CCC 14:15 15:45 0 7/1/06 P3").also("9 AAA DDD")
    case.book("1 A 100.0 10 4 07/01/06 Z").book("2 A 200.0 -5 4 07/01/06 E").book("6 R 90.0 8 cancelled cancelled")
    with pytest.raises(SolutionFault) as raised:
        case.solution()
    assert raised.value.faults == (
        "sol_rotations.csv line 7: time '1331' is not hh:mm or hh:mm+n",
        "sol_rotations.csv line 9: date '7/1/06' is not a day as dd/mm/yy",
        "sol_rotations.csv line 13: has 3 fields, expected 8: "
        "flight origin destination departure arrival previous date aircraft|cancelled",
        "sol_itineraries.csv line 1: cabin 'Z' is none of F, B, E",
        "sol_itineraries.csv line 2: passengers -5 is less than 0",
        "sol_itineraries.csv line 6: says 'cancelled' more than once",
    )


def test_a_packed_solution_that_is_no_gzip_is_a_fault(case: SmallCase, tmp_path: Path) -> None:
    (tmp_path / "sol_rotations.csv.gz").write_bytes(b"plain")
    with pytest.raises(SolutionFault, match=r"sol_rotations\.csv\.gz: cannot be read"):
        read_solution(case.instance(), tmp_path)


# --- the cost -------------------------------------------------------------------------------------------------------


def test_what_has_happened_already_has_its_price(case: SmallCase) -> None:
    found = case.cost()
    # Itinerary 8: two passengers 270 minutes late at 1 euro, and a meal. Flights 11 and 12: an hour each of 1200 saved.
    assert {name: euros for name, euros in found.components.items() if euros} == {
        "pax_delay": 540,
        "delay_legal": 30,
        "op_decrease": 2400,
    }
    assert found.total == found.total_without_swap == 540 + 30 - 2400


def test_flights_cancelled_by_the_disruption_are_credited_once_whether_listed_or_not(case: SmallCase) -> None:
    assert case.leave_out(11).extra() == {}
    assert case.broken() == {}


@pytest.mark.parametrize(
    ("late_min", "departure", "arrival", "owed"),
    [(120, "14:30", "15:31", 0), (121, "14:31", "15:32", 15), (300, "17:30", "18:31", 15), (301, "17:31", "18:32", 15 + 60)],
)
def test_passengers_late_cost_every_minute_and_a_meal_and_a_hotel_after_the_limit_not_at_it(
    case: SmallCase, late_min: int, departure: str, arrival: str, owed: int
) -> None:
    extra = case.fly(f"5 AAA BBB {departure} {arrival} 0 07/01/06 P2").extra()
    assert extra == {"pax_delay": 8 * late_min, **({"delay_legal": 8 * owed} if owed else {})}


def test_passengers_who_arrive_early_do_not_earn_anything(case: SmallCase) -> None:
    # A split itinerary: each row is charged by its own passengers.
    assert case.book("8 A 150.5 1 11 07/01/06 E", "8 A 150.5 1 4 07/01/06 E").extra() == {"pax_delay": -270, "delay_legal": -15}


@pytest.mark.parametrize(
    ("duration_min", "late_min", "owed"),
    [
        (119, 120, 0),
        (119, 121, 15),
        (120, 180, 0),
        (120, 181, 15),
        (269, 240, 15),
        (270, 240, 0),
        (270, 241, 15),
        (270, 300, 15),
        (270, 301, 75),
    ],
)
def test_what_is_owed_for_a_delay_depends_on_the_planned_time_in_the_air(duration_min: int, late_min: int, owed: float) -> None:
    assert delay_compensation_eur(duration_min, late_min) == owed


def test_what_is_owed_for_a_cancelled_trip_depends_on_the_planned_time_in_the_air() -> None:
    assert [cancellation_compensation_eur(one) for one in (119, 120, 269, 270)] == [250, 400, 400, 600]


def test_operating_hours_are_whole_and_rounded_up() -> None:
    assert [operating_hours(one) for one in (0, 1, 60, 61, 120, 121)] == [0, 1, 1, 2, 2, 3]


def test_a_cancelled_flight_saves_its_hours_and_its_inbound_passengers_cost_the_inbound_rate(case: SmallCase) -> None:
    case.fly("5 AAA BBB 12:30 13:31 0 07/01/06 cancelled").book("6 R 90.0 8 cancelled")
    # 61 minutes are two hours of 1200. P2 ends at AAA, so BBB has nothing of the family.
    assert case.extra() == {
        "inbound_cancel": 8 * 200,
        "cancel_legal": 8 * (90 + 250),
        "op_decrease": 2 * 1200,
        "position": 5000,
    }
    assert case.broken() == {}


def test_cancelled_outbound_passengers_cost_the_outbound_rate(case: SmallCase) -> None:
    extra = case.book("1 A 100.0 7 4 07/01/06 E", "1 A 100.0 3 cancelled").extra()
    assert extra == {"outbound_cancel": 3 * 100, "cancel_legal": 3 * (100 + 250)}


def test_outbound_passengers_stranded_half_way_cost_the_inbound_rate(case: SmallCase) -> None:
    extra = case.book("2 A 200.0 5 4 07/01/06 E cancelled").extra()
    assert extra == {"inbound_cancel": 5 * 300, "cancel_legal": 5 * (200 + 400)}


def test_the_word_cancelled_after_legs_that_arrive_costs_nothing(case: SmallCase) -> None:
    assert case.book("1 A 100.0 10 4 07/01/06 E cancelled").extra() == {}


def test_the_price_of_a_row_is_that_of_the_booking(case: SmallCase) -> None:
    case.book("1 A 1.0 10 cancelled")
    assert case.extra() == {"outbound_cancel": 10 * 100, "cancel_legal": 10 * (100 + 250)}
    assert case.advisories() == {"itinerary_price": 1}


def test_passengers_who_keep_their_flight_in_a_lower_cabin_are_downgraded(case: SmallCase) -> None:
    assert case.book("3 R 300.0 4 3 07/01/06 E").extra() == {"downgrade": 4 * 80}


NEW_FLIGHTS = ("90 CCC AAA 16:00 18:10 0 07/01/06 P1", "91 AAA CCC 18:40 20:50 0 07/01/06 P1")


def test_only_the_legs_that_change_can_be_a_downgrade_and_new_flights_cost_their_hours(case: SmallCase) -> None:
    case.fly(*NEW_FLIGHTS).book("11 A 400.0 2 8 07/01/06 B 91 07/01/06 E")
    # Booked in business on an intercontinental trip, 340 minutes late; the new leg is continental.
    assert case.extra() == {
        "op_increase": 2 * 3 * 1000,
        "pax_delay": 2 * 340 * 3,
        "delay_legal": 2 * 75,
        "downgrade": 2 * 80,
    }
    assert case.violations() == []


def test_legs_that_stay_are_free_even_below_the_cabin_of_the_trip_and_so_are_upgrades(case: SmallCase) -> None:
    case.book("11 A 400.0 2 8 07/01/06 F 3 07/01/06 E")
    assert case.extra() == {}
    case.book("11 A 400.0 2 8 07/01/06 B 3 07/01/06 B")
    assert case.extra() == {}


def swapped(case: SmallCase) -> SmallCase:
    """P1 and P2 fly each other's flights."""
    return case.fly(
        "2 BBB AAA 11:00 12:00 0 07/01/06 P2",
        "3 AAA CCC 13:00 15:10 2 07/01/06 P2",
        "4 BBB AAA 10:30 11:30 0 07/01/06 P1",
        "5 AAA BBB 12:30 13:31 0 07/01/06 P1",
    )


def test_swapped_flights_cost_the_difference_of_the_aircraft_and_another_seating_at_the_end_its_penalty(case: SmallCase) -> None:
    swapped(case)
    # Flights 2 and 3 are 1 + 3 hours at 200 more, 4 and 5 are 1 + 2 hours at 200 less.
    assert case.extra() == {"swap_op": 4 * 200 - 3 * 200, "position": 2 * 50}
    found = case.cost()
    assert found.total - found.total_without_swap == 200


def test_another_model_of_the_family_costs_more_than_another_seating_and_none_of_the_family_most(case: SmallCase) -> None:
    case.fly("5 AAA BBB 12:30 13:31 0 07/01/06 cancelled", "7 BBB CCC 14:15 15:45 0 07/01/06 cancelled")
    # P3 stays at BBB in place of an M1; at CCC nothing of the family is left for the M2, the M1 there is itself wanted.
    assert case.extra()["position"] == 500 + 5000


@pytest.mark.parametrize(("arrival", "position"), [("02:00+1", 0), ("02:01+1", 5000)])
def test_an_aircraft_in_the_air_at_the_end_of_the_period_is_nowhere(case: SmallCase, arrival: str, position: int) -> None:
    case.fly(f"9 AAA DDD 21:0{arrival[4]} {arrival} 0 07/01/06 Q1")
    assert case.extra().get("position", 0) == position
    assert case.broken() == ({"arrival_after_recovery_end": 1} if position else {})


def test_an_aircraft_that_never_flies_is_where_it_was(case: SmallCase) -> None:
    case.fly("6 CCC BBB 12:00 13:30 0 07/01/06 cancelled", "7 BBB CCC 14:15 15:45 0 07/01/06 cancelled")
    assert "position" not in case.extra()


def test_the_three_parts_are_weighted(case: SmallCase) -> None:
    case.given("config.csv", "1 1 1", "2 3 5").fly(*NEW_FLIGHTS[:1])
    found = case.cost().components
    # P1 ends at AAA: three hours of 1000, and no M1 at CCC.
    assert found["op_increase"] == 3000
    assert found["position"] == 5000
    assert case.cost().total == 2 * (30 - 2400 + 3000) + 3 * 540 + 5 * 5000


# --- the rules ------------------------------------------------------------------------------------------------------


def test_the_unchanged_solution_breaks_no_rule(case: SmallCase) -> None:
    assert case.violations() == []


def test_a_flight_that_is_neither_flown_nor_cancelled_is_missing(case: SmallCase) -> None:
    case.leave_out(5).book("6 R 90.0 8 cancelled")
    assert case.broken() == {"flight_missing": 1}
    assert case.violations()[0].subject == "flight 5 on 07/01/06"


def test_a_flight_may_not_leave_before_its_plan(case: SmallCase) -> None:
    case.fly("9 AAA DDD 15:59 20:59 0 07/01/06 Q1")
    assert case.broken() == {"flight_early": 1, "itinerary_departs_early": 1}


def test_a_flight_keeps_its_time_in_the_air_its_airports_and_its_link(case: SmallCase) -> None:
    case.fly("9 AAA DDD 16:00 21:01 0 07/01/06 Q1")
    assert case.broken() == {"flight_duration_changed": 1}
    case.fly("9 AAA BBB 16:00 21:00 0 07/01/06 Q1")
    assert case.broken() == {"flight_od_changed": 1, "itinerary_destination": 1}
    case.fly("9 AAA DDD 16:00 21:00 0 07/01/06 Q1", "3 AAA CCC 13:00 15:10 0 07/01/06 P1")
    assert case.broken() == {"flight_link_changed": 1}


def test_a_flight_stays_within_its_family_and_the_fleet(case: SmallCase) -> None:
    case.fly("5 AAA BBB 12:30 13:31 0 07/01/06 Q1")
    assert case.broken() == {"swap_family": 1, "rotation_continuity": 1}
    case.fly("5 AAA BBB 12:30 13:31 0 07/01/06 P2", "9 AAA DDD 16:00 21:00 0 07/01/06 X9")
    assert case.broken() == {"aircraft_unknown": 1}


def test_a_flight_is_listed_once_and_on_a_day_it_was_planned(case: SmallCase) -> None:
    case.also("9 AAA DDD 16:00 21:00 0 07/01/06 Q1")
    assert case.broken() == {"flight_duplicate": 1, "rotation_continuity": 1, "turn_round_time": 1}
    case.leave_out(9).fly("9 AAA DDD 16:00 21:00 0 07/01/06 Q1").also("6 CCC BBB 00:10 01:40 0 08/01/06 P3")
    assert case.broken() == {"flight_not_planned_that_day": 1}


def test_a_new_flight_takes_its_time_from_the_table_is_linked_to_none_and_is_not_cancelled(case: SmallCase) -> None:
    case.fly(NEW_FLIGHTS[0], "91 AAA CCC 18:40 20:51 90 07/01/06 P1", "92 AAA CCC 18:40 20:50 0 07/01/06 cancelled")
    case.also("93 CCC DDD 21:30 22:30 0 07/01/06 P1")  # not in dist.csv
    assert case.broken() == {"created_flight_duration": 2, "created_flight_linked": 1, "created_flight_cancelled": 1}


@pytest.mark.parametrize(("start", "broken"), [("10:30", {}), ("10:31", {"fixed_flight_time": 1})])
def test_a_flight_planned_before_the_period_is_fixed(case: SmallCase, start: str, broken: dict[str, int]) -> None:
    case.given("config.csv", "07/01/06 10:00", f"07/01/06 {start}").fly("4 BBB AAA 10:40 11:40 0 07/01/06 P2")
    assert case.broken() == broken


def test_a_fixed_flight_keeps_its_aircraft_and_is_not_cancelled(case: SmallCase) -> None:
    case.given("config.csv", "07/01/06 10:00", "07/01/06 13:01")
    assert swapped(case).broken()["fixed_flight_aircraft"] == 4
    cancelled = SmallCase(case.directory / "other").fly("8 DDD AAA 04:00 09:00 0 07/01/06 cancelled")
    assert cancelled.broken()["fixed_flight_cancelled"] == 1


def test_trips_on_the_road_are_fixed_whenever_they_leave(case: SmallCase) -> None:
    assert case.fly("10 AAA BBB 11:01 11:21 0 07/01/06 Coach").broken() == {"fixed_flight_time": 1}


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ("1 AAA BBB 08:16 09:16 0 07/01/06 P1", "disrupted_flight_time"),
        ("1 AAA BBB 08:15 09:15 0 07/01/06 P2", "disrupted_flight_aircraft"),
        ("1 AAA BBB 08:15 09:15 0 07/01/06 cancelled", "disrupted_flight_cancelled"),
        ("11 BBB AAA 06:00 07:00 0 07/01/06 P2", "cancelled_flight_operated"),
    ],
)
def test_what_the_disruption_did_is_kept(case: SmallCase, row: str, broken: str) -> None:
    assert case.fly(row).broken()[broken] == 1


def test_an_aircraft_begins_where_it_is_and_goes_on_where_it_landed(case: SmallCase) -> None:
    case.fly("6 CCC BBB 12:00 13:30 0 07/01/06 cancelled")
    assert case.broken() == {"initial_position": 1}
    case.fly("6 CCC BBB 12:00 13:30 0 07/01/06 P3", "2 BBB AAA 11:00 12:00 0 07/01/06 cancelled")
    assert case.broken() == {"rotation_continuity": 1, "itinerary_cancelled_flight": 2}


@pytest.mark.parametrize(("times", "broken"), [("11:00 12:00", {}), ("11:01 12:01", {"turn_round_time": 1})])
def test_the_turn_round_time_is_enough_and_a_minute_less_is_not(case: SmallCase, times: str, broken: dict[str, int]) -> None:
    assert case.fly(f"4 BBB AAA {times} 0 07/01/06 P2").broken() == broken


@pytest.mark.parametrize(("times", "broken"), [("11:40 12:40", {}), ("11:41 12:41", {"transit_time": 1})])
def test_a_linked_flight_needs_the_transit_time_only_and_so_do_its_passengers(
    case: SmallCase, times: str, broken: dict[str, int]
) -> None:
    assert case.fly(f"2 BBB AAA {times} 0 07/01/06 P1").broken() == broken


@pytest.mark.parametrize(("leaves", "broken"), [("20:00 21:30", {}), ("19:59 21:29", {"maintenance_leaves_early": 1})])
def test_an_aircraft_may_leave_when_its_maintenance_ends(case: SmallCase, leaves: str, broken: dict[str, int]) -> None:
    assert case.fly(f"94 CCC BBB {leaves} 0 07/01/06 P3").broken() == broken


@pytest.mark.parametrize(("times", "broken"), [("16:30 18:00", {}), ("16:31 18:01", {"maintenance_late": 1})])
def test_an_aircraft_may_arrive_when_its_maintenance_begins(case: SmallCase, times: str, broken: dict[str, int]) -> None:
    assert case.fly(f"7 BBB CCC {times} 0 07/01/06 P3").broken() == broken


def test_an_aircraft_comes_to_its_maintenance_with_hours_left_even_when_it_does_not_fly(case: SmallCase) -> None:
    assert case.given("aircraft.csv", "20:00-180", "20:00-179").broken() == {"maintenance_hours": 1}
    away = SmallCase(case.directory / "away").fly("7 BBB CCC 14:15 15:45 0 07/01/06 cancelled")
    assert away.book("5 A 80.0 3 1 07/01/06 E cancelled").broken() == {"maintenance_position": 1}
    still = SmallCase(case.directory / "still")
    fifth = "P4 M2 Small 0/0/40 120 800.0 30 20 AAA CCC-07/01/06-18:00-07/01/06-20:00-9"
    still.given("aircraft.csv", "Coach", f"{fifth}\nCoach")
    assert still.broken() == {"maintenance_position": 1}


def test_a_flight_is_within_the_range(case: SmallCase) -> None:
    assert case.fly("94 CCC AAA 20:00 22:10 0 07/01/06 P3").broken() == {"range": 1}
    assert case.given("aircraft.csv", "0/0/40 120", "0/0/40 130").broken() == {}


@pytest.mark.parametrize(("times", "broken"), [("14:59 16:00", {}), ("15:00 16:01", {"breakdown": 1})])
def test_a_flight_may_touch_the_time_its_aircraft_is_out_but_not_overlap_it(
    case: SmallCase, times: str, broken: dict[str, int]
) -> None:
    assert case.fly(f"5 AAA BBB {times} 0 07/01/06 P2").broken() == broken


@pytest.mark.parametrize(
    ("times", "broken"),
    [
        ("16:59 21:59", {}),
        ("17:00 22:00", {"airport_capacity_dep": 1}),
        ("17:59 22:59", {"airport_capacity_dep": 1}),
        ("18:00 23:00", {}),
    ],
)
def test_departures_are_counted_by_the_clock_hour(case: SmallCase, times: str, broken: dict[str, int]) -> None:
    assert case.fly(f"9 AAA DDD {times} 0 07/01/06 Q1").broken() == broken


def test_arrivals_are_counted_and_trips_on_the_road_are_not(case: SmallCase) -> None:
    assert case.given("airports.csv", "CCC 1 2", "CCC 1 1").broken() == {"airport_capacity_arr": 1}
    road = SmallCase(case.directory / "road").given(
        "airports.csv", "BBB 2 2 00:00", "BBB 2 2 00:00 11:00 1 0 11:00 12:00 2 2 12:00"
    )
    assert road.broken() == {}  # the coach arrives at BBB at 11:20


def test_a_cabin_takes_as_many_as_it_has_seats(case: SmallCase) -> None:
    assert case.given("aircraft.csv", "2/10/50", "2/4/50").given("position.csv", "2/10/50", "2/4/50").broken() == {}
    assert SmallCase(case.directory / "less").given("aircraft.csv", "2/10/50", "2/3/50").broken() == {"cabin_capacity_B": 1}
    assert case.book("10 R 70.0 2 8 07/01/06 F").broken() == {"cabin_capacity_F": 1}


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (["1 A 100.0 9 4 07/01/06 E"], {"passenger_count": 1}),
        (["1 A 100.0 5 4 07/01/06 E", "1 A 100.0 6 4 07/01/06 E"], {"passenger_count": 1}),
        (["1 R 100.0 10 4 07/01/06 E"], {"itinerary_kind": 1}),
        (["99 A 100.0 1 cancelled"], {"itinerary_unknown": 1}),
        (["1 A 100.0 10"], {"itinerary_empty": 1}),
        (["1 A 100.0 10 cancelled 4 07/01/06 E"], {"leg_after_cancelled": 1, "format": 1}),
        (["1 A 100.0 10 4 07/01/06 E cancelled"], {"format": 1}),
        (["2 A 200.0 5 3 07/01/06 E"], {"itinerary_origin": 1}),
        (["2 A 200.0 5 4 07/01/06 E"], {"itinerary_destination": 1}),
        (["2 A 200.0 5 4 07/01/06 E 7 07/01/06 E"], {"itinerary_discontinuous": 1}),
        (["4 A 500.0 2 3 07/01/06 E 9 07/01/06 E"], {"itinerary_discontinuous": 1, "itinerary_departs_early": 1}),
        (["8 A 150.5 2 11 07/01/06 E"], {"itinerary_cancelled_flight": 1}),
        (["8 A 150.5 2 4 08/01/06 E"], {"itinerary_unknown_flight": 1}),
        (["5 A 80.0 3 cancelled"], {"itinerary_fixed_part": 1}),
        (["5 A 80.0 3 7 07/01/06 E"], {"itinerary_fixed_part": 1, "itinerary_origin": 1}),
        (["5 A 80.0 3 1 07/01/06 E"], {}),
        (["5 A 80.0 3 1 07/01/06 E cancelled"], {}),
    ],
)
def test_each_rule_for_passengers(case: SmallCase, rows: list[str], broken: dict[str, int]) -> None:
    assert case.book(*rows).broken() == broken


def test_an_itinerary_left_out_has_too_few_passengers(case: SmallCase) -> None:
    assert case.drop(1).broken() == {"passenger_count": 1}


@pytest.mark.parametrize(
    ("first", "then", "broken"),
    [("11:30 12:30", "13:00 14:01", {}), ("11:31 12:31", "13:01 14:02", {"connection_time": 1})],
)
def test_thirty_minutes_are_a_connection_and_twenty_nine_are_none(
    case: SmallCase, first: str, then: str, broken: dict[str, int]
) -> None:
    case.fly(f"4 BBB AAA {first} 0 07/01/06 P2", f"5 AAA BBB {then} 0 07/01/06 P2")
    assert case.broken() == broken


@pytest.mark.parametrize(("delay_min", "begun"), [(119, True), (120, False)])
def test_a_flight_delayed_until_the_period_begins_is_not_yet_taken(case: SmallCase, delay_min: int, begun: bool) -> None:
    leaves = f"{(480 + delay_min) // 60:02}:{(480 + delay_min) % 60:02}"
    lands = f"{(540 + delay_min) // 60:02}:{(540 + delay_min) % 60:02}"
    case.given("alt_flights.csv", "1 07/01/06 15", f"1 07/01/06 {delay_min}")
    case.fly(f"1 AAA BBB {leaves} {lands} 0 07/01/06 P1", "2 BBB AAA 11:35 12:35 0 07/01/06 P1").book("5 A 80.0 3 cancelled")
    assert case.broken() == ({"itinerary_fixed_part": 1} if begun else {})


@pytest.mark.parametrize(("delay_min", "begun"), [(285, 2), (286, 1)])
def test_a_connection_already_missed_ends_what_is_fixed(case: SmallCase, delay_min: int, begun: int) -> None:
    # Flight 1 lands at 09:00 and so many minutes; 7 leaves at 14:15, both before the period begins.
    case.given("config.csv", "07/01/06 10:00", "07/01/06 23:00").given(
        "alt_flights.csv", "1 07/01/06 15", f"1 07/01/06 {delay_min}"
    )
    case.book("5 A 80.0 3 1 07/01/06 E cancelled")
    assert case.broken()["itinerary_fixed_part"] == (1 if begun == 2 else 0)


def late_by_18_hours(case: SmallCase, minute: int) -> SmallCase:
    """Flights 4 and 5 the next morning: itinerary 1 (A) is 1080 minutes late and `minute` more, itinerary 6 (R) twenty less."""
    case.given("config.csv", "08/01/06 02:00", "09/01/06 02:00")
    case.fly(f"4 BBB AAA 04:3{minute}+1 05:3{minute}+1 0 07/01/06 P2")
    case.fly(f"5 AAA BBB 06:1{minute}+1 07:1{minute + 1}+1 0 07/01/06 P2")
    return case.book("2 A 200.0 5 cancelled").book("8 A 150.5 2 cancelled")


@pytest.mark.parametrize(("minute", "broken"), [(0, {}), (1, {"max_delay_18h": 1})])
def test_eighteen_hours_late_is_the_most_for_an_outbound_trip(case: SmallCase, minute: int, broken: dict[str, int]) -> None:
    assert late_by_18_hours(case, minute).broken() == broken
    assert case.advisories() == {}


def test_eighteen_hours_late_is_only_reported_for_an_inbound_trip(case: SmallCase) -> None:
    late_by_18_hours(case, 0).fly("5 AAA BBB 06:31+1 07:32+1 0 07/01/06 P2")
    assert case.broken() == {}
    assert case.advisories() == {"max_delay_18h": 1}


@pytest.mark.parametrize(("times", "broken"), [("04:00+2 09:00+2", {}), ("04:01+2 09:01+2", {"max_delay_36h": 1})])
def test_thirty_six_hours_late_is_the_most_for_an_intercontinental_trip(
    case: SmallCase, times: str, broken: dict[str, int]
) -> None:
    case.given("config.csv", "08/01/06 02:00", "10/01/06 02:00").fly(f"9 AAA DDD {times} 0 07/01/06 Q1")
    assert case.broken() == broken


@pytest.mark.parametrize(
    ("rows", "advisories"),
    [
        (["1 A 100.5 10 4 07/01/06 E"], {"itinerary_price": 1}),
        (["5 A 80.0 3 1 07/01/06 B 7 07/01/06 E"], {"itinerary_fixed_cabin": 1}),
        (["2 A 200.0 5 4 07/01/06 E cancelled"], {"itinerary_stranded": 1}),
        (["5 A 80.0 3 1 07/01/06 E cancelled"], {}),
        (["6 R 90.0 8 1 07/01/06 E"], {"itinerary_new_leg_in_past": 1}),
    ],
)
def test_what_a_good_solution_does_not_do_is_reported(case: SmallCase, rows: list[str], advisories: dict[str, int]) -> None:
    assert case.book(*rows).advisories() == advisories


def test_new_flights_in_the_past_or_by_road_and_split_links_are_reported(case: SmallCase) -> None:
    case.fly("95 BBB AAA 09:59 10:59 0 07/01/06 Coach")
    assert case.advisories() == {"created_flight_in_past": 1, "surface_vehicle_created_trip": 1}
    split = SmallCase(case.directory / "split").fly("2 BBB AAA 11:00 12:00 0 07/01/06 P2", "4 BBB AAA 10:30 11:30 0 07/01/06 P1")
    assert split.broken() == {}
    assert split.advisories() == {"linked_flight_split": 1}


# --- the command ----------------------------------------------------------------------------------------------------


def check(case: SmallCase, *more: str) -> tuple[int, str, str]:
    case.instance()
    result = CliRunner().invoke(app, ["roadef", "check", str(case.instance_dir), str(case.solution_dir()), *more])
    return result.exit_code, result.stdout, result.stderr


def test_a_feasible_solution_is_printed_with_its_cost_and_exit_code_zero(case: SmallCase) -> None:
    code, out, _ = check(case)
    assert code == 0
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "feasible"
    assert {"pax_delay 540.00", "op_decrease 2,400.00", "total -1,830.00", "total_without_swap -1,830.00"} <= set(lines)


def test_an_infeasible_solution_is_printed_by_kind_with_five_examples_and_exit_code_one(case: SmallCase) -> None:
    for number in (1, 3, 4, 6, 7, 9):
        case.drop(number)
    code, out, _ = check(case.book("2 A 201.0 5 4 07/01/06 E 3 07/01/06 E"))
    assert code == 1
    assert out.splitlines()[0] == "infeasible: 6 violations"
    assert "  passenger_count: 6" in out
    assert out.count("passengers, booked") == 5
    assert "    and 1 more" in out
    assert "  itinerary_price (advisory): 1" in out


def test_the_verdict_is_one_json_document(case: SmallCase) -> None:
    code, out, _ = check(swapped(case), "--json")
    verdict = json.loads(out)
    assert code == 1
    assert set(verdict) == {"feasible", "violations", "advisories", "details", "cost"}
    assert verdict["feasible"] is False
    assert verdict["violations"] == {"cabin_capacity_B": 1}
    assert verdict["advisories"] == {}
    assert verdict["details"] == [
        {
            "kind": "cabin_capacity_B",
            "subject": "flight 3 on 07/01/06",
            "detail": "carries 4 passengers, P2 has 0 seats",
            "advisory": False,
        }
    ]
    assert verdict["cost"]["swap_op"] == 200
    assert verdict["cost"]["total"] == -1830 + 200 + 100
    assert verdict["cost"]["total_without_swap"] == -1830 + 100


def test_input_that_cannot_be_read_is_one_message_and_exit_code_two(case: SmallCase) -> None:
    code, out, err = check(case.fly("9 AAA DDD"), "--json")
    assert (code, out) == (2, "")
    assert "holds no readable solution" in err
    assert "sol_rotations.csv line 11: has 3 fields" in err
    result = CliRunner().invoke(app, ["roadef", "check", str(case.directory / "nowhere"), str(case.solution_dir())])
    assert result.exit_code == 2
    assert "is no usable instance" in result.stderr
    assert "config.csv: is missing" in result.stderr


# --- independence ---------------------------------------------------------------------------------------------------


def test_the_judge_shares_no_code_with_what_makes_solutions() -> None:
    judges = ("records", "instance", "solution", "objective", "feasibility")
    for name in judges:
        tree = ast.parse((Path(evals.roadef.__path__[0]) / f"{name}.py").read_text())
        modules = {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        modules |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        ours = {
            one
            for one in modules
            if one.split(".")[0] in ("evals", "tools", "graphs", "api", "agents", "knowledge", "domain", "twin")
        }
        assert ours <= {f"evals.roadef.{other}" for other in judges}


def test_the_cost_does_not_depend_on_the_order_of_the_rows(case: SmallCase) -> None:
    swapped(case).book("2 A 200.0 5 4 07/01/06 E cancelled")
    known, given = case.instance(), case.solution()
    turned = replace(given, rotations=given.rotations[::-1], itineraries=given.itineraries[::-1])
    assert cost(known, turned) == cost(known, given)
