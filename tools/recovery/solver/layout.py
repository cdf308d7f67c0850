"""The problem laid out in record arrays for the kernels, and the state of one search over them.

One array per entity keeps the kernels quick to compile: every array of an argument is several arguments to the compiler.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.recovery.solver.problem import CANCELLED, NEVER, NOBODY, RecoveryProblem

Ints = NDArray[np.int64]
Records = NDArray[Any]

EXTRA_LEGS = 64
"""Flights that one plan may add."""
SPARE_LEGS = 24
"""Legs that a rotation may hold beyond the longest planned one."""
PARTS = 8
"""Ways in which one group may travel."""
BUCKET_MIN = 15
"""Width of the buckets in which departures are kept. Shorter than any flight and connection together, so that no journey
uses two legs of one bucket."""
FORBIDDEN = 10**12
"""Cents of what may not be."""
BREACH = 10**10
"""Cents that stand for an order not kept in the search: far more than keeping one costs."""

_PLACES = {"any": 0, "deferrable": 1, "required": 2}


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names])


LEG = _record(
    "std", "block", "renumbered_block", "earliest", "latest", "land_by", "tail", "link", "free", "saved", "must_fly", "only",
    "movement", "kind", "operating", "least_seats", "empty", "current", "seat_cents", "travellers_from", "travellers_to",
    "window_from", "window_to", "crew_before_from", "crew_before_to", "crew_after_from", "crew_after_to", "barred_from",
    "barred_to",
)  # fmt: skip
TAIL = _record(
    "fleet", "kind", "turn", "transit", "airport", "ready", "last_leg", "range_min", "hour_cents", "delay_minute", "visit_from",
    "visit_to",
)  # fmt: skip
WINDOW = _record("start", "end", "cents")
LINK = _record("leg", "gap", "cents")
VISIT = _record("start", "end", "airport", "place", "flying")
AIRPORT = _record("interval_from", "interval_to", "leaving_from", "leaving_to", "connection_min")
INTERVAL = _record(
    "start", "departures_shut", "arrivals_shut", "departures_from", "departures_to", "arrivals_from", "arrivals_to"
)
GROUP = _record(
    "passengers", "cabin", "late_class", "planned_arrival", "stranded", "broken", "origin", "ready", "destination", "fixed",
    "party", "rebooked", "latest_arrival", "journey_from", "journey_to",
)  # fmt: skip
STEP = _record("leg", "cabin")
NEED = _record("leg", "cabin", "need")
KIND = _record("model", "fleet")
ADDED = _record("block", "kind")

LEG_STATE = _record(
    "leg", "origin", "destination", "block", "etd", "eta", "tail", "release", "cents", "touched", "changed", "pending"
)
DEPARTURE = np.dtype([(name, np.int32) for name in ("origin", "destination", "etd", "eta", "next", "before")])
"""What a journey search reads of each leg: small, so that all of them stay in the processor's cache."""
TAIL_STATE = _record("length", "end_airport", "visit_cents")
AIRPORT_STATE = _record("airport", "position_cents", "marked", "leaves", "lands", "time", "leg", "cabin")
GROUP_STATE = _record("parts", "as_planned", "cents", "stranded", "away_at", "marked")
PART = _record("passengers", "legs")
HAND = _record(
    "tail", "handicap", "new_length", "old_length", "old_end", "old_visit", "place", "previous", "wish", "pointer", "kept"
)


class Layout(NamedTuple):
    """One problem in arrays, never written to; `<name>_from`, `<name>_to` of a record index the array of that name.

    `leg` holds the problem's legs and then the slots for added ones.
    """

    legs: int
    tails: int
    groups: int
    airports: int
    cabins: int
    now: int
    end: int
    first_bucket: int
    billed_min: int
    journey_legs: int
    swaps: int
    change_cents: int
    swap_cents: int
    swap_weight: int
    deferral_cents: int
    split_cents: int
    extra_carries: int
    extra_last: int
    configuration_cents: int
    model_cents: int
    fleet_cents: int
    leg: Records
    window: Records
    crew_before: Records
    crew_after: Records
    barred: Ints
    tail: Records
    visit: Records
    seats: Ints
    airport: Records
    interval: Records
    counter: Ints
    group: Records
    journey: Records
    late_cents: Ints
    downgrade: Ints
    travellers: Ints
    leaving: Ints
    wanted: Ints
    kind: Records
    extra: Records


