"""The three tools on a paper day, and the teams that scenarios assume."""

from itertools import pairwise
from typing import Any

import pytest

from domain import events as e
from domain.ids import FlightId
from domain.network import Observation
from domain.units import minutes
from knowledge.airline.costs import cost_parameters
from tests.evaluation.paper_day import EARLY, PaperDay, at, flight
from tools.spec import ToolContext, ToolRetry
from tools.turnaround.from_network import outcome_of
from tools.turnaround.stakes import later_departure_cents
from tools.turnaround.tool import (
    SwapEffectsReport,
    TransferBagsReport,
    TurnaroundPlanReport,
    TurnReport,
    swap_effects,
    transfer_bags,
    turnaround_plan,
)
from twin.scenarios.ground_units import ground_units
from twin.scenarios.legs import Leg

OUT, HOME, ON = flight(1, "AAA"), flight(2, "BBB"), flight(3, "AAA")


def day() -> PaperDay:
    """N1 flies AAA-BBB-AAA and is turned there in 45 minutes to CCC at 09:30; N2 leaves AAA at 09:35 for a long leg."""
    paper = PaperDay().tail("N1", "AAA").tail("N2", "AAA").tail("N3", "BBB")
    paper.fly(1, "AAA", "BBB", "06:00", "07:00", "N1")
    paper.fly(2, "BBB", "AAA", "07:45", "08:45", "N1")
    paper.fly(3, "AAA", "CCC", "09:30", "10:30", "N1")
    paper.fly(5, "AAA", "DDD", "09:35", "13:35", "N2")
    paper.fly(7, "BBB", "AAA", "08:00", "08:51", "N3")
    return paper.book("B1", 100, ON)


def plan(paper: PaperDay, **asked: Any) -> TurnaroundPlanReport:
    return turnaround_plan.run(ToolContext(state=paper.network(), now=EARLY), {"airport": "AAA", **asked})


def turn_of(report: TurnaroundPlanReport, name: FlightId = ON) -> TurnReport:
    return next(one for one in report.tightest if one.outbound == name)


def test_a_turn_is_told_with_its_path_its_slack_and_its_chance() -> None:
    report = plan(day())
    one = turn_of(report)
    assert (one.inbound, one.ground_min, one.minimum_min, one.slack_min) == (HOME, 45, 41, 4)
    assert one.critical_path == ("chocks", "deboard", "cater", "board", "doors")
    assert 0.5 < one.on_time.probability < 1
    assert (report.turns, report.below_minimum, report.warnings) == (3, 0, ())
    assert turn_of(report, OUT).overnight
    assert "fuel_truck" in report.not_limited
    assert report == plan(day())


def test_a_late_arrival_leaves_less_than_the_minimum_and_a_shortcut_wins_some_back() -> None:
    report = plan(day(), operations=[{"type": "DelayFlight", "flight_id": HOME, "etd": at("08:05")}])
    one = turn_of(report)
    assert (one.ground_min, one.slack_min, one.delay_code) == (30, -11, "09")
    assert report.warnings[0].startswith(f"1 of 3 turns have less than their minimum ground time; {ON} lacks most, 11 min")
    best = one.shortcuts[0]
    assert best.minutes > 0
    assert best.units_free
    assert one.expected_late.cents > best.cost.cents


@pytest.mark.parametrize(("ctot", "left"), [("09:34", 0), ("09:35", 45), ("09:36", 46), ("10:20", 45 + 45)])
def test_a_slot_is_made_until_ten_minutes_after_its_time(ctot: str, left: int) -> None:
    """Taxi takes 15: at 09:30 off-block and 09:45 in the air a slot of 09:35 is just made, one of 09:34 is not."""
    paper = day().happen(e.FlowSlotIssued(at=EARLY, flight_id=ON, ctot=at(ctot), regulations=("AAA01",)))
    one = turn_of(plan(paper))
    assert one.makes_slot is not None
    if left == 45:
        assert one.makes_slot == one.on_time
    elif left == 0:
        assert one.makes_slot.probability == 0
    else:
        assert one.makes_slot.probability > turn_of(plan(day())).on_time.probability
    assert one.off_block == max(at("09:30"), at(ctot) - minutes(15))


