"""Problems small enough to try every answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from random import Random
from typing import Any

from domain.ids import CarrierCode, FlightId
from domain.network import Stand
from domain.units import minutes
from knowledge.airline.gate_policy import GatePolicy, gate_policy
from tools.gates.problem import Closure, Connection, Placements, Problem, Turn, all_parts

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def turn(name: str, arrives: int, leaves: int, **about: Any) -> Turn:
    """A narrow body of XX there from minute `arrives` to minute `leaves` after noon, with a hundred people each way."""
    said = {"carrier": "XX", "size": "C", "arriving": 100, "departing": 100, **about}
    return Turn(
        turn_id=name,
        tail=name,
        arrives=NOON + minutes(arrives),
        leaves=NOON + minutes(leaves),
        arrival=FlightId(f"{name}-in") if "arrival" not in said else said.pop("arrival"),
        departure=FlightId(f"{name}-out") if "departure" not in said else said.pop("departure"),
        **said,
    )


def problem(turns: Sequence[Turn], stands: Sequence[Stand], **about: Any) -> Problem:
    """A problem at noon with the airline's policy, or with `policy` figures changed."""
    policy: GatePolicy = gate_policy().model_copy(update=about.pop("policy", {}))
    return Problem(now=NOON, turns=tuple(turns), stands=tuple(stands), policy=policy, **about)


def every_answer(of: Problem) -> Iterator[Placements]:
    """Each way to give every part a stand or none."""
    keys = [part.key for part in all_parts(of)]
    names = [*(stand.name for stand in of.stands), None]
    for chosen in product(names, repeat=len(keys)):
        yield dict(zip(keys, chosen, strict=True))


def random_problem(seed: int) -> Problem:
    """Three or four turns, one of them perhaps towed, on two or three stands with all that may differ between them."""
    dice = Random(seed)
    stands = [
        Stand(
            name,
            terminal=dice.choice(("T1", "T2")),
            size=dice.choice(("C", "C", "E")),
            contact=dice.random() < 0.8,
            borders=dice.choice((("domestic",), ("domestic", "international"))),
            carriers=dice.choice(((), (), (CarrierCode("XX"),))),
            walk_min=dice.randint(2, 9),
            empties=(("E", "B"),) if name == "A" and dice.random() < 0.5 else (),
        )
        for name in "ABC"[: dice.choice((2, 3))]
    ]
    if dice.random() < 0.4:
        stands[:2] = [replace(stands[0], name=name, empties=()) for name in "AB"]
    names = ["", *(stand.name for stand in stands)]
    turns = []
    for number in range(dice.choice((3, 4))):
        arrives = dice.randrange(-30, 150, 5)
        stay = dice.randrange(15, 90, 5) if number else dice.choice((60, 185, 300))
        turns.append(
            turn(
                f"t{number}",
                arrives,
                arrives + stay,
                size=dice.choice(("C", "C", "C", "E")),
                carrier=dice.choice(("XX", "XX", "YY")),
                arrival_border=dice.choice(("domestic", "international")),
                departure_border=dice.choice((None, "domestic")),
                arriving=dice.randrange(200),
                departing=dice.randrange(200),
                published_arrival=dice.choice(names),
                published_departure=dice.choice(names),
                delay_mean_min=dice.randrange(20),
                delay_spread_min=dice.randrange(20),
                stands_on=dice.choice(names) if arrives < 0 else "",
                **({"departure": None} if number == 1 and dice.random() < 0.5 else {}),
                **({"arrival": None} if number == 2 and dice.random() < 0.5 else {}),
            )
        )
    links = [Connection(*(one.turn_id for one in dice.sample(turns, 2)), dice.randint(1, 60)) for _ in range(2)]
    closures = []
    if dice.random() < 0.4:
        start = dice.randrange(0, 120, 5)
        closures.append(Closure(dice.choice(names[1:]), NOON + minutes(start), NOON + minutes(start + dice.randrange(5, 60, 5))))
    figures = {"short_gap_cents": dice.choice((0, 9_000, 90_000)), "tow_cents": dice.choice((2_000, 45_000))}
    return problem(turns, stands, connections=tuple(links), closures=tuple(closures), policy=figures)
