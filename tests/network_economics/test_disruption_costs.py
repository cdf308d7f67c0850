"""What each disruption cost with its plan, beside doing nothing."""

import pytest

from domain.network import NetworkState
from tests.evaluation.paper_day import EARLY
from tools.network_economics.disruptions import DecidedCase
from tools.network_economics.tool import CostPerDisruptionReport, CostPerDisruptionRequest, cost_per_disruption
from tools.spec import ToolContext, ToolRetry

STORM = DecidedCase(
    case_id="C1", kind="closure", plan_cents={"delay": 400, "ferry": 100}, do_nothing_cents={"delay": 900, "care": 100}
)
FOG = DecidedCase(case_id="C2", kind="closure", plan_cents={"delay": 200}, do_nothing_cents={"delay": 250}, executed=False)
DEFECT = DecidedCase(case_id="C3", kind="aircraft", plan_cents={"swaps": 301}, do_nothing_cents={})


def asked(*cases: DecidedCase, only_executed: bool = False) -> CostPerDisruptionReport:
    context = ToolContext(state=NetworkState(), now=EARLY)
    return cost_per_disruption.function(context, CostPerDisruptionRequest(cases=cases, only_executed=only_executed))


def test_cases_components_and_kinds_add_up_to_the_same_totals() -> None:
    report = asked(STORM, FOG, DEFECT)
    assert (report.plan_cents, report.do_nothing_cents, report.avoided_cents) == (1_001, 1_250, 249)
    for rows in (report.cases, report.components, report.kinds):
        assert sum(one.plan_cents for one in rows) == report.plan_cents
        assert sum(one.do_nothing_cents for one in rows) == report.do_nothing_cents
        assert sum(one.avoided_cents for one in rows) == report.avoided_cents
    assert (report.mean_cents, report.median_cents) == (334, 301)


def test_each_case_says_its_dearest_component_and_what_its_plan_avoided() -> None:
    first, second, third = asked(STORM, FOG, DEFECT).cases
    assert (first.case_id, first.largest, first.avoided_cents, first.avoided_percent) == ("C1", "delay", 500, 50.0)
    assert (second.case_id, second.avoided_cents, second.avoided_percent) == ("C3", -301, None)
    assert third.executed is False


def test_plans_not_yet_executed_can_be_left_out() -> None:
    assert [one.case_id for one in asked(STORM, FOG, DEFECT, only_executed=True).cases] == ["C1", "C3"]
    with pytest.raises(ToolRetry, match="executed"):
        asked(FOG, only_executed=True)
    with pytest.raises(ToolRetry, match="once"):
        asked(FOG, FOG)