def test_turns_that_share_a_team_wait_for_it_and_its_handler_is_named() -> None:
    paper = day().tail("N4", "AAA").tail("N5", "EEE")
    paper.fly(8, "EEE", "AAA", "07:45", "08:45", "N5")
    paper.fly(9, "AAA", "EEE", "09:30", "10:30", "N5")
    for kind in ("cleaning_team", "boarding_team"):
        paper.happen(e.GroundUnitsDeclared(at=EARLY, airport="AAA", handler="Sweep", kind=kind, count=1))  # type: ignore[arg-type]
    report = plan(paper)
    waits = [wait for one in report.tightest for wait in one.waits]
    assert {wait.delay_code for wait in waits} <= {"35", "15"}
    assert waits
    assert {one.unit for one in report.units} <= {"cleaning_team", "boarding_team"}
    assert {one.handler for one in report.clocks} == {"Sweep"}
    assert report.by_value.cents <= report.first_come.cents
    assert "fuel_truck" in report.not_limited
    assert "cleaning_team" not in report.not_limited


def test_in_freezing_rain_the_turn_is_deiced() -> None:
    observed = Observation(at=at("08:00"), text="FZRA", icing=True)
    paper = day().happen(e.WeatherReported(at=EARLY, airport="AAA", condition="FZRA", observed=observed))  # type: ignore[arg-type]
    one = turn_of(plan(paper))
    assert one.deiced
    assert one.minimum_min == 41 + 12


def test_only_turns_of_the_period_are_told_and_its_end_counts() -> None:
    assert plan(day(), start=at("09:30"), until=at("09:31")).turns == 1
    assert plan(day(), start=at("09:31"), until=at("09:35")).turns == 1
    assert plan(day(), start=at("09:31"), until=at("09:34")).turns == 0
    assert len(plan(day(), tightest=1).tightest) == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"airport": "QQQ"}, "not in scenario"),
        ({"start": at("09:00"), "until": at("09:00")}, "not after its start"),
        ({"operations": [{"type": "CancelFlight", "flight_id": "XX99/2026-03-02/AAA"}]}, "cannot be carried out"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ToolRetry, match=says):
        plan(day(), **asked)


def bags(paper: PaperDay, **asked: Any) -> TransferBagsReport:
    return transfer_bags.run(ToolContext(state=paper.network(), now=EARLY), {"airport": "AAA", **asked})


def test_bags_with_a_minute_too_little_are_at_risk_and_those_with_enough_are_not() -> None:
    """Passengers need 40 minutes at AAA, bags 45: 08:45 to 09:30 is enough, 08:51 to 09:35 is not, 08:51 to 09:30 for nobody."""
    paper = day().book("B2", 8, flight(7, "BBB"), flight(5, "AAA"))
    paper.book("B3", 8, HOME, flight(5, "AAA")).book("B4", 8, flight(7, "BBB"), ON)
    report = bags(paper)
    assert (report.connecting_bags, report.bags_at_risk, report.passengers_who_miss_too) == (12, 6, 8)
    (departure,) = report.departures
    (pair,) = departure.pairs
    assert (pair.inbound, pair.available_min, pair.needed_min, pair.bags) == (flight(7, "BBB"), 44, 45, 6)
    assert report.nothing.cents == 6 * 10_000
    assert report.cost.cents < report.nothing.cents
    assert bags(paper, operations=[{"type": "CancelFlight", "flight_id": flight(5, "AAA")}]).bags_at_risk == 0


def test_another_terminal_takes_bags_longer() -> None:
    paper = day().book("B3", 8, HOME, ON)
    assert bags(paper).bags_at_risk == 0
    gates = [
        e.AirportDeclared(
            **{
                **next(one for one in paper.events if isinstance(one, e.AirportDeclared) and one.airport == "AAA").model_dump(),
                "stands": [{"name": "1", "terminal": "T1"}, {"name": "2", "terminal": "T2"}],
            }
        ),
        e.GateAssigned(at=EARLY, flight_id=HOME, gate="1", movement="arrival"),
        e.GateAssigned(at=EARLY, flight_id=ON, gate="2"),
    ]
    assert bags(paper.happen(*gates)).bags_at_risk == 6


