"""Message -> events on a network. `MEANINGS` is the map; what a message does not say is not filled in."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import events as e
from domain.ids import AirportCode, NoticeId, TailNumber, flight_id
from domain.network import Airport, Flight, FlightStatus, NetworkState, Observation
from knowledge.operational_messages.designators import airport_of, flight_of
from knowledge.operational_messages.grammars.advisories import Advisory, AreaWarning
from knowledge.operational_messages.grammars.flight_plan import FlightPlanMessage
from knowledge.operational_messages.grammars.flow import AdexpFlightPlan, FlowMessage
from knowledge.operational_messages.grammars.load import LoadMessage
from knowledge.operational_messages.grammars.movement import Clock, MovementMessage
from knowledge.operational_messages.grammars.notices import Ashtam, Notam, Snowtam
from knowledge.operational_messages.grammars.schedule import ChangedFlight, ScheduleChange, ScheduledLeg, ScheduleMessage
from knowledge.operational_messages.grammars.ssim import ScheduleFile, leg_dates
from knowledge.operational_messages.grammars.weather import MetarReport, TafForecast
from knowledge.operational_messages.message import Message

_AHEAD = timedelta(minutes=5)
"""A movement may be reported so long before it by clocks that do not agree."""
_SNOWTAM_VALID = timedelta(hours=8)
_ICING = re.compile(r"^[-+]?(?!BL|DR)(FZ(RA|DZ|FG)|(SH)?(SN|PL|SG|IC|RASN|SNRA))")
_OVER = (FlightStatus.ARRIVED, FlightStatus.DIVERTED)


class Contradiction(ValueError):
    """What the message says cannot be so on this network; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The events that follow from a message, and in words what it says; no events: nothing on the network changes."""

    events: tuple[e.Event, ...] = ()
    said: tuple[str, ...] = ()


def meaning_of(message: Message, state: NetworkState, now: datetime) -> Meaning:
    """What the message means on this network now; Contradiction when it cannot be."""
    found = MEANINGS.get(type(message))
    if found is None:
        return Meaning(said=(f"{message.kind}: read and kept; it changes nothing on the network.",))
    return found(message, state, now)


def _noted(*said: str) -> Meaning:
    return Meaning(said=said)


# --- movements ------------------------------------------------------------------------------------------------------


def _named_flight(message: MovementMessage | LoadMessage, state: NetworkState) -> Flight | None:
    """The flight of that carrier and number whose schedule leaves on that UTC day; None when the network has none."""
    number = message.number.lstrip("0") + message.suffix
    return _flight_on(state, message.carrier, number, message.flight_date)


def _flight_on(state: NetworkState, carrier: str, number: str, day: date, origin: str | None = None) -> Flight | None:
    found = [
        flight
        for flight in state.flights.values()
        if flight.carrier == carrier
        and flight.number.lstrip("0") == number
        and flight.std.date() == day
        and origin in (None, flight.origin)
    ]
    return min(found, key=lambda flight: flight.std) if found else None


def _unknown(message: MovementMessage | LoadMessage) -> Meaning:
    name = f"{message.carrier}{message.number}{message.suffix}"
    return _noted(f"{name} of {message.flight_date} (UTC) is not in this network.")


def _movement(message: MovementMessage, state: NetworkState, now: datetime) -> Meaning:
    flight = _leg_of(message, state)
    if flight is None:
        return _unknown(message)
    if flight.status is FlightStatus.CANCELLED:
        raise Contradiction(f"{flight.flight_id} is cancelled; a movement of it cannot be. Reinstate it, or correct the message.")
    if message.off_block is not None:
        return _left(message, flight, state, now)
    if message.on_block is not None or message.touchdown is not None:
        return _landed(message, flight, state, now)
    if message.returned_on_block is not None:
        return _came_back(message, flight, now)
    if message.estimated_departure is not None:
        return _later(message, flight, now)
    if message.estimated_arrival is not None or message.estimated_on_block is not None:
        return _expected(message, flight, now)
    if message.returned_to_ramp is not None:
        at = message.returned_to_ramp.at
        return _noted(f"{flight.flight_id} came back to the ramp at {at:%H:%MZ}; when it leaves again is not said.")
    return _noted(f"{flight.flight_id}: no time that the network keeps.")


def _leg_of(message: MovementMessage, state: NetworkState) -> Flight | None:
    """The leg by number and day; of several the one that leaves from, or arrives at, the station of the message."""
    number = message.number.lstrip("0") + message.suffix
    legs = [
        flight
        for flight in state.flights.values()
        if flight.carrier == message.carrier and flight.number.lstrip("0") == number and flight.std.date() == message.flight_date
    ]
    arrival = message.on_block is not None or message.touchdown is not None
    at_station = [leg for leg in legs if (leg.destination if arrival else leg.origin) == message.station]
    return min(at_station or legs, key=lambda leg: leg.std, default=None)


def _time(clock: Clock, near: datetime) -> datetime:
    """The time as dated by the message; where it says no day, the one nearest to when the schedule has it."""
    if clock.dated_by == "message":
        return clock.at
    return min((clock.at + timedelta(days=days) for days in (-1, 0, 1)), key=lambda at: abs(at - near))


def _past(at: datetime, now: datetime, what: str) -> None:
    if at > now + _AHEAD:
        raise Contradiction(
            f"{what} at {at:%d %b %H:%MZ} is still to come, it is {now:%d %b %H:%MZ}; an estimate is sent as ED or EA."
        )


def _left(message: MovementMessage, flight: Flight, state: NetworkState, now: datetime) -> Meaning:
    assert message.off_block is not None
    if message.station != flight.origin:
        raise Contradiction(
            f"{flight.flight_id} leaves from {flight.origin}, the message reports its departure from {message.station}."
        )
    at = _time(message.off_block, flight.etd)
    _past(at, now, "off-block")
    if flight.status in _OVER:
        raise Contradiction(f"{flight.flight_id} has {flight.status.value} already, at {flight.ata or flight.eta:%d %b %H:%MZ}.")
    events: list[e.Event] = []
    said = [f"{flight.flight_id} left at {at:%H:%MZ}"]
    tail, doubt = _tail_of(message, flight, state)
    said += doubt
    if flight.status is not FlightStatus.DEPARTED or flight.atd != at or tail is not None:
        events.append(e.FlightDeparted(at=at, flight_id=flight.flight_id, tail=tail))
    events += _codes(message, flight, at, said)
    if message.estimated_arrival is not None and _for_destination(message, flight):
        eta = _time(message.estimated_arrival, at + flight.block)
        if eta <= at:
            raise Contradiction(f"the expected arrival {eta:%H:%MZ} is not after the departure {at:%H:%MZ}.")
        events.append(e.FlightDelayed(at=at, flight_id=flight.flight_id, etd=at, eta=eta, delay_code=_code(message, flight)))
        said.append(f"expected at {flight.destination} {eta:%H:%MZ}")
    return Meaning(tuple(events), tuple(said))


def _codes(message: MovementMessage, flight: Flight, at: datetime, said: list[str]) -> Iterable[e.Event]:
    """What the delay was put down to; a flight that left keeps its code with its expected arrival."""
    if not message.delays:
        return ()
    causes = ", ".join(f"{one.digits}" + (f" {one.delay_min} min" if one.delay_min else "") for one in message.delays)
    late_min = int((at - flight.std).total_seconds() // 60)
    said.append(f"delay {causes}; {late_min} min after its schedule")
    if message.delay_min is not None and message.delay_min != max(0, late_min):
        said.append(f"the causes add up to {message.delay_min} min, the schedule says {late_min}")
    if message.estimated_arrival is not None and _for_destination(message, flight):
        return ()
    eta = at + flight.block
    return (e.FlightDelayed(at=at, flight_id=flight.flight_id, etd=at, eta=eta, delay_code=_code(message, flight)),)


def _code(message: MovementMessage, flight: Flight) -> str:
    return message.delays[0].digits if message.delays else flight.delay_code


def _for_destination(message: MovementMessage, flight: Flight) -> bool:
    return message.estimated_arrival_airport in (None, flight.destination)


def _tail_of(message: MovementMessage, flight: Flight, state: NetworkState) -> tuple[TailNumber | None, list[str]]:
    """The tail of the message where it is another of ours than planned; in words where it cannot be put on the network."""
    by_plain = {tail.replace("-", ""): tail for tail in (str(one) for one in state.aircraft)}
    tail = by_plain.get(str(message.tail).replace("-", ""))
    if tail is None:
        return None, [f"its aircraft {message.tail} is not in this network"] if flight.tail is not None else []
    if tail == flight.tail:
        return None, []
    if state.aircraft[TailNumber(tail)].carrier != flight.carrier:
        return None, [f"its aircraft {tail} belongs to {state.aircraft[TailNumber(tail)].carrier}"]
    return TailNumber(tail), [f"flown by {tail} instead of {flight.tail or 'none'}"]


def _landed(message: MovementMessage, flight: Flight, state: NetworkState, now: datetime) -> Meaning:
    clock = message.on_block or message.touchdown
    assert clock is not None
    at = _time(clock, flight.eta)
    _past(at, now, "on-block" if message.on_block is not None else "touchdown")
    if flight.status is FlightStatus.SCHEDULED:
        raise Contradiction(f"{flight.flight_id} has not left by what is known; its departure (AD) is needed first.")
    if flight.atd is not None and at <= flight.atd:
        raise Contradiction(f"{flight.flight_id} would arrive {at:%H:%MZ}, not after it left, {flight.atd:%H:%MZ}.")
    if message.station == flight.destination:
        if flight.status is FlightStatus.ARRIVED and flight.ata == at:
            return _noted(f"{flight.flight_id} is known to have arrived at {at:%H:%MZ}.")
        return Meaning((e.FlightArrived(at=at, flight_id=flight.flight_id),), (f"{flight.flight_id} arrived at {at:%H:%MZ}",))
    if message.station not in state.airports:
        raise Contradiction(f"{flight.flight_id} is bound for {flight.destination}; {message.station} is not in this network.")
    if flight.status is FlightStatus.ARRIVED:
        raise Contradiction(
            f"{flight.flight_id} has arrived at {flight.destination}, it cannot have landed at {message.station}."
        )
    diverted = e.FlightDiverted(at=at, flight_id=flight.flight_id, airport=message.station)
    return Meaning((diverted,), (f"{flight.flight_id} landed at {message.station} instead of {flight.destination}, {at:%H:%MZ}",))


def _came_back(message: MovementMessage, flight: Flight, now: datetime) -> Meaning:
    assert message.returned_on_block is not None
    at = _time(message.returned_on_block, flight.atd or flight.etd)
    _past(at, now, "the return")
    if flight.status is not FlightStatus.DEPARTED:
        raise Contradiction(f"{flight.flight_id} is {flight.status.value}, not in the air; it cannot have come back.")
    back = e.FlightDiverted(at=at, flight_id=flight.flight_id, airport=flight.origin)
    return Meaning((back,), (f"{flight.flight_id} came back to {flight.origin}, on block {at:%H:%MZ}",))


def _later(message: MovementMessage, flight: Flight, now: datetime) -> Meaning:
    assert message.estimated_departure is not None
    if flight.status is not FlightStatus.SCHEDULED:
        raise Contradiction(f"{flight.flight_id} has {flight.status.value} already; it cannot be expected to leave.")
    etd = _time(message.estimated_departure, max(flight.etd, now))
    if etd < flight.std:
        raise Contradiction(f"{etd:%d %b %H:%MZ} is before the schedule of {flight.flight_id}, {flight.std:%d %b %H:%MZ}.")
    if etd == flight.etd and _code(message, flight) == flight.delay_code:
        return _noted(f"{flight.flight_id} is known to leave at {etd:%H:%MZ}.")
    delayed = e.FlightDelayed(
        at=now, flight_id=flight.flight_id, etd=etd, eta=etd + flight.block, delay_code=_code(message, flight)
    )
    return Meaning((delayed,), (f"{flight.flight_id} is expected to leave at {etd:%d %b %H:%MZ}",))


def _expected(message: MovementMessage, flight: Flight, now: datetime) -> Meaning:
    clock = message.estimated_on_block or message.estimated_arrival
    assert clock is not None
    eta = _time(clock, flight.eta)
    if flight.status is not FlightStatus.DEPARTED or flight.atd is None:
        return _noted(f"{flight.flight_id} is expected at {eta:%H:%MZ}; it has not left, so its departure decides.")
    if not _for_destination(message, flight):
        return _noted(f"{flight.flight_id} is bound for {message.estimated_arrival_airport} now, expected {eta:%H:%MZ}.")
    if eta <= flight.atd:
        raise Contradiction(f"the expected arrival {eta:%H:%MZ} is not after the departure {flight.atd:%H:%MZ}.")
    changed = e.FlightDelayed(at=now, flight_id=flight.flight_id, etd=flight.atd, eta=eta, delay_code=_code(message, flight))
    return Meaning((changed,), (f"{flight.flight_id} is expected at {eta:%H:%MZ}",))


def _load(message: LoadMessage, state: NetworkState, now: datetime) -> Meaning:
    flight = _named_flight(message, state)
    if flight is None:
        return _unknown(message)
    passengers = sum(one.seated for one in message.stations)
    infants = sum(one.infants for one in message.stations)
    reported = e.LoadReported(at=now, flight_id=flight.flight_id, passengers=passengers, infants=infants)
    booked = state.passengers_on(flight.flight_id)
    said = [f"{flight.flight_id} has {passengers} passengers and {infants} infants on board"]
    if state.is_own(flight) and booked and passengers != booked:
        said.append(f"{booked} are booked")
    return Meaning((reported,), tuple(said))


# --- schedules ------------------------------------------------------------------------------------------------------


def _schedule(message: ScheduleMessage, state: NetworkState, now: datetime) -> Meaning:
    events: list[e.Event] = []
    said: list[str] = []
    for change in message.changes:
        for flight, day in _dated(change):
            found = _change(message, change, flight, day, state, now)
            events += found.events
            said += found.said
    return Meaning(tuple(events), tuple(said) or ("no flight of this network is named.",))


def _dated(change: ScheduleChange) -> Iterable[tuple[ChangedFlight, date]]:
    for flight in change.flights:
        if flight.flight_date is not None:
            yield flight, flight.flight_date
        for period in change.periods:
            yield from ((flight, day) for day in period.dates())


def _change(
    message: ScheduleMessage, change: ScheduleChange, named: ChangedFlight, day: date, state: NetworkState, now: datetime
) -> Meaning:
    name = f"{named.carrier}{named.number}{named.suffix} of {day}"
    legs = _scheduled_legs(message, named, day, state)
    action = change.action
    match action:
        case "CNL":
            return _cancelled(legs, name, now)
        case "TIM":
            return _retimed(message, change, legs, name, day, state, now)
        case "NEW":
            return _added(message, change, named, legs, name, day, state, now)
        case "EQT" | "RPL":
            times = _retimed(message, change, legs, name, day, state, now) if change.legs else Meaning()
            equipment = _equipment(change, legs, name, state, now)
            return Meaning((*times.events, *equipment.events), (*times.said, *equipment.said))
        case _ if not legs:
            return Meaning(said=() if change.periods else (f"{name} is not in this network ({action}).",))
        case "RRT" | "FLT" | "RIN":
            raise Contradiction(
                f"{name}: {action} is not carried out by message (a new route or number, a cancelled flight that flies again); "
                "schedule the flight as it will go with NEW."
            )
        case _:
            return _noted(f"{name}: {action} changes nothing that the network keeps.")


def _scheduled_legs(message: ScheduleMessage, named: ChangedFlight, day: date, state: NetworkState) -> list[Flight]:
    """The legs of the flight that begins on the date, in the message's time; local where it does not say."""
    number = named.number.lstrip("0") + named.suffix
    found = []
    for flight in state.flights.values():
        if flight.carrier == named.carrier and flight.number.lstrip("0") == number:
            zone = UTC if message.time_mode == "UTC" else ZoneInfo(state.airports[flight.origin].timezone)
            if flight.std.astimezone(zone).date() == day:
                found.append(flight)
    return sorted(found, key=lambda flight: flight.std)


