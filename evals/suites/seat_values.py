"""What it is worth to know what seats are worth: people re-accommodated with and without seat prices, on real days.

The cancellations are those recorded; the demand still to come is simulated, drawn anew for every sample.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import sqrt
from random import Random
from statistics import mean, stdev
from typing import Any

from domain import events as e
from domain.apply import fold
from domain.commands import CancelFlight, Operation
from domain.decide import decide_all
from domain.network import FareClass, FlightStatus, NetworkState
from domain.plans import Plan
from evals.suite import Progress, Suite
from evals.suites.recorded_days import Moment, bts_day, first_at, moment_of
from tools.plan_evaluation.evaluation import evaluate
from tools.reaccommodation.tool import ReaccommodationReport, ReaccommodationRequest, reaccommodation
from tools.seat_value.prices import departures_on_sale, seats_left, share_left
from tools.spec import ToolContext
from twin.scenarios import Scenario, load_scenario

PARTS = {
    "delay": ("passenger_delay",),
    "care": ("passenger_care",),
    "another seat": ("passenger_rebooking",),
    "refund and lost trip": ("passenger_disruption", "passenger_refunds"),
    "compensation": ("compensation",),
    "displaced sales": ("displaced_revenue",),
    "ancillaries": ("ancillary_refunds",),
}
BUDGET_S = 10.0
STUDENT_95 = {5: 2.571, 7: 2.365, 11: 2.201, 19: 2.093}
"""Two-sided 95 percent points of Student's t by degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Day:
    """A recorded day: how to load it, whose capacity loss starts it, and how many samples of demand are drawn."""

    name: str
    load: Callable[[], Scenario]
    airport: str
    samples: int


def recorded_cancellations(moment: Moment) -> list[Operation]:
    """The flights of ours that had not left when the disruption was reported and that the record then cancels."""
    gone = (
        flight.flight_id
        for flight in moment.flown.own_flights()
        if flight.status is FlightStatus.CANCELLED
        and moment.state.flights[flight.flight_id].status is FlightStatus.SCHEDULED
        and flight.std > moment.disruption.reported_at
    )
    return [CancelFlight(flight_id=one) for one in sorted(gone)]


def with_simulated_demand(state: NetworkState, seed: int) -> NetworkState:
    """The network with the demand to come of each departure drawn around its forecast (gamma, coefficient of variation 0.5)."""
    dice = Random(f"seat values {seed}")
    told = []
    for flight in (*state.flights.values(), *state.further_flights.values()):
        if flight.fare_classes and flight.forecast_at is not None:
            factor = dice.gammavariate(4, 1 / 4)
            classes = tuple(
                FareClass(one.name, one.cabin, one.fare_cents, one.mean * factor, one.sd * factor) for one in flight.fare_classes
            )
            told.append(e.DemandForecast(at=flight.forecast_at, flight_id=flight.flight_id, fare_classes=classes))
    return fold(state, told)


def simulated_sales_cents(state: NetworkState, now: datetime, seed: int) -> int:
    """Sales that then really come: one draw of requests for each departure, the highest fares served first (perfect control)."""
    total = 0
    for flight in departures_on_sale(state, now=now):
        dice = Random(f"requests {seed} {flight.flight_id}")
        seats = seats_left(state, flight)
        share = share_left(flight, now)
        for one in sorted(flight.fare_classes, key=lambda one: -one.fare_cents):
            wanted = _poisson(dice, one.mean * share)
            sold = min(wanted, seats)
            seats -= sold
            total += sold * one.fare_cents
    return total


def _poisson(dice: Random, expected: float) -> int:
    count, clock = 0, dice.expovariate(1.0)
    while clock < expected:
        count += 1
        clock += dice.expovariate(1.0)
    return count


def _total(state: NetworkState, now: datetime, operations: Sequence[Operation]) -> dict[str, int]:
    scored = evaluate(
        state, Plan(label="x", kind="alternative", base_version=state.version, operations=tuple(operations)), now=now
    )
    parts = {
        name: sum(scored.cost.components[one].cents for one in of if one in scored.cost.components) for name, of in PARTS.items()
    }
    return parts | {"total": scored.cost.total.cents}


