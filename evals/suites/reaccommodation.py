"""How well and how fast passengers of a generated storm day are re-accommodated, beside first come first served, with a bound.

The timetable, the passengers and the prices are generated from a seed; nothing in them is an airline's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from domain.units import minutes, minutes_between
from evals.suite import Progress, Suite
from tools.reaccommodation.check import check_placements, check_result, left_behind, price
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.problem import Group, Leg, Option, Params, Problem
from tools.reaccommodation.routes import Request, Route, routes
from tools.reaccommodation.solve import solve

STORM = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The hub closes; everybody disrupted is told."""
HUB, SECOND = "HUB", "SEC"
QUICK = Params(most_moves=500_000, most_rounds=0)
"""While a controller waits."""
THOROUGH = Params()
_SPOKES = tuple(f"S{index:02d}" for index in range(60))
_PARTY_SIZES = (1,) * 24 + (2,) * 32 + (3,) * 14 + (4,) * 16 + (5,) * 6 + (6,) * 4 + (7, 7, 8, 9)
_OWN, _PARTNER, _OTHER, _COACH = "own", "partner", "other", "coach"
_FARE = {_OWN: 0, _PARTNER: 4_000, _OTHER: 16_000, _COACH: 2_500}
_NIGHT_CENTS = 11_000
_DOWNGRADE_CENTS = 25_000


@dataclass(frozen=True, slots=True)
class Party:
    """Who was to travel: the request, when they were to arrive, and what an hour's delay of one of them is priced at."""

    group_id: str
    request: Request
    due: datetime
    hour_cents: int
    first: bool


@dataclass(frozen=True, slots=True)
class StormDay:
    """A generated timetable and everybody whose journey the storm broke, in the order in which they queue up."""

    legs: tuple[Leg, ...]
    parties: tuple[Party, ...]


def generated(seed: int, *, parties: int = 2_000, legs: int = 3_000) -> StormDay:
    """A hub with sixty spokes that closes at noon until the evening, a smaller second hub, partners, others and coaches."""
    rng = Random(seed)
    blocks = {spoke: rng.randrange(50, 165, 5) for spoke in _SPOKES}
    timetable = [_leg(rng, number, blocks) for number in range(legs)]
    waiting = [_party(rng, number, blocks) for number in range(parties)]
    return StormDay(tuple(sorted(timetable, key=lambda one: (one.departs, one.leg_id))), tuple(waiting))


def _leg(rng: Random, number: int, blocks: dict[str, int]) -> Leg:
    """Half of it to and from the hub, after the storm with few seats left, the rest through the second hub or between spokes."""
    spoke, kind = rng.choice(_SPOKES), rng.random()
    carrier = rng.choices((_OWN, _PARTNER, _OTHER), (6, 2, 2))[0] if kind < 0.55 else rng.choice((_PARTNER, _OTHER))
    there, block = (HUB, blocks[spoke]) if kind < 0.55 else (SECOND, blocks[spoke] + 15)
    if kind >= 0.92:
        carrier, there, block = _COACH, rng.choice(_SPOKES), rng.randrange(180, 420, 15)
    opens = 420 if there == HUB else 30
    departs = rng.randrange(opens, 36 * 60, 5)
    if departs % 1440 > 720 and departs % 1440 < 1020:  # midnight to five
        departs = (departs + 420) % (36 * 60)
        departs = max(departs, opens)
    full = rng.random()
    economy = 0 if full < 0.36 else rng.randint(1, 9) if full < 0.88 else rng.randint(10, 20)
    business = rng.choice((0, 0, 1, 2, 4)) if carrier != _COACH else 0
    origin, destination = (spoke, there) if rng.random() < 0.5 else (there, spoke)
    if origin == destination:
        destination = HUB
    leaves = STORM + minutes(departs)
    return Leg(f"L{number:04d}", origin, destination, leaves, leaves + minutes(block), {"J": business, "Y": economy}, carrier)


def _party(rng: Random, number: int, blocks: dict[str, int]) -> Party:
    """One to nine people, or one in 170 a group of up to forty; at the hub already, on the way to it or over it."""
    group = rng.random() < 1 / 170
    people = rng.randint(10, 40) if group else rng.choice(_PARTY_SIZES)
    spoke, other = rng.sample(_SPOKES, 2)
    origin, destination = rng.choice(((spoke, HUB), (HUB, spoke), (HUB, spoke), (spoke, other), (spoke, other)))
    planned = rng.randrange(0, 480, 5)
    due = STORM + minutes(planned + blocks[spoke] + (blocks[other] + 60 if HUB not in (origin, destination) else 0))
    ready = STORM + minutes(max(60, planned))
    tier = rng.choices((1.0, 1.3, 2.0), (80, 14, 6))[0]
    premium = not group and people < 3 and rng.random() < 0.06
    request = Request(
        origin,
        destination,
        ready,
        due + minutes(30 * 60),
        ("J", "Y") if premium else ("Y",),
        people,
        may_be_split=group,
        direct_only=not group and rng.random() < 0.03,
    )
    return Party(f"G{number:04d}", request, due, round(1_500 * tier), not group and rng.random() < 0.1)


def enumerated(day: StormDay) -> list[tuple[Route, ...]]:
    """Everybody's itineraries; 45 minutes to change, 75 to another carrier."""
    return routes(
        day.legs,
        [party.request for party in day.parties],
        min_connection=lambda airport, arriving, leaving: 45 if arriving == leaving else 75,
    )


