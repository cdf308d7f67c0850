"""Shipments find their way: what fits, what connects, who is left behind, and that nothing cheaper exists."""

import random
from datetime import datetime
from itertools import product

import pytest

from domain import events as e
from domain.apply import fold
from domain.commands import CancelFlight, DelayFlight, OffloadCargo, Operation, RerouteCargo
from domain.constraints import Constraint
from domain.decide import decide_all
from domain.ids import FlightId, ShipmentId
from domain.network import NetworkState
from domain.plans import Plan
from domain.units import minutes
from tests.cargo.cargo_day import POLICY, Coast, booked, still_to_go, storm
from tests.evaluation.paper_day import at
from tools.cargo.assignment import Choice, Piece, Problem, assign, best_first, price
from tools.cargo.check import check_cargo
from tools.cargo.journeys import worth
from tools.cargo.recovery import Recovery, look_ahead, recover
from tools.cargo.tool import CargoRecoveryReport, cargo_recovery, cargo_status
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext, ToolRetry

EARLY = at("05:30")
FULL_KG = 9_000 - 150 * POLICY.bag_kg_per_passenger
"""What an A320's hold takes beside the bags of 150 people."""


def solved(network: NetworkState, now: datetime = EARLY, operations: tuple[Operation, ...] = ()) -> Recovery:
    """Recovery on a network."""
    found = recover(look_ahead(network, operations, now, POLICY))
    assert [one.verdict for one in found.checks] == ["pass", "pass"]
    return found


def reported(network: NetworkState, *operations: Operation, now: datetime = EARLY) -> CargoRecoveryReport:
    """What the tool says."""
    return cargo_recovery.run(ToolContext(network, now), {"operations": operations})


def evaluated(network: NetworkState, now: datetime, *operations: Operation) -> int:
    """The component of plan evaluation, in cents."""
    given: tuple[Constraint, ...] = ()
    plan = Plan(label="test", kind="hand_made", base_version=network.version, operations=operations)
    return evaluate(network, plan, now=now, constraints=given).cost.components["cargo"].cents


# --- routes ---------------------------------------------------------------------------------------------------------


def test_a_cancelled_flight_is_replaced_by_the_route_that_arrives_in_time() -> None:
    coast = Coast()
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))

    report = reported(network)

    assert report.operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.to_hub, coast.from_hub)),)
    assert report.shipments[0].delivery_after == at("16:30")
    assert (report.before.cents, report.after.cents) == (evaluated(network, EARLY), POLICY.reroute_cents)
    assert evaluated(network, EARLY, *report.operations) == POLICY.reroute_cents
    assert report.solver.status == "optimal"


@pytest.mark.parametrize(("late_min", "over_hub"), [(0, True), (1, False)])
def test_cargo_connects_with_the_transfer_time_and_not_with_a_minute_less(late_min: int, over_hub: bool) -> None:
    coast = Coast().cancelled()
    coast.day.late(coast.to_hub, late_min)
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))

    (operation,) = solved(network).operations

    assert isinstance(operation, RerouteCargo)
    assert operation.flight_ids == ((coast.to_hub, coast.from_hub) if over_hub else (coast.evening,))


@pytest.mark.parametrize(("clock", "in_time"), [("16:00", True), ("16:01", False)])
def test_cargo_is_moved_to_a_flight_until_the_cut_off_and_not_a_minute_later(clock: str, in_time: bool) -> None:
    coast = Coast()
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))

    found = solved(network, at(clock))

    assert [one.type for one in found.operations] == ["RerouteCargo"] * in_time


def test_cargo_that_waits_at_the_hub_goes_on_from_there() -> None:
    coast = Coast()
    second = coast.day.fly(5, "ORD", "LAX", "18:00", "20:30")
    network = coast.cargo(booked("S1", coast.to_hub, coast.from_hub, due=at("17:00")))
    network = fold(
        network,
        [
            e.FlightDeparted(at=at("10:00"), flight_id=coast.to_hub, tail="N2"),
            e.FlightCancelled(at=at("11:00"), flight_id=coast.from_hub, delay_code="41"),
        ],
    )

    found = solved(network, at("11:00"))

    assert found.operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(second,)),)
    assert evaluated(network, at("11:00"), *found.operations) == found.after_cents


