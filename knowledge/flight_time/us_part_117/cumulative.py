"""Cumulative limits of 14 CFR 117.23: flight time and flight duty periods in sliding windows that end with the duty."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.look_back import Spans, cumulative, flying
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, not_checked
from knowledge.flight_time.us_part_117.flight_duty import fdp_spans, flight_duty

HOLDERS = ("certificate_holder", "pilot_in_command")


@rule("flight_time_cumulative", "14 CFR 117.23(b)")
def flight_time_cumulative(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.23(b): flight time in 672 consecutive hours and in 365 consecutive calendar days (117.3 allows them in UTC)."""
    worked = case.duty.worked
    if not worked:
        return
    end = worked[-1].on_block
    midnight = end.replace(hour=0, minute=0, second=0, microsecond=0)
    windows: tuple[tuple[str, datetime, int | None, str], ...] = (
        (
            "flight_time_672_hours",
            end - timedelta(minutes=law["flight_time_window"]),
            case.totals.flight_min_672_h,
            f"flight time in {law['flight_time_window'] // 60} h",
        ),
        (
            "flight_time_365_days",
            midnight - timedelta(days=law["flight_time_window_days"] - 1),
            case.totals.flight_min_365_days,
            f"flight time in {law['flight_time_window_days']} days",
        ),
    )
    for name, start, before, what in windows:
        found = cumulative(
            case,
            flying,
            start=start,
            end=end,
            limit=law[name],
            rule="flight_time_cumulative",
            citation=law.cite(name),
            what=what,
            before=before,
        )
        yield _excused(case.duty, found, _flown_past(case.duty, law))


def _flown_past(duty: DutyPeriod, law: Law) -> tuple[str, tuple[str, ...]] | None:
    """117.11(b): what arises after take-off, unforeseen and beyond the holder's control, may be flown to a landing."""
    if duty.unforeseen and duty.overrun_arose == "after_takeoff" and not duty.in_operators_control:
        return "117.11(b)", (report_of_flight_time(law),)
    return None


def report_of_flight_time(law: Law) -> str:
    """The report that flight time beyond a limit asks for."""
    return f"report to the FAA within {law['report_days']} days (117.11(c))"


def fdp_in_windows(case: DutyCase, law: Law) -> tuple[Ruling, ...]:
    """117.23(c) by itself, with no extension looked at: flight duty periods in 168 and in 672 consecutive hours."""
    fdp = flight_duty(case.duty, law)
    if fdp is None:
        return ()

    def counted(duty: DutyPeriod) -> Spans:
        return fdp_spans(duty, law)

    windows = (
        ("fdp_168_hours", law["fdp_short_window"], case.totals.fdp_min_168_h),
        ("fdp_672_hours", law["fdp_long_window"], case.totals.fdp_min_672_h),
    )
    starts = {name: fdp.end - timedelta(minutes=length) for name, length, _ in windows}
    return tuple(
        cumulative(
            case,
            counted,
            start=starts[name],
            end=fdp.end,
            limit=law[name],
            rule="fdp_cumulative",
            citation=law.cite(name),
            what=f"flight duty in {length // 60} h",
            before=before,
        )
        for name, length, before in windows
    )


@rule("fdp_cumulative", "14 CFR 117.23(c)")
def fdp_cumulative(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.23(c), which an extension after take-off may exceed (117.19(b)(3))."""
    duty = case.duty
    excuse = None
    if duty.unforeseen and duty.overrun_arose == "after_takeoff" and not lacking_consents(duty):
        excuse = ("117.19(b)(3)", (f"report to the FAA within {law['report_days']} days (117.19(b)(4))",))
    for found in fdp_in_windows(case, law):
        yield _excused(duty, found, excuse)


def lacking_consents(duty: DutyPeriod) -> tuple[str, ...]:
    """Who has not agreed to an extension: it takes the pilot in command and the certificate holder (117.19)."""
    return tuple(one for one in HOLDERS if one not in duty.consents)


def _excused(duty: DutyPeriod, found: Ruling, excuse: tuple[str, Iterable[str]] | None) -> Ruling:
    """A breach that the law lets pass: under 117.29 where that reaches, or by the paragraph of `excuse`."""
    if found.verdict != "fail":
        return found
    if duty.emergency_authority and not duty.government_contract:
        if duty.government_contract is None:
            missing = "117.29(c) keeps the limit for government contracts, and whether this is one is not given"
            return not_checked(found.rule, found.citation, f"{found.detail}; {missing}")
        return replace(found, verdict="pass", limit=None, margin=None, detail=f"{found.detail}, exceeded under 117.29")
    if excuse is not None:
        paragraph, needs = excuse
        said = f"{found.detail}, exceeded to land at the destination or alternate under {paragraph}"
        return replace(found, verdict="pass", limit=None, margin=None, detail=said, needs=tuple(needs))
    return found
