"""A regime: dated parameters, rules, extensions and coverage of one folder; found by looking, asked by name.

A folder holds `parameters.yaml`, `rules.py` with `RULES` and `EXTENSIONS`, `cases.yaml` and `README.md`. In `parameters.yaml`
`based_on` takes over another regime's parameters and replaces some; `stricter_than` (an agreement) may only tighten them.
`cited_as` names the text of law that the citations of a regime taken over stand for, and is put before each of them.
"""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.dated_law import (
    BadRegime,
    Law,
    Parameter,
    Stricter,
    chosen,
    folders_in,
    law_of,
    parameters_of,
)
from knowledge.flight_time.duty import Consent, CrewKind, DutyCase, DutyPeriod
from knowledge.flight_time.ruling import BodyClock, RestRequired, Ruling

_HERE = Path(__file__).parent
_HEADING = re.compile(r"(^|_)(from|to|sectors)$")


RuleFunction = Callable[[DutyCase, Law], Iterable[Ruling]]
BodyClockFunction = Callable[[DutyCase, Law], BodyClock]
RestFunction = Callable[[DutyCase, Law], tuple[RestRequired, ...]]


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
    """One folder's law. `binds`: the kinds of crew it speaks of.

    `as_of`: the day whose law judges every duty; None: that of the duty's report. `body_clock`: None where it knows none.
    """

    name: str
    title: str
    binds: tuple[CrewKind, ...]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    extensions: tuple[Extension, ...]
    rest_required: RestFunction
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    based_on: str = ""
    stricter_than: str = ""
    cited_as: str = ""
    as_of: date | None = None
    body_clock: BodyClockFunction | None = None

    def law(self, day: date) -> Law:
        """The values in force on a day (UTC date of the report), or on `as_of`; BadRegime when there were none yet."""
        return _law(self.name, self.as_of or day)

    def applied_as_of(self, day: date | None) -> "Regime":
        """The same regime judging every duty by the law of a day; None: of the day of its report."""
        return self if self.as_of == day else replace(self, as_of=day)

    def check(self, case: DutyCase) -> tuple[Ruling, ...]:
        """Every ruling of every rule that binds this kind of crew; all breaches, not the first."""
        law = self.law(case.duty.report_at.date())
        rulings = (ruling for one in self.rules if case.crew in one.applies_to for ruling in one.function(case, law))
        if not self.cited_as:
            return tuple(rulings)
        return tuple(replace(one, citation=_recited(self.cited_as, one.citation)) for one in rulings)


