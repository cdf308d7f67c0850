"""A plan's rotations held against what is due, planned and restricted."""

from collections.abc import Iterator

from domain.constraints import NotFlownBy
from domain.network import Aircraft, FlightStatus, GroundVisit, NetworkState
from domain.plans import Check, Verdict
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.maintenance.deferral import Ruling
from tools.maintenance.diversion import etops_ruling
from tools.maintenance.due import PROGRAMME, Due, all_dues, dues, legs_of, off_block, tails_with_items
from tools.maintenance.opportunities import Opportunities
from tools.maintenance.plan import late_flights
from tools.maintenance.restrictions import SOURCE, forbidden

DUE, VISIT, RESTRICTION, ETOPS = "maintenance.due", "maintenance.visit", "maintenance.restriction", "maintenance.etops"
KEPT = {
    DUE: ("no aircraft flies after an item is due", PROGRAMME),
    VISIT: ("every planned visit is kept, or may wait", PROGRAMME),
    RESTRICTION: ("no aircraft flies what its deferred defects forbid", "minimum equipment list; configuration deviation list"),
    ETOPS: (
        "no flight that changes aircraft needs an ETOPS approval that the aircraft lacks",
        "assumed diversion speeds and airports",
    ),
}


def checks_of(before: Opportunities, after: Opportunities) -> tuple[Check, ...]:
    """What the network after a plan breaks or leaves unchecked, and a pass for every rule that nothing breaks."""
    found = [*_after_due(after), *_visits(before, after), *_restrictions(after), *_etops(before.state, after)]
    for rule, (said, citation) in KEPT.items():
        if not any(one.rule == rule and one.verdict == "fail" for one in found):
            found.append(Check(rule=rule, verdict="pass", citation=citation, subject="plan", detail=said, specialist=SOURCE))
    return tuple(found)


def mending(after: Opportunities) -> tuple[NotFlownBy, ...]:
    """Constraints that keep each tail off the flights that it may not make in the plan."""
    asked = []
    for due in all_dues(after.state, after.policy):
        for late in late_flights(after, due):
            if late.verdict == "fail":
                said = f"{due.tail}: {late.detail} ({late.citation})"
                asked.append(NotFlownBy(source=SOURCE, reason=said, flight_id=late.flight.flight_id, tail=due.tail))
    return tuple(asked)


def _after_due(after: Opportunities) -> Iterator[Check]:
    for due in all_dues(after.state, after.policy):
        late = late_flights(after, due)
        for one in late:
            leaves = f"{one.flight.flight_id} at {off_block(one.flight):%d %b %H:%MZ}"
            said = f"{due.tail} flies {leaves} with {due.item} open: {one.detail}"
            if one.verdict == "fail":
                yield _check(DUE, "fail", one.citation, one.flight.flight_id, said)
        if not any(one.verdict == "fail" for one in late) and late:
            yield _check(DUE, "not_checked", late[0].citation, due.tail, f"{due.tail}, {due.item}: {late[0].detail}")


def _visits(before: Opportunities, after: Opportunities) -> Iterator[Check]:
    """Visits planned at base that have not begun, and those that the plan adds, each kept or lawfully left for later."""
    for tail in sorted(after.state.aircraft):
        aircraft = after.state.aircraft[tail]
        if aircraft.carrier not in after.state.own_carriers:
            continue
        for visit in aircraft.maintenance:
            if visit.start <= after.now or after.kept(tail, visit):
                continue
            yield _missed(before, after, aircraft, visit)


def _missed(before: Opportunities, after: Opportunities, aircraft: Aircraft, visit: GroundVisit) -> Check:
    span = f"{visit.start:%d %b %H:%M} to {visit.end:%H:%MZ}"
    said = f"{aircraft.tail} is not at {visit.airport} from {span} for {visit.reason or 'work'}"
    if not visit.deferrable:
        return _check(VISIT, "fail", PROGRAMME, aircraft.tail, said)
    if not visit.work:
        return _check(
            VISIT, "not_checked", PROGRAMME, aircraft.tail, f"{said}; what is done in it, and when that is due, is not told"
        )
    open_items = {one.item: one for one in dues(after.state, aircraft.tail, after.policy)}
    for item in visit.work:
        due = open_items.get(item)
        if due is not None and not _may_wait(after, due):
            return _check(VISIT, "fail", due.citation, aircraft.tail, f"{said}; {due.detail}, and no other chance before that")
    return _check(VISIT, "pass", PROGRAMME, aircraft.tail, f"{said}; it is deferred and done at another chance before it is due")


def _may_wait(after: Opportunities, due: Due) -> bool:
    """Whether there is another chance before it is due: in the rotation, or after the horizon."""
    if due.counted == "not_known":
        return False
    return not after.presses(due) or bool(after.chances(due))


def _restrictions(after: Opportunities) -> Iterator[Check]:
    for tail in tails_with_items(after.state):
        aircraft = after.state.tail(tail)
        open_items = {one.item: one for one in dues(after.state, tail, after.policy)}
        for defect in aircraft.defects:
            if not defect.restrictions:
                continue
            visit = after.visit_for(open_items[defect.defect_id])
            unknown = []
            for leg in legs_of(after.state, tail):
                if leg.status is not FlightStatus.SCHEDULED or (visit is not None and off_block(leg) >= visit.end):
                    continue
                verdict, said = forbidden(after.state, aircraft, defect, leg, after.policy)
                if verdict == "fail":
                    yield _check(RESTRICTION, "fail", said, leg.flight_id, f"{tail} flies {leg.flight_id}: {said}")
                elif verdict == "not_checked":
                    unknown.append(said)
            if unknown:
                yield _check(
                    RESTRICTION, "not_checked", defect.item, tail, f"{tail}: {unknown[0]}, and {len(unknown) - 1} more flights"
                )


def _etops(base: NetworkState, after: Opportunities) -> Iterator[Check]:
    """Flights of ours that the plan gives another aircraft, or adds; those that cannot be known are one check."""
    unknown: list[tuple[str, Ruling]] = []
    for flight in sorted(after.state.own_flights(), key=lambda one: one.flight_id):
        was = base.flights.get(flight.flight_id)
        if flight.tail is None or flight.status is not FlightStatus.SCHEDULED or (was is not None and was.tail == flight.tail):
            continue
        ruling = etops_ruling(after.state, flight, aircraft_type(after.state.tail(flight.tail)), after.policy)
        said = f"{flight.tail} flies {flight.flight_id}: {ruling.detail}"
        if ruling.verdict == "fail":
            yield _check(ETOPS, "fail", ruling.citation, flight.flight_id, said)
        elif ruling.verdict == "not_checked":
            unknown.append((said, ruling))
    if unknown:
        said, ruling = unknown[0]
        yield _check(ETOPS, "not_checked", ruling.citation, "plan", f"{said}; {len(unknown)} such flights")


def _check(rule: str, verdict: Verdict, citation: str, subject: str, detail: str) -> Check:
    return Check(rule=rule, verdict=verdict, citation=citation, subject=subject, detail=detail, specialist=SOURCE)
