"""14 CFR Part 250: what is owed to who is refused a seat on an oversold flight from the United States."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import found_cause
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, not_owed, owed, percent_of, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

APPLIES = "14 CFR 250.2"
EXCEPTIONS = "14 CFR 250.6"
UNACCEPTABLE = frozenset({"documents", "health", "security", "unruly", "late_check_in"})


def scope(case: RightsCase, law: Law) -> Scope:
    """Scheduled flight segments that leave an airport of the United States on aircraft of at least so many seats."""
    hit = case.hit
    if place(hit.origin).country not in law["united_states"]:
        return Scope(False, APPLIES, f"the flight leaves {hit.origin}, outside the United States")
    if not hit.fixed_wing:
        return Scope(False, "14 CFR 250.1", "helicopter operators are no carriers in the sense of this part")
    if hit.seats is None:
        return Scope(None, APPLIES, "the size of the aircraft is not known", missing=("seats of the aircraft",))
    if hit.seats < law["seats_from"]:
        return Scope(False, APPLIES, f"the aircraft has {hit.seats} seats, fewer than {law['seats_from']}")
    if case.passenger.group_or_charter:
        missing = ("whether the flight is scheduled or a charter",)
        return Scope(None, APPLIES, "only scheduled flights are covered", missing=missing)
    return Scope(True, APPLIES, f"leaves {hit.origin} in the United States with {hit.seats} seats", hit.operating_carrier)


@rule("denied_boarding", "14 CFR 250.5", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Nothing up to 1 h after the planned arrival, then 200 and 400 percent of the one-way fare, each with its cap."""
    barred = _barred(case, law)
    yield _compensation(case, law) if barred is None else barred


@rule("payment_deadline", "14 CFR 250.8", "denied_boarding")
def payment_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Cash or check on the day and at the place; within 24 h when the alternate leaves before that can be done."""
    hit, offer = case.hit, case.incident.rerouting
    barred = _barred(case, law)
    if barred is not None:
        if barred.verdict == "not_checked":
            yield unchecked("payment_deadline", "deadline", "14 CFR 250.8", "follows the compensation", barred.missing)
        return
    if offer is not None:
        stop = _first_stop(case, law)
        if stop < len(case.segments) - 1:
            missing = (f"the planned arrival of the alternate at the stopover {case.segments[stop].destination}",)
            yield unchecked("payment_deadline", "deadline", "14 CFR 250.8", "follows the compensation", missing)
            return
        if minutes_between(case.last.scheduled_arrival, offer.arrival) <= law["no_compensation_up_to"]:
            return
    clock = place(hit.origin).clock
    refused = hit.scheduled_departure
    day_ends = datetime.combine(refused.astimezone(clock).date() + timedelta(days=1), time(), tzinfo=clock).astimezone(UTC)
    if offer is not None and offer.accepted is not False and offer.departure < day_ends:
        yield owed(
            "payment_deadline",
            "deadline",
            law.cite("payment_after"),
            f"payment on the spot, or within {law['payment_after'] // 60} h if the alternate left before it could be made",
            due_by=refused + minutes(law["payment_after"]),
            doubtful=True,
        )
        return
    yield owed("payment_deadline", "deadline", "14 CFR 250.8(a)", "payment on the day and at the place", due_by=day_ends)


@rule("notice", "14 CFR 250.9", "denied_boarding")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The written statement of compensation and boarding priorities, at once, to who is denied boarding involuntarily."""
    said = "written statement of the compensation and the boarding priorities, at once"
    if not case.passenger.confirmed_reservation:
        yield not_owed("notice", "notice", "14 CFR 250.9(a)", "no confirmed reserved space on this flight")
    elif case.incident.volunteered is None:
        yield unchecked("notice", "notice", "14 CFR 250.9(a)", said, ("whether the seat was given up voluntarily",))
    elif case.incident.volunteered:
        yield not_owed("notice", "notice", "14 CFR 250.9(a)", "the passenger volunteered")
    else:
        yield owed("notice", "notice", "14 CFR 250.9(a)", said, due_by=case.hit.scheduled_departure)


