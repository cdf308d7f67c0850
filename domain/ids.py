"""Identifiers as types. A flight id is `CARRIERNUMBER/DATE/ORIGIN`; DATE is the local date of departure."""

import re
from datetime import date
from typing import NamedTuple, NewType

FlightId = NewType("FlightId", str)
TailNumber = NewType("TailNumber", str)
AirportCode = NewType("AirportCode", str)  # IATA, three letters
CarrierCode = NewType("CarrierCode", str)  # IATA, two characters
CrewId = NewType("CrewId", str)
DutyId = NewType("DutyId", str)
BookingId = NewType("BookingId", str)
ShipmentId = NewType("ShipmentId", str)
SlotId = NewType("SlotId", str)
CaseId = NewType("CaseId", str)
PlanId = NewType("PlanId", str)

_FLIGHT_ID = re.compile(r"([A-Z0-9]{2})(\d{1,4}[A-Z]?)/(\d{4}-\d{2}-\d{2})/([A-Z]{3})")


class FlightKey(NamedTuple):
    """The four parts of a flight id."""

    carrier: CarrierCode
    number: str
    local_date: date
    origin: AirportCode


def flight_id(carrier: str, number: str | int, local_date: date, origin: str) -> FlightId:
    """`flight_id("B6", 1010, date(2013, 2, 8), "JFK")` is `B61010/2013-02-08/JFK`."""
    return FlightId(f"{carrier}{number}/{local_date.isoformat()}/{origin}")


def parse_flight_id(text: str) -> FlightKey:
    """Split a flight id into its parts; ValueError when it has not the form CARRIERNUMBER/DATE/ORIGIN."""
    match = _FLIGHT_ID.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a flight id; write CARRIERNUMBER/DATE/ORIGIN, e.g. B61010/2013-02-08/JFK")
    carrier, number, day, origin = match.groups()
    return FlightKey(CarrierCode(carrier), number, date.fromisoformat(day), AirportCode(origin))
