"""`python -m api serve`: the application under uvicorn, ended in order."""

import socket
from types import FrameType

import uvicorn

from api.app import create_app
from api.control_room import ControlRoom, open_room
from api.keys import DEMO_KEYS, KeyRing
from api.logs import configure_logs
from api.meters import Meters
from api.settings import Settings

_GRACE_S = 10


class _Server(uvicorn.Server):
    """Says where it is once it can be reached, and ends the live streams first when asked to stop.

    Uvicorn waits for open connections before the application's own shutdown, so a stream would hold it up.
    """

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._announcement, flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        room = getattr(self.config.app.state, "room", None)  # type: ignore[union-attr]
        if isinstance(room, ControlRoom):
            room.feed.close()
            room.chat.stop_all()
        super().handle_exit(sig, frame)


def serve(settings: Settings) -> None:
    """Run until interrupted.

    ValueError when the settings would leave the server open or cannot be used, OSError when the port is taken,
    ConnectionError when the database cannot be opened, UnknownEntity when there is no such scenario.
    """
    KeyRing.from_settings(settings)
    configure_logs()
    listening = _listen(settings)
    app = create_app(settings, opened=open_room(settings, Meters()))
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_S, ws_max_size=64 * 1024, server_header=False
    )
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    lines = [f"Downline is at http://{shown}:{port}  (interface: /docs)"]
    if app.state.keyring.demo:
        lines.append("Demo keys, on this machine only: " + ", ".join(DEMO_KEYS))
    server = _Server(config, "\n".join(lines))
    server.run(sockets=[listening])
    if not server.started:
        raise SystemExit(3)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise OSError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; choose another port with --port or PORT="
        ) from error
    return listening