def swaps(now: str, *pairs: tuple[FlightId, str]) -> SwapEffectsReport:
    context = ToolContext(state=day().network(), now=at(now))
    return swap_effects.run(
        context, {"operations": [{"type": "SwapAircraft", "flight_id": one, "tail": tail} for one, tail in pairs]}
    )


def test_swapping_two_fuelled_aircraft_takes_fuel_off_one_and_tops_up_the_other() -> None:
    landed = [
        *(e.FlightDeparted(at=at(off), flight_id=one) for one, off in ((OUT, "06:00"), (HOME, "07:45"))),
        *(e.FlightArrived(at=at(on), flight_id=one) for one, on in ((OUT, "07:00"), (HOME, "08:45"))),
    ]
    paper = day().happen(*sorted(landed, key=lambda one: one.at))
    operations = [
        {"type": "SwapAircraft", "flight_id": ON, "tail": "N2"},
        {"type": "SwapAircraft", "flight_id": flight(5, "AAA"), "tail": "N1"},
    ]
    report = swap_effects.run(ToolContext(state=paper.network(), now=at("09:00")), {"operations": operations})
    short, long = report.flights
    assert (short.tail_after, short.instead_of, short.fuel_action) == ("N2", flight(5, "AAA"), "defuel")
    assert (short.fuel_loaded_kg, short.fuel_needed_kg) == (42 * (240 + 75), 42 * (60 + 75))
    assert (short.fuel_min, short.available_min, short.enough_time) == (20 + 31, 30, False)
    assert (long.fuel_action, long.fuel_min, long.enough_time) == ("top_up", 6 + 11, True)
    assert len(report.warnings) == 2
    assert report.ground_cost.cents == 60_000 + short.catering_cost.cents + long.catering_cost.cents


@pytest.mark.parametrize(("now", "action"), [("08:54", "uplift_changes"), ("08:55", "defuel")])
def test_the_aircraft_has_its_fuel_from_forty_minutes_before_off_block(now: str, action: str) -> None:
    report = swaps(now, (ON, "N2"), (flight(5, "AAA"), "N1"))
    assert next(one for one in report.flights if one.tail_after == "N2").fuel_action == action


def test_a_plan_without_swaps_changes_nothing_on_the_ground() -> None:
    context = ToolContext(state=day().network(), now=EARLY)
    report = swap_effects.run(context, {"operations": [{"type": "DelayFlight", "flight_id": ON, "etd": at("10:00")}]})
    assert (report.flights, report.warnings) == ((), ())


def test_leaving_later_never_costs_less_and_a_missed_connection_costs_from_its_first_minute_on() -> None:
    paper = day()
    paper.tail("N6", "CCC").fly(11, "CCC", "AAA", "11:40", "12:40", "N6")
    network = paper.book("B9", 10, ON, flight(11, "CCC")).network()
    cents = later_departure_cents(network, outcome_of(network, (), EARLY).projected, [network.flight(ON)], cost_parameters())
    steps = [then - first for first, then in pairwise(cents)]
    assert cents[0] == 0
    assert min(steps) >= 0
    spare = 70 - 40  # 10:30 to 11:40, and 40 are needed
    assert steps[spare] > 10 * 10_000 > steps[spare - 1]


def _legs(count: int) -> list[Leg]:
    return [
        Leg(FlightId(f"XX{number}{way}"), "XX", f"{number}", at("00:00").date(), origin, destination, off, on, f"N{number}")
        for number in range(count)
        for way, origin, destination, off, on in (
            ("a", "BOS", "JFK", at("06:00"), at("07:00")),
            ("b", "JFK", "BOS", at("07:45"), at("08:45")),
        )
    ]


def test_teams_are_assumed_where_three_own_turns_come_at_once() -> None:
    assert ground_units(_legs(2), {"XX"}, EARLY) == []
    declared = ground_units(_legs(3), {"XX"}, EARLY)
    assert {one.airport for one in declared} == {"BOS", "JFK"}
    assert {one.kind: one.count for one in declared if one.airport == "JFK"}["loading_team"] == 3
    assert len(declared) == 20
    assert all(one.count >= 1 and one.assumed for one in declared)
    assert ground_units(list(reversed(_legs(3))), {"XX"}, EARLY) == declared
    assert ground_units(_legs(3), {"YY"}, EARLY) == []
