"""What inventory policies earn in simulated markets, beside first come first served, with the bound of perfect hindsight.

Markets are made up: fares, demand, booking curves and choice are nobody's. Revenue is simulated throughout.
"""

import time
from statistics import fmean
from typing import Any

from evals.suite import Progress, Suite
from tools.booking_simulator.compare import compare, gain
from tools.booking_simulator.policies import BASELINE, POLICIES
from tools.booking_simulator.problem import Leg, Product, Scenario, Segment

SEATS = 100
SAMPLES = 200
NETWORK_SAMPLES = 60
FACTORS = (0.9, 1.1, 1.3)
REVIEWS = (60.0, 45.0, 30.0, 21.0, 14.0, 10.0, 7.0, 5.0, 3.0, 2.0, 1.0)
EARLY = ((60.0, 0.0), (45.0, 0.3), (21.0, 0.8), (7.0, 1.0))
MIDDLE = ((60.0, 0.0), (21.0, 0.3), (7.0, 0.75), (3.0, 0.9), (0.0, 1.0))
LATE = ((60.0, 0.0), (21.0, 0.1), (7.0, 0.35), (3.0, 0.7), (0.0, 1.0))
FARES = (("Y", 50_000, 0.15, LATE), ("B", 32_000, 0.2, MIDDLE), ("M", 20_000, 0.25, MIDDLE), ("K", 12_000, 0.4, EARLY))


def separate_classes(factor: float) -> Scenario:
    """One leg, four classes that each have customers of their own; demand is `factor` of the seats, uncertain by a quarter."""
    return Scenario(
        legs=(Leg("leg", SEATS, SEATS),),
        products=tuple(Product(name, (0,), fare) for name, fare, _, _ in FARES),
        segments=tuple(
            Segment(name, SEATS * factor * share, curve, ((index, 0),), cv=0.25)
            for index, (name, _, share, curve) in enumerate(FARES)
        ),
        horizon_days=60,
        reviews=REVIEWS,
    )


def one_family(factor: float) -> Scenario:
    """The same four fares without differences: business would pay about 480, tourists about 150."""
    choices = tuple((index, 0) for index in range(len(FARES)))
    return Scenario(
        legs=(Leg("leg", SEATS, SEATS),),
        products=tuple(Product(name, (0,), fare) for name, fare, _, _ in FARES),
        segments=(
            Segment("business", 0.35 * SEATS * factor, LATE, choices, willingness_cents=48_000, spread_cents=6_000, cv=0.3),
            Segment("leisure", 0.65 * SEATS * factor, EARLY, choices, willingness_cents=15_000, spread_cents=3_000, cv=0.3),
        ),
        horizon_days=60,
        reviews=REVIEWS,
    )


def overbooked(factor: float) -> Scenario:
    """The separate classes with cancellations, 8 % of no-shows and eight bookings beyond the seats, 600 for each left behind."""
    plain = separate_classes(factor)
    return Scenario(
        legs=(Leg("leg", SEATS, SEATS + 8),),
        products=plain.products,
        segments=tuple(
            Segment(one.name, one.mean, one.booking_curve, one.choices, cv=one.cv, cancels_per_day=0.003, no_show=0.08)
            for one in plain.segments
        ),
        horizon_days=60,
        reviews=REVIEWS,
        denied_cents=60_000,
    )


def hub(factor: float) -> Scenario:
    """Two legs into a hub and two out of it, local and connecting journeys, three fares each; legs are asked for by `factor`."""
    legs = tuple(Leg(name, SEATS, SEATS) for name in ("in-1", "in-2", "out-1", "out-2"))
    journeys = [((leg,), 1.0, 0.45) for leg in range(4)] + [((start, end), 1.5, 0.275) for start in (0, 1) for end in (2, 3)]
    products: list[Product] = []
    segments: list[Segment] = []
    for ways, dearer, part in journeys:
        for name, fare, share, curve in (("Y", 45_000, 0.2, LATE), ("M", 22_000, 0.3, MIDDLE), ("K", 12_000, 0.5, EARLY)):
            label = "+".join(legs[leg].name for leg in ways) + f" {name}"
            segments.append(Segment(label, SEATS * factor * part * share, curve, ((len(products), 0),), cv=0.25))
            products.append(Product(label, ways, round(fare * dearer)))
    return Scenario(legs, tuple(products), tuple(segments), 60, REVIEWS)


