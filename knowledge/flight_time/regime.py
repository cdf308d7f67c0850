"""A regime: dated parameters, rules, extensions and coverage of one folder; found by looking, asked by name.

A folder holds `parameters.yaml`, `rules.py` with `RULES` and `EXTENSIONS`, `cases.yaml` and `README.md`. In `parameters.yaml`
`based_on` takes over another regime's parameters and replaces some; `stricter_than` (an agreement) may only tighten them.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from domain.units import Frozen
from knowledge.flight_time.duty import Consent, CrewKind, DutyCase, DutyPeriod
from knowledge.flight_time.ruling import Ruling

Stricter = Literal["lower", "higher", "neither"]
_HERE = Path(__file__).parent


class UnknownRegime(LookupError):
    """No folder of that name; the message lists those there are."""


class BadRegime(ValueError):
    """A folder that contradicts itself: a parameter without citation, an agreement that is looser than the law."""


class DatedValue(Frozen):
    """A value in force from a day on."""

    since: date
    value: Any


class Parameter(Frozen):
    """One figure or table of the law. `stricter` says which way is stricter, so that an agreement can be held against it.

    `confidence`: whether the figure was confirmed against a public copy of the text, or recalled, and how surely.
    """

    name: str
    citation: str
    unit: str
    stricter: Stricter
    confidence: Literal["confirmed", "recalled_high", "recalled_medium", "recalled_low"]
    values: tuple[DatedValue, ...]
    note: str = ""

    def on(self, day: date) -> Any:
        """The value in force on a day; BadRegime when there was none yet."""
        found = [one.value for one in self.values if one.since <= day]
        if not found:
            raise BadRegime(f"{self.name!r} ({self.citation}) has no value on {day}; it begins {self.values[0].since}.")
        return found[-1]


@dataclass(frozen=True, slots=True)
class Law:
    """A regime's values in force on one day: `law["fdp_table"]`; `law.cite("fdp_table")` is the paragraph to quote."""

    regime: str
    values: Mapping[str, Any]
    citations: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def cite(self, name: str) -> str:
        """The citation of a parameter."""
        return self.citations[name]


