"""Tools `delay_propagation` and `misconnections`."""

from domain.ids import BookingId, FlightId
from domain.network import FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import Frozen, minutes_between
from tools.delay_propagation.connections import missed_connections
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.spec import ToolContext, tool


class DelayPropagationRequest(Frozen):
    """Flights to report, whatever becomes of them; every flight that will be moved or cancelled when left out."""

    flight_ids: tuple[FlightId, ...] = ()


class DelayPropagationReport(Frozen):
    """What happens if nobody intervenes. Counts are over all our flights that have not arrived or diverted."""

    flights: tuple[ProjectedFlight, ...]
    considered_flights: int
    moved_flights: int
    newly_cancelled_flights: int
    cancelled_flights: int
    arrivals_15_min_late: int
    arrival_delay_min_total: int
    passengers_on_moved_or_cancelled: int


@tool(name="delay_propagation")
def delay_propagation(context: ToolContext, request: DelayPropagationRequest) -> DelayPropagationReport:
    """What happens if nobody intervenes: flights that aircraft, crew, airports or slots delay or cancel, each with its causes."""
    state = context.state
    for flight_id in request.flight_ids:
        state.flight(flight_id)
    projection = propagate(state, now=context.now, constraints=standing_constraints(state, context.now))
    flights = projection.flights
    moved = [one for one in flights.values() if _moved(state, one)]
    lost = [one for one in flights.values() if one.cancelled and state.flights[one.flight_id].status is FlightStatus.SCHEDULED]
    late = [
        minutes_between(state.flights[one.flight_id].sta, one.eta)
        for one in flights.values()
        if not one.cancelled and state.flights[one.flight_id].service == "passenger"
    ]
    if request.flight_ids:
        reported = [flights[one] for one in request.flight_ids if one in flights]
    else:
        reported = sorted([*moved, *lost], key=lambda one: (one.etd, one.flight_id))
    return DelayPropagationReport(
        flights=tuple(reported),
        considered_flights=len(flights),
        moved_flights=len(moved),
        newly_cancelled_flights=len(lost),
        cancelled_flights=sum(one.cancelled for one in flights.values()),
        arrivals_15_min_late=sum(one >= 15 for one in late),
        arrival_delay_min_total=sum(max(0, one) for one in late),
        passengers_on_moved_or_cancelled=sum(state.passengers_on(one.flight_id) for one in (*moved, *lost)),
    )


def _moved(state: NetworkState, projected: ProjectedFlight) -> bool:
    flight = state.flights[projected.flight_id]
    return not projected.cancelled and (projected.etd, projected.eta) != (flight.atd or flight.etd, flight.eta)


class MisconnectionsRequest(Frozen):
    """Flights whose connecting passengers to report, as inbound or outbound; all when left out."""

    flight_ids: tuple[FlightId, ...] = ()


class Misconnection(Frozen):
    """A booking that will miss its connection: minutes there will be, and minutes it needs."""

    booking_id: BookingId
    passengers: int
    inbound: FlightId
    outbound: FlightId
    available_min: int
    needed_min: int
    protected: bool
    assumed: bool


class MisconnectionsReport(Frozen):
    """Bookings sorted by id, and their passengers. Bookings with a cancelled flight are not among them."""

    bookings: tuple[Misconnection, ...]
    passengers: int


@tool(name="misconnections")
def misconnections(context: ToolContext, request: MisconnectionsRequest) -> MisconnectionsReport:
    """Bookings that will miss a connection between two of our flights if nobody intervenes."""
    state = context.state
    for flight_id in request.flight_ids:
        state.flight(flight_id)
    wanted = frozenset(request.flight_ids)
    projection = propagate(state, now=context.now, constraints=standing_constraints(state, context.now))
    found = tuple(
        Misconnection(
            booking_id=one.booking_id,
            passengers=one.passengers,
            inbound=one.inbound,
            outbound=one.outbound,
            available_min=one.available_min,
            needed_min=one.needed_min,
            protected=state.bookings[one.booking_id].protected,
            assumed=bool(state.bookings[one.booking_id].assumed),
        )
        for one in missed_connections(state, projection)
        if not wanted or not wanted.isdisjoint((one.inbound, one.outbound))
    )
    return MisconnectionsReport(bookings=found, passengers=sum(one.passengers for one in found))
