"""A series to forecast, with what is known beside it, and everything that can be wrong with one."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import isfinite
from typing import Annotated

from pydantic import Field

from domain.units import Frozen
from knowledge.airline.forecasting_policy import ForecastingPolicy, Frequency, Horizon, Level

Number = Annotated[float, Field(allow_inf_nan=False)]
Faults = tuple[tuple[str, str], ...]


class BookingCurve(Frozen):
    """Bookings on hand at so many days before departure, the earliest count first.

    `past`: a row for every departure in the series' values; `on_hand`: what each coming departure has, the next one first, as it
    was at the last of `days_before` that it has passed. `multiply`: scale it up instead of adding what usually comes.
    """

    days_before: tuple[Annotated[int, Field(ge=0)], ...]
    past: tuple[tuple[Number, ...], ...]
    on_hand: tuple[Number, ...] = ()
    multiply: bool = False


class Series(Frozen):
    """Values a step apart, oldest first, the last of them on `last` (its month, when monthly). No gaps: fill or cut them first.

    `frequency`: the level's usual one when left out. `trials`: for no-shows and cancellations, the bookings of every value and of
    every coming departure. `given`: for delays, a row of explaining numbers for every value and every flight asked for.
    """

    name: str
    level: Level
    last: date
    values: Annotated[tuple[Number, ...], Field(min_length=1)]
    frequency: Frequency | None = None
    curve: BookingCurve | None = None
    trials: tuple[Number, ...] = ()
    given: tuple[tuple[Number, ...], ...] = ()


def frequency(series: Series, policy: ForecastingPolicy) -> Frequency:
    """The step between two values: as told, else the level's usual one."""
    return series.frequency or policy.levels.get(series.level, "day")


def longest(horizon: Horizon, series: Series, policy: ForecastingPolicy) -> int:
    """Steps that the horizon reaches for this series."""
    return policy.horizon_steps[horizon][frequency(series, policy)]


def day_of(series: Series, step: int, policy: ForecastingPolicy) -> date:
    """The day of the value so many steps after the last; the first of its month when monthly."""
    if frequency(series, policy) == "day":
        return series.last + timedelta(days=step)
    months = series.last.year * 12 + series.last.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def age_steps(series: Series, today: date, policy: ForecastingPolicy) -> int:
    """Whole steps from the last value to today; negative when the series runs ahead of the clock."""
    if frequency(series, policy) == "day":
        return (today - series.last).days
    return (today.year - series.last.year) * 12 + today.month - series.last.month


def faults(series: Series, policy: ForecastingPolicy, *, ahead: int = 0) -> Faults:
    """Everything that keeps a series from being forecast `ahead` steps (0: from being back-tested), as (field, what to do)."""
    return tuple((f"{series.name}.{field}", text) for field, text in _faults(series, policy, ahead))


def _faults(series: Series, policy: ForecastingPolicy, ahead: int) -> Iterable[tuple[str, str]]:
    count = len(series.values)
    if series.level != "delay" and min(series.values) < 0:
        yield "values", "has a negative count; demand and events are 0 or more"
    if not all(isfinite(one) for one in series.values):
        yield "values", "has a value that is not a number; fill or cut the gap"
    if series.level == "pickup":
        yield from _curve_faults(series, policy, ahead)
    if series.level in ("no_show", "cancellation"):
        if len(series.trials) < count + ahead:
            yield "trials", f"needs the bookings of {count} past and {ahead} coming departures; it has {len(series.trials)}"
        if any(of < one for one, of in zip(series.values, series.trials, strict=False)):
            yield "trials", "has fewer bookings than events in some departure"
        if any(one % 1 for one in (*series.values, *series.trials)):
            yield "trials", "bookings and events are whole numbers"
    if series.level == "delay" and series.given:
        if len(series.given) < count + ahead:
            yield "given", f"needs a row for {count} past flights and {ahead} to forecast; it has {len(series.given)}"
        if len({len(row) for row in series.given}) > 1:
            yield "given", "has rows of different length"


def _curve_faults(series: Series, policy: ForecastingPolicy, ahead: int) -> Iterable[tuple[str, str]]:
    curve = series.curve
    if curve is None:
        yield "curve", "is missing; a booking-curve forecast needs the bookings on hand of past and coming departures"
        return
    if frequency(series, policy) != "day":
        yield "frequency", "a booking curve is counted by the day of departure"
    if not curve.days_before or list(curve.days_before) != sorted(set(curve.days_before), reverse=True):
        yield "curve.days_before", "must fall from the earliest count to the latest, each once"
    if len(curve.past) != len(series.values) or any(len(row) != len(curve.days_before) for row in curve.past):
        yield "curve.past", f"needs {len(series.values)} rows of {len(curve.days_before)} counts, one row per departure"
    if len(curve.on_hand) < ahead:
        yield "curve.on_hand", f"needs the bookings of the next {ahead} departures; it has {len(curve.on_hand)}"
