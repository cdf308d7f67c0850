"""Reserve: ORO.FTL.230, CS FTL.1.230."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import DAY_MIN, length_min
from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.rest import only_waited
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, at_most, breach, not_checked


@rule("reserve_notice", "ORO.FTL.105(20), ORO.FTL.230", BOTH)
def reserve_notice(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """A duty out of reserve is notified at least 10 h before."""
    duty, standby = case.duty, case.duty.standby
    if standby is None or standby.kind != "reserve" or only_waited(duty):
        return
    cited, least = law.cite("reserve_notice"), law["reserve_notice"]
    if standby.called_at is None:
        yield not_checked("reserve_notice", cited, "when the crew member on reserve was notified is not known")
    else:
        notice = length_min(standby.called_at, duty.report_at)
        yield at_least("reserve_notice", cited, "notice before reporting", limit=least, actual=notice)


@rule("reserve_sleep", "CS FTL.1.230(d)", BOTH)
def reserve_sleep(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """On each day of reserve there are 8 h in which the crew member is not contacted."""
    standby, cited = case.duty.standby, law.cite("reserve_sleep")
    if standby is None or standby.kind != "reserve":
        return
    opens, closes = standby.sleep_window_start, standby.sleep_window_end
    if opens is None or closes is None:
        yield not_checked("reserve_sleep", cited, "the hours kept free for sleep on the day of reserve are not known")
        return
    free = length_min(opens, closes)
    yield at_least("reserve_sleep", cited, "hours kept free for sleep", limit=law["reserve_sleep"], actual=free)
    if standby.called_at is not None and opens <= standby.called_at < closes:
        said = f"contacted at {standby.called_at:%H:%MZ}, in the hours kept free for sleep ({opens:%H:%MZ} to {closes:%H:%MZ})"
        yield breach("reserve_sleep", cited, said)


@rule("reserve_days", "CS FTL.1.230(c)", BOTH)
def reserve_days(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Consecutive days on reserve stay within the time between two recurrent rests (ORO.FTL.235(d))."""
    if case.reserve_days is not None:
        most = law["recurrent_rest_gap"] // DAY_MIN
        yield at_most(
            "reserve_days", "CS FTL.1.230(c)", "consecutive days on reserve", limit=most, actual=case.reserve_days, unit="count"
        )


RESERVE_RULES = (reserve_notice, reserve_sleep, reserve_days)
