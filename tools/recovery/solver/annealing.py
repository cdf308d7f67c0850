"""The search itself: simulated annealing over exact plans. Each move is proposed around what goes wrong, carried out, kept or
undone.
"""

import numpy as np

from tools.recovery.solver.compiled import entry, kernel
from tools.recovery.solver.layout import (
    AWAY,
    BREACH,
    COST,
    FORBIDDEN,
    HANDS,
    TAKEN,
    TRIED,
    Layout,
    Scratch,
    State,
)
from tools.recovery.solver.moves import (
    begin,
    chance,
    copy_legs,
    draw,
    fresh_cost,
    mark_group,
    perform,
    set_seats,
    take_in_hand,
    touch,
    undo,
)
from tools.recovery.solver.problem import NEVER, NOBODY
from tools.recovery.solver.rotations import hang, interval_at, interval_end

_TRIES = 24
_PAIRS = 64
_MOST_HANDS = 10


@entry
def open_plan(layout: Layout, state: State, scratch: Scratch) -> None:
    """The first plan: everybody as planned, first come first served; what cannot fly is cancelled. Rotations are in `state`."""
    for leg in range(layout.legs):
        if state.leg[leg].tail != NOBODY:
            hang(layout, state, leg)
            set_seats(layout, state, leg)
    fresh_cost(layout, state, scratch)
    begin(state, scratch)
    for tail in range(layout.tails):
        take_in_hand(state, scratch, tail)
        state.tail[tail].length = 0
    for group in range(layout.groups):
        mark_group(state, scratch, group)
    perform(layout, state, scratch, False, FORBIDDEN * 1.0)


@entry
def anneal(layout: Layout, state: State, scratch: Scratch, moves: int, temperature: float) -> None:
    """So many moves at one temperature, in cents: a move that costs so much more is kept once in e times."""
    for _ in range(moves):
        begin(state, scratch)
        shuffled = propose(layout, state, scratch)
        take_crews_along(layout, state, scratch)
        if scratch.sizes[HANDS] == 0 and not shuffled:
            continue
        state.counts[TRIED] += 1
        limit = -temperature * np.log(chance(state))
        if perform(layout, state, scratch, shuffled, limit) > limit:
            undo(layout, state, scratch)
        else:
            state.counts[TAKEN] += 1


@entry
def tidy(layout: Layout, state: State, scratch: Scratch) -> None:
    """Let no leg wait that gains nothing by it."""
    for leg in range(layout.legs):
        if state.leg[leg].tail != NOBODY and layout.leg[leg].free and state.leg[leg].release > -NEVER:
            begin(state, scratch)
            take_in_hand(state, scratch, state.leg[leg].tail)
            touch(state, scratch, leg)
            state.leg[leg].release = -NEVER
            if perform(layout, state, scratch, False, 0.0) > 0:
                undo(layout, state, scratch)


# --- where to look --------------------------------------------------------------------------------------------------


@kernel
def place_before(layout: Layout, state: State, tail: int, at: int) -> int:
    """Where the tail stands before its leg number `at`."""
    return layout.tail[tail].airport if at == 0 else state.leg[state.rotation[tail, at - 1]].destination


@kernel
def number_in(state: State, tail: int, leg: int) -> int:
    """Which leg of the tail's rotation this is."""
    for at in range(state.tail[tail].length):
        if state.rotation[tail, at] == leg:
            return at
    return NOBODY


@kernel
def troubled_leg(layout: Layout, state: State) -> int:
    """A free leg to look at: of a group that does not travel as planned, a late one, or any."""
    way = draw(state, 8)
    if state.counts[COST] >= BREACH // 2 and way < 4:
        tail = tail_with_breach(layout, state)
        if tail != NOBODY and state.tail[tail].length > 0:
            return state.rotation[tail, draw(state, state.tail[tail].length)]
    if way < 4 and state.counts[AWAY] > 0:
        group = state.away[draw(state, state.counts[AWAY])]
        start, stop = layout.group[group].journey_from, layout.group[group].journey_to
        leg = layout.journey[start + draw(state, stop - start)].leg
        if layout.leg[leg].free:
            return leg
    for _ in range(_TRIES):
        leg = draw(state, layout.legs)
        if not layout.leg[leg].free or (state.leg[leg].tail == NOBODY and layout.leg[leg].tail == NOBODY):
            continue
        if way >= 6 or state.leg[leg].tail == NOBODY or state.leg[leg].etd > layout.leg[leg].std:
            return leg
    return NOBODY


