"""Flights that must leave in time for the crew they have: those away from any reserve, whose crew's clock is running."""

from collections.abc import Iterator
from datetime import datetime

from domain.constraints import CrewTimesOut
from domain.ids import FlightId
from domain.network import FlightStatus, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from tools.legality.duty_cases import DutyReader, ReadDuty
from tools.legality.judged import slack_of
from tools.legality.lateness import through


def crew_time_limits(state: NetworkState, now: datetime) -> tuple[CrewTimesOut, ...]:
    """The latest legal off-block of each such flight, by the crew member who is first to time out; sorted by flight.

    A crew that can still be told to report later has no clock running. Where a reserve of the role and family waits, leaving
    later only takes another crew, which crew recovery prices; limits beyond the longest delay bind nothing and are left out.
    """
    reader = DutyReader(state, now)
    relieved = {
        (member.base, member.role, family)
        for member in state.crew.values()
        if any(one.end > now for one in member.reserves)
        for family in member.families
    }
    found: dict[FlightId, CrewTimesOut] = {}
    for crew_id in sorted(state.crew):
        member = state.crew[crew_id]
        law = reader.law_of(member)
        for read in reader.duties(member) if member.duties else ():
            if not _running(reader, read):
                continue
            for index, flight_id, family in _legs_ahead(state, read):
                leg = state.flights[flight_id]
                if (leg.origin, member.role, family) in relieved:
                    continue
                room = slack_of(law, through(read.case, index))
                if room.standing or room.left_min is None or room.binding is None:
                    continue
                latest = leg.etd + minutes(room.left_min)
                if minutes_between(leg.std, latest) > cost_parameters().longest_delay_min:
                    continue
                known = found.get(flight_id)
                if known is None or latest < known.latest_departure:
                    reason = f"{room.binding.detail} ({room.binding.citation}); no {member.role} on reserve at {leg.origin}"
                    found[flight_id] = CrewTimesOut(
                        source="crew", reason=reason, flight_id=flight_id, crew_id=crew_id, latest_departure=latest
                    )
    return tuple(found[one] for one in sorted(found))


def _running(reader: DutyReader, read: ReadDuty) -> bool:
    duty = read.case.duty
    return duty.release_at > reader.now and minutes_between(reader.now, duty.report_at) < reader.practice.report_change_notice_min


def _legs_ahead(state: NetworkState, read: ReadDuty) -> Iterator[tuple[int, FlightId, str]]:
    for index, leg in enumerate(read.legs):
        if leg.status is FlightStatus.SCHEDULED and leg.flight_id not in read.duty.deadheads and leg.tail is not None:
            yield index, leg.flight_id, state.aircraft[leg.tail].family
