r"""Fuel in cruise by type, mass, Mach number and level in the standard atmosphere, from the Poll-Schumann (PS) model.

With $F$ kilograms a minute and $V$ knots true, a nautical mile costs $f = 60 F / V$ kilograms and $60 / V$ minutes. The cost
index $C$ (kilograms that a minute is worth) makes a speed cost $f + 60\,C / V$; the best Mach number has the least. PS has wave
drag: without it faster would always look cheaper.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Q_FUEL = 43.13e6
"""Joules in a kilogram of kerosene, the figure of the PS model."""
_DETERIORATION = 0.025
_MACH_STEP = 0.01
_SLOWEST = 0.60


@dataclass(frozen=True, slots=True)
class TypeLimits:
    """What the PS model knows of a type: kilograms, feet, Mach; flows of all engines at sea level, idling and at take-off."""

    icao: str
    empty_kg: float
    max_take_off_kg: float
    max_landing_kg: float
    max_zero_fuel_kg: float
    max_mach: float
    ceiling_ft: float
    idle_kg_per_min: float
    take_off_kg_per_min: float


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """Flying `mach` in place of the base speed, per 1,000 nautical miles of cruise."""

    mach: float
    saved_min: float
    extra_kg: float
    kg_per_min: float


@cache
def _model() -> Any:
    from pycontrails.models.ps_model import PSFlight  # imported here: half a second to two seconds

    return PSFlight(fill_low_altitude_with_isa_temperature=True)


def modelled(icao: str) -> bool:
    """Whether the PS model knows the ICAO type."""
    return icao in _model().aircraft_engine_params


@cache
def type_limits(icao: str) -> TypeLimits:
    """Masses, speed and ceiling of a type; LookupError names one that the PS model does not know."""
    if not modelled(icao):
        raise LookupError(f"Type {icao!r} is not in the PS model; it knows {', '.join(sorted(_model().aircraft_engine_params))}.")
    one = _model().aircraft_engine_params[icao]
    return TypeLimits(
        icao,
        one.amass_oew,
        one.amass_mtow,
        one.amass_mlw,
        one.amass_mzfw,
        one.max_mach_num,
        one.fl_max * 100,
        one.ff_idle_sls * 60,
        one.ff_max_sls * 60,
    )


def speed_kt(mach: Array | float, level_ft: Array | float, off_standard_k: float = 0.0) -> Array:
    """True airspeed; `off_standard_k`: kelvins above the standard atmosphere."""
    temperature = _temperature_k(np.asarray(level_ft, float), off_standard_k)
    return np.asarray(_speed_ms(np.asarray(mach, float), temperature) * 3.6 / 1.852)


def _temperature_k(level_ft: Array, off_standard_k: float) -> Array:
    from pycontrails.physics import units

    return np.asarray(units.m_to_T_isa(units.ft_to_m(level_ft)), float) + off_standard_k


def _speed_ms(mach: Array, temperature_k: Array) -> Array:
    from pycontrails.physics import units

    return np.asarray(units.mach_number_to_tas(mach, temperature_k), float)


def mach_of_cas(cas_kt: float, level_ft: Array) -> Array:
    """Mach number of a calibrated airspeed at the level."""
    from pycontrails.physics import units

    pressure = np.asarray(units.ft_to_pl(np.asarray(level_ft, float)), float) / 1013.25
    impact = (1 + 0.2 * (cas_kt / 661.479) ** 2) ** 3.5 - 1
    return np.asarray(np.sqrt(5 * ((impact / pressure + 1) ** (1 / 3.5) - 1)))


def fastest(icao: str, level_ft: Array | float) -> Array:
    """The highest Mach number that the type may fly at the level."""
    from pycontrails.models.ps_model.ps_operational_limits import max_mach_number_by_altitude
    from pycontrails.physics import units

    level = np.asarray(level_ft, float)
    one = _model().aircraft_engine_params[icao]
    found = max_mach_number_by_altitude(
        level, units.ft_to_pl(level) * 100, one.max_mach_num, one.p_i_max, one.p_inf_co, atm_speed_limit=False
    )
    return np.asarray(np.minimum(np.asarray(found, float), one.max_mach_num))


def highest_ft(icao: str, mass_kg: float, mach: float) -> float:
    """The highest whole thousand of feet, up to the ceiling, at which the wing carries the mass at the speed."""
    from pycontrails.models.ps_model.ps_operational_limits import max_allowable_aircraft_mass
    from pycontrails.physics import units

    one = _model().aircraft_engine_params[icao]
    levels = np.arange(20_000.0, one.fl_max * 100 + 1, 1_000.0)
    most = max_allowable_aircraft_mass(
        units.ft_to_pl(levels) * 100, np.full_like(levels, mach), one.m_des, one.c_l_do, one.wing_surface_area, one.amass_mtow
    )
    return float(levels[most >= mass_kg].max(initial=levels[0]))


def fuel_kg_per_min(
    icao: str,
    mass_kg: Array | float,
    mach: Array | float,
    level_ft: Array | float,
    *,
    push_n: Array | float | None = None,
    off_standard_k: float = 0.0,
) -> Array:
    """Fuel flow of all engines in level flight, or with `push_n` newtons of thrust more (negative: less) than that takes.

    Arrays are combined as numpy does; all of them are one call of the model.
    """
    mass, speed, level = np.broadcast_arrays(*(np.asarray(one, float) for one in (mass_kg, mach, level_ft)))
    shape = mass.shape
    temperature = _temperature_k(level.ravel(), off_standard_k)
    given = {
        "aircraft_type": icao,
        "altitude_ft": level.ravel().copy(),
        "air_temperature": temperature,
        "time": None,
        "true_airspeed": _speed_ms(speed.ravel(), temperature),
        "aircraft_mass": mass.ravel().copy(),
        "engine_efficiency": None,
        "fuel_flow": None,
        "q_fuel": Q_FUEL,
        "correct_fuel_flow": True,
        "engine_deterioration_factor": _DETERIORATION,
    }
    found = _model().calculate_aircraft_performance(**given, thrust=None)
    if push_n is not None:
        extra = np.broadcast_to(np.asarray(push_n, float), shape).ravel()
        found = _model().calculate_aircraft_performance(**given, thrust=np.maximum(0.0, found.thrust + extra))
    return np.asarray(found.fuel_flow, float).reshape(shape) * 60


def fuel_kg_per_nm(
    icao: str, mass_kg: Array | float, mach: Array | float, level_ft: Array | float, *, off_standard_k: float = 0.0
) -> Array:
    """Kilograms per nautical mile in level flight in still air."""
    flow = fuel_kg_per_min(icao, mass_kg, mach, level_ft, off_standard_k=off_standard_k)
    return np.asarray(flow * 60 / speed_kt(mach, level_ft, off_standard_k))


def best_mach(icao: str, mass_kg: float, cost_index: float, level_ft: float = 36_000) -> float:
    """The Mach number, to the hundredth, with the least fuel and time at so many kilograms a minute."""
    machs, kg, minutes = _speeds(icao, mass_kg, level_ft)
    return round(float(machs[np.argmin(kg + cost_index * minutes)]), 2)


@lru_cache(maxsize=1_000)
def _speeds(icao: str, mass_kg: float, level_ft: float, off_standard_k: float = 0.0) -> tuple[Array, Array, Array]:
    """Mach numbers up to the limit with kilograms and minutes per nautical mile."""
    top = float(fastest(icao, np.asarray(level_ft)))
    last = int(np.floor(round(top / _MACH_STEP, 6)))
    machs: Array = np.arange(min(round(_SLOWEST / _MACH_STEP), last), last + 1, dtype=np.float64) * _MACH_STEP
    kg = fuel_kg_per_nm(icao, mass_kg, machs, level_ft, off_standard_k=off_standard_k)
    return machs, kg, 60 / speed_kt(machs, level_ft, off_standard_k)


def speeding_up(
    icao: str, mass_kg: float, base_mach: float, level_ft: float = 36_000, off_standard_k: float = 0.0
) -> tuple[SpeedRow, ...]:
    """What every hundredth of Mach above the base saves and costs per 1,000 NM, up to the type's limit."""
    machs, kg, minutes = _speeds(icao, mass_kg, level_ft, off_standard_k)
    at_base = float(fuel_kg_per_nm(icao, mass_kg, base_mach, level_ft, off_standard_k=off_standard_k))
    base_min = 60 / float(speed_kt(base_mach, level_ft, off_standard_k))
    rows = []
    for mach, burnt, taken in zip(machs, kg, minutes, strict=True):
        if mach > base_mach + 1e-6:
            saved, extra = 1000 * (base_min - float(taken)), 1000 * (float(burnt) - at_base)
            rows.append(SpeedRow(round(float(mach), 2), saved, extra, extra / saved))
    return tuple(rows)
