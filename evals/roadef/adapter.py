"""An instance of the challenge as the solver's problem, and the solver's plan as rows of the official files."""

from collections import defaultdict
from dataclasses import dataclass

from evals.roadef.instance import CABINS, Cabin, FlightKey, Instance, Itinerary, ItineraryLeg, LegType
from evals.roadef.solution import ItineraryRow, RotationRow, Solution
from tools.recovery.solver import problem as p

_KINDS: tuple[LegType, ...] = ("D", "C", "I")
_CONNECTION_MIN = 30
_MOST_LATE_MIN: dict[LegType, int] = {"D": 18 * 60, "C": 18 * 60, "I": 36 * 60}
_LEGAL = ((120, 250, 120), (270, 400, 180), (10**9, 600, 240))
"""Trips shorter than so many minutes: euros on cancellation, and minutes of delay beyond which a meal is due."""
_MEAL_EUR, _HOTEL_EUR, _HOTEL_AFTER_MIN = 15, 60, 300
_HOUR = 60
_SPLIT_CENTS = 1_000_000
"""Keeps linked flights together: apart is allowed, and no good plan."""


@dataclass(frozen=True, slots=True)
class Translated:
    """The problem, and which flight, aircraft and itinerary its legs, tails and groups are."""

    problem: p.RecoveryProblem
    flights: tuple[FlightKey, ...]
    aircraft: tuple[str, ...]
    airports: tuple[str, ...]
    itineraries: tuple[int, ...]


def translate(instance: Instance, *, swap_cost: bool = True) -> Translated:
    """The instance as a recovery problem in cents; the price of swaps counts with `swap_cost`."""
    return _Translation(instance, swap_cost).translate()


