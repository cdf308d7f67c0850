"""Every rule applied to a plan as written. `RULES` is the map; limits come straight from the state, by code of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from domain.constraints import Constraint
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Aircraft, FlightStatus, GroundVisit
from domain.plans import Check, ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from tools.plan_evaluation.fuel import SPEED, speed
from tools.plan_evaluation.specialist_checks import specialists_constraints
from tools.plan_evaluation.station_checks import airport_capacity, airport_closure, airport_windows, curfew
from tools.plan_evaluation.written import WrittenFlight, WrittenPlan, breach

CONTINUITY = "physical continuity: an aircraft leaves from where it last landed"
MAINTENANCE = "the airline's maintenance plan"
OUTAGE = "AircraftUnserviceable reported"
TURN = "carrier's minimum turn-round (assumed)"
FAMILY = "tails of one carrier and family may fly one another's flights"
SEATS = "seats of the tail and passengers booked on the flight"
CREW = "the airline's crew connection time (assumed), knowledge/airline/costs.yaml"


def aircraft_continuity(plan: WrittenPlan) -> Iterator[Check]:
    """A tail's first flight leaves from where the tail is, each next one from where the one before landed."""
    for tail, legs in sorted(plan.rotations.items()):
        here: AirportCode = plan.after.aircraft[tail].location
        before: WrittenFlight | None = None
        for leg in legs:
            if leg.open and leg.flight.origin != here and _concerns(plan, tail, before, leg):
                came = f"lands there with {before.flight_id}" if before else "stands there"
                detail = f"{tail} {came} ({here}), but {leg.flight_id} leaves from {leg.flight.origin}"
                yield breach("aircraft_continuity", CONTINUITY, leg.flight_id, detail)
            here, before = leg.flight.lands_at, leg


def turnaround(plan: WrittenPlan) -> Iterator[Check]:
    """A tail stays on the ground for its minimum turn-round between two flights, the last one flown included."""
    for tail, legs in sorted(plan.rotations.items()):
        aircraft = plan.after.aircraft[tail]
        citation = f"{TURN}, {aircraft.model}"
        landed = _last_landing(plan, tail) if not legs or legs[0].open else None
        for before, leg in pairwise((None, *legs)):
            if leg is None or not leg.open or not _concerns(plan, tail, before, leg):
                continue
            if before is not None:
                ready, since = (
                    before.eta + minutes(aircraft.min_turn_min),
                    f"on block {before.eta:%H:%MZ} with {before.flight_id}",
                )
            elif landed is not None:
                ready, since = landed[0] + minutes(aircraft.min_turn_min), f"on block {landed[0]:%H:%MZ} with {landed[1]}"
            else:
                ready, since = aircraft.ready_at, f"ready {aircraft.ready_at:%H:%MZ}"
            if leg.etd < ready:
                detail = f"{tail} {since} needs {aircraft.min_turn_min} min, {leg.flight_id} leaves {leg.etd:%H:%MZ}"
                yield breach("turnaround", citation, leg.flight_id, detail)


def aircraft_outage(plan: WrittenPlan) -> Iterator[Check]:
    """No flight of a tail while it is unserviceable."""
    yield from _flights_in_visits(plan, "aircraft_outage", OUTAGE, lambda aircraft: aircraft.outages)


def maintenance(plan: WrittenPlan) -> Iterator[Check]:
    """No flight of a tail during its planned maintenance, and the tail is at the right airport when it begins."""
    yield from _flights_in_visits(plan, "maintenance", MAINTENANCE, lambda aircraft: aircraft.maintenance)
    for tail in sorted(plan.tails):
        aircraft = plan.after.aircraft[tail]
        if aircraft.carrier not in plan.after.own_carriers:
            continue
        for visit in aircraft.maintenance:
            here = _place_at(plan, tail, visit)
            if visit.start > plan.now and here != visit.airport:
                detail = (
                    f"{tail} is at {here} at {visit.start:%d %b %H:%MZ}, {visit.reason or 'maintenance'} is at {visit.airport}"
                )
                if visit.deferrable:
                    yield Check(
                        rule="maintenance",
                        verdict="not_checked",
                        citation=MAINTENANCE,
                        subject=tail,
                        detail=f"{detail}; it must be deferred; whether it may be is the network specialist's to check",
                    )
                else:
                    yield breach("maintenance", MAINTENANCE, tail, detail)


