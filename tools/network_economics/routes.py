"""What every flight and every route of the network earns and costs, in whole cents that add up."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from domain.ids import AirportCode, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import Frozen, minutes_between
from knowledge.airline.costs import CostParameters
from knowledge.airline.network_economics import COST_LINES, AllocationKey, CostLine, CostPool, NetworkEconomics
from tools.network_economics.allocation import split

Burn = Callable[[Flight], float | None]
"""Kilograms of fuel of a flight, off-block to on-block; None: not known, and the price list's fuel per block minute is taken."""


def price_list_fuel(_: Flight) -> float | None:
    """No burn is known: the price list's fuel per block minute is taken."""
    return None


@dataclass(frozen=True, slots=True)
class FlightMoney:
    """One flight of ours. `fare_cents`: its part of its passengers' fares; `quantity`: what each cost line is paid for."""

    flight: Flight
    seats: int
    km: int
    block_min: int
    passengers: int
    fare_cents: int
    ancillary_cents: int
    quantity: Mapping[CostLine, int]
    cost: Mapping[CostLine, int]


@dataclass(frozen=True)
class NetworkMoney:
    """Flights that are flown, and where the rest of what was booked is: on cancelled flights of ours, or on flights of others.

    `booked_cents`: all bookings that are not refunded, = on flights + `cancelled_cents` + `elsewhere_cents`.
    """

    flights: tuple[FlightMoney, ...]
    booked_cents: int
    cancelled_cents: int
    elsewhere_cents: int
    ferry_cents: int
    aircraft: int

    @cached_property
    def by_route(self) -> dict[tuple[AirportCode, AirportCode], tuple[FlightMoney, ...]]:
        """Flights by origin and destination, in alphabetical order."""
        found: dict[tuple[AirportCode, AirportCode], list[FlightMoney]] = {}
        for one in self.flights:
            found.setdefault((one.flight.origin, one.flight.destination), []).append(one)
        return {route: tuple(found[route]) for route in sorted(found)}


@dataclass(frozen=True, slots=True)
class Prices:
    """What each cost line is paid by: cents per block minute of crew, fuel and maintenance, and the policy's figures."""

    policy: NetworkEconomics
    costs: CostParameters
    block_minute_cents: Mapping[str, int]

    @classmethod
    def of(cls, policy: NetworkEconomics, costs: CostParameters) -> "Prices":
        """With the parts of a block minute as costs.yaml has them."""
        listed = next(one for one in costs.figures if one.name == "aircraft_minutes.block_minute_usd")
        return cls(policy, costs, {part: int(Decimal(str(usd)) * 100) for part, usd in listed.value.items()})

    def block_cents(self, part: CostLine, block_seat_min: int) -> int:
        """Cents of crew, fuel or maintenance for so many minutes times seats, as the price list has them per block minute."""
        seats = self.costs.block_minute_seats
        return (2 * self.block_minute_cents[part] * block_seat_min + seats) // (2 * seats)

    def lines(
        self, *, seats: int, block_min: int, passengers: int, revenue_cents: int, fuel_kg: int | None
    ) -> tuple[dict[CostLine, int], dict[CostLine, int]]:
        """Quantity and cents of every cost line of one departure."""
        policy, flown = self.policy, seats * block_min
        quantity: dict[CostLine, int] = {
            "crew": flown,
            "fuel": flown if fuel_kg is None else fuel_kg,
            "maintenance": flown,
            "airport": seats,
            "handling": 1,
            "passenger": passengers,
            "distribution": revenue_cents,
        }
        cost: dict[CostLine, int] = {
            "crew": self.block_cents("crew", flown),
            "fuel": self.block_cents("fuel", flown) if fuel_kg is None else fuel_kg * policy.fuel_cents_per_kg,
            "maintenance": self.block_cents("maintenance", flown),
            "airport": seats * policy.airport_cents_per_seat,
            "handling": policy.handling_cents_per_departure,
            "passenger": passengers * policy.passenger_cents,
            "distribution": (revenue_cents * policy.distribution_percent + 50) // 100,
        }
        return quantity, cost


