"""`hubs`: where passengers change flights, who makes it, and what it costs to hold a departure for those who do not."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.control_room import Room
from api.hold_advice import LONGEST_MIN, MOST, HoldAdvice, hold_advice
from api.hub_connections import ConnectionMatrix, HubList, connection_matrix, hubs
from api.keys import Viewer
from domain.ids import FlightId
from domain.units import Frozen, UtcDatetime

router = APIRouter(prefix="/hubs", tags=["hubs"])


class HoldRequest(Frozen):
    """A departure, and how many minutes it might be held; without any, as long as each late inbound flight needs."""

    flight_id: FlightId
    minutes: Annotated[tuple[Annotated[int, Field(ge=1, le=LONGEST_MIN)], ...], Field(max_length=MOST)] = ()


@router.get("", operation_id="list_hubs")
def list_hubs(room: Room, _: Viewer) -> HubList:
    """Stations where passengers change between our flights, the busiest first."""
    return hubs(room.outlook.outlook())


@router.get("/{code}/connections", operation_id="get_connections")
def get_connections(
    room: Room,
    _: Viewer,
    code: str,
    start: Annotated[UtcDatetime | None, Query(alias="from", description="outbound leaves from then on")] = None,
    end: Annotated[UtcDatetime | None, Query(alias="to", description="outbound leaves before then")] = None,
    tight_below_min: Annotated[int, Query(ge=0, le=120, description="fewer minutes to spare are tight")] = 15,
) -> ConnectionMatrix:
    """Connections at a station by inbound and outbound flight, with the minutes to spare if nobody intervenes."""
    outlook = room.outlook.outlook()
    airport = outlook.state.airport(code).code
    return connection_matrix(outlook, airport, start=start, end=end, tight_below_min=tight_below_min)


@router.post("/{code}/hold-advice", operation_id="get_hold_advice")
def advise(room: Room, _: Viewer, code: str, request: HoldRequest) -> HoldAdvice:
    """Evaluate holding a departure, like any other plan; changes nothing and decides nothing. 0.3 s or so for each length."""
    outlook = room.outlook.outlook()
    airport = outlook.state.airport(code).code
    return hold_advice(outlook, airport, request.flight_id, request.minutes)
