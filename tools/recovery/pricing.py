"""The solver's own exact price of a timed plan, in cents by component, as knowledge/airline/README.md defines it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.units import great_circle_km
from tools.recovery.problem import CANCELLED, NOBODY, CrewLink, Ferry, Itinerary, Price, RecoveryProblem
from tools.recovery.timing import Timing, missed_visits

Ints = NDArray[np.int64]

_LONGEST_LATE = 1440


@dataclass(frozen=True, slots=True)
class Steering:
    """What a kind of option looks for: the price with passengers weighted, plus so many cents for every change made.

    `passenger_weight` multiplies the two passenger components; `change` is added per flight cancelled, retimed or re-assigned;
    `swaps` allows other tails. Neutral values search for the price itself.
    """

    passenger_weight: int = 1
    change: int = 0
    swaps: bool = True


LEAST_COST = Steering()


@dataclass(frozen=True, slots=True)
class Valued:
    """A plan, its true price, and what a steered search thinks of it: fewer breaches first, then fewer cents."""

    timing: Timing
    ferries: tuple[Ferry, ...]
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
        self.direct_passengers = [0] * len(legs)
        for one in groups:
            if len(one.legs) == 1 and not one.connections:
                self.direct[one.legs[0]].append(one)
                self.direct_passengers[one.legs[0]] += 0 if one.last == NOBODY else one.passengers
                continue
            for leg in {*one.legs, *(inbound for inbound, _, _ in one.connections)}:
                self.connecting[leg].append(one)
        self.links_by_first: dict[int, list[CrewLink]] = defaultdict(list)
        self.links_by_then: dict[int, list[CrewLink]] = defaultdict(list)
        for link in links:
            self.links_by_first[link.first].append(link)
            self.links_by_then[link.then].append(link)

    def price(self, timing: Timing, ferries: Sequence[Ferry] = ()) -> Price:
        """The price of the plan, component by component."""
        etd = np.array([*timing.etd, 0], dtype=np.int64)
        return self._price(timing, ferries, etd, etd == CANCELLED)[0]

    def valued(self, timing: Timing, ferries: tuple[Ferry, ...], steering: Steering) -> Valued:
        """The plan with its price and its value to a steered search."""
        etd = np.array([*timing.etd, 0], dtype=np.int64)
        cancelled = etd == CANCELLED
        price, penalties = self._price(timing, ferries, etd, cancelled)
        steered = price.total + penalties
        if steering.passenger_weight != 1:
            passengers = sum(cents for name, cents in price.components if name.startswith("passenger"))
            steered += (steering.passenger_weight - 1) * passengers
        if steering.change:
            tail = np.array([*timing.tail, NOBODY], dtype=np.int64)
            changed = cancelled | (etd != self._current) | (tail != self._planned_tail)
            steered += steering.change * (int((changed & self._free).sum()) + len(ferries))
        return Valued(timing, ferries, price, steered)

    def _price(self, timing: Timing, ferries: Sequence[Ferry], etd: Ints, cancelled: NDArray[np.bool_]) -> tuple[Price, int]:
        problem = self.problem
        late, eta = self._arrivals(etd)
        broken: NDArray[np.bool_] = np.any(cancelled[self._legs_of], axis=1).reshape(-1)
        meets = self._meets
        missed = (etd[meets[:, 2]] - eta[meets[:, 1]] < meets[:, 3]) & ~cancelled[meets[:, 1]] & ~cancelled[meets[:, 2]]
        broken[meets[missed, 0]] = True
        per_passenger = self.passenger_delay[np.clip(late[self._last], 0, _LONGEST_LATE)]
        tail = np.array([*timing.tail, NOBODY], dtype=np.int64)
        operates = ~cancelled & self._revenue
        delay = np.where(self._free, etd - self._std, self._fixed_delay)
        swapped = operates & (self._planned_tail != NOBODY) & (tail != self._planned_tail)
        ferry_price = int(self._ferry_price[~cancelled].sum()) + sum(
            one.block * problem.tails[one.tail].ferry_minute for one in ferries
        )
        components = (
            ("passenger_delay", int((self._late_passengers * per_passenger)[~broken].sum())),
            ("passenger_disruption", int(self._disrupted[broken].sum()) + problem.constant_disruption),
            ("aircraft_and_crew_delay", int((delay * self._delay_minute[tail])[operates].sum())),
            ("operating_cost_saved", -int(self._saved[cancelled & self._revenue].sum())),
            ("aircraft_swaps", int(swapped.sum()) * problem.prices.aircraft_swap),
            ("ferry", ferry_price),
            ("out_of_position", self._out_of_position(timing, ferries)),
            ("crew_replacement", self._crew(etd, cancelled)),
            ("maintenance_deferral", missed_visits(problem, timing, "deferrable") * problem.prices.maintenance_deferral),
        )
        breaches = int((cancelled & self._must_fly).sum()) + missed_visits(problem, timing, "required")
        return Price(components, breaches), int(self._penalty[broken].sum())

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

    # --- one leg among others that stay -----------------------------------------------------------------------------

    def leg_price(self, leg: int, minute: int, etd: Sequence[int], tail: int, steering: Steering) -> int:
        """What changes in the steered price with the departure minute of one operating leg, the others as in `etd`."""
        flight = self.problem.legs[leg]
        late = minute - flight.std
        each = int(self.passenger_delay[min(late, _LONGEST_LATE)])
        passengers = self.direct_passengers[leg] * each
        penalties = 0
        for group in self.connecting[leg]:
            broken, last_late = self.follow(group, leg, minute, etd)
            if broken:
                passengers += group.disrupted
                penalties += group.steering
            elif group.last != NOBODY:
                passengers += group.passengers * int(self.passenger_delay[min(max(last_late, 0), _LONGEST_LATE)])
        total = passengers * steering.passenger_weight + penalties
        if not flight.ferry:
            total += late * int(self._delay_minute[tail])
        for start, end, cents in flight.crew_unavailable:
            total += cents if start <= minute < end else 0
        return total + (steering.change if minute != flight.current else 0)

    def follow(self, group: Itinerary, leg: int, minute: int, etd: Sequence[int]) -> tuple[bool, int]:
        """Whether the journey breaks when `leg` leaves at `minute` and the others as in `etd`; else minutes late at its end."""
        legs = self.problem.legs
        for one in group.legs:
            if one != leg and etd[one] == CANCELLED:
                return True, 0
        for inbound, outbound, needed in group.connections:
            lands = minute + legs[leg].block if inbound == leg else self.eta(inbound, etd)
            leaves = minute if outbound == leg else etd[outbound]
            if leaves - lands < needed:
                return True, 0
        if group.last == NOBODY:
            return False, 0
        last = legs[group.last]
        if not last.free:
            return False, last.late
        return False, (minute if group.last == leg else etd[group.last]) - last.std

    def eta(self, leg: int, etd: Sequence[int]) -> int:
        """On-block minute of an operating leg."""
        flight = self.problem.legs[leg]
        return etd[leg] + flight.block if flight.free else flight.eta


def shortages(problem: RecoveryProblem, timing: Timing, ferries: Sequence[Ferry] = ()) -> dict[tuple[int, int], int]:
    """Planned minus actual aircraft at the end of the period, by (fleet, airport); negative: too many stand there."""
    short: dict[tuple[int, int], int] = defaultdict(int)
    for fleet, airport, count in problem.planned_ends:
        short[fleet, airport] += count
    moved = {one.tail: one.destination for one in ferries}
    for index, tail in enumerate(problem.tails):
        rotation = timing.rotations[index]
        stands = problem.legs[rotation[-1]].destination if rotation else tail.airport
        short[tail.fleet, moved.get(index, stands)] -= 1
    return short


def ferry_block(problem: RecoveryProblem, origin: int, destination: int) -> int:
    """Block minutes of a ferry: a fixed part, and the great circle at ferry speed, rounded up."""
    distance = great_circle_km(*problem.coordinates[origin], *problem.coordinates[destination])
    return problem.ferry_fixed_min - int(-60 * distance // problem.ferry_speed_kmh)


def ferry_cents(problem: RecoveryProblem, tail: int, origin: int, destination: int) -> int:
    """Price of ferrying the tail."""
    return ferry_block(problem, origin, destination) * problem.tails[tail].ferry_minute
