"""What an executed plan means to each booking, in the words that messages may use: from operations and the network, no names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

import knowledge.airline
from domain.commands import CareForPassengers, Operation, RebookPassenger, RefundPassenger
from domain.disruptions import Disruption
from domain.ids import BookingId, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import Frozen, Money, minutes
from gateways.care_vendors.executor import BookedCare
from gateways.messages.compose import PassengerChange
from gateways.messages.facts import Cause, LocalTime, MessageFacts, NewFlight, Regime, Right, RightKind
from knowledge.airline.care_policy import care_policy
from knowledge.passenger_rights.exchange import published_rates
from knowledge.passenger_rights.journey import IncidentKind
from knowledge.passenger_rights.places import UnknownPlace
from tools.passenger_rights.exposure import judged, overnight
from tools.passenger_rights.from_network import Fate, case_of, circumstance_of

_SHEET = Path(knowledge.airline.__file__).with_name("passenger_contact.yaml")
_CAUSES: Mapping[str, Cause] = {
    "airport_closure": "airport",
    "atc_restriction": "air_traffic_control",
    "weather_severe": "weather",
    "technical_defect": "technical",
    "crew_shortage": "crew",
}


class PassengerContact(Frozen):
    """What messages say of the airline; see passenger_contact.yaml."""

    assumed: bool
    carrier: str
    help_phone: str
    choice_link: str
    rights_link: str
    choose_within_min: int
    voucher_place: str
    voucher_valid_min: int
    enforcement_bodies: Mapping[Regime, tuple[str, ...]]


@cache
def passenger_contact() -> PassengerContact:
    """The sheet, read once."""
    return PassengerContact.model_validate(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))


def passenger_changes(
    state: NetworkState,
    operations: Sequence[Operation],
    *,
    disruption: Disruption,
    now: datetime,
    booked: Sequence[BookedCare] = (),
) -> tuple[PassengerChange, ...]:
    """One change for each booking and kind, in the order of the operations. `state`: with the operations carried out, or tried.

    `booked`: what was really booked for them; without it care is told as it was planned.
    """
    told = _Told(state, disruption, now, {one.booking_id: one for one in booked})
    found: dict[tuple[BookingId, str], PassengerChange] = {}
    for operation in operations:
        match operation:
            case RebookPassenger():
                change = told.rebooked(operation)
            case RefundPassenger():
                change = told.refunded(operation)
            case CareForPassengers():
                change = told.cared_for(operation)
            case _:
                continue
        if change is not None:
            found[operation.booking_id, change.kind] = change
    return tuple(found.values())


class _Told:
    """Facts of one plan's messages."""

    def __init__(
        self, state: NetworkState, disruption: Disruption, now: datetime, booked: Mapping[BookingId, BookedCare]
    ) -> None:
        self.state, self.now, self.booked = state, now, booked
        self.circumstance = circumstance_of(disruption)
        self.cause: Cause = _CAUSES.get(self.circumstance or "", "not_yet_known")
        self.contact = passenger_contact()

    def rebooked(self, operation: RebookPassenger) -> PassengerChange | None:
        """The lost flight, the new ones, the choice, and what the law gives."""
        booking = self.state.bookings[operation.booking_id]
        lost = self._lost(booking)
        if lost is None:
            return None
        cancelled = lost.status is FlightStatus.CANCELLED
        new = [self.state.departure(one) for one in booking.flight_ids if one not in (booking.sold_as or ())]
        flights = tuple(self._new_flight(one) for one in new[:4])
        leaves = new[0].etd if new else None
        kind: IncidentKind = "cancellation" if cancelled else "missed_connection"
        arrives = self.state.departure(booking.flight_ids[-1]).eta
        facts = self._common(booking, lost).model_copy(
            update={
                "departs_at": leaves,
                "new_flights": flights,
                "connection": lost.origin,
                "next_steps": ("show_this_message",),
                **self._rights(booking, lost, kind, arrives=arrives, leaves=leaves),
            }
        )
        because = "cancelled" if cancelled else "missed_connection"
        return PassengerChange(booking_id=booking.booking_id, kind="rebooked", because=because, facts=facts)

    def refunded(self, operation: RefundPassenger) -> PassengerChange | None:
        """The lost flight, the money, and that another seat may be chosen instead."""
        booking = self.state.bookings[operation.booking_id]
        lost = self._lost(booking)
        if lost is None:
            return None
        kind: IncidentKind = "cancellation" if lost.status is FlightStatus.CANCELLED else "missed_connection"
        facts = self._common(booking, lost).model_copy(
            update=self._rights(booking, lost, kind, arrives=None, leaves=None, refunded=True)
        )
        return PassengerChange(booking_id=booking.booking_id, kind="refunded", because="cancelled", facts=facts)

    def cared_for(self, operation: CareForPassengers) -> PassengerChange | None:
        """The hotel and the meals as they were booked; None where neither is there to tell of."""
        booking = self.state.bookings[operation.booking_id]
        hotel_id, meals = operation.hotel, operation.meals * care_policy().meal_cents
        report = self.booked.get(operation.booking_id)
        if report is not None:
            rooms = [line for line in report.lines if line.kind == "rooms" and line.outcome == "booked"]
            hotel_id = rooms[0].hotel_id if rooms else None
            meals = meals if any(line.kind == "meals" and line.outcome == "booked" for line in report.lines) else 0
        hotel = self.state.hotels.get(hotel_id) if hotel_id is not None else None
        if hotel is None and not meals:
            return None
        zone = self.state.airports[operation.airport].timezone
        until = LocalTime(at=self.now + minutes(self.contact.voucher_valid_min), zone=zone)
        facts = MessageFacts(
            carrier=self.contact.carrier,
            help_phone=self.contact.help_phone,
            hotel=hotel.name if hotel is not None else None,
            hotel_address=f"{hotel.distance_km} km from {hotel.airport}" if hotel is not None else None,
            nights=max(1, operation.nights) if hotel is not None else None,
            voucher=Money(cents=meals, currency=self.state.currency) if meals else None,
            voucher_place=self.contact.voucher_place if meals else None,
            voucher_until=until if meals else None,
        )
        return PassengerChange(booking_id=booking.booking_id, kind="cared_for", facts=facts)

    def _lost(self, booking: Booking) -> Flight | None:
        """The first flight of the journey sold that is not flown as sold: cancelled, or no longer in the itinerary."""
        sold = booking.sold_as or booking.flight_ids
        kept = set() if booking.status == "refunded" else set(booking.flight_ids)
        flights = [self.state.departure(one) for one in sold]
        gone = (FlightStatus.ARRIVED, FlightStatus.DEPARTED)
        cancelled = [one for one in flights if one.status is FlightStatus.CANCELLED]
        left_out = [one for one in flights if one.flight_id not in kept and one.status not in gone]
        return next(iter(cancelled), None) or next(iter(left_out), None)

    def _common(self, booking: Booking, lost: Flight) -> MessageFacts:
        zone = self.state.airports[lost.origin].timezone
        return MessageFacts(
            carrier=self.contact.carrier,
            help_phone=self.contact.help_phone,
            flight=f"{lost.carrier}{lost.number}",
            origin=lost.origin,
            destination=self.state.departure((booking.sold_as or booking.flight_ids)[-1]).destination,
            old_departure=LocalTime(at=lost.std, zone=zone),
            cause=self.cause,
            choice_link=self.contact.choice_link,
            choose_by=LocalTime(at=self.now + minutes(self.contact.choose_within_min), zone=zone),
        )

    def _new_flight(self, flight: Flight) -> NewFlight:
        start, end = self.state.airports[flight.origin], self.state.airports[flight.destination]
        return NewFlight(
            flight=f"{flight.carrier}{flight.number}",
            origin=flight.origin,
            destination=flight.destination,
            departs=LocalTime(at=flight.etd, zone=start.timezone),
            arrives=LocalTime(at=flight.eta, zone=end.timezone),
        )

    def _rights(
        self,
        booking: Booking,
        lost: Flight,
        kind: IncidentKind,
        *,
        arrives: datetime | None,
        leaves: datetime | None,
        refunded: bool = False,
    ) -> dict[str, object]:
        """What the law gives this booking, as facts: which regimes ask for a notice, and each right with its paragraph."""
        sold: tuple[FlightId, ...] = booking.sold_as or booking.flight_ids
        night = leaves is not None and overnight(self.state, lost.origin, lost.std, leaves)
        fate = Fate(kind, sold.index(lost.flight_id), None, arrives, leaves, refunded=refunded, overnight=night)
        case = case_of(self.state, booking, fate, now=self.now, told_at=self.now, circumstance=self.circumstance)
        try:
            judgment = judged(case, published_rates())
        except UnknownPlace:
            return {}
        regimes = [
            answer.regime
            for answer in judgment.answers
            if answer.regime in get_args(Regime)
            and any(one.what == "notice" and one.verdict == "owed" for one in answer.entitlements)
        ]
        rights: dict[tuple[str, str], Right] = {}
        for answer in judgment.answers:
            for one in answer.entitlements:
                if one.verdict == "owed" and one.what in get_args(RightKind) and not one.at_most:
                    amount = None if one.amount is None else Money(cents=one.amount.cents, currency=one.amount.currency)
                    rights.setdefault((one.what, one.citation), Right(kind=one.what, citation=one.citation, amount=amount))
        bodies = [body for name in regimes for body in self.contact.enforcement_bodies.get(name, ())]  # type: ignore[call-overload]
        if not regimes:
            return {"rights": tuple(rights.values())[:12]}
        return {
            "regimes": tuple(regimes),
            "rights": tuple(rights.values())[:12],
            "rights_link": self.contact.rights_link,
            "enforcement_bodies": tuple(bodies)[:4],
        }
