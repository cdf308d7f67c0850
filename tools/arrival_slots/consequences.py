"""What follows when one of our flights arrives later: people, their connections, the aircraft's next legs, its crew."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from domain.constraints import Constraint, CrewConnection, StationClosed, TailMustBeAt, TailUnavailable
from domain.ids import AirportCode, BookingId, FlightId, TailNumber
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes_between
from knowledge.airline.costs import CostParameters
from tools.arrival_slots.problem import Consequence, Link


@dataclass(frozen=True, slots=True)
class NextLeg:
    """A later leg of the aircraft: it leaves at `etd` while the flight arrives at most `slack_min` after its earliest."""

    flight: Flight
    etd: datetime
    slack_min: int


class Followed:
    """One projected network, read for what hangs on each flight. Cents are those of costs.yaml, as plans are priced."""

    def __init__(
        self,
        state: NetworkState,
        projected: Mapping[FlightId, ProjectedFlight],
        standing: Iterable[Constraint],
        costs: CostParameters,
    ) -> None:
        self.state, self.projected, self.costs = state, projected, costs
        self.closed: dict[AirportCode, list[StationClosed]] = defaultdict(list)
        self.crew: dict[FlightId, list[CrewConnection]] = defaultdict(list)
        self.visits: dict[TailNumber, list[datetime]] = defaultdict(list)
        self.disrupted_cents: dict[BookingId, int] = {}
        for one in standing:
            if isinstance(one, StationClosed):
                self.closed[one.airport].append(one)
            elif isinstance(one, CrewConnection):
                self.crew[one.first].append(one)
            elif isinstance(one, TailUnavailable | TailMustBeAt):
                self.visits[one.tail].append(one.start)

    def lands_by(self, flight: Flight) -> datetime | None:
        """When its aircraft is due on the ground next, for maintenance or because it is out of service; None: it is not."""
        if flight.tail is None:
            return None
        leaves = self.projected[flight.flight_id].etd
        return min((one for one in self.visits[flight.tail] if one >= leaves), default=None)

    def consequences(
        self, flight: Flight, earliest: datetime, users: Collection[FlightId]
    ) -> tuple[list[Consequence], list[NextLeg], list[Link]]:
        """What it costs when the flight arrives after `earliest`, the legs that its aircraft flies next, and one of `users`
        among those, which has a slot of its own and ends them.
        """
        legs, links = self._next_legs(flight, earliest, users)
        found = self._of_leg(flight, earliest, 0, [one.flight for one in legs], "passengers")
        for number, leg in enumerate(legs):
            beyond = [one.flight for one in legs[number + 1 :]]
            late = self._of_leg(leg.flight, self.projected[leg.flight.flight_id].eta, leg.slack_min, beyond, "next_leg")
            found += [*late, self._lost(leg, late)]
        aircraft_next = {one.flight.flight_id for one in legs}
        for link in self.crew[flight.flight_id]:
            goes = self.projected.get(link.then)
            if link.then not in aircraft_next and goes is not None and not goes.cancelled:
                slack = minutes_between(earliest, goes.etd) - link.gap_min
                if slack >= 0:
                    cents = link.crew_count * self.costs.crew_replacement_cents
                    found.append(Consequence("crew", link.then, slack, once_cents=cents, count=link.crew_count))
        return found, legs, links

    def left_out_cents(self, flight: Flight, consequences: Iterable[Consequence]) -> int:
        """What it costs to cancel the flight and the leg that its aircraft flies next, beside flying both as soon as can be."""
        legs, _ = self._next_legs(flight, self.projected[flight.flight_id].eta, ())
        lost = [flight, *(one.flight for one in legs[:1])]
        bookings = {
            booking_id: self.state.bookings[booking_id]
            for leg in lost
            for booking_id in self.state.flight_bookings.get(leg.flight_id, ())
        }
        cents = sum(
            booking.passengers * self._disrupted_cents(booking)
            for booking in bookings.values()
            if booking.status in ("booked", "rebooked")
        )
        cents -= sum(minutes_between(leg.std, leg.sta) * self.costs.block_minute_saved_cents(self._seats(leg)) for leg in lost)
        names = {leg.flight_id for leg in lost}
        cents += sum(
            link.crew_count * self.costs.crew_replacement_cents
            for leg in lost
            for link in self.crew[leg.flight_id]
            if link.then not in names and link.then in self.projected and not self.projected[link.then].cancelled
        )
        if lost[-1].destination != flight.origin:
            cents += self.costs.out_of_position_cents
        prices = self.costs.passenger_delay_cents
        return cents - sum(
            one.people * prices[min(one.already_min, len(prices) - 1)] for one in consequences if one.subject in names
        )

    def _next_legs(self, flight: Flight, earliest: datetime, users: Collection[FlightId]) -> tuple[list[NextLeg], list[Link]]:
        """The aircraft's later legs that a late arrival could still delay, up to one that has a slot of its own."""
        if flight.tail is None or flight.tail not in self.state.aircraft:
            return [], []
        turn = self.state.aircraft[flight.tail].min_turn_min
        legs = [
            one
            for one in self.state.rotation(flight.tail)
            if one.status is FlightStatus.SCHEDULED and one.flight_id in self.projected
        ]
        legs = [one for one in legs if not self.projected[one.flight_id].cancelled or one is flight]
        legs.sort(key=lambda one: (self.projected[one.flight_id].etd, one.flight_id))
        at = next((number for number, one in enumerate(legs) if one.flight_id == flight.flight_id), len(legs))
        found: list[NextLeg] = []
        slack, needs, arrives = 0, 0, earliest
        for before, leg in pairwise(legs[at:]):
            if leg.origin != before.destination:
                break
            same_crew = [one.gap_min for one in self.crew[before.flight_id] if one.then == leg.flight_id]
            ground = max([turn, *same_crew])
            slack += max(0, minutes_between(arrives, self.projected[leg.flight_id].etd) - ground)
            needs += ground + minutes_between(leg.std, leg.sta)
            if leg.flight_id in users:
                return found, [Link(flight.flight_id, leg.flight_id, needs)]
            if slack >= self.costs.longest_delay_min:
                break
            found.append(NextLeg(leg, self.projected[leg.flight_id].etd, slack))
            arrives = self.projected[leg.flight_id].eta
        return found, []

    def _of_leg(self, leg: Flight, arrives: datetime, slack: int, next_legs: list[Flight], kind: str) -> list[Consequence]:
        """Late people whose journey ends with the leg, connections that those who go on miss, minutes of crew and aircraft."""
        late = minutes_between(leg.sta, arrives)
        already, slack_of_people = max(0, late), slack + max(0, -late)
        ending, missed, cents = 0, Counter[tuple[FlightId, int]](), Counter[tuple[FlightId, int]]()
        for booking, onward in self._people(leg):
            if onward is None:
                ending += booking.passengers
                continue
            going = self._onward(onward)
            if going is None:
                continue
            needs = self.state.airports[going.origin].min_connection_min
            etd = self.projected[onward].etd if onward in self.projected else going.etd
            left = minutes_between(arrives, etd) - needs
            held = next_legs and next_legs[0].flight_id == onward and self._turn(leg) >= needs
            if left < 0 or held:
                continue  # missed already, or it waits for the same aircraft
            missed[onward, slack + left] += booking.passengers
            cents[onward, slack + left] += booking.passengers * self._disrupted_cents(booking)
        minute = self.costs.delay_minute_cents(self._seats(leg))
        of_flight = kind == "passengers"
        found = [
            Consequence(
                "passengers" if of_flight else "next_leg",
                leg.flight_id,
                slack_of_people,
                people=ending,
                already_min=already,
                minute_cents=0 if of_flight else minute,
                count=self.state.passengers_on(leg.flight_id),
            )
        ]
        if of_flight:
            found.append(Consequence("delay_minutes", leg.flight_id, slack_of_people, minute_cents=minute))
        found += [
            Consequence("connections", onward, after, once_cents=cents[onward, after], count=count)
            for (onward, after), count in sorted(missed.items())
        ]
        return found

    def _people(self, leg: Flight) -> Iterator[tuple[Booking, FlightId | None]]:
        for booking_id in self.state.flight_bookings.get(leg.flight_id, ()):
            booking = self.state.bookings[booking_id]
            if booking.status in ("booked", "rebooked"):
                at = booking.flight_ids.index(leg.flight_id)
                yield booking, booking.flight_ids[at + 1] if at + 1 < len(booking.flight_ids) else None

    def _onward(self, flight_id: FlightId) -> Flight | None:
        """The flight, when it is still to leave."""
        flight = self.state.departure(flight_id)
        projected = self.projected.get(flight_id)
        gone = flight.status is not FlightStatus.SCHEDULED or (projected is not None and projected.cancelled)
        return None if gone else flight

    def _lost(self, leg: NextLeg, late: Iterable[Consequence]) -> Consequence:
        """The leg is lost when later than the longest delay, in a closure or curfew, or when it lands too late for maintenance.

        From then on its passengers are disrupted, in place of what their delay has cost up to there.
        """
        flight, goes = leg.flight, self.projected[leg.flight.flight_id]
        limits = [self.costs.longest_delay_min - minutes_between(flight.std, goes.etd) + 1]
        for airport, movement, moment in (
            (flight.origin, "departures", goes.etd),
            (flight.destination, "arrivals", goes.eta),
        ):
            limits += [
                minutes_between(moment, one.start)
                for one in self.closed[airport]
                if one.movement in (movement, "both") and one.start > moment
            ]
        due = self.lands_by(flight)
        limits += [] if due is None else [minutes_between(goes.eta, due) + 1]
        slack = leg.slack_min + min(limits) - 1
        cents = sum(booking.passengers * self._disrupted_cents(booking) for booking, _ in self._people(flight))
        cents -= minutes_between(flight.std, flight.sta) * self.costs.block_minute_saved_cents(self._seats(flight))
        cents -= sum(one.cents(slack + 1, self.costs.passenger_delay_cents) for one in late)
        people = self.state.passengers_on(flight.flight_id)
        return Consequence("lost", flight.flight_id, slack, once_cents=max(0, cents), count=people)

    def _disrupted_cents(self, booking: Booking) -> int:
        known = self.disrupted_cents.get(booking.booking_id)
        if known is None:
            first, last = self.state.departure(booking.flight_ids[0]), self.state.departure(booking.flight_ids[-1])
            known = self.costs.disrupted_passenger_cents(self.state.distance_km(first.origin, last.destination))
            known += self.costs.protected_connection_cents if booking.protected else 0
            self.disrupted_cents[booking.booking_id] = known
        return known

    def _seats(self, flight: Flight) -> int:
        aircraft = self.state.aircraft.get(flight.tail) if flight.tail is not None else None
        return aircraft.seats if aircraft is not None else self.costs.seats_when_no_tail

    def _turn(self, flight: Flight) -> int:
        aircraft = self.state.aircraft.get(flight.tail) if flight.tail is not None else None
        return aircraft.min_turn_min if aircraft is not None else 0
