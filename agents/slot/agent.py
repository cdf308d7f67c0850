"""Slot: what airports allow us, hour by hour."""

from collections import defaultdict
from collections.abc import Iterator

from agents.outcome import Course, Outcome, airports_in, outcome_of
from agents.specialist import Consultation, Specialist, check, fact
from domain.constraints import Constraint, StationCapacity, StationClosed
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan

NAME = "slot"
LIMITS = "airport limits in the network"


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Closures, curfew nights and our hourly capacity everywhere; the load of the disrupted airports."""
    limits = at_work.call("station_limits")
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
        )
        for value, key, text in (*about, (closed, "closed", "fall into a closure or curfew")):
            facts.append(
                fact(
                    NAME,
                    f"{airport}.{key}",
                    f"{airport}: {text}",
                    tool="airport_load",
                    value=value,
                    unit="movements",
                    assumed=assumed,
                )
            )
        if assumed:
            warnings.append(f"{airport}: assumed, not published: {', '.join(load.assumed)}")
    closures = f"{len(limits.closures)} closures and curfew nights"
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        constraints=(*limits.closures, *limits.capacities),
        warnings=tuple(warnings),
        summary=f"{closures}, {len(limits.capacities)} hourly limits",
    )


def _hits(closed: StationClosed, at_work: Consultation) -> int:
    flights = [flight for flight in at_work.state.own_flights() if flight.status.value == "scheduled"]
    departures = sum(flight.origin == closed.airport and closed.start <= flight.etd < closed.end for flight in flights)
    arrivals = sum(flight.destination == closed.airport and closed.start <= flight.eta < closed.end for flight in flights)
    return (departures if closed.movement != "arrivals" else 0) + (arrivals if closed.movement != "departures" else 0)


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether the flights that the plan names keep to closures and to our part of each hour."""
    limits = at_work.call("station_limits")
    outcome = outcome_of(at_work.state, scored)
    checks: list[Check] = []
    asked: list[Constraint] = []
    for closed in limits.closures:
        for course in outcome.flying.values():
            if course.named and _inside(course, closed):
                checks.append(
                    check(
                        "slot.closure", "fail", course.flight_id, f"moves at {closed.airport}: {closed.reason}", citation=LIMITS
                    )
                )
                asked.append(closed)
    used = _movements(outcome, limits.capacities)
    for capacity, movement, courses in used:
        most = capacity.arrivals if movement == "arrivals" else capacity.departures
        if len(courses) > most and any(course.named for course in courses):
            what = f"{len(courses)} of our {movement} at {capacity.airport} from {capacity.start:%d %b %H:%MZ}, {most} are ours"
            checks.append(check("slot.capacity", "fail", capacity.airport, what, citation=LIMITS))
            asked.append(capacity)
    for rule, kept in (("slot.closure", "no closure or curfew is broken"), ("slot.capacity", "no hour takes more than our part")):
        if not any(one.rule == rule for one in checks):
            checks.append(check(rule, "pass", "plan", kept, citation=LIMITS))
    return Review(specialist=NAME, checks=tuple(checks), constraints=tuple(dict.fromkeys(asked)))


def _inside(course: Course, closed: StationClosed) -> bool:
    leaves = closed.movement != "arrivals" and course.origin == closed.airport and not course.airborne
    lands = closed.movement != "departures" and course.destination == closed.airport
    return (leaves and closed.start <= course.etd < closed.end) or (lands and closed.start <= course.eta < closed.end)


def _movements(outcome: Outcome, capacities: tuple[StationCapacity, ...]) -> Iterator[tuple[StationCapacity, str, list[Course]]]:
    """Each hour's limit with the flights that use it, for hours that any flight uses."""
    leaving: dict[str, list[Course]] = defaultdict(list)
    landing: dict[str, list[Course]] = defaultdict(list)
    for course in outcome.flying.values():
        landing[course.destination].append(course)
        if not course.airborne:
            leaving[course.origin].append(course)
    for capacity in capacities:
        span = (capacity.start, capacity.end)
        departures = [course for course in leaving[capacity.airport] if span[0] <= course.etd < span[1]]
        arrivals = [course for course in landing[capacity.airport] if span[0] <= course.eta < span[1]]
        yield from ((capacity, what, used) for what, used in (("departures", departures), ("arrivals", arrivals)) if used)


SPECIALIST = Specialist(
    name=NAME,
    remit="airport closures, curfews, hourly capacity, flow regulations and slots",
    tools=("station_limits", "airport_load"),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
)