def network_money(
    state: NetworkState, policy: NetworkEconomics, costs: CostParameters, burn: Burn = price_list_fuel
) -> NetworkMoney:
    """Revenue and cost of all passenger flights of ours that are not cancelled.

    A fare is divided among the legs of its itinerary by great-circle kilometres; refunded bookings earn nothing.
    """
    fares: Counter[FlightId] = Counter()
    ancillaries: Counter[FlightId] = Counter()
    passengers: Counter[FlightId] = Counter()
    unplaced = 0
    for booking in state.bookings.values():
        if booking.status == "refunded":
            continue
        paid = booking.fare_cents * booking.passengers
        if booking.flight_ids:
            legs_km = [leg_km(state, state.departure(one)) for one in booking.flight_ids]
            fares.update(_by_flight(booking.flight_ids, split(paid, legs_km)))
            passengers.update(dict.fromkeys(booking.flight_ids, booking.passengers))
        else:
            unplaced += paid
        ancillaries.update(_by_flight(*_ancillaries(booking)))
    flown: list[FlightMoney] = []
    prices, ferry_cents, cancelled_cents = Prices.of(policy, costs), 0, 0
    for flight in sorted(state.own_flights(), key=lambda one: one.flight_id):
        paid = fares[flight.flight_id] + ancillaries[flight.flight_id]
        if flight.status is FlightStatus.CANCELLED:
            cancelled_cents += paid
            continue
        seats = seats_of(state, flight, costs)
        block_min = block_minutes(flight)
        if flight.service == "ferry":
            ferry_cents += block_min * costs.ferry_block_minute_cents(seats)
        if flight.service != "passenger":
            continue
        kg = burn(flight)
        quantity, cost = prices.lines(
            seats=seats,
            block_min=block_min,
            passengers=passengers[flight.flight_id],
            revenue_cents=paid,
            fuel_kg=None if kg is None else round(kg),
        )
        flown.append(
            FlightMoney(
                flight=flight,
                seats=seats,
                km=leg_km(state, flight),
                block_min=block_min,
                passengers=passengers[flight.flight_id],
                fare_cents=fares[flight.flight_id],
                ancillary_cents=ancillaries[flight.flight_id],
                quantity=quantity,
                cost=cost,
            )
        )
    booked = fares.total() + ancillaries.total() + unplaced
    on_flights = sum(one.fare_cents + one.ancillary_cents for one in flown)
    return NetworkMoney(
        flights=tuple(flown),
        booked_cents=booked,
        cancelled_cents=cancelled_cents,
        elsewhere_cents=booked - on_flights - cancelled_cents,
        ferry_cents=ferry_cents,
        aircraft=sum(one.carrier in state.own_carriers for one in state.aircraft.values()),
    )


def _ancillaries(booking: Booking) -> tuple[list[FlightId], list[int]]:
    return [one.flight_id for one in booking.ancillaries], [one.paid_cents for one in booking.ancillaries]


def _by_flight(names: Sequence[FlightId], cents: Sequence[int]) -> Counter[FlightId]:
    """Cents by flight; a flight named twice gets both."""
    found: Counter[FlightId] = Counter()
    for name, part in zip(names, cents, strict=True):
        found[name] += part
    return found


def leg_km(state: NetworkState, flight: Flight) -> int:
    """Great-circle kilometres of a leg, at least 1."""
    return max(1, round(state.distance_km(flight.origin, flight.destination)))


def block_minutes(flight: Flight) -> int:
    """Off-block to on-block, as flown or as now expected."""
    return max(0, minutes_between(flight.atd or flight.etd, flight.ata or flight.eta))


def seats_of(state: NetworkState, flight: Flight, costs: CostParameters) -> int:
    """Seats of the flight's tail; the price list's figure for a flight that has none we know of."""
    aircraft = state.aircraft.get(flight.tail) if flight.tail is not None else None
    return costs.seats_when_no_tail if aircraft is None else aircraft.seats


