"""One sample under one policy: requests, cancellations and reviews in order of time, then the departure."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from tools.booking_simulator.demand import Request
from tools.booking_simulator.policies import Policy
from tools.booking_simulator.problem import Scenario


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one departure brought. `revenue_cents`: fares less refunds and denied boarding.

    `legs_flown`, `flown_km`: over passengers; `spoiled`: seats that left empty although somebody who wanted them had been turned
    away; `most_booked`: per leg, the most bookings held at once; `fares_cents`: of those on board.
    """

    revenue_cents: int
    booked: int
    cancelled: int
    boarded: int
    denied: int
    turned_away: int
    spoiled: int
    legs_flown: int
    flown_km: int
    fares_cents: int
    most_booked: tuple[int, ...]


def play(scenario: Scenario, people: Sequence[Request], policy: Policy) -> Outcome:
    """Sell to these people in their order; whatever the policy says, a leg never holds more bookings than authorised."""
    legs, products = scenario.legs, scenario.products
    left = [leg.authorised for leg in legs]
    fewest, missed = list(left), [0] * len(legs)
    cancellations: list[tuple[float, int]] = []
    bookings: dict[int, int] = {}  # person -> product
    revenue = booked = turned_away = review = 0
    controls = policy.controls(0, left)

    def free_until(days_left: float) -> int:
        lost = 0
        while cancellations and -cancellations[0][0] >= days_left:
            _, who = heappop(cancellations)
            product = products[bookings.pop(who)]
            for leg in product.legs:
                left[leg] += 1
            lost += product.fare_cents - product.kept_cents()
        return lost

    for who, person in enumerate(people):
        while review + 1 < len(scenario.reviews) and scenario.reviews[review + 1] >= person.days_left:
            review += 1
            revenue -= free_until(scenario.reviews[review])
            controls = policy.controls(review, left)
        revenue -= free_until(person.days_left)
        for wanted in person.wants:
            product = products[wanted]
            if all(left[leg] > 0 for leg in product.legs) and controls.accepts(wanted, left):
                for leg in product.legs:
                    left[leg] -= 1
                    fewest[leg] = min(fewest[leg], left[leg])
                revenue += product.fare_cents
                booked += 1
                bookings[who] = wanted
                if person.cancels_at >= 0:
                    heappush(cancellations, (-person.cancels_at, who))
                break
        else:
            if person.wants:
                turned_away += 1
                for leg in products[person.wants[0]].legs:
                    missed[leg] += 1
    revenue -= free_until(0)
    at_gate = [(product, people[who].shows) for who, product in bookings.items()]
    revenue -= sum(products[one].fare_cents - products[one].kept_cents() for one, shows in at_gate if not shows)
    boarded = _board(scenario, [one for one, shows in at_gate if shows])
    denied = sum(shows for _, shows in at_gate) - len(boarded)
    empty = [leg.seats for leg in legs]
    for one in boarded:
        for leg in products[one].legs:
            empty[leg] -= 1
    return Outcome(
        revenue_cents=revenue - denied * scenario.denied_cents,
        booked=booked,
        cancelled=booked - len(bookings),
        boarded=len(boarded),
        denied=denied,
        turned_away=turned_away,
        spoiled=sum(min(one) for one in zip(empty, missed, strict=True)),
        legs_flown=sum(len(products[one].legs) for one in boarded),
        flown_km=sum(legs[leg].distance_km or 0 for one in boarded for leg in products[one].legs),
        fares_cents=sum(products[one].fare_cents for one in boarded),
        most_booked=tuple(leg.authorised - least for leg, least in zip(legs, fewest, strict=True)),
    )


def _board(scenario: Scenario, at_gate: Sequence[int]) -> list[int]:
    """Products of those who find a seat on every leg, the dearest fares first: each left behind costs the same."""
    seats = [leg.seats for leg in scenario.legs]
    boarded = []
    for one in sorted(at_gate, key=lambda one: (-scenario.products[one].fare_cents, one)):
        legs = scenario.products[one].legs
        if all(seats[leg] > 0 for leg in legs):
            boarded.append(one)
            for leg in legs:
                seats[leg] -= 1
    return boarded
