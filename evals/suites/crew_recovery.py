"""How well and how fast crews are recovered on a generated network: 200 disrupted pairings, with a bound and a re-check.

The network, its people and its troubles are generated from a seed; nothing in it is an airline's. The judge is injectable.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from domain.units import minutes, minutes_between
from evals.suite import Progress, Suite
from knowledge.flight_time.ruling import Ruling, at_least, at_most
from tools.crew_recovery.check import as_planned, check_solution, impossible
from tools.crew_recovery.problem import CrewPrices, CrewProblem, DutyPlan, Judge, Leg, Person, Quality, ReserveDuty, Task
from tools.crew_recovery.solve import solve

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
BASES = ("AAA", "BBB", "CCC", "DDD")
FLEETS = ("narrow", "wide", "regional")
CABIN = 4
PRICES = CrewPrices(
    call=5_000, reserve=30_000, deadhead_seat=8_000, hotel_night=15_000, overtime_minute=150, away_from_base=40_000
)
_SHORT = {"captain": "CP", "first_officer": "FO", "cabin_crew": "CC"}
_OPERATE_CENTS = 1_500_000
_BUDGET_S = float(os.environ.get("DOWNLINE_CREW_SECONDS", "30"))
_REPORT, _RELEASE, _CONNECTION = 60, 30, 30


@dataclass(frozen=True, slots=True)
class DutyLimits:
    """A small law: minutes from report to the last on-block worked, legs worked in a duty, and minutes of rest between duties."""

    legs: Sequence[Leg]
    most_duty_min: int = 720
    most_legs: int = 6
    least_rest_min: int = 600

    def breaches(self, person: Person, duties: Sequence[DutyPlan]) -> tuple[Ruling, ...]:
        """The rulings that fail."""
        del person
        found = []
        for number, duty in enumerate(duties):
            worked = [self.legs[task.leg] for task in duty.tasks if not task.deadhead]
            if worked:
                lasts = minutes_between(duty.report_at, worked[-1].arrives)
                found.append(at_most("duty", "generated law, 1", "duty", limit=self.most_duty_min, actual=lasts))
            found.append(at_most("legs", "generated law, 2", "legs", limit=self.most_legs, actual=len(worked), unit="count"))
            if number:
                rest = minutes_between(duties[number - 1].release_at, duty.report_at)
                found.append(at_least("rest", "generated law, 3", "rest", limit=self.least_rest_min, actual=rest))
        return tuple(one for one in found if one.verdict == "fail")

    def longest_duty_min(self, person: Person) -> int:
        """The limit itself."""
        del person
        return self.most_duty_min

    def with_legs(self, legs: Sequence[Leg]) -> "DutyLimits":
        """The same limits for other legs."""
        return replace(self, legs=legs)


@dataclass(slots=True)
class _Flight:
    origin: str
    destination: str
    departs: int
    block: int
    fleet: str
    delay: int = 0
    cancelled: bool = False

    @property
    def out(self) -> int:
        return self.departs + self.delay

    @property
    def back(self) -> int:
        return self.departs + self.delay + self.block


@dataclass(slots=True)
class _Team:
    fleet: str
    base: str
    duties: list[list[_Flight]]
    sick: str = ""


def generated(
    seed: int, *, disrupted: int = 200, others: int = 200, law: Callable[[Sequence[Leg]], Judge] = DutyLimits
) -> CrewProblem:
    """Teams of captain, first officer and four cabin crew on two days out of four bases; about one reserve to eight people."""
    rng = Random(seed)
    blocks = {(base, f"S{index:02d}"): rng.randrange(50, 150, 5) for base in BASES for index in range(16)}
    teams = [_team(rng, blocks) for _ in range(disrupted + others)]
    for team in teams[:disrupted]:
        _disturb(rng, team)
    flights = [flight for team in teams for duty in team.duties for flight in duty if not flight.cancelled and flight.out >= 0]
    flights.sort(key=lambda one: (one.out, one.origin, one.destination))
    index = {id(flight): number for number, flight in enumerate(flights)}
    legs = tuple(_leg(number, flight, rng.choice((0, 2, 4, 6))) for number, flight in enumerate(flights))
    people = [person for number, team in enumerate(teams) for person in _people(number, team, index)]
    people += _reserves(rng, teams)
    return CrewProblem(legs, tuple(people), START, START + minutes(2 * 1440), PRICES, law(legs), _CONNECTION, _REPORT, _RELEASE)


def _team(rng: Random, blocks: dict[tuple[str, str], int]) -> _Team:
    """Out and back twice; one team in three sleeps at its last spoke and comes back in the morning."""
    fleet, base = rng.choice(FLEETS), rng.choice(BASES)
    minute = rng.randrange(-300, 240, 5)
    away = rng.random() < 1 / 3
    day: list[_Flight] = []
    duties = [day]
    for turn in range(2):
        spoke, block = rng.choice([(to, block) for (start, to), block in blocks.items() if start == base])
        day.append(_Flight(base, spoke, minute, block, fleet))
        minute += block + rng.randrange(40, 75, 5)
        if turn == 1 and away:
            minute += 840
            duties.append([])
        duties[-1].append(_Flight(spoke, base, minute, block, fleet))
        minute += block + rng.randrange(40, 75, 5)
    return _Team(fleet, base, duties)


def _disturb(rng: Random, team: _Team) -> None:
    """One flight still ahead is cancelled or so late that what follows does not fit, or one of the team is sick."""
    ahead = [flight for flight in team.duties[0] if flight.departs >= 0]
    kind = rng.random()
    if kind < 0.2 or len(ahead) < 2:
        team.sick = rng.choice(("captain", "first_officer", "cabin_crew"))
    elif kind < 0.5:
        rng.choice(ahead).cancelled = True
    else:
        late = rng.choice(ahead[:-1])
        late.delay = rng.randrange(120, 300, 5)


def _leg(number: int, flight: _Flight, seats: int) -> Leg:
    needs = (("captain", 1), ("first_officer", 1), ("cabin_crew", CABIN))
    return Leg(
        f"F{number:04d}",
        flight.origin,
        flight.destination,
        START + minutes(flight.out),
        START + minutes(flight.back),
        flight.fleet,
        needs,
        _OPERATE_CENTS,
        seats,
    )


def _people(number: int, team: _Team, index: dict[int, int]) -> list[Person]:
    station, free, running = team.base, -1440, None
    planned = []
    for day, flights in enumerate(team.duties):
        report = flights[0].departs - _REPORT
        release = flights[-1].departs + flights[-1].block + _RELEASE
        flown = [flight for flight in flights if not flight.cancelled and flight.out < 0]
        if report < 0:
            running, free = START + minutes(report), 0
        if flown:
            station, free = flown[-1].destination, max(0, flown[-1].back + _CONNECTION)
        tasks = tuple(Task(index[id(flight)]) for flight in flights if id(flight) in index)
        if release > 0:
            moments = START + minutes(report), START + minutes(release)
            planned.append(DutyPlan(*moments, tasks, f"P{number:03d}-{day}", flights[-1].destination))
    found = []
    for role, count in (("captain", 1), ("first_officer", 1), ("cabin_crew", CABIN)):
        for seat in range(count):
            sick = role == team.sick and seat == 0
            found.append(
                Person(
                    f"{_SHORT[role]}{number:03d}-{seat}",
                    role,
                    (team.fleet,),
                    team.base,
                    station,
                    START + minutes(free),
                    tuple(planned),
                    running,
                    unavailable=((START, START + minutes(2880)),) if sick else (),
                    alike="" if sick else f"team-{number}",
                )
            )
    return found


def _reserves(rng: Random, teams: Sequence[_Team]) -> list[Person]:
    found = []
    for fleet in FLEETS:
        for base in BASES:
            there = sum(team.fleet == fleet and team.base == base for team in teams)
            for role, each in (("captain", 1), ("first_officer", 1), ("cabin_crew", CABIN)):
                for number in range(round(there * each / 8)):
                    begins = rng.choice((-240, 0, 120, 360))
                    waits = ReserveDuty("short_call", START + minutes(begins), START + minutes(begins + 720), 90)
                    name, like = f"R-{fleet}-{base}-{role}-{number:02d}", f"R-{fleet}-{base}-{begins}"
                    found.append(
                        Person(
                            name,
                            role,
                            (fleet,),
                            base,
                            base,
                            waits.start,
                            reserve=waits,
                            alike=like,
                        )
                    )
    return found


def broken_pairings(problem: CrewProblem) -> int:
    """Teams of which somebody cannot do what was planned, or would end elsewhere."""
    found = set()
    for person in problem.people:
        duties = as_planned(problem, person)
        ends = problem.legs[duties[-1].tasks[-1].leg].destination if duties else person.station
        if person.planned and (ends != person.planned[-1].ends_at or (duties and impossible(problem, person, duties))):
            found.add(person.planned[0].duty_id)
    return len(found)


def measured(problem: CrewProblem, quality: Quality, *, seed: int = 0, budget_s: float = _BUDGET_S) -> dict[str, Any]:
    """Solve and re-check; money in cents, times in seconds."""
    solution = solve(problem, stop=lambda: False, seed=seed, budget_s=budget_s, quality=quality, processes=2)
    planned = {person.crew_id: tuple(task for duty in person.planned for task in duty.tasks) for person in problem.people}
    called = sum(tuple(task for duty in duties for task in duty.tasks) != planned[who] for who, duties in solution.lines)
    return {
        "status": solution.status,
        "objective_cents": solution.objective,
        "bound_cents": solution.bound,
        "gap": round(solution.gap, 4),
        "components_cents": dict(solution.components),
        "legs_uncovered": len({gap.leg for gap in solution.uncovered}),
        "people_missing": sum(gap.count for gap in solution.uncovered),
        "people_called": called,
        "runtime_s": round(solution.runtime_s, 1),
        "note": solution.note,
        "faults": check_solution(problem, solution),
    }


def run(progress: Progress) -> dict[str, Any]:
    """The generated network, both qualities, with the small law."""
    problem = generated(0)
    figures: dict[str, Any] = {
        "network": "generated",
        "pairings_broken": broken_pairings(problem),
        "people": len(problem.people),
        "reserves": sum(person.reserve is not None for person in problem.people),
        "legs": len(problem.legs),
        "failures": [],
    }
    for quality in ("cheapest", "fewest_calls"):
        figures[quality] = measured(problem, quality)
        figures["failures"] += [f"{quality}: {fault}" for fault in figures[quality]["faults"]]
        progress(f"{quality}: {figures[quality]['runtime_s']} s")
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures, a line for each quality."""
    lines = [
        f"  generated: {figures['pairings_broken']} broken pairings, {figures['people']} people, "
        f"{figures['reserves']} of them reserves, {figures['legs']} legs"
    ]
    for quality in ("cheapest", "fewest_calls"):
        one = figures[quality]
        lines.append(
            f"  {quality}: {one['status']}, {one['objective_cents'] / 100:,.0f} (bound {one['bound_cents'] / 100:,.0f}, "
            f"gap {one['gap']:.2%}), {one['people_called']} called, "
            f"{one['people_missing']} missing on {one['legs_uncovered']} legs, {one['runtime_s']} s; {one['note']}"
        )
    return "\n".join(lines)


SUITE = Suite("crew-recovery", "Crew recovery on a generated network with 200 disrupted pairings: price, bound, time", run, table)
