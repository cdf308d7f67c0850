"""Every forecasting configuration on generated series, skill over seasonal naive on real ones, and what the drift check finds.

The generated series come from a seed. AirPassengers comes with a package; daily movements are EUROCONTROL's, read from
the public data beside the repository where it is there.
"""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from evals.suite import Progress, Skipped, Suite, data_file
from knowledge.airline.forecasting_policy import Frequency, Level, forecasting_policy
from tools.forecasting.back_test import Judged, Paths, back_test, judge, score
from tools.forecasting.champions import choose
from tools.forecasting.drift import Residuals, check
from tools.forecasting.methods import Array
from tools.forecasting.registry import registry
from tools.forecasting.series import BookingCurve, Series, longest

SERIES_PER_LEVEL = 200
SERIES_OF_A_SINGLE = 200
LAST = date(2026, 6, 30)
LENGTH: dict[Frequency, int] = {"day": 126, "month": 84}
MEAN: dict[Level, float] = {"network": 90_000, "od": 1_500, "leg": 120, "class": 12, "pickup": 110}
AIRPORTS = ("EHAM", "LFPG", "EDDF", "EGLL", "LEMD", "EDDM")
DRIFT_TRIALS = 200
DAYS_BEFORE = (56, 42, 28, 21, 14, 7, 3, 1, 0)


def demand(dice: np.random.Generator, mean: float, season: int, length: int) -> Array:
    """Counts with a season, a slow trend, shocks that last a few steps, and the scatter of counting people."""
    pattern = np.exp(0.25 * dice.standard_normal(season))
    pattern /= pattern.mean()
    shocks = np.zeros(length)
    for index in range(1, length):
        shocks[index] = 0.7 * shocks[index - 1] + 0.06 * dice.standard_normal()
    trend = np.linspace(0, dice.normal(0.1, 0.2), length)
    usual = mean * dice.uniform(0.5, 1.5) * pattern[np.arange(length) % season] * np.exp(trend + shocks)
    return np.asarray(dice.poisson(usual), dtype=np.float64)


def booking_curve(dice: np.random.Generator, finals: Array) -> BookingCurve:
    """When those bookings came: earlier or later from departure to departure."""
    reach = dice.uniform(12, 25) * np.exp(0.15 * dice.standard_normal(len(finals)))
    past = [
        tuple(float(one) for one in np.maximum.accumulate(dice.binomial(int(final), np.exp(-np.asarray(DAYS_BEFORE) / days))))
        for final, days in zip(finals, reach, strict=True)
    ]
    return BookingCurve(days_before=DAYS_BEFORE, past=tuple(past))


def generated(level: Level, count: int, seed: int = 0) -> list[Series]:
    """Series of one level; no-shows and cancellations of 150 bookings a departure, delays with the hour and the inbound delay."""
    dice, policy = np.random.default_rng([seed, *level.encode()]), forecasting_policy()
    found = []
    for index in range(count):
        name = f"{level}-{index}"
        if level == "delay":
            hour, inbound = dice.integers(5, 23, 360), np.maximum(0, dice.normal(-5, 25, 360))
            minutes = 0.6 * inbound + 0.8 * (hour - 5) + dice.gamma(1.2, 9, 360) - 12
            given = tuple((float(a), float(b)) for a, b in zip(hour, inbound, strict=True))
            found.append(Series(name=name, level=level, last=LAST, values=tuple(minutes.tolist()), given=given))
        elif level in ("no_show", "cancellation"):
            booked = dice.integers(100, 190, LENGTH["day"])
            weekly = 0.08 * np.exp(0.15 * np.sin(2 * np.pi * np.arange(len(booked)) / 7) + 0.2 * dice.standard_normal())
            lost = dice.binomial(booked, dice.beta(60 * weekly, 60 * (1 - weekly)))
            values, trials = tuple(map(float, lost)), tuple(map(float, booked))
            found.append(Series(name=name, level=level, last=LAST, values=values, trials=trials))
        else:
            freq = policy.levels[level]
            finals = demand(dice, MEAN[level], policy.season[freq], LENGTH[freq])
            curve = booking_curve(dice, finals) if level == "pickup" else None
            found.append(Series(name=name, level=level, last=LAST, values=tuple(finals.tolist()), curve=curve))
    return found


