"""What can be wrong with a command, collected so that all of it is reported at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.ids import BookingId, CrewId, FlightId, ShipmentId
from domain.network import Aircraft, Booking, CrewMember, Flight, FlightStatus, NetworkState, Shipment, UnknownEntity

_Entity = TypeVar("_Entity")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a command: the field it is in, and what to do about it."""

    field: str
    message: str


class Refused(Exception):
    """The command cannot be carried out on this state; nothing was changed. `faults` names every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in faults))


class CommandCheck:
    """Looks up what one command names and collects its faults. A look-up that fails gives None and a fault."""

    def __init__(self, state: NetworkState) -> None:
        self.state = state
        self.faults: list[Fault] = []

    def require(self, condition: bool, field: str, message: str) -> bool:
        """Note a fault unless the condition holds; whether it does."""
        if not condition:
            self.faults.append(Fault(field, message))
        return condition

    def done(self) -> None:
        """Raise Refused when there is a fault."""
        if self.faults:
            raise Refused(self.faults)

    def flight(self, name: str, field: str = "flight_id") -> Flight | None:
        """The flight, any carrier's."""
        return self._known(lambda: self.state.flight(name), field)

    def own_scheduled_flight(self, name: str, field: str = "flight_id") -> Flight | None:
        """The flight when it is ours and still on the ground to go."""
        found = self.flight(name, field)
        if found is None:
            return None
        ours = ", ".join(sorted(self.state.own_carriers))
        if not self.require(
            self.state.is_own(found), field, f"Flight {name!r} is another carrier's; only those of {ours} can be changed."
        ):
            return None
        if not self.require(
            found.status is FlightStatus.SCHEDULED,
            field,
            f"Flight {name!r} is already {found.status.value}; only a flight that has not left can be changed.",
        ):
            return None
        return found

    def bookable_departure(self, name: FlightId, field: str, *, held: bool = False) -> Flight | None:
        """A departure still to go that passengers may be booked on: ours, one that offers seats, or one they hold seats on."""
        found = self.state.flights.get(name) or self.state.further_flights.get(name)
        if not self.require(
            found is not None, field, f"Departure {name!r} is not known; search seats with POST /api/v1/tools/reaccommodation."
        ):
            return None
        assert found is not None
        ours = name in self.state.flights and self.state.is_own(found)
        can_take = ours or held or found.seats_offered is not None
        if not self.require(can_take, field, f"{name!r} offers no seats to our passengers."):
            return None
        if not self.require(
            found.status is FlightStatus.SCHEDULED, field, f"{name!r} is already {found.status.value}; choose a later departure."
        ):
            return None
        return found

    def tail(self, name: str, field: str = "tail") -> Aircraft | None:
        """The aircraft."""
        return self._known(lambda: self.state.tail(name), field)

    def airport(self, code: str, field: str = "airport") -> bool:
        """Whether the airport is in the network."""
        return self._known(lambda: self.state.airport(code), field) is not None

    def crew(self, name: CrewId, field: str = "crew_id") -> CrewMember | None:
        """The crew member."""
        found = self.state.crew.get(name)
        self.require(found is not None, field, f"Crew member {name!r} is not in scenario {self.state.scenario_id!r}.")
        return found

    def booking(self, name: BookingId, field: str = "booking_id", *, also_refunded: bool = False) -> Booking | None:
        """The booking; a refunded one is a fault too, unless its people are cared for all the same."""
        found = self.state.bookings.get(name)
        if found is None:
            where = f"is not in scenario {self.state.scenario_id!r}; see GET /api/v1/passengers/disrupted."
            self.faults.append(Fault(field, f"Booking {name!r} {where}"))
        else:
            open_to_change = also_refunded or found.status != "refunded"
            self.require(open_to_change, field, f"Booking {name!r} has been refunded and cannot be changed.")
        return found

    def own_departure(self, name: FlightId, field: str = "flight_id") -> Flight | None:
        """A departure of ours still to go, of the network or a later day's: what reservations sell."""
        further = self.state.further_flights.get(name)
        if further is None:
            return self.own_scheduled_flight(name, field)
        self.require(self.state.is_own(further), field, f"Flight {name!r} is another carrier's; we do not sell it.")
        return further

    def ancillaries(self, booking: Booking | None, codes: Sequence[str], flight_id: FlightId) -> None:
        """That the booking has paid for all of them on this flight and still has them."""
        has = {one.code for one in booking.ancillaries if one.flight_id == flight_id} if booking is not None else set(codes)
        missing = [code for code in codes if code not in has]
        if missing and booking is not None:
            self.require(False, "codes", f"Booking {booking.booking_id!r} has no {', '.join(missing)} paid for on {flight_id!r}.")

    def shipment(self, name: ShipmentId, field: str = "shipment_id") -> Shipment | None:
        """The shipment; a delivered one is a fault too."""
        found = self.state.shipments.get(name)
        if found is None:
            self.faults.append(Fault(field, f"Shipment {name!r} is not in scenario {self.state.scenario_id!r}."))
        else:
            self.require(found.status != "delivered", field, f"Shipment {name!r} has been delivered.")
        return found

    def _known(self, look_up: Callable[[], _Entity], field: str) -> _Entity | None:
        try:
            return look_up()
        except UnknownEntity as error:
            self.faults.append(Fault(field, str(error)))
            return None
