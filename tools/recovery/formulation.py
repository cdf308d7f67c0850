"""RecoveryProblem + neighbourhood -> network model. Which legs are decisions, their copies in time, and what each copy costs.

Everything outside the neighbourhood stays as the incumbent has it; what that uses (movements, crews) is taken off first.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from tools.recovery.pricing import PriceBook, Steering, Valued, ferry_block, ferry_cents, shortages
from tools.recovery.problem import CANCELLED, NEVER, NOBODY, Itinerary
from tools.recovery.time_space_network import Copy, NetworkModel, Stay, Supply
from tools.recovery.timing import Timetable

BREACH = 10**8
"""Cents that stand in the model for an order not kept: far more than keeping one costs. Plans are ranked by orders first."""
_UNIT = 100.0
"""Cents per unit of the model's objective; keeps coefficients in HiGHS's comfortable range."""
_MOST_FERRY_CHOICES = 4000
_CHAINED_MIN = 300
"""Minutes after the first possible one within which a copy is made for every aircraft that becomes ready."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What one model decides: the legs of these tails. Like tails are one commodity, or with `one_by_one` each is its own.
    With `alike_only` a leg goes to tails like its own, without visits ahead, or to its own. Legs of tails without trouble
    have copies up to `calm_until` minutes late only.

    `offsets` are the minutes after a leg's first possible departure at which it has copies; `linked` says how many
    groups of connecting passengers, dearest first, get rows for missed connections.
    """

    tails: tuple[int, ...]
    offsets: tuple[int, ...]
    one_by_one: bool = False
    alike_only: bool = False
    calm_until: int = 90
    linked: int = 400


@dataclass(frozen=True, slots=True)
class Formulated:
    """The model and the tails of each of its commodities."""

    model: NetworkModel
    members: dict[int, tuple[int, ...]]
    legs: tuple[int, ...]


def formulate(table: Timetable, book: PriceBook, incumbent: Valued, around: Neighbourhood, steering: Steering) -> Formulated:
    """The network model of the neighbourhood of an incumbent, under one steering."""
    return _Formulation(table, book, incumbent, around, steering).build()


class _Formulation:
    def __init__(self, table: Timetable, book: PriceBook, incumbent: Valued, around: Neighbourhood, steering: Steering) -> None:
        self.table, self.book, self.incumbent, self.around, self.steering = table, book, incumbent, around, steering
        self.problem = table.problem
        self.etd = incumbent.timing.etd
        tails = set(around.tails)
        flown_by = incumbent.timing.tail
        self.legs = tuple(
            index
            for index, leg in enumerate(self.problem.legs)
            if leg.free
            and leg.tail != NOBODY
            and (flown_by[index] in tails if self.etd[index] != CANCELLED else leg.tail in tails)
        )
        self.decided = set(self.legs)
        self.troubled = self._troubled_legs()
        self.turned_round = self._turned_round() if around.one_by_one else {}
        self.members = self._commodities()
        self.model = NetworkModel()
        self.of_leg: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.alone: dict[int, list[Itinerary]] = defaultdict(list)
        self.linked: list[Itinerary] = []
        self.ending: dict[int, int] = defaultdict(int)
        self._sort_groups()

    def build(self) -> Formulated:
        credit = self._credits()
        copies = self._copies()
        cancel = {leg: self._cancel_cost(leg) + credit.get(leg, 0) / _UNIT for leg in self.legs}
        self.model.fly_or_cancel(copies, cancel)
        for variable, copy in enumerate(copies):
            self.of_leg[copy.flight].append((variable, copy.depart))
        self.model.conserve_aircraft(self._supplies(), self._stays())
        self._shortage()
        self._movements()
        self._crews()
        self._connections(credit)
        return Formulated(self.model, self.members, self.legs)

    def _troubled_legs(self) -> set[int]:
        """Legs of tails with a leg that is late or cancelled in the incumbent, or planned for such a tail."""
        legs, flown_by = self.problem.legs, self.incumbent.timing.tail
        late = {one for one in self.legs if self.etd[one] == CANCELLED or self.etd[one] > legs[one].std}
        tails = {legs[one].tail for one in late} | {flown_by[one] for one in late}
        return {one for one in self.legs if legs[one].tail in tails or flown_by[one] in tails}

    def _turned_round(self) -> dict[int, set[int]]:
        """Minutes at which an aircraft decided here can leave again, by airport, after legs at their first or present minute."""
        found: dict[int, set[int]] = defaultdict(set)
        turns = {self.problem.tails[one].turn for one in self.around.tails}
        for leg in self.legs:
            flight = self.problem.legs[leg]
            for minute in {self.table.next_open(leg, NOBODY, flight.earliest, None), self.etd[leg]} - {NEVER, CANCELLED}:
                found[flight.destination].update(minute + flight.block + turn for turn in turns)
        return found

    # --- aircraft ---------------------------------------------------------------------------------------------------

    def _commodities(self) -> dict[int, tuple[int, ...]]:
        """Tails that are alike (fleet, seats, turn), numbered; a tail with visits ahead is a commodity of its own."""
        alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
        single = self.around.one_by_one or not self.steering.swaps
        for index in self.around.tails:
            tail = self.problem.tails[index]
            if single or tail.visits:
                alike[tail.fleet, tail.seats, tail.turn, index].append(index)
            else:
                alike[tail.fleet, tail.seats, tail.turn, NOBODY].append(index)
        return {number: tuple(tails) for number, (_, tails) in enumerate(sorted(alike.items()))}

    def _may_fly(self, leg: int, tails: Sequence[int]) -> bool:
        if self.problem.legs[leg].tail in tails:
            return True
        if not self.steering.swaps or not self.problem.may_fly(tails[0], leg):
            return False
        own, other = self.problem.tails[self.problem.legs[leg].tail], self.problem.tails[tails[0]]
        return not self.around.alike_only or (not other.visits and (own.seats, own.turn) == (other.seats, other.turn))

    def _copies(self) -> list[Copy]:
        problem, found = self.problem, []
        copied = dict(enumerate(self.members.values()))
        for leg in self.legs:
            flight = problem.legs[leg]
            costs: dict[int, float] = {}
            for commodity, tails in copied.items():
                if not self._may_fly(leg, tails):
                    continue
                lone = tails[0] if len(tails) == 1 else NOBODY
                tail = problem.tails[tails[0]]
                swap = 0 if flight.ferry or flight.tail in tails else problem.prices.aircraft_swap + self.steering.change
                for minute in self._minutes(leg, lone):
                    if minute not in costs:
                        costs[minute] = self._time_cost(leg, minute)
                    late = 0 if flight.ferry else minute - flight.std
                    cost = costs[minute] + swap + late * tail.delay_minute
                    lands = minute + flight.block
                    ready = lands + tail.turn
                    if lone != NOBODY:
                        ready = self._ready_for_visit(lone, lands, ready)
                    found.append(Copy(leg, commodity, flight.origin, minute, flight.destination, ready, cost / _UNIT))
        return found

    def _ready_for_visit(self, tail: int, lands: int, ready: int) -> int:
        """A visit needs no turn-round before it: count the tail as there when the visit starts."""
        for start, end, _, _ in self.problem.tails[tail].visits:
            if lands <= start < ready <= end:
                return start
        return ready

    def _minutes(self, leg: int, tail: int) -> list[int]:
        """Departure minutes worth a copy: a grid from the first possible one, moved to openings, and the incumbent's own."""
        flight = self.problem.legs[leg]
        first = self.table.next_open(leg, tail, flight.earliest, None)
        furthest = NEVER if leg in self.troubled else self.around.calm_until
        wishes = [first + offset for offset in self.around.offsets if offset <= furthest] if first < NEVER else []
        if self.etd[leg] != CANCELLED:
            wishes.append(self.etd[leg])
        if self.around.one_by_one and wishes:
            wishes += [ready for ready in self.turned_round[flight.origin] if wishes[0] < ready < wishes[0] + _CHAINED_MIN]
        found = {self.table.next_open(leg, tail, wish, None) for wish in wishes} - {NEVER}
        return sorted(minute for minute in found if not self._breaks_fixed_crew(leg, minute))

    def _supplies(self) -> list[Supply]:
        tails = self.problem.tails
        return [
            Supply(number, tails[one].airport, tails[one].ready) for number, members in self.members.items() for one in members
        ]

    def _stays(self) -> list[Stay]:
        return [
            Stay(
                number, airport, start, end, (BREACH if place == "required" else self.problem.prices.maintenance_deferral) / _UNIT
            )
            for number, members in self.members.items()
            if len(members) == 1
            for start, end, airport, place in self.problem.tails[members[0]].visits
            if place != "any" and start >= self.problem.tails[members[0]].ready
        ]

    def _shortage(self) -> None:
        problem = self.problem
        fleets: dict[int, list[int]] = defaultdict(list)
        for number, members in self.members.items():
            fleets[problem.tails[members[0]].fleet].append(number)
        # What is short when the tails decided here stand nowhere.
        short = shortages(problem, self.incumbent.timing, self.incumbent.ferries)
        moved = {one.tail: one.destination for one in self.incumbent.ferries}
        for index in self.around.tails:
            rotation = self.incumbent.timing.rotations[index]
            stands = problem.legs[rotation[-1]].destination if rotation else problem.tails[index].airport
            short[problem.tails[index].fleet, moved.get(index, stands)] += 1
        planned = {place: count for place, count in sorted(short.items()) if place[0] in fleets}
        ferries: dict[tuple[int, int, int], float] = {}
        for (fleet, destination), count in planned.items():
            for number in fleets[fleet] if count > 0 else ():
                tail = self.members[number][0]
                for origin in self._ends_of(number):
                    cents = ferry_cents(problem, tail, origin, destination)
                    if (
                        origin != destination
                        and cents < problem.prices.out_of_position
                        and self._ferry_possible(origin, destination)
                    ):
                        ferries[number, origin, destination] = cents / _UNIT
        if len(ferries) > _MOST_FERRY_CHOICES:
            ferries = dict(sorted(ferries.items(), key=lambda one: (one[1], one[0]))[:_MOST_FERRY_CHOICES])
        self.model.count_shortage(planned, fleets, problem.prices.out_of_position / _UNIT, ferries)

    def _ends_of(self, commodity: int) -> list[int]:
        return sorted({airport for number, airport in self.model.ends if number == commodity})

    def _ferry_possible(self, origin: int, destination: int) -> bool:
        problem = self.problem
        block = ferry_block(problem, origin, destination)
        latest = problem.horizon_end - block
        return self.table.first_gap(origin, destination, block, NOBODY, problem.now, None, latest) != NEVER

    # --- stations and crews -----------------------------------------------------------------------------------------

    def _movements(self) -> None:
        """Per capacity window and kind of movement: at most what the legs outside the neighbourhood leave."""
        room = list(self.incumbent.timing.room)
        for leg in self.legs:
            if self.etd[leg] != CANCELLED:
                for window in self.table.windows(leg, self.etd[leg]) or ():
                    room[window] += 1
        users: dict[int, list[int]] = defaultdict(list)
        for variable, copy in enumerate(self.model.copies):
            for window in self.table.windows(copy.flight, copy.depart) or ():
                users[window].append(variable)
        for window, variables in sorted(users.items()):
            if len({self.model.copies[one].flight for one in variables}) > room[window]:
                self.model.limit_movements(variables, max(0, room[window]))

    def _breaks_fixed_crew(self, leg: int, minute: int) -> bool:
        """Whether leaving then breaks the crew's gap to a leg outside the neighbourhood."""
        flight = self.problem.legs[leg]
        for first, gap in self.table.crew_before[leg]:
            if first not in self.decided and self.etd[first] != CANCELLED and self.book.eta(first, self.etd) + gap > minute:
                return True
        for then, gap in self.table.crew_after[leg]:
            if then not in self.decided and self.etd[then] != CANCELLED and minute + flight.block + gap > self.etd[then]:
                return True
        return False

    def _crews(self) -> None:
        """Per crew link inside the neighbourhood: the gap in cumulative form, and r >= y[first] - y[then] replacements."""
        for link in self.problem.crew_links:
            if link.first in self.decided and link.then in self.decided:
                block = self.problem.legs[link.first].block
                self.model.keep_gap(
                    [(variable, minute + block + link.gap) for variable, minute in self.of_leg[link.first]],
                    self.of_leg[link.then],
                )
                replaced = self.model.variable(link.replacement / _UNIT)
                cancel = self.model.cancel
                self.model.row([(replaced, 1.0), (cancel[link.first], -1.0), (cancel[link.then], 1.0)], 0.0)

    def _crew_cost(self, leg: int, minute: int | None) -> int:
        """Replacements at links to legs outside, by leaving at `minute` or (None) not operating; and unavailable crew."""
        total = 0
        if minute is not None:
            total += sum(cents for start, end, cents in self.problem.legs[leg].crew_unavailable if start <= minute < end)
            for link in self.book.links_by_then.get(leg, ()):
                if link.first not in self.decided and self.etd[link.first] == CANCELLED:
                    total += link.replacement
        else:
            for link in self.book.links_by_first.get(leg, ()):
                if link.then not in self.decided and self.etd[link.then] != CANCELLED:
                    total += link.replacement
        return total

    # --- passengers -------------------------------------------------------------------------------------------------

    def _time_cost(self, leg: int, minute: int) -> float:
        """Cents of leaving at `minute` that do not depend on other decisions nor on the size of the aircraft."""
        flight, weight = self.problem.legs[leg], self.steering.passenger_weight
        prices = self.book.passenger_delay
        each = int(prices[min(minute - flight.std, 1440)])
        cents = self.book.direct_passengers[leg] * each * weight
        for group in self.alone[leg]:
            broken, last_late = self.book.follow(group, leg, minute, self.etd)
            if broken:
                cents += group.disrupted * weight + group.steering
            elif group.last != NOBODY:
                cents += group.passengers * weight * int(prices[min(max(last_late, 0), 1440)])
        cents += self.ending[leg] * each * weight
        cents += flight.ferry_price + self._crew_cost(leg, minute)
        return cents + (self.steering.change if minute != flight.current else 0)

    def _cancel_cost(self, leg: int) -> float:
        flight, weight = self.problem.legs[leg], self.steering.passenger_weight
        cents = -flight.saved + self._crew_cost(leg, None) + self.steering.change
        for group in (*self.book.direct[leg], *(one for one in self.alone[leg] if leg in one.legs)):
            cents += group.disrupted * weight + group.steering
        return (cents + (BREACH if flight.must_fly else 0)) / _UNIT

    def _sort_groups(self) -> None:
        """Connecting groups by what decides them: one leg here (`alone`) or several (`linked`, dearest first).

        Groups broken by what is fixed are left out. `ending` counts passengers of linked groups by their last leg.
        """
        linked = []
        for leg in self.legs:
            for group in self.book.connecting[leg]:
                inside = [one for one in group.legs if one in self.decided]
                if inside[0] != leg or self._broken_outside(group):
                    continue
                if len(inside) == 1:
                    self.alone[leg].append(group)
                    continue
                linked.append(group)
                if group.last in self.decided:
                    self.ending[group.last] += group.passengers
        self.linked = sorted(linked, key=lambda one: (-one.disrupted, one.legs))

    def _broken_outside(self, group: Itinerary) -> bool:
        if any(one not in self.decided and self.etd[one] == CANCELLED for one in group.legs):
            return True
        return any(
            self.etd[outbound] - self.book.eta(inbound, self.etd) < needed
            for inbound, outbound, needed in group.connections
            if inbound not in self.decided and outbound not in self.decided
        )

    def _credits(self) -> dict[int, int]:
        """Delay cost on copies of a last leg for passengers who do not bear it once disrupted, at the incumbent's delay.

        A disruption variable costs the price of disruption less this credit, and cancelling the last leg gives it back.
        """
        found: dict[int, int] = defaultdict(int)
        for group in self.linked:
            if group.last in self.decided:
                found[group.last] += self._credit(group)
        return found

    def _credit(self, group: Itinerary) -> int:
        if group.last not in self.decided or self.etd[group.last] == CANCELLED:
            return 0
        late = self.etd[group.last] - self.problem.legs[group.last].std
        cents = group.passengers * self.steering.passenger_weight * int(self.book.passenger_delay[min(late, 1440)])
        return min(cents, group.disrupted * self.steering.passenger_weight)

    def _connections(self, credit: dict[int, int]) -> None:
        """Per connecting group a variable z: z >= y of each leg, and missed connections in cumulative form.

        sum of x[inbound lands late] + sum of x[outbound leaves early] <= 1 + z. Groups beyond `linked` have only the
        first kind of row.
        """
        weight, model = self.steering.passenger_weight, self.model
        for rank, group in enumerate(self.linked):
            cost = group.disrupted * weight + group.steering - (self._credit(group) if group.last in credit else 0)
            broken = model.variable(cost / _UNIT, 1.0)
            for leg in group.legs:
                if leg in self.decided:
                    model.row([(broken, 1.0), (model.cancel[leg], -1.0)], 0.0)
            if rank >= self.around.linked:
                continue
            for inbound, outbound, needed in group.connections:
                self._meet(inbound, outbound, needed, broken)

    def _meet(self, inbound: int, outbound: int, needed: int, broken: int) -> None:
        block = self.problem.legs[inbound].block
        if inbound in self.decided and outbound in self.decided:
            landing = [(variable, minute + block + needed) for variable, minute in self.of_leg[inbound]]
            self.model.keep_gap(landing, self.of_leg[outbound], relief=broken)
            return
        if outbound in self.decided:
            ready = self.book.eta(inbound, self.etd) + needed
            missed = [variable for variable, minute in self.of_leg[outbound] if minute < ready]
        elif inbound in self.decided:
            missed = [variable for variable, minute in self.of_leg[inbound] if minute + block + needed > self.etd[outbound]]
        else:
            return
        if missed:
            self.model.row([(broken, 1.0), *((one, -1.0) for one in missed)], 0.0)


def grid(*parts: tuple[int, int]) -> tuple[int, ...]:
    """Offsets from 0: each part is (step, until), e.g. grid((5, 30), (15, 120)) is 0, 5, ... 30, 45, ... 120."""
    found = [0]
    for step, until in parts:
        while found[-1] + step <= until:
            found.append(found[-1] + step)
    return tuple(found)


def neighbours_in_time(table: Timetable, tails: Sequence[int], kept: Valued) -> list[tuple[int, int]]:
    """Pairs of the tails that stand at one airport within three hours of one another: they could exchange legs."""
    problem = table.problem
    standing: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for tail in tails:
        aircraft = problem.tails[tail]
        standing[aircraft.fleet, aircraft.airport].append((aircraft.ready, tail))
        for leg in kept.timing.rotations[tail]:
            flight = problem.legs[leg]
            standing[aircraft.fleet, flight.destination].append((kept.timing.etd[leg] + flight.block, tail))
    found = set()
    for visits in standing.values():
        for (at, one), (other_at, other) in product(visits, visits):
            if one < other and abs(at - other_at) <= 180:
                found.add((one, other))
    return sorted(found)
