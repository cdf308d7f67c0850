"""`crew`: everybody's duty and time left, and one person's day with the law on it."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.control_room import Room
from api.keys import Viewer
from api.outlook import Outlook
from api.pages import Cursor, Limit, Page, page_of
from domain.disruptions import Iata
from domain.ids import CrewId
from domain.network import Duty, UnknownEntity, Window
from domain.plans import Check
from domain.units import Frozen, UtcDatetime
from tools.legality.crew_board import CrewOutlook

router = APIRouter(prefix="/crew", tags=["crew"])

_NOTHING_LIMITS = 10_000_000  # minutes; more than any law allows


class LegView(Frozen):
    """One leg of a duty as it stands, and how it goes if nobody intervenes."""

    flight_id: str
    origin: str
    destination: str
    std: UtcDatetime
    etd: UtcDatetime
    eta: UtcDatetime
    status: str
    deadhead: bool
    projected_etd: UtcDatetime | None
    projected_cancelled: bool | None


class DutyView(Frozen):
    """A duty period from report to release."""

    duty_id: str
    report_at: UtcDatetime
    release_at: UtcDatetime
    legs: tuple[LegView, ...]


class AbsenceView(Frozen):
    """A time in which this person cannot work."""

    start: UtcDatetime
    end: UtcDatetime

    @classmethod
    def of(cls, window: Window) -> "AbsenceView":
        """From the network."""
        return cls(start=window.start, end=window.end)


class ReserveView(Frozen):
    """Time in which this person can be called, and minutes from the call to reporting."""

    kind: str
    start: UtcDatetime
    end: UtcDatetime
    notice_min: int


class LimitView(Frozen):
    """One ruling of flight-time law on the current or next duty; minutes unless `unit` says otherwise."""

    rule: str
    verdict: str
    citation: str
    detail: str
    limit: int | None
    actual: int | None
    margin: int | None
    unit: str
    needs: tuple[str, ...]


class RiskView(Frozen):
    """A flight that loses this person if nobody intervenes; `latest` = last legal off-block, where there is one."""

    flight_id: str
    leaves: UtcDatetime
    reason: str
    citation: str
    latest: UtcDatetime | None
    by_law: bool


class CrewLine(Frozen):
    """One crew member in a list: where, doing what, and when the duty must be over."""

    crew_id: str
    role: str
    base: str
    station: str
    phase: str
    duty_id: str | None
    report_at: UtcDatetime | None
    release_at: UtcDatetime | None
    verdict: str
    left_min: int | None
    """Minutes by which the last leg of the duty may still slip; negative: it is too late by that; null: nothing limits it."""
    times_out_at: UtcDatetime | None
    next_flight_id: str | None
    at_risk: tuple[RiskView, ...]

    @classmethod
    def of(cls, one: CrewOutlook) -> "CrewLine":
        """From the board."""
        return cls(
            crew_id=one.crew_id,
            role=one.role,
            base=one.base,
            station=one.station,
            phase=one.phase,
            duty_id=one.duty_id,
            report_at=one.report_at,
            release_at=one.release_at,
            verdict=one.verdict,
            left_min=one.left_min,
            times_out_at=one.times_out_at,
            next_flight_id=one.next_flight_id,
            at_risk=tuple(RiskView(**asdict(risk)) for risk in one.at_risk),
        )


class CrewStatusView(CrewLine):
    """One crew member now: duties, reserve periods, absences, the law on the current or next duty, and what was checked."""

    families: tuple[str, ...]
    status: str
    status_since: UtcDatetime | None
    available: bool
    unavailable: tuple[AbsenceView, ...]
    reserves: tuple[ReserveView, ...]
    duties: tuple[DutyView, ...]
    law: tuple[LimitView, ...]
    checks: tuple[Check, ...]
    assumed: tuple[str, ...]


Phase = Literal["off", "on_duty", "on_reserve", "to_report", "unavailable"]


@router.get("", operation_id="list_crew")
def list_crew(
    room: Room,
    _: Viewer,
    cursor: Cursor = "",
    limit: Limit = 100,
    at_risk: Annotated[
        bool | None, Query(description="Only those whose flights are at risk, or only those whose are not")
    ] = None,
    phase: Phase | None = None,
    base: Iata | None = None,
) -> Page[CrewLine]:
    """Everybody's current or next duty, those who time out first in front."""
    chosen = [
        one
        for one in room.outlook.crew().values()
        if (at_risk is None or bool(one.at_risk) == at_risk)
        and (phase is None or one.phase == phase)
        and (base is None or one.base == base)
    ]
    chosen.sort(key=_urgency)
    return page_of(chosen, key=_urgency, cursor=cursor, limit=limit, view=CrewLine.of)


def _urgency(one: CrewOutlook) -> str:
    """Sorts by minutes left, those whom nothing limits last, then by id."""
    left = _NOTHING_LIMITS if one.left_min is None else one.left_min
    return f"{left + _NOTHING_LIMITS:09d} {one.crew_id}"


@router.get("/{crew_id}/status", operation_id="get_crew_status")
def get_status(room: Room, _: Viewer, crew_id: str) -> CrewStatusView:
    """Duties with their legs, the law on them, when this person times out, and which flights lose them."""
    outlook = room.outlook.outlook()
    state, now = outlook.state, outlook.now
    person = state.crew.get(CrewId(crew_id))
    if person is None:
        raise UnknownEntity(
            f"Crew member {crew_id!r} is not in scenario {state.scenario_id!r}. A flight's crew is in GET /api/v1/flights/ID."
        )
    board = room.outlook.crew()[person.crew_id]
    return CrewStatusView(
        **CrewLine.of(board).model_dump(),
        families=person.families,
        status=person.status,
        status_since=person.status_since,
        available=not any(window.contains(now) for window in person.unavailable),
        unavailable=tuple(AbsenceView.of(window) for window in person.unavailable),
        reserves=tuple(ReserveView(**asdict(one)) for one in person.reserves),
        duties=tuple(_duty(outlook, duty) for duty in person.duties),
        law=tuple(LimitView(**asdict(one)) for one in board.rulings),
        checks=_checks(board),
        assumed=person.assumed,
    )


def _duty(outlook: Outlook, duty: Duty) -> DutyView:
    legs = []
    for flight in (outlook.state.flights[one] for one in duty.flight_ids):
        projected = outlook.projection.flights.get(flight.flight_id)
        legs.append(
            LegView(
                flight_id=flight.flight_id,
                origin=flight.origin,
                destination=flight.destination,
                std=flight.std,
                etd=flight.atd or flight.etd,
                eta=flight.ata or flight.eta,
                status=flight.status.value,
                deadhead=flight.flight_id in duty.deadheads,
                projected_etd=projected.etd if projected else None,
                projected_cancelled=projected.cancelled if projected else None,
            )
        )
    return DutyView(duty_id=duty.duty_id, report_at=duty.report_at, release_at=duty.release_at, legs=tuple(legs))


def _checks(board: CrewOutlook) -> tuple[Check, ...]:
    """Whether the duty can be worked, then every ruling."""
    lost = board.at_risk
    can = Check(
        rule="duty_can_be_worked",
        verdict="fail" if lost else "pass",
        citation=lost[0].citation if lost else "delay propagation from the network as it is now",
        subject=board.crew_id,
        detail=f"{lost[0].flight_id}: {lost[0].reason}" if lost else "every leg still to come can be worked",
    )
    law = tuple(
        Check(rule=one.rule, verdict=one.verdict, citation=one.citation, subject=board.crew_id, detail=one.detail)
        for one in board.rulings
    )
    return (can, *law)
