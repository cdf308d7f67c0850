"""Articles 6, 8, 9 and 11: the choice between refund and re-routing, and care while the passenger waits.

None of it lapses for extraordinary circumstances (CJEU C-12/11 McDonagh).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, What, unchecked
from knowledge.passenger_rights.eu261.band import (
    after_departure,
    cancelled,
    clock,
    denied_unduly,
    journey_band,
    not_owed,
    owed,
    quote,
    wait_min,
)
from knowledge.passenger_rights.journey import IncidentKind, RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

DISRUPTIONS: tuple[IncidentKind, ...] = ("denied_boarding", "cancellation", "delay", "missed_connection", "schedule_change")
WAIT = "when the passenger's flight is expected to leave"
WHY = "why boarding was denied"
CHOICE = "whether the passenger chooses refund or re-routing"


def no_flight(case: RightsCase, law: Law) -> bool | None:
    """Whether the passenger has no flight: it is cancelled, or boarding was denied unduly; None: not known."""
    return denied_unduly(case, law) if case.incident.kind == "denied_boarding" else cancelled(case, law)


def article_of(case: RightsCase) -> tuple[str, str]:
    """Article and paragraph that give assistance to a passenger without a flight."""
    if case.incident.kind == "denied_boarding":
        return ("4", "(1)") if case.incident.volunteered else ("4", "(3)")
    return "5", "(1)(a)"


@rule("choice", "Art. 8(1)", *DISRUPTIONS)
def choice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 8(1): the passenger, not the carrier, chooses refund, earliest or later re-routing; after 5 h of delay a refund."""
    closed = barred("choice", "choice", case, law)
    if closed is not None:
        yield closed
    elif no_flight(case, law):
        said = "the passenger chooses: refund, re-routing at the earliest, or re-routing later; a refund alone may not be imposed"
        yield owed("choice", "choice", quote(law, "8", "(1)"), said, facts=("as under " + quote(law, *article_of(case)),))
    else:
        said = f"{clock(wait_min(case) or 0)} late: the passenger may give the journey up for a refund, or wait"
        yield owed("choice", "choice", quote(law, "6", "(1)(iii)"), said)


def barred(name: str, what: What, case: RightsCase, law: Law) -> Entitlement | None:
    """Why there is no right to a refund (yet), or it cannot be said; None: there is one."""
    lacks = no_flight(case, law)
    if lacks:
        return None
    if lacks is None:
        said = "assistance is due when boarding was denied without reasonable grounds"
        return unchecked(name, what, quote(law, "4", "(3)"), said, (WHY,))
    if case.incident.kind == "denied_boarding":
        return not_owed(name, what, quote(law, "2", "(j)"), "boarding was denied on reasonable grounds")
    wait, limit = wait_min(case), law["refund_after"]
    if wait is None:
        said = f"a refund is open from {clock(limit)} of delay"
        return unchecked(name, what, quote(law, "6", "(1)(iii)"), said, (WAIT,))
    if wait < limit:
        said = f"leaves {clock(wait)} late; a refund is open from {clock(limit)}"
        return not_owed(name, what, quote(law, "6", "(1)(iii)"), said, from_at=after_departure(case, limit))
    return None


