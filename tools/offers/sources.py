"""Where the parts of an offer come from: a forecast, a bundle, a price. Each may fail; `make.py` knows a way on.

The protocols are what another source has to answer; the classes here answer from the network and from our own tools.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.units import minutes_between
from knowledge.airline.ancillary_policy import AncillaryPolicy, Segment
from knowledge.airline.pricing_policy import pricing_policy
from tools.ancillaries.catalogue import catalogue
from tools.ancillaries.choice import Shown, bundles_for
from tools.ancillaries.rules import Trip
from tools.offers.offer import OfferRequest
from tools.pricing.decision import PriceDecision, decide
from tools.pricing.request import Asked, DisruptedCustomer, FareOnSale, LegOnSale, PricingRequest, StateOfSale
from tools.pricing.request import Segment as PricedSegment
from tools.seat_value.prices import seat_price, share_left
from tools.seat_value.recovery_flights import why_recovery_flight


@dataclass(frozen=True, slots=True)
class DemandOutlook:
    """What is known of a flight's demand: people still to come by class, and what the first, second, ... seat given displaces.

    `at`: when it was known.
    """

    flight_id: FlightId
    people_by_class: tuple[tuple[str, float], ...]
    bid_prices_cents: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class FareQuestion:
    """A journey to be priced: its flights as they are, what is known of their demand (None: nothing), what disrupted people paid.

    `fares`: filed fares of the cabin for one person over the whole journey, by class, dearest first.
    """

    state: NetworkState
    legs: tuple[Flight, ...]
    fares: tuple[tuple[str, int], ...]
    outlooks: tuple[DemandOutlook, ...] | None
    request: OfferRequest
    segment: Segment
    paid_cents: int | None
    now: datetime


class DemandSource(Protocol):
    """Knows what demand a flight still expects."""

    def outlook(self, state: NetworkState, flight: Flight, now: datetime) -> DemandOutlook:
        """The outlook of one flight; any exception: it does not answer."""


class BundleSource(Protocol):
    """Knows which bundles suit a trip."""

    def bundles(self, trip: Trip, policy: AncillaryPolicy, facts_age_min: int) -> Shown:
        """Bundles for the trip, best first; any exception: it does not answer."""


class FareSource(Protocol):
    """Prices a journey."""

    def fare(self, question: FareQuestion) -> PriceDecision:
        """The decision with its audit row; ToolRetry: the request cannot be priced; any other exception: it does not answer."""


class NetworkDemand:
    """Demand as the flight itself carries it."""

    def outlook(self, state: NetworkState, flight: Flight, now: datetime) -> DemandOutlook:
        """People still to come of each class, and what seats displace. LookupError where nothing is forecast for the flight."""
        if not flight.fare_classes or flight.forecast_at is None:
            raise LookupError(f"nothing is forecast for {flight.flight_id!r}")
        share = share_left(flight, now)
        price = seat_price(state, flight, now=now)
        people = tuple((one.name, round(one.mean * share, 3)) for one in flight.fare_classes)
        return DemandOutlook(flight.flight_id, people, price.by_seat if price is not None else (0,), now)


class CatalogueBundles:
    """Bundles of our own catalogue."""

    def bundles(self, trip: Trip, policy: AncillaryPolicy, facts_age_min: int) -> Shown:
        """As `tools.ancillaries.choice` ranks them."""
        return bundles_for(trip, catalogue(), policy, facts_age_min=facts_age_min)


_PRICED_AS: dict[Segment, PricedSegment] = {"business": "business", "family": "family", "group": "group"}
"""Segments that pricing knows; all others are leisure to it."""


class PricedFares:
    """Fares by our own pricing engine."""

    def fare(self, question: FareQuestion) -> PriceDecision:
        """The engine's decision; without outlooks the fares are sold as filed."""
        asked, now = question.request, question.now
        recovery = any(why_recovery_flight(question.state, leg, now=now) for leg in question.legs)
        outlooks = question.outlooks or (None,) * len(question.legs)
        known = question.outlooks is not None
        single = dict(outlooks[0].people_by_class) if len(outlooks) == 1 and outlooks[0] is not None else {}
        spread = {one.name: one.sd for one in question.legs[0].fare_classes}
        request = PricingRequest(
            state=StateOfSale(
                legs=tuple(_leg(question, leg, seen) for leg, seen in zip(question.legs, outlooks, strict=True)),
                classes=tuple(
                    FareOnSale(name=name, fare_cents=cents, mean=single.get(name), sd=spread[name] if name in single else None)
                    for name, cents in question.fares
                ),
                days_to_departure=max(0, minutes_between(now, question.legs[0].etd)) // 1440,
                mode="disrupted" if recovery or question.paid_cents is not None else "normal",
                age_min=max(minutes_between(one.at, now) for one in question.outlooks) if known and question.outlooks else 0,
                currency=question.state.currency,
            ),
            asked=Asked(
                party=asked.facts.seats,
                segment=_PRICED_AS.get(question.segment, "leisure"),
                channel=asked.channel,
                point_of_sale=asked.point_of_sale,
                contract=asked.contract,
                family=asked.family,
                disrupted=None if question.paid_cents is None else DisruptedCustomer(paid_cents=question.paid_cents),
            ),
        )
        return decide(request, pricing_policy(), at=now)


def _leg(question: FareQuestion, leg: Flight, seen: DemandOutlook | None) -> LegOnSale:
    recovery = bool(why_recovery_flight(question.state, leg, now=question.now))
    return LegOnSale(
        flight_id=leg.flight_id,
        seats_left=seats_left(question.state, leg, question.request.facts.cabin),
        bid_prices_cents=seen.bid_prices_cents if seen is not None else (),
        recovery_flight=recovery,
        last_protected_flight=recovery and not _later(question.state, leg),
        frozen_classes=leg.frozen_classes(question.now),
    )


def _later(state: NetworkState, leg: Flight) -> bool:
    """Whether another departure of ours goes the same way later."""
    return any(
        (one.origin, one.destination, one.status) == (leg.origin, leg.destination, leg.status) and one.etd > leg.etd
        for one in (*state.own_flights(), *state.further_flights.values())
    )


def seats_left(state: NetworkState, leg: Flight, cabin: str) -> int:
    """Seats that can be sold in the cabin of a flight, where its cabins are known; never below 0."""
    free, in_cabin = state.free_seats(leg), state.free_cabins(leg)
    if in_cabin is not None:
        free = min(free, {str(name): seats for name, seats in in_cabin.items()}.get(cabin, 0))
    return max(0, free)


@dataclass(slots=True)
class Sources:
    """Everything an offer is made from. `last_good` keeps the last outlook of each flight, for when no other comes."""

    demand: DemandSource = field(default_factory=NetworkDemand)
    bundles: BundleSource = field(default_factory=CatalogueBundles)
    fares: FareSource = field(default_factory=PricedFares)
    last_good: dict[FlightId, DemandOutlook] = field(default_factory=dict)


def filed_fares(legs: Sequence[Flight], cabin: str) -> tuple[tuple[str, int], ...]:
    """Filed fares of the cabin for one person and journey, dearest first: the sum over flights of each class that is on all."""
    by_leg = [{one.name: one.fare_cents for one in leg.fare_classes if one.cabin == cabin} for leg in legs]
    names = [name for name in by_leg[0] if all(name in fares for fares in by_leg)]
    summed = [(name, sum(fares[name] for fares in by_leg)) for name in names]
    return tuple(sorted(summed, key=lambda one: (-one[1], one[0])))
