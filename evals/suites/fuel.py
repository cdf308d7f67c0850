"""Fuel and speed: listed tables beside ours, the models beside each other on a real day's flights, and the time it takes.

The listed figures are those of the same performance model computed elsewhere, of an A320 at FL360 with 216.65 K.
"""

import time
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from domain import events as e
from domain.apply import fold
from domain.network import FlightStatus, NetworkState
from evals.suite import Progress, Suite
from tools.fuel.burn import burn_table, compare_models, trip_fuel
from tools.fuel.performance import best_mach, fuel_kg_per_nm, speeding_up
from tools.fuel.saving import lever_saving
from tools.fuel.speed_up import speed_up
from tools.fuel.static_burn import inventory_kg, reduced_order_kg
from twin.scenarios import load_scenario

SCENARIO = "nyc-2013-02-08"
_OFF_STANDARD_K = -0.177
_MACHS = (0.74, 0.76, 0.78, 0.80, 0.82)
_LISTED = {
    60_000: (4.948, 4.966, 5.008, 5.105, 5.357),
    66_000: (5.369, 5.366, 5.397, 5.517, 5.867),
    72_000: (5.864, 5.835, 5.862, 6.030, 6.538),
}
_BEST = {0: 0.75, 10: 0.77, 20: 0.78, 40: 0.79, 60: 0.80, 80: 0.80, 100: 0.81, 200: 0.82}
_FASTER = {0.78: 31, 0.79: 74, 0.80: 151, 0.81: 283, 0.82: 501}
_LEVERS = ((0.78, 0.75, 0.6), (0.80, 0.76, 2.7), (0.82, 0.75, 8.6))


def tables() -> dict[str, Any]:
    """Rows of ours beside the listed ones, and the largest difference."""
    cruise, off = [], 0.0
    for mass, listed in _LISTED.items():
        ours = [float(fuel_kg_per_nm("A320", mass, mach, 36_000, off_standard_k=_OFF_STANDARD_K)) for mach in _MACHS]
        cruise.append({"mass_kg": mass, "kg_per_nm": [round(one, 4) for one in ours], "listed": list(listed)})
        off = max(off, *(abs(one - other) for one, other in zip(ours, listed, strict=True)))
    rows = {row.mach: row for row in speeding_up("A320", 66_000, 0.76, off_standard_k=_OFF_STANDARD_K)}
    return {
        "cruise": cruise,
        "cruise_most_off_kg_per_nm": round(off, 5),
        "best_mach": [[index, best_mach("A320", 66_000, index), listed] for index, listed in _BEST.items()],
        "speeding_up": [
            [mach, round(rows[mach].saved_min, 1), round(rows[mach].extra_kg), kg, round(rows[mach].kg_per_min, 1)]
            for mach, kg in _FASTER.items()
        ],
        "levers": [
            [one, other, round(lever_saving("A320", 66_000, one, mach=other).percent, 1), listed]
            for one, other, listed in _LEVERS
        ],
    }


def whole_flights() -> list[dict[str, Any]]:
    """An A320 that lands with 58 t, taxi left out of ours, beside the static models."""
    table = burn_table("A320")
    return [
        {
            "distance_nm": nm,
            "ps_air_kg": round(table.fuel(nm, 58_000)),
            "reduced_order_kg": round(reduced_order_kg("A320", nm)),
            "inventory_kg": round(inventory_kg("A320", nm)),
        }
        for nm in (200, 500, 1000)
    ]


