"""Crew members' duties as lines along time: legs as they will go, the law's end, rest owed after it, reserve, absence."""

from dataclasses import asdict

from api.resources.crew import AbsenceView, ReserveView, RiskView
from domain.ids import FlightId
from domain.network import CrewMember, Duty, Flight
from domain.plans import Verdict
from domain.units import Frozen, UtcDatetime, minutes
from knowledge.flight_time.ruling import verdict_of
from tools.legality.crew_board import CrewOutlook, Phase
from tools.legality.duty_cases import DutyReader, ReadDuty
from tools.legality.judged import rulings_on, slack_of


class DutyLeg(Frozen):
    """One leg of a duty: off block to on block as it went, or will go if nobody intervenes."""

    flight_id: str
    origin: str
    destination: str
    start: UtcDatetime
    end: UtcDatetime
    status: str
    deadhead: bool
    cancelled: bool
    """It is cancelled, or will be if nobody intervenes."""


class DutySpan(Frozen):
    """A duty period from report to release as it will go. `latest_release_at`: with the last leg as late as the law allows;
    null where no limit ends it, or where the duty cannot be judged."""

    duty_id: str
    report_at: UtcDatetime
    release_at: UtcDatetime
    latest_release_at: UtcDatetime | None
    limit_rule: str
    citation: str
    verdict: Verdict
    legs: tuple[DutyLeg, ...]


class RestSpan(Frozen):
    """Rest that the law asks for after a duty; no duty may begin in it."""

    start: UtcDatetime
    end: UtcDatetime
    citation: str
    detail: str


class DutyLine(Frozen):
    """One crew member: the outlook on the current or next duty, and all that is known of the days around it.

    `left_min`: minutes by which the last leg of that duty may still slip; negative: too late by that; null: nothing limits it.
    """

    crew_id: str
    role: str
    base: str
    station: str
    phase: Phase
    verdict: Verdict
    left_min: int | None
    times_out_at: UtcDatetime | None
    at_risk: tuple[RiskView, ...]
    duties: tuple[DutySpan, ...]
    rests: tuple[RestSpan, ...]
    reserves: tuple[ReserveView, ...]
    unavailable: tuple[AbsenceView, ...]
    assumed: tuple[str, ...]


def duty_line(reader: DutyReader, member: CrewMember, outlook: CrewOutlook) -> DutyLine:
    """The person's line; `outlook` was made from the same state and times as `reader` reads."""
    read = {one.duty.duty_id: one for one in reader.duties(member)}
    return DutyLine(
        crew_id=member.crew_id,
        role=member.role,
        base=member.base,
        station=outlook.station,
        phase=outlook.phase,
        verdict=outlook.verdict,
        left_min=outlook.left_min,
        times_out_at=outlook.times_out_at,
        at_risk=tuple(RiskView(**asdict(risk)) for risk in outlook.at_risk),
        duties=tuple(_span(reader, member, duty, read.get(duty.duty_id)) for duty in member.duties),
        rests=tuple(rest for one in read.values() if (rest := _rest_after(reader, member, one)) is not None),
        reserves=tuple(ReserveView(**asdict(one)) for one in member.reserves),
        unavailable=tuple(AbsenceView.of(one) for one in member.unavailable),
        assumed=member.assumed,
    )


def _span(reader: DutyReader, member: CrewMember, duty: Duty, read: ReadDuty | None) -> DutySpan:
    legs = tuple(_leg(reader, duty, reader.state.flights[one]) for one in duty.flight_ids)
    if read is None:  # every leg is cancelled: as it was planned, and nothing to judge
        return DutySpan(
            duty_id=duty.duty_id,
            report_at=duty.report_at,
            release_at=duty.release_at,
            latest_release_at=None,
            limit_rule="",
            citation="",
            verdict="not_checked",
            legs=legs,
        )
    law, period = reader.law_of(member), read.case.duty
    room = slack_of(law, read.case)
    return DutySpan(
        duty_id=duty.duty_id,
        report_at=period.report_at,
        release_at=period.release_at,
        latest_release_at=None if room.left_min is None else period.release_at + minutes(room.left_min),
        limit_rule=room.binding.rule if room.binding is not None else "",
        citation=room.binding.citation if room.binding is not None else "",
        verdict=verdict_of(rulings_on(law, read.case)),
        legs=legs,
    )


def _leg(reader: DutyReader, duty: Duty, flight: Flight) -> DutyLeg:
    found = reader.times(flight)
    start, end = found if found is not None else (flight.etd, flight.eta)
    return DutyLeg(
        flight_id=flight.flight_id,
        origin=flight.origin,
        destination=flight.lands_at,
        start=start,
        end=end,
        status=flight.status.value,
        deadhead=flight.flight_id in duty.deadheads,
        cancelled=found is None,
    )


def _rest_after(reader: DutyReader, member: CrewMember, read: ReadDuty) -> RestSpan | None:
    """The longest rest that is owed after the duty; None where the law names none."""
    law, period = reader.law_of(member), read.case.duty
    owed = law.rest_required(read.case, law.law(period.report_at.date()))
    longest = max(owed, key=lambda one: (one.length_min, one.citation), default=None)
    if longest is None:
        return None
    end = period.release_at + minutes(longest.length_min)
    return RestSpan(start=period.release_at, end=end, citation=longest.citation, detail=longest.detail)


def names(member: CrewMember, text: str) -> bool:
    """Whether the text, in capitals, is in the person's id or in the number of a flight of theirs."""
    return text in member.crew_id or any(text in _number(one) for duty in member.duties for one in duty.flight_ids)


def _number(flight_id: FlightId) -> str:
    return flight_id.split("/")[0]
