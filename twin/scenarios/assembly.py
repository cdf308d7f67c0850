"""From legs with aircraft to a scenario: the opening network, the recording and the disruptions, in the order of the log."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from domain import events as e
from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber
from domain.network import Window
from domain.units import minutes
from twin.scenarios.cargo import book_cargo
from twin.scenarios.crews import crew_duties, night_checks
from twin.scenarios.demand import demand_forecasts, with_ancillaries
from twin.scenarios.fleet import TailType, tail_type
from twin.scenarios.further import further_departures
from twin.scenarios.ground_units import ground_units
from twin.scenarios.hotels import contract_hotels
from twin.scenarios.inference import capacity_losses, infer
from twin.scenarios.legs import Leg
from twin.scenarios.maintenance_items import maintenance_items
from twin.scenarios.parameters import turn_min
from twin.scenarios.passengers import book_passengers
from twin.scenarios.recording import cancellation_moments, record
from twin.scenarios.scenario import Scenario
from twin.scenarios.slot_series import slot_series
from twin.scenarios.stands import own_stands, published_gates, with_stands
from twin.scenarios.stations import curfew_terms, declare_airports

ALWAYS_ASSUMED = (
    "Passengers, itineraries, fares, cargo, hotels, crews, duties, reserves, line checks, deferred defects, slot series, stands, "
    "ground teams and vehicles, airport capacities, curfews and connection times are generated from assumed_parameters.yaml, "
    "seeded by the scenario's id; each carries its label.",
    "Booking classes, fares and demand still to come are assumed, and so is what passengers paid for beside the fare.",
    "Flights of later days, seats that other carriers offer and coaches, for people who are rebooked, are assumed and say so.",
    "A flight's planned tail is the tail recorded for it; swaps made on the day are not in the record.",
    "A delay becomes known 15 min after the scheduled time and then in steps of 30 min; a cancellation 60 min before departure, "
    "a reconstructed return leg's together with its outward leg's; a closure or loss of capacity 60 min before it starts.",
    "Closures and losses of capacity are inferred from movements; their ends and rates are those observed afterwards.",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day ready to become a scenario: every leg with its aircraft."""

    scenario_id: str
    title: str
    start_at: datetime
    horizon_not_before: datetime
    own_carriers: tuple[str, ...]
    legs: Sequence[Leg]
    judged_airports: Collection[str]
    """Airports whose traffic is complete enough to infer closures."""
    closures: Mapping[str, Sequence[Window]] = field(default_factory=dict)
    departures_only: bool = False
    """The record holds no arrivals at the judged airports."""
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def tails_of_one_carrier(legs: Sequence[Leg]) -> list[Leg]:
    """The legs with tails that two carriers report made distinct: `TAIL*CARRIER` for the one with fewer legs."""
    counts = Counter((leg.tail, leg.carrier) for leg in legs if leg.tail)
    owner: dict[str, str] = {}
    for (tail, carrier), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        del count
        owner.setdefault(str(tail), carrier)
    return [
        replace(leg, tail=f"{leg.tail}*{leg.carrier}") if leg.tail and owner[leg.tail] != leg.carrier else leg for leg in legs
    ]


