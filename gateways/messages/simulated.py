"""A bundled stand-in for message services: a mailbox in memory, reached directly or over Apprise and loopback HTTP."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gateways.messages.apprise_channel import setting
from gateways.messages.port import CHANNEL_KINDS, Capabilities, ChannelKind, Message, NotSent, Receipt, capabilities_of

_START_LIMIT_S = 10


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it came in."""

    kind: str
    address: str
    subject: str
    text: str
    reference: str


@dataclass(slots=True)
class Mailbox:
    """Keeps every message that arrives, in order; refuses as many as it is told to."""

    _arrived: list[Arrived] = field(default_factory=list)
    _to_refuse: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def arrived(self) -> tuple[Arrived, ...]:
        """What has come in so far."""
        with self._lock:
            return tuple(self._arrived)

    def refuse_next(self, count: int) -> None:
        """Turn away the next messages, as a service does that is out of order."""
        with self._lock:
            self._to_refuse = count

    def take(self, message: Arrived) -> bool:
        """Keep the message; False when it is turned away."""
        with self._lock:
            if self._to_refuse:
                self._to_refuse -= 1
                return False
            self._arrived.append(message)
            return True


@dataclass(frozen=True, slots=True)
class SimulatedChannel:
    """Puts messages into a mailbox without a network between."""

    kind: ChannelKind
    mailbox: Mailbox

    def capabilities(self) -> Capabilities:
        """As the real channel of this kind; delivery is confirmed by whoever plays the provider."""
        return capabilities_of(self.kind, configured=True, confirms_delivery=True)

    def send(self, message: Message) -> Receipt:
        """Keep the message; NotSent when the mailbox refuses."""
        arrived = Arrived(self.kind, message.address, message.subject, message.text, message.reference)
        if not self.mailbox.take(arrived):
            raise NotSent("the service did not take the message")
        return Receipt(provider_id=message.reference)


@contextmanager
def served(mailbox: Mailbox) -> Iterator[dict[str, str]]:
    """Serve the mailbox on a free loopback port; the settings that lead all four channels to it through Apprise."""
    import uvicorn
    from fastapi import FastAPI, Response

    app = FastAPI(openapi_url=None)

    @app.post("/{kind}/{address}")
    def take(kind: str, address: str, payload: dict[str, Any]) -> Response:
        arrived = Arrived(kind, address, str(payload["title"]), str(payload["message"]), str(payload.get("reference", "")))
        return Response(status_code=200 if mailbox.take(arrived) else 503)

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        give_up = time.monotonic() + _START_LIMIT_S
        while not server.started:
            if time.monotonic() > give_up or not thread.is_alive():
                raise RuntimeError("The simulated mailbox did not start on 127.0.0.1.")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield {setting(kind): f"json://127.0.0.1:{port}/{kind}/{{address}}?:reference={{reference}}" for kind in CHANNEL_KINDS}
    finally:
        server.should_exit = True
        thread.join(_START_LIMIT_S)