def compare(day: Day, progress: Progress) -> dict[str, Any]:
    """Both ways on every sample: plan price by part, sales that really come, and the paired difference with its interval."""
    started = time.perf_counter()
    scenario = day.load()
    moment = moment_of(scenario, first_at(day.airport)(scenario))
    cancelled = recorded_cancellations(moment)
    now = moment.disruption.reported_at
    rows = []
    for sample in range(day.samples):
        state = with_simulated_demand(moment.state, sample)
        row: dict[str, Any] = {}
        for label, prices in (("without", ()), ("with", None)):
            asked = ReaccommodationRequest(operations=tuple(cancelled), seat_prices=prices, budget_s=BUDGET_S)
            found: ReaccommodationReport = reaccommodation.run(
                ToolContext(state=state, now=now, disruption=moment.disruption), asked
            )
            operations = [*cancelled, *found.operations]
            _, after = decide_all(state, operations, now=now)
            row[label] = _total(state, now, operations) | {
                "simulated sales": simulated_sales_cents(after, now, sample),
                "seated": found.seated,
                "refunded": found.refunded,
            }
        rows.append(row)
        progress(f"{day.name}: sample {sample + 1} of {day.samples}")
    return {
        "day": day.name,
        "cancelled_flights": len(cancelled),
        "samples": day.samples,
        "mean_cents": {
            label: {part: round(mean(row[label][part] for row in rows)) for part in rows[0][label]}
            for label in ("without", "with")
        },
        "saving_cents": _interval([row["without"]["total"] - row["with"]["total"] for row in rows]),
        "saving_percent_of_passenger_parts": _interval(
            [100 * (row["without"]["total"] - row["with"]["total"]) / sum(row["without"][part] for part in PARTS) for row in rows]
        ),
        "simulated_sales_gained_cents": _interval(
            [row["with"]["simulated sales"] - row["without"]["simulated sales"] for row in rows]
        ),
        "runtime_s": round(time.perf_counter() - started, 1),
    }


def _interval(differences: Sequence[float]) -> dict[str, float]:
    """Mean and half width of its 95 percent confidence interval over the samples."""
    half = STUDENT_95[len(differences) - 1] * stdev(differences) / sqrt(len(differences))
    return {"mean": round(mean(differences), 2), "plus_minus": round(half, 2)}


def run(progress: Progress) -> dict[str, Any]:
    """Both days; Skipped where the data of the second are not there."""
    days = (
        Day("nyc-2013-02-08, recorded cancellations", partial(load_scenario, "nyc-2013-02-08"), "JFK", 12),
        Day("AA + MQ 2015-01-01, recorded cancellations", bts_day, "DFW", 6),
    )
    found = []
    for day in days:
        found.append(compare(day, progress))
    return {"days": found}


def table(figures: dict[str, Any]) -> str:
    """Parts of the price side by side in thousands, and what knowing seat values saves."""
    lines = []
    for day in figures["days"]:
        lines += [
            "",
            f"{day['day']}: {day['cancelled_flights']} flights cancelled, {day['samples']} samples of simulated demand, "
            f"{day['runtime_s']} s",
            f"{'thousand USD':24}{'without':>12}{'with':>12}",
        ]
        without, using = day["mean_cents"]["without"], day["mean_cents"]["with"]
        for part in (*PARTS, "total", "simulated sales"):
            lines.append(f"{part:24}{without[part] / 1e5:12,.1f}{using[part] / 1e5:12,.1f}")
        lines.append(
            f"people seated / refunded  {without['seated']} / {without['refunded']} without, "
            f"{using['seated']} / {using['refunded']} with"
        )
        saving, share, sales = (
            day[key] for key in ("saving_cents", "saving_percent_of_passenger_parts", "simulated_sales_gained_cents")
        )
        lines.append(
            f"saved {saving['mean'] / 1e5:,.1f} +- {saving['plus_minus'] / 1e5:,.1f} thousand USD (95 %), "
            f"{share['mean']} +- {share['plus_minus']} % of the parts above; simulated sales "
            f"{sales['mean'] / 1e5:+,.1f} +- {sales['plus_minus'] / 1e5:,.1f}"
        )
    return "\n".join(lines)


SUITE = Suite(
    name="seat-values",
    description="total cost of re-accommodation with and without seat values, recorded cancellations, simulated demand",
    run=run,
    table=table,
)
