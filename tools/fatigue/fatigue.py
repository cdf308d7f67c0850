"""Prediction over one duty: what a model says at report, each sector's start and landing, release, and the worst minute."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from domain.units import UtcDatetime, minutes
from knowledge.fatigue.parameters import LEVELS, AdviceLevel, FatigueParameters, KssMapping
from knowledge.flight_time.clocks import length_min, minute_of_day
from knowledge.flight_time.duty import DutyPeriod
from tools.fatigue import three_process, two_process
from tools.fatigue.sleep import Sleep

Model = Literal["three_process", "two_process"]
Moment = Literal["report", "sector_start", "landing", "release", "worst"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One moment of the duty; numbers have two digits. `sector` counts all sectors from 1; `body_time` is the body clock's HH:MM.

    `homeostatic`: S of the model; alertness (2.4 to 14.3, high is rested) or sleep pressure (0 to 1, high is tired).
    `kss`: Karolinska Sleepiness Scale, 1 to 9, None of the two-process model, and so is `alertness`.
    """

    moment: Moment
    at: UtcDatetime
    body_time: str
    awake_h: float
    homeostatic: float
    alertness: float | None
    kss: float | None
    advice: AdviceLevel
    sector: int | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """Awake from a moment on, with S at that moment."""

    since: datetime
    homeostatic: float


def wakes(
    sleeps: Sequence[Sleep], s: float, awake: Callable[[float, float], float], asleep: Callable[[float, float], float]
) -> tuple[Wake, ...]:
    """Each waking after the given sleeps (in order, apart), from S = `s` at the start of the first of them."""
    woken: list[Wake] = []
    for one in sleeps:
        if woken:
            s = awake(woken[-1].homeostatic, _hours(woken[-1].since, one.start))
        woken.append(Wake(one.end, asleep(s, _hours(one.start, one.end))))
    return tuple(woken)


def predict(
    duty: DutyPeriod,
    sleeps: Sequence[Sleep],
    clock: str,
    model: Model,
    mapping: KssMapping,
    parameters: FatigueParameters,
) -> tuple[tuple[Prediction, ...], Prediction]:
    """The named moments of the duty in order, and its worst minute (the earliest of equals); minutes asleep are left out.

    `sleeps`: in order, apart, the first before the duty. `clock`: the clock of the body.
    """
    three, two = parameters.three_process, parameters.two_process
    if model == "three_process":
        awake: Callable[[float, float], float] = partial(three_process.homeostatic_awake, constants=three)
        woken = wakes(sleeps, three.recovers_from, awake, partial(three_process.homeostatic_asleep, constants=three))
    else:
        night_h = parameters.sleep_habits.night_sleep_min / 60
        awake = partial(two_process.pressure_awake, constants=two)
        onset = two_process.equilibrium(24 - night_h, night_h, two)[1]
        woken = wakes(sleeps, onset, awake, partial(two_process.pressure_asleep, constants=two))
    since = [one.since for one in woken]

    def at(moment: datetime, name: Moment, sector: int | None = None) -> tuple[float, Prediction]:
        wake = woken[bisect_right(since, moment) - 1]
        awake_h = _hours(wake.since, moment)
        s = awake(wake.homeostatic, awake_h)
        minute = minute_of_day(moment, clock)
        alertness = kss = None
        if model == "three_process":
            alertness = three_process.alertness(s, minute / 60, awake_h, three, mapping.processes)
            sleepiness = three_process.kss(s, minute / 60, awake_h, three, mapping)
            kss = round(min(9.0, max(1.0, sleepiness)), 2)
            advice = advice_level(kss, parameters.advice_kss)
        else:
            sleepiness = s
            advice = advice_level(round(s, 2), parameters.advice_pressure)
        return sleepiness, Prediction(
            moment=name,
            at=moment,
            body_time=f"{minute // 60:02}:{minute % 60:02}",
            awake_h=round(awake_h, 2),
            homeostatic=round(s, 2),
            alertness=None if alertness is None else round(alertness, 2),
            kss=kss,
            advice=advice,
            sector=sector,
        )

    moments: list[tuple[datetime, Moment, int | None]] = [(duty.report_at, "report", None)]
    for number, sector in enumerate(duty.sectors, start=1):
        moments += [(sector.off_block, "sector_start", number), (sector.on_block, "landing", number)]
    moments.append((duty.release_at, "release", None))
    named = [(moment, name, sector) for moment, name, sector in moments if not _asleep(moment, sleeps)]
    every = [duty.report_at + minutes(count) for count in range(length_min(duty.report_at, duty.release_at) + 1)]
    scanned = sorted({*every, *(moment for moment, _, _ in named)})
    worst = max((at(moment, "worst") for moment in scanned if not _asleep(moment, sleeps)), key=lambda one: one[0])
    return tuple(at(moment, name, sector)[1] for moment, name, sector in named), worst[1]


def advice_level(value: float, thresholds: Mapping[AdviceLevel, float]) -> AdviceLevel:
    """The highest level whose threshold the value reaches; `usual` below the first."""
    return next((level for level in reversed(LEVELS[1:]) if value >= thresholds[level]), "usual")


def _asleep(moment: datetime, sleeps: Sequence[Sleep]) -> bool:
    return any(one.start <= moment < one.end for one in sleeps)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600
