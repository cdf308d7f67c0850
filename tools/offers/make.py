"""Makes an offer: forecast, price and bundle, in this order, each with its way on when its source does not answer.

| source fails | stands in for it |
|---|---|
| forecast | the last one that came for the flight, if it is recent enough; else none, and fares are sold as filed |
| pricing | the filed fare: the cheapest class not frozen whose seats dearer classes are not expected to need |
| ancillaries | the default bundle of the cabin; none where a rule forbids it |

A source fails by raising anything but ToolRetry about what the customer asked. Guards hold in every case.
"""

from dataclasses import dataclass, field
from datetime import datetime

from domain.hash_chain import canonical
from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.ancillary_policy import AncillaryPolicy, Code, ancillary_policy
from knowledge.airline.pricing_policy import pricing_policy
from tools.ancillaries.choice import Priced, default_bundle, priced
from tools.ancillaries.rules import Trip, broken_rules, segment_of, trip_of
from tools.ancillaries.tool import journey
from tools.offers.offer import Offer, OfferAnswer, OfferItem, OfferRequest, SourceAnswer
from tools.offers.sources import DemandOutlook, FareQuestion, Sources, filed_fares, seats_left
from tools.pricing.record import Outcome, PriceRecord, PriceStep, digest, price_id
from tools.spec import ToolRetry

_OUTCOMES = {"accept": "offered", "reject": "declined", "refer": "referred"}
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class _Fare:
    """What pricing, or the filed fare in its place, answers."""

    outcome: Outcome
    class_sold: str
    family: str
    unit_cents: int
    reason: str
    record: PriceRecord


@dataclass(slots=True)
class _Making:
    """One offer on its way: what was asked, of which network, and what has answered so far."""

    state: NetworkState
    request: OfferRequest
    legs: tuple[Flight, ...]
    now: datetime
    paid_cents: int | None
    trip: Trip
    fares: tuple[tuple[str, int], ...]
    policy: AncillaryPolicy
    answers: list[SourceAnswer] = field(default_factory=list)

    def failed(self, source: str, error: Exception, instead: str) -> None:
        """Note that a source did not answer, and what stands in for it."""
        reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        self.answers.append(
            SourceAnswer.model_validate({"source": source, "answered": False, "fell_back_to": instead, "reason": reason})
        )

    def answered(self, source: str) -> None:
        """Note that a source answered."""
        self.answers.append(SourceAnswer.model_validate({"source": source, "answered": True}))


def make_offer(state: NetworkState, request: OfferRequest, sources: Sources, *, now: datetime) -> OfferAnswer:
    """The offer for a journey, or why there is none; always with the audit row of its price.

    ToolRetry names everything that is wrong with the request. The same request, network, moment and sources give the same offer.
    """
    making = _started(state, request, now)
    outlooks = _outlooks(making, sources)
    fare = _fare(making, sources, outlooks)
    if fare.outcome != "accept":
        answers = _in_order(making.answers)
        return OfferAnswer.model_validate(
            {"outcome": _OUTCOMES[fare.outcome], "offer": None, "reason": fare.reason, "sources": answers, "audit": fare.record}
        )
    bundle, why = _bundle(making, sources)
    offer = _offer(making, fare, bundle, why)
    return OfferAnswer(outcome="offered", offer=offer, reason=fare.reason, sources=_in_order(making.answers), audit=fare.record)


def _in_order(answers: list[SourceAnswer]) -> tuple[SourceAnswer, ...]:
    return tuple(sorted(answers, key=lambda one: one.source))


# --- what is asked ------------------------------------------------------------------------------------------------------


def _started(state: NetworkState, request: OfferRequest, now: datetime) -> _Making:
    policy = ancillary_policy()
    faults: list[tuple[str, str]] = []
    legs: tuple[Flight, ...] = ()
    try:
        legs = journey(state, request.flight_ids, request.facts)
    except ToolRetry as retry:
        faults += retry.faults
    paid = _paid(state, request, faults)
    families = {one.name: one for one in pricing_policy().fare_families}
    if request.family not in families:
        faults.append(("family", f"no fare family {request.family!r}; known are {', '.join(families)}."))
    fares = filed_fares(legs, request.facts.cabin) if legs else ()
    if legs and not fares:
        faults.append(("facts.cabin", f"no fare is filed in {request.facts.cabin} for the whole journey; ask for another cabin."))
    if legs and minutes_between(now, legs[0].etd) < policy.sale_ends_min:
        faults.append(("flight_ids[0]", f"the sale of {legs[0].flight_id!r} has ended; choose a later flight."))
    unknown = [one for one in request.codes or () if one not in policy.atoms]
    if unknown:
        faults.append(("codes", f"{', '.join(unknown)} not sold; known are {', '.join(policy.atoms)}."))
    if faults:
        raise ToolRetry("No offer can be made for this request.", tuple(faults))
    facts = request.facts.model_copy(
        update={"disrupted": paid is not None, "fare_includes": tuple(families[request.family].attributes)}
    )
    trip = trip_of(state, legs, facts, now)
    if request.codes:
        broken = broken_rules(request.codes, trip, policy)
        if broken:
            raise ToolRetry("These ancillaries are not sold together on this trip.", tuple(("codes", one) for one in broken))
    return _Making(state, request, legs, now, paid, trip, fares, policy)


