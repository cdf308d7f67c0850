from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise, permutations
from random import Random

import pytest

from tests.reaccommodation.small_problems import NOON
from tools.reaccommodation.problem import Leg
from tools.reaccommodation.routes import Request, Route, routes

AIRPORTS = ("AAA", "BBB", "CCC", "DDD")
LONGEST_WAIT = 240


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def connection(airport: str, arriving: str, leaving: str) -> int:
    return (30 if arriving == leaving else 60) + (15 if airport == "BBB" else 0)


def timetable(seed: int, count: int) -> list[Leg]:
    rng = Random(seed)
    legs = []
    for number in range(count):
        origin, destination = rng.sample(AIRPORTS, 2)
        leaves = NOON + minutes(rng.randrange(0, 900, 5))
        seats = {"J": rng.randint(0, 2), "Y": rng.randint(0, 5)}
        legs.append(
            Leg(f"L{number}", origin, destination, leaves, leaves + minutes(rng.randrange(40, 120)), seats, rng.choice("xy"))
        )
    return legs


def asked(seed: int) -> Request:
    rng = Random(seed)
    origin, destination = rng.sample(AIRPORTS, 2)
    return Request(
        origin,
        destination,
        NOON + minutes(rng.randrange(0, 200)),
        NOON + minutes(rng.randrange(500, 1_000)),
        rng.choice((("Y",), ("J", "Y"), ("J",))),
        rng.randint(1, 4),
        may_be_split=rng.random() < 0.2,
        direct_only=rng.random() < 0.1,
        not_before=NOON + minutes(100) if rng.random() < 0.2 else None,
        not_after=NOON + minutes(500) if rng.random() < 0.2 else None,
    )


def allowed(path: Sequence[Leg], request: Request) -> bool:
    """Whether a request may take a path, by the rules as they are written."""
    need = 1 if request.may_be_split else request.people
    visited = [path[0].origin, *(leg.destination for leg in path)]
    leaves = path[0].departs
    return (
        visited[0] == request.origin
        and visited[-1] == request.destination
        and len(set(visited)) == len(visited)
        and all(one.destination == two.origin for one, two in pairwise(path))
        and all(
            minutes(connection(one.destination, one.carrier, two.carrier)) <= two.departs - one.arrives <= minutes(LONGEST_WAIT)
            for one, two in pairwise(path)
        )
        and max(request.ready_at, request.not_before or request.ready_at) <= leaves <= (request.not_after or leaves)
        and path[-1].arrives <= request.latest_arrival
        and all(max(leg.seats[cabin] for cabin in request.cabins) >= need for leg in path)
        and (len(path) == 1 or not request.direct_only)
    )


def found(legs: list[Leg], requests: list[Request], **limits: int) -> list[tuple[Route, ...]]:
    return routes(legs, requests, min_connection=connection, longest_wait_min=LONGEST_WAIT, **limits)


def paths(given: Sequence[Route]) -> list[tuple[str, ...]]:
    return [tuple(leg for leg, _ in route.seats_taken) for route in given]


@pytest.mark.parametrize("seed", range(40))
def test_every_path_of_one_leg_or_two_is_found_and_no_other(seed: int) -> None:
    legs, request = timetable(seed, 25), asked(seed)
    expected = {
        tuple(leg.leg_id for leg in path) for size in (1, 2) for path in permutations(legs, size) if allowed(path, request)
    }

    assert set(paths(found(legs, [request], most_legs=2, most_routes=1_000)[0])) == expected


@pytest.mark.parametrize("seed", range(40))
def test_every_route_keeps_every_rule_and_has_the_seats_it_says(seed: int) -> None:
    legs = timetable(seed, 30)
    by_id = {leg.leg_id: leg for leg in legs}
    requests = [asked(one) for one in range(seed, seed + 20)]
    answers = found(legs, requests)

    for request, answer in zip(requests, answers, strict=True):
        assert len(set(paths(answer))) <= 12
        assert len(set(answer)) == len(answer)
        for route in answer:
            path = [by_id[leg] for leg, _ in route.seats_taken]
            assert allowed(path, request)
            assert all(cabin in request.cabins for _, cabin in route.seats_taken)
            assert route.seats == min(by_id[leg].seats[cabin] for leg, cabin in route.seats_taken)
            assert route.seats >= (1 if request.may_be_split else request.people)
            assert (route.departs, route.arrives) == (path[0].departs, path[-1].arrives)
    assert answers == [found(legs, [request])[0] for request in requests]


def test_a_third_leg_is_taken_where_there_is_no_other_way() -> None:
    hops = [("AAA", "BBB", 0), ("BBB", "CCC", 120), ("CCC", "DDD", 240)]
    legs = [Leg(a + b, a, b, NOON + minutes(at), NOON + minutes(at + 60), {"Y": 1}, "x") for a, b, at in hops]
    request = Request("AAA", "DDD", NOON, NOON + minutes(600), ("Y",))

    assert paths(found(legs, [request])[0]) == [("AAABBB", "BBBCCC", "CCCDDD")]
    assert found(legs, [request], most_legs=2) == [()]


def test_seats_are_spread_over_first_legs_before_one_first_leg_is_offered_again() -> None:
    feeders = [Leg(f"in{n}", "AAA", "BBB", NOON + minutes(n), NOON + minutes(60 + n), {"Y": 9}, "x") for n in range(4)]
    onward = [Leg(f"on{n}", "BBB", "CCC", NOON + minutes(130 + n), NOON + minutes(200 + n), {"Y": 9}, "x") for n in range(4)]
    request = Request("AAA", "CCC", NOON, NOON + minutes(600), ("Y",))
    chosen = paths(found([*feeders, *onward], [request], most_routes=4)[0])

    assert {first for first, _ in chosen} == {"in0", "in1", "in2", "in3"}
    assert {last for _, last in chosen} == {"on0", "on1", "on2", "on3"}


def test_a_premium_passenger_is_offered_the_cabin_and_the_one_below() -> None:
    legs = [Leg("L", "AAA", "BBB", NOON, NOON + minutes(60), {"J": 2, "Y": 5}, "x")]
    request = Request("AAA", "BBB", NOON, NOON + minutes(600), ("J", "Y"), 2)

    assert [(one.seats_taken, one.seats) for one in found(legs, [request])[0]] == [((("L", "J"),), 2), ((("L", "Y"),), 5)]
