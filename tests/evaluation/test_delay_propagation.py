"""What happens if nobody intervenes, one cause at a time, on days small enough to follow by hand."""

from collections.abc import Sequence

from domain import constraints as k
from domain import events as e
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import KnockOn, ProjectedFlight
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.delay_propagation.tool import delay_propagation, misconnections
from tools.spec import ToolContext


def project(
    day: PaperDay | NetworkState, now: str = "05:00", also: Sequence[k.Constraint] = ()
) -> dict[FlightId, ProjectedFlight]:
    state = day.network() if isinstance(day, PaperDay) else day
    constraints = (*standing_constraints(state, at(now)), *also)
    return dict(propagate(state, now=at(now), constraints=constraints).flights)


def why(projected: ProjectedFlight) -> list[tuple[str, int]]:
    return [(cause.cause, cause.delay_min) for cause in projected.causes]


# --- the stories ------------------------------------------------------------------------------------------------------


def crew_story(then_departs: str, then_arrives: str) -> tuple[PaperDay, FlightId, FlightId]:
    """A flight due 11:00, and the next flight of its crew on another aircraft."""
    day = PaperDay().tail("N1", "AAA").tail("N2", "BBB")
    first = day.fly(1, "AAA", "BBB", "09:00", "11:00", "N1")
    then = day.fly(2, "BBB", "CCC", then_departs, then_arrives, "N2")
    day.crew("C1", first, then)
    return day, first, then


def test_a_flight_due_1100_and_90_minutes_late_holds_the_1200_of_its_crew_until_1300_and_says_so() -> None:
    day, first, then = crew_story("12:00", "13:00")

    after = project(day.late(first, 90))

    assert after[first].eta == at("12:30")
    assert after[then].etd == at("13:00")
    assert after[then].eta == at("14:00")
    (cause,) = after[then].causes
    assert isinstance(cause, KnockOn)
    assert (cause.cause, cause.delay_min, cause.because_of) == ("crew", 60, first)


def test_with_60_minutes_of_delay_and_the_next_flight_at_1400_that_flight_stays() -> None:
    day, first, then = crew_story("14:00", "15:00")

    after = project(day.late(first, 60))

    assert after[then].etd == at("14:00")
    assert after[then].causes == ()


# --- one cause at a time ----------------------------------------------------------------------------------------------


def test_a_day_on_which_nothing_is_wrong_goes_as_scheduled() -> None:
    day = PaperDay().tail("N1", "AAA")
    out, back = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1"), day.fly(2, "BBB", "AAA", "10:30", "11:30", "N1")
    after = project(day)
    assert [(after[one].etd, after[one].cancelled, after[one].causes) for one in (out, back)] == [
        (at("09:00"), False, ()),
        (at("10:30"), False, ()),
    ]


def test_a_late_aircraft_delays_its_next_flight_by_what_the_ground_time_does_not_absorb() -> None:
    day = PaperDay().tail("N1", "AAA", turn=30)
    out, back = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1"), day.fly(2, "BBB", "AAA", "10:45", "11:45", "N1")
    after = project(day.late(out, 60))
    assert after[back].etd == at("11:30")  # on block 11:00, turned round 11:30
    assert why(after[out]) == [("reported", 60)]
    assert why(after[back]) == [("tail", 45)]
    assert after[back].causes[0].because_of == out


def test_a_punctual_aircraft_with_too_little_ground_time_is_held_by_its_turn_round() -> None:
    day = PaperDay().tail("N1", "AAA", turn=40)
    out, back = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1"), day.fly(2, "BBB", "AAA", "10:30", "11:30", "N1")
    after = project(day)
    assert after[back].etd == at("10:40")
    assert why(after[back]) == [("turnaround", 10)]
    assert after[back].causes[0].because_of == out


def test_an_aircraft_that_is_not_ready_yet_holds_its_first_flight() -> None:
    day = PaperDay().tail("N1", "AAA", ready=at("09:20"))
    first = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1")
    assert why(project(day)[first]) == [("tail", 20)]


def test_crew_and_aircraft_that_hold_a_flight_each_get_their_own_minutes() -> None:
    day = PaperDay().tail("N1", "AAA", turn=30).tail("N2", "AAA", turn=30)
    slow = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1")
    crewed = day.fly(2, "AAA", "BBB", "09:00", "10:00", "N2")
    then = day.fly(3, "BBB", "AAA", "10:30", "11:30", "N1")
    day.crew("C1", crewed, then).late(slow, 20).late(crewed, 35)
    after = project(day)
    assert after[then].etd == at("11:05")
    assert why(after[then]) == [("tail", 20), ("crew", 15)]