def _paid(state: NetworkState, request: OfferRequest, faults: list[tuple[str, str]]) -> int | None:
    """What each disrupted passenger has paid; None: nobody is disrupted."""
    name = request.disrupted_booking
    if name is None:
        if request.facts.disrupted:
            faults.append(("disrupted_booking", "name the booking whose passengers are disrupted."))
        return None
    booking = state.bookings.get(name)
    if booking is None or booking.status not in ("disrupted", "rebooked"):
        what = "is not in this network" if booking is None else f"is {booking.status}, not disrupted"
        faults.append(("disrupted_booking", f"booking {name!r} {what}; leave it out for a new sale."))
        return None
    if request.facts.seats > booking.passengers:
        faults.append(("facts.adults", f"booking {name!r} has {booking.passengers} passengers; ask for no more."))
    return booking.fare_cents


# --- the three sources ----------------------------------------------------------------------------------------------------


def _outlooks(making: _Making, sources: Sources) -> tuple[DemandOutlook, ...] | None:
    found: list[DemandOutlook] = []
    try:
        for leg in making.legs:
            found.append(sources.demand.outlook(making.state, leg, making.now))
    except Exception as error:  # whatever it is, an offer is still made
        kept = [sources.last_good.get(leg.flight_id) for leg in making.legs]
        usable = [one for one in kept if one is not None and _recent(one, making)]
        if len(usable) == len(making.legs):
            oldest = max(minutes_between(one.at, making.now) for one in usable)
            making.failed("forecast", error, f"the last good forecast, {oldest} min old")
            return tuple(usable)
        making.failed("forecast", error, "none: fares are sold as filed")
        return None
    for one in found:
        sources.last_good[one.flight_id] = one
    making.answered("forecast")
    return tuple(found)


def _recent(outlook: DemandOutlook, making: _Making) -> bool:
    return 0 <= minutes_between(outlook.at, making.now) <= making.policy.last_good_min


def _fare(making: _Making, sources: Sources, outlooks: tuple[DemandOutlook, ...] | None) -> _Fare:
    question = FareQuestion(
        state=making.state,
        legs=making.legs,
        fares=making.fares,
        outlooks=outlooks,
        request=making.request,
        segment=segment_of(making.trip.facts, making.policy),
        paid_cents=making.paid_cents,
        now=making.now,
    )
    try:
        decision = sources.fares.fare(question)
    except ToolRetry as retry:
        faults = tuple((name.removeprefix("asked."), text) for name, text in retry.faults if name.startswith("asked."))
        if faults:
            raise ToolRetry("No offer can be made for this request.", faults) from retry
        fare = _filed(making)
        making.failed("pricing", retry, f"the filed fare of class {fare.class_sold}" if fare.class_sold else "no fare")
        return fare
    except Exception as error:  # whatever it is, there is a filed fare
        fare = _filed(making)
        making.failed("pricing", error, f"the filed fare of class {fare.class_sold}" if fare.class_sold else "no fare")
        return fare
    making.answered("pricing")
    cents = decision.fare.cents if decision.fare is not None else 0
    return _Fare(decision.outcome, decision.class_sold or "", decision.family, cents, decision.reason, decision.audit)


def _filed(making: _Making) -> _Fare:
    """The filed fare with its guards, as an audit row like pricing's own."""
    party = making.request.facts.seats
    cabin = making.request.facts.cabin
    seats = min(seats_left(making.state, leg, cabin) for leg in making.legs)
    closed = {name for leg in making.legs for name in leg.frozen_classes(making.now)}
    open_classes = [(name, cents) for name, cents in making.fares if name not in closed]
    expected = {one.name: one.mean for one in making.legs[0].fare_classes}
    chosen, needed = None, 0.0
    for name, cents in open_classes:
        if chosen is None or seats - needed >= party:
            chosen = (name, cents)
        needed += expected.get(name, 0.0)
    if seats < party or chosen is None:
        reason = f"{seats} seats are left for {party} people" if seats < party else "every class is frozen"
        return _Fare("reject", "", "", 0, reason, _filed_record(making, "reject", None, None, (), reason))
    name, cents = chosen
    guards: tuple[PriceStep, ...] = ()
    if making.paid_cents is not None and cents > making.paid_cents:
        why = f"disrupted, and has paid {making.paid_cents} cents: no more than that"
        guards = (PriceStep(name="never_above_paid", cents=making.paid_cents - cents, reason=why),)
    reason = f"pricing did not answer: class {name} as filed"
    result = cents + sum(one.cents for one in guards)
    record = _filed_record(making, "accept", name, result, guards, reason)
    return _Fare("accept", name, making.request.family, result, reason, record)


