"""Sick calls and delays put into the reference rosters, and the recovery by `tools.crew_recovery`.

The data have no disruptions and no reserves: both are drawn from a seed. A case begins in the quiet of a night, when nobody is on
duty, and lasts a day: what lies behind it is the next day's problem, and must only stay legal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

from evals.kasirzadeh.instance import Leg, Month, Roster, Task
from evals.kasirzadeh.legality import duty_period, flown, rulings
from evals.kasirzadeh.pairing_building import Assumed
from evals.kasirzadeh.pricing import PayRules, duties
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import breaches_of
from knowledge.flight_time.ruling import Ruling
from tools.crew_recovery import problem as recovery
from tools.crew_recovery.check import check_solution
from tools.crew_recovery.solve import solve

QUIET_HOUR = 9
"""Clock of the data: the last legs are in, the first leave at 10:00."""
HORIZON = timedelta(days=1)
LOOK_BACK = timedelta(days=8)
ROLE, FAMILY = "pilot", "fleet"
SEATS_FREE = 4
NOTICE_MIN = 120
PRICES = recovery.CrewPrices(
    call=20_000, reserve=0, deadhead_seat=10_000, hotel_night=15_000, overtime_minute=100, away_from_base=200_000
)
UNCOVERED_CENTS = 1_000_000
"""The published price of an uncovered flight, 10,000; all other prices are assumed."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """Who is sick from `start` on, minutes by which legs leave and arrive late, and who of those at home waits to be called."""

    start: datetime
    sick: tuple[str, ...]
    late_min: Mapping[str, int]
    reserves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery came to. `faults`: what the independent check found."""

    start: datetime
    sick: int
    late_legs: int
    legs: int
    uncovered_before: int
    uncovered: int
    changed_crew: int
    deadheads: int
    runtime_s: float
    cpu_s: float
    status: str
    gap: float
    faults: tuple[str, ...]


Breach = tuple[str, datetime]
"""A rule and the report time of the duty that breaks it."""


@dataclass(frozen=True, slots=True)
class RosterJudge:
    """14 CFR 117 on the rosters. What the reference plan breaks already, and as badly, is no ground to refuse.

    `before`, `after`: duties outside the problem's stretch of time; the first one after it must stay legal, too.
    """

    legs: tuple[recovery.Leg, ...]
    before: Mapping[str, tuple[DutyPeriod, ...]]
    after: Mapping[str, tuple[DutyPeriod, ...]]
    assumed: Assumed
    tolerated: Mapping[str, Mapping[Breach, int]]

    def breaches(self, person: recovery.Person, duties: Sequence[recovery.DutyPlan]) -> tuple[Ruling, ...]:
        """What these duties, in order and instead of the planned ones, would break that the plan does not."""
        allowed = self.tolerated.get(person.crew_id, {})
        return tuple(
            one
            for breach, one in self.all_breaches(person.crew_id, duties)
            if breach not in allowed or (one.margin or 0) < allowed[breach]
        )

    def all_breaches(self, crew_id: str, plans: Sequence[recovery.DutyPlan]) -> list[tuple[Breach, Ruling]]:
        """Every breach."""
        found: list[tuple[Breach, Ruling]] = []
        history = list(self.before[crew_id])
        known_from = history[0].report_at if history else None
        for duty in [*(self._period(one) for one in plans), *self.after[crew_id][:1]]:
            case = DutyCase(duty, home_clock=self.assumed.clock, history=tuple(history), history_from=known_from)
            found += [((one.rule, duty.report_at), one) for one in breaches_of(rulings(case))]
            history.append(duty)
        return found

    def _period(self, plan: recovery.DutyPlan) -> DutyPeriod:
        times = [(self.legs[one.leg].departs, self.legs[one.leg].arrives, one.deadhead) for one in plan.tasks]
        return duty_period(times, self.assumed, plan.report_at)


