"""Small networks in trouble, drawn by hypothesis or by seed, and the plan that `solve` makes of one, written down."""

import random

from domain import constraints as k
from domain.constraints import Constraint
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import NetworkState
from domain.plans import Plan, SolverReport
from knowledge.airline.costs import cost_parameters
from tests.recovery.networks import NetworkUnderTest, at
from tools.delay_propagation.standing import standing_constraints
from tools.recovery.from_network import build_problem
from tools.recovery.options import untouched
from tools.recovery.plan_writing import only_possible_rebookings, write_plan
from tools.recovery.pricing import LEAST_COST, PriceBook, Steering, Valued
from tools.recovery.solver.search import SearchParams, solve
from tools.recovery.timing import Timetable
from tools.recovery.translation import plan_of, translate

NOW_MINUTE = 300
NOW = at(NOW_MINUTE)


def small_network(seed: int, *, tails: int = 2, most_flights: int = 6) -> tuple[NetworkState, tuple[Constraint, ...]]:
    """A few tails of one family between three airports, with connecting bookings and crew, and one to three troubles."""
    rng = random.Random(seed)
    codes = ["AAA", "BBB", "CCC"]
    net = NetworkUnderTest(codes, horizon=1500, min_connection=25)
    flights: list[tuple[str, str, int, int, FlightId, str]] = []
    names = [f"T{index}" for index in range(tails)]
    for name in names:
        where = rng.choice(codes[:2])
        minute = NOW_MINUTE + rng.randrange(20, 120, 5)
        net.tail(name, where, ready=minute - 15, seats=rng.choice([100, 150]), turn=rng.choice([30, 40]))
        for _ in range(rng.randint(2, 4)):
            if len(flights) == most_flights:
                break
            to = rng.choice([one for one in codes if one != where])
            block = 50 + 5 * rng.randrange(0, 8)
            leg = net.flight(where, to, minute, block, name, passengers=rng.randint(40, 90))
            flights.append((where, to, minute, minute + block, leg, name))
            minute += block + 40 + 5 * rng.randrange(0, 8)
            where = to
    for _ in range(3):
        first = rng.choice(flights)
        onward = [one for one in flights if one[0] == first[1] and 25 <= one[2] - first[3] <= 240]
        if onward:
            net.booking(rng.randint(1, 9), first[4], rng.choice(onward)[4])
    first = rng.choice(flights)
    onward = [one for one in flights if one[0] == first[1] and 30 <= one[2] - first[3] <= 240 and one[5] != first[5]]
    if onward:
        net.crew("C1", first[0], first[4], rng.choice(onward)[4])
    state = net.state()
    return state, tuple(_trouble(rng, flights, names, codes) for _ in range(rng.randint(1, 3)))


def _trouble(
    rng: random.Random, flights: list[tuple[str, str, int, int, FlightId, str]], tails: list[str], codes: list[str]
) -> Constraint:
    leg = rng.choice(flights)
    minute = rng.randrange(NOW_MINUTE, 800, 5)
    said = {"source": "test", "reason": "drawn"}
    airport = AirportCode(rng.choice(codes))
    match rng.randrange(11):
        case 0 | 1:
            return k.StationClosed(airport=airport, start=at(minute), end=at(minute + rng.randrange(30, 240, 5)), **said)
        case 2 | 3:
            return k.EarliestDeparture(flight_id=leg[4], at=at(leg[2] + rng.randrange(5, 240, 5)), **said)
        case 4:
            end = at(minute + rng.randrange(30, 300, 5))
            return k.TailUnavailable(tail=TailNumber(rng.choice(tails)), airport=airport, start=at(minute), end=end, **said)
        case 5:
            end = at(minute + 120)
            return k.StationCapacity(airport=airport, start=at(minute), end=end, arrivals=1, departures=1, **said)
        case 6:
            return k.LatestArrival(flight_id=leg[4], at=at(leg[3] + rng.randrange(0, 60, 5)), **said)
        case 7:
            earliest = leg[2] + rng.randrange(0, 60, 5)
            return k.SlotWindow(flight_id=leg[4], earliest=at(earliest), latest=at(earliest + 15), **said)
        case 8:
            return k.CannotOperate(flight_id=leg[4], **said)
        case 9:
            return k.NotFlownBy(flight_id=leg[4], tail=TailNumber(rng.choice(tails)), **said)
        case _:
            return k.MustNotCancel(flight_id=leg[4], **said)


def solved(
    state: NetworkState, constraints: tuple[Constraint, ...], *, rounds: int = 8, steering: Steering = LEAST_COST
) -> tuple[Plan, Valued]:
    """The plan of one search of so many rounds in this process, under the standing constraints and those given."""
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints)))
    problem = build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())
    table, book = Timetable(problem), PriceBook(problem)
    result = solve(translate(problem, steering), params=SearchParams(budget_s=None, rounds=rounds, lanes=1))
    valued = book.valued(*plan_of(table, result.solution), LEAST_COST)
    valued = only_possible_rebookings(state, NOW, table, book, valued)
    report = SolverReport(name="test", status="feasible", objective=valued.price.total)
    plan = write_plan(
        state,
        table,
        book,
        valued,
        label="test",
        kind="alternative",
        why="A test.",
        untouched=untouched(table, book),
        solver=report,
    )
    return plan, valued
