"""On networks small enough to try everything, the solver is at least as good as the best of everything."""

from collections.abc import Iterator
from itertools import product

import pytest

from domain.commands import CancelFlight, Operation, SwapAircraft
from domain.constraints import Constraint, MustNotCancel
from domain.faults import Refused
from domain.ids import TailNumber
from domain.network import NetworkState
from domain.plans import Plan
from tests.recovery.small_networks import NOW, small_network, solved
from tools.plan_evaluation.evaluation import evaluate

_NOTHING_FOUND = 10**12


def _every_plan(state: NetworkState) -> Iterator[tuple[Operation, ...]]:
    """Every way to cancel flights and hand the others to tails that may fly them."""
    flights = sorted(state.own_flights(), key=lambda flight: flight.flight_id)
    choices: list[list[TailNumber | None]] = []
    for flight in flights:
        booked = state.passengers_on(flight.flight_id)
        tails = [one.tail for one in state.aircraft.values() if one.tail == flight.tail or one.seats >= booked]
        choices.append([None, *sorted(tails)])
    for choice in product(*choices):
        operations: list[Operation] = []
        for flight, tail in zip(flights, choice, strict=True):
            if tail is None:
                operations.append(CancelFlight(flight_id=flight.flight_id))
            elif tail != flight.tail:
                operations.append(SwapAircraft(flight_id=flight.flight_id, tail=tail))
        yield tuple(operations)


def _best_of_everything(state: NetworkState, constraints: tuple[Constraint, ...]) -> int:
    """Least price over all plans that break nothing, each flown first come first served."""
    ordered = {one.flight_id for one in constraints if isinstance(one, MustNotCancel)}
    best = _NOTHING_FOUND
    for operations in _every_plan(state):
        plan = Plan(label="try", kind="hand_made", base_version=state.version, operations=operations)
        try:
            scored = evaluate(state, plan, now=NOW, constraints=constraints)
        except Refused:
            continue  # a tail that is not there, or in two places
        lost = {one.flight_id for one in scored.affected if one.cancelled}
        if lost.isdisjoint(ordered):
            best = min(best, scored.cost.total.cents)
    return best


@pytest.mark.parametrize("seed", range(10))
def test_no_combination_of_cancellations_and_swaps_beats_the_solver(seed: int) -> None:
    state, constraints = small_network(seed, tails=2, most_flights=5)

    _, valued = solved(state, constraints, rounds=12)

    best = _best_of_everything(state, constraints)
    if best < _NOTHING_FOUND:
        assert valued.rank <= (0, best)
