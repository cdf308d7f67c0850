"""The independent re-check of what is proposed: holds, connections, destinations. Shares only the policy with the search."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise

from domain.commands import OffloadCargo, RerouteCargo
from domain.ids import FlightId
from domain.network import Flight, FlightStatus, NetworkState, Shipment
from domain.plans import Check, ProjectedFlight
from domain.units import minutes
from knowledge.airline.aircraft_types import aircraft_type, type_by_seats
from knowledge.airline.cargo_policy import CargoPolicy, cargo_policy
from knowledge.airline.costs import cost_parameters

CITED = "knowledge/airline/cargo.yaml"


def check_cargo(
    before: NetworkState,
    after: NetworkState,
    outcome: Mapping[FlightId, ProjectedFlight],
    operations: Iterable[RerouteCargo | OffloadCargo],
    now: datetime,
) -> tuple[Check, ...]:
    """One check per rule that passes, or one per breach: `cargo_capacity` and `cargo_connection`."""
    audit = _Audit(before, after, outcome, now, cargo_policy())
    taken_off = {one.shipment_id for one in operations if isinstance(one, OffloadCargo)}
    moved = dict.fromkeys(one.shipment_id for one in operations if one.shipment_id not in taken_off)
    connections = [check for one in moved for check in audit.route(after.shipments[one])]
    capacity = audit.holds()
    passed = (
        _check("cargo_capacity", "plan", "every hold takes what is booked on it", ok=True),
        _check(
            "cargo_connection",
            "plan",
            "every new route starts where the shipment is, connects and ends at its destination",
            ok=True,
        ),
    )
    return (*(capacity or passed[:1]), *(connections or passed[1:]))


def _check(rule: str, subject: str, detail: str, *, ok: bool) -> Check:
    return Check(rule=rule, verdict="pass" if ok else "fail", citation=CITED, subject=subject, detail=detail)


class _Audit:
    def __init__(
        self,
        before: NetworkState,
        after: NetworkState,
        outcome: Mapping[FlightId, ProjectedFlight],
        now: datetime,
        policy: CargoPolicy,
    ) -> None:
        self.before, self.after, self.outcome, self.now, self.policy = before, after, outcome, now, policy

    def route(self, shipment: Shipment) -> list[Check]:
        """Faults of a new route, each leg held against the one before it."""
        old = self.before.shipments[shipment.shipment_id]
        legs = [self.after.flights[one] for one in shipment.flight_ids]
        faults = []
        if legs[-1].destination != self.after.flights[old.flight_ids[-1]].destination:
            faults.append(f"ends at {legs[-1].destination}")
        for leg in legs:
            if leg.status is not FlightStatus.SCHEDULED or self._cancelled(leg):
                faults.append(f"{leg.flight_id} does not go")
        place, free = self._present(old)
        if legs[0].origin != place:
            faults.append(f"{legs[0].flight_id} leaves from {legs[0].origin}, it is at {place}")
        if legs[0].flight_id not in old.flight_ids and self._times(legs[0])[0] < free:
            faults.append(f"{legs[0].flight_id} leaves before it can be loaded")
        for first, then in pairwise(legs):
            ready = self._times(first)[1] + minutes(self._least(first, then))
            if first.destination != then.origin or self._times(then)[0] < ready:
                faults.append(f"{first.flight_id} does not connect to {then.flight_id}")
        return [_check("cargo_connection", shipment.shipment_id, fault, ok=False) for fault in faults]

    def holds(self) -> list[Check]:
        """Flights whose cargo weighs or measures more than the hold takes beside the bags."""
        kg: Counter[FlightId] = Counter()
        dm3: Counter[FlightId] = Counter()
        for shipment in self.after.shipments.values():
            if shipment.status in ("booked", "loaded") and self._goes_through(shipment):
                for flight_id in shipment.flight_ids:
                    kg[flight_id] += shipment.weight_kg
                    dm3[flight_id] += shipment.volume_dm3 or shipment.weight_kg * self.policy.dm3_per_kg
        faults = []
        for flight_id in sorted(kg):
            flight = self.after.flights[flight_id]
            if flight.status is not FlightStatus.SCHEDULED:
                continue
            tail = self.outcome[flight_id].tail if flight_id in self.outcome else flight.tail
            kind = (
                aircraft_type(self.after.aircraft[tail])
                if tail is not None and tail in self.after.aircraft
                else type_by_seats(cost_parameters().seats_when_no_tail)
            )
            people = self.after.passengers_on(flight_id)
            free_kg = max(0, kind.hold_kg - people * self.policy.bag_kg_per_passenger)
            free_dm3 = max(0, kind.hold_dm3 - people * self.policy.bag_dm3_per_passenger)
            if kg[flight_id] > free_kg or dm3[flight_id] > free_dm3:
                said = f"{kg[flight_id]} kg and {dm3[flight_id]} dm3 of cargo, room for {free_kg} kg and {free_dm3} dm3"
                faults.append(_check("cargo_capacity", flight_id, said, ok=False))
        return faults

    def _goes_through(self, shipment: Shipment) -> bool:
        legs = [self.after.flights[one] for one in shipment.flight_ids]
        if any(self._cancelled(leg) or leg.status is FlightStatus.DIVERTED for leg in legs):
            return False
        return all(
            self._times(then)[0] >= self._times(first)[1] + minutes(self._least(first, then)) for first, then in pairwise(legs)
        )

    def _present(self, old: Shipment) -> tuple[str, datetime]:
        """Where it is or will land, and from when a flight can take it."""
        decided = self.now + minutes(self.policy.cut_off_min)
        first = self.before.flights[old.flight_ids[0]]
        place, free, landed = first.origin, max(first.std, decided), None
        for flight_id in old.flight_ids if old.status != "offloaded" else ():
            leg = self.before.flights[flight_id]
            if leg.atd is None or leg.origin != place or leg.status is FlightStatus.CANCELLED:
                break
            if landed is not None and leg.atd < self._times(landed)[1] + minutes(self._least(landed, leg)):
                break
            landed, place = leg, leg.lands_at
            free = max(decided, self._times(leg)[1] + minutes(self.policy.transfer_min))
        return place, free

    def _cancelled(self, leg: Flight) -> bool:
        projected = self.outcome.get(leg.flight_id)
        return leg.status is FlightStatus.CANCELLED or (projected is not None and projected.cancelled)

    def _times(self, leg: Flight) -> tuple[datetime, datetime]:
        projected = self.outcome.get(leg.flight_id)
        leaves, arrives = (leg.etd, leg.eta) if projected is None else (projected.etd, projected.eta)
        return leg.atd or leaves, leg.ata or arrives

    def _least(self, first: Flight, then: Flight) -> int:
        planned = int((then.std - first.sta).total_seconds() // 60)
        return min(planned, self.policy.transfer_min) if planned > 0 else self.policy.transfer_min
