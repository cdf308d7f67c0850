"""Law as dated, cited data: a figure with the days from which each of its values is in force, and what is in force on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from domain.units import Frozen

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
        return self.values[name]

    def cite(self, name: str) -> str:
        """The citation of a parameter."""
        return self.citations[name]


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