class _Translation:
    def __init__(self, instance: Instance, swap_cost: bool) -> None:
        self.instance, self.swap_cost = instance, swap_cost
        self.costs = instance.costs
        self.airports = tuple(sorted({place for pair in instance.distance for place in pair} | set(instance.daily_capacity)))
        self.airport = {name: index for index, name in enumerate(self.airports)}
        self.names = tuple(instance.aircraft)
        self.tail = {name: index for index, name in enumerate(self.names)}
        self.keys = tuple(sorted(instance.flights, key=lambda key: (instance.flights[key].departure, key)))
        self.leg = {key: index for index, key in enumerate(self.keys)}
        self.classes: dict[tuple[Cabin, LegType, int], int] = {}

    def translate(self) -> Translated:
        instance = self.instance
        legs = tuple(self._leg(key) for key in self.keys)
        configurations = {(one.model, one.seats) for one in instance.aircraft.values()}
        configurations |= {(one.model, one.seats) for one in instance.wanted}
        ordered = sorted(configurations)
        models, families = sorted({model for model, _ in ordered}), sorted(set(instance.family_of_model.values()))
        self.kind = {one: index for index, one in enumerate(ordered)}
        self.family = {name: index for index, name in enumerate(families)}
        kinds = tuple(p.Kind(models.index(model), self.family[instance.family_of_model[model]]) for model, _ in ordered)
        groups = tuple(self._group(one, legs) for one in instance.itineraries.values())
        gamma = self.costs.gamma
        problem = p.RecoveryProblem(
            airports=len(self.airports),
            now=instance.start,
            end=instance.end,
            tails=tuple(self._tail(name, legs) for name in self.names),
            legs=legs,
            groups=groups,
            kinds=kinds,
            capacities=self._capacities(legs),
            closures=(),
            wanted=tuple(
                p.Wanted(self.airport[one.airport], self.kind[one.model, one.seats], one.count) for one in instance.wanted
            ),
            position=p.PositionPrices(
                configuration=_cents(gamma * self.costs.position_configuration),
                model=_cents(gamma * self.costs.position_model),
                fleet=_cents(gamma * self.costs.position_family),
            ),
            late_cents=tuple(self._late(*one) for one in self.classes),
            downgrade_cents=tuple(tuple(self._downgrades(paid, flown) for flown in CABINS) for paid in CABINS),
            connection_min=(_CONNECTION_MIN,) * len(self.airports),
            extra_block=tuple(tuple(self._distance(a, b)[0] for b in self.airports) for a in self.airports),
            extra_kind=tuple(tuple(self._distance(a, b)[1] for b in self.airports) for a in self.airports),
            extra_carries=True,
            billed_min=_HOUR,
            split_cents=_SPLIT_CENTS,
            swap_weight=int(self.swap_cost),
            constant_cents=-sum(self._saved(key) for key in instance.disruption.cancelled if key in self.leg),
        )
        return Translated(problem, self.keys, self.names, self.airports, tuple(instance.itineraries))

    # --- flights and aircraft ---------------------------------------------------------------------------------------

    def _saved(self, key: FlightKey) -> int:
        flight = self.instance.flights[key]
        hours = -(-flight.duration // _HOUR)
        return hours * _cents(self.costs.alpha * self.instance.aircraft[flight.aircraft].hourly_cost)

    def _fixed(self, key: FlightKey) -> bool:
        flight = self.instance.flights[key]
        before = flight.departure < self.instance.start or key in self.instance.disruption.cancelled
        return before or self.instance.aircraft[flight.aircraft].surface

    def _leg(self, key: FlightKey) -> p.Leg:
        instance, flight = self.instance, self.instance.flights[key]
        fixed, surface = self._fixed(key), instance.aircraft[flight.aircraft].surface
        # What the disruption did to a flight that is still ahead is no decision either.
        told = not fixed and key in instance.disruption.delays
        departs = flight.departure + instance.disruption.delays.get(key, 0)
        etd = departs if fixed and key not in instance.disruption.cancelled else p.CANCELLED
        linked = (flight.previous, flight.day)
        renumbered, kind = self._distance(flight.origin, flight.destination)
        return p.Leg(
            name=f"{flight.number} {instance.date_text(flight.day)}",
            origin=self.airport[flight.origin],
            destination=self.airport[flight.destination],
            std=flight.departure,
            block=flight.duration,
            earliest=max(departs, instance.start),
            latest=departs if told else p.NEVER,
            land_by=instance.end,
            tail=self.tail[flight.aircraft],
            free=not fixed,
            etd=etd,
            current=flight.departure,
            block_renumbered=renumbered if flight.previous == 0 else p.NOBODY,
            link=self.leg.get(linked, p.NOBODY) if flight.previous else p.NOBODY,
            saved_cents=self._saved(key),
            must_fly=told,
            only=self.tail[flight.aircraft] if told else p.NOBODY,
            counts_as_movement=not surface,
            kind=kind,
        )

    def _tail(self, name: str, legs: tuple[p.Leg, ...]) -> p.Tail:
        instance, aircraft = self.instance, self.instance.aircraft[name]
        mine = self.tail[name]
        flown = [index for index, leg in enumerate(legs) if leg.tail == mine and not leg.free and leg.etd != p.CANCELLED]
        last = max(flown, key=lambda one: (legs[one].etd, one), default=p.NOBODY)
        visits = [p.Visit(one.start, one.end, 0, "any") for one in instance.disruption.breakdowns if one.aircraft == name]
        if aircraft.maintenance is not None and aircraft.maintenance.end > instance.start:
            due = aircraft.maintenance
            before = sum(legs[one].block for one in flown if legs[one].etd < due.start)
            visits.append(p.Visit(due.start, due.end, self.airport[due.airport], "required", due.flying_left_min - before))
        return p.Tail(
            number=name,
            fleet=self.family[aircraft.family],
            kind=self.kind[aircraft.model, aircraft.seats],
            seats=aircraft.seats,
            turn=aircraft.turn_min,
            transit=aircraft.transit_min,
            airport=self.airport[aircraft.origin] if last == p.NOBODY else legs[last].destination,
            ready=instance.start,
            planned=tuple(index for index, leg in enumerate(legs) if leg.tail == mine and leg.free),
            last_leg=last,
            visits=tuple(sorted(visits)),
            range_min=p.NOBODY if aircraft.surface else aircraft.range_min,
            hour_cents=_cents(self.costs.alpha * aircraft.hourly_cost),
        )

    def _distance(self, origin: str, destination: str) -> tuple[int, int]:
        minutes, kind = self.instance.distance.get((origin, destination), (p.NOBODY, "D"))
        return minutes, _KINDS.index(kind)

    def _capacities(self, legs: tuple[p.Leg, ...]) -> tuple[p.Capacity, ...]:
        """Clock hours, less the movements in them of fixed flights."""
        out: dict[tuple[int, int], int] = defaultdict(int)
        into: dict[tuple[int, int], int] = defaultdict(int)
        for leg in legs:
            if not leg.free and leg.etd != p.CANCELLED and leg.counts_as_movement:
                out[leg.origin, leg.etd // _HOUR] += 1
                into[leg.destination, (leg.etd + leg.block) // _HOUR] += 1
        found = []
        for name, airport in self.airport.items():
            for hour in range(self.instance.start // _HOUR, self.instance.end // _HOUR + 1):
                departures, arrivals = self.instance.capacity(name, hour) if name in self.instance.daily_capacity else (0, 0)
                room = departures - out[airport, hour], arrivals - into[airport, hour]
                found.append(p.Capacity(airport, hour * _HOUR, (hour + 1) * _HOUR, *room))
        return tuple(found)

    # --- passengers -------------------------------------------------------------------------------------------------

    def _group(self, itinerary: Itinerary, legs: tuple[p.Leg, ...]) -> p.Group:
        instance = self.instance
        path = tuple(self.leg[one.flight] for one in itinerary.legs)
        fixed = self._fixed_part(path, legs)
        origin, ready = self.airport[itinerary.origin], max(itinerary.departure, instance.start)
        if fixed:
            last = legs[path[fixed - 1]]
            origin, ready = last.destination, max(instance.start, last.etd + last.block + _CONNECTION_MIN)
        step = next(index for index, (limit, _, _) in enumerate(_LEGAL) if itinerary.duration < limit)
        inbound = itinerary.kind == "R" or fixed > 0
        cancel = (self.costs.cancel_inbound if inbound else self.costs.cancel_outbound)[itinerary.cabin, itinerary.type]
        stranded = self.costs.beta * cancel + self.costs.alpha * (itinerary.price + _LEGAL[step][1])
        return p.Group(
            name=str(itinerary.number),
            passengers=itinerary.passengers,
            legs=path,
            cabins=tuple(CABINS.index(one.cabin) for one in itinerary.legs),
            needs=(0,) + (_CONNECTION_MIN,) * (len(path) - 1),
            cabin=CABINS.index(itinerary.cabin),
            late_class=self.classes.setdefault((itinerary.cabin, itinerary.type, step), len(self.classes)),
            planned_arrival=itinerary.arrival,
            stranded_cents=_cents(stranded),
            origin=origin,
            ready=ready,
            destination=self.airport[itinerary.destination],
            fixed=fixed,
            rebooked=fixed < len(path),
        )

    def _fixed_part(self, path: tuple[int, ...], legs: tuple[p.Leg, ...]) -> int:
        """Legs that are past: not cancelled, left before the recovery starts, and connected."""
        count = 0
        for index in path:
            leg = legs[index]
            if leg.free or leg.etd == p.CANCELLED or leg.etd >= self.instance.start:
                break
            if count:
                before = legs[path[count - 1]]
                linked = leg.link == path[count - 1] and leg.tail == before.tail
                if leg.etd - before.etd - before.block < _CONNECTION_MIN and not linked:
                    break
            count += 1
        return count

    def _late(self, cabin: Cabin, kind: LegType, step: int) -> tuple[int, ...]:
        each = self.costs.beta * self.costs.delay[cabin, kind]
        meal_after = _LEGAL[step][2]
        return tuple(
            _cents(each * late + self.costs.alpha * (_MEAL_EUR * (late > meal_after) + _HOTEL_EUR * (late > _HOTEL_AFTER_MIN)))
            for late in range(_MOST_LATE_MIN[kind] + 1)
        )

    def _downgrades(self, paid: Cabin, flown: Cabin) -> tuple[int, ...]:
        prices = (self.costs.downgrade.get((paid, flown, kind), 0.0) for kind in _KINDS)
        return tuple(_cents(self.costs.beta * price) for price in prices)


def _cents(euros: float) -> int:
    return round(100 * euros)


def official(instance: Instance, translated: Translated, plan: p.Solution) -> Solution:
    """The plan as official rows; flights under a new number and added ones get numbers that the instance does not use."""
    problem, fresh = translated.problem, max(instance.templates, default=0)
    key_of = dict(enumerate(translated.flights))
    names = translated.aircraft
    rows: list[RotationRow] = []
    for index, leg in enumerate(problem.legs):
        flight = instance.flights[translated.flights[index]]
        minute, tail = plan.etd[index], plan.tail[index]
        operates = minute != p.CANCELLED
        renumbered = operates and problem.tails[tail].fleet != problem.tails[leg.tail].fleet
        if not operates or renumbered:
            minutes = flight.departure, flight.arrival
            rows.append(
                RotationRow(flight.number, flight.origin, flight.destination, *minutes, flight.previous, flight.day, None)
            )
        else:
            minutes = minute, minute + leg.block
            rows.append(
                RotationRow(flight.number, flight.origin, flight.destination, *minutes, flight.previous, flight.day, names[tail])
            )
        if renumbered:
            fresh += 1
            day = minute // (24 * _HOUR)
            minutes = minute, minute + leg.block_renumbered
            rows.append(RotationRow(fresh, flight.origin, flight.destination, *minutes, 0, day, names[tail]))
            key_of[index] = (fresh, day)
    for extra in plan.extra:
        fresh += 1
        minute = plan.etd[extra.leg]
        day = minute // (24 * _HOUR)
        places = translated.airports[extra.origin], translated.airports[extra.destination]
        rows.append(RotationRow(fresh, *places, minute, minute + extra.block, 0, day, names[plan.tail[extra.leg]]))
        key_of[extra.leg] = (fresh, day)
    return Solution(tuple(rows), tuple(_itineraries(instance, translated, plan, key_of)))


def _itineraries(
    instance: Instance, translated: Translated, plan: p.Solution, key_of: dict[int, FlightKey]
) -> list[ItineraryRow]:
    parts: dict[int, list[p.Part]] = defaultdict(list)
    for part in plan.parts:
        parts[part.group].append(part)
    rows = []
    for index, number in enumerate(translated.itineraries):
        group, original = translated.problem.groups[index], instance.itineraries[number]
        travel = parts.get(index) or [p.Part(index, group.passengers, group.legs, group.cabins)]
        for part in travel:
            legs, cabins = part.legs, part.cabins
            if not legs:
                legs, cabins = group.legs[: group.fixed], group.cabins[: group.fixed]
            flown = tuple(ItineraryLeg(key_of[leg], CABINS[cabin]) for leg, cabin in zip(legs, cabins, strict=True))
            rows.append(ItineraryRow(number, original.kind, original.price, part.passengers, flown, not part.legs))
    return rows
