"""14 CFR Part 260 and 49 USC 42305: money back for what was not flown, not carried in time or not given, whatever the cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import CABINS, Cabin, RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

APPLIES = "49 USC 42305(a); 14 CFR 260.3"
POLICY = "49 USC 41712 (enforcement policy); 14 CFR 259.5(b)(5)"
CANCELLED = "14 CFR 260.6; 49 USC 42305(a)"
SATURDAY = 5


def scope(case: RightsCase, law: Law) -> Scope:
    """Scheduled flights to, from or within the United States, whatever the carrier; one booking is one itinerary."""
    home = law["united_states"]
    if not any(place(one.origin).country in home or place(one.destination).country in home for one in case.segments):
        return Scope(False, APPLIES, "no flight of the booking touches the United States")
    if case.passenger.group_or_charter:
        return Scope(None, APPLIES, "only scheduled flights", missing=("whether the flight is scheduled or a charter",))
    seller = case.first.marketing_carrier or case.first.operating_carrier
    return Scope(True, APPLIES, f"to, from or within the United States; {seller} taken as the merchant of record", seller)


@dataclass(frozen=True, slots=True)
class Change:
    """Whether the itinerary was cancelled or significantly changed; None: not known for want of `missing`."""

    significant: bool | None
    says: str
    citation: str
    from_at: datetime | None = None
    missing: tuple[str, ...] = ()


@rule("refund", CANCELLED, "cancellation", "delay", "missed_connection", "schedule_change", "downgrade")
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The unused fare, automatically, when a cancelled or significantly changed flight is not accepted."""
    incident, offer = case.incident, case.incident.rerouting
    if incident.cancelled_by_passenger_request:
        yield not_owed("refund", "refund", CANCELLED, "the passenger cancelled")
        return
    if (offer is not None and offer.accepted) or incident.choice in ("reroute", "reroute_later"):
        yield not_owed("refund", "refund", CANCELLED, "the passenger accepted the changed flight or an alternative")
        return
    if case.arrived and incident.choice != "refund":
        change = _change(case, law)
        yield not_owed("refund", "refund", change.citation, "the passenger travelled", from_at=change.from_at)
        return
    change = _change(case, law)
    if change.significant is None:
        yield unchecked("refund", "refund", change.citation, change.says, change.missing)
    elif not change.significant:
        yield not_owed("refund", "refund", change.citation, change.says, from_at=change.from_at)
    else:
        yield _fare_back(case, law, change)


@rule("notice", "14 CFR 260.9", "cancellation", "delay", "missed_connection", "schedule_change", "downgrade")
def notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Who is hit by a cancellation or significant change is told of the right to a refund."""
    if "other_changes" not in law.values:
        return
    change = _change(case, law)
    if change.significant is None:
        yield unchecked("notice", "notice", "14 CFR 260.9", change.says, change.missing)
    elif change.significant:
        yield owed("notice", "notice", "14 CFR 260.9", f"to be told of the right to a refund: {change.says}")
    else:
        yield not_owed("notice", "notice", "14 CFR 260.9", change.says, from_at=change.from_at)


@rule("downgrade", "14 CFR 260.6")
def downgrade(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Who accepts a lower class of service gets the difference of the fares."""
    hit, kind = case.hit, case.incident.kind
    if case.incident.choice == "refund" or (kind != "downgrade" and not _lower(hit.cabin_flown, hit.cabin_booked)):
        return
    if hit.cabin_flown is None:
        yield unchecked("downgrade", "downgrade", "14 CFR 260.6", "difference of the fares", ("the cabin flown in",))
    elif not _lower(hit.cabin_flown, hit.cabin_booked):
        yield not_owed("downgrade", "downgrade", "14 CFR 260.6", f"flown in {hit.cabin_flown}, booked in {hit.cabin_booked}")
    elif "other_changes" not in law.values:
        yield unchecked("downgrade", "downgrade", POLICY, "no rule with a number yet", ("what the policy of the day gave",))
    else:
        said = f"the difference of the fares: booked in {hit.cabin_booked}, flown in {hit.cabin_flown}"
        missing = (f"the fare in {hit.cabin_flown} on this flight",)
        yield Entitlement("downgrade", "downgrade", "owed", "14 CFR 260.6", said, missing=missing)


