"""One move of the search: rotations of a few tails are replaced, timed, their passengers seated anew; then kept or undone.

Everything is exact: the state before and after a move keeps every limit, and its price is the price.
"""

import numpy as np

from tools.recovery.solver.compiled import kernel
from tools.recovery.solver.journeys import charge, give_back_seats, list_away, seat, unseat
from tools.recovery.solver.layout import (
    AIRPORTS,
    AWAY,
    COST,
    GROUPS,
    HANDS,
    PASSENGER_COST,
    STAMP,
    TOUCHED,
    Ints,
    Layout,
    Scratch,
    State,
)
from tools.recovery.solver.problem import NOBODY
from tools.recovery.solver.rotations import ground, launch, leg_cents, position_cents, time_tails, visits_cents

_STRANDED_AT_ONCE = 12
"""Groups with stranded passengers that a move looks at beside those it touches."""


@kernel
def draw(state: State, below: int) -> int:
    """A random number in [0, below); xorshift, so that a seed gives the same search everywhere."""
    x = state.random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.random[0] = x
    drawn: int = np.int64((x >> np.uint64(11)) % np.uint64(max(1, below)))  # type: ignore[assignment]
    return drawn


@kernel
def chance(state: State) -> float:
    """A random number in (0, 1]."""
    return (draw(state, 1 << 52) + 1) / (1 << 52)


@kernel
def begin(state: State, scratch: Scratch) -> None:
    """Forget the move before."""
    for at in range(scratch.sizes[TOUCHED]):
        state.leg[scratch.old_leg[at].leg].touched = 0
        state.leg[scratch.old_leg[at].leg].changed = 0
    for at in range(scratch.sizes[AIRPORTS]):
        state.airport[scratch.old_airport[at].airport].marked = 0
    for at in range(scratch.sizes[GROUPS]):
        state.group[scratch.groups[at]].marked = 0
    for at in range(STAMP):
        scratch.sizes[at] = 0
    scratch.sizes[STAMP] += 1


@kernel
def touch(state: State, scratch: Scratch, leg: int) -> None:
    """Remember the leg as it is, before the move changes it."""
    if state.leg[leg].touched:
        return
    at = scratch.sizes[TOUCHED]
    state.leg[leg].touched = 1
    scratch.old_leg[at].leg = leg
    scratch.old_leg[at].origin = state.leg[leg].origin
    scratch.old_leg[at].destination = state.leg[leg].destination
    scratch.old_leg[at].block = state.leg[leg].block
    scratch.old_leg[at].etd = state.leg[leg].etd
    scratch.old_leg[at].tail = state.leg[leg].tail
    scratch.old_leg[at].release = state.leg[leg].release
    scratch.old_leg[at].cents = state.leg[leg].cents
    scratch.sizes[TOUCHED] = at + 1


@kernel
def copy_legs(source: Ints, row: int, at: int, target: Ints, into: int, place: int, count: int) -> None:
    """Copy so many entries of one row into another from `place` on."""
    for step in range(count):
        target[into, place + step] = source[row, at + step]


@kernel
def take_in_hand(state: State, scratch: Scratch, tail: int) -> int:
    """Add the tail to the move, its rotation copied as the new one; its place in the hand, or the place it had there."""
    count = scratch.sizes[HANDS]
    for at in range(count):
        if scratch.hand[at].tail == tail:
            return at
    scratch.hand[count].tail = tail
    scratch.hand[count].handicap = 0
    length = state.tail[tail].length
    scratch.hand[count].new_length = length
    copy_legs(state.rotation, tail, 0, scratch.new_rotation, count, 0, length)
    scratch.sizes[HANDS] = count + 1
    return count


@kernel
def mark_airport(state: State, scratch: Scratch, airport: int) -> None:
    """The end position at the airport may change."""
    if not state.airport[airport].marked:
        at = scratch.sizes[AIRPORTS]
        state.airport[airport].marked = 1
        scratch.old_airport[at].airport = airport
        scratch.old_airport[at].position_cents = state.airport[airport].position_cents
        scratch.sizes[AIRPORTS] = at + 1


@kernel
def mark_group(state: State, scratch: Scratch, group: int) -> None:
    """The group's journey is looked at again."""
    if not state.group[group].marked:
        state.group[group].marked = 1
        scratch.groups[scratch.sizes[GROUPS]] = group
        scratch.sizes[GROUPS] += 1


