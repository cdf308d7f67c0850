"""A fleet-aggregated time-space network as a mixed-integer programme, solved by HiGHS through `scipy.optimize.milp`.

Knows flights, copies of them in time, commodities of like aircraft and linear rows; nothing of passengers, crews or prices.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

_UNBOUNDED = np.inf


@dataclass(frozen=True, slots=True)
class Copy:
    """Flight `flight` flown by an aircraft of `commodity`: off-block at `depart`, able to leave again at `ready`."""

    flight: int
    commodity: int
    origin: int
    depart: int
    destination: int
    ready: int
    cost: float


@dataclass(frozen=True, slots=True)
class Supply:
    """`count` aircraft of `commodity` stand at `airport` from `time` on."""

    commodity: int
    airport: int
    time: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Stay:
    """An aircraft of `commodity` is to be on the ground at `airport` in [start, end); missing that costs `penalty`."""

    commodity: int
    airport: int
    start: int
    end: int
    penalty: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What HiGHS found. `objective` is None without a solution; `bound` is a proven lower bound on this model."""

    status: Literal["optimal", "time_limit", "infeasible"]
    objective: float | None
    bound: float | None
    values: NDArray[np.float64] | None
    variables: int
    rows: int


@dataclass(slots=True)
class NetworkModel:
    """Variables and rows under construction. Costs in any one unit; `copies` and `cancel` number variables by what they mean."""

    copies: list[Copy] = field(default_factory=list)
    cancel: dict[int, int] = field(default_factory=dict)
    ends: dict[tuple[int, int], int] = field(default_factory=dict)
    """Variable counting aircraft of (commodity, airport) at the end of the period, before ferries."""
    _cost: list[float] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _whole: list[int] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)

    def variable(self, cost: float = 0.0, upper: float = _UNBOUNDED, whole: bool = False) -> int:
        """A new variable in [0, upper]."""
        self._cost.append(cost)
        self._upper.append(upper)
        self._whole.append(int(whole))
        return len(self._cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float = -_UNBOUNDED, high: float = _UNBOUNDED) -> None:
        """low <= sum of coefficient x variable <= high."""
        index = len(self._low)
        for column, value in terms:
            self._rows.append(index)
            self._columns.append(column)
            self._values.append(value)
        self._low.append(low)
        self._high.append(high)

    def fly_or_cancel(self, copies: Sequence[Copy], cancel_cost: Mapping[int, float]) -> None:
        """Each flight is flown once or cancelled: sum of its copies x + y = 1, x in {0, 1}, y in [0, 1].

        Copy c is variable number c; y is whole by itself because the copies are.
        """
        terms: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for copy in copies:
            terms[copy.flight].append((self.variable(copy.cost, 1.0, whole=True), 1.0))
            self.copies.append(copy)
        for flight, cost in cancel_cost.items():
            self.cancel[flight] = self.variable(cost, 1.0)
            self.row([*terms[flight], (self.cancel[flight], 1.0)], 1.0, 1.0)

    def conserve_aircraft(self, supplies: Sequence[Supply], stays: Sequence[Stay] = ()) -> None:
        """At every (commodity, airport, time): what arrives or stood there leaves or stays, ground + in + supply = ground' + out.

        A node begins where something becomes available after something has left, so that ground arcs are few. The last
        ground arc of an airport counts the aircraft there at the end.
        """
        arrive: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        leave: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for variable, copy in enumerate(self.copies):
            leave[copy.commodity, copy.origin].append((copy.depart, variable))
            arrive[copy.commodity, copy.destination].append((copy.ready, variable))
        given: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for supply in supplies:
            given[supply.commodity, supply.airport].append((supply.time, supply.count))
        asked: dict[tuple[int, int], list[Stay]] = defaultdict(list)
        for stay in stays:
            asked[stay.commodity, stay.airport].append(stay)
        for place in sorted({*arrive, *leave, *given, *asked}):
            self._conserve_at(place, arrive[place], leave[place], given[place], asked[place])

    def _conserve_at(
        self,
        place: tuple[int, int],
        arrive: list[tuple[int, int]],
        leave: list[tuple[int, int]],
        given: list[tuple[int, int]],
        asked: list[Stay],
    ) -> None:
        # At one minute arrivals come first (0), then a visit's start (1), then departures (2); a visit is its own node.
        events = sorted(
            [(time, 0, variable) for time, variable in arrive]
            + [(time, 0, ~count) for time, count in given]
            + [(time, 2, variable) for time, variable in leave]
            + [(stay.start, 1, index) for index, stay in enumerate(asked)]
        )
        ground: int | None = None
        terms: list[tuple[int, float]] = []
        supply, left = 0, False

        def close_node() -> int:
            after = self.variable()
            before = [(ground, 1.0)] if ground is not None else []
            self.row([*before, *terms, (after, -1.0)], -supply, -supply)
            return after

        for _, kind, subject in events:
            if kind == 1:
                ground = close_node()
                terms, supply, left = [], 0, False
                missed = self.variable(asked[subject].penalty, 1.0)
                self.row([(ground, 1.0), (missed, 1.0)], 1.0)
                continue
            if kind == 0 and left:
                ground = close_node()
                terms, supply, left = [], 0, False
            if kind == 2:
                terms.append((subject, -1.0))
                left = True
            elif subject < 0:
                supply += ~subject
            else:
                terms.append((subject, 1.0))
        self.ends[place] = close_node()

    def count_shortage(
        self,
        planned: Mapping[tuple[int, int], int],
        commodities: Mapping[int, Sequence[int]],
        shortage_cost: float,
        ferry_cost: Mapping[tuple[int, int, int], float] | None = None,
    ) -> None:
        """Aircraft missing at the end: s[fleet, airport] >= planned - ends + ferries out - ferries in, at `shortage_cost`.

        `commodities` lists the commodities of a fleet; `ferry_cost` prices (commodity, from, to), for aircraft that end
        at `from`.
        """
        out: dict[tuple[int, int], list[int]] = defaultdict(list)
        into: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (commodity, origin, destination), cost in (ferry_cost or {}).items():
            if (commodity, origin) in self.ends:
                ferry = self.variable(cost)
                out[commodity, origin].append(ferry)
                into[commodity, destination].append(ferry)
        for place, ferries in out.items():
            self.row([(self.ends[place], 1.0), *((one, -1.0) for one in ferries)], 0.0)
        for (fleet, airport), count in planned.items():
            if count <= 0:
                continue
            terms = [(self.variable(shortage_cost), 1.0)]
            for commodity in commodities.get(fleet, ()):
                if (commodity, airport) in self.ends:
                    terms.append((self.ends[commodity, airport], 1.0))
                terms += [(one, -1.0) for one in out[commodity, airport]]
                terms += [(one, 1.0) for one in into[commodity, airport]]
            self.row(terms, float(count))

    def limit_movements(self, variables: Sequence[int], most: int) -> None:
        """At most so many of these movements happen: sum x <= most."""
        if len(variables) > most:
            self.row([(one, 1.0) for one in variables], high=float(most))

    def keep_gap(
        self,
        first: Sequence[tuple[int, int]],
        then: Sequence[tuple[int, int]],
        relief: int | None = None,
    ) -> None:
        """Not late and early: for each t, sum of x[first ends > t] + sum of x[then starts <= t] <= 1 + relief.

        `first` pairs variables with the earliest minute at which `then` may start after them, `then` with its start.
        This cumulative form is much tighter than a row per pair of copies; thresholds that change nothing are left out.
        """
        starts = sorted(then, key=lambda one: one[1])
        minutes = [minute for _, minute in starts]
        ends = sorted(first, key=lambda one: one[1])
        seen: set[int] = set()
        for index, (_, minute) in enumerate(ends):
            early = bisect_right(minutes, minute - 1)
            if early and early not in seen:
                seen.add(early)
                terms = [(variable, 1.0) for variable, _ in ends[index:]]
                terms += [(variable, 1.0) for variable, _ in starts[:early]]
                if relief is not None:
                    terms.append((relief, -1.0))
                self.row(terms, high=1.0)

    def follow(self, landing: Sequence[tuple[int, int]], leaving: Sequence[tuple[int, int]]) -> None:
        """Nobody leaves before being there: for each t, sum of v[leaves by t] <= sum of v[ready by t]; pairs (minute, variable).

        Of thresholds between which nobody becomes ready only the last is written: it asks more than those before it.
        """
        ready, leaves = sorted(landing), sorted(leaving)
        minutes = [minute for minute, _ in ready]
        here = [bisect_right(minutes, minute) for minute, _ in leaves]
        for index, count in enumerate(here):
            if index + 1 == len(here) or here[index + 1] != count:
                terms = [(variable, 1.0) for _, variable in leaves[: index + 1]]
                self.row([*terms, *((variable, -1.0) for _, variable in ready[:count])], high=0.0)

    def solve(self, *, time_limit_s: float, gap: float) -> Answer:
        """Minimise; stop at the relative gap or the time limit (seconds), with what there is."""
        found = milp(
            np.array(self._cost),
            integrality=np.array(self._whole),
            bounds=Bounds(np.zeros(len(self._cost)), np.array(self._upper)),
            constraints=LinearConstraint(self._matrix(), np.array(self._low), np.array(self._high)),
            options={"time_limit": max(0.05, time_limit_s), "mip_rel_gap": gap, "presolve": True},
        )
        bound = getattr(found, "mip_dual_bound", None)
        return Answer(
            status="optimal" if found.status == 0 else "time_limit" if found.status == 1 else "infeasible",
            objective=None if found.x is None else float(found.fun),
            bound=None if bound is None or not np.isfinite(bound) else float(bound),
            values=found.x,
            variables=len(self._cost),
            rows=len(self._low),
        )

    def solve_in_fractions(self, *, time_limit_s: float) -> float | None:
        """The minimum when x need not be whole, a bound that is there soon; None when the time (seconds) did not suffice."""
        matrix, low, high = self._matrix(), np.array(self._low), np.array(self._high)
        equal = low == high
        above, below = ~equal & np.isfinite(low), ~equal & np.isfinite(high)
        found = linprog(
            np.array(self._cost),
            A_ub=vstack([matrix[below], -matrix[above]]),
            b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=matrix[equal],
            b_eq=low[equal],
            bounds=np.column_stack([np.zeros(len(self._cost)), np.array(self._upper)]),
            method="highs-ipm",
            options={"time_limit": max(0.05, time_limit_s), "presolve": True},
        )
        return float(found.fun) if found.status == 0 else None

    def _matrix(self) -> csr_array:
        entries = np.array(self._values), (np.array(self._rows), np.array(self._columns))
        return csr_array(entries, shape=(len(self._low), len(self._cost)))

    def flown(self, values: NDArray[np.float64]) -> list[Copy]:
        """The copies that a solution flies."""
        return [copy for variable, copy in enumerate(self.copies) if values[variable] > 0.5]
