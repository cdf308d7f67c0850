r"""Carrying fuel for the next leg because it is dearer where that leg leaves from.

To arrive with $x$ kilograms more, $u = x + b(x)$ are taken on at A, where $b(x)$ is what the heavier flight burns more. It pays
when the price at B is at least $u/x$ times that at A: the break-even ratio. $x$ is held to the next leg's fuel, the landing mass,
the take-off mass and the tanks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from domain.network import Flight, NetworkState
from knowledge.airline.fuel_policy import fuel_policy
from tools.fuel.burn import TripFuel, burn_table, trip_fuel
from tools.fuel.performance import type_limits

Limit = Literal["next_leg", "landing_mass", "take_off_mass", "tank"]
_PROBE_KG = 1_000.0


class NoTankering(LookupError):
    """Carrying fuel cannot be judged; the message says why."""


@dataclass(frozen=True, slots=True)
class Tankering:
    """The most that may be carried, and what comes of it. `tank_known`: the policy has the type's tanks.

    `saving_cents`: negative where carrying loses; `worthwhile`: the saving is worth the wear and work of policy.
    """

    taken_on_kg: int
    arriving_kg: int
    burnt_kg: int
    co2_kg: int
    limit: Limit
    break_even_ratio: float
    price_a_cents: int
    price_b_cents: int
    saving_cents: int
    worthwhile: bool
    tank_known: bool


def tankering(state: NetworkState, flight: Flight, following: Flight) -> Tankering:
    """What carrying fuel on `flight` for the tail's next leg does; NoTankering says why it cannot be judged."""
    if flight.destination != following.origin or flight.tail is None:
        raise NoTankering(f"{following.flight_id!r} does not leave from where {flight.flight_id!r} lands, or no tail is known.")
    trip, need = trip_fuel(state, flight), trip_fuel(state, following, flight.tail)
    return carried(trip, need.fuel_kg, state.airports[flight.origin].code, state.airports[following.origin].code)


def carried(trip: TripFuel, need_kg: int, airport_a: str, airport_b: str) -> Tankering:
    """The most that the flight may carry towards `need_kg` of the next leg, priced at both ends."""
    if trip.icao is None or trip.distance_nm is None or trip.take_off_kg is None:
        raise NoTankering(f"Masses of the aircraft are not known: {trip.note}.")
    policy, table, limits = fuel_policy(), burn_table(trip.icao), type_limits(trip.icao)
    air_kg = trip.fuel_kg - trip.taxi_kg
    landing_kg = float(trip.take_off_kg - air_kg)
    distance_nm = float(trip.distance_nm)

    def more_kg(arriving: float) -> float:
        return table.fuel(distance_nm, landing_kg + arriving) - table.fuel(distance_nm, landing_kg)

    tank_kg = policy.tank_kg.get(trip.icao)
    on_board_kg = table.reserve_kg + trip.fuel_kg
    room: dict[Limit, Callable[[float], bool]] = {
        "next_leg": lambda x: x <= need_kg,
        "landing_mass": lambda x: landing_kg + x <= limits.max_landing_kg - policy.landing_margin_kg,
        "take_off_mass": lambda x: landing_kg + x + air_kg + more_kg(x) <= limits.max_take_off_kg,
        "tank": lambda x: tank_kg is None or on_board_kg + x + more_kg(x) <= tank_kg,
    }
    arriving, limit = min((_most(fits, float(need_kg)), name) for name, fits in room.items())
    if arriving >= need_kg:
        limit = "next_leg"
    burnt = more_kg(arriving)
    probe = arriving or _PROBE_KG
    price_a, price_b = policy.price_cents_per_kg(airport_a), policy.price_cents_per_kg(airport_b)
    saving = round(arriving * price_b - (arriving + burnt) * price_a)
    return Tankering(
        taken_on_kg=round(arriving + burnt),
        arriving_kg=round(arriving),
        burnt_kg=round(burnt),
        co2_kg=policy.co2_kg(burnt),
        limit=limit,
        break_even_ratio=(probe + more_kg(probe)) / probe,
        price_a_cents=price_a,
        price_b_cents=price_b,
        saving_cents=saving,
        worthwhile=saving >= policy.least_saving_cents,
        tank_known=tank_kg is not None,
    )


def _most(fits: Callable[[float], bool], up_to: float) -> float:
    """The largest amount that fits, to the kilogram; what fits less fits more easily."""
    if fits(up_to):
        return up_to
    low, high = 0.0, up_to
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