@rule("refund", "Art. 8(1)(a)", *DISRUPTIONS)
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 8(1)(a): the price of the parts not made, and of those made when the journey has lost its purpose; in 7 days."""
    closed, citation, chosen = barred("refund", "refund", case, law), quote(law, "8", "(1)(a)"), case.incident.choice
    if closed is not None:
        yield closed
    elif chosen == "none_yet":
        yield unchecked("refund", "refund", citation, "due when the passenger chooses it", (CHOICE,))
    elif chosen != "refund":
        yield not_owed("refund", "refund", citation, "the passenger chose to be re-routed")
    else:
        yield price_back(case, law, citation)


def price_back(case: RightsCase, law: Law, citation: str) -> Entitlement:
    """The refund in money: everything where nothing was flown or it is of no use any more, else the parts not flown."""
    fare, lost = case.fare, case.incident.purpose_lost
    nothing_flown = case.incident.segment == 0
    missing = []
    if not nothing_flown and lost is None:
        missing.append("whether the journey still serves the passenger's original plan")
    cents = None
    if fare is not None:
        cents = fare.total_cents if nothing_flown or lost else fare.unused_cents
    if cents is None:
        missing.append("what was paid for the ticket" if nothing_flown or lost else "the price of the parts not flown")
    if missing or fare is None or cents is None:
        return unchecked("refund", "refund", citation, "the price of the ticket is due back", missing)
    written = case.claimed_at
    return owed(
        "refund",
        "refund",
        citation,
        "the ticket" if nothing_flown or lost else "the parts not flown",
        amount=Amount(cents, fare.currency),
        due_by=None if written is None else written + timedelta(minutes=law["refund_within"]),
        facts=(f"within {law['refund_within'] // 1440} days of the passenger's choice",),
    )


@rule("return_flight", "Art. 8(1)(a)", *DISRUPTIONS)
def return_flight(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 8(1)(a): with the refund a flight back to the first point of departure, where the journey has lost its purpose."""
    citation = quote(law, "8", "(1)(a)")
    if case.incident.segment == 0:
        yield not_owed("return_flight", "return_flight", citation, "the passenger is still at the first point of departure")
        return
    closed = barred("return_flight", "return_flight", case, law)
    if closed is not None:
        yield closed
    elif case.incident.purpose_lost is False or case.incident.choice in ("reroute", "reroute_later"):
        yield not_owed("return_flight", "return_flight", citation, "the passenger goes on")
    elif case.incident.purpose_lost is None or case.incident.choice == "none_yet":
        missing = [CHOICE] if case.incident.choice == "none_yet" else []
        missing += ["whether the journey still serves its original plan"] if case.incident.purpose_lost is None else []
        yield unchecked("return_flight", "return_flight", citation, "due when going on has lost its purpose", missing)
    else:
        yield owed("return_flight", "return_flight", citation, f"back to {case.first.origin} at the earliest opportunity")