def _cancelled(legs: list[Flight], name: str, now: datetime) -> Meaning:
    gone = [leg for leg in legs if leg.status not in (FlightStatus.SCHEDULED, FlightStatus.CANCELLED)]
    if gone:
        raise Contradiction(f"{gone[0].flight_id} has {gone[0].status.value}; it cannot be cancelled any more.")
    events = tuple(
        e.FlightCancelled(at=now, flight_id=leg.flight_id, delay_code="") for leg in legs if leg.status is FlightStatus.SCHEDULED
    )
    return Meaning(events, (f"{name} is cancelled" if legs else f"{name} is not in this network",))


def _times(message: ScheduleMessage, leg: ScheduledLeg, day: date, state: NetworkState) -> tuple[datetime, datetime]:
    if message.time_mode is None:
        raise Contradiction("the message does not say whether its times are UTC or local (UTC or LT after ASM).")
    if message.time_mode == "UTC":
        return leg.utc(day)
    moments = []
    for end in (leg.departure, leg.arrival):
        if end.airport not in state.airports:
            raise Contradiction(f"{end.airport} is not in this network, so its local time is not known; send the message in UTC.")
        midnight = datetime.combine(end.date_on(day), datetime.min.time())
        local = (midnight + timedelta(minutes=end.time_min)).replace(tzinfo=ZoneInfo(state.airports[end.airport].timezone))
        moments.append(local.astimezone(UTC))
    return moments[0], moments[1]