def aircraft_family(plan: WrittenPlan) -> Iterator[Check]:
    """A flight given another tail stays with its carrier and family."""
    for leg, planned, given in _swapped(plan):
        if (planned.carrier, planned.family) != (given.carrier, given.family):
            fleets = f"{planned.family} of {planned.carrier}, {given.tail} is {given.family} of {given.carrier}"
            detail = f"{leg.flight_id} is planned for {fleets}"
            yield breach("aircraft_family", FAMILY, leg.flight_id, detail)


def seats(plan: WrittenPlan) -> Iterator[Check]:
    """A flight given another tail has a seat for everybody booked on it."""
    for leg, _, given in _swapped(plan):
        booked = plan.after.passengers_on(leg.flight_id)
        if booked > given.seats:
            yield breach("seats", SEATS, leg.flight_id, f"{given.tail} has {given.seats} seats, {booked} passengers are booked")


def crew_connection(plan: WrittenPlan) -> Iterator[Check]:
    """Crew have time to get from one flight of a duty to the next."""
    usual = cost_parameters().crew_connection_min
    going: dict[tuple[FlightId, FlightId], list[str]] = {}
    for crew_id in sorted(plan.after.crew):
        for duty in plan.after.crew[crew_id].duties:
            for pair in pairwise(duty.flight_ids):
                going.setdefault(pair, []).append(crew_id)
    for (first_id, then_id), crew in sorted(going.items()):
        then = plan.flights.get(then_id)
        first = plan.after.flights[first_id]
        if then is None or not then.open or first.status in (FlightStatus.CANCELLED, FlightStatus.DIVERTED):
            continue
        earlier = plan.flights.get(first_id)
        answered_for = then.answered_for or (earlier is not None and earlier.answered_for)
        if not answered_for and plan.crew.isdisjoint(crew):
            continue
        on_block = earlier.eta if earlier is not None else first.ata
        needed = max(0, min(usual, minutes_between(first.sta, then.flight.std)))
        if on_block is not None and then.etd < on_block + minutes(needed):
            arrive = f"{', '.join(crew)} arrive with {first_id} at {on_block:%H:%MZ} and need {needed} min"
            detail = f"{arrive}, {then_id} leaves {then.etd:%H:%MZ}"
            yield breach("crew_connection", CREW, then_id, detail)


RULES: Mapping[str, tuple[Callable[[WrittenPlan], Iterator[Check]], str, str]] = {
    "aircraft_continuity": (aircraft_continuity, CONTINUITY, "every tail's flights connect from airport to airport"),
    "speed": (speed, SPEED, "no flight is planned faster than its type may fly"),
    "turnaround": (turnaround, TURN, "every tail has its minimum turn-round between flights"),
    "aircraft_outage": (aircraft_outage, OUTAGE, "no tail flies while it is unserviceable"),
    "maintenance": (maintenance, MAINTENANCE, "planned maintenance is kept, in place and time"),
    "airport_closure": (airport_closure, "AirportClosed reported", "no flight leaves or lands where the airport is closed"),
    "curfew": (curfew, "airports' curfews as declared", "no flight leaves or lands in a curfew"),
    "airport_capacity": (
        airport_capacity,
        "airports' declared and reduced rates",
        "our flights fit our part of every clock hour",
    ),
    "airport_windows": (airport_windows, "airports' declared rolling windows", "no rolling window has more than our part"),
    "aircraft_family": (aircraft_family, FAMILY, "no flight changes carrier or family"),
    "seats": (seats, SEATS, "everybody booked has a seat on the tail that flies"),
    "crew_connection": (crew_connection, CREW, "crew have time between the flights of a duty"),
}
NOT_CHECKED: tuple[tuple[str, str, str, str], ...] = (
    ("flight_time_limits", "14 CFR Part 117", "crew", "flight duty and rest limits are checked by the crew specialist, not here"),
    (
        "passenger_rights",
        "the passenger-rights law of each journey",
        "passengers",
        "care, refund and compensation are not checked here",
    ),
    ("ground.gates", "gate plan", "airports", "stands are planned and checked by the ground specialist, not here"),
    (
        "maintenance.due",
        "MEL and checks of each aircraft",
        "aircraft",
        "what is due is checked by the network specialist, not here",
    ),
)