def test_nothing_leaves_or_lands_while_an_airport_is_closed_and_the_longest_waiting_goes_first() -> None:
    day = PaperDay().airport("AAA", rate=20).tail("N1", "AAA").tail("N2", "AAA").tail("N3", "BBB")
    early = day.fly(1, "AAA", "BBB", "09:00", "10:00", "N1")
    later = day.fly(2, "AAA", "CCC", "09:30", "10:30", "N2")
    landing = day.fly(3, "BBB", "AAA", "09:00", "10:00", "N3")
    before_it = day.fly(4, "CCC", "AAA", "07:30", "08:59")
    after = project(day.closed("AAA", "09:00", "11:00"))
    assert after[early].etd == after[later].etd == at("11:00")
    assert after[landing].etd == at("10:00")  # to land at 11:00
    assert after[landing].eta == at("11:00")
    assert after[before_it].causes == ()
    assert why(after[early]) == [("closure", 120)]
    assert after[landing].causes[0].because_of == "AAA"


def test_the_moment_an_airport_reopens_is_open() -> None:
    day = PaperDay().tail("N1", "AAA")
    first = day.fly(1, "AAA", "BBB", "11:00", "12:00", "N1")
    assert project(day.closed("AAA", "09:00", "11:00"))[first].causes == ()


def test_a_flight_too_late_for_the_curfew_waits_for_the_morning_when_that_is_near_enough() -> None:
    day = PaperDay(horizon_end=at("12:00", 1)).airport("CCC", curfews=((0, 300, "arrivals", "noise"),)).tail("N1", "AAA")
    first = day.fly(1, "AAA", "CCC", "22:00", "23:50", "N1")
    after = project(day.late(first, 20), now="20:00")
    assert after[first].eta == at("05:00", 1)
    assert why(after[first]) == [("reported", 20), ("curfew", 290)]


def test_a_departure_curfew_does_not_hold_an_arrival() -> None:
    day = PaperDay(horizon_end=at("12:00", 1)).airport("CCC", curfews=((0, 300, "departures", "noise"),)).tail("N1", "AAA")
    first = day.fly(1, "AAA", "CCC", "22:00", "23:50", "N1")
    assert project(day.late(first, 20), now="20:00")[first].eta == at("00:10", 1)


def test_a_full_hour_sends_the_rest_to_the_next_first_come_first_served() -> None:
    day = PaperDay().airport("AAA", arrivals=20, departures=20)
    legs = [day.fly(number, "AAA", "BBB", f"10:{number}0", "12:00") for number in (1, 2, 3, 4)]
    day.reduced("AAA", "10:00", "11:00", arrivals=20, departures=2)
    after = project(day)
    assert [after[one].etd for one in legs] == [at("10:10"), at("10:20"), at("11:00"), at("11:00")]
    assert why(after[legs[2]]) == [("capacity", 30)]


def test_an_hour_full_of_arrivals_delays_departures_elsewhere_so_that_they_land_in_the_next() -> None:
    day = PaperDay().airport("AAA")
    legs = [day.fly(number, "BBB", "AAA", "09:00", f"10:{number}0") for number in (1, 2, 3)]
    after = project(day.reduced("AAA", "10:00", "11:00", arrivals=1, departures=20))
    assert [after[one].eta for one in legs] == [at("10:10"), at("11:00"), at("11:00")]


def test_flights_in_the_air_use_the_arrival_capacity_and_do_not_wait_for_it() -> None:
    day = PaperDay().airport("AAA").tail("N1", "BBB")
    airborne = day.fly(1, "BBB", "AAA", "08:30", "10:10", "N1")
    waiting = day.fly(2, "CCC", "AAA", "09:30", "10:05")
    day.happen(e.FlightDeparted(at=at("08:30"), flight_id=airborne))
    day.reduced("AAA", "10:00", "11:00", arrivals=1, departures=20)
    after = project(day, now="09:00")
    assert after[airborne].eta == at("10:10")
    assert after[waiting].eta == at("11:00")


def test_a_flight_in_the_air_towards_a_closed_airport_lands_when_it_reopens_and_its_aircraft_goes_on_from_there() -> None:
    day = PaperDay().airport("AAA").tail("N1", "BBB", turn=30)
    airborne = day.fly(1, "BBB", "AAA", "08:30", "10:10", "N1")
    onward = day.fly(2, "AAA", "CCC", "10:45", "12:00", "N1")
    day.happen(e.FlightDeparted(at=at("08:30"), flight_id=airborne)).closed("AAA", "10:00", "11:00")
    after = project(day, now="09:00")
    assert (after[airborne].etd, after[airborne].eta) == (at("08:30"), at("11:00"))
    assert after[onward].etd == at("11:30")