def _retimed(
    message: ScheduleMessage,
    change: ScheduleChange,
    legs: list[Flight],
    name: str,
    day: date,
    state: NetworkState,
    now: datetime,
) -> Meaning:
    events: list[e.Event] = []
    said: list[str] = []
    for given in change.legs:
        route = (given.departure.airport, given.arrival.airport)
        leg = next((one for one in legs if (one.origin, one.destination) == route), None)
        if leg is None:
            said.append(f"{name} {route[0]}-{route[1]} is not in this network")
            continue
        if leg.status is not FlightStatus.SCHEDULED:
            raise Contradiction(f"{leg.flight_id} is {leg.status.value}; its schedule cannot change any more.")
        std, sta = _times(message, given, day, state)
        if sta <= std:
            raise Contradiction(f"{leg.flight_id} would arrive {sta:%d %b %H:%MZ}, not after it leaves, {std:%d %b %H:%MZ}.")
        if (std, sta) != (leg.std, leg.sta):
            events.append(e.ScheduleChanged(at=now, flight_id=leg.flight_id, std=std, sta=sta))
        said.append(f"{leg.flight_id} is scheduled {std:%d %b %H:%MZ} to {sta:%d %b %H:%MZ}")
    return Meaning(tuple(events), tuple(said))


def _added(
    message: ScheduleMessage,
    change: ScheduleChange,
    named: ChangedFlight,
    legs: list[Flight],
    name: str,
    day: date,
    state: NetworkState,
    now: datetime,
) -> Meaning:
    if not change.legs:
        return _noted(f"{name}: the message gives no times, so nothing is scheduled.")
    events: list[e.Event] = []
    said: list[str] = []
    for given in change.legs:
        origin, destination = given.departure.airport, given.arrival.airport
        absent = sorted({origin, destination} - set(state.airports))
        if absent:
            said.append(f"{name} {origin}-{destination}: {', '.join(absent)} is not in this network")
            continue
        std, sta = _times(message, given, day, state)
        local = std.astimezone(ZoneInfo(state.airports[origin].timezone)).date()
        new = flight_id(named.carrier, named.number.lstrip("0") + named.suffix, local, origin)
        if new in state.flights:
            raise Contradiction(f"{new} exists already; change it with TIM or RPL.")
        events.append(
            e.FlightScheduled(
                at=now,
                flight_id=new,
                carrier=named.carrier,
                number=named.number.lstrip("0") + named.suffix,
                origin=origin,
                destination=destination,
                std=std,
                sta=sta,
            )
        )
        tail = _known_tail(change, state)
        if tail is not None:
            events.append(e.AircraftAssigned(at=now, flight_id=new, tail=tail))
        said.append(f"{new} is scheduled {std:%d %b %H:%MZ} to {sta:%d %b %H:%MZ}")
    return Meaning(tuple(events), tuple(said))


