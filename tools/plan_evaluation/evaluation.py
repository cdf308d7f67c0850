"""A plan, applied to a fork of the network, followed to its end, priced and checked. Nothing outside the fork changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.constraints import Constraint, CrewConnection
from domain.decide import decide_all
from domain.disruptions import Disruption
from domain.ids import FlightId
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import CostBreakdown, Plan, ProjectedFlight, ScoredPlan
from domain.units import Money
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.passenger_rights.exposure import exposure
from tools.passenger_rights.from_network import circumstance_of
from tools.plan_evaluation.cargo import cargo_cents
from tools.plan_evaluation.checks import check_plan
from tools.plan_evaluation.fuel import speed_up_cents, with_fuel
from tools.plan_evaluation.pricing import price
from tools.plan_evaluation.revenue import revenue_cents
from tools.plan_evaluation.written import written_plan


def evaluate(
    state: NetworkState,
    plan: Plan,
    *,
    now: datetime,
    constraints: Sequence[Constraint] = (),
    disruption: Disruption | None = None,
) -> ScoredPlan:
    """Price and check the plan on `state`; `constraints` are those that specialists gave, besides the standing ones.

    `disruption`: what it answers, whose cause decides on compensation; without one only a flight's delay code says why.

    Raises domain.faults.Refused with every fault when an operation cannot be carried out on this state.
    """
    _, fork = decide_all(state, plan.operations, now=now, by=plan.label)
    standing = standing_constraints(fork, now, schedule=state)
    given = tuple(dict.fromkeys(constraints))
    if given:
        known = frozenset(standing)
        given = tuple(one for one in given if one not in known)
    projected = propagate(fork, now=now, constraints=(*standing, *given)).flights
    links = [one for one in (*standing, *given) if isinstance(one, CrewConnection)]
    cost, kpis = price(state, projected, now=now, after=fork, crew_connections=links)
    rights = exposure(
        state,
        fork,
        projected,
        now=now,
        circumstance=circumstance_of(disruption),
        only_money=True,
        currency=cost.total.currency,
    )
    cost = _with(cost, "compensation", rights.cash_cents)
    if fork.shipments:
        cost = _with(cost, "cargo", cargo_cents(state, fork, projected, now=now))
    faster = speed_up_cents(state, fork, projected)
    if faster:
        cost = _with(cost, "speed_up_fuel", faster)
    for component, cents in revenue_cents(state, fork, projected, now=now).items():
        cost = _with(cost, component, cents)
    written = written_plan(state, fork, plan, now=now, projected=projected)
    return ScoredPlan(
        plan=plan,
        cost=cost,
        kpis=with_fuel(kpis, state, fork, projected),
        checks=check_plan(written, given, projected, knock_on=plan.kind != "do_nothing"),
        affected=_affected(state, projected),
    )


def _with(cost: CostBreakdown, component: str, cents: int) -> CostBreakdown:
    currency = cost.total.currency
    return CostBreakdown(
        total=Money(cents=cost.total.cents + cents, currency=currency),
        components={**cost.components, component: Money(cents=cents, currency=currency)},
    )


def do_nothing_plan(state: NetworkState, now: datetime) -> Plan:
    """The plan without operations, to price beside every other: what happens from `now` on if nobody intervenes."""
    return Plan(
        label="Do nothing",
        kind="do_nothing",
        base_version=state.version,
        reasons=(f"What happens from {now:%d %b %H:%MZ} on if nobody intervenes.",),
        assumptions=(
            "Flights go first come, first served, as soon as aircraft, crew and airports allow; too late ones are cancelled.",
            "Other carriers' flights that a closure displaces stay their carriers' business.",
            "Flights in the air are not re-routed; they land when their destination is open.",
        ),
    )


def as_flown_outcome(base: NetworkState, flown: NetworkState) -> dict[FlightId, ProjectedFlight]:
    """What really became of the flights considered at `base`, from a later state of the same network, for `price`.

    Actual times where there are any; a flight that never left counts as cancelled. Price it with `after=flown`.
    """
    over = (FlightStatus.ARRIVED, FlightStatus.DIVERTED)
    outcome: dict[FlightId, ProjectedFlight] = {}
    for flight in flown.own_flights():
        planned = base.flights.get(flight.flight_id)
        if planned is not None and planned.status in over:
            continue
        left = flight.status in (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)
        outcome[flight.flight_id] = ProjectedFlight(
            flight_id=flight.flight_id,
            tail=flight.tail,
            etd=flight.atd or flight.etd,
            eta=flight.ata or flight.eta,
            cancelled=not left,
        )
    return outcome


def _affected(base: NetworkState, projected: Mapping[FlightId, ProjectedFlight]) -> tuple[ProjectedFlight, ...]:
    """Flights that will not go as they stand at base, sorted by departure: moved, cancelled, re-assigned or added."""
    return tuple(
        sorted(
            (future for future in projected.values() if _differs(base.flights.get(future.flight_id), future)),
            key=lambda one: (one.etd, one.flight_id),
        )
    )


def _differs(flight: Flight | None, future: ProjectedFlight) -> bool:
    if flight is None or future.cancelled:
        return flight is None or flight.status is not FlightStatus.CANCELLED
    return (flight.atd or flight.etd, flight.eta, flight.tail) != (future.etd, future.eta, future.tail)
