"""An OpenAI-compatible endpoint on the loopback that says what a script says, or misbehaves in a named way. No language model."""

import base64
import json
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, get_args

from pydantic import SecretStr

from agents.models import ModelProvider

Misbehaviour = Literal[
    "timeout",
    "rate_limit",
    "server_error",
    "garbage",
    "broken_stream",
    "truncated",
    "wrong_content_type",
    "empty",
    "flood",
    "tool_loop",
    "unknown_tools",
    "bad_tool_json",
]
MISBEHAVIOURS: tuple[Misbehaviour, ...] = get_args(Misbehaviour)
"""A model or its server at its worst, one way each."""
_HELD_S = 60.0


@dataclass(frozen=True, slots=True)
class Say:
    """One answer: words, calls of tools as (name, arguments), how it ends. Arguments given as text are sent as they are."""

    words: str = ""
    calls: tuple[tuple[str, Mapping[str, Any] | str], ...] = ()
    tokens_in: int = 11
    tokens_out: int = 7
    finish: str = ""

    @property
    def finish_reason(self) -> str:
        """`tool_calls` where there are calls, unless told otherwise."""
        return self.finish or ("tool_calls" if self.calls else "stop")


@dataclass(frozen=True, slots=True)
class Misbehave:
    """Misbehave in this way, this time."""

    way: Misbehaviour


Script = Callable[[dict[str, Any]], "Say | Misbehave | str"]
"""From the body of a chat request to the answer; words alone may be given as text."""


def data_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the last message of a user holds under `data`; empty where it is no such JSON."""
    for message in reversed(body["messages"]):
        if message["role"] == "user":
            try:
                found = json.loads(message["content"])
            except (ValueError, TypeError):
                continue
            if isinstance(found, dict) and isinstance(found.get("data"), dict):
                return dict(found["data"])
    return {}


def tools_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the tools a request offers."""
    return tuple(tool["function"]["name"] for tool in body.get("tools", ()))


def in_turn(*answers: Say | Misbehave | str) -> Script:
    """A script that gives these answers one after the other, and the last for ever."""
    lock, left = threading.Lock(), list(answers)

    def script(_: dict[str, Any]) -> Say | Misbehave | str:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return script


