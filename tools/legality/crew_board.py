"""Everybody's duty, law and time left, kept up to date: only people whose duties, flights or clock changed are read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ids import AirportCode, CrewId, DutyId, FlightId
from domain.network import CrewMember, FlightStatus, NetworkState
from domain.plans import Verdict
from domain.units import minutes
from knowledge.flight_time.ruling import Ruling, verdict_of
from tools.legality.duty_cases import DutyReader, ReadDuty, Times, as_it_stands, whereabouts
from tools.legality.judged import rulings_on, slack_of
from tools.legality.lateness import through

Phase = Literal["off", "on_duty", "on_reserve", "to_report", "unavailable"]


@dataclass(frozen=True, slots=True)
class FlightAtRisk:
    """A flight that loses this person: illegal (`by_law`), or nobody is there. `latest` = last legal off-block, if any."""

    flight_id: FlightId
    leaves: datetime
    reason: str
    citation: str
    latest: datetime | None = None
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class CrewOutlook:
    """One person's current or next duty. `left_min`: minutes by which its last leg may still slip (negative: too late)."""

    crew_id: CrewId
    role: str
    base: AirportCode
    station: AirportCode
    phase: Phase
    duty_id: DutyId | None = None
    report_at: datetime | None = None
    release_at: datetime | None = None
    verdict: Verdict = "not_checked"
    rulings: tuple[Ruling, ...] = ()
    binding: Ruling | None = None
    left_min: int | None = None
    times_out_at: datetime | None = None
    """On-block of the last leg by which the flight duty must be over."""
    next_flight_id: FlightId | None = None
    at_risk: tuple[FlightAtRisk, ...] = ()


class CrewBoard:
    """The outlook of every crew member of our carriers. `update` keeps what did not change since the last state."""

    def __init__(self) -> None:
        self._seen: dict[CrewId, tuple[tuple[object, ...], CrewOutlook]] = {}

    def update(self, state: NetworkState, now: datetime, times: Times = as_it_stands) -> dict[CrewId, CrewOutlook]:
        """Outlooks by crew id. What is kept was read from the same person, the same flights at the same times, the same phase."""
        reader = DutyReader(state, now, times)
        fresh: dict[CrewId, tuple[tuple[object, ...], CrewOutlook]] = {}
        for crew_id, member in state.crew.items():
            key = _key(reader, member)
            known = self._seen.get(crew_id)
            if known is not None and known[0] == key:
                fresh[crew_id] = known
            else:
                fresh[crew_id] = (key, outlook_of(reader, member))
        self._seen = fresh
        return {crew_id: outlook for crew_id, (_, outlook) in sorted(fresh.items())}


def _key(reader: DutyReader, member: CrewMember) -> tuple[object, ...]:
    """All that the outlook depends on; the clock only by what it has passed."""
    now = reader.now
    flights = [reader.state.flights[one] for duty in member.duties for one in duty.flight_ids]
    notice = minutes(reader.practice.report_change_notice_min)
    passed = [now >= duty.report_at - notice for duty in member.duties] + [now >= duty.report_at for duty in member.duties]
    passed += [now > duty.release_at for duty in member.duties]
    passed += [one.start <= now < one.end for one in member.reserves] + [one.contains(now) for one in member.unavailable]
    return (
        member,
        *((flight.status, reader.times(flight)) for flight in flights),
        *(reader.state.flight_crew.get(flight.flight_id) for flight in flights),
        tuple(passed),
    )


def outlook_of(reader: DutyReader, member: CrewMember) -> CrewOutlook:
    """The duty that is running or comes next, judged by the law that governs this person."""
    now = reader.now
    station = whereabouts(reader.state, member)
    duties = reader.duties(member)
    ahead = [one for one in duties if one.case.duty.release_at > now]
    away = any(window.contains(now) for window in member.unavailable)
    if not ahead:
        waiting = any(one.start <= now < one.end for one in member.reserves)
        phase: Phase = "unavailable" if away else "on_reserve" if waiting else "off"
        return CrewOutlook(member.crew_id, member.role, member.base, station, phase)
    current = ahead[0]
    law = reader.law_of(member)
    rulings, room = rulings_on(law, current.case), slack_of(law, current.case)
    duty = current.case.duty
    binding = room.binding
    left = room.left_min
    upcoming = next((leg for leg in current.legs if leg.status is FlightStatus.SCHEDULED), None)
    return CrewOutlook(
        crew_id=member.crew_id,
        role=member.role,
        base=member.base,
        station=station,
        phase="unavailable" if away else "on_duty" if duty.report_at <= now else "to_report",
        duty_id=current.duty.duty_id,
        report_at=duty.report_at,
        release_at=duty.release_at,
        verdict=verdict_of(rulings),
        rulings=rulings,
        binding=binding,
        left_min=left,
        times_out_at=None if left is None else duty.sectors[-1].on_block + minutes(left),
        next_flight_id=upcoming.flight_id if upcoming is not None else None,
        at_risk=tuple(risk for one in ahead for risk in flights_at_risk(reader, member, one)),
    )


def flights_at_risk(reader: DutyReader, member: CrewMember, read: ReadDuty) -> tuple[FlightAtRisk, ...]:
    """Legs not yet left that this person cannot work: absent, elsewhere, or from the first leg on that breaks the law."""
    law = reader.law_of(member)
    found: list[FlightAtRisk] = []
    lost: tuple[str, str] | None = None
    by_law = False
    illegal = bool(_breaches(rulings_on(law, read.case)))
    for index, leg in enumerate(read.legs):
        if leg.flight_id in read.duty.deadheads or leg.status is not FlightStatus.SCHEDULED:
            continue
        leaves = read.case.duty.sectors[index].off_block
        latest: datetime | None = None
        absent = any(window.contains(leaves) for window in member.unavailable)
        if absent:
            reason: tuple[str, str] | None = (f"{member.crew_id} is unavailable then", "CrewReportedUnavailable")
        elif read.gap is not None and read.gap[0] == leg.flight_id:
            lost = reason = (f"{member.crew_id} is at {read.gap[1]}, not at {leg.origin}", "crew leave from where they landed")
        elif lost is not None:
            reason = lost
        elif illegal and (breaches := _breaches(rulings_on(law, ends_here := through(read.case, index)))):
            room = slack_of(law, ends_here)
            if not room.standing and room.left_min is not None:
                latest = leaves + minutes(room.left_min)
            lost = reason = (f"{member.crew_id}: {breaches[0].detail}", breaches[0].citation)
            by_law = True
        else:
            reason = None
        if reason is not None:
            found.append(FlightAtRisk(leg.flight_id, leaves, reason[0], reason[1], latest, by_law and not absent))
    return tuple(found)


def _breaches(rulings: Iterable[Ruling]) -> list[Ruling]:
    return sorted((one for one in rulings if one.verdict == "fail"), key=lambda one: one.margin if one.margin is not None else 0)
