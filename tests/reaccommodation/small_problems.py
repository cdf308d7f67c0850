"""Small generated problems, and the best answer to each by trying everything."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

from tools.reaccommodation.problem import Group, Leg, Option, Problem

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def leg(name: str, seats: int, *, origin: str = "AAA", destination: str = "BBB", departs: int = 0, lasts: int = 60) -> Leg:
    leaves = NOON + timedelta(minutes=departs)
    return Leg(name, origin, destination, leaves, leaves + timedelta(minutes=lasts), {"Y": seats}, "own")


def group(name: str, people: int, costs: dict[str, int], **given: int | bool) -> Group:
    """Each option one leg, or several joined by +, in economy."""
    options = tuple(Option(legs, tuple((one, "Y") for one in legs.split("+")), cents) for legs, cents in costs.items())
    stay = int(given.pop("left_behind_cents", 1_000))
    return Group(name, people, options, stay, **given)  # type: ignore[arg-type]


def small(seed: int) -> Problem:
    """Up to five groups on up to four legs with too few seats; some to be carried first, some that may be split."""
    rng = Random(seed)
    legs = [leg(f"L{number}", rng.randint(0, 5)) for number in range(rng.randint(1, 4))]
    names = [one.leg_id for one in legs]
    pairs = ["+".join(pair) for pair in combinations(names, 2)]
    groups = []
    for number in range(rng.randint(1, 5)):
        offered = rng.sample([*names, *pairs], rng.randint(0, min(3, len(names) + len(pairs))))
        costs = {one: rng.randint(0, 900) for one in offered}
        splits = rng.random() < 0.4
        people = rng.randint(1, 6 if splits else 4)
        part = rng.choice((0, 150, 2_000)) if splits else 0
        stay = rng.choice((300, 1_000, 5_000))
        groups.append(
            group(
                f"G{number}",
                people,
                costs,
                left_behind_cents=stay,
                first=rng.random() < 0.3,
                may_be_split=splits,
                part_cents=part,
            )
        )
    return Problem(tuple(legs), tuple(groups))


def priced(seed: int) -> Problem:
    """The same with rising prices of seats on most legs; some begin with seats that cost nothing, some lists are short."""
    problem, rng = small(seed), Random(seed + 10_000)
    legs = []
    for one in problem.legs:
        steps = [rng.choice((0, 0, 40, 300, 900)) for _ in range(rng.randint(0, 5))]
        legs.append(replace(one, seat_cents=tuple(sum(steps[: number + 1]) for number in range(len(steps)))))
    return replace(problem, legs=tuple(legs))


def best(problem: Problem) -> tuple[int, int]:
    """(people to be carried first who stay behind, cents): the least of every possible answer, in this order."""
    seats = {(one.leg_id, cabin): free for one in problem.legs for cabin, free in one.seats.items()}
    return _best(problem.groups, Counter(seats), problem.legs)


def _best(groups: tuple[Group, ...], left: Counter[tuple[str, str]], legs: tuple[Leg, ...]) -> tuple[int, int]:
    if not groups:
        return 0, sum(_lost_sales(one, one.seats["Y"] - left[one.leg_id, "Y"]) for one in legs)
    group, least = groups[0], None
    for shares in _shares(group):
        after, cents = left.copy(), 0
        for option, people in zip(group.options, shares, strict=False):
            cents += people * option.cost_cents
            after.subtract(dict.fromkeys(option.legs, people))
        if min(after.values(), default=0) < 0:
            continue
        parts = sum(people > 0 for people in shares)
        stay, more = _best(groups[1:], after, legs)
        cents += shares[-1] * group.left_behind_cents + (parts - 1) * group.part_cents + more
        found = (stay + (shares[-1] if group.first else 0), cents)
        least = found if least is None else min(least, found)
    assert least is not None
    return least


def _lost_sales(leg: Leg, people: int) -> int:
    cents, price = 0, 0
    for seat in range(people):
        price = leg.seat_cents[seat] if seat < len(leg.seat_cents) else price
        cents += price
    return cents


def _shares(group: Group) -> Iterator[tuple[int, ...]]:
    """People per option, and last those who stay."""
    places = len(group.options) + 1
    if not group.may_be_split:
        for place in range(places):
            yield tuple(group.people if one == place else 0 for one in range(places))
        return
    for bars in combinations(range(group.people + places - 1), places - 1):
        ends = (-1, *bars, group.people + places - 1)
        yield tuple(ends[one + 1] - ends[one] - 1 for one in range(places))
