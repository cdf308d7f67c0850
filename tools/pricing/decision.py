"""The one engine that prices a request: guards, class, adjustments, guards again, and the audit row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.units import Frozen, Money
from knowledge.airline.pricing_policy import PricingPolicy
from tools.pricing.adjustments import ADJUSTMENTS, FILED, Adjustment, least_group_cents
from tools.pricing.guards import AFTER, BEFORE, After, Before, ceiling_cents
from tools.pricing.record import Outcome, PriceRecord, PriceStep, digest, price_id
from tools.pricing.request import FareOnSale, PricingRequest
from tools.pricing.sale import Sale
from tools.spec import ToolRetry


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of the engine in their order."""

    before: tuple[Before, ...] = BEFORE
    adjustments: tuple[Adjustment, ...] = ADJUSTMENTS
    filed: tuple[Adjustment, ...] = FILED
    after: tuple[After, ...] = AFTER


RULES = Rules()


class PriceDecision(Frozen):
    """The answer to one request. `fare` for one person, `total` for the party; both None unless accepted.

    `as_filed`: nothing current is known about demand, so the filed fare was sold. `audit`: the row to keep.
    """

    outcome: Outcome
    fare: Money | None
    total: Money | None
    class_sold: str | None
    family: str
    as_filed: bool
    adjustments: tuple[PriceStep, ...]
    guards: tuple[PriceStep, ...]
    reason: str
    audit: PriceRecord


@dataclass(frozen=True, slots=True)
class Unsold:
    """Why nothing is sold, and whether a person should look."""

    outcome: Outcome
    reason: str


def decide(request: PricingRequest, policy: PricingPolicy, *, at: datetime, rules: Rules = RULES) -> PriceDecision:
    """Price the request: accept at a fare, reject, or refer to a person; always with one audit row.

    ToolRetry names every fault of the request. The same request, policy and moment give the same answer and the same row.
    """
    found = faults(request, policy)
    if found:
        raise ToolRetry("This request cannot be priced; mend what is named and ask again.", found)
    sale = Sale(request, policy, _allowed(request, policy))
    for before in rules.before:
        sale = before(sale)
    choice = choose(sale)
    if isinstance(choice, Unsold):
        return _answer(request, sale, at, choice.outcome, choice.reason)
    adjustments: list[PriceStep] = []
    guards: list[PriceStep] = []
    cents = choice.fare_cents
    for adjustment in rules.adjustments if sale.steered else rules.filed:
        step = adjustment(sale, choice, cents)
        if step is not None:
            adjustments.append(step)
            cents += step.cents
    for after in rules.after:
        step = after(sale, cents)
        if step is not None:
            guards.append(step)
            cents += step.cents
    return _answer(request, sale, at, "accept", _why(sale, choice), choice, tuple(adjustments), tuple(guards), cents)


def choose(sale: Sale) -> FareOnSale | Unsold:
    """The class that is sold: the cheapest open one; or why none is."""
    asked, policy, state = sale.request.asked, sale.policy, sale.request.state
    if not sale.on_offer:
        outcome: Outcome = "refer" if sale.for_disrupted else "reject"
        return Unsold(outcome, "no class may be sold: each is frozen or past its advance purchase")
    if sale.for_disrupted:
        if asked.party > sale.seats_without_pad:
            return Unsold(
                "reject", f"{sale.seats_without_pad} seats are left for {asked.party} disrupted people; look for other flights"
            )
        return sale.on_offer[-1]
    if sale.bid_prices_known and sale.displaced_cents(1) > ceiling_cents(sale):
        return Unsold(
            "refer", f"the next seat's bid price of {sale.displaced_cents(1)} cents is above the ceiling: it cannot be right"
        )
    if sale.is_group:
        return _group(sale)
    agreed = sale.contract
    to_the_last = agreed is not None and agreed.last_seat and (state.mode == "normal" or policy.last_seat_in_disruption)
    if to_the_last and asked.party <= sale.seats_without_pad:
        return sale.on_offer[-1]
    for fare in reversed(sale.on_offer):
        if sale.is_open(fare):
            return fare
    if asked.party > sale.seats:
        return Unsold("reject", f"{sale.seats} seats may be sold, {asked.party} are asked for")
    return Unsold("reject", "the seats are worth more than every fare that may be sold")


