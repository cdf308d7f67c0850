"""Who travels how: as planned while the legs operate and connect, else the least costly way on seats that are left.

A journey on other legs is searched for forward in time from where the passengers are: earliest arrival, without a downgrade
and with one; where its seats have a price, again on legs whose seats are cheaper. Seats go to those first whom it costs most to
leave behind.
"""

from tools.recovery.solver.compiled import kernel
from tools.recovery.solver.layout import (
    AWAY,
    BUCKET_MIN,
    COST,
    FORBIDDEN,
    FOUND,
    PARTS,
    PASSENGER_COST,
    Layout,
    Scratch,
    State,
)
from tools.recovery.solver.problem import NEVER, NOBODY
from tools.recovery.solver.rotations import block_same

_CHEAPER = 4
"""Journeys looked at, each on cheaper seats than the one before."""


@kernel
def connects(layout: Layout, state: State, first: int, then: int, need: int) -> bool:
    """Whether passengers get from one leg to the next; those of linked legs on one aircraft stay seated."""
    if state.leg[then].etd - state.leg[first].eta >= need:
        return True
    if (
        layout.leg[then].link != first
        or state.leg[then].tail != state.leg[first].tail
        or state.leg[then].etd < state.leg[first].eta
    ):
        return False
    return block_same(layout, then, state.leg[then].tail) and block_same(layout, first, state.leg[first].tail)


@kernel
def late_cents(layout: Layout, group: int, arrival: int) -> int:
    """Price per passenger of the group of arriving at the minute; FORBIDDEN when that is later than allowed."""
    late = max(0, arrival - layout.group[group].planned_arrival)
    row = layout.group[group].late_class
    return layout.late_cents[row, late] if late < layout.late_cents.shape[1] else FORBIDDEN


@kernel
def planned_cents(layout: Layout, state: State, group: int) -> int:
    """Price per passenger of travelling as planned; FORBIDDEN when that cannot be done."""
    previous, cents = NOBODY, 0
    for at in range(layout.group[group].journey_from, layout.group[group].journey_to):
        leg = layout.journey[at].leg
        tail = state.leg[leg].tail
        if tail == NOBODY:
            return FORBIDDEN
        if previous != NOBODY and not connects(layout, state, previous, leg, layout.journey[at].need):
            return FORBIDDEN
        if not block_same(layout, leg, tail):
            cents += layout.downgrade[layout.group[group].cabin, layout.journey[at].cabin, layout.leg[leg].kind]
        previous = leg
    late = late_cents(layout, group, state.leg[previous].eta)
    return FORBIDDEN if late >= FORBIDDEN else cents + late


@kernel
def give_back_seats(state: State, group: int, part: int, passengers: int) -> None:
    """Free (or with a negative number take) the seats of a part."""
    for at in range(state.part[group, part].legs):
        state.left[state.step[group, part, at].leg, state.step[group, part, at].cabin] += passengers


@kernel
def unseat(layout: Layout, state: State, group: int) -> None:
    """Nobody of the group travels for the moment."""
    for part in range(state.group[group].parts):
        give_back_seats(state, group, part, state.part[group, part].passengers)
    state.group[group].parts = 0
    state.group[group].as_planned = 0
    state.counts[PASSENGER_COST] -= state.group[group].cents
    state.group[group].cents = 0


@kernel
def seat_as_planned(layout: Layout, state: State, group: int) -> int:
    """Seat as many of an unseated group as planned as there are seats; how many."""
    each = planned_cents(layout, state, group)
    if each >= layout.group[group].stranded:
        return 0
    start, stop = layout.group[group].journey_from, layout.group[group].journey_to
    count = layout.group[group].passengers
    for at in range(start, stop):
        count = min(count, state.left[layout.journey[at].leg, layout.journey[at].cabin])
    count -= count % layout.group[group].party
    if count <= 0:
        return 0
    state.group[group].parts = 1
    state.group[group].as_planned = 1
    state.part[group, 0].passengers = count
    state.part[group, 0].legs = stop - start
    for at in range(start, stop):
        state.step[group, 0, at - start].leg = layout.journey[at].leg
        state.step[group, 0, at - start].cabin = layout.journey[at].cabin
    give_back_seats(state, group, 0, -count)
    charge(state, group, count * each)
    return count


