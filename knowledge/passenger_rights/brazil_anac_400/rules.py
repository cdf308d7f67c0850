"""ANAC Resolution 400/2016: choice, refund, denied boarding, a missing bag. Every limit of the resolution is `more than`."""

from collections.abc import Iterator

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.brazil_anac_400.assistance import communication, hotel, meals, notice, transport
from knowledge.passenger_rights.brazil_anac_400.carriage import COUNTRY, choice_of, denied, is_domestic, needs_assistance, scope
from knowledge.passenger_rights.entitlement import Amount, Entitlement, amended, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

__all__ = ["RULES", "scope"]


@rule("choice", "ANAC Res. 400/2016, Art. 21", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def choice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The passenger chooses: re-routing, refund, or (not after a scheduled change) other transport."""
    found = choice_of(case, law)
    opens = None if found.opens_after_min is None else case.hit.scheduled_departure + minutes(found.opens_after_min)
    if found.given is None:
        said = unchecked("choice", "choice", found.citation, "choice of re-routing or refund", found.missing)
        yield amended(said, from_at=opens)
    elif found.given:
        other = "" if "Art. 12" in found.citation else " or other transport"
        detail = f"re-routing, refund{other}, as the passenger chooses: {found.why}"
        yield owed("choice", "choice", found.citation, detail, doubtful=found.doubtful)
    else:
        yield not_owed("choice", "choice", found.citation, found.why, from_at=opens, doubtful=found.doubtful)


@rule(
    "rerouting", "ANAC Res. 400/2016, Art. 28", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change"
)
def rerouting(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """To the same destination at the first opportunity on any carrier, or on one of the carrier's own flights when it suits."""
    if case.incident.choice == "none_yet":
        return
    found, chosen = choice_of(case, law), case.incident.choice
    if chosen == "refund":
        yield not_owed("rerouting", "rerouting", found.citation, "the passenger chose the refund")
    elif found.given is None:
        yield unchecked("rerouting", "rerouting", found.citation, "re-routing", found.missing)
    elif not found.given:
        yield not_owed("rerouting", "rerouting", found.citation, found.why, doubtful=found.doubtful)
    elif chosen == "reroute":
        detail = "on the first opportunity, with the carrier or another, free of charge"
        yield owed("rerouting", "rerouting", "ANAC Res. 400/2016, Art. 28, I", detail, doubtful=found.doubtful)
    else:
        detail = "on a flight of the carrier, on a day and at a time that suits the passenger"
        yield owed("rerouting", "rerouting", "ANAC Res. 400/2016, Art. 28, II", detail, doubtful=found.doubtful)


@rule(
    "priority", "ANAC Res. 400/2016, Art. 28", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change"
)
def priority(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Who needs special assistance is re-routed first."""
    citation = "ANAC Res. 400/2016, Art. 28, sole paragraph"
    if needs_assistance(case, law):
        yield owed("priority", "priority", citation, "re-routed first, as the passenger needs special assistance")
    else:
        yield not_owed("priority", "priority", citation, "the passenger is not among those who need special assistance")


@rule("refund", "ANAC Res. 400/2016, Art. 30", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """All of the ticket, or what was not used where the part flown still serves the passenger; within 7 days of the request."""
    if case.incident.choice != "refund":
        return
    found = choice_of(case, law)
    if found.given is None:
        yield unchecked("refund", "refund", found.citation, "refund", found.missing)
        return
    if not found.given:
        yield not_owed("refund", "refund", found.citation, found.why, doubtful=found.doubtful)
        return
    flown, lost, fare = case.incident.segment > 0, case.incident.purpose_lost, case.fare
    if flown and lost is None:
        missing = ("whether the part flown still serves the passenger",)
        yield unchecked("refund", "refund", "ANAC Res. 400/2016, Art. 30", "all of the ticket, or the part not used", missing)
        return
    whole = lost or not flown
    paid = None if fare is None else fare.total_cents if whole else fare.unused_cents
    citation = f"ANAC Res. 400/2016, Art. 30, {'I' if whole else 'II'}"
    if fare is None or paid is None:
        yield unchecked("refund", "refund", citation, "the refund", ("what was paid" if whole else "price of the part not used",))
        return
    deadline = law["refund_deadline"]
    due = None if deadline is None or case.claimed_at is None else case.claimed_at + minutes(deadline)
    within = "later than usual, under Law 14.034/2020" if deadline is None else f"within {deadline // 1440} days of the request"
    part = "all of the ticket" if whole else "the part not used"
    detail = f"{part}, {within}"
    yield owed("refund", "refund", citation, detail, amount=Amount(paid, fare.currency), due_by=due, doubtful=found.doubtful)


@rule("return_flight", "ANAC Res. 400/2016, Art. 30, I", "delay", "cancellation", "denied_boarding", "missed_connection")
def return_flight(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Who takes the refund on the way, because the journey lost its purpose, is brought back to where it began."""
    if case.incident.choice != "refund" or not case.incident.segment:
        return
    found, lost = choice_of(case, law), case.incident.purpose_lost
    citation = "ANAC Res. 400/2016, Art. 30, I"
    if found.given is False or lost is False:
        why = found.why if found.given is False else "the part flown serves the passenger"
        yield not_owed("return_flight", "return_flight", citation, why)
    elif found.given and lost:
        yield owed("return_flight", "return_flight", citation, f"back to {case.first.origin}, with all of the ticket refunded")
    else:
        missing = found.missing or ("whether the part flown still serves the passenger",)
        yield unchecked("return_flight", "return_flight", citation, f"back to {case.first.origin}", missing)


# --- denied boarding, baggage ------------------------------------------------------------------------------------------


@rule("denied_boarding", "ANAC Res. 400/2016, Art. 24", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """250 SDR on a domestic and 500 SDR on an international flight, at once, whatever the cause."""
    domestic = is_domestic(case)
    abroad = domestic and any(place(one).country != COUNTRY for one in (case.first.origin, case.last.destination))
    if abroad and law["leg_of_journey_abroad"] != "domestic":
        domestic = False
    name = "denied_boarding_domestic" if domestic else "denied_boarding_international"
    is_denied, why = denied(case)
    if is_denied is None:
        yield unchecked("denied_boarding", "compensation", law.cite(name), "compensation for denied boarding", (why,))
    elif not is_denied:
        yield not_owed("denied_boarding", "compensation", "ANAC Res. 400/2016, Art. 22", why)
    else:
        flight = "a domestic" if domestic else "an international"
        yield owed(
            "denied_boarding",
            "compensation",
            law.cite(name),
            f"{law[name] // 100} SDR at once for denied boarding on {flight} flight, besides the choice",
            amount=Amount(law[name], "XDR"),
            facts=(f"{case.hit.origin}-{case.hit.destination}", why),
            doubtful=abroad,
        )


@rule("baggage_return", "ANAC Res. 400/2016, Art. 32", "baggage")
def baggage_return(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A missing bag is brought within 7 days on a domestic and 21 days on an international flight."""
    bag = case.baggage
    if bag is None or bag.kind not in ("delayed", "lost"):
        return
    name = "bag_found_domestic" if is_domestic(case) else "bag_found_international"
    if bag.reported_at is None:
        detail = "the time runs from the report"
        yield unchecked("baggage_return", "deadline", law.cite(name), detail, ("when the bag was reported missing",))
        return
    due = bag.reported_at + minutes(law[name])
    if bag.delivered_at is not None and bag.delivered_at <= due:
        yield not_owed("baggage_return", "deadline", law.cite(name), "the bag came in time")
    else:
        detail = f"the bag within {law[name] // 1440} days of the report; after that it counts as lost"
        yield owed("baggage_return", "deadline", law.cite(name), detail, due_by=due)


RULES = (
    notice,
    choice,
    denied_boarding,
    communication,
    meals,
    hotel,
    transport,
    rerouting,
    priority,
    refund,
    return_flight,
    baggage_return,
)
