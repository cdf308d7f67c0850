"""Flow -> tails: who of an anonymous commodity flies which copy. The planned tail where it can, else the one with least to do."""

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence

from tools.recovery.problem import NEVER, NOBODY, RecoveryProblem
from tools.recovery.time_space_network import Copy


def rotations_of(
    problem: RecoveryProblem, flown: Sequence[Copy], members: Mapping[int, Sequence[int]]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Legs in order per tail, and the departure minute that the flow gave each leg.

    `members` lists the tails of each commodity. A leg for which no tail stands ready is left out; the flow balance does not
    allow that, except where a tail has too few seats.
    """
    rotations: dict[int, list[int]] = {tail: [] for tails in members.values() for tail in tails}
    minutes = {copy.flight: copy.depart for copy in flown}
    by_commodity: dict[int, list[Copy]] = defaultdict(list)
    for copy in flown:
        by_commodity[copy.commodity].append(copy)
    for commodity, copies in sorted(by_commodity.items()):
        _hand_out(problem, sorted(copies, key=lambda one: (one.depart, one.flight)), members[commodity], rotations)
    return rotations, minutes


def _hand_out(problem: RecoveryProblem, copies: Sequence[Copy], tails: Sequence[int], rotations: dict[int, list[int]]) -> None:
    own: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for copy in reversed(copies):  # so that the next planned departure of a tail from an airport is last
        planned = problem.legs[copy.flight].tail
        if planned != NOBODY:
            own[planned][copy.origin].append(copy.depart)
    standing: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for tail in tails:
        insort(standing[problem.tails[tail].airport], (problem.tails[tail].ready, tail))
    for copy in copies:
        planned = problem.legs[copy.flight].tail
        ready = [
            (ready, tail) for ready, tail in standing[copy.origin] if ready <= copy.depart and problem.may_fly(tail, copy.flight)
        ]
        if not ready:
            continue
        chosen = next((one for one in ready if one[1] == planned), None)
        if chosen is None:
            chosen = max(ready, key=lambda one: (_next_own(own[one[1]][copy.origin], copy.depart), -one[0], -one[1]))
        standing[copy.origin].remove(chosen)
        insort(standing[copy.destination], (copy.ready, chosen[1]))
        rotations[chosen[1]].append(copy.flight)


def _next_own(departures: list[int], minute: int) -> int:
    while departures and departures[-1] < minute:
        departures.pop()
    return departures[-1] if departures else NEVER
