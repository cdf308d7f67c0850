"""Assumed passengers on our own flights: itineraries with connections, parties merged into bookings of moderate size.

Deterministic for a scenario. On no leg do the booked passengers exceed the seats, and no connection is shorter by schedule
than the airport's minimum connection time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from domain import events as e
from domain.ids import BookingId, FlightId
from domain.network import Cabin, Party, Tier
from domain.units import minutes
from twin.scenarios.legs import Leg, distance_km, local_minute
from twin.scenarios.parameters import assumed_parameters, step_value

ASSUMED = ("passengers, itinerary and fare are assumed",)


def book_passengers(
    legs: Sequence[Leg], seats: Mapping[FlightId, int], connection_min: Mapping[str, int], at: datetime, seed: str
) -> list[e.BookingCreated]:
    """Bookings on our own passenger legs. `seats` per flight; `connection_min` per airport."""
    counter = _Counter(legs, seats, connection_min, at, Random(f"passengers {seed}"))
    return [*counter.connecting(), *counter.direct()]


class _Counter:
    """Sells the seats of a day."""

    def __init__(
        self, legs: Sequence[Leg], seats: Mapping[FlightId, int], connection_min: Mapping[str, int], at: datetime, dice: Random
    ) -> None:
        self.rules: dict[str, Any] = assumed_parameters()["passengers"]
        self.legs = sorted((leg for leg in legs if leg.service == "passenger"), key=lambda leg: (leg.std, leg.flight_id))
        self.connection_min = connection_min
        self.at = at
        self.dice = dice
        self.count = 0
        self.wanted = {leg.flight_id: self._wanted(leg, seats[leg.flight_id]) for leg in self.legs}
        self.left = dict(self.wanted)
        """Passengers still to be booked on each leg."""

    def _wanted(self, leg: Leg, seats: int) -> int:
        rules = self.rules
        load: float = rules["load_factor"].get(leg.carrier, rules["load_factor"]["default"])
        leaves = local_minute(leg.std, leg.origin)
        if leaves < 390 or leaves >= 1260:
            load -= rules["off_peak_less"]
        load += self.dice.uniform(-1, 1) * rules["load_factor_spread"]
        return max(1, min(seats, round(seats * load)))

    def connecting(self) -> Iterable[e.BookingCreated]:
        """Passengers who change at a hub from one of our flights to another."""
        leaving: dict[str, list[Leg]] = {}
        for leg in self.legs:
            leaving.setdefault(leg.origin, []).append(leg)
        hubs = {code: flights for code, flights in leaving.items() if len(flights) >= self.rules["hub_least_departures"]}
        times = {code: [leg.std for leg in flights] for code, flights in hubs.items()}
        for inbound in sorted(self.legs, key=lambda leg: (leg.sta, leg.flight_id)):
            hub = inbound.destination
            if hub not in hubs:
                continue
            share = step_value([*self.rules["connecting_share"], [0, 0.0]], len(hubs[hub]))
            going_on = min(self.left[inbound.flight_id], round(share * self.wanted[inbound.flight_id]))
            earliest = inbound.sta + minutes(self.connection_min[hub])
            latest = inbound.sta + minutes(self.rules["connection_longest_min"])
            options = hubs[hub][bisect_left(times[hub], earliest) : bisect_right(times[hub], latest)]
            options = [onward for onward in options if self._sensible(inbound, onward, share)]
            self.dice.shuffle(options)
            for onward in options[: self.rules["connection_onward_flights"]]:
                if going_on <= 0:
                    break
                least, most = self.rules["connecting_party"]
                room = min(going_on, self.left[onward.flight_id])
                party = min(room, self.dice.randint(least, most) + self.dice.randint(least, most))
                if party > 0:
                    going_on -= party
                    yield self._booking(party, (inbound, onward), self._tier(), "economy")

    def _sensible(self, inbound: Leg, onward: Leg, share: float) -> bool:
        """Not back where they came from, not far out of the way, and the onward flight keeps seats for its own passengers."""
        if onward.destination == inbound.origin:
            return False
        if self.wanted[onward.flight_id] - self.left[onward.flight_id] >= share * self.wanted[onward.flight_id]:
            return False
        straight = distance_km(inbound.origin, onward.destination)
        flown = distance_km(inbound.origin, inbound.destination) + distance_km(onward.origin, onward.destination)
        most: float = self.rules["detour_most"]
        return straight > 250 and flown <= most * straight

    def direct(self) -> Iterable[e.BookingCreated]:
        """Everybody else, flight by flight."""
        rules, dice = self.rules, self.dice
        for leg in self.legs:
            name = leg.flight_id
            if self.left[name] >= 3 and dice.random() < rules["reduced_mobility_chance"]:
                yield self._booking(dice.randint(1, 2), (leg,), self._tier(), "economy", reduced_mobility=True)
            if self.left[name] >= 1 and dice.random() < rules["unaccompanied_minor_chance"]:
                yield self._booking(1, (leg,), "basic", "economy", unaccompanied_minor=True)
            premium = round(self.wanted[name] * rules["premium_share"].get(leg.carrier, 0))
            while premium > 0 and self.left[name] > 0:
                party = min(premium, self.left[name], dice.randint(2, 5))
                premium -= party
                yield self._booking(party, (leg,), self._frequent_tier(), "first")
            economy = self.left[name]
            for tier, share in reversed(rules["tiers"].items()):
                people = min(self.left[name], self.left[name] if tier == "basic" else round(economy * share))
                most = rules["tier_party_most"][tier]
                while people > 0:
                    party = min(people, dice.randint(max(1, most // 2), most))
                    people -= party
                    yield self._booking(party, (leg,), tier, "economy")

    def _tier(self) -> Tier:
        tiers = self.rules["tiers"]
        drawn: Tier = self.dice.choices(list(tiers), weights=list(tiers.values()))[0]
        return drawn

    def _frequent_tier(self) -> Tier:
        tiers: tuple[Tier, ...] = ("silver", "gold", "platinum")
        return self.dice.choices(tiers, weights=(3, 4, 3))[0]

    def _party(self, passengers: int) -> Party:
        """Small parties travel together; larger ones stand for people who booked alike, and every so many is a group."""
        if passengers <= self.rules["family_most"]:
            return "family"
        return "group" if self.count % self.rules["group_every"] == 0 else "individuals"

    def _booking(
        self,
        party: int,
        legs: tuple[Leg, ...],
        tier: Tier,
        cabin: Cabin,
        *,
        reduced_mobility: bool = False,
        unaccompanied_minor: bool = False,
    ) -> e.BookingCreated:
        for leg in legs:
            self.left[leg.flight_id] -= party
        self.count += 1
        rules = self.rules
        km = sum(distance_km(leg.origin, leg.destination) for leg in legs)
        spread = 1 + self.dice.uniform(-1, 1) * rules["fare_spread"]
        fare = (rules["fare_base_cents"] + rules["fare_cents_per_km"] * km) * spread * rules["cabin_fare_factor"][cabin]
        return e.BookingCreated(
            at=self.at,
            booking_id=BookingId(f"{legs[0].carrier}-{self.count:06d}"),
            passengers=party,
            flight_ids=tuple(leg.flight_id for leg in legs),
            fare_cents=round(fare / 100) * 100,
            cabin=cabin,
            tier=tier,
            reduced_mobility=reduced_mobility,
            unaccompanied_minor=unaccompanied_minor,
            party=self._party(party),
            assumed=ASSUMED,
        )