def assemble(day: Day) -> Scenario:
    """The scenario of a day. Deterministic; raises nothing that reading the day did not."""
    own = set(day.own_carriers)
    legs = sorted(day.legs, key=lambda leg: (leg.std, leg.flight_id))
    own_legs = [leg for leg in legs if leg.carrier in own]
    rotations: dict[TailNumber, list[Leg]] = {}
    for leg in legs:
        if leg.tail is not None:
            rotations.setdefault(TailNumber(leg.tail), []).append(leg)
    types = {tail: tail_type(flown[0].carrier, tail) for tail, flown in rotations.items()}
    own_rotations = {tail: flown for tail, flown in rotations.items() if flown[0].carrier in own}
    last_landing = max((leg.sta for leg in own_legs), default=day.horizon_not_before) + minutes(120)
    horizon_end = max(day.horizon_not_before, last_landing.replace(minute=0) + timedelta(hours=1))

    declared_airports = declare_airports(legs, day.start_at)
    stands = own_stands(legs, types, own, declared_airports, day.scenario_id)
    airports = [with_stands(airport, stands) for airport in declared_airports]
    members, duties = crew_duties(own_rotations, types, day.start_at, day.scenario_id)
    seats: dict[FlightId, int] = {}
    for leg in own_legs:
        kind = types[TailNumber(leg.tail)] if leg.tail else tail_type(leg.carrier, "")
        seats[leg.flight_id] = kind.seats
    connection_min = {str(airport.airport): airport.min_connection_min for airport in airports}
    bookings = with_ancillaries(book_passengers(own_legs, seats, connection_min, day.start_at, day.scenario_id), day.scenario_id)
    further = further_departures(legs, seats, own, day.start_at, day.scenario_id)
    scheduled = [_scheduled(leg, day.start_at) for leg in legs]
    on_sale = [*scheduled, *(one for one in further if isinstance(one, e.FlightScheduled))]
    opening: list[e.Event] = [
        e.ScenarioOpened(
            at=day.start_at,
            scenario_id=day.scenario_id,
            own_carriers=tuple(CarrierCode(carrier) for carrier in day.own_carriers),
            currency="USD",
            horizon_end=horizon_end,
        ),
        *airports,
        *curfew_terms(airports, day.start_at),
        *ground_units(legs, own, day.start_at),
        *slot_series(legs, own, day.start_at, day.scenario_id),
        *(_registered(tail, rotations[tail], types[tail], own, day.start_at) for tail in sorted(rotations)),
        *members,
        *scheduled,
        *(
            e.AircraftAssigned(at=day.start_at, flight_id=leg.flight_id, tail=TailNumber(leg.tail))
            for leg in legs
            if leg.tail is not None
        ),
        *published_gates(stands, day.start_at),
        *night_checks(own_rotations, day.start_at, horizon_end, day.scenario_id),
        *maintenance_items(own_rotations, types, day.start_at, horizon_end, day.scenario_id),
        *duties,
        *bookings,
        *book_cargo(own_legs, seats, day.start_at, day.scenario_id),
        *contract_hotels(legs, day.start_at, day.scenario_id),
        *further,
        *demand_forecasts(on_sale, _sold(bookings, on_sale, seats), own, day.start_at, day.scenario_id),
    ]
    declared = {
        str(airport.airport): (airport.arrivals_per_hour, airport.departures_per_hour)
        for airport in airports
        if airport.airport in day.judged_airports
    }
    soonest = day.start_at + minutes(1)
    losses = capacity_losses(legs, declared, day.closures, departures_only=day.departures_only)
    disruptions = infer(own_legs, day.closures, losses, not_before=soonest, cancelled_at=cancellation_moments(own_legs, soonest))
    return Scenario(
        scenario_id=day.scenario_id,
        title=day.title,
        start_at=day.start_at,
        opening=tuple(opening),
        recording=record(legs, disruptions, day.start_at),
        disruptions=disruptions,
        assumptions=(*day.assumptions, *ALWAYS_ASSUMED),
        sources=day.sources,
    )


def _sold(
    bookings: Sequence[e.BookingCreated], on_sale: Sequence[e.FlightScheduled], seats: Mapping[FlightId, int]
) -> dict[FlightId, int]:
    """People booked on each of our departures; on a later day's, the seats of the day's own flight less those it offers."""
    sold: Counter[FlightId] = Counter()
    for booking in bookings:
        for flight_id in booking.flight_ids:
            sold[flight_id] += booking.passengers
    today = {(one.carrier, one.number, one.origin): seats[one.flight_id] for one in on_sale if one.flight_id in seats}
    for one in on_sale:
        if one.further:
            of_today = today.get((one.carrier, one.number, one.origin), 0)
            sold[one.flight_id] = max(0, of_today - (one.seats_offered or 0))
    return sold


def _registered(
    tail: TailNumber, flown: Sequence[Leg], kind: TailType, own: Collection[str], at: datetime
) -> e.AircraftRegistered:
    carrier = flown[0].carrier
    least = turn_min(carrier, "min")
    assumed = list(kind.assumed)
    if carrier in own:
        turns = [int((then.std - first.sta).total_seconds() // 60) for first, then in pairwise(flown)]
        least = min([least, *turns])
        assumed.append("minimum turn: carrier-typical, or the tightest turn in its own schedule")
    if "*" in tail:
        assumed.append("separate aircraft record: this tail's schedule cannot be flown by one aircraft")
    return e.AircraftRegistered(
        at=at,
        tail=tail,
        carrier=CarrierCode(carrier),
        family=kind.family,
        model=kind.model,
        seats=kind.seats,
        min_turn_min=least,
        location=AirportCode(flown[0].origin),
        ready_at=at,
        assumed=tuple(assumed),
    )


def _scheduled(leg: Leg, at: datetime) -> e.FlightScheduled:
    return e.FlightScheduled(
        at=at,
        flight_id=leg.flight_id,
        carrier=CarrierCode(leg.carrier),
        number=leg.number,
        origin=AirportCode(leg.origin),
        destination=AirportCode(leg.destination),
        std=leg.std,
        sta=leg.sta,
        service=leg.service,
        assumed=leg.assumed,
    )
