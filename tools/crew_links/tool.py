"""Tool `crew_links`."""

from domain.constraints import CrewConnection
from domain.ids import FlightId
from domain.units import Frozen
from tools.crew_links.links import crew_links
from tools.spec import ToolContext, tool


class CrewLinksRequest(Frozen):
    """Flights whose connections to report, as first or second flight; all when left out."""

    flight_ids: tuple[FlightId, ...] = ()


class CrewLinksReport(Frozen):
    """Connections of crew whose second flight has not left, sorted by pair."""

    links: tuple[CrewConnection, ...]


@tool(name="crew_links")
def crew_links_tool(context: ToolContext, request: CrewLinksRequest) -> CrewLinksReport:
    """Which flights share crew: the crew of `first` work `then` next and need `gap_min` minutes between."""
    for flight_id in request.flight_ids:
        context.state.flight(flight_id)
    wanted = frozenset(request.flight_ids)
    links = crew_links(context.state, context.now)
    return CrewLinksReport(links=tuple(one for one in links if not wanted or not wanted.isdisjoint((one.first, one.then))))
