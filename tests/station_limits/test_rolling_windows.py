"""Declared capacity in any so many minutes in a row: equal is allowed, one more is not."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.commands import DelayFlight
from domain.constraints import StationCapacity
from domain.decide import decide_all
from domain.ids import AirportCode, SlotId
from domain.network import CapacityWindow, NetworkState
from domain.plans import Plan, PlanKind
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at, flight
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.station_checks import airport_windows as airport_windows_check
from tools.plan_evaluation.written import written_plan
from tools.spec import ToolContext, ToolRetry
from tools.station_limits.tool import MovementRoomReport, airport_movement_room, airport_windows
from tools.station_limits.windows import Movements, rolling_limits


def airport(day: PaperDay, *windows: CapacityWindow, rate: int = 60, code: str = "AAA") -> PaperDay:
    """Declare an airport with rolling windows."""
    day.events.append(
        e.AirportDeclared(
            at=DAY,
            airport=AirportCode(code),
            name=code,
            timezone="UTC",
            latitude=50.0,
            longitude=0.0,
            arrivals_per_hour=rate,
            departures_per_hour=rate,
            min_connection_min=40,
            capacity_windows=windows,
        )
    )
    day.airports.add(code)
    return day


def landing(*minutes: int, own: int = 0, windows: tuple[CapacityWindow, ...] = (), rate: int = 60) -> PaperDay:
    """Flights of others land at AAA so many minutes after 10:00, `own` of ours at 10:30."""
    day = airport(PaperDay(), *windows, rate=rate)
    for number, minute in enumerate(minutes, 1):
        day.fly(number, "BBB", "AAA", "08:00", at("10:00") + timedelta(minutes=minute), carrier="YY")
    for number in range(1, own + 1):
        day.fly(number, "CCC", "AAA", "09:00", "10:30")
    return day


def room(state: NetworkState, clock: str, flight_id: str | None = None, now: str = "05:00") -> MovementRoomReport:
    request = {"airport": "AAA", "movement": "arrival", "at": at(clock), "flight_id": flight_id}
    return airport_movement_room.run(ToolContext(state=state, now=at(now)), request)


def checks(state: NetworkState, *operations: DelayFlight, kind: PlanKind = "hand_made") -> list[str]:
    """What the plan evaluation's own check says of a plan."""
    _, after = decide_all(state, operations, now=at("05:00"))
    plan = Plan(label="x", kind=kind, base_version=state.version, operations=operations)
    projected = propagate(after, now=at("05:00"), constraints=standing_constraints(after, at("05:00"), schedule=state)).flights
    return [one.detail for one in airport_windows_check(written_plan(state, after, plan, now=at("05:00"), projected=projected))]


def test_of_sixty_an_hour_58_of_others_and_ours_leave_room_for_one_and_the_next_is_refused() -> None:
    day = landing(*range(58), own=1)
    assert room(day.network(), "10:20").allowed
    day.fly(2, "CCC", "AAA", "09:00", "10:20")
    refused = room(day.network(), "10:20")
    assert not refused.allowed
    assert "capacity exceeded" in refused.in_the_way[0].text
    assert refused.first_at == at("11:00")


def test_a_diverted_flight_is_offered_the_first_hour_with_room_and_the_slot_is_then_taken() -> None:
    day = landing(*range(59), own=1, windows=(CapacityWindow(60, arrivals=60),))
    diverting = [day.fly(number, "CCC", "BBB", "09:00", "10:10") for number in (8, 9)]
    offered = room(day.network(), "10:10", diverting[0])
    assert (offered.allowed, offered.first_at) == (False, at("11:00"))
    day.happen(
        e.SlotAllocated(
            at=EARLY,
            slot_id=SlotId("S1"),
            airport=AirportCode("AAA"),
            movement="arrival",
            time=at("11:00"),
            flight_id=diverting[0],
        )
    )
    # From 10:01 to 11:01 there are now 60 again: 58 of others, ours of 10:30 and the diverted one.
    assert room(day.network(), "11:00", diverting[1]).first_at == at("11:01")
    assert room(day.network(), "11:00", diverting[0]).allowed  # its own slot does not stand in its way


