"""SOR/2019-150 s. 19, 20 and 23: compensation for inconvenience, when it is asked for and paid, and fees of bags."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.canada_appr.control import SECTION, begun, control_of, refused
from knowledge.passenger_rights.canada_appr.travel import is_long
from knowledge.passenger_rights.entitlement import Amount, Entitlement, amended, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

CENT_PER_DOLLAR = 100
CURRENCY = "CAD"


@rule("compensation", "SOR/2019-150 s. 19", "delay", "cancellation", "missed_connection", "schedule_change")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """From 3, 6 and 9 h of arrival delay by size of carrier, within its control and told 14 days or less before."""
    if begun(case, law):
        yield _ruled_out(case, law) or _compensation(case, law)


@rule("claim_deadline", "SOR/2019-150 s. 19(3)", "delay", "cancellation", "missed_connection", "schedule_change")
def claim_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The passenger asks for the compensation before the first anniversary of the day."""
    if not begun(case, law):
        return
    hit = case.hit
    ends, cited = _anniversary(hit.scheduled_departure, hit.origin, law["claim_years"]), law.cite("claim_years")
    if case.claimed_at is not None:
        said = "asked for in time" if case.claimed_at < ends else "asked for too late"
        yield not_owed("claim_deadline", "deadline", cited, said)
    elif case.now >= ends:
        yield not_owed("claim_deadline", "deadline", cited, "the year to ask for compensation is over")
    elif _ruled_out(case, law) is not None:
        yield not_owed("claim_deadline", "deadline", cited, "there is no compensation to ask for")
    else:
        said = "the passenger asks the carrier for compensation before the first anniversary"
        yield owed("claim_deadline", "deadline", cited, said, due_by=ends)


@rule("payment_deadline", "SOR/2019-150 s. 19(4), 20(2)", "delay", "cancellation", "missed_connection", "denied_boarding")
def payment_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """30 days after the request the carrier pays or explains; at denied boarding it pays within 48 h unasked."""
    if not begun(case, law):
        return
    if case.incident.kind == "denied_boarding":
        if _denied(case, law).verdict == "owed":
            at = case.incident.told_at or case.hit.scheduled_departure
            within: int = law["denied_boarding_payment"]
            said = f"paid when the denial of boarding is told, at the latest within {within // 60} h"
            due = at + minutes(within)
            yield owed("payment_deadline", "deadline", law.cite("denied_boarding_payment"), said, due_by=due)
    elif case.claimed_at is not None:
        said = f"the carrier pays or explains within {law['answer_days']} days of the request"
        due = case.claimed_at + timedelta(days=law["answer_days"])
        yield owed("payment_deadline", "deadline", law.cite("answer_days"), said, due_by=due)


