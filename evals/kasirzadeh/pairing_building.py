"""Pairings for a month that cover every leg at the least paid minutes: windows of some days, each by column generation.

A window frees the legs that are uncovered or in pairings wholly inside it. Its linear programme covers each free leg at least
once; new pairings come from shortest paths over all duties, priced with its duals; HiGHS then picks whole ones. A leg covered
twice is a deadhead for all but one. Sweeps over the month repeat until nothing improves or the time is over.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from evals.kasirzadeh.duty_network import (
    DAY_MIN,
    Duties,
    DutyLimits,
    Integers,
    NightDuties,
    NightStop,
    cheapest_pairings,
    every_duty,
)
from evals.kasirzadeh.instance import Leg, Month, Pairing, Task
from evals.kasirzadeh.pricing import PaidMinutes, PayRules, duties, paid, paid_in_all
from knowledge.flight_time.regime import Law

UNCOVERED_MIN = 3_000
"""Paid minutes that a leg without crew is priced at: more than any pairing of some legs."""
WINDOW_DAYS, STEP_DAYS, SWEEPS = 6, 3, 3
PAIRINGS_A_DAY = 15
"""Taken into the programme from each search, by base and first day."""
MOST_COLUMNS, NODES, GAP = 2_000, 10, 0.004
"""Pairings that HiGHS may pick from, nodes it may open, and the relative gap it may leave. Windows of 8 days and a gap of 0.0005
made the pairings of instance 1 one per cent cheaper in four times the CPU time, and instance 3 too slow."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the data do not say: report before the first departure, release after the last arrival, and home's local time.

    No leg leaves between 05:00 and 10:00 on the clock of the data: read as UTC that is the night 5 h further west.
    """

    report_min: int = 45
    release_min: int = 15
    behind_min: int = 300

    @property
    def clock(self) -> str:
        """Home's clock as the law reads it."""
        return f"-{self.behind_min // 60:02}:{self.behind_min % 60:02}"


@dataclass(frozen=True, slots=True)
class Built:
    """The pairings, the legs that none of them works, and how the search went. CPU seconds of this process."""

    pairings: tuple[Pairing, ...]
    uncovered: tuple[str, ...]
    cost: PaidMinutes
    duties_known: int
    columns: int
    windows: int
    cpu_s: float
    wall_s: float
    ended: str


def limits_of_practice(month: Month, pay: PayRules, assumed: Assumed) -> DutyLimits:
    """What the reference pairings themselves keep to: their shortest connection and layover, longest duty, most legs and days."""
    legs, parts = month.legs, [duties(one.tasks, month.legs, pay.layover_from_min) for one in month.pairings]
    inside = [(legs[a.leg_id], legs[b.leg_id]) for one in parts for duty in one for a, b in pairwise(duty)]
    stays = [_minutes(legs[b[0].leg_id].departs, legs[a[-1].leg_id].arrives) for one in parts for a, b in pairwise(one)]
    longest = max(_minutes(legs[one[-1].leg_id].arrives, legs[one[0].leg_id].departs) for duty in parts for one in duty)
    flight = max(sum(legs[task.leg_id].block_min for task in one if not task.deadhead) for duty in parts for one in duty)
    most_legs = max(len(one) for duty in parts for one in duty)
    return DutyLimits(
        connection_min=min(_minutes(b.departs, a.arrives) for a, b in inside),
        longest_stay_min=pay.layover_from_min - 1,
        legs=most_legs,
        fdp_min=np.full((DAY_MIN, most_legs), assumed.report_min + longest, dtype=np.int64),
        flight_min=np.full(DAY_MIN, flight, dtype=np.int64),
        report_min=assumed.report_min,
        release_min=assumed.release_min,
        rest_min=min(stays) - assumed.report_min - assumed.release_min,
        days=max(_days(one, legs, assumed) for one in month.pairings),
        behind_min=assumed.behind_min,
    )


