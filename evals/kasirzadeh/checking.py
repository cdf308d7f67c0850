"""Whether pairings cover the schedule and hold together, and whether rosters do; written apart from what builds them.

A `Finding` is what is wrong or does not agree. Law is in `legality`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from evals.kasirzadeh.instance import Entry, Leg, Month, Pairing, Roster
from evals.kasirzadeh.pricing import credited_min

ROUNDING_MIN = 0.6
"""`creditedHours` prints six digits."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, of a kind to count by."""

    kind: str
    subject: str
    detail: str


def check_pairings(month: Month, pairings: Iterable[Pairing], *, connection_min: int = 30) -> list[Finding]:
    """Every leg worked exactly once, each pairing connected in place and time and from its base back to it."""
    found: list[Finding] = []
    worked: Counter[str] = Counter()
    for number, pairing in enumerate(pairings, 1):
        name = f"pairing {number} of {pairing.base}"
        found += _holds_together(name, pairing, month.legs, connection_min)
        worked.update(task.leg_id for task in pairing.tasks if not task.deadhead)
    found += [Finding("uncovered_leg", leg_id, "worked by nobody") for leg_id in month.legs if not worked[leg_id]]
    found += [Finding("leg_covered_again", leg_id, f"worked by {many} crews") for leg_id, many in worked.items() if many > 1]
    return found


def check_rosters(month: Month) -> list[Finding]:
    """The reference rosters against its pairings, days off, wishes, published credit, and the limits by base."""
    found: list[Finding] = []
    flown = Counter(_key(one) for roster in month.rosters for one in roster.pairings)
    planned = Counter(_key(one) for one in month.pairings)
    found += [Finding("pairing_not_flown", key[0], ", ".join(key[1])) for key in (planned - flown).elements()]
    found += [Finding("pairing_not_planned", key[0], ", ".join(key[1])) for key in (flown - planned).elements()]
    for roster in month.rosters:
        found += _overlaps(roster, month.legs)
        found += _time_off(roster, month.legs)
        off = sum(one.kind in ("day_off", "post_pairing") for one in roster.entries)
        if off != roster.days_off:
            found.append(Finding("days_off", roster.crew_id, f"{off} in the roster, {roster.days_off} published"))
        counted = credited_min(roster, month.legs)
        if abs(counted - roster.credited_h * 60) > ROUNDING_MIN:
            found.append(Finding("credit", roster.crew_id, f"{counted} min counted, {roster.credited_h * 60:.1f} min published"))
    return [*found, *_vacations(month), *_limits(month)]


def _holds_together(name: str, pairing: Pairing, legs: Mapping[str, Leg], connection_min: int) -> Iterator[Finding]:
    unknown = [task.leg_id for task in pairing.tasks if task.leg_id not in legs]
    if unknown:
        yield Finding("unknown_leg", name, f"{', '.join(unknown)} not in the schedule; places and times not checked")
        return
    way = [legs[task.leg_id] for task in pairing.tasks]
    if way[0].origin != pairing.base:
        yield Finding("not_from_base", name, f"begins at {way[0].origin}")
    if way[-1].destination != pairing.base:
        yield Finding("not_to_base", name, f"ends at {way[-1].destination}")
    for before, then in pairwise(way):
        if before.destination != then.origin:
            where = f"{before.leg_id} ends at {before.destination}, {then.leg_id} leaves {then.origin}"
            yield Finding("not_connected", name, where)
        stay = (then.departs - before.arrives) // timedelta(minutes=1)
        if stay < connection_min:
            yield Finding("connection", name, f"{stay} min from {before.leg_id} to {then.leg_id}, {connection_min} needed")


def _span(entry: Entry, legs: Mapping[str, Leg]) -> tuple[datetime, datetime] | None:
    known = [legs[task.leg_id] for task in entry.tasks if task.leg_id in legs]
    return (known[0].departs, known[-1].arrives) if known else None


def _overlaps(roster: Roster, legs: Mapping[str, Leg]) -> Iterator[Finding]:
    spans = [span for one in roster.entries if (span := _span(one, legs)) is not None]
    for (_, ended), (begins, _) in pairwise(spans):
        if begins < ended:
            yield Finding("overlap", roster.crew_id, f"flies again at {begins:%d %H:%M}, still away until {ended:%d %H:%M}")


def _time_off(roster: Roster, legs: Mapping[str, Leg]) -> Iterator[Finding]:
    """Between two pairings lie as many calendar days as the roster has days off there; a vacation takes what is left."""
    off, vacation, ended = 0, False, None
    for one in roster.entries:
        span = _span(one, legs)
        if span is None:
            off += one.kind in ("day_off", "post_pairing")
            vacation = vacation or one.kind == "vacation"
            continue
        free = span[0].day - 1 if ended is None else (span[0].date() - ended).days - 1
        # Two pairings may share a day where no day off lies between them (POST_COURRIEL).
        if max(0, free) < off if vacation else max(0, free) != off:
            yield Finding("time_off", roster.crew_id, f"{free} days free before {span[0]:%d %H:%M}, {off} in the roster")
        off, vacation, ended = 0, False, span[1].date()


def _vacations(month: Month) -> Iterator[Finding]:
    """Wishes for vacation in which the crew member of that name and base works."""
    rosters = {(one.crew_id, one.base): one for one in month.rosters}
    for wish in month.vacations:
        roster = rosters.get((wish.crew_id, wish.base))
        if roster is None:
            yield Finding("wish_of_nobody", wish.crew_id, f"no roster of {wish.crew_id} at {wish.base}")
            continue
        spans = [span for one in roster.entries if (span := _span(one, month.legs)) is not None]
        if any(begins.date() <= wish.last and ends.date() >= wish.first for begins, ends in spans):
            yield Finding("wish_not_kept", wish.crew_id, f"works between {wish.first} and {wish.last}")


def _limits(month: Month) -> Iterator[Finding]:
    """Crews by base and day, and credit by base, beyond the limits that the files propose (the reference had none)."""
    for (day, base), many in sorted(crews_at_work(month.rosters).items()):
        most = month.crews.get(day, {}).get(base)
        if most is not None and many > most:
            yield Finding("crews_available", base, f"{many} on day {day}, {most} available")
    credit = credit_by_base((one for roster in month.rosters for one in roster.pairings), month.legs)
    for base, minutes in sorted(credit.items()):
        if minutes > month.most_credit_h.get(base, 0) * 60:
            yield Finding("credit_by_base", base, f"{minutes / 60:.1f} h, at most {month.most_credit_h.get(base, 0):.1f} h")


def crews_at_work(rosters: Iterable[Roster]) -> Counter[tuple[int, str]]:
    """Crews by day of the month and base: whoever has a leg of that day."""
    return Counter(
        (day, roster.base)
        for roster in rosters
        for day in {int(task.leg_id[:2]) for entry in roster.entries for task in entry.tasks}
    )


def credit_by_base(pairings: Iterable[Pairing], legs: Mapping[str, Leg]) -> Counter[str]:
    """Credited minutes by base without briefing, as the limits of the data count them."""
    found: Counter[str] = Counter()
    for pairing in pairings:
        for task in pairing.tasks:
            if task.leg_id in legs:
                found[pairing.base] += legs[task.leg_id].block_min // (2 if task.deadhead else 1)
    return found


def _key(pairing: Pairing) -> tuple[str, tuple[str, ...]]:
    return pairing.base, tuple(f"{'TDH_' * task.deadhead}{task.leg_id}" for task in pairing.tasks)
