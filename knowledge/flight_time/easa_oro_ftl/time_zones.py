"""What a change of time zone asks of the rest after it: CS FTL.1.235(b)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import difference_min, length_min
from knowledge.flight_time.duty import DutyPeriod, TimeZoneRotation
from knowledge.flight_time.ruling import RestRequired, spoken


def fdp_difference_min(duty: DutyPeriod) -> int:
    """Greatest difference of local time between where the duty reports and where its sectors end, in minutes."""
    clocks = {one.to_clock for one in duty.sectors} - {duty.report_clock}
    return max((difference_min(duty.release_at, duty.report_clock, one) for one in clocks), default=0)


def rotation_nights(rotation: TimeZoneRotation, law: Law, home_clock: str) -> Iterator[RestRequired]:
    """Local nights at home base after a rotation; none of the table where the table ends."""
    table = law["rest_after_rotation"]
    apart = rotation.max_difference_min
    if law["time_difference"] <= apart <= table["difference_to"][-1]:
        row = table["nights"][bisect_left(table["difference_to"], apart)]
        nights = row[bisect_right(table["away_from"], rotation.away_min)]
        why = f"after a rotation of {spoken(rotation.away_min)} with {spoken(apart)} of time difference: {nights} local nights"
        yield RestRequired(0, law.cite("rest_after_rotation"), why, nights, home_clock)
    if rotation.alternation:
        nights = law["alternation_nights"]
        why = f"between rotations to the east and to the west: {nights} local nights"
        yield RestRequired(0, law.cite("alternation_nights"), why, nights, home_clock)


def rotation_home(duties: Sequence[DutyPeriod], home_clock: str) -> tuple[TimeZoneRotation | None, bool]:
    """The rotation that the last of the duties brings home, as clocks show it, and whether its beginning is among the duties.

    None when the last duty does not end on the home clock, or nothing of the rotation was on another.
    """
    if not duties or not duties[-1].sectors or duties[-1].sectors[-1].to_clock != home_clock:
        return None, True
    apart, begun, complete = 0, duties[-1], False
    for begun in reversed(duties):
        if begun.report_clock == home_clock:
            complete = True
            break
        apart = max(apart, difference_min(begun.report_at, begun.report_clock, home_clock))
    return (TimeZoneRotation(apart, length_min(begun.report_at, duties[-1].release_at)) if apart else None), complete
