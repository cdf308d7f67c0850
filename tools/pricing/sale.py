"""A request on its way to a price: what is on offer after rules and guards, whether a class is open, what its seats displace."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.airline.pricing_policy import Contract, FareFamily, PricingPolicy
from tools.inventory_control.dynamic import seat_displacement, value_of_seats
from tools.inventory_control.problem import ClassDemand
from tools.inventory_control.protection import emsr_b
from tools.pricing.record import PriceStep
from tools.pricing.request import FareOnSale, PricingRequest


@dataclass(frozen=True, slots=True)
class Sale:
    """One request under one policy. `on_offer`: classes that may be sold to it, dearest first; `notes`: guards that changed it.

    `request` is as the guards leave it: a stale forecast is gone from it, and so are seats and fares that do not count.
    """

    request: PricingRequest
    policy: PricingPolicy
    on_offer: tuple[FareOnSale, ...]
    notes: tuple[PriceStep, ...] = ()

    @property
    def classes(self) -> tuple[FareOnSale, ...]:
        """All filed classes, dearest first."""
        return tuple(sorted(self.request.state.classes, key=lambda one: -one.fare_cents))

    @property
    def for_disrupted(self) -> bool:
        """Whether the customer holds a disrupted booking."""
        return self.request.asked.disrupted is not None

    @property
    def is_group(self) -> bool:
        """Whether the party is sold by the rules for groups; disrupted people never are."""
        return self.request.asked.party >= self.policy.group_from and not self.for_disrupted

    @property
    def contract(self) -> Contract | None:
        """The firm's contract; None: there is none, or it does not count for this party."""
        name = self.request.asked.contract
        return self.policy.corporate_contracts[name] if name is not None and not self.is_group else None

    @property
    def family(self) -> FareFamily:
        """The family that is sold: the one asked for, the least with what is needed, that of the old fare, that of the trip."""
        asked, policy = self.request.asked, self.policy
        if asked.family is not None:
            return policy.family(asked.family)
        if asked.needs:
            least = policy.least_family(frozenset(asked.needs))
            if least is not None:
                return least
        if asked.disrupted is not None and asked.disrupted.family is not None:
            return policy.family(asked.disrupted.family)
        return policy.family(policy.family_of_segment[asked.segment])

    @property
    def bid_prices_known(self) -> bool:
        """Whether every flight of the journey has bid prices."""
        return all(leg.bid_prices_cents for leg in self.request.state.legs)

    @property
    def forecast_known(self) -> bool:
        """Whether remaining demand can steer: one flight, and every class forecast."""
        one_leg = len(self.request.state.legs) == 1
        return one_leg and all(one.mean is not None and one.sd is not None for one in self.request.state.classes)

    @property
    def steered(self) -> bool:
        """Whether anything is known about demand; otherwise fares are sold as filed."""
        return self.bid_prices_known or self.forecast_known

    @property
    def seats(self) -> int:
        """Seats that may be sold on the whole journey, the overbooking pad included."""
        return min(leg.seats_left + leg.overbooking_pad for leg in self.request.state.legs)

    @property
    def seats_without_pad(self) -> int:
        """Seats that are really left on the whole journey."""
        return min(leg.seats_left for leg in self.request.state.legs)

    def noting(self, name: str, reason: str, **changes: Any) -> "Sale":
        """The sale after a guard named `name` has changed fields of it."""
        return replace(self, notes=(*self.notes, PriceStep(name=name, cents=0, reason=reason)), **changes)

    def displacements(self, seats: int) -> list[NDArray[np.float64]]:
        """Cents that giving away 0, 1, ... `seats` seats displaces, per flight; call it where `steered`.

        By bid prices when they are known; otherwise by the fall in value of the one flight's seats.
        """
        if self.bid_prices_known:
            ladders = [leg.bid_prices_cents for leg in self.request.state.legs]
        else:
            demand = tuple((one.fare_cents, one.mean or 0.0) for one in self.classes)
            ladders = [_ladder(demand, self.seats) or (0,)]
        places = np.arange(seats)
        prices = [np.array(ladder, dtype=np.float64)[np.minimum(places, len(ladder) - 1)] for ladder in ladders]
        return [np.concatenate(([0.0], np.cumsum(one))) for one in prices]

    def displaced_cents(self, seats: int) -> int:
        """What so many seats given away together displace on the whole journey, in cents; call it where `steered`."""
        return int(sum(one[seats] for one in self.displacements(seats)))

    def is_open(self, fare: FareOnSale) -> bool:
        """Whether inventory control sells the class to the whole party now.

        By bid prices: the filed fare is at least what one seat of the party displaces on average. By forecast: the party fits
        into the seats that EMSR-b does not keep for dearer classes. By neither: into the seats that the class is filed with.
        """
        party = self.request.asked.party
        if party > self.seats:
            return False
        if self.bid_prices_known:
            return fare.fare_cents * party >= self.displaced_cents(party)
        if self.forecast_known:
            return party <= _limits(demand_of(self.classes), self.seats)[fare.name]
        return fare.filed_limit is None or party <= fare.filed_limit


def demand_of(classes: tuple[FareOnSale, ...]) -> tuple[ClassDemand, ...]:
    """Classes as inventory control takes them; a class without forecast has no demand."""
    return tuple(ClassDemand(one.name, one.fare_cents, one.mean or 0.0, one.sd or 0.0) for one in classes)


@lru_cache(maxsize=4096)
def _limits(demand: tuple[ClassDemand, ...], seats: int) -> dict[str, int]:
    protection = emsr_b(demand)
    return dict(zip((one.name for one in protection.classes), protection.booking_limits(seats), strict=True))


@lru_cache(maxsize=1024)
def _ladder(demand: tuple[tuple[int, float], ...], seats: int) -> tuple[int, ...]:
    # Two periods for each expected request: the chance that a period brings one is then a half, and two in one are rare enough.
    periods = max(1, math.ceil(2 * sum(mean for _, mean in demand)))
    values = value_of_seats([fare for fare, _ in demand], [mean / periods for _, mean in demand], periods, seats)
    return seat_displacement(values, seats)
