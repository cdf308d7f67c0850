"""The solver's own exact price of a timed plan, in cents by component, as knowledge/airline/README.md defines it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.units import great_circle_km
from tools.recovery.problem import CANCELLED, NEVER, NOBODY, Ferry, Itinerary, Price, Rebooked, RecoveryProblem
from tools.recovery.timing import Timing, missed_visits, stands_at

Ints = NDArray[np.int64]

_LONGEST_LATE = 1440
PROTECTED_WEIGHT = 10
PROTECTION = 2_000_000
"""Cents that the search adds for cancelling a protected leg."""


@dataclass(frozen=True, slots=True)
class Steering:
    """What a kind of option looks for: the price with passengers weighted, plus so many cents for every change made.

    `passenger_weight` multiplies the two passenger components; `change` is added per flight cancelled, retimed or re-assigned;
    `swaps` allows other tails. Passengers of `protected` legs count `PROTECTED_WEIGHT` times, and cancelling one costs
    `PROTECTION` more. Neutral values search for the price itself.
    """

    passenger_weight: int = 1
    change: int = 0
    swaps: bool = True
    protected: frozenset[int] = frozenset()


LEAST_COST = Steering()


@dataclass(frozen=True, slots=True)
class Valued:
    """A plan, its true price, and what a steered search thinks of it: fewer breaches first, then fewer cents."""

    timing: Timing
    ferries: tuple[Ferry, ...]
    rebooked: tuple[Rebooked, ...]
    price: Price
    steered: int

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better."""
        return self.price.breaches, self.steered


