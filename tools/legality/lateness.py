"""How late somebody can still go: the latest off-block that stays legal, as things are and under each lawful extension."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.regime import Extension, Regime, extended
from knowledge.flight_time.ruling import Ruling

LONGEST_DELAY_MIN = 36 * 60


@dataclass(frozen=True, slots=True)
class Slack:
    """`left_min`: minutes by which the last leg may still slip (negative: it is already so much too late); None: without limit.

    `binding`: the ruling that decides. `standing`: failures that leaving earlier or later does not mend.
    """

    left_min: int | None
    binding: Ruling | None
    standing: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class LatestDeparture:
    """The latest legal off-block of a leg, `with_extension` (empty: none), and what that takes.

    `binding`: what a minute later would break; None where only the extension's own length ends it.
    """

    latest: datetime | None
    """None: not legal at any time under this."""
    with_extension: str
    citation: str
    consents: tuple[str, ...]
    needs: tuple[str, ...]
    binding: Ruling | None


def through(case: DutyCase, sector: int) -> DutyCase:
    """The duty when it ends with that sector."""
    duty = case.duty
    last = duty.sectors[sector]
    shorter = duty.release_at - duty.sectors[-1].on_block
    return replace(case, duty=replace(duty, sectors=duty.sectors[: sector + 1], release_at=last.on_block + shorter))


def later(case: DutyCase, delay_min: int) -> DutyCase:
    """The duty with its last sector, and its release, moved by minutes (negative: earlier)."""
    by = timedelta(minutes=delay_min)
    duty = case.duty
    last = duty.sectors[-1]
    moved = replace(last, off_block=last.off_block + by, on_block=last.on_block + by)
    return replace(case, duty=replace(duty, sectors=(*duty.sectors[:-1], moved), release_at=duty.release_at + by))


def slack(regime: Regime, case: DutyCase, rulings: tuple[Ruling, ...]) -> Slack:
    """What is left before the first limit that a later last leg runs into: `rulings` on the case, and those a minute later."""
    growing = _shrinking(rulings, regime.check(later(case, 1)))
    measured = [one for one in growing if one.margin is not None]
    binding = min(measured, key=lambda one: one.margin or 0, default=None)
    standing = tuple(one for one in rulings if one.verdict == "fail" and one not in growing)
    return Slack(binding.margin if binding is not None else None, binding, standing)


def _shrinking(now: tuple[Ruling, ...], then: tuple[Ruling, ...]) -> list[Ruling]:
    """Rulings whose margin is smaller a minute later, matched by rule and paragraph."""
    known: dict[tuple[str, str], list[Ruling]] = {}
    for one in then:
        known.setdefault((one.rule, one.citation), []).append(one)
    found = []
    for one in now:
        others = known.get((one.rule, one.citation))
        other = others.pop(0) if others else None
        if one.margin is not None and other is not None and other.margin is not None and other.margin < one.margin:
            found.append(one)
    return found


def latest_departures(regime: Regime, case: DutyCase, sector: int) -> tuple[LatestDeparture, ...]:
    """For one leg as the last of its duty: as things are first, then under each extension the regime knows.

    Exact to the minute, by bisection over whole checks; what is illegal however early it leaves has no latest departure.
    """
    ends_here = through(case, sector)
    plain = _latest(regime, ends_here, -_room_before(ends_here), LONGEST_DELAY_MIN)
    found = [_departure(regime, ends_here, plain)]
    for one in regime.extensions:
        allowed = replace(ends_here, duty=extended(ends_here.duty, one))
        most = LONGEST_DELAY_MIN if plain is None else plain + one.most_min
        found.append(_departure(regime, allowed, _latest(regime, allowed, -_room_before(ends_here), most), one))
    return tuple(found)


def _legal(regime: Regime, case: DutyCase) -> bool:
    return not any(one.verdict == "fail" for one in regime.check(case))


def _latest(regime: Regime, case: DutyCase, first: int, most: int) -> int | None:
    """The greatest delay in minutes, from `first` (leaving earlier) to `most`, with which the duty is legal."""
    return _last_true(lambda delay_min: _legal(regime, later(case, delay_min)), min(0, first), most)


def _departure(regime: Regime, case: DutyCase, delay: int | None, extension: Extension | None = None) -> LatestDeparture:
    at_limit = later(case, delay or 0)
    beyond = regime.check(at_limit if delay is None else later(case, delay + 1))
    return LatestDeparture(
        latest=None if delay is None else at_limit.duty.sectors[-1].off_block,
        with_extension=extension.name if extension is not None else "",
        citation=extension.citation if extension is not None else "",
        consents=extension.consents if extension is not None else (),
        needs=() if delay is None else tuple(dict.fromkeys(need for one in regime.check(at_limit) for need in one.needs)),
        binding=next((one for one in beyond if one.verdict == "fail"), None),
    )


def _room_before(case: DutyCase) -> int:
    """Minutes by which the last leg could leave earlier than it does, after the leg before it or after reporting."""
    duty = case.duty
    before = duty.sectors[-2].on_block if len(duty.sectors) > 1 else duty.report_at
    return max(0, int((duty.sectors[-1].off_block - before).total_seconds() // 60))


def _last_true(holds: Callable[[int], bool], first: int, last: int) -> int | None:
    """The largest value for which a falling property holds; None when it holds nowhere, `last` when it holds everywhere."""
    if not holds(first):
        return None
    low, high = first, last + 1
    if holds(last):
        return last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
