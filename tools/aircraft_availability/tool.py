"""Tool `aircraft_availability`."""

from domain.constraints import TailMustBeAt, TailUnavailable
from domain.ids import TailNumber
from domain.units import Frozen
from tools.aircraft_availability.availability import aircraft_availability
from tools.spec import ToolContext, tool


class AircraftAvailabilityRequest(Frozen):
    """Tails to report; all of ours when left out."""

    tails: tuple[TailNumber, ...] = ()


class AircraftAvailabilityReport(Frozen):
    """Outages and maintenance visits that have not ended, sorted by tail and start."""

    outages: tuple[TailUnavailable, ...]
    maintenance: tuple[TailMustBeAt, ...]


@tool(name="aircraft_availability")
def aircraft_availability_tool(context: ToolContext, request: AircraftAvailabilityRequest) -> AircraftAvailabilityReport:
    """When our tails cannot fly: reported breakdowns, and planned maintenance with the airport where it is done."""
    for tail in request.tails:
        context.state.tail(tail)
    limits = [one for one in aircraft_availability(context.state, context.now) if not request.tails or one.tail in request.tails]
    return AircraftAvailabilityReport(
        outages=tuple(one for one in limits if isinstance(one, TailUnavailable)),
        maintenance=tuple(one for one in limits if isinstance(one, TailMustBeAt)),
    )
