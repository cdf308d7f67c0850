"""Identifiers as types. A flight id is `CARRIERNUMBER/DATE/ORIGIN`; DATE is the local date of departure."""

from datetime import date
from typing import NewType

FlightId = NewType("FlightId", str)
TailNumber = NewType("TailNumber", str)
AirportCode = NewType("AirportCode", str)  # IATA, three letters
CarrierCode = NewType("CarrierCode", str)  # IATA, two characters
CrewId = NewType("CrewId", str)
DutyId = NewType("DutyId", str)
BookingId = NewType("BookingId", str)
ShipmentId = NewType("ShipmentId", str)
SlotId = NewType("SlotId", str)
SeriesId = NewType("SeriesId", str)
DefectId = NewType("DefectId", str)
NoticeId = NewType("NoticeId", str)
HotelId = NewType("HotelId", str)
CaseId = NewType("CaseId", str)
PlanId = NewType("PlanId", str)


def flight_id(carrier: str, number: str | int, local_date: date, origin: str) -> FlightId:
    """`flight_id("B6", 1010, date(2013, 2, 8), "JFK")` is `B61010/2013-02-08/JFK`."""
    return FlightId(f"{carrier}{number}/{local_date.isoformat()}/{origin}")
