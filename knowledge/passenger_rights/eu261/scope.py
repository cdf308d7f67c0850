"""Articles 2 and 3: whose journeys, from where to where, on which carrier; and which carrier owes."""

from collections.abc import Callable

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Scope
from knowledge.passenger_rights.eu261.band import in_union, quote
from knowledge.passenger_rights.journey import RightsCase, Segment

Licensed = Callable[[Segment, Law], bool | None]


def licensed_in_union(segment: Segment, law: Law) -> bool | None:
    """Whether the operating carrier is licensed by a state of the Union, the EEA or Switzerland; None: licence not known."""
    state = segment.operating_country
    return None if state is None else state in law["member_states"] or state in law["associated_states"]


def scope(case: RightsCase, law: Law) -> Scope:
    """Art. 3: from an airport of the Union on any carrier, or to one on a carrier of the Union without benefits received.

    Flights of one booking are one journey (CJEU C-537/17, C-561/20): where both ends lie outside, a stop inside changes nothing
    (C-451/20).
    """
    if in_union(case.origin.country, law):
        return who_travels(case, law, quote(law, "3", "(1)(a)"), case.hit.operating_carrier)
    if not in_union(case.destination.country, law):
        return Scope(False, quote(law, "3", "(1)"), "neither starts nor ends at an airport of the Union, the EEA or Switzerland")
    return from_abroad(case, law, quote(law, "3", "(1)(b)"), licensed_in_union)


def from_abroad(case: RightsCase, law: Law, citation: str, licensed: Licensed) -> Scope:
    """Art. 3(1)(b): a journey that comes in counts only on a carrier of the territory, and without benefits received abroad.

    Where the flight it happened to is another carrier's, a carrier of the territory that flies another part of the same booking
    owes (CJEU C-367/20, C-502/18).
    """
    answers = [licensed(case.hit, law)]
    flown_by = [case.hit.operating_carrier]
    if len(case.segments) > 1 and case.incident.kind not in ("denied_boarding", "downgrade"):
        for one in case.segments:
            if one is not case.hit:
                answers.append(licensed(one, law))
                flown_by.append(one.operating_carrier)
    if True not in answers:
        if None in answers:
            said = "comes in from a third country, and the carrier's licence is not known"
            return Scope(None, citation, said, missing=("which state licensed the operating carrier",))
        return Scope(
            False, citation, f"comes in from a third country on {case.hit.operating_carrier}, a carrier of a third country"
        )
    if case.benefits_received:
        said = f"benefits were received in the third country: {', '.join(sorted(case.benefits_received))}"
        return Scope(False, citation, said)
    return who_travels(case, law, citation, flown_by[answers.index(True)])


def who_travels(case: RightsCase, law: Law, citation: str, liable: str) -> Scope:
    """Art. 3(2) to (4): a confirmed reservation, on time for check-in, a fare open to the public, a fixed-wing aircraft.

    Check-in is not asked of who was told before its end that there is no flight, or no seat (CJEU C-238/22).
    """
    who, kind = case.passenger, case.incident.kind
    if not case.hit.fixed_wing:
        return Scope(False, quote(law, "3", "(4)"), "not a motorised fixed-wing aircraft")
    if not who.public_fare:
        return Scope(False, quote(law, "3", "(3)"), "free or at a reduced fare that the public cannot have")
    if not who.confirmed_reservation:
        return Scope(False, quote(law, "3", "(2)(a)"), "no confirmed reservation")
    if who.checked_in_on_time is not True and kind not in ("cancellation", "schedule_change"):
        notice = case.notice_min
        if kind != "denied_boarding" or notice is None or notice <= law["check_in_before"]:
            if who.checked_in_on_time is None:
                said = "not known whether the passenger came to check-in in time"
                return Scope(None, quote(law, "3", "(2)(a)"), said, missing=("whether the passenger came to check-in in time",))
            return Scope(False, quote(law, "3", "(2)(a)"), "did not come to check-in in time")
    return Scope(True, citation, f"{liable} owes as operating carrier", liable)
