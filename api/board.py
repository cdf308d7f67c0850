"""The board: our flights, aircraft and airports as rows for a screen, all of them or only those that changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.board_rows import BoardAircraft, BoardAirport, BoardFlight, aircraft_row, airport_row, flight_row, has_open_items
from domain.ids import AirportCode, TailNumber
from domain.network import Aircraft, Airport, NetworkState
from domain.remembered import remembered
from domain.units import Frozen, UtcDatetime
from twin.twin import Twin


class BoardView(Frozen):
    """The whole board at one version. `speed`: times real time; 0 stands still, and so does what is past."""

    network_id: str
    scenario_id: str
    title: str
    version: int
    now: UtcDatetime
    speed: float
    start_at: UtcDatetime
    horizon_end: UtcDatetime | None
    own_carriers: tuple[str, ...]
    currency: str
    airports: tuple[BoardAirport, ...]
    aircraft: tuple[BoardAircraft, ...]
    flights: tuple[BoardFlight, ...]


class BoardDelta(Frozen):
    """Rows that are different at `version` from what they were at `from_version`, as they are now; `gone`: flight ids."""

    network_id: str
    from_version: int
    version: int
    now: UtcDatetime
    speed: float
    flights: tuple[BoardFlight, ...]
    aircraft: tuple[BoardAircraft, ...]
    airports: tuple[BoardAirport, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A network and its clock, read together."""

    network_id: str
    title: str
    start_at: datetime
    state: NetworkState
    now: datetime
    speed: float

    @property
    def running(self) -> bool:
        """Whether scenario time passes by itself."""
        end = self.state.horizon_end
        return self.speed > 0 and (end is None or self.now < end)


def moment_of(twin: Twin) -> Moment:
    """The twin as it is; read again when another network takes its place meanwhile."""
    while True:
        network_id, scenario, clock, state = twin.network_id, twin.scenario, twin.clock, twin.state
        if network_id == twin.network_id:
            return Moment(network_id, scenario.title, scenario.start_at, state, clock.now, clock.speed)


def board_view(moment: Moment) -> BoardView:
    """Everything on the board at that moment."""
    state = moment.state
    rows = _rows(state, moment.start_at)
    return BoardView(
        network_id=moment.network_id,
        scenario_id=state.scenario_id,
        title=moment.title,
        version=state.version,
        now=moment.now,
        speed=moment.speed,
        start_at=moment.start_at,
        horizon_end=state.horizon_end,
        own_carriers=tuple(sorted(state.own_carriers)),
        currency=state.currency,
        airports=rows.airports,
        aircraft=rows.aircraft,
        flights=rows.flights,
    )


def board_delta(before: NetworkState, moment: Moment) -> BoardDelta:
    """What changed since `before`, an earlier state of the same network."""
    rows, gone = _changed_rows(before, moment.state, moment.start_at)
    return BoardDelta(
        network_id=moment.network_id,
        from_version=before.version,
        version=moment.state.version,
        now=moment.now,
        speed=moment.speed,
        flights=rows.flights,
        aircraft=rows.aircraft,
        airports=rows.airports,
        gone=gone,
    )


def changed_flights(before: NetworkState, after: NetworkState) -> Iterator[BoardFlight]:
    """Our flights whose rows differ, as they are after; new ones among them."""
    for flight in after.own_flights():
        known = before.flights.get(flight.flight_id)
        if known is flight and before.flight_bookings.get(flight.flight_id) is after.flight_bookings.get(flight.flight_id):
            continue
        row = flight_row(after, flight)
        # States that were read from the database share nothing with one another, so identity alone does not settle it.
        if known is None or flight_row(before, known) != row:
            yield row


def gone_flights(before: NetworkState, after: NetworkState) -> tuple[str, ...]:
    """Ids of our flights that are no more."""
    return tuple(sorted(one.flight_id for one in before.own_flights() if one.flight_id not in after.flights))


# --- rows -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    airports: tuple[BoardAirport, ...]
    aircraft: tuple[BoardAircraft, ...]
    flights: tuple[BoardFlight, ...]


@remembered(4)
def _rows(state: NetworkState, since: datetime) -> _Rows:
    airports, until = _airports_touched(state), _until(state, since)
    return _Rows(
        airports=tuple(airport_row(airports[code], since, until) for code in sorted(airports)),
        aircraft=tuple(aircraft_row(state, one) for one in sorted(_own_aircraft(state), key=lambda one: one.tail)),
        flights=tuple(flight_row(state, one) for one in sorted(state.own_flights(), key=lambda one: (one.std, one.flight_id))),
    )


@remembered(4)
def _changed_rows(before: NetworkState, after: NetworkState, since: datetime) -> tuple[_Rows, tuple[str, ...]]:
    changed = sorted(changed_flights(before, after), key=lambda row: (row.std, row.flight_id))
    rows = _Rows(
        airports=tuple(_changed_airports(before, after, since)),
        aircraft=tuple(_changed_aircraft(before, after)),
        flights=tuple(changed),
    )
    return rows, gone_flights(before, after)


def _changed_aircraft(before: NetworkState, after: NetworkState) -> Iterator[BoardAircraft]:
    for aircraft in sorted(_own_aircraft(after), key=lambda one: one.tail):
        known = before.aircraft.get(aircraft.tail)
        if known is aircraft and not (has_open_items(aircraft) and _flies_otherwise(before, after, aircraft.tail)):
            continue
        row = aircraft_row(after, aircraft)
        if known is None or aircraft_row(before, known) != row:
            yield row


def _changed_airports(before: NetworkState, after: NetworkState, since: datetime) -> Iterator[BoardAirport]:
    touched, known = _airports_touched(after), _airports_touched(before)
    until, until_then = _until(after, since), _until(before, since)
    for code in sorted(touched):
        if known.get(code) is touched[code] and until == until_then:
            continue
        row = airport_row(touched[code], since, until)
        if code not in known or airport_row(known[code], since, until_then) != row:
            yield row


def _own_aircraft(state: NetworkState) -> Iterable[Aircraft]:
    return (one for one in state.aircraft.values() if one.carrier in state.own_carriers)


def _flies_otherwise(before: NetworkState, after: NetworkState, tail: TailNumber) -> bool:
    """Whether its rotation is another, by which checks come due earlier or later."""
    then, now = before.rotations.get(tail, ()), after.rotations.get(tail, ())
    return then != now or any(before.flights[one] is not after.flights[one] for one in now)


@remembered(4)
def _airports_touched(state: NetworkState) -> Mapping[AirportCode, Airport]:
    """Those where our flights leave or land and our aircraft stand."""
    codes = {code for flight in state.own_flights() for code in (flight.origin, flight.destination, flight.lands_at)}
    codes |= {aircraft.location for aircraft in _own_aircraft(state)}
    return {code: state.airports[code] for code in codes if code in state.airports}


def _until(state: NetworkState, since: datetime) -> datetime:
    """The end of the horizon; without one, of the last flight."""
    return state.horizon_end or max((one.eta for one in state.own_flights()), default=since)