def test_a_broken_aircraft_flies_again_when_it_is_mended_and_what_would_be_too_late_is_cancelled() -> None:
    day = PaperDay().tail("N1", "AAA", turn=30)
    out = day.fly(1, "AAA", "BBB", "06:00", "07:00", "N1")
    back = day.fly(2, "BBB", "AAA", "14:00", "15:00", "N1")
    again = day.fly(3, "AAA", "CCC", "15:30", "17:00", "N1")
    day.happen(e.AircraftUnserviceable(at=EARLY, tail="N1", airport="AAA", start=EARLY, end=at("15:00")))
    after = project(day)
    assert after[out].cancelled  # 540 min late
    assert why(after[out]) == [("unserviceable", 540), ("unserviceable", 0)]
    assert after[back].cancelled  # N1 never came to BBB
    assert after[back].causes[-1].cause == "position"
    assert after[back].causes[-1].because_of == out
    assert (after[again].etd, after[again].cancelled) == (at("15:30"), False)


def test_exactly_the_longest_delay_is_flown_and_a_minute_more_is_cancelled() -> None:
    for minutes, cancelled in ((480, False), (481, True)):
        day = PaperDay().tail("N1", "AAA")
        first = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
        assert project(day.late(first, minutes))[first].cancelled is cancelled


def test_planned_maintenance_keeps_its_aircraft_on_the_ground() -> None:
    day = PaperDay().tail("N1", "AAA")
    first = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    day.happen(e.MaintenancePlanned(at=DAY, tail="N1", airport="AAA", start=at("08:30"), end=at("10:00"), reason="A check"))
    after = project(day)
    assert after[first].etd == at("10:00")
    assert why(after[first]) == [("unserviceable", 120)]


def test_after_a_cancelled_leg_the_return_leg_cannot_fly_but_the_next_leg_from_home_can() -> None:
    day = PaperDay().tail("N1", "AAA")
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "10:00", "11:00", "N1")
    later = day.fly(3, "AAA", "CCC", "12:00", "13:00", "N1")
    after = project(day.happen(e.FlightCancelled(at=EARLY, flight_id=out, delay_code="71")))
    assert after[out].cancelled
    assert (after[back].cancelled, why(after[back])) == (True, [("position", 0)])
    assert (after[later].cancelled, after[later].causes) == (False, ())


def test_a_leg_so_late_that_it_passes_its_return_leg_is_still_flown_first() -> None:
    day = PaperDay().tail("N1", "AAA", turn=30)
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "10:00", "11:00", "N1")
    after = project(day.late(out, 240))
    assert (after[out].etd, after[back].etd) == (at("12:00"), at("13:30"))


def test_after_a_diversion_the_aircraft_is_elsewhere_and_its_next_flight_is_cancelled() -> None:
    day = PaperDay().airport("CCC").tail("N1", "AAA")
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "10:00", "11:00", "N1")
    day.happen(e.FlightDeparted(at=at("08:00"), flight_id=out), e.FlightDiverted(at=at("09:10"), flight_id=out, airport="CCC"))
    after = project(day, now="09:15")
    assert out not in after
    assert after[back].cancelled
    assert after[back].causes[-1].cause == "position"


def test_a_flight_that_should_have_left_cannot_leave_before_now() -> None:
    day = PaperDay().tail("N1", "AAA")
    first = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    after = project(day, now="08:17")
    assert after[first].etd == at("08:17")
    assert why(after[first]) == [("reported", 17)]


def test_after_landing_the_turn_round_counts_from_the_actual_on_block_time() -> None:
    day = PaperDay().tail("N1", "AAA", turn=40)
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "09:45", "11:00", "N1")
    day.happen(e.FlightDeparted(at=at("08:10"), flight_id=out), e.FlightArrived(at=at("09:15"), flight_id=out))
    after = project(day, now="09:20")
    assert after[back].etd == at("09:55")
    assert why(after[back]) == [("tail", 10)]


def test_crew_of_a_cancelled_flight_hold_nothing() -> None:
    day, first, then = crew_story("12:00", "13:00")
    after = project(day.happen(e.FlightCancelled(at=EARLY, flight_id=first, delay_code="63")))
    assert after[then].etd == at("12:00")


