"""NetworkState and constraints -> RecoveryProblem: names become indices, moments become minutes, orders become bounds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from typing import Literal

from domain import constraints as k
from domain.ids import BookingId, FlightId, TailNumber
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import minutes_between
from knowledge.airline.costs import CostParameters
from tools.recovery.problem import (
    CANCELLED,
    NEVER,
    NOBODY,
    Capacity,
    Closure,
    CrewLink,
    Itinerary,
    Leg,
    Prices,
    RecoveryProblem,
    Tail,
    Visit,
)

_NOT_LEFT = (FlightStatus.SCHEDULED, FlightStatus.CANCELLED)
_CONSIDERED = (FlightStatus.SCHEDULED, FlightStatus.DEPARTED, FlightStatus.CANCELLED)


def build_problem(
    state: NetworkState, *, now: datetime, constraints: Sequence[k.Constraint], costs: CostParameters
) -> RecoveryProblem:
    """The recovery problem of our flights that have not left at `now`, under the constraints given and no others.

    Constraints on things that are not in the network, or not ours, have no effect. Moments that are not whole minutes are
    rounded to the side that keeps every limit: earliest up, latest down, closed windows outward.
    """
    return _Adapter(state, now, constraints, costs).problem()


class _Adapter:
    """One reading of one state; the fields are what several parts of the reading share."""

    def __init__(self, state: NetworkState, now: datetime, constraints: Sequence[k.Constraint], costs: CostParameters) -> None:
        self.state, self.costs = state, costs
        self.constraints = tuple(constraints)
        self.epoch = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.now = self.up(now)
        self.notes: list[str] = []
        self.airport_index = {code: index for index, code in enumerate(sorted(state.airports))}
        self.aircraft = [one for _, one in sorted(state.aircraft.items()) if one.carrier in state.own_carriers]
        self.tail_index = {one.tail: index for index, one in enumerate(self.aircraft)}
        self.fleets = sorted({(one.carrier, one.family) for one in self.aircraft})
        self.closures = self._closures()
        own = [flight for flight in state.own_flights() if flight.status in _CONSIDERED]
        own += self._landed_inbounds(own)
        self.flights: list[Flight] = sorted(own, key=lambda flight: (flight.std, flight.flight_id))
        self.leg_index = {flight.flight_id: index for index, flight in enumerate(self.flights)}

    def up(self, moment: datetime) -> int:
        return ceil((moment - self.epoch).total_seconds() / 60)

    def down(self, moment: datetime) -> int:
        return int((moment - self.epoch).total_seconds() // 60)

    def problem(self) -> RecoveryProblem:
        """Put the parts together."""
        state, costs = self.state, self.costs
        itineraries, constant = self._itineraries()
        legs = self._legs()
        end = state.horizon_end
        return RecoveryProblem(
            epoch=self.epoch,
            base_version=state.version,
            now=self.now,
            horizon_end=self.down(end) if end is not None else max((leg.std + leg.block for leg in legs), default=self.now),
            airports=tuple(self.airport_index),
            fleets=tuple((str(carrier), family) for carrier, family in self.fleets),
            tails=self._tails(),
            legs=legs,
            itineraries=itineraries,
            crew_links=self._crew_links(),
            closures=self.closures,
            capacities=self._capacities(legs),
            planned_ends=self._planned_ends(),
            connection_min=tuple(state.airports[code].min_connection_min for code in self.airport_index),
            coordinates=tuple((state.airports[code].latitude, state.airports[code].longitude) for code in self.airport_index),
            ferry_speed_kmh=costs.ferry_speed_kmh,
            ferry_fixed_min=costs.ferry_fixed_min,
            constant_disruption=constant,
            prices=Prices(
                passenger_delay=costs.passenger_delay_cents,
                aircraft_swap=costs.aircraft_swap_cents,
                out_of_position=costs.out_of_position_cents,
                crew_replacement=costs.crew_replacement_cents,
                maintenance_deferral=costs.maintenance_deferral_cents,
                tailless_delay_minute=costs.delay_minute_cents(costs.seats_when_no_tail),
                currency=state.currency,
            ),
            notes=tuple(self.notes),
        )

    # --- flights ----------------------------------------------------------------------------------------------------

    def _landed_inbounds(self, considered: Sequence[Flight]) -> list[Flight]:
        """Our flights that have landed and still feed a connection of passengers or crew of a considered one."""
        state = self.state
        wanted: set[FlightId] = {one.first for one in self.constraints if isinstance(one, k.CrewConnection)}
        for flight in considered:
            for booking_id in state.flight_bookings.get(flight.flight_id, ()):
                wanted.update(state.bookings[booking_id].flight_ids)
        found = (state.flights[one] for one in wanted if one in state.flights)
        return [one for one in found if state.is_own(one) and one.status in (FlightStatus.ARRIVED, FlightStatus.DIVERTED)]

    def _legs(self) -> tuple[Leg, ...]:
        earliest: dict[FlightId, int] = defaultdict(lambda: -NEVER)
        latest: dict[FlightId, int] = defaultdict(lambda: NEVER)
        must_fly: set[FlightId] = set()
        only: dict[FlightId, int] = {}
        barred: dict[FlightId, set[int]] = defaultdict(set)
        seat_cents: dict[FlightId, int] = defaultdict(int)
        for one in self.constraints:
            match one:
                case k.SlotWindow():
                    earliest[one.flight_id] = max(earliest[one.flight_id], self.up(one.earliest))
                    latest[one.flight_id] = min(latest[one.flight_id], self.down(one.latest))
                case k.EarliestDeparture():
                    earliest[one.flight_id] = max(earliest[one.flight_id], self.up(one.at))
                case k.CrewTimesOut():
                    latest[one.flight_id] = min(latest[one.flight_id], self.down(one.latest_departure))
                case k.LatestArrival():
                    flight = self.state.flights.get(one.flight_id)
                    if flight is not None:
                        limit = self.down(one.at) - self._block(flight)
                        latest[one.flight_id] = min(latest[one.flight_id], limit)
                case k.CannotOperate():
                    latest[one.flight_id] = -NEVER
                case k.FlownBy():
                    only[one.flight_id] = self.tail_index.get(one.tail, NOBODY)
                case k.NotFlownBy(tail=tail) if tail in self.tail_index:
                    barred[one.flight_id].add(self.tail_index[tail])
                case k.MustNotCancel():
                    must_fly.add(one.flight_id)
                case k.SeatPrice():
                    mean = sum(one.by_seat) // len(one.by_seat)
                    seat_cents[one.flight_id] = max(seat_cents[one.flight_id], mean)
                case _:
                    pass
        for one in self.constraints:
            flown = self.state.flights.get(one.first) if isinstance(one, k.CrewConnection) else None
            if isinstance(one, k.CrewConnection) and flown is not None and flown.status not in _NOT_LEFT:
                earliest[one.then] = max(earliest[one.then], self._landing(flown) + one.gap_min)
        return tuple(
            replace(
                self._leg(flight, earliest[flight.flight_id], latest[flight.flight_id], flight.flight_id in must_fly),
                only=only.get(flight.flight_id, NOBODY),
                barred=tuple(sorted(barred[flight.flight_id])),
                seat_cents=seat_cents[flight.flight_id],
            )
            for flight in self.flights
        )

    def _leg(self, flight: Flight, earliest: int, latest: int, must_fly: bool) -> Leg:
        costs, state = self.costs, self.state
        free = flight.status is FlightStatus.SCHEDULED
        aircraft = state.aircraft.get(flight.tail) if flight.tail is not None else None
        seats = aircraft.seats if aircraft is not None else costs.seats_when_no_tail
        scheduled_block = minutes_between(flight.std, flight.sta)
        ferry = flight.service == "ferry"
        landing = self._landing(flight)
        etd = CANCELLED if flight.status is FlightStatus.CANCELLED else self.up(flight.atd or flight.etd)
        moved = landing - self.up(flight.ata or flight.eta)
        return Leg(
            flight_id=flight.flight_id,
            origin=self.airport_index[flight.origin],
            destination=self.airport_index[flight.destination],
            std=self.up(flight.std),
            block=self._block(flight),
            earliest=max(self.up(flight.std), self.up(flight.etd), self.now, earliest),
            latest=min(self.up(flight.std) + costs.longest_delay_min, latest),
            current=self.up(flight.etd) if free else etd,
            tail=self.tail_index.get(flight.tail, NOBODY) if flight.tail is not None else NOBODY,
            passengers=state.passengers_on(flight.flight_id),
            free=free,
            counted=flight.status in _CONSIDERED,
            etd=etd,
            eta=landing,
            late=max(0, minutes_between(flight.sta, flight.ata or flight.eta) + moved),
            departure_delay=max(0, minutes_between(flight.std, flight.atd or flight.etd)),
            ferry=ferry,
            must_fly=must_fly,
            saved=0 if ferry else scheduled_block * costs.block_minute_saved_cents(seats),
            ferry_price=scheduled_block * costs.ferry_block_minute_cents(seats) if ferry else 0,
            crew_unavailable=self._crew_unavailable(flight.flight_id),
        )

    def _block(self, flight: Flight) -> int:
        return ceil((flight.sta - flight.std).total_seconds() / 60)

    def _landing(self, flight: Flight) -> int:
        """On-block minute of a flight that is no decision; one in the air waits for its destination to open."""
        landing = self.up(flight.ata or flight.eta)
        if flight.status is FlightStatus.DEPARTED:
            airport = self.airport_index[flight.destination]
            for closure in sorted(self.closures, key=lambda one: one.start):
                if closure.airport == airport and closure.arrivals and closure.start <= landing < closure.end:
                    landing = closure.end
        return landing

    def _crew_unavailable(self, flight_id: FlightId) -> tuple[tuple[int, int, int], ...]:
        return tuple(
            (self.up(start), self.up(end), self.costs.crew_replacement_cents)
            for crew_id in self.state.flight_crew.get(flight_id, ())
            if (member := self.state.crew.get(crew_id)) is not None
            for start, end in _united((window.start, window.end) for window in member.unavailable)
        )

    # --- aircraft ---------------------------------------------------------------------------------------------------

    def _tails(self) -> tuple[Tail, ...]:
        visits: dict[TailNumber, set[Visit]] = defaultdict(set)
        for one in self.constraints:
            if isinstance(one, k.TailUnavailable | k.TailMustBeAt) and one.airport in self.airport_index:
                start, end = self.down(one.start), self.up(one.end)
                if end > self.now:
                    visits[one.tail].add(Visit(start, end, self.airport_index[one.airport], _place(one)))
        found = []
        for aircraft in self.aircraft:
            ready = max(self.now, self.up(aircraft.ready_at))
            flown = [one for one in self.state.rotation(aircraft.tail) if one.atd is not None or one.ata is not None]
            if flown:
                last = max(flown, key=lambda one: (one.atd or one.etd, one.flight_id))
                ready = max(ready, self._landing(last) + aircraft.min_turn_min)
            found.append(
                Tail(
                    number=aircraft.tail,
                    carrier=aircraft.carrier,
                    fleet=self.fleets.index((aircraft.carrier, aircraft.family)),
                    seats=aircraft.seats,
                    turn=aircraft.min_turn_min,
                    airport=self.airport_index[aircraft.location],
                    ready=ready,
                    visits=tuple(sorted(visits[aircraft.tail])),
                    delay_minute=self.costs.delay_minute_cents(aircraft.seats),
                    ferry_minute=self.costs.ferry_block_minute_cents(aircraft.seats),
                )
            )
        return tuple(found)

    def _planned_ends(self) -> tuple[tuple[int, int, int], ...]:
        counts: dict[tuple[int, int], int] = defaultdict(int)
        for aircraft in self.aircraft:
            flown = [one for one in self.state.rotation(aircraft.tail) if one.service == "passenger"]
            last = max(flown, key=lambda one: (one.std, one.flight_id), default=None)
            airport = last.destination if last is not None else aircraft.location
            counts[self.fleets.index((aircraft.carrier, aircraft.family)), self.airport_index[airport]] += 1
        return tuple((fleet, airport, count) for (fleet, airport), count in sorted(counts.items()))

    # --- stations ---------------------------------------------------------------------------------------------------

    def _closures(self) -> tuple[Closure, ...]:
        found = {
            Closure(
                airport=self.airport_index[one.airport],
                start=self.down(one.start),
                end=self.up(one.end),
                departures=one.movement != "arrivals",
                arrivals=one.movement != "departures",
            )
            for one in self.constraints
            if isinstance(one, k.StationClosed) and one.airport in self.airport_index
        }
        return tuple(sorted(found, key=lambda one: (one.airport, one.start, one.end, one.departures, one.arrivals)))

    def _capacities(self, legs: Sequence[Leg]) -> tuple[Capacity, ...]:
        """Windows less the movements in them of legs that are fixed, never below zero."""
        left: dict[tuple[int, int, int], tuple[int, int]] = {}
        for one in self.constraints:
            if isinstance(one, k.StationCapacity) and one.airport in self.airport_index:
                key = (self.airport_index[one.airport], self.up(one.start), self.up(one.end))
                before = left.get(key, (NEVER, NEVER))
                left[key] = (min(before[0], one.departures), min(before[1], one.arrivals))
        fixed = [leg for leg in legs if not leg.free and leg.etd != CANCELLED]
        found = []
        for (airport, start, end), (departures, arrivals) in sorted(left.items()):
            gone = sum(leg.origin == airport and start <= leg.etd < end for leg in fixed)
            landed = sum(leg.destination == airport and start <= leg.eta < end for leg in fixed)
            found.append(Capacity(airport, start, end, max(0, departures - gone), max(0, arrivals - landed)))
        return tuple(found)

    # --- crew and passengers ----------------------------------------------------------------------------------------

    def _crew_links(self) -> tuple[CrewLink, ...]:
        """Pairs once each, with the greatest gap and crew count asked for."""
        pairs: dict[tuple[int, int], tuple[int, int]] = {}
        for one in self.constraints:
            if isinstance(one, k.CrewConnection) and one.first in self.leg_index and one.then in self.leg_index:
                key = (self.leg_index[one.first], self.leg_index[one.then])
                gap, count = pairs.get(key, (0, 0))
                pairs[key] = (max(gap, one.gap_min), max(count, one.crew_count))
        return tuple(
            CrewLink(first, then, gap, count * self.costs.crew_replacement_cents)
            for (first, then), (gap, count) in sorted(pairs.items())
        )

    def _itineraries(self) -> tuple[tuple[Itinerary, ...], int]:
        """Itineraries with the same legs merged, and the price of bookings that are disrupted whatever we do."""
        extra = {one.booking_id: one.penalty_cents for one in self.constraints if isinstance(one, k.ProtectedConnection)}
        considered = {flight.flight_id for flight in self.flights if flight.status in _CONSIDERED}
        alike: dict[tuple[tuple[FlightId, ...], int, bool, int], list[Booking]] = defaultdict(list)
        constant = 0
        names = {one for flight_id in considered for one in self.state.flight_bookings.get(flight_id, ())}
        for name in sorted(names):
            booking = self.state.bookings[name]
            if booking.status == "refunded":
                continue
            price = self._disruption_price(booking)
            legs = tuple(one for one in booking.flight_ids if one in considered)
            lost = any(self.state.departure(one).status is FlightStatus.CANCELLED for one in legs)
            may_move = self._may_be_rebooked(booking) and (lost or booking.status != "disrupted")
            if (booking.status == "disrupted" or lost) and not may_move:
                constant += price
                continue
            alike[booking.flight_ids, price // booking.passengers, may_move, booking.passengers].append(booking)
        found = tuple(
            self._itinerary(bookings, each, may_move, considered, extra)
            for (_, each, may_move, _), bookings in sorted(alike.items())
        )
        return found, constant

    def _itinerary(
        self, bookings: Sequence[Booking], each: int, may_move: bool, considered: set[FlightId], extra: dict[BookingId, int]
    ) -> Itinerary:
        first = bookings[0]
        flights = [self.state.departure(one) for one in first.flight_ids]
        path = tuple(self.leg_index[one] for one in first.flight_ids if one in self.leg_index)
        connections = self._connections(first, considered)
        passengers = sum(one.passengers for one in bookings)
        flown = [flight for flight in flights if flight.status is FlightStatus.ARRIVED] if may_move else []
        origin, ready = flights[0].origin, self.up(flights[0].std)
        if flown:
            origin = flown[-1].destination
            ready = self.up(flown[-1].ata or flown[-1].eta) + self.state.airports[origin].min_connection_min
        return Itinerary(
            legs=tuple(self.leg_index[one] for one in first.flight_ids if one in considered),
            connections=connections,
            last=self.leg_index[first.flight_ids[-1]] if first.flight_ids[-1] in considered else NOBODY,
            passengers=passengers,
            disrupted=passengers * each,
            steering=sum(extra.get(one.booking_id, 0) for one in bookings),
            path=path,
            needs=needs_of(path, connections),
            bookings=tuple((str(one.booking_id), one.passengers) for one in bookings),
            origin=self.airport_index[origin],
            ready=max(self.now, ready),
            destination=self.airport_index[flights[-1].destination],
            planned_arrival=self.up(flights[-1].sta),
            flown=len(flown),
            open=may_move,
        )

    def _may_be_rebooked(self, booking: Booking) -> bool:
        """Whether the journey is on our flights alone and nobody of it is in the air or stands where a flight was diverted to."""
        flights = [self.state.departure(one) for one in booking.flight_ids]
        gone = (FlightStatus.DEPARTED, FlightStatus.DIVERTED)
        return all(
            one.flight_id in self.state.flights and self.state.is_own(one) and one.status not in gone for one in flights
        ) and (flights[-1].status is not FlightStatus.ARRIVED)

    def _connections(self, booking: Booking, considered: set[FlightId]) -> tuple[tuple[int, int, int], ...]:
        return tuple(
            (self.leg_index[inbound], self.leg_index[outbound], self._minimum(outbound))
            for inbound, outbound in pairwise(booking.flight_ids)
            if inbound in self.leg_index and outbound in considered
        )

    def _minimum(self, outbound: FlightId) -> int:
        return self.state.airports[self.state.departure(outbound).origin].min_connection_min

    def _disruption_price(self, booking: Booking) -> int:
        first, last = self.state.departure(booking.flight_ids[0]), self.state.departure(booking.flight_ids[-1])
        distance = self.state.distance_km(first.origin, last.destination)
        protection = self.costs.protected_connection_cents if booking.protected else 0
        return booking.passengers * (self.costs.disrupted_passenger_cents(distance) + protection)


def needs_of(path: Sequence[int], connections: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    """Minutes needed before each leg of the path; none (-NEVER) where the connection is not ours to watch."""
    known = {(inbound, outbound): needed for inbound, outbound, needed in connections}
    return (0, *(known.get(pair, -NEVER) for pair in pairwise(path))) if path else ()


def _place(one: k.TailUnavailable | k.TailMustBeAt) -> Literal["any", "deferrable", "required"]:
    """What a constraint on a tail asks of where it stands."""
    if isinstance(one, k.TailUnavailable):
        return "any"
    return "deferrable" if one.deferrable else "required"


def _united(windows: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Windows of one person with overlaps joined, so that a minute is counted once."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
