"""Exact times: given what some tails fly and in which order, when does each leg leave, to the minute; the others stay.

First come first served among the tails in hand, each leg at the first minute that keeps every limit. What cannot fly is
cancelled.
"""

from tools.recovery.solver.compiled import kernel
from tools.recovery.solver.layout import BREACH, BUCKET_MIN, Layout, Scratch, State
from tools.recovery.solver.problem import CANCELLED, NEVER, NOBODY


@kernel
def interval_at(layout: Layout, airport: int, minute: int) -> int:
    """Index of the station interval that holds the minute."""
    low, high = layout.airport[airport].interval_from, layout.airport[airport].interval_to
    while high - low > 1:
        middle = (low + high) // 2
        if layout.interval[middle].start <= minute:
            low = middle
        else:
            high = middle
    return low


@kernel
def interval_end(layout: Layout, airport: int, interval: int) -> int:
    """Minute at which the next interval of the station begins."""
    if interval + 1 < layout.airport[airport].interval_to:
        return layout.interval[interval + 1].start
    return NEVER


@kernel
def may_depart(layout: Layout, state: State, interval: int) -> bool:
    """Whether the station takes one more departure in the interval."""
    if layout.interval[interval].departures_shut:
        return False
    for at in range(layout.interval[interval].departures_from, layout.interval[interval].departures_to):
        if state.room[layout.counter[at]] <= 0:
            return False
    return True


@kernel
def may_arrive(layout: Layout, state: State, interval: int) -> bool:
    """Whether the station takes one more arrival in the interval."""
    if layout.interval[interval].arrivals_shut:
        return False
    for at in range(layout.interval[interval].arrivals_from, layout.interval[interval].arrivals_to):
        if state.room[layout.counter[at]] <= 0:
            return False
    return True


@kernel
def take_room(layout: Layout, state: State, leg: int, movements: int) -> None:
    """Count the leg's departure and arrival at their stations (`movements` 1), or give them back (-1)."""
    if not layout.leg[leg].movement:
        return
    interval = interval_at(layout, state.leg[leg].origin, state.leg[leg].etd)
    for at in range(layout.interval[interval].departures_from, layout.interval[interval].departures_to):
        state.room[layout.counter[at]] -= movements
    interval = interval_at(layout, state.leg[leg].destination, state.leg[leg].eta)
    for at in range(layout.interval[interval].arrivals_from, layout.interval[interval].arrivals_to):
        state.room[layout.counter[at]] -= movements


@kernel
def first_minute(layout: Layout, state: State, leg: int, tail: int, minute: int, block: int, latest: int) -> int:
    """The first minute from `minute` on at which both stations and the tail's visits let the leg leave; NEVER after `latest`."""
    origin, destination = state.leg[leg].origin, state.leg[leg].destination
    while minute <= latest:
        interval = interval_at(layout, origin, minute)
        if not may_depart(layout, state, interval):
            minute = interval_end(layout, origin, interval)
            continue
        interval = interval_at(layout, destination, minute + block)
        if not may_arrive(layout, state, interval):
            end = interval_end(layout, destination, interval)
            if end >= NEVER:
                return NEVER
            minute = end - block
            continue
        moved = False
        for visit in range(layout.tail[tail].visit_from, layout.tail[tail].visit_to):
            if minute < layout.visit[visit].end and minute + block > layout.visit[visit].start:
                minute = layout.visit[visit].end
                moved = True
        if not moved:
            return minute
    return NEVER


@kernel
def hang(layout: Layout, state: State, leg: int) -> None:
    """Put the leg into the list of departures of its time."""
    bucket = state.leg[leg].etd // BUCKET_MIN - layout.first_bucket
    head = state.bucket_head[bucket]
    state.departure[leg].origin = state.leg[leg].origin
    state.departure[leg].destination = state.leg[leg].destination
    state.departure[leg].etd = state.leg[leg].etd
    state.departure[leg].eta = state.leg[leg].eta
    state.departure[leg].next = head
    state.departure[leg].before = NOBODY
    if head != NOBODY:
        state.departure[head].before = leg
    state.bucket_head[bucket] = leg