@kernel
def perform(layout: Layout, state: State, scratch: Scratch, shuffled: bool, limit: float) -> int:
    """Carry the move in hand out; the change of the price in cents. Once that is sure to be above `limit` the rest is left:
    somebody may not be seated yet, and the move must be undone.
    """
    before = state.counts[COST] + state.counts[PASSENGER_COST]
    hands = scratch.sizes[HANDS]
    for i in range(hands):
        tail = scratch.hand[i].tail
        length = state.tail[tail].length
        scratch.hand[i].old_length = length
        copy_legs(state.rotation, tail, 0, scratch.old_rotation, i, 0, length)
        scratch.hand[i].old_end = state.tail[tail].end_airport
        scratch.hand[i].old_visit = state.tail[tail].visit_cents
        mark_airport(state, scratch, state.tail[tail].end_airport)
        for at in range(length):
            touch(state, scratch, state.rotation[tail, at])
            ground(layout, state, state.rotation[tail, at])
    for i in range(hands):
        tail, length = scratch.hand[i].tail, scratch.hand[i].new_length
        for at in range(length):
            touch(state, scratch, scratch.new_rotation[i, at])
        copy_legs(scratch.new_rotation, i, 0, state.rotation, tail, 0, length)
        state.tail[tail].length = length
    time_tails(layout, state, scratch, hands)
    for i in range(hands):
        tail = scratch.hand[i].tail
        mark_airport(state, scratch, state.tail[tail].end_airport)
        state.counts[COST] += state.tail[tail].visit_cents - scratch.hand[i].old_visit
    for at in range(scratch.sizes[AIRPORTS]):
        airport = scratch.old_airport[at].airport
        state.airport[airport].position_cents = position_cents(layout, state, scratch, airport)
        state.counts[COST] += state.airport[airport].position_cents - scratch.old_airport[at].position_cents
    changed, at = 0, -1
    while at + 1 < scratch.sizes[TOUCHED]:
        at += 1
        leg = scratch.old_leg[at].leg
        if (state.leg[leg].tail == NOBODY) != (scratch.old_leg[at].tail == NOBODY):
            # Whether the crew of its next legs is there changes with it.
            for one in range(layout.leg[leg].crew_after_from, layout.leg[leg].crew_after_to):
                touch(state, scratch, layout.crew_after[one].leg)
        state.leg[leg].cents = leg_cents(layout, state, leg)
        state.counts[COST] += state.leg[leg].cents - scratch.old_leg[at].cents
        if (
            state.leg[leg].etd != scratch.old_leg[at].etd
            or state.leg[leg].tail != scratch.old_leg[at].tail
            or state.leg[leg].destination != scratch.old_leg[at].destination
            or state.leg[leg].origin != scratch.old_leg[at].origin
        ):
            state.leg[leg].changed = 1
            changed += 1
            for one in range(layout.leg[leg].travellers_from, layout.leg[leg].travellers_to):
                mark_group(state, scratch, layout.travellers[one])
    if changed > 0:
        collect_away(layout, state, scratch)
    if scratch.sizes[GROUPS] > 0:
        reseat(layout, state, scratch, shuffled, before + limit)
    return state.counts[COST] + state.counts[PASSENGER_COST] - before


@kernel
def collect_away(layout: Layout, state: State, scratch: Scratch) -> None:
    """Groups elsewhere than planned who use a changed leg, and some of those who are stranded."""
    count = state.counts[AWAY]
    for at in range(count):
        group = state.away[at]
        for part in range(state.group[group].parts):
            for step in range(state.part[group, part].legs):
                if state.leg[state.step[group, part, step].leg].changed:
                    mark_group(state, scratch, group)
    for at in range(scratch.sizes[TOUCHED]):
        leg = scratch.old_leg[at].leg
        if state.leg[leg].changed and state.leg[leg].tail != NOBODY:
            state.airport[state.leg[leg].origin].leaves = scratch.sizes[STAMP]
            state.airport[state.leg[leg].destination].lands = scratch.sizes[STAMP]
    looked = 0
    start = draw(state, count)
    for at in range(count):
        if looked >= _STRANDED_AT_ONCE:
            break
        group = state.away[(start + at) % count]
        if state.group[group].stranded > 0 and (
            state.airport[layout.group[group].origin].leaves == scratch.sizes[STAMP]
            or state.airport[layout.group[group].destination].lands == scratch.sizes[STAMP]
        ):
            mark_group(state, scratch, group)
            looked += 1


@kernel
def reseat(layout: Layout, state: State, scratch: Scratch, shuffled: bool, most: float) -> None:
    """Take the marked groups off their seats, give changed legs the seats of their tails, and seat the groups again."""
    count = scratch.sizes[GROUPS]
    for at in range(count):
        group = scratch.groups[at]
        parts = state.group[group].parts
        scratch.old_group[at].parts = parts
        scratch.old_group[at].as_planned = state.group[group].as_planned
        scratch.old_group[at].cents = state.group[group].cents
        scratch.old_group[at].stranded = state.group[group].stranded
        for part in range(parts):
            length = state.part[group, part].legs
            scratch.old_part[at, part].passengers = state.part[group, part].passengers
            scratch.old_part[at, part].legs = length
            for step in range(length):
                scratch.old_step[at, part, step].leg = state.step[group, part, step].leg
                scratch.old_step[at, part, step].cabin = state.step[group, part, step].cabin
        unseat(layout, state, group)
        scratch.order[at] = group
        scratch.stake[at] = layout.group[group].stranded if not shuffled else draw(state, 1 << 30)
    for at in range(scratch.sizes[TOUCHED]):
        leg = scratch.old_leg[at].leg
        if state.leg[leg].changed:
            set_seats(layout, state, leg)
    sort_by_stake(scratch, count)
    seat(layout, state, scratch, count, most)


