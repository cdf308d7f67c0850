"""The cheapest way on for shipments that a plan or a disruption leaves without their flights, as operations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from domain.commands import OffloadCargo, Operation, RerouteCargo
from domain.decide import decide_all
from domain.ids import FlightId, ShipmentId
from domain.network import Flight, FlightStatus, NetworkState, Shipment
from domain.plans import Check
from domain.units import minutes
from knowledge.airline.cargo_policy import CargoPolicy
from tools.cargo.assignment import Assignment, Choice, Piece, Problem, assign, best_first, price
from tools.cargo.check import check_cargo
from tools.cargo.hold import Room, hold_rooms
from tools.cargo.journeys import LEFT, Cargo, Journey, Outlook, follow_cargo, waits, worth
from tools.cargo.routes import Network
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints

CargoOperation = RerouteCargo | OffloadCargo
Kind = Literal["keep", "wait", "reroute", "offload"]


@dataclass(frozen=True, slots=True)
class Way:
    """A choice with what carries it out; `flight_ids` are the flights whose room it takes.

    `keep`: as booked; `wait`: stuck, and goes with another day's flights.
    """

    kind: Kind
    flight_ids: tuple[FlightId, ...]
    delivered: datetime
    operations: tuple[CargoOperation, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """Proposed operations, cargo before and after them, the search, its baseline, and the independent re-check.

    Cents are penalties, storage and handling of all open shipments.
    """

    operations: tuple[CargoOperation, ...]
    before: Cargo
    after: Cargo
    ways: Mapping[ShipmentId, Way]
    before_cents: int
    after_cents: int
    baseline_cents: int
    bound_cents: int
    assignment: Assignment | None
    weighed: int
    checks: tuple[Check, ...]


def look_ahead(state: NetworkState, operations: Sequence[Operation], now: datetime, policy: CargoPolicy) -> Outlook:
    """The network with the operations, followed to its end; Refused names every fault in them."""
    fork = decide_all(state, operations, now=now, by="cargo")[1] if operations else state
    projection = propagate(fork, now=now, constraints=standing_constraints(fork, now, schedule=state))
    return Outlook(before=state, state=fork, flights=projection.flights, now=now, policy=policy)


def handling_cents(outlook: Outlook) -> int:
    """What the shipments that a plan moves or takes off cost in handling."""
    return sum(
        _handled(outlook, one, one.flight_ids, offloaded=one.status == "offloaded") for one in outlook.state.shipments.values()
    )


def _handled(outlook: Outlook, shipment: Shipment, flight_ids: tuple[FlightId, ...], *, offloaded: bool) -> int:
    """Cents of handling when it ends with these flights, or taken off, against what it was before the plan."""
    old = outlook.before.shipments.get(shipment.shipment_id, shipment)
    if offloaded:
        return outlook.policy.offload_cents if old.status != "offloaded" else 0
    return outlook.policy.reroute_cents if flight_ids != old.flight_ids or old.status == "offloaded" else 0


def recover(outlook: Outlook, *, stop: Callable[[], bool] = lambda: False, budget_s: float = 5.0, by: str = "cargo") -> Recovery:
    """The least-cost choice for every shipment that is stuck, late or on a flight without room, and those they compete with."""
    policy = outlook.policy
    before = follow_cargo(outlook)
    search = _Search(outlook, before)
    search.widen()
    problem = search.problem()
    handled = handling_cents(outlook)
    before_cents = before.cents(policy) + handled
    baseline = best_first(problem)
    fixed = before_cents - sum(search.now_cents(piece.shipment_id) for piece in problem.pieces)
    assignment = assign(problem, stop=stop, budget_s=budget_s, baseline=baseline) if problem.pieces else None
    chosen = assignment.chosen if assignment is not None else ()
    ways = {
        piece.shipment_id: search.ways[piece.shipment_id][number] for piece, number in zip(problem.pieces, chosen, strict=True)
    }
    operations = _in_order(ways, before, policy)
    fork = decide_all(outlook.state, operations, now=outlook.now, by=by)[1] if operations else outlook.state
    done = Outlook(outlook.before, fork, outlook.flights, outlook.now, policy)
    after = follow_cargo(done)
    after_cents = after.cents(policy) + handling_cents(done)
    return Recovery(
        operations=operations,
        before=before,
        after=after,
        ways=ways,
        before_cents=before_cents,
        after_cents=after_cents,
        baseline_cents=fixed + price(problem, baseline),
        bound_cents=fixed + (assignment.bound_cents if assignment is not None else 0),
        assignment=assignment,
        weighed=len(problem.pieces),
        checks=check_cargo(outlook.before, fork, outlook.flights, operations, outlook.now),
    )


def _in_order(ways: Mapping[ShipmentId, Way], before: Cargo, policy: CargoPolicy) -> tuple[CargoOperation, ...]:
    """Room is made first; then the shipments whose hour costs most come first."""
    order = sorted(
        ways,
        key=lambda one: (
            ways[one].kind != "offload",
            -policy.hour_rate_percent_cents(before.journeys[one].shipment),
            one,
        ),
    )
    return tuple(operation for one in order for operation in ways[one].operations)


class _Search:
    """Which shipments are weighed, their ways, and the room that the others leave."""

    def __init__(self, outlook: Outlook, cargo: Cargo) -> None:
        self.outlook, self.cargo, self.policy = outlook, cargo, outlook.policy
        self.network = Network(outlook)
        self.ways: dict[ShipmentId, list[Way]] = {}
        self.dropped: dict[ShipmentId, int | None] = {}
        self.rooms: dict[FlightId, Room] = {}
        self.keepers: dict[FlightId, list[ShipmentId]] = {}
        for shipment_id, journey in cargo.journeys.items():
            for leg in journey.ahead if not journey.stuck else ():
                self.keepers.setdefault(leg.flight_id, []).append(shipment_id)

    def widen(self) -> None:
        """Weigh those in need, then all who hold room on flights that are too small for everybody who could use them."""
        in_need = [shipment_id for shipment_id, journey in self.cargo.journeys.items() if self._in_need(journey)]
        while in_need:
            for shipment_id in in_need:
                self._weigh(shipment_id)
            in_need = sorted(
                {
                    keeper
                    for flight_id in self._contended()
                    for keeper in self.keepers.get(flight_id, ())
                    if keeper not in self.ways and self._can_move(self.cargo.journeys[keeper])
                }
            )

    def problem(self) -> Problem:
        """The pieces and the room that those who are not weighed leave to them."""
        pieces = tuple(
            Piece(
                shipment_id=shipment_id,
                kg=self._shipment(shipment_id).weight_kg,
                dm3=self.policy.volume_dm3(self._shipment(shipment_id)),
                worth=worth(self._shipment(shipment_id), self.policy),
                choices=tuple(Choice(way.flight_ids, way.cents) for way in ways),
                dropped_from_cents=self.dropped[shipment_id],
            )
            for shipment_id, ways in sorted(self.ways.items())
        )
        used = {flight_id for piece in pieces for choice in piece.choices for flight_id in choice.flights}
        return Problem(pieces, {one: self._room(one) for one in sorted(used)})

    def now_cents(self, shipment_id: ShipmentId) -> int:
        """What it costs if nothing more is done, handling included."""
        journey = self.cargo.journeys[shipment_id]
        shipment = journey.shipment
        handled = _handled(self.outlook, shipment, shipment.flight_ids, offloaded=shipment.status == "offloaded")
        return journey.cents(self.policy) + handled

    def _shipment(self, shipment_id: ShipmentId) -> Shipment:
        return self.cargo.journeys[shipment_id].shipment

    def _late(self, journey: Journey, delivered: datetime) -> int:
        return self.policy.late_cents(journey.shipment, delivered, journey.ceiling)

    def _in_need(self, journey: Journey) -> bool:
        return not journey.arrived and (bool(journey.stuck) or self._late(journey, journey.delivered) > 0)

    def _can_move(self, journey: Journey) -> bool:
        return self.outlook.leaves(journey.ahead[0]) >= self.outlook.changes_from

    def _weigh(self, shipment_id: ShipmentId) -> None:
        """All ways of one shipment: as it is, off its flight where it holds room, and new routes that are sooner than waiting."""
        journey = self.cargo.journeys[shipment_id]
        held = tuple(leg.flight_id for leg in journey.ahead)
        ways: list[Way] = []
        if journey.stuck and not journey.no_room:
            ways.append(Way("wait", (), journey.delivered, (), self.now_cents(shipment_id)))
        else:
            arrives = self.outlook.arrives(journey.ahead[-1]) + minutes(self.policy.handling_min[journey.shipment.priority])
            handled = _handled(self.outlook, journey.shipment, journey.shipment.flight_ids, offloaded=False)
            ways.append(Way("keep", held, arrives, (), self._late(journey, arrives) + handled))
            ways.append(self._offload(journey))
        routes = self._routes(journey)
        most = self.policy.routes_per_shipment
        self.dropped[shipment_id] = routes[most].cents if len(routes) > most else None
        self.ways[shipment_id] = [*ways, *routes[:most]]
        new = {one for way in self.ways[shipment_id] for one in way.flight_ids} - self.rooms.keys()
        self.rooms |= hold_rooms(self.outlook.state, sorted(new), self.policy)

    def _offload(self, journey: Journey) -> Way:
        shipment = journey.shipment
        delivered = waits(self.outlook, journey, None, "").delivered
        operations: tuple[CargoOperation, ...] = (OffloadCargo(shipment_id=shipment.shipment_id),)
        if journey.flown and self._accepted(journey.ahead):
            # An offloaded shipment is known to wait where the first of its flights leaves from.
            remaining = tuple(leg.flight_id for leg in journey.ahead)
            operations = (RerouteCargo(shipment_id=shipment.shipment_id, flight_ids=remaining), *operations)
        handled = _handled(self.outlook, shipment, (), offloaded=True)
        return Way("offload", (), delivered, operations, self._late(journey, delivered) + handled)

    def _accepted(self, legs: Sequence[Flight]) -> bool:
        """Whether a command may name these flights."""
        airports = self.outlook.state.airports
        return all(leg.status is FlightStatus.SCHEDULED for leg in legs) and all(
            then.etd - first.eta >= minutes(airports[then.origin].min_connection_min) for first, then in pairwise(legs)
        )

    def _routes(self, journey: Journey) -> list[Way]:
        """New routes that deliver sooner than waiting, the cheapest first; flights that leave too soon to change are kept."""
        shipment, handling = journey.shipment, minutes(self.policy.handling_min[journey.shipment.priority])
        kept = self._too_soon_to_change(journey)
        start, can_leave = journey.airport, journey.can_leave
        if kept:
            start = kept[-1].destination
            free = self.outlook.arrives(kept[-1]) + minutes(self.policy.transfer_min)
            can_leave = max(self.outlook.changes_from, free)
        if start == journey.target:
            return []
        before = waits(self.outlook, journey, None, "").delivered - handling
        same = () if shipment.status == "offloaded" else journey.ahead
        found: list[Way] = []
        for legs in self.network.routes(start, journey.target, can_leave, before, kept):
            if legs == same:
                continue
            flight_ids = tuple(leg.flight_id for leg in legs)
            delivered = self.outlook.arrives(legs[-1]) + handling
            operation = RerouteCargo(shipment_id=shipment.shipment_id, flight_ids=flight_ids)
            cents = self._late(journey, delivered) + _handled(self.outlook, shipment, flight_ids, offloaded=False)
            found.append(Way("reroute", flight_ids, delivered, (operation,), cents))
        found.sort(key=lambda one: (one.cents, len(one.flight_ids), one.delivered, one.flight_ids))
        return found

    def _too_soon_to_change(self, journey: Journey) -> tuple[Flight, ...]:
        """Flights ahead that leave with it before anything can be changed."""
        if journey.no_room or journey.shipment.status == "offloaded":
            return ()
        kept: list[Flight] = []
        for leg in journey.ahead:
            if leg.status in LEFT or self.outlook.cancelled(leg) or self.outlook.leaves(leg) >= self.outlook.changes_from:
                break
            if leg.origin != (kept[-1].destination if kept else journey.airport):
                break
            kept.append(leg)
        return tuple(kept)

    def _contended(self) -> list[FlightId]:
        """Flights that are too small for all weighed shipments that could use them."""
        wanted: dict[FlightId, list[int]] = {}
        for shipment_id, ways in self.ways.items():
            shipment = self._shipment(shipment_id)
            for flight_id in {one for way in ways for one in way.flight_ids}:
                load = wanted.setdefault(flight_id, [0, 0])
                load[0] += shipment.weight_kg
                load[1] += self.policy.volume_dm3(shipment)
        return sorted(
            flight_id
            for flight_id, load in wanted.items()
            if any(want > room for want, room in zip(load, self._room(flight_id), strict=True))
        )

    def _room(self, flight_id: FlightId) -> tuple[int, int]:
        """Kilograms and litres that shipments which are not weighed leave."""
        room, fixed = self.rooms[flight_id], [one for one in self.keepers.get(flight_id, ()) if one not in self.ways]
        kg = sum(self._shipment(one).weight_kg for one in fixed)
        dm3 = sum(self.policy.volume_dm3(self._shipment(one)) for one in fixed)
        return max(0, room.kg - kg), max(0, room.dm3 - dm3)