def _known_tail(change: ScheduleChange, state: NetworkState) -> TailNumber | None:
    given = change.equipment.tail if change.equipment is not None else None
    plain = {str(tail).replace("-", ""): tail for tail in state.aircraft}
    return None if given is None else plain.get(str(given).replace("-", ""))


def _equipment(change: ScheduleChange, legs: list[Flight], name: str, state: NetworkState, now: datetime) -> Meaning:
    if change.equipment is None:
        return Meaning()
    tail = _known_tail(change, state)
    if tail is None:
        kind = change.equipment.aircraft_type
        return _noted(f"{name}: planned with type {kind}; no aircraft of this network is named, so its tail stays.")
    events: list[e.Event] = []
    for leg in legs:
        if leg.status is not FlightStatus.SCHEDULED:
            raise Contradiction(f"{leg.flight_id} is {leg.status.value}; its aircraft cannot change any more.")
        if leg.tail is None:
            events.append(e.AircraftAssigned(at=now, flight_id=leg.flight_id, tail=tail))
        elif leg.tail != tail:
            events.append(e.AircraftSwapped(at=now, flight_id=leg.flight_id, from_tail=leg.tail, to_tail=tail))
    return Meaning(tuple(events), (f"{name} is flown by {tail}" if legs else f"{name} is not in this network",))


