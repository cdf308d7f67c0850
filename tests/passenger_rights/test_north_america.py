"""What single cases cannot say of the laws of the United States and Canada and of the Montreal Convention."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import knowledge.passenger_rights
from knowledge.passenger_rights.case_sheet import SentenceCase, case_of, read_cases
from knowledge.passenger_rights.entitlement import Entitlement
from knowledge.passenger_rights.regime import regime

FOLDERS = Path(knowledge.passenger_rights.__file__).parent
REGIMES = ("us_part_250", "us_part_259", "us_part_260", "canada_appr", "montreal_1999")
every_regime = pytest.mark.parametrize("name", REGIMES)
CANADIAN = {"route": "YYZ-YVR", "flies": "5:00", "carrier": "AC", "licence": "CA", "cause": "crew_shortage", "told": "3:00"}
AMERICAN = {
    "route": "JFK-LAX",
    "flies": "6:00",
    "carrier": "B6",
    "licence": "US",
    "seats": 162,
    "incident": "denied_boarding",
    "denied": "oversold",
    "volunteered": False,
    "cause": "overbooking",
}


def hours(span_min: int) -> str:
    """Minutes as a case sheet writes them."""
    return f"{'-' if span_min < 0 else ''}{abs(span_min) // 60}:{abs(span_min) % 60:02}"


def answer(name: str, rule: str, given: dict[str, Any]) -> Entitlement:
    """The one entitlement of a rule."""
    [found] = [one for one in regime(name).judge(case_of(given)).entitlements if one.rule == rule]
    return found


def cents(found: Entitlement) -> int:
    """What is owed; nothing counts as none."""
    assert found.verdict in ("owed", "not_owed"), found
    return found.amount.cents if found.verdict == "owed" and found.amount is not None else 0


def answers(name: str) -> Iterator[tuple[SentenceCase, Entitlement]]:
    """Everything that a regime answers to all of its cases."""
    for case in read_cases(FOLDERS / name):
        for found in regime(name).judge(case.case).entitlements:
            yield case, found


@pytest.mark.parametrize("large", [True, False])
def test_canadian_compensation_never_falls_as_the_delay_grows(large: bool) -> None:
    sums = [
        cents(answer("canada_appr", "compensation", {**CANADIAN, "large": large, "late": hours(late)}))
        for late in range(-60, 14 * 60)
    ]

    assert sums == sorted(sums)
    assert len(set(sums)) == 4


def test_canadian_denied_boarding_compensation_never_falls_as_the_delay_grows() -> None:
    denied = {**CANADIAN, "incident": "denied_boarding", "denied": "oversold", "volunteered": False}

    sums = [cents(answer("canada_appr", "denied_boarding", {**denied, "late": hours(late)})) for late in range(-60, 14 * 60)]

    assert sums == sorted(sums)
    assert len(set(sums)) == 3


@pytest.mark.parametrize("route", ["JFK-LAX", "JFK-LHR", "JFK-ORD-LHR"])
@pytest.mark.parametrize("fare", ["100.00", "400.00", "1000.00"])
def test_american_denied_boarding_compensation_never_falls_as_the_alternate_arrives_later(route: str, fare: str) -> None:
    paid = {**AMERICAN, "route": route, "fare": {"currency": "USD", "one_way": fare}}

    sums = [
        cents(answer("us_part_250", "denied_boarding", {**paid, "reroute": {"leaves": "0:10", "arrives": hours(late)}}))
        for late in range(-30, 6 * 60)
    ]
    without = cents(answer("us_part_250", "denied_boarding", {**paid, "late": None}))

    assert sums == sorted(sums)
    assert without == sums[-1]


def test_american_denied_boarding_compensation_never_falls_as_the_fare_grows_and_ends_at_the_cap() -> None:
    sums = [
        cents(answer("us_part_250", "denied_boarding", {**AMERICAN, "fare": {"currency": "USD", "one_way": dollars}}))
        for dollars in range(1, 1200)
    ]

    assert sums == sorted(sums)
    assert sums[0] == 400
    assert sums[-1] == 215_000


@pytest.mark.parametrize(
    ("name", "rule", "given"),
    [
        ("canada_appr", "compensation", {**CANADIAN, "large": True}),
        ("canada_appr", "meals", CANADIAN),
        ("canada_appr", "communication", CANADIAN),
        ("canada_appr", "rerouting", {**CANADIAN, "large": True}),
        ("us_part_260", "refund", {"route": "JFK-LAX", "choice": "refund"}),
        ("us_part_260", "refund", {"route": "JFK-LHR", "choice": "refund"}),
    ],
)
def test_what_becomes_owed_at_a_moment_is_owed_from_that_delay_on_and_not_a_minute_before(
    name: str, rule: str, given: dict[str, Any]
) -> None:
    waiting = {"rerouting", "meals", "communication"}
    on_time = case_of({**given, "late": "0:00"})
    start = on_time.hit.scheduled_departure if rule in waiting else on_time.last.scheduled_arrival
    first = answer(name, rule, {**given, "late": "0:00"})
    assert first.from_at is not None
    late = int((first.from_at - start) / timedelta(minutes=1))

    before, at = (answer(name, rule, {**given, "late": hours(one)}) for one in (late - 1, late))

    assert (before.verdict, at.verdict) == ("not_owed", "owed")
    assert before.from_at == at.from_at == first.from_at


@pytest.mark.parametrize(
    ("name", "given"),
    [("canada_appr", {**CANADIAN, "fare": {"currency": "CAD", "total": "500"}}), ("us_part_260", {"route": "JFK-LAX"})],
)
def test_who_still_waits_for_a_flight_3_h_late_may_refuse_it_and_who_has_arrived_may_not(
    name: str, given: dict[str, Any]
) -> None:
    arrived = case_of({**given, "late": "3:00"})

    verdicts = [
        next(one.verdict for one in regime(name).judge(case).entitlements if one.rule == "refund")
        for case in (replace(arrived, arrived=False), arrived)
    ]

    assert verdicts == ["owed", "not_owed"]


@pytest.mark.parametrize("name", ["us_part_259", "canada_appr"])
@pytest.mark.parametrize("movement", ["departure", "arrival"])
def test_a_wait_on_the_tarmac_is_breached_once_and_stays_breached(name: str, movement: str) -> None:
    route = {"us_part_259": "JFK-LAX", "canada_appr": "YYZ-YVR"}[name]
    began = 0 if movement == "departure" else 6 * 60
    told = []
    for wait in range(0, 5 * 60):
        tarmac = {"movement": movement, "began_at": hours(began), "ended_at": hours(began + wait)}
        found = answer(name, "tarmac_deplaning", {"route": route, "flies": "6:00", "seats": 162, "tarmac": tarmac})
        told.append(found.detail.startswith("breached:"))

    assert told == sorted(told)
    assert told.index(True) == 181


@every_regime
def test_what_is_not_checked_says_what_is_missing_and_never_gives_a_sum_that_is_owed(name: str) -> None:
    for case, found in answers(name):
        if found.verdict == "not_checked":
            assert found.missing, f"{case.says}: {found}"
            assert found.amount is None or found.at_most, f"{case.says}: {found}"
        elif found.verdict == "not_owed":
            assert found.amount is None, f"{case.says}: {found}"


@every_regime
def test_every_answer_cites_a_paragraph_and_says_something(name: str) -> None:
    for case, found in answers(name):
        assert found.citation.strip(), case.says
        assert found.detail.strip(), case.says
        for moment in (found.due_by, found.from_at):
            assert moment is None or moment.utcoffset() == timedelta(0), f"{case.says}: {moment}"


@every_regime
def test_the_same_case_has_the_same_answer(name: str) -> None:
    for case in read_cases(FOLDERS / name):
        assert regime(name).judge(case.case) == regime(name).judge(case.case), case.says


def test_a_refund_to_a_card_is_due_nine_to_eleven_days_after_the_request_and_on_no_weekend() -> None:
    for day in range(14):
        found = answer(
            "us_part_260",
            "refund",
            {
                "route": "JFK-LAX",
                "incident": "cancellation",
                "late": None,
                "choice": "refund",
                "claimed": f"{day}d 00:00",
                "fare": {"currency": "USD", "total": "400.00", "paid_by_card": True},
            },
        )
        case = case_of({"route": "JFK-LAX"})
        asked = case.hit.scheduled_departure + timedelta(days=day)
        assert found.due_by is not None
        local = found.due_by.astimezone(case.origin.clock)

        assert local.weekday() < 5
        assert timedelta(days=9) <= found.due_by - asked <= timedelta(days=11)


def test_no_sum_in_drawing_rights_exceeds_its_limit_unless_the_carrier_was_reckless() -> None:
    for proven in range(6_000, 6_600, 7):
        for reckless in (True, False, None):
            damage = {
                "kind": "passenger_delay",
                "currency": "XDR",
                "proven": proven,
                "all_measures_taken": False,
                "reckless": reckless,
            }
            owed = cents(answer("montreal_1999", "passenger_delay", {"route": "JFK-LHR", "late": "5:00", "damage": damage}))

            assert owed == (proven * 100 if reckless else min(proven * 100, 630_300))
