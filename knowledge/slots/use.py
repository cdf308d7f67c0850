"""Use it or lose it: how many slots of those held must be used, and whether that can still be reached."""

from knowledge.flight_time.ruling import Ruling, at_least, breach, not_checked
from knowledge.slots.slot_case import SlotCase, Use

RULE = "use_or_lose"
"""The name of this rule in every regime."""


def needed(held: int, percent: int) -> int:
    """The least number of slots that is `percent` of those held: 25 of 31, 18 of 22, 16 of 20 for 80 percent."""
    return -(-held * percent // 100)


def held_at(case: SlotCase, use: Use, baseline: tuple[int, int]) -> int:
    """Slots held on the baseline day, a (month, day) of the season's year: those returned before it do not count."""
    limit = (case.period.year, *baseline)
    return use.held - sum(count for day, count in use.returned if (day.year, day.month, day.day) < limit)


def use_or_lose(citation: str, use: Use, held: int, percent: int | None) -> Ruling:
    """Pass while enough slots can still be used, with how many more may be lost as margin; fail when it is lost for good.

    Not checked where claims that nobody has decided would save it. `limit`: slots needed; `actual`: the most that can be reached.
    """
    if percent is None:
        return not_checked(RULE, citation, "the relief rules of this season are not kept here")
    least = needed(held, percent)
    reached = use.operated + use.justified
    given_back_late = held - use.held + sum(count for _, count in use.returned)
    most = held - use.not_operated - given_back_late
    to_come = most - reached
    what = f"{reached} used of {held} held, {to_come} to come, at most"
    found = at_least(RULE, citation, what, limit=least, actual=most, unit="count")
    if found.verdict == "fail" and most + use.claimed >= least:
        said = f"{found.detail}; kept if {least - most} of {use.claimed} claims are accepted"
        return Ruling(RULE, "not_checked", citation, said, least, most, most - least, "count")
    return found


def counted_otherwise(citation: str, counted_over: str, case: SlotCase) -> Ruling:
    """The counts are of another period than the law's."""
    said = f"counted over {counted_over.replace('_', ' ')} at {case.airport}, the counts are of {case.period.name}"
    return not_checked(RULE, citation, said)


def one_for_one(rule: str, citation: str, gives: int, receives: int, ratio: int, needs: tuple[str, ...]) -> Ruling:
    """A swap of as many slots for as many."""
    said = f"{gives} given for {receives}"
    if gives == receives * ratio:
        return Ruling(rule, "pass", citation, said, ratio, None, None, "count", needs)
    return breach(rule, citation, f"{said}: swaps are {ratio} for 1")
