"""Maintenance as tools: what is due, what it asks of the search, who gives way, and whether a plan respects it."""

from typing import Annotated

from pydantic import Field

from domain.commands import Operation, PlanMaintenance
from domain.constraints import NotFlownBy, TailMustBeAt, TailUnavailable
from domain.decide import decide_all
from domain.ids import AirportCode, FlightId, TailNumber
from domain.plans import Check
from domain.units import Frozen, Money, UtcDatetime
from knowledge.airline.maintenance_policy import maintenance_policy
from tools.maintenance.check import checks_of, mending
from tools.maintenance.contest import Contest, WayOut, contest
from tools.maintenance.due import Due, all_dues, dues
from tools.maintenance.opportunities import Opportunities
from tools.maintenance.plan import late_flights, limits, orders, planned
from tools.spec import ToolContext, ToolRetry, tool


class MaintenanceDueRequest(Frozen):
    """Which tails to report; all of ours with something open when left out."""

    tails: tuple[TailNumber, ...] = ()


class WorkChance(Frozen):
    """A stay in which the work fits. `slack_min`: from the end of the work until the item is due."""

    airport: AirportCode
    start: UtcDatetime
    end: UtcDatetime
    slack_min: int | None
    bring_part: bool


class DueItem(Frozen):
    """One defect or check. `collides_with`: the first flight that the tail may not make with it open.

    `planned`: where and when it is done. `confidence` of the figure that decides; `assumed`: what about the item is assumed.
    """

    tail: TailNumber
    item: str
    kind: str
    due_at: UtcDatetime | None
    counted: str
    detail: str
    citation: str
    confidence: str
    work_min: int
    presses: bool
    chances: tuple[WorkChance, ...]
    planned: str
    collides_with: FlightId | None
    assumed: tuple[str, ...]


class MaintenanceDueReport(Frozen):
    """Items by urgency, those without an end last."""

    items: tuple[DueItem, ...]


@tool(name="maintenance_due")
def maintenance_due(context: ToolContext, request: MaintenanceDueRequest) -> MaintenanceDueReport:
    """When every deferred defect and check of our aircraft is due, where it can be done before, and what it collides with."""
    places = _places(context)
    found = all_dues(context.state, places.policy)
    if request.tails:
        chosen = {one for tail in request.tails for one in dues(context.state, tail, places.policy)}
        found = tuple(one for one in found if one in chosen)
    return MaintenanceDueReport(items=tuple(_item(places, one) for one in found))


class MaintenanceLimitsRequest(Frozen):
    """Asks for everything; nothing to fill."""


class MaintenanceLimitsReport(Frozen):
    """Where tails must be, from when they may not fly, and flights they may not make. `operations` plan the work that must be."""

    must_be_at: tuple[TailMustBeAt, ...]
    unavailable: tuple[TailUnavailable, ...]
    not_flown_by: tuple[NotFlownBy, ...]
    operations: tuple[PlanMaintenance, ...]


@tool(name="maintenance_limits")
def maintenance_limits(context: ToolContext, request: MaintenanceLimitsRequest) -> MaintenanceLimitsReport:
    """What maintenance asks of a recovery: aircraft that must be at a station for work that cannot wait, aircraft that stand once
    an item is due, and flights that an aircraft may not make with its deferred defects."""
    places = _places(context)
    found = limits(places)
    return MaintenanceLimitsReport(
        must_be_at=tuple(one for one in found if isinstance(one, TailMustBeAt)),
        unavailable=tuple(one for one in found if isinstance(one, TailUnavailable)),
        not_flown_by=tuple(one for one in found if isinstance(one, NotFlownBy)),
        operations=orders(planned(places, all_dues(context.state, places.policy))),
    )


class CheckAgainstFlightRequest(Frozen):
    """The tail and the item: a check's name or a deferred defect's id."""

    tail: TailNumber
    item: Annotated[str, Field(min_length=1)]


class PricedWay(Frozen):
    """One way out. `extra`: `plan` (plan evaluation, against flying on as if nothing were due) and `own` (team, part, papers)."""

    way: str
    detail: str
    operations: tuple[Operation, ...]
    extra: Money
    plan: Money
    own: Money
    lawful: bool | None
    breaks: tuple[str, ...]


class CheckAgainstFlightReport(Frozen):
    """The flight that the item collides with, the ways out (best first), which is best and why."""

    tail: TailNumber
    item: str
    due_at: UtcDatetime | None
    against: FlightId | None
    ways: tuple[PricedWay, ...]
    winner: str
    why: str


