"""The 142 pricing scenarios, and how fast prices are decided, beside prices without any view of demand (the filed fare).

Decisions are those of the scenarios of the engine, over and over, once with bid prices and once with forecasts alone, where
seat protection is computed for each new state of sale.
"""

import time
from datetime import UTC, datetime
from typing import Any

from evals.suite import Progress, Suite
from knowledge.airline.pricing_policy import pricing_policy
from tools.pricing.decision import decide
from tools.pricing.request import Asked, FareOnSale, LegOnSale, PricingRequest, StateOfSale
from tools.pricing.scenarios import all_scenarios, judge

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DECISIONS = 3_000
FARES = (("Y", 100_000, 30.0, 12.0), ("M", 70_000, 40.0, 15.0), ("Q", 40_000, 60.0, 20.0))


def requests(kind: str) -> list[PricingRequest]:
    """So many different requests. `forecast_discounted`: of a firm, so that each state of sale needs the value of its seats."""
    found = []
    for number in range(DECISIONS):
        seats = 20 + number % 130
        known = kind.startswith("forecast")
        prices = (30 * number,) if kind == "bid_prices" else ()
        classes = tuple(
            FareOnSale(name=name, fare_cents=fare, mean=mean + number / DECISIONS if known else None, sd=sd if known else None)
            for name, fare, mean, sd in FARES
        )
        found.append(
            PricingRequest(
                state=StateOfSale(
                    legs=(LegOnSale(flight_id="XX100", seats_left=seats, bid_prices_cents=prices),),
                    classes=classes,
                    days_to_departure=30,
                ),
                asked=Asked(party=1 + number % 3, contract="ACME" if kind == "forecast_discounted" else None),
            )
        )
    return found


def decided(kind: str) -> dict[str, Any]:
    """Decisions per second, the longest in milliseconds, and the mean fare sold in cents."""
    asked, policy = requests(kind), pricing_policy()
    decide(asked[0], policy, at=NOW)
    longest, sold, started = 0.0, [], time.perf_counter()
    for request in asked:
        began = time.perf_counter()
        decision = decide(request, policy, at=NOW)
        longest = max(longest, time.perf_counter() - began)
        if decision.fare is not None:
            sold.append(decision.fare.cents)
    seconds = time.perf_counter() - started
    return {
        "kind": kind,
        "decisions": len(asked),
        "per_s": round(len(asked) / seconds),
        "longest_ms": round(1_000 * longest, 1),
        "sold": len(sold),
        "mean_fare_cents": round(sum(sold) / len(sold)) if sold else None,
    }


def run(progress: Progress) -> dict[str, Any]:
    """All scenarios twice, the second time with everything loaded, and the decisions."""
    scenarios, seconds = all_scenarios(), []
    for turn in ("first", "second"):
        progress(f"pricing: {len(scenarios)} scenarios, {turn} time")
        started = time.perf_counter()
        judged = [judge(one) for one in scenarios]
        seconds.append(round(time.perf_counter() - started, 2))
    rows = []
    for kind in ("bid_prices", "forecast", "forecast_discounted", "filed"):
        progress(f"pricing: {DECISIONS} decisions, {kind}")
        rows.append(decided(kind))
    failures = [f"{one.scenario_id}: {'; '.join(one.differences)}" for one in judged if not one.passed]
    return {
        "scenarios": len(scenarios),
        "passed": len(scenarios) - len(failures),
        "first_s": seconds[0],
        "second_s": seconds[1],
        "decisions": rows,
        "failures": failures,
    }


def table(figures: dict[str, Any]) -> str:
    """The scenarios, then a line per kind of decision."""
    lines = [
        f"  {figures['passed']} of {figures['scenarios']} scenarios hold; {figures['first_s']} s, again {figures['second_s']} s",
        f"  {'known of demand':<20} {'decisions':>9} {'per s':>7} {'longest ms':>10} {'sold':>6} {'mean fare':>10}",
    ]
    for row in figures["decisions"]:
        fare = "-" if row["mean_fare_cents"] is None else f"{row['mean_fare_cents'] / 100:,.2f}"
        lines.append(
            f"  {row['kind']:<20} {row['decisions']:>9} {row['per_s']:>7} {row['longest_ms']:>10} {row['sold']:>6} {fare:>10}"
        )
    return "\n".join(lines)


SUITE = Suite("pricing", "The 142 pricing scenarios and price decisions per second, beside the filed fare.", run, table)
