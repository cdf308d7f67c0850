"""From a network and the journeys that break on it to a re-accommodation problem, and from its answer to operations.

Seats are those left on our flights as the plan leaves them, those that other carriers offer, later days' and coaches'.
People keep the flights before the break; what they lose further on is free for others, and displaces no sale.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, pairwise
from zoneinfo import ZoneInfo

from domain.commands import Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.ids import AirportCode, BookingId, FlightId
from domain.network import CABINS, Booking, Cabin, Flight, FlightStatus, NetworkState, TravelPreferences
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.care_policy import CarePolicy
from knowledge.airline.costs import CostParameters
from knowledge.airline.reaccommodation_policy import DAY_MIN, ReaccommodationPolicy
from tools.care.local_time import meals_due, nights_waited
from tools.plan_evaluation.journeys import BrokenJourney, unused_fare_cents
from tools.reaccommodation.problem import Group, Leg, Option, Placement, Problem, Seat
from tools.reaccommodation.routes import Request, Route, routes

ANY = "any"
"""Where cabins are not known (others' seats, coaches, most aircraft) any seat is as good as another. Nobody changes cabin."""
MOST_FLIGHTS = 4
"""As many as RebookPassenger takes."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Everything with a price or a policy that decides who gets which seat.

    `seats`: what sale loses by the first seat of a flight given away, the second, ..., in cents; never falling.
    """

    costs: CostParameters
    policy: ReaccommodationPolicy
    care: CarePolicy
    seats: Mapping[FlightId, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class NewJourney:
    """An option of one booking: the flights kept, the new ones and the seats taken on them, when it arrives, how late that is.

    `cabin`: that of its seats where cabins are known.
    """

    kept: tuple[FlightId, ...]
    new: tuple[FlightId, ...]
    seats: tuple[Seat, ...]
    cabin: Cabin
    waits_until: datetime
    arrives: datetime
    late_min: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A broken journey with its options by id."""

    journey: BrokenJourney
    options: Mapping[str, NewJourney]


@dataclass(frozen=True, slots=True)
class NetworkProblem:
    """A problem, and what its groups and options stand for."""

    problem: Problem
    stuck: Mapping[str, Stuck]


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of some people of a booking: a new journey, or their money back."""

    booking_id: BookingId
    part_of: BookingId | None
    people: int
    journey: NewJourney | None
    stuck: Stuck


def network_problem(
    base: NetworkState,
    after: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    broken: Sequence[BrokenJourney],
    prices: Prices,
    *,
    now: datetime,
) -> NetworkProblem:
    """Read the problem. `base` is the network before the plan, `after` with it, `projected` how our flights then go."""
    soonest = now + minutes(prices.policy.told_before_min)
    # A network's maps have no order that repeats from one process to the next.
    legs = tuple(sorted(_legs(base, after, projected, broken, soonest, prices), key=lambda leg: (leg.departs, leg.leg_id)))
    broken = sorted(broken, key=lambda one: one.booking.booking_id)
    known = any(aircraft.cabins for aircraft in after.aircraft.values())
    planned = [_planned_arrival(base, after, one.booking) for one in broken]
    asked = [(number, cabin) for number, one in enumerate(broken) for cabin in _cabins_for(one.booking, known)]
    requests = [
        Request(
            origin=broken[number].airport,
            destination=_final(after, broken[number]),
            ready_at=max(broken[number].could_leave, soonest),
            latest_arrival=planned[number] + minutes(prices.policy.latest_min),
            cabins=(cabin, ANY),
            people=broken[number].booking.passengers,
            may_be_split=broken[number].booking.party != "family",
        )
        for number, cabin in asked
    ]
    connection = {code: airport.min_connection_min for code, airport in after.airports.items()}
    found = routes(
        legs,
        requests,
        min_connection=lambda airport, _, __: connection[airport],  # type: ignore[index]
        most_legs=prices.policy.most_legs,
        most_routes=prices.policy.options_per_booking,
        longest_wait_min=prices.policy.longest_connection_min,
    )
    stuck: dict[str, Stuck] = {}
    groups: list[Group] = []
    pricing = _Pricing(after, prices, legs)
    ways: dict[int, dict[tuple[Seat, ...], NewJourney]] = defaultdict(dict)
    for (number, cabin), several in zip(asked, found, strict=True):
        kept, own = _kept(after, broken[number]), broken[number].booking.cabin
        for way in several:
            # Flights without known cabins are one journey, whichever cabin was asked for.
            given = cabin if any(seat != ANY for _, seat in way.seats_taken) else own
            ways[number].setdefault(way.seats_taken, _new_journey(kept, way, planned[number], given))
    for number, one in enumerate(broken):
        # Whoever was to come back to where they are needs no seat.
        stays = _final(after, one) == one.airport
        possible = [] if stays else [new for new in ways[number].values() if _on_record(after, new)]
        options = {f"{index}": new for index, new in enumerate(possible)}
        stuck[str(one.booking.booking_id)] = Stuck(one, options)
        groups.append(pricing.group(one, options))
    return NetworkProblem(Problem(legs=legs, groups=tuple(groups)), stuck)


def _final(state: NetworkState, one: BrokenJourney) -> str:
    return state.departure(one.booking.flight_ids[-1]).destination


def _planned_arrival(base: NetworkState, after: NetworkState, booking: Booking) -> datetime:
    name = booking.booking_id if booking.booking_id in base.bookings else booking.part_of or booking.booking_id
    before = base.bookings.get(name, booking)
    return after.departure(before.flight_ids[-1]).sta


def _legs(
    base: NetworkState,
    after: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    broken: Sequence[BrokenJourney],
    soonest: datetime,
    prices: Prices,
) -> Iterator[Leg]:
    given_up: Counter[Seat] = Counter()
    for one in broken:
        for flight_id in one.booking.flight_ids[one.lost_from :]:
            given_up[flight_id, ANY] += one.booking.passengers
            given_up[flight_id, one.booking.cabin] += one.booking.passengers
    for flight in (*after.flights.values(), *after.further_flights.values()):
        if flight.status is not FlightStatus.SCHEDULED or flight.service == "ferry":
            continue
        future = projected.get(flight.flight_id)
        if future is None and flight.seats_offered is None:
            continue
        if future is not None and (future.cancelled or future.tail is None):
            continue
        etd, eta = (future.etd, future.eta) if future is not None else (flight.etd, flight.eta)
        if etd < soonest or (future is None and _shut(after, flight)):
            continue
        most = after.free_seats(flight) + given_up[flight.flight_id, ANY]
        seats: dict[str, int] = {ANY: most}
        cabins = after.free_cabins(flight)
        if cabins is not None:
            seats = {cabin: min(most, free + given_up[flight.flight_id, cabin]) for cabin, free in cabins.items()}
        seats = {cabin: free for cabin, free in seats.items() if free > 0}
        if seats:
            by_seat = prices.seats.get(flight.flight_id, ())
            moved = after.passengers_on(flight.flight_id) - base.passengers_on(flight.flight_id)
            cents = _seat_cents(by_seat, given_up[flight.flight_id, ANY], moved, sum(seats.values()))
            yield Leg(flight.flight_id, flight.origin, flight.destination, etd, eta, seats, flight.carrier, cents)


def _seat_cents(by_seat: tuple[int, ...], given_up: int, moved: int, free: int) -> tuple[int, ...]:
    """Prices of `free` seats of a flight. Seats `given_up` were sold already, so whoever takes or keeps them displaces nobody; so
    does who takes one that the plan took somebody off. Where it has `moved` people onto the flight the first prices are spent.
    """
    if not any(by_seat):
        return ()
    spent = min(max(0, moved), len(by_seat) - 1)
    return ((0,) * (given_up + max(0, -moved)) + by_seat[spent:])[:free]


def _shut(state: NetworkState, flight: Flight) -> bool:
    """Whether an airport of another carrier's flight is closed when it would move there; nobody here knows what it will do."""
    return flight.service != "ground" and (
        any(window.contains(flight.etd) for window in state.airports[flight.origin].closures)
        or any(window.contains(flight.eta) for window in state.airports[flight.destination].closures)
    )


def _kept(state: NetworkState, one: BrokenJourney) -> tuple[FlightId, ...]:
    """Flights before the break that have not left: they stay in the itinerary."""
    before = one.booking.flight_ids[: one.lost_from]
    return tuple(name for name in before if state.departure(name).status is FlightStatus.SCHEDULED)


def _cabins_for(booking: Booking, known: bool) -> tuple[Cabin, ...]:
    """The cabin booked, then higher ones, then lower ones; where no aircraft's cabins are known there is nothing to choose."""
    if not known:
        return (booking.cabin,)
    place = CABINS.index(booking.cabin)
    return (*CABINS[place:], *reversed(CABINS[:place]))


def _new_journey(kept: tuple[FlightId, ...], way: Route, planned_arrival: datetime, cabin: Cabin) -> NewJourney:
    return NewJourney(
        kept=kept,
        new=tuple(FlightId(name) for name, _ in way.seats_taken),
        seats=way.seats_taken,
        cabin=cabin,
        waits_until=way.departs,
        arrives=way.arrives,
        late_min=max(0, minutes_between(planned_arrival, way.arrives)),
    )


def _on_record(state: NetworkState, journey: NewJourney) -> bool:
    """Whether it can be written: its connections must be legal by the times on record too, not only by those expected."""
    legs = [state.departure(one) for one in (*journey.kept, *journey.new)]
    return len(legs) <= MOST_FLIGHTS and all(
        then.etd - before.eta >= minutes(state.airports[then.origin].min_connection_min) for before, then in pairwise(legs)
    )


class _Pricing:
    """What the options of a booking cost. Many bookings wait for one departure, so care is worked out once for each wait."""

    def __init__(self, after: NetworkState, prices: Prices, legs: Iterable[Leg]) -> None:
        self.after, self.prices = after, prices
        self.dearest = {leg.leg_id: leg.seat_cents[-1] for leg in legs if leg.seat_cents}
        self.waits: dict[tuple[AirportCode, datetime, datetime], tuple[int, int]] = {}

    def group(self, one: BrokenJourney, options: Mapping[str, NewJourney]) -> Group:
        booking, after = one.booking, self.after
        policy, costs = self.prices.policy, self.prices.costs
        km = after.distance_km(after.departure(booking.flight_ids[0]).origin, after.departure(booking.flight_ids[-1]).destination)
        refund = policy.refund_cents(unused_fare_cents(after, booking))
        left_behind = refund + costs.lost_trip(km, refund) + policy.loyalty_cents(booking.tier, DAY_MIN)
        offered = tuple(Option(name, option.seats, self._cost(one, option)) for name, option in options.items())
        # Nobody is sent home with money to save the price of a seat: the choice between the two is the passenger's.
        for option in offered:
            left_behind = max(left_behind, option.cost_cents + sum(self.dearest.get(leg, 0) for leg, _ in option.legs) + 1)
        return Group(
            group_id=str(booking.booking_id),
            people=booking.passengers,
            options=offered,
            left_behind_cents=left_behind,
            first=policy.comes_first(booking),
            may_be_split=booking.party != "family",
            part_cents=policy.split_part_cents if booking.party == "group" else 0,
        )

    def _cost(self, one: BrokenJourney, option: NewJourney) -> int:
        """Cents per person: goodwill, care while waiting, dearer seats, loyalty, wishes not met."""
        booking, policy = one.booking, self.prices.policy
        return (
            self.prices.costs.passenger_goodwill(option.late_min)
            + self._care_cents(one, option.waits_until)
            + policy.extra_fare_cents(self.after, booking.fare_cents, option.new)
            + policy.loyalty_cents(booking.tier, option.late_min)
            + policy.lower_cabin_cents(booking.fare_cents, booking.cabin, option.cabin)
            + policy.wish_cents * _wishes_missed(self.after, booking, option)
        )

    def _care_cents(self, one: BrokenJourney, until: datetime) -> int:
        """Meals and nights of the wait at the policy's own prices; which hotel is decided once it is known who waits."""
        care, booking = self.prices.care, one.booking
        wait = one.airport, one.could_leave, until
        if wait not in self.waits:
            zone = ZoneInfo(self.after.airports[one.airport].timezone)
            self.waits[wait] = meals_due(*wait[1:], zone, care), nights_waited(*wait[1:], zone, care)
        meals, nights = self.waits[wait]
        rooms = care.rooms_for(booking.passengers, booking.party)
        return meals * care.meal_cents + nights * care.allowance_room_cents * rooms // booking.passengers


def _wishes_missed(after: NetworkState, booking: Booking, option: NewJourney) -> int:
    wish = booking.preferences or TravelPreferences()
    flights = (*option.kept, *option.new)
    leaves = after.departure(flights[0]).etd
    return (
        (CABINS.index(option.cabin) < CABINS.index(booking.cabin) and not wish.lower_cabin)
        + (wish.direct_only and len(flights) > 1)
        + (wish.leave_not_before is not None and leaves < wish.leave_not_before)
        + (wish.arrive_not_after is not None and option.arrives > wish.arrive_not_after)
    )


def answers(found: NetworkProblem, placements: Iterable[Placement], known: Container[BookingId]) -> list[Answer]:
    """What becomes of everybody. The largest part of a booking keeps its name, others are `NAME/2`, ... that are not `known`."""
    parts: dict[str, list[Placement]] = defaultdict(list)
    for one in placements:
        parts[one.group_id].append(one)
    said: list[Answer] = []
    for name, stuck in found.stuck.items():
        ordered = sorted(parts[name], key=lambda one: (-one.people, one.option_id is None, one.option_id or ""))
        free_names = (new for number in count(2) if (new := BookingId(f"{name}/{number}")) not in known)
        for index, part in enumerate(ordered):
            part_id, part_of = (next(free_names), BookingId(name)) if index else (BookingId(name), None)
            journey = None if part.option_id is None else stuck.options[part.option_id]
            said.append(Answer(part_id, part_of, part.people, journey, stuck))
    return said


def operations(after: NetworkState, said: Sequence[Answer]) -> tuple[list[Operation], list[Answer]]:
    """Operations in an order in which every seat is free when it is taken, and the answers for which there is no such order."""
    written: list[Operation] = [
        SplitBooking(booking_id=one.part_of, part_id=one.booking_id, passengers=one.people) for one in said if one.part_of
    ]
    written += [RefundPassenger(booking_id=one.booking_id) for one in said if one.journey is None]
    left = _SeatsLeft(after)
    for one in said:
        if one.journey is None:
            left.give(one, one.stuck.journey.booking.flight_ids, one.stuck.journey.booking.cabin)
    waiting = [one for one in said if one.journey is not None]
    while waiting:
        still = []
        for one in waiting:
            assert one.journey is not None
            flights = (*one.journey.kept, *one.journey.new)
            had, cabin = one.stuck.journey.booking.flight_ids, one.journey.cabin
            if any(left.of(name, cabin) < one.people for name in one.journey.new if name not in had):
                still.append(one)
                continue
            own = one.stuck.journey.booking.cabin
            left.give(one, had, own)
            left.take(one, flights, cabin)
            changed = None if cabin == own else cabin
            written.append(RebookPassenger(booking_id=one.booking_id, flight_ids=flights, cabin=changed))
        if len(still) == len(waiting):
            break
        waiting = still
    return written, waiting


class _SeatsLeft:
    """Free seats as bookings leave flights and join others: of one cabin, where cabins are known."""

    def __init__(self, after: NetworkState) -> None:
        self.after = after
        self.free: dict[Seat, int] = {}
        self.cabins: dict[FlightId, dict[Cabin, int] | None] = {}

    def of(self, name: FlightId, cabin: Cabin) -> int:
        return self.free[self._seat(name, cabin)]

    def give(self, one: Answer, flights: Iterable[FlightId], cabin: Cabin) -> None:
        for name in flights:
            self.free[self._seat(name, cabin)] += one.people

    def take(self, one: Answer, flights: Iterable[FlightId], cabin: Cabin) -> None:
        for name in flights:
            self.free[self._seat(name, cabin)] -= one.people

    def _seat(self, name: FlightId, cabin: Cabin) -> Seat:
        if name not in self.cabins:
            flight = self.after.departure(name)
            known = self.cabins[name] = self.after.free_cabins(flight)
            self.free[name, ANY] = self.after.free_seats(flight)
            for which, seats in (known or {}).items():
                self.free[name, which] = seats
        seat = name, ANY if self.cabins[name] is None else cabin
        self.free.setdefault(seat, 0)
        return seat
