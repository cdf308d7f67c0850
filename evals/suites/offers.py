"""How fast offers are made, how many hold when sources fail, and what the bundles miss under a simulated choice.

Requests are generated from a seed on the embedded network. The customers of the choice are simulated, and their tastes are known
to the simulation alone: the figures say how the ranking does against them, nothing about real customers.
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, NoReturn

from domain import events as e
from domain.apply import fold
from domain.ids import BookingId, FlightId
from domain.network import Flight, NetworkState
from domain.units import minutes
from evals.suite import Progress, Suite
from knowledge.airline.ancillary_policy import Segment, TripFacts, ancillary_policy
from tools.ancillaries.catalogue import Bundle, catalogue, lines_of
from tools.ancillaries.choice import bundles_for, buying_chance
from tools.ancillaries.rules import Trip, broken_rules, segment_of
from tools.offers.check import check_offer
from tools.offers.make import make_offer
from tools.offers.offer import OfferRequest
from tools.offers.sources import Sources
from twin.scenarios import DEFAULT_SCENARIO, load_scenario

OFFERS = 10_000
OFFERS_PER_FAILURE = 2_500
CUSTOMERS = 4_000
TRIPS = 60
TASTE_SD = 0.35
"""Standard deviation of the logarithm of one customer's worth of one atom around that of the segment."""


class Silent:
    """A source that never answers."""

    def _fail(self, *given: object) -> NoReturn:
        raise TimeoutError("no answer")

    outlook = bundles = fare = _fail


@dataclass(frozen=True, slots=True)
class OnSale:
    """The network, its flights on sale, journeys of two flights among them, and bookings that are disrupted."""

    state: NetworkState
    now: datetime
    journeys: tuple[tuple[FlightId, ...], ...]
    disrupted: tuple[BookingId, ...]


def on_sale() -> OnSale:
    """The embedded network when it opens, with the first twenty bookings disrupted."""
    scenario = load_scenario(DEFAULT_SCENARIO)
    now = scenario.start_at
    state = fold(NetworkState(), scenario.opening)
    waiting = sorted(state.bookings)[:20]
    state = fold(
        state, [e.ItineraryDisrupted(at=now, booking_id=one, flight_id=state.bookings[one].flight_ids[0]) for one in waiting]
    )
    ends = now + minutes(ancillary_policy().sale_ends_min)
    flights = sorted(
        (one for one in state.own_flights() if one.fare_classes and one.etd >= ends), key=lambda one: (one.etd, one.flight_id)
    )
    single = [(one.flight_id,) for one in flights]
    return OnSale(state, now, (*single, *_connections(flights)), tuple(waiting))


def _connections(flights: Sequence[Flight]) -> list[tuple[FlightId, FlightId]]:
    """For each flight the first that goes on to another place at least an hour later."""
    found = []
    for one in flights:
        onward = (
            other
            for other in flights
            if other.origin == one.destination and other.destination != one.origin and other.etd >= one.eta + minutes(60)
        )
        other = next(onward, None)
        if other is not None:
            found.append((one.flight_id, other.flight_id))
    return found


def facts_of(dice: Random) -> TripFacts:
    """The facts of some trip: parties, stays and purposes of every segment."""
    nights = dice.choice((0, 1, 2, 3, 5, 7, 10, 14, 21))
    kind = dice.random()
    if kind < 0.03:
        return TripFacts(adults=0, children=1, youngest_age=dice.randint(5, 11), unaccompanied_minor=True, nights=nights)
    children = dice.randint(1, 3) if kind < 0.25 else 0
    return TripFacts(
        adults=dice.choice((1, 1, 1, 2, 2, 3)),
        children=children,
        infants=int(dice.random() < 0.05),
        youngest_age=dice.randint(2, 15) if children else 30,
        reduced_mobility=dice.random() < 0.02,
        pet=dice.random() < 0.03,
        sport=dice.random() < 0.04,
        nights=nights,
        saturday_night=0 < nights <= 3 and dice.random() < 0.6,
        purpose="business" if not children and dice.random() < 0.2 else "",
    )


