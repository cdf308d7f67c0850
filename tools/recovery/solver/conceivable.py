"""The best journey conceivable for those who cannot travel as planned: for lower bounds."""

import numpy as np

from tools.recovery.solver.compiled import entry, kernel
from tools.recovery.solver.layout import Ints, Layout, State, lay_out, new_state
from tools.recovery.solver.problem import NEVER, NOBODY, RecoveryProblem


def conceivable_arrivals(problem: RecoveryProblem) -> list[int]:
    """Per group the earliest arrival without one of its planned legs, when every other has seats for all and waits for them as
    long as it may; NEVER when there is none.
    """
    layout = lay_out(problem)
    state = new_state(problem, layout, 0)
    arrivals = np.full(layout.groups, NEVER, dtype=np.int64)
    _earliest_arrivals(layout, state, arrivals)
    found: list[int] = arrivals.tolist()
    return found


@entry
def _earliest_arrivals(layout: Layout, state: State, arrivals: Ints) -> None:
    for group in range(layout.groups):
        if not layout.group[group].rebooked:
            continue
        for at in range(layout.group[group].journey_from, layout.group[group].journey_to):
            arrivals[group] = min(arrivals[group], earliest_arrival(layout, state, group, layout.journey[at].leg))


@kernel
def earliest_arrival(layout: Layout, state: State, group: int, without: int) -> int:
    """First minute at which the group could be there without one leg, when every other waits for it as long as it may."""
    label = state.airport
    for airport in range(layout.airports):
        label[airport].time = NEVER
    label[layout.group[group].origin].time = layout.group[group].ready
    for _ in range(layout.journey_legs):
        for leg in range(layout.legs):
            place = state.leg[leg].origin
            if leg == without or not layout.leg[leg].free or layout.leg[leg].tail == NOBODY or label[place].time >= NEVER:
                continue
            since = label[place].time + (0 if place == layout.group[group].origin else layout.airport[place].connection_min)
            leaves = max(layout.leg[leg].earliest, since)
            if leaves <= layout.leg[leg].latest:
                lands = label[state.leg[leg].destination].time
                label[state.leg[leg].destination].time = min(lands, leaves + layout.leg[leg].block)
    arrival: int = label[layout.group[group].destination].time
    return arrival
