"""`/v1`: the conversation for clients of OpenAI's chat completions. They ask and read; nothing here decides or opens a case."""

import json
import re
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import JSONResponse, StreamingResponse

from api.chat_desk import LONGEST_MESSAGE, ChatMessage, Started
from api.control_room import ControlRoom, Room
from api.keys import Principal, Viewer
from api.problems import FaultView, Problem, problem_from, unprocessable
from api.resources.chat import with_heartbeats
from graphs.conversation.choosing import PastTurn
from graphs.conversation.reply import DraftCase, DraftPlan, OpenView
from graphs.conversation.turn import CardShown, Suggestions, Text, TurnEvent

PREFIX = "/v1"
MODEL = "downline"
_CHARACTERS_A_TOKEN = 4
"""Usage is an estimate: nothing counts tokens where no language model takes part."""
_EARLIER = 4

_CHANGES_THE_MEANING: dict[str, Callable[[Any], bool]] = {
    "tools": bool,
    "tool_choice": lambda value: value not in (None, "none", "auto"),
    "functions": bool,
    "function_call": lambda value: value not in (None, "none", "auto"),
    "n": lambda value: value not in (None, 1),
    "response_format": lambda value: value is not None and (not isinstance(value, dict) or value.get("type") != "text"),
    "logprobs": bool,
    "top_logprobs": bool,
    "logit_bias": bool,
    "stop": bool,
    "audio": bool,
    "modalities": lambda value: value not in (None, ["text"]),
    "prediction": bool,
    "web_search_options": lambda value: value is not None,
}
"""Parameters that ask for another kind of answer than there is, and when they do. All others are accepted and without effect."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow")

    type: str
    text: str = ""


class _Message(BaseModel):
    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[_Part] | None = None

    def words(self) -> str:
        """What was said, parts together."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class _StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class _Asked(BaseModel):
    """A chat completion, as far as it matters here."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: list[_Message]
    stream: bool = False
    stream_options: _StreamOptions | None = None


def error_document(problem: Problem) -> dict[str, Any]:
    """A problem in OpenAI's shape; every fault is in the message."""
    kinds = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
    kind = kinds.get(problem.status, "invalid_request_error" if problem.status < 500 else "server_error")
    faults = [f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in problem.faults]
    message = " ".join([problem.detail, *(fault for fault in faults if fault != problem.detail)])
    named = problem.faults[0].field.split(".")[0] if problem.faults else ""
    code = {401: "invalid_api_key", 404: "model_not_found" if named == "model" else "not_found"}.get(problem.status)
    return {"error": {"message": message, "type": kind, "param": named or None, "code": code or problem.slug.replace("-", "_")}}


def respond_with_error(problem: Problem) -> Response:
    """The problem as a response that a client of OpenAI's understands."""
    return JSONResponse(error_document(problem), problem.status, headers=problem.headers)