def test_a_missed_connection_is_found_and_a_planned_short_one_is_not_missed() -> None:
    coast = Coast()
    short = coast.day.fly(6, "ORD", "LAX", "12:45", "15:15")  # 45 minutes, as it was sold
    network = coast.cargo(
        booked("S1", coast.to_hub, coast.from_hub, due=at("20:00")), booked("S2", coast.to_hub, short, due=at("20:00"))
    )
    assert not any(one.stuck for one in cargo_status.run(ToolContext(network, EARLY), {}).shipments)

    late = fold(
        network,
        [e.FlightDelayed(at=at("05:00"), flight_id=coast.to_hub, etd=at("10:01"), eta=at("12:01"), delay_code="41")],
    )

    stuck = {one.shipment_id: one.stuck for one in cargo_status.run(ToolContext(late, EARLY), {}).shipments}
    assert "89 min at ORD, 90 needed" in stuck[ShipmentId("S1")]
    assert "44 min at ORD, 45 needed" in stuck[ShipmentId("S2")]


def test_cargo_that_was_diverted_goes_on_from_where_it_landed() -> None:
    coast = Coast()
    network = fold(
        coast.cargo(booked("S1", coast.morning, due=at("16:30"))),
        [
            e.FlightDeparted(at=at("08:00"), flight_id=coast.morning, tail="N1"),
            e.FlightDiverted(at=at("11:00"), flight_id=coast.morning, airport="ORD"),
        ],
    )

    found = solved(network, at("11:05"))

    assert found.operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.from_hub,)),)
    assert evaluated(network, at("11:05"), *found.operations) == found.after_cents == POLICY.reroute_cents


def test_cargo_that_is_delivered_costs_nothing_more_and_cannot_be_moved() -> None:
    coast = Coast()
    coast.day.late(coast.morning, 180)
    network = coast.cargo(booked("S1", coast.morning, due=at("14:00")))
    over = fold(network, [e.CargoDelivered(at=at("17:00"), shipment_id=ShipmentId("S1"))])
    assert evaluated(network, EARLY) == 125_000
    assert evaluated(over, EARLY) == 0
    assert reported(over).shipments == ()


def test_a_flight_that_leaves_too_soon_to_change_is_kept_and_the_rest_is_new() -> None:
    coast = Coast()
    second = coast.day.fly(5, "ORD", "LAX", "18:00", "20:30")
    network = coast.cancelled(coast.from_hub).cargo(booked("S1", coast.to_hub, coast.from_hub, due=at("17:00")))

    found = solved(network, at("09:30"))

    assert found.operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.to_hub, second)),)
    assert evaluated(network, at("09:30"), *found.operations) == found.after_cents < found.before_cents


def test_a_connection_also_holds_by_the_airports_minimum() -> None:
    coast = Coast(hub_connection_min=91)
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))
    assert solved(network).operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.evening,)),)


def test_a_flight_that_cannot_be_reached_before_the_cut_off_does_not_take_it() -> None:
    coast = Coast()
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))
    operation = RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.evening,))
    assert evaluated(network, at("16:00"), operation) < evaluated(network, at("16:00"))
    assert evaluated(network, at("16:01"), operation) > evaluated(network, at("16:01"))


def test_offloaded_cargo_is_booked_again_on_a_flight_that_has_room() -> None:
    coast = Coast()
    network = coast.cargo(booked("S1", coast.evening, due=at("23:00")))
    network = fold(network, [e.CargoOffloaded(at=at("05:00"), shipment_id=ShipmentId("S1"))])

    found = solved(network)

    assert found.operations == (RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(coast.evening,)),)
    assert found.after_cents == POLICY.reroute_cents == evaluated(network, EARLY, *found.operations)


def test_cargo_taken_off_at_the_hub_is_known_to_wait_there() -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.from_hub)
    network = coast.cargo(booked("S1", coast.to_hub, coast.from_hub, due=at("17:00"), kg=FULL_KG + 1, dm3=1_000))
    network = fold(network, [e.FlightDeparted(at=at("10:00"), flight_id=coast.to_hub, tail="N2")])

    found = solved(network, at("11:00"))

    assert [one.type for one in found.operations] == ["RerouteCargo", "OffloadCargo"]
    _, fork = decide_all(network, found.operations, now=at("11:00"))
    (row,) = cargo_status.run(ToolContext(fork, at("11:00")), {}).shipments
    assert (row.airport, row.stuck) == ("ORD", "offloaded")
    assert evaluated(network, at("11:00"), *found.operations) == found.after_cents


