"""A network small enough to think about: two tails, three airports, one day; and strategies that draw logs on it."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from domain import events as e
from domain.events import Event

DAY = datetime(2013, 2, 8, tzinfo=UTC)
AIRPORTS = ("BOS", "BUF", "JFK")
TAILS = ("N1JB", "N2JB")
CREW = ("C1", "C2")
LEGS = (
    # number, origin, destination, hour of departure, tail
    ("1", "JFK", "BOS", 10, "N1JB"),
    ("2", "BOS", "JFK", 12, "N1JB"),
    ("3", "JFK", "BUF", 14, "N1JB"),
    ("4", "BUF", "JFK", 11, "N2JB"),
    ("5", "JFK", "BOS", 13, "N2JB"),
)
FLIGHTS = tuple(f"B6{number}/2013-02-08/{origin}" for number, origin, *_ in LEGS)
TRAFFIC = "DL9/2013-02-08/JFK"
BOOKINGS = ("PNR1", "PNR2", "PNR3")
HORIZON_END = DAY + timedelta(days=1)


def at(hour: float) -> datetime:
    """That hour of the day, UTC."""
    return DAY + timedelta(hours=hour)


def opening() -> tuple[Event, ...]:
    """The network as scheduled, known at midnight."""
    events: list[Event] = [
        e.ScenarioOpened(at=DAY, scenario_id="small", own_carriers=("B6",), currency="USD", horizon_end=HORIZON_END)
    ]
    events += [
        e.AirportDeclared(
            at=DAY,
            airport=code,
            name=code,
            timezone="America/New_York",
            latitude=40.0 + index,
            longitude=-73.5,
            arrivals_per_hour=20,
            departures_per_hour=20,
            min_connection_min=35,
            gates=("1", "2"),
            curfews=((0, 300, "both", "assumed"),),
            assumed=("rates",),
        )
        for index, code in enumerate(AIRPORTS)
    ]
    events += [
        e.AircraftRegistered(
            at=DAY,
            tail=tail,
            carrier="B6",
            family="A320",
            model="A320-232",
            seats=150,
            min_turn_min=35,
            location=location,
            ready_at=DAY,
        )
        for tail, location in zip(TAILS, ("JFK", "BUF"), strict=True)
    ]
    for (number, origin, destination, hour, tail), flight_id in zip(LEGS, FLIGHTS, strict=True):
        events.append(
            e.FlightScheduled(
                at=DAY,
                flight_id=flight_id,
                carrier="B6",
                number=number,
                origin=origin,
                destination=destination,
                std=at(hour),
                sta=at(hour + 1),
            )
        )
        events.append(e.AircraftAssigned(at=DAY, flight_id=flight_id, tail=tail))
    events.append(
        e.FlightScheduled(
            at=DAY, flight_id=TRAFFIC, carrier="DL", number="9", origin="JFK", destination="BOS", std=at(10), sta=at(11)
        )
    )
    events += [
        e.CrewRegistered(at=DAY, crew_id=crew, role="captain", base="JFK", families=("A320",), location="JFK") for crew in CREW
    ]
    events.append(
        e.CrewAssigned(at=DAY, crew_id="C1", duty_id="C1:1", flight_ids=FLIGHTS[:2], report_at=at(9), release_at=at(13.5))
    )
    itineraries = (FLIGHTS[:1], (FLIGHTS[3], FLIGHTS[4]), FLIGHTS[2:3])
    events += [
        e.BookingCreated(at=DAY, booking_id=booking, passengers=2, flight_ids=legs, fare_cents=15_900, tier="gold")
        for booking, legs in zip(BOOKINGS, itineraries, strict=True)
    ]
    return tuple(events)


_moments = st.integers(0, 24 * 60).map(lambda minute: DAY + timedelta(minutes=minute))
_flights = st.sampled_from((*FLIGHTS, TRAFFIC))
_airports = st.sampled_from(AIRPORTS)
_bookings = st.sampled_from(BOOKINGS)
_crew = st.sampled_from(CREW)


def _window(kind: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Event]:
    return st.builds(
        lambda start, length, **rest: kind(at=start, start=start, end=start + timedelta(minutes=length), **rest),
        _moments,
        st.integers(1, 600),
        **fields,
    )


happenings: st.SearchStrategy[Event] = st.one_of(
    st.builds(e.FlightDelayed, at=_moments, flight_id=_flights, etd=_moments, eta=_moments, delay_code=st.just("71")),
    st.builds(e.FlightCancelled, at=_moments, flight_id=_flights, delay_code=st.just("71"), by=st.sampled_from(("", "plan-1"))),
    st.builds(e.FlightDeparted, at=_moments, flight_id=_flights, tail=st.sampled_from((None, *TAILS))),
    st.builds(e.FlightArrived, at=_moments, flight_id=_flights),
    st.builds(e.FlightDiverted, at=_moments, flight_id=_flights, airport=_airports),
    st.builds(e.AircraftAssigned, at=_moments, flight_id=_flights, tail=st.sampled_from(TAILS)),
    _window(e.AircraftUnserviceable, tail=st.sampled_from(TAILS), airport=_airports),
    st.builds(e.CrewReassigned, at=_moments, flight_id=_flights, from_crew=_crew, to_crew=_crew),
    st.builds(e.DutyPeriodStarted, at=_moments, crew_id=_crew),
    _window(e.CrewReportedUnavailable, crew_id=_crew),
    st.builds(e.ItineraryDisrupted, at=_moments, booking_id=_bookings, flight_id=_flights),
    st.builds(e.PassengerRebooked, at=_moments, booking_id=_bookings, flight_ids=st.tuples(_flights)),
    st.builds(e.LoyaltyImpactRecorded, at=_moments, booking_id=_bookings, cost_cents=st.integers(0, 10_000)),
    _window(e.AirportClosed, airport=_airports),
    st.builds(e.AirportReopened, at=_moments, airport=_airports),
    _window(
        e.AirportCapacityReduced,
        airport=_airports,
        arrivals_per_hour=st.integers(0, 20),
        departures_per_hour=st.integers(0, 20),
    ),
    _window(e.GateClosed, airport=_airports, gate=st.just("1")),
    st.builds(
        e.SlotAllocated,
        at=_moments,
        slot_id=st.sampled_from(("S1", "S2")),
        airport=_airports,
        movement=st.just("arrival"),
        time=_moments,
        flight_id=_flights,
    ),
    st.builds(
        e.CargoBooked,
        at=_moments,
        shipment_id=st.sampled_from(("AWB1", "AWB2")),
        flight_ids=st.tuples(_flights),
        weight_kg=st.integers(1, 900),
        due=_moments,
        penalty_cents_per_hour=st.just(1_250),
    ),
)
logs = st.lists(happenings, max_size=30).map(lambda happened: (*opening(), *happened))
