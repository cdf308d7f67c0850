"""A crew recovery as operations on the network, and what stays uncovered as constraints with their reason."""

from collections.abc import Iterator
from datetime import timedelta

from domain.commands import AssignCrew, BookCrewHotel, Operation
from domain.constraints import CannotOperate, Constraint, CrewTimesOut
from domain.ids import AirportCode, CrewId, DutyId, FlightId
from domain.network import NetworkState
from tools.crew_recovery.from_network import CrewDay
from tools.crew_recovery.problem import CrewSolution, DutyPlan, Person

SOURCE = "crew"
_NIGHT = timedelta(hours=10)


def operations_of(day: CrewDay, solution: CrewSolution, state: NetworkState) -> tuple[Operation, ...]:
    """One `AssignCrew` for each duty that changes, goes or is new, and a room for each night spent away unplanned."""
    people = {person.crew_id: person for person in day.problem.people}
    found: list[Operation] = []
    for crew_id, duties in solution.lines:
        person = people[crew_id]
        found += _duties(day, person, duties)
        found += _rooms(day, person, duties)
    return (*found, *_shortened(day, solution, state))


def _duties(day: CrewDay, person: Person, duties: tuple[DutyPlan, ...]) -> Iterator[Operation]:
    crew_id = CrewId(person.crew_id)
    known = day.duty_ids[crew_id]
    planned = {one.duty_id: one for one in person.planned}
    for number in sorted(set(planned) - {one.duty_id for one in duties}, key=int):
        if planned[number].tasks:
            yield AssignCrew(crew_id=crew_id, flight_ids=(), replaces=known[number])
    for duty in duties:
        before = planned.get(duty.duty_id)
        if before is None or before.tasks != duty.tasks:
            yield _assigned(day, crew_id, duty, known.get(duty.duty_id))


def _assigned(day: CrewDay, crew_id: CrewId, duty: DutyPlan, replaces: DutyId | None) -> AssignCrew:
    return AssignCrew(
        crew_id=crew_id,
        flight_ids=tuple(day.flight_ids[task.leg] for task in duty.tasks),
        deadheads=tuple(day.flight_ids[task.leg] for task in duty.tasks if task.deadhead),
        replaces=replaces,
        report_at=duty.report_at,
        release_at=duty.release_at,
    )


def _rooms(day: CrewDay, person: Person, duties: tuple[DutyPlan, ...]) -> Iterator[Operation]:
    """A room where the last duty ends away from base and was not planned to."""
    if not duties:
        return
    legs = day.problem.legs
    ends = legs[duties[-1].tasks[-1].leg].destination
    planned = {one.ends_at or (legs[one.tasks[-1].leg].destination if one.tasks else person.station) for one in person.planned}
    if ends != person.base and ends not in planned:
        released = duties[-1].release_at
        yield BookCrewHotel(crew_id=CrewId(person.crew_id), airport=AirportCode(ends), start=released, end=released + _NIGHT)


def _shortened(day: CrewDay, solution: CrewSolution, state: NetworkState) -> Iterator[Operation]:
    """Duties kept, but for cancelled legs that somebody would otherwise be thought to come from."""
    changed = {crew_id for crew_id, _ in solution.lines}
    for person in day.problem.people:
        if person.crew_id in changed:
            continue
        crew_id = CrewId(person.crew_id)
        member = state.crew[crew_id]
        for plan in person.planned:
            duty = next(one for one in member.duties if one.duty_id == day.duty_ids[crew_id][plan.duty_id])
            kept = tuple(day.flight_ids[task.leg] for task in plan.tasks)
            ahead = tuple(one for one in duty.flight_ids if one in set(kept) or _cancelled(state, one))
            if kept and kept != ahead and not _only_tail(ahead, kept):
                yield AssignCrew(
                    crew_id=crew_id,
                    flight_ids=kept,
                    deadheads=tuple(one for one in duty.deadheads if one in kept),
                    replaces=duty.duty_id,
                    report_at=plan.report_at,
                    release_at=day.problem.legs[plan.tasks[-1].leg].arrives + timedelta(minutes=day.problem.release_min),
                )


def _only_tail(every: tuple[FlightId, ...], kept: tuple[FlightId, ...]) -> bool:
    """Whether only the last legs are gone, which leaves nobody waiting for anybody."""
    return every[: len(kept)] == kept


def _cancelled(state: NetworkState, flight_id: FlightId) -> bool:
    return state.flights[flight_id].status.value == "cancelled"


def constraints_of(day: CrewDay, solution: CrewSolution, state: NetworkState) -> tuple[Constraint, ...]:
    """What the network must respect because nobody can be found: leave in time for its own crew, or not at all."""
    found: dict[FlightId, Constraint] = {}
    for gap in solution.uncovered:
        flight_id = day.flight_ids[gap.leg]
        reason = f"{gap.count} {gap.role} missing: {gap.reasons[0] if gap.reasons else 'nobody is free'}"
        crew = next((one for one in state.flight_crew.get(flight_id, ()) if state.crew[one].role == gap.role), None)
        if gap.latest_departure is not None and crew is not None:
            found.setdefault(
                flight_id,
                CrewTimesOut(
                    source=SOURCE, reason=reason, flight_id=flight_id, crew_id=crew, latest_departure=gap.latest_departure
                ),
            )
        else:
            found[flight_id] = CannotOperate(source=SOURCE, reason=reason, flight_id=flight_id)
    return tuple(found[one] for one in sorted(found))