# --- room -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kg", "fits"), [(FULL_KG, True), (FULL_KG + 1, False)])
def test_a_hold_takes_what_the_bags_leave_and_not_a_kilogram_more(kg: int, fits: bool) -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.evening)
    network = coast.cancelled(coast.morning, coast.to_hub).cargo(booked("S1", coast.morning, due=at("17:00"), kg=kg, dm3=1_000))

    assert len(solved(network).operations) == fits


@pytest.mark.parametrize(("dm3", "fits"), [(22_000, True), (22_001, False), (0, False)])
def test_volume_counts_as_weight_does_and_is_taken_by_weight_where_it_is_not_told(dm3: int, fits: bool) -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.evening)
    network = coast.cancelled(coast.morning, coast.to_hub).cargo(
        booked("S1", coast.morning, due=at("17:00"), kg=22_000 // POLICY.dm3_per_kg + 1, dm3=dm3)
    )

    assert len(solved(network).operations) == fits


def test_the_optimum_is_cheaper_than_the_highest_rate_per_kilogram_first() -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.evening)
    network = coast.cancelled(coast.morning, coast.to_hub).cargo(
        booked("dense", coast.morning, due=at("17:00"), kg=1_000, dm3=1_000, cents_per_hour=60_000),
        booked("heavy", coast.morning, due=at("17:00"), kg=FULL_KG, dm3=1_000, cents_per_hour=300_000),
    )

    report = reported(network)

    assert report.operations == (RerouteCargo(shipment_id=ShipmentId("heavy"), flight_ids=(coast.evening,)),)
    assert report.after.cents < report.best_first.cents < report.before.cents
    assert report.solver.gap == 0


def test_a_smaller_aircraft_leaves_the_least_valuable_behind_and_says_who_loses() -> None:
    coast = Coast(evening_seats=100)  # an E190: 3600 kg less 1300 of bags
    coast.day.book("B1", 100, coast.evening)
    network = coast.cargo(
        booked("cheap", coast.evening, due=at("23:30"), kg=1_500, dm3=1_000, cents_per_hour=1_000, priority="standard"),
        booked("dear", coast.evening, due=at("23:30"), kg=1_500, dm3=1_000),
    )

    report = reported(network, now=at("12:00"))

    assert report.operations == (OffloadCargo(shipment_id=ShipmentId("cheap")),)
    assert {one.shipment_id: one.loses for one in report.shipments} == {"cheap": False}  # it was left behind in any case
    assert report.before == report.after
    assert "no room on" in report.shipments[0].because


def test_a_shipment_in_need_takes_the_room_of_one_that_can_wait() -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.evening)
    network = coast.cancelled(coast.morning, coast.to_hub).cargo(
        booked("waits", coast.evening, due=at("23:59", 1), kg=5_000, dm3=1_000, cents_per_hour=1_000, priority="standard"),
        booked("urgent", coast.morning, due=at("17:00"), kg=5_000, dm3=1_000),
    )

    report = reported(network)

    assert report.losers == ("waits",)
    assert [one.type for one in report.operations] == ["OffloadCargo", "RerouteCargo"]
    assert report.after.cents == evaluated(network, EARLY, *report.operations)


def test_cargo_that_is_in_time_is_left_alone() -> None:
    coast = Coast()
    report = reported(coast.cargo(booked("S1", coast.morning, due=at("14:00"))))
    assert report.operations == ()
    assert report.solver.status == "not_run"
    assert report.before.cents == 0


def test_operations_that_cannot_be_carried_out_are_refused_with_their_faults() -> None:
    coast = Coast()
    network = coast.cargo()
    with pytest.raises(ToolRetry) as refused:
        reported(network, CancelFlight(flight_id=FlightId("XX9/2026-03-02/JFK")))
    assert "XX9" in str(refused.value.faults)


def test_a_network_without_cargo_has_no_such_component() -> None:
    network = Coast().cargo()
    plan = Plan(label="test", kind="hand_made", base_version=network.version)
    assert "cargo" not in evaluate(network, plan, now=EARLY).cost.components


