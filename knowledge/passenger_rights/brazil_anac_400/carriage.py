"""What several articles ask: scope, the wait, denied boarding, and whether the passenger has a choice."""

from dataclasses import dataclass

from domain.units import minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import found_cause
from knowledge.passenger_rights.entitlement import Scope, hours
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place

COUNTRY = "BR"
_SCOPE = "ANAC Res. 400/2016, Art. 1"
_REFUSED_FOR = frozenset({"documents", "unruly", "late_check_in"})
_NOT_SETTLED = frozenset({"government", "health", "security"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether the passenger chooses between re-routing and refund; `given` None: `missing` decides."""

    given: bool | None
    citation: str
    why: str
    missing: tuple[str, ...] = ()
    opens_after_min: int | None = None
    doubtful: bool = False


def scope(case: RightsCase, law: Law) -> Scope:
    """Flights from and within Brazil; of others of a journey that touches Brazil it is not known."""
    touches = place(case.first.origin).country == COUNTRY or any(
        place(one.destination).country == COUNTRY for one in case.segments
    )
    if not touches:
        return Scope(False, _SCOPE, "the journey does not touch Brazil")
    carrier = case.hit.operating_carrier
    if not case.passenger.confirmed_reservation:
        return Scope(False, _SCOPE, "there is no confirmed reservation")
    if case.passenger.group_or_charter:
        missing = ("whether the seats of the charter were sold one by one to the public",)
        return Scope(None, "ANAC Res. 400/2016, Art. 2", "charter", carrier, missing)
    if place(case.hit.origin).country == COUNTRY:
        return Scope(True, _SCOPE, f"flight from {case.hit.origin}, Brazil", carrier)
    missing = (f"whether ANAC applies the resolution to the flight from {case.hit.origin}, which does not leave from Brazil",)
    return Scope(None, _SCOPE, "a journey that touches Brazil, and a flight from abroad", carrier, missing)


def wait_min(case: RightsCase) -> int | None:
    """Minutes from the booked departure until the passenger goes on; None: not known."""
    offered = case.incident.rerouting
    if offered is not None and offered.accepted is not False:
        return minutes_between(case.hit.scheduled_departure, offered.departure)
    return case.left_late_min if case.incident.kind == "delay" else None


def told_as_planned_change(case: RightsCase, law: Law) -> bool | None:
    """Whether a cancellation was told so early that it is a scheduled change and no contingency of the day (Art. 12, 25)."""
    notice = case.notice_min
    return None if notice is None else notice >= law["change_notice"]


def needs_assistance(case: RightsCase, law: Law) -> bool:
    """Whether the passenger is among those of Res. 280/2013."""
    who = case.passenger
    old = who.age is not None and who.age >= law["special_assistance_age"]
    return who.reduced_mobility or who.assistant_of_reduced_mobility or who.unaccompanied_minor or old


def denied(case: RightsCase) -> tuple[bool | None, str]:
    """Whether it is denied boarding in the sense of Art. 22, and why, or what is missing."""
    incident = case.incident
    reason = incident.denied_reason or ("oversold" if incident.cause.circumstance == "overbooking" else "")
    if reason in _REFUSED_FOR:
        return False, f"the passenger did not meet the conditions of carriage ({reason.replace('_', ' ')})"
    if incident.volunteered:
        return False, "the passenger gave up the seat for agreed benefits"
    if not reason:
        return None, "why boarding was denied"
    if incident.volunteered is None:
        return None, "whether the passenger gave up the seat for agreed benefits"
    if case.passenger.checked_in_on_time is False:
        return False, "the passenger was not there in time"
    if case.passenger.checked_in_on_time is None:
        return None, "whether the passenger was there in time"
    if reason in _NOT_SETTLED:
        return None, f"whether boarding denied for {reason} reasons falls under Art. 22 or Res. 280/2013"
    return True, "boarding denied although the passenger presented himself in time"


def choice_of(case: RightsCase, law: Law) -> Choice:
    """Whether there is a choice after what happened (Art. 12, 21)."""
    kind = case.incident.kind
    if case.incident.cancelled_by_passenger_request:
        return Choice(False, "ANAC Res. 400/2016, Art. 21", "the passenger gave up the journey")
    if kind == "cancellation":
        if told_as_planned_change(case, law):
            return Choice(True, law.cite("change_notice"), "flight cancelled, told as a scheduled change")
        return Choice(True, "ANAC Res. 400/2016, Art. 21, II", "flight cancelled")
    if kind == "denied_boarding":
        is_denied, why = denied(case)
        return Choice(is_denied, "ANAC Res. 400/2016, Art. 21, III", why, () if is_denied is not None else (why,))
    if kind == "missed_connection":
        return _choice_after_missed_connection(case, law)
    if kind == "schedule_change":
        return _choice_after_change(case, law)
    if case.incident.returned_to_origin:
        return Choice(True, "ANAC Res. 400/2016, Art. 21, II", "service interrupted: the flight came back")
    limit, late = law["choice_delay"], case.left_late_min
    citation = law.cite("choice_delay")
    if late is None:
        return Choice(None, citation, "", ("when the flight leaves",), limit + 1)
    return Choice(late > limit, citation, f"leaves {hours(max(0, late))} late, more than {hours(limit)} is needed", (), limit + 1)


def _choice_after_missed_connection(case: RightsCase, law: Law) -> Choice:
    citation = "ANAC Res. 400/2016, Art. 21, IV"
    found = found_cause(case.incident.cause)
    if found.extraordinary is None:
        return Choice(None, citation, "", found.missing or ("whether the cause was the carrier's",))
    if not found.extraordinary:
        return Choice(True, citation, f"connection missed because of the carrier: {found.reasoning}")
    counts = law["extraordinary_is_the_carriers_cause"]
    return Choice(counts, citation, f"connection missed for a cause that is not the carrier's: {found.reasoning}", doubtful=True)


def _choice_after_change(case: RightsCase, law: Law) -> Choice:
    notice = case.notice_min
    if notice is not None and notice < law["change_notice"]:
        return Choice(
            True, law.cite("change_notice"), f"told {hours(max(0, notice))} before, less than {hours(law['change_notice'])}"
        )
    name = "change_domestic" if is_domestic(case) else "change_international"
    moved = [abs(one) for one in (case.left_late_min, case.late_min) if one is not None]
    limit, citation = law[name], law.cite(name)
    if moved and max(moved) > limit:
        return Choice(True, citation, f"changed by {hours(max(moved))}, more than {hours(limit)}")
    missing = [] if notice is not None else ["when the passenger was told"]
    missing += [] if len(moved) > 1 else ["new times of departure and arrival"]
    if missing:
        return Choice(None, citation, "", tuple(missing))
    return Choice(False, citation, f"changed by {hours(max(moved))}, not more than {hours(limit)}, and told in time")


def is_domestic(case: RightsCase) -> bool:
    """Whether the flight it happened to stays in Brazil and was not sold as part of one abroad."""
    return place(case.hit.origin).country == place(case.hit.destination).country and case.hit.international_ticket is not True
