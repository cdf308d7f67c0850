"""A booking of the network, and what a plan makes of it, as the journey that the law asks about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.disruptions import Disruption, parts_of
from domain.network import Booking, Flight, NetworkState
from knowledge.passenger_rights.carriers import licensing_country
from knowledge.passenger_rights.journey import Cause, Fare, Incident, IncidentKind, Passenger, Rerouting, RightsCase, Segment
from tools.passenger_rights.asked import large

_CIRCUMSTANCE = {
    "airport_closed": "airport_closure",
    "airport_capacity_reduced": "atc_restriction",
    "slot_regulation": "atc_restriction",
    "weather": "weather_severe",
    "aircraft_unserviceable": "technical_defect",
    "crew_unavailable": "crew_shortage",
}
_UNDECIDED = frozenset({"", "93", "94", "95", "96", "99"})
"""Codes that say who acted, or that aircraft or crew came late from an earlier flight, not why."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a booking: what went wrong on which of its flights, and how it arrives, if at all.

    `departure`: when that flight leaves; `new_departure`: of the journey it was moved to; `refunded`: it does not travel.
    """

    kind: IncidentKind
    segment: int
    departure: datetime | None
    arrival: datetime | None
    new_departure: datetime | None = None
    refunded: bool = False
    overnight: bool | None = None


def circumstance_of(disruption: Disruption | None) -> str | None:
    """The circumstance that a reported disruption is in law, where all its parts are one; None where that is not said."""
    if disruption is None:
        return None
    found = {_CIRCUMSTANCE.get(part.kind) for part in parts_of(disruption)}
    return found.pop() if len(found) == 1 else None


def cause_of(flight: Flight, circumstance: str | None) -> Cause:
    """Why it happened: the flight's delay code where that decides, else the circumstance of the disruption."""
    if flight.delay_code not in _UNDECIDED:
        return Cause(iata_code=flight.delay_code)
    return Cause(circumstance=circumstance)


def case_of(
    state: NetworkState, booking: Booking, fate: Fate, *, now: datetime, told_at: datetime | None, circumstance: str | None
) -> RightsCase:
    """The journey of one passenger of the booking as it was sold, with its fate. `told_at`: when they are told of it."""
    flights = [state.departure(one) for one in booking.sold_as or booking.flight_ids]
    hit = flights[min(fate.segment, len(flights) - 1)]
    rerouting = None
    if fate.new_departure is not None and fate.arrival is not None:
        rerouting = Rerouting(departure=fate.new_departure, arrival=fate.arrival, offered_at=told_at)
    choice: Literal["refund", "reroute", "none_yet"] = "refund" if fate.refunded else "reroute" if rerouting else "none_yet"
    arrives = fate.arrival
    segments = tuple(_segment(state, one) for one in flights)
    return RightsCase(
        segments=segments,
        incident=Incident(
            kind=fate.kind,
            segment=flights.index(hit),
            told_at=told_at,
            cause=cause_of(hit, circumstance),
            departure=fate.departure,
            rerouting=rerouting,
            choice=choice,
            overnight=fate.overnight,
        ),
        now=now,
        arrival=arrives,
        arrived=arrives is not None and arrives <= now,
        passenger=Passenger(reduced_mobility=booking.reduced_mobility, unaccompanied_minor=booking.unaccompanied_minor),
        fare=Fare(currency=state.currency, total_cents=booking.fare_cents, one_way_cents=booking.fare_cents),
        carrier_large=large(segments[flights.index(hit)]),
    )


def _segment(state: NetworkState, flight: Flight) -> Segment:
    aircraft = state.aircraft.get(flight.tail) if flight.tail is not None else None
    return Segment(
        origin=flight.origin,
        destination=flight.destination,
        scheduled_departure=flight.std,
        scheduled_arrival=flight.sta,
        operating_carrier=flight.carrier,
        operating_country=licensing_country(flight.carrier),
        marketing_carrier=flight.marketed_as[0][:2] if flight.marketed_as else flight.carrier,
        seats=aircraft.seats if aircraft is not None else None,
    )