def day_figures(state: NetworkState) -> dict[str, Any]:
    """Every flight of the day with a tail by each model, and seconds: first flight, all of them, all again."""
    flights = sorted((one for one in state.flights.values() if one.tail is not None), key=lambda one: one.flight_id)
    own = [one for one in flights if state.is_own(one)]
    started = time.perf_counter()
    trip_fuel(state, own[0])
    first_s = time.perf_counter() - started
    started = time.perf_counter()
    found = [trip_fuel(state, one) for one in flights]
    all_s = time.perf_counter() - started
    started = time.perf_counter()
    for one in own:
        trip_fuel(state, one, faster_min=1)
    own_again_s = time.perf_counter() - started
    models = [compare_models(state, one) for one in own]
    ps = sum(one.ps_kg or 0 for one in models)
    return {
        "flights": len(flights),
        "own_flights": len(own),
        "by_model": dict(sorted(Counter(one.model for one in found).items())),
        "own_ps_kg": ps,
        "own_static_kg": sum(one.static_kg or 0 for one in models),
        "own_block_kg": sum(one.block_kg for one in models),
        "median_spread_percent": sorted(one.spread_percent for one in models)[len(models) // 2],
        "first_flight_s": round(first_s, 2),
        "all_flights_s": round(all_s, 2),
        "own_flights_again_s": round(own_again_s, 3),
    }


def late_day(state: NetworkState) -> dict[str, Any]:
    """A seventh of the flights ten to sixty minutes late, by seed 1, and what flying faster makes of it."""
    now, dice = state.as_of, Random(1)
    assert now is not None
    late = []
    for flight in sorted(state.own_flights(), key=lambda one: (one.std, one.flight_id)):
        if flight.status is FlightStatus.SCHEDULED and flight.std > now and dice.random() < 0.15:
            delay = timedelta(minutes=dice.randrange(10, 60))
            late.append(
                e.FlightDelayed(
                    at=now, flight_id=flight.flight_id, etd=flight.std + delay, eta=flight.sta + delay, delay_code="41"
                )
            )
    started = time.perf_counter()
    found = speed_up(fold(state, late), (), now=now, budget_s=60)
    return {
        "late_flights": len(late),
        "weighed": found.weighed,
        "verified": found.verified,
        "faster_flights": len(found.flights),
        "extra_fuel_kg": sum(one.operation.extra_fuel_kg for one in found.flights),
        "minutes": sum(one.operation.faster_min for one in found.flights),
        "nothing_done_cents": found.before.cost.total.cents,
        "faster_cents": found.after.cost.total.cents,
        "seconds": round(time.perf_counter() - started, 1),
    }


def run(progress: Progress) -> dict[str, Any]:
    """The day, the tables, the late day; any figure that differs from its listed one is a failure."""
    state = fold(NetworkState(), load_scenario(SCENARIO).opening)
    progress(f"fuel: every flight of {SCENARIO}")
    figures: dict[str, Any] = {"day": day_figures(state)}  # before the tables, so that its first flight finds nothing warm
    progress("fuel: tables")
    figures |= {"tables": tables(), "whole_flights": whole_flights()}
    progress("fuel: flying faster")
    figures["late_day"] = late_day(state)
    rows = figures["tables"]
    failures = []
    if rows["cruise_most_off_kg_per_nm"] > 0.0005:
        failures.append("cruise fuel differs from the listed table")
    if any(ours != listed for _, ours, listed in rows["best_mach"]):
        failures.append("a best Mach number differs from the listed one")
    if figures["late_day"]["faster_cents"] > figures["late_day"]["nothing_done_cents"]:
        failures.append("flying faster made the day dearer")
    return {**figures, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """The tables, the models, the day."""
    rows, day, late = figures["tables"], figures["day"], figures["late_day"]
    lines = [f"  A320 FL360, kg/NM (ours/listed){'':>2} " + " ".join(f"{f'M{mach:.2f}':>13}" for mach in _MACHS)]
    for row in rows["cruise"]:
        pairs = zip(row["kg_per_nm"], row["listed"], strict=True)
        lines.append(f"  {row['mass_kg']:>32,} kg " + " ".join(f"{f'{a:.4f}/{b:.3f}':>13}" for a, b in pairs))
    lines.append("  best Mach by cost index: " + ", ".join(f"{index} {ours:.2f}" for index, ours, _ in rows["best_mach"]))
    lines.append(
        "  from M0.76 per 1,000 NM: "
        + ", ".join(f"M{mach:.2f} {saved} min {kg} kg ({listed})" for mach, saved, kg, listed, _ in rows["speeding_up"])
    )
    lines.append(
        "  levers: " + ", ".join(f"M{one:.2f}->M{other:.2f} {ours} % ({listed})" for one, other, ours, listed in rows["levers"])
    )
    for row in figures["whole_flights"]:
        lines.append(
            f"  {row['distance_nm']:>5} NM: ps {row['ps_air_kg']:,} in the air, reduced order {row['reduced_order_kg']:,}, "
            f"inventory {row['inventory_kg']:,} kg"
        )
    lines.append(
        f"  {day['own_flights']} own flights: ps {day['own_ps_kg']:,} kg, static {day['own_static_kg']:,}, "
        f"block minutes {day['own_block_kg']:,}; median spread {day['median_spread_percent']} %"
    )
    lines.append(
        f"  first flight {day['first_flight_s']} s, {day['flights']} flights {day['all_flights_s']} s, "
        f"{day['own_flights']} again {day['own_flights_again_s']} s; by model {day['by_model']}"
    )
    lines.append(
        f"  late day: {late['faster_flights']} of {late['weighed']} weighed flights faster, {late['minutes']} min, "
        f"{late['extra_fuel_kg']:,} kg, {late['nothing_done_cents'] / 100:,.0f} -> {late['faster_cents'] / 100:,.0f} "
        f"in {late['seconds']} s"
    )
    return "\n".join(lines)


SUITE = Suite("fuel", "Fuel and speed: tables, three models on a real day's flights, flying faster on a late day.", run, table)
