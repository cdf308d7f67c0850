"""A day at JFK on which slot and ground specialists are tried: ours is XX, YY shares the airport; cases are sentences in YAML."""

from datetime import UTC, datetime
from typing import Any

from agents.specialist import Consultation, discover
from domain import commands as c
from domain import events as e
from domain.apply import fold
from domain.decide import decide_all
from domain.disruptions import AirportCapacityReport
from domain.ids import AirportCode, BookingId, CarrierCode, FlightId, SeriesId, ShipmentId, SlotId, TailNumber, flight_id
from domain.network import FareClass, NetworkState, PaidAncillary, Stand
from domain.plans import Brief, Finding, Plan, Review
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext, all_tools

DAY = datetime(2013, 2, 8, tzinfo=UTC)
STAFF = discover()
ARRIVALS = {
    "XX1": ("BOS", "12:00", "N1"),
    "XX2": ("ORD", "12:10", "N2"),
    "XX3": ("BOS", "12:20", "N3"),
    "XX4": ("ORD", "12:30", "N4"),
}
OTHERS = {"YY1": "12:05", "YY2": "12:15", "YY3": "12:25", "YY4": "12:35"}
DEPARTURES = {
    "XX11": ("BOS", "13:30", "N1"),
    "XX12": ("ORD", "13:40", "N2"),
    "XX13": ("BOS", "13:50", "N3"),
    "XX14": ("ORD", "14:00", "N4"),
}
BLOCK_MIN = {"BOS": 60, "ORD": 150}


def at(clock: str) -> datetime:
    """A time of the day in UTC."""
    hour, minute = clock.split(":")
    return DAY.replace(hour=int(hour), minute=int(minute))


NOW = at("08:00")


def name(short: str) -> FlightId:
    """The id of a flight by its number, e.g. XX11."""
    arriving = ARRIVALS.get(short, ("JFK", "", ""))[0] if short in ARRIVALS else "BOS" if short in OTHERS else "JFK"
    return flight_id(short[:2], short[2:], DAY.date(), arriving)


def network(given: dict[str, Any]) -> NetworkState:
    """The day as a case gives it: `rate` an hour 12 to 15, `passengers`, `paid` cents for bags, `demand` to come in people,
    classes `frozen` until 12:00, `ctot`, `swapped` times, `spare`, `closed`, `cargo`."""
    events: list[e.Event] = [
        e.ScenarioOpened(
            at=DAY, scenario_id="airport day", own_carriers=(CarrierCode("XX"),), currency="USD", horizon_end=at("23:00")
        )
    ]
    stands = tuple(
        Stand(one, terminal="T", pier="A", size=size)
        for one, size in (("A1", "C"), ("A2", "C"), ("A3", "C"), ("A4", "C"), ("B1", "E"))
    )
    for code, zone, latitude, longitude in (
        ("JFK", "America/New_York", 40.64, -73.78),
        ("BOS", "America/New_York", 42.36, -71.01),
        ("ORD", "America/Chicago", 41.98, -87.9),
    ):
        at_hub = code == "JFK"
        airport = e.AirportDeclared(
            at=DAY,
            airport=AirportCode(code),
            name=code,
            timezone=zone,
            latitude=latitude,
            longitude=longitude,
            arrivals_per_hour=12,
            departures_per_hour=12,
            min_connection_min=40,
            stands=stands if at_hub else (),
        )
        events.append(airport)
    tails = {tail: origin for origin, _, tail in ARRIVALS.values()} | {"N5": "JFK"}
    for tail, place in sorted(tails.items()):
        large = tail == "N5"
        aircraft = e.AircraftRegistered(
            at=DAY,
            tail=TailNumber(tail),
            carrier=CarrierCode("XX"),
            family="B777" if large else "A320",
            model="777-200" if large else "A320",
            seats=300 if large else 150,
            min_turn_min=40,
            location=AirportCode(place),
            ready_at=DAY,
        )
        events.append(aircraft)
    for short, (origin, arrives, tail) in ARRIVALS.items():
        events += _flight(short, origin, "JFK", at(arrives), tail, arrival=True)
    for short, (destination, leaves, tail) in DEPARTURES.items():
        events += _flight(short, "JFK", destination, at(leaves), tail)
    for short, arrives in OTHERS.items():
        events += _flight(short, "BOS", "JFK", at(arrives), None, arrival=True)
    for place, (short, (_, _, _)) in enumerate(ARRIVALS.items()):
        stand = f"A{place + 1}"
        events.append(e.GateAssigned(at=DAY, flight_id=name(short), gate=stand, movement="arrival"))
        events.append(e.GateAssigned(at=DAY, flight_id=name(f"XX{11 + place}"), gate=stand))
    for short, count in given.get("passengers", {}).items():
        paid = given.get("paid", {}).get(short, 0)
        events.append(
            e.BookingCreated(
                at=DAY,
                booking_id=BookingId(f"P{short}"),
                passengers=count,
                flight_ids=(name(short),),
                fare_cents=10_000,
                party="individuals",
                ancillaries=(PaidAncillary("bag_23", name(short), paid),) if paid else (),
            )
        )
    for short, people in given.get("demand", {}).items():
        classes = tuple(FareClass(one, "economy", cents, people / 2, 1.0) for one, cents in (("Y", 30_000), ("Q", 6_000)))
        events.append(e.DemandForecast(at=DAY, flight_id=name(short), fare_classes=classes))
    for short in given.get("frozen", ()):
        frozen = e.InventoryFrozen(at=DAY, flight_id=name(short), closed_classes=("Q",), until=at("12:00"), reason="a test")
        events.append(frozen)
    for short, clock in given.get("ctot", {}).items():
        events.append(e.FlowSlotIssued(at=DAY, flight_id=name(short), ctot=at(clock), regulations=("KJFKD08",), cause="83"))
        swapped = e.FlowSlotIssued(at=DAY, flight_id=name(short), ctot=at(clock), swapped=True)
        events += [swapped] * given.get("swapped", {}).get(short, 0)
    for short, spare in given.get("spare", {}).items():
        events.append(_series(short, spare))
    for number, (short, kilograms) in enumerate(given.get("cargo", {}).items()):
        shipment = e.CargoBooked(
            at=DAY,
            shipment_id=ShipmentId(f"S{number + 1}"),
            flight_ids=(name(short),),
            weight_kg=kilograms,
            due=at("18:00"),
            penalty_cents_per_hour=50_000,
            priority="express",
        )
        events.append(shipment)
    for gate in given.get("closed", ()):
        events.append(e.GateClosed(at=DAY, airport=AirportCode("JFK"), gate=gate, start=at("10:00"), end=at("20:00")))
    if "rate" in given:
        cut = e.AirportCapacityReduced(
            at=DAY,
            airport=AirportCode("JFK"),
            start=at("12:00"),
            end=at("15:00"),
            arrivals_per_hour=given["rate"],
            departures_per_hour=12,
        )
        events.append(cut)
    return fold(NetworkState(), events)


