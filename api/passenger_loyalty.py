"""Margin that the airline must expect to lose in customers who leave after a late or broken journey, by tier. Assumed figures."""

from api.outlook import Outlook
from api.passenger_impact import TIERS, affected_bookings, late_min
from domain.units import Frozen, minutes_between
from knowledge.airline.reaccommodation_policy import reaccommodation_policy


class TierLoyalty(Frozen):
    """Passengers of one tier who arrive late or not as sold, and what they are expected to cost in later years' margin."""

    tier: str
    passengers: int
    loyalty_cents: int


class Loyalty(Frozen):
    """Not in the price of any plan, whose soft cost already stands for lost goodwill. Everything here is assumed."""

    by_tier: tuple[TierLoyalty, ...]
    total_cents: int
    policy_version: str
    assumed: bool = True


def loyalty_at_stake(outlook: Outlook) -> Loyalty:
    """By tier, the highest first: broken journeys count as a day late, late ones as late as they arrive or will."""
    state, policy = outlook.state, reaccommodation_policy()
    affected = {one.booking.booking_id: late_min(outlook, one) for one in affected_bookings(outlook)}
    people, cents = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for booking_id, booking in state.bookings.items():
        late = affected.get(booking_id)
        if late is None:
            flight = state.departure(booking.flight_ids[-1])
            projected = outlook.projection.flights.get(flight.flight_id)
            late = minutes_between(flight.sta, projected.eta if projected is not None else flight.ata or flight.eta)
        if late > 0:
            people[booking.tier] += booking.passengers
            cents[booking.tier] += booking.passengers * policy.loyalty_cents(booking.tier, late)
    return Loyalty(
        by_tier=tuple(TierLoyalty(tier=tier, passengers=people[tier], loyalty_cents=cents[tier]) for tier in TIERS),
        total_cents=sum(cents.values()),
        policy_version=policy.version,
    )
