"""DGCA CAR Section 3, Series M, Part IV, paragraph by paragraph. There is no money for delay."""

from collections.abc import Iterator

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import (
    Amount,
    Entitlement,
    What,
    amended,
    hours,
    not_owed,
    owed,
    percent_of,
    unchecked,
)
from knowledge.passenger_rights.india_dgca.carriage import NUMBER, alternate_min, by_fare, excused, is_domestic, row_for, scope
from knowledge.passenger_rights.journey import CABINS, RightsCase, Segment, segment_m
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

__all__ = ["RULES", "scope"]
_REFUSED_FOR = frozenset({"documents", "unruly", "late_check_in"})
_OLDER_TEXT = ("the text in force on the day of the flight",)


# --- denied boarding (3.2) ---------------------------------------------------------------------------------------------


def _denied(case: RightsCase) -> tuple[bool | None, str]:
    """Whether boarding was denied against the passenger's will because there were too few seats; why, or what is missing."""
    incident = case.incident
    reason = incident.denied_reason or ("oversold" if incident.cause.circumstance == "overbooking" else "")
    if reason in _REFUSED_FOR:
        return False, f"boarding was refused for {reason.replace('_', ' ')}"
    if incident.volunteered:
        return False, "the passenger gave up the seat for agreed benefits"
    if case.passenger.checked_in_on_time is False:
        return False, "the passenger did not report in time"
    if reason not in ("oversold", "smaller_aircraft"):
        return None, f"whether boarding denied for {reason} reasons is under 3.2" if reason else "why boarding was denied"
    if incident.volunteered is None:
        return None, "whether the passenger gave up the seat for agreed benefits"
    if case.passenger.checked_in_on_time is None:
        return None, "whether the passenger reported in time"
    return True, "boarding denied for want of a seat"