@kernel
def tail_with_breach(layout: Layout, state: State) -> int:
    """A tail that is not where an order wants it; NOBODY when all are."""
    start = draw(state, layout.tails)
    for step in range(layout.tails):
        tail = (start + step) % layout.tails
        if state.tail[tail].visit_cents >= BREACH:
            return tail
    return NOBODY


@kernel
def other_tail_at(layout: Layout, state: State, airport: int, tail: int, around: int) -> tuple[int, int]:
    """A tail that stands at the airport, near a time if one is found, and the number of the leg before which it does."""
    first, last = layout.airport[airport].leaving_from, layout.airport[airport].leaving_to
    best, number, nearest = NOBODY, 0, NEVER
    if last > first and draw(state, 5) > 0:
        for _ in range(3 + draw(state, 6)):
            leg = layout.leaving[first + draw(state, last - first)]
            other = state.leg[leg].tail
            if other in (NOBODY, tail) or not alike(layout, state, tail, other):
                continue
            apart = abs(state.leg[leg].etd - around)
            if apart < nearest:
                best, number, nearest = other, number_in(state, other, leg), apart
        if best != NOBODY:
            return best, number
    start = draw(state, layout.tails)
    for step in range(layout.tails):
        other = (start + step) % layout.tails
        if other != tail and state.tail[other].end_airport == airport and alike(layout, state, tail, other):
            return other, state.tail[other].length
    return best, number


@kernel
def alike(layout: Layout, state: State, tail: int, other: int) -> bool:
    """Whether to try an exchange between these tails: always within a fleet, now and then across."""
    return layout.tail[tail].fleet == layout.tail[other].fleet or draw(state, 12) == 0


# --- kinds of move --------------------------------------------------------------------------------------------------


@kernel
def propose(layout: Layout, state: State, scratch: Scratch) -> bool:
    """Put one move in hand; whether passengers are to be seated in random order."""
    way = draw(state, 100)
    if state.counts[COST] >= BREACH // 2 and way < 30:
        tail = tail_with_breach(layout, state)
        if tail != NOBODY:
            propose_visit(layout, state, scratch, tail)
            return False
    if way >= 98:
        propose_position(layout, state, scratch)
        return False
    leg = troubled_leg(layout, state)
    if leg == NOBODY:
        return False
    if state.leg[leg].tail == NOBODY:
        if way < 85:
            propose_flying(layout, state, scratch, leg)
        elif layout.extra[state.leg[leg].origin, state.leg[leg].destination].block != NOBODY:
            propose_extra(layout, state, scratch, leg)
        return False
    if way < 50:
        propose_exchange(layout, state, scratch, leg)
    elif way < 68:
        propose_hold(layout, state, scratch, leg)
    elif way < 80:
        propose_new_order(layout, state, scratch, leg)
    elif way < 86:
        propose_grounding(layout, state, scratch, leg)
    else:
        for at in range(layout.leg[leg].travellers_from, layout.leg[leg].travellers_to):
            if draw(state, 2) == 0:
                mark_group(state, scratch, layout.travellers[at])
        return True
    return False


@kernel
def take_crews_along(layout: Layout, state: State, scratch: Scratch) -> None:
    """Other tails that crews of a tail in hand go on to may have to wait for them: every other time they come into the hand."""
    hands = scratch.sizes[HANDS]
    if len(layout.crew_after) == 0 or hands == 0 or draw(state, 2) == 0:
        return
    for hand in range(hands):
        for at in range(scratch.hand[hand].new_length):
            leg = scratch.new_rotation[hand, at]
            for one in range(layout.leg[leg].crew_after_from, layout.leg[leg].crew_after_to):
                tail = state.leg[layout.crew_after[one].leg].tail
                if tail != NOBODY and scratch.sizes[HANDS] < _MOST_HANDS:
                    take_in_hand(state, scratch, tail)


