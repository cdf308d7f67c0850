"""What pairings and rosters are worth in minutes: the credit that the reference publishes, and one price for every builder.

Credit is flight time, half of each deadhead (rounded down to the minute) and an hour each of briefing and debriefing. That
gives the hours in `creditedHours`. The published schedule cost is not explained in the files; only its last part is known:
-100 for each preferred leg.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise

from evals.kasirzadeh.instance import Leg, Pairing, Roster, Task

PREFERRED_LEG_COST = -100
"""In the unit of `schedule_cost`; a missed vacation costs 1,000 and an uncovered leg 10,000 there."""


@dataclass(frozen=True, slots=True)
class PayRules:
    """Our price of pairings, the same for ours and the reference's. Minutes.

    `layover_from_min`: a longer stay on the ground is a layover and ends the duty; the months have no stay between 5:58 and 7:02.
    `duty_guarantee_min`: least credit of a duty. `layover_share`: one minute is paid for so many of a layover (hotel, per diem).
    """

    layover_from_min: int = 390
    briefing_min: int = 120
    duty_guarantee_min: int = 240
    layover_share: int = 6


@dataclass(frozen=True, slots=True)
class PaidMinutes:
    """What pairings cost, in minutes of pay. `guarantee`: what lifts short duties to their least credit.

    `deadhead_credit`: half of a deadhead, as the data credit it; `deadhead_seat`: the other half, for the seat.
    """

    flight: int = 0
    deadhead_credit: int = 0
    guarantee: int = 0
    briefing: int = 0
    deadhead_seat: int = 0
    layover: int = 0

    @property
    def total(self) -> int:
        """All components."""
        return sum(getattr(self, one.name) for one in fields(self))

    def __add__(self, other: "PaidMinutes") -> "PaidMinutes":
        return PaidMinutes(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def duties(tasks: Iterable[Task], legs: Mapping[str, Leg], layover_from_min: int) -> tuple[tuple[Task, ...], ...]:
    """The tasks cut wherever the stay on the ground is a layover; legs that the schedule lacks are left out."""
    found: list[list[Task]] = []
    for task in tasks:
        if task.leg_id not in legs:
            continue
        before = legs[found[-1][-1].leg_id] if found else None
        if before is None or _stay_min(before, legs[task.leg_id]) >= layover_from_min:
            found.append([])
        found[-1].append(task)
    return tuple(tuple(one) for one in found)


def paid(pairing: Pairing, legs: Mapping[str, Leg], rules: PayRules) -> PaidMinutes:
    """What a pairing costs."""
    parts = duties(pairing.tasks, legs, rules.layover_from_min)
    cost = PaidMinutes(briefing=rules.briefing_min)
    for duty in parts:
        flight = sum(legs[one.leg_id].block_min for one in duty if not one.deadhead)
        travel = sum(legs[one.leg_id].block_min for one in duty if one.deadhead)
        credit = sum(legs[one.leg_id].block_min // 2 for one in duty if one.deadhead)
        cost += PaidMinutes(flight, credit, max(0, rules.duty_guarantee_min - flight - credit), deadhead_seat=travel - credit)
    for duty, then in pairwise(parts):
        stay = _stay_min(legs[duty[-1].leg_id], legs[then[0].leg_id])
        cost += PaidMinutes(layover=stay // rules.layover_share)
    return cost


def paid_in_all(pairings: Iterable[Pairing], legs: Mapping[str, Leg], rules: PayRules) -> PaidMinutes:
    """What all these pairings cost together."""
    return sum((paid(one, legs, rules) for one in pairings), start=PaidMinutes())


def credited_min(roster: Roster, legs: Mapping[str, Leg]) -> int:
    """Credited minutes of a roster as the reference counts them.

    Time off that follows a pairing or a vacation (POST_...) brings the two hours of briefing and debriefing; a pairing that the
    month's end cuts short of it brings only the hour of its briefing.
    """
    tasks = [task for entry in roster.entries for task in entry.tasks if task.leg_id in legs]
    flown = sum(legs[one.leg_id].block_min // (2 if one.deadhead else 1) for one in tasks)
    closed = sum(one.kind in ("post_pairing", "post_courriel") for one in roster.entries)
    return flown + 120 * closed + (60 if roster.entries and roster.entries[-1].kind == "pairing" else 0)


def preferred_legs(roster: Roster) -> int:
    """How many legs of the roster its crew member had wished for."""
    return sum(task.preferred for entry in roster.entries for task in entry.tasks)


def _stay_min(before: Leg, then: Leg) -> int:
    return int((then.departs - before.arrives).total_seconds()) // 60
