"""`chat`: a conversation about the network and its cases, streamed as it happens. It shows and drafts; it never decides."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, TypeVar

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event

from api.chat_desk import ChatMessage, Started, TurnView, event_document
from api.control_room import Room
from api.keys import Viewer
from api.problems import problem_from
from domain.units import Frozen
from graphs.conversation.turn import TurnEvent

router = APIRouter(prefix="/chat", tags=["chat"])
_log = logging.getLogger("downline.chat")
Heard = TypeVar("Heard")


class Conversation(Frozen):
    """A conversation's turns, oldest first."""

    conversation_id: str
    items: tuple[TurnView, ...]


class Stopping(Frozen):
    """Whether there was a turn to stop. What it has found by then is still said."""

    stopping: bool


@router.post(
    "",
    operation_id="chat",
    response_model=TurnView,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The turn as it happens, or whole as JSON"}},
)
async def post_chat(
    request: Request, room: Room, caller: Viewer, said: ChatMessage, accept: Annotated[str, Header()] = "*/*"
) -> Response:
    """Ask in words. Server-sent events `started`, `stage`, `understood`, `text`, `card`, `suggestions`, `done`.

    With `Accept: application/json` the whole turn at once. Text is data: nothing said here decides about a plan. Who closes
    the stream stops the turn. `problem` takes the place of `done` when the turn could not be taken or kept.
    """
    role = caller.role.word
    if "application/json" in accept and "text/event-stream" not in accept:
        view = await room.chat.whole(said, actor=caller.name, role=role, channel="page")
        return JSONResponse(view.model_dump(mode="json"), headers={"Location": f"/api/v1/chat/{view.conversation_id}"})
    events = room.chat.ask(said, actor=caller.name, role=role, channel="page")
    first = await anext(events)  # a conversation that is not there, or busy, is an answer of its own
    assert isinstance(first, Started)
    trace_id = request.scope["state"]["trace_id"]
    return StreamingResponse(
        _frames(first, events, room.settings.heartbeat_s, trace_id),
        media_type="text/event-stream",
        headers={
            "Location": f"/api/v1/chat/{first.conversation_id}",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        },
    )


@router.post("/{conversation_id}/stop", operation_id="stop_chat")
async def stop_chat(room: Room, caller: Viewer, conversation_id: str) -> Stopping:
    """Stop the conversation's running turn, and the solvers at work for it."""
    return Stopping(stopping=await asyncio.to_thread(room.chat.stop, conversation_id, actor=caller.name))


@router.get("/{conversation_id}", operation_id="get_conversation")
def get_conversation(room: Room, caller: Viewer, conversation_id: str) -> Conversation:
    """The conversation's turns, oldest first. Only who began it may read it."""
    return Conversation(conversation_id=conversation_id, items=room.chat.turns(conversation_id, actor=caller.name))


@router.get("/{conversation_id}/{turn}", operation_id="get_turn")
def get_turn(room: Room, caller: Viewer, conversation_id: str, turn: int) -> TurnView:
    """One turn, with what every tool was asked and what it answered."""
    return room.chat.turn(conversation_id, turn, actor=caller.name)


async def _frames(
    first: Started, events: AsyncGenerator[Started | TurnEvent, None], heartbeat_s: float, trace_id: str
) -> AsyncGenerator[bytes, None]:
    """The events as server-sent events, with a comment whenever nothing was said for a while."""
    yield _frame(first)
    async with aclosing(with_heartbeats(events, heartbeat_s)) as heard:
        try:
            async for event in heard:
                yield format_sse_event(comment="heartbeat") if event is None else _frame(event)
        except Exception as error:
            problem = problem_from(error)
            if problem.status >= 500:
                _log.exception("a turn was not finished, trace %s", trace_id)
            yield format_sse_event(event="problem", data_str=json.dumps(problem.document(trace_id=trace_id)))


def _frame(event: Started | TurnEvent) -> bytes:
    return format_sse_event(event=event.event, data_str=json.dumps(event_document(event)))


async def with_heartbeats(events: AsyncGenerator[Heard, None], heartbeat_s: float) -> AsyncGenerator[Heard | None, None]:
    """The events, and None whenever none came for `heartbeat_s`; the events are closed with it."""
    waiting: asyncio.Future[Heard] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait({waiting}, timeout=heartbeat_s)
            if not done:
                yield None
                continue
            finished, waiting = waiting, None
            try:
                yield finished.result()
            except StopAsyncIteration:
                return
    finally:
        if waiting is not None:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await events.aclose()
