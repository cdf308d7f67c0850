"""Whether the network has moved on under a plan: what its operations touch, then and now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.commands import DelayFlight, Operation, RebookPassenger
from domain.ids import AirportCode, BookingId, CrewId, FlightId, ShipmentId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.units import minutes_between


@dataclass(slots=True)
class Touched:
    """What operations change or lean on. `ridden`: flights that people are moved to, and nothing else is done to."""

    flights: set[FlightId] = field(default_factory=set)
    ridden: set[FlightId] = field(default_factory=set)
    tails: set[TailNumber] = field(default_factory=set)
    airports: set[AirportCode] = field(default_factory=set)
    crew: set[CrewId] = field(default_factory=set)
    bookings: set[BookingId] = field(default_factory=set)
    shipments: set[ShipmentId] = field(default_factory=set)


def touched_by(operations: Iterable[Operation], state: NetworkState) -> Touched:
    """Everything the operations name, with the tails and airports of their flights on `state`."""
    found = Touched()
    for operation in operations:
        named = operation.model_dump(exclude={"type"}, exclude_none=True)
        for name, value in named.items():
            match name:
                case "flight_id" | "on_flight":
                    found.flights.add(FlightId(value))
                case "flight_ids" if isinstance(operation, RebookPassenger):
                    found.ridden.update(map(FlightId, value))
                case "flight_ids":
                    found.flights.update(map(FlightId, value))
                case "tail":
                    found.tails.add(TailNumber(value))
                case "origin" | "destination" | "airport":
                    found.airports.add(AirportCode(value))
                case "crew_id" | "from_crew" | "to_crew":
                    found.crew.add(CrewId(value))
                case "booking_id":
                    found.bookings.add(BookingId(value))
                case "shipment_id":
                    found.shipments.add(ShipmentId(value))
    found.ridden -= found.flights
    for flight_id in found.flights:
        flight = state.flights.get(flight_id)
        if flight is not None:
            found.airports |= {flight.origin, flight.destination}
            if flight.tail is not None:
                found.tails.add(flight.tail)
    return found


def what_moved(
    operations: Sequence[Operation],
    base: NetworkState,
    live: NetworkState,
    *,
    rotation_tolerance_min: int = 0,
    passenger_tolerance_min: int = 0,
) -> tuple[str, ...]:
    """One line for each flight, rotation or airport under the operations that is no longer as it was at `base`; sorted.

    A flight that left when expected has not moved; a leg that the operations do not name may be `rotation_tolerance_min`
    off its times, a flight that people are only moved to `passenger_tolerance_min`, and its aircraft may be another one.
    Weather text alone is no change: it comes every hour and binds nothing.
    """
    if base is live:
        return ()
    touched = touched_by(operations, base)
    lines = [line for flight_id in touched.flights if (line := _flight(flight_id, base, live, None))]
    lines += [line for one in touched.ridden if (line := _ridden(one, base, live, passenger_tolerance_min))]
    for tail in touched.tails:
        lines += _rotation(tail, base, live, rotation_tolerance_min)
    lines += [f"Airport {code!r} has other limits now" for code in touched.airports if _limits(code, base) != _limits(code, live)]
    lines += [f"Crew {one!r} has another duty or status now" for one in touched.crew if base.crew.get(one) != live.crew.get(one)]
    lines += [f"Booking {one!r} has changed" for one in touched.bookings if base.bookings.get(one) != live.bookings.get(one)]
    lines += [f"Shipment {one!r} has changed" for one in touched.shipments if base.shipments.get(one) != live.shipments.get(one)]
    return tuple(sorted(set(lines)))


def still_ahead(operations: Sequence[Operation], live: NetworkState, now: datetime) -> tuple[Operation, ...]:
    """The operations without retimings whose time has passed: such a flight has left, or leaves as soon as it can anyway."""
    return tuple(one for one in operations if not (isinstance(one, DelayFlight) and one.etd < now and _is_due(one, live, now)))


def _is_due(retiming: DelayFlight, live: NetworkState, now: datetime) -> bool:
    flight = live.flights.get(retiming.flight_id)
    return flight is not None and (flight.status is not FlightStatus.SCHEDULED or flight.etd <= now)


def _flight(flight_id: FlightId, base: NetworkState, live: NetworkState, tolerance_min: int | None) -> str | None:
    """What moved; no tolerance (None) for a flight that an operation names, which was meant for one still on the ground."""
    was, now = base.flights.get(flight_id), live.flights.get(flight_id)
    if was is None or now is None:
        return None if was is now else f"Flight {flight_id!r} is not in both versions of the network"
    off_min = max(abs(minutes_between(one, other)) for one, other in zip(_times(was), _times(now), strict=True))
    if _course(was) != _course(now) or off_min > (tolerance_min or 0):
        return f"Flight {flight_id!r} {_told(was, now)}"
    if tolerance_min is None and was.status is not now.status:
        return f"Flight {flight_id!r} is {now.status.value}, it was {was.status.value}"
    return None


def _ridden(flight_id: FlightId, base: NetworkState, live: NetworkState, tolerance_min: int) -> str | None:
    """Whether people can still be moved to the flight: it is to go, at about the time. Seats are counted when they are moved."""
    was, now = base.flights.get(flight_id), live.flights.get(flight_id)
    if was is None or now is None:
        return None if was is now else f"Flight {flight_id!r} is not in both versions of the network"
    if now.status is not was.status:
        return f"Flight {flight_id!r} is {now.status.value}, it was {was.status.value}"
    off_min = max(abs(minutes_between(one, other)) for one, other in zip(_times(was), _times(now), strict=True))
    only_times = replace(now, tail=was.tail, gate=was.gate, arrival_gate=was.arrival_gate, flow=was.flow)
    return f"Flight {flight_id!r} {_told(was, only_times)}" if off_min > tolerance_min else None


def _course(flight: Flight) -> tuple[object, ...]:
    gone = flight.status is FlightStatus.CANCELLED
    slot = (flight.flow.ctot, flight.flow.suspended) if flight.flow is not None else None
    return (gone, flight.tail, flight.diverted_to, flight.gate, flight.arrival_gate, slot)


def _times(flight: Flight) -> tuple[datetime, datetime]:
    return flight.atd or flight.etd, flight.ata or flight.eta


def _told(was: Flight, now: Flight) -> str:
    if was.status is not now.status and now.status in (FlightStatus.CANCELLED, FlightStatus.DIVERTED):
        return f"is {now.status.value}"
    if was.tail != now.tail:
        return f"is flown by {now.tail!r}, not {was.tail!r}"
    if was.gate != now.gate:
        return f"uses gate {now.gate!r}, not {was.gate!r}"
    if was.arrival_gate != now.arrival_gate:
        return f"arrives on gate {now.arrival_gate!r}, not {was.arrival_gate!r}"
    if was.flow != now.flow and _times(was) == _times(now):
        return "has another take-off slot now"
    return (
        f"leaves {(now.atd or now.etd):%H:%M}Z and arrives {(now.ata or now.eta):%H:%M}Z, "
        f"not {(was.atd or was.etd):%H:%M}Z and {(was.ata or was.eta):%H:%M}Z"
    )


def _rotation(tail: TailNumber, base: NetworkState, live: NetworkState, tolerance_min: int) -> list[str]:
    was, now = base.aircraft.get(tail), live.aircraft.get(tail)
    if was is None or now is None:
        return [] if was is now else [f"Tail {tail!r} is not in both versions of the network"]
    lines = []
    if (was.outages, was.maintenance) != (now.outages, now.maintenance):
        lines.append(f"Tail {tail!r} has other ground time now")
    if (was.defects, was.checks) != (now.defects, now.checks):
        lines.append(f"Tail {tail!r} has other deferred defects or checks now")
    if set(base.rotations.get(tail, ())) != set(live.rotations.get(tail, ())):
        lines.append(f"Tail {tail!r} has another rotation now")
    for flight_id in base.rotations.get(tail, ()):
        line = _flight(flight_id, base, live, tolerance_min)
        if line:
            lines.append(line)
    return lines


def _limits(code: AirportCode, state: NetworkState) -> tuple[object, ...] | None:
    airport = state.airports.get(code)
    if airport is None:
        return None
    return (
        airport.arrivals_per_hour,
        airport.departures_per_hour,
        airport.curfews,
        airport.closures,
        airport.reductions,
        airport.gate_closures,
    )
