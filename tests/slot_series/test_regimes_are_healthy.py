"""Every slot regime is held by its cases: all hold, each rule is tried both ways, no figure can drift."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import knowledge.slots
from knowledge.dated_law import DatedValue, Law, Parameter
from knowledge.slots.case_sheet import SentenceCase, read_cases
from knowledge.slots.levels import airport_level, known_airports
from knowledge.slots.regime import Regime, regimes
from tests.changed_figures import Read, changed, leaves

FOLDERS = Path(knowledge.slots.__file__).parent
every_regime = pytest.mark.parametrize("name", list(regimes()))
OPEN = {("wasg", "transfer"): "the guidelines leave it to the law of the country"}
"""Rules that never answer yes or no."""


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A regime with figures that are given."""

    regime: Regime
    given: Law

    check = Regime.check

    @property
    def rules(self) -> Any:
        return self.regime.rules

    def law(self, day: date) -> Law:
        return self.given


@cache
def cases_of(name: str) -> tuple[SentenceCase, ...]:
    return read_cases(FOLDERS / name)


def own_rules(regime: Regime) -> set[str]:
    """Rules that are not another regime's: those are tried there."""
    taken_over = {one.function for one in regimes()[regime.based_on].rules} if regime.based_on else set()
    return {one.name for one in regime.rules if one.function not in taken_over}


@every_regime
def test_every_case_of_the_regime_holds(name: str) -> None:
    faults = [fault for case in cases_of(name) for fault in case.faults(regimes()[name])]

    assert cases_of(name)
    assert not faults, "\n".join(faults)


@every_regime
def test_every_rule_has_a_case_that_passes_and_one_that_fails(name: str) -> None:
    regime = regimes()[name]
    verdicts = defaultdict(set)
    for case in cases_of(name):
        verdicts[case.rule].add(case.expect.get("verdict"))

    untried = {rule for rule in own_rules(regime) if not {"pass", "fail"} <= verdicts[rule] and (name, rule) not in OPEN}

    assert not untried
    assert verdicts.keys() <= {one.name for one in regime.rules}, "a case asks a rule that there is not"


@every_regime
def test_every_rule_and_figure_says_where_it_comes_from(name: str) -> None:
    regime = regimes()[name]

    assert all(one.citation.strip() for one in regime.rules)
    for parameter in regime.parameters.values():
        days = [one.since for one in parameter.values]
        assert days == sorted(set(days)), f"{parameter.name}: the days of its values are not in order"
    assert regime.covers
    assert regime.does_not_cover
    assert (FOLDERS / name / "README.md").is_file()


@every_regime
def test_a_figure_that_is_changed_by_one_is_noticed_by_a_case(name: str) -> None:
    regime = regimes()[name]
    inherited = regimes()[regime.based_on].parameters if regime.based_on else {}
    asked: dict[str, list[tuple[SentenceCase, Law]]] = defaultdict(list)
    for case in cases_of(name):
        law = regime.law(case.case.period.first)
        read = Read(law.values)
        UnderLaw(regime, replace(law, values=read)).check(case.case)  # type: ignore[arg-type]
        for figure in read.names:
            asked[figure].append((case, law))

    def is_noticed(parameter: Parameter, dated: DatedValue, place: tuple[Any, ...], by: int) -> bool:
        wrong = changed(dated.value, place, by)
        return any(
            case.faults(UnderLaw(regime, replace(law, values={**law.values, parameter.name: wrong})))  # type: ignore[arg-type]
            for case, law in asked[parameter.name]
            if parameter.on(case.case.period.first) is dated.value
        )

    unnoticed = [
        f"{parameter.name}{list(place)} of {dated.since} {by:+d}"
        for parameter in regime.parameters.values()
        for dated in parameter.values
        if dated not in (inherited[parameter.name].values if parameter.name in inherited else ())
        for place in leaves(dated.value)
        for by in (-1, 1)
        if not is_noticed(parameter, dated, place, by)
    ]

    assert not unnoticed, "\n".join(unnoticed)


def test_the_regime_that_is_named_for_an_airport_exists() -> None:
    for code in known_airports():
        found = airport_level(code, date(2026, 6, 1))
        assert found is not None, code
        assert found.regime in regimes(), code


@pytest.mark.parametrize(
    ("airport", "day", "level"),
    [
        ("JFK", date(2013, 2, 8), 3),
        ("EWR", date(2016, 10, 29), 3),
        ("EWR", date(2016, 10, 30), 2),
        ("SFO", date(2026, 6, 1), 2),
        ("LHR", date(2026, 6, 1), 3),
        ("JFK", date(2008, 3, 29), None),
        ("BOS", date(2026, 6, 1), None),
    ],
)
def test_the_level_of_an_airport_is_that_of_the_day_and_none_is_guessed(airport: str, day: date, level: int | None) -> None:
    found = airport_level(airport, day)

    assert (found and found.level) == level


def test_heathrow_was_under_the_european_regulation_until_the_united_kingdom_kept_its_own() -> None:
    before, after = airport_level("LHR", date(2020, 12, 31)), airport_level("LHR", date(2021, 1, 1))

    assert before is not None
    assert after is not None
    assert (before.regime, after.regime) == ("eu_95_93", "uk_slots")
