"""Passengers who change at a station, flight to flight: who makes the connection, who does not, by how many minutes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal

from api.outlook import Outlook
from domain.ids import AirportCode, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import Frozen, UtcDatetime, minutes_between

ConnectionState = Literal["missed", "tight", "ok", "rebooked", "cancelled"]
STATES: tuple[ConnectionState, ...] = ("missed", "cancelled", "tight", "ok", "rebooked")
Pair = tuple[FlightId, FlightId]


class HubRow(Frozen):
    """A station and the passengers who change there from one of our flights to another; `missed` of them do not."""

    airport: str
    passengers: int
    connections: int
    missed: int


class HubList(Frozen):
    """Stations where passengers change, the busiest first. `unknown`: why there can be no counts; empty when there are."""

    as_of: UtcDatetime
    version: int
    unknown: str
    items: tuple[HubRow, ...]


class ConnectingFlight(Frozen):
    """A flight that passengers come from or go to. `expected`: in block, or off block, as projected or as it was."""

    flight_id: str
    airport: str
    scheduled: UtcDatetime
    expected: UtcDatetime
    delay_min: int
    cancelled: bool
    status: str
    passengers: int
    missed: int


class ConnectionCell(Frozen):
    """Passengers of one inbound flight who go on with one outbound flight. Minutes are null when one of them is cancelled.

    `passengers` still hold this connection; `rebooked` were sold it and have been moved or refunded since.
    """

    inbound: str
    outbound: str
    passengers: int
    rebooked: int
    by_tier: dict[str, int]
    connection_min: int | None
    minimum_min: int
    slack_min: int | None
    state: ConnectionState
    protected: int
    fare_cents: int


class ConnectionTotals(Frozen):
    """Passengers by the state of their connection; `rebooked` are not among `passengers`."""

    connections: int
    passengers: int
    missed: int
    cancelled: int
    tight: int
    ok: int
    rebooked: int


class ConnectionMatrix(Frozen):
    """Connections at one station whose outbound leaves in the window; inbound by arrival, outbound by departure, as expected."""

    as_of: UtcDatetime
    version: int
    currency: str
    airport: str
    timezone: str
    start: UtcDatetime | None
    end: UtcDatetime | None
    minimum_min: int
    tight_below_min: int
    unknown: str
    inbound: tuple[ConnectingFlight, ...]
    outbound: tuple[ConnectingFlight, ...]
    cells: tuple[ConnectionCell, ...]
    totals: ConnectionTotals
    assumed: tuple[str, ...]


@dataclass(slots=True)
class _Held:
    """The bookings behind one cell."""

    here: list[Booking] = field(default_factory=list)
    moved: list[Booking] = field(default_factory=list)


def hubs(outlook: Outlook) -> HubList:
    """Stations where passengers change between our flights."""
    state = outlook.state
    people: Counter[AirportCode] = Counter()
    missed: Counter[AirportCode] = Counter()
    pairs: dict[AirportCode, set[Pair]] = {}
    for (inbound, outbound), held in _pairs(state, None).items():
        if not held.here:
            continue
        airport = state.departure(outbound).origin
        passengers = sum(booking.passengers for booking in held.here)
        people[airport] += passengers
        pairs.setdefault(airport, set()).add((inbound, outbound))
        slack = slack_min(state, outlook.projection.flights, inbound, outbound)
        missed[airport] += passengers if slack is not None and slack < 0 else 0
    return HubList(
        as_of=outlook.now,
        version=state.version,
        unknown=_unknown(state),
        items=tuple(
            HubRow(airport=airport, passengers=people[airport], connections=len(pairs[airport]), missed=missed[airport])
            for airport in sorted(people, key=lambda one: (-people[one], one))
        ),
    )


def connection_matrix(
    outlook: Outlook, airport: AirportCode, *, start: datetime | None, end: datetime | None, tight_below_min: int
) -> ConnectionMatrix:
    """The connections at `airport` with an outbound flight expected (or planned) to leave from `start` to before `end`."""
    state = outlook.state
    cells = []
    for (inbound, outbound), held in _pairs(state, airport).items():
        leaves = _times(state, outlook.projection.flights, outbound)[0]
        if (start is None or leaves >= start) and (end is None or leaves < end):
            cells.append(_cell(outlook, inbound, outbound, held, tight_below_min))
    rows = _flights(outlook, {FlightId(one.inbound) for one in cells}, cells, inbound=True)
    columns = _flights(outlook, {FlightId(one.outbound) for one in cells}, cells, inbound=False)
    row_place, column_place = _places(rows), _places(columns)
    return ConnectionMatrix(
        as_of=outlook.now,
        version=state.version,
        currency=state.currency,
        airport=airport,
        timezone=state.airports[airport].timezone,
        start=start,
        end=end,
        minimum_min=state.airports[airport].min_connection_min,
        tight_below_min=tight_below_min,
        unknown=_unknown(state),
        inbound=rows,
        outbound=columns,
        cells=tuple(sorted(cells, key=lambda one: (row_place[one.inbound], column_place[one.outbound]))),
        totals=_totals(cells),
        assumed=_assumed(state, airport),
    )


def slack_min(
    state: NetworkState, flights: Mapping[FlightId, ProjectedFlight], inbound: FlightId, outbound: FlightId
) -> int | None:
    """Minutes beyond the minimum connection time, below 0 when it is missed; None when one of the flights does not go."""
    if _cancelled(state, flights, inbound) or _cancelled(state, flights, outbound):
        return None
    connection = minutes_between(_times(state, flights, inbound)[1], _times(state, flights, outbound)[0])
    return connection - state.airports[state.departure(outbound).origin].min_connection_min


def _pairs(state: NetworkState, airport: AirportCode | None) -> dict[Pair, _Held]:
    """Every connection between our flights that somebody holds or was sold, at one station or at all."""
    found: dict[Pair, _Held] = {}
    for booking in state.bookings.values():
        held = booking.flight_ids if booking.status != "refunded" else ()
        for pair in pairwise(held) if len(held) > 1 else ():
            if _changes_at(state, pair, airport):
                found.setdefault(pair, _Held()).here.append(booking)
        if booking.status in ("rebooked", "refunded"):
            kept = set(pairwise(held))
            for pair in pairwise(booking.sold_as or booking.flight_ids):
                if pair not in kept and _changes_at(state, pair, airport):
                    found.setdefault(pair, _Held()).moved.append(booking)
    return found


def _changes_at(state: NetworkState, pair: Pair, airport: AirportCode | None) -> bool:
    first, then = (state.flights.get(one) for one in pair)
    if first is None or then is None or not (state.is_own(first) and state.is_own(then)):
        return False
    return airport is None or then.origin == airport


def _cell(outlook: Outlook, inbound: FlightId, outbound: FlightId, held: _Held, tight_below_min: int) -> ConnectionCell:
    state = outlook.state
    minimum = state.airports[state.departure(outbound).origin].min_connection_min
    slack = slack_min(state, outlook.projection.flights, inbound, outbound)
    by_tier: Counter[str] = Counter()
    for booking in held.here:
        by_tier[booking.tier] += booking.passengers
    word: ConnectionState = "ok"
    if not held.here:
        word = "rebooked"
    elif slack is None:
        word = "cancelled"
    elif slack < 0:
        word = "missed"
    elif slack < tight_below_min:
        word = "tight"
    return ConnectionCell(
        inbound=inbound,
        outbound=outbound,
        passengers=by_tier.total(),
        rebooked=sum(booking.passengers for booking in held.moved),
        by_tier=dict(sorted(by_tier.items())),
        connection_min=None if slack is None else slack + minimum,
        minimum_min=minimum,
        slack_min=slack,
        state=word,
        protected=sum(booking.passengers for booking in held.here if booking.protected),
        fare_cents=sum(booking.passengers * booking.fare_cents for booking in held.here),
    )


def _flights(
    outlook: Outlook, flight_ids: set[FlightId], cells: list[ConnectionCell], *, inbound: bool
) -> tuple[ConnectingFlight, ...]:
    state, projected = outlook.state, outlook.projection.flights
    people: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for cell in cells:
        side = cell.inbound if inbound else cell.outbound
        people[side] += cell.passengers
        missed[side] += cell.passengers if cell.state == "missed" else 0
    rows = []
    for flight_id in flight_ids:
        flight = state.departure(flight_id)
        leaves, arrives = _times(state, projected, flight_id)
        scheduled, expected = (flight.sta, arrives) if inbound else (flight.std, leaves)
        rows.append(
            ConnectingFlight(
                flight_id=flight_id,
                airport=flight.origin if inbound else flight.destination,
                scheduled=scheduled,
                expected=expected,
                delay_min=minutes_between(scheduled, expected),
                cancelled=_cancelled(state, projected, flight_id),
                status=flight.status.value,
                passengers=people[flight_id],
                missed=missed[flight_id],
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.expected, row.flight_id)))


def _places(flights: tuple[ConnectingFlight, ...]) -> dict[str, int]:
    return {flight.flight_id: place for place, flight in enumerate(flights)}


def _times(state: NetworkState, flights: Mapping[FlightId, ProjectedFlight], flight_id: FlightId) -> tuple[datetime, datetime]:
    """Off and in block: as they were, else as projected; as planned for a flight that does not go."""
    flight, projected = state.departure(flight_id), flights.get(flight_id)
    if _cancelled(state, flights, flight_id):
        return flight.std, flight.sta
    if projected is not None:
        return flight.atd or projected.etd, flight.ata or projected.eta
    return flight.atd or flight.etd, flight.ata or flight.eta


def _cancelled(state: NetworkState, flights: Mapping[FlightId, ProjectedFlight], flight_id: FlightId) -> bool:
    flight: Flight = state.departure(flight_id)
    projected = flights.get(flight_id)
    elsewhere = flight.status is FlightStatus.DIVERTED and flight.lands_at != flight.destination
    return flight.status is FlightStatus.CANCELLED or elsewhere or (projected is not None and projected.cancelled)


def _totals(cells: list[ConnectionCell]) -> ConnectionTotals:
    people: Counter[str] = Counter()
    for cell in cells:
        people[cell.state] += cell.passengers
    return ConnectionTotals(
        connections=sum(cell.passengers > 0 for cell in cells),
        passengers=people.total(),
        missed=people["missed"],
        cancelled=people["cancelled"],
        tight=people["tight"],
        ok=people["ok"],
        rebooked=sum(cell.rebooked for cell in cells),
    )


def _unknown(state: NetworkState) -> str:
    return "" if state.bookings else f"Scenario {state.scenario_id!r} has no bookings: nobody knows who connects."


def _assumed(state: NetworkState, airport: AirportCode) -> tuple[str, ...]:
    return tuple(sorted(_assumptions(state, airport)))


def _assumptions(state: NetworkState, airport: AirportCode) -> Iterator[str]:
    some = next(iter(state.bookings.values()), None)
    yield from () if some is None else some.assumed
    yield from (f"{airport}: {one}" for one in state.airports[airport].assumed)
    yield "tight: fewer minutes to spare than asked for; the product's own word"
