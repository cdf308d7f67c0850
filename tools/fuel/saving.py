"""What a lever saves: so many percent against a stated baseline, with the range over masses and levels, and the models' spread.

A percentage without its baseline says nothing: against a wasteful one every lever is worth ten percent.
"""

from dataclasses import dataclass

from tools.fuel.burn import burn_table
from tools.fuel.performance import fuel_kg_per_nm, highest_ft, type_limits
from tools.fuel.static_burn import in_reduced_order, reduced_order_kg

_MASS_RANGE = 0.1
_LEVELS_FT = 2_000.0
_FLIGHTS_NM = (500, 1000)


@dataclass(frozen=True, slots=True)
class Saving:
    """Cruise fuel saved in percent of the baseline; `low` and `high` over masses a tenth and levels 2,000 ft either side.

    `model_gap_percent`: the static model's flights of 500 and 1,000 NM above the performance model's; None: type unknown to it.
    """

    percent: float
    low_percent: float
    high_percent: float
    baseline_kg_per_nm: float
    kg_per_nm: float
    model_gap_percent: tuple[float, ...] | None


def lever_saving(
    icao: str,
    mass_kg: float,
    baseline_mach: float,
    *,
    level_ft: float = 36_000,
    mach: float | None = None,
    lighter_kg: float = 0.0,
) -> Saving:
    """Flying at `mach` in place of the baseline's, or `lighter_kg` lighter, or both; LookupError names an unknown type."""
    limits = type_limits(icao)
    flown = baseline_mach if mach is None else mach

    def at(mass: float, level: float) -> tuple[float, float]:
        before = float(fuel_kg_per_nm(icao, mass, baseline_mach, level))
        return before, float(fuel_kg_per_nm(icao, mass - lighter_kg, flown, level))

    before, after = at(mass_kg, level_ft)
    seen = [100 * (1 - after / before)]
    for mass in (mass_kg * (1 - _MASS_RANGE), mass_kg, mass_kg * (1 + _MASS_RANGE)):
        if mass - lighter_kg < limits.empty_kg or mass > limits.max_take_off_kg:
            continue
        for level in (level_ft - _LEVELS_FT, level_ft, level_ft + _LEVELS_FT):
            if level <= highest_ft(icao, mass, baseline_mach):
                one, other = at(mass, level)
                seen.append(100 * (1 - other / one))
    gap = None
    if in_reduced_order(icao):
        table = burn_table(icao)
        middle = float(table.landing_kg[1])
        gap = tuple(round(100 * (reduced_order_kg(icao, nm) / table.fuel(nm, middle) - 1), 1) for nm in _FLIGHTS_NM)
    return Saving(seen[0], min(seen), max(seen), before, after, gap)