@rule("rerouting", "Art. 8(1)(b), (c)", "denied_boarding", "cancellation", "delay", "schedule_change")
def rerouting(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 8(1)(b), (c): to the final destination in comparable conditions, at the earliest or at the passenger's convenience."""
    lacks, chosen = no_flight(case, law), case.incident.choice
    if not lacks:
        if case.incident.kind == "denied_boarding":
            closed = barred("rerouting", "rerouting", case, law)
            if closed is not None:
                yield closed
    elif chosen == "refund":
        yield not_owed("rerouting", "rerouting", quote(law, "8", "(1)"), "the passenger chose the refund")
    elif chosen == "none_yet":
        yield unchecked("rerouting", "rerouting", quote(law, "8", "(1)"), "due when the passenger chooses it", (CHOICE,))
    elif chosen == "reroute":
        offered = case.incident.rerouting
        said = f"to {case.last.destination} at the earliest opportunity in comparable conditions, on other carriers too"
        poor = offered is not None and not offered.same_conditions
        yield owed("rerouting", "rerouting", quote(law, "8", "(1)(b)"), said, doubtful=poor)
    else:
        said = f"to {case.last.destination} on a later day of the passenger's choice, subject to seats"
        yield owed("rerouting", "rerouting", quote(law, "8", "(1)(c)"), said)


@rule("airport_transfer", "Art. 8(3)", *DISRUPTIONS)
def airport_transfer(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 8(3): who lands at another airport of the same town or region is brought to the one booked (CJEU C-826/19)."""
    offered = case.incident.rerouting
    if offered is None or offered.arrival_airport is None:
        return
    citation = quote(law, "8", "(3)")
    if offered.arrival_airport == case.last.destination:
        yield not_owed("airport_transfer", "transport", citation, f"lands at {case.last.destination} as booked")
    else:
        said = f"from {offered.arrival_airport} to {case.last.destination}, or another place close by agreed with the passenger"
        yield owed("airport_transfer", "transport", citation, said)


def care(name: str, what: What, letter: str, said: str, case: RightsCase, law: Law) -> Entitlement:
    """Art. 4(3), 5(1)(b), 6(1) and 9: care for who waits; from a delay of 2, 3 or 4 h by distance."""
    incident, citation = case.incident, quote(law, "9", letter)
    if no_flight(case, law) or (incident.kind == "denied_boarding" and incident.volunteered):
        if incident.kind == "denied_boarding" and incident.volunteered:
            return not_owed(name, what, quote(law, "4", "(1)"), "a volunteer gets what was agreed")
        if incident.kind == "denied_boarding" and incident.volunteered is None:
            return unchecked(name, what, citation, said, ("whether the passenger gave up the seat willingly",))
        if incident.choice == "refund":
            return not_owed(name, what, citation, "the passenger chose the refund and does not wait", doubtful=True)
        if incident.choice == "reroute_later":
            return not_owed(name, what, citation, "the passenger chose a later day and does not wait", doubtful=True)
        return owed(name, what, citation, said, facts=("as under " + quote(law, *article_of(case)),))
    if incident.kind == "denied_boarding":
        if denied_unduly(case, law) is None:
            return unchecked(name, what, citation, said, (WHY,))
        return not_owed(name, what, quote(law, "2", "(j)"), "boarding was denied on reasonable grounds")
    limit, wait = law["care_after"][journey_band(case, law)], wait_min(case)
    if wait is None:
        return unchecked(name, what, citation, f"due from {clock(limit)} of delay", (WAIT,))
    if wait < limit:
        late = f"leaves {clock(wait)} late; care begins at {clock(limit)}"
        return not_owed(name, what, quote(law, "6", "(1)"), late, from_at=after_departure(case, limit))
    return owed(name, what, citation, said, facts=(f"leaves {clock(wait)} late", f"care begins at {clock(limit)}"))


@rule("meals", "Art. 9(1)(a)", *DISRUPTIONS)
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 9(1)(a): meals and refreshments in a reasonable relation to the waiting time."""
    yield care("meals", "meals", "(1)(a)", "meals and refreshments in reasonable relation to the wait", case, law)


@rule("communication", "Art. 9(2)", *DISRUPTIONS)
def communication(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 9(2): two calls, messages or mails free of charge."""
    yield care("communication", "communication", "(2)", "two calls or messages free of charge", case, law)


@rule("hotel", "Art. 9(1)(b)", *DISRUPTIONS)
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 9(1)(b): a room where a night, or another night, becomes necessary."""
    yield for_the_night("hotel", "hotel", "(1)(b)", "a hotel room for each night that the wait makes necessary", case, law)


@rule("transport", "Art. 9(1)(c)", *DISRUPTIONS)
def transport(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 9(1)(c): transport between the airport and the room."""
    yield for_the_night("transport", "transport", "(1)(c)", "transport between airport and hotel", case, law)


def for_the_night(name: str, what: What, letter: str, said: str, case: RightsCase, law: Law) -> Entitlement:
    """Care that a night makes necessary: the wait lasts to another day (Art. 5(1)(b), 6(1)(ii)), or the case says so."""
    overnight = case.incident.overnight
    if overnight is False:
        return not_owed(name, what, quote(law, "9", letter), "no night is necessary")
    if overnight:
        if case.incident.kind in ("denied_boarding", "cancellation") or cancelled(case, law):
            return care(name, what, letter, said, case, law)
        return owed(name, what, quote(law, "9", letter), said)
    leaves, scheduled = leaves_at(case), case.hit.scheduled_departure
    if leaves is not None:
        zone = place(case.hit.origin).clock
        if leaves <= scheduled or leaves.astimezone(zone).date() == scheduled.astimezone(zone).date():
            return not_owed(name, what, quote(law, "9", letter), "leaves on the same day")
    general = care(name, what, letter, said, case, law)
    if general.verdict == "not_owed" and no_flight(case, law) is not False:
        return general
    return unchecked(name, what, quote(law, "9", letter), said, ("whether the wait makes a night necessary",))


def leaves_at(case: RightsCase) -> datetime | None:
    """When the passenger leaves after all, or is expected to; None: not known."""
    rerouted = case.incident.rerouting
    if rerouted is not None:
        return rerouted.departure
    return case.incident.departure if case.incident.kind in ("delay", "missed_connection", "schedule_change") else None


@rule("priority", "Art. 11", *DISRUPTIONS)
def priority(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 11: persons with reduced mobility, who accompanies them and children alone come first, and have care at once."""
    who, citation = case.passenger, quote(law, "11")
    if who.reduced_mobility or who.assistant_of_reduced_mobility or who.unaccompanied_minor:
        yield owed("priority", "priority", citation, "carried first, and cared for as soon as possible")
    else:
        yield not_owed("priority", "priority", citation, "neither reduced mobility nor a child travelling alone")
