"""What it costs to hold a departure for passengers who connect to it, and whom that saves, by minutes of holding."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.hub_connections import slack_min
from api.outlook import Outlook
from api.problems import FaultView, Problem
from domain.commands import DelayFlight
from domain.decide import decide_all
from domain.ids import AirportCode, FlightId
from domain.network import FlightStatus, NetworkState
from domain.plans import Check, Plan, ProjectedFlight, ScoredPlan
from domain.units import Frozen, UtcDatetime, minutes
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate

MOST = 6
LONGEST_MIN = 240
FOR_PASSENGERS, FOR_AIRCRAFT = "91", "93"
"""IATA delay codes: RL, waits for passengers of another flight; RA, aircraft late from another flight."""


class ConnectionToSave(Frozen):
    """Passengers of one late inbound flight, and the least minutes to hold for them."""

    inbound: str
    passengers: int
    needed_min: int


class HoldOption(Frozen):
    """One length of holding, against leaving as expected. Changes: positive is more; `cost_change_cents` of the whole network.

    `operations`: the hold, and the later flights that it makes late as well, which have to be retimed with it.
    `saved`: passengers who make this flight after all; `lost_elsewhere`: connections missed because of the hold, net.
    """

    hold_min: int
    etd: UtcDatetime
    operations: tuple[DelayFlight, ...]
    cost_change_cents: int
    components: dict[str, int]
    saved: int
    still_missed: int
    lost_elsewhere: int
    disrupted_change: int
    delay_min_change: int
    later_flights: int
    failed: tuple[Check, ...]
    not_checked: int


class HoldAdvice(Frozen):
    """Every length of holding asked for, shortest first. `cheapest_min`: of those that no rule forbids; 0 is not to hold."""

    as_of: UtcDatetime
    version: int
    currency: str
    flight_id: str
    etd: UtcDatetime
    to_save: tuple[ConnectionToSave, ...]
    options: tuple[HoldOption, ...]
    cheapest_min: int
    note: str


def hold_advice(outlook: Outlook, airport: AirportCode, flight_id: FlightId, asked_min: Sequence[int]) -> HoldAdvice:
    """Evaluate holding `flight_id` at `airport`; without minutes, for as long as each late inbound needs. 0.3 s or so for each.

    Problem 422 when it is not ours, does not leave from there, has left or does not go.
    """
    state, flights = outlook.state, outlook.projection.flights
    projected = _must_be_holdable(state, flights, airport, flight_id)
    connecting = _connecting(state, flight_id)
    short = {one: -slack for one in connecting if (slack := slack_min(state, flights, one, flight_id)) is not None and slack < 0}
    to_save = [ConnectionToSave(inbound=one, passengers=connecting[one], needed_min=short[one]) for one in short]
    wanted = sorted({*asked_min} or {needed for needed in short.values() if needed <= LONGEST_MIN})[:MOST]
    nothing = evaluate(state, do_nothing_plan(state, outlook.now), now=outlook.now) if wanted else None
    options = []
    for hold_min in wanted:
        assert nothing is not None
        operations = _with_onward(
            outlook, DelayFlight(flight_id=flight_id, etd=projected.etd + minutes(hold_min), reason_code=FOR_PASSENGERS)
        )
        plan = Plan(label="Hold for connections", kind="hand_made", base_version=state.version, operations=operations)
        held = evaluate(state, plan, now=outlook.now)
        options.append(_option(state, operations, hold_min, nothing, held, connecting, short))
    allowed = [one for one in options if not one.failed and one.cost_change_cents < 0]
    best = min(allowed, key=lambda one: (one.cost_change_cents, one.hold_min), default=None)
    return HoldAdvice(
        as_of=outlook.now,
        version=state.version,
        currency=state.currency,
        flight_id=flight_id,
        etd=projected.etd,
        to_save=tuple(sorted(to_save, key=lambda one: (one.needed_min, one.inbound))),
        options=tuple(options),
        cheapest_min=0 if best is None else best.hold_min,
        note="" if short or asked_min else "Nobody who connects to this flight misses it: there is nobody to hold it for.",
    )


def _must_be_holdable(
    state: NetworkState, flights: Mapping[FlightId, ProjectedFlight], airport: AirportCode, flight_id: FlightId
) -> ProjectedFlight:
    flight, projected = state.flight(flight_id), flights.get(flight_id)
    wrong = []
    if not state.is_own(flight):
        wrong.append("is another carrier's; only our own flights can be held")
    if flight.origin != airport:
        wrong.append(f"leaves from {flight.origin}, not from {airport}")
    if flight.status is not FlightStatus.SCHEDULED:
        wrong.append(f"is {flight.status.value}; only a flight that has not left can be held")
    elif projected is None or projected.cancelled:
        wrong.append("will be cancelled if nobody intervenes; there is nothing to hold")
    if wrong or projected is None:
        faults = [FaultView(field="flight_id", message=f"{flight_id!r} {one}.") for one in wrong]
        raise Problem(422, "refused", " ".join(fault.message for fault in faults), faults=faults)
    return projected


def _connecting(state: NetworkState, outbound: FlightId) -> dict[FlightId, int]:
    """Passengers who come from each of our other flights."""
    found: dict[FlightId, int] = {}
    for booking_id in state.flight_bookings.get(outbound, ()):
        booking = state.bookings[booking_id]
        place = booking.flight_ids.index(outbound)
        if place and booking.flight_ids[place - 1] in state.flights:
            inbound = booking.flight_ids[place - 1]
            found[inbound] = found.get(inbound, 0) + booking.passengers
    return found


def _with_onward(outlook: Outlook, hold: DelayFlight) -> tuple[DelayFlight, ...]:
    """The hold and what follows from it: a plan that left its own knock-on out would break turn-rounds and crew connections."""
    state, now = outlook.state, outlook.now
    _, fork = decide_all(state, (hold,), now=now)
    flights = propagate(fork, now=now, constraints=standing_constraints(fork, now, schedule=state)).flights
    later = [
        after
        for flight_id, after in flights.items()
        if flight_id != hold.flight_id
        and not after.cancelled
        and after.etd > outlook.projection.flights[flight_id].etd
        and state.flights[flight_id].status is FlightStatus.SCHEDULED
    ]
    onward = sorted(later, key=lambda one: (one.etd, one.flight_id))
    return hold, *(DelayFlight(flight_id=one.flight_id, etd=one.etd, reason_code=FOR_AIRCRAFT) for one in onward)


def _option(
    state: NetworkState,
    operations: tuple[DelayFlight, ...],
    hold_min: int,
    nothing: ScoredPlan,
    held: ScoredPlan,
    connecting: Mapping[FlightId, int],
    short: Mapping[FlightId, int],
) -> HoldOption:
    flight_id = operations[0].flight_id
    # What is not among the affected goes as it stands in the network.
    after = {one.flight_id: one for one in held.affected}
    before = {one.flight_id: one for one in nothing.affected}
    made = [one for one in short if (slack := slack_min(state, after, one, flight_id)) is not None and slack >= 0]
    saved = sum(connecting[one] for one in made)
    components = {
        name: cents
        for name in held.cost.components.keys() | nothing.cost.components.keys()
        if (cents := _cents(held, name) - _cents(nothing, name))
    }
    return HoldOption(
        hold_min=hold_min,
        etd=_leaves(state, after, flight_id),
        operations=operations,
        cost_change_cents=held.cost.total.cents - nothing.cost.total.cents,
        components=dict(sorted(components.items())),
        saved=saved,
        still_missed=sum(connecting[one] for one in short) - saved,
        lost_elsewhere=held.kpis.misconnected_passengers - nothing.kpis.misconnected_passengers + saved,
        disrupted_change=held.kpis.disrupted_passengers - nothing.kpis.disrupted_passengers,
        delay_min_change=held.kpis.delay_min_total - nothing.kpis.delay_min_total,
        later_flights=sum(
            one != flight_id and _leaves(state, after, one) > _leaves(state, before, one) for one in after.keys() | before.keys()
        ),
        failed=tuple(check for check in held.checks if check.verdict == "fail"),
        not_checked=sum(check.verdict == "not_checked" for check in held.checks),
    )


def _cents(plan: ScoredPlan, component: str) -> int:
    money = plan.cost.components.get(component)
    return 0 if money is None else money.cents


def _leaves(state: NetworkState, flights: Mapping[FlightId, ProjectedFlight], flight_id: FlightId) -> datetime:
    projected = flights.get(flight_id)
    if projected is not None:
        return projected.etd
    flight = state.flights[flight_id]
    return flight.atd or flight.etd
