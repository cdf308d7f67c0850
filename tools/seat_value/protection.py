"""What it costs the airline when a journey or a flight fails: what protecting it is therefore worth."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import AirportCode, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import minutes
from knowledge.airline.costs import cost_parameters
from knowledge.airline.reaccommodation_policy import DAY_MIN, reaccommodation_policy
from knowledge.airline.revenue_policy import revenue_policy
from knowledge.passenger_rights.exchange import published_rates
from knowledge.passenger_rights.places import UnknownPlace
from tools.passenger_rights.exposure import judged
from tools.passenger_rights.from_network import Fate, case_of
from tools.seat_value.displaced import cancelled_sales_cents
from tools.seat_value.prices import departures_on_sale, seat_price, seats_left


@dataclass(frozen=True, slots=True)
class JourneyValue:
    """What is lost when a booking's journey breaks at one of its flights, in cents for all its passengers.

    `disruption_cents`: another journey or the money back, care and goodwill, as a plan is priced; `compensation_cents`: money the
    law gives; `displaced_cents`: sales that their seats on the next flights would have served; `ancillaries_cents`: paid for on
    flights they then miss; `loyalty_cents`: customers lost, which no plan's price holds. `not_checked`: laws whose compensation
    could not be judged.
    """

    booking: Booking
    lost: FlightId
    disruption_cents: int
    compensation_cents: int
    displaced_cents: int
    ancillaries_cents: int
    loyalty_cents: int
    not_checked: str = ""

    @property
    def cents(self) -> int:
        """All of it together."""
        return self.disruption_cents + self.beyond_average_cents

    @property
    def beyond_average_cents(self) -> int:
        """What it costs more than any broken journey of its length does."""
        return self.compensation_cents + self.displaced_cents + self.ancillaries_cents + self.loyalty_cents


@dataclass(frozen=True, slots=True)
class FlightValue:
    """What is lost when a flight is cancelled: every journey on it, and the sales still to come, in cents."""

    flight: Flight
    journeys: tuple[JourneyValue, ...]
    sales_to_come_cents: int

    @property
    def cents(self) -> int:
        """All of it together."""
        return self.sales_to_come_cents + sum(one.cents for one in self.journeys)


class Stakes:
    """Values of journeys and flights at one moment; `circumstance`: why they would fail, in the eyes of the law."""

    def __init__(self, state: NetworkState, *, now: datetime, circumstance: str | None = None) -> None:
        self.state, self.now, self.circumstance = state, now, circumstance
        self._direct: dict[tuple[AirportCode, AirportCode], list[Flight]] = {}
        until = now + minutes(revenue_policy().freeze_horizon_min)
        for flight in departures_on_sale(state, now=now):
            if flight.etd <= until:
                self._direct.setdefault((flight.origin, flight.destination), []).append(flight)

    def journey(self, booking: Booking, place: int) -> JourneyValue:
        """The value of a journey that fails at its flight number `place`: cancelled when it is the first, else missed."""
        state, costs, policy = self.state, cost_parameters(), reaccommodation_policy()
        flights = [state.departure(one) for one in booking.flight_ids]
        km = state.distance_km(flights[0].origin, flights[-1].destination)
        compensation, not_checked = self._compensation(booking, place)
        return JourneyValue(
            booking=booking,
            lost=booking.flight_ids[place],
            disruption_cents=booking.passengers * costs.disrupted_passenger_cents(km),
            compensation_cents=compensation,
            displaced_cents=self._displaced(booking, flights[place].origin, flights[-1].destination),
            ancillaries_cents=sum(one.paid_cents for one in booking.ancillaries if one.flight_id in booking.flight_ids[place:]),
            loyalty_cents=booking.passengers * policy.loyalty_cents(booking.tier, DAY_MIN),
            not_checked=not_checked,
        )

    def flight(self, flight: Flight) -> FlightValue:
        """The value of a flight of ours that has not left: what cancelling it would lose, by booking."""
        journeys = []
        for booking_id in self.state.flight_bookings.get(flight.flight_id, ()):
            booking = self.state.bookings[booking_id]
            if booking.status != "refunded":
                journeys.append(self.journey(booking, booking.flight_ids.index(flight.flight_id)))
        return FlightValue(flight, tuple(journeys), cancelled_sales_cents(self.state, flight, now=self.now))

    def connections(self) -> list[JourneyValue]:
        """Bookings with a connection to a flight of ours ahead, by what missing the next one costs, the dearest first."""
        found = []
        for booking in self.state.bookings.values():
            if len(booking.flight_ids) > 1 and booking.status in ("booked", "rebooked"):
                place = self._next_connection(booking)
                if place is not None:
                    found.append(self.journey(booking, place))
        return sorted(found, key=lambda one: (-one.cents, one.booking.booking_id))

    def _next_connection(self, booking: Booking) -> int | None:
        legs = [self.state.departure(one) for one in booking.flight_ids]
        for place in range(1, len(legs)):
            to_go = legs[place].status is FlightStatus.SCHEDULED and legs[place].etd > self.now
            coming = legs[place - 1].status in (FlightStatus.SCHEDULED, FlightStatus.DEPARTED)
            if to_go and coming and self.state.is_own(legs[place]):
                return place
        return None

    def _compensation(self, booking: Booking, place: int) -> tuple[int, str]:
        fate = Fate("missed_connection" if place else "cancellation", place, None, None)
        case = case_of(self.state, booking, fate, now=self.now, told_at=self.now, circumstance=self.circumstance)
        try:
            cash = judged(case, published_rates(), only_money=True).cash
        except UnknownPlace as unknown:
            return 0, str(unknown)
        ours = published_rates().convert(cash.amount, self.state.currency) if cash.amount is not None else None
        return (ours.cents * booking.passengers if ours is not None else 0), ", ".join(cash.open)

    def _displaced(self, booking: Booking, origin: AirportCode, destination: AirportCode) -> int:
        """Sales that the party displaces on the cheapest of our direct departures with room; 0 where none is known."""
        prices = []
        for flight in self._direct.get((origin, destination), ()):
            if flight.flight_id not in booking.flight_ids and seats_left(self.state, flight) >= booking.passengers:
                price = seat_price(self.state, flight, now=self.now)
                prices.append(sum(price.by_seat[: booking.passengers]) if price is not None else 0)
        return min(prices, default=0)
