"""Crew problems small enough for paper, drawn by seed, and their best answer by trying everything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from random import Random

from domain.units import minutes, minutes_between
from evals.suites.crew_recovery import DutyLimits
from tools.crew_recovery.check import as_planned, impossible, price
from tools.crew_recovery.problem import CrewPrices, CrewProblem, DutyPlan, Leg, Person, ReserveDuty, Task

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
PRICES = CrewPrices(call=50, reserve=300, deadhead_seat=80, hotel_night=150, overtime_minute=1, away_from_base=400)
LAW = DutyLimits((), most_duty_min=480, most_legs=4, least_rest_min=600)
_LONGEST_SIT_MIN, _SHORTEST_REST_MIN, _LONGEST_DUTY_MIN = 360, 600, 960


def at(minute: int) -> datetime:
    """So many minutes after six in the morning."""
    return START + minutes(minute)


def leg(
    name: str, route: str, minute: int, block: int = 60, *, needs: tuple[tuple[str, int], ...] = (("captain", 1),), seats: int = 0
) -> Leg:
    """`leg("F1", "AAA-BBB", 120)`: two hours after the start, an hour long."""
    origin, destination = route.split("-")
    return Leg(name, origin, destination, at(minute), at(minute + block), "narrow", needs, 10_000, seats)


def duty(report: int, release: int, *legs: int, name: str = "P", ends_at: str = "") -> DutyPlan:
    """A duty that works these legs."""
    return DutyPlan(at(report), at(release), tuple(Task(one) for one in legs), name, ends_at)


def captain(name: str, *planned: DutyPlan, station: str = "AAA", free: int = 0, **more: object) -> Person:
    """A captain based at AAA."""
    return replace(Person(name, "captain", ("narrow",), "AAA", station, at(free), planned), **more)  # type: ignore[arg-type]


def reserve(name: str, first: int, last: int, *, notice: int = 60, station: str = "AAA") -> Person:
    """A captain waiting to be called."""
    return captain(name, station=station, reserve=ReserveDuty("short_call", at(first), at(last), notice))


def problem(legs: list[Leg], people: list[Person], law: DutyLimits = LAW, prices: CrewPrices = PRICES) -> CrewProblem:
    """A problem of two days."""
    return CrewProblem(tuple(legs), tuple(people), START, at(2880), prices, law.with_legs(tuple(legs)))


def drawn(seed: int, *, roles: tuple[str, ...] = ("captain",)) -> CrewProblem:
    """Two or three teams between three stations with a reserve, after a cancellation, a delay, and somebody falling sick."""
    rng = Random(seed)
    needs = tuple((role, 2 if role == "cabin_crew" else 1) for role in roles)
    flights: list[list[Leg]] = []
    for team in range(rng.choice((2, 2, 3))):
        minute, where, route = rng.randrange(60, 300, 15), "AAA", []
        for number in range(rng.choice((2, 2, 3))):
            to = rng.choice([one for one in ("AAA", "BBB", "CCC") if one != where])
            block = rng.randrange(45, 120, 15)
            seats = rng.choice((0, 1, 3))
            route.append(leg(f"T{team}-{number}", f"{where}-{to}", minute, block, needs=needs, seats=seats))
            minute += block + (rng.randrange(30, 120, 15) if rng.random() < 0.8 else 720)
            where = to
        flights.append(route)
    late = rng.choice([one for route in flights for one in route])
    delay = rng.choice((0, 60, 150, 300))
    delayed = replace(late, departs=late.departs + minutes(delay), arrives=late.arrives + minutes(delay))
    gone = rng.choice([one for route in flights for one in route]).leg_id if rng.random() < 0.5 else ""
    flying = [delayed if one is late else one for route in flights for one in route if one.leg_id != gone]
    flying.sort(key=lambda one: (one.departs, one.leg_id))
    index = {one.leg_id: number for number, one in enumerate(flying)}
    people = []
    for team, route in enumerate(flights):
        planned = tuple(_planned(route, index, f"D{team}"))
        sick = rng.choice((*roles, "", "", ""))
        for role, count in needs:
            for seat in range(count):
                ill = role == sick and seat == 0
                person = Person(f"{role}-{team}-{seat}", role, ("narrow",), "AAA", "AAA", START, planned)
                absent = ((START, at(2880)),) if ill else ()
                people.append(replace(person, unavailable=absent, alike="" if ill else f"{role}-{team}"))
    for role in roles:
        first = rng.randrange(0, 240, 30)
        waiting = ReserveDuty("short_call", at(first), at(first + 480), rng.choice((30, 90)))
        station = rng.choice(("AAA", "AAA", "BBB"))
        people.append(Person(f"{role}-reserve", role, ("narrow",), station, station, START, reserve=waiting))
    return problem(flying, people)


def _planned(route: list[Leg], index: dict[str, int], name: str) -> Iterator[DutyPlan]:
    """The duties that were planned: a new one after twelve hours on the ground."""
    duties = [[route[0]]]
    for before, then in pairwise(route):
        if then.departs - before.arrives >= minutes(720):
            duties.append([])
        duties[-1].append(then)
    for number, flown in enumerate(duties):
        tasks = tuple(Task(index[one.leg_id]) for one in flown if one.leg_id in index)
        moments = flown[0].departs - minutes(60), flown[-1].arrives + minutes(30)
        yield DutyPlan(*moments, tasks, f"{name}-{number}", flown[-1].destination)


def every_line(case: CrewProblem, person: Person) -> list[tuple[DutyPlan, ...]]:
    """All lines of the searched kind that the person may take: the planned one, none, and every legal path over the legs."""
    found: list[tuple[DutyPlan, ...]] = [()]
    kept = as_planned(case, person)
    if kept and not _faults(case, person, kept):
        found.append(kept)
    if person.planned or person.reserve or person.running:
        lasting = [
            one for one in _paths(case, person, (), 0) if one and all(_lasts(case, duty) <= _LONGEST_DUTY_MIN for duty in one)
        ]
        found += [line for line in lasting if not _faults(case, person, line)]
    return found


def _paths(case: CrewProblem, person: Person, duties: tuple[DutyPlan, ...], first: int) -> Iterator[tuple[DutyPlan, ...]]:
    yield duties
    where = case.legs[duties[-1].tasks[-1].leg].destination if duties else person.station
    for number in range(first, len(case.legs)):
        flight = case.legs[number]
        if flight.origin != where:
            continue
        for task in (Task(number), Task(number, True)):
            release = flight.arrives + minutes(case.release_min)
            if duties:
                last = duties[-1]
                sit = flight.departs - case.legs[last.tasks[-1].leg].arrives
                pair = (last.tasks[-1].leg, number)
                together = any(pair == (one.leg, two.leg) for planned in person.planned for one, two in pairwise(planned.tasks))
                if (sit <= minutes(_LONGEST_SIT_MIN) or together) and not (task.deadhead and last.tasks[-1].deadhead):
                    longer = replace(last, tasks=(*last.tasks, task), release_at=release)
                    yield from _paths(case, person, (*duties[:-1], longer), number + 1)
            ready = duties[-1].release_at + minutes(_SHORTEST_REST_MIN) if duties else person.free_at
            as_before = [one.report_at for one in person.planned if one.tasks[:1] == (task,) and one.report_at >= ready]
            report = as_before[0] if as_before else flight.departs - minutes(case.report_min)
            if report >= ready:
                begun = DutyPlan(report, release, (task,), _replaced(person, duties, report))
                yield from _paths(case, person, (*duties, begun), number + 1)


def _lasts(case: CrewProblem, duty: DutyPlan) -> int:
    return minutes_between(duty.report_at, case.legs[duty.tasks[-1].leg].arrives)


def _replaced(person: Person, duties: tuple[DutyPlan, ...], report: datetime) -> str:
    used = {one.duty_id for one in duties}
    last = max((number for number, one in enumerate(person.planned) if one.duty_id in used), default=-1)
    near = [(abs(one.report_at - report), one.duty_id) for one in person.planned[last + 1 :]]
    distance, name = min(near, default=(minutes(720), ""))
    return name if distance < minutes(720) else ""


def _faults(case: CrewProblem, person: Person, line: tuple[DutyPlan, ...]) -> list[str]:
    return impossible(case, person, line)


def best_by_trying(case: CrewProblem) -> tuple[int, tuple[int, int, int]]:
    """The least cents, and the lexicographic least (cents missing, people called, cents of lines)."""
    rows = sorted({(number, role) for number, flight in enumerate(case.legs) for role, _ in flight.needs})
    need = {row: dict(case.legs[row[0]].needs)[row[1]] for row in rows}
    planned = dict.fromkeys(rows, 0)
    for person in case.people:
        for one in person.planned:
            for task in one.tasks:
                planned[task.leg, person.role] += 1
    states: dict[tuple[tuple[int, ...], tuple[int, ...]], set[tuple[int, int]]] = {
        ((0,) * len(rows), tuple(one.seats_free for one in case.legs)): {(0, 0)}
    }
    for person in case.people:
        options = set()
        for line in every_line(case, person):
            cents = price(case, person, line)
            tasks = [task for one in line for task in one.tasks]
            known = {task for one in person.planned for task in one.tasks}
            works = tuple(sum(task == Task(row[0]) and row[1] == person.role for task in tasks) for row in rows)
            seats = tuple(
                sum(task == Task(number, True) and task not in known for task in tasks) for number in range(len(case.legs))
            )
            options.add((works, seats, int(cents["calls"] > 0), sum(cents.values())))
        after: dict[tuple[tuple[int, ...], tuple[int, ...]], set[tuple[int, int]]] = {}
        for (there, free), values in states.items():
            for works, seats, called, cents_of_line in sorted(options):
                now = tuple(one + two for one, two in zip(there, works, strict=True))
                left = tuple(one - two for one, two in zip(free, seats, strict=True))
                if min(left, default=0) < 0 or any(
                    have > max(need[row], planned[row]) for have, row in zip(now, rows, strict=True)
                ):
                    continue
                kept = after.setdefault((now, left), set())
                kept |= {(calls + called, cents + cents_of_line) for calls, cents in values}
        states = {state: _undominated(values) for state, values in after.items()}
    outcomes = []
    for (there, _), values in states.items():
        missing = sum(max(0, need[row] - have) * case.legs[row[0]].uncovered_cents for have, row in zip(there, rows, strict=True))
        outcomes += [(missing, calls, cents) for calls, cents in values]
    return min(missing + cents for missing, _, cents in outcomes), min(outcomes)


def _undominated(values: set[tuple[int, int]]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    least = None
    for calls, cents in sorted(values):
        if least is None or cents < least:
            found.add((calls, cents))
            least = cents
    return found
