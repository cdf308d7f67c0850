"""What several paragraphs of the requirements ask: scope, excuse, sums by fare, lateness at the desk."""

from typing import Any

from domain.units import minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import found_cause
from knowledge.passenger_rights.entitlement import Amount, Scope, percent_of
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place

COUNTRY = "IN"
NUMBER = "DGCA CAR Sec 3 Ser M Pt IV"


def scope(case: RightsCase, law: Law) -> Scope:
    """Flights from, to and within India of Indian carriers; a foreign carrier may apply the rules of its own country."""
    here = place(case.hit.origin).country == COUNTRY, place(case.hit.destination).country == COUNTRY
    cited = f"{NUMBER}, 2"
    if not any(here):
        return Scope(False, cited, "the flight neither leaves from India nor lands there")
    if not case.passenger.confirmed_reservation:
        return Scope(False, cited, "there is no confirmed reservation")
    carrier, licence = case.hit.operating_carrier, case.hit.operating_country
    # Only Indian carriers may fly within India, so there the licence need not be known.
    if all(here) or licence == COUNTRY:
        return Scope(True, cited, "Indian carrier on a flight from, to or within India", carrier)
    if licence is None:
        return Scope(None, cited, "flight from or to India", carrier, (f"which state licensed {carrier}",))
    missing = (f"whether {carrier} applies the Indian rules or those of its own country ({licence}), as the CAR lets it",)
    return Scope(None, cited, "foreign carrier", carrier, missing)


def is_domestic(case: RightsCase) -> bool:
    """Whether the flight stays in India."""
    return place(case.hit.origin).country == place(case.hit.destination).country


def row_for(table: Any, edge: str, figure: int) -> Any:
    """The first row whose edge the figure does not exceed; the last row has no edge."""
    return next(row for row in table if row[edge] is None or figure <= row[edge])


def excused(case: RightsCase, law: Law) -> tuple[bool | None, str, tuple[str, ...]]:
    """Whether circumstances free the carrier, why, and what must be known to say."""
    cause = case.incident.cause
    if cause.caused_this is False:
        return False, "the circumstance hit an earlier flight and did not cause this", ()
    if cause.circumstance and cause.circumstance in law["excused_without_measures"]:
        return (
            True,
            f"clearly attributable to {cause.circumstance.replace('_', ' ')} ({law.cite('excused_without_measures')})",
            (),
        )
    found = found_cause(cause)
    named = cause.circumstance in law["strikes"]
    if named or found.extraordinary:
        why = f"strikes are named as extraordinary ({law.cite('strikes')})" if named else f"{found.reasoning} ({found.authority})"
        if cause.reasonable_measures is None:
            return None, why, ("whether all reasonable measures were taken; the carrier bears the proof",)
        return cause.reasonable_measures, why if cause.reasonable_measures else "it could have been avoided", ()
    if found.extraordinary is None:
        return None, found.reasoning, found.missing
    return False, f"{found.reasoning} ({found.authority})", ()


def by_fare(case: RightsCase, percent: int, at_most: int) -> Amount | str:
    """A share of one-way basic fare and fuel charge, at most so many cents; or what must be known for it."""
    fare = case.fare
    if fare is None or fare.basic_cents is None:
        return "one-way basic fare and airline fuel charge"
    if fare.currency != "INR":
        return f"the fare in INR (it is given in {fare.currency})"
    share = percent_of(fare.basic_cents + (fare.fuel_cents or 0), percent)
    if fare.fuel_cents is None and share < at_most:
        return "the airline fuel charge"
    return Amount(min(share, at_most), "INR")


def alternate_min(case: RightsCase) -> int | None:
    """Minutes from the booked departure to that of the alternate flight; None: there is none."""
    offered = case.incident.rerouting
    if offered is None or offered.accepted is False or case.incident.choice == "refund":
        return None
    return minutes_between(case.hit.scheduled_departure, offered.departure)
