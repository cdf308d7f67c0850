"""Static fallback: fuel of a whole flight by type and great circle alone, for types that the performance model does not know.

`reduced_order`: the quadratic fits of Seymour et al., average load. `inventory`: the EEA's emission inventory of 2009, landing
and take-off cycle included. Neither knows mass, speed, wind or route.
"""

from functools import cache

from numpy import interp

_GRID_NM = (50, 100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000, 3000, 4500, 6000, 8000)


@cache
def in_reduced_order(icao: str) -> bool:
    """Whether the quadratic fits know the ICAO type."""
    from jetfuelburn.reducedorder import seymour_etal  # imported here: a second

    return icao in seymour_etal.list_aircraft()


def reduced_order_kg(icao: str, distance_nm: float) -> float:
    """Kilograms by the quadratic fit; LookupError names a type it does not know."""
    from jetfuelburn import ureg
    from jetfuelburn.reducedorder import seymour_etal

    if not in_reduced_order(icao):
        raise LookupError(f"Type {icao!r} is not among the reduced-order fits.")
    return float(seymour_etal.calculate(acft=icao, R=distance_nm * ureg.nmi).to("kg").magnitude)


def inventory_kg(icao: str, distance_nm: float) -> float:
    """Kilograms by the emission inventory, landing and take-off cycle included; LookupError names a type it does not know."""
    from jetfuelburn import ureg
    from jetfuelburn.reducedorder import eea_emission_inventory_2009 as eea

    if icao not in eea.list_aircraft():
        raise LookupError(f"Type {icao!r} is not in the emission inventory.")
    return float(eea.calculate(acft=icao, R=distance_nm * ureg.nmi)["mass_fuel_total"].to("kg").magnitude)


@cache
def _grid(icao: str) -> tuple[float, ...]:
    return tuple(reduced_order_kg(icao, one) for one in _GRID_NM)


def static_kg(icao: str, distance_nm: float) -> float:
    """The quadratic fit on straight lines between the points of a grid; below it the shortest, beyond it by proportion."""
    kg = _grid(icao)
    if distance_nm > _GRID_NM[-1]:
        return kg[-1] * distance_nm / _GRID_NM[-1]
    return float(interp(distance_nm, _GRID_NM, kg))
