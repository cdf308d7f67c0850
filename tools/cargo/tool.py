"""Tools `cargo_status` and `cargo_recovery`."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation
from domain.ids import FlightId, ShipmentId
from domain.plans import Check, SolverReport
from domain.units import Frozen, Money, UtcDatetime, minutes_between
from knowledge.airline.cargo_policy import cargo_policy
from tools.cargo.hold import hold_rooms
from tools.cargo.journeys import Outlook, follow_cargo
from tools.cargo.recovery import Recovery, Way, look_ahead, recover
from tools.spec import ToolContext, ToolRetry, tool


class CargoStatusRequest(Frozen):
    """Shipments and flights to report; all with cargo when left out."""

    shipment_ids: tuple[ShipmentId, ...] = ()
    flight_ids: tuple[FlightId, ...] = ()


class ShipmentStatus(Frozen):
    """What a shipment costs now and in the end if nobody intervenes. `recorded`: penalties that the log already holds.

    `delivery`: on-block of its last flight and handling; for one that is `stuck`, with flights of another day. `ceiling` None: no
    ceiling is known; `ceiling_because` says why.
    """

    shipment_id: ShipmentId
    priority: str
    weight_kg: int
    volume_dm3: int
    flight_ids: tuple[FlightId, ...]
    airport: str
    due: UtcDatetime
    delivery: UtcDatetime
    late_min: int
    stuck: str
    accrued: Money
    projected: Money
    storage: Money
    recorded: Money
    ceiling: Money | None
    ceiling_because: str
    assumed: tuple[str, ...]


class FlightCargo(Frozen):
    """Room of one flight's hold: kilograms and litres in all, for bags, booked as cargo, and left (negative: too much)."""

    flight_id: FlightId
    hold_kg: int
    hold_dm3: int
    bags_kg: int
    bags_dm3: int
    cargo_kg: int
    cargo_dm3: int
    left_kg: int
    left_dm3: int


class CargoStatusReport(Frozen):
    """Open shipments, the costliest first, and room on flights still to leave, the fullest first; `assumed` says what is."""

    shipments: tuple[ShipmentStatus, ...]
    flights: tuple[FlightCargo, ...]
    accrued: Money
    projected: Money
    assumed: tuple[str, ...]


ASSUMED = (
    "holds of aircraft types, bags per passenger, handling, cut-off and transfer times, storage and priority multiples",
    "volume by weight where it is not told",
    "a shipment that is stuck goes with flights of the same times on the next day",
)


@tool(name="cargo_status")
def cargo_status(context: ToolContext, request: CargoStatusRequest) -> CargoStatusReport:
    """What late shipments cost up to now and in the end if nobody intervenes, and the room left in the holds of flights."""
    state, policy = context.state, cargo_policy()
    for flight_id in request.flight_ids:
        state.flight(flight_id)
    unknown = [one for one in request.shipment_ids if one not in state.shipments]
    if unknown:
        raise ToolRetry(f"Shipments {', '.join(map(repr, unknown))} are not in scenario {state.scenario_id!r}.")
    outlook = look_ahead(state, (), context.now, policy)
    cargo = follow_cargo(outlook)
    wanted = frozenset(request.shipment_ids)
    rows: list[ShipmentStatus] = []
    for shipment_id, journey in cargo.journeys.items():
        if wanted and shipment_id not in wanted:
            continue
        shipment, ceiling = journey.shipment, journey.ceiling
        late_min = max(0, minutes_between(shipment.due, journey.delivered))
        storage = policy.storage_cents(shipment, late_min)
        so_far = policy.late_cents(shipment, min(context.now, journey.delivered), ceiling)
        rows.append(
            ShipmentStatus(
                shipment_id=shipment_id,
                priority=shipment.priority,
                weight_kg=shipment.weight_kg,
                volume_dm3=policy.volume_dm3(shipment),
                flight_ids=shipment.flight_ids,
                airport=journey.airport,
                due=shipment.due,
                delivery=journey.delivered,
                late_min=late_min,
                stuck=journey.stuck,
                accrued=_money(outlook, so_far),
                projected=_money(outlook, policy.late_cents(shipment, journey.delivered, ceiling)),
                storage=_money(outlook, storage),
                recorded=_money(outlook, shipment.penalty_cents),
                ceiling=None if ceiling.cents is None else _money(outlook, ceiling.cents),
                ceiling_because=ceiling.why,
                assumed=shipment.assumed,
            )
        )
    rows.sort(key=lambda one: (-one.projected.cents, -one.accrued.cents, one.shipment_id))
    return CargoStatusReport(
        shipments=tuple(rows),
        flights=_flights(outlook, request.flight_ids),
        accrued=_money(outlook, sum(one.accrued.cents for one in rows)),
        projected=_money(outlook, sum(one.projected.cents for one in rows)),
        assumed=ASSUMED,
    )


def _money(outlook: Outlook, cents: int) -> Money:
    return Money(cents=cents, currency=outlook.state.currency)


