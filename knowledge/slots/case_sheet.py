"""Cases of a slot regime as sentences, read from `cases.yaml`.

`given`: `airport`, `period` (S26, W26, 2013-01/02), `unused_on`, and any part of `slot_case.SlotCase` by its name and fields.
`expect`: `verdict` pass | fail | not_checked and, where given, `limit`, `actual`, `margin`, `says` (words of the detail), `needs`
(words), `citation` (its beginning); or `silent: true`. A sheet's own `given` holds for all its cases.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from knowledge.dated_law import read_sheet
from knowledge.flight_time.ruling import Ruling
from knowledge.slots.season import period
from knowledge.slots.slot_case import Claim, Entrant, Exchange, NotBegun, OffSlot, PoolShare, Run, SlotCase, Use

_PARTS: dict[str, type[Any]] = {
    "run": Run,
    "use": Use,
    "claim": Claim,
    "exchange": Exchange,
    "entrant": Entrant,
    "pool": PoolShare,
    "off_slot": OffSlot,
    "not_begun": NotBegun,
}


class Checked(Protocol):
    """What can be asked a case: a regime, or one whose figures were changed."""

    def check(self, case: SlotCase) -> tuple[Ruling, ...]:
        """The rulings."""
        ...


class BadCase(ValueError):
    """A case that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """One case: what it says, the rule it asks, what is given and what is to be answered."""

    says: str
    rule: str
    case: SlotCase
    expect: Mapping[str, Any]

    def faults(self, regime: Checked) -> list[str]:
        """Every way in which the regime's answer differs from what is expected."""
        found = [one for one in regime.check(self.case) if one.rule == self.rule]
        if self.expect.get("silent"):
            return [f"{self.says}: {one.verdict} {one.detail}" for one in found]
        if not found:
            return [f"{self.says}: {self.rule} says nothing"]
        return [f"{self.says}: {one}" for one in self._misses(found[0])]

    def _misses(self, one: Ruling) -> Iterator[str]:
        for name in ("verdict", "limit", "actual", "margin"):
            if name in self.expect and getattr(one, name) != self.expect[name]:
                yield f"{name} is {getattr(one, name)} ({one.detail}), not {self.expect[name]}"
        for name, text in (("says", one.detail), ("needs", "; ".join(one.needs))):
            if name in self.expect and self.expect[name] not in text:
                yield f"{name} {text!r}"
        if "citation" in self.expect and not one.citation.startswith(self.expect["citation"]):
            yield f"cites {one.citation!r}"


def read_cases(folder: Path) -> tuple[SentenceCase, ...]:
    """Every case of a regime's folder; BadCase names one that cannot be read."""
    sheet = read_sheet(folder / "cases.yaml")
    found = []
    for row in sheet["cases"]:
        try:
            case = _case({**(sheet.get("given") or {}), **(row.get("given") or {})})
        except (KeyError, TypeError, ValueError) as error:
            raise BadCase(f"{folder.name}: {row.get('says')!r}: {error!r}") from error
        found.append(SentenceCase(row["says"], row["rule"], case, row["expect"]))
    return tuple(found)


def _case(given: Mapping[str, Any]) -> SlotCase:
    rest = dict(given)
    parts = {name: _part(kind, rest.pop(name)) for name, kind in _PARTS.items() if name in rest}
    return SlotCase(rest.pop("airport"), period(rest.pop("period")), **parts, **rest)


def _part(kind: type[Any], body: Mapping[str, Any]) -> Any:
    return kind(**{key: tuple(map(tuple, value)) if isinstance(value, list) else value for key, value in body.items()})