def test_a_route_that_the_shipment_cannot_take_is_priced_and_checked_as_such() -> None:
    coast = Coast()
    second = coast.day.fly(5, "ORD", "LAX", "18:00", "20:30")
    network = coast.cancelled(coast.morning).cargo(booked("S1", coast.morning, due=at("17:00")))
    wrong = RerouteCargo(shipment_id=ShipmentId("S1"), flight_ids=(second,))  # it stands at JFK

    assert evaluated(network, EARLY, wrong) >= evaluated(network, EARLY) + POLICY.reroute_cents
    _, fork = decide_all(network, (wrong,), now=EARLY)
    faults = [one for one in check_cargo(network, fork, {}, (wrong,), EARLY) if one.verdict == "fail"]
    assert [one.rule for one in faults] == ["cargo_connection"]
    assert "it is at JFK" in faults[0].detail


def test_a_hold_that_is_too_full_is_found_by_the_check() -> None:
    coast = Coast()
    coast.day.book("B1", 150, coast.evening)
    network = coast.cargo(booked("S1", coast.evening, due=at("23:00"), kg=FULL_KG + 1, dm3=1_000))
    faults = [one for one in check_cargo(network, network, {}, (), EARLY) if one.verdict == "fail"]
    assert [(one.rule, one.subject) for one in faults] == [("cargo_capacity", coast.evening)]


# --- storms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_search_check_and_evaluation_agree_and_nothing_is_overloaded(seed: int) -> None:
    dice = random.Random(seed)
    now = at("06:00") + minutes(dice.randrange(360))
    network = storm(seed, now, shipments=dice.choice((10, 40, 80)), kg=dice.choice(((50, 500), (200, 4_000), (2_000, 6_500))))
    first, second = dice.sample(still_to_go(network), 2)
    late = network.flights[second].etd + minutes(dice.randrange(20, 200))
    plan = (CancelFlight(flight_id=first), DelayFlight(flight_id=second, etd=late))

    found = solved(network, now, plan)

    assert found.before_cents == evaluated(network, now, *plan)
    assert found.after_cents == evaluated(network, now, *plan, *found.operations)
    assert found.bound_cents <= found.after_cents <= found.baseline_cents
    assert found.after_cents <= found.before_cents
    assert found.assignment is None or found.assignment.status == "optimal"


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_cheaper_than_the_optimum_on_problems_small_enough_to_try_everything(seed: int) -> None:
    dice = random.Random(seed)
    flights = [FlightId(f"F{index}") for index in range(3)]
    room = {one: (dice.randint(2, 10), dice.randint(2, 10)) for one in flights}
    pieces = []
    for index in range(6):
        takes = [Choice((), dice.randint(50, 200))]
        takes += [Choice(tuple(dice.sample(flights, dice.randint(1, 2))), dice.randint(0, 100)) for _ in range(3)]
        one = booked(f"S{index}", due=EARLY, kg=dice.randint(1, 6), cents_per_hour=dice.randint(1, 100))
        network = fold(NetworkState(), [one])
        pieces.append(
            Piece(
                one.shipment_id,
                one.weight_kg,
                dice.randint(1, 6),
                worth(network.shipments[one.shipment_id], POLICY),
                tuple(takes),
            )
        )
    problem = Problem(tuple(pieces), room)

    result = assign(problem)

    feasible = [chosen for chosen in product(range(4), repeat=6) if _fits(problem, chosen)]
    assert result.objective_cents == result.bound_cents == min(price(problem, chosen) for chosen in feasible)
    assert _fits(problem, result.chosen)
    assert _fits(problem, best_first(problem))
    assert result.chosen == assign(problem).chosen


def test_routes_that_were_dropped_lower_the_bound_and_not_the_answer() -> None:
    worthless = worth(fold(NetworkState(), [booked("S", due=EARLY)]).shipments[ShipmentId("S")], POLICY)
    pieces = tuple(
        Piece(ShipmentId(name), 1, 1, worthless, (Choice((), 100), Choice((FlightId("F"),), 10)), dropped_from_cents=40)
        for name in ("S1", "S2")
    )
    result = assign(Problem(pieces, {FlightId("F"): (1, 1)}))
    assert (result.objective_cents, result.bound_cents, result.status) == (110, 50, "feasible")


def _fits(problem: Problem, chosen: tuple[int, ...]) -> bool:
    load = {one: [0, 0] for one in problem.room}
    for piece, number in zip(problem.pieces, chosen, strict=True):
        for flight in piece.choices[number].flights:
            load[flight][0] += piece.kg
            load[flight][1] += piece.dm3
    return all(kg <= problem.room[one][0] and dm3 <= problem.room[one][1] for one, (kg, dm3) in load.items())