def limits_of_part_117(month: Month, pay: PayRules, assumed: Assumed, law: Law) -> DutyLimits:
    """Flight time, flight duty period, rest and split duty of 14 CFR 117; the rest as the reference does it."""
    practice = limits_of_practice(month, pay, assumed)
    return DutyLimits(
        connection_min=practice.connection_min,
        longest_stay_min=practice.longest_stay_min,
        legs=practice.legs,
        fdp_min=_by_minute(law["fdp_unaugmented"], practice.legs),
        flight_min=_by_minute(law["flight_time"], 1)[:, 0].copy(),
        report_min=assumed.report_min,
        release_min=assumed.release_min,
        rest_min=law["rest"],
        days=practice.days,
        behind_min=assumed.behind_min,
        night_duties=NightDuties(law["wocl_from"], law["wocl_to"], law["nights_in_a_row"]),
        night_stop=NightStop(law["split_duty_from"], law["split_duty_to"], law["split_duty_rest"], law["split_duty_combined"]),
    )


def build(month: Month, limits: DutyLimits, pay: PayRules, *, seconds: float = 120.0, last_day: int = 31) -> Built:
    """Pairings for the legs that leave up to `last_day` of the month; the best there are after `seconds` of wall time."""
    began, cpu = time.perf_counter(), time.process_time()
    search = _Search(month, limits, pay, last_day, began + seconds)
    ended = search.run()
    pairings = search.pairings()
    worked = {task.leg_id for one in pairings for task in one.tasks if not task.deadhead}
    return Built(
        pairings=pairings,
        uncovered=tuple(leg.leg_id for leg in search.legs if leg.leg_id not in worked),
        cost=paid_in_all(pairings, month.legs, pay),
        duties_known=len(search.duties.departs),
        columns=search.columns_made,
        windows=search.windows,
        cpu_s=round(time.process_time() - cpu, 2),
        wall_s=round(time.perf_counter() - began, 2),
        ended=ended,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A pairing of duties by number, the legs in it, and its paid minutes when it works them all."""

    base: str
    duties: tuple[int, ...]
    legs: tuple[int, ...]
    paid_min: int


@dataclass(slots=True)
class _Search:
    """The pairings in hand and the windows that improve them."""

    month: Month
    limits: DutyLimits
    pay: PayRules
    last_day: int
    until: float
    legs: list[Leg] = field(init=False)
    duties: Duties = field(init=False)
    stations: dict[str, int] = field(init=False)
    duty_min: NDArray[np.float64] = field(init=False)
    leg_days: Integers = field(init=False)
    nights: list[bool] = field(init=False)
    chosen: list[Column] = field(default_factory=list)
    columns_made: int = 0
    windows: int = 0

    def __post_init__(self) -> None:
        start = min(leg.departs for leg in self.month.legs.values()).replace(hour=0, minute=0)
        horizon = start + timedelta(days=self.last_day)
        self.legs = [leg for leg in self.month.legs.values() if leg.departs < horizon]
        self.stations = {name: number for number, name in enumerate(self.month.stations)}
        departs = np.array([_minutes(leg.departs, start) for leg in self.legs], dtype=np.int64)
        arrives = np.array([_minutes(leg.arrives, start) for leg in self.legs], dtype=np.int64)
        self.duties = every_duty(
            np.array([self.stations[leg.origin] for leg in self.legs], dtype=np.int64),
            np.array([self.stations[leg.destination] for leg in self.legs], dtype=np.int64),
            departs,
            arrives,
            self.limits,
        )
        self.duty_min = np.maximum(self.duties.block_min, self.pay.duty_guarantee_min).astype(np.float64)
        stays = departs[self.duties.legs[:, 1:]] - arrives[self.duties.legs[:, :-1]]
        night_stop = ((self.duties.legs[:, 1:] >= 0) & (stays >= self.pay.layover_from_min)).any(axis=1)
        for duty in np.flatnonzero(night_stop):
            self.duty_min[duty] = self._paid_with_night_stop([self.legs[leg] for leg in self.duties.legs[duty] if leg >= 0])
        self.nights = [
            self.limits.at_night(int(begins), int(ends))
            for begins, ends in zip(self.duties.departs, self.duties.arrives, strict=True)
        ]
        self.leg_days = (departs - self.limits.report_min - self.limits.behind_min) // DAY_MIN

    def _paid_with_night_stop(self, legs: list[Leg]) -> int:
        """A night stop is paid like a layover."""
        tasks = tuple(Task(leg.leg_id) for leg in legs)
        return paid(Pairing("", tasks), self.month.legs, self.pay).total - self.pay.briefing_min

    def run(self) -> str:
        """Sweep after sweep; how it ended."""
        # Local days: what leaves in the first hours on the data's clock still belongs to the evening before.
        first, last = int(self.leg_days.min()), int(self.duties.last_day.max(initial=0))
        for sweep in range(SWEEPS):
            before = self._worth(self.chosen, range(len(self.legs)))
            for opens in range(first - (STEP_DAYS // 2) * (sweep % 2), last + 1, STEP_DAYS):
                if time.perf_counter() > self.until:
                    return "time"
                self.improve(opens, opens + WINDOW_DAYS - 1)
                if opens + WINDOW_DAYS > last:
                    break
            if sweep and self._worth(self.chosen, range(len(self.legs))) == before:
                return "no window improves"
        return "sweeps"

    def improve(self, first: int, last: int) -> None:
        """Rebuild what lies wholly in the days from `first` to `last`, keeping it where nothing better is found."""
        self.windows += 1
        inside = [one for one in self.chosen if self._within(one, first, last)]
        kept = [one for one in self.chosen if not self._within(one, first, last)]
        fixed = {leg for one in kept for leg in one.legs}
        free = [leg for leg, day in enumerate(self.leg_days) if leg not in fixed and (first <= day <= last)]
        if not free:
            return
        programme = _Covering(self, free, inside)
        programme.generate(first, last)
        best = programme.pick()
        self.columns_made += len(programme.columns)
        if best is not None and self._worth(best, free) < self._worth(inside, free):
            self.chosen = kept + best

    def _worth(self, columns: Iterable[Column], free: Iterable[int]) -> int:
        columns = list(columns)
        uncovered = set(free).difference(leg for one in columns for leg in one.legs)
        return sum(one.paid_min for one in columns) + UNCOVERED_MIN * len(uncovered)

    def _within(self, column: Column, first: int, last: int) -> bool:
        return bool(first <= self.duties.day[column.duties[0]] and self.duties.last_day[column.duties[-1]] <= last)

    def too_many_nights(self, chain: tuple[int, ...]) -> bool:
        """Whether more duties in a row touch the night than may."""
        runs = (sum(1 for _ in run) for at_night, run in groupby(self.nights[duty] for duty in chain) if at_night)
        return self.limits.night_duties is not None and max(runs, default=0) > self.limits.night_duties.in_a_row

    def column(self, base: str, chain: tuple[int, ...]) -> Column:
        """The pairing of these duties, priced."""
        stays = sum(int(self.duties.departs[b] - self.duties.arrives[a]) // self.pay.layover_share for a, b in pairwise(chain))
        return Column(
            base,
            chain,
            tuple(int(leg) for duty in chain for leg in self.duties.legs[duty] if leg >= 0),
            self.pay.briefing_min + stays + int(self.duty_min[list(chain)].sum()),
        )

    def pairings(self) -> tuple[Pairing, ...]:
        """The pairings in hand, each leg worked once: of several crews on it the one works for which that is cheapest."""
        made = [
            Pairing(one.base, tuple(Task(self.legs[leg].leg_id) for leg in one.legs))
            for one in sorted(self.chosen, key=lambda one: (self.legs[one.legs[0]].departs, one.legs))
        ]
        on: dict[str, list[int]] = {}
        for number, pairing in enumerate(made):
            for task in pairing.tasks:
                on.setdefault(task.leg_id, []).append(number)
        for leg_id, crews in on.items():
            if len(crews) > 1:
                travels = {number: _travelling(made[number], leg_id) for number in crews}
                saved = {
                    number: paid(one, self.month.legs, self.pay).total - paid(made[number], self.month.legs, self.pay).total
                    for number, one in travels.items()
                }
                works = max(crews, key=lambda number: (saved[number], -number))
                for number in crews:
                    if number != works:
                        made[number] = travels[number]
        return tuple(one for one in made if any(not task.deadhead for task in one.tasks))


class _Covering:
    """One window: the least paid minutes that cover its free legs."""

    def __init__(self, search: _Search, free: list[int], known: Iterable[Column]) -> None:
        self.search, self.free = search, free
        self.columns: list[Column] = []
        self._seen: set[tuple[str, tuple[int, ...]]] = set()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        endless = self._solver.infinity()
        self._rows = {leg: self._solver.Constraint(1.0, endless) for leg in free}
        self._variables: list[pywraplp.Variable] = []
        for row in self._rows.values():
            nobody = self._solver.NumVar(0.0, endless, "")
            row.SetCoefficient(nobody, 1.0)
            self._objective.SetCoefficient(nobody, UNCOVERED_MIN)
        for one in known:
            self.add(one)

    def add(self, column: Column) -> bool:
        """Take a pairing in; False when it is there already."""
        if (column.base, column.duties) in self._seen:
            return False
        self._seen.add((column.base, column.duties))
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, column.paid_min)
        for leg, times in Counter(column.legs).items():
            if leg in self._rows:
                self._rows[leg].SetCoefficient(variable, times)
        self._variables.append(variable)
        self.columns.append(column)
        return True

    def generate(self, first: int, last: int) -> None:
        """Solve the linear programme, adding pairings of negative reduced cost until there are none."""
        search = self.search
        dual = np.zeros(len(search.legs) + 1)
        while True:
            self._solver.Solve()
            for leg, row in self._rows.items():
                dual[leg] = row.dual_value()
            if time.perf_counter() > search.until:
                return
            price = search.duty_min - dual[search.duties.legs].sum(axis=1)
            added = 0
            for base in search.month.bases:
                for _, chain in cheapest_pairings(
                    search.duties,
                    search.limits,
                    base=search.stations[base],
                    stations=len(search.stations),
                    days=range(first, last + 1),
                    last_day=last,
                    duty_price=price,
                    briefing_min=search.pay.briefing_min,
                    layover_share=search.pay.layover_share,
                    most=PAIRINGS_A_DAY,
                ):
                    # Refused here and not in the search for paths: few pairings of four days are concerned.
                    if not search.too_many_nights(chain):
                        added += self.add(search.column(base, chain))
            if not added:
                return

    def pick(self) -> list[Column] | None:
        """Whole pairings that cover the free legs, legs left out at their price; None when HiGHS has none."""
        self._solver.Solve()
        reduced = np.array([one.reduced_cost() for one in self._variables])
        near = np.argsort(reduced, kind="stable")[:MOST_COLUMNS]
        kept = [self.columns[one] for one in near]
        row_of = {leg: row for row, leg in enumerate(self.free)}
        rows = [[row_of[leg] for leg in sorted(set(one.legs)) if leg in row_of] for one in kept]
        rows += [[row] for row in range(len(self.free))]
        matrix = csc_array(
            (
                np.ones(sum(len(one) for one in rows)),
                np.array([row for one in rows for row in one], dtype=np.int64),
                np.cumsum([0, *(len(one) for one in rows)]),
            ),
            shape=(len(self.free), len(rows)),
        )
        price = np.array([*(one.paid_min for one in kept), *([UNCOVERED_MIN] * len(self.free))], dtype=float)
        found = milp(
            price,
            integrality=np.ones(len(rows)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, np.ones(len(self.free)), np.inf),
            options={
                "mip_rel_gap": GAP, "node_limit": NODES, "time_limit": max(1.0, self.search.until - time.perf_counter()),
            },
        )  # fmt: skip
        return None if found.x is None else [one for one, taken in zip(kept, found.x, strict=False) if taken > 0.5]


def _travelling(pairing: Pairing, leg_id: str) -> Pairing:
    return Pairing(pairing.base, tuple(Task(one.leg_id, deadhead=one.deadhead or one.leg_id == leg_id) for one in pairing.tasks))


def _by_minute(table: Mapping[str, tuple[tuple[int, ...], ...]], columns: int) -> Integers:
    """A table of the law as a row for each minute of the day."""
    rows = [[row[min(column, len(row) - 1)] for column in range(columns)] for row in table["limits"]]
    found = np.searchsorted(np.array(table["from"]), np.arange(DAY_MIN), side="right") - 1
    return np.array(rows, dtype=np.int64)[found]


def _days(pairing: Pairing, legs: Mapping[str, Leg], assumed: Assumed) -> int:
    known = [legs[one.leg_id] for one in pairing.tasks if one.leg_id in legs]
    behind = timedelta(minutes=assumed.behind_min)
    first = known[0].departs - timedelta(minutes=assumed.report_min) - behind
    last = known[-1].arrives + timedelta(minutes=assumed.release_min) - behind
    return (last.date() - first.date()).days + 1


def _minutes(later: datetime, earlier: datetime) -> int:
    return int((later - earlier).total_seconds()) // 60