@rule("denied_boarding", f"{NUMBER}, 3.2.2", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Nothing with an alternate flight within 1 h, 200 % of the fare within 24 h, 400 % after that or without one."""
    name, cited = "denied_boarding", f"{NUMBER}, 3.2.2"
    is_denied, why = _denied(case)
    if is_denied is False:
        yield not_owed(name, "compensation", cited, why)
        return
    if "denied_boarding_lower" not in law.values:
        yield unchecked(name, "compensation", cited, "the amounts before 1 August 2016 are not recorded", _OLDER_TEXT)
        return
    later, incident = alternate_min(case), case.incident
    offered = incident.rerouting
    declined = incident.choice == "refund" or (offered is not None and offered.accepted is False)
    if later is not None and later <= law["denied_boarding_no_money_within"]:
        limit = hours(law["denied_boarding_no_money_within"])
        yield not_owed(name, "compensation", cited, f"the alternate flight leaves within {limit} of the booked departure")
        return
    missing = [] if is_denied else [why]
    missing += ["when the alternate flight leaves, or that the passenger takes none"] if later is None and not declined else []
    if later is None:
        figure = "denied_boarding_no_alternate"
    else:
        figure = "denied_boarding_lower" if later <= law["denied_boarding_lower_within"] else "denied_boarding_higher"
    terms = law[figure]
    amount = by_fare(case, terms["percent"], terms["at_most"])
    missing += [amount] if isinstance(amount, str) else []
    detail = f"{terms['percent']} % of basic fare and fuel charge, at most INR {terms['at_most'] // 100}"
    if missing or isinstance(amount, str):
        yield unchecked(name, "compensation", law.cite(figure), detail, missing)
        return
    facts = (
        why,
        "no alternate flight" if later is None else f"alternate flight {hours(max(0, later))} after the booked departure",
    )
    yield owed(name, "compensation", law.cite(figure), detail, amount=amount, facts=facts)


# --- cancellation (3.3) ------------------------------------------------------------------------------------------------


@rule("compensation", f"{NUMBER}, 3.3.2", "cancellation", "delay", "missed_connection")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """INR 5,000, 7,500 or 10,000 by block time, or basic fare and fuel charge if less, for a cancellation told too late."""
    name: What = "compensation"
    cited = f"{NUMBER}, 3.3.2"
    if case.incident.kind == "delay":
        yield not_owed(name, name, f"{NUMBER}, 3.4", "the requirements give no money for delay, however long")
        return
    if case.incident.kind == "missed_connection":
        yield unchecked(name, name, cited, "a missed connection", ("whether 3.3.2 covers a connection missed on one ticket",))
        return
    if case.incident.cancelled_by_passenger_request:
        yield not_owed(name, name, cited, "the passenger gave up the journey")
        return
    if "cancellation_amounts" not in law.values:
        yield unchecked(name, name, cited, "the amounts before 1 August 2016 are not recorded", _OLDER_TEXT)
        return
    if not case.passenger.gave_contact:
        yield not_owed(name, name, f"{NUMBER}, 3.3.3", "the passenger gave no way to be reached when booking")
        return
    missing: list[str] = []
    notice, early, late = case.notice_min, law["cancellation_notice"], law["cancellation_late_notice"]
    if notice is None:
        missing.append("when the passenger was told")
    elif notice >= early:
        yield not_owed(name, name, law.cite("cancellation_notice"), f"told {notice // 1440} days before, at least 14 are needed")
        return
    elif notice >= late:
        if alternate_min(case) is not None and case.incident.rerouting is not None and case.incident.rerouting.accepted:
            told = f"told {hours(notice)} before and the alternate flight was accepted"
            yield not_owed(name, name, law.cite("cancellation_late_notice"), told)
            return
        if case.incident.choice == "refund":
            told = f"told {hours(notice)} before and the refund was accepted"
            yield not_owed(name, name, law.cite("cancellation_late_notice"), told)
            return
        missing.append("whether the alternate flight or refund that was offered was acceptable to the passenger")
    excuse, why, unknown = excused(case, law)
    if excuse:
        yield not_owed(name, name, f"{NUMBER}, 1.4", why)
        return
    missing += unknown
    row = row_for(law["cancellation_amounts"], "block_to", case.block_min)
    amount = by_fare(case, 100, row["cents"])
    missing += [amount] if isinstance(amount, str) else []
    detail = f"INR {row['cents'] // 100} for a block time of {hours(case.block_min)}, or basic fare and fuel charge if less"
    if missing or isinstance(amount, str):
        yield unchecked(name, name, cited, detail, missing)
        return
    yield owed(name, name, cited, detail, amount=amount, facts=(f"told {hours(max(0, notice or 0))} before", why))


@rule("notice", f"{NUMBER}, 3.3.1", "cancellation", "delay")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A cancellation is told two weeks before; a delay of more than 6 h a day before."""
    leaves, late = case.hit.scheduled_departure, case.left_late_min
    if case.incident.kind == "cancellation":
        if "cancellation_notice" in law.values:
            cited, due = law.cite("cancellation_notice"), leaves - minutes(law["cancellation_notice"])
            yield owed("notice", "notice", cited, "told two weeks before the departure", due_by=due)
        return
    if "long_delay" not in law.values:
        return
    limit, cited = law["long_delay"], law.cite("long_delay")
    if late is None:
        yield unchecked("notice", "notice", cited, f"of a delay of more than {hours(limit)}", ("when the flight leaves",))
    elif late > limit:
        due = leaves - minutes(law["long_delay_notice"])
        detail = f"the new departure told {hours(law['long_delay_notice'])} before the booked one"
        yield owed("notice", "notice", law.cite("long_delay_notice"), detail, due_by=due, doubtful=not is_domestic(case))
    else:
        yield not_owed("notice", "notice", cited, f"the delay is not more than {hours(limit)}")


def _choice(case: RightsCase, law: Law) -> Entitlement:
    """Whether the passenger chooses between an alternate flight and the refund."""
    said, detail = "choice", "an alternate flight or the refund, as the passenger chooses"
    kind = case.incident.kind
    if case.incident.cancelled_by_passenger_request:
        return not_owed(said, "choice", f"{NUMBER}, 3.3.1", "the passenger gave up the journey")
    if kind == "cancellation":
        return owed(said, "choice", f"{NUMBER}, 3.3.1", detail)
    if kind == "denied_boarding":
        is_denied, why = _denied(case)
        cited = f"{NUMBER}, 3.2.2"
        if is_denied is None:
            return unchecked(said, "choice", cited, detail, (why,))
        return owed(said, "choice", cited, detail) if is_denied else not_owed(said, "choice", cited, why)
    if "long_delay" not in law.values:
        return unchecked(said, "choice", f"{NUMBER}, 3.4", "the text before 2019 is not recorded", _OLDER_TEXT)
    limit, late, cited = law["long_delay"], case.left_late_min, law.cite("long_delay")
    opens = case.hit.scheduled_departure + minutes(limit + 1)
    if late is None:
        return amended(unchecked(said, "choice", cited, detail, ("when the flight leaves",)), from_at=opens)
    if late > limit:
        return owed(said, "choice", cited, f"{detail}: {hours(late)} late", doubtful=not is_domestic(case))
    return not_owed(said, "choice", cited, f"{hours(max(0, late))} late, more than {hours(limit)} is needed", from_at=opens)


@rule("choice", f"{NUMBER}, 3.3.1", "cancellation", "delay", "denied_boarding")
def choice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """An alternate flight or the refund: after a cancellation, denied boarding, and since 2019 a delay of more than 6 h."""
    yield _choice(case, law)


@rule("refund", f"{NUMBER}, 3.3.1", "cancellation", "delay", "denied_boarding")
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The full value of the ticket, where the passenger chose it."""
    if case.incident.choice != "refund":
        return
    open_to, fare = _choice(case, law), case.fare
    if open_to.verdict != "owed":
        yield amended(open_to, rule="refund", what="refund")
        return
    paid = None if fare is None else fare.total_cents if not case.incident.segment else fare.unused_cents
    if fare is None or paid is None:
        yield unchecked("refund", "refund", open_to.citation, "the refund", ("what was paid for what was not flown",))
    else:
        yield amended(open_to, rule="refund", what="refund", detail="the full value", amount=Amount(paid, fare.currency))


# --- facilities (3.4) --------------------------------------------------------------------------------------------------


def _facility(case: RightsCase, law: Law, name: What, limit: int, cited: str, thing: str) -> Entitlement:
    """Meals or hotel after a delay that reaches `limit` minutes; extraordinary circumstances may free from it."""
    late, opens = case.left_late_min, case.hit.scheduled_departure + minutes(limit)
    on_time = case.passenger.checked_in_on_time
    if on_time is False:
        return not_owed(name, name, cited, "the passenger did not check in in time")
    if late is not None and late < limit:
        detail = f"{thing} from {hours(limit)} on; the flight leaves {hours(max(0, late))} late"
        return not_owed(name, name, cited, detail, from_at=opens)
    excuse, why, unknown = excused(case, law) if law["care_falls_when_excused"] else (False, "", ())
    if excuse:
        return not_owed(name, name, law.cite("care_falls_when_excused"), why, doubtful=True)
    missing = [*unknown]
    missing += ["when the flight leaves"] if late is None else []
    missing += ["whether the passenger checked in in time"] if on_time is None else []
    if missing or late is None:
        return amended(unchecked(name, name, cited, f"{thing} from {hours(limit)} on", missing), from_at=opens)
    return owed(
        name, name, cited, f"{thing}: the flight leaves {hours(late)} late", facts=(f"block time {hours(case.block_min)}",)
    )


def _after_cancellation(case: RightsCase, law: Law, name: What, thing: str) -> Entitlement:
    """Who had already reported and waits for the alternate flight; told at the departure, the passenger had."""
    cited, notice_min = f"{NUMBER}, 3.3.2", case.notice_min
    if case.incident.choice == "refund" or case.incident.cancelled_by_passenger_request:
        return not_owed(name, name, cited, "the passenger took the refund, or gave up the journey, and does not wait")
    if notice_min is not None and notice_min <= 0 and case.passenger.checked_in_on_time:
        return owed(name, name, cited, f"{thing} for the wait until the alternate flight")
    if notice_min is not None and "cancellation_late_notice" in law.values and notice_min >= law["cancellation_late_notice"]:
        return not_owed(name, name, cited, f"told {hours(notice_min)} before, so not yet at the airport")
    return unchecked(name, name, cited, thing, ("whether the passenger had reported at the airport before being told",))


@rule("meals", f"{NUMBER}, 3.4.1", "delay", "cancellation")
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Meals and refreshments from a delay of 2, 3 or 4 h on, by block time."""
    if case.incident.kind == "cancellation":
        yield _after_cancellation(case, law, "meals", "meals and refreshments")
    else:
        row = row_for(law["meals_delay"], "block_to", case.block_min)
        yield _facility(case, law, "meals", row["delay"], law.cite("meals_delay"), "meals and refreshments")


def _lodging(case: RightsCase, law: Law, name: What, thing: str) -> Entitlement:
    if case.incident.kind == "cancellation":
        found = _after_cancellation(case, law, name, thing)
    else:
        limit, figure = law["hotel_delay"], "hotel_delay"
        if "night" in law.values and _at_night(case.hit, law):
            limit, figure = law["hotel_delay_at_night"], "hotel_delay_at_night"
        found = _facility(case, law, name, limit + 1, law.cite(figure), thing)
    if found.verdict != "owed" or case.incident.overnight:
        return found
    if case.incident.overnight is None:
        return unchecked(name, name, found.citation, f"{thing} where necessary", ("whether a night is spent",))
    return not_owed(name, name, found.citation, "no night is spent")


def _at_night(flight: Segment, law: Law) -> bool:
    local = flight.scheduled_departure.astimezone(place(flight.origin).clock)
    at, night = local.hour * 60 + local.minute, law["night"]
    return bool(at >= night["begins"] or at <= night["ends"])


@rule("hotel", f"{NUMBER}, 3.4.3", "delay", "cancellation")
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A hotel after a delay of more than 24 h, since 2019 of more than 6 h for departures booked from 20:00 to 03:00."""
    yield _lodging(case, law, "hotel", "hotel")


@rule("transport", f"{NUMBER}, 3.4.3", "delay", "cancellation")
def transport(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Transfers with the hotel."""
    yield _lodging(case, law, "transport", "transfers to and from the hotel")


# --- downgrade (3.5) ---------------------------------------------------------------------------------------------------


@rule("downgrade", f"{NUMBER}, 3.5")
def downgrade(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Back from the ticket with taxes: 75 % on a domestic flight, 30, 50 or 75 % by distance on an international one."""
    flights = [one for one in case.segments if one.cabin_flown and CABINS.index(one.cabin_flown) < CABINS.index(one.cabin_booked)]
    cited = f"{NUMBER}, 3.5"
    if "downgrade_domestic" not in law.values:
        if flights:
            yield not_owed("downgrade", "downgrade", cited, "no money back for a downgrade before 15 February 2023")
        return
    if not flights and case.incident.kind == "downgrade":
        if case.hit.cabin_flown is None:
            yield unchecked("downgrade", "downgrade", cited, "money back for a downgrade", ("the class that was flown in",))
        else:
            yield not_owed("downgrade", "downgrade", cited, "the class flown in was not lower than the one booked")
    for flight in flights:
        yield _downgraded(case, law, flight)


def _downgraded(case: RightsCase, law: Law, flight: Segment) -> Entitlement:
    if place(flight.origin).country == place(flight.destination).country:
        percent, cited = law["downgrade_domestic"], law.cite("downgrade_domestic")
    else:
        percent = row_for(law["downgrade_international"], "metres_to", segment_m(flight))["percent"]
        cited = law.cite("downgrade_international")
        if len(case.segments) == 1:
            percent = row_for(law["downgrade_international"], "metres_to", case.journey_m)["percent"]
    detail = f"{percent} % of the price of {flight.origin}-{flight.destination} with taxes"
    fare = case.fare
    if fare is None or fare.total_cents is None or len(case.segments) > 1:
        return unchecked("downgrade", "downgrade", cited, detail, ("the price of that flight with its taxes",))
    amount = Amount(percent_of(fare.total_cents, percent), fare.currency)
    facts = (f"booked {flight.cabin_booked}, flown {flight.cabin_flown}",)
    return owed("downgrade", "downgrade", cited, detail, amount=amount, facts=facts)


RULES = (denied_boarding, notice, compensation, choice, refund, meals, hotel, transport, downgrade)