def _season(message: ScheduleFile, state: NetworkState, now: datetime) -> Meaning:
    day = now.astimezone(UTC).date()
    said = []
    for carrier in message.carriers:
        today = [leg for leg in carrier.legs if leg_dates(leg.leg, day, day)]
        said.append(f"{carrier.carrier}: {len(carrier.legs)} legs, {len(today)} of them on {day}")
    return _noted(*said, "A season's schedule is kept; it changes no flight of the day, which ASM does.")


# --- flow -----------------------------------------------------------------------------------------------------------


def _flow(message: FlowMessage, state: NetworkState, now: datetime) -> Meaning:
    said = f"{message.kind} {message.arcid}"
    flight, why = _filed(message.arcid, message.adep, message.eobt, state)
    if flight is None:
        return _noted(f"{said}: {why}")
    name = flight.flight_id
    if message.kind in ("SAM", "SRM", "SLC", "FLS", "DES") and flight.status is not FlightStatus.SCHEDULED:
        raise Contradiction(f"{name} is {flight.status.value}; a take-off time for it comes too late.")
    match message.kind:
        case "SAM" | "SRM":
            assert message.ctot is not None
            issued = e.FlowSlotIssued(
                at=now,
                flight_id=name,
                ctot=message.ctot,
                regulations=message.regulations,
                cause=message.cause.iata_code if message.cause is not None else "",
            )
            reason = f" ({', '.join(message.regulations)})" if message.regulations else ""
            return Meaning((issued,), (f"{name} takes off at {message.ctot:%d %b %H:%MZ}, -5 to +10 min{reason}",))
        case "SLC" | "DES":
            return Meaning((e.FlowSlotCancelled(at=now, flight_id=name),), (f"{name} is not regulated any more",))
        case "FLS":
            held = e.FlowSlotIssued(at=now, flight_id=name, ctot=None, regulations=message.regulations, suspended=True)
            return Meaning((held,), (f"{name} is suspended: no take-off until it is told",))
        case "SIP" | "RRP":
            answer = f", answer by {message.respond_by:%H:%MZ}" if message.respond_by is not None else ""
            new = f"{message.proposed_ctot:%H:%MZ}" if message.proposed_ctot is not None else "a new route"
            return _noted(f"{name} is offered {new}{answer}; accepting it (SPA) is for a controller.")
        case kind:
            return _noted(f"{name}: {kind} changes nothing on the network.")