class _InItsShape(APIRoute):
    """A route whose errors are in OpenAI's shape, whatever raised them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await answer(request)
            except (Exception, RequestValidationError) as error:
                problem = problem_from(error)
                if problem.status >= 500:
                    raise
                return respond_with_error(problem)

        return handle


router = APIRouter(prefix=PREFIX, tags=["openai"], route_class=_InItsShape)


@router.get("/models", operation_id="list_models")
def list_models(_: Viewer) -> dict[str, Any]:
    """The one model there is."""
    return {"object": "list", "data": [_model()]}


@router.get("/models/{model}", operation_id="get_model")
def get_model(_: Viewer, model: str) -> dict[str, Any]:
    """The model of that name."""
    _check_model(model)
    return _model()


@router.post("/chat/completions", operation_id="create_chat_completion")
async def complete(request: Request, room: Room, caller: Viewer) -> Response:
    """Ask the last message of the user; earlier ones of theirs are what it may refer to. System prompts are not read.

    Streamed or whole. An approval is never possible here: the answer says where a person decides.
    """
    asked = _read(await _json(request))
    _check_model(asked.model)
    question, earlier = _question(asked.messages)
    if (chore := _chore(question)) is not None:
        events: AsyncGenerator[str, None] = _once(chore)
    else:
        try:
            said = ChatMessage(message=question)
        except ValidationError as error:
            raise unprocessable(error, "The last message cannot be asked.") from error
        events = _words(room, said, caller, earlier)
    if asked.stream:
        usage = asked.stream_options is not None and asked.stream_options.include_usage
        return StreamingResponse(
            _stream(events, question, usage, room.settings.heartbeat_s),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    answer = "".join([piece async for piece in events])
    return JSONResponse(
        _head("chat.completion")
        | {
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": answer, "refusal": None},
                    "logprobs": None,
                    "finish_reason": "stop",
                }
            ],
            "usage": _usage(question, answer),
        }
    )


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
def nothing_else(_: Viewer, rest: str) -> Response:
    """Everything else of OpenAI's interface is not offered."""
    detail = f"/v1/{rest} is not offered, or not with this method; there are GET /v1/models and POST /v1/chat/completions."
    raise Problem(404, "not-found", detail)


# --- what was asked ---------------------------------------------------------------------------------------------------


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid-request", f"The body is not JSON: {error}") from error


def _read(body: Any) -> _Asked:
    """The request; every parameter that would change the meaning of the answer is refused by name."""
    try:
        asked = _Asked.model_validate(body)
    except ValidationError as error:
        problem = unprocessable(error, "This is no chat completion.")
        raise Problem(400, "invalid-request", problem.detail, faults=problem.faults) from error
    refused = [name for name, changes in _CHANGES_THE_MEANING.items() if changes(body.get(name))]
    faults = [FaultView(field=name, message="not supported: this model answers in words, once") for name in refused]
    for place, message in enumerate(asked.messages):
        parts = message.content if isinstance(message.content, list) else []
        kinds = {part.type for part in parts} - {"text"}
        faults += [
            FaultView(field=f"messages.{place}", message=f"{kind!r} is not supported, only text") for kind in sorted(kinds)
        ]
    if faults:
        raise Problem(400, "unsupported-parameter", "Leave these out:", faults=faults)
    return asked


def _question(messages: Sequence[_Message]) -> tuple[str, tuple[PastTurn, ...]]:
    """The last message, which must be the user's, and the user's earlier ones; what a client says we answered is not read."""
    if not messages or messages[-1].role != "user":
        raise Problem(400, "invalid-request", "The last message must have the role 'user'; it is what is asked.")
    earlier = [one.words() for one in messages[:-1] if one.role == "user"]
    return messages[-1].words(), tuple(PastTurn(words=words[:LONGEST_MESSAGE]) for words in earlier[-_EARLIER:])


def _check_model(model: str) -> None:
    if model != MODEL:
        detail = f"The model {model!r} does not exist; there is {MODEL!r}."
        raise Problem(404, "not-found", detail, faults=[FaultView(field="model", message=detail)])


_CHORE = re.compile(r"^\s*### Task:|\b(?:concise|short|brief)\b[^.]{0,60}\btitle\b", re.IGNORECASE)
_FIRST_SAID = re.compile(r"(?:<chat_history>\s*)?^(?:USER|User|Human):\s*(?P<words>.+)$", re.MULTILINE)


def _chore(text: str) -> str | None:
    """The answer to a client's own housekeeping: a title from the first words, no tags, nothing to search. None: a question."""
    head = text[:600]
    if not _CHORE.search(head):
        return None
    said = _FIRST_SAID.search(text)
    title = " ".join(said["words"].split()[:6]) if said else "Operations"
    wanted = head.lower()
    if "title" in wanted:
        return json.dumps({"title": plain(title)}) if "json" in text.lower() else plain(title)
    if "tags" in wanted:
        return json.dumps({"tags": ["Operations"]})
    if "follow_up" in wanted or "follow-up" in wanted:
        return json.dumps({"follow_ups": []})
    return json.dumps({"queries": []})


