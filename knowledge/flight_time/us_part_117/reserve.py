"""Reserve of 14 CFR 117.21: how long short-call availability and flight duty may be together, and long-call notice."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import daily_windows, length_min
from knowledge.flight_time.duty import DutyCase, DutyPeriod, Standby
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, at_most, not_checked, spoken
from knowledge.flight_time.us_part_117.cumulative import lacking_consents
from knowledge.flight_time.us_part_117.flight_duty import MINIMUM_CREW, FlightDuty, clock_of_tables, fdp_limit, flight_duty


@rule("short_call", "14 CFR 117.21(c)")
def short_call(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.21(c)(1), (3), (4): 14 hours of availability, and a flight duty period that ends in time after its beginning."""
    duty, standby = case.duty, case.duty.standby
    if standby is None or standby.kind != "short_call":
        return
    length = length_min(standby.start, standby.end)
    name = "short_call_availability"
    yield at_most("short_call", law.cite(name), "reserve availability", limit=law[name], actual=length)
    fdp = flight_duty(duty, law)
    if fdp is not None:
        yield _together(duty, standby, fdp, law)


def _together(duty: DutyPeriod, standby: Standby, fdp: FlightDuty, law: Law) -> Ruling:
    name = "short_call_over_table_b" if duty.pilots <= MINIMUM_CREW else "short_call_over_table_c"
    found = fdp_limit(duty, fdp, law)
    actual = length_min(min(standby.start, fdp.start), fdp.end)
    if found.limit_min is None:
        return not_checked("short_call", law.cite(name), f"availability and FDP {spoken(actual)}; {found.read}")
    limit = found.limit_min + law[name]
    if name == "short_call_over_table_b":
        limit = min(limit, law["short_call_unaugmented"])
    held = at_most("short_call", law.cite(name), "availability and FDP", limit=limit, actual=actual)
    if held.verdict == "pass":
        return held
    if duty.emergency_authority:
        said = f"{held.detail}, exceeded under 117.29(b)"
        return replace(held, verdict="pass", limit=None, margin=None, detail=said)
    most = law["extension_before_takeoff"]
    if actual - limit > most or duty.overrun_arose == "after_takeoff":
        return held
    if not duty.unforeseen or lacking_consents(duty):
        how = f"if unforeseen, 117.19(a)(1) extends it by up to {spoken(most)} with pilot in command and certificate holder"
        return replace(held, detail=f"{held.detail}; {how}")
    extended = at_most("short_call", f"{held.citation}; 117.19(a)(1)", "availability and FDP", limit=limit + most, actual=actual)
    return replace(extended, needs=("agreement of the pilot in command and the certificate holder (117.19)",))


@rule("long_call", "14 CFR 117.21(a), (d)")
def long_call(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """117.21(d): 12 hours of notice for a flight duty period that begins before the window of circadian low and enters it."""
    duty, standby = case.duty, case.duty.standby
    # 117.21(a): what is not designated airport standby or short-call is long-call.
    if standby is None or standby.kind in ("airport_standby", "short_call"):
        return
    fdp, clock = flight_duty(duty, law), clock_of_tables(duty)
    if fdp is None:
        return
    name = "long_call_notice"
    if clock is None:
        yield not_checked("long_call", law.cite(name), "the clock of the theater last acclimated to is not given")
        return
    windows = daily_windows(fdp.start, fdp.end, law["wocl_from"], law["wocl_to"], clock)
    if not any(opens > fdp.start for opens, _ in windows):
        return
    if standby.called_at is None:
        yield not_checked("long_call", law.cite(name), "when the crew member was contacted is not given")
    else:
        notice = length_min(standby.called_at, duty.report_at)
        yield at_least("long_call", law.cite(name), "notice of report on long-call", limit=law[name], actual=notice)
