"""The rules that change a fare, in their order. Each looks at the sale and at the fare so far and answers with one step or none.

Percentages are of the fare so far, rounded half up to the cent. The channel comes last: it pays for selling, not for the seat.
"""

import math
from collections.abc import Callable

from tools.inventory_control.groups import group_quote
from tools.pricing.record import PriceStep
from tools.pricing.request import FareOnSale
from tools.pricing.sale import Sale

Adjustment = Callable[[Sale, FareOnSale, int], PriceStep | None]


def family_supplement(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """What the fare family costs more than the bare fare."""
    family = sale.family
    return _step("family", family.supplement_cents, f"family {family.name}: {', '.join(family.attributes)}")


def point_of_sale(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """The factor of the country where the sale is made, within its band."""
    policy, country = sale.policy, sale.request.asked.point_of_sale
    listed = policy.point_of_sale_percent.get(country, 100)
    factor = min(max(listed, policy.point_of_sale_least_percent), policy.point_of_sale_most_percent)
    held = "" if factor == listed else f", the table's {listed} % held in its band"
    return _step("point_of_sale", percent_of(cents, factor - 100), f"sold in {country}: {factor} %{held}")


def events(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """The uplift of events at either end, all together within the cap."""
    names, policy = sale.request.market.events, sale.policy
    added = sum(policy.event_uplift_percent[name] for name in names)
    uplift = min(added, policy.event_cap_percent)
    held = "" if uplift == added else f", {added} % held at the cap"
    return _step("event", percent_of(cents, uplift), f"{', '.join(names)}: {uplift} %{held}")


def competitors(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """Meet the cheapest fare that counts, or follow it upwards, within the caps."""
    policy, state = sale.policy, sale.request.state
    if state.days_to_departure < policy.competitor_least_days:
        return None
    counting = [one for one in sale.request.market.competitors if one.carrier not in policy.competitors_not_followed]
    if not counting:
        return None
    rival = min(counting, key=lambda one: (one.fare_cents, one.carrier))
    apart = rival.fare_cents - cents
    if abs(apart) <= percent_of(cents, policy.competitor_threshold_percent):
        return None
    if apart < 0:
        cut = max(apart, -percent_of(cents, policy.competitor_cut_percent))
        held = "" if cut == apart else f", held at {policy.competitor_cut_percent} %"
        return _step("competitor", cut, f"{rival.carrier} sells at {rival.fare_cents} cents: met{held}")
    rise = min(apart, percent_of(cents, policy.competitor_raise_percent))
    held = "" if rise == apart else f", held at {policy.competitor_raise_percent} %"
    return _step("competitor", rise, f"{rival.carrier} sells at {rival.fare_cents} cents: followed{held}")


def contract(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """The firm's discount, down to the floor of its contract."""
    agreed = sale.contract
    if agreed is None:
        return None
    wanted = cents - percent_of(cents, agreed.discount_percent)
    reached = min(cents, max(wanted, agreed.floor_cents))
    held = "" if reached == wanted else f", held at the contract's floor of {agreed.floor_cents} cents"
    return _step("contract", reached - cents, f"{sale.request.asked.contract}: {agreed.discount_percent} % off{held}")


def group(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """The discount of groups."""
    if not sale.is_group:
        return None
    percent = sale.policy.group_discount_percent
    return _step("group", -percent_of(cents, percent), f"group of {sale.request.asked.party}: {percent} % off")


def displacement(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """No reduction below what the seats displace; a group pays its margin on top, others never more than their filed fare."""
    if sale.for_disrupted:
        return None
    if sale.is_group:
        least = least_group_cents(sale)
        return _step("displacement", max(0, least - cents), f"the group's seats displace {least} cents each, margin included")
    filed = fare.fare_cents + sale.family.supplement_cents
    if cents >= filed:
        return None
    party = sale.request.asked.party
    each = math.ceil(sale.displaced_cents(party) / party)
    return _step(
        "displacement", max(0, min(each, filed) - cents), f"its seats displace {each} cents each: no discount below that"
    )


def channel(sale: Sale, fare: FareOnSale, cents: int) -> PriceStep | None:
    """What selling through the channel costs."""
    name = sale.request.asked.channel
    return _step("channel", sale.policy.channel_cents.get(name, 0), f"sold through {name}")


FILED: tuple[Adjustment, ...] = (family_supplement, channel)
"""What is filed with the fare and needs no view of demand or market."""

ADJUSTMENTS: tuple[Adjustment, ...] = (
    family_supplement,
    point_of_sale,
    events,
    competitors,
    contract,
    group,
    displacement,
    channel,
)


def least_group_cents(sale: Sale) -> int:
    """The fare per seat at which a group pays for what it displaces, and the margin; `sale.seats` must hold it."""
    policy, party = sale.policy, sale.request.asked.party
    quote = group_quote(party, sale.displacements(party), wash=(100 - policy.group_show_percent) / 100)
    return -(-quote.least_fare_cents * (100 + policy.group_margin_percent) // 100)


def percent_of(cents: int, percent: int) -> int:
    """So many percent of the cents, rounded half away from zero to the cent."""
    rounded = (abs(cents * percent) + 50) // 100
    return rounded if cents * percent >= 0 else -rounded


def _step(name: str, cents: int, reason: str) -> PriceStep | None:
    return PriceStep(name=name, cents=cents, reason=reason) if cents else None
