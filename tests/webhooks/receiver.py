"""Somebody else's system on the loopback address: keeps what it is sent and answers as it is told."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Request:
    """One POST as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` are the statuses still to be given, then 204. `wait_s` before each answer; `endless`: a body without an end."""

    answers: list[int] = field(default_factory=list)
    wait_s: float = 0.0
    endless: bool = False
    requests: list[Request] = field(default_factory=list)
    sent_bytes: int = 0
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def open(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.requests.append(Request(self.path, headers, body))
                time.sleep(receiver.wait_s)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("location", receiver.url + "/elsewhere")
                self.end_headers()
                while receiver.endless and receiver.sent_bytes < 50_000_000:
                    try:
                        receiver.sent_bytes += self.wfile.write(b"x" * 4096)
                    except OSError:
                        return

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
