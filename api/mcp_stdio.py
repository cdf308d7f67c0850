"""`python -m api mcp`: the Model Context Protocol on standard input and output, on a room that is only read."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from api.app import VERSION
from api.control_room import TwinNetwork
from api.logs import configure_logs
from api.mcp_server import ReadingRoom, mcp_server
from api.settings import DEFAULT_BUDGET_S, DEFAULT_SCENARIO, Settings
from graphs.case_desk import CaseDesk
from tools.spec import ToolContext
from twin.store import EventStore, open_database
from twin.twin import Twin


def serve(scenario_id: str, database_url: str) -> None:
    """Answer until standard input ends. With a database its network and cases are read, else a scenario as scheduled.

    UnknownEntity when there is no such scenario, or no network in the database; ConnectionError when it cannot be opened.
    """
    configure_logs()
    folder = nullcontext("") if database_url else tempfile.TemporaryDirectory(prefix="downline-mcp-")
    with folder as place, reading_room(database_url or f"sqlite:///{place}/mcp.db", scenario_id, new=not database_url) as room:
        asyncio.run(_serve(room))


@contextmanager
def reading_room(database_url: str, scenario_id: str = "", *, new: bool = False) -> Iterator[ReadingRoom]:
    """A room on a database. Its case desk is not started: it carries nothing out and takes up no case that was interrupted.

    `new`: load the scenario first, into a database that nobody else has.
    """
    engine = open_database(database_url)
    try:
        twin = Twin(EventStore(engine))
        if new:
            twin.load(scenario_id or DEFAULT_SCENARIO, actor="mcp")
        desk = CaseDesk(engine, TwinNetwork(twin), budget_s=DEFAULT_BUDGET_S)

        def context(user: str) -> ToolContext:
            return ToolContext(state=twin.state, now=twin.now, user=user)

        context("")  # a database without a network is told of before anybody asks
        yield ReadingRoom(engine, twin, desk, Settings.from_environment().address, context)
    finally:
        engine.dispose()


async def _serve(room: ReadingRoom) -> None:
    from mcp.server.stdio import stdio_server

    server = mcp_server(room, version=VERSION)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
