"""What is simulated: legs, the fares sold on them, who wants them and when, and what else can happen to a booking."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

MOST_PRODUCTS = 400
MOST_REQUESTS = 20_000


@dataclass(frozen=True, slots=True)
class Leg:
    """One departure. `authorised`: bookings it may hold at once, never below `seats`. `distance_km` None: not told."""

    name: str
    seats: int
    authorised: int
    distance_km: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One fare of one itinerary. `legs`: indices into the scenario's legs. `refund_percent`: of the fare, to who does not fly."""

    name: str
    legs: tuple[int, ...]
    fare_cents: int
    refund_percent: int = 0

    def kept_cents(self) -> int:
        """What stays with the airline of a fare whose passenger does not fly."""
        return self.fare_cents - self.fare_cents * self.refund_percent // 100


@dataclass(frozen=True, slots=True)
class Segment:
    """People who choose alike. `mean` requests over the horizon, gamma with coefficient of variation `cv`, then Poisson.

    `booking_curve`: (days before departure, share of the requests that have come by then), days falling, shares rising from 0
    to 1, linear between. `choices`: (product, what its comfort or restrictions are worth to them in cents).
    Utility of a product in cents: willingness + worth - fare + `spread_cents` x Gumbel; of buying nothing: `spread_cents` x
    Gumbel. Multinomial logit, therefore. `willingness_cents` None: they travel at any fare. `spread_cents` 0: all are alike.
    `cancels_per_day`: hazard of a cancellation; `no_show`: chance not to turn up of who did not cancel.
    """

    name: str
    mean: float
    booking_curve: tuple[tuple[float, float], ...]
    choices: tuple[tuple[int, int], ...]
    willingness_cents: int | None = None
    spread_cents: int = 0
    cv: float = 0.0
    cancels_per_day: float = 0.0
    no_show: float = 0.0

    def share_to_come(self, days_left: float) -> float:
        """Share of its requests that come in the last `days_left` days."""
        days = [-day for day, _ in self.booking_curve]
        return 1.0 - float(np.interp(-days_left, days, [share for _, share in self.booking_curve]))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A market from `horizon_days` before departure. `reviews`: days before departure at which policies look again, falling.

    `denied_cents`: cost of one passenger with a reservation who is left behind, beyond the fare, which is kept.
    """

    legs: tuple[Leg, ...]
    products: tuple[Product, ...]
    segments: tuple[Segment, ...]
    horizon_days: float
    reviews: tuple[float, ...]
    denied_cents: int = 0

    @property
    def mean_requests(self) -> float:
        """Requests expected over the horizon."""
        return sum(one.mean for one in self.segments)


def faults_of(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it and what to give instead) of a scenario that cannot be simulated."""
    if not scenario.reviews or scenario.reviews[0] != scenario.horizon_days:
        yield "reviews", f"the first review is on the day sales begin: begin with {scenario.horizon_days:g}."
    if any(later >= sooner for sooner, later in pairwise(scenario.reviews)):
        yield "reviews", "days before departure fall from one review to the next."
    if any(day <= 0 for day in scenario.reviews):
        yield "reviews", "every review is before departure: give more than 0 days."
    for index, leg in enumerate(scenario.legs):
        if leg.authorised < leg.seats:
            yield f"legs.{index}.authorised", f"{leg.authorised} is below the {leg.seats} seats; give at least the seats."
    for index, product in enumerate(scenario.products):
        if len(set(product.legs)) != len(product.legs) or not product.legs:
            yield f"products.{index}.legs", "an itinerary has one leg or more, each once."
    for index, segment in enumerate(scenario.segments):
        yield from ((f"segments.{index}.{field}", said) for field, said in _faults_of_segment(segment, scenario.horizon_days))
    if scenario.mean_requests > MOST_REQUESTS:
        yield "segments", f"{scenario.mean_requests:,.0f} requests are expected; at most {MOST_REQUESTS:,} can be simulated."
    if len(scenario.products) > MOST_PRODUCTS:
        yield "products", f"{len(scenario.products)} products; at most {MOST_PRODUCTS} can be simulated."


def _faults_of_segment(segment: Segment, horizon_days: float) -> Iterator[tuple[str, str]]:
    days, shares = [day for day, _ in segment.booking_curve], [share for _, share in segment.booking_curve]
    if len(days) < 2 or days[0] > horizon_days or days[-1] < 0 or any(b >= a for a, b in pairwise(days)):
        yield "booking_curve", f"give two points or more whose days fall and lie between {horizon_days:g} and 0."
    if not shares or shares[0] != 0 or shares[-1] != 1 or any(b < a for a, b in pairwise(shares)):
        yield "booking_curve", "shares rise from 0 at the first point to 1 at the last."
    if not segment.choices:
        yield "choices", "give at least one product that they would take."
    if len({product for product, _ in segment.choices}) != len(segment.choices):
        yield "choices", "name each product once."
