"""Network: aircraft that cannot fly or not everything, how far delay and cancellation spread, and connections that break."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from agents.outcome import Course, outcome_of
from agents.specialist import FLIGHTS, PASSENGERS, Consultation, Specialist, check, fact, listed
from domain.commands import FlyFaster, Operation
from domain.constraints import Constraint
from domain.ids import TailNumber
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan, Verdict
from tools.fuel.tool import SpeedUpReport
from tools.maintenance.tool import MaintenanceCheckReport, MaintenanceDueReport, MaintenanceLimitsReport
from tools.reaccommodation.tool import ReaccommodationReport

NAME = "network"
CONTINUITY = "an aircraft leaves from where it last landed"
GROUNDED = "breakdowns reported and maintenance planned"
SETTLED = "network.passengers_settled"
SEATS = "knowledge/airline/reaccommodation.yaml"
SPEED = "network.speed"
FUEL = "knowledge/airline/fuel.yaml; fuel by the performance model of the type"
SPEED_S = 3.0
"""Seconds to find flights that should fly faster, for one plan."""
SETTLE_S = 3.0
"""Seconds to find everybody another seat, for one plan."""


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Grounded aircraft as constraints; what happens if nobody intervenes, and why, as facts."""
    grounded = at_work.call("aircraft_availability")
    upkeep: MaintenanceLimitsReport = at_work.call("maintenance_limits")
    future = at_work.call("delay_propagation")
    missed = at_work.call("misconnections")
    causes = Counter(cause.cause for flight in future.flights for cause in flight.causes)
    minutes_by_cause: Counter[str] = Counter()
    for flight in future.flights:
        for cause in flight.causes:
            minutes_by_cause[cause.cause] += cause.delay_min
    assumed = any(one.assumed for one in missed.bookings)
    spread = "delay_propagation"
    facts = [
        fact(NAME, "moved", "flights that will be later", tool=spread, value=future.moved_flights, unit="flights"),
        fact(
            NAME, "cancelled", "flights that cannot be flown", tool=spread, value=future.newly_cancelled_flights, unit="flights"
        ),
        fact(
            NAME,
            "late",
            "arrivals a quarter of an hour late or more",
            tool=spread,
            value=future.arrivals_15_min_late,
            unit="flights",
        ),
        fact(NAME, "delay", "arrival delay in all", tool=spread, value=future.arrival_delay_min_total, unit="min"),
        fact(
            NAME,
            "passengers",
            "passengers on flights that move or cannot be flown",
            tool=spread,
            value=future.passengers_on_moved_or_cancelled,
            unit="passengers",
        ),
        fact(
            NAME,
            "misconnected",
            "passengers who miss a connection",
            tool="misconnections",
            value=missed.passengers,
            unit="passengers",
            assumed=assumed,
        ),
    ]
    for cause, count in sorted(causes.items()):
        said = f"delays and cancellations by cause: {cause} ({minutes_by_cause[cause]} min)"
        facts.append(fact(NAME, f"cause.{cause}", said, tool=spread, value=count, unit="flights"))
    worst = sorted(future.flights, key=lambda one: (not one.cancelled, -sum(c.delay_min for c in one.causes), one.flight_id))[:5]
    for place, flight in enumerate(worst, start=1):
        chain = "; ".join(cause.text for cause in flight.causes) or "no cause recorded"
        said = "cannot be flown" if flight.cancelled else f"leaves {flight.etd:%d %b %H:%MZ}"
        facts.append(fact(NAME, f"worst.{place}", f"{flight.flight_id} {said}: {chain}", tool=spread))
    facts += _due(at_work, upkeep)
    warnings: tuple[str, ...] = ()
    if grounded.outages:
        warnings = (f"Cannot fly: {listed(sorted({one.tail for one in grounded.outages}))}.",)
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        constraints=(
            *grounded.outages,
            *grounded.maintenance,
            *upkeep.must_be_at,
            *upkeep.unavailable,
            *upkeep.not_flown_by,
        ),
        warnings=warnings,
        summary=(
            f"if nobody intervenes {future.newly_cancelled_flights} flights cannot be flown, "
            f"{future.moved_flights} move, {future.arrival_delay_min_total} min of delay"
        ),
    )


