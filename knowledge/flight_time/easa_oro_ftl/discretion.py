"""The flight duty period against what it may be: ORO.FTL.205(b), (e), and commander's discretion beyond it, ORO.FTL.205(f)."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.flight_duty import (
    MaximumFdp,
    flight_duty_period,
    is_augmented,
    maximum_fdp,
)
from knowledge.flight_time.easa_oro_ftl.standby import fdp_reduction_min
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, spoken


def allowed_fdp(case: DutyCase, law: Law) -> MaximumFdp | None:
    """The longest flight duty period the duty may have before commander's discretion; None when no sector is worked.

    The maximum less what standby (ORO.FTL.225) or a reduced rest (CS FTL.1.235(c)) before the duty takes from it.
    """
    most = maximum_fdp(case, law)
    taken = fdp_reduction_min(case, law) if most is not None else 0
    if most is None or taken == 0:
        return most
    return replace(
        most,
        limit_min=max(0, most.limit_min - taken),
        basic_min=max(0, most.basic_min - taken),
        before_discretion_min=max(0, most.before_discretion_min - taken),
        words=f"{most.words}, {spoken(taken)} taken off for standby or reduced rest",
    )


def rest_owed_after_in_flight_rest(duty: DutyPeriod, law: Law) -> int:
    """Minutes of rest at destination after a duty extended by in-flight rest (CS FTL.1.205(c)(6))."""
    return max(length_min(duty.report_at, duty.release_at), int(law["rest_after_in_flight_rest"]))


@rule("flight_duty_period", "ORO.FTL.205(b), (d), (e), (f), 220", BOTH)
def flight_duty_period_limit(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The flight duty period is within its maximum, or beyond it within commander's discretion."""
    most, fdp = allowed_fdp(case, law), flight_duty_period(case.duty, law)
    if most is None or fdp is None:
        return
    actual = length_min(*fdp)
    needs: tuple[str, ...] = ()
    if most.by == "in_flight_rest" and actual > most.basic_min:
        needs = (f"rest of {spoken(rest_owed_after_in_flight_rest(case.duty, law))} ({law.cite('rest_after_in_flight_rest')})",)
    yield _with_discretion(case.duty, law, most, actual, needs)


def _with_discretion(duty: DutyPeriod, law: Law, most: MaximumFdp, actual: int, needs: tuple[str, ...]) -> Ruling:
    """A flight duty period against its limit; beyond it, against commander's discretion."""
    name, limit = "flight_duty_period", most.limit_min
    said = f"FDP {spoken(actual)}, limit {spoken(limit)} ({most.words})"
    if actual <= limit:
        return Ruling(name, "pass", most.citation, said, limit, actual, limit - actual, needs=needs)
    ceiling = most.before_discretion_min + int(law["discretion_augmented" if is_augmented(duty, law) else "discretion"])
    agreed = duty.unforeseen and "commander" in duty.consents
    article = law.cite("discretion")
    if agreed and actual <= ceiling:
        detail = f"{said}; commander's discretion allows {spoken(ceiling)}"
        reports = (*needs, *_reports(actual - most.before_discretion_min, law))
        return Ruling(name, "pass", article, detail, ceiling, actual, ceiling - actual, needs=reports)
    if agreed and duty.overrun_arose == "after_takeoff":
        detail = f"{said}; beyond {spoken(ceiling)}, but it arose after take-off on the last sector: may continue"
        reports = (*needs, *_reports(actual - most.before_discretion_min, law))
        return Ruling(name, "pass", article, detail, actual=actual, needs=reports)
    if agreed:
        detail = f"{said}; before take-off commander's discretion ends at {spoken(ceiling)}"
        return Ruling(name, "fail", article, detail, ceiling, actual, ceiling - actual)
    if actual <= ceiling:
        said += f"; if unforeseen, the commander may allow {spoken(ceiling)} ({article})"
    return Ruling(name, "fail", most.citation, said, limit, actual, limit - actual)


def _reports(increase_min: int, law: Law) -> tuple[str, ...]:
    """Who must be told that the commander let the flight duty period grow by so much."""
    operator = "commander's report to the operator (ORO.FTL.205(f)(4))"
    if increase_min <= law["discretion_reported_over"]:
        return (operator,)
    days, article = law["discretion_report_days"], law.cite("discretion_report_days")
    return operator, f"operator's report to the authority within {days} days ({article})"
