"""Which aircraft fly what: the search against brute force, and the saving on days it has not seen."""

from datetime import timedelta
from itertools import product
from random import Random

import numpy as np
import pytest

from domain import events as e
from domain.apply import fold
from domain.network import FareClass, NetworkState
from domain.plans import Plan
from knowledge.airline.costs import cost_parameters
from knowledge.airline.network_economics import network_economics
from tests.evaluation.paper_day import EARLY, PaperDay, generated_network
from tools.network_economics.demand import ClassDemand, Days, normal_spill, turned_away, unconstrained_mean
from tools.network_economics.fleet import FleetProblem, Group, Leg, assign_groups, assign_tails, fleet_cents
from tools.network_economics.reallocation import Scope, reallocate
from tools.network_economics.tool import CapacityReallocationReport, CapacityReallocationRequest, capacity_reallocation
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext


def crossed_day() -> PaperDay:
    """Two aircraft of one family leave one airport for two others and come back; the small one flies where most want to go."""
    day = PaperDay().tail("BIG", "AAA", seats=180).tail("SMALL", "AAA", seats=120)
    empty = day.fly(1, "AAA", "BBB", "06:00", "08:00", "BIG"), day.fly(2, "BBB", "AAA", "09:00", "11:00", "BIG")
    full = day.fly(3, "AAA", "DDD", "06:10", "08:10", "SMALL"), day.fly(4, "DDD", "AAA", "09:10", "11:10", "SMALL")
    for number, one in enumerate((*empty, *full)):
        day.book(f"B{number}", 60 if one in empty else 118, one)
    wanted = (FareClass("Y", "economy", 30_000, 20.0, 5.0), FareClass("M", "economy", 15_000, 20.0, 5.0))
    return day.happen(*(e.DemandForecast(at=EARLY, flight_id=one, fare_classes=wanted) for one in full))


def asked(state: NetworkState, **request: object) -> CapacityReallocationReport:
    context = ToolContext(state=state, now=EARLY, seed=7)
    return capacity_reallocation.function(context, CapacityReallocationRequest.model_validate({"judged_days": 500, **request}))


@pytest.mark.parametrize(
    ("mean", "sd", "seats", "spill"), [(120, 40, 150, 5.2467), (100, 35, 100, 13.963), (150, 30, 180, 2.4995)]
)
def test_normal_spill_is_that_of_the_published_formula_and_of_sampled_days(
    mean: float, sd: float, seats: int, spill: float
) -> None:
    assert normal_spill(mean, sd, seats) == pytest.approx(spill, rel=1e-4)
    one = (ClassDemand(mean, sd, 100.0),)
    people = Days(seed=1, stream=0, count=20_000, common_share=0.2).draw(3, one)
    without, lost = turned_away(one, people, seats)
    assert float(without.mean()) == pytest.approx(spill, rel=0.05)
    assert np.array_equal(lost, 100 * without)


def test_the_mean_found_behind_bookings_fills_the_seats_as_they_are_booked() -> None:
    mean = unconstrained_mean(130, 150, 0.3, 0.97)
    assert mean > 130
    assert mean - normal_spill(mean, 0.3 * mean, 150) == pytest.approx(130)
    assert unconstrained_mean(150, 150, 0.3, 0.97) == unconstrained_mean(148, 150, 0.3, 0.97)
    assert unconstrained_mean(0, 150, 0.3, 0.97) == pytest.approx(0)


def test_the_cheapest_class_is_turned_away_first() -> None:
    classes = (ClassDemand(80, 0, 300.0), ClassDemand(50, 0, 100.0))
    without, lost = turned_away(classes, np.array([[80.0], [50.0]]), 100)
    assert (without[0], lost[0]) == (30, 3_000)
    without, lost = turned_away(classes, np.array([[80.0], [50.0]]), 70)
    assert (without[0], lost[0]) == (60, 10 * 300 + 50 * 100)


def random_problem(seed: int) -> FleetProblem:
    """Three aircraft of two sizes, six legs out of and back to one airport."""
    dice = Random(seed)
    legs: list[Leg] = []
    starts: dict[int, list[tuple[str, str, int]]] = {0: [], 1: []}
    for index in range(3):
        group, tail = index % 2, f"N{index}"
        starts[group].append((tail, "HUB", 0))
        clock = dice.randrange(0, 120)
        for turn, (origin, destination) in enumerate((("HUB", f"S{dice.randrange(2)}"), ("", "HUB"))):
            origin = origin or legs[-1].destination
            ready = {one: clock + 60 + 30 + 10 * one for one in (0, 1)}
            legs.append(
                Leg(
                    flight_id=f"F{index}{turn}",
                    origin=origin,
                    destination=destination,
                    leaves=clock,
                    ready=ready,
                    cents={one: float(dice.randrange(1_000, 9_000)) for one in (0, 1)},
                    planned=group,
                    tail=tail,
                )
            )
            clock = ready[1] + dice.randrange(0, 60)
    groups = tuple(Group(f"G{one}", 100, tuple(starts[one]), ("HUB",) * len(starts[one])) for one in (0, 1))
    return FleetProblem(tuple(legs), groups)