# --- what is answered -------------------------------------------------------------------------------------------------


async def _once(text: str) -> AsyncGenerator[str, None]:
    yield text


async def _words(
    room: ControlRoom, said: ChatMessage, caller: Principal, earlier: tuple[PastTurn, ...]
) -> AsyncGenerator[str, None]:
    """The turn in pieces of text; together they are the answer. A failure before the first piece is raised."""
    last: int | None = None
    turn = room.chat.ask(said, actor=caller.name, role=caller.role.word, channel="openai", history=earlier)
    async with aclosing(turn) as events:
        async for event in events:
            if isinstance(event, Text):
                joint = "" if last is None else " " if last == event.paragraph else "\n\n"
                last = event.paragraph
                yield joint + plain(event.text)
            elif lines := lines_of(event):
                yield ("" if last is None else "\n\n") + "\n".join(plain(line) for line in lines)
                last = -1


def lines_of(event: Started | TurnEvent) -> list[str]:
    """Cards and suggestions as lines of text, with the paths on which a person acts."""
    if isinstance(event, Suggestions):
        return ["You could ask:", *(f"- {item}" for item in event.items)]
    if not isinstance(event, CardShown):
        return []
    match event.card:
        case DraftCase(disruption=disruption, title=title):
            report = disruption.model_dump_json(exclude_none=True)
            return [f"Draft of a case, not opened: {title}", f"To open it: POST /api/v1/cases with {report}"]
        case DraftPlan(plan_id=plan_id, operations=operations):
            changes = json.dumps({"operations": [one.model_dump(mode="json") for one in operations]})
            where = f"POST /api/v1/plans/{plan_id}/revisions" if plan_id else "a revision of a plan of some case"
            return [f"Draft of a plan with {len(operations)} operations, not kept.", f"To keep it: {where} with {changes}"]
        case OpenView(title=title, path=path):
            return [f"{title}: {path}"]
        case table:
            rows = [" | ".join(cell.text for cell in row) for row in table.rows]
            return [table.title, " | ".join(table.columns), *rows]


_DEFUSED = str.maketrans({"<": "‹", ">": "›", "`": "'", "@": "＠"})


def plain(text: str) -> str:
    """Text that no client renders as a link, an image or markup: what is quoted may have been written to be one."""
    text = text.translate(_DEFUSED)
    text = re.sub(r"\](?=[(\[:])", "] ", text)
    text = re.sub(r":(?=//)", ": ", text)
    return re.sub(r"\bwww\.", "www ", text, flags=re.IGNORECASE)


async def _stream(
    pieces: AsyncGenerator[str, None], question: str, include_usage: bool, heartbeat_s: float
) -> AsyncGenerator[bytes, None]:
    head = _head("chat.completion.chunk") | ({"usage": None} if include_usage else {})
    said = ""

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        return _data(head | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]})

    yield chunk({"role": "assistant", "content": ""})
    try:
        async with aclosing(with_heartbeats(pieces, heartbeat_s)) as heard:
            async for piece in heard:
                if piece is None:
                    yield b": heartbeat\n\n"
                    continue
                said += piece
                yield chunk({"content": piece})
    except Exception as error:
        yield _data(error_document(problem_from(error)))
        return
    yield chunk({}, "stop")
    if include_usage:
        yield _data(head | {"choices": [], "usage": _usage(question, said)})
    yield b"data: [DONE]\n\n"


def _data(document: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(document)}\n\n".encode()


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{time.time_ns():x}", "object": kind, "created": int(time.time()), "model": MODEL}


def _usage(question: str, answer: str) -> dict[str, int]:
    asked, said = (-(-len(text) // _CHARACTERS_A_TOKEN) for text in (question, answer))
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "downline"}
