"""The network model alone, against published optima and by hand."""

import random

import pytest

from tools.recovery.time_space_network import Copy, NetworkModel, Supply

_COPIES = (0, 15, 30, 45, 60, 90, 120, 180)
_OPTIMA = {100: 73_304.5, 300: 99_424.0, 600: 213_651.0}


def _instance(n: int, seed: int = 1) -> tuple[list[tuple[str, str, int, int, int, int]], dict[int, tuple[str, int]], int]:
    rng = random.Random(seed)
    tails = max(4, n // 5)
    stations = ["HUB"] + [f"S{i}" for i in range(max(6, tails // 2))]
    flights: list[tuple[str, str, int, int, int, int]] = []
    start: dict[int, tuple[str, int]] = {}
    for tail in range(tails):
        t = 300 + rng.randrange(0, 90, 5)
        at = "HUB" if tail % 2 == 0 else rng.choice(stations[1:])
        start[tail] = (at, t)
        for _ in range(5):
            to = "HUB" if at != "HUB" else rng.choice(stations[1:])
            block = 60 + 5 * rng.randrange(0, 14)
            flights.append((at, to, t, t + block, tail, rng.randint(70, 180)))
            t += block + 35 + 5 * rng.randrange(0, 5)
            at = to
            if len(flights) == n:
                break
        if len(flights) == n:
            break
    return flights, start, tails


@pytest.mark.parametrize("count", sorted(_OPTIMA))
def test_the_published_hub_closure_instances_solve_to_their_known_optimum(count: int) -> None:
    flights, start, tails = _instance(count)
    airports = {code: index for index, code in enumerate(sorted({one for leg in flights for one in leg[:2]}))}
    copies, cancel, planned = [], {}, {}
    last: dict[int, str] = {}
    for index, (origin, destination, std, sta, tail, passengers) in enumerate(flights):
        cancel[index] = 60.0 * passengers
        last[tail] = destination
        for delay in _COPIES:
            leaves, lands = std + delay, sta + delay
            if (origin == "HUB" and 600 <= leaves < 720) or (destination == "HUB" and 600 <= lands < 720):
                continue
            cost = passengers * delay / 10 + (20 if delay else 0)
            copies.append(Copy(index, tail % 2, airports[origin], leaves, airports[destination], lands + 30, cost))
    grounded = list(range(0, tails, max(1, tails // 2)))[:2]
    supplies = [Supply(tail % 2, airports[at], 780 if tail in grounded else t) for tail, (at, t) in start.items()]
    for tail in start:
        end = (tail % 2, airports[last.get(tail, start[tail][0])])
        planned[end] = planned.get(end, 0) + 1

    model = NetworkModel()
    model.fly_or_cancel(copies, cancel)
    model.conserve_aircraft(supplies)
    # the published objective charges shortage and surplus, which are equal in number: 3,000 each is 6,000 per shortage
    model.count_shortage(planned, {0: (0,), 1: (1,)}, 6000.0)
    answer = model.solve(time_limit_s=30, gap=0.0)

    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(_OPTIMA[count], abs=0.01)


def test_one_aircraft_flies_the_dearer_of_two_flights_that_overlap() -> None:
    model = NetworkModel()
    model.fly_or_cancel([Copy(0, 0, 0, 10, 1, 70, 0.0), Copy(1, 0, 0, 20, 1, 80, 0.0)], {0: 5.0, 1: 9.0})
    model.conserve_aircraft([Supply(0, 0, 0)])

    answer = model.solve(time_limit_s=5, gap=0.0)

    assert answer.values is not None
    assert [copy.flight for copy in model.flown(answer.values)] == [1]
    assert answer.objective == 5.0


def test_a_gap_row_forbids_late_with_early_and_allows_the_rest() -> None:
    def cheapest(first_cost: tuple[float, float], then_cost: tuple[float, float]) -> float | None:
        model = NetworkModel()
        model.fly_or_cancel(
            [
                Copy(0, 0, 0, 0, 1, 60, first_cost[0]),
                Copy(0, 0, 0, 30, 1, 90, first_cost[1]),
                Copy(1, 1, 1, 70, 2, 130, then_cost[0]),
                Copy(1, 1, 1, 100, 2, 160, then_cost[1]),
            ],
            {0: 99.0, 1: 99.0},
        )
        model.conserve_aircraft([Supply(0, 0, 0), Supply(1, 1, 0)])
        model.keep_gap([(0, 60), (1, 90)], [(2, 70), (3, 100)])
        return model.solve(time_limit_s=5, gap=0.0).objective

    assert cheapest((0, 9), (0, 9)) == pytest.approx(0.0)
    assert cheapest((9, 0), (0, 9)) == pytest.approx(9.0)  # early with early, or late with late
    assert cheapest((9, 0), (9, 0)) == pytest.approx(0.0)