def one_origin(progress: Progress, per_level: int = SERIES_PER_LEVEL, single: int = SERIES_OF_A_SINGLE) -> dict[str, Any]:
    """Every configuration forecasts the end of every generated series of its level; near and far of a method share a fit.

    Seconds of a method are those of all levels and both horizons; the ensemble finds its members fitted.
    """
    policy = forecasting_policy()
    rows: dict[str, list[Judged]] = {}
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    for level in (*policy.levels, *policy.single):
        count = single if level in policy.single else per_level
        progress(f"forecasting: {count} series of level {level}")
        mine = sorted((one for one in registry().values() if one.level == level), key=lambda one: one.method == "ensemble")
        for series in generated(level, count):
            paths = Paths(series, policy)
            start = len(series.values) - longest("far", series, policy)
            for configuration in mine:
                clock = time.perf_counter()
                judged = judge(configuration, paths, (start,))
                seconds[configuration.method] = seconds.get(configuration.method, 0.0) + time.perf_counter() - clock
                if judged is not None:
                    rows.setdefault(configuration.name, []).append(judged)
    return {
        "configurations": len(rows),
        "series_per_level": per_level,
        "series_of_a_single": single,
        "forecasts": sum(len(one) for one in rows.values()),
        "elapsed_s": round(time.perf_counter() - started, 1),
        "method_s": {name: round(one, 1) for name, one in seconds.items()},
        "scores": {name: _scored(judged) for name, judged in rows.items()},
    }


def _scored(rows: Sequence[Judged]) -> dict[str, Any]:
    found, quantile = score(rows), rows[0].configuration.method == "quantile"
    return {
        "wape_percent": None if quantile else round(100 * found.wape, 2),
        "naive_wape_percent": None if quantile else round(100 * found.naive_wape, 2),
        "mase": round(found.mase, 3),
        "naive_mase": round(found.naive_mase, 3),
        "skill": round(found.skill, 3),
        "bias_percent": None if quantile else round(100 * found.bias, 2),
        "coverage_percent": None if found.coverage is None else round(100 * found.coverage, 1),
        "failures": found.failures,
    }


def real(name: str, series: list[Series], progress: Progress, spacing_days: int = 14) -> dict[str, Any]:
    """Rolling-origin back-test of every method at the series' level, the champions it makes, and the seconds it took."""
    policy = forecasting_policy()
    policy = policy.model_copy(update={"origin_spacing": {**policy.origin_spacing, "day": spacing_days}})
    level = series[0].level
    started = time.perf_counter()
    wanted = [one for one in registry().values() if one.level == level]
    found = back_test(wanted, series, policy, progress=lambda done, of, text: progress(f"{name}: {done} of {of} {text}"))
    return {
        "data": name,
        "level": level,
        "series": len(series),
        "scores": {key: _scored(rows) for key, rows in found.judged.items() if rows},
        "champions": {one.horizon: f"{one.configuration}: {one.because}" for one in choose(found.judged, (), policy)},
        "elapsed_s": round(time.perf_counter() - started, 1),
    }


def air_passengers() -> list[Series]:
    """The monthly passengers of 1949 to 1960, as a network."""
    from statsforecast.utils import AirPassengers  # takes seconds, and every suite is imported to list them

    values = tuple(float(one) for one in AirPassengers)
    return [Series(name="AirPassengers", level="network", last=date(1960, 12, 1), values=values)]


def movements(last: date, days: int) -> list[Series]:
    """Daily IFR movements of six large airports up to a day, as if each were the demand of a leg."""
    import pandas as pd

    rows = pd.read_parquet(
        data_file("eurocontrol/airport_daily_ifr_2016-01_2022-05.parquet"), columns=["date", "icao_code", "total"]
    )
    found = []
    for airport in AIRPORTS:
        one = rows[rows["icao_code"] == airport].set_index("date")["total"].sort_index()
        one = one[one.index <= pd.Timestamp(last)].tail(days)
        values = one.asfreq("D").fillna(0.0).to_numpy(dtype=float)
        if len(values) >= days:
            found.append(Series(name=airport, level="leg", last=last, values=tuple(values.tolist())))
    return found


def without_bookings() -> dict[str, float]:
    """WAPE in percent of the same departures with and without what is on hand, AutoTheta, both ways of using it."""
    policy, series = forecasting_policy(), generated("pickup", 40, seed=1)
    added = [judge(registry()["pickup-near-auto_theta"], Paths(one, policy)) for one in series]
    scaled = [
        judge(registry()["pickup-near-auto_theta"], Paths(one.model_copy(update={"curve": _multiplied(one)}), policy))
        for one in series
    ]
    plain = [judge(registry()["leg-near-auto_theta"], Paths(one.model_copy(update={"level": "leg"}), policy)) for one in series]
    return {
        name: round(100 * score([one for one in rows if one is not None]).wape, 2)
        for name, rows in (("finals_alone", plain), ("additive", added), ("multiplicative", scaled))
    }


def _multiplied(series: Series) -> BookingCurve | None:
    return None if series.curve is None else series.curve.model_copy(update={"multiply": True})


