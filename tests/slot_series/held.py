"""Series held on a paper day: Monday 2 March 2026, winter season W25."""

from datetime import UTC, datetime

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, CarrierCode, FlightId, SeriesId
from domain.network import Movement, NetworkState
from tests.evaluation.paper_day import DAY, PaperDay, at
from tools.slot_series.ledger import Standing, ledger

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


def series(
    airport: str, number: int = 1, movement: Movement = "departure", clock: str = "12:00", **counts: int | str
) -> e.SlotSeriesDeclared:
    """A Monday series of winter W25 for flight XX `number`; 22 held unless told otherwise."""
    known = {"weekday": 1, "season": "W25", "held": 22, **counts}
    moment = at(clock)
    return e.SlotSeriesDeclared(
        at=DAY,
        series_id=SeriesId(f"XX{number}/{airport}/{movement}"),
        carrier=CarrierCode("XX"),
        flight_number=f"XX{number}",
        airport=AirportCode(airport),
        movement=movement,
        time_min=moment.hour * 60 + moment.minute,
        **known,  # type: ignore[arg-type]
    )


def out_of(airport: str, *events: e.Event, clock: str = "12:00") -> tuple[NetworkState, FlightId]:
    """A network in which XX1 leaves the airport for Boston, with these events after it."""
    day = PaperDay()
    for code in sorted({airport, "BOS", "JFK", "LGA", "SFO"}):
        day.airport(code, timezone="America/New_York")
    flown = day.fly(1, airport, "BOS", clock, at(clock).replace(hour=at(clock).hour + 1))
    return fold(NetworkState(), [*day.events, *events]), flown


def closed(airport: str, start: str, end: str, days: int = 0) -> e.AirportClosed:
    """The airport is closed from a time of the day to one `days` days later."""
    return e.AirportClosed(at=DAY, airport=AirportCode(airport), start=at(start), end=at(end, days), reason="snow")


def only(state: NetworkState) -> Standing:
    """The one series of the network."""
    (found,) = ledger(state)
    return found
