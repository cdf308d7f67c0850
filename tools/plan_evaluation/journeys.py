"""Every booking followed over its flights: how late its passengers arrive, or where and why their journey breaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from domain.ids import AirportCode, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.care_policy import care_policy
from knowledge.airline.costs import CostParameters
from knowledge.airline.reaccommodation_policy import reaccommodation_policy
from tools.care.prices import price_given


@dataclass(frozen=True, slots=True)
class BrokenJourney:
    """A disrupted booking: where its passengers are stuck, from when they could go on, and the leg they cannot take."""

    booking: Booking
    airport: AirportCode
    could_leave: datetime
    lost_from: int


@dataclass(frozen=True, slots=True)
class AnsweredBooking:
    """A booking that the plan moves, refunds or cares for, and its part of the plan's components, in cents."""

    booking: Booking
    late_min: int | None
    """Minutes after the arrival it had at base; None: it does not travel, or nobody knows how."""
    cents: Mapping[str, int]


@dataclass(slots=True)
class Journeys:
    """Sums over bookings, in passengers, minutes and cents, the disrupted ones, and those that the plan answers."""

    delay_cents: int = 0
    delay_min: int = 0
    disruption_cents: int = 0
    rebooking_cents: int = 0
    refund_cents: int = 0
    care_cents: int = 0
    disrupted: int = 0
    misconnected: int = 0
    rebooked: int = 0
    refunded: int = 0
    answered: list[AnsweredBooking] = field(default_factory=list)
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
        before = base.bookings.get(booking_id)
        if before is None:
            before = base.bookings.get(booking.part_of, booking) if booking.part_of is not None else booking
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


