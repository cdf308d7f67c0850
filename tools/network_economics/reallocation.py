"""Seats where demand is: the timetable stays, aircraft of other sizes fly it, judged on sampled days not chosen by."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

import numpy as np

from domain.ids import FlightId, TailNumber
from domain.network import Aircraft, Flight, FlightStatus, NetworkState
from domain.plans import SolverReport
from domain.units import minutes_between
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.costs import CostParameters
from knowledge.airline.network_economics import NetworkEconomics
from tools.network_economics.demand import Cents, ClassDemand, Days, demand_of_such_a_day, demand_today, turned_away
from tools.network_economics.fleet import FleetProblem, Group, Leg, assign_groups, assign_tails
from tools.network_economics.routes import FlightMoney, NetworkMoney, Prices, block_minutes, leg_km, network_money

CHOOSING, JUDGING = 0, 1
"""Streams of sampled days: one to choose by, one to judge by."""
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Scope:
    """What may change. `across_families`: crews are planned anew as well.

    `today`: those booked keep their seats, more may still come, and every flight with another tail costs what a swap costs.
    Otherwise a day like this one is planned, before anybody has booked: demand is what the bookings of this day show.
    """

    across_families: bool = False
    today: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A flight that another tail flies; spilled: people turned away on an average sampled day."""

    flight_id: FlightId
    from_tail: TailNumber
    to_tail: TailNumber
    from_seats: int
    to_seats: int
    spilled_before: float
    spilled_after: float
    operating_cents: int


@dataclass(frozen=True, slots=True)
class Reallocation:
    """Cents of a day, over flights that may change: operating cost, contribution lost by turning away, swaps.

    `saving_by_day`: planned less reallocated, on each judged day.
    """

    flights: int
    kept: dict[str, int]
    changes: tuple[Change, ...]
    planned_operating_cents: int
    new_operating_cents: int
    planned_lost_cents: float
    new_lost_cents: float
    spilled_before: float
    spilled_after: float
    swap_cents: int
    saving_by_day: Cents
    solver: SolverReport

    @property
    def planned_cents(self) -> float:
        """Operating cost and lost contribution of the planned aircraft, on average."""
        return self.planned_operating_cents + self.planned_lost_cents

    @property
    def saving_cents(self) -> float:
        """Saved on an average judged day, swaps paid."""
        return float(self.saving_by_day.mean())

    @property
    def margin_cents(self) -> float:
        """Half the width of the 95 % confidence interval of the average saving."""
        return NORMAL_95 * float(self.saving_by_day.std(ddof=1)) / sqrt(len(self.saving_by_day))


def reallocate(
    state: NetworkState,
    now: datetime,
    policy: NetworkEconomics,
    costs: CostParameters,
    *,
    scope: Scope | None = None,
    seed: int = 0,
    days: int = 400,
    judged_days: int = 2000,
    by_mean: bool = False,
    budget_s: float = 20.0,
    stop: Callable[[], bool] = lambda: False,
) -> Reallocation:
    """Choose by `days` sampled days (or by the mean demand alone), and judge by `judged_days` others.

    `stop` is asked before the search; then nothing changes.
    """
    scope = Scope() if scope is None else scope
    money = network_money(state, policy, costs)
    problem, flights, kept = _problem(state, now, money, policy, costs, scope)
    sold = {one.flight.flight_id: one for one in money.flights}
    demand = {flight.flight_id: _demand(sold[flight.flight_id], policy, scope) for flight in flights}
    prices = Prices.of(policy, costs)
    operating = {
        (number, group): _operating_cents(prices, block_minutes(flight), problem.groups[group].seats)
        for number, flight in enumerate(flights)
        for group in problem.legs[number].cents
    }
    common = policy.common_share_percent / 100
    sampled = _expected_lost(problem, demand, Days(seed, CHOOSING, days, common), by_mean)
    swap = costs.aircraft_swap_cents if scope.today else 0
    priced = FleetProblem(
        tuple(
            Leg(
                flight_id=leg.flight_id,
                origin=leg.origin,
                destination=leg.destination,
                leaves=leg.leaves,
                ready=leg.ready,
                cents={
                    group: operating[number, group] + sampled[number, group] + (swap if group != leg.planned else 0)
                    for group in leg.cents
                },
                planned=leg.planned,
                tail=leg.tail,
            )
            for number, leg in enumerate(problem.legs)
        ),
        problem.groups,
    )
    planned = tuple(leg.planned for leg in problem.legs)
    chosen, tails = planned, {leg.flight_id: leg.tail for leg in problem.legs}
    solver = SolverReport(name="fleet", status="not_run", note="stopped before the search")
    if not stop():
        answer = assign_groups(priced, budget_s=budget_s)
        solver = answer.solver
        found = assign_tails(priced, answer.groups)
        swaps = sum(found[leg.flight_id] != leg.tail for leg in problem.legs)
        gained = sum(
            operating[number, leg.planned] + sampled[number, leg.planned] - operating[number, group] - sampled[number, group]
            for number, (leg, group) in enumerate(zip(problem.legs, answer.groups, strict=True))
        )
        if gained > swaps * swap:  # tails that trade places within a size are not in the model, but are paid for
            chosen, tails = answer.groups, found
    return _judged(
        priced, flights, kept, demand, operating, Days(seed, JUDGING, judged_days, common), chosen, tails, swap, solver
    )


