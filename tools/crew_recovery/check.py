"""Re-checks a crew recovery with code of its own: everybody's duties, every leg's crew, seats, the law, the money to the cent.

Shares the problem's types with the solver and nothing else.
"""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from itertools import pairwise

from tools.crew_recovery.problem import CrewProblem, CrewSolution, DutyPlan, Person

_REPLACES_WITHIN = timedelta(hours=12)


def check_solution(problem: CrewProblem, solution: CrewSolution) -> list[str]:
    """Every fault of a solution, a sentence each; empty when it is sound."""
    people = {person.crew_id: person for person in problem.people}
    given = dict(solution.lines)
    faults = [f"{crew_id!r} is nobody in this problem" for crew_id in given if crew_id not in people]
    if len(given) != len(solution.lines):
        faults.append("somebody has two lines")
    working: Counter[tuple[int, str]] = Counter()
    planned_to_work: Counter[tuple[int, str]] = Counter()
    seats: Counter[int] = Counter()
    money: Counter[str] = Counter()
    through = planned_through(problem)
    for crew_id, person in people.items():
        duties = given.get(crew_id, as_planned(problem, person))
        planned = {task for duty in person.planned for task in duty.tasks}
        if duties:
            faults += [f"{crew_id}: {fault}" for fault in impossible(problem, person, duties, through)]
        money.update(price(problem, person, duties))
        working.update((task.leg, person.role) for duty in duties for task in duty.tasks if not task.deadhead)
        planned_to_work.update((task.leg, person.role) for task in planned if not task.deadhead)
        seats.update(task.leg for duty in duties for task in duty.tasks if task.deadhead and task not in planned)
    faults += _coverage(problem, solution, working, planned_to_work)
    for gap in solution.uncovered:
        money["uncovered"] += gap.count * problem.legs[gap.leg].uncovered_cents
    for leg, travelling in sorted(seats.items()):
        if travelling > problem.legs[leg].seats_free:
            faults.append(f"{travelling} deadheads on {problem.legs[leg].leg_id}, {problem.legs[leg].seats_free} seats")
    faults += _sums(solution, money)
    return faults


def as_planned(problem: CrewProblem, person: Person) -> tuple[DutyPlan, ...]:
    """What somebody without a new line does: the planned duties that have tasks, released after their last leg."""
    return tuple(
        DutyPlan(duty.report_at, problem.legs[duty.tasks[-1].leg].arrives + _min(problem.release_min), duty.tasks, duty.duty_id)
        for duty in person.planned
        if duty.tasks
    )


