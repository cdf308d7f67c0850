"""The audit row of a price, and the tools that show prices to people."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from domain.network import NetworkState
from tools.pricing.record import PriceRecord, PriceStep
from tools.pricing.tool import price_decision, pricing_scenarios
from tools.spec import ToolContext

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CONTEXT = ToolContext(state=NetworkState(), now=NOW)
SALE = {
    "state": {
        "legs": [{"flight_id": "XX1", "seats_left": 9, "bid_prices_cents": [12000]}],
        "classes": [{"name": "Y", "fare_cents": 40000}, {"name": "B", "fare_cents": 20000}],
        "days_to_departure": 2,
    },
    "asked": {"party": 2, "point_of_sale": "GB", "channel": "desk", "disrupted": {"paid_cents": 21000}},
}


def test_a_decision_carries_the_row_that_explains_it() -> None:
    decision = price_decision.run(CONTEXT, SALE)
    row = decision.audit

    assert (row.subject, row.at, row.currency, row.policy_version) == ("XX1", NOW, "USD", "2026-11")
    assert (row.base_cents, row.result_cents) == (20_000, 21_000)
    assert [(one.name, one.cents) for one in row.adjustments] == [("point_of_sale", 800), ("channel", 2_500)]
    assert [(one.name, one.cents) for one in row.guards] == [("never_above_paid", -2_300)]
    assert decision.total is not None
    assert decision.total.cents == 42_000
    assert PriceRecord.model_validate_json(row.model_dump_json()) == row


def test_a_row_that_does_not_add_up_is_refused() -> None:
    row = price_decision.run(CONTEXT, SALE).audit.model_dump()

    with pytest.raises(ValidationError, match="do not add up"):
        PriceRecord.model_validate(row | {"result_cents": 20_999})
    with pytest.raises(ValidationError, match="do not add up"):
        PriceRecord.model_validate(row | {"guards": [PriceStep(name="floor", cents=1, reason="")]})
    with pytest.raises(ValidationError, match="accepted with a result"):
        PriceRecord.model_validate(row | {"outcome": "reject"})


def test_the_scenarios_can_be_looked_at_by_theme_and_mode() -> None:
    report = pricing_scenarios.run(CONTEXT, {"theme": "events", "mode": "disrupted"})

    assert (report.run, report.passed, report.stopped) == (8, 8, False)
    assert report.passed_by_theme == {"events": "8 of 8"}
    assert all(one.why and one.expected for one in report.scenarios)


def test_a_run_that_is_stopped_says_so() -> None:
    asked = iter([False, False, True])
    context = ToolContext(state=NetworkState(), now=NOW, stop=lambda: next(asked))

    report = pricing_scenarios.run(context, {"theme": "groups"})

    assert report.stopped
    assert report.run == 2
