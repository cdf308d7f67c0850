"""Pairings for a month that cover every leg at the least paid minutes: windows of some days, each by column generation.

A window frees the legs that are uncovered or in pairings wholly inside it. Its linear programme covers each free leg at least
once; new pairings come from shortest paths over all duties, priced with its duals; HiGHS then picks whole ones. A leg covered
twice is a deadhead for all but one. Sweeps over the month repeat until nothing improves or the time is over. A leg still without
crew is then offered to crews that travel out to it or home from it; one that even they cannot reach is proved to be so.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise

import numpy as np
from ortools.linear_solver import pywraplp
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from evals.kasirzadeh.duty_network import (
    DAY_MIN,
    TOLERANCE_MIN,
    Duties,
    DutyLimits,
    Integers,
    NightDuties,
    NightStop,
    Numbers,
    cheapest_pairings,
    every_duty,
)
from evals.kasirzadeh.instance import Leg, Month, Pairing, Task
from evals.kasirzadeh.pricing import PaidMinutes, PayRules, duties, paid, paid_in_all
from evals.kasirzadeh.travel import OutOfReach, Timetable, out_of_reach
from knowledge.dated_law import Law

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
    """The pairings, the legs that none of them works, and how the search went. CPU seconds of this process.

    `out_of_reach`: of the uncovered legs, by name, those that no legal pairing of any length works, with the proof.
    `bound_min`: nothing that leaves as many legs uncovered is paid less, None where none was asked for or its time ended.
    """

    pairings: tuple[Pairing, ...]
    uncovered: tuple[str, ...]
    out_of_reach: Mapping[str, OutOfReach]
    cost: PaidMinutes
    duties_known: int
    columns: int
    windows: int
    cpu_s: float
    wall_s: float
    ended: str
    bound_min: int | None
    bound_cpu_s: float


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
        travel_without_rest=True,
    )


def build(
    month: Month, limits: DutyLimits, pay: PayRules, *, seconds: float = 120.0, last_day: int = 31, bound_seconds: float = 0.0
) -> Built:
    """Pairings for the legs that leave up to `last_day` of the month; the best there are after `seconds` of wall time.

    `bound_seconds`: wall time for the lower bound afterwards, 0: none.
    """
    began, cpu = time.perf_counter(), time.process_time()
    search = _Search(month, limits, pay, last_day, began + seconds)
    ended = search.run()
    pairings = search.pairings()
    bases = [search.stations[base] for base in month.bases]
    proofs = {
        search.legs[leg].leg_id: proof
        for leg in search.uncovered()
        if limits.travel_without_rest and (proof := out_of_reach(search.timetable, leg, bases, limits)) is not None
    }
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - began
    bound = search.bound(bound_seconds) if bound_seconds else None
    return Built(
        pairings=pairings,
        uncovered=tuple(search.legs[leg].leg_id for leg in search.uncovered()),
        out_of_reach=proofs,
        cost=paid_in_all(pairings, month.legs, pay),
        duties_known=len(search.duties.departs),
        columns=search.columns_made,
        windows=search.windows,
        cpu_s=round(cpu_s, 2),
        wall_s=round(wall_s, 2),
        ended=ended,
        bound_min=bound,
        bound_cpu_s=round(time.process_time() - cpu - cpu_s, 2),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A pairing: its legs in order, those of them that it works, its local days, and its paid minutes when it works these."""

    base: str
    way: tuple[int, ...]
    legs: tuple[int, ...]
    day: int
    last_day: int
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
    timetable: Timetable = field(init=False)
    duty_min: Numbers = field(init=False)
    leg_days: Integers = field(init=False)
    nights: list[bool] = field(init=False)
    chosen: list[Column] = field(default_factory=list)
    offered: list[Column] = field(default_factory=list)
    columns_made: int = 0
    windows: int = 0

    def __post_init__(self) -> None:
        start = min(leg.departs for leg in self.month.legs.values()).replace(hour=0, minute=0)
        horizon = start + timedelta(days=self.last_day)
        self.legs = [leg for leg in self.month.legs.values() if leg.departs < horizon]
        self.stations = {name: number for number, name in enumerate(self.month.stations)}
        departs = np.array([_minutes(leg.departs, start) for leg in self.legs], dtype=np.int64)
        arrives = np.array([_minutes(leg.arrives, start) for leg in self.legs], dtype=np.int64)
        origin = np.array([self.stations[leg.origin] for leg in self.legs], dtype=np.int64)
        destination = np.array([self.stations[leg.destination] for leg in self.legs], dtype=np.int64)
        self.timetable = Timetable(origin, destination, departs, arrives, self.limits.connection_min)
        self.duties = every_duty(origin, destination, departs, arrives, self.limits)
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
        """Sweep after sweep, and travel for the legs they leave; how it ended."""
        ended = self._sweeps()
        if self.limits.travel_without_rest:
            for leg in self.uncovered():
                day, reach = int(self.leg_days[leg]), self.limits.days - 1
                if time.perf_counter() > self.until:
                    return "time"
                if offered := self.travelling(leg):
                    self.offered += offered
                    self.improve(day - reach, day + reach, offered)
        return ended

    def _sweeps(self) -> str:
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

    def improve(self, first: int, last: int, offered: Iterable[Column] = ()) -> None:
        """Rebuild what lies wholly in the days from `first` to `last`, keeping it where nothing better is found.

        `offered`: pairings to choose from besides those that the search finds.
        """
        self.windows += 1
        inside = [one for one in self.chosen if self._within(one, first, last)]
        kept = [one for one in self.chosen if not self._within(one, first, last)]
        fixed = {leg for one in kept for leg in one.legs}
        free = [leg for leg, day in enumerate(self.leg_days) if leg not in fixed and (first <= day <= last)]
        if not free:
            return
        programme = _Covering(self, free, [*inside, *(one for one in offered if self._within(one, first, last))])
        programme.generate(first, last)
        best = programme.pick()
        self.columns_made += len(programme.columns)
        if best is not None and self._worth(best, free) < self._worth(inside, free):
            self.chosen = kept + best

    def _worth(self, columns: Iterable[Column], free: Iterable[int]) -> int:
        columns = list(columns)
        uncovered = set(free).difference(leg for one in columns for leg in one.legs)
        return sum(one.paid_min for one in columns) + UNCOVERED_MIN * len(uncovered)

    def bound(self, seconds: float) -> int | None:
        """A lower bound for the paid minutes of any choice of pairings that leaves as many legs uncovered; None after `seconds`.

        The linear programme of the whole month, every pairing of the search and the travelling ones in it.
        """
        self.until = time.perf_counter() + seconds
        programme = _Covering(self, list(range(len(self.legs))), self.offered)
        worth = programme.relaxed_worth(int(self.leg_days.min()), int(self.duties.last_day.max(initial=0)))
        return None if worth is None else int(worth) - UNCOVERED_MIN * len(self.uncovered())

    def _within(self, column: Column, first: int, last: int) -> bool:
        return first <= column.day and column.last_day <= last

    def uncovered(self) -> list[int]:
        """Legs that no pairing in hand works."""
        return sorted(set(range(len(self.legs))).difference(leg for one in self.chosen for leg in one.legs))

    def travelling(self, leg: int) -> list[Column]:
        """Pairings of one duty with the leg, that travel out to it and rest, or travel home after it, or both."""
        found, now, limits = [], self.timetable, self.limits
        reach = limits.days * DAY_MIN
        for duty in np.flatnonzero((self.duties.legs == leg).any(axis=1)):
            begins, ends = int(self.duties.departs[duty]), int(self.duties.arrives[duty])
            reported_by = begins - limits.report_min - limits.rest_min - limits.release_min
            ways_out = now.ways_to(int(self.duties.origin[duty]), reported_by, since=begins - reach)
            ways_home = now.ways_from(int(self.duties.destination[duty]), ends + now.connection_min, until=ends + reach)
            worked = tuple(int(one) for one in self.duties.legs[duty] if one >= 0)
            for base in self.month.bases:
                out, home = ways_out.get(self.stations[base]), ways_home.get(self.stations[base])
                if out is None or home is None or not (out or home):
                    continue
                # Long travel asks for as long a rest (117.25(g)); arrivals and rest end as much apart as `reported_by` does.
                if out and now.arrives[out[-1]] - now.departs[out[0]] > limits.rest_min + reported_by - now.arrives[out[-1]]:
                    continue
                way = (*out, *worked, *home)
                day = int(now.departs[way[0]] - limits.report_min - limits.behind_min) // DAY_MIN
                last_day = int(now.arrives[way[-1]] + limits.release_min - limits.behind_min) // DAY_MIN
                cost = paid(self._pairing(base, way, worked), self.month.legs, self.pay).total
                if last_day - day < limits.days:
                    found.append(Column(base, way, worked, day, last_day, cost))
        return found

    def _pairing(self, base: str, way: tuple[int, ...], worked: tuple[int, ...]) -> Pairing:
        return Pairing(base, tuple(Task(self.legs[leg].leg_id, deadhead=leg not in worked) for leg in way))

    def too_many_nights(self, chain: tuple[int, ...]) -> bool:
        """Whether more duties in a row touch the night than may."""
        runs = (sum(1 for _ in run) for at_night, run in groupby(self.nights[duty] for duty in chain) if at_night)
        return self.limits.night_duties is not None and max(runs, default=0) > self.limits.night_duties.in_a_row

    def column(self, base: str, chain: tuple[int, ...]) -> Column:
        """The pairing of these duties, priced."""
        stays = sum(int(self.duties.departs[b] - self.duties.arrives[a]) // self.pay.layover_share for a, b in pairwise(chain))
        legs = tuple(int(leg) for duty in chain for leg in self.duties.legs[duty] if leg >= 0)
        return Column(
            base,
            legs,
            legs,
            int(self.duties.day[chain[0]]),
            int(self.duties.last_day[chain[-1]]),
            self.pay.briefing_min + stays + int(self.duty_min[list(chain)].sum()),
        )

    def pairings(self) -> tuple[Pairing, ...]:
        """The pairings in hand, each leg worked once: of several crews on it the one works for which that is cheapest."""
        made = [
            self._pairing(one.base, one.way, one.legs)
            for one in sorted(self.chosen, key=lambda one: (self.legs[one.way[0]].departs, one.way, one.legs))
        ]
        on: dict[str, list[int]] = {}
        for number, pairing in enumerate(made):
            for task in (one for one in pairing.tasks if not one.deadhead):
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
        self._seen: set[tuple[str, tuple[int, ...], tuple[int, ...]]] = set()
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
            self.add(one, one.paid_min)

    def add(self, column: Column, cost: float) -> bool:
        """Take a pairing in at this cost; False when it is there already."""
        if (column.base, column.way, column.legs) in self._seen:
            return False
        self._seen.add((column.base, column.way, column.legs))
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, cost)
        for leg, times in Counter(column.legs).items():
            if leg in self._rows:
                self._rows[leg].SetCoefficient(variable, times)
        self._variables.append(variable)
        self.columns.append(column)
        return True

    def generate(self, first: int, last: int) -> None:
        """Solve the linear programme, adding pairings of negative reduced cost until there are none."""
        search, added = self.search, 1
        while added:
            dual = self._duals()
            if time.perf_counter() > search.until:
                return
            added = 0
            for base, _, chain in self._cheapest(first, last, dual, 0.0):
                # Refused here and not in the search for paths: few pairings of four days are concerned.
                if not search.too_many_nights(chain):
                    column = search.column(base, chain)
                    added += self.add(column, column.paid_min)

    def relaxed_worth(self, first: int, last: int) -> float | None:
        """What the linear programme is worth at least, over all pairings of these days; None when the time ends first.

        Layovers are paid as if nothing were lost to rounding and nights in a row are not counted, so that the shortest paths
        are exact: then no pairing that is left out has a negative reduced cost.
        """
        search = self.search
        lost = (search.pay.layover_share - 1) / search.pay.layover_share
        while time.perf_counter() < search.until:
            dual = self._duals()
            found = self._cheapest(first, last, dual, lost)
            if not found:
                # A reduced cost may be below zero by the tolerance of the search; duals so much smaller are feasible.
                return float(dual.sum()) / (1 + TOLERANCE_MIN / search.pay.briefing_min)
            for base, reduced, chain in found:
                column = search.column(base, chain)
                self.add(column, reduced + float(dual[list(column.legs)].sum()))
        return None

    def _duals(self) -> Numbers:
        """The price of each leg of the month, and a zero for no leg."""
        self._solver.Solve()
        dual = np.zeros(len(self.search.legs) + 1)
        for leg, row in self._rows.items():
            dual[leg] = row.dual_value()
        return dual

    def _cheapest(self, first: int, last: int, dual: Numbers, lost: float) -> list[tuple[str, float, tuple[int, ...]]]:
        """Pairings of negative reduced cost: base, reduced cost, duties. `lost`: taken off the price of each layover."""
        search = self.search
        price = search.duty_min - lost - dual[search.duties.legs].sum(axis=1)
        return [
            (base, reduced, chain)
            for base in search.month.bases
            for reduced, chain in cheapest_pairings(
                search.duties,
                search.limits,
                base=search.stations[base],
                stations=len(search.stations),
                days=range(first, last + 1),
                last_day=last,
                duty_price=price,
                briefing_min=search.pay.briefing_min + lost,
                layover_share=search.pay.layover_share,
                most=PAIRINGS_A_DAY,
            )
        ]

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
