"""Closures, curfews, our part of the hour, and rolling windows over all traffic."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from agents.outcome import Course, Outcome, airports_in
from agents.slot.naming import NAME
from agents.specialist import Consultation, check, fact
from domain.constraints import Constraint, StationCapacity, StationClosed
from domain.ids import AirportCode
from domain.plans import Brief, Check, Fact, ScoredPlan
from tools.station_limits.limits import is_curfew
from tools.station_limits.tool import AirportWindowsReport, StationLimitsReport

LIMITS = "airport limits in the network"
WINDOWS = "declared capacity, a maximum that movements may equal (WASG)"


def facts_of(brief: Brief, at_work: Consultation, limits: StationLimitsReport) -> tuple[list[Fact], list[str]]:
    """The load of the disrupted airports against what they allow, and what about them is assumed."""
    facts: list[Fact] = []
    warnings: list[str] = []
    for airport in airports_in(brief.disruption, at_work.state):
        load = at_work.call("airport_load", {"airport": airport})
        assumed = bool(load.assumed)
        ours = sum(hour.arrivals.scheduled_own + hour.departures.scheduled_own for hour in load.hours)
        short = sum(
            max(0, one.scheduled_own - one.ours_at_most) for hour in load.hours for one in (hour.arrivals, hour.departures)
        )
        closed = sum(_hits(one, at_work) for one in limits.closures if one.airport == airport)
        about = (
            (ours, "scheduled", "of our movements are scheduled from now on"),
            (short, "over", "exceed our part of their hour"),
            (closed, "closed", "fall into a closure or curfew"),
        )
        for value, key, text in about:
            said = f"{airport}: {text}"
            facts.append(
                fact(NAME, f"{airport}.{key}", said, tool="airport_load", value=value, unit="movements", assumed=assumed)
            )
        if assumed:
            warnings.append(f"{airport}: assumed, not published: {', '.join(load.assumed)}")
    return facts, warnings


def _hits(closed: StationClosed, at_work: Consultation) -> int:
    flights = [flight for flight in at_work.state.own_flights() if flight.status.value == "scheduled"]
    departures = sum(flight.origin == closed.airport and closed.start <= flight.etd < closed.end for flight in flights)
    arrivals = sum(flight.destination == closed.airport and closed.start <= flight.eta < closed.end for flight in flights)
    return (departures if closed.movement != "arrivals" else 0) + (arrivals if closed.movement != "departures" else 0)


def checks_of(
    outcome: Outcome, limits: StationLimitsReport, own_slots: Mapping[StationCapacity, int]
) -> tuple[list[Check], list[Constraint]]:
    """Closures, curfews and hours that the plan breaks. `own_slots`: arrivals for which an hour holds slots of ours."""
    checks: list[Check] = []
    asked: list[Constraint] = []
    for closed in limits.closures:
        if is_curfew(closed):
            continue  # a night has a quota and exemptions, which plan evaluation judges
        for course in outcome.flying.values():
            if course.named and _inside(course, closed):
                said = f"moves at {closed.airport}: {closed.reason}"
                checks.append(check("slot.closure", "fail", course.flight_id, said, citation=LIMITS))
                asked.append(closed)
    for capacity, movement, courses in _movements(outcome, limits.capacities):
        most = max(capacity.arrivals, own_slots.get(capacity, 0)) if movement == "arrivals" else capacity.departures
        if len(courses) > most and any(course.named for course in courses):
            what = f"{len(courses)} of our {movement} at {capacity.airport} from {capacity.start:%d %b %H:%MZ}, {most} are ours"
            checks.append(check("slot.capacity", "fail", capacity.airport, what, citation=LIMITS))
            asked.append(capacity)
    for rule, kept in (("slot.closure", "no closure is broken"), ("slot.capacity", "no hour takes more than our part")):
        if not any(one.rule == rule for one in checks):
            checks.append(check(rule, "pass", "plan", kept, citation=LIMITS))
    return checks, asked


def window_checks(scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], list[Constraint]]:
    """Rolling windows that plan evaluation finds too full, with what keeps us to our part of them."""
    broken = sorted({one.subject for one in scored.checks if one.rule == "airport_windows" and one.verdict == "fail"})
    if not broken:
        return [], []  # plan evaluation has looked at every window
    operations = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: AirportWindowsReport = at_work.call("airport_windows", {"airports": broken, "operations": operations})
    ours = [one for one in found.over if one.ours > one.ours_at_most]
    checks = [
        check(
            "slot.windows",
            "fail",
            one.airport,
            f"{one.ours} of our and {one.others} other {one.movements} in {one.length_min} min from "
            f"{one.start:%d %b %H:%MZ}, {one.allowed} are allowed, {one.ours_at_most} are ours",
            citation=WINDOWS,
        )
        for one in ours
    ]
    return checks, list(found.capacities)


def _inside(course: Course, closed: StationClosed) -> bool:
    leaves = closed.movement != "arrivals" and course.origin == closed.airport and not course.airborne
    lands = closed.movement != "departures" and course.destination == closed.airport
    return (leaves and closed.start <= course.etd < closed.end) or (lands and closed.start <= course.eta < closed.end)


def _movements(outcome: Outcome, capacities: tuple[StationCapacity, ...]) -> Iterator[tuple[StationCapacity, str, list[Course]]]:
    """Each hour's limit with the flights that use it, for hours that any flight uses."""
    leaving: dict[AirportCode, list[Course]] = defaultdict(list)
    landing: dict[AirportCode, list[Course]] = defaultdict(list)
    for course in outcome.flying.values():
        landing[course.destination].append(course)
        if not course.airborne:
            leaving[course.origin].append(course)
    for capacity in capacities:
        departures = [course for course in leaving[capacity.airport] if capacity.start <= course.etd < capacity.end]
        arrivals = [course for course in landing[capacity.airport] if capacity.start <= course.eta < capacity.end]
        yield from ((capacity, what, used) for what, used in (("departures", departures), ("arrivals", arrivals)) if used)
