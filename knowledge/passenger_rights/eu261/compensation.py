"""Articles 4, 5 and 7: compensation for denied boarding, cancellation and long delay."""

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import Excuse, excuse
from knowledge.passenger_rights.entitlement import Amount, Entitlement, percent_of, unchecked
from knowledge.passenger_rights.eu261.band import (
    LONG,
    Offer,
    advanced,
    cancelled,
    clock,
    denied_unduly,
    journey_band,
    not_owed,
    offer_of,
    owed,
    quote,
)
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.regime import rule

LETTERS = ("(1)(a)", "(1)(b)", "(1)(c)")
ARRIVAL = "when the passenger arrives at the final destination"


@rule("denied_boarding", "Art. 4, 7", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 4(3): compensation at once for who is denied boarding."""
    yield denial(case, law)


def denial(case: RightsCase, law: Law) -> Entitlement:
    """Art. 4(3): denied against their will and without reasonable grounds; no circumstance excuses it (CJEU C-22/11)."""
    incident, undue = case.incident, denied_unduly(case, law)
    if incident.volunteered:
        said = "gave up the seat for benefits agreed with the carrier; those are due instead"
        return not_owed("denied_boarding", "compensation", quote(law, "4", "(1)"), said)
    if undue is False:
        said = f"boarding was denied on reasonable grounds: {incident.denied_reason.replace('_', ' ')}"
        return not_owed("denied_boarding", "compensation", quote(law, "2", "(j)"), said)
    if undue is None or incident.volunteered is None:
        missing = ["why boarding was denied"] if undue is None else []
        missing += ["whether the passenger gave up the seat willingly"] if incident.volunteered is None else []
        said = "denied boarding is compensated when it is against the passenger's will and without reasonable grounds"
        return unchecked("denied_boarding", "compensation", quote(law, "4", "(3)"), said, missing)
    reason = incident.denied_reason.replace("_", " ")
    return sum_due("denied_boarding", case, law, offer_of(case, law), "boarding denied", (f"reason: {reason}",))


@rule("compensation", "Art. 5, 6, 7", "cancellation", "delay", "missed_connection", "schedule_change")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Art. 5(1)(c), 7 and the judgments that give the same to passengers who arrive long after schedule."""
    yield for_cancellation(case, law) if cancelled(case, law) else for_long_delay(case, law)


def for_cancellation(case: RightsCase, law: Law) -> Entitlement:
    """Art. 5(1)(c): unless told in time, or told with a re-routing close enough to the flight; 5(3): unless excused."""
    notice, offer, excused = case.notice_min, offer_of(case, law), excuse(case.incident.cause)
    if notice is not None and notice >= law["told_early"]:
        return not_owed("compensation", "compensation", quote(law, "5", "(1)(c)(i)"), f"told {days(notice)} before departure")
    close = close_enough(offer, law, 0 if notice is not None and notice >= law["told_late"] else 1)
    paragraph = quote(law, "5", "(1)(c)(ii)" if notice is not None and notice >= law["told_late"] else "(1)(c)(iii)")
    if close and offer is not None:
        said = f"re-routed: leaves {clock(offer.leaves_early_min)} before and arrives {clock(offer.late_min or 0)} after schedule"
        return not_owed("compensation", "compensation", paragraph, said, facts=(told(notice),))
    if excused.holds:
        return not_owed("compensation", "compensation", quote(law, "5", "(3)"), excused.says, facts=(excused.finding.reasoning,))
    missing = list(excused.missing)
    if notice is None:
        missing.append("when the passenger was told of the cancellation (the carrier bears the proof, Art. 5(4))")
    if close is None:
        missing.append(ARRIVAL)
    if missing:
        return unchecked("compensation", "compensation", paragraph, excused.says, missing)
    what = "flight brought forward" if advanced(case, law) else "flight cancelled"
    return sum_due("compensation", case, law, offer, what, (told(notice), excused.says))


def for_long_delay(case: RightsCase, law: Law) -> Entitlement:
    """CJEU C-402/07 Sturgeon, C-581/10 Nelson: as if cancelled when the final destination is reached 3 h or more late."""
    citation = f"{quote(law, '7')}; {law.cite('long_delay')}"
    excused, late, notice = excuse(case.incident.cause), case.late_min, case.notice_min
    if "long_delay" not in law.values:
        said = "a flight of before the judgment that gave compensation for long delay"
        return unchecked("compensation", "compensation", citation, said, ("whether a court applies the judgment back in time",))
    limit = law["long_delay"]
    if excused.holds:
        return not_owed("compensation", "compensation", quote(law, "5", "(3)"), excused.says, facts=(excused.finding.reasoning,))
    if case.incident.kind == "schedule_change" and notice is not None and notice >= law["told_early"]:
        said = f"new times told {days(notice)} before departure"
        return not_owed("compensation", "compensation", quote(law, "5", "(1)(c)(i)"), said, doubtful=True)
    if late is not None and late < limit:
        said = f"arrives {clock(late)} late; compensation begins at {clock(limit)}"
        begins = case.last.scheduled_arrival + timedelta(minutes=limit)
        return not_owed("compensation", "compensation", citation, said, from_at=begins)
    if late is None or excused.holds is None:
        missing = (*((ARRIVAL,) if late is None else ()), *excused.missing)
        return unchecked("compensation", "compensation", citation, excused.says, missing)
    return delay_sum(case, law, late, excused)


def delay_sum(case: RightsCase, law: Law, late: int, excused: Excuse) -> Entitlement:
    """Art. 7(1) for a long delay: in the longest band half while it is less than 4 h (Sturgeon, para. 63)."""
    band = journey_band(case, law)
    cents, until = law["amounts"][band], law["delay_half_below"]
    halved = band == LONG and (late < until or (late == until and law["delay_half_at_limit"]))
    if halved:
        cents = percent_of(cents, law["half"])
    far, hours = distance(case.journey_m), clock(late)
    said = f"{hours} late at the final destination, {far}, halved" if halved else f"{hours} late at the final destination, {far}"
    return owed(
        "compensation",
        "compensation",
        quote(law, "7", "(2)(c)" if halved else LETTERS[band]),
        said,
        amount=Amount(cents, law["currency"]),
        facts=(f"distance {far}", f"arrives {hours} late", excused.says, *set_off(case)),
        doubtful=late == law["half_within"][band] or bool(case.benefits_received),
    )


def sum_due(name: str, case: RightsCase, law: Law, offer: Offer | None, what: str, facts: tuple[str, ...]) -> Entitlement:
    """Art. 7(1) and (2): the sum of the band, half where a re-routing arrives within the band's hours.

    A flight that was brought forward is never halved (CJEU C-188/20 and joined).
    """
    band = journey_band(case, law)
    cents, late = law["amounts"][band], None if offer is None else offer.late_min
    halved = late is not None and late <= law["half_within"][band] and not advanced(case, law)
    if halved:
        cents = percent_of(cents, law["half"])
    far = distance(case.journey_m)
    offered = "no re-routing offered" if late is None else f"re-routing arrives {clock(late)} late"
    return owed(
        name,
        "compensation",
        quote(law, "7", f"(2){LETTERS[band][3:]}" if halved else LETTERS[band]),
        f"{what}, {far}" + (f", halved: {offered}" if halved else ""),
        amount=Amount(cents, law["currency"]),
        facts=(f"distance {far}", offered, *facts, *set_off(case)),
        doubtful=bool(case.benefits_received),
    )


def close_enough(offer: Offer | None, law: Law, row: int) -> bool | None:
    """Whether a re-routing leaves and arrives so close to the flight that nothing is due; None: its arrival is not known."""
    if offer is None or offer.leaves_early_min > law["reroute_leaves_before"][row]:
        return False
    return None if offer.late_min is None else offer.late_min < law["reroute_arrives_within"][row]


def set_off(case: RightsCase) -> tuple[str, ...]:
    """Art. 12(1): what was received under other laws may be set off against this."""
    given = case.benefits_received
    return (f"already received under {', '.join(sorted(given))}: may be set off (Art. 12)",) if given else ()


@lru_cache(maxsize=5_000)
def distance(metres: int) -> str:
    """The distance in words."""
    return f"{(metres + 500) // 1000:,} km"


def told(notice: int | None) -> str:
    """When the passenger was told, in words."""
    return "not known when told" if notice is None else f"told {days(notice)} before departure"


def days(minutes: int) -> str:
    """Minutes as days and hours: 13 d 23:59."""
    count, rest = divmod(minutes, 1440)
    return f"{count} d {clock(rest)}" if count > 0 else clock(minutes)