def _flights(outlook: Outlook, wanted: tuple[FlightId, ...]) -> tuple[FlightCargo, ...]:
    """Flights still to leave with the cargo that is booked on them, stuck shipments included: they have not been taken off."""
    state, policy = outlook.state, outlook.policy
    booked: dict[FlightId, list[int]] = {one: [0, 0] for one in wanted}
    for shipment in state.shipments.values():
        if shipment.status not in ("booked", "loaded"):
            continue
        for flight_id in shipment.flight_ids:
            flight = state.flights[flight_id]
            if (not wanted or flight_id in booked) and flight.atd is None and not outlook.cancelled(flight):
                load = booked.setdefault(flight_id, [0, 0])
                load[0] += shipment.weight_kg
                load[1] += policy.volume_dm3(shipment)
    found = [
        FlightCargo(
            flight_id=flight_id,
            hold_kg=room.hold_kg,
            hold_dm3=room.hold_dm3,
            bags_kg=room.bags_kg,
            bags_dm3=room.bags_dm3,
            cargo_kg=booked[flight_id][0],
            cargo_dm3=booked[flight_id][1],
            left_kg=room.kg - booked[flight_id][0],
            left_dm3=room.dm3 - booked[flight_id][1],
        )
        for flight_id, room in hold_rooms(state, booked, policy).items()
    ]
    return tuple(sorted(found, key=lambda one: (min(one.left_kg, one.left_dm3 // policy.dm3_per_kg), one.flight_id)))


class CargoRecoveryRequest(Frozen):
    """The plan whose cargo is to be looked after; none: the network as it stands. `budget_s`: seconds to search at most."""

    operations: tuple[Operation, ...] = ()
    budget_s: Annotated[float, Field(gt=0, le=60)] = 5.0


class CargoProposal(Frozen):
    """What becomes of one shipment. `before` and `after`: its penalty, storage and handling without and with the proposal."""

    shipment_id: ShipmentId
    priority: str
    weight_kg: int
    outcome: Literal["keep", "wait", "reroute", "offload"]
    because: str
    flight_ids: tuple[FlightId, ...]
    due: UtcDatetime
    delivery_before: UtcDatetime
    delivery_after: UtcDatetime
    before: Money
    after: Money
    loses: bool
    operations: tuple[Operation, ...]


class CargoRecoveryReport(Frozen):
    """Operations to append to the plan, each affected shipment's end by money at stake, totals of all open shipments.

    `best_first`: what the same network costs when shipments take the cheapest room left, highest rate per kilogram first.
    `losers`: shipments that are delivered later than without the proposal, for others' sake.
    """

    operations: tuple[Operation, ...]
    shipments: tuple[CargoProposal, ...]
    losers: tuple[ShipmentId, ...]
    before: Money
    after: Money
    best_first: Money
    solver: SolverReport
    checks: tuple[Check, ...]
    assumed: tuple[str, ...]


@tool(name="cargo_recovery")
def cargo_recovery(context: ToolContext, request: CargoRecoveryRequest) -> CargoRecoveryReport:
    """New flights of ours, or none, for shipments whose flights a plan or a disruption cancels, delays, misconnects or makes too
    small: least penalties and handling within the room of the holds."""
    outlook = look_ahead(context.state, request.operations, context.now, cargo_policy())
    found = recover(outlook, stop=context.stop, budget_s=request.budget_s)
    rows = [_proposal(outlook, found, shipment_id, way) for shipment_id, way in found.ways.items()]
    told = [one for one in rows if one.outcome != "keep" or one.before.cents]
    told.sort(key=lambda one: (-max(one.before.cents, one.after.cents), one.shipment_id))
    return CargoRecoveryReport(
        operations=found.operations,
        shipments=tuple(told),
        losers=tuple(one.shipment_id for one in told if one.loses),
        before=_money(outlook, found.before_cents),
        after=_money(outlook, found.after_cents),
        best_first=_money(outlook, found.baseline_cents),
        solver=_solver(found),
        checks=found.checks,
        assumed=ASSUMED,
    )


def _proposal(outlook: Outlook, found: Recovery, shipment_id: ShipmentId, way: Way) -> CargoProposal:
    before, after = found.before.journeys[shipment_id], found.after.journeys[shipment_id]
    shipment = after.shipment
    return CargoProposal(
        shipment_id=shipment_id,
        priority=shipment.priority,
        weight_kg=shipment.weight_kg,
        outcome=way.kind,
        because=before.stuck or ("late" if before.delivered > shipment.due else "makes room"),
        flight_ids=shipment.flight_ids,
        due=shipment.due,
        delivery_before=before.delivered,
        delivery_after=after.delivered,
        before=_money(outlook, before.cents(outlook.policy)),
        after=_money(outlook, way.cents),
        loses=after.delivered > before.delivered,
        operations=way.operations,
    )


def _solver(found: Recovery) -> SolverReport:
    result = found.assignment
    if result is None:
        return SolverReport(name="cargo", status="not_run", note="every shipment arrives in time as it is booked")
    gap = (found.after_cents - found.bound_cents) / found.after_cents if found.after_cents else 0.0
    return SolverReport(
        name="cargo",
        status=result.status,
        objective=found.after_cents,
        bound=found.bound_cents,
        gap=gap,
        runtime_s=result.runtime_s,
        note=f"{result.note}; {found.weighed} shipments weighed",
    )
