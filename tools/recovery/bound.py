"""A proven lower bound on the price of every legal plan of a problem, from a network model that only ever errs downward.

Copies stand for intervals of departure minutes: each costs what its first minute costs, can be caught until its last
and lands as from its first. Tails of one family are one commodity with the shortest turn; swaps are free; visits that lie
ahead are ignored.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import floor

from tools.recovery.pricing import LEAST_COST, PriceBook, ferry_cents
from tools.recovery.problem import CANCELLED, NEVER, NOBODY, CrewLink, Itinerary, RecoveryProblem
from tools.recovery.solver.conceivable import conceivable_arrivals
from tools.recovery.time_space_network import Copy, NetworkModel, Supply
from tools.recovery.timing import Timetable, Timing
from tools.recovery.translation import translate


def _grid(*parts: tuple[int, int]) -> tuple[int, ...]:
    """Offsets from 0: each part is (step, until), e.g. _grid((5, 30), (15, 120)) is 0, 5, ... 30, 45, ... 120."""
    found = [0]
    for step, until in parts:
        while found[-1] + step <= until:
            found.append(found[-1] + step)
    return tuple(found)


_INTERVALS = _grid((5, 10), (10, 30), (15, 120), (30, 480))
_UNIT = 100.0
_TOLERANCE = 1e-6
"""Relative slack taken off HiGHS's dual bound for its feasibility tolerances."""
_MOST_LINKED = 400


def lower_bound(problem: RecoveryProblem, *, time_limit_s: float, linked: int = _MOST_LINKED) -> int | None:
    """Cents that no plan without breaches can go below, or None when the time (seconds) did not suffice.

    Whoever cannot travel as planned costs what the best journey would that is conceivable: on other legs that have seats for all
    and wait for them.

    `linked` groups of connecting passengers, dearest first, can miss connections in the model; the others only lose legs.
    """
    relaxed = _with_conceivable_journeys(problem)
    return _Relaxation(Timetable(relaxed), PriceBook(relaxed), linked).solve(time_limit_s)


def _with_conceivable_journeys(problem: RecoveryProblem) -> RecoveryProblem:
    """The problem in which passengers whose journey breaks cost no more than on the best journey conceivable."""
    arrivals = conceivable_arrivals(translate(problem, LEAST_COST))
    prices = problem.prices.passenger_delay
    found = []
    for one, arrival in zip(problem.itineraries, arrivals, strict=True):
        cents = one.disrupted
        if one.open and arrival < NEVER:
            cents = min(cents, one.passengers * prices[min(max(0, arrival - one.planned_arrival), len(prices) - 1)])
        found.append(replace(one, disrupted=cents))
    return replace(problem, itineraries=tuple(found))


