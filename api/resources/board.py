"""`board`: our network as a screen shows it, now and at any earlier moment, and as it would be."""

from dataclasses import replace
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sqlmodel import Session

from api.board import BoardDelta, BoardView, Moment, board_delta, board_view, moment_of
from api.board_ahead import BoardOutlook, PlanBoard, board_outlook, plan_board
from api.control_room import ControlRoom, Room
from api.keys import Viewer
from api.problems import FaultView, Problem
from domain.network import UnknownEntity
from domain.units import UtcDatetime
from graphs.casebook import PlanRevision

router = APIRouter(tags=["board"])


@router.get(
    "/board",
    operation_id="get_board",
    response_model=BoardView,
    responses={304: {"description": "as it was when it had this ETag"}},
)
def get_board(
    room: Room,
    _: Viewer,
    response: Response,
    version: Annotated[int | None, Query(ge=1, description="as it was at this version")] = None,
    at: Annotated[UtcDatetime | None, Query(description="what was known at this moment of scenario time")] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> BoardView | Response:
    """Our flights, aircraft and the airports they touch; the past stands still, with `now` the moment asked for."""
    moment = _asked_for(room, version, at)
    mark = f"{moment.network_id} {moment.state.version} {moment.now.isoformat()} {moment.speed}"
    headers = {"ETag": f'W/"{sha256(mark.encode()).hexdigest()[:24]}"', "Cache-Control": "private, no-cache"}
    if if_none_match is not None and headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return board_view(moment)


@router.get("/board/changes", operation_id="get_board_changes")
def get_board_changes(
    room: Room, _: Viewer, since: Annotated[int, Query(ge=1, description="version of the board held")]
) -> BoardDelta:
    """What changed since a version of the current network: what `board.delta` carries in the event stream, for who polls."""
    return board_delta(room.twin.state_at(since), moment_of(room.twin))


@router.get("/board/outlook", operation_id="get_board_outlook")
def get_board_outlook(room: Room, _: Viewer) -> BoardOutlook:
    """Flights that go otherwise than they stand if nobody intervenes, whose passengers misconnect, or that lose crew."""
    while True:
        network_id = room.twin.network_id
        outlook, crew = room.outlook.outlook(), room.outlook.crew()
        if network_id == room.twin.network_id:
            return board_outlook(network_id, outlook, crew)


@router.get("/plans/{plan_id}/board", operation_id="get_plan_board")
def get_plan_board(
    room: Room,
    _: Viewer,
    plan_id: str,
    revision: Annotated[int | None, Query(ge=1, description="by default the newest")] = None,
) -> PlanBoard:
    """Flights that the plan or its knock-on changes, as they would stand on the network it was made for."""
    row = _revision(room, plan_id, revision or room.desk.plan(plan_id).revision)
    network_id = room.desk.case_view(row.case_id).network_id
    scored = row.scored_plan
    if network_id == room.twin.network_id:
        base = room.twin.state_at(scored.plan.base_version)
    else:
        base = room.store.state_at(network_id, scored.plan.base_version)
    return plan_board(base, scored, plan_id=plan_id, revision=row.revision)


def _asked_for(room: ControlRoom, version: int | None, at: UtcDatetime | None) -> Moment:
    moment = moment_of(room.twin)
    if version is not None and at is not None:
        _refuse("at", "Give version or at, not both: each names one moment.")
    if version is not None:
        state = room.twin.state_at(version)
        return replace(moment, state=state, now=state.as_of or moment.start_at, speed=0.0)
    if at is not None:
        if not moment.start_at <= at <= moment.now:
            _refuse(
                "at",
                f"{at.isoformat()} is outside what is known; give a time from {moment.start_at.isoformat()} "
                f"to {moment.now.isoformat()}.",
            )
        return replace(moment, state=room.twin.state_at(room.twin.version_at(at)), now=at, speed=0.0)
    return moment


def _revision(room: ControlRoom, plan_id: str, revision: int) -> PlanRevision:
    with Session(room.engine) as session:
        row = session.get(PlanRevision, (plan_id, revision))
    if row is None:
        newest = room.desk.plan(plan_id).revision
        raise UnknownEntity(f"Plan {plan_id!r} has no revision {revision}; its newest is {newest}.")
    return row


def _refuse(field: str, message: str) -> None:
    raise Problem(422, "invalid-request", message, faults=[FaultView(field=field, message=message)])
