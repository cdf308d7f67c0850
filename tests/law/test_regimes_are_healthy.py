"""Every regime in `knowledge/flight_time` is held by its cases: all hold, every rule is tried both ways, no figure can drift."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest

import knowledge.flight_time
from knowledge.dated_law import DatedValue, Law, Parameter
from knowledge.flight_time.case_sheet import SentenceCase, read_cases
from knowledge.flight_time.regime import Regime, Rule, regimes
from tests.changed_figures import Read, changed, leaves

FOLDERS = Path(knowledge.flight_time.__file__).parent
every_regime = pytest.mark.parametrize("name", list(regimes()))


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A regime, or some of its rules, with figures that are given: asked as a regime is."""

    given: Law
    rules: tuple[Rule, ...]
    cited_as: str

    check = Regime.check

    def law(self, day: date) -> Law:
        return self.given


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with the law of its day, the rules that answer it and the values they look up."""

    case: SentenceCase
    law: Law
    rules: tuple[Rule, ...]
    names: frozenset[str]

    @property
    def day(self) -> date:
        return self.case.case.duty.report_at.date()


@cache
def cases_of(name: str) -> tuple[SentenceCase, ...]:
    return read_cases(FOLDERS / name)


def tried(regime: Regime, case: SentenceCase) -> Tried:
    law = regime.law(case.case.duty.report_at.date())
    values = Read(law.values)
    noting = replace(law, values=values)
    rules = []
    for one in regime.rules:
        before = set(values.names)
        answers = UnderLaw(noting, (one,), regime.cited_as).check(case.case)
        if one.name == case.rule or any(ruling.rule == case.rule for ruling in answers):
            rules.append(one)
        else:
            values.names = before
    return Tried(case, law, tuple(rules), frozenset(values.names))


def parent_of(regime: Regime) -> Regime | None:
    return regimes().get(regime.based_on or regime.stricter_than)


def own_rules(regime: Regime) -> list[Rule]:
    """A regime that takes over another's rules leaves it to that one to try them."""
    parent = parent_of(regime)
    taken_over = {one.function for one in parent.rules} if parent else set()
    return [one for one in regime.rules if one.function not in taken_over]


def own_figures(regime: Regime) -> list[tuple[Parameter, DatedValue]]:
    """The values that are this regime's own; what it takes over is held by the cases of where it comes from."""
    parent = parent_of(regime)
    inherited = {} if parent is None else {name: one.values for name, one in parent.parameters.items()}
    return [
        (one, dated) for name, one in regime.parameters.items() for dated in one.values if dated not in inherited.get(name, ())
    ]


@every_regime
def test_every_case_of_the_regime_holds(name: str) -> None:
    regime = regimes()[name]

    faults = [fault for case in cases_of(name) for fault in case.faults(regime)]

    assert not faults, f"{len(faults)} cases of {name} do not hold:\n" + "\n".join(faults[:20])


@every_regime
def test_every_rule_of_the_regime_has_a_case_that_passes_and_one_that_fails(name: str) -> None:
    regime = regimes()[name]
    verdicts = defaultdict(set)
    for case in cases_of(name):
        verdicts[case.rule].add(case.expect["verdict"])

    untried = {one.name: sorted({"pass", "fail"} - verdicts[one.name]) for one in own_rules(regime)}

    assert not {rule: missing for rule, missing in untried.items() if missing}
    assert verdicts.keys() <= {one.name for one in regime.rules}, "a case asks a rule that there is not"


@every_regime
def test_every_rule_parameter_and_extension_of_the_regime_says_where_it_comes_from(name: str) -> None:
    regime = regimes()[name]

    for one in (*regime.rules, *regime.extensions):
        assert one.citation.strip(), f"{one.name} cites nothing"
    for parameter in regime.parameters.values():
        assert parameter.citation.strip(), f"{parameter.name} cites nothing"
        assert parameter.confidence
        days = [one.since for one in parameter.values]
        assert days == sorted(set(days)), f"{parameter.name}: the days of its values are not in order"
    assert regime.covers
    assert regime.does_not_cover
    assert (FOLDERS / name / "README.md").is_file()


@every_regime
def test_the_bands_of_every_table_follow_each_other_and_each_has_its_row(name: str) -> None:
    for parameter in regimes()[name].parameters.values():
        for dated in parameter.values:
            if isinstance(dated.value, dict) and isinstance(dated.value.get("from"), list) and "limits" in dated.value:
                starts = dated.value["from"]
                assert starts == sorted(set(starts)), parameter.name
                assert 0 <= starts[0] < starts[-1] < 1440, parameter.name
                assert len(starts) == len(dated.value["limits"]), parameter.name


@every_regime
def test_a_figure_that_is_changed_by_one_is_noticed_by_a_case(name: str) -> None:
    regime = regimes()[name]
    reading: dict[str, list[Tried]] = defaultdict(list)
    for case in (tried(regime, one) for one in cases_of(name)):
        for figure in case.names:
            reading[figure].append(case)

    unnoticed = [
        f"{parameter.name}{list(place)} of {dated.since} {by:+d}"
        for parameter, dated in own_figures(regime)
        for place in leaves(dated.value)
        for by in (-1, 1)
        if not _is_noticed(regime, parameter, dated.value, place, by, reading[parameter.name])
    ]

    assert not unnoticed, f"{len(unnoticed)} changed figures of {name} are noticed by no case:\n" + "\n".join(unnoticed)


def _is_noticed(regime: Regime, parameter: Parameter, value: Any, place: tuple[Any, ...], by: int, asked: list[Tried]) -> bool:
    wrong = changed(value, place, by)
    figure = reduce(getitem, place, value)
    # Most are noticed by a case whose limit is that very figure, or by the one that noticed the last: those are asked first.
    asked.sort(key=lambda one: one.case.expect.get("limit") != figure)
    for index, one in enumerate(asked):
        if parameter.on(one.day) is not value:
            continue
        law = replace(one.law, values={**one.law.values, parameter.name: wrong})
        if one.case.faults(UnderLaw(law, one.rules, regime.cited_as)):
            asked.insert(0, asked.pop(index))
            return True
    return False
