"""A maintenance regime: dated parameters, rules and coverage of one folder; found by looking, asked by name.

A folder holds `parameters.yaml`, `rules.py` with `RULES`, `cases.yaml` and `README.md`.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.dated_law import (
    BadRegime,
    Law,
    Parameter,
    chosen,
    folders_in,
    law_of,
    parameters_of,
    read_sheet,
)
from knowledge.maintenance.deferral import Answer, DeferralCase, DiversionCase, Ruling

_HERE = Path(__file__).parent
INTERVAL, EXTENSION, ETOPS = "interval", "extension", "etops"
"""Names that these rules have in every regime."""

Case = DeferralCase | DiversionCase
RuleFunction = Callable[[Any, Law], Iterable[Answer]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One small function per paragraph; `about` is the kind of case it is asked about."""

    name: str
    citation: str
    about: type[DeferralCase] | type[DiversionCase]
    function: RuleFunction


def rule(name: str, citation: str, about: type[DeferralCase] | type[DiversionCase]) -> Callable[[RuleFunction], Rule]:
    """Declare a function `(case, law) -> answers` as a rule."""
    return lambda function: Rule(name, citation, about, function)


@dataclass(frozen=True, slots=True)
class Regime:
    """One folder's law. `begins`: from that day on it can be asked."""

    name: str
    title: str
    begins: date
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]

    def law(self, day: date) -> Law:
        """The values in force on a day; BadRegime when there were none yet."""
        return _law(self.name, day)

    def judge(self, case: Case) -> tuple[Ruling, ...]:
        """Every ruling of every rule about such a case, under the law of the day it was recorded, or of the flight's day."""
        day, asked = day_of(case), [one for one in self.rules if isinstance(case, one.about)]
        if day < self.begins:
            said = f"the figures here begin on {self.begins}; this is of {day}"
            return tuple(Ruling(one.name, "not_checked", one.citation, "confirmed", said) for one in asked)
        law = self.law(day)
        return tuple(self._ruling(one, said, law) for one in asked for said in one.function(case, law))

    def _ruling(self, one: Rule, said: Answer, law: Law) -> Ruling:
        sure = self.parameters[said.figure].confidence
        return Ruling(one.name, said.verdict, law.cite(said.figure), sure, said.detail, said.due_at, said.needs)

    def ruling(self, name: str, case: Case) -> Ruling:
        """What the rule of that name says."""
        return next(one for one in self.judge(case) if one.rule == name)


def day_of(case: Case) -> date:
    """The day whose law governs."""
    return case.recorded_at.date() if isinstance(case, DeferralCase) else case.day


@cache
def regimes() -> dict[str, Regime]:
    """Every regime in a folder here, by name; BadRegime when one contradicts itself."""
    return {name: _read(name) for name in folders_in(_HERE)}


def regime(name: str) -> Regime:
    """The regime, or UnknownRegime."""
    return chosen(regimes(), name)


@cache
def _law(name: str, day: date) -> Law:
    return law_of(name, regime(name).parameters, day)


def _read(name: str) -> Regime:
    sheet = read_sheet(_HERE / name / "parameters.yaml")
    module = importlib.import_module(f"knowledge.maintenance.{name}.rules")
    parameters = parameters_of(name, sheet)
    for one in parameters.values():
        if one.values[0].since > sheet["begins"]:
            raise BadRegime(f"{name}: parameter {one.name!r} has no value on the day the regime begins, {sheet['begins']}")
    return Regime(
        name=name,
        title=sheet["title"],
        begins=sheet["begins"],
        parameters=parameters,
        rules=tuple(module.RULES),
        covers=tuple(sheet["covers"]),
        does_not_cover=tuple(sheet["does_not_cover"]),
    )