@rule("denied_boarding", "SOR/2019-150 s. 20", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """By arrival delay under 6, under 9 and from 9 h, whatever the size of the carrier, within its control only."""
    yield _denied(case, law)


@rule("baggage_fee", "SOR/2019-150 s. 23", about="baggage")
def baggage_fee(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The fee paid for a bag that was lost or damaged; a bag counts as lost after 21 days."""
    bag = case.baggage
    if bag is None:
        return
    name, cited = "baggage_fee", law.cite("bag_lost_after")
    at = bag.flight_arrived_at + timedelta(days=law["bag_lost_after"])
    lost = bag.kind == "lost" or (bag.kind == "delayed" and bag.delivered_at is None and case.now >= at)
    if bag.kind == "fee_only":
        yield not_owed(name, "baggage_fee", cited, "the bag was neither lost nor damaged")
    elif not lost and bag.kind == "delayed":
        missing = ("whether the fee of a bag that came late is to be refunded, on which the text is not clear to us",)
        yield amended(unchecked(name, "baggage_fee", cited, "the bag came late", missing), from_at=at)
    else:
        fee = None if case.fare is None else case.fare.bag_fee_cents
        money = None if fee is None or case.fare is None else Amount(fee, case.fare.currency)
        said = f"the fee paid for the bag, which was {'lost' if lost else 'damaged'}"
        unknown = () if fee is not None else ("the fee paid for the bag",)
        yield Entitlement(name, "baggage_fee", "owed", cited, said, money, missing=unknown)


def _ruled_out(case: RightsCase, law: Law) -> Entitlement | None:
    """What already rules out compensation, whatever else is not known."""
    name, late, limit = "compensation", case.late_min, law["compensation"][0]["from"]
    found = control_of(case)
    if found.control in ("outside", "safety"):
        return not_owed(name, "compensation", SECTION[found.control], f"no money: {found.fact}", facts=(found.fact,))
    told = case.notice_min
    if told is not None and told > law["told_at_most"]:
        days = law["told_at_most"] // (24 * 60)
        return not_owed(name, "compensation", law.cite("told_at_most"), f"told more than {days} days before departure")
    if (case.claimed_at or case.now) >= _anniversary(case.hit.scheduled_departure, case.hit.origin, law["claim_years"]):
        return not_owed(name, "compensation", law.cite("claim_years"), "not asked for before the first anniversary")
    if late is not None and late < limit and _refunded(case, law) is False:
        at = case.last.scheduled_arrival + minutes(limit)
        said = f"arrives {late} min after schedule, under {limit // 60} h"
        return not_owed(name, "compensation", law.cite("compensation"), said, from_at=at)
    return None


def _refunded(case: RightsCase, law: Law) -> bool | None:
    """Whether the ticket is refunded in place of travel; a late flight must be so late that a refund can be asked for."""
    if case.incident.choice != "refund":
        return False
    return is_long(case, law) if case.incident.kind == "delay" else True


def _compensation(case: RightsCase, law: Law) -> Entitlement:
    """What s. 19 gives where nothing rules it out."""
    name, tiers, late, told = "compensation", law["compensation"], case.late_min, case.notice_min
    at = case.last.scheduled_arrival + minutes(tiers[0]["from"])
    found, refunded = control_of(case), _refunded(case, law)
    missing = found.missing if found.control is None else ()
    if told is None:
        missing = (*missing, "when the passenger was told")
    if case.carrier_large is None:
        missing = (*missing, "the size of the carrier")
    if refunded is None or (not refunded and late is None):
        missing = (*missing, "the arrival at the destination on the ticket")
    if missing or told is None:
        said = "by arrival delay and size of carrier, if within its control and told late enough"
        return unchecked(name, "compensation", law.cite("compensation"), said, missing)
    size = "large" if case.carrier_large else "small"
    told_so = (
        f"told {told // (24 * 60)} d {told // 60 % 24}:{told % 60:02} before" if told >= 0 else "told after the departure time"
    )
    facts: tuple[str, ...] = (found.fact, f"{size} carrier", told_so)
    if refunded or late is None:
        cited, cents = law.cite("compensation_with_refund"), law["compensation_with_refund"][size]
        said = f"CAD {cents // CENT_PER_DOLLAR}: ticket refunded, {size} carrier"
    else:
        cited, cents = law.cite("compensation"), [one for one in tiers if late >= one["from"]][-1][size]
        said = f"CAD {cents // CENT_PER_DOLLAR:,}: {late // 60}:{late % 60:02} late, {size} carrier"
        facts = (*facts, f"{late} min late")
    return Entitlement(name, "compensation", "owed", cited, said, Amount(cents, CURRENCY), from_at=at, facts=facts)


def _denied(case: RightsCase, law: Law) -> Entitlement:
    name, incident, late = "denied_boarding", case.incident, case.late_min
    if refused(case):
        return not_owed(name, "compensation", "SOR/2019-150 s. 1(3)", refused(case))
    if incident.volunteered:
        return not_owed(
            name, "compensation", "SOR/2019-150 s. 15(1)", "gave up the seat; the agreed benefits are owed, no set sum"
        )
    found = control_of(case)
    if found.control in ("outside", "safety"):
        return not_owed(name, "compensation", SECTION[found.control], f"no money: {found.fact}", facts=(found.fact,))
    missing = found.missing if found.control is None else ()
    if incident.volunteered is None:
        missing = (*missing, "whether the seat was given up voluntarily")
    if case.passenger.checked_in_on_time is None:
        missing = (*missing, "whether checked in on time")
    if late is None:
        missing = (*missing, "the arrival at the destination on the ticket")
    if missing or late is None:
        base = law["denied_boarding"] // CENT_PER_DOLLAR
        return unchecked(
            name, "compensation", law.cite("denied_boarding"), f"at least CAD {base} if within the carrier's control", missing
        )
    reached = [one["amount"] for one in law["denied_boarding_late"] if late >= one["from"]]
    cents = reached[-1] if reached else law["denied_boarding"]
    figure = "denied_boarding_late" if reached else "denied_boarding"
    said = f"CAD {cents // CENT_PER_DOLLAR:,}: denied boarding, {late} min late at the destination"
    return owed(name, "compensation", law.cite(figure), said, amount=Amount(cents, CURRENCY), facts=(found.fact,))


@lru_cache(maxsize=10_000)
def _anniversary(departure: datetime, origin: str, years: int) -> datetime:
    """The first moment of the anniversary where the flight left; of 29 February, 1 March."""
    clock = place(origin).clock
    day = departure.astimezone(clock).date()
    leap = (day.month, day.day) == (2, 29)
    end = date(day.year + years, 3, 1) if leap else date(day.year + years, day.month, day.day)
    return datetime.combine(end, time(), tzinfo=clock).astimezone(UTC)
