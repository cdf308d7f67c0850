"""Which legs one aircraft can have flown by schedule: the record's tails are those that really flew, so late swaps make
some tails teleport or fly twice at once on paper. Such legs go to another aircraft, never to another time."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.ids import FlightId
from twin.scenarios.legs import Leg

Link = Callable[[Leg, Leg], float | None]
"""What it costs that one aircraft flies the first leg and then the second; None when it cannot."""
Worth = Callable[[Leg], float]
Keep = Callable[[Leg], bool]

FLOWN_WORTH = 100.0
CANCELLED_WORTH = 10.0
FERRY_COST = 30.0


OTHER_TAIL = "another tail than recorded: the recorded one's schedule leaves no time for this flight"
SEPARATE_AIRCRAFT = "separate aircraft record: no tail's schedule leaves time for this flight"


def worth_flown_first(leg: Leg) -> float:
    """A leg that was flown is sure to belong to its tail; the tail of a cancelled leg is only where it was last planned."""
    return CANCELLED_WORTH if leg.cancelled else FLOWN_WORTH


def chains(legs: Sequence[Leg], link: Link, worth: Worth = worth_flown_first) -> list[list[Leg]]:
    """Split one tail's legs into chains that an aircraft can fly, the most worthy first; every leg is in exactly one.

    Longest path over legs in order of schedule; quadratic in the legs of one tail, of which there are a dozen a day.
    """
    left = sorted(legs, key=lambda leg: (leg.std, leg.flight_id))
    found: list[list[Leg]] = []
    while left:
        best = [worth(leg) for leg in left]
        before = [-1] * len(left)
        for later in range(1, len(left)):
            alone = best[later]
            for earlier in range(later):
                cost = link(left[earlier], left[later])
                if cost is not None and best[earlier] - cost + alone > best[later]:
                    best[later] = best[earlier] - cost + alone
                    before[later] = earlier
        at = max(range(len(left)), key=lambda index: best[index])
        chosen: list[int] = []
        while at >= 0:
            chosen.append(at)
            at = before[at]
        found.append([left[index] for index in reversed(chosen)])
        left = [leg for index, leg in enumerate(left) if index not in chosen]
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """Every leg on an aircraft that can fly it by schedule; the ids of legs that are not on their recorded tail."""

    rotations: dict[str, list[Leg]]
    other_tail: frozenset[FlightId]
    separate: frozenset[FlightId]


def settle(
    recorded: Mapping[str, Sequence[Leg]], link: Link, as_flown: Link, family: Callable[[str], str], worth: Worth, keep: Keep
) -> Settled:
    """Rotations for the tails' recorded legs.

    Legs that a tail's own schedule has no room for go to another tail of the same `family` that has, by schedule (`link`) and as
    flown (`as_flown`, asked of flown legs only), and else to a separate aircraft named `TAIL*2`. Of the legs that leave their
    tail only those that `keep` accepts are placed.
    """
    rotations: dict[str, list[Leg]] = {}
    homeless: list[tuple[str, list[Leg]]] = []
    for tail in sorted(recorded):
        first, *others = chains(recorded[tail], link, worth)
        rotations[tail] = first
        homeless.extend((tail, kept) for chain in others if (kept := [leg for leg in chain if keep(leg)]))
    families: dict[str, list[str]] = {}
    for tail in rotations:
        families.setdefault(family(tail), []).append(tail)
    other_tail: set[FlightId] = set()
    separate: set[FlightId] = set()
    for tail, chain in sorted(homeless, key=lambda one: (one[1][0].std, one[1][0].flight_id)):
        names = families[family(tail)]
        place = _room(chain, [(name, rotations[name]) for name in names], link, as_flown)
        if place is not None:
            name, at = place
            rotations[name][at:at] = chain
            other_tail.update(leg.flight_id for leg in chain)
        else:
            number = 2
            while f"{tail}*{number}" in rotations:
                number += 1
            rotations[f"{tail}*{number}"] = chain
            names.append(f"{tail}*{number}")
            separate.update(leg.flight_id for leg in chain)
    return Settled(rotations, frozenset(other_tail), frozenset(separate))


def tail_label(leg: Leg, settled: Settled) -> tuple[str, ...]:
    """What to say of a leg that is not on its recorded tail."""
    if leg.flight_id in settled.other_tail:
        return (OTHER_TAIL,)
    return (SEPARATE_AIRCRAFT,) if leg.flight_id in settled.separate else ()


def _room(chain: Sequence[Leg], rotations: Iterable[tuple[str, list[Leg]]], link: Link, as_flown: Link) -> tuple[str, int] | None:
    """The tail and the place in its rotation where the chain fits: best between two of its legs, then after its last, then
    before its first."""
    behind: tuple[str, int] | None = None
    ahead: tuple[str, int] | None = None
    for name, legs in rotations:
        at = bisect_right(legs, chain[0].std, key=lambda leg: leg.std)
        before, after = legs[:at], legs[at:]
        if before and link(before[-1], chain[0]) != 0:
            continue
        if after and link(chain[-1], after[0]) != 0:
            continue
        if not _flies(before, chain, as_flown) or not _flies(chain, after, as_flown):
            continue
        if before and after:
            return name, at
        if before:
            behind = behind or (name, at)
        else:
            ahead = ahead or (name, at)
    return behind or ahead


def _flies(before: Sequence[Leg], after: Sequence[Leg], as_flown: Link) -> bool:
    last = next((leg for leg in reversed(before) if not leg.cancelled), None)
    first = next((leg for leg in after if not leg.cancelled), None)
    return last is None or first is None or as_flown(last, first) is not None
