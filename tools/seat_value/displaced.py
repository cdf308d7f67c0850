"""What a plan does to sales still to come: of departures it cancels, fills with other people, empties, re-equips or freezes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.plans import ProjectedFlight
from knowledge.airline.revenue_policy import RevenuePolicy, revenue_policy
from tools.seat_value.prices import departures_on_sale, sales_to_come, seats_left


@dataclass(frozen=True, slots=True)
class DisplacedSales:
    """One departure: seats for sale before and after; cents of sales to come, and what is lost of them (negative: gained)."""

    flight_id: FlightId
    seats_before: int
    seats_after: int
    cancelled: bool
    to_come_cents: int
    lost_cents: int


def displaced_sales(
    base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight], *, now: datetime
) -> tuple[DisplacedSales, ...]:
    """Departures on sale at base whose sales the plan changes, in order of departure. Empty where no demand is known.

    `after`: the network with the plan, `projected`: how its flights then go. Of a cancelled departure the recaptured share of
    `knowledge/airline/revenue.yaml` is not lost. Demand comes until the scheduled departure, so delay loses nothing here.
    """
    policy = revenue_policy()
    found = []
    for flight in departures_on_sale(base, now=now):
        future = projected.get(flight.flight_id)
        gone = future is not None and future.cancelled
        changed = after.departure(flight.flight_id)
        before, then = seats_left(base, flight), 0 if gone else seats_left(after, changed)
        if before == then and not gone and changed.freeze == flight.freeze:
            continue
        to_come = _to_come(flight, before, now)
        kept = _recaptured(to_come, policy) if gone else _to_come(changed, then, now)
        if to_come != kept:
            found.append(DisplacedSales(flight.flight_id, before, then, gone, to_come, to_come - kept))
    return tuple(found)


def displaced_cents(
    base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight], *, now: datetime
) -> int:
    """All of it together, in cents; negative where the plan leaves more to sell than there was."""
    return sum(one.lost_cents for one in displaced_sales(base, after, projected, now=now))


def cancelled_sales_cents(state: NetworkState, flight: Flight, *, now: datetime) -> int:
    """Sales to come that are lost when the departure is cancelled, in cents."""
    to_come = _to_come(flight, seats_left(state, flight), now)
    return to_come - _recaptured(to_come, revenue_policy())


def _recaptured(cents: int, policy: RevenuePolicy) -> int:
    return cents * policy.recapture_percent // 100


def _to_come(flight: Flight, seats: int, now: datetime) -> int:
    """Sales to come in cents; the classes of a freeze are missing for the share of the time that it lasts."""
    whole = float(sales_to_come(replace(flight, freeze=None), seats, now)[-1])
    if flight.freeze is None or flight.freeze.until <= now:
        return round(whole)
    frozen = min(1.0, (flight.freeze.until - now) / (flight.std - now))
    return round(frozen * float(sales_to_come(flight, seats, now)[-1]) + (1 - frozen) * whole)
