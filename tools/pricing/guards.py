"""The guards: what always wins, whatever the rules and the policy say. There is no switch for any of them in the policy.

Those before the price take away what may not be used or sold; those after it have the last word on the fare, the last of them
over all others: nobody who is disrupted pays more than before.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tools.pricing.record import PriceStep
from tools.pricing.request import LegOnSale
from tools.pricing.sale import Sale

Before = Callable[[Sale], Sale]
After = Callable[[Sale, int], PriceStep | None]


def stale_state_is_not_used(sale: Sale) -> Sale:
    """Old forecasts and bid prices do not steer: fares are sold as they are filed."""
    state, limit = sale.request.state, sale.policy.stale_state_min
    if state.age_min <= limit or not sale.steered:
        return sale
    legs = tuple(leg.model_copy(update={"bid_prices_cents": ()}) for leg in state.legs)
    stripped = {one.name: one.model_copy(update={"mean": None, "sd": None}) for one in state.classes}
    return _with_state(
        sale,
        "stale_state",
        f"forecast and bid prices are {state.age_min} min old, {limit} is the limit: the filed fare is sold",
        on_offer=tuple(stripped[one.name] for one in sale.on_offer),
        legs=legs,
        classes=tuple(stripped.values()),
    )


def stale_competitors_are_not_answered(sale: Sale) -> Sale:
    """A competitor's fare that was seen too long ago does not count."""
    limit, market = sale.policy.competitor_fresh_min, sale.request.market
    fresh = tuple(one for one in market.competitors if one.age_min <= limit)
    if len(fresh) == len(market.competitors):
        return sale
    old = ", ".join(f"{one.carrier} ({one.age_min} min)" for one in market.competitors if one.age_min > limit)
    request = sale.request.model_copy(update={"market": market.model_copy(update={"competitors": fresh})})
    return sale.noting("stale_competitor", f"not answered, seen more than {limit} min ago: {old}", request=request)


def a_disruption_is_not_a_market(sale: Sale) -> Sale:
    """While the market is disrupted, neither events nor competitors move a fare."""
    request = sale.request
    if not (_disrupted(sale) and (request.market.events or request.market.competitors)):
        return sale
    market = request.market.model_copy(update={"events": (), "competitors": ()})
    return sale.noting(
        "disruption_market",
        "disrupted: events and competitors do not move fares",
        request=request.model_copy(update={"market": market}),
    )


def no_pad_on_recovery_flights(sale: Sale) -> Sale:
    """Flights that recover disrupted people are not sold beyond their seats."""
    padded = [leg for leg in sale.request.state.legs if leg.recovery_flight and leg.overbooking_pad]
    if not padded:
        return sale
    legs = tuple(leg.model_copy(update={"overbooking_pad": 0}) if leg in padded else leg for leg in sale.request.state.legs)
    return _with_state(sale, "no_pad", f"not overbooked, a recovery flight: {_named(padded)}", legs=legs)


def protected_seats_are_kept(sale: Sale) -> Sale:
    """Seats kept for disrupted people are sold to nobody else."""
    kept = [leg for leg in sale.request.state.legs if leg.protected_seats]
    if not kept or sale.for_disrupted:
        return sale
    legs = tuple(_less_protected(leg) for leg in sale.request.state.legs)
    seats = ", ".join(f"{leg.protected_seats} on {leg.flight_id}" for leg in kept)
    return _with_state(sale, "protected_seats", f"kept for disrupted people: {seats}", legs=legs)


def frozen_classes_are_closed(sale: Sale) -> Sale:
    """A class that is frozen on any flight of the journey is not sold, to nobody."""
    frozen = {name for leg in sale.request.state.legs for name in leg.frozen_classes}
    left = tuple(one for one in sale.on_offer if one.name not in frozen)
    if len(left) == len(sale.on_offer):
        return sale
    names = ", ".join(one.name for one in sale.on_offer if one.name in frozen)
    return sale.noting("frozen", f"closed by a freeze: {names}", on_offer=left)


def no_sell_up_on_the_last_protected_flight(sale: Sale) -> Sale:
    """Where nothing leaves later, nobody is offered a dearer class because the cheapest that may be sold to them is closed."""
    last = [leg for leg in sale.request.state.legs if leg.last_protected_flight]
    if not last or len(sale.on_offer) < 2:
        return sale
    reason = f"the last flight that protects people: {_named(last)}; only class {sale.on_offer[-1].name} is offered"
    return sale.noting("no_sell_up", reason, on_offer=sale.on_offer[-1:])


def floor(sale: Sale, cents: int) -> PriceStep | None:
    """No fare is below the floor."""
    least = floor_cents(sale)
    return None if cents >= least else PriceStep(name="floor", cents=least - cents, reason=f"the floor is {least} cents")


def ceiling(sale: Sale, cents: int) -> PriceStep | None:
    """No fare is above the ceiling."""
    most = ceiling_cents(sale)
    return None if cents <= most else PriceStep(name="ceiling", cents=most - cents, reason=f"the ceiling is {most} cents")


def disrupted_people_never_pay_more(sale: Sale, cents: int) -> PriceStep | None:
    """Disrupted people pay what they have paid, or less."""
    customer = sale.request.asked.disrupted
    if customer is None or cents <= customer.paid_cents:
        return None
    reason = f"disrupted, and has paid {customer.paid_cents} cents: no more than that"
    return PriceStep(name="never_above_paid", cents=customer.paid_cents - cents, reason=reason)


BEFORE: tuple[Before, ...] = (
    stale_state_is_not_used,
    stale_competitors_are_not_answered,
    a_disruption_is_not_a_market,
    no_pad_on_recovery_flights,
    protected_seats_are_kept,
    frozen_classes_are_closed,
    no_sell_up_on_the_last_protected_flight,
)
AFTER: tuple[After, ...] = (floor, ceiling, disrupted_people_never_pay_more)


def floor_cents(sale: Sale) -> int:
    """The lowest fare, from the cheapest filed one; rounded up to the cent."""
    return -(-sale.classes[-1].fare_cents * sale.policy.floor_percent // 100)


def ceiling_cents(sale: Sale) -> int:
    """The highest fare, from the dearest filed one; rounded down to the cent."""
    return sale.classes[0].fare_cents * sale.policy.ceiling_percent // 100


def _less_protected(leg: LegOnSale) -> LegOnSale:
    # Where fewer seats are left than are kept, the overbooking pad must not be sold in their place.
    short = max(0, leg.protected_seats - leg.seats_left)
    left, pad = max(0, leg.seats_left - leg.protected_seats), max(0, leg.overbooking_pad - short)
    return leg.model_copy(update={"seats_left": left, "overbooking_pad": pad})


def _disrupted(sale: Sale) -> bool:
    return sale.request.state.mode == "disrupted" or sale.for_disrupted


def _named(legs: list[LegOnSale]) -> str:
    return ", ".join(leg.flight_id for leg in legs)


def _with_state(sale: Sale, name: str, reason: str, *, on_offer: tuple[Any, ...] | None = None, **changes: Any) -> Sale:
    state = sale.request.state.model_copy(update=changes)
    changed = sale.noting(name, reason, request=sale.request.model_copy(update={"state": state}))
    return changed if on_offer is None else replace(changed, on_offer=on_offer)
