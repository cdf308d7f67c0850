"""Law as dated, cited data: a figure with the days from which each of its values is in force, and what is in force on one day."""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

from domain.units import Frozen

_Regime = TypeVar("_Regime")
Stricter = Literal["lower", "higher", "neither"]


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

    `confidence`: whether the figure was confirmed against a public copy of the text, or recalled, and how surely; `assumed` is
    an example of ours.
    """

    name: str
    citation: str
    unit: str
    stricter: Stricter = "neither"
    confidence: Literal["confirmed", "recalled_high", "recalled_medium", "recalled_low", "assumed"]
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
        if name not in self.values:
            began = f" ({self.citations[name]})" if name in self.citations else ""
            raise BadRegime(f"{self.regime!r} has no {name!r}{began} on the day asked about; it was not in force yet.")
        return self.values[name]

    def cite(self, name: str) -> str:
        """The citation of a parameter."""
        return self.citations[name]


def folders_in(here: Path) -> tuple[str, ...]:
    """The regimes of a kind of law: every package in its folder, by name."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules([str(here)]) if one.ispkg))


def chosen(known: Mapping[str, _Regime], name: str) -> _Regime:
    """The regime of that name, or UnknownRegime naming those there are."""
    if name not in known:
        raise UnknownRegime(f"Regime {name!r} is not known; use one of {', '.join(known)}.")
    return known[name]


def parameters_of(regime: str, sheet: Mapping[str, Any]) -> dict[str, Parameter]:
    """The parameters of a regime's sheet; BadRegime where one has no citation or no value."""
    found = {key: Parameter(name=key, **body) for key, body in (sheet.get("parameters") or {}).items()}
    for one in found.values():
        if not one.citation or not one.values:
            raise BadRegime(f"{regime}: parameter {one.name!r} has no citation or no value")
    return found


def law_of(regime: str, parameters: Mapping[str, Parameter], day: date) -> Law:
    """The values in force on a day; a parameter that begins later is not among them."""
    return Law(
        regime=regime,
        values={key: frozen(one.on(day)) for key, one in parameters.items() if one.values[0].since <= day},
        citations={key: one.citation for key, one in parameters.items()},
    )


def read_sheet(path: Path) -> Any:
    """A YAML sheet, parsed by libyaml where it is there: the regimes together are large."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def frozen(value: Any) -> Any:
    """Lists as tuples, so that no rule can change the law."""
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    if isinstance(value, dict):
        return {key: frozen(one) for key, one in value.items()}
    return value
