"""How far a flight along the great circle gets from an adequate airport, in minutes at one-engine-inoperative speed."""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.network import Flight, NetworkState
from domain.units import great_circle_km
from knowledge.airline.aircraft_types import AircraftType
from knowledge.airline.maintenance_policy import MaintenancePolicy
from knowledge.maintenance.deferral import DiversionCase, Ruling
from knowledge.maintenance.regime import ETOPS

STEP_KM = 20
_EARTH_RADIUS_KM = 6371.0
Point = tuple[float, float]
Array = npt.NDArray[Any]


def etops_ruling(
    state: NetworkState, flight: Flight, kind: AircraftType, policy: MaintenancePolicy, approved_min: int | None = None
) -> Ruling:
    """What the law says of the flight with such an aircraft; `approved_min` in place of the type's approval.

    The network's airports are taken to be adequate; the least distance counts every airport with an IATA code.
    """
    near_min = policy.law.parameters["etops_threshold"].on(max(flight.std.date(), policy.law.begins))
    least, most = _far_min(state, flight, policy.one_engine_speed_kmh(kind), near_min)
    case = DiversionCase(
        day=flight.std.date(),
        engines=kind.engines,
        least_min=least,
        most_min=most,
        approved_min=kind.etops_min if approved_min is None else approved_min,
    )
    return policy.law.ruling(ETOPS, case)


def _far_min(state: NetworkState, flight: Flight, speed_kmh: int, near_min: int) -> tuple[int | None, int | None]:
    ends = [state.airports.get(code) for code in (flight.origin, flight.destination)]
    if ends[0] is None or ends[1] is None:
        return None, None
    start, end = ((one.latitude, one.longitude) for one in ends if one is not None)
    network = tuple(sorted((one.latitude, one.longitude) for one in state.airports.values()))
    return far_min(start, end, network, speed_kmh, near_min)


@lru_cache(maxsize=4096)
def far_min(start: Point, end: Point, adequate: tuple[Point, ...], speed_kmh: int, near_min: int) -> tuple[int, int]:
    """At least and at most so many minutes from an airport: of all there are, and of those given.

    The route is sampled every 20 km, so the second has half a step added; the first is not worked out, and 0, where
    the second is at most `near_min`.
    """
    route = _great_circle(start, end)
    most = ceil(60 * (_farthest_km(route, _unit(adequate)) + STEP_KM / 2) / speed_kmh)
    least = floor(60 * _farthest_km(route, _world()) / speed_kmh) if most > near_min else 0
    return min(least, most), most


def _great_circle(start: Point, end: Point) -> Array:
    """Unit vectors along the shorter great circle, at most 20 km apart, both ends included."""
    a, b = _unit([start, end])
    angle = great_circle_km(*start, *end) / _EARTH_RADIUS_KM
    if angle < 1e-9:
        return np.asarray([a])
    part = np.linspace(0.0, 1.0, max(2, ceil(angle * _EARTH_RADIUS_KM / STEP_KM) + 1))[:, None]
    points: Array = (np.sin((1 - part) * angle) * a + np.sin(part * angle) * b) / np.sin(angle)
    return points


def _farthest_km(route: Array, airports: Array) -> float:
    nearest = np.clip((route @ airports.T).max(axis=1), -1.0, 1.0)
    return float(_EARTH_RADIUS_KM * np.arccos(nearest.min()))


def _unit(points: Sequence[Point]) -> Array:
    latitude, longitude = np.radians(np.array(points, dtype=float).reshape(-1, 2)).T
    found: Array = np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )
    return found


@cache
def _world() -> Array:
    import airportsdata

    return _unit([(row["lat"], row["lon"]) for row in airportsdata.load("IATA").values()])