def draw(month: Month, *, seed: int, sick: int = 2, late: int = 4, pay: PayRules, assumed: Assumed) -> Disruption:
    """A night of the month: `sick` of those who would begin a pairing within the day, `late` legs of it 1 to 3 h late, and at
    each base one of those with the day off as a reserve.
    """
    random = Random(f"{month.name} {seed}")
    start = datetime(2000, 1, random.randrange(5, 25), QUIET_HOUR, tzinfo=UTC)
    day = start + timedelta(days=1)
    leaving = sorted(
        roster.crew_id
        for roster in month.rosters
        for one in roster.pairings
        if one.tasks[0].leg_id in month.legs and start <= month.legs[one.tasks[0].leg_id].departs < day
    )
    of_the_day = sorted(leg.leg_id for leg in month.legs.values() if start <= leg.departs < day)
    return Disruption(
        start,
        tuple(sorted(random.sample(leaving, min(sick, len(leaving))))),
        {leg_id: 15 * random.randrange(4, 13) for leg_id in random.sample(of_the_day, min(late, len(of_the_day)))},
        tuple(random.choice(idle) for base in month.bases if (idle := _idle(month, base, start, day))),
    )


def _idle(month: Month, base: str, start: datetime, end: datetime) -> list[str]:
    """Crew members of a base with no pairing under way in [start, end]."""
    return sorted(
        roster.crew_id
        for roster in month.rosters
        if roster.base == base
        and not any(
            month.legs[one.tasks[0].leg_id].departs < end and month.legs[one.tasks[-1].leg_id].arrives > start
            for one in roster.pairings
        )
    )


def recover(month: Month, disruption: Disruption, *, seed: int, budget_s: float, pay: PayRules, assumed: Assumed) -> Recovered:
    """Recover the day of a disruption."""
    problem = crew_problem(month, disruption, pay, assumed)
    began = process_time()
    solution = solve(problem, stop=lambda: False, seed=seed, budget_s=budget_s)
    cpu_s = process_time() - began
    planned = {one.crew_id: tuple(task for duty in one.planned for task in duty.tasks) for one in problem.people}
    lines = {crew_id: tuple(task for duty in duties for task in duty.tasks) for crew_id, duties in solution.lines}
    travelling = sum(task.deadhead and task not in planned[who] for who, tasks in lines.items() for task in tasks)
    ill = sum(not one.deadhead for who in disruption.sick for one in planned.get(who, ()))
    return Recovered(
        start=disruption.start,
        sick=len(disruption.sick),
        late_legs=len(disruption.late_min),
        legs=len(problem.legs),
        uncovered_before=ill,
        uncovered=sum(one.count for one in solution.uncovered),
        changed_crew=sum(tasks != planned[who] for who, tasks in lines.items() if who not in disruption.sick),
        deadheads=travelling,
        runtime_s=round(solution.runtime_s, 2),
        cpu_s=round(cpu_s, 2),
        status=solution.status,
        gap=round(solution.gap, 4),
        faults=tuple(check_solution(problem, solution)),
    )


