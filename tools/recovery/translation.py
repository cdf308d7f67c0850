"""Our network's recovery problem as the solver's, and the solver's plan as times, ferries and re-bookings."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tools.recovery.pricing import PROTECTED_WEIGHT, PROTECTION, Steering
from tools.recovery.problem import CANCELLED, NOBODY, Ferry, Itinerary, Leg, Rebooked, RecoveryProblem
from tools.recovery.solver import problem as p
from tools.recovery.timing import Timetable, Timing, planned_rotations

_LATEST_LATE_MIN = 2 * 1440
_MOST_NEW_LEGS = 3
_EARTH_RADIUS_KM = 6371.0


def translate(problem: RecoveryProblem, steering: Steering) -> p.RecoveryProblem:
    """The problem for the solver under one steering; legs keep their numbers, tails too, and more tails stand for none."""
    return _Translation(problem, steering).translate()


class _Translation:
    def __init__(self, problem: RecoveryProblem, steering: Steering) -> None:
        self.problem, self.steering = problem, steering
        self.weight = steering.passenger_weight
        self.alone = [index for index, leg in enumerate(problem.legs) if leg.free and leg.tail == NOBODY]
        self.planned = planned_rotations(problem)
        self.flying = len(problem.tails)
        """Number of the tail that stands for all those of legs that are no decision."""

    def translate(self) -> p.RecoveryProblem:
        problem, fleets = self.problem, len(self.problem.fleets)
        return p.RecoveryProblem(
            airports=len(problem.airports),
            now=problem.now,
            end=problem.horizon_end,
            tails=(*(self._tail(index) for index in range(len(problem.tails))), *self._nobodys_tails()),
            legs=tuple(self._leg(index, leg) for index, leg in enumerate(problem.legs)),
            groups=tuple(self._group(one) for one in problem.itineraries),
            kinds=tuple(p.Kind(fleet, fleet) for fleet in range(fleets + 1)),
            capacities=tuple(p.Capacity(*(getattr(one, name) for name in p.Capacity._fields)) for one in problem.capacities),
            closures=tuple(p.Closure(*(getattr(one, name) for name in p.Closure._fields)) for one in problem.closures),
            wanted=tuple(p.Wanted(airport, fleet, count) for fleet, airport, count in problem.planned_ends),
            position=p.PositionPrices(0, 0, problem.prices.out_of_position),
            late_cents=(self._late(1), (0,) * _LATEST_LATE_MIN, self._late(PROTECTED_WEIGHT)),
            downgrade_cents=(((0,),),),
            connection_min=problem.connection_min,
            extra_block=self._ferry_blocks(),
            extra_kind=((0,) * len(problem.airports),) * len(problem.airports),
            extra_last=True,
            billed_min=1,
            crew_links=tuple(p.CrewLink(one.first, one.then, one.gap, one.replacement) for one in problem.crew_links),
            journey_legs=_MOST_NEW_LEGS,
            swaps=self.steering.swaps,
            change_cents=self.steering.change,
            swap_cents=problem.prices.aircraft_swap,
            swap_weight=0,
            deferral_cents=problem.prices.maintenance_deferral,
        )

    # --- aircraft and flights ---------------------------------------------------------------------------------------

    def _tail(self, index: int) -> p.Tail:
        tail = self.problem.tails[index]
        return p.Tail(
            number=tail.number,
            fleet=tail.fleet,
            kind=tail.fleet,
            seats=(tail.seats,),
            turn=tail.turn,
            transit=tail.turn,
            airport=tail.airport,
            ready=tail.ready,
            planned=tuple(self.planned[index]),
            visits=tuple(p.Visit(one.start, one.end, one.airport, one.place) for one in tail.visits),
            hour_cents=tail.ferry_minute,
            delay_minute_cents=tail.delay_minute,
        )

    def _nobodys_tails(self) -> list[p.Tail]:
        """One for the legs that are no decision, and one for each leg that has none and flies by itself."""
        fleet, delay = len(self.problem.fleets), self.problem.prices.tailless_delay_minute
        found = [p.Tail("", fleet, fleet, (p.NEVER,), 0, 0, 0, self.problem.now, range_min=p.NOBODY)]
        for number, index in enumerate(self.alone, start=1):
            leg = self.problem.legs[index]
            found.append(
                p.Tail(
                    "", fleet + number, fleet, (p.NEVER,), 0, 0, leg.origin, self.problem.now, (index,),
                    range_min=leg.block, hour_cents=10**9, delay_minute_cents=delay,
                )
            )  # fmt: skip
        return found

    def _leg(self, index: int, leg: Leg) -> p.Leg:
        if not leg.free:
            flies = leg.etd != CANCELLED
            return p.Leg(
                leg.flight_id, leg.origin, leg.destination, leg.std, leg.block, 0, 0, 0, self.flying, free=False,
                etd=leg.etd if flies else p.CANCELLED, eta=leg.eta if flies else p.CANCELLED, counts_as_movement=False,
            )  # fmt: skip
        alone = leg.tail == NOBODY
        return p.Leg(
            name=leg.flight_id,
            origin=leg.origin,
            destination=leg.destination,
            std=leg.std,
            block=leg.block,
            earliest=leg.earliest,
            latest=leg.latest,
            land_by=p.NEVER,
            tail=self.flying + 1 + self.alone.index(index) if alone else leg.tail,
            current=leg.current,
            saved_cents=(0 if leg.ferry else leg.saved) - (PROTECTION if index in self.steering.protected else 0),
            operating_cents=leg.ferry_price,
            crew_windows=leg.crew_unavailable,
            least_seats=leg.passengers,
            empty=leg.ferry,
            must_fly=leg.must_fly,
            only=self.flying + 1 + self.alone.index(index) if alone else leg.only,
            barred=leg.barred,
            seat_cents=leg.seat_cents,
        )

    def _ferry_blocks(self) -> tuple[tuple[int, ...], ...]:
        """Minutes between the airports where our aircraft may stand; NOBODY elsewhere."""
        problem = self.problem
        served = {airport for _, airport, _ in problem.planned_ends} | {tail.airport for tail in problem.tails}
        latitude, longitude = np.radians(np.array(problem.coordinates, dtype=float).reshape(-1, 2)).T
        chord = (
            np.sin((latitude[:, None] - latitude) / 2) ** 2
            + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
        )
        distance_km = 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
        blocks = problem.ferry_fixed_min + np.ceil(60 * distance_km / problem.ferry_speed_kmh).astype(int)
        served_mask = np.array([airport in served for airport in range(len(problem.airports))])
        blocks[~served_mask, :] = p.NOBODY
        blocks[:, ~served_mask] = p.NOBODY
        np.fill_diagonal(blocks, p.NOBODY)
        return tuple(tuple(row) for row in blocks.tolist())

    # --- passengers -------------------------------------------------------------------------------------------------

    def _late(self, weight: int) -> tuple[int, ...]:
        cents = self.problem.prices.passenger_delay
        return tuple(weight * self.weight * cents[min(late, len(cents) - 1)] for late in range(_LATEST_LATE_MIN))

    def _group(self, one: Itinerary) -> p.Group:
        each = one.disrupted // one.passengers if one.passengers else 0
        protected = not self.steering.protected.isdisjoint(one.path)
        return p.Group(
            name="",
            passengers=one.passengers,
            legs=one.path,
            cabins=(0,) * len(one.path),
            needs=one.needs,
            cabin=0,
            late_class=1 if one.last == NOBODY else 2 if protected else 0,
            planned_arrival=one.planned_arrival,
            stranded_cents=each * self.weight * (PROTECTED_WEIGHT if protected else 1),
            origin=one.origin,
            ready=one.ready,
            destination=one.destination,
            fixed=one.flown,
            rebooked=one.open,
            party=one.bookings[0][1],
            broken_cents=one.steering,
        )


def plan_of(table: Timetable, plan: p.Solution) -> tuple[Timing, tuple[Ferry, ...], tuple[Rebooked, ...]]:
    """The solver's plan in our terms: every leg's time and tail, ferries, and who is re-booked onto what."""
    problem = table.problem
    etd = [leg.etd if not leg.free else CANCELLED for leg in problem.legs]
    tail = [leg.tail for leg in problem.legs]
    for index, leg in enumerate(problem.legs):
        if leg.free and plan.etd[index] != p.CANCELLED:
            etd[index] = plan.etd[index]
            tail[index] = plan.tail[index] if leg.tail != NOBODY else NOBODY
    ferries = tuple(
        sorted(
            (Ferry(plan.tail[one.leg], one.origin, one.destination, plan.etd[one.leg], one.block) for one in plan.extra),
            key=lambda one: (one.etd, one.tail),
        )
    )
    return timing_of(table, etd, tail, ferries), ferries, _rebookings(problem, plan, etd)


def timing_of(table: Timetable, etd: Sequence[int], tail: Sequence[int], ferries: Sequence[Ferry]) -> Timing:
    """Rotations in order of departure, and the room that legs and ferries leave."""
    problem = table.problem
    rotations: list[list[int]] = [[] for _ in problem.tails]
    room = [count for one in problem.capacities for count in (one.departures, one.arrivals)]
    for index in sorted(range(len(problem.legs)), key=lambda one: (etd[one], one)):
        if problem.legs[index].free and etd[index] != CANCELLED:
            if tail[index] != NOBODY:
                rotations[tail[index]].append(index)
            for window in table.windows(index, etd[index]) or ():
                room[window] -= 1
    for one in ferries:
        table.take(one.origin, one.destination, one.block, one.etd, room)
    return Timing(list(etd), list(tail), rotations, room)


def _rebookings(problem: RecoveryProblem, plan: p.Solution, etd: Sequence[int]) -> tuple[Rebooked, ...]:
    """Whole bookings for the seats that the plan found on other journeys, the largest first; who does not fit stays behind."""
    ways: dict[int, list[p.Part]] = defaultdict(list)
    for part in plan.parts:
        group = problem.itineraries[part.group]
        if part.legs and part.legs != group.path and part.passengers:
            ways[part.group].append(part)
    found = []
    for number, parts in sorted(ways.items()):
        group = problem.itineraries[number]
        left = [part.passengers for part in parts]
        for name, size in sorted(group.bookings, key=lambda one: (-one[1], one[0])):
            for at, part in enumerate(parts):
                if left[at] >= size:
                    left[at] -= size
                    legs = part.legs[group.flown :]
                    arrival = etd[legs[-1]] + problem.legs[legs[-1]].block
                    found.append(Rebooked(number, name, size, legs, max(0, arrival - group.planned_arrival)))
                    break
    return tuple(found)
