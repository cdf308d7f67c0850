"""SOR/2019-150 s. 13 to 16: information, food, communication and lodging while the passenger waits; who boards first."""

from collections.abc import Iterator
from datetime import datetime

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.canada_appr.control import SECTION, begun, control_of, refused
from knowledge.passenger_rights.entitlement import Entitlement, What, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.regime import rule

OVERNIGHT = "SOR/2019-150 s. 14(2)"


@rule("notice", "SOR/2019-150 s. 13", "delay", "cancellation", "missed_connection", "denied_boarding", "schedule_change")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The reason, the rights and the recourse, and the status regularly until a new departure is set, whatever the cause."""
    if not begun(case, law):
        return
    if case.incident.kind == "denied_boarding" and refused(case):
        yield not_owed("notice", "notice", "SOR/2019-150 s. 1(3)", refused(case))
        return
    said = f"the reason, rights and recourse at once; at delay the status every {law['status_every']} min"
    yield owed("notice", "notice", "SOR/2019-150 s. 13", said)


@rule("meals", "SOR/2019-150 s. 14(1)", "delay", "cancellation", "missed_connection", "denied_boarding")
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Food and drink in reasonable quantities after 2 h, at denied boarding at once."""
    if begun(case, law):
        yield _care(case, law, "meals", "meals", "food and drink in reasonable quantities")


@rule("communication", "SOR/2019-150 s. 14(1)", "delay", "cancellation", "missed_connection", "denied_boarding")
def communication(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A means of communication after 2 h, at denied boarding at once."""
    if begun(case, law):
        yield _care(case, law, "communication", "communication", "access to a means of communication")


@rule("hotel", "SOR/2019-150 s. 14(2)", "delay", "cancellation", "missed_connection", "denied_boarding")
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Lodging when the wait is expected to last overnight."""
    if begun(case, law):
        yield _overnight(case, law, "hotel", "hotel", "hotel or comparable lodging, free of charge")


@rule("transport", "SOR/2019-150 s. 14(2)", "delay", "cancellation", "missed_connection", "denied_boarding")
def transport(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Transport to the lodging and back."""
    if begun(case, law):
        yield _overnight(case, law, "transport", "transport", "transport to the lodging and back")


@rule("priority", "SOR/2019-150 s. 15(2)", "denied_boarding")
def priority(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Minors alone, persons with disabilities and who assists them, families, and who was denied before board first."""
    who = case.passenger
    reasons = (
        (who.unaccompanied_minor, "an unaccompanied minor"),
        (who.reduced_mobility, "a person with a disability"),
        (who.assistant_of_reduced_mobility, "assists a person with a disability"),
        (who.with_family, "travels with family"),
        (who.denied_before, "was denied boarding on this ticket before"),
    )
    found = [says for holds, says in reasons if holds]
    if found:
        yield owed("priority", "priority", "SOR/2019-150 s. 15(2)", f"to board before others: {', '.join(found)}")
    else:
        yield not_owed("priority", "priority", "SOR/2019-150 s. 15(2)", "none of the groups that board first")


def _care(case: RightsCase, law: Law, name: str, what: What, thing: str, night: bool = False) -> Entitlement:
    """After the wait that the law sets, for who was told late; from the departure on where boarding was denied."""
    if case.incident.kind == "denied_boarding":
        return _denied_care(case, name, what, thing, night)
    start = case.hit.scheduled_departure
    at = start + minutes(law["care_after"])
    leaves = _leaves(case)
    until = case.now if leaves is None else leaves
    wait = minutes_between(start, until)
    found = control_of(case)
    if found.control == "outside":
        return not_owed(name, what, SECTION["outside"], f"nothing under this law: {found.fact}", facts=(found.fact,))
    told = case.notice_min
    if told is not None and told >= law["care_told_under"]:
        said = f"told {told // 60}:{told % 60:02} before departure, {law['care_told_under'] // 60} h or more"
        return not_owed(name, what, law.cite("care_told_under"), said)
    if wait < law["care_after"]:
        said = f"a wait of {wait // 60}:{wait % 60:02}, under {law['care_after'] // 60} h"
        return not_owed(name, what, law.cite("care_after"), said, from_at=at)
    missing = found.missing if found.duties is None else ()
    if told is None:
        missing = (*missing, "when the passenger was told")
    if night and case.incident.overnight is None:
        missing = (*missing, "whether the wait is overnight")
    cited = OVERNIGHT if night else law.cite("care_after")
    if missing:
        return unchecked(name, what, cited, thing, missing)
    said = f"{thing}: {law['care_after'] // 60} h after the departure on the ticket"
    return Entitlement(name, what, "owed", cited, said, due_by=at, from_at=at, facts=(found.fact,))


def _denied_care(case: RightsCase, name: str, what: What, thing: str, night: bool) -> Entitlement:
    if refused(case):
        return not_owed(name, what, "SOR/2019-150 s. 1(3)", refused(case))
    if case.incident.volunteered:
        return not_owed(name, what, "SOR/2019-150 s. 15(1)", "gave up the seat for agreed benefits")
    found = control_of(case)
    if found.control == "outside":
        return not_owed(name, what, SECTION["outside"], f"nothing under this law: {found.fact}")
    missing = found.missing if found.duties is None else ()
    if night and case.incident.overnight is None:
        missing = (*missing, "whether the wait is overnight")
    if missing:
        return unchecked(name, what, "SOR/2019-150 s. 16", thing, missing)
    start = case.hit.scheduled_departure
    said = f"{thing} before boarding another flight"
    return Entitlement(name, what, "owed", "SOR/2019-150 s. 16", said, due_by=start, from_at=start, facts=(found.fact,))


def _overnight(case: RightsCase, law: Law, name: str, what: What, thing: str) -> Entitlement:
    if case.incident.overnight is False:
        return not_owed(name, what, OVERNIGHT, "no night is spent waiting")
    return _care(case, law, name, what, thing, night=True)


def _leaves(case: RightsCase) -> datetime | None:
    """When the passenger is to leave: on the flight itself where it is only late, else as re-routed; None: not known."""
    offer = case.incident.rerouting
    if case.incident.kind == "delay":
        return case.incident.departure
    return None if offer is None or offer.accepted is False else offer.departure