def _demand(sold: FlightMoney, policy: NetworkEconomics, scope: Scope) -> tuple[ClassDemand, ...]:
    fare_cents = round(sold.fare_cents / max(1, sold.passengers))
    if scope.today:
        return demand_today(sold.flight, booked=sold.passengers, fare_cents=fare_cents, policy=policy)
    return demand_of_such_a_day(sold.flight, booked=sold.passengers, fare_cents=fare_cents, seats=sold.seats, policy=policy)


def _operating_cents(prices: Prices, block_min: int, seats: int) -> int:
    """What of a flight's cost depends on its aircraft: crew, fuel, maintenance and charges by seat."""
    _, cost = prices.lines(seats=seats, block_min=block_min, passengers=0, revenue_cents=0, fuel_kg=None)
    return sum(cost.values())


def _expected_lost(
    problem: FleetProblem, demand: dict[FlightId, tuple[ClassDemand, ...]], days: Days, by_mean: bool
) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for number, leg in enumerate(problem.legs):
        classes = demand[leg.flight_id]
        people = np.array([[one.mean] for one in classes]) if by_mean else days.draw(number, classes)
        for group in leg.cents:
            found[number, group] = float(turned_away(classes, people, problem.groups[group].seats)[1].mean())
    return found


def _judged(
    problem: FleetProblem,
    flights: tuple[Flight, ...],
    kept: dict[str, int],
    demand: dict[FlightId, tuple[ClassDemand, ...]],
    operating: dict[tuple[int, int], int],
    days: Days,
    chosen: tuple[int, ...],
    tails: dict[FlightId, TailNumber],
    swap_cents: int,
    solver: SolverReport,
) -> Reallocation:
    """Planned and chosen aircraft on the same fresh days."""
    lost_before, lost_after = np.zeros(days.count), np.zeros(days.count)
    spilled_before = spilled_after = 0.0
    before_cents = after_cents = 0
    changes: list[Change] = []
    for number, (leg, group) in enumerate(zip(problem.legs, chosen, strict=True)):
        classes = demand[leg.flight_id]
        people = days.draw(number, classes)
        old, new = problem.groups[leg.planned].seats, problem.groups[group].seats
        without_old, lost_old = turned_away(classes, people, old)
        without_new, lost_new = (without_old, lost_old) if new == old else turned_away(classes, people, new)
        lost_before += lost_old
        lost_after += lost_new
        spilled_before += float(without_old.mean())
        spilled_after += float(without_new.mean())
        before_cents += operating[number, leg.planned]
        after_cents += operating[number, group]
        if tails[leg.flight_id] != leg.tail:
            changes.append(
                Change(
                    flight_id=leg.flight_id,
                    from_tail=leg.tail,
                    to_tail=tails[leg.flight_id],
                    from_seats=old,
                    to_seats=new,
                    spilled_before=float(without_old.mean()),
                    spilled_after=float(without_new.mean()),
                    operating_cents=operating[number, group] - operating[number, leg.planned],
                )
            )
    swaps = swap_cents * len(changes)
    leaves = {leg.flight_id: leg.leaves for leg in problem.legs}
    return Reallocation(
        flights=len(flights),
        kept=kept,
        changes=tuple(sorted(changes, key=lambda one: (leaves[one.flight_id], one.flight_id))),
        planned_operating_cents=before_cents,
        new_operating_cents=after_cents,
        planned_lost_cents=float(lost_before.mean()),
        new_lost_cents=float(lost_after.mean()),
        spilled_before=spilled_before,
        spilled_after=spilled_after,
        swap_cents=swaps,
        saving_by_day=before_cents - after_cents - swaps + lost_before - lost_after,
        solver=solver,
    )