def priced(day: StormDay, found: Sequence[tuple[Route, ...]]) -> Problem:
    """The problem: delay, nights, fares of other carriers and lower cabins, in cents per person."""
    carriers = {leg.leg_id: leg.carrier for leg in day.legs}
    groups = []
    for party, itineraries in zip(day.parties, found, strict=True):
        options = tuple(
            Option(f"{party.group_id}-{number}", route.seats_taken, _cents(party, route, carriers))
            for number, route in enumerate(itineraries)
        )
        groups.append(
            Group(
                party.group_id,
                party.request.people,
                options,
                55_000 + 20 * party.hour_cents,
                party.first,
                party.request.may_be_split,
                part_cents=20_000,
            )
        )
    return Problem(day.legs, tuple(groups))


def _cents(party: Party, route: Route, carriers: dict[str, str]) -> int:
    late = max(0, minutes_between(party.due, route.arrives))
    night = _NIGHT_CENTS if route.arrives.date() > party.due.date() else 0
    lower = _DOWNGRADE_CENTS if party.request.cabins[0] == "J" and any(cabin != "J" for _, cabin in route.seats_taken) else 0
    fares = sum(_FARE[carriers[leg]] for leg, _ in route.seats_taken)
    return late * party.hour_cents // 60 + night + lower + fares


def measured(problem: Problem, params: Params, routes_s: float, times: int) -> dict[str, Any]:
    """Solve and re-check; money in cents, times in seconds (best of `times`), `whole_s` with itineraries."""
    solve_s = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        result = solve(problem, stop=lambda: False, seed=0, params=params)
        solve_s = min(solve_s, time.perf_counter() - started)
    return {
        "status": result.status,
        "objective_cents": result.objective_cents,
        "bound_cents": result.bound_cents,
        "gap": round(result.gap, 4),
        "left_behind": result.left_behind,
        "first_left_behind": result.first_unplaced,
        "first_bound": result.first_bound,
        "solve_s": round(solve_s, 2),
        "whole_s": round(routes_s + solve_s, 2),
        "note": result.note,
        "faults": check_result(problem, result),
    }


def run(progress: Progress) -> dict[str, Any]:
    """The generated day: itineraries, first come first served, and the optimisation quick and thorough."""
    # The first call of a process loads the compiled annealing.
    small = generated(1, parties=400)
    solve(priced(small, enumerated(small)), stop=lambda: False, params=Params(most_moves=1_000, most_rounds=0))
    day = generated(0)
    routes_s = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        found = enumerated(day)
        routes_s = min(routes_s, time.perf_counter() - started)
    started = time.perf_counter()
    problem = priced(day, found)
    priced_s = time.perf_counter() - started
    started = time.perf_counter()
    served = first_come_first_served(problem)
    served_s = time.perf_counter() - started
    stay, stay_first = left_behind(problem, served)
    figures: dict[str, Any] = {
        "network": "generated",
        "legs": len(day.legs),
        "groups": len(day.parties),
        "people": sum(party.request.people for party in day.parties),
        "first_groups": sum(party.first for party in day.parties),
        "groups_that_may_be_split": sum(party.request.may_be_split for party in day.parties),
        "options": sum(len(group.options) for group in problem.groups),
        "routes_s": round(routes_s, 2),
        "priced_s": round(priced_s, 2),
        "first_come": {
            "objective_cents": price(problem, served),
            "left_behind": stay,
            "first_left_behind": stay_first,
            "solve_s": round(served_s, 2),
            "faults": check_placements(problem, served),
        },
    }
    for name, params, times in (("quick", QUICK, 3), ("thorough", THOROUGH, 1)):
        figures[name] = measured(problem, params, routes_s, times)
        progress(f"{name}: {figures[name]['solve_s']} s")
    names = ("first_come", "quick", "thorough")
    figures["failures"] = [f"{name}: {fault}" for name in names for fault in figures[name]["faults"]]
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures, a line for each way to decide."""
    served = figures["first_come"]
    lines = [
        f"  generated: {figures['groups']:,} groups, {figures['people']:,} people, {figures['first_groups']} groups to be "
        f"carried first, {figures['groups_that_may_be_split']} that may be split, {figures['legs']:,} legs",
        f"  itineraries: {figures['options']:,} in {figures['routes_s']} s (best of three, as the quick one), "
        f"priced in {figures['priced_s']} s",
        f"  first come, first served: {served['objective_cents'] / 100:,.0f}, {served['left_behind']} left behind, "
        f"{served['first_left_behind']} of those to be carried first, {served['solve_s']} s",
    ]
    for name in ("quick", "thorough"):
        one = figures[name]
        lines.append(
            f"  {name}: {one['status']}, {one['objective_cents'] / 100:,.0f} (bound {one['bound_cents'] / 100:,.0f}, gap "
            f"{one['gap']:.2%}), {one['left_behind']} left behind, {one['first_left_behind']} of those to be carried first "
            f"(at least {one['first_bound']} must), {one['solve_s']} s, with itineraries {one['whole_s']} s; {one['note']}"
        )
    return "\n".join(lines)


SUITE = Suite(
    "reaccommodation", "Seats for 2,000 groups of a generated storm day: price, bound, who stays behind, time", run, table
)
