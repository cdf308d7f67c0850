"""What every request passes: a trace id, the key, the size limit, the idempotency ledger, the clock and the log."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import openai_facade
from api.idempotency import Answer, Claim, IdempotencyLedger, fingerprint
from api.keys import KeyRing, bearer_key, unauthorized
from api.meters import Meters
from api.problems import Problem, problem_from, respond

_log = structlog.get_logger("downline.http")

PROTECTED = "/api/v1"
MCP = "/mcp"
OPENAI = openai_facade.PREFIX
KEYED = (PROTECTED, MCP, OPENAI)
"""What is at these paths, and below them, needs a key."""
_KEPT_HEADERS = ("content-type", "location", "etag")
_SAFETY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
)


@dataclass(slots=True)
class _Reply:
    """Sends a response with our headers, and remembers its status."""

    send: Send
    trace_id: str
    status: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.lower() for name, _ in message["headers"]}  # a page of its own may say more about itself
            safety = [header for header in _SAFETY if header[0] not in given]
            message = {**message, "headers": [*message["headers"], (b"x-request-id", self.trace_id.encode()), *safety]}
        await self.send(message)


class Doorway:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, keyring: KeyRing, meters: Meters, largest_body_bytes: int) -> None:
        self.app = app
        self.keyring = keyring
        self.meters = meters
        self.largest_body_bytes = largest_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace_id = uuid4().hex[:16]
        scope.setdefault("state", {})["trace_id"] = trace_id
        reply = _Reply(send, trace_id)
        started = time.perf_counter()
        try:
            await self._admit(scope, receive, reply)
        except Exception as error:
            problem = problem_from(error)
            if problem.status >= 500:
                _log.exception("request failed", trace_id=trace_id, path=scope["path"])
            if reply.status:
                raise  # too late for another answer
            if scope["path"].startswith(OPENAI + "/"):
                answer = openai_facade.respond_with_error(problem)
            else:
                answer = respond(problem, instance=scope["path"], trace_id=trace_id)
            await answer(scope, receive, reply)
        finally:
            self._note(scope, reply, trace_id, time.perf_counter() - started)

    async def _admit(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if any(path == one or path.startswith(one + "/") for one in KEYED):
            principal = self.keyring.principal(bearer_key(headers.get("authorization", "")), host=headers.get("host", ""))
            if principal is None:
                raise unauthorized(self.keyring)
            scope["state"]["principal"] = principal
        if scope["method"] not in ("POST", "PUT", "PATCH", "DELETE"):
            await self.app(scope, receive, reply)
            return
        body = await self._read(headers, receive)
        key = headers.get("idempotency-key")
        if key is None or scope["method"] != "POST" or "principal" not in scope["state"]:
            await self.app(scope, _again(body, receive), reply)
            return
        await self._once(scope, body, receive, reply, key, headers.get("if-match", ""))

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        too_large = Problem(
            413, "content-too-large", f"The request is larger than {self.largest_body_bytes} bytes; send less at once."
        )
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self.largest_body_bytes:
            raise too_large
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.largest_body_bytes:
                raise too_large
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return bytes(body)

    async def _once(self, scope: Scope, body: bytes, receive: Receive, reply: _Reply, key: str, if_match: str) -> None:
        if not 1 <= len(key) <= 255 or not key.isprintable():
            raise Problem(422, "invalid-request", "Idempotency-Key must be 1 to 255 printable characters; a UUID will do.")
        ledger: IdempotencyLedger = scope["app"].state.room.ledger
        actor = scope["state"]["principal"].name
        target = scope["path"] + "?" + scope["query_string"].decode("latin-1")
        claimed = await run_sync(ledger.claim, actor, key, fingerprint(scope["method"], target, if_match, body))
        if isinstance(claimed, Answer):
            repeated = Response(claimed.body, claimed.status, headers={**claimed.headers, "Idempotent-Replayed": "true"})
            await repeated(scope, receive, reply)
            return
        scope["state"]["claim"] = claimed
        kept = False
        try:
            kept = await self._carry_out(scope, _again(body, receive), reply, ledger, claimed)
        finally:
            if not kept:
                await run_sync(ledger.release, claimed)

    async def _carry_out(self, scope: Scope, receive: Receive, reply: _Reply, ledger: IdempotencyLedger, claim: Claim) -> bool:
        """Whether the answer was kept. It is kept before it is sent: who has seen it can rely on it."""
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self.app(scope, receive, hold)
        status = next((message["status"] for message in held if message["type"] == "http.response.start"), 0)
        # A stream whose reader left has no end: whoever repeats the request is to have all of it.
        keep = 200 <= status < 300 and not held[-1].get("more_body", False)
        if keep:
            headers = Headers(raw=held[0]["headers"])
            content = b"".join(message.get("body", b"") for message in held[1:])
            answer = Answer(status, {name: headers[name] for name in _KEPT_HEADERS if name in headers}, content)
            await run_sync(ledger.keep, claim, answer)
        for message in held:
            await reply(message)
        return keep

    def _note(self, scope: Scope, reply: _Reply, trace_id: str, seconds: float) -> None:
        route: Any = scope.get("route")
        template = getattr(route, "path", "") or "unmatched"
        self.meters.request_seconds.labels(scope["method"], template, str(reply.status)).observe(seconds)
        principal = scope["state"].get("principal")
        _log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=reply.status,
            ms=round(seconds * 1000, 1),
            actor=principal.name if principal else "",
            trace_id=trace_id,
        )


def _again(body: bytes, receive: Receive) -> Receive:
    """The request's messages once more, its body first."""
    given = False

    async def replay() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
