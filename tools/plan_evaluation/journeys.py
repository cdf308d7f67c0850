"""Every booking followed over its flights: how late its passengers arrive, or where and why their journey breaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from domain.ids import AirportCode, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import great_circle_km, minutes, minutes_between
from knowledge.airline.costs import CostParameters


@dataclass(frozen=True, slots=True)
class BrokenJourney:
    """A disrupted booking: where its passengers are stuck, from when they could go on, and the leg they cannot take."""

    booking: Booking
    airport: AirportCode
    could_leave: datetime
    lost_from: int


@dataclass(slots=True)
class Journeys:
    """Sums over bookings, in passengers, minutes and cents, and the disrupted ones."""

    delay_cents: int = 0
    delay_min: int = 0
    disruption_cents: int = 0
    disrupted: int = 0
    misconnected: int = 0
    broken: list[BrokenJourney] = field(default_factory=list)


def follow_journeys(
    base: NetworkState,
    after: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
    costs: CostParameters,
) -> Journeys:
    """Follow every booking that was not refunded at base and has one of `flights` in it, before the plan or after."""
    follow = _Follow(after, flights, outcome, costs)
    delay_cents = delay_min = 0
    for booking_id, booking in after.bookings.items():
        before = base.bookings.get(booking_id, booking)
        if booking is before and booking.status == "booked" and len(booking.flight_ids) == 1:
            # Most bookings are one flight that operates; a day has a hundred thousand of them.
            late = follow.late.get(booking.flight_ids[0])
            if late is not None:
                delay_min += booking.passengers * late[0]
                delay_cents += booking.passengers * late[1]
                continue
        if before.status != "refunded":
            follow.booking(booking, before)
    follow.found.delay_cents += delay_cents
    follow.found.delay_min += delay_min
    return follow.found


class _Follow:
    def __init__(
        self,
        after: NetworkState,
        flights: Mapping[FlightId, Flight],
        outcome: Mapping[FlightId, ProjectedFlight],
        costs: CostParameters,
    ) -> None:
        self.after, self.flights, self.outcome, self.costs = after, flights, outcome, costs
        self.found = Journeys()
        self.cancelled = {flight_id for flight_id in flights if outcome[flight_id].cancelled}
        self.late: dict[FlightId, tuple[int, int]] = {}  # minutes, and cents a passenger, of flights that operate
        for flight_id in flights.keys() - self.cancelled:
            late_min = max(0, minutes_between(flights[flight_id].sta, outcome[flight_id].eta))
            self.late[flight_id] = late_min, costs.passenger_delay(late_min)
        self.missed: dict[tuple[FlightId, FlightId], bool] = {}
        self.per_passenger: dict[tuple[AirportCode, AirportCode], int] = {}

    def booking(self, booking: Booking, before: Booking) -> None:
        legs = booking.flight_ids
        if booking is not before and booking.flight_ids != before.flight_ids:
            self._rebooked(booking, before)
        elif booking.status == "refunded":
            if any(one in self.flights for one in legs):
                self._disrupted(booking, misconnected=False)
        elif not self.cancelled.isdisjoint(legs) or (booking.status == "disrupted" and any(one in self.flights for one in legs)):
            self._disrupted(booking, misconnected=False)
        elif len(legs) > 1 and self._misses(legs):
            self._disrupted(booking, misconnected=True)
        elif legs[-1] in self.late:
            self._arrives(booking.passengers, *self.late[legs[-1]])

    def _rebooked(self, booking: Booking, before: Booking) -> None:
        """The plan moved these passengers: late is against what they had, so that being moved is not free."""
        legs = booking.flight_ids
        if not any(one in self.flights for one in (*before.flight_ids, *legs)):
            return
        if not self.cancelled.isdisjoint(legs) or booking.status == "disrupted":
            self._disrupted(booking, misconnected=False)
        elif self._misses(legs):
            self._disrupted(booking, misconnected=True)
        else:
            projected = self.outcome.get(legs[-1])
            arrives = projected.eta if projected is not None else self.after.departure(legs[-1]).eta
            late = max(0, minutes_between(self.after.departure(before.flight_ids[-1]).sta, arrives))
            self._arrives(booking.passengers, late, self.costs.passenger_delay(late))

    def _arrives(self, passengers: int, late_min: int, cents: int) -> None:
        self.found.delay_min += passengers * late_min
        self.found.delay_cents += passengers * cents

    def _disrupted(self, booking: Booking, *, misconnected: bool) -> None:
        cents = self._disrupted_cents(booking)
        if booking.protected:
            cents += self.costs.protected_connection_cents
        self.found.disruption_cents += booking.passengers * cents
        self.found.disrupted += booking.passengers
        self.found.misconnected += booking.passengers if misconnected else 0
        broken = self._break(booking)
        if broken is not None and booking.status != "refunded":
            self.found.broken.append(broken)

    def _disrupted_cents(self, booking: Booking) -> int:
        airports = self.after.airports
        ends = self.after.departure(booking.flight_ids[0]).origin, self.after.departure(booking.flight_ids[-1]).destination
        if ends not in self.per_passenger:
            start, end = airports[ends[0]], airports[ends[1]]
            distance_km = great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude)
            self.per_passenger[ends] = self.costs.disrupted_passenger_cents(distance_km)
        return self.per_passenger[ends]

    def _misses(self, legs: tuple[FlightId, ...]) -> bool:
        return any(self._misses_from(inbound, outbound) for inbound, outbound in pairwise(legs))

    def _misses_from(self, inbound: FlightId, outbound: FlightId) -> bool:
        """Whether `outbound`, a flight considered, leaves before passengers of our flight `inbound` can reach it."""
        pair = inbound, outbound
        missed = self.missed.get(pair)
        if missed is None:
            first = self.after.departure(inbound)
            missed = outbound in self.flights and inbound in self.after.flights and self.after.is_own(first)
            if missed:
                needed = minutes(self.after.airports[self.flights[outbound].origin].min_connection_min)
                missed = self.outcome[outbound].etd - self._arrival(first) < needed
            self.missed[pair] = missed
        return missed

    def _arrival(self, flight: Flight) -> datetime:
        projected = self.outcome.get(flight.flight_id)
        return projected.eta if projected is not None else flight.ata or flight.eta

    def _break(self, booking: Booking) -> BrokenJourney | None:
        """Where the journey ends early; None when every leg has been flown."""
        after, legs = self.after, booking.flight_ids
        for index, flight_id in enumerate(legs):
            flight = after.departure(flight_id)
            there = flight.std
            if index:
                ground = minutes(after.airports[flight.origin].min_connection_min)
                there = max(self._arrival(after.departure(legs[index - 1])) + ground, flight.std)
            if flight_id in self.cancelled:
                return BrokenJourney(booking, flight.origin, there, index)
            if index and self._misses_from(legs[index - 1], flight_id):
                return BrokenJourney(booking, flight.origin, there, index)
            if flight.status is FlightStatus.DIVERTED and flight.lands_at != flight.destination:
                return BrokenJourney(booking, flight.lands_at, flight.ata or flight.eta, index + 1)
        # Disrupted for a reason that the flights do not show: the passengers wait where their first open leg leaves.
        for index, flight_id in enumerate(legs):
            if flight_id in self.flights and after.departure(flight_id).atd is None:
                return BrokenJourney(booking, after.flights[flight_id].origin, self.outcome[flight_id].etd, index)
        return None
