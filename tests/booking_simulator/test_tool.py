"""The tool `simulate_bookings`: its figures, its refusals, and being stopped."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.network import NetworkState
from tools.booking_simulator.tool import simulate_bookings
from tools.spec import ToolContext, ToolRetry

NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)


def asked(**changed: Any) -> dict[str, Any]:
    market: dict[str, Any] = {
        "legs": [{"name": "A-B", "seats": 20, "distance_km": 500}],
        "products": [
            {"name": "full", "legs": ["A-B"], "fare_cents": 30_000, "refund_percent": 100},
            {"name": "saver", "legs": ["A-B"], "fare_cents": 10_000},
        ],
        "segments": [
            {"name": "tourists", "mean": 30, "booking_curve": [[60, 0], [7, 1]], "choices": [{"product": "saver"}]},
            {"name": "travellers", "mean": 10, "booking_curve": [[14, 0], [0, 1]], "choices": [{"product": "full"}]},
        ],
        "horizon_days": 60,
        "policies": ["emsr_b"],
        "samples": 20,
    }
    return market | changed


def test_the_report_compares_with_first_come_first_served_and_says_that_it_is_simulated() -> None:
    heard: list[str] = []
    context = ToolContext(NetworkState(), NOW, seed=5, progress=lambda stage, detail: heard.append(detail["text"]))
    report = simulate_bookings.run(context, asked())
    best, baseline = report.policies
    assert (best.policy, baseline.policy) == ("emsr_b", "first_come_first_served")
    assert best.over_baseline.mean == best.simulated_revenue.mean - baseline.simulated_revenue.mean
    assert best.over_baseline.low is not None
    assert best.over_baseline.low > 0
    assert baseline.over_baseline.mean == 0
    assert best.simulated_revenue.mean <= report.simulated_hindsight_cents
    assert best.fare_per_passenger_cents is not None
    assert best.yield_cents_per_km == pytest.approx(best.fare_per_passenger_cents / 500, abs=0.01)
    assert (report.samples, report.stopped, report.seed) == (20, False, 5)
    assert "Simulated" in report.note
    assert heard == ["10 of 20 departures simulated", "20 of 20 departures simulated"]
    assert simulate_bookings.run(context, asked()) == report


def test_stopped_it_gives_the_departures_it_has() -> None:
    report = simulate_bookings.run(ToolContext(NetworkState(), NOW, stop=lambda: True), asked())
    assert (report.samples, report.stopped) == (1, True)
    assert report.policies[0].over_baseline.low is None


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"products": [{"name": "full", "legs": ["A-C"], "fare_cents": 1}]}, "products.0.legs", "'A-C' is none of the legs A-B"),
        ({"legs": [{"name": "A-B", "seats": 1}] * 2}, "legs", "named 2 times"),
        ({"legs": [{"name": "A-B", "seats": 20, "authorised": 19}]}, "legs.0.authorised", "below the 20 seats"),
        ({"reviews": [30, 20]}, "reviews", "begin with 60"),
        ({"reviews": [60, 20, 20]}, "reviews", "fall"),
        ({"horizon_days": 30}, "segments.0.booking_curve", "lie between 30 and 0"),
        ({"samples": 2_000, "policies": ["emsr_b"] * 40}, "samples", "keep samples x policies x requests within"),
    ],
)
def test_a_market_that_cannot_be_is_refused_with_every_fault(changed: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ToolRetry) as refused:
        simulate_bookings.run(ToolContext(NetworkState(), NOW), asked(**changed))
    assert any(where == field and said in what for where, what in refused.value.faults), refused.value.faults
