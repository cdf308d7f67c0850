"""Defects and checks on the paper day, and what the maintenance tools say of it."""

from datetime import datetime
from typing import Any, Literal

from domain import events as e
from domain.commands import Operation
from domain.ids import AirportCode, DefectId, TailNumber
from domain.network import CheckDue, DeferredDefect, FlightRestriction, NetworkState
from domain.plans import Check
from knowledge.airline.maintenance_policy import maintenance_policy
from tests.evaluation.paper_day import DAY, PaperDay, at
from tools.maintenance.due import Due, dues
from tools.maintenance.opportunities import Opportunities
from tools.maintenance.tool import MaintenanceCheckReport, maintenance_check
from tools.spec import ToolContext

NOW = at("05:00")
POLICY = maintenance_policy()
THREE_DAYS_AGO = at("12:00", -3)


def defect(
    tail: str,
    *,
    category: Literal["A", "B", "C", "D", "CDL"] = "B",
    recorded: datetime = THREE_DAYS_AGO,
    restrictions: tuple[FlightRestriction, ...] = (),
    place: str = "AAA",
    **given: Any,
) -> e.DefectDeferred:
    """A deferred defect `tail-D1`; a B item recorded three days before the day ends with the day."""
    item = DeferredDefect(
        defect_id=DefectId(f"{tail}-D1"),
        item="36-11-05 bleed air",
        category=category,
        recorded_at=recorded,
        place=AirportCode(place),
        restrictions=restrictions,
        **given,
    )
    return e.DefectDeferred(at=DAY, tail=TailNumber(tail), defect=item)


def check(tail: str, *, stations: tuple[str, ...] = (), work_min: int = 60, **given: Any) -> e.CheckDeclared:
    """An A check of the tail."""
    places = tuple(AirportCode(one) for one in stations)
    return e.CheckDeclared(
        at=DAY,
        tail=TailNumber(tail),
        check=CheckDue(name="A check", known_at=given.pop("known_at", DAY), stations=places, work_min=work_min, **given),
    )


def visit(tail: str, airport: str, start: str, end: str, *work: str, deferrable: bool = False) -> e.MaintenancePlanned:
    """A planned visit."""
    return e.MaintenancePlanned(
        at=DAY,
        tail=TailNumber(tail),
        airport=AirportCode(airport),
        start=at(start),
        end=at(end),
        reason="visit",
        deferrable=deferrable,
        work=work,
    )


def places(day: PaperDay | NetworkState, now: datetime = NOW) -> Opportunities:
    """The stays and chances of the day."""
    return Opportunities(day.network() if isinstance(day, PaperDay) else day, now, POLICY)


def only_due(day: PaperDay | NetworkState, tail: str) -> Due:
    """The one item of the tail."""
    (found,) = dues(day.network() if isinstance(day, PaperDay) else day, TailNumber(tail), POLICY)
    return found


def context(day: PaperDay | NetworkState, now: datetime = NOW) -> ToolContext:
    """What a tool works on."""
    return ToolContext(state=day.network() if isinstance(day, PaperDay) else day, now=now)


def checked(day: PaperDay | NetworkState, *operations: Operation) -> MaintenanceCheckReport:
    """The plan held against maintenance."""
    return maintenance_check.run(context(day), {"operations": [one.model_dump(mode="json") for one in operations]})


def failed(report: MaintenanceCheckReport, verdict: str = "fail") -> list[Check]:
    """The checks with that verdict."""
    return [one for one in report.checks if one.verdict == verdict]
