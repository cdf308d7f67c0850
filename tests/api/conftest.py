"""A real server on the loopback address, on the embedded scenario and a database of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from api.control_room import ControlRoom, open_room
from api.meters import Meters
from api.settings import Settings
from tests.api.callers import Caller, grounded


@dataclass(frozen=True)
class Server:
    """A server that is running, and its control room."""

    address: str
    room: ControlRoom

    def caller(self, role: str) -> Caller:
        return Caller(self.address, f"demo-{role}" if role else "")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("api")
    settings = Settings(database_url=f"sqlite:///{folder}/downline.db", budget_s=1.0, heartbeat_s=0.5)
    room = open_room(settings, Meters())
    running = uvicorn.Server(
        uvicorn.Config(create_app(settings, opened=room), port=0, log_config=None, timeout_graceful_shutdown=5)
    )
    thread = threading.Thread(target=running.run, name="server")
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield Server(f"http://127.0.0.1:{port}", room)
    room.feed.close()
    running.should_exit = True
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.fixture
def viewer(server: Server) -> Caller:
    return server.caller("viewer")


@pytest.fixture
def controller(server: Server) -> Caller:
    return server.caller("controller")


@pytest.fixture
def duty_manager(server: Server) -> Caller:
    return server.caller("duty-manager")


@pytest.fixture
def open_case(controller: Caller) -> Callable[[int], list[dict[str, Any]]]:
    """Opens a case for a grounded aircraft and gives its options once they are there."""

    def open_one(number: int) -> list[dict[str, Any]]:
        return controller.options_for(grounded(controller, number))

    return open_one
