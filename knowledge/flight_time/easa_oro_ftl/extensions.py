"""What a flight duty period must have where in-flight rest or a break on the ground lengthens it: ORO.FTL.205(e), 220."""

from bisect import bisect_left
from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.flight_time.clocks import length_min
from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.easa_oro_ftl.definitions import BOTH
from knowledge.flight_time.easa_oro_ftl.discretion import allowed_fdp
from knowledge.flight_time.easa_oro_ftl.flight_duty import flight_duty_period, net_break_min
from knowledge.flight_time.regime import rule
from knowledge.flight_time.ruling import Ruling, at_least, breach, not_checked, spoken


def _stands_on_in_flight_rest(case: DutyCase, law: Law) -> bool:
    """Whether the flight duty period, with what standby takes from its limit, is too long without in-flight rest."""
    if case.duty.rest_facility == "none":
        return False
    fdp, most = flight_duty_period(case.duty, law), allowed_fdp(case, law)
    return fdp is not None and most is not None and most.by == "in_flight_rest" and length_min(*fdp) > most.basic_min


def _pilots_rest(case: DutyCase, law: Law, name: str, whose: str) -> Iterator[Ruling]:
    """A flight duty period that stands on in-flight rest needs this rest of these pilots."""
    if not _stands_on_in_flight_rest(case, law):
        return
    rest = case.duty.in_flight_rest
    if rest is None:
        yield not_checked(name, law.cite(name), f"consecutive in-flight rest of {whose} needs {spoken(law[name])}; not given")
        return
    had = rest.landing_pilot_min if name == "in_flight_rest_landing" else rest.other_pilots_min
    yield at_least(name, law.cite(name), f"consecutive in-flight rest of {whose}", limit=law[name], actual=had)


@rule("in_flight_rest_each", "CS FTL.1.205(c)(1)(ii)")
def in_flight_rest_each(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Every pilot not landing rests 90 consecutive minutes in flight."""
    yield from _pilots_rest(case, law, "in_flight_rest_each", "the other pilots")


@rule("in_flight_rest_landing", "CS FTL.1.205(c)(1)(ii)")
def in_flight_rest_landing(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """The pilots at the controls during landing rest two consecutive hours in flight."""
    yield from _pilots_rest(case, law, "in_flight_rest_landing", "the pilots who land")


@rule("cabin_in_flight_rest", "CS FTL.1.205(c)(3)", ("cabin_crew",))
def cabin_in_flight_rest(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """Cabin crew rest in flight as long as the flight duty period and the class of facility ask."""
    fdp, duty, name = flight_duty_period(case.duty, law), case.duty, "cabin_in_flight_rest"
    if fdp is None or not _stands_on_in_flight_rest(case, law):
        return
    table = law[name]
    needed = [rest for rest in table[duty.rest_facility] if rest is not None]
    # Beyond the table's last line the flight duty period itself is judged by ORO.FTL.205(f); the longest rest stays due.
    limit = needed[min(bisect_left(table["fdp_to"], length_min(*fdp)), len(needed) - 1)]
    who = "consecutive in-flight rest of each cabin crew member"
    had = None if duty.in_flight_rest is None else duty.in_flight_rest.cabin_crew_min
    if had is None:
        yield not_checked(name, law.cite(name), f"{who} needs {spoken(limit)}; not given")
    else:
        yield at_least(name, law.cite(name), who, limit=limit, actual=had)


@rule("split_duty", "CS FTL.1.220", BOTH)
def split_duty(case: DutyCase, law: Law) -> Iterator[Ruling]:
    """A flight duty period that is longer than the basic one by a break on the ground has a break that allows it."""
    duty, fdp = case.duty, flight_duty_period(case.duty, law)
    most = allowed_fdp(case, law) if duty.split_breaks else None
    if fdp is None or most is None or most.by not in ("basic", "split_duty") or length_min(*fdp) <= most.basic_min:
        return
    if duty.reduced_rest_before:
        yield breach("split_duty", "ORO.FTL.220(c)", "a split duty does not follow a reduced rest")
    elif all(one.accommodation == "none" for one in duty.split_breaks):
        yield breach("split_duty", "CS FTL.1.220(d), (e)", "no accommodation in the break on the ground")
    else:
        longest = max(net_break_min(one, law) for one in duty.split_breaks)
        yield at_least(
            "split_duty", law.cite("split_break"), "break without duties and travel", limit=law["split_break"], actual=longest
        )
