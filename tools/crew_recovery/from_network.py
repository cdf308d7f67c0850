"""A crew recovery problem out of the network: flights as a plan leaves them, people as they stand, flight-time law as judge."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from domain.ids import CrewId, DutyId, FlightId
from domain.network import CrewMember, Duty, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes
from knowledge.airline.costs import CostParameters, cost_parameters
from knowledge.flight_time.duty import DutyPeriod
from knowledge.flight_time.regime import breaches_of
from knowledge.flight_time.ruling import Ruling
from tools.crew_recovery.problem import CrewPrices, CrewProblem, DutyPlan, Leg, Person, ReserveDuty, Task
from tools.legality.duty_cases import DutyReader, as_projected, whereabouts
from tools.legality.judged import rulings_on

_BEHIND = (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)
_FERRY_CREW = (("captain", 1), ("first_officer", 1))


@dataclass(frozen=True, slots=True)
class CrewDay:
    """The problem, and what its indices and numbers stand for in the network."""

    problem: CrewProblem
    flight_ids: tuple[FlightId, ...]
    duty_ids: Mapping[CrewId, Mapping[str, DutyId]]
    """Planned duties by the number they have in the problem."""


def crew_day(
    base: NetworkState,
    after: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    *,
    now: datetime,
    costs: CostParameters | None = None,
) -> CrewDay:
    """Crews for the flights of `after` (a plan applied to `base`) as they will go; what each needs is what `base` had planned."""
    return _Reading(base, after, projected, now, costs or cost_parameters()).day()


class LawJudge:
    """Flight-time law on the network's people; legs may be given other times."""

    def __init__(self, reader: DutyReader, flights: Sequence[Flight], legs: Sequence[Leg]) -> None:
        self.reader, self.flights, self.legs = reader, flights, legs
        self._behind_them: dict[str, tuple[DutyPeriod, ...]] = {}

    def with_legs(self, legs: Sequence[Leg]) -> "LawJudge":
        """The same law for the same flights at the times of these legs."""
        return LawJudge(self.reader, self.flights, legs)

    def breaches(self, person: Person, duties: Sequence[DutyPlan]) -> tuple[Ruling, ...]:
        """What breaks the law that governs this person, duty after duty."""
        member = self.reader.state.crew[CrewId(person.crew_id)]
        law = self.reader.law_of(member)
        over = self._behind_them.get(person.crew_id)
        if over is None:
            over = self._behind_them[person.crew_id] = tuple(self._over(member, person))
        before = list(over)
        found: list[Ruling] = []
        for number, duty in enumerate(duties):
            period = self._period(member, person, duty, running=number == 0 and duty.report_at == person.running)
            case = self.reader.case(member, period, before)
            found += breaches_of(rulings_on(law, case))
            before.append(period)
        return tuple(found)

    def _period(self, member: CrewMember, person: Person, duty: DutyPlan, *, running: bool) -> DutyPeriod:
        behind = self._behind(member, person) if running else []
        ahead = [
            (self.flights[task.leg], self.legs[task.leg].departs, self.legs[task.leg].arrives, task.deadhead)
            for task in duty.tasks
        ]
        planned = next((one for one in member.duties if one.report_at == duty.report_at), None)
        scheduled = None if planned is None else int((planned.release_at - planned.report_at).total_seconds() // 60)
        standby = self.reader.standby(member, duty.report_at)
        return self.reader.period(
            member, duty.report_at, duty.release_at, [*behind, *ahead], scheduled_min=scheduled, standby=standby
        )

    def _behind(self, member: CrewMember, person: Person) -> list[tuple[Flight, datetime, datetime, bool]]:
        """Legs of the running duty that have left."""
        legs = []
        for duty in member.duties:
            if duty.report_at == person.running:
                for one in duty.flight_ids:
                    flight = self.reader.state.flights[one]
                    times = self.reader.times(flight)
                    if flight.status in _BEHIND and times is not None:
                        legs.append((flight, *times, one in duty.deadheads))
        return legs

    def _over(self, member: CrewMember, person: Person) -> list[DutyPeriod]:
        """Duties of this network that are finished."""
        return [
            read.case.duty
            for read in self.reader.duties(member)
            if read.duty.report_at != person.running and all(leg.status in _BEHIND for leg in read.legs)
        ]


class _Reading:
    """Reads one plan's network."""

    def __init__(
        self,
        base: NetworkState,
        after: NetworkState,
        projected: Mapping[FlightId, ProjectedFlight],
        now: datetime,
        costs: CostParameters,
    ) -> None:
        self.base, self.after, self.projected, self.now, self.costs = base, after, projected, now, costs
        self.reader = DutyReader(after, now, as_projected(projected))
        flights = [
            flight
            for flight in after.own_flights()
            if flight.status is FlightStatus.SCHEDULED and self.reader.times(flight) is not None and flight.tail is not None
        ]
        self.flights = sorted(flights, key=lambda one: (projected[one.flight_id].etd, one.flight_id))
        self.index = {flight.flight_id: index for index, flight in enumerate(self.flights)}
        self.duty_ids: dict[CrewId, dict[str, DutyId]] = {}
        self._teams: dict[object, int] = {}

    def day(self) -> CrewDay:
        legs = tuple(self._leg(flight) for flight in self.flights)
        people = tuple(person for _, member in sorted(self.after.crew.items()) if (person := self._person(member)) is not None)
        last = max((leg.arrives for leg in legs), default=self.now)
        practice = self.reader.practice
        problem = CrewProblem(
            legs=legs,
            people=people,
            start=self.now,
            end=max(last, self.after.horizon_end or last) + timedelta(hours=1),
            prices=CrewPrices(
                call=self.costs.crew_call_cents,
                reserve=self.costs.crew_replacement_cents,
                deadhead_seat=self.costs.crew_deadhead_cents,
                hotel_night=self.costs.crew_hotel_cents,
                overtime_minute=self.costs.crew_overtime_minute_cents,
                away_from_base=self.costs.crew_away_from_base_cents,
            ),
            judge=LawJudge(self.reader, self.flights, legs),
            connection_min=self.costs.crew_connection_min,
            report_min=practice.report_before_min,
            release_min=practice.release_after_min,
        )
        return CrewDay(problem, tuple(flight.flight_id for flight in self.flights), self.duty_ids)

    def _leg(self, flight: Flight) -> Leg:
        future = self.projected[flight.flight_id]
        assert flight.tail is not None
        aircraft = self.after.aircraft[flight.tail]
        booked = self.after.passengers_on(flight.flight_id)
        crew = self.base.flight_crew.get(flight.flight_id, ())
        roles = Counter(self.base.crew[one].role for one in crew)
        needs = tuple(sorted(roles.items())) if roles else _FERRY_CREW if flight.service == "ferry" else ()
        distance = self.after.distance_km(flight.origin, flight.destination)
        return Leg(
            leg_id=flight.flight_id,
            origin=flight.origin,
            destination=flight.destination,
            departs=future.etd,
            arrives=future.eta,
            family=aircraft.family,
            needs=needs,
            # Whoever is missing, the flight does not go: each of them costs what its passengers' journeys cost.
            uncovered_cents=max(booked, 1) * self.costs.disrupted_passenger_cents(distance),
            seats_free=max(0, aircraft.seats - booked) if flight.service == "passenger" else aircraft.seats,
        )

    def _person(self, member: CrewMember) -> Person | None:
        """Somebody with work ahead, or on reserve; None for everybody else."""
        planned: list[DutyPlan] = []
        running: datetime | None = None
        free_at = self.now
        numbers: dict[str, DutyId] = {}
        for number, duty in enumerate(sorted(member.duties, key=lambda one: (one.report_at, one.duty_id)), start=1):
            begun, over, last_on = self._progress(duty)
            if over:
                free_at = max(free_at, last_on or self.now)
                continue
            if begun or duty.report_at <= self.now:
                running = duty.report_at
                free_at = max(self.now, last_on + self._connection(duty)) if last_on else self.now
            numbers[str(number)] = duty.duty_id
            planned.append(self._planned(duty, str(number), begun=begun))
        reserve = next((one for one in member.reserves if one.end > self.now), None)
        if not planned and reserve is None:
            return None
        self.duty_ids[member.crew_id] = numbers
        return Person(
            crew_id=member.crew_id,
            role=member.role,
            families=member.families,
            base=member.base,
            station=whereabouts(self.after, member),
            free_at=free_at,
            planned=tuple(planned),
            running=running,
            unavailable=tuple((one.start, one.end) for one in member.unavailable),
            reserve=None if reserve is None else ReserveDuty(reserve.kind, reserve.start, reserve.end, reserve.notice_min),
            alike=self._alike(member),
        )

    def _connection(self, duty: Duty) -> timedelta:
        """From the last leg that left to the next: the connection time, or what the schedule has where that is less."""
        flights = [self.after.flights[one] for one in duty.flight_ids]
        usual = minutes(self.costs.crew_connection_min)
        for one, then in pairwise(flights):
            if one.status in _BEHIND and then.status is FlightStatus.SCHEDULED:
                return max(timedelta(), min(usual, then.std - one.sta))
        return usual

    def _progress(self, duty: Duty) -> tuple[bool, bool, datetime | None]:
        """Whether a leg has left, whether all that operates has, and when the last that left is on block."""
        flights = [self.after.flights[one] for one in duty.flight_ids]
        behind = [flight for flight in flights if flight.status in _BEHIND]
        ahead = [flight for flight in flights if flight.status is FlightStatus.SCHEDULED]
        landings = [times[1] for flight in behind if (times := self.reader.times(flight)) is not None]
        return bool(behind), not ahead and bool(behind), max(landings, default=None)

    def _planned(self, duty: Duty, number: str, *, begun: bool) -> DutyPlan:
        open_ids = [one for one in duty.flight_ids if one in self.index]
        tasks = tuple(Task(self.index[one], one in duty.deadheads) for one in open_ids)
        report_at = duty.report_at
        if open_ids and not begun and report_at > self.now:
            report_at = self.reader.report_at(duty, [self.after.flights[one] for one in open_ids])
        return DutyPlan(
            report_at=report_at,
            release_at=duty.release_at,
            tasks=tasks,
            duty_id=number,
            ends_at=self.after.flights[duty.flight_ids[-1]].destination,
        )

    def _alike(self, member: CrewMember) -> str:
        """People of one team: the same work, past and ahead, the same reserve, base and qualification."""
        duties = tuple((one.flight_ids, one.deadheads, one.report_at, one.release_at) for one in member.duties)
        absences = tuple((one.start, one.end) for one in member.unavailable)
        seen = (member.role, member.base, member.families, member.location, duties, member.reserves, absences, member.history)
        return str(self._teams.setdefault(seen, len(self._teams)))