def test_crews_and_aircraft_that_wait_for_one_another_in_a_circle_go_in_the_aircraft_s_order() -> None:
    day = PaperDay().tail("N1", "AAA", turn=30)
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "09:30", "10:30", "N1")
    day.crew("C1", back, out)  # a roster that nobody can work
    after = project(day)
    assert (after[out].etd, after[back].etd) == (at("08:00"), at("09:30"))


# --- what specialists ask ---------------------------------------------------------------------------------------------


def one_flight() -> tuple[PaperDay, FlightId]:
    day = PaperDay().tail("N1", "AAA")
    return day, day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")


def test_a_flight_takes_its_slot_or_loses_it() -> None:
    day, first = one_flight()
    slot = k.SlotWindow(source="slot", reason="regulated", flight_id=first, earliest=at("08:40"), latest=at("08:55"))
    assert project(day, also=[slot])[first].etd == at("08:40")
    late = project(day.late(first, 60), also=[slot])[first]
    assert late.cancelled
    assert late.causes[-1].cause == "capacity"


def test_a_flight_waits_for_the_earliest_departure_asked_for() -> None:
    day, first = one_flight()
    ask = k.EarliestDeparture(source="crew", reason="reserve reports", flight_id=first, at=at("08:25"))
    assert why(project(day, also=[ask])[first]) == [("crew", 25)]


def test_a_flight_that_misses_its_latest_arrival_is_cancelled_and_one_that_just_makes_it_is_not() -> None:
    for latest, cancelled in (("09:10", False), ("09:09", True)):
        day, first = one_flight()
        ask = k.LatestArrival(source="slot", reason="field closes", flight_id=first, at=at(latest))
        assert project(day.late(first, 10), also=[ask])[first].cancelled is cancelled


def test_a_flight_whose_crew_times_out_is_cancelled() -> None:
    day, first = one_flight()
    ask = k.CrewTimesOut(source="crew", reason="duty limit", flight_id=first, crew_id="C1", latest_departure=at("08:30"))
    after = project(day.late(first, 31), also=[ask])[first]
    assert after.cancelled
    assert (after.causes[-1].cause, after.causes[-1].because_of) == ("crew", "C1")


def test_a_flight_that_cannot_operate_is_cancelled() -> None:
    day, first = one_flight()
    after = project(day, also=[k.CannotOperate(source="crew", reason="nobody to fly it", flight_id=first)])[first]
    assert (after.cancelled, why(after)) == (True, [("crew", 0)])


def test_a_limit_given_twice_is_one_limit() -> None:
    day = PaperDay().airport("AAA")
    for number in (1, 2, 3, 4):
        day.fly(number, "AAA", "BBB", f"10:{number}0", "12:00")
    state = day.reduced("AAA", "10:00", "11:00", arrivals=20, departures=2).network()
    assert project(state, also=standing_constraints(state, EARLY)) == project(state)


# --- the tools --------------------------------------------------------------------------------------------------------


def test_the_tool_reports_what_will_be_moved_or_cancelled_and_counts_it() -> None:
    day, first, then = crew_story("12:00", "13:00")
    day.book("B1", 40, then)
    report = delay_propagation.run(ToolContext(state=day.late(first, 90).network(), now=EARLY), {})
    assert [one.flight_id for one in report.flights] == [then]  # the first is late already, as reported
    assert (report.moved_flights, report.newly_cancelled_flights, report.arrivals_15_min_late) == (1, 0, 2)
    assert report.arrival_delay_min_total == 150
    assert report.passengers_on_moved_or_cancelled == 40


def test_the_tool_reports_a_flight_that_is_asked_for_even_when_nothing_happens_to_it() -> None:
    day, first = one_flight()
    report = delay_propagation.run(ToolContext(state=day.network(), now=EARLY), {"flight_ids": [first]})
    assert [one.flight_id for one in report.flights] == [first]


def test_the_misconnections_tool_lists_bookings_that_will_miss_their_next_flight() -> None:
    day = PaperDay().airport("BBB", min_connection_min=40)
    first, onward = day.fly(1, "AAA", "BBB", "08:00", "09:00"), day.fly(2, "BBB", "CCC", "10:00", "11:00")
    day.book("B1", 3, first, onward).book("B2", 5, first)
    just = misconnections.run(ToolContext(state=day.late(first, 20).network(), now=EARLY), {})
    assert just.bookings == ()
    (missed,) = misconnections.run(ToolContext(state=day.late(first, 21).network(), now=EARLY), {}).bookings
    assert (missed.booking_id, missed.passengers, missed.available_min, missed.needed_min) == ("B1", 3, 39, 40)
