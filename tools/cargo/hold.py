"""Room for cargo in the holds of flights: what the aircraft takes, less the bags of everybody booked."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from knowledge.airline.aircraft_types import aircraft_type, type_by_seats
from knowledge.airline.cargo_policy import CargoPolicy
from knowledge.airline.costs import cost_parameters


@dataclass(frozen=True, slots=True)
class Room:
    """Kilograms and litres for cargo beside the bags, never below zero, and what the hold and the bags are."""

    hold_kg: int
    hold_dm3: int
    bags_kg: int
    bags_dm3: int

    @property
    def kg(self) -> int:
        """Kilograms that cargo may weigh."""
        return max(0, self.hold_kg - self.bags_kg)

    @property
    def dm3(self) -> int:
        """Litres that cargo may take."""
        return max(0, self.hold_dm3 - self.bags_dm3)


def hold_rooms(state: NetworkState, flights: Iterable[FlightId], policy: CargoPolicy) -> dict[FlightId, Room]:
    """The room of each of these flights with its tail; without one, of an aircraft of the price list's usual seats."""
    return {one: _room(state, state.flights[one], policy) for one in flights}


def _room(state: NetworkState, flight: Flight, policy: CargoPolicy) -> Room:
    aircraft = state.aircraft.get(flight.tail) if flight.tail is not None else None
    kind = type_by_seats(cost_parameters().seats_when_no_tail) if aircraft is None else aircraft_type(aircraft)
    people = state.passengers_on(flight.flight_id)
    return Room(kind.hold_kg, kind.hold_dm3, people * policy.bag_kg_per_passenger, people * policy.bag_dm3_per_passenger)
