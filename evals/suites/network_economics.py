"""What the embedded day's routes earn, and what aircraft of other sizes on the same timetable would save, with its interval.

Passengers, fares, demand and shared costs of the day are assumed; the timetable and the tails are recorded.
"""

import time
from typing import Any

from domain.apply import fold
from domain.network import NetworkState
from evals.suite import Progress, Suite
from knowledge.airline.costs import cost_parameters
from knowledge.airline.network_economics import network_economics
from tools.network_economics.reallocation import Scope, reallocate
from tools.network_economics.routes import RouteEconomics
from tools.network_economics.tool import (
    BudgetVarianceRequest,
    MarketShareRequest,
    RouteProfitabilityRequest,
    budget_variance,
    market_share,
    route_profitability,
)
from tools.spec import ToolContext
from twin.scenarios import load_scenario

DAYS = ("nyc-2013-02-08", "nyc-2013-02-08-DL-UA")
SCOPES = (
    ("today, one family", Scope(today=True)),
    ("such a day, one family", Scope(today=False)),
    ("such a day, one carrier", Scope(across_families=True, today=False)),
)


def accounts(context: ToolContext) -> dict[str, Any]:
    """Seconds of each tool, the network, its three worst and best routes, and whether every sum is exact."""
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    routes = route_profitability.function(context, RouteProfitabilityRequest())
    seconds["routes_s"] = time.perf_counter() - started
    started = time.perf_counter()
    variance = budget_variance.function(context, BudgetVarianceRequest())
    seconds["variance_s"] = time.perf_counter() - started
    started = time.perf_counter()
    markets = market_share.function(context, MarketShareRequest(most=500))
    seconds["shares_s"] = time.perf_counter() - started
    network, money = routes.network, ("fare_cents", "ancillary_cents", "contribution_cents", "result_cents")
    revenue, costs = variance.revenue, variance.costs[-1]
    exact = (
        all(sum(getattr(one, name) for one in routes.routes) == getattr(network, name) for name in money)
        and network.fare_cents + network.ancillary_cents + routes.on_cancelled_cents + routes.elsewhere_cents
        == routes.booked_cents
        and revenue.volume_cents + revenue.mix_cents + revenue.price_cents == revenue.total_cents
        and costs.volume_cents + costs.efficiency_cents + costs.rate_cents == costs.total_cents
        and all(sum(carrier.share for carrier in one.shares) == 10_000 for one in markets.markets)
    )
    return {
        "seconds": {name: round(taken, 2) for name, taken in seconds.items()},
        "network": _line(network),
        "worst": [_line(one) for one in routes.routes[:3]],
        "best": [_line(one) for one in reversed(routes.routes[-3:])],
        "markets": len(markets.markets),
        "exact": exact,
    }


def _line(one: RouteEconomics) -> dict[str, Any]:
    return {
        "route": one.route,
        "flights": one.flights,
        "passengers": one.passengers,
        "revenue_cents": one.fare_cents + one.ancillary_cents,
        "contribution_cents": one.contribution_cents,
        "result_cents": one.result_cents,
        "load_factor": round(one.load_factor, 3),
        "rask_cents": round(one.rask_cents, 2),
        "cask_cents": round(one.cask_cents, 2),
        "break_even_load_factor": None if one.break_even_load_factor is None else round(one.break_even_load_factor, 3),
    }


def savings(state: NetworkState, context: ToolContext) -> list[dict[str, Any]]:
    """For each scope, chosen by sampled days and by mean demand alone, judged on the same 2,000 fresh days."""
    found: list[dict[str, Any]] = []
    for name, scope in SCOPES:
        for by_mean in (False, True):
            started = time.perf_counter()
            answer = reallocate(
                state, context.now, network_economics(), cost_parameters(), scope=scope, seed=context.seed, by_mean=by_mean
            )
            found.append(
                {
                    "scope": name,
                    "chosen_by": "mean demand" if by_mean else "400 sampled days",
                    "flights": answer.flights,
                    "changed": len(answer.changes),
                    "planned_cents": round(answer.planned_cents),
                    "saving_cents": round(answer.saving_cents),
                    "low_cents": round(answer.saving_cents - answer.margin_cents),
                    "high_cents": round(answer.saving_cents + answer.margin_cents),
                    "saving_percent": round(100 * answer.saving_cents / answer.planned_cents, 2),
                    "spilled_before": round(answer.spilled_before),
                    "spilled_after": round(answer.spilled_after),
                    "status": answer.solver.status,
                    "seconds": round(time.perf_counter() - started, 2),
                }
            )
    return found


def run(progress: Progress) -> dict[str, Any]:
    """Accounts and reallocation of one and of two carriers' day."""
    days: list[dict[str, Any]] = []
    for name in DAYS:
        progress(f"network economics: {name}")
        scenario = load_scenario(name)
        state = fold(NetworkState(), scenario.opening)
        context = ToolContext(state=state, now=scenario.start_at)
        days.append({"day": name, **accounts(context), "reallocation": savings(state, context)})
    failures = [f"{day['day']}: sums are not exact" for day in days if not day["exact"]]
    return {"days": days, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """Routes and reallocation of each day, in dollars."""
    lines: list[str] = []
    for day in figures["days"]:
        taken = ", ".join(f"{name.removesuffix('_s')} {seconds} s" for name, seconds in day["seconds"].items())
        lines.append(f"  {day['day']}: {taken}; {day['markets']} markets; sums exact: {day['exact']}")
        lines.append(
            f"    {'route':<9} {'flights':>7} {'passengers':>10} {'revenue':>11} {'contribution':>12} {'result':>10} {'load':>5}"
            f" {'RASK c':>6} {'CASK c':>6} {'even':>5}"
        )
        for one in (*day["worst"], *day["best"], day["network"]):
            revenue, contribution, result = (one[name] / 100 for name in ("revenue_cents", "contribution_cents", "result_cents"))
            lines.append(
                f"    {one['route']:<9} {one['flights']:>7} {one['passengers']:>10} {revenue:>11,.0f} {contribution:>12,.0f}"
                f" {result:>10,.0f} {one['load_factor']:>5.2f} {one['rask_cents']:>6.2f} {one['cask_cents']:>6.2f}"
                f" {one['break_even_load_factor'] or 0:>5.2f}"
            )
        lines.append(
            f"    {'reallocation':<24} {'chosen by':<16} {'changed':>11} {'planned':>11} {'saving':>9} {'95 % interval':>19}"
            f" {'%':>5} {'turned away':>13} {'s':>5}"
        )
        for one in day["reallocation"]:
            low, high = one["low_cents"] / 100, one["high_cents"] / 100
            lines.append(
                f"    {one['scope']:<24} {one['chosen_by']:<16} {one['changed']:>4} of {one['flights']:>3}"
                f" {one['planned_cents'] / 100:>11,.0f} {one['saving_cents'] / 100:>9,.0f} {low:>8,.0f} - {high:>8,.0f}"
                f" {one['saving_percent']:>5.2f} {one['spilled_before']:>5} > {one['spilled_after']:>5} {one['seconds']:>5.1f}"
            )
    return "\n".join(lines)


SUITE = Suite(
    "network-economics",
    "Routes' results on the embedded days, and the saving of aircraft of other sizes with its 95 % interval, beside mean demand.",
    run,
    table,
)