def request_of(dice: Random, day: OnSale) -> OfferRequest:
    """Some request that can be priced; one in fifty is of disrupted people, one in twenty tells old facts."""
    told = day.now - minutes(3000) if dice.random() < 0.05 else None
    flights, facts = dice.choice(day.journeys), facts_of(dice)
    if dice.random() < 0.02:
        name = dice.choice(day.disrupted)
        party = TripFacts(adults=day.state.bookings[name].passengers)
        return OfferRequest(flight_ids=flights, facts=party, facts_as_of=told, disrupted_booking=name)
    family = dice.choice(("light", "light", "standard", "flex"))
    return OfferRequest(flight_ids=flights, facts=facts, facts_as_of=told, family=family)


def measured(day: OnSale, sources: Sources, count: int, seed: int) -> dict[str, Any]:
    """Times of making one offer in milliseconds, and what became of the requests; `valid`: the check finds nothing wrong."""
    dice = Random(seed)
    took_ms: list[float] = []
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    fallbacks: Counter[str] = Counter()
    for _ in range(count):
        request = request_of(dice, day)
        started = time.perf_counter()
        answer = make_offer(day.state, request, sources, now=day.now)
        took_ms.append((time.perf_counter() - started) * 1000)
        outcomes[answer.outcome] += 1
        fallbacks.update(f"{one.source}: {one.fell_back_to}" for one in answer.sources if not one.answered)
        faults.update(check_offer(answer, request, day.state, now=day.now)[:1])
    took_ms.sort()
    return {
        "requests": count,
        "offered": outcomes["offered"],
        "declined": outcomes["declined"],
        "referred": outcomes["referred"],
        "valid_share": 1 - sum(faults.values()) / count,
        "invalid_by_reason": dict(faults),
        "fallbacks": dict(fallbacks.most_common(8)),
        "p50_ms": round(took_ms[count // 2], 2),
        "p95_ms": round(took_ms[int(count * 0.95)], 2),
        "p99_ms": round(took_ms[int(count * 0.99)], 2),
    }


# --- the simulated choice ----------------------------------------------------------------------------------------------


def regret(seed: int) -> dict[str, Any]:
    """Expected margin lost by showing one bundle, as a share of what knowing every customer would earn.

    A customer's worth of an atom is that of the segment times exp(N(0, TASTE_SD)) times effects of the trip that the ranking does
    not know; the choice is logistic with the policy's spread. Every policy meets the same customers.
    """
    policy, dice, any_of = ancillary_policy(), Random(seed), Random(seed + 1)
    trips: list[tuple[Trip, Segment, tuple[Bundle, ...]]] = []
    for _ in range(TRIPS):
        trip = Trip(facts_of(dice))
        valid = tuple(one for one in catalogue() if not broken_rules(one.codes, trip, policy))
        if valid:
            trips.append((trip, segment_of(trip.facts, policy), valid))
    earned = {"personal": 0.0, "any": 0.0, "default": 0.0}
    best_cents = 0.0
    for _ in range(CUSTOMERS):
        trip, segment, valid = dice.choice(trips)
        taste = {code: _taste(code, segment, trip.facts, dice) for code in policy.atoms}
        shown = first_shown(trip)
        default = policy.default_bundles[trip.facts.cabin]
        earned["personal"] += _expected(shown, trip, taste)
        earned["default"] += 0.0 if broken_rules(default, trip, policy) else _expected(default, trip, taste)
        kept = [one.codes for one in valid if segment in one.segments] or [default]
        earned["any"] += _expected(any_of.choice(kept), trip, taste)
        best_cents += max(_expected(one.codes, trip, taste) for one in valid)
    return {
        "customers": CUSTOMERS,
        "trips": len(trips),
        "best_possible_cents_each": round(best_cents / CUSTOMERS),
        "personal_cents_each": round(earned["personal"] / CUSTOMERS),
        "default_cents_each": round(earned["default"] / CUSTOMERS),
        "any_of_segment_cents_each": round(earned["any"] / CUSTOMERS),
        "any_of_segment_regret": round(1 - earned["any"] / best_cents, 3),
        "personal_regret": round(1 - earned["personal"] / best_cents, 3),
        "default_regret": round(1 - earned["default"] / best_cents, 3),
    }


@cache
def first_shown(trip: Trip) -> tuple[str, ...]:
    """The bundle that the ranking puts first on a trip; empty where it shows none."""
    shown = bundles_for(trip, catalogue(), ancillary_policy(), facts_age_min=0)
    return shown.bundles[0].codes if shown.bundles else ()


def _taste(code: str, segment: Segment, facts: TripFacts, dice: Random) -> float:
    """What this customer would give for one of it, in cents; people of other segments' atoms give half of the price."""
    policy = ancillary_policy()
    percent = policy.segments[segment].worth_percent.get(code, 50)
    worth = policy.atoms[code].price_cents * percent / 100 * math.exp(dice.gauss(0.0, TASTE_SD))
    if code.startswith("bag") and facts.nights >= 10:
        worth *= 1.25
    if code.startswith(("seat", "meal")) and facts.children:
        worth *= 1.2
    if code in ("flex", "same_day_change") and facts.nights <= 1:
        worth *= 1.3
    return worth


def _expected(codes: Sequence[str], trip: Trip, taste: dict[str, float]) -> float:
    policy = ancillary_policy()
    lines = lines_of(codes, trip.facts, policy)
    price = sum(line.total_cents for line in lines)
    margin = price - sum(line.quantity * line.cost_cents for line in lines)
    worth = sum(line.quantity * taste[line.code] for line in lines)
    return margin * buying_chance(worth - price, policy.taste_spread_cents * max(1, trip.facts.seats))


def run(progress: Progress) -> dict[str, Any]:
    """Offers with all sources and with each failing in turn, then the simulated choice; seed 0."""
    day = on_sale()
    progress(f"offers: {OFFERS} with all sources")
    cases = {"all sources": measured(day, Sources(), OFFERS, 0)}
    failing = {
        "pricing fails": Sources(fares=Silent()),
        "ancillaries fail": Sources(bundles=Silent()),
        "forecast fails": Sources(demand=Silent()),
        "all three fail": Sources(fares=Silent(), bundles=Silent(), demand=Silent()),
    }
    for number, (name, sources) in enumerate(failing.items(), start=1):
        progress(f"offers: {OFFERS_PER_FAILURE}, {name}")
        cases[name] = measured(day, sources, OFFERS_PER_FAILURE, number)
    progress("offers: simulated choice")
    choice = regret(0)
    failures = [f"{name}: {one['valid_share']:.2%} valid" for name, one in cases.items() if one["valid_share"] < 0.99]
    failures += [f"{name}: p95 {one['p95_ms']} ms" for name, one in cases.items() if one["p95_ms"] >= 50]
    if len(catalogue()) < 110:
        failures.append(f"{len(catalogue())} bundles")
    return {"bundles": len(catalogue()), "cases": cases, "simulated_choice": choice, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """A line per case, and the simulated choice."""
    lines = [f"  {'':18} {'requests':>8} {'offered':>8} {'valid':>8} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7}"]
    for name, one in figures["cases"].items():
        lines.append(
            f"  {name:18} {one['requests']:>8,} {one['offered']:>8,} {one['valid_share']:>8.2%}"
            f" {one['p50_ms']:>7.1f} {one['p95_ms']:>7.1f} {one['p99_ms']:>7.1f}"
        )
        lines += [f"    {count:>6,} invalid: {reason}" for reason, count in one["invalid_by_reason"].items()]
    choice = figures["simulated_choice"]
    lines.append(f"  {figures['bundles']} bundles; margin a customer in a simulated choice, {choice['customers']:,} customers:")
    lines.append(
        f"  best possible {choice['best_possible_cents_each'] / 100:.2f}, by trip {choice['personal_cents_each'] / 100:.2f}"
        f" (regret {choice['personal_regret']:.1%}), any bundle of the segment {choice['any_of_segment_cents_each'] / 100:.2f}"
        f" (regret {choice['any_of_segment_regret']:.1%}), default {choice['default_cents_each'] / 100:.2f}"
        f" (regret {choice['default_regret']:.1%})"
    )
    return "\n".join(lines)


SUITE = Suite(
    "offers", "Offers: time, share valid when sources fail in turn, and bundles' regret under a simulated choice.", run, table
)