@kernel
def unhang(layout: Layout, state: State, leg: int) -> None:
    """Take the leg out of the list of departures of its time."""
    before, after = state.departure[leg].before, state.departure[leg].next
    if after != NOBODY:
        state.departure[after].before = before
    if before != NOBODY:
        state.departure[before].next = after
    else:
        state.bucket_head[state.leg[leg].etd // BUCKET_MIN - layout.first_bucket] = after


@kernel
def block_with(layout: Layout, state: State, leg: int, tail: int) -> int:
    """Block minutes of the leg with the tail; NOBODY when it may not fly it."""
    planned, block = layout.leg[leg].tail, state.leg[leg].block
    if planned != NOBODY:
        block = layout.leg[leg].block
        if layout.leg[leg].only != NOBODY and layout.leg[leg].only != tail:
            return NOBODY
        for barred in range(layout.leg[leg].barred_from, layout.leg[leg].barred_to):
            if layout.barred[barred] == tail:
                return NOBODY
        if planned != tail:
            if not layout.swaps and layout.leg[leg].only == NOBODY:
                return NOBODY
            seats = 0
            for cabin in range(layout.cabins):
                seats += layout.seats[tail, cabin]
            if seats < layout.leg[leg].least_seats:
                return NOBODY
            if layout.tail[planned].fleet != layout.tail[tail].fleet:
                block = layout.leg[leg].renumbered_block
    return block if 0 <= block <= layout.tail[tail].range_min else NOBODY


@kernel
def ground(layout: Layout, state: State, leg: int) -> None:
    """The leg does not operate (any more); its room is given back."""
    if state.leg[leg].tail != NOBODY:
        take_room(layout, state, leg, -1)
        unhang(layout, state, leg)
        state.leg[leg].tail = NOBODY
        state.leg[leg].etd = CANCELLED
        state.leg[leg].eta = CANCELLED


@kernel
def launch(layout: Layout, state: State, leg: int, tail: int, minute: int, block: int) -> None:
    """The leg leaves at the minute with the tail, and takes its room."""
    state.leg[leg].block = block
    state.leg[leg].etd = minute
    state.leg[leg].eta = minute + block
    state.leg[leg].tail = tail
    take_room(layout, state, leg, 1)
    hang(layout, state, leg)


@kernel
def ready_after(layout: Layout, state: State, tail: int, previous: int, leg: int) -> int:
    """First minute at which the tail can leave on `leg` after `previous` (NOBODY: as it starts)."""
    if previous == NOBODY:
        return layout.tail[tail].ready
    ground_min = layout.tail[tail].turn
    if layout.leg[leg].link == previous and (layout.leg[leg].tail == NOBODY or block_same(layout, leg, tail)):
        ground_min = layout.tail[tail].transit
    return max(layout.now, state.leg[previous].eta + ground_min)


@kernel
def block_same(layout: Layout, leg: int, tail: int) -> bool:
    """Whether the tail flies the leg under its own number."""
    planned = layout.leg[leg].tail
    return planned == NOBODY or layout.tail[planned].fleet == layout.tail[tail].fleet


@kernel
def time_tails(layout: Layout, state: State, scratch: Scratch, count: int) -> None:
    """Give every leg in the rotations of the first `count` tails in hand its minute; none of them may be in the air already.

    Legs that cannot fly are left out of the rotation. A leg waits until its crew's earlier leg has its minute. Its `handicap` in
    minutes makes a tail wait its turn, where tails compete.
    """
    hand = scratch.hand
    for i in range(count):
        tail = hand[i].tail
        hand[i].place = layout.tail[tail].airport
        hand[i].previous = layout.tail[tail].last_leg
        hand[i].wish = -NEVER
        hand[i].pointer = 0
        hand[i].kept = 0
        for at in range(state.tail[tail].length):
            state.leg[state.rotation[tail, at]].pending = 1
    patient = True
    while True:
        chosen, soonest, waiting = -1, 2 * NEVER, False
        for i in range(count):
            tail = hand[i].tail
            while hand[i].wish == -NEVER and hand[i].pointer < state.tail[tail].length:
                leg = state.rotation[tail, hand[i].pointer]
                if patient and awaits_crew(layout, state, leg):
                    waiting = True
                    break
                settle_wish(layout, state, scratch, i, leg)
            if hand[i].wish != -NEVER and hand[i].wish + hand[i].handicap < soonest:
                chosen, soonest = i, hand[i].wish + hand[i].handicap
        if chosen < 0:
            if not waiting:
                break
            patient = False  # Crews wait for each other in a circle: somebody goes first.
            continue
        tail = hand[chosen].tail
        leg = state.rotation[tail, hand[chosen].pointer]
        before = hand[chosen].wish
        settle_wish(layout, state, scratch, chosen, leg)
        if hand[chosen].wish != before:
            continue  # Somebody else took the room meanwhile: queue again.
        launch(layout, state, leg, tail, before, block_with(layout, state, leg, tail))
        patient = True
        state.leg[leg].pending = 0
        hand[chosen].place = state.leg[leg].destination
        hand[chosen].previous = leg
        state.rotation[tail, hand[chosen].kept] = leg
        hand[chosen].kept += 1
        hand[chosen].pointer += 1
        hand[chosen].wish = -NEVER
    for i in range(count):
        tail = hand[i].tail
        state.tail[tail].length = hand[i].kept
        state.tail[tail].end_airport = hand[i].place
        state.tail[tail].visit_cents = visits_cents(layout, state, tail)


@kernel
def settle_wish(layout: Layout, state: State, scratch: Scratch, i: int, leg: int) -> None:
    """The minute at which a tail in hand wants to leave on its next leg; when it cannot, the leg is passed over."""
    hand = scratch.hand
    minute = possible(layout, state, leg, hand[i].tail, hand[i].place, hand[i].previous)
    if minute < NEVER:
        hand[i].wish = minute
    else:
        hand[i].wish = -NEVER
        hand[i].pointer += 1
        state.leg[leg].pending = 0


@kernel
def awaits_crew(layout: Layout, state: State, leg: int) -> bool:
    """Whether an earlier leg of the leg's crew is still to get its minute."""
    for at in range(layout.leg[leg].crew_before_from, layout.leg[leg].crew_before_to):
        if state.leg[layout.crew_before[at].leg].pending:
            return True
    return False


@kernel
def possible(layout: Layout, state: State, leg: int, tail: int, place: int, previous: int) -> int:
    """The first minute at which the tail can fly the leg next; NEVER when it cannot."""
    if state.leg[leg].origin != place:
        return NEVER
    block = block_with(layout, state, leg, tail)
    ended = layout.extra_last and previous != NOBODY and layout.leg[previous].tail == NOBODY
    if block == NOBODY or ended:
        return NEVER
    minute = max(layout.leg[leg].earliest, state.leg[leg].release, ready_after(layout, state, tail, previous, leg))
    latest = min(layout.leg[leg].latest, layout.leg[leg].land_by - block)
    for at in range(layout.leg[leg].crew_before_from, layout.leg[leg].crew_before_to):
        first = layout.crew_before[at].leg
        if state.leg[first].tail != NOBODY:
            minute = max(minute, state.leg[first].eta + layout.crew_before[at].gap)
    for at in range(layout.leg[leg].crew_after_from, layout.leg[leg].crew_after_to):
        then = layout.crew_after[at].leg
        if state.leg[then].tail != NOBODY:
            latest = min(latest, state.leg[then].etd - layout.crew_after[at].gap - block)
    return first_minute(layout, state, leg, tail, minute, block, latest)


@kernel
def visits_cents(layout: Layout, state: State, tail: int) -> int:
    """What the tail's rotation costs by missing its visits: deferrals in cents, orders not kept as BREACH each."""
    cents = 0
    for visit in range(layout.tail[tail].visit_from, layout.tail[tail].visit_to):
        place = layout.visit[visit].place
        start = layout.visit[visit].start
        if place == 0 or start <= layout.now:
            continue
        stands, flown = layout.tail[tail].airport, 0
        for at in range(state.tail[tail].length):
            leg = state.rotation[tail, at]
            if state.leg[leg].etd >= start:
                break
            stands = state.leg[leg].destination
            flown += state.leg[leg].block
        if stands != layout.visit[visit].airport:
            cents += layout.deferral_cents if place == 1 else BREACH
        if flown > layout.visit[visit].flying:
            cents += BREACH
    return cents


@kernel
def billed(layout: Layout, block: int) -> int:
    """Billed hours (or other units) of a block time, begun ones counting whole."""
    return -(-block // layout.billed_min)


@kernel
def leg_cents(layout: Layout, state: State, leg: int) -> int:
    """What the leg costs as it stands, passengers apart: delay, swap, new number, crew, or what its cancellation saves."""
    planned, tail = layout.leg[leg].tail, state.leg[leg].tail
    if planned == NOBODY:
        return 0 if tail == NOBODY else billed(layout, state.leg[leg].block) * layout.tail[tail].hour_cents + layout.change_cents
    if tail == NOBODY:
        return -layout.leg[leg].saved + (BREACH if layout.leg[leg].must_fly else 0) + layout.change_cents
    first = layout.leg[leg].link
    apart = first != NOBODY and layout.leg[first].free and state.leg[first].tail != tail
    cents = layout.leg[leg].operating + (layout.split_cents if apart else 0) + crew_cents(layout, state, leg)
    if tail != planned or state.leg[leg].etd != layout.leg[leg].current:
        cents += layout.change_cents
    if layout.leg[leg].empty:
        return cents
    cents += layout.tail[tail].delay_minute * max(0, state.leg[leg].etd - layout.leg[leg].std)
    if tail != planned:
        hours = billed(layout, state.leg[leg].block)
        if block_same(layout, leg, tail):
            difference = hours * (layout.tail[tail].hour_cents - layout.tail[planned].hour_cents)
            cents += layout.swap_cents + layout.swap_weight * difference
        else:
            cents += hours * layout.tail[tail].hour_cents - layout.leg[leg].saved
    return cents


@kernel
def crew_cents(layout: Layout, state: State, leg: int) -> int:
    """Replacements for the crew of an operating leg: who is not available then, or whose leg before is cancelled."""
    cents = 0
    for at in range(layout.leg[leg].window_from, layout.leg[leg].window_to):
        if layout.window[at].start <= state.leg[leg].etd < layout.window[at].end:
            cents += layout.window[at].cents
    for at in range(layout.leg[leg].crew_before_from, layout.leg[leg].crew_before_to):
        if state.leg[layout.crew_before[at].leg].tail == NOBODY:
            cents += layout.crew_before[at].cents
    return cents


@kernel
def position_cents(layout: Layout, state: State, scratch: Scratch, airport: int) -> int:
    """Price of the aircraft wanted at the airport at the end that are not there: exact kinds first, then models, then fleets."""
    kinds, asked = layout.wanted.shape[1], 0
    short, spare = scratch.short, scratch.spare
    for kind in range(kinds):
        short[kind] = layout.wanted[airport, kind]
        spare[kind] = 0
        asked += short[kind]
    if asked == 0:
        return 0
    for tail in range(layout.tails):
        if state.tail[tail].end_airport == airport:
            spare[layout.tail[tail].kind] += 1
    cents = 0
    for level in range(3):
        for kind in range(kinds):
            if short[kind] == 0:
                continue
            for other in range(kinds):
                if level == 0:
                    same = kind == other
                elif level == 1:
                    same = layout.kind[kind].model == layout.kind[other].model
                else:
                    same = layout.kind[kind].fleet == layout.kind[other].fleet
                if same and spare[other] > 0:
                    met = min(short[kind], spare[other])
                    short[kind] -= met
                    spare[other] -= met
                    if level == 1:
                        cents += met * layout.configuration_cents
                    elif level == 2:
                        cents += met * layout.model_cents
    for kind in range(kinds):
        cents += short[kind] * layout.fleet_cents
    return cents
