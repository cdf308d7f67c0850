"""Brazil, India, Israel, Saudi Arabia: what no single case can say. Limits and amounts are in their cases."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import airportsdata
import pytest

import knowledge.passenger_rights
from knowledge.passenger_rights.carriers import carriers, licensing_country
from knowledge.passenger_rights.case_sheet import SentenceCase, case_of, read_cases
from knowledge.passenger_rights.journey import Cause, RightsCase
from knowledge.passenger_rights.regime import RegimeAnswer, regime

REGIMES = ("brazil_anac_400", "india_dgca", "israel_asl", "saudi_gaca")
FOLDERS = Path(knowledge.passenger_rights.__file__).parent
every_one = pytest.mark.parametrize("name", REGIMES)


@cache
def sentences(name: str) -> tuple[SentenceCase, ...]:
    return read_cases(FOLDERS / name)


def verdicts(answer: RegimeAnswer) -> dict[tuple[str, str], set[str]]:
    """What each rule says of each thing."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in answer.entitlements:
        found.setdefault((one.rule, one.what), set()).add(one.verdict)
    return found


def money(name: str, case: RightsCase) -> int:
    """Cents of compensation that are owed."""
    found = [one for one in regime(name).judge(case).entitlements if one.what == "compensation" and one.verdict == "owed"]
    return max((one.amount.cents for one in found if one.amount is not None), default=0)


def without(case: RightsCase, fact: str) -> RightsCase:
    """The journey with one fact not known."""
    incident = case.incident
    forget: dict[str, Callable[[], RightsCase]] = {
        "departure": lambda: replace(case, incident=replace(incident, departure=None)),
        "arrival": lambda: replace(case, arrival=None, arrived=False),
        "notice": lambda: replace(case, incident=replace(incident, told_at=None)),
        "cause": lambda: replace(case, incident=replace(incident, cause=Cause())),
        "night": lambda: replace(case, incident=replace(incident, overnight=None)),
        "purpose": lambda: replace(case, incident=replace(incident, purpose_lost=None)),
        "reason": lambda: replace(case, incident=replace(incident, denied_reason="")),
        "volunteer": lambda: replace(case, incident=replace(incident, volunteered=None)),
        "check-in": lambda: replace(case, passenger=replace(case.passenger, checked_in_on_time=None)),
        "fare": lambda: replace(case, fare=None),
    }
    return forget[fact]()


@every_one
@pytest.mark.parametrize(
    "fact", ["departure", "arrival", "notice", "cause", "night", "purpose", "reason", "volunteer", "check-in", "fare"]
)
def test_a_fact_that_is_not_known_never_turns_one_answer_into_its_opposite(name: str, fact: str) -> None:
    for sentence in sentences(name):
        known = verdicts(regime(name).judge(sentence.case))
        blind = verdicts(regime(name).judge(without(sentence.case, fact)))

        for key, said in blind.items():
            opposite = {"owed": "not_owed", "not_owed": "owed"}
            for verdict in said & opposite.keys():
                assert opposite[verdict] not in known.get(key, set()), f"{sentence.says}: {key} without {fact} is {verdict}"


@every_one
def test_what_is_not_checked_says_what_must_be_known(name: str) -> None:
    open_ones = [
        (sentence.says, one)
        for sentence in sentences(name)
        for one in regime(name).judge(sentence.case).entitlements
        if one.verdict == "not_checked"
    ]

    assert open_ones
    for says, one in open_ones:
        assert one.missing, f"{says}: {one.rule}"
        assert all(word.strip() for word in one.missing), f"{says}: {one.rule}"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("israel_asl", {"route": "TLV-JFK", "flies": "12:00"}),
        ("israel_asl", {"route": "TLV-ATH"}),
        ("saudi_gaca", {"route": "RUH-JED"}),
        ("brazil_anac_400", {"route": "GRU-LIS", "flies": "9:00"}),
        ("india_dgca", {"route": "DEL-BOM", "licence": "IN"}),
    ],
)
def test_compensation_never_falls_as_the_delay_grows(name: str, given: dict[str, str]) -> None:
    paid = [money(name, case_of({**given, "late": f"{late // 60}:{late % 60:02d}"})) for late in range(0, 1500, 7)]

    assert paid == sorted(paid)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("israel_asl", {"route": "TLV-JFK", "flies": "12:00", "incident": "cancellation"}),
        ("israel_asl", {"route": "TLV-ATH", "incident": "denied_boarding", "denied": "oversold", "volunteered": False}),
        (
            "india_dgca",
            {
                "route": "DEL-BOM",
                "licence": "IN",
                "incident": "denied_boarding",
                "denied": "oversold",
                "volunteered": False,
                "fare": {"currency": "INR", "basic": 3000, "fuel": 500},
            },
        ),
        ("brazil_anac_400", {"route": "GRU-BSB", "incident": "denied_boarding", "denied": "oversold", "volunteered": False}),
    ],
)
def test_compensation_never_falls_as_the_alternative_gets_later(name: str, given: dict[str, object]) -> None:
    alternatives = [
        {"leaves": f"{late // 60}:{late % 60:02d}", "arrives": f"{late // 60}:{late % 60:02d}"} for late in range(0, 3000, 7)
    ]
    paid = [money(name, case_of({**given, "reroute": one})) for one in alternatives]

    assert paid == sorted(paid)
    assert paid[-1] > 0


@every_one
def test_care_is_given_whatever_else_is_asked_from_the_moment_that_was_foretold(name: str) -> None:
    origin, licence = {
        "brazil_anac_400": ("GRU-BSB", "BR"),
        "india_dgca": ("DEL-BOM", "IN"),
        "israel_asl": ("TLV-CDG", "IL"),
        "saudi_gaca": ("RUH-JED", "SA"),
    }[name]
    given = {"route": origin, "licence": licence, "overnight": True}
    early = regime(name).judge(case_of({**given, "late": "0:30"}))
    foretold = {one.rule: one.from_at for one in early.entitlements if one.from_at is not None and one.verdict == "not_owed"}

    assert "meals" in foretold
    assert "hotel" in foretold
    for rule_name, opens in foretold.items():
        start = case_of(given).hit.scheduled_departure
        at = int((opens - start).total_seconds()) // 60
        for late, wanted in ((at - 1, "not_owed"), (at, "owed")):
            case = case_of({**given, "late": f"{late // 60}:{late % 60:02d}"})
            assert verdicts(regime(name).judge(case))[(rule_name, rule_name)] == {wanted}, f"{rule_name} at {late} min"


def test_every_licensing_state_is_a_country_with_airports_and_an_unknown_carrier_has_none() -> None:
    countries = {row["country"] for row in airportsdata.load("IATA").values()}
    strangers = {code: one.country for code, one in carriers().items() if one.country not in countries}

    assert not strangers
    assert len(carriers()) >= 150
    assert licensing_country("NO") == "IT"
    assert licensing_country("DY") == "NO"
    assert licensing_country("??") is None
    assert [code for code, one in carriers().items() if one.appr_large is not None and one.country != "CA"] == []
