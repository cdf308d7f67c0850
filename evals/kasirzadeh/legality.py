"""The duties of pairings and rosters under 14 CFR 117. The law is asked, not copied; what the data do not say is `Assumed`.

The airline of the data flew under other rules: what breaks here is information, no fault of the reference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from evals.kasirzadeh.instance import Leg, Pairing, Roster, Task
from evals.kasirzadeh.pairing_building import Assumed
from evals.kasirzadeh.pricing import PayRules, duties
from knowledge.dated_law import Law, UnknownRegime
from knowledge.flight_time.clocks import daily_windows, length_min
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Sector, SplitBreak
from knowledge.flight_time.regime import breaches_of, regime
from knowledge.flight_time.ruling import Ruling

REGIME = "us_part_117"
JUDGED_IN = date(2020, 1, 1)
"""The month whose law is applied. The data move some real month to January 2000, when these rules were not in force."""
_SHIFT = JUDGED_IN - date(2000, 1, 1)


def in_force() -> bool:
    """Whether the regime is here to be asked."""
    try:
        regime(REGIME)
    except (UnknownRegime, OSError, ImportError):
        return False
    return True


def law() -> Law:
    """The figures in force in the month that is judged."""
    return regime(REGIME).law(JUDGED_IN)


def flown(tasks: Iterable[Task], legs: Mapping[str, Leg]) -> list[tuple[datetime, datetime, bool]]:
    """Departure, arrival and whether it is a deadhead, of each task."""
    return [(legs[one.leg_id].departs, legs[one.leg_id].arrives, one.deadhead) for one in tasks]


def duty_period(
    times: Iterable[tuple[datetime, datetime, bool]],
    assumed: Assumed,
    report_at: datetime | None = None,
) -> DutyPeriod:
    """A duty as the law looks at it, on home's clock, in the month that is judged; `times`: departure, arrival, deadhead.

    `report_at`: when it is not the assumed time before the first departure (a leg that became late after report).
    """
    sectors = tuple(
        Sector(departs + _SHIFT, arrives + _SHIFT, assumed.clock, assumed.clock, positioning=deadhead)
        for departs, arrives, deadhead in times
    )
    early = sectors[0].off_block - timedelta(minutes=assumed.report_min)
    return DutyPeriod(
        report_at=early if report_at is None else report_at + _SHIFT,
        release_at=sectors[-1].on_block + timedelta(minutes=assumed.release_min),
        sectors=sectors,
        report_clock=assumed.clock,
    )


def duty_periods(pairing: Pairing, legs: Mapping[str, Leg], pay: PayRules, assumed: Assumed) -> tuple[DutyPeriod, ...]:
    """The duties of a pairing, in order. A stay too short for a rest is the break of a split duty where 117.15 lets it be one."""
    found: list[DutyPeriod] = []
    for part in duties(pairing.tasks, legs, pay.layover_from_min):
        duty = duty_period(flown(part, legs), assumed)
        together = _as_split_duty(found[-1], duty) if found else None
        if together is None:
            found.append(duty)
        else:
            found[-1] = together
    return tuple(found)


def _as_split_duty(duty: DutyPeriod, then: DutyPeriod) -> DutyPeriod | None:
    """Both as one duty with a rest opportunity between them; None where they are two, or 117.15 is not met."""
    figures = law()
    if length_min(duty.release_at, then.report_at) >= figures["rest"]:
        return None
    nights = daily_windows(
        duty.release_at, then.report_at, figures["split_duty_from"], figures["split_duty_to"], duty.report_clock
    )
    for opens, closes in nights:
        start, end = max(opens, duty.release_at), min(closes, then.report_at)
        if length_min(start, end) >= figures["split_duty_rest"]:
            stop = SplitBreak(start, end, clock=duty.report_clock)
            whole = replace(
                duty, release_at=then.release_at, sectors=duty.sectors + then.sectors, split_breaks=(*duty.split_breaks, stop)
            )
            within = whole.fdp is not None and length_min(*whole.fdp) <= figures["split_duty_combined"]
            return whole if within else None
    return None


def rulings(case: DutyCase) -> tuple[Ruling, ...]:
    """What the law says of one duty: the only place where it is asked."""
    return regime(REGIME).check(case)


def breaches(work: Sequence[DutyPeriod], known_from: datetime | None, assumed: Assumed) -> Counter[str]:
    """Breaches by rule over the duties of one crew member, in order; nothing is known from before `known_from`."""
    found: Counter[str] = Counter()
    for place, duty in enumerate(work):
        case = DutyCase(duty, home_clock=assumed.clock, history=tuple(work[:place]), history_from=known_from)
        found.update(one.rule for one in breaches_of(rulings(case)))
    return found


def breaches_of_pairings(pairings: Iterable[Pairing], legs: Mapping[str, Leg], pay: PayRules, assumed: Assumed) -> Counter[str]:
    """Breaches by rule inside each pairing, whoever flies it."""
    found: Counter[str] = Counter()
    for one in pairings:
        found += breaches(duty_periods(one, legs, pay, assumed), None, assumed)
    return found


def breaches_of_rosters(rosters: Iterable[Roster], legs: Mapping[str, Leg], pay: PayRules, assumed: Assumed) -> Counter[str]:
    """Breaches by rule over whole months, each roster taken to begin after time off."""
    first_day = min(leg.departs for leg in legs.values()).replace(hour=0, minute=0) + _SHIFT
    found: Counter[str] = Counter()
    for roster in rosters:
        work = [duty for one in roster.pairings for duty in duty_periods(one, legs, pay, assumed)]
        found += breaches(work, first_day, assumed)
    return found
