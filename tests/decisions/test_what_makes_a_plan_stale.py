"""A plan is stale when what it leans on has moved; the noise of a running day does not count, up to the policy's tolerance."""

from datetime import datetime

import pytest

from domain import commands as c
from domain import events as e
from domain.apply import apply
from domain.ids import AirportCode, DefectId, TailNumber
from domain.network import DeferredDefect, NetworkState
from graphs.staleness import still_ahead, what_moved
from tests.domain.paper_network import at, leg, paper_network

PLAN = (c.DelayFlight(flight_id=leg(2, "BBB"), etd=at(10, 30)),)
TOLERANCE_MIN = 15


def departed(moment: datetime) -> NetworkState:
    """The network after XX1, which the plan's tail flies first and the plan does not name, has left."""
    return apply(paper_network(), e.FlightDeparted(at=moment, flight_id=leg(1, "AAA")))


@pytest.mark.parametrize(("leaves", "stale"), [(at(8), False), (at(8, 15), False), (at(8, 16), True)])
def test_an_unnamed_leg_of_the_rotation_may_be_a_little_off(leaves: datetime, stale: bool) -> None:
    moved = what_moved(PLAN, paper_network(), departed(leaves), rotation_tolerance_min=TOLERANCE_MIN)
    assert bool(moved) is stale


def test_a_named_flight_that_was_retimed_by_a_minute_makes_the_plan_stale() -> None:
    live = apply(
        paper_network(), e.FlightDelayed(at=at(7), flight_id=leg(2, "BBB"), etd=at(10, 1), eta=at(11, 1), delay_code="41")
    )
    (line,) = what_moved(PLAN, paper_network(), live, rotation_tolerance_min=TOLERANCE_MIN)
    assert leg(2, "BBB") in line


def test_a_cancelled_leg_of_the_rotation_makes_the_plan_stale_and_another_tails_flight_does_not() -> None:
    cancelled = apply(paper_network(), e.FlightCancelled(at=at(7), flight_id=leg(1, "AAA"), delay_code="71"))
    elsewhere = apply(paper_network(), e.FlightCancelled(at=at(7), flight_id=leg(4, "CCC"), delay_code="71"))

    assert what_moved(PLAN, paper_network(), cancelled, rotation_tolerance_min=TOLERANCE_MIN)
    assert not what_moved(PLAN, paper_network(), elsewhere, rotation_tolerance_min=TOLERANCE_MIN)


def test_a_closure_of_an_airport_that_the_plan_uses_makes_it_stale() -> None:
    live = apply(paper_network(), e.AirportClosed(at=at(7), airport="BBB", start=at(20), end=at(22)))
    assert what_moved(PLAN, paper_network(), live, rotation_tolerance_min=TOLERANCE_MIN)


def test_a_take_off_slot_a_stand_or_a_defect_of_what_the_plan_names_makes_it_stale() -> None:
    retimed = leg(2, "BBB")
    defect = DeferredDefect(DefectId("D1"), "21-31-01", "B", at(6), AirportCode("AAA"))
    for event, said in (
        (e.FlowSlotIssued(at=at(7), flight_id=retimed, ctot=at(10, 50), regulations=("R1",)), "take-off slot"),
        (e.GateAssigned(at=at(7), flight_id=retimed, gate="2"), "gate"),
        (e.DefectDeferred(at=at(7), tail=TailNumber("N1"), defect=defect), "deferred defects"),
    ):
        (line,) = what_moved(PLAN, paper_network(), apply(paper_network(), event), rotation_tolerance_min=TOLERANCE_MIN)
        assert said in line


def test_a_retiming_whose_time_has_passed_is_left_out_and_everything_else_stays() -> None:
    passed = c.DelayFlight(flight_id=leg(1, "AAA"), etd=at(8, 20))
    cancelled = c.CancelFlight(flight_id=leg(4, "CCC"))
    operations = (passed, *PLAN, cancelled)

    assert still_ahead(operations, paper_network(), at(8, 20)) == operations
    assert still_ahead(operations, paper_network(), at(8, 21)) == (*PLAN, cancelled)
    assert still_ahead(operations, departed(at(8, 10)), at(8, 30)) == (*PLAN, cancelled)


MOVED = (c.RebookPassenger(booking_id="B1", flight_ids=(leg(1, "AAA"),)),)


def later(minutes: int) -> NetworkState:
    """The network with XX1, AAA-BBB at eight, so many minutes late."""
    etd, eta = at(8, minutes), at(9, minutes)
    return apply(paper_network(), e.FlightDelayed(at=at(7), flight_id=leg(1, "AAA"), etd=etd, eta=eta, delay_code="41"))


@pytest.mark.parametrize(("late_min", "stale"), [(45, False), (46, True)])
def test_a_flight_that_people_are_only_moved_to_may_be_later_up_to_the_policys_tolerance(late_min: int, stale: bool) -> None:
    moved = what_moved(MOVED, paper_network(), later(late_min), passenger_tolerance_min=45)
    assert bool(moved) is stale


def test_a_flight_that_people_are_moved_to_may_be_flown_by_another_tail_but_must_be_to_go() -> None:
    swapped = apply(paper_network(), e.AircraftSwapped(at=at(7), flight_id=leg(1, "AAA"), from_tail="N1", to_tail="N2"))
    cancelled = apply(paper_network(), e.FlightCancelled(at=at(7), flight_id=leg(1, "AAA"), delay_code="71"))

    assert not what_moved(MOVED, paper_network(), swapped, passenger_tolerance_min=45)
    assert what_moved(MOVED, paper_network(), cancelled, passenger_tolerance_min=45)
    assert what_moved(MOVED, paper_network(), departed(at(8)), passenger_tolerance_min=45)


def test_a_flight_that_is_also_retimed_is_held_to_the_minute() -> None:
    both = (*MOVED, c.DelayFlight(flight_id=leg(1, "AAA"), etd=at(10)))
    assert what_moved(both, paper_network(), later(1), passenger_tolerance_min=45)