@tool(name="check_against_flight")
def check_against_flight(context: ToolContext, request: CheckAgainstFlightRequest) -> CheckAgainstFlightReport:
    """Who wins, the check or the flight: every way to do an item in time, or lawfully later, priced, cheapest lawful first."""
    places = _places(context)
    open_items = dues(context.state, request.tail, places.policy)
    due = next((one for one in open_items if one.item == request.item), None)
    if due is None:
        known = ", ".join(sorted(one.item for one in open_items)) or "nothing"
        raise ToolRetry(f"{request.tail!r} has no item {request.item!r}; due on it: {known}.")
    found = contest(places, due)
    winner, why = _verdict(found, context.state.currency)
    return CheckAgainstFlightReport(
        tail=due.tail,
        item=due.item,
        due_at=due.due_at,
        against=found.against.flight.flight_id if found.against else None,
        ways=tuple(_way(one, context.state.currency) for one in found.ways),
        winner=winner,
        why=why,
    )


class MaintenanceCheckRequest(Frozen):
    """The operations of a plan; none: the network as it stands."""

    operations: tuple[Operation, ...] = ()


class MaintenanceCheckReport(Frozen):
    """Checks; `constraints` that would mend what fails, and `operations` that plan pressing work into the plan's rotations."""

    checks: tuple[Check, ...]
    constraints: tuple[NotFlownBy, ...]
    operations: tuple[PlanMaintenance, ...]


@tool(name="maintenance_check")
def maintenance_check(context: ToolContext, request: MaintenanceCheckRequest) -> MaintenanceCheckReport:
    """Whether a plan flies an aircraft after an item is due, keeps or lawfully defers visits, and respects restrictions."""
    before = _places(context)
    _, fork = decide_all(context.state, request.operations, now=context.now)
    after = Opportunities(fork, context.now, before.policy)
    return MaintenanceCheckReport(
        checks=checks_of(before, after),
        constraints=mending(after),
        operations=orders(planned(after, all_dues(fork, before.policy))),
    )


def _places(context: ToolContext) -> Opportunities:
    return Opportunities(context.state, context.now, maintenance_policy())


def _item(places: Opportunities, due: Due) -> DueItem:
    late = late_flights(places, due)
    against = next((one for one in late if one.verdict == "fail"), None)
    visit = places.visit_for(due)
    return DueItem(
        tail=due.tail,
        item=due.item,
        kind=due.kind,
        due_at=due.due_at,
        counted=due.counted,
        detail=due.detail,
        citation=due.citation,
        confidence=due.confidence,
        work_min=due.work_min,
        presses=places.presses(due),
        chances=tuple(
            WorkChance(airport=one.stay.airport, start=one.start, end=one.end, slack_min=one.slack_min, bring_part=one.bring_part)
            for one in places.chances(due)
        ),
        planned=f"{visit.airport} {visit.start:%d %b %H:%MZ}" if visit else "",
        collides_with=against.flight.flight_id if against else None,
        assumed=due.assumed,
    )


def _way(one: WayOut, currency: str) -> PricedWay:
    return PricedWay(
        way=one.way,
        detail=one.detail,
        operations=one.operations,
        extra=Money(cents=one.extra_cents, currency=currency),
        plan=Money(cents=one.plan_cents, currency=currency),
        own=Money(cents=one.own_cents, currency=currency),
        lawful=one.lawful,
        breaks=one.breaks,
    )


def _verdict(found: Contest, currency: str) -> tuple[str, str]:
    """`both`: check and flights; `flight`: the work is put off; `check`: flights give way; `nobody`: no way out was found."""
    lawful = [one for one in found.ways if one.lawful is True]
    if not lawful:
        return "nobody", "no lawful way out was found; the aircraft stands once the item is due"
    best = lawful[0]
    said = f"{best.way}: {best.detail}, {_spoken(best, currency)}"
    if len(lawful) > 1:
        said += f"; next best {lawful[1].way}, {_spoken(lawful[1], currency)}"
    if best.breaks:
        said += f"; it breaks {', '.join(best.breaks)}"
    winners = {"extend": "flight", "defer_visit": "flight", "cancel": "check", "mobile_team": "check"}
    return winners.get(best.way, "both"), said


def _spoken(one: WayOut, currency: str) -> str:
    return f"{one.extra_cents / 100:,.2f} {currency} more than flying on"