class PriceBook:
    """Everything about one problem that its price needs, laid out once."""

    def __init__(self, problem: RecoveryProblem) -> None:
        self.problem = problem
        legs, tails = problem.legs, problem.tails
        nobody = len(legs)  # a last row that always operates, never late, for padding
        self._std = np.array([leg.std for leg in legs] + [0], dtype=np.int64)
        self._block = np.array([leg.block for leg in legs] + [0], dtype=np.int64)
        self._free = np.array([leg.free for leg in legs] + [False])
        self._counted = np.array([leg.counted for leg in legs] + [False])
        self._revenue = np.array([leg.counted and not leg.ferry for leg in legs] + [False])
        self._planned_tail = np.array([leg.tail for leg in legs] + [NOBODY], dtype=np.int64)
        self._current = np.array([leg.current for leg in legs] + [0], dtype=np.int64)
        self._fixed_late = np.array([leg.late for leg in legs] + [0], dtype=np.int64)
        self._fixed_delay = np.array([leg.departure_delay for leg in legs] + [0], dtype=np.int64)
        self._fixed_eta = np.array([leg.eta for leg in legs] + [-(10**9)], dtype=np.int64)
        self._saved = np.array([leg.saved for leg in legs] + [0], dtype=np.int64)
        self._ferry_price = np.array([leg.ferry_price if leg.counted else 0 for leg in legs] + [0], dtype=np.int64)
        self._must_fly = np.array([leg.must_fly and leg.free for leg in legs] + [False])
        self._delay_minute = np.array(
            [tail.delay_minute for tail in tails] + [problem.prices.tailless_delay_minute], dtype=np.int64
        )
        self.passenger_delay = np.array(problem.prices.passenger_delay, dtype=np.int64)
        groups = problem.itineraries
        widest = max((len(one.legs) for one in groups), default=1)
        self._legs_of = np.array([[*one.legs, *[nobody] * (widest - len(one.legs))] for one in groups], dtype=np.int64).reshape(
            len(groups), widest
        )
        meets = [(index, *meet) for index, one in enumerate(groups) for meet in one.connections]
        self._meets = np.array(meets, dtype=np.int64).reshape(len(meets), 4)
        self._last = np.array([nobody if one.last == NOBODY else one.last for one in groups], dtype=np.int64)
        self._late_passengers = np.array([0 if one.last == NOBODY else one.passengers for one in groups], dtype=np.int64)
        self._disrupted = np.array([one.disrupted for one in groups], dtype=np.int64)
        self._penalty = np.array([one.steering for one in groups], dtype=np.int64)
        links = problem.crew_links
        self._first = np.array([one.first for one in links], dtype=np.int64)
        self._then = np.array([one.then for one in links], dtype=np.int64)
        self._replacement = np.array([one.replacement for one in links], dtype=np.int64)
        self._unavailable = [(index, *one) for index, leg in enumerate(legs) if leg.counted for one in leg.crew_unavailable]
        self.direct: list[list[Itinerary]] = [[] for _ in legs]
        self.connecting: list[list[Itinerary]] = [[] for _ in legs]
        for one in groups:
            if len(one.legs) == 1 and not one.connections:
                self.direct[one.legs[0]].append(one)
                continue
            for leg in {*one.legs, *(inbound for inbound, _, _ in one.connections)}:
                self.connecting[leg].append(one)

    def price(self, timing: Timing, ferries: Sequence[Ferry] = (), rebooked: Sequence[Rebooked] = ()) -> Price:
        """The price of the plan, component by component."""
        etd = np.array([*timing.etd, 0], dtype=np.int64)
        return self._price(timing, ferries, rebooked, etd, self._broken(etd))

    def valued(
        self, timing: Timing, ferries: tuple[Ferry, ...], rebooked: tuple[Rebooked, ...], steering: "Steering"
    ) -> "Valued":
        """The plan with its price and its value to a steered search; who still travels as planned is not re-booked."""
        etd = np.array([*timing.etd, 0], dtype=np.int64)
        cancelled = etd == CANCELLED
        broken = self._broken(etd)
        rebooked = tuple(one for one in rebooked if broken[one.itinerary])
        price = self._price(timing, ferries, rebooked, etd, broken)
        steered = price.total + int(self._penalty[broken].sum())
        steered += sum(self._displaced_cents(one, steering.passenger_weight) for one in rebooked)
        if steering.passenger_weight != 1:
            passengers = sum(cents for name, cents in price.components if name.startswith("passenger"))
            steered += (steering.passenger_weight - 1) * passengers
        if steering.protected:
            steered += self.protected_cents(etd, broken, steering.protected)
        if steering.change:
            tail = np.array([*timing.tail, NOBODY], dtype=np.int64)
            changed = cancelled | (etd != self._current) | (tail != self._planned_tail)
            steered += steering.change * (int((changed & self._free).sum()) + len(ferries))
        return Valued(timing, ferries, rebooked, price, steered)

    def _displaced_cents(self, one: Rebooked, weight: int) -> int:
        """What the search adds for the seats that a booking takes where it had none; staying behind never costs less by it."""
        itinerary = self.problem.itineraries[one.itinerary]
        seats = sum(self.problem.legs[leg].seat_cents for leg in one.legs if leg not in itinerary.path)
        late = int(self.passenger_delay[min(one.late, _LONGEST_LATE)])
        spared = weight * (itinerary.disrupted // itinerary.passengers - late) - 1
        return one.passengers * max(0, min(seats, spared))

    def harm(self, valued: "Valued", legs: frozenset[int]) -> int:
        """What goes wrong with these legs and their passengers, in cents with the weights that protect them."""
        etd = np.array([*valued.timing.etd, 0], dtype=np.int64)
        return self.protected_cents(etd, self._broken(etd), legs)

    def protected_cents(self, etd: Ints, broken: NDArray[np.bool_], legs: frozenset[int]) -> int:
        """What is added in the search for protecting these legs: their cancellations, and their passengers' delay and
        disruption.
        """
        late, _ = self._arrivals(etd)
        per_passenger = self.passenger_delay[np.clip(late[self._last], 0, _LONGEST_LATE)]
        cents = np.where(broken, self._disrupted, self._late_passengers * per_passenger)
        groups = [index for index, one in enumerate(self.problem.itineraries) if not legs.isdisjoint(one.path)]
        cancelled = sum(etd[leg] == CANCELLED for leg in legs)
        return int(cancelled) * PROTECTION + (PROTECTED_WEIGHT - 1) * int(cents[groups].sum())

    def _broken(self, etd: Ints) -> NDArray[np.bool_]:
        """Per itinerary, whether its passengers cannot travel as planned."""
        cancelled = etd == CANCELLED
        _, eta = self._arrivals(etd)
        broken: NDArray[np.bool_] = np.any(cancelled[self._legs_of], axis=1).reshape(-1)
        meets = self._meets
        missed = (etd[meets[:, 2]] - eta[meets[:, 1]] < meets[:, 3]) & ~cancelled[meets[:, 1]] & ~cancelled[meets[:, 2]]
        broken[meets[missed, 0]] = True
        return broken

    def _price(
        self,
        timing: Timing,
        ferries: Sequence[Ferry],
        rebooked: Sequence[Rebooked],
        etd: Ints,
        broken: NDArray[np.bool_],
    ) -> Price:
        problem = self.problem
        cancelled = etd == CANCELLED
        late, _ = self._arrivals(etd)
        per_passenger = self.passenger_delay[np.clip(late[self._last], 0, _LONGEST_LATE)]
        elsewhere = sum(one.passengers * int(self.passenger_delay[min(one.late, _LONGEST_LATE)]) for one in rebooked)
        spared = sum(
            problem.itineraries[one.itinerary].disrupted // problem.itineraries[one.itinerary].passengers * one.passengers
            for one in rebooked
        )
        tail = np.array([*timing.tail, NOBODY], dtype=np.int64)
        operates = ~cancelled & self._revenue
        delay = np.where(self._free, etd - self._std, self._fixed_delay)
        swapped = operates & (self._planned_tail != NOBODY) & (tail != self._planned_tail)
        ferry_price = int(self._ferry_price[~cancelled].sum()) + sum(
            one.block * problem.tails[one.tail].ferry_minute for one in ferries
        )
        deferred = missed_visits(problem, timing, ferries, "deferrable")
        components = (
            ("passenger_delay", int((self._late_passengers * per_passenger)[~broken].sum()) + elsewhere),
            ("passenger_disruption", int(self._disrupted[broken].sum()) - spared + problem.constant_disruption),
            ("aircraft_and_crew_delay", int((delay * self._delay_minute[tail])[operates].sum())),
            ("operating_cost_saved", -int(self._saved[cancelled & self._revenue].sum())),
            ("aircraft_swaps", int(swapped.sum()) * problem.prices.aircraft_swap),
            ("ferry", ferry_price),
            ("out_of_position", self._out_of_position(timing, ferries)),
            ("crew_replacement", self._crew(etd, cancelled)),
            ("maintenance_deferral", deferred * problem.prices.maintenance_deferral),
        )
        breaches = int((cancelled & self._must_fly).sum()) + missed_visits(problem, timing, ferries, "required")
        return Price(components, breaches)

    def _arrivals(self, etd: Ints) -> tuple[Ints, Ints]:
        late = np.where(self._free, etd - self._std, self._fixed_late)
        eta = np.where(self._free, etd + self._block, self._fixed_eta)
        return late, eta

    def _out_of_position(self, timing: Timing, ferries: Sequence[Ferry]) -> int:
        short = shortages(self.problem, timing, ferries)
        return sum(count for count in short.values() if count > 0) * self.problem.prices.out_of_position

    def _crew(self, etd: Ints, cancelled: NDArray[np.bool_]) -> int:
        replaced = cancelled[self._first] & ~cancelled[self._then] if len(self._first) else np.zeros(0, dtype=bool)
        total = int(self._replacement[replaced].sum())
        for leg, start, end, cents in self._unavailable:
            if not cancelled[leg] and start <= etd[leg] < end:
                total += cents
        return total

    def eta(self, leg: int, etd: Sequence[int]) -> int:
        """On-block minute of an operating leg."""
        flight = self.problem.legs[leg]
        return etd[leg] + flight.block if flight.free else flight.eta


def shortages(problem: RecoveryProblem, timing: Timing, ferries: Sequence[Ferry] = ()) -> dict[tuple[int, int], int]:
    """Planned minus actual aircraft at the end of the period, by (fleet, airport); negative: too many stand there."""
    short: dict[tuple[int, int], int] = defaultdict(int)
    for fleet, airport, count in problem.planned_ends:
        short[fleet, airport] += count
    for index, tail in enumerate(problem.tails):
        short[tail.fleet, stands_at(problem, timing, ferries, index, NEVER)] -= 1
    return short


def ferry_block(problem: RecoveryProblem, origin: int, destination: int) -> int:
    """Block minutes of a ferry: a fixed part, and the great circle at ferry speed, rounded up."""
    distance = great_circle_km(*problem.coordinates[origin], *problem.coordinates[destination])
    return problem.ferry_fixed_min - int(-60 * distance // problem.ferry_speed_kmh)


def ferry_cents(problem: RecoveryProblem, tail: int, origin: int, destination: int) -> int:
    """Price of ferrying the tail."""
    return ferry_block(problem, origin, destination) * problem.tails[tail].ferry_minute
