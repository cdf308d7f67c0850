"""SOR/2019-150 s. 17 and 18: how the passenger still gets there, or the money and the way back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.canada_appr.control import begun, control_of, refused
from knowledge.passenger_rights.entitlement import Amount, Entitlement, amended, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.regime import rule


@rule("rerouting", "SOR/2019-150 s. 17, 18", "delay", "cancellation", "missed_connection", "denied_boarding", "schedule_change")
def rerouting(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A confirmed seat on the next flight, own or partner's, and from some hour on any carrier's."""
    if not begun(case, law):
        return
    barred = _barred(case, law, "rerouting")
    if barred is not None:
        yield barred
        return
    found, start, offer = control_of(case), case.hit.scheduled_departure, case.incident.rerouting
    if case.incident.choice == "refund":
        yield not_owed("rerouting", "rerouting", "SOR/2019-150 s. 17, 18", "the passenger took the refund")
        return
    at = start + minutes(law["long_delay"]) if case.incident.kind == "delay" else start
    if found.duties is None:
        said = "a confirmed seat on the next own or partner's flight; by when depends on the cause"
        cited = "SOR/2019-150 s. 17, 18"
        yield Entitlement("rerouting", "rerouting", "owed", cited, said, from_at=at, missing=found.missing)
        return
    if found.control == "outside":
        if "outside_within" not in law.values:
            said = "the next own or partner's flight soon after the end of the event, from large carriers then any carrier's"
            cited = "SOR/2019-150 s. 18(1)"
            yield Entitlement("rerouting", "rerouting", "owed", cited, said, from_at=at, facts=(found.fact,))
            return
        figure, then = "outside_within", "else a refund or, from a large carrier, any carrier's flight"
    elif case.carrier_large is None:
        said = "a confirmed seat on the next own or partner's flight; from large carriers in time, else any carrier's"
        missing = ("the size of the carrier",)
        yield Entitlement("rerouting", "rerouting", "owed", "SOR/2019-150 s. 17(1)", said, from_at=at, missing=missing)
        return
    elif not case.carrier_large:
        said = "a confirmed seat on the next own or partner's flight (small carrier)"
        cited = "SOR/2019-150 s. 17(1)(b)"
        yield Entitlement("rerouting", "rerouting", "owed", cited, said, from_at=at, facts=(found.fact,))
        return
    else:
        figure, then = "own_flight_within", "else any carrier's flight"
    latest = start + minutes(law[figure])
    said = f"an own or partner's flight that leaves within {law[figure] // 60} h of the departure on the ticket, {then}"
    if offer is not None:
        said += f"; the flight offered leaves {'in' if offer.departure <= latest else 'too late for'} that time"
    cited = law.cite(figure)
    yield Entitlement("rerouting", "rerouting", "owed", cited, said, due_by=latest, from_at=at, facts=(found.fact,))