def drift_rates(shift_sd: float, checks: int, trials: int = DRIFT_TRIALS, seed: int = 0) -> dict[str, Any]:
    """Weekly checks of single series whose mean moves at once: percent found in so many weeks, and the median delay in days."""
    policy = forecasting_policy()
    dice = np.random.default_rng(seed)
    found: list[int] = []
    for _ in range(trials):
        values = dice.standard_normal(policy.reference + policy.window + 7 * checks)
        values[policy.reference + policy.window :] += shift_sd
        for week in range(1, checks + 1):
            seen = values[: policy.reference + policy.window + 7 * week]
            if check([Residuals(name="trial", values=tuple(seen.tolist()))], policy)[0].drifted:
                found.append(7 * week)
                break
    return {
        "shift_sd": shift_sd,
        "weeks": checks,
        "detected_percent": round(100 * len(found) / trials, 1),
        "median_delay_days": float(np.median(found)) if found else None,
    }


def many_series(seed: int = 0, series: int = 200, shifted: int = 20) -> dict[str, Any]:
    """One check of many series of which some have moved by 1 sd: how many are found, how many are accused wrongly."""
    policy, dice = forecasting_policy(), np.random.default_rng(seed)
    values = dice.standard_normal((series, policy.reference + policy.window))
    values[:shifted, policy.reference :] += 1.0
    started = time.perf_counter()
    rows = check([Residuals(name=str(index), values=tuple(one.tolist())) for index, one in enumerate(values)], policy)
    return {
        "series": series,
        "shifted": shifted,
        "found": sum(one.drifted for one in rows[:shifted]),
        "false": sum(one.drifted for one in rows[shifted:]),
        "elapsed_s": round(time.perf_counter() - started, 2),
    }


def run(progress: Progress) -> dict[str, Any]:
    """All of it, seed 0; the airports are left out, visibly, where their data is not."""
    figures: dict[str, Any] = {"generated": one_origin(progress)}
    figures["real"] = [real("AirPassengers", air_passengers(), progress)]
    figures["skipped"] = []
    for name, last in (("airports to 2019", date(2019, 12, 31)), ("airports through 2020", date(2020, 12, 31))):
        try:
            figures["real"].append(real(name, movements(last, 1456), progress, spacing_days=56))
        except Skipped as reason:
            figures["skipped"].append(f"{name}: {reason}")
    figures["pickup_wape_percent"] = without_bookings()
    progress("forecasting: drift")
    figures["drift"] = [drift_rates(one, 8) for one in (0.0, 0.25, 0.5, 1.0)] + [drift_rates(0.5, 16)]
    figures["drift_of_many"] = many_series()
    registered = len(registry())
    ran = figures["generated"]["configurations"]
    figures["failures"] = [] if ran == registered == 83 else [f"{ran} of {registered} configurations ran; 83 are declared"]
    return figures


def table(figures: dict[str, Any]) -> str:
    """Seconds per method, skill over seasonal naive by level and horizon with both WAPEs, pickup, drift."""
    made = figures["generated"]
    spent = ", ".join(f"{name} {one}" for name, one in made["method_s"].items())
    lines = [
        f"  {made['configurations']} configurations, {made['series_per_level']} series a level, {made['series_of_a_single']}"
        f" of a single one, {made['forecasts']} forecasts in {made['elapsed_s']} s (s per method: {spent})",
        f"  {'data':<21} {'configuration':<27} {'WAPE %':>7} {'naive %':>8} {'MASE':>6} {'naive':>6} {'skill':>7} {'within':>9}",
    ]
    for name, scores in (("generated", made["scores"]), *((one["data"], one["scores"]) for one in figures["real"])):
        for configuration, one in scores.items():
            known = [one["wape_percent"], one["naive_wape_percent"], one["coverage_percent"]]
            wape, naive, within = ("-" if each is None else f"{each:.1f}" for each in known)
            lines.append(
                f"  {name:<21} {configuration:<27} {wape:>7} {naive:>8} {one['mase']:>6.2f} {one['naive_mase']:>6.2f}"
                f" {one['skill']:>+7.3f} {within:>9}"
            )
    lines += [f"  champion, {one['data']}: {text}" for one in figures["real"] for text in one["champions"].values()]
    lines += [f"  skipped: {one}" for one in figures["skipped"]]
    lines.append(f"  pickup, WAPE %: {figures['pickup_wape_percent']}")
    for one in figures["drift"]:
        lines.append(
            f"  drift of {one['shift_sd']} sd, {one['weeks']} weekly checks: {one['detected_percent']} % found,"
            f" median {one['median_delay_days']} days"
        )
    lines.append(f"  drift of many series: {figures['drift_of_many']}")
    return "\n".join(lines)


SUITE = Suite(
    "forecasting", "83 forecasting configurations: skill over seasonal naive, generated and real series; drift found.", run, table
)
