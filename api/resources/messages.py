"""`messages`: operational texts (MVT, ASM, METAR, NOTAM, ADEXP, ...) into events; what cannot be read is kept and shown."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, ValidationError

from api.control_room import Room
from api.keys import Controller, Viewer
from api.message_desk import NEEDS_A_PERSON, CannotCorrect, MessageStatus, OperationalMessage
from api.problems import FaultView, Problem, unprocessable
from domain.units import Frozen

router = APIRouter(prefix="/messages", tags=["messages"])


class IncomingMessage(Frozen):
    """One message as it was sent. `source`: where it came from, e.g. the telex address.

    `corrects`: the id of a message that was refused or not understood and that this one stands for.
    """

    text: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(max_length=80)] = ""
    corrects: Annotated[str, Field(max_length=40)] = ""


_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": IncomingMessage.model_json_schema()},
        "text/plain": {"schema": {"type": "string"}},
    },
}


@router.post("", operation_id="post_message", status_code=201, openapi_extra={"requestBody": _BODY})
async def post_message(room: Room, caller: Controller, request: Request, response: Response) -> OperationalMessage:
    """Take one message in, as JSON or as plain text: kept, read, and what it says recorded on the network, once.

    422 where it cannot be read (with line and column) or contradicts the network; it is kept all the same, under `message_id`.
    Send the mended text with `corrects`, and that message no longer needs a person.
    """
    incoming = _incoming(await request.body(), request.headers.get("content-type", ""))
    source = incoming.source or f"http:{caller.name}"
    try:
        message = await asyncio.to_thread(room.messages.take, incoming.text, source=source, corrects=incoming.corrects)
    except CannotCorrect as error:
        faults = [FaultView(field="corrects", message=str(error))]
        detail = f"Nothing was kept: {error}. Send it without `corrects`, or name a message that needs a person."
        raise Problem(422, "invalid-request", detail, faults=faults) from error
    place = f"/api/v1/messages/{message.message_id}"
    if message.status in NEEDS_A_PERSON:
        raise _refusal(message, place)
    response.headers["Location"] = place
    return message


@router.get("", operation_id="list_messages")
def list_messages(
    room: Room,
    _: Viewer,
    status: MessageStatus | None = None,
    kind: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> tuple[OperationalMessage, ...]:
    """Messages that came in on this network, newest first; `status=not_understood` lists what needs a person."""
    return room.messages.messages(status=status or "", kind=kind.upper(), limit=limit)


@router.get("/{message_id}", operation_id="get_message")
def get_message(room: Room, _: Viewer, message_id: str) -> OperationalMessage:
    """One message with its text, what was read, and what it said about the network."""
    message = room.messages.message(message_id)
    if message is None:
        raise Problem(404, "not-found", f"Message {message_id!r} is not kept here. List messages with GET /api/v1/messages.")
    return message


def _incoming(body: bytes, content_type: str) -> IncomingMessage:
    try:
        if content_type.partition(";")[0].strip() in ("", "text/plain"):
            return IncomingMessage(text=body.decode())
        return IncomingMessage.model_validate_json(body)
    except UnicodeDecodeError as error:
        raise Problem(422, "invalid-request", "The text is not UTF-8; send it so, or as JSON.") from error
    except ValidationError as error:
        raise unprocessable(error, 'Send {"text": "..."} as JSON, or the message itself as text/plain.') from error


def _refusal(message: OperationalMessage, place: str) -> Problem:
    kept: dict[str, Any] = {"message_id": message.message_id, "kind": message.kind, "message_status": message.status}
    if message.status == "refused":
        detail = f"The {message.kind} was read, but contradicts the network: {message.reason}"
        return Problem(422, "refused", detail, headers={"Location": place}, **kept)
    where = f"line {message.line}, column {message.column}"
    stopped = f" at {message.found!r}" if message.found else ""
    mend = f"It is kept as {message.message_id}; send the mended text with `corrects`."
    detail = f"Not understood ({message.kind}), {where}{stopped}: {message.reason}. {mend}"
    faults = [FaultView(field=f"text.{message.line}.{message.column}", message=message.reason)]
    return Problem(
        422,
        "message-not-understood",
        detail,
        faults=faults,
        headers={"Location": place},
        line=message.line,
        column=message.column,
        **kept,
    )
