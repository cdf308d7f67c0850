"""How our flights will go under a plan, for specialists to look at with their own eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.disruptions import Disruption, parts_of
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import FlightStatus, NetworkState
from domain.plans import ScoredPlan

_OVER = (FlightStatus.ARRIVED, FlightStatus.DIVERTED, FlightStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Course:
    """One of our flights as it will go; `named`: an operation of the plan names or adds it."""

    flight_id: FlightId
    origin: AirportCode
    destination: AirportCode
    etd: datetime
    eta: datetime
    tail: TailNumber | None
    named: bool
    airborne: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Flights that will operate, by id, and those that will not."""

    flying: Mapping[FlightId, Course]
    cancelled: frozenset[FlightId]


def outcome_of(state: NetworkState, scored: ScoredPlan) -> Outcome:
    """Our open flights as the plan and its knock-on leave them, ferries that it adds included.

    A ferry's airports are in the operation that adds it, so flights of `affected` that the network does not know are read there.
    """
    named: set[str] = set()
    added = {}
    for operation in scored.plan.operations:
        if operation.type == "ScheduleFlight":
            added[operation.carrier + operation.number, operation.origin] = operation
        else:
            named |= {str(getattr(operation, "flight_id", "")), str(getattr(operation, "with_flight_id", ""))}
    flying: dict[FlightId, Course] = {}
    cancelled: set[FlightId] = set()
    for flight in state.own_flights():
        if flight.status is FlightStatus.CANCELLED:
            cancelled.add(flight.flight_id)
        elif flight.status not in _OVER:
            flying[flight.flight_id] = Course(
                flight.flight_id,
                flight.origin,
                flight.destination,
                flight.atd or flight.etd,
                flight.eta,
                flight.tail,
                flight.flight_id in named,
                flight.status is FlightStatus.DEPARTED,
            )
    for future in scored.affected:
        known = flying.pop(future.flight_id, None)
        if future.cancelled:
            cancelled.add(future.flight_id)
            continue
        number, _, origin = future.flight_id.split("/")
        ferry = added.get((number, AirportCode(origin)))
        if known is None and ferry is None:
            continue
        flying[future.flight_id] = Course(
            future.flight_id,
            known.origin if known else AirportCode(origin),
            known.destination if known else ferry.destination,  # type: ignore[union-attr]
            future.etd,
            future.eta,
            future.tail,
            known.named if known else True,
            known.airborne if known else False,
        )
    return Outcome(dict(sorted(flying.items())), frozenset(cancelled))


def airports_in(disruption: Disruption, state: NetworkState) -> tuple[AirportCode, ...]:
    """The airports a disruption is about: named, or those of the flights it names; known ones, sorted."""
    found: set[AirportCode] = set()
    for part in parts_of(disruption):
        airport = getattr(part, "airport", None)
        if airport is not None:
            found.add(AirportCode(airport))
        flight = state.flights.get(FlightId(getattr(part, "flight_id", "")))
        if flight is not None:
            found |= {flight.origin, flight.destination}
    return tuple(sorted(found & set(state.airports)))
