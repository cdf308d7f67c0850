"""The embedded day: calm as scheduled, and what its storm costs when nobody intervenes and as it was really flown."""

import pytest

from domain import disruptions as d
from domain.apply import fold
from domain.commands import InjectDisruption
from domain.decide import decide
from domain.network import NetworkState
from tools.plan_evaluation.evaluation import as_flown_outcome, do_nothing_plan, evaluate
from tools.plan_evaluation.pricing import price
from twin.scenarios import Scenario, load_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("nyc-2013-02-08")


@pytest.fixture(scope="module")
def scheduled(scenario: Scenario) -> NetworkState:
    return fold(NetworkState(), scenario.opening)


def test_the_day_as_scheduled_breaks_no_rule_and_costs_nothing(scenario: Scenario, scheduled: NetworkState) -> None:
    scored = evaluate(scheduled, do_nothing_plan(scheduled, scenario.start_at), now=scenario.start_at)
    assert scored.cost.total.cents == 0
    assert scored.legal
    assert scored.affected == ()


def test_with_its_airports_closed_the_day_loses_flights_and_every_one_has_a_cause(
    scenario: Scenario, scheduled: NetworkState
) -> None:
    state, now = scheduled, scenario.start_at
    for one in scenario.disruptions:
        if isinstance(one, d.AirportClosedReport):
            state = fold(state, decide(state, InjectDisruption(disruption=one), now=now))
    scored = evaluate(state, do_nothing_plan(state, now), now=now)
    assert scored.kpis.cancelled_flights > 0
    assert all(one.causes for one in scored.affected)
    # Nobody can bring an aircraft to a line check at an airport that is closed; everything else is kept.
    assert {one.rule for one in scored.checks if one.verdict == "fail"} <= {"maintenance"}


def test_the_day_as_it_was_flown_is_priced_with_the_flights_that_never_left(scenario: Scenario, scheduled: NetworkState) -> None:
    flown = fold(scheduled, scenario.recording)
    cost, kpis = price(scheduled, as_flown_outcome(scheduled, flown), after=flown)
    never_left = [flight for flight in flown.own_flights() if flight.atd is None]
    assert kpis.cancelled_flights == len(never_left) > 0
    assert sum(money.cents for money in cost.components.values()) == cost.total.cents > 0