@kernel
def sort_by_stake(scratch: Scratch, count: int) -> None:
    """Highest stake first: a heap sort in place, the same for the same stakes and order."""
    order, stake = scratch.order, scratch.stake
    for start in range(count // 2 - 1, -1, -1):
        sink(order, stake, start, count)
    for end in range(count - 1, 0, -1):
        order[0], order[end] = order[end], order[0]
        stake[0], stake[end] = stake[end], stake[0]
        sink(order, stake, 0, end)


@kernel
def sink(order: Ints, stake: Ints, root: int, end: int) -> None:
    """Let the entry at `root` sink in the heap of the first `end` entries, whose root has the least stake."""
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and stake[child + 1] < stake[child]:
            child += 1
        if stake[root] <= stake[child]:
            return
        order[root], order[child] = order[child], order[root]
        stake[root], stake[child] = stake[child], stake[root]
        root = child


@kernel
def set_seats(layout: Layout, state: State, leg: int) -> None:
    """All seats of the leg's tail are free, or there are none."""
    tail = state.leg[leg].tail
    empty = tail == NOBODY or (layout.leg[leg].tail == NOBODY and not layout.extra_carries)
    for cabin in range(layout.cabins):
        state.left[leg, cabin] = 0 if empty else layout.seats[tail, cabin]


@kernel
def undo(layout: Layout, state: State, scratch: Scratch) -> None:
    """Put everything back as it was before the move."""
    hands = scratch.sizes[HANDS]
    for at in range(scratch.sizes[GROUPS]):
        unseat(layout, state, scratch.groups[at])
    for at in range(scratch.sizes[TOUCHED]):
        ground(layout, state, scratch.old_leg[at].leg)
    for at in range(scratch.sizes[TOUCHED]):
        leg = scratch.old_leg[at].leg
        state.leg[leg].origin = scratch.old_leg[at].origin
        state.leg[leg].destination = scratch.old_leg[at].destination
        state.leg[leg].block = scratch.old_leg[at].block
        state.leg[leg].release = scratch.old_leg[at].release
        state.counts[COST] += scratch.old_leg[at].cents - state.leg[leg].cents
        state.leg[leg].cents = scratch.old_leg[at].cents
        if scratch.old_leg[at].tail != NOBODY:
            launch(layout, state, leg, scratch.old_leg[at].tail, scratch.old_leg[at].etd, scratch.old_leg[at].block)
        if state.leg[leg].changed:
            set_seats(layout, state, leg)
    for i in range(hands):
        tail, length = scratch.hand[i].tail, scratch.hand[i].old_length
        copy_legs(scratch.old_rotation, i, 0, state.rotation, tail, 0, length)
        state.tail[tail].length = length
        state.tail[tail].end_airport = scratch.hand[i].old_end
        state.counts[COST] += scratch.hand[i].old_visit - state.tail[tail].visit_cents
        state.tail[tail].visit_cents = scratch.hand[i].old_visit
    for at in range(scratch.sizes[AIRPORTS]):
        airport = scratch.old_airport[at].airport
        state.counts[COST] += scratch.old_airport[at].position_cents - state.airport[airport].position_cents
        state.airport[airport].position_cents = scratch.old_airport[at].position_cents
    for at in range(scratch.sizes[GROUPS]):
        group = scratch.groups[at]
        state.group[group].parts = scratch.old_group[at].parts
        state.group[group].as_planned = scratch.old_group[at].as_planned
        state.group[group].stranded = scratch.old_group[at].stranded
        charge(state, group, scratch.old_group[at].cents)
        for part in range(scratch.old_group[at].parts):
            length = scratch.old_part[at, part].legs
            state.part[group, part].passengers = scratch.old_part[at, part].passengers
            state.part[group, part].legs = length
            for step in range(length):
                state.step[group, part, step].leg = scratch.old_step[at, part, step].leg
                state.step[group, part, step].cabin = scratch.old_step[at, part, step].cabin
            give_back_seats(state, group, part, -state.part[group, part].passengers)
        planned = (
            state.group[group].parts > 0
            and state.group[group].as_planned
            and (state.part[group, 0].passengers == layout.group[group].passengers)
        )
        list_away(layout, state, group, not planned)


@kernel
def fresh_cost(layout: Layout, state: State, scratch: Scratch) -> None:
    """Count the whole price anew, tails, legs and end positions; and hang up the fixed legs' departures."""
    cost = 0
    for leg in range(layout.legs):
        state.leg[leg].cents = leg_cents(layout, state, leg) if layout.leg[leg].free else 0
        cost += state.leg[leg].cents
    for tail in range(layout.tails):
        state.tail[tail].visit_cents = visits_cents(layout, state, tail)
        cost += state.tail[tail].visit_cents
    for airport in range(layout.airports):
        state.airport[airport].position_cents = position_cents(layout, state, scratch, airport)
        cost += state.airport[airport].position_cents
    state.counts[COST] = cost
