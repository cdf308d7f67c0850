"""Crew duties of the network as cases of flight-time law: what is worked, from when to when, on whose clock, after what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from domain.ids import AirportCode, FlightId
from domain.network import CrewMember, Duty, Flight, FlightStatus, NetworkState, PastDuty
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.crew_practice import CrewPractice, crew_practice
from knowledge.flight_time.duty import CrewKind, DelayedReporting, DutyCase, DutyPeriod, Sector, Standby, Totals
from knowledge.flight_time.regime import Regime, regime

Times = Callable[[Flight], tuple[datetime, datetime] | None]
"""Off-block and on-block of a flight; None when it does not operate."""
_NOT_FLOWN = (FlightStatus.SCHEDULED, FlightStatus.CANCELLED)


def as_it_stands(flight: Flight) -> tuple[datetime, datetime] | None:
    """The times now known."""
    return None if flight.status is FlightStatus.CANCELLED else (flight.atd or flight.etd, flight.ata or flight.eta)


def as_projected(projected: Mapping[FlightId, ProjectedFlight]) -> Times:
    """The times flights will have if nobody intervenes further; those that landed have theirs."""

    def times(flight: Flight) -> tuple[datetime, datetime] | None:
        future = projected.get(flight.flight_id)
        if future is None:
            return as_it_stands(flight)
        return None if future.cancelled else (future.etd, future.eta)

    return times


def kind_of(member: CrewMember) -> CrewKind:
    """Flight crew or cabin crew."""
    return "cabin_crew" if member.role == "cabin" else "flight_crew"


@dataclass(frozen=True, slots=True)
class ReadDuty:
    """A duty as the law sees it. `legs` are those that operate; `gap` is the first leg that leaves from where nobody is."""

    duty: Duty
    case: DutyCase
    legs: tuple[Flight, ...]
    gap: tuple[FlightId, AirportCode] | None = None
    """Flight, and the airport where this person is instead."""


class DutyReader:
    """Reads crew members of one network state, with flights at the times given, at the moment `now`."""

    def __init__(
        self,
        state: NetworkState,
        now: datetime,
        times: Times = as_it_stands,
        practice: CrewPractice | None = None,
    ) -> None:
        self.state, self.now, self.times = state, now, times
        self.practice = practice or crew_practice()
        self._law = {kind: regime(name).applied_as_of(self.practice.law_as_of) for kind, name in self.practice.law.items()}

    def law_of(self, member: CrewMember) -> Regime:
        """The regime that governs this person, as the airline applies it."""
        return self._law[kind_of(member)]

    def duties(self, member: CrewMember) -> tuple[ReadDuty, ...]:
        """Every duty in which something operates, in order of report, each with what came before."""
        read: list[ReadDuty] = []
        before: list[DutyPeriod] = []
        here = whereabouts(self.state, member)
        for duty in sorted(member.duties, key=lambda one: (one.report_at, one.duty_id)):
            legs = tuple(flight for one in duty.flight_ids if self.times(flight := self.state.flights[one]) is not None)
            if not legs:
                continue
            period = self._period(member, duty, legs)
            read.append(ReadDuty(duty, self.case(member, period, before), legs, _gap(legs, here)))
            before.append(period)
            here = legs[-1].lands_at if legs[-1].status is FlightStatus.SCHEDULED else here
        return tuple(read)

    def case(self, member: CrewMember, period: DutyPeriod, before: Sequence[DutyPeriod] = ()) -> DutyCase:
        """A duty of this person after the duties `before` it in this network, and what the history declares."""
        base = self.state.airports.get(member.base)
        history = member.history
        since = sum(one.flight_min for one in before)
        totals = Totals()
        if history is not None:
            duty_since = sum(minutes_between(*one.fdp) for one in before if one.fdp is not None)
            totals = Totals(
                flight_min_672_h=_sum(history.flight_min_672_h, since),
                flight_min_28_days=_sum(history.flight_min_672_h, since),
                flight_min_365_days=_sum(history.flight_min_365_days, since),
                fdp_min_672_h=_sum(history.fdp_min_672_h, duty_since),
            )
        return DutyCase(
            duty=period,
            crew=kind_of(member),
            home_clock=base.timezone if base is not None else "UTC",
            home_longitude_deg=base.longitude if base is not None else None,
            history=(*self._past_duties(member), *before),
            history_from=history.known_from if history is not None else None,
            totals=totals,
        )

    def period(
        self,
        member: CrewMember,
        report_at: datetime,
        release_at: datetime,
        legs: Sequence[tuple[Flight, datetime, datetime, bool]],
        *,
        scheduled_min: int | None = None,
        delayed: DelayedReporting | None = None,
        standby: Standby | None = None,
    ) -> DutyPeriod:
        """A duty period with legs as (flight, off-block, on-block, deadhead)."""
        airports = self.state.airports
        sectors = []
        for flight, off_block, on_block, deadhead in legs:
            origin, destination = airports[flight.origin], airports[flight.lands_at]
            sectors.append(
                Sector(
                    off_block=off_block,
                    on_block=max(on_block, off_block),
                    from_clock=origin.timezone,
                    to_clock=destination.timezone,
                    positioning=deadhead,
                    from_longitude_deg=origin.longitude,
                    to_longitude_deg=destination.longitude,
                )
            )
        base, start = airports.get(member.base), airports[legs[0][0].origin]
        home = base or start
        apart = abs(start.longitude - home.longitude)
        return DutyPeriod(
            report_at=report_at,
            release_at=max(release_at, sectors[-1].on_block),
            sectors=tuple(sectors),
            report_clock=start.timezone,
            acclimated=min(apart, 360 - apart) <= self.practice.theater_longitude_deg,
            acclimated_clock=home.timezone,
            pilots=self._pilots(legs[0][0]),
            scheduled_duty_min=scheduled_min,
            # Pilots need consents to overrun; cabin crew's scheduled duty is what 121.467 tests, and delays excuse the rest.
            unforeseen=member.role == "cabin" and scheduled_min is not None,
            delayed_reporting=delayed,
            standby=standby,
        )

    def report_at(self, duty: Duty, legs: Sequence[Flight]) -> datetime:
        """When this duty reports: as planned, or with its first flight where there is still time to say so."""
        first = legs[0]
        leaves = self.times(first)
        begun = any(self.state.flights[one].status not in _NOT_FLOWN for one in duty.flight_ids)
        if begun or leaves is None or minutes_between(self.now, duty.report_at) < self.practice.report_change_notice_min:
            return duty.report_at
        return max(duty.report_at, leaves[0] - minutes(self.practice.report_before_min))

    def _period(self, member: CrewMember, duty: Duty, legs: Sequence[Flight]) -> DutyPeriod:
        timed = []
        for flight in legs:
            found = self.times(flight)
            assert found is not None
            timed.append((flight, *found, flight.flight_id in duty.deadheads))
        report_at = self.report_at(duty, legs)
        last = self.state.flights[duty.flight_ids[-1]]
        after = duty.release_at - last.sta if not duty.changed_by else minutes(self.practice.release_after_min)
        moved = DelayedReporting(duty.report_at, report_at) if report_at > duty.report_at else None
        return self.period(
            member,
            report_at,
            timed[-1][2] + max(after, minutes(0)),
            timed,
            scheduled_min=minutes_between(duty.report_at, duty.release_at),
            delayed=moved,
            standby=self.standby(member, report_at),
        )

    def standby(self, member: CrewMember, report_at: datetime) -> Standby | None:
        """The reserve duty that this person reports out of, if any."""
        for reserve in member.reserves:
            if reserve.start <= report_at <= reserve.end + minutes(reserve.notice_min):
                called = min(report_at, max(self.now, reserve.start))
                return Standby(reserve.kind, reserve.start, reserve.end, called_at=called, clock=self._home_clock(member))
        return None

    def _home_clock(self, member: CrewMember) -> str:
        base = self.state.airports.get(member.base)
        return base.timezone if base is not None else "UTC"

    def _past_duties(self, member: CrewMember) -> tuple[DutyPeriod, ...]:
        return _past_periods(member.history.duties, self._home_clock(member)) if member.history is not None else ()

    def _pilots(self, flight: Flight) -> int:
        crew = self.state.flight_crew.get(flight.flight_id, ())
        pilots = sum(self.state.crew[one].role != "cabin" for one in crew)
        return min(4, max(2, pilots))


@lru_cache(maxsize=50_000)
def _past_periods(duties: tuple[PastDuty, ...], clock: str) -> tuple[DutyPeriod, ...]:
    """A history as duty periods; the same for every reading of a network and of its forks, so worked out once."""
    return tuple(
        DutyPeriod(
            report_at=one.report_at,
            release_at=one.release_at,
            sectors=(Sector(one.fdp_end_at - minutes(one.block_min), one.fdp_end_at, clock, clock),) if one.sectors else (),
            report_clock=clock,
        )
        for one in duties
    )


def whereabouts(state: NetworkState, member: CrewMember) -> AirportCode:
    """Where this person is or is landing: the destination of the last leg that left, or where they were put since."""
    here, since = member.location, member.located_at
    for duty in member.duties:
        for one in duty.flight_ids:
            flight = state.flights[one]
            if flight.atd is not None and flight.status not in _NOT_FLOWN and (since is None or flight.atd > since):
                here, since = flight.lands_at, flight.atd
    return here


def _gap(legs: Sequence[Flight], here: AirportCode) -> tuple[FlightId, AirportCode] | None:
    """The first leg yet to go that leaves from where this person is not."""
    for leg in legs:
        if leg.status is FlightStatus.SCHEDULED:
            if leg.origin != here:
                return leg.flight_id, here
            here = leg.lands_at
    return None


def _sum(known: int | None, since: int) -> int | None:
    return None if known is None else known + since