@pytest.mark.parametrize(("clock", "allowed"), [("09:45", True), ("09:46", False), ("10:14", False), ("10:15", True)])
def test_a_full_quarter_hour_bars_a_minute_more_on_both_sides_and_no_further(clock: str, allowed: bool) -> None:
    state = landing(0, 0, windows=(CapacityWindow(15, arrivals=2),)).network()
    assert room(state, clock).allowed is allowed


def test_arrivals_departures_and_the_total_are_limited_apart() -> None:
    for window, allowed in (
        (CapacityWindow(30, departures=0), True),
        (CapacityWindow(30, arrivals=2, total=4), True),
        (CapacityWindow(30, arrivals=1, total=4), False),
        (CapacityWindow(30, arrivals=2, total=1), False),
    ):
        assert room(landing(0, windows=(window,)).network(), "10:05").allowed is allowed


def test_an_airport_that_takes_none_has_no_room_within_two_days() -> None:
    assert room(landing(windows=(CapacityWindow(15, arrivals=0),)).network(), "10:00").first_at is None


def test_cancelled_flights_leave_their_room_and_late_ones_take_it_where_they_are_now_expected() -> None:
    day = landing(0, 0, windows=(CapacityWindow(15, arrivals=2),))
    first = flight(1, "BBB", "YY")
    late = e.FlightDelayed(at=EARLY, flight_id=first, etd=at("09:00"), eta=at("12:00"), delay_code="41")
    assert room(day.network(), "10:05").allowed is False
    assert room(day.happen(late).network(), "10:05").allowed is True
    day = landing(0, 0, windows=(CapacityWindow(15, arrivals=2),))
    assert room(day.happen(e.FlightCancelled(at=EARLY, flight_id=first, delay_code="71")).network(), "10:05").allowed is True


def test_a_closure_is_waited_out_together_with_the_windows_behind_it() -> None:
    day = landing(60, 60, windows=(CapacityWindow(15, arrivals=2),)).closed("AAA", "10:00", "11:00")
    report = room(day.network(), "10:00")
    assert report.first_at == at("11:15")
    assert [one.rule for one in report.in_the_way] == ["closure"]


def test_an_unknown_airport_is_refused_with_the_next_step() -> None:
    with pytest.raises(ToolRetry, match="Use the IATA code"):
        airport_movement_room.run(
            ToolContext(state=landing().network(), now=EARLY), {"airport": "ZZZ", "movement": "arrival", "at": EARLY}
        )


def bunched(ours: int, others: int = 3, limit: int = 4) -> tuple[PaperDay, list[DelayFlight]]:
    """`others` land at 12:00; ours are scheduled for 10:30 and a plan moves them all to 12:05."""
    day = landing(*[120] * others, own=ours, windows=(CapacityWindow(15, arrivals=limit), CapacityWindow(30, total=50)))
    return day, [DelayFlight(flight_id=flight(number, "CCC"), etd=at("10:35")) for number in range(1, ours + 1)]


def test_a_plan_that_fills_a_window_to_its_limit_is_allowed_and_one_more_is_reported_with_our_part() -> None:
    day, moved = bunched(ours=1)
    context = ToolContext(state=day.network(), now=at("05:00"))
    assert airport_windows.run(context, {"operations": moved}).over == ()
    day, moved = bunched(ours=2)
    context = ToolContext(state=day.network(), now=at("05:00"))
    report = airport_windows.run(context, {"operations": moved})
    (over,) = report.over
    assert (over.start, over.ours, over.others, over.allowed, over.ours_at_most) == (at("12:00"), 2, 3, 4, 1)
    (asked,) = report.capacities
    assert (asked.start, asked.end, asked.arrivals) == (at("12:00"), at("12:15"), 1)
    assert asked.departures >= 2  # not limited


def test_the_independent_check_refuses_the_same_plan_and_the_constraint_mends_it() -> None:
    day, moved = bunched(ours=2)
    (detail,) = checks(day.network(), *moved)
    assert detail == "5 arrivals at AAA in 15 min from 02 Mar 12:00Z, 2 of them ours; 4 are allowed"
    assert checks(day.network(), moved[0]) == []