@pytest.mark.parametrize("seed", range(8))
def test_no_assignment_that_aircraft_can_fly_is_cheaper(seed: int) -> None:
    problem = random_problem(seed)
    answer = assign_groups(problem)
    possible = []
    for groups in product((0, 1), repeat=len(problem.legs)):
        try:
            assign_tails(problem, groups)
        except ValueError:
            continue
        possible.append(fleet_cents(problem, groups))
    assert fleet_cents(problem, answer.groups) == pytest.approx(min(possible))
    assert set(assign_tails(problem, answer.groups)) == {leg.flight_id for leg in problem.legs}
    assert answer.solver.status == "optimal"


def test_the_larger_aircraft_goes_where_more_want_to_fly_and_the_plan_holds() -> None:
    state = crossed_day().network()
    report = asked(state, today=True)
    assert [(one.from_seats, one.to_seats) for one in report.changes] == [(180, 120), (120, 180)] * 2
    assert report.saving_low.cents > 0
    assert report.spilled_after < 1 < 60 < report.spilled_before
    assert report.swaps.cents == 4 * cost_parameters().aircraft_swap_cents
    assert report.saving.cents == pytest.approx(report.planned.cents - report.reallocated.cents, abs=1)
    plan = Plan(label="reallocated", kind="hand_made", base_version=state.version, operations=report.operations)
    scored = evaluate(state, plan, now=EARLY)
    assert scored.legal
    assert scored.kpis.aircraft_swaps == 4
    assert scored.kpis.tails_out_of_position == 0


def test_the_same_seed_gives_the_same_answer_and_another_stays_within_the_interval() -> None:
    state = crossed_day().network()
    assert asked(state).saving == asked(state).saving
    policy, costs = network_economics(), cost_parameters()
    found = reallocate(state, EARLY, policy, costs, seed=1, judged_days=4_000)
    again = reallocate(state, EARLY, policy, costs, seed=2, judged_days=4_000)
    assert found.changes
    assert abs(found.saving_cents - again.saving_cents) < 2 * (found.margin_cents + again.margin_cents)


def test_nothing_changes_where_nothing_is_gained_or_somebody_stops_the_search() -> None:
    day = PaperDay().tail("N1", "AAA", seats=150).tail("N2", "AAA", seats=150)
    day.fly(1, "AAA", "BBB", "06:00", "08:00", "N1")
    day.fly(2, "AAA", "BBB", "07:00", "09:00", "N2")
    report = asked(day.network())
    assert (report.changes, report.saving.cents, report.saving_high.cents) == ((), 0, 0)
    context = ToolContext(state=crossed_day().network(), now=EARLY, stop=lambda: True)
    stopped = capacity_reallocation.function(context, CapacityReallocationRequest(judged_days=100))
    assert (stopped.changes, stopped.solver.status) == ((), "not_run")


def test_families_trade_only_where_asked_and_maintenance_keeps_its_aircraft() -> None:
    day = crossed_day()
    day.events = [
        one.model_copy(update={"family": "A321"}) if isinstance(one, e.AircraftRegistered) and one.tail == "BIG" else one
        for one in day.events
    ]
    state = day.network()
    assert asked(state, within="family").changes == ()
    # Each family must already serve the airports: an aircraft of A321 that has been to DDD, one of A320 that has been to BBB.
    day.tail("BIG2", "DDD", seats=180, family="A321").tail("SMALL2", "BBB", seats=120)
    day.fly(7, "DDD", "AAA", "12:00", "14:00", "BIG2")
    day.fly(8, "BBB", "AAA", "12:00", "14:00", "SMALL2")
    wide = asked(day.network(), within="carrier")
    assert wide.changes
    assert wide.operations == ()
    visit = e.MaintenancePlanned(
        at=EARLY, tail="BIG", airport="AAA", start=EARLY + timedelta(hours=20), end=EARLY + timedelta(hours=26), reason="check"
    )
    kept = asked(fold(crossed_day().network(), [visit]))
    assert kept.changes == ()
    assert sum(kept.kept.values()) == 2


def test_a_generated_network_saves_and_every_aircraft_ends_where_it_was_planned() -> None:
    state = generated_network(16, 5, seed=3)
    found = reallocate(
        state, EARLY - timedelta(hours=1), network_economics(), cost_parameters(), scope=Scope(today=False), judged_days=500
    )
    assert found.solver.status == "optimal"
    assert found.saving_cents - found.margin_cents > 0
    ends = {}
    moved = {one.flight_id: one.to_tail for one in found.changes}
    for flight in sorted(state.own_flights(), key=lambda one: one.etd):
        tail = moved.get(flight.flight_id, flight.tail)
        assert ends.get(tail, flight.origin) == flight.origin
        ends[tail] = flight.destination
