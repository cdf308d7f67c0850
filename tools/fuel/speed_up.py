"""Which flights of a plan should fly faster: minutes won in the air against kilograms and money.

Weighed are flights that will be late or that feed a connection which is missed. Each is flown as fast as its type and the sanity
bound allow, on a fork of the network, and lateness is followed to the end of the day: aircraft, crews, slots and curfews
included. The worth of what changes (lateness of passengers and aircraft, connections, cancellations) less the fuel ranks them;
half of the minutes is tried too. Then plan evaluation judges one flight after another on top of those taken: it is taken when
the whole plan becomes cheaper and no check fails that passed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.commands import FlyFaster, Operation
from domain.constraints import Constraint
from domain.decide import decide_all
from domain.disruptions import Disruption
from domain.ids import FlightId
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Plan, ScoredPlan
from domain.units import minutes_between
from knowledge.airline.costs import LAST_DELAY_MIN, cost_parameters
from knowledge.airline.fuel_policy import FuelPolicy, fuel_policy
from tools.delay_propagation.connections import missed_connections
from tools.delay_propagation.propagation import Projection, propagate
from tools.delay_propagation.standing import standing_constraints
from tools.fuel.burn import most_faster_min, trip_fuel
from tools.plan_evaluation.evaluation import evaluate


@dataclass(frozen=True, slots=True)
class FasterFlight:
    """One flight that flies faster. `saving_cents`: what the plan becomes cheaper by, fuel paid, on top of those before it.

    `late_before_min`: on arrival when nobody flies faster.
    """

    operation: FlyFaster
    mach: float | None
    co2_kg: int
    fuel_cents: int
    saving_cents: int
    late_before_min: int
    late_after_min: int


@dataclass(frozen=True, slots=True)
class SpeedUp:
    """Flights in the order they were taken; the plan without and with them; `complete`: nothing was left unweighed."""

    flights: tuple[FasterFlight, ...]
    before: ScoredPlan
    after: ScoredPlan
    weighed: int
    verified: int
    complete: bool

    @property
    def operations(self) -> tuple[FlyFaster, ...]:
        """To append to the plan."""
        return tuple(one.operation for one in self.flights)


@dataclass(frozen=True, slots=True)
class _Idea:
    """A flight so much faster, and what the estimate says it is worth with the fuel paid."""

    operation: FlyFaster
    worth_cents: int
    fuel_cents: int


Progress = Callable[[str, dict[str, Any]], None]


def speed_up(
    state: NetworkState,
    operations: Sequence[Operation],
    *,
    now: datetime,
    constraints: Sequence[Constraint] = (),
    disruption: Disruption | None = None,
    flight_ids: Sequence[FlightId] = (),
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda stage, detail: None,
    budget_s: float = 15.0,
) -> SpeedUp:
    """Flights of the plan (none: the network as it stands) that should fly faster; only `flight_ids` where they are given.

    The answer is the same for the same input unless the budget or `stop` ends the search before it is complete.
    Raises domain.faults.Refused with every fault when the operations cannot be carried out.
    """
    policy, ends = fuel_policy(), time.monotonic() + budget_s

    def over() -> bool:
        return stop() or time.monotonic() > ends

    _, fork = decide_all(state, operations, now=now)
    search = _Search(fork, now, (*standing_constraints(fork, now, schedule=state), *constraints), policy)
    candidates = search.candidates(frozenset(flight_ids))
    ideas: list[_Idea] = []
    complete = True
    for index, flight in enumerate(candidates):
        if over():
            complete = False
            break
        progress("weighing", {"text": f"{flight.flight_id}: {index + 1} of {len(candidates)} flights"})
        if (idea := search.best(flight)) is not None:
            ideas.append(idea)
    ideas.sort(key=lambda one: (-one.worth_cents, one.operation.flight_id))

    def judged(extra: Sequence[FlyFaster]) -> ScoredPlan:
        plan = Plan(label="Faster", kind="alternative", base_version=state.version, operations=(*operations, *extra))
        return evaluate(state, plan, now=now, constraints=constraints, disruption=disruption)

    progress("evaluating", {"text": "the plan as it is"})
    before = judged(())
    best, taken = before, list[FasterFlight]()
    verified = 0
    for idea in ideas[: policy.most_verified]:
        if over():
            complete = False
            break
        flight_id = idea.operation.flight_id
        progress("evaluating", {"text": f"{flight_id} {idea.operation.faster_min} min faster"})
        verified += 1
        after = judged((*(one.operation for one in taken), idea.operation))
        saved = best.cost.total.cents - after.cost.total.cents
        if saved <= 0 or _failed(after) - _failed(best):
            continue
        flight = fork.flights[flight_id]
        flown = trip_fuel(fork, flight, faster_min=idea.operation.faster_min)
        taken.append(
            FasterFlight(
                operation=idea.operation,
                mach=flown.mach,
                co2_kg=policy.co2_kg(idea.operation.extra_fuel_kg),
                fuel_cents=idea.fuel_cents,
                saving_cents=saved,
                late_before_min=search.late_min(flight_id),
                late_after_min=_late_min(flight, after, search.late_min(flight_id)),
            )
        )
        best = after
    return SpeedUp(tuple(taken), before, best, len(candidates), verified, complete)


class _Search:
    """Estimates on a fork with the plan carried out: one propagation for each idea."""

    def __init__(self, fork: NetworkState, now: datetime, constraints: Sequence[Constraint], policy: FuelPolicy) -> None:
        self.fork, self.now, self.constraints, self.policy = fork, now, constraints, policy
        self.costs = cost_parameters()
        self.base = propagate(fork, now=now, constraints=constraints)
        self.passengers = {one: fork.passengers_on(one) for one in self.base.flights}
        self.base_cents = self._cents(fork, self.base)

    def late_min(self, flight_id: FlightId) -> int:
        """Minutes late on arrival without flying faster."""
        return max(0, minutes_between(self.fork.flights[flight_id].sta, self.base.flights[flight_id].eta))

    def candidates(self, only: frozenset[FlightId]) -> list[Flight]:
        """Flights that still can be planned faster and for which it may matter, the costliest lateness behind them first.

        Behind a flight are its own lateness, that of its tail's later flights, and the connections missed from any of them.
        """
        missed: dict[FlightId, int] = {}
        for one in missed_connections(self.fork, self.base):
            missed[one.inbound] = missed.get(one.inbound, 0) + one.passengers * self.costs.passenger_delay(LAST_DELAY_MIN)
        behind: dict[FlightId, int] = {}
        for rotation in self.fork.rotations.values():
            cents = 0
            for flight_id in reversed(rotation):
                if flight_id in self.base.flights:
                    late = LAST_DELAY_MIN if self.base.flights[flight_id].cancelled else self.late_min(flight_id)
                    cents += self.passengers[flight_id] * self.costs.passenger_delay(late) + missed.get(flight_id, 0)
                    behind[flight_id] = cents
        found: list[tuple[int, FlightId]] = []
        for flight_id, projected in self.base.flights.items():
            flight = self.fork.flights[flight_id]
            if projected.cancelled or flight.status is not FlightStatus.SCHEDULED or (only and flight_id not in only):
                continue
            late = self.late_min(flight_id)
            matters = (late or flight_id in missed) and flight.faster_min == 0
            if matters and most_faster_min(self.fork, flight) >= self.policy.least_min:
                found.append((-behind.get(flight_id, 0), flight_id))
        return [self.fork.flights[one] for _, one in sorted(found)[: self.policy.most_weighed]]

    def best(self, flight: Flight) -> _Idea | None:
        """As fast as may be, or half of it when that pays better; None where neither does."""
        most = min(most_faster_min(self.fork, flight), minutes_between(flight.std, flight.sta) // 5)
        fastest = self.idea(flight, most)
        if fastest.worth_cents + fastest.fuel_cents <= 0:
            return None  # a smaller saving of time wins no more
        ideas = [fastest] + ([self.idea(flight, half)] if (half := most // 2) >= self.policy.least_min else [])
        chosen = max(ideas, key=lambda one: (one.worth_cents, -one.operation.faster_min))
        return chosen if chosen.worth_cents > 0 else None

    def idea(self, flight: Flight, faster_min: int) -> _Idea:
        """The flight so much faster, followed to the end of the day."""
        slow, fast = trip_fuel(self.fork, flight), trip_fuel(self.fork, flight, faster_min=faster_min)
        operation = FlyFaster(
            flight_id=flight.flight_id, faster_min=faster_min, extra_fuel_kg=max(0, fast.fuel_kg - slow.fuel_kg)
        )
        _, state = decide_all(self.fork, (operation,), now=self.now)
        won = self.base_cents - self._cents(state, propagate(state, now=self.now, constraints=self.constraints))
        fuel_cents = self.fuel_cents((operation,))
        return _Idea(operation, won - fuel_cents, fuel_cents)

    def fuel_cents(self, operations: Sequence[FlyFaster]) -> int:
        """What the additional fuel costs where each flight leaves from."""
        flights = self.fork.flights
        return sum(one.extra_fuel_kg * self.policy.price_cents_per_kg(flights[one.flight_id].origin) for one in operations)

    def _cents(self, state: NetworkState, projection: Projection) -> int:
        """Lateness, missed connections and cancellations in money: an estimate that ranks, no price of a plan."""
        costs, total = self.costs, 0
        for flight_id, projected in projection.flights.items():
            flight, people = state.flights[flight_id], self.passengers[flight_id]
            if projected.cancelled:
                total += people * costs.passenger_delay(LAST_DELAY_MIN)
                continue
            total += people * costs.passenger_delay(minutes_between(flight.sta, projected.eta))
            aircraft = state.aircraft.get(projected.tail) if projected.tail is not None else None
            seats = aircraft.seats if aircraft is not None else costs.seats_when_no_tail
            total += max(0, minutes_between(flight.std, projected.etd)) * costs.delay_minute_cents(seats)
        for one in missed_connections(state, projection):
            outbound = state.flights[one.outbound]
            km = state.distance_km(outbound.origin, outbound.destination)
            total += one.passengers * costs.disrupted_passenger_cents(km)
        return total


def _failed(scored: ScoredPlan) -> set[tuple[str, str]]:
    return {(one.rule, one.subject) for one in scored.checks if one.verdict == "fail"}


def _late_min(flight: Flight, scored: ScoredPlan, otherwise: int) -> int:
    """Minutes late on arrival in the evaluated plan."""
    landing = next((one.eta for one in scored.affected if one.flight_id == flight.flight_id), None)
    return otherwise if landing is None else max(0, minutes_between(flight.sta, landing))