def _filed(arcid: str, adep: str, eobt: datetime | None, state: NetworkState) -> tuple[Flight | None, str]:
    """The flight behind a callsign, or why there is none."""
    named = flight_of(arcid)
    origin = airport_of(adep)
    if named is None:
        return None, f"which flight {arcid!r} is, its callsign does not tell."
    if origin is None or eobt is None:
        return None, "the aerodrome or the day is not known."
    carrier, number = named
    found = _flight_on(state, carrier, number, eobt.date(), origin)
    # A flight that slipped over midnight keeps the day of its schedule.
    found = found or _flight_on(state, carrier, number, eobt.date() - timedelta(days=1), origin)
    return found, "" if found else f"{carrier}{number} from {origin} on {eobt.date()} is not in this network."


def _flight_plan(message: FlightPlanMessage | AdexpFlightPlan, state: NetworkState, now: datetime) -> Meaning:
    title = message.title if isinstance(message, AdexpFlightPlan) else message.kind
    if title != "DLA":
        return _noted(f"{title} {message.arcid} {message.adep}-{message.ades}: flight plans are kept, they change no schedule.")
    flight, why = _filed(message.arcid, message.adep, message.eobt, state)
    if flight is None or message.eobt is None:
        return _noted(f"DLA {message.arcid}: {why or 'the day is not given (DOF).'}")
    if flight.status is not FlightStatus.SCHEDULED:
        raise Contradiction(f"{flight.flight_id} is {flight.status.value}; it cannot be delayed any more.")
    etd = max(message.eobt, flight.std)
    if etd == flight.etd:
        return _noted(f"{flight.flight_id} is known to leave at {etd:%H:%MZ}.")
    eta = etd + flight.block
    delayed = e.FlightDelayed(at=now, flight_id=flight.flight_id, etd=etd, eta=eta, delay_code=flight.delay_code)
    return Meaning((delayed,), (f"{flight.flight_id} is filed to leave at {etd:%d %b %H:%MZ}",))


