"""Assumed teams and vehicles where our own carriers turn several aircraft at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

from domain import events as e
from domain.ids import AirportCode
from domain.network import GroundUnitKind
from domain.units import minutes
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

ASSUMED = ("handler, teams and vehicles are assumed",)


def ground_units(legs: Sequence[Leg], own: Collection[str], at: datetime) -> list[e.GroundUnitsDeclared]:
    """Units of every kind at each airport with enough own turns at once, in order of code and kind: so many for each turn."""
    rules: dict[str, Any] = assumed_parameters()["ground_units"]
    shares: dict[GroundUnitKind, float] = rules["per_turn_at_once"]
    return [
        e.GroundUnitsDeclared(
            at=at,
            airport=AirportCode(code),
            handler=rules["handler"],
            kind=kind,
            count=max(rules["least"], ceil(peak * share)),
            assumed=ASSUMED,
        )
        for code, peak in sorted(_turns_at_once(legs, own, rules).items())
        if peak >= rules["least_turns_at_once"]
        for kind, share in sorted(shares.items())
    ]


def _turns_at_once(legs: Sequence[Leg], own: Collection[str], rules: dict[str, Any]) -> dict[str, int]:
    """The most own turns at once by airport, by schedule; of a long stay only the time before departure counts."""
    longest, before = minutes(rules["longest_turn_min"]), minutes(rules["preparation_min"])
    rotations: dict[str, list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.tail is not None and leg.carrier in own:
            rotations[leg.tail].append(leg)
    changes: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for flown in rotations.values():
        flown.sort(key=lambda leg: (leg.std, leg.flight_id))
        _turn(changes[flown[0].origin], None, flown[0].std, longest, before)
        for first, then in pairwise(flown):
            _turn(changes[then.origin], first.sta if first.destination == then.origin else None, then.std, longest, before)
    peaks = {}
    for code, moments in changes.items():
        peak = here = 0
        for _, change in sorted(moments):  # at one minute who leaves goes first
            here += change
            peak = max(peak, here)
        peaks[code] = peak
    return peaks


def _turn(
    changes: list[tuple[datetime, int]], on_block: datetime | None, off_block: datetime, longest: timedelta, before: timedelta
) -> None:
    short = on_block is not None and on_block < off_block <= on_block + longest
    begins = on_block if short and on_block is not None else off_block - before
    changes += [(begins, 1), (off_block, -1)]
