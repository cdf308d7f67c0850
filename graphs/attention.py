"""Who looks after a situation: one append-only list of what people did, and what it says when it is read.

A situation is a case, by its id, or a watch: something on the network that nobody has opened a case for. Every channel
(console, Slack, chat) reads the owner here and writes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.units import minutes
from graphs.casebook import Moment
from graphs.deciding import LEVELS, Level
from graphs.network import CaseError
from knowledge.airline.alerting_policy import AlertingPolicy

Action = Literal["raised", "cleared", "take", "release", "hand_over", "acknowledge", "snooze", "wake"]
SYSTEM = "downline"
"""Who writes what the network itself does."""


class Owned(CaseError):
    """Somebody else looks after the situation (HTTP 409); `owner` is who."""

    def __init__(self, message: str, *, owner: str) -> None:
        super().__init__(message)
        self.owner = owner


class AttentionRow(SQLModel, table=True):
    """One thing done about a situation. `raised`, `cleared`: by the network, with the level and the alerts that stand then.

    `number` counts a situation's rows: of two who write at once one is told to look again. `at` is simulation time.
    """

    __tablename__ = "attention"
    __table_args__ = (UniqueConstraint("network_id", "situation_id", "number"),)

    seq: int | None = Field(default=None, primary_key=True)
    network_id: str
    situation_id: str
    number: int
    action: str
    actor: str
    role: str = ""
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    given_to: str = ""
    until: datetime | None = Field(default=None, sa_type=Moment)
    standing: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)


@dataclass(slots=True)
class Attention:
    """What the rows of one situation come to. `new_alerts`: raised since somebody last acknowledged."""

    owner: str = ""
    owned_since: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    new_alerts: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    snoozed_by: str = ""
    snooze_reason: str = ""
    since: datetime | None = None
    over_at: datetime | None = None
    level: Level = "info"
    title: str = ""
    alerts: dict[str, Level] = field(default_factory=dict)
    alert_since: dict[str, datetime] = field(default_factory=dict)
    calls_since: datetime | None = None
    """Since when a warning waits for somebody to acknowledge it."""
    repeats: int = 0

    @property
    def status(self) -> Literal["open", "acknowledged", "snoozed"]:
        """Whether it calls for attention."""
        if self.snoozed_until is not None:
            return "snoozed"
        return "acknowledged" if self.acknowledged_by else "open"


def fold(rows: Sequence[AttentionRow], *, now: datetime, decide_by: datetime | None, policy: AlertingPolicy) -> Attention:
    """Read the rows of one situation in order: an acknowledgement does not hold over a rise or a new alert above `info`."""
    found = Attention()
    snoozed_at, snoozed_level = now, found.level

    def end_snooze(moment: datetime) -> None:
        """Bring it back when by this moment its time was over, or the time to decide by was near."""
        if found.snoozed_until is None:
            return
        ends = found.snoozed_until
        if decide_by is not None and (soon := decide_by - minutes(policy.wake_before_min)) > snoozed_at:
            ends = min(ends, soon)
        if ends <= moment:
            _wake(found, ends)

    for row in rows:
        end_snooze(row.at)
        match row.action:
            case "raised":
                _raise(found, row)
                if LEVELS.index(found.level) > LEVELS.index(snoozed_level):
                    _wake(found, row.at)
            case "cleared":
                found = Attention(over_at=row.at, since=found.since, level=found.level, title=found.title)
            case "take" | "hand_over":
                found.owner, found.owned_since = row.given_to or row.actor, row.at
                if row.action == "take":
                    _wake(found, row.at)
                    _acknowledge(found, row)
            case "release":
                found.owner, found.owned_since = "", None
            case "acknowledge":
                _acknowledge(found, row)
            case "snooze":
                found.snoozed_until, found.snoozed_by, found.snooze_reason = row.until, row.actor, row.reason
                snoozed_at, snoozed_level = row.at, found.level
            case "wake":
                _wake(found, row.at)
    end_snooze(now)
    if found.status == "open" and found.level == "warning" and found.calls_since is not None:
        found.repeats = max(0, int((now - found.calls_since) / minutes(policy.repeat_after_min)))
    return found


def _raise(found: Attention, row: AttentionRow) -> None:
    level: Level = row.standing.get("level", "info")
    alerts: dict[str, Level] = row.standing.get("alerts", {})
    first = found.since is None
    graver = [name for name, one in alerts.items() if LEVELS.index(one) > LEVELS.index(found.alerts.get(name, "info"))]
    rose = LEVELS.index(level) > LEVELS.index(found.level)
    if first or found.over_at is not None:
        found.since, found.over_at = row.at, None
    if not first and (rose or graver):
        found.acknowledged_by, found.acknowledged_at = "", None
        found.new_alerts = tuple(dict.fromkeys((*found.new_alerts, *graver)))
    if rose or graver or found.calls_since is None:
        found.calls_since = row.at
    found.alert_since = {name: found.alert_since.get(name, row.at) for name in alerts}
    found.new_alerts = tuple(name for name in found.new_alerts if name in alerts)
    found.level, found.alerts, found.title = level, alerts, row.standing.get("title", "")


def _acknowledge(found: Attention, row: AttentionRow) -> None:
    found.acknowledged_by, found.acknowledged_at, found.new_alerts = row.actor, row.at, ()


def _wake(found: Attention, at: datetime) -> None:
    if found.snoozed_until is not None:
        found.snoozed_until, found.snoozed_by, found.snooze_reason = None, "", ""
        found.acknowledged_by, found.acknowledged_at, found.calls_since = "", None, at


_SAID = {
    "take": "{actor} took {situation_id}",
    "release": "{actor} released {situation_id}",
    "hand_over": "{actor} handed {situation_id} over to {given_to}",
    "acknowledge": "{actor} acknowledged {situation_id}",
    "snooze": "{actor} snoozed {situation_id} until {until:%d %b %H:%MZ}",
    "wake": "{actor} woke {situation_id}",
}


def said(row: AttentionRow) -> str:
    """The row in a sentence."""
    line = _SAID[row.action].format(**row.model_dump())
    return f"{line}: {row.reason}" if row.reason else line


def detail_of(row: AttentionRow) -> dict[str, Any]:
    """The row for who is told of it."""
    kept = row.model_dump(mode="json", include={"situation_id", "action", "actor", "role", "reason", "given_to"})
    return kept | {"until": row.until.isoformat().replace("+00:00", "Z") if row.until else None}
