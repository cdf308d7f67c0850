"""Every shipment followed over its flights: where it is, where it gets stuck, when it is delivered, and what that costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from domain.ids import AirportCode, FlightId, ShipmentId
from domain.network import Flight, FlightStatus, NetworkState, Shipment
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.cargo_policy import CargoPolicy, Ceiling
from tools.cargo.hold import Room, hold_rooms

LEFT = (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)
DAY = timedelta(days=1)
NO_ROOM = "no room on"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The network with a plan applied, what becomes of its flights, and what it was before the plan."""

    before: NetworkState
    state: NetworkState
    flights: Mapping[FlightId, ProjectedFlight]
    now: datetime
    policy: CargoPolicy

    def cancelled(self, flight: Flight) -> bool:
        """Whether the flight does not go."""
        projected = self.flights.get(flight.flight_id)
        return flight.status is FlightStatus.CANCELLED if projected is None else projected.cancelled

    def leaves(self, flight: Flight) -> datetime:
        """Off-block, actual or as it will be."""
        projected = self.flights.get(flight.flight_id)
        return flight.atd or (flight.etd if projected is None else projected.etd)

    def arrives(self, flight: Flight) -> datetime:
        """On-block, actual or as it will be."""
        projected = self.flights.get(flight.flight_id)
        return flight.ata or (flight.eta if projected is None else projected.eta)

    @property
    def changes_from(self) -> datetime:
        """Flights that leave earlier are loaded as they are."""
        return self.now + minutes(self.policy.cut_off_min)

    def transfer_min(self, arriving: Flight, leaving: Flight) -> int:
        """Minutes cargo needs between the two: the policy's, or what was planned when that is less."""
        planned = minutes_between(arriving.sta, leaving.std)
        return planned if 0 < planned < self.policy.transfer_min else self.policy.transfer_min


@dataclass(frozen=True, slots=True)
class Journey:
    """A shipment with where it stands and how it goes on.

    `airport`: where it is or will be on the ground next, free for a flight from `can_leave` on. `ahead`: flights it is still to
    take. `stuck`: why it does not get where it goes, empty when it does; `delivered` is then a day's flights later.
    """

    shipment: Shipment
    origin: AirportCode
    target: AirportCode
    airport: AirportCode
    can_leave: datetime
    flown: int
    ahead: tuple[Flight, ...]
    delivered: datetime
    ceiling: Ceiling
    stuck: str = ""

    def cents(self, policy: CargoPolicy) -> int:
        """Penalty and storage, and taking it off where it finds no room."""
        return policy.late_cents(self.shipment, self.delivered, self.ceiling) + self.no_room * policy.offload_cents

    @property
    def no_room(self) -> bool:
        """Whether a flight with too small a hold leaves it behind."""
        return self.stuck.startswith(NO_ROOM)

    @property
    def arrived(self) -> bool:
        """Whether all flying is done, or the last flight is in the air with it."""
        return not self.ahead and not self.stuck


@dataclass(frozen=True, slots=True)
class Cargo:
    """All open shipments followed to their end, and the room on their flights; `rooms` holds flights with cargo on them."""

    journeys: Mapping[ShipmentId, Journey]
    rooms: Mapping[FlightId, Room]

    def cents(self, policy: CargoPolicy) -> int:
        """Penalties and storage of all of them, and taking those off that find no room."""
        return sum(journey.cents(policy) for journey in self.journeys.values())


def follow_cargo(outlook: Outlook) -> Cargo:
    """Follow every shipment not delivered; a flight with too little room leaves the least valuable per kilogram behind."""
    journeys = {
        shipment_id: follow(outlook, shipment)
        for shipment_id, shipment in sorted(outlook.state.shipments.items())
        if shipment.status != "delivered"
    }
    carrying: dict[FlightId, list[ShipmentId]] = {}
    for shipment_id, journey in journeys.items():
        for leg in journey.ahead if not journey.stuck else ():
            carrying.setdefault(leg.flight_id, []).append(shipment_id)
    rooms = hold_rooms(outlook.state, carrying, outlook.policy)
    flights = [outlook.state.flights[one] for one in carrying]
    for flight in sorted(flights, key=lambda leg: (outlook.leaves(leg), leg.flight_id)):
        aboard = [journeys[one] for one in carrying[flight.flight_id] if not journeys[one].stuck]
        for journey in left_behind(aboard, rooms[flight.flight_id], outlook.policy):
            journeys[journey.shipment.shipment_id] = waits(outlook, journey, flight, f"{NO_ROOM} {flight.flight_id}")
    return Cargo(journeys, rooms)