def _filed_record(
    making: _Making,
    outcome: Outcome,
    class_sold: str | None,
    result_cents: int | None,
    guards: tuple[PriceStep, ...],
    reason: str,
) -> PriceRecord:
    asked = making.request.model_dump(mode="json")
    seats = [making.state.free_seats(leg) for leg in making.legs]
    inputs = digest(asked, [list(one) for one in making.fares], seats, making.paid_cents)
    return PriceRecord(
        price_id=price_id(making.now, inputs, (outcome, class_sold, result_cents)),
        at=making.now,
        subject=" ".join(leg.flight_id for leg in making.legs),
        outcome=outcome,
        party=making.request.facts.seats,
        class_sold=class_sold,
        request_digest=digest(asked),
        base_cents=dict(making.fares)[class_sold] if class_sold is not None else None,
        adjustments=(),
        guards=guards,
        result_cents=result_cents,
        currency=making.state.currency,
        policy_version="filed",
        inputs_digest=inputs,
        reason=reason,
    )


def _bundle(making: _Making, sources: Sources) -> tuple[Priced | None, str]:
    """The bundle of the offer and why it is this one; None: the fare alone."""
    request, policy, trip = making.request, making.policy, making.trip
    segment = segment_of(trip.facts, policy)
    if request.codes is not None:
        making.answered("ancillaries")
        return (priced(request.codes, trip, segment, policy), "as asked for") if request.codes else (None, "none asked for")
    age_min = max(0, minutes_between(request.facts_as_of or making.now, making.now))
    try:
        shown = sources.bundles.bundles(trip, policy, age_min)
    except Exception as error:  # whatever it is, the fare is still offered
        found = default_bundle(trip, segment, policy)
        making.failed("ancillaries", error, "the default bundle" if found is not None else "none: the fare alone")
        return found, "the default bundle" if found is not None else "no bundle"
    making.answered("ancillaries")
    return (shown.bundles[0] if shown.bundles else None), shown.why


# --- the offer ------------------------------------------------------------------------------------------------------------


def _offer(making: _Making, fare: _Fare, bundle: Priced | None, why: str) -> Offer:
    facts, policy = making.trip.facts, making.policy
    flight_ids = tuple(leg.flight_id for leg in making.legs)
    title = f"Fare {fare.class_sold}, {fare.family}"
    items = [_item(1, "fare", fare.class_sold, title, facts.seats, fare.unit_cents, flight_ids)]
    for number, line in enumerate(bundle.lines if bundle is not None else (), start=2):
        name = policy.atoms[line.code].name
        where = _provided_on(line.code, flight_ids, policy)
        items.append(_item(number, "ancillary", line.code, name, line.quantity, line.unit_cents, where))
    total = sum(one.total_cents for one in items)
    ends = making.legs[0].etd - minutes(policy.sale_ends_min)
    made_of = [making.state.scenario_id, making.state.version, making.now.isoformat(), making.request.model_dump(mode="json")]
    guards = [f"{one.name}: {one.reason}" for one in fare.record.guards]
    guards.append("priced_by_the_trip: facts of the trip and the place of sale only, nothing about a person")
    guards.append("ancillaries: never above the price list, never below what they cost")
    return Offer(
        offer_id=f"OFR-{digest(canonical(made_of), fare.record.price_id, [one.model_dump() for one in items])[:24]}",
        owner=making.legs[0].carrier,
        created_at=making.now,
        expires_at=min(making.now + minutes(policy.offer_valid_min), ends),
        currency=making.state.currency,
        flight_ids=flight_ids,
        passengers=facts.seats,
        children=facts.children,
        infants=facts.infants,
        cabin=facts.cabin,
        class_sold=fare.class_sold,
        family=fare.family,
        segment=segment_of(facts, policy),
        items=tuple(items),
        total_cents=total,
        reasons=(f"fare: {fare.reason}", f"bundle: {why}", *(_fallback(one) for one in making.answers if not one.answered)),
        guards=tuple(guards),
        price_id=fare.record.price_id,
    )


def _item(
    number: int, kind: str, code: str, name: str, quantity: int, unit_cents: int, flight_ids: tuple[FlightId, ...]
) -> OfferItem:
    return OfferItem.model_validate(
        {
            "item_id": f"I{number}",
            "kind": kind,
            "code": code,
            "name": name,
            "quantity": quantity,
            "unit_cents": unit_cents,
            "total_cents": quantity * unit_cents,
            "flight_ids": flight_ids,
        }
    )


def _provided_on(code: Code, flight_ids: tuple[FlightId, ...], policy: AncillaryPolicy) -> tuple[FlightId, ...]:
    """The flights an ancillary belongs to: all, or the first or last where it is provided on the ground."""
    match policy.atoms[code].at:
        case "origin":
            return flight_ids[:1]
        case "destination":
            return flight_ids[-1:]
        case "flight":
            return flight_ids


def _fallback(answer: SourceAnswer) -> str:
    return f"{answer.source} did not answer ({answer.reason}): {answer.fell_back_to}"