def lay_out(problem: RecoveryProblem) -> Layout:
    """The arrays of a problem."""
    legs, tails, groups = problem.legs, problem.tails, problem.groups
    slots = EXTRA_LEGS if problem.extra_block else 0
    travellers: list[list[int]] = [[] for _ in range(len(legs) + slots)]
    for index, group in enumerate(groups):
        for leg in dict.fromkeys(group.legs):
            travellers[leg].append(index)
    leaving: list[list[int]] = [[] for _ in range(problem.airports)]
    for index, one in enumerate(legs):
        if one.free:
            leaving[one.origin].append(index)
    moments = [leg.etd for leg in legs if leg.etd != CANCELLED] + [leg.earliest for leg in legs if leg.free] + [problem.now]
    wanted = np.zeros((problem.airports, max(1, len(problem.kinds))), dtype=np.int64)
    for asked in problem.wanted:
        wanted[asked.airport, asked.kind] += asked.aircraft
    cabins = len(tails[0].seats) if tails else 1
    airport, interval, counter = _stations(problem)
    airport["connection_min"] = problem.connection_min
    _index(airport, "leaving", leaving)
    return Layout(
        legs=len(legs) + slots,
        tails=len(tails),
        groups=len(groups),
        airports=problem.airports,
        cabins=cabins,
        now=problem.now,
        end=problem.end,
        first_bucket=min(moments) // BUCKET_MIN,
        billed_min=problem.billed_min,
        journey_legs=problem.journey_legs,
        swaps=int(problem.swaps),
        change_cents=problem.change_cents,
        swap_cents=problem.swap_cents,
        swap_weight=problem.swap_weight,
        deferral_cents=problem.deferral_cents,
        split_cents=problem.split_cents,
        extra_carries=int(problem.extra_carries),
        extra_last=int(problem.extra_last),
        configuration_cents=problem.position.configuration,
        model_cents=problem.position.model,
        fleet_cents=problem.position.fleet,
        leg=_legs(problem, slots, travellers),
        window=_rows(WINDOW, (window for leg in legs for window in leg.crew_windows)),
        crew_before=_rows(LINK, (link for row in _crew(problem, before=True) for link in row)),
        crew_after=_rows(LINK, (link for row in _crew(problem, before=False) for link in row)),
        barred=_column(tail for leg in legs for tail in leg.barred),
        tail=_tails(problem),
        visit=_rows(
            VISIT,
            ((one.start, one.end, one.airport, _PLACES[one.place], one.flying_min) for tail in tails for one in tail.visits),
        ),
        seats=np.array([[NEVER if seats < 0 else seats for seats in tail.seats] for tail in tails], dtype=np.int64).reshape(
            len(tails), cabins
        ),
        airport=airport,
        interval=interval,
        counter=counter,
        group=_groups(problem),
        journey=_rows(NEED, (step for group in groups for step in zip(group.legs, group.cabins, group.needs, strict=True))),
        late_cents=_late_cents(problem),
        downgrade=np.array(problem.downgrade_cents, dtype=np.int64).reshape(cabins, cabins, -1),
        travellers=_column(group for row in travellers for group in row),
        leaving=_column(leg for row in leaving for leg in row),
        wanted=wanted,
        kind=_rows(KIND, ((kind.model, kind.fleet) for kind in problem.kinds)),
        extra=_extra(problem),
    )


def _legs(problem: RecoveryProblem, slots: int, travellers: Sequence[Sequence[int]]) -> Records:
    found = np.zeros(len(problem.legs) + slots, dtype=LEG)
    for at, leg in enumerate(problem.legs):
        found[at] = (
            leg.std, leg.block, leg.block_renumbered, leg.earliest, leg.latest, leg.land_by, leg.tail, leg.link, leg.free,
            leg.saved_cents, leg.must_fly, leg.only, leg.counts_as_movement, leg.kind, leg.operating_cents, leg.least_seats,
            leg.empty, leg.current, leg.seat_cents, *([0] * 10),
        )  # fmt: skip
    for at in range(len(problem.legs), len(found)):
        found[at] = (0, 0, NOBODY, problem.now, NEVER, problem.end, NOBODY, NOBODY, 1, 0, 0, NOBODY, 1, *([0] * 16))
    _index(found, "travellers", travellers)
    _index(found, "window", [leg.crew_windows for leg in problem.legs])
    _index(found, "crew_before", _crew(problem, before=True))
    _index(found, "crew_after", _crew(problem, before=False))
    _index(found, "barred", [leg.barred for leg in problem.legs])
    return found


def _crew(problem: RecoveryProblem, *, before: bool) -> list[list[tuple[int, int, int]]]:
    """Per leg the legs that its crew works before it, or after it."""
    found: list[list[tuple[int, int, int]]] = [[] for _ in problem.legs]
    for first, then, gap, cents in problem.crew_links:
        found[then if before else first].append((first if before else then, gap, cents))
    return found


