"""How long a flight duty period may be by tables and extensions: ORO.FTL.205 and 220 with CS FTL.1.205 and 1.220."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min, minute_of_day, zone
from knowledge.flight_time.duty import DutyCase, DutyPeriod, SplitBreak
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH, minutes_in_low, night_of
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_most, not_checked, spoken

Extended = Literal["basic", "planned_extension", "in_flight_rest", "split_duty"]


@dataclass(frozen=True, slots=True)
class MaximumFdp:
    """How long the flight duty period of a duty may be, in minutes, and by which provision.

    `basic_min`: ORO.FTL.205(b) alone. `before_discretion_min`: what commander's discretion is added to; not a planned extension.
    """

    limit_min: int
    basic_min: int
    before_discretion_min: int
    by: Extended
    citation: str
    words: str


# --- when it begins, and the time its limit is read for ----------------------------------------------------------------


def flight_duty_period(duty: DutyPeriod, law: Law) -> tuple[datetime, datetime] | None:
    """From report to the last on-block worked; earlier than the report where reporting was delayed twice. None: no flying."""
    if duty.fdp is None:
        return None
    begins, ends = duty.fdp
    moved = duty.delayed_reporting
    if moved is not None and moved.second_notice_at is not None:
        begins = min(begins, moved.delayed_to, moved.second_notice_at + timedelta(minutes=law["delay_second_notice"]))
    return begins, ends


def delay_counts_as_rest(duty: DutyPeriod, law: Law) -> bool:
    """Whether a delayed reporting time gave ten hours or more of undisturbed rest, told ahead (CS FTL.1.205(d)(1)(v))."""
    moved = duty.delayed_reporting
    if moved is None or not moved.undisturbed:
        return False
    since = moved.original_report_at if moved.notified_at is None else max(moved.original_report_at, moved.notified_at)
    return length_min(since, duty.report_at) >= int(law["delay_is_rest"])


def _read_at(case: DutyCase, law: Law) -> tuple[datetime, ...]:
    """The reporting times whose limits apply; the tightest governs."""
    duty = case.duty
    begins = duty.fdp_starts_at or duty.report_at
    if case.crew == "cabin_crew" and duty.flight_crew_report_at is not None:
        begins = max(begins, duty.flight_crew_report_at)
    moved = duty.delayed_reporting
    if moved is None or delay_counts_as_rest(duty, law):
        return (begins,)
    delay = length_min(moved.original_report_at, duty.report_at)
    if delay <= 0:
        return (begins,)
    return (moved.original_report_at,) if delay < law["delay_both_limits"] else (moved.original_report_at, begins)


# --- the limits --------------------------------------------------------------------------------------------------------


def maximum_fdp(case: DutyCase, law: Law) -> MaximumFdp | None:
    """The longest flight duty period of the tables and extensions; None when no sector is worked.

    Extensions are never added to one another; of those a duty has the conditions for, the longest governs, except that a duty
    declared as a planned extension is held to that table. What standby or a reduced rest before the duty takes from it, and
    commander's discretion: `discretion.allowed_fdp`.
    """
    duty, sectors = case.duty, len(case.duty.worked)
    if not sectors:
        return None
    starts = _read_at(case, law)
    local = starts[0].astimezone(zone(duty.reading_clock))
    where = f"start {local:%H:%M}, {sectors} sector{'s' * (sectors > 1)}"
    if duty.delayed_reporting is not None and starts[0] != (duty.fdp_starts_at or duty.report_at):
        where = f"original {where}"
    if duty.acclimated:
        name = "basic_fdp"
    else:
        name, where = ("unknown_fdp_frm" if duty.frm else "unknown_fdp"), f"acclimatisation unknown, {where}"
    earlier = _cabin_reports_earlier(case, law)
    # The tables end: with more sectors than their last column no flight duty period is allowed at all.
    basic = min(_cell(law[name], one, sectors, duty) or 0 for one in starts) + earlier
    if duty.extension_planned and duty.acclimated:
        cells = [_cell(law["planned_extension_fdp"], one, sectors, duty) for one in starts]
        allowed = [one for one in cells if one is not None]
        if len(allowed) == len(cells):
            cite, words = law.cite("planned_extension_fdp"), f"planned extension, {where}"
            return MaximumFdp(min(allowed) + earlier, basic, basic, "planned_extension", cite, words)
    in_flight, with_rest = _by_in_flight_rest(case, law)
    credit, with_break = split_credit(duty, law)
    if in_flight + earlier > basic + credit:
        limit = in_flight + earlier
        cite = law.cite("in_flight_rest_fdp" if case.crew == "flight_crew" else "cabin_in_flight_rest")
        return MaximumFdp(limit, basic, limit, "in_flight_rest", cite, with_rest)
    if credit:
        limit = basic + credit
        return MaximumFdp(limit, basic, limit, "split_duty", law.cite("split_credit_percent"), f"{where}, {with_break}")
    return MaximumFdp(basic, basic, basic, "basic", law.cite(name), where)


def _cell(table: Mapping[str, Any], start: datetime, sectors: int, duty: DutyPeriod) -> int | None:
    """The table's limit; None beyond its last column and where it allows nothing. A table without `from` has one row."""
    column = bisect_left(table["sectors"], sectors)
    if column == len(table["sectors"]):
        return None
    if "from" not in table:
        return int(table["limits"][column])
    # Before the first row's start the last row governs (index -1): it runs past midnight.
    row = table["limits"][bisect_right(table["from"], minute_of_day(start, duty.reading_clock)) - 1]
    return None if row[column] is None else int(row[column])


