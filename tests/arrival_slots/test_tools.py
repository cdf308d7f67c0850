"""The two tools, on a network checked by hand and on the embedded New York day."""

from datetime import UTC, datetime

import pytest

from domain import events as e
from domain.apply import fold
from domain.commands import AssignSlot, CancelFlight, DelayFlight
from domain.decide import decide_all
from domain.network import NetworkState
from domain.plans import Plan
from domain.units import minutes
from tests.domain.paper_network import MIDNIGHT, at, leg, opening
from tools.arrival_slots.tool import (
    GroundDelayProgrammeReport,
    SlotAssignmentReport,
    ground_delay_programme,
    slot_assignment,
)
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext, ToolRetry
from twin.scenarios import load_scenario


def network(*further: e.Event) -> NetworkState:
    """The paper network with two flights of another carrier to AAA that are due before XX2, and two an hour accepted there."""
    events: list[e.Event] = opening()
    for number, minute in ((21, 50), (22, 55)):
        events.append(
            e.FlightScheduled(
                at=MIDNIGHT,
                flight_id=f"YY{number}/2026-03-02/BBB",
                carrier="YY",
                number=str(number),
                origin="BBB",
                destination="AAA",
                std=at(9, minute),
                sta=at(10, minute),
            )
        )
    events.append(
        e.AirportCapacityReduced(
            at=MIDNIGHT, airport="AAA", start=at(10, 45), end=at(13), arrivals_per_hour=4, departures_per_hour=10, reason="wind"
        )
    )
    return fold(NetworkState(), [*events, *further])


def programme(state: NetworkState, **asked: object) -> GroundDelayProgrammeReport:
    return ground_delay_programme.run(ToolContext(state, at(6)), {"airport": "AAA", "from_abroad_exempt": False, **asked})


def assigned(state: NetworkState, **asked: object) -> SlotAssignmentReport:
    return slot_assignment.run(ToolContext(state, at(6)), {"airport": "AAA", "from_abroad_exempt": False, **asked})


def test_the_programme_of_a_reduced_airport_gives_slots_by_schedule_and_take_off_times() -> None:
    report = programme(network())
    assert [(one.carrier, one.flight_id, one.time, one.delay_min) for one in report.slots] == [
        ("YY", "YY21/2026-03-02/BBB", at(11), 10),
        ("YY", "YY22/2026-03-02/BBB", at(11, 15), 20),
        ("XX", leg(2, "BBB"), at(11, 30), 30),
    ]
    (ours,) = report.our_flights
    assert ours.slot_id == "GDP/AAA/2026-03-02T11:30Z"
    assert (ours.leaves_stand, ours.edct) == (at(10, 30), at(10, 45))  # 15 min of taxiing out are in the hour of block time
    assert (ours.edct_from, ours.edct_until) == (at(10, 40), at(10, 50))
    assert [(one.carrier, one.delay_min) for one in report.delay_by_carrier] == [("XX", 30), ("YY", 30)]
    assert report.delay_min == 60


def test_a_cancelled_flights_slot_stays_with_its_carrier_until_compression() -> None:
    state = network(e.FlightCancelled(at=at(5), flight_id="YY21/2026-03-02/BBB", delay_code="96"))
    rationed = programme(state)
    assert [(one.carrier, one.flight_id is None) for one in rationed.slots[:2]] == [("YY", True), ("YY", False)]
    compressed = programme(state, compressed=True)
    assert {one.flight_id: one.time for one in compressed.slots if one.flight_id} == {
        "YY22/2026-03-02/BBB": at(11),
        leg(2, "BBB"): at(11, 15),
    }


def test_an_airport_that_is_not_short_has_no_programme_until_one_is_asked_for() -> None:
    with pytest.raises(ToolRetry, match="takes its declared 10 arrivals an hour"):
        ground_delay_programme.run(ToolContext(network(), at(6)), {"airport": "BBB"})
    asked = {"airport": "BBB", "start": at(8), "end": at(12), "rate": 1, "from_abroad_exempt": False}
    report = ground_delay_programme.run(ToolContext(network(), at(6)), asked)
    assert [one.time for one in report.slots] == [at(9), at(10)]


def test_the_operations_move_the_departure_and_take_the_slot_and_once_done_nothing_more_is_to_do() -> None:
    state = network()
    report = assigned(state)
    assert report.operations == (
        DelayFlight(flight_id=leg(2, "BBB"), etd=at(10, 30), reason_code="83"),
        AssignSlot(
            slot_id="GDP/AAA/2026-03-02T11:30Z", flight_id=leg(2, "BBB"), airport="AAA", movement="arrival", time=at(11, 30)
        ),
    )
    _, after = decide_all(state, report.operations, now=at(6))
    again = assigned(after)
    assert again.operations == ()
    assert again.cost == report.cost


def test_a_plan_that_cancels_a_flight_leaves_its_slot_to_us() -> None:
    report = assigned(network(), operations=[CancelFlight(flight_id=leg(2, "BBB"))])
    assert report.flights == ()
    assert report.unused == ("GDP/AAA/2026-03-02T11:30Z",)


def test_a_ground_stop_holds_every_departure_and_the_slots_follow_in_the_order_of_schedule() -> None:
    report = programme(network(), ground_stop_until=at(10, 31))
    assert [(one.carrier, one.time) for one in report.slots] == [("YY", at(11, 45)), ("YY", at(12)), ("XX", at(12, 15))]


@pytest.fixture(scope="module")
def new_york() -> tuple[NetworkState, datetime]:
    scenario = load_scenario("nyc-2013-02-08")
    return fold(NetworkState(), scenario.opening), scenario.start_at


def test_a_short_afternoon_at_jfk_costs_less_and_the_plan_breaks_no_rule(new_york: tuple[NetworkState, datetime]) -> None:
    state, now = new_york
    day = datetime(2013, 2, 8, tzinfo=UTC)
    asked = {"airport": "JFK", "start": day.replace(hour=16), "end": day.replace(hour=22), "rate": 10}
    report = slot_assignment.run(ToolContext(state, now), asked)
    assert report.solver.status == "optimal"
    assert report.cost.cents < report.rationed.cents
    assert report.delay_min >= report.rationed_delay_min  # rationing has the least delay; the best use is worth more
    assert set(report.gain).isdisjoint(report.lose)
    assert not report.without_slot
    plan = Plan(label="slots", kind="alternative", base_version=state.version, operations=report.operations)
    scored = evaluate(state, plan, now=now)
    assert [one for one in scored.checks if one.verdict == "fail"] == []
    _, after = decide_all(state, report.operations, now=now)
    held = [one for one in after.slots.values() if one.slot_id.startswith("GDP/")]
    assert {one.flight_id for one in held} == {one.flight_id for one in report.flights}
    assert all(after.flights[one.flight_id].eta == one.time for one in held if one.flight_id is not None)

    # Two flights that want each other's slot change them by way of a spare one.
    first, second = sorted(held, key=lambda one: one.time)[:2]
    swapped = fold(
        after,
        [
            e.SlotAllocated(
                at=now, slot_id=slot.slot_id, airport="JFK", movement="arrival", time=slot.time, flight_id=other.flight_id
            )
            for slot, other in ((first, second), (second, first))
        ],
    )
    back = slot_assignment.run(ToolContext(swapped, now), asked)
    slots = [one for one in back.operations if isinstance(one, AssignSlot)]
    assert len(slots) == 3
    _, final = decide_all(swapped, back.operations, now=now + minutes(0))
    assert final.slots[first.slot_id].flight_id == first.flight_id
