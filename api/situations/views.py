"""Situations and their alerts as border types."""

from typing import Literal

from domain.disruptions import SingleDisruption
from domain.units import Frozen, Money, UtcDatetime
from graphs.deciding import Level

AlertKind = Literal[
    "airport_closed",
    "airport_reduced",
    "gate_closed",
    "weather",
    "aircraft_out_of_service",
    "crew_unavailable",
    "airborne",
    "cannot_fly",
    "crew_lost",
    "crew_short_of_time",
    "late",
    "misconnection",
    "missed",
    "waiting_passengers",
]
SituationStatus = Literal["open", "acknowledged", "snoozed", "decided", "closed"]


class Alert(Frozen):
    """One thing to see to, verb first. `alert_id` stays the same while its cause lasts; counts of passengers are bookings'."""

    alert_id: str
    level: Level
    kind: AlertKind
    subject: str
    text: str
    since: UtcDatetime
    flight_ids: tuple[str, ...] = ()
    airport: str | None = None
    tail: str | None = None
    crew_id: str | None = None
    passengers: int | None = None


class WaitingPlan(Frozen):
    """An option of a case that waits for a decision, or is stale. `needs_decision_of`: least role, None: nobody may approve."""

    plan_id: str
    revision: int
    rank: int
    label: str
    kind: str
    status: str
    legal: bool
    stale: bool
    cost: Money
    needs_decision_of: str | None
    approvals: int
    """How many different people must approve it."""


class AttentionLine(Frozen):
    """What somebody did about a situation; `downline` is the network itself."""

    action: str
    actor: str
    at: UtcDatetime
    recorded_at: UtcDatetime
    reason: str
    given_to: str
    until: UtcDatetime | None


class Situation(Frozen):
    """A case, or a watch (`W-...`). `flight_ids`: the first 200 of `flight_count`; `passengers`: None where nobody counts them.

    `decide_by`: when the first flight that the best option changes leaves; for a watch, that is in trouble.
    `new_alerts`: raised after the last acknowledgement. `repeats`: how often a warning that nobody acknowledged came again.
    """

    situation_id: str
    case_id: str | None
    title: str
    level: Level
    status: SituationStatus
    case_status: str | None
    owner: str | None
    owned_since: UtcDatetime | None
    acknowledged_by: str | None
    acknowledged_at: UtcDatetime | None
    new_alerts: tuple[str, ...]
    snoozed_until: UtcDatetime | None
    snoozed_by: str | None
    snooze_reason: str | None
    repeat_due: bool
    repeats: int
    since: UtcDatetime
    closed_at: UtcDatetime | None
    decide_by: UtcDatetime | None
    decide_by_because: str
    needs_decision_of: str | None
    waiting_plans: int
    options: tuple[WaitingPlan, ...]
    flight_ids: tuple[str, ...]
    flight_count: int
    airports: tuple[str, ...]
    tails: tuple[str, ...]
    passengers: int | None
    assumed: bool
    """Whether the passengers counted are assumed and not real bookings."""
    alerts: tuple[Alert, ...]
    suggested_disruption: SingleDisruption | None
    history: tuple[AttentionLine, ...]


class SituationCounts(Frozen):
    """How many situations are not decided or closed, by level and by status."""

    by_level: dict[Level, int]
    by_status: dict[SituationStatus, int]


class SituationList(Frozen):
    """Every situation at one moment, those to be decided first in front."""

    as_of: UtcDatetime
    version: int
    network_id: str
    items: tuple[Situation, ...]
    counts: SituationCounts
    last_closed_at: UtcDatetime | None
