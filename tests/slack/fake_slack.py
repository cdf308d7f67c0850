"""Slack on the loopback address: its Web API over HTTP and its Socket Mode over a WebSocket. It keeps what it is asked."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

TEAM, CHANNEL, BOT = "T0HOME", "C0OPS", "U0BOT"


def until(met: Callable[[], Any], within_s: float = 8.0) -> Any:
    """What `met` gives once it is true; AssertionError after `within_s`."""
    give_up = time.monotonic() + within_s
    while not (found := met()):
        assert time.monotonic() < give_up, "did not happen in time"
        time.sleep(0.01)
    return found


@dataclass
class FakeSlack:
    """`messages` as a reader sees them by ts, `views` by id; `calls` in order. `away`: every call fails."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    away: bool = False
    _numbers: Any = field(default_factory=lambda: count(1))
    _acks: dict[str, dict[str, Any]] = field(default_factory=dict)
    _sockets: list[ServerConnection] = field(default_factory=list)

    def start(self) -> "FakeSlack":
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                if self.headers.get("Content-Type", "").startswith("application/json"):
                    given = json.loads(raw) if raw else {}
                else:
                    given = {name: values[0] for name, values in parse_qs(raw).items()}
                status, answer = fake.answer(self.path.rsplit("/", 1)[-1], given)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._socket: Server = serve(self._connected, "127.0.0.1", 0)
        for run in (self._http.serve_forever, self._socket.serve_forever):
            threading.Thread(target=run, daemon=True).start()
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._socket.shutdown()

    def reset(self) -> None:
        for kept in (self.calls, self.messages, self.views, self.users, self._acks):
            kept.clear()  # type: ignore[attr-defined]
        self.away = False

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/api/"

    def answer(self, method: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.away:
            return 503, {"ok": False, "error": "service_unavailable"}
        self.calls.append((method, given))
        match method:
            case "auth.test":
                return 200, {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT", "url": "x", "team": "x", "user": "x"}
            case "users.info":
                user = {"id": given["user"], "team_id": TEAM} | self.users.get(given["user"], {})
                return 200, {"ok": True, "user": user}
            case "chat.postMessage":
                ts = f"1700000000.{next(self._numbers):06d}"
                self.messages[ts] = given | {"ts": ts}
                return 200, {"ok": True, "channel": given["channel"], "ts": ts}
            case "chat.update":
                self.messages[given["ts"]] |= {"text": given["text"], "blocks": given["blocks"]}
                return 200, {"ok": True, "channel": given["channel"], "ts": given["ts"]}
            case "views.open":
                view_id = f"V{next(self._numbers)}"
                self.views[view_id] = given["view"]
                return 200, {"ok": True, "view": {"id": view_id, **given["view"]}}
            case "views.update":
                self.views[given["view_id"]] = given["view"]
                return 200, {"ok": True, "view": {"id": given["view_id"], **given["view"]}}
            case "apps.connections.open":
                return 200, {"ok": True, "url": f"ws://127.0.0.1:{self._socket.socket.getsockname()[1]}/link?ticket=1"}
        return 200, {"ok": True}

    # --- what people see --------------------------------------------------------------------------------------------

    def methods(self, name: str) -> list[dict[str, Any]]:
        return [given for method, given in list(self.calls) if method == name]

    def showing(self, words: str) -> list[dict[str, Any]]:
        """Messages in which the words stand, oldest first."""
        return [one for _, one in sorted(self.messages.items()) if words in json.dumps(one, ensure_ascii=False)]

    def whispers(self, words: str) -> list[dict[str, Any]]:
        return [one for one in self.methods("chat.postEphemeral") if words in json.dumps(one, ensure_ascii=False)]

    # --- Socket Mode ------------------------------------------------------------------------------------------------

    def _connected(self, connection: ServerConnection) -> None:
        self._sockets.append(connection)
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        with suppress(ConnectionClosed):  # ended without a farewell
            for text in connection:
                said = json.loads(text)
                if "envelope_id" in said:
                    self._acks[said["envelope_id"]] = said

    def envelope(self, kind: str, payload: dict[str, Any], envelope_id: str = "", retry: int = 0) -> dict[str, Any]:
        """Send an envelope and wait for its acknowledgement; the answer that came with it."""
        name = envelope_id or f"E{next(self._numbers)}"
        self._acks.pop(name, None)
        said = {"envelope_id": name, "type": kind, "payload": payload, "accepts_response_payload": True}
        self._sockets[-1].send(json.dumps(said | ({"retry_attempt": retry, "retry_reason": "timeout"} if retry else {})))
        answer: dict[str, Any] = until(lambda: self._acks.get(name))
        return dict(answer.get("payload") or {})


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Every button of a message, in order."""
    found = [element for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return found + [block["accessory"] for block in message["blocks"] if "accessory" in block]