def crew_problem(month: Month, disruption: Disruption, pay: PayRules, assumed: Assumed) -> recovery.CrewProblem:
    """The rosters from the start of the disruption to the end of the horizon, as the recovery is asked."""
    start, end = disruption.start, disruption.start + HORIZON
    work = {
        roster.crew_id: [duty for one in roster.pairings for duty in duties(one.tasks, month.legs, pay.layover_from_min)]
        for roster in month.rosters
    }
    begins = {who: [_report_at(one, month.legs, assumed) for one in parts] for who, parts in work.items()}
    inside = {who: [duty for duty, at in zip(work[who], begins[who], strict=True) if start <= at < end] for who in sorted(work)}
    needed = {task.leg_id: not task.deadhead for parts in inside.values() for duty in parts for task in duty}
    needed |= {task.leg_id: True for parts in inside.values() for duty in parts for task in duty if not task.deadhead}
    operated = [leg for leg in month.legs.values() if leg.leg_id in needed]
    planned_legs = tuple(_recovery_leg(leg, needed[leg.leg_id], 0) for leg in operated)
    legs = tuple(_recovery_leg(leg, needed[leg.leg_id], disruption.late_min.get(leg.leg_id, 0)) for leg in operated)
    order = sorted(range(len(legs)), key=lambda one: (legs[one].departs, legs[one].leg_id))
    legs, planned_legs = tuple(legs[one] for one in order), tuple(planned_legs[one] for one in order)
    index = {leg.leg_id: number for number, leg in enumerate(legs)}
    people = tuple(
        _person(roster, work[roster.crew_id], inside[roster.crew_id], month, disruption, index, assumed)
        for roster in sorted(month.rosters, key=lambda one: one.crew_id)
    )
    periods = {
        who: [(at, duty_period(flown(duty, month.legs), assumed)) for duty, at in zip(parts, begins[who], strict=True)]
        for who, parts in work.items()
    }
    judge = RosterJudge(
        legs=legs,
        before={who: tuple(one for at, one in all_ if start - LOOK_BACK <= at < start) for who, all_ in periods.items()},
        after={who: tuple(one for at, one in all_ if at >= end) for who, all_ in periods.items()},
        assumed=assumed,
        tolerated={},
    )
    as_planned = replace(judge, legs=planned_legs)
    tolerated: dict[str, dict[Breach, int]] = {one.crew_id: {} for one in people}
    for one in people:
        for breach, ruling in as_planned.all_breaches(one.crew_id, one.planned):
            margin = ruling.margin or 0
            tolerated[one.crew_id][breach] = min(margin, tolerated[one.crew_id].get(breach, margin))
    return recovery.CrewProblem(
        legs=legs,
        people=people,
        start=start,
        end=end,
        prices=PRICES,
        judge=replace(judge, tolerated=tolerated),
        report_min=assumed.report_min,
        release_min=assumed.release_min,
    )


def _person(
    roster: Roster, work: Sequence[Sequence[Task]], inside: Sequence[Sequence[Task]], month: Month, disruption: Disruption,
    index: Mapping[str, int], assumed: Assumed,
) -> recovery.Person:  # fmt: skip
    behind = [duty for duty in work if _report_at(duty, month.legs, assumed) < disruption.start]
    last = month.legs[behind[-1][-1].leg_id] if behind else None
    sick = ((disruption.start, disruption.start + HORIZON + timedelta(days=1)),)
    reserve = recovery.ReserveDuty("short_call", disruption.start, disruption.start + HORIZON, NOTICE_MIN)
    return recovery.Person(
        crew_id=roster.crew_id,
        role=ROLE,
        families=(FAMILY,),
        base=roster.base,
        station=roster.base if last is None else last.destination,
        free_at=disruption.start,
        planned=tuple(
            recovery.DutyPlan(
                report_at=_report_at(duty, month.legs, assumed),
                release_at=month.legs[duty[-1].leg_id].arrives + timedelta(minutes=assumed.release_min),
                tasks=tuple(recovery.Task(index[one.leg_id], one.deadhead) for one in duty),
                duty_id=f"{roster.crew_id}-{number}",
            )
            for number, duty in enumerate(inside, 1)
        ),
        unavailable=sick if roster.crew_id in disruption.sick else (),
        reserve=reserve if roster.crew_id in disruption.reserves else None,
    )


def _recovery_leg(leg: Leg, needed: bool, late_min: int) -> recovery.Leg:
    late = timedelta(minutes=late_min)
    return recovery.Leg(
        leg_id=leg.leg_id,
        origin=leg.origin,
        destination=leg.destination,
        departs=leg.departs + late,
        arrives=leg.arrives + late,
        family=FAMILY,
        needs=((ROLE, 1),) if needed else (),
        uncovered_cents=UNCOVERED_CENTS,
        seats_free=SEATS_FREE,
    )


def _report_at(duty: Sequence[Task], legs: Mapping[str, Leg], assumed: Assumed) -> datetime:
    return legs[duty[0].leg_id].departs - timedelta(minutes=assumed.report_min)
