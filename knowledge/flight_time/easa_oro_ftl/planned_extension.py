"""A flight duty period planned up to an hour beyond the basic one, without in-flight rest: ORO.FTL.205(d), CS FTL.1.205(b)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import zone
from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH, minutes_in_low
from knowledge.flight_time.easa_oro_ftl.flight_duty import flight_duty_period, maximum_fdp, may_not_combine
from knowledge.flight_time.easa_oro_ftl.rest import case_of_duty_before, rest_before_duty, rest_min, rest_required
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, at_most, breach, met, not_checked, spoken


def _is_planned(case: DutyCase) -> bool:
    return case.duty.extension_planned and case.duty.fdp is not None


@rule("planned_extension", "ORO.FTL.205(d), CS FTL.1.205(b)", BOTH)
def planned_extension(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """A planned extension is for acclimatised crew, at the starts and sectors of its table, and not combined with another."""
    if not _is_planned(case):
        return
    faults = []
    most = maximum_fdp(case, law)
    if not case.duty.acclimated:
        faults.append(breach("planned_extension", "ORO.FTL.205(d)", "no planned extension while acclimatisation is unknown"))
    elif most is not None and most.by != "planned_extension":
        what = f"no planned extension for this start and number of sectors ({most.words})"
        faults.append(breach("planned_extension", law.cite("planned_extension_fdp"), what))
    shared = may_not_combine(case, law)
    if shared:
        faults.append(breach("planned_extension", "ORO.FTL.205(d)(4)", f"a planned extension is not combined with {shared}"))
    yield from faults or [met("planned_extension", law.cite("planned_extension_fdp"), "planned extension allowed here")]


@rule("planned_extensions_in_7_days", "ORO.FTL.205(d)(1)", BOTH)
def planned_extensions_in_7_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """At most two planned extensions in any seven consecutive days."""
    if not _is_planned(case):
        return
    name, limit, days = "planned_extensions_in_7_days", law["planned_extensions"], law["planned_extensions_days"]
    citation = law.cite("planned_extensions")
    midnight = case.duty.report_at.astimezone(zone(case.home_clock)).replace(hour=0, minute=0, second=0, microsecond=0)
    opens = (midnight - timedelta(days=days - 1)).astimezone(UTC)
    count = 1 + sum(one.extension_planned and one.report_at >= opens for one in case.earlier)
    what = f"planned extensions in {days} days"
    if count <= limit and (case.history_from is None or case.history_from > opens):
        missing = f"the history does not reach back to {opens:%d %b %H:%MZ}"
        yield not_checked(name, citation, f"{what}: {count} known of {limit}; {missing}")
    else:
        yield at_most(name, citation, what, limit=limit, actual=count, unit="count")


@rule("planned_extension_sectors", "ORO.FTL.205(d)(3)", BOTH)
def planned_extension_sectors(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Fewer sectors under a planned extension the more it takes of the window of circadian low."""
    fdp = flight_duty_period(case.duty, law)
    if fdp is None or not case.duty.extension_planned:
        return
    low = minutes_in_low(*fdp, case.duty.reading_clock, law)
    untouched, touched, beyond = law["planned_extension_sectors"]
    limit = untouched if low == 0 else touched if low <= law["planned_extension_low"] else beyond
    what = f"sectors under a planned extension with {spoken(low)} in the circadian low"
    name = "planned_extension_sectors"
    yield at_most(name, law.cite(name), what, limit=limit, actual=len(case.duty.worked), unit="count")


def _more_rest_before(case: DutyCase, law: Law) -> int | None:
    """Minutes of rest before the duty beyond what the duty before it asks for; None when that is not known."""
    before, rest = case_of_duty_before(case), rest_before_duty(case, law)
    if before is None or rest is None:
        return None
    return rest_min(rest) - _rest_asked(replace(before, rest_after=rest), law)


def _rest_asked(case: DutyCase, law: Law) -> int:
    return max(one.length_min for one in rest_required(case, law))


def _owed_after(case: DutyCase, law: Law) -> tuple[int, str] | None:
    """More rest that a planned extension asks for after the duty, and the paragraph; None when the rest before is unknown."""
    more = _more_rest_before(case, law)
    if more is None:
        return None
    before = case_of_duty_before(case)
    taken = None if before is None or not before.duty.extension_planned else _owed_after(before, law)
    around = "planned_extension_rest_around"
    if more - (taken[0] if taken else 0) >= law[around]:
        return law[around], law.cite(around)
    return law["planned_extension_rest_after"], law.cite("planned_extension_rest_after")


@rule("rest_after_planned_extension", "ORO.FTL.205(d)(1)", BOTH)
def rest_after_planned_extension(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """After a planned extension two hours more rest where as much was given before it, else four."""
    name = "rest_after_planned_extension"
    before = case_of_duty_before(case)
    if before is not None and before.duty.extension_planned and case.duty.fdp is not None:
        yield _rest_ruling(replace(before, rest_after=rest_before_duty(case, law)), law, name, "rest before the duty")
    if _is_planned(case):
        yield _rest_ruling(case, law, name, "rest after the duty")


def _rest_ruling(case: DutyCase, law: Law, name: str, what: str) -> Ruling:
    """The rest after the duty of a case that uses a planned extension; owed where none is given."""
    asked, owed = _rest_asked(case, law), _owed_after(case, law)
    # Four hours more afterwards is enough whatever the rest before was.
    more, citation = owed or (law["planned_extension_rest_after"], law.cite("planned_extension_rest_after"))
    why = f"{spoken(asked)} and {spoken(more)} for the planned extension"
    if case.rest_after is None:
        return met(name, citation, f"{what}: {why}", needs=(f"rest of {spoken(asked + more)} after the duty ({citation})",))
    had = rest_min(case.rest_after)
    least = asked + law["planned_extension_rest_around"]
    if owed is None and least <= had < asked + more:
        missing = "enough only if the rest before the extension was longer too, which is not known"
        return not_checked(name, citation, f"{what} {spoken(had)}; {missing}")
    return at_least(name, citation, f"{what} ({why})", limit=asked + more, actual=had)