def price(problem: CrewProblem, person: Person, duties: Sequence[DutyPlan]) -> dict[str, int]:
    """Cents of these duties instead of the planned ones, by component."""
    prices, legs = problem.prices, problem.legs
    old = [task for duty in person.planned for task in duty.tasks]
    new = [task for duty in duties for task in duty.tasks]
    where, planned_nights = person.station, Counter[str]()
    if person.running is not None and not (person.planned and person.planned[0].report_at == person.running):
        planned_nights[where] += 1
    for duty in person.planned:
        where = duty.ends_at or (legs[duty.tasks[-1].leg].destination if duty.tasks else where)
        planned_nights[where] += 1
    to_end_at = where
    nights: Counter[str] = Counter(legs[duty.tasks[-1].leg].destination for duty in duties)
    if person.running is not None:
        nights[person.station] += not (duties and duties[0].report_at == person.running)
    elif not duties and person.planned:
        nights[person.station] += 1
    ends = legs[duties[-1].tasks[-1].leg].destination if duties else person.station
    overtime = 0
    for duty in duties:
        for replaced in person.planned:
            if duty.duty_id and replaced.duty_id == duty.duty_id:
                due = max(
                    [replaced.release_at, *(legs[task.leg].arrives + _min(problem.release_min) for task in replaced.tasks[-1:])]
                )
                overtime += max(0, int((duty.release_at - due).total_seconds()) // 60)
    away = nights - planned_nights
    return {
        "calls": prices.call if new != old else 0,
        "reserves": prices.reserve if person.reserve and set(new) - set(old) else 0,
        "deadheads": prices.deadhead_seat * sum(task.deadhead and task not in old for task in new),
        "hotels": prices.hotel_night * sum(count for station, count in away.items() if station != person.base),
        "overtime": prices.overtime_minute * overtime,
        "away_from_base": prices.away_from_base if ends != to_end_at else 0,
    }


def impossible(
    problem: CrewProblem, person: Person, duties: Sequence[DutyPlan], through: Set[tuple[int, int]] | None = None
) -> list[str]:
    """What makes these duties impossible or illegal for the person.

    `through`: pairs of legs that somebody is planned to do one after the other, which need no connection time.
    """
    through = planned_through(problem) if through is None else through
    faults: list[str] = []
    where, ready = person.station, person.free_at
    for number, duty in enumerate(duties):
        if not duty.tasks:
            return [*faults, "has a duty without tasks"]
        first = problem.legs[duty.tasks[0].leg]
        as_before = [one for one in person.planned if one.report_at == duty.report_at and one.tasks[:1] == duty.tasks[:1]]
        open_duty = number == 0 and duty.report_at == person.running
        if not open_duty:
            if duty.report_at < ready:
                faults.append(f"reports at {duty.report_at:%d %H:%M}Z, free at {ready:%d %H:%M}Z")
            if not as_before and duty.report_at != first.departs - _min(problem.report_min):
                faults.append(f"reports at {duty.report_at:%d %H:%M}Z for a departure at {first.departs:%d %H:%M}Z")
            if person.reserve and number == 0 and not as_before and not _in_reserve(problem, person, duty.report_at):
                faults.append(f"reports at {duty.report_at:%d %H:%M}Z outside the reserve")
        ready = ready if open_duty else duty.report_at
        last = -1
        for task in duty.tasks:
            leg = problem.legs[task.leg]
            if (last, task.leg) in through:
                ready = problem.legs[last].arrives
            last = task.leg
            if leg.origin != where:
                faults.append(f"is at {where} when {leg.leg_id} leaves {leg.origin}")
            if leg.departs < ready:
                faults.append(f"is ready at {ready:%d %H:%M}Z when {leg.leg_id} leaves at {leg.departs:%d %H:%M}Z")
            planned = any(task in one.tasks for one in person.planned)
            qualified = leg.family in person.families and person.role in dict(leg.needs)
            if not (task.deadhead or planned or qualified):
                faults.append(f"does not work {leg.leg_id} as {person.role}")
            where, ready = leg.destination, leg.arrives + _min(problem.connection_min)
        ready = leg.arrives + _min(problem.release_min)
        if duty.release_at != ready:
            faults.append(f"is released at {duty.release_at:%d %H:%M}Z and not at {ready:%d %H:%M}Z")
        if any(duty.report_at < end and start < duty.release_at for start, end in person.unavailable):
            faults.append("is not available")
    faults += _replacements(person, duties)
    faults += [f"{ruling.detail} ({ruling.citation})" for ruling in problem.judge.breaches(person, duties)]
    return faults


def planned_through(problem: CrewProblem) -> frozenset[tuple[int, int]]:
    """Pairs of legs that follow one another in a planned duty."""
    found = set()
    for person in problem.people:
        for duty in person.planned:
            found |= {(one.leg, two.leg) for one, two in pairwise(duty.tasks)}
    return frozenset(found)


def _replacements(person: Person, duties: Sequence[DutyPlan]) -> list[str]:
    """Each duty is named after the planned duty reporting nearest to it, within twelve hours, of those not yet replaced."""
    faults, rest = [], list(person.planned)
    for duty in duties:
        near = min(rest, key=lambda one: abs(one.report_at - duty.report_at), default=None)
        if near is not None and abs(near.report_at - duty.report_at) >= _REPLACES_WITHIN:
            near = None
        if duty.duty_id != (near.duty_id if near else ""):
            faults.append(f"duty {duty.duty_id!r} replaces {near.duty_id if near else 'nothing'!r}")
        if near is not None:
            rest = rest[rest.index(near) + 1 :]
    return faults


def _in_reserve(problem: CrewProblem, person: Person, report_at: datetime) -> bool:
    reserve = person.reserve
    if reserve is None:
        return False
    return max(problem.start, reserve.start) + _min(reserve.notice_min) <= report_at < reserve.end


def _coverage(
    problem: CrewProblem, solution: CrewSolution, working: Counter[tuple[int, str]], planned: Counter[tuple[int, str]]
) -> list[str]:
    """Work and gaps make up what each leg needs; more people than that only where more were planned."""
    faults = []
    gaps = Counter({(gap.leg, gap.role): gap.count for gap in solution.uncovered})
    needs = {(index, role): count for index, leg in enumerate(problem.legs) for role, count in leg.needs}
    for row in sorted({*needs, *working, *gaps}):
        need, there = needs.get(row, 0), working[row]
        name = f"{problem.legs[row[0]].leg_id}, {row[1]}"
        if gaps[row] != max(0, need - there):
            faults.append(f"{name}: {need} needed, {there} there, {gaps[row]} said to be missing")
        if there > max(need, planned[row]):
            faults.append(f"{name}: {there} there, {need} needed, {planned[row]} planned")
    return faults


def _sums(solution: CrewSolution, money: Counter[str]) -> list[str]:
    """Components, objective and bound agree with the money counted here."""
    faults = []
    said = dict(solution.components)
    for name in sorted({*said, *money}):
        if said.get(name, 0) != money[name]:
            faults.append(f"{name}: {said.get(name, 0)} cents said, {money[name]} counted")
    if solution.objective != sum(money.values()):
        faults.append(f"objective {solution.objective} cents said, {sum(money.values())} counted")
    if solution.bound > solution.objective:
        faults.append(f"bound {solution.bound} above objective {solution.objective}")
    return faults


def _min(count: int) -> timedelta:
    return timedelta(minutes=count)