@kernel
def charge(state: State, group: int, cents: int) -> None:
    """Add to the price of the group."""
    state.group[group].cents += cents
    state.counts[PASSENGER_COST] += cents


@kernel
def list_away(layout: Layout, state: State, group: int, away: bool) -> None:
    """Keep the list of groups that do not all travel as planned."""
    at = state.group[group].away_at
    if away and at == NOBODY:
        state.group[group].away_at = state.counts[AWAY]
        state.away[state.counts[AWAY]] = group
        state.counts[AWAY] += 1
    elif not away and at != NOBODY:
        state.counts[AWAY] -= 1
        last = state.away[state.counts[AWAY]]
        state.away[at] = last
        state.group[last].away_at = at
        state.group[group].away_at = NOBODY


@kernel
def cabin_left(layout: Layout, state: State, leg: int, paid: int, party: int, downgraded: bool) -> int:
    """The cabin with a seat that suits those who paid for `paid`: theirs, a better one, or (when `downgraded`) a lower; else
    NOBODY.
    """
    for cabin in range(paid, -1, -1):
        if state.left[leg, cabin] >= party:
            return cabin
    if downgraded:
        for cabin in range(paid + 1, layout.cabins):
            if state.left[leg, cabin] >= party:
                return cabin
    return NOBODY


