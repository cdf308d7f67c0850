"""How fast legs and networks are controlled, and what that earns beside cruder control, on generated demand.

Revenue is simulated: requests for every product are Poisson, spread over the horizon, low fares earlier, and nobody buys anything
else. Legs, fares and demand are generated from a seed; nothing in them is an airline's.
"""

import time
from typing import Any

import numpy as np
import revmng
from numpy.typing import NDArray

from evals.suite import Progress, Suite
from tools.inventory_control.dynamic import value_of_seats
from tools.inventory_control.network import Network
from tools.inventory_control.optimal import expected_revenue, optimal
from tools.inventory_control.problem import ClassDemand, Leg, Product
from tools.inventory_control.protection import Protection, emsr_a, emsr_b, emsr_b_legs

LADDER = np.array([1.0, 0.8, 0.65, 0.53, 0.43, 0.36, 0.3, 0.25, 0.21, 0.18])
"""Fares of ten classes as shares of the dearest."""
SEATS = 150
SLICES = 60
"""Slices of the booking horizon; the network can be solved again at the end of any."""


def generated_legs(seed: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fares in cents, means and standard deviations of ten classes on each leg: demand 0.9 to 1.6 times the seats."""
    dice = np.random.default_rng(seed)
    fares = LADDER * dice.uniform(40_000, 160_000, (count, 1))
    shares = dice.dirichlet(np.linspace(1, 3, LADDER.size) * 2, count)
    means = shares * SEATS * dice.uniform(0.9, 1.6, (count, 1))
    return fares, means, np.sqrt(means) * dice.uniform(1, 2.5, (count, 1))


def legs_measured(progress: Progress) -> dict[str, Any]:
    """Seconds of EMSR-b for 10,000 legs, alone and together, and of the exact programme; expected revenue on 100 of the legs."""
    fares, means, sds = generated_legs(0, 10_000)
    progress("inventory-control: EMSR-b of 10,000 legs")
    started = time.perf_counter()
    together = emsr_b_legs(fares, means, sds)
    together_s = time.perf_counter() - started
    legs = [
        tuple(ClassDemand(str(k), float(fares[row, k]), float(means[row, k]), float(sds[row, k])) for k in range(LADDER.size))
        for row in range(len(fares))
    ]
    started = time.perf_counter()
    apart = [emsr_b(leg).levels for leg in legs]
    apart_s = time.perf_counter() - started
    progress("inventory-control: exact programme of 100 legs")
    started = time.perf_counter()
    best = [optimal(leg, SEATS) for leg in legs[:100]]
    exact_s = (time.perf_counter() - started) / 100
    started = time.perf_counter()
    theirs = [
        revmng.optimal_protection_levels([(one.fare_cents, one.mean, one.sd) for one in leg], SEATS).expected_revenue
        for leg in legs[:10]
    ]
    theirs_s = (time.perf_counter() - started) / 10
    earned = {
        "optimal": sum(one.values[-1] for one in best),
        "emsr_b": sum(expected_revenue(emsr_b(leg), SEATS)[-1] for leg in legs[:100]),
        "emsr_a": sum(expected_revenue(emsr_a(leg), SEATS)[-1] for leg in legs[:100]),
        "no_limits": sum(expected_revenue(Protection("none", leg, (0.0,) * 9), SEATS)[-1] for leg in legs[:100]),
    }
    arrivals = [0.05] * LADDER.size
    started = time.perf_counter()
    for _ in range(100):
        value_of_seats(fares[0].tolist(), arrivals, 100, 200)
    dynamic_s = (time.perf_counter() - started) / 100
    return {
        "legs": len(legs),
        "emsr_b_together_s": round(together_s, 4),
        "emsr_b_one_by_one_s": round(apart_s, 3),
        "emsr_b_per_leg_us": round(apart_s / len(legs) * 1e6, 1),
        "largest_difference_seats": float(np.abs(together - np.array(apart)).max()),
        "exact_ms": round(exact_s * 1000, 2),
        "exact_revmng_ms": round(theirs_s * 1000, 1),
        "exact_agrees": all(abs(one.values[-1] / (other or 0) - 1) < 1e-9 for one, other in zip(best, theirs, strict=False)),
        "dynamic_200_seats_100_periods_ms": round(dynamic_s * 1000, 3),
        "expected_revenue_of_optimal_percent": {
            name: round(float(100 * revenue / earned["optimal"]), 2) for name, revenue in earned.items()
        },
    }


def generated_network(seed: int, *, spokes: int, through: int) -> Network:
    """A hub with a leg from and to each spoke, four fares on every leg alone and on `through` pairs over the hub."""
    dice = np.random.default_rng(seed)
    legs = [Leg(f"{side}{spoke}", SEATS) for spoke in range(spokes) for side in ("in", "out")]
    fare = {leg.name: float(dice.uniform(12_000, 40_000)) for leg in legs}
    pairs = {tuple(dice.choice(spokes, 2, replace=False).tolist()) for _ in range(through)}
    paths = [(leg.name,) for leg in legs] + [(f"in{one}", f"out{other}") for one, other in sorted(pairs)]
    weight = dice.gamma(1.5, 1.0, len(paths)) * np.array([4.0 if len(path) == 1 else 1.0 for path in paths])
    load = {leg.name: 0.0 for leg in legs}
    for path, share in zip(paths, weight, strict=True):
        for name in path:
            load[name] += share
    people = 1.15 * SEATS / np.mean(list(load.values()))
    products = []
    for path, share in zip(paths, weight, strict=True):
        full = sum(fare[name] for name in path) * (1.0 if len(path) == 1 else 0.75)
        for grade, (level, part) in enumerate(((2.2, 0.15), (1.4, 0.2), (1.0, 0.3), (0.6, 0.35))):
            products.append(Product(f"{'-'.join(path)}/{grade}", float(round(full * level)), path, float(share * part * people)))
    return Network(legs, products)


def _timing(network: Network) -> NDArray[np.float64]:
    """Share of each product's demand that comes in each slice: the cheapest grade early, the dearest late."""
    when = (np.arange(SLICES) + 0.5) / SLICES
    curves = np.array([when**power * (1 - when) ** (4 - power) for power in (4.0, 3.0, 2.0, 1.0)])
    curves /= curves.sum(axis=1, keepdims=True)
    return np.array([curves[int(product.name[-1])] for product in network.products])


def simulated_revenue(network: Network, timing: NDArray[np.float64], seed: int, every: int | None) -> tuple[float, list[float]]:
    """Cents earned with bid prices solved again every so many slices (None: everybody is taken); seconds of each solve."""
    dice = np.random.default_rng(seed)
    demand = np.array([one.demand for one in network.products])
    fares = np.array([one.fare_cents for one in network.products])
    uses = [tuple(network.place[name] for name in product.legs) for product in network.products]
    left = np.array([leg.seats for leg in network.legs], dtype=np.float64)
    open_for = np.ones(len(fares), dtype=bool)
    revenue, solves = 0.0, []
    for step in range(SLICES):
        # The requests are drawn for all, so that they are the same under every control.
        asking = np.repeat(np.arange(len(fares)), dice.poisson(demand * timing[:, step]))
        dice.shuffle(asking)
        if every is not None and step % every == 0:
            started = time.perf_counter()
            solved = network.solve(left, demand * timing[:, step:].sum(axis=1))
            open_for = fares >= solved.hurdles() - 1e-6
            solves.append(time.perf_counter() - started)
        for product in asking[open_for[asking]].tolist():
            legs = uses[product]
            if all(left[leg] >= 1 for leg in legs):
                for leg in legs:
                    left[leg] -= 1
                revenue += fares[product]
    return revenue, solves


def network_measured(progress: Progress) -> dict[str, Any]:
    """A network of 500 legs over a booking horizon, five samples: simulated revenue by how often it is solved again."""
    network = generated_network(0, spokes=250, through=2_000)
    timing = _timing(network)
    started = time.perf_counter()
    bound = network.solve().objective_cents
    once_s = time.perf_counter() - started
    started = time.perf_counter()
    prices = network.solve().by_seats_left()
    table_s = time.perf_counter() - started - once_s
    rows = [{"fare": one.fare_cents, "uses": dict.fromkeys(one.legs, 1.0), "demand": one.demand} for one in network.products]
    started = time.perf_counter()
    theirs = revmng.bid_prices(rows, {leg.name: leg.seats for leg in network.legs})
    theirs_s = time.perf_counter() - started
    revenue: dict[str, float] = {}
    solves: list[float] = []
    for name, every in (("everybody taken", None), ("solved once", SLICES), ("solved 6 times", 10), ("solved 60 times", 1)):
        progress(f"inventory-control: network of 500 legs, {name}")
        runs = [simulated_revenue(network, timing, seed, every) for seed in range(5)]
        revenue[name] = float(np.mean([one for one, _ in runs]))
        solves += [second for _, seconds in runs for second in seconds]
    return {
        "legs": len(network.legs),
        "products": len(network.products),
        "solve_first_s": round(once_s, 3),
        "solve_mean_s": round(float(np.mean(solves)), 3),
        "solve_longest_s": round(max(solves), 3),
        "solves": len(solves),
        "solve_revmng_s": round(theirs_s, 3),
        "objective_agrees": abs(theirs.expected_revenue / bound - 1) < 1e-9,
        "seat_price_table_s": round(table_s, 2),
        "seat_prices": sum(len(one) for one in prices.by_leg.values()),
        "bound_cents": round(bound),
        "simulated_revenue_cents": {name: round(one) for name, one in revenue.items()},
    }


def run(progress: Progress) -> dict[str, Any]:
    """Legs one by one and together, then the network."""
    legs, network = legs_measured(progress), network_measured(progress)
    failures = []
    if legs["largest_difference_seats"] > 1e-6:
        failures.append(f"EMSR-b of many legs differs by {legs['largest_difference_seats']} seats from one by one")
    if not legs["exact_agrees"]:
        failures.append("the exact programme and revmng's differ")
    if not network["objective_agrees"]:
        failures.append("the network's linear programme and revmng's differ")
    return {"legs": legs, "network": network, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """Times, then revenue beside the baselines."""
    legs, network = figures["legs"], figures["network"]
    share = legs["expected_revenue_of_optimal_percent"]
    lines = [
        f"  EMSR-b, {legs['legs']} legs of 10 classes: {legs['emsr_b_together_s']:.3f} s together,"
        f" {legs['emsr_b_one_by_one_s']:.2f} s one by one ({legs['emsr_b_per_leg_us']:.0f} us a leg)",
        f"  exact programme, 150 seats: {legs['exact_ms']:.2f} ms (revmng {legs['exact_revmng_ms']:.0f} ms);"
        f" value of 200 seats over 100 periods {legs['dynamic_200_seats_100_periods_ms']:.2f} ms",
        "  expected revenue, % of the optimum: " + ", ".join(f"{name} {one:.2f}" for name, one in share.items()),
        f"  network, {network['legs']} legs, {network['products']} products: {network['solve_mean_s']:.3f} s a solve"
        f" (longest {network['solve_longest_s']:.3f}, revmng {network['solve_revmng_s']:.2f});"
        f" {network['seat_prices']} seat prices in {network['seat_price_table_s']:.1f} s",
    ]
    base = network["simulated_revenue_cents"]["everybody taken"]
    for name, cents in network["simulated_revenue_cents"].items():
        gain, of_bound = 100 * (cents / base - 1), 100 * cents / network["bound_cents"]
        lines.append(f"  {name:>18} {cents / 100:>14,.0f} simulated  {gain:>+6.2f} %  {of_bound:>6.2f} % of the bound")
    return "\n".join(lines)


SUITE = Suite(
    "inventory-control",
    "Inventory control: EMSR-b of 10,000 legs, exact programmes, a 500-leg network solved again; simulated revenue.",
    run,
    table,
)