@kernel
def propose_exchange(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """Two tails that meet at the leg's origin exchange what they fly from there on, or until they meet again."""
    tail = state.leg[leg].tail
    at = number_in(state, tail, leg)
    other, number = other_tail_at(layout, state, state.leg[leg].origin, tail, state.leg[leg].etd)
    if other == NOBODY or number == NOBODY:
        return
    length, length_other = state.tail[tail].length, state.tail[other].length
    stop, stop_other = length, length_other
    if draw(state, 2) == 0:
        pairs = 0
        for one in range(at, length + 1):
            place = place_before(layout, state, tail, one)
            for two in range(number, length_other + 1):
                if place_before(layout, state, other, two) == place and one - at + two - number > 0:
                    pairs += 1
                    if draw(state, pairs) == 0:
                        stop, stop_other = one, two
            if pairs >= _PAIRS:
                break
    capacity = scratch.new_rotation.shape[1]
    mine, theirs = stop - at, stop_other - number
    if length - mine + theirs > capacity or length_other - theirs + mine > capacity:
        return
    if draw(state, 3) == 0:
        # What left late because its aircraft was late may have been waited for.
        keep_minutes(state, scratch, tail, at, stop)
        keep_minutes(state, scratch, other, number, stop_other)
    i = take_in_hand(state, scratch, tail)
    j = take_in_hand(state, scratch, other)
    splice(state, scratch, i, at, stop, other, number, stop_other)
    splice(state, scratch, j, number, stop_other, tail, at, stop)


@kernel
def keep_minutes(state: State, scratch: Scratch, tail: int, start: int, stop: int) -> None:
    """Legs [start, stop) of the tail do not leave before they do now."""
    for at in range(start, stop):
        leg = state.rotation[tail, at]
        touch(state, scratch, leg)
        state.leg[leg].release = state.leg[leg].etd


@kernel
def splice(state: State, scratch: Scratch, hand: int, start: int, stop: int, other: int, first: int, last: int) -> None:
    """In the new rotation of a tail in hand, legs [start, stop) give way to legs [first, last) of another tail."""
    tail = scratch.hand[hand].tail
    rest = state.tail[tail].length - stop
    copy_legs(state.rotation, other, first, scratch.new_rotation, hand, start, last - first)
    copy_legs(state.rotation, tail, stop, scratch.new_rotation, hand, start + last - first, rest)
    scratch.hand[hand].new_length = start + last - first + rest


@kernel
def insert(scratch: Scratch, hand: int, at: int, stop: int, leg: int) -> None:
    """In the new rotation of a tail in hand, one leg takes the place of legs [at, stop)."""
    length = scratch.hand[hand].new_length
    shift(scratch, hand, stop, at + 1 - stop)
    scratch.new_rotation[hand, at] = leg
    scratch.hand[hand].new_length = length + at + 1 - stop


@kernel
def shift(scratch: Scratch, hand: int, start: int, places: int) -> None:
    """In the new rotation of a tail in hand, legs from `start` on move so many places towards its end, or its start."""
    length = scratch.hand[hand].new_length
    if places > 0:
        for at in range(length - 1, start - 1, -1):
            scratch.new_rotation[hand, at + places] = scratch.new_rotation[hand, at]
    else:
        for at in range(start, length):
            scratch.new_rotation[hand, at + places] = scratch.new_rotation[hand, at]


@kernel
def free_slot(layout: Layout, state: State, scratch: Scratch, origin: int, destination: int) -> int:
    """A flight to add between two airports, not yet operating; NOBODY when none may be or no slot is left."""
    if origin == destination or layout.extra[origin, destination].block == NOBODY:
        return NOBODY
    for leg in range(layout.legs - 1, -1, -1):
        if layout.leg[leg].tail != NOBODY or not layout.leg[leg].free:
            return NOBODY
        if state.leg[leg].tail == NOBODY and not state.leg[leg].touched:
            touch(state, scratch, leg)
            state.leg[leg].origin = origin
            state.leg[leg].destination = destination
            state.leg[leg].block = layout.extra[origin, destination].block
            state.leg[leg].release = -NEVER
            return leg
    return NOBODY


@kernel
def propose_flying(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """A cancelled leg is given to a tail that stands at its origin, with a way back to what that tail flies next."""
    origin, destination = state.leg[leg].origin, state.leg[leg].destination
    planned = layout.leg[leg].tail
    tail, at = other_tail_at(layout, state, origin, NOBODY if planned == NOBODY else planned, layout.leg[leg].std)
    if planned != NOBODY and (tail == NOBODY or draw(state, 3) == 0):
        # Its own tail, where it passes.
        spots = 0
        for one in range(state.tail[planned].length + 1):
            if place_before(layout, state, planned, one) == origin:
                spots += 1
                if draw(state, spots) == 0:
                    tail, at = planned, one
    if tail == NOBODY or at == NOBODY or state.tail[tail].length + 3 > scratch.new_rotation.shape[1]:
        return
    hand = take_in_hand(state, scratch, tail)
    touch(state, scratch, leg)
    state.leg[leg].release = -NEVER
    way = draw(state, 4)
    length = state.tail[tail].length
    if way == 0:
        # In place of what the tail flies until it comes by the leg's destination.
        stop = length
        for one in range(at, length + 1):
            if place_before(layout, state, tail, one) == destination:
                stop = one
                break
        insert(scratch, hand, at, stop, leg)
        return
    insert(scratch, hand, at, at, leg)
    if way < 3:
        first, last = layout.airport[destination].leaving_from, layout.airport[destination].leaving_to
        back, seen = NOBODY, 0
        for one in range(first, last):
            candidate = layout.leaving[one]
            if state.leg[candidate].tail == NOBODY and state.leg[candidate].destination == origin and candidate != leg:
                seen += 1
                if draw(state, seen) == 0:
                    back = candidate
        if back != NOBODY:
            touch(state, scratch, back)
            state.leg[back].release = -NEVER
            insert(scratch, hand, at + 1, at + 1, back)
            return
    if at < length:
        extra = free_slot(layout, state, scratch, destination, origin)
        if extra != NOBODY:
            insert(scratch, hand, at + 1, at + 1, extra)


@kernel
def propose_extra(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """A flight is added where a cancelled leg would have flown, with a way back."""
    origin, destination = state.leg[leg].origin, state.leg[leg].destination
    planned = layout.leg[leg].tail
    tail, at = other_tail_at(layout, state, origin, NOBODY if planned == NOBODY else planned, layout.leg[leg].std)
    if tail == NOBODY or at == NOBODY or state.tail[tail].length + 3 > scratch.new_rotation.shape[1]:
        return
    hand = take_in_hand(state, scratch, tail)
    there = free_slot(layout, state, scratch, origin, destination)
    if there == NOBODY:
        return
    insert(scratch, hand, at, at, there)
    if at < state.tail[tail].length or draw(state, 2) == 0:
        back = free_slot(layout, state, scratch, destination, origin)
        if back != NOBODY:
            insert(scratch, hand, at + 1, at + 1, back)


@kernel
def propose_grounding(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """A tail leaves out a round trip, or the rest of its day, or flies a short cut."""
    tail = state.leg[leg].tail
    at = number_in(state, tail, leg)
    length = state.tail[tail].length
    hand = take_in_hand(state, scratch, tail)
    stop, seen = length, 0
    place = state.leg[leg].origin
    for one in range(at + 1, length + 1):
        if place_before(layout, state, tail, one) == place:
            seen += 1
            if draw(state, seen) == 0:
                stop = one
    if seen == 0 or draw(state, 4) == 0:
        stop = at + 1 + draw(state, length - at)
        target = place_before(layout, state, tail, stop)
        extra = free_slot(layout, state, scratch, place, target)
        if extra != NOBODY:
            insert(scratch, hand, at, stop, extra)
            return
        if stop < length and place != target:
            stop = length
    shift(scratch, hand, stop, at - stop)
    scratch.hand[hand].new_length = length + at - stop


@kernel
def propose_hold(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """The leg waits for passengers, for the next hour of its station or for some minutes; or no longer waits."""
    tail = state.leg[leg].tail
    way = draw(state, 5)
    release = -NEVER
    if way == 0:
        interval = interval_at(layout, state.leg[leg].origin, state.leg[leg].etd)
        release = interval_end(layout, state.leg[leg].origin, interval)
    elif way == 1:
        release = state.leg[leg].etd + 5 * (1 + draw(state, 12))
    elif way <= 3:
        # For a group that has to change to this leg.
        first, last = layout.leg[leg].travellers_from, layout.leg[leg].travellers_to
        start = draw(state, last - first)
        for step in range(last - first):
            group = layout.travellers[first + (start + step) % (last - first)]
            if state.group[group].away_at == NOBODY:
                continue
            for at in range(layout.group[group].journey_from + 1, layout.group[group].journey_to):
                inbound = layout.journey[at - 1].leg
                if layout.journey[at].leg == leg and state.leg[inbound].tail != NOBODY:
                    release = state.leg[inbound].eta + layout.journey[at].need
            if release > state.leg[leg].etd:
                break
    if release >= NEVER or release == state.leg[leg].release:
        return
    take_in_hand(state, scratch, tail)
    touch(state, scratch, leg)
    state.leg[leg].release = release


@kernel
def propose_new_order(layout: Layout, state: State, scratch: Scratch, leg: int) -> None:
    """Tails that use the leg's stations around its time compete anew, in another order."""
    tail = state.leg[leg].tail
    airport = state.leg[leg].origin if draw(state, 2) == 0 else state.leg[leg].destination
    around = state.leg[leg].etd
    wanted = 2 + draw(state, 6)
    take_in_hand(state, scratch, tail)
    first, last = layout.airport[airport].leaving_from, layout.airport[airport].leaving_to
    for _ in range(6 * wanted):
        if last == first or scratch.sizes[HANDS] >= wanted:
            break
        other = layout.leaving[first + draw(state, last - first)]
        if state.leg[other].tail != NOBODY and abs(state.leg[other].etd - around) < 180:
            take_in_hand(state, scratch, state.leg[other].tail)
    forget = draw(state, 2) == 0
    for hand in range(scratch.sizes[HANDS]):
        scratch.hand[hand].handicap = draw(state, 120)
        if forget:
            for at in range(scratch.hand[hand].new_length):
                touch(state, scratch, scratch.new_rotation[hand, at])
                state.leg[scratch.new_rotation[hand, at]].release = -NEVER


@kernel
def propose_position(layout: Layout, state: State, scratch: Scratch) -> None:
    """A tail's day ends with a flight to where an aircraft is wanted, or no longer ends with one."""
    tail = draw(state, layout.tails)
    length = state.tail[tail].length
    if length > 0 and layout.leg[state.rotation[tail, length - 1]].tail == NOBODY:
        hand = take_in_hand(state, scratch, tail)
        scratch.hand[hand].new_length = length - 1
        return
    for _ in range(_TRIES):
        airport = draw(state, layout.airports)
        if state.airport[airport].position_cents > 0 and length < scratch.new_rotation.shape[1]:
            hand = take_in_hand(state, scratch, tail)
            extra = free_slot(layout, state, scratch, state.tail[tail].end_airport, airport)
            if extra != NOBODY:
                insert(scratch, hand, length, length, extra)
            else:
                scratch.sizes[HANDS] = 0
            return


@kernel
def propose_visit(layout: Layout, state: State, scratch: Scratch, tail: int) -> None:
    """A tail goes to where it must stand: it stays when it is there, or a flight there is added; it goes on when it can."""
    first, last = layout.tail[tail].visit_from, layout.tail[tail].visit_to
    if last == first:
        return
    airport = layout.visit[first + draw(state, last - first)].airport
    length = state.tail[tail].length
    at = draw(state, length + 1)
    place = place_before(layout, state, tail, at)
    stop = length
    for one in range(at, length):
        if state.leg[state.rotation[tail, one]].origin == airport and draw(state, 2) == 0:
            stop = one
            break
    hand = take_in_hand(state, scratch, tail)
    if place == airport:
        shift(scratch, hand, stop, at - stop)
        scratch.hand[hand].new_length = length + at - stop
        return
    if length + 2 >= scratch.new_rotation.shape[1]:
        return
    via = stopover(layout, state, tail, place, airport)
    if draw(state, 2) == 0:
        make_way(layout, state, scratch, place, airport, via)
    if via == NOBODY:
        extra = free_slot(layout, state, scratch, place, airport)
        if extra != NOBODY:
            insert(scratch, hand, at, stop, extra)
        return
    first = free_slot(layout, state, scratch, place, via)
    second = free_slot(layout, state, scratch, via, airport)
    if first != NOBODY and second != NOBODY:
        insert(scratch, hand, at, stop, first)
        insert(scratch, hand, at + 1, at + 1, second)


@kernel
def make_way(layout: Layout, state: State, scratch: Scratch, one: int, other: int, third: int) -> None:
    """Some tails that use these stations come into the hand and queue behind those already there."""
    for _ in range(8 * _TRIES):
        if scratch.sizes[HANDS] >= _MOST_HANDS:
            return
        leg = draw(state, layout.legs)
        if not layout.leg[leg].free or state.leg[leg].tail == NOBODY:
            continue
        ends = (state.leg[leg].origin, state.leg[leg].destination)
        if one in ends or other in ends or third in ends:
            hand = take_in_hand(state, scratch, state.leg[leg].tail)
            if hand == scratch.sizes[HANDS] - 1:
                scratch.hand[hand].handicap = 30 * (1 + draw(state, 10))


@kernel
def stopover(layout: Layout, state: State, tail: int, origin: int, destination: int) -> int:
    """Where a tail breaks its way when its range is too short for it, or (every other time) just so; NOBODY when nowhere."""
    direct = layout.extra[origin, destination].block
    reach = layout.tail[tail].range_min
    if 0 <= direct <= reach and draw(state, 2) == 0:
        return NOBODY
    found, seen = NOBODY, 0
    for airport in range(layout.airports):
        first, second = layout.extra[origin, airport].block, layout.extra[airport, destination].block
        if airport not in (origin, destination) and 0 <= first <= reach and 0 <= second <= reach:
            seen += 1
            if draw(state, seen) == 0:
                found = airport
    return found
