"""The parts of a situation as it is shown: whom it touches, since when, who looks after it, and its place in the list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from api.outlook import Outlook
from api.situations.alerts import FLIGHTS_SHOWN, AlertWriter, Draft
from api.situations.troubles import Trouble
from api.situations.views import Alert, AttentionLine, Situation, SituationCounts, SituationList, SituationStatus
from domain.ids import FlightId
from domain.network import NetworkState
from graphs.attention import Attention, AttentionRow
from graphs.deciding import LEVELS


def why_then(first: Trouble, state: NetworkState) -> str:
    """What happens at the time to decide by."""
    flight = state.flights[first.flight_ids[0]]
    name = f"{flight.carrier}{flight.number}"
    match first.kind:
        case "airborne":
            return f"{name} arrives at {flight.destination}"
        case "crew_lost" | "crew_short_of_time":
            return f"the crew of {name} can leave {flight.origin} no later"
    return f"{name} is to leave {flight.origin}"


def in_order(state: NetworkState, flight_ids: Iterable[FlightId]) -> tuple[FlightId, ...]:
    """The flights that are on the network, each once, by expected departure."""
    known = {one for one in flight_ids if one in state.flights}
    return tuple(sorted(known, key=lambda one: (state.flights[one].etd, one)))


def reach(state: NetworkState, flights: Sequence[FlightId], airports: Sequence[str], writer: AlertWriter) -> dict[str, Any]:
    """What the flights of a situation touch."""
    tails = {str(state.flights[one].tail) for one in flights if state.flights[one].tail is not None}
    return {
        "flight_ids": flights[:FLIGHTS_SHOWN],
        "flight_count": len(flights),
        "airports": tuple(sorted(set(airports))),
        "tails": tuple(sorted(tails)),
        "passengers": writer.passengers(flights),
        "assumed": any(booking.assumed for booking in state.bookings.values()),
    }


def dated(drafts: Sequence[Draft], attention: Attention, now: datetime) -> tuple[Alert, ...]:
    """The drafts with the moment since when each stands."""
    return tuple(
        Alert(
            alert_id=one.alert_id,
            level=one.level,
            kind=one.kind,
            subject=one.subject,
            text=one.text,
            since=attention.alert_since.get(one.alert_id, now),
            flight_ids=one.flight_ids[:FLIGHTS_SHOWN],
            airport=one.airport,
            tail=one.tail,
            crew_id=one.crew_id,
            passengers=one.passengers,
        )
        for one in drafts
    )


def attended(attention: Attention, rows: Sequence[AttentionRow], status: SituationStatus) -> dict[str, Any]:
    """Who looks after a situation, and what was done about it."""
    calls = status == "open"
    return {
        "owner": attention.owner or None,
        "owned_since": attention.owned_since,
        "acknowledged_by": attention.acknowledged_by or None,
        "acknowledged_at": attention.acknowledged_at,
        "new_alerts": attention.new_alerts,
        "snoozed_until": attention.snoozed_until,
        "snoozed_by": attention.snoozed_by or None,
        "snooze_reason": attention.snooze_reason or None,
        "repeat_due": calls and attention.repeats > 0,
        "repeats": attention.repeats if calls else 0,
        "history": tuple(AttentionLine.model_validate(row.model_dump(include=set(AttentionLine.model_fields))) for row in rows),
    }


def listed(made: Sequence[Situation], outlook: Outlook, network_id: str) -> SituationList:
    """In order of the time to decide by, then the gravest, then the oldest; those decided and closed behind."""
    late = max((one.decide_by for one in made if one.decide_by is not None), default=outlook.now)

    def place(one: Situation) -> tuple[Any, ...]:
        behind = ("decided", "closed").index(one.status) + 1 if one.status in ("decided", "closed") else 0
        until = one.decide_by
        return behind, until is None, until or late, -LEVELS.index(one.level), one.since, one.situation_id

    items = tuple(sorted(made, key=place))
    current = [one for one in items if one.status not in ("decided", "closed")]
    by_level = Counter(one.level for one in current)
    return SituationList(
        as_of=outlook.now,
        version=outlook.state.version,
        network_id=network_id,
        items=items,
        counts=SituationCounts(
            by_level={level: by_level[level] for level in LEVELS}, by_status=dict(Counter(one.status for one in current))
        ),
        last_closed_at=max((one.closed_at for one in made if one.closed_at is not None), default=None),
    )
