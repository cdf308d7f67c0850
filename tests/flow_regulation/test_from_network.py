"""Regulated flights of a network: windows as constraints, what is warned of, and swaps that can be carried out."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import events as e
from domain.commands import OPERATION
from domain.decide import decide_all
from domain.ids import FlightId
from domain.network import NetworkState
from knowledge.airline.costs import cost_parameters
from tests.evaluation.paper_day import EARLY, PaperDay, at
from tools.flow_regulation.tool import FlowSlotsReport, FlowSwapsReport, flow_slots, flow_swaps
from tools.spec import ToolContext, ToolRetry


def issued(day: PaperDay, flight_id: FlightId, ctot: datetime | None, **other: Any) -> PaperDay:
    """A flow slot under regulation R1 for reasons of en-route capacity."""
    slot = {"regulations": ("R1",), "cause": "CE 81", **other}
    return day.happen(e.FlowSlotIssued(at=EARLY, flight_id=flight_id, ctot=ctot, **slot))


def morning() -> tuple[PaperDay, FlightId, FlightId]:
    """Two flights leave AAA, both with 15 minutes of taxi: a nearly empty one first, a full one an hour after its schedule."""
    day = PaperDay().tail("N1", "AAA").tail("N2", "AAA")
    empty = day.fly(1, "AAA", "BBB", "10:00", "11:00", "N1")
    full = day.fly(2, "AAA", "CCC", "10:00", "11:00", "N2")
    day.book("B1", 3, empty).book("B2", 140, full)
    issued(day, empty, at("10:15"))
    issued(day, full, at("11:15"))
    return day, empty, full


def slots(state: NetworkState, now: str = "09:00") -> FlowSlotsReport:
    return flow_slots.run(ToolContext(state=state, now=at(now)), {})


def swaps(state: NetworkState, now: str = "09:00", **request: Any) -> FlowSwapsReport:
    return flow_swaps.run(ToolContext(state=state, now=at(now)), request)


def test_a_regulated_flight_must_leave_the_gate_from_five_minutes_before_to_ten_after_less_its_taxi_time() -> None:
    day, empty, full = morning()
    windows = slots(day.network(), "09:00").constraints
    assert [(one.flight_id, one.earliest, one.latest) for one in windows] == [
        (empty, at("09:55"), at("10:10")),
        (full, at("10:55"), at("11:10")),
    ]
    assert "R1" in windows[0].reason


def test_the_report_says_delay_cause_and_code_and_whether_the_flight_now_meets_its_slot() -> None:
    day, empty, full = morning()
    report = slots(day.network())
    assert [(one.flight_id, one.standing, one.atfm_delay_min) for one in report.flights] == [
        (empty, "meets", 0),
        (full, "too_early", 60),
    ]
    assert report.atfm_delay_min == 60
    assert {(one.cause, one.delay_code) for one in report.flights} == {("ATC capacity, en route", "81")}


@pytest.mark.parametrize(("delay", "standing"), [(54, "too_early"), (55, "meets"), (70, "meets"), (71, "too_late")])
def test_standing_turns_with_the_minute(delay: int, standing: str) -> None:
    day, _, full = morning()
    report = slots(day.late(full, delay).network())
    assert report.flights[1].standing == standing
    assert report.flights[1].can_meet is (standing != "too_late")
    assert report.flights[1].delay_message_due is (standing in ("too_early", "too_late"))


def test_a_flight_that_cannot_be_in_time_gets_no_window_but_a_warning() -> None:
    day, empty, full = morning()
    late = day.late(full, 71).network()
    assert [one.flight_id for one in slots(late, "09:00").constraints] == [empty]
    assert any("send DLA" in one for one in slots(late).warnings)
    # Its aircraft comes in too late: on block 10:45 and half an hour of turn, five minutes beyond the window's end.
    day = PaperDay().tail("N1", "BBB")
    day.fly(7, "BBB", "AAA", "09:45", "10:45", "N1")
    next_leg = day.fly(8, "AAA", "BBB", "11:15", "12:15", "N1")
    assert len(slots(issued(day, next_leg, at("11:20")).network(), "09:00").constraints) == 1  # until 11:15
    assert slots(issued(day, next_leg, at("11:19")).network(), "09:00").constraints == ()


def test_a_window_ends_with_its_last_minute_and_a_suspended_flight_has_none_and_is_not_cancelled() -> None:
    day, empty, full = morning()
    state = day.network()
    assert empty in {one.flight_id for one in slots(state, "10:10").constraints}
    assert empty not in {one.flight_id for one in slots(state, "10:11").constraints}
    assert any("missed its CTOT" in one for one in slots(state, "10:11").warnings)
    suspended = issued(day, full, None, suspended=True).network()
    assert full not in {one.flight_id for one in slots(suspended, "09:00").constraints}
    assert any("suspended" in one for one in slots(suspended).warnings)
    assert slots(suspended).flights[-1].standing == "suspended"


def test_the_full_flight_takes_the_early_slot_and_the_operations_can_be_carried_out() -> None:
    day, empty, full = morning()
    state = day.network()
    report = swaps(state)
    (one,) = report.regulations
    assert [each.flight_id for each in one.gains] == [full]
    assert [(each.flight_id, each.later_min) for each in one.loses] == [(empty, 60)]
    costs = cost_parameters()
    each_hour = costs.passenger_delay(60) - costs.passenger_delay(0)
    assert report.saves.cents == one.bound.cents == (140 - 3) * each_hour  # aircraft of one size: minutes cancel out
    _, after = decide_all(state, [OPERATION.validate_python(op.model_dump()) for op in report.operations], now=at("09:00"))
    assert [flight.flow.ctot for flight in (after.flights[full], after.flights[empty]) if flight.flow] == [
        at("10:15"),
        at("11:15"),
    ]
    assert (after.flights[full].etd, after.flights[empty].etd) == (at("10:00"), at("11:00"))
    assert after.flights[empty].delay_code == "81"
    assert {one.standing for one in slots(after).flights} == {"meets"}
    assert swaps(after).regulations[0].swaps == ()


@pytest.mark.parametrize(("passengers", "worth_it"), [(100, False), (5, True)])
def test_what_the_loser_s_aircraft_flies_next_counts_against_the_swap(passengers: int, worth_it: bool) -> None:
    day, empty, _ = morning()
    alone = swaps(day.network()).saves.cents
    day.book("B3", passengers, day.fly(3, "BBB", "AAA", "11:30", "12:30", "N1"))
    report = swaps(day.network())
    assert report.saves.cents < alone
    assert [one.flight_id for one in report.regulations[0].loses] == ([empty] if worth_it else [])


def test_a_flight_delayed_for_a_reason_of_its_own_is_not_offered_an_earlier_time() -> None:
    day, _, full = morning()
    own_reason = day.late(full, 60).network()  # code 41, an aircraft defect
    assert swaps(own_reason).regulations[0].swaps == ()


def test_two_flights_are_refused_with_every_reason_and_one_name_alone_is_not_enough() -> None:
    day, empty, full = morning()
    other = day.fly(5, "AAA", "BBB", "12:00", "13:00")
    issued(day, full, at("11:15"), regulations=("R2", "R1"))
    state = day.network()
    assert swaps(state, flight_id=empty, with_flight_id=full).refused == ("the most penalising regulations differ: R1 and R2",)
    assert "has no CTOT" in swaps(state, flight_id=empty, with_flight_id=other).refused[0]
    with pytest.raises(ToolRetry, match="both flights"):
        swaps(state, flight_id=empty)


def test_forty_flights_are_paired_within_a_second_and_the_same_way_twice() -> None:
    day = PaperDay()
    for number in range(1, 41):
        day.tail(f"N{number}", "AAA")
        leg = day.fly(
            number, "AAA", "BBB", at("10:00") + timedelta(minutes=number), at("11:00") + timedelta(minutes=number), f"N{number}"
        )
        day.book(f"B{number}", 20 + number * 37 % 120, leg)
        issued(day, leg, at("10:20") + timedelta(minutes=3 * number))
    state = day.network()
    first = swaps(state)
    assert first == swaps(state)
    (one,) = first.regulations
    assert 0 < one.saves.cents <= one.bound.cents