class RouteEconomics(Frozen):
    """One route, market or the whole network. `rask_cents`, `cask_cents`: revenue and all costs per seat-kilometre, in cents.

    `contribution_cents` = revenue - `cost_cents`; `result_cents` = contribution - `allocated_cents`. `break_even_load_factor`:
    the load factor that pays all costs at today's revenue per passenger-kilometre; None without revenue.
    """

    route: str
    flights: int
    seats: int
    seat_km: int
    passengers: int
    passenger_km: int
    block_seat_min: int
    fare_cents: int
    ancillary_cents: int
    cost_cents: dict[str, int]
    contribution_cents: int
    allocated_cents: dict[str, int]
    result_cents: int
    load_factor: float
    rask_cents: float
    cask_cents: float
    break_even_load_factor: float | None

    @classmethod
    def of(
        cls,
        route: str,
        *,
        flights: int,
        seats: int,
        seat_km: int,
        passengers: int,
        passenger_km: int,
        block_seat_min: int,
        fare_cents: int,
        ancillary_cents: int,
        cost_cents: dict[str, int],
        allocated_cents: dict[str, int],
    ) -> "RouteEconomics":
        """With contribution, result and ratios reckoned from the sums."""
        revenue, direct, shared = fare_cents + ancillary_cents, sum(cost_cents.values()), sum(allocated_cents.values())
        return cls(
            route=route,
            flights=flights,
            seats=seats,
            seat_km=seat_km,
            passengers=passengers,
            passenger_km=passenger_km,
            block_seat_min=block_seat_min,
            fare_cents=fare_cents,
            ancillary_cents=ancillary_cents,
            cost_cents=cost_cents,
            contribution_cents=revenue - direct,
            allocated_cents=allocated_cents,
            result_cents=revenue - direct - shared,
            load_factor=passenger_km / seat_km if seat_km else 0.0,
            rask_cents=revenue / seat_km if seat_km else 0.0,
            cask_cents=(direct + shared) / seat_km if seat_km else 0.0,
            break_even_load_factor=(direct + shared) * passenger_km / (revenue * seat_km) if revenue > 0 and seat_km else None,
        )


_SUMS = ("flights", "seats", "seat_km", "passengers", "passenger_km", "block_seat_min", "fare_cents", "ancillary_cents")


def sum_of(name: str, parts: Iterable[RouteEconomics]) -> RouteEconomics:
    """Several routes as one."""
    parts = tuple(parts)
    cost: Counter[str] = Counter()
    allocated: Counter[str] = Counter()
    for one in parts:
        cost.update(one.cost_cents)
        allocated.update(one.allocated_cents)
    sums = {each: sum(getattr(one, each) for one in parts) for each in _SUMS}
    return RouteEconomics.of(name, **sums, cost_cents=dict(cost), allocated_cents=dict(allocated))


def shared_costs(money: NetworkMoney, pools: Iterable[CostPool]) -> dict[str, tuple[int, AllocationKey]]:
    """Cents of each pool for the day, with its key; empty flights are shared like flying."""
    airports = {end for one in money.flights for end in (one.flight.origin, one.flight.destination)}
    count = {"aircraft": money.aircraft, "airport": len(airports), "departure": len(money.flights)}
    found: dict[str, tuple[int, AllocationKey]] = {one.name: (one.cents * count[one.per], one.key) for one in pools}
    if money.ferry_cents:
        found["empty_flights"] = (money.ferry_cents, "block_seat_min")
    return found


def route_economics(money: NetworkMoney, policy: NetworkEconomics) -> tuple[RouteEconomics, ...]:
    """Every route in each direction, in alphabetical order; shared costs divided among them without a cent over or missing."""
    routes = money.by_route
    if not routes:
        return ()
    keys: dict[AllocationKey, list[int]] = {
        "block_seat_min": [sum(one.block_min * one.seats for one in flights) for flights in routes.values()],
        "seat_km": [sum(one.seats * one.km for one in flights) for flights in routes.values()],
        "departures": [len(flights) for flights in routes.values()],
        "passengers": [sum(one.passengers for one in flights) for flights in routes.values()],
        "revenue": [sum(max(0, one.fare_cents + one.ancillary_cents) for one in flights) for flights in routes.values()],
    }
    shares = {name: split(cents, keys[key]) for name, (cents, key) in shared_costs(money, policy.pools).items()}
    return tuple(
        RouteEconomics.of(
            f"{origin}-{destination}",
            flights=len(flights),
            seats=sum(one.seats for one in flights),
            seat_km=sum(one.seats * one.km for one in flights),
            passengers=sum(one.passengers for one in flights),
            passenger_km=sum(one.passengers * one.km for one in flights),
            block_seat_min=sum(one.seats * one.block_min for one in flights),
            fare_cents=sum(one.fare_cents for one in flights),
            ancillary_cents=sum(one.ancillary_cents for one in flights),
            cost_cents={line: sum(one.cost[line] for one in flights) for line in COST_LINES},
            allocated_cents={name: parts[index] for name, parts in shares.items()},
        )
        for index, ((origin, destination), flights) in enumerate(routes.items())
    )


def market_economics(routes: Iterable[RouteEconomics]) -> tuple[RouteEconomics, ...]:
    """Both directions of each pair of airports together, named in alphabetical order with a slash."""
    found: dict[str, list[RouteEconomics]] = {}
    for one in routes:
        found.setdefault("/".join(sorted(one.route.split("-"))), []).append(one)
    return tuple(sum_of(name, found[name]) for name in sorted(found))