def _tails(problem: RecoveryProblem) -> Records:
    found = _rows(
        TAIL,
        (
            (
                tail.fleet, tail.kind, tail.turn, tail.transit, tail.airport, tail.ready, tail.last_leg, tail.range_min,
                tail.hour_cents, tail.delay_minute_cents, 0, 0,
            )
            for tail in problem.tails
        ),
    )  # fmt: skip
    _index(found, "visit", [tail.visits for tail in problem.tails])
    return found


def _groups(problem: RecoveryProblem) -> Records:
    found = _rows(
        GROUP,
        (
            (
                group.passengers, group.cabin, group.late_class, group.planned_arrival, group.stranded_cents, group.broken_cents,
                group.origin, group.ready, group.destination, group.fixed, group.party, group.rebooked,
                group.planned_arrival + len(problem.late_cents[group.late_class]) - 1, 0, 0,
            )
            for group in problem.groups
        ),
    )  # fmt: skip
    _index(found, "journey", [group.legs for group in problem.groups])
    return found


def _late_cents(problem: RecoveryProblem) -> Ints:
    longest = max((len(row) for row in problem.late_cents), default=1)
    found = np.full((max(1, len(problem.late_cents)), longest), FORBIDDEN, dtype=np.int64)
    for row, cents in enumerate(problem.late_cents):
        found[row, : len(cents)] = cents
    return found


def _extra(problem: RecoveryProblem) -> Records:
    found = np.zeros((problem.airports, problem.airports), dtype=ADDED)
    found["block"] = NOBODY
    if problem.extra_block:
        found["block"] = problem.extra_block
        found["kind"] = problem.extra_kind
    return found


def _stations(problem: RecoveryProblem) -> tuple[Records, Records, Ints]:
    """Per airport the intervals between the edges of its closures and windows, each with the counters that a movement in it
    uses.
    """
    windows: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for number, window in enumerate(problem.capacities):
        windows[window.airport].append((number, window))
    intervals: list[tuple[int, ...]] = []
    counters: list[int] = []
    per_airport = []
    for airport in range(problem.airports):
        closures = [one for one in problem.closures if one.airport == airport]
        edges = {edge for one in closures for edge in (one.start, one.end)}
        edges |= {edge for _, one in windows[airport] for edge in (one.start, one.end)}
        ordered = sorted({-NEVER, *edges})
        used: dict[int, list[int]] = {edge: [] for edge in ordered}
        for number, window in windows[airport]:
            low, high = np.searchsorted(ordered, [window.start, window.end])
            for edge in ordered[low:high]:
                used[edge].append(number)
        for edge in ordered:
            shut = [one for one in closures if one.start <= edge < one.end]
            out = len(counters)
            counters += [2 * number for number in used[edge]]
            into = len(counters)
            counters += [2 * number + 1 for number in used[edge]]
            no_way_out, no_way_in = any(one.departures for one in shut), any(one.arrivals for one in shut)
            intervals.append((edge, int(no_way_out), int(no_way_in), out, into, into, len(counters)))
        per_airport.append(ordered)
    airports = np.zeros(problem.airports, dtype=AIRPORT)
    _index(airports, "interval", per_airport)
    return airports, _rows(INTERVAL, intervals), _column(counters)


def _index(records: Records, name: str, rows: Sequence[Sequence[Any]]) -> None:
    """Set `<name>_from` and `<name>_to` to where each row lies when all are laid end to end."""
    ends = np.cumsum([len(row) for row in rows])
    records[f"{name}_to"][: len(ends)] = ends
    records[f"{name}_from"][: len(ends)] = ends - [len(row) for row in rows]


def _rows(kind: "np.dtype[Any]", rows: Iterable[tuple[int, ...]]) -> Records:
    return np.array([tuple(int(value) for value in row) for row in rows], dtype=kind)


def _column(values: Iterable[int]) -> Ints:
    return np.array([int(value) for value in values], dtype=np.int64)


class State(NamedTuple):
    """A plan under way. Written to by the kernels alone.

    `leg`: as flown, `etd` CANCELLED and `tail` NOBODY when not, hung as a `departure` into the list of its time (`bucket_head`).
    `rotation[t, : tail[t].length]`: legs of a tail in order. `room` per counter, `left` seats per leg and cabin.
    `part[g, k]`, `step[g, k, i]`: the ways in which a group travels; the first is the planned journey when `as_planned` is set.
    `away[: counts[AWAY]]`: groups that do not all travel as planned.
    """

    leg: Records
    departure: Records
    tail: Records
    airport: Records
    group: Records
    part: Records
    step: Records
    rotation: Ints
    room: Ints
    left: Ints
    away: Ints
    bucket_head: Ints
    counts: Ints
    random: NDArray[np.uint64]