def unused_fare_cents(state: NetworkState, booking: Booking) -> int:
    """The part of one passenger's fare that was not flown: by kilometres of the itinerary sold, rounded to the cent."""
    flown = (FlightStatus.ARRIVED, FlightStatus.DEPARTED, FlightStatus.DIVERTED)
    whole = unused = 0.0
    for flight_id in booking.sold_as or booking.flight_ids:
        flight = state.departure(flight_id)
        km = state.distance_km(flight.origin, flight.destination)
        whole += km
        unused += 0.0 if flight.status in flown else km
    return booking.fare_cents if unused == whole else round(booking.fare_cents * unused / whole)


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
        self.policy, self.care_policy = reaccommodation_policy(), care_policy()
        self.cancelled = {flight_id for flight_id in flights if outcome[flight_id].cancelled}
        self.late: dict[FlightId, tuple[int, int]] = {}  # minutes, and cents a passenger, of flights that operate
        for flight_id in flights.keys() - self.cancelled:
            late_min = max(0, minutes_between(flights[flight_id].sta, outcome[flight_id].eta))
            self.late[flight_id] = late_min, costs.passenger_delay(late_min)
        self.missed: dict[tuple[FlightId, FlightId], bool] = {}
        self.km: dict[tuple[AirportCode, AirportCode], float] = {}

    def booking(self, booking: Booking, before: Booking) -> None:
        legs = booking.flight_ids
        if booking.status == "refunded":
            if any(one in self.flights for one in (*before.flight_ids, *legs)):
                self._refunded(booking, before)
        elif booking is not before and booking.flight_ids != before.flight_ids:
            self._rebooked(booking, before)
        elif not self.cancelled.isdisjoint(legs) or (booking.status == "disrupted" and any(one in self.flights for one in legs)):
            self._disrupted(booking, before, misconnected=False)
        elif len(legs) > 1 and self._misses(legs):
            self._disrupted(booking, before, misconnected=True)
        elif legs[-1] in self.late:
            self._waits(booking, before, *self.late[legs[-1]])

    def _rebooked(self, booking: Booking, before: Booking) -> None:
        """The plan moved these passengers: late is against what they had, so that being moved is not free."""
        legs = booking.flight_ids
        if not any(one in self.flights for one in (*before.flight_ids, *legs)):
            return
        if not self.cancelled.isdisjoint(legs) or booking.status == "disrupted":
            self._disrupted(booking, before, misconnected=False)
        elif self._misses(legs):
            self._disrupted(booking, before, misconnected=True)
        else:
            projected = self.outcome.get(legs[-1])
            arrives = projected.eta if projected is not None else self.after.departure(legs[-1]).eta
            late = max(0, minutes_between(self.after.departure(before.flight_ids[-1]).sta, arrives))
            care = self._care(booking, before)
            # Care that the plan gives itself takes the place of the average in the price of a delay.
            delay = self.costs.passenger_delay(late) if care is None else self.costs.passenger_goodwill(late)
            new = [one for one in legs if one not in before.flight_ids]
            lower = self.policy.lower_cabin_cents(booking.fare_cents, before.cabin, booking.cabin)
            fare = self.policy.extra_fare_cents(self.after, booking.fare_cents, new)
            self._arrives(booking.passengers, late, delay)
            self.found.rebooked += booking.passengers
            people = booking.passengers
            self._answered(booking, late, delay=delay * people, rebooking=fare * people, refund=lower * people, care=care)

    def _waits(self, booking: Booking, before: Booking, late_min: int, delay_cents: int) -> None:
        """Booked as before and late: with care of the plan's own where it gives any."""
        care = self._care(booking, before)
        if care is None:
            self._arrives(booking.passengers, late_min, delay_cents)
            return
        delay = self.costs.passenger_goodwill(late_min)
        self._arrives(booking.passengers, late_min, delay)
        self._answered(booking, late_min, delay=delay * booking.passengers, care=care)

    def _refunded(self, booking: Booking, before: Booking) -> None:
        """The plan gives the money back: the trip is lost, and what was not flown is paid back."""
        refund = self.policy.refund_cents(unused_fare_cents(self.after, booking))
        goodwill = self.costs.lost_trip(self._journey_km(booking), refund)
        if booking.protected:
            goodwill += self.costs.protected_connection_cents
        self.found.disruption_cents += goodwill * booking.passengers
        self.found.disrupted += booking.passengers
        self.found.refunded += booking.passengers
        self._answered(
            booking,
            None,
            disruption=goodwill * booking.passengers,
            refund=refund * booking.passengers,
            care=self._care(booking, before),
        )

    def _care(self, booking: Booking, before: Booking) -> int | None:
        """Cents of the care that the plan adds; None when it adds none."""
        # A part that was split off begins without the care of the whole.
        added = booking.care[len(before.care) :] if booking.booking_id == before.booking_id else booking.care
        if not added:
            return None
        return sum(price_given(self.after, booking.passengers, one, self.care_policy) for one in added)

    def _answered(
        self,
        booking: Booking,
        late_min: int | None,
        *,
        delay: int = 0,
        disruption: int = 0,
        rebooking: int = 0,
        refund: int = 0,
        care: int | None = None,
    ) -> None:
        self.found.rebooking_cents += rebooking
        self.found.refund_cents += refund
        self.found.care_cents += care or 0
        cents = {
            "passenger_delay": delay,
            "passenger_disruption": disruption,
            "passenger_rebooking": rebooking,
            "passenger_refunds": refund,
            "passenger_care": care or 0,
        }
        self.found.answered.append(AnsweredBooking(booking, late_min, cents))

    def _arrives(self, passengers: int, late_min: int, cents: int) -> None:
        self.found.delay_min += passengers * late_min
        self.found.delay_cents += passengers * cents

    def _disrupted(self, booking: Booking, before: Booking, *, misconnected: bool) -> None:
        cents = self._disrupted_cents(booking)
        if booking.protected:
            cents += self.costs.protected_connection_cents
        care = self._care(booking, before)
        if care is not None:
            self._answered(booking, None, disruption=booking.passengers * cents, care=care)
        self.found.disruption_cents += booking.passengers * cents
        self.found.disrupted += booking.passengers
        self.found.misconnected += booking.passengers if misconnected else 0
        broken = self._break(booking)
        if broken is not None and booking.status != "refunded":
            self.found.broken.append(broken)

    def _disrupted_cents(self, booking: Booking) -> int:
        return self.costs.disrupted_passenger_cents(self._journey_km(booking))

    def _journey_km(self, booking: Booking) -> float:
        """Great circle from the first origin to the last destination."""
        ends = self.after.departure(booking.flight_ids[0]).origin, self.after.departure(booking.flight_ids[-1]).destination
        if ends not in self.km:
            self.km[ends] = self.after.distance_km(*ends)
        return self.km[ends]

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
