"""Closures, curfews, our part of capacity, crew connections and aircraft visits, as the network itself states them."""

import pytest

from domain import events as e
from domain.constraints import StationCapacity, StationClosed
from domain.network import NetworkState
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at, flight
from tools.aircraft_availability.availability import aircraft_availability
from tools.crew_links.links import crew_links
from tools.spec import ToolContext, ToolRetry
from tools.station_limits.limits import station_limits
from tools.station_limits.tool import airport_load, station_limits_tool


def capacity(state: NetworkState, airport: str, hour: str, now: str = "05:00") -> tuple[int, int]:
    """Our arrivals and departures of the hour, from the limits."""
    (found,) = [
        one
        for one in station_limits(state, at(now))
        if isinstance(one, StationCapacity) and one.airport == airport and one.start <= at(hour) < one.end
    ]
    return found.arrivals, found.departures


def closures(state: NetworkState, airport: str, now: str = "05:00") -> list[StationClosed]:
    return [one for one in station_limits(state, at(now)) if isinstance(one, StationClosed) and one.airport == airport]


def busy_hour(others: int, own: int, rate: int = 60) -> PaperDay:
    """`others` and `own` flights land at AAA between 10:00 and 11:00."""
    day = PaperDay().airport("AAA", rate=rate)
    for number in range(1, others + 1):
        day.fly(number, "BBB", "AAA", "09:00", "10:30", carrier="YY")
    for number in range(1, own + 1):
        day.fly(number, "CCC", "AAA", "09:00", "10:30")
    return day


def test_with_58_of_others_and_one_of_ours_in_an_hour_of_60_one_more_of_ours_is_allowed_and_the_next_is_not() -> None:
    arrivals, _ = capacity(busy_hour(others=58, own=1).network(), "AAA", "10:00")
    assert arrivals == 2


def test_an_hour_sold_beyond_its_rate_keeps_the_movements_we_have_scheduled() -> None:
    arrivals, _ = capacity(busy_hour(others=20, own=5, rate=10).network(), "AAA", "10:00")
    assert arrivals == 5  # 10 - 20 is nothing, our share of 10 is 2


def test_flights_that_others_cancel_leave_their_room_to_us_when_nothing_is_reduced() -> None:
    day = busy_hour(others=8, own=1, rate=10)
    before, _ = capacity(day.network(), "AAA", "10:00")
    day.happen(e.FlightCancelled(at=EARLY, flight_id=flight(1, "BBB", "YY"), delay_code="71"))
    after, _ = capacity(day.network(), "AAA", "10:00")
    assert (before, after) == (2, 3)


def test_a_reduced_hour_is_shared_by_schedule_rounded_down() -> None:
    day = busy_hour(others=6, own=4, rate=20).reduced("AAA", "10:00", "11:00", arrivals=8, departures=20)
    arrivals, departures = capacity(day.network(), "AAA", "10:00")
    assert arrivals == 3  # 8 x 4/10 = 3.2
    assert departures == 20  # nobody is scheduled to leave and nothing is reduced


def test_a_slot_of_a_flight_we_cancelled_stays_in_our_share() -> None:
    day = busy_hour(others=5, own=5, rate=20).reduced("AAA", "10:00", "11:00", arrivals=8, departures=8)
    day.happen(e.FlightCancelled(at=EARLY, flight_id=flight(1, "CCC"), delay_code="71"))
    assert capacity(day.network(), "AAA", "10:00")[0] == 4


def test_a_reduction_of_half_an_hour_counts_for_half() -> None:
    day = busy_hour(others=0, own=1, rate=20).reduced("AAA", "10:30", "13:00", arrivals=4, departures=4)
    state = day.network()
    assert capacity(state, "AAA", "10:00")[0] == 12  # (20 x 30 + 4 x 30) / 60, all of it our share
    assert capacity(state, "AAA", "11:00")[0] == 4  # nobody is scheduled: all ours


def test_the_tightest_of_several_reductions_holds() -> None:
    day = busy_hour(others=0, own=1, rate=20)
    day.reduced("AAA", "10:00", "11:00", arrivals=9, departures=9).reduced("AAA", "10:00", "11:00", arrivals=7, departures=9)
    assert capacity(day.network(), "AAA", "10:00")[0] == 7


def test_the_current_hour_has_left_what_we_have_not_used() -> None:
    day = PaperDay().airport("AAA", rate=3).tail("N1", "AAA")
    first = day.fly(1, "AAA", "BBB", "10:05", "11:00", "N1")
    day.fly(2, "AAA", "CCC", "10:45", "11:45")
    day.happen(e.FlightDeparted(at=at("10:05"), flight_id=first))
    limits = [one for one in station_limits(day.network(), at("10:20")) if one.airport == "AAA"]
    now_hour = limits[0]
    assert isinstance(now_hour, StationCapacity)
    assert (now_hour.start, now_hour.end, now_hour.departures) == (at("10:20"), at("11:00"), 2)


