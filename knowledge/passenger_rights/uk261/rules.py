"""UK261: the three branches of scope, the articles of the Union with the kingdom's figures, and the time limits for claims."""

from collections.abc import Iterator
from datetime import datetime

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Entitlement, Scope, not_owed, owed, unchecked
from knowledge.passenger_rights.eu261 import rules as union
from knowledge.passenger_rights.eu261.band import in_union, quote
from knowledge.passenger_rights.eu261.scope import from_abroad, who_travels
from knowledge.passenger_rights.journey import RightsCase, Segment
from knowledge.passenger_rights.regime import rule


def scope(case: RightsCase, law: Law) -> Scope:
    """Art. 3(1): from the kingdom; to it on a British or Union carrier; from a third country to the Union on a British one."""
    start = case.origin.country
    if start in law["kingdom"]:
        return who_travels(case, law, quote(law, "3", "(1)(a)"), case.hit.operating_carrier)
    end = case.destination.country
    if end in law["kingdom"]:
        return from_abroad(case, law, quote(law, "3", "(1)(b)"), british_or_union)
    if in_union(end, law) and not in_union(start, law):
        return from_abroad(case, law, quote(law, "3", "(1)(c)"), british)
    return Scope(False, quote(law, "3", "(1)"), "neither touches the United Kingdom nor comes to the Union from a third country")


def british(segment: Segment, law: Law) -> bool | None:
    """Whether the operating carrier is licensed in the kingdom; None: licence not known."""
    return None if segment.operating_country is None else segment.operating_country in law["kingdom"]


def british_or_union(segment: Segment, law: Law) -> bool | None:
    """Whether it is licensed in the kingdom or a member state; None: not known, or of a state of which that is open."""
    state = segment.operating_country
    if state is None or state in law["associated_states"]:
        return None
    return state in law["kingdom"] or state in law["member_states"]


@rule("claim_deadline", "Limitation Act 1980 s. 5")
def claim_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A claim must be at court within the years of the part of the kingdom whose court is asked."""
    years, citation = law["claim_years"], law.cite("claim_years")
    parts = [one.subdivision for one in (case.origin, case.destination) if one.country in law["kingdom"]]
    known = [part for part in dict.fromkeys(parts) if part in years]
    if not known:
        yield unchecked("claim_deadline", "deadline", citation, "the part of the kingdom decides", ("whose court is asked",))
    for part in known:
        due = years_after(case.last.scheduled_arrival, years[part])
        if case.now > due:
            yield not_owed("claim_deadline", "deadline", citation, f"time-barred in {part} since {due.date()}")
        else:
            yield owed("claim_deadline", "deadline", citation, f"a claim in {part} must be at court by {due.date()}", due_by=due)


def years_after(moment: datetime, years: int) -> datetime:
    """The same day so many years later; 29 February becomes 28."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


RULES = (*union.RULES, claim_deadline)
