"""A reported disruption -> the events that are its facts. What to do about them is a plan's business."""

from datetime import datetime

from domain import disruptions as d
from domain import events as e
from domain.faults import CommandCheck, Fault, Refused
from domain.network import FlightStatus, NetworkState
from domain.units import minutes


def reported_facts(state: NetworkState, disruption: d.Disruption, now: datetime) -> list[e.Event]:
    """The events of a report, recorded at `now`; Refused with every fault of every part.

    What follows from them (delays, cancellations) is for propagation and plans.
    """
    faults: list[Fault] = []
    found: list[e.Event] = []
    parts = d.parts_of(disruption)
    for index, part in enumerate(parts):
        check = CommandCheck(state)
        events = _facts(check, part, now)
        prefix = f"parts[{index}]." if isinstance(disruption, d.CompoundReport) else ""
        faults += [Fault(prefix + fault.field, fault.message) for fault in check.faults]
        found += events
    if faults:
        raise Refused(faults)
    return found


def _facts(check: CommandCheck, part: d.SingleDisruption, now: datetime) -> list[e.Event]:
    if hasattr(part, "end"):
        check.require(part.end > now, "end", f"the disruption ends at {part.end.isoformat()}, before now, {now.isoformat()}.")
    match part:
        case d.AirportClosedReport():
            check.airport(part.airport)
            return [e.AirportClosed(at=now, airport=part.airport, start=part.start, end=part.end, reason="reported")]
        case d.AirportCapacityReport():
            check.airport(part.airport)
            return [
                e.AirportCapacityReduced(
                    at=now,
                    airport=part.airport,
                    start=part.start,
                    end=part.end,
                    arrivals_per_hour=part.arrivals_per_hour,
                    departures_per_hour=part.departures_per_hour,
                    reason="reported",
                )
            ]
        case d.SlotRegulationReport(airport=None):
            check.require(
                False, "flow", f"flow {part.flow!r} is not known; regulate an airport, or list the flow's flights one by one."
            )
            return []
        case d.SlotRegulationReport():
            assert part.airport is not None
            if not check.airport(part.airport):
                return []
            departures = check.state.airports[part.airport].departures_per_hour
            return [
                e.AirportCapacityReduced(
                    at=now,
                    airport=part.airport,
                    start=part.start,
                    end=part.end,
                    arrivals_per_hour=part.rate_per_hour,
                    departures_per_hour=departures,
                    reason="flow regulation",
                )
            ]
        case d.FlightDelayedReport():
            flight = check.own_scheduled_flight(part.flight_id)
            if flight is None:
                return []
            etd = max(flight.etd, flight.std + minutes(part.delay_min))
            return [
                e.FlightDelayed(at=now, flight_id=part.flight_id, etd=etd, eta=etd + flight.block, delay_code=part.reason_code)
            ]
        case d.FlightCancelledReport():
            check.own_scheduled_flight(part.flight_id)
            return [e.FlightCancelled(at=now, flight_id=part.flight_id, delay_code=part.reason_code)]
        case d.FlightDivertedReport():
            flight = check.flight(part.flight_id)
            check.airport(part.airport)
            if flight is not None:
                check.require(
                    flight.status is FlightStatus.DEPARTED,
                    "flight_id",
                    f"Flight {part.flight_id!r} is {flight.status.value}, not in the air.",
                )
            return [e.FlightDiverted(at=now, flight_id=part.flight_id, airport=part.airport)]
        case d.AircraftUnserviceableReport():
            check.tail(part.tail)
            check.airport(part.airport)
            return [e.AircraftUnserviceable(at=now, tail=part.tail, airport=part.airport, start=part.start, end=part.end)]
        case d.CrewUnavailableReport():
            check.crew(part.crew_id)
            return [e.CrewReportedUnavailable(at=now, crew_id=part.crew_id, start=part.start, end=part.end)]
        case d.GateClosedReport():
            if check.airport(part.airport):
                gates = check.state.airports[part.airport].gates
                check.require(
                    part.gate in gates, "gate", f"{part.airport} has no gate {part.gate!r}; it has {', '.join(gates) or 'none'}."
                )
            return [e.GateClosed(at=now, airport=part.airport, gate=part.gate, start=part.start, end=part.end)]
        case d.WeatherReport():
            check.airport(part.airport)
            return [e.WeatherReported(at=now, airport=part.airport, condition=part.condition)]
