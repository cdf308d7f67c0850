"""A proven lower bound on the price of every legal plan of a problem, from a network model that only ever errs downward.

Copies stand for intervals of departure minutes: each costs what its first minute costs, can be caught until its last
and lands as from its first. Tails of one family are one commodity with the shortest turn; swaps are free; visits that lie
ahead are ignored. Passengers who cannot travel as planned flow over the legs that fly, in fractions, on the seats that are left.

Why it errs downward: every legal plan is a solution of the model at no more than its price. Set x of the copy that holds each
leg's minute, y of each leg cancelled, b of each group broken, and count in v, leg by leg, those who are re-booked onto it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor
from time import monotonic

from tools.recovery.pricing import PriceBook, ferry_cents
from tools.recovery.problem import CANCELLED, NEVER, NOBODY, CrewLink, Itinerary, RecoveryProblem
from tools.recovery.time_space_network import Copy, NetworkModel, Supply
from tools.recovery.timing import Timetable, Timing


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
_OVERRUN = 0.05
"""Share of the time kept back, because HiGHS looks at the clock only now and then."""
_SPANS = (0, 60, 120, 240, NEVER)
"""Minutes after a leg's first copy that divide its copies into those whose last passengers arrive alike."""
_MOST_NEW_LEGS = 3
_LONGEST_LATE_MIN = 1440


def lower_bound(problem: RecoveryProblem, *, time_limit_s: float, linked: int = _MOST_LINKED) -> int | None:
    """Cents that no plan without breaches can go below, or None when the time (seconds) did not suffice."""
    return max(lower_bounds(problem, time_limit_s=time_limit_s, linked=linked), default=None)


def lower_bounds(problem: RecoveryProblem, *, time_limit_s: float, linked: int = _MOST_LINKED) -> Iterator[int]:
    """Bounds as they are proven, the quick one first: whoever may be stopped at the limit has it by then.

    The plans meant are those of the problem: who can travel as planned does; others may be re-booked from where they are, not
    before they are ready. `linked` groups of connecting passengers, dearest first, can miss connections in the model; the others
    only lose legs.
    """
    until = monotonic() + (1 - _OVERRUN) * time_limit_s
    merged = _merged(problem)
    yield from _Relaxation(Timetable(merged), PriceBook(merged), linked).bounds(until)


