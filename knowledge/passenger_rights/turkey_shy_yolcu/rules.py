"""SHY-YOLCU: scope and compensation; the articles that follow Regulation 261 are taken from it with the figures of this law.

Amounts are in euro: payment is in lira at the selling rate of the central bank on the day of payment.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import excuse
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, amended, not_owed, owed, unchecked
from knowledge.passenger_rights.eu261 import rules as union
from knowledge.passenger_rights.eu261.band import LONG, cancelled, clock, journey_band, quote
from knowledge.passenger_rights.eu261.compensation import ARRIVAL, days, denial, distance, for_cancellation
from knowledge.passenger_rights.eu261.scope import from_abroad, who_travels
from knowledge.passenger_rights.journey import RightsCase, Segment
from knowledge.passenger_rights.regime import rule

PAID_IN = "paid in TRY at the central bank's selling rate of the day of payment"


def scope(case: RightsCase, law: Law) -> Scope:
    """Art. 2: from a Turkish airport on any carrier, to one on a Turkish carrier."""
    citation = quote(law, "3")
    if case.origin.country in law["home"]:
        return who_travels(case, law, citation, case.hit.operating_carrier)
    if case.destination.country not in law["home"]:
        return Scope(False, citation, "neither starts nor ends at a Turkish airport")
    return from_abroad(case, law, citation, turkish)


def turkish(segment: Segment, law: Law) -> bool | None:
    """Whether the operating carrier is licensed in Türkiye; None: licence not known."""
    return None if segment.operating_country is None else segment.operating_country in law["home"]


def domestic(case: RightsCase, law: Law) -> bool:
    """Whether the journey begins and ends in Türkiye."""
    return case.origin.country in law["home"] and case.destination.country in law["home"]


def figures(case: RightsCase, law: Law) -> Law:
    """The law with the amounts of this journey: one for domestic flights, by distance abroad."""
    if not domestic(case, law):
        return law
    cents = law["domestic_amount"]
    return replace(law, values={**law.values, "amounts": tuple(cents for _ in law["amounts"])})


def in_lira(one: Entitlement) -> Entitlement:
    """The entitlement with the way it is paid."""
    return one if one.amount is None else amended(one, facts=(*one.facts, PAID_IN))


@rule("denied_boarding", "SHY-YOLCU Art. 5, 8", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 5, 8: denied against their will and without reasonable grounds."""
    yield in_lira(denial(case, figures(case, law)))


@rule("compensation", "SHY-YOLCU Art. 6, 7, 8", "cancellation", "delay", "missed_connection", "schedule_change")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 6 to 8: cancellation by notice and re-routing; since 10 December 2024 long delay for the carrier's own reasons."""
    law = figures(case, law)
    found = for_cancellation(case, law) if cancelled(case, law) else for_delay(case, law)
    if found.verdict != "not_owed" and excuse(case.incident.cause).finding.circumstance in law["open_circumstances"]:
        said = "a strike of the carrier's own staff may count as extraordinary"
        missing = ("whether Turkish law counts this strike as extraordinary",)
        found = unchecked("compensation", "compensation", quote(law, "5"), said, missing)
    yield in_lira(found)


def for_delay(case: RightsCase, law: Law) -> Entitlement:
    """Art. 7 as amended: 3 h or more late at the final destination for technical or operational reasons."""
    if "long_delay" not in law.values:
        said = "before 10 December 2024 delay gave care, no compensation"
        return not_owed("compensation", "compensation", quote(law, "6"), said)
    limit, citation, late = law["long_delay"], law.cite("long_delay"), case.late_min
    excused, notice = excuse(case.incident.cause), case.notice_min
    operational = excused.finding.operational
    if excused.holds:
        return not_owed("compensation", "compensation", quote(law, "5"), excused.says, facts=(excused.finding.reasoning,))
    if operational is False:
        said = f"{excused.finding.circumstance.replace('_', ' ')}: not technical or operational"
        return not_owed("compensation", "compensation", citation, said)
    if case.incident.kind == "schedule_change" and notice is not None and notice >= law["told_early"]:
        said = f"new times told {days(notice)} before departure"
        return not_owed("compensation", "compensation", quote(law, "5"), said, doubtful=True)
    if late is not None and late < limit:
        said = f"arrives {clock(late)} late; compensation begins at {clock(limit)}"
        begins = case.last.scheduled_arrival + timedelta(minutes=limit)
        return not_owed("compensation", "compensation", citation, said, from_at=begins)
    if late is None or operational is None or excused.holds is None:
        missing = (*((ARRIVAL,) if late is None else ()), *(excused.missing or excused.finding.missing))
        said = "compensated when the reason is technical or operational"
        return unchecked("compensation", "compensation", citation, said, missing)
    band = journey_band(case, law)
    return owed(
        "compensation",
        "compensation",
        citation,
        f"{clock(late)} late at the final destination, {distance(case.journey_m)}",
        amount=Amount(law["amounts"][band], law["currency"]),
        facts=(f"distance {distance(case.journey_m)}", f"arrives {clock(late)} late", excused.says),
        doubtful=band == LONG and late < law["delay_half_below"] and not domestic(case, law),
    )


RULES = (denied_boarding, compensation, *(one for one in union.RULES if one.name not in ("denied_boarding", "compensation")))