def _problem(
    state: NetworkState, now: datetime, money: NetworkMoney, policy: NetworkEconomics, costs: CostParameters, scope: Scope
) -> tuple[FleetProblem, tuple[Flight, ...], dict[str, int]]:
    """Legs that may change, without their prices, and how many flights keep their aircraft, by reason."""
    kept: Counter[str] = Counter()
    members: dict[tuple[str, str, int], list[tuple[Aircraft, tuple[Flight, ...]]]] = defaultdict(list)
    for flight in state.own_flights():
        if flight.service == "passenger" and flight.status is FlightStatus.SCHEDULED and flight.tail not in state.aircraft:
            kept["no aircraft is known"] += 1
    for tail in sorted(state.aircraft):
        aircraft = state.aircraft[tail]
        if aircraft.carrier not in state.own_carriers:
            continue
        legs = tuple(one for one in state.rotation(tail) if one.status is FlightStatus.SCHEDULED and one.etd > now)
        reason = _stays(aircraft, legs)
        if reason:
            kept[reason] += len(legs)
        elif legs:
            members[aircraft.carrier, aircraft.family, aircraft.seats].append((aircraft, legs))
    keys = sorted(members)
    served: dict[tuple[str, str], set[str]] = defaultdict(set)
    for carrier, family, seats in keys:
        for _, legs in members[carrier, family, seats]:
            served[carrier, family] |= {end for leg in legs for end in (leg.origin, leg.destination)}
    turns = {key: max(aircraft.min_turn_min for aircraft, _ in members[key]) for key in keys}
    sold = {one.flight.flight_id: one.passengers for one in money.flights}
    legs_found: list[Leg] = []
    flights: list[Flight] = []
    for number, key in enumerate(keys):
        for aircraft, legs in members[key]:
            for position, flight in enumerate(legs):
                ready: dict[int, int] = {}
                for other, (carrier, family, seats) in enumerate(keys):
                    if other != number and not (
                        carrier == key[0]
                        and (family == key[1] or scope.across_families)
                        and {flight.origin, flight.destination} <= served[carrier, family]
                        and leg_km(state, flight) <= aircraft_type(members[carrier, family, seats][0][0]).range_km
                        and not (scope.today and sold[flight.flight_id] > seats)
                    ):
                        continue
                    ready[other] = minutes_between(now, flight.eta) + turns[carrier, family, seats]
                if position + 1 < len(legs):  # a turn that the timetable has is possible for every aircraft of its size
                    ready[number] = min(ready[number], minutes_between(now, legs[position + 1].etd))
                legs_found.append(
                    Leg(
                        flight_id=flight.flight_id,
                        origin=flight.origin,
                        destination=flight.destination,
                        leaves=minutes_between(now, flight.etd),
                        ready=ready,
                        cents=dict.fromkeys(ready, 0.0),
                        planned=number,
                        tail=aircraft.tail,
                    )
                )
                flights.append(flight)
    groups = tuple(
        Group(
            name=" ".join(map(str, key[1:])),
            seats=key[2],
            starts=tuple(
                (aircraft.tail, aircraft.location, max(0, minutes_between(now, aircraft.ready_at)))
                for aircraft, _ in members[key]
            ),
            ends=tuple(legs[-1].destination for _, legs in members[key]),
        )
        for key in keys
    )
    return FleetProblem(tuple(legs_found), groups), tuple(flights), dict(sorted(kept.items()))


def _stays(aircraft: Aircraft, legs: tuple[Flight, ...]) -> str:
    """Why a tail's flights keep it; empty: they may change."""
    if aircraft.maintenance or aircraft.outages or any(one.restrictions for one in aircraft.defects):
        return "its aircraft has maintenance, an outage or a restriction"
    if any(one.service != "passenger" for one in legs):
        return "its aircraft also flies empty"
    here, ready = aircraft.location, aircraft.ready_at
    for leg in legs:
        if leg.origin != here or leg.etd < ready:
            return "its aircraft's flights do not follow on one another"
        here, ready = leg.destination, leg.eta
    return ""