@kernel
def search_journey(layout: Layout, state: State, scratch: Scratch, group: int, downgraded: bool, below: int) -> int:
    """Earliest arrival of the group's next journey on seats that are left and have a price `below`; NEVER when there is none.
    Labels stay in `scratch`.
    """
    label = state.airport
    for airport in range(layout.airports):
        label[airport].time = NEVER
        label[airport].leg = NOBODY
    origin, destination = layout.group[group].origin, layout.group[group].destination
    ready, after, paid = layout.group[group].ready, NOBODY, layout.group[group].cabin
    fixed = layout.group[group].fixed
    if fixed > 0:
        after = layout.journey[layout.group[group].journey_from + fixed - 1].leg
    deadline = min(layout.end, layout.group[group].latest_arrival) + 1
    label[origin].time = ready
    earliest = ready if after == NOBODY else min(ready, state.leg[after].eta)
    bucket = max(0, earliest // BUCKET_MIN - layout.first_bucket)
    while bucket < state.bucket_head.shape[0] and (bucket + layout.first_bucket) * BUCKET_MIN < min(
        deadline, label[destination].time
    ):
        leg = state.bucket_head[bucket]
        while leg != NOBODY:
            origin_of, lands = state.departure[leg].origin, state.departure[leg].eta
            to = state.departure[leg].destination
            if label[origin_of].time < NEVER and lands < label[to].time and state.departure[leg].etd >= layout.now:
                via = label[origin_of].leg
                if via != NOBODY:
                    reached = connects(layout, state, via, leg, layout.airport[origin_of].connection_min)
                elif state.departure[leg].etd >= ready:
                    reached = True
                else:
                    reached = after != NOBODY and connects(layout, state, after, leg, NEVER)
                if reached and (below == NEVER or seat_cents(layout, group, leg) < below):
                    cabin = cabin_left(layout, state, leg, paid, layout.group[group].party, downgraded)
                    if cabin != NOBODY:
                        label[to].time = lands
                        label[to].leg = leg
                        label[to].cabin = cabin
            leg = state.departure[leg].next
        bucket += 1
    return label[destination].time if label[destination].leg != NOBODY else NEVER


@kernel
def read_journey(layout: Layout, state: State, scratch: Scratch, group: int, row: int) -> int:
    """Write the journey that the labels hold into a row of `scratch.found_*`; its price per passenger, or FORBIDDEN."""
    origin, place = layout.group[group].origin, layout.group[group].destination
    arrival = state.airport[place].time
    length, cents = 0, late_cents(layout, group, arrival)
    while place != origin or length == 0:
        leg = state.airport[place].leg
        if leg == NOBODY or length >= layout.journey_legs:
            return FORBIDDEN
        cabin = state.airport[place].cabin
        scratch.found[row, length].leg = leg
        scratch.found[row, length].cabin = cabin
        cents += downgrade_cents(layout, state, group, leg, cabin)
        length += 1
        place = state.leg[leg].origin
    scratch.sizes[FOUND + row] = length
    return cents


@kernel
def seat_cents(layout: Layout, group: int, leg: int) -> int:
    """Price of giving one of the group a seat on the leg; nothing where they have one."""
    if layout.leg[leg].seat_cents == 0:
        return 0
    for at in range(layout.group[group].journey_from, layout.group[group].journey_to):
        if layout.journey[at].leg == leg:
            return 0
    return layout.leg[leg].seat_cents


@kernel
def downgrade_cents(layout: Layout, state: State, group: int, leg: int, cabin: int) -> int:
    """Price per passenger of flying this leg in this cabin; nothing when that is what they booked."""
    paid = layout.group[group].cabin
    if cabin <= paid:
        return 0
    for at in range(layout.group[group].journey_from, layout.group[group].journey_to):
        if layout.journey[at].leg == leg and layout.journey[at].cabin == cabin and block_same(layout, leg, state.leg[leg].tail):
            return 0
    added = layout.leg[leg].tail == NOBODY
    kind = layout.extra[state.leg[leg].origin, state.leg[leg].destination].kind if added else layout.leg[leg].kind
    return layout.downgrade[paid, cabin, kind]


@kernel
def seat_elsewhere(layout: Layout, state: State, scratch: Scratch, group: int, waiting: int) -> int:
    """Seat those of the group who wait on other journeys, cheapest first; how many still wait."""
    if not layout.group[group].rebooked:
        return waiting
    paid, stranded = layout.group[group].cabin, layout.group[group].stranded
    fixed = layout.group[group].fixed
    start = layout.group[group].journey_from
    while waiting > 0 and state.group[group].parts < PARTS:
        best, row = FORBIDDEN, 0
        first_arrival = NEVER
        for mode in range(2):
            if mode == 1 and paid + 1 >= layout.cabins:
                break
            below = NEVER
            for _ in range(_CHEAPER):
                arrival = search_journey(layout, state, scratch, group, mode == 1, below)
                if arrival >= NEVER or (mode == 1 and arrival >= first_arrival):
                    break
                if mode == 0 and below == NEVER:
                    first_arrival = arrival
                spare = 1 - row
                cents = read_journey(layout, state, scratch, group, spare)
                if cents >= stranded:
                    break
                below = 0
                for at in range(scratch.sizes[FOUND + spare]):
                    asked = seat_cents(layout, group, scratch.found[spare, at].leg)
                    cents += asked
                    below = max(below, asked)
                if cents < best:
                    best, row = cents, spare
                if below == 0:
                    break
        if best >= FORBIDDEN:
            break
        # The price of a seat is no reason to leave anybody behind.
        best = min(best, stranded - 1)
        part = state.group[group].parts
        length = scratch.sizes[FOUND + row]
        count = waiting
        for at in range(length):
            count = min(count, state.left[scratch.found[row, at].leg, scratch.found[row, at].cabin])
        count -= count % layout.group[group].party
        for at in range(fixed):
            state.step[group, part, at].leg = layout.journey[start + at].leg
            state.step[group, part, at].cabin = layout.journey[start + at].cabin
        for at in range(length):
            state.step[group, part, fixed + at].leg = scratch.found[row, length - 1 - at].leg
            state.step[group, part, fixed + at].cabin = scratch.found[row, length - 1 - at].cabin
        state.part[group, part].legs = fixed + length
        state.part[group, part].passengers = count
        state.group[group].parts = part + 1
        give_back_seats(state, group, part, -count)
        charge(state, group, count * best)
        waiting -= count
    return waiting


@kernel
def seat(layout: Layout, state: State, scratch: Scratch, count: int, most: float) -> None:
    """Seat the first `count` groups of `scratch.order`, unseated, in this order: as planned as far as possible, then all
    others elsewhere or not at all. Stops when the price in all passes `most`.
    """
    for i in range(count):
        group = scratch.order[i]
        state.group[group].stranded = layout.group[group].passengers - seat_as_planned(layout, state, group)
    for i in range(count):
        group = scratch.order[i]
        waiting = state.group[group].stranded
        list_away(layout, state, group, waiting > 0)
        if waiting > 0:
            if state.counts[COST] + state.counts[PASSENGER_COST] > most:
                return
            waiting = seat_elsewhere(layout, state, scratch, group, waiting)
            # Who gets no further still travels the fixed legs; these are past, their seats need no count.
            state.group[group].stranded = waiting
            charge(state, group, waiting * layout.group[group].stranded + layout.group[group].broken)
