"""A passenger-rights regime: scope, dated parameters, rules and coverage of one folder; found by looking, asked by name.

A folder holds `parameters.yaml`, `rules.py` with `scope` and `RULES`, `cases.yaml` and `README.md`. `based_on` takes over another
regime's parameters and replaces some. `in_force: false` keeps a rule set (a reform that is not law yet) out of every judgment
that does not name it.
"""

import importlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

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
from knowledge.passenger_rights.entitlement import Entitlement, Scope
from knowledge.passenger_rights.journey import IncidentKind, RightsCase

_HERE = Path(__file__).parent
About = Literal["", "tarmac", "baggage", "damage"]
RuleFunction = Callable[[RightsCase, Law], Iterable[Entitlement]]
ScopeFunction = Callable[[RightsCase, Law], Scope]


@dataclass(frozen=True, slots=True)
class Rule:
    """One small function per article; it is asked about the kinds of incident in `incidents` (empty: all).

    `about`: a record of the case without which the rule has nothing to say, and is not asked.
    """

    name: str
    citation: str
    incidents: tuple[IncidentKind, ...]
    function: RuleFunction
    about: About = ""


def rule(name: str, citation: str, *incidents: IncidentKind, about: About = "") -> Callable[[RuleFunction], Rule]:
    """Declare a function as a rule."""
    return lambda function: Rule(name, citation, incidents, function, about)


class RegimeAnswer(NamedTuple):
    """What one regime says of a journey: whether it applies, and then everything it gives or denies."""

    regime: str
    title: str
    scope: Scope
    entitlements: tuple[Entitlement, ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """One folder's law. `concerns`: countries (ISO 3166) of whose airports or carriers one must be in the journey; empty: any."""

    name: str
    title: str
    currency: str
    in_force: bool
    begins: date
    parameters: Mapping[str, Parameter]
    scope: ScopeFunction
    rules: tuple[Rule, ...]
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    based_on: str = ""
    concerns: frozenset[str] = frozenset()

    def law(self, day: date) -> Law:
        """The values in force on a day. A parameter that had not begun yet is absent: `"name" in law.values`."""
        begins, laws = _laws(self.name)
        return laws[bisect_right(begins, day)]

    def judge(self, case: RightsCase, day: date | None = None) -> RegimeAnswer:
        """Scope, then every entitlement of every rule that the incident concerns. `day`: of the case, where it is known."""
        day = day or case.day
        if day < self.begins:
            said = f"in force since {self.begins}; the flight is of {day}"
            return RegimeAnswer(self.name, self.title, Scope(False, self.title, said))
        law = self.law(day)
        scope = self.scope(case, law)
        if not scope.applies:
            return RegimeAnswer(self.name, self.title, scope)
        found: list[Entitlement] = []
        reports = (case.tarmac is not None, case.baggage is not None, case.damage is not None)
        for function in _asked(self.name, case.incident.kind, reports):
            found.extend(function(case, law))
        return RegimeAnswer(self.name, self.title, scope, tuple(found))


@cache
def regimes() -> dict[str, Regime]:
    """Every regime in a folder here, by name, those not in force included; BadRegime when one contradicts itself."""
    return {name: _read(name) for name in folders_in(_HERE)}


def regime(name: str) -> Regime:
    """The regime, or UnknownRegime."""
    return chosen(regimes(), name)


@cache
def _asked(name: str, kind: IncidentKind, reports: tuple[bool, bool, bool]) -> tuple[RuleFunction, ...]:
    """The rules of a regime that such an incident concerns and that are about what the case reports, in their order."""
    there = {"", *(record for record, is_there in zip(("tarmac", "baggage", "damage"), reports, strict=True) if is_there)}
    concerned = (one for one in regime(name).rules if not one.incidents or kind in one.incidents)
    return tuple(one.function for one in concerned if one.about in there)


@cache
def _laws(name: str) -> tuple[tuple[date, ...], tuple[Law, ...]]:
    """The days on which some value changes, and the law before the first of them and from each of them on."""
    days = tuple(sorted({value.since for one in regime(name).parameters.values() for value in one.values}))
    return days, tuple(_law(name, day) for day in (date.min, *days))


def _law(name: str, day: date) -> Law:
    return law_of(name, regime(name).parameters, day)


@cache
def _read(name: str) -> Regime:
    sheet = read_sheet(_HERE / name / "parameters.yaml")
    module = importlib.import_module(f"knowledge.passenger_rights.{name}.rules")
    own = parameters_of(name, sheet)
    parent = sheet.get("based_on") or ""
    inherited = dict(_read(parent).parameters) if parent else {}
    if not isinstance(sheet.get("begins"), date):
        raise BadRegime(f"{name}: parameters.yaml gives no day on which the law begins (begins: YYYY-MM-DD)")
    return Regime(
        name=name,
        title=sheet["title"],
        currency=sheet["currency"],
        in_force=sheet.get("in_force", True),
        begins=sheet["begins"],
        parameters=inherited | own,
        scope=module.scope,
        rules=tuple(module.RULES),
        covers=tuple(sheet["covers"]),
        does_not_cover=tuple(sheet["does_not_cover"]),
        based_on=parent,
        concerns=frozenset(sheet.get("concerns") or ()),
    )
