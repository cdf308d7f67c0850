"""Articles 20 and 25 to 27: information, and assistance by the length of the wait, whatever the cause."""

from collections.abc import Iterator

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.brazil_anac_400.carriage import denied, needs_assistance, told_as_planned_change, wait_min
from knowledge.passenger_rights.entitlement import Entitlement, What, amended, hours, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.regime import rule


@rule("notice", "ANAC Res. 400/2016, Art. 20", "delay", "cancellation", "denied_boarding", "missed_connection")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Information at once, and about a delay at least every 30 minutes; the reason in writing when asked."""
    citation, kind = law.cite("status_every"), case.incident.kind
    if kind == "cancellation" or case.incident.returned_to_origin:
        detail = "told at once of the cancellation or interruption; the reason in writing when asked"
        yield owed("notice", "notice", "ANAC Res. 400/2016, Art. 20, II", detail)
    elif kind == "denied_boarding":
        yield owed("notice", "notice", "ANAC Res. 400/2016, Art. 20 par. 2", "the reason in writing when asked")
    elif case.left_late_min is None:
        yield unchecked("notice", "notice", citation, "not known whether the flight leaves late", ("when the flight leaves",))
    elif case.left_late_min > 0:
        every = law["status_every"]
        yield owed("notice", "notice", citation, f"the new departure time at once and again every {every} minutes at most")
    else:
        yield not_owed("notice", "notice", citation, "the flight leaves in time")


def _assistance(case: RightsCase, law: Law, name: What, figure: str, thing: str) -> Entitlement:
    """One kind of assistance, by waiting time; where the wait is not known, the moment from which it would be owed."""
    limit, citation, kind = law[figure], law.cite(figure), case.incident.kind
    if case.incident.choice in ("refund", "reroute_later") or case.incident.cancelled_by_passenger_request:
        detail = "none for who takes the refund, a later flight of the carrier, or gives up the journey"
        return not_owed(name, name, "ANAC Res. 400/2016, Art. 27 par. 3", detail)
    planned = told_as_planned_change(case, law) if kind == "cancellation" else False
    if planned:
        detail = f"told at least {hours(law['change_notice'])} before: a scheduled change, no wait on the day"
        return not_owed(name, name, "ANAC Res. 400/2016, Art. 25", detail)
    is_denied, why = denied(case) if kind == "denied_boarding" else (True, "")
    if is_denied is False:
        return not_owed(name, name, "ANAC Res. 400/2016, Art. 22", why)
    wait = wait_min(case)
    if wait is not None and wait > limit and is_denied and planned is not None:
        detail = f"{thing}: the wait of {hours(wait)} is more than {hours(limit)}, whatever the cause"
        # Art. 26 lists delay, cancellation, interruption and denied boarding; a missed connection only comes from one of them.
        return owed(name, name, citation, detail, doubtful=kind == "missed_connection")
    opens = case.hit.scheduled_departure + minutes(limit + 1)
    if wait is not None and wait <= limit:
        detail = f"{thing} after more than {hours(limit)}; the wait is {hours(max(0, wait))}"
        return not_owed(name, name, citation, detail, from_at=opens)
    missing = [] if is_denied else [why]
    missing += ["when the passenger was told"] if planned is None else []
    missing += ["when the passenger goes on"] if wait is None else []
    return amended(unchecked(name, name, citation, f"{thing} after more than {hours(limit)}", missing), from_at=opens)


@rule("communication", "ANAC Res. 400/2016, Art. 27, I", "delay", "cancellation", "denied_boarding", "missed_connection")
def communication(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Means of communication after more than 1 h."""
    yield _assistance(case, law, "communication", "communication_wait", "means of communication")


@rule("meals", "ANAC Res. 400/2016, Art. 27, II", "delay", "cancellation", "denied_boarding", "missed_connection")
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A meal or a voucher, by the time of day, after more than 2 h."""
    yield _assistance(case, law, "meals", "meals_wait", "a meal or a voucher")


@rule("hotel", "ANAC Res. 400/2016, Art. 27, III", "delay", "cancellation", "denied_boarding", "missed_connection")
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Lodging after more than 4 h where a night is spent; who needs special assistance has it without a night too."""
    found = _assistance(case, law, "hotel", "hotel_wait", "lodging")
    if found.verdict != "owed":
        yield found
    elif needs_assistance(case, law):
        cited = "ANAC Res. 400/2016, Art. 27 par. 2"
        yield amended(found, citation=cited, detail=f"{found.detail}; without a night too, as the passenger needs assistance")
    elif case.passenger.lives_near_airport:
        detail = "the passenger lives there: transport home and back in place of lodging"
        yield not_owed("hotel", "hotel", "ANAC Res. 400/2016, Art. 27 par. 1", detail)
    elif case.incident.overnight is None:
        yield unchecked("hotel", "hotel", found.citation, "lodging where a night is spent", ("whether a night is spent",))
    elif case.incident.overnight:
        yield found
    else:
        yield not_owed("hotel", "hotel", found.citation, "no night is spent")


@rule("transport", "ANAC Res. 400/2016, Art. 27, III", "delay", "cancellation", "denied_boarding", "missed_connection")
def transport(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Transport to and from the lodging, or home and back."""
    found = _assistance(case, law, "transport", "hotel_wait", "transport to lodging or home and back")
    if found.verdict != "owed" or case.incident.overnight or needs_assistance(case, law):
        yield found
    elif case.incident.overnight is None:
        detail = "transport where a night is spent"
        yield unchecked("transport", "transport", found.citation, detail, ("whether a night is spent",))
    else:
        yield not_owed("transport", "transport", found.citation, "no night is spent")