AWAY, COST, PASSENGER_COST, TRIED, TAKEN = range(5)
"""What the numbers in `State.counts` are: groups away; cents of flying and of passengers; moves tried and taken."""


class Scratch(NamedTuple):
    """Room for one move: what is in hand, and what it replaces."""

    hand: Records
    new_rotation: Ints
    old_rotation: Ints
    old_leg: Records
    old_airport: Records
    groups: Ints
    order: Ints
    stake: Ints
    short: Ints
    spare: Ints
    old_group: Records
    old_part: Records
    old_step: Records
    found: Records
    sizes: Ints


HANDS, TOUCHED, AIRPORTS, GROUPS, FOUND, _, STAMP = range(7)
"""What the numbers in `Scratch.sizes` count: tails in hand, legs touched, airports and groups marked, steps of both journeys
found.
"""


def new_state(problem: RecoveryProblem, layout: Layout, seed: int) -> State:
    """The state before anything is decided: fixed legs at their times, every free leg cancelled, nobody travelling."""
    leg = np.zeros(layout.legs, dtype=LEG_STATE)
    leg["tail"] = NOBODY
    leg["etd"] = leg["eta"] = CANCELLED
    leg["release"] = -NEVER
    leg["block"] = layout.leg["block"]
    for at, one in enumerate(problem.legs):
        leg["origin"][at], leg["destination"][at] = one.origin, one.destination
        if not one.free and one.etd != CANCELLED:
            leg["etd"][at], leg["eta"][at], leg["tail"][at] = one.etd, one.etd + one.block, one.tail
            if one.eta != CANCELLED:
                leg["eta"][at] = one.eta
    longest = SPARE_LEGS + max((len(tail.planned) for tail in problem.tails), default=0)
    width = problem.journey_legs + max(0, max((len(group.legs) for group in problem.groups), default=1))
    group = np.zeros(layout.groups, dtype=GROUP_STATE)
    group["away_at"] = NOBODY
    tail = np.zeros(layout.tails, dtype=TAIL_STATE)
    tail["end_airport"] = layout.tail["airport"]
    latest = max([problem.end, *(one.etd for one in problem.legs)]) + 2880
    return State(
        leg=leg,
        departure=np.zeros(layout.legs, dtype=DEPARTURE),
        tail=tail,
        airport=np.zeros(layout.airports, dtype=AIRPORT_STATE),
        group=group,
        part=np.zeros((layout.groups, PARTS), dtype=PART),
        step=np.zeros((layout.groups, PARTS, width), dtype=STEP),
        rotation=np.full((layout.tails, longest), NOBODY, dtype=np.int64),
        room=_column(count for one in problem.capacities for count in (one.departures, one.arrivals)),
        left=np.zeros((layout.legs, layout.cabins), dtype=np.int64),
        away=np.zeros(layout.groups, dtype=np.int64),
        bucket_head=np.full(latest // BUCKET_MIN - layout.first_bucket + 2, NOBODY, dtype=np.int64),
        counts=np.zeros(8, dtype=np.int64),
        random=np.array([seed * 2_654_435_761 + 88_172_645_463_325_252], dtype=np.uint64),
    )


def new_scratch(layout: Layout, state: State) -> Scratch:
    """Room for the moves of a search."""
    groups, width = layout.groups, state.step.shape[2]
    return Scratch(
        hand=np.zeros(layout.tails, dtype=HAND),
        new_rotation=np.zeros_like(state.rotation),
        old_rotation=np.zeros_like(state.rotation),
        old_leg=np.zeros(layout.legs, dtype=LEG_STATE),
        old_airport=np.zeros(layout.airports, dtype=AIRPORT_STATE),
        groups=np.zeros(groups, dtype=np.int64),
        order=np.zeros(groups, dtype=np.int64),
        stake=np.zeros(groups, dtype=np.int64),
        short=np.zeros(layout.wanted.shape[1], dtype=np.int64),
        spare=np.zeros(layout.wanted.shape[1], dtype=np.int64),
        old_group=np.zeros(groups, dtype=GROUP_STATE),
        old_part=np.zeros((groups, PARTS), dtype=PART),
        old_step=np.zeros((groups, PARTS, width), dtype=STEP),
        found=np.zeros((2, width), dtype=STEP),
        sizes=np.zeros(8, dtype=np.int64),
    )