def check_plan(
    plan: WrittenPlan, constraints: Sequence[Constraint], projected: Mapping[FlightId, ProjectedFlight], *, knock_on: bool
) -> tuple[Check, ...]:
    """Every rule's breaches, or its pass; then what was not checked. `knock_on`: the plan must not be moved by propagation."""
    checks: list[Check] = []
    for rule, (breaches, citation, kept) in RULES.items():
        checks += _verdict(rule, list(breaches(plan)), citation, kept)
    cited = "; ".join(sorted({one.source for one in constraints})) or "none given"
    found = list(specialists_constraints(plan, constraints))
    checks += _verdict("specialists_constraints", found, f"specialists: {cited}", f"{len(constraints)} constraints are kept")
    if knock_on:
        moved = list(moved_by_propagation(plan, projected))
        checks += _verdict("knock_on", moved, "delay propagation", "every flight the plan answers for goes as the plan says")
    for rule, citation, subject, why in NOT_CHECKED:
        checks.append(Check(rule=rule, verdict="not_checked", citation=citation, subject=subject, detail=why))
    return tuple(checks)


def moved_by_propagation(plan: WrittenPlan, projected: Mapping[FlightId, ProjectedFlight]) -> Iterator[Check]:
    """Flights that the plan answers for and that will not go as it says; one that is overdue and goes now does."""
    for leg in plan.answered_for:
        future = projected[leg.flight_id]
        goes_now = leg.etd < plan.now and future.etd < plan.now + minutes(1)
        if not future.cancelled and (future.etd == leg.etd or goes_now):
            continue
        why = future.causes[-1].text if future.causes else "no cause recorded"
        goes = "cannot fly" if future.cancelled else f"leaves {future.etd:%d %b %H:%MZ}"
        yield breach("knock_on", "delay propagation", leg.flight_id, f"written for {leg.etd:%d %b %H:%MZ}, {goes}: {why}")


def _verdict(rule: str, breaches: list[Check], citation: str, kept: str) -> list[Check]:
    return breaches or [Check(rule=rule, verdict="pass", citation=citation, subject="plan", detail=kept)]


def _concerns(plan: WrittenPlan, tail: TailNumber, before: WrittenFlight | None, leg: WrittenFlight) -> bool:
    """Whether the plan answers for the step: for the flight, the one before it, or the tail's day."""
    return leg.answered_for or (before is not None and before.answered_for) or tail in plan.tails


def _last_landing(plan: WrittenPlan, tail: TailNumber) -> tuple[datetime, FlightId] | None:
    flown = [(leg.ata, leg.flight_id) for leg in plan.after.rotation(tail) if leg.ata is not None]
    return max(flown, default=None)


def _flights_in_visits(
    plan: WrittenPlan, rule: str, citation: str, visits: Callable[[Aircraft], Sequence[GroundVisit]]
) -> Iterator[Check]:
    for tail, legs in sorted(plan.rotations.items()):
        for visit in visits(plan.after.aircraft[tail]):
            for leg in legs:
                if leg.open and leg.answered_for and leg.etd < visit.end and leg.eta > visit.start:
                    span = f"{visit.start:%d %b %H:%M} to {visit.end:%d %b %H:%MZ}"
                    detail = f"{leg.flight_id} flies while {tail} is at {visit.airport}: {visit.reason or rule} {span}"
                    yield breach(rule, citation, leg.flight_id, detail)


def _place_at(plan: WrittenPlan, tail: TailNumber, visit: GroundVisit) -> AirportCode:
    here = plan.after.aircraft[tail].location
    for leg in plan.rotations.get(tail, ()):
        if leg.etd < visit.start:
            here = leg.flight.lands_at
    return here


def _swapped(plan: WrittenPlan) -> Iterator[tuple[WrittenFlight, Aircraft, Aircraft]]:
    """Flights that the plan gives another tail, with the planned and the given aircraft."""
    for leg in plan.answered_for:
        planned = plan.base.flights.get(leg.flight_id)
        if planned is not None and planned.tail is not None and leg.tail is not None and planned.tail != leg.tail:
            yield leg, plan.base.aircraft[planned.tail], plan.after.aircraft[leg.tail]