def _merged(problem: RecoveryProblem) -> RecoveryProblem:
    """The problem with groups united that differ only in the size of their bookings: they break together, at one price each."""
    alike: dict[Itinerary, list[Itinerary]] = defaultdict(list)
    for one in problem.itineraries:
        each = replace(one, passengers=1, disrupted=one.disrupted // one.passengers, steering=0, bookings=())
        alike[each].append(one)
    found = tuple(
        replace(each, passengers=sum(one.passengers for one in groups), disrupted=sum(one.disrupted for one in groups))
        for each, groups in alike.items()
    )
    return replace(problem, itineraries=found)


@dataclass(frozen=True, slots=True)
class _Span:
    """Copies of one leg next to one another, and the first and last minute at which they leave."""

    copies: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Seats:
    """Seats beside those who surely travel on a leg when it flies; `linked`: (broken, passengers) of others booked on it."""

    free: int
    linked: tuple[tuple[int, int], ...]


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
        self.broken: dict[Itinerary, int] = {}
        self.seats: dict[int, _Seats | None] = {}
        self.spans: dict[int, list[_Span]] = {}
        self.users: dict[int, list[int]] = defaultdict(list)
        self.users_in_span: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._sort_groups()
        self.most_linked = linked

    def bounds(self, until: float) -> Iterator[int]:
        """Cents, first of the model in fractions, then of what HiGHS proves until the moment."""
        if self.legs:
            constant = self._build()
            for solve in (self.model.solve_in_fractions, self._solve_whole):
                found = solve(time_limit_s=until - monotonic())
                if found is not None:
                    cents = found * _UNIT
                    yield floor(cents - _TOLERANCE * abs(cents) - 1 + constant)

    def _solve_whole(self, *, time_limit_s: float) -> float | None:
        return self.model.solve(time_limit_s=time_limit_s, gap=1e-3).bound

    def _build(self) -> int:
        """Write the model; the cents that its objective leaves out."""
        copies = self._copies()
        cancel = {leg: self._cancel_cost(leg) for leg in self.legs}
        self.model.fly_or_cancel(copies, {leg: cents / _UNIT for leg, cents in cancel.items()})
        self.model.conserve_aircraft(self._supplies())
        self._shortage()
        self._movements()
        self._crews()
        self._connections()
        self._rebookings()
        return self._price_of_nothing() - sum(cancel.values()) - sum(group.disrupted for group in self.linked)

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
        flight = self.problem.legs[leg]
        each = self._late_cents(first - flight.std)
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
        return min(group.disrupted, group.passengers * self._late_cents(late))

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
        """Cents per passenger of the longest delay that the leg can have."""
        flight = self.problem.legs[leg]
        return self._late_cents(flight.latest - flight.std)

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
        """Groups on several free legs: b >= y of each, and b = 1 where a connection is missed; b costs `disrupted`."""
        for rank, group in enumerate(self.linked):
            free = [one for one in group.legs if self.problem.legs[one].free]
            broken = self.broken[group] = self.model.variable(group.disrupted / _UNIT, 1.0)
            if group.last in free:
                self._waive_delay(group, broken)
            for leg in free:
                self.model.row([(broken, 1.0), (self.model.cancel[leg], -1.0)], 0.0)
            for inbound, outbound, needed in group.connections if rank < self.most_linked else ():
                self._meet(inbound, outbound, needed, broken)

    def _waive_delay(self, group: Itinerary, broken: int) -> None:
        """Copies of the last leg charge the group its delay, broken or not; w gives that back: w <= worst b, w <= sum of delay x.

        A plan that breaks the group has b = 1 and w what the flown copy charged.
        """
        waived = self.model.variable(-1.0)
        worst = group.passengers * self._worst_delay(group.last) / _UNIT
        self.model.row([(waived, 1.0), (broken, -worst)], high=0.0)
        std, unit = self.problem.legs[group.last].std, group.passengers / _UNIT
        charged = [(variable, -self._late_cents(first - std) * unit) for variable, first, _ in self.of_leg[group.last]]
        self.model.row([(waived, 1.0), *charged], high=0.0)

    def _late_cents(self, late: int) -> int:
        return int(self.book.passenger_delay[min(max(late, 0), _LONGEST_LATE_MIN)])

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

    # --- re-booking -------------------------------------------------------------------------------------------------

    def _rebookings(self) -> None:
        """Broken open groups may flow from where they are to where they want on the seats of legs that fly."""
        self.seats = {leg: self._seats(leg) for leg in self.legs}
        self.spans = {leg: self._spans(leg) for leg in self.legs}
        for group in self.problem.itineraries:
            if group.open:
                always = self._settled_broken(group)
                broken = [] if always else self._broken(group)
                if always or broken:
                    self._rebook(group, broken, always)
        for leg, variables in self.users.items():
            self._seat(leg, variables)
        for (leg, number), variables in self.users_in_span.items():
            self._seat_in_span(leg, self.spans[leg][number], variables)

    def _broken(self, group: Itinerary) -> list[int]:
        """Variables of which one is 1 in every plan that breaks the group: b; or y, or x of copies that may miss a connection."""
        free = [one for one in group.legs if self.problem.legs[one].free]
        if len(free) > 1:
            return [self.broken[group]]
        return [self.model.cancel[leg] for leg in free] + [one for leg in free for one in self._may_miss(group, leg)]

    def _may_miss(self, group: Itinerary, leg: int) -> list[int]:
        """Copies of a group's only free leg at some minute of which it misses a connection."""
        legs = self.problem.legs
        found: dict[int, None] = {}
        for inbound, outbound, needed in group.connections:
            for variable, first, last in self.of_leg[leg]:
                lands = last + legs[leg].block if inbound == leg else legs[inbound].eta
                leaves = first if outbound == leg else legs[outbound].etd
                if leaves - lands < needed:
                    found[variable] = None
        return list(found)

    def _seats(self, leg: int) -> _Seats | None:
        """Seats S - D of the leg and its groups that other legs can break; None when it has no tail and so no limit.

        S is that of the largest tail which may fly it, and never less than all who are booked; D counts those who travel on it
        whenever it flies, without groups that may miss a connection in a way that no variable tells.
        """
        problem, flight = self.problem, self.problem.legs[leg]
        if flight.tail == NOBODY:
            return None
        sure, linked = 0, []
        for group in (*self.book.direct[leg], *self.book.connecting[leg]):
            if leg not in group.legs or self._settled_broken(group):
                continue
            if group in self.broken:
                linked.append((self.broken[group], group.passengers))
            elif not self._may_miss(group, leg):
                sure += group.passengers
        booked = max(flight.passengers, sure + sum(count for _, count in linked))
        most = max([booked, *(tail.seats for index, tail in enumerate(problem.tails) if problem.may_fly(index, leg))])
        return _Seats(most - sure, tuple(linked))

    def _seat(self, leg: int, variables: Sequence[int]) -> None:
        """All aboard sit in its seats, and none when it is cancelled: sum of v + D (1 - y) + sum of n (1 - b) <= S (1 - y)."""
        seats = self.seats[leg]
        if seats is not None:
            linked = [(broken, -float(count)) for broken, count in seats.linked]
            left = float(seats.free - sum(count for _, count in seats.linked))
            cancel = (self.model.cancel[leg], float(seats.free))
            self.model.row([*((one, 1.0) for one in variables), cancel, *linked], high=left)

    def _seat_in_span(self, leg: int, span: _Span, variables: Sequence[int]) -> None:
        """Who travels in the span does so because the leg does: sum of v <= (S - D) (sum of x)."""
        seats = self.seats[leg]
        if seats is not None:
            flown = [(one, -float(seats.free)) for one in span.copies]
            self.model.row([*((one, 1.0) for one in variables), *flown], high=0.0)

    def _spans(self, leg: int) -> list[_Span]:
        copies = self.of_leg[leg]
        found = []
        for begin, after in pairwise(_SPANS):
            part = [one for one in copies if begin <= one[1] - copies[0][1] < after]
            if part:
                found.append(_Span(tuple(variable for variable, _, _ in part), part[0][1], part[-1][2]))
        return found

    def _rebook(self, group: Itinerary, broken: Sequence[int], always: bool) -> None:
        """Flow v of one group, n x broken at most, each of whom gets back `disrupted` less the price of the earliest arrival.

        On the way nobody leaves an airport before landing and connecting. A journey that comes back to where it was is counted
        without that loop: it arrives no later and takes fewer seats.
        """
        ways: dict[int, list[int]] = {}
        leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
        landing: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for leg, earliest in self._reach(group).items():
            flight, ways[leg] = self.problem.legs[leg], []
            needed = self.problem.connection_min[flight.destination]
            for variable, lands, last in self._ways(group, leg, earliest):
                ways[leg].append(variable)
                leaving[flight.origin].append((last, variable))
                landing[flight.destination].append((lands + needed, variable))
            self.users[leg] += ways[leg]
        out = [variable for _, variable in leaving.pop(group.origin, ())]
        self._only_broken(out, group.passengers, broken, always)
        for leg, variables in ways.items():
            seats, flight = self.seats[leg], self.problem.legs[leg]
            whole_way = flight.origin == group.origin and flight.destination == group.destination
            if whole_way and seats is not None and seats.free < group.passengers:
                self._only_broken(variables, seats.free, broken, always)
        for airport, onward in leaving.items():
            self.model.follow(landing[airport], onward)
        self._not_as_planned(group, ways, out)

    def _ways(self, group: Itinerary, leg: int, earliest: int) -> list[tuple[int, int, int]]:
        """The group's flow on a leg that lands with them at `earliest` or later: (variable, lands, last to leave).

        One variable for each span of a leg to the destination, where the delay counts; one in all for others.
        """
        flight, spans = self.problem.legs[leg], self.spans[leg]
        if flight.destination != group.destination:
            return [(self.model.variable(), earliest, spans[-1].last)]
        found = []
        for number, span in enumerate(spans):
            if span.last + flight.block >= earliest:
                lands = max(span.first + flight.block, earliest)
                cents = self._late_cents(lands - group.planned_arrival) - group.disrupted // group.passengers
                found.append((self.model.variable(cents / _UNIT), lands, span.last))
                self.users_in_span[leg, number].append(found[-1][0])
        return found

    def _only_broken(self, variables: Sequence[int], most: int, broken: Sequence[int], always: bool) -> None:
        """Of a group only who is broken is re-booked: sum of v <= most x sum of broken (1 when it always is).

        `most` is all of the group, or the seats of a leg that takes them the whole way. In a plan the sum is 0 or at least 1.
        """
        shares = [(one, -float(most)) for one in broken]
        self.model.row([*((one, 1.0) for one in variables), *shares], high=float(always * most))

    def _not_as_planned(self, group: Itinerary, ways: dict[int, list[int]], out: Sequence[int]) -> None:
        """Who could take all legs planned would not be broken: sum of v over them <= (legs - 1) x sum of v out of the origin."""
        path = group.path[group.flown :]
        if len(path) > 1 and all(leg in ways for leg in path):
            weights = defaultdict(float, {one: 1.0 - len(path) for one in out})
            for leg in path:
                for one in ways[leg]:
                    weights[one] += 1.0
            self.model.row(weights.items(), high=0.0)

    def _reach(self, group: Itinerary) -> dict[int, int]:
        """Legs on any journey that the group could make, each with the earliest minute it lands with them.

        Forward the earliest arrival at each airport after so many legs, back the latest from which the rest can be made. Every
        leg has seats, and leaves at any minute of its copies that suits; in a plan it leaves at one. The only leg left of the
        planned journey is not one: it is cancelled or out of reach.
        """
        legs, connection_min = self.problem.legs, self.problem.connection_min
        path = group.path[group.flown :]
        without = path[0] if len(path) == 1 else NOBODY
        label = {group.origin: group.ready}
        forward: list[dict[int, int]] = []
        for _ in range(_MOST_NEW_LEGS):
            landings: dict[int, int] = {}
            for leg in self.legs:
                flight = legs[leg]
                if leg == without or flight.origin not in label or flight.origin == group.destination:
                    continue
                since = label[flight.origin] + (0 if flight.origin == group.origin else connection_min[flight.origin])
                leaves = min((max(first, since) for _, first, last in self.of_leg[leg] if last >= since), default=NEVER)
                if leaves < NEVER and flight.destination != group.origin:
                    landings[leg] = leaves + flight.block
            forward.append(landings)
            label = dict(label)
            for leg, minute in landings.items():
                label[legs[leg].destination] = min(label.get(legs[leg].destination, NEVER), minute)
        return self._within_reach(group.destination, forward)

    def _within_reach(self, destination: int, forward: Sequence[dict[int, int]]) -> dict[int, int]:
        """Of the landings with the first, second, ... leg those from which the legs that remain still lead to the destination."""
        legs, connection_min = self.problem.legs, self.problem.connection_min
        latest = {destination: NEVER}
        found: dict[int, int] = {}
        for landings in reversed(forward):
            before = dict(latest)
            for leg, minute in landings.items():
                flight = legs[leg]
                if minute > latest.get(flight.destination, -NEVER):
                    continue
                found[leg] = min(minute, found.get(leg, NEVER))
                until = latest[flight.destination] - flight.block
                leaves = max(min(last, until) for _, first, last in self.of_leg[leg] if first <= until)
                before[flight.origin] = max(before.get(flight.origin, -NEVER), leaves - connection_min[flight.origin])
            latest = before
        return found
