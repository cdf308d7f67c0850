"""What happened, as events at the moments it became known.

Delays: a flight that has not left 15 min after its time is expected 30 min after it, and each time that passes 30 min later
again; nothing about a delay is known sooner. Cancellations are known 60 min before departure; a reconstructed return leg is
cancelled together with its outward leg. Departures and arrivals are known when they happen. All these minutes are assumed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain import events as e
from domain.disruptions import AirportCapacityReport, AirportClosedReport, Disruption
from domain.ids import AirportCode, FlightId, TailNumber
from domain.units import minutes
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

_RANK = {
    e.AirportClosed: 0,
    e.AirportCapacityReduced: 1,
    e.FlightCancelled: 2,
    e.FlightDelayed: 3,
    e.FlightArrived: 4,
    e.FlightDiverted: 5,
    e.FlightDeparted: 6,
}


def cancellation_moments(legs: Iterable[Leg], not_before: datetime) -> dict[FlightId, datetime]:
    """When each cancellation became known."""
    notice = minutes(assumed_parameters()["recording"]["cancellation_notice_min"])
    cancelled = {leg.flight_id: leg for leg in legs if leg.cancelled}
    known: dict[FlightId, datetime] = {}
    for name, leg in cancelled.items():
        cause = cancelled.get(leg.cancelled_with) if leg.cancelled_with else None
        known[name] = max(not_before, (cause or leg).std - notice)
    return known


def record(legs: Sequence[Leg], disruptions: Sequence[Disruption], start_at: datetime) -> tuple[e.Event, ...]:
    """The recording, sorted by time; at one time by kind (airports, cancellations, delays, arrivals, departures) and flight."""
    known = cancellation_moments(legs, start_at + minutes(1))
    events: list[e.Event] = [event for leg in legs for event in _flight_events(leg, known)]
    events.extend(event for disruption in disruptions for event in _airport_events(disruption))
    return tuple(sorted(events, key=_order))


def _order(event: e.Event) -> tuple[datetime, int, str]:
    return event.at, _RANK[type(event)], str(getattr(event, "flight_id", None) or getattr(event, "airport", ""))


def landing(leg: Leg) -> datetime | None:
    """When the leg came to the ground for good, at its destination or where it diverted to."""
    if leg.atd is None:
        return None
    extra = 0 if leg.diverted_to else assumed_parameters()["recording"]["diverted_extra_min"]
    return leg.ata or leg.atd + (leg.sta - leg.std) + minutes(extra)


def _flight_events(leg: Leg, known: dict[FlightId, datetime]) -> Iterable[e.Event]:
    if leg.cancelled:
        yield e.FlightCancelled(at=known[leg.flight_id], flight_id=leg.flight_id, delay_code=leg.delay_code)
        return
    if leg.atd is None:
        return
    rules = assumed_parameters()["recording"]
    step = minutes(rules["delay_step_min"])
    known_at, etd = leg.std + minutes(rules["late_is_known_after_min"]), leg.std + step
    while known_at < leg.atd:
        eta = etd + (leg.sta - leg.std)
        yield e.FlightDelayed(at=known_at, flight_id=leg.flight_id, etd=etd, eta=eta, delay_code=leg.delay_code)
        known_at, etd = etd, etd + step
    tail = TailNumber(leg.tail) if leg.tail else None
    yield e.FlightDeparted(at=leg.atd, flight_id=leg.flight_id, tail=tail)
    landed = landing(leg)
    assert landed is not None
    if leg.diverted_to:
        yield e.FlightDiverted(at=landed, flight_id=leg.flight_id, airport=AirportCode(leg.diverted_to))
    else:
        yield e.FlightArrived(at=landed, flight_id=leg.flight_id)


def _airport_events(disruption: Disruption) -> Iterable[e.Event]:
    if isinstance(disruption, AirportClosedReport):
        yield e.AirportClosed(
            at=disruption.reported_at,
            airport=disruption.airport,
            start=disruption.start,
            end=disruption.end,
            reason="inferred from the record: nothing moved",
        )
    elif isinstance(disruption, AirportCapacityReport):
        yield e.AirportCapacityReduced(
            at=disruption.reported_at,
            airport=disruption.airport,
            start=disruption.start,
            end=disruption.end,
            arrivals_per_hour=disruption.arrivals_per_hour,
            departures_per_hour=disruption.departures_per_hour,
            reason="inferred from the record: fewer movements than scheduled",
        )