def test_what_is_scheduled_above_a_window_s_limit_is_kept() -> None:
    day = landing(*[30] * 3, own=3, windows=(CapacityWindow(15, arrivals=4),))
    state = day.network()
    assert checks(state, kind="recommended") == []
    report = airport_windows.run(ToolContext(state=state, now=at("05:00")), {})
    assert [one.ours_at_most for one in report.over] == [3]
    assert report.capacities == ()
    # A fourth of ours that joins them is the plan's doing.
    late = day.fly(9, "CCC", "AAA", "08:00", "09:00")
    (detail,) = checks(day.network(), DelayFlight(flight_id=late, etd=at("09:31")))
    assert "4 of them ours" in detail


def test_other_carriers_that_bunch_do_not_make_our_punctual_flights_fail() -> None:
    day = landing(0, 10, 90, own=1, windows=(CapacityWindow(15, arrivals=2),))
    for number in (1, 2):
        late = e.FlightDelayed(at=EARLY, flight_id=flight(number, "BBB", "YY"), etd=at("09:00"), eta=at("10:30"), delay_code="41")
        day.happen(late)
    assert checks(day.network(), kind="recommended") == []


def test_a_total_is_divided_so_that_our_part_is_never_exceeded() -> None:
    day = airport(PaperDay(), CapacityWindow(15, total=5))
    for number in range(1, 4):
        day.fly(number, "BBB", "AAA", "09:00", "12:00", carrier="YY")
    moved = [day.fly(number, "CCC", "AAA", "08:00", "09:00") for number in (1, 2)]
    moved += [day.fly(number, "AAA", "CCC", "08:00", "09:00") for number in (3, 4, 5)]
    operations = [DelayFlight(flight_id=one, etd=at("11:00") if index < 2 else at("12:00")) for index, one in enumerate(moved)]
    (asked,) = airport_windows.run(ToolContext(state=day.network(), now=at("05:00")), {"operations": operations}).capacities
    assert isinstance(asked, StationCapacity)
    assert asked.arrivals + asked.departures == 2  # 5 less 3 of others


def test_movements_already_made_are_taken_from_what_is_left_of_our_part() -> None:
    day = landing(30, 30, own=1, windows=(CapacityWindow(15, arrivals=4),))
    late = [day.fly(number, "CCC", "AAA", "10:15", "10:20") for number in (11, 12)]
    ours = flight(1, "CCC")
    day.happen(e.FlightDeparted(at=at("09:00"), flight_id=ours), e.FlightArrived(at=at("10:30"), flight_id=ours))
    operations = [DelayFlight(flight_id=one, etd=at("10:33")) for one in late]  # on block 10:38
    context = ToolContext(state=day.network(), now=at("10:31"))
    (asked,) = airport_windows.run(context, {"operations": operations}).capacities
    assert (asked.start, asked.end, asked.arrivals) == (at("10:31"), at("10:45"), 1)  # 4 less 2 of others and the one landed


@settings(max_examples=60)
@given(
    times=st.lists(st.integers(0, 40), max_size=12),
    length=st.integers(1, 12),
    most=st.integers(1, 4),
    asked=st.integers(0, 40),
)
def test_the_first_room_is_the_first_minute_that_breaks_no_window_when_all_are_counted(
    times: list[int], length: int, most: int, asked: int
) -> None:
    minute = timedelta(minutes=1)
    limits = rolling_limits((CapacityWindow(length, arrivals=most),))
    movements = Movements(("arrival", DAY + one * minute) for one in times)

    def fits(moment: int) -> bool:
        after = [*times, moment]
        holding = [start for start in range(-20, 80) if start <= moment < start + length]
        return all(sum(start <= one < start + length for one in after) <= most for start in holding)

    found = movements.first_room(limits, "arrival", DAY + asked * minute)
    first = next(moment for moment in range(asked, 200) if fits(moment))
    assert found == DAY + first * minute
    assert bool(movements.in_the_way(limits, "arrival", DAY + asked * minute)) is (first != asked)


@settings(max_examples=40)
@given(times=st.lists(st.integers(0, 60), max_size=20), length=st.integers(1, 20), most=st.integers(0, 4))
def test_windows_over_their_limit_are_found_exactly_when_counting_every_minute_finds_some(
    times: list[int], length: int, most: int
) -> None:
    minute = timedelta(minutes=1)
    movements = Movements(("departure", DAY + one * minute) for one in times)
    over = list(movements.over(rolling_limits((CapacityWindow(length, departures=most),))))
    worst = max((sum(start <= one < start + length for one in times) for start in range(61)), default=0)
    assert max((one.used for one in over), default=0) == (worst if worst > most else 0)
