"""Regulation (EC) No 261/2004, article by article. Scope, compensation and assistance are beside; here Articles 10 and 14."""

from collections.abc import Iterator
from datetime import timedelta

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, percent_of, unchecked
from knowledge.passenger_rights.eu261.assistance import (
    airport_transfer,
    choice,
    communication,
    hotel,
    meals,
    no_flight,
    priority,
    refund,
    rerouting,
    return_flight,
    transport,
)
from knowledge.passenger_rights.eu261.band import LONG, MIDDLE, after_departure, band_of, clock, not_owed, owed, quote
from knowledge.passenger_rights.eu261.compensation import compensation, denied_boarding
from knowledge.passenger_rights.eu261.scope import scope
from knowledge.passenger_rights.journey import CABINS, RightsCase, Segment, segment_m
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

__all__ = ["RULES", "scope"]
PERCENTS = ("(2)(a)", "(2)(b)", "(2)(c)")


@rule("downgrade", "Art. 10")
def downgrade(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 10: flown in a lower class, a share of the price of that flight without taxes (CJEU C-255/15), within 7 days."""
    for index, flight in enumerate(case.segments):
        if flight.cabin_flown is None:
            if case.incident.kind == "downgrade" and index == case.incident.segment:
                missing = ("in which class the passenger flew",)
                yield unchecked("downgrade", "downgrade", quote(law, "10", "(2)"), "a share of the price is due back", missing)
        elif CABINS.index(flight.cabin_flown) >= CABINS.index(flight.cabin_booked):
            if case.incident.kind == "downgrade" and index == case.incident.segment:
                said = "flown in the class booked or a higher one; no supplement may be asked"
                yield not_owed("downgrade", "downgrade", quote(law, "10", "(1)"), said)
        else:
            yield for_lower_class(case, flight, law)


def for_lower_class(case: RightsCase, flight: Segment, law: Law) -> Entitlement:
    """Art. 10(2): the share by the distance of that flight; between Europe and the French overseas departments the highest."""
    metres = case.distance_m if case.distance_m is not None and len(case.segments) == 1 else segment_m(flight)
    band = band_of(metres, flight.origin, flight.destination, law)
    if band == MIDDLE and law["union_is_middle_band"]:
        overseas = law["outermost_regions"]
        if (place(flight.origin).country in overseas) != (place(flight.destination).country in overseas):
            band = LONG
    percent, citation = law["downgrade_percent"][band], quote(law, "10", PERCENTS[band])
    said = f"{percent} % of {flight.origin}-{flight.destination}, booked {flight.cabin_booked}, flown {flight.cabin_flown}"
    if flight.price_cents is None or case.fare is None:
        missing = ("the price of that flight without taxes, and its currency",)
        return unchecked("downgrade", "downgrade", citation, said, missing)
    return owed(
        "downgrade",
        "downgrade",
        citation,
        said,
        amount=Amount(percent_of(flight.price_cents, percent), case.fare.currency),
        due_by=flight.scheduled_arrival + timedelta(minutes=law["refund_within"]),
        facts=(f"distance {metres // 1000} km", "price without taxes"),
    )


@rule("notice", "Art. 14(2)", "denied_boarding", "cancellation", "delay", "missed_connection")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 14(2): a written notice of the rules to who is denied boarding, cancelled or at least 2 h late."""
    citation, limit, left = quote(law, "14", "(2)"), law["notice_after"], case.left_late_min
    said = "a written notice of compensation and assistance, and of the body to complain to"
    if case.incident.kind == "denied_boarding" or no_flight(case, law):
        yield owed("notice", "notice", citation, said)
    elif left is None:
        yield unchecked("notice", "notice", citation, said, ("when the flight leaves",))
    elif left < limit:
        late = f"leaves {clock(left)} late; the notice is due from {clock(limit)}"
        yield not_owed("notice", "notice", citation, late, from_at=after_departure(case, limit))
    else:
        yield owed("notice", "notice", citation, said)


RULES = (
    denied_boarding,
    compensation,
    choice,
    refund,
    return_flight,
    rerouting,
    airport_transfer,
    meals,
    communication,
    hotel,
    transport,
    downgrade,
    priority,
    notice,
)
