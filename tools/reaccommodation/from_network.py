"""From a network and the journeys that break on it to a re-accommodation problem, and from its answer to operations.

Seats are those left on our flights as the plan leaves them, those that other carriers offer, later days' and coaches'.
People keep the flights before the break; what they lose further on is free for others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.commands import Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.ids import BookingId, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import great_circle_km, minutes, minutes_between
from knowledge.airline.care_policy import CarePolicy
from knowledge.airline.costs import CostParameters
from knowledge.airline.reaccommodation_policy import DAY_MIN, ReaccommodationPolicy
from tools.care.local_time import meals_due, nights_waited
from tools.plan_evaluation.journeys import BrokenJourney, unused_fare_cents
from tools.reaccommodation.problem import Group, Leg, Option, Placement, Problem
from tools.reaccommodation.routes import Request, Route, routes

SEAT = "economy"
"""The network knows seats of an aircraft, not cabins."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Everything with a price or a policy that decides who gets which seat. `seats`: what a seat is worth to sale, in cents."""

    costs: CostParameters
    policy: ReaccommodationPolicy
    care: CarePolicy
    seats: Mapping[FlightId, int]


@dataclass(frozen=True, slots=True)
class NewJourney:
    """An option of one booking: the flights kept and the new ones, when it arrives, and how late that is."""

    kept: tuple[FlightId, ...]
    new: tuple[FlightId, ...]
    waits_until: datetime
    arrives: datetime
    late_min: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A broken journey with its options by id. `base`: the booking before the plan, whose arrival counts."""

    journey: BrokenJourney
    planned_arrival: datetime
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
    legs = tuple(_legs(after, projected, broken, soonest))
    requests: list[Request] = []
    planned: list[datetime] = []
    broken = [one for one in broken if _final(after, one) != one.airport]
    for one in broken:
        arrival = _planned_arrival(base, after, one.booking)
        planned.append(arrival)
        requests.append(
            Request(
                origin=one.airport,
                destination=_final(after, one),
                ready_at=max(one.could_leave, soonest),
                latest_arrival=arrival + minutes(prices.policy.latest_min),
                cabins=(SEAT,),
                people=one.booking.passengers,
                may_be_split=one.booking.party != "family",
            )
        )
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
    for one, arrival, ways in zip(broken, planned, found, strict=True):
        kept = _kept(after, one)
        options = {f"{index}": _new_journey(kept, way, arrival) for index, way in enumerate(ways)}
        name = str(one.booking.booking_id)
        stuck[name] = Stuck(one, arrival, options)
        groups.append(_group(after, one, options, prices))
    return NetworkProblem(Problem(legs=legs, groups=tuple(groups)), stuck)


def _final(state: NetworkState, one: BrokenJourney) -> str:
    return state.departure(one.booking.flight_ids[-1]).destination


def _planned_arrival(base: NetworkState, after: NetworkState, booking: Booking) -> datetime:
    before = base.bookings.get(booking.part_of or booking.booking_id, booking)
    return after.departure(before.flight_ids[-1]).sta


def _legs(
    after: NetworkState, projected: Mapping[FlightId, ProjectedFlight], broken: Sequence[BrokenJourney], soonest: datetime
) -> Iterator[Leg]:
    given_up: Counter[FlightId] = Counter()
    for one in broken:
        for flight_id in one.booking.flight_ids[one.lost_from :]:
            given_up[flight_id] += one.booking.passengers
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
        seats = after.free_seats(flight) + given_up[flight.flight_id]
        if seats > 0:
            yield Leg(flight.flight_id, flight.origin, flight.destination, etd, eta, {SEAT: seats}, flight.carrier)


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


def _new_journey(kept: tuple[FlightId, ...], way: Route, planned_arrival: datetime) -> NewJourney:
    return NewJourney(
        kept=kept,
        new=tuple(FlightId(name) for name, _ in way.seats_taken),
        waits_until=way.departs,
        arrives=way.arrives,
        late_min=max(0, minutes_between(planned_arrival, way.arrives)),
    )


def _group(after: NetworkState, one: BrokenJourney, options: Mapping[str, NewJourney], prices: Prices) -> Group:
    booking = one.booking
    policy, costs = prices.policy, prices.costs
    start = after.airports[after.departure(booking.flight_ids[0]).origin]
    end = after.airports[after.departure(booking.flight_ids[-1]).destination]
    km = great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude)
    refund = policy.refund_cents(unused_fare_cents(after, booking))
    left_behind = refund + costs.lost_trip(km, refund) + policy.loyalty_cents(booking.tier, DAY_MIN)
    offered = tuple(
        Option(name, tuple((leg, SEAT) for leg in option.new), _cost(after, one, option, prices))
        for name, option in options.items()
    )
    # Nobody is sent home with money to save the price of a seat: the choice between the two is the passenger's.
    left_behind = max([left_behind, *(option.cost_cents for option in offered)])
    return Group(
        group_id=str(booking.booking_id),
        people=booking.passengers,
        options=offered,
        left_behind_cents=left_behind,
        first=policy.comes_first(booking),
        may_be_split=booking.party != "family",
        part_cents=policy.split_part_cents if booking.party == "group" else 0,
    )


def _cost(after: NetworkState, one: BrokenJourney, option: NewJourney, prices: Prices) -> int:
    """Cents per person: goodwill, care while waiting, dearer seats, what those seats were worth, loyalty, wishes not met."""
    booking, policy = one.booking, prices.policy
    return (
        prices.costs.passenger_goodwill(option.late_min)
        + _care_cents(after, one, option.waits_until, prices.care)
        + policy.extra_fare_cents(after, booking.fare_cents, option.new)
        + sum(prices.seats.get(name, 0) for name in option.new)
        + policy.loyalty_cents(booking.tier, option.late_min)
        + policy.wish_cents * _wishes_missed(after, booking, option)
    )


def _care_cents(after: NetworkState, one: BrokenJourney, until: datetime, care: CarePolicy) -> int:
    """Meals and nights of the wait at the policy's own prices; which hotel is decided once it is known who waits."""
    zone = ZoneInfo(after.airports[one.airport].timezone)
    meals = meals_due(one.could_leave, until, zone, care)
    nights = nights_waited(one.could_leave, until, zone, care)
    rooms = care.rooms_for(one.booking.passengers, one.booking.party)
    return meals * care.meal_cents + nights * care.allowance_room_cents * rooms // one.booking.passengers