def _cabin_reports_earlier(case: DutyCase, law: Law) -> int:
    """Minutes that cabin crew report before the flight crew, as far as they lengthen the limit."""
    return min(_minutes_before_flight_crew(case), int(law["cabin_crew_reports_earlier"]))


def _minutes_before_flight_crew(case: DutyCase) -> int:
    duty = case.duty
    if case.crew != "cabin_crew" or duty.flight_crew_report_at is None:
        return 0
    return max(0, length_min(duty.fdp_starts_at or duty.report_at, duty.flight_crew_report_at))


def is_augmented(duty: DutyPeriod, law: Law) -> bool:
    """Whether more flight crew members are on board than the basic crew."""
    return bool(duty.pilots > law["basic_flight_crew"])


def _by_in_flight_rest(case: DutyCase, law: Law) -> tuple[int, str]:
    """The limit with in-flight rest, 0 where the duty has no facility, no augmented crew or too many sectors; and its words."""
    duty, sectors = case.duty, len(case.duty.worked)
    if duty.rest_facility == "none" or sectors > law["in_flight_rest_sectors"]:
        return 0, ""
    facility = duty.rest_facility.replace("_", " ")
    if case.crew == "cabin_crew":
        table = law["cabin_in_flight_rest"]
        longest = max(to for to, rest in zip(table["fdp_to"], table[duty.rest_facility], strict=True) if rest is not None)
        return longest, f"cabin crew in-flight rest, {facility}"
    if not is_augmented(duty, law):
        return 0, ""
    by_crew = law["in_flight_rest_fdp"][duty.rest_facility]
    limit = by_crew[min(duty.pilots - law["basic_flight_crew"], len(by_crew)) - 1]
    long = any(length_min(one.off_block, one.on_block) > law["long_sector"] for one in duty.worked)
    if long and sectors <= law["long_sector_sectors"]:
        return limit + law["long_sector_increase"], f"in-flight rest, {facility}, {duty.pilots} pilots, long sector"
    return limit, f"in-flight rest, {facility}, {duty.pilots} pilots"


