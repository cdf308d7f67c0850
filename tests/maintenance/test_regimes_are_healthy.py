"""Every regime in `knowledge/maintenance` is held by its cases: all hold, each rule is tried both ways, no figure drifts."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import knowledge.maintenance
from knowledge.dated_law import Law
from knowledge.maintenance.case_sheet import SentenceCase, read_cases
from knowledge.maintenance.regime import Regime, day_of, regimes
from tests.changed_figures import changed, leaves

FOLDERS = Path(knowledge.maintenance.__file__).parent
every_regime = pytest.mark.parametrize("name", list(regimes()))


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A regime with figures that are given: asked as a regime is."""

    regime: Regime
    given: Law

    judge = Regime.judge
    ruling = Regime.ruling
    _ruling = Regime._ruling

    def __getattr__(self, name: str) -> Any:
        return getattr(self.regime, name)

    def law(self, day: date) -> Law:
        return self.given


@cache
def cases_of(name: str) -> tuple[SentenceCase, ...]:
    return read_cases(FOLDERS / name)


@every_regime
def test_every_case_of_the_regime_holds(name: str) -> None:
    faults = [fault for case in cases_of(name) for fault in case.faults(regimes()[name])]

    assert not faults, f"{len(faults)} faults in cases of {name}:\n" + "\n".join(faults)


@every_regime
def test_every_rule_of_the_regime_has_a_case_of_each_verdict(name: str) -> None:
    verdicts = defaultdict(set)
    for case in cases_of(name):
        verdicts[case.rule].add(case.expect["verdict"])

    assert dict(verdicts) == {one.name: {"pass", "fail", "not_checked"} for one in regimes()[name].rules}


@every_regime
def test_every_rule_and_figure_says_where_it_comes_from(name: str) -> None:
    regime = regimes()[name]

    assert all(one.citation.strip() for one in regime.rules)
    for parameter in regime.parameters.values():
        days = [one.since for one in parameter.values]
        assert days == sorted(set(days)), parameter.name
        assert parameter.citation.strip(), parameter.name
    assert regime.covers
    assert regime.does_not_cover
    assert (FOLDERS / name / "README.md").is_file()


@every_regime
def test_a_figure_that_is_changed_by_one_is_noticed_by_a_case(name: str) -> None:
    regime = regimes()[name]

    def is_noticed(figure: str, wrong: Any, since: date) -> bool:
        for case in cases_of(name):
            day = day_of(case.case)
            if day < max(since, regime.begins):
                continue
            law = regime.law(day)
            if case.faults(UnderLaw(regime, replace(law, values={**law.values, figure: wrong}))):  # type: ignore[arg-type]
                return True
        return False

    unnoticed = [
        f"{parameter.name}{list(place)} of {dated.since} {by:+d}"
        for parameter in regime.parameters.values()
        for dated in parameter.values
        for place in leaves(dated.value)
        for by in (-1, 1)
        if not is_noticed(parameter.name, changed(dated.value, place, by), dated.since)
    ]

    assert not unnoticed, f"{len(unnoticed)} changed figures of {name} are noticed by no case:\n" + "\n".join(unnoticed)
