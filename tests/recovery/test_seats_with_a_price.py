"""What seats are worth to sale decides between journeys in the search, and is not in a plan's price."""

import pytest

from domain import constraints as k
from domain.commands import RebookPassenger
from domain.constraints import Constraint
from domain.ids import FlightId
from domain.network import NetworkState
from knowledge.airline.costs import cost_parameters
from tests.recovery.networks import NetworkUnderTest
from tests.recovery.small_networks import NOW, small_network, solved
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import evaluate
from tools.recovery.from_network import build_problem
from tools.recovery.pricing import LEAST_COST, PriceBook
from tools.recovery.solver.problem import Solution
from tools.recovery.solver.search import SearchParams, solve
from tools.recovery.timing import Timetable
from tools.recovery.translation import plan_of, translate

SAID = {"source": "revenue", "reason": "sells late"}


def sold_at(flight: FlightId, cents: int) -> k.SeatPrice:
    return k.SeatPrice(flight_id=flight, cents_per_seat=cents, **SAID)


def one_lost_and_two_later() -> tuple[NetworkState, Constraint, FlightId, FlightId]:
    """A flight that cannot operate, one 60 minutes later, and one a quarter of an hour after that."""
    net = NetworkUnderTest(["AAA", "BBB"])
    for name in ("T1", "T2", "T3"):
        net.tail(name, "AAA")
    lost = net.flight("AAA", "BBB", 600, 60, "T1", passengers=20)
    soon = net.flight("AAA", "BBB", 660, 60, "T2", passengers=120)
    late = net.flight("AAA", "BBB", 675, 60, "T3", passengers=60)
    return net.state(), k.CannotOperate(flight_id=lost, **SAID), soon, late


@pytest.mark.parametrize(("cents", "taken"), [(0, "soon"), (10, "soon"), (50_000, "late")])
def test_passengers_go_where_delay_and_displaced_sales_together_cost_least(cents: int, taken: str) -> None:
    state, lost, soon, late = one_lost_and_two_later()
    constraints = (lost, sold_at(soon, cents))

    plan, valued = solved(state, constraints)

    moved = {one.flight_ids for one in plan.operations if isinstance(one, RebookPassenger)}
    assert moved == {({"soon": soon, "late": late}[taken],)}
    scored = evaluate(state, plan, now=NOW, constraints=constraints)
    assert scored.cost.total.cents == valued.price.total == valued.steered - (20 * cents if taken == "soon" else 0)


def test_the_cheaper_of_two_dear_seats_is_found_though_it_leaves_later() -> None:
    state, lost, soon, late = one_lost_and_two_later()
    plan, _ = solved(state, (lost, sold_at(soon, 9_000), sold_at(late, 3_000)))
    assert [one.flight_ids for one in plan.operations if isinstance(one, RebookPassenger)] == [(late,)]


def test_no_price_of_a_seat_leaves_anybody_behind() -> None:
    state, lost, soon, late = one_lost_and_two_later()
    _, valued = solved(state, (lost, sold_at(soon, 100_000_000), sold_at(late, 100_000_000)))
    assert sum(one.passengers for one in valued.rebooked) == 20
    assert dict(valued.price.components)["passenger_disruption"] == 0


@pytest.mark.parametrize("seed", range(12))
def test_what_a_search_saves_by_its_own_count_it_saves_with_the_displaced_sales(seed: int) -> None:
    state, constraints = small_network(seed, tails=3, most_flights=10)
    prices = [sold_at(flight.flight_id, 700 * number) for number, flight in enumerate(state.own_flights())]
    orders = tuple(dict.fromkeys((*standing_constraints(state, NOW), *constraints, *prices)))
    problem = build_problem(state, now=NOW, constraints=orders, costs=cost_parameters())
    table, book = Timetable(problem), PriceBook(problem)

    def searched(rounds: int) -> Solution:
        return solve(translate(problem, LEAST_COST), params=SearchParams(budget_s=None, rounds=rounds, lanes=1)).solution

    def steered(solution: Solution) -> int:
        return book.valued(*plan_of(table, solution), LEAST_COST).steered

    first, last = searched(0), searched(6)
    assert last.cost_cents - first.cost_cents == steered(last) - steered(first)