def _barred(case: RightsCase, law: Law) -> Entitlement | None:
    """Why no compensation is due, or cannot be judged; None: the passenger is eligible."""
    name, traveller, incident = "denied_boarding", case.passenger, case.incident
    reason = incident.denied_reason
    if not traveller.confirmed_reservation:
        return not_owed(name, "compensation", "14 CFR 250.1", "no confirmed reserved space on this flight")
    if incident.volunteered:
        return not_owed(name, "compensation", "14 CFR 250.2b", "gave up the seat; the agreed benefits are owed, no set sum")
    if traveller.checked_in_on_time is False or reason in UNACCEPTABLE:
        said = "did not meet the carrier's terms of check-in or acceptability"
        return not_owed(name, "compensation", f"{EXCEPTIONS}(a)", said, facts=(f"reason: {reason or 'late check-in'}",))
    if reason == "government":
        return not_owed(name, "compensation", EXCEPTIONS, "the space was requisitioned by the government; not an oversale")
    seats = case.hit.seats or 0
    if reason == "weight_and_balance" and seats <= law["balance_exempt_up_to"]:
        said = f"weight and balance on an aircraft of {seats} seats, at most {law['balance_exempt_up_to']}"
        return not_owed(name, "compensation", law.cite("balance_exempt_up_to"), said)
    if reason == "smaller_aircraft":
        found = found_cause(incident.cause)
        if found.operational or found.control in ("outside", "safety"):
            said = f"a smaller aircraft for operational or safety reasons: {found.circumstance or found.reasoning}"
            return not_owed(name, "compensation", f"{EXCEPTIONS}(b)", said)
        missing = ("whether operational or safety reasons required the smaller aircraft",)
        return unchecked(name, "compensation", f"{EXCEPTIONS}(b)", "a smaller aircraft flew", missing)
    if not reason and found_cause(incident.cause).circumstance != "overbooking":
        return unchecked(name, "compensation", "14 CFR 250.5", "only an oversold flight counts", ("why boarding was denied",))
    if traveller.checked_in_on_time is None:
        return unchecked(name, "compensation", f"{EXCEPTIONS}(a)", "check-in in time is needed", ("whether checked in on time",))
    if incident.volunteered is None:
        missing = ("whether the seat was given up voluntarily",)
        return unchecked(name, "compensation", "14 CFR 250.2b", "volunteers get what was agreed", missing)
    return None


def _compensation(case: RightsCase, law: Law) -> Entitlement:
    """What the eligible passenger gets; the alternate counts as it was planned when it was arranged."""
    name, offer = "denied_boarding", case.incident.rerouting
    abroad = _international(case, law)
    stop = _first_stop(case, law)
    part = "b" if abroad else "a"
    large_from: int = law["large_from_international" if abroad else "large_from_domestic"]
    booked = case.segments[stop].scheduled_arrival
    if offer is not None and stop < len(case.segments) - 1:
        missing = (f"the planned arrival of the alternate at the stopover {case.segments[stop].destination}",)
        return unchecked(name, "compensation", f"14 CFR 250.5({part})", "measured at the first stopover", missing)
    after = None if offer is None else minutes_between(booked, offer.arrival)
    if offer is None or after is None:
        arrives = "no alternate transportation offered"
    else:
        arrives = f"alternate planned to arrive {after} min after the original"
        if after <= law["no_compensation_up_to"]:
            said = f"{arrives}; none is due up to {law['no_compensation_up_to']} min"
            owed_from = booked + minutes(law["no_compensation_up_to"] + 1)
            return not_owed(name, "compensation", f"14 CFR 250.5({part})(1)", said, from_at=owed_from, facts=(arrives,))
    large = after is None or after >= large_from
    percent: int = law["large_percent" if large else "middle_percent"]
    cap: int = law["large_cap" if large else "middle_cap"]
    rate = f"{percent} % of the one-way fare, at most USD {cap // 100:,}"
    cited = f"14 CFR 250.5({part})({3 if large else 2})"
    fare = case.fare
    if fare is None or fare.one_way_cents is None:
        return unchecked(name, "compensation", cited, f"{rate}; {arrives}", ("the one-way fare with taxes",))
    if fare.currency != "USD":
        return unchecked(name, "compensation", cited, f"{rate}; {arrives}", (f"the fare in USD (given in {fare.currency})",))
    if fare.one_way_cents == 0 and case.passenger.public_fare:
        missing = ("the lowest cash fare of the class on this flight (zero fare ticket)",)
        return unchecked(name, "compensation", "14 CFR 250.5(d)", f"{rate}; {arrives}", missing)
    if fare.one_way_cents == 0:
        return not_owed(name, "compensation", "14 CFR 250.1", "free travel of airline staff and guests has no fare to count from")
    share = percent_of(fare.one_way_cents, percent)
    return owed(
        name,
        "compensation",
        cited,
        rate + (", which the carrier may cap" if share > cap else ""),
        amount=Amount(min(share, cap), "USD"),
        facts=(arrives, f"one-way fare USD {fare.one_way_cents // 100:,}.{fare.one_way_cents % 100:02}"),
        # A domestic segment of a journey abroad: between the two limits it decides which of them counts.
        doubtful=abroad and not large and after is not None and after >= law["large_from_domestic"] and _domestic(case, law),
    )


def _domestic(case: RightsCase, law: Law) -> bool:
    return place(case.hit.destination).country in law["united_states"]


def _international(case: RightsCase, law: Law) -> bool:
    """Whether the journey is foreign air transportation: one of its places is abroad, or the ticket is said to go there."""
    home = law["united_states"]
    return any(
        one.international_ticket or place(one.destination).country not in home or place(one.origin).country not in home
        for one in case.segments
    )


def _first_stop(case: RightsCase, law: Law) -> int:
    """Index of the flight to the first stopover after the oversold one, else of the last."""
    for index in range(case.incident.segment, len(case.segments) - 1):
        ground = minutes_between(case.segments[index].scheduled_arrival, case.segments[index + 1].scheduled_departure)
        if ground > law["stopover_over"]:
            return index
    return len(case.segments) - 1


RULES = (denied_boarding, payment_deadline, notice)