def faults(request: PricingRequest, policy: PricingPolicy) -> tuple[tuple[str, str], ...]:
    """What is wrong with a request, each by field with the next step."""
    asked, state = request.asked, request.state
    found: list[tuple[str, str]] = []
    names = [one.name for one in state.classes]
    families = [one.name for one in policy.fare_families]
    if len(set(names)) < len(names):
        found.append(("state.classes", "two classes share a name; give each its own"))
    if state.currency != policy.currency:
        found.append(("state.currency", f"the policy is in {policy.currency}; give fares in it, not in {state.currency}"))
    if asked.contract is not None and asked.contract not in policy.corporate_contracts:
        found.append(("asked.contract", f"no contract {asked.contract!r}; known are {', '.join(policy.corporate_contracts)}"))
    for where, family in (("asked.family", asked.family), ("asked.disrupted.family", asked.disrupted and asked.disrupted.family)):
        if family is not None and family not in families:
            found.append((where, f"no fare family {family!r}; known are {', '.join(families)}"))
    least = policy.least_family(frozenset(asked.needs))
    if least is None:
        found.append(("asked.needs", f"no fare family includes {', '.join(asked.needs)}; the fullest has {_fullest(policy)}"))
    elif asked.family in families and not set(asked.needs) <= set(policy.family(asked.family).attributes):
        found.append(
            ("asked.family", f"{asked.family!r} does not include {', '.join(asked.needs)}; ask for {least.name!r} or more")
        )
    unknown = [one for one in request.market.events if one not in policy.event_uplift_percent]
    if unknown:
        known = ", ".join(policy.event_uplift_percent)
        found.append(("market.events", f"no event {', '.join(map(repr, unknown))}; known are {known}"))
    if len(set(request.market.events)) < len(request.market.events):
        found.append(("market.events", "an event is named twice; name it once"))
    return tuple(found)


def _allowed(request: PricingRequest, policy: PricingPolicy) -> tuple[FareOnSale, ...]:
    """Classes whose advance purchase is met, dearest first; all of them for disrupted people."""
    days = request.state.days_to_departure
    waived = request.asked.disrupted is not None
    ordered = sorted(request.state.classes, key=lambda one: -one.fare_cents)
    return tuple(one for one in ordered if waived or days >= policy.advance_purchase_days.get(one.name, 0))


def _group(sale: Sale) -> FareOnSale | Unsold:
    party, policy, state = sale.request.asked.party, sale.policy, sale.request.state
    if state.mode == "disrupted" and not policy.groups_in_disruption:
        return Unsold("refer", "groups are not sold without a person while the market is disrupted")
    if party >= policy.group_refer_from:
        return Unsold("refer", f"a group of {party}: from {policy.group_refer_from} people on a person decides")
    if state.days_to_departure < policy.group_least_days:
        return Unsold(
            "refer", f"a group {state.days_to_departure} days before departure: under {policy.group_least_days} a person decides"
        )
    if not sale.steered:
        return Unsold("refer", "what a group displaces is not known: forecast and bid prices are missing or stale")
    if party > sale.seats:
        return Unsold("reject", f"{sale.seats} seats may be sold, {party} are asked for")
    least = least_group_cents(sale)
    if least > ceiling_cents(sale):
        return Unsold("reject", f"the group's seats displace {least} cents each, more than any fare may be")
    return sale.on_offer[-1]


def _why(sale: Sale, fare: FareOnSale) -> str:
    if sale.for_disrupted:
        return f"disrupted: carried in class {fare.name}"
    if sale.is_group:
        return f"group of {sale.request.asked.party} in class {fare.name}, by what its seats displace"
    if sale.bid_prices_known:
        return f"class {fare.name} is the cheapest that pays for what its seats displace"
    if sale.forecast_known:
        return f"class {fare.name} is the cheapest that protection leaves seats for"
    return f"class {fare.name} as filed: no current forecast or bid prices"


def _fullest(policy: PricingPolicy) -> str:
    return ", ".join(policy.fare_families[-1].attributes)


def _answer(
    request: PricingRequest,
    sale: Sale,
    at: datetime,
    outcome: Outcome,
    reason: str,
    fare: FareOnSale | None = None,
    adjustments: tuple[PriceStep, ...] = (),
    guards: tuple[PriceStep, ...] = (),
    cents: int | None = None,
) -> PriceDecision:
    currency, party = request.state.currency, request.asked.party
    asked: dict[str, Any] = request.asked.model_dump(mode="json")
    inputs = digest(request.model_dump(mode="json"), sale.policy.sha256)
    class_sold = fare.name if fare else None
    guards = (*sale.notes, *guards)
    record = PriceRecord(
        price_id=price_id(at, inputs, (outcome, class_sold, cents)),
        at=at,
        subject=" ".join(leg.flight_id for leg in request.state.legs),
        outcome=outcome,
        party=party,
        class_sold=class_sold,
        request_digest=digest(asked),
        base_cents=fare.fare_cents if fare else None,
        adjustments=adjustments,
        guards=guards,
        result_cents=cents,
        currency=currency,
        policy_version=sale.policy.version,
        inputs_digest=inputs,
        reason=reason,
    )
    return PriceDecision(
        outcome=outcome,
        fare=None if cents is None else Money(cents=cents, currency=currency),
        total=None if cents is None else Money(cents=cents * party, currency=currency),
        class_sold=class_sold,
        family=sale.family.name,
        as_filed=not sale.steered,
        adjustments=adjustments,
        guards=guards,
        reason=reason,
        audit=record,
    )