def _flight(
    short: str, origin: str, destination: str, moment: datetime, tail: str | None, *, arrival: bool = False
) -> list[e.Event]:
    block = (moment - moment.replace(hour=0, minute=0)).__class__(minutes=BLOCK_MIN[destination if origin == "JFK" else origin])
    std = moment - block if arrival else moment
    events: list[e.Event] = [
        e.FlightScheduled(
            at=DAY,
            flight_id=flight_id(short[:2], short[2:], DAY.date(), origin),
            carrier=CarrierCode(short[:2]),
            number=short[2:],
            origin=AirportCode(origin),
            destination=AirportCode(destination),
            std=std,
            sta=std + block,
        )
    ]
    if tail is not None:
        events.append(e.AircraftAssigned(at=DAY, flight_id=events[0].flight_id, tail=TailNumber(tail)))  # type: ignore[attr-defined]
    return events


def _series(short: str, spare: int) -> e.SlotSeriesDeclared:
    """Twenty-two Fridays of which 18 must be used; all but today and one are past, `spare` more than needed."""
    moment = at(DEPARTURES[short][1])
    return e.SlotSeriesDeclared(
        at=DAY,
        series_id=SeriesId(f"{short}/JFK"),
        carrier=CarrierCode("XX"),
        flight_number=short,
        airport=AirportCode("JFK"),
        movement="departure",
        weekday=5,
        time_min=moment.hour * 60 + moment.minute,
        season="W12",
        held=22,
        operated=16 + spare,
        not_operated=4 - spare,
    )


def operation(words: str) -> c.Operation:
    """`cancel XX1`, `delay XX11 13:45`, `move XX12 XX14`, `refund XX12`, `stand XX11 B1`, `exchange XX1 XX3`, `slot XX1 ...`."""
    verb, short, *rest = words.split()
    match verb:
        case "cancel":
            return c.CancelFlight(flight_id=name(short))
        case "delay":
            return c.DelayFlight(flight_id=name(short), etd=at(rest[0]))
        case "move":
            return c.RebookPassenger(booking_id=BookingId(f"P{short}"), flight_ids=(name(rest[0]),))
        case "refund":
            return c.RefundPassenger(booking_id=BookingId(f"P{short}"))
        case "stand":
            return c.AssignGate(flight_id=name(short), gate=rest[0])
        case "exchange":
            return c.SwapFlowSlots(flight_id=name(short), with_flight_id=name(rest[0]))
        case "slot":
            time = datetime.strptime(rest[0].rpartition("/")[2], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
            return c.AssignSlot(
                slot_id=SlotId(rest[0]), flight_id=name(short), airport=AirportCode("JFK"), movement="arrival", time=time
            )
        case _:
            raise ValueError(f"{words!r}: cancel, delay, move, refund, stand, exchange or slot")


def consult(specialist: str, state: NetworkState) -> Finding:
    """What the specialist finds about JFK."""
    return STAFF[specialist].consult(_brief(state), _bench(specialist, state))


def review(specialist: str, state: NetworkState, operations: tuple[c.Operation, ...], *, by_hand: bool = False) -> Review:
    """What the specialist says of a plan, priced by the real evaluation."""
    decide_all(state, operations, now=NOW)
    plan = Plan(label="case", kind="hand_made" if by_hand else "alternative", base_version=state.version, operations=operations)
    return STAFF[specialist].review(_brief(state), evaluate(state, plan, now=NOW), _bench(specialist, state))


def _bench(specialist: str, state: NetworkState) -> Consultation:
    return Consultation(specialist, ToolContext(state=state, now=NOW), all_tools())


def _brief(state: NetworkState) -> Brief:
    report = AirportCapacityReport(
        reported_at=NOW,
        airport=AirportCode("JFK"),
        start=at("12:00"),
        end=at("15:00"),
        arrivals_per_hour=4,
        departures_per_hour=12,
    )
    return Brief(case_id="C1", disruption=report, version=state.version, now=NOW, question="?")