class ScriptedEndpoint:
    """`with ScriptedEndpoint(script) as endpoint: endpoint.provider()`. Chat completions (streamed or whole), models, embeddings.

    `script`: a function of the request's body, an answer for ever, or the name of a misbehaviour. `requests`: the bodies of
    every chat request, in the order in which they came; `keys` and `paths`: their Authorization headers and addresses.
    `retry_after`: seconds that a `rate_limit` asks for.
    """

    def __init__(self, script: "Script | Say | Misbehave | str" = "", *, retry_after: str = "0") -> None:
        if script in MISBEHAVIOURS:
            script = Misbehave(script)
        self.script: Script = script if callable(script) else in_turn(script)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.retry_after = retry_after
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="scripted-model")

    @property
    def base_url(self) -> str:
        """Where it listens, as DOWNLINE_MODEL_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def provider(self, **options: Any) -> ModelProvider:
        """A provider that asks this endpoint; options are those of ModelProvider."""
        given: dict[str, Any] = {"deadline_s": 5.0} | options
        return ModelProvider("openai", self.base_url, "scripted", SecretStr("sk-scripted"), **given)

    def __enter__(self) -> "ScriptedEndpoint":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


def _handler_of(endpoint: ScriptedEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        pass

    Handler.endpoint = endpoint
    return Handler


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: an answer ends where the connection does, so that a stream can end anywhere."""

    endpoint: ScriptedEndpoint

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the requests are kept."""

    def do_GET(self) -> None:
        """The one model."""
        self._json(200, {"object": "list", "data": [{"id": "scripted", "object": "model", "created": 0, "owned_by": "script"}]})

    def do_POST(self) -> None:
        """A chat completion or embeddings."""
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not sent:  # the caller gave up before it had asked
            self.close_connection = True
            return
        body = json.loads(sent)
        try:
            if self.path.split("?")[0].endswith("/embeddings"):
                self._json(200, _embeddings(body))
            else:
                self._chat(body)
        except (BrokenPipeError, ConnectionResetError):  # the caller had heard enough
            self.close_connection = True

    def _chat(self, body: dict[str, Any]) -> None:
        self.endpoint.requests.append(body)
        self.endpoint.paths.append(self.path)
        self.endpoint.keys.append(self.headers.get("authorization", ""))
        answer = self.endpoint.script(body)
        if isinstance(answer, Misbehave):
            _MISBEHAVE[answer.way](self, body)
            return
        self._say(Say(answer) if isinstance(answer, str) else answer, body)

    def _say(self, said: Say, body: Mapping[str, Any]) -> None:
        if not body.get("stream"):
            self._json(200, _whole(said))
            return
        self._start(200, "text/event-stream")
        for event in events_of(said):
            self._event(event)
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, event: Mapping[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def _start(self, status: int, content_type: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _json(self, status: int, body: Mapping[str, Any], **headers: str) -> None:
        self._start(status, "application/json", **headers)
        self.wfile.write(json.dumps(body).encode())

    # --- misbehaving ------------------------------------------------------------------------------------------------

    def _timeout(self, body: Mapping[str, Any]) -> None:
        self.endpoint.closing.wait(_HELD_S)

    def _rate_limit(self, body: Mapping[str, Any]) -> None:
        self._json(429, {"error": {"message": "busy", "type": "rate_limit"}}, retry_after=self.endpoint.retry_after)

    def _server_error(self, body: Mapping[str, Any]) -> None:
        self._json(500, {"error": {"message": "out of memory", "type": "server_error"}})

    def _garbage(self, body: Mapping[str, Any]) -> None:
        self._start(200, "text/event-stream" if body.get("stream") else "application/json")
        self.wfile.write(b"data: {not json\n\ndata: \xff\xfe\n\n")

    def _broken_stream(self, body: Mapping[str, Any]) -> None:
        self._start(200, "text/event-stream")
        self._event({"error": {"message": "worker died", "code": 500}})

    def _truncated(self, body: Mapping[str, Any]) -> None:
        self._start(200, "text/event-stream", content_length="100000")
        for event in list(events_of(Say("The plan costs {{plan.cost}} and then")))[:3]:
            self._event(event)

    def _wrong_content_type(self, body: Mapping[str, Any]) -> None:
        self._start(200, "text/html")
        self.wfile.write(b"<html><body>Sign in to continue</body></html>")

    def _empty(self, body: Mapping[str, Any]) -> None:
        self._say(Say(""), body)

    def _flood(self, body: Mapping[str, Any]) -> None:
        self._start(200, "text/event-stream")
        word = _event_of({"content": "again and again " * 8})
        while not self.endpoint.closing.is_set():
            self._event(word)

    def _tool_loop(self, body: Mapping[str, Any]) -> None:
        tools = body.get("tools", ())
        calls = tuple((tool["function"]["name"], _filled(tool["function"].get("parameters", {}))) for tool in tools[:1])
        self._say(Say(calls=calls or (("loop", {}),)), body)

    def _unknown_tools(self, body: Mapping[str, Any]) -> None:
        self._say(Say(calls=(("approve_plan", {"plan_id": "C1-P1"}), ("run_shell", {"command": "ls"}))), body)

    def _bad_tool_json(self, body: Mapping[str, Any]) -> None:
        names = tools_in(body) or ("loop",)
        self._say(Say(calls=((names[0], '{"airport": "JFK", '),)), body)


_MISBEHAVE: Mapping[Misbehaviour, Callable[[_Handler, Mapping[str, Any]], None]] = {
    way: getattr(_Handler, f"_{way}") for way in MISBEHAVIOURS
}


def _filled(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Something for every required argument."""
    return dict.fromkeys(parameters.get("required", ()), "JFK")


def _event_of(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def events_of(said: Say) -> Sequence[dict[str, Any]]:
    """A stream: the role, words a few characters at a time, arguments of calls in halves, the end, the count of tokens."""
    events = [_event_of({"role": "assistant", "content": ""})]
    events += [_event_of({"content": said.words[place : place + 12]}) for place in range(0, len(said.words), 12)]
    for index, (name, arguments) in enumerate(said.calls):
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        half = len(text) // 2
        first = {"index": index, "id": f"call{index}", "type": "function", "function": {"name": name, "arguments": text[:half]}}
        events.append(_event_of({"tool_calls": [first]}))
        events.append(_event_of({"tool_calls": [{"index": index, "function": {"arguments": text[half:]}}]}))
    events.append(_event_of({}, said.finish_reason))
    return [*events, _event_of({}) | {"choices": [], "usage": _usage(said)}]


def _whole(said: Say) -> dict[str, Any]:
    calls = [
        {
            "id": f"call{index}",
            "type": "function",
            "function": {"name": name, "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments)},
        }
        for index, (name, arguments) in enumerate(said.calls)
    ]
    message = {"role": "assistant", "content": said.words or None} | ({"tool_calls": calls} if calls else {})
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": said.finish_reason}],
        "usage": _usage(said),
    }


def _usage(said: Say) -> dict[str, int]:
    return {
        "prompt_tokens": said.tokens_in,
        "completion_tokens": said.tokens_out,
        "total_tokens": said.tokens_in + said.tokens_out,
    }


def _embeddings(body: Mapping[str, Any]) -> dict[str, Any]:
    """Thirty-two numbers from the digest of each text: the same for the same text, and without meaning."""
    asked = body["input"]
    rows = []
    for index, text in enumerate([asked] if isinstance(asked, str) else asked):
        vector = [byte / 255 for byte in sha256(str(text).encode()).digest()]
        packed = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
        shown = packed if body.get("encoding_format") == "base64" else vector
        rows.append({"object": "embedding", "index": index, "embedding": shown})
    return {
        "object": "list",
        "data": rows,
        "model": body.get("model", "scripted"),
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