# --- weather and notices --------------------------------------------------------------------------------------------


def _airport(icao: str, state: NetworkState) -> Airport | None:
    code = airport_of(icao)
    return None if code is None else state.airports.get(AirportCode(code))


def _metar(message: MetarReport, state: NetworkState, now: datetime) -> Meaning:
    airport = _airport(message.station, state)
    if airport is None:
        return _noted(f"{message.station} is not in this network.")
    if message.missing:
        return _noted(f"{airport.code}: no report (NIL).")
    known = airport.observed
    if known is not None and (known.at > message.observed_at or (known.at == message.observed_at and not message.corrected)):
        return _noted(f"{airport.code}: the report of {known.at:%d %b %H:%MZ} is known and newer.")
    if message.observed_at > now + timedelta(hours=1):
        raise Contradiction(f"the report is of {message.observed_at:%d %b %H:%MZ}, it is {now:%d %b %H:%MZ}.")
    seen = message.conditions
    icing = any(_ICING.match(one) for one in seen.weather)
    observed = Observation(
        at=message.observed_at,
        text=_as_words(message),
        visibility_m=seen.visibility_m,
        ceiling_ft=seen.ceiling_ft,
        temperature_c=message.temperature_c,
        dew_point_c=message.dew_point_c,
        wind_kt=seen.wind_kt,
        gust_kt=seen.gust_kt,
        icing=icing,
    )
    reported = e.WeatherReported(at=now, airport=airport.code, condition=observed.text, observed=observed)
    said = [f"{airport.code} {message.observed_at:%H:%MZ}: {observed.text}"]
    if icing:
        said.append("aircraft are de-iced")
    return Meaning((reported,), tuple(said))


def _as_words(message: MetarReport) -> str:
    seen = message.conditions
    parts = []
    if seen.wind_kt is not None:
        gusts = f" gusting {seen.gust_kt}" if seen.gust_kt else ""
        direction = "variable" if seen.wind_from_deg is None else f"{seen.wind_from_deg:03d}"
        parts.append(f"wind {direction} {seen.wind_kt} kt{gusts}")
    if seen.visibility_m is not None:
        parts.append(f"visibility {seen.visibility_m} m" if seen.visibility_m < 9999 else "visibility 10 km")
    parts += seen.weather
    if seen.ceiling_ft is not None:
        parts.append(f"ceiling {seen.ceiling_ft} ft")
    if message.temperature_c is not None:
        parts.append(f"{message.temperature_c} °C")
    return ", ".join(parts) or "no details"


def _taf(message: TafForecast, state: NetworkState, now: datetime) -> Meaning:
    airport = _airport(message.station, state)
    if airport is None:
        return _noted(f"{message.station} is not in this network.")
    worst = [
        f"{group.change} {group.start:%d %b %H}-{group.end:%H}Z {' '.join(group.conditions.weather)}".strip()
        for group in message.groups
        if group.conditions.weather
    ]
    return _noted(
        f"{airport.code} forecast: {'; '.join(worst) or 'no significant weather'}. Forecasts change nothing by themselves."
    )