RuleFunction = Callable[[DutyCase, Law], Iterable[Ruling]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One small function per article: `name`, the paragraph it implements, and whom it binds."""

    name: str
    citation: str
    applies_to: tuple[CrewKind, ...]
    function: RuleFunction


def rule(name: str, citation: str, applies_to: tuple[CrewKind, ...] = ("flight_crew",)) -> Callable[[RuleFunction], Rule]:
    """Declare a function as a rule."""
    return lambda function: Rule(name, citation, applies_to, function)


@dataclass(frozen=True, slots=True)
class Extension:
    """A lawful way past a limit: what must be agreed, and the duty as it would be flown under it (`change`)."""

    name: str
    citation: str
    consents: tuple[Consent, ...]
    most_min: int
    change: Callable[[DutyPeriod], DutyPeriod]


@dataclass(frozen=True, slots=True)
class Regime:
    """One folder's law. `binds`: the kinds of crew it speaks of."""

    name: str
    title: str
    binds: tuple[CrewKind, ...]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    extensions: tuple[Extension, ...]
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    based_on: str = ""
    stricter_than: str = ""

    def law(self, day: date) -> Law:
        """The values in force on a day (UTC date of the report)."""
        return _law(self.name, day)

    def check(self, case: DutyCase) -> tuple[Ruling, ...]:
        """Every ruling of every rule that binds this kind of crew; all breaches, not the first."""
        law = self.law(case.duty.report_at.date())
        return tuple(ruling for one in self.rules if case.crew in one.applies_to for ruling in one.function(case, law))


def breaches_of(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that fail."""
    return tuple(one for one in rulings if one.verdict == "fail")


@cache
def regimes() -> dict[str, Regime]:
    """Every regime in a folder here, by name; BadRegime when one contradicts itself."""
    found: dict[str, Regime] = {}
    folders = sorted(one.name for one in pkgutil.iter_modules([str(_HERE)]) if one.ispkg)
    for name in folders:
        found[name] = _read(name)
    return found


def regime(name: str) -> Regime:
    """The regime, or UnknownRegime."""
    known = regimes()
    if name not in known:
        raise UnknownRegime(f"Regime {name!r} is not known; use one of {', '.join(known)}.")
    return known[name]


@cache
def _law(name: str, day: date) -> Law:
    parameters = regime(name).parameters
    return Law(
        regime=name,
        values={key: _frozen(one.on(day)) for key, one in parameters.items()},
        citations={key: one.citation for key, one in parameters.items()},
    )


def _frozen(value: Any) -> Any:
    """Lists as tuples, so that no rule can change the law."""
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value


@cache
def _read(name: str) -> Regime:
    sheet = yaml.safe_load((_HERE / name / "parameters.yaml").read_text())
    module = importlib.import_module(f"knowledge.flight_time.{name}.rules")
    own = {key: Parameter(name=key, **body) for key, body in (sheet.get("parameters") or {}).items()}
    parent = sheet.get("based_on") or sheet.get("stricter_than") or ""
    inherited = dict(_read(parent).parameters) if parent else {}
    if sheet.get("stricter_than"):
        faults = list(_looser(name, inherited, own))
        if faults:
            raise BadRegime("; ".join(faults))
    for one in own.values():
        if not one.citation or not one.values:
            raise BadRegime(f"{name}: parameter {one.name!r} has no citation or no value")
    recited = {
        key: one.model_copy(update={"citation": f"{sheet['cited_as']} {one.citation}"}) if sheet.get("cited_as") else one
        for key, one in inherited.items()
    }
    return Regime(
        name=name,
        title=sheet["title"],
        binds=tuple(sheet["binds"]),
        parameters=recited | own,
        rules=tuple(module.RULES),
        extensions=tuple(module.EXTENSIONS),
        covers=tuple(sheet["covers"]),
        does_not_cover=tuple(sheet["does_not_cover"]),
        based_on=sheet.get("based_on") or "",
        stricter_than=sheet.get("stricter_than") or "",
    )


def _looser(name: str, law: Mapping[str, Parameter], agreement: Mapping[str, Parameter]) -> Iterator[str]:
    """Where an agreement is looser than the law it stands on, or speaks of something the law does not know."""
    for key, one in agreement.items():
        base = law.get(key)
        if base is None:
            yield f"{name}: {key!r} is not a parameter of the law it tightens"
            continue
        for dated in one.values:
            pairs = list(_pairs(dated.value, base.on(max(dated.since, base.values[0].since))))
            wrong = {
                "lower": any(given is None or given > lawful for given, lawful in pairs if lawful is not None),
                "higher": any(given is None or given < lawful for given, lawful in pairs if lawful is not None),
                "neither": any(given != lawful for given, lawful in pairs),
            }[base.stricter]
            if wrong:
                yield f"{name}: {key!r} from {dated.since} is looser than {base.citation}; an agreement can only be stricter"


def _pairs(given: Any, lawful: Any) -> Iterator[tuple[Any, Any]]:
    """Figures of the same place in two values of the same shape; BadRegime when the shapes differ."""
    if isinstance(lawful, dict) and isinstance(given, dict) and given.keys() == lawful.keys():
        for key in lawful:
            yield from _pairs(given[key], lawful[key])
    elif isinstance(lawful, list | tuple) and isinstance(given, list | tuple) and len(given) == len(lawful):
        for one, other in zip(given, lawful, strict=True):
            yield from _pairs(one, other)
    elif isinstance(lawful, dict | list | tuple) or isinstance(given, dict | list | tuple):
        raise BadRegime(f"a table of another shape than the law's: {given!r} beside {lawful!r}")
    else:
        yield given, lawful


def extended(duty: DutyPeriod, extension: Extension) -> DutyPeriod:
    """The duty flown under an extension, with the consents it needs given."""
    return replace(extension.change(duty), consents=tuple(sorted({*duty.consents, *extension.consents})))
