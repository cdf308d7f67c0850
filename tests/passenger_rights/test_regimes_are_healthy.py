"""Every regime in `knowledge/passenger_rights` is held by its cases: all hold, each rule is tried both ways, no figure drifts."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import knowledge.passenger_rights
from knowledge.dated_law import DatedValue, Law, Parameter
from knowledge.passenger_rights.case_sheet import SentenceCase, read_cases
from knowledge.passenger_rights.regime import Regime, regimes
from tests.changed_figures import Read, changed, leaves

FOLDERS = Path(knowledge.passenger_rights.__file__).parent
every_regime = pytest.mark.parametrize("name", list(regimes()))


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A regime with figures that are given: asked as a regime is."""

    regime: Regime
    given: Law

    judge = Regime.judge

    def __getattr__(self, name: str) -> Any:
        return getattr(self.regime, name)

    def law(self, day: date) -> Law:
        return self.given


@cache
def cases_of(name: str) -> tuple[SentenceCase, ...]:
    return read_cases(FOLDERS / name)


@every_regime
def test_every_case_of_the_regime_holds(name: str) -> None:
    regime = regimes()[name]

    faults = [fault for case in cases_of(name) for fault in case.faults(regime)]

    assert cases_of(name), f"{name} has no cases"
    assert not faults, f"{len(faults)} faults in cases of {name}:\n" + "\n".join(faults[:20])


@every_regime
def test_every_rule_gives_in_one_case_and_denies_in_another(name: str) -> None:
    regime = regimes()[name]
    verdicts = defaultdict(set)
    for case in cases_of(name):
        verdicts[case.rule].add("silent" if case.expect.get("silent") else case.expect.get("verdict", case.expect.get("applies")))

    untried = {one.name for one in regime.rules if "owed" not in verdicts[one.name]}
    one_sided = {one.name for one in regime.rules if not {"not_owed", "not_checked", "silent"} & verdicts[one.name]}

    assert not untried, "rules that no case shows to give anything"
    assert not one_sided, "rules that no case shows to deny anything"
    assert {True, False} <= verdicts["scope"], "a case in scope and one out of it"
    assert verdicts.keys() <= {one.name for one in regime.rules} | {"scope"}, "a case asks a rule that there is not"


@every_regime
def test_every_rule_and_figure_says_where_it_comes_from(name: str) -> None:
    regime = regimes()[name]

    for one in regime.rules:
        assert one.citation.strip(), f"{one.name} cites nothing"
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
        law = regime.law(case.case.day)
        read = Read(law.values)
        UnderLaw(regime, replace(law, values=read)).judge(case.case)  # type: ignore[arg-type]
        for figure in read.names:
            asked[figure].append((case, law))

    def is_noticed(parameter: Parameter, dated: DatedValue, place: tuple[Any, ...], by: int) -> bool:
        wrong = changed(dated.value, place, by)
        for case, law in asked[parameter.name]:
            if parameter.on(case.case.day) is not dated.value:
                continue
            under = UnderLaw(regime, replace(law, values={**law.values, parameter.name: wrong}))
            if case.faults(under):  # type: ignore[arg-type]
                return True
        return False

    unnoticed = [
        f"{parameter.name}{list(place)} of {dated.since} {by:+d}"
        for parameter in regime.parameters.values()
        for dated in parameter.values
        if dated not in (inherited[parameter.name].values if parameter.name in inherited else ())
        for place in leaves(dated.value)
        for by in (-1, 1)
        if not is_noticed(parameter, dated, place, by)
    ]

    assert not unnoticed, f"{len(unnoticed)} changed figures of {name} are noticed by no case:\n" + "\n".join(unnoticed)
