"""How well and how fast a generated airport's aircraft get stands, beside first come first served, with a bound.

Traffic, stands and delays are generated from a seed; nothing in them is an airline's or an airport's.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from domain.ids import CarrierCode, FlightId
from domain.network import SizeCode, Stand
from domain.units import minutes
from evals.suite import Progress, Suite
from knowledge.airline.gate_policy import gate_policy
from tools.gates.check import check_result, faults, price
from tools.gates.greedy import first_come_first_served
from tools.gates.problem import Closure, Connection, Part, Placements, Problem, Turn, all_parts
from tools.gates.published import conflicts
from tools.gates.solve import Params, solve

DAWN = datetime(2026, 1, 15, 4, tzinfo=UTC)
MAIN, REGIONAL = CarrierCode("OW"), CarrierCode("RG")
_SIMULATED_DAYS = 500


def stands_of(count: int, terminals: int) -> tuple[Stand, ...]:
    """Terminals of as many stands: one in five takes wide bodies and checks borders, one in twelve has no bridge.

    The last terminal's small ones are the regional carrier's. Every tenth of a terminal is a minute further.
    """
    found = []
    for number in range(count):
        terminal = min(number * terminals // count, terminals - 1)
        first = -(-terminal * count // terminals)
        last = -(-(terminal + 1) * count // terminals)
        place, many = number - first, last - first
        wide = place >= 0.8 * many
        found.append(
            Stand(
                f"{'ABCDEFGH'[terminal]}{place + 1:02d}",
                terminal=f"T{terminal + 1}",
                pier="ABCDEFGH"[terminal],
                size="E" if wide else "C",
                contact=place < 0.92 * many,
                borders=("domestic", "schengen", "international") if wide or terminal == 0 else ("domestic",),
                carriers=(REGIONAL,) if terminal == terminals - 1 and not wide else (),
                walk_min=3 + place * 10 // many,
            )
        )
    return tuple(found)


def generated(turns: int, stands: int, seed: int, *, terminals: int, bank_min: int) -> Problem:
    """Arrivals in banks over sixteen hours, one in eight a wide body, one in twenty staying long; three connections each."""
    rng = Random(seed)
    stays = [_turn(rng, number, bank_min) for number in range(turns)]
    links = []
    for one in stays:
        onward = [other for other in stays if other is not one and minutes(35) <= other.leaves - one.arrives <= minutes(150)]
        links += [
            Connection(one.turn_id, other.turn_id, rng.randrange(3, 15)) for other in rng.sample(onward, min(3, len(onward)))
        ]
    return Problem(DAWN, tuple(stays), stands_of(stands, terminals), gate_policy(), tuple(links))


def _turn(rng: Random, number: int, bank_min: int) -> Turn:
    wide = rng.random() < 0.12
    abroad = rng.random() < (0.7 if wide else 0.05)
    regional = not wide and rng.random() < 0.22
    arrives = max(10, rng.randrange(60, 960, bank_min) + round(rng.gauss(0, bank_min / 3)))
    stay = rng.choice((90, 110, 130, 150) if wide else (45, 50, 55, 60, 70, 80, 90))
    if rng.random() < 0.05:
        stay = rng.randrange(240, 420)
    people = rng.randrange(30, 70) if regional else rng.randrange(180, 300) if wide else rng.randrange(80, 170)
    size: SizeCode = "E" if wide else "C"
    return Turn(
        turn_id=f"N{number:04d}",
        tail=f"N{number:04d}",
        carrier=REGIONAL if regional else MAIN,
        size=size,
        arrives=DAWN + minutes(arrives),
        leaves=DAWN + minutes(arrives + stay),
        arrival=FlightId(f"A{number:04d}"),
        departure=FlightId(f"D{number:04d}"),
        arrival_border="international" if abroad else "domestic",
        departure_border="international" if abroad and rng.random() < 0.8 else "domestic",
        arriving=people,
        departing=people,
        delay_mean_min=rng.randrange(0, 15),
        delay_spread_min=rng.randrange(5, 20),
    )


def disturbed(problem: Problem, published: Placements, seed: int) -> Problem:
    """The same day with these stands published, seen at ten in the morning: a third of the later flights late, stands closed."""
    rng = Random(seed)
    now = DAWN + minutes(360)
    turns = []
    for turn in problem.turns:
        spots = {kind: published.get((turn.turn_id, kind)) or "" for kind in ("whole", "arrive", "leave")}
        late = minutes(round(rng.expovariate(1 / 45))) if rng.random() < 0.33 else timedelta()
        if turn.arrives + late <= now:
            continue
        turns.append(
            replace(
                turn,
                arrives=turn.arrives + late,
                leaves=turn.leaves + late,
                published_arrival=spots["whole"] or spots["arrive"],
                published_departure=spots["whole"] or spots["leave"],
            )
        )
    closed = rng.sample([stand.name for stand in problem.stands], 3)
    known = {turn.turn_id for turn in turns}
    return replace(
        problem,
        now=now,
        turns=tuple(turns),
        connections=tuple(one for one in problem.connections if one.first in known and one.then in known),
        closures=tuple(Closure(name, now, now + timedelta(hours=6)) for name in closed),
    )


def simulated_conflicts(problem: Problem, placements: Placements, seed: int) -> float:
    """Aircraft that find their stand still occupied, a day, when departures are late as likely (normal, never early)."""
    rng = Random(seed)
    there: dict[str, list[Part]] = {}
    for part in sorted(all_parts(problem), key=lambda one: (one.start, one.key)):
        name = placements[part.key]
        if name is not None:
            there.setdefault(name, []).append(part)
    pairs = [
        ((then.start - first.end) / timedelta(minutes=1), first.turn.delay_mean_min, first.turn.delay_spread_min)
        for parts in there.values()
        for first, then in pairwise(parts)
        if first.turn is not then.turn and first.has_departure
    ]
    found = sum(rng.gauss(mean, spread) > gap for _ in range(_SIMULATED_DAYS) for gap, mean, spread in pairs)
    return round(found / _SIMULATED_DAYS, 2)


def measured(problem: Problem, budget_s: float, runs: int = 4) -> tuple[dict[str, Any], Placements]:
    """Solve, re-check, and serve first come first served; money in cents, times in seconds."""
    started = time.perf_counter()
    served = first_come_first_served(problem)
    served_s = time.perf_counter() - started
    result = solve(problem, seed=0, params=Params(budget_s=budget_s, runs=runs))
    figures = {
        "turns": len(problem.turns),
        "stands": len(problem.stands),
        "status": result.status,
        "objective_cents": result.objective_cents,
        "bound_cents": result.bound_cents,
        "gap": round(result.gap, 4),
        "solve_s": round(result.runtime_s, 2),
        "components_cents": dict(result.components),
        "without_stand": _without(problem, result.placements),
        "simulated_conflicts_a_day": simulated_conflicts(problem, result.placements, 1),
        "note": result.note,
        "first_come": {
            "objective_cents": sum(price(problem, served).values()),
            "without_stand": _without(problem, served),
            "simulated_conflicts_a_day": simulated_conflicts(problem, served, 1),
            "solve_s": round(served_s, 3),
        },
        "faults": [*check_result(problem, result), *faults(problem, served)],
    }
    return figures, result.placements


def _without(problem: Problem, placements: Placements) -> int:
    return sum(placements[part.key] is None and (part.has_arrival or part.has_departure) for part in all_parts(problem))


def run(progress: Progress) -> dict[str, Any]:
    """An airport of 40 stands and 200 turns, in several ways, and a hub day of 2,000 movements on 150 stands."""
    solve(generated(12, 4, 0, terminals=2, bank_min=60), params=Params(budget_s=60, runs=1, moves=1))  # loads the compiled search
    airport = generated(200, 40, 0, terminals=2, bank_min=60)
    careless = airport.policy.model_copy(update={"short_gap_cents": 0})
    figures: dict[str, Any] = {"network": "generated"}
    figures["alone"], _ = measured(replace(airport, connections=(), policy=careless), 10.0)
    progress(f"assignment alone: {figures['alone']['solve_s']} s")
    figures["whole"], planned = measured(airport, 10.0)
    figures["careless"], _ = measured(replace(airport, policy=careless), 10.0)
    progress(f"with transfers and gaps: {figures['whole']['solve_s']} s")
    late = disturbed(airport, planned, 0)
    figures["disturbed"], _ = measured(late, 3.0)
    figures["disturbed"]["published_conflicts"] = len({(one.flight_id, one.movement) for one in conflicts(late)})
    figures["hub"], _ = measured(generated(1_000, 150, 0, terminals=4, bank_min=90), 58.0, runs=7)
    progress(f"hub day: {figures['hub']['solve_s']} s")
    names = ("alone", "whole", "careless", "disturbed", "hub")
    figures["failures"] = [f"{name}: {fault}" for name in names for fault in figures[name]["faults"]]
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures, a line for each problem and one for how robust the stands are."""
    titles = {
        "alone": "stands alone, no price by pairs",
        "whole": "with transfers and short gaps",
        "disturbed": "re-planned at ten, a third late",
        "hub": "hub day",
    }
    lines = []
    for name, title in titles.items():
        one = figures[name]
        served = one["first_come"]
        lines.append(
            f"  {title}: {one['turns']} turns, {one['stands']} stands: {one['status']}, {one['objective_cents'] / 100:,.0f} "
            f"(bound {one['bound_cents'] / 100:,.0f}, gap {one['gap']:.2%}), {one['without_stand']} without a stand, "
            f"{one['solve_s']} s; first come {served['objective_cents'] / 100:,.0f}, {served['without_stand']} without"
        )
    whole, careless = figures["whole"], figures["careless"]
    lines.append(
        f"  conflicts a day when departures are late as likely: {whole['simulated_conflicts_a_day']} with short gaps priced, "
        f"{careless['simulated_conflicts_a_day']} without, {whole['first_come']['simulated_conflicts_a_day']} first come; "
        f"the published plan of the disturbed day fails for {figures['disturbed']['published_conflicts']} movements"
    )
    return "\n".join(lines)


SUITE = Suite("gates", "Stands for 200 turns and for a hub day: price, bound, conflicts under simulated delay, time", run, table)
