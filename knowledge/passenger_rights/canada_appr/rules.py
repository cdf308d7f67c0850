"""SOR/2019-150 in the order of the law: to whom it applies, then every rule."""

from knowledge.dated_law import Law
from knowledge.passenger_rights.canada_appr.care import communication, hotel, meals, notice, priority, transport
from knowledge.passenger_rights.canada_appr.money import (
    baggage_fee,
    claim_deadline,
    compensation,
    denied_boarding,
    payment_deadline,
)
from knowledge.passenger_rights.canada_appr.tarmac import tarmac_deplaning, tarmac_food, tarmac_lavatories, tarmac_medical
from knowledge.passenger_rights.canada_appr.travel import refund, rerouting, return_flight
from knowledge.passenger_rights.entitlement import Scope
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place

APPLIES = "Canada Transportation Act s. 86.11(1); SOR/2019-150"


def scope(case: RightsCase, law: Law) -> Scope:
    """Flights to, from and within Canada with the connecting flights of the booking."""
    home = law["canada"]
    if not any(place(one.origin).country in home or place(one.destination).country in home for one in case.segments):
        return Scope(False, APPLIES, "no flight of the booking touches Canada")
    return Scope(True, APPLIES, "to, from or within Canada, or connecting with such a flight", case.hit.operating_carrier)


RULES = (
    tarmac_food,
    tarmac_lavatories,
    tarmac_medical,
    tarmac_deplaning,
    notice,
    meals,
    communication,
    hotel,
    transport,
    priority,
    rerouting,
    refund,
    return_flight,
    compensation,
    claim_deadline,
    payment_deadline,
    denied_boarding,
    baggage_fee,
)