class _Relaxation:
    def __init__(self, table: Timetable, book: PriceBook, linked: int) -> None:
        self.table, self.book, self.problem = table, book, table.problem
        self.legs = [index for index, leg in enumerate(self.problem.legs) if leg.free]
        self.links_by_first: dict[int, list[CrewLink]] = defaultdict(list)
        self.links_by_then: dict[int, list[CrewLink]] = defaultdict(list)
        for link in self.problem.crew_links:
            self.links_by_first[link.first].append(link)
            self.links_by_then[link.then].append(link)
        self.model = NetworkModel()
        self.of_leg: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.alone: dict[int, list[Itinerary]] = defaultdict(list)
        self.linked: list[Itinerary] = []
        self.ending: dict[int, int] = defaultdict(int)
        self._sort_groups()
        self.most_linked = linked

    def solve(self, time_limit_s: float) -> int | None:
        problem, model = self.problem, self.model
        copies = self._copies()
        cancel = {leg: self._cancel_cost(leg) for leg in self.legs}
        credited = {leg: cents + self.ending[leg] * self._worst_delay(leg) for leg, cents in cancel.items()}
        model.fly_or_cancel(copies, {leg: cents / _UNIT for leg, cents in credited.items()})
        model.conserve_aircraft(self._supplies())
        self._shortage()
        self._movements()
        self._crews()
        self._connections()
        answer = model.solve(time_limit_s=time_limit_s, gap=1e-3)
        if answer.bound is None:
            return None
        cents = answer.bound * _UNIT
        constant = self._price_of_nothing() - sum(cancel.values()) - sum(group.disrupted for group in self.linked)
        return floor(cents - _TOLERANCE * abs(cents) - 1 + constant) if problem.legs else None

    def _price_of_nothing(self) -> int:
        """The price when no decision operates, but for places missed: all constants, and every cancellation."""
        legs = self.problem.legs
        timing = Timing(
            [CANCELLED if leg.free else leg.etd for leg in legs], [leg.tail for leg in legs], [[] for _ in self.problem.tails], []
        )
        left_out = ("out_of_position", "maintenance_deferral")
        return sum(cents for name, cents in self.book.price(timing).components if name not in left_out)

    # --- flights ----------------------------------------------------------------------------------------------------

    def _copies(self) -> list[Copy]:
        problem = self.problem
        found: list[Copy] = []
        fleets = len(problem.fleets)
        turn = [min((tail.turn for tail in problem.tails if tail.fleet == fleet), default=0) for fleet in range(fleets)]
        cheapest = [
            min((tail.delay_minute for tail in problem.tails if tail.fleet == fleet), default=0) for fleet in range(fleets)
        ]
        for leg in self.legs:
            flight = problem.legs[leg]
            fleet = problem.tails[flight.tail].fleet if flight.tail != NOBODY else NOBODY
            commodity = fleet if fleet != NOBODY else fleets + leg
            minute_cents = cheapest[fleet] if fleet != NOBODY else problem.prices.tailless_delay_minute
            for first, last in self._intervals(leg):
                cents = self._interval_cost(leg, first, last) + (0 if flight.ferry else (first - flight.std) * minute_cents)
                self.of_leg[leg].append((len(found), first, last))
                ready = first + flight.block + (turn[fleet] if fleet != NOBODY else 0)
                found.append(Copy(leg, commodity, flight.origin, last, flight.destination, ready, cents / _UNIT))
        return found

    def _intervals(self, leg: int) -> list[tuple[int, int]]:
        """Closed intervals of minutes that together hold every minute at which the leg could leave."""
        flight = self.problem.legs[leg]
        start = self.table.next_open(leg, NOBODY, flight.earliest, None)
        if start == NEVER:
            return []
        edges = [*(start + offset for offset in _INTERVALS if start + offset <= flight.latest), flight.latest + 1]
        found = []
        for begin, after in pairwise(edges):
            first = self.table.next_open(leg, NOBODY, begin, None)
            if first < after:
                found.append((first, after - 1))
        return found

    def _interval_cost(self, leg: int, first: int, last: int) -> int:
        flight, prices = self.problem.legs[leg], self.book.passenger_delay
        each = int(prices[min(first - flight.std, 1440)])
        direct = sum(group.passengers for group in self.book.direct[leg] if group.last != NOBODY)
        cents = (direct + self.ending[leg]) * each + flight.ferry_price
        for group in self.alone[leg]:
            cents += self._alone_cost(group, leg, first, last)
        cents += sum(price for start, end, price in flight.crew_unavailable if start <= first and last < end)
        for link in self.links_by_then[leg]:
            before = self.problem.legs[link.first]
            if not before.free and before.etd == CANCELLED:
                cents += link.replacement
        return cents

    def _alone_cost(self, group: Itinerary, leg: int, first: int, last: int) -> int:
        """Least price of a group that depends on this leg alone, over the interval."""
        legs = self.problem.legs
        for inbound, outbound, needed in group.connections:
            lands = first + legs[leg].block if inbound == leg else legs[inbound].eta
            leaves = last if outbound == leg else legs[outbound].etd
            if leaves - lands < needed:
                return group.disrupted
        if group.last == NOBODY:
            return 0
        late = first - legs[leg].std if group.last == leg else legs[group.last].late
        return min(group.disrupted, group.passengers * int(self.book.passenger_delay[min(max(late, 0), 1440)]))

    def _cancel_cost(self, leg: int) -> int:
        cents = -self.problem.legs[leg].saved
        cents += sum(group.disrupted for group in self.book.direct[leg])
        cents += sum(group.disrupted for group in self.alone[leg] if leg in group.legs)
        for link in self.links_by_first[leg]:
            after = self.problem.legs[link.then]
            if not after.free and after.etd != CANCELLED:
                cents += link.replacement
        return cents

    def _worst_delay(self, leg: int) -> int:
        """Cents per passenger of the longest delay that the leg can have; never more than a disruption costs."""
        flight = self.problem.legs[leg]
        return int(self.book.passenger_delay[min(max(flight.latest - flight.std, 0), 1440)])

    # --- aircraft, stations, crews ------------------------------------------------------------------------------------

    def _supplies(self) -> list[Supply]:
        found = []
        for tail in self.problem.tails:
            ready = tail.ready
            for start, end, _, _ in tail.visits:
                if start <= ready < end:
                    ready = end
            found.append(Supply(tail.fleet, tail.airport, ready))
        fleets = len(self.problem.fleets)
        found += [
            Supply(fleets + leg, self.problem.legs[leg].origin, -NEVER)
            for leg in self.legs
            if self.problem.legs[leg].tail == NOBODY
        ]
        return found

    def _shortage(self) -> None:
        problem = self.problem
        planned = {(fleet, airport): count for fleet, airport, count in problem.planned_ends}
        ferries: dict[tuple[int, int, int], float] = {}
        for fleet in range(len(problem.fleets)):
            tails = [index for index, tail in enumerate(problem.tails) if tail.fleet == fleet]
            if not tails:
                continue
            cheapest = min(tails, key=lambda one: (problem.tails[one].ferry_minute, one))
            origins = sorted({airport for number, airport in self.model.ends if number == fleet})
            for destination in sorted(airport for owner, airport in planned if owner == fleet):
                for origin in origins:
                    cents = ferry_cents(problem, cheapest, origin, destination)
                    if origin != destination and cents < problem.prices.out_of_position:
                        ferries[fleet, origin, destination] = cents / _UNIT
        fleets = {fleet: (fleet,) for fleet in range(len(problem.fleets))}
        self.model.count_shortage(planned, fleets, problem.prices.out_of_position / _UNIT, ferries)

    def _movements(self) -> None:
        """A copy counts in a window only when its whole interval lies in it."""
        users: dict[int, list[int]] = defaultdict(list)
        for leg, copies in self.of_leg.items():
            for variable, first, last in copies:
                early, late = self.table.windows(leg, first), self.table.windows(leg, last)
                for window in set(early or ()) & set(late or ()):
                    users[window].append(variable)
        for window, variables in sorted(users.items()):
            if len({self.model.copies[one].flight for one in variables}) > self.table.room[window]:
                self.model.limit_movements(variables, self.table.room[window])

    def _crews(self) -> None:
        for link in self.problem.crew_links:
            first, then = self.problem.legs[link.first], self.problem.legs[link.then]
            if first.free and then.free:
                self.model.keep_gap(self._landings(link.first, link.gap), self._departures(link.then))
                replaced = self.model.variable(link.replacement / _UNIT)
                cancel = self.model.cancel
                self.model.row([(replaced, 1.0), (cancel[link.first], -1.0), (cancel[link.then], 1.0)], 0.0)

    def _landings(self, leg: int, gap: int) -> list[tuple[int, int]]:
        block = self.problem.legs[leg].block
        return [(variable, first + block + gap) for variable, first, _ in self.of_leg[leg]]

    def _departures(self, leg: int) -> list[tuple[int, int]]:
        return [(variable, last) for variable, _, last in self.of_leg[leg]]

    # --- passengers -------------------------------------------------------------------------------------------------

    def _sort_groups(self) -> None:
        linked = []
        for leg in self.legs:
            for group in self.book.connecting[leg]:
                free = [one for one in group.legs if self.problem.legs[one].free]
                if free[0] != leg or self._settled_broken(group):
                    continue
                if len(free) == 1:
                    self.alone[leg].append(group)
                    continue
                linked.append(group)
                if group.last in free:
                    self.ending[group.last] += group.passengers
        self.linked = sorted(linked, key=lambda one: (-one.disrupted, one.legs))

    def _settled_broken(self, group: Itinerary) -> bool:
        legs = self.problem.legs
        if any(not legs[one].free and legs[one].etd == CANCELLED for one in group.legs):
            return True
        return any(
            legs[outbound].etd - legs[inbound].eta < needed
            for inbound, outbound, needed in group.connections
            if not legs[inbound].free and not legs[outbound].free
        )

    def _connections(self) -> None:
        for rank, group in enumerate(self.linked):
            free = [one for one in group.legs if self.problem.legs[one].free]
            credit = group.passengers * self._worst_delay(group.last) if group.last in free else 0
            broken = self.model.variable(max(0, group.disrupted - credit) / _UNIT, 1.0)
            for leg in free:
                self.model.row([(broken, 1.0), (self.model.cancel[leg], -1.0)], 0.0)
            for inbound, outbound, needed in group.connections if rank < self.most_linked else ():
                self._meet(inbound, outbound, needed, broken)

    def _meet(self, inbound: int, outbound: int, needed: int, broken: int) -> None:
        legs = self.problem.legs
        missed: Sequence[int] = ()
        if legs[inbound].free and legs[outbound].free:
            self.model.keep_gap(self._landings(inbound, needed), self._departures(outbound), relief=broken)
        elif legs[outbound].free:
            missed = [one for one, last in self._departures(outbound) if last < legs[inbound].eta + needed]
        elif legs[inbound].free:
            missed = [one for one, ready in self._landings(inbound, needed) if ready > legs[outbound].etd]
        if missed:
            self.model.row([(broken, 1.0), *((one, -1.0) for one in missed)], 0.0)
