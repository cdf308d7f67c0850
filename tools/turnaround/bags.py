"""Connecting bags that will miss their flight, and the cheapest way to save them.

For a departure with pairs p of (arrival, departure), b_p bags, available minutes a_p, bag minimum m_p and ramp minimum r:
    cost(N) = hold_cents[N] + sum over p of (0 if a_p + N >= m_p, else min(ramp_cents if a_p + N >= r, b_p * delivery_cents))
is least for N = 0 or for an N at which one pair just makes it; all of those are tried.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from domain.ids import FlightId
from domain.network import Airport, Cabin, Flight
from domain.units import minutes_between
from knowledge.airline.turnaround_practice import Bags
from tools.turnaround.from_network import Outcome, on_block_of, same_terminal

Action = Literal["none", "ramp", "hold", "follow"]


@dataclass(frozen=True, slots=True)
class BagPair:
    """Bags from one arrival to one departure. `available_min`: on-block to off-block; `needed_min`: through the baggage hall."""

    inbound: FlightId
    passengers: int
    bags: int
    available_min: int
    needed_min: int


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """What is done for a pair's bags and what that costs; a hold is priced with its departure. `follow`: on a later flight."""

    pair: BagPair
    action: Action
    cents: int


@dataclass(frozen=True, slots=True)
class BagAnswer:
    """The cheapest answer for one departure. `nothing_cents`: what it costs to let all of them follow."""

    outbound: FlightId
    hold_min: int
    hold_cents: int
    pairs: tuple[PairAnswer, ...]
    nothing_cents: int

    @property
    def cents(self) -> int:
        """What the hold, the vehicles and the bags that follow cost."""
        return self.hold_cents + sum(one.cents for one in self.pairs)


def bag_pairs(outcome: Outcome, airport: Airport, outbound: Flight, rules: Bags) -> tuple[list[BagPair], int]:
    """Pairs of arrivals of ours with this departure, and how many connecting passengers will miss it themselves.

    Bags of passengers who miss it travel with them on another flight and are not counted.
    """
    state, leaves = outcome.state, outcome.projected[outbound.flight_id].etd
    people: dict[FlightId, dict[Cabin, int]] = defaultdict(lambda: defaultdict(int))
    missing = 0
    for booking_id in state.flight_bookings.get(outbound.flight_id, ()):
        booking = state.bookings[booking_id]
        arriving = next((first for first, then in pairwise(booking.flight_ids) if then == outbound.flight_id), None)
        inbound = state.flights.get(arriving) if arriving is not None else None
        if inbound is None or not state.is_own(inbound) or booking.status not in ("booked", "rebooked"):
            continue
        projected = outcome.projected.get(inbound.flight_id)
        lost = projected is not None and projected.cancelled
        if lost or minutes_between(on_block_of(outcome, inbound), leaves) < airport.min_connection_min:
            missing += booking.passengers
            continue
        people[inbound.flight_id][booking.cabin] += booking.passengers
    pairs = []
    for flight_id, cabins in sorted(people.items()):
        inbound = state.flights[flight_id]
        bags = -(-sum(count * rules.per_100_passengers[cabin] for cabin, count in cabins.items()) // 100)
        pairs.append(
            BagPair(
                inbound=flight_id,
                passengers=sum(cabins.values()),
                bags=bags,
                available_min=minutes_between(on_block_of(outcome, inbound), leaves),
                needed_min=needed_min(airport, inbound, outbound, rules),
            )
        )
    return pairs, missing


def needed_min(airport: Airport, inbound: Flight, outbound: Flight, rules: Bags) -> int:
    """Minutes a bag needs from on-block to off-block through the baggage hall."""
    if airport.code in rules.airport_transfer_min:
        return rules.airport_transfer_min[airport.code]
    one_terminal = same_terminal(airport, inbound.arrival_gate, outbound.gate)
    return rules.transfer_min.same_terminal if one_terminal else rules.transfer_min.other_terminal


def cheapest_answer(outbound: FlightId, pairs: Sequence[BagPair], hold_cents: Sequence[int], rules: Bags) -> BagAnswer:
    """The least cost over all holds, each pair by ramp or delivered, whichever is cheaper. `hold_cents[m]`: of m minutes."""
    longest = min(rules.longest_hold_min, len(hold_cents) - 1)
    holds = {0} | {
        limit - one.available_min
        for one in pairs
        for limit in (one.needed_min, rules.ramp_transfer_min)
        if 0 < limit - one.available_min <= longest
    }
    nothing = sum(one.bags * rules.delivery_cents for one in pairs if one.available_min < one.needed_min)
    answers = [
        BagAnswer(outbound, hold, hold_cents[hold], tuple(_answer(one, hold, rules) for one in pairs), nothing)
        for hold in sorted(holds)
    ]
    return min(answers, key=lambda one: (one.cents, one.hold_min))


def _answer(pair: BagPair, hold: int, rules: Bags) -> PairAnswer:
    if pair.available_min >= pair.needed_min:
        return PairAnswer(pair, "none", 0)
    if pair.available_min + hold >= pair.needed_min:
        return PairAnswer(pair, "hold", 0)
    delivery = pair.bags * rules.delivery_cents
    if pair.available_min + hold >= rules.ramp_transfer_min and rules.ramp_cents < delivery:
        return PairAnswer(pair, "ramp", rules.ramp_cents)
    return PairAnswer(pair, "follow", delivery)


def bags_by_action(answer: BagAnswer) -> Mapping[Action, int]:
    """How many bags each action concerns."""
    found: dict[Action, int] = {"none": 0, "ramp": 0, "hold": 0, "follow": 0}
    for one in answer.pairs:
        found[one.action] += one.pair.bags
    return found