def _notam(message: Notam, state: NetworkState, now: datetime) -> Meaning:
    airports = [airport for place in message.places if (airport := _airport(place, state)) is not None]
    if not airports:
        return _noted(f"{message.notam_id}: {', '.join(message.places)} is not an airport of this network.")
    events: list[e.Event] = []
    said: list[str] = []
    for airport in airports:
        refers = NoticeId(message.refers) if message.refers else None
        if refers is not None:
            events += _lifted(airport, refers, now, said)
        if message.type == "C":
            events.append(e.NoticeCancelled(at=now, notice_id=refers or NoticeId(""), airport=airport.code))
            said.append(f"{airport.code}: {message.refers} is cancelled")
            continue
        notice = NoticeId(message.notam_id)
        events.append(
            e.NoticePublished(
                at=now,
                notice_id=notice,
                airport=airport.code,
                start=message.start,
                end=message.end,
                code=message.code,
                text=message.text,
                replaces=refers,
            )
        )
        said.append(f"{airport.code}: {message.text}")
        if message.code == "QFALC":
            events += _closed(airport, message, now, said)
        elif message.code == "QMRLC":
            said.append("a runway is closed; what that takes from the airport's capacity is not in the notice")
    return Meaning(tuple(events), tuple(said))


def _closure_reason(notice: str) -> str:
    return f"NOTAM {notice}"


def _closed(airport: Airport, message: Notam, now: datetime, said: list[str]) -> Iterable[e.Event]:
    if message.schedule or message.end is None:
        until = "until further notice" if message.end is None else f"at times ({message.schedule})"
        said.append(f"the aerodrome is closed {until}; report the closures one by one")
        return ()
    if message.end <= now:
        return ()
    said.append(f"the aerodrome is closed {message.start:%d %b %H:%MZ} to {message.end:%d %b %H:%MZ}")
    reason = _closure_reason(message.notam_id)
    return (e.AirportClosed(at=now, airport=airport.code, start=message.start, end=message.end, reason=reason),)


def _lifted(airport: Airport, refers: NoticeId, now: datetime, said: list[str]) -> Iterable[e.Event]:
    """The closure that came with the notice ends, where it is the only one that is left; otherwise that is for a person."""
    open_ones = [one for one in airport.closures if one.end > now]
    if not any(one.reason == _closure_reason(refers) for one in open_ones):
        return ()
    if len(open_ones) > 1:
        said.append(f"the closure of {refers} stands beside others; lift it by hand")
        return ()
    return (e.AirportReopened(at=now, airport=airport.code),)


def _snowtam(message: Snowtam, state: NetworkState, now: datetime) -> Meaning:
    airport = _airport(message.place, state)
    if airport is None:
        return _noted(f"{message.place} is not in this network.")
    start = max(one.assessed_at for one in message.runways)
    runways = "; ".join(f"{one.runway} {'/'.join(map(str, one.codes))} {'/'.join(one.contaminants)}" for one in message.runways)
    published = e.NoticePublished(
        at=now,
        notice_id=NoticeId(f"SNOWTAM {message.number}"),
        airport=airport.code,
        start=start,
        end=start + _SNOWTAM_VALID,
        code="SNOWTAM",
        text=f"{runways} {message.remarks}".strip(),
    )
    return Meaning((published,), (f"{airport.code}: {runways}",))


def _area(message: AreaWarning | Advisory | Ashtam, state: NetworkState, now: datetime) -> Meaning:
    where = (
        message.fir if isinstance(message, AreaWarning) else message.centre if isinstance(message, Advisory) else message.region
    )
    return _noted(f"{message.kind} {where}: kept; which flights pass the area is not in the network.")


MEANINGS: Mapping[type[Message], Callable[[Any, NetworkState, datetime], Meaning]] = {
    MovementMessage: _movement,
    LoadMessage: _load,
    ScheduleMessage: _schedule,
    ScheduleFile: _season,
    FlowMessage: _flow,
    FlightPlanMessage: _flight_plan,
    AdexpFlightPlan: _flight_plan,
    MetarReport: _metar,
    TafForecast: _taf,
    Notam: _notam,
    Snowtam: _snowtam,
    AreaWarning: _area,
    Advisory: _area,
    Ashtam: _area,
}