def breaches_of(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that fail."""
    return tuple(one for one in rulings if one.verdict == "fail")


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


def _recited(cited_as: str, citation: str) -> str:
    """A citation of the regime taken over, as one of the text that stands for it."""
    return citation if not cited_as or citation.startswith(cited_as) else f"{cited_as} {citation}"


def _rests_recited(cited_as: str, rest_required: RestFunction) -> RestFunction:
    """The rests a duty asks for, cited as `_recited` does."""
    if not cited_as:
        return rest_required
    return lambda case, law: tuple(replace(one, citation=_recited(cited_as, one.citation)) for one in rest_required(case, law))


@cache
def _read(name: str) -> Regime:
    sheet = yaml.safe_load((_HERE / name / "parameters.yaml").read_text())
    module = importlib.import_module(f"knowledge.flight_time.{name}.rules")
    own = parameters_of(name, sheet)
    parent = sheet.get("based_on") or sheet.get("stricter_than") or ""
    inherited = dict(_read(parent).parameters) if parent else {}
    # An agreement is held against the law it stands on, so it cites the same text.
    cited_as = sheet.get("cited_as") or (_read(parent).cited_as if parent else "")
    rules = tuple(replace(one, citation=_recited(cited_as, one.citation)) for one in module.RULES)
    extensions = tuple(replace(one, citation=_recited(cited_as, one.citation)) for one in module.EXTENSIONS)
    if sheet.get("stricter_than"):
        own = agreed(name, _read(parent), own, rules=rules, extensions=extensions)
    recited = {key: one.model_copy(update={"citation": _recited(cited_as, one.citation)}) for key, one in inherited.items()}
    return Regime(
        name=name,
        title=sheet["title"],
        binds=tuple(sheet["binds"]),
        parameters=recited | own,
        rules=rules,
        extensions=extensions,
        rest_required=_rests_recited(cited_as, module.rest_required),
        covers=tuple(sheet["covers"]),
        does_not_cover=tuple(sheet["does_not_cover"]),
        based_on=sheet.get("based_on") or "",
        stricter_than=sheet.get("stricter_than") or "",
        cited_as=cited_as,
        body_clock=getattr(module, "body_clock", None),
    )


def agreed(
    name: str, law: Regime, own: Mapping[str, Parameter], *, rules: tuple[Rule, ...], extensions: tuple[Extension, ...]
) -> dict[str, Parameter]:
    """An agreement's own parameters, the law's values before their first day put in front; BadRegime names every way in which
    it is looser than the law, speaks of what the law does not know, or leaves one of its rules out."""
    faults = [f"{name}: {key!r} is not a parameter of {law.name}" for key in own if key not in law.parameters]
    faults += [f"{name}: rule {one.name!r} of {law.name} is left out" for one in law.rules if one not in rules]
    faults += [f"{name}: extension {one.name!r} is none of {law.name}" for one in extensions if one not in law.extensions]
    whole = {}
    for key, one in own.items():
        base = law.parameters.get(key)
        if base is None or not one.values:
            continue
        if (one.unit, one.stricter) != (base.unit, base.stricter):
            faults.append(
                f"{name}: {key!r} is in {one.unit}, stricter {one.stricter}; the law's is in {base.unit}, {base.stricter}"
            )
            continue
        begins = one.values[0].since
        # The law may change under an agreement that does not, so both are held side by side on every day one of them changes.
        for day in sorted(
            {*(dated.since for dated in one.values), *(dated.since for dated in base.values if dated.since > begins)}
        ):
            lawful = base.on(max(day, base.values[0].since))
            for fault in _looser(one.on(day), lawful, base.stricter, key):
                faults.append(f"{name}: from {day} {fault} ({base.citation}); an agreement can only be stricter")
        earlier = tuple(dated for dated in base.values if dated.since < begins)
        whole[key] = one.model_copy(update={"values": (*earlier, *one.values)})
    if faults:
        raise BadRegime("; ".join(faults))
    return whole


def _looser(given: Any, lawful: Any, stricter: Stricter, place: str) -> Iterator[str]:
    """Every place of a value, or of a table of values, that is looser than the law's."""
    if isinstance(lawful, dict) and isinstance(given, dict) and given.keys() == lawful.keys():
        for key in lawful:
            # The edges of a table's bands are not limits: a band that begins earlier is neither looser nor stricter by itself.
            way: Stricter = "neither" if _HEADING.search(key) else stricter
            yield from _looser(given[key], lawful[key], way, f"{place}.{key}")
    elif isinstance(lawful, list | tuple) and isinstance(given, list | tuple) and len(given) == len(lawful):
        for index, (one, other) in enumerate(zip(given, lawful, strict=True)):
            yield from _looser(one, other, stricter, f"{place}[{index}]")
    elif isinstance(lawful, dict | list | tuple) or isinstance(given, dict | list | tuple):
        yield f"{place} has another shape than the law's: {given!r} beside {lawful!r}"
    elif given == lawful:
        return
    elif stricter == "neither" or type(given) is not int or type(lawful) is not int:
        yield f"{place} is {given!r} and must stay {lawful!r}"
    elif given > lawful if stricter == "lower" else given < lawful:
        yield f"{place} is {given}, looser than {lawful}"


def extended(duty: DutyPeriod, extension: Extension) -> DutyPeriod:
    """The duty flown under an extension, with the consents it needs given."""
    return replace(extension.change(duty), consents=tuple(sorted({*duty.consents, *extension.consents})))