def test_ferry_flights_do_not_raise_our_part_of_the_capacity() -> None:
    day = busy_hour(others=30, own=2, rate=10)
    before = capacity(day.network(), "AAA", "10:00")
    day.fly(900, "CCC", "AAA", "09:00", "10:20", service="ferry")
    assert capacity(day.network(), "AAA", "10:00") == before


def test_closures_that_are_over_are_not_limits_any_more() -> None:
    day = busy_hour(others=0, own=1).closed("AAA", "06:00", "07:00").closed("AAA", "09:00", "11:00", "fog")
    (left,) = closures(day.network(), "AAA", now="08:00")
    assert (left.start, left.end, left.movement) == (at("09:00"), at("11:00"), "both")
    assert "fog" in left.reason


def test_a_curfew_crosses_midnight_in_the_airport_s_own_time() -> None:
    day = PaperDay(horizon_end=at("12:00", day=1)).airport(
        "LON", timezone="America/New_York", curfews=((23 * 60, 6 * 60, "arrivals", "noise rule 7"),)
    )
    day.fly(1, "AAA", "LON", "10:00", "11:00")
    nights = closures(day.network(), "LON", now="05:00")
    # On 2 March New York is five hours behind: 23:00-06:00 is 04:00-11:00 UTC.
    assert [(one.start, one.end) for one in nights] == [(at("04:00"), at("11:00")), (at("04:00", 1), at("11:00", 1))]
    assert all(one.movement == "arrivals" and "noise rule 7" in one.reason for one in nights)


def test_a_curfew_night_is_an_hour_shorter_when_the_clocks_go_forward() -> None:
    day = PaperDay(horizon_end=at("23:00", day=6)).airport(
        "LON", timezone="America/New_York", curfews=((23 * 60, 6 * 60, "both", ""),)
    )
    day.fly(1, "AAA", "LON", "10:00", "11:00")
    nights = closures(day.network(), "LON")
    assert (nights[-1].start, nights[-1].end) == (at("04:00", 6), at("10:00", 6))  # the night to Sunday 8 March 2026


def test_crew_of_one_duty_link_its_flights_and_people_on_the_same_pair_are_counted_together() -> None:
    day = PaperDay()
    legs = day.fly(1, "AAA", "BBB", "08:00", "09:00"), day.fly(2, "BBB", "AAA", "10:00", "11:00")
    day.crew("C1", *legs).crew("C2", *legs)
    (link,) = crew_links(day.network(), at("05:00"))
    assert (link.first, link.then, link.gap_min, link.crew_count) == (*legs, 30, 2)


def test_a_gap_planned_shorter_than_usual_is_what_that_crew_needs() -> None:
    day = PaperDay()
    day.crew("C1", day.fly(1, "AAA", "BBB", "08:00", "09:00"), day.fly(2, "BBB", "AAA", "09:25", "11:00"))
    (link,) = crew_links(day.network(), at("05:00"))
    assert link.gap_min == 25


def test_a_crew_whose_next_flight_has_left_holds_nothing_any_more() -> None:
    day = PaperDay()
    legs = day.fly(1, "AAA", "BBB", "08:00", "09:00"), day.fly(2, "BBB", "AAA", "10:00", "11:00")
    day.crew("C1", *legs).happen(
        e.FlightDeparted(at=at("08:00"), flight_id=legs[0]), e.FlightDeparted(at=at("10:00"), flight_id=legs[1])
    )
    assert crew_links(day.network(), at("10:05")) == ()


def test_outages_and_maintenance_hold_until_they_end() -> None:
    day = (
        PaperDay()
        .tail("N1", "AAA")
        .happen(
            e.AircraftUnserviceable(at=EARLY, tail="N1", airport="AAA", start=at("06:00"), end=at("09:00")),
            e.MaintenancePlanned(at=DAY, tail="N1", airport="BBB", start=at("20:00"), end=at("23:00"), reason="A check"),
        )
    )
    state = day.network()
    assert [one.kind for one in aircraft_availability(state, at("08:00"))] == ["TailUnavailable", "TailMustBeAt"]
    assert [one.kind for one in aircraft_availability(state, at("09:00"))] == ["TailMustBeAt"]


def test_the_airport_load_tool_shows_both_carriers_and_our_part_hour_by_hour() -> None:
    state = busy_hour(others=58, own=1).network()
    report = airport_load.run(ToolContext(state=state, now=at("09:30")), {"airport": "AAA", "hours": 3})
    hour = report.hours[1]
    assert hour.start == at("10:00")
    assert (hour.arrivals.scheduled_own, hour.arrivals.scheduled_others, hour.arrivals.ours_at_most) == (1, 58, 2)


def test_asking_for_an_airport_that_is_not_there_says_so() -> None:
    context = ToolContext(state=busy_hour(others=1, own=1).network(), now=at("09:30"))
    with pytest.raises(ToolRetry, match="'QQQ' is not in scenario"):
        station_limits_tool.run(context, {"airports": ["QQQ"]})
