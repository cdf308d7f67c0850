"""Cases of a regime as sentences: `cases.yaml` in its folder, read and held against what the rules answer.

A case says `rule`, `given` and `expect`; what `given` leaves out is that of the sheet's own `given`.

    category: B; days: 5; extended: true      the item                     recorded: "2026-01-26 10:00", zone: Europe/Paris
    leaves, lands: "2026-01-29 23:59"         the flight, local times; it lands an hour after it leaves where not said
    counts_in: UTC; may_extend: true          the programme; null: not told
    day: 2026-06-10; engines: 2; far: 61 or [50, 70]; approved: 120; passengers: true      for `etops`; far null: not known

`expect`: `verdict`; `due` local, null: none; `needs`: how many conditions; `says`: words that the detail holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from knowledge.dated_law import read_sheet
from knowledge.maintenance.deferral import DeferralCase, DiversionCase, Programme, Ruling
from knowledge.maintenance.regime import ETOPS, Case


class Judge(Protocol):
    """What can be asked a case: a regime, or one whose figures were changed."""

    def ruling(self, name: str, case: Case) -> Ruling:
        """What the rule of that name says."""
        ...


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """One case: what it says, the rule it asks, the facts, and what is to be answered."""

    says: str
    rule: str
    zone: ZoneInfo
    case: Case
    expect: Mapping[str, Any]

    def faults(self, regime: Judge) -> list[str]:
        """Every way in which the regime's answer differs from what is expected."""
        return [f"{self.says}: {one}" for one in self._misses(regime.ruling(self.rule, self.case))]

    def _misses(self, found: Ruling) -> Iterator[str]:
        if found.verdict != self.expect["verdict"]:
            yield f"{found.verdict} ({found.detail})"
        if "due" in self.expect:
            due = None if self.expect["due"] is None else _moment(self.expect["due"], self.zone)
            if found.due_at != due:
                yield f"due {found.due_at}, not {due}"
        if "needs" in self.expect and len(found.needs) != self.expect["needs"]:
            yield f"needs {found.needs}"
        if self.expect.get("says", "") not in found.detail:
            yield f"says {found.detail!r}"


def read_cases(folder: Path) -> tuple[SentenceCase, ...]:
    """The cases of a regime's folder."""
    sheet = read_sheet(folder / "cases.yaml")
    return tuple(_case(one, {**sheet.get("given", {}), **one.get("given", {})}) for one in sheet["cases"])


def _case(one: Mapping[str, Any], given: Mapping[str, Any]) -> SentenceCase:
    zone = ZoneInfo(given["zone"])
    case = _diversion(given) if one["rule"] == ETOPS else _deferral(given, zone)
    return SentenceCase(one["says"], one["rule"], zone, case, one["expect"])


def _deferral(given: Mapping[str, Any], zone: ZoneInfo) -> DeferralCase:
    recorded = _moment(given["recorded"], zone)
    leaves = _moment(given["leaves"], zone) if "leaves" in given else recorded
    return DeferralCase(
        category=given["category"],
        recorded_at=recorded,
        timezone=given["zone"],
        leaves=leaves,
        lands=_moment(given["lands"], zone) if "lands" in given else leaves + timedelta(hours=1),
        days=given.get("days"),
        extended=given.get("extended", False),
        programme=Programme(given.get("counts_in", "place"), given.get("may_extend", True)),
    )


def _diversion(given: Mapping[str, Any]) -> DiversionCase:
    far = given["far"]
    least, most = far if isinstance(far, list) else (far, far)
    return DiversionCase(given["day"], given["engines"], least, most, given["approved"], given.get("passengers", True))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    if text.endswith("Z"):
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