def _wishes_missed(after: NetworkState, booking: Booking, option: NewJourney) -> int:
    wish = booking.preferences
    if wish is None:
        return 0
    flights = (*option.kept, *option.new)
    leaves = after.departure(flights[0]).etd
    return (
        (wish.direct_only and len(flights) > 1)
        + (wish.leave_not_before is not None and leaves < wish.leave_not_before)
        + (wish.arrive_not_after is not None and option.arrives > wish.arrive_not_after)
    )


def answers(found: NetworkProblem, placements: Iterable[Placement]) -> list[Answer]:
    """What becomes of everybody. The largest part of a booking keeps its name, others are `NAME/2`, `NAME/3`, ..."""
    parts: dict[str, list[Placement]] = defaultdict(list)
    for one in placements:
        parts[one.group_id].append(one)
    said: list[Answer] = []
    for name, stuck in found.stuck.items():
        ordered = sorted(parts[name], key=lambda one: (-one.people, one.option_id is None, one.option_id or ""))
        for index, part in enumerate(ordered, start=1):
            part_id = BookingId(name if index == 1 else f"{name}/{index}")
            journey = None if part.option_id is None else stuck.options[part.option_id]
            said.append(Answer(part_id, None if index == 1 else BookingId(name), part.people, journey, stuck))
    return said


def operations(after: NetworkState, said: Sequence[Answer]) -> tuple[list[Operation], list[Answer]]:
    """Operations in an order in which every seat is free when it is taken, and the answers for which there is no such order."""
    written: list[Operation] = [
        SplitBooking(booking_id=one.part_of, part_id=one.booking_id, passengers=one.people) for one in said if one.part_of
    ]
    written += [RefundPassenger(booking_id=one.booking_id) for one in said if one.journey is None]
    free: dict[FlightId, int] = {}
    for one in said:
        for name in (*(one.journey.new if one.journey else ()), *one.stuck.journey.booking.flight_ids):
            free.setdefault(name, after.free_seats(after.departure(name)))
        if one.journey is None:
            _leave(free, one)
    waiting = [one for one in said if one.journey is not None]
    while waiting:
        still = []
        for one in waiting:
            assert one.journey is not None
            keeps = set(one.stuck.journey.booking.flight_ids)
            if any(free[name] < one.people for name in one.journey.new if name not in keeps):
                still.append(one)
                continue
            _leave(free, one)
            for name in (*one.journey.kept, *one.journey.new):
                free[name] = free.get(name, 0) - one.people
            written.append(RebookPassenger(booking_id=one.booking_id, flight_ids=(*one.journey.kept, *one.journey.new)))
        if len(still) == len(waiting):
            break
        waiting = still
    return written, waiting


def _leave(free: dict[FlightId, int], one: Answer) -> None:
    for name in one.stuck.journey.booking.flight_ids:
        free[name] += one.people
