"""A slot regime: dated parameters, rules and coverage of one folder; found by looking, asked by name.

A folder holds `parameters.yaml`, `rules.py` with `RULES`, `cases.yaml` and `README.md`. `based_on` takes over another regime's
parameters and replaces some, `cited_as` then goes before each citation taken over.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.dated_law import (
    Law,
    Parameter,
    chosen,
    folders_in,
    law_of,
    parameters_of,
    read_sheet,
)
from knowledge.flight_time.ruling import Ruling
from knowledge.slots.slot_case import SlotCase

_HERE = Path(__file__).parent
RuleFunction = Callable[[SlotCase, Law], Iterable[Ruling]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One small function per article. It yields nothing about a case that does not tell of what it is about."""

    name: str
    citation: str
    function: RuleFunction


def rule(name: str, citation: str) -> Callable[[RuleFunction], Rule]:
    """Declare a function as a rule."""
    return lambda function: Rule(name, citation, function)


@dataclass(frozen=True, slots=True)
class Regime:
    """One folder's law."""

    name: str
    title: str
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    based_on: str = ""

    def law(self, day: date) -> Law:
        """The values in force on a day; a parameter that had not begun yet is absent."""
        return _law(self.name, day)

    def check(self, case: SlotCase) -> tuple[Ruling, ...]:
        """What every rule says of the case, by the law of the first day of its period."""
        law = self.law(case.period.first)
        return tuple(one for rule in self.rules for one in rule.function(case, law))

    def ruling(self, name: str, case: SlotCase) -> Ruling | None:
        """What one rule says of the case; None when it says nothing."""
        return next((one for one in self.check(case) if one.rule == name), None)


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


@cache
def _read(name: str) -> Regime:
    sheet = read_sheet(_HERE / name / "parameters.yaml")
    own = parameters_of(name, sheet)
    parent, cited_as = sheet.get("based_on") or "", sheet.get("cited_as") or ""
    inherited = {
        key: one.model_copy(update={"citation": f"{cited_as} {one.citation}".strip()})
        for key, one in (_read(parent).parameters if parent else {}).items()
    }
    return Regime(
        name=name,
        title=sheet["title"],
        parameters=inherited | own,
        rules=tuple(importlib.import_module(f"knowledge.slots.{name}.rules").RULES),
        covers=tuple(sheet["covers"]),
        does_not_cover=tuple(sheet["does_not_cover"]),
        based_on=parent,
    )
