"""What cargo costs under an outcome, by code of its own: penalties and storage of open shipments, handling of changed ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from domain.ids import FlightId, ShipmentId
from domain.network import Flight, FlightStatus, NetworkState, Shipment
from domain.plans import ProjectedFlight
from domain.units import minutes
from knowledge.airline.aircraft_types import aircraft_type, type_by_seats
from knowledge.airline.cargo_policy import CargoPolicy, cargo_policy
from knowledge.airline.costs import cost_parameters


@dataclass(frozen=True, slots=True)
class _Movement:
    """A flight as it goes: None, not at all."""

    leaves: datetime | None
    lands: datetime | None


def cargo_cents(base: NetworkState, after: NetworkState, outcome: Mapping[FlightId, ProjectedFlight], *, now: datetime) -> int:
    """Cents of all shipments not delivered: late ones by cargo.yaml, and what the plan moves or takes off.

    A shipment whose flights do not bring it there, or that finds no room, goes with flights of the same times on another day.
    """
    if not after.shipments:
        return 0
    audit = _Audit(base, after, outcome, now, cargo_policy())
    return audit.late() + sum(audit.handling(one) for one in after.shipments.values())


class _Audit:
    def __init__(
        self,
        base: NetworkState,
        after: NetworkState,
        outcome: Mapping[FlightId, ProjectedFlight],
        now: datetime,
        policy: CargoPolicy,
    ) -> None:
        self.base, self.after, self.outcome, self.policy = base, after, outcome, policy
        self.decided = now + minutes(policy.cut_off_min)
        self.ready: dict[ShipmentId, datetime] = {}

    def late(self) -> int:
        """Penalties and storage, and taking off what finds no room."""
        cents = 0
        travels: dict[ShipmentId, tuple[FlightId, ...]] = {}
        waits: dict[ShipmentId, datetime] = {}
        open_ones = {one: shipment for one, shipment in self.after.shipments.items() if shipment.status != "delivered"}
        for shipment_id, shipment in open_ones.items():
            ahead = self._ahead(shipment)
            if ahead is None:
                waits[shipment_id] = self.ready[shipment_id]
            else:
                travels[shipment_id] = ahead
        for flight_id in sorted(
            {flight_id for ahead in travels.values() for flight_id in ahead},
            key=lambda one: (self._movement(self.after.flights[one]).leaves, one),
        ):
            for shipment_id in self._no_room(flight_id, [one for one, ahead in travels.items() if flight_id in ahead]):
                leaves = self._movement(self.after.flights[flight_id]).leaves
                assert leaves is not None
                waits[shipment_id] = max(self.ready[shipment_id], leaves)
                del travels[shipment_id]
                cents += self.policy.offload_cents
        for shipment_id, shipment in open_ones.items():
            last = self.after.flights[shipment.flight_ids[-1]]
            if shipment_id in waits:
                on_block = max(last.sta, self._planned(shipment)[-1].sta) + timedelta(days=1)
                while on_block < waits[shipment_id]:
                    on_block += timedelta(days=1)
            else:
                final = self._planned(shipment)[-1] if not travels[shipment_id] else last
                on_block = self._movement(final).lands or final.sta
            start = self._planned(shipment)[0]
            ceiling = self.policy.ceiling(
                start.origin, last.destination, start.std.date(), shipment.weight_kg, self.after.currency
            )
            delivered = on_block + minutes(self.policy.handling_min[shipment.priority])
            cents += self.policy.late_cents(shipment, delivered, ceiling)
        return cents

    def handling(self, shipment: Shipment) -> int:
        """What changing it costs."""
        old = self.base.shipments.get(shipment.shipment_id)
        if old is None:
            return 0
        if shipment.status == "offloaded":
            return 0 if old.status == "offloaded" else self.policy.offload_cents
        changed = old.status == "offloaded" or old.flight_ids != shipment.flight_ids
        return self.policy.reroute_cents if changed else 0

    def _planned(self, shipment: Shipment) -> list[Flight]:
        """The flights it had before the plan."""
        return [self.after.flights[one] for one in self.base.shipments.get(shipment.shipment_id, shipment).flight_ids]

    def _movement(self, flight: Flight) -> _Movement:
        projected = self.outcome.get(flight.flight_id)
        if projected is None:
            gone = flight.status is FlightStatus.CANCELLED
            return _Movement(None, None) if gone else _Movement(flight.atd or flight.etd, flight.ata or flight.eta)
        if projected.cancelled:
            return _Movement(None, None)
        return _Movement(flight.atd or projected.etd, flight.ata or projected.eta)

    def _connects(self, first: Flight, then: Flight) -> bool:
        lands, leaves = self._movement(first).lands, self._movement(then).leaves
        if lands is None or leaves is None or first.lands_at != then.origin:
            return False
        planned = (then.std - first.sta) // timedelta(minutes=1)
        return leaves - lands >= minutes(planned if 0 < planned < self.policy.transfer_min else self.policy.transfer_min)

    def _ahead(self, shipment: Shipment) -> tuple[FlightId, ...] | None:
        """The flights it is still to take, empty when it has taken all; None when they do not bring it there."""
        old = self.base.shipments.get(shipment.shipment_id, shipment)
        planned, legs = self._planned(shipment), [self.after.flights[one] for one in shipment.flight_ids]
        aboard: list[Flight] = []
        if old.status != "offloaded":
            for leg in planned:
                if leg.atd is None or (aboard and not self._connects(aboard[-1], leg)):
                    break
                aboard.append(leg)
        place, self.ready[shipment.shipment_id] = planned[0].origin, max(self.decided, planned[0].std)
        if aboard:
            place, lands = aboard[-1].lands_at, self._movement(aboard[-1]).lands
            assert lands is not None
            self.ready[shipment.shipment_id] = max(self.decided, lands + minutes(self.policy.transfer_min))
            if place == legs[-1].destination:
                return ()
        rebooked = old.flight_ids != shipment.flight_ids
        ahead = legs if rebooked else legs[len(aboard) :]
        if shipment.status == "offloaded" or not ahead or ahead[0].origin != place:
            return None
        if any(self._movement(leg).leaves is None or leg.atd is not None for leg in ahead):
            return None
        leaves = self._movement(ahead[0]).leaves
        new_start = rebooked and ahead[0].flight_id not in old.flight_ids
        if new_start and leaves is not None and leaves < self.ready[shipment.shipment_id]:
            return None
        chain = [*aboard[-1:], *ahead]
        if not all(self._connects(first, then) for first, then in pairwise(chain)):
            return None
        return tuple(leg.flight_id for leg in ahead)

    def _no_room(self, flight_id: FlightId, aboard: Iterable[ShipmentId]) -> list[ShipmentId]:
        """Those whom the hold does not take beside the bags, the least penalty per kilogram first."""
        flight, projected, policy = self.after.flights[flight_id], self.outcome.get(flight_id), self.policy
        tail = flight.tail if projected is None else projected.tail
        aircraft = None if tail is None else self.after.aircraft.get(tail)
        hold = type_by_seats(cost_parameters().seats_when_no_tail) if aircraft is None else aircraft_type(aircraft)
        people = self.after.passengers_on(flight_id)
        free_kg = max(0, hold.hold_kg - people * policy.bag_kg_per_passenger)
        free_dm3 = max(0, hold.hold_dm3 - people * policy.bag_dm3_per_passenger)
        shipments = [self.after.shipments[one] for one in aboard]
        shipments.sort(key=lambda one: (Fraction(policy.hour_rate_percent_cents(one), max(1, one.weight_kg)), one.shipment_id))
        over_kg = sum(one.weight_kg for one in shipments) - free_kg
        over_dm3 = sum(policy.volume_dm3(one) for one in shipments) - free_dm3
        out: list[ShipmentId] = []
        for shipment in shipments:
            if over_kg <= 0 and over_dm3 <= 0:
                break
            out.append(shipment.shipment_id)
            over_kg -= shipment.weight_kg
            over_dm3 -= policy.volume_dm3(shipment)
        return out
