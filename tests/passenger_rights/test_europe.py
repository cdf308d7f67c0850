"""What holds for every journey under Regulation 261 and the laws of its pattern, beyond single cases."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passenger_rights.case_sheet import case_of
from knowledge.passenger_rights.entitlement import Entitlement
from knowledge.passenger_rights.regime import regime

REGIMES: dict[str, dict[str, Any]] = {
    "eu261": {"carrier": "AF", "licence": "FR"},
    "uk261": {"carrier": "BA", "licence": "GB"},
    "turkey_shy_yolcu": {"carrier": "TK", "licence": "TR"},
    "eu261_reform_2026": {"carrier": "AF", "licence": "FR", "day": date(2026, 7, 20)},
}
ROUTES = {
    "eu261": ("CDG-FRA", "FRA-IST", "CDG-JFK", "LPA-HEL", "CDG-RUN", "CDG-FRA-JFK"),
    "uk261": ("LHR-CDG", "LHR-IST", "LHR-JFK", "LHR-RUN", "LHR-CDG-JFK"),
    "turkey_shy_yolcu": ("IST-VAN", "IST-TIA", "IST-LHR", "IST-JFK", "IST-FRA-JFK"),
    "eu261_reform_2026": ("CDG-FRA", "FRA-IST", "CDG-JFK", "LPA-HEL"),
}
every_regime = pytest.mark.parametrize("name", list(REGIMES))
minutes = st.integers(min_value=0, max_value=2000)
causes = st.sampled_from(
    [None, "technical_defect", "weather_severe", "late_inbound", "own_strike_official", "crew_illness", "64"]
)


def span(count: int) -> str:
    return f"{'-' if count < 0 else ''}{abs(count) // 60}:{abs(count) % 60:02d}"


def asked(name: str, route: str, **about: Any) -> list[Entitlement]:
    answer = regime(name).judge(case_of({**REGIMES[name], **about, "route": route}))
    assert answer.scope.applies
    return list(answer.entitlements)


def money(found: list[Entitlement]) -> int | None:
    """Cents of compensation; None: not checked."""
    (one,) = [one for one in found if one.what == "compensation"]
    if one.verdict == "not_checked":
        return None
    return 0 if one.amount is None else one.amount.cents


@every_regime
@given(data=st.data(), earlier=minutes, later=minutes)
def test_compensation_never_falls_as_the_delay_grows(name: str, data: st.DataObject, earlier: int, later: int) -> None:
    route = data.draw(st.sampled_from(ROUTES[name]))
    earlier, later = sorted((earlier, later))

    less, more = (money(asked(name, route, late=span(late))) for late in (earlier, later))

    assert less is not None
    assert more is not None
    assert less <= more


@every_regime
@given(data=st.data(), leaves=st.integers(-300, 900), earlier=minutes, later=minutes, told=st.integers(0, 30_000))
def test_compensation_never_falls_as_the_re_routing_arrives_later_and_halving_never_gives_more(
    name: str, data: st.DataObject, leaves: int, earlier: int, later: int, told: int
) -> None:
    route = data.draw(st.sampled_from(ROUTES[name][:3]))
    earlier, later = sorted((earlier, later))

    def paid(**about: Any) -> int:
        found = money(asked(name, route, incident="cancellation", told=span(told), **about))
        assert found is not None
        return found

    less, more = (paid(reroute={"leaves": span(leaves), "arrives": span(late)}) for late in (earlier, later))
    without = paid(late=None)

    assert less <= more <= without
    assert less in (0, without // 2, without)


@every_regime
@given(data=st.data(), late=minutes, wait=minutes, cause=causes)
def test_what_is_not_checked_says_what_is_missing_and_what_is_denied_says_no_amount(
    name: str, data: st.DataObject, late: int, wait: int, cause: str | None
) -> None:
    route = data.draw(st.sampled_from(ROUTES[name]))
    kind = data.draw(st.sampled_from(["delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change"]))

    found = asked(name, route, incident=kind, late=span(late), left_late=span(wait), cause=cause, told=None)

    for one in found:
        assert bool(one.missing) == (one.verdict == "not_checked")
        assert one.amount is None or one.verdict == "owed"
        assert one.citation
        assert one.detail


@every_regime
@given(data=st.data(), late=minutes, cause=causes)
def test_a_cause_gives_the_sum_of_a_defect_or_nothing_or_is_not_checked(
    name: str, data: st.DataObject, late: int, cause: str | None
) -> None:
    route = data.draw(st.sampled_from(ROUTES[name]))
    for_a_defect = money(asked(name, route, late=span(late), cause="technical_defect"))

    found = money(asked(name, route, late=span(late), cause=cause))

    assert found in (None, 0, for_a_defect)


@every_regime
@given(data=st.data(), wait=minutes, more=minutes)
def test_care_once_due_stays_due_and_says_beforehand_when_it_begins(name: str, data: st.DataObject, wait: int, more: int) -> None:
    route = data.draw(st.sampled_from(ROUTES[name]))
    at_first = {one.rule: one for one in asked(name, route, late=None, left_late=span(wait))}
    later = {one.rule: one for one in asked(name, route, late=None, left_late=span(wait + more))}
    start = case_of({**REGIMES[name], "route": route}).first.scheduled_departure

    for rule in ("meals", "communication", "choice", "notice"):
        if at_first[rule].verdict == "owed":
            assert later[rule].verdict == "owed"
        begins = at_first[rule].from_at
        if begins is not None:
            assert (later[rule].verdict == "owed") == (start + timedelta(minutes=wait + more) >= begins)