def net_break_min(one: SplitBreak, law: Law) -> int:
    """Minutes of a break on the ground without post-flight and pre-flight duties and travel (CS FTL.1.220(b))."""
    whole = length_min(one.start, one.end)
    taken = 0 if one.duties_and_travel_min is None else max(one.duties_and_travel_min, int(law["split_duties_and_travel"]))
    return max(0, whole - taken)


def split_credit(duty: DutyPeriod, law: Law) -> tuple[int, str]:
    """Minutes by which breaks on the ground lengthen the flight duty period, and in words; 0 after a reduced rest."""
    if duty.reduced_rest_before or not duty.split_breaks:
        return 0, ""
    counted = sorted((_counted_break_min(one, duty, law) for one in duty.split_breaks), reverse=True)
    total = sum(counted[: law["split_breaks_counted"]])
    return total * int(law["split_credit_percent"]) // 100, f"break of {spoken(total)} counted"


def _counted_break_min(one: SplitBreak, duty: DutyPeriod, law: Law) -> int:
    """Minutes of a break that count: all in suitable accommodation, else not those after six hours or in the circadian low."""
    within = duty.fdp is not None and duty.fdp[0] <= one.start and one.end <= duty.worked[-1].off_block
    net = net_break_min(one, law)
    if not within or net < law["split_break"] or one.accommodation == "none":
        return 0
    if one.accommodation == "suitable_accommodation":
        return net
    counted = min(net, int(law["split_without_suitable"]))
    # Where in the break its duties and travel lie is not said; the circadian low is taken from the part that counts in full.
    until = min(one.end, one.start + timedelta(minutes=counted + length_min(one.start, one.end) - net))
    return max(0, counted - minutes_in_low(one.start, until, duty.reading_clock, law))


# --- articles ----------------------------------------------------------------------------------------------------------


@rule("cabin_crew_report", "ORO.FTL.205(c)", ("cabin_crew",))
def cabin_crew_report(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Cabin crew report at most an hour before the flight crew of the same flights."""
    name = "cabin_crew_reports_earlier"
    before = _minutes_before_flight_crew(case)
    if before:
        yield at_most("cabin_crew_report", law.cite(name), "report before the flight crew", limit=law[name], actual=before)


def uses_in_flight_rest(case: DutyCase, law: Law) -> bool:
    """Whether the flight duty period is longer than the basic one by in-flight rest."""
    fdp, most = flight_duty_period(case.duty, law), maximum_fdp(case, law)
    return fdp is not None and most is not None and most.by == "in_flight_rest" and length_min(*fdp) > most.basic_min


@rule("night_duty_sectors", "CS FTL.1.205(a)(1)", BOTH)
def night_duty_sectors(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Each of two night duties on consecutive nights has at most four sectors."""
    name, citation = "night_duty_sectors", law.cite("night_duty_sectors")
    sectors, limit = len(case.duty.worked), law["night_duty_sectors"]
    night = night_of(case.duty, law) if sectors else None
    if night is None:
        return
    duties = case.earlier
    if not duties:
        if sectors > limit and (case.history_from is None or case.history_from > night - timedelta(days=1)):
            yield not_checked(name, citation, f"night duty, {sectors} sectors; not known: whether there was one the night before")
        return
    before = night_of(duties[-1], law)
    # A night's beginning moves by an hour when clocks change and by more between time zones: half a day tells nights apart.
    if before is None or not timedelta(hours=12) < night - before < timedelta(hours=36):
        return
    most = max(sectors, len(duties[-1].worked))
    yield at_most(name, citation, "sectors in one of two consecutive night duties", limit=limit, actual=most, unit="count")


def may_not_combine(case: DutyCase, law: Law) -> str:
    """What a planned extension shares its duty with although it must not (ORO.FTL.205(d)(4)); empty when nothing."""
    if _by_in_flight_rest(case, law)[0]:
        return "in-flight rest"
    return "split duty" if split_credit(case.duty, law)[0] else ""