def measured(name: str, scenario: Scenario, samples: int) -> dict[str, Any]:
    """Simulated revenue per policy in cents, its paired gain over first come first served with the 95 % interval, seconds."""
    started = time.perf_counter()
    found = compare(scenario, tuple(POLICIES), samples=samples, seed=1)
    seconds = time.perf_counter() - started
    hindsight = fmean(found.hindsight_cents)
    seats = sum(leg.seats for leg in scenario.legs)
    policies = []
    for policy, outcomes in found.outcomes.items():
        over, revenue = gain(found, policy), fmean(one.revenue_cents for one in outcomes)
        policies.append(
            {
                "policy": policy,
                "simulated_revenue_cents": round(revenue),
                "over_first_come_cents": [round(one) for one in (over.mean, over.low or 0, over.high or 0)],
                "over_first_come_percent": round(100 * over.mean / (revenue - over.mean), 1),
                "of_hindsight_percent": round(100 * revenue / hindsight, 1),
                "load_factor": round(fmean(one.legs_flown for one in outcomes) / seats, 3),
                "denied": round(fmean(one.denied for one in outcomes), 2),
                "spoiled": round(fmean(one.spoiled for one in outcomes), 1),
            }
        )
    beyond = sum(
        one.revenue_cents > bound
        for outcomes in found.outcomes.values()
        for one, bound in zip(outcomes, found.hindsight_cents, strict=True)
    )
    return {
        "market": name,
        "samples": found.samples,
        "mean_requests": round(fmean(found.requests), 1),
        "simulated_hindsight_cents": round(hindsight),
        "policies": policies,
        "beyond_hindsight": beyond,
        "seconds": round(seconds, 2),
    }


def run(progress: Progress) -> dict[str, Any]:
    """Every market, seed 1."""
    markets = [(f"four separate classes, demand {factor}", separate_classes(factor), SAMPLES) for factor in FACTORS]
    markets += [(f"one fare family, demand {factor}", one_family(factor), SAMPLES) for factor in FACTORS]
    markets += [
        ("overbooked by 8, demand 1.1", overbooked(1.1), SAMPLES),
        ("hub of four legs, demand 1.1", hub(1.1), NETWORK_SAMPLES),
    ]
    found = []
    for name, scenario, samples in markets:
        progress(f"booking simulator: {name}, {samples} departures")
        found.append(measured(name, scenario, samples))
    failures = [
        f"{one['market']}: {one['beyond_hindsight']} samples earn more than hindsight" for one in found if one["beyond_hindsight"]
    ]
    return {"baseline": BASELINE, "markets": found, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """A block per market, a line per policy; money in whole units."""
    lines = []
    for market in figures["markets"]:
        bound = market["simulated_hindsight_cents"] / 100
        lines.append(f"  {market['market']}: {market['samples']} departures, hindsight {bound:,.0f}, {market['seconds']} s")
        for one in market["policies"]:
            mean, low, high = (cents / 100 for cents in one["over_first_come_cents"])
            lines.append(
                f"    {one['policy']:<24} {one['simulated_revenue_cents'] / 100:>9,.0f}  over first come {mean:>8,.0f}"
                f" [{low:>8,.0f} {high:>8,.0f}]  {one['of_hindsight_percent']:>5} % of hindsight  load {one['load_factor']:.2f}"
                f"  denied {one['denied']:>5}  spoiled {one['spoiled']:>5}"
            )
    return "\n".join(lines)


SUITE = Suite(
    "booking-simulator",
    "Simulated revenue of inventory policies on made-up markets: over first come first served, under perfect hindsight.",
    run,
    table,
)