def left_behind(aboard: Iterable[Journey], room: Room, policy: CargoPolicy) -> list[Journey]:
    """Those a flight of so much room leaves behind: the lowest rate per kilogram first, until weight and volume fit."""
    waiting = sorted(aboard, key=lambda one: (worth(one.shipment, policy), one.shipment.shipment_id))
    kg = sum(one.shipment.weight_kg for one in waiting)
    dm3 = sum(policy.volume_dm3(one.shipment) for one in waiting)
    found = []
    for journey in waiting:
        if kg <= room.kg and dm3 <= room.dm3:
            break
        found.append(journey)
        kg -= journey.shipment.weight_kg
        dm3 -= policy.volume_dm3(journey.shipment)
    return found


def worth(shipment: Shipment, policy: CargoPolicy) -> Fraction:
    """What an hour costs per kilogram, in hundredths of a cent."""
    return Fraction(policy.hour_rate_percent_cents(shipment), max(1, shipment.weight_kg))


def follow(outlook: Outlook, shipment: Shipment) -> Journey:
    """Where one shipment stands and how it goes on, without a look at room."""
    state, policy = outlook.state, outlook.policy
    before = outlook.before.shipments.get(shipment.shipment_id, shipment)
    legs = tuple(state.flights[one] for one in shipment.flight_ids)
    planned = tuple(state.flights[one] for one in before.flight_ids)
    start, target = planned[0], legs[-1].destination
    journey = Journey(
        shipment=shipment,
        origin=start.origin,
        target=target,
        airport=start.origin,
        can_leave=max(outlook.changes_from, start.std),
        flown=0,
        ahead=(),
        delivered=start.std,
        ceiling=policy.ceiling(start.origin, target, start.std.date(), shipment.weight_kg, outlook.state.currency),
    )
    if before.status != "offloaded":
        journey = _flown(outlook, journey, planned)
    last = planned[journey.flown - 1] if journey.flown else None
    if last is not None and journey.airport == target:
        return replace(journey, delivered=outlook.arrives(last) + minutes(policy.handling_min[shipment.priority]))
    moved = shipment.flight_ids != before.flight_ids
    ahead = legs if moved else legs[journey.flown :]
    journey = replace(journey, ahead=ahead)
    why = "offloaded" if shipment.status == "offloaded" else _breaks(outlook, journey, last, moved)
    if why or not ahead:
        return waits(outlook, journey, None, why or f"stands at {journey.airport} without a flight")
    return replace(journey, delivered=outlook.arrives(ahead[-1]) + minutes(policy.handling_min[shipment.priority]))


def _flown(outlook: Outlook, journey: Journey, planned: tuple[Flight, ...]) -> Journey:
    """Moved to where the flights that have left brought it, or will land with it."""
    landed: Flight | None = None
    for leg in planned:
        if leg.status not in LEFT or leg.origin != journey.airport:
            break
        if landed is not None and outlook.leaves(leg) - outlook.arrives(landed) < minutes(outlook.transfer_min(landed, leg)):
            break
        landed = leg
        free = outlook.arrives(leg) + minutes(outlook.policy.transfer_min)
        journey = replace(journey, airport=leg.lands_at, flown=journey.flown + 1, can_leave=max(outlook.changes_from, free))
    return journey


def _breaks(outlook: Outlook, journey: Journey, last: Flight | None, moved: bool) -> str:
    """Why the flights ahead do not take it where it goes; empty when they do."""
    if not journey.ahead:
        return ""
    first = journey.ahead[0]
    if first.origin != journey.airport:
        return f"stands at {journey.airport}, {first.flight_id} leaves from {first.origin}"
    kept = first.flight_id in outlook.before.shipments.get(journey.shipment.shipment_id, journey.shipment).flight_ids
    if moved and not kept and outlook.leaves(first) < journey.can_leave:
        return f"cannot be ready for {first.flight_id}"
    chain = journey.ahead if last is None else (last, *journey.ahead)
    for leg in journey.ahead:
        if leg.status in LEFT:
            return f"{leg.flight_id} left without it"
        if outlook.cancelled(leg):
            return f"{leg.flight_id} is cancelled"
    for arriving, leaving in pairwise(chain):
        gap = minutes_between(outlook.arrives(arriving), outlook.leaves(leaving))
        needed = outlook.transfer_min(arriving, leaving)
        if gap < needed or arriving.lands_at != leaving.origin:
            return f"misses {leaving.flight_id}: {gap} min at {leaving.origin}, {needed} needed"
    return ""


def waits(outlook: Outlook, journey: Journey, on: Flight | None, why: str) -> Journey:
    """The journey of one that waits for flights of the same times on another day; `on`: the flight without room for it."""
    free = journey.can_leave if on is None else max(journey.can_leave, outlook.leaves(on))
    shipment = journey.shipment
    before = outlook.before.shipments.get(shipment.shipment_id, shipment)
    # A plan does not bring it there sooner by naming flights that it cannot take.
    arrives = max(outlook.state.flights[one.flight_ids[-1]].sta for one in (before, shipment)) + DAY
    while arrives < free:
        arrives += DAY
    delivered = arrives + minutes(outlook.policy.handling_min[shipment.priority])
    return replace(journey, stuck=why, delivered=delivered)