@rule("refund", "SOR/2019-150 s. 17(2), 18", "delay", "cancellation", "missed_connection", "denied_boarding", "schedule_change")
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The unused ticket, or all of it where the journey lost its purpose, if the arrangements do not meet the needs."""
    if not begun(case, law):
        return
    barred = _barred(case, law, "refund") or _outside(case, law)
    if barred is not None:
        yield barred
        return
    incident, offer = case.incident, case.incident.rerouting
    if (offer is not None and offer.accepted) or incident.choice in ("reroute", "reroute_later"):
        yield not_owed("refund", "refund", "SOR/2019-150 s. 17(2)", "the passenger accepted the alternate arrangements")
        return
    if case.arrived and incident.choice != "refund":
        yield not_owed("refund", "refund", "SOR/2019-150 s. 17(2)", "the passenger travelled")
        return
    found = control_of(case)
    if found.duties is None:
        said = "outside the carrier's control only if no flight leaves in time"
        yield unchecked("refund", "refund", "SOR/2019-150 s. 17(2), 18", said, found.missing)
        return
    fare = case.fare
    whole = bool(incident.purpose_lost) or incident.segment == 0
    cents = None if fare is None else fare.total_cents if whole else fare.unused_cents
    if cents is None and fare is not None and not incident.purpose_lost:
        cents = fare.unused_cents
    days = law["refund_days"] if "refund_days" in law.values else None
    due = None if days is None or case.claimed_at is None else case.claimed_at + timedelta(days=days)
    cited = "SOR/2019-150 s. 18(1.2)" if found.control == "outside" else "SOR/2019-150 s. 17(2)"
    said = (
        f"{'the whole ticket' if whole else 'the unused part of the ticket'}, unless the arrangements meet the passenger's needs"
    )
    if incident.choice == "refund":
        said = f"{'the whole ticket' if whole else 'the unused part of the ticket'}, as the passenger chose"
    if days is not None:
        said += f"; within {days} days"
    money = None if cents is None or fare is None else Amount(cents, fare.currency)
    missing = () if cents is not None else ("what was paid for it",)
    yield Entitlement("refund", "refund", "owed", cited, said, money, due_by=due, facts=(found.fact,), missing=missing)


@rule("return_flight", "SOR/2019-150 s. 17(2)(a)", "delay", "cancellation", "missed_connection", "denied_boarding")
def return_flight(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Back to the point of origin for who is away from it and whose journey lost its purpose."""
    if case.incident.segment == 0 or not begun(case, law):
        return
    cited = "SOR/2019-150 s. 17(2)(a)"
    if case.incident.choice in ("reroute", "reroute_later"):
        yield not_owed("return_flight", "return_flight", cited, "the passenger goes on")
        return
    barred = _barred(case, law, "refund") or _outside(case, law)
    if barred is not None:
        yield amended(barred, rule="return_flight", what="return_flight")
    elif case.incident.purpose_lost is None:
        missing = ("whether going on still serves the purpose",)
        yield unchecked("return_flight", "return_flight", cited, "back to the point of origin", missing)
    elif not case.incident.purpose_lost:
        yield not_owed("return_flight", "return_flight", cited, "the journey still serves its purpose")
    elif control_of(case).duties is None:
        yield unchecked("return_flight", "return_flight", cited, "back to the point of origin", control_of(case).missing)
    else:
        said = f"a confirmed seat back to {case.first.origin}, with the refund of the whole ticket"
        yield owed("return_flight", "return_flight", cited, said)


def is_long(case: RightsCase, law: Law) -> bool | None:
    """Whether a late flight is 3 h or more late, at departure or on arrival; None: neither is known."""
    limit: int = law["long_delay"]
    known = [one for one in (case.left_late_min, case.late_min) if one is not None]
    return max(known) >= limit if known else None


def _barred(case: RightsCase, law: Law, name: Literal["rerouting", "refund"]) -> Entitlement | None:
    """Why there is neither re-routing nor refund, or why it cannot be said."""
    incident = case.incident
    if incident.kind == "denied_boarding":
        if refused(case):
            return not_owed(name, name, "SOR/2019-150 s. 1(3)", refused(case))
        if incident.volunteered:
            return not_owed(name, name, "SOR/2019-150 s. 15(1)", "gave up the seat for agreed benefits")
    if incident.kind == "delay":
        late = is_long(case, law)
        at = case.hit.scheduled_departure + minutes(law["long_delay"])
        if late is None:
            return unchecked(name, name, law.cite("long_delay"), "after a long delay only", ("how late the flight is",))
        if not late:
            said = f"a delay under {law['long_delay'] // 60} h"
            return not_owed(name, name, law.cite("long_delay"), said, from_at=at)
    return None


def _outside(case: RightsCase, law: Law) -> Entitlement | None:
    """Outside the carrier's control: a refund only since 2022, and only if no own or partner's flight leaves within 48 h."""
    if control_of(case).control != "outside":
        return None
    if "outside_within" not in law.values or case.incident.kind == "denied_boarding":
        return not_owed("refund", "refund", "SOR/2019-150 s. 10(3)", "outside the carrier's control only another flight is owed")
    latest = case.hit.scheduled_departure + minutes(law["outside_within"])
    offer = case.incident.rerouting
    leaves = offer.departure if offer is not None else case.incident.departure if case.incident.kind == "delay" else None
    if leaves is not None and leaves <= latest:
        said = f"an own or partner's flight leaves within {law['outside_within'] // 60} h"
        return not_owed("refund", "refund", law.cite("outside_within"), said, from_at=latest)
    if leaves is None and case.now < latest:
        said = f"not until no own or partner's flight is found that leaves within {law['outside_within'] // 60} h"
        return not_owed("refund", "refund", law.cite("outside_within"), said, from_at=latest)
    return None
