"""A crew day small enough to check by hand: one fleet, a base (BBB) and two stations, by UTC clocks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain import events as e
from domain.apply import fold
from domain.network import NetworkState
from tests.domain.paper_network import MIDNIGHT, at

NOW = at(4)
WEEK_BEFORE = MIDNIGHT - timedelta(days=8)
Row = tuple[int, str, str, datetime, datetime]

DAY: Sequence[Row] = (
    (1, "BBB", "CCC", at(8), at(10)),
    (2, "CCC", "BBB", at(11), at(13)),
    (3, "BBB", "DDD", at(14), at(16)),
    (4, "DDD", "BBB", at(17), at(19)),
)


def leg(number: int) -> str:
    """The id of flight XX`number`."""
    origin = next(row[1] for row in DAY if row[0] == number)
    return f"XX{number}/{MIDNIGHT.date()}/{origin}"


def crew(crew_id: str, role: str = "captain", *, legs: Sequence[int] = (), report: datetime | None = None) -> Iterable[e.Event]:
    """Somebody based at BBB who has rested, with the legs as one duty where there are any."""
    yield e.CrewRegistered(at=MIDNIGHT, crew_id=crew_id, role=role, base="BBB", families=("small",), location="BBB")
    yield e.CrewHistoryDeclared(
        at=MIDNIGHT,
        crew_id=crew_id,
        known_from=WEEK_BEFORE,
        flight_min_672_h=3000,
        flight_min_365_days=30_000,
        fdp_min_672_h=5000,
    )
    if legs:
        first, last = (next(row for row in DAY if row[0] == number) for number in (legs[0], legs[-1]))
        yield e.CrewAssigned(
            at=MIDNIGHT,
            crew_id=crew_id,
            duty_id=f"{crew_id}:1",
            flight_ids=tuple(leg(number) for number in legs),
            report_at=report or first[3] - timedelta(hours=1),
            release_at=last[4] + timedelta(minutes=15),
        )


def reserve(crew_id: str, role: str = "captain", *, from_hour: int = 5) -> Iterable[e.Event]:
    """Somebody on short call at BBB from an hour to 19:00, an hour from reporting."""
    yield from crew(crew_id, role)
    yield e.CrewReservePlanned(at=MIDNIGHT, crew_id=crew_id, kind="short_call", start=at(from_hour), end=at(19), notice_min=60)


def network(*people: Iterable[e.Event]) -> NetworkState:
    """One tail flies the day; the people are given."""
    events: list[e.Event] = [
        e.ScenarioOpened(at=MIDNIGHT, scenario_id="crew day", own_carriers=("XX",), currency="USD", horizon_end=at(23))
    ]
    events += [
        e.AirportDeclared(
            at=MIDNIGHT,
            airport=code,
            name=code,
            timezone="UTC",
            latitude=40.0 + index,
            longitude=0.0,
            arrivals_per_hour=20,
            departures_per_hour=20,
            min_connection_min=40,
        )
        for index, code in enumerate(("BBB", "CCC", "DDD"))
    ]
    events.append(
        e.AircraftRegistered(
            at=MIDNIGHT,
            tail="N1",
            carrier="XX",
            family="small",
            model="small",
            seats=100,
            min_turn_min=30,
            location="BBB",
            ready_at=MIDNIGHT,
        )
    )
    for number, origin, destination, departs, arrives in DAY:
        events.append(
            e.FlightScheduled(
                at=MIDNIGHT,
                flight_id=leg(number),
                carrier="XX",
                number=str(number),
                origin=origin,
                destination=destination,
                std=departs,
                sta=arrives,
            )
        )
        events.append(e.AircraftAssigned(at=MIDNIGHT, flight_id=leg(number), tail="N1"))
        events.append(
            e.BookingCreated(at=MIDNIGHT, booking_id=f"B{number}", passengers=60, flight_ids=(leg(number),), fare_cents=12_000)
        )
    return fold(NetworkState(), [*events, *(event for one in people for event in one)])


def late(state: NetworkState, number: int, delay_min: int) -> NetworkState:
    """The network once the flight, and all after it, are known to leave so much later."""
    moved = [row for row in DAY if row[0] >= number]
    by = timedelta(minutes=delay_min)
    return fold(
        state,
        [e.FlightDelayed(at=NOW, flight_id=leg(row[0]), etd=row[3] + by, eta=row[4] + by, delay_code="93") for row in moved],
    )