@rule("baggage_fee", "14 CFR 260.5", about="baggage")
def baggage_fee(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The fee of a checked bag that is lost, or not there 12 h (domestic), 15 h or 30 h (international) after arrival."""
    bag = case.baggage
    if bag is None or "bag_domestic" not in law.values:
        return
    name: Literal["baggage_fee"] = "baggage_fee"
    figure = _bag_figure(case, law)
    limit: int = law[figure]
    at = bag.flight_arrived_at + minutes(limit + 1)
    facts = (f"limit {limit // 60} h after arrival",)
    if bag.kind in ("damaged", "fee_only"):
        yield not_owed(name, name, "14 CFR 260.5", "the bag was neither lost nor late")
        return
    ended = bag.delivered_at or case.now
    if bag.kind == "delayed" and ended < at:
        took = minutes_between(bag.flight_arrived_at, ended)
        said = f"the bag {'came after' if bag.delivered_at else 'has been missing for'} {took // 60}:{took % 60:02} h"
        yield not_owed(name, name, law.cite(figure), said, from_at=at, facts=facts)
        return
    if bag.reported_at is None:
        missing = ("whether a mishandled baggage report was filed, and when",)
        yield unchecked(name, name, "14 CFR 260.5(b)", "only after a mishandled baggage report", missing)
        return
    fee = None if case.fare is None else case.fare.bag_fee_cents
    due, paid = _pay_by(case, law, max(bag.reported_at, at if bag.kind == "delayed" else bag.reported_at))
    said = f"the bag fee: {'lost' if bag.kind == 'lost' else f'not there within {limit // 60} h'}; {paid}"
    unknown = () if fee is not None else ("the fee paid for the bag",)
    money, cited = _money(case, fee), law.cite(figure)
    yield Entitlement(name, name, "owed", cited, said, money, due_by=due, from_at=at, facts=facts, missing=unknown)


@rule("ancillary_fee", "14 CFR 260.4")
def ancillary_fee(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Fees of optional services that were paid for and not given."""
    if case.fare is None or case.fare.extras_not_given_cents <= 0:
        return
    if "other_changes" not in law.values:
        yield unchecked("ancillary_fee", "refund", POLICY, "no rule on services not given yet", ("the carrier's own terms",))
        return
    due, paid = _pay_by(case, law, case.claimed_at)
    money = _money(case, case.fare.extras_not_given_cents)
    said = f"services paid for and not given; {paid}"
    yield owed("ancillary_fee", "refund", "14 CFR 260.4", said, amount=money, due_by=due)


def _fare_back(case: RightsCase, law: Law, change: Change) -> Entitlement:
    fare, incident, offer = case.fare, case.incident, case.incident.rerouting
    sum_cents = None
    if fare is not None:
        sum_cents = fare.unused_cents
        if sum_cents is None and incident.segment == 0:
            sum_cents = fare.total_cents
    asked = case.claimed_at
    if asked is None and offer is None and incident.kind == "cancellation":
        asked = incident.told_at
    if asked is None and offer is not None and offer.accepted is None and case.now >= offer.departure:
        asked = offer.departure
    due, paid = _pay_by(case, law, asked)
    terms = "automatically" if offer is None and incident.kind == "cancellation" else "unless an alternative is accepted"
    said = f"the unused fare with taxes, {terms}: {change.says}; {paid}"
    missing = () if sum_cents is not None else ("what was paid for the parts not travelled",)
    money = _money(case, sum_cents)
    cited = change.citation
    return Entitlement("refund", "refund", "owed", cited, said, money, due_by=due, from_at=change.from_at, missing=missing)


def _change(case: RightsCase, law: Law) -> Change:
    """Cancelled, or changed in a way that the law of the day calls significant."""
    incident, offer = case.incident, case.incident.rerouting
    dated = "significant_domestic" in law.values
    if incident.kind == "cancellation":
        return Change(True, "the flight was cancelled", CANCELLED if dated else POLICY)
    if not dated:
        missing = ("whether the change was significant, for which there was no number yet",)
        return Change(None, "refund if the change was significant", POLICY, missing=missing)
    figure = "significant_international" if _international(case, law) else "significant_domestic"
    limit: int = law[figure]
    cited, booked = law.cite(figure), case.last.scheduled_arrival
    from_at = booked + minutes(limit)
    arrival = case.arrival if case.arrival is not None or offer is None else offer.arrival
    late = None if arrival is None else minutes_between(booked, arrival)
    if late is not None and late >= limit:
        return Change(True, f"arrives {late // 60}:{late % 60:02} late, {limit // 60} h or more", cited, from_at)
    unknown = ["the new arrival at the final destination"] if late is None else []
    if "other_changes" in law.values:
        found = _other_change(case, limit)
        if found:
            return Change(True, found, law.cite("other_changes"), from_at)
        unknown += _unknown_changes(case)
    if unknown:
        return Change(None, "refund if the change is significant", cited, missing=tuple(unknown))
    return Change(False, f"arrives {late} min after schedule, under {limit // 60} h, and nothing else changed", cited, from_at)


def _other_change(case: RightsCase, limit: int) -> str:
    """The first change other than a late arrival that is significant; empty: none that is known."""
    incident, offer = case.incident, case.incident.rerouting
    left = case.left_late_min
    if incident.segment == 0 and left is not None and -left >= limit:
        return f"leaves {-left} min earlier, {limit // 60} h or more"
    if incident.airport_changed or (
        offer is not None
        and (
            (incident.segment == 0 and offer.departure_airport not in (None, case.first.origin))
            or offer.arrival_airport not in (None, case.last.destination)
        )
    ):
        return "another origin or destination airport"
    if incident.more_connections or (
        offer is not None and offer.connections is not None and offer.connections > len(case.segments) - 1 - incident.segment
    ):
        return "more connections"
    if _lower(case.hit.cabin_flown, case.hit.cabin_booked) or (offer is not None and _lower(offer.cabin, case.hit.cabin_booked)):
        return "a lower class of service"
    if case.passenger.reduced_mobility and offer is not None:
        through = offer.connection_airports
        if through is not None and any(one not in _connections(case) for one in through):
            return "another connecting airport for a passenger with a disability"
        if offer.keeps_accessibility is False:
            return "accessibility features that the passenger needs are gone"
    return ""


def _unknown_changes(case: RightsCase) -> list[str]:
    """What might have changed and is not known; a flight that is only late keeps its airports and connections."""
    incident, offer = case.incident, case.incident.rerouting
    found = []
    if incident.kind in ("schedule_change", "missed_connection"):
        if incident.airport_changed is None:
            found.append("whether an origin or destination airport changed")
        if incident.more_connections is None and (offer is None or offer.connections is None):
            found.append("whether there are more connections")
    if incident.kind == "downgrade" and case.hit.cabin_flown is None and (offer is None or offer.cabin is None):
        found.append("the cabin offered")
    if case.passenger.reduced_mobility and offer is not None and offer.keeps_accessibility is None:
        found.append("whether the accessibility features are still there")
    return found


def _connections(case: RightsCase) -> tuple[str, ...]:
    return tuple(one.destination for one in case.segments[:-1])


def _lower(cabin: Cabin | None, booked: Cabin) -> bool:
    return cabin is not None and CABINS.index(cabin) < CABINS.index(booked)


def _international(case: RightsCase, law: Law) -> bool:
    home = law["united_states"]
    return any(
        one.international_ticket or place(one.origin).country not in home or place(one.destination).country not in home
        for one in case.segments
    )


def _bag_figure(case: RightsCase, law: Law) -> str:
    """Which of the three limits counts: by the longest flight of the itinerary between the United States and abroad."""
    if not _international(case, law):
        return "bag_domestic"
    home = law["united_states"]
    longest = max(
        (
            minutes_between(one.scheduled_departure, one.scheduled_arrival)
            for one in case.segments
            if (place(one.origin).country in home) != (place(one.destination).country in home)
        ),
        default=0,
    )
    return "bag_international_long" if longest > law["long_flight_over"] else "bag_international"


def _money(case: RightsCase, cents: int | None) -> Amount | None:
    return None if cents is None or case.fare is None else Amount(cents, case.fare.currency)


def _pay_by(case: RightsCase, law: Law, asked: datetime | None) -> tuple[datetime | None, str]:
    """When the refund must be made, and how that is counted; None where the request or the way of payment is not known."""
    card = None if case.fare is None else case.fare.paid_by_card
    if card is None:
        days = f"{law['card_business_days']} business days (card) or {law['other_days']} days"
        return None, f"within {days}; how it was paid is not known"
    if not card:
        said = f"within {law['other_days']} days"
        return (None if asked is None else asked + timedelta(days=law["other_days"])), said
    left: int = law["card_business_days"]
    said = f"within {left} business days (weekends left out, federal holidays not)"
    if asked is None:
        return None, said
    day = asked.astimezone(case.origin.clock)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return asked + (day - asked), said


RULES = (refund, notice, downgrade, baggage_fee, ancillary_fee)
