"""`events` and `/ws/*`: what happens, as it happens.

A WebSocket takes its key from the `Authorization` header, from `?key=`, or from a first message `{"key": "..."}`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from api.board_stream import BOARD_TYPES, board_messages
from api.control_room import ControlRoom, Room
from api.keys import KeyRing, Viewer, bearer_key
from api.live import Message, zulu
from api.resources.costs import cost_summary

router = APIRouter(prefix="/events", tags=["events"])
live = APIRouter(prefix="/ws")

_RECONNECT_MS = 2000
_FIRST_MESSAGE_S = 10.0
ALERTS = frozenset(
    {
        "case.progress",
        "AirportClosed",
        "AirportReopened",
        "AirportCapacityReduced",
        "AircraftUnserviceable",
        "CrewReportedUnavailable",
        "FlightDiverted",
        "GateClosed",
        "WeatherReported",
        "ConnectionMissed",
        "resync",
    }
)
"""What a controller is told about at once; the rest of the network's events are its daily round."""


@router.get("", operation_id="stream_events", response_class=StreamingResponse)
async def stream(
    request: Request,
    room: Room,
    _: Viewer,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", description="take up after this message")] = None,
    after: Annotated[
        str | None, Query(description="as Last-Event-ID, for clients that cannot set headers; 0 is the beginning")
    ] = None,
    types: Annotated[str, Query(description="only these message types, separated by commas")] = "",
    board: Annotated[
        bool, Query(description="also `board`, then a `board.delta` after every batch of events, and a `clock` every 5 s")
    ] = False,
    have: Annotated[
        int | None,
        Query(ge=1, description="version of the board that a resuming reader still holds: it gets a delta, not all"),
    ] = None,
) -> StreamingResponse:
    """Server-sent events: the network's events and the cases' progress, after a place or from now on.

    `id` is the place, `event` the type, `data` `{v, seq, ts, type, subject, data}`. A `resync` asks to read the state afresh;
    with `board` it follows at once. The data of `board` and `board.delta` is BoardView and BoardDelta, of `clock` ClockTick.
    """
    wanted = frozenset(filter(None, types.split(",")))
    if wanted and board:
        wanted |= BOARD_TYPES
    begins = last_event_id or after

    async def frames() -> AsyncIterator[bytes]:
        room.meters.live_clients.labels("sse").inc()
        heartbeat_s = room.settings.heartbeat_s
        messages: AsyncIterator[Message | None] = (
            board_messages(room.feed, room.twin, begins, have, heartbeat_s=heartbeat_s)
            if board
            else room.feed.follow(begins, heartbeat_s=heartbeat_s)
        )
        try:
            yield format_sse_event(comment="downline", retry=_RECONNECT_MS)
            async for message in messages:
                if message is None:
                    yield format_sse_event(comment="heartbeat")
                elif not wanted or message.type in wanted or message.type == "resync":
                    yield format_sse_event(id=str(message.place), event=message.type, data_str=json.dumps(message.document()))
        finally:
            room.meters.live_clients.labels("sse").dec()

    return StreamingResponse(
        frames(), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


@live.websocket("/network")
async def network(socket: WebSocket) -> None:
    """First what the network is, then every event of it."""
    await _serve(socket, "network", _network, lambda message: message.type != "case.progress")


@live.websocket("/alerts")
async def alerts(socket: WebSocket) -> None:
    """What needs a controller: disruptions as they are reported, and the cases' progress."""
    await _serve(socket, "alerts", lambda room: None, lambda message: message.type in ALERTS)


@live.websocket("/costs")
async def costs(socket: WebSocket) -> None:
    """The cost summary, again whenever the network has changed."""
    await _serve(socket, "costs", _costs, None)


def _network(room: ControlRoom) -> dict[str, Any]:
    state = room.twin.state
    by_status: dict[str, int] = {}
    for flight in state.own_flights():
        by_status[flight.status.value] = by_status.get(flight.status.value, 0) + 1
    return {
        "type": "network",
        "network_id": room.twin.network_id,
        "scenario_id": state.scenario_id,
        "version": state.version,
        "now": zulu(room.twin.now),
        "speed": room.twin.clock.speed,
        "own_flights_by_status": dict(sorted(by_status.items())),
    }


def _costs(room: ControlRoom) -> dict[str, Any]:
    return {"type": "costs", "data": cost_summary(room).model_dump(mode="json")}


async def _serve(
    socket: WebSocket,
    kind: str,
    opening: Callable[[ControlRoom], dict[str, Any] | None],
    wanted: Callable[[Message], bool] | None,
) -> None:
    """Admit, send the opening, then messages; without `wanted` the opening is sent again after each batch of events."""
    room: ControlRoom = socket.app.state.room
    await socket.accept()
    if not await _admitted(socket):
        await socket.close(4401, "send a key that this server knows")
        return
    room.meters.live_clients.labels(kind).inc()
    gone = asyncio.create_task(_until_gone(socket))
    sending = asyncio.create_task(_send(socket, room, opening, wanted))
    try:
        await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (gone, sending):
            task.cancel()
        await asyncio.gather(gone, sending, return_exceptions=True)
        room.meters.live_clients.labels(kind).dec()
    if not gone.done() or gone.cancelled():
        await socket.close(1001, "the server is going down")


async def _send(
    socket: WebSocket,
    room: ControlRoom,
    opening: Callable[[ControlRoom], dict[str, Any] | None],
    wanted: Callable[[Message], bool] | None,
) -> None:
    first = await asyncio.to_thread(opening, room)
    if first is not None:
        await socket.send_json(first)
    async for message in room.feed.follow(None, heartbeat_s=room.settings.heartbeat_s):
        if message is None:
            await socket.send_json({"type": "heartbeat"})
        elif wanted is not None and wanted(message):
            await socket.send_json(message.document())
        elif wanted is None and message.place.version == room.twin.state.version:
            await socket.send_json(await asyncio.to_thread(opening, room))


async def _admitted(socket: WebSocket) -> bool:
    keyring: KeyRing = socket.app.state.keyring
    host = socket.headers.get("host", "")
    key = bearer_key(socket.headers.get("authorization", "")) or socket.query_params.get("key", "")
    if not key:
        try:
            first = await asyncio.wait_for(socket.receive_json(), _FIRST_MESSAGE_S)
        except (TimeoutError, WebSocketDisconnect, ValueError, KeyError):
            return False
        key = str(first.get("key", "")) if isinstance(first, dict) else ""
    return keyring.principal(key, host=host) is not None


async def _until_gone(socket: WebSocket) -> None:
    """Read and ignore what the client says, until it leaves."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError, KeyError):
        return