def _due(at_work: Consultation, upkeep: MaintenanceLimitsReport) -> Iterator[Fact]:
    """Aircraft with restrictions, and work that cannot wait beyond the next chance, with the flight it collides with."""
    if not any(one.defects or one.checks for one in at_work.state.aircraft.values() if one.carrier in at_work.state.own_carriers):
        return
    barred = sorted({one.tail for one in upkeep.not_flown_by})
    said = f"aircraft that may not fly everything: {listed(barred)}" if barred else "aircraft that may not fly everything"
    yield fact(NAME, "restricted", said, tool="maintenance_limits", value=len(barred), unit="aircraft", assumed=True)
    due: MaintenanceDueReport = at_work.call("maintenance_due")
    pressing = [one for one in due.items if one.presses or one.collides_with]
    yield fact(
        NAME, "pressing", "maintenance that cannot wait", tool="maintenance_due", value=len(pressing), unit="items", assumed=True
    )
    for place, one in enumerate(pressing[:3], start=1):
        against = f", before {one.collides_with}" if one.collides_with else ""
        until = f"due {one.due_at:%d %b %H:%MZ}" if one.due_at is not None else one.counted
        planned = f", planned {one.planned}" if one.planned else ", not planned"
        said = f"{one.tail} {one.item} {until}{against}{planned}"
        yield fact(NAME, f"pressing.{place}", said, tool="maintenance_due", assumed=bool(one.assumed))


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether the aircraft that the plan moves are where they must be and can fly."""
    state = at_work.state
    outcome = outcome_of(state, scored)
    grounded = at_work.call("aircraft_availability")
    checks: list[Check] = []
    asked: list[Constraint] = []
    rotations: dict[TailNumber, list[Course]] = defaultdict(list)
    for course in outcome.flying.values():
        if course.tail is not None:
            rotations[course.tail].append(course)
    for tail, courses in sorted(rotations.items()):
        for before, then in pairwise(sorted(courses, key=lambda one: one.etd)):
            if before.destination != then.origin and (before.named or then.named):
                said = f"{tail} lands at {before.destination} with {before.flight_id}, {then.flight_id} leaves from {then.origin}"
                checks.append(check("network.continuity", "fail", then.flight_id, said, citation=CONTINUITY))
    for one in (*grounded.outages, *grounded.maintenance):
        for course in rotations.get(one.tail, ()):
            if course.named and not course.airborne and course.etd < one.end and course.eta > one.start:
                said = f"{one.tail} is on the ground at {one.airport} until {one.end:%d %b %H:%MZ}: {one.reason}"
                checks.append(check("network.grounded", "fail", course.flight_id, said, citation=GROUNDED))
                asked.append(one)
    kept = (
        ("network.continuity", "every aircraft is where it leaves from", CONTINUITY),
        ("network.grounded", "no grounded aircraft flies", GROUNDED),
    )
    for rule, said, citation in kept:
        if not any(one.rule == rule for one in checks):
            checks.append(check(rule, "pass", "plan", said, citation=citation))
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    upkeep: MaintenanceCheckReport = at_work.call("maintenance_check", {"operations": plan})
    settled, operations = _settle(scored, at_work)
    faster, speeds = ([], ()) if operations else _speed(scored, at_work)
    work = upkeep.operations if scored.plan.kind not in ("do_nothing", "hand_made") else ()
    return Review(
        specialist=NAME,
        checks=(*checks, *upkeep.checks, *settled, *faster),
        operations=(*work, *operations, *speeds),
        constraints=tuple(dict.fromkeys((*asked, *upkeep.constraints))),
    )


def _settle(scored: ScoredPlan, at_work: Consultation) -> tuple[tuple[Check, ...], tuple[Operation, ...]]:
    """A seat or the money back for everybody whom the plan leaves without either; a hand-made plan is left as it was made."""
    open_ends = scored.kpis.disrupted_passengers - scored.kpis.refunded_passengers
    answered = scored.kpis.rebooked_passengers + scored.kpis.refunded_passengers
    if scored.plan.kind == "do_nothing" or not (open_ends or answered):
        return (), ()
    if not open_ends or scored.plan.kind == "hand_made":
        said = f"{scored.kpis.rebooked_passengers} passengers moved to other flights, {scored.kpis.refunded_passengers} refunded"
        left = f"; {open_ends} disrupted passengers have neither a seat nor their money back" if open_ends else ""
        verdict: Verdict = "not_checked" if open_ends else "pass"
        return (check(SETTLED, verdict, "plan", said + left, citation=SEATS),), ()
    operations = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: ReaccommodationReport = at_work.call("reaccommodation", {"operations": operations, "budget_s": SETTLE_S})
    # Once these operations are in the plan the next review finds everybody settled; until then nobody is.
    said = (
        f"{open_ends} passengers are not settled yet: {found.seated} can get another seat, {found.refunded} their money back"
        f"; {found.first_left_behind} of those who come first would be without a seat"
    )
    return (check(SETTLED, "not_checked", "plan", said, citation=SEATS),), found.operations


def _speed(scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], tuple[Operation, ...]]:
    """Flights that win minutes in the air for less than these are worth, once everybody has a seat; asked once for each plan."""
    flown = [one for one in scored.plan.operations if isinstance(one, FlyFaster)]
    if flown:
        won, burnt = sum(one.faster_min for one in flown), sum(one.extra_fuel_kg for one in flown)
        said = f"{len(flown)} flights win {won} min in the air for {burnt:,} kg of fuel"
        return [check(SPEED, "pass", "plan", said, citation=FUEL)], ()
    if scored.plan.kind in ("do_nothing", "hand_made"):
        return [], ()
    operations = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: SpeedUpReport = at_work.call("speed_up", {"operations": operations, "budget_s": SPEED_S})
    if not found.operations:
        said = f"none of {found.weighed} late flights wins enough in the air to pay for its fuel"
        return [check(SPEED, "pass", "plan", said, citation=FUEL)], ()
    said = f"{len(found.operations)} flights that should fly faster are not in the plan yet"
    return [check(SPEED, "not_checked", "plan", said, citation=FUEL)], found.operations


SPECIALIST = Specialist(
    name=NAME,
    remit="aircraft rotations, breakdowns, maintenance, speed, knock-on delay, missed connections, other ways home for people",
    tools=(
        "aircraft_availability",
        "maintenance_due",
        "maintenance_limits",
        "maintenance_check",
        "check_against_flight",
        "delay_propagation",
        "misconnections",
        "reaccommodation",
        "speed_up",
    ),
    consult=consult,
    review=review,
    looks_at=FLIGHTS | PASSENGERS | {"PlanMaintenance"},
    volunteers_for=frozenset(),
    further=("aircraft_availability", "maintenance_due", "delay_propagation", "misconnections"),
)
